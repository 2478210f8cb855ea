"""Further labelled rows: read where their texts are at hand, refused where a text has changed."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import GoldError
from pipeline.further import (
    PAIRS,
    READ,
    SENTENCES,
    THREADS,
    further_pairs,
    further_sentences,
    further_threads,
    read_threads,
)
from pipeline.records import Label, text_hash


@dataclass(frozen=True)
class Text:
    """A text as the loaders give it."""

    text: str


TEXTS = {"tang-2020": Text("今年修路十里。"), "tang-2021": Text("路修好了。")}


def write(file: Path, rows: list[dict[str, object]]) -> bytes:
    """Write rows as a file of further rows and return its bytes."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file.read_bytes()


def sentence(doc_id: str = "tang-2020", start: int = 0, end: int = 7, **changes: object) -> dict[str, object]:
    """Return a row of a labelled sentence."""
    text = TEXTS[doc_id].text[start:end] if doc_id in TEXTS else ""
    row = {"doc_id": doc_id, "start": start, "end": end, "text_hash": text_hash(text), "label": "pledge"}
    return {**row, "level": "3", "unsure": "", **changes}


def test_sentences_carry_their_text_and_the_files_hash(tmp_path: Path) -> None:
    """A row gives label, level, doubt and the quoted text."""
    raw = write(tmp_path / SENTENCES, [sentence(), sentence("tang-2021", 0, 5, label="progress", level="", unsure="1")])
    rows, hashes = further_sentences(tmp_path, TEXTS)
    assert [(r.doc_id, r.text, r.label, r.level, r.unsure) for r in rows] == [
        ("tang-2020", "今年修路十里。", Label.PLEDGE, 3, False),
        ("tang-2021", "路修好了。", Label.PROGRESS, None, True),
    ]
    assert hashes == {SENTENCES: hashlib.sha256(raw).hexdigest()}


def test_rows_without_their_text_are_left_out_and_a_missing_file_is_none(tmp_path: Path) -> None:
    """Who has other corpora trains without these rows."""
    assert further_sentences(tmp_path, TEXTS) == ([], {})
    write(tmp_path / SENTENCES, [sentence("elsewhere-2020"), sentence()])
    assert [r.doc_id for r in further_sentences(tmp_path, TEXTS)[0]] == ["tang-2020"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text_hash": text_hash("今年修路九里。")}, "the text of tang-2020 at 0 is another one"),
        ({"label": "promise"}, "'promise' is not a valid Label"),
        ({"level": "x"}, "invalid literal"),
    ],
)
def test_a_row_that_does_not_fit_is_named(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    """A changed text would put the label on another sentence."""
    write(tmp_path / SENTENCES, [sentence(), sentence(**changes)])
    with pytest.raises(GoldError, match=message) as error:
        further_sentences(tmp_path, TEXTS)
    assert str(error.value).startswith(f"{SENTENCES} row 3:")


def test_cells_may_be_long_and_hold_separators_of_lines(tmp_path: Path) -> None:
    """Names of places and fields come from users; a line ends with a line feed alone."""
    member = {"field": "roads\u2028bridges", "doc_id": "tang-2020", "year": 2020, "start": 2, "end": 6}
    write(tmp_path / THREADS, [{**member, "text_hash": text_hash("修路十里"), "thread": 4, "note": "长" * 200_000}])
    csv.field_size_limit(131_072)  # as in a process that has read no corpus
    (grouped,), _ = further_threads(tmp_path, TEXTS)
    assert (grouped.field, grouped.thread, grouped.text) == ("roads\u2028bridges", 4, "修路十里")


@pytest.mark.parametrize("content", [b"doc_id,start\n\xff,0\n", b'doc_id,start\n"a"b,0\n'])
def test_what_is_no_table_in_utf8_is_named(tmp_path: Path, content: bytes) -> None:
    """A file of the wrong encoding or with a stray quotation mark is mended by the user."""
    (tmp_path / SENTENCES).write_bytes(content)
    with pytest.raises(GoldError, match=f"{SENTENCES}:.*→"):
        further_sentences(tmp_path, TEXTS)


def test_many_problems_are_counted(tmp_path: Path) -> None:
    """A corpus of another edition gives one readable message."""
    write(tmp_path / SENTENCES, [sentence(text_hash="0" * 16)] * 25)
    with pytest.raises(GoldError, match="and 5 more"):
        further_sentences(tmp_path, TEXTS)


def test_pairs_and_threads(tmp_path: Path) -> None:
    """Both sides of a pair are checked; a thread number holds inside its field."""
    pair = {"jurisdiction": "棠岭", "a_doc": "tang-2020", "a_start": 2, "a_end": 6, "a_hash": text_hash("修路十里")}
    pair |= {
        "b_doc": "tang-2021",
        "b_start": 0,
        "b_end": 4,
        "b_hash": text_hash("路修好了"),
        "link": "closes",
        "unsure": "1",
    }
    write(tmp_path / PAIRS, [pair])
    (found,), _ = further_pairs(tmp_path, TEXTS)
    assert (found.a_text, found.b_text, found.link, found.unsure) == ("修路十里", "路修好了", "closes", True)
    assert found.stands_for == 0
    write(tmp_path / PAIRS, [{**pair, "stands_for": "12.5"}, {**pair, "stands_for": ""}])
    assert [row.stands_for for row in further_pairs(tmp_path, TEXTS)[0]] == [12.5, 0]
    for wrong in ("-1", "nan", "inf", "many"):
        write(tmp_path / PAIRS, [{**pair, "stands_for": wrong}])
        with pytest.raises(GoldError, match=f"row 2:.*{wrong}"):
            further_pairs(tmp_path, TEXTS)
    member = {"field": "roads", "doc_id": "tang-2020", "year": 2020, "start": 2, "end": 6}
    write(tmp_path / THREADS, [{**member, "text_hash": text_hash("修路十里"), "thread": 4}])
    (grouped,), _ = further_threads(tmp_path, TEXTS)
    assert (grouped.field, grouped.thread, grouped.text) == ("roads", 4, "修路十里")
    write(tmp_path / READ, [{**member, "field": "7", "text_hash": text_hash("修路十里"), "thread": 0}])
    (read,), hashes = read_threads(tmp_path, TEXTS)
    assert (read.field, read.thread, read.text, list(hashes)) == ("7", 0, "修路十里", [READ])
