"""Errors a user can act on: each names the file, the place, the value and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LedgerError(Exception):
    """Base of every error that this package raises on purpose; scripts print it without a traceback."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    `place` is the file and, where there is one, the row or key («index.csv row 7»); `value` is the
    offending value as it stands in the file; `advice` is the next step for the user. `doc_id` is
    the document concerned, or None where the whole corpus is; `jurisdiction` and `year` are its own, as far as known.
    """

    place: str
    value: str
    message: str
    advice: str
    doc_id: str | None = None
    jurisdiction: str = ""
    year: int | None = None

    def __str__(self) -> str:
        """Return the problem as one line."""
        value = f" «{self.value}»" if self.value else ""
        return f"{self.place}:{value} {self.message} → {self.advice}"


class _ListedError(LedgerError):
    """Many problems in one message, each on a line of its own, in the order given."""

    told = ""

    def __init__(self, problems: Sequence[Problem], advice: str = "") -> None:
        """Keep the problems and make one message of them; `advice` is a next step for all, beside that of each."""
        self.problems = tuple(problems)
        noun = "problem" if len(self.problems) == 1 else "problems"
        message = "\n  ".join((f"{len(self.problems)} {noun}{self.told}:", *map(str, self.problems)))
        super().__init__(f"{message}\n→ {advice}" if advice else message)


class CorpusError(_ListedError):
    """All the problems of the corpora of a run, raised once."""

    told = " in the corpus"


class SettingsError(LedgerError):
    """A settings file has an unknown key or a value of the wrong type or range."""


class ModelError(LedgerError):
    """A model folder is missing, incomplete, or does not fit the text it is asked to work on."""


class GoldError(LedgerError):
    """A gold file does not fit the texts that it refers to."""


class ReviewError(_ListedError):
    """All the problems of coding sheets or of stored verdicts, raised once; nothing was changed."""

    told = ", and nothing was changed"


class RunError(LedgerError):
    """A results folder cannot be written, is in use, or does not hold what a script needs."""
