"""Targets over the years: what each speech promised for an indicator, and what the next year's report says of it.

A yearly target of the speech of year Y is judged against the report in the speech of year Y+1 (codebook §6).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.figures import (
    SUM_OF_YEARS,
    THE_REST,
    TOLERANCE,
    adds_up,
    dimension,
    is_ceiling,
    is_change,
    is_set,
    reached_ends,
    step,
)
from pipeline.languages import LANGUAGES
from pipeline.records import COMMITMENTS, Bound, Label, SeriesPoint, Target, Unit, parse_span_id
from pipeline.targets import REACH, find_targets
from pipeline.targets.context import deadline_before, period, section_of_year, section_period, year_told
from pipeline.targets.indicators import KNOWN_EN, clause_end, clause_start, normalise_indicator

STATED = "stated"
NOT_SET = "explicitly not set"
NOT_FOUND = "not found"
NO_TEXT = "no text"

MET = "met"
MISSED = "missed"
EXCEEDED = "exceeded"
NOT_REPORTED = "not reported"
NO_NEXT_TEXT = "no text of next year"
SEVERAL = "perhaps of several years"

#: characters behind the words «main targets of this year are» in which a figure belongs to that list; the longest
#: lists of the reports at hand have about 400
LIST_REACH = 600

_NOT_SET_ZH = re.compile(
    "(?:没有|未|不再?|暂不)(?:再)?(?:提出|设定|设置|确定|设|制定|明确|安排)(?:全年|今年|年度|具体|明确|的)*"
    "(?P<what>[^，。；、]{0,16}?)(?:的)?(?:具体)?(?:数量|量化|预期|增长|增速)*(?:目标|指标)"
)
_NOT_SET_EN = re.compile(
    r"\b(?:(?:have|has|do|does|did|will|are|is) not|no longer|not)(?: be)? "
    r"(?:set|setting|propos\w+|fix\w*|nam\w+|announc\w+)(?: out)?"
    r"(?: an?| any| the| specific| numerical| annual| official)* (?P<what>[^.,;]{0,40}?)\s?(?:target|goal)s?\b"
    r"|\b(?:set|sets|propose|there is|there will be) no(?: specific| numerical| annual)* "
    r"(?P<other>[^.,;]{0,40}?)\s?(?:target|goal)s?\b",
    re.IGNORECASE,
)
_LIST_ZH = re.compile(
    "(?:今年|全年|(?P<year>(?:19|20)[0-9]{2})年)[^。；]{0,24}?(?:目标|指标)(?:任务|建议)?(?:是|为|[:：])|"
    "主要(?:预期)?目标(?:任务)?(?:是|为|[:：])"
)
# what a sentence that is no report must not say of its figure: that it was planned, or that it is another place's
_NO_FACT = {
    "zh": re.compile(
        "提出|要把|目标|计划|预计|预期|预测|将|要求|力争|确保|安排|如果|世界|全球|国际|美国|欧洲|欧盟|日本"
    ),
    "en": re.compile(
        r"\b(?:targets?|targeted|goals?|aim\w*|plan(?:s|ned)?|budgeted|forecast\w*|expect\w*|project(?:s|ed|ions?)|"
        r"promis\w+|pledg\w+|commit\w*|will|would|should|could|if|hoped?|intend\w*|propos\w+|world\w*|global\w*|"
        r"America|(?-i:US)|China|Japan|Europe|announc\w+|earmark\w+|decid\w+|estimates?|(?<!is )(?<!now )estimated)\b",
        re.IGNORECASE,
    ),
}
# other states, whose figures are none of the speaker's own
_STATES = (
    r"\b(?:America|US|United States|China|Japan|Europe|Germany|France|Britain|UK|United Kingdom|Ireland|Italy|Spain|"
    r"Netherlands|Switzerland|Sweden|Denmark|Norway|Finland|Russia|Soviet Union|India|Indonesia|Malaysia|Thailand|"
    r"Australia|Brazil|Canada|Hong Kong|Korea|Mexico|New Zealand|Philippines|Singapore|Taiwan|Vietnam)\b"
)
_ABROAD = re.compile(_STATES)
_OF_ABROAD = re.compile(rf"{_STATES}(?=['’]s?\s)")
_GREW = re.compile("[比较](?:上年|前一年)|同比")
_YEAR_WORDS = 5  # «For the fiscal year 2018-19,»
# what is added and what there is in all are two things: «新建茶厂3家» is not told by «茶厂达到40家»
_ADDED = re.compile("新增|净增|新[建改扩培引认设开签添装]|增加(?![到至值])|再(?=[建增添获开设培引认])")
_IN_ALL = re.compile(
    "(?<![高直送])(?:[达增升]到?至?|(?:增加|增长|扩大|发展)[到至])$|总数|总量|累计|保有量|存量|在册|共有|拥有|现有"
)
_SET_BEFORE = re.compile("(?:目标|指标)(?:为|是)$|\\b(?:target|goal) of\\s+$")
# an English report against the earlier target, whatever its label («we planted only 64 trees, well below our goal of
# 120»): what stands before is the outcome, the number behind is no target of this speech
_TOLD_AGAINST = re.compile(
    r"\b(?:below|above|short of|against|under|over|beyond|exceed\w*|beat\w*|miss\w*|fewer than|more than|less than|"
    r"ahead of)\s+(?:our |the |its |a |an |last year['’]s )?(?:original |earlier )?"
    r"(?:(?:goal|target|plan)s?\b(?: of)?|\S+ (?:\w+ ){0,2}(?:we|the government) had\b)",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:will|shall|must|would|should|going to|propose|intend|plan to|aim to|this year)\b", re.IGNORECASE
)
# times below and above its target that an amount or count measures another thing of the same short name
_MUCH_LESS, _MUCH_MORE = 10, SUM_OF_YEARS
# units that say of how many kinds or sides a thing is
_CLASSES = frozenset({"大", "类", "级", "省", "方面"})
# the two piers, our three ferries: so many there are; «all six will be rebuilt» and «the first three» are aims
_KNOWN_ONES = re.compile(
    r"\b(?:the|our|its|their|these|those|both|present|existing|remaining)\s+"
    r"(?:(?:present|existing|remaining|other|current|lower|upper|same)\s+)*$",
    re.IGNORECASE,
)
# a condition: for whom or for what something is, not what is to be reached
_WHO_HAS = re.compile(
    r"\b(?:who|which|whose|where|if|unless|provided(?: that)?|those)\s+"
    r"(?:(?!(?:will|would|can|could|shall|should|to|want|need|expect|aim|plan)\b)[a-z][a-z’'-]*\s+){1,7}$|"
    r"\b(?:with|having|producing|employing|earning|consuming|owning)\s+$",
    re.IGNORECASE,
)
_NAMING = 200  # letters before a figure that can say whether it only names
_THAT_ACCOUNTS = re.compile(
    r"\b(?:which|that)\s+(?:(?:currently|now|already|today|together)\s+)*(?:accounts?\s+for|makes?\s+up|represents?)\s+$",
    re.IGNORECASE,
)
# a share of which nothing says what has it
_NO_NAME = frozenset({"share of GDP"})
_NO_FACT_BEHIND = re.compile(
    r"(?:的|\s+(?:(?:that|which|we|I|had|has|have|been|was|were|originally|first)\s+)*)?"
    r"(?:预定|预算|目标|计划|预期|planned|expected|forecast|targeted|budgeted|promised|projected)"
)
_LIST_EN = re.compile(r"\b(?:main|key|principal)?\s?targets? for (?:this|the) year\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    """What makes figures one series; sorts by its fields."""

    jurisdiction: str
    indicator: str
    kind: str
    dimension: str


def find_not_set(text: str, language: str) -> tuple[str, ...]:
    """Return the indicators for which `text` says expressly that no target is set; usually none or one."""
    pattern = _NOT_SET_ZH if language == "zh" else _NOT_SET_EN
    found = pattern.finditer(LANGUAGES[language].fold(text))
    names = [normalise_indicator(next((g for g in m.groups() if g), ""), language) for m in found]
    return tuple(dict.fromkeys(name for name in names if name))


def kind_of(target: Target) -> str:
    """Return «growth» for a rate of change, «share» for a level in per cent, «point», «multiple», else «level»."""
    of = dimension(target.unit)[0]
    if of == "share":
        return "growth" if is_change(target) else "share"
    return of if of in {"point", "multiple"} else "level"


def target_series(
    units: Mapping[str, Unit],
    targets: Sequence[Target],
    years_available: Mapping[str, tuple[int, ...]],
    sentences: Mapping[str, str] | None = None,
) -> tuple[SeriesPoint, ...]:
    """Build the series of yearly targets of every jurisdiction, indicator and dimension.

    A series holds one point for every year that has a text, from the first year with a target to the last, and one
    for every year for which the next year's speech reports a value. Only indicators with a name and targets with a
    value count, and only targets for the speech's own year: a later deadline or a span of several years is a target of
    its own and no part of the yearly series. Where a speech names an indicator more than once, the figure in the list
    «this year's targets are …» stands for it, else the first. What stands in such a list is a promise (codebook §1,
    rule 4), whatever its label. Where no report names last year's value, a sentence that is neither commitment nor
    report may («The deficit for 2018-19 was $598 million», codebook §1, rule 20), if it names the year as well.

    What is set by whoever speaks English (:func:`pipeline.figures.is_set`: a rate, relief, sum or span of time) is no
    target of the year unless the next report says what came of it; such a series holds those years only.

    Args:
        units: the units by id; targets of other units are left out.
        targets: the figures found in them.
        years_available: the years of which there is a text, by jurisdiction.
        sentences: the text of every sentence of the speeches by id. The words that open a list of targets,
            the statement that no target is set, and last year's value often stand in sentences without a unit; where
            None, only the units are searched for them.

    Returns:
        The points, sorted by jurisdiction, indicator, kind, dimension and year.
    """
    speeches = {unit.doc_id: unit for unit in units.values()}
    texts = _texts(units, sentences or {}, speeches)
    lists = _target_lists(texts)
    heads = _list_heads(texts)
    promised: dict[_Key, dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    reported: dict[_Key, dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    for target in targets:
        unit = units.get(target.unit_id)
        if unit is None or target.low is None or target.direction == "from":
            continue
        if not target.indicator or target.indicator in _NO_NAME:
            continue
        key = _Key(unit.jurisdiction, target.indicator, kind_of(target), dimension(target.unit)[0])
        against = _against(unit)
        if against is not None:
            if target.start - unit.start < against and _yearly(target) and _of_last_year(target, unit):
                reported[key][unit.year].append(target)
        elif _promises(target, unit) or _listed(target, lists):
            if _names(target, unit):
                continue
            due = target.deadline_year
            if due is None and unit.sentence_id in heads:
                due = _due_before(heads[unit.sentence_id], unit)
            if due in {None, unit.year} and _for_the_year(target, unit, lists):
                promised[key][unit.year].append(target)
        elif unit.label is Label.PROGRESS and _yearly(target) and _of_last_year(target, unit):
            reported[key][unit.year].append(target)
    others = _sentences_without_unit(units, texts) if sentences else {}
    places = {(key.jurisdiction, key.indicator) for key in promised}
    for unit in others.values():
        for target in _facts(unit):
            if (unit.jurisdiction, target.indicator) in places:
                key = _Key(unit.jurisdiction, target.indicator, kind_of(target), dimension(target.unit)[0])
                if not any(t.unit_id in units for t in reported[key][unit.year]):
                    reported[key][unit.year].append(target)
    units = {**units, **others}
    told = _told_not(texts)
    reviews = _annual_places(units, targets)
    points: list[SeriesPoint] = []
    for key in sorted(promised):
        available = years_available.get(key.jurisdiction, ())
        points += _Series(key, promised[key], reported.get(key, {}), told, available, lists, reviews, units).points()
    return tuple(points)


def judge(low: float, high: float, bound: Bound, value: float, *, ceiling: bool = False) -> str:
    """Return met, missed or exceeded for a value against a target; within 2 % counts as met (codebook §5).

    A range is judged by the lower of its two bounds and exceeded above the upper. A ceiling is met at or
    below it, and never «exceeded», because staying below is what was promised.

    Args:
        low: lower end of the target.
        high: upper end.
        bound: which side the target binds.
        value: the reported value, in the same unit.
        ceiling: the indicator is one that is to stay low, whatever the wording of the bound.
    """
    if bound is Bound.AT_MOST or (ceiling and bound is not Bound.AT_LEAST):
        return MET if value <= high + TOLERANCE * abs(high) else MISSED
    if value < low - TOLERANCE * abs(low):
        return MISSED
    return EXCEEDED if value > high + TOLERANCE * abs(high) else MET


def _against(unit: Unit) -> int | None:
    """Return where a unit that reports against an earlier target begins to speak of that, None for other units."""
    if unit.language != "en" or _WILL.search(unit.text):
        return None
    found = _TOLD_AGAINST.search(unit.text)
    return found.start() if found else None


def _promises(target: Target, unit: Unit) -> bool:
    """Tell whether a unit binds itself to a figure.

    How many things a measure goes on with (the 12 pilot towns) is no aim (codebook §1, rule 10), «at least 12» is.
    """
    going_on = unit.label is Label.MEASURE and target.bound is Bound.EXACT and kind_of(target) == "level"
    return unit.label in COMMITMENTS and not going_on


def _names(target: Target, unit: Unit) -> bool:
    """Tell whether a figure says which or what kind of thing is meant, and not how much of it there is to be.

    Chinese: of five classes, longer by 30 years. English: the two old piers, ferrymen who carry more than 20 people,
    firms with at least three piers.
    """
    at = target.start - unit.start
    before = LANGUAGES[unit.language].fold(unit.text[max(0, at - _NAMING) : at])
    if unit.language == "zh":
        return target.unit in _CLASSES or (target.unit == "年" and before.endswith("延长"))
    if _THAT_ACCOUNTS.search(before):
        return True
    if target.bound in {Bound.AT_LEAST, Bound.AT_MOST}:
        return bool(_WHO_HAS.search(before))
    known = _KNOWN_ONES.search(before) or re.search(r"\s(?:existing|present)\s", target.raw)
    return bool(known) and target.bound is Bound.EXACT and kind_of(target) == "level"


def _yearly(target: Target) -> bool:
    """Tell whether a figure is for one year."""
    return target.period in {"", "annual"}


def _of_last_year(target: Target, unit: Unit) -> bool:
    """Tell whether a reported figure can be last year's: it names no earlier and no later year, and was no target."""
    start, end = target.start - unit.start, target.end - unit.start
    text = LANGUAGES[unit.language].fold(unit.text)
    named = year_told(text, start, end, unit.year, unit.language)
    own = named in {None, unit.year - 1, unit.year} and not _SET_BEFORE.search(text[:start])
    # exports to another state are the speaker's own, but not Germany's rate
    return own and not _abroad(_OF_ABROAD, text, start, end, unit)


