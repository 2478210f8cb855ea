"""The report as one HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from pipeline.report.data import Data
from pipeline.report.model import ReportTable, plain

MOST = 200


def page_bytes(tables: Mapping[str, ReportTable], data: Data) -> bytes:
    """Return the report: every table with its meaning, the first rows of long ones."""
    pieces = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>pledge-ledger</title>"
        "<style>body{font-family:sans-serif;margin:1rem}table{border-collapse:collapse;font-size:.8rem}"
        "td,th{border:1px solid #ccc;padding:.2rem;vertical-align:top;text-align:left}</style><h1>pledge-ledger</h1>"
    ]
    for table in tables.values():
        pieces.append(
            f"<h2>{escape(table.name)}</h2><p>{escape(table.meaning)} ({len(table.rows)} rows)</p><table><tr>"
        )
        pieces += [f"<th title='{escape(c.meaning)}'>{escape(c.name)}</th>" for c in table.columns]
        for row in table.rows[:MOST]:
            pieces.append("<tr>" + "".join(f"<td>{escape(plain(v))}</td>" for v in row))
        pieces.append("</table>")
    return "".join(pieces).encode()
