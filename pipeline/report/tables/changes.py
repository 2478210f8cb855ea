"""What changed from one speech year to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.data import Data, Row, standing_pair
from pipeline.report.drift import Move, wording_change
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
        " target (promised in both, a figure raised or lowered), narrowed (checkable now and not before, or the same"
        " words with more to qualify them or fewer things beside them), broadened (the reverse; checkable before and"
        " not now only where a figure or deadline is gone), closed"
        " (reported done in to_year, not promised again), closed later"
        " (not promised in to_year, reported done in a later year, perhaps after it was taken up again), dropped"
        " (promised in from_year, no longer in to_year, no closure found in the texts of to_year and later). A figure"
        " set anew each year is a promise of its own: a later closure is none of it",
    ),
    ("thread_id", CellKind.ID, "the thread"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("level_from", CellKind.INT, "specificity of the earlier promise, 0-4"),
    ("level_to", CellKind.INT, "specificity of the later promise, 0-4"),
    ("wording", CellKind.TEXT, "verbatim, narrowed, broadened or reworded; empty where there is only one of the two"),
    (
        "figure_from",
        CellKind.TEXT,
        "a figure that was raised or lowered as it stood in the last promise before that names one like it, which may"
        " be older than from_year; yearly figures and those of several years are not compared, nor shares with rates of"
        " change, nor an amount with what it moves by",
    ),
    ("figure_to", CellKind.TEXT, "the figure as it stands now"),
    ("direction", CellKind.TEXT, "raised or lowered; the first, where several figures moved"),
    ("unit_from", CellKind.ID, "the promise in from_year"),
    ("unit_to", CellKind.ID, "the promise in to_year"),
    ("quote_from", CellKind.QUOTE, "the promise in from_year, quoted"),
    ("quote_to", CellKind.QUOTE, "the promise in to_year, quoted"),
    (
        "report_unit",
        CellKind.ID,
        "the report of to_year that closes the promise, else one that advances it; on the promise of from_year rather"
        " than on an older one of the thread; empty where none was found, or nothing was promised in from_year",
    ),
    ("report_relation", CellKind.TEXT, "closes or advances"),
)


def changes(data: Data) -> ReportTable:
    """Return one row per thread and pair of consecutive years in which it was promised or reported on."""
    rows: list[dict[str, Any]] = []
    order = {place: {year: k for k, year in enumerate(years)} for place, years in data.years.items()}
    for thread in data.threads:
        rows += _of_thread(data, thread, order.get(thread["jurisdiction"], {}))
    return table(
        "changes",
        "Between consecutive years with a text: what is new, came back, was revised, reported done or dropped. What"
        " is dropped was not found again; that does not mean that it was given up.",
        COLUMNS,
        rows,
        lambda r: (r["jurisdiction"], -r["to_year"], r["change"], r["thread_id"]),
    )


def _of_thread(data: Data, thread: Row, order: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return the rows of a thread; `order` numbers the years of its place."""
    place, thread_id = thread["jurisdiction"], thread["thread_id"]
    by_year: dict[int, list[Row]] = defaultdict(list)
    for member in data.members[thread_id]:
        by_year[member["year"]].append(member)
    drift: dict[int, list[Move]] = defaultdict(list)
    for m in data.moves[thread_id]:
        drift[m.year].append(m)
    units = data.ledger.units
    told: dict[int, list[Row]] = defaultdict(list)
    for c in data.reports[thread_id]:
        told[units[c["report_unit"]]["year"]].append(c)
    rows: list[dict[str, Any]] = []
    have = data.available(place)
    # of two consecutive years one must hold a promise
    for k in sorted({k for year in by_year for k in (order[year], order[year] + 1)} - {0, len(have)}):
        earlier, later = have[k - 1], have[k]
        old, new = by_year.get(earlier), by_year.get(later)
        report = _report(told[later], earlier, units) if old else None
        a, b = standing_pair(old, new)
        move = _move(drift[later], old or ())
        if move:
            b = units[move.unit_id]
            before = units[move.earlier_unit_id]
            a = before if before["year"] == earlier else a
        wording = wording_change(a, b, data.targets) if a and b else ""
        if b and not a:
            change = "new" if thread["first_year"] == later else "taken up again"
        elif a and not b:
            late = not thread["annual_target"] and any(year > later for year in thread["closed_years"])
            change = "closed" if later in thread["closed_years"] else "closed later" if late else "dropped"
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


def _move(found: Sequence[Move], old: Sequence[Row]) -> Move | None:
    """Return the figure that stands for those which moved in a year: the first that the year before names, or first."""
    ids = {promise["unit_id"] for promise in old}
    return next((move for move in found if move.earlier_unit_id in ids), found[0] if found else None)


def _report(found: Sequence[Row], earlier: int, units: Mapping[str, Row]) -> Row | None:
    """Return the report that stands for those of a year: it closes, it is on the year before, it is the best."""

    def rank(c: Row) -> tuple[bool, bool, float, int]:
        year = units[c["commitment_unit"]]["year"]
        return c["relation"] == "closes", year == earlier, c["score"], year

    return max(found, key=rank, default=None)
