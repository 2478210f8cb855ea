"""Tuning a small random BERT: the lower layers stay, the upper ones learn, and the tuned one can be stored."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import numpy as np
import torch

from pipeline.embed.finetune import DIFFERENT, RELATED, SAME, FineTuner, FineTuning, Judged, Lessons, member_batches
from pipeline.embed.tuned import TunedEncoder, packed_transformer
from pipeline.modelfiles import load_model, save_model
from tests.embed.test_tuned import tiny

SOME = [f"{verb}{thing}" for verb in ("修建", "修", "减", "建") for thing in ("水厂", "东湖", "税", "第二水厂")]
HOW = FineTuning(epochs=12, batch=8, rate=3e-3, frozen=1)


def judged() -> list[Judged]:
    """Return pairs that are the same where they name one thing."""
    return [
        Judged(a, b, SAME if a[-2:] == b[-2:] else RELATED if a[0] == b[0] else DIFFERENT)
        for k, a in enumerate(SOME)
        for b in SOME[k + 1 :]
    ]


def test_what_is_the_same_comes_together_and_the_lower_layers_stay(tmp_path: Path) -> None:
    torch.manual_seed(1)
    bert, tokenizer = tiny()
    lower = copy.deepcopy(bert.encoder.layer[0].state_dict())
    upper = copy.deepcopy(bert.encoder.layer[1].state_dict())
    tuner = FineTuner(bert, tokenizer, HOW)
    states = dict(zip(SOME, tuner.lower(SOME), strict=True))
    pairs, steps = judged(), []

    def apart() -> float:
        """Return by how much pairs of one thing are more alike than others, in standard deviations."""
        vectors = dict(zip(SOME, tuner.encode([states[text] for text in SOME]), strict=True))
        alike = np.array([float(vectors[p.a] @ vectors[p.b]) for p in pairs])
        same = np.array([p.level == SAME for p in pairs])
        return float((alike[same].mean() - alike[~same].mean()) / alike.std())

    before = apart()
    fields = [[(text, text[-2:]) for text in SOME]]
    tuner.fit(states, pairs, fields, lambda done, total, loss: steps.append((done, total, loss)))
    assert apart() > max(before, 1.0) + 0.3
    assert steps[-1][0] == steps[-1][1], "progress ends with the last step"
    for name, tensor in bert.encoder.layer[0].state_dict().items():
        assert torch.equal(tensor.float(), lower[name].to(torch.bfloat16).float()), name
    assert any(not torch.equal(t, upper[name]) for name, t in bert.encoder.layer[1].state_dict().items())
    # what is stored says the same
    arrays, config = packed_transformer(bert, tokenizer, tuner.centre.detach().numpy())
    save_model(tmp_path / "tuned", arrays, {"transformer": config}, {})
    stored = TunedEncoder(load_model(tmp_path / "tuned")).encode(SOME)
    assert (stored * tuner.encode([states[text] for text in SOME])).sum(axis=1).min() > 0.97


def test_tuning_twice_gives_the_same() -> None:
    found = []
    for _ in range(2):
        tuner = FineTuner(*tiny(), FineTuning(epochs=1, batch=8, frozen=1))
        states = dict(zip(SOME, tuner.lower(SOME), strict=True))
        tuner.fit(states, judged(), [], lambda *_: None)
        found.append(tuner.encode([states[text] for text in SOME]))
    assert (found[0] == found[1]).all()


def test_small_fields_share_a_batch_and_threads_of_two_fields_are_two() -> None:
    """A thread is numbered inside its field; of a field of one member there is nothing to learn."""
    large = [(f"large {k}", str(k % 3)) for k in range(9)]
    small = [[(f"small {k} {j}", str(j)) for j in range(2)] for k in range(3)]
    batches = member_batches([large, *small, [("alone", "0")]], 4, random.Random(1))
    assert max(map(len, batches)) == 4
    found = [member for batch in batches for member in batch]
    # the ninth member of the large field is alone behind two full batches
    assert len(found) == len(set(found)) == 8 + 6
    assert not any(text == "alone" for text, _, _ in found)
    for batch in batches:
        for text, number, _ in batch:
            # no field is torn but the large one
            assert number == 0 or sum(other == number for _, other, _ in batch) == 2, text
    assert any(len({number for _, number, _ in batch}) == 2 for batch in batches)


def test_few_layers_learn_the_vectors_of_a_larger_transformer_and_no_piece_changes() -> None:
    goals = np.random.default_rng(2).normal(size=(len(SOME), 64)).astype(np.float32)
    goals /= np.linalg.norm(goals, axis=1, keepdims=True)
    torch.manual_seed(1)
    bert, tokenizer = tiny()
    pieces = copy.deepcopy(bert.embeddings.state_dict())
    tuner = FineTuner(bert, tokenizer, FineTuning(epochs=60, batch=8, lessons=8, rate=3e-3, frozen=0))
    states = dict(zip(SOME, tuner.lower(SOME), strict=True))
    before = (tuner.encode([states[text] for text in SOME]) * goals).sum(axis=1).mean()
    tuner.fit(states, [], [], lambda *_: None, Lessons(SOME, goals))
    found = tuner.encode([states[text] for text in SOME])
    assert (found * goals).sum(axis=1).mean() > max(before, 0) + 0.5
    apart = np.abs(found @ found.T - goals @ goals.T)
    assert apart.mean() < 0.1, "texts are as alike as the larger one finds them"
    for name, tensor in bert.embeddings.state_dict().items():
        assert torch.equal(tensor.float(), pieces[name].to(torch.bfloat16).float()), name
