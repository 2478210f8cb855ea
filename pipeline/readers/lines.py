"""Joining visual lines to paragraphs, by the signs of the text alone; pdf, Markdown and recognised scans need it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

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
_DASHES = "[-\u2014\u2013\uff0d\u2015\u2500]{1,2}"
_PAGE = re.compile(
    rf"\s*(?:{_DASHES}\s*([0-9]{{1,4}})\s*{_DASHES}|第\s*([0-9]{{1,4}})\s*页(?:.{{0,3}}共\s*[0-9]{{1,4}}\s*页)?"
    r"|(?i:page)\s+([0-9]{1,4})(?:\s+of\s+[0-9]{1,4})?|([0-9]{1,4}))\s*"
)
_LEAST_PAGES = 3
_LOOKED_AT = 200  # characters of the end of a line; what stands before may be a whole paragraph of joined lines
_BLANK = r"[ \u00a0]"
# Han characters side by side, and with one blank between them; of 1,131 sound texts none has more than 0.4 % of these.
_CLOSE = re.compile(r"[\u3400-\u9fff](?=[\u3400-\u9fff])")
_PARTED = re.compile(rf"[\u3400-\u9fff](?={_BLANK}[\u3400-\u9fff])")
_MOST_PARTED = 0.4
_LEAST_PARTED = 30
# Where words of Latin letters stand in such a text they keep their blanks; a blank between single characters is one of
# those that stand between all.
_BETWEEN = re.compile(
    rf"(?<=[{WIDE}]){_BLANK}(?!{_BLANK})|(?<!{_BLANK}){_BLANK}(?=[{WIDE}])"
    rf"|(?<!\S\S)(?<=\S){_BLANK}(?=\S(?:\s|$))"
)


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
    end = first[-_LOOKED_AT:]
    if first.endswith(("-", "\u2010")) and first[-2:-1].isalpha() and second[0].isalpha():
        head = re.search(r"[A-Za-zÀ-ÿ]+[-\u2010]$", end)
        tail = re.match(r"[A-Za-zÀ-ÿ]+", second)
        if head and tail and (head.group()[:-1] + tail.group()).lower() in words:
            return first[:-1] + second
        return first + second
    if _WIDE_END.search(end) and _WIDE_START.search(second):
        return first + second
    # between Han and Latin or digits Chinese typesetting shows no space, but dashes and quotes are both scripts' marks
    if _HAN_END.search(end) or re.match(r"^[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]", second):
        return first + second
    # Chinese lines break anywhere, also inside PM2.5 and 2025
    if second[0].isdigit() and first[-1].isalnum() and _HAN.search(end) and _HAN.search(second):
        return first + second
    return f"{first} {second}"


def is_parted(text: str) -> bool:
    """Tell whether the characters of a Chinese text stand apart by a blank, as recognised scans and PDF copies do."""
    parted = len(_PARTED.findall(text))
    return parted >= _LEAST_PARTED and parted > _MOST_PARTED * (parted + len(_CLOSE.findall(text)))


def closed_up(text: str) -> tuple[str, int]:
    """Take the blanks out that stand between all characters of a Chinese text; return the rest and their count.

    Lines most of whose words are longer than a character stay as they are, and so do two blanks in a row and those
    between words of Latin letters. A text whose characters are not parted is returned as it is.
    """
    if not is_parted(text):
        return text, 0
    lines = text.split("\n")
    for at, line in enumerate(lines):
        words = line.split()
        if 2 * sum(len(word) == 1 for word in words) > len(words):
            lines[at] = _BETWEEN.sub("", line)
    closed = "\n".join(lines)
    return closed, len(text) - len(closed)


def without_page_numbers(text: str) -> tuple[str, int]:
    """Take the page numbers out of a text that stand in the middle of a sentence; return the rest and their count.

    Only lines that are numbers and count up through the text are taken for page numbers. The empty lines around a
    number go with it, so that the sentence goes on in the next line. Numbers between sentences stay.
    """
    lines = text.split("\n")
    found = [(at, int(next(filter(None, m.groups())))) for at, line in enumerate(lines) if (m := _PAGE.fullmatch(line))]
    pages = {at for at, _ in _counting_up(found)}
    if not pages:
        return text, 0
    full = [at for at, line in enumerate(lines) if line.strip() and at not in pages]
    gone: set[int] = set()
    count = 0
    for above, below in pairwise(full):
        between = pages.intersection(range(above + 1, below))
        if between and not ends_sentence(lines[above]) and not starts_item(lines[below]):
            gone.update(range(above + 1, below))
            count += len(between)
    return "\n".join(line for at, line in enumerate(lines) if at not in gone), count


def _counting_up(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lines with a number that are one more than the line before or one less than the next, if many are."""
    if len(found) < _LEAST_PAGES:
        return []
    steps = [second[1] == first[1] + 1 for first, second in pairwise(found)]
    kept = [
        pair for pair, before, after in zip(found, [False, *steps], [*steps, False], strict=True) if before or after
    ]
    return kept if len(kept) >= _LEAST_PAGES else []
