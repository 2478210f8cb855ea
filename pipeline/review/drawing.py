"""Samples with known drawing probabilities, and the cases that teach most.

A stratified sample: strata are cut by what the model says, by decade and by how sure it is; within a stratum items are
taken at equal steps along a list sorted by place and year, from a random start (systematic sampling, Cochran 1977,
ch. 8), so that places get their share without strata of their own. Every item of a stratum has the same probability,
n/N. The least sure items form a stratum that is taken whole: they are looked at in any case, and the sample stays a
probability sample. Sizes of strata go with the root of what they hold, which serves rare labels and totals alike
(power allocation, Bankier 1988). Nothing depends on the order of the items.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Problem, ReviewError
from pipeline.settings import fingerprint

FORM, OLDER_FORM = 2, 1
"""How samples are described; in the older form the id is made of a part of the description alone."""
BORDERLINE, ANY = "borderline", "any"
PAIRS = frozenset({"links", "closures"})
SAID = {"same wording": "same"}
"""Strata of their own that are no other answer."""
LEAST = 2  # items of a stratum, so that its spread can be estimated
BANDS = (0.7, 0.9)
_ROUGH = (10, 20, 40, 1000)  # years that share a stratum, finest first
_PER_STRATUM = 4  # items per stratum that are wanted on average before strata are made coarser
_POOL = 8  # informed choice looks at so many times the items wanted


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document and the hash of its text."""

    doc_id: str
    start: int
    end: int
    sha: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that can be drawn: a sentence, a link, a closure or a thread.

    `spans` are the sentence, both units of a pair, or the members of a thread. `model` is what the model says,
    `confidence` how sure it is (0-1), `margin` how far it is from saying something else (the smaller, the nearer).
    """

    item: str
    spans: tuple[Span, ...]
    place: str
    year: int
    model: str
    confidence: float
    margin: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item of a sample: its stratum, the probability with which it was drawn (None for informed choice), coders.

    `check` is the hash of the quotations as the sheet shows them, without white space.
    """

    item: str
    spans: tuple[Span, ...]
    stratum: str
    p: float | None
    coders: tuple[str, ...]
    check: str = ""


@dataclass(frozen=True)
class Draw:
    """A sample with all that estimates need.

    `how` is strata, information or disputes. `sizes` holds the number of items in each stratum, `frame` the number by
    stratum and document (of an item's first stretch). `draw_id` follows from everything else, so that a description
    that was changed gives itself away. `form` says how: samples of the older form keep the id that their sheets and
    verdicts name.
    """

    kind: str
    how: str
    seed: int
    blind: bool
    sizes: Mapping[str, int]
    frame: Mapping[tuple[str, str], int]
    items: tuple[Drawn, ...]
    final: bool = False
    run: Mapping[str, str] = field(default_factory=dict)
    form: int = FORM

    def described(self) -> dict[str, Any]:
        """Return all that the sample says, apart from its id, in the types of JSON."""
        return {
            "form": self.form,
            "kind": self.kind,
            "how": self.how,
            "seed": self.seed,
            "blind": self.blind,
            "final": self.final,
            "run": dict(sorted(self.run.items())),
            "sizes": dict(sorted(self.sizes.items())),
            "frame": [[stratum, doc_id, count] for (stratum, doc_id), count in sorted(self.frame.items())],
            "items": [
                [i.item, i.stratum, i.p, list(i.coders), i.check, [[s.doc_id, s.start, s.end, s.sha] for s in i.spans]]
                for i in self.items
            ],
        }

    @cached_property
    def draw_id(self) -> str:
        """Return twelve hexadecimal digits made of all that the sample says; of a part of it in the older form."""
        if self.form != OLDER_FORM:
            return fingerprint(self.described())[:12]
        parts = [self.kind, self.how, self.seed, self.blind, sorted(self.sizes.items())]
        parts += [(i.item, i.stratum, i.coders) for i in self.items]
        return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:12]


def rank_of(seed: int, item: str) -> str:
    """Return what items are put in random order by: the same for the same seed, whatever else is there."""
    return hashlib.sha256(f"{seed} {item}".encode()).hexdigest()


def _start(seed: int, stratum: str) -> float:
    """Return a random number in [0, 1) that belongs to a stratum."""
    return int(hashlib.sha256(f"{seed} stratum {stratum}".encode()).hexdigest()[:13], 16) / 16**13


def draw(candidates: Sequence[Candidate], kind: str, n: int, *, seed: int, borderline: int, blind: bool) -> Draw:
    """Draw a stratified sample of n items, `borderline` of them the least sure ones.

    Raises:
        ReviewError: there is nothing to draw, or n is too small.
    """
    if not candidates:
        raise ReviewError([Problem("draw", kind, "the run has none", "run with texts that hold some")])
    if n < 1 or not 0 <= borderline <= n:
        raise ReviewError([Problem("draw", f"{n}, {borderline}", "cannot be drawn", "give 0 ≤ borderline ≤ n, n ≥ 1")])
    if n >= len(candidates):
        items = [Drawn(c.item, c.spans, _certain(kind, c), 1.0, ()) for c in candidates]
        frame = Counter((_certain(kind, c), c.spans[0].doc_id) for c in candidates)
        return _made(kind, seed, blind, Counter(i.stratum for i in items), frame, items)
    ordered = sorted(candidates, key=lambda c: (c.margin, rank_of(seed, c.item)))
    certain, rest = ordered[:borderline], ordered[borderline:]
    strata: dict[str, list[Candidate]] = defaultdict(list)
    for candidate, name in zip(rest, _strata(rest, n - borderline), strict=True):
        strata[name].append(candidate)
    taken = allocate({name: len(own) for name, own in strata.items()}, n - borderline)
    items = [Drawn(c.item, c.spans, _certain(kind, c), 1.0, ()) for c in certain]
    for name in sorted(strata):
        own = sorted(strata[name], key=lambda c: (c.place, c.year, rank_of(seed, c.item)))
        for at in systematic(len(own), taken[name], _start(seed, name)):
            items.append(Drawn(own[at].item, own[at].spans, name, taken[name] / len(own), ()))
    sizes = {name: len(own) for name, own in strata.items()} | Counter(_certain(kind, c) for c in certain)
    frame = Counter((name, c.spans[0].doc_id) for name, own in strata.items() for c in own)
    frame += Counter((_certain(kind, c), c.spans[0].doc_id) for c in certain)
    return _made(kind, seed, blind, sizes, frame, items)


