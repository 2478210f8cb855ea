"""The figures of a unit: value, indicator, deadline, body; offsets of the document."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pipeline.figures import compare
from pipeline.records import Bound, Label, Target, Unit
from pipeline.targets import context, find_targets
from pipeline.targets.context import section_of_year, section_period, year_told


def unit(text: str, language: str = "zh", year: int = 2023, label: Label = Label.PLEDGE, start: int = 100) -> Unit:
    end = start + len(text)
    return Unit("d", start, end, f"d@{start}-{end}", "J", year, text, label, 3, language)


def only(targets: tuple[Target, ...]) -> Target:
    assert len(targets) == 1, targets
    return targets[0]


def test_value_bound_indicator_and_offsets() -> None:
    text = "城镇新增就业2.6万人以上"
    target = only(find_targets(unit(text)))
    assert (target.indicator, target.low, target.high, target.unit) == ("城镇新增就业", 26000.0, 26000.0, "人")
    assert target.bound is Bound.AT_LEAST
    assert text[target.start - 100 : target.end - 100] == target.raw == "2.6万人以上"


def test_word_order_does_not_matter() -> None:
    names = {only(find_targets(unit(text))).indicator for text in ("城镇新增就业5万人", "新增城镇就业5万人")}
    assert names == {"城镇新增就业"}


def test_subject_comes_from_the_sentence() -> None:
    sentence = "地区生产总值突破900亿元，增长6.5%左右"
    part = "增长6.5%左右"
    lead = sentence.index(part)
    target = only(find_targets(unit(part, start=50 + lead), sentence, 50))
    assert target.indicator == "GDP"
    assert target.bound is Bound.AROUND
    assert target.start == 50 + sentence.index("6.5")


def test_deadlines() -> None:
    assert only(find_targets(unit("到2025年，森林覆盖率达到24.1%"))).deadline_year == 2025
    assert only(find_targets(unit("年底前完成5个片区改造"))).deadline_year == 2023
    english = only(find_targets(unit("We will build 1,200 new affordable homes by 2030", "en")))
    assert (english.deadline_year, english.unit, english.indicator) == (2030, "home", "affordable home")


def test_the_old_value_of_a_change_is_marked() -> None:
    old, new = find_targets(unit("We will cut the levy from 17 to 15 per cent", "en"))
    assert (old.direction, old.low, new.low, new.indicator) == ("from", 17.0, 15.0, "levy")
    assert new.direction == "down to"
    _, more = find_targets(unit("We will raise the levy from 15 to 17 per cent", "en"))
    assert more.direction == "to"
    for text in ("渡运量由上升4.9%、5.5%，转为下降1.2%", "渡运量由前两年分别上升4.9%、5.5%转为下降1.2%"):
        assert [t.direction for t in find_targets(unit(text))] == ["from", "from", "down"], text
    for text in ("渡运量将比2022年的200万人增长5%", "渡运量比去年的200万人增加10万人", "渡口数比现有的200个少10个"):
        assert [t.direction == "from" for t in find_targets(unit(text))] == [True, False], text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("引进总投资超10亿元渡口项目50个以上", [(50, "个", "总投资超10亿元渡口项目引进")]),
        ("推进20个以上投资超亿元的渡口项目", [(20, "个", "")]),
        ("收入50万元以上的渡口村占比达68%", [(68, "%", "收入50万元以上的渡口村占比")]),
        ("加快推进6000个亿元以上渡口项目", [(6000, "个", "亿元以上渡口项目")]),
        # one thing's sum, and those of named ones
        ("渡口、码头等总投资500亿元以上的项目", [(5e10, "元", "渡口、码头等总投资")]),
        ("渡口完成投资超10亿元", [(1e9, "元", "渡口完成投资")]),
        ("渡口投资3个亿元", [(3e8, "元", "渡口投资")]),
    ],
)
def test_a_sum_that_says_which_projects_are_meant_is_no_figure(text: str, values: list[tuple[float, str, str]]) -> None:
    assert [(t.low, t.unit, t.indicator) for t in find_targets(unit(text))] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # the verb of change stands far before it
        (
            "We will raise the grant for piers built in Liuhe by cooperatives of ferrymen and by other approved bodies"
            " of both banks from 20% to 25%",
            [("from", 20, 20), ("to", 25, 25)],
        ),
        ("The levy will be restored from 3% to 4%", [("from", 3, 3), ("to", 4, 4)]),
        ("We will raise the grants, ranging from $20 to $40", [("up", 20, 40)]),
        (
            "The ferry levy of 37% will be lowered by 6 percentage points to 31%",
            [("from", 37, 37), ("down", 6, 6), ("to", 31, 31)],
        ),
        ("The present $50 ferry allowance will be increased to $80", [("from", 50, 50), ("up", 80, 80)]),
        ("We will reduce the ferry levy of 16% to 15%", [("from", 16, 16), ("down to", 15, 15)]),
        ("We will cut the wait from five hours to a maximum of two hours", [("from", 5, 5), ("down to", 2, 2)]),
        ("Households will get a rebate of between 1.5 months and 3.5 months", [("", 1.5, 3.5)]),
        ("The levy will go from $2 per 1,000 crates to $3 per 1,000 crates", [("from", 2, 2), ("", 3, 3)]),
        ("We will extend the quay by 100 feet to 900 feet", [("", None, None), ("", 900, 900)]),
        ("Last year $250 of the $500 ferry rebate was paid", [("", 250, 250)]),
        # no change of the first one
        (
            "We will raise the sum by between $5 a month for one ferryman to $15 a month for a crew",
            [("up", 5, 5), ("", 15, 15)],
        ),
        (
            "We will raise $50 million by bonds and lend $20 million to 12 ferrymen",
            [("up", 5e7, 5e7), ("", 2e7, 2e7), ("", 12, 12)],
        ),
    ],
)
def test_old_values_and_ranges_of_english_figures(
    text: str, values: list[tuple[str, float | None, float | None]]
) -> None:
    assert [(t.direction, t.low, t.high) for t in find_targets(unit(text, "en"))] == values


def test_a_sum_for_so_many_is_no_sum_for_one() -> None:
    found = find_targets(unit("The levy will go from $2 per 1,000 crates to $3 per 1,000 crates", "en"))
    assert [t.unit for t in found] == ["dollar/1,000 crate"] * 2
    assert [t.unit for t in find_targets(unit("The levy will be $2 per 1000 crates", "en"))] == ["dollar/1,000 crate"]
    assert [t.unit for t in find_targets(unit("The levy will be $2 per kilogram", "en"))] == ["dollar/kilogram"]


def test_a_comparison_with_years_ago_concerns_the_figure_behind_it() -> None:
    level, change = find_targets(unit("2022年粮食产量达到5万吨，比五年前增加1万吨", label=Label.PROGRESS))
    assert (level.low, level.period, change.low, change.period) == (50_000.0, "", 10_000.0, "five-year")


def test_what_is_cut_to_a_figure_is_kept_by_staying_below_it() -> None:
    for text, language in (
        ("将城镇登记失业率降到4%以下", "zh"),
        ("把危房数量减少到100户", "zh"),
        ("We will cut the levy to 4 per cent", "en"),
    ):
        assert only(find_targets(unit(text, language))).direction == "down to"
    assert only(find_targets(unit("把危房减少100户"))).direction == "down"
    assert only(find_targets(unit("绿地率提高到40%"))).direction == "to"
    promise = only(find_targets(unit("把危房数量减少到100户")))
    for reported, met in (("危房数量90户", True), ("危房数量150户", False)):
        report = only(find_targets(unit(reported, year=2024, label=Label.PROGRESS)))
        assert compare(promise, report).met is met


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("今年地區生產總值預期增長6%左右，城鎮新增就業900人", "今年地区生产总值预期增长6%左右，城镇新增就业900人"),
        ("新建標準化村衛生室12個", "新建标准化村卫生室12个"),
        ("修復古城牆3公里", "修复古城墙3公里"),
        ("建設農村安全飲水工程18處，解決1.5萬人飲水問題", "建设农村安全饮水工程18处，解决1.5万人饮水问题"),
        (
            "到二○三五年，糧食播種面積從２０萬畝擴大到２５萬畝以上",
            "到二○三五年，粮食播种面积从２０万亩扩大到２５万亩以上",
        ),
        ("由縣財政局負責，五年內籌集資金不低於800萬元", "由县财政局负责，五年内筹集资金不低于800万元"),
    ],
)
def test_traditional_script_says_the_same(traditional: str, simplified: str) -> None:
    """Only `raw` and `responsible` keep the script of the text."""
    found, expected = find_targets(unit(traditional, year=2031)), find_targets(unit(simplified, year=2031))
    assert expected
    assert [t.indicator for t in found] == [t.indicator for t in expected]
    assert [(t.start, t.end, t.low, t.high, t.unit, t.bound) for t in found] == [
        (t.start, t.end, t.low, t.high, t.unit, t.bound) for t in expected
    ]
    assert [(t.deadline_year, t.direction, t.period) for t in found] == [
        (t.deadline_year, t.direction, t.period) for t in expected
    ]
    for target in found:
        assert target.raw == traditional[target.start - 100 : target.end - 100]
        assert target.responsible in traditional
        assert bool(target.responsible) == bool(expected[0].responsible)


def test_the_fastest_of_five_years_is_a_figure_of_one() -> None:
    (target,) = find_targets(unit("渔业产值增长8.1%，增速五年最快"))
    assert target.period != "five-year"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("No class will have more than 20 pupils", Bound.AT_MOST),
        ("There is no doubt that more than 20 pupils will come", Bound.AT_LEAST),
        ("We have no debt; more than 20 schools will open", Bound.AT_LEAST),
    ],
)
def test_more_than_behind_no_is_a_limit(text: str, bound: Bound) -> None:
    (target,) = find_targets(unit(text, "en"))
    assert target.bound is bound


@pytest.mark.parametrize("plan", ["六五", "九五", "十五", "十一五", "十四五", "十五五", "十六五", "二十五"])
def test_a_heading_of_any_plan_is_one_of_several_years(plan: str) -> None:
    assert section_period(f"二、“{plan}”时期主要目标任务", "zh") == "five-year"
    assert section_period(f"{plan}规划纲要", "zh") == "five-year"
    assert section_period(f"二、“{plan}”目标和2026年工作", "zh") == ""


@pytest.mark.parametrize(
    ("heading", "span"),
    [
        ("二、“十五五”发展目标", "five-year"),
        ("二、“十五五”时期目标和2026年工作 / （一）“十五五”时期目标", "five-year"),
        ("二、“十五五”时期目标和2026年工作 / （二）2026年工作", ""),
        ("三、全力推动“十五五”开好局", ""),
        ("三、一百二十五期讲习班", ""),
        ("三、2026年工作", ""),
    ],
)
def test_the_innermost_heading_that_names_a_span_decides(heading: str, span: str) -> None:
    assert section_period(heading, "zh") == span


def parts(sentence: str, *pieces: str, section: str = "", label: Label = Label.PLEDGE) -> list[Target]:
    """Return the figures of some stretches of a sentence of 2026, each a unit of its own."""
    found: list[Target] = []
    for piece in pieces:
        own = replace(unit(piece, year=2026, start=50 + sentence.index(piece), label=label), section=section)
        found += find_targets(own, sentence, 50)
    return found


def test_a_plan_named_elsewhere_in_the_sentence_does_not_make_a_yearly_target_one_of_the_plan() -> None:
    sentence = "主要目标是：茶叶产量增长4%，新增城镇就业3万人，节能目标与全国“十五五”考核目标衔接"
    found = parts(sentence, "茶叶产量增长4%", "新增城镇就业3万人", section="三、2026年工作")
    assert [(t.deadline_year, t.period) for t in found] == [(None, ""), (None, "")]
    sentence = "结合“十五五”规划编制，谋划一批好项目，开工桥梁12座"
    (found_one,) = parts(sentence, "开工桥梁12座")
    assert (found_one.deadline_year, found_one.period) == (None, "")
    # what stands behind, in another unit, is said of that unit
    (behind,) = parts("新建蓄水池80座，到2029年实现村村通水", "新建蓄水池80座")
    assert behind.deadline_year is None


def test_a_plan_that_opens_the_sentence_binds_its_units() -> None:
    sentence = "“十五五”时期，新增城镇就业15万人，新建桥梁40座"
    found = parts(sentence, "新增城镇就业15万人", "新建桥梁40座")
    assert [(t.deadline_year, t.period) for t in found] == [(2030, "five-year"), (2030, "five-year")]
    assert parts("到2030年，茶园达到9万亩，茶厂达到30家", "茶厂达到30家")[0].deadline_year == 2030
    # named in the unit itself, the plan is its deadline under any heading
    own = parts("“十五五”末新建桥梁40座", "“十五五”末新建桥梁40座", section="三、2026年工作")
    assert [t.deadline_year for t in own] == [2030]
    # where the heading or the sentence names the year, a plan named before is none of the figure's
    mixed = parts("今年要紧扣“十五五”时期目标，新建桥梁9座", "新建桥梁9座")
    assert [(t.deadline_year, t.period) for t in mixed] == [(2026, "annual")]


def test_names_of_programmes_and_means_of_days_are_no_span_of_years() -> None:
    for text in (
        "打好河道整治五年行动收官战，清淤河道90公里",
        "对接“十五五”规划，清淤河道90公里",
        "细颗粒物年均浓度28微克",
        "PM2.5年平均浓度28微克",
    ):
        assert only(find_targets(unit(text))).period == ""
    assert only(find_targets(unit("茶叶产量年均增长6%"))).period == "five-year"


BROKEN = (
    "新增城镇就业110万人以上",
    "粮食产量达到1350.97亿斤左右",
    "投资增长不低于12.5%",
    "新建茶厂二十三家，改造水渠1，280公里",
    "将登记失业率控制在5%—5.5%以内",
    "三年培育茶企一百二十家",
)


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("mark", ["\n", "\r\n", " \n　"])
def test_a_line_break_inside_a_figure_changes_no_value(text: str, mark: str) -> None:
    plain = find_targets(unit(text))
    read = [(t.low, t.high, t.unit, t.bound, t.indicator, t.direction, t.period, t.deadline_year) for t in plain]
    for figure in plain:
        for at in range(figure.start - 100 + 1, figure.end - 100):
            broken = f"{text[:at]}{mark}{text[at:]}"
            found = find_targets(unit(broken))
            assert [
                (t.low, t.high, t.unit, t.bound, t.indicator, t.direction, t.period, t.deadline_year) for t in found
            ] == read, broken
            # ids and quotations are those of the text as it is
            assert all(t.unit_id == unit(broken).unit_id for t in found)
            assert [broken[t.start - 100 : t.end - 100] for t in found] == [t.raw for t in found]
            assert [t.raw.replace(mark, "") for t in found] == [t.raw for t in plain]


def test_a_break_elsewhere_in_the_sentence_moves_no_offset() -> None:
    sentence = "今年\n茶叶产量增长4%，新增城镇就业3\n万人"
    part = "新增城镇就业3\n万人"
    (found,) = parts(sentence, part)
    assert (found.low, found.raw, found.deadline_year) == (30_000.0, "3\n万人", 2026)
    assert found.start == 50 + sentence.index("3\n万人")


def test_time_grows_with_the_length_of_a_sentence() -> None:
    # each unit read anew all of the sentence: 17 seconds
    parts = [f"新建码头{i}座" for i in range(2, 402)]
    sentence, place = "，".join(parts), 0
    began = time.perf_counter()
    for part in parts:
        assert only(find_targets(unit(part, start=100 + place), sentence, 100)).indicator == "码头"
        place += len(part) + 1
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("We will plant 900 pear trees by 2029-30", 2030),
        ("We will plant 900 pear trees by 2029/30", 2030),
        ("By the end of fiscal year 2029–30 we will plant 900 pear trees", 2030),
        ("We will plant 900 pear trees by FY2029/2030", 2030),
        ("We will plant 900 pear trees by 2099-00", None),
        # a budget year is called by its first, a plan of several years is due at its end
        ("We will plant 900 pear trees in 2029-30", 2029),
        ("For 2025-2030 we will plant 900 pear trees", 2030),
        ("We will plant 900 pear trees by 2029-06-30", 2029),
    ],
)
def test_the_last_of_two_years_is_the_deadline(text: str, year: int | None) -> None:
    assert only(find_targets(unit(text, "en"))).deadline_year == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("到二〇三〇年建成码头5座", 2030),
        ("到二○二八年底，建成码头5座", 2028),
        ("码头比二〇二三年增加5座", None),
        ("码头比2023年增加5座", None),
    ],
)
def test_years_in_chinese_characters(text: str, year: int | None) -> None:
    assert only(find_targets(unit(text))).deadline_year == year


def test_the_year_that_a_report_tells_may_be_in_chinese_characters() -> None:
    for text in ("一九五八年产茶5万担", "1958年产茶5万担", "一九五八年茶叶由一九五七年的5万担增加到9万担"):
        start = text.rindex("担") - 2
        assert year_told(text, start, start + 3, 1959, "zh") == 1958, text
    assert section_of_year("二〇二六年工作安排", "zh")


@pytest.mark.parametrize(
    ("text", "lows"),
    [
        # name, last year's result, this year's aim: nothing tells one from the other
        ("茶叶产值增速\t6.1%\t6%左右", []),
        ("3\t茶叶产量\t12吨\t13吨\t8.3%", []),
        # one figure, or items side by side
        ("3\t新建茶厂\t5座\t年底前", [5.0]),
        ("茶叶产值增速\t6%左右", [6.0]),
        ("新建茶厂5座\t改造茶园3处", [5.0, 3.0]),
        ("1.\t新建茶厂5座，改造茶园3处", [5.0, 3.0]),
    ],
)
def test_the_row_of_a_table_with_several_figures_names_no_target(text: str, lows: list[float]) -> None:
    assert [t.low for t in find_targets(unit(text)) if t.unit or t.low != 3.0] == lows


def test_to_double_is_to_grow_by_one_time() -> None:
    said = [
        find_targets(unit(text, label=Label.PLEDGE))[0] for text in ("渔获量翻一番", "渔获量增长一倍", "渔获量翻两番")
    ]
    assert [(t.low, t.unit, t.direction) for t in said] == [(1.0, "倍", "up"), (1.0, "倍", "up"), (3.0, "倍", "up")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the number of a recommendation counts nothing, a number of recommendations does
        ("We accept recommendation 4 and will license pilots", []),
        ("We will act on recommendations 4 to 7", []),
        ("We will carry out four recommendations", [(4.0, "recommendation", "", "")]),
        # an age is no span of years
        ("Moorings will be free for every four-year-old", []),
        ("We will teach 90 pilots and four-year-olds", [(90.0, "pilot", "", "")]),
        ("We will teach 90 pilots under a four-year plan", [(90.0, "pilot", "", "five-year")]),
        # told as a distance from what it was
        ("Toll debts will be cut to 40 per cent below 2025 levels", [(40.0, "%", "down", "")]),
        ("Toll debts will be cut to 40 per cent", [(40.0, "%", "down to", "")]),
        ("The toll will rise to nine dollars and ten cents", [(9.1, "dollar", "up", "")]),
        ("Pay will rise to 9 dollars and 50 cents an hour", [(9.5, "dollar/hour", "up", "")]),
        ("The toll is nine dollars and the permit ten cents", [(9.0, "dollar", "", ""), (10.0, "cent", "", "")]),
        ("Radios will come to nine ferries in ten", [(90.0, "%", "to", "")]),
        ("Radios will come to nine ferries in ten ports", [(9.0, "ferry", "", ""), (10.0, "port", "", "")]),
        ("Radios will come to five ferries out of seven", [(5.0, "ferry", "", "")]),
        # what remains to be done does not stay as it is
        ("The remaining 19 ferries will have radios", [(19.0, "ferry", "", "")]),
        ("The fleet will remain at 19 ferries", [(19.0, "ferry", "stable", "")]),
    ],
)
def test_english_figures_that_look_like_another(text: str, wanted: list[tuple[float, str, str, str]]) -> None:
    found = find_targets(unit(text, language="en"))
    assert [(t.low, t.unit, t.direction, t.period) for t in found] == wanted


@pytest.mark.parametrize(("text", "language"), [("三元" * 1500, "zh"), ("spend $3, " * 300, "en")])
def test_figures_side_by_side_are_read_in_the_same_words(
    text: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    name = f"_deadlines_{language}"
    given = getattr(context, name)
    monkeypatch.setattr(context, name, lambda words, year: read.append(words) or given(words, year))
    assert len(find_targets(unit(text, language), text, 100)) == len(text) // (2 if language == "zh" else 10)
    assert len(read) < 20


def test_each_unit_of_a_sentence_looks_at_its_own_figures_only() -> None:
    """And not, as it did, at all those of the sentence."""
    part = "新建石桥3座，"
    sentence = part * 5000
    own = unit(part[:-1])
    for number in range(0, 5000, 1000):
        start = number * len(part)
        moved = replace(own, start=start, end=start + len(part) - 1)
        assert [t.start for t in find_targets(moved, sentence, 0)] == [start + 4]


def test_a_row_of_a_table_with_thousands_of_cells_gives_no_figure() -> None:
    assert find_targets(unit("渡口" + "\t12处" * 3000)) == ()
