"""Joining visual lines to paragraphs, by the signs of the text alone; pdf and hard-wrapped files need it."""

from __future__ import annotations

import re

WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f‘’“”…—"
"""Characters that are set without spaces between them, as the inside of a character class."""

_WIDE_END = re.compile(rf"[{WIDE}]$")
_WIDE_START = re.compile(rf"^[{WIDE}]")
_HAN_END = re.compile(r"[\u3400-\u9fff]$")
_STOPS = re.compile(r"[。！？!?.：:；;…][”’\"'）)》」』\]]*$")
_MARKER = re.compile(
    r"""^(?:
      [一二三四五六七八九十百]{1,4}[、.．]      # 一、
    | [（(][一二三四五六七八九十百0-9０-９]{1,4}[）)]
    | 第[一二三四五六七八九十百0-9]{1,4}[章节部编]
    | [0-9０-９]{1,3}[.．、)）](?![0-9])
    | [一二三四五六七八九十]{1,3}是
    | [①-⑳㈠-㈩⑴-⒇⒈-⒛]
    | [•●▪◆■□○◇►※·]
    | [-–—―]{1,2}\s?(?=\S)
    | [（(]?[ivxIVX]{1,5}[.)]\s
    | [（(][a-zA-Z][)]\s
    )""",
    re.VERBOSE,
)
_CONTENTS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s*[0-9]{1,4}$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends with a stop, quotation marks and brackets behind it aside."""
    return bool(_STOPS.search(line.rstrip()))


def starts_item(line: str) -> bool:
    """Tell whether a line begins with the number or mark of a heading or list item."""
    return bool(_MARKER.match(line.lstrip()))


def is_contents(line: str) -> bool:
    """Tell whether a line is an entry of a table of contents: leaders and a page number."""
    return bool(_CONTENTS.search(line.rstrip()))


def join(first: str, second: str, words: frozenset[str] = frozenset()) -> str:
    """Put two lines of one paragraph together: without a space where either side is written without spaces.

    A hyphen at the end of the first line is dropped where the whole word occurs among `words` (small letters), and
    kept where it does not, so that «long-term» stays itself.
    """
    first, second = first.rstrip(" \t"), second.lstrip(" \t\u3000")
    if not first or not second:
        return first + second
    if first.endswith("\u00ad"):
        return first[:-1] + second
    if first.endswith(("-", "\u2010")) and first[-2:-1].isalpha() and second[0].isalpha():
        head = re.search(r"[A-Za-zÀ-ÿ]+[-\u2010]$", first)
        tail = re.match(r"[A-Za-zÀ-ÿ]+", second)
        if head and tail and (head.group()[:-1] + tail.group()).lower() in words:
            return first[:-1] + second
        return first + second
    if _WIDE_END.search(first) and _WIDE_START.search(second):
        return first + second
    # between Han and Latin or digits Chinese typesetting shows no space, but dashes and quotes are both scripts' marks
    if _HAN_END.search(first) or re.match(r"^[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]", second):
        return first + second
    # Chinese lines break anywhere, also inside PM2.5 and 2025
    if second[0].isdigit() and first[-1].isalnum() and _HAN.search(first) and _HAN.search(second):
        return first + second
    return f"{first} {second}"
