"""CSV that opens right in a spreadsheet program and reads back equal."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.cells import DANGEROUS, GUARD, guard
from pipeline.report.model import EXCEL_LIMIT, CellKind, ReportColumn, ReportTable, plain

_SUSPECT = frozenset((*DANGEROUS, GUARD))
_AS_THEY_ARE = frozenset({CellKind.MARK, CellKind.INT, CellKind.REAL})


def csv_bytes(table: ReportTable, encoding: str) -> bytes:
    """Return a table as CSV; numbers stay as they are, so that negative ones remain numbers."""
    return "".join([csv_head(table.columns), *csv_lines(table)]).encode(encoding)


def csv_head(columns: Sequence[ReportColumn]) -> str:
    """Return the first line of a CSV, with the names of the columns."""
    return _lines([[guard(column.name) for column in columns]])[0]


def csv_lines(table: ReportTable) -> list[str]:
    """Return one line of CSV for each row of a table."""
    # column by column: most tables have a million cells, and what is to be done with one depends on its column
    cells = [
        _cells(values, column.kind)
        for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=bool(table.rows))
    ]
    return _lines(zip(*cells, strict=True))


def _lines(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Return each row as a line; a line can hold line breaks inside quotation marks."""
    lines = _Written()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines


class _Written(list[str]):
    """What a csv.writer, which writes row by row, has written."""

    write = list.append


def _cells(values: Sequence[Any], kind: CellKind) -> Sequence[Any]:
    if kind in _AS_THEY_ARE:
        return values  # signs of our own, and numbers, which are written as they print; None is an empty cell
    return [plain(v) for v in values] if kind is CellKind.FLAG else _texts(values)


def _texts(values: Sequence[Any]) -> list[str]:
    """Return the cells of a text column, guarded; one that is empty or begins harmlessly needs no more than a look."""
    return [
        v
        if type(v) is str and v and v[0] not in _SUSPECT and len(v) <= EXCEL_LIMIT
        else ""
        if v is None or v == "" or v == ()
        else guard(plain(v))
        for v in values
    ]
