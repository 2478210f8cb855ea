"""The head of the accurate classifier: the backbone's vectors, the cues and the place, read along the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import gelu
from pipeline.classify.decide import Calibration, calibrated, softmax
from pipeline.classify.network import LEVELS, Goal, both_ways, states_of
from pipeline.errors import ModelError

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """Sizes and training of a head. Several heads with seeds of their own are averaged: `heads` says how many.

    With a `context` of 0 there is no recurrent layer, and each sentence is read alone. `balance` raises the weight of
    rare labels: by the ratio of the mean number of rows of a label to its own, to that power, for each language. 0
    leaves them as they are.
    """

    labels: int = 5
    width: int = 128
    context: int = 64
    epochs: int = 12
    batch: int = 24
    rate: float = 2e-3
    decay: float = 0.05
    dropout: float = 0.35
    level_share: float = 0.4
    heads: int = 3
    balance: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences of a document that follow each other: vectors (n, d), dense features (n, w), what is known of them."""

    vectors: Array
    dense: Array
    goal: Goal


def predict_head(weights: Mapping[str, Array], vectors: Array, dense: Array) -> tuple[Array, Array]:
    """Return the logits of labels (n, classes) and levels (n, 5) of one document, from its vectors and features."""
    if not len(vectors):
        return np.zeros((0, len(weights["out.bias"]) - LEVELS), np.float32), np.zeros((0, LEVELS), np.float32)
    scaled: Array = (vectors - weights["mean"]) * weights["scale"]
    read = gelu(scaled @ weights["vectors"].T + weights["vectors.bias"])
    sentence = gelu(np.concatenate([read, dense], axis=1) @ weights["sentence"].T + weights["sentence.bias"])
    seen = both_ways([sentence], [weights])[0] if "onward.outer" in weights else sentence
    logits = seen @ weights["out"].T + weights["out.bias"]
    return logits[:, :-LEVELS], logits[:, -LEVELS:]


def heads_say(heads: Sequence[Mapping[str, Array]], vectors: Array, dense: Array) -> tuple[Array, Array]:
    """Return the logarithms of the mean probabilities of several heads, of labels and of levels."""
    said = [predict_head(weights, vectors, dense) for weights in heads]
    labels = np.mean([softmax(a) for a, _ in said], axis=0)
    levels = np.mean([softmax(b) for _, b in said], axis=0)
    return np.log(labels + 1e-6).astype(np.float32), np.log(levels + 1e-6).astype(np.float32)


def mixed(
    heads: tuple[Array, Array], fast: tuple[Array, Array], calibration: Calibration, share: float
) -> tuple[Array, Array]:
    """Return logarithms of the weighted mean of what the heads and the fast classifier say."""
    labels = (1 - share) * softmax(heads[0]) + share * calibrated(fast[0], calibration)
    levels = (1 - share) * softmax(heads[1]) + share * softmax(fast[1])
    return np.log(labels + 1e-6).astype(np.float32), np.log(levels + 1e-6).astype(np.float32)


def train_head(stretches: Sequence[Stretch], plan: HeadPlan, seed: int) -> dict[str, Array]:
    """Train one head; the same arguments give the same weights.

    Raises:
        ModelError: no sentence has a goal.
    """
    import torch

    if not any(s.goal.label_weight.any() for s in stretches):
        raise ModelError("no labelled sentence to train on → give gold for at least one document")
    every = np.concatenate([s.vectors for s in stretches])
    mean = every.mean(axis=0)
    scale = (1 / (every.std(axis=0) + 1e-4)).astype(np.float32)
    generator = torch.Generator().manual_seed(seed)
    weights = initial_head(every.shape[1], stretches[0].dense.shape[1], plan, generator)
    optimiser = torch.optim.AdamW(list(weights.values()), lr=plan.rate, weight_decay=plan.decay)
    steps = plan.epochs * (len(stretches) // plan.batch + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: max(0.02, 1 - i / steps))
    order = np.random.default_rng(seed)

    numbers = np.arange(len(stretches))
    for _ in range(plan.epochs):
        order.shuffle(numbers)
        for low in range(0, len(numbers), plan.batch):
            batch = [stretches[k] for k in numbers[low : low + plan.batch]]
            vectors = torch.from_numpy((np.concatenate([s.vectors for s in batch]) - mean) * scale)
            dense = torch.from_numpy(np.concatenate([s.dense for s in batch]).astype(np.float32))
            logits = forward(weights, vectors, dense, [len(s.vectors) for s in batch], plan, generator)
            loss = loss_of(logits, [s.goal for s in batch], plan.level_share)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    trained = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}
    return trained | {"mean": mean.astype(np.float32), "scale": scale}


