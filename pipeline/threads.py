"""Threads: all commitments of one jurisdiction that are the same promise.

Links alone would chain: a is the same as b, b as c, and in the end everything is one thread. Here groups of wordings
are joined only while the quadratic mean of the probability of `same` over *all* pairs between them, pairs never
proposed counting as zero, reaches a cut: average linkage, the agglomerative form of correlation clustering, in which a
few strong links count for more than many faint ones. A single strong link between two large groups is a weak bridge;
its mean is low and it joins nothing. What a rule keeps apart (two bridges by their names), although it is alike
otherwise, never meets in one group, whatever stands between. Afterwards a wording may move to the group that it fits
better than its own. Neither the order of the units nor ties can change the result: wordings are numbered by their
earliest unit, and equal values are decided by the smaller number.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.languages import LANGUAGES
from pipeline.records import Unit
from pipeline.settings import FAINT, ThreadSettings

# stock wordings are all about much the same: two are one promise where the scorer is sure of it
_STOCK_BAR = 0.7**2
_GAIN = 1e-3  # a wording moves only for more than this
_ROUNDED = 1e-6  # what rounding can add
_ROUNDS = 5  # passes in which a wording may change its group; the gold threads settle after two or three


class ScoredPairs(Protocol):
    """What threads need of the links: the distinct wordings and the scored pairs among them."""

    @property
    def wording(self) -> NDArray[np.int64]:
        """The number of each unit's wording, int64 (units,); equal texts share one."""

    @property
    def pairs(self) -> NDArray[np.int64]:
        """Scored pairs of wordings, int64 (n, 2), the smaller number first."""

    @property
    def same(self) -> NDArray[np.float32]:
        """Probability of `same` of each pair, float32 (n,)."""

    @property
    def apart(self) -> NDArray[np.int64]:
        """Pairs of wordings that a rule keeps apart (two bridges by their names), int64 (m, 2)."""


class HasCut(Protocol):
    """What threads need of the link model."""

    @property
    def cuts(self) -> Mapping[str, float]:
        """Cuts of single languages, that stand above `cut`."""

    @property
    def cut(self) -> float:
        """The quadratic mean of the probability of `same` from which two groups are joined."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The threads of one jurisdiction.

    `groups` holds the unit ids of each thread in order of time; every unit is in one, alone if need be. Threads are
    sorted by their earliest unit. `weakest` is, per thread, the smallest mean probability with which one of its
    wordings hangs on the others (1 where there is one wording), and `loosest` the first unit with that wording (empty
    where there is one).
    """

    groups: tuple[tuple[str, ...], ...]
    weakest: tuple[float, ...]
    loosest: tuple[str, ...]


