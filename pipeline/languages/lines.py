"""Text that a page or a column has broken into lines, put back on one line."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[^\S\r\n]*[\r\n]\s*")


def one_line(text: str, language: str) -> str:
    """Return a text without its line breaks; a blank takes their place where the language puts one between words."""
    return _BREAK.sub("" if language == "zh" else " ", text)


def unbroken(text: str) -> tuple[str, list[int]]:
    """Return a Chinese text without its line breaks and, for each character that is left, its place in the text."""
    places: list[int] = []
    begin = 0
    for found in _BREAK.finditer(text):
        places += range(begin, found.start())
        begin = found.end()
    places += range(begin, len(text))
    return "".join(text[place] for place in places), places
