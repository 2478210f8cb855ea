"""What must hold for any text: nothing is lost, offsets are right, and nothing takes long."""

from __future__ import annotations

import time

from pipeline.languages import LANGUAGES
from pipeline.records import Document, Label, Unit
from pipeline.segment import segment
from pipeline.settings import SegmentSettings
from pipeline.targets import find_targets

MOST_SECONDS = 10


def document(text: str, language: str) -> Document:
    """Return a document with a text."""
    return Document("fuzz", "某县", "county", 2024, "report", "", language, "", "0" * 64, "utf-8", text)


def check_segments(text: str, language: str) -> None:
    """Cut a text: sentences and cuts rebuild it, and units lie inside their sentence."""
    start = time.perf_counter()
    found = segment(document(text, language), SegmentSettings())
    pieces = sorted([*found.sentences, *found.cuts], key=lambda piece: piece.start)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    for sentence in found.sentences:
        last = 0
        for a, b in LANGUAGES[language].unit_spans(sentence.text):
            assert last <= a < b <= len(sentence.text), (sentence.text, a, b)
            last = b
    assert time.perf_counter() - start < MOST_SECONDS


def check_numbers(text: str, language: str) -> None:
    """Find the figures of a text, taken as one unit: each stands where it says, and low is not above high."""
    start = time.perf_counter()
    unit = Unit("fuzz", 0, len(text), "fuzz@0-0", "某县", 2024, text, Label.PLEDGE, 3, language)
    for target in find_targets(unit, text, 0):
        assert text[target.start : target.end] == target.raw
        assert (target.low is None) == (target.high is None)
        assert target.low is None or target.high is None or target.low <= target.high, target
    assert time.perf_counter() - start < MOST_SECONDS
