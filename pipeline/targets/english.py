"""The number grammar for English: every number in a text, with its unit, its bound, and what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.figures import PART_OF
from pipeline.records import Bound
from pipeline.targets.mentions import (
    RECORD_BEFORE,
    THIN,
    Mention,
    Sort,
    Value,
    decimal_of,
    either,
    other,
    parted,
    signed,
    tidy,
    words,
)

# ── numbers ──────────────────────────────────────────────────────────────────────────────────────

_SMALL_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ONES = {word: value for value, word in enumerate(_SMALL_WORDS.split())}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_SCALE = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 10**3,
    "lakh": 10**5,
    "crore": 10**7,
    "lakh crore": 10**12,
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
# shares in per cent
_FRACTIONS = {
    "half": Decimal(50),
    "third": Decimal(100) / 3,
    "quarter": Decimal(25),
    "fifth": Decimal(20),
    "sixth": Decimal(100) / 6,
    "tenth": Decimal(10),
}
_GLYPHS = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal(1) / 3,
    "⅔": Decimal(2) / 3,
}

_ONE_WORD = "(?:" + "|".join(sorted(_ONES, key=len, reverse=True)) + ")"
_TEN_WORD = "(?:" + "|".join(_TENS) + ")"
_BIG = "(?:hundred|thousand|lakh|crore|million|billion|trillion|dozen)"
_ATOM = rf"(?:{_TEN_WORD}(?:[ -]{_ONE_WORD})?|{_ONE_WORD})\b"
_WORDS = (
    rf"\b(?<!\bno )(?:{_ATOM}|(?:half an?|an?)[ -](?={_BIG}\b))"
    rf"(?:[ -]?{_BIG}\b(?:[ -](?:and[ -])?{_ATOM}(?![ -]of\b))?)*"
    rf"(?<!\ba)(?<!\ban)\b"
)
_ARABIC = rf"(?:(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|{parted('[0-9]')}|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
_GLYPH = "[" + "".join(_GLYPHS) + "]"
# of three letters; what is called dollar is one of several, as behind a sign
_CODES = {
    "USD": "US dollar",
    **dict.fromkeys(("CAD", "AUD", "NZD", "SGD"), "dollar"),
    "EUR": "euro",
    "GBP": "pound sterling",
    "JPY": "yen",
    "HKD": "港元",
    "MYR": "ringgit",
    "ZAR": "rand",
    "CHF": "franc",
    **dict.fromkeys(("KSh", "Ksh", "KES", "TSh", "UGX"), "shilling"),
}
# R 5 million and R350 a month are rand, R300 is a road
_RAND = (
    r"(?-i:\bR)(?=\s?[0-9][0-9.,]*(?:\s?(?:thousand|million|billion|trillion|[mk]|bn)\b|\s(?:a|per)\b)|"
    r"\s?[0-9]{1,3}(?:[, ][0-9]{3})+)"
)
_CURRENCY = (
    r"(?P<currency>(?:\b(?:(?-i:US)|S|C|A|M|HK|NZ|Cdn|RM)\s?)?\$|£|€|¥|₹|"
    rf"(?-i:\b(?:{'|'.join(_CODES)}))(?=\s?[0-9])|"
    rf"(?:\bRM|\bINR|(?-i:\bRs)\.?)(?=\s?[0-9])|{_RAND})\s?"
)
_DIGITS = rf"(?:{_CURRENCY})?(?P<arabic>{_ARABIC})(?:\s?(?P<glyph>{_GLYPH})|\s(?P<vulgar>[1-9]/[2-8])(?![0-9/]))?"
_PARTED = "(?:one|two|three|four|a)[- ](?:half|third|quarter|fifth|sixth|tenth)s?"
_SHARE_ENDS = (
    r"\s*(?:[.,;:)]|$)|\s+(?:by|in|from|this|next|within|over|before|since|and|or|during|as|when|with|compared|the)\b"
    "(?! a half)"
)
# cut by half, by a third of its length, in half; to more than half; not «by a third party», «followed by a third»,
# «over half an hour»
_SHARE_BEFORE = re.compile(
    r"\b(?:(?<!joined )(?<!followed )by|to|than|over|under|least|about|around|nearly|almost|reach|exceed)\s+$|"
    r"\b(?:cut|cuts|cutting|split)\b[^,.;:]{0,60}\bin\s+$",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(rf"{_SHARE_ENDS}", re.IGNORECASE)
NUMBER = re.compile(
    r"(?P<multiple>(?<!\bre-)\b(?:doubl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|quadrupl(?:e|ed|es|ing)|"
    rf"halv(?:e|ed|es|ing)|(?:{_TEN_WORD}|{_ONE_WORD}|[0-9]+)[- ]?fold|twice)\b)"
    rf"|(?P<of_one>\b(?:{_PARTED} of|half) (?:a|one) (?P<one>percentage point\b|per ?cent\b|%|"
    r"(?:million|billion|trillion)\b))"
    rf"|(?P<fraction>\b{_PARTED}\b|"
    r"(?<!first )(?<!second )(?<!latter )(?<!other )\bhalf of\b(?! (?:the |this |next |last )?(?:year|"
    r"decade|century|19|20))|"
    rf"\bhalf(?={_SHARE_ENDS})"
    r"(?! the (?:battle|story|way|time|year|day|week|month|night|season|term|decade|century)\b))"
    rf"|(?P<vague>\b(?:several|a few|many|some)\s(?:hundred|thousand|million|billion)s?\b|"
    r"\b(?:tens|dozens|hundreds|thousands|millions|billions)(?=\s+of\b)(?:\s+of\s+(?:thousands|millions|billions))?)"
    rf"|{_DIGITS}"
    rf"|(?P<words>{_WORDS})"
    r"|(?P<wide>[０-９]+)",
    re.IGNORECASE,
)
_BLANK = re.compile(THIN)
_ANY_DIGIT = re.compile("[0-9０-９]|fold")
_LETTERS_ONLY = re.compile("[a-z]+")
_NUMBER_WORDS = (
    frozenset(_ONES)
    | frozenset(_TENS)
    | words("""
    lakh crore hundred thousand million billion trillion dozen hundreds thousands millions billions tens dozens half
    third thirds quarter quarters fifth fifths sixth sixths tenth tenths twice double doubled doubles doubling treble
    trebled trebles trebling triple tripled triples tripling quadruple quadrupled quadruples quadrupling halve
    halved halves halving
