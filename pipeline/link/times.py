"""Whether an English report speaks of another time than a promise, so that it tells nothing of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.link.features import plain
from pipeline.link.objects import names_nothing
from pipeline.records import Unit
from pipeline.years import MONTH

# years that a report names as those of the event; «since 2030» and «born in 2030» name another time than that
_YEAR = re.compile(r"(?<![\d,.$-])(?:19|20)\d\d(?!\d|[,.]\d| ?%| per ?cent)")
_NO_YEAR_OF_IT = re.compile(
    r"\b(?:until|till|to|from|over|between|compared|against|than|born|unlike|before|by|prior)\b[^.;]{0,30}$|"
    # «the Act of 2029», but «the change of the rates was in 2029»
    r"\bof (?:the )?(?:\w+ )?$|\bsince\b[^,;]*$",
    re.IGNORECASE,
)
_BEFORE_YEAR = 200  # characters before a year that can say what it is of
# what was begun or announced in a year and finished since: «begun in 2030, was completed»
_BEGAN_IN = re.compile(r"\b(?:begun|began|started|commenced|announced|promised)\b[^.;]{0,30}$")
_ENDED = re.compile(
    r"\b(?:built|completed|concluded|established|finished|introduced|launched|opened|passed|set up|signed|"
    r"in service|in operation)\b"
)
# what has gone on from then to the day of the report
_UNTIL_NOW = re.compile(
    r"\b(?:(?:last|this|past) (?:year|month|january|february|march|april|may|june|july|august|\w+ber)|now|today|"
    r"present|currently|recent\w*|earlier|so far|ha(?:s|ve) (?:since|now|already)|continu\w*|still)\b",
    re.IGNORECASE,
)
# to leave a rate as it is is not kept by a change; «last raised in 2031» tells of an earlier one
_STAYS = re.compile(
    r"\bno (?:increase|change|reduction)s?\b|\b(?:remain|be kept|stay|left) unchanged\b|"
    r"\bnot (?:propose to |be )*(?:chang|increas|alter|rais|reduc)\w*",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?<!\blast )\b(?:increased|raised|reduced|lowered|cut|changed|revised|adjusted)\b", re.IGNORECASE
)
# the day on which something takes effect; what comes in steps has several
_DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?),? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_IN_STEPS = re.compile(r"\bover (?:the next )?\w+ years\b|\blatest\b|\bstages?\b|\bsteps?\b|\bphase", re.IGNORECASE)
# the years of assessment of two changes of a tax
_ASSESSED = re.compile(r"\byears? of assessment\b(?: \(ya\))?|\byas?(?= ?(?:19|20)\d\d)")
# from when on a change of tax or pay holds: of one that the promise does not name nothing else is known
_IN_EFFECT = re.compile(
    r"\b(?:with|in|into|tak\w+|took) (?:full |immediate )?effect\b|\beffective (?:from|on)\b|\byears? of assessment\b|"
    r"\bya ?\d"
)
# the budget in which a report says that something was done, by the last two digits of its year; no sum of money
_BUDGET = re.compile(
    r"\bin (?:the |my )?(?:fy ?)?(?:\d\d)?(?P<before>\d\d) budget\b(?! day)|"
    r"\bbudget (?:of )?(?:19|20)(?P<after>\d\d)\b(?! (?:dollars|euros|pounds|thousand|million|billion)\b)"
)
_LAST_BUDGET = re.compile(
    r"\b(?:last|previous) (?:year's )?budget\b|\bannounced last year\b|"
    r"\blast year,? (?:i|we|the government|the minister|my predecessor)(?: had| also| have)* (?:\w+ly )?"
    r"(?:announced|increased|reduced|raised|extended|proposed|set aside|gave|granted|lowered|cut)\b"
)
# when it was last changed
_CHANGES = "(?:raised|revised|increased|reduced|adjusted|changed|lowered|cut)"
_LAST_CHANGE = re.compile(
    rf"\b(?:(?:was|were|been) last (?:\w+ )?{_CHANGES}|last (?:revision|increase|reduction|change))\b"
    r"[^.;]{0,80}?\b(?P<year>(?:19|20)\d\d)\b"
)
_AT_ONCE = re.compile(r"\b(?:today|immediate\w*|tonight|midnight|tomorrow)\b")
_SPAN = re.compile(r"\bnext\b|\bover the\b|\bmedium.term\b|\byears?\b(?! of)|\bwhen\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a promise says of time.

    `years`: those that it names; `in_effect`: the same, if it tells nothing but when something takes effect;
    `assessed`: it names a year of assessment. `stays`: nothing is to change; `days`: the years of the days that it
    names; `at_once`: it takes effect right away; `span`: it waits, or takes years.
    """

    years: frozenset[int]
    in_effect: frozenset[int]
    assessed: bool
    stays: bool
    days: frozenset[int]
    at_once: bool
    span: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What a report says of time.

    `years`: those in which it says that the thing happened, empty where it may also have happened later; `in_effect`:
    those that it names, if it says when something took effect; `assessed`: it names a year of assessment. `changed`: a
    change was made; `days`: the years of the days that it names. `budgets`: those in which it was done, by the last
    two digits of their years; `last_budget`: it was in that of the year before; `last_change`: the year of the last
    change.
    """

    years: frozenset[int]
    in_effect: frozenset[int]
    assessed: bool
    changed: bool
    days: frozenset[int]
    budgets: frozenset[int]
    last_budget: bool
    last_change: int | None


def another_time(promise: Unit, report: Unit) -> bool:
    """Tell whether what an English report tells of is not of the time of a promise.

    It is of years before the promise («the fund, set up in 2031», of a promise of 2035), of other years than the one in
    which a promise that only points takes effect, or of other years of assessment, of a day in another year, or of the
    last change in another year; or something was changed that was to stay.
    """
    if not promise.language == report.language == "en":
        return False
    said, told = _said(promise.text), _told(report.text)
    return (
        bool(told.years and max(told.years) < promise.year and not told.years & said.years)
        or _apart(said.in_effect, told.in_effect)
        or (said.assessed and told.assessed and _apart(said.years, told.in_effect))
        or (said.stays and told.changed)
        or (len(told.days) == 1 and _apart(said.days, told.days))
        or _other_change(promise.year, said, told.last_change)
    )


def another_budget(promise: Unit, report: Unit) -> bool:
    """Tell whether an English report names the budgets in which something was done, and none is the promise's.

    That is the budget of its year; where the report names one by its year, that of any year that the promise names too.
    """
    if not promise.language == report.language == "en":
        return False
    said, told = _said(promise.text), _told(report.text)
    budgets = told.budgets | ({(report.year - 1) % 100} if told.last_budget else set())
    of_it = promise.year % 100 in budgets or bool({year % 100 for year in said.years} & told.budgets)
    return bool(budgets) and not of_it and not said.span


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _said(text: str) -> _Said:
    promise = plain(text, "en")
    return _Said(
        years=_years(promise),
        in_effect=_years(promise) if _IN_EFFECT.search(promise) and names_nothing(text, "en") else frozenset(),
        assessed=bool(_ASSESSED.search(promise)),
        # where something else is to change, the report may tell of that
        stays=bool(_STAYS.search(promise)) and not _CHANGED.search(_STAYS.sub("", promise)),
        days=_days(promise),
        at_once=bool(_AT_ONCE.search(promise)),
        span=bool(_SPAN.search(promise)),
    )


@lru_cache(maxsize=1 << 15)
def _told(text: str) -> _Told:
    report = plain(text, "en")
    change = _LAST_CHANGE.search(report)
    return _Told(
        years=_years_of_event(report),
        in_effect=_years(report) if _IN_EFFECT.search(report) else frozenset(),
        assessed=bool(_ASSESSED.search(report)),
        changed=bool(_CHANGED.search(report)) and not _STAYS.search(report),
        days=_days(report),
        budgets=frozenset(int(found["before"] or found["after"]) for found in _BUDGET.finditer(report)),
        last_budget=bool(_LAST_BUDGET.search(report)),
        last_change=int(change["year"]) if change else None,
    )


def _years(text: str) -> frozenset[int]:
    """Return the years that a text names."""
    return frozenset(int(found.group()) for found in _YEAR.finditer(text))


def _days(text: str) -> frozenset[int]:
    """Return the years of the days that a text names, none where it tells of steps on several days."""
    return frozenset() if _IN_STEPS.search(text) else frozenset(int(day["year"]) for day in _DAY.finditer(text))


def _years_of_event(report: str) -> frozenset[int]:
    """Return the years in which a report says that the thing happened, if it can have happened then alone."""
    if _UNTIL_NOW.search(report):
        return frozenset()
    ended = max((found.start() for found in _ENDED.finditer(report)), default=0)
    for found in _YEAR.finditer(report):
        before = report[max(0, found.start() - _BEFORE_YEAR) : found.start()]
        if _NO_YEAR_OF_IT.search(before) or (ended > found.start() and _BEGAN_IN.search(before)):
            return frozenset()
    return _years(report)


def _apart(said: frozenset[int], told: frozenset[int]) -> bool:
    """Tell whether both name years, and none in common."""
    return bool(said and told) and not said & told


def _other_change(promised: int, said: _Said, year: int | None) -> bool:
    """Tell whether the year of the last change is another than that in which the promise of a year made it.

    That is the year of the promise or the next; where it takes effect at once, its own.
    """
    if year is None or year in said.years or year == promised:
        return False
    return said.at_once or promised in said.days if year == promised + 1 else not said.span
