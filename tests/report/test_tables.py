"""The tables for reading, against the right answer of the demo corpus."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from typing import Any

import pytest

from pipeline.records import COMMITMENTS
from pipeline.report import REPORT_TABLES, build_tables
from pipeline.report.data import REPEATED, Data
from pipeline.report.drift import wording_change
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.tables.matrix import ABSENT, ADVANCED, CLOSED, NO_TEXT, PROMISED
from pipeline.report.tables.recurring import RANKED, rank
from pipeline.settings import ReportSettings
from tests.report import oracle
from tests.report.at_once import headline
from tests.report.conftest import rows


def expected_threads() -> dict[str, dict[str, Any]]:
    """Return status and years of each expected thread by the quotation of its first promise."""
    threads: dict[str, dict[str, Any]] = {}
    for row in oracle.expected():
        if row["role"] not in {"promise", "advances", "closes"}:
            continue
        thread = threads.setdefault(
            row["thread"],
            {"status": row["status"], "place": row["jurisdiction"], "quotes": [], "years": defaultdict(set)},
        )
        thread["years"][row["role"]].add(int(row["year"]))
        if row["role"] == "promise":
            thread["quotes"].append(row["quote"])
    return threads


def test_recurring_is_what_was_promised_twice_and_never_closed(made: dict[str, ReportTable]) -> None:
    wanted = {
        name: t for name, t in expected_threads().items() if len(t["years"]["promise"]) > 1 and not t["years"]["closes"]
    }
    found = {row["title"]: row for row in rows(made["recurring"])}
    assert len(found) == len(wanted) == len(made["recurring"].rows)
    for thread in wanted.values():
        row = next(found[q] for q in thread["quotes"] if q in found)
        assert set(row["promised_years"]) == thread["years"]["promise"]
        assert set(row["advanced_years"]) == thread["years"]["advances"]
        assert row["status"] == thread["status"]
        assert row["times_promised"] == len(thread["years"]["promise"])
        years = sorted(thread["years"]["promise"])
        assert row["longest_pause"] == max(b - a for a, b in itertools.pairwise(years))
    times = made["recurring"].values("times_promised")
    assert times == sorted(times, reverse=True)


def test_closed_lists_every_closing_year_with_both_quotations(made: dict[str, ReportTable]) -> None:
    closing = {(row["thread"], row["year"]) for row in oracle.expected() if row["role"] == "closes"}
    assert len(made["closed"].rows) == len(closing)
    for row in rows(made["closed"]):
        assert row["commitment_quote"] and row["report_quote"] and row["closed_year"] > row["promise_year"]
        assert row["promised_again"] == (row["closed_year"] in row["promised_years"])


def test_closed_cites_the_latest_promise_that_the_best_report_closes_as_surely(
    stored: dict[str, list[dict[str, Any]]],
) -> None:
    """Of a thread of three years the report of the fourth repeats the words of the first."""
    school = next(u for u in stored["units"] if "kindergarten" in u["text"] and u["year"] == 2023)
    thread = next(t for t in stored["threads"] if t["thread_id"] == school["thread_id"])
    thread |= {"first_year": 2021, "promised_years": [2021, 2022, 2023], "closed_years": [2024], "status": "closed"}
    report, other = [u["unit_id"] for u in stored["units"] if u["label"] == "progress" and u["year"] == 2024][:2]
    scores = {2021: 0.9, 2022: 0.6, 2023: 0.4}
    for year in (2021, 2022):
        stored["units"].append(school | {"unit_id": f"ellowmere-{year}@0-9", "year": year, "start": 0})
    stored["closures"] = [
        {"commitment_unit": unit["unit_id"], "report_unit": by, "relation": "closes", "score": score}
        for unit in stored["units"]
        if unit["thread_id"] == school["thread_id"]
        for by, score in ((report, scores.get(unit["year"], 0)), (other, 0.7))
        if score
    ]
    (row,) = rows(build_tables(Data.build(stored, ReportSettings(), {}))["closed"])
    assert (row["report_unit"], row["promise_year"], row["score"]) == (report, 2022, 0.6)


def test_matrix_signs(made: dict[str, ReportTable]) -> None:
    found = rows(made["matrix"])
    grain = next(r for r in found if "粮食" in r["title"])
    assert grain["2021"] == NO_TEXT
    assert grain["2018"] == PROMISED
    assert grain["2019"] == PROMISED + CLOSED
    assert grain["2024"] == CLOSED
    homes = next(r for r in found if "affordable homes" in r["title"])
    assert [homes[str(y)] for y in range(2021, 2025)] == ["●", "●↑◐", "●↓◐", "●↓◐"]
    assert homes["2018"] == NO_TEXT
    drones = next(r for r in found if "无人机" in r["title"])
    assert [drones[str(y)] for y in (2018, 2021, 2023, 2024)] == [ABSENT, NO_TEXT, ABSENT, PROMISED]


def test_a_missing_year_is_no_drop(made: dict[str, ReportTable]) -> None:
    pairs = {(r["jurisdiction"], r["from_year"], r["to_year"], r["years_missing"]) for r in rows(made["changes"])}
    assert ("棠岭市", 2020, 2022, (2021,)) in pairs
    assert not any(2021 in (a, b) and place == "棠岭市" for place, a, b, _ in pairs)


def test_changes_tell_revised_dropped_closed_and_taken_up_again(made: dict[str, ReportTable]) -> None:
    found = {(r["change"], r["to_year"], r["title"]): r for r in rows(made["changes"])}
    homes = found["revised target", 2022, "We will add 120 affordable homes this year"]
    assert (homes["direction"], homes["figure_from"][:3], homes["figure_to"][:3]) == ("raised", "120", "150")
    assert "120" in homes["quote_from"] and "150" in homes["quote_to"]
    changes = {(r["change"], r["to_year"]) for r in rows(made["changes"]) if "backlog" in r["title"]}
    assert {("new", 2022), ("closed", 2022)} - changes == {("new", 2022)}
    assert ("taken up again", 2024) in changes
    school = {r["to_year"]: r["change"] for r in rows(made["changes"]) if "elementary school" in r["title"]}
    assert school == {2022: "new", 2023: "closed later"}
    kindergarten = next(r for r in rows(made["changes"]) if "kindergarten" in r["title"] and r["to_year"] == 2024)
    assert kindergarten["change"] == "dropped"


def test_a_report_that_an_annual_target_rejects_appears_nowhere(stored: dict[str, list[dict[str, Any]]]) -> None:
    """A report of 2022 tells of a target of 2020 where it names that year or both: there is no text of 2021."""
    annual = {t["thread_id"] for t in stored["threads"] if t["annual_target"]}
    target = next(u for u in stored["units"] if u["thread_id"] in annual and u["doc_id"] == "tangling-2020")
    told = (u for u in stored["units"] if u["label"] == "progress" and u["doc_id"] == "tangling-2022")
    report = next(u for u in told if not any(word in u["text"] for word in ("2020", "分别", "两年")))
    own = {"commitment_unit": target["unit_id"], "report_unit": report["unit_id"], "relation": "closes", "score": 0.9}
    stored["closures"].append(own)
    late = dict(own, report_unit=next(u["unit_id"] for u in stored["units"] if u["doc_id"] == "tangling-2023"))
    stored["closures"].append(late)
    rejected = {(c["commitment_unit"], c["report_unit"]) for c in (own, late)}
    data = Data.build(stored, ReportSettings(), {})
    kept = {(c["commitment_unit"], c["report_unit"]) for found in data.reports.values() for c in found}
    assert kept == {(c["commitment_unit"], c["report_unit"]) for c in stored["closures"]} - rejected
    made = build_tables(data)
    shown = zip(made["closed"].values("thread_id"), made["closed"].values("closed_year"), strict=True)
    assert sorted(shown) == sorted((t["thread_id"], y) for t in stored["threads"] for y in t["closed_years"])
    for row in rows(made["changes"]):
        assert (row["unit_from"], row["report_unit"]) not in rejected
    for thread_id, thread in data.ledger.threads.items():
        told = {(e.role, e.year) for e in data.ledger.history(thread_id)}
        assert {y for role, y in told if role == "closes"} == set(thread["closed_years"])
        assert set(thread["advanced_years"]) <= {y for role, y in told if role == "advances"}


def test_what_is_closed_in_the_year_in_which_it_is_dropped_is_closed(stored: dict[str, list[dict[str, Any]]]) -> None:
    """The report of 2024 closes a promise of 2022 and only tells of steps on that of 2023, which is not made again."""
    last = next(u for u in stored["units"] if "kindergarten" in u["text"] and u["year"] == 2023)
    document = next(u for u in stored["units"] if u["doc_id"] == "ellowmere-2022" and u["label"] == "pledge")
    stored["units"].append(document | {"unit_id": "ellowmere-2022@0-9", "thread_id": last["thread_id"], "start": 0})
    thread = next(t for t in stored["threads"] if t["thread_id"] == last["thread_id"])
    thread |= {"first_year": 2022, "promised_years": [2022, 2023], "closed_years": [2024], "status": "closed"}
    closing, advancing = [u["unit_id"] for u in stored["units"] if u["label"] == "progress" and u["year"] == 2024][:2]
    stored["closures"] += [
        {"commitment_unit": "ellowmere-2022@0-9", "report_unit": closing, "relation": "closes", "score": 0.8},
        {"commitment_unit": last["unit_id"], "report_unit": advancing, "relation": "advances", "score": 0.9},
    ]
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["changes"])
    row = next(r for r in found if r["thread_id"] == thread["thread_id"] and r["to_year"] == 2024)
    assert (row["change"], row["report_unit"], row["report_relation"]) == ("closed", closing, "closes")
    assert row["quote_from"] == last["text"]


def homes(stored: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the thread whose figure is 120 in 2021, 150 in 2022 and lower afterwards."""
    member = next(u for u in stored["units"] if "affordable homes" in u["text"] and u["thread_id"])
    return next(t for t in stored["threads"] if t["thread_id"] == member["thread_id"])