def _abroad(states: re.Pattern[str], text: str, start: int, end: int, unit: Unit) -> bool:
    """Tell whether the clause of an English figure names another state."""
    if unit.language != "en":
        return False
    found = states.finditer(text, clause_start(text, start, 0), clause_end(text, end))
    return any(m.group() not in unit.jurisdiction for m in found)


def _sentences_without_unit(units: Mapping[str, Unit], texts: Sequence[_Text]) -> dict[str, Unit]:
    """Return the sentences that hold no unit, so that they neither promise nor report, as units by their ids."""
    taken: dict[str, list[int]] = defaultdict(list)
    for unit in units.values():
        taken[unit.doc_id].append(unit.start)
    for places in taken.values():
        places.sort()
    found: dict[str, Unit] = {}
    for item in texts:
        own, end = item.speech, item.start + len(item.text)
        if bisect_left(taken[own.doc_id], item.start) == bisect_left(taken[own.doc_id], end):
            place = (own.doc_id, item.start, end, item.item_id, own.jurisdiction, own.year, item.text)
            found[item.item_id] = Unit(*place, label=Label.OTHER, level=None, language=own.language)
    return found


def _facts(unit: Unit) -> list[Target]:
    """Return the figures of a sentence that it says to be last year's, and not to have been planned.

    «比上年增长» says so too: the year that a Chinese report looks back on is the one that it compares with 上年.
    """
    text = LANGUAGES[unit.language].fold(unit.text)
    if year_told(text, len(text), len(text), unit.year, unit.language) is None and not _GREW.search(text):
        return []
    found = []
    for target in find_targets(unit):
        start, end = target.start - unit.start, target.end - unit.start
        floor = _year_floor(text, start, unit.language)
        told = year_told(text[floor:], start - floor, end - floor, unit.year, unit.language)
        grew = told is None and _GREW.search(text, clause_start(text, start, 0), start)
        named = told == unit.year - 1 or grew
        sure = not _NO_FACT[unit.language].search(text, 0, start) and not _NO_FACT_BEHIND.match(text, end)
        sure = sure and not _abroad(_ABROAD, text, start, end, unit)
        if named and sure and target.indicator and target.low is not None and _yearly(target):
            found.append(replace(target, unit_id=unit.sentence_id))
    return [target for target in found if target.direction != "from"]


