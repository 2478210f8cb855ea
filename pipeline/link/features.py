"""Readable parts of the likeness of two units, for many pairs at once.

Every part is one column of :data:`FEATURES`; shares and signs are between -1 and 1, logarithms of lengths can be more.
Nothing is learnt here. Units are prepared once (words, character pairs, groups, figures), pairs are then compared as
arrays: a million pairs take some ten seconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import LANGUAGES
from pipeline.link.directions import AXES, directions, said_and_denied
from pipeline.link.finding import Finder
from pipeline.link.lexicon import LEXICONS, Lexicon
from pipeline.link.objects import names_nothing, objects_of, other_object
from pipeline.records import Target, Unit

FEATURES: tuple[str, ...] = (
    "meaning",  # cosine of the two vectors
    "wording",  # shared character pairs over all (Dice)
    "wording_part",  # shared character pairs over those of the shorter unit
    "words",  # shared words over all (Dice)
    "object",  # shared words without stock wording (Dice)
    "object_part",  # shared words without stock wording, over those of the unit with fewer
    "object_rare",  # the same, long words counting more
    "head",  # how much of the end of the first clause is equal (Chinese objects end a clause)
    "start",  # how much of the beginning is equal
    "action",  # shared classes of verbs over all (Dice)
    "opposed",  # 1 where the two stand on opposite ends of an axis (raise / lower), or one denies the other
    "group_equal",  # number of families of which both name the same members, over 3
    "group_apart",  # families of which both name members, none shared, over 3; objects by name, in one frame: 1 more
    "group_one",  # number of families of which only one names a member, over 3
    "names",  # 1 shared quoted or Latin name, -1 both have names and share none, 0 else
    "figures_equal",  # shared figures over those of the unit with fewer
    "figure_units",  # shared units of measure over those of the unit with fewer
    "figures_both",  # 1 where both have figures
    "figures_one",  # 1 where only one has
    "indicator",  # 1 shared indicator of a target, -1 both have and share none, 0 else
    "section",  # shared words of the nearest headings (Dice)
    "length_ratio",  # shorter over longer, in characters
    "length_short",  # log of the characters of the shorter unit, over 6
    "length_long",  # log of the characters of the longer unit, over 6
    "years",  # distance in years, over 10, at most 1
    "one_speech",  # 1 where both stand in one speech, which seldom promises a thing twice
    "equal",  # 1 where the normalised texts are equal and name something, or stand in one speech
    "english",  # 1 for English
    "crowd",  # log of the number of sentences of the two speeches, mean, over 8: among few, likeness says more
)

T = TypeVar("T")

USUAL = 400  # sentences of a speech of which the length is not known
_CHUNK = 20_000  # pairs compared at a time: bounds memory to about 40 MB
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|percentage points?|per ?cent|[万亿]?[\u4e00-\u9fff]|million|billion)?")
_NAME = re.compile(
    r"[“\"‘《]([^”\"’》]{2,30})[”\"’》]|\b([A-Z][A-Za-z&-]+(?:\s+[A-Z][A-Za-z&-]+)+|[A-Z]{2,}[a-zA-Z]*)\b"
)


@dataclass(frozen=True, slots=True)
class Bags:
    """Sets of strings, one per unit: a sparse matrix (n, vocabulary) and the weight of each row, float32 (n,).

    A row of weights w is stored as its square roots, so that the product of two rows is the shared weight.
    """

    matrix: Any
    weight: NDArray[np.float32]

    def __getitem__(self, rows: slice) -> Bags:
        """Return some of the units."""
        return Bags(self.matrix[rows], self.weight[rows])

    def sizes(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the number of strings of some units."""
        return np.asarray(np.diff(self.matrix.indptr)[rows], np.float32)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is compared of each of n units. The vocabularies are shared by both sides.

    `objects` weigh as long as they are; `actions` are bits. `named` holds the objects with a name of their own
    (:mod:`pipeline.link.objects`), `kinds` the kinds of them; `nameless` units name none of anything. `plus` and
    `minus` are the ways that a unit goes on each axis, `said` and `denied` the words that it promises and that it says
    will not be done (:mod:`pipeline.link.directions`).
    """

    grams: Bags
    words: Bags
    objects: Bags
    actions: NDArray[np.uint32]
    figures: Bags
    measures: Bags
    names: Bags
    indicators: Bags
    headings: Bags
    kinds: Bags
    named: NDArray[np.object_]
    nameless: NDArray[np.bool_]
    speeches: NDArray[np.int64]
    plus: NDArray[np.bool_]
    minus: NDArray[np.bool_]
    said: Bags
    denied: Bags
    groups: NDArray[np.uint32]
    lengths: NDArray[np.float32]
    years: NDArray[np.float32]
    english: NDArray[np.float32]
    crowds: NDArray[np.float32]
    heads: NDArray[np.int64]
    starts: NDArray[np.int64]
    texts: NDArray[np.int64]


def plain(text: str, language: str) -> str:
    """Return the copy of a unit that is compared: normalised, lower case, without its number and outer white space."""
    own = LANGUAGES[language]
    return own.unnumbered(own.normalise(text)).lower().strip()


def wording(unit: Unit) -> str:
    """Return what is equal in equal wordings; one that names nothing has no equal in another speech."""
    text = plain(unit.text, unit.language)
    return f"{text}\n{unit.doc_id}" if names_nothing(unit.text, unit.language) else text


def pair_features(
    a: Sequence[Unit],
    b: Sequence[Unit],
    va: NDArray[np.float32],
    vb: NDArray[np.float32],
    pairs: NDArray[np.int64],
    targets: Mapping[str, Sequence[Target]],
    sizes: Mapping[str, int] | None = None,
) -> NDArray[np.float32]:
    """Return the parts of the likeness of pairs of units.

    Args:
        a: Units of the first side.
        b: Units of the second side; may be the same object as `a`.
        va: Vectors of `a`, float32 (len(a), d), unit length.
        vb: Vectors of `b`, float32 (len(b), d), unit length.
        pairs: int64 (n, 2), indices into `a` and `b`.
        targets: Figures per unit id; units without figures may be left out.
        sizes: Number of sentences per document id; a speech that is left out has the usual one.

    Returns:
        float32 (n, len(FEATURES)), rounded to 4 decimals, in the order of `pairs`. It does not depend on which
        other pairs or units are given, nor on which side a unit stands.
    """
    return PairComparer(a, b, va, vb, targets, sizes)(pairs)


class PairComparer:
    """Units of two sides, prepared once; call it with pairs as often as needed (see :func:`pair_features`)."""

    def __init__(
        self,
        a: Sequence[Unit],
        b: Sequence[Unit],
        va: NDArray[np.float32],
        vb: NDArray[np.float32],
        targets: Mapping[str, Sequence[Target]],
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        """Prepare the units. Raises ValueError where vectors and units do not fit."""
        if len(va) != len(a) or len(vb) != len(b):
            raise ValueError(f"{len(a)} and {len(b)} units, but {len(va)} and {len(vb)} vectors")
        self._left, self._right = prepare([a] if a is b else [a, b], targets, sizes or {})
        self._va, self._vb = va, vb

    def __call__(self, pairs: NDArray[np.int64], meaning: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Return the parts of pairs (n, 2), float32 (n, len(FEATURES)).

        `meaning` (n,) is the likeness of their vectors, rounded to 4 decimals, where it is known already.
        """
        if pairs.ndim != 2 or pairs.shape[1] != 2:
            raise ValueError(f"pairs must be (n, 2), not {pairs.shape}")
        out = np.zeros((len(pairs), len(FEATURES)), np.float32)
        for start in range(0, len(pairs), _CHUNK):
            part = pairs[start : start + _CHUNK]
            if meaning is None:
                # a sum per pair, not a matrix product: it must not depend on which pairs stand beside it
                known = (self._va[part[:, 0]] * self._vb[part[:, 1]]).sum(axis=1)
            else:
                known = meaning[start : start + _CHUNK]
            np.round(_compare(self._left, self._right, known, part), 4, out=out[start : start + _CHUNK])
        return out