def arrows(made: dict[str, ReportTable]) -> set[tuple[str, int, str]]:
    """Return thread, year and direction of each arrow of the matrix."""
    signs = {"↑": "raised", "↓": "lowered"}
    return {
        (row["thread_id"], int(year), signs[sign])
        for row in rows(made["matrix"])
        for year, cell in row.items()
        if year.isdigit()
        for sign in cell
        if sign in signs
    }


def test_steps_that_are_rather_of_something_else_are_marked(stored: dict[str, list[dict[str, Any]]]) -> None:
    """The report of 2022 is about these homes, the last one hardly."""
    thread = homes(stored)
    own = {u["unit_id"] for u in stored["units"] if u["thread_id"] == thread["thread_id"]}
    years = {u["unit_id"]: u["year"] for u in stored["units"]}
    told = [c for c in stored["closures"] if c["commitment_unit"] in own and c["relation"] == "advances"]
    assert {years[c["report_unit"]] for c in told} == {2022, 2023, 2024}
    for closure in told:
        closure["score"] = 0.7 if years[closure["report_unit"]] == 2022 else 0.69
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    row = next(r for r in rows(made["recurring"]) if r["thread_id"] == thread["thread_id"])
    assert (row["advanced_years"], row["advanced_perhaps"]) == ((2022, 2023, 2024), (2023, 2024))
    assert (years[row["last_advance_unit"]], row["last_advance_perhaps"]) == (2022, False)
    signs = next(r for r in rows(made["matrix"]) if r["thread_id"] == thread["thread_id"])
    assert [signs[str(y)] for y in range(2021, 2025)] == ["●", "●↑◐", "●↓(◐)", "●↓(◐)"]
    for closure in told:
        closure["score"] = 0.5
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    row = next(r for r in rows(made["recurring"]) if r["thread_id"] == thread["thread_id"])
    assert (years[row["last_advance_unit"]], row["last_advance_perhaps"]) == (2024, True)


