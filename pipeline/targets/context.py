"""What stands around a figure: the year by which it is due, the span it covers, and the body that answers for it."""

from __future__ import annotations

import re

from pipeline.targets.mentions import decimal_of
from pipeline.targets.numerals import DIGITS, parse_numeral

_PLANS = {"一": 1957, "二": 1962, "三": 1970}
_PLAN = re.compile(
    r"[“\"「]?(十[一二三四五六七八九]?|[一二三四五六七八九])五[”\"」]?(?=(?:规划|时期|期间|末|计划|以来|目标|收官|”|\"|[，。；、]))"
)
_YEAR_ZH = re.compile(
    r"(?:(?:到|至|于|在|截至|力争)\s*)?([12][0-9]{3}|[１２][０-９]{3})\s*年(?!度?(?:工作|政府|来|以来|代))(?P<by>(?:底|末)?(?:以?前|之前)?)"
)
_SPAN_ZH = re.compile(
    r"(?:今后|未来|接下来|用|力争用|争取用|经过|再用|利用)\s*([0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})(?:(?:到|至|-|—)([0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3}))?\s*年(?:左右)?(?:的?时间)?|"
    r"([0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})\s*年(?:之|以)?内(?![部外])"
)
_THIS_YEAR_ZH = re.compile(
    r"今年|本年|年内|年底|年末|全年|当年|上半年|下半年|[一二三四]季度|[0-9一二三四五六七八九十]{1,2}月(?:底|末|份)?(?:以?前|之前)"
)
_NEXT_YEAR_ZH = re.compile(r"明年")
_FIVE_ZH = re.compile(
    r"(?<![一二三四五六七八九十〇零])五年|(?<![0-9])5年(?!级)|(?<![０-９])５年|“?[十一二三四]+五”?(?:规划|时期|期间|末|计划)|年均|平均每年|规划纲要|届政府"
)
_CUMULATIVE_ZH = re.compile(r"累计|总计|合计|共计")
_ANNUAL_ZH = re.compile(r"今年|去年|全年|当年|本年|一年来|过去一年|比上年|同比|年度|[上下]半年")
_FIVE_EN = re.compile(
    r"\b(?:five|5|four|4|three|3|ten|10|next few|several)[- ](?:to (?:five|ten|5|10)[- ])?years?\b|\ba (?:year|decade) on average\b|\bdecade\b|\bper year (?:over|for)\b|\bover the (?:next|past|last)\b",
    re.IGNORECASE,
)
_CUMULATIVE_EN = re.compile(r"\b(?:cumulative(?:ly)?|in total|altogether|a total of)\b", re.IGNORECASE)
_ANNUAL_EN = re.compile(
    r"\b(?:this year|last year|per annum|annual(?:ly)?|a year|per year|each year|every year|yearly|for the year|FY ?[0-9]{2,4})\b",
    re.IGNORECASE,
)
_YEAR_EN = re.compile(
    r"\b(?:by|before|until|till|no later than|not later than|latest by|end of|end|in|from|for)\s+(?:the\s+)?(?:(?:end|middle|close|start|beginning|first half|second half|early|late)(?:\s+of|-)?\s+|(?:year|calendar year|financial year|fiscal year|FY|CY)\s*)*([12][0-9]{3})\b(?![,0-9]*[0-9])",
    re.IGNORECASE,
)
_THIS_YEAR_EN = re.compile(
    r"\b(?:this year|by year[- ]end|by the end of (?:the|this) year|later this year|within the year|before the end of (?:the|this) year|in the current (?:financial |fiscal )?year|(?:this|the coming) (?:financial|fiscal) year)\b",
    re.IGNORECASE,
)
_NEXT_YEAR_EN = re.compile(r"\b(?:next year|by the end of next year)\b", re.IGNORECASE)
_SPAN_EN = re.compile(
    r"\b(?:over|in|within|during|for|across) (?:the )?(?:next|coming|following) (?:[a-z]+ to )?(two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,2}) (?:financial |fiscal )?years?\b|\b(?:within|over|in) (two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,2}) years?(?:’|')?(?: time)?\b",
    re.IGNORECASE,
)
_EN_NUMBERS = {w: v for v, w in enumerate("two three four five six seven eight nine ten".split(), start=2)}

