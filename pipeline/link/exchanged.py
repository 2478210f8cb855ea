"""Whether two texts say the same of two objects: «打造茶叶产业集群» and «打造陶瓷产业集群».

The scorer weighs likeness over whole texts, so that one noun among many equal words counts for little. Here only what
differs is compared: texts of one clause whose words are all equal but for one place, where each has a concrete noun,
and the two are not alike in meaning. Concrete is a word that moves the vector of a text («tea» twice as much as «idea»)
or that is rare; general words («观念», «意识») are often two names of one thing. What stands at the end behind another
noun is mostly an aspect of it («the fight against tax evasion», «against tax cheats») and tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import LANGUAGES, en_points, zh_points
from pipeline.languages.zh import word_tags
from pipeline.link.features import plain
from pipeline.link.lexicon import LEXICONS, word_set

_CONCRETE = 1.5  # length of a vector from which a word is concrete
# minus the log of its probability from which a Chinese word is, whatever its vector: two names of one thing mostly
# share a letter. In English («jails», «prisons») only what the encoder's vocabulary has as a whole is told apart
_RARE, _KNOWN = 12.0, 14.0
_ALIKE = 0.2  # likeness from which two words may be one thing
_DECIMALS = 4
_MOST = 3  # words in which two texts may differ, on each side

_SEVERAL = re.compile("[、，,；;：:&]")
_AND = word_set("和 与 及 以及 暨 或 and or")
_NUMBER = re.compile(r"[\d.,%]+|\$")
# Chinese words that count or point are no part of what a text is about: «3所», «全部», «已经»
_NO_PART = tuple("mqrdpuc")
_NOUN = tuple("njxs")  # places, persons and names begin with n
_OTHER_NOUNS = frozenset({"vn", "an"})
# can stand before an aspect too
_PHRASES = frozenset({"l", "t"})
# where and for whom anything can be: two texts may name it, or leave it out
_ANYWHERE = word_set(
    "城镇 农村 城乡 基层 乡村 县域 县城 地区 社区 城市 群众 全民 区域 省会 全国 居民 人民 西部 东部 中部 中西部 境外"
    " 国内 国际 对内 对外 内部 贫困地区 困难 低收入"
)
_QUALITY = re.compile("性$|..[化型力率感度]$")
_GENERAL_ZH = zh_points.GENERAL | zh_points.STOCK
_HALF = 2

# what stands before a verb, or before any object
_BEFORE_VERB = word_set(
    "will shall must to would should can we i they government also further may not has have been be is are was were"
)
_NO_PART_EN = _BEFORE_VERB | word_set("the a an our this that its")
_BEHIND_SUBJECT = word_set("will shall must should would is are was were has have can may to")
_GENERAL_EN = (
    en_points.POINTS
    | en_points.STOCK
    | word_set(
        "allocation allocations vote expenditure expenditures budget budgets appropriation estimates recurrent "
        "operating operational capital spending money dollars year month months better stronger safer greener cleaner "
        "strong safe sustainable vibrant inclusive resilient modern"
    )
)


Weigh = Callable[[Sequence[str]], tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]]
"""What the static encoder knows of n words: their directions (n, d), unit length; how far each moves the vector of a
text (n,); and how rare it is (n,), minus the log of its probability."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where two texts differ: the words on both sides."""

    one: tuple[str, ...]
    other: tuple[str, ...]


class Exchanged:
    """See the module's docstring; call it with two texts of a language. Words are weighed once."""

    def __init__(self, weigh: Weigh) -> None:
        """Take what weighs words, a method of the static encoder."""
        self._weigh = weigh
        self._known: dict[str, tuple[NDArray[np.float32], float, float]] = {}

    def __call__(self, one: str, other: str, language: str) -> bool:
        """Tell whether two texts say the same of two objects; it does not matter which of them is the first."""
        english = language == "en"
        gap = _gap_en(one, other) if english else _gap_zh(one, other)
        if gap is None or not all(self._concrete(word, english=english) for word in (*gap.one, *gap.other)):
            return False
        join = " ".join if english else "".join
        if _one_member(join(gap.one), join(gap.other), language):
            return False
        pairs = [(join(gap.one), join(gap.other)), *((a, b) for a in gap.one for b in gap.other)]
        return all(self._likeness(a, b) < _ALIKE for a, b in pairs)

    def _of(self, word: str) -> tuple[NDArray[np.float32], float, float]:
        if word not in self._known:
            directions, strengths, rarities = self._weigh([word])
            self._known[word] = (directions[0], float(strengths[0]), float(rarities[0]))
        return self._known[word]

    def _concrete(self, word: str, *, english: bool) -> bool:
        _, strength, rarity = self._of(word)
        return strength >= _CONCRETE and rarity < _KNOWN if english else strength >= _CONCRETE or rarity >= _RARE

    def _likeness(self, a: str, b: str) -> float:
        return round(float((self._of(a)[0] * self._of(b)[0]).sum()), _DECIMALS)


