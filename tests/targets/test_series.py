"""Target series on an invented place: verdicts, changes, gaps, targets that are expressly not set."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipeline.records import Bound, Label, SeriesPoint, Unit
from pipeline.targets import context, find_targets
from pipeline.targets.indicators import _clause_starts
from pipeline.targets.series import find_not_set, judge, target_series

PLACE = "棠岭市"
PLEDGES = {
    2018: "今年的预期目标是：地区生产总值增长7%左右，城镇新增就业2.5万人以上，粮食总产量稳定在33亿斤以上",
    2019: "今年的预期目标是：地区生产总值增长6.5%左右，城镇新增就业2.5万人以上",
    2020: "受疫情影响，今年没有提出经济增长的具体目标",
    2022: "今年的预期目标是：地区生产总值增长6%—6.5%，城镇新增就业2.6万人",
    2023: "今年的预期目标是：地区生产总值增长6%左右，城镇登记失业率控制在4.5%以内",
}
REPORTS = {
    2019: "去年地区生产总值增长7.1%，城镇新增就业2.7万人，粮食总产量165万吨",
    2020: "去年地区生产总值增长5.9%",
    2023: "五年来地区生产总值年均增长6.8%；去年地区生产总值增长6.4%",
}


def corpus() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for texts, label, offset in ((PLEDGES, Label.PLEDGE, 5000), (REPORTS, Label.PROGRESS, 100)):
        for year, text in texts.items():
            start = offset
            for part in text.split("；"):
                unit = Unit(f"tangling-{year}", start, start + len(part), "s", PLACE, year, part, label, None, "zh")
                units[unit.unit_id] = unit
                start += len(part) + 1
    return units


def series(shuffle: int | None = None) -> tuple[SeriesPoint, ...]:
    units = list(corpus().values())
    if shuffle is not None:
        random.Random(shuffle).shuffle(units)
    targets = [t for u in units for t in find_targets(u)]
    return target_series({u.unit_id: u for u in units}, targets, {PLACE: (2018, 2019, 2020, 2022, 2023)})


def points(indicator: str, kind: str) -> dict[int, SeriesPoint]:
    return {p.year: p for p in series() if (p.indicator, p.kind) == (indicator, kind)}


def test_growth_over_the_years() -> None:
    growth = points("GDP", "growth")
    assert sorted(growth) == [2018, 2019, 2020, 2022, 2023]
    assert [growth[y].state for y in sorted(growth)] == [
        "stated",
        "stated",
        "explicitly not set",
        "stated",
        "stated",
    ]
    assert [growth[y].verdict for y in sorted(growth)] == ["met", "missed", "", "met", "no text of next year"]
    assert [growth[y].change for y in sorted(growth)] == ["new", "lowered", "", "lowered", "lowered"]
    assert (growth[2018].low, growth[2018].bound, growth[2018].outcome) == (7.0, Bound.AROUND, 7.1)
    assert (growth[2022].low, growth[2022].high, growth[2022].bound) == (6.0, 6.5, Bound.RANGE)
    assert growth[2022].outcome == 6.4, "the average of five years is not last year's value"
    assert growth[2020].evidence_ids == (f"tangling-2020@5000-{5000 + len(PLEDGES[2020])}",)


def test_a_year_without_a_word_is_not_found() -> None:
    jobs = points("城镇新增就业", "level")
    assert jobs[2020].state == "not found"
    assert jobs[2020].evidence_ids == ()
    assert jobs[2018].verdict == "exceeded"
    assert jobs[2019].verdict == "not reported"
    assert (jobs[2019].change, jobs[2022].change) == ("unchanged", "raised")


def test_units_of_one_dimension_are_converted() -> None:
    grain = points("粮食产量", "level")
    assert (grain[2018].unit, grain[2018].low, grain[2018].outcome) == ("斤", 3.3e9, 3.3e9)
    assert grain[2018].verdict == "met"


def test_every_value_leads_to_its_unit() -> None:
    units = corpus()
    for point in series():
        assert all(i in units for i in (*point.evidence_ids, *point.outcome_unit_ids))
        assert bool(point.evidence_ids) == (point.state != "not found")


def test_order_of_input_does_not_matter() -> None:
    assert series() == series(1) == series(2)


def test_a_later_deadline_is_no_target_of_the_year() -> None:
    text = "到2030年，地区生产总值增长9%"
    unit = Unit("d", 0, len(text), "s", PLACE, 2023, text, Label.PLEDGE, 3, "zh")
    assert target_series({unit.unit_id: unit}, find_targets(unit), {PLACE: (2023,)}) == ()


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("今年没有提出全年经济增速具体目标", "zh", ("GDP",)),
        ("今年不设地区生产总值增长目标", "zh", ("GDP",)),
        ("今年不再设定粮食产量目标", "zh", ("粮食产量",)),
        ("我们没有完成经济增长目标", "zh", ()),
        ("今年的经济增长目标是6%", "zh", ()),
        ("We have not set a growth target for this year", "en", ("GDP",)),
        ("The county sets no inflation target", "en", ("consumer prices",)),
        ("We have not met the growth target", "en", ()),
    ],
)
def test_targets_that_are_expressly_not_set(text: str, language: str, names: tuple[str, ...]) -> None:
    assert find_not_set(text, language) == names


def test_sentences_without_a_unit_are_searched_too() -> None:
    units = {unit_id: unit for unit_id, unit in corpus().items() if unit.doc_id != "tangling-2020"}
    report = "去年地区生产总值增长5.9%"
    kept = Unit("tangling-2020", 100, 100 + len(report), "s", PLACE, 2020, report, Label.PROGRESS, None, "zh")
    units[kept.unit_id] = kept
    targets = [t for u in units.values() for t in find_targets(u)]
    sentence = f"tangling-2020@5000-{5000 + len(PLEDGES[2020])}"
    available = {PLACE: (2018, 2019, 2020, 2022, 2023)}

    def state(sentences: dict[str, str] | None) -> tuple[str, tuple[str, ...]]:
        points = target_series(units, targets, available, sentences)
        return next(
            (p.state, p.evidence_ids) for p in points if (p.indicator, p.kind, p.year) == ("GDP", "growth", 2020)
        )

    assert state(None) == ("not found", ())
    assert state({sentence: PLEDGES[2020]}) == ("explicitly not set", (sentence,))


def test_what_stands_in_the_list_of_targets_is_a_promise_whatever_its_label() -> None:
    lead, figure = "今年的预期目标是：", "粮食总产量34亿斤"
    unit = Unit("d", 209, 209 + len(figure), "s", PLACE, 2023, figure, Label.PROGRESS, None, "zh")
    units, targets = {unit.unit_id: unit}, find_targets(unit)
    assert target_series(units, targets, {PLACE: (2023,)}) == ()
    (point,) = target_series(units, targets, {PLACE: (2023,)}, {f"d@200-{200 + len(lead)}": lead})
    assert (point.low, point.state) == (3.4e9, "stated")
    assert target_series(units, targets, {PLACE: (2023,)}, {"d@200-212": "2022年的预期目标是："}) == ()


def test_a_target_for_an_amount_is_not_ruled_out_by_the_word_target() -> None:
    units = corpus()
    targets = [t for u in units.values() for t in find_targets(u)]
    told = target_series(units, targets, {PLACE: (2018, 2019)}, {"tangling-2019@10-40": "今年不再设定粮食产量目标"})
    states = {p.year: p.state for p in told if p.indicator == "粮食产量"}
    assert states == {2018: "stated"}


@pytest.mark.parametrize(
    ("low", "high", "bound", "value", "ceiling", "verdict"),
    [
        (7, 7, Bound.AROUND, 6.9, False, "met"),
        (7, 7, Bound.AROUND, 6.8, False, "missed"),
        (7, 7, Bound.AROUND, 7.2, False, "exceeded"),
        (6, 6.5, Bound.RANGE, 5.9, False, "met"),
        (6, 6.5, Bound.RANGE, 6.5, False, "met"),
        (6, 6.5, Bound.RANGE, 6.7, False, "exceeded"),
        (3, 3, Bound.AT_MOST, 1.0, False, "met"),
        (3, 3, Bound.AT_MOST, 3.2, False, "missed"),
        (3, 3, Bound.AROUND, 2.0, True, "met"),
        (3, 3, Bound.AROUND, 3.3, True, "missed"),
    ],
)
def test_verdicts(low: float, high: float, bound: Bound, value: float, ceiling: bool, verdict: str) -> None:
    assert judge(low, high, bound, value, ceiling=ceiling) == verdict


def test_speeches_in_two_scripts_make_one_series() -> None:
    texts = {
        (2021, Label.PLEDGE): "今年的預期目標是：地區生產總值增長7%左右，城鎮新增就業900人",
        (2022, Label.PROGRESS): "去年地区生产总值增长5.2%，城镇新增就业950人",
        (2022, Label.PLEDGE): "今年的预期目标是：地区生产总值增长6%左右",
    }
    made = [
        Unit(f"tangling-{year}", 900 * (label is Label.PLEDGE), 0, "s", PLACE, year, text, label, None, "zh")
        for (year, label), text in texts.items()
    ]
    units = {u.unit_id: u for u in (replace(u, end=u.start + len(u.text)) for u in made)}
    targets = [t for u in units.values() for t in find_targets(u)]
    found = target_series(units, targets, {PLACE: (2021, 2022)})
    assert [(p.indicator, p.year, p.low, p.outcome, p.verdict) for p in found if p.year == 2021] == [
        ("GDP", 2021, 7.0, 5.2, "missed"),
        ("城镇新增就业", 2021, 900.0, 950.0, "exceeded"),
    ]
    assert {p.indicator for p in found} == {"GDP", "城镇新增就业"}


def test_a_target_that_is_not_set_is_understood_in_traditional_script() -> None:
    assert find_not_set("今年沒有提出經濟增長的具體目標", "zh") == ("GDP",)


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        ("茶叶出口增长6%—6.5%", "茶叶出口增长6%以上", "unchanged"),
        ("茶叶出口增长6%以上", "茶叶出口增长5%—6%", "lowered"),
        ("城镇调查失业率控制在5%以内", "城镇调查失业率4.5%—5%", "unchanged"),
        ("茶叶出口增长6%左右", "茶叶出口增长6%—6.5%", "raised"),
    ],
)
def test_a_bound_that_leaves_one_end_open_is_compared_by_the_other(first: str, second: str, change: str) -> None:
    made = [
        Unit(f"d-{year}", 0, len(text), "s", PLACE, year, text, Label.PLEDGE, None, "zh")
        for year, text in ((2022, first), (2023, second))
    ]
    targets = [t for u in made for t in find_targets(u)]
    _, later = target_series({u.unit_id: u for u in made}, targets, {PLACE: (2022, 2023)})
    assert later.change == change


def told(pledge: str, report: str, language: str = "zh") -> SeriesPoint:
    """Return the point of a target of 2022 and what the report of 2023 says of it."""
    made = [
        Unit("d-2022", 0, len(pledge), "s", PLACE, 2022, pledge, Label.PLEDGE, None, language),
        Unit("d-2023", 0, len(report), "s", PLACE, 2023, report, Label.PROGRESS, None, language),
    ]
    targets = [t for u in made for t in find_targets(u)]
    (point,) = target_series({u.unit_id: u for u in made}, targets, {PLACE: (2022, 2023)})
    return point


@pytest.mark.parametrize(
    ("pledge", "report", "language", "outcome", "verdict"),
    [
        ("茶叶出口增长5%", "茶叶出口下降8.3%", "zh", -8.3, "missed"),
        ("茶叶出口增长8%左右", "茶叶出口同比下滑11.5%", "zh", -11.5, "missed"),
        ("茶叶出口增长8%", "茶叶出口负增长9.1%", "zh", -9.1, "missed"),
        ("茶叶出口增长8%", "茶叶出口出现9.1%的负增长", "zh", -9.1, "missed"),
        ("茶叶出口增长8%", "茶叶出口增长-2.1%", "zh", -2.1, "missed"),
        ("茶叶出口增长8%", "茶叶出口增速回落到7.9%", "zh", 7.9, "met"),
        ("瓷砖能耗下降3%", "瓷砖能耗上升1%", "zh", -1.0, "missed"),
        ("瓷砖能耗下降3%", "瓷砖能耗下降3.4%", "zh", 3.4, "exceeded"),
        ("废气排放量下降3%", "废气排放量下降3.4%", "zh", 3.4, "exceeded"),
        ("废气排放量下降3%", "废气排放量上升1%", "zh", -1.0, "missed"),
        ("居民消费价格涨幅控制在3%以内", "居民消费价格下降0.4%", "zh", -0.4, "met"),
        ("Tea exports will grow by 5 per cent", "Tea exports fell by 8 per cent", "en", -8.0, "missed"),
        ("Tea exports will grow by 5 per cent", "Tea exports contracted by 8 per cent", "en", -8.0, "missed"),
        ("Tea exports will grow by 5 per cent", "Tea exports grew by 6 per cent", "en", 6.0, "exceeded"),
        ("Cut tea waste by 5 per cent", "Tea waste rose by 2 per cent", "en", -2.0, "missed"),
    ],
)
def test_an_outcome_that_moves_the_other_way_has_a_sign(
    pledge: str, report: str, language: str, outcome: float, verdict: str
) -> None:
    point = told(pledge, report, language)
    assert (point.outcome, point.verdict) == (outcome, verdict)


def test_levels_have_no_sign() -> None:
    assert told("登记失业率控制在5%以内", "登记失业率降至4.6%").outcome == 4.6
    assert told("茶农补贴由120元提高到150元", "茶农补贴由160元降低到140元").outcome == 140.0


def aside(
    pledge: str, said: str, language: str = "en", label: Label | None = None, report: str = ""
) -> tuple[float | None, str, tuple[str, ...]]:
    """Return what the speech of 2019, in which `said` is no unit or has a label, tells of a target of 2018."""
    units = [Unit("d-2018", 0, len(pledge), "s", PLACE, 2018, pledge, Label.PLEDGE, None, language)]
    last = report or "We thank all who came"
    units.append(Unit("d-2019", 400, 400 + len(last), "s", PLACE, 2019, last, Label.PROGRESS, None, language))
    if label:
        units.append(Unit("d-2019", 0, len(said), "s", PLACE, 2019, said, label, None, language))
    targets = [t for u in units for t in find_targets(u)]
    sentences = {f"d-2019@0-{len(said)}": said, f"d-2019@400-{400 + len(last)}": last}
    found = target_series({u.unit_id: u for u in units}, targets, {PLACE: (2018, 2019)}, sentences)
    point = next(p for p in found if p.year == 2018)
    return point.outcome, point.verdict, point.outcome_unit_ids


DEFICIT = "We will hold the deficit to $90 million in 2018-19"


@pytest.mark.parametrize(
    ("pledge", "said", "language", "outcome", "verdict"),
    [
        (DEFICIT, "The deficit for 2018-19 was $98 million.", "en", 98e6, "missed"),
        (DEFICIT, "The budget deficit for 2018-19 came in at $80 million, better than planned.", "en", 80e6, "met"),
        (DEFICIT, "Last year the deficit was $80 million, below our target.", "en", 80e6, "met"),
        (DEFICIT, "Good harvests helped us, and the deficit for 2018-19 was $80 million.", "en", 80e6, "met"),
        (DEFICIT, "The deficit was $70 million in 2017-18 and $98 million in 2018-19.", "en", 98e6, "missed"),
        ("财政赤字控制在9亿元以内", "上年财政赤字9.8亿元，高于预算。", "zh", 9.8e8, "missed"),
        ("茶叶出口增长9%", "受天气影响，去年茶叶出口仅增长2%。", "zh", 2.0, "missed"),
        ("茶叶出口增长9%", "茶叶出口比上年增长8%，略低于9%的预定目标，来之不易。", "zh", 8.0, "missed"),
        ("财政赤字控制在9亿元以内", "财政赤字从2017年的10亿元升到2018年的11亿元。", "zh", 1.1e9, "missed"),
    ],
)
def test_an_outcome_may_stand_in_a_sentence_without_a_unit(
    pledge: str, said: str, language: str, outcome: float, verdict: str
) -> None:
    assert aside(pledge, said, language) == (outcome, verdict, (f"d-2019@0-{len(said)}",))


@pytest.mark.parametrize(
    ("pledge", "said", "language"),
    [
        (DEFICIT, "The deficit for 2017-18 was $98 million.", "en"),
        (DEFICIT, "The deficit is $98 million.", "en"),
        (DEFICIT, "The target for the deficit last year was $98 million.", "en"),
        (DEFICIT, "Last year we expected a deficit of $98 million.", "en"),
        (DEFICIT, "Last year the deficit was below the $98 million that had been planned.", "en"),
        (DEFICIT, "The deficit will be $98 million, as last year.", "en"),
        (DEFICIT, "The deficit last year was 3 per cent.", "en"),
        (DEFICIT, "It is less than the deficit of $98 million that we projected last year.", "en"),
        (DEFICIT, "For 2018-19, we expect higher revenue, and a deficit of $98 million.", "en"),
        (DEFICIT, "Because of good harvests last year, we have decided on a deficit of $98 million.", "en"),
        (DEFICIT, "In last year's budget the deficit was $98 million.", "en"),
        (DEFICIT, "It is small as compared to the deficit of $98 million for 2018-19.", "en"),
        (DEFICIT, "This means a deficit of $98 million compared with the estimates for 2018-19.", "en"),
        (DEFICIT, "Last year I announced a deficit of $98 million.", "en"),
        (DEFICIT, "The deficit for 2018-19 was $30 million better than planned.", "en"),
        ("茶叶出口增长9%", "茶叶出口比去年增长2%。", "zh"),
        ("茶叶出口增长9%", "去年我们曾提出，要把茶叶出口增长2%。", "zh"),
        ("茶叶出口增长9%", "今年茶叶出口比上年增长2%。", "zh"),
        ("茶叶出口增长9%", "去年提出的目标是茶叶出口增长2%。", "zh"),
        ("茶叶出口增长9%", "去年世界茶叶出口增长2%。", "zh"),
    ],
)
def test_no_outcome_where_year_indicator_or_fact_is_missing(pledge: str, said: str, language: str) -> None:
    assert aside(pledge, said, language) == (None, "not reported", ())


def test_a_promise_is_no_outcome_and_a_reported_unit_comes_first() -> None:
    said = "The deficit for 2018-19 was $98 million."
    assert aside(DEFICIT, said, label=Label.PLEDGE)[0] is None
    assert aside(DEFICIT, said, report="We brought the deficit to $80 million")[0] == 80e6


def test_a_target_that_a_report_repeats_is_no_outcome() -> None:
    assert told("We will build 90 homes", "For the first year a target of 70 homes was set", "en").outcome is None


def test_a_share_of_an_unnamed_thing_makes_no_series() -> None:
    text = "We will give 3 per cent of GDP"
    unit = Unit("d", 0, len(text), "s", PLACE, 2023, text, Label.PLEDGE, 3, "en")
    assert target_series({unit.unit_id: unit}, find_targets(unit), {PLACE: (2023,)}) == ()


def test_a_report_of_another_year_is_no_outcome() -> None:
    for report, language in (("The deficit was $98 million in 2015", "en"),):
        assert told("We will hold the deficit to $90 million", report, language).outcome is None
    assert told("茶叶出口增长9%", "2020年茶叶出口增长2%", "zh").outcome is None
    assert told("茶叶出口增长9%", "2022年茶叶出口增长2%", "zh").outcome == 2.0
    assert told("茶叶出口增长9%", "茶叶出口增长2%，2020年为3%", "zh").outcome == 2.0


def yearly(promise: str, *reports: str, heading: str = "") -> SeriesPoint:
    """Return the point of 2025 of the first indicator promised then, with reports of 2026 under a heading."""
    units = [Unit("d-2025", 0, len(promise), "s", PLACE, 2025, promise, Label.PLEDGE, None, "zh")]
    start = 0
    for text in reports:
        made = Unit("d-2026", start, start + len(text), "s", PLACE, 2026, text, Label.PROGRESS, None, "zh")
        units.append(replace(made, section=heading))
        start += len(text) + 1
    targets = [t for u in units for t in find_targets(u)]
    found = target_series({u.unit_id: u for u in units}, targets, {PLACE: (2025, 2026)})
    return next(p for p in found if p.year == 2025)


BOTH = "一、“十四五”时期和2025年工作回顾"


@pytest.mark.parametrize(
    ("promise", "report", "outcome", "verdict"),
    [
        ("新增城镇就业2万人", "新增城镇就业10.4万人", 104_000.0, "perhaps of several years"),
        ("新增城镇就业2万人", "新增城镇就业2.9万人", 29_000.0, "exceeded"),
        ("修建水窖300口", "修建水窖900口", 900.0, "perhaps of several years"),
        # a share does not add up, and of what is to stay low more is no sum
        ("茶叶产量增长2%", "茶叶产量增长7%", 7.0, "exceeded"),
        # the last ten of forty are told as forty
        ("修建剩余10口水窖", "修建水窖40口", 40.0, "exceeded"),
        # what is added, and what there is in all
        ("新建茶厂10家", "茶厂达到25家", None, "not reported"),
        ("新建茶厂10家", "茶厂增至25家", None, "not reported"),
        ("茶厂总数达到25家", "新建茶厂10家", None, "not reported"),
        ("新建茶厂10家", "新建茶厂11家", 11.0, "exceeded"),
    ],
)
def test_a_sum_or_a_stock_does_not_exceed_a_target_of_the_year(
    promise: str, report: str, outcome: float | None, verdict: str
) -> None:
    point = yearly(promise, report, heading=BOTH)
    assert (point.outcome, point.verdict) == (outcome, verdict)


def test_of_two_values_the_one_that_is_no_sum_counts() -> None:
    point = yearly("修建水窖300口", "修建水窖1620口", "修建水窖306口", heading=BOTH)
    assert (point.outcome, point.verdict) == (306.0, "met")


def test_a_report_against_the_goal_is_an_outcome_whatever_its_label() -> None:
    texts = (
        (2021, 0, "We will plant 120 oak trees this year", Label.PLEDGE),
        (2022, 0, "We planted only 64 oak trees, well below our goal of 120", Label.PLEDGE),
        (2022, 90, "We will plant 150 oak trees this year", Label.PLEDGE),
        (2023, 0, "We planted 158 oak trees against a goal of 150", Label.PROGRESS),
    )
    units = {}
    for year, start, text, label in texts:
        made = Unit(f"e-{year}", start, start + len(text), "s", "E", year, text, label, None, "en")
        units[made.unit_id] = made
    found = target_series(units, [t for u in units.values() for t in find_targets(u)], {"E": (2021, 2022, 2023)})
    stated = [(p.indicator, p.year, p.low, p.outcome, p.verdict) for p in found if p.state == "stated"]
    assert stated == [("oak tree", 2021, 120.0, 64.0, "missed"), ("oak tree", 2022, 150.0, 158.0, "exceeded")]


def made(*texts: tuple[int, str], place: str = PLACE) -> tuple[SeriesPoint, ...]:
    """Return the points of promises, which stand behind one another in the speeches of their years."""
    units = []
    for start, (year, text) in zip(range(0, 100 * len(texts), 100), texts, strict=True):
        doc = f"{place}-{year}"
        units.append(Unit(doc, start, start + len(text), "s", place, year, text, Label.PLEDGE, None, "zh"))
    targets = [t for u in units for t in find_targets(u)]
    return target_series({u.unit_id: u for u in units}, targets, {place: tuple({year for year, _ in texts})})


def test_a_series_begins_with_the_year_in_which_no_target_is_set() -> None:
    found = made((2018, "今年没有提出经济增长的具体目标"), (2019, "地区生产总值增长6%"))
    assert [(p.year, p.state) for p in found] == [(2018, "explicitly not set"), (2019, "stated")]


def test_of_two_figures_the_first_stands_for_the_year_unless_one_is_in_the_list_of_targets() -> None:
    (point,) = made((2018, "茶叶产量增长4%"), (2018, "茶叶产量增长6%"))
    assert point.low == 4.0
    (point,) = made((2018, "茶叶产量增长4%"), (2018, "今年的预期目标是：茶叶产量增长6%"))
    assert point.low == 6.0


def test_points_are_sorted_by_indicator_kind_and_year() -> None:
    found = made((2018, "茶叶产量增长4%"), (2018, "粮食产量34亿斤"), (2019, "茶叶产量900吨"), (2019, "茶叶产量增长5%"))
    assert [(p.indicator, p.kind, p.year) for p in found] == [
        ("粮食产量", "level", 2018),
        ("茶叶产量", "growth", 2018),
        ("茶叶产量", "growth", 2019),
        ("茶叶产量", "level", 2019),
    ]


def test_the_value_nearest_to_one_that_is_last_years_counts() -> None:
    assert (
        yearly("茶叶产量增长5%", "茶叶产量增长4%", "茶叶产量增长6%", "去年粮食产量增长2%", heading=BOTH).outcome == 6.0
    )


def test_a_target_of_nothing_is_no_sum() -> None:
    assert yearly("新增水窖0口", "新增水窖3口").verdict == "exceeded"


NO_FACT_ZH = "提出|要把|目标|计划|预计|预期|预测|将|要求|力争|确保|安排|如果|世界|全球|国际|美国|欧洲|欧盟|日本"
NO_FACT_EN = (
    "target|targets|targeted|goal|goals|aim|aims|plan|plans|planned|budgeted|forecast|forecasts|expected|"
    "projects|projected|projection|projections|promised|pledged|committed|will|would|should|could|if|hope|hoped|"
    "intended|proposed|world|global|America|US|China|Japan|Europe|announced|earmarked|decided|estimate|estimates|"
    "estimated"
)


@pytest.mark.parametrize("word", NO_FACT_ZH.split("|"))
def test_each_word_that_makes_a_figure_no_fact(word: str) -> None:
    assert aside("茶叶出口增长9%", f"在{word}之外，去年茶叶出口增长2%。", "zh")[0] is None
    assert aside("茶叶出口增长9%", "在此之外，去年茶叶出口增长2%。", "zh")[0] == 2.0


@pytest.mark.parametrize("word", NO_FACT_EN.split("|"))
def test_each_english_word_that_makes_a_figure_no_fact(word: str) -> None:
    assert aside(DEFICIT, f"Beside the {word}, the deficit last year was $98 million.")[0] is None
    assert aside(DEFICIT, "Beside the fair, the deficit last year was $98 million.")[0] == 98e6


@pytest.mark.parametrize(
    "words",
    [
        "达到",
        "升到",
        "升至",
        "增到",
        "增加到",
        "增加至",
        "扩大到",
        "总数",
        "总量",
        "累计",
        "保有量",
        "存量",
        "在册",
        "共有",
        "拥有",
        "现有",
    ],
)
def test_each_word_that_tells_how_many_there_are(words: str) -> None:
    assert yearly("新建茶厂10家", f"茶厂{words}25家").outcome is None


@pytest.mark.parametrize(
    "words",
    ["will", "shall", "must", "would", "should", "are going to", "propose to", "intend to", "plan to", "aim to"],
)
def test_each_word_of_a_promise_makes_it_no_report_against_a_goal(words: str) -> None:
    text = f"We {words} plant 64 oak trees, well below our goal of 120"
    unit = Unit("e", 0, len(text), "s", "E", 2022, text, Label.PLEDGE, None, "en")
    found = target_series({unit.unit_id: unit}, find_targets(unit), {"E": (2022,)})
    assert [(p.year, p.low) for p in found if p.indicator == "oak tree"] == [(2022, 64.0)]


@pytest.mark.parametrize(
    ("told", "outcome", "verdict"),
    [
        ("We planted 290 oak trees", 290.0, "exceeded"),
        ("We planted 40 oak trees", 40.0, "missed"),
        # other trees than those promised
        ("Growers planted 9,400 oak trees", None, "not reported"),
        ("The school planted 8 oak trees", None, "not reported"),
    ],
)
def test_a_count_of_another_size_is_of_another_thing(told: str, outcome: float | None, verdict: str) -> None:
    promise = "We will plant 120 oak trees this year"
    units = {}
    for year, text, label in ((2021, promise, Label.PLEDGE), (2022, told, Label.PROGRESS)):
        made = Unit(f"e-{year}", 0, len(text), "s", "E", year, text, label, None, "en")
        units[made.unit_id] = made
    found = target_series(units, [t for u in units.values() for t in find_targets(u)], {"E": (2021, 2022)})
    assert [(p.outcome, p.verdict) for p in found if p.state == "stated"] == [(outcome, verdict)]


def stated(text: str, label: Label, language: str = "zh") -> list[tuple[str, float | None, str]]:
    unit = Unit("s", 0, len(text), "s", PLACE, 2023, text, label, None, language)
    found = target_series({unit.unit_id: unit}, find_targets(unit), {PLACE: (2023,)})
    return [(p.indicator, p.low, p.unit) for p in found if p.state == "stated"]


@pytest.mark.parametrize(
    ("text", "label", "lows"),
    [
        ("支持12个茶叶小镇发展", Label.MEASURE, []),
        ("推进12个以上茶叶小镇建设", Label.MEASURE, [12.0]),
        ("建成12个茶叶小镇", Label.PLEDGE, [12.0]),
        ("推动茶叶产值增长6%", Label.MEASURE, [6.0]),
        # what stands in the year's list is a promise, whatever its label
        ("今年主要预期目标是：茶叶产量12万吨", Label.MEASURE, [120000.0]),
        # of how many kinds and sides a thing is, how much longer an old promise runs
        ("做强5大茶叶基地", Label.PLEDGE, []),
        ("完成4类茶园认定", Label.PLEDGE, []),
        ("办好十方面民生实事", Label.PLEDGE, []),
        ("启动茶园承包到期后再延长30年试点", Label.PLEDGE, []),
        ("推进茶园三年清零攻坚行动", Label.PLEDGE, []),
        ("茶农平均受教育年限达到11年", Label.PLEDGE, [11.0]),
    ],
)
def test_a_number_that_names_is_no_yearly_target(text: str, label: Label, lows: list[float]) -> None:
    assert [low for _, low, _ in stated(text, label)] == lows


def test_how_many_things_an_english_measure_goes_on_with_is_no_target() -> None:
    assert not stated("We will keep supporting 12 pilot towns", Label.MEASURE, "en")
    assert stated("We will keep supporting at least 12 pilot towns", Label.MEASURE, "en")


def english(promise: str, told: str, label: Label | None = Label.PROGRESS, place: str = "E") -> list[SeriesPoint]:
    """Return the points with a target; a report without a label is a sentence that holds no unit."""
    units, sentences = {}, {}
    for year, text, own in ((2021, promise, Label.PLEDGE), (2022, told, label), (2022, "We planted oaks", label)):
        start = 0 if text == told or year == 2021 else 900
        made = Unit(f"e-{year}", start, start + len(text), "s", place, year, text, own or Label.PROGRESS, None, "en")
        sentences[made.unit_id] = text
        if own or start:
            units[made.unit_id] = made
    targets = [t for u in units.values() for t in find_targets(u)]
    return [p for p in target_series(units, targets, {place: (2021, 2022)}, sentences) if p.state == "stated"]


@pytest.mark.parametrize(
    ("promise", "told", "verdict"),
    [
        # one common noun names many things: only the promised value is surely of the same
        ("We will create 21 posts this year", "Thirty posts were filled by the school", "not reported"),
        ("We will create 21 posts this year", "We created 9 posts", "not reported"),
        ("We will create 21 posts this year", "We created 21 posts", "met"),
        ("We will create 21 teaching posts this year", "We created 9 teaching posts", "missed"),
        ("The deficit will be $400 this year", "The deficit was $900", "missed"),
    ],
)
def test_one_common_noun_is_neither_missed_nor_exceeded(promise: str, told: str, verdict: str) -> None:
    assert [p.verdict for p in english(promise, told)] == [verdict]


@pytest.mark.parametrize(
    ("promise", "verdicts"),
    [
        # a rate, a relief and a sum are set by whoever speaks, growth and trees are not
        ("We will raise the pear levy to 20 per cent", []),
        ("We will give each grower a relief of $300", []),
        ("We will lease the pier for two years", []),
        ("Pear exports will grow by 4 per cent", ["not reported"]),
        ("We will plant 120 oak trees", ["not reported"]),
    ],
)
def test_what_is_set_is_no_target_of_the_year(promise: str, verdicts: list[str]) -> None:
    assert [p.verdict for p in english(promise, "We planted oaks")] == verdicts


def test_a_set_figure_that_a_report_names_has_no_gaps_around_it() -> None:
    units = {}
    for year, text, label in (
        (2019, "We will cut the pear levy to 22 per cent", Label.PLEDGE),
        (2021, "We will cut the pear levy to 20 per cent", Label.PLEDGE),
        (2022, "We cut the pear levy to 20 per cent", Label.PROGRESS),
    ):
        made = Unit(f"e-{year}", 0, len(text), "s", "E", year, text, label, None, "en")
        units[made.unit_id] = made
    found = target_series(units, [t for u in units.values() for t in find_targets(u)], {"E": (2019, 2020, 2021, 2022)})
    assert [(p.year, p.state, p.verdict, p.change) for p in found] == [(2021, "stated", "met", "new")]


@pytest.mark.parametrize(
    ("told", "label", "place", "verdict"),
    [
        ("We cut the pear levy to 25 per cent", Label.PROGRESS, "E", "missed"),
        ("Behind Germany's border the pear levy is 25 per cent", Label.PROGRESS, "E", None),
        ("Behind Germany's border the pear levy is 25 per cent", Label.PROGRESS, "Germany", "missed"),
        ("Last year the pear levy was 25 per cent in Germany", None, "E", None),
        ("Last year the pear levy was 25 per cent", None, "E", "missed"),
    ],
)
def test_figures_of_another_state_report_nothing(
    told: str, label: Label | None, place: str, verdict: str | None
) -> None:
    found = english("We will cut the pear levy to 20 per cent", told, label, place)
    assert [p.verdict for p in found] == ([verdict] if verdict else [])


@pytest.mark.parametrize("joint", ["、力争达到", "，力争", "，并努力实现", "、冲刺"])
def test_a_higher_aim_makes_no_series_of_its_own(joint: str) -> None:
    text = f"地区生产总值增长7%以上{joint}8%"
    unit = Unit("s", 0, len(text), "s", PLACE, 2023, text, Label.PLEDGE, None, "zh")
    found = target_series({unit.unit_id: unit}, find_targets(unit), {PLACE: (2023,)})
    assert [(p.indicator, p.kind, p.low) for p in found] == [("GDP", "growth", 7.0)]


@pytest.mark.parametrize(
    ("parts", "stated_points"),
    [
        (["到2030年，茶叶产量达到5万吨；", "渔船达到90艘；", "桑园面积达到8万亩。"], []),
        # a year of its own wins, and the list ends with its sentence or line
        (["到2030年，茶叶产量达到5万吨；", "今年渔船达到90艘。"], [90.0]),
        (["到2030年，茶叶产量达到5万吨。", "渔船达到90艘。"], [90.0]),
        (["到2030年，茶叶产量达到5万吨；\n", "渔船达到90艘。"], [90.0]),
        (["今年茶叶产量达到5万吨；", "渔船达到90艘。"], [90.0, 50000.0]),
    ],
)
def test_a_list_has_the_deadline_of_its_head(parts: list[str], stated_points: list[float]) -> None:
    units, sentences, start = {}, {}, 0
    for part in parts:
        end = start + len(part.rstrip())
        sentence_id = f"t-2025@{start}-{end}"
        sentences[sentence_id] = part.rstrip()
        made = Unit("t-2025", start, end, sentence_id, PLACE, 2025, part.rstrip(), Label.PLEDGE, None, "zh")
        units[made.unit_id] = made
        start += len(part)
    found = target_series(units, [t for u in units.values() for t in find_targets(u)], {PLACE: (2025,)}, sentences)
    assert sorted(p.low for p in found if p.state == "stated" and p.low is not None) == stated_points


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("We will mend the two old piers of Liuhe", False),
        ("We will lend money to our 3 ferry schools", False),
        ("The dues will be levied on the two existing contracts", False),
        ("We will exempt ferrymen who carry fewer than 20 passengers", False),
        ("All firms with at least 3 ferrymen will get a grant", False),
        ("We will shrink the old fleet, which accounts for about 15% of our accidents", False),
        ("We will mend 2 old piers of Liuhe", True),
        ("All 6 piers of Liuhe will be rebuilt", True),
        ("We will set up a fund that will help at least 200 firms", True),
        ("The first 3 piers will be rebuilt", True),
        ("Ferrymen will be better off, as they get at least 20 crates", True),
    ],
)
def test_what_an_english_figure_only_names_is_no_target(text: str, stated: bool) -> None:
    made = Unit("d-2022", 0, len(text), "s", PLACE, 2022, text, Label.PLEDGE, None, "en")
    assert bool(target_series({made.unit_id: made}, find_targets(made), {PLACE: (2022,)})) == stated


def test_the_years_and_clauses_of_a_list_are_read_once() -> None:
    lists = ("，".join(f"新建{kind}桥{n}座" for n in range(2, 300)) for kind in ("石", "木"))
    units = {}
    for year, label, text in zip((2023, 2024), (Label.PLEDGE, Label.PROGRESS), lists, strict=True):
        unit = Unit(f"d-{year}", 0, len(text), "s", PLACE, year, text.replace("木", "石"), label, 3, "zh")
        units[unit.unit_id] = unit
    targets = [t for u in units.values() for t in find_targets(u)]
    before = context._years_told.cache_info().misses, _clause_starts.cache_info().misses
    (point,) = target_series(units, targets, {PLACE: (2023, 2024)})
    assert (point.low, point.outcome) == (2, 2)
    after = context._years_told.cache_info().misses, _clause_starts.cache_info().misses
    assert [b - a < 10 for a, b in zip(before, after, strict=True)] == [True, True]
