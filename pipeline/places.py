"""The same promise in several places: who promised it first, who copied the words, who shares the meaning.

Similarity has no direction, and equal words have none either: the place whose thread begins in an earlier year is
named as first mover, and where both begin in the same year nobody is. A name of the one place that stands in the
copied text of the other is a trace of copying and is flagged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.records import PlaceLink, Thread, Unit
from pipeline.settings import PlaceSettings

COPIED, SHARED = "copied", "shared"
_BLOCK = 1024  # threads compared with those of another place at a time
_LATIN = 3  # a stretch of English says as much as one of Chinese that is a third as long


@dataclass(frozen=True, slots=True)
class _Copy:
    """The longest stretch that two threads have in common, as a share of the shorter unit, and the two units."""

    share: float
    a_unit: str
    b_unit: str


def match_places(
    threads: Sequence[Thread],
    units: Mapping[str, Unit],
    vectors: NDArray[np.float32],
    names: Mapping[str, Sequence[str]],
    settings: PlaceSettings,
) -> tuple[PlaceLink, ...]:
    """Find threads of different jurisdictions that are the same promise.

    Copied: some unit of the one has a stretch of `copied_characters` letters and digits in common with some unit of
    the other. Shared: the titles are each other's nearest between the two places, and near enough. A pair that is
    both is copied. Boilerplate threads, which are in so many places that they say nothing of any two, are left out.

    Args:
        threads: threads of all jurisdictions.
        units: their units, by id.
        vectors: float32 (len(threads), d), unit length: the vector of each thread's title.
        names: the names by which each jurisdiction is known, shorter ones too; jurisdictions may be left out.
        settings: length of a copied stretch, threshold of similarity.

    Returns:
        One link per pair of threads, sorted by the two jurisdictions, then threads.

    Raises:
        ValueError: vectors do not fit the threads, or a unit is unknown.
    """
    if len(vectors) != len(threads):
        raise ValueError(f"{len(threads)} threads, {len(vectors)} vectors")
    missing = sorted({unit_id for thread in threads for unit_id in thread.unit_ids} - set(units))
    if missing:
        raise ValueError(f"unknown units of threads: {missing[:3]}")
    order = sorted(
        (k for k, thread in enumerate(threads) if not thread.boilerplate),
        key=lambda k: (threads[k].first_year, threads[k].jurisdiction, threads[k].thread_id),
    )
    kept, near = [threads[k] for k in order], vectors[order]
    copies = _copies(kept, units, settings.copied_characters)
    links = []
    for (a, b), copy in copies.items():
        foreign = _foreign(units[copy.a_unit], units[copy.b_unit], names)
        links.append(_link(kept[a], kept[b], COPIED, copy.share, foreign, copy.a_unit, copy.b_unit))
    for a, b, score in _shared(kept, near, settings.shared_threshold):
        if (a, b) not in copies:
            links.append(_link(kept[a], kept[b], SHARED, score, "", _titled(kept[a], units), _titled(kept[b], units)))
    return tuple(sorted(links, key=lambda x: (x.a_jurisdiction, x.b_jurisdiction, x.a_thread, x.b_thread)))


def _link(a: Thread, b: Thread, relation: str, score: float, foreign: str, a_unit: str, b_unit: str) -> PlaceLink:
    """Make the record; `a` comes first in the order of first years."""
    return PlaceLink(
        a_thread=a.thread_id,
        b_thread=b.thread_id,
        a_jurisdiction=a.jurisdiction,
        b_jurisdiction=b.jurisdiction,
        relation=relation,
        score=round(float(score), 4),
        first_mover=a.jurisdiction if a.first_year < b.first_year else "",
        foreign_name=foreign,
        a_unit=a_unit,
        b_unit=b_unit,
    )


def _copies(threads: Sequence[Thread], units: Mapping[str, Unit], length: int) -> dict[tuple[int, int], _Copy]:
    """Return, for pairs of threads (the earlier first) of different places, the best common stretch.

    An index of all stretches of the wanted length finds the texts that have one in common; no others are compared.
    """
    bare: dict[str, str] = {}
    where: dict[str, dict[tuple[int, str], None]] = {}
    for k, thread in enumerate(threads):
        for unit_id in thread.unit_ids:
            text = bare[unit_id] = "".join(c for c in units[unit_id].text.casefold() if c.isalnum())
            size = length * _LATIN if units[unit_id].language == "en" else length
            for start in range(len(text) - size + 1):
                where.setdefault(text[start : start + size], {})[k, unit_id] = None
    pairs: dict[tuple[int, int], dict[tuple[str, str], None]] = {}
    seen: set[tuple[tuple[int, str], ...]] = set()
    for found in where.values():
        group = tuple(found)
        # neighbouring stretches of one passage are in the same units
        if len(group) < 2 or group in seen:
            continue
        seen.add(group)
        for place, (a, a_unit) in enumerate(group):
            for b, b_unit in group[place + 1 :]:
                if threads[a].jurisdiction != threads[b].jurisdiction:
                    (first, first_unit), (second, second_unit) = sorted(((a, a_unit), (b, b_unit)))
                    pairs.setdefault((first, second), {})[first_unit, second_unit] = None
    best = {}
    for pair, candidates in sorted(pairs.items()):
        scored = [
            (-_longest(bare[one], bare[two]) / min(len(bare[one]), len(bare[two])), units[one].order, units[two].order)
            for one, two in candidates
        ]
        chosen = min(range(len(scored)), key=scored.__getitem__)
        best[pair] = _Copy(-scored[chosen][0], *list(candidates)[chosen])
    return best


def _longest(a: str, b: str) -> int:
    """Return the length of the longest common stretch: stretches of a length are common only if all shorter are."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        stretches = {a[k : k + middle] for k in range(len(a) - middle + 1)}
        if any(b[k : k + middle] in stretches for k in range(len(b) - middle + 1)):
            low = middle
        else:
            high = middle - 1
    return low


