"""What each year's promises are about: policy fields by place and year, with what they are counted against."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.tables.recurring import is_repeated

NONE = "none near"
UNCODED = 999  # stands behind every code

COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("year", CellKind.INT, "year of the speeches"),
    ("code", CellKind.INT, "code of the field in the master codebook of the Comparative Agendas Project"),
    ("field", CellKind.TEXT, f"its name; «{NONE}» where no description is near enough"),
    ("promises", CellKind.INT, "different promises of that year in the field"),
    ("of", CellKind.INT, "different promises of that year in all fields"),
    ("share", CellKind.REAL, "promises over of, 0-1"),
    ("checkable", CellKind.INT, "of the promises, those with a member that can be checked (level 3 or 4)"),
    ("repeated", CellKind.INT, "of the promises, those promised in an earlier year as well"),
    (
        "no_closure",
        CellKind.INT,
        "of the promises, those promised in two or more years with no closure found in these texts",
    ),
    ("closed", CellKind.INT, "of the promises, those that a speech of some year reports done"),
    ("thread_ids", CellKind.IDS, "these promises"),
)


def fields(data: Data) -> ReportTable:
    """Return one row per place, year and field; empty where the run assigned no fields."""
    groups: dict[tuple[str, int], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for thread in data.threads:
        if "field" in thread:
            for year in thread["promised_years"]:
                groups[thread["jurisdiction"], year][thread["field"]].append(thread)
    codes = {key: about["code"] for key, about in data.info.get("fields", {}).items()}
    rows: list[dict[str, Any]] = []
    for (place, year), found in groups.items():
        total = sum(map(len, found.values()))
        for key, own in found.items():
            rows.append(
                {
                    "jurisdiction": place,
                    "year": year,
                    "code": codes.get(key),
                    "field": data.field(own[0]) or NONE,
                    "promises": len(own),
                    "of": total,
                    "share": round(len(own) / total, 4),
                    "checkable": sum(t["level_max"] >= 3 for t in own),
                    "repeated": sum(t["first_year"] < year for t in own),
                    "no_closure": sum(is_repeated(t) for t in own),
                    "closed": sum(bool(t["closed_years"]) for t in own),
                    "thread_ids": [t["thread_id"] for t in own],
                }
            )
    return table(
        "fields",
        "What each year's promises are about, by policy field.",
        COLUMNS,
        rows,
        lambda r: (r["jurisdiction"], r["year"], UNCODED if r["code"] is None else r["code"], r["field"]),
    )
