"""Units of measurement and the comparison of two targets: pure functions on records, for every stage.

The conversions that speeches need are few (斤 and 吨, 亩 and 公顷, miles and kilometres), and the
Chinese units are in no general units library, so that the table below is shorter than the
definitions such a library would need.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.records import Bound, Target
from pipeline.years import NUMERAL_YEAR, ZEROS

#: canonical unit → (dimension, value of one such unit in the dimension's base unit)
UNITS: dict[str, tuple[str, float]] = {
    # share: base percent
    "%": ("share", 1.0),
    "‰": ("share", 0.1),
    # difference of shares: base percentage point
    "百分点": ("point", 1.0),
    "percentage point": ("point", 1.0),
    "千分点": ("point", 0.1),
    "basis point": ("point", 0.01),
    # by how many times something grows, 翻一番 like 增长一倍; «double» is two times in English
    "倍": ("multiple", 1.0),
    "times": ("multiple", 1.0),
    # mass: base kilogram
    "吨": ("mass", 1000.0),
    "公斤": ("mass", 1.0),
    "千克": ("mass", 1.0),
    "斤": ("mass", 0.5),
    "担": ("mass", 50.0),
    "克": ("mass", 0.001),
    "tonne": ("mass", 1000.0),
    "kilogram": ("mass", 1.0),
    "gram": ("mass", 0.001),
    "pound": ("mass", 0.45359237),
    "吨标准煤": ("energy", 29.3076e9),
    # area: base square metre
    "亩": ("area", 10000.0 / 15.0),
    "公顷": ("area", 10000.0),
    "平方米": ("area", 1.0),
    "平方公里": ("area", 1e6),
    "hectare": ("area", 10000.0),
    "acre": ("area", 4046.8564224),
    "square metre": ("area", 1.0),
    "square foot": ("area", 0.09290304),
    "square kilometre": ("area", 1e6),
    "square mile": ("area", 2589988.110336),
    # length: base metre
    "公里": ("length", 1000.0),
    "里": ("length", 500.0),
    "海里": ("length", 1852.0),
    "米": ("length", 1.0),
    "厘米": ("length", 0.01),
    "毫米": ("length", 0.001),
    "kilometre": ("length", 1000.0),
    "metre": ("length", 1.0),
    "mile": ("length", 1609.344),
    "foot": ("length", 0.3048),
    # volume: base cubic metre
    "立方米": ("volume", 1.0),
    "升": ("volume", 0.001),
    "cubic metre": ("volume", 1.0),
    "litre": ("volume", 0.001),
    "gallon": ("volume", 0.00454609),
    "barrel": ("volume", 0.158987294928),
    # power: base watt; energy: base joule
    "瓦": ("power", 1.0),
    "千瓦": ("power", 1000.0),
    "兆瓦": ("power", 1e6),
    "吉瓦": ("power", 1e9),
    "watt": ("power", 1.0),
    "kilowatt": ("power", 1000.0),
    "megawatt": ("power", 1e6),
    "gigawatt": ("power", 1e9),
    "megawatt peak": ("power", 1e6),
    "gigawatt peak": ("power", 1e9),
    "千瓦时": ("energy", 3.6e6),
    "kilowatt-hour": ("energy", 3.6e6),
    "megawatt-hour": ("energy", 3.6e9),
    # time: base day for days and weeks, base month for months and years
    "天": ("days", 1.0),
    "周": ("days", 7.0),
    "day": ("days", 1.0),
    "week": ("days", 7.0),
    "月": ("months", 1.0),
    "季度": ("months", 3.0),
    "年": ("months", 12.0),
    "month": ("months", 1.0),
    "year": ("months", 12.0),
    "分钟": ("minutes", 1.0),
    "小时": ("minutes", 60.0),
    "minute": ("minutes", 1.0),
    "hour": ("minutes", 60.0),
    # money: one dimension for each currency, because rates change
    "元": ("money CNY", 1.0),
    "美元": ("money USD", 1.0),
    "US dollar": ("money USD", 1.0),
    "港元": ("money HKD", 1.0),
    "欧元": ("money EUR", 1.0),
    "euro": ("money EUR", 1.0),
    "日元": ("money JPY", 1.0),
    "dollar": ("money dollar", 1.0),
    "cent": ("money dollar", 0.01),
    "pound sterling": ("money GBP", 1.0),
    "penny": ("money GBP", 0.01),
    **{
        name: (f"money {name}", 1.0)
        for name in ("crown", "rupee", "peso", "franc", "shilling", "dinar", "dirham", "yen", "ringgit", "rand")
    },
    # people: 人 and 名 and 位 count the same thing, 户 does not
    "人": ("people", 1.0),
    "名": ("people", 1.0),
    "位": ("people", 1.0),
    "people": ("people", 1.0),
    "person": ("people", 1.0),
    "户": ("households", 1.0),
    "household": ("households", 1.0),
    "family": ("households", 1.0),
    "人次": ("visits", 1.0),
}

# indicators that are to stay low, so that falling short of the figure is no failure
_CEILING = re.compile(
    "失业率|消费价格|零售价格|物价|死亡|事故|排放|浓度|赤字|贫困发生率|负债率|违规|unemployment|inflation|"
    "consumer prices|deficit|"
    "emission|death|crime|debt|waiting"
)

#: what every Chinese report calls by a name of its own, in the form that :mod:`pipeline.targets` gives to it
WELL_KNOWN = frozenset(
    {
        *("GDP", "人均GDP", "单位GDP能耗", "单位GDP二氧化碳排放", "居民消费价格", "商品零售价格", "广义货币"),
        *("城镇新增就业", "城镇登记失业率", "城镇调查失业率", "常住人口城镇化率", "农民人均纯收入"),
        *("居民人均可支配收入", "城镇居民人均可支配收入", "农村居民人均可支配收入"),
        *("固定资产投资", "社会消费品零售总额", "进出口总额", "研发投入强度", "服务业增加值"),
        *("粮食产量", "规模以上工业增加值", "工业总产值", "农业总产值", "工农业总产值"),
        *("一般公共预算收入", "赤字率", "财政赤字"),
    }
)

# a share with such a name is a level, whatever verb stands beside it («绿地率突破40%», «增加值占工业的30%»); 人均占有量
# and 占道经营 are none
_RATE_NAME = re.compile("(?:率|占比|比重|比例|rate|ratio)$|(?<![侵抢挤霸])占(?![地有用领道补])|share of")
_CHANGING = frozenset({"up", "down", "stable"})
_OPPOSITE = {"up": "down", "down": "up"}

#: the end of the name of an amount by which something moves («粮食增产2000吨»), which is no level
CHANGE_MARK = "增减"

#: what is made anew every year, whatever it is counted by
GOES_ON = re.compile(
    r"就业|岗位|产量|出栏|存栏|产值|培训|招聘|\b(?:jobs?|posts?|vacanc\w+|apprentic\w+|trainees?|places?|visitors?|tourists?)\b"
)
# in English what comes about rather than being set by whoever speaks: tax rates, rebates and sums voted are set
_COMES_ABOUT = re.compile(
    r"^(?!.*\b(?:dividend|fund|credit)\b).*\b(?:growth|output|production|productivity|exports?|inflation"
    r"|unemployment|employment|deficit|emissions?|arrivals?|yields?|harvest)\b",
    re.IGNORECASE,
)
# dimensions of what is set
_SET = ("money", "share", "point", "multiple", "count dollar/")

#: periods that bind several years together
SEVERAL_YEARS = frozenset({"five-year", "cumulative"})

#: so many figures of a unit, the first of them, are compared with those of another one; units of real speeches have
#: 18 at most, and the pairs of a table without a stop would take hours
MOST_FIGURES = 50
#: at the end of a term a Chinese report tells what five years have made, often without a word on it (codebook §5): what
#: is this many times the year's target, or more, is taken for their sum
SUM_OF_YEARS = 3.0
#: but the last ten of forty, once done, are told as forty
THE_REST = re.compile("剩余|余下|其余|另外|最后|剩下|未完")

#: the sum of all years that is told behind a figure is another figure («新建绿道12公里、累计达到210公里»)
SUM_BEHIND = re.compile("[、，,](?:历年|目前)?(?:累计|总数|总量|总里程)")

#: what stands between the part and the whole in «3 of the 6 planned depots»: «two out of three» is a share, «two out of
#: the three» a part, and a year is no whole («No. 3 of 1967», «page 3 of the 2031 accounts»)
PART_OF = (
    r"\s+(?:out\s+of\s+(?=(?:the|our|its|their|these|those|[0-9]{2}[0-9,]+)\b)|of\s+)"
    r"(?P<all>(?:the|our|its|their|these|those|a\s+total\s+of)\s+)?"
    r"(?:(?:promised|planned|proposed|intended|new|first|original|total)\s+)*"
    r"(?!(?:1[789]|20)[0-9]{2}(?![0-9,]*[0-9]|\.[0-9]))"
)

#: likeness of two names (:func:`indicator_similarity`) from which they count as one indicator
ALIKE = 0.6

#: a figure within this share of its target counts as met (codebook §5)
TOLERANCE = 0.02


def dimension(unit: str) -> tuple[str, float]:
    """Return the dimension of a unit and its value in that dimension's base unit.

    A unit that is not in the table is a count of its own: dimension «count UNIT», value 1.
    """
    return UNITS.get(unit, (f"count {unit}", 1.0))


def base_value(target: Target) -> float | None:
    """Return the lower end of a figure, or the only one that it has, in the base unit of its dimension."""
    value = target.high if target.low is None else target.low
    return None if value is None else value * dimension(target.unit)[1]


def is_ceiling(indicator: str) -> bool:
    """Tell whether less is better for an indicator, as for unemployment and consumer prices."""
    return bool(_CEILING.search(indicator))


def is_rate_of_change(unit: str, direction: str, indicator: str) -> bool:
    """Tell whether a share is a rise or a fall («增长5%»), not a level («失业率稳定在4%»)."""
    return dimension(unit)[0] == "share" and direction in _CHANGING and not _RATE_NAME.search(indicator)


def is_change(target: Target) -> bool:
    """Tell whether a figure says by how much something moves («增长5%», 2 points less), not where it stands."""
    points = dimension(target.unit)[0] == "point" and target.direction in _CHANGING
    return points or is_rate_of_change(target.unit, target.direction, target.indicator)


def is_set(target: Target, language: str) -> bool:
    """Tell whether a figure is set by those who name it: a span of time; in English a rate, relief, sum, number."""
    kind = dimension(target.unit)[0]
    if kind == "months":  # how long a thing lasts
        return True
    if language != "en" or (target.unit and not kind.startswith(_SET)):
        return False
    return not comes_about(target.indicator)


def comes_about(indicator: str) -> bool:
    """Tell whether an indicator's figures come about, or are made anew every year, by its name."""
    return bool(_COMES_ABOUT.search(indicator) or GOES_ON.search(indicator))