""")
)
_DIGITS_AT = re.compile(_DIGITS, re.IGNORECASE)
_WORDS_AT = re.compile(rf"(?P<words>{_WORDS})", re.IGNORECASE)
_NUMBER_WORD = re.compile(rf"{_TEN_WORD}|{_ONE_WORD}|{_BIG}")
_MAGNITUDE = re.compile(
    r"(?:[ -]?(hundred|thousand|lakh crore|lakh|crore|million|billion|trillion|mn|bn|tn|mil|dozen)s?\b|"
    r"(?<=[0-9])([mbk])\b)",
    re.IGNORECASE,
)
# «3m high walls» are measured, «3m homes» counted
_MEASURED = re.compile(
    r"\s(?:high|long|wide|deep|tall|square(?!\s(?:feet|foot|met|mile|kilomet))|thick)\b", re.IGNORECASE
)
_AND_A_HALF = re.compile(r"\s+and a half\b")
_AND_THEN = re.compile(r"\s+and\s+")
_NUMBER_BEFORE = re.compile(r"[0-9]\s+$")
_NUMBER_AFTER = re.compile(r"\s+[0-9][0-9.,]*(?=\s|$)")
# nine homes in ten, if no noun follows («nine homes in ten towns»); «five locks out of seven» are as many
_SO_MANY_IN = re.compile(
    rf"\s+(?:in|out of(?=\s+(?:ten|10)\b))\s+(?P<whole>[2-9]|1[0-9]|20|{_ONE_WORD}\b)"
    r"(?=\s*(?:[.,;:)]|$|(?:is|are|was|were|has|have|had|do|does|can|now|will|shall|by|still|already)\b))",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    rf"\s+(?:in|out of)(?: every)?\s+(?P<whole>[0-9]{{1,2}}(?![0-9]|[.,][0-9])|{_ONE_WORD}\b)"
    r"(?! years?| months?| weeks?| days?| hours?| minutes?|-)",
    re.IGNORECASE,
)

# ── units ────────────────────────────────────────────────────────────────────────────────────────

#: canonical unit → the ways of writing it
_SPELLINGS_OF = {
    "percentage point": "percentage points|percentage point|percentage-point",
    "%": "per cent|per-cent|percent|per centum|%",
    "basis point": "basis points|basis point|bps",
    "dollar": "dollars|dollar",
    "US dollar": "US dollars|US dollar",
    "cent": "cents|cent",
    "penny": "pence|penny",
    "euro": "euros|euro",
    "year": "years|year",
    "month": "months|month",
    "week": "weeks|week",
    "day": "days|day",
    "hour": "hours|hour",
    "minute": "minutes|minute",
    "decade": "decades|decade",
    "kilometre": "kilometres|kilometers|kilometre|kilometer|km",
    "metre": "metres|meters|metre|meter",
    "mile": "miles|mile",
    "foot": "feet|foot",
    "square kilometre": "square kilometres|square kilometers|sq km|km2",
    "square mile": "square miles",
    "square metre": "square metres|square meters|sq m|sq. m|m2",
    "square foot": "square feet|sq ft|sq. ft",
    "cubic metre": "cubic metres|cubic meters",
    "hectare": "hectares|hectare|ha",
    "acre": "acres|acre",
    "tonne": "tonnes|tonne",
    "ton": "tons|ton",
    "kilogram": "kilograms|kilogram|kg",
    "gram": "grams",
    "pound": "pounds|pound|lb|lbs",
    "litre": "litres|liters|litre",
    "gallon": "gallons|gallon",
    "barrel": "barrels|barrel",
    "megawatt": "megawatts|megawatt|MW",
    "gigawatt": "gigawatts|gigawatt|GW",
    "gigawatt peak": "gigawatt-peak|GWp",
    "megawatt peak": "megawatt-peak|MWp",
    "kilowatt": "kilowatts|kW",
    "kilowatt-hour": "kilowatt-hours|kWh",
    "times": "times",
    **{name: f"{name}s|{name}" for name in ("crown", "rupee", "peso", "franc", "shilling", "dinar", "dirham")},
    "people": "people|persons|person",
    "household": "households|household",
    "family": "families",
}
_SPELLINGS = {spelling.lower(): name for name, spellings in _SPELLINGS_OF.items() for spelling in spellings.split("|")}
_UNIT = re.compile(
    r"[ -]?\s?(?:(?:"
    + "|".join(re.escape(u) for u in sorted((u for u in _SPELLINGS if u[-1].isalnum()), key=lambda u: (-len(u), u)))
    + r")\b|%)|(?<=[0-9])(?-i:p)\b(?!\.)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_POINTS = re.compile(r"\s*-?points?\b")
_CURRENCIES = {
    "US$": "US dollar",
    "£": "pound sterling",
    "€": "euro",
    "HK$": "港元",
    "RM": "ringgit",
    "RM$": "ringgit",
    "¥": "yen",
    **dict.fromkeys(("₹", "RS", "RS.", "INR"), "rupee"),
    **{code.upper(): name for code, name in _CODES.items()},
    "R": "rand",
}
_PER = re.compile(
    r"\s*(?:/\s?|\b(?:per|a|an|each|every)\s+)(?P<unit>"
    + either("""
    person|capita|head|household|family|child|student|worker|month|year|week|day|hour|night|tonne|litre|
    kilometre|kilogram|pound|km|square foot|square metre|kg|gallon|unit|annum|kWh|adult|senior|quarter
""")
    + r")\b",
    re.IGNORECASE,
)
# $293 per 1,000 sticks is no $293 per kilogram
_PER_SO_MANY = re.compile(
    r"\s+per\s+(?P<many>[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,9})\s+(?P<noun>[a-z]+)\b", re.IGNORECASE
)
TIME_UNITS = words("year month week day hour minute decade")
"""Units of spans of time."""

# a run of words behind a number is its noun phrase up to one of these
_STOP = words("""
    of in on at by for to from with and or as is are was were be been being has have had will would can could
    may might shall should must that which who whom whose this these those the a an our their its his her my
    your over under between within during through across into than then when where while if but so because
    since until till after before per each every all both more less most about around up down out off only also
    not no we no they he she it i you last next ago earlier later now today compared including such against
    towards toward without upon via among along versus
