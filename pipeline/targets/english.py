"""The number grammar for English: every number in a text, with its unit, its bound, and what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import Bound
from pipeline.targets.mentions import Mention, Sort, decimal_of, plain

_ONES = {
    w: v
    for v, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {w: 10 * v for v, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALE = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "mn": 10**6,
    "mil": 10**6,
    "bn": 10**9,
    "tn": 10**12,
    "m": 10**6,
    "b": 10**9,
    "k": 10**3,
}
_FRACTIONS = {
    "half": Decimal(50),
    "third": Decimal(100) / 3,
    "quarter": Decimal(25),
    "fifth": Decimal(20),
    "sixth": Decimal(100) / 6,
    "tenth": Decimal(10),
}
_GLYPHS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3}

_WORD = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_GLYPH = "[" + "".join(_GLYPHS) + "]"
_WORDS = rf"(?:(?:a|half an?)[ -](?=(?:{_BIG}|dozen)\b))?(?:(?:{_WORD}|{_BIG}|dozen)(?:[ -](?:and[ -](?=(?:{_WORD})\b))?(?=(?:{_WORD}|{_BIG}|dozen)\b))?)+\b"
_NUMBER_WORD = re.compile(rf"{_WORD}|{_BIG}|dozen")
_CURRENCY = r"(?P<currency>(?:US|S|C|A|M|HK|NZ|Cdn|RM)?\$|£|€|¥|RM(?=[0-9]))\s?"
NUMBER = re.compile(
    rf"(?P<multiple>\b(?:doubl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|quadrupl(?:e|ed|es|ing)|halv(?:e|ed|es|ing)|(?:{_WORD}|[0-9]+)[- ]?fold|twice)\b)"
    rf"|(?P<fraction>\b(?:one|two|three|four|a)[- ](?:half|third|quarter|fifth|sixth|tenth)s?\b(?! of a (?:per|%))|\bhalf of\b)"
    rf"|(?:{_CURRENCY})?(?P<arabic>{_ARABIC})(?:\s?(?P<glyph>{_GLYPH})|\s(?P<vulgar>[1-9]/[2-8])(?![0-9/]))?"
    rf"|(?P<words>\b{_WORDS})",
    re.IGNORECASE,
)
_MAGNITUDE = re.compile(
    r"(?:[ -]?(hundred|thousand|million|billion|trillion|mn|bn|tn|mil|dozen)\b|(?<=[0-9])([mbk])\b)", re.IGNORECASE
)

#: spellings of units → canonical name
UNITS: dict[str, str] = {
    "percentage points": "percentage point",
    "percentage point": "percentage point",
    "percentage-point": "percentage point",
    "per cent": "%",
    "per-cent": "%",
    "percent": "%",
    "per centum": "%",
    "%": "%",
    "basis points": "basis point",
    "basis point": "basis point",
    "bps": "basis point",
    "dollars": "dollar",
    "dollar": "dollar",
    "US dollars": "US dollar",
    "cents": "cent",
    "cent": "cent",
    "euros": "euro",
    "years": "year",
    "year": "year",
    "months": "month",
    "month": "month",
    "weeks": "week",
    "week": "week",
    "days": "day",
    "day": "day",
    "hours": "hour",
    "hour": "hour",
    "minutes": "minute",
    "minute": "minute",
    "decades": "decade",
    "decade": "decade",
    "kilometres": "kilometre",
    "kilometers": "kilometre",
    "kilometre": "kilometre",
    "kilometer": "kilometre",
    "km": "kilometre",
    "metres": "metre",
    "meters": "metre",
    "metre": "metre",
    "meter": "metre",
    "miles": "mile",
    "mile": "mile",
    "feet": "foot",
    "foot": "foot",
    "square kilometres": "square kilometre",
    "square kilometers": "square kilometre",
    "sq km": "square kilometre",
    "km2": "square kilometre",
    "square miles": "square mile",
    "square metres": "square metre",
    "square meters": "square metre",
    "sq m": "square metre",
    "sq. m": "square metre",
    "m2": "square metre",
    "square feet": "square foot",
    "sq ft": "square foot",
    "sq. ft": "square foot",
    "cubic metres": "cubic metre",
    "cubic meters": "cubic metre",
    "hectares": "hectare",
    "hectare": "hectare",
    "ha": "hectare",
    "acres": "acre",
    "acre": "acre",
    "tonnes": "tonne",
    "tonne": "tonne",
    "tons": "ton",
    "ton": "ton",
    "kilograms": "kilogram",
    "kilogram": "kilogram",
    "kg": "kilogram",
    "grams": "gram",
    "pounds": "pound",
    "pound": "pound",
    "litres": "litre",
    "liters": "litre",
    "litre": "litre",
    "gallons": "gallon",
    "gallon": "gallon",
    "barrels": "barrel",
    "megawatts": "megawatt",
    "megawatt": "megawatt",
    "MW": "megawatt",
    "gigawatts": "gigawatt",
    "gigawatt": "gigawatt",
    "GW": "gigawatt",
    "GWp": "gigawatt peak",
    "gigawatt-peak": "gigawatt peak",
    "MWp": "megawatt peak",
    "megawatt-peak": "megawatt peak",
    "kilowatts": "kilowatt",
    "kW": "kilowatt",
    "kilowatt-hours": "kilowatt-hour",
    "kWh": "kilowatt-hour",
    "times": "times",
    "people": "people",
    "persons": "people",
    "person": "people",
    "households": "household",
    "household": "household",
    "families": "family",
}
_SPACES = re.compile(r"\s+")
_SPELLINGS = {spelling.lower(): name for spelling, name in UNITS.items()}
_UNIT = re.compile(
    r"[ -]?\s?(?:(?:"
    + "|".join(re.escape(u) for u in sorted((u for u in UNITS if u[-1].isalnum()), key=len, reverse=True))
    + r")\b|%)",
    re.IGNORECASE,
)
_CURRENCIES = {
    "US$": "US dollar",
    "£": "pound sterling",
    "€": "euro",
    "HK$": "港元",
    "RM": "ringgit",
    "RM$": "ringgit",
    "M$": "dollar",
    "¥": "yen",
}
_PER = re.compile(
    r"\s*(?:/\s?|\b(?:per|a|an|each|every)\s+)(?P<unit>person|capita|head|household|family|child|student|worker|month|year|week|day|hour|night|tonne|litre|kilometre|km|square foot|square metre|kg|gallon|unit|annum|kWh|adult|senior|quarter)\b",
    re.IGNORECASE,
)

_STOP = frozenset(
    "of in on at by for to from with and or as is are was were be been being has have had will would can could may might shall should must that which who whom "
    "whose this these those the a an our their its his her my your over under between within during through across into than then when where while if but so "
    "because since until till after before per each every all both more less least most about around up down out off only also not no we they he she it i you "
    "last next ago earlier later now today compared including such against under towards toward without upon via among along versus since".split()
)
_PEOPLE = frozenset(
    "people children men women staff personnel police youth workers seniors elderly nurses teachers students".split()
)
_IRREGULAR = {
    "children": "child",
    "men": "man",
    "women": "woman",
    "people": "people",
    "staff": "staff",
    "personnel": "personnel",
    "police": "police",
    "lives": "life",
    "wives": "wife",
}

_BOUND_BEFORE: tuple[tuple[re.Pattern[str], Bound], ...] = tuple(
    (re.compile(rf"(?:^|(?<=[\s(“\"'—-]))(?:{words})\s*$", re.IGNORECASE), bound)
    for words, bound in (
        (
            r"(?:no|not) (?:more|higher|greater) than|not? (?:to )?exceed(?:ing)?|at (?:the )?most|a maximum of|up to|as much as|as many as|no later than|capped at|a ceiling of|"
            r"a cap of|within|not above|not over|a limit of",
            Bound.AT_MOST,
        ),
        (
            r"(?:no|not) (?:less|fewer|lower) than|at (?:the very )?least|a minimum of|more than|over|above|exceed(?:ing|s|ed)?|in excess of|upwards? of|greater than|not below|"
            r"well over|just over|slightly (?:over|more than)|surpass(?:ing|ed)?|beyond|higher than|some \d+ or more",
            Bound.AT_LEAST,
        ),
        (r"less than|fewer than|lower than|under|below|just under|slightly (?:under|less than)", Bound.AT_MOST),
        (
            r"about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|an estimated|in the region of|of the order of|near|an average of about|circa",
            Bound.AROUND,
        ),
    )
)
_BOUND_AFTER: tuple[tuple[re.Pattern[str], Bound], ...] = tuple(
    (re.compile(words, re.IGNORECASE), bound)
    for words, bound in (
        (
            r",?\s*(?:or|and) (?:more|above|higher|over|better)\b|\s*(?:at (?:the )?least|at a minimum)\b|\+(?![0-9A-Za-z])",
            Bound.AT_LEAST,
        ),
        (r",?\s*(?:or|and) (?:less|below|under|fewer|lower)\b|\s*at (?:the )?most\b", Bound.AT_MOST),
        (r"\s*or so\b|\s*or thereabouts\b", Bound.AROUND),
    )
)
_MONTHS = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_MONTH_BEFORE = re.compile(rf"\b{_MONTHS}\s+(?:the\s+)?$")
_DAY_MONTH = re.compile(rf"(?:st|nd|rd|th)?(?:\s+of)?,?\s+{_MONTHS}\b(?:,?\s+[12][0-9]{{3}}\b)?", re.IGNORECASE)
_DAY_YEAR = re.compile(r"(?:st|nd|rd|th)?(?:\s*,?\s+[12][0-9]{3}\b)?")
_YEAR = re.compile(r"(?:1[789]|20)[0-9]{2}(?![0-9,]*[0-9]|\.[0-9])")
_YEAR_TAIL = re.compile(
    r"s\b|’s\b|\s*(?:[-–—/]\s*(?:[12][0-9]{3}|[0-9]{2}))(?![0-9])|(?:\s*(?:to|and|through|until|or)\s+(?:1[789]|20)[0-9]{2})(?![0-9,]*[0-9])"
)
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|by|since|until|till|before|after|during|of|for|year|years|end|mid|early|late|budget|from|to|between|through|and|fiscal|financial|FY|CY|around|about|"
    r"spring|summer|autumn|winter|fall|ending|ended|than|last|the|on|with|at|per|circa|or)|[(,/–—-])\s*[-‑]?$|(?:FY|CY|mid-|pre-|post-)$",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    r"\s+(?:new |more |additional |extra |other )?(?!is\b|was\b|has\b|does\b|this\b|its\b|as\b|us\b|series\b)[a-z]+s\b"
)
_TIME = re.compile(r"(?:[.:][0-9]{2})?\s*(?:a\.m\.|p\.m\.|am\b|pm\b|o’clock|o'clock|noon)|:[0-9]{2}(?![0-9])")
_ID_BEFORE = re.compile(
    r"(?:\b(?:No|Nos|number|section|sections|article|articles|chapter|table|paragraph|paragraphs|page|pages|phase|annex|appendix|bill|act|paper|cmd|cmnd|clause|schedule|resolution|part|"
    r"channel|route|highway|terminal|line|block|level|grade|primary|secondary|industry|web|version|agenda|vision|class|batch|item|step|pillar|room|form|group|tier|stage|box|"
    r"catalogue|ref|file|psle|volume|vol|footnote|chart|figure|fig|question|hotline|call|dial|telephone|tel|phone|fax|ext|postcode|code)\b\.?:?|#)\s*(?:at |on )?$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:(?<=\+)[0-9]{1,3}[ -])?(?:1[- ]?)?(?:\(?[0-9]{3,4}\)?[ -])?[0-9]{3,4}[- ][0-9]{4}(?![0-9])(?!\s*(?:per|%|million|billion))|1[- ]?[89]00[- ][0-9]{3}[- ][0-9]{3,4}(?![0-9])|[689][0-9]{7}(?![0-9.,])"
)
_PHONE_BEFORE = re.compile(
    r"(?:\b(?:call(?:ing)?|dial(?:ling)?|telephone|tel|phone|fax|hotline|helpline|mobile|whatsapp|sms|text(?:ing)?|ring)\b[^.;]{0,14}|\+)$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"(?:\b(?:aged?|ages|aged (?:between|over|under|above|below|from)|age of|ages of|age group|age groups)\s+(?:of |is |at |from |between |over |under |above |below )*|\bturn(?:ing|s)? |\b(?:over|under)-)$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(
    r"[ -]years?[ -](?:olds?|of age)\b|-?(?:yr|y)[ -]olds?\b|s and (?:over|above)|\s+(?:years\s+)?(?:and|or) (?:above|over|older|below|under|younger)(?=\s*(?:,|\.|;|will|are|who|can|may|shall|$))",
    re.IGNORECASE,
)
_AGE_TAIL = re.compile(
    r"(?:\s*(?:-|–|to|and)\s*[0-9]{1,3})?(?:[ -]years?(?:[ -](?:old|of age))?)?(?:\s+(?:and|or) (?:above|over|older|below|under|younger))?"
)
_AGE_CHANGE = re.compile(
    r"\b(?:rais|increas|lift|lower|reduc|extend|mov)\w*\b[^.;]{0,50}\bage\b[^.;]{0,30}$", re.IGNORECASE
)
_MARKER = re.compile(r"[0-9]{1,3}[.)](?!\d)\s")
_LINE_START = re.compile(r"(?:^|[\n\r])\s*[(\[]?$")
_FROM = re.compile(
    r"\bfrom\s+(?:(?:the|its|a|an|our)\s+)?(?:(?:current|present|existing|previous|initial|about|around|some|just|over|under|only)\s+(?:rate of |level of )?)*$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:reduc|rais|increas|lower|cut|cutt|rise|rose|risen|rising|fall|fell|fallen|grow(?!th)|grew|grown|bring|brought|doubl|expand|mov|went|gone|go|drop|climb|boost|improv|extend|enhanc|lift|"
    r"declin|decreas|adjust|revis|chang|slow|accelerat|jump|shrink|shrank|narrow|widen|up|down|shorten|lengthen|top|step|scal|ease|eas|dip|surg|soar|tripl|trebl|halv|strengthen|contract|phase)\w*\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:-|–|—|to|and)\s*(?=[$£€]|[0-9.]|[A-Z]{0,2}\$|[a-z])", re.IGNORECASE)


@dataclass(slots=True)
class _Value:
    """A number read at some place: its value, where it ends, its magnitude, and the currency before it."""

    value: Decimal | None
    end: int
    magnitude: int
    currency: str
    start: int


def mentions(text: str) -> list[Mention]:
    """Return every number in an English text, sorted by start, without overlaps."""
    found: list[Mention] = []
    position = 0
    while match := NUMBER.search(text, position):
        read = _read(text, match, position)
        if not read:
            position = match.end()
            continue
        found.extend(read)
        position = max(read[-1].end, match.start() + 1)
    return found


def _other(start: int, end: int, sort: Sort) -> list[Mention]:
    """Return one mention that is no quantity."""
    return [Mention(start, end, start, end, sort)]


def _read(text: str, match: re.Match[str], floor: int) -> list[Mention]:
    """Return what the number at `match` is; a pair from … to … gives two mentions; no number gives none."""
    start = match.start()
    if match["multiple"]:
        return [_multiple(text, match, floor)]
    if match["fraction"]:
        return _fraction(text, match, floor)
    if match["words"]:
        value = _words_value(text, match)
        if value is None:
            return []
        return _quantity(text, value, floor, spelled=True)
    return (
        _not_a_quantity(text, match)
        or _quantity(text, _arabic_value(text, match), floor, spelled=False)
        or _other(start, match.end(), Sort.UNPARSED)
    )


def _multiple(text: str, match: re.Match[str], floor: int) -> Mention:
    """Read doubled, threefold, halved, twice."""
    word = match["multiple"].lower()
    for stem, value in (("doubl", 2), ("twice", 2), ("tr", 3), ("quadr", 4)):
        if word.startswith(stem) and not word.endswith("fold"):
            factor = Decimal(value)
            break
    else:
        if word.startswith("halv"):
            factor = Decimal("0.5")
        else:
            digits = re.sub(r"[- ]?fold$", "", word)
            factor = Decimal(digits) if digits.isdigit() else Decimal(_ONES.get(digits, _TENS.get(digits, 0)))
    return _bounded(text, match.start(), match.end(), floor, (factor, factor), "times")


def _fraction(text: str, match: re.Match[str], floor: int) -> list[Mention]:
    """Read one-third, two thirds, half of as a share in per cent."""
    words = match["fraction"].lower().replace("-", " ").split()
    if words[0] == "half":
        value = Decimal(50)
        end = match.end() - 3
    else:
        count = 1 if words[0] == "a" else _ONES[words[0]]
        part = words[1].rstrip("s") if words[1] != "half" else "half"
        if words[0] == "a" and part == "quarter" and not re.compile(r"\s+of\b").match(text, match.end()):
            return []
        if part == "half" and re.compile(r"\s+(?:years?|months?|hours?|times|million|billion)").match(
            text, match.end()
        ):
            return []
        if (
            words[0] == "a"
            and part in {"third", "fifth", "sixth", "tenth"}
            and not re.compile(r"\s+of\b").match(text, match.end())
        ):
            return []
        value = (
            round(_FRACTIONS[part] * count, 6).normalize() if part in {"third", "sixth"} else _FRACTIONS[part] * count
        )
        end = match.end()
    return [_bounded(text, match.start(), end, floor, (value, value), "%")]


def _arabic_value(text: str, match: re.Match[str]) -> _Value:
    """Read digits, a fraction glyph behind them, a magnitude word, and the currency before."""
    value = decimal_of(match["arabic"])
    if match["glyph"]:
        value += _GLYPHS[match["glyph"]]
    elif match["vulgar"]:
        top, _, bottom = match["vulgar"].partition("/")
        value += Decimal(top) / Decimal(bottom)
    end, magnitude = match.end(), 1
    currency = match["currency"] or ""
    if (scale := _MAGNITUDE.match(text, end)) and (scale.group(1) or currency):
        magnitude = _SCALE[(scale.group(1) or scale.group(2)).lower()]
        end = scale.end()
    return _Value(value * magnitude, end, magnitude, currency, match.start())


def _words_value(text: str, match: re.Match[str]) -> _Value | None:
    """Read a number in words: thirty-five, two hundred and ten thousand, half a million, a dozen.

    Words that do not make one number (five six, twenty thirty) have the value None.
    """
    words = _NUMBER_WORD.findall(match["words"].lower())
    total = Decimal(0)
    group: Decimal | None = None
    last_scale: int | None = None
    magnitude = 1
    room = 1000
    for word in words:
        if word in _ONES or word in _TENS:
            digit = _ONES.get(word, _TENS.get(word, 0))
            # after twenty only one to nine fit, after a hundred anything below a hundred, after the rest nothing
            if digit >= room or (group is not None and digit == 0):
                return _Value(None, match.end(), 1, "", match.start())
            group = (group or Decimal(0)) + digit
            room = 10 if word in _TENS else 0
        elif word in {"hundred", "dozen"}:
            if group is not None and group >= 100:
                return _Value(None, match.end(), 1, "", match.start())
            group = (Decimal(1) if group is None else group) * _SCALE[word]
            magnitude, room = _SCALE[word], 100 if word == "hundred" else 0
        else:
            scale = _SCALE[word]
            if last_scale is not None and scale >= last_scale:
                return _Value(None, match.end(), 1, "", match.start())
            total += (Decimal(1) if group is None else group) * scale
            magnitude, last_scale, group, room = scale, scale, None, 1000
    result = total + (group or Decimal(0))
    if match["words"].lower().startswith("half"):
        result /= 2
    return _Value(result, match.end(), magnitude, "", match.start())


def _not_a_quantity(text: str, match: re.Match[str]) -> list[Mention]:
    """Tell dates, identifiers, ages, ordinals and list markers from quantities."""
    start, end = match.start(), match.end()
    if match["currency"]:
        return []
    before = text[max(0, start - 60) : start]
    last = before[-1:]
    number = match["arabic"]
    number_end = match.end("arabic")
    if (
        (phone := _PHONE.match(text, start))
        and (len(re.sub(r"\D", "", phone.group())) >= 8 or _PHONE_BEFORE.search(before))
        and ("-" in phone.group() or " " in phone.group() or _PHONE_BEFORE.search(before))
    ):
        years = re.fullmatch(r"(?:1[789]|20)[0-9]{2}[- ](?:1[789]|20)[0-9]{2}", phone.group())
        if not years:
            return _other(start, phone.end(), Sort.IDENTIFIER)
    if (
        _PHONE_BEFORE.search(before)
        and number.isdigit()
        and len(number) >= 3
        and not re.compile(r"\s+[a-z]").match(text, number_end)
    ):
        return _other(start, number_end, Sort.IDENTIFIER)
    if (
        last
        and (last.isalpha() or (last in "-_/." and len(before) > 1 and before[-2].isupper()))
        and not before.endswith(("to", "and"))
    ):
        tail = re.compile(r"[0-9A-Za-z.\-/]*[0-9A-Za-z]").match(text, start)
        sort = Sort.DATE if re.compile(r"(?:FY|CY)$").search(before) else Sort.IDENTIFIER
        return _other(start, tail.end() if tail else end, sort)
    if date := _date(text, start, number_end, number, before):
        return date
    if ordinal := _ORDINAL.match(text, number_end):
        return _other(start, ordinal.end(), Sort.ORDINAL)
    if _AGE_AFTER.match(text, number_end) or (_AGE_BEFORE.search(before) and not _AGE_CHANGE.search(before)):
        tail = _AGE_TAIL.match(text, number_end)
        old = _AGE_AFTER.match(text, number_end)
        return _other(start, max(tail.end() if tail else 0, old.end() if old else 0, number_end), Sort.AGE)
    if _ID_BEFORE.search(before) and not _UNIT.match(text, number_end) and not _MAGNITUDE.match(text, number_end):
        tail = re.compile(r"[0-9A-Za-z]*(?:\.[0-9]+)*").match(text, number_end)
        return _other(start, tail.end() if tail else number_end, Sort.IDENTIFIER)
    if _LINE_START.search(before) and (marker := _MARKER.match(text, start)):
        return _other(start, marker.end() - 1, Sort.ORDINAL)
    if re.compile(r"\)").match(text, number_end) and last == "(" and len(number) <= 2:
        return _other(start, number_end, Sort.ORDINAL)
    after = text[number_end : number_end + 1]
    if after.isalpha() and not _UNIT.match(text, number_end) and not _MAGNITUDE.match(text, number_end):
        tail = re.compile(r"[0-9A-Za-z\-]+").match(text, number_end)
        return _other(start, tail.end() if tail else number_end, Sort.IDENTIFIER)
    if re.compile(r"/[0-9]").match(text, number_end) and not match["vulgar"]:
        tail = re.compile(r"(?:/[0-9]+)+").match(text, number_end)
        return _other(start, tail.end() if tail else number_end, Sort.UNPARSED)
    return []


def _date(text: str, start: int, end: int, number: str, before: str) -> list[Mention]:
    """Read days with months, years, year pairs and times of day."""
    if number.isdigit() and 1 <= int(number) <= 31:
        if day := _DAY_MONTH.match(text, end):
            return _other(start, day.end(), Sort.DATE)
        if _MONTH_BEFORE.search(before):
            tail = _DAY_YEAR.match(text, end)
            return _other(start, tail.end() if tail else end, Sort.DATE)
    if (time := _TIME.match(text, end)) and len(number) <= 5:
        return _other(start, time.end(), Sort.DATE)
    year = _YEAR.match(text, start)
    if year and year.end() >= end and "," not in number:
        if tail := _YEAR_TAIL.match(text, year.end()):
            return _other(start, tail.end(), Sort.DATE)
        if _MONTH_BEFORE.search(before) or _YEAR_BEFORE.search(before):
            counted = _PLURAL_AFTER.match(text, end)
            if not counted or re.compile(r"(?:\b(?:in|by|since|of|until|year|budget)|FY)\s*$", re.IGNORECASE).search(
                before
            ):
                return _other(start, year.end(), Sort.DATE)
            return []
        if not _UNIT.match(text, end) and not _MAGNITUDE.match(text, end) and not _PLURAL_AFTER.match(text, end):
            return _other(start, year.end(), Sort.DATE)
    return []


def _unit_at(text: str, position: int, *, one: bool) -> tuple[str, int]:
    """Return the canonical unit at `position` and its end: a measure, or else the counted noun."""
    if match := _UNIT.match(text, position):
        written = match.group().strip(" -\n")
        name = _SPELLINGS[_SPACES.sub(" ", written.lower())]
        end = match.end()
        if name == "%" and (point := re.compile(r"\s*-?points?\b").match(text, end)):
            return "percentage point", point.end()
        if name != "times" and name != "%" and (per := _PER.match(text, end)):
            return f"{name}/{per['unit'].lower()}", per.end()
        return name, end
    return _noun(text, position, one=one)


def _noun(text: str, position: int, *, one: bool) -> tuple[str, int]:
    """Return the noun that is counted, in the singular: the last word of the run behind the number, if it is a plural."""
    word_at = re.compile(r"(?:\s|-)([A-Za-z][A-Za-z’'-]*)")
    if (hyphen := _HYPHENATED.match(text, position)) and hyphen.group(1).lower() not in _STOP:
        return hyphen.group(1).lower(), hyphen.end()
    if more := _MORE_NOUN.match(text, position):
        position = more.end()
    end = position
    best: tuple[str, int] = ("", position)
    for _ in range(5):
        match = word_at.match(text, end)
        if not match or match.group(1).lower() in _STOP:
            break
        word = match.group(1).lower()
        end = match.end()
        if word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ous"))):
            best = (singular(word), end)
        elif best[0]:
            break
    if not best[0] and one and (match := word_at.match(text, position)) and match.group(1).lower() not in _STOP:
        return match.group(1).lower(), match.end()
    return best


_HYPHENATED = re.compile(r"-([A-Za-z]{3,})(?![A-Za-z-])")
_MORE_NOUN = re.compile(r"\s(?:more|less|fewer|new|additional|extra|other|of (?:the|our|these))(?=\s)")


def singular(word: str) -> str:
    """Return the singular of a regular English plural, in lower case."""
    word = word.lower().removesuffix("’").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")) or (word.endswith("uses") and word[-5:-4] not in "oa"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_SPELLED = re.compile(rf"{_WORDS}", re.IGNORECASE)
_ONE_IN = re.compile(
    r"\s+(?:in|out of)(?: every)?\s+(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten)\b(?! years?| months?| weeks?| days?)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"(?:{_CURRENCY})?(?P<arabic>{_ARABIC})(?:\s?(?P<glyph>{_GLYPH})|\s(?P<vulgar>[1-9]/[2-8])(?![0-9/]))?",
    re.IGNORECASE,
)
_WORDS_MATCH = re.compile(rf"(?P<words>\b{_WORDS})", re.IGNORECASE)


def _number_at(text: str, position: int) -> _Value | None:
    """Return the number that starts exactly at `position`."""
    if match := _FIGURE.match(text, position):
        return _arabic_value(text, match)
    if match := _WORDS_MATCH.match(text, position):
        return _words_value(text, match)
    return None


def _quantity(text: str, first: _Value, floor: int, *, spelled: bool) -> list[Mention]:
    """Read range, unit and bounds of a number; from … to … with a verb of change gives the old value and the new."""
    start = first.start
    one = first.value == 1
    unit, end = _unit_at(text, first.end, one=False)
    if first.currency:
        unit, end = _money(text, first)
    joint = _JOIN.match(text, end if unit in {"%", "percentage point"} or first.currency else first.end)
    before = text[max(0, start - 90) : start]
    second = _number_at(text, joint.end()) if joint else None
    if second is not None and joint is not None and first.value is not None and second.value is not None:
        pair = _pair(text, first, unit, joint.group().strip().lower(), second, before, floor)
        if pair:
            return pair
    if not unit and (tail := _ONE_IN.match(text, first.end)):
        return _other(start, tail.end(), Sort.UNPARSED)
    if spelled and not unit and first.magnitude < 1000:
        return []
    if spelled and one and unit not in {"%", "percentage point", "times"} and not unit.startswith("dollar"):
        return []
    if first.value is None:
        return _other(start, end, Sort.UNPARSED)
    half = re.compile(r"\s+and a half\b").match(text, first.end)
    value = first.value
    if half:
        value += Decimal("0.5") * first.magnitude
        unit, end = _unit_at(text, half.end(), one=False)
        end = max(end, half.end())
    return [_bounded(text, start, end, floor, (value, value), unit)]


def _money(text: str, first: _Value) -> tuple[str, int]:
    """Return the unit of an amount with a currency sign before it, with «per month» and the like."""
    name = _CURRENCIES.get(first.currency.strip(), _CURRENCIES.get(first.currency.strip().upper(), "dollar"))
    if per := _PER.match(text, first.end):
        return f"{name}/{per['unit'].lower()}", per.end()
    return name, first.end


def _pair(text: str, first: _Value, unit: str, word: str, second: _Value, before: str, floor: int) -> list[Mention]:
    """Return the mentions of two numbers that belong together, or none where they do not."""
    low, high = first.value, second.value
    if low is None or high is None:
        return []
    unit_b, end_b = _money(text, second) if second.currency else _unit_at(text, second.end, one=False)
    if first.currency and not second.currency:
        # $5 to 10 million: the sign belongs to both
        if word == "and" or unit_b in {"%", "percentage point"}:
            return []
        unit_b, end_b = _money(text, _Value(high, second.end, second.magnitude, first.currency, second.start))
    plain_unit = unit_b.partition("/")[0]
    if unit and unit.partition("/")[0] != plain_unit and unit not in {"", unit_b}:
        return []
    came_from = _FROM.search(before)
    between = re.compile(r"\bbetween\s+(?:about\s+|around\s+)?$", re.IGNORECASE).search(before)
    if word == "and" and not between:
        return []
    if word == "to" and came_from and (low > high or _CHANGE.search(before[: came_from.start()])):
        if first.magnitude == 1 and second.magnitude > 1 and not unit:
            low *= second.magnitude
        old = Mention(
            first.start,
            first.end,
            first.start,
            first.end,
            Sort.QUANTITY,
            plain(low),
            plain(low),
            unit or unit_b,
            Bound.EXACT,
            baseline=True,
        )
        return [old, _bounded(text, second.start, end_b, first.end, (high, high), unit_b)]
    if first.magnitude == 1 and second.magnitude > 1 and low * second.magnitude <= high:
        low *= second.magnitude
    if low > high:
        return []
    if not unit_b and not unit and word != "to":
        return []
    start = first.start
    if between:
        start -= len(before) - between.start()
    elif came_from:
        start -= len(before) - came_from.start()
    mention = _bounded(text, first.start, end_b, floor, (low, high), unit_b or unit)
    return [
        Mention(
            min(start, mention.start),
            mention.end,
            first.start,
            end_b,
            Sort.QUANTITY,
            mention.low,
            mention.high,
            mention.unit,
            mention.bound,
        )
    ]


def _bounded(text: str, start: int, end: int, floor: int, values: tuple[Decimal, Decimal], unit: str) -> Mention:
    """Add the bound words before and after, and return the quantity."""
    low, high = values
    bound = Bound.RANGE if low != high else Bound.EXACT
    core_start, core_end = start, end
    before = text[max(floor, start - 40) : start]
    for pattern, side in _BOUND_BEFORE:
        if hit := pattern.search(before):
            start -= len(before) - hit.start()
            if bound is Bound.EXACT:
                bound = side
            break
    for pattern, side in _BOUND_AFTER:
        if hit := pattern.match(text, end):
            end = hit.end()
            if bound is Bound.EXACT:
                bound = side
            break
    near = text[max(floor, core_start - 16) : core_start]
    baseline = bool(_FROM.search(near)) and bool(
        re.compile(r"[^.;]{0,24}?\bto\b\s+(?:about |around |over |at least )?[$£€0-9A-Z]").match(text, core_end)
    )
    return Mention(start, end, core_start, core_end, Sort.QUANTITY, plain(low), plain(high), unit, bound, baseline)
