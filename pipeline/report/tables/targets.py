"""Every figure of a commitment or report, and the yearly series made of them."""

from __future__ import annotations

from typing import Any

from pipeline.report.data import Data
from pipeline.report.model import CellKind, ReportTable, columns, keyed_table, table
from pipeline.tables import unit_order

COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("year", CellKind.INT, "year of the speech"),
    ("label", CellKind.TEXT, "measure, pledge, or progress for a figure that was reported"),
    ("indicator", CellKind.TEXT, "what the figure measures"),
    ("raw", CellKind.QUOTE, "the figure as it stands in the text"),
    ("low", CellKind.REAL, "lower end; empty where the figure could not be read"),
    ("high", CellKind.REAL, "upper end; equal to low unless it is a range"),
    ("unit", CellKind.TEXT, "unit of measure of the figure"),
    ("bound", CellKind.TEXT, "at_least, at_most, around, range or exact"),
    ("direction", CellKind.TEXT, "up, down, stable, to, down to, from (the value before a change), or empty"),
    ("period", CellKind.TEXT, "annual, cumulative, five-year (any span of several years), or empty"),
    ("deadline_year", CellKind.INT, "the year by which, where the text names or implies one"),
    ("responsible", CellKind.TEXT, "the body named as responsible"),
    ("thread_id", CellKind.ID, "the thread of the commitment; empty for reports"),
    ("unit_id", CellKind.ID, "the unit that the figure stands in"),
    ("quote", CellKind.QUOTE, "the unit, quoted"),
)


def targets(data: Data) -> ReportTable:
    """Return one row per figure of a compared speech; what a text repeats word for word is listed once."""
    found: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    units = data.ledger.units
    same = ("indicator", "raw", "low", "high", "unit", "bound", "direction", "period", "deadline_year", "responsible")
    for t in data.tables["targets"]:
        unit = units[t["unit_id"]]
        if data.counts(unit):
            row = {name: t[name] for name in same} | {"quote": unit["text"]}
            row |= {name: unit[name] for name in ("jurisdiction", "year", "label", "thread_id", "unit_id")}
            found.append(((unit["jurisdiction"], *unit_order(unit), t["start"]), row))
    return keyed_table(
        "targets",
        "One row per figure in a commitment or a report; of a passage that a text repeats word for word once.",
        COLUMNS,
        found,
    )


SERIES_COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("indicator", CellKind.TEXT, "what the target measures"),
    ("kind", CellKind.TEXT, "growth (a rate of change), share, point, multiple or level (an amount)"),
    ("year", CellKind.INT, "year of the speech that sets the target"),
    (
        "state",
        CellKind.TEXT,
        "stated; explicitly not set; not found (which is not the same as nothing said); no text (of that year; the next"
        " year's speech reports a value)",
    ),
    ("low", CellKind.REAL, "lower end of the target"),
    ("high", CellKind.REAL, "upper end of the target"),
    ("unit", CellKind.TEXT, "unit of measure of all values of the series"),
    ("bound", CellKind.TEXT, "at_least, at_most, around, range or exact"),
    (
        "change",
        CellKind.TEXT,
        "new, raised, lowered or unchanged against the last stated target; where one of the two is bound on"
        " one side only («at least 6»), by that end",
    ),
    ("outcome", CellKind.REAL, "value that the next year's report names; empty where none was found"),
    (
        "verdict",
        CellKind.TEXT,
        "met, missed, exceeded (by the speeches' own figures); perhaps of several years (three times the target or"
        " more: a sum or a stock rather than the year's figure); not reported, or no text of next year",
    ),
    ("unit_ids", CellKind.IDS, "the units that set the target, or say that none is set"),
    ("quote", CellKind.QUOTE, "the first of them, quoted"),
    ("outcome_unit_ids", CellKind.IDS, "the units that report the outcome"),
    ("outcome_quote", CellKind.QUOTE, "the first of them, quoted"),
)


def target_series(data: Data) -> ReportTable:
    """Return the yearly targets of each place and indicator that were found in the run."""
    rows: list[dict[str, Any]] = []
    same = ("jurisdiction", "indicator", "kind", "year", "state", "low", "high", "unit", "change", "outcome", "verdict")
    for p in data.tables.get("target_series", ()):
        rows.append(
            {name: p[name] for name in (*same, "outcome_unit_ids")}
            | {"bound": p["bound"] if p["state"] == "stated" else "", "unit_ids": p["evidence_ids"]}
            | {"quote": _quote(data, p["evidence_ids"]), "outcome_quote": _quote(data, p["outcome_unit_ids"])}
        )
    return table(
        "target_series",
        "Yearly targets: what each speech set for an indicator, and what the next year's report says of it.",
        SERIES_COLUMNS,
        rows,
        lambda r: (r["jurisdiction"], r["indicator"], r["kind"], r["unit"], r["year"]),
    )


def _quote(data: Data, ids: Any) -> str:  # noqa: ANN401 - a list or tuple of ids
    """Return the text of the first id, which may be a unit or a sentence."""
    first = next(iter(ids), "")
    unit = data.ledger.units.get(first) or data.ledger.sentences.get(first)
    return str(unit["text"]) if unit else ""
