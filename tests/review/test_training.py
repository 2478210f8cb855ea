"""Verdicts as training data: they reach the trainers through the gold, and the card names them."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.records import Label, text_hash
from pipeline.review.verdicts import csv_text
from pipeline.settings import Settings
from pipeline.training import load_material
from tests.review.support import verdict

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo"
SENTENCE = "ellowmere-2021"


def test_verdicts_take_the_place_of_gold_rows(tmp_path: Path) -> None:
    text = (DEMO / "texts" / f"{SENTENCE}.txt").read_bytes().decode("utf-8-sig")
    first, second = _two_sentences(text)
    gold = tmp_path / "gold"
    gold.mkdir()
    rows = [("1", *first, "measure", "2"), ("2", *second, "other", "")]
    with (gold / "sentences-mine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "doc_id", "start", "end", "label", "level", "unsure", "text"))
        for gold_id, start, end, label, level in rows:
            writer.writerow((gold_id, SENTENCE, start, end, label, level, 0, text[start:end]))
    folder = tmp_path / "corrections"
    folder.mkdir()
    said = verdict(text[slice(*first)], first[0], doc_id=SENTENCE, level=4)
    assert said.sha == text_hash(text[slice(*first)])
    (folder / "verdicts.csv").write_text(csv_text([said]), encoding="utf-8")
    plain = load_material(gold, [DEMO], Settings())
    taught = load_material(gold, [DEMO], Settings(), [folder])
    assert [(s.label, s.level) for s in plain.labelled(["sentences"]).sentences] == [
        (Label.MEASURE, 2),
        (Label.OTHER, None),
    ]
    assert {(s.start, s.label, s.level) for s in taught.labelled(["sentences"]).sentences} == {
        (first[0], Label.PLEDGE, 4),
        (second[0], Label.OTHER, None),
    }
    assert set(taught.sha256("sentences")) - set(plain.sha256("sentences")) == {"verdicts.csv"}


def _two_sentences(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the offsets of the first two stretches that end in a full stop and a blank."""
    first = text.index(". ") + 1
    second = text.index(". ", first + 1) + 1
    return (0, first), (first + 1, second)
