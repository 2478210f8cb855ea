"""How the figures and the wording of one promise move from year to year."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from pipeline.figures import ALIKE, CHANGE_MARK, SEVERAL_YEARS, dimension, indicator_similarity, is_rate_of_change, step
from pipeline.languages import LANGUAGES

Row = Mapping[str, Any]
_Figure = tuple[Row, Row]  # a promise and one of its figures

UP, DOWN = "raised", "lowered"
BOUND = 4  # the level of what has a deadline or names who is to do it
SOME = 3  # a shorter stretch at the head or end is another verb or noun of form, which changes only the wording
CONTAINED = 0.8  # share of the shorter wording's pairs of words that must return for «the same words and more»
LONGER = 1.25  # how much longer a wording must be to count as having gained or lost something

_WORD = re.compile(r"[a-z0-9$%.'’-]*[a-z0-9%]|[^\W_]|[、，,]")
# what else a figure is made of: 1.5 is not 15, nor 5-6 % what 56 % is
_TO = re.compile(r"(?<=[\d%])\s*[-–—―~]+\s*(?=\d)")
_LETTER = re.compile(r"[^\W_]|(?<=\d)\.(?=\d)|(?<=[\d%])-(?=\d)|[%‰]")
_LEAD = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|第?[一二三四五六七八九十]{1,2}[是要]|(?:同时|今年|新的一年)[，,]?|我们|各级政府"
    r"|(?:and|also|first|second|third|finally|therefore|i|we|it|(?:the|my|our) government|will|shall|must)\b[, ]*)*"
)
_ADVERBS = re.compile(
    "坚决|切实|进一步|继续|认真|大力|积极(?!性)|深入|扎实|努力|着力|全力|稳步|不断|持续|坚定不移地?|一如既往地?|更加|更好地?"
    "|牢牢|充分|严格|始终|下大?气力|千方百计|坚持不懈地?|广泛|有效|奋力|一定要?|控制在|必须|^[要将应]"
    "|continue to |also |therefore "
    # what adds nothing to a verb or an object
    "|全面(?=推[进行广动]|提[高升]|加强|落实|实[施行]|贯彻|履[行职]|开展|增强|改善|强化|优化|完善|完成)|保持|满腔热忱地"
    "|加快(?=建立健全)|新形势下的?|这(?:一|些)?方面的?|走深走实|的原则$"
)
# words are parted by blanks in these; «和», «、» and «and» join what is put beside others, a comma another action
_BESIDE = re.compile(
    r"^(?:[、或]|以 及|和(?! [谐平睦解])|及(?! [时早])|与(?! [会时])|(?:and|or)\b"
    r"|[，,](?! (?:按|以|用|in|to|with|by|from|for|up|after|which|including)\b))|(?:[、和及与或]|\band|\bor)$"
    r"|^(?![以按为围在通针对随根从到作采今聚瞄经])[一-鿿].*[，,]$"
)
# «比上年增加42亿元» says by how much something moves, «增加到42亿元» where it stands
_BY_SO_MUCH = re.compile("(?:增加|减少|增|减|多|少)(?:了|约|近|超过?)?$")
# units that do not say what is counted
_OF_ANYTHING = frozenset({"元", "个", "项"})
_PURPOSE = re.compile(r"[，,] (?:让|使|以 便|从 而|为|确 保|(?:so|in order|to)\b)")


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that changed between two promises of one thread; values are in the unit of the later one."""

    year: int
    unit_id: str
    earlier_unit_id: str
    indicator: str
    unit: str
    before: tuple[float, float]
    now: tuple[float, float]
    direction: str
    raw_before: str
    raw_now: str


