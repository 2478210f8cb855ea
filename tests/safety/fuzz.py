"""Fuzz readers, segmenter and number grammar with atheris, guided by what is reached in the program.

    python -m tests.safety.fuzz TARGET [CORPUS_FOLDER] [-max_total_time=600 …]

TARGET is one of TARGETS below; atheris (not among the pinned libraries) takes the rest of the line. A file that cannot
be read must end in UnreadableError; anything else, a lost character, or more than ten seconds is a fault.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.readers import READERS, UnreadableError
    from tests.safety.checks import check_numbers, check_segments
    from tests.safety.files import docx

LANGUAGES = ("zh", "en")


def reader(ending: str) -> Callable[[bytes], None]:
    """Return a target that reads the bytes as a file."""

    def once(data: bytes) -> None:
        try:
            READERS[ending](data, f"fuzz{ending}")
        except UnreadableError:
            return

    return once


def docx_body(data: bytes) -> None:
    """Read a Word file whose text part is made of the bytes."""
    reader(".docx")(docx(data))


def segments(data: bytes) -> None:
    """Cut the bytes, read as text, into sentences and units."""
    check_segments(data[1:].decode("utf-8", "replace"), LANGUAGES[data[0] % 2] if data else "zh")


def numbers(data: bytes) -> None:
    """Find the figures in the bytes, read as text."""
    check_numbers(data[1:].decode("utf-8", "replace"), LANGUAGES[data[0] % 2] if data else "zh")


TARGETS: dict[str, Callable[[bytes], Any]] = {
    **{ending[1:]: reader(ending) for ending in (".txt", ".md", ".html", ".csv", ".jsonl", ".pdf")},
    "docx": docx_body,
    "segments": segments,
    "numbers": numbers,
}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup([sys.argv[0], "-timeout=10", *sys.argv[1:]], target)
    atheris.Fuzz()
