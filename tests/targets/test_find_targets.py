"""The figures of a unit: value, indicator, deadline, body; offsets of the document."""

from __future__ import annotations

import pytest

from pipeline.figures import compare
from pipeline.records import Bound, Label, Target, Unit
from pipeline.targets import find_targets


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
