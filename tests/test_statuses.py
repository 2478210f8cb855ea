"""Statuses: every rule and boundary of codebook §6, threads, titles, annual targets, reasons with evidence."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.records import Bound, Closure, Label, Outcome, Status, Target, Unit
from pipeline.statuses import is_annual_target, make_threads, status_of, title_of

T = 2025


def unit(year: int, text: str = "新建县医院一所", start: int = 0, label: Label = Label.PLEDGE, level: int = 3) -> Unit:
    """Make a unit of an invented county."""
    doc = f"xx-{year}"
    end = start + len(text)
    return Unit(
        doc, start, end, f"{doc}@{start}-{end}", "某县", year, text, label, level, "en" if text.isascii() else "zh"
    )


def closure(promise: Unit, report: Unit, relation: Outcome = Outcome.CLOSES, score: float = 0.8) -> Closure:
    return Closure(promise.unit_id, report.unit_id, relation, score, {})


def target(of: Unit, indicator: str = "城镇新增就业", value: float = 3000.0, **changes: object) -> Target:
    values: dict[str, object] = {"deadline_year": None, "period": "annual", "unit": "人"} | changes
    return Target(
        of.unit_id,
        of.start,
        of.end,
        indicator,
        value,
        value,
        str(values["unit"]),
        Bound.AT_LEAST,
        values["deadline_year"],
        "",
        "3000人",
        "up",
        str(values["period"]),
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("promised", "closed", "expected"),
    [
        # closed: some closing report at least as late as the last promise
        ({2020}, {2021}, Status.CLOSED),
        ({2020, 2021}, {2021}, Status.CLOSED),
        ({2020, 2021, T}, {2021, T}, Status.CLOSED),
        ({T - 1, T}, {T}, Status.CLOSED),
        # reopened: promised again after the last closing report
        ({2020, 2022}, {2021}, Status.REOPENED),
        ({2020, T}, {2021, 2024}, Status.REOPENED),
        ({2010, 2012}, {2011}, Status.REOPENED),
        # recurring: two or more years, never closed, last promise in T or T-1
        ({T - 1, T}, set(), Status.RECURRING),
        ({2010, T}, set(), Status.RECURRING),
        ({2023, T - 1}, set(), Status.RECURRING),
        # lapsed: last promise before T, never closed; with several years once it is older than T-1
        ({2022, T - 2}, set(), Status.LAPSED),
        ({2010, 2011, 2012}, set(), Status.LAPSED),
        ({T - 1}, set(), Status.LAPSED),
        ({1990}, set(), Status.LAPSED),
        # open: promised for the first time in T
        ({T}, set(), Status.OPEN),
    ],
)
def test_rules(promised: set[int], closed: set[int], expected: Status) -> None:
    assert status_of(promised, closed, T) is expected


def test_every_history_has_exactly_one_status() -> None:
    """An independent reading of the codebook's table, rule by rule, over all histories of four years."""
    years = (2022, 2023, 2024, 2025)
    subsets = [set(c) for n in range(5) for c in itertools.combinations(years, n)]
    for promised, closed in itertools.product([s for s in subsets if s], subsets):
        rules = {
            Status.CLOSED: any(c >= max(promised) for c in closed),
            Status.REOPENED: bool(closed) and all(c < max(promised) for c in closed),
            Status.RECURRING: not closed and len(promised) > 1 and max(promised) in (2024, 2025),
            Status.OPEN: not closed and promised == {2025},
            Status.LAPSED: not closed and max(promised) < 2025 and not (len(promised) > 1 and max(promised) == 2024),
        }
        assert [s for s, holds in rules.items() if holds] == [status_of(promised, closed, 2025)]


def test_wrong_years_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        status_of(set(), set(), T)
    with pytest.raises(ValueError, match="after the last year"):
        status_of({T + 1}, set(), T)


@pytest.mark.parametrize(
    ("last", "rest"),
    [
        (2022, "; promised again in 2022, the last year at hand, which no report can have answered yet."),
        (2023, "; no text of 2021 at hand."),
    ],
)
def test_the_reason_of_a_closed_thread_says_that_the_newest_promise_is_untested(last: int, rest: str) -> None:
    promises = [unit(2020), unit(2022)]
    report = unit(2022, "县医院建成", 50, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*promises, report]}
    years = (2020, 2021, 2022) if last == 2022 else (2020, 2022, 2023)
    groups = [[u.unit_id for u in promises]]
    (thread,) = make_threads(groups, [1.0], by_id, [closure(promises[0], report)], {}, years)
    assert thread.status is Status.CLOSED
    assert thread.reason == f"Promised in 2020 and 2022; closed 2022 ({report.unit_id})" + rest


