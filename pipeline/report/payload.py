"""What the page knows: the run's tables in columns, small enough to embed and quick to search.

Texts stand once, as sentences; units are stretches of them. Offsets inside a sentence are in UTF-16 code units, because
that is how the page's language counts; ids and offsets that a reader sees stay in code points.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.languages.lines import one_line
from pipeline.records import FIRM, LABELS, STEPS, SURE, by_people
from pipeline.report.data import Data, Row
from pipeline.report.drift import UP
from pipeline.report.model import ReportTable
from pipeline.report.tables.recurring import rank
from pipeline.settings import ReportSettings

PARTS = ("review", "plan", "other")
STATUSES = ("recurring", "lapsed", "closed", "reopened", "open")
CHANGES = (
    "new",
    "taken up again",
    "repeated",
    "revised target",
    "narrowed",
    "broadened",
    "closed",
    "closed later",
    "dropped",
)
MOST_THREADS = 100_000  # promises in a page; beyond, those promised or reported on once are left out first
MOST_CHARACTERS = 8_000_000  # text in a page with all sentences; beyond, only sentences that are quoted
MOST_ROWS = 5_000  # rows of the tables below the list of promises


@dataclass(slots=True)
class _Texts:
    """Sentences and units in the order in which the page first needs them."""

    data: Data
    documents: dict[str, int]
    sentences: list[Row] = field(default_factory=list)
    sentence_at: dict[str, int] = field(default_factory=dict)
    units: list[Row] = field(default_factory=list)
    unit_at: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)

    def sentence(self, sentence_id: str) -> int:
        """Return the place of a sentence, or of the stretch that names a problem, which is added where it is new."""
        if sentence_id not in self.sentence_at:
            self.sentence_at[sentence_id] = len(self.sentences)
            known = self.data.ledger.sentences
            self.sentences.append(known[sentence_id] if sentence_id in known else self.data.problems[sentence_id])
        return self.sentence_at[sentence_id]

    def unit(self, unit_id: str) -> int:
        """Return the place of a unit, which is added with its sentence where it is new."""
        if unit_id not in self.unit_at:
            unit = self.data.ledger.units[unit_id]
            self.sentence(unit["sentence_id"])
            self.unit_at[unit_id] = len(self.units)
            self.units.append(unit)
        return self.unit_at[unit_id]

    def sentence_columns(self) -> dict[str, list[Any]]:
        """Return the columns d (document), a (start), n (code points), t (text), h, p, l, y (label by people)."""
        rows = self.sentences
        return {
            "d": [self.documents[s["doc_id"]] for s in rows],
            "a": [s["start"] for s in rows],
            "n": [s["end"] - s["start"] for s in rows],
            "t": [s["text"] for s in rows],
            "h": [self.sections.setdefault(s["section"], len(self.sections)) for s in rows],
            "p": [PARTS.index(s["part"]) for s in rows],
            "l": [LABELS.index(s["label"]) for s in rows],
            "y": [int(by_people(s)) for s in rows],
        }

    def unit_columns(self) -> dict[str, list[Any]]:
        """Return the columns s (sentence), a, n (UTF-16 offsets), o, e (code points), v (level) and r (figures)."""
        columns: dict[str, list[Any]] = {name: [] for name in "sanoevr"}
        for unit in self.units:
            at = self.sentence_at[unit["sentence_id"]]
            sentence = self.sentences[at]
            before = sentence["text"][: unit["start"] - sentence["start"]]
            figures = [t["raw"] for t in self.data.targets.get(unit["unit_id"], ())]
            values = (at, _utf16(before), _utf16(unit["text"]), unit["start"], unit["end"], unit["level"], figures or 0)
            for name, value in zip("sanoevr", values, strict=True):
                columns[name].append(-1 if value is None else value)
        return columns


@dataclass(frozen=True, slots=True)
class Plan:
    """How much the page of the whole run holds.

    `most` promises of each place, all where it is None; with `context` every sentence, else those that are quoted; with
    `pages` each place has a whole page of its own.
    """

    most: int | None
    context: bool
    pages: bool

    @classmethod
    def of(cls, threads: Mapping[str, int], characters: int) -> Plan:
        """Say how much one page can hold of a run.

        Args:
            threads: number of promises of each place.
            characters: length of all texts.
        """
        if sum(threads.values()) <= MOST_THREADS:
            return cls(None, characters <= MOST_CHARACTERS, False)
        # the largest number that fits when places with fewer promises leave their share to the others
        room, most = MOST_THREADS, 0
        for behind, own in zip(range(len(threads), 0, -1), sorted(threads.values()), strict=True):
            most = room // behind
            if own > most:
                break
            room -= own
        return cls(most, characters <= MOST_CHARACTERS, len(threads) > 1)


def pack(content: Mapping[str, Any]) -> str:
    """Return content as compact JSON, compressed, in letters that can stand in a page."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    # level 6: one per cent more than level 9 for a third of its time
    return base64.b64encode(gzip.compress(text, compresslevel=6, mtime=0)).decode("ascii")


