"""Fit the second look at closures (:mod:`pipeline.link.closure_second`) on pairs new to its transformer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import measures
from pipeline.link.closure_calibration import Drawn, Sample, as_threshold, calibrated, calibration, f1, steady_bar
from pipeline.link.closure_second import DOUBT, look_inputs, look_odds
from pipeline.link.features import by_language

_FOLDS = 5
_SEEDS = (0, 1, 2)
_LANGUAGES = ("zh", "en")
# The pairs of a run were drawn from what an earlier scorer listed and hold few of the reports that the look would add,
# of which one in four was right; so of thresholds that are nearly as good the highest is taken.
_SLACK = 0.02
_OUT = 100.0  # log-odds below all others: what is not in doubt is never taken
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
    """Pairs of a promise and a report as a second look sees them; its transformer was not tuned on both documents.

    `first` is the probability that the report bears on the promise, by a scorer that saw neither document, `likeness`
    that of the two by the transformer, `truth` 1 where it does, all (n,). `promised` names the document of each
    promise, `gold` marks gold pairs, and `stands_for` says for how many pairs of a run each stands, 0 where for none.
    """

    first: NDArray[np.float64]
    likeness: NDArray[np.float32]
    truth: NDArray[np.int64]
    english: NDArray[np.bool_]
    promised: Sequence[str]
    gold: NDArray[np.bool_]
    stands_for: NDArray[np.float64]


def fit_look(pairs: Doubted, any_threshold: float) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Fit a look on the pairs in doubt; calibration, threshold and scores are of folds by document.

    Args:
        pairs: what it learns from; gold pairs and those of a run set the threshold, the latter calibrate.
        any_threshold: the threshold without the look, for comparison.

    Returns:
        The look as :func:`pipeline.link.closure_second.looks_in` reads it, and how good it is beside the scorer alone;
        None where in no language enough pairs in doubt bear on each other and enough do not.
    """
    doubtful = pairs.first >= DOUBT
    inputs = look_inputs(pairs.first, pairs.likeness)
    fitted = _fit(inputs[doubtful], pairs.truth[doubtful], pairs.english[doubtful])
    if not fitted:
        return None
    honest = np.where(doubtful, 0.0, inputs[:, 0] - _OUT)
    for seed in _SEEDS:
        for test in _folds(pairs.promised, seed):
            train, asked = doubtful & ~test, doubtful & test
            known = _fit(inputs[train], pairs.truth[train], pairs.english[train])
            told = look_odds(known, inputs[asked], pairs.english[asked]) if known else inputs[asked, 0]
            honest[asked] += told / len(_SEEDS)
    drawn = pairs.stands_for > 0
    of_run = _drawn(pairs, honest, drawn & doubtful)
    if len(np.unique(of_run.truths)) == 2:
        worth = {language: calibration(of_run, 0, language) for language in fitted}
        honest[doubtful] = calibrated(honest[doubtful], pairs.english[doubtful], worth)
        for language, (slope, offset) in worth.items():
            fitted[language] = slope * fitted[language] + np.array([0.0, 0.0, offset])
    own = pairs.gold
    promised = [doc for doc, chosen in zip(pairs.promised, own.tolist(), strict=True) if chosen]
    gold = Sample(honest[own], pairs.truth[own], np.ones(len(promised)), promised)
    bar = steady_bar([gold, *_drawn(pairs, honest, drawn).samples(0, honest[drawn])], _SLACK)
    threshold = as_threshold(bar)
    before = float(np.log(any_threshold / (1 - any_threshold)))
    look = {"weights": {k: [round(float(x), 6) for x in w] for k, w in fitted.items()}, "any_threshold": threshold}
    scores = {
        "threshold": threshold,
        "scorer_alone": _scores(pairs, inputs[:, 0], before),
        "with_the_look": _scores(pairs, honest, bar),
        "split": f"pairs of which the transformer was not tuned on both documents; {_FOLDS} folds by document, "
        f"{len(_SEEDS)} seeds",
    }
    return look, scores


def _drawn(pairs: Doubted, odds: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Drawn:
    """Return the chosen pairs, bool (n,), with log-odds, (n,), as pairs drawn from a run."""
    promised = [doc for doc, own in zip(pairs.promised, chosen.tolist(), strict=True) if own]
    return Drawn(
        odds[chosen, None], pairs.truth[chosen, None], pairs.stands_for[chosen], pairs.english[chosen], promised
    )


def _fit(
    inputs: NDArray[np.float64], truth: NDArray[np.int64], english: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Return weights (3,) by language, without the languages that have too few pairs of either kind."""
    from sklearn.linear_model import LogisticRegression

    out = {}
    for language, own in by_language(english).items():
        if min(truth[own].sum(), (1 - truth[own]).sum()) >= _ENOUGH:
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