def test_reason_of_a_recurring_thread_names_its_evidence() -> None:
    promises = [unit(2021), unit(2022), unit(2024)]
    report = unit(2023, "县医院项目加快推进", 50, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*promises, report]}
    (thread,) = make_threads(
        [[u.unit_id for u in promises]],
        [0.7123456],
        by_id,
        [closure(promises[1], report, Outcome.ADVANCES)],
        {},
        (2021, 2022, 2023, 2024),
        loosest=[promises[1].unit_id],
    )
    assert thread.status is Status.RECURRING
    assert thread.weakest_unit == promises[1].unit_id
    assert thread.reason == (
        f"Promised in 2021, 2022 and 2024; no closure found in these texts; advanced 2023 ({report.unit_id})."
    )
    assert thread.promised_years == (2021, 2022, 2024)
    assert thread.advanced_years == (2023,)
    assert thread.closed_years == ()
    assert thread.weakest_link == 0.7123
    assert thread.n_units == 3
    assert thread.unit_ids == tuple(u.unit_id for u in promises)


def test_the_value_before_a_change_is_no_target_of_its_year() -> None:
    members = [unit(2021), unit(2023)]
    before, after = (target(u, "渡口客运量", 3000.0) for u in members)
    assert is_annual_target(members, {u.unit_id: [t] for u, t in zip(members, (before, after), strict=True)})
    before = replace(before, direction="from")
    assert not is_annual_target(members, {u.unit_id: [t] for u, t in zip(members, (before, after), strict=True)})


def test_a_promise_that_starts_from_what_an_earlier_one_was_to_reach_is_named() -> None:
    first, later = unit(2021, "渡口收费降到10元"), unit(2023, "渡口收费由10元降到8元")
    fee = replace(target(first, "渡口收费", 10, unit="元", period=""), direction="down to", raw="10元")
    start = replace(target(later, "渡口收费", 10, unit="元", period=""), direction="from", raw="10元")
    by_id, groups = {u.unit_id: u for u in (first, later)}, [[first.unit_id, later.unit_id]]

    def reason(*figures: Target, closures: Sequence[Closure] = ()) -> str:
        of = {u.unit_id: [t for t in figures if t.unit_id == u.unit_id] for u in (first, later)}
        return make_threads(groups, [0.9], by_id, closures, of, (2021, 2022, 2023))[0].reason

    told = f" The promise of 2023 ({later.unit_id}) starts from the 10元 of 2021."
    assert reason(fee, start).endswith(f"no closure found in these texts.{told}")
    for others in ((fee,), (fee, replace(start, low=9.0)), (fee, replace(start, unit="万元")), (start,)):
        assert "starts from" not in reason(*others)
    report = unit(2022, "渡口收费已降到10元", 60, Label.PROGRESS)
    by_id[report.unit_id] = report
    assert "starts from" not in reason(fee, start, closures=[closure(first, report)])


def test_missing_years_are_named_and_never_taken_for_silence() -> None:
    promise = unit(2019)
    (thread,) = make_threads([[promise.unit_id]], [1.0], {promise.unit_id: promise}, [], {}, (2019, 2021, 2024))
    assert "no text of 2020 and 2022–2023 at hand" in thread.reason
    assert thread.years_available == (2019, 2021, 2024)


@pytest.mark.parametrize(("year", "status"), [(2024, Status.OPEN), (2022, Status.LAPSED), (2021, Status.LAPSED)])
def test_the_last_year_is_that_of_the_last_text(year: int, status: Status) -> None:
    promise = unit(year)
    (thread,) = make_threads([[promise.unit_id]], [1.0], {promise.unit_id: promise}, [], {}, (2024, 2021, 2022, 2022))
    assert thread.status is status
    assert thread.years_available == (2021, 2022, 2024)


def test_a_report_counts_in_its_own_year_and_closing_beats_advancing_in_it() -> None:
    promise, again = unit(2022), unit(2023)
    report = unit(2024, "县医院建成", 9, Label.PROGRESS)
    by_id = {u.unit_id: u for u in (promise, again, report)}
    found = [closure(promise, report), closure(again, report, Outcome.ADVANCES)]
    (thread,) = make_threads([[promise.unit_id, again.unit_id]], [0.9], by_id, found, {}, (2022, 2023, 2024))
    assert thread.closed_years == (2024,)
    assert thread.advanced_years == ()
    assert thread.status is Status.CLOSED


