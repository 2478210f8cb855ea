"""Which texts there are, which years are missing, and what a person should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from pipeline.records import COMMITMENTS, LABELS
from pipeline.report.data import Data
from pipeline.report.model import CellKind, ReportTable, columns, table

COLUMNS = columns(
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("year", CellKind.INT, "year of the speech, or a year without one"),
    (
        "state",
        CellKind.TEXT,
        "text (compared), text not compared (a resolution), no text, or set aside (an error in reading or comparing)",
    ),
    ("doc_id", CellKind.ID, "the document"),
    ("kind", CellKind.TEXT, "report, inquiry-reply, budget, throne, resolution or other"),
    ("title", CellKind.TEXT, "title as given with the corpus"),
    ("language", CellKind.TEXT, "zh or en"),
    ("level", CellKind.TEXT, "level of government: national, province, prefecture, county, township or other"),
    ("source", CellKind.TEXT, "where the text comes from"),
    ("encoding", CellKind.TEXT, "encoding in which the file was read"),
    ("characters", CellKind.INT, "length in characters, with what the text repeats"),
    ("sentences", CellKind.INT, "sentences, headings and titles; what a text repeats word for word counts once"),
    ("sentences_review", CellKind.INT, "of these, in the part that looks back"),
    ("sentences_plan", CellKind.INT, "of these, in the part that looks ahead"),
    ("sentences_other", CellKind.INT, "of these, in neither"),
    ("commitments", CellKind.INT, "units of these sentences labelled measure or pledge"),
    (
        "commitments_per_10000",
        CellKind.REAL,
        "commitments per 10,000 characters without what the text repeats; very low values point to a wrong or cut text",
    ),
    ("doubtful", CellKind.INT, "of the sentences, those whose best label is less probable than the bar for review"),
    ("cut_characters", CellKind.INT, "characters set apart as page furniture; white space is not counted"),
    ("warnings", CellKind.TEXT, "what a person should look at"),
    ("sha256", CellKind.TEXT, "SHA-256 of the text"),
)


def coverage(data: Data) -> ReportTable:
    """Return one row per document, per missing year of a place, and per document that was set aside."""
    below = data.setting("classify", "review_below", 0.55)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    doubtful: Counter[str] = Counter()
    repeated: Counter[str] = Counter()  # characters
    for s in data.tables["sentences"]:
        if s["sentence_id"] in data.again:
            repeated[s["doc_id"]] += s["end"] - s["start"]
            continue
        parts[s["doc_id"]][s["part"]] += 1
        doubtful[s["doc_id"]] += max(s[f"p_{label}"] for label in LABELS) < below
    made = Counter(
        u["doc_id"] for u in data.tables["units"] if u["label"] in COMMITMENTS and u["sentence_id"] not in data.again
    )
    cut: Counter[str] = Counter()
    for c in data.tables["cuts"]:
        if c["text"].strip():
            cut[c["doc_id"]] += c["end"] - c["start"]
    rows: list[dict[str, Any]] = []
    same = ("doc_id", "kind", "title", "language", "level", "source", "encoding", "characters", "sha256")
    for d in data.tables["documents"]:
        own, commitments = parts[d["doc_id"]], made[d["doc_id"]]
        characters = d["characters"] - repeated[d["doc_id"]]
        rows.append(
            {name: d[name] for name in (*same, "jurisdiction", "year")}
            | {
                "state": "text" if data.compared(d["doc_id"]) else "text not compared",
                "sentences": own.total(),
                "sentences_review": own["review"],
                "sentences_plan": own["plan"],
                "sentences_other": own["other"],
                "commitments": commitments,
                "commitments_per_10000": round(commitments / characters * 10_000, 2) if characters else None,
                "doubtful": doubtful[d["doc_id"]],
                "cut_characters": cut[d["doc_id"]],
                "warnings": " | ".join(d["warnings"]),
            }
        )
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in COLUMNS)
    # a year whose only text was set aside is told of once, by that row
    aside = {(place, year) for place, year in data.info.get("set_aside", ())}
    for place in data.years:
        missing = [year for year in data.missing(place) if (place, year) not in aside]
        rows += [nothing | {"jurisdiction": place, "year": year, "state": "no text"} for year in missing]
    for row in data.tables["dropped"]:
        if row["stage"] in {"read", "documents", "compare"}:
            rows.append(
                nothing
                | {"jurisdiction": row["jurisdiction"], "year": row["year"], "state": "set aside"}
                | {"doc_id": row["item_id"], "warnings": row["reason"]}
            )
    return table(
        "coverage",
        "The texts at hand. A comparison holds only for these: a year without a text is shown as ?, never as silence.",
        COLUMNS,
        rows,
        lambda r: (r["jurisdiction"], r["year"] or 0, r["state"], r["doc_id"] or ""),
    )
