"""Thread × year, one sign per thing that a year's speeches say of a promise."""

from __future__ import annotations

from typing import Any

from pipeline.report.data import Data, Row
from pipeline.report.drift import UP
from pipeline.report.model import CellKind, ReportTable, columns
from pipeline.report.tables.recurring import rank

PROMISED, RAISED, LOWERED, ADVANCED, CLOSED, UNSURE, ABSENT, NO_TEXT = "●", "↑", "↓", "◐", "✓", "(✓)", "·", "?"
SURE = 0.5
"""Probability from which a report that closes a promise is rather right than wrong."""

HEAD = columns(
    ("thread_id", CellKind.ID, "the thread"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("status", CellKind.TEXT, "closed, reopened, recurring, lapsed or open at the last year of the place"),
    ("times_promised", CellKind.INT, "number of years in which it was promised"),
    ("annual_target", CellKind.FLAG, "true where a figure is set anew each year"),
    ("boilerplate", CellKind.FLAG, "true where many places share the wording"),
)
YEAR_MEANING = (
    "what the speeches of that year say: ● promised, ↑ figure raised, ↓ figure lowered (against the last promise"
    " before that names one like it), ◐ steps reported, ✓ reported done, (✓) perhaps"
    f" reported done (probability below {SURE}), · nothing found, ? no text of that year"
)


def marks(data: Data, thread: Row) -> dict[int, str]:
    """Return the sign of each year from the place's first text to its last; signs of one year stand together."""
    have = data.available(thread["jurisdiction"])
    if not have:
        return {}
    signs = {year: (ABSENT if year in have else NO_TEXT) for year in range(have[0], have[-1] + 1)}
    found: dict[int, list[str]] = {}
    for year in thread["promised_years"]:
        found.setdefault(year, []).append(PROMISED)
    for move in data.moves[thread["thread_id"]]:
        sign = RAISED if move.direction == UP else LOWERED
        if sign not in found.setdefault(move.year, []):
            found[move.year].append(sign)
    for year in thread["advanced_years"]:
        found.setdefault(year, []).append(ADVANCED)
    sure = {
        data.ledger.units[c["report_unit"]]["year"]
        for c in data.reports[thread["thread_id"]]
        if c["relation"] == "closes" and c["score"] >= SURE
    }
    for year in thread["closed_years"]:
        found.setdefault(year, []).append(CLOSED if year in sure else UNSURE)
    return signs | {year: "".join(parts) for year, parts in found.items()}


def matrix(data: Data) -> ReportTable:
    """Return one row per thread, most repeated first, and one column per year of the corpus."""
    ends = [year for have in data.years.values() for year in (have[0], have[-1])]
    span = range(min(ends), max(ends) + 1) if ends else range(0)
    head = HEAD + columns(*((str(year), CellKind.MARK, YEAR_MEANING) for year in span))
    rows: list[tuple[Any, ...]] = []
    for thread in sorted(data.threads, key=rank):
        signs = marks(data, thread)
        known = {**thread, "times_promised": len(thread["promised_years"])}
        rows.append((*(known[column.name] for column in HEAD), *[signs.get(year, NO_TEXT) for year in span]))
    return ReportTable("matrix", f"Thread × year. A cell says {YEAR_MEANING}.", head, tuple(rows))