def group_units(
    units: Sequence[Unit],
    linked: ScoredPairs,
    boilerplate: Collection[str],
    model: HasCut,
    settings: ThreadSettings,
    *,
    tied: Sequence[tuple[str, str]] = (),
    apart: Sequence[tuple[str, str]] = (),
) -> Grouped:
    """Group the commitments of one jurisdiction into threads.

    Args:
        units: Commitments, in the order in which they were linked.
        linked: The scored pairs of their wordings.
        boilerplate: Ids of units whose wording many places share. Such a wording joins the thread it fits best but
            never brings two others together; those that fit none make threads among themselves.
        model: Gives the cut where the settings do not.
        settings: `cut` overrides the model's.
        tied: Pairs of unit ids that people put into one thread; they are, whatever the links say.
        apart: Pairs of unit ids that people keep apart; no thread holds both. A pair must not be tied as well,
            directly or through others.

    Raises:
        ValueError: The links were made for another number of units, or a pair is tied and apart.
    """
    if len(linked.wording) != len(units):
        raise ValueError(f"{len(units)} units, but links of {len(linked.wording)}")
    if not units:
        return Grouped((), (), ())
    wordings, pairs, same = linked.wording, linked.pairs, linked.same
    must, cannot = np.zeros((0, 2), np.int64), np.zeros((0, 2), np.int64)
    if tied or apart:
        wordings, pairs, same, must, cannot = _demanded(units, wordings, pairs, same, tied, apart)
    n = int(wordings.max()) + 1
    cannot = np.concatenate([cannot, _kept_apart(linked, wordings, _tied(n, must))])
    stock = np.zeros(n, bool)
    for place, unit in enumerate(units):
        if unit.unit_id in boilerplate:
            stock[wordings[place]] = True
    # that of most: a speech in another language leaves the threads of the others alone
    language = Counter(sorted(unit.language for unit in units)).most_common(1)[0][0]
    cut = _cut(model, settings, language)
    group = cluster(n, pairs, same, cut, stock, must, cannot)
    members: dict[int, list[Unit]] = defaultdict(list)
    first: dict[int, str] = {}
    for unit, wording in sorted(zip(units, wordings.tolist(), strict=True), key=lambda pair: pair[0].order):
        members[int(group[wording])].append(unit)
        first.setdefault(wording, unit.unit_id)
    weakest = _weakest(group, pairs, same)
    # a thread comes in when its earliest unit does
    ends = [weakest.get(number, (1.0, -1)) for number in members]
    return Grouped(
        groups=tuple(tuple(u.unit_id for u in own) for own in members.values()),
        weakest=tuple(round(mean, 4) for mean, _ in ends),
        loosest=tuple(first.get(wording, "") for _, wording in ends),
    )


def _cut(model: HasCut, settings: ThreadSettings, language: str) -> float:
    """Return the cut of the settings, else the model's."""
    return model.cuts.get(language, model.cut) if settings.cut is None else settings.cut


