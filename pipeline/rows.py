"""Between records and the rows of the stored tables, in both directions. Nothing here touches the disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import (
    COMMITMENTS,
    LABELS,
    NOT_COMPARED,
    Closure,
    Correction,
    Cut,
    Document,
    Dropped,
    Link,
    Outcome,
    Parts,
    PlaceLink,
    Promise,
    Response,
    Sentence,
    SeriesPoint,
    Target,
    Thread,
    Unit,
    Wording,
)
from pipeline.tables import unit_order
from pipeline.workfiles import Analysed, Scored

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
    "target_series",
)

NAN = float("nan")  # a part of a pair that only a person has made, or that was not computed

# tables that depend on what counts as boilerplate, which changes with speeches of other places; the others do not
THREAD_TABLES = frozenset({"units", "threads"})

# what finding the same promise in several places reads of each table
PLACE_COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id", "language"),
    "units": ("unit_id", "doc_id", "jurisdiction", "year", "start", "end", "text", "thread_id"),
    "threads": ("thread_id", "jurisdiction", "title", "first_year", "boilerplate", "years_available"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What the stages that compare the speeches of one jurisdiction found.

    `fields` are the policy field of each thread and its score, empty where the run assigns none; `read` are the vectors
    of commitments that were read on the way, by text.
    """

    links: tuple[Link, ...]
    threads: tuple[Thread, ...]
    closures: tuple[Closure, ...]
    responses: tuple[Response, ...]
    boilerplate: frozenset[str]
    corrections: tuple[Correction, ...] = ()
    series: tuple[SeriesPoint, ...] = ()
    fields: tuple[tuple[str, float], ...] = ()
    scored: Scored | None = None
    read: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def scored_columns(
    compared: Compared, parts_of: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Yield the tables of scored pairs: name, columns, and the names of the parts of its score.

    One after the other, for each is large. `parts_of` names the parts for each table: a place without any pair has the
    columns of the others, or the files of one table could not be read together.
    """
    pairs: dict[str, tuple[tuple[str, str], Sequence[Link] | Sequence[Closure]]] = {
        "links": (("a_unit", "b_unit"), compared.links),
        "closures": (("commitment_unit", "report_unit"), compared.closures),
    }
    for name, (sides, found) in pairs.items():
        parts = parts_of[name]
        values: dict[str, Any] = {side: [getattr(x, side) for x in found] for side in sides}
        values["relation"] = [x.relation.value for x in found]
        values["score"] = [x.score for x in found]
        values["decided_by"] = [x.decided_by for x in found]
        # pairs of equal wordings share one description: it is read once
        described: dict[int, int] = {}
        of = np.fromiter((described.setdefault(id(x.parts), len(described)) for x in found), np.int64, len(found))
        first = np.unique(of, return_index=True)[1]
        listed = (found[k].parts for k in first)
        rows = [x.row if isinstance(x, Parts) and tuple(x) == parts else [x.get(p, NAN) for p in parts] for x in listed]
        once = np.array(rows, np.float64).reshape(len(first), len(parts))
        values |= {p: once[of, k] for k, p in enumerate(parts)}
        yield name, values, parts


def thread_columns(analysed: Sequence[Analysed], compared: Compared) -> dict[str, dict[str, Any]]:
    """Return the tables of THREAD_TABLES of one jurisdiction by column."""
    thread_of = {unit: t.thread_id for t in compared.threads for unit in t.unit_ids}
    units = _attributes([u for a in analysed for u in a.units], ("unit_id", *_own(Unit)))
    units["boilerplate"] = [i in compared.boilerplate for i in units["unit_id"]]
    units["thread_id"] = [thread_of.get(i, "") for i in units["unit_id"]]
    given = compared.fields or (("", None),) * len(compared.threads)
    threads = _attributes(compared.threads, _own(Thread))
    threads |= {"field": [key for key, _ in given], "field_score": [score for _, score in given]}
    return {"units": units, "threads": threads}


def part_columns(analysed: Sequence[Analysed], compared: Compared) -> dict[str, dict[str, Any]]:
    """Return the other stored tables of one jurisdiction by column: a dict per row would take many times as long."""
    rows = [_document_row(a) for a in analysed]
    made: dict[str, dict[str, Any]] = {"documents": {name: [row[name] for row in rows] for name in rows[0]}}
    sentences = [s for a in analysed for s in a.segmented.sentences]
    judgements = [j for a in analysed for j in a.judgements]
    made["sentences"] = _attributes(sentences, ("sentence_id", *_own(Sentence), "part", "kind"))
    made["sentences"] |= _attributes(judgements, ("label", "level", "decided_by"))
    chances = np.array([j.probabilities for j in judgements], np.float64).reshape(len(judgements), len(LABELS))
    made["sentences"] |= {f"p_{label.value}": chances[:, k] for k, label in enumerate(LABELS)}
    made["cuts"] = _attributes([c for a in analysed for c in a.segmented.cuts], _own(Cut))
    made["dropped"] = _attributes([d for a in analysed for d in a.dropped], _own(Dropped))
    made["targets"] = _attributes([t for a in analysed for t in a.targets], _own(Target))
    made["target_series"] = _attributes(compared.series, _own(SeriesPoint))
    made["responses"] = _attributes(compared.responses, _own(Response))
    told = [c for a in analysed for c in a.corrections]
    made["corrections"] = _attributes([*told, *compared.corrections], _own(Correction))
    return made


def _own(record: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    """Return the names of the fields of a record."""
    return tuple(f.name for f in fields(record))


def _attributes(records: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the attributes of records by column; members of an enum stand as their text, which is what they are."""
    return {name: list(map(attrgetter(name), records)) for name in dict.fromkeys(names)}


def _document_row(analysed: Analysed) -> dict[str, Any]:
    """Return a document as a row: what its index says, and how much was found in it."""
    document = analysed.document
    return {name: getattr(document, name) for name in _own(Document) if name != "text"} | {
        "characters": len(document.text),
        "n_sentences": len(analysed.segmented.sentences),
        "n_commitments": sum(u.label in COMMITMENTS for u in analysed.units),
        "warnings": _warnings(analysed),
    }


def place_columns(links: Sequence[PlaceLink]) -> dict[str, Any]:
    """Return the promises that places share by column."""
    return _attributes(links, _own(PlaceLink))


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
    speeches: Sequence[Analysed],
) -> tuple[dict[str, Unit], list[Target], dict[str, tuple[int, ...]], dict[str, str]]:
    """Return units, targets, years with a text, and sentences of the speeches that are compared."""
    years: dict[str, set[int]] = defaultdict(set)
    for a in speeches:
        years[a.document.jurisdiction].add(a.document.year)
    units = {u.unit_id: u for a in speeches for u in a.units}
    targets = [t for a in speeches for t in a.targets]
    sentences = {s.sentence_id: s.text for a in speeches for s in a.segmented.sentences}
    return units, targets, {place: tuple(sorted(found)) for place, found in years.items()}, sentences


