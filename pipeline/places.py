"""The same promise in several places: who promised it first, who copied the words, who shares the meaning.

Similarity has no direction, and equal words have none either: the place that promised it in an earlier year is named
as first mover, if the texts of the other reach back to that year; else, and where both began in the same year, nobody
is. Of shared meaning the first years of the threads are compared, and no other thread of the other place may come near
by then; of copied words the first years of units that hold them, for a thread may be older than its words. A name of
the one place that stands in the copied text of the other is a trace of copying and is flagged.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.languages.lines import one_line
from pipeline.records import PlaceLink, Promise, Wording
from pipeline.settings import PlaceSettings
from pipeline.workfiles import text_key

COPIED, SHARED = "copied", "shared"
_CELLS = 1 << 22  # pairs of threads that are looked at together
_LETTERS = 1 << 20  # characters that are hashed together
_PAIRS = 20_000  # pairs scored at a time
_AXES = 64  # of the 256 of the bundled encoder; with half or twice as many the search takes longer
_SLACK = 1e-3  # more than the last bits of a matrix product, which differ with the shape of its blocks
_ODD = 0x9E3779B97F4A7C15
_ALSO = 0.6  # likeness from which a title that is near the one of a pair tells of what the other shares with it
_LATIN = 3  # a stretch of English says as much as one of Chinese that is a third as long

# numbers of two threads, the earlier first, and their likeness
Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class NearTitles:
    """The titles of some places that are near to one of another place.

    `keys` are the numbers by which titles of places are known, sorted, uint64 (n,): all of them have been looked at.
    `pairs` are those that are near, as places in `keys`, int64 (m, 2), and `score` is how near, float32 (m,).
    """

    keys: NDArray[np.uint64]
    pairs: NDArray[np.int64]
    score: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Copy:
    """The longest stretch that two threads have in common, as a share of the shorter unit, and the two units.

    The years are the first of which each thread has a unit with some such stretch.
    """

    share: float
    a_unit: str
    b_unit: str
    a_year: int
    b_year: int


def comparable(threads: Sequence[Promise]) -> list[Promise]:
    """Return the threads that :func:`match_places` compares, the one that is named first in a pair before the other.

    Boilerplate threads, which are in so many places that they say nothing of any two, are left out.
    """
    kept = [thread for thread in threads if not thread.boilerplate]
    return sorted(kept, key=_rank)


def _rank(thread: Promise) -> tuple[int, str, str]:
    return thread.first_year, thread.jurisdiction, thread.thread_id


def match_places(
    threads: Sequence[Promise],
    units: Mapping[str, Wording],
    vectors: NDArray[np.float32],
    near: Pairs,
    names: Mapping[str, Sequence[str]],
    settings: PlaceSettings,
    against: Collection[str] = (),
) -> tuple[PlaceLink, ...]:
    """Find threads of different jurisdictions that are the same promise.

    Copied: some unit of the one has a stretch of `copied_characters` letters and digits in common with some unit of
    the other. Shared: the titles are each other's nearest between the two places, and near enough. A pair that is both
    is copied.

    Args:
        threads: threads as :func:`comparable` returns them, of one language.
        units: their units, by id.
        vectors: float32 (len(threads), d), unit length: the vector of each thread's title.
        near: what :func:`near_titles` found for these threads.
        names: the names by which each jurisdiction is known, shorter ones too; jurisdictions may be left out.
        settings: length of a copied stretch, threshold of similarity.
        against: jurisdictions that are compared with the others only, and the others with them only; without any, each
            is compared with each.

    Returns:
        One link per pair of threads, sorted by the two jurisdictions, then threads.

    Raises:
        ValueError: vectors do not fit the threads, threads are in another order, or a unit is unknown.
    """
    if len(vectors) != len(threads):
        raise ValueError(f"{len(threads)} threads, {len(vectors)} vectors")
    if any(thread.boilerplate for thread in threads) or list(threads) != sorted(threads, key=_rank):
        raise ValueError("threads are not as comparable() returns them")
    missing = sorted({unit_id for thread in threads for unit_id in thread.unit_ids} - set(units))
    if missing:
        raise ValueError(f"unknown units of threads: {missing[:3]}")
    if not threads:
        return ()
    place = _numbered([thread.jurisdiction for thread in threads])
    copies = _copies(threads, _sides(threads, against), units, settings.copied_characters)
    links = []
    for (a, b), copy in copies.items():
        one, other = threads[a], threads[b]
        first = _first(one, other, copy.a_year, copy.b_year)
        foreign = _foreign(units[copy.a_unit], units[copy.b_unit], names)
        links.append(_link(one, other, COPIED, copy.share, first, foreign, copy.a_unit, copy.b_unit))
    older = _older(near, place, np.array([thread.first_year for thread in threads], np.int64))
    for a, b, score in _shared(near, place):
        if (a, b) not in copies:
            one, other = threads[a], threads[b]
            first = _first(one, other, one.first_year, other.first_year)
            others = older.get((a, int(place[b])), ()) if first else ()
            if any(round(float(vectors[k] @ vectors[b]), 4) >= _ALSO for k in others):
                first = ""  # the other place promised it by then, in another thread
            a_unit = _early(one, other.title, units) if first else _titled(one, units)
            links.append(_link(one, other, SHARED, score, first, "", a_unit, _titled(other, units)))
    return tuple(sorted(links, key=lambda x: (x.a_jurisdiction, x.b_jurisdiction, x.a_thread, x.b_thread)))


def near_titles(
    threads: Sequence[Promise],
    vectors: NDArray[np.float32],
    threshold: float,
    against: Collection[str] = (),
    known: NearTitles | None = None,
) -> tuple[Pairs, NearTitles]:
    """Find threads of different places whose titles have a likeness of `threshold` or more.

    Args:
        threads: threads as :func:`comparable` returns them, of one language.
        vectors: float32 (len(threads), d), unit length: the vector of each thread's title.
        threshold: the smallest likeness.
        against: as in :func:`match_places`.
        known: what an earlier call returned for the same encoder, threshold and `against` (where it is empty, for any
            places): only titles that are new since are compared.

    Returns:
        The pairs, and what is to be known of them the next time; both do not depend on what was known.

    Raises:
        ValueError: vectors do not fit the threads.
    """
    if len(vectors) != len(threads):
        raise ValueError(f"{len(threads)} threads, {len(vectors)} vectors")
    own = np.array([text_key(f"{thread.jurisdiction}\n{thread.title}") for thread in threads], np.uint64)
    keys, at = np.unique(own, return_inverse=True)
    seen = np.zeros(0, np.uint64) if known is None else known.keys
    a, b, score = _near(vectors, _sides(threads, against), threshold, ~np.isin(own, seen))
    if known is not None and len(keys):
        place = np.searchsorted(keys, known.keys)
        place[place == len(keys)] = 0
        there = (keys[place] == known.keys)[known.pairs].all(axis=1)
        old = _with_title(place[known.pairs[there]], known.score[there], at)
        a, b, score = np.r_[a, old[0]], np.r_[b, old[1]], np.r_[score, old[2]]
    pairs, first = np.unique(np.sort(np.stack([at[a], at[b]], axis=1), axis=1), axis=0, return_index=True)
    return (a, b, score), NearTitles(keys, pairs, score[first])


def _with_title(pairs: NDArray[np.int64], score: NDArray[np.float32], title: NDArray[np.int64]) -> Pairs:
    """Return the pairs of threads that have two titles, for pairs of titles; `title` is that of each thread."""
    order = np.argsort(title, kind="stable")
    count = np.bincount(title)
    first = np.cumsum(count) - count
    times = count[pairs].prod(axis=1)
    number = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    one, other = np.repeat(pairs, times, axis=0).T
    row, column = np.divmod(number, count[other])
    a, b = order[first[one] + row], order[first[other] + column]
    return np.minimum(a, b), np.maximum(a, b), np.repeat(score, times)


def _sides(threads: Sequence[Promise], against: Collection[str]) -> NDArray[np.int64]:
    """Return a number for each thread; those with the same number are not compared."""
    if not against:
        return _numbered([thread.jurisdiction for thread in threads])
    return np.array([thread.jurisdiction in against for thread in threads], np.int64)


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for each name, equal for equal ones, in order of the names."""
    numbers = {name: k for k, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], np.int64)


