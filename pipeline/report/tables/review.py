"""Decisions that the models were least sure of, with an empty column for a person's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.records import LABELS, by_people
from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, keyed_table

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


_Keyed = tuple[tuple[Any, ...], dict[str, Any]]  # what a row is sorted by, and the row


def review(data: Data) -> ReportTable:
    """Return the borderline labels, links and closures."""
    found = [
        ((kind, *key), row)
        for kind, own in enumerate((_sentences(data), _links(data), _closures(data)))
        for key, row in own
    ]
    return keyed_table(
        "review",
        f"Borderline decisions, at most {MOST} of each kind, the least sure first. Write what is right into `verdict`, "
        "then: review.py apply tables/review.csv --coder NAME --to CORPUS/corrections.",
        COLUMNS,
        found,
    )


def _sentences(data: Data) -> list[_Keyed]:
    below = data.setting("classify", "review_below", 0.55)
    chances = [f"p_{name}" for name in LABELS]
    doubtful: list[tuple[float, Row, str]] = []
    for s in data.tables["sentences"]:
        if s["kind"] != "sentence" or by_people(s) or not data.counts(s):
            continue
        if max(s[name] for name in chances) < below:
            ranked = sorted(LABELS, key=lambda name: (-s[f"p_{name}"], LABELS.index(name)))
            why = f"{ranked[0]} {s[f'p_{ranked[0]}']:.2f}, {ranked[1]} {s[f'p_{ranked[1]}']:.2f}"
            doubtful.append((s[f"p_{s['label']}"], s, why))
    doubtful.sort(key=lambda d: (d[0], d[1]["sentence_id"]))
    rows: list[_Keyed] = []
    for score, s, why in doubtful[:MOST]:
        document = data.documents[s["doc_id"]]
        row = (
            dict.fromkeys((c.name for c in COLUMNS), "")
            | {"kind": "sentence", "item_a": s["sentence_id"], "jurisdiction": document["jurisdiction"]}
            | {"year_a": document["year"], "year_b": None, "decision": s["label"], "score": score, "why": why}
            | {"quote_a": s["text"], "context_a": s["section"]}
        )
        rows.append(((score, s["sentence_id"]), row))
    return rows


def _links(data: Data) -> list[_Keyed]:
    border = _borders(data).get("same")
    if border is None:
        return []
    near: list[tuple[float, Row, str]] = []
    for row in data.tables["links"]:
        # the score of a related pair is that of `same` and `related` together, and says nothing of this border
        score = row["score"] if row["relation"] == "same" else row.get("p_same")
        if score is not None and abs(score - border) <= NEAR and not by_people(row):
            near.append((round(abs(score - border), 4), row, _why("same", border, score)))
    near.sort(key=lambda n: (n[0], n[1]["a_unit"], n[1]["b_unit"]))
    return [
        ((distance, row["a_unit"], row["b_unit"]), _pair(data, "link", row["a_unit"], row["b_unit"], row, why))
        for distance, row, why in near[:MOST]
    ]


def _closures(data: Data) -> list[_Keyed]:
    borders = _borders(data)
    near: list[tuple[float, Row, str]] = []
    for row in data.tables["closures"]:
        if by_people(row):
            continue
        scores = {row["relation"]: row["score"]}
        nearly = row.get("p_closes") if row["relation"] == "advances" else None
        if nearly is not None and nearly < borders.get("closes", 0.0):  # above it a rule decided, not the border
            scores["closes"] = nearly
        found = [
            (round(abs(score - borders[name]), 4), _why(name, borders[name], score))
            for name, score in scores.items()
            if name in borders and abs(score - borders[name]) <= NEAR
        ]
        if found:
            distance, why = min(found)
            near.append((distance, row, why))

    def key(pair: tuple[float, Row, str]) -> tuple[Any, ...]:
        distance, row, _ = pair
        return distance, row["relation"] != "closes", row["commitment_unit"], row["report_unit"]

    return [
        (key(pair), _pair(data, "closure", pair[1]["commitment_unit"], pair[1]["report_unit"], pair[1], pair[2]))
        for pair in sorted(near, key=key)[:MOST]
    ]


def _borders(data: Data) -> Mapping[str, float]:
    """Return the probabilities from which the run called pairs `same`, `closes` or `advances`; none where unknown."""
    borders: Mapping[str, float] = data.info.get("borders", {})
    return borders


def _why(name: str, border: float, score: float) -> str:
    return f"the border of `{name}` is {border:.2f}, this pair has {score:.2f}"


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
