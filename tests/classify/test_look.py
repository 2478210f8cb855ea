"""The second look at labels in doubt: what it reads, what it says, and the transformer that it takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.classify import Classifier
from pipeline.classify.accurate import backbone_of
from pipeline.classify.decide import Calibration, settled, softmax
from pipeline.classify.encoder import Encoder
from pipeline.classify.features import featurise
from pipeline.classify.head import predict_head
from pipeline.classify.look import LAYERS, look_layers
from pipeline.classify.transformer import Transformer, transformer_of
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.quantise import unpack

from .documents import corpus, document


def _with(accurate: ModelFile) -> Transformer:
    """Return the transformer of an accurate classifier, with all of its layers."""
    return transformer_of(lambda: accurate, range(1, max(accurate.meta["backbone"]["layers"]) + 1))


def test_what_is_in_doubt_is_looked_at_again(models: tuple[ModelFile, ModelFile]) -> None:
    fast = Classifier.from_model(models[0])
    assert fast.look is not None
    documents = [*corpus(6, seed=21)[0].values()]
    tops = sorted({max(j.probabilities) for judged in fast.judge(documents) for j in judged})
    below = (tops[len(tops) // 2] + tops[len(tops) // 2 - 1]) / 2
    fast = replace(fast, look=replace(fast.look, below={"zh": below}))
    looking = fast.looking(_with(models[1]))
    doubts: list[bool] = []
    for one, before, after in zip(documents, fast.judge(documents), looking.judge(documents), strict=True):
        for a, b in zip(before, after, strict=True):
            doubts.append(max(a.probabilities) < below)
            assert ("second look" in b.decided_by) is doubts[-1], "those in doubt and no others"
            assert doubts[-1] or a == b
        assert looking.judge([one])[0] == after, "by itself"
    assert any(doubts)
    assert not all(doubts)


def test_a_look_at_everything_says_what_head_and_networks_say_together(models: tuple[ModelFile, ModelFile]) -> None:
    fast = Classifier.from_model(models[0])
    assert fast.look is not None
    one = document(["加强渡口", "新建船厂8座。", "取得困难", "新建船厂8座。"], doc_id="odd-2031")
    every = replace(fast, look=replace(fast.look, below={"zh": 1.1}, fast_share=0.0, calibrations={"": Calibration()}))
    (judged,) = every.looking(_with(models[1])).judge([one])
    features = featurise(one, fast.buckets)
    encoder = Encoder(unpack(dict(backbone_of(models[1]).weights)), models[1].meta["backbone"])
    labels, _ = predict_head(fast.look.head, encoder.vectors([s.text for s in one.sentences]), features.dense)
    expected = settled(softmax(labels), features.rules)
    assert np.allclose([j.probabilities for j in judged], expected, atol=2e-4)


def test_the_second_look_takes_no_other_transformer_and_gives_its_own_back(
    models: tuple[ModelFile, ModelFile],
) -> None:
    fast, (_, accurate) = Classifier.from_model(models[0]), models
    name = next(n for n in accurate.arrays if n.startswith("backbone.encoder") and n.endswith("bias"))
    other = replace(accurate, arrays={**accurate.arrays, name: accurate.arrays[name] + 1})
    with pytest.raises(ModelError, match="another transformer"):
        fast.looking(_with(other))
    loads: list[int] = []

    def load() -> ModelFile:
        loads.append(1)
        return accurate

    transformer = transformer_of(load, accurate.meta["backbone"]["layers"])
    looking = fast.looking(transformer)
    looking.load()
    looking.load()
    assert len(loads) == 2, "once to compare, once to keep"
    looking.forget()
    looking.load()
    assert len(loads) == 3
    plain = replace(fast, look=None)
    assert plain.looking(transformer) is plain
    plain.load()
    plain.forget()
    assert len(loads) == 3


def test_the_card_tells_what_the_second_look_brings(models: tuple[ModelFile, ModelFile]) -> None:
    card = models[0].card
    assert card["scores"]["zh"]["rows"] == card["scores_without_second_look"]["zh"]["rows"] > 10
    assert "scores_without_second_look" not in models[1].card


def test_a_small_backbone_is_read_at_its_own_layers() -> None:
    assert look_layers([6, 8, 10, 12]) == LAYERS
    assert look_layers([1, 3]) == (1, 3)
