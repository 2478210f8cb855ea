"""What a report allows at most that names a deed as not done (codebook §5)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.link.clauses import CLAUSE, about, marks
from pipeline.link.directions import opposed
from pipeline.link.features import plain
from pipeline.records import Outcome, Unit

# the named result is there as a whole
THERE = "建成|完工|竣工|投用|投入使用|通车|清零|收官|圆满|投产|投运|开通|通水|并网"
# the deed is named only to say that it was not done, or that work stands still; «no accident occurred» and funds that
# may be paid back later are no such thing
_DEEDS = (
    "开工|动工|复工|施工|建成|完工|竣工|投用|投产|投入|启动|启用|开通|通车|通航|设立|成立|组建|建立|出台|制定|印发|实施|落实|落地|完成|"
    "实现|达到|达标|兑现|解决|到位|推进|开展|开放|招标|办结|交付|挂牌|获批|破题|见效|编制|修订|建设|"
    "举行|举办|召开"
)
_AUXILIARY = "(?:ha[sd]|have|was|were|did|could|does|do|is|are)(?: not|n't)\\b"
# «has not missed a day» and «did not fail» say that it works, «it is not easy reading» names no deed
_NO_HARM = (
    r"prevent\w*|stop(?:ped|s)?|miss\w*|fail\w*|collaps\w*|hurt|harm\w*|suffer\w*|lost|lose|an?|in an?|easy|"
    r"cheap|comfortable|perfect|rapid|\w+ enough"
)
_NOT_DONE = {
    "zh": re.compile(
        r"(?:未(?!来|成年|央|雨|婚)|没有?)(?:能|曾|及时|如期|按期|按时|全部|全面|完全|真正|正式|得到|得以)*"
        rf"(?:{_DEEDS})|停工(?!.{{0,8}}(?:复工|项目|工地))|停建|缓建|搁置|搁浅|落空|叫停|作罢|流产(?!业)|"
        r"不再(?:推进|实施|建设|举办|引进|新建)|(?:被|已|予以)(?:终止|中止|取消)|(?:终止|中止)(?:实施|建设|推进)|"
        r"(?:取消|放弃)了?[^，。；]{2,16}(?:项目|工程|计划)$|(?:项目|工程|计划)(?:退出|下马)|"
        r"(?:延后|推迟|延期|暂缓|滞后)(?!.{0,8}(?:还|缴|付|退|征))"
    ),
    "en": re.compile(
        # «there is not a town without one» and «need not pay» name no deed, «the delayed bridge» names a bridge
        rf"\bfailed to\b|(?<!\bthere )\b{_AUXILIARY}(?! (?:only|have to|need|(?:now )?exceed|{_NO_HARM})\b)|"
        r"\bnot yet\b|"
        r"\bnever\b(?! (?:been )?(?:so|such|again)\b)|"
        r"(?<!-)(?<!\bthe )(?<!\ban )(?<!\ba )(?<!\bonce )(?<!\bto be )(?<!\bafter being )"
        r"\b(?:postponed|deferred|delayed|shelved|abandoned|cancelled|on hold|stalled|suspended)\b|"
        r"\b(?:grown|got|gotten|become|became) worse\b|\bworsened\b|"
        r"\b(?:ha[sd]|have|was|were|been) (?:\w+ )?(?:been )?"
        r"(?:put off|called off|scrapped|axed|ditched|dropped(?! (?:to|by|from)\b))|"
        r"\bto be called off\b|\b(?:remains?|stands?) (?:un(?:built|finished|opened|paid|filled|signed)|idle)\b|"
        r"\bha(?:s|ve|d) yet to\b|\bno (?:real )?(?:progress|headway)\b|\bcame to nothing\b|"
        r"\bno (?:decision|agreement|contract|site|date)\b[^.;,]{0,50}? (?:ha[sd]|have|was|were) (?:yet )?(?:been )?"
        r"(?:taken|made|reached|signed|found|chosen|awarded|set)\b|"
        r"\b(?:came|come|ground) to a (?:halt|standstill)\b|\bout of reach\b|"
        r"\bfell through\b|\b(?:was|were|been) dropped from\b|\bdecided against\b|"
        r"\bwill (?:now )?not (?:go ahead|proceed)\b",
        re.IGNORECASE,
    ),
}
# what only describes, or tells why, whose or what for, is no deed: «the school that had not opened», «搁置多年的项目»
_ASIDE = {
    "zh": re.compile(
        rf"(?:未|没有?)[能曾全部面完]*(?:{_DEEDS})的|"
        "(?:停工|停建|缓建|搁置|搁浅|叫停|延后|推迟|延期|暂缓|滞后)[^，。；]{0,6}的|"
        # nobody is hit by it: «没有一户企业停工»
        "(?:没有|无)一[户家个例起人所][^，。；]*"
    ),
    "en": re.compile(
        r"\b(?:so that|in order that|because(?! of\b)|if|unless|where|than|who|whom|whose)\b.*$|"
        rf"(?<=\w )(?:that|which) (?:{_AUXILIARY}|\w+ never)\b.*$",
        re.IGNORECASE,
    ),
}
# the delay is over: «was delayed, but has opened», «停工三年后建成»
_OVERCOME = {
    "zh": re.compile(rf"[^，。；]{{0,10}}后[^，。；]*(?:{THERE})"),
    "en": re.compile(
        r"[^,;]*?\b(?:but|and|then|finally|at last|now)\b(?:(?!\b(?:not|be|to|will|would|until)\b)[^,;]){0,80}?"
        r"\b(?:completed|finished|opened|built|in service|in operation)\b",
        re.IGNORECASE,
    ),
}
# why it was not done is no step: «because of a dispute over the site»
_CAUSE = {
    "zh": re.compile(r"(?:因|由于|受)[^，]{1,20}$"),
    "en": re.compile(r"\b(?:because of|owing to|due to|after)\b[^,]{1,60}$", re.IGNORECASE),
}
# what else a report that names such a deed must say to be news of a step
_STEP = {
    "zh": re.compile(r"完成|已|正在|开工|启动|推进|进展|过半|封顶|建成|选址|设计|征收|拆迁|招标|开挖|办理|落实|签约"),
    "en": re.compile(
        r"\b(?:begun|began|started|completed?|built|laid|opened|designed|acquired|signed|selected|under ?way|"
        r"progress\w*|finished|approved|drafted|prepared|half|some|first)\b",
        re.IGNORECASE,
    ),
}
# what is not done of the thing itself, though the clause does not name it
_OF_IT = re.compile(
    r"^\s*(?:and |or )?(?:but|though|although|yet|while|whereas|except|however|because|since|as|with|was|were|ha[sd]|"
    r"have|is|are|did|it|its|they|this|these|those|none|nothing|neither|another|others|some|most|one|two|three|four|"
    r"five|six|\d|the (?:rest|others?|remainder|remaining|balance|last|works?|second))\b|(?:\bnot|n't)\s*$",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(r"\s*(?:which|that|who)\b", re.IGNORECASE)
UNCHANGED = (
    r"\b(?:keep|kept|leave|left|hold|held|remain|stay)s?\b[^,.;]{0,40}"
    r"\b(?:unchanged|(?:where|as) (?:it|they|things) (?:is|are)|at (?:its|their|the) (?:present|current|same) \w+)\b"
)
# a promise to leave something undone is kept by not doing it
_ABSTAINS = {
    "zh": re.compile(r"不(?![断懈少低足动久同仅止良便])|未(?![来成就央])|严禁|禁止|杜绝|避免|防止|停止|取消"),
    "en": re.compile(
        # «by the end of the year», «no later than May», «without delay» and «bus stop» leave nothing undone
        r"\b(?:(?:not|no)(?! (?:only|later|less|fewer|least)\b)|never|without(?! (?:\w+ )?delay\b)|avoid|prevent|"
        r"(?<!\bthe )(?<!\byear )(?<!\byear-)(?<!'s )end|(?<!\bbus )(?<!\btram )stop|abolish|cancel|defer|"
        r"(?<!\bwithout )(?<!\bfurther )(?<!\bundue )delay|postpone)\b|n't|"
        # but a freeze can be introduced, and what else is done can leave a toll unchanged
        r"(?:^|\b(?:will|to|shall|must|also|and) )(?:freeze|scrap|drop|axe|lift|waive|remove)\b|" + UNCHANGED,
        re.I,
    ),
}
_MOST_OF_IT = 0.5  # of the words of a promise to leave something undone, from which a report is about that very thing


def allowed_by_denials(promise: Unit, report: Unit) -> Outcome:
    """Return the strongest outcome that is allowed by what a report names as not done.

    A promise to leave something undone is broken by the report that just that was done, and kept by any other.
    """
    if _abstains(promise.text, promise.language):
        return Outcome.NONE if _did_it(promise, report) else Outcome.CLOSES
    undone = _denied(report.text, report.language)
    if undone is None:
        return Outcome.CLOSES
    return undone if report.language != "en" else _denied_of_it(promise, report, undone)


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _abstains(text: str, language: str) -> bool:
    """Tell whether a promise is to leave something undone."""
    return bool(_ABSTAINS[language].search(plain(text, language)))


@lru_cache(maxsize=1 << 15)
def _denied(text: str, language: str) -> Outcome | None:
    return _undone(plain(text, language), language)


def _undone(text: str, language: str) -> Outcome | None:
    """Return what a report that names a deed as not done allows at most, None where it names none so."""
    rest = []
    found = False
    for whole in CLAUSE.split(text):
        clause = _ASIDE[language].sub("", whole)
        said = _NOT_DONE[language].search(clause)
        if said and _OVERCOME[language].match(clause, said.end()):
            said = None
        found |= said is not None
        rest.append(_CAUSE[language].sub("", clause[: said.start()]) if said else clause)
    if not found:
        return None
    return Outcome.ADVANCES if _STEP[language].search("，".join(rest)) else Outcome.NONE


def _denied_of_it(promise: Unit, report: Unit, undone: Outcome) -> Outcome:
    """Return what an English report that allows `undone` of what it names as not done allows of a promise at most.

    Where a clause beside it shares more words with the promise, that one is the report of it: «the ban has been law
    since May, and the sky has not fallen». Behind «but» and its like part of it is not done.
    """
    said = marks(plain(promise.text, "en"), "en")
    done, left, own = 0, 0, False  # words shared with what is done and what is not; whether that is the same thing
    for clause in CLAUSE.split(plain(report.text, "en")):
        shared = len(said & marks(clause, "en"))
        if _undone(clause, "en") is None:
            done = max(done, shared)
        elif _OF_ITSELF.match(clause):
            return undone
        else:
            left, own = max(left, shared), own or bool(_OF_IT.search(clause))
    if done > left:
        return Outcome.ADVANCES if own else Outcome.CLOSES
    return Outcome.ADVANCES if done and done == left else undone


def _did_it(promise: Unit, report: Unit) -> bool:
    """Tell whether a report says that just that was done which a promise leaves undone («not sell» and «sold»).

    It has half of the promise's words; where it has fewer, or denies something itself, it may tell of something else.
    """
    language = promise.language
    said, told = plain(promise.text, language), about(promise, report)
    own, shared = marks(said, language), marks(said, language) & marks(told, language)
    if _ABSTAINS[language].search(told) or len(shared) < _MOST_OF_IT * len(own):
        return False
    return opposed(said, told, language)
