"""Guessing the year of a speech: from titles, names, dates, the headings of its parts, and the session it was given in.

The year is the one that the speech is given in and plans for. Files are often named by the year that it reviews; its
own headings then speak against the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.readers.numerals import parse_chinese
from pipeline.readers.places import simplified
from pipeline.years import NUMERAL_YEAR, ZEROS

WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
INFERRED = ("heading «", "budgets of ", "«")
"""How evidence begins that says which year a speech reviews or plans for, but not when it was given, or that counts
years in another way."""

_YEAR = r"(?:1[89]|20)[0-9]{2}"
_PLAIN_YEAR = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
CHINESE_YEAR = re.compile(rf"({NUMERAL_YEAR})\s*年")
_DAY = r"\s*年\s*(?:[0-9]{1,2}|[元一二三四五六七八九十]{1,2})\s*月\s*(?:[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})\s*日"
_DATE = re.compile(rf"({_YEAR}|{NUMERAL_YEAR}){_DAY}|({_YEAR})[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}")
_OCCASION = re.compile(rf"({_YEAR}|{NUMERAL_YEAR}){_DAY}.{{0,4}}在.{{2,40}}会议")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH_DATE = re.compile(
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS}),?\s+({_YEAR})|(?:{_MONTHS})\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+({_YEAR}))"
)
# What a page says of itself; a clock time stands behind the date of a page, not of a speech.
_PUBLICATION = re.compile(
    r"(?:发布|发表|更新|录入|上传|来源|(?:时间|日期)\s*[:：]|浏览|点击|字号|(?i:\b(?:published|posted|updated|modified)\b))"
    r"|[0-9]{1,2}(?:[:：][0-9]{2}|时[0-9]{1,2}分)"
)
_NATIONAL_SESSION = re.compile(
    r"第([一二三四五六七八九十]{1,3})届全国人民代表大会第([一二三四五六七八九十]{1,3})次会议"
)
# years since 1911: «民國110年», and «110年施政總報告» as counties of Taiwan write it
_REPUBLIC = re.compile(
    r"民[國国]\s*(?P<year>[0-9]{1,3}|[一二三四五六七八九十百零〇○]{1,5})\s*年"
    r"|(?<![0-9])(?P<report>[0-9]{2,3})\s*年度?[^，。；0-9]{0,6}施政"
)
_BEFORE_REPUBLIC = 1911
_SHORT = 100
_HEADING_MAX = 45
# «2016-2020年» and «2016年至2020年» are spans, not the year before a speech
_ONE_YEAR = rf"(?<![0-9\-—–－~～至到])({_YEAR}|{NUMERAL_YEAR})年(?!\s*[-—–－~～至到])"
# no more blanks than people write: thousands of empty lines would each be looked through to the last
_NUMBER = r"[#*\s]{0,20}(?:第?[一二三四五六]{1,2}(?:部分|[、．.]))\s{0,20}"
_NUMBERED = re.compile(rf"(?:^|(?<=[。！？；：\n])){_NUMBER}(?P<words>[^。；，！？\n]{{4,40}})", re.MULTILINE)
_UNNUMBERED = re.compile(rf"[#*\s]*(?P<words>{_ONE_YEAR}的?(?:政府)?工作的?[^。；，！？：]{{2,10}})[*\s]*")
# a policy address («施政») may review the year that it is given in
_REVIEW = re.compile(rf"{_ONE_YEAR}度?(?!施政)[^。；，]{{0,16}}?(?:回顾|总结|情况|成就|成绩|成效)")
_PLAN = re.compile(
    rf"{_ONE_YEAR}度?[^。；，]{{0,16}}?(?:总体要求|总体部署|安排|部署|(?:任务|目标)(?!完成)|打算|建议|重点工作|工作(?:重点|思路|意见))"
)
# a plan for many years says nothing of this one, and national plans were once passed before their year
_FAR = re.compile(r"远景|规划|纲要|五年|国民经济计划")
_BUDGETS = re.compile(
    rf"{_ONE_YEAR}[^。；]{{0,24}}执行情况[^。；]{{0,16}}?(?<![0-9])({_YEAR}|{NUMERAL_YEAR})年[^。；]{{0,24}}?(?:草案|计划|预算)"
)
_OPENING = 1500


def year_sources(
    *, stated: str, titles: Sequence[str], names: Sequence[str], head: Sequence[str], text: str, published: str
) -> Iterator[tuple[str, str]]:
    """Yield the years that the sources name with the evidence in words, the most trusted source first.

    Args:
        stated: the year in a table.
        titles: of the text, the best first.
        names: of the file and the folders above it.
        head: the first lines.
        text: all of it, for its headings.
        published: when a table or page says that the text was published.
    """
    year = _stated(stated)
    if year:
        yield year, "column of the table"
    labels = [(years[0], "title") for title in titles if len(years := years_in(title)) == 1][:1]
    # «2016-2020» is a plan, not the year of a speech
    labels += [(years[0], f"name «{name}»") for name in names if len(years := years_in(name)) == 1]
    given, page = _dates(head)
    own, review, why = _by_headings(text)
    # a name by the year that is reviewed; a date of that year says that the speech was given before the year ended
    misnamed = bool(labels) and labels[0][0] == review and given != review
    if misnamed:
        yield own, why
    yield from labels
    yield from _republican((*titles, *names))
    if given:
        yield given, "date in the first lines"
    if own and not misnamed:
        yield own, why
    for line in (*titles, *head[:3]):
        match = _NATIONAL_SESSION.search(simplified(line))
        term, session = map(parse_chinese, match.groups()) if match else (None, None)
        if term and session and term >= 6:
            # since the sixth, of 1983, a National People's Congress sits five years, with one session in each
            yield str(1983 + 5 * (term - 6) + session - 1), "number of the session"
    yield from _republican(line for line in head if len(line) <= _SHORT)
    for year in (_stated(published), page):
        if year:
            yield year, "date of publication"


def _stated(cell: str) -> str:
    """Return the year in a cell of a table, in digits or Chinese numerals; empty without one."""
    bare = as_year(cell.translate(WIDE_DIGITS).strip())
    return bare or next(iter(years_in(cell)), "") or next((year for year, _ in _republican([cell])), "")


def _republican(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the years that are counted from the founding of the Republic of China, as years of our era."""
    for text in texts:
        match = _REPUBLIC.search(text.translate(WIDE_DIGITS))
        written = (match["year"] or match["report"]) if match else ""
        number = int(written) if written.isdecimal() else parse_chinese(written)
        if match and number:
            yield str(_BEFORE_REPUBLIC + number), f"«{match.group()}», counted from {_BEFORE_REPUBLIC}"


