"""What the number grammars of both languages share: the record of a number in a text, and digits of any width."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from pipeline.records import Bound


class Sort(StrEnum):
    """What a number in a text is. Only quantities and unparsed stretches become figures."""

    QUANTITY = "quantity"
    UNPARSED = "unparsed"
    DATE = "date"
    ORDINAL = "ordinal"
    IDENTIFIER = "identifier"
    AGE = "age"
    NAME = "name"


FIGURES = frozenset({Sort.QUANTITY, Sort.UNPARSED})


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text. `start` and `end` delimit it with its unit and the bound words that touch it.

    `core_start` and `core_end` leave the bound words out. `low` and `high` are None unless the sort is quantity.
    `unit` is the canonical name of the unit (see :mod:`pipeline.figures`), or the classifier or counted
    noun as written. `baseline` marks the value that something is changed *from*.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    sort: Sort
    low: float | None = None
    high: float | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A number read at one place of a text, before its unit is known.

    `value` is None where the words make no number. `magnitude` is the factor of the last magnitude word
    (万, million), `more` tells of 多 or 余 inside, `pair` holds the two ends of an approximation (两三).
    """

    start: int
    end: int
    value: Decimal | None
    magnitude: int = 1
    more: bool = False
    pair: tuple[Decimal, Decimal] | None = None
    currency: str = ""


#: what ends in «for the first time in» or «the lowest level in»: the years behind it lie before
RECORD_BEFORE = re.compile(
    r"\b(?:(?:first|last) time|(?:low|high|great|larg|bigg|small|strong|weak|fast|slow|sharp|steep|deep|long)est|best|"
    r"worst)(?:\s+(?!(?:will|shall|to|be|is|are)\b)[a-z-]+){0,4}?\s+(?:in|for)\s+"
    r"(?:(?:the (?:last|past)|more than|at least|about|around|over|nearly|almost|some)\s+)*$",
    re.IGNORECASE,
)

_ASCII = str.maketrans("０１２３４５６７８９．·，％－", "0123456789..,%-")


#: a blank between thousands: 12 000, with a plain, no-break or thin space
THIN = "[ \u00a0\u202f\u2009]"


def decimal_of(digits: str) -> Decimal:
    """Return the value of digits in full-width or half-width form, with thousands separators or blanks between."""
    return Decimal("".join(digits.translate(_ASCII).replace(",", "").split()))


def parted(digit: str) -> str:
    """Return a pattern for a number whose thousands blanks part: one to three digits, then groups of exactly three.

    Bare numbers side by side, as in a table or behind a year, are none; billions are the most.
    """
    alone = rf"(?<![0-9０-９.,，])(?<![0-9０-９]{THIN})(?![0０])"
    return rf"{alone}{digit}{{1,3}}(?:{THIN}{digit}{{3}}){{1,3}}(?![,，]?{digit}|{THIN}{digit})"


def other(start: int, end: int, sort: Sort) -> Mention:
    """Return a mention that is no quantity."""
    return Mention(start, end, start, end, sort)


def tidy(value: Decimal) -> Decimal:
    """Cut the endless tail of a third at six places."""
    return value if value == value.to_integral_value() else round(value, 6).normalize()


_MEASURED_WITH_SIGN = frozenset({"%", "‰", "℃", "百分点"})
_MINUS_IN_CHINESE = re.compile("[一-鿿][-−－]$")
_MINUS = re.compile(r"(?:^|[\s(（，：:为达至到于在约])[-−－]$")


def signed(text: str, mention: Mention) -> Mention:
    """Return a quantity with the minus sign in front of it, if there is one that is no dash or hyphen."""
    start = mention.core_start
    if mention.sort is not Sort.QUANTITY or mention.start != start or mention.low is None or mention.high is None:
        return mention
    before = text[max(0, start - 2) : start]
    # at the beginning of a line the sign is more often the mark of a list
    plain = mention.unit in _MEASURED_WITH_SIGN and _MINUS_IN_CHINESE.search(before)
    if not (plain or _MINUS.search(before)) or not text[: start - 1].strip() or text[start - 2 : start - 1] == "\n":
        return mention
    low, high = -mention.high, -mention.low
    if low != high:
        return mention
    return replace(mention, start=start - 1, core_start=start - 1, low=low, high=high)


def words(text: str) -> frozenset[str]:
    """Return the words of a vocabulary that is written down with white space between."""
    return frozenset(text.split())


def either(text: str) -> str:
    """Return a pattern for the alternatives in `text`, which have | between them; white space is put right."""
    alternatives = (" ".join(part.split()) for part in text.split("|"))
    return "(?:" + "|".join(part for part in alternatives if part) + ")"
