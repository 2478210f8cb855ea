"""What people read: tables (CSV, workbook, LaTeX, Markdown) and one self-contained page, from the stored tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline.report.charts import draw, make_charts
from pipeline.report.data import Data
from pipeline.report.delimited import csv_bytes
from pipeline.report.markup import HEADLINES, latex, markdown
from pipeline.report.model import ReportTable
from pipeline.report.page import page_bytes
from pipeline.report.pages import HOME, place_data, place_paths
from pipeline.report.tables import REPORT_TABLES
from pipeline.report.workbook import sheets_of, workbook_bytes
from pipeline.settings import ReportSettings
from pipeline.workers import Beside, Here

BETWEEN = "places"
"""The table of what places share."""

__all__ = ["REPORT_TABLES", "build_outputs", "build_tables", "make_outputs"]


def build_tables(data: Data) -> dict[str, ReportTable]:
    """Return every table for reading, by name."""
    return {name: make(data) for name, make in REPORT_TABLES.items()}


def build_outputs(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], settings: ReportSettings, info: Mapping[str, Any]
) -> dict[str, bytes]:
    """Make all files for reading at once; see :func:`make_outputs`."""
    return dict(make_outputs(tables, settings, info))


def make_outputs(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    settings: ReportSettings,
    info: Mapping[str, Any],
    beside: Beside | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Make all files for reading from the stored tables, one after the other.

    Args:
        tables: rows by name of the stored table (pipeline/tables.py), and `target_series` and `place_links` where
            the run made them.
        settings: how the files are written.
        info: what stands in run.json.
        beside: makes the workbook while the rest is made; without it everything is made here.

    Yields:
        Path below the results folder, and content. The same arguments give the same bytes.
    """
    data = Data.build(tables, settings, info)
    # what places share may still be on its way: it is asked for when everything else has been written
    made = {name: make(data) for name, make in REPORT_TABLES.items() if name != BETWEEN}
    for name, table in made.items():
        yield f"tables/{name}.csv", csv_bytes(table, settings.csv_encoding)
    made[BETWEEN] = REPORT_TABLES[BETWEEN](data)
    made = {name: made[name] for name in REPORT_TABLES}
    book = (beside or Here()).start(workbook_bytes, sheets_of(list(made.values()), data))
    names = {f"field_{key}": about for key, about in info.get("fields", {}).items()}
    # charts are drawn by a library of its own threads, beside everything else
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(draw, make_charts(data, made), settings, names)
        yield f"tables/{BETWEEN}.csv", csv_bytes(made[BETWEEN], settings.csv_encoding)
        for name, picked in HEADLINES.items():
            yield f"tables/latex/{name}.tex", latex(made[name], picked).encode()
            yield f"tables/markdown/{name}.md", markdown(made[name], picked).encode()
        pictures, folder = drawing.result()
    yield from folder.items()
    pages = place_paths(data)
    yield "report.html", page_bytes(made, data, pictures, pages)
    yield "tables.xlsx", book()
    if pages:
        for place, own in place_data(data):
            # without charts: to draw them takes three seconds a page, and there may be thousands
            yield pages[place], page_bytes(build_tables(own), own, {}, home=HOME)
