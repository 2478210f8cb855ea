"""The headline: promised in two or more years, never closed in these texts."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

from pipeline.records import FIRM, STEPS, Outcome
from pipeline.report.data import Data, Row, standing_pair
from pipeline.report.drift import DOWN, UP, same_words
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.people import checked
from pipeline.tables import unit_order
from pipeline.tracing import is_firm

COLUMNS = columns(
    ("thread_id", CellKind.ID, "the thread: all commitments of the place that are the same promise"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    (
        "field",
        CellKind.TEXT,
        "policy field: the major topic of the Comparative Agendas Project whose description is nearest; empty if none",
    ),
    ("title", CellKind.QUOTE, "one member of the thread, quoted"),
    ("times_promised", CellKind.INT, "number of years in which it was promised"),
    ("promised_years", CellKind.YEARS, "the years in which it was promised"),
    ("first_year", CellKind.INT, "year of the first promise"),
    ("last_year", CellKind.INT, "year of the last promise"),
    (
        "longest_pause",
        CellKind.INT,
        "most years from one of its promises to the next; where that is more than the setting `[closure] horizon`, a"
        " report late in the pause was not looked for",
    ),
    ("advanced_years", CellKind.YEARS, "years of reports that tell of steps taken, and of none that it is done"),
    (
        "advanced_perhaps",
        CellKind.YEARS,
        f"those of these years of which every such report has a probability below {STEPS}, (◐) in the matrix: less than"
        " half of such reports are about this very promise (122 were read), of the others nine in ten",
    ),
    (
        "target_met_years",
        CellKind.YEARS,
        "years of promise whose target the next report's own figure meets (table target_series), although no report was"
        " found to close it",
    ),
    ("years_available", CellKind.INT, "number of years of which the place has a text, from the first promise on"),
    ("years_missing", CellKind.YEARS, "years without a text, from the first promise to the last text"),
    (
        "next_missing",
        CellKind.FLAG,
        "true where the year after the last promise has no text, and a later one has: the report that would have"
        " answered it is not at hand",
    ),
    ("level_max", CellKind.INT, "highest specificity of a member, 0-4; from 3 on it can be checked"),
    (
        "status",
        CellKind.TEXT,
        "recurring (last promised in the last year at hand or the year before) or lapsed (earlier)",
    ),
    (
        "annual_target",
        CellKind.FLAG,
        "true where a figure is set anew each year, so that repeating is no sign of delay",
    ),
    (
        "figures_raised",
        CellKind.INT,
        "times that a figure was raised against the last promise before that names one like it",
    ),
    (
        "figures_lowered",
        CellKind.INT,
        "times that a figure was lowered against the last promise before that names one like it",
    ),
    (
        "verbatim",
        CellKind.INT,
        "times that a promise was worded exactly as one of the year promised before; punctuation and spaces are not"
        " counted",
    ),
    (
        "deadline_year",
        CellKind.INT,
        "last year by which a figure was to be reached; empty where none is named or implied",
    ),
    ("deadline_passed", CellKind.FLAG, "whether there is a text of a later year than that; empty without a deadline"),
    (
        "n_units",
        CellKind.INT,
        "number of members; several can stand in one year, also what a text repeats",
    ),
    ("weakest_link", CellKind.REAL, "smallest mean probability with which a member hangs on the others, 0-1"),
    (
        "firm",
        CellKind.FLAG,
        f"whether that is {FIRM} or more: of such threads of several wordings 95 % (Chinese; English 12 of 13) are one "
        "promise, of the others 49 and 67 %; the rest have a stray member or mix several promises (420 were read)",
    ),
    (
        "weakest_unit",
        CellKind.ID,
        "the member that hangs on the others least, to be read first; empty where all have one wording",
    ),
    ("unit_ids", CellKind.IDS, "the members in order of time; each id leads to a quotation"),
    ("last_quote", CellKind.QUOTE, "the last promise, quoted"),
    (
        "last_advance_unit",
        CellKind.ID,
        f"the last report of steps taken with a probability of {STEPS} or more, else the last of all; empty where there"
        " is none",
    ),
    ("last_advance_quote", CellKind.QUOTE, "that report, quoted"),
    ("last_advance_score", CellKind.REAL, "probability that it advances or closes one of the members, 0-1"),
    ("last_advance_perhaps", CellKind.FLAG, f"whether that is below {STEPS}; empty where there is no such report"),
    ("reason", CellKind.TEXT, "why the status holds, with the ids of the evidence"),
    ("checked", CellKind.TEXT, "what people checked of the labels, links and closures this row stands on"),
)
UNCHECKED = "not checked by people"
RANKED = ("thread_id", "promised_years", "first_year", "last_year", "annual_target", "level_max", "weakest_link")
"""The columns of the stored threads that :func:`rank` reads."""


def is_repeated(thread: Row) -> bool:
    """Tell whether a thread was promised in two or more years and never closed in these texts."""
    return len(thread["promised_years"]) > 1 and not thread["closed_years"]


def recurring(data: Data) -> ReportTable:
    """Return the threads that repeat without closure, most repeated first; shared boilerplate is left out."""
    return table(
        "recurring",
        "Promised in two or more years, and no closure found in these texts; most repeated first. That does not mean"
        " that nothing was done: what was done and not reported in these speeches cannot be seen here. Wording that"
        " many places share stands in the table `boilerplate`.",
        COLUMNS,
        _rows(data, boilerplate=False),
        rank,
    )


def boilerplate(data: Data) -> ReportTable:
    """Return the repeated threads whose wording many places share, kept apart from the headline."""
    return table(
        "boilerplate",
        "The same as `recurring` for wording that many places share; it says little about one place and is kept apart.",
        COLUMNS,
        _rows(data, boilerplate=True),
        rank,
    )


def _rows(data: Data, *, boilerplate: bool) -> list[dict[str, Any]]:
    people = checked(data)
    return [
        _row(data, t, people.get(t["thread_id"], UNCHECKED))
        for t in data.threads
        if is_repeated(t) and bool(t["boilerplate"]) is boilerplate
    ]


def rank(thread: Row) -> tuple[int, int, int, bool, int, float, str]:
    """Sort key: most repeated first, then the one that goes on latest, then the longest-standing.

    Where the texts are of few years most threads are equal in that: yearly targets then come last, what can be checked
    before what gives a direction only, and a thread that hangs together well before one in doubt. The page's script
    (`assemble`) sorts in the same way.
    """
    return (
        *(-len(thread["promised_years"]), -thread["last_year"], thread["first_year"], bool(thread["annual_target"])),
        *(-(thread["level_max"] or 0), -(thread["weakest_link"] or 0.0), thread["thread_id"]),
    )


def _row(data: Data, thread: Row, people: str) -> dict[str, Any]:
    thread_id, place = thread["thread_id"], thread["jurisdiction"]
    units, members = data.ledger.units, data.members[thread_id]
    advances = [c for c in data.reports[thread_id] if c["relation"] == "advances"]
    # a late report on something near to it says less than an earlier one on the thing itself
    last = max(
        advances,
        key=lambda c: (
            *(c["score"] >= STEPS, units[c["report_unit"]]["year"], c["score"]),
            unit_order(units[c["report_unit"]]),
        ),
        default=None,
    )
    sure = data.likely_years(thread_id, Outcome.ADVANCES)
    drift = data.moves[thread_id]
    yearly: dict[int, list[Row]] = defaultdict(list)
    for member in members:
        yearly[member["year"]].append(member)
    pairs = [standing_pair(yearly[a], yearly[b]) for a, b in itertools.pairwise(thread["promised_years"])]
    deadline = data.deadline(thread_id)
    same = ("first_year", "last_year", "promised_years", "advanced_years", "level_max", "status", "annual_target")
    return {name: thread[name] for name in (*same, "title", "n_units", "weakest_link", "weakest_unit", "reason")} | {
        "thread_id": thread_id,
        "jurisdiction": place,
        "field": data.field(thread),
        "advanced_perhaps": [year for year in thread["advanced_years"] if year not in sure],
        "firm": is_firm(thread),
        "times_promised": len(thread["promised_years"]),
        "longest_pause": max(b - a for a, b in itertools.pairwise(thread["promised_years"])),
        "target_met_years": sorted({m["year"] for m in members if m["unit_id"] in data.met}),
        "years_available": sum(year >= thread["first_year"] for year in data.available(place)),
        "years_missing": [year for year in data.missing(place) if year >= thread["first_year"]],
        "next_missing": thread["last_year"] + 1 in data.missing(place),
        "figures_raised": sum(m.direction == UP for m in drift),
        "figures_lowered": sum(m.direction == DOWN for m in drift),
        "verbatim": sum(a is not None and b is not None and same_words(a, b) for a, b in pairs),
        "deadline_year": deadline,
        "deadline_passed": None if deadline is None else deadline < data.available(place)[-1],
        "unit_ids": [m["unit_id"] for m in members],
        "last_quote": members[-1]["text"],
        "last_advance_unit": last["report_unit"] if last else "",
        "last_advance_quote": data.unit_text(last["report_unit"]) if last else "",
        "last_advance_score": last["score"] if last else None,
        "last_advance_perhaps": last["score"] < STEPS if last else None,
        "checked": people,
    }
