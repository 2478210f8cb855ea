"""From logits to judgements: calibrated probabilities, the label, and the level that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.cues import checkable_cues
from pipeline.records import COMMITMENTS, LABELS, Judgement, Label, Segmented

Array = NDArray[np.float64]
DIGITS = 4
# codebook §1 rule 3 and §3: a pledge is checkable (3, or 4 with a deadline or a named body), a measure is not
LEVELS_OF: dict[Label, tuple[int, ...]] = {Label.MEASURE: (0, 1, 2), Label.PLEDGE: (3, 4)}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns logits into probabilities: divided by the temperature, with a correction added for each class."""

    temperature: float
    bias: tuple[float, ...]


def softmax(logits: NDArray[np.floating]) -> Array:
    """Return probabilities of the last axis."""
    wide = logits.astype(np.float64)
    raised = np.exp(wide - wide.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def calibrated(logits: NDArray[np.floating], calibration: Calibration) -> Array:
    """Return calibrated probabilities, shape of `logits`."""
    return softmax(logits.astype(np.float64) / calibration.temperature + np.array(calibration.bias))


def fit_calibration(
    logits: NDArray[np.floating], labels: NDArray[np.integer], weight: NDArray[np.floating]
) -> Calibration:
    """Fit temperature and class corrections on documents that the model has not seen, by maximum likelihood.

    A small pull towards no correction keeps rare classes steady, and the temperature finite where the model makes no
    mistake at all. With no rows the calibration changes nothing.
    """
    classes = logits.shape[1]
    if not len(logits):
        return Calibration(1.0, (0.0,) * classes)
    from scipy.optimize import minimize

    wide = logits.astype(np.float64)
    rows = np.arange(len(labels))

    def loss(x: Array) -> float:
        shifted = wide / np.exp(x[0]) + x[1:]
        top = shifted.max(axis=1)
        log_sum = top + np.log(np.exp(shifted - top[:, None]).sum(axis=1))
        return float((weight * (log_sum - shifted[rows, labels])).sum() + 2.0 * (x**2).sum())

    found = minimize(loss, np.zeros(classes + 1), method="L-BFGS-B").x
    bias = found[1:] - found[1:].mean()
    return Calibration(round(float(np.exp(found[0])), 4), tuple(round(float(b), 4) for b in bias))


def rounded(probabilities: Array) -> tuple[float, float, float, float, float]:
    """Round to four decimals so that the five still add up to one: the greatest takes up the difference."""
    units = np.rint(probabilities * 10**DIGITS).astype(int)
    units[int(probabilities.argmax())] += 10**DIGITS - int(units.sum())
    a, b, c, d, e = (int(u) / 10**DIGITS for u in units)
    return (a, b, c, d, e)


def judgements(
    document: Segmented, labels: Array, levels: Array, cues: Sequence[frozenset[str]]
) -> tuple[Judgement, ...]:
    """Return a judgement for each sentence, from probabilities of labels (n, 5) and of levels (n, 5)."""
    result = []
    for sentence, shares, level_shares, found in zip(document.sentences, labels, levels, cues, strict=True):
        probabilities = rounded(shares)
        label = LABELS[max(range(len(LABELS)), key=lambda k: (probabilities[k], -k))]
        level: int | None = None
        decided_by = "model"
        if label in COMMITMENTS:
            level = max(LEVELS_OF[label], key=lambda k: (level_shares[k], -k))
            decided_by = "; ".join(("model", *checkable_cues(found)))
        result.append(Judgement(sentence.sentence_id, label, level, probabilities, decided_by))
    return tuple(result)
