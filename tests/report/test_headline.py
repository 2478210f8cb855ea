"""The numbers at the top, what to expect of them by the models' own probabilities, and what of the links that needs."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from pipeline.report import build_tables
from pipeline.report.data import Data
from pipeline.report.model import ReportTable
from pipeline.report.needs import COLUMNS, needed_links
from pipeline.report.tables.recurring import is_repeated, recurring
from pipeline.report.tables.review import NEAR
from pipeline.report.words import words
from pipeline.settings import ReportSettings
from tests.report.at_once import headline
from tests.report.conftest import rows

Stored = dict[str, list[dict[str, Any]]]


def expected(chances: list[float]) -> tuple[int, int]:
    mean, spread = sum(chances), math.sqrt(sum(p * (1 - p) for p in chances))
    return max(0, math.floor(mean - 1.96 * spread)), math.ceil(mean + 1.96 * spread)


def between_years(stored: Stored) -> Counter[str]:
    """Return the number of links between two years of each thread."""
    units = {u["unit_id"]: u for u in stored["units"]}
    pairs = [(units[k["a_unit"]], units[k["b_unit"]]) for k in stored["links"]]
    return Counter(a["thread_id"] for a, b in pairs if a["year"] != b["year"])


def make(stored: Stored) -> dict[str, Any]:
    return headline(Data.build(stored, ReportSettings(), {}))


def test_a_promise_is_repeated_where_any_link_between_years_holds(stored: Stored) -> None:
    stored["closures"] = []
    for link in stored["links"]:
        link |= {"score": 0.3, "p_same": 0.3}
    found = between_years(stored)
    assert max(found.values()) >= 10
    assert make(stored)["recurring_range"] == expected([1 - 0.7**n for n in found.values()])


def test_related_links_count_by_their_probability_of_same(stored: Stored) -> None:
    stored["closures"] = []
    for link in stored["links"]:
        link |= {"relation": "related", "score": 0.97, "p_same": 0.0}
    assert make(stored)["recurring_range"] == (0, 0)
    for link in stored["links"]:
        del link["p_same"]  # tables that do not have it: nothing is known of `same`
    assert make(stored)["recurring_range"] == (0, 0)


@pytest.mark.parametrize("relation", ["same", "related"])
def test_what_people_decided_is_certain(stored: Stored, relation: str) -> None:
    stored["closures"] = []
    for link, p in zip(stored["links"], [0.4, float("nan")] * len(stored["links"]), strict=False):
        link |= {"relation": relation, "score": 1.0, "p_same": p, "decided_by": "human"}
    sure = len(between_years(stored)) * (relation == "same")
    assert make(stored)["recurring_range"] == (sure, sure)


def test_only_closures_that_count_close(stored: Stored) -> None:
    """A sure report of a later year than that of the next text does not close an annual target."""
    units = {u["unit_id"]: u for u in stored["units"]}
    annual = {t["thread_id"] for t in stored["threads"] if t["annual_target"]}
    report = next(u["unit_id"] for u in stored["units"] if u["label"] == "progress" and u["doc_id"] == "ellowmere-2024")
    early = next(i for i, u in units.items() if u["thread_id"] in annual and u["doc_id"] == "ellowmere-2021")
    later = next(i for i, u in units.items() if u["thread_id"] in annual and u["doc_id"] == "ellowmere-2023")
    closure = {"report_unit": report, "relation": "advances", "score": 1.0, "p_closes": 1.0}
    stored["closures"] = [closure | {"commitment_unit": early}]
    assert make(stored)["closed_range"] == (0, 0)
    stored["closures"] = [closure | {"commitment_unit": later}]
    assert make(stored)["closed_range"] == (1, 1)


def test_promises_that_hang_together_loosely_are_told_from_firm_ones(stored: Stored) -> None:
    repeated = [t for t in stored["threads"] if is_repeated(t) and not t["boilerplate"]]
    for thread, weakest in zip(repeated, [0.7, 0.69, 1.0] * len(repeated), strict=False):
        thread["weakest_link"] = weakest
    loose = len(repeated[1::3])
    assert make(stored)["recurring"] == len(repeated)
    assert make(stored)["recurring_firm"] == len(repeated) - loose > loose > 0
    table = recurring(Data.build(stored, ReportSettings(), {}))
    assert table.values("firm").count(False) == loose


@pytest.mark.parametrize("all_shared", [False, True])
def test_each_number_is_found_again_in_a_table(stored: Stored, all_shared: bool) -> None:
    for number, thread in enumerate(stored["threads"]):
        thread["boilerplate"] = all_shared or number % 3 == 0
        thread["weakest_link"] = (0.5, 0.9)[number % 2]
    for number, closure in enumerate(stored["closures"]):
        closure["score"] = (0.4, 0.9)[number % 2]
    data = Data.build(stored, ReportSettings(), {})
    tables = {name: rows(made) for name, made in build_tables(data).items()}
    matrix, closed, years = tables["matrix"], tables["closed"], tables["years"]
    done = {shared: {r["thread_id"] for r in closed if r["boilerplate"] is shared} for shared in (False, True)}
    wanted = {
        "threads": len(matrix),
        "shared": sum(r["boilerplate"] for r in matrix),
        "later": sum(not r["boilerplate"] and r["status"] != "open" for r in matrix),
        "recurring": len(tables["recurring"]),
        "recurring_shared": len(tables["boilerplate"]),
        "recurring_firm": sum(r["firm"] for r in tables["recurring"]),
        "recurring_annual": sum(r["annual_target"] for r in tables["recurring"]),
        "closed": len(done[False]),
        "closed_shared": len(done[True]),
        "closed_perhaps": len(done[False] - {r["thread_id"] for r in closed if not r["perhaps"]}),
        "commitments": sum(r["commitments"] for r in years),
        "texts": sum(r["texts"] for r in years),
        "places": len({r["jurisdiction"] for r in years}),
    }
    found = make(stored)
    assert {name: found[name] for name in wanted} == wanted
    assert found["closed"] + found["closed_shared"] == len(done[False] | done[True]) > 5
    assert all_shared or min(found[name] for name in ("shared", "recurring_shared", "closed_shared")) > 0


def test_the_page_calls_the_numbers_expected_and_no_interval() -> None:
    for name in ("h_recurring_note", "h_closed_note"):
        assert "weighed by its probability" in words("en")[name] and "加权" in words("zh")[name]
    assert "no intervals around the counts" in words("en")["m_5"] and "并非计数的区间" in words("zh")["m_5"]


def test_the_page_says_that_reports_are_of_a_later_year(made: dict[str, ReportTable]) -> None:
    assert "of a later year" in made["closed"].meaning
    for name in ("h_closed_note", "def_closed", "m_3", "r_deadline_passed"):
        assert "of a later year" in words("en")[name] or "of later years" in words("en")[name]
        assert "其后年份" in words("zh")[name]


def tables(stored: Stored) -> tuple[pa.Table, pa.Table]:
    stored["links"].sort(key=lambda k: (k["a_unit"], k["b_unit"]))
    part = pa.Table.from_pylist(stored["links"])
    units = pa.Table.from_pylist([{k: u[k] for k in ("unit_id", "thread_id", "year")} for u in stored["units"]])
    return part.select([c for c in COLUMNS["links"] if c in part.column_names]), units


def test_the_links_that_are_read_give_the_numbers_of_all(stored: Stored) -> None:
    for number, link in enumerate(stored["links"]):
        related = number % 3 == 0
        chance = (0.2, 0.65, 0.95)[number % 3]
        link |= {"relation": "related" if related else "same", "score": 0.99 if related else chance, "p_same": chance}
        link |= {"decided_by": "model"}
    stored["links"][1] |= {"decided_by": "human", "score": 1.0, "p_same": None}
    kept = needed_links(*tables(stored), [])
    assert len(kept) < len(stored["links"]) - 20
    assert make(stored | {"links": kept})["recurring_range"] == make(stored)["recurring_range"]


def test_links_without_parts_and_no_links_at_all_are_read(stored: Stored) -> None:
    for link in stored["links"]:
        link |= {"decided_by": "model"}
    part, units = tables(stored)
    assert "p_same" not in part.column_names
    assert {k["score"] for k in needed_links(part, units, [])} == {0.9}
    assert needed_links(part.slice(0, 0), units, [0.5]) == []


def test_borderline_links_are_read_as_the_table_shows_them(stored: Stored) -> None:
    for number, link in enumerate(stored["links"]):
        score = round(0.4 + number % 50 / 100, 2)
        related = number % 2 == 0
        link |= {"relation": "related" if related else "same", "score": score, "p_same": 0.1 if related else score}
        link |= {"decided_by": "human" if number % 5 == 0 else "model"}
    info = {"borders": {"same": 0.5}}
    kept = needed_links(*tables(stored), [0.5])
    shown, of_all = (
        build_tables(Data.build(stored | {"links": links}, ReportSettings(), info))["review"].rows
        for links in (kept, stored["links"])
    )
    assert shown == of_all
    near = [k for k in kept if k["relation"] == "same" and abs(k["score"] - 0.5) <= NEAR]
    assert near
