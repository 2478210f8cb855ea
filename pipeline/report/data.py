"""The stored tables with the lookups that the tables for reading need, built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.languages import LANGUAGES
from pipeline.languages.problems import problem_stretches
from pipeline.records import LIKELY, NOT_COMPARED, Outcome, span_id
from pipeline.report.drift import Move, moves, same_words
from pipeline.settings import ReportSettings
from pipeline.tables import unit_order
from pipeline.tracing import Ledger

Row = Mapping[str, Any]
REPEATED = 20
"""Characters of a sentence from which its second standing in one text is a copy; what is shorter is often a formula."""


class Rows(Protocol):
    """The stored tables of a run, as a place to look rows up in."""

    def where(self, name: str, wanted: Mapping[str, Collection[str]], columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return `columns` of the rows of a table that have, in one of `wanted`, a value wanted there."""


@dataclass(frozen=True, slots=True)
class Data:
    """The input of every table.

    `years` are those of which a place has a compared text; `members` are the units of a thread in order of
    time; `reports` are the closures of a thread's members that count for its status, the earliest report first; `moves`
    are the figures that a thread raised or lowered, in order of time; `gaps` are the years without a text between a
    place's first and last; `met` are the units whose yearly target the next report's figure meets; `again` are the
    sentences that stand in their document before, word for word: some texts hold a passage twenty times.
    """

    tables: Mapping[str, Sequence[Row]]
    settings: ReportSettings
    info: Mapping[str, Any]
    ledger: Ledger
    documents: Mapping[str, Row]
    years: Mapping[str, tuple[int, ...]]
    targets: Mapping[str, Sequence[Row]]
    members: Mapping[str, Sequence[Row]]
    reports: Mapping[str, Sequence[Row]]
    moves: Mapping[str, Sequence[Move]]
    gaps: Mapping[str, tuple[int, ...]]
    problems: Mapping[str, Row]
    met: Collection[str]
    again: Collection[str]

    @classmethod
    def build(cls, tables: Mapping[str, Sequence[Row]], settings: ReportSettings, info: Mapping[str, Any]) -> Data:
        """Build the lookups."""
        ledger = Ledger.from_rows(tables)
        documents = {row["doc_id"]: row for row in tables["documents"]}
        years: dict[str, set[int]] = defaultdict(set)
        for row in tables["documents"]:
            if row["kind"] not in NOT_COMPARED:
                years[row["jurisdiction"]].add(row["year"])
        targets: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(tables["targets"], key=lambda r: (r["unit_id"], r["start"])):
            targets[row["unit_id"]].append(row)
        units = ledger.units
        members = {
            thread: sorted((units[i] for i in ids), key=unit_order) for thread, ids in sorted(ledger.members.items())
        }
        reports: dict[str, list[Row]] = {}
        for thread, found in members.items():
            rows = [c for unit in found for c in ledger.closures.get(unit["unit_id"], ())]
            reports[thread] = sorted(
                rows, key=lambda c: (*unit_order(units[c["report_unit"]]), *unit_order(units[c["commitment_unit"]]))
            )
        return cls(
            tables=tables,
            settings=settings,
            info=info,
            ledger=ledger,
            documents=documents,
            years={place: tuple(sorted(found)) for place, found in sorted(years.items())},
            targets=targets,
            members=members,
            reports=reports,
            moves={thread: moves(found, targets) for thread, found in members.items()},
            gaps={place: _gaps(found) for place, found in years.items()},
            problems={
                problem["sentence_id"]: problem
                for row in tables["sentences"]
                if row["label"] == "problem" and _names_one(row["text"], documents[row["doc_id"]])
                for problem in _single(row, documents[row["doc_id"]]["language"])
            },
            met=frozenset(
                unit_id
                for point in tables.get("target_series", ())
                if point["verdict"] in {"met", "exceeded"}
                for unit_id in point["evidence_ids"]
            ),
            again=_said_before(tables["sentences"]),
        )

    @property
    def threads(self) -> Sequence[Row]:
        """Return the rows of threads, sorted by id."""
        return self.tables["threads"]

    @property
    def span(self) -> range:
        """Return the years from the first to the last text of the run, which may have more places than these rows."""
        known = self.info.get("span")
        ends = known or [year for have in self.years.values() for year in (have[0], have[-1])]
        return range(min(ends), max(ends) + 1) if ends else range(0)

    def available(self, place: str) -> tuple[int, ...]:
        """Return the years of which the place has a text that is compared."""
        return self.years.get(place, ())

    def missing(self, place: str) -> tuple[int, ...]:
        """Return the years without a text between the first and the last text of the place."""
        return self.gaps.get(place, ())

    def compared(self, doc_id: str) -> bool:
        """Tell whether a document takes part in comparisons."""
        return self.documents[doc_id]["kind"] not in NOT_COMPARED

    def counts(self, row: Row) -> bool:
        """Tell whether a sentence or unit is of a compared text, and not of a passage that stands in it once more."""
        return self.compared(row["doc_id"]) and row["sentence_id"] not in self.again

    def likely_years(self, thread_id: str, relation: Outcome) -> set[int]:
        """Return the years of the reports that are likely to bear this relation to a thread."""
        least = LIKELY[relation]
        found = (c for c in self.reports[thread_id] if c["relation"] == relation and c["score"] >= least)
        return {self.ledger.units[c["report_unit"]]["year"] for c in found}

    def perhaps_closed(self, thread: Row) -> bool:
        """Tell whether a thread is closed by reports alone that rather close something else."""
        return bool(thread["closed_years"]) and not self.likely_years(thread["thread_id"], Outcome.CLOSES)

    def unit_text(self, unit_id: str) -> str:
        """Return the quotation of a unit."""
        return str(self.ledger.units[unit_id]["text"])

    def deadline(self, thread_id: str) -> int | None:
        """Return the last year by which a figure of the thread was to be reached, where one names or implies it."""
        units = self.members[thread_id]
        years = [t["deadline_year"] for u in units for t in self.targets.get(u["unit_id"], ()) if t["deadline_year"]]
        return max(years, default=None)

    def field(self, thread: Row) -> str:
        """Return the English name of a thread's policy field; empty where none was assigned."""
        key = thread.get("field") or ""
        return str(self.info.get("fields", {}).get(key, {}).get("en", key))

    def setting(self, section: str, key: str, default: Any) -> Any:  # noqa: ANN401 - settings are of several types
        """Return a setting of the run, or `default` where run.json does not have it."""
        return self.info.get("settings", {}).get(section, {}).get(key, default)