def forward(
    weights: Mapping[str, Any],
    vectors: Any,  # noqa: ANN401 - torch tensors
    dense: Any,  # noqa: ANN401
    lengths: Sequence[int],
    plan: HeadPlan,
    generator: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Return the logits of labels and levels in training, shape (n, labels + levels), with dropout.

    `vectors` are scaled already; the rows of all stretches stand one after another, `lengths` of each.
    """
    import torch
    from torch.nn import functional

    def drop(x: Any, share: float) -> Any:  # noqa: ANN401 - own generator, so that nothing global is seeded
        return x * (torch.rand(x.shape, generator=generator, device=x.device) >= share) / (1 - share)

    def linear(x: Any, name: str) -> Any:  # noqa: ANN401
        return functional.linear(x, weights[name], weights[f"{name}.bias"])

    read = functional.gelu(linear(drop(vectors, plan.dropout / 2), "vectors"), approximate="tanh")
    seen = torch.cat([drop(read, plan.dropout), dense], 1)
    sentence = drop(functional.gelu(linear(seen, "sentence"), approximate="tanh"), plan.dropout)
    if plan.context:
        sentence = torch.cat([sentence, drop(states_of(sentence, lengths, weights), plan.dropout)], 1)
    return linear(sentence, "out")


def loss_of(logits: Any, goals: Sequence[Goal], level_share: float) -> Any:  # noqa: ANN401
    """Return the cross-entropy of labels and, `level_share` of it, of levels, weighted as the goals say."""
    import torch
    from torch.nn import functional

    def joined(parts: Sequence[Array]) -> Any:  # noqa: ANN401
        return torch.from_numpy(np.concatenate(parts).astype(np.float32)).to(logits.device)

    weight, level_weight = joined([g.label_weight for g in goals]), joined([g.level_weight for g in goals])
    labels = joined([g.labels for g in goals]) * functional.log_softmax(logits[:, :-LEVELS], 1)
    levels = joined([g.levels for g in goals]) * functional.log_softmax(logits[:, -LEVELS:], 1)
    loss = -(weight * labels.sum(1)).sum() / weight.sum().clamp(min=1.0)
    return loss - level_share * (level_weight * levels.sum(1)).sum() / level_weight.sum().clamp(min=1.0)


def initial_head(vectors: int, dense: int, plan: HeadPlan, generator: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the weights of an untrained head as tensors, for vectors and dense features of these widths.

    They lie where the generator does.
    """
    import torch

    sizes = {
        "vectors": (plan.width, vectors),
        "sentence": (plan.width, plan.width + dense),
        **{
            f"{way}.{part}": (3 * plan.context, columns)
            for way in ("onward", "backward")
            for part, columns in (("outer", plan.width), ("inner", plan.context))
            if plan.context
        },
        "out": (plan.labels + LEVELS, plan.width + 2 * plan.context),
    }
    weights: dict[str, Any] = {}
    for name, (rows, columns) in sizes.items():
        bound = columns**-0.5
        drawn = torch.rand(rows, columns, generator=generator, device=generator.device)
        weights[name] = (drawn * 2 - 1) * bound
        weights[f"{name}.bias"] = torch.zeros(rows, device=generator.device)
    return {name: tensor.requires_grad_() for name, tensor in weights.items()}
