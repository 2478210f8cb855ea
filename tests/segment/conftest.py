"""Helpers for the segmentation tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.records import Document, Segmented
from pipeline.segment import segment
from pipeline.settings import SegmentSettings


def make_document(text: str, language: str = "zh", year: int = 2031, kind: str = "report") -> Document:
    return Document("doc", "云岭市", "prefecture", year, kind, "", language, "", "", "utf-8", text)


@pytest.fixture
def cut() -> Callable[..., Segmented]:
    """Return a function from a text to its segments, which checks on the way that nothing was lost."""

    def run(
        text: str, language: str = "zh", year: int = 2031, kind: str = "report", **settings: bool | tuple[str, ...]
    ) -> Segmented:
        result = segment(make_document(text, language, year, kind), SegmentSettings(**settings))
        check_complete(result)
        return result

    return run


def check_complete(result: Segmented) -> None:
    """Assert that sentences and cuts concatenate to the text, and that the records agree with the offsets."""
    pieces = sorted(
        [(s.start, s.end, s.text) for s in result.sentences] + [(c.start, c.end, c.text) for c in result.cuts]
    )
    assert "".join(text for _, _, text in pieces) == result.document.text
    at = 0
    for start, end, text in pieces:
        assert start == at < end
        assert text == result.document.text[start:end]
        at = end
    assert [s.start for s in result.sentences] == sorted(s.start for s in result.sentences)
    for found in result.cuts:
        if found.reason == "white space":
            assert found.text.replace("\ufeff", " ").isspace()
    for sentence in result.sentences:
        assert 0 <= sentence.part_confidence <= 1
