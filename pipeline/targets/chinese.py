"""The number grammar for Chinese: every number in a text, with its unit, its bound, and what it is.

The scanner walks over the numbers from left to right. For each it asks in turn whether it is part of a
name or identifier, a date, an age, or an ordinal; what is left is a quantity, for which range, unit and
bound words are read. All patterns accept full-width and half-width signs, so that offsets need no translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import Bound
from pipeline.targets.mentions import Mention, Sort, decimal_of, plain
from pipeline.targets.numerals import CHARACTERS, DIGITS, LARGE, SMALL, parse_numeral

_D = "[0-9０-９]"
_C = f"[{CHARACTERS}]"
# one run of digits: thousands separators in either width, or digits that type-setting has spread out (1 0 ．3)
_DIGITS = rf"(?:{_D}{{1,3}}(?:[,，]{_D}{{3}})+(?!{_D})|{_D}(?: {_D}(?!{_D}))+|{_D}+)"
_ARABIC = rf"{_DIGITS}(?: ?[.．·] ?(?:{_D}(?: {_D}(?!{_D}))+|{_D}+))?"
# 千 before a measure belongs to the measure (千瓦, 千米), 百 before 强 to a ranking
_MAG = r"(?:[十百千]?[万萬][亿億]|[十百千]?[亿億]|[十百千]?[万萬]|千(?![克瓦米伏卡焦赫帕字])|百(?!强)|十)"
_MORE = "[多余餘几来來]"
_TERM = rf"{_ARABIC} ?(?:{_MORE}?{_MAG})?"

NUMBER = re.compile(
    rf"(?P<fraction>[百千万]分之)"
    rf"|(?P<over>{_C}+|{_D}+)分之"
    rf"|(?P<turn>翻(?:了)?(?P<times>[一两二三四五六]|{_D})?番)"
    rf"|(?P<arabic>{_TERM}(?:{_ARABIC}{_MAG})*)"
    rf"|(?P<chinese>[上成数數几好近]?{_C}+(?:点[{''.join(DIGITS)}]+)?(?:(?:多|余|几|来)[十百千万亿]+)?)"
    rf"|(?P<half>半)"
)

#: units as written → canonical name; longest spelling wins
MEASURES: dict[str, str] = {
    "个百分点": "百分点",
    "百分点": "百分点",
    "個百分點": "百分点",
    "个千分点": "千分点",
    "千分点": "千分点",
    "个基点": "basis point",
    "基点": "basis point",
    "%": "%",
    "％": "%",
    "﹪": "%",
    "‰": "‰",
    "倍": "倍",
    "成": "成",
    "折": "折",
    "吨标准煤": "吨标准煤",
    "吨标煤": "吨标准煤",
    "公吨": "吨",
    "噸": "吨",
    "吨": "吨",
    "公斤": "公斤",
    "千克": "千克",
    "斤": "斤",
    "担": "担",
    "毫克": "毫克",
    "微克": "微克",
    "克": "克",
    "市亩": "亩",
    "畝": "亩",
    "亩": "亩",
    "公顷": "公顷",
    "平方公里": "平方公里",
    "平方千米": "平方公里",
    "平方米": "平方米",
    "平米": "平方米",
    "㎡": "平方米",
    "公里": "公里",
    "千米": "公里",
    "华里": "里",
    "海里": "海里",
    "米": "米",
    "厘米": "厘米",
    "毫米": "毫米",
    "纳米": "纳米",
    "英寸": "英寸",
    "标准立方米": "立方米",
    "立方米": "立方米",
    "立方": "立方米",
    "方": "立方米",
    "升": "升",
    "千瓦时": "千瓦时",
    "瓦时": "瓦时",
    "度电": "千瓦时",
    "度": "度",
    "千瓦": "千瓦",
    "兆瓦": "兆瓦",
    "吉瓦": "吉瓦",
    "瓦": "瓦",
    "千伏安": "千伏安",
    "千伏": "千伏",
    "伏": "伏",
    "元": "元",
    "圆": "元",
    "块钱": "元",
    "人民币": "元",
    "美元": "美元",
    "美金": "美元",
    "港元": "港元",
    "港币": "港元",
    "欧元": "欧元",
    "日元": "日元",
    "卢布": "卢布",
    "角": "角",
    "分钱": "分钱",
    "工作日": "工作日",
    "个工作日": "工作日",
    "天": "天",
    "日": "天",
    "个星期": "周",
    "星期": "周",
    "周": "周",
    "个月": "月",
    "個月": "月",
    "个季度": "季度",
    "周年": "周年",
    "年": "年",
    "小时": "小时",
    "个小时": "小时",
    "分钟": "分钟",
    "秒": "秒",
    "℃": "℃",
    "摄氏度": "℃",
    "标准箱": "标箱",
    "标箱": "标箱",
    "TEU": "标箱",
    "马力": "马力",
    "公里/小时": "公里/小时",
    "千卡": "千卡",
    "车位": "车位",
    "人次": "人次",
    "万人次": "人次",
    "户次": "户次",
    "车次": "车次",
    "架次": "架次",
    "班次": "班次",
    "场次": "场次",
    "批次": "批次",
    "件次": "件次",
    "台套": "台套",
    "台（套）": "台套",
    "台(套)": "台套",
    "个": "个",
    "個": "个",
    "個百分点": "百分点",
    "戶": "户",
    "户": "户",
    "名": "名",
    "家": "家",
}
MEASURES |= {
    c: c
    for c in (
        "人 位 对 所 座 处 条 项 套 辆 台 架 艘 列 班 张 份 篇 部 首 幅 枚 只 头 羽 匹 株 棵 口 眼 组 支 团 宗 起 例 桩 笔 门 种 类 "
        "款 层 栋 幢 间 片 块 段 道 站 村 县 市 省 国 区 场 次 批 轮 件 期 届 岁 级 分 字 床 店 城 镇 乡 校 园 馆 亿 项次 根 箱 粒 册 卷 辈 遍 "
        "顶 艘次 项目 城市 社区 县区 方面 万 伏特 公厘 里 大"
    ).split()
}
del MEASURES["万"], MEASURES["亿"]
_LATIN_UNITS = {
    "km": "公里", "m": "米", "kg": "公斤", "t": "吨", "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦", "kWh": "千瓦时", "GWh": "吉瓦时",
    "m2": "平方米", "m²": "平方米", "m³": "立方米", "km²": "平方公里", "km2": "平方公里", "h": "小时", "mm": "毫米", "nm": "纳米",
    "EFLOPS": "EFLOPS", "PFLOPS": "PFLOPS", "EFlops": "EFLOPS", "PFlops": "PFLOPS", "P": "P", "E": "E", "TB": "TB", "PB": "PB", "Gbps": "Gbps",
}  # fmt: skip
_UNIT = re.compile("|".join(re.escape(u) for u in sorted(MEASURES, key=len, reverse=True)))
_LATIN = re.compile(
    "(?:" + "|".join(re.escape(u) for u in sorted(_LATIN_UNITS, key=len, reverse=True)) + ")(?![A-Za-z0-9+])"
)
_PER = re.compile(
    r"[/／](?P<unit>(?:万|百|千)?(?:人|户|亩|公顷|平方米|平方公里|立方米|吨|公斤|斤|千瓦时|千瓦|公里|天|日|年|月|小时|分钟|秒|升|件|个|辆|元|人次|次))"
)

# a Chinese numeral counts only with one of these behind it; the rest are too often parts of words (三农, 两岸, 四川)
_CHINESE_UNITS = frozenset(
    "百分点 千分点 basis point % ‰ 倍 成 折 吨标准煤 吨 公斤 千克 斤 担 克 亩 公顷 平方公里 平方米 公里 海里 米 厘米 毫米 立方米 升 千瓦时 千瓦 "
    "兆瓦 瓦 千伏 元 美元 港元 欧元 日元 工作日 天 周 月 季度 年 小时 分钟 标箱 人次 户次 车次 架次 班次 场次 批次 台套 个 户 名 家 人 位 "
    "所 座 处 条 项 套 辆 台 架 艘 列 张 份 件 栋 幢 间 起 例 宗 笔 次 场 株 棵 头 只 县 省 村 种 类 部 支 里 项目 城市 社区 岁 对 周年 根 枚".split()
)
# after 一 these are articles, not counts (一个国家, 一批项目, 一次会议)
_CONCRETE = frozenset(
    "% 倍 成 百分点 座 所 艘 台 套 栋 幢 处 吨 公斤 斤 亩 公顷 平方公里 平方米 公里 立方米 千瓦 元 美元 千瓦时 辆 架 株 棵".split()
)
# set phrases that look like a count
_PHRASE = re.compile(
    r"三个代表|三个有利于|四个现代化|四个全面|四个意识|四个自信|两个确立|两个维护|两个毫不动摇|两个一百年|两个文明|两个大局|三个离不开|一个中国|"
    r"八项规定|六项精简|一个时期|两个方面|几个方面|各个方面|百家争鸣|千家万户|百年(?!以)|千年|万年|百年未有|一年一度|一年来|多年|一天天|一步一个|"
    r"两种制度|一国两制|五项原则|六方会谈|三位一体|五位一体|四位一体|两位一体|百村|千村|万村|百县|千县|百城|千企|万企|百姓|万户(?!以)|万家|万物|万里(?!以)|万众|百花|两条腿|两条道路|"
    r"一家人|一个国家|一个个|一件件|一项项|十年树木|三座大山|五个一|百科|十分|千方|万全|万无|一如|三令五申|十全|九牛|百年大计|三年行动|三年困难"
)

_MORE_AT = re.compile(_MORE)
_AND_A_HALF = re.compile(r"半(?:月|小时|百分点)")
_HALF = Decimal("0.5")
_HALF_NAMES = {"半月": "月", "半小时": "小时", "半百分点": "百分点"}
_RANGE = re.compile(r"\s*(?:-|－|–|—{1,2}|~|～|─|至|到|∼)\s*")
_BEFORE: tuple[tuple[re.Pattern[str], Bound], ...] = tuple(
    (re.compile(f"(?:{words})(?:到|了|至|为|在|于|出|过)?$"), bound)
    for words, bound in (
        ("不低于|不少于|不小于|不下于|不得低于|不得少于|不能少于|不能低于|至少|最少|最低|起码|不低於", Bound.AT_LEAST),
        ("不超过|不高于|不多于|不大于|不得超过|不得高于|不能超过|至多|最多|最高|不超過|不突破", Bound.AT_MOST),
        (
            "超过|超出|突破|高于|大于|多于|超|逾|已过|超過|冲刺|迈上|站上|力争超过|跨上|优于|跃上|迈过|跨过|越过",
            Bound.AT_LEAST,
        ),
        ("低于|小于|少于|不到|不足|未满|未超过|压缩到不足", Bound.AT_MOST),
        ("约|大约|大概|约为|接近|将近|近|大体|左右|几乎|差不多|约合", Bound.AROUND),
        ("控制在|保持在|稳定在", Bound.EXACT),
    )
)
_STRIVE = re.compile(r"(?:力争|争取|确保|努力)[^，。；、]{0,10}$")
_CONTROL = re.compile(r"(?:控制|压减|压缩|限制|降低|压降|缩短)(?:在|到|至)[^，。；、]{0,4}$")
_AFTER: tuple[tuple[re.Pattern[str], Bound], ...] = tuple(
    (re.compile(words), bound)
    for words, bound in (
        (
            r"\s*(?:（含）|\(含\))?(?:及以上|及其以上|以上|之上|以外|及以外|起步|[+＋](?![0-9０-９A-Za-zN]))",
            Bound.AT_LEAST,
        ),
        (
            r"\s*(?:（含）|\(含\))?(?:及以下|以下|之下|以内|之内|以內|内(?![外部容陆地蒙需涵循贸生在政设])|封顶)",
            Bound.AT_MOST,
        ),
        (r"\s*(?:左右|上下|前后|的水平上下)", Bound.AROUND),
        (r"(?:多|余|餘|来|來)(?![年种样元次])", Bound.AT_LEAST),
    )
)
_YEAR = re.compile(rf"(?:1[89]|2[01]|１[８９]|２[０１]){_D}{{2}}(?!{_D})")
_AFTER_YEAR = re.compile(
    r"\s*年(?:度|底|末|初|前|来|代)?(?:第?[一二三四]季度|前[一二三]季度|[上下]半年|全年)?(?:\s*[0-9０-９]{1,2}\s*[-—－~～至到]\s*[0-9０-９]{1,2}\s*月(?:份|底)?|\s*[0-9０-９]{1,2}\s*月(?:份|底|初|末)?(?:\s*[0-9０-９]{1,2}\s*[日号])?)?"
)
_YEAR_JOIN = re.compile(rf"\s*(?:[-—－–~～]{{1,2}}|至|到|和|、|与|及|，)\s*(?={_D}{{4}}(?!{_D}))")
_MONTH = re.compile(
    rf"\s*(?:[-—－~～至到、和]\s*{_D}{{1,2}}\s*)?月(?:份|底|初|末|中旬|上旬|下旬)?(?:\s*{_D}{{1,2}}\s*(?:[-—－~～至到]\s*{_D}{{1,2}}\s*)?[日号])?"
)
_TIME = re.compile(rf"\s*(?:[:：]{_D}{{2}}(?!{_D})|[时点](?:{_D}{{1,2}}分|整|半|许|钟|前|后|至|到))")
_IDENTIFIER_AFTER = re.compile(
    r"\s*(?:号(?:线|文|令|机|楼|院|公路|高速|工程|通道|桥|机组|工位|台风|隧道|[^，。；、]{0,6})?|热线|平台(?=[^数])|强(?![烈度化调])|[Xx][0-9A-Za-z]|届|世纪|年代|英里赛)"
)
_PHONE = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[-—－ ]?[0-9]{7,8}|[48]00[-—－ ]?[0-9]{3,4}[-—－ ]?[0-9]{3,4}|[0-9]{7,8}(?=[（(]?(?:转|传真)))(?![0-9])"
)
_PHONE_BEFORE = re.compile(
    r"(?:电话|热线|手机|传真|号码|拨打|致电|邮编|邮政编码|QQ|编号|代码|证号|短信)[为是号码:：\s]{0,3}$"
)
_NUMBERED = re.compile(r"[〔\[［【（(](?:19|20)[0-9]{2}[〕\]］】）)](?:第)?[0-9０-９]+号?")
_MARKER = re.compile(rf"(?:{_D}{{1,2}}|{_C}{{1,3}})\s*(?:[)）]|[.．、](?!{_D}))")
_LINE_START = re.compile(r"(?:^|[\n\r。；;：:])\s*[（(]?$")
_QUOTE_OPEN = re.compile(r"[“‘「『《〈\"][^”’」』》〉\"“，。；]{0,6}$")
_QUOTE_CLOSE = re.compile(r"[^“”‘’「」『』《》〈〉\"，。；]{0,14}[”’」』》〉\"]")
_LIFESPAN = re.compile(r"(?:寿命|平均|退休年龄|年龄[^，。；]{0,6}(?:提高|延|放宽|降))[^，。；]{0,16}$")
_AGE_AFTER = re.compile(r"\s*(?:周)?岁")
_PLUS = re.compile(r"\s*[+＋×xX*]\s*(?:[0-9０-９A-Za-zN一二三四五六七八九十]|[^\s，。]{1,4}[”+])")
_RATIO = re.compile(rf"\s*[∶:：比]\s*{_ARABIC}")
_TIME_UNITS = frozenset({"年", "月", "天", "周", "小时", "分钟", "工作日", "秒", "季度"})
_HALF_UNIT = re.compile(r"个?(?:月|小时|年)|(?:数)?以上|天")
_FROM = re.compile(r"(?:从|由|自)[^，。；、]{0,14}$")
_CHANGED = re.compile(
    r"[^，。；、]{0,12}?(?:提高|增加|上升|降低|降|减少|增长|扩大|缩小|缩短|压缩|压减|调整|提升|上调|下调|调高|调低|延长|发展|跃升|增|减|升|改|攀升|跃|回落|下降|拓展|扩)(?:了)?(?:到|至|为)"
)
_YEARS_AGO = re.compile(r"\s*[多余]?年(?:多|半)?(?:以?来|之?前(?!沿|列|期)|以前|间)")
_YEARS_LEAD = re.compile(r"(?:过去|近|这|最近|今后|未来|前|后|头|往后|接下来|此后|上个?|下个?|本届政府)的?$")
_YEARS_TAIL = re.compile(r"\s*[多余]?年(?!级)(?:来|间|里|内|中)?")
_VAGUE = "数數几好"


@dataclass(slots=True)
class _Value:
    """A parsed number: its value (None: not understood), where it ends, the magnitude word it carries, and 多/余."""

    value: Decimal | None
    end: int
    magnitude: int = 1
    more: bool = False
    approximate: tuple[Decimal, Decimal] | None = None


def mentions(text: str) -> list[Mention]:
    """Return every number in a Chinese text, sorted by start, without overlaps."""
    found: list[Mention] = []
    position = 0
    while match := NUMBER.search(text, position):
        mention = _read(text, match, position)
        if mention is None:
            position = match.end()
            continue
        found.append(mention)
        position = max(mention.end, match.start() + 1)
    return found


def _other(start: int, end: int, sort: Sort) -> Mention:
    """Return a mention that is no quantity."""
    return Mention(start, end, start, end, sort)


def _read(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Return what the number at `match` is, or None where the characters are no number at all."""
    start = match.start()
    if match["half"]:
        return _half(text, start)
    if match["turn"]:
        times = match["times"]
        count = 1 if times is None else int(parse_numeral(times) or decimal_of(times))
        return _bounded(text, start, match.end(), floor, (Decimal(2) ** count, Decimal(2) ** count), "倍", more=False)
    if match["fraction"] or match["over"]:
        return _fraction(text, match, floor)
    if match["arabic"]:
        return _not_a_quantity(text, match) or _quantity(text, start, _arabic(text, match.start(), match.end()), floor)
    return _chinese(text, match, floor)


