"""Filled sheets as rows of text cells, XLSX or CSV, with what is odd about a cell and what is wrong with the file.

A workbook is read as a stream of rows, so that a stray cell in the last row that a program knows, or a range merged
over a whole sheet, costs nothing; and its size is looked at before it is unpacked.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.cells import unguard
from pipeline.errors import Problem
from pipeline.readers.base import UnreadableError
from pipeline.readers.docx import MOST_PARTS, MOST_UNPACKED
from pipeline.readers.tables import read_table
from pipeline.review.wording import LANGUAGES, column_names, plain, word

MOST_CELLS = 1_000_000
"""Cells of a sheet, empty ones included; a drawn sheet of ten thousand items has 180,000."""
MOST_ROWS = 2**20
"""Rows that a workbook can have."""
MOST_TAGS = 4_000_000
"""Tags of the XML that is read: it is these that take time; a drawn sheet of ten thousand items has a million."""
_MOST_HEADS = 100  # columns that a coding sheet is known by; it has some twenty
_BEGINNING = 4096  # bytes of a part in which a document type or the dimension of a sheet stands
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([^"']+)""")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_TOO_LARGE = "is far larger than a sheet that was drawn"
_SAVE_AGAIN = "save it as XLSX once more"
_SAVE_CSV = "delete what does not belong to the table, or save the sheet alone as CSV"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its text, and what is odd about it (a date, a formula), empty where nothing is."""

    text: str
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as read: rows of cells with their row numbers, the first being the heading; problems of the file."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    problems: tuple[Problem, ...] = ()


_EMPTY = Cell("")


def read_grid(content: bytes, name: str) -> Grid:
    """Return the cells of a sheet, XLSX or CSV by its content; what is wrong with the file stands in `problems`."""
    try:
        return _xlsx_grid(content, name) if content[:2] == b"PK" else _csv_grid(content, name)
    except UnreadableError as error:
        return Grid(name, (), (Problem(name, error.value, error.message, error.advice),))


def _xlsx_grid(content: bytes, name: str) -> Grid:
    from openpyxl.reader.excel import ExcelReader

    try:
        _check(content)
        reader = ExcelReader(io.BytesIO(content), read_only=True)
        reader.read()
        parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        titles = {word("sheets", "coding", language) for language in LANGUAGES}
        titles.add("review")  # of a run's workbook
        sheets = [s for s in reader.wb.worksheets if s.title in parts]
        if not sheets:
            raise UnreadableError("the workbook has no sheet with cells", "give the sheet that was drawn")
        sheet = next((s for s in sheets if s.title in titles), sheets[0])
        xml = reader.archive.read(parts[sheet.title])
        if xml.count(b"<") > MOST_TAGS:
            raise UnreadableError(_TOO_LARGE, _SAVE_CSV)
        sheet.reset_dimensions()  # what the file says of its size need not be true
        rows = _rows(sheet.iter_rows())
    except UnreadableError:
        raise
    except Exception as error:
        # openpyxl lets KeyError, TypeError, zlib.error and others of its own making through on damaged files
        message = f"is no readable workbook ({type(error).__name__}: {error})"
        raise UnreadableError(message, _SAVE_AGAIN) from error
    problems = [
        Problem(f"{name} cells {area}", "", "cells are merged", "part them and write the verdict into each row")
        for area in sorted({ref.decode("ascii", "replace") for ref in _MERGED.findall(xml)})
    ]
    # a copy of the sheet, made to keep the empty one, and filled
    problems += [
        Problem(
            f"{name} sheet «{other.title}»",
            "",
            f"is a coding sheet as well, of which nothing would be read: only «{sheet.title}» is",
            "leave one of the two, with all verdicts in it",
        )
        for other in sheets
        if other is not sheet and _is_coding(other)
    ]
    return Grid(name, rows, tuple(problems))


def _is_coding(sheet: Any) -> bool:  # noqa: ANN401 - untyped library
    """Tell whether a sheet of a workbook has the headings of a coding sheet."""
    sheet.reset_dimensions()
    first = next(sheet.iter_rows(max_row=1, max_col=_MOST_HEADS, values_only=True), ())
    return {"item", "verdict", "draw"} <= {column_names().get(plain(str(head))) for head in first}


def _check(content: bytes) -> None:
    """Refuse a workbook that would fill the memory or take long when unpacked, or declares entities.

    Of a sheet that states its size only the beginning is read before it is chosen.
    """
    tags = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        xml = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
        if len(parts) > MOST_PARTS or sum(part.file_size for part in xml) > MOST_UNPACKED:
            raise UnreadableError("the workbook unpacks to an absurd size", _SAVE_CSV)
        for part in xml:
            with archive.open(part) as file:
                block = file.read(_BEGINNING)
                if _DOCTYPE.search(block):
                    # spreadsheet programs never write a document type; it only serves attacks on the reader
                    raise UnreadableError("the workbook declares XML entities", _SAVE_AGAIN, part.filename)
                if part.filename.startswith("xl/worksheets/") and b"<dimension" in block:
                    continue
                while block:
                    tags += block.count(b"<")
                    block = file.read(2**20)
    if tags > MOST_TAGS:
        raise UnreadableError(_TOO_LARGE, _SAVE_CSV)


def _rows(found: Iterable[tuple[Any, ...]]) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    """Return the rows of a workbook's sheet that hold something, and the first."""
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    seen = 0
    for number, row in enumerate(found, start=1):
        seen += len(row)
        if seen > MOST_CELLS or number > MOST_ROWS:
            raise UnreadableError(_TOO_LARGE, _SAVE_CSV, f"row {number}")
        cells = tuple(_EMPTY if c.value is None else _cell(c.value, c.data_type) for c in row)
        if number == 1 or any(c.text for c in cells):
            rows.append((number, cells))
    return tuple(rows)


def _cell(value: Any, kind: str) -> Cell:  # noqa: ANN401 - whatever a workbook holds
    """Return a workbook's cell as text, and what is odd about it."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return Cell(str(value), "was turned into a date by the program")
    if isinstance(value, bool):
        return Cell(str(value).upper(), "was turned into true or false by the program")
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() else repr(value))
    text = str(value)
    if kind == "f":
        return Cell(text, "is a formula")
    return Cell(text, "is an error of the program" if kind == "e" or text in _ERRORS else "")


def _csv_grid(content: bytes, name: str) -> Grid:
    try:
        header, rows, _ = read_table(content)
    except UnreadableError as error:
        # a sheet has no index.csv that could state its encoding
        raise UnreadableError(error.message, "save it as CSV in UTF-8", error.value) from error
    if any("\0" in text for row in (header, *(row for _, row in rows)) for text in row):
        raise UnreadableError("is no text", "save it as CSV in UTF-8")
    listed = [(1, header), *rows] if header else rows
    return Grid(name, tuple((number, tuple(_csv_cell(unguard(text)) for text in row)) for number, row in listed))


def _csv_cell(text: str) -> Cell:
    return Cell(text, "is an error of the program" if text.strip() in _ERRORS else "")