def _year_floor(text: str, at: int, language: str) -> int:
    """Return from where on a year that is named can be the year of a figure.

    In English it stands in the figure's clause or alone before it («In 2018-19, the deficit …»), as what is decided
    «because of the good results of last year» is no result of last year; a Chinese list names its year once.
    """
    start = clause_start(text, at, 0)
    return 0 if language == "zh" or len(text[:start].split()) <= _YEAR_WORDS else start


def _counted(target: Target, unit: Unit) -> str:
    """Return «added» where a Chinese text says that so many are added, «in all» where it says how many there are."""
    if unit.language != "zh" or dimension(target.unit)[0] in {"share", "point", "multiple"}:
        return ""
    text = LANGUAGES["zh"].fold(unit.text)
    start = target.start - unit.start
    before = text[clause_start(text, start, 0) : start]
    if _ADDED.search(before) or target.indicator.startswith("新增"):
        return "added"
    # the words of the bound belong to the figure: 达到, 增至
    return "in all" if _IN_ALL.search(before) else ""


def _listed(target: Target, lists: Mapping[str, tuple[int, ...]]) -> bool:
    """Tell whether a figure stands in a list «this year's targets are …»."""
    doc_id, start = _place(target)
    return any(0 <= start - place <= LIST_REACH for place in lists.get(doc_id, ()))