def _half(text: str, start: int) -> Mention | None:
    """Read 半: 过半 and 一半 are 50 %, 半年 and 半个月 are durations; 上半年 is a date, 半导体 is a word."""
    before = text[max(0, start - 2) : start]
    if before[-1:] in {"上", "下", "前", "后"} and text[start + 1 : start + 2] in {"年", "月"}:
        return _other(start - 1, start + 2, Sort.DATE)
    if before[-1:] in {"过", "超"} and text[start + 1 : start + 2] not in {"导"}:
        return Mention(start - 1, start + 1, start, start + 1, Sort.QUANTITY, 50.0, 50.0, "%", Bound.AT_LEAST)
    if text[start + 1 : start + 2] == "数":
        return _bounded(text, start, start + 2, start, (Decimal(50), Decimal(50)), "%", more=False)
    unit = re.compile(r"年|个月|个?小时|天").match(text, start + 1)
    if unit and before[-1:] not in {"大", "多", "每"}:
        name = MEASURES[unit.group()]
        return _bounded(text, start, unit.end(), start, (Decimal("0.5"), Decimal("0.5")), name, more=False)
    return None


def _fraction(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Read 百分之五, 千分之三, 三分之二, with a range behind."""
    start = match.start()
    if match["fraction"]:
        scale = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}[match["fraction"][0]]
    else:
        over = match["over"]
        bottom = decimal_of(over) if over[0] not in CHARACTERS else parse_numeral(over)
        if not bottom:
            return _other(start, match.end(), Sort.UNPARSED)
        scale = Decimal(100) / bottom
    first = _number_at(text, match.end())
    if first is None:
        return None
    if first.value is None:
        low_high = first.approximate
        if low_high is None:
            return _other(start, first.end, Sort.UNPARSED)
        return _bounded(text, start, first.end, floor, (low_high[0] * scale, low_high[1] * scale), "%", more=False)
    end, high = first.end, first.value
    if joint := _RANGE.match(text, end):
        again = re.compile("[百千万]分之").match(text, joint.end())
        second = _number_at(text, again.end() if again else joint.end())
        if second and second.value is not None and second.value >= first.value:
            end, high = second.end, second.value
    half = text[end : end + 1] == "半"
    if half:
        end, high = end + 1, high + Decimal("0.5")
        low = high
    else:
        low = first.value
    return _bounded(text, start, end, floor, (_tidy(low * scale), _tidy(high * scale)), "%", more=first.more)


def _tidy(value: Decimal) -> Decimal:
    """Cut the endless tail of a third at six places."""
    return value if value == value.to_integral_value() else round(value, 6).normalize()


def _arabic(text: str, start: int, end: int) -> _Value:
    """Read digits with their magnitude words; the span must match the arabic part of NUMBER."""
    total = Decimal(0)
    last: int | None = None
    magnitude = 1
    more = False
    position = start
    term = re.compile(rf"(?P<number>{_ARABIC}) ?(?P<more>{_MORE})?(?P<mag>{_MAG})?")
    while position < end and (match := term.match(text, position, end)):
        stretch = match.end()
        if match["mag"] is None and match["more"]:
            stretch = match.end("number")
        magnitude = _magnitude(match["mag"]) if match["mag"] else 1
        if last is not None and magnitude >= last:
            return _Value(None, end)
        total += decimal_of(match["number"]) * magnitude
        more = more or (match["mag"] is not None and match["more"] is not None)
        last = magnitude
        position = stretch
    while text[position - 1] == " ":
        position -= 1
    return _Value(total, position, magnitude, more)


def _magnitude(words: str) -> int:
    """Return the factor of 万, 亿, 万亿, 百万 and their like."""
    factor = 1
    for c in words:
        factor *= SMALL.get(c) or LARGE[c]
    return factor


_NUMERAL = re.compile(rf"{_C}+(?:点[{''.join(DIGITS)}]+)?")
_ARABIC_AT = re.compile(rf"{_TERM}(?:{_ARABIC}{_MAG})*")


def _number_at(text: str, position: int) -> _Value | None:
    """Return the number that starts exactly at `position`, if there is one."""
    if match := _ARABIC_AT.match(text, position):
        return _arabic(text, match.start(), match.end())
    if match := _NUMERAL.match(text, position):
        return _numeral(text, match.start(), match.end())
    return None


_PAIR = re.compile(
    rf"(?P<tens>[一二三四五六七八九]?十)?(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])(?P<rest>[十百千]?[万亿]?|[十百千])$"
)


def _numeral(text: str, start: int, end: int) -> _Value:
    """Read a Chinese numeral; two neighbouring digits (两三, 七八百, 十五六) give an approximate pair."""
    words = text[start:end]
    more = False
    value = parse_numeral(words)
    magnitude = 1
    if words[-1] in "万萬亿億":
        magnitude = _magnitude(words[-2:] if words[-2:] in {"万亿", "萬億"} else words[-1])
    elif words[-1] in "百千":
        magnitude = SMALL[words[-1]]
    if value is None and (match := _PAIR.match(words)):
        a, b = DIGITS[match["a"]], DIGITS[match["b"]]
        if b == a + 1:
            tens = int(parse_numeral(match["tens"]) or 0) if match["tens"] else 0
            factor = _magnitude(match["rest"]) if match["rest"] else 1
            return _Value(None, end, factor, approximate=(Decimal((tens + a) * factor), Decimal((tens + b) * factor)))
    return _Value(value, end, magnitude, more)


def _not_a_quantity(text: str, match: re.Match[str]) -> Mention | None:
    """Tell names, identifiers, dates, ages, ordinals and list markers from quantities (arabic digits)."""
    start, end = match.start(), match.end()
    before = text[max(0, start - 16) : start]
    last = before[-1:]
    digits = re.compile(_ARABIC).match(text, start)
    number_end = digits.end() if digits else end
    if phone := _PHONE.match(text, start):
        return _other(start, phone.end(), Sort.IDENTIFIER)
    if _PHONE_BEFORE.search(before):
        longer = re.compile(r"[0-9０-９A-Za-z\-—－]+").match(text, start)
        return _other(start, longer.end() if longer else end, Sort.IDENTIFIER)
    if last and last in "〔[［【（(":
        numbered = _NUMBERED.match(text, start - 1)
        if numbered:
            return _other(start, numbered.end(), Sort.IDENTIFIER)
    if last.isascii() and (
        last.isalpha() or (last in "-_/." and len(before) > 1 and before[-2].isascii() and before[-2].isalnum())
    ):
        tail = re.compile(r"[0-9A-Za-z.\-]*[0-9A-Za-z]").match(text, start)
        return _other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    if year := _date(text, start, before):
        return year
    if last == "第" or before.endswith("第 "):
        tail = re.compile(r"(?:[个次届号期条章位名批轮大]|季度)?").match(text, number_end)
        return _other(start - 1, tail.end() if tail else number_end, Sort.ORDINAL)
    quote = _QUOTE_OPEN.search(before)
    if quote:
        close = _QUOTE_CLOSE.match(text, start)
        # a quoted label that holds a number (“3820”战略工程, “1+N”), not a quoted clause
        if close:
            return _other(start, close.end() - 1, Sort.NAME)
    if _PLUS.match(text, number_end):
        tail = re.compile(r"(?:\s*[+＋×xX*]\s*[0-9０-９A-Za-z一二三四五六七八九十]+)*").match(text, number_end)
        stop = tail.end() if tail and tail.end() > number_end else number_end
        return _other(start, stop, Sort.NAME)
    if age := _age(text, start, end, before):
        return age
    if span := _time_reference(text, start, end, before):
        return span
    after = text[end : end + 1]
    if after.isascii() and after.isalpha() and not _LATIN.match(text, end):
        tail = re.compile(r"[0-9A-Za-z.\-]+").match(text, end)
        return _other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    if _RATIO.match(text, number_end) and number_end == end:
        tail = re.compile(rf"(?:\s*[∶:：比]\s*{_ARABIC})+").match(text, number_end)
        return _other(start, tail.end() if tail else end, Sort.UNPARSED)
    identifier = _IDENTIFIER_AFTER.match(text, end)
    if identifier and number_end == end:
        word = identifier.group().strip()
        if word.startswith(("世纪", "年代")):
            return _other(start, identifier.end(), Sort.DATE)
        if word.startswith(("届",)):
            return _other(start, identifier.end(), Sort.ORDINAL)
        return _other(start, end + 1 if word.startswith(("号", "强")) else identifier.end(), Sort.IDENTIFIER)
    if _LINE_START.search(before) and (marker := _MARKER.match(text, start)) and number_end <= marker.end():
        return _other(start, marker.end(), Sort.ORDINAL)
    if text[number_end : number_end + 1] in {"/", "／"} and re.compile(r"[/／][0-9０-９]").match(text, number_end):
        tail = re.compile(r"(?:[/／][0-9０-９]+)+").match(text, number_end)
        return _other(start, tail.end() if tail else end, Sort.UNPARSED)
    return None


def _date(text: str, start: int, before: str) -> Mention | None:
    """Read years, months, days and times of day in digits."""
    position = start
    last_year: int | None = None
    while year := _YEAR.match(text, position):
        last_year = year.end()
        after = _AFTER_YEAR.match(text, last_year)
        if after:
            last_year = after.end()
        joint = _YEAR_JOIN.match(text, last_year)
        if not joint:
            # a bare four-digit number is a year only when more of a date surrounds it
            if after or position != start or _bare_year(text, start, year.end(), before):
                return _other(start, last_year, Sort.DATE)
            return None
        following = _YEAR.match(text, joint.end())
        if not following:
            return _other(start, last_year, Sort.DATE) if after else None
        position = joint.end()
    if last_year is not None:
        return _other(start, last_year, Sort.DATE)
    short = re.compile(rf"({_D}{{1,2}})(?!{_D})").match(text, start)
    if short:
        value = int(decimal_of(short.group(1)))
        month = _MONTH.match(text, short.end())
        if month and 1 <= value <= 12:
            return _other(start, month.end(), Sort.DATE)
        if 0 <= value <= 24 and (time := _TIME.match(text, short.end())):
            return _other(start, time.end(), Sort.DATE)
        if (
            1 <= value <= 31
            and before[-1:] in {"月", "日", "至", "-", "—"}
            and text[short.end() : short.end() + 1] in {"日", "号"}
        ):
            return _other(start, short.end() + 1, Sort.DATE)
        day = re.compile(r"日(?!内|均|产|以内|处理|前|之内)").match(text, short.end())
        if 1 <= value <= 31 and day:
            return _other(start, day.end(), Sort.DATE)
        if re.compile(r"\s*(?:世纪|年代)").match(text, short.end()):
            tail = re.compile(r"\s*(?:世纪|年代)").match(text, short.end())
            return _other(start, tail.end() if tail else short.end(), Sort.DATE)
        if re.compile("季度").match(text, short.end()) and 1 <= value <= 4:
            return _other(start, short.end() + 2, Sort.DATE)
    return None


def _bare_year(text: str, start: int, end: int, before: str) -> bool:
    """Tell whether four digits without 年 are a year: nothing that counts stands behind them."""
    if before[-1:] in {"到", "自", "从", "在", "于", "截至", "至"} and re.compile(
        r"\s*(?:[，。；、）)]|前|以来|$)"
    ).match(text, end):
        return True
    return bool(re.compile(r"[）)](?!\S?[%％])|\s*(?:以来|世界|全球|中国|政府|年度)").match(text, end))


def _age(text: str, start: int, end: int, before: str) -> Mention | None:
    """Read an age: 60岁以上, 3至6岁. A life span or a retirement age that is raised is a quantity."""
    tail = re.compile(rf"(?:\s*(?:-|－|—|~|～|至|到)\s*{_ARABIC})?\s*(?:周)?岁").match(text, end)
    if (
        not tail
        or _LIFESPAN.search(before)
        or before.endswith(("提高到", "提高至", "延迟到", "延迟至", "达到", "达", "推迟到"))
    ):
        return None
    after = re.compile(r"\s*(?:及以上|以上|以下|及以下|左右|以内)").match(text, tail.end())
    return _other(start, after.end() if after else tail.end(), Sort.AGE)


def _time_reference(text: str, start: int, end: int, before: str) -> Mention | None:
    """Read 五年来, 过去三年, 近10年, 今后五年: they say when, not how much."""
    tail = _YEARS_AGO.match(text, end)
    if tail:
        return _other(start, tail.end(), Sort.DATE)
    if _YEARS_LEAD.search(before) and (tail := _YEARS_TAIL.match(text, end)):
        return _other(start, tail.end(), Sort.DATE)
    return None


def _chinese(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Read a number in Chinese characters; most runs of such characters are parts of words."""
    start, end = match.start(), match.end()
    prefix = ""
    if text[start] in "上成数數几好近":
        prefix = text[start]
        start += 1
    words = text[start:end]
    before = text[max(0, start - 16) : start]
    last = before[-1:]
    if last == "第" or before.endswith("初"):
        tail = re.compile(r"(?:[个次届号期条章位名批轮产]|季度)?").match(text, end)
        return _other(start - 1, tail.end() if tail else end, Sort.ORDINAL) if last == "第" else None
    if date := _chinese_date(text, start, end, words):
        return date
    if len(words) == 1 and words in "百千万亿萬億":
        if prefix in {"上", "近", "成"} or last in {"过", "超", "破"}:
            return _vague(text, start, end, prefix, floor)
        if prefix:
            return _maybe_vague(text, start - 1, end)
        return None
    if prefix in _VAGUE and prefix:
        return _maybe_vague(text, start - 1, end)
    if span := _time_reference(text, start, end, before):
        return span
    if _PHRASE.match(text, start):
        return None
    if last and last in '“‘「『《〈"':
        return None
    value = _numeral(text, start, end)
    # 几 and 多 inside: 三十多万, 十几亿
    inner = re.compile(rf"({_C}+)(?:多|余|来)([十百千万亿]+)$").match(words)
    if inner:
        base, scale = parse_numeral(inner.group(1)), _magnitude(inner.group(2))
        value = _Value(None if base is None else base * scale, end, scale, more=True)
    elif "几" in words:
        return _maybe_vague(text, start, end)
    if words[0] in "百千万亿":
        # 百万亩, 千亿元, 万亿元 stand without a leading digit only when a real unit follows
        if any(c in DIGITS for c in words) or not re.compile(
            r"吨(?!级)|亩|元(?!级)|斤|公斤|千瓦|人次|美元|立方|平方|吨标准煤|户|人(?!大)"
        ).match(text, end):
            return None
        value = _Value(Decimal(_magnitude(words)), end, _magnitude(words[-1]))
    return _quantity(text, start, value, floor, chinese=True)


def _chinese_date(text: str, start: int, end: int, words: str) -> Mention | None:
    """Read 二〇二五年, 一九九八年, 十二月, 三月五日, 一季度 and their like."""
    year = re.compile(r"年(?:度|底|末|初|前)?").match(text, end)
    if year and len(words) == 4 and words[0] in "一二" and all(c in DIGITS for c in words):
        return _other(start, year.end(), Sort.DATE)
    if year and len(words) == 2 and all(c in "〇零○一二三四五六七八九" for c in words):
        value = parse_numeral(words)
        if value is None and int(str(DIGITS[words[1]])) != DIGITS[words[0]] + 1:
            return _other(start, year.end(), Sort.DATE)
    if text[end : end + 2] == "季度" and words in {"一", "二", "三", "四", "一二", "三四", "二三"}:
        return _other(start, end + 2, Sort.DATE)
    if text[end : end + 2] in {"世纪", "年代"}:
        return _other(start, end + 2, Sort.DATE)
    if text[end : end + 1] == "月" and parse_numeral(words) in {Decimal(n) for n in range(1, 13)}:
        tail = re.compile(rf"月(?:份|底|初|末)?(?:{_C}{{1,3}}[日号])?").match(text, end)
        return _other(start, tail.end() if tail else end + 1, Sort.DATE)
    if text[end : end + 1] in {"日", "号"} and text[start - 1 : start] in {"月", "至"}:
        return _other(start, end + 1, Sort.DATE)
    return None


def _vague(text: str, start: int, end: int, prefix: str, floor: int) -> Mention | None:
    """Read 上千家, 近百个, 过百亿元: one magnitude word made a number by the word before it."""
    unit = _UNIT.match(text, end)
    if not unit:
        return None
    value = Decimal(_magnitude(text[start:end]))
    bound = Bound.AROUND if prefix == "近" else Bound.AT_LEAST
    return Mention(
        start - 1,
        unit.end(),
        start,
        unit.end(),
        Sort.QUANTITY,
        plain(value),
        plain(value),
        MEASURES[unit.group()],
        bound,
    )


def _maybe_vague(text: str, start: int, end: int) -> Mention | None:
    """Keep 数千, 几十, 十几 as text, where a unit follows: there is a number, but no value."""
    unit = _UNIT.match(text, end)
    if not unit or unit.group() in {"大", "方", "度", "分", "部", "点", "国", "代", "级"}:
        return None
    return Mention(start, unit.end(), start, unit.end(), Sort.UNPARSED, unit=MEASURES[unit.group()])


def _unit_at(text: str, position: int, *, chinese: bool) -> tuple[str, int]:
    """Return the canonical unit at `position` and where it ends; «» and `position` where there is none."""
    spaced = position
    while text[spaced : spaced + 1] == " ":
        spaced += 1
    if match := _UNIT.match(text, spaced):
        name, end = MEASURES[match.group()], match.end()
        if name == "分" and text[end : end + 1] in {"之", "别", "类", "批", "步", "级", "布", "享", "到"}:
            return "", position
        if name == "大" and (chinese or text[end : end + 1] in {"于", "幅", "力", "学", "量"}):
            return "", position
        if name == "成" and text[end : end + 1] in {
            "为",
            "功",
            "立",
            "果",
            "员",
            "都",
            "效",
            "本",
            "套",
            "长",
            "型",
            "熟",
            "交",
        }:
            return "", position
        if name == "年" and text[end : end + 1] == "级":
            return "", position
        if per := _PER.match(text, end):
            return f"{name}/{per['unit']}", per.end()
        return name, end
    if match := _LATIN.match(text, spaced):
        return _LATIN_UNITS[match.group()], match.end()
    return "", position


def _quantity(text: str, start: int, first: _Value, floor: int, *, chinese: bool = False) -> Mention | None:
    """Read range, unit and bounds of the number that starts at `start`."""
    if first.value is not None and text.startswith("个亿", first.end):
        # the spoken «5个亿» is 5亿
        first = _Value(first.value * 10**8, first.end + 2, 10**8, first.more)
    unit, end = _unit_at(text, first.end, chinese=chinese)
    more = first.more
    if not unit and (word := _MORE_AT.match(text, first.end)):
        after, after_end = _unit_at(text, word.end(), chinese=chinese)
        if after or not chinese:
            unit, end, more = after, max(after_end, word.end()), True
    wider = _range(text, start, first, unit, end)
    if chinese and not _counts(text, start, first, wider.unit if wider else unit, wider.end if wider else end):
        return None
    low = high = first.value
    if first.approximate:
        low, high = first.approximate
    elif wider:
        low, high, unit, end = wider.low, wider.high, wider.unit, wider.end
    if low is None or high is None:
        if chinese and not unit:
            return None
        return Mention(start, end, start, end, Sort.UNPARSED, unit=unit)
    if unit == "个" and (tail := _AND_A_HALF.match(text, end)):
        # 三个半月
        low, high, unit, end = low + _HALF, high + _HALF, _HALF_NAMES[tail.group()], tail.end()
    elif unit and unit != "%" and low == high and text.startswith("半", end):
        # 一年半
        low, high, end = low + _HALF, high + _HALF, end + 1
    if unit == "成":
        low, high, unit = low * 10, high * 10, "%"
    return _bounded(text, start, end, floor, (low, high), unit, more=more)


def _counts(text: str, start: int, first: _Value, unit: str, end: int) -> bool:
    """Tell whether a Chinese numeral with this unit behind it is a quantity rather than a word."""
    if not unit:
        return first.magnitude >= 10000 and text[start : first.end] not in {"一万", "万一"}
    base = unit.partition("/")[0]
    if base not in _CHINESE_UNITS:
        return first.magnitude >= 10000
    if text[start : first.end] == "一":
        if base in {"年", "天"} and text.startswith("半", end):
            return True
        return base in _CONCRETE and not text[max(0, start - 1) : start] in {
            "同",
            "另",
            "每",
            "任",
            "唯",
            "某",
            "统",
            "万",
            "这",
            "那",
        }
    if base == "对" or (base == "名" and text[end : end + 1] in {"列", "单"}):
        return False
    return not (
        base in {"部", "家", "位", "名", "类", "处"}
        and text[end : end + 1] in {"门", "庭", "置", "乡", "字", "署", "理", "似", "别", "于"}
    )


@dataclass(frozen=True, slots=True)
class _Range:
    """The two ends of a range; both None where the wording does not make one."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    end: int


def _range(text: str, start: int, first: _Value, unit: str, end: int) -> _Range | None:
    """Return the range that the number begins; None where it stands alone."""
    joint = _RANGE.match(text, end)
    if not joint or first.value is None:
        return None
    second = _number_at(text, joint.end())
    if second is None or second.value is None:
        return None
    word = joint.group().strip()
    unit_b, end_b = _unit_at(text, second.end, chinese=False)
    if word in {"到", "至"} and unit and _FROM.search(text[max(0, start - 16) : start]):
        return None
    if unit and unit_b and unit != unit_b:
        return None
    low, high = first.value, second.value
    if not unit and first.magnitude == 1 and second.magnitude > 1 and low * second.magnitude <= high:
        # 5-10万: the magnitude belongs to both, if the first is then the smaller
        low *= second.magnitude
    if low > high:
        return _Range(None, None, unit_b or unit, end_b) if word not in {"到", "至"} else None
    return _Range(low, high, unit_b or unit, end_b)


def _bounded(
    text: str,
    start: int,
    end: int,
    floor: int,
    values: tuple[Decimal, Decimal],
    unit: str,
    *,
    more: bool,
) -> Mention:
    """Add the bound words before and after, and return the quantity."""
    low, high = values
    bound = Bound.RANGE if low != high else Bound.EXACT
    if more and bound is Bound.EXACT:
        bound = Bound.AT_LEAST
    core_start, core_end = start, end
    before = text[max(floor, start - 8) : start]
    explicit = False
    for pattern, side in _BEFORE:
        if hit := pattern.search(before):
            start -= len(before) - hit.start()
            if side is not Bound.EXACT and bound is Bound.EXACT:
                bound = side
            explicit = side is not Bound.EXACT
            break
    for pattern, side in _AFTER:
        if hit := pattern.match(text, end):
            if side is Bound.AT_MOST and hit.group().strip() == "内" and unit not in _TIME_UNITS:
                continue
            end = hit.end()
            # a range keeps its own bound; a negated bound before the number outweighs a word after it
            if bound in {Bound.EXACT} or (bound is Bound.AT_LEAST and more) or not explicit:
                bound = bound if bound is Bound.RANGE else side
            break
    if bound is Bound.EXACT:
        clause = text[max(floor, core_start - 16) : core_start]
        if _CONTROL.search(clause):
            bound = Bound.AT_MOST if "控制" in clause or "限制" in clause else Bound.EXACT
        elif re.compile(r"(?:力争|争取)[^，。；、]{0,10}$").search(clause):
            bound = Bound.AT_LEAST
    baseline = _is_baseline(text, core_start, core_end, floor)
    return Mention(start, end, core_start, core_end, Sort.QUANTITY, plain(low), plain(high), unit, bound, baseline)


def _is_baseline(text: str, start: int, end: int, floor: int) -> bool:
    """Tell whether the figure is what something is changed from: 由 X 提高到 Y, 从 X 到 Y."""
    before = text[max(floor, start - 16) : start]
    if not _FROM.search(before):
        return False
    return bool(_CHANGED.match(text, end) or re.compile(r"\s*(?:到|至)").match(text, end))