def moves(members: Sequence[Row], targets: Mapping[str, Sequence[Row]]) -> tuple[Move, ...]:
    """Return the figures of a thread that were raised or lowered, in order of time.

    Args:
        members: the promises in order of time.
        targets: the figures of each promise, by unit id, in the order of the text.

    A year's figures are compared with those of the last earlier year that names some of their sort (:func:`_sort`).
    Promises of one year (a report and an inquiry reply, say) are not compared with each other. Where both years name
    one indicator of that sort, its names may differ a little; where one of them names several, only figures of the
    same name are compared.
    """
    if sum(member["unit_id"] in targets for member in members) < 2:
        return ()  # most threads name no figure, or only once
    last: dict[tuple[Any, ...], list[_Figure]] = {}
    found: list[Move] = []
    for _, own in itertools.groupby(members, key=lambda member: member["year"]):
        groups: dict[tuple[Any, ...], list[_Figure]] = defaultdict(list)
        for member in own:
            stated = [
                t for t in targets.get(member["unit_id"], ()) if t["low"] is not None and t["direction"] != "from"
            ]
            changes = [_moves_by(member, target) for target in stated]
            # «1.1万亿元，比上年增加1000亿元»: where an amount stands, what it moves by is no figure of its own
            amounts = {_measure(t) for t, change in zip(stated, changes, strict=True) if not change}
            for target, change in zip(stated, changes, strict=True):
                if not (change and _measure(target) in amounts):
                    groups[_sort(member, target, change=change)].append((member, target))
        for sort, now in groups.items():
            found += _compare(last.get(sort, ()), now)
        last |= groups
    return tuple(found)


def _sort(promise: Row, target: Row, *, change: bool) -> tuple[Any, ...]:
    """Return what two figures must share to be compared.

    That is the dimension; whether they hold for several years together; whether they are a share, a rise or a fall,
    an amount or what it moves by (`change`); and the year in which they are due where that is not the year of the
    speech: a yearly target is due anew each year.
    """
    measure = _measure(target)
    if measure == "point" or is_rate_of_change(target["unit"], target["direction"], target["indicator"]):
        measure += " fall" if target["direction"] == "down" else " rise"
    elif change:
        measure += " less" if target["direction"] == "down" else " more"
    due = None if target["deadline_year"] == promise["year"] else target["deadline_year"]
    return measure, target["period"] in SEVERAL_YEARS, due


def _measure(target: Row) -> str:
    return dimension(target["unit"])[0]


def _moves_by(promise: Row, target: Row) -> bool:
    """Tell whether a figure is an amount by which something moves, by its name or the verb before it."""
    if target["indicator"]:
        return str(target["indicator"]).endswith(CHANGE_MARK)
    before = promise["text"][: max(0, promise["text"].find(target["raw"]))]
    return _measure(target) not in {"share", "point", "multiple"} and bool(_BY_SO_MUCH.search(before))


def _compare(before: Sequence[_Figure], now: Sequence[_Figure]) -> list[Move]:
    """Return for each indicator the move from one year's figures to another's; none that stood there before moved."""
    names = list(dict.fromkeys(target["indicator"] for _, target in now))
    single = len(names) == 1 and len({target["indicator"] for _, target in before}) == 1
    found = []
    for name in names:
        old = [f for f in before if f[1]["indicator"] == name or (single and _alike(f, now[0]))]
        new = [f for f in now if f[1]["indicator"] == name]
        if not old or {_base(t) for _, t in old} & {_base(t) for _, t in new}:
            continue
        (earlier, was), (member, now_set) = old[0], new[0]
        moved = step(_base(was), _base(now_set), {was["bound"], now_set["bound"]})
        if not moved:
            continue
        factor = dimension(was["unit"])[1] / dimension(now_set["unit"])[1]
        found.append(
            Move(
                member["year"],
                member["unit_id"],
                earlier["unit_id"],
                name or was["indicator"],
                now_set["unit"],
                (round(was["low"] * factor, 6), round(was["high"] * factor, 6)),
                (now_set["low"], now_set["high"]),
                UP if moved > 0 else DOWN,
                was["raw"],
                now_set["raw"],
            )
        )
    return found


def _base(target: Row) -> tuple[float, float]:
    """Return both ends of a figure in the base unit of its dimension."""
    factor = dimension(target["unit"])[1]
    return round(target["low"] * factor, 6), round(target["high"] * factor, 6)


def _alike(before: _Figure, now: _Figure) -> bool:
    """Tell whether the indicators of two figures may be one: a figure without a name may be of any of its unit.

    Where the unit does not say what is counted («安排30亿元»), only of what stands beside it.
    """
    a, b = before[1]["indicator"], now[1]["indicator"]
    if a and b:
        return indicator_similarity(a, b) >= ALIKE
    unnamed = (now if a else before)[0]["text"]
    return now[1]["unit"] not in _OF_ANYTHING or a == b or (a or b).removeprefix("总") in unnamed


