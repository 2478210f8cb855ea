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
_FIGURE = re.compile(r"[0-9０-９]")


@lru_cache(maxsize=1 << 14)
def _named(text: str, language: str) -> tuple[frozenset[str], ...]:
    """Return per family the members that a text names; a promise and a report stand in many pairs."""
    text = plain(text, language)
    families = LEXICONS[language].groups.values()
    return tuple(frozenset(name for name, words in family.items() if words.search(text)) for family in families)


def most_allowed(promise: Unit, report: Unit) -> Outcome:
    """Return the strongest outcome that the words allow.

    `none` where both name a place, group or kind of school, firm or people of one family, and different ones: that
    is another object. `advances` where the report tells of a part or a first step, or where a promise to go on with
    something, without a figure, meets a report that does not say the whole is there. Else `closes`.
    """
    language = promise.language
    for own, other in zip(_named(promise.text, language), _named(report.text, language), strict=True):
        if own and other and not own & other:
            return Outcome.NONE
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
