"""Per place and year: what was said, what was new, what came back, what the next report closes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from pipeline.records import COMMITMENTS, LABELS
from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table

LEVELS = (0, 1, 2, 3, 4)

COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("level", CellKind.TEXT, "level of government: national, province, prefecture, county, township or other"),
    ("year", CellKind.INT, "year of the speeches"),
    ("texts", CellKind.INT, "number of speeches of that year that are compared"),
    ("doc_ids", CellKind.IDS, "these speeches"),
    ("characters", CellKind.INT, "their length in characters, without what a text repeats word for word"),
    ("sentences", CellKind.INT, "their sentences, headings and titles; what a text repeats word for word counts once"),
    *((f"sentences_{label}", CellKind.INT, f"sentences labelled {label}") for label in LABELS),
    ("commitments", CellKind.INT, "units of these sentences labelled measure or pledge"),
    (
        "commitments_per_10000",
        CellKind.REAL,
        "commitments per 10,000 characters, so that long and short speeches compare",
    ),
    *((f"level_{level}", CellKind.INT, f"commitments of specificity {level}") for level in LEVELS),
    ("checkable_share", CellKind.REAL, "share of the commitments that can be checked (level 3 or 4), 0-1"),
    ("threads", CellKind.INT, "different promises made in that year"),
    ("new", CellKind.INT, "of these, promised for the first time in these texts"),
    ("repeated", CellKind.INT, "of these, promised in an earlier year as well"),
    ("next_text", CellKind.INT, "year of the next text; empty for the last, which nothing can report on yet"),
    (
        "closed_next",
        CellKind.INT,
        "of these promises, reported done by the speeches of the next text's year, which may speak of an earlier year's"
        " promise of the same",
    ),
    (
        "advanced_next",
        CellKind.INT,
        "of these promises, steps reported by that year's speeches, and not that it is done",
    ),
    (
        "closure_rate",
        CellKind.REAL,
        "closed_next over threads, 0-1; a low rate means little is reported done in the speeches",
    ),
    ("years_missing", CellKind.YEARS, "years without a text between the last text and this one"),
)


def years(data: Data) -> ReportTable:
    """Return one row per place and year with a compared text."""
    documents: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in data.tables["documents"]:
        if data.compared(row["doc_id"]):
            documents[row["jurisdiction"], row["year"]].append(row)
    labels: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    repeated: Counter[tuple[str, int]] = Counter()  # characters
    for row in data.tables["sentences"]:
        if data.compared(row["doc_id"]):
            document = data.documents[row["doc_id"]]
            place_year = document["jurisdiction"], document["year"]
            if row["sentence_id"] in data.again:
                repeated[place_year] += row["end"] - row["start"]
            else:
                labels[place_year][row["label"]] += 1
    levels: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for row in data.tables["units"]:
        if row["label"] in COMMITMENTS and data.counts(row):
            levels[row["jurisdiction"], row["year"]][row["level"] or 0] += 1
    threads: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for thread in data.threads:
        for year in thread["promised_years"]:
            threads[thread["jurisdiction"], year].append(thread)
    rows: list[dict[str, Any]] = []
    for place, year in sorted(documents):
        have = data.available(place)
        before = [y for y in have if y < year]
        after = next((y for y in have if y > year), None)
        own, count, made = documents[place, year], labels[place, year], levels[place, year]
        promised = threads[place, year]
        characters, total = sum(d["characters"] for d in own) - repeated[place, year], made.total()
        done = sum(after in t["closed_years"] for t in promised)
        rows.append(
            {
                "jurisdiction": place,
                "level": own[0]["level"],
                "year": year,
                "texts": len(own),
                "doc_ids": sorted(d["doc_id"] for d in own),
                "characters": characters,
                "sentences": count.total(),
                "commitments": total,
                "commitments_per_10000": round(total / characters * 10_000, 2) if characters else None,
                "checkable_share": round((made[3] + made[4]) / total, 4) if total else None,
                "threads": len(promised),
                "new": sum(t["first_year"] == year for t in promised),
                "repeated": sum(t["first_year"] < year for t in promised),
                "next_text": after,
                "closed_next": done if after else None,
                "advanced_next": sum(after in t["advanced_years"] for t in promised) if after else None,
                "closure_rate": round(done / len(promised), 4) if after and promised else None,
                "years_missing": list(range(before[-1] + 1, year)) if before else [],
            }
            | {f"sentences_{label}": count[label] for label in LABELS}
            | {f"level_{level}": made[level] for level in LEVELS}
        )
    meaning = "One row per place and year: what was said, and what became of it by the next text."
    return table("years", meaning, COLUMNS, rows, lambda r: (r["jurisdiction"], r["year"]))
