"""Tell whether all lines of a text are broken at one width, as in typewritten archives and recognised scans.

There a line end says nothing, while in other texts it ends a paragraph. The decision is made once for a document: from
how many of its lines break off in mid-sentence, and how close to one width these are. Where every line is followed by
an empty one, that says nothing either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.languages import Language
from pipeline.languages.lines import even_indent
from pipeline.readers.lines import WIDE, starts_item

_STOPPED = re.compile(r"[。！？!?.:：;；…][”’\"'）)》」』\]]*$")
_WIDE = re.compile(rf"[{WIDE}]")
# Tables and lists are set in lines of their own, whatever the width of the text around them.
_SET_APART = re.compile(r"\t|\S {3,}\S|^\s*(?:[|#>*•●·]|[-–—]{1,2}\s)")
# Fewer broken lines are an accident of copying, which the settings join or not.
LEAST_BROKEN = 8
# Least share of broken lines among those of running text, and of broken lines that end near the width.
BROKEN = 0.35
NEAR = 0.8
# Where so many lines are longer, the others are headings of short paragraphs and verses, not broken lines.
LONGER = 1.15
MOST_LONGER = 0.05
# Lines of English are broken before the word that does not fit; the width is the length that so many stay below.
WITHIN = 0.97
LATIN_WIDTHS = range(35, 131)
# Chinese lines hold one number of characters, but for a stop that may not begin a line.
HAN_WIDTHS = range(14, 61)
SLACK = 2


def single_spaced(text: str) -> str:
    """Return a text, of which every line is followed by an empty one, with a blank for one line end of each two.

    It is as long as the text, so that offsets in it hold. Any other text is returned as it is.
    """
    if re.search(r"\S[^\S\n]*\n[^\S\n]*\S", text):
        return text
    return re.sub(r"\n([^\S\n]*\n)", r" \1", text)


def wrap_width(language: Language, text: str) -> int:
    """Return the width in characters at which the lines of a text are broken, or 0 where they are not."""
    plain = single_spaced(text.replace("\r\n", "\n"))
    blocks = [block.split("\n") for block in re.split(r"\n[^\S\n]*\n", plain)]
    kept = [[line.rstrip() for line in block if line.strip()] for block in blocks]
    if language.code == "zh":
        kept = [[even_indent(line) for line in block] for block in kept]
    pairs = [pair for block in kept for pair in pairwise(block) if not any(_SET_APART.search(line) for line in pair)]
    running = [line for block in kept for line in block if not _SET_APART.search(line)]
    if language.code != "zh":
        return _latin(pairs, running)
    # type that counts characters, and type that is set by width, where two digits take the place of one character
    return _han(pairs, running, len) or _han(pairs, running, _columns)


def _latin(pairs: Sequence[tuple[str, str]], running: Sequence[str]) -> int:
    """Find the width by the lines that break off before a word in small letters."""
    broken = [(a, b) for a, b in pairs if b.lstrip()[:1].islower() and not _STOPPED.search(a)]
    if len(broken) < max(LEAST_BROKEN, BROKEN * len(running)):
        return 0
    lengths = sorted(len(above) for above, _ in broken)
    width = lengths[int(WITHIN * (len(lengths) - 1))]
    near = sum(len(above) + 1 + len(below.split(maxsplit=1)[0]) >= width for above, below in broken)
    longer = sum(len(line) > LONGER * width for line in running)
    fits = near >= NEAR * len(broken) and longer <= MOST_LONGER * len(running)
    return width if width in LATIN_WIDTHS and fits else 0


def _han(pairs: Sequence[tuple[str, str]], running: Sequence[str], measure: Callable[[str], int]) -> int:
    """Find the width by the commonest length of the lines that do not end in a stop.

    Numbered headings that are shorter end where they end, and tell nothing.
    """
    unstopped = [(measure(above), starts_item(above)) for above, _ in pairs if not _STOPPED.search(above)]
    lengths = Counter(length for length, _ in unstopped)
    width = max(HAN_WIDTHS, key=lambda w: (sum(lengths[w - back] for back in range(SLACK + 1)), -w))
    headings = sum(numbered and length < width - SLACK for length, numbered in unstopped)
    broken = Counter(length for length, numbered in unstopped if not numbered or length >= width - SLACK)
    if broken.total() < max(LEAST_BROKEN, BROKEN * (len(running) - headings)):
        return 0
    near = sum(count for length, count in broken.items() if abs(length - width) <= SLACK)
    longer = sum(measure(line) > width + SLACK for line in running)
    return width if near >= NEAR * broken.total() and longer <= MOST_LONGER * len(running) else 0


def _columns(line: str) -> int:
    """Return how many Han characters are as wide as a line."""
    return (len(line) + len(_WIDE.findall(line)) + 1) // 2