def adds_up(target: Target) -> bool:
    """Tell whether a figure is one year's part of what a report of several years adds up: so many, so much."""
    shares = dimension(target.unit)[0] in {"share", "point", "multiple"}
    return not shares and not is_ceiling(target.indicator) and target.period not in SEVERAL_YEARS


def opposed(promise: Target, report: Target) -> bool:
    """Tell whether promise and report are changes in opposite directions, so that one counts as less than nothing.

    A share may be a level on both sides. Of two amounts the one that rises may be (raised to 150 yuan), but the other
    falls by its amount: where it falls to it, its direction is «down to».
    """
    kind = dimension(promise.unit)[0]
    changes = (is_change(promise) and is_change(report)) or kind != "share"
    return changes and _OPPOSITE.get(promise.direction) == report.direction and kind == dimension(report.unit)[0]


def _moves(target: Target) -> bool:
    """Tell whether a figure is named as the amount by which something moves."""
    return target.indicator.endswith(CHANGE_MARK)


def step(was: tuple[float, float], now: tuple[float, float], bounds: Collection[str]) -> int:
    """Return 1, 0 or -1 as a figure stands above, at or below an older one, in one unit.

    Args:
        was: the two ends of the older figure.
        now: those of the newer one.
        bounds: which side either of them binds. The lower ends are compared first, then the upper ones; where one is
            «at least 6» only the lower ends, where one is «at most 6» only the upper ones: the other is left open.
    """
    ends = slice(0, 1) if Bound.AT_LEAST in bounds else slice(1, 2) if Bound.AT_MOST in bounds else slice(0, 2)
    return (now[ends] > was[ends]) - (now[ends] < was[ends])


