"""The file of verdicts: one plain, sorted CSV that belongs in the user's version control.

A row is what one coder decided about one sentence or one pair. It holds no text, only the place of the stretch and the
hash of its text, so that it can be published beside texts that cannot.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import Problem
from pipeline.readers.tables import FIELD_LIMIT
from pipeline.records import COMMITMENTS, LABELS, Outcome, Relation, Verdict, VerdictKey

KINDS = ("sentences", "links", "closures", "threads")
SAME, APART = "same", "apart"
VERDICTS: dict[str, tuple[str, ...]] = {
    "sentences": tuple(str(v) for v in LABELS),
    "links": tuple(str(v) for v in Relation),
    "closures": tuple(str(v) for v in Outcome),
    "threads": (SAME, APART),
}
COLUMNS = (
    *("kind", "item", "doc_id", "start", "end", "sha", "b_doc", "b_start", "b_end", "b_sha"),
    *("verdict", "level", "unsure", "coder", "date", "draw", "final", "note"),
)
WITH_LEVEL = frozenset(str(v) for v in COMMITMENTS)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = re.compile(r"[0-9]{1,18}")  # no text is longer, and Python makes no number of thousands of digits
_HASH = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Merged:
    """Stored verdicts after new ones were taken over: all verdicts, and how many are new, changed and as before."""

    verdicts: tuple[Verdict, ...]
    new: int
    changed: int
    same: int


def csv_text(verdicts: Iterable[Verdict]) -> str:
    """Return the file's text: sorted rows, one line each, so that a change of one verdict is a change of one line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for v in sorted(verdicts, key=lambda v: v.key):
        pair = (v.b_doc, v.b_start, v.b_end, v.b_sha) if v.b_doc else ("", "", "", "")
        writer.writerow(
            (
                *(v.kind, v.item, v.doc_id, v.start, v.end, v.sha, *pair),
                *(v.verdict, "" if v.level is None else v.level, int(v.unsure), v.coder, v.date, v.draw, int(v.final)),
                " ".join(v.note.split()),
            )
        )
    return out.getvalue()


RESTORE = "put an earlier copy of the file back; without one, move it away and apply the filled sheets again"
"""What to do with a damaged file of verdicts."""


def read_verdicts(text: str, file: str) -> tuple[list[Verdict], list[Problem]]:
    """Return the verdicts of a file's text and everything that is wrong with it; `file` is named in problems."""
    csv.field_size_limit(FIELD_LIMIT)  # notes are of any length
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        return [], [Problem(file, "", f"is no CSV ({error})", RESTORE)]
    if not rows or tuple(rows[0]) != COLUMNS:
        found = ",".join(rows[0]) if rows else ""
        return [], [Problem(f"{file} row 1", found[:60], f"the columns are not {','.join(COLUMNS)}", RESTORE)]
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    seen: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows[1:], start=2):
        place = f"{file} row {number}"
        if len(row) != len(COLUMNS):
            message = f"{len(row)} cells, not {len(COLUMNS)}"
            advice = f"delete the row if a merge has left it as a mark; else {RESTORE}"
            problems.append(Problem(place, ",".join(row)[:60], message, advice))
            continue
        verdict, wrong = _verdict(dict(zip(COLUMNS, row, strict=True)), place)
        problems += wrong
        if verdict is None:
            continue
        if verdict.key in seen:
            message = f"the same verdict stands in row {seen[verdict.key]}"
            problems.append(Problem(place, verdict.doc_id, message, "keep one of the two"))
        seen.setdefault(verdict.key, number)
        verdicts.append(verdict)
    return sorted(verdicts, key=lambda v: v.key), problems


