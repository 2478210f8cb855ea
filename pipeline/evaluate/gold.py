"""Gold files: what readers decided, tied to the texts by document id and offsets.

A gold folder holds CSV files (UTF-8, with or without a byte-order mark) whose names begin with their kind:

- `sentences*.csv`: id, doc_id, start, end, label, level, unsure, text
- `links*.csv`: id, jurisdiction, a_doc, a_start, a_end, b_doc, b_start, b_end, link, unsure, a_text, b_text,
  two commitments with `same`, `related` or `different`
- `closures*.csv`: the same columns, a commitment and a later report with `closes`, `advances` or `none`
- `threads*.csv`: id, field, doc_id, year, start, end, thread, title, text, commitments grouped into threads

Offsets are code points of the stored text, half-open. They mean nothing without that text, so every row is
held against it: the stretch must equal the row's own `text`. Where start and end are left empty, the text is
looked up and must occur exactly once. Everything that does not fit is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import CorpusError, GoldError, Problem
from pipeline.readers import UnreadableError, read_corpus
from pipeline.readers.tables import read_table
from pipeline.records import Document, GoldPair, GoldSentence, GoldThreadMember, Label, Outcome, Relation

SENTENCE_COLUMNS = ("id", "doc_id", "start", "end", "label", "level", "unsure", "text")
PAIR_COLUMNS = (
    *("id", "jurisdiction", "a_doc", "a_start", "a_end", "b_doc", "b_start", "b_end"),
    *("link", "unsure", "a_text", "b_text"),
)
THREAD_COLUMNS = ("id", "field", "doc_id", "year", "start", "end", "thread", "title", "text")
COLUMNS: dict[str, tuple[str, ...]] = {
    "sentences": SENTENCE_COLUMNS,
    "links": PAIR_COLUMNS,
    "closures": PAIR_COLUMNS,
    "threads": THREAD_COLUMNS,
}
LEVELS = range(5)
# a long list of faults hides the first; the count is still given in full
SHOWN_PROBLEMS = 40
_LONGEST_NUMBER = 18  # digits; Python makes no number of thousands of them
_UNSURE = {"": False, "0": False, "no": False, "false": False, "否": False}
_UNSURE |= {"1": True, "x": True, "?": True, "yes": True, "true": True, "是": True}


@dataclass(frozen=True, slots=True)
class GoldText:
    """A document that gold refers to; `source` is the name of its corpus folder."""

    document: Document
    source: str

    @property
    def doc_id(self) -> str:
        """Return the id of the document."""
        return self.document.doc_id

    @property
    def text(self) -> str:
        """Return the stored text."""
        return self.document.text

    @property
    def language(self) -> str:
        """Return the language of the document."""
        return self.document.language

    @property
    def jurisdiction(self) -> str:
        """Return whose document it is."""
        return self.document.jurisdiction

    @property
    def decade(self) -> str:
        """Return the decade, such as «1990s»."""
        return f"{self.document.year // 10 * 10}s"


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of a folder, each kind in order of file name and row.

    `skipped` counts rows that were left out because their documents were not given.
    """

    sentences: tuple[GoldSentence, ...] = ()
    links: tuple[GoldPair, ...] = ()
    closures: tuple[GoldPair, ...] = ()
    threads: tuple[GoldThreadMember, ...] = ()
    skipped: int = 0

    @property
    def doc_ids(self) -> tuple[str, ...]:
        """Return the ids of all documents that the gold touches, sorted."""
        found = {s.doc_id for s in self.sentences} | {m.doc_id for m in self.threads}
        for pair in (*self.links, *self.closures):
            found |= {pair.a_doc, pair.b_doc}
        return tuple(sorted(found))


def load_texts(corpora: Iterable[Path]) -> dict[str, GoldText]:
    """Return every text of the corpus folders by document id.

    Raises:
        CorpusError: names everything that is wrong with the corpora, sums (sha256) that differ included.
    """
    problems: list[Problem] = []
    texts: dict[str, GoldText] = {}
    for corpus in corpora:
        documents, wrong = read_corpus(corpus)
        problems += wrong
        for d in documents:
            if d.doc_id in texts:
                message = f"the same doc_id is in the corpus {texts[d.doc_id].source}"
                problems.append(Problem(str(corpus), d.doc_id, message, "rename it in one of them", d.doc_id))
            texts[d.doc_id] = GoldText(d, corpus.resolve().name)
    if problems:
        raise CorpusError(problems)
    return texts


