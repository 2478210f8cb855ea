"""What figures measure, when they are due, and who answers for them."""

from __future__ import annotations

import pytest

from pipeline.records import Bound, Label, Unit
from pipeline.targets import find_targets
from pipeline.targets.context import deadline_year, period, plan_end, responsible, section_period
from pipeline.targets.indicators import normalise_indicator


def names(text: str, language: str = "zh") -> list[str]:
    unit = Unit("d", 0, len(text), f"d@0-{len(text)}", "J", 2023, text, Label.PLEDGE, 3, language)
    return [t.indicator for t in find_targets(unit)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("城镇新增就业5万人", "新增城镇就业5万人"),
        ("城镇新增就业5万人", "城镇新增就业人数5万人"),
        ("地区生产总值增长6%", "国内生产总值增长6%左右"),
        ("地区生产总值增长6%", "全市经济增长预期目标为6%左右"),
        ("改造老旧小区30个", "老旧小区改造30个"),
        ("新建高标准农田30万亩", "建成高标准农田31万亩"),
        ("新建学校12所", "新建12所学校"),
        ("居民消费价格涨幅控制在3%以内", "居民消费价格总水平上涨2.1%"),
        ("粮食总产量稳定在33亿斤以上", "粮食产量达到34亿斤"),
        ("规上工业增加值增长8%", "规模以上工业增加值预期增长8%左右"),
        ("单位GDP能耗降低3%", "单位地区生产总值能耗下降3.2%"),
    ],
)
def test_two_wordings_of_one_indicator_meet(first: str, second: str) -> None:
    assert names(first) == names(second) != [""]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("城镇新增就业5万人", "下岗失业人员再就业5万人"),
        ("城镇登记失业率4.5%以内", "城镇调查失业率5.5%左右"),
        ("地区生产总值增长6%", "人均地区生产总值增长6%"),
        ("粮食产量达到34亿斤", "粮食综合生产能力达到34亿斤"),
        ("粮食产量达到34亿斤", "粮食产量增加1亿斤"),
        ("城镇居民人均可支配收入增长6%", "农村居民人均可支配收入增长6%"),
    ],
)
def test_two_indicators_are_told_apart(first: str, second: str) -> None:
    assert names(first) != names(second)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("地区生产总值突破900亿元，增长6.5%左右", ["GDP", "GDP"]),
        ("新改建农村公路300公里、改造危桥12座", ["农村公路", "危桥改造"]),
        ("原煤、原油产量分别增长3%、4%", ["原煤", "原油产量"]),
        ("粮食再获丰收，总产量达到34亿斤", ["粮食产量"]),
        ("工业产值比去年增长7%", ["工业产值"]),
        ("森林覆盖率由60%提高到62%", ["森林覆盖率", "森林覆盖率"]),
    ],
)
def test_subjects_of_several_figures(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We will cut the business levy to 15 per cent", "business levy"),
        ("We will build 1,200 new affordable homes", "new affordable home"),
        ("The county will set aside $5 million for skills training", "skills training"),
        ("We will resurface 30 miles of county road", "county road"),
        ("We expect GDP growth of 4 to 5 per cent", "GDP"),
        ("The economy will grow by 3 per cent", "GDP"),
        ("At least 80 per cent of households will be connected", "share of household"),
    ],
)
def test_english_indicators(text: str, wanted: str) -> None:
    assert names(text, "en") == [wanted]


def test_normalising_twice_changes_nothing() -> None:
    for phrase in ("新增城镇就业", "全市地区生产总值", "改造老旧小区", "居民消费价格总水平涨幅"):
        once = normalise_indicator(phrase, "zh")
        assert normalise_indicator(once, "zh") == once


