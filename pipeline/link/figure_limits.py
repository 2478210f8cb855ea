"""What the figures of a promise and a report allow at most, whatever a scorer says (codebook §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.figures import (
    MOST_FIGURES,
    SEVERAL_YEARS,
    SUM_OF_YEARS,
    THE_REST,
    WELL_KNOWN,
    adds_up,
    base_value,
    compare,
    contradicts,
    dimension,
    is_change,
    level_and_change,
    main_figure,
)
from pipeline.link.clauses import CLAUSE
from pipeline.link.features import plain
from pipeline.records import Bound, Outcome, Target, Unit

# it tells of a plan or a beginning, of which a part was done
_NOT_ALL_DONE = re.compile(
    "计划|任务|目标|拟|应|需|待|规划|启动|开工|推进|实施|在建|正在|确定|列入|安排|下达|共有|现有|排查|发现"
)
# a target is told as reached without its figure: «城镇新增就业任务超额完成»
_REACHED = re.compile("完成|实现|达标|达到|好于|优于|符合预期|预期目标|目标任务|以内")
_FAR = 2.0  # times the target
# the mean of several years, and a promise that is one of them too
_MEAN = re.compile("年均|平均每年")
_IN_A_ROW = re.compile("连续[^，]{0,3}年")
_OF_YEARS = re.compile("年均|每年|五年|期间|以来|时期")
# a smaller figure by another name may be told beside this; a height above the sea is no length of anything
_REACHED_OR_ADDED = re.compile("超|完成|实现|达标|目标|任务|计划|指标|提前|增加了|增产|最后|海拔")
_LESS = 0.95  # of the target
_EACH_YEAR = re.compile("年均|平均每年|(?<!人)每年[^，。；]{0,8}增")
_OVER_YEARS = re.compile("五年|年均|平均每年|累计|计划|规划|提前|翻")
_TERM = 4  # years of a plan after that in which it is announced
_SEVERAL = re.compile("[，,、；;]")
_END = 3  # characters of a name that say what is measured: 工业总产值, 农业总产值


def allowed_by_figures(promise: Unit, report: Unit, own: Sequence[Target], told: Sequence[Target]) -> Outcome:
    """Return the strongest outcome that the figures allow, `own` of the promise and `told` of the report."""
    chinese = promise.language == "zh"
    allowed = _by_values(own, told, sums=chinese and not THE_REST.search(promise.text))
    if not chinese or allowed is not Outcome.CLOSES:
        return allowed
    if _measures_another(own, report, told):
        return Outcome.NONE if _only_another(promise, own, told) else Outcome.ADVANCES
    other_years = _too_early(promise, report, own, told) or _mean_of_years(promise, report, own)
    return Outcome.ADVANCES if other_years or _less_by_another_name(own, report, told) else allowed


def without_parts(report: Unit, told: Sequence[Target]) -> Sequence[Target]:
    """Return the figures of a Chinese report without the counts of a part of what was done: «改造30家，其中15家已投产».

    Where the report tells of a plan or a beginning, the part is what was done of it. Nor are there those of an item
    that names a promise again («建成渡口12处。基本完成，建成11处»), where it has others of their kind behind.
    """
    item = report.text.find("。") if report.language == "zh" else -1
    behind = {dimension(one.unit)[0] for one in told if item >= 0 and one.start - report.start > item}
    told = [one for one in told if one.start - report.start > item or dimension(one.unit)[0] not in behind]
    if report.language != "zh" or "其中" not in report.text or _NOT_ALL_DONE.search(plain(report.text, "zh")):
        return told
    of_which = [one for one in told if "其中" in CLAUSE.split(report.text[: one.start - report.start])[-1]]
    counted = {dimension(one.unit)[0] for one in told if one not in of_which}
    kinds = {kind for kind in counted if kind.startswith(("count", "people", "households"))}
    return [one for one in told if one not in of_which or dimension(one.unit)[0] not in kinds]


def _by_values(promised: Sequence[Target], reported: Sequence[Target], *, sums: bool) -> Outcome:
    """Return the strongest outcome that the values of the figures allow.

    `none` where what was promised went the other way (a fall where growth was promised), or the report tells only what
    there was before; `closes` where no figure of the report measures what one of the promise does, or one of them
    reaches its target; else `advances`, also where one tells by how much it moved and the other where it stands. With
    `sums`, a report that has several times what was promised is taken for the sum of several years, and advances.
    """
    # «能耗由上年上升4%，» tells only what there was before
    before = bool(promised and reported) and all(told.direction == "from" for told in reported)
    if before or contradicts(promised, reported):
        return Outcome.NONE
    found = []
    summed = sums
    aims, told = ([(one, _amount(one)) for one in side if one.direction != "from"] for side in (promised, reported))
    # «300 and 500 yuan», told as «500 and 300»: each is that of its own, and none falls short of the other
    values = {amount for _, amount in aims}
    each = values if len(values) > 1 and values <= {amount for _, amount in told} else frozenset()
    for own, aim in aims:
        rivals = [(other, compare(own, other)) for other, amount in told if amount == aim or amount not in each]
        rivals = [(other, one) for other, one in rivals if one.ratio is not None]
        named = [one for other, one in rivals if own.indicator and other.indicator == own.indicator]
        # «城乡居民收入分别增长5%、7%»: a rate of its own name that is just the target is the result
        just = is_change(own) and bool(named) and all(one.ratio == 1 for one in named)
        facing = named if just else [one for _, one in rivals]
        summed &= not facing or adds_up(own)
        # «210 of the 500», «4.6 per cent, above our 4.0»: to name the target again is not to reach it
        found += [one for one in facing if one.ratio != 1] or facing
    if found and summed and all((one.ratio or 0) >= SUM_OF_YEARS for one in found):
        return Outcome.ADVANCES
    if any(one.met for one in found) or not (found or _level_for_change(promised, reported)):
        return Outcome.CLOSES
    return Outcome.ADVANCES


def _amount(target: Target) -> tuple[float | None, str]:
    """Return a figure in base units, and its dimension."""
    return base_value(target), dimension(target.unit)[0]


def _level_for_change(promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a report says where the thing stands that the promise is to move, or the reverse."""
    for own in promised:
        for told in reported:
            found = compare(own, told)
            one_thing = found.same_indicator and found.same_dimension and "from" not in {own.direction, told.direction}
            if one_thing and level_and_change(own, told):
                return True
    return False


