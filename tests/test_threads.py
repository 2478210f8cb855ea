"""Threads: no chains, no order, stable ids, boilerplate, the comparison of two runs."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.link import link_units
from pipeline.records import thread_id
from pipeline.settings import LinkSettings, ThreadSettings
from pipeline.threads import Change, cluster, compare_threads, group_units, shared_wordings, wording_key
from tests.link.support import scorer, unit, units, vectors

LINKS = LinkSettings(candidate_cosine=0.3)


@dataclass(frozen=True)
class Scored:
    wording: NDArray[np.int64]
    pairs: NDArray[np.int64]
    same: NDArray[np.float32]
    apart: NDArray[np.int64]


def grouped(
    n: int,
    edges: dict[tuple[int, int], float],
    cut: float = 0.5,
    stock: tuple[int, ...] = (),
    cannot: tuple[tuple[int, int], ...] = (),
) -> list[int]:
    pairs = np.array(sorted(edges), np.int64).reshape(-1, 2)
    same = np.array([edges[tuple(pair)] for pair in pairs.tolist()], np.float32)
    mask = np.zeros(n, bool)
    mask[list(stock)] = True
    return cluster(n, pairs, same, cut, mask, cannot=np.array(cannot, np.int64).reshape(-1, 2)).tolist()


def test_a_chain_does_not_become_one_thread() -> None:
    chain = {(k, k + 1): 0.9 for k in range(9)}
    found = grouped(10, chain)
    assert max(np.bincount(found)) <= 3


def test_one_strong_link_between_two_groups_is_a_weak_bridge() -> None:
    edges = dict.fromkeys(itertools.combinations(range(4), 2), 0.9)
    edges |= dict.fromkeys(itertools.combinations(range(4, 8), 2), 0.9)
    edges[3, 4] = 0.95
    assert grouped(8, edges) == [0, 0, 0, 0, 4, 4, 4, 4]


def test_a_full_group_is_one_thread_and_a_tie_at_the_cut_is_joined() -> None:
    assert grouped(3, {(0, 1): 0.5, (0, 2): 0.5, (1, 2): 0.5}) == [0, 0, 0]
    assert grouped(2, {(0, 1): 0.4999}) == [0, 1]
    for cut in (0.36, 0.48, 0.56, 0.7):  # of a mean in single precision some are a little below
        assert grouped(2, {(0, 1): cut}, cut) == [0, 0], cut


def test_a_wording_moves_to_the_group_it_fits_better() -> None:
    # 2 is taken by 0 first, because that pair is the strongest; the group 3-4-5 fits it better in the end
    edges = {(0, 2): 0.95, (0, 1): 0.9, (1, 2): 0.2, (2, 3): 0.8, (2, 4): 0.8, (2, 5): 0.8}
    edges |= dict.fromkeys(itertools.combinations((3, 4, 5), 2), 0.9)
    found = grouped(6, edges)
    assert found[2] == found[3] == found[4] == found[5]
    assert found[0] == found[1] != found[2]


def brute_force(n: int, edges: dict[tuple[int, int], float], cut: float) -> list[frozenset[int]]:
    """Average linkage by recomputing every mean from all pairs, the slow and obvious way."""
    groups = [frozenset([k]) for k in range(n)]
    while True:
        best: tuple[float, int, int] | None = None
        for a, b in itertools.combinations(sorted(groups, key=min), 2):
            total = sum(edges.get((min(i, j), max(i, j)), 0.0) for i in a for j in b)
            mean = round(total / (len(a) * len(b)), 6)
            if mean >= cut and (best is None or (-mean, min(a), min(b)) < best):
                best = (-mean, min(a), min(b))
        if best is None:
            return sorted(groups, key=min)
        a, b = (next(g for g in groups if min(g) == m) for m in best[1:])
        groups = [g for g in groups if g not in (a, b)] + [a | b]


@pytest.mark.parametrize("seed", range(6))
def test_average_linkage_equals_the_slow_and_obvious_way(seed: int) -> None:
    from pipeline.threads import _agglomerate, _neighbours

    rng = np.random.default_rng(seed)
    n = 14
    edges = {
        pair: round(float(p), 3)
        for pair, p in zip(itertools.combinations(range(n), 2), rng.uniform(0, 1, n * n), strict=False)
        if p > 0.3
    }
    pairs = np.array(sorted(edges), np.int64)
    weight = np.array([edges[tuple(p)] for p in pairs.tolist()])
    found = _agglomerate(_neighbours(n, pairs, weight), np.ones(n, bool), 0.5, np.arange(n), {})
    assert [frozenset(np.flatnonzero(found == k).tolist()) for k in sorted(set(found.tolist()))] == brute_force(
        n, edges, 0.5
    )


# in the last three a wording stands alone after the one that its group was named by has left another group
@pytest.mark.parametrize("seed", [*range(20), 144, 235, 325])
def test_no_wording_would_fit_better_elsewhere_or_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, cut = 16, 0.5
    edges = {pair: round(float(p), 3) for pair in itertools.combinations(range(n), 2) if (p := rng.uniform()) > 0.4}
    found = grouped(n, edges, cut)
    for k in range(n):
        fits = dict.fromkeys(found, 0.0)
        for other in range(n):
            if other != k:
                fits[found[other]] += edges.get((min(k, other), max(k, other)), 0.0) ** 2 - cut**2
        own = fits[found[k]]
        assert own > -1e-5, "alone is better"
        assert max(fits.values()) < own + 2e-3


def test_every_commitment_is_in_one_thread_and_order_does_not_matter() -> None:
    words = [a + b for a in ("新建", "改造", "扩建") for b in ("体育馆", "文化站", "老旧管网", "环湖步道")]
    given = units(*[(2012 + k % 9, words[k % len(words)]) for k in range(40)])
    v = dict(zip(words, vectors(len(words), width=3), strict=True))
    own = np.stack([v[u.text] for u in given])
    first = group_units(given, link_units(given, own, {}, scorer(), LINKS), set(), scorer(), ThreadSettings())
    assert sorted(i for group in first.groups for i in group) == sorted(u.unit_id for u in given)
    assert len(first.groups) == len(first.weakest)
    order = list(range(40))
    random.Random(8).shuffle(order)
    mixed = [given[k] for k in order]
    again = group_units(mixed, link_units(mixed, own[order], {}, scorer(), LINKS), set(), scorer(), ThreadSettings())
    assert again == first
    years = {u.unit_id: u.order for u in given}
    assert all(list(group) == sorted(group, key=years.__getitem__) for group in first.groups)


def test_equal_units_are_one_thread_and_nothing_is_an_empty_result() -> None:
    given = [unit("修好环湖步道", 1800 + k) for k in range(200)]
    linked = link_units(given, np.tile(vectors(1), (200, 1)), {}, scorer(), LINKS)
    found = group_units(given, linked, set(), scorer(), ThreadSettings())
    assert [len(group) for group in found.groups] == [200]
    assert found.weakest == (1.0,)
    assert found.loosest == ("",)
    empty = group_units([], link_units([], vectors(1)[:0], {}, scorer(), LINKS), set(), scorer(), ThreadSettings())
    assert empty.groups == ()


def test_an_added_year_leaves_old_ids_alone() -> None:
    old = units((2019, "修好环湖步道"), (2020, "修好环湖步道"), (2020, "增开夜间公交"))
    new = [*old, unit("修好环湖步道", 2021), unit("开办老年食堂", 2021, 900)]
    basis = dict(zip(["修好环湖步道", "增开夜间公交", "开办老年食堂"], np.eye(3, dtype=np.float32), strict=True))

    def run(given: list) -> dict[str, tuple[str, ...]]:
        own = np.stack([basis[u.text] for u in given])
        found = group_units(given, link_units(given, own, {}, scorer(), LINKS), set(), scorer(), ThreadSettings())
        return {thread_id(given[0].jurisdiction, group[0]): group for group in found.groups}

    before, after = run(old), run(new)
    assert set(before) <= set(after)
    kinds = {change.kind for change in compare_threads(before, after)}
    assert kinds == {"grown", "same", "new"}


def test_weakest_link_is_the_smallest_mean_probability() -> None:
    given = units((2019, "甲"), (2020, "乙"), (2021, "丙"))
    pairs, apart = np.array([[0, 1], [0, 2], [1, 2]]), np.zeros((0, 2), np.int64)
    scored = Scored(np.array([0, 1, 2]), pairs, np.array([0.9, 0.5, 0.7], np.float32), apart)
    found = group_units(given, scored, set(), scorer(), ThreadSettings(cut=0.5))
    assert len(found.groups) == 1
    assert found.weakest == (0.6,)
    assert found.loosest == (given[2].unit_id,)
    # faint pairs are listed or not as the tables want them
    faint = np.array([[0, 1], [0, 2], [1, 2], [2, 3], [0, 3], [1, 3]])
    four = [*given, unit("丁", 2022)]
    for value in (0.0, 0.07):
        scored_faint = Scored(np.arange(4), faint, np.array([0.9, 0.5, 0.7, 0.99, value, 0.9], np.float32), apart)
        found_faint = group_units(four, scored_faint, set(), scorer(), ThreadSettings(cut=0.3))
        assert found_faint.weakest == (0.4667,)
    repeated = [*given, unit("丙", 2022)]
    linked = Scored(np.array([0, 1, 2, 2]), pairs, scored.same, apart)
    again = group_units(repeated[::-1], replace(linked, wording=linked.wording[::-1]), (), scorer(), ThreadSettings())
    assert again.loosest == (given[2].unit_id,), "the first unit with that wording"


def test_boilerplate_joins_but_does_not_glue() -> None:
    # 1 resembles both 0 and 2, which have nothing to do with each other
    edges = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.35}
    assert len(set(grouped(3, edges, cut=0.5))) == 1
    assert grouped(3, edges, cut=0.5, stock=(1,)) == [0, 0, 2]


def test_boilerplate_that_fits_no_thread_makes_one_with_its_like() -> None:
    assert grouped(3, {(0, 1): 0.9, (1, 2): 0.4, (0, 2): 0.4}, cut=0.35, stock=(0, 1, 2)) == [0, 0, 2]


def test_what_is_promised_again_in_stock_words_stays_together() -> None:
    # 1 and 2 are one promise: both go where 1 fits, or neither
    assert grouped(3, {(0, 1): 0.9, (1, 2): 0.95}, cut=0.5, stock=(1, 2)) == [0, 0, 0]
    assert grouped(3, {(0, 1): 0.6, (1, 2): 0.95}, cut=0.5, stock=(1, 2)) == [0, 1, 1]
    # neither follows the other to another thread
    torn = {(0, 2): 0.6, (1, 3): 0.6, (2, 3): 0.95}
    assert grouped(4, torn, cut=0.5, stock=(2, 3)) == [0, 1, 2, 2]
    # what one of them must be kept apart from takes none of them
    assert grouped(3, {(0, 1): 0.9, (1, 2): 0.95}, cut=0.5, stock=(1, 2), cannot=((0, 2),)) == [0, 1, 1]


def test_what_a_rule_keeps_apart_does_not_meet_over_a_third() -> None:
    given = units((2023, "建成产业园一期"), (2024, "启动产业园二期"), (2025, "建设产业园"))
    linked = link_units(given, np.tile(vectors(1), (3, 1)), {}, scorer(), LINKS)
    assert linked.apart.tolist() == [[0, 1]]
    near = Scored(linked.wording, np.array([[0, 2], [1, 2]]), np.array([0.9, 0.8], np.float32), linked.apart)
    for place in (0, 1):
        found = group_units(given, near, set(), scorer(), ThreadSettings(cut=0.3))
        assert [len(group) for group in found.groups] == [2, 1], place
    # people know better
    tied = [(given[0].unit_id, given[1].unit_id)]
    found = group_units(given, near, set(), scorer(), ThreadSettings(cut=0.3), tied=tied)
    assert len(found.groups) == 1


def test_a_speech_in_another_language_leaves_the_cut_alone() -> None:
    own = [unit("修桥", 2021), unit("修好桥", 2022)]
    older = unit("We will mend the bridge", 2019, language="en")
    model = replace(scorer(), cuts={"zh": 0.46, "en": 0.54})
    pairs, same, apart = np.array([[0, 1]]), np.array([0.5], np.float32), np.zeros((0, 2), np.int64)
    for units_, wording in ((own, [0, 1]), ([*own, older], [0, 1, 2])):
        linked = Scored(np.array(wording), pairs, same, apart)
        assert tuple(u.unit_id for u in own) in group_units(units_, linked, (), model, ThreadSettings()).groups
    linked = Scored(np.array([2, 0, 1]), pairs, same, apart)
    assert len(group_units([older, *own], linked, (), model, ThreadSettings()).groups) == 2


def test_boilerplate_is_wording_that_many_places_share() -> None:
    places = ["甲县", "乙县", "丙县", "丁县"]
    shared = [unit("狠抓各项工作落实！", place=p) for p in places]
    target = [unit("粮食产量增长2%", 2022, place=p) for p in places]
    own = [unit("修好环湖步道", year, place="甲县") for year in range(2000, 2010)]

    def found(given: list) -> set[str]:
        keys = [wording_key(u) for u in given]
        numbers = {key: k for k, key in enumerate(sorted({key for key in keys if key}))}
        kept = [(numbers[key], places.index(u.jurisdiction)) for key, u in zip(keys, given, strict=True) if key]
        wording, owner = np.array([k for k, _ in kept], np.uint64), np.array([p for _, p in kept], np.int32)
        many = set(shared_wordings(wording, owner, 4).tolist())
        return {u.unit_id for key, u in zip(keys, given, strict=True) if key and numbers[key] in many}

    assert found([*shared, *target, *own]) == {u.unit_id for u in shared}
    assert found([*shared[:3], *own]) == set()
    assert found([]) == set()


def test_comparison_of_two_runs() -> None:
    before = {"t1": ["a", "b"], "t2": ["c"], "t3": ["d"], "t4": ["e", "f"], "t5": ["g"], "t6": ["h", "i"]}
    after = {"t1": ["a", "b", "x"], "t2": ["c", "d"], "t4": ["e"], "t7": ["f"], "t8": ["y"], "t6": ["h"]}
    assert set(compare_threads(before, after)) == {
        Change("grown", ("t1",), ("t1",)),
        Change("merged", ("t2", "t3"), ("t2",)),
        Change("split", ("t4",), ("t4", "t7")),
        Change("gone", ("t5",), ()),
        Change("shrunk", ("t6",), ("t6",)),
        Change("new", (), ("t8",)),
    }
    assert {change.kind for change in compare_threads(after, after)} == {"same"}


def test_the_id_is_that_of_the_earliest_member() -> None:
    # it stands in tables that people cite, so that it may not change from version to version
    assert thread_id("甲县", "d@0-4") == "t-b66d4eb9e570"
    assert thread_id("甲县", "d@0-4") != thread_id("乙县", "d@0-4")


def test_a_wording_that_stands_alone_does_not_share_the_number_of_a_stock_wording() -> None:
    # 2 is joined to 3 first, the strongest pair of all, and stands alone in the end; 0 and 1 have no link at all
    edges = {(2, 3): 0.95, (3, 4): 0.85, (3, 5): 0.85, (4, 5): 0.6}
    assert grouped(6, edges, cut=0.55, stock=(0, 1)) == [0, 1, 2, 3, 3, 3]