def test_a_closing_report_that_is_rather_wrong_than_right_is_marked(stored: dict[str, list[dict[str, Any]]]) -> None:
    def cells(score: float) -> list[str]:
        for row in stored["closures"]:
            if row["relation"] == "closes":
                row["score"] = score
        matrix = build_tables(Data.build(stored, ReportSettings(), {}))["matrix"]
        perhaps = {row["status_perhaps"] for row in rows(matrix) if row["status"] in {"closed", "reopened"}}
        assert perhaps == {score < 0.5}
        assert not any(row["status_perhaps"] for row in rows(matrix) if row["status"] not in {"closed", "reopened"})
        return [str(value) for row in matrix.rows for value in row if "✓" in str(value)]

    assert cells(0.5) and all("(✓)" not in cell for cell in cells(0.5))
    assert cells(0.49) and all("(✓)" in cell for cell in cells(0.49))


def test_every_arrow_of_the_matrix_stands_in_changes(stored: dict[str, list[dict[str, Any]]]) -> None:
    """Also where the figure before is older than from_year, and where the promise was away in between."""
    thread = homes(stored)["thread_id"]
    figures = {u["unit_id"]: u["year"] for u in stored["units"] if u["thread_id"] == thread}
    stored["targets"] = [t for t in stored["targets"] if figures.get(t["unit_id"]) not in (2022, 2023)]
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    found = {(r["thread_id"], r["to_year"], r["direction"]): r for r in rows(made["changes"]) if r["direction"]}
    assert set(found) == arrows(made) and (thread, 2024, "lowered") in found
    row = found[thread, 2024, "lowered"]
    assert (row["change"], row["figure_from"][:3]) == ("revised target", "120")
    assert (figures[row["unit_from"]], row["wording"]) == (2023, "reworded")
    away = {u["unit_id"] for u in stored["units"] if u["thread_id"] == thread and u["year"] in (2022, 2023)}
    stored["units"] = [u | {"thread_id": ""} if u["unit_id"] in away else u for u in stored["units"]]
    next(t for t in stored["threads"] if t["thread_id"] == thread)["promised_years"] = [2021, 2024]
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    row = next(r for r in rows(made["changes"]) if r["thread_id"] == thread and r["to_year"] == 2024)
    assert (row["change"], row["direction"], row["unit_from"]) == ("taken up again", "lowered", "")
    assert (thread, 2024, "lowered") in arrows(made)


def older_report(stored: dict[str, list[dict[str, Any]]], relation: str) -> dict[str, Any]:
    """Let a report of 2024 answer the promise of 2021 of a thread that was promised every year; return the thread."""
    thread = homes(stored)
    units = {u["unit_id"]: u for u in stored["units"]}
    stored["closures"] = [
        c for c in stored["closures"] if units[c["commitment_unit"]]["thread_id"] != thread["thread_id"]
    ]
    first = next(u for u in units.values() if u["thread_id"] == thread["thread_id"] and u["year"] == 2021)
    report = next(u for u in units.values() if u["label"] == "progress" and u["doc_id"] == "ellowmere-2024")
    own = {"commitment_unit": first["unit_id"], "report_unit": report["unit_id"], "relation": relation, "score": 0.8}
    stored["closures"].append(own)
    thread |= {"closed_years": [], "advanced_years": [], "annual_target": False}
    thread["closed_years" if relation == "closes" else "advanced_years"] = [2024]
    return thread | {"report": report["unit_id"]}


@pytest.mark.parametrize(("relation", "column"), [("closes", "closed_next"), ("advances", "advanced_next")])
def test_what_becomes_of_a_promise_is_that_of_its_thread(
    stored: dict[str, list[dict[str, Any]]], relation: str, column: str
) -> None:
    """The promise of 2023 is made again from older years; the report of 2024 answers that of 2021."""

    def count() -> int:
        made = rows(build_tables(Data.build(stored, ReportSettings(), {}))["years"])
        return int(next(r[column] for r in made if (r["jurisdiction"], r["year"]) == ("Ellowmere County", 2023)))

    thread = older_report(stored, relation)
    with_it = count()
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["changes"])
    row = next(r for r in found if r["thread_id"] == thread["thread_id"] and r["to_year"] == 2024)
    assert (row["report_unit"], row["report_relation"]) == (thread["report"], relation)
    stored["closures"].pop()
    own = homes(stored)
    own |= {"closed_years": [], "advanced_years": []}
    assert with_it == count() + 1