def _measures_another(promised: Sequence[Target], report: Unit, reported: Sequence[Target]) -> bool:
    """Tell whether the figures of a report measure something else than a promise whose first figure has a known name.

    «规上装备工业增加值增长9%» tells of a part of 规上工业增加值, «失业率有所上升» of no figure at all. A figure without
    a name, or with the end of it (新增就业), may measure it after all.
    """
    first = main_figure(promised)
    if first is None or first.indicator not in WELL_KNOWN:
        return False
    if not reported:
        return not _REACHED.search(plain(report.text, report.language))
    return not any(first.indicator.endswith(told.indicator) for told in reported)


def _too_early(promise: Unit, report: Unit, promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a growth that several years are to have is met by the report of a single one of them.

    «今后五年年均增长7%» is not reached by the first year's 9 % (the mirror of codebook §5, where a mean of five years
    does not close a yearly target), unless the report speaks of those years, or says that all was reached early.
    """
    first = main_figure(promised)
    if first is None or not is_change(first) or not any(map(is_change, reported)) or _OVER_YEARS.search(report.text):
        return False
    last = first.deadline_year or 0
    several = first.period in SEVERAL_YEARS or last > promise.year or bool(_EACH_YEAR.search(promise.text))
    return several and report.year <= (last if last > promise.year else promise.year + _TERM)


def _mean_of_years(promise: Unit, report: Unit, promised: Sequence[Target]) -> bool:
    """Tell whether a Chinese report gives the mean of several years, and the promise a figure of a single one.

    «茶籽产量六年年均增长6.4%» closes no yearly target (codebook §5), whatever name the figures have.
    """
    mean = _MEAN.search(report.text) and not _IN_A_ROW.search(report.text)
    return bool(promised and mean) and not _OF_YEARS.search(promise.text)


def _less_by_another_name(promised: Sequence[Target], report: Unit, reported: Sequence[Target]) -> bool:
    """Tell whether no figure of a Chinese report has a name of the promise's, and all of its measure are smaller.

    «茶籽总产突破60万吨» and «茶叶4万吨»: the report may tell of the same thing, but not that so much of it is there.
    What was added, and what is said to be reached without a figure, may stand beside such a figure.
    """
    first = main_figure(promised)
    value = base_value(first) if first else None
    if first is None or not value or first.bound is Bound.AT_MOST or _REACHED_OR_ADDED.search(report.text):
        return False
    figures = [told for told in reported if told.direction != "from"]
    if any(compare(own, told).ratio is not None for own in promised if own.direction != "from" for told in figures):
        return False
    alike = [told for told in figures if dimension(told.unit)[0] == dimension(first.unit)[0]]
    values = [base_value(told) for told in alike if is_change(told) == is_change(first)]
    known = [one for one in values if one]
    return bool(known) and max(known) < _LESS * value


def _only_another(promise: Unit, promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a report knows nothing but figures of other well-known names than the one target of a promise.

    «一般公共预算收入增长6%» is not advanced by «生产总值增长3.6%»: another object (codebook §5). A promise of several
    clauses may hold what is told, and a rate is told of parts and wholes by names that end alike.
    """
    own, told = ({target.indicator for target in targets} for targets in (promised, reported))
    if _SEVERAL.search(promise.text) or not told or not own | told <= WELL_KNOWN:
        return False
    return not any(_akin(one, other) for one in own for other in told)


