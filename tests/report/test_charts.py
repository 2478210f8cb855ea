"""Charts: the same bytes each time, in both languages, with their data beside them."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from pipeline.errors import SettingsError
from pipeline.report import build_tables, charts
from pipeline.report.charts import Chart, chart_counts, draw, make_charts
from pipeline.report.data import Data
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.words import words
from pipeline.settings import ReportSettings
from tests.report.at_once import read_csv


def charts_of(data: Data, made: dict[str, ReportTable]) -> dict[str, Chart]:
    return make_charts(made["years"], [chart_counts(data, made)], data.info)


def test_files_and_languages(files: dict[str, bytes]) -> None:
    names = {name.split("/")[1].split(".")[0] for name in files if name.startswith("figures/")}
    assert names == {"levels", "flow", "rate", "overview", "targets"}
    for name in names:
        assert files[f"figures/{name}.svg"].startswith(b"<svg")
        assert files[f"figures/{name}.png"].startswith(b"\x89PNG")
        assert read_csv(files[f"figures/{name}.csv"])


def test_words_are_put_in_for_each_language(data: Data, made: dict[str, ReportTable]) -> None:
    found = {"flow": charts_of(data, made)["flow"]}
    pictures, folder = draw(found, ReportSettings(language="zh"))
    assert "未再提" in pictures["flow.zh"].decode() and "dropped" in pictures["flow.en"].decode()
    assert "\u2060" not in pictures["flow.zh"].decode() + pictures["flow.en"].decode()
    assert folder["figures/flow.svg"] == pictures["flow.zh"]
    assert draw(found, ReportSettings(language="zh")) == (pictures, folder)


def places_of_texts(svg: bytes) -> dict[str, float]:
    """Return how far from the left each text of a picture begins, the middle of a text that is centred."""
    found: dict[str, float] = {}

    def walk(element: ET.Element, left: float) -> None:
        moved = re.match(r"translate\(([-\d.]+)", element.get("transform", ""))
        left += float(moved[1]) if moved else 0.0
        if element.text and element.tag.endswith("text"):
            found.setdefault(element.text, left)
        for child in element:
            walk(child, left)

    walk(ET.fromstring(svg), 0.0)
    return found


def test_a_narrow_screen_shows_what_a_wide_chart_is_about(
    data: Data, made: dict[str, ReportTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "_width", lambda _: 720)  # as over many years
    pictures, _ = draw({"flow": charts_of(data, made)["flow"]}, ReportSettings())
    left = places_of_texts(pictures["flow.en"])
    wanted = {"Ellowmere County", "棠岭市", "new", "repeated", "reported done", "dropped"}
    assert {text: x for text, x in left.items() if text in wanted and x > 330} == {}
    assert wanted <= left.keys()


def test_a_year_without_a_text_stays_a_gap(data: Data, made: dict[str, ReportTable]) -> None:
    chart = charts_of(data, made)["levels"]
    assert 2021 not in {r["year"] for r in read_rows(chart.rows) if r["jurisdiction"] == "棠岭市"}
    spec = chart.spec(words("en"))
    assert spec["spec"]["encoding"]["x"]["scale"]["domain"] == list(range(2018, 2025))


def read_rows(made: ReportTable) -> list[dict[str, Any]]:
    names = [column.name for column in made.columns]
    return [dict(zip(names, row, strict=True)) for row in made.rows]


def test_many_places_are_drawn_as_their_mean(stored: dict[str, list[dict[str, Any]]]) -> None:
    copies: dict[str, list[dict[str, Any]]] = {name: [] for name in stored}
    ids = {"doc_id", "sentence_id", "unit_id", "thread_id", "a_unit", "b_unit", "commitment_unit", "report_unit"}
    ids |= {"problem_sentence", "again_sentence"}
    for number in range(8):
        for name, rows in stored.items():
            for row in rows:
                new = {k: f"{number}-{v}" if k in ids and v else v for k, v in row.items()}
                if "jurisdiction" in new:
                    new["jurisdiction"] = f"{number} {row['jurisdiction']}"
                copies[name].append(new)
    copies["target_series"] = []
    data = Data.build(copies, ReportSettings(), {})
    chart = charts_of(data, build_tables(data))["flow"]
    assert set(chart.rows.values("jurisdiction")) == {"all"}
    own = Data.build(stored, ReportSettings(), {})
    single = read_rows(charts_of(own, build_tables(own))["flow"].rows)
    new = [r["n"] for r in single if (r["year"], r["change"]) == (2024, "new")]
    (mean,) = [r["n"] for r in read_rows(chart.rows) if (r["year"], r["change"]) == (2024, "new")]
    assert mean == sum(new) / len(new)
    assert draw({"flow": chart}, ReportSettings())[0]["flow.en"]


def test_places_that_are_not_drawn_are_said_to_be_missing(
    data: Data, made: dict[str, ReportTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST_PLACES", 1)
    monkeypatch.setattr(charts, "MOST_FACETS", 1)
    found = charts_of(data, made)
    told = words("en")["g_places"]
    for name in ("overview", "rate"):
        there = set(found[name].rows.values("jurisdiction"))
        assert there == {"Ellowmere County", "棠岭市"}  # the data have all
        spec = found[name].spec(words("en"))
        assert {value["jurisdiction"] for value in spec["data"]["values"]} == {"Ellowmere County"}
        assert spec["encoding"]["y"]["title"].endswith(f"{told}: 1 / 2")
    monkeypatch.setattr(charts, "MOST_PLACES", 2)
    assert found["overview"].spec(words("en"))["encoding"]["y"]["title"] is None


def test_unknown_values_are_refused_before_a_run() -> None:
    with pytest.raises(SettingsError, match="use en or zh"):
        dataclasses.replace(ReportSettings(), language="fr")
    with pytest.raises(SettingsError, match="utf-8-sig or utf-8"):
        ReportSettings(csv_encoding="gbk")


def test_large_targets_are_drawn_in_the_counting_words_of_their_language() -> None:
    assert charts._scaled("斤", 1.4e12) == (1e8, "亿斤")
    assert charts._scaled("人", 1.2e7) == (1e4, "万人")
    assert charts._scaled("home", 1_200.0) == (1.0, "home")
    assert charts._scaled("$", 2.5e9) == (1e9, "billion $")


def test_a_mean_is_of_all_places_with_a_text_also_where_one_says_nothing() -> None:
    names = ("year", "next_text", *(f"level_{level}" for level in range(5)))
    head = columns(("jurisdiction", CellKind.TEXT, "place"), *((name, CellKind.INT, name) for name in names))
    places = [f"place {number}" for number in range(8)]
    rows = [
        {"jurisdiction": p, "year": y, "next_text": y + 1 if y < 2035 else None}
        | {f"level_{level}": 8 * (level == 3 and p != places[0]) for level in range(5)}
        for p in places
        for y in range(2031, 2036)
    ]
    years = table("years", "", head, rows)
    flow = [[p, y, "new", 8] for p in places[1:] for y in range(2032, 2036)]
    for chart in (charts._levels(years), charts._flow(flow, years)):
        assert set(chart.rows.values("jurisdiction")) == {"all"}
        assert set(chart.rows.values("n")) == {7.0}


def test_series_that_differ_in_their_kind_alone_have_a_panel_each() -> None:
    found = [
        ("Ellowmere", "port fees", kind, "%", year, "stated", low, low, None)
        for kind, low in (("growth", 4.0), ("share", 30.0))
        for year in (2031, 2032, 2033)
    ]
    assert set(charts._targets(found).rows.values("series")) == {"port fees, growth (%)", "port fees, share (%)"}
    assert set(charts._targets(found[:3]).rows.values("series")) == {"port fees (%)"}
