"""Targets: the figures that promises bind themselves to and that reports claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.languages import LANGUAGES
from pipeline.languages.lines import unbroken
from pipeline.records import COMMITMENTS, Bound, Target, Unit
from pipeline.targets import chinese, english
from pipeline.targets.context import (
    annual_told,
    deadline_before,
    deadline_year,
    period,
    period_before,
    responsible,
    section_of_year,
    section_period,
)
from pipeline.targets.indicators import direction, indicators, shares_direction
from pipeline.targets.mentions import FIGURES, Mention
from pipeline.targets.numbers import find_mentions

__all__ = ["find_targets"]

# a span of time beside a figure says how long, not how much; such figures are read for the deadline
_TIME_UNITS = chinese.TIME_UNITS | english.TIME_UNITS

REACH = 500  # characters on each side of a figure in which deadlines and periods are looked for, at least


def find_targets(unit: Unit, sentence: str = "", sentence_start: int = -1) -> tuple[Target, ...]:
    """Return the figures of a unit, one record each, in order of place.

    Works for commitments and for reports. Numbers that are no quantities (dates, ordinals, ages, numbers of
    documents and telephones, numbers inside names) give no record; wording that is not understood gives one
    with `low` and `high` None. The row of a table with figures in several cells, with tabs between, gives none, as its
    words do not tell which of them is the year's aim. A bare span of time («三年内») gives none when the unit has
    another figure. Indicators and units of measurement are in simplified script whatever the speech is written in, so
    that the speeches of a place join; `raw` and `responsible` are as written.

    Args:
        unit: the unit; its `text` must be the document's text from `start` to `end`.
        sentence: the sentence that the unit is cut from. Subject, deadline and body may stand in its other parts.
        sentence_start: offset of the sentence in the document; -1 where it is not known.

    Raises:
        ValueError: the unit's language has no number grammar.
    """
    language = unit.language
    if language == "zh" and "\n" in unit.text + sentence:
        return _unbroken(unit, sentence, sentence_start)
    text, shift = unit.text, unit.start
    lead = unit.start - sentence_start
    if sentence and sentence_start >= 0 and lead >= 0 and sentence[lead : lead + len(unit.text)] == unit.text:
        if not find_mentions(unit.text, language):
            return ()
        # the numbers are read in their sentence, so that the words before the unit can name the indicator
        text, shift = sentence, sentence_start
    else:
        lead = 0
    read = _read(text, language)
    if _is_row(text, read.mentions):
        return ()
    # all patterns are for simplified script; the folded copies have the same offsets
    fold = LANGUAGES[language].fold
    own, whole = fold(unit.text), _folded(sentence, language)
    commits = unit.label in COMMITMENTS
    section = fold(unit.section)
    of_year = section_of_year(section, language)
    body: str | None = None
    targets: list[Target] = []
    # a sentence may hold ten thousand units, each with a figure of its own
    for at in range(bisect_left(read.starts, lead), bisect_left(read.starts, lead + len(unit.text))):
        mention, name, way = read.mentions[at], read.names[at], read.ways[at]
        if mention.sort not in FIGURES or mention.core_end > lead + len(unit.text):
            continue
        if body is None:
            body = responsible(unit.text, language) or _responsible(sentence, language)
        start = max(mention.start, lead)
        end = min(mention.end, lead + len(unit.text))
        in_unit, in_sentence = _near(own, mention.core_start - lead), _near(whole, mention.core_start)
        before = whole[max(lead - REACH, 0) : lead]
        span = period(in_unit[0], language, in_unit[1])
        if not span and language == "zh":
            # «annual» may stand anywhere in the sentence: a list of the year's targets is of one year
            span = period_before(before, of_year=of_year) or annual_told(in_sentence[0])
        elif not span:
            span = period(in_sentence[0], language, in_sentence[1])
        if not span and commits:
            span = section_period(section, language)
        due: int | None = None
        if commits:
            due = deadline_year(*in_unit, unit.year, language)
            if due is None and sentence:
                due = (
                    deadline_before(before, unit.year, of_year=of_year)
                    if language == "zh"
                    else deadline_year(*in_sentence, unit.year, language)
                )
        targets.append(
            Target(
                unit_id=unit.unit_id,
                start=shift + start,
                end=shift + end,
                indicator=name,
                low=mention.low,
                high=mention.high,
                unit=mention.unit,
                bound=mention.bound if mention.low is not None else Bound.EXACT,
                deadline_year=due,
                responsible=body,
                raw=text[start:end],
                direction=way,
                period=span,
            )
        )
    substantial = [t for t in targets if t.unit.partition("/")[0] not in _TIME_UNITS]
    return tuple(substantial or targets)


@dataclass(frozen=True, slots=True)
class _Read:
    """The numbers of a text, and of each its indicator and direction; «» for what is no figure."""

    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    names: tuple[str, ...]
    ways: tuple[str, ...]


# the units of a sentence come one after the other, and each reads all of it
@lru_cache(maxsize=4)
def _read(text: str, language: str) -> _Read:
    """Return what a text says of each of its numbers."""
    mentions = find_mentions(text, language)
    plain = LANGUAGES[language].fold(text)
    starts = tuple(m.core_start for m in mentions)
    ways = _directions(plain, mentions, language)
    return _Read(mentions, starts, tuple(indicators(plain, mentions, language)), tuple(ways))


@lru_cache(maxsize=4)
def _folded(text: str, language: str) -> str:
    return LANGUAGES[language].fold(text)


def _is_row(text: str, mentions: Sequence[Mention]) -> bool:
    """Tell whether a text is the row of a table that holds figures in several cells behind a name that holds none.

    The number of the row may stand before the name.
    """
    if "\t" not in text:
        return False
    begin = len(text) - len(text.lstrip())
    name = int(text[begin:].partition("\t")[0].strip().isdigit())
    tabs = [m.start() for m in re.finditer("\t", text[begin:])]
    cells = {bisect_left(tabs, m.core_start - begin) for m in mentions if m.sort in FIGURES}
    return name not in cells and len(cells - {0}) > 1


_responsible = lru_cache(maxsize=4)(responsible)
_whole = lru_cache(maxsize=4)(unbroken)


def _unbroken(unit: Unit, sentence: str, sentence_start: int) -> tuple[Target, ...]:
    """Return the figures of a unit whose sentence a page has broken into lines, read without the line breaks.

    A break may part the digits of a figure. Offsets and `raw` are those of the text as it is.
    """
    lead, end = unit.start - sentence_start, unit.end - sentence_start
    if not sentence or sentence_start < 0 or sentence[max(lead, 0) : end] != unit.text:
        sentence, sentence_start, lead, end = unit.text, unit.start, 0, len(unit.text)
    text, places = _whole(sentence)
    start, stop = bisect_left(places, lead), bisect_left(places, end)
    own = replace(unit, start=start, end=stop, text=text[start:stop])
    found: list[Target] = []
    for target in find_targets(own, text, 0):
        first, last = places[target.start], places[target.end - 1] + 1
        own_place = replace(target, start=sentence_start + first, end=sentence_start + last)
        found.append(replace(own_place, unit_id=unit.unit_id, raw=sentence[first:last]))
    return tuple(found)


def _directions(text: str, mentions: Sequence[Mention], language: str) -> list[str]:
    """Return the direction of every figure, «» for other numbers; figures side by side have one verb."""
    found: list[str] = []
    for i, mention in enumerate(mentions):
        way = ""
        if mention.sort in FIGURES:
            way = direction(text, mention, mentions[i - 1].end if i else 0, language)
            if i and not way and shares_direction(text, mentions[i - 1], mention):
                way = found[-1]
            # «cut from 12 to 10 per cent»: the verb stands before the old value
            if i and way in {"", "to"} and _falls(mentions[i - 1], mention):
                way = "down to"
        found.append(way)
    return found


def _falls(old: Mention, new: Mention) -> bool:
    """Tell whether a value that something is changed from is followed by a smaller one."""
    alike = old.unit in {"", new.unit}
    return old.baseline and not new.baseline and alike and new.high is not None and new.high < (old.low or 0)


def _near(text: str, at: int) -> tuple[str, int]:
    """Return what of a text can say something of a figure, and the figure's place in it: all, for any real sentence.

    Without a bound a list of ten thousand figures without a stop would take minutes. Figures that stand close together
    get the same stretch, so that its words are read once for all of them.
    """
    start = max(at - REACH, 0) // REACH * REACH
    return text[start : start + 3 * REACH], at - start