def load_gold(
    folder: Path,
    texts: Mapping[str, str | GoldText],
    kinds: Sequence[str] = tuple(COLUMNS),
    *,
    skip_unknown: bool = False,
) -> Gold:
    """Return the gold of a folder, every row held against the texts.

    Args:
        folder: the gold folder; see the head of this module for its files.
        texts: the stored text of each document by id.
        kinds: which kinds to read, of `sentences`, `links`, `closures`, `threads`.
        skip_unknown: leave out (and count) rows on documents that are not among the texts, in place of an error.

    Raises:
        GoldError: lists every fault of every file: missing columns, unknown documents, offsets that are no
            numbers or leave the text, text that differs, unknown labels, levels that do not fit, doubled ids;
            or the folder has no file of these kinds.
    """
    problems: list[Problem] = []
    plain = {doc_id: t.text if isinstance(t, GoldText) else t for doc_id, t in texts.items()}
    found: dict[str, list[tuple[str, dict[str, str]]]] = {kind: [] for kind in COLUMNS}
    files = skipped = 0
    for kind in kinds:
        for path in sorted(folder.glob(f"{kind}*.csv")):
            files += 1
            rows = [(f"{path.name} row {number}", row) for number, row in _rows(path, COLUMNS[kind], problems)]
            known = [(place, row) for place, row in rows if all(doc in plain for doc in _documents(row))]
            if not skip_unknown:
                problems += _unknown_documents(path.name, rows, plain)
            skipped += len(rows) - len(known)
            found[kind] += known
    if not files:
        names = ", ".join(f"{kind}*.csv" for kind in kinds)
        raise GoldError(f"{folder}: no gold file → put at least one of {names} there")
    check = _Checker(plain, problems)
    gold = Gold(
        sentences=_kept(found["sentences"], check.sentence, problems),
        links=_kept(found["links"], lambda p, r: check.pair(p, r, tuple(Relation)), problems),
        closures=_kept(found["closures"], lambda p, r: check.pair(p, r, tuple(Outcome)), problems),
        threads=_kept(found["threads"], check.member, problems),
        skipped=skipped,
    )
    _raise(str(folder), problems)
    return gold


