"""Invented speeches with planted promises: what each sentence does, and what becomes of each promise, is known.

A folder is a corpus (`index.csv`, `texts/`) with one more file, `annotations.csv`, a row per sentence:

| column | meaning |
|---|---|
| doc_id, start, end | the stretch, in code points of the text, half-open |
| label, level | what it does (codebook §1), and how specific a commitment is (§3; else empty) |
| promises | ids within the place, apart by blanks: `P7` is promised, `P7:closes` and `P7:advances` are reported |

Two promises with one id are the same (codebook §4). What is said of no promise says nothing of any: so every other pair
of a promise and a later report is known to be none.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import CorpusError, GoldError, Problem
from pipeline.readers import UnreadableError, read_corpus
from pipeline.readers.tables import read_table
from pipeline.records import COMMITMENTS, Document, GoldPair, GoldSentence, GoldThreadMember, Label, Outcome

ANNOTATIONS = "annotations.csv"
COLUMNS = ("doc_id", "start", "end", "label", "level", "promises")
PROMISED = "promised"
_LEVELS = ("", "0", "1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an invented speech; `promises` are ids with what is said of them: promised, closes or advances."""

    doc_id: str
    start: int
    end: int
    label: Label
    level: int | None
    promises: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Planted:
    """The speeches by id, their sentences in the order of the file, and the sha256 of that file."""

    documents: Mapping[str, Document]
    said: tuple[Said, ...]
    sha256: str

    def place(self, said: Said) -> str:
        """Return the jurisdiction whose speech a sentence is in."""
        return self.documents[said.doc_id].jurisdiction

    def year(self, said: Said) -> int:
        """Return the year of a sentence."""
        return self.documents[said.doc_id].year


def read_planted(folder: Path) -> Planted:
    """Read a folder of invented speeches.

    Raises:
        GoldError: the corpus has a problem, or a row does not fit its text; all problems at once.
    """
    documents, problems = read_corpus(folder)
    if problems:
        raise GoldError(str(CorpusError(problems)))
    texts = {d.doc_id: d for d in documents}
    file = folder / ANNOTATIONS
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise GoldError(f"{file}: {error.strerror} → give a folder of invented speeches, or none") from error
    said: list[Said] = []
    wrong: list[str] = []
    try:
        header, rows, _ = read_table(raw, "utf-8")
    except UnreadableError as error:
        raise GoldError(str(Problem(str(file), error.value, error.message, error.advice))) from error
    missing = sorted(set(COLUMNS) - set(header))
    if missing:
        raise GoldError(f"{file}: no column {', '.join(missing)} → name the columns {', '.join(COLUMNS)}")
    for number, row in rows:
        try:
            said.append(_said(dict(zip(header, row, strict=False)), texts))
        except (ValueError, KeyError) as error:
            wrong.append(str(Problem(str(file), f"row {number}", str(error), "mend the row")))
    if wrong:
        raise GoldError("\n".join(wrong))
    return Planted(texts, tuple(said), hashlib.sha256(raw).hexdigest())


def _said(row: Mapping[str, str], texts: Mapping[str, Document]) -> Said:
    """Return a row as a record. Raises ValueError or KeyError where it does not fit."""
    if row["doc_id"] not in texts:
        raise ValueError(f"no text «{row['doc_id']}»")
    text, start, end = texts[row["doc_id"]].text, int(row["start"]), int(row["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start}-{end} is no stretch of «{row['doc_id']}»")
    label = Label(row["label"])
    if (label in COMMITMENTS) != bool(row["level"]):
        raise ValueError(f"{label} with level «{row['level']}»")
    if row["level"] not in _LEVELS:
        raise ValueError(f"level «{row['level']}» is none of 0 to 4")
    promises = []
    for item in row["promises"].split():
        name, _, relation = item.partition(":")
        if relation not in {"", Outcome.CLOSES.value, Outcome.ADVANCES.value}:
            raise ValueError(f"«{item}» says neither closes nor advances")
        if label is not Label.PROGRESS if relation else label not in COMMITMENTS:
            raise ValueError(f"«{item}» in a sentence that is labelled {label}")
        promises.append((name, relation or PROMISED))
    level = int(row["level"]) if row["level"] else None
    return Said(row["doc_id"], start, end, label, level, tuple(promises), text[start:end])


def sentences(planted: Planted) -> list[GoldSentence]:
    """Return the labelled sentences."""
    return [
        GoldSentence(f"invented-{k}", s.doc_id, s.start, s.end, s.label, s.level, False, s.text)
        for k, s in enumerate(planted.said)
    ]


def threads(planted: Planted) -> list[GoldThreadMember]:
    """Return the sentences that hold one promise alone, grouped by promise; each place is a field of its own."""
    numbers: dict[tuple[str, str], int] = {}
    members = []
    for k, said in enumerate(planted.said):
        if len(said.promises) != 1 or said.promises[0][1] != PROMISED:
            continue
        place, year = planted.place(said), planted.year(said)
        # from 1 on: 0 is no thread
        thread = numbers.setdefault((place, said.promises[0][0]), len(numbers) + 1)
        members.append(
            GoldThreadMember(f"invented-{k}", place, said.doc_id, year, said.start, said.end, thread, "", said.text)
        )
    return members


def reported(planted: Planted) -> list[GoldPair]:
    """Return the pairs of a report and the last promise before it that it closes or advances.

    Sentences that speak of several promises are left out: which part speaks of which is not written down.
    """
    promised: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in planted.said:
        if len(said.promises) == 1 and said.promises[0][1] == PROMISED:
            promised[planted.place(said), said.promises[0][0]].append(said)
    pairs = []
    for said in planted.said:
        if len(said.promises) != 1 or said.promises[0][1] == PROMISED:
            continue
        (name, relation), place = said.promises[0], planted.place(said)
        earlier = [p for p in promised[place, name] if planted.year(p) < planted.year(said)]
        if earlier:
            pairs.append(_pair(planted, max(earlier, key=lambda p: (planted.year(p), p.start)), said, relation))
    return pairs


def unreported(planted: Planted) -> Iterator[GoldPair]:
    """Yield every pair of a promise and a report of a later year of the same place that does not bear on it."""
    reports: dict[str, list[Said]] = defaultdict(list)
    for said in planted.said:
        if said.label is Label.PROGRESS:
            reports[planted.place(said)].append(said)
    for said in planted.said:
        if len(said.promises) != 1 or said.promises[0][1] != PROMISED:
            continue
        for report in reports[planted.place(said)]:
            bears = any(name == said.promises[0][0] for name, _ in report.promises)
            if planted.year(report) > planted.year(said) and not bears:
                yield _pair(planted, said, report, Outcome.NONE.value)


def _pair(planted: Planted, promise: Said, report: Said, relation: str) -> GoldPair:
    return GoldPair(
        f"{promise.doc_id}@{promise.start} {report.doc_id}@{report.start}",
        planted.place(promise),
        *(promise.doc_id, promise.start, promise.end),
        *(report.doc_id, report.start, report.end),
        relation,
        False,
        promise.text,
        report.text,
        0.0,
    )
