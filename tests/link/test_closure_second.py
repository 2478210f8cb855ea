"""Closures: what a second look makes of a probability, and how it is stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.link.closure_second import ClosureLook, looks_in
from pipeline.link.looks import look_inputs

LOOK = ClosureLook({"zh": np.array([1.0, 0.5, -2.0]), "en": np.array([0.5, 0.0, 1.0])}, 0.4)


def test_scorer_and_likeness_are_weighed_by_language() -> None:
    first, likeness = np.array([0.5, 0.8, 0.5]), np.array([0.4, 0.6, 0.6], np.float32)
    found = LOOK.probability(first, likeness, np.array([False, False, True]))
    # log-odds 0 and log 4; the likeness in tenths
    expected = [0 + 0.5 * 4 - 2, np.log(4) + 0.5 * 6 - 2, 1.0]
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.array(expected))), atol=6e-5)
    assert found.tolist() == np.round(found, 4).tolist()


def test_a_pair_depends_on_itself_alone() -> None:
    draw = np.random.default_rng(0)
    first, likeness = draw.uniform(size=300), draw.uniform(-1, 1, 300).astype(np.float32)
    english = draw.uniform(size=300) < 0.5
    whole = LOOK.probability(first, likeness, english)
    one = [LOOK.probability(first[k : k + 1], likeness[k : k + 1], english[k : k + 1])[0] for k in range(300)]
    np.testing.assert_array_equal(whole, one)


def test_a_language_without_weights_is_judged_by_the_first_that_has_some() -> None:
    alone = ClosureLook({"zh": LOOK.weights["zh"]}, 0.4)
    rows = np.array([0.3, 0.9]), np.array([0.2, 0.5], np.float32)
    np.testing.assert_array_equal(
        alone.probability(*rows, np.ones(2, bool)), LOOK.probability(*rows, np.zeros(2, bool))
    )


def test_certainty_stays_finite() -> None:
    never, surely = look_inputs(np.array([0.0, 1.0]), np.zeros(2))[:, 0].tolist()
    assert -10 < never < -9 < 9 < surely < 10


def test_looks_are_found_by_their_transformer() -> None:
    stored: dict[str, Any] = {"second": {"ab12": {"weights": {"zh": [1, 0.5, -2]}, "any_threshold": 0.4}}}
    look = looks_in(stored)["ab12"]
    assert look.weights["zh"].tolist() == [1.0, 0.5, -2.0]
    assert look.any_threshold == 0.4
    assert looks_in({}) == {}
    stored["second"]["ab12"]["weights"]["zh"] = [1, 0.5]
    with pytest.raises(ValueError, match="2 weights, not 3"):
        looks_in(stored)
    del stored["second"]["ab12"]["any_threshold"]
    with pytest.raises((KeyError, ValueError)):
        looks_in(stored)