def level_and_change(one: Target, other: Target) -> bool:
    """Tell whether one figure says where something stands and the other by how much it moves, so that neither tells.

    «产量达到5万吨» and «产量增加1万吨», «税收增长5%» and «税收占比60%».
    """
    pairs = ((one, other), (other, one))
    if dimension(one.unit)[0] == "share" == dimension(other.unit)[0]:
        return any(is_change(a) and bool(_RATE_NAME.search(b.indicator)) for a, b in pairs)
    return any(_moves(a) and not _moves(b) and b.direction not in _OPPOSITE for a, b in pairs)


def reached_ends(promise: Target, report: Target) -> tuple[float, float]:
    """Return the ends of a reported figure as it counts for the promise: negative where it moves the other way.

    Both in the report's unit. A fall of «-3%» is a fall of 3.

    Raises:
        ValueError: the report has no value.
    """
    if report.low is None or report.high is None:
        raise ValueError(f"the figure {report.raw!r} of {report.unit_id} has no value")
    low, high = report.low, report.high
    if report.direction == "down" and high < 0 and is_change(report):
        low, high = -high, -low
    return (-high, -low) if opposed(promise, report) else (low, high)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the figure of a report stands to the figure of a promise.

    `comparable` tells whether both measure the same indicator in the same dimension; where it is
    False the other fields are None or False. `ratio` is report / target in base units, taken against the bound that
    counts (the lower end of a range that is to be reached, the upper end of one that is to be kept below); a change
    in the direction opposite to the promised one counts as negative. Either `met`, which allows 2 %, or `part`.
    """

    comparable: bool
    same_indicator: bool
    same_dimension: bool
    ratio: float | None = None
    met: bool = False
    part: bool = False


# words that bind several years, but neither 第三年, 二〇一三年 and 三年行动计划 nor «two new schools this year»
_YEARS_TOLD = re.compile(
    "(?<![第〇○零一二三四五六七八九十])(?P<zh>[两二三四])年(?!级|制|期|[^，。；]{0,6}(?:行动|计划|方案|规划|攻坚|任务))|"
    r"\b(?:(?P<en>two|three|four)|both|each)"
    r"(?: (?:of|the|these|those|past|last|previous|preceding|fiscal|financial|calendar|full|two|three|four))* years\b",
    re.IGNORECASE,
)
_HOW_MANY = {"两": 2, "二": 2, "三": 3, "四": 4, "two": 2, "three": 3, "four": 4}
_APART = re.compile(r"分别|\brespectively\b", re.IGNORECASE)
_YEARS_NAMED = re.compile(
    r"(?<![0-9])(?P<first>(?:19|20)[0-9]{2})(?:年)?\s*(?:-|–|—|至|到|\bto\b)\s*(?P<last>(?:19|20)[0-9]{2})(?![0-9])"
)
# a year in digits of either width or in Chinese characters, but not 2031 of «12031人», «2,031 jobs» or «2031人»
_ONE_YEAR = re.compile(
    r"(?<![0-9０-９])(?<![0-9][,.])(?:[0-9]{4}|[０-９]{4})(?![0-9０-９]|[.,][0-9]|\s?%)(?=[年至到和与及]|[财学]年|[上下]半年|以来|[^一-鿿]|$)|"
    f"{NUMERAL_YEAR}(?=年)"
)
_YEAR_DIGITS = str.maketrans("０１２３４５６７８９一二三四五六七八九", "0123456789123456789") | dict.fromkeys(
    (*ZEROS, ord("\u3007")), "0"
)


def next_year(years: Iterable[int], year: int) -> int | None:
    """Return the first of `years` that is later, None where none is."""
    return min((other for other in years if other > year), default=None)


def judges_year(text: str, told: int, year: int, years: Iterable[int]) -> bool:
    """Tell whether a report of the year `told` can judge a yearly target of `year` (codebook §6: the next report).

    `years` are those of which there is a text. A report that comes after a gap tells of the year before it, so that it
    must name the target's year, or so many years that it is among them («both years», 两年; not 分别 alone, which may
    bind towns and villages).
    """
    return told == next_year(years, year) and (told == year + 1 or _tells_of(text, told, year))


def _tells_of(text: str, told: int, year: int) -> bool:
    """Tell whether a report of the year `told` names an earlier year, by its number or by a word."""
    named = (m.group() for m in _ONE_YEAR.finditer(text))
    if any(one.translate(_YEAR_DIGITS) == str(year) for one in named) or (year == told - 2 and "前年" in text):
        return True
    if any(told - _HOW_MANY.get((m["zh"] or m["en"] or "two").lower(), 2) <= year for m in _YEARS_TOLD.finditer(text)):
        return True
    # a value for each of some years, not their sum or average
    spans = ((int(m["first"]), int(m["last"])) for m in _YEARS_NAMED.finditer(text))
    return bool(_APART.search(text)) and any(first <= year <= last for first, last in spans)


def indicator_similarity(a: str, b: str) -> float:
    """Return how alike two indicator names are, from 0 to 1: Dice coefficient of their character pairs or words."""
    if a == b:
        return 1.0 if a else 0.0
    first, second = _pieces(a), _pieces(b)
    if not first or not second:
        return 0.0
    return round(2 * len(first & second) / (len(first) + len(second)), 4)


def _pieces(name: str) -> frozenset[str]:
    """Return the words of a Latin name, the character pairs of a Chinese one."""
    if name.isascii():
        return frozenset(name.lower().split())
    return frozenset(name[i : i + 2] for i in range(len(name) - 1)) or frozenset({name})


def compare(promise: Target, report: Target) -> Comparison:
    """Compare the figure of a promise with the one that a later report of the same jurisdiction names.

    Where a value is missing, `ratio` is None and nothing is met.
    """
    promise = _as_growth(promise, report)
    same = indicator_similarity(promise.indicator, report.indicator) >= ALIKE
    unit_a, factor_a = dimension(promise.unit)
    unit_b, factor_b = dimension(report.unit)
    fits = unit_a == unit_b
    if not (same and fits) or level_and_change(promise, report):
        return Comparison(False, same, fits)
    if promise.low is None or promise.high is None or report.low is None or report.high is None:
        return Comparison(False, same, fits)
    # a fall that is promised («能耗降低3%») is kept by falling further, whatever the indicator
    low_is_good = is_ceiling(promise.indicator) and promise.bound is not Bound.AT_LEAST and promise.direction != "down"
    cut_to = promise.direction == "down to" and promise.bound is not Bound.AT_LEAST
    most = promise.bound is Bound.AT_MOST or low_is_good or cut_to
    wanted = (promise.high if most else promise.low) * factor_a
    lowest, highest = reached_ends(promise, report)
    reached = (highest if most else lowest) * factor_b
    ratio = round(reached / wanted, 4) if wanted else None
    slack = TOLERANCE * abs(wanted)
    short = reached > wanted + slack if most else reached < wanted - slack
    return Comparison(True, True, True, ratio, met=not short, part=short)


def _as_growth(target: Target, other: Target) -> Target:
    """Return a promised multiple as the rate of change that it is where the report tells one, else the figure itself.

    «翻一番» is told as «增长60%», «double the number» as «rose by 40 per cent», «halve» as «fell by 30 per cent». A
    Chinese 倍 counts what is added, an English multiple what there is then.
    """
    if dimension(target.unit)[0] != "multiple" or not is_rate_of_change(other.unit, other.direction, other.indicator):
        return target
    if target.low is None or target.high is None or target.direction not in {"", "up", "down"}:
        return target
    if target.unit == "times":
        low, high = target.low - 1, target.high - 1
        way = "down" if high < 0 else "up"
        low, high = (-high, -low) if high < 0 else (low, high)
    elif target.direction == "up":
        low, high, way = target.low, target.high, "up"
    else:
        return target
    return replace(target, low=round(low * 100, 6), high=round(high * 100, 6), unit="%", direction=way)


def main_figure(targets: Iterable[Target]) -> Target | None:
    """Return the first figure that is no value before a change: it decides what becomes of a promise (codebook §5)."""
    return next((target for target in targets if target.direction != "from"), None)


def contradicts(promises: Sequence[Target], reports: Sequence[Target]) -> bool:
    """Tell whether a report says that the promised change went the other way: a fall where a rise was promised.

    The first figure of a promise decides (codebook §5). Where another figure of the report meets it as well, the fall
    may be another period's. What is to stay low is kept by a fall.
    """
    first = main_figure(promises)
    if first is None:
        return False
    compared = [(report, compare(first, report)) for report in reports if report.direction != "from"]
    facing = [(report, found) for report, found in compared if found.comparable]
    return bool(facing) and all(opposed(_as_growth(first, report), report) and found.part for report, found in facing)