def _link(
    a: Promise, b: Promise, relation: str, score: float, first: str, foreign: str, a_unit: str, b_unit: str
) -> PlaceLink:
    """Make the record; the thread of `a` comes first in the order of first years."""
    return PlaceLink(
        a_thread=a.thread_id,
        b_thread=b.thread_id,
        a_jurisdiction=a.jurisdiction,
        b_jurisdiction=b.jurisdiction,
        relation=relation,
        score=round(float(score), 4),
        first_mover=first,
        foreign_name=foreign,
        a_unit=a_unit,
        b_unit=b_unit,
    )


def _first(a: Promise, b: Promise, a_year: int, b_year: int) -> str:
    """Return the place of which the year is earlier, if texts of the other place reach back to that year, else ''."""
    year, early, late = (a_year, a, b) if a_year < b_year else (b_year, b, a)
    return early.jurisdiction if a_year != b_year and min(late.years_available) <= year else ""


def _copies(
    threads: Sequence[Promise], side: NDArray[np.int64], units: Mapping[str, Wording], length: int
) -> dict[tuple[int, int], _Copy]:
    """Return, for pairs of threads (the earlier first) of different sides, the best common stretch.

    Where the one thread has such words in an earlier year, it is the best with a unit of that year. An index of all
    stretches of the wanted length finds the texts that have one in common; no others are compared.
    """
    owners = [(k, unit_id) for k, thread in enumerate(threads) for unit_id in thread.unit_ids]
    bare = {unit_id: _bare(units[unit_id].text) for _, unit_id in owners}
    sizes = [length * _LATIN if units[unit_id].language == "en" else length for _, unit_id in owners]
    where: dict[str, dict[tuple[int, str], None]] = {}
    for size in sorted(set(sizes)):
        own = [owner for owner, wanted in zip(owners, sizes, strict=True) if wanted == size]
        texts = [bare[unit_id] for _, unit_id in own]
        for row, start in _on_two_sides(texts, side[[k for k, _ in own]], size):
            where.setdefault(texts[row][start : start + size], {})[own[row]] = None
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
                if side[a] != side[b]:
                    (first, first_unit), (second, second_unit) = sorted(((a, a_unit), (b, b_unit)))
                    pairs.setdefault((first, second), {})[first_unit, second_unit] = None
    best = {}
    for pair, candidates in sorted(pairs.items()):
        a_year, b_year = (min(units[said].order[0] for said in own) for own in zip(*candidates, strict=True))
        scored = []
        for one, two in candidates:
            year = min(units[one].order[0], units[two].order[0])
            share = _longest(bare[one], bare[two]) / min(len(bare[one]), len(bare[two]))
            scored.append((a_year != b_year and year > min(a_year, b_year), -share, units[one].order, units[two].order))
        chosen = min(range(len(scored)), key=scored.__getitem__)
        best[pair] = _Copy(-scored[chosen][1], *list(candidates)[chosen], a_year, b_year)
    return best


