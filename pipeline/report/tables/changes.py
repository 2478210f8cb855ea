"""What changed from one speech year to the next."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

from pipeline.report.data import Data, Row, standing_pair
from pipeline.report.drift import wording_change
from pipeline.report.model import CellKind, ReportTable, columns, table

COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("from_year", CellKind.INT, "the earlier of two consecutive years with a text"),
    ("to_year", CellKind.INT, "the later one"),
    ("years_missing", CellKind.YEARS, "years without a text between the two"),
    (
        "change",
        CellKind.TEXT,
        "new (not promised in any earlier text), taken up again (promised before, not in from_year), repeated, revised"
        " target (a figure raised or lowered), narrowed (checkable now and not before, or the same words and more),"
        " broadened (the reverse), closed (reported done in to_year, not promised again), closed later (not promised in"
        " to_year, reported done afterwards), dropped (promised in from_year, no longer in to_year, no closure found in"
        " these texts)",
    ),
    ("thread_id", CellKind.ID, "the thread"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("level_from", CellKind.INT, "specificity of the earlier promise, 0-4"),
    ("level_to", CellKind.INT, "specificity of the later promise, 0-4"),
    ("wording", CellKind.TEXT, "verbatim, narrowed, broadened or reworded; empty where there is only one of the two"),
    ("figure_from", CellKind.TEXT, "a revised figure as it stood"),
    ("figure_to", CellKind.TEXT, "the figure as it stands now"),
    ("direction", CellKind.TEXT, "raised or lowered"),
    ("unit_from", CellKind.ID, "the promise in from_year"),
    ("unit_to", CellKind.ID, "the promise in to_year"),
    ("quote_from", CellKind.QUOTE, "the promise in from_year, quoted"),
    ("quote_to", CellKind.QUOTE, "the promise in to_year, quoted"),
    (
        "report_unit",
        CellKind.ID,
        "the report of to_year on the promise of from_year, or the one that closes, where that closes an older promise;"
        " empty where none was found",
    ),
    ("report_relation", CellKind.TEXT, "closes or advances"),
)


def changes(data: Data) -> ReportTable:
    """Return one row per thread and pair of consecutive years in which it was promised or reported on."""
    rows: list[dict[str, Any]] = []
    for thread in data.threads:
        rows += _of_thread(data, thread)
    rows.sort(key=lambda r: (r["jurisdiction"], -r["to_year"], r["change"], r["thread_id"]))
    return table(
        "changes",
        "Between consecutive years with a text: what is new, came back, was revised, reported done or dropped. What"
        " is dropped was not found again; that does not mean that it was given up.",
        COLUMNS,
        rows,
    )


def _of_thread(data: Data, thread: Row) -> list[dict[str, Any]]:
    place, thread_id = thread["jurisdiction"], thread["thread_id"]
    by_year: dict[int, list[Row]] = defaultdict(list)
    for member in data.members[thread_id]:
        by_year[member["year"]].append(member)
    drift = {m.year: m for m in reversed(data.moves[thread_id])}
    units = data.ledger.units
    reports: dict[tuple[int, int], Row] = {}
    for c in data.reports[thread_id]:
        key = (units[c["commitment_unit"]]["year"], units[c["report_unit"]]["year"])
        best = reports.get(key)
        if best is None or (c["relation"] == "closes", c["score"]) > (best["relation"] == "closes", best["score"]):
            reports[key] = c
    closing = [years for years, c in reports.items() if c["relation"] == "closes"]
    rows: list[dict[str, Any]] = []
    for earlier, later in itertools.pairwise(data.available(place)):
        old, new = by_year.get(earlier), by_year.get(later)
        if not old and not new:
            continue
        report = reports.get((earlier, later)) if old else None
        a, b = standing_pair(old, new)
        move = drift.get(later) if a and b else None
        if move and move.earlier_unit_id in {m["unit_id"] for m in old or ()}:
            a, b = units[move.earlier_unit_id], units[move.unit_id]
        else:
            move = None
        wording = wording_change(a, b) if a and b else ""
        if b and not a:
            change = "new" if thread["first_year"] == later else "taken up again"
        elif a and not b:
            late = any(made <= earlier and told > later for made, told in closing)
            done = later in thread["closed_years"]
            if done and (report is None or report["relation"] != "closes"):
                # an older promise of the thread is the one that is closed
                report = max(
                    (c for (_, told), c in reports.items() if told == later and c["relation"] == "closes"),
                    key=lambda c: (c["score"], units[c["commitment_unit"]]["year"]),
                    default=report,
                )
            change = "closed" if done else "closed later" if late else "dropped"
        else:
            change = "revised target" if move else wording if wording in {"narrowed", "broadened"} else "repeated"
        rows.append(
            {
                "jurisdiction": place,
                "from_year": earlier,
                "to_year": later,
                "years_missing": list(range(earlier + 1, later)),
                "change": change,
                "thread_id": thread_id,
                "title": thread["title"],
                "level_from": a["level"] if a else None,
                "level_to": b["level"] if b else None,
                "wording": wording,
                "figure_from": move.raw_before if move else "",
                "figure_to": move.raw_now if move else "",
                "direction": move.direction if move else "",
                "unit_from": a["unit_id"] if a else "",
                "unit_to": b["unit_id"] if b else "",
                "quote_from": a["text"] if a else "",
                "quote_to": b["text"] if b else "",
                "report_unit": report["report_unit"] if report else "",
                "report_relation": report["relation"] if report else "",
            }
        )
    return rows
