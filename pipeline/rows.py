"""Between records and the rows of the stored tables, in both directions. Nothing here touches the disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pipeline.records import (
    COMMITMENTS,
    Bound,
    Closure,
    Correction,
    Label,
    Link,
    Response,
    SeriesPoint,
    Status,
    Target,
    Thread,
    Unit,
)
from pipeline.workfiles import Analysed

NOT_COMPARED = frozenset({"resolution"})
FEW_CHARACTERS = 1000
"""A speech of at least so many characters without any commitment is probably not the speech (a menu, a foreword)."""

PART_TABLES = (
    "documents",
    "sentences",
    "units",
    "targets",
    "links",
    "closures",
    "responses",
    "dropped",
    "cuts",
    "threads",
    "corrections",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the stages that compare the speeches of one jurisdiction found."""

    links: tuple[Link, ...]
    threads: tuple[Thread, ...]
    closures: tuple[Closure, ...]
    responses: tuple[Response, ...]
    boilerplate: frozenset[str]
    corrections: tuple[Correction, ...] = ()


def scored_columns(compared: Compared) -> dict[str, tuple[dict[str, Any], tuple[str, ...]]]:
    """Return the tables of scored pairs by column, each with the names of the parts of its score."""
    pairs: dict[str, tuple[tuple[str, str], Sequence[Link] | Sequence[Closure]]] = {
        "links": (("a_unit", "b_unit"), compared.links),
        "closures": (("commitment_unit", "report_unit"), compared.closures),
    }
    columns: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {}
    for name, (sides, found) in pairs.items():
        parts = tuple(found[0].parts) if found else ()
        values: dict[str, Any] = {side: [getattr(x, side) for x in found] for side in sides}
        values["relation"] = [x.relation.value for x in found]
        values["score"] = [x.score for x in found]
        values["decided_by"] = [x.decided_by for x in found]
        values |= {p: np.fromiter((x.parts[p] for x in found), np.float64, len(found)) for p in parts}
        columns[name] = (values, parts)
    return columns


def part_rows(analysed: Sequence[Analysed], compared: Compared) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the other stored tables for one jurisdiction."""
    thread_of = {unit: t.thread_id for t in compared.threads for unit in t.unit_ids}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in PART_TABLES if name not in ("links", "closures")}
    for a in analysed:
        document = a.document
        rows["documents"].append(
            {
                **{name: value for name, value in asdict(document).items() if name != "text"},
                "characters": len(document.text),
                "n_sentences": len(a.segmented.sentences),
                "n_commitments": sum(u.label in COMMITMENTS for u in a.units),
                "warnings": _warnings(a),
            }
        )
        for s, j in zip(a.segmented.sentences, a.judgements, strict=True):
            p = dict(zip(("p_problem", "p_measure", "p_pledge", "p_progress", "p_other"), j.probabilities, strict=True))
            rows["sentences"].append(
                {**asdict(s), **p, "sentence_id": s.sentence_id, "part": s.part.value, "kind": s.kind.value}
                | {"label": j.label.value, "level": j.level, "decided_by": j.decided_by}
            )
        rows["cuts"] += [asdict(c) for c in a.segmented.cuts]
        rows["dropped"] += [asdict(d) for d in a.dropped]
        rows["targets"] += [asdict(t) | {"bound": t.bound.value} for t in a.targets]
        rows["units"] += [
            asdict(u)
            | {"unit_id": u.unit_id, "label": u.label.value, "boilerplate": u.unit_id in compared.boilerplate}
            | {"thread_id": thread_of.get(u.unit_id, "")}
            for u in a.units
        ]
    rows["threads"] = [asdict(t) | {"status": t.status.value} for t in compared.threads]
    rows["responses"] = [asdict(r) for r in compared.responses]
    rows["corrections"] = [correction_row(c) for a in analysed for c in a.corrections]
    rows["corrections"] += [correction_row(c) for c in compared.corrections]
    return rows


def correction_row(correction: Correction) -> dict[str, Any]:
    """Return a verdict and what became of it as a row."""
    return asdict(correction) | {"state": correction.state.value}


def _warnings(analysed: Analysed) -> list[str]:
    """Return the warnings of reading and cutting, and one for a long speech in which nothing is promised."""
    document = analysed.document
    warnings = [*document.warnings, *analysed.segmented.warnings]
    promised = any(u.label in COMMITMENTS for u in analysed.units)
    if not promised and document.kind not in NOT_COMPARED and len(document.text) >= FEW_CHARACTERS:
        warnings.append(f"no commitment in {len(document.text):,} characters: check that this is the speech")
    return warnings


def series_inputs(
    stored: Mapping[str, Sequence[Mapping[str, Any]]],
) -> tuple[dict[str, Unit], list[Target], dict[str, tuple[int, ...]], dict[str, str]]:
    """Return units, targets, years with a text, and sentences of the speeches that are compared, from stored rows."""
    documents = {row["doc_id"]: row for row in stored["documents"] if row["kind"] not in NOT_COMPARED}
    years: dict[str, set[int]] = defaultdict(set)
    for row in documents.values():
        years[row["jurisdiction"]].add(row["year"])
    sentences = {row["sentence_id"]: row for row in stored["sentences"] if row["doc_id"] in documents}
    units = {
        row["unit_id"]: _unit(row, documents[row["doc_id"]]["language"], sentences[row["sentence_id"]]["section"])
        for row in stored["units"]
        if row["doc_id"] in documents
    }
    targets = [Target(**{**row, "bound": Bound(row["bound"])}) for row in stored["targets"] if row["unit_id"] in units]
    available = {place: tuple(sorted(found)) for place, found in years.items()}
    return units, targets, available, {key: row["text"] for key, row in sentences.items()}


def _unit(row: Mapping[str, Any], language: str, section: str) -> Unit:
    """Return a unit from its stored row."""
    same = ("doc_id", "start", "end", "sentence_id", "jurisdiction", "year", "text", "level", "boilerplate")
    values = {name: row[name] for name in same}
    return Unit(**values, label=Label(row["label"]), language=language, section=section)


def place_inputs(
    stored: Mapping[str, Sequence[Mapping[str, Any]]],
) -> tuple[list[Thread], dict[str, Unit]]:
    """Return the threads of all jurisdictions and their units, from stored rows."""
    language = {row["doc_id"]: row["language"] for row in stored["documents"]}
    units = {row["unit_id"]: _unit(row, language[row["doc_id"]], "") for row in stored["units"] if row["thread_id"]}
    members: dict[str, list[Unit]] = defaultdict(list)
    for row in stored["units"]:
        if row["thread_id"]:
            members[row["thread_id"]].append(units[row["unit_id"]])
    threads = []
    for row in stored["threads"]:
        own = tuple(u.unit_id for u in sorted(members[row["thread_id"]], key=lambda u: u.order))
        years = ("promised_years", "advanced_years", "closed_years", "years_available")
        values = {**row, **{name: tuple(row[name]) for name in years}, "status": Status(row["status"])}
        threads.append(Thread(**values, unit_ids=own))
    return threads, units


def series_row(point: SeriesPoint) -> dict[str, Any]:
    """Return a point of a target series as a row."""
    return asdict(point) | {"bound": point.bound.value}
