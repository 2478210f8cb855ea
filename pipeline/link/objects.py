"""Which object of a kind a text names: the one bridge and not the other, phase one and not phase two.

Two promises that share all words but the name of a bridge are two promises (codebook §4, rules 5 and 9), and a report
about the other bridge is no news of the first. The words of a kind are listed; a name is what stands before one and is
no everyday word, so that «the city's parks» has none. A text that lists many objects names none: two lists differ
without being about other things. A stance of fiscal or monetary policy is told from another like a name. English acts,
funds, schemes and ministries are called by the capital words of their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pipeline.languages import LANGUAGES
from pipeline.languages.zh import word_tags
from pipeline.link.finding import Finder
from pipeline.link.lexicon import LEXICONS

Objects = Mapping[str, frozenset[str]]
"""For each kind of object that a text names, the names."""

_MOST_LISTED = {"zh": ("、", 1), "en": (",", 3)}
"""The sign that parts a list, and how often it may stand in a text that is none."""

_BAR = "|"
_ROAD, _RAIL, _SCHOOL, _HOSPITAL, _TOWN = "road", "railway", "school", "hospital", "township"
_HEADS: Mapping[str, str] = {
    "bridge": "(?:跨[海江河湖]|过江)?(?:特大桥|大桥)",
    "reservoir": "水库",
    _ROAD: "高速公路|高速(?!发展|增长|推进)|大道|公路|路(?=改造|建设|拓宽|打通|贯通|通车|工程|[，、。；]|$)",
    _RAIL: "城际铁路|铁路|高铁|客专",
    "airport": "机场",
    "port": "港(?=[区口池]|建设|工程|[，、。；]|$)",
    "park": "(?:国家|文化|湿地|森林|地质|郊野|遗址|植物){0,4}公园",
    _HOSPITAL: "(?:人民|中心|综合|专科)?医院|(?:中心)?卫生院|保健院",
    "house": "(?:综合)?文化站|敬老院|养老院|福利院",
    _TOWN: "镇|街道|乡(?![村镇亲土贤音])",
    _SCHOOL: "中学|小学",
    "power station": "水电站|核电站?|抽水蓄能电站|电厂",
    "tunnel": "隧道",
    "waterworks": "水厂|污水处理厂",
    "station": "火车站|客运站|高铁站|综合枢纽",
    "park of firms": "开发区|产业园|工业园",
}
_HEAD = re.compile("|".join(f"(?P<k{number}>{words})" for number, words in enumerate(_HEADS.values())))
_KIND_OF_GROUP = {f"k{number}": kind for number, kind in enumerate(_HEADS)}
_LONGEST_NAME = 8
_NAME = re.compile(rf"[\u4e00-\u9fff]{{0,{_LONGEST_NAME}}}$")
# «二期工程», «11号线»: which of them, in figures or words
_COUNTED: Mapping[str, re.Pattern[str]] = {
    "phase": re.compile(
        r"([一二三四五六]|(?<!\d)[1-6])期(?=工程|项目|建设|安置|厂房|校区|泵站|扩建|改造|[，。、；）)]|$)"
    ),
    "line": re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})号线"),
    # «G310», «310国道»
    "highway": re.compile(
        r"(?:(?<=国道)|(?<=省道)|(?<=(?<![A-Za-z])[GSgs]))\d{2,4}(?![\d%.])|(?<!\d)\d{2,4}(?=国道|省道)"
    ),
    # of a fair or games; congresses are numbered too, and name the time alone
    "edition": re.compile(
        r"第?([首一二三四五六七八九十百]{1,4}|\d{1,3})届(?![^，。；、]{0,6}(?:人大|人民代表|政协|中央|全会|党代))"
    ),
}
# called by what they are about: one statute or fund and another have no word of it in common
_SUBJECT = re.compile(r"(?P<statute>条例|(?:管理|实施)办法)|(?P<fund>专项资金|基金)")
_NO_SUBJECT = frozenset(
    word
    for words in (
        "管理 发展 专项 投资 引导 地方 立法 相关 有关 若干 一批 各类 国家 城市 农村 建设 保护 促进 规模 亿元 万元",
        "总规模 设立 组建 成立 建立 制定 制订 修订 修改 起草 颁布 出台 完善 实施 用好 发挥",
        "扩大 争取 落实 筹建 尽快 加快 推动",
    )
    for word in words.split()
)
# what an industry yields is told from another's by what stands before, without letters that any industry's may have
VALUE = "value"
_VALUE = re.compile("增加值|产值|营业收入|营收")
_OF_ANY_VALUE = frozenset(
    "产业经济工制造的高新技术先进现代大规模以上增长全国我省市重点核心战略性兴支柱优势特色等体系集群链年均总其中"
)
_BY_SUBJECT = frozenset({*_SUBJECT.groupindex, VALUE})
# a kind of the lexicon that is promised by its figure; in a long text the figure may be of anything
INDICATOR = "indicator"
_FIGURE = re.compile(r"\d|同步|高于|快于")
_SHORT = 60
# of fiscal and monetary policy the stance is what is promised; a text that turns from one to another names none
_STANCE = "stance"
_STANCES = re.compile(r"(?P<stance>从紧|紧缩|稳健|积极|宽松)的?(?P<tools>财政(?:政策)?和?货币|货币|财政)政策")
_TURNS = re.compile(r"转[为向变到]|调整为|改为|(?:^|，)[从由](?!紧)")
_SAME_STANCE = {"紧缩": "从紧"}
_TOOLS = ("财政", "货币")
_GOVERNMENT = re.compile(r"[省市县区州盟旗]")
_NUMBERS = {word: str(k) for k, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)} | {"首": "1"}
# «县三中», «第三中学»; «三中全会» and «一中心» are none
_NUMBERED: Mapping[str, re.Pattern[str]] = {
    _SCHOOL: re.compile(
        r"第?([一二三四五六七八九十]{1,2})(?:中(?![全心央国标小等高院])|中学|小学?(?=[，、。；迁扩新改]|$))"
    ),
    _HOSPITAL: re.compile(r"第([一二三四五六七八九十]{1,2})(?:人民)?医院|[市县区州]([一二三四五六七八九十])院"),
}
_PROPER = ("ns", "nr", "x")  # jieba's tags of places and persons; x: a word of which the dictionary has no tag
_LETTER = ("n", "j", "g", "a", "x", "b")  # of single characters that can stand in a name; verbs and particles cannot
_NO_NAME = frozenset("建修新大中小老各县市省区村乡镇等国城农公水上下东南西北长短快慢旧特重好全高内外主干支环电")
# what stands before «镇» and «街道» and names none; any other word does, for towns are called after everything
_NO_TOWN = frozenset(
    word
    for words in (
        "特色 重点 中心 建制 试点 示范 部分 偏远 边境 民族 美丽 文明 经济 工业 旅游 历史 文化 城市 农村 老城 主要 有关",
        "相关 其他 百强 千强 卫星 产业 乡村 镇乡 所有 全部 一批 每个 多个 生态 宜居 园林 卫生 海岛 山区 沿海 城关 商贸",
    )
    for word in words.split()
)
_IN_NAMES = frozenset("东西南北上下大小新老长高水")
# verbs and everyday words that the dictionary takes for names: Xinjian is a county, but «新建县医院» builds one
_TAKEN_FOR_NAMES = frozenset(["新建", "新建县", "新建区", "续建", "拓宽", "通达", "加密", "智慧", "力争", "普通"])

_PLACE = re.compile(
    r"\b(?:in|at|near|between|from|to|around|along)\s+(?:the\s+)?"
    r"((?:(?:New|Old|Port|St\.?|Saint|Fort|Mount|Lake|Upper|Lower)\s+)?[A-Z][a-z]{2,})\b(?!\s+(?:[A-Z]|and\s+[A-Z]))"
)
_FACILITY = re.compile(
    r"\b([A-Z][a-z]{2,})\s+(?:[Hh]ospital|[Bb]ridge|[Rr]oad|[Ss]tation|[Ss]chool|[Ll]ibrary|[Aa]irport|[Pp]ort|[Tt]unnel|"
    r"[Pp]ark|[Vv]alley|[Ii]sland|[Rr]eservoir|[Dd]am|[Hh]arbour|[Cc]linic|[Pp]rison)\b"
)
_PARTNER = re.compile(r"\b(?:agreement|treaty|pact) with (?:the )?([A-Z][a-z]{2,})\b")
_ORDINALS = frozenset({"First", "Second", "Third"})
_IS = re.compile(r"\s+(?:is|was|has|had|will|shall|must|should|would|can)\b")
# capitals that name no place: offices, institutions, months, peoples, and what stands in a budget
_NOT_PLACES = frozenset(
    word
    for words in (
        "Government Parliament House Commons Senate Minister Ministers Ministry Ministries Budget Act Bill Committee",
        "Commission Board Authority Council Fund Scheme Programme Program Plan Department Agency Corporation Treasury",
        "Crown Constitution State Republic Commonwealth Province Nation Nations Queen King Members Member Speaker Bank",
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter North South East West World Year",
        "Institutions Institution",
        "Services Service Table Finance Post Institute University Construction Secondary Primary Sixties Seventies",
        "Eighties Nineties Self Manufacturing Polytechnic Diploma Goods Package Report Opposition Assembly Chamber",
        "Estimates Supply Session Health Education Defence Trade Industry Labour Community General Throne",
        "Parliamentary The This That These Those Our Its Their Each Every Another Any Some All Both No New Old",
        "Two Three Four Five Public Local Rural Urban Regional County City Country Municipal Main",
        "High Higher Middle Special Free Community Youth Toll",
    )
    for word in words.split()
)

# called by the capital words before it, or behind a ministry; of one head and without a common word they are two
_HEAD_OF_NAME = "Act|Fund|Scheme|Grant|Allowance|Credit|Package|Line|Ministry"
_CAPITAL = r"[A-Z][\w'&-]{0,40}"
_NAMED = re.compile(
    rf"\b((?:{_CAPITAL}\s+(?:(?:of|and|for|&|in|on|to)\s+){{0,2}}){{1,6}})(?<!\bI )({_HEAD_OF_NAME})s?\b(?!-|\s+[A-Z])|"
    rf"\b(Ministry) (?:of|for) ((?:the )?{_CAPITAL}(?:(?:,| and|, and) {_CAPITAL})*)"
)
_NAMED_KINDS = frozenset(_HEAD_OF_NAME.split(_BAR))
# «Apprenticeship» and «Apprentices» are one word of a name: they share so many letters; «Crew» is as good as «Crewing»
_LETTERS_OF_WORD, _LEAST_WORD = 5, 3
# the words of a name may be abbreviated; the text may then call it so
_ABBREVIATED = re.compile(r"\b[A-Z]{3,}\b")
# capitals that stand before many such names; the last begin a sentence in the midst of a text
_NO_WORDS_OF_NAMES = frozenset(
    word
    for words in (
        "New National Government Canada Canadian Singapore Federal State Public Total Special Enhanced Existing",
        "The This These Our My A An I",
    )
    for word in words.split()
)


@lru_cache(maxsize=1 << 15)
def names_nothing(text: str, language: str) -> bool:
    """Tell whether a text names no object of its own, so that only its speech can say what it is about."""
    return LANGUAGES[language].names_nothing(text)


@lru_cache(maxsize=1 << 15)
def objects_of(text: str, language: str) -> Objects:
    """Return the objects that a text names, by kind; `text` is the unit's own, for English names need their capitals.

    Kinds are those of this module and of the lexicon's table `kinds`; a kind of which nothing is named is left out.
    """
    sign, most = _MOST_LISTED[language]
    normalised = LANGUAGES[language].normalise(text)
    if normalised.count(sign) > most:
        return {}
    found: dict[str, set[str]] = {}
    for kind, mark in _english(normalised) if language == "en" else _chinese(normalised):
        found.setdefault(kind, set()).add(mark)
    measured = len(normalised) <= _SHORT and bool(_FIGURE.search(normalised))
    for name in _kinds(language)(normalised.lower()):
        kind, _, member = name.partition(_BAR)
        if kind == INDICATOR and not measured:
            continue
        found.setdefault(kind, set()).add(member)
    return {kind: frozenset(marks) for kind, marks in found.items()}


@cache
def _kinds(language: str) -> Finder:
    """Return what finds the members of the lexicon's kinds."""
    kinds = LEXICONS[language].kinds
    patterns = {f"{kind}{_BAR}{member}": p for kind, members in kinds.items() for member, p in members.items()}
    return Finder(patterns, language)


