"""Further labelled rows that lie beside a model: what it learnt from apart from gold.

They were drawn where an earlier model was in doubt, or are whole fields, so that scores on them would say little: they
are learned from and never measured on. The files hold no text but places in documents, and sixteen hexadecimal digits
of each text (:func:`pipeline.records.text_hash`) by which a changed document is noticed. `stands_for` may be empty or
missing: it says for how many pairs of a run one stands that was drawn from them by known shares.

| file | one row is | columns |
|---|---|---|
| extra-sentences.csv | a sentence with its label | doc_id, start, end, text_hash, label, level, unsure |
| extra-pairs.csv | two stretches and their relation | jurisdiction, a_doc … b_hash, link, unsure, stands_for |
| extra-threads.csv | a commitment in a thread of its field | field, doc_id, year, start, end, text_hash, thread |
| read-threads.csv | a commitment among the members and nearest neighbours of a thread of a run | the same |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import GoldError, Problem
from pipeline.readers import UnreadableError
from pipeline.readers.tables import read_table
from pipeline.records import GoldPair, GoldSentence, GoldThreadMember, Label, text_hash

Row = TypeVar("Row")

SENTENCES, PAIRS, THREADS = "extra-sentences.csv", "extra-pairs.csv", "extra-threads.csv"
READ = "read-threads.csv"
_SHOWN = 20
"""Problems of one file that are named one by one."""


class HasText(Protocol):
    """A document's text."""

    @property
    def text(self) -> str:
        """The text that offsets refer to."""


Texts = Mapping[str, HasText]


def further_sentences(folder: Path, texts: Texts) -> tuple[list[GoldSentence], dict[str, str]]:
    """Return the labelled sentences beside a model whose documents are at hand, and the file's sha256.

    Raises:
        GoldError: a row does not fit its document, or holds an unknown value.
    """

    def made(number: int, row: Mapping[str, str], quote: Callable[[str], str]) -> GoldSentence:
        return GoldSentence(
            f"extra-{number}",
            row["doc_id"],
            int(row["start"]),
            int(row["end"]),
            Label(row["label"]),
            int(row["level"]) if row["level"] else None,
            row["unsure"] == "1",
            quote(""),
        )

    return _read(folder / SENTENCES, texts, ("",), made)


def further_pairs(folder: Path, texts: Texts) -> tuple[list[GoldPair], dict[str, str]]:
    """Return the judged pairs beside a model whose documents are at hand, and the file's sha256.

    Raises:
        GoldError: a row does not fit its document, or holds an unknown value.
    """

    def made(number: int, row: Mapping[str, str], quote: Callable[[str], str]) -> GoldPair:
        return GoldPair(
            f"extra-{number}",
            row["jurisdiction"],
            row["a_doc"],
            int(row["a_start"]),
            int(row["a_end"]),
            row["b_doc"],
            int(row["b_start"]),
            int(row["b_end"]),
            row["link"],
            row["unsure"] == "1",
            quote("a_"),
            quote("b_"),
            _weight(row.get("stands_for") or "0"),
        )

    return _read(folder / PAIRS, texts, ("a_", "b_"), made)


def further_threads(folder: Path, texts: Texts) -> tuple[list[GoldThreadMember], dict[str, str]]:
    """Return the grouped commitments beside a model whose documents are at hand, and the file's sha256.

    Raises:
        GoldError: a row does not fit its document, or holds an unknown value.
    """
    return _threads(folder / THREADS, texts, "extra")


def read_threads(folder: Path, texts: Texts) -> tuple[list[GoldThreadMember], dict[str, str]]:
    """Return what was read of the threads of a run, whose documents are at hand, and the file's sha256.

    The `field` of a member is the number of the thread that it was read with, as a member or as one of the wordings
    nearest to it; which of the two is not told.

    Raises:
        GoldError: a row does not fit its document, or holds an unknown value.
    """
    return _threads(folder / READ, texts, "read")


def _threads(file: Path, texts: Texts, kind: str) -> tuple[list[GoldThreadMember], dict[str, str]]:
    """Read a file of grouped commitments; `kind` begins their ids."""

    def made(number: int, row: Mapping[str, str], quote: Callable[[str], str]) -> GoldThreadMember:
        return GoldThreadMember(
            f"{kind}-{number}",
            row["field"],
            row["doc_id"],
            int(row["year"]),
            int(row["start"]),
            int(row["end"]),
            int(row["thread"]),
            "",
            quote(""),
        )

    return _read(file, texts, ("",), made)


def _weight(written: str) -> float:
    """Return a weight. Raises ValueError for what is no number from zero on."""
    weight = float(written)
    if not 0 <= weight < float("inf"):
        raise ValueError(f"{written!r} is no number of pairs that one stands for")
    return weight


def _read(
    file: Path,
    texts: Texts,
    sides: Iterable[str],
    made: Callable[[int, Mapping[str, str], Callable[[str], str]], Row],
) -> tuple[list[Row], dict[str, str]]:
    """Read a file of further rows; `sides` are the prefixes of the columns that name a stretch of a document."""
    if not file.is_file():
        return [], {}
    raw = file.read_bytes()
    rows: list[Row] = []
    problems: list[str] = []
    try:
        header, numbered, _ = read_table(raw, "utf-8")
    except UnreadableError as error:
        raise GoldError(str(Problem(file.name, error.value, error.message, error.advice))) from error
    for number, (place, cells) in enumerate(numbered):
        row = dict(zip(header, cells, strict=False))
        names = {side: row.get(f"{side}doc" if side else "doc_id", "") or "" for side in sides}
        if any(name not in texts for name in names.values()):
            continue

        def quote(side: str, row: Mapping[str, str] = row, names: Mapping[str, str] = names) -> str:
            text = texts[names[side]].text[int(row[f"{side}start"]) : int(row[f"{side}end"])]
            name = f"{side}hash" if side else "text_hash"
            if text_hash(text) != row[name]:
                raise ValueError(f"the text of {names[side]} at {row[f'{side}start']} is another one")
            return text

        try:
            rows.append(made(number, row, quote))
        except (ValueError, KeyError, TypeError) as error:
            advice = "use the texts that the rows were read in"
            problems.append(str(Problem(f"{file.name} row {place}", "", str(error), advice)))
    if problems:
        more = [f"and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise GoldError("\n".join([*problems[:_SHOWN], *more]))
    return rows, {file.name: hashlib.sha256(raw).hexdigest()} if rows else {}