def test_years_agree_with_the_matrix(made: dict[str, ReportTable]) -> None:
    cells = rows(made["matrix"])
    for row in rows(made["years"]):
        own = [c for c in cells if c["jurisdiction"] == row["jurisdiction"] and PROMISED in c[str(row["year"])]]
        for column, sign in (("closed_next", CLOSED), ("advanced_next", ADVANCED)):
            following = [sign in c[str(row["next_text"])] for c in own] if row["next_text"] else None
            assert row[column] == (None if following is None else sum(following)), row


def test_dropped_is_what_no_later_report_closes(stored: dict[str, list[dict[str, Any]]]) -> None:
    """Promised in 2021, away in 2022, promised again in 2023, and that promise is reported done in 2024."""
    thread = older_report(stored, "closes")
    first = stored["closures"][-1]
    members = {u["year"]: u for u in stored["units"] if u["thread_id"] == thread["thread_id"]}
    first["commitment_unit"] = members[2023]["unit_id"]
    for year in (2022, 2024):
        members[year]["thread_id"] = ""
    own = homes(stored)
    own["promised_years"] = [2021, 2023]

    def kinds() -> dict[int, str]:
        found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["changes"])
        return {r["to_year"]: r["change"] for r in found if r["thread_id"] == own["thread_id"]}

    assert kinds() == {2022: "closed later", 2023: "taken up again", 2024: "closed"}
    own["annual_target"] = True  # each year's target is one of its own, and that of 2021 was never reported met
    assert kinds() == {2022: "dropped", 2023: "taken up again", 2024: "closed"}


@pytest.fixture
def also(stored: dict[str, list[dict[str, Any]]]) -> str:
    """Add a promise to 2021 and 2022, word for word the same, beside one whose figure is raised; return the thread."""
    first, second = (
        next(u for u in stored["units"] if "affordable homes" in u["text"] and u["year"] == year and u["thread_id"])
        for year in (2021, 2022)
    )
    for number, unit in enumerate((first, second)):
        own = {"unit_id": f"also@{number}", "start": unit["start"] + 1, "text": "We will keep homes affordable"}
        stored["units"].append(unit | own)
    return str(first["thread_id"])


def test_the_wording_is_that_of_the_quoted_pair(stored: dict[str, list[dict[str, Any]]], also: str) -> None:
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["changes"])
    row = next(r for r in found if r["thread_id"] == also and r["to_year"] == 2022)
    assert (row["change"], row["wording"]) == ("revised target", "reworded")
    level = {u["unit_id"]: u["level"] for u in stored["units"]}
    figures = {i: [t for t in stored["targets"] if t["unit_id"] == i] for i in level}
    for r in found:
        if r["unit_from"] and r["unit_to"]:
            ids = (r["unit_from"], r["unit_to"])
            texts = (r["quote_from"], r["quote_to"])
            pair = ({"unit_id": i, "text": t, "level": level[i]} for i, t in zip(ids, texts, strict=True))
            assert wording_change(*pair, figures) == r["wording"], r


def test_verbatim_repeats_are_counted_as_changes_lists_them(stored: dict[str, list[dict[str, Any]]], also: str) -> None:
    stored["targets"] = []  # without figures, the pair that stands for two years is the one kept word for word
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    listed = [r["thread_id"] for r in rows(made["changes"]) if r["wording"] == "verbatim"]
    assert also in listed
    for row in rows(made["recurring"]):
        assert row["verbatim"] >= listed.count(row["thread_id"])


def test_years_add_up(made: dict[str, ReportTable], data: Data) -> None:
    for row in rows(made["years"]):
        assert row["threads"] == row["new"] + row["repeated"]
        assert row["commitments"] == sum(row[f"level_{i}"] for i in range(5))
        assert row["sentences"] == sum(
            row[f"sentences_{x}"] for x in ("problem", "measure", "pledge", "progress", "other")
        )
    last = [r for r in rows(made["years"]) if r["year"] == 2024]
    assert all(r["closed_next"] is None and r["closure_rate"] is None for r in last)
    first = next(r for r in rows(made["years"]) if r["jurisdiction"] == "Ellowmere County" and r["year"] == 2021)
    closes = {r["thread"] for r in oracle.expected() if r["role"] == "closes" and r["doc_id"] == "ellowmere-2022"}
    assert first["closed_next"] == len(closes)


def test_problems(made: dict[str, ReportTable]) -> None:
    found = {r["problem_id"].split("@")[0]: r for r in rows(made["problems"]) if r["times_named"] > 1}
    assert found["tangling-2022"]["status"] == "named again without an answer"
    assert found["tangling-2022"]["named_years"] == (2022, 2023, 2024)
    assert found["tangling-2018"]["status"] == "answered and named again"
    assert found["tangling-2018"]["answers"] == 5


def test_coverage_names_the_missing_year_and_documents_set_aside(stored: dict[str, list[dict[str, Any]]]) -> None:
    lost = {"stage": "read", "item_id": "lost", "reason": "no text layer", "excerpt": ""}
    stored["dropped"].append(lost | {"jurisdiction": "", "year": None})
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["coverage"])
    assert [(r["jurisdiction"], r["year"]) for r in found if r["state"] == "no text"] == [("棠岭市", 2021)]
    aside = [(r["doc_id"], r["warnings"], r["jurisdiction"], r["year"]) for r in found if r["state"] == "set aside"]
    assert aside == [("lost", "no text layer", "", None)]
    # what the index says of it is known, and its year is not told of a second time
    stored["dropped"][-1] = lost | {"jurisdiction": "棠岭市", "year": 2021}
    found = rows(build_tables(Data.build(stored, ReportSettings(), {"set_aside": [["棠岭市", 2021]]}))["coverage"])
    assert [r["doc_id"] for r in found if (r["jurisdiction"], r["year"]) == ("棠岭市", 2021)] == ["lost"]
    assert "no text" not in {r["state"] for r in found}


