"""Whether a Chinese report says of the very thing that was promised, by its name, that it is finished.

The scorer weighs likeness over whole texts, so that a short report of the end («渡口管理站改革基本完成») of a promise
in other words («继续推进渡口管理站改革») can stay below the threshold, and so can a plan that was drawn up, whose full
title shares little with the name under which it was promised.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.link.clauses import CLAUSE
from pipeline.link.features import plain
from pipeline.records import Unit

_TAIL = "(?:建设|工作|任务|工程)?"
# what a promise of one clause, without a figure and without a list, is about
_OF_ONE_THING = re.compile(
    "^(?:[一二三四五六七八九十]是|今年|我们|还|也|要|必须|尽快|抓紧|全力|切实|高质量|高标准|扎实|有序|稳步|如期|年内|基本|全面|力争|"
    "确保|争取|将|继续|加快|大力|积极|深入|持续|着力|统筹|进一步|推进|推动|深化|完善|健全|建成|完成|搞好|做好|抓好|开展|实施|建立|"
    rf"实现|建设)*+好?(?P<thing>[^，,。；;：:、\d]{{4,}}?){_TAIL}$"
)
_HOW = "(?:已经|已|均|提前|基本|全面|全部|顺利|圆满|如期|胜利|总体)"
_ENDED = "(?:完成|建成|收官)"
_END_BEHIND = re.compile(rf"{_TAIL}{_HOW}*(?P<end>{_ENDED})$")
_END_BEFORE = re.compile(rf"(?:^|{_HOW})(?P<end>{_ENDED})了?(?P<gap>[^\d]{{0,14}})$")
_NO_MORE_BEHIND = re.compile(rf"{_TAIL}$")
# but so many of them, a part of it, or what was due in one year
_PART = re.compile(r"\d|一批|主体|部分|首|试点|阶段|年度")
# the same before its name: the part, the place or the body whose own thing it is
_OF_PART = re.compile(
    "[一二三四五六七八九十两几多](?:个|家|座|所|条|项|批|期|段|处|类|系列)|第[一二三四五六七八九十]|[东西南北中]岸?段|前期|先行|核心区|"
    "片区|多数|系统|中小|[省市县区乡镇村国][级属]|等$|(?<![全我本省城])(?<!省市)[县市区镇乡村湾旗](?:的|所有)?$"
)
# nor is what is yet to be, or is not
_NOT_YET = re.compile(
    "争取|力争|计划|预计|有望|即将|将|拟|目标是|尚|未|没|不能|无法|并非|如果|确保(?!了)|保证(?!了)|动员|要求"
)
# a work is built under its whole name, where «the northern waterworks» are one of «waterworks»
_WHOLE_NAME = re.compile(
    f"(?:^|[、和及与]|投用|投运|(?:覆盖|适应|符合|统一|现代|比较|较为)[^，。；]*的|全[国省市县区州乡镇村])(?:我们|今年|目前|{_HOW})*$"
)
# the five-year plan of a place, promised under its short name
_PLAN = '[“"]?(?P<{0}>十[一二三四五六七八九]?)五[”"]?(?:时期)?(?:发展)?规划(?:纲要)?'
_DRAW_UP = "(?:编制|制定|制订)"
_TO_DRAW_UP = re.compile(
    rf"{_DRAW_UP}好?(?:[^，。；“]{{0,20}}的)?{_PLAN.format('number')}(?:$|是)|"
    rf"(?:做好|抓好|完成){_PLAN.format('other')}的?{_DRAW_UP}(?:工作)?$"
)
# done beside it, or for the plan of somebody else
_BESIDE_IT = re.compile("围绕|结合|配合|衔接|按照|根据|对接|参与")
# behind the first such word, so that a long clause takes no square of its length; the outline itself, and no method,
# idea or part of it
_DRAWN_UP = (
    rf"(?>.*?{_DRAW_UP}(?:完成|形成|好)?了)" + '[《“"]*(?:[^，。；《》]{{0,12}}[省市县区州旗国团])?[《“"]*'
    '(?:国民经济和社会发展)?[“"]*(?:第{0}个五年规划|{0}五[”"]?(?:时期)?(?:经济社会)?(?:发展)?规划)'
    r'(?:和\d+年远景目标)?(?:纲要)?[》”"]*(?:[（(]?草案[）)]?)?[》”"]*(?:$|[并提])'
)


def finished_by_name(promise: Unit, report: Unit) -> bool:
    """Tell whether a Chinese report says that what a promise is about was finished, or its five-year plan drawn up."""
    if not promise.language == report.language == "zh":
        return False
    thing, plan = _promised(promise.text)
    clauses = _clauses(report.text)
    if plan and any(re.match(_DRAWN_UP.format(plan), clause) for clause in clauses):
        return True
    return bool(thing) and any(_ends(clause, thing) for clause in clauses)


def _ends(clause: str, thing: str) -> bool:
    """Tell whether a clause says of a thing as a whole that it is finished."""
    before, found, behind = clause.partition(thing)
    if not found or _PART.search(clause) or _NOT_YET.search(before):
        return False
    end = _END_BEHIND.match(behind)
    name = before
    if not end and _NO_MORE_BEHIND.match(behind) and (end := _END_BEFORE.search(before)):
        name = end["gap"]
        if _OF_PART.search(before[: end.start()]):
            return False
    if not end or _OF_PART.search(name):
        return False
    return end["end"] != "建成" or bool(_WHOLE_NAME.search(name))


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _promised(text: str) -> tuple[str, str]:
    """Return the name of the one thing that a promise is about and the number of its five-year plan, or nothing."""
    promise = plain(text, "zh")
    one = _OF_ONE_THING.match(promise)
    plans = [_TO_DRAW_UP.search(clause) for clause in CLAUSE.split(promise) if not _BESIDE_IT.search(clause)]
    numbers = [found["number"] or found["other"] for found in plans if found]
    return one["thing"] if one else "", numbers[0] if numbers else ""


@lru_cache(maxsize=1 << 15)
def _clauses(text: str) -> tuple[str, ...]:
    return tuple(CLAUSE.split(plain(text, "zh")))
