"""Thread × year, one sign per thing that a year's speeches say of a promise."""

from __future__ import annotations

from typing import Any

from pipeline.records import STEPS, SURE, Outcome
from pipeline.report.data import Data, Row
from pipeline.report.drift import UP
from pipeline.report.model import CellKind, ReportTable, columns
from pipeline.report.tables.recurring import rank

PROMISED, RAISED, LOWERED, ABSENT, NO_TEXT = "●", "↑", "↓", "·", "?"
ADVANCED, PERHAPS_ADVANCED, CLOSED, PERHAPS_CLOSED = "◐", "(◐)", "✓", "(✓)"

HEAD = columns(
    ("thread_id", CellKind.ID, "the thread"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("status", CellKind.TEXT, "closed, reopened, recurring, lapsed or open at the last year of the place"),
    (
        "status_perhaps",
        CellKind.FLAG,
        f"true where it is closed or reopened, and every report that closes it has a probability below {SURE}",
    ),
    ("times_promised", CellKind.INT, "number of years in which it was promised"),
    ("annual_target", CellKind.FLAG, "true where a figure is set anew each year"),
    ("boilerplate", CellKind.FLAG, "true where many places share the wording"),
)
YEAR_MEANING = (
    "what the speeches of that year say: ● promised, ↑ figure raised, ↓ figure lowered (against the last promise"
    " before that names one like it), ◐ steps reported, (◐) perhaps (every report of them has a probability below"
    f" {STEPS}), ✓ reported done, (✓) perhaps (probability below {SURE}), · nothing found, ? no text of that year"
)


def marks(data: Data, thread: Row) -> dict[int, str]:
    """Return the signs of the years in which the thread was promised or reported on; those of one year together."""
    if not data.available(thread["jurisdiction"]):
        return {}
    found: dict[int, list[str]] = {}
    for year in thread["promised_years"]:
        found.setdefault(year, []).append(PROMISED)
    for move in data.moves[thread["thread_id"]]:
        sign = RAISED if move.direction == UP else LOWERED
        if sign not in found.setdefault(move.year, []):
            found[move.year].append(sign)
    for name, relation, sign, perhaps in (
        ("advanced_years", Outcome.ADVANCES, ADVANCED, PERHAPS_ADVANCED),
        ("closed_years", Outcome.CLOSES, CLOSED, PERHAPS_CLOSED),
    ):
        likely = data.likely_years(thread["thread_id"], relation) if thread[name] else ()
        for year in thread[name]:
            found.setdefault(year, []).append(sign if year in likely else perhaps)
    return {year: "".join(parts) for year, parts in found.items()}


def matrix(data: Data) -> ReportTable:
    """Return one row per thread, most repeated first, and one column per year of the corpus."""
    span = data.span
    head = HEAD + columns(*((str(year), CellKind.MARK, YEAR_MEANING) for year in span))
    # of a place, the signs where nothing was found: from its first text to its last a year without one shows
    blank = {
        place: [ABSENT if year in set(have) and have[0] <= year <= have[-1] else NO_TEXT for year in span]
        for place, have in data.years.items()
    }
    nowhere = [NO_TEXT] * len(span)
    rows: list[tuple[Any, ...]] = []
    threads = sorted(data.threads, key=rank)
    for thread in threads:
        signs = blank.get(thread["jurisdiction"], nowhere).copy()
        for year, sign in marks(data, thread).items():
            signs[year - span.start] = sign
        known = {
            **thread,
            "times_promised": len(thread["promised_years"]),
            "status_perhaps": data.perhaps_closed(thread),
        }
        rows.append((*(known[column.name] for column in HEAD), *signs))
    meaning = f"Thread × year. A cell says {YEAR_MEANING}."
    leads = tuple(_leads(data, thread["thread_id"]) for thread in threads)
    return ReportTable("matrix", meaning, head, tuple(rows), tuple(map(rank, threads)), leads)


def _leads(data: Data, thread_id: str) -> dict[str, str]:
    """Return for each year of a thread the unit that its cell leads to: the first promise, else the first report."""
    found: dict[str, str] = {}
    for unit in (*data.members[thread_id], *(data.ledger.units[c["report_unit"]] for c in data.reports[thread_id])):
        found.setdefault(str(unit["year"]), unit["unit_id"])
    return found
