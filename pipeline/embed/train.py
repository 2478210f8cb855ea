"""Learn the static encoder: an own vocabulary, and one vector per piece that imitates a teacher.

A transformer gives the vectors of many clauses and sentences (the teacher). Its vectors all lean the same way, so that
unrelated texts still score 0.8; the mean is taken out and the rest is turned on its main axes, of which the first ones
are kept. The pieces' vectors are then fitted so that their mean points where the teacher points. Pieces that say little
come out short, those that carry the object long: the lengths are the weights of a weighted mean.

Nothing here reads or writes files. The same arguments give the same arrays (one thread, fixed seed).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.base import plain
from pipeline.embed.static import token_ids

_HAN = re.compile("[\u3400-\u9fff]")
_RUN = re.compile("[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_HAN_LONGEST, _OTHER_LONGEST = 4, 14
_LEAST = 3  # a stretch seen less often is no piece
_SPARE = 0.5  # count of a character that the best segmentation never uses alone
UNKNOWN = "<unk>"


@dataclass(frozen=True, slots=True)
class StaticTraining:
    """How the static encoder is learnt. `epochs` passes over the texts, `rate` the first learning rate of Adam."""

    pieces: int = 32_000
    dimension: int = 256
    epochs: int = 5
    batch: int = 512
    rate: float = 0.01
    seed: int = 20


def learn_vocabulary(texts: Sequence[str], size: int) -> dict[str, Any]:
    """Learn a Unigram vocabulary of at most `size` pieces and return the tokenizer as a JSON object.

    Starts from all frequent stretches (Han: up to four characters, so that words are learnt and not the clauses of the
    training texts; other scripts: inside a word) and keeps, three times, those that the most probable segmentation
    uses most (hard expectation maximisation). Unlike the trainer of the library, which sums in the order of a random
    hash, it gives the same vocabulary each time.
    """
    from tokenizers import Tokenizer

    splitter = _tokenizer([(UNKNOWN, 0.0)])
    words: Counter[str] = Counter()
    for text in texts:
        clean = splitter.normalizer.normalize_str(plain(text))
        words.update(piece for piece, _ in splitter.pre_tokenizer.pre_tokenize_str(clean))
    seeds: Counter[str] = Counter()
    for word, times in words.items():
        for run in _RUN.findall(word):
            longest = _HAN_LONGEST if _HAN.match(run) else _OTHER_LONGEST
            for start in range(len(run)):
                for end in range(start + 1, min(start + longest, len(run)) + 1):
                    seeds[run[start:end]] += times
    found = {piece: float(n) for piece, n in seeds.items() if n >= _LEAST or len(piece) == 1}
    ordered = sorted(words.items())
    limits = [max(12 * size, 1), max(2 * size, 1), size]
    for limit in limits:
        vocabulary = _vocabulary(found, limit)
        tokenizer = Tokenizer.from_str(_tokenizer(vocabulary).to_str())
        names = [piece for piece, _ in vocabulary]
        used: Counter[int] = Counter()
        for start in range(0, len(ordered), 10_000):
            batch = ordered[start : start + 10_000]
            for (_, times), encoding in zip(
                batch, tokenizer.encode_batch([[w] for w, _ in batch], is_pretokenized=True), strict=True
            ):
                for number in encoding.ids:
                    used[number] += times
        found = {piece: max(float(used[number]), _SPARE) for number, piece in enumerate(names) if number}
    state: dict[str, Any] = json.loads(_tokenizer(_vocabulary(found, size)).to_str())
    return state


def _vocabulary(counts: Mapping[str, float], size: int) -> list[tuple[str, float]]:
    """Return the sign for «unknown» and the most used pieces with their log probabilities; single characters stay."""
    kept = sorted(counts, key=lambda piece: (len(piece) > 1, -counts[piece], piece))[: size - 1]
    total = sum(counts[piece] for piece in kept)
    return [(UNKNOWN, 0.0), *((piece, math.log(counts[piece] / total)) for piece in kept)]


def _tokenizer(vocabulary: Sequence[tuple[str, float]]) -> Any:  # noqa: ANN401 - the library has no types
    """Return a tokenizer of these pieces: lower case, punctuation apart, words begin with «▁»."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    made = Tokenizer(models.Unigram(list(vocabulary), unk_id=0))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Punctuation(), pre_tokenizers.Metaspace()])
    return made


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
    texts: Sequence[str],
    targets: NDArray[np.float32],
    tokenizer: Mapping[str, Any],
    how: StaticTraining,
    weights: NDArray[np.float32] | None = None,
) -> NDArray[np.float16]:
    """Fit one vector per piece so that the mean over a text's pieces points where its target points.

    Args:
        texts: n texts.
        targets: (n, how.dimension), unit length.
        tokenizer: As returned by :func:`learn_vocabulary`.
        how: Number of passes, batch size, learning rate, seed.
        weights: (n,), how much each text counts; all alike where left out.

    Returns:
        float16 (pieces, dimension).
    """
    import torch

    ids = token_ids(texts, tokenizer)
    size = len(tokenizer["model"]["vocab"])
    rng = np.random.default_rng(how.seed)
    wanted = torch.from_numpy(targets)
    share = torch.from_numpy(np.ones(len(texts), np.float32) if weights is None else weights.astype(np.float32))
    counts = np.bincount(np.concatenate(ids), minlength=size).astype(np.float64)
    # First guess: the mean target of the texts with the piece, shorter for frequent pieces (as inverse frequency).
    start = np.zeros((size, targets.shape[1]))
    for row, found in enumerate(ids):
        np.add.at(start, found, targets[row] * (1 if weights is None else weights[row]) / max(len(found), 1))
    norms = np.maximum(np.linalg.norm(start, axis=1, keepdims=True), 1e-9)
    start = start / norms * np.log1p(len(texts) / (1 + counts))[:, None] / 10
    table = torch.nn.Parameter(torch.from_numpy(start.astype(np.float32)))
    optimiser = torch.optim.SparseAdam([table], lr=how.rate)
    steps = how.epochs * -(-len(texts) // how.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(1 - step / steps, 0.02))
    for _ in range(how.epochs):
        order = rng.permutation(len(texts))
        for at in range(0, len(order), how.batch):
            rows = order[at : at + how.batch]
            flat = torch.from_numpy(np.concatenate([ids[row] for row in rows]))
            offsets = torch.from_numpy(np.cumsum([0, *(len(ids[row]) for row in rows[:-1])]))
            mean = torch.nn.functional.embedding_bag(flat, table, offsets, mode="mean", sparse=True)
            mean = torch.nn.functional.normalize(mean, dim=1)
            goal = wanted[rows]
            # The cosine to the target, and the likeness among the texts of the batch, which is what links use.
            weight = share[rows]
            alike = (weight[:, None] * weight[None, :]) * (mean @ mean.T - goal @ goal.T) ** 2
            loss = (weight * (1 - (mean * goal).sum(1))).mean() + 4 * alike.mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()  # type: ignore[no-untyped-call]
            schedule.step()
    return table.detach().numpy().astype(np.float16)
