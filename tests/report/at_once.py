"""The report made at once, from rows in memory, and what tests read of it; a run makes it of pieces that it keeps."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.cells import unguard
from pipeline.records import parse_span_id
from pipeline.report import REPORT_TABLES, make_outputs
from pipeline.report.data import Data, Row
from pipeline.report.headline import add_up, counts
from pipeline.report.payload import Plan
from pipeline.report.pieces import MadePiece, Piece, make_piece, table_lines
from pipeline.settings import ReportSettings

#: columns that name a document or a stretch of one, the surest first
_ANCHORS = ("doc_id", "unit_id", "a_unit", "problem_sentence", "commitment_unit", "found_a")
#: what concerns several places at once, or none
_OF_THE_RUN = frozenset({"place_links", "dropped", "error_rates", "corrected_totals"})


@dataclass(frozen=True, slots=True)
class AtHand:
    """Rows by table in memory; see :class:`pipeline.report.data.Rows`."""

    tables: Mapping[str, Sequence[Row]]

    def where(self, name: str, wanted: Mapping[str, Collection[str]], columns: Sequence[str]) -> list[dict[str, Any]]:
        """See :class:`pipeline.report.data.Rows`."""
        return [
            {column: row[column] for column in columns}
            for row in self.tables[name]
            if any(row[column] in values for column, values in wanted.items())
        ]


def build_outputs(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], settings: ReportSettings, info: Mapping[str, Any]
) -> dict[str, bytes]:
    """Make all files for reading at once, from rows by name of the stored table; see `make_outputs`."""
    whole = Data.build(tables, settings, info)
    about = {**info, "span": [whole.span.start, whole.span.stop - 1] if whole.span else []}
    plan = Plan.of(
        dict.fromkeys(whole.years, 0) | Counter(thread["jurisdiction"] for thread in whole.threads),
        sum(d["characters"] for d in whole.documents.values()),
    )
    nothing: dict[str, list[Any]] = {name: [] for name in tables}
    pieces: list[Piece] = [
        make_piece(Data.build(rows, settings, about), plan, tables)
        for rows in ({"": nothing} | by_place(tables)).values()
    ]
    pieces.append(MadePiece(table_lines(REPORT_TABLES["places"](whole))))
    outputs = make_outputs(pieces, AtHand(tables), settings, about, plan)
    return {name: b"".join(chunks) for name, chunks in outputs}


def by_place(tables: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, list[Row]]]:
    """Return the rows of each place by table, places in order; those of no place stand under the empty name."""
    home = {row["doc_id"]: row["jurisdiction"] for row in tables["documents"]}
    own: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {name: [] for name in tables})
    for name, rows in tables.items():
        for row in rows:
            own["" if name in _OF_THE_RUN else _place(row, home)][name].append(row)
    return dict(sorted(own.items()))


def _place(row: Row, home: Mapping[str, str]) -> str:
    """Return the place that a row speaks of; empty where it speaks of none."""
    if "jurisdiction" in row:
        return str(row["jurisdiction"] or "")
    for column in _ANCHORS:
        if column in row:
            doc_id = row[column] if column == "doc_id" or not row[column] else parse_span_id(row[column])[0]
            return home.get(doc_id, "")
    return ""


def headline(data: Data) -> dict[str, Any]:
    """Return the headline of a run of which all rows are at hand; see `add_up`."""
    return add_up([counts(data)])


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV made by `csv_bytes` as texts, whatever Unicode encoding it has."""
    text = content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return [dict(zip(map(unguard, head), map(unguard, row), strict=True)) for row in rows]
