"""Units and the comparison of a promise with a report."""

from __future__ import annotations

import pytest
import scipy.constants as constants

from pipeline.figures import (
    UNITS,
    Comparison,
    compare,
    contradicts,
    dimension,
    indicator_similarity,
    is_ceiling,
    judges_year,
    opposed,
)
from pipeline.records import Bound, Target


def target(
    low: float | None,
    unit: str,
    indicator: str = "学校",
    bound: Bound = Bound.EXACT,
    high: float | None = None,
    period: str = "",
    direction: str = "",
) -> Target:
    return Target(
        "d@0-9", 0, 9, indicator, low, low if high is None else high, unit, bound, None, "", "", direction, period
    )


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("mile", constants.mile),
        ("foot", constants.foot),
        ("acre", constants.acre),
        ("hectare", constants.hectare),
        ("pound", constants.pound),
        ("gallon", 0.00454609),
        ("barrel", constants.barrel),
        ("square mile", constants.mile**2),
        ("square foot", constants.foot**2),
        ("海里", constants.nautical_mile),
        ("kilowatt-hour", constants.kilo * constants.hour),
    ],
)
def test_conversions_agree_with_scipy(unit: str, value: float) -> None:
    assert dimension(unit)[1] == pytest.approx(value, rel=1e-6)


def test_chinese_units() -> None:
    # fifteen mu to the hectare, two jin to the kilogram, a hundred jin to the dan
    assert dimension("亩")[1] * 15 == pytest.approx(dimension("公顷")[1])
    assert dimension("斤")[1] * 2 == dimension("公斤")[1]
    assert dimension("担")[1] == dimension("斤")[1] * 100
    assert all(value > 0 for _, value in UNITS.values())


def test_an_unknown_unit_is_a_count_of_its_own() -> None:
    assert dimension("所") == ("count 所", 1.0)


def test_a_target_reached_within_two_per_cent_is_met() -> None:
    result = compare(target(100, "所"), target(98, "所"))
    assert (result.comparable, result.met, result.part, result.ratio) == (True, True, False, 0.98)


def test_part_and_met() -> None:
    assert compare(target(100, "所"), target(97, "所")).part
    assert compare(target(100, "所"), target(103, "所")).met
    assert compare(target(33e8, "斤"), target(170e4, "吨")).met


def test_a_ceiling_is_kept_from_below() -> None:
    promise = target(4.5, "%", "城镇登记失业率", Bound.AT_MOST)
    assert compare(promise, target(4.1, "%", "城镇登记失业率")).met
    assert compare(promise, target(4.7, "%", "城镇登记失业率")).part
    loose = target(3, "%", "居民消费价格", Bound.AROUND)
    assert compare(loose, target(2, "%", "居民消费价格")).met


def test_a_range_is_reached_at_its_lower_end() -> None:
    promise = target(6, "%", "GDP", Bound.RANGE, high=6.5)
    assert compare(promise, target(6.2, "%", "GDP")).met
    assert compare(promise, target(6.8, "%", "GDP")).met
    assert compare(promise, target(5.8, "%", "GDP")).part


def test_what_cannot_be_compared() -> None:
    assert compare(target(100, "所"), target(100, "公里")) == Comparison(False, True, False)
    assert compare(target(100, "所", "医院"), target(100, "所", "养老院床位")) == Comparison(False, False, True)
    assert not compare(target(None, "所"), target(100, "所")).comparable
    assert compare(target(0, "起"), target(0, "起")).ratio is None


def test_similar_names() -> None:
    assert indicator_similarity("学校", "学校") == 1.0
    assert indicator_similarity("", "") == 0.0
    assert indicator_similarity("老旧小区改造", "城镇老旧小区改造") > 0.6
    assert indicator_similarity("学校", "医院") == 0.0
    assert indicator_similarity("affordable home", "new affordable home") == 0.8


def test_indicators_that_are_to_stay_low() -> None:
    assert is_ceiling("城镇登记失业率")
    assert is_ceiling("unemployment rate")
    assert not is_ceiling("GDP")


def test_a_fall_does_not_meet_a_promised_rise_nor_a_rise_a_promised_fall() -> None:
    for promised, reported in (("up", "down"), ("down", "up")):
        promise = target(5, "%", "财政收入", direction=promised)
        result = compare(promise, target(8.3, "%", "财政收入", direction=reported))
        assert (result.met, result.part, result.ratio) == (False, True, -1.66)
        assert compare(promise, target(8.3, "%", "财政收入", direction=promised)).met
    points = compare(target(2, "百分点", "覆盖率", direction="up"), target(3, "百分点", "覆盖率", direction="down"))
    assert points.part


def test_a_fall_written_with_a_minus_sign_counts_once() -> None:
    rise, fall = target(5, "%", direction="up"), target(3, "%", direction="down")
    assert compare(rise, target(-8.3, "%", direction="up")).ratio == -1.66
    assert compare(rise, target(-8.3, "%", direction="down")).ratio == -1.66
    assert compare(fall, target(-3.2, "%", direction="up")).met


def test_a_range_that_is_turned_keeps_its_order() -> None:
    promise = target(3, "%", direction="up", bound=Bound.AT_MOST)
    assert compare(promise, target(1, "%", direction="down", high=2)).ratio == -0.3333
    assert compare(promise, target(1, "%", direction="down", high=2)).met


