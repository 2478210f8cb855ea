"""What every reader takes and returns, and how a file that cannot be read is reported.

A reader is a function `read(data, name, encoding) -> tuple[Extract, ...]`: the bytes of one file in, the texts it
holds out (one for most formats, several for csv and jsonl). A reader does not open files itself:
:mod:`pipeline.readers.importing` and :mod:`pipeline.readers.corpus` do that and refuse what is too large, and the table
`READERS` of :mod:`pipeline.readers` picks the reader by the file ending.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.errors import LedgerError

MOST_BYTES = 512 * 1024 * 1024
"""Larger files are refused: a speech has some ten thousand characters, so this is another kind of file."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One text taken out of a file.

    `encoding` is the encoding that the bytes were read with («utf-8», «gb18030», …) or the container («docx»,
    «pdf»). `warnings` say what was dropped, joined or looks doubtful, with counts. `fields` holds what the file
    itself says of the text: title, date, url, and the other columns of a csv or jsonl row. `key` tells several texts
    of one file apart («row 7») and is empty where there is only one.

    Raises UnreadableError where one of them holds half a character: see :func:`refuse_halves`.
    """

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def __post_init__(self) -> None:
        """Refuse what no file of a corpus and no table could hold."""
        refuse_halves(self.text, f"{self.key}: the text" if self.key else "the text")
        for name, value in self.fields.items():
            refuse_halves(value, f"{self.key}: «{name}»" if self.key else f"«{name}»")


class Reader(Protocol):
    """A function that takes the texts out of the bytes of one file."""

    def __call__(self, data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
        """Return the texts in `data`.

        Args:
            data: the whole file.
            name: the name of the file, for messages only.
            encoding: the encoding if the user states one; container formats ignore it.

        Raises:
            UnreadableError: the file is broken, encrypted, holds no text, or is in an unknown encoding.
        """


class UnreadableError(LedgerError):
    """A file out of which no text can be taken; the parts become a `Problem` of the corpus."""

    def __init__(self, message: str, advice: str, value: str = "") -> None:
        """Keep what is wrong, the next step for the user, and the offending value."""
        super().__init__(f"{message} → {advice}")
        self.message = message
        self.advice = advice
        self.value = value


def refuse_halves(text: str, place: str) -> None:
    """Refuse a text with half a character: a lone surrogate, as an escape of JSON can bring one in.

    Raises UnreadableError that names `place`, the position in it and the escape.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        written = ascii(text[error.start])[1:-1]
        message = f"{place} holds half a character (a lone surrogate) behind {error.start:,} others"
        raise UnreadableError(message, "write the whole character there or take the half out", written) from error


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Keep a library from writing its own warnings to the terminal; what matters of them is in those of the text."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
