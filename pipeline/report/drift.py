"""How the figures and the wording of one promise move from year to year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.figures import dimension

Row = Mapping[str, Any]

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

    A figure is compared with the last earlier promise that names one of the same dimension. Where a promise
    names several of one dimension, only figures of the same indicator are compared. Promises of one year (a report
    and an inquiry reply, say) are not compared with each other.
    """
    if sum(member["unit_id"] in targets for member in members) < 2:
        return ()  # most threads name no figure, or only once
    last: dict[str, tuple[Row, list[Row]]] = {}
    found: list[Move] = []
    pending: dict[str, tuple[Row, list[Row]]] = {}
    year = None
    for member in members:
        if member["year"] != year:
            last.update(pending)
            pending, year = {}, member["year"]
        groups: dict[str, list[Row]] = defaultdict(list)
        for target in targets.get(member["unit_id"], ()):
            if target["low"] is not None and target["direction"] != "from":
                groups[dimension(target["unit"])[0]].append(target)
        for name, now in sorted(groups.items()):
            if name in last:
                earlier, before = last[name]
                found += _compare(member, earlier, before, now)
            pending.setdefault(name, (member, now))
    return tuple(found)


def _compare(member: Row, earlier: Row, before: Sequence[Row], now: Sequence[Row]) -> list[Move]:
    if len(before) == len(now) == 1:
        pairs = [(before[0], now[0])]
    else:
        first = {t["indicator"]: t for t in reversed(before)}
        seen: set[str] = set()
        pairs = []
        for target in now:
            if target["indicator"] in first and target["indicator"] not in seen:
                pairs.append((first[target["indicator"]], target))
                seen.add(target["indicator"])
    found = []
    for old, new in pairs:
        factor = dimension(old["unit"])[1] / dimension(new["unit"])[1]
        was = (round(old["low"] * factor, 6), round(old["high"] * factor, 6))
        is_now = (new["low"], new["high"])
        other_deadline = new["deadline_year"] != old["deadline_year"]
        if was == is_now or (other_deadline and not _both_yearly(member, earlier, new, old)):
            continue
        found.append(
            Move(
                member["year"],
                member["unit_id"],
                earlier["unit_id"],
                new["indicator"] or old["indicator"],
                new["unit"],
                was,
                is_now,
                UP if is_now > was else DOWN,
                old["raw"],
                new["raw"],
            )
        )
    return found


def _both_yearly(member: Row, earlier: Row, new: Row, old: Row) -> bool:
    """Tell whether both figures are due in the year of their own speech, or name no deadline."""
    return new["deadline_year"] in (None, member["year"]) and old["deadline_year"] in (None, earlier["year"])


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
