"""What stands around a figure: the year by which it is due, the span it covers, and the body that answers for it.

Texts are to be folded (:meth:`pipeline.languages.Language.fold`), as the patterns are for simplified script; only
:func:`responsible`, which returns words of the text, takes it as it is written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from pipeline.figures import SUM_BEHIND
from pipeline.languages import LANGUAGES
from pipeline.languages.plans import PLAN_ORDINAL
from pipeline.targets.mentions import RECORD_BEFORE, decimal_of, either, words
from pipeline.targets.numerals import DIGITS, parse_numeral
from pipeline.years import NUMERAL_YEAR, ZEROS

#: years after the speech's own beyond which a year is no deadline but a date of another kind
FURTHEST = 60

# ── Chinese ──────────────────────────────────────────────────────────────────────────────────────

_N = "(?:[0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})"
_PLANS = {"一": 1957, "二": 1962, "三": 1970}
_PLAN = re.compile(f'[“"「]?(?P<ordinal>{PLAN_ORDINAL})五[”"」]?(?=规划|时期|期间|末|计划|目标|收官|[”"，。；、])')
_YEAR_ZH = re.compile(
    f"(?<![比较])([12][0-9]{{3}}|[１２][０-９]{{3}}|{NUMERAL_YEAR})\\s*年(?!度?(?:工作|政府|来|以来|代))"
)
_SPAN_ZH = re.compile(
    f"(?:今后|未来|接下来|用|力争用|争取用|经过|再用|利用|(?<![百千万部划区])分)\\s*({_N})(?:(?:到|至|-|"
    f"—)({_N}))?\\s*年(?:左右)?(?:的?时间)?"
    # not the last figures of 2025年内, 二〇〇三年内
    f"|(?<![0-9０-９零〇○一二三四五六七八九十两])({_N})\\s*年(?:之|以)?内(?![部外])"
)
# 三年培育茶企12家: a span where a verb follows at once, but no name (三年改造计划), no ordinal and no review (近三年)
_BARE_SPAN_ZH = re.compile(
    f"(?<![0-9０-９一二三四五六七八九十百千万〇零○两几第近前后这每满去今明当上下届续过超逾往头来时早者])({_N})年"
    "(?:时间)?(?:累计|共|总共|计划|力争|争取|要|将|拟|再)*"
    + either("""
    培育|新增|新建|新改建|改造|改建|扩建|建成|建设|完成|打造|投入|引进|实现|治理|修复|整治|种植|造林|培训|开工|新开工|
    解决|转移|安排|筹集|新培育|新引进|新创建|创建|达到|突破
    """)
    + "(?!期|周期|档|制)(?![^，。；、0-9０-９]{0,10}(?:行动|计划|方案|规划|攻坚|专项|纲要|任务|历程|成就))"
)
_OF_YEARS_ZH = re.compile("(今明|明后)[两二2]年")
# 18个月内 end in the year that they reach, as a report is given at the beginning of its own
_MONTHS_ZH = re.compile(f"(?<![0-9０-９.．一二三四五六七八九十])({_N})个月(?:之|以)?内(?![部外])")
# not the end of 2025年底, 三年内, 明年底, 2025年上半年, 二〇二五年六月底 or 明年年底
_NO_YEAR_BEFORE = (
    "(?<![0-9０-９一二三四五六七八九十两明去前])(?<![0-9０-９一二三四五六七八九〇零○明后次翌去前上]年)"
    "(?<![0-9０-９一二三四五六七八九〇零○明后次翌去前上]年[ 的])"
)
# feasts and seasons before which a thing is to be done: 国庆节前, 汛期来临之前; not «每年汛期前»
_SEASONS_ZH = (
    '(?:国庆|中秋|春节|元旦|[“"]?五一[”"]?|[“"]十一[”"]|主?汛期|入汛|入冬|供[暖热](?:季|期)?|采暖[季期]|[春秋]季?开学|秋季学期)'
    "(?:节|长?假期?)?(?:到来|来临|开始|开学)?[之以]?前(?![往夕后])"
)
_THIS_YEAR_ZH = re.compile(
    f"今年|本年|全年|当年|{_NO_YEAR_BEFORE}(?:年内|年底|年末|年终前|上半年|下半年|(?:第|(?<!第))[一二三四]季度|"
    "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:底|末|份|[0-9]{1,2}[日号])?(?:以?前(?![往夕])|之前)|"
    f"(?<![每历]年)(?<!年年)(?<![每逢]){_SEASONS_ZH})"
)
_NEXT_YEAR_ZH = re.compile("明年")
# but «投产后年产值» is the value of a year
_YEAR_AFTER_ZH = re.compile(r"(?:^|(?<=[\s，。；、：“（到至在于明和保取划计拟将]))后年(?![度代级均来])")
_CENTURY_ZH = re.compile("本世纪(中叶|末)")
# the last alternatives of the first pattern are averages over the years of a plan or a term
_SEVERAL_ZH = re.compile(
    "(?<!连续)(?<![一二三四五六七八九十〇零])五年(?!级|来?(?:最|新[高低]))|(?<!连续)(?<![0-9０-９.．])[5５]年(?!级|来?(?:最|新[高低]))|"
    f'[“"「]?{PLAN_ORDINAL}五[”"」]?(?:规划|时期|期间|末|计划)|规划纲要|届政府|年均|平均每年|每年平均|'
    "过去的?[二两三四六七八九十]年"
)
_AGO = re.compile(
    "[比较](?:[一二三四五六七八九十]|[0-9０-９]+)年(?:以)?前|\\b(?:than|from) [a-z]+ years (?:ago|before)"
)
# the name of a plan or programme says nothing of the figures beside it («结合“十五五”规划编制，建成项目12个»), nor does
# a mean over the days of one year («年均浓度»)
_NAMED_ZH = re.compile(
    f'[“"「]?{PLAN_ORDINAL}五[”"」]?规划(?!期|时期|规定|确定|提出)|规划纲要(?!期|时期|规定|确定|提出)|'
    "(?<!个)五年(?:(?:[一-鿿]{1,6}?)(?:计划|方案|规划)|[一-鿿]{0,6}?(?:行动|攻坚))|年均(?=浓度|气温|降水)"
)
_PLAN_TIME_ZH = re.compile(f'[“"「]?{PLAN_ORDINAL}五[”"」]?(?:时期|期间|末)')
# what a heading is about: «“十五五”发展目标», but not «推动“十五五”开好局»
_PLAN_TOPIC_ZH = re.compile(
    f'{PLAN_ORDINAL}五[”"」]?(?:经济社会|工作|发展|的|主要|重点|总体|预期|奋斗|和|与)*'
    "(?:目标|任务|考虑|要求|思路|举措|回顾|总结|成就|成绩|成效|规划|计划)"
)
_CUMULATIVE_ZH = re.compile("累计|总计|合计|共计")
_ANNUAL_ZH = re.compile("今年|去年|全年|当年|本年|一年来|过去一年|比上年|同比|[上下]半年")
_YEAR_TOLD_ZH = re.compile(
    "(?P<last>去年|上一?年(?!度?末|度?底|以)|过去(?:的)?一年|前一年)(?!同期|以来)|(?P<own>今年|本年|当年)(?!以来)|(?P<next>明年)|"
    "(?P<before>(?<!提)前年)|"
    f"(?P<year>(?:19|20)[0-9]{{2}}|{NUMERAL_YEAR})\\s*年(?!以来|代|来)"
)
# 从2013年到2018年 is a span, 升到2018年的11亿元 a value
_NO_YEAR_ZH = re.compile("(?:[比较同与自从以于由]|(?<![升降增减加少高低长])[到至])(?:全国)?$")
_OWN_YEAR_ZH = re.compile(f"今年|明年|(?:[0-9]{{4}}|{NUMERAL_YEAR})年|年度")

_OFFICES = either("""
    发展改革委|发改委|财政[局厅部]|教育[局厅部]|住建[局厅]|住房城乡建设[局厅部]|人社[局厅]|卫健委|工信[局厅委]|农业农村[局厅部]|
    科技[局厅部]|民政[局厅部]|商务[局厅部]|交通运输[局厅部]|生态环境[局厅部]|自然资源[局厅部]|水利[局厅部]|文旅[局厅]|公安[局厅部]|
    审计[局厅署]|统计局|市场监管局|应急管理局|应急局|乡村振兴局|林草局|税务局|国资委|招商局|投资促进局|金融办|政府办|办公室
