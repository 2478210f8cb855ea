"""Which way a promise goes on an axis (to more or to less), and what it says will not be done.

«Not raise» goes the way of «lower», and «lift the ban» the way of «allow»: a denial turns what stands behind it. What
one text denies and another promises («not sell the dairy», «sell the dairy») opposes the two, whatever the verb. A text
that fights something («prevent», «遏制») promises nothing of what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.link.lexicon import LEXICONS, word_set

_REACH = 40  # characters before a word in which a denial of it can begin
# directly before a word of an axis; what is lifted or called off is turned as well
_DENIAL: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?:不再|不得|不准|不许|不予|不会|不|严禁|禁止|停止|暂停|暂缓|取消|解除)(?:再|任何|继续|新|违规|擅自)?$"
    ),
    "en": re.compile(
        r"(?:\b(?:not|never|no longer|no|nor|without|stop|cease)|n[’']t"
        r"|\b(?:lift|remov|abolish|repeal|end|scrap)(?:e|s|ed|ing)?)"
        r" (?:(?:be|been|being|also|again|ever|further|any|the|a|this|its|our) )*$"
    ),
}
# «prevent overbuilding» goes neither the way of «build» nor that of «pull down», and «no new toll is introduced» may
_FIGHTS: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile("(?:遏制|防止|防范|控制|杜绝|避免|制止)[^，。；]*$"),
    "en": re.compile(r"\b(?:(?:prevent|avoid|curb|control|halt|fight|combat)\w*|no)\b[^,.;]*$"),
}
# says that the verb behind it will not be done; in English behind an auxiliary («but not the fares» denies no verb)
_DENIES: Mapping[str, frozenset[str]] = {
    # not 严禁 or 不得, behind which abuses stand that others fight in other words («严禁铺张», «反对铺张»), nor 停止,
    # behind which the object can stand
    "zh": word_set("不再"),
    "en": word_set("not never longer n't stop cease"),
}
_AUXILIARY = word_set("will wo shall must can ca should would do does is are be to no")
_BETWEEN: Mapping[str, frozenset[str]] = {
    "zh": word_set("再 继续 任何 违规 擅自 大规模 免费 得"),
    "en": word_set("be been being also again ever further"),
}
# «not only», «not later than» and the like deny nothing of what follows
_DENIES_NOTHING = word_set("only merely just simply later less more fewer least than yet necessarily until rest forget")
_AGAINST: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(
        "[不未无零]|反对|纠正|刹|惩|严禁|禁止|停止|暂停|暂缓|取消|遏制|防[止范治]|控|杜绝|避免|制止|整[治顿]|查处|打击|清[理退]|消除|减|取缔|限制|规范"
    ),
    "en": re.compile(
        r"\b(?:not?|never|nor|without|end|ends|against|cuts?|cutting|bans?|banning)\b|n[’']t\b"
        r"|\b(?:stop|ceas|prevent|avoid|curb|control|reduc|halt|fight|combat|eliminat|limit|protect|abolish|remov|lift)"
    ),
}
AXES: tuple[str, ...] = tuple(dict.fromkeys(axis for lexicon in LEXICONS.values() for axis in lexicon.axes))
"""The axes of all languages, those of one name in two languages being one."""


def directions(text: str, language: str) -> tuple[list[bool], list[bool]]:
    """Return for each of AXES whether a normalised text goes its one way, and whether it goes the other."""
    ways = ([False] * len(AXES), [False] * len(AXES))
    denial, fights = _DENIAL[language], _FIGHTS[language]
    for axis, pair in LEXICONS[language].axes.items():
        for way, pattern in enumerate(pair):
            for found in pattern.finditer(text):
                start = found.start(found.lastindex or 0)  # of the verb, where a pattern tells what stands before it
                before = text[max(0, start - _REACH) : start]
                turned = denial.search(before) is not None
                unclear = not turned and fights.search(before) is not None
                for goes in (0, 1) if unclear else (way ^ turned,):
                    ways[goes][AXES.index(axis)] = True
    return ways


def said_and_denied(words: Sequence[str], text: str, language: str) -> tuple[Iterable[str], Iterable[str]]:
    """Return the words that a text promises, and those that it says will not be done.

    Args:
        words: the words of the text, in its order.
        text: the normalised text.
        language: zh or en.
    """
    if not _AGAINST[language].search(text):
        return words, ()
    denied: list[str] = []
    for place, word in enumerate(words):
        if word in _DENIES[language]:
            after = (words[i] for i in range(place + 1, len(words)))
            behind = next((w for w in after if w not in _BETWEEN[language]), "")
            denied += _denied(word, words[place - 1] if place else "", behind) if language == "en" else [behind]
    return (), [word for word in denied if word]


def _denied(word: str, before: str, behind: str) -> list[str]:
    """Return the forms of an English verb that the word before it denies."""
    if before not in _AUXILIARY or behind in _DENIES_NOTHING:
        return []
    if behind.endswith("ing"):  # «stop funding» against «fund»
        return [behind, behind[:-3], f"{behind[:-3]}e"]
    return [] if word in {"stop", "cease"} else [behind]


@lru_cache(maxsize=1 << 15)
def _ways(text: str, language: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the axes on which a normalised text goes the one way alone, and the other way alone."""
    up, down = (frozenset(place for place, goes in enumerate(way) if goes) for way in directions(text, language))
    return up - down, down - up


def opposed(one: str, other: str, language: str) -> bool:
    """Tell whether two normalised texts go opposite ways on an axis."""
    (up, down), (other_up, other_down) = _ways(one, language), _ways(other, language)
    return bool(up & other_down or down & other_up)