def wording_change(earlier: Row, later: Row, targets: Mapping[str, Sequence[Row]]) -> str:
    """Return verbatim, narrowed, broadened or reworded for two promises of one thread.

    Narrowed: the later one can be checked and the earlier could not (level below 3, then 3 or more), or it keeps the
    earlier words and qualifies them (which ones, by what means, until when), or it leaves out others that stood beside
    them («修好渡口和码头» → «修好渡口»). Broadened is the reverse, but that what can no longer be checked must have
    lost a figure or a deadline (one of `targets`, by unit id, or what the highest level tells of): without, a deed may
    have gone on to its next stage («启动修建渡口» → «加快修建渡口»), and the words are compared. «Keeps» means that at
    least 80 % of the pairs of words (in Chinese, of letters) of the shorter wording return in one that is at least a
    quarter longer. List marks, who speaks, and adverbs are left out: they change nothing but the wording.
    """
    if same_words(earlier, later):
        return "verbatim"
    checkable = ((earlier["level"] or 0) >= 3, (later["level"] or 0) >= 3)
    if checkable == (False, True):
        return "narrowed"
    lost = earlier["level"] == BOUND or _measures(earlier, targets) - _measures(later, targets)
    if checkable == (True, False) and lost:
        return "broadened"
    shorter, longer = sorted((earlier["text"], later["text"]), key=lambda text: len(_core(text)))
    if len(_core(longer)) < LONGER * len(_core(shorter)):
        return "reworded"
    added = _added(_words(shorter), _words(longer))
    if not added:
        return "reworded"
    return "broadened" if (longer is later["text"]) == (added == "beside") else "narrowed"


def _measures(promise: Row, targets: Mapping[str, Sequence[Row]]) -> set[str]:
    """Return what a promise can be measured by: a figure, a deadline, both or neither."""
    named = targets.get(promise["unit_id"], ())
    figures = {"figure" for target in named if target["low"] is not None}
    return figures | {"deadline" for target in named if target["deadline_year"] is not None}


def _added(short: Sequence[str], long: Sequence[str]) -> str:
    """Return what a wording has more than a shorter one that it keeps: others «beside», what «qualified» it, or ''."""
    pairs = set(itertools.pairwise(short))
    kept = pairs.intersection(itertools.pairwise(long))
    if not kept or len(kept) < CONTAINED * len(pairs) or len(long) < LONGER * len(short):
        return ""
    kinds = set()
    for _, a, b, c, d in SequenceMatcher(None, short, long, autojunk=False).get_opcodes():
        if d - c > b - a and (d - c >= SOME or 0 < c < d < len(long)):
            kinds.add(_kind(long, c, d))
    return kinds.pop() if len(kinds) == 1 else ""


def _kind(words: Sequence[str], start: int, end: int) -> str:
    """Return what the words of a stretch do for the rest: «beside», «qualified», or '' for what comes of it.

    What is put in between may be cut out at several places: of «东岸、西岸渡口» beside «西岸渡口» also «岸、西».
    """
    while start and words[start - 1] == words[end - 1]:
        start, end = start - 1, end - 1
    while True:
        said = " ".join(words[start:end])
        if _PURPOSE.match(said):
            return ""
        if _BESIDE.search(said):
            return "beside"
        if end == len(words) or words[start] != words[end]:
            return "qualified"
        start, end = start + 1, end + 1


def same_words(earlier: Row, later: Row) -> bool:
    """Tell whether two promises have the same letters and figures."""
    return _core(earlier["text"]) == _core(later["text"])


@lru_cache(maxsize=1 << 14)
def _core(text: str) -> str:
    """Return the letters and figures of a text as :func:`_plain` puts it: punctuation and spaces change nothing."""
    return "".join(_LETTER.findall(_TO.sub("-", _plain(text))))


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text, in Chinese its letters, with commas but without what _LEAD and _ADVERBS hold."""
    return tuple(_WORD.findall(_ADVERBS.sub("", _LEAD.sub("", _plain(text), count=1))))


def _plain(text: str) -> str:
    """Return a text in lower case, one width and simplified script, for the script changes no wording either."""
    return LANGUAGES["zh"].fold(unicodedata.normalize("NFKC", text)).casefold()