def _for_the_year(target: Target, unit: Unit, lists: Mapping[str, tuple[int, ...]]) -> bool:
    """Tell whether a promised figure is for one year.

    A figure in the list of the year's targets is, even under a heading that speaks of several years, unless
    its own words say otherwise.
    """
    text = LANGUAGES[unit.language].fold(unit.text)
    return _yearly(target) or (_listed(target, lists) and period(text, unit.language) in {"", "annual"})


@dataclass(frozen=True, slots=True)
class _Text:
    """A unit or sentence, with the speech it stands in."""

    item_id: str
    start: int
    text: str
    speech: Unit


def _texts(units: Mapping[str, Unit], sentences: Mapping[str, str], speeches: Mapping[str, Unit]) -> list[_Text]:
    """Return all that is to be searched for statements about targets; sentences where they are given, else units."""
    found = {unit_id: _Text(unit_id, unit.start, unit.text, unit) for unit_id, unit in units.items()}
    if sentences:
        found = {}
        for sentence_id, text in sentences.items():
            doc_id, start, _ = parse_span_id(sentence_id)
            if doc_id in speeches:
                found[sentence_id] = _Text(sentence_id, start, text, speeches[doc_id])
    return [found[item_id] for item_id in sorted(found)]


def _target_lists(texts: Sequence[_Text]) -> dict[str, tuple[int, ...]]:
    """Return the places where «this year's targets are …» stands, by document."""
    found: dict[str, list[int]] = defaultdict(list)
    for item in texts:
        pattern = _LIST_ZH if item.speech.language == "zh" else _LIST_EN
        for match in pattern.finditer(LANGUAGES[item.speech.language].fold(item.text)):
            # the list of another year is none of this speech's targets
            named = match.groupdict().get("year")
            if named is None or int(named) == item.speech.year:
                found[item.speech.doc_id].append(item.start + match.start())
    return {doc_id: tuple(sorted(places)) for doc_id, places in found.items()}


