"""What a stage did not pass on, and why."""

from __future__ import annotations

from pipeline.report.data import Data
from pipeline.report.model import CellKind, ReportTable, columns, table

COLUMNS = columns(
    ("stage", CellKind.TEXT, "the stage that set it aside"),
    ("item_id", CellKind.ID, "id of the document, sentence or unit"),
    ("reason", CellKind.TEXT, "why it was not passed on"),
    ("excerpt", CellKind.QUOTE, "its first characters"),
)


def dropped(data: Data) -> ReportTable:
    """Return the stored rows."""
    rows = [{c.name: row[c.name] for c in COLUMNS} for row in data.tables["dropped"]]
    return table(
        "dropped",
        "What a stage set aside, and why. Sentences that neither promise nor report have no units and stand in"
        " `sentences`; cut furniture stands in `cuts`.",
        COLUMNS,
        rows,
        lambda r: (r["stage"], r["item_id"], r["reason"]),
    )