def _on_two_sides(texts: Sequence[str], sides: NDArray[np.int64], size: int) -> Iterator[tuple[int, int]]:
    """Yield text and start of every stretch of `size` characters that is in texts of two sides, or seems to be.

    Stretches are told apart by a hash; different ones may share a hash, and the caller compares the letters.
    """
    counts = np.array([max(0, len(text) - size + 1) for text in texts], np.int64)
    if not counts.any():
        return
    hashed = np.concatenate(list(_hashes(texts, size)))
    row = np.repeat(np.arange(len(texts), dtype=np.int32), counts)
    order = np.argsort(hashed, kind="stable")
    hashed = hashed[order]
    begins = np.flatnonzero(np.r_[True, hashed[1:] != hashed[:-1]])
    owner = sides[row[order]]
    several = np.minimum.reduceat(owner, begins) != np.maximum.reduceat(owner, begins)
    shared = np.sort(order[np.repeat(several, np.diff(np.r_[begins, len(order)]))])
    first = np.cumsum(counts) - counts
    yield from zip(row[shared].tolist(), (shared - first[row[shared]]).tolist(), strict=True)


def _hashes(texts: Sequence[str], size: int) -> Iterator[NDArray[np.uint64]]:
    """Yield the hash of every stretch of `size` characters of each text, in order, for some texts at a time.

    The hash is a sum of letters times powers of an odd number modulo 2**64, so that many stretches are hashed at once
    (Karp and Rabin 1987).
    """
    ends = np.cumsum([len(text) for text in texts])
    begin = 0
    while begin < len(texts):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _LETTERS, "right")))
        some = texts[begin:end]
        joined = np.frombuffer("".join(some).encode("utf-32-le"), np.uint32).astype(np.uint64)
        power, back = (
            np.cumprod(np.r_[np.uint64(1), np.full(len(joined), np.uint64(pow(_ODD, sign, 1 << 64)))], dtype=np.uint64)
            for sign in (1, -1)
        )
        total = np.r_[np.uint64(0), np.cumsum(joined * power[:-1], dtype=np.uint64)]
        every = (total[size:] - total[:-size]) * back[: max(0, len(total) - size)]
        starts = ends[begin:end] - done - np.array([len(text) for text in some])
        # no stretch reaches from one text into the next
        own = [np.arange(first, first + len(t) - size + 1) for first, t in zip(starts.tolist(), some, strict=True)]
        yield every[np.concatenate([at for at in own if len(at)] or [np.zeros(0, np.int64)])]
        begin = end