def test_coverage_counts_what_a_text_repeats_once_as_years_does(stored: dict[str, list[dict[str, Any]]]) -> None:
    """A promise and its sentence stand a second time in the text of one year."""
    unit = next(u for u in stored["units"] if u["doc_id"] == "tangling-2023" and u["label"] in COMMITMENTS)
    sentence = next(s for s in stored["sentences"] if s["sentence_id"] == unit["sentence_id"])
    sentence["text"] = "修复老渡口的石阶并加装一道扶手，供乘船的居民行走"
    again = {"sentence_id": "tangling-2023@9000-9024", "start": 9000, "end": 9024}
    stored["sentences"].append(sentence | again)
    stored["units"].append(unit | again | {"unit_id": "tangling-2023@9000-9024"})
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    texts = [r for r in rows(made["coverage"]) if r["state"] == "text"]
    assert all(sum(r[f"sentences_{part}"] for part in ("review", "plan", "other")) == r["sentences"] for r in texts)
    for year in rows(made["years"]):
        own = [r for r in texts if r["doc_id"] in year["doc_ids"]]
        for name in ("commitments", "sentences"):
            assert sum(r[name] for r in own) == year[name], (name, year["doc_ids"])
        if len(own) == 1:
            assert own[0]["commitments_per_10000"] == year["commitments_per_10000"]


def test_resolutions_are_listed_but_not_compared(stored: dict[str, list[dict[str, Any]]]) -> None:
    document = next(d for d in stored["documents"] if d["doc_id"] == "tangling-2018")
    stored["documents"].append(document | {"doc_id": "decision-2017", "kind": "resolution", "year": 2017})
    sentence = dict(stored["sentences"][0], sentence_id="decision-2017@0-5", doc_id="decision-2017", label="problem")
    stored["sentences"].append(sentence)
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    assert "text not compared" in made["coverage"].values("state")
    assert 2017 not in made["years"].values("year")
    assert "decision-2017@0-5" not in made["problems"].values("problem_id")


def test_boilerplate_stands_apart(stored: dict[str, list[dict[str, Any]]]) -> None:
    thread = next(t for t in stored["threads"] if t["title"] == "持续优化营商环境")
    thread["boilerplate"] = True
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    assert made["boilerplate"].values("thread_id") == [thread["thread_id"]]
    assert thread["thread_id"] not in made["recurring"].values("thread_id")


def test_every_id_leads_to_a_quotation(made: dict[str, ReportTable], data: Data) -> None:
    known = {*data.ledger.units, *data.ledger.sentences, *data.problems, *data.documents, *data.ledger.threads}
    for one in made.values():
        for place, column in enumerate(one.columns):
            if column.kind in (CellKind.ID, CellKind.IDS):
                cells = [row[place] for row in one.rows]
                ids = {i for cell in cells for i in ((cell,) if isinstance(cell, str) else cell or ()) if i}
                assert ids <= known, f"{one.name}.{column.name}"


def test_every_thread_row_names_evidence(made: dict[str, ReportTable], data: Data) -> None:
    for row in rows(made["recurring"]):
        years = {data.ledger.units[i]["year"] for i in row["unit_ids"]}
        assert years == set(row["promised_years"])


def test_borderline_decisions_have_an_empty_verdict(stored: dict[str, list[dict[str, Any]]]) -> None:
    doubtful = next(s for s in stored["sentences"] if s["label"] == "pledge")
    doubtful |= {"p_pledge": 0.4, "p_measure": 0.35, "p_other": 0.2}
    stored["links"][0]["score"] = 0.51
    info = {"borders": {"same": 0.45, "closes": 0.23, "advances": 0.41}}
    found = rows(build_tables(Data.build(stored, ReportSettings(), info))["review"])
    assert {r["verdict"] for r in found} == {""}
    sentence = next(r for r in found if r["kind"] == "sentence")
    assert sentence["item_a"] == doubtful["sentence_id"] and sentence["why"] == "pledge 0.40, measure 0.35"
    links = [r for r in found if r["kind"] == "link"]
    assert [(r["item_a"], r["item_b"]) for r in links] == [(stored["links"][0]["a_unit"], stored["links"][0]["b_unit"])]


def test_borders_are_the_thresholds_that_were_used(stored: dict[str, list[dict[str, Any]]]) -> None:
    links, closures = stored["links"][:4], stored["closures"][:3]
    links[0] |= {"score": 0.68}  # the smallest that occurs, far above the border
    links[1] |= {"score": 0.3}
    links[2] |= {"relation": "related", "score": 0.29, "p_same": 0.02}  # the score is not that of `same`
    links[3] |= {"relation": "related", "score": 0.7, "p_same": 0.24}
    closures[0] |= {"relation": "advances", "score": 0.9, "p_closes": 0.2}
    closures[1] |= {"relation": "closes", "score": 0.31, "p_closes": 0.31}
    closures[2] |= {"relation": "closes", "score": 0.24, "p_closes": 0.24, "decided_by": "human: anna"}
    for row in stored["closures"][3:]:
        row |= {"score": 0.95, "p_closes": 0.0 if row["relation"] == "advances" else 0.95}
    info = {"borders": {"same": 0.25, "closes": 0.23, "advances": 0.41}}
    found = rows(build_tables(Data.build(stored, ReportSettings(), info))["review"])
    told = [(r["item_a"], r["item_b"], r["decision"], r["why"]) for r in found if r["kind"] == "link"]
    assert told == [
        (links[3]["a_unit"], links[3]["b_unit"], "related", "the border of `same` is 0.25, this pair has 0.24"),
        (links[1]["a_unit"], links[1]["b_unit"], "same", "the border of `same` is 0.25, this pair has 0.30"),
    ]
    told = [(r["item_a"], r["item_b"], r["decision"], r["why"]) for r in found if r["kind"] == "closure"]
    pairs = [(c["commitment_unit"], c["report_unit"]) for c in closures]
    assert told == [
        (*pairs[0], "advances", "the border of `closes` is 0.23, this pair has 0.20"),
        (*pairs[1], "closes", "the border of `closes` is 0.23, this pair has 0.31"),
    ]