@pytest.mark.parametrize(
    ("text", "language", "year"),
    [
        ("到2025年建成", "zh", 2025),
        ("2025年底前建成", "zh", 2025),
        ("今年建成", "zh", 2023),
        ("6月底前建成", "zh", 2023),
        ("明年建成", "zh", 2024),
        ("明年底建成", "zh", 2024),
        ("2025年上半年建成", "zh", 2025),
        ("年内建成", "zh", 2023),
        ("用三年时间建成", "zh", 2025),
        ("三年内建成", "zh", 2025),
        ("用3至5年建成", "zh", 2027),
        ("“十四五”末建成", "zh", 2025),
        ("2019年建成", "zh", None),
        ("建成一座水厂", "zh", None),
        ("by 2030", "en", 2030),
        ("by the end of 2026", "en", 2026),
        ("over the next five years", "en", 2028),
        ("this year", "en", 2023),
        ("next year", "en", 2024),
        ("2,030 jobs", "en", None),
    ],
)
def test_deadlines(text: str, language: str, year: int | None) -> None:
    assert deadline_year(text, len(text), 2023, language) == year


def test_the_deadline_before_the_figure_counts() -> None:
    text = "今年新建3所，到2025年新建12所"
    assert deadline_year(text, text.index("3所"), 2023, "zh") == 2023
    assert deadline_year(text, text.index("12所"), 2023, "zh") == 2025


def test_five_year_plans_end_in_their_fifth_year() -> None:
    assert [plan_end(n) for n in ("一", "二", "三", "十", "十三", "十四")] == [1957, 1962, 1970, 2005, 2020, 2025]


def test_periods() -> None:
    assert period("五年累计新增就业20万人", "zh") == "five-year"
    assert period("粮食连续五年增产", "zh") == ""
    assert period("2025年增长6%", "zh") == ""
    assert period("累计建成30所", "zh") == "cumulative"
    assert period("全年增长6%", "zh") == "annual"
    assert period("over the next five years", "en") == "five-year"
    assert period("a total of 30", "en") == "cumulative"
    assert period("growth this year", "en") == "annual"
    assert section_period("“十四五”时期主要目标", "zh") == "five-year"
    assert section_period("“十五五”主要目标和2026年重点工作", "zh") == ""


@pytest.mark.parametrize(
    ("text", "language", "body"),
    [
        ("由市住建局负责，年底前完成", "zh", "市住建局"),
        ("责任单位：县教育局、县财政局", "zh", "县教育局、县财政局"),
        ("市发展改革委牵头，完善机制", "zh", "市发展改革委"),
        ("各部门要各司其职", "zh", ""),
        ("加快建设水厂", "zh", ""),
        ("The Ministry of Housing will publish a plan", "en", "Ministry of Housing"),
        ("The new scheme will help 300 families", "en", ""),
        ("The Harbour Board bills rose by 3 per cent", "en", ""),
    ],
)
def test_responsible_bodies(text: str, language: str, body: str) -> None:
    assert responsible(text, language) == body


def test_reports_have_no_deadline_and_unparsed_figures_stay() -> None:
    text = "去年数千家企业上云"
    unit = Unit("d", 7, 7 + len(text), "s", "J", 2023, text, Label.PROGRESS, None, "zh")
    (target,) = find_targets(unit)
    assert (target.low, target.high, target.raw, target.bound) == (None, None, "数千家", Bound.EXACT)
    assert target.deadline_year is None
    assert (target.start, target.end) == (9, 12)


def test_direction() -> None:
    def directions(text: str, language: str = "zh") -> list[str]:
        unit = Unit("d", 0, len(text), "s", "J", 2023, text, Label.PLEDGE, 3, language)
        return [t.direction for t in find_targets(unit)]

    assert directions("能耗降低3%") == ["down"]
    assert directions("出口增长3%") == ["up"]
    assert directions("产量稳定在3万吨") == ["stable"]
    assert directions("标准由120元提高到150元") == ["from", "up"]
    assert directions("城镇新增就业5万人") == [""]
    assert directions("税率由5%降低到4%") == ["from", "down to"]
    assert directions("居民消费价格涨幅回落到2%") == ["down"]
    assert directions("We will raise the levy from 4 to 5 per cent", "en") == ["from", "to"]
    assert directions("We will reduce the rate by 3 per cent", "en") == ["down"]
