"""The fast classifier's network: its shape, its answers with NumPy, and how it is trained with PyTorch.

A sentence is read clause by clause: the vectors of a clause's n-grams are summed, and the mean, the greatest and the
last of the clauses stand for the sentence («several clauses of which at least one is checkable» is a greatest, «the
label of the last main clause» a last). A recurrent layer then reads the sentences of the document in both directions,
so that each is judged by its neighbours and by the part of the speech around it.

Answers use NumPy only and one document at a time: no result depends on what else is in a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import gelu
from pipeline.classify.features import WIDTH, Features
from pipeline.errors import ModelError

LEVELS = 5
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network. `buckets` is the number of n-gram buckets, `labels` the number of classes."""

    labels: int = 5
    buckets: int = 1 << 16
    grams: int = 48
    clause: int = 96
    section: int = 24
    sentence: int = 128
    context: int = 64


@dataclass(frozen=True, slots=True)
class Goal:
    """What the network should say of the n sentences of a document.

    `labels` has shape (n, classes) and rows that add up to one, `label_weight` shape (n,), zero where nothing is known;
    `levels` and `level_weight` likewise.
    """

    labels: Array
    label_weight: Array
    levels: Array
    level_weight: Array

    def cut(self, low: int, high: int) -> Goal:
        """Return what it says of the sentences from `low` to before `high`."""
        return Goal(
            self.labels[low:high], self.label_weight[low:high], self.levels[low:high], self.level_weight[low:high]
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained. `chunk` is the number of sentences read in one stretch."""

    epochs: int = 14
    chunk: int = 64
    batch: int = 12
    rate: float = 3e-3
    decay: float = 1e-2
    gram_dropout: float = 0.3
    dropout: float = 0.3
    level_share: float = 0.4
    seed: int = 7


def answer(networks: Sequence[Mapping[str, Array]], features: Features) -> tuple[Array, Array]:
    """Return the logits of the labels, shape (n, classes), and of the levels, shape (n, 5), of one document.

    They are the mean of those of the networks.
    """
    if not len(features):
        classes = len(networks[0]["out.bias"]) - LEVELS
        return np.zeros((0, classes), np.float32), np.zeros((0, LEVELS), np.float32)
    read = both_ways([_sentences(weights, features) for weights in networks], networks)
    said = [seen @ weights["out"].T + weights["out.bias"] for seen, weights in zip(read, networks, strict=True)]
    logits = np.mean(said, axis=0)
    return logits[:, :-LEVELS], logits[:, -LEVELS:]


def _sentences(weights: Mapping[str, Array], features: Features) -> Array:
    """Return what a network makes of each sentence alone, (n, width)."""
    clauses = gelu(
        _norm(_bags(weights["grams"], features.grams, features.gram_starts)) @ weights["clause"].T
        + weights["clause.bias"]
    )
    starts = features.clause_starts
    counts = np.diff(starts)
    mean = np.add.reduceat(clauses, starts[:-1]) / counts[:, None].astype(np.float32)
    greatest = np.maximum.reduceat(clauses, starts[:-1])
    last = clauses[starts[1:] - 1]
    sections = _norm(_bags(weights["grams"], features.section_grams, features.section_starts)) @ weights["section"].T
    section = gelu(sections + weights["section.bias"])[features.sections]
    seen = np.concatenate([mean, greatest, last, section, features.dense], axis=1)
    return gelu(seen @ weights["sentence"].T + weights["sentence.bias"])


def _bags(table: Array, grams: NDArray[np.int32], starts: NDArray[np.int64]) -> Array:
    """Return the sum of the vectors of each bag over the root of their number, shape (bags, width)."""
    counts = np.diff(starts)
    out = np.zeros((len(counts), table.shape[1]), np.float32)
    # a slice of bags at a time keeps the gathered vectors in the cache
    step = 512
    filled = counts > 0
    for low in range(0, len(counts), step):
        high = min(low + step, len(counts))
        mask = filled[low:high]
        if mask.any():
            gathered = table[grams[starts[low] : starts[high]]].astype(np.float32, copy=False)
            out[low:high][mask] = np.add.reduceat(gathered, (starts[low:high] - starts[low])[mask])
    scaled: Array = out / np.sqrt(np.maximum(counts, 1)).astype(np.float32)[:, None]
    return scaled


def _norm(x: Array) -> Array:
    """Bring each row to mean zero and variance one."""
    centred = x - x.mean(axis=1, keepdims=True)
    scaled: Array = centred / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + np.float32(1e-5))
    return scaled


def _sigmoid(x: Array) -> Array:
    share: Array = np.float32(0.5) * (np.tanh(np.float32(0.5) * x) + 1)
    return share


def both_ways(sentences: Sequence[Array], networks: Sequence[Mapping[str, Array]]) -> list[Array]:
    """Read the sentences of a document in both directions, of several networks at once.

    A gated recurrent unit for each network and direction (Cho et al. 2014, gates in PyTorch's order: reset, update,
    new). They take each step together, which takes little longer than one alone.

    Args:
        sentences: per network what it makes of each sentence, (n, width); n is the same for all, at least 1.
        networks: their weights, of one shape.

    Returns:
        Per network the sentences with the states onward and backward beside them, (n, width + 2 * states).
    """
    units = [(weights, name) for weights in networks for name in ("onward", "backward")]
    inner = np.stack([weights[f"{name}.inner"].T for weights, name in units])
    inner_bias = np.stack([weights[f"{name}.inner.bias"] for weights, name in units])
    facing = [x[:: 1 if name == "onward" else -1] for x in sentences for name in ("onward", "backward")]
    outer = np.stack(
        [
            x @ weights[f"{name}.outer"].T + weights[f"{name}.outer.bias"]
            for x, (weights, name) in zip(facing, units, strict=True)
        ],
        axis=1,
    )
    size = inner.shape[1]
    state = np.zeros((len(units), size), np.float32)
    states = np.empty((len(outer), len(units), size), np.float32)
    for i, seen in enumerate(outer):
        turned = (state[:, None] @ inner)[:, 0] + inner_bias
        gates = _sigmoid(seen[:, : 2 * size] + turned[:, : 2 * size])
        new = np.tanh(seen[:, 2 * size :] + gates[:, :size] * turned[:, 2 * size :])
        state = new + gates[:, size:] * (state - new)
        states[i] = state
    return [np.concatenate([x, states[:, 2 * k], states[::-1, 2 * k + 1]], axis=1) for k, x in enumerate(sentences)]


def train(
    features: Sequence[Features],
    goals: Sequence[Goal],
    shape: Shape,
    plan: Plan,
    *,
    progress: Callable[[int, int, float], None] | None = None,
) -> dict[str, Array]:
    """Train a network on documents and return its weights; the same arguments give the same weights.

    `progress` is called after each epoch with its number, the number of epochs, and the mean loss.

    Raises:
        ModelError: no sentence has a goal.
    """
    import torch
    from torch.nn import functional

    chunks = _chunks(goals, plan.chunk, 0)
    if not chunks:
        raise ModelError("no labelled sentence to train on → give gold for at least one document")
    generator = torch.Generator().manual_seed(plan.seed)
    weights = _initial(shape, generator)
    decayed = [w for name, w in weights.items() if not name.endswith("bias") and name != "grams"]
    plain = [w for name, w in weights.items() if name.endswith("bias") or name == "grams"]
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": plan.decay},
            {"params": plain, "weight_decay": 0.0},
        ],
        lr=plan.rate,
    )
    steps = plan.epochs * (len(chunks) // plan.batch + 2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda i: min(1.0, (i + 1) / (0.05 * steps)) * max(0.02, 1 - i / steps)
    )
    order = np.random.default_rng(plan.seed)
    for epoch in range(plan.epochs):
        chunks = _chunks(goals, plan.chunk, int(order.integers(plan.chunk)))
        order.shuffle(chunks)
        total, seen = 0.0, 0
        for low in range(0, len(chunks), plan.batch):
            batch = _batch(features, goals, chunks[low : low + plan.batch])
            labels, levels = _forward(weights, batch, plan, generator)
            loss = (batch["label_weight"] * -(batch["labels"] * functional.log_softmax(labels, 1)).sum(1)).sum()
            loss = loss / batch["label_weight"].sum().clamp(min=1.0)
            if float(batch["level_weight"].sum()) > 0:
                level = (batch["level_weight"] * -(batch["levels"] * functional.log_softmax(levels, 1)).sum(1)).sum()
                loss = loss + plan.level_share * level / batch["level_weight"].sum().clamp(min=1.0)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            optimiser.step()
            schedule.step()
            total, seen = total + float(loss.detach()), seen + 1
        if progress is not None:
            progress(epoch + 1, plan.epochs, total / max(1, seen))
    return {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}


def _initial(shape: Shape, generator: Any) -> dict[str, Any]:  # noqa: ANN401 - torch is imported late
    import torch

    pooled = 3 * shape.clause + shape.section + WIDTH
    sizes = {
        "clause": (shape.clause, shape.grams),
        "section": (shape.section, shape.grams),
        "sentence": (shape.sentence, pooled),
        "onward.outer": (3 * shape.context, shape.sentence),
        "onward.inner": (3 * shape.context, shape.context),
        "backward.outer": (3 * shape.context, shape.sentence),
        "backward.inner": (3 * shape.context, shape.context),
        "out": (shape.labels + LEVELS, shape.sentence + 2 * shape.context),
    }
    weights = {"grams": torch.randn(shape.buckets, shape.grams, generator=generator) * 0.1}
    for name, (rows, columns) in sizes.items():
        weights[name] = torch.randn(rows, columns, generator=generator) / columns**0.5
        weights[f"{name}.bias"] = torch.zeros(rows)
    return {name: tensor.requires_grad_() for name, tensor in weights.items()}


def _chunks(goals: Sequence[Goal], size: int, offset: int) -> list[tuple[int, int, int]]:
    """Cut all documents into stretches (document, start, end) of `size` sentences, leaving out those without a goal."""
    chunks = []
    for number, goal in enumerate(goals):
        count = len(goal.label_weight)
        for low in range(-offset, count, size):
            start, end = max(0, low), min(count, low + size)
            if end > start and (goal.label_weight[start:end].any() or goal.level_weight[start:end].any()):
                chunks.append((number, start, end))
    return chunks


def _batch(
    features: Sequence[Features], goals: Sequence[Goal], chunks: Sequence[tuple[int, int, int]]
) -> dict[str, Any]:
    """Put stretches of documents together as tensors, sentence after sentence."""
    import torch

    grams: list[Any] = []
    gram_counts: list[Any] = []
    clause_counts: list[Any] = []
    section_grams: list[Any] = []
    section_counts: list[Any] = []
    sections: list[Any] = []
    dense: list[Any] = []
    own_goals: list[Goal] = []
    shift = 0
    for number, start, end in chunks:
        one, goal = features[number], goals[number]
        low, high = one.clause_starts[start], one.clause_starts[end]
        grams.append(one.grams[one.gram_starts[low] : one.gram_starts[high]])
        gram_counts.append(np.diff(one.gram_starts[low : high + 1]))
        clause_counts.append(np.diff(one.clause_starts[start : end + 1]))
        used, own = np.unique(one.sections[start:end], return_inverse=True)
        sections.append(own + shift)
        shift += len(used)
        section_counts.append(np.diff(one.section_starts)[used])
        section_grams += [one.section_grams[one.section_starts[k] : one.section_starts[k + 1]] for k in used]
        dense.append(one.dense[start:end])
        own_goals.append(goal.cut(start, end))

    def joined(parts: Sequence[Any], kind: type) -> Any:  # noqa: ANN401
        return torch.from_numpy(np.concatenate(parts).astype(kind))

    return {
        "grams": joined(grams, np.int64),
        "gram_counts": joined(gram_counts, np.int64),
        "clause_counts": joined(clause_counts, np.int64),
        "section_grams": joined([*section_grams, np.zeros(0)], np.int64),
        "section_counts": joined(section_counts, np.int64),
        "sections": joined(sections, np.int64),
        "dense": joined(dense, np.float32),
        "labels": joined([g.labels for g in own_goals], np.float32),
        "label_weight": joined([g.label_weight for g in own_goals], np.float32),
        "levels": joined([g.levels for g in own_goals], np.float32),
        "level_weight": joined([g.level_weight for g in own_goals], np.float32),
        "lengths": [end - start for _, start, end in chunks],
    }


def _forward(weights: dict[str, Any], batch: dict[str, Any], plan: Plan, generator: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the logits of labels and levels of all sentences of a batch, with dropout."""
    import torch
    from torch.nn import functional

    def drop(x: Any, share: float) -> Any:  # noqa: ANN401 - own generator, so that nothing global is seeded
        if share <= 0:
            return x
        return x * (torch.rand(x.shape, generator=generator) >= share) / (1 - share)

    def bags(grams: Any, counts: Any) -> Any:  # noqa: ANN401
        starts = torch.cat([counts.new_zeros(1), counts.cumsum(0)[:-1]])
        kept = drop(torch.ones(len(grams)), plan.gram_dropout)
        summed = functional.embedding_bag(grams, weights["grams"], starts, mode="sum", per_sample_weights=kept)
        summed = summed / counts.clamp(min=1).sqrt()[:, None]
        return functional.layer_norm(summed, summed.shape[1:])

    clauses = functional.linear(bags(batch["grams"], batch["gram_counts"]), weights["clause"], weights["clause.bias"])
    clauses = functional.gelu(clauses, approximate="tanh")
    counts = batch["clause_counts"]
    owner = torch.repeat_interleave(torch.arange(len(counts)), counts)
    width = clauses.shape[1]
    mean = torch.zeros(len(counts), width).index_add(0, owner, clauses) / counts[:, None]
    greatest = torch.full((len(counts), width), -1e9).index_reduce(0, owner, clauses, "amax")
    last = clauses[counts.cumsum(0) - 1]
    sections = functional.linear(
        bags(batch["section_grams"], batch["section_counts"]), weights["section"], weights["section.bias"]
    )
    section = functional.gelu(sections, approximate="tanh")[batch["sections"]]
    seen = torch.cat([drop(torch.cat([mean, greatest, last, section], 1), plan.dropout), batch["dense"]], 1)
    sentence = functional.gelu(
        functional.linear(seen, weights["sentence"], weights["sentence.bias"]), approximate="tanh"
    )
    sentence = drop(sentence, plan.dropout)
    context = states_of(sentence, batch["lengths"], weights)
    seen = torch.cat([sentence, drop(context, plan.dropout)], 1)
    logits = functional.linear(seen, weights["out"], weights["out.bias"])
    return logits[:, :-LEVELS], logits[:, -LEVELS:]


def states_of(sentence: Any, lengths: Sequence[int], weights: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return in training what :func:`both_ways` puts beside the sentences, (n, 2 * states).

    The rows of all stretches stand one after another, `lengths` of each.
    """
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

    packed = pack_padded_sequence(
        pad_sequence(list(sentence.split(list(lengths))), batch_first=True),
        torch.tensor(lengths),
        batch_first=True,
        enforce_sorted=False,
    )
    parameters = [
        weights[f"{way}.{part}"]
        for way in ("onward", "backward")
        for part in ("outer", "inner", "outer.bias", "inner.bias")
    ]
    start = torch.zeros(2, len(lengths), weights["onward.inner"].shape[1], device=sentence.device)
    out, _ = torch.gru(packed.data, packed.batch_sizes, start, parameters, True, 1, 0.0, True, True)
    both, _ = pad_packed_sequence(packed._replace(data=out), batch_first=True)
    return torch.cat([both[i, :n] for i, n in enumerate(lengths)])
