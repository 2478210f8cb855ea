"""Decisions that the models were least sure of, with an empty column for a person's verdict."""

from __future__ import annotations

from typing import Any

from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table

LABELS = ("problem", "measure", "pledge", "progress", "other")
MOST = 500  # rows per kind of decision, the least sure first; a person can check so many in a day or two
NEAR = 0.1  # how far from the border of a decision a probability counts as borderline

COLUMNS = columns(
    ("kind", CellKind.TEXT, "sentence (its label), link (two commitments), closure (a commitment and a report)"),
    ("item_a", CellKind.ID, "the sentence, the earlier commitment, or the commitment"),
    ("item_b", CellKind.ID, "the later commitment or the report; empty for sentences"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("year_a", CellKind.INT, "year of item_a"),
    ("year_b", CellKind.INT, "year of item_b"),
    ("decision", CellKind.TEXT, "what the model decided"),
    ("score", CellKind.REAL, "probability of the decision, 0-1"),
    ("why", CellKind.TEXT, "why it is doubtful"),
    ("quote_a", CellKind.QUOTE, "item_a, quoted"),
    ("quote_b", CellKind.QUOTE, "item_b, quoted"),
    ("context_a", CellKind.QUOTE, "headings above item_a"),
    ("context_b", CellKind.QUOTE, "headings above item_b"),
    ("verdict", CellKind.TEXT, "empty: for a person; a label, or same, related, different, closes, advances, none"),
    ("note", CellKind.TEXT, "empty: for a person"),
)


def review(data: Data) -> ReportTable:
    """Return the borderline labels, links and closures."""
    return table(
        "review",
        f"Borderline decisions, at most {MOST} of each kind, the least sure first. Write what is right into `verdict`, "
        "then: review.py apply tables/review.csv --coder NAME --to CORPUS/corrections.",
        COLUMNS,
        [*_sentences(data), *_links(data), *_closures(data)],
    )


def _sentences(data: Data) -> list[dict[str, Any]]:
    below = data.setting("classify", "review_below", 0.55)
    chances = [f"p_{name}" for name in LABELS]
    doubtful: list[tuple[float, Row, str]] = []
    for s in data.tables["sentences"]:
        if s["kind"] != "sentence" or s["decided_by"].startswith("human") or not data.compared(s["doc_id"]):
            continue
        if max(s[name] for name in chances) < below:
            ranked = sorted(LABELS, key=lambda name: (-s[f"p_{name}"], LABELS.index(name)))
            why = f"{ranked[0]} {s[f'p_{ranked[0]}']:.2f}, {ranked[1]} {s[f'p_{ranked[1]}']:.2f}"
            doubtful.append((s[f"p_{s['label']}"], s, why))
    doubtful.sort(key=lambda d: (d[0], d[1]["sentence_id"]))
    rows: list[dict[str, Any]] = []
    for score, s, why in doubtful[:MOST]:
        document = data.documents[s["doc_id"]]
        rows.append(
            dict.fromkeys((c.name for c in COLUMNS), "")
            | {"kind": "sentence", "item_a": s["sentence_id"], "jurisdiction": document["jurisdiction"]}
            | {"year_a": document["year"], "year_b": None, "decision": s["label"], "score": score, "why": why}
            | {"quote_a": s["text"], "context_a": s["section"]}
        )
    return rows


def _links(data: Data) -> list[dict[str, Any]]:
    links = data.tables["links"]
    border = min((row["score"] for row in links if row["relation"] == "same"), default=None)
    if border is None:
        return []
    near = [row for row in links if abs(row["score"] - border) <= NEAR]
    near.sort(key=lambda row: (round(abs(row["score"] - border), 4), row["a_unit"], row["b_unit"]))
    return [
        _pair(data, "link", row["a_unit"], row["b_unit"], row, f"the border of `same` is {border:.2f}")
        for row in near[:MOST]
    ]


def _closures(data: Data) -> list[dict[str, Any]]:
    closures = data.tables["closures"]
    borders = {
        relation: min((row["score"] for row in closures if row["relation"] == relation), default=None)
        for relation in ("closes", "advances")
    }
    near: list[tuple[float, Row, str]] = []
    for row in closures:
        border = borders[row["relation"]]
        if border is not None and row["score"] - border <= NEAR:
            near.append((round(row["score"] - border, 4), row, f"the border of `{row['relation']}` is {border:.2f}"))
    near.sort(key=lambda n: (n[0], n[1]["relation"] != "closes", n[1]["commitment_unit"], n[1]["report_unit"]))
    return [_pair(data, "closure", r["commitment_unit"], r["report_unit"], r, why) for _, r, why in near[:MOST]]


def _pair(data: Data, kind: str, first: str, second: str, row: Row, why: str) -> dict[str, Any]:
    a, b = data.ledger.units[first], data.ledger.units[second]
    section_a, section_b = (data.ledger.sentences[u["sentence_id"]]["section"] for u in (a, b))
    return {
        "kind": kind,
        "item_a": first,
        "item_b": second,
        "jurisdiction": a["jurisdiction"],
        "year_a": a["year"],
        "year_b": b["year"],
        "decision": row["relation"],
        "score": row["score"],
        "why": why,
        "quote_a": a["text"],
        "quote_b": b["text"],
        "context_a": section_a,
        "context_b": section_b,
        "verdict": "",
        "note": "",
    }
