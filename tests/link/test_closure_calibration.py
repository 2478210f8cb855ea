"""Closures: what a probability is worth, and thresholds that hang on no single document."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link.closure_calibration import Drawn, Sample, calibration, steady_bar
from pipeline.measures import best_f1


def sample(odds: Any, truth: Any, documents: list[str], weights: Any = None) -> Sample:  # noqa: ANN401 - arrays
    odds, truth = np.asarray(odds, float), np.asarray(truth, np.int64)
    return Sample(odds, truth, np.ones(len(odds)) if weights is None else np.asarray(weights, float), documents)


def odds_of(*chances: float) -> np.ndarray:
    return np.log(np.array(chances) / (1 - np.array(chances)))


def chance(bar: float) -> float:
    return float(1 / (1 + np.exp(-bar)))


def test_a_threshold_hangs_on_no_single_document() -> None:
    odds = np.tile(odds_of(0.95, 0.9, 0.8, 0.6, 0.5, 0.4), 10)
    truth = np.array([1, 1, 1, 0, 0, 0] * 10)
    documents = [f"d{k // 6}" for k in range(60)]
    # between the last that is true and the first that is not
    assert chance(steady_bar([sample(odds, truth, documents)])) == pytest.approx(0.7, abs=0.011)

    # one document in ten in which everything closes would move the best threshold of all pairs
    def with_odd(n: int) -> Sample:
        low = np.append(odds, np.full(n, odds_of(0.45)[0]))
        return sample(low, np.append(truth, np.ones(n, int)), [*documents, *["odd"] * n])

    best = best_f1(with_odd(40).odds, with_odd(40).truth)
    assert best is not None
    assert chance(best.between) < 0.5
    assert chance(steady_bar([with_odd(40)])) < 0.5, "forty pairs of it in a hundred are many"
    assert chance(steady_bar([with_odd(4)])) == pytest.approx(0.7, abs=0.011)
    assert steady_bar([sample(odds, np.zeros(60, int), documents)]) == np.inf
    assert steady_bar([]) == np.inf


def test_of_thresholds_that_are_nearly_as_good_the_highest_may_be_taken() -> None:
    odds = np.tile(odds_of(0.9, 0.8, 0.7, 0.5, 0.2), 20)
    # at 0.7: all three true; at 0.8 one is missed and F1 falls from 1 to 0.8
    given = sample(odds, np.tile([1, 1, 1, 0, 0], 20), [f"d{k // 5}" for k in range(100)])
    assert chance(steady_bar([given])) == pytest.approx(0.605, abs=0.011)
    assert chance(steady_bar([given], 0.02)) == pytest.approx(0.69, abs=0.011), "the highest of the best"
    assert chance(steady_bar([given], 0.25)) == pytest.approx(0.79, abs=0.011)


def test_the_pairs_of_a_run_have_a_say_in_a_threshold_with_their_weights() -> None:
    odds, documents = np.tile(odds_of(0.9, 0.6, 0.3, 0.1), 20), [f"d{k // 4}" for k in range(80)]
    gold = sample(odds, np.tile([1, 0, 0, 0], 20), documents)
    run = sample(odds, np.tile([1, 1, 1, 0], 20), documents)
    alone = chance(steady_bar([gold]))
    assert 0.6 < alone < 0.9
    assert 0.1 < chance(steady_bar([run])) < 0.3
    # F1 of both at 0.3: 0.5 and 1; above 0.6: 1 and 0.5; between them 0.67 and 0.8
    rare = sample(odds, np.tile([1, 1, 1, 0], 20), documents, np.tile([1, 9, 9, 1], 20))
    assert chance(steady_bar([gold, rare])) < 0.3
    light = sample(odds, np.tile([1, 1, 1, 0], 20), documents, np.tile([9, 1, 1, 1], 20))
    assert 0.6 < chance(steady_bar([gold, light])) < 0.9


@given(
    st.lists(st.tuples(st.floats(-6, 6), st.integers(0, 1), st.integers(0, 3), st.floats(0.1, 5)), min_size=1),
)
def test_what_reaches_a_threshold_is_counted_by_document(rows: list[tuple[float, int, int, float]]) -> None:
    odds, truth, owner, weights = (np.array(column) for column in zip(*rows, strict=True))
    taken, hits, true = sample(odds, truth, [f"d{k}" for k in owner.tolist()], weights).taken()
    for k, name in enumerate(sorted(set(owner.tolist()))):
        own = owner == name
        assert true[k, 0] == pytest.approx(weights[own & (truth == 1)].sum())
        for bar, n, m in zip(np.arange(1, 100) / 100, taken[k], hits[k], strict=True):
            reach = own & (odds >= np.log(bar / (1 - bar)))
            assert n == pytest.approx(weights[reach].sum())
            assert m == pytest.approx(weights[reach & (truth == 1)].sum())


def test_each_language_has_its_own_calibration_where_its_pairs_are_enough() -> None:
    draw = np.random.default_rng(3)
    odds = draw.normal(0, 2, (1000, 1))
    english = np.arange(1000) % 2 == 1
    # what English scores say is worth half as much
    chance = 1 / (1 + np.exp(-odds[:, 0] * np.where(english, 0.5, 1.0)))
    truths = (draw.uniform(size=1000) < chance).astype(np.int64)[:, None]
    known = Drawn(odds, truths, np.ones(1000), english, ["d"] * 1000)
    assert calibration(known, 0, "zh")[0] == pytest.approx(1.0, abs=0.25)
    assert calibration(known, 0, "en")[0] == pytest.approx(0.5, abs=0.15)
    few = Drawn(odds[:300], truths[:300], np.ones(300), english[:300], ["d"] * 300)
    assert calibration(few, 0, "zh") == calibration(few, 0, "en"), "150 pairs each: all are used"


def test_what_a_run_can_expect_is_weighed() -> None:
    odds = np.array([[2.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [2.0, 0.0]])
    truths = np.array([[1, 0], [0, 0], [1, 0], [0, 0]])
    drawn = Drawn(odds, truths, np.array([1.0, 3.0, 4.0, 9.0]), np.array([False] * 3 + [True]), list("abcd"))
    assert drawn.scores(0, odds[:, 0] >= 0.5) == {
        "zh": {"n": 3, "precision": 0.25, "recall": 0.2},
        "en": {"n": 1, "precision": 0.0, "recall": None},
    }
    assert drawn.scores(0, odds[:, 0] >= 3.0)["zh"]["precision"] is None
