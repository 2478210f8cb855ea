"""Invented speeches with planted promises: reading, what is learned from them, faults named all at once."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import GoldError
from pipeline.places import _on_two_sides
from pipeline.planted import ANNOTATIONS, COLUMNS, read_planted, reported, sentences, threads, unreported
from pipeline.readers import read_corpora
from pipeline.records import Label

PASSAGE = 24  # characters, spaces not counted
STOPS = re.compile(r"[。；！？\n]|(?<=[.!?;:])\s")
SPEECHES = {
    "moor-2001": [
        ("pledge", "3", "P1", "We will build a mill at Tarn."),
        ("measure", "1", "P2", "The lanes shall be kept."),
        ("pledge", "3", "P3 P4", "We will buy a plough and open a dairy."),
    ],
    "moor-2002": [
        ("progress", "", "P1:advances", "The walls of the mill stand."),
        ("pledge", "3", "P1", "The mill will be finished."),
        ("progress", "", "", "The fair was well attended."),
    ],
    "moor-2003": [
        ("progress", "", "P1:closes P3:closes", "The mill grinds, and the plough is here."),
        ("progress", "", "P1:closes", "Flour is now ground at Tarn."),
        ("other", "", "", "We are grateful."),
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    rows, index = [], []
    for doc_id, said in SPEECHES.items():
        text = ""
        for label, level, promises, sentence in said:
            rows.append([doc_id, len(text), len(text) + len(sentence), label, level, promises])
            text += sentence + " "
        (tmp_path / "texts" / f"{doc_id}.txt").write_text(text, encoding="utf-8")
        index.append([doc_id, "Moor", "county", doc_id[-4:], "other", doc_id, "en"])
    write(tmp_path / "index.csv", [["doc_id", "jurisdiction", "level", "year", "kind", "title", "language"], *index])
    write(tmp_path / ANNOTATIONS, [list(COLUMNS), *rows])
    return tmp_path


def write(file: Path, rows: list[list[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)


def test_sentences_and_threads(folder: Path) -> None:
    planted = read_planted(folder)
    assert [s.text for s in sentences(planted)] == [s for said in SPEECHES.values() for *_, s in said]
    members = threads(planted)
    # a sentence with two promises belongs to neither thread
    assert [(m.doc_id, m.thread, m.field) for m in members] == [
        ("moor-2001", 1, "Moor"),
        ("moor-2001", 2, "Moor"),
        ("moor-2002", 1, "Moor"),
    ]


def test_reports_go_with_the_last_promise_before_them(folder: Path) -> None:
    pairs = [(p.a_text, p.b_text, p.link) for p in reported(read_planted(folder))]
    assert pairs == [
        ("We will build a mill at Tarn.", "The walls of the mill stand.", "advances"),
        ("The mill will be finished.", "Flour is now ground at Tarn.", "closes"),
    ]


def test_what_is_not_said_to_bear_on_a_promise_does_not(folder: Path) -> None:
    pairs = [(p.a_text, p.b_text, p.link) for p in unreported(read_planted(folder))]
    assert {link for *_, link in pairs} == {"none"}
    assert ("We will build a mill at Tarn.", "The fair was well attended.", "none") in pairs
    assert ("The lanes shall be kept.", "The mill grinds, and the plough is here.", "none") in pairs
    assert not [p for p in pairs if "mill" in p[0] and "mill" in p[1]]
    assert len(pairs) == 6 - 1, "P1 of 2001 and the fair; P2 and all five reports but none of its own year"


def test_rows_end_with_a_line_feed_alone_and_cells_may_be_long(folder: Path) -> None:
    rows = list(csv.reader((folder / ANNOTATIONS).open(encoding="utf-8")))
    rows[1][5] = "P\u2028"
    write(folder / ANNOTATIONS, [[*rows[0], "note"], *([*row, "long " * 40_000] for row in rows[1:])])
    csv.field_size_limit(131_072)  # as in a process that has read no corpus
    planted = read_planted(folder)
    assert len(planted.said) == sum(map(len, SPEECHES.values()))
    assert planted.said[0].promises == (("P", "promised"),)


@pytest.mark.parametrize("content", [b"doc_id,start\n\xff,0\n", b'doc_id,start\n"a"b,0\n'])
def test_what_is_no_table_in_utf8_is_named(folder: Path, content: bytes) -> None:
    (folder / ANNOTATIONS).write_bytes(content)
    with pytest.raises(GoldError, match=f"{ANNOTATIONS}:.*→"):
        read_planted(folder)


def test_all_faults_at_once(folder: Path) -> None:
    rows = list(csv.reader((folder / ANNOTATIONS).open(encoding="utf-8")))
    rows[1][3] = "promise"
    rows[2][2] = "999"
    rows[4][5] = "P1:finished"
    rows[5][5] = "P1:closes"
    rows[6][0] = "moor-1900"
    write(folder / ANNOTATIONS, rows)  # type: ignore[arg-type]
    with pytest.raises(GoldError) as error:
        read_planted(folder)
    told = str(error.value)
    for part in ("row 2", "promise", "row 3", "999", "row 5", "P1:finished", "row 6", "row 7", "moor-1900"):
        assert part in told


@pytest.mark.parametrize("level", ["7", "-1", "3.5", "³"])
def test_a_level_that_no_commitment_has_is_named(folder: Path, level: str) -> None:
    rows = list(csv.reader((folder / ANNOTATIONS).open(encoding="utf-8")))
    rows[1][4] = level
    write(folder / ANNOTATIONS, rows)  # type: ignore[arg-type]
    with pytest.raises(GoldError, match=f"row 2.*level «{re.escape(level)}» is none of 0 to 4 → mend the row"):
        read_planted(folder)


def test_missing_parts_are_named(folder: Path) -> None:
    write(folder / ANNOTATIONS, [["doc_id", "start", "end", "label"]])
    with pytest.raises(GoldError, match="no column level, promises"):
        read_planted(folder)
    (folder / ANNOTATIONS).unlink()
    with pytest.raises(GoldError, match=ANNOTATIONS):
        read_planted(folder)


@pytest.mark.parametrize("name", ["invented", "invented-unseen"])
def test_the_projects_own(root: Path, name: str) -> None:
    planted = read_planted(root / "corpora" / name)
    labels = Counter(s.label for s in planted.said)
    assert set(labels) == set(Label)
    assert {d.language for d in planted.documents.values()} == {"zh", "en"}
    links = Counter(p.link for p in reported(planted))
    assert min(links["closes"], links["advances"]) > 300


def test_nobody_wrote_for_both(root: Path) -> None:
    authors = [
        {doc_id.partition("-")[0] for doc_id in read_planted(root / "corpora" / name).documents}
        for name in ("invented", "invented-unseen")
    ]
    assert not authors[0] & authors[1]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["invented", "invented-unseen"])
def test_no_sentence_is_one_of_a_real_speech(shared: Path, root: Path, name: str) -> None:
    """Short formulas («各位代表：») are anybody's; a sentence that says something is not."""
    real, _ = read_corpora(sorted(p for p in (shared / "corpora").iterdir() if p.is_dir()))
    said = {bare(piece) for document in real for piece in STOPS.split(document.text)}
    planted = read_planted(root / "corpora" / name)
    least = {"zh": 14, "en": 45}
    copied = [
        s.text
        for s in planted.said
        if len(bare(s.text)) >= least[planted.documents[s.doc_id].language] and bare(s.text) in said
    ]
    assert copied == []


@pytest.mark.shared
@pytest.mark.parametrize("name", ["invented", "invented-unseen"])
def test_no_passage_is_one_of_a_real_speech(shared: Path, root: Path, name: str) -> None:
    real, _ = read_corpora(sorted(p for p in (shared / "corpora").iterdir() if p.is_dir()))
    own = [t for d in read_planted(root / "corpora" / name).documents.values() for t in (d.text, d.title)]
    texts = ["".join(text.split()) for text in (*own, *(d.text for d in real))]
    places = np.array([0] * len(own) + [1] * len(real))
    found = [texts[k][at : at + PASSAGE] for k, at in _on_two_sides(texts, places, PASSAGE) if k < len(own)]
    assert found == []


def bare(text: str) -> str:
    return re.sub(r"\s+", "" if re.search("[\u4e00-\u9fff]", text) else " ", text).strip(" 。；：.;:!！?？").lower()
