"""What was promised and is reported done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.records import SURE, by_people
from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.tables.recurring import UNCHECKED

COLUMNS = columns(
    ("thread_id", CellKind.ID, "the thread"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("status", CellKind.TEXT, "closed, or reopened where it was promised again after the last closing report"),
    ("annual_target", CellKind.FLAG, "true where a figure is set anew each year"),
    (
        "boilerplate",
        CellKind.FLAG,
        "true where many places share the wording; the number at the top of the report leaves such threads out",
    ),
    ("promised_years", CellKind.YEARS, "the years in which it was promised"),
    (
        "promise_year",
        CellKind.INT,
        "year of the promise that this report closes; of several, the latest that it closes as surely",
    ),
    ("closed_year", CellKind.INT, "year of the speech that reports it done"),
    ("years_between", CellKind.INT, "years from that promise to the report"),
    ("promised_again", CellKind.FLAG, "true where the speech that reports it done promises it too"),
    ("years_missing", CellKind.YEARS, "years without a text between the two"),
    ("commitment_unit", CellKind.ID, "the promise"),
    ("commitment_quote", CellKind.QUOTE, "the promise, quoted"),
    ("report_unit", CellKind.ID, "the report"),
    ("report_quote", CellKind.QUOTE, "the report, quoted"),
    (
        "score",
        CellKind.REAL,
        "probability that the report closes the promise, 0-1; where a figure that meets the target or the name of what "
        "is finished closes it, that the report bears on it at all",
    ),
    ("perhaps", CellKind.FLAG, "whether that is below one half: perhaps closed, (✓) in the matrix"),
    ("checked", CellKind.TEXT, "whether people decided that this report closes this promise"),
    ("threads_of_report", CellKind.INT, "number of threads that rest on this report; more than a few deserve a look"),
)


def closed(data: Data) -> ReportTable:
    """Return one row per thread and year of a closing report, with the best-scored report and what it closes."""
    units = data.ledger.units
    found: dict[tuple[str, int], list[Row]] = {}
    used: Counter[str] = Counter()
    for thread_id, reports in data.reports.items():
        closing = [c for c in reports if c["relation"] == "closes"]
        used.update({c["report_unit"] for c in closing})
        for c in closing:
            found.setdefault((thread_id, units[c["report_unit"]]["year"]), []).append(c)
    rows: list[dict[str, Any]] = []
    for (thread_id, year), pairs in found.items():
        c = _cited(pairs, units)
        thread = data.ledger.threads[thread_id]
        promise = units[c["commitment_unit"]]
        same = ("thread_id", "jurisdiction", "title", "status", "annual_target", "boilerplate", "promised_years")
        rows.append(
            {name: thread[name] for name in same}
            | {
                "promise_year": promise["year"],
                "closed_year": year,
                "years_between": year - promise["year"],
                "promised_again": year in thread["promised_years"],
                "years_missing": [y for y in data.missing(thread["jurisdiction"]) if promise["year"] < y < year],
                "commitment_unit": c["commitment_unit"],
                "commitment_quote": promise["text"],
                "report_unit": c["report_unit"],
                "report_quote": data.unit_text(c["report_unit"]),
                "score": c["score"],
                "perhaps": c["score"] < SURE,
                "checked": "decided by people" if by_people(c) else UNCHECKED,
                "threads_of_report": used[c["report_unit"]],
            }
        )
    return table(
        "closed",
        "Promises that a speech of a later year reports as done, with both quotations; one row per thread and year of "
        "a closing report, the latest first.",
        COLUMNS,
        rows,
        lambda r: (r["jurisdiction"], -r["closed_year"], r["thread_id"]),
    )


def _cited(pairs: Sequence[Row], units: Mapping[str, Row]) -> Row:
    """Return the pair that is shown of those of one thread and year.

    That is the best-scored report with the latest promise that it closes as surely: an old promise in the very words of
    the report would make the wait look longer than it was.
    """
    best = max(pairs, key=lambda c: c["score"])
    alike = [c for c in pairs if _standing(c) == _standing(best)]
    return max(alike, key=lambda c: (units[c["commitment_unit"]]["year"], c["score"]))


def _standing(pair: Row) -> tuple[str, bool, bool]:
    """Return the report of a pair, whether it is a likely one, and whether people decided it."""
    return pair["report_unit"], pair["score"] >= SURE, by_people(pair)