""")
_IRREGULAR = {
    "children": "child",
    "men": "man",
    "women": "woman",
    "people": "people",
    "staff": "staff",
    "personnel": "personnel",
    "police": "police",
    "lives": "life",
    "gases": "gas",
    "biases": "bias",
    "crises": "crisis",
    "taxis": "taxi",
    "skis": "ski",
    "menus": "menu",
    "uses": "use",
    **{word: word for word in ("series", "species", "means", "news", "headquarters", "overseas", "premises", "bias")},
}
_WORD_AT = re.compile(r"[\s-](?!plus\b)([A-Za-z][A-Za-z’'-]*)")
_PAIRED = re.compile(r"\s([A-Za-z][A-Za-z’'-]*)(?=\s[A-Za-z-]+s\b)")
_HYPHENATED = re.compile(r"-(?!plus\b)([A-Za-z]{3,})(?![A-Za-z-])")
_DANGLING = re.compile(r"-(?=,|\s(?:and|or|to)\b)|(?:,\s[0-9]{1,2})*,?\s(?:and|or|to)\s[0-9]{1,2}-[A-Za-z]{3,}")
_ALONE = re.compile(r"\W*[0-9]+(?:\s*[-–]\s*[0-9]+)?\W*")
_RATIO = re.compile(r":[0-9]+(?:\.[0-9]+)?(?![0-9:])")
_MORE_NOUN = re.compile(r"\s(?:more|less|fewer|new|additional|extra|other|of (?:the|our|these))(?=\s)")

# ── bounds ───────────────────────────────────────────────────────────────────────────────────────

# but «we will not rest until more than 200 are built», «not only above 3 but near 4»
_NEITHER = (
    r"(?:(?!only |just |merely |until |till |unless |because |if |but |that |and |doubt |question |who |which |while |"
    r"when |where |though |although |with |before |stop |stopped |prevent |prevented |forget )[a-z]+ )"
)
_NOT = (
    rf"(?:(?:not|cannot|never(?: again)?|[a-z]+n['’]t|no [a-z]+) {_NEITHER}{{1,4}}|"
    # «nobody in this state should pay more than $50»
    rf"(?:nobody|no one) {_NEITHER}{{1,7}})"
)
_BEFORE = tuple(
    (re.compile(r"(?:^|(?<=[\s(“\"'—-]))" + either(alternatives) + r"\s*$", re.IGNORECASE), bound)
    for alternatives, bound in (
        # what is not to be passed: «will not fall below 90», «won’t pay more than $10»
        (rf"{_NOT}(?P<mark>less than|fewer than|lower than|below|under)", Bound.AT_LEAST),
        (rf"{_NOT}(?P<mark>more than|higher than|longer than|later than|above|over|beyond|exceed)", Bound.AT_MOST),
        (
            """
    no longer than|not longer than|no more than|not more than|no higher than|not higher than|no greater than|not exceed|
    (?:cannot|never|[a-z]+n['’]t) exceed|
    not exceeding|not to exceed|at most|at the most|a maximum of|up to|as much as|as many as|no later than|capped at|
    a ceiling of|a cap of|within|not above|not over|a limit of|maximum|
    no (?:(?!that |doubt |question |but |and |who |which |where |when |with |until |unless )[a-z]+ ){1,5}
    (?:more than|over|above)|
    (?:at|equal to) or (?:below|under|less than)
""",
            Bound.AT_MOST,
        ),
        (
            """
    no less than|not less than|no fewer than|not fewer than|no lower than|not lower than|at least|
    at the very least|a minimum of|well over|just over|slightly over|slightly more than|more than|over|above|
    exceed|exceeds|exceeded|exceeding|in excess of|upwards of|upward of|greater than|not below|surpass|
    surpassed|surpassing|beyond|higher than|minimum|(?:at|equal to) or (?:above|over|more than)
""",
            Bound.AT_LEAST,
        ),
        (
            "just under|slightly under|slightly less than|less than|fewer than|lower than|under|below|not quite",
            Bound.AT_MOST,
        ),
        (
            """about|around|approximately|approx.?|roughly|some|nearly|almost|close to|an estimated|in the region of|
            of the order of|in the order of|near|circa|virtually""",
            Bound.AROUND,
        ),
    )
)
_AFTER = tuple(
    (re.compile(alternatives, re.IGNORECASE), bound)
    for alternatives, bound in (
        (
            r",?\s*(?:or|and) (?:more(?! than)|above|higher|over|better)\b|\s*(?:at (?:the )?least|at a minimum)\b|"
            r"\+(?![0-9A-Za-z])|-plus\b",
            Bound.AT_LEAST,
        ),
        (r",?\s*(?:or|and) (?:less|below|under|fewer|lower)\b|\s*at (?:the )?most\b", Bound.AT_MOST),
        (r"\s*or so\b|\s*or thereabouts\b", Bound.AROUND),
    )
)
_JOIN = re.compile(r"\s*(?:-|–|—|to|and)\s*(?=[$£€]|[0-9.]|[A-Z]{0,2}\$|[a-z])", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|around\s+)?$", re.IGNORECASE)
_FROM = re.compile(
    r"\bfrom\s+(?:(?:the|its|a|an|our)\s+)?"
    r"(?:(?:current|present|existing|previous|initial|about|around|some|just|over|under|only)\s+(?:rate of |"
    r"level of )?)*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\bby\s+(?:(?:a|another|a further|an additional|about|around|nearly|almost|some|more than|over|just|up)\s+)*$",
    re.IGNORECASE,
)
_PAIR_BEFORE = (_BETWEEN, _FROM, _BY)
_THEN_FROM = re.compile(r",?\s+from\s+(?:(?:the|its|our)\s+)?(?:(?:current|present|existing)\s+)?", re.IGNORECASE)
_PART_OF = re.compile(PART_OF, re.IGNORECASE)
_SENTENCE = 300  # letters before a change among which its verb is looked for
_FAR = 4  # times what is added that a value is which cannot be the end of a range
_THEN_TO = re.compile(
    r"[^.;]{0,24}?\bto\b\s+(?:(?:about|around|just|over|at least|an estimated|nearly|more than|up to|a maximum of) )*"
    rf"(?:[$£€0-9A-Z]|(?:{_ONE_WORD}|{_TEN_WORD})\b)"
)
_RANGES = re.compile(r"\b(?:rang\w+|var(?:y|ies|ied|ying)|differ\w*|anywhere|anything)\s+$", re.IGNORECASE)
# «the rate of 33% will be cut by 3 points to 30%», «raise the $100 limit to $150»: the first is what there is now
_MOVED = "(?:reduced|raised|increased|lowered|cut|revised|adjusted|restored)"
_THE = re.compile(r"\b(?:the|our|its|their|this|of)\s+(?:(?:current|present|existing|full|flat)\s+)*$", re.IGNORECASE)
_MOVES_THE = re.compile(
    r"\b(?:reduc|rais|increas|lower|cut|cutt|revis|lift)\w*\s+(?:the|our|its)\s+(?:(?!by\b)[a-z][\w’'-]*\s+){0,6}?"
    r"(?:of\s+(?:the\s+)?)?(?:(?:current|present|existing)\s+)*$",
    re.IGNORECASE,
)
_TO_VALUE = r"(?:by\s+[^.;,]{1,40}?\s+)?to\s+(?:(?:about|around|just|only|over|the|a|an)\s+)*"
_IS_MOVED = re.compile(
    r"(?:\s+(?!(?:which|that|will|would)\b)[A-Za-z][\w’'-]*){0,8}?\s+(?:will|would|shall|is|are|was|were|has|have)\s+"
    rf"(?:(?:be|been|being|to|also|now|therefore|further)\s+)*{_MOVED}\s+(?:\w+\s+)?{_TO_VALUE}(?P<value>\S+(?:\s?%|\sper)?)",
    re.IGNORECASE,
)
_TO_ANOTHER = re.compile(
    rf"(?:\s+(?!(?:which|that|will|would|and|or|by|to)\b)[A-Za-z][\w’'-]*){{0,5}}?\s+{_TO_VALUE}"
    r"(?P<value>\S+(?:\s?%|\sper)?)",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\b(?:per|for (?:every|each))\s+$", re.IGNORECASE)
_AT_PRESENT = re.compile(r",?\s+(?:currently|today|at present|previously|now)\b")
# but «can go up to» sets a limit
_GOES = re.compile(r"(?<!\bcan )(?<!\bcould )(?<!\bmay )(?<!\bmight )\b(?:go|goes|going|gone|went)\s+$", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b"
    + either("""
    reduc|rais|increas|lower|cut|cutt|rise|rose|risen|rising|fall|fell|fallen|grow(?!th)|grew|grown|bring|
    brought|doubl|expand|mov|went|gone|go|drop|climb|boost|improv|extend|enhanc|lift|declin|decreas|adjust|
    revis|chang|slow|accelerat|jump|shrink|shrank|narrow|widen|up|down|shorten|lengthen|top|step|scal|ease|eas|
    dip|surg|soar|tripl|trebl|halv|strengthen|contract|phase|restor
""")
    + r"\w*\b",
    re.IGNORECASE,
)

# ── what is no quantity ──────────────────────────────────────────────────────────────────────────

_MONTH = (
    either("""
    January|February|March|April|May|June|July|August|September|October|November|December|
    Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec
    """)
    + r"\.?"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\s+(?:the\s+)?$")
# «up to 20 may be rebuilt» names no month, but «20 MAY» in a heading does
_DAY_MONTH = re.compile(
    rf"(?:st|nd|rd|th)?(?:\s+of)?,?\s+(?-i:(?!may\b|march\b)){_MONTH}(?![a-z])(?:,?\s+[12][0-9]{{3}}\b)?",
    re.IGNORECASE,
)
_DAY_YEAR = re.compile(r"(?:st|nd|rd|th)?(?:\s*,?\s+[12][0-9]{3}\b)?")
_YEAR = re.compile(r"(?:1[789]|20)[0-9]{2}(?![0-9,]*[0-9]|\.[0-9])")
_SPREAD_YEAR = re.compile(r"(?:1 9|2 0)[0-9]{2}")
_ISO_DATE = re.compile(r"-[0-9]{2}-[0-9]{2}(?![0-9])")
_TENS_OF_YEARS = re.compile(r"['’]s\b")
# the Harbour 21 programme
_PROGRAMME_BEFORE = re.compile(r"[A-Z][a-z]+\s$")
_PROGRAMME_AFTER = re.compile(
    r"\s(?:programme|program|plan|initiative|project|scheme|vision|report|committee)\b", re.IGNORECASE
)
_VERSION = re.compile(r"[1-9]\.0")
_NAME_BEFORE = re.compile(r"\b(?!(?:In|At|To|By|Of|From|About|Over|Under|Than|Around)\s)[A-Z][A-Za-z]+\)?\s$")
_VERSIONED = re.compile(
    r"\s(?:version|programme|program|plan|initiative|project|scheme|vision|strategy|framework|roadmap|blueprint)s?\b",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:19|20)?[0-9]{2}(?![0-9])")
_YEAR_TAIL = re.compile(
    r"s\b|’s\b|\s*[-–—/]\s*(?:[12][0-9]{3}|[0-9]{2})(?![0-9])"
    r"|\s*(?:to|and|through|until|or)\s+(?:1[789]|20)[0-9]{2}(?![0-9,]*[0-9])"
)
_YEAR_BEFORE = re.compile(
    r"(?:\b"
    + either("""
    in|by|since|from|until|till|before|after|during|of|for|year|years|end|mid|early|late|budget|to|between|
    through|and|fiscal|financial|FY|CY|around|about|spring|summer|autumn|winter|fall|ending|ended|than|last|the|
    on|with|at|per|circa|or
""")
    + r"|[(,/–—-])\s*[-\u2011]?$|(?:FY|CY|YA|mid-|pre-|post-)$",
    re.IGNORECASE,
)
# 2000 jobs are counted only behind words that count or make; 1966 marks and 1964 amounts are years with verbs
_PLURAL_AFTER = re.compile(r"\s+(?:[a-z]+ ){0,3}?[a-z]+s\b")
_COUNT_BEFORE = re.compile(
    r"\b"
    + either(r"""
    about|around|over|than|least|some|another|additional|further|extra|nearly|almost|up to|creat\w+|build\w*|
    built|train\w*|provid\w+|add\w*|employ\w*|hir\w+|open\w*|recruit\w*|plant\w*|deliver\w*|fund\w*|
    approximately|roughly|only
""")
    + r"\s+$",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:[.:][0-9]{2})?\s*(?:a\.m\.|p\.m\.|am\b|pm\b|o’clock|o'clock|noon)|:[0-9]{2}(?![0-9])")
_SPAN_BEFORE = re.compile(
    r"\b(?:last|past|next|coming|previous|preceding|following|first|these|recent|ensuing|another)\s+$", re.IGNORECASE
)
_SPAN_TAIL = re.compile(
    r"[ -](?:(?:financial|fiscal|calendar) )?(?:decade|year|month|week|day|hour)s?\b(?!-)", re.IGNORECASE
)
_AGO = re.compile(r"[ -](?:decade|year|month|week|day)s? (?:ago|earlier|before|later)\b", re.IGNORECASE)
_ID_BEFORE = re.compile(
    r"(?:\b"
    + either(r"""
    No|Nos|number|section|sections|article|articles|chapter|table|paragraph|paragraphs|page|pages|phase|annex|
    appendix|bill|act|paper|cmd|cmnd|clause|schedule|resolution|part|channel|route|highway|terminal|line|block|
    level|grade|primary|secondary|industry|web|version|agenda|vision|class|batch|item|step|pillar|room|form|
    group|tier|stage|box|catalogue|ref|file|psle|volume|vol|footnote|chart|figure|fig|question|hotline|call|
    dial|telephone|tel|phone|fax|ext|postcode|code|cols?|columns?|head|subhead|vote|exhibit|diagram|slide|type|
    berth|standing order|orders?|ordinance|recommendation
""")
    + r"\b\.?:?|#)\s*(?:at |on )?$",
    re.IGNORECASE,
)
# Trunk 7, Highways 9 and 12: the second number is one of a name too
_NAMED_BEFORE = re.compile(
    r"(?:\b(?:Rule|Trunk|Zone|Pier|Ward|Lot|Exit|Tunnel|Reactor|Interstate|Gate|Precinct|Runway)|\b"
    r"(?P<several>(?i:highways|routes|bills|phases|sections|articles|chapters|clauses|parts|stages|grades|classes|"
    r"schedules|terminals|levels|tiers|steps|pillars|trunks|zones|piers|wards|lots|tunnels|reactors|"
    r"recommendations)))"
    r"\s(?:[0-9]{1,4}[A-Z]?(?:,\s*(?:and\s)?|\s*(?:&|and|or|to)\s*))*$"
)
_PHONE = re.compile(
    r"(?:(?<=\+)[0-9]{1,3}[ -])?(?:1[- ]?)?(?:\(?[0-9]{3,4}\)?[ -])?[0-9]{3,4}[- ][0-9]{4}(?![0-9])"
    r"(?!\s*(?:per|%|million|billion))"
    r"|1[- ]?[89]00[- ][0-9]{3}[- ][0-9]{3,4}(?![0-9])|[689][0-9]{7}(?![0-9.,])"
)
_PHONE_BEFORE = re.compile(
    r"(?:\b(?:call(?:ing)?|dial(?:ling)?|telephone|tel|phone|fax|hotline|helpline|mobile|whatsapp|sms|"
    r"text(?:ing)?|ring)\b[^.;]{0,14}|\+)$",
    re.IGNORECASE,
)
_YEAR_PAIR = re.compile(r"(?:1[789]|20)[0-9]{2}[- ](?:1[789]|20)[0-9]{2}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDINAL_WORD = re.compile(
    r"[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth)\b", re.IGNORECASE
)
_AGE_BEFORE = re.compile(
    r"(?:\b(?:aged?|ages|age of|ages of|age group|age groups)\s+(?:(?:of|is|at|from|between|over|under|"
    r"above|below)\s+)*|"
    r"\bturn(?:ing|s)? |\b(?:over|under)-)$",
    re.IGNORECASE,
)
_PEOPLE_BEFORE = re.compile(
    r"\b(?:workers?|those|people|persons|residents|seniors|citizens|individuals|members|employees|"
    r"singaporeans|canadians)\s+"
    r"(?:above|below|over|under)\s+$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(
    r"(?:\s?(?:-|–|to)\s?[0-9]{1,3})? age[- ](?:groups?|brackets?|bands?)\b|"
    r"[ -]years?[ -](?:olds?|of age)\b|-?(?:yr|y)[ -]olds?\b|s and (?:over|above)|"
    r"\s+(?:years\s+)?(?:and|or) (?:above|over|older|below|under|younger)(?=\s*(?:,|\.|;|will|are|who|can|"
    r"may|shall|$))",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(r"[ -]years?[ -](?:olds?|of age)\b", re.IGNORECASE)
_AGE_TAIL = re.compile(
    rf"(?:\s*(?:-|–|to|and)\s*[0-9]{{1,3}}|\s+to\s+{_ONE_WORD}\b)?(?:[ -]years?(?:[ -](?:old|of age))?)?"
    r"(?:\s+(?:and|or) (?:above|over|older|below|under|younger))?"
)
_AGE_CHANGE = re.compile(
    r"\b(?:rais|increas|lift|lower|reduc|extend|mov)\w*\b[^.;]{0,50}\bage\b[^.;]{0,30}$", re.IGNORECASE
)
# words that typesetting has glued to a number (from10to 15 years)
_GLUED = re.compile(
    r"(?:^|[^A-Za-z])(?:from|to|and|of|by|with|about|than|the|at|in|for|is|was|or|over|under|least|up)$", re.IGNORECASE
)
_FISCAL = re.compile(r"(?:FY|CY|YA)$")
_FISCAL_BEFORE = re.compile(r"\b(?:FY|CY|YA)\s$")
_CODE = re.compile(r"[0-9A-Za-z.\-/]*[0-9A-Za-z]")
_ID_TAIL = re.compile(r"[0-9A-Za-z]*(?:\.[0-9]+)*")
_LETTERS = re.compile(r"[0-9A-Za-z\-]+")
_COLUMNS = re.compile(r"(?:\s*-\s*[0-9]+)?[)\]](?!\s*(?:per|%))")
_MARKER = re.compile(r"[0-9]{1,3}[.)](?!\d)\s")
_LINE_START = re.compile(r"(?:^|[\n\r])\s*[(\[]?$")
_SLASHED = re.compile(r"/(?P<bottom>[0-9]+)(?:/[0-9]+)*")


def mentions(text: str) -> list[Mention]:
    """Return every number in an English text, sorted by start, without overlaps."""
    # most sentences hold neither a digit nor a number word, and the long pattern is slow at finding that out
    if not _ANY_DIGIT.search(text) and _NUMBER_WORDS.isdisjoint(_LETTERS_ONLY.findall(text.lower())):
        return []
    found: list[Mention] = []
    position = 0
    while match := NUMBER.search(text, position):
        match = _apart(text, match)
        read = _read(text, match, position)
        if not read:
            position = match.end()
            continue
        found.extend(signed(text, mention) for mention in read)
        position = max(read[-1].end, match.start() + 1)
    return found


def _apart(text: str, match: re.Match[str]) -> re.Match[str]:
    """Return the first of two numbers where a day or a number of a thing stands before the other: May 3 120 homes."""
    blank = _BLANK.search(match["arabic"] or "")
    if not blank or match["currency"]:
        return match
    before = text[max(0, match.start() - 60) : match.start()]
    if not any(pattern.search(before) for pattern in (_MONTH_BEFORE, _ID_BEFORE, _NAMED_BEFORE)):
        return match
    return NUMBER.match(text, match.start(), match.start("arabic") + blank.start()) or match


def _read(text: str, match: re.Match[str], floor: int) -> Sequence[Mention]:
    """Return what the number at `match` is: from … to … gives two mentions, a word that is no number none."""
    if match["multiple"]:
        if compound := _COMPOUND.match(text, match.end()):
            return (other(match.start(), compound.end(), Sort.NAME),)
        if match["multiple"].lower().endswith("fold") and _TWO_PARTS.search(
            text[max(0, match.start() - 8) : match.start()]
        ):
            # «our response is two-fold» counts parts
            return (other(match.start(), match.end(), Sort.NAME),)
        return (_multiple(text, match, floor),)
    if match["of_one"]:
        return _of_one(text, match, floor)
    if match["fraction"]:
        return _fraction(text, match, floor)
    if match["vague"]:
        unit, end = _noun(text, match.end())
        return (Mention(match.start(), end, match.start(), end, Sort.UNPARSED, unit=unit),)
    if match["words"]:
        return _spelled(text, match, floor)
    if match["wide"]:
        # full-width digits are foreign to English text; they are kept as they stand
        return (other(match.start(), match.end(), Sort.UNPARSED),)
    no_quantity = None if match["currency"] else _no_quantity(text, match)
    return (no_quantity,) if no_quantity else _quantity(text, _digits_value(text, match), floor, spelled=False)


def _multiple(text: str, match: re.Match[str], floor: int) -> Mention:
    """Read doubled, threefold, halved, twice."""
    word = match["multiple"].lower()
    if word.endswith("fold"):
        count = word.removesuffix("fold").strip("- ")
        factor = Decimal(count) if count.isdigit() else Decimal(_ONES.get(count, _TENS.get(count, 0)))
    else:
        stems = {"do": Decimal(2), "tw": Decimal(2), "tr": Decimal(3), "qu": Decimal(4), "ha": Decimal("0.5")}
        factor = stems[word[:2]]
    return _bounded(text, match.start(), match.end(), floor, (factor, factor), "times")


def _of_one(text: str, match: re.Match[str], floor: int) -> Sequence[Mention]:
    """Read a quarter of a percentage point, half a per cent, three quarters of a million pounds."""
    part = match["of_one"].lower().replace("-", " ").split()
    count = {"a": 1, "half": 1}.get(part[0]) or _ONES[part[0]]
    share = (_FRACTIONS["half" if part[0] == "half" else part[1].rstrip("s")] * count) / 100
    one = match["one"].lower()
    if one in _SCALE:
        value = Value(match.start(), match.end(), tidy(share * _SCALE[one]), _SCALE[one])
        return _quantity(text, value, floor, spelled=True)
    unit = "percentage point" if one == "percentage point" else "%"
    return (_bounded(text, match.start(), match.end(), floor, (tidy(share), tidy(share)), unit),)


def _fraction(text: str, match: re.Match[str], floor: int) -> Sequence[Mention]:
    """Read one-third, two thirds, half of as a share in per cent."""
    written = match["fraction"].lower().replace("-", " ").split()
    # behind «by», «more than» and their like a share needs no whole: «cut by half», «by a third»
    changed = _SHARE_BEFORE.search(text[max(0, match.start() - 80) : match.start()]) is not None
    if written[0] == "half":
        if len(written) == 1 and not changed:
            return ()
        share, end = Decimal(50), match.start() + len("half")
    else:
        # «a quarter» is a span of time and «a third party» an ordinal unless a whole follows
        whole = re.compile(r"\s+of\b").match(text, match.end())
        if written[0] == "a" and not (whole or (changed and _SHARE_AFTER.match(text, match.end()))):
            return ()
        if _PART_OF_TIME.match(text, match.end()):
            return (other(match.start(), match.end(), Sort.UNPARSED),)
        count = 1 if written[0] == "a" else _ONES[written[0]]
        share, end = tidy(_FRACTIONS[written[1].rstrip("s")] * count), match.end()
    return (_bounded(text, match.start(), end, floor, (share, share), "%"),)


def _spelled(text: str, match: re.Match[str], floor: int) -> Sequence[Mention]:
    """Read a number in words, unless an ordinal or a compound begins with it (Thirty-Eighth, zero-rating)."""
    if ordinal := _ORDINAL_WORD.match(text, match.end()):
        return (other(match.start(), ordinal.end(), Sort.ORDINAL),)
    if old := _YEARS_OLD.match(text, match.end()):
        return (other(match.start(), old.end(), Sort.AGE),)
    value = _words_value(match)
    if text[max(0, match.start() - 1) : match.start()] == "-" and text[match.start() - 2 : match.start() - 1].isalpha():
        # net-zero
        return (other(match.start(), match.end(), Sort.NAME),)
    if (
        (hyphen := _HYPHENATED.match(text, match.end()))
        and not _UNIT.match(text, match.end())
        and not _JOIN_WORD.match(hyphen.group(1))
    ):
        return (other(match.start(), hyphen.end(), Sort.NAME),)
    if span := _span_of_time(text, match.start(), match.end()):
        return (span,)
    if _PARTS_OF_SPEECH.match(text, match.end()):
        return (other(match.start(), match.end(), Sort.NAME),)
    before = text[max(0, match.start() - 60) : match.start()]
    if _AGE_BEFORE.search(before) and not _AGE_CHANGE.search(before):
        tail = _AGE_TAIL.match(text, match.end())
        return (other(match.start(), tail.end() if tail else match.end(), Sort.AGE),)
    return _quantity(text, value, floor, spelled=True)


# double-digit growth, double taxation and a rating of double-A double nothing, nor does who doubles down
_COMPOUND = re.compile(
    r"[- ](?:(?-i:A{1,3})|down|digits?|tax\w*|deductions?|standards?|shifts?|dip\w*|glaz\w*|track\w*|storey|edged)\b",
    re.IGNORECASE,
)
_TWO_PARTS = re.compile(r"\b(?:is|are|was|were)\s+$")
_PART_OF_TIME = re.compile(r"\s+(?:years?|months?|hours?|days?|times|million|billion)\b", re.IGNORECASE)
# what a speech counts of its own: «we will help the ferries in three ways» sets no figure
_PARTS_OF_SPEECH = re.compile(
    r"(?:\s(?!of\b|in\b|to\b|and\b)[a-z]+(?:-[a-z]+)?){0,2}\s(?:ways|pillars|prongs|planks|thrusts|fronts|principles|"
    r"objectives|priorities|reasons|factors|considerations|features|examples|exceptions|occasions|circumstances|"
    r"components|steps|measures|changes|budgets)\b"
    # what a policy is made of is counted too («paid in two parts»), unless it is said to be added («two new funds»)
    r"|(?:\s(?!of\b|in\b|to\b|and\b|(?:more|new|other|further|additional)\b)[a-z]+(?:-[a-z]+)?){0,2}\s(?:parts|portions|"
    r"phases|stages|tiers|levels|brackets|categories|sectors|concerns|conditions|things|activities|initiatives|"
    r"enhancements|concessions|increases|instalments|payments|packages|schemes|funds)\b",
    re.IGNORECASE,
)
_JOIN_WORD = re.compile(rf"(?:{_TEN_WORD}|{_ONE_WORD}|to)\b", re.IGNORECASE)


def _span_of_time(text: str, start: int, end: int) -> Mention | None:
    """Read the last five years, two weeks ago, the lowest in ten years: they say when, not how much."""
    if ago := _AGO.match(text, end):
        return other(start, ago.end(), Sort.DATE)
    tail = _SPAN_TAIL.match(text, end)
    if tail and (
        _SPAN_BEFORE.search(text[max(0, start - 12) : start]) or RECORD_BEFORE.search(text[max(0, start - 60) : start])
    ):
        return other(start, tail.end(), Sort.DATE)
    return None


def _digits_value(text: str, match: re.Match[str]) -> Value:
    """Read digits, a fraction glyph behind them, a magnitude word, and the currency before."""
    value = decimal_of(match["arabic"])
    if match["glyph"]:
        value += _GLYPHS[match["glyph"]]
    elif match["vulgar"]:
        top, _, bottom = match["vulgar"].partition("/")
        value += Decimal(top) / Decimal(bottom)
    end, magnitude = match.end(), 1
    currency = (match["currency"] or "").replace(" ", "")
    if (scale := _MAGNITUDE.match(text, end)) and (currency or _scales(text, scale)):
        magnitude = _SCALE[(scale.group(1) or scale.group(2)).lower()]
        end = scale.end()
    return Value(match.start(), end, value * magnitude, magnitude, currency=currency)


def _scales(text: str, scale: re.Match[str]) -> bool:
    """Tell whether a magnitude stands behind a number without currency: a letter only before what is counted."""
    if scale.group(1):
        return True
    return not _MEASURED.match(text, scale.end()) and bool(_unit_at(text, scale.end())[0])


def _words_value(match: re.Match[str]) -> Value:
    """Read a number in words: thirty-five, two hundred and ten thousand, half a million, a dozen.

    Words that do not make one number (twenty thirty) have the value None.
    """
    start, end = match.start(), match.end()
    total = Decimal(0)
    group: Decimal | None = None
    last_scale: int | None = None
    magnitude = 1
    room = 1000
    for word in _NUMBER_WORD.findall(match["words"].lower()):
        if word in _ONES or word in _TENS:
            digit = _ONES.get(word, _TENS.get(word, 0))
            # after twenty only one to nine fit, after a hundred anything below a hundred, after the rest nothing
            if digit >= room or (group is not None and digit == 0):
                return Value(start, end, None)
            group = (group or Decimal(0)) + digit
            room = 10 if word in _TENS else 0
        elif word in {"hundred", "dozen"}:
            if group is not None and group >= 100:
                return Value(start, end, None)
            group = (Decimal(1) if group is None else group) * _SCALE[word]
            magnitude, room = _SCALE[word], 100 if word == "hundred" else 0
        else:
            scale = _SCALE[word]
            if last_scale is not None and scale >= last_scale:
                return Value(start, end, None)
            total += (Decimal(1) if group is None else group) * scale
            magnitude, last_scale, group, room = scale, scale, None, 1000
    result = total + (group or Decimal(0))
    if match["words"].lower().startswith("half"):
        result /= 2
    return Value(start, end, result, magnitude)


def _no_quantity(text: str, match: re.Match[str]) -> Mention | None:
    """Tell dates, identifiers, ages, ordinals and list markers in digits from quantities."""
    start, end = match.start(), match.end("arabic")
    number = match["arabic"]
    before = text[max(0, start - 60) : start]
    last = before[-1:]
    if phone := _telephone(text, start, end, number, before):
        return phone
    joined = last and last in "-_/." and len(before) > 1 and before[-2].isupper()
    if last and (last.isalpha() or joined) and not _GLUED.search(before):
        tail = _CODE.match(text, start)
        return other(start, tail.end() if tail else end, Sort.DATE if _FISCAL.search(before) else Sort.IDENTIFIER)
    if last == "%" and number.isdigit() and len(number) <= 2:
        # the mark of a footnote behind a percentage
        return other(start, end, Sort.IDENTIFIER)
    if date := _date(text, start, end, number, before):
        return date
    if ordinal := _ORDINAL.match(text, end):
        return other(start, ordinal.end(), Sort.ORDINAL)
    old = _AGE_AFTER.match(text, end)
    if _PEOPLE_BEFORE.search(before) and number.isdigit() and not _UNIT.match(text, end) and not _noun(text, end)[0]:
        return other(start, end, Sort.AGE)
    if old or (_AGE_BEFORE.search(before) and not _AGE_CHANGE.search(before)):
        tail = _AGE_TAIL.match(text, end)
        return other(start, max(end, tail.end() if tail else 0, old.end() if old else 0), Sort.AGE)
    if span := _span_of_time(text, start, end):
        return span
    scale = _MAGNITUDE.match(text, end)
    measured = _UNIT.match(text, end) or (scale is not None and _scales(text, scale))
    if _VERSION.fullmatch(number) and not measured and (_NAME_BEFORE.search(before) or _VERSIONED.match(text, end)):
        # Harbour 2.0, the 2.0 initiative
        return other(start, end, Sort.NAME)
    named = None if measured else _NAMED_BEFORE.search(before)
    counts = named and _noun(text, end)[0] and not text.startswith(" of ", end)
    if not measured and (_ID_BEFORE.search(before) or (named and not (named["several"] and counts))):
        tail = _ID_TAIL.match(text, end)
        return other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    if _LINE_START.search(before) and (marker := _MARKER.match(text, start)):
        return other(start, marker.end() - 1, Sort.ORDINAL)
    if (
        number.isdigit()
        and len(number) <= 3
        and (columns := _COLUMNS.match(text, end))
        and (last in {"(", "["} or not before.strip())
    ):
        # (1) numbers a point, [6] points to a note, «265 - 266)» is what a line break left of a reference to columns
        return other(start, columns.end() - 1, Sort.ORDINAL if last == "(" else Sort.IDENTIFIER)
    if text[end : end + 1].isalpha() and not measured and not _GLUED_AFTER.match(text, end):
        tail = _LETTERS.match(text, end)
        return other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    if (slashed := _SLASHED.match(text, end)) and not match["vulgar"]:
        return _slashed(text, start, end, slashed)
    if lettered := _LETTERED.match(text, end):
        return other(start, lettered.end(), Sort.IDENTIFIER)
    hyphen = _HYPHENATED.match(text, end) or _DANGLING.match(text, end)
    if hyphen and not measured and decimal_of(number) < 20:
        # 4-room flats and 3-star hotels are kinds, a 200-bed hospital is a size
        return other(start, hyphen.end(), Sort.NAME)
    if _ALONE.fullmatch(text):
        # a number alone on its line is a page number or a mark for a note
        return other(start, max(end, len(text.rstrip())), Sort.IDENTIFIER)
    if ratio := _RATIO.match(text, end):
        return other(start, ratio.end(), Sort.UNPARSED)
    if _SPREAD_YEAR.fullmatch(number) and not measured and not _noun(text, end)[0]:
        # what scanning leaves of 1976
        return other(start, end, Sort.DATE)
    if number.startswith("000"):
        # the end of a number whose beginning was not understood
        return other(start, end, Sort.UNPARSED)
    return None


_LETTERED = re.compile(r"-[A-Z]\b(?!-)")
_GLUED_AFTER = re.compile(r"(?:to|and|or|of|in|per|years?|months?)\b")


def _telephone(text: str, start: int, end: int, number: str, before: str) -> Mention | None:
    """Read a telephone number."""
    called = _PHONE_BEFORE.search(before)
    phone = _PHONE.match(text, start)
    if phone:
        written = phone.group()
        spaced = "-" in written or " " in written
        if (called or (spaced and sum(c.isdigit() for c in written) >= 8)) and not _YEAR_PAIR.fullmatch(written):
            return other(start, phone.end(), Sort.IDENTIFIER)
    if called and number.isdigit() and len(number) >= 3 and not re.compile(r"\s+[a-z]").match(text, end):
        return other(start, end, Sort.IDENTIFIER)
    return None


def _slashed(text: str, start: int, end: int, slashed: re.Match[str]) -> Mention:
    """Read 1/2 per cent and 1/4 as a share; 9/11 and 24/7 are kept as text."""
    top, bottom = decimal_of(text[start:end]), decimal_of(slashed["bottom"])
    if slashed.end() == slashed.end("bottom") and 0 < top < bottom <= 10:
        unit = _UNIT.match(text, slashed.end())
        if unit and _SPELLINGS.get(unit.group().strip(" -").lower()) == "%":
            share, stop = tidy(top / bottom), unit.end()
        else:
            share, stop = tidy(top * 100 / bottom), slashed.end()
        return _bounded(text, start, stop, start, (share, share), "%")
    return other(start, slashed.end(), Sort.UNPARSED)


def _date(text: str, start: int, end: int, number: str, before: str) -> Mention | None:
    """Read days with months, years, year pairs and times of day."""
    if number.isdigit() and len(number) <= 2 and 1 <= int(number) <= 31:
        if day := _DAY_MONTH.match(text, end):
            return other(start, day.end(), Sort.DATE)
        if _MONTH_BEFORE.search(before):
            tail = _DAY_YEAR.match(text, end)
            return other(start, tail.end() if tail else end, Sort.DATE)
    if len(number) == 2 and (tens := _TENS_OF_YEARS.match(text, end)):
        return other(start, tens.end(), Sort.DATE)
    if _PROGRAMME_BEFORE.search(before) and (programme := _PROGRAMME_AFTER.match(text, end)):
        return other(start, programme.end(), Sort.NAME)
    if numeric := _NUMERIC_DATE.match(text, start):
        return other(start, numeric.end(), Sort.DATE)
    if number.isdigit() and len(number) == 2 and _FISCAL_BEFORE.search(before):
        return other(start, end, Sort.DATE)
    if len(number) <= 5 and (time := _TIME.match(text, end)):
        return other(start, time.end(), Sort.DATE)
    year = _YEAR.match(text, start)
    if not year or year.end() < end or "," in number:
        return None
    if iso := _ISO_DATE.match(text, end):
        return other(start, iso.end(), Sort.DATE)
    if tail := _YEAR_TAIL.match(text, end):
        return other(start, tail.end(), Sort.DATE)
    if _PLURAL_AFTER.match(text, end) and _COUNT_BEFORE.search(before):
        return None
    if not (_MONTH_BEFORE.search(before) or _YEAR_BEFORE.search(before)) and (
        _UNIT.match(text, end) or _MAGNITUDE.match(text, end)
    ):
        return None
    return other(start, end, Sort.DATE)


def _unit_at(text: str, position: int) -> tuple[str, int]:
    """Return the canonical unit at `position` and its end: a measure, or else the counted noun."""
    match = _UNIT.match(text, position)
    if not match:
        return _noun(text, position)
    written, end = _SPACES.sub(" ", match.group().lower()).strip(" -"), match.end()
    name = "penny" if written == "p" else _SPELLINGS[written]
    if name == "%" and (point := _POINTS.match(text, end)):
        return "percentage point", point.end()
    if name not in {"times", "%"} | TIME_UNITS and (per := _PER.match(text, end)):
        return f"{name}/{per['unit'].lower()}", per.end()
    return name, end


def _noun(text: str, position: int) -> tuple[str, int]:
    """Return the noun that is counted, in the singular, and where it ends.

    It is the last word of the run behind the number if that is a plural: «1,200 new affordable homes» → home.
    «» and `position` where no plural follows.
    """
    hyphen = _HYPHENATED.match(text, position)
    if hyphen and hyphen.group(1).lower() not in _STOP and not _JOIN_WORD.match(hyphen.group(1)):
        return hyphen.group(1).lower(), hyphen.end()
    end = position
    if more := _MORE_NOUN.match(text, position):
        end = more.end()
    best: tuple[str, int] = ("", position)
    for _ in range(5):
        match = _WORD_AT.match(text, end)
        if match and match.group(1).lower() == "and" and end > position and not best[0]:
            # hip and knee operations
            end = match.end()
            match = _PAIRED.match(text, end)
        if not match or match.group(1).lower() in _STOP:
            break
        word, end = match.group(1).lower(), match.end()
        if word in _IRREGULAR or (not word.endswith(("’s", "'s")) and singular(word) != word):
            best = (singular(word), end)
        elif best[0]:
            break
    return best


def singular(word: str) -> str:
    """Return the singular of a regular English plural, in lower case."""
    word = word.lower().removesuffix("’").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("us", "is", "ss")) or (word.endswith("as") and len(word) == 3):
        # surplus, bus, crisis, gas
        return word
    if word.endswith("yses"):
        return word[:-2] + "is"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")) or (word.endswith("uses") and word[-5:-4] not in {"o", "a"}):
        return word[:-2]
    return word.removesuffix("s")


def _number_at(text: str, position: int) -> Value | None:
    """Return the number that starts exactly at `position`."""
    if match := _DIGITS_AT.match(text, position):
        return _digits_value(text, match)
    if match := _WORDS_AT.match(text, position):
        return _words_value(match)
    return None


def _in_a_table(text: str, start: int, end: int) -> bool:
    """Tell whether bare numbers stand beside a number, as in a table that was typed out as a line."""
    return bool(_NUMBER_BEFORE.search(text[max(0, start - 12) : start]) or _NUMBER_AFTER.match(text, end))


def _money(text: str, end: int, currency: str) -> tuple[str, int]:
    """Return the unit of an amount with a currency sign before it, with «per month» and the like."""
    name = _CURRENCIES.get(currency.upper(), "dollar")
    if many := _PER_SO_MANY.match(text, end):
        return f"{name}/{int(many['many'].replace(',', '')):,} {singular(many['noun'])}", many.end()
    if per := _PER.match(text, end):
        return f"{name}/{per['unit'].lower()}", per.end()
    return name, end


def _quantity(text: str, first: Value, floor: int, *, spelled: bool) -> Sequence[Mention]:
    """Read range, unit and bounds of a number; from … to … with a verb of change gives the old value and the new."""
    whole = _and_a_half(text, first)
    if whole is not first and (span := _span_of_time(text, first.start, whole.end)):
        return (span,)
    first = whole
    if part := _part_of(text, first, floor, spelled=spelled):
        return (part,)
    start, value = first.start, first.value
    unit, end = _money(text, first.end, first.currency) if first.currency else _unit_at(text, first.end)
    if unit and unit not in TIME_UNITS and _OF_EACH.search(text[max(0, start - 12) : start]):
        # 5 cents for every 1,000 sticks
        return (other(start, end, Sort.NAME),)
    behind = end if first.currency or unit in {"%", "percentage point"} else first.end
    joint = _JOIN.match(text, behind)
    second = _number_at(text, joint.end()) if joint else None
    if second is None and end > behind and any(p.search(text[max(0, start - 90) : start]) for p in _PAIR_BEFORE):
        # between 2 months and 4 months, by 20 posts to 300 posts
        behind, joint = end, _JOIN.match(text, end)
        second = _number_at(text, joint.end()) if joint else None
        if second and _unit_at(text, second.end)[0] != unit:
            second = None
    if joint and second and value is not None and second.value is not None:
        pair = _pair(text, first, unit, behind, joint.group().strip().lower(), second, floor)
        if pair:
            return pair
    if (
        not unit
        and not first.currency
        and value is not None
        and value <= 20
        and (tail := _ONE_IN.match(text, first.end))
    ):
        return (_so_many_in(text, start, tail, value, floor),)
    # «nine homes in ten»
    if unit and value is not None and 1 < value < 20 and (tail := _SO_MANY_IN.match(text, end)):
        return (_so_many_in(text, start, tail, value, floor),)
    if value is None or (not spelled and not unit and not first.currency and _in_a_table(text, start, first.end)):
        return (other(start, end, Sort.UNPARSED),)
    if _is_step(text, first, unit, end):
        return (other(start, end, Sort.UNPARSED),)
    if spelled and not unit and first.magnitude < 1000:
        return ()
    if cents := _and_cents(text, unit, end):
        value, unit, end = value + cents[0], cents[1], cents[2]
    if spelled and value == 1 and unit.partition("/")[0] not in {"%", "percentage point", "times", "dollar"}:
        return ()
    return (_bounded(text, start, end, floor, (value, value), unit),)


def _so_many_in(text: str, start: int, tail: re.Match[str], value: Decimal, floor: int) -> Mention:
    """Read «nine in ten» and «nine homes in ten» as a share; `tail` has the second number."""
    written = tail["whole"].lower()
    all_of_them = Decimal(_ONES[written]) if written in _ONES else decimal_of(written)
    if value >= all_of_them:
        return other(start, tail.end(), Sort.UNPARSED)
    share = tidy(value * 100 / all_of_them)
    return _bounded(text, start, tail.end(), floor, (share, share), "%")


def _and_cents(text: str, unit: str, end: int) -> tuple[Decimal, str, int] | None:
    """Return the part of a dollar that is told behind it, the unit and the end: ten dollars and ten cents an hour."""
    joint = _AND_THEN.match(text, end) if unit == "dollar" else None
    number = _number_at(text, joint.end()) if joint else None
    if number is None or number.value is None or not 0 < number.value < 100:
        return None
    name, behind = _unit_at(text, number.end)
    return (number.value / 100, unit + name.removeprefix("cent"), behind) if name.startswith("cent") else None


def _and_a_half(text: str, number: Value) -> Value:
    """Return a number with the half that is added behind it: two and a half times, one and a half million."""
    half = _AND_A_HALF.match(text, number.end)
    if not half or number.value is None:
        return number
    value, end, magnitude = number.value + Decimal("0.5") * number.magnitude, half.end(), number.magnitude
    if magnitude == 1 and (scale := _MAGNITUDE.match(text, end)) and scale.group(1):
        magnitude, end = _SCALE[scale.group(1).lower()], scale.end()
        value *= magnitude
    return replace(number, value=value, end=end, magnitude=magnitude)


def _part_of(text: str, first: Value, floor: int, *, spelled: bool) -> Mention | None:
    """Read «3 of the 6 planned depots» as three depots; None where the second number is no whole of the first."""
    part = first.value
    joint = None if part is None else _PART_OF.match(text, first.end)
    whole = _number_at(text, joint.end()) if joint else None
    if not joint or part is None or not whole or whole.value is None or whole.value <= part:
        return None
    # «40 of the 90 million dollars»: one magnitude for both
    if whole.currency != first.currency or whole.magnitude > first.magnitude:
        return None
    unit, end = _money(text, whole.end, whole.currency) if whole.currency else _unit_at(text, whole.end)
    # «every one of our nine depots» is all of them, and without an article words in a row state a share
    if unit in {"%", "percentage point"} or (spelled and (part == 1 or not unit or not joint["all"])):
        return None
    read = _bounded(text, first.start, max(end, whole.end), floor, (part, part), unit)
    # what is counted is named behind the whole, which is no part of the name
    return replace(read, core_start=whole.start)


def _is_step(text: str, first: Value, unit: str, end: int) -> bool:
    """Tell whether a number is what lies between the two values behind it: «by $45, from $155 to $200»."""
    lead = _THEN_FROM.match(text, end) if _BY.search(text[max(0, first.start - 40) : first.start]) else None
    old = _number_at(text, lead.end()) if lead else None
    if old is None:
        return False
    if first.currency or old.currency:
        return first.currency == old.currency
    return unit == "%" and _unit_at(text, old.end)[0] == "%"


def _pair(text: str, first: Value, unit: str, old_end: int, joint: str, second: Value, floor: int) -> Sequence[Mention]:
    """Return the mentions of two numbers that belong together, or none where they do not."""
    low, high = first.value, second.value
    assert low is not None and high is not None  # the caller has looked
    before = text[max(0, first.start - 90) : first.start]
    if second.currency:
        unit_b, end_b = _money(text, second.end, second.currency)
    elif first.currency:
        # $5 to 10 million: the sign belongs to both
        if joint == "and" or _UNIT.match(text, second.end):
            return ()
        unit_b, end_b = _money(text, second.end, first.currency)
    else:
        unit_b, end_b = _unit_at(text, second.end)
    if unit and unit != unit_b and unit.partition("/")[0] != unit_b.partition("/")[0]:
        return ()
    came_from, between = _FROM.search(before), _BETWEEN.search(before)
    if joint == "and" and not between:
        return ()
    if first.magnitude == 1 and second.magnitude > 1 and low * second.magnitude <= high:
        low *= second.magnitude
    if joint == "to" and came_from and (low > high or _changes(text, first.start - len(before) + came_from.start())):
        unit_a = unit or unit_b
        old = Mention(
            first.start,
            old_end,
            first.start,
            old_end,
            Sort.QUANTITY,
            float(low),
            float(low),
            unit_a,
            Bound.EXACT,
            baseline=True,
        )
        return (old, _bounded(text, second.start, end_b, old_end, (high, high), unit_b))
    if joint == "to" and _BY.search(before) and high >= _FAR * low > 0 and unit_b not in TIME_UNITS:
        # «raised by $5 to $40»: a step is not compared with a level, so only what there is then gets a value; «by $5 to
        # $10» is a range
        step = other(first.start, old_end, Sort.UNPARSED)
        return (step, _bounded(text, second.start, end_b, old_end, (high, high), unit_b or unit))
    if low > high or (not unit_b and not unit and joint != "to"):
        return ()
    mention = _bounded(text, first.start, end_b, floor, (low, high), unit_b or unit)
    lead = between or came_from
    start = min(mention.start, first.start - len(before) + lead.start()) if lead else mention.start
    return (
        Mention(
            max(start, floor),
            mention.end,
            first.start,
            end_b,
            Sort.QUANTITY,
            mention.low,
            mention.high,
            mention.unit,
            mention.bound,
        ),
    )


def _changes(text: str, start: int) -> bool:
    """Tell whether «from … to …» at `start` is a change and no range: a verb of change stands before it."""
    before = text[max(0, start - _SENTENCE) : start]
    return bool(_CHANGE.search(before)) and not _RANGES.search(before)


def _gives_way(text: str, start: int, end: int, unit: str) -> bool:
    """Tell whether a rate or a sum is what there is now, which is to be moved to another one."""
    before = text[max(0, start - 80) : start]
    after = _IS_MOVED.match(text, end) if _THE.search(before) else None
    after = after or (_TO_ANOTHER.match(text, end) if _MOVES_THE.search(before) else None)
    if not after or unit.partition("/")[0] not in {"%", "dollar"}:
        return False
    shared = re.search(r"%|per(?! (?:year|month|annum))\b" if unit == "%" else r"\$", after["value"])
    return bool(shared) and bool(_ANY_DIGIT.search(after["value"]))


def _bounded(text: str, start: int, end: int, floor: int, values: tuple[Decimal, Decimal], unit: str) -> Mention:
    """Add the bound words before and after, and return the quantity."""
    low, high = values
    bound = Bound.RANGE if low != high else Bound.EXACT
    core_start, core_end = start, end
    before = text[max(floor, start - 70) : start]
    for pattern, side in _BEFORE:
        if hit := pattern.search(before):
            if unit in TIME_UNITS and hit.group().strip().lower() == "over":
                # «over two years» means during them
                break
            if _GOES.search(before[: hit.start()]) and hit.group().strip().lower() == "up to":
                # what has gone up to a value is there
                break
            # what is denied may name the indicator: «have an income of more than $750»
            start -= len(before) - hit.start("mark" if "mark" in pattern.groupindex else 0)
            if bound is Bound.EXACT:
                bound = side
            break
    for pattern, side in _AFTER:
        if hit := pattern.match(text, end):
            end = hit.end()
            if bound is Bound.EXACT:
                bound = side
            break
    near = text[max(floor, core_start - 40) : core_start]
    if not unit and end > core_end:
        # 10,000+ pupils, 300 or more stalls
        unit, end = _unit_at(text, end)
    left = bool(_THEN_TO.match(text, core_end) or _AT_PRESENT.match(text, core_end))
    baseline = (left and bool(_FROM.search(near))) or _gives_way(text, core_start, core_end, unit)
    return Mention(start, end, core_start, core_end, Sort.QUANTITY, float(low), float(high), unit, bound, baseline)
