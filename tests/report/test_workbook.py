"""The workbook: sheets, links, looks, and nothing that runs."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from pipeline.report import REPORT_TABLES
from pipeline.settings import ReportSettings
from tests.report.at_once import build_outputs
from tests.report.conftest import INFO


@pytest.fixture(scope="module")
def book(files: dict[str, bytes]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(files["tables.xlsx"]))


def test_sheets(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["contents", *REPORT_TABLES, "quotations"]
    for name in REPORT_TABLES:
        assert book[name].freeze_panes and book[name].auto_filter.ref


def test_contents_speak_the_language_of_the_settings(stored: dict[str, list[dict[str, Any]]]) -> None:
    content = build_outputs(stored, ReportSettings(language="zh"), {})["tables.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(content))["contents"]
    text = [cell.value for row in sheet.iter_rows(max_row=25) for cell in row if cell.value]
    assert "多年承诺、未找到完成报告" in text and any("不等于" in str(value) for value in text)
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(REPORT_TABLES) + 1


def test_ids_link_to_their_quotation(book: openpyxl.Workbook) -> None:
    sheet, quotations = book["recurring"], book["quotations"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, head["unit_ids"])
        target = cell.hyperlink.location
        name, _, place = target.rpartition("!")
        assert name.strip("'") == "quotations"
        first = cell.value.split("; ")[0]
        assert quotations[place].value == first
        assert quotations.cell(int(place[1:]), 6).value


def test_cells_of_the_matrix_lead_to_what_was_said_that_year(book: openpyxl.Workbook) -> None:
    sheet, quotations = book["matrix"], book["quotations"]
    years = {cell.value: cell.column for cell in sheet[1] if cell.value and cell.value.isdigit()}
    linked = 0
    for row in range(2, sheet.max_row + 1):
        for year, column in years.items():
            cell = sheet.cell(row, column)
            if cell.value in {"·", "?"}:
                assert cell.hyperlink is None
            else:
                line = int(cell.hyperlink.location.rpartition("!")[2][1:])
                assert quotations.cell(line, 3).value == int(year)
                linked += 1
        assert sheet.cell(row, 1).hyperlink
    assert linked > 100


def test_a_workbook_too_small_for_all_holds_the_first_rows_whose_quotations_it_has_room_for(
    stored: dict[str, list[dict[str, Any]]], book: openpyxl.Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.report.workbook.MOST_IDS", 150)
    small = openpyxl.load_workbook(io.BytesIO(build_outputs(stored, ReportSettings(), INFO)["tables.xlsx"]))
    assert small["quotations"].max_row <= 151
    # the decisions to fill in are all there; other tables take turns, and those that lead to nothing have room
    assert small["review"].max_row == book["review"].max_row > 10
    assert small["years"].max_row == book["years"].max_row
    assert 5 < small["recurring"].max_row < book["recurring"].max_row
    assert 5 < small["closed"].max_row < book["closed"].max_row
    for name in ("recurring", "matrix", "closed", "targets"):
        whole, head = book[name], [cell.value for cell in small[name][1]]
        for row in range(2, small[name].max_row + 1):
            assert [c.value for c in small[name][row]] == [c.value for c in whole[row]]
            ids = small[name].cell(row, head.index("thread_id") + 1 if "thread_id" in head else 1)
            assert ids.hyperlink, (name, row)
    told = {
        row[0].value: row[4].value for row in small["contents"].iter_rows(min_row=7, max_row=6 + len(REPORT_TABLES))
    }
    assert told["recurring"] and told["review"] is None


def test_a_year_with_a_closure_looks_unlike_a_promise(stored: dict[str, list[dict[str, Any]]]) -> None:
    for target in stored["targets"]:
        if target["indicator"].endswith("规模"):  # 500 million, then 300: one indicator, whatever names were found
            target["indicator"] = "规模"
    book = openpyxl.load_workbook(io.BytesIO(build_outputs(stored, ReportSettings(), INFO)["tables.xlsx"]))
    looks = {}
    for row in book["matrix"].iter_rows(min_row=2):
        for cell in row:
            if cell.value in {"●", "✓", "(✓)", "·", "?", "●↓"}:
                looks[cell.value] = (cell.fill.fgColor.rgb, cell.fill.patternType, cell.font.color.rgb)
    assert len(set(looks.values())) == len(looks) == 5


def test_hostile_texts_stay_texts(stored: dict[str, list[dict[str, Any]]]) -> None:
    for unit in stored["units"]:
        unit["text"] = "=1+1" if unit["unit_id"].startswith("tangling") else "https://example.org/ -5 \u202egnp.exe\x07"
    for thread in stored["threads"]:
        thread["title"] = "@SUM(A1)"
    files = build_outputs(stored, ReportSettings(), INFO)
    book = openpyxl.load_workbook(io.BytesIO(files["tables.xlsx"]))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None or cell.hyperlink.location
    assert book["recurring"]["D2"].value == "@SUM(A1)"


def test_same_input_same_bytes(stored: dict[str, list[dict[str, Any]]], files: dict[str, bytes]) -> None:
    again = build_outputs(stored, ReportSettings(), INFO)
    assert {name for name in files if files[name] != again[name]} == set()
