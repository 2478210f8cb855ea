"""What a probability of a closure is worth, and from which one to act: calibration and thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.link.features import by_language, of_language

SEED = 0
_SAMPLES = 500  # of documents, to choose a threshold that hangs on none of them
_CALIBRATED = 200  # pairs drawn from a run from which a language has a calibration of its own
_BARS = np.arange(1, 100) / 100  # the probabilities that a threshold is chosen from


@dataclass(frozen=True, slots=True)
class Sample:
    """Pairs that a threshold is chosen on: log-odds (n,), 1 where the stage is true (n,), weights (n,), documents."""

    odds: NDArray[np.float64]
    truth: NDArray[np.int64]
    weights: NDArray[np.float64]
    documents: Sequence[str]

    def taken(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights by document of the pairs that reach each threshold, of the true among them, of all true.

        The former two are (documents, thresholds), the last is (documents, 1).
        """
        names, owner = np.unique(np.array(self.documents), return_inverse=True)
        bars = np.log(_BARS / (1 - _BARS))
        reached = np.searchsorted(bars, self.odds, side="right")  # so many thresholds, the lowest ones
        found = []
        for weights in (self.weights, self.weights * self.truth):
            count = np.zeros((len(names), len(bars) + 1))
            np.add.at(count, (owner, reached), weights)
            found.append(count[:, ::-1].cumsum(axis=1)[:, ::-1])
        return found[0][:, 1:], found[1][:, 1:], found[1][:, :1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs drawn from a run: out-of-fold log-odds (n, 2), truths (n, 2), for how many each stands (n,), language.

    `documents` are those of the promises.
    """

    odds: NDArray[np.float64]
    truths: NDArray[np.int64]
    weights: NDArray[np.float64]
    english: NDArray[np.bool_]
    documents: Sequence[str]

    def samples(self, column: int, odds: NDArray[np.float64]) -> list[Sample]:
        """Return the pairs of each language with other log-odds of a stage, (n,)."""
        return [
            Sample(odds[own], self.truths[own, column], self.weights[own], np.array(self.documents)[own].tolist())
            for own in by_language(self.english).values()
        ]

    def scores(self, column: int, chosen: NDArray[np.bool_]) -> dict[str, dict[str, float | int | None]]:
        """Return, by language, what a run can expect of a stage that says yes to the pairs `chosen`, (n,)."""
        found: dict[str, dict[str, float | int | None]] = {}
        for code, mask in (("zh", ~self.english), ("en", self.english)):
            truth, weight = self.truths[mask, column] == 1, self.weights[mask]
            taken = chosen[mask]
            hit = float(weight[taken & truth].sum())
            found[code] = {
                "n": int(mask.sum()),
                "precision": round(hit / float(weight[taken].sum()), 4) if taken.any() else None,
                "recall": round(hit / float(weight[truth].sum()), 4) if truth.any() else None,
            }
        return found


def steady_bar(samples: Sequence[Sample], slack: float = 0.0) -> float:
    """Return the log-odds of the threshold that is best for F1, the median of many draws of documents with replacement.

    With seventy closures in the gold the best threshold of all pairs is a matter of chance, and gold holds fewer
    reports that are nearly right than a run does: so the mean of the F1 of all samples, gold and the pairs of a run by
    language, is to be best. A promise closed wrongly and one that is wrongly left open cost a reader the same.

    Args:
        samples: pairs that it is chosen on; those without a true one have no say.
        slack: how much the F1 may lie below the best; of such thresholds the highest is taken. Without any, the middle
            of those that are equally good.

    Infinite where nothing is true.
    """
    draw = np.random.default_rng(SEED)
    tables = [sample.taken() for sample in samples if sample.truth.any()]
    if not tables:
        return np.inf
    bars = []
    for _ in range(_SAMPLES):
        value = np.zeros(len(_BARS))
        for taken, hits, true in tables:
            times = np.bincount(draw.integers(0, len(taken), len(taken)), minlength=len(taken))
            value += 2 * (times @ hits) / np.maximum(times @ taken + times @ true, 1e-9)
        good = _BARS[value / len(tables) >= value.max() / len(tables) - max(slack, 1e-9)]
        bars.append(float(good[-1] if slack else good.mean()))
    bar = float(np.median(bars))
    return float(np.log(bar / (1 - bar)))


def as_threshold(bar: float) -> float:
    """Return log-odds as a probability, rounded as all are, and never so that it takes everything or nothing."""
    return round(float(np.clip(1 / (1 + np.exp(-bar)), 1e-4, 1 - 1e-4)), 4)


def calibration(known: Drawn, column: int, language: str) -> tuple[float, float]:
    """Return slope and offset of a stage of a language, from its own pairs if they are enough, else from all."""
    own = known.english == (language == "en")
    if own.sum() < _CALIBRATED or len(np.unique(known.truths[own, column])) < 2:
        own = np.ones(len(own), bool)
    return calibrate(known.odds[own, column], known.truths[own, column], known.weights[own])


def calibrated(
    odds: NDArray[np.float64], english: NDArray[np.bool_], calibrations: Mapping[str, tuple[float, float]]
) -> NDArray[np.float64]:
    """Return log-odds as honest ones, (n,), each with the calibration of its language."""
    out = np.zeros(len(odds))
    for language, rows in by_language(english).items():
        slope, offset = of_language(calibrations, language)
        out[rows] = slope * odds[rows] + offset
    return out


def calibrate(
    odds: NDArray[np.float64], truth: NDArray[np.int64], weights: NDArray[np.float64] | None = None
) -> tuple[float, float]:
    """Return slope and offset that turn out-of-fold log-odds into probabilities (Platt)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(odds[:, None], truth, weights)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def chances(
    odds: NDArray[np.float64], english: NDArray[np.bool_], calibrations: Mapping[str, tuple[float, float]]
) -> NDArray[np.float64]:
    """Return calibrated probabilities of log-odds, (n,), rounded as in a run."""
    return np.asarray(np.round(1 / (1 + np.exp(-calibrated(odds, english, calibrations))), 4))


def f1(truth: NDArray[np.int64], predicted: NDArray[np.bool_]) -> float:
    """Return F1; 0 where nothing is true and something predicted, 1 where both are empty."""
    hits = int((truth.astype(bool) & predicted).sum())
    total = int(truth.sum()) + int(predicted.sum())
    return 2 * hits / total if total else 1.0
