"""The accurate classifier on a tiny backbone with random weights: training of both, files, independence, errors."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.classify import Classifier
from pipeline.classify.accurate import (
    AccurateOptions,
    Backbone,
    Teacher,
    backbone_of,
    label_weights,
    near_gold,
    train_both,
)
from pipeline.classify.encoder import Encoder
from pipeline.classify.features import featurise
from pipeline.classify.gold import place_gold
from pipeline.classify.head import HeadPlan
from pipeline.classify.train import goal_of, macro_f1
from pipeline.classify.tune import Passage, TunePlan, batches, tune
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.quantise import pack, unpack
from pipeline.records import LABELS

from .documents import FORMS, OBJECTS, corpus, document
from .test_model import SMALL

WIDTH, INNER, LAYERS = 16, 32, 3
OPTIONS = AccurateOptions(
    fast=replace(SMALL, plan=replace(SMALL.plan, epochs=8)),
    head=HeadPlan(width=24, context=12, epochs=25, batch=4, rate=1e-2, dropout=0.2, heads=2),
    taught=150,
    stretch=6,
)


def backbone() -> Backbone:
    """Return a tiny BERT with random weights and a tokenizer that knows single signs."""
    from tokenizers import Tokenizer, models

    signs = sorted({c for *_, form in FORMS for c in form} | set("".join(OBJECTS)) | set("0123456789query: "))
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((c, -1.0) for c in signs)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    rng = np.random.default_rng(11)

    def matrix(*shape: int) -> NDArray[np.float32]:
        return (rng.normal(size=shape) / shape[-1] ** 0.5).astype(np.float32)

    arrays = {
        "embeddings.word_embeddings.weight": matrix(len(vocabulary), WIDTH) * 4,
        "embeddings.position_embeddings.weight": matrix(128, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
    }
    for k in range(LAYERS):
        name = f"encoder.layer.{k}"
        for part in ("query", "key", "value"):
            arrays[f"{name}.attention.self.{part}.weight"] = matrix(WIDTH, WIDTH)
        arrays[f"{name}.attention.output.dense.weight"] = matrix(WIDTH, WIDTH)
        arrays[f"{name}.intermediate.dense.weight"] = matrix(INNER, WIDTH)
        arrays[f"{name}.output.dense.weight"] = matrix(WIDTH, INNER)
    for name in [n for n in arrays if n.endswith("weight") and n.startswith("encoder")]:
        arrays[name.replace("weight", "bias")] = np.zeros(len(arrays[name]), np.float32)
    norms = ["embeddings.LayerNorm"]
    norms += [f"encoder.layer.{k}.{part}.LayerNorm" for k in range(LAYERS) for part in ("attention.output", "output")]
    for name in norms:
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    config = {
        "layers": [1, 3],
        "heads": 2,
        "epsilon": 1e-12,
        "start": 0,
        "end": 2,
        "pad": 1,
        "tokenizer": json.loads(tokenizer.to_str()),
    }
    return Backbone(arrays, config)


def _score(classifier: Classifier) -> float:
    documents, gold = corpus(5, seed=99)
    judged = {j.sentence_id: j.label for d in documents.values() for j in classifier.judge([d])[0]}
    return macro_f1([(g.label, judged[f"{g.doc_id}@{g.start}-{g.end}"]) for g in gold])


def test_both_models_learn_and_are_loaded_by_their_kind(models: tuple[ModelFile, ModelFile]) -> None:
    fast, accurate = (Classifier.from_model(model) for model in models)
    assert fast.heads is None
    assert accurate.heads is not None
    assert _score(fast) > 0.8
    assert _score(accurate) > 0.8


def test_heads_change_the_answer_and_keep_the_contract(models: tuple[ModelFile, ModelFile]) -> None:
    fast, accurate = (Classifier.from_model(model) for model in models)
    one = document(["加强渡口", "新建船厂", "取得困难", "各位果园"], doc_id="odd-2030")
    (a,), (b,) = fast.judge([one]), accurate.judge([one])
    assert [x.probabilities for x in a] != [x.probabilities for x in b]
    assert all(sum(round(p * 10_000) for p in x.probabilities) == 10_000 for x in b)
    assert all(x.probabilities[LABELS.index(x.label)] == max(x.probabilities) for x in b)
    assert accurate.judge([document([])]) == [()]


def test_order_and_company_change_nothing(models: tuple[ModelFile, ModelFile]) -> None:
    classifier = Classifier.from_model(models[1])
    documents = [*corpus(5, seed=8)[0].values(), document(["新建渡口8座。"], doc_id="single-2030")]
    alone = {d.document.doc_id: classifier.judge([d])[0] for d in documents}
    random.Random(2).shuffle(documents)
    for one, judged in zip(documents, classifier.judge(documents), strict=True):
        assert judged == alone[one.document.doc_id]


def test_the_cards_say_what_the_models_stand_on(models: tuple[ModelFile, ModelFile]) -> None:
    for model in models:
        assert model.card["teacher_sentences"] > 50
        assert model.card["scores"]["zh"]["rows"] > 10
    assert "multilingual-e5-small" in models[1].card["licence"]
    assert models[1].card["scores_of_heads_alone"]["zh"]["macro_f1"] > 0.7


def test_the_backbone_of_a_model_serves_to_train_another(models: tuple[ModelFile, ModelFile]) -> None:
    found = backbone_of(models[1])
    documents, gold = corpus(5)
    quick = replace(OPTIONS, fast=replace(SMALL, plan=replace(SMALL.plan, epochs=1)), head=HeadPlan(epochs=1, heads=1))
    _, (again, _, _) = train_both(gold, documents, found, options=quick)
    name = "backbone.encoder.layer.0.output.dense.weight"
    assert np.array_equal(again[name], models[1].arrays[name])
    with pytest.raises(ModelError, match="holds no backbone"):
        backbone_of(models[0])


TUNED = replace(
    OPTIONS,
    taught=60,
    fast=replace(SMALL, plan=replace(SMALL.plan, epochs=3)),
    tune=TunePlan(frozen=1, epochs=12, tokens=150, rate=3e-3, head_rate=1e-2),
)


def test_a_tuned_transformer_learns_keeps_its_lower_layers_and_says_what_it_has_seen() -> None:
    documents, gold = corpus(8)
    raw = backbone()
    _, (again, meta, card) = train_both(gold, documents, raw, options=TUNED)
    model = ModelFile("x", again, meta, card, "")
    stored = backbone_of(model)
    assert stored.config["prefix"] == ""
    assert stored.config["layers"] == [1, 2, 3]
    assert stored.config["tuned_on"] == sorted(documents)
    for name, array in pack(raw.weights).items():
        own = np.array_equal(array, stored.weights[name])
        assert own == (not name.startswith("encoder.layer.") or name.startswith("encoder.layer.0.")), name
    assert card["scores_of_heads_alone"]["zh"]["macro_f1"] > 0.7
    assert _score(Classifier.from_model(model)) > 0.7
    # heads trained on it with the same documents left out would be praised too much
    _, (_, _, warned) = train_both(
        gold, documents, stored, options=replace(TUNED, tune=None, head=HeadPlan(epochs=1, heads=1))
    )
    assert any("has seen" in w or "was tuned on" in w for w in warned["warnings"])
    # with its head it goes on to learn from what is new: here nothing of what is known is learnt again
    head = unpack({name.removeprefix("head0."): a for name, a in again.items() if name.startswith("head0.")})
    more, fresh = corpus(10)
    on = replace(TUNED, tune=replace(TUNED.tune or TunePlan(), epochs=1, again=0.0))
    _, (further, told, card) = train_both(fresh, more, replace(stored, head=head), options=on)
    assert backbone_of(ModelFile("z", further, told, card, "")).config["tuned_on"] == sorted(more)
    assert any("was tuned on" in w for w in card["warnings"])
    assert _score(Classifier.from_model(ModelFile("z", further, told, card, ""))) > 0.7


def test_tuning_twice_gives_the_same_weights_and_needs_a_goal() -> None:
    documents, gold = corpus(2)
    passages = []
    for one in place_gold(gold, documents).values():
        goal = goal_of(one, {}, SMALL)
        dense = featurise(one.document, 64).dense
        passages.append(Passage(tuple(s.text for s in one.document.sentences), dense, goal))
    raw = backbone()
    arrays, config = raw.weights, raw.config
    plan = replace(TUNED.tune or TunePlan(), epochs=2)
    told: list[int] = []
    first = tune(passages, arrays, config, OPTIONS.head, plan, told=lambda epoch, *_: told.append(epoch))
    second = tune(passages, arrays, config, OPTIONS.head, plan)
    assert told == [1, 2]
    for one, two in zip(first, second, strict=True):
        assert all(np.array_equal(one[name], two[name]) for name in two)
    # what was trained is what is used: the head on the stored vectors fits the rows that it has seen
    encoder = Encoder(first[0], config)
    lower = encoder.lower(passages[0].texts, 1)
    together = encoder.upper(lower, 1).detach().numpy()
    assert np.abs(together - encoder.vectors(passages[0].texts)).max() < 0.05
    empty = [replace(p, goal=replace(p.goal, label_weight=p.goal.label_weight * 0)) for p in passages]
    with pytest.raises(ModelError, match="no labelled sentence"):
        tune(empty, arrays, config, OPTIONS.head, plan)
    teacher = Teacher(place_gold(gold, documents), documents, lambda *_: np.zeros((1, 1), np.float32), TUNED)
    with pytest.raises(ModelError, match="no backbone to tune"):
        teacher.learn(frozenset(documents))


def test_batches_of_passages_hold_no_more_tokens_than_they_may() -> None:
    assert batches([2, 0, 1], [5, 9, 4], 9) == [[2, 0], [1]]
    assert batches([0], [50], 9) == [[0]]


def test_a_teacher_learns_only_from_the_documents_it_may_see() -> None:
    documents, gold = corpus(4)
    labelled = place_gold(gold, documents)
    raw = backbone()
    encoder = Encoder(raw.weights, raw.config)
    seen: list[str] = []

    def describe(one: Any, numbers: Any) -> NDArray[np.float32]:  # noqa: ANN401
        seen.append(one.document.doc_id)
        return encoder.vectors([one.sentences[i].text for i in numbers])

    teacher = Teacher(labelled, documents, describe, OPTIONS)
    allowed = frozenset(sorted(documents)[:2])
    teacher.learn(allowed)
    assert set(seen) == allowed
    answers = teacher.teach(allowed)
    assert 0 < len(answers) <= OPTIONS.taught
    assert all(abs(float(a.labels.sum()) - 1) < 1e-5 for a in answers.values())


def test_rare_labels_weigh_more_and_power_zero_changes_nothing() -> None:
    documents, gold = corpus(6)
    labelled = list(place_gold(gold, documents).values())
    counts = np.array([sum(g.label is label for g in gold) for label in LABELS])
    weights = label_weights(labelled, 0.5)["zh"]
    assert np.argsort(weights, kind="stable").tolist() == np.argsort(-counts, kind="stable").tolist()
    assert weights[counts.argmin()] == pytest.approx((counts.mean() / counts.min()) ** 0.5)
    assert label_weights(labelled, 0.0)["zh"].tolist() == [1.0] * 5


def test_stretches_around_gold_are_joined_where_they_meet() -> None:
    documents, gold = corpus(1)
    (one,) = place_gold(gold, documents).values()
    few = replace(one, gold=tuple(g if i in {0, 13} else None for i, g in enumerate(one.gold)))
    assert near_gold(few) == [(0, 4), (10, 14)]
    near = replace(one, gold=tuple(g if i in {2, 8} else None for i, g in enumerate(one.gold)))
    assert near_gold(near) == [(0, 12)]


def test_long_texts_keep_head_and_tail_and_an_incomplete_backbone_is_refused() -> None:
    raw = backbone()
    arrays, config = dict(raw.weights), raw.config
    encoder = Encoder(arrays, config)
    assert encoder.vectors(["渡口" * 400]).shape == (1, 2 * WIDTH)
    assert encoder.vectors([""]).shape == (1, 2 * WIDTH)
    assert encoder.vectors([]).shape == (0, 2 * WIDTH)
    arrays.pop("encoder.layer.1.output.dense.weight")
    with pytest.raises(ModelError, match=r"backbone lacks encoder\.layer\.1\.output\.dense\.weight"):
        Encoder(arrays, config)
    with pytest.raises(ModelError, match="tokenizer of the backbone"):
        Encoder(arrays, {**config, "tokenizer": {"model": 1}})
