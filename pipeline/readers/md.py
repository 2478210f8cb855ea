"""Markdown: the text as it would be shown, without the signs of its markup.

Soft line breaks inside a paragraph are joined, numbers of ordered lists are kept, a head of «key: value» lines between
two rows of hyphens becomes the fields of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.readers.base import Extract
from pipeline.readers.lines import join
from pipeline.readers.text import decode

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z_][\w -]*):\s*(.*?)\s*$")
_TAG = re.compile(r"<[^<>]*>")


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the text of a Markdown file; see :class:`pipeline.readers.base.Reader`."""
    from markdown_it import MarkdownIt

    decoded = decode(data, encoding)
    source, fields = _front_matter(decoded.text)
    # an indented paragraph is code to Markdown; in speeches it is a paragraph
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    counts: Counter[str] = Counter()
    lines = _blocks(parser.parse(source), counts)
    words = {
        "links": "{} links left out, their words kept",
        "pictures": "{} pictures left out",
        "html": "{} pieces of HTML markup left out",
        "breaks": "{} line breaks inside paragraphs joined",
    }
    warnings = [text.format(counts[key]) for key, text in words.items() if counts[key]]
    text = "\n".join(lines)
    return (Extract(text, decoded.encoding, (*decoded.warnings, *warnings), fields),)


def _front_matter(text: str) -> tuple[str, dict[str, str]]:
    """Take the head off a text and return the rest and what the head says."""
    match = _FRONT.match(text)
    if not match:
        return text, {}
    pairs = [_KEY.match(line) for line in match.group(1).splitlines()]
    if not any(pairs):
        return text, {}
    return text[match.end() :], {p.group(1).strip().lower(): p.group(2).strip("\"'") for p in pairs if p}


def _blocks(tokens: Sequence[Token], counts: Counter[str]) -> list[str]:
    """Return one entry for each paragraph, heading, list item and table row, an empty one between paragraphs."""
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
            text = _inline(token.children or [], counts)
            if cells is not None:
                cells.append(" ".join(text.split("\n")))
            elif text.strip():
                lines.append(marker + text)
                marker = ""
        elif token.type in {"fence", "code_block"}:
            lines += token.content.rstrip("\n").split("\n")
        elif token.type == "html_block":
            counts["html"] += 1
            lines += [text for line in token.content.split("\n") if (text := _TAG.sub("", line).strip())]
    return lines


def _inline(tokens: Sequence[Token], counts: Counter[str]) -> str:
    """Return the shown text of the inside of a paragraph."""
    text = ""
    glue = False
    for token in tokens:
        piece = ""
        if token.type in {"text", "code_inline", "text_special"}:
            piece = token.content
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
