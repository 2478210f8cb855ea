"""Which commitments of one jurisdiction are the same promise, which are related, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.link.candidates import collapse, cosines, likely_pairs
from pipeline.link.cross import CrossEncoder, Tokens
from pipeline.link.decisions import (
    ACROSS,
    CLASSES,
    DOUBT,
    PARTS,
    READ_FROM,
    READ_TO,
    TUNED,
    LinkModel,
    SecondLook,
    in_doubt,
    kept_apart,
    ruled,
)
from pipeline.link.exchanged import Exchanged, Weigh
from pipeline.link.features import PairComparer
from pipeline.records import Link, Parts, Relation, Target, Unit
from pipeline.settings import FAINT, LinkSettings

__all__ = ["LinkModel", "Linked", "link_units"]

# the parts that the table of links shows; the model reads all of PARTS
SHOWN: tuple[str, ...] = (
    "meaning",
    "wording",
    "object",
    "head",
    "action",
    "opposed",
    "group_equal",
    "group_apart",
    "names",
    "figures_equal",
    "indicator",
    "section",
)
DEGENERATE = 0.3  # share of all pairs of wordings that are `same`, from which a threshold separates nothing
_STRETCH = 200_000  # pairs scored at a time: bounds memory to about 100 MB
# shared words over all from which two texts may say the same of two objects; the others need not be compared
_ONE_FRAME = 0.4
_ONE_FAMILY = 1 / 3  # two objects in one frame are shown like members of one family
_FEW = 50  # with fewer distinct wordings such a share can be real


@dataclass(frozen=True, slots=True)
class Linked:
    """The links of one jurisdiction and what they were chosen from.

    `links` holds same and related pairs, the earlier unit first, sorted. `n_candidates` pairs of distinct wordings
    were scored. `wording` is the number of each unit's wording, int64 (units,); `pairs`, int64 (n, 2), and `same`,
    float32 (n,), are the scored pairs of wordings and their probability of `same`, which threads are made from;
    `apart`, int64 (m, 2), are those of them that a rule keeps apart. `warnings` say what a reader of the table must
    know.
    """

    links: tuple[Link, ...]
    n_candidates: int
    wording: NDArray[np.int64]
    pairs: NDArray[np.int64]
    same: NDArray[np.float32]
    apart: NDArray[np.int64]
    warnings: tuple[str, ...] = ()


def part_names(second: bool, cross: bool) -> tuple[str, ...]:
    """Return the names of the parts of a link's score as they are stored.

    `second` tells whether a second look is taken, `cross` whether pairs in doubt are read.
    """
    return ("p_same", "p_related", *SHOWN, *((TUNED,) if second else ()), *((ACROSS,) if cross else ()))


def link_units(
    units: Sequence[Unit],
    vectors: NDArray[np.float32],
    targets: Mapping[str, Sequence[Target]],
    model: LinkModel,
    settings: LinkSettings,
    second: Callable[[Sequence[str]], NDArray[np.float32]] | None = None,
    sizes: Mapping[str, int] | None = None,
    weigh: Weigh | None = None,
) -> Linked:
    """Link the commitments of one jurisdiction, over the years and within one speech.

    Equal wordings are collapsed, compared once, and their links expanded again.

    Args:
        units: Commitments of one jurisdiction, in any order.
        vectors: float32 (len(units), d), unit length, of the encoder that the model was trained with.
        targets: Figures per unit id; units without figures may be left out.
        model: The scorer.
        settings: Floor of the candidate search, rows per block, thresholds that override the model's.
        second: Makes the vectors, float32 (n, e), of the transformer that looks at pairs in doubt a second time; for
            models that have such a look.
        sizes: Number of sentences per document id; a speech that is left out has the usual one.
        weigh: What the encoder knows of single words, by which two objects in one frame are told apart
            (:mod:`pipeline.link.exchanged`); they are not where it is left out.

    Raises:
        ValueError: The vectors do not fit the units, units of several jurisdictions are given, or a model with a
            second look comes without its transformer.
    """
    if len(vectors) != len(units):
        raise ValueError(f"{len(units)} units, but {len(vectors)} vectors")
    places = {unit.jurisdiction for unit in units}
    if len(places) > 1:
        raise ValueError(f"links are made within one jurisdiction, got {', '.join(sorted(places))}")
    if (second is None) != (model.second is None):
        raise ValueError("a second look takes a model that was trained for it and its transformer, both or neither")
    wordings = collapse(units)
    kept = [units[place] for place in wordings.first]
    own = np.ascontiguousarray(vectors[wordings.first], np.float32)
    compare = PairComparer(kept, kept, own, own, targets, sizes)
    n_candidates, kept_pairs, probabilities, shown, apart = _score(kept, own, compare, model, settings, weigh)
    described = [shown]
    if second is not None and model.second is not None:
        probabilities, likeness = _look_again(kept, kept_pairs, probabilities, model.second, second)
        described.append(likeness[:, None])
    if model.cross is not None:
        probabilities, read = _read(kept, kept_pairs, probabilities, compare, model.cross)
        described.append(read[:, None])
    bar, warnings = _threshold(len(kept), probabilities, settings)
    relation = model.relations(probabilities, bar, settings.related_threshold)
    relation = nearest_related(kept_pairs, relation, probabilities, settings.related_most)
    names = part_names(second is not None, model.cross is not None)
    links = _expand(units, wordings.of, kept_pairs, described, probabilities, relation, names)
    # a copy of the column, as a view would hold all of them
    return Linked(links, n_candidates, wordings.of, kept_pairs, probabilities[:, 0].copy(), kept_pairs[apart], warnings)


def _score(
    units: Sequence[Unit],
    vectors: NDArray[np.float32],
    compare: PairComparer,
    model: LinkModel,
    settings: LinkSettings,
    weigh: Weigh | None,
) -> tuple[int, NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Score candidate pairs, a stretch at a time, and keep those that are links or may be the same.

    Returns:
        How many candidates there were, the pairs kept (m, 2), their probabilities (m, 3), their parts as far as they
        are shown (m, len(SHOWN)), and whether a rule keeps them apart, bool (m,).
    """
    columns = [PARTS.index(name) for name in SHOWN]
    faint = FAINT if model.second is None else min(FAINT, DOUBT)
    exchanged = Exchanged(weigh) if weigh is not None else None
    found = [np.zeros((0, 2), np.int64)]
    chances = [np.zeros((0, 3), np.float32)]
    described = [np.zeros((0, len(SHOWN)), np.float32)]
    apart = [np.zeros(0, bool)]
    n_candidates = 0
    for stretch, meaning in _stretches(likely_pairs(vectors, settings.candidate_cosine, settings.block)):
        n_candidates += len(stretch)
        parts = compare(stretch, meaning)
        probabilities, unruled = model.probabilities(parts)
        linked = model.relations(probabilities, settings.same_threshold, settings.related_threshold) < 2
        # a pair that a rule keeps apart is needed where the scorer would have let the two meet
        keep = linked | (probabilities[:, 0] >= faint) | (unruled[:, 0] >= faint)
        stretch, parts, probabilities = stretch[keep], parts[keep], probabilities[keep]
        if exchanged is not None:
            others = _other_objects(units, stretch, parts, probabilities[:, 0] >= faint, exchanged)
            parts[others, PARTS.index("group_apart")] = _ONE_FAMILY
            probabilities = ruled(probabilities, parts)
        found.append(stretch)
        chances.append(probabilities)
        described.append(parts[:, columns])
        apart.append(kept_apart(parts))
    return n_candidates, _joined(found), _joined(chances), _joined(described), _joined(apart)