def closure_records(columns: Mapping[str, Sequence[Any]]) -> tuple[Closure, ...]:
    """Return closures from their stored columns, without the parts of their scores."""
    names = ("commitment_unit", "report_unit", "relation", "score", "decided_by")
    rows = zip(*(columns[name] for name in names), strict=True)
    return tuple(Closure(a, b, Outcome(relation), score, decided_by=who) for a, b, relation, score, who in rows)


def place_inputs(
    parts: Iterable[tuple[Sequence[Mapping[str, Any]], ...]],
) -> tuple[list[Promise], dict[str, Wording]]:
    """Return the threads of all jurisdictions, and their commitments by id.

    `parts` are the rows of the tables of PLACE_COLUMNS, in this order, jurisdiction by jurisdiction; units are those
    that belong to a thread.
    """
    promises: list[Promise] = []
    wordings: dict[str, Wording] = {}
    for documents, units, threads in parts:
        language = {row["doc_id"]: row["language"] for row in documents}
        members: dict[str, list[str]] = defaultdict(list)
        for row in units:
            same = (row["unit_id"], row["text"], row["jurisdiction"])
            wordings[row["unit_id"]] = Wording(*same, language[row["doc_id"]], unit_order(row))
            members[row["thread_id"]].append(row["unit_id"])
        for row in threads:
            own = tuple(sorted(members[row["thread_id"]], key=lambda unit_id: wordings[unit_id].order))
            promises.append(Promise(**{**row, "years_available": tuple(row["years_available"])}, unit_ids=own))
    return promises, wordings