def _list_heads(texts: Sequence[_Text]) -> dict[str, str]:
    """Return what stands before each sentence that goes on a list parted by «；», within its line, by sentence."""
    heads: dict[str, str] = {}
    before: _Text | None = None
    for item in sorted(texts, key=lambda item: (item.speech.doc_id, item.start)):
        if before is not None and before.text.endswith("；"):
            end = before.start + len(before.text)
            if (before.speech.doc_id, end) == (item.speech.doc_id, item.start):
                heads[item.item_id] = (heads.get(before.item_id, "") + before.text)[-REACH:]
        before = item
    return heads


def _due_before(head: str, unit: Unit) -> int | None:
    """Return the year by which the head of a list says that what stands in it is due: «到1990年，…；茶叶…；»."""
    fold = LANGUAGES[unit.language].fold
    of_year = section_of_year(fold(unit.section), unit.language)
    return deadline_before(fold(head), unit.year, of_year=of_year)


def _annual_places(units: Mapping[str, Unit], targets: Sequence[Target]) -> dict[str, tuple[int, ...]]:
    """Return the places of reported figures that say that they are last year's, by document."""
    found: dict[str, list[int]] = defaultdict(list)
    for target in targets:
        unit = units.get(target.unit_id)
        if unit is not None and unit.label is Label.PROGRESS and target.period == "annual":
            found[unit.doc_id].append(target.start)
    return {doc_id: tuple(sorted(places)) for doc_id, places in found.items()}


