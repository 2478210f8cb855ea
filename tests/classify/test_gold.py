"""Gold put in its place: exact borders, other borders, gaps, and missing documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.classify.gold import place_gold
from pipeline.errors import GoldError
from pipeline.records import GoldSentence, Label, Part, Segmented

from .documents import document

TEXTS = ["修好渡口。", "新建船厂四座，培育果园九家。", "各位代表。"]


def _row(start: int, end: int, segmented: Segmented, label: Label = Label.PLEDGE) -> GoldSentence:
    text = segmented.document.text[start:end]
    return GoldSentence(f"g{start}", segmented.document.doc_id, start, end, label, 3, False, text)


def test_exact_borders_keep_the_sentences() -> None:
    one = document(TEXTS, parts=[Part.REVIEW, Part.PLAN, Part.OTHER])
    rows = [_row(s.start, s.end, one) for s in one.sentences[:2]]
    placed = place_gold(rows, {"liuhe-2031": one})["liuhe-2031"]
    assert placed.document.sentences == one.sentences
    assert placed.gold == (*rows, None)


def test_gold_inside_a_sentence_replaces_it_and_keeps_its_part() -> None:
    one = document(TEXTS, parts=[Part.REVIEW, Part.PLAN, Part.OTHER])
    whole = one.sentences[1]
    rows = [_row(whole.start, whole.start + 7, one), _row(whole.start + 7, whole.end, one)]
    placed = place_gold(rows, {"liuhe-2031": one})["liuhe-2031"]
    assert [s.text for s in placed.document.sentences] == [TEXTS[0], TEXTS[1][:7], TEXTS[1][7:], TEXTS[2]]
    assert [s.part for s in placed.document.sentences] == [Part.REVIEW, Part.PLAN, Part.PLAN, Part.OTHER]
    assert placed.gold == (None, *rows, None)


def test_gold_over_two_sentences_and_gold_in_a_cut_stretch() -> None:
    one = document(TEXTS)
    first, second = one.sentences[:2]
    joined = _row(first.start, second.end, one)
    placed = place_gold([joined], {"liuhe-2031": one})["liuhe-2031"]
    assert placed.gold == (joined, None)
    holed = replace(one, sentences=(one.sentences[0], one.sentences[2]))
    inside = _row(second.start, second.end, one, Label.OTHER)
    placed = place_gold([inside], {"liuhe-2031": holed})["liuhe-2031"]
    assert placed.gold == (None, inside, None)


def test_missing_documents_are_all_named() -> None:
    one = document(TEXTS)
    row = _row(0, 5, one)
    with pytest.raises(GoldError) as caught:
        place_gold([replace(row, doc_id="b"), replace(row, doc_id="a")], {})
    assert "«a»" in str(caught.value)
    assert "«b»" in str(caught.value)
