"""What was said of each repeated promise, in order of time: a table that can be read without following ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, keyed_table
from pipeline.report.tables.recurring import rank
from pipeline.tables import unit_order

PROMISED = "promised"

COLUMNS = columns(
    ("thread_id", CellKind.ID, "the thread: all commitments of the place that are the same promise"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("status", CellKind.TEXT, "recurring, lapsed, closed, reopened or open"),
    ("year", CellKind.INT, "year of the speech"),
    ("said", CellKind.TEXT, f"{PROMISED}, or what a report of this year does for it: advances or closes"),
    ("score", CellKind.REAL, "probability that the report does so, 0-1; empty for a promise"),
    ("quote", CellKind.QUOTE, "the promise or report, quoted"),
    ("unit_id", CellKind.ID, "its id"),
    ("section", CellKind.TEXT, "the headings that it stands under"),
)


def histories(data: Data) -> ReportTable:
    """Return one row per commitment of a thread promised in two or more years, and per report that bears on it."""
    told = ((thread, data.members[thread["thread_id"]]) for thread in data.threads if len(thread["promised_years"]) > 1)
    return keyed_table(
        "histories",
        "What was said of each promise of two or more years, year by year: every commitment of the thread, and every"
        " report that counts for its status.",
        COLUMNS,
        (pair for thread, members in told for pair in _events(data, thread, members)),
    )


def _events(data: Data, thread: Row, members: Sequence[Row]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield the rows of a thread with what they are sorted by.

    A report is told once, at its best; what a text repeats word for word is told once as well.
    """
    units = data.ledger.units
    promised: dict[tuple[str, str], Row] = {}
    best: dict[tuple[str, str], Row] = {}
    for unit in members:
        promised.setdefault((unit["doc_id"], unit["text"]), unit)
    for c in data.reports[thread["thread_id"]]:
        report = units[c["report_unit"]]
        words = report["doc_id"], report["text"]
        known = best.get(words)
        if known is None or (c["relation"] == "closes", c["score"]) > (known["relation"] == "closes", known["score"]):
            best[words] = c
    events = [(unit, PROMISED, None) for unit in promised.values()]
    events += [(units[c["report_unit"]], c["relation"], c["score"]) for c in best.values()]
    common = {name: thread[name] for name in ("thread_id", "jurisdiction", "title", "status")}
    for unit, said, score in events:
        own = {name: unit[name] for name in ("year", "unit_id")}
        own |= {"said": said, "score": score, "quote": unit["text"]}
        own["section"] = data.ledger.sentences[unit["sentence_id"]]["section"]
        yield (*rank(thread), *unit_order(unit)), common | own
