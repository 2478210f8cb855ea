"""Closures: fitting a second look on invented scores and likenesses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.link.closure_second import DOUBT, looks_in
from pipeline.link.closure_second_train import Doubted, fit_look


def invented(n: int = 1200, telling: float = 3.0) -> Doubted:
    """Return pairs of which scorer and likeness each know something; half are gold, half stand for three of a run."""
    draw = np.random.default_rng(5)
    truth = (draw.uniform(size=n) < 0.4).astype(np.int64)
    sign = 2 * truth - 1
    english = np.arange(n) % 3 == 0
    gold = np.arange(n) % 2 == 0
    return Doubted(
        first=1 / (1 + np.exp(-(sign + draw.normal(0, 1.5, n)))),
        likeness=(0.5 + 0.1 * telling * sign / 3 + draw.normal(0, 0.1, n)).astype(np.float32),
        truth=truth,
        english=english,
        promised=[f"d{k % 40}" for k in range(n)],
        gold=gold,
        stands_for=np.where(gold, 0.0, 3.0),
    )


def fitted(pairs: Doubted) -> tuple[dict[str, Any], dict[str, Any]]:
    found = fit_look(pairs, 0.5)
    assert found is not None
    return found


def test_a_likeness_that_tells_lifts_every_score() -> None:
    look, scores = fitted(invented())
    for language in ("zh", "en"):
        alone, both = (scores[name][language] for name in ("scorer_alone", "with_the_look"))
        assert both["average_precision"] > alone["average_precision"] + 0.05
        assert both["f1"] > alone["f1"] + 0.03
        assert both["precision_in_a_run"] > alone["precision_in_a_run"]
        assert look["weights"][language][1] > 0
    assert 0 < look["any_threshold"] == scores["threshold"] < 1


def test_a_likeness_that_knows_nothing_is_given_no_weight() -> None:
    look, scores = fitted(invented(telling=0.0))
    for language in ("zh", "en"):
        own, like, _ = look["weights"][language]
        assert abs(like) < 0.25 * own
        before, after = (scores[name][language]["average_precision"] for name in ("scorer_alone", "with_the_look"))
        assert after == pytest.approx(before, abs=0.02)


def test_probabilities_are_those_of_the_pairs_of_a_run() -> None:
    pairs = invented()
    # what does not bear on the promise stands for ten times as many
    rare = replace(pairs, stands_for=np.where(pairs.gold, 0.0, np.where(pairs.truth == 1, 1.0, 10.0)))
    looks = [looks_in({"second": {"t": fitted(own)[0]}})["t"] for own in (pairs, rare)]
    asked = ~pairs.gold & (pairs.first >= DOUBT)
    usual, fewer = (look.probability(pairs.first[asked], pairs.likeness[asked], pairs.english[asked]) for look in looks)
    weight = rare.stands_for[asked] / rare.stands_for[asked].sum()
    assert usual.mean() == pytest.approx(pairs.truth[asked].mean(), abs=0.03)
    assert fewer @ weight == pytest.approx(pairs.truth[asked] @ weight, abs=0.03)


def test_pairs_that_are_not_in_doubt_teach_nothing() -> None:
    pairs = invented()
    odd = replace(pairs, likeness=np.where(pairs.first < DOUBT, np.float32(0.9), pairs.likeness))
    assert fitted(pairs)[0] == fitted(odd)[0]


def test_a_language_with_too_few_pairs_of_a_kind_has_no_look_of_its_own() -> None:
    pairs = invented()
    look, _ = fitted(replace(pairs, truth=np.where(pairs.english, 1, pairs.truth)))
    assert list(look["weights"]) == ["zh"]
    rare = np.flatnonzero(~pairs.english & (pairs.first >= DOUBT))[:19]
    assert fit_look(replace(pairs, truth=np.isin(np.arange(1200), rare).astype(np.int64)), 0.5) is None