def _one_member(one: str, other: str, language: str) -> bool:
    """Tell whether two texts name one member of a family («needy» and «poor»)."""
    members = (pattern for family in LEXICONS[language].groups.values() for pattern in family.values())
    return any(pattern.search(one) and pattern.search(other) for pattern in members)


@lru_cache(maxsize=1 << 15)
def _words(text: str, language: str) -> tuple[str, ...]:
    """Return the words of a text of one clause; none of a text that lists or has several clauses."""
    own = plain(text, language).rstrip("。.；;，,：:!！ ")
    words = () if _SEVERAL.search(own) else tuple(LANGUAGES[language].tokens(own))
    return () if _AND.intersection(words) else words


def _differing(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """Return how many words two sequences share before and behind the place where they differ."""
    most = min(len(a), len(b))
    before = next((k for k in range(most) if a[k] != b[k]), most)
    behind = next((k for k in range(most - before) if a[-1 - k] != b[-1 - k]), most - before)
    return before, behind


def _gap_zh(one: str, other: str) -> _Gap | None:
    """Return the nouns in which two Chinese texts differ, None where they differ otherwise."""
    a, b = (_parts_zh(text) for text in (one, other))
    before, behind = _differing(a, b)
    own, theirs = a[before : len(a) - behind], b[before : len(b) - behind]
    if not own or not theirs or max(len(own), len(theirs)) > _MOST:
        return None
    if not behind and any(_noun(word, aspect=True) for word in a[:before]):
        return None
    # «消防车», «公交车»: what differs are the letters before
    left, right = "".join(own), "".join(theirs)
    start, end = _differing(left, right)
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    if min(len(left), len(right)) < _HALF or set(left) & set(right):
        return None
    if start or end:
        own, theirs = (tuple(LANGUAGES["zh"].tokens(text)) for text in (left, right))
    named = all(len(word) >= _HALF and _noun(word) and not _general_zh(word) for word in (*own, *theirs))
    return _Gap(own, theirs) if named else None


@lru_cache(maxsize=1 << 15)
def _parts_zh(text: str) -> tuple[str, ...]:
    """Return the words of a Chinese text that say what it is about."""
    stock, tags = LEXICONS["zh"].stock, word_tags()
    return tuple(
        word
        for word in _words(text, "zh")
        if word not in stock and not _NUMBER.fullmatch(word) and not tags.get(word, "x").startswith(_NO_PART)
    )


def _noun(word: str, *, aspect: bool = False) -> bool:
    """Tell whether a Chinese word is a noun, or with `aspect` may be one."""
    tag = word_tags().get(word, "x")
    return tag.startswith(_NOUN) or tag in _OTHER_NOUNS or (aspect and tag in _PHRASES)


def _general_zh(word: str) -> bool:
    """Tell whether a Chinese word can stand in many texts about other things, or is two such words."""
    two = len(word) == 2 * _HALF and {word[:_HALF], word[_HALF:]} <= _GENERAL_ZH
    return two or word in _GENERAL_ZH or word in _ANYWHERE or _QUALITY.search(word) is not None


def _gap_en(one: str, other: str) -> _Gap | None:
    """Return the nouns in which two English texts differ, None where they differ otherwise."""
    words = [_words(text, "en") for text in (one, other)]
    places = [
        [k for k, word in enumerate(own) if word not in _NO_PART_EN and not _NUMBER.fullmatch(word)] for own in words
    ]
    parts = [[own[k] for k in kept] for own, kept in zip(words, places, strict=True)]
    before, behind = _differing(*parts)
    gap = [own[before : len(own) - behind] for own in parts]
    if not (before or behind) or not all(gap) or max(map(len, gap)) > _MOST or set(gap[0]) & set(gap[1]):
        return None
    if any(word in _GENERAL_EN or word.endswith("ed") for own in gap for word in own):
        return None
    for own, kept in zip(words, places, strict=True):
        first, last = kept[before], kept[len(kept) - behind - 1]
        ahead = own[first - 1] if first else ""
        if ahead in _BEFORE_VERB or (not first and own[last + 1 : last + 2] and own[last + 1] not in _BEHIND_SUBJECT):
            return None
        # «tax evasion» and «tax cheats»; a verb alone may stand before
        if not behind and before > 1 and ahead not in LEXICONS["en"].stock:
            return None
    return _Gap(tuple(gap[0]), tuple(gap[1]))