def _dates(head: Sequence[str]) -> tuple[str, str]:
    """Return the years of the first dates of the occasion and of the publication of a page; empty without one."""
    given = page = ""
    for line in head:
        occasion = _OCCASION.search(simplified(line[:150]))
        # in running text only a date that tells the occasion is that of the speech, as where all lines are run together
        short = len(line) <= _SHORT
        match = occasion or ((_DATE.search(line) or _ENGLISH_DATE.search(line)) if short else None)
        year = as_year(next(filter(None, match.groups()))) if match else ""
        if occasion and year:
            return year, page
        if _PUBLICATION.search(simplified(line)):
            page = page or year
        else:
            given = given or year
    return given, page


def _by_headings(text: str) -> tuple[str, str, str]:
    """Return the year that the headings of the parts speak for, the year that they review, and the evidence.

    «一、2019年工作回顾» and «二、2020年工作安排» are of a speech of 2020, as is one that is given together with the
    execution of the budget of 2019 and the draft of that of 2020. Without such headings all are empty.
    """
    plain = text.translate(WIDE_DIGITS)
    reviews: Counter[int] = Counter()
    plans: Counter[int] = Counter()
    words: dict[int, str] = {}
    opening = _BUDGETS.search(simplified(plain[:_OPENING]))
    if opening:
        first, second = (int(as_year(year) or 0) for year in opening.groups())
        if second == first + 1:
            reviews[first] += 1
            words[second] = f"budgets of {first} and {second} in the opening"
    for heading in map(simplified, _headings(plain)):
        review, plan = _REVIEW.search(heading), _PLAN.search(heading)
        if review:
            year = int(as_year(review.group(1)) or 0)
            reviews[year] += 1
            words.setdefault(year + 1, f"heading «{heading}»")
        # «2019年任务完成情况» begins as a plan does
        if plan and not _FAR.search(heading) and not (review and review.start() == plan.start()):
            year = int(as_year(plan.group(1)) or 0)
            plans[year] += 1
            words.setdefault(year, f"heading «{heading}»")
    if reviews:
        year = max(reviews) + 1
        return str(year), str(year - 1), words[year]
    if len(plans) == 1:
        (year,) = plans
        return str(year), "", words[year]
    return "", "", ""


def _headings(text: str) -> Iterator[str]:
    """Yield the words of the headings of parts: with a number of the first level, or a line like «2020年工作安排»."""
    for match in _NUMBERED.finditer(text):
        yield match["words"].strip()
    for line in text.split("\n"):
        whole = _UNNUMBERED.fullmatch(line) if len(line) <= _HEADING_MAX else None
        if whole:
            yield whole["words"].strip()


def years_in(text: str) -> list[str]:
    """Return the different years in a title or name, in digits or Chinese numerals."""
    wide = text.translate(WIDE_DIGITS)
    found = _PLAIN_YEAR.findall(wide)
    for numeral in CHINESE_YEAR.findall(wide):
        found.append(as_year(numeral))
    return list(dict.fromkeys(filter(None, found)))


def as_year(written: str) -> str:
    """Return a year in digits or Chinese numerals as digits; an empty string where it is none of a speech."""
    if _PLAIN_YEAR.fullmatch(written):
        return written
    value = str(parse_chinese(written.translate(ZEROS)))
    return value if _PLAIN_YEAR.fullmatch(value) else ""