def _verdict(row: dict[str, str], place: str) -> tuple[Verdict | None, list[Problem]]:
    problems: list[Problem] = []

    def wrong(column: str, message: str, advice: str = RESTORE) -> None:
        problems.append(Problem(f"{place} column {column}", row[column], message, advice))

    pair = row["kind"] != "sentences"
    if row["kind"] not in KINDS:
        wrong("kind", f"is none of {', '.join(KINDS)}")
        return None, problems
    if row["verdict"] not in VERDICTS[row["kind"]]:
        wrong("verdict", "unknown verdict", f"use one of {', '.join(VERDICTS[row['kind']])}")
    offsets = ("start", "end", *(("b_start", "b_end") if pair else ()))
    for column in offsets:
        if not _OFFSET.fullmatch(row[column]):
            wrong(column, "is no offset")
    if row["level"] and (row["level"] not in "01234" or len(row["level"]) != 1 or row["verdict"] not in WITH_LEVEL):
        wrong("level", "does not fit", "give 0 to 4 to measures and pledges, nothing to the rest")
    for column in ("unsure", "final"):
        if row[column] not in ("0", "1"):
            wrong(column, "is neither 0 nor 1")
    for column in ("doc_id", "coder", *(("b_doc",) if pair else ())):
        if not row[column]:
            wrong(column, "is empty")
    for column in ("sha", *(("b_sha",) if pair else ())):
        if not _HASH.fullmatch(row[column]):
            # a spreadsheet program rounds a hash of digits alone, and the verdict would find its text no more
            wrong(column, "is no hash")
    for column in () if pair else ("b_doc", "b_start", "b_end", "b_sha"):
        if row[column]:
            wrong(column, "must be empty: a sentence is no pair")
    if not _is_day(row["date"]):
        wrong("date", "is no day", "write YYYY-MM-DD")
    if problems:
        return None, problems
    verdict = Verdict(
        kind=row["kind"],
        item=row["item"],
        doc_id=row["doc_id"],
        start=int(row["start"]),
        end=int(row["end"]),
        sha=row["sha"],
        b_doc=row["b_doc"],
        b_start=int(row["b_start"] or 0),
        b_end=int(row["b_end"] or 0),
        b_sha=row["b_sha"],
        verdict=row["verdict"],
        level=int(row["level"]) if row["level"] else None,
        unsure=row["unsure"] == "1",
        coder=row["coder"],
        date=row["date"],
        draw=row["draw"],
        final=row["final"] == "1",
        note=row["note"],
    )
    return verdict, []


def _is_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar: the latest verdict of a coder counts."""
    try:
        return bool(_DAY.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def in_both_samples(verdict: Verdict, other: Verdict | None) -> Verdict:
    """Return a verdict as one of the other's samples too."""
    if other is None:
        return verdict
    return replace(verdict, draw=" ".join(sorted({*verdict.draw.split(), *other.draw.split()})))


def merge(stored: Sequence[Verdict], given: Sequence[Verdict]) -> Merged:
    """Take new verdicts over into the stored ones.

    A coder who decides again replaces the own earlier verdict, which stays in the samples that it belonged to, or they
    would lose just the items that were looked at twice; a final verdict and the coder's own stand beside each other.
    The day of a verdict that says the same as before stays, so that applying a sheet twice changes nothing. A thread
    that is judged again loses the coder's earlier pairs.
    """
    judged = {(v.item, v.coder, v.final) for v in given if v.kind == "threads"}
    fresh: dict[VerdictKey, Verdict] = {}
    for v in given:
        fresh[v.key] = in_both_samples(v, fresh.get(v.key))
    kept = {
        v.key: v
        for v in stored
        if not (v.kind == "threads" and (v.item, v.coder, v.final) in judged and v.key not in fresh)
    }
    new = changed = same = 0
    for key, own in fresh.items():
        before = kept.get(key)
        verdict = in_both_samples(own, before)
        if before is None:
            new += 1
        elif replace(before, date=verdict.date, note=" ".join(before.note.split())) == replace(
            verdict, note=" ".join(verdict.note.split())
        ):
            same += 1
            continue
        else:
            changed += 1
        kept[key] = verdict
    lost = len(stored) - sum(v.key in kept for v in stored)
    return Merged(tuple(sorted(kept.values(), key=lambda v: v.key)), new, changed + lost, same)