def _akin(one: str, other: str) -> bool:
    return one.endswith(other[-_END:]) or other.endswith(one[-_END:]) or ("赤字" in one and "赤字" in other)


def target_met(promise: Unit, report: Unit, targets: Mapping[str, Sequence[Target]]) -> bool:
    """Tell whether the next year's report names the very figure of a yearly target, and it meets the target.

    That closes the promise (codebook §5). Counts of things are left out: «the eight principles» are named again without
    being reached; what is twice the target, which may be the sum of several years; and English speeches, in which what
    is measured is seldom named alike.
    """
    first = main_figure(targets.get(promise.unit_id, ()))
    if first is None or report.year != promise.year + 1 or not first.indicator or not _of_one_year(first, promise.year):
        return False
    if promise.language != "zh":
        return False
    if dimension(first.unit)[0].startswith("count"):
        return False
    for told in targets.get(report.unit_id, ()):
        same = told.indicator == first.indicator and is_change(told) == is_change(first)
        if same and told.direction != "from" and _of_one_year(told, report.year):
            found = compare(first, told)
            if found.met and (found.ratio or 0) < _FAR:
                return True
    return False


def reached_by_name(promise: Unit, report: Unit, targets: Mapping[str, Sequence[Target]]) -> bool:
    """Tell whether the figures of a Chinese promise that the report has under their very names are met by those."""
    if promise.language != "zh":
        return False
    promised, reported = (
        [one for one in targets.get(unit.unit_id, ())[:MOST_FIGURES] if one.indicator and one.direction != "from"]
        for unit in (promise, report)
    )
    found = [[compare(own, told).met for told in reported if told.indicator == own.indicator] for own in promised]
    return any(found) and all(any(met) for met in found if met)


def _of_one_year(target: Target, year: int) -> bool:
    return target.period in {"", "annual"} and target.deadline_year in {None, year}
