"""Reading csv and tsv tables, whatever their encoding, separator and length of cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from pipeline.errors import Problem
from pipeline.readers.base import UnreadableError
from pipeline.readers.text import decode

FIELD_LIMIT = 2**31 - 1
"""Longest cell of a csv file: the C long of Windows, as speeches are longer than Python's default of 131,072."""


def read_table(data: bytes, encoding: str | None = None) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """Read a table; cells may be of any length and hold line breaks.

    Returns:
        The header, the rows without blank ones, each with its number in the file, and the encoding. The first row of
        a file is 1; blank rows and the line that states the separator count, so that a row can be found by its number.

    Raises:
        UnreadableError: the bytes are no text, or the quotation marks do not pair up.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError("is a workbook under the name of a table", "open it and save the sheet as csv")
    decoded = decode(data, encoding)
    # a process-wide switch of the csv module; every reader of this package sets the same value
    csv.field_size_limit(FIELD_LIMIT)
    text = decoded.text
    # lines of a spreadsheet for an old Macintosh end in a carriage return; blank ones may stand above the names
    head = re.split(r"[\r\n]", text.lstrip(" \r\n"), maxsplit=1)[0]
    # the line by which a spreadsheet is told the separator
    stated = re.match(r"sep=(.)(?:\r\n|[\r\n]|$)", text)
    if stated:
        text = text[stated.end() :]
    delimiter = stated.group(1) if stated else max((",", "\t", ";"), key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableError(f"not a csv file ({error})", "open it in a spreadsheet and save it as csv") from error
    first = 2 if stated else 1
    filled = [(number, row) for number, row in enumerate(rows, start=first) if any(cell.strip() for cell in row)]
    header = [name.strip() for name in filled[0][1]] if filled else []
    return header, filled[1:], decoded.encoding


def cells_beyond(header: Sequence[str], row: Sequence[str]) -> list[str]:
    """Return the filled cells of a row for which the header has no name."""
    return [cell.strip() for cell in row[len(header) :] if cell.strip()]


def beyond(place: str, header: Sequence[str], row: Sequence[str]) -> list[Problem]:
    """Return the problem of a row that has more filled cells than the header has names; empty without one."""
    filled = cells_beyond(header, row)
    if not filled:
        return []
    message = f"the row has {len(row)} cells and the first line {len(header)} names"
    advice = "put a cell that holds the separator in quotation marks, or clear the cells behind the last name"
    return [Problem(place, filled[0], message, advice)]
