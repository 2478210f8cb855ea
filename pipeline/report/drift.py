"""How the figures and the wording of one promise move from year to year."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.figures import ALIKE, SEVERAL_YEARS, dimension, indicator_similarity, is_rate_of_change

Row = Mapping[str, Any]
_Figure = tuple[Row, Row]  # a promise and one of its figures

UP, DOWN = "raised", "lowered"
CONTAINED = 0.8  # share of the shorter wording's character pairs that must return for «the same words and more»
LONGER = 1.25  # how much longer a wording must be to count as having gained or lost something


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that changed between two promises of one thread; values are in the unit of the later one."""

    year: int
    unit_id: str
    earlier_unit_id: str
    indicator: str
    unit: str
    before: tuple[float, float]
    now: tuple[float, float]
    direction: str
    raw_before: str
    raw_now: str


def moves(members: Sequence[Row], targets: Mapping[str, Sequence[Row]]) -> tuple[Move, ...]:
    """Return the figures of a thread that were raised or lowered, in order of time.

    Args:
        members: the promises in order of time.
        targets: the figures of each promise, by unit id, in the order of the text.

    A year's figures are compared with those of the last earlier year that names some of their sort (:func:`_sort`).
    Promises of one year (a report and an inquiry reply, say) are not compared with each other. Where both years name
    one indicator of that sort, its names may differ a little; where one of them names several, only figures of the
    same name are compared.
    """
    if sum(member["unit_id"] in targets for member in members) < 2:
        return ()  # most threads name no figure, or only once
    last: dict[tuple[Any, ...], list[_Figure]] = {}
    found: list[Move] = []
    for year, own in itertools.groupby(members, key=lambda member: member["year"]):
        groups: dict[tuple[Any, ...], list[_Figure]] = defaultdict(list)
        for member in own:
            for target in targets.get(member["unit_id"], ()):
                if target["low"] is not None and target["direction"] != "from":
                    groups[_sort(target, year)].append((member, target))
        for sort, now in groups.items():
            found += _compare(last.get(sort, ()), now)
        last |= groups
    return tuple(found)


def _sort(target: Row, year: int) -> tuple[Any, ...]:
    """Return what two figures must share to be compared.

    That is the dimension; whether they hold for several years together; whether they are a share, a rise or a fall; and
    the year in which they are due where that is not the year of the speech: a yearly target is due anew each year.
    """
    measure = dimension(target["unit"])[0]
    if measure == "point" or is_rate_of_change(target["unit"], target["direction"], target["indicator"]):
        measure += " fall" if target["direction"] == "down" else " rise"
    due = None if target["deadline_year"] == year else target["deadline_year"]
    return measure, target["period"] in SEVERAL_YEARS, due


def _compare(before: Sequence[_Figure], now: Sequence[_Figure]) -> list[Move]:
    """Return for each indicator the move from one year's figures to another's; none that stood there before moved."""
    names = list(dict.fromkeys(target["indicator"] for _, target in now))
    single = len(names) == 1 and len({target["indicator"] for _, target in before}) == 1
    found = []
    for name in names:
        old = [f for f in before if f[1]["indicator"] == name or (single and _alike(f[1]["indicator"], name))]
        new = [f for f in now if f[1]["indicator"] == name]
        if not old or {_base(t) for _, t in old} & {_base(t) for _, t in new}:
            continue
        (earlier, was), (member, now_set) = old[0], new[0]
        factor = dimension(was["unit"])[1] / dimension(now_set["unit"])[1]
        found.append(
            Move(
                member["year"],
                member["unit_id"],
                earlier["unit_id"],
                name or was["indicator"],
                now_set["unit"],
                (round(was["low"] * factor, 6), round(was["high"] * factor, 6)),
                (now_set["low"], now_set["high"]),
                UP if _base(now_set) > _base(was) else DOWN,
                was["raw"],
                now_set["raw"],
            )
        )
    return found


def _base(target: Row) -> tuple[float, float]:
    """Return both ends of a figure in the base unit of its dimension."""
    factor = dimension(target["unit"])[1]
    return round(target["low"] * factor, 6), round(target["high"] * factor, 6)


def _alike(a: str, b: str) -> bool:
    """Tell whether two indicators may be one: a figure without a name may be of any."""
    return not a or not b or indicator_similarity(a, b) >= ALIKE


def wording_change(earlier: Row, later: Row) -> str:
    """Return verbatim, narrowed, broadened or reworded for two promises of one thread.

    Narrowed: the later one can be checked and the earlier could not (level below 3, then 3 or more), or it keeps
    the earlier words and adds to them. Broadened is the reverse. «Keeps» means that at least 80 % of the character
    pairs of the shorter wording return in a wording that is at least a quarter longer.
    """
    old, new = _core(earlier["text"]), _core(later["text"])
    if old == new:
        return "verbatim"
    checkable = ((earlier["level"] or 0) >= 3, (later["level"] or 0) >= 3)
    if checkable[0] != checkable[1]:
        return "narrowed" if checkable[1] else "broadened"
    a, b = _pairs(old), _pairs(new)
    shared = len(a & b)
    if len(new) >= LONGER * len(old) and shared >= CONTAINED * len(a):
        return "narrowed"
    if len(old) >= LONGER * len(new) and shared >= CONTAINED * len(b):
        return "broadened"
    return "reworded"


def same_words(earlier: Row, later: Row) -> bool:
    """Tell whether two promises have the same letters and digits."""
    return _core(earlier["text"]) == _core(later["text"])


@lru_cache(maxsize=1 << 14)
def _core(text: str) -> str:
    """Return the letters and digits of a text in lower case: punctuation and spaces change nothing."""
    return "".join(filter(str.isalnum, text.casefold()))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,))