def test_order_of_input_rows_does_not_matter(
    stored: dict[str, list[dict[str, Any]]], made: dict[str, ReportTable]
) -> None:
    turned = {name: found[::-1] if name not in {"threads"} else found for name, found in stored.items()}
    again = build_tables(Data.build(turned, ReportSettings(), {"settings": {"classify": {"review_below": 0.55}}}))
    for name in ("recurring", "matrix", "years", "changes", "problems", "closed"):
        assert again[name].rows == made[name].rows, name


def test_no_speeches_at_all() -> None:
    empty = {name: [] for name in oracle.STORED}
    assert all(not made.rows for made in build_tables(Data.build(empty, ReportSettings(), {})).values())


def test_every_column_has_a_meaning(made: dict[str, ReportTable]) -> None:
    assert set(made) == set(REPORT_TABLES)
    for one in made.values():
        assert one.meaning and all(column.meaning for column in one.columns)
        assert len({column.name for column in one.columns}) == len(one.columns)


def test_a_row_that_misses_a_column_is_refused() -> None:
    head = columns(("a", CellKind.TEXT, "one"), ("b", CellKind.TEXT, "two"))
    with pytest.raises(ValueError, match="'b'"):
        table("t", "m", head, [{"a": "x"}])


def test_fields_are_shares_of_a_years_promises(stored: dict[str, list[dict[str, Any]]]) -> None:
    for number, thread in enumerate(stored["threads"]):
        thread["field"] = ("health", "labour", "")[number % 3]
    about = {
        "health": {"code": 3, "en": "Health", "zh": "医疗卫生"},
        "labour": {"code": 5, "en": "Labour", "zh": "劳动"},
    }
    made = build_tables(Data.build(stored, ReportSettings(), {"fields": about}))
    totals: dict[Any, float] = defaultdict(float)
    for row in rows(made["fields"]):
        totals[row["jurisdiction"], row["year"]] += row["promises"] / row["of"]
        assert len(row["thread_ids"]) == row["promises"]
    assert set(totals) == set(zip(made["years"].values("jurisdiction"), made["years"].values("year"), strict=True))
    assert all(abs(total - 1) < 1e-9 for total in totals.values())
    assert set(made["fields"].values("field")) == {"Health", "Labour", "none near"}
    assert "Health" in made["recurring"].values("field")


def test_places_share_promises_and_compare_targets(stored: dict[str, list[dict[str, Any]]]) -> None:
    a = next(t for t in stored["threads"] if t["jurisdiction"] == "棠岭市" and t["first_year"] == 2018)
    b = next(t for t in stored["threads"] if t["jurisdiction"] == "Ellowmere County")
    stored["place_links"] = [
        {
            "a_thread": a["thread_id"],
            "b_thread": b["thread_id"],
            "a_jurisdiction": a["jurisdiction"],
            "b_jurisdiction": b["jurisdiction"],
            "relation": "copied",
            "score": 0.7,
            "first_mover": a["jurisdiction"],
            "foreign_name": "棠岭",
            "a_unit": a["unit_ids"][0],
            "b_unit": b["unit_ids"][0],
        }
    ]
    homes = [t for t in stored["targets"] if "affordable" in t["raw"] and t["unit_id"].startswith("ellowmere-2022")]
    unit = next(u for u in stored["units"] if u["doc_id"] == "tangling-2022" and u["label"] == "pledge")
    stored["targets"].append(homes[-1] | {"unit_id": unit["unit_id"], "low": 900.0, "high": 900.0, "start": 0})
    made = build_tables(Data.build(stored, ReportSettings(), {}))
    (row,) = rows(made["places"])
    assert (row["a_first_year"], row["years_available_both"], row["a_quote"] != "") == (2018, 3, True)
    ranks = [
        (r["jurisdiction"], r["rank"], r["places"]) for r in rows(made["place_targets"]) if r["low"] in {900.0, 150.0}
    ]
    assert ranks == [("棠岭市", 1, 2), ("Ellowmere County", 2, 2)]


