"""What the words of a promise and a report allow at most, whatever a scorer says (codebook §5)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.link.features import plain
from pipeline.link.lexicon import LEXICONS
from pipeline.records import Outcome, Unit

# part of a thing, a first step towards it, or the plain word that it is not there
_PARTIAL = {
    "zh": re.compile(r"过半|[近约不]足?[一二三四五六七八九]成|未能|尚未|未完成|没有完成|封顶|选址|反弹|回潮"),
    "en": re.compile(
        r"\b(?:only|short of|fewer than|less than half|well below|not yet|so far|another \d|\d+ more|half of|"
        r"fell behind|foundations?|still waiting)\b",
        re.IGNORECASE,
    ),
}
# a promise to go on with something, as its main action
_GOING_ON = {
    "zh": re.compile(
        r"^(?:要|将|继续|加快|大力|积极|稳步|深入|持续|扎实|全力|着力|统筹|进一步)*"
        r"(?:推进|实施|加快|支持|推动|继续|加强|扩大|发展|延伸)"
    ),
    "en": re.compile(r"\b(?:keep|continue|go on|carry on|extend(?:ing)?|support|promote|further)\b", re.IGNORECASE),
}
# the named result is there as a whole
_WHOLE = {
    "zh": re.compile(r"全面|全部|全覆盖|全线|建成|完工|竣工|投用|投入使用|通车|清零|收官|圆满"),
    "en": re.compile(r"\b(?:all|every|completed?|fully|finished|whole|entire|last of)\b", re.IGNORECASE),
}
# the deed is named only to say that it was not done, or that work stands still; «no accident occurred» and funds that
# may be paid back later are no such thing
_DEEDS = (
    "开工|动工|复工|施工|建成|完工|竣工|投用|投产|投入|启动|启用|开通|通车|通航|设立|成立|组建|建立|出台|制定|印发|实施|落实|落地|完成|"
    "实现|达到|达标|兑现|解决|到位|推进|开展|开放|招标|办结|交付|挂牌|获批|破题|见效|编制|修订|建设"
)
_NOT_DONE = {
    "zh": re.compile(
        r"(?:未(?!来|成年|央|雨|婚)|没有?)(?:能|曾|及时|如期|按期|按时|全部|全面|完全|真正|正式|得到|得以)*"
        rf"(?:{_DEEDS})|停工(?!.{{0,8}}(?:复工|项目|工地))|停建|缓建|搁置|搁浅|落空|"
        r"(?:延后|推迟|延期|暂缓|滞后)(?!.{0,8}(?:还|缴|付|退|征))"
    ),
    "en": re.compile(
        r"\bfailed to\b|\b(?:ha[sd]|have|was|were|did|could|does|do|is|are)(?: not|n't)(?! only)\b|\bnot yet\b|"
        r"\bnever\b|\b(?:postponed|deferred|delayed|shelved|abandoned|cancelled|on hold|stalled|suspended)\b|"
        r"\bfell through\b",
        re.IGNORECASE,
    ),
}
_CLAUSE = re.compile(r"[，,；;。：:]|\. ")
# what else a report that names such a deed must say to be news of a step
_STEP = {
    "zh": re.compile(r"完成|已|正在|开工|启动|推进|进展|过半|封顶|建成|选址|设计|征收|拆迁|招标|开挖|办理|落实|签约"),
    "en": re.compile(
        r"\b(?:begun|began|started|completed?|built|laid|opened|designed|acquired|signed|selected|under ?way|"
        r"progress\w*|finished|approved|drafted|prepared|half|some|first)\b",
        re.IGNORECASE,
    ),
}
# a promise to leave something undone is kept by not doing it
_ABSTAINS = {
    "zh": re.compile(r"不|未|严禁|禁止|杜绝|避免|防止|停止|取消"),
    "en": re.compile(
        r"\b(?:not|no|never|without|avoid|prevent|end|stop|abolish|cancel|defer|delay|postpone)\b|n't", re.I
    ),
}
_FIGURE = re.compile(r"[0-9０-９]")


@lru_cache(maxsize=1 << 14)
def _named(text: str, language: str) -> tuple[frozenset[str], ...]:
    """Return per family the members that a text names; a promise and a report stand in many pairs."""
    text = plain(text, language)
    families = LEXICONS[language].groups.values()
    return tuple(frozenset(name for name, words in family.items() if words.search(text)) for family in families)


@lru_cache(maxsize=1 << 14)
def _undone(text: str, language: str) -> Outcome | None:
    """Return what a report that names a deed as not done allows at most, None where it names none so."""
    rest = []
    found = False
    for clause in _CLAUSE.split(plain(text, language)):
        said = _NOT_DONE[language].search(clause)
        found |= said is not None
        rest.append(clause[: said.start()] if said else clause)
    if not found:
        return None
    return Outcome.ADVANCES if _STEP[language].search("，".join(rest)) else Outcome.NONE


def most_allowed(promise: Unit, report: Unit) -> Outcome:
    """Return the strongest outcome that the words allow.

    `none` where both name a place, group or kind of school, firm or people of one family, and different ones: that
    is another object; and where the report says that it was not done, and names no step. `advances` where the report
    tells of a part or a first step, or where a promise to go on with something, without a figure, meets a report that
    does not say the whole is there. Else `closes`.
    """
    language = promise.language
    for own, other in zip(_named(promise.text, language), _named(report.text, language), strict=True):
        if own and other and not own & other:
            return Outcome.NONE
    undone = _undone(report.text, language)
    if undone is not None and not _ABSTAINS[language].search(plain(promise.text, language)):
        return undone
    if _PARTIAL[language].search(report.text):
        return Outcome.ADVANCES
    vague = _GOING_ON[language].search(promise.text) and not _FIGURE.search(promise.text)
    if vague and not _WHOLE[language].search(report.text):
        return Outcome.ADVANCES
    return Outcome.CLOSES


def limited(outcome: Outcome, promise: Unit, report: Unit) -> Outcome:
    """Return `outcome`, or the strongest that the words allow if that is weaker."""
    order = (Outcome.NONE, Outcome.ADVANCES, Outcome.CLOSES)
    return min(outcome, most_allowed(promise, report), key=order.index)