def _names_one(text: str, document: Row) -> bool:
    """Tell whether a sentence on problems is compared: its document is, and it says which problem there is."""
    return document["kind"] not in NOT_COMPARED and LANGUAGES[document["language"]].names_problem(text)


def _single(row: Row, language: str) -> list[Row]:
    """Return a row for each problem that a sentence names, with the place and the text of its own stretch."""
    stretches = problem_stretches(row["text"], language)
    if len(stretches) == 1 or row["kind"] != "sentence":
        return [row]
    found: list[Row] = []
    for a, b in stretches:
        start, end = row["start"] + a, row["start"] + b
        own = {"sentence_id": span_id(row["doc_id"], start, end), "start": start, "end": end, "text": row["text"][a:b]}
        found.append({**row, **own})
    return found


def _said_before(sentences: Sequence[Row]) -> frozenset[str]:
    """Return the sentences whose words stand in the same document before; short ones may well be said twice."""
    long = [row for row in sentences if len(row["text"]) >= REPEATED]
    first: dict[tuple[str, str], int] = {}
    for row in long:
        words = row["doc_id"], row["text"]
        first[words] = min(row["start"], first.get(words, row["start"]))
    return frozenset(row["sentence_id"] for row in long if row["start"] > first[row["doc_id"], row["text"]])


def _gaps(years: set[int]) -> tuple[int, ...]:
    return tuple(sorted(set(range(min(years), max(years))) - years))


def standing_pair(old: Sequence[Row] | None, new: Sequence[Row] | None) -> tuple[Row | None, Row | None]:
    """Return the pair of promises that stand for two years: one that was kept word for word, else the first of each."""
    if not old or not new:
        return (old[0] if old else None), (new[0] if new else None)
    same = next(((a, b) for a in old for b in new if same_words(a, b)), None)
    return same or (old[0], new[0])
