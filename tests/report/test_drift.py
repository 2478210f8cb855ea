"""Which figures of a promise are compared from year to year, and which are not."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.drift import moves, wording_change


def figure(low: float, unit: str = "人", indicator: str = "新增就业", **other: Any) -> dict[str, Any]:  # noqa: ANN401
    common = {"direction": "", "period": "", "deadline_year": None, "bound": "exact"}
    return common | {"low": low, "high": low, "unit": unit, "indicator": indicator, "raw": f"{low:g}{unit}"} | other


def moved(*promises: tuple[int, list[dict[str, Any]]]) -> list[tuple[int, str, str, str]]:
    """Return year, direction and the two figures of each move of a thread with these promises, one after the other."""
    members = [
        {"unit_id": f"u{n}", "year": year, "text": "，".join(figure.get("text", figure["raw"]) for figure in figures)}
        for n, (year, figures) in enumerate(promises)
    ]
    found = moves(members, {f"u{n}": figures for n, (_, figures) in enumerate(promises)})
    return [(m.year, m.direction, m.raw_before, m.raw_now) for m in found]


def test_a_figure_is_compared_with_the_last_promise_that_names_one() -> None:
    found = moved((2020, [figure(100)]), (2021, []), (2022, [figure(120)]), (2023, [figure(120)]), (2024, [figure(90)]))
    assert found == [(2022, "raised", "100人", "120人"), (2024, "lowered", "120人", "90人")]


@pytest.mark.parametrize("long", ["five-year", "cumulative"])
def test_totals_of_several_years_are_not_compared_with_yearly_targets(long: str) -> None:
    """The total stands first in its year; the yearly targets are compared all the same, and so are the totals."""
    total, greater = figure(5000, period=long), figure(5500, period=long)
    found = moved(
        (2015, [figure(1000)]), (2016, [total]), (2016, [figure(1000)]), (2017, [figure(1100)]), (2021, [greater])
    )
    assert found == [(2017, "raised", "1000人", "1100人"), (2021, "raised", "5000人", "5500人")]


def test_figures_of_several_years_within_one_promise_are_told_apart() -> None:
    both = [figure(5000, period="five-year"), figure(1000, period="annual")]
    assert moved((2016, both), (2017, [figure(1100)])) == [(2017, "raised", "1000人", "1100人")]


def test_figures_due_in_different_years_are_not_compared() -> None:
    early, late, more = (figure(n, deadline_year=y) for n, y in ((100, 2025), (300, 2030), (120, 2025)))
    assert moved((2021, [early]), (2022, [late]), (2023, [more])) == [(2023, "raised", "100人", "120人")]
    yearly = [(year, [figure(100 + year, deadline_year=year)]) for year in (2021, 2022)]
    assert moved(*yearly) == [(2022, "raised", "2121人", "2122人")]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (figure(8, "%", "工业", direction="up"), figure(40, "%", "工业")),
        (figure(8, "%", "工业", direction="up"), figure(40, "%", "工业", direction="to")),
        (figure(3, "%", "能耗", direction="down"), figure(1, "%", "能耗", direction="up")),
        (figure(2, "百分点", "占比", direction="down"), figure(1, "百分点", "占比", direction="up")),
    ],
)
def test_a_rate_of_change_is_not_compared_with_a_share_nor_a_rise_with_a_fall(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    assert moved((2021, [before]), (2022, [now])) == []
    assert moved((2021, [now]), (2022, [before])) == []


def test_what_the_name_of_a_rate_says_is_a_share_whatever_moves_it() -> None:
    before = figure(4, "%", "登记失业率", direction="stable")
    assert moved((2021, [before]), (2022, [figure(5, "%", "登记失业率")])) == [(2022, "raised", "4%", "5%")]


@pytest.mark.parametrize(
    ("before", "now", "compared"),
    [
        ("城镇新增就业", "新增城镇就业", True),
        ("城镇新增就业", "", True),
        ("城镇新增就业", "农村转移劳动力", False),
        ("affordable homes", "new affordable homes", True),
        ("affordable homes", "apprentices", False),
    ],
)
def test_figures_of_different_indicators_are_not_compared(before: str, now: str, compared: bool) -> None:
    found = moved((2021, [figure(100, indicator=before)]), (2022, [figure(120, indicator=now)]))
    assert found == ([(2022, "raised", "100人", "120人")] if compared else [])


@pytest.mark.parametrize(
    ("unit", "text", "compared"),
    [
        ("公里", "新建200公里", True),
        ("元", "为此安排200元", False),
        ("个", "滚动推进200个项目", False),
        # what stands beside it may be its name
        ("元", "设立渡口基金，规模200元", True),
    ],
)
def test_a_figure_without_a_name_is_compared_where_its_words_say_what_is_counted(
    unit: str, text: str, compared: bool
) -> None:
    named, unnamed = figure(300, unit, "渡口基金"), figure(200, unit, "", text=text)
    lower, higher = f"300{unit}", f"200{unit}"
    assert moved((2021, [named]), (2022, [unnamed])) == ([(2022, "lowered", lower, higher)] if compared else [])
    assert moved((2021, [unnamed]), (2022, [named])) == ([(2022, "raised", higher, lower)] if compared else [])
    assert moved((2021, [unnamed]), (2022, [figure(100, unit, "")])) == [(2022, "lowered", higher, f"100{unit}")]


def test_an_amount_is_not_compared_with_what_it_moves_by() -> None:
    first, second = figure(832, "元", "渡口资金"), figure(930, "元", "渡口资金")
    by = [figure(n, "元", "渡口资金增减", direction="up") for n in (167, 98)]
    assert moved((2021, [first]), (2022, [by[1]])) == []
    assert moved((2021, [first, by[0]]), (2022, [second, by[1]])) == [(2022, "raised", "832元", "930元")]
    # where no amount stands beside it, what is added is the figure
    assert moved((2021, [by[0]]), (2022, [by[1]])) == [(2022, "lowered", "167元", "98元")]
    unnamed = figure(42, "元", "", direction="up", text="安排资金若干，比上年增加42元")
    assert moved((2021, [figure(109, "元", "")]), (2022, [unnamed])) == []
    reached = figure(142, "元", "", direction="up", text="资金增加到142元")
    assert moved((2021, [figure(109, "元", "")]), (2022, [reached])) == [(2022, "raised", "109元", "142元")]


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ((6, 6.5, "range"), (6, 6, "at_least"), ""),
        ((5.5, 5.5, "at_least"), (5, 5.5, "range"), "lowered"),
        ((3, 4, "range"), (4, 4, "at_most"), ""),
        ((4.6, 4.6, "at_most"), (4.5, 4.5, "around"), "lowered"),
        ((5, 5, "around"), (4.5, 5, "range"), "lowered"),
    ],
)
def test_the_end_that_a_bound_leaves_open_is_not_compared(
    before: tuple[float, float, str], now: tuple[float, float, str], direction: str
) -> None:
    was, is_now = (
        figure(low, "%", "渡运量", direction="up", high=high, bound=bound, raw=f"{low}-{high}")
        for low, high, bound in (before, now)
    )
    assert [move[1] for move in moved((2021, [was]), (2022, [is_now]))] == ([direction] if direction else [])


def test_several_figures_of_a_year_are_compared_by_their_indicator_and_once() -> None:
    """What stood already among the figures of the year before is neither raised nor lowered."""
    men, women = figure(100, indicator="男职工"), figure(200, indicator="女职工")
    fewer = figure(150, indicator="女职工")
    assert moved((2021, [men]), (2021, [women]), (2022, [fewer]), (2022, [fewer])) == [
        (2022, "lowered", "200人", "150人")
    ]
    assert moved((2021, [men, figure(120, indicator="男职工")]), (2022, [figure(120, indicator="男职工")])) == []


def test_figures_in_other_units_of_one_dimension_are_compared_in_the_later_one() -> None:
    assert moved((2021, [figure(1, "公里", "道路")]), (2022, [figure(1000, "米", "道路")])) == []
    assert moved((2021, [figure(1, "公里", "道路")]), (2022, [figure(900, "米", "道路")])) == [
        (2022, "lowered", "1公里", "900米")
    ]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("修缮渡口设施", "修缮渡口设施。", "verbatim"),
        ("修缮渡口设施12处", "修繕渡口設施１２處", "verbatim"),
        # a figure is more than its digits
        ("投资1.5亿元修缮渡口", "投资15亿元修缮渡口", "reworded"),
        ("渡运量增长5—6%", "渡运量增长56%", "reworded"),
        ("渡运量增长5—6%", "渡运量增长５-６％", "verbatim"),
        ("spend 1,200 crowns on the quays", "Spend 1200 crowns on the quays.", "verbatim"),
        ("raise the fee by 2.5 per cent", "raise the fee by 25 per cent", "reworded"),
        ("修繕渡口設施", "修缮渡口设施和候船室", "broadened"),
        # list marks, who speaks, and adverbs
        ("修缮渡口设施", "（二）继续大力修缮渡口设施", "reworded"),
        ("三是切实改善渡运服务", "我们要不断改善渡运服务", "reworded"),
        ("fix the old ferry quays", "We will continue to fix the old ferry quays", "reworded"),
        # what adds nothing
        ("渡口客流保持基本稳定", "渡口客流基本稳定", "reworded"),
        ("做好渡口管理工作", "做好新形势下的渡口管理工作", "reworded"),
        ("增加渡口投入", "增加这方面的渡口投入", "reworded"),
        ("坚持先到先渡的原则", "坚持先到先渡", "reworded"),
        ("提升渡口服务", "全面提升渡口服务", "reworded"),
        # others beside what is kept
        ("修缮老城区渡口", "修缮老城区、新城区、开发区渡口", "broadened"),
        ("修缮老城区渡口", "修缮新城区、老城区渡口", "broadened"),
        ("修缮渡口设施", "切实修缮渡口设施和候船室", "broadened"),
        ("修缮渡口设施和候船室", "修缮渡口设施", "narrowed"),
        ("修缮渡口设施", "修缮渡口设施，更换老旧渡船", "broadened"),
        ("open a clinic in Liuhe", "open a clinic in Liuhe and in every other town", "broadened"),
        # what qualifies it
        ("改善渡运服务", "改善北岸山区渡运服务", "narrowed"),
        ("改善渡运服务", "以夜航为重点，改善渡运服务", "narrowed"),
        ("建设渡口社区", "建设和谐渡口社区", "narrowed"),
        ("发展海洋产业", "发展养殖、冷链等海洋产业", "narrowed"),
        ("改善北岸山区渡运服务", "改善渡运服务", "broadened"),
        ("open a clinic in Liuhe", "open a clinic in Liuhe by next spring", "narrowed"),
        # what comes of it, and both kinds at once
        ("改善渡运服务", "改善渡运服务，让乘客满意", "reworded"),
        ("改善渡运服务", "改善北岸山区渡运服务和候船条件", "reworded"),
        ("open a clinic in Liuhe", "on the whole, another sentence with all letters of an older clinic", "reworded"),
    ],
)
def test_what_a_wording_has_gained_decides_how_it_changed(before: str, now: str, change: str) -> None:
    earlier, later = ({"unit_id": text, "text": text, "level": 1} for text in (before, now))
    assert wording_change(earlier, later, {}) == change


def promise(text: str, level: int) -> dict[str, Any]:
    return {"unit_id": text, "text": text, "level": level}


def test_what_can_be_checked_now_is_narrowed_whatever_its_words() -> None:
    assert wording_change(promise("修缮渡口设施", 1), promise("修缮渡口设施和候船室", 3), {}) == "narrowed"


@pytest.mark.parametrize(
    ("before", "level", "now", "lost", "kept", "change"),
    [
        # the next stage of the same deed, which the level alone would call less
        ("启动修建北岸渡口", 3, "加快修建北岸渡口", [], [], "reworded"),
        ("draw up a plan for the old quays", 3, "carry out the plan for the old quays", [], [], "reworded"),
        # a figure, a deadline, or what only the level tells
        ("修建6座渡口", 3, "加快修建渡口", [figure(6, "座")], [], "broadened"),
        ("明年底前修通渡口公路", 3, "推进渡口公路建设", [figure(1, deadline_year=2031)], [figure(1)], "broadened"),
        ("后年由船务局修通渡口公路", 4, "推进渡口公路建设", [], [], "broadened"),
        # both name a figure: the words decide
        ("修建6座渡口", 3, "提升6座渡口服务", [figure(6, "座")], [figure(6, "座")], "reworded"),
        ("启动修建渡口和码头", 3, "启动修建渡口", [], [], "narrowed"),
    ],
)
def test_what_can_be_checked_no_more_is_broadened_where_a_figure_or_deadline_is_gone(
    before: str, level: int, now: str, lost: list[dict[str, Any]], kept: list[dict[str, Any]], change: str
) -> None:
    assert wording_change(promise(before, level), promise(now, 2), {before: lost, now: kept}) == change
