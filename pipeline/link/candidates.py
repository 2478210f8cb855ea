"""Which pairs of commitments are worth scoring: exact search in blocks, no ceiling on the neighbours of a unit.

A promise that recurs word for word in dozens of speeches has dozens of neighbours at likeness one; a search that stops
at the k nearest would hide exactly those. So equal wordings are collapsed first, and every pair of distinct wordings
above a floor is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.link.features import wording
from pipeline.records import Unit

# A matrix product differs in the last bits with the shape of its blocks. The search takes this much more than the
# floor asks for; the likeness that decides is then computed pair by pair, always in the same way, and rounded.
_SLACK = 1e-4
_CHUNK = 4_000  # pairs whose vectors are multiplied at a time: so many stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Wordings:
    """Units with equal normalised text and language are one wording.

    `first` holds, per wording, the place of its earliest unit; `of` holds, per unit, the number of its wording.
    Wordings are numbered in the order of their earliest units, whatever the order in which units are given.
    """

    first: NDArray[np.int64]
    of: NDArray[np.int64]


def collapse(units: Sequence[Unit]) -> Wordings:
    """Find the distinct wordings among units."""
    numbers: dict[tuple[str, str], int] = {}
    of = np.zeros(len(units), np.int64)
    first: list[int] = []
    for place in sorted(range(len(units)), key=lambda k: units[k].order):
        unit = units[place]
        key = (unit.language, wording(unit))
        if key not in numbers:
            numbers[key] = len(numbers)
            first.append(place)
        of[place] = numbers[key]
    return Wordings(np.array(first, np.int64), of)


def near_pairs(vectors: NDArray[np.float32], floor: float, block: int) -> NDArray[np.int64]:
    """Return all pairs of rows whose likeness is at least `floor`, int64 (m, 2); see :func:`likely_pairs`."""
    return np.concatenate([np.zeros((0, 2), np.int64), *(pairs for pairs, _ in likely_pairs(vectors, floor, block))])


def likely_pairs(
    vectors: NDArray[np.float32], floor: float, block: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Yield all pairs of rows whose likeness is at least `floor`, and their likeness, some at a time.

    Args:
        vectors: float32 (n, d), unit length.
        floor: Smallest cosine kept; compared after rounding to four decimals, a tie is kept.
        block: Rows compared at a time. It bounds memory and does not change the result.

    Yields:
        int64 (m, 2), first index smaller than the second, sorted over all; float32 (m,), rounded to four decimals.
    """
    for start in range(0, len(vectors), block):
        # The first row of the block is compared with itself and everything after it.
        likeness = vectors[start : start + block] @ vectors[start:].T
        # in one dimension: nonzero of a matrix takes many times as long where little is found
        rows, columns = np.divmod(np.flatnonzero(likeness >= floor - _SLACK), likeness.shape[1])
        later = columns > rows
        pairs = np.stack([rows[later], columns[later]], axis=1) + start
        exact = cosines(vectors, pairs)
        keep = exact >= floor
        yield pairs[keep], exact[keep]


def cosines(vectors: NDArray[np.float32], pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the likeness of each pair, rounded to four decimals; a pair's value depends on nothing but the pair."""
    out = np.zeros(len(pairs), np.float32)
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK]
        out[start : start + _CHUNK] = (vectors[part[:, 0]] * vectors[part[:, 1]]).sum(axis=1)
    return np.round(out, 4)
