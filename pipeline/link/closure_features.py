"""What a later report says of a commitment: readable parts, each with a direction from promise to report.

Likeness of two units is not enough for a closure. The parts tell how much of the promise the report covers, whether
both are about the same small field of government, whether the sentences around them are alike, whether the report
names a completed state or mere steps, and what became of the figure. All patterns work on normalised text (one
width, simplified, lower case). Units are prepared once, pairs are then compared as arrays.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.figures import MOST_FIGURES, SUM_BEHIND, TOLERANCE
from pipeline.languages import LANGUAGES
from pipeline.link.features import crowds
from pipeline.link.fields import FIELDS, fields_of
from pipeline.records import Unit

# likeness of meaning between unit, sentence and surroundings of the promise and of the report: the first word is the
# promise's side, the second the report's
NEARNESS: tuple[str, ...] = (
    "meaning",  # unit and unit
    "sentence_sentence",
    "sentence_unit",
    "unit_sentence",
    "near_near",
    "near_unit",
    "unit_near",
)
# how a pair stands among all pairs of the same two speeches: a likeness says little where ten others are as high
STANDING: tuple[str, ...] = (
    "promise_rank",  # log of the number of clearly nearer reports in that speech, over 6
    "promise_lead",  # nearness above the mean of the ten reports nearest to the promise
    "report_rank",  # log of the number of clearly nearer promises in that speech, over 6
    "report_lead",  # nearness above the mean of the ten promises nearest to the report
)
CLOSURE_FEATURES: tuple[str, ...] = (
    *NEARNESS,
    *STANDING,
    "covered",  # weight of the promise's character pairs (English: words) that the report has, over all of them
    "covers",  # the same from the report: low where the report speaks of much else
    "covered_long",  # as `covered` for stretches of four characters (English: three words)
    "opening_covered",  # as `covered`, for the promise's first clause alone
    "rarest",  # the weightiest shared stretch, over the largest weight
    "missing",  # the weightiest stretch of the promise that the report lacks, over the largest weight
    "field_covered",  # weight of the promise's fields that the report shares, over all of them
    "field_covers",  # the same from the report
    "field_rarest",  # the weightiest shared field, over the largest weight
    "fields_shared",  # number of shared fields, over 3
    "field_apart",  # 1 where both name fields and share none
    "field_first",  # 1 where the report shares the field that the promise names first
    "field_last",  # 1 where it shares the field that the promise names last
    "fields_promise",  # number of fields of the promise, over 3
    "fields_report",  # number of fields of the report, over 3
    "report_ends",  # log-odds by the report's words that it closes a promise, where it bears on one at all
    "promise_ends",  # log-odds by the promise's words that a report that bears on it closes it
    "done",  # kinds of completed state that the report names, over 3
    "ongoing",  # 1 where the report speaks of work under way or of a first step
    "relative",  # 1 where it reports in relative words (steadily, further)
    "intends",  # 1 where it reads like a plan
    "heading_like",  # 1 where it opens like a numbered heading
    "several_years",  # 1 where the report sums up several years and the promise does not
    "promise_deliver",  # 1 where the promise names something that is there or not
    "promise_lasting",  # 1 where it promises a direction or a lasting result
    "promise_share",  # 1 where its first figure is a rate or share
    "figure_promised",  # 1 where the promise has a figure
    "figure_found",  # likeness of the words around the promise's first figure and its best match in the report
    "figure_met",  # 1 met (within 2 %), -1 short of it, 0 nothing to compare, for that match
    "figure_ratio",  # log of reported over promised, between -1 and 1
    "figure_any",  # share of the promise's figures that the report meets
    "length_promise",  # log of the promise's characters, over 6
    "length_report",  # log of the report's characters, over 6
    "next_report",  # 1 where the report is of the following year
    "english",  # 1 for English
    "crowd",  # log of the number of sentences of the two speeches, mean, over 8: among few, likeness says more
)
COLUMN = {name: position for position, name in enumerate(CLOSURE_FEATURES)}
_FLAGS = (
    "done",
    "ongoing",
    "relative",
    "intends",
    "heading_like",
    "several_years",
    "promise_deliver",
    "promise_lasting",
    "promise_share",
)

BUCKETS = 1 << 15  # hashed stretches; a table of weights stays at 128 kB
_ENDS = {"zh": (1, 2, 3), "en": (1, 2)}  # characters, English words, of the stretches that tell what closes
_SIZES = {"zh": (2, 4), "en": (1, 3)}  # short and long stretches: characters in Chinese, words in English
_TOP = 10  # how many of the nearest make up what is usual for a unit
_CLEARLY = 0.05  # a score so much higher is clearly nearer
_BESIDE = 4  # units on each side that count as surroundings
_CHUNK = 2_000  # pairs whose vectors are multiplied at a time: so many stay in the processor's cache
_LARGEST = 12.0  # no stretch weighs more: log of about 160,000 units
_WITHIN = 1 - TOLERANCE  # codebook §5

_DONE = {
    "zh": (
        re.compile("建成|完成|完工|竣工|落成|投产|投用|投运|通车|通航|启用|挂牌|揭牌|获批|批复|上线|收官|交付"),
        re.compile(
            "全面(?:实施|实现|建立|完成|推开|取消|落实|建成|统一|消除)|实现(?!高质量)|达到|达成|达\\d|突破|超过|超额|如期|提前|圆满|首次"
        ),
        re.compile(
            "出台|印发|颁布|制定|修订|公布|设立|成立|组建|建立|取消|废止|召开|举办|举行|开工|新建|新增|改造|新开工|启动|推出|开通"
        ),
    ),
    "en": (
        re.compile(r"\b(?:completed?|opened|built|finished|delivered|fulfilled|achieved|met|attained)\b"),
        re.compile(r"\b(?:exceed\w*|surpass\w*|reached|have now|has now|took effect|in force|fully)\b"),
        re.compile(
            r"\b(?:introduced|established|created|set up|launched|enacted|passed|abolished|reduced|increased|raised|"
            r"signed|announced|implemented|extended|enhanced|rolled out|lowered|appointed|repealed)\b"
        ),
    ),
}
_ONGOING = {
    "zh": re.compile("加快|推进|初步|正在|试点|继续|持续|深入|稳步|扎实|有序|着力|积极|进一步|基本|抓紧|加强|逐步"),
    "en": re.compile(
        r"\b(?:being|under way|underway|progress\w*|continu\w*|begun|began|pilot\w*|working|steps?|initial\w*)\b"
    ),
}
_RELATIVE = {
    "zh": re.compile(
        "不断|明显|显著|更加|持续|稳步|进一步|逐步|有所|较快|良好|成效|积极|有力|加快$|深入|新(?:进展|成效|突破|成绩|步伐)"
    ),
    "en": re.compile(r"\b(?:steadil\w*|further|more|significant\w*|substantial\w*|better|improv\w*|strong\w*|good)\b"),
}
_INTENDS = {
    "zh": re.compile(
        "^(?:要|必须|应|应当|力争|确保|我们要|今年要|将)|(?:今年|明年|下一步)(?:要|将|拟)|预期目标|我们一定|务必"
    ),
    "en": re.compile(r"\b(?:will|shall|must|intend\w*|propose|plan to|plans to|should|need to|next year)\b"),
}
_HEADING = {
    "zh": re.compile(
        r"^\s*(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+[是、要]|第[一二三四五六七八九十]+|\d+[.、]|——|[①-⑳])"
    ),
    "en": re.compile(r"^\s*(?:\(?[a-z0-9ivx]{1,4}[).]|[A-Z ]{8,}$)"),
}
_SEVERAL = {
    "zh": re.compile(
        "[五三四十]年(?!来?(?:最|新[高低]|首))(?:来|间|累计|共|内)?|累计|年均|“十[一二三四五]五”|以来|[五三四]年前|从.{2,14}(?:增加|提高|增长)到"
    ),
    "en": re.compile(
        r"\b(?:over the (?:past|last) (?:\w+ )?(?:years|decade)|since \d{4}|cumulative\w*|on average|in total)\b"
    ),
}
_DELIVER = {
    "zh": re.compile(
        "建成|完成|开工|新建|新增|改造|设立|成立|组建|出台|制定|编制|修订|投产|投用|通车|举办|办好|创建|培育|引进|启动|取消|实施\\d|达到|安排|发行|开展.{0,8}专项"
    ),
    "en": re.compile(
        r"\b(?:introduc\w*|establish\w*|creat\w*|set up|launch\w*|build|open|complet\w*|abolish\w*|repeal\w*)\b"
        r"|\bprovide \$|\breduce .* to\b"
    ),
}
_LASTING = {
    "zh": re.compile(
        "提高|提升|加强|增强|强化|完善|健全|优化|推进|促进|推动|深化|发展|巩固|扩大|加快|改善|保障|坚持|构建|打造|支持|落实"
    ),
    "en": re.compile(
        r"\b(?:improv\w*|strengthen\w*|promot\w*|enhanc\w*|encourag\w*|continu\w*|support\w*|develop\w*|ensur\w*|more)\b"
    ),
}
_ENDS_WORD = re.compile(r"[a-z']+|\d")
_DIGITS = re.compile(r"\d[\d,.]*")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_ENGLISH_WORD = re.compile(r"[a-z][a-z'-]+|\d+(?:\.\d+)?")
_CLAUSES = re.compile("[,;:。!?、，；：]|[.](?=\\s|$)")
_FIGURE = re.compile(
    r"(?<![\d.a-z])(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[多余]?\s*(万亿|亿|万|千|million|billion|trillion|m\b|bn\b)?\s*[多余]?"
    r"\s*(%|per ?cent|个百分点|percentage points?|[\u4e00-\u9fff]{1,2}|[a-z]+)?"
)
# what makes a number part of a name or of a size: 5G, 4A, 35 kV, the 500 largest, line 5, a telephone number, 21st
_NAMES = re.compile(r"(?!(?:km|kw|mw|gw|kg|mm|cm|ha|m|t|bn|k)(?![a-z]))[a-z]+|\s*[千万]伏|强|号线|热线|条龙|\s*kv")
_SCALE = {
    "千": 1e3,
    "万": 1e4,
    "亿": 1e8,
    "万亿": 1e12,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
# counters that two speeches use for one another: 1100 «tiao» of streets and 1411 «ge» are both a number of things
_COUNTERS = frozenset("个项家条座所处台批件名种类门块片支")
_AT_MOST = re.compile("以内|以下|不超过|低于|控制在|不高于|at most|below|no more than|within")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a unit: value in base units, unit of measure, the words around it, whether it is an upper bound."""

    value: float
    measure: str
    around: frozenset[int]
    at_most: bool