def other_object(a: Objects, b: Objects) -> bool:
    """Tell whether two texts name objects of one kind, and none of that kind that could be the same."""
    kinds = a.keys() & b.keys()
    if _STANCE in kinds and _other_stance(a[_STANCE], b[_STANCE]):
        return True
    return any(
        not any(_alike(kind, one, other) for one in a[kind] for other in b[kind]) for kind in sorted(kinds - {_STANCE})
    )


def _other_stance(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether two texts take a stance on a tool of policy that both name, and another one on each such tool."""
    agree = [one == other for one in a for other in b if one[:2] == other[:2]]
    return bool(agree) and not any(agree)


def _alike(kind: str, one: str, other: str) -> bool:
    """Tell whether two names may be one: a railway is called by two cities or by the first letters of both.

    Of what is called by its subject, one letter in common is enough, and of English acts, funds and the like one word:
    the subject may be named in other words.
    """
    if kind in _NAMED_KINDS:
        return any(_one_word(mine, theirs) for mine in one.split() for theirs in other.split())
    mine, theirs = set(one), set(other)
    if kind in _BY_SUBJECT:
        return bool(mine & theirs)
    return one == other or (kind in _HEADS and (mine <= theirs or theirs <= mine))


def _one_word(one: str, other: str) -> bool:
    """Tell whether two words of names are one, but for their endings."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _LEAST_WORD and long.startswith(short[:_LETTERS_OF_WORD]))


def _own_word(word: str) -> str:
    """Return a capital word of a name as names are compared; empty if it stands before many names."""
    own = word.removesuffix("'s")
    return "" if own in _NO_WORDS_OF_NAMES else re.sub("ies$", "y", own.lower())


def _english(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_PLACE, _FACILITY):
        for match in pattern.finditer(text):
            name = match.group(1).split()[-1]
            # a sentence begins with a capital whatever the word is: «Repair road surfaces», but «Fernley bridge was …»
            before = text[: match.start()].rstrip(" \n\"'“‘(")
            first = pattern is _FACILITY and (not before or before[-1] in ".!?:;") and not _IS.match(text, match.end())
            # «Second Bridge» is called so, a second bridge is not
            first |= name in _ORDINALS
            if name not in _NOT_PLACES and not (first and match.group().split()[-1].islower()):
                yield "place", name
    for match in _PARTNER.finditer(text):
        if match.group(1) not in _NOT_PLACES:
            yield "partner", match.group(1)
    if not _ABBREVIATED.search(text):
        for match in _NAMED.finditer(text):
            before, head, ministry, behind = match.groups()
            # the first word of a text has a capital whatever it is
            skipped = 1 if before and match.start() == 0 else 0
            words = re.findall(_CAPITAL, (before or behind).replace("-", " "))[skipped:]
            name = " ".join(filter(None, map(_own_word, words)))
            if name:
                yield head or ministry, name


def _chinese(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _NUMBERED.items():
        for match in pattern.finditer(text):
            yield kind, f"第{next(filter(None, match.groups()))}"
    for kind, pattern in _COUNTED.items():
        for number in pattern.findall(text):
            yield kind, _NUMBERS.get(number, number)
    for match in _SUBJECT.finditer(text):
        subject = _subject(text, match.start())
        if subject:
            yield match.lastgroup or "", subject
    if _FIGURE.search(text):
        for match in _VALUE.finditer(text):
            subject = "".join(letter for letter in _subject(text, match.start()) if letter not in _OF_ANY_VALUE)
            if len(subject) > 1:
                yield VALUE, subject
    for tool, stances in _stances(text).items():
        if len(stances) == 1:
            yield _STANCE, tool + min(stances)
    begin = 0
    for match in _HEAD.finditer(text):
        kind = _KIND_OF_GROUP[match.lastgroup or ""]
        # «青屿山、白屿山国家公园»: both are called so
        for stretch in text[begin : match.start()].rsplit("、", 1 if kind == "park" else 0):
            before = _NAME.search(stretch)
            name = _name(before.group() if before else "", town=kind == _TOWN)
            if name:
                yield kind, name
        begin = match.end()


def _stances(text: str) -> dict[str, set[str]]:
    """Return the stances that a text takes, by tool of policy."""
    found: dict[str, set[str]] = {}
    if _TURNS.search(text):
        return found
    for match in _STANCES.finditer(text):
        for tool in _TOOLS:
            if tool in match["tools"]:
                found.setdefault(tool, set()).add(_SAME_STANCE.get(match["stance"], match["stance"]))
    return found


def _subject(text: str, end: int) -> str:
    """Return the words before a place of a text that say what a statute or fund is about, without everyday ones."""
    found = _NAME.search(text, max(0, end - _LONGEST_NAME), end)
    own = _GOVERNMENT.split(found.group() if found else "")[-1]
    stock = LEXICONS["zh"].stock
    return "".join(w for w in LANGUAGES["zh"].tokens(own) if w not in _NO_SUBJECT and w not in stock)


def _name(before: str, *, town: bool) -> str:
    """Return the name with which a stretch ends, empty if what stands there are everyday words."""
    tags = word_tags()
    name = ""
    for word in reversed(LANGUAGES["zh"].tokens(before)):
        tag = "" if word in _TAKEN_FOR_NAMES else tags.get(word, "x")
        # other names are called nz («龙泉»), and with more characters mostly words («嵌入式»)
        tag = "ns" if tag == "nz" and len(word) == 2 else tag
        # «新大桥» is a new bridge, «东屿大桥» the bridge of Dongyu; «郑州至济南高铁» is called by both
        everyday = word in _NO_NAME and not (name and word in _IN_NAMES)
        letter = len(word) == 1 and not everyday and (tag.startswith(_LETTER) or town or (bool(name) and word == "至"))
        proper = tag.startswith(_PROPER) or (town and not name and tag.startswith("n") and word not in _NO_TOWN)
        if not letter and not (len(word) > 1 and proper):
            break
        name = word + name
    return name if len(name) > 1 else ""
