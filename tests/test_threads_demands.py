"""Threads obey people: tied commitments share a thread and those kept apart never do, whatever the links say."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.records import Label, Unit
from pipeline.settings import ThreadSettings
from pipeline.threads import Grouped, cluster, group_units


@dataclass(frozen=True)
class Pairs:
    wording: NDArray[np.int64]
    pairs: NDArray[np.int64]
    same: NDArray[np.float32]
    apart: NDArray[np.int64]


@dataclass(frozen=True)
class Cut:
    cut: float = 0.5
    cuts: Mapping[str, float] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cuts", {})


def units(wordings: list[int]) -> list[Unit]:
    return [
        Unit(f"d{i}", 0, 9, f"d{i}@0-9", "Ellowmere", 2000 + i, f"wording {w}", Label.MEASURE, 2, "en")
        for i, w in enumerate(wordings)
    ]


def grouped(
    wordings: list[int],
    scored: dict[tuple[int, int], float],
    tied: list[tuple[int, int]],
    apart: list[tuple[int, int]],
    boilerplate: frozenset[str] = frozenset(),
    ruled: tuple[tuple[int, int], ...] = (),
) -> list[set[int]]:
    own = units(wordings)
    keys = sorted(scored)
    links = Pairs(
        np.array(wordings, np.int64),
        np.array(keys, np.int64).reshape(-1, 2),
        np.array([scored[k] for k in keys], np.float32),
        np.array(ruled, np.int64).reshape(-1, 2),
    )

    def named(pairs: list[tuple[int, int]]) -> list[tuple[str, str]]:
        return [(own[a].unit_id, own[b].unit_id) for a, b in pairs]

    found: Grouped = group_units(own, links, boilerplate, Cut(), ThreadSettings(), tied=named(tied), apart=named(apart))
    return [{int(i.split("@")[0][1:]) for i in group} for group in found.groups]


def test_tied_units_share_a_thread_without_any_link() -> None:
    assert grouped([0, 1, 2], {}, [(0, 2)], []) == [{0, 2}, {1}]


def test_a_rule_keeps_wordings_apart_unless_people_tie_them() -> None:
    scored = {(0, 1): 0.9, (1, 2): 0.9}
    assert grouped([0, 1, 2], scored, [], [], ruled=((0, 2),)) in ([{0, 1}, {2}], [{0}, {1, 2}])
    assert grouped([0, 1, 2], scored, [(0, 2)], [], ruled=((0, 2),)) == [{0, 1, 2}]
    # unit 3 shares the words of unit 0, but people part the two: the rule holds for its copy too
    parted = grouped([0, 1, 2, 0], scored, [], [(0, 3)], ruled=((0, 2),))
    assert not any({0, 2} <= group or {2, 3} <= group for group in parted)


def test_a_tied_pair_counts_as_certain() -> None:
    own = units([0, 1])
    none = np.zeros((0, 2), np.int64)
    links = Pairs(np.array([0, 1], np.int64), none, np.zeros(0, np.float32), none)
    tied = [(own[0].unit_id, own[1].unit_id)]
    assert group_units(own, links, frozenset(), Cut(), ThreadSettings(), tied=tied).weakest == (1.0,)


def test_units_apart_do_not_share_a_thread_though_all_links_say_so() -> None:
    full = dict.fromkeys(itertools.combinations(range(4), 2), 0.95)
    assert grouped([0, 1, 2, 3], full, [], []) == [{0, 1, 2, 3}]
    found = grouped([0, 1, 2, 3], full, [], [(0, 3)])
    assert not any({0, 3} <= group for group in found)
    assert sorted(itertools.chain(*found)) == [0, 1, 2, 3]


def test_equal_words_can_be_kept_apart_and_the_third_stays_with_one_of_them() -> None:
    found = grouped([0, 0, 0], {}, [], [(0, 2)])
    assert not any({0, 2} <= group for group in found)
    assert len(found) == 2


def test_stock_wording_that_is_tied_is_obeyed() -> None:
    assert grouped([0, 1], {}, [(0, 1)], [], frozenset({"d0@0-9", "d1@0-9"})) == [{0, 1}]


def test_a_pair_tied_and_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="tied and apart"):
        cluster(
            2, np.zeros((0, 2), np.int64), np.zeros(0, np.float32), 0.5, np.zeros(2, bool),
            np.array([[0, 1]]), np.array([[0, 1]]),
        )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_demands_hold_for_any_links(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 9))
    wordings = [0]
    for _ in range(n - 1):
        wordings.append(data.draw(st.integers(0, max(wordings) + 1)))
    words = max(wordings) + 1
    scored = {
        pair: data.draw(st.floats(0, 1).map(lambda p: round(p, 3)))
        for pair in itertools.combinations(range(words), 2)
        if data.draw(st.booleans())
    }
    couples = list(itertools.combinations(range(n), 2))
    tied = data.draw(st.lists(st.sampled_from(couples), max_size=4, unique=True))
    root = list(range(n))
    for a, b in tied:
        old, new = root[b], root[a]
        root = [new if r == old else r for r in root]
    free = [(a, b) for a, b in couples if root[a] != root[b]]
    apart = data.draw(st.lists(st.sampled_from(free), max_size=4, unique=True)) if free else []
    found = grouped(wordings, scored, tied, apart)
    home = {unit: k for k, group in enumerate(found) for unit in group}
    assert sorted(home) == list(range(n))
    assert all(home[a] == home[b] for a, b in tied)
    assert all(home[a] != home[b] for a, b in apart)
    if not tied and not apart:
        assert found == grouped(wordings, scored, [], [])
