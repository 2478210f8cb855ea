"""Cross-encoders: what they learn, that a pair depends on itself alone, and how their answer counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.bert import Layers
from pipeline.link.cross import CrossEncoder, both_so, cross_in, read_pairs, shrink
from pipeline.link.cross_train import (
    CrossPlan,
    Lessons,
    answers,
    fit_cross,
    honest_odds,
    lessons_of,
    stored_cross,
)
from pipeline.modelfiles import ModelFile
from tests.link.support import tokens

PLAN = CrossPlan(layers=(1,), width=32, heads=2, epochs=6, batch=16, rate=3e-3, dropout=0.0)
THINGS, ENDS = "桥路闸站", "成"
FILLING = "于县内外上下各"


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def drawn(n: int, seed: int) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """Return promises of a thing, reports, and whether these bear on the promise and close it.

    A report closes where an end stands beside the promised thing; it names another thing too, with an end or without.
    """
    draw = np.random.default_rng(seed)
    promises, reports, truths = [], [], []
    for _ in range(n):
        own, other = draw.choice(list(THINGS), 2, replace=False).tolist()
        bears, closes = draw.uniform() < 0.7, draw.uniform() < 0.5
        thing = own if bears else str(draw.choice([t for t in THINGS if t not in (own, other)]))
        end = str(draw.choice(list(ENDS)))
        clauses = [thing + (end if closes else "始"), other + ("始" if closes else end)]
        draw.shuffle(clauses)
        promises.append(own + str(draw.choice(list(FILLING))))
        reports.append(str(draw.choice(list(FILLING))).join(clauses))
        truths.append([int(bears), int(bears and closes)])
    return promises, reports, np.array(truths, np.int64)


def lessons(n: int = 600, seed: int = 1) -> Lessons:
    promises, reports, truths = drawn(n, seed)
    parts = np.random.default_rng(seed).normal(size=(n, 3)).astype(np.float32)
    return lessons_of((promises, reports), parts, truths, np.ones((n, 2)), tokens, PLAN.layers)


@cache
def trained() -> dict[str, NDArray[np.float32]]:
    return fit_cross(lessons(1200), np.arange(1200), replace(PLAN, epochs=20))


def cross(weights: dict[str, list[float]] | None = None) -> CrossEncoder:
    arrays, meta = stored_cross(trained(), PLAN, "ab12", weights or {"zh": [0.0, 1.0, 0.0]}, 0.4)
    found = cross_in(ModelFile("closures", arrays, {"cross_encoder": meta}, {}, "0"))
    assert found is not None
    return found


def test_it_learns_of_what_an_end_is_said() -> None:
    """No count of words tells: an end is named in every report, and mostly the promised thing too."""
    asked = lessons(300, seed=2)
    said = answers(asked, np.arange(300), trained(), PLAN)
    bears = asked.truths[:, 0] == 1
    assert ((said[:, 0] > 0) == bears).mean() > 0.9
    assert ((said[:, 1] > 0) == (asked.truths[:, 1] == 1))[bears].mean() > 0.9


def test_the_same_lessons_give_the_same_weights() -> None:
    few = lessons(60)
    one, two = (fit_cross(few, np.arange(60), PLAN) for _ in range(2))
    assert sorted(one) == sorted(two)
    for name, array in one.items():
        np.testing.assert_array_equal(array, two[name])
    assert not any("word" in name or "position" in name for name in one), "what is not asked for is not stored"


def test_training_takes_nothing_from_the_dice_of_others() -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3).tolist()
    torch.manual_seed(5)
    fit_cross(lessons(20), np.arange(20), replace(PLAN, epochs=1))
    assert torch.rand(3).tolist() == expected


def test_a_pair_depends_on_itself_alone() -> None:
    own, asked = cross(), lessons(80, seed=3)
    texts = [shrink(own.arrays, letters.astype(np.float32)) for letters in asked.tokens]
    together = read_pairs(own.arrays, own.network, texts, asked.pairs, asked.parts)
    turned = read_pairs(own.arrays, own.network, texts, asked.pairs[::-1], asked.parts[::-1])
    np.testing.assert_array_equal(turned[::-1], together)
    for k in range(0, 80, 7):
        alone = read_pairs(own.arrays, own.network, texts, asked.pairs[k : k + 1], asked.parts[k : k + 1])
        np.testing.assert_array_equal(alone[0], together[k])


def test_promise_and_report_are_not_the_same_to_it() -> None:
    own, asked = cross(), lessons(40, seed=4)
    said = answers(asked, np.arange(40), dict(own.arrays), PLAN)
    turned = answers(replace(asked, pairs=asked.pairs[:, ::-1].copy()), np.arange(40), dict(own.arrays), PLAN)
    assert np.abs(said - turned).max() > 0.5


def test_a_run_hears_what_training_heard() -> None:
    own = cross()
    promises, reports, _ = drawn(50, seed=6)
    parts = np.random.default_rng(6).normal(size=(50, 3)).astype(np.float32)
    asked = lessons_of((promises, reports), parts, np.zeros((50, 2), np.int64), np.ones((50, 2)), tokens, (1,))
    said = answers(asked, np.arange(50), dict(own.arrays), PLAN)
    told = own.odds(tokens, promises, reports, parts)
    # the tokens of training lie in half precision
    np.testing.assert_allclose(told, said, atol=0.05)
    np.testing.assert_allclose(both_so(told), -np.logaddexp(0, -told[:, 0]) - np.logaddexp(0, -told[:, 1]))
    np.testing.assert_array_equal(own.odds(tokens, promises[3:4], reports[3:4], parts[3:4]), told[3:4])
    assert own.odds(tokens, [], [], parts[:0]).shape == (0, 2)


def test_scorer_and_cross_encoder_are_weighed_by_language() -> None:
    own = cross({"zh": [1.0, 0.5, -2.0], "en": [0.5, 0.0, 1.0]})
    found = own.probability(np.array([0.5, 0.8, 0.5]), np.array([4.0, -1.0, 3.0]), np.array([False, False, True]))
    expected = [0 + 0.5 * 4 - 2, np.log(4) - 0.5 - 2, 1.0]
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.array(expected))), atol=6e-5)
    both = np.array([False, True])
    assert own.reads(both).tolist() == [True, True]
    assert cross().reads(both).tolist() == [True, False]


def test_cross_encoders_are_asked_about_documents_that_they_do_not_know() -> None:
    few = lessons(90)
    third = np.arange(90) % 3
    told: list[tuple[int, int]] = []
    splits = [(third != k, third == k) for k in (0, 1)]
    odds = honest_odds(few, splits, PLAN, lambda done, total: told.append((done, total)))
    assert np.isnan(odds[third == 2]).all()
    assert (odds[third != 2] < 0).all(), "logarithms of probabilities"
    assert told == [(0, 3), (1, 3), (2, 3)]
    # what is asked about teaches nothing
    other = replace(few, truths=np.where((third == 0)[:, None], 1 - few.truths, few.truths))
    np.testing.assert_array_equal(honest_odds(other, splits[:1], PLAN)[third == 0], odds[third == 0])


def test_the_layers_are_those_of_the_library() -> None:
    """In training the library computes, in a run :mod:`pipeline.bert`."""
    own = cross()
    assert isinstance(own.network, Layers)
    assert own.network.depth == own.depth == PLAN.depth
    assert own.network.width == PLAN.width


@pytest.mark.parametrize(
    "broken", [{"weights": {"zh": [1, 2]}}, {"weights": {}}, {"transformer": None, "layers": None}, {"heads": "many"}]
)
def test_an_incomplete_cross_encoder_is_refused(broken: dict[str, Any]) -> None:
    arrays, meta = stored_cross(trained(), PLAN, "ab12", {"zh": [0.0, 1.0, 0.0]}, 0.4)
    with pytest.raises((KeyError, ValueError, TypeError)):
        cross_in(ModelFile("closures", arrays, {"cross_encoder": {**meta, **broken}}, {}, "0"))
    with pytest.raises(ValueError, match="lacks weights"):
        cross_in(ModelFile("closures", {}, {"cross_encoder": meta}, {}, "0"))
    assert cross_in(ModelFile("closures", arrays, {}, {}, "0")) is None