def test_a_figure_stands_above_or_below_that_of_the_level_over_it(stored: dict[str, list[dict[str, Any]]]) -> None:
    """Two provinces leave open which one the county belongs to; a province is set against the only nation."""
    unit = next(u for u in stored["units"] if u["doc_id"] == "tangling-2022" and u["label"] == "pledge")
    document = next(d for d in stored["documents"] if d["doc_id"] == "tangling-2022")
    target = next(t for t in stored["targets"] if t["low"] is not None)
    stored["targets"] = []
    places = {
        "中州国": ("national", 100_000_000, "斤"),
        "青川省": ("province", 70_000, "吨"),
        "棠岭县": ("county", 160_000_000, "斤"),
        "渡口镇": ("township", 160_000_001, "斤"),
    }
    for name, (level, low, unit_name) in places.items():
        own = {"doc_id": name, "unit_id": f"{name}@0-5", "jurisdiction": name, "thread_id": ""}
        stored["documents"].append(document | own | {"level": level})
        stored["units"].append(unit | own)
        figure = {"indicator": "粮食产量", "low": float(low), "high": float(low), "unit": unit_name, "direction": ""}
        stored["targets"].append(target | own | figure | {"period": "annual", "deadline_year": None})
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["place_targets"])
    assert {r["jurisdiction"]: r["above"] for r in found} == {
        "中州国": None, "青川省": 20_000.0, "棠岭县": 2e7, "渡口镇": 1.0
    }  # fmt: skip
    stored["documents"][-2]["level"] = "province"
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["place_targets"])
    assert {r["jurisdiction"]: r["above"] for r in found} == {
        "中州国": None,
        "青川省": 20_000.0,
        "棠岭县": 6e7,
        "渡口镇": None,
    }
    # the index says in which of the two the township lies: in one of them, or in a third that names no figure
    for row in (stored["documents"][-2], stored["units"][-2]):
        row["jurisdiction"] = "紫溪省"
    for parent, above in (("青川省", 2e7 + 1), ("紫溪省", 1.0), ("白峪省", 6e7 + 1)):
        stored["documents"][-1]["parent"] = parent
        found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["place_targets"])
        assert next(r["above"] for r in found if r["jurisdiction"] == "渡口镇") == above
    # what does not say of what it is a sum is no indicator of several places
    for row in stored["targets"]:
        row["indicator"] = "投资"
    assert rows(build_tables(Data.build(stored, ReportSettings(), {}))["place_targets"]) == []


def test_a_passed_deadline_is_a_fact_of_its_own(stored: dict[str, list[dict[str, Any]]]) -> None:
    thread = next(t for t in stored["threads"] if "lead water" in t["title"])
    figure = next(t for t in stored["targets"] if t["unit_id"] in thread["unit_ids"])
    for target in stored["targets"]:
        target["deadline_year"] = None
    for year, passed in ((2023, True), (2024, False)):
        figure["deadline_year"] = year
        found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["recurring"])
        row = next(r for r in found if r["thread_id"] == thread["thread_id"])
        assert (row["deadline_year"], row["deadline_passed"]) == (year, passed)
        assert {r["deadline_passed"] for r in found if r is not row} == {None}


def test_a_sentence_that_only_says_that_there_are_problems_is_no_problem(
    stored: dict[str, list[dict[str, Any]]], made: dict[str, ReportTable]
) -> None:
    named = {i for ids in made["problems"].values("sentence_ids") for i in ids}
    general = next(s for s in stored["sentences"] if s["sentence_id"] in named)
    general["text"] = "全县还有不少隐患，压力仍很突出。"
    left = build_tables(Data.build(stored, ReportSettings(), {}))["problems"]
    assert {i for ids in left.values("sentence_ids") for i in ids} == named - {general["sentence_id"]}


def test_histories_tell_each_promise_and_report_once_in_order_of_time(
    made: dict[str, ReportTable], stored: dict[str, list[dict[str, Any]]]
) -> None:
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(made["histories"]):
        told[row["thread_id"]].append(row)
    repeated = {t["thread_id"]: t for t in stored["threads"] if len(t["promised_years"]) > 1}
    assert set(told) == set(repeated)
    for thread_id, events in told.items():
        years = [row["year"] for row in events]
        assert years == sorted(years) and len({row["unit_id"] for row in events}) == len(events)
        by = {said: {row["year"] for row in events if row["said"] == said} for said in ("promised", "closes")}
        assert by["promised"] == set(repeated[thread_id]["promised_years"])
        assert by["closes"] == set(repeated[thread_id]["closed_years"])
        assert all((row["score"] is None) == (row["said"] == "promised") and row["quote"] for row in events)
    order = list(dict.fromkeys(row["thread_id"] for row in rows(made["histories"])))
    assert [i for i in order if not repeated[i]["closed_years"]] == made["recurring"].values("thread_id")


def test_a_repeated_promise_shows_the_years_whose_target_was_met(stored: dict[str, list[dict[str, Any]]]) -> None:
    homes = [u for u in stored["units"] if "affordable homes this year" in u["text"]]
    kept, missed = homes[0], homes[1]
    point = stored["target_series"][0]
    stored["target_series"] = [
        point | {"verdict": verdict, "evidence_ids": [unit["unit_id"]]}
        for unit, verdict in ((kept, "exceeded"), (missed, "missed"))
    ]
    made = rows(build_tables(Data.build(stored, ReportSettings(), {}))["recurring"])
    assert {r["thread_id"]: r["target_met_years"] for r in made if r["target_met_years"]} == {
        kept["thread_id"]: (kept["year"],)
    }


def test_years_of_a_repeated_promise_count_from_its_first_one(made: dict[str, ReportTable]) -> None:
    """Of the invented prefecture there is no text of 2021, and one of each other year from 2018 on."""
    found = {r["title"]: (r["first_year"], r["years_available"], r["years_missing"]) for r in rows(made["recurring"])}
    assert found["年底前设立产业引导基金"] == (2018, 6, (2021,))
    assert found["推进老城区雨污分流改造"] == (2019, 5, (2021,))
    assert found["全面推进乡村振兴"] == (2022, 3, ())