def test_best_report_of_a_year_is_the_evidence() -> None:
    promise = unit(2022)
    weak, strong = unit(2023, "医院主体完工", 5, Label.PROGRESS), unit(2023, "县医院建成投用", 80, Label.PROGRESS)
    by_id = {u.unit_id: u for u in (promise, weak, strong)}
    found = [closure(promise, weak, score=0.6), closure(promise, strong, score=0.9)]
    (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found, {}, (2022, 2023))
    assert strong.unit_id in thread.reason
    assert weak.unit_id not in thread.reason


def test_a_reason_says_that_a_promise_is_perhaps_closed() -> None:
    promise = unit(2022)
    report = unit(2023, "县医院建成投用", 80, Label.PROGRESS)
    by_id = {u.unit_id: u for u in (promise, report)}
    for score, said in ((0.49, f"{report.unit_id}, perhaps)"), (0.5, f"{report.unit_id})")):
        found = [closure(promise, report, score=score)]
        (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found, {}, (2022, 2023))
        assert thread.reason == f"Promised in 2022; closed 2023 ({said}."
    for score, said in ((0.69, f"{report.unit_id}, perhaps)"), (0.7, f"{report.unit_id})")):
        found = [closure(promise, report, Outcome.ADVANCES, score)]
        (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found, {}, (2022, 2023))
        assert thread.reason.endswith(f"; advanced 2023 ({said}.")


def test_a_reason_quotes_the_reports_of_the_last_six_years_and_counts_the_others() -> None:
    promise = unit(2010)
    reports = [unit(2011 + k, "县医院建成", 9, Label.PROGRESS) for k in range(8)]
    by_id = {u.unit_id: u for u in (promise, *reports)}
    found = [closure(promise, report) for report in reports]
    (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found, {}, tuple(range(2010, 2019)))
    quoted = [f"{report.year} ({report.unit_id})" for report in reports[2:]]
    assert f"closed {', '.join(quoted)} and in 2 earlier years." in thread.reason
    (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found[1:], {}, tuple(range(2010, 2019)))
    assert f"closed {', '.join(quoted)} and in 1 earlier year." in thread.reason
    (thread,) = make_threads([[promise.unit_id]], [1.0], by_id, found[2:], {}, tuple(range(2010, 2019)))
    assert "earlier" not in thread.reason


def test_threads_do_not_depend_on_order() -> None:
    units = [
        unit(year, text, start)
        for year in (2022, 2023, 2024)
        for start, text in ((0, "修建环城公路"), (40, "新建县医院一所"))
    ]
    report = unit(2024, "环城公路建成通车", 90, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*units, report]}
    groups = [[u.unit_id for u in units if u.start == start] for start in (0, 40)]
    found = [closure(units[0], report), closure(units[2], report, Outcome.ADVANCES)]
    expected = make_threads(groups, [0.8, 0.9], by_id, found, {}, (2022, 2023, 2024))
    for seed in range(5):
        shuffled = random.Random(seed)
        order = [0, 1]
        shuffled.shuffle(order)
        mixed = [shuffled.sample(groups[k], 3) for k in order]
        weakest = [(0.8, 0.9)[k] for k in order]
        assert make_threads(mixed, weakest, by_id, found[::-1], {}, (2024, 2022, 2023)) == expected


def test_title_is_the_member_nearest_to_the_others() -> None:
    members = [
        unit(2020, "新建县医院一所"),
        unit(2021, "加快新建县医院"),
        unit(2022, "新建县医院一所"),
        unit(2023, "办好卫生事业"),
    ]
    assert title_of(members) == "新建县医院一所"
    assert title_of(members[::-1]) == "新建县医院一所"
    assert title_of(members[3:]) == "办好卫生事业"


def test_two_hundred_equal_units_make_one_thread() -> None:
    units = [unit(2023 + k % 2, "做好各项工作", 10 * k) for k in range(200)]
    by_id = {u.unit_id: u for u in units}
    (thread,) = make_threads([list(by_id)], [1.0], by_id, [], {}, (2023, 2024), boilerplate=frozenset(by_id))
    assert thread.n_units == 200
    assert thread.boilerplate
    assert thread.status is Status.RECURRING


def test_boilerplate_needs_all_members() -> None:
    units = [unit(2023), unit(2024)]
    by_id = {u.unit_id: u for u in units}
    (thread,) = make_threads([list(by_id)], [1.0], by_id, [], {}, (2023, 2024), boilerplate={units[0].unit_id})
    assert not thread.boilerplate


