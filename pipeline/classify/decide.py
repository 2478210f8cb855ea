"""From logits to judgements: calibrated probabilities, the label, and the level that goes with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.cues import (
    ANNOUNCED,
    ANSWERS,
    APPEAL,
    CALLED_OFF,
    CLOSING,
    COSTS,
    DEFICIENCY,
    DONE,
    FELL,
    FORECAST,
    LACKING,
    MONEY,
    NO_TROUBLE,
    PAST,
    PROCEDURE,
    PROMISED,
    RECALLED,
    RECOMMENDED,
    REPORTED,
    SLOGAN,
    STANCE,
    SUPPLY,
    TARGET,
    TOPIC,
    UNDONE,
    checkable_cues,
)
from pipeline.records import COMMITMENTS, LABELS, Judgement, Label, Segmented

Array = NDArray[np.float64]
_MEASURE, _PLEDGE, _PROGRESS = (LABELS.index(label) for label in (Label.MEASURE, Label.PLEDGE, Label.PROGRESS))
DIGITS = 4
DECIDES = {
    REPORTED: Label.PROGRESS,
    PAST: Label.PROGRESS,
    UNDONE: Label.PROBLEM,
    APPEAL: Label.OTHER,
    STANCE: Label.OTHER,
    SUPPLY: Label.OTHER,
    FORECAST: Label.OTHER,
    CALLED_OFF: Label.OTHER,
    PROCEDURE: Label.OTHER,
    SLOGAN: Label.OTHER,
    CLOSING: Label.OTHER,
    RECALLED: Label.OTHER,
    COSTS: Label.OTHER,
}
"""The label to which a settling rule moves the shares of commitments."""
ONLY = {RECOMMENDED: Label.OTHER, TOPIC: Label.OTHER, LACKING: Label.PROBLEM}
"""The label to which a settling rule moves all shares."""
MOVES = {
    ANNOUNCED: (Label.PROGRESS, Label.PLEDGE),
    NO_TROUBLE: (Label.PROBLEM, Label.PROGRESS),
    FELL: (Label.PROBLEM, Label.PROGRESS),
}
"""From which label to which other one a settling rule moves the share."""
INSTEAD = {
    DEFICIENCY: Label.PROBLEM,
    DONE: Label.PROGRESS,
    NO_TROUBLE: Label.PROGRESS,
    TARGET: Label.PLEDGE,
    MONEY: Label.PLEDGE,
    ANSWERS: Label.PLEDGE,
}
"""The label to which a settling rule moves the share of `other`; PROMISED moves it to both kinds of commitment."""
_LEADS_TO = DECIDES | INSTEAD | ONLY | {FELL: Label.PROGRESS}
LEAVES_MEASURES = frozenset({*DECIDES, *ONLY, ANNOUNCED, DEFICIENCY, DONE, FELL, NO_TROUBLE, PROMISED})
"""The settling rules that do not move the share of measure to pledge; every other rule does."""
COMMITMENT_FIRST = {"en": 1.5}
"""By language: a sentence is a commitment where measure and pledge together, times this, outweigh each other label.

English measures are often torn between measure, pledge and `other`; with the likeliest label alone 28 % of the
commitments were lost, and a promise that is lost in one year is lost in all.
"""
BEFORE_OTHER = "a report before what is nothing else"
TOGETHER = "measure and pledge together"
AGAIN = "second look"
# codebook §1 rule 3 and §3: a pledge is checkable (3, or 4 with a deadline or a named body), a measure is not
LEVELS_OF: dict[Label, tuple[int, ...]] = {Label.MEASURE: (0, 1, 2), Label.PLEDGE: (3, 4)}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns logits into probabilities that keep their word: they are divided by the temperature (Guo et al. 2017)."""

    temperature: float = 1.0


def of_language(calibrations: Mapping[str, Calibration], language: str) -> Calibration:
    """Return the calibration of a language, that under "" where it has none of its own."""
    return calibrations.get(language, calibrations[""])