def place_payload(data: Data, made: Mapping[str, ReportTable], most: int | None, context: bool) -> dict[str, Any]:
    """Return what a page holds of one place: its promises, problems, and the texts that they lead to.

    Every number that counts documents, sentences, units, sections or fields counts those of this place from 0; the page
    puts places side by side. `most` promises are kept, those promised or reported on in many years first, and as many
    problems; with `context` all sentences.
    """
    documents = sorted(data.tables["documents"], key=lambda d: (d["year"], d["doc_id"]))
    texts = _Texts(data, {d["doc_id"]: i for i, d in enumerate(documents)})
    if context:
        for s in sorted(data.tables["sentences"], key=lambda s: (texts.documents[s["doc_id"]], s["start"])):
            if data.compared(s["doc_id"]):
                texts.sentence(s["sentence_id"])
    chosen = sorted(data.threads, key=_weight, reverse=True)[: MOST_THREADS if most is None else most]
    fields = sorted({t["field"] for t in chosen if t.get("field")})
    changes: dict[str, list[tuple[int, int, str, str]]] = {}
    table = made["changes"]
    names = ("thread_id", "to_year", "change", "unit_from", "unit_to")
    for thread, year, change, before, now in zip(*map(table.values, names), strict=True):
        changes.setdefault(thread, []).append((year, CHANGES.index(change), before, now))
    content = {
        # a place whose texts are not compared has none
        "place": next(([p, documents[0]["level"], have] for p, have in data.years.items()), None),
        "documents": [
            [d["doc_id"], d["year"], d["kind"], d["title"], int(data.compared(d["doc_id"]))] for d in documents
        ],
        "fields": fields,
        "threads": _threads(data, sorted(chosen, key=rank), fields, changes, texts),
        "problems": _problems(made["problems"], MOST_ROWS if most is None else most, texts),
    }
    return content | {
        "sentences": texts.sentence_columns(),
        "units": texts.unit_columns(),
        "sections": list(texts.sections),
    }


def run_payload(
    made: Mapping[str, ReportTable],
    lengths: Mapping[str, int],
    head: Mapping[str, Any],
    context: bool,
    settings: ReportSettings,
    info: Mapping[str, Any],
    pages: Mapping[str, str],
    home: str,
) -> dict[str, Any]:
    """Return what a page holds beside its places.

    Args:
        made: the tables for reading, or their first MOST_ROWS rows.
        lengths: the number of rows that each has in all.
        head: the headline, with the numbers of problems (:func:`problem_counts`).
        context: whether the page holds every sentence.
        settings: the interface language.
        info: what stands in run.json.
        pages: paths of the places' own pages, where they have any.
        home: on the page of one place, the path of the page of the whole run.
    """
    return {
        "language": settings.language,
        "labels": LABELS,
        "parts": PARTS,
        "statuses": STATUSES,
        "sure": SURE,
        "steps": STEPS,
        "firm": FIRM,
        "changes": CHANGES,
        "headline": head,
        "info": _info(info),
        "context": context,
        "pages": dict(pages),
        "home": home,
        "review": {kind: made["review"].values("kind").count(kind) for kind in ("sentence", "link", "closure")},
    } | {
        key: {
            "columns": [c.name for c in made[name].columns],
            "rows": made[name].rows[:MOST_ROWS],
            "all": lengths[name],
        }
        for key, name in _SHOWN.items()
    }


_SHOWN = {
    "years": "years",
    "series": "target_series",
    "place_targets": "place_targets",
    "shared": "places",
    "coverage": "coverage",
    "rates": "error_rates",
    "totals": "corrected_totals",
}
"""The tables that the page shows as they are, by their name there."""


def _weight(thread: Row) -> tuple[int, int, str]:
    """Sort key of what is kept when not all fits: promised or reported on in many years."""
    said = len(thread["promised_years"])
    return (said, len(thread["advanced_years"]) + len(thread["closed_years"]), thread["thread_id"])


