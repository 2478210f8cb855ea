"""Markdown: the text as it would be shown, without the signs of its markup.

Soft line breaks inside a paragraph are joined, unless the lines of the file are paragraphs themselves; numbers of
ordered lists are kept, a head of «key: value» lines between two rows of hyphens becomes the fields of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pipeline.readers.base import Extract
from pipeline.readers.lines import ends_sentence, join, starts_item
from pipeline.readers.text import decode

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"""^["']?([^\W\d](?:[\w -]{0,30}|[\w.-]{0,60}))["']?:\s*(.*?)\s*$""")
# What else stands in such a head: the lines of a value, items of a list, the end of one in brackets, comments.
_MORE = re.compile(r"\s|-\s|[]}]|#|$")
# A text saved under the name of Markdown has one paragraph on each line. An editor breaks lines in mid-sentence and at
# one width; less than this share of such breaks, and lines of more characters than this, are none of its work.
_BROKEN = 0.4
_LONGEST_BROKEN = 130
_NEAR = 0.6
# What a page does not show, and tags; «costs < 5 and > 3» has none.
# One that nothing closes stays, and is gone over but once.
_UNSEEN = re.compile(
    r"<!---?>|<!--.*?-->|<(script|style)\b.*?</\1\s*>|(?P<unclosed><(?:!--|script\b|style\b).*)",
    re.DOTALL | re.IGNORECASE,
)
_PARTS = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|table|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_LINK = re.compile(r"[A-Za-z][\w+.-]*:|[/#.?]|[^\u3400-\u9fff]*\.[A-Za-z]{2,5}(?:[/#?:]|$)")


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the text of a Markdown file; see :class:`pipeline.readers.base.Reader`."""
    from markdown_it import MarkdownIt

    decoded = decode(data, encoding)
    source, fields, unread = _front_matter(decoded.text)
    # an indented paragraph is code to Markdown; in speeches it is a paragraph
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    counts: Counter[str] = Counter(head=unread)
    told: dict[str, Any] = {}
    tokens = parser.parse(source, told)
    if not all(_LINK.match(unquote(reference["href"])) for reference in told.get("references", {}).values()):
        # «[县长]:各位代表…» is a paragraph, which Markdown takes for the address of a link and does not show
        tokens = parser.disable("reference").parse(source)
    lines = _blocks(tokens, counts, keep=_one_paragraph_per_line(tokens))
    words = {
        "head": "{} lines of the head that are no «key: value» left out",
        "links": "{} links left out, their words kept",
        "pictures": "{} pictures left out",
        "html": "{} pieces of HTML markup left out",
        "hidden": "{} characters of comments and scripts left out",
        "breaks": "{} line breaks inside paragraphs joined",
        "kept": "{} line breaks without an empty line kept: the lines of this file are its paragraphs",
    }
    warnings = [text.format(counts[key]) for key, text in words.items() if counts[key]]
    text = "\n".join(lines)
    return (Extract(text, decoded.encoding, (*decoded.warnings, *warnings), fields),)


def _front_matter(text: str) -> tuple[str, dict[str, str], int]:
    """Take the head off a text; return the rest, what the head says and how many of its lines say nothing of that."""
    match = _FRONT.match(text)
    if not match:
        return text, {}, 0
    lines = [line for line in match.group(1).splitlines() if line.strip()]
    pairs = [_KEY.match(line) for line in lines]
    # a speech may begin with a rule, and its first part must not be taken for a head: one begins with a key
    first = next((pair for pair, line in zip(pairs, lines, strict=True) if not line.startswith("#")), None)
    if not first or not all(pair or _MORE.match(line) for pair, line in zip(pairs, lines, strict=True)):
        return text, {}, 0
    fields = {p.group(1).strip().lower(): p.group(2).strip("\"'") for p in pairs if p}
    return text[match.end() :], fields, pairs.count(None)


def _one_paragraph_per_line(tokens: Sequence[Token]) -> bool:
    """Tell whether the line breaks inside paragraphs, which Markdown takes for spaces, part paragraphs."""
    blocks = [token.content.split("\n") for token in tokens if token.type == "inline"]
    pairs = [pair for block in blocks for pair in pairwise(block)]
    if not pairs:
        return False
    width = max(len(above) for above, _ in pairs)
    broken = sum(
        not (ends_sentence(above) or starts_item(above) or starts_item(below))
        and (below[:1].islower() or len(above) >= _NEAR * width)
        for above, below in pairs
    )
    return broken < _BROKEN * len(pairs) or median(len(above) for above, _ in pairs) > _LONGEST_BROKEN


def _blocks(tokens: Sequence[Token], counts: Counter[str], *, keep: bool) -> list[str]:
    """Return one entry for each paragraph, heading, list item, table row and line of code.

    With `keep` the line breaks inside a paragraph stay.
    """
    lines: list[str] = []
    marker = ""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            lines.append("\t".join(cells))
            cells = None
        elif token.type == "inline":
            text = _inline(token.children or [], counts, keep=keep)
            if cells is not None:
                cells.append(" ".join(text.split("\n")))
            elif text.strip():
                lines.append(marker + text)
                marker = ""
        elif token.type == "fence":
            lines += token.content.rstrip("\n").split("\n")
        elif token.type == "html_block":
            counts["html"] += 1
            seen = _UNSEEN.sub(lambda found: found["unclosed"] or "", token.content)
            counts["hidden"] += len(token.content) - len(seen)
            shown = unescape(_TAG.sub("", _PARTS.sub("\n", seen)))
            lines += [text for line in shown.split("\n") if (text := line.strip())]
    return lines


def _inline(tokens: Sequence[Token], counts: Counter[str], *, keep: bool) -> str:
    """Return the shown text of the inside of a paragraph."""
    text = ""
    glue = False
    for token in tokens:
        piece = ""
        if token.type in {"text", "code_inline", "text_special"}:
            piece = token.content
        elif token.type == "softbreak" and keep:
            counts["kept"] += 1
            piece = "\n"
        elif token.type == "softbreak":
            counts["breaks"] += 1
            glue = True
        elif token.type == "hardbreak":
            piece = "\n"
        elif token.type == "link_open":
            counts["links"] += 1
        elif token.type == "image":
            counts["pictures"] += 1
        elif token.type == "html_inline":
            counts["html"] += 1
            piece = "\n" if token.content.lower().startswith("<br") else ""
        if piece and glue:
            text = join(text, piece)
            glue = False
        else:
            text += piece
    return text
