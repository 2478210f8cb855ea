"""What the stages need to know of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.records import Part


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A heading that opens a line. `level` is 1 for the highest; `end` is the offset in the line where it ends.

    `numbered` tells whether a marker («一、», «（二）», «##») says so; an unnumbered heading is a guess from form.
    Level 0 is a sentence that names the topic of those after it without opening a section.
    """

    level: int
    end: int
    numbered: bool


class Language(Protocol):
    """The facts and functions that depend on the language of a document.

    The patterns of lines that are no speech (`furniture`, `stage_direction`, `contents`, `label`, `footer`), of parts
    (`part_headings`, `opens_plan`, `part_cues`) and of the `glossary` get folded text (see `fold`), in which all
    offsets are those of the original.
    """

    @property
    def code(self) -> str:
        """ISO 639-1 code, as in index.csv."""

    @property
    def letters(self) -> re.Pattern[str]:
        """A letter of the script that the language is written in."""

    @property
    def cues(self) -> Mapping[str, re.Pattern[str]]:
        """Named cue patterns (codebook §1 and §3): deadline, count with an ending verb, bottom line and others."""

    @property
    def furniture(self) -> Sequence[tuple[str, re.Pattern[str]]]:
        """Reasons and patterns of whole lines that are no part of the speech, tried in order."""

    @property
    def stage_direction(self) -> re.Pattern[str]:
        """What the record of a speech notes in brackets of its hearers («（掌声）»), which may stand inside a line."""

    @property
    def part_headings(self) -> Mapping[Part, re.Pattern[str]]:
        """What the headings of the parts of a speech say."""

    @property
    def opens_plan(self) -> re.Pattern[str]:
        """What a heading of a plan says that stands under a heading of a review.

        Without it such a heading tells what the review is about («（二）重大任务顺利完成»).
        """

    @property
    def part_cues(self) -> Sequence[tuple[str, re.Pattern[str], float]]:
        """Name, pattern and weight of what a sentence says of its part: above 0 for review, below 0 for plan.

        A weight is the logarithm of how much likelier the cue is in a review than in a plan.
        """

    @property
    def part_run(self) -> float:
        """How many sentences a review or a plan of this language's speeches typically lasts."""

    @property
    def part_neutral(self) -> float:
        """Log-likelihood of a sentence without cues in neither part, over that in a review or a plan."""

    @property
    def salutation(self) -> re.Pattern[str]:
        """An address to the audience that opens a line."""

    @property
    def contents(self) -> re.Pattern[str]:
        """The title line of a table of contents."""

    @property
    def glossary(self) -> re.Pattern[str]:
        """The heading above explanations of terms, which are no part of the speech proper."""

    @property
    def label(self) -> re.Pattern[str] | None:
        """A label of page furniture («来源：») that fills a line, so that its value stands on the next."""

    @property
    def footer(self) -> re.Pattern[str] | None:
        """The first line of what archives add at the end of a text, up to the end."""

    def find_salutation(self, line: str) -> tuple[int, int] | None:
        """Return the span of the first address in a line that opens the text, behind titles that are glued to it."""

    def names_part(self, heading: str) -> bool:
        """Tell whether a heading names a review or a plan."""

    def plans_year(self, heading: str, year: int) -> bool:
        """Tell whether a heading speaks of the work of a year and not of what came of it («2023年主要工作»)."""

    def normalise(self, text: str) -> str:
        """Return a copy for comparing: one width of digits and letters, one script, no spaces that mean nothing.

        The copy may have another length; never take offsets from it.
        """

    def fold(self, text: str) -> str:
        """Return a copy of equal length on which patterns for simplified script and plain digits fire.

        Offsets into the copy are offsets into the text.
        """

    def unnumbered(self, text: str) -> str:
        """Return a normalised text without the number that only counts it («（二）», "(a)"), unless it is all."""

    def tokens(self, text: str) -> list[str]:
        """Cut normalised text into words; punctuation and white space are left out."""

    def line_spans(
        self, text: str, start: int, end: int, *, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Return the lines of text[start:end]; with `join`, a line that was broken in mid-sentence counts as one.

        White space around a line is left out, as are empty lines. `width` is that at which all lines of the text are
        broken, 0 where they are not; lines that reach it are joined in any case.
        """

    def heading(self, line: str) -> HeadingMark | None:
        """Return the heading that opens a line, or None."""

    def heading_starts(self, line: str) -> list[int]:
        """Return the offsets at which headings begin that are glued into a line; 0 only for an unnumbered one."""

    def sentence_spans(
        self, text: str, start: int, end: int, *, split_semicolon: bool, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Return the sentences of text[start:end] as offsets into `text`, without the white space around them."""

    def has_action(self, text: str) -> bool:
        """Tell whether a heading names an action, so that it can be a commitment (codebook §1, rule 7)."""

    def names_problem(self, text: str) -> bool:
        """Tell whether a sentence on problems says which there are, and not only that there are some."""

    def problem_cuts(self, text: str) -> list[int]:
        """Return the offsets in a sentence on problems at which another problem begins than the one before."""

    def names_action(self, unit: str) -> bool:
        """Tell whether a unit says what is done or to be done, not ideology or a vow alone (codebook §1, rule 13)."""

    def looks_back(self, unit: str) -> bool:
        """Tell whether a unit opens with a time that is over and turns to nothing that is to be done."""

    def names_nothing(self, text: str) -> bool:
        """Tell whether a text names no object of its own, so that only its speech can say what it is about."""

    def only_points(self, unit: str) -> bool:
        """Tell whether a unit of a promise names nothing and could not stand as one (codebook §2)."""

    def states_fact(self, unit: str, following: str) -> bool:
        """Tell whether a unit says what is or was, so that beside a promise it is none.

        `following` is the unit behind it in its sentence, "" behind the last.
        """

    def unit_spans(self, sentence: str) -> list[tuple[int, int]]:
        """Return the units (codebook §2) of a sentence as offsets into it, without final punctuation."""


def cut_head(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without the head that a pattern finds, or all of it where nothing else would be left."""
    match = pattern.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text


def spans_between(text: str, low: int, high: int, stops: Iterable[int]) -> list[tuple[int, int]]:
    """Return the stretches of text[low:high] that end at `stops` and at `high`, without the white space before them."""
    spans: list[tuple[int, int]] = []
    at = low
    for stop in (*stops, high):
        while at < stop and text[at].isspace():
            at += 1
        if at < stop:
            spans.append((at, stop))
        at = stop
    return spans