def prepare(
    sides: Sequence[Sequence[Unit]], targets: Mapping[str, Sequence[Target]], sizes: Mapping[str, int]
) -> tuple[Prepared, Prepared]:
    """Prepare one or two lists of units with common vocabularies; one list stands for both sides."""
    units = [unit for side in sides for unit in side]
    languages = [unit.language for unit in units]
    texts = [plain(unit.text, unit.language) for unit in units]
    tokens = [LANGUAGES[code].tokens(text) for text, code in zip(texts, languages, strict=True)]
    lexicons = [LEXICONS[code] for code in languages]
    objects = [_objects(words, lexicon) for words, lexicon in zip(tokens, lexicons, strict=True)]
    figures = [_figures(text) for text in texts]
    named = [objects_of(unit.text, unit.language) for unit in units]
    ways = [directions(text, code) for text, code in zip(texts, languages, strict=True)]
    claims = [said_and_denied(*own) for own in zip(tokens, texts, languages, strict=True)]
    claimed = _bags([*(said for said, _ in claims), *(denied for _, denied in claims)])  # of one vocabulary
    columns: dict[str, Any] = {
        "grams": _bags([_grams(text, code) for text, code in zip(texts, languages, strict=True)]),
        "words": _bags(tokens),
        "objects": _bags(objects, weigh=True),
        "actions": _actions(texts, languages),
        "figures": _bags([[number for number, _ in found] for found in figures]),
        "measures": _bags([[measure for _, measure in found if measure] for found in figures]),
        "names": _bags([_names(unit.text) for unit in units]),
        "indicators": _bags([[t.indicator for t in targets.get(unit.unit_id, ()) if t.indicator] for unit in units]),
        "headings": _bags(_headings(units)),
        "kinds": _bags([sorted(own) for own in named]),
        "named": np.fromiter(named, object, len(named)),
        "nameless": np.array([names_nothing(unit.text, unit.language) for unit in units], bool),
        "speeches": _numbered([unit.doc_id for unit in units]),
        "plus": np.array([up for up, _ in ways], bool).reshape(-1, len(AXES)),
        "minus": np.array([down for _, down in ways], bool).reshape(-1, len(AXES)),
        "said": claimed[: len(units)],
        "denied": claimed[len(units) :],
        "groups": _groups(texts, languages),
        "lengths": np.array([len(text) for text in texts], np.float32),
        "years": np.array([unit.year for unit in units], np.float32),
        "english": np.array([code == "en" for code in languages], np.float32),
        "crowds": crowds(units, sizes),
        "heads": _codes([_first_clause(t, lex)[::-1] for t, lex in zip(texts, lexicons, strict=True)]),
        "starts": _codes(texts),
        "texts": _numbered([wording(unit) for unit in units]),
    }
    cut = len(sides[0])
    left = Prepared(**{name: column[:cut] for name, column in columns.items()})
    return left, left if len(sides) == 1 else Prepared(**{name: column[cut:] for name, column in columns.items()})


