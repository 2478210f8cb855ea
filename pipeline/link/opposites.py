"""Whether a report tells that the very thing that was promised went the other way.

«The hospital was closed» is no news of building it, «the tax was raised» none of its abolition, however many words they
share. Words of direction alone prove nothing («customs duties fell, so that imports grew»), so the thing has to be the
same: what the verb of the promise governs, and what the opposite verb of the report does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.link.features import plain
from pipeline.link.lexicon import word_set
from pipeline.records import Unit

_MORE_ZH = (
    "增加|扩大|提高|新增|招聘|招录|引进|新建|建成|设立|组建|成立|开通|增设|恢复|保留|上调|开征|增长|上升|扩招|增多|"
    "下放|放宽|放开"
)
_LESS_ZH = (
    "减少|下降|降低|裁减|缩减|下调|流失|撤并|撤销|裁撤|取消|停办|停运|关闭|关停|拆除|停建|缓建|暂停|取缔|终止|压减|压缩|"
    "免征|停征|废止|精简|化解|消除|偿还|清偿|收回|收紧"
)
_VERB_ZH = re.compile(f"(?P<more>{_MORE_ZH})|(?P<less>{_LESS_ZH})")
_THING_ZH = re.compile(
    r"(?:了|各类|一批|全部|全[国省市县区]的?|对|\d[\d.,万亿]*+[个所条座项家处户套台辆名人]?)*([一-鿿]{2,12})"
)
_NAMES_NOTHING_ZH = re.compile(f"{_MORE_ZH}|{_LESS_ZH}|[年月]$")
# what else a verb can have after its thing, and what can stand between a thing and the verb behind it
_END_ZH = re.compile(r"[和与及、等].*$|(?:以上|左右)$|^.*的(?=[一-鿿]{2})|的.?$")
_BEFORE_ZH = re.compile(
    r"([一-鿿]{2,12}?)(?:已经?|被|全面|全部|比[上去]年|同比|进一步|明显|大幅|有所|继续|逐步|持续|均|又|再次|不断|分别)*$"
)
# «curb new debts» adds none, and what «the rise of costs» was is told behind it
_CHECKED_ZH = re.compile("遏制|严控|控制|防止|防范|避免|杜绝|制止|严禁|禁止|不[再得能会]?$|未$|没有$")
_NO_DEED_ZH = re.compile("的?(?:势头|趋势|态势|压力|风险|幅度|空间|因素)")
_AHEAD = 24  # characters before a verb in which its thing is looked for
# so many things bear these names that they are one thing only where they stand alone
_ANY_THING = word_set(
    "项目 企业 规模 水平 能力 力度 标准 收入 支出 比重 数量 质量 面积 人口 机构 产业 资金 投资 成本 工作 人员 用地 "
    "任务 比例 总量 产量 产能 价格 工程 设施 岗位 服务 制度 品种 造价"
)

_MORE_EN = {
    "build": "built",
    "construct": "constructed",
    "establish": "established",
    "create": "created",
    "introduce": "introduced",
    "open": "opened reopened",
    "launch": "launched",
    "appoint": "appointed",
    "restore": "restored",
}
_PEOPLE_EN = {"hire": "hired", "recruit": "recruited", "employ": "employed"}
_GONE_EN = {
    "abolish": "abolished",
    "cancel": "cancelled canceled",
    "scrap": "scrapped",
    "withdraw": "withdrawn withdrew",
    "close": "closed",
    "demolish": "demolished",
    "suspend": "suspended",
    "repeal": "repealed",
    "abandon": "abandoned",
    "dissolve": "dissolved",
    "disband": "disbanded",
    "dismiss": "dismissed",
    "remove": "removed",
    "eliminate": "eliminated",
}
_UP_EN = {
    "raise": "raised rose",
    "increase": "increased grew climbed",
    "double": "doubled",
    "triple": "tripled",
    "expand": "expanded",
}
_DOWN_EN = {
    "cut": "cut fell",
    "reduce": "reduced declined",
    "lower": "lowered dropped",
    "halve": "halved",
    "decrease": "decreased shrank",
}


def _told(*tables: dict[str, str]) -> frozenset[str]:
    """Return the past forms of some verbs."""
    return word_set(" ".join(forms for table in tables for forms in table.values()))


# what is told of a thing where the other was promised, and what tells that it was done all the same
_AXES_EN: tuple[tuple[frozenset[str], frozenset[str], frozenset[str]], ...] = (
    (frozenset(_MORE_EN), _told(_GONE_EN) | word_set("halted shelved postponed deferred lost"), _told(_MORE_EN)),
    (
        frozenset(_GONE_EN),
        _told(_MORE_EN, _UP_EN) | word_set("retained maintained kept extended postponed deferred"),
        _told(_GONE_EN),
    ),
    (frozenset(_PEOPLE_EN), _told(_DOWN_EN) | word_set("dismissed lost"), _told(_PEOPLE_EN, _UP_EN)),
    (frozenset(_UP_EN), _told(_DOWN_EN), _told(_UP_EN)),
    (frozenset(_DOWN_EN), _told(_UP_EN), _told(_DOWN_EN)),
    (frozenset({"freeze"}), _told(_UP_EN, _DOWN_EN), frozenset({"frozen", "froze"})),
    (word_set("ban prohibit"), word_set("lifted allowed permitted legalised legalized"), word_set("banned prohibited")),
    (word_set("privatise privatize"), word_set("nationalised nationalized"), word_set("privatised privatized")),
    (word_set("nationalise nationalize"), word_set("privatised privatized"), word_set("nationalised nationalized")),
    (word_set("deploy send"), word_set("withdrawn withdrew recalled"), word_set("deployed sent")),
    (word_set("extend lengthen prolong"), word_set("shortened"), word_set("extended lengthened prolonged")),
)
_TOKEN = re.compile(r"[a-z][a-z'’-]*|\d[\d,.]*\d|\d|[.,;:]")
_CLAUSE_END = frozenset(".,;:") | word_set("while whereas although because after before when")
_NO_THING = word_set(
    "the a an our its their his this these those all any some every each more new further another additional existing "
    "many several other such no half million billion thousand hundred dozen per cent percent"
)
_THING_ENDS = _CLAUSE_END | word_set(
    "in on at for of to by from with within under over into through across between during than as that which who and "
    "or so until next this last where"
)
_AUXILIARY = word_set(
    "was were is are be been being has have had now also then again recently temporarily fully finally since further "
    "subsequently later"
)
_WHO_DID = _AUXILIARY | word_set("we i they government ministers council cabinet parliament and")
_NEGATED = word_set("not no never without neither nor cannot refuse avoid")
# these need nobody who does them
_BY_ITSELF = word_set("rose grew climbed fell declined dropped shrank reopened closed opened increased decreased")
# where something is, is not what it is: «the tannery beside the landings»
_WHERE = word_set("beside near in at by behind with from around under above below next opposite")
# what makes room for a new one of its kind: «the old harbour was closed»
_REPLACED = word_set("old older former previous outdated temporary derelict")
_MOST_DEEDS = 40  # no real unit has as many


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a verb says of a thing: which way it is to go, or went, and the words of the thing."""

    way: int
    thing: tuple[str, ...]


