"""A larger transformer as a teacher, on a tiny one with random weights: windows, learning, answers, errors."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.accurate import Teacher, larger_answers, train_both
from pipeline.classify.features import featurise
from pipeline.classify.gold import place_gold
from pipeline.classify.head import HeadPlan
from pipeline.classify.larger import PLAN, Larger, windows
from pipeline.classify.train import Soft, held_out, macro_f1
from pipeline.classify.tune import layer_of
from pipeline.classify.vary import copied_from
from pipeline.errors import ModelError
from pipeline.records import LABELS, parse_span_id

from .documents import FORMS, OBJECTS, corpus
from .test_accurate import OPTIONS, TUNED, backbone
from .test_model import SMALL

QUICK = replace(PLAN, epochs=10, tokens=400, rate=2e-3, head_rate=1e-2, fall=0.8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny BERT of random weights and a tokenizer that knows single signs."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    signs = sorted({c for *_, form in FORMS for c in form} | set("".join(OBJECTS)) | set("0123456789"))
    vocabulary = {sign: k for k, sign in enumerate(["<s>", "<pad>", "</s>", "<unk>", *signs])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>", length=8)  # as files of the hub often say
    torch.manual_seed(4)
    shape = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=48,
        pad_token_id=1,
        max_position_embeddings=512,
        initializer_range=0.1,
    )
    where = tmp_path_factory.mktemp("larger") / "tiny-bert"
    BertModel(shape).save_pretrained(where)
    tokenizer.save(str(where / "tokenizer.json"))
    return where


@given(
    st.lists(st.integers(1, 111), max_size=40),
    st.integers(111, 400),
    st.one_of(st.none(), st.integers(1, 111)),
    st.integers(0, 4),
)
def test_every_sentence_is_answered_once_and_windows_hold_what_they_may(
    lengths: list[int], most: int, first: int | None, around: int
) -> None:
    cut = windows(lengths, most, first=first, around=around, longest=most + 100)
    assert [k for w in cut for k in range(w.start, w.end)] == list(range(len(lengths)))
    for number, w in enumerate(cut):
        limit = most if number or first is None else first
        assert sum(lengths[w.start : w.end]) <= limit or w.end == w.start + 1
        assert 0 <= w.start - w.low <= around
        assert 0 <= w.high - w.end <= around
        assert sum(lengths[w.low : w.high]) <= most + 100


def test_windows_take_neighbours_from_both_sides_as_far_as_they_fit() -> None:
    (one, two, three) = windows([10] * 6, 20, around=1, longest=40)
    assert [(w.low, w.start, w.end, w.high) for w in (one, two, three)] == [(0, 0, 2, 3), (1, 2, 4, 5), (3, 4, 6, 6)]
    assert [(w.low, w.high) for w in windows([10] * 6, 20, around=2, longest=30)] == [(0, 3), (1, 4), (3, 6)]
    assert windows([], 20) == []


def _answers(folder: Path, left_out: Sequence[str] = (), seed: int = 0) -> dict[str, Soft]:
    documents, gold = corpus(9)
    labelled = place_gold([g for g in gold if g.doc_id not in left_out], documents)
    unseen = {k: one for k, one in corpus(4, seed=77)[0].items() if k not in documents}
    model = Larger(folder, replace(QUICK, seed=seed))
    return larger_answers({"zh": model}, labelled, left_out, {**documents, **unseen}, OPTIONS)


def test_it_learns_and_answers_for_documents_that_it_never_saw(folder: Path) -> None:
    documents, gold = corpus(9)
    held = sorted(documents)[:3]
    answers = _answers(folder, held)
    of_held = [row for row in gold if row.doc_id in held]
    said = [LABELS[int(answers[f"{r.doc_id}@{r.start}-{r.end}"].labels.argmax())] for r in of_held]
    assert macro_f1([(r.label, label) for r, label in zip(of_held, said, strict=True)]) > 0.8
    assert all(
        abs(float(a.labels.sum()) - 1) < 1e-5 and abs(float(a.levels.sum()) - 1) < 1e-5 for a in answers.values()
    )


def test_the_same_gold_gives_the_same_answers_and_another_seed_others(folder: Path) -> None:
    first, second, other = _answers(folder), _answers(folder), _answers(folder, seed=1)
    assert all(np.array_equal(first[k].labels, second[k].labels) for k in first)
    assert any(not np.array_equal(first[k].labels, other[k].labels) for k in first)


def test_a_document_gets_the_same_answer_whatever_was_asked_before(folder: Path) -> None:
    documents, gold = corpus(3)
    labelled = place_gold(gold, documents)
    model = Larger(folder, replace(QUICK, epochs=1))
    larger_answers({"zh": model}, labelled, (), {}, OPTIONS)
    one, two, _ = (documents[k] for k in sorted(documents))

    def say(which: int) -> tuple[np.ndarray, np.ndarray]:
        document = (one, two)[which]
        return model.say([s.text for s in document.sentences], featurise(document, 64).dense)

    alone = say(0)
    say(1)
    assert all(np.array_equal(a, b) for a, b in zip(alone, say(0), strict=True))
    labels, levels = model.say([], featurise(one, 64).dense[:0])
    assert (labels.shape, levels.shape) == ((0, len(LABELS)), (0, 5))


def test_neighbours_are_read_and_padding_is_not(folder: Path) -> None:
    model = Larger(folder, QUICK)
    short, long = model._encode(["加强渡口管理。"])[0], model._encode(["船厂" * 40] * 6)
    alone = model._vectors([([short], windows([len(short)], 200))]).detach().numpy()
    both = model._vectors([([short], windows([len(short)], 200)), (long, windows([81] * 6, 200))]).detach().numpy()
    pair = model._vectors([([short, long[0]], windows([len(short), 81], 200))]).detach().numpy()
    rounding, seen = np.abs(alone[0] - both[0]).max(), np.abs(alone[0] - pair[0]).max()
    assert rounding < 0.02
    assert seen > 5 * rounding


def test_what_it_says_teaches_both_classifiers_and_the_gold_that_is_left_out_is_not_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, gold = corpus(10)
    seen: list[str] = []
    learn = Larger.learn

    def spied(self: Larger, passages: Sequence[object], head: HeadPlan, told: object = None) -> None:
        seen.extend(text for p in passages for text in p.texts)  # type: ignore[attr-defined]
        learn(self, passages, head, told)  # type: ignore[arg-type]

    monkeypatch.setattr(Larger, "learn", spied)
    told: list[str] = []
    quick = replace(TUNED, fast=replace(SMALL, plan=replace(SMALL.plan, epochs=6)))
    (_, _, fast_card), (_, _, card) = train_both(
        gold,
        documents,
        backbone(),
        options=quick,
        larger={"zh": Larger(folder, QUICK)},
        progress=lambda name, *_: told.append(name),
    )
    left_out, rest = held_out(documents)
    assert seen == [s.text for k in rest for s in documents[k].sentences]
    for one in (fast_card, card):
        assert one["larger"] == {"zh": "tiny-bert"}
        assert one["teacher_sentences"] == sum(len(d.sentences) for d in documents.values())
        assert one["scores"]["held_out_documents"] == list(left_out)
    assert fast_card["scores"]["zh"]["macro_f1"] > 0.7
    assert any("tiny-bert on" in name for name in told)


def test_heads_answer_for_no_sentence_that_a_larger_one_has_answered() -> None:
    documents, gold = corpus(4)
    labelled = place_gold(gold, documents)
    even = Soft(np.full(5, 0.2, np.float32), np.full(5, 0.2, np.float32))
    hidden, *others = sorted(documents)
    known = {s.sentence_id: even for d in documents.values() for s in d.sentences}
    known |= {k.replace("@", "~1@"): even for k in known}
    teacher = Teacher(
        labelled, documents, lambda *_: pytest.fail("a head was asked"), OPTIONS, known=known, languages_known=("zh",)
    )
    answers = teacher.teach(frozenset(others))
    assert {copied_from(parse_span_id(k)[0]) for k in answers} == set(others)
    assert len(answers) == 2 * sum(len(documents[k].sentences) for k in others)
    assert hidden not in {parse_span_id(k)[0] for k in answers}


def test_what_is_no_such_transformer_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no transformer can be read there .* → name a folder"):
        Larger(tmp_path)
    bare = shutil.copytree(folder, tmp_path / "bare")
    tokenizer = json.loads((bare / "tokenizer.json").read_text("utf-8"))
    (bare / "tokenizer.json").write_text(json.dumps(tokenizer | {"post_processor": None}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"no transformer can be read there"):
        Larger(bare)
    assert layer_of("encoder.layer.11.output.dense.weight") == 11
    assert layer_of("layers.3.mlp.weight") == 3
    assert layer_of("embeddings.word_embeddings.weight") is None
    with pytest.raises(ModelError, match="no labelled sentence"):
        Larger(folder, QUICK).learn([], HeadPlan())
