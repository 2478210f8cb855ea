"""Text that a page or a column has broken into lines, put back on one line."""

from __future__ import annotations

import re

from pipeline.lineends import LINE_ENDS

_BREAK = re.compile(rf"[^\S{LINE_ENDS}]*[{LINE_ENDS}]\s*")
_INDENT = re.compile(r"[ \t\u00a0\u3000]+")
_TAB = 4


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


def even_indent(line: str) -> str:
    """Return a Chinese line whose indent is as many characters long as it is wide: two blanks are one, a tab is two."""
    indent = _INDENT.match(line)
    if indent is None:
        return line
    columns = sum(2 if c == "\u3000" else _TAB if c == "\t" else 1 for c in indent.group())
    return "\u3000" * ((columns + 1) // 2) + line[indent.end() :]
