"""What a later report says of a commitment: readable parts, each with a direction from promise to report.

The parts of :mod:`pipeline.link.features` say how alike two units are. A closure needs more: how much of the
promise the report covers, whether it speaks of a completed state or of steps, and what became of the figure.
All patterns work on normalised text (one width, lower case).
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.link.features import FEATURES, pair_features
from pipeline.records import Target, Unit

DIRECTED: tuple[str, ...] = (
    "covered",  # weight of the promise's character pairs (English: words) that the report has, over all of them
    "covers",  # the same from the report: low where the report speaks of much else
    "covered_long",  # as `covered` for stretches of four characters (English: three words)
    "rarest",  # the weightiest shared stretch, over the largest weight
    "missing",  # the weightiest stretch of the promise that the report lacks, over the largest weight
    "opening_covered",  # as `covered`, for the promise's first clause alone
    "clause_best",  # as `covered`, within the best single clause of the report
    "clause_done",  # 1 where that clause names a completed state
    "done",  # kinds of completed state the report names, over 3
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
    "next_report",  # 1 where the report is of the following year
)
CLOSURE_FEATURES: tuple[str, ...] = FEATURES + DIRECTED

BUCKETS = 1 << 15  # hashed stretches; a table of weights stays at 128 kB
_LARGEST = 12.0  # no stretch weighs more: log of about 160,000 units
_WITHIN = 0.98  # codebook §5: a figure within 2 % of the target counts as met

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
        "[五三四十]年(?:来|间|累计|共|内)?|累计|年均|“十[一二三四五]五”|以来|[五三四]年前|从.{2,14}(?:增加|提高|增长)到"
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
_CLAUSES = re.compile("[,;:。!?、，；：]|[.](?=\\s|$)")
_FIGURE = re.compile(
    r"(?<![\d.a-z])(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[多余]?\s*(万亿|亿|万|千|million|billion|trillion|m\b|bn\b)?\s*[多余]?"
    r"\s*(%|per ?cent|个百分点|percentage points?|[\u4e00-\u9fff]{1,2}|[a-z]+)?"
)
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one unit says, prepared once."""

    stretches: dict[int, float]
    long: dict[int, float]
    opening: dict[int, float]
    clauses: tuple[tuple[frozenset[int], bool], ...]
    figures: tuple[Figure, ...]
    flags: Mapping[str, float]


def plain(text: str) -> str:
    """Return the copy that is compared: one width, lower case, no white space between Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).lower().strip()
    return re.sub(r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff\d])", "", folded)


def stretches(text: str, language: str, size: int) -> list[int]:
    """Return the hashed stretches of `size` characters (English: words, roughly stemmed) of a normalised text."""
    if language == "en":
        words = [_stem(word) for word in re.findall(r"[a-z][a-z'-]+|\d+(?:\.\d+)?", text)]
        items = [" ".join(words[k : k + size]) for k in range(len(words) - size + 1)]
    else:
        items = [
            run[k : k + size]
            for run in re.findall(r"[\u3400-\u9fffa-z]+|\d+(?:\.\d+)?%?", text)
            for k in range(max(len(run) - size + 1, 1 if size <= 2 else 0))
        ]
    return [zlib.crc32(item.encode()) % BUCKETS for item in items]


def fit_weights(texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """Return the weight of every hashed stretch, (BUCKETS,): the rarer in these units, the heavier (smoothed idf).

    `texts` are (text, language) of many units, the same set in any order.
    """
    counts = np.zeros(BUCKETS, np.int64)
    for text, language in texts:
        folded = plain(text)
        sizes = (1, 3) if language == "en" else (2, 4)
        counts[list({bucket for size in sizes for bucket in stretches(folded, language, size)})] += 1
    return np.minimum(np.log((1 + len(texts)) / (1 + counts)), _LARGEST).astype(np.float32)


def closure_features(
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    vectors_c: NDArray[np.float32],
    vectors_r: NDArray[np.float32],
    pairs: NDArray[np.int64],
    targets: Mapping[str, Sequence[Target]],
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the parts for pairs of a commitment and a report.

    Args:
        commitments: the promises.
        reports: the progress units.
        vectors_c: float32 (len(commitments), d), unit length.
        vectors_r: float32 (len(reports), d), unit length.
        pairs: int64 (n, 2), indices into `commitments` and `reports`.
        targets: figures per unit id, of promises and reports alike.
        weights: what :func:`fit_weights` returned when the model was trained.

    Returns:
        float32 (n, len(CLOSURE_FEATURES)), rounded to 4 decimals; a row depends on its own pair alone.
    """
    alike = pair_features(commitments, reports, vectors_c, vectors_r, pairs, targets)
    promised = [_read(unit, weights) for unit in commitments]
    reported = [_read(unit, weights) for unit in reports]
    directed = np.zeros((len(pairs), len(DIRECTED)), np.float32)
    for row, (i, j) in enumerate(pairs.tolist()):
        directed[row] = _directed(promised[i], reported[j])
        directed[row, -1] = reports[j].year - commitments[i].year == 1
    return np.hstack([alike, np.round(directed, 4)])


