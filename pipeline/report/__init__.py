"""What people read: tables (CSV, workbook, LaTeX, Markdown) and one self-contained page, from the stored tables."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline.report.charts import draw, make_charts
from pipeline.report.data import Data, Rows
from pipeline.report.delimited import csv_head
from pipeline.report.headline import add_up
from pipeline.report.markup import HEADLINES, latex, markdown
from pipeline.report.model import ReportTable
from pipeline.report.page import page_chunks
from pipeline.report.pages import page_path
from pipeline.report.payload import Plan, pack, run_payload
from pipeline.report.pieces import (
    FIGURES,
    OWN_PAGE,
    PAGE,
    SUMMARY,
    MadePiece,
    Piece,
    Together,
    contents,
    lines_of,
    make_piece,
    table_lines,
)
from pipeline.report.tables import REPORT_TABLES
from pipeline.report.tables.places import rank_figures
from pipeline.report.workbook import MOST_ROWS, sheets_of, workbook_bytes
from pipeline.settings import ReportSettings
from pipeline.tables import TABLES
from pipeline.workers import Here, Workers

__all__ = ["REPORT_TABLES", "build_tables", "make_outputs", "make_piece"]

_LINES = 2_000  # of CSV, written at a time


def build_tables(data: Data) -> dict[str, ReportTable]:
    """Return every table for reading, by name."""
    return {name: make(data) for name, make in REPORT_TABLES.items()}


def make_outputs(
    pieces: Sequence[Piece],
    rows: Rows,
    settings: ReportSettings,
    info: Mapping[str, Any],
    plan: Plan,
    workers: Workers | None = None,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Make all files for reading, one after the other.

    Args:
        pieces: what :func:`make_piece` made of the run's own rows and of each place, places in order of their names,
            and a piece with the table of what places share.
        rows: the stored tables, for the quotations of the workbook.
        settings: how the files are written.
        info: what stands in run.json, with what the tables for reading need beside it.
        plan: how much the page holds.
        workers: make the workbook while the rest is made; without them everything is made here.

    Yields:
        Path below the results folder, and content, in chunks that must be taken before the next file is asked for. The
        same arguments give the same bytes.
    """
    # a table without rows tells its columns
    heads = build_tables(Data.build(dict.fromkeys(TABLES, ()), settings, info))
    described = [(piece, own) for piece in pieces for own in contents(piece, SUMMARY)]
    summaries = [own for _, own in described]
    years = {place: have for own in summaries for place, have in own["years"].items()}
    compared = rank_figures((figure for piece in pieces for figure in contents(piece, FIGURES)), years)
    run = Together([*pieces, MadePiece(table_lines(compared))], heads)
    lengths = run.lengths(summaries)
    language = settings.language
    head = add_up([own["headline"] for own in summaries])
    head |= {name: sum(own["problems"][name] for own in summaries) for name in ("problems", "problems_open")}
    # the workbook takes longest; its maker reads the rows itself, which is sooner done than handing them over
    book = (workers or Here()).start(_workbook, run, lengths, rows, language, head)
    made = {name: run.table(name) for name in REPORT_TABLES}
    names = {f"field_{key}": about for key, about in info.get("fields", {}).items()}
    # charts are drawn by a library of its own threads, beside everything else
    with ThreadPoolExecutor(1) as thread:
        charts = make_charts(made["years"], [own["charts"] for own in summaries], info)
        drawing = thread.submit(draw, charts, settings, names)
        for name in REPORT_TABLES:
            yield f"tables/{name}.csv", _csv_chunks(run, name, settings.csv_encoding)
        for name, picked in HEADLINES.items():
            yield f"tables/latex/{name}.tex", [latex(made[name], lengths[name], picked).encode()]
            yield f"tables/markdown/{name}.md", [markdown(made[name], lengths[name], picked).encode()]
        pictures, folder = drawing.result()
    for name, content in folder.items():
        yield name, [content]
    pages = {place: page_path(place) for place in years} if plan.pages else {}
    whole = run_payload(made, lengths, head, plan.context, settings, info, pages, "")
    packed = itertools.chain.from_iterable(lines_of(piece, PAGE) for piece in pieces)
    yield "report.html", page_chunks(itertools.chain([pack(whole)], packed), pictures, language)
    yield "tables.xlsx", [book()]
    for piece, own in described:
        if own["place"] in pages:
            # without charts: to draw them takes three seconds a page, and there may be thousands
            yield pages[own["place"]], page_chunks(lines_of(piece, OWN_PAGE), {}, language)


def _workbook(run: Together, lengths: Mapping[str, int], rows: Rows, language: str, head: Mapping[str, Any]) -> bytes:
    """Return the workbook of a run; see :func:`pipeline.report.workbook.sheets_of`."""
    tables = [run.table(name, MOST_ROWS) for name in REPORT_TABLES]
    return workbook_bytes(sheets_of(tables, lengths, rows, language, head))


def _csv_chunks(run: Together, name: str, encoding: str) -> Iterator[bytes]:
    """Yield a table as CSV, some lines at a time."""
    encoder = codecs.getincrementalencoder(encoding)()
    yield encoder.encode(csv_head(run.heads[name].columns))
    lines = run.lines(name)
    while some := "".join(itertools.islice(lines, _LINES)):
        yield encoder.encode(some)