def _shared(threads: Sequence[Thread], vectors: NDArray[np.float32], threshold: float) -> list[tuple[int, int, float]]:
    """Return pairs of threads (the earlier first) that are each other's nearest between two places."""
    places: dict[str, list[int]] = {}
    for k, thread in enumerate(threads):
        places.setdefault(thread.jurisdiction, []).append(k)
    found = []
    names = sorted(places)
    for rank, one in enumerate(names):
        for other in names[rank + 1 :]:
            rows, columns = np.array(places[one]), np.array(places[other])
            right, left, scores = _nearest(vectors[rows], vectors[columns])
            for i in np.flatnonzero(left[right] == np.arange(len(rows))):
                score = float(scores[i])
                if score >= threshold:
                    a, b = sorted((int(rows[i]), int(columns[right[i]])))
                    found.append((a, b, score))
    return found


def _nearest(
    a: NDArray[np.float32], b: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return for each row of `a` its nearest row of `b`, for each row of `b` its nearest of `a`, and the first's score.

    Ties go to the row that comes first, that is, in the order of years and names. Blocks of rows bound the memory.
    """
    right, scores = np.zeros(len(a), np.int64), np.zeros(len(a), np.float32)
    left, best = np.zeros(len(b), np.int64), np.full(len(b), -np.inf, np.float32)
    for start in range(0, len(a), _BLOCK):
        # rounded: the last bits of a matrix product differ with the shape of its blocks
        similarity = np.round(a[start : start + _BLOCK] @ b.T, 4)
        here = slice(start, start + len(similarity))
        right[here] = similarity.argmax(axis=1)
        scores[here] = similarity.max(axis=1)
        rows = similarity.argmax(axis=0)
        top = similarity[rows, np.arange(len(b))]
        better = top > best
        left[better], best[better] = rows[better] + start, top[better]
    return right, left, scores


def _foreign(a: Unit, b: Unit, names: Mapping[str, Sequence[str]]) -> str:
    """Return a name of the one place that stands in the text of the other and is none of its own names."""
    for owner, text in ((a, b), (b, a)):
        own = names.get(text.jurisdiction, ())
        for name in sorted(names.get(owner.jurisdiction, ()), key=lambda name: (-len(name), name)):
            if name and name in text.text and not any(name in mine or mine in name for mine in own if mine):
                return name
    return ""


def _titled(thread: Thread, units: Mapping[str, Unit]) -> str:
    """Return the id of the first unit that the thread's title quotes, or of its first unit."""
    return next((u for u in thread.unit_ids if units[u].text == thread.title), thread.unit_ids[0])
