"""What the stages need to know of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol


class Language(Protocol):
    """The facts and functions that depend on the language of a document.

    All patterns work on the original text, in full-width and half-width forms alike, so that
    offsets need no translation.
    """

    @property
    def code(self) -> str:
        """ISO 639-1 code, as in index.csv."""

    @property
    def cues(self) -> Mapping[str, re.Pattern[str]]:
        """Named cue patterns (codebook §1 and §3): deadline, count with an ending verb, bottom line and others."""

    def normalise(self, text: str) -> str:
        """Return a copy for comparing: one width of digits and letters, one script, no spaces that mean nothing.

        The copy may have another length; never take offsets from it.
        """

    def tokens(self, text: str) -> list[str]:
        """Cut normalised text into words; punctuation and white space are left out."""

    def sentence_spans(self, text: str, start: int, end: int, *, split_semicolon: bool) -> list[tuple[int, int]]:
        """Return the sentences of text[start:end] as offsets into `text`, without the white space around them."""

    def unit_spans(self, sentence: str) -> list[tuple[int, int]]:
        """Return the units (codebook §2) of a sentence as offsets into it, without final punctuation."""
