"""Targets over the years: what each speech promised for an indicator, and what the next year's report says of it.

A yearly target of the speech of year Y is judged against the report in the speech of year Y+1 (codebook §6).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.figures import TOLERANCE, dimension
from pipeline.records import COMMITMENTS, Bound, Label, SeriesPoint, Target, Unit
from pipeline.targets.indicators import normalise_indicator

STATED = "stated"
NOT_SET = "explicitly not set"
NOT_FOUND = "not found"

MET = "met"
MISSED = "missed"
EXCEEDED = "exceeded"
NOT_REPORTED = "not reported"
NO_NEXT_TEXT = "no text of next year"

_NOT_SET_ZH = re.compile(
    r"(?:没有|未|不再?|暂不)(?:再)?(?:提出|设定|设置|确定|设|制定|明确|安排)(?:全年|今年|年度|具体|明确|的)*(?P<what>[^，。；、]{0,16}?)(?:的)?(?:具体)?(?:数量|量化|预期|增长|增速)*(?:目标|指标)"
)
_NOT_SET_EN = re.compile(
    r"\b(?:(?:have|has|do|does|did|will|are|is) not|no longer|not)(?: be)? (?:set|setting|propos\w+|fix\w*|nam\w+|announc\w+)(?: out)?(?: an?| any| the| specific| numerical| annual| official)* (?P<what>[^.,;]{0,40}?)\s?(?:target|goal)s?\b"
    r"|\b(?:set|sets|propose|there is|there will be) no(?: specific| numerical| annual)* (?P<other>[^.,;]{0,40}?)\s?(?:target|goal)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NotSet:
    """A statement that no target is set: for which indicator, in which speech, and where it stands."""

    jurisdiction: str
    year: int
    indicator: str
    evidence_id: str


def find_not_set(text: str, language: str) -> tuple[str, ...]:
    """Return the indicators for which `text` says expressly that no target is set; usually none or one."""
    pattern = _NOT_SET_ZH if language == "zh" else _NOT_SET_EN
    names: list[str] = []
    for match in pattern.finditer(text):
        what = match["what"] if match["what"] is not None else match.groupdict().get("other") or ""
        name = normalise_indicator(what, language)
        if name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def kind_of(target: Target) -> str:
    """Return «growth» for a rate of change, «share» for a level in per cent, «level» for an amount."""
    if dimension(target.unit)[0] == "share":
        return (
            "growth"
            if target.direction in {"up", "down"} and not target.indicator.endswith(("率", "rate"))
            else "share"
        )
    return "point" if dimension(target.unit)[0] == "point" else "level"


def target_series(
    units: Mapping[str, Unit],
    targets: Sequence[Target],
    years_available: Mapping[str, tuple[int, ...]],
    not_set: Sequence[NotSet] = (),
) -> tuple[SeriesPoint, ...]:
    """Build the series of yearly targets of every jurisdiction, indicator and dimension.

    A series holds one point for every year that has a text, from the first year with a target to the last.
    Only indicators with a name and targets with a value count, and only targets for the speech's own year: a
    later deadline or a span of several years is a target of its own and no part of the yearly series.

    Args:
        units: the units by id; targets of other units are left out.
        targets: the figures found in them.
        years_available: the years of which there is a text, by jurisdiction.
        not_set: statements outside the units that no target is set (see :func:`find_not_set`); those inside
            the units are found here.

    Returns:
        The points, sorted by jurisdiction, indicator, kind, unit and year.
    """
    promised: dict[tuple[str, str, str, str], dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    reported: dict[tuple[str, str, str, str], dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    refused: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for target in targets:
        unit = units.get(target.unit_id)
        if unit is None or not target.indicator or target.low is None or target.direction == "from":
            continue
        key = (unit.jurisdiction, target.indicator, kind_of(target), dimension(target.unit)[0])
        if unit.label in COMMITMENTS and _yearly(target, unit.year):
            promised[key][unit.year].append(target)
        elif unit.label is Label.PROGRESS and target.period in {"", "annual"}:
            reported[key][unit.year].append(target)
    for unit_id in sorted(units):
        unit = units[unit_id]
        for name in find_not_set(unit.text, unit.language):
            refused[unit.jurisdiction, unit.year][name].add(unit_id)
    for statement in not_set:
        refused[statement.jurisdiction, statement.year][statement.indicator].add(statement.evidence_id)
    points: list[SeriesPoint] = []
    for key in sorted(promised):
        points.extend(_series(key, promised[key], reported.get(key, {}), refused, years_available.get(key[0], ())))
    return tuple(points)


def _yearly(target: Target, year: int) -> bool:
    """Tell whether a target is one for the speech's own year."""
    return target.deadline_year in {None, year} and target.period in {"", "annual"}


