"""CSV that opens right in a spreadsheet program and reads back equal."""

from __future__ import annotations

import csv
import io

from pipeline.report.model import CellKind, ReportTable, plain

# a text cell that begins so is taken for a formula by Excel, LibreOffice or their East Asian versions
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - these very letters
GUARD = "'"
NUMBERS = frozenset({CellKind.INT, CellKind.REAL, CellKind.FLAG})


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run; :func:`unguard` takes it off."""
    return GUARD + text if text.lstrip(GUARD).startswith(DANGEROUS) else text


def unguard(text: str) -> str:
    """Return the text that :func:`guard` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(DANGEROUS) else text


def csv_bytes(table: ReportTable, encoding: str) -> bytes:
    """Return a table as CSV; numbers stay as they are, so that negative ones remain numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guard(column.name) for column in table.columns])
    numeric = [column.kind in NUMBERS for column in table.columns]
    for row in table.rows:
        writer.writerow([plain(v) if n else guard(plain(v)) for v, n in zip(row, numeric, strict=True)])
    return out.getvalue().encode(encoding)


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV made by :func:`csv_bytes` as texts, whatever Unicode encoding it has."""
    text = content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return [dict(zip(map(unguard, head), map(unguard, row), strict=True)) for row in rows]
