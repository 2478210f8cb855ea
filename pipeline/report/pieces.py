"""The report place by place: what it holds of one place is made once, and put together with that of the others.

Nearly every table for reading is the union of what the places have to say, so that no more than one place has to be in
memory at a time, and a place that has not changed is not made again. The only tables of several places at once are
those of BETWEEN.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Protocol

from pipeline.report.charts import chart_counts
from pipeline.report.data import Data, Row
from pipeline.report.delimited import csv_lines
from pipeline.report.headline import add_up, counts
from pipeline.report.model import ReportTable
from pipeline.report.payload import MOST_ROWS, Plan, pack, place_payload, problem_counts, run_payload
from pipeline.report.tables import BETWEEN, REPORT_TABLES
from pipeline.report.tables.places import own_figures
from pipeline.report.tables.review import MOST as MOST_UNSURE
from pipeline.report.workbook import MOST_MATRIX
from pipeline.report.workbook import MOST_ROWS as MOST_IN_WORKBOOK
from pipeline.workfiles import Line

HOME = "../report.html"  # seen from a place's page
ERRORS = ("error_rates", "corrected_totals")
SUMMARY, PAGE, OWN_PAGE, FIGURES = "summary", "page", "own page", "figures"
"""What a piece holds beside rows of tables: one line each, and one for each figure that can be compared with others."""
SHOWN = "{} shown"
"""The rows of a table that a workbook or page can show, as JSON; under the table's own name all rows stand as CSV."""


class Piece(Protocol):
    """What the report holds of one place, of the run as such, or of what places share."""

    def blocks(self, name: str) -> Iterator[Sequence[Line]]:
        """Yield the rows of a table in their order, some at a time; none where the piece has no such table."""


@dataclass(frozen=True, slots=True)
class MadePiece:
    """A piece in memory."""

    tables: Mapping[str, Sequence[Line]]

    def blocks(self, name: str) -> Iterator[Sequence[Line]]:
        """See :class:`Piece`."""
        yield self.tables.get(name, ())


def make_piece(data: Data, plan: Plan, rates: Mapping[str, Sequence[Row]]) -> MadePiece:
    """Make what the report holds of the place whose rows are given, or of a run's rows that are of no place.

    `rates` are the stored tables ERRORS of the run, which a place's own page shows as far as they say something of it.
    """
    made = {name: make(data) for name, make in REPORT_TABLES.items() if name not in BETWEEN}
    tables = {name: lines for table in made.values() for name, lines in table_lines(table).items()}
    head = counts(data)
    named = problem_counts(made["problems"])
    summary = {
        "place": next(iter(data.years), None),
        "years": {place: list(have) for place, have in data.years.items()},
        "rows": {name: len(table.rows) for name, table in made.items()},
        "headline": head,
        "problems": named,
        "charts": chart_counts(data, made),
    }
    tables[SUMMARY] = [_single(_json(summary))]
    tables[FIGURES] = [_single(_json(figure)) for figure in own_figures(data)]
    if data.documents:
        tables[PAGE] = [_single(pack(place_payload(data, made, plan.most, plan.context)))]
    if plan.pages and data.years:
        tables[OWN_PAGE] = [_single(part) for part in _own_page(data, made, rates, add_up([head]) | named)]
    return MadePiece(tables)


def _own_page(
    data: Data, made: Mapping[str, ReportTable], rates: Mapping[str, Sequence[Row]], head: Mapping[str, Any]
) -> tuple[str, str]:
    """Return the two parts of a place's own page; `head` is its headline."""
    said = {
        name: [row for row in rates.get(name, ()) if row.get("jurisdiction", "") in ("", *data.years)]
        for name in ERRORS
    }
    other = Data.build({name: said.get(name, ()) for name in (*data.tables, *ERRORS)}, data.settings, data.info)
    shown = {**made, **{name: REPORT_TABLES[name](other) for name in (*BETWEEN, *ERRORS)}}
    lengths = {name: len(table.rows) for name, table in shown.items()}
    context = Plan.of({}, sum(d["characters"] for d in data.documents.values())).context
    whole = run_payload(shown, lengths, head, context, data.settings, data.info, {}, HOME)
    return pack(whole), pack(place_payload(data, made, None, context))


