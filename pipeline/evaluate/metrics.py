"""Measures of agreement between gold and prediction.

A measure that is undefined (a precision without predictions, a recall without gold) is None and is
shown as «-», never as 0. Inputs are plain sequences of equal length; nothing is rounded here except by
:func:`shown`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.measures import best_f1, f_measure

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class against the rest: `support` rows in gold, `predicted` rows in the prediction, `hits` in both."""

    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    predicted: int
    hits: int


@dataclass(frozen=True, slots=True)
class ClassReport:
    """Scores of a classification.

    `confusion[i][j]` counts rows whose gold is `labels[i]` and whose prediction is `labels[j]`; `missing[i]` those
    that have no prediction, which count against recall, F1 and accuracy, and are left out of kappa. `macro_f1` is
    the mean over the classes that occur in gold or prediction.
    """

    labels: tuple[str, ...]
    scores: tuple[ClassScore, ...]
    macro_f1: float | None
    accuracy: float | None
    kappa: float | None
    confusion: tuple[tuple[int, ...], ...]
    missing: tuple[int, ...]
    n: int


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """One bin of confidences in [low, high]: mean confidence, share of right answers, rows."""

    low: float
    high: float
    confidence: float
    accuracy: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error with the bins that it is made of; empty bins are left out."""

    error: float | None
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval of a statistic over resampled groups.

    `undefined` counts the resamples in which the statistic had no value; they are left out.
    """

    low: float
    high: float
    level: float
    resamples: int
    undefined: int


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole, or None where there is no whole."""
    return part / whole if whole else None


def shown(value: float | None, digits: int = 3) -> str:
    """Return a number for a table, «-» where it is undefined."""
    return "-" if value is None else f"{value:.{digits}f}"


def confusion_matrix(gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]) -> IntArray:
    """Return counts, shape (labels, labels + 1): rows gold, columns predicted, the last one without prediction.

    Raises:
        ValueError: the sequences differ in length, or a value is not among `labels`.
    """
    cells = _cells(gold, predicted, labels)
    k = len(labels)
    return np.bincount(cells, minlength=k * (k + 1)).reshape(k, k + 1).astype(np.int64)


def _cells(gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]) -> IntArray:
    """Return the place of each row in the flattened confusion matrix, shape (n,)."""
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold values but {len(predicted)} predictions")
    k = len(labels)
    row: dict[str, int] = {label: i for i, label in enumerate(labels)}
    column: dict[str | None, int] = {None: k}
    column.update(row)
    strange = sorted({str(v) for v in gold if v not in row} | {str(v) for v in predicted if v not in column})
    if strange:
        raise ValueError(f"values outside the labels {', '.join(labels)}: {', '.join(strange)}")
    pairs = zip(gold, predicted, strict=True)
    return np.fromiter((row[g] * (k + 1) + column[p] for g, p in pairs), np.int64, len(gold))


def report_of(confusion: IntArray, labels: Sequence[str]) -> ClassReport:
    """Return the scores that follow from a confusion matrix of shape (labels, labels + 1)."""
    k = len(labels)
    scores = []
    for i, label in enumerate(labels):
        hits, support, guessed = int(confusion[i, i]), int(confusion[i].sum()), int(confusion[:, i].sum())
        scores.append(
            ClassScore(
                label=str(label),
                precision=ratio(hits, guessed),
                recall=ratio(hits, support),
                f1=f_measure(hits, guessed, support),
                support=support,
                predicted=guessed,
                hits=hits,
            )
        )
    defined = [s.f1 for s in scores if s.f1 is not None]
    n = int(confusion.sum())
    return ClassReport(
        labels=tuple(str(label) for label in labels),
        scores=tuple(scores),
        macro_f1=sum(defined) / len(defined) if defined else None,
        accuracy=ratio(int(np.trace(confusion[:, :k])), n),
        kappa=_kappa(confusion[:, :k]),
        confusion=tuple(tuple(int(v) for v in row[:k]) for row in confusion),
        missing=tuple(int(v) for v in confusion[:, k]),
        n=n,
    )


def class_report(gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]) -> ClassReport:
    """Return precision, recall and F1 per class, macro-F1, accuracy, Cohen's kappa and the confusion.

    Args:
        gold: one label per row.
        predicted: one label per row, in the same order; None where there is no prediction.
        labels: every label that can occur; the order of the report.
    """
    return report_of(confusion_matrix(gold, predicted, labels), labels)


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two readings (Cohen 1960).

    None where there are no rows, or where chance agreement is certain because both used one label only.
    """
    labels = sorted({*first, *second})
    return _kappa(confusion_matrix(first, second, labels)[:, :-1])


