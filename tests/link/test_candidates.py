"""Candidates: brute force over all pairs against blocked search, ties at the floor, equal wordings."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from pipeline.link.candidates import collapse, cosines, near_pairs
from tests.link.support import unit, units, vectors


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
@pytest.mark.parametrize("floor", [-1.0, 0.0, 0.2, 0.5])
def test_blocked_search_finds_what_brute_force_finds(block: int, floor: float) -> None:
    own = vectors(90)
    wanted = {
        (i, j)
        for i, j in itertools.combinations(range(len(own)), 2)
        if round(float(np.dot(own[i].astype(np.float64), own[j].astype(np.float64))), 4) >= floor
    }
    found = near_pairs(own, floor, block)
    assert found.dtype == np.int64
    assert [tuple(pair) for pair in found.tolist()] == sorted(wanted)


def test_a_pair_exactly_at_the_floor_is_a_candidate() -> None:
    own = np.array([[1, 0], [0.6, 0.8]], np.float32)
    assert near_pairs(own, 0.6, 10).tolist() == [[0, 1]]
    assert near_pairs(own, 0.6001, 10).tolist() == []


def test_no_ceiling_on_the_neighbours_of_a_unit() -> None:
    own = np.tile(vectors(1), (300, 1))
    assert len(near_pairs(own, 0.99, 32)) == 300 * 299 // 2


def test_likeness_of_a_pair_does_not_depend_on_its_companions() -> None:
    own = vectors(50)
    pairs = near_pairs(own, -1.0, 50)
    alone = np.array([cosines(own, pairs[k : k + 1])[0] for k in range(0, len(pairs), 97)])
    assert np.array_equal(cosines(own, pairs)[::97], alone)


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_compare(n: int) -> None:
    assert near_pairs(vectors(2)[:n], 0.1, 10).shape == (0, 2)
    assert near_pairs(np.zeros((0, 4), np.float32), 0.1, 10).shape == (0, 2)


def test_equal_wordings_collapse_whatever_their_width_script_and_order() -> None:
    given = units((2021, "新建公园３个"), (2019, "新建公园3个"), (2020, "修缮老桥"), (2022, "新建公園3個"))
    found = collapse(given)
    assert found.of.tolist() == [0, 0, 1, 0]
    assert [given[k].year for k in found.first] == [2019, 2020]
    shuffled = given.copy()
    random.Random(3).shuffle(shuffled)
    again = collapse(shuffled)
    assert {u.unit_id: int(w) for u, w in zip(shuffled, again.of, strict=True)} == {
        u.unit_id: int(w) for u, w in zip(given, found.of, strict=True)
    }


def test_the_same_letters_in_two_languages_are_two_wordings() -> None:
    assert collapse([unit("GDP 5%"), unit("GDP 5%", 2022, language="en")]).of.tolist() == [0, 1]


def test_equal_wordings_that_name_nothing_are_one_in_one_speech_only() -> None:
    text = "These amendments apply from 3rd May on"
    own = [unit(text, 2030, language="en"), unit(text, 2030, 90, language="en"), unit(text, 2031, language="en")]
    assert collapse(own).of.tolist() == [0, 0, 1]
    named = [unit("The ferry toll will be abolished", year, language="en") for year in (2030, 2031)]
    assert collapse(named).of.tolist() == [0, 0]