def _series(
    key: tuple[str, str, str, str],
    promised: Mapping[int, Sequence[Target]],
    reported: Mapping[int, Sequence[Target]],
    refused: Mapping[tuple[str, int], Mapping[str, set[str]]],
    available: Sequence[int],
) -> list[SeriesPoint]:
    """Return the points of one series."""
    jurisdiction, indicator, kind, _ = key
    told_not = {y for (place, y), names in refused.items() if place == jurisdiction and indicator in names}
    first, last = min([*promised, *told_not]), max([*promised, *told_not])
    years = sorted({y for y in available if first <= y <= last} | set(promised))
    unit = _first(promised[min(promised)]).unit
    points: list[SeriesPoint] = []
    before: tuple[float, float] | None = None
    for year in years:
        if year not in promised:
            evidence = tuple(sorted(refused.get((jurisdiction, year), {}).get(indicator, set())))
            state = NOT_SET if evidence and kind in {"growth", "share"} else NOT_FOUND
            points.append(
                SeriesPoint(
                    jurisdiction,
                    indicator,
                    kind,
                    unit,
                    year,
                    None,
                    None,
                    Bound.EXACT,
                    None,
                    (),
                    "",
                    "",
                    evidence if state == NOT_SET else (),
                    state,
                )
            )
            continue
        chosen = _first(promised[year])
        factor = dimension(chosen.unit)[1] / dimension(unit)[1]
        low, high = _scaled(chosen.low, factor), _scaled(chosen.high, factor)
        outcome, outcome_ids, verdict = _outcome(chosen, low, high, unit, year, reported, available)
        change = "new" if before is None else _change(before, (low, high))
        before = (low, high)
        same = [t for t in promised[year] if (t.low, t.high, t.unit) == (chosen.low, chosen.high, chosen.unit)]
        points.append(
            SeriesPoint(
                jurisdiction,
                indicator,
                kind,
                unit,
                year,
                low,
                high,
                chosen.bound,
                outcome,
                outcome_ids,
                verdict,
                change,
                tuple(dict.fromkeys(t.unit_id for t in sorted(same, key=_place))),
                STATED,
            )
        )
    return points


def _place(target: Target) -> tuple[str, int]:
    """Sort key: document and place."""
    return target.unit_id.rpartition("@")[0], target.start


def _first(targets: Sequence[Target]) -> Target:
    """Return the target that stands for a year: the first in the text, figures for the year named as such before others."""
    return min(targets, key=lambda t: (t.period != "annual", *_place(t)))


def _scaled(value: float | None, factor: float) -> float:
    """Return a value in the unit of the series, rounded so that conversions leave no tail."""
    assert value is not None  # targets without a value never enter a series
    return round(value * factor, 6)


def _change(before: tuple[float, float], now: tuple[float, float]) -> str:
    """Compare the lower of the two bounds with the last target's, then the upper."""
    if now == before:
        return "unchanged"
    return "raised" if (now[0], now[1]) > (before[0], before[1]) else "lowered"


def _outcome(
    target: Target,
    low: float,
    high: float,
    unit: str,
    year: int,
    reported: Mapping[int, Sequence[Target]],
    available: Sequence[int],
) -> tuple[float | None, tuple[str, ...], str]:
    """Return the value that the next year's report names, its units, and the verdict."""
    if year + 1 not in available:
        return None, (), NO_NEXT_TEXT
    reports = reported.get(year + 1, ())
    if not reports:
        return None, (), NOT_REPORTED
    chosen = _first(reports)
    factor = dimension(chosen.unit)[1] / dimension(unit)[1]
    value = _scaled(chosen.low, factor)
    ids = tuple(
        dict.fromkeys(t.unit_id for t in sorted(reports, key=_place) if (t.low, t.unit) == (chosen.low, chosen.unit))
    )
    return value, ids, judge(low, high, target.bound, value)


def judge(low: float, high: float, bound: Bound, value: float) -> str:
    """Return met, missed or exceeded for a value against a target; within 2 % counts as met (codebook §5).

    A range is judged by the lower of its two bounds and exceeded above the upper. A ceiling is met at or
    below it, and never «exceeded», because staying below is what was promised.
    """
    if bound is Bound.AT_MOST:
        return MET if value <= high + TOLERANCE * abs(high) else MISSED
    if value < low - TOLERANCE * abs(low):
        return MISSED
    return EXCEEDED if value > high + TOLERANCE * abs(high) else MET
