"""What the stages need to know of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.records import Part


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A heading that opens a line. `level` is 1 for the highest; `end` is the offset in the line where it ends.

    `numbered` tells whether a marker («一、», «（二）», «##») says so; an unnumbered heading is a guess from form.
    """

    level: int
    end: int
    numbered: bool


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

    @property
    def furniture(self) -> Sequence[tuple[str, re.Pattern[str]]]:
        """Reasons and patterns of whole lines that are no part of the speech, tried in order."""

    @property
    def part_headings(self) -> Mapping[Part, re.Pattern[str]]:
        """What the headings of the parts of a speech say."""

    @property
    def part_cues(self) -> Sequence[tuple[str, re.Pattern[str], float]]:
        """Name, pattern and weight of what a sentence says of its part: above 0 for review, below 0 for plan.

        A weight is the logarithm of how much likelier the cue is in a review than in a plan.
        """

    @property
    def salutation(self) -> re.Pattern[str]:
        """An address to the audience that fills a line or opens the speech."""

    def normalise(self, text: str) -> str:
        """Return a copy for comparing: one width of digits and letters, one script, no spaces that mean nothing.

        The copy may have another length; never take offsets from it.
        """

    def tokens(self, text: str) -> list[str]:
        """Cut normalised text into words; punctuation and white space are left out."""

    def line_spans(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the lines of text[start:end], a line that was broken in mid-sentence counting as one.

        White space around a line is left out, as are empty lines.
        """

    def heading(self, line: str) -> HeadingMark | None:
        """Return the heading that opens a line, or None."""

    def sentence_spans(self, text: str, start: int, end: int, *, split_semicolon: bool) -> list[tuple[int, int]]:
        """Return the sentences of text[start:end] as offsets into `text`, without the white space around them."""

    def unit_spans(self, sentence: str) -> list[tuple[int, int]]:
        """Return the units (codebook §2) of a sentence as offsets into it, without final punctuation."""