def _named_by(data: Data, member: Row) -> str:
    """Return the title that a thread has from a member."""
    return one_line(member["text"], data.documents[member["doc_id"]]["language"])


def _threads(
    data: Data,
    shown: Sequence[Row],
    fields: Sequence[str],
    changes: Mapping[str, list[tuple[int, int, str, str]]],
    texts: _Texts,
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("id", "title", "status", "flags", "level", "weakest", "loose", "field", "units", "years")
    }
    columns |= {"deadline": [], "advanced": [], "closed": [], "reports": [], "moves": [], "changes": []}
    for thread in shown:
        own = data.members[thread["thread_id"]]
        title = next((m["unit_id"] for m in own if _named_by(data, m) == thread["title"]), own[0]["unit_id"])
        reports: dict[tuple[str, str], Row] = {}
        for c in data.reports[thread["thread_id"]]:
            key = (c["report_unit"], c["relation"])
            if key not in reports or c["score"] > reports[key]["score"]:
                reports[key] = c
        values = {
            "id": thread["thread_id"],
            "title": texts.unit(title),
            "status": STATUSES.index(thread["status"]),
            "flags": int(thread["annual_target"]) + 2 * int(bool(thread["boilerplate"])),
            "level": thread["level_max"],
            "weakest": thread["weakest_link"],
            "loose": texts.unit(thread["weakest_unit"]) if thread["weakest_unit"] else -1,
            "field": fields.index(thread["field"]) if thread.get("field") else -1,
            "units": [texts.unit(m["unit_id"]) for m in own],
            "years": thread["promised_years"],
            "advanced": thread["advanced_years"],
            "closed": thread["closed_years"],
            "reports": [
                [
                    texts.unit(c["report_unit"]),
                    int(c["relation"] == "closes"),
                    c["score"],
                    texts.unit(c["commitment_unit"]),
                ]
                for c in reports.values()
            ],
            "deadline": data.deadline(thread["thread_id"]) or 0,
            "moves": [
                [m.year, 1 if m.direction == UP else -1, m.indicator, m.raw_before, m.raw_now, texts.unit(m.unit_id)]
                for m in data.moves[thread["thread_id"]]
            ],
            "changes": [_change(row, own, texts) for row in sorted(changes.get(thread["thread_id"], []))],
        }
        for name, value in values.items():
            columns[name].append(value)
    return columns


def _change(row: tuple[int, int, str, str], own: Sequence[Row], texts: _Texts) -> list[int]:
    """Return year and kind of a change, and its promises where they are not the first ones of their years."""
    year, kind, *pair = row
    units = texts.data.ledger.units
    first = {m["year"]: m["unit_id"] for m in reversed(own)}
    if all(first[units[i]["year"]] == i for i in pair if i):
        return [year, kind]
    return [year, kind, *(texts.unit(i) if i else -1 for i in pair)]


def _problems(table: ReportTable, most: int, texts: _Texts) -> list[list[Any]]:
    """Return (status, years named, years answered, sentences, answering units) of each problem."""
    names = ("status", "named_years", "answered_years", "sentence_ids", "answer_unit_ids")
    return [
        [status, named, answered, [texts.sentence(i) for i in ids], [texts.unit(i) for i in answers]]
        for status, named, answered, ids, answers in list(zip(*map(table.values, names), strict=True))[:most]
    ]


def problem_counts(table: ReportTable) -> dict[str, int]:
    """Return how many problems were named in more than one year, and of how many of them no answer was found."""
    times, status = table.values("times_named"), table.values("status")
    return {
        "problems": sum(n > 1 for n in times),
        "problems_open": sum(s == "named again without an answer" for s in status),
    }


def _info(info: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page says of the run."""
    program = info.get("program", {})
    cards = info.get("cards", {})
    return {
        "version": program.get("version", ""),
        "code": program.get("code", ""),
        "fields": info.get("fields", {}),
        "cards": {
            name: {
                "scores": list(_leaves(card.get("scores", {}))),
                "split": card.get("split", ""),
                "task": card.get("task", ""),
            }
            for name, card in sorted(cards.items())
        },
    }


def _leaves(scores: Any, path: str = "") -> Iterable[tuple[str, Any]]:  # noqa: ANN401 - cards nest as they like
    """Yield (path, number) of a nested dict of scores."""
    if isinstance(scores, Mapping):
        for name, value in scores.items():
            yield from _leaves(value, f"{path} / {name}" if path else str(name))
    elif isinstance(scores, int | float) and not isinstance(scores, bool):
        yield path, scores


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