def _told_not(texts: Sequence[_Text]) -> dict[tuple[str, str], dict[int, set[str]]]:
    """Return the evidence that no target was set, by jurisdiction and indicator and then by year."""
    told: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in texts:
        for name in find_not_set(item.text, item.speech.language):
            told[item.speech.jurisdiction, name][item.speech.year].add(item.item_id)
    return told


@dataclass(frozen=True, slots=True)
class _Series:
    """Everything that one series is made of; `points` puts it together."""

    key: _Key
    promised: Mapping[int, Sequence[Target]]
    reported: Mapping[int, Sequence[Target]]
    told: Mapping[tuple[str, str], Mapping[int, set[str]]]
    available: Sequence[int]
    lists: Mapping[str, tuple[int, ...]]
    reviews: Mapping[str, tuple[int, ...]]
    units: Mapping[str, Unit]

    def points(self) -> list[SeriesPoint]:
        """Return the points in order of year."""
        # that no growth target is set says nothing about a target for the amount
        refused = self.told.get((self.key.jurisdiction, self.key.indicator), {}) if self.key.kind != "level" else {}
        ends = [*self.promised, *refused]
        told = {year - 1 for year in self.reported}
        years = sorted({y for y in self.available if min(ends) <= y <= max(ends)} | set(self.promised) | told)
        first = self._chosen(min(self.promised))
        unit = first.unit
        # all figures of a series have its name and dimension, so that the first tells whether they are set
        language = self.units[first.unit_id].language
        chosen_by_speaker = language == "en" and is_set(first, language)
        points: list[SeriesPoint] = []
        before: SeriesPoint | None = None
        for year in years:
            if year in self.promised:
                point = self._stated(year, unit, before)
                if chosen_by_speaker and point.outcome is None:
                    continue
                before = point
            elif chosen_by_speaker:
                continue
            else:
                point = self._missing(year, unit, tuple(sorted(refused.get(year, ()))))
            points.append(point)
        return points

    def _stated(self, year: int, unit: str, before: SeriesPoint | None) -> SeriesPoint:
        """Return the point of a year with a target; `before` is the last one with a target."""
        chosen = self._chosen(year)
        low, high = _ends(chosen, unit)
        point = self._point(year, unit)
        verdict = point.verdict
        if point.outcome is not None and self._summed(chosen, point.outcome, unit):
            verdict = SEVERAL
        elif point.outcome is not None:
            verdict = self._judged(chosen, point.outcome, unit)
        same = [t for t in self.promised[year] if _ends(t, unit) == (low, high)]
        return replace(
            point,
            low=low,
            high=high,
            bound=chosen.bound,
            verdict=verdict,
            change=_change(before, (low, high), chosen.bound),
            evidence_ids=_ids(same),
            state=STATED,
        )

    def _missing(self, year: int, unit: str, evidence: tuple[str, ...]) -> SeriesPoint:
        """Return the point of a year without a target, or without a text; the next report may still name a value."""
        without = NOT_FOUND if year in self.available else NO_TEXT
        return replace(
            self._point(year, unit), verdict="", evidence_ids=evidence, state=NOT_SET if evidence else without
        )

    def _point(self, year: int, unit: str) -> SeriesPoint:
        """Return the point of a year with what the next report says, as yet without a target."""
        outcome, outcome_ids, verdict = self._outcome(unit, year)
        return SeriesPoint(
            jurisdiction=self.key.jurisdiction,
            indicator=self.key.indicator,
            kind=self.key.kind,
            unit=unit,
            year=year,
            low=None,
            high=None,
            bound=Bound.EXACT,
            outcome=outcome,
            outcome_unit_ids=outcome_ids,
            verdict=verdict,
            change="",
            evidence_ids=(),
            state=NOT_FOUND,
        )

    def _judged(self, promise: Target, value: float, unit: str) -> str:
        """Return met, missed or exceeded for a value against a target of the series."""
        low, high = _ends(promise, unit)
        # a fall that is promised is kept by falling further, also where less is better
        low_is_good = is_ceiling(self.key.indicator) and promise.direction != "down"
        return judge(low, high, promise.bound, value, ceiling=low_is_good or promise.direction == "down to")

    def _summed(self, promise: Target, value: float, unit: str) -> bool:
        """Tell whether a reported value is so large that it is rather the sum of several years, or all there is.

        The rule is that of the closures; «exceeded» would be said of a yearly target that may well have been missed.
        """
        own = self.units[promise.unit_id]
        low = _ends(promise, unit)[0]
        if own.language != "zh" or not adds_up(promise) or promise.bound is Bound.AT_MOST or low <= 0:
            return False
        return value >= SUM_OF_YEARS * low and not THE_REST.search(LANGUAGES["zh"].fold(own.text))

    def _far(self, promise: Target, told: Target, unit: str) -> bool:
        """Tell whether an English report's amount or count is of another size than the target, and so of another thing.

        English names are short: the firms that a fund helped and those of the whole country are both «company». Where
        the name is one common noun (post, rebate, price), a value counts only if it meets the promise: of twelve that
        missed or exceeded it seven were of other things, and five might be.
        """
        if self.units[promise.unit_id].language != "en":
            return False
        if " " not in self.key.indicator and self.key.indicator not in KNOWN_EN:
            return self._judged(promise, _reached(promise, told, unit), unit) != MET
        if self.key.kind != "level":
            return False
        low, high = _ends(promise, unit)
        value = _ends(told, unit)[0]
        return low > 0 and not low / _MUCH_LESS <= value <= _MUCH_MORE * high

    def _chosen(self, year: int) -> Target:
        """Return the target that stands for a year: in the list of the year's targets before others, then the first."""
        return min(self.promised[year], key=lambda t: (not _listed(t, self.lists), _place(t)))

    def _outcome(self, unit: str, year: int) -> tuple[float | None, tuple[str, ...], str]:
        """Return the value that the next year's report names, its units, and why there is none, if there is none.

        What is added is never told by what there is in all, nor the reverse. The value is negative where it is a change
        in the direction opposite to the target's: a fall of 8 % where growth was promised is -8. In a year without a
        target the last one before it, or else the first, tells the direction.

        A review of five years and a review of the last one often stand in one speech. Of several values the
        one counts that says that it is last year's; then those that are no sum of several years by their size; then
        those whose heading does not speak of several years; then the one nearest to a figure that says that it is last
        year's; then the first.
        """
        if year + 1 not in self.available:
            return None, (), NO_NEXT_TEXT
        promise = self._chosen(max((y for y in self.promised if y <= year), default=min(self.promised)))
        counted = _counted(promise, self.units[promise.unit_id])
        reports = [
            told
            for told in self.reported.get(year + 1, ())
            if {counted, _counted(told, self.units[told.unit_id])} != {"added", "in all"}
            and not self._far(promise, told, unit)
        ]
        if not reports:
            return None, (), NOT_REPORTED

        def rank(target: Target) -> tuple[bool, bool, bool, int, str, int]:
            doc_id, start = _place(target)
            own = self.units[target.unit_id]
            several = bool(section_period(LANGUAGES[own.language].fold(own.section), own.language))
            summed = self._summed(promise, _ends(target, unit)[0], unit)
            distance = min((abs(start - place) for place in self.reviews.get(doc_id, ())), default=0)
            return (target.period != "annual", summed, several, distance, doc_id, start)

        chosen = min(reports, key=rank)
        value = _reached(promise, chosen, unit)
        same = [t for t in reports if _ends(t, unit) == _ends(chosen, unit)]
        return value, _ids(same), ""