def test_annual_target_needs_the_same_figure_in_two_years() -> None:
    first, second = unit(2023, "城镇新增就业3000人以上"), unit(2024, "新增城镇就业3500人左右")
    both = {first.unit_id: [target(first)], second.unit_id: [target(second, "新增城镇就业", 3500)]}
    assert is_annual_target([first, second], both)
    assert not is_annual_target([first, second], {first.unit_id: [target(first)]})
    assert not is_annual_target([first, first], both)
    other = {**both, second.unit_id: [target(second, "粮食总产量")]}
    assert not is_annual_target([first, second], other)
    five = {**both, second.unit_id: [target(second, period="five-year")]}
    assert not is_annual_target([first, second], five)
    late = {**both, second.unit_id: [target(second, deadline_year=2030)]}
    assert not is_annual_target([first, second], late)
    measure = {**both, second.unit_id: [target(second, unit="%")]}
    assert not is_annual_target([first, second], measure)


def test_what_a_person_says_of_an_annual_target_stands_whatever_year_the_report_is_of() -> None:
    members = [unit(2021, "城镇新增就业3000人"), unit(2022, "城镇新增就业3500人")]
    figures = {u.unit_id: [target(u, value=v)] for u, v in zip(members, (3000.0, 3500.0), strict=True)}
    report = unit(2024, "城镇新增就业累计7000人", 60, Label.PROGRESS)
    by_id = {u.unit_id: u for u in (*members, report)}
    groups, years = [[u.unit_id for u in members]], (2021, 2022, 2023, 2024)
    told = closure(members[0], report)
    (thread,) = make_threads(groups, [1.0], by_id, [told], figures, years)
    assert (thread.annual_target, thread.status, thread.closed_years) == (True, Status.LAPSED, ())
    (thread,) = make_threads(groups, [1.0], by_id, [replace(told, decided_by="human")], figures, years)
    assert (thread.annual_target, thread.status, thread.closed_years) == (True, Status.CLOSED, (2024,))
    assert thread.reason.endswith(
        "An annual target: 2021 closed by the report of 2024, 2022 no closure found in these texts."
    )


def deliverables(*counts: float, indicator: str = "初中", unit_name: str = "所") -> tuple[list[Unit], dict]:
    """Return promises of so many things in successive years, and their figures."""
    promises = [unit(2020 + k, f"{indicator}{count:g}{unit_name}") for k, count in enumerate(counts)]
    figures = [
        target(u, indicator, count, unit=unit_name, period="") for u, count in zip(promises, counts, strict=True)
    ]
    return promises, {u.unit_id: [f] for u, f in zip(promises, figures, strict=True)}


@pytest.mark.parametrize(
    ("counts", "annual"),
    [
        ((4, 4), False),
        ((4, 5), False),
        ((4, 4, 4), False),
        ((4, 5, 5), False),
        ((4, 5, 6, 6), False),
        ((4, 5, 4), True),
        ((4, 5, 6), True),
    ],
)
def test_things_to_be_built_are_annual_only_where_each_of_three_years_sets_a_new_count(
    counts: tuple[float, ...], annual: bool
) -> None:
    for indicator, unit_name in (
        ("初中", "所"),
        ("户厕改造", "户"),
        ("供水管网", "公里"),
        ("new bus shelter", "shelter"),
    ):
        members, figures = deliverables(*counts, indicator=indicator, unit_name=unit_name)
        assert is_annual_target(members, figures) is annual


@pytest.mark.parametrize(
    ("indicator", "unit_name"),
    [
        ("城镇新增就业", "人"),
        ("新增就业岗位", "个"),
        ("粮食产量", "吨"),
        ("茶叶出口", "%"),
        ("生猪出栏", "头"),
        ("new job", "job"),
        ("apprenticeship", "apprenticeship"),
    ],
)
def test_growth_jobs_and_output_are_annual_as_they_were(indicator: str, unit_name: str) -> None:
    assert is_annual_target(*deliverables(4, 4, indicator=indicator, unit_name=unit_name))


