"""Text cells that a spreadsheet program does not take for formulas, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

GUARD = "'"
# a text cell that begins so is taken for a formula by Excel, LibreOffice or their East Asian versions
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - these very letters


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run; :func:`unguard` takes it off."""
    return GUARD + text if text.lstrip(GUARD).startswith(DANGEROUS) else text


def unguard(text: str) -> str:
    """Return the text that :func:`guard` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(DANGEROUS) else text


def guarded_csv(rows: Iterable[Sequence[object]], *, end: str = "\r\n") -> str:
    """Return rows as CSV with lines that end in `end`; texts are guarded, numbers stay as they print."""
    out = io.StringIO(newline="")
    cells = ([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(out, lineterminator=end).writerows(cells)
    return out.getvalue()
