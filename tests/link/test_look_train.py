"""Closures: fitting a second look on invented scores and likenesses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.link.closure_second import DOUBT, ClosureLook
from pipeline.link.look_train import Doubted, Fitted, fit_look
from pipeline.link.looks import look_inputs


def invented(n: int = 1200, telling: float = 3.0) -> Doubted:
    """Return pairs of which scorer and likeness each know something; half are gold, half stand for three of a run."""
    draw = np.random.default_rng(5)
    truth = (draw.uniform(size=n) < 0.4).astype(np.int64)
    sign = 2 * truth - 1
    english = np.arange(n) % 3 == 0
    gold = np.arange(n) % 2 == 0
    return Doubted(
        first=1 / (1 + np.exp(-(sign + draw.normal(0, 1.5, n)))),
        told=(5 + telling * sign / 3 + draw.normal(0, 1, n)).astype(np.float32),
        truth=truth,
        english=english,
        promised=[f"d{k % 40}" for k in range(n)],
        gold=gold,
        stands_for=np.where(gold, 0.0, 3.0),
    )


def fit(pairs: Doubted, least: float = DOUBT, slack: float = 0.02) -> Fitted | None:
    never = look_inputs(pairs.first, pairs.told)[:, 0] - 100
    return fit_look(pairs, 0.5, pairs.first >= least, never, slack=slack)


def fitted(pairs: Doubted, least: float = DOUBT, slack: float = 0.02) -> Fitted:
    found = fit(pairs, least, slack)
    assert found is not None
    return found


def test_a_likeness_that_tells_lifts_every_score() -> None:
    look = fitted(invented())
    for language in ("zh", "en"):
        alone, both = (look.scores[name][language] for name in ("scorer_alone", "with_the_look"))
        assert both["average_precision"] > alone["average_precision"] + 0.05
        assert both["f1"] > alone["f1"] + 0.03
        assert both["precision_in_a_run"] > alone["precision_in_a_run"]
        assert look.weights[language][1] > 0
    assert 0 < look.threshold == look.scores["threshold"] < 1


def test_a_likeness_that_knows_nothing_is_given_no_weight() -> None:
    look = fitted(invented(telling=0.0))
    for language in ("zh", "en"):
        own, like, _ = look.weights[language]
        assert abs(like) < 0.25 * own
        before, after = (look.scores[name][language]["average_precision"] for name in ("scorer_alone", "with_the_look"))
        assert after == pytest.approx(before, abs=0.02)


def test_probabilities_are_those_of_the_pairs_of_a_run() -> None:
    pairs = invented()
    # what does not bear on the promise stands for ten times as many
    rare = replace(pairs, stands_for=np.where(pairs.gold, 0.0, np.where(pairs.truth == 1, 1.0, 10.0)))
    looks = [
        ClosureLook({k: np.array(w) for k, w in fitted(own).weights.items()}, fitted(own).threshold)
        for own in (pairs, rare)
    ]
    asked = ~pairs.gold & (pairs.first >= DOUBT)
    likeness = pairs.told[asked] / 10
    usual, fewer = (look.probability(pairs.first[asked], likeness, pairs.english[asked]) for look in looks)
    weight = rare.stands_for[asked] / rare.stands_for[asked].sum()
    assert usual.mean() == pytest.approx(pairs.truth[asked].mean(), abs=0.03)
    assert fewer @ weight == pytest.approx(pairs.truth[asked] @ weight, abs=0.03)


def test_pairs_that_are_not_in_doubt_teach_nothing() -> None:
    pairs = invented()
    odd = replace(pairs, told=np.where(pairs.first < DOUBT, np.float32(9), pairs.told))
    assert fitted(pairs) == fitted(odd)
    assert fitted(pairs, least=0.2) != fitted(odd, least=0.2), "where more is in doubt they do"


def test_slack_takes_the_higher_of_thresholds_that_are_nearly_as_good() -> None:
    assert fitted(invented(), slack=0.05).threshold > fitted(invented(), slack=0.0).threshold


def test_a_language_with_too_few_pairs_of_a_kind_has_no_look_of_its_own() -> None:
    pairs = invented()
    look = fitted(replace(pairs, truth=np.where(pairs.english, 1, pairs.truth)))
    assert list(look.weights) == ["zh"]
    rare = np.flatnonzero(~pairs.english & (pairs.first >= DOUBT))[:19]
    assert fit(replace(pairs, truth=np.isin(np.arange(1200), rare).astype(np.int64))) is None


def test_a_share_is_kept_and_calibrated() -> None:
    pairs = invented()
    everything, alone = np.ones(1200, bool), look_inputs(pairs.first, pairs.told)[:, 0]
    for own in (pairs, replace(pairs, stands_for=np.zeros(1200))):
        look = fit_look(own, 0.5, everything, alone, share=0.25)
        assert look is not None
        for language in ("zh", "en"):
            scorer, added, _ = look.weights[language]
            assert added == pytest.approx(scorer / 4, abs=1e-5)
        weights = {language: np.array(w) for language, w in look.weights.items()}
        said = ClosureLook(weights, look.threshold).probability(pairs.first, pairs.told / 10, pairs.english)
        asked = ~pairs.gold
        assert said[asked].mean() == pytest.approx(pairs.truth[asked].mean(), abs=0.03)


def test_pairs_of_a_run_calibrate_only_where_they_are_to() -> None:
    pairs = invented()
    none = replace(pairs, stands_for=np.zeros(1200))
    everything, alone = np.ones(1200, bool), look_inputs(pairs.first, pairs.told)[:, 0]
    kept, bare, moved = (
        fit_look(own, 0.5, everything, alone, calibrate=calibrate)
        for own, calibrate in ((pairs, False), (none, True), (pairs, True))
    )
    assert kept is not None
    assert bare is not None
    assert moved is not None
    assert kept.weights == bare.weights != moved.weights
    assert kept.scores["with_the_look"]["zh"]["n_in_a_run"] > 0, "they are measured on"


def test_what_is_not_looked_at_keeps_its_odds() -> None:
    pairs = invented()
    none_english = fit_look(pairs, 0.5, ~pairs.english, pairs.first * 0 + 1, share=0.5)
    assert none_english is not None
    assert list(none_english.weights) == ["zh"]
    assert none_english.scores["with_the_look"]["en"]["recall_in_a_run"] in (0.0, 1.0), "all alike"
    kept = fit_look(
        pairs, none_english.threshold, ~pairs.english, look_inputs(pairs.first, pairs.told)[:, 0], share=0.5
    )
    assert kept is not None
    assert kept.scores["with_the_look"]["en"]["average_precision"] == pytest.approx(
        kept.scores["scorer_alone"]["en"]["average_precision"]
    )