def test_another_unit_of_the_same_measure_goes_on_with_a_series() -> None:
    for first, second in (("斤", "吨"), ("人", "名")):
        members = [unit(2021), unit(2022)]
        figures = {members[0].unit_id: [target(members[0], value=130.0, unit=first)]}
        figures[members[1].unit_id] = [target(members[1], value=65.0, unit=second)]
        assert is_annual_target(members, figures)
    # 2 km and 2,000 m are one count, so that it is not set anew
    members = [unit(2020 + k) for k in range(3)]
    lengths = ((2.0, "公里"), (2000.0, "米"), (3.0, "公里"))
    figures = {m.unit_id: [target(m, "供水管网", v, unit=u)] for m, (v, u) in zip(members, lengths, strict=True)}
    assert not is_annual_target(members, figures)


@pytest.mark.parametrize("counter", [*"所座处条个栋幢套台部盏间户张口眼站里米", "公里", "平方米"])
def test_what_is_built_is_told_by_its_counter(counter: str) -> None:
    assert not is_annual_target(*deliverables(4, 4, indicator="便民点", unit_name=counter))


@pytest.mark.parametrize(
    "indicator",
    [
        *("就业", "岗位", "产量", "出栏", "存栏", "产值", "培训", "招聘", "job", "post", "vacancies", "apprentices"),
        *("trainee", "place", "visitor", "tourist"),
    ],
)
def test_what_is_made_anew_every_year_is_told_by_its_name(indicator: str) -> None:
    counter = "unit" if indicator.isascii() else "个"
    assert is_annual_target(*deliverables(4, 4, indicator=indicator, unit_name=counter))
    assert not is_annual_target(
        *deliverables(4, 4, indicator="kiosk" if counter == "unit" else "亭", unit_name=counter)
    )


@pytest.mark.parametrize("indicator", ["规模", "总规模", "首期规模", "基金规模", "总投资", "relief fund", "endowment"])
def test_a_sum_that_is_put_up_once_is_told_by_its_name(indicator: str) -> None:
    assert not is_annual_target(*deliverables(4, 4, indicator=indicator, unit_name="元"))


def test_indicators_are_one_where_six_tenths_of_their_characters_are() -> None:
    def annual(one: str, other: str) -> bool:
        first, second = unit(2023), unit(2024)
        figures = {first.unit_id: [target(first, one, unit="%")], second.unit_id: [target(second, other, unit="%")]}
        return is_annual_target([first, second], figures)

    assert annual("茶叶产", "茶叶产量值"), "three of five"
    assert not annual("茶叶产", "茶叶产量总值"), "three of six"
    assert not annual("tea", "ten"), "English goes by pairs of letters: one of three"
    assert annual("Tea exports", "tea exports")


@pytest.mark.parametrize(
    ("indicator", "unit_name", "annual"),
    [
        ("rebate", "%", False),
        ("property tax rate", "%", False),
        ("contribution rate", "percentage point", False),
        ("top-up", "dollar", False),
        ("relief", "dollar/month", False),
        ("tax holiday", "year", False),
        ("monthly pension ceiling", "", False),
        ("growth dividend", "dollar", False),
        ("employment credit", "%", False),
        ("productivity fund", "dollar", False),
        ("economic growth", "%", True),
        ("Unemployment", "%", True),
        ("export of tea exports", "dollar", True),
        ("budget deficit", "dollar", True),
        ("tea output", "tonne", True),
        # so much water or power, so large a household say which are meant
        ("new bus shelter", "shelter", True),
        ("water", "cubic metre", False),
        ("larger household", "household", False),
        ("solar farm", "megawatt", False),
        ("new teaching post", "post", True),
        ("经济增长", "%", True),
        ("补贴", "元", True),
        ("渡口承包延长", "年", False),
    ],
)
def test_spans_of_time_and_what_an_english_budget_sets_are_no_annual_targets(
    indicator: str, unit_name: str, *, annual: bool
) -> None:
    assert is_annual_target(*deliverables(4, 5, 6, indicator=indicator, unit_name=unit_name)) == annual


def test_a_chinese_speech_may_name_an_indicator_in_latin_letters() -> None:
    members, figures = deliverables(5, 6, indicator="GDP", unit_name="%")
    assert not is_annual_target(members, figures)
    assert is_annual_target([replace(m, language="zh") for m in members], figures)


def test_the_size_of_a_fund_is_no_annual_target() -> None:
    assert not is_annual_target(*deliverables(5e8, 3e8, indicator="总规模", unit_name="元"))
    assert is_annual_target(*deliverables(5e8, 3e8, indicator="外贸规模", unit_name="元"))


