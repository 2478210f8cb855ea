"""Learn the static encoder: an own vocabulary, and one vector per piece that imitates a teacher.

A transformer gives the vectors of many clauses and sentences (the teacher). Its vectors all lean the same way, so that
unrelated texts still score 0.8; the mean is taken out and the rest is turned on its main axes, of which the first ones
are kept. The pieces' vectors are then fitted so that their mean points where the teacher points. Pieces that say little
come out short, those that carry the object long: the lengths are the weights of a weighted mean.

Nothing here reads or writes files. The same arguments give the same arrays (one thread, fixed seed).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.base import plain
from pipeline.embed.static import token_ids

_LONG_HAN = re.compile("[\u3400-\u9fff]{5,}")
UNKNOWN = "<unk>"


@dataclass(frozen=True, slots=True)
class StaticTraining:
    """How the static encoder is learnt. `epochs` passes over the texts, `rate` the first learning rate of Adam."""

    pieces: int = 32_000
    dimension: int = 256
    epochs: int = 12
    batch: int = 512
    rate: float = 0.02
    seed: int = 20


def learn_vocabulary(texts: Sequence[str], size: int) -> dict[str, Any]:
    """Learn a Unigram vocabulary of at most `size` pieces and return the tokenizer as a JSON object.

    Chinese pieces longer than four characters are left out: they would memorise whole clauses of the training texts
    instead of the words they are made of.
    """
    import json

    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Punctuation(), pre_tokenizers.Metaspace()])
    trainer = trainers.UnigramTrainer(
        vocab_size=size * 3 // 2, special_tokens=[UNKNOWN], unk_token=UNKNOWN, show_progress=False
    )
    tokenizer.train_from_iterator([plain(text) for text in texts], trainer)
    state: dict[str, Any] = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    kept = [entry for entry in vocabulary[1:] if not _LONG_HAN.search(entry[0])]
    # Single characters stay whatever their score, so that new words can still be spelt.
    kept.sort(key=lambda entry: (len(entry[0]) > 1, -entry[1], entry[0]))
    state["model"]["vocab"] = [vocabulary[0], *kept[: size - 1]]
    state["model"]["unk_id"] = 0
    return state


def flatten(teacher: NDArray[np.float32], dimension: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Take the common direction out of the teacher's vectors and keep the main axes of the rest.

    Args:
        teacher: (n, d), unit length.
        dimension: Axes kept, at most d.

    Returns:
        The targets, float32 (n, dimension), unit length, and the map that made them, float32 (d + 1, dimension):
        targets are `normalise(teacher @ map[:-1] + map[-1])`.
    """
    mean = teacher.mean(axis=0, dtype=np.float64)
    centred = teacher.astype(np.float64) - mean
    _, axes = np.linalg.eigh(centred.T @ centred / len(teacher))
    axes = axes[:, ::-1][:, :dimension]
    # An axis and its opposite are equally good: the sign is fixed so that the result is the same everywhere.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    bridge = np.vstack([axes, -(mean @ axes)])
    return apply_map(teacher, bridge.astype(np.float32)), bridge.astype(np.float32)


def apply_map(teacher: NDArray[np.float32], bridge: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the teacher's vectors in the space of the static encoder; see :func:`flatten`."""
    out = teacher @ bridge[:-1] + bridge[-1]
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def distil(
    texts: Sequence[str], targets: NDArray[np.float32], tokenizer: Mapping[str, Any], how: StaticTraining
) -> NDArray[np.float16]:
    """Fit one vector per piece so that the mean over a text's pieces points where its target points.

    Args:
        texts: n texts.
        targets: (n, how.dimension), unit length.
        tokenizer: As returned by :func:`learn_vocabulary`.
        how: Number of passes, batch size, learning rate, seed.

    Returns:
        float16 (pieces, dimension).
    """
    import torch

    ids = token_ids(texts, tokenizer)
    size = len(tokenizer["model"]["vocab"])
    rng = np.random.default_rng(how.seed)
    wanted = torch.from_numpy(targets)
    counts = np.bincount(np.concatenate(ids), minlength=size).astype(np.float64)
    # First guess: the mean target of the texts with the piece, shorter for frequent pieces (as inverse frequency).
    start = np.zeros((size, targets.shape[1]))
    for row, found in enumerate(ids):
        np.add.at(start, found, targets[row] / max(len(found), 1))
    norms = np.maximum(np.linalg.norm(start, axis=1, keepdims=True), 1e-9)
    start = start / norms * np.log1p(len(texts) / (1 + counts))[:, None] / 10
    weight = torch.nn.Parameter(torch.from_numpy(start.astype(np.float32)))
    optimiser = torch.optim.SparseAdam([weight], lr=how.rate)
    steps = how.epochs * -(-len(texts) // how.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(1 - step / steps, 0.02))
    for _ in range(how.epochs):
        order = rng.permutation(len(texts))
        for at in range(0, len(order), how.batch):
            rows = order[at : at + how.batch]
            flat = torch.from_numpy(np.concatenate([ids[row] for row in rows]))
            offsets = torch.from_numpy(np.cumsum([0, *(len(ids[row]) for row in rows[:-1])]))
            mean = torch.nn.functional.embedding_bag(flat, weight, offsets, mode="mean", sparse=True)
            mean = torch.nn.functional.normalize(mean, dim=1)
            goal = wanted[rows]
            # The cosine to the target, and the likeness among the texts of the batch, which is what links use.
            loss = (1 - (mean * goal).sum(1)).mean() + 4 * ((mean @ mean.T - goal @ goal.T) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()  # type: ignore[no-untyped-call]
            schedule.step()
    return weight.detach().numpy().astype(np.float16)