def _no_ends() -> NDArray[np.float32]:
    return np.zeros((2, BUCKETS + 1), np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each hashed stretch (BUCKETS,) and each field, by language in the order of FIELDS, says of an object.

    `ends`, (2, BUCKETS + 1), says what words of a promise and of a report tell of closing: a weight per hashed stretch,
    and last the log-odds of a text without any.
    """

    stretches: NDArray[np.float32]
    fields: Mapping[str, NDArray[np.float32]]
    ends: NDArray[np.float32] = field(default_factory=_no_ends)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around each of n units: mean vectors (n, d) of its sentence and of the sentences beside it.

    Unit length; a sentence alone in its section is its own surroundings.
    """

    sentence: NDArray[np.float32]
    near: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Side:
    """All promises or all reports, prepared once. The sparse matrices are (n, BUCKETS) or (n, fields)."""

    vectors: NDArray[np.float32]
    around: Around
    short: Any
    long: Any
    opening: Any
    fields: Any
    first: Any
    last: Any
    ends: NDArray[np.float32]
    flags: NDArray[np.float32]
    figures: tuple[tuple[Figure, ...], ...]
    lengths: NDArray[np.float32]
    years: NDArray[np.int64]
    english: NDArray[np.float32]
    crowds: NDArray[np.float32]


def folded(text: str, language: str) -> str:
    """Return the copy that is compared: one width and script, lower case, no white space between Chinese characters."""
    narrow = unicodedata.normalize("NFKC", LANGUAGES[language].fold(text)).lower().strip()
    return re.sub(r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff\d])", "", narrow)