def _place(target: Target) -> tuple[str, int]:
    """Return document and offset of a figure."""
    return parse_span_id(target.unit_id)[0], target.start


def _ids(targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the units of some figures, in order of place, each once."""
    return tuple(dict.fromkeys(t.unit_id for t in sorted(targets, key=_place)))


def _ends(target: Target, unit: str) -> tuple[float, float]:
    """Return the two ends of a figure in another unit of its dimension, rounded so that conversion leaves no tail."""
    assert target.low is not None and target.high is not None  # figures without a value never enter a series
    factor = _factor(target, unit)
    return round(target.low * factor, 6), round(target.high * factor, 6)


def _reached(promise: Target, told: Target, unit: str) -> float:
    """Return what a report says was reached, in the unit of the series; see :func:`pipeline.figures.reached_ends`."""
    return round(reached_ends(promise, told)[0] * _factor(told, unit), 6)


def _factor(target: Target, unit: str) -> float:
    """Return by what a figure is multiplied to stand in another unit of its dimension."""
    return dimension(target.unit)[1] / dimension(unit)[1]


def _change(before: SeriesPoint | None, now: tuple[float, float], bound: Bound) -> str:
    """Tell how a target stands to the last one; see :func:`pipeline.figures.step`."""
    if before is None:
        return "new"
    assert before.low is not None and before.high is not None  # a stated point has both ends
    moved = step((before.low, before.high), now, {before.bound, bound})
    return ("unchanged", "raised", "lowered")[moved]