def _kappa(confusion: IntArray) -> float | None:
    """Return (observed - expected) / (1 - expected) agreement."""
    n = int(confusion.sum())
    if not n:
        return None
    observed = float(np.trace(confusion)) / n
    expected = float((confusion.sum(axis=0) * confusion.sum(axis=1)).sum()) / (n * n)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def calibration(
    confidence: npt.ArrayLike, correct: npt.ArrayLike, *, bins: int = 15, equal_mass: bool = False
) -> Calibration:
    """Return the expected calibration error: the mean gap between confidence and accuracy, weighted by rows.

    Bins are of equal width over [0, 1] (Guo et al. 2017), or hold equally many rows (adaptive, Nguyen &
    O'Connor 2015), which does not waste most of the bins when confidences pile up near 1. With equal mass,
    equal confidences may fall into two bins; rows are sorted stably, so the result is the same every time.

    Args:
        confidence: shape (n,), the probability given to the answer, in [0, 1].
        correct: shape (n,), whether the answer was right.
        bins: how many bins.
        equal_mass: bins with equally many rows in place of equal width.

    Raises:
        ValueError: shapes differ or a confidence lies outside [0, 1].
    """
    p = np.asarray(confidence, dtype=np.float64)
    right = np.asarray(correct, dtype=np.float64)
    if p.shape != right.shape or p.ndim != 1:
        raise ValueError(f"confidence has shape {p.shape}, correct has {right.shape}")
    if not len(p):
        return Calibration(None, ())
    if not bool(((p >= 0) & (p <= 1)).all()):
        raise ValueError(f"confidences must lie in [0, 1], came {p.min()} to {p.max()}")
    order = np.argsort(p, kind="stable")
    if equal_mass:
        groups = [g for g in np.array_split(order, bins) if len(g)]
    else:
        slot = np.minimum((p * bins).astype(np.int64), bins - 1)
        groups = [g for b in range(bins) if len(g := np.flatnonzero(slot == b))]
    parts = tuple(
        CalibrationBin(
            low=float(p[g].min()),
            high=float(p[g].max()),
            confidence=float(p[g].mean()),
            accuracy=float(right[g].mean()),
            n=len(g),
        )
        for g in groups
    )
    error = sum(b.n * abs(b.confidence - b.accuracy) for b in parts) / len(p)
    return Calibration(error, parts)


def fold_thresholds(scores: npt.ArrayLike, truth: npt.ArrayLike, folds: Sequence[int]) -> FloatArray:
    """Return for each row the threshold that is best (F1) on the rows of all other folds, shape (n,).

    So no row takes part in choosing the bar that it is held against. Where the other folds have no positive row,
    the threshold is infinite: nothing is positive.
    """
    s, y, f = np.asarray(scores, dtype=np.float64), np.asarray(truth, dtype=bool), np.asarray(folds)
    out = np.full(len(s), np.inf)
    for fold in np.unique(f):
        cut = best_f1(s[f != fold], y[f != fold])
        if cut is not None:
            out[f == fold] = cut.threshold
    return out


def bootstrap(
    statistic: Callable[[IntArray], float | None],
    groups: Sequence[Hashable],
    *,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 20260101,
) -> Interval | None:
    """Return the percentile interval of a statistic when whole groups (documents) are drawn with replacement.

    Sentences of one speech resemble each other, so resampling sentences would make intervals too narrow;
    speeches are drawn (cluster bootstrap, Field & Welsh 2007). The result does not depend on the names of
    the groups, only on the order of rows.

    Args:
        statistic: takes row numbers, shape (m,), repeats included, and returns the value on those rows.
        groups: the group of each row.
        resamples: how many draws.
        level: share of the draws inside the interval.
        seed: of the random draws.

    Returns:
        None with fewer than two groups, or if the statistic was undefined in every draw.
    """
    place: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        place.setdefault(group, []).append(row)
    rows = [np.array(v, dtype=np.int64) for v in place.values()]
    if len(rows) < 2:
        return None
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(rows), len(rows))
        value = statistic(np.concatenate([rows[i] for i in drawn]))
        if value is not None:
            values.append(value)
    if not values:
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, resamples, resamples - len(values))


def macro_f1_interval(
    gold: Sequence[str],
    predicted: Sequence[str | None],
    labels: Sequence[str],
    groups: Sequence[Hashable],
    *,
    resamples: int = 1000,
) -> Interval | None:
    """Return the bootstrap interval of macro-F1 over groups (documents); see :func:`bootstrap`."""
    cells = _cells(gold, predicted, labels)
    k = len(labels)

    def statistic(rows: IntArray) -> float | None:
        confusion = np.bincount(cells[rows], minlength=k * (k + 1)).reshape(k, k + 1)
        sides = confusion[:, :k].sum(axis=0) + confusion.sum(axis=1)
        hits = np.diagonal(confusion)
        return float((2 * hits[sides > 0] / sides[sides > 0]).mean()) if sides.any() else None

    return bootstrap(statistic, groups, resamples=resamples)


def f1_interval(
    truth: Sequence[bool], positive: Sequence[bool], groups: Sequence[Hashable], *, resamples: int = 1000
) -> Interval | None:
    """Return the bootstrap interval of the F1 of a yes-or-no decision over groups; see :func:`bootstrap`."""
    y, p = np.asarray(truth, dtype=bool), np.asarray(positive, dtype=bool)
    both = y & p

    def statistic(rows: IntArray) -> float | None:
        return f_measure(int(both[rows].sum()), int(p[rows].sum()), int(y[rows].sum()))

    return bootstrap(statistic, groups, resamples=resamples)