def _read(unit: Unit, weights: NDArray[np.float32]) -> _Reading:
    """Prepare one unit."""
    text, code = plain(unit.text), unit.language
    short, long = (1, 3) if code == "en" else (2, 4)

    def weighed(part: str, size: int) -> dict[int, float]:
        return {bucket: float(weights[bucket]) for bucket in stretches(part, code, size)}

    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    figures = figures_of(text, code)
    flags = {
        "done": sum(bool(pattern.search(text)) for pattern in _DONE[code]) / 3,
        "ongoing": float(bool(_ONGOING[code].search(text))),
        "relative": float(bool(_RELATIVE[code].search(text))),
        "intends": float(bool(_INTENDS[code].search(text))),
        "heading_like": float(bool(_HEADING[code].search(unit.text))),
        "several_years": float(bool(_SEVERAL[code].search(text))),
        "promise_deliver": float(bool(_DELIVER[code].search(text))),
        "promise_lasting": float(bool(_LASTING[code].search(text))),
        "promise_share": float(bool(figures) and figures[0].measure == "%"),
    }
    return _Reading(
        stretches=weighed(text, short),
        long=weighed(text, long),
        opening=weighed(clauses[0] if clauses else text, short),
        clauses=tuple(
            (frozenset(stretches(clause, code, short)), any(p.search(clause) for p in _DONE[code]))
            for clause in clauses
        ),
        figures=figures,
        flags=flags,
    )


def _directed(promise: _Reading, report: _Reading) -> tuple[float, ...]:
    """Return the values of :data:`DIRECTED` but the last, which is set by the caller."""
    have, said = promise.stretches, report.stretches
    shared = [weight for bucket, weight in have.items() if bucket in said]
    missing = [weight for bucket, weight in have.items() if bucket not in said]
    total = sum(have.values())
    best, best_done = 0.0, False
    for clause, done in report.clauses:
        value = sum(weight for bucket, weight in have.items() if bucket in clause)
        if value > best:
            best, best_done = value, done
    found, met, ratio, any_met = _compare_figures(promise.figures, report.figures)
    mine, theirs = promise.flags, report.flags
    return (
        _share(sum(shared), total),
        _share(sum(shared), sum(said.values())),
        _share(sum(w for b, w in promise.long.items() if b in report.long), sum(promise.long.values())),
        max(shared, default=0.0) / _LARGEST,
        max(missing, default=0.0) / _LARGEST,
        _share(sum(w for b, w in promise.opening.items() if b in said), sum(promise.opening.values())),
        _share(best, total),
        float(best_done),
        theirs["done"],
        theirs["ongoing"],
        theirs["relative"],
        theirs["intends"],
        theirs["heading_like"],
        float(theirs["several_years"] > mine["several_years"]),
        mine["promise_deliver"],
        mine["promise_lasting"],
        mine["promise_share"],
        float(bool(promise.figures)),
        found,
        met,
        ratio,
        any_met,
        0.0,
    )


def figures_of(text: str, language: str) -> tuple[Figure, ...]:
    """Return the numbers of a normalised text with their measure and the words around; years are left out."""
    found = []
    for match in _FIGURE.finditer(text):
        number, scale, measure = match.groups()
        if re.fullmatch(r"(?:19|20)\d\d", number) and scale is None and (measure or "").startswith("年"):
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


def _share(part: float, whole: float) -> float:
    """Return part over whole, 0 where the whole is 0."""
    return part / whole if whole > 0 else 0.0


def _stem(word: str) -> str:
    """Cut the commonest English endings, so that «reduced» meets «reduce»."""
    for ending in ("ations", "ation", "ments", "ment", "ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