_BODY = (
    r"(?:[一-鿿]{0,10}?(?:发展改革委|发改委|财政局|财政厅|财政部|教育局|教育厅|教育部|住建局|住建厅|住房城乡建设[局厅部]|人社局|人社厅|卫健委|工信局|工信厅|工信委|农业农村[局厅部]|科技局|科技厅|科技部|民政局|民政厅|商务局|商务厅|"
    r"交通运输[局厅部]|生态环境[局厅部]|自然资源[局厅部]|水利局|水利厅|水利部|文旅局|文旅厅|公安局|公安厅|公安部|审计局|审计厅|统计局|统计厅|市场监管局|应急管理局|应急局|乡村振兴局|林草局|税务局|国资委|招商局|投资促进局|金融办|政府办|办公室|"
    r"[一-鿿]{2,8}(?:委员会|管委会|管理局|领导小组|集团公司|集团)|[一-鿿]{2,6}(?:局|厅)))"
)
_RESPONSIBLE_ZH = (
    re.compile(rf"(?:责任|牵头|主办|承办|配合)(?:单位|部门)[：:为是]?\s*({_BODY}(?:[、，]{_BODY})*)"),
    re.compile(
        rf"由({_BODY}(?:[、和会同]{{1,2}}{_BODY})*)(?:等)?(?:部门)?(?:[^，。；]{{0,6}}?)(?:负责|牵头|承担|落实|组织|会同|具体)"
    ),
    re.compile(rf"(?:^|[，。；：（(\s])({_BODY}(?:[、和]{_BODY})*)(?:等)?(?:部门)?(?:要|负责|牵头|会同|应|须|将)"),
)
_CAP = r"(?:[A-Z][A-Za-z&'’-]+|[A-Z]{2,})"
_RESPONSIBLE_EN = (
    re.compile(
        rf"\b((?:Deputy Prime |Prime |Senior )?Ministers? (?:of|for) (?:State (?:of|for) )?{_CAP}(?:(?: and| of| the|,)? {_CAP})*|(?:the )?(?:Ministry|Department|Office|Bureau|Board|Agency|Council|Commission|Committee) (?:of|for|on) (?:the )?{_CAP}(?:(?: and| of| the|,)? {_CAP})*|"
        rf"(?:{_CAP} )+(?:(?:and|of|for|&) (?:{_CAP} )+)?(?:Ministry|Board|Authority|Agency|Council|Commission|Committee|Department|Corporation|Office|Bureau|Institute|Foundation|Trust)(?: of {_CAP}(?: {_CAP})*)?)"
    ),
    re.compile(
        r"\b(?:by|led by|under|through)(?: the)? ([A-Z]{3,6})\b|\b(?:The )?([A-Z]{3,6}) (?:will|shall|is to|has been tasked)\b"
    ),
)
_NO_BODY = frozenset({"GDP", "GST", "CPI", "GNP", "USA", "COE", "ERP", "CPF", "FY", "R&D"})


def _number(text: str) -> int | None:
    """Return a small number in digits or Chinese characters."""
    if text[0] in DIGITS or text[0] in "十百":
        value = parse_numeral(text)
        return None if value is None else int(value)
    return int(decimal_of(text))


def plan_end(ordinal: str) -> int | None:
    """Return the last year of a Chinese five-year plan: «十四» → 2025. None for no such plan."""
    if ordinal in _PLANS:
        return _PLANS[ordinal]
    value = parse_numeral(ordinal)
    return None if value is None or value < 3 else 1970 + 5 * (int(value) - 3)


def deadline_year(text: str, position: int, year: int, language: str) -> int | None:
    """Return the year by which something in `text` is due, or None where the text names none.

    The mention nearest before `position` counts; without one, the nearest behind. Years before the
    speech's own are reports, not deadlines. A span of n years counts the year of the speech as its first.

    Args:
        text: a unit or sentence.
        position: offset of the figure in it.
        year: the year of the speech.
        language: «zh» or «en».
    """
    found: list[tuple[int, int]] = []
    if language == "zh":
        for m in _YEAR_ZH.finditer(text):
            value = int(decimal_of(m.group(1)))
            # «2020年前» in the sense of «by», not «since»
            found.append((m.start(), value))
        for m in _PLAN.finditer(text):
            if (end := plan_end(m.group(1))) is not None:
                found.append((m.start(), end))
        for m in _SPAN_ZH.finditer(text):
            span = _number(m.group(2) or m.group(1) or m.group(3))
            if span:
                found.append((m.start(), year + span - 1))
        found += [(m.start(), year) for m in _THIS_YEAR_ZH.finditer(text)]
        found += [(m.start(), year + 1) for m in _NEXT_YEAR_ZH.finditer(text)]
    else:
        found += [(m.start(), int(m.group(1))) for m in _YEAR_EN.finditer(text)]
        for m in _SPAN_EN.finditer(text):
            word = (m.group(1) or m.group(2)).lower()
            found.append((m.start(), year + (_EN_NUMBERS[word] if word in _EN_NUMBERS else int(word))))
        found += [(m.start(), year) for m in _THIS_YEAR_EN.finditer(text)]
        found += [(m.start(), year + 1) for m in _NEXT_YEAR_EN.finditer(text)]
    found = [(place, value) for place, value in found if year <= value <= year + 60]
    if not found:
        return None
    before = [item for item in found if item[0] <= position]
    return max(before)[1] if before else min(found)[1]


def period(text: str, language: str) -> str:
    """Return the span that a figure covers: «five-year», «cumulative», «annual», or «» where nothing says so.

    «five-year» stands for plans and reviews of several years, and for yearly averages over them.
    """
    five, cumulative, annual = (
        (_FIVE_ZH, _CUMULATIVE_ZH, _ANNUAL_ZH) if language == "zh" else (_FIVE_EN, _CUMULATIVE_EN, _ANNUAL_EN)
    )
    if five.search(text):
        return "five-year"
    if cumulative.search(text):
        return "cumulative"
    return "annual" if annual.search(text) else ""


def responsible(text: str, language: str) -> str:
    """Return the body that the text names as answering for the work, as written; «» where it names none.

    A class («各部门», «中央部门») is no named body (codebook §1, rule 19).
    """
    for pattern in _RESPONSIBLE_ZH if language == "zh" else _RESPONSIBLE_EN:
        for match in pattern.finditer(text):
            name = next(g for g in match.groups() if g)
            if name not in _NO_BODY and not name.startswith(("各", "有关", "相关")):
                return name.strip()
    return ""