def _made(
    kind: str,
    seed: int,
    blind: bool,
    sizes: Mapping[str, int],
    frame: Mapping[tuple[str, str], int],
    items: Sequence[Drawn],
) -> Draw:
    listed = tuple(sorted(items, key=lambda i: i.item))
    return Draw(kind, "strata", seed, blind, dict(sorted(sizes.items())), dict(sorted(frame.items())), listed)


def _strata(candidates: Sequence[Candidate], n: int) -> list[str]:
    """Return a stratum's name for each item: answer, years, confidence; coarser where there would be too many."""
    names: list[str] = []
    for years in _ROUGH:
        for bands in (BANDS, BANDS[1:], ()):
            names = [_stratum(c, years, bands) for c in candidates]
            if len(set(names)) * _PER_STRATUM <= n:
                return names
    return names if len(set(names)) * LEAST <= n else [ANY] * len(candidates)


def _stratum(candidate: Candidate, years: int, bands: Sequence[float]) -> str:
    band = sum(candidate.confidence >= b for b in bands)
    sure = "" if not bands else f"|sure {0 if not band else bands[band - 1]}+"
    era = "" if years >= _ROUGH[-1] else f"|{candidate.year // years * years}+{years}"
    return f"{candidate.model}{era}{sure}"


def _certain(kind: str, candidate: Candidate) -> str:
    """Return the stratum of what is taken whole; of pairs it names the answer, as no later run may list them."""
    return f"{BORDERLINE}|{candidate.model}" if kind in PAIRS else BORDERLINE


def answer_of(stratum: str) -> str:
    """Return the models' answer that a stratum of pairs names, empty where it names none."""
    first, _, second = stratum.partition("|")
    name = second if first == BORDERLINE else first
    return SAID.get(name.partition("|")[0], "" if name == ANY else name.partition("|")[0])


def allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Divide n over strata by the root of their sizes, each at least two (or all it has).

    Raises:
        ReviewError: n does not give every stratum two.
    """
    least = {name: min(LEAST, size) for name, size in sizes.items()}
    if sum(least.values()) > n:
        message = f"too few for {len(sizes)} strata"
        raise ReviewError([Problem("draw", str(n), message, f"draw at least {sum(least.values())} beside borderline")])
    given = dict(least)
    n = min(n, sum(sizes.values()))
    while (left := n - sum(given.values())) > 0:
        # the stratum that is furthest below its share comes next; strata that are taken whole are out
        open_ = [name for name in sizes if given[name] < sizes[name]]
        total = sum(math.sqrt(sizes[name]) for name in open_)
        shares = {name: math.sqrt(sizes[name]) / total * (left + sum(given[o] for o in open_)) for name in open_}
        best = max(open_, key=lambda name: (shares[name] - given[name], name))
        given[best] += 1
    return given


def systematic(size: int, n: int, start: float) -> list[int]:
    """Return n places at equal steps in a list of `size`, from a random start in [0, 1)."""
    step = size / n if n else 0.0
    return [min(size - 1, int((k + start) * step)) for k in range(n)]


def share_out(items: Sequence[Drawn], coders: Sequence[str], overlap: int, seed: int) -> tuple[Drawn, ...]:
    """Give every coder the same `overlap` items, and divide the others among them."""
    ordered = sorted(items, key=lambda i: rank_of(seed, "coders " + i.item))
    out: list[Drawn] = []
    for number, own in enumerate(ordered):
        who = tuple(coders) if number < overlap else (coders[number % len(coders)],)
        out.append(Drawn(own.item, own.spans, own.stratum, own.p, who, own.check))
    return tuple(sorted(out, key=lambda i: i.item))


def informative(margins: NDArray[np.float64], vectors: NDArray[np.float32], n: int) -> list[int]:
    """Return the numbers of n items that teach most: unsure, and unlike each other.

    Of the 8 n items with the smallest margin the least sure one is taken, then again and again the one for which
    uncertainty times distance from the nearest item taken is largest: margin sampling with a spread (the idea of
    Zhdanov 2019, with greedy choice in place of k-means).

    Args:
        margins: shape (m,), probability of the best answer minus that of the second best.
        vectors: shape (m, d), unit length.
        n: how many.
    """
    pool = np.argsort(margins, kind="stable")[: max(n, _POOL * n)]
    unsure = 1.0 - np.clip(margins[pool], 0, 1)
    own = vectors[pool].astype(np.float64)
    nearest = np.full(len(pool), 2.0)
    left = np.ones(len(pool), bool)
    taken: list[int] = []
    for _ in range(min(n, len(pool))):
        gain = np.where(left, unsure * np.round(np.maximum(nearest, 1e-6), 9), -1.0)
        best = int(gain.argmax())
        taken.append(int(pool[best]))
        left[best] = False
        nearest = np.minimum(nearest, np.maximum(0.0, 1.0 - own @ own[best]))
    return taken