def test_levels_are_never_opposed() -> None:
    assert not opposed(target(62, "%", "绿地占比", direction="up"), target(60, "%", "绿地占比", direction="down"))
    assert not opposed(target(6, "%", direction="to"), target(5, "%", direction="down to"))
    assert not opposed(target(150, "元", direction="up"), target(120, "元", direction="down to"))
    assert not opposed(target(6, "%", direction="up"), target(5, "%"))


def test_amounts_that_move_the_other_way_are_opposed() -> None:
    cut = target(200, "吨", "积压茶叶增减", direction="down")
    more = target(240, "吨", "积压茶叶增减", direction="up")
    assert compare(cut, more).ratio == -1.2 and compare(cut, more).part
    assert compare(target(200, "吨", "减少积压茶叶", direction="down"), more).part
    assert compare(cut, target(240, "吨", "积压茶叶增减", direction="down")).met
    for name, unit in (("deficit", "dollar"), ("number of nurses", "")):
        fall, rise = target(300, unit, name, direction="down"), target(320, unit, name, direction="up")
        assert contradicts([fall], [rise])
        assert not contradicts([rise], [target(300, unit, name, direction="down to")])
    nurses = [target(300, "", "number of nurses", direction=way) for way in ("up", "down")]
    assert contradicts(nurses[:1], nurses[1:])


def test_a_level_is_not_compared_with_a_change() -> None:
    more, level = target(200, "吨", "茶叶产量增减", direction="up"), target(900, "吨", "茶叶产量")
    assert not compare(more, level).comparable and not compare(level, more).comparable
    assert compare(target(200, "吨", "增加茶叶产量", direction="up"), more).met
    rise = target(5, "%", "茶税收入", direction="up")
    for name in ("茶税收入占比", "茶税收入占收入", "茶税收入比重"):
        assert not compare(rise, target(60, "%", name)).comparable
    assert compare(target(5, "%", "占地面积", direction="up"), target(6, "%", "占地面积", direction="up")).met


def test_a_report_contradicts_a_promise_where_its_figure_moves_the_other_way() -> None:
    promise = target(5, "%", "财政收入", direction="up")
    fall, rise = target(8, "%", "财政收入", direction="down"), target(6, "%", "财政收入", direction="up")
    assert contradicts([promise], [fall])
    assert not contradicts([promise], [rise])
    assert not contradicts([promise], [fall, rise]), "one of the figures may be another period's"
    assert not contradicts([promise], [target(8, "%", "出口", direction="down")])
    assert not contradicts([promise], []) and not contradicts([], [fall])
    prices = target(3, "%", "居民消费价格", direction="up")
    assert not contradicts([prices], [target(0.3, "%", "居民消费价格", direction="down")]), "less is better"
    side = target(4, "%", "出口", direction="up")
    assert not contradicts([promise, side], [rise, target(2, "%", "出口", direction="down")]), "the first decides"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("城镇和农村居民收入分别增长7%和8%", False),
        ("2018年和2019年茶叶出口分别增长7%和8%", True),
        ("二〇一八年茶叶出口增长7%", True),
        ("二○一八年茶叶出口增长7%", True),
        ("２０１８年茶叶出口增长7%", True),
        ("2018财年茶叶出口增长7%", True),
        ("2018上半年茶叶出口增长7%", True),
        ("2018—2019年茶叶出口增长7%", True),
        ("二〇一二年茶叶出口增长7%", False),
        ("十二年茶叶出口增长7%", False),
        ("茶企招工2018人", False),
        ("茶企招工12018人", False),
        ("Tea firms hired 12,018 people", False),
        ("Tea firms hired 22018 people", False),
        ("Tea exports grew by 7 per cent in 2018-19", True),
        ("前年和去年茶叶出口分别增长7%和8%", True),
        ("两年茶叶出口分别增长7%和8%", True),
        ("近两年茶叶出口年均增长7%", True),
        ("实施茶企三年行动计划，茶叶出口增长7%", False),
        ("第三年茶叶出口增长7%", False),
        ("2016年和2017年茶叶出口分别增长7%和8%", False),
        ("2017年至2019年茶叶出口分别增长6%、7%、8%", True),
        ("We built two new schools", False),
        ("We built two new schools last year", False),
        ("Tea and rice grew by 7 and 8 per cent respectively", False),
        ("Each pupil has both a desk and a chair", False),
        ("Tea exports grew in both years", True),
        ("In each of the past two years tea exports grew by 5 per cent", True),
        ("Tea exports grew by 7 and 8 per cent respectively in the last two fiscal years", True),
        ("Tea exports grew by 7 per cent in 2018", True),
        ("Tea exports grew by 7 and 8 per cent respectively in 2016 and 2017", False),
    ],
)
def test_a_report_after_a_gap_must_speak_of_the_missing_year(text: str, wanted: bool) -> None:
    assert judges_year(text, 2020, 2018, (2018, 2020)) is wanted
    assert judges_year(text, 2019, 2018, (2018, 2019)), "the next year's report needs no word"
    assert not judges_year(text, 2020, 2018, (2018, 2019, 2020)), "the next report judges, no later one"


def test_two_years_reach_no_further_back_than_two() -> None:
    for text in ("近两年茶叶出口增长7%", "Tea exports grew in the past two years"):
        assert judges_year(text, 2020, 2018, (2018, 2020))
        assert not judges_year(text, 2021, 2018, (2018, 2021))
