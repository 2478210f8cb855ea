"""What people's verdicts say of the models: error rates, corrected totals, and the verdicts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.records import OBEYED
from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table

RATES = columns(
    ("kind", CellKind.TEXT, "sentences (labels), links, closures or threads"),
    ("measure", CellKind.TEXT, "precision (of what the models say, so much is right), recall, level or accuracy"),
    ("label", CellKind.TEXT, "the label, relation or outcome"),
    ("estimate", CellKind.REAL, "estimated share, 0-1, weighted by the drawing probabilities"),
    ("low", CellKind.REAL, "lower end of the 95 % interval"),
    ("high", CellKind.REAL, "upper end of the 95 % interval"),
    ("n", CellKind.INT, "coded items that the estimate rests on"),
    ("coded", CellKind.INT, "coded items of the sample"),
    ("drawn", CellKind.INT, "items of the sample that were to be coded"),
    ("frame", CellKind.INT, "items that the sample stands for"),
    ("main", CellKind.FLAG, "the sample with most coded items of its kind, which the page shows"),
    ("coders", CellKind.TEXT, "who coded"),
    ("draw", CellKind.TEXT, "the sample"),
)

TOTALS = columns(
    ("scope", CellKind.TEXT, "all, place, year, or place and year"),
    ("jurisdiction", CellKind.TEXT, "the place; empty for all and year"),
    ("year", CellKind.INT, "the year; empty for all and place"),
    ("label", CellKind.TEXT, "a label, or commitment (measure and pledge)"),
    ("counted", CellKind.INT, "sentences of this run with the label, as often as a text repeats them"),
    ("model", CellKind.INT, "sentences as the models alone count them"),
    ("estimate", CellKind.REAL, "estimated number without the models' errors"),
    ("low", CellKind.REAL, "lower end of the 95 % interval"),
    ("high", CellKind.REAL, "upper end of the 95 % interval"),
    (
        "method",
        CellKind.TEXT,
        "design (from coded sentences of this part), synthetic (error rates of the whole applied to this part: does "
        "not cover that the part is different), or not in the sample",
    ),
    ("n", CellKind.INT, "coded sentences of this part"),
)

VERDICTS = columns(
    ("kind", CellKind.TEXT, "sentences, links, closures or threads"),
    ("item_a", CellKind.ID, "what the verdict was given on"),
    ("item_b", CellKind.ID, "the second unit; empty for sentences"),
    ("coder", CellKind.TEXT, "who decided"),
    ("verdict", CellKind.TEXT, "what the person said"),
    ("level", CellKind.INT, "level that the person gave"),
    ("model", CellKind.TEXT, "what the models say"),
    ("model_level", CellKind.INT, "level that the model gives"),
    ("state", CellKind.TEXT, "applied, moved, or why it was not applied: see data dictionary"),
    ("final", CellKind.FLAG, "settles what coders disagree on"),
    ("unsure", CellKind.FLAG, "the person was not sure"),
    ("date", CellKind.TEXT, "day of the verdict"),
    ("note", CellKind.TEXT, "the person's note"),
    ("quote_a", CellKind.QUOTE, "item_a as it stands in this run"),
    ("quote_b", CellKind.QUOTE, "item_b as it stands in this run"),
)


def error_rates(data: Data) -> ReportTable:
    """Return how often the models are right, by people's judgement; empty where no sample was coded."""
    meaning = "How often the models are right, from samples that people coded. Empty: not checked by people."
    return table("error_rates", meaning, RATES, _rows(data, "error_rates", [c.name for c in RATES]))


def corrected_totals(data: Data) -> ReportTable:
    """Return the estimated numbers of sentences by label; empty where no sample of sentences was coded."""
    meaning = (
        "Sentences by label, with the numbers that a coded sample makes likely. Empty: not checked by people. "
        "Counts are of sentences, not of commitment units."
    )
    rows = [row | {"year": row["year"] or None} for row in _rows(data, "corrected_totals", [c.name for c in TOTALS])]
    return table("corrected_totals", meaning, TOTALS, rows)


def corrections(data: Data) -> ReportTable:
    """Return what people decided and what became of it; those that could not be applied first."""
    names = [c.name for c in VERDICTS if not c.name.startswith("quote")]
    rows: list[dict[str, Any]] = []
    for row in data.tables.get("corrections", ()):
        quotes = {f"quote_{side}": _quote(data, row[f"found_{side}"]) for side in "ab"}
        rows.append({name: row[name] for name in names} | quotes)
    return table(
        "corrections",
        "Verdicts of people; what could not be applied stands first.",
        VERDICTS,
        rows,
        lambda r: (r["state"] in OBEYED, r["kind"], r["item_a"], r["item_b"], r["coder"], r["final"]),
    )


def _rows(data: Data, name: str, wanted: Sequence[str]) -> list[dict[str, Any]]:
    rows: Sequence[Row] = data.tables.get(name, ())
    return [
        {key: ", ".join(row[key]) if isinstance(row[key], list | tuple) else row[key] for key in wanted} for row in rows
    ]


def _quote(data: Data, item: str) -> str:
    found = data.ledger.units.get(item) or data.ledger.sentences.get(item)
    return str(found["text"]) if found else ""
