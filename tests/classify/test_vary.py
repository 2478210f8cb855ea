"""Copies with other words: which words are exchanged, ids, the same copy twice, none of documents held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.classify.accurate import Teacher, altered, train_both
from pipeline.classify.gold import place_gold
from pipeline.classify.vary import copy_id, find_others, vary
from pipeline.records import parse_span_id

from .documents import corpus, document
from .test_accurate import OPTIONS, backbone

ALIKE = ({"harbour", "harbours", "jetty"}, {"paint", "repair"}, {"渡口", "船厂"}, {"果园", "茶山"})


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return vectors that are equal for words of one set of ALIKE and at right angles for all others."""
    vectors = np.zeros((len(texts), len(ALIKE) + len(texts)), np.float32)
    for row, text in enumerate(texts):
        place = next((k for k, own in enumerate(ALIKE) if text in own), len(ALIKE) + row)
        vectors[row, place] = 1.0
    return vectors


ENGLISH = document(
    [
        "Harbour dues fall, and we shall repair the JETTY.",
        "We shall paint the harbour and repair a jetty.",
        "Paint the harbour; paint the jetty, repair nothing.",
        "Harbours are dear to paint.",
    ],
    language="en",
    doc_id="cove-2030",
)


def test_words_that_are_frequent_and_long_enough_have_the_nearest_as_others() -> None:
    others = find_others([ENGLISH], encode)
    # «harbours» stands in one sentence, «the» in three but has three letters
    assert others == {"en": {"harbour": ("jetty",), "jetty": ("harbour",), "paint": ("repair",), "repair": ("paint",)}}


def test_common_words_are_left_alone() -> None:
    rare, common = ["harbour", "jetty"] * 3, ["paint", "repair"] * 97
    assert set(find_others([document(rare + common, language="en")], encode)["en"]) == {"harbour", "jetty"}


def test_a_copy_has_other_words_capitals_as_before_and_ids_of_its_own() -> None:
    others = find_others([ENGLISH], encode)
    copied = vary(ENGLISH, others, 1.0, 2)
    assert [s.text for s in copied.sentences] == [
        "Jetty dues fall, and we shall paint the Harbour.",
        "We shall repair the jetty and paint a harbour.",
        "Repair the jetty; repair the harbour, paint nothing.",
        "Harbours are dear to repair.",
    ]
    assert {parse_span_id(s.sentence_id)[0] for s in copied.sentences} == {copy_id("cove-2030", 2)}
    assert copied.document.doc_id == copy_id("cove-2030", 2)
    assert copied == vary(ENGLISH, others, 1.0, 2)
    assert vary(ENGLISH, others, 0.5, 1).sentences != vary(ENGLISH, others, 0.5, 2).sentences


def test_chinese_words_are_exchanged_and_other_languages_left_alone() -> None:
    one = document(["修好渡口，管好果园。", "渡口和船厂。", "船厂、茶山、果园。", "船厂渡口，果园茶山。", "茶山"])
    others = find_others([one, ENGLISH, document(["渡口"] * 5, language="xx")], encode)
    assert set(others) == {"zh", "en"}
    assert [s.text for s in vary(one, others, 1.0, 0).sentences][:2] == ["修好船厂，管好茶山。", "船厂和渡口。"]


@given(st.text(max_size=60))
def test_nothing_but_known_words_changes(text: str) -> None:
    others = {"en": {"harbour": ("jetty",)}}
    copied = vary(document([text], language="en"), others, 1.0, 0).sentences[0].text
    if "harbour" not in text.lower():
        assert copied == text
    assert vary(document([text], language="en"), {}, 1.0, 0).sentences[0].text == text


def test_the_teacher_answers_for_copies_but_not_for_those_of_documents_left_out() -> None:
    documents, gold = corpus(6)
    options = replace(OPTIONS, copied=("zh",), copies=2, head=replace(OPTIONS.head, epochs=1))
    copies = altered(documents, encode, options)
    assert sorted(copies) == sorted(copy_id(k, n) for k in documents for n in range(2))
    assert altered(documents, encode, replace(options, copied=("en",))) == {}
    held = min(documents)
    labelled_ids = frozenset(documents) - {held}
    teacher = Teacher(
        place_gold(gold, documents),
        documents,
        lambda one, numbers: np.array([[len(one.sentences[i].text), i] for i in numbers], np.float32),
        options,
        copies=copies,
    )
    answered = {parse_span_id(k)[0] for k in teacher.teach(labelled_ids)}
    assert answered == {*documents, *copies} - {copy_id(held, n) for n in range(2)}


@pytest.mark.parametrize(("with_words", "expected"), [(True, 16), (False, 0)])
def test_the_cards_count_the_copies(with_words: bool, expected: int) -> None:
    documents, gold = corpus(8)
    quick = replace(
        OPTIONS,
        copied=("zh",),
        copies=2,
        fast=replace(OPTIONS.fast, plan=replace(OPTIONS.fast.plan, epochs=1)),
        head=replace(OPTIONS.head, epochs=1, heads=1),
    )
    both = train_both(gold, documents, backbone(), encode=encode if with_words else None, options=quick)
    assert [card["altered_copies"] for _, _, card in both] == [expected, expected]
    taught = both[0][2]["teacher_sentences"]
    assert taught == sum(len(d.sentences) for d in documents.values()) * (1 + expected // len(documents))
