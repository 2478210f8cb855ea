"""Fit what is added to the closure scorer on pairs that are new to it.

That is the second look (:mod:`pipeline.link.closure_second`) and what the cross-encoder says
(:mod:`pipeline.link.cross`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import measures
from pipeline.link.closure_calibration import Drawn, Sample, as_threshold, calibrated, calibration, f1, steady_bar
from pipeline.link.features import by_language
from pipeline.link.looks import look_inputs, look_odds

_FOLDS = 5
_SEEDS = (0, 1, 2)
_LANGUAGES = ("zh", "en")
_ENOUGH = 20  # pairs that bear on each other, and that do not, from which a language has weights of its own


@dataclass(frozen=True, slots=True)
class Judge:
    """A transformer of a link scorer, which may look at closures too.

    `name` is that of the scorer, `sha256` the transformer's hash, `documents` are those that it was tuned on; `encode`
    returns vectors of unit length, float32 (n, d).
    """

    name: str
    sha256: str
    documents: frozenset[str]
    encode: Callable[[Sequence[str]], NDArray[np.float32]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Doubted:
    """Pairs of a promise and a report as a look sees them that does not know both of their documents.

    `first` is the probability of a stage by a scorer that saw neither document, `told` what the look adds, on the
    scale of log-odds, `truth` 1 where the stage is true, all (n,). `promised` names the document of each promise,
    `gold` marks gold pairs, and `stands_for` says for how many pairs of a run each stands, 0 where for none.
    """

    first: NDArray[np.float64]
    told: NDArray[np.floating[Any]]
    truth: NDArray[np.int64]
    english: NDArray[np.bool_]
    promised: Sequence[str]
    gold: NDArray[np.bool_]
    stands_for: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """How much the scorer and a look count, (3,) by language; the threshold; how good that is beside the scorer."""

    weights: dict[str, list[float]]
    threshold: float
    scores: dict[str, Any]


def fit_look(
    pairs: Doubted,
    before: float,
    doubtful: NDArray[np.bool_],
    rest: NDArray[np.float64],
    *,
    slack: float = 0.0,
    share: float | None = None,
    calibrate: bool = True,
) -> Fitted | None:
    """Fit a look on the pairs in doubt; calibration, threshold and scores are of folds by document.

    Args:
        pairs: what it learns from; gold pairs and those of a run set the threshold, the latter calibrate.
        before: the threshold without the look, for comparison.
        doubtful: bool (n,), which pairs are looked at.
        rest: the log-odds of those that are not, (n,).
        slack: of thresholds whose F1 is so near to the best one the highest is taken.
        share: how much the look counts beside the scorer; left out, that is learnt for each language.
        calibrate: whether pairs of a run, if there are any, calibrate what is learnt from all; otherwise a probability
            means what it means without the look, if that was learnt from such pairs too.

    Returns:
        None where in no language enough of the pairs in doubt are true and enough are not.
    """
    inputs = look_inputs(pairs.first, pairs.told)
    fitted = _fit(inputs[doubtful], pairs.truth[doubtful], pairs.english[doubtful], share)
    if not fitted:
        return None
    honest = np.where(doubtful, 0.0, rest)
    for seed in _SEEDS:
        for test in _folds(pairs.promised, seed):
            train, asked = doubtful & ~test, doubtful & test
            known = _fit(inputs[train], pairs.truth[train], pairs.english[train], share)
            told = look_odds(known, inputs[asked], pairs.english[asked]) if known else inputs[asked, 0]
            honest[asked] += told / len(_SEEDS)
    drawn = pairs.stands_for > 0
    of_run = _drawn(pairs, honest, drawn & doubtful)
    if len(np.unique(of_run.truths)) < 2 and share is not None:
        # what is not learnt is calibrated on whatever there is
        of_run = _drawn(replace(pairs, stands_for=np.ones(len(honest))), honest, doubtful)
    if calibrate and len(np.unique(of_run.truths)) == 2:
        worth = {language: calibration(of_run, 0, language) for language in fitted}
        honest[doubtful] = calibrated(honest[doubtful], pairs.english[doubtful], worth)
        for language, (slope, offset) in worth.items():
            fitted[language] = slope * fitted[language] + np.array([0.0, 0.0, offset])
    own = pairs.gold
    promised = [doc for doc, chosen in zip(pairs.promised, own.tolist(), strict=True) if chosen]
    gold = Sample(honest[own], pairs.truth[own], np.ones(len(promised)), promised)
    bar = steady_bar([gold, *_drawn(pairs, honest, drawn).samples(0, honest[drawn])], slack)
    threshold = as_threshold(bar)
    scores = {
        "threshold": threshold,
        "scorer_alone": _scores(pairs, inputs[:, 0], float(np.log(before / (1 - before)))),
        "with_the_look": _scores(pairs, honest, bar),
        "split": f"{_FOLDS} folds by document, {len(_SEEDS)} seeds",
    }
    return Fitted({k: [round(float(x), 6) for x in w] for k, w in fitted.items()}, threshold, scores)


def _drawn(pairs: Doubted, odds: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Drawn:
    """Return the chosen pairs, bool (n,), with log-odds, (n,), as pairs drawn from a run."""
    promised = [doc for doc, own in zip(pairs.promised, chosen.tolist(), strict=True) if own]
    return Drawn(
        odds[chosen, None], pairs.truth[chosen, None], pairs.stands_for[chosen], pairs.english[chosen], promised
    )


def _fit(
    inputs: NDArray[np.float64], truth: NDArray[np.int64], english: NDArray[np.bool_], share: float | None
) -> dict[str, NDArray[np.float64]]:
    """Return weights (3,) by language, without the languages that have too few pairs of either kind.

    With a `share` they are not learnt.
    """
    from sklearn.linear_model import LogisticRegression

    out = {}
    for language, own in by_language(english).items():
        if min(truth[own].sum(), (1 - truth[own]).sum()) < _ENOUGH:
            continue
        if share is not None:
            out[language] = np.array([1.0, share, 0.0])
        else:
            model = LogisticRegression(C=1.0, max_iter=1000).fit(inputs[own, :2], truth[own])
            out[language] = np.append(model.coef_[0], model.intercept_[0])
    return out


def _folds(documents: Sequence[str], seed: int) -> Iterator[NDArray[np.bool_]]:
    """Yield which pairs are tested, bool (n,): those of a fifth of the documents."""
    names = sorted(set(documents))
    np.random.default_rng(seed).shuffle(names)
    for fold in range(_FOLDS):
        yield np.isin(list(documents), names[fold::_FOLDS])


def _scores(pairs: Doubted, odds: NDArray[np.float64], bar: float) -> dict[str, Any]:
    """Return average precision and F1 of gold pairs, and what a run can expect, by language."""
    drawn = pairs.stands_for > 0
    in_a_run = _drawn(pairs, odds, drawn).scores(0, odds[drawn] >= bar)
    found: dict[str, Any] = {}
    for language, own in zip(_LANGUAGES, (~pairs.english, pairs.english), strict=True):
        gold = own & pairs.gold
        precision = measures.average_precision(odds[gold], pairs.truth[gold])
        found[language] = {
            "n": int(gold.sum()),
            "n_true": int(pairs.truth[gold].sum()),
            "average_precision": None if precision is None else round(precision, 4),
            "f1": round(f1(pairs.truth[gold], odds[gold] >= bar), 4) if gold.any() else None,
            **{f"{name}_in_a_run": value for name, value in in_a_run[language].items()},
        }
    return found
