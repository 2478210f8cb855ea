"""Text cells that a spreadsheet program does not take for formulas, and back."""

from __future__ import annotations

GUARD = "'"
# a text cell that begins so is taken for a formula by Excel, LibreOffice or their East Asian versions
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - these very letters


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run; :func:`unguard` takes it off."""
    return GUARD + text if text.lstrip(GUARD).startswith(DANGEROUS) else text


def unguard(text: str) -> str:
    """Return the text that :func:`guard` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(DANGEROUS) else text
