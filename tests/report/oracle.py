"""The stored tables that a faultless run would make of the demo corpus: labels, links and closures from expected.csv.

Only the tables are built here, by the same code that a run uses for figures and statuses, so that the report can be
tested against the right answer without any model.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections import defaultdict
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.languages.problems import problem_stretches
from pipeline.records import LABELS, Closure, Label, Outcome, Target, Unit, span_id
from pipeline.statuses import make_threads
from pipeline.targets import find_targets
from pipeline.targets.series import target_series

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
Rows = list[dict[str, Any]]
ROLES = {"promise": "pledge", "advances": "progress", "closes": "progress", "problem": "problem", "answer": "measure"}
STORED = ("documents", "sentences", "units", "targets", "links", "closures", "threads", "responses", "dropped", "cuts")
_SENTENCE = re.compile(r"[^\n。！？；]+?(?:[。！？；]|(?<=[a-z%])[.;](?=\s|$)|$|(?=\n))[”’）]?")


def read(name: str) -> Rows:
    with (DEMO / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def expected() -> tuple[dict[str, str], ...]:
    return tuple(read("expected.csv"))


def make() -> dict[str, Rows]:
    """Return the tables as rows by name."""
    tables: dict[str, Rows] = {name: [] for name in STORED}
    passages: dict[str, Rows] = defaultdict(list)
    for row in expected():
        if row["role"] in ROLES:
            passages[row["doc_id"]].append(row)
    units: dict[str, Unit] = {}
    found: dict[tuple[str, str, str], str] = {}
    targets: dict[str, list[Target]] = {}
    for document in read("index.csv"):
        doc_id = document["doc_id"]
        raw = (DEMO / "texts" / f"{doc_id}.txt").read_bytes()
        text = raw.decode("utf-8-sig")
        sentences = _sentences(document, text, passages[doc_id])
        tables["sentences"] += sentences
        made = 0
        for row in passages[doc_id]:
            start = text.index(row["quote"])
            end = start + len(row["quote"])
            sentence = next(s for s in sentences if s["start"] <= start < s["end"])
            if row["role"] == "problem":
                found[row["thread"], doc_id, row["quote"]] = _stretch(sentence, start, document["language"])
                continue
            label = Label(ROLES[row["role"]])
            figures = bool(re.search(r"[0-9０-９]", row["quote"]))
            level = None if label is Label.PROGRESS else 3 if figures else 2
            unit = Unit(
                doc_id, start, end, sentence["sentence_id"], document["jurisdiction"], int(document["year"]),
                row["quote"], label, level, document["language"],
            )  # fmt: skip
            units[unit.unit_id] = unit
            found[row["thread"], doc_id, row["quote"]] = unit.unit_id
            targets[unit.unit_id] = list(find_targets(unit, sentence["text"], sentence["start"]))
            made += label is not Label.PROGRESS
        tables["documents"].append(
            {
                "doc_id": doc_id,
                "jurisdiction": document["jurisdiction"],
                "level": document["level"],
                "year": int(document["year"]),
                "kind": document["kind"],
                "title": document["title"],
                "language": document["language"],
                "source": document["source"],
                "sha256": hashlib.sha256(raw).hexdigest(),
                "encoding": "utf-8",
                "characters": len(text),
                "n_sentences": len(sentences),
                "n_commitments": made,
                "warnings": [],
            }
        )
    _compare(tables, units, targets, found)
    places: dict[str, set[int]] = defaultdict(set)
    for row in tables["documents"]:
        places[row["jurisdiction"]].add(row["year"])
    available = {place: tuple(sorted(years)) for place, years in places.items()}
    series = target_series(units, [t for own in targets.values() for t in own], available)
    tables["target_series"] = [asdict(p) | {"bound": p.bound.value} for p in series]
    tables["targets"] = [asdict(t) | {"bound": t.bound.value} for own in targets.values() for t in own]
    return tables


def _stretch(sentence: dict[str, Any], at: int, language: str) -> str:
    """Return the id of the problem of a sentence that stands at an offset: of the sentence where it names one."""
    first = sentence["start"]
    spans = [(first + a, first + b) for a, b in problem_stretches(sentence["text"], language)]
    return next(span_id(sentence["doc_id"], a, b) for a, b in spans if a <= at < b)


def _sentences(document: dict[str, str], text: str, passages: Rows) -> Rows:
    rows: Rows = []
    labels = {(text.index(p["quote"])): ROLES[p["role"]] for p in passages}
    for match in _SENTENCE.finditer(text):
        inside = [label for start, label in labels.items() if match.start() <= start < match.end()]
        label = inside[-1] if inside else "other"
        ps = {f"p_{name}": (0.9 if name == label else 0.025) for name in LABELS}
        rows.append(
            {
                "sentence_id": f"{document['doc_id']}@{match.start()}-{match.end()}",
                "doc_id": document["doc_id"],
                "start": match.start(),
                "end": match.end(),
                "text": match.group(),
                "section": "",
                "part": "other",
                "kind": "sentence",
                "label": label,
                **ps,
                "level": None,
                "decided_by": "model",
                "part_confidence": 0.5,
            }
        )
    return rows


def _compare(
    tables: dict[str, Rows], units: dict[str, Unit], targets: dict[str, list[Target]], found: dict[Any, str]
) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    reports: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in expected():
        unit_id = found.get((row["thread"], row["doc_id"], row["quote"]), "")
        if row["role"] in {"promise", "answer"}:
            groups[row["thread"] if row["role"] == "promise" else unit_id].append(unit_id)
        elif row["role"] in {"advances", "closes"}:
            reports[row["thread"]].append((unit_id, row["role"]))
    closures: list[Closure] = []
    for thread, own in reports.items():
        for report, relation in own:
            before = [u for u in groups[thread] if units[u].year < units[report].year]
            closures.append(
                Closure(before[-1], report, Outcome(relation), 0.9, {"p_closes": 0.9 if relation == "closes" else 0.2})
            )
    places: dict[str, set[int]] = defaultdict(set)
    for document in tables["documents"]:
        places[document["jurisdiction"]].add(document["year"])
    thread_of: dict[str, str] = {}
    for place, years in places.items():
        own_groups = [sorted(set(g)) for g in groups.values() if units[g[0]].jurisdiction == place]
        ids = {i for g in own_groups for i in g}
        own_closures = [c for c in closures if c.commitment_unit in ids]
        threads = make_threads(
            own_groups, [0.9 if len(g) > 1 else 1.0 for g in own_groups], units, own_closures, targets,
            tuple(sorted(years)),
        )  # fmt: skip
        for thread in threads:
            thread_of |= dict.fromkeys(thread.unit_ids, thread.thread_id)
            row = asdict(thread) | {"status": thread.status.value}
            tables["threads"].append({k: list(v) if isinstance(v, tuple) else v for k, v in row.items()})
    tables["threads"].sort(key=lambda t: t["thread_id"])
    tables["closures"] = [
        {
            "commitment_unit": c.commitment_unit,
            "report_unit": c.report_unit,
            "relation": c.relation.value,
            "score": c.score,
        }
        | c.parts
        for c in closures
    ]
    tables["units"] = [
        {k: v for k, v in asdict(u).items() if k not in {"language", "section"}}
        | {"unit_id": u.unit_id, "label": u.label.value, "thread_id": thread_of.get(u.unit_id, "")}
        for u in sorted(units.values(), key=lambda u: u.unit_id)
    ]
    for ids in groups.values():
        ordered = sorted(set(ids), key=lambda i: units[i].order)
        for i, a in enumerate(ordered):
            tables["links"] += [{"a_unit": a, "b_unit": b, "relation": "same", "score": 0.9} for b in ordered[i + 1 :]]
    problems: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in expected():
        if row["role"] in {"problem", "answer"}:
            problems[row["thread"]].append(row)
    for thread, rows in problems.items():
        named = [found[thread, r["doc_id"], r["quote"]] for r in rows if r["role"] == "problem"]
        for a, b in itertools.pairwise(named):
            tables["responses"].append(
                {
                    "problem_sentence": a,
                    "commitment_unit": "",
                    "relation": "named_again",
                    "score": 0.8,
                    "again_sentence": b,
                }
            )
        for r in rows:
            if r["role"] == "answer":
                problem = next(i for i in named if i.startswith(r["doc_id"] + "@"))
                tables["responses"].append(
                    {
                        "problem_sentence": problem,
                        "commitment_unit": found[thread, r["doc_id"], r["quote"]],
                        "relation": "answered",
                        "score": 0.7,
                        "again_sentence": "",
                    }
                )
