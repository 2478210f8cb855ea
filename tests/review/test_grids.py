"""Sheets as files: stray cells, sheets that would fill the memory, damage; nothing takes long and nothing is lost."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from pipeline.review import grids
from pipeline.review.grids import MOST_CELLS, MOST_TAGS, read_grid
from tests.safety.checks import MOST_SECONDS

SHEET = "xl/worksheets/sheet1.xml"
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(fill: Callable[[Any], None] = lambda _: None) -> bytes:
    """Return a workbook with two rows after `fill` was called with its sheet."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["item", "VERDICT"])
    book.worksheets[0].append(["d@0-5", "pledge"])
    fill(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with other content in some parts; a new part where there is none of the name."""
    wanted = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, wanted.pop(part, None) or old.read(part))
        for part, data in wanted.items():
            new.writestr(part, data)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def test_rows_cells_and_their_numbers() -> None:
    def fill(sheet: Any) -> None:  # noqa: ANN401
        sheet["B4"] = 3.0
        sheet["C4"] = "=A1"

    grid = read_grid(workbook(fill), "s.xlsx")
    assert grid.problems == ()
    assert [(number, [c.text for c in cells]) for number, cells in grid.rows] == [
        (1, ["item", "VERDICT"]),
        (2, ["d@0-5", "pledge"]),
        (4, ["", "3", "=A1"]),
    ]
    assert grid.rows[2][1][2].odd == "is a formula"


@pytest.mark.parametrize("cell", ["T150000", "T1048576"])
def test_a_stray_cell_far_below_is_a_row_like_any_other_and_costs_nothing(cell: str) -> None:
    def fill(sheet: Any) -> None:  # noqa: ANN401
        sheet[cell] = "x"

    content = workbook(fill)
    start = time.perf_counter()
    grid = read_grid(content, "s.xlsx")
    assert time.perf_counter() - start < MOST_SECONDS / 2
    assert [number for number, _ in grid.rows] == [1, 2, int(cell[1:])]
    assert grid.problems == ()


def test_a_range_merged_over_the_whole_sheet_is_named_and_costs_nothing() -> None:
    content = workbook()
    whole = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    xml = part(content, SHEET).replace(b"</sheetData>", whole)
    start = time.perf_counter()
    grid = read_grid(changed(content, xl__worksheets__sheet1=xml), "s.xlsx")
    assert time.perf_counter() - start < MOST_SECONDS / 2
    assert [p.place for p in grid.problems] == ["s.xlsx cells A1:XFD1048576"]
    assert len(grid.rows) == 2


def test_the_size_that_a_sheet_states_is_not_believed() -> None:
    content = workbook()
    xml = part(content, SHEET).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert xml != part(content, SHEET)
    grid = read_grid(changed(content, xl__worksheets__sheet1=xml), "s.xlsx")
    assert [len(cells) for _, cells in grid.rows] == [2, 2]


def too_wide(content: bytes) -> bytes:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, MOST_CELLS // 16_384 + 2))
    xml = f'<worksheet xmlns="{NS}"><dimension ref="A1"/><sheetData>{rows}</sheetData></worksheet>'
    return changed(content, xl__worksheets__sheet1=xml.encode())


def too_low(content: bytes) -> bytes:
    row = '<row r="1000000000000"><c r="A1000000000000"/></row>'
    xml = f'<worksheet xmlns="{NS}"><dimension ref="A1"/><sheetData>{row}</sheetData></worksheet>'
    return changed(content, xl__worksheets__sheet1=xml.encode())


def many_strings(content: bytes) -> bytes:
    return changed(content, xl__sharedStrings=f'<sst xmlns="{NS}">'.encode() + b"<si/>" * MOST_TAGS + b"</sst>")


def many_cells(content: bytes) -> bytes:
    head = f'<worksheet xmlns="{NS}"><dimension ref="A1"/><sheetData><row>'.encode()
    return changed(content, xl__worksheets__sheet1=head + b"<c/>" * MOST_TAGS + b"</row></sheetData></worksheet>")


def many_unstated(content: bytes) -> bytes:
    head = f'<worksheet xmlns="{NS}"><sheetData><row>'.encode()
    return changed(content, xl__worksheets__sheet1=head + b"<c/>" * MOST_TAGS + b"</row></sheetData></worksheet>")


def entities(content: bytes) -> bytes:
    text = part(content, "xl/workbook.xml")
    return changed(content, xl__workbook=b'<!DOCTYPE workbook [<!ENTITY a "pledge">]>' + text)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (too_wide, "far larger"),
        (too_low, "far larger"),
        (many_strings, "far larger"),
        (many_cells, "far larger"),
        (many_unstated, "far larger"),
        (entities, "declares XML entities"),
    ],
)
def test_a_sheet_that_would_take_long_is_refused_soon(spoil: Callable[[bytes], bytes], said: str) -> None:
    content = spoil(workbook())
    start = time.perf_counter()
    grid = read_grid(content, "s.xlsx")
    assert time.perf_counter() - start < MOST_SECONDS / 2
    (problem,) = grid.problems
    assert (grid.rows, problem.place) == ((), "s.xlsx")
    assert said in problem.message
    assert problem.advice


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(p.file_size for p in archive.infolist())
        parts = len(archive.infolist())
    monkeypatch.setattr(grids, "MOST_UNPACKED", size)
    monkeypatch.setattr(grids, "MOST_PARTS", parts)
    assert read_grid(content, "s.xlsx").problems == ()
    monkeypatch.setattr(grids, "MOST_UNPACKED", size - 1)
    assert [p.message for p in read_grid(content, "s.xlsx").problems] == ["the workbook unpacks to an absurd size"]
    monkeypatch.setattr(grids, "MOST_UNPACKED", size)
    monkeypatch.setattr(grids, "MOST_PARTS", parts - 1)
    assert [p.message for p in read_grid(content, "s.xlsx").problems] == ["the workbook unpacks to an absurd size"]


def damaged(content: bytes) -> bytes:
    """Return a workbook of which the packed bytes of the sheet are spoiled."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    return content[: at + 5] + b"\xff" * 40 + content[at + 45 :]


def only_a_chart(_: bytes) -> bytes:
    book = openpyxl.Workbook()
    page = book.create_chartsheet()
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book.worksheets[0], min_col=1, min_row=1, max_row=2))
    page.add_chart(chart)
    out = io.BytesIO()
    book.save(out)
    # openpyxl writes no workbook without a sheet of cells; other programs do
    xml = part(out.getvalue(), "xl/workbook.xml")
    first = xml[xml.index(b"<sheet ") : xml.index(b"/>", xml.index(b"<sheet ")) + 2]
    return changed(out.getvalue(), xl__workbook=xml.replace(first, b""))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (damaged, "is no readable workbook"),
        (lambda content: content[: len(content) // 2], "is no readable workbook"),
        (lambda content: changed(content, xl__worksheets__sheet1=b"<worksheet"), "is no readable workbook"),
        (only_a_chart, "has no sheet with cells"),
    ],
)
def test_a_damaged_workbook_is_a_problem_with_a_next_step(spoil: Callable[[bytes], bytes], said: str) -> None:
    grid = read_grid(spoil(workbook()), "s.xlsx")
    (problem,) = grid.problems
    assert (grid.rows, problem.place) == ((), "s.xlsx")
    assert said in problem.message
    assert problem.advice


def test_csv_cells_are_of_any_length_and_quotation_marks_must_pair_up() -> None:
    long = "x" * 140_000
    grid = read_grid(f"sep=;\r\nitem;note\r\n\r\nd@0-5;{long}\r\n'=1;#N/A\r\n".encode(), "s.csv")
    assert grid.problems == ()
    assert [(number, [c.text for c in cells]) for number, cells in grid.rows] == [
        (1, ["item", "note"]),
        (4, ["d@0-5", long]),
        (5, ["=1", "#N/A"]),
    ]
    assert grid.rows[2][1][1].odd == "is an error of the program"
    for content in (b'item,note\nd@0-5,"open\n', b"item\0,note\n", b"item,\xff\xfe\n"):
        grid = read_grid(content, "s.csv")
        (problem,) = grid.problems
        assert (grid.rows, problem.place, problem.advice) == ((), "s.csv", "save it as CSV in UTF-8")
