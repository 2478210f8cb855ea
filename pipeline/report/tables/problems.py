"""Problems that the speeches name, how often they come back, and what answers them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table

UNANSWERED_AGAIN = "named again without an answer"
ANSWERED_AGAIN = "answered and named again"
ANSWERED_ONCE = "answered, not named again"
UNANSWERED_ONCE = "named once, no answer found"
ORDER = (UNANSWERED_AGAIN, ANSWERED_AGAIN, UNANSWERED_ONCE, ANSWERED_ONCE)

COLUMNS = columns(
    (
        "problem_id",
        CellKind.ID,
        "the sentence that names it first, or the stretch of it where it names several",
    ),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("first_quote", CellKind.QUOTE, "that sentence or stretch, quoted"),
    ("quote", CellKind.QUOTE, "the one that names it last, quoted"),
    (
        "status",
        CellKind.TEXT,
        f"{UNANSWERED_AGAIN}; {ANSWERED_AGAIN} (named in two or more years, and some answer); {ANSWERED_ONCE};"
        f" {UNANSWERED_ONCE}. An answer is a commitment that is near in meaning: it says that something was promised,"
        " not that it helped",
    ),
    ("times_named", CellKind.INT, "number of years in which it is named"),
    ("named_years", CellKind.YEARS, "these years"),
    ("first_year", CellKind.INT, "the first of them"),
    ("last_year", CellKind.INT, "the last of them"),
    ("years_missing", CellKind.YEARS, "years without a text, from the first naming to the last text"),
    ("answered_years", CellKind.YEARS, "years of speeches with a commitment that answers it"),
    ("answers", CellKind.INT, "number of these commitments"),
    ("sentence_ids", CellKind.IDS, "the sentences or stretches that name it, in order of time"),
    ("answer_unit_ids", CellKind.IDS, "the commitments that answer it, the nearest first"),
    ("best_answer_quote", CellKind.QUOTE, "the nearest answer, quoted"),
    ("best_answer_score", CellKind.REAL, "its similarity, 0-1"),
    ("answer_thread_ids", CellKind.IDS, "the threads of these commitments"),
)


def problems(data: Data) -> ReportTable:
    """Return one row per problem: sentences that name the same one again are taken together.

    «Named again» joins sentences pair by pair, so that a problem that changes its words over the years stays one; that
    what is so joined hangs together was seen to where the pairs were found.
    """
    groups = _groups(data)
    answers: dict[str, list[Row]] = defaultdict(list)
    for r in data.tables["responses"]:
        if r["relation"] != "named_again":
            answers[r["problem_sentence"]].append(r)
    rows = [_row(data, members, answers) for members in groups]
    return table(
        "problems",
        "Problems that the speeches name, those that come back without an answer first. Sentences that say that there"
        " are problems, and not which, stand in `dropped`.",
        COLUMNS,
        rows,
        lambda r: (ORDER.index(r["status"]), -r["times_named"], -r["last_year"], r["problem_id"]),
    )


def _place(data: Data, sentence_id: str) -> tuple[int, str, int]:
    s = data.problems[sentence_id]
    return (data.documents[s["doc_id"]]["year"], s["doc_id"], s["start"])


def _groups(data: Data) -> list[list[str]]:
    """Return the sentences of each problem in order of time."""
    sentences = [i for i, s in data.problems.items() if s["kind"] == "sentence"]
    # what a text repeats word for word is one problem
    first: dict[tuple[str, str], str] = {}
    root: dict[str, str] = {}
    for i in sorted(sentences, key=lambda i: _place(data, i)):
        root[i] = first.setdefault((data.problems[i]["doc_id"], data.problems[i]["text"]), i)

    def find(i: str) -> str:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for r in data.tables["responses"]:
        if r["relation"] == "named_again" and r["problem_sentence"] in root and r["again_sentence"] in root:
            a, b = sorted((find(r["problem_sentence"]), find(r["again_sentence"])))
            root[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for i in root:
        groups[find(i)].append(i)
    return list(groups.values())


def _row(data: Data, members: list[str], answers: dict[str, list[Row]]) -> dict[str, Any]:
    year = {i: _place(data, i)[0] for i in members}
    named = sorted(set(year.values()))
    place = data.documents[data.problems[members[0]]["doc_id"]]["jurisdiction"]
    best: dict[str, Row] = {}
    for i in members:
        for r in answers[i]:
            known = best.get(r["commitment_unit"])
            if known is None or r["score"] > known["score"]:
                best[r["commitment_unit"]] = r
    found = sorted(best.values(), key=lambda r: (-r["score"], r["commitment_unit"]))
    units = data.ledger.units
    answered = sorted({units[r["commitment_unit"]]["year"] for r in found})
    if len(named) > 1:
        status = ANSWERED_AGAIN if answered else UNANSWERED_AGAIN
    else:
        status = ANSWERED_ONCE if answered else UNANSWERED_ONCE
    return {
        "problem_id": members[0],
        "jurisdiction": place,
        "first_quote": data.problems[members[0]]["text"],
        "quote": data.problems[members[-1]]["text"],
        "status": status,
        "times_named": len(named),
        "named_years": named,
        "first_year": named[0],
        "last_year": named[-1],
        "years_missing": [y for y in data.missing(place) if y >= named[0]],
        "answered_years": answered,
        "answers": len(found),
        "sentence_ids": members,
        "answer_unit_ids": [r["commitment_unit"] for r in found],
        "best_answer_quote": units[found[0]["commitment_unit"]]["text"] if found else "",
        "best_answer_score": found[0]["score"] if found else None,
        "answer_thread_ids": list(dict.fromkeys(t for r in found if (t := units[r["commitment_unit"]]["thread_id"]))),
    }