def by_language(english: NDArray[np.bool_]) -> dict[str, NDArray[np.bool_]]:
    """Return the languages that pairs are in, and which pairs are, bool (n,); a pair of two languages is Chinese."""
    return {language: rows for language, rows in (("zh", ~english), ("en", english)) if rows.any()}


def of_language(table: Mapping[str, T], language: str) -> T:
    """Return what a table holds for a language; for one that it lacks, the first there is."""
    return table.get(language, next(iter(table.values())))


def crowds(units: Sequence[Unit], sizes: Mapping[str, int]) -> NDArray[np.float32]:
    """Return the log of the number of sentences of each unit's speech, the usual one where it is not known."""
    return np.log(np.array([max(sizes.get(unit.doc_id, USUAL), 1) for unit in units], np.float32))


def _compare(
    left: Prepared, right: Prepared, meaning: NDArray[np.float32], pairs: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the parts for one chunk of pairs."""
    i, j = pairs[:, 0], pairs[:, 1]

    def both(field: str) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        return _shared(getattr(left, field), getattr(right, field), i, j)[:3]

    column: dict[str, NDArray[Any]] = {"meaning": meaning}
    shared, na, nb = both("grams")
    column["wording"], column["wording_part"] = _dice(shared, na, nb), _part(shared, na, nb)
    column["words"] = _dice(*both("words"))
    *rare, shared = _shared(left.objects, right.objects, i, j)
    na, nb = left.objects.sizes(i), right.objects.sizes(j)
    column["object"], column["object_part"] = _dice(shared, na, nb), _part(shared, na, nb)
    column["object_rare"] = _dice(*rare)
    column["head"] = _prefix(left.heads[i], right.heads[j])
    column["start"] = _prefix(left.starts[i], right.starts[j])
    acts = left.actions[i], right.actions[j]
    column["action"] = _dice(*(np.bitwise_count(x).astype(np.float32) for x in (acts[0] & acts[1], *acts)))
    up_a, down_a, up_b, down_b = left.plus[i], left.minus[i], right.plus[j], right.minus[j]
    opposite = (up_a & ~down_a & down_b & ~up_b) | (down_a & ~up_a & up_b & ~down_b)
    denied = _shared(left.said, right.denied, i, j)[0] + _shared(left.denied, right.said, i, j)[0] > 0
    column["opposed"] = np.asarray(opposite.any(axis=1) | denied)
    ga, gb = left.groups[i], right.groups[j]
    column["group_equal"] = np.minimum(((ga & gb) > 0).sum(1) / 3, 1)
    other = both("kinds")[0] > 0
    other[other] = [other_object(*pair) for pair in zip(left.named[i[other]], right.named[j[other]], strict=True)]
    # only the speech itself can say what such a unit is about
    bare_a, bare_b = left.nameless[i], right.nameless[j]
    other |= (bare_a != bare_b) | (bare_a & bare_b & (left.speeches[i] != right.speeches[j]))
    column["group_apart"] = np.minimum((((ga > 0) & (gb > 0) & ((ga & gb) == 0)).sum(1) + other) / 3, 1)
    column["group_one"] = np.minimum(((ga > 0) != (gb > 0)).sum(1) / 3, 1)
    column["names"] = _verdict(*both("names"))
    shared, na, nb = both("figures")
    column["figures_equal"] = _part(shared, na, nb)
    column["figures_both"], column["figures_one"] = (na > 0) & (nb > 0), (na > 0) != (nb > 0)
    column["figure_units"] = _part(*both("measures"))
    column["indicator"] = _verdict(*both("indicators"))
    column["section"] = _dice(*both("headings"))
    la, lb = left.lengths[i], right.lengths[j]
    short, long = np.minimum(la, lb), np.maximum(la, lb)
    column["length_ratio"] = short / np.maximum(long, 1)
    column["length_short"], column["length_long"] = np.log1p(short) / 6, np.log1p(long) / 6
    column["years"] = np.minimum(np.abs(left.years[i] - right.years[j]) / 10, 1)
    column["one_speech"] = left.speeches[i] == right.speeches[j]
    column["equal"] = left.texts[i] == right.texts[j]
    column["english"] = left.english[i] * right.english[j]
    column["crowd"] = (left.crowds[i] + right.crowds[j]) / 16
    return np.stack([column[name].astype(np.float32) for name in FEATURES], axis=1)


def _shared(
    left: Bags, right: Bags, i: NDArray[np.int64], j: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return per pair the weight that both rows share, the weight of each row, and the number of shared strings."""
    na, nb = left.weight[i], right.weight[j]
    shared, count = np.zeros(len(i), np.float32), np.zeros(len(i), np.float32)
    rows = np.flatnonzero((na > 0) & (nb > 0))
    if len(rows):
        product = left.matrix[i[rows]].multiply(right.matrix[j[rows]])
        shared[rows] = np.asarray(product.sum(axis=1)).ravel()
        count[rows] = np.diff(product.indptr)
    return shared, na, nb, count


def _dice(shared: NDArray[np.float32], na: NDArray[np.float32], nb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return twice the shared over the sum; 0 where both are empty."""
    return np.asarray(2 * shared / np.maximum(na + nb, 1e-6), np.float32)


def _part(shared: NDArray[np.float32], na: NDArray[np.float32], nb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the shared over the smaller; 0 where one is empty."""
    return np.asarray(shared / np.maximum(np.minimum(na, nb), 1e-6) * ((na > 0) & (nb > 0)), np.float32)


def _verdict(shared: NDArray[np.float32], na: NDArray[np.float32], nb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 where something is shared, -1 where both have something and share nothing, else 0."""
    return np.where(shared > 0, 1, np.where((na > 0) & (nb > 0), -1, 0)).astype(np.float32)


def _prefix(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the share of leading code points that two rows have in common before the first difference."""
    equal = (a == b) & (a > 0)
    return np.asarray(np.logical_and.accumulate(equal, axis=1).sum(axis=1) / a.shape[1], np.float32)


def _bags(rows: Sequence[Iterable[str]], *, weigh: bool = False) -> Bags:
    """Return sets of strings; `weigh` lets long strings count more."""
    from scipy.sparse import csr_matrix

    vocabulary: dict[str, int] = {}
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for item in dict.fromkeys(row):
            indices.append(vocabulary.setdefault(item, len(vocabulary)))
            values.append(len(item) ** 0.5 if weigh else 1.0)
        ends.append(len(indices))
    matrix = csr_matrix(
        (np.array(values, np.float32), np.array(indices, np.int32), np.array(ends, np.int64)),
        shape=(len(ends) - 1, max(len(vocabulary), 1)),
    )
    return Bags(matrix, np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel().astype(np.float32))


def _actions(texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.uint32]:
    """Return the classes of verbs of each unit as bits; classes of one name in two languages are one."""
    names = sorted({name for lexicon in LEXICONS.values() for name in lexicon.actions})
    bits = {name: 1 << bit for bit, name in enumerate(names)}
    finders = {code: Finder(lexicon.actions, code) for code, lexicon in LEXICONS.items()}
    found = [sum(bits[name] for name in finders[code](text)) for text, code in zip(texts, languages, strict=True)]
    return np.array(found, np.uint32)


def _grams(text: str, language: str) -> list[str]:
    """Return the character pairs (English: fours) of a text without punctuation and spaces."""
    size = 4 if language == "en" else 2
    kept = "".join(c for c in text if c.isalnum())
    return [kept[k : k + size] for k in range(max(len(kept) - size + 1, 1))] if kept else []


def _objects(words: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Return the words that say what a promise is about."""
    return [word for word in words if word not in lexicon.stock and not word.replace(".", "").isdigit()]


def _headings(units: Sequence[Unit]) -> list[list[str]]:
    """Return for each unit the words of the nearest heading above it that say what it is about."""
    known: dict[tuple[str, str], list[str]] = {}  # many units stand under one heading
    for unit in units:
        nearest, code = unit.section.rpartition(" / ")[2], unit.language
        if (nearest, code) not in known:
            words = LANGUAGES[code].tokens(plain(nearest, code)) if nearest else []
            known[nearest, code] = _objects(words, LEXICONS[code])
    return [known[unit.section.rpartition(" / ")[2], unit.language] for unit in units]


def _figures(text: str) -> list[tuple[str, str]]:
    """Return figures with the unit of measure behind each; years are no figures."""
    return [(n, m) for n, m in _FIGURE.findall(text) if not (m in ("年", "") and re.fullmatch("(?:19|20)\\d\\d", n))]


def _names(text: str) -> list[str]:
    """Return quoted and bracketed names, and English names of two or more capitals."""
    return [(quoted or latin).casefold() for quoted, latin in _NAME.findall(unicodedata.normalize("NFKC", text))]


def _groups(texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.uint32]:
    """Return per unit and family the members named, as bits; families of all languages share columns."""
    families = sorted({name for lexicon in LEXICONS.values() for name in lexicon.groups})
    finders, places = {}, {}
    for code, lexicon in LEXICONS.items():
        members = {
            f"{family} {member}": (pattern, (families.index(family), 1 << bit))
            for family, group in lexicon.groups.items()
            for bit, (member, pattern) in enumerate(group.items())
        }
        finders[code] = Finder({name: pattern for name, (pattern, _) in members.items()}, code)
        places[code] = {name: place for name, (_, place) in members.items()}
    out = np.zeros((len(texts), len(families)), np.uint32)
    for row, (text, code) in enumerate(zip(texts, languages, strict=True)):
        for name in finders[code](text):
            column, bit = places[code][name]
            out[row, column] |= np.uint32(bit)
    return out


def _first_clause(text: str, lexicon: Lexicon) -> str:
    """Return the text up to the first comma, colon or stop, or all of it."""
    return lexicon.clause_end.split(text, maxsplit=1)[0]


def _codes(texts: Sequence[str], width: int = 8) -> NDArray[np.int64]:
    """Return the first `width` code points of each text, 0 beyond its end."""
    return np.array([[ord(c) for c in t[:width]] + [0] * (width - len(t[:width])) for t in texts], np.int64).reshape(
        -1, width
    )


def _numbered(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return one number per distinct text."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