def test_the_next_text_after_a_last_promise_may_be_missing(
    stored: dict[str, list[dict[str, Any]]],
) -> None:
    threads = [t for t in stored["threads"] if t["jurisdiction"] == "棠岭市" and len(t["promised_years"]) > 1]
    for thread, last in zip(threads, itertools.cycle((2020, 2019))):
        thread |= {"last_year": last, "closed_years": []}
    last_of = {t["thread_id"]: t["last_year"] for t in threads}
    made = rows(build_tables(Data.build(stored, ReportSettings(), {}))["recurring"])
    found = {last_of[r["thread_id"]]: r["next_missing"] for r in made if r["thread_id"] in last_of}
    assert found == {2020: True, 2019: False}


def test_rank_goes_by_one_thing_after_the_other() -> None:
    first = {
        "promised_years": (2020, 2021, 2022),
        "last_year": 2022,
        "first_year": 2020,
        "annual_target": False,
        "level_max": 3,
        "weakest_link": 0.8,
        "thread_id": "t-5",
    }
    assert set(first) == set(RANKED)
    changes: list[dict[str, Any]] = [
        {"thread_id": "t-6"},
        {"weakest_link": 0.7, "thread_id": "t-4"},
        {"level_max": 2, "weakest_link": 0.9},
        {"annual_target": True, "level_max": 4},
        {"first_year": 2021, "annual_target": False, "level_max": 4},
        {"last_year": 2021, "first_year": 2018},
        {"promised_years": (2022, 2023), "last_year": 2023},
    ]
    threads = [first, *(first | change for change in changes)]
    shuffled = random.Random(1).sample(threads, len(threads))
    assert sorted(shuffled, key=rank) == threads


def test_levels_reached_and_kept_are_ranked_together_and_cuts_apart(stored: dict[str, list[dict[str, Any]]]) -> None:
    unit = next(u for u in stored["units"] if u["doc_id"] == "tangling-2022" and u["label"] == "pledge")
    document = next(d for d in stored["documents"] if d["doc_id"] == "tangling-2022")
    target = next(t for t in stored["targets"] if t["low"] is not None)
    stored["targets"] = []
    for name, low, way in (("甲", 5.0, "stable"), ("乙", 7.0, ""), ("丙", 6.0, "up"), ("丁", 9.0, "down")):
        own = {"doc_id": name, "unit_id": f"{name}@0-5", "jurisdiction": name, "thread_id": ""}
        stored["documents"].append(document | own)
        stored["units"].append(unit | own)
        figure = {"indicator": "粮食产量", "low": low, "high": low, "unit": "吨", "direction": way}
        stored["targets"].append(target | own | figure | {"period": "annual", "deadline_year": None})
    found = rows(build_tables(Data.build(stored, ReportSettings(), {}))["place_targets"])
    assert [(r["jurisdiction"], r["rank"], r["places"]) for r in found] == [("乙", 1, 3), ("丙", 2, 3), ("甲", 3, 3)]


def repeat(stored: dict[str, list[dict[str, Any]]], doc_id: str) -> None:
    """Let a text hold all its sentences once more, at its end."""
    whole = next(d for d in stored["documents"] if d["doc_id"] == doc_id)
    shift = whole["characters"]
    own = [s for s in stored["sentences"] if s["doc_id"] == doc_id and len(s["text"]) >= REPEATED]
    whole["characters"] += sum(len(s["text"]) for s in own)
    ids = {s["sentence_id"]: f"{doc_id}@{s['start'] + shift}-{s['end'] + shift}" for s in own}
    units = [u for u in stored["units"] if u["sentence_id"] in ids]
    ids |= {u["unit_id"]: f"{doc_id}@{u['start'] + shift}-{u['end'] + shift}" for u in units}

    def again(row: dict[str, Any], *names: str) -> dict[str, Any]:
        moved = {name: row[name] + shift for name in ("start", "end") if name in row}
        return row | moved | {name: ids.get(row[name], row[name]) for name in names}

    stored["sentences"] += [again(s, "sentence_id") for s in own]
    stored["units"] += [again(u, "unit_id", "sentence_id") for u in units]
    stored["targets"] += [again(t, "unit_id") for t in stored["targets"] if t["unit_id"] in ids]
    for name, one, other in (
        ("closures", "commitment_unit", "report_unit"),
        ("responses", "problem_sentence", "commitment_unit"),
    ):
        stored[name] += [again(r, one, other) for r in stored[name] if r[one] in ids or r[other] in ids]


@pytest.mark.parametrize("doc_id", ["tangling-2022", "ellowmere-2021", "ellowmere-2022"])
def test_a_passage_that_a_text_repeats_is_listed_and_counted_once(
    stored: dict[str, list[dict[str, Any]]], data: Data, doc_id: str
) -> None:
    before = {name: made.rows for name, made in build_tables(data).items()}
    repeat(stored, doc_id)
    twice = Data.build(stored, ReportSettings(), data.info)
    assert twice.again and not data.again
    after = {name: made.rows for name, made in build_tables(twice).items()}
    for name in ("years", "targets", "histories"):
        assert after[name] == before[name]
    assert len(after["problems"]) == len(before["problems"])
    assert [r for r in after["review"] if r[0] == "sentence"] == [r for r in before["review"] if r[0] == "sentence"]
    assert headline(twice)["commitments"] == headline(data)["commitments"]
    assert headline(twice)["checkable"] == headline(data)["checkable"]