def test_things_that_are_promised_anew_after_a_report_met_them_are_annual() -> None:
    members, figures = deliverables(4, 4)
    assert is_annual_target(members, figures, {members[0].unit_id: [2021]})
    assert not is_annual_target(members, figures, {members[0].unit_id: [2022]}), "met only after the last promise"
    assert not is_annual_target(members, figures, {members[1].unit_id: [2022]})
    report = unit(2021, "初中4所建成", 90, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*members, report]}
    years = (2020, 2021, 2022)
    group = [[u.unit_id for u in members]]
    (thread,) = make_threads(group, [1.0], by_id, [], figures, years)
    assert not thread.annual_target
    assert thread.status is Status.RECURRING
    (thread,) = make_threads(group, [1.0], by_id, [closure(members[0], report)], figures, years)
    assert thread.annual_target
    (thread,) = make_threads(group, [1.0], by_id, [closure(members[0], report, Outcome.ADVANCES)], figures, years)
    assert not thread.annual_target


def test_annual_targets_are_judged_year_by_year() -> None:
    promises = [unit(year, "城镇新增就业3000人以上") for year in (2022, 2023, 2024)]
    met = unit(2023, "城镇新增就业3100人", 60, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*promises, met]}
    targets = {u.unit_id: [target(u)] for u in promises}
    (thread,) = make_threads(
        [[u.unit_id for u in promises]], [1.0], by_id, [closure(promises[0], met)], targets, (2022, 2023, 2024)
    )
    assert thread.annual_target
    assert thread.status is Status.REOPENED
    assert thread.reason.endswith(
        "An annual target: 2022 closed by the report of 2023, 2023 no closure found in these texts, "
        "2024 no later report at hand."
    )


def test_an_annual_target_is_not_judged_by_a_report_of_a_later_year() -> None:
    promises = [unit(year, "城镇新增就业3000人以上") for year in (2022, 2024)]
    late = unit(2024, "城镇新增就业3100人", 60, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*promises, late]}
    targets = {u.unit_id: [target(u)] for u in promises}
    (thread,) = make_threads(
        [[u.unit_id for u in promises]], [1.0], by_id, [closure(promises[0], late)], targets, (2022, 2024)
    )
    assert thread.annual_target
    assert thread.closed_years == ()
    assert "2022 no text of the next year, 2024 no later report at hand" in thread.reason


def test_a_report_after_a_gap_judges_the_targets_of_the_years_that_it_names() -> None:
    promises = [unit(year, "城镇新增就业3000人以上") for year in (2022, 2024)]
    late = unit(2024, "2022年、2023年城镇新增就业3100人、3000人", 60, Label.PROGRESS)
    by_id = {u.unit_id: u for u in [*promises, late]}
    targets = {u.unit_id: [target(u)] for u in promises}
    (thread,) = make_threads(
        [[u.unit_id for u in promises]], [1.0], by_id, [closure(promises[0], late)], targets, (2022, 2024)
    )
    assert thread.closed_years == (2024,)
    assert "2022 closed by the report of 2024" in thread.reason


@pytest.mark.parametrize(
    ("groups", "weakest", "years", "message"),
    [
        ([["xx-2020@0-7"]], [], (2020,), "as many weakest links"),
        ([[]], [1.0], (2020,), "empty"),
        ([["nowhere@0-1"]], [1.0], (2020,), "unknown units"),
        ([["xx-2020@0-7"]], [1.0], (2021,), "no text is available"),
    ],
)
def test_what_does_not_fit_is_refused(
    groups: list[list[str]], weakest: list[float], years: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_threads(groups, weakest, {"xx-2020@0-7": unit(2020)}, [], {}, years)


def test_commitments_of_two_places_are_no_thread() -> None:
    here, there = unit(2020), replace(unit(2021), jurisdiction="另一县")
    by_id = {u.unit_id: u for u in (here, there)}
    with pytest.raises(ValueError, match="mixes jurisdictions"):
        make_threads([list(by_id)], [1.0], by_id, [], {}, (2020, 2021))


def test_a_closure_by_an_unknown_report_is_refused() -> None:
    promise = unit(2020)
    with pytest.raises(ValueError, match="unknown report"):
        make_threads(
            [[promise.unit_id]], [1.0], {promise.unit_id: promise}, [closure(promise, unit(2021))], {}, (2020,)
        )


@pytest.mark.parametrize(("language", "title"), [("zh", "修建水窖300口"), ("en", "修建水窖30 0口")])
def test_a_title_has_no_line_break(language: str, title: str) -> None:
    text = "修建水窖30\n0口"
    made = Unit("d", 0, len(text), "s", "J", 2020, text, Label.PLEDGE, 3, language)
    assert title_of([made]) == title
    assert made.text == text