def went_the_other_way(promise: Unit, report: Unit) -> bool:
    """Tell whether a report says of the thing that was promised that the opposite was done to it."""
    if promise.language != report.language:
        return False
    said, told = plain(promise.text, promise.language), plain(report.text, report.language)
    if promise.language == "en":
        return any(_contrary_en(deed, told) for deed in _promised_en(said))
    aims, deeds = _deeds_zh(said), _deeds_zh(told)
    return {a.way == d.way for a in aims for d in deeds if _one_thing(a.thing[0], d.thing[0])} == {False}


@lru_cache(maxsize=1 << 15)
def _deeds_zh(text: str) -> tuple[_Deed, ...]:
    """Return what the verbs of a Chinese text say of the things behind and before them, clause by clause."""
    found = []
    for clause in re.split(r"[，。；：！\n]", text):
        for verb in _VERB_ZH.finditer(clause):
            ahead = clause[max(0, verb.start() - _AHEAD) : verb.start()]
            if _CHECKED_ZH.search(ahead) or _NO_DEED_ZH.match(clause, verb.end()):
                continue
            way = 1 if verb["more"] else -1
            behind = _THING_ZH.match(clause, verb.end())
            before = _BEFORE_ZH.search(ahead)
            things = [_END_ZH.sub("", behind[1]) if behind else "", before[1] if before else ""]
            named = (thing for thing in things if len(thing) >= 2 and not _NAMES_NOTHING_ZH.search(thing))
            found += [_Deed(way, (thing,)) for thing in named]
    return tuple(dict.fromkeys(found))[:_MOST_DEEDS]