""")
_BODY = f"(?:[一-鿿]{{0,6}}?{_OFFICES}|[一-鿿]{{2,8}}(?:委员会|管委会|管理局|领导小组|集团)|[一-鿿]{{2,6}}(?:局|厅))"
_BODIES = f"({_BODY}(?:[、，和]{_BODY})*)"
_RESPONSIBLE_ZH = (
    re.compile(f"(?:责任|牵头|主办|承办|配合)(?:单位|部门)[：:为是]?\\s*{_BODIES}"),
    re.compile(f"由{_BODIES}(?:等)?(?:部门)?[^，。；]{{0,6}}?(?:负责|牵头|承担|落实|组织|会同|具体)"),
    re.compile(f"(?:^|[，。；：（(\\s]){_BODIES}(?:等)?(?:部门)?(?:要|负责|牵头|会同|须|将)"),
)
# a class of bodies is no named body (codebook §1, rule 19)
_CLASS_ZH = ("各", "有关", "相关", "每", "所有")

# ── English ──────────────────────────────────────────────────────────────────────────────────────

_NUMBERS_EN = {
    word: value
    for value, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}
_N_EN = "(" + "|".join(_NUMBERS_EN) + "|[0-9]{1,2})"
_MONTH_EN = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY_EN = "[0-9]{1,2}(?:st|nd|rd|th)?"
# 30 June 2022, March 31, 2024, the 30th of June, 2022, June 2021
_DAY_AND_MONTH_EN = rf"(?:{_DAY_EN}(?:\s+day)?\s+(?:of\s+)?)?{_MONTH_EN}(?:\s+{_DAY_EN})?(?:\s*,|\s+of)?\s+"
_PART_EN = (
    r"(?:end|middle|close|start|beginning|(?:first|second) half|(?:first|second|third|fourth|last|final) quarter|Q[1-4]"
    r"|mid|early|late|spring|summer|autumn|fall|winter)"
)
_YEAR_EN = re.compile(
    r"\b(?:by|before|until|till|no later than|not later than|latest by|end of|end|in|from|for|"
    rf"on(?=\s+(?:the\s+)?(?:{_DAY_EN}\s|{_MONTH_EN}\s)))\s+(?:the\s+)?"
    rf"(?:{_PART_EN}(?:(?:\s+of(?:\s+the)?|-)?\s+|-)|"
    rf"(?:year|calendar year|(?:financial|fiscal)(?: year)?|FY|CY)\s*|{_DAY_AND_MONTH_EN})*"
    r"(?P<year>[12][0-9]{3})\b(?![,0-9]*[0-9])(?:\s?[-–—/]\s?(?P<last>[12][0-9]{3}|[0-9]{2})(?![-–—/,.]?[0-9]))?",
    re.IGNORECASE,
)
# from 2031 to 2035, between 2031 and 2035: done by the last of them
_YEARS_EN = re.compile(
    r"\b(?:from|between)\s+(?:the\s+years?\s+)?[12][0-9]{3}\s+(?:to|until|till|through|and)\s+(?:the\s+year\s+)?"
    r"(?P<last>[12][0-9]{3})\b(?![,0-9]*[0-9])",
    re.IGNORECASE,
)
_DUE_EN = re.compile(r"(?:by|before|until|till|no later|not later|latest|end)\b", re.IGNORECASE)
# by FY28
_SHORT_YEAR_EN = re.compile(
    r"\b(?i:by|before|until|till|end of|in|from)\s+(?:the\s+end\s+of\s+)?FY\s?[’']?([0-9]{2})\b(?![-–—/]?[0-9])"
)
_THIS_YEAR_EN = re.compile(
    r"\b"
    + either("""
    this year|(?:by|before) (?:the )?year(?:['’]s)?[- ]end|by the end of (?:the|this) (?:calendar )?year|
    before the end of (?:the|this) (?:calendar )?year|before the year (?:is (?:out|over)|ends)|
    later this year|within the year|
    in the current (?:financial |fiscal )?year|(?:this|the coming) (?:financial|fiscal) year|by Christmas|
    this (?:coming )?(?:spring|summer|autumn|fall(?! in\\b)|winter)
    """)
    + r"\b",
    re.IGNORECASE,
)
# by the end of June, before 1 July: of the speech's own year where none is told
_MONTH_ALONE_EN = re.compile(
    r"\b(?:by|before|until|till|(?:no|not) later than|end of)\s+(?:the\s+)?"
    rf"(?:{_PART_EN}(?:\s+of(?:\s+the)?)?[\s-]+)?(?:{_DAY_EN}\s+(?:day\s+)?(?:of\s+)?)?(?-i:{_MONTH_EN})(?:\s+{_DAY_EN})?"
    r"\b(?!\.?,?\s*(?:of\s+|in\s+)?(?:the\s+)?(?:[0-9]|(?:next|last|that|following|previous|each|every)\b))",
    re.IGNORECASE,
)
_NEXT_YEAR_EN = re.compile(
    r"\b(?:next year|by the end of next year|within a year(?! (?:of|from|after)\b))\b", re.IGNORECASE
)
_SPAN_EN = re.compile(
    rf"\b(?:over|in|within|during|for|across) (?:the )?(?:next|coming|"
    rf"following) (?:[a-z]+ to )?{_N_EN} (?:financial |fiscal )?years?\b"
    rf"|\b(?:within|over|in) {_N_EN} years?(?:’|')?(?: time)?\b",
    re.IGNORECASE,
)
_MONTHS_OF_EN = {
    "six": 6,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "eighteen": 18,
    "twenty-four": 24,
    "thirty-six": 36,
}
_MONTHS_EN = re.compile(
    r"\b(?:(?:over|in|within|during|for|across) (?:the )?(?:next|coming|following)|within) "
    rf"(?:[a-z]+ to )?({'|'.join(_MONTHS_OF_EN)}|[0-9]{{1,2}}) months\b(?! (?:of|from|after|before)\b)",
    re.IGNORECASE,
)
_DECADE_EN = re.compile(
    r"\b(?:by|before|until|towards?|at) the (?:end|close) of (?P<own>the|this) decade\b|"
    r"\b(?:over|in|within|during|for|across) the (?:next|coming) decade\b|"
    r"\b(?:over|within) a decade\b(?! (?:ago|of)\b)",
    re.IGNORECASE,
)
_CENTURY_EN = re.compile(r"\bby (?:mid-century|the middle of (?:the|this) century)\b", re.IGNORECASE)
_SEVERAL_EN = re.compile(
    r"\b(?:five|5|four|4|three|3|ten|10|next few|several)[- ](?:to (?:five|ten|5|10)[- ])?years?\b"
    r"(?![- ](?:olds?|of age)\b)|\bdecade\b|"
    r"\ba year on average\b|\bper year (?:over|for)\b|"
    # over the past year, the last fiscal year and the next six months are one year at most
    r"\bover the (?:next|past|last)\b(?! (?:(?:full|fiscal|financial|calendar|budget) )?"
    r"(?:year|[a-z0-9]+ (?:months|weeks|days)|quarter|month)\b)",
    re.IGNORECASE,
)
_CUMULATIVE_EN = re.compile(r"\b(?:cumulative(?:ly)?|in total|altogether|a total of)\b", re.IGNORECASE)
_ANNUAL_EN = re.compile(
    r"\b"
    + either("""
    this year|last year|per annum|annual(?:ly)?|a year|per year|each year|every year|yearly|for the year|
    the (?:past|last|next|coming) (?:(?:full|fiscal|financial|calendar|budget) )?year|FY ?[0-9]{2,4}
    """)
    + r"\b",
    re.IGNORECASE,
)
_OWN_YEAR_EN = re.compile(r"\b(?:this year|next year|[12][0-9]{3})\b", re.IGNORECASE)

_YEAR_TOLD_EN = re.compile(
    r"\b(?P<last>last (?:fiscal |financial )?year(?!['’]s? (?:budget|speech|address|statement))|"
    r"(?:over|in|during) the past (?:fiscal |financial )?year)\b|"
    r"\b(?P<own>this year)\b|\b(?P<next>next year)\b|"
    r"(?<![0-9,.$£€])(?P<year>(?:19|20)[0-9]{2})(?:(?:-|–|—|/)(?:[0-9]{2}){1,2})?(?![0-9,]*[0-9])",
    re.IGNORECASE,
)
_TOLD_BEHIND_EN = re.compile(
    r"\s+(?:in|for|during)\s+(?:the\s+)?(?:fiscal\s+|financial\s+|calendar\s+)?(?:year\s+)?$", re.IGNORECASE
)
_NO_YEAR_EN = re.compile(
    r"\b(?:than|from|since|until|to|with|over|on|above|below|as|by|after|before)\s+(?:in\s+|for\s+|that of\s+)?"
    r"(?:the\s+)?(?:fiscal\s+|level of\s+|end of\s+)?$|"
    r"\b(?:compared? (?:with|to)|over the)\s(?:[^,.;]|[,.][0-9]){0,40}$",
    re.IGNORECASE,
)
_CLAUSE_MARK = re.compile(r"[，。；：、,;:.](?!\d)")

_CAP = "(?:[A-Z][A-Za-z&'’-]+|[A-Z]{2,})"
_CAPS = rf"{_CAP}(?:(?: and| of| the|,)? {_CAP})*"
_KIND = (
    "(?:Ministry|Board|Authority|Agency|Council|Commission|Committee|Department|Corporation|Office|Bureau|Institute)"
)
_NAMED_EN = (
    rf"(?:(?:Deputy |Prime |Senior )*Ministers? (?:of|for) (?:State (?:of|for) )?{_CAPS}"
    rf"|(?:Ministry|Department|Office|Bureau|Board|Agency|Council|Commission|Committee) (?:of|for|on) (?:the )?{_CAPS}"
    rf"|(?:{_CAP} )+(?:(?:and|of|for|&) (?:{_CAP} )+)?{_KIND}(?: of {_CAPS})?)"
)
_RESPONSIBLE_EN = (
    re.compile(
        rf"\b(?:by|led by|under|through|task(?:ed)?|ask(?:ed)?|with)(?: the| our)? ({_NAMED_EN})(?! (?:bill|"
        rf"fee|rate|charge)s?\b)"
    ),
    re.compile(
        rf"(?:\b[Tt]he |^|[.;,] ?)({_NAMED_EN})(?= (?:will|shall|is to|has|have|are|is|and|plans|aims|intends)\b)"
    ),
    re.compile(
        r"\b(?:by|led by|through)(?: the)? ([A-Z]{3,6})\b|(?:^|[.;,] )(?:The )?([A-Z]{3,6}) (?=(?:will|shall|is to)\b)"
    ),
)
_NO_BODY_EN = words("GDP GST CPI GNP USA COE ERP CPF FY SME SMEs VAT EU UN ASEAN NATO OECD IMF")


def _number(text: str) -> int | None:
    """Return a small number in digits or Chinese characters."""
    if text[0] in DIGITS or text[0] == "十":
        value = parse_numeral(text)
        return None if value is None else int(value)
    return int(decimal_of(text))


def _year(written: str) -> int:
    """Return a year in digits of either width or in Chinese characters, which the patterns have found."""
    value = parse_numeral(written.translate(ZEROS)) if written[0] in DIGITS else None
    return int(decimal_of(written) if value is None else value)


def plan_end(ordinal: str) -> int | None:
    """Return the last year of a Chinese five-year plan: «十四» → 2025. None for no such plan."""
    if ordinal in _PLANS:
        return _PLANS[ordinal]
    value = parse_numeral(ordinal)
    return None if value is None or value <= 3 else 1970 + 5 * (int(value) - 3)


def deadline_year(text: str, position: int, year: int, language: str) -> int | None:
    """Return the year by which something in `text` is due, or None where the text names none.

    The mention nearest before `position` counts; without one, the nearest behind. Years before the
    speech's own are reports, not deadlines. A span of n years counts the year of a Chinese report, which is
    given at its beginning, as the first; in English the n-th year after the speech is meant.

    Args:
        text: a unit or sentence.
        position: offset of the figure in it.
        year: the year of the speech.
        language: «zh» or «en».
    """
    found = _deadlines(text, year, language)
    if not found:
        return None
    before = [item for item in found if item[0] <= position]
    return max(before)[1] if before else min(found)[1]


# the figures of a unit are read in the same words
@lru_cache(maxsize=8)
def _deadlines(text: str, year: int, language: str) -> tuple[tuple[int, int], ...]:
    """Return place and year of everything in a text that can be a deadline, and is none of the past."""
    found = _deadlines_zh(text, year) if language == "zh" else _deadlines_en(text, year)
    return tuple((place, value) for place, value in found if year <= value <= year + FURTHEST)


def year_told(text: str, start: int, end: int, year: int, language: str) -> int | None:
    """Return the year that a report names for a figure, the first of a budget year; None where it names none.

    The year right behind the figure counts («$9 million in 2018-19»), else the nearest before it, else the nearest
    behind in its clause. Years that something is compared with («比上年», «than in 2017») or lasts from do not count.

    Args:
        text: a unit or sentence, folded.
        start: offset of the figure in it.
        end: where the figure ends.
        year: the year of the speech.
        language: «zh» or «en».
    """
    found = _years_told(text, year, language)
    behind = bisect_left(found, (end,))
    if behind < len(found):
        place, value = found[behind]
        if language == "en" and _TOLD_BEHIND_EN.fullmatch(text, end, place):
            return value
    before = bisect_left(found, (start,))
    if before:
        return found[before - 1][1]
    return value if behind < len(found) and not _CLAUSE_MARK.search(text, end, place) else None


# it is asked for once for each of the figures of a text
@lru_cache(maxsize=4)
def _years_told(text: str, year: int, language: str) -> tuple[tuple[int, int], ...]:
    """Return place and value of the years that a report names for its figures, in order of place."""
    pattern, no_year = (_YEAR_TOLD_ZH, _NO_YEAR_ZH) if language == "zh" else (_YEAR_TOLD_EN, _NO_YEAR_EN)
    steps = {"last": -1, "own": 0, "next": 1, "before": -2}
    return tuple(
        (m.start(), _year(m["year"]) if m["year"] else year + steps[m.lastgroup or "own"])
        for m in pattern.finditer(text)
        if not no_year.search(text[max(0, m.start() - 60) : m.start()])
    )


def _deadlines_zh(text: str, year: int) -> list[tuple[int, int]]:
    """Return place and year of everything in a Chinese text that can be a deadline."""
    found = [(m.start(), _year(m.group(1))) for m in _YEAR_ZH.finditer(text)]
    found += [(m.start(), end) for m in _PLAN.finditer(text) if (end := plan_end(m["ordinal"])) is not None]
    for m in _SPAN_ZH.finditer(text):
        span = _number(m.group(2) or m.group(1) or m.group(3))
        if span:
            found.append((m.start(), year + span - 1))
    found += [(place, year + span - 1) for place, span in _bare_spans(text)]
    found += [(m.start(), year + (1 if m.group(1) == "今明" else 2)) for m in _OF_YEARS_ZH.finditer(text)]
    found += [(m.start(), year) for m in _THIS_YEAR_ZH.finditer(text)]
    found += [(m.start(), year + 1) for m in _NEXT_YEAR_ZH.finditer(text)]
    found += [(m.start(), year + 2) for m in _YEAR_AFTER_ZH.finditer(text)]
    spans = ((m.start(), _number(m.group(1))) for m in _MONTHS_ZH.finditer(text))
    found += [(place, year + (months - 1) // 12) for place, months in spans if months]
    found += [(m.start(), year // 100 * 100 + (100 if m.group(1) == "末" else 50)) for m in _CENTURY_ZH.finditer(text)]
    return found


def _bare_spans(text: str) -> list[tuple[int, int]]:
    """Return place and length of the spans of two years and more that stand right before what is done in them."""
    spans = [(m.start(), _number(m.group(1))) for m in _BARE_SPAN_ZH.finditer(text)]
    return [(place, span) for place, span in spans if span is not None and span > 1]


def _deadlines_en(text: str, year: int) -> list[tuple[int, int]]:
    """Return place and year of everything in an English text that can be a deadline."""
    # the last year of a span takes the place of its first, and «from 2031 to 2900 dollars» is none
    ends = ((m.start(), int(m["last"])) for m in _YEARS_EN.finditer(text))
    spans = {place: last for place, last in ends if year <= last <= year + FURTHEST}
    found = [(m.start(), _last_year(m)) for m in _YEAR_EN.finditer(text) if m.start() not in spans]
    found += spans.items()
    for m in _SPAN_EN.finditer(text):
        if RECORD_BEFORE.search(text[max(0, m.start() - 60) : m.start(1 if m.group(1) else 2)]):
            continue
        word = (m.group(1) or m.group(2)).lower()
        found.append((m.start(), year + (_NUMBERS_EN[word] if word in _NUMBERS_EN else int(word))))
    found += [(m.start(), year) for m in _THIS_YEAR_EN.finditer(text)]
    found += [(m.start(), year) for m in _MONTH_ALONE_EN.finditer(text)]
    found += [(m.start(), year + 1) for m in _NEXT_YEAR_EN.finditer(text)]
    found += [(m.start(), year // 100 * 100 + int(m.group(1))) for m in _SHORT_YEAR_EN.finditer(text)]
    for m in _MONTHS_EN.finditer(text):
        word = m.group(1).lower()
        found.append((m.start(), year + (_MONTHS_OF_EN[word] if word in _MONTHS_OF_EN else int(word)) // 12))
    # «by the end of the decade» is by the year that ends in a zero
    found += [(m.start(), year // 10 * 10 + 10 if m["own"] else year + 10) for m in _DECADE_EN.finditer(text)]
    found += [(m.start(), year // 100 * 100 + 50) for m in _CENTURY_EN.finditer(text)]
    return found


def _last_year(match: re.Match[str]) -> int:
    """Return the year in which an English date ends: «by 2029-30» is due in 2030.

    What is done «in 2029-30» or «from 2029-30» is done in a budget year, which is called by its first.
    """
    first, last = int(match["year"]), match["last"]
    if not last:
        return first
    end = int(last) if len(last) > 2 else first // 100 * 100 + int(last)
    if end < first and last == "00":
        end += 100
    due = end > first + 1 or _DUE_EN.match(match.group())
    return end if due and first < end <= first + FURTHEST else first


def period(text: str, language: str, at: int | None = None) -> str:
    """Return the span that a figure covers: «five-year», «cumulative», «annual», or «» where nothing says so.

    «five-year» stands for plans and reviews of several years («三年培育茶企12家»), and for yearly averages over them. A
    comparison with several years ago that begins behind the figure, which begins at `at`, says nothing of it
    («粮食产量达到5万吨，比五年前增加1万吨»), nor does a sum that is told behind it.
    """
    others = (_AGO.search(text, at or 0), SUM_BEHIND.search(text, at) if at is not None else None)
    return _span(text[: min((other.start() for other in others if other), default=None)], language)


# the figures of a unit are read in the same words
@lru_cache(maxsize=8)
def _span(text: str, language: str) -> str:
    """Return the span that a text speaks of; see :func:`period`."""
    several, cumulative, annual = (
        (_SEVERAL_ZH, _CUMULATIVE_ZH, _ANNUAL_ZH) if language == "zh" else (_SEVERAL_EN, _CUMULATIVE_EN, _ANNUAL_EN)
    )
    if language == "zh":
        text = _blanked(_NAMED_ZH, text)
    if several.search(text) or (language == "zh" and _bare_spans(text)):
        return "five-year"
    if cumulative.search(text):
        return "cumulative"
    return "annual" if annual.search(text) else ""


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with what a pattern finds blanked out, so that offsets stay."""
    return pattern.sub(lambda m: " " * len(m.group()), text)


def period_before(before: str, *, of_year: bool) -> str:
    """Return the span that the Chinese words of a sentence before a figure's own unit say; see :func:`period`.

    What stands behind a figure, in another unit of its sentence, is said of that unit. A plan that is named says
    nothing where the year is named too («今年，…“十五五”时期…»), or where the heading does (`of_year`).
    """
    plans = of_year or _ANNUAL_ZH.search(before)
    return period(_blanked(_PLAN_TIME_ZH, before) if plans else before, "zh")


def annual_told(text: str) -> str:
    """Return «annual» where a Chinese text names one year, else «»."""
    return "annual" if _ANNUAL_ZH.search(text) else ""


def deadline_before(before: str, year: int, *, of_year: bool) -> int | None:
    """Return the year by which the Chinese words of a sentence before a figure's own unit say that it is due.

    Of plans only the time counts («“十五五”末»), not what they are named for («结合“十五五”规划编制»), and nothing of
    them where heading or words name the year; see :func:`period_before`.
    """
    plans = not of_year and not _ANNUAL_ZH.search(before)
    kept = _PLAN.sub(
        lambda m: m.group() if plans and _PLAN_TIME_ZH.match(before, m.start()) else " " * len(m.group()), before
    )
    return deadline_year(kept, len(kept), year, "zh")


def _heading_spans(section: str, language: str) -> tuple[bool, bool]:
    """Return whether the innermost heading that says either speaks of several years, and whether of one year."""
    own = _OWN_YEAR_ZH if language == "zh" else _OWN_YEAR_EN
    for heading in reversed(section.split(" / ")):
        several = period(heading, language) == "five-year" or (language == "zh" and _names_plan(heading))
        of_year = bool(own.search(heading))
        if several or of_year:
            return several, of_year
    return False, False


def _names_plan(heading: str) -> bool:
    return bool(_PLAN_TOPIC_ZH.search(heading) or _SEVERAL_ZH.search(heading))


def section_period(section: str, language: str) -> str:
    """Return «five-year» where the innermost heading that names a span speaks of several years only, else «».

    A heading for the plan and the year («“十五五”主要目标和2026年工作») says nothing of the single figure.
    """
    return "five-year" if _heading_spans(section, language) == (True, False) else ""


def section_of_year(section: str, language: str) -> bool:
    """Tell whether the innermost heading that names a span speaks of one year only."""
    return _heading_spans(section, language) == (False, True)


def responsible(text: str, language: str) -> str:
    """Return the body that the text names as answering for the work, as written; «» where it names none.

    A class («各部门», «中央部门») is no named body (codebook §1, rule 19).
    """
    plain = LANGUAGES[language].fold(text)
    for pattern in _RESPONSIBLE_ZH if language == "zh" else _RESPONSIBLE_EN:
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastindex or 0)
            name = plain[start:end].strip()
            if name not in _NO_BODY_EN and not name.startswith(_CLASS_ZH):
                return text[start:end].strip()
    return ""
