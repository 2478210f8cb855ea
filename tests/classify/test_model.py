"""A tiny real model, trained here on invented reports: accuracy, independence of order and batch, files, errors."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.classify import Classifier, network
from pipeline.classify.features import featurise
from pipeline.classify.network import Plan, Shape
from pipeline.classify.train import Options, Soft, cross_validate, folds_of, macro_f1, placed, train
from pipeline.errors import GoldError, ModelError
from pipeline.modelfiles import ModelFile, load_model, save_model
from pipeline.quantise import pack, unpack
from pipeline.records import COMMITMENTS, LABELS, Label, Segmented

from .documents import corpus, document

SMALL = Options(
    shape=Shape(buckets=1 << 11, grams=12, clause=24, section=6, sentence=32, context=16),
    plan=Plan(epochs=14, chunk=32, batch=3, rate=1e-2),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelFile:
    documents, gold = corpus(14)
    folder = tmp_path_factory.mktemp("models") / "classify"
    save_model(folder, *train(gold, documents, options=SMALL, data_sha256={"invented.csv": "0" * 64}))
    return load_model(folder)


@pytest.fixture(scope="module")
def classifier(model: ModelFile) -> Classifier:
    return Classifier.from_model(model)


def test_it_learns_labels_and_levels(classifier: Classifier) -> None:
    documents, gold = corpus(5, seed=99)
    judged = {j.sentence_id: j for d in documents.values() for j in classifier.judge([d])[0]}
    rows = [(g, judged[f"{g.doc_id}@{g.start}-{g.end}"]) for g in gold]
    assert macro_f1([(g.label, j.label) for g, j in rows]) > 0.9
    levels = [g.level == j.level for g, j in rows if g.label in COMMITMENTS]
    assert np.mean(levels) > 0.8


def test_probabilities_and_levels_keep_the_contract(classifier: Classifier) -> None:
    documents, _ = corpus(3, seed=4)
    for segmented in documents.values():
        (judged,) = classifier.judge([segmented])
        assert [j.sentence_id for j in judged] == [s.sentence_id for s in segmented.sentences]
        for one in judged:
            assert sum(round(p * 10_000) for p in one.probabilities) == 10_000
            assert one.probabilities[LABELS.index(one.label)] == max(one.probabilities)
            assert (one.level is None) == (one.label not in COMMITMENTS)
            assert one.level in (range(3) if one.label is Label.MEASURE else (3, 4, None))


def test_order_and_company_change_nothing(classifier: Classifier) -> None:
    documents = [*corpus(6, seed=8)[0].values(), document([]), document(["新建渡口8座。"], doc_id="single-2030")]
    one_by_one = {d.document.doc_id: classifier.judge([d])[0] for d in documents}
    random.Random(2).shuffle(documents)
    for segmented, judged in zip(documents, classifier.judge(documents), strict=True):
        assert judged == one_by_one[segmented.document.doc_id]


def test_empty_document_single_sentence_and_other_language(classifier: Classifier) -> None:
    assert classifier.judge([]) == []
    assert classifier.judge([document([])]) == [()]
    ((single,),) = classifier.judge([document(["到2035年新增渡口9座。"], doc_id="single-2031")])
    assert single.decided_by.startswith("model")
    with pytest.raises(ModelError, match=r"trained on zh, .* is in sv"):
        classifier.judge([document(["Vi bygger nio broar."], language="sv")])


def test_several_networks_answer_together_and_each_language_has_its_own() -> None:
    documents, gold = corpus(6)
    own = {k: replace(d, document=replace(d.document, language="en")) for k, d in corpus(6, seed=5)[0].items()}
    named = {f"en-{k}": _renamed(d, f"en-{k}") for k, d in own.items()}
    rows = [replace(g, gold_id=f"e{g.gold_id}", doc_id=f"en-{g.doc_id}") for g in corpus(6, seed=5)[1]]
    quick = replace(SMALL, plan=replace(SMALL.plan, epochs=2))
    several = replace(quick, networks={"zh": 2})
    arrays, meta, card = train([*gold, *rows], documents | named, options=several)
    alone, _, _ = train(gold, documents, options=quick)
    assert {name.rsplit(".", 1)[0] for name in arrays if name.endswith("out")} == {"en.0", "zh.0", "zh.1"}
    # the first network is the one that would have been trained alone: languages do not touch each other
    assert all(np.array_equal(array, arrays[name]) for name, array in alone.items())
    assert not np.array_equal(arrays["zh.0.out"], arrays["zh.1.out"])
    both = Classifier.from_model(ModelFile("x", arrays, meta, card, ""))
    features = featurise(documents["place0-2020"], both.buckets)
    said = [network.answer([weights], features)[0] for weights in both.networks["zh"]]
    assert np.allclose(network.answer(both.networks["zh"], features)[0], (said[0] + said[1]) / 2)


def _renamed(one: Segmented, doc_id: str) -> Segmented:
    sentences = tuple(replace(s, doc_id=doc_id) for s in one.sentences)
    return replace(one, document=replace(one.document, doc_id=doc_id), sentences=sentences)


def test_the_part_of_the_speech_turns_the_same_words(classifier: Classifier) -> None:
    from pipeline.records import Part

    review = ["去年建成果园12座，面貌一新。", "果园工作取得了明显成效。", "车站工作取得了明显成效。"]
    plan = ["新建果园12座。", "加强果园管理。", "加强车站管理。"]
    judged = classifier.judge([document(review, parts=[Part.REVIEW] * 3), document(plan, parts=[Part.PLAN] * 3)])
    assert judged[0][0].label is Label.PROGRESS
    assert judged[1][0].label is Label.PLEDGE


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    documents, gold = corpus(6)
    quick = replace(SMALL, plan=replace(SMALL.plan, epochs=2))
    for name in ("one", "two"):
        save_model(tmp_path / name, *train(gold, documents, options=quick))
    for file in ("weights.safetensors", "model.json", "card.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_numpy_answers_like_the_network_that_was_trained() -> None:
    import torch

    documents, _ = corpus(3)
    features = [featurise(d, SMALL.shape.buckets) for d in documents.values()]
    weights = network._initial(SMALL.shape, torch.Generator().manual_seed(1))
    plain = Plan(gram_dropout=0.0, dropout=0.0)
    count = [len(f) for f in features]
    goals = [
        network.Goal(
            np.ones((n, 5), np.float32) / 5,
            np.ones(n, np.float32),
            np.zeros((n, 5), np.float32),
            np.zeros(n, np.float32),
        )
        for n in count
    ]
    batch = network._batch(features, goals, [(k, 0, n) for k, n in enumerate(count)])
    with torch.no_grad():
        labels, levels = network._forward(weights, batch, plain, torch.Generator())
    plain_weights = {name: tensor.detach().numpy() for name, tensor in weights.items()}
    ours = [network.answer([plain_weights], f) for f in features]
    assert np.allclose(np.concatenate([a for a, _ in ours]), labels.numpy(), atol=1e-4)
    assert np.allclose(np.concatenate([b for _, b in ours]), levels.numpy(), atol=1e-4)


def test_eight_bits_lose_little() -> None:
    rng = np.random.default_rng(1)
    arrays = {"table": rng.normal(size=(128, 64)).astype(np.float32), "bias": rng.normal(size=64).astype(np.float32)}
    packed = pack(arrays)
    assert packed["table"].dtype == np.int8
    restored = unpack(packed)
    assert set(restored) == set(arrays)
    assert np.abs(restored["table"] - arrays["table"]).max() < 0.02
    assert np.abs(restored["bias"] - arrays["bias"]).max() < 0.002


def test_cross_validation_judges_every_row_once_and_no_document_in_two_folds() -> None:
    documents, gold = corpus(6)
    quick = replace(SMALL, plan=replace(SMALL.plan, epochs=3))
    result = cross_validate(gold, documents, folds=3, options=quick)
    assert set(result.judgements) == {g.gold_id for g in gold}
    doc_of = {g.gold_id: g.doc_id for g in gold}
    documents_of = [{doc_of[i] for i in fold} for fold in result.folds]
    assert sum(len(d) for d in documents_of) == len(documents)
    assert len(result.f1["zh"]) == 3


def test_a_teacher_teaches_where_there_is_no_gold() -> None:
    documents, gold = corpus(8)
    with_gold = sorted(documents)[:1]
    rows = [g for g in gold if g.doc_id in with_gold]
    soft = {}
    for doc_id in sorted(documents)[1:]:
        own = sorted((g for g in gold if g.doc_id == doc_id), key=lambda g: g.start)
        for row, sentence in zip(own, documents[doc_id].sentences, strict=True):
            labels = np.eye(5, dtype=np.float32)[LABELS.index(row.label)]
            soft[sentence.sentence_id] = Soft(labels, np.eye(5, dtype=np.float32)[row.level or 0])
    unseen, unseen_gold = corpus(4, seed=77)

    def score(teacher: dict[str, Soft] | None) -> float:
        arrays, meta, card = train(rows, documents, teach=(lambda _: teacher) if teacher else None, options=SMALL)
        classifier = Classifier.from_model(ModelFile("x", arrays, meta, card, ""))
        judged = {j.sentence_id: j.label for d in unseen.values() for j in classifier.judge([d])[0]}
        return macro_f1([(g.label, judged[f"{g.doc_id}@{g.start}-{g.end}"]) for g in unseen_gold])

    assert score(soft) > score(None)


def test_further_rows_are_learned_from_and_never_measured_on() -> None:
    documents, gold = corpus(8)
    with_gold = sorted(documents)[:6]
    rows = sorted((g for g in gold if g.doc_id in with_gold and g.start > 0), key=lambda g: (g.doc_id, g.start))
    # wrong labels on sentences that hold gold already must not displace it; right ones on other documents are new
    wrong = [replace(g, gold_id=f"w-{g.gold_id}", label=Label.OTHER, level=None) for g in rows]
    more = [replace(g, gold_id=f"m-{g.gold_id}") for g in gold if g.doc_id not in with_gold]
    labelled, tested = placed(rows, documents, [*wrong, *more])
    assert sorted(tested) == with_gold
    assert sorted(labelled) == sorted(documents)
    assert [r for k in with_gold for r in labelled[k].gold if r is not None] == rows
    assert {r.gold_id for one in tested.values() for r in one.gold if r is not None} == {g.gold_id for g in rows}
    quick = replace(SMALL, plan=replace(SMALL.plan, epochs=2))
    plain, _, _ = train(rows, documents, options=quick)
    arrays, _, card = train(rows, documents, further=more, options=quick)
    assert not np.array_equal(arrays["zh.0.out"], plain["zh.0.out"])
    assert card["further_rows"] == len(more)
    assert card["gold_rows"] == len(rows)
    assert set(card["scores"]["held_out_documents"]) <= set(with_gold)
    result = cross_validate(rows, documents, further=more, folds=3, options=quick)
    assert set(result.judgements) == {g.gold_id for g in rows}


def test_folds_do_not_depend_on_the_order_of_documents() -> None:
    ids = [f"{place}-{year}" for place in ("a", "b-c", "d-e-f") for year in range(2000, 2012)]
    shuffled = random.Random(1).sample(ids, len(ids))
    assert folds_of(ids, 5) == folds_of(shuffled, 5)
    sizes = [list(folds_of(ids, 5).values()).count(k) for k in range(5)]
    assert max(sizes) - min(sizes) <= 1


def test_what_cannot_be_trained_on_is_refused() -> None:
    documents, gold = corpus(4)
    with pytest.raises(GoldError, match="fewer than two labels"):
        train([g for g in gold if g.label is Label.PLEDGE], documents, options=SMALL)
    with pytest.raises(GoldError, match=r"place0-2020.*not among those given"):
        train(gold, {}, options=SMALL)
    with pytest.raises(GoldError, match="4 documents with gold cannot be put into 5 folds"):
        cross_validate(gold, documents, options=SMALL)


def test_the_card_says_what_it_stands_on(model: ModelFile) -> None:
    assert model.card["data_sha256"] == {"invented.csv": "0" * 64}
    assert model.card["gold_rows"] == 14 * 14
    assert "language-model readers" in model.card["gold_was_made_by"]
    assert model.card["scores"]["zh"]["macro_f1"] > 0.8
    assert any("problem" in w for w in model.card["warnings"])


def test_a_model_of_another_kind_or_form_is_refused(model: ModelFile) -> None:
    with pytest.raises(ModelError, match="kind 'links'"):
        Classifier.from_model(replace(model, meta={**model.meta, "kind": "links"}))
    with pytest.raises(ModelError, match="other features"):
        Classifier.from_model(replace(model, meta={**model.meta, "width": 3}))