def _one_thing(a: str, b: str) -> bool:
    """Tell whether two names are of one thing: the one is the other, or its end, or what the thing brings in."""
    if a == b or f"{a}收入" == b:
        return True
    short, long = sorted((a, b), key=len)
    return short not in _ANY_THING and long.endswith(short)


@lru_cache(maxsize=1 << 15)
def _promised_en(text: str) -> tuple[_Deed, ...]:
    """Return what an English promise is to do to things; the way is the number of the axis."""
    tokens = _TOKEN.findall(text)
    found = []
    for place, token in enumerate(tokens):
        for way, (verbs, _, _) in enumerate(_AXES_EN):
            if token in verbs and not _NEGATED.intersection(tokens[max(0, place - 3) : place]):
                thing = tuple(_thing_en(tokens, place + 1))
                if thing:
                    found.append(_Deed(way, thing))
    return tuple(dict.fromkeys(found))[:_MOST_DEEDS]


def _thing_en(tokens: list[str], start: int) -> Iterator[str]:
    """Yield the words of the thing that begins at a token."""
    for token in tokens[start : start + 8]:
        if token in _THING_ENDS:
            return
        if token not in _NO_THING and not token[0].isdigit():
            yield token


@lru_cache(maxsize=1 << 15)
def _clauses_en(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of the clauses of an English text."""
    clauses: list[list[str]] = [[]]
    for token in _TOKEN.findall(text):
        if token in _CLAUSE_END:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return tuple(tuple(clause) for clause in clauses if clause)


def _contrary_en(deed: _Deed, told: str) -> bool:
    """Tell whether a clause of an English report says the opposite of a deed, and none that it was done."""
    _, opposite, done = _AXES_EN[deed.way]
    contrary = False
    for clause in _clauses_en(told):
        if not _names(clause, deed.thing) or _REPLACED.intersection(clause).difference(deed.thing):
            continue
        if done.intersection(clause):
            return False
        contrary = contrary or any(
            word in opposite and _is_told_of(clause, place, deed.thing) for place, word in enumerate(clause)
        )
    return contrary


def _names(clause: tuple[str, ...], thing: tuple[str, ...]) -> bool:
    """Tell whether a clause names a thing: its last word, and half of the others."""
    named = sum(word in clause for word in thing)
    return thing[-1] in clause and 2 * named >= len(thing)


def _is_told_of(clause: tuple[str, ...], place: int, thing: tuple[str, ...]) -> bool:
    """Tell whether the verb at a place of a clause is its own, and the thing what it is about."""
    before = clause[:place]
    subject = tuple(itertools.takewhile(lambda word: word not in _WHERE, before))
    if _NEGATED.intersection(before[-4:]):
        return False
    if before and (before[-1] in _AUXILIARY or clause[place] in _BY_ITSELF) and _names(subject, thing):
        return True
    return (not before or before[-1] in _WHO_DID) and _names(clause[place + 1 : place + 9], thing)