def _documents(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the documents that a row is about."""
    return tuple(row[column] for column in ("doc_id", "a_doc", "b_doc") if column in row)


def _unknown_documents(
    name: str, rows: Iterable[tuple[str, dict[str, str]]], texts: Mapping[str, str]
) -> list[Problem]:
    """Return one problem per document that is not among the texts: a missing corpus would else fill pages."""
    places: dict[str, list[str]] = {}
    for place, row in rows:
        for doc in _documents(row):
            if doc not in texts:
                places.setdefault(doc, []).append(place)
    return [
        Problem(
            found[0],
            doc,
            f"no such document in the given corpora ({len(found)} rows of {name})",
            "name the corpus that holds it, or leave such rows out with --skip-unknown",
            doc,
        )
        for doc, found in places.items()
    ]


Row = TypeVar("Row", GoldSentence, GoldPair, GoldThreadMember)


def _kept(
    rows: Iterable[tuple[str, dict[str, str]]],
    make: Callable[[str, dict[str, str]], Row | None],
    problems: list[Problem],
) -> tuple[Row, ...]:
    """Return the records that could be made; note ids that occur twice."""
    out: list[Row] = []
    seen: dict[str, str] = {}
    for place, row in rows:
        if row["id"] in seen:
            problems.append(Problem(place, row["id"], f"id is used in {seen[row['id']]} already", "make ids unique"))
        seen.setdefault(row["id"], place)
        record = make(place, row)
        if record is not None:
            out.append(record)
    return tuple(out)


class _Checker:
    """Turns rows into records and notes what does not fit; a row with a fault gives None."""

    def __init__(self, texts: Mapping[str, str], problems: list[Problem]) -> None:
        self.texts = texts
        self.problems = problems

    def sentence(self, place: str, row: dict[str, str]) -> GoldSentence | None:
        before = len(self.problems)
        span = self.span(place, row, "doc_id", "start", "end", "text")
        label = self.choice(place, row, "label", tuple(Label))
        unsure = self.unsure(place, row)
        level = _cell(row["level"])
        if level and (level not in [str(v) for v in LEVELS] or label not in (Label.MEASURE, Label.PLEDGE)):
            self.note(place, level, "level does not fit", "give 0 to 4 to measures and pledges, nothing to the rest")
        if len(self.problems) > before:
            return None
        return GoldSentence(
            row["id"], row["doc_id"], *span, Label(label), int(level) if level else None, unsure, row["text"]
        )

    def pair(self, place: str, row: dict[str, str], links: Sequence[str]) -> GoldPair | None:
        before = len(self.problems)
        a = self.span(place, row, "a_doc", "a_start", "a_end", "a_text")
        b = self.span(place, row, "b_doc", "b_start", "b_end", "b_text")
        link = self.choice(place, row, "link", links)
        unsure = self.unsure(place, row)
        if len(self.problems) > before:
            return None
        return GoldPair(
            *(row["id"], row["jurisdiction"], row["a_doc"], *a, row["b_doc"], *b),
            *(str(link), unsure, row["a_text"], row["b_text"]),
        )

    def member(self, place: str, row: dict[str, str]) -> GoldThreadMember | None:
        before = len(self.problems)
        span = self.span(place, row, "doc_id", "start", "end", "text")
        for column in ("thread", "year"):
            if not _is_number(row[column]):
                self.note(place, row[column], f"{column} is no number", "write a whole number")
        if len(self.problems) > before:
            return None
        return GoldThreadMember(
            *(row["id"], row["field"], row["doc_id"], int(row["year"]), *span),
            *(int(row["thread"]), row["title"], row["text"]),
        )

    def note(self, place: str, value: str, message: str, advice: str, doc_id: str | None = None) -> None:
        self.problems.append(Problem(place, value, message, advice, doc_id))

    def choice(self, place: str, row: dict[str, str], column: str, allowed: Sequence[str]) -> str:
        value = row[column].strip()
        if value not in allowed:
            self.note(place, value, f"unknown {column}", f"use one of {', '.join(allowed)}")
        return value

    def unsure(self, place: str, row: dict[str, str]) -> bool:
        value = _cell(row["unsure"])
        if value.casefold() not in _UNSURE:
            self.note(place, value, "unsure is neither empty nor 1", "write 1, or empty the cell")
        return _UNSURE.get(value.casefold(), False)

    def span(self, place: str, row: dict[str, str], doc: str, start: str, end: str, text: str) -> tuple[int, int]:
        """Return the offsets after checking that the document has exactly this text there."""
        doc_id, wanted = row[doc], row[text]
        whole = self.texts[doc_id]
        if not row[start].strip() and not row[end].strip():
            return self.found(place, doc_id, whole, wanted)
        if not (_is_number(row[start]) and _is_number(row[end])):
            self.note(
                place, _excerpt(f"{row[start]}-{row[end]}"), "offsets are no numbers", "count code points", doc_id
            )
            return 0, 0
        first, last = int(row[start]), int(row[end])
        if not 0 <= first < last <= len(whole):
            message = f"offsets leave the text of {len(whole)} characters or are empty"
            self.note(place, f"{first}-{last}", message, "check start < end ≤ length", doc_id)
            return 0, 0
        if whole[first:last] != wanted:
            message = f"{doc_id} has «{_excerpt(whole[first:last])}» at {first}-{last}"
            self.note(place, _excerpt(wanted), message, "restore the text that the gold was made on", doc_id)
        return first, last

    def found(self, place: str, doc_id: str, whole: str, wanted: str) -> tuple[int, int]:
        """Return the offsets of a text given without them; it must occur exactly once."""
        first = whole.find(wanted) if wanted else -1
        if first < 0:
            self.note(place, _excerpt(wanted), f"text is not in {doc_id}", "copy it from the document", doc_id)
            return 0, 0
        if whole.find(wanted, first + 1) >= 0:
            message = f"text occurs more than once in {doc_id}"
            self.note(place, _excerpt(wanted), message, "give start and end", doc_id)
            return 0, 0
        return first, first + len(wanted)


def _is_number(cell: str) -> bool:
    """Tell whether a cell is a whole number; isdigit alone takes «²» for one, which is none to int."""
    return cell.strip().isascii() and cell.strip().isdigit() and len(cell.strip()) <= _LONGEST_NUMBER


def _cell(text: str) -> str:
    """Return a cell without blanks around it; a column of numbers with gaps comes out of statistics programs as 1.0."""
    return text.strip().removesuffix(".0")


def _excerpt(text: str) -> str:
    """Return at most twenty characters."""
    return text if len(text) <= 20 else text[:19] + "…"


def _rows(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[tuple[int, dict[str, str]]]:
    """Return (row number, row) with every needed column present as text; the header is row 1."""
    try:
        header, rows, _ = read_table(path.read_bytes(), "utf-8")
    except (OSError, UnreadableError) as error:
        why = error.message if isinstance(error, UnreadableError) else error.strerror
        problems.append(Problem(str(path), "", f"cannot be read ({why})", "save it as a UTF-8 CSV file"))
        return []
    missing = [c for c in columns if c not in header]
    if missing:
        advice = f"give it {', '.join(columns)}"
        problems.append(Problem(path.name, ", ".join(missing), "columns are missing", advice))
        return []
    # a row may end before the last columns, which are then empty
    empty = dict.fromkeys(header, "")
    return [(n, {**empty, **dict(zip(header, row, strict=False))}) for n, row in rows]


def _raise(what: str, problems: Sequence[Problem]) -> None:
    """Raise one GoldError for all problems, if there are any."""
    if not problems:
        return
    noun = "problem" if len(problems) == 1 else "problems"
    lines = [f"{len(problems)} {noun} in {what}:", *(f"  {p}" for p in problems[:SHOWN_PROBLEMS])]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"  … and {len(problems) - SHOWN_PROBLEMS} more")
    raise GoldError("\n".join(lines))