def table_lines(table: ReportTable) -> dict[str, list[Line]]:
    """Return the rows of a table as they are kept: all of them as CSV, those that can be shown as JSON as well."""
    keys = [_json(key) for key in table.keys or ((number,) for number in range(len(table.rows)))]
    leads = table.leads or [None] * len(table.rows)
    shown = itertools.islice(zip(keys, table.rows, leads, strict=True), _most(table.name))
    return {
        table.name: [Line(key, text) for key, text in zip(keys, csv_lines(table), strict=True)],
        SHOWN.format(table.name): [Line(key, _json([row, own])) for key, row, own in shown],
    }


def _most(name: str) -> int | None:
    """Return how many rows of a table can be shown; all where it is None."""
    return None if name == "years" else MOST_MATRIX if name == "matrix" else max(MOST_ROWS, MOST_IN_WORKBOOK)


def _single(content: str) -> Line:
    return Line("[]", content)


# made once: json.dumps makes an encoder for each of half a million values
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def lines_of(piece: Piece, name: str) -> Iterator[str]:
    """Yield what a piece holds under a name."""
    for block in piece.blocks(name):
        for line in block:
            yield line.content


def contents(piece: Piece, name: str) -> Iterator[Any]:
    """Yield what a piece holds beside rows of tables."""
    return map(json.loads, lines_of(piece, name))


@dataclass(frozen=True, slots=True)
class Together:
    """The pieces of a run, put together; `heads` are its tables without rows."""

    pieces: Sequence[Piece]
    heads: Mapping[str, ReportTable]

    def lines(self, name: str) -> Iterator[str]:
        """Yield the rows of a table of all pieces, in order."""
        borderline = name in {"review", SHOWN.format("review")}
        seen: Counter[Any] = Counter()
        for key, content in _merged([piece.blocks(name) for piece in self.pieces]):
            if borderline:
                seen[key[0]] += 1  # of a kind of decision
            if not borderline or seen[key[0]] <= MOST_UNSURE:
                yield content

    def lengths(self, summaries: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Return the number of rows of each table, of which the summaries of the pieces count most."""
        counted = {name: sum(own["rows"].get(name, 0) for own in summaries) for name in self.heads}
        return counted | {name: sum(1 for _ in self.lines(name)) for name in ("review", *BETWEEN)}

    def table(self, name: str, most: int | None = None) -> ReportTable:
        """Return a table with as many of its first rows as can be shown, or are wanted."""
        found = json.loads(f"[{','.join(itertools.islice(self.lines(SHOWN.format(name)), most or _most(name)))}]")
        rows = tuple(tuple(tuple(v) if type(v) is list else v for v in cells) for cells, _ in found)
        return replace(self.heads[name], rows=rows, leads=tuple(leads for _, leads in found if leads is not None))


def _merged(sources: Sequence[Iterator[Sequence[Line]]]) -> Iterator[tuple[Any, str]]:
    """Merge rows that come sorted, block by block, from several sources: yield the key and the content of each.

    Of equal keys those of the earlier source come first. No more than a block of each source is held, and rows are
    sorted by the library, which finds what is sorted already; merged one by one they take four times as long.
    """
    held: dict[int, list[tuple[Any, str]]] = {number: [] for number in range(len(sources))}
    while held:
        for number in [number for number, rows in held.items() if not rows]:
            block = next((block for block in sources[number] if block), None)
            if block is None:
                del held[number]
            else:
                keys = json.loads(f"[{','.join(line.key for line in block)}]")
                held[number] = [(key, line.content) for key, line in zip(keys, block, strict=True)]
        if not held:
            return
        # what comes after the last row that is held of one source may lie behind rows of it that are still to come
        bound, first = min((rows[-1][0], number) for number, rows in held.items())
        ready: list[tuple[Any, str]] = []
        for number, rows in held.items():
            end = (bisect_right if number <= first else bisect_left)(rows, bound, key=_key)
            ready += rows[:end]
            held[number] = rows[end:]
        yield from sorted(ready, key=_key)


_key = itemgetter(0)