def _stretches(
    likely: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Yield candidate pairs and their likeness, a stretch at a time: all of them are millions."""
    for pairs, meaning in likely:
        for start in range(0, len(pairs), _STRETCH):
            yield pairs[start : start + _STRETCH], meaning[start : start + _STRETCH]


def _other_objects(
    units: Sequence[Unit],
    pairs: NDArray[np.int64],
    parts: NDArray[np.float32],
    likely: NDArray[np.bool_],
    exchanged: Exchanged,
) -> NDArray[np.bool_]:
    """Return which of the likely pairs that no rule has decided say the same of two objects, bool (n,)."""
    undecided = likely & ~kept_apart(parts) & ~(parts[:, PARTS.index("equal")] > 0)
    out = np.zeros(len(pairs), bool)
    for row in np.flatnonzero(undecided & (parts[:, PARTS.index("words")] >= _ONE_FRAME)).tolist():
        a, b = units[pairs[row, 0]], units[pairs[row, 1]]
        out[row] = a.language == b.language and exchanged(a.text, b.text, a.language)
    return out


def _joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the pieces as one array, and empty the list: there are millions of rows."""
    whole = np.concatenate(pieces)
    pieces.clear()
    return whole


def _look_again(
    units: Sequence[Unit],
    pairs: NDArray[np.int64],
    first: NDArray[np.float32],
    look: SecondLook,
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the probabilities after a second look at the pairs in doubt, and their likeness there (0 elsewhere).

    Equal wordings and pairs that a rule has decided are not in doubt.
    """
    doubtful = np.flatnonzero(in_doubt(first[:, 0]))
    needed, place = np.unique(pairs[doubtful], return_inverse=True)
    vectors = encode([units[k].text for k in needed.tolist()])
    likeness = np.zeros(len(pairs), np.float32)
    probabilities = first.copy()
    if len(doubtful):
        likeness[doubtful] = cosines(vectors, place.reshape(-1, 2))
        english = _english(units, pairs[doubtful])
        probabilities[doubtful] = look.probabilities(first[doubtful], likeness[doubtful], english)
    return probabilities, likeness


def _read(
    units: Sequence[Unit],
    pairs: NDArray[np.int64],
    first: NDArray[np.float32],
    compare: PairComparer,
    cross: tuple[CrossEncoder, Tokens],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the probabilities after the pairs in doubt have been read, and what `cross` alone says (0 elsewhere).

    What it takes from `same` or adds to it is shared out among the others as they were.
    """
    network, tokens = cross
    may = np.flatnonzero((first[:, 0] >= READ_FROM) & (first[:, 0] < READ_TO))
    english = _english(units, pairs[may])
    own = network.reads(english)
    may, english = may[own], english[own]
    texts = [[units[k].text for k in pairs[may, side].tolist()] for side in (0, 1)]
    told = network.odds(tokens, texts[0], texts[1], compare(pairs[may]))[:, 0]
    after, alone = first.copy(), np.zeros(len(pairs), np.float32)
    same = network.probability(first[may, 0].astype(np.float64), told, english)
    left = (1 - same) / (1 - first[may, 0])
    after[may, 0] = same
    after[may, 1:] = np.round(first[may, 1:] * left[:, None], 4)
    alone[may] = 1 / (1 + np.exp(-told))
    return after, alone


def _english(units: Sequence[Unit], pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs are of English, bool (n,); as for the scorer, a pair of two languages is Chinese."""
    return np.asarray(np.array([unit.language == "en" for unit in units], bool)[pairs].all(axis=1))


def _threshold(
    n: int, probabilities: NDArray[np.float32], settings: LinkSettings
) -> tuple[float | None, tuple[str, ...]]:
    """Return the user's threshold of `same` if it separates anything, else None, which takes the model's; and why."""
    bar = settings.same_threshold
    if bar is None:
        return None, ()
    share = 2 * int((probabilities[:, 0] >= np.float32(bar)).sum()) / max(n * (n - 1), 1)
    if n >= _FEW and share >= DEGENERATE:
        return None, (
            f"link.same_threshold = {bar} makes {share:.0%} of all pairs of {n} distinct wordings `same`, the model's "
            "own is used → give a higher one",
        )
    return bar, ()


def nearest_related(
    pairs: NDArray[np.int64], relation: NDArray[np.int8], probabilities: NDArray[np.float32], most: int
) -> NDArray[np.int8]:
    """Keep as `related` only pairs that are among the `most` nearest related ones of either side.

    Within a field nearly every pair of commitments is related, which grows with the square of the years; a reader
    looks at the nearest. Pairs that are `same` are all kept, and threads do not depend on related pairs.

    Returns:
        int8 (n,), `relation` with the other related pairs as different.
    """
    rows = np.flatnonzero(relation == 1)
    ends = np.concatenate([pairs[rows, 0], pairs[rows, 1]])
    score = np.tile(probabilities[rows, 0] + probabilities[rows, 1], 2)
    # ties are put in order of the pairs, which are sorted, so that the choice is the same in every run
    order = np.lexsort((np.tile(np.arange(len(rows)), 2), -score, ends))
    first = np.ones(len(order), bool)
    first[1:] = ends[order][1:] != ends[order][:-1]
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    near = np.zeros(len(order), bool)
    near[order] = rank < most
    kept = relation.copy()
    kept[rows[~(near[: len(rows)] | near[len(rows) :])]] = 2
    return kept


def _expand(
    units: Sequence[Unit],
    of: NDArray[np.int64],
    pairs: NDArray[np.int64],
    shown: Sequence[NDArray[np.float32]],
    probabilities: NDArray[np.float32],
    relation: NDArray[np.int8],
    names: Sequence[str],
) -> tuple[Link, ...]:
    """Turn links of wordings into links of units; units of one wording are the same promise."""
    ids = [unit.unit_id for unit in units]
    order = sorted(range(len(units)), key=lambda k: units[k].order)
    rank = {place: k for k, place in enumerate(order)}
    members: list[list[int]] = [[] for _ in range(int(of.max()) + 1 if len(of) else 0)]
    for place in order:
        members[of[place]].append(place)
    links: list[Link] = []
    chosen = np.flatnonzero(relation < 2)
    rows: Any = (
        np.hstack([probabilities[chosen, :2], *(columns[chosen] for columns in shown)]).astype(np.float64).round(4)
    )
    for row, (k, p_same, p_related) in enumerate(zip(chosen.tolist(), *rows[:, :2].T.tolist(), strict=True)):
        kind = CLASSES[int(relation[k])]
        score = p_same if kind is Relation.SAME else round(p_same + p_related, 4)
        # One description serves all pairs of the two wordings.
        parts = Parts(tuple(names), rows, row)
        for i, j in product(members[pairs[k, 0]], members[pairs[k, 1]]):
            a, b = (i, j) if rank[i] < rank[j] else (j, i)
            links.append(Link(ids[a], ids[b], kind, score, parts))
    # of equal wordings the other parts are not computed
    known = {"p_same": 1.0, "p_related": 0.0, "meaning": 1.0, "wording": 1.0, "head": 1.0, "opposed": 0.0, TUNED: 1.0}
    equal = {name: value for name, value in known.items() if name in names}
    for own in members:
        links += [Link(ids[a], ids[b], Relation.SAME, 1.0, equal) for a, b in combinations(own, 2)]
    return tuple(sorted(links, key=lambda link: (link.a_unit, link.b_unit)))
