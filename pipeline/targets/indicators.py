"""What a figure measures: the noun phrase around it, brought to one form.

The phrase stands before the figure («城镇新增就业1200万人», «the tax rate to 15 per cent»), behind it
(«12所学校», «1,200 new homes»), or, where a clause has none, in the clause before («…超过10亿元，增长5%»).
Indicators that have many names are brought to one name by a table; for the rest, verbs that say what
is done, times and places are left out and the qualifier 新增 goes to the front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.figures import dimension
from pipeline.targets.english import singular
from pipeline.targets.mentions import Mention, Sort

#: name that stands for all spellings → pattern for the cleaned phrase, for Chinese
_KNOWN_ZH: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "GDP",
            r"(?:国内|国民|地区|生产)?(?:国内|地区)?生产总值(?:GDP)?|GDP|(?:国民)?经济(?:总量|增长|增速|发展)?(?:速度|率)?(?:的)?",
        ),
        ("人均GDP", r"人均(?:国内|地区)?生产总值|人均GDP"),
        ("单位GDP能耗", r"(?:单位|万元)(?:国内|地区)?(?:生产总值|GDP)(?:综合)?(?:能耗|能源消耗)(?:强度)?"),
        ("单位GDP二氧化碳排放", r"(?:单位|万元)(?:国内|地区)?(?:生产总值|GDP)二氧化碳排放(?:量|强度)?"),
        ("居民消费价格", r"(?:全国)?(?:城乡)?居民消费(?:品)?价格(?:总水平|总指数|指数|水平)?(?:CPI)?|CPI"),
        ("商品零售价格", r"(?:社会)?(?:商品)?零售(?:商品)?(?:物价|价格)(?:总水平|总指数|指数|水平)?"),
        ("城镇新增就业", r"新增(?:城镇)(?:从业人员|就业)?(?:人员|人数|岗位|人口)?(?:就业)?(?:人数|岗位)?"),
        ("城镇登记失业率", r"(?:城镇)?登记失业率"),
        ("城镇调查失业率", r"(?:全国)?(?:城镇)?调查失业率"),
        ("粮食产量", r"(?:全年)?粮食(?:总|生产)?(?:产量|总产|总产量)|粮食生产"),
        ("固定资产投资", r"(?:全社会)?固定资产投资(?:总额|额)?"),
        ("社会消费品零售总额", r"(?:全社会|社会)?消费品零售(?:总)?额"),
        ("规模以上工业增加值", r"规(?:模以)?上工业增加值"),
        ("一般公共预算收入", r"(?:地方)?一般(?:公共)?预算(?:收入)"),
        ("进出口总额", r"(?:货物|外贸|对外贸易)?进出口(?:贸易)?(?:总额|总值|额|总量)?"),
        ("居民人均可支配收入", r"居民(?:人均)?可支配收入"),
        ("城镇居民人均可支配收入", r"城镇(?:常住)?居民(?:人均)?(?:实际)?可支配收入"),
        ("农村居民人均可支配收入", r"农(?:村居)?民(?:人均)?可支配收入"),
        ("农民人均纯收入", r"农(?:村居)?民(?:人均)?(?:实际)?纯收入"),
        ("常住人口城镇化率", r"常住人口城镇化率|城镇化率"),
        ("高标准农田", r"高标准农田"),
        ("赤字率", r"(?:财政)?赤字率"),
        ("财政赤字", r"(?:财政)?赤字(?:规模|总额)?"),
        ("广义货币", r"广义货币(?:供应量)?(?:M2)?|M2"),
        (
            "研发投入强度",
            r"(?:全社会)?(?:研发|研究与试验发展)(?:经费)?(?:投入|支出)?强度|(?:全社会)?(?:研发|研究与试验发展)(?:经费)?(?:投入|支出)占(?:国内|地区)?(?:生产总值|GDP)(?:的)?(?:比重|比例)",
        ),
    )
)
# what may stand before the noun phrase and says nothing about what is measured
_LEAD = re.compile(
    r"^(?:[、，：:；。“”‘’\"（(）)\s—·-]|到?20[0-9]{2}年(?:底|末|初|前)?(?:前)?|今年|去年|明年|全年|当年|本年|上年|年内|年底|年底前|年末|前|到|上半年|下半年|一年来|过去一年|五年来|五年|未来|今后|每年|年均|累计|新一年|"
    r"其中|同时|预计|预期|计划|力争|争取|确保|努力|要|将|使|把|让|拟|再|共|已|均|都|还|并|也|和|及|与|以及|继续|进一步|实现|推动|推进|促进|加快|带动|着力|全力|大力|积极|基本|全面|深入|扎实|持续|稳步|不断|"
    r"全国|全省|全市|全区|全州|全县|我国|我省|我市|我区|我州|我县|省|自治区|完成|达到|落实|支持|实施|开展|组织|举办|安排|发放|统筹|集中|下达|筹集|争创|新签|有力|成功|"
    r"新建成|新建|新改建|新扩建|改扩建|建设|建成|建立|修建|兴建|打造|培育|培养|新培育|提供|开发|设立|建|新(?!增|开工|引进|认定|签约)|投入|拨付|扶持|达|超额|保持|稳定|目标|主要|的|了|在|对|为|按|由|从|用|以|比)"
)
# what may stand between the noun phrase and the figure
_TAIL = re.compile(
    r"(?:[、，：:；“”‘’\"（(）)\s—·-]|增长|增加|增幅|增速|提高|提升|提升了|上升|上涨|涨幅|达到|达|超过|超|突破|控制在|控制|保持在|保持|稳定在|稳定|维持在|降低|下降|降|减少|减|缩小|压减|压缩|缩短|回落|扩大|完成|实现|新增|"
    r"增至|升至|降至|增|到|至|为|了|是|在|出|有|共|约|近|已|将|均|的|比|较|上年|去年|同比|年均|平均|每年|全年|预期|目标|目标是|预期目标|预计|力争|争取|确保|努力|不低于|不少于|不超过|左右|分别|再|累计|总计|实际|名义|"
    r"可比口径|按可比价格计算|按可比口径|其中|仍|幅度|拟按|安排|按|拟安排|拟|也|都|就|以上|以内|接近|高于|低于|继续|跃升|攀升|跨越|迈上|站上|水平|从|由|提前|年末|年底|当年|今年|相当于|等|从业|率先|排名|位居|居|并|超额|定为|确定|确定为|设定)$"
)
_ACTIONS = re.compile(
    r"^(新增|更新改造|提升改造|综合整治|改造|新开工|开工|新引进|引进|新认定|治理|修复|整治|更新|收储|新签约|签约)(.+)$"
)
_DOWN = re.compile(r"降低|下降|降至|降到|降|减少|减至|缩小|压减|压缩|缩短|回落|减|下调|调低|淘汰|化解|关停|清退|削减")
_UP = re.compile(r"增长|增加|提高|提升|上升|上涨|涨幅|新增|扩大|增至|升至|增|突破|攀升|跃升|上调|调高|新建|新开工|翻")
_STAY = re.compile(r"稳定在|保持在|维持在|稳定|不变")
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_RIGHT = re.compile(r"(?:的)?([^\s，。；、：！？,;:!?（）()“”\"0-9０-９]{1,24})")
_RIGHT_STOP = re.compile(
    r"^(?:和|与|及|或|等|并|的水平|增长|增加|提高|提升|下降|降低|是|为|左右|以上|以内|达到|在|来|到|至|用于|分别|完成|实现|占|高于|低于|同比|比|较|时间|以|投|建成|全部|正式|竣工|投产|开工|通过|入选|获|列入|上|内|由|从|，)"
)


def clause_start(text: str, position: int, floor: int) -> int:
    """Return where the clause that holds `position` begins: behind the last clause mark, not before `floor`."""
    start = floor
    for match in _CLAUSE.finditer(text, floor, position):
        # a comma or point inside a number is no clause mark
        if match.group() in ",:" and text[match.end() : match.end() + 1].isdigit():
            continue
        start = match.end()
    return start


def indicators(text: str, mentions: Sequence[Mention], language: str) -> list[str]:
    """Return the indicator of every mention that is a quantity or unparsed; «» for the others.

    Args:
        text: the stretch whose offsets the mentions have.
        mentions: the numbers of `text`, sorted by start.
        language: «zh» or «en».
    """
    names: list[str] = []
    previous = ""
    for i, mention in enumerate(mentions):
        if mention.sort not in {Sort.QUANTITY, Sort.UNPARSED}:
            names.append("")
            continue
        floor = mentions[i - 1].end if i else 0
        ceiling = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        reader = _chinese if language == "zh" else _english
        name = reader(text, mention, floor, ceiling, previous)
        names.append(name)
        previous = name or previous
    # the old value of a change measures what the new one measures, and the reverse
    for i, mention in enumerate(mentions):
        if mention.baseline and i + 1 < len(mentions) and names[i]:
            names[i + 1] = names[i]
    return names


def direction(text: str, mention: Mention, floor: int, language: str) -> str:
    """Return «up», «down», «stable» or «» for the way the figure is to move; «from» for the value before a change."""
    if mention.baseline:
        return "from"
    start = clause_start(text, mention.core_start, floor)
    phrase = text[start : mention.core_start]
    if language == "zh":
        phrase = phrase.replace("新增", "新增 ")
        hits = [
            (m.end(), word)
            for word, pattern in (("down", _DOWN), ("up", _UP), ("stable", _STAY))
            for m in pattern.finditer(phrase)
        ]
    else:
        phrase = text[max(floor, mention.core_start - 80) : mention.core_start]
        hits = [
            (m.end(), word)
            for word, pattern in (("down", _DOWN_EN), ("up", _UP_EN), ("stable", _STAY_EN))
            for m in pattern.finditer(phrase)
        ]
    return max(hits)[1] if hits else ""


def _strip(phrase: str) -> str:
    """Take leading and trailing words off that say nothing about what is measured."""
    while match := _LEAD.match(phrase):
        if match.end() == len(phrase) and not re.search("[一-鿿]", phrase[match.start() :]):
            return ""
        # «建设用地» and «新能源» begin with a word that is part of the noun
        if re.match(
            r"建设用地|新能源|新兴|新型|新质|新材料|新产品|新品种|新药|新区|对外|为民|以工代赈|省级|自治区级|省道|和谐|新农|目标管理|建筑|建档|在校|在建|在岗|在外|在线|保持健康|用地|用水|用电|用能|用户|比例|比重|使用|使命|将军|要素|要案|已建|并网|再就业|再生|计划生育|发展计划|全国重点|全国性|实施主体|培养基|培育钻|支持率|组织化|安排就业|超额|开发区|建材|新生|新媒|新高",
            phrase,
        ):
            break
        phrase = phrase[match.end() :]
    while match := _TAIL.search(phrase):
        if re.search(
            r"(?:总量|年龄|投资额|占比|出生率|增加值|目的|标的|进出|支出|输出|产出|转出|演出|自有|国有|公有|拥有|所有|保有|含有|水平以上|按揭)$",
            phrase,
        ) and match.group() in {"量", "比", "出", "有", "的", "按"}:
            break
        phrase = phrase[: match.start()]
    return phrase


def normalise_indicator(phrase: str, language: str) -> str:
    """Bring an indicator's noun phrase to one form.

    Args:
        phrase: the words around a figure, with or without verbs and times.
        language: «zh» or «en».

    Returns:
        The canonical name of a known indicator, else the cleaned phrase; «» where nothing is left.
    """
    return _normalise_zh(phrase) if language == "zh" else _normalise_en(phrase)


def _normalise_zh(phrase: str) -> str:
    """Normalise a Chinese noun phrase."""
    cleaned = _strip(phrase)
    flow = "新增" in cleaned
    core = cleaned.replace("新增", "")
    ordered = f"新增{core}" if flow else core
    bare = re.sub(r"^(?:全国|全省|全市|全州|全县|全区|年末|年底|年度|年均)+|[（(].*?[）)]|[\s“”]", "", ordered)
    for name, pattern in _KNOWN_ZH:
        if pattern.fullmatch(bare):
            return name
    if match := _ACTIONS.match(bare):
        # 改造老旧小区 and 老旧小区改造 meet at the second form, 新增 stays in front
        return bare if match.group(1) == "新增" else f"{match.group(2)}{match.group(1).removeprefix('新')}"
    return bare


def _chinese(text: str, mention: Mention, floor: int, ceiling: int, previous: str) -> str:
    """Return the indicator of a figure in a Chinese text."""
    start = clause_start(text, mention.core_start, floor)
    left = text[start : mention.start]
    kind = dimension(mention.unit)[0]
    counted = kind.startswith("count") or kind in {
        "people",
        "households",
        "visits",
        "share",
        "area",
        "length",
        "mass",
        "volume",
        "power",
    }
    right = ""
    if counted and mention.end < ceiling and (match := _RIGHT.match(text, mention.end, ceiling)):
        words = match.group(1)
        if not _RIGHT_STOP.match(words) and (kind != "share" or match.group().startswith("的")):
            right = _cut_at_verb(words)
    name = _strip(left)
    if right and (not name or _only_verbs(left)):
        action = re.search(r"(新增|改造|新开工|开工|引进|治理|修复|整治|更新)$", left.strip())
        return _normalise_zh(f"{action.group(1)}{right}" if action else right)
    if name:
        return _normalise_zh(left)
    if right:
        return _normalise_zh(right)
    return previous


_VERB_RIGHT = re.compile(
    r"(?:[和与及、](?=.{0,2}$)|建设|改造|开工|投产|竣工|完工|建成|达到|达|实现|完成|增长|以上|左右|以内|纳入|列入|落地|入选|获批|投入|投用|运营|通车|上市)"
)


def _cut_at_verb(words: str) -> str:
    """Cut a noun phrase behind a figure where a verb begins, unless the phrase starts with it."""
    match = _VERB_RIGHT.search(words, 1)
    if not match:
        return words
    # 老旧小区改造 is a noun phrase, 企业达到 is not
    return words[: match.end()] if match.group() in {"建设", "改造"} else words[: match.start()]


def _only_verbs(left: str) -> bool:
    """Tell whether the words before a figure end in a verb of doing, so that its object stands behind the figure."""
    return bool(
        re.search(
            r"(?:新增|新建|建设|建成|打造|培育|改造|开工|引进|实施|推进|推动|支持|创建|设立|开展|举办|组织|发展|新开工|治理|修复|整治|更新|选派|培训|布局|组建|认定|遴选|开通|落实|办好|办理|出台|制定|帮助|解决|完成|投放|提供|建立|扶持|选树|申报|争取|谋划|储备|签约|落地|启动|投产|竣工|新培育|新改建|改建|扩建|筹集|配售|吸纳|带动|转移|资助|发放|安排|招引|孵化|形成|拥有|覆盖|涉及|突破|有|为|让|使|对|向|在|将|把|抓好|完善|推出|创作|修建|建)$",
            left.strip("“”、 （("),
        )
    )


# English ------------------------------------------------------------------------------------------

_KNOWN_EN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "GDP",
            r"(?:real |our |nominal )?(?:gdp|gross domestic product|economy|economic)(?: growth)?(?: rate)?|growth(?: rate)?|rate of growth|growth in (?:gdp|the economy)",
        ),
        ("consumer prices", r"(?:consumer price )?inflation(?: rate)?|consumer prices?(?: index)?|cpi(?: inflation)?"),
        ("unemployment rate", r"(?:overall |total |the )?unemployment(?: rate)?|jobless rate"),
        ("corporate tax rate", r"(?:corporate|corporation|company)(?: income)? tax(?: rate)?"),
    )
)
_UP_EN = re.compile(
    r"\b(?:increas|rais|ris|rose|grow|grew|expand|up\b|improv|boost|lift|creat|add|new\b|more\b|build|provid|climb|doubl|higher)\w*",
    re.IGNORECASE,
)
_DOWN_EN = re.compile(
    r"\b(?:reduc|cut|cutt|lower|fall|fell|declin|decreas|drop|down\b|shrink|contract|less\b|fewer\b|slow|halv|phase out|trim)\w*",
    re.IGNORECASE,
)
_STAY_EN = re.compile(r"\b(?:maintain|keep|kept|remain|hold|stay|stabilis)\w*", re.IGNORECASE)
_DROP_EN = frozenset(
    "we i it they government governments my our your his her its their the a an this that these those will would shall should can could may might must be is are was were been being has have had do does did "
    "to by of at in on for with from as and or but so also further another about around some over under than more less up down only just not no further further, year years next last current present expected "
    "expects expect intend intends plan plans propose proposes aim aims target targets commit committed set aside provide provides provided spend spent spending invest invests invested allocate allocated total amount "
    "sum cost costs costing worth increase increases increased increasing raise raised raising reduce reduced reducing cut cutting lower lowered grow grew growing grown rise rose rising fall fell falling reach reached reaching "
    "achieve achieved achieving build built building create created creating add added adding make made making give gave giving offer offering bring brought bringing keep keeping maintain extend expand expanded "
    "double doubled today now then per annum each every all both there here when while which who through during between into until since this annual annually estimated projected approximately nearly almost therefore "
    "receive received support help get put pay paid hold held stood stands stand came come comes rate-of well within minimum maximum least most average fiscal financial "
    "percentage cent percent per-cent compared amounting amounts equivalent equal totalling totaling exceed exceeded including excluding such like where if because additional extra sir mr speaker honourable members "
    "launch launched complete completed introduce introduced establish open opened train trained hire hired recruit recruited deliver delivered".split()
)
_CLAUSE_EN = re.compile(r"[.;:!?\n—–]|,(?!\d)| and (?=\$)")
_WORD_EN = re.compile(r"[A-Za-z][A-Za-z’'&-]*")


def _normalise_en(phrase: str) -> str:
    """Normalise an English noun phrase: lower case, no determiners, the last word in the singular, known names joined."""
    words = [w.lower().removesuffix("’s").removesuffix("'s") for w in _WORD_EN.findall(phrase)]
    while words and words[0] in _DROP_EN:
        words.pop(0)
    while words and words[-1] in _DROP_EN:
        words.pop()
    name = " ".join(words)
    for known, pattern in _KNOWN_EN:
        if pattern.fullmatch(name):
            return known
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""


def _tail_phrase(words: list[str]) -> list[str]:
    """Return the noun phrase at the end of a list of words: back to the last verb or function word, «of» allowed inside."""
    kept: list[str] = []
    for word in reversed(words):
        low = word.lower()
        if low in _DROP_EN and not (low in {"of", "for", "in"} and kept):
            if kept:
                break
            continue
        kept.append(word)
        if len(kept) == 6:
            break
    while kept and kept[-1].lower() in {"of", "for", "in"}:
        kept.pop()
    return kept[::-1]


def _english(text: str, mention: Mention, floor: int, ceiling: int, previous: str) -> str:
    """Return the indicator of a figure in an English text."""
    kind = dimension(mention.unit)[0]
    if kind.startswith("count") and mention.unit and "/" not in mention.unit:
        core = re.sub(
            r"^[^A-Za-z]*(?:(?:thousand|million|billion|hundred|dozen|and|a|half)\b[ -]*)*",
            "",
            text[mention.core_start : mention.core_end],
        )
        words = [w for w in _WORD_EN.findall(core) if w.lower() not in _NUMBER_WORDS]
        return _normalise_en(" ".join(words)) or mention.unit
    start = floor
    for match in _CLAUSE_EN.finditer(text, floor, mention.start):
        start = match.end()
    left = _tail_phrase(_WORD_EN.findall(text[start : mention.start]))
    right_text = text[mention.end : ceiling]
    right_text = right_text[: m.start()] if (m := re.search(r"[.;:!?,\n—–(]", right_text)) else right_text
    of = re.match(r"\s+(?:of|in)\s+(?:the\s+|our\s+|its\s+|all\s+)?(.+)", right_text)
    if kind.startswith("money"):
        purpose = re.match(
            r"\s+(?:[a-z]+ly )?(?:(?:will be|is|has been|was|are|to be)\s+\w+\s+)?(?:[a-z]+\s+){0,2}?(?:for|to|on|towards?|in)\s+(.+)",
            right_text,
        )
        if purpose and not left:
            return _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(purpose.group(1)))))
    if kind == "share" and of and re.match(r"\s+of\b", right_text):
        whole = _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(of.group(1)))))
        part = _normalise_en(" ".join(left))
        return f"{part} share of {whole}" if part else f"share of {whole}" if whole else previous
    if left:
        return _normalise_en(" ".join(left))
    right = _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(right_text))))
    return right or previous


_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion trillion dozen half and a an".split()
)


def _head_phrase(words: list[str]) -> list[str]:
    """Return the noun phrase at the start of a list of words, at most six, up to the next function word."""
    kept: list[str] = []
    for word in words:
        low = word.lower()
        if low in _DROP_EN:
            if kept and low not in {"of", "in"}:
                break
            if not kept:
                continue
        kept.append(word)
        if len(kept) == 6:
            break
    while kept and kept[-1].lower() in {"of", "in"}:
        kept.pop()
    return kept
