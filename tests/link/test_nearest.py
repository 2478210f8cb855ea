"""Related pairs that are listed: the nearest of either side, the same in every run."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link import nearest_related


def test_a_crowd_of_related_pairs_is_thinned_and_same_pairs_stay() -> None:
    pairs = np.array([(0, k) for k in range(1, 8)], np.int64)
    probabilities = np.array([(0.1, 0.8 - k / 20, 0.1 + k / 20) for k in range(7)], np.float32)
    relation = np.array([1, 1, 1, 1, 1, 1, 0], np.int8)
    # unit 0 keeps its two nearest, but each other unit keeps its only one too
    assert nearest_related(pairs, relation, probabilities, 2).tolist() == relation.tolist()
    everything = np.array([(i, j) for i in range(8) for j in range(i + 1, 8)], np.int64)
    likeness = np.array([(0.0, 1 / (j - i), 1 - 1 / (j - i)) for i, j in everything], np.float32)
    kept = nearest_related(everything, np.ones(len(everything), np.int8), likeness, 1)
    assert {tuple(p) for p in everything[kept == 1].tolist()} == {(i, i + 1) for i in range(7)}


@given(st.integers(2, 12), st.integers(0, 4), st.randoms(use_true_random=False))
def test_as_a_slow_count_finds_it(n: int, most: int, random: object) -> None:
    pairs = np.array([(i, j) for i in range(n) for j in range(i + 1, n)], np.int64)
    scores = [random.choice([0.2, 0.5, 0.8]) for _ in pairs]  # type: ignore[attr-defined]
    relation = np.array([random.choice([0, 1, 2]) for _ in pairs], np.int8)  # type: ignore[attr-defined]
    probabilities = np.array([(0.0, s, 1 - s) for s in scores], np.float32)
    wanted = relation.copy()
    related = [k for k in range(len(pairs)) if relation[k] == 1]
    kept = set()
    for unit in range(n):
        own = sorted((k for k in related if unit in pairs[k]), key=lambda k: (-probabilities[k, 1], k))
        kept.update(own[:most])
    for k in related:
        wanted[k] = 1 if k in kept else 2
    assert nearest_related(pairs, relation, probabilities, most).tolist() == wanted.tolist()