def _demanded(
    units: Sequence[Unit],
    wordings: NDArray[np.int64],
    pairs: NDArray[np.int64],
    same: NDArray[np.float32],
    tied: Sequence[tuple[str, str]],
    apart: Sequence[tuple[str, str]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Turn what people demand of units into demands on wordings.

    A unit that must be kept apart from another, or is tied to such a one, gets a wording of its own where others share
    its words, a copy with the same links and a certain one to the words it was copied from: so it can leave them
    without taking them along.

    Returns:
        Wordings, pairs and probabilities with the copies, tied pairs count as 1 and pairs apart as 0; then the tied
        pairs and the pairs apart as wordings, int64 (m, 2).
    """
    place = {unit.unit_id: k for k, unit in enumerate(units)}
    wordings = wordings.copy()
    shared = np.bincount(wordings)
    found: dict[tuple[int, int], float] = {(int(a), int(b)): float(p) for (a, b), p in zip(pairs, same, strict=True)}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), p in found.items():
        near[a][b] = near[b][a] = p
    joined = _tied(len(units), np.array([[place[a], place[b]] for a, b in tied], np.int64).reshape(-1, 2))
    torn = {int(joined[place[unit]]) for pair in apart for unit in pair}
    for k in sorted((k for k in range(len(units)) if joined[k] in torn), key=lambda k: units[k].order):
        old = int(wordings[k])
        if shared[old] > 1:
            shared[old] -= 1
            new = len(shared)
            shared = np.append(shared, 1)
            wordings[k] = new
            for other, p in [*near[old].items(), (old, 1.0)]:
                near[new][other] = near[other][new] = p
                found[other, new] = p
    must = sorted({_ordered(int(wordings[place[a]]), int(wordings[place[b]])) for a, b in tied})
    cannot = sorted({_ordered(int(wordings[place[a]]), int(wordings[place[b]])) for a, b in apart})
    found |= {pair: 1.0 for pair in must if pair[0] != pair[1]} | dict.fromkeys(cannot, 0.0)
    order = sorted(found)
    return (
        wordings,
        np.array(order, np.int64).reshape(-1, 2),
        np.array([found[pair] for pair in order], np.float32),
        np.array(must, np.int64).reshape(-1, 2),
        np.array(cannot, np.int64).reshape(-1, 2),
    )


def _kept_apart(linked: ScoredPairs, wordings: NDArray[np.int64], tied: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of wordings that a rule keeps apart, but for those that people tied; copies like their like."""
    if wordings is linked.wording:  # nobody demanded anything
        return linked.apart
    copies: dict[int, set[int]] = defaultdict(set)
    for old, new in zip(linked.wording.tolist(), wordings.tolist(), strict=True):
        copies[old].add(new)
    pairs = {_ordered(one, other) for a, b in linked.apart.tolist() for one in copies[a] for other in copies[b]}
    found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return np.asarray(found[tied[found[:, 0]] != tied[found[:, 1]]])


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def cluster(
    n: int,
    pairs: NDArray[np.int64],
    same: NDArray[np.float32],
    cut: float,
    stock: NDArray[np.bool_],
    must: NDArray[np.int64] | None = None,
    cannot: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Cluster n wordings by average linkage over sparse probabilities, then let wordings move.

    Args:
        n: Number of wordings.
        pairs: int64 (m, 2), each pair once, smaller number first.
        same: float32 (m,), probability that the two are the same promise; pairs not given count as zero.
        cut: Smallest quadratic mean of the probabilities between two groups that are joined, FAINT or more; a tie is
            joined.
        stock: bool (n,), wordings that must not bring others together. They join each other where the mean is high, and
            such a group attaches itself as a whole. One that is tied is none.
        must: int64 (k, 2), pairs that one group must hold.
        cannot: int64 (k, 2), pairs that no group may hold.

    Returns:
        int64 (n,), per wording the smallest number in its group.

    Raises:
        ValueError: A pair must and cannot be together.
    """
    keep = same >= FAINT
    edges, weight = pairs[keep], np.round(same[keep].astype(np.float64) ** 2, 8)
    bar = round(cut**2, 6)
    first = _tied(n, must)
    bound = np.bincount(first, minlength=n)[first] > 1
    stock = stock & ~bound
    apart: dict[int, set[int]] = defaultdict(set)
    for a, b in [] if cannot is None else cannot.tolist():
        if first[a] == first[b]:
            raise ValueError(f"wordings {a} and {b} are tied and apart")
        apart[a].add(b)
        apart[b].add(a)
    # a mean reaches the cut only where a pair does: no group spans wordings that such pairs do not connect
    ties = np.stack([np.flatnonzero(bound), first[bound]], axis=1)
    chained = _connected(n, np.concatenate([edges[weight >= bar - _ROUNDED], ties]))
    inside = chained[edges[:, 0]] == chained[edges[:, 1]]
    near = _neighbours(n, edges[inside], weight[inside])
    group = _agglomerate(near, ~stock, bar, first, apart)
    # what is promised again in stock words is one promise, whatever else it may be like
    stocks = _agglomerate(near, stock, max(bar, _STOCK_BAR), np.arange(n), apart)
    return _settle(group, near, stock, stocks, bar, bound, apart)


def _connected(n: int, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of n wordings a number that is equal for those that edges connect, directly or through others."""
    graph = coo_array((np.ones(len(edges), bool), (edges[:, 0], edges[:, 1])), (n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _neighbours(n: int, edges: NDArray[np.int64], weight: NDArray[np.float64]) -> list[dict[int, float]]:
    """Return the weights of the neighbours of each of n wordings, in an order that does not depend on that of edges."""
    ways = np.concatenate([edges, edges[:, ::-1]])
    order = np.lexsort((ways[:, 1], ways[:, 0]))
    others, weights = ways[order, 1].tolist(), np.tile(weight, 2)[order].tolist()
    ends = np.searchsorted(ways[order, 0], np.arange(n + 1)).tolist()
    return [dict(zip(others[k:end], weights[k:end], strict=True)) for k, end in itertools.pairwise(ends)]


def _tied(n: int, must: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return for each wording the smallest number that it is tied to, itself included."""
    first = list(range(n))
    for a, b in [] if must is None else must.tolist():
        while first[a] != a:
            a = first[a]
        while first[b] != b:
            b = first[b]
        first[max(a, b)] = min(a, b)
    for k in range(n):  # a number's first is smaller, so that it is settled already
        first[k] = first[first[k]]
    return np.array(first, np.int64)


def _agglomerate(
    near: Sequence[Mapping[int, float]],
    counts: NDArray[np.bool_],
    cut: float,
    first: NDArray[np.int64],
    apart: Mapping[int, Collection[int]],
) -> NDArray[np.int64]:
    """Join the two groups with the highest mean, again and again, until no mean reaches the cut.

    Only wordings that count are joined. `first` says which are together from the start, `apart` which never are.
    """
    n = len(near)
    size = np.bincount(first, minlength=n).tolist()
    version = [0] * n
    parent = first.tolist()
    foes: dict[int, set[int]] = {}
    for k, others in apart.items():
        foes.setdefault(parent[k], set()).update(parent[other] for other in others)
    totals: list[dict[int, float]] = [{} for _ in range(n)]
    counted = counts.tolist()
    for k in np.flatnonzero(counts).tolist():
        own, a = totals[parent[k]], parent[k]
        for other, p in near[k].items():
            if counted[other] and parent[other] != a:
                own[parent[other]] = own.get(parent[other], 0.0) + p
    heap: list[tuple[float, int, int, int, int]] = []
    for a, own in enumerate(totals):
        for b, total in own.items():
            mean = round(total / (size[a] * size[b]), 6)
            if a < b and mean >= cut and b not in foes.get(a, ()):
                heap.append((-mean, a, b, 0, 0))
    heapq.heapify(heap)
    while heap:
        _, a, b, when_a, when_b = heapq.heappop(heap)
        if version[a] != when_a or version[b] != when_b:
            continue
        # b goes into a, the smaller number: the group keeps the name of its earliest wording.
        parent[b] = a
        size[a] += size[b]
        version[a] += 1
        version[b] = -1
        totals[a].pop(b)
        for c, total in totals[b].items():
            if c != a:
                totals[c].pop(b)
                totals[a][c] = totals[a].get(c, 0.0) + total
        totals[b] = {}
        if b in foes:
            for c in foes.pop(b):
                foes[c] = (foes[c] - {b}) | {a}
                foes.setdefault(a, set()).add(c)
        for c, total in totals[a].items():
            totals[c][a] = total
            mean = round(total / (size[a] * size[c]), 6)
            if mean >= cut and c not in foes.get(a, ()):
                low, high = min(a, c), max(a, c)
                heapq.heappush(heap, (-mean, low, high, version[low], version[high]))
    group = np.arange(n)
    for k in range(n):
        root = k
        while parent[root] != root:
            root = parent[root]
        group[k] = root
    return group


def _settle(
    group: NDArray[np.int64],
    near: Sequence[Mapping[int, float]],
    stock: NDArray[np.bool_],
    stocks: NDArray[np.int64],
    cut: float,
    bound: NDArray[np.bool_],
    apart: Mapping[int, Collection[int]],
) -> NDArray[np.int64]:
    """Let each wording move to the group where the sum of (weight - cut) over the members is largest.

    That sum is what correlation clustering maximises; joining pair by pair can miss it, because the strongest pair of
    all may be the bridge between two groups. A wording for which every sum is negative stands alone. Stock wordings
    come last, with all of their group in `stocks`, and only attach themselves; nothing attaches to them. Wordings that
    are bound to others stay where they are, and none moves to a group that it must be kept apart from.
    """
    groups = _Groups(group, near, stock, cut)
    order = [k for k in range(len(near)) if near[k] and groups.glue[k] and not bound[k]]
    looked = [-1] * len(near)
    for _ in range(_ROUNDS):
        before = groups.moves
        for k in order:
            if groups.changed_near(k, looked[k]):
                groups.move(k, apart.get(k, ()))
                looked[k] = groups.moves
        if groups.moves == before:
            break
    together: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(stock).tolist():
        together[int(stocks[k])].append(k)
    for members in together.values():
        groups.attach(members, {foe for k in members for foe in apart.get(k, ())})
    # A group is named by its smallest member, which may have moved away.
    smallest: dict[int, int] = {}
    for k, number in enumerate(groups.of):
        smallest.setdefault(number, k)
    return np.array([smallest[number] for number in groups.of], np.int64)


class _Groups:
    """Which group each wording bears the number of (`of`), while wordings move; `moves` counts how often one did.

    `glue` tells from others the stock wordings, which do not count in the size of a group and attract nothing.
    """

    def __init__(
        self, group: NDArray[np.int64], near: Sequence[Mapping[int, float]], stock: NDArray[np.bool_], cut: float
    ) -> None:
        """Begin with the groups of `group`; see :func:`_settle`."""
        self.of: list[int] = group.tolist()
        self.glue: list[bool] = (~stock).tolist()
        self._near = near
        self._cut = cut
        self._size: list[int] = np.bincount(group[~stock], minlength=len(group)).tolist()
        # how many wordings bear a number, stock or not
        self._bearers: list[int] = np.bincount(group, minlength=len(group)).tolist()
        self.moves = 0
        # which move changed a number's group last
        self._changed = [0] * len(group)

    def changed_near(self, k: int, moves: int) -> bool:
        """Tell whether the group of a wording, or one that it is near to, has changed since so many moves."""
        of, changed = self.of, self._changed
        around = map(changed.__getitem__, map(of.__getitem__, self._near[k]))
        return changed[of[k]] > moves or max(around) > moves

    def move(self, k: int, apart: Collection[int]) -> None:
        """Let a wording move to the group that it fits best, which holds none that it must be kept `apart` from."""
        own = self.of[k]
        self._size[own] -= self.glue[k]
        best, value = self._best([k], own, {self.of[other] for other in apart})
        if value < 0 and self._size[own]:
            # alone is better, under a number that no wording bears: its own, or that of one that has left
            best = k if not self._bearers[k] else self._bearers.index(0)
        self._bearers[own] -= 1
        self._bearers[best] += 1
        self._size[best] += self.glue[k]
        self.of[k] = best
        if best != own:
            self.moves += 1
            self._changed[own] = self._changed[best] = self.moves

    def attach(self, members: Sequence[int], apart: Collection[int]) -> None:
        """Let stock wordings that stand alone go together: to the group that they fit best, or to the first of them."""
        best, _ = self._best(members, members[0], {self.of[other] for other in apart})
        for k in members:
            self.of[k] = best

    def _best(self, members: Sequence[int], own: int, closed: Collection[int]) -> tuple[int, float]:
        """Return the group where wordings, not counted in any, have the largest sum of (weight - cut), and that sum.

        Groups that are `closed` to them do not count.
        """
        of, glue, size, cut = self.of, self.glue, self._size, self._cut * len(members)
        totals: dict[int, float] = defaultdict(float)
        for k in members:
            for other, weight in self._near[k].items():
                if glue[other]:
                    totals[of[other]] += weight
        best, value = own, round(totals.get(own, 0.0) - cut * size[own], 6)
        # Moving must be a clear gain, or two groups would pass a wording to and fro. Few groups come near it.
        least = max(value, 0.0) + _GAIN - _ROUNDED
        likely = {number for number, total in totals.items() if total - cut * size[number] > least}
        for number in sorted(likely.difference(closed)):
            gain = round(totals[number] - cut * size[number], 6)
            if gain > max(value, 0.0) + _GAIN:
                best, value = number, gain
        return best, value


def _weakest(
    group: NDArray[np.int64], pairs: NDArray[np.int64], same: NDArray[np.float32]
) -> dict[int, tuple[float, int]]:
    """Return, per group of two or more wordings, the smallest mean probability of one with the others, and that one."""
    # fainter pairs are not always given: whether they are must not matter
    inside = (group[pairs[:, 0]] == group[pairs[:, 1]]) & (same >= FAINT)
    total = np.zeros(len(group))
    np.add.at(total, pairs[inside].ravel(), np.repeat(same[inside].astype(np.float64), 2))
    count = np.bincount(group, minlength=len(group))
    mean = total / np.maximum(count[group] - 1, 1)
    out: dict[int, tuple[float, int]] = {}
    for wording, (number, value) in enumerate(zip(group.tolist(), mean.tolist(), strict=True)):
        if count[number] > 1:
            out[number] = min(out.get(number, (math.inf, -1)), (round(value, 6), wording))
    return out


def wording_key(unit: Unit) -> str:
    """Return what is equal in equal wordings of several places; empty for a wording that is never boilerplate.

    A wording with a figure is a target, however many places set it. The number of an item is none of its words.
    """
    language = LANGUAGES[unit.language]
    key = "".join(c for c in language.unnumbered(language.normalise(unit.text)).lower() if c.isalnum())
    return "" if any(c.isdigit() for c in key) else key


def shared_wordings(wording: NDArray[np.uint64], owner: NDArray[np.int32], places: int) -> NDArray[np.uint64]:
    """Find the wordings that many places share.

    With fewer than `places` jurisdictions nothing is found: one place's own repetitions are what threads are for.

    Args:
        wording: uint64 (n,), a hash of the wording of each commitment of all jurisdictions.
        owner: int32 (n,), the number of its jurisdiction.
        places: So many jurisdictions make a wording boilerplate.

    Returns:
        uint64 (m,), the hashes of the shared wordings, sorted.
    """
    order = np.lexsort((owner, wording))
    ordered, owners = wording[order], owner[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (ordered[1:] != ordered[:-1]) | (owners[1:] != owners[:-1])
    found, count = np.unique(ordered[fresh], return_counts=True)
    return np.asarray(found[count >= max(places, 2)])


@dataclass(frozen=True, slots=True)
class Change:
    """How a thread of an earlier run relates to those of a later run.

    `kind` is same, grown, shrunk, changed (it lost some units and gained others), merged, split, new or gone;
    `before` and `after` are thread ids.
    """

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def compare_threads(before: Mapping[str, Collection[str]], after: Mapping[str, Collection[str]]) -> tuple[Change, ...]:
    """Say what became of threads between two runs, by the units they share.

    Args:
        before: Unit ids per thread id of the earlier run.
        after: The same of the later run.

    Returns:
        One change per set of threads that share units, sorted by the ids of the threads. `grown` and `shrunk` compare
        the members of one thread with those of its one successor; `split` and `merged` name all threads concerned,
        and where threads were both split and merged, `merged`.
    """
    home: dict[str, str] = {unit: name for name, members in after.items() for unit in members}
    touch: dict[str, set[str]] = {name: {home[u] for u in members if u in home} for name, members in before.items()}
    back: dict[str, set[str]] = defaultdict(set)
    for name, found in touch.items():
        for other in found:
            back[other].add(name)
    changes: list[Change] = []
    seen: set[str] = set()
    for name in sorted(before):
        if name in seen:
            continue
        olds, news, todo = {name}, set[str](), [name]
        while todo:
            for other in touch[todo.pop()] - news:
                news.add(other)
                todo += sorted(back[other] - olds)
                olds |= back[other]
        seen |= olds
        changes.append(Change(_kind(olds, news, before, after), tuple(sorted(olds)), tuple(sorted(news))))
    fresh = sorted(name for name in after if name not in back)
    changes += [Change("new", (), (name,)) for name in fresh]
    return tuple(sorted(changes, key=lambda change: (change.before, change.after)))


def _kind(olds: set[str], news: set[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name the change from some threads to others that share units with them."""
    if not news:
        return "gone"
    if len(olds) > 1:
        return "merged"
    if len(news) > 1:
        return "split"
    was, now = set(before[next(iter(olds))]), set(after[next(iter(news))])
    return "same" if was == now else "grown" if was < now else "shrunk" if now < was else "changed"