def softmax(logits: NDArray[np.floating]) -> Array:
    """Return probabilities of the last axis."""
    wide = logits.astype(np.float64)
    raised = np.exp(wide - wide.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def calibrated(logits: NDArray[np.floating], calibration: Calibration) -> Array:
    """Return calibrated probabilities, shape of `logits`."""
    return softmax(logits.astype(np.float64) / calibration.temperature)


def fit_calibration(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> Calibration:
    """Fit the temperature on documents that the model has not seen, by maximum likelihood.

    A small pull towards one keeps it finite where the model makes no mistake at all. With no rows the calibration
    changes nothing. A correction for each class was tried and left out: it made rare classes rarer.
    """
    if not len(logits):
        return Calibration()
    from scipy.optimize import minimize_scalar

    wide = logits.astype(np.float64)
    rows = np.arange(len(labels))

    def loss(x: float) -> float:
        return float(-np.log(softmax(wide / np.exp(x))[rows, labels] + 1e-12).sum() + 2.0 * x * x)

    found = minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded", options={"xatol": 1e-4}).x
    return Calibration(round(float(np.exp(found)), 4))


def rounded(probabilities: Array) -> Array:
    """Round rows (n, 5) to four decimals so that each still adds up to one: the greatest takes up the difference."""
    units = np.rint(probabilities * 10**DIGITS).astype(np.int64)
    units[np.arange(len(units)), probabilities.argmax(axis=1)] += 10**DIGITS - units.sum(axis=1)
    shares: Array = units / 10**DIGITS
    return shares


def settled(labels: NDArray[np.floating], rules: Sequence[tuple[str, ...]]) -> Array:
    """Return probabilities (n, 5) in which settling rules have moved the share of the label that they rule out.

    What is `other` by its words is a problem where it ends in a deficiency, a report where a deed is done, a commitment
    where one will be done, a pledge where it sets a target or sums aside. A report of what is announced in the present
    is a pledge. What says that all is done or that nothing happened, or that a burden fell, is a report and no problem.
    One under a heading that looks back is no commitment but a report, as is an English deed in the past, and what was
    not done is a problem; an appeal, a stance, a forecast, the supply formula, what will not go ahead, what is spoken
    about next, a slogan, a closing formula, what a change costs or an earlier promise is no commitment but `other`; one
    with another rule is no measure but a pledge. What an inquiry asks for and a bare topic are `other`, what there
    still is none of is a problem, whatever else they seem.
    """
    shares: Array = np.array(labels, dtype=np.float64)
    measure, pledge = _MEASURE, _PLEDGE
    other = LABELS.index(Label.OTHER)
    for i, names in enumerate(rules):
        if not names:
            continue
        together = shares[i, measure] + shares[i, pledge]
        if PROMISED in names and together > 0:
            shares[i, [measure, pledge]] *= 1 + shares[i, other] / together
            shares[i, other] = 0.0
        for name, (source, goal) in MOVES.items():
            if name in names:
                shares[i, LABELS.index(goal)] += shares[i, LABELS.index(source)]
                shares[i, LABELS.index(source)] = 0.0
        for name in names:
            if name in INSTEAD:
                shares[i, LABELS.index(INSTEAD[name])] += shares[i, other]
                shares[i, other] = 0.0
        for name in names:
            if name in DECIDES:
                shares[i, LABELS.index(DECIDES[name])] += shares[i, measure] + shares[i, pledge]
                shares[i, measure] = shares[i, pledge] = 0.0
        if set(names) - LEAVES_MEASURES:
            shares[i, pledge] += shares[i, measure]
            shares[i, measure] = 0.0
        for name in names:
            if name in ONLY:
                shares[i] = 0.0
                shares[i, LABELS.index(ONLY[name])] = 1.0
    return shares


REPORT_FIRST = {"en": 1.5}
"""By language: what is no commitment is a report where `progress`, times this, outweighs `other`.

A report that is lost leaves a kept promise open; found are 0.79 in place of 0.72 of the English reports of documents
left out (precision 0.72 instead of 0.74).
"""


def choose(probabilities: Sequence[float], language: str) -> Label:
    """Return the label of probabilities (order of LABELS): the likeliest, but for COMMITMENT_FIRST and REPORT_FIRST."""
    best = max(probabilities)
    label = LABELS[probabilities.index(best)]
    if label in COMMITMENTS:
        return label
    measure, pledge = probabilities[_MEASURE], probabilities[_PLEDGE]
    if (measure + pledge) * COMMITMENT_FIRST.get(language, 0.0) > best:
        return Label.MEASURE if measure >= pledge else Label.PLEDGE
    if label is Label.OTHER and probabilities[_PROGRESS] * REPORT_FIRST.get(language, 0.0) > best:
        return Label.PROGRESS
    return label


def judgements(
    document: Segmented,
    labels: Array,
    levels: Array,
    cues: Sequence[frozenset[str]],
    rules: Sequence[tuple[str, ...]],
    again: Collection[int] = (),
) -> tuple[Judgement, ...]:
    """Return a judgement for each sentence, from probabilities of labels (n, 5) and of levels (n, 5).

    `again` are the numbers of the sentences that were looked at a second time.
    """
    result = []
    language = document.document.language
    shares = rounded(settled(labels, rules)).tolist()
    for k, (sentence, said, level_shares, found, names) in enumerate(
        zip(document.sentences, shares, levels, cues, rules, strict=True)
    ):
        model = ("model", AGAIN) if k in again else ("model",)
        a, b, c, d, e = said
        probabilities = (a, b, c, d, e)
        label = choose(said, language)
        level: int | None = None
        if label in COMMITMENTS:
            level = max(LEVELS_OF[label], key=lambda k: (level_shares[k], -k))
            own = (n for n in names if _LEADS_TO.get(n, label) is label)
            together = (TOGETHER,) if probabilities[LABELS.index(label)] < max(probabilities) else ()
            decided_by = "; ".join((*model, *together, *own, *checkable_cues(found)))
        else:
            before = (BEFORE_OTHER,) if probabilities[LABELS.index(label)] < max(probabilities) else ()
            own = (n for n in names if _LEADS_TO.get(n) is label)
            decided_by = "; ".join((*model, *before, *own))
        result.append(Judgement(sentence.sentence_id, label, level, probabilities, decided_by))
    return tuple(result)