def _bare(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


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


def _shared(near: Pairs, place: NDArray[np.int64]) -> list[tuple[int, int, float]]:
    """Return those of the pairs of :func:`_near` that are each other's nearest between two places.

    Ties go to the thread that comes first, that is, in the order of years and names.
    """
    a, b, score = near
    one, other = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((other, -np.tile(score, 2), place[other], one))
    ends = np.stack([one[order], place[other[order]]])
    nearest = np.zeros(len(order), bool)
    nearest[order] = np.r_[True, (ends[:, 1:] != ends[:, :-1]).any(axis=0)][: len(order)]
    both = nearest[: len(a)] & nearest[len(a) :]
    return list(zip(a[both].tolist(), b[both].tolist(), score[both].tolist(), strict=True))


def _older(near: Pairs, place: NDArray[np.int64], years: NDArray[np.int64]) -> dict[tuple[int, int], list[int]]:
    """Return, by thread and place, the threads of that place near to it that began by the thread's own first year."""
    a, b, _ = near
    found: dict[tuple[int, int], list[int]] = {}
    for one, other in ((a, b), (b, a)):
        by_then = years[other] <= years[one]
        for k, where, thread in zip(*(x[by_then].tolist() for x in (one, place[other], other)), strict=True):
            found.setdefault((k, where), []).append(thread)
    return found


def _near(
    vectors: NDArray[np.float32],
    side: NDArray[np.int64],
    threshold: float,
    new: NDArray[np.bool_],
) -> Pairs:
    """Return the pairs of rows of different sides with a score of at least `threshold`.

    Of each pair one row at least is `new`; the smaller row stands first. Each side is compared with those of a higher
    number. Most pairs are ruled out by a bound: turned so that its first axes tell most, a vector is cut after _AXES of
    them, and the product of two rests is at most the product of their lengths. The score of a pair that is left is a
    sum of its own, which does not depend on the pairs beside it, rounded to four decimals.
    """
    axes = np.linalg.eigh(vectors.T @ vectors)[1][:, ::-1]
    first_axes = vectors @ axes[:, :_AXES]
    rest = np.einsum("ij,ij->i", vectors, vectors) - np.einsum("ij,ij->i", first_axes, first_axes)
    order = np.lexsort((~new, side))
    bound = np.column_stack([first_axes, np.sqrt(np.maximum(rest, 0))])[order]
    fresh = np.flatnonzero(new[order])
    bound_fresh = bound[fresh]
    edges = np.flatnonzero(np.diff(side[order], prepend=-1)).tolist()
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))]

    def compare(begin: int, until: int, others: NDArray[np.float64], rows: NDArray[np.int64]) -> None:
        """Compare rows begin:until of the order with `rows`, whose bounds are `others`."""
        block = max(1, _CELLS // max(1, len(rows)))
        for start in range(begin, until if len(rows) else begin, block):
            stop = min(start + block, until)
            likely = bound[start:stop] @ others.T >= threshold - _SLACK
            i, j = np.divmod(np.flatnonzero(likely), likely.shape[1])
            one, two = order[i + start], rows[j]
            a, b = np.minimum(one, two), np.maximum(one, two)
            scores = [np.zeros(0, np.float32)]
            for k in range(0, len(a), _PAIRS):
                scores.append(np.einsum("ij,ij->i", vectors[a[k : k + _PAIRS]], vectors[b[k : k + _PAIRS]]))
            score = np.asarray(np.round(np.concatenate(scores), 4), np.float32)
            keep = score >= np.float32(threshold)
            found.append((a[keep], b[keep], score[keep]))

    for first, behind in itertools.pairwise([*edges, len(order)]):
        known = first + int(np.count_nonzero(new[order[first:behind]]))  # new ones come first
        compare(first, known, bound[behind:], order[behind:])
        low = int(np.searchsorted(fresh, behind))
        compare(known, behind, bound_fresh[low:], order[fresh[low:]])
    one, other, score = (np.concatenate(own) for own in zip(*found, strict=True))
    return one, other, score


def _foreign(a: Wording, b: Wording, names: Mapping[str, Sequence[str]]) -> str:
    """Return a name of the one place that stands in the text of the other and is none of its own names."""
    for owner, text in ((a, b), (b, a)):
        own = names.get(text.jurisdiction, ())
        for name in sorted(names.get(owner.jurisdiction, ()), key=lambda name: (-len(name), name)):
            if name and name in text.text and not any(name in mine or mine in name for mine in own if mine):
                return name
    return ""


def _titled(thread: Promise, units: Mapping[str, Wording]) -> str:
    """Return the id of the first unit that the thread's title quotes, or of its first unit."""
    quoted = (u for u in thread.unit_ids if one_line(units[u].text, units[u].language) == thread.title)
    return next(quoted, thread.unit_ids[0])


def _early(thread: Promise, title: str, units: Mapping[str, Wording]) -> str:
    """Return the id of a unit of the thread's first year: the one that its title quotes, else the nearest to another.

    Nearest to that other title is the unit whose longest stretch in common with it is most of the longer of the two.
    """
    own = [unit_id for unit_id in thread.unit_ids if units[unit_id].order[0] == thread.first_year]
    titled = _titled(thread, units)
    said = _bare(title)

    def common(unit_id: str) -> float:
        text = _bare(units[unit_id].text)
        return _longest(text, said) / max(1, len(text), len(said))

    return titled if titled in own else max(own, key=common)