def stretches(text: str, language: str, size: int) -> list[int]:
    """Return the hashed stretches of `size` characters (English: words, roughly stemmed) of a normalised text."""
    if language == "en":
        words = [_stem(word) for word in _ENGLISH_WORD.findall(text)]
        items = [" ".join(words[k : k + size]) for k in range(len(words) - size + 1)]
    else:
        items = [
            run[k : k + size]
            for run in re.findall(r"[\u3400-\u9fffa-z]+|\d+(?:\.\d+)?%?", text)
            for k in range(max(len(run) - size + 1, 1 if size <= 2 else 0))
        ]
    return [_bucket(item) for item in items]


@lru_cache(maxsize=1 << 18)
def _bucket(item: str) -> int:
    """Return the number of a stretch; the same ones come again and again."""
    return zlib.crc32(item.encode()) % BUCKETS


def ends_bags(texts: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - sparse matrix
    """Return what :attr:`Weights.ends` weighs, a sparse matrix (n, BUCKETS): counts over the root of their number.

    `texts` are (text, language). Figures are all alike here: that something is done is not said by its number.
    """
    from scipy.sparse import csr_matrix

    symbols: list[int] = []
    starts = [0]
    languages = []
    for text, language in texts:
        symbols += _symbols(_DIGITS.sub("0", folded(text, language)), language)
        starts.append(len(symbols))
        languages.append(language)
    codes = np.array(symbols, np.uint64)
    begin = np.array(starts, np.int64)
    owner = np.repeat(np.arange(len(languages)), np.diff(begin))
    rows, buckets = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in sorted({size for sizes in _ENDS.values() for size in sizes}):
        wanted = np.array([size in _ENDS[language] for language in languages], bool)
        at = np.arange(max(len(codes) - size + 1, 0))
        # a stretch lies within one text
        at = at[(owner[at] == owner[at + size - 1]) & wanted[owner[at]]]
        mixed = np.zeros(len(at), np.uint64)
        for step in range(size):
            mixed = (mixed ^ codes[at + step]) * _ODD
            mixed ^= mixed >> np.uint64(29)
        rows.append(owner[at])
        buckets.append((mixed % np.uint64(BUCKETS)).astype(np.int64))
    row, bucket = np.concatenate(rows), np.concatenate(buckets)
    counts = np.bincount(row, minlength=len(languages))
    values = (1 / np.sqrt(np.maximum(counts, 1)))[row].astype(np.float32)
    return csr_matrix((values, (row, bucket)), shape=(len(languages), BUCKETS))


def _symbols(text: str, language: str) -> list[int]:
    """Return what stretches are made of: the characters of a text, of an English one a number for each word."""
    if language == "en":
        return [zlib.crc32(word.encode()) for word in _ENDS_WORD.findall(text)]
    return [ord(character) for character in text]


def ends_of(units: Sequence[Unit], weights: Weights) -> NDArray[np.float32]:
    """Return log-odds, float32 (n, 2): as the words of a promise, and as those of a report."""
    bags = ends_bags([(unit.text, unit.language) for unit in units])
    return np.asarray(bags @ weights.ends[:, :-1].T + weights.ends[:, -1], np.float32)


def fit_weights(texts: Sequence[tuple[str, str]]) -> Weights:
    """Return the weights: the rarer in these units, the heavier (smoothed inverse document frequency).

    `texts` are (text, language) of many units, in any order. Half precision, as they are stored.
    """
    counts = np.zeros(BUCKETS, np.int64)
    named = {code: dict.fromkeys(table, 0) for code, table in FIELDS.items()}
    for text, language in texts:
        copy = folded(text, language)
        counts[list({bucket for size in _SIZES[language] for bucket in stretches(copy, language, size)})] += 1
        for name in fields_of(copy, language):
            named[language][name] += 1
    own = {code: sum(language == code for _, language in texts) for code in FIELDS}
    return Weights(
        stretches=_idf(counts, len(texts)),
        fields={code: _idf(np.array(list(found.values())), own[code]) for code, found in named.items()},
    )


def _idf(counts: NDArray[np.int64], n: int) -> NDArray[np.float32]:
    """Return log((1 + n) / (1 + count)), at most _LARGEST, rounded to half precision."""
    weights = np.minimum(np.log((1 + n) / (1 + counts)), _LARGEST)
    return np.asarray(weights.astype(np.float16).astype(np.float32))


def around(units: Sequence[Unit], vectors: NDArray[np.float32], of: Sequence[Unit] | None = None) -> Around:
    """Return what stands around units: their sentence, and up to four units before and after it in their section.

    Args:
        units: the units that make up the surroundings, in any order.
        vectors: float32 (len(units), d), unit length; longer units count for more.
        of: the units to look around, with the sentence ids of `units`; left out, `units` themselves.
    """
    order = sorted(range(len(units)), key=lambda k: units[k].order)
    sentences: dict[str, list[int]] = {}
    place: dict[str, int] = {}
    for rank, k in enumerate(order):
        sentences.setdefault(units[k].sentence_id, []).append(k)
        place.setdefault(units[k].sentence_id, rank)
    lengths = np.array([len(unit.text) for unit in units], np.float32)
    size = vectors.shape[1] if vectors.ndim == 2 else 0
    made: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
    for name, own in sentences.items():
        first, home = place[name], units[own[0]]
        beside = order[max(first - _BESIDE, 0) : first] + order[first + len(own) : first + len(own) + _BESIDE]
        beside = [k for k in beside if units[k].doc_id == home.doc_id and units[k].section == home.section]
        # a sentence alone in its section is its own surroundings: that says nothing for or against a pair
        made[name] = (_mean(vectors, lengths, own), _mean(vectors, lengths, beside or own))
    nothing = np.zeros(size, np.float32)
    wanted = units if of is None else of
    found = [made.get(unit.sentence_id, (nothing, nothing)) for unit in wanted]
    return Around(*(np.array([pair[k] for pair in found], np.float32).reshape(len(wanted), size) for k in (0, 1)))


def _mean(vectors: NDArray[np.float32], lengths: NDArray[np.float32], rows: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean of some vectors, weighted by length, at unit length; zero where there are none."""
    total = np.zeros(vectors.shape[1], np.float64)
    for row in rows:
        total += lengths[row] * vectors[row].astype(np.float64)
    return np.asarray((total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32))


def prepare(
    units: Sequence[Unit],
    vectors: NDArray[np.float32],
    beside: Around,
    weights: Weights,
    sizes: Mapping[str, int] | None = None,
) -> Side:
    """Prepare the promises or the reports.

    Args:
        units: n units.
        vectors: float32 (n, d), unit length.
        beside: what :func:`around` returned for these units.
        weights: what :func:`fit_weights` returned when the model was trained.
        sizes: number of sentences per document id; a speech that is left out has the usual one.
    """
    offsets, total = {}, 0
    for code, table in FIELDS.items():
        offsets[code], total = total, total + len(table)
    numbers = {code: {name: offsets[code] + k for k, name in enumerate(table)} for code, table in FIELDS.items()}
    heavy = np.concatenate([weights.fields[code] for code in FIELDS])
    alike = np.ones(total, np.float32)
    weight = {"short": weights.stretches, "long": weights.stretches, "opening": weights.stretches}
    weight |= {"fields": heavy, "first": alike, "last": alike}
    rows: dict[str, list[set[int]]] = {name: [] for name in weight}
    flags = np.zeros((len(units), len(_FLAGS)), np.float32)
    figures: list[tuple[Figure, ...]] = []
    first: dict[tuple[str, str], int] = {}
    for row, unit in enumerate(units):
        code = unit.language
        known = first.setdefault((unit.text, code), row)
        if known < row:  # some texts hold a passage twenty times
            for own in rows.values():
                own.append(own[known])
            figures.append(figures[known])
            flags[row] = flags[known]
            continue
        text = folded(LANGUAGES[code].unnumbered(unit.text), code)
        clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
        for name, part, size in (
            ("short", text, _SIZES[code][0]),
            ("long", text, _SIZES[code][1]),
            ("opening", clauses[0] if clauses else text, _SIZES[code][0]),
        ):
            rows[name].append(set(stretches(part, code, size)))
        named, number = fields_of(text, code), numbers[code]
        rows["fields"].append({number[name] for name in named})
        ordered = sorted(named, key=lambda name: (named[name], name))
        rows["first"].append({number[name] for name in ordered[:1]})
        rows["last"].append({number[name] for name in ordered[-1:]})
        figures.append(figures_of(text, code))
        flags[row] = _flags(unit.text, text, code, figures[-1])
    return Side(
        vectors=vectors,
        around=beside,
        **{name: _matrix(rows[name], weight[name]) for name in rows},
        ends=ends_of(units, weights),
        flags=flags,
        figures=tuple(figures),
        lengths=np.array([len(unit.text) for unit in units], np.float32),
        years=np.array([unit.year for unit in units], np.int64),
        english=np.array([unit.language == "en" for unit in units], np.float32),
        crowds=crowds(units, sizes or {}),
    )


def nearness(promises: Side, reports: Side, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the columns NEARNESS for pairs, float32 (n, 7)."""
    out = np.zeros((len(pairs), len(NEARNESS)), np.float32)
    sides = ((0, 0), (1, 1), (1, 0), (0, 1), (2, 2), (2, 0), (0, 2))
    for start in range(0, len(pairs), _CHUNK):
        i, j = pairs[start : start + _CHUNK, 0], pairs[start : start + _CHUNK, 1]
        mine = [x[i] for x in (promises.vectors, promises.around.sentence, promises.around.near)]
        other = [x[j] for x in (reports.vectors, reports.around.sentence, reports.around.near)]
        for column, (one, two) in enumerate(sides):
            out[start : start + _CHUNK, column] = np.einsum("ij,ij->i", mine[one], other[two])
    return out


def joined(vectors: NDArray[np.float32], beside: Around) -> NDArray[np.float32]:
    """Return the three vectors of each promise side by side, (n, 3 d); see :func:`weighed`."""
    return np.hstack([vectors, beside.sentence, beside.near])


def weighed(vectors: NDArray[np.float32], beside: Around, shortlist: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors of each report so that joined @ weighed.T is the weighted sum of NEARNESS, (n, 3 d)."""
    weight = {name: np.float32(value) for name, value in zip(NEARNESS, shortlist, strict=True)}
    sentence, near = beside.sentence, beside.near
    return np.hstack(
        [
            weight["meaning"] * vectors + weight["unit_sentence"] * sentence + weight["unit_near"] * near,
            weight["sentence_unit"] * vectors + weight["sentence_sentence"] * sentence,
            weight["near_unit"] * vectors + weight["near_near"] * near,
        ]
    )


def standing(
    scores: NDArray[np.float32], rows: NDArray[np.int64], columns: NDArray[np.int64], own: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the columns STANDING for some pairs of one speech with one later speech, float32 (k, 4).

    Args:
        scores: float32 (promises, reports), weighted nearness of all pairs of the two speeches.
        rows: int64 (k,), the promise of each pair.
        columns: int64 (k,), the report of each pair.
        own: float32 (k,), the weighted nearness of the pair itself.
    """
    out = np.zeros((len(rows), len(STANDING)), np.float32)
    bar = own + np.float32(_CLEARLY)
    for first, table, lines in ((0, scores, rows), (2, scores.T, columns)):
        ordered = np.sort(table, axis=1)
        top = ordered[:, -_TOP:].mean(axis=1)
        order = np.argsort(lines, kind="stable")
        better = np.zeros(len(lines), np.int64)
        # the pairs of one line stand together: how many of the line are above a pair is where it fits into its order
        for group in np.split(order, np.flatnonzero(np.diff(lines[order])) + 1):
            if len(group):
                line = ordered[lines[group[0]]]
                better[group] = len(line) - np.searchsorted(line, bar[group], side="right")
        out[:, first] = np.log1p(better) / 6
        out[:, first + 1] = own - top[lines]
    return out


def closure_features(
    promises: Side, reports: Side, pairs: NDArray[np.int64], stand: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the parts for pairs of a promise and a report.

    Args:
        promises: the commitments, prepared.
        reports: the reports, prepared with the same weights.
        pairs: int64 (n, 2), indices into both.
        stand: float32 (n, 4), what :func:`standing` returned for the pairs.

    Returns:
        float32 (n, len(CLOSURE_FEATURES)), rounded to 4 decimals; a row depends on its own pair alone.
    """
    out = np.zeros((len(pairs), len(CLOSURE_FEATURES)), np.float32)
    if not len(pairs):
        return out
    i, j = pairs[:, 0], pairs[:, 1]
    column = COLUMN
    out[:, : len(NEARNESS)] = nearness(promises, reports, pairs)
    out[:, len(NEARNESS) : len(NEARNESS) + len(STANDING)] = stand
    mine = promises.short[i]
    shared = mine.multiply(_ones(reports.short)[j]).tocsr()
    own, theirs = _sums(promises.short)[i], _sums(reports.short)[j]
    out[:, column["covered"]] = _ratio(_sums(shared), own)
    out[:, column["covers"]] = _ratio(_sums(shared), theirs)
    out[:, column["rarest"]] = _largest(shared) / _LARGEST
    out[:, column["missing"]] = _largest(mine - shared) / _LARGEST
    for name, matrix, others in (
        ("covered_long", promises.long, reports.long),
        ("opening_covered", promises.opening, reports.short),
    ):
        part = matrix[i].multiply(_ones(others)[j])
        out[:, column[name]] = _ratio(_sums(part), _sums(matrix)[i])
    named = _ones(reports.fields)[j]
    common = promises.fields[i].multiply(named).tocsr()
    out[:, column["field_covered"]] = _ratio(_sums(common), _sums(promises.fields)[i])
    out[:, column["field_covers"]] = _ratio(_sums(common), _sums(reports.fields)[j])
    out[:, column["field_rarest"]] = _largest(common) / _LARGEST
    n_mine, n_theirs = np.diff(promises.fields.indptr)[i], np.diff(reports.fields.indptr)[j]
    n_shared = _sums(_ones(promises.fields)[i].multiply(named))
    out[:, column["fields_shared"]] = n_shared / 3
    out[:, column["field_apart"]] = (n_mine > 0) & (n_theirs > 0) & (n_shared == 0)
    out[:, column["field_first"]] = _sums(promises.first[i].multiply(named))
    out[:, column["field_last"]] = _sums(promises.last[i].multiply(named))
    out[:, column["fields_promise"]], out[:, column["fields_report"]] = n_mine / 3, n_theirs / 3
    out[:, column["promise_ends"]], out[:, column["report_ends"]] = promises.ends[i, 0], reports.ends[j, 1]
    for place, name in enumerate(_FLAGS):
        side, rows = (promises, i) if name.startswith("promise_") else (reports, j)
        out[:, column[name]] = side.flags[rows, place]
    several = _FLAGS.index("several_years")
    out[:, column["several_years"]] = reports.flags[j, several] > promises.flags[i, several]
    promised, reported = promises.figures, reports.figures
    has = np.array([bool(found) for found in promised], bool)[i]
    out[:, column["figure_promised"]] = has
    both = has & np.array([bool(found) for found in reported], bool)[j]
    first = column["figure_found"]
    for row in np.flatnonzero(both):
        out[row, first : first + 4] = _compare_figures(promised[i[row]], reported[j[row]])
    out[:, column["length_promise"]] = np.log1p(promises.lengths[i]) / 6
    out[:, column["length_report"]] = np.log1p(reports.lengths[j]) / 6
    out[:, column["next_report"]] = reports.years[j] - promises.years[i] == 1
    out[:, column["english"]] = promises.english[i] * reports.english[j]
    out[:, column["crowd"]] = (promises.crowds[i] + reports.crowds[j]) / 16
    return np.round(out, 4)


def _flags(raw: str, text: str, code: str, figures: Sequence[Figure]) -> tuple[float, ...]:
    """Return the values of _FLAGS for one unit."""
    return (
        sum(bool(pattern.search(text)) for pattern in _DONE[code]) / 3,
        float(bool(_ONGOING[code].search(text))),
        float(bool(_RELATIVE[code].search(text))),
        float(bool(_INTENDS[code].search(text))),
        float(bool(_HEADING[code].search(raw))),
        float(bool(_SEVERAL[code].search(_without_sum(text)))),
        float(bool(_DELIVER[code].search(text))),
        float(bool(_LASTING[code].search(text))),
        float(bool(figures) and figures[0].measure == "%"),
    )


def _without_sum(text: str) -> str:
    """Return a text up to the sum of all years that it tells behind its first figure."""
    first = _DIGITS.search(text)
    behind = SUM_BEHIND.search(text, first.end()) if first else None
    return text[: behind.start()] if behind else text


def _matrix(rows: Sequence[set[int]], weight: NDArray[np.float32]) -> Any:  # noqa: ANN401 - sparse matrix
    """Return the columns of each row, with the weight of each column, as a sparse matrix (n, len(weight))."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(map(sorted, rows)), np.int32, int(ends[-1]))
    return csr_matrix((weight[indices], indices, ends), shape=(len(rows), len(weight)))


def _ones(matrix: Any) -> Any:  # noqa: ANN401 - sparse matrix
    """Return the same matrix with every stored weight 1."""
    same = matrix.copy()
    same.data = np.ones_like(same.data)
    return same


def _sums(matrix: Any) -> NDArray[np.float32]:  # noqa: ANN401 - sparse matrix
    """Return the sum of each row."""
    return np.asarray(matrix.sum(axis=1)).ravel().astype(np.float32)


def _largest(matrix: Any) -> NDArray[np.float32]:  # noqa: ANN401 - sparse matrix
    """Return the largest entry of each row, 0 in empty rows."""
    return np.asarray(matrix.max(axis=1).toarray()).ravel().astype(np.float32)


def _ratio(part: NDArray[np.float32], whole: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return part over whole, 0 where the whole is 0."""
    return np.where(whole > 0, part / np.maximum(whole, 1e-6), 0).astype(np.float32)


def figures_of(text: str, language: str) -> tuple[Figure, ...]:
    """Return the first numbers of a normalised text with their measure and the words around; years are left out."""
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        if len(found) == MOST_FIGURES:
            break
        number, scale, measure = match.groups()
        if re.fullmatch(r"(?:19|20)\d\d", number) and scale is None and (measure or "").startswith("年"):
            continue
        if _NAMES.match(text, match.end(1)):
            continue
        if language == "en" and re.fullmatch(r"(?:19|20)\d\d", number) and scale is None:
            continue
        before = re.split(r"[,;。:、]|\d", text[: match.start()])[-1][-14:]
        after = re.split(r"[,;。:、]|\d", text[match.end() :])[0][:8]
        around = frozenset(stretches(before + " " + after, language, 1 if language == "en" else 2))
        limit = text[max(match.start() - 6, 0) : match.end() + 4]
        value = float(number.replace(",", "")) * _SCALE.get(scale or "", 1.0)
        found.append(Figure(value, _measure(measure or "", language), around, bool(_AT_MOST.search(limit))))
    return tuple(found)


def _measure(measure: str, language: str) -> str:
    """Return one name for the ways to write a unit of measure."""
    if measure in {"%", "个百分点"} or measure.startswith(("per", "percentage")):
        return "%"
    if language == "en":
        return ""
    if not measure or measure[0] in _COUNTERS:
        return "n"
    return measure[0]


def _compare_figures(promised: Sequence[Figure], reported: Sequence[Figure]) -> tuple[float, float, float, float]:
    """Return likeness, verdict and ratio for the first promised figure, and the share of figures met."""
    if not promised or not reported:
        return 0.0, 0.0, 0.0, 0.0
    first = (0.0, 0.0, 0.0)
    met = 0
    for rank, mine in enumerate(promised):
        fitting = [other for other in reported if other.measure == mine.measure]
        if not fitting or mine.value <= 0:
            continue
        likeness, other = max(((_overlap(mine.around, o.around), o) for o in fitting), key=lambda x: x[0])
        ratio = other.value / mine.value
        reached = ratio <= 1 / _WITHIN if mine.at_most else ratio >= _WITHIN
        met += likeness >= 0.3 and reached
        if rank == 0:
            logged = max(-1.0, min(1.0, math.log10(ratio))) if ratio > 0 else -1.0
            first = (likeness, 1.0 if reached else -1.0, logged)
    return (*first, met / len(promised))


def _overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the shared over the smaller; 0 where one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """Cut the commonest English endings, so that «reduced» meets «reduce»."""
    for ending in ("ations", "ation", "ments", "ment", "ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
