"""Measures of decisions and groupings that training and evaluation share.

A measure that is undefined (no positive row, no item) is None. Inputs are plain sequences or arrays of equal length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class BestCut:
    """The threshold (score >= threshold is positive) at which F1 is best, and what it gives there.

    `threshold` is the lowest score taken; `between` lies half-way to the highest score that is not, which is the
    better bar for rows that were not seen. Where every row is taken the two are equal.
    """

    threshold: float
    between: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class BCubed:
    """B-cubed precision, recall and their harmonic mean, over `n` items."""

    precision: float | None
    recall: float | None
    f1: float | None
    n: int


def f_measure(hits: int, predicted: int, support: int) -> float | None:
    """Return F1 from counts; None where nothing is true and nothing was predicted."""
    return 2 * hits / (predicted + support) if predicted + support else None


def average_precision(
    scores: npt.ArrayLike, truth: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> float | None:
    """Return the area under the precision-recall steps; None without a positive row.

    Args:
        scores: shape (n,), higher is more positive.
        truth: shape (n,), booleans.
        weights: shape (n,), how many rows each stands for; one where they are left out.
    """
    # lazily: the rest of this module needs no scikit-learn
    from sklearn.metrics import average_precision_score

    y = np.asarray(truth, dtype=bool)
    if not y.any():
        return None
    return float(average_precision_score(y, np.asarray(scores, dtype=np.float64), sample_weight=weights))


def best_f1(scores: npt.ArrayLike, truth: npt.ArrayLike) -> BestCut | None:
    """Return the threshold with the best F1; None without a positive row.

    Rows with equal scores stand on the same side of a threshold. Of thresholds that are equally good the
    highest is returned. The F1 is the best that these rows allow, an upper bound for a threshold that was
    fixed beforehand.
    """
    s = np.asarray(scores, dtype=np.float64)
    y = np.asarray(truth, dtype=bool)
    if not y.any():
        return None
    order = np.argsort(-s, kind="stable")
    s, y = s[order], y[order]
    hits = np.cumsum(y)
    last = np.append(s[1:] != s[:-1], True)  # a cut is possible only behind the last of equal scores
    at = np.flatnonzero(last)
    f1 = 2 * hits[at] / (at + 1 + int(y.sum()))
    k = int(at[int(np.argmax(f1))])
    found = int(hits[k])
    return BestCut(
        threshold=float(s[k]),
        between=float((s[k] + s[k + 1]) / 2) if k + 1 < len(s) else float(s[k]),
        precision=found / (k + 1),
        recall=found / int(y.sum()),
        f1=2 * found / (k + 1 + int(y.sum())),
    )


def b_cubed(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> BCubed:
    """Return B-cubed precision, recall and F1 of a grouping (Bagga & Baldwin 1998).

    For each item: precision is the share of its predicted group that is in its gold group, recall the share of
    its gold group that is in its predicted group, the item itself counted; both are averaged over items.

    Args:
        gold: the gold group of each item.
        predicted: the predicted group of each item, in the same order.

    Raises:
        ValueError: the two differ in length.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold groups but {len(predicted)} predicted ones")
    n = len(gold)
    if not n:
        return BCubed(None, None, None, 0)
    size_gold, size_predicted = Counter(gold), Counter(predicted)
    precision = recall = 0.0
    # all items of a cell (gold group, predicted group) have the same two shares, and a cell of c items has c of them
    for (g, p), c in Counter(zip(gold, predicted, strict=True)).items():
        precision += c * c / size_predicted[p]
        recall += c * c / size_gold[g]
    precision, recall = precision / n, recall / n
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall), n)


def pair_counts(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> tuple[int, int, int]:
    """Return how many pairs of items are in one group on both sides, in the prediction, and in the gold.

    Args:
        gold: the gold group of each item.
        predicted: the predicted group of each item, in the same order.
    """
    sides = (Counter(zip(gold, predicted, strict=True)), Counter(predicted), Counter(gold))
    hits, guessed, support = (sum(c * (c - 1) // 2 for c in sizes.values()) for sizes in sides)
    return hits, guessed, support


def pair_f1(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> float | None:
    """Return F1 of «two items are in one group» over all pairs of items; None where no pair is in one on either side.

    Args:
        gold: the gold group of each item.
        predicted: the predicted group of each item, in the same order.
    """
    return f_measure(*pair_counts(gold, predicted))
