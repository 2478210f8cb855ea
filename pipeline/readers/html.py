"""Web pages: the body of the article without the menus around it.

trafilatura finds where the article is. It is made for news in Western languages and may leave out single paragraphs of
a long Chinese page; a speech is one stretch. So the page is also cut into blocks (paragraphs, headings, table rows),
and the text is every block from the first to the last that trafilatura kept, except those made of links. What is left
out inside that stretch, before it and behind it is counted in the warnings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.base import Extract, UnreadableError, quiet
from pipeline.readers.text import TAG, TAGGED, Decoded, decode, oddities

LINKED = 0.5
"""Share of linked characters from which on a block is a menu."""
LEAST = 100
"""Characters of running text below which a page holds no speech."""

_SKIPPED = frozenset(
    {
        "head",
        "title",
        "meta",
        "link",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "button",
        "textarea",
        "rt",
        "rp",
    }
)
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "rb",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "input",
        "o:p",
        "st1:chsdate",
        "st1:chmetcnv",
    }
)
_VERBATIM = frozenset({"pre", "listing", "xmp", "plaintext"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_WESTERN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"})
MOST_SOURCE = 8_000_000
"""Characters of source from which a page is refused: pages of speeches have some hundred thousand."""
MOST_ATTRIBUTES = 1_000
"""Attributes from which a tag is refused; real ones have a dozen."""
MOST_TAGS = 40_000
"""Tags from which a page is refused: the extractor takes up to ten seconds for so many."""
_EMBEDDED = re.compile(r"data:[a-z]{1,20}/[\w.+-]{1,80};base64,[A-Za-z0-9+/=]+")  # pictures inside the page
_TAG = re.compile(r"<[A-Za-z][^<>]*")
_ATTRIBUTE = re.compile(r"\s[^\s=<>]+")
_SHELL = re.compile(r"</?(?:html|body)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_WIDE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])"
)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_STOP = re.compile(r"[。！？；!?;]|\.(?:\s|$)")
_META = {
    # the names that Chinese government sites are told to use come first
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "date",
    "contentsource": "publisher",
    "author": "author",
}


@dataclass
class _Block:
    """One paragraph, heading or table row as it is shown: its text and how many characters of it are links."""

    text: str
    linked: int

    @property
    def is_menu(self) -> bool:
        """Tell whether most of the block is links."""
        return self.linked > LINKED * len(self.text)


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the main text of a web page; see :class:`pipeline.readers.base.Reader`."""
    decoded = _decode(data, encoding)
    # some gazettes consist of two pages one behind the other; parsers stop at the first end
    source = _SHELL.sub(" ", _EMBEDDED.sub("", decoded.text.replace("\x00", "")))
    _refuse_monsters(source)
    shells = len(re.findall(r"</html\s*>", decoded.text, re.IGNORECASE))
    tree = _parse(source)
    walker = _Walker()
    walker.walk(tree)
    blocks = walker.blocks
    first, last = _stretch(source, blocks)
    body = [block for block in blocks[first : last + 1] if not block.is_menu]
    menus = sum(block.is_menu for block in blocks[first : last + 1])
    running = sum(len(block.text) for block in body if _STOP.search(block.text))
    if running < LEAST:
        linked = sum(block.linked for block in blocks)
        everything = sum(len(block.text) for block in blocks)
        raise UnreadableError(
            f"no running text on the page: {everything} characters, {linked} of them links",
            "save the page of the speech itself, after it has loaded in the browser",
        )
    before, behind = blocks[:first], blocks[last + 1 :]
    warnings = [*decoded.warnings]
    if before or behind:
        sizes = [sum(len(block.text) for block in part) for part in (before, behind)]
        warnings.append(f"web page: {sizes[0]} characters before and {sizes[1]} behind the article left out")
    if menus:
        warnings.append(f"{menus} blocks of links inside the article left out")
    if shells > 1:
        warnings.append(f"{shells} pages in one file, read as one")
    warnings += walker.warnings()
    lost = [
        block for block in (*before, *behind) if not block.is_menu and len(block.text) > 60 and _STOP.search(block.text)
    ]
    if lost:
        size = sum(len(block.text) for block in lost)
        warnings.append(
            f"{len(lost)} paragraphs of {size} characters stand outside the article: «{lost[0].text[:30]}…»"
        )
    text = "\n".join(block.text for block in body)
    fields = _fields(tree)
    fields["before"] = "\n".join(block.text for block in before if not block.is_menu)[-2000:]
    told = tuple(dict.fromkeys((*warnings, *oddities(text))))
    return (Extract(text, decoded.encoding, told, {k: v for k, v in fields.items() if v}),)


def without_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text of a table or JSON file, read as a web page where it has the tags of one, and warnings."""
    if len(TAG.findall(text)) < TAGGED:
        return text, oddities(text)
    try:
        (page,) = read(text.encode("utf-8", "surrogatepass"), "", "utf-8")
    except UnreadableError as error:
        return text, (
            f"tags of a web page stand in the text, and cannot be taken out: {error.message}",
            *oddities(text),
        )
    return page.text, ("read as a web page, for its tags", *page.warnings)


def _decode(data: bytes, encoding: str | None) -> Decoded:
    """Decode a page: as stated, else by mark or as UTF-8, else as the page declares, else by plausibility."""
    if encoding:
        return decode(data, encoding)
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            name = declared.group(1).decode("ascii")
            # servers declare these for pages of any encoding, and browsers take them for Windows-1252
            tries = (None, "cp1252", name) if name.lower() in _WESTERN else (name, None)
            for attempt in tries[:-1]:
                with suppress(UnreadableError):
                    return decode(data, attempt)
            return decode(data, tries[-1])
        return Decoded(text, "utf-8", oddities(text))
    return decode(data)


def _parse(source: str) -> Any:  # noqa: ANN401 - an lxml element
    from lxml import html

    # text of an XML declaration would make lxml refuse the string
    without = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    return html.document_fromstring(f"<html><body>{without}</body></html>".encode(), parser=parser)


def _refuse_monsters(source: str) -> None:
    """Refuse a page that no browser saved from a speech, and on which the parsers would spend minutes.

    The time that parsers need grows with the square of the attributes of a tag, and each tag takes much longer than a
    word. Raises UnreadableError.
    """
    if len(source) > MOST_SOURCE:
        raise UnreadableError(
            f"the page has {len(source):,} characters of source, pictures not counted (limit {MOST_SOURCE:,})",
            "save the page of the speech itself",
        )
    tags = sum(1 for _ in _TAG.finditer(source))
    if tags > MOST_TAGS:
        raise UnreadableError(
            f"the page has {tags:,} tags (limit {MOST_TAGS:,})", "save the text of the speech itself as a .txt file"
        )
    for tag in _TAG.finditer(source):
        if tag.end() - tag.start() > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(tag[0])) > MOST_ATTRIBUTES:
            raise UnreadableError(
                f"a tag with more than {MOST_ATTRIBUTES:,} attributes", "save the page again", tag[0][:60]
            )


def _stretch(source: str, blocks: Sequence[_Block]) -> tuple[int, int]:
    """Return the first and the last block that belong to the article, or an empty stretch."""
    import trafilatura

    with quiet("trafilatura"):
        kept = trafilatura.extract(
            f"<html><body>{source}</body></html>",
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            deduplicate=False,
        )
    squeezed = _squeeze(kept or "")
    inside = [
        number
        for number, block in enumerate(blocks)
        if not block.is_menu and _squeeze(block.text) in squeezed and len(_squeeze(block.text)) > 1
    ]
    # a short line may stand in the article and in the menu; the ends must be lines that occur once or are long
    sure = [n for n in inside if len(blocks[n].text) >= 12 or _STOP.search(blocks[n].text)] or inside
    if not sure:
        return 0, -1
    first, last = sure[0], sure[-1]
    among = set(inside)
    while first - 1 in among:
        first -= 1
    while last + 1 in among:
        last += 1
    return first, last


def _squeeze(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def _fields(tree: Any) -> dict[str, str]:  # noqa: ANN401
    """Return what the page says about itself."""
    fields: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = _META.get((meta.get("name") or meta.get("property") or "").lower())
        content = (meta.get("content") or "").strip()
        if key and content:
            fields.setdefault(key, content)
    if "title" not in fields:
        for tag in ("h1", "title"):
            words = [" ".join(element.text_content().split()) for element in tree.iter(tag)]
            if any(words):
                fields["title"] = next(filter(None, words))
                break
    return fields


def _is_link(element: Any) -> bool:  # noqa: ANN401
    """Tell whether an element is a link; an «a» with but a name marks a place, and old pages do not close it.

    Pages that follow their links by a script may give them no address.
    """
    given = element.attrib if element.tag == "a" else ()
    return element.tag == "a" and ("href" in given or "onclick" in given or not ("name" in given or "id" in given))


@dataclass
class _Walker:
    """Cuts a page into blocks, without recursion: hostile pages nest a hundred thousand elements."""

    blocks: list[_Block] = field(default_factory=list)
    hidden: int = 0
    ruby: int = 0
    _pieces: list[tuple[str, bool]] = field(default_factory=list)
    _data_rows: dict[Any, bool] = field(default_factory=dict)

    def walk(self, tree: Any) -> None:  # noqa: ANN401
        """Fill `blocks` from an lxml tree."""
        from lxml import etree

        skipping = links = verbatim = 0
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                unseen = element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
                if skipping or tag in _SKIPPED or unseen:
                    if unseen and not skipping:
                        self.hidden += len(_SPACES.sub("", "".join(element.itertext())))
                    self.ruby += tag == "rt"
                    skipping += 1
                    continue
                links += _is_link(element)
                verbatim += tag in _VERBATIM
                if tag == "br":
                    self._end()
                elif tag in {"td", "th"} and self._is_cell(element):
                    if self._pieces and any(text.strip() for text, _ in self._pieces):
                        self._pieces.append(("\t", False))
                elif tag not in _INLINE and not self._in_row(element):
                    self._end()
                self._add(element.text, linked=links > 0, verbatim=verbatim > 0)
            else:
                if skipping:
                    skipping -= 1
                else:
                    links -= _is_link(element)
                    verbatim -= tag in _VERBATIM
                    in_row = self._is_cell(element) if tag in {"td", "th"} else self._in_row(element)
                    if tag not in _INLINE and not in_row:
                        self._end()
                if not skipping:
                    self._add(element.tail, linked=links > 0, verbatim=verbatim > 0)
        self._end()

    def _add(self, text: str | None, *, linked: bool, verbatim: bool) -> None:
        """Add text to the block; where the page shows its line ends, each line is a block."""
        for number, line in enumerate((text or "").split("\n") if verbatim else [text or ""]):
            if number:
                self._end()
            if line:
                self._pieces.append((line, linked))

    def _is_cell(self, cell: Any) -> bool:  # noqa: ANN401
        """Tell whether a cell belongs to a table of data; in a layout table a cell holds whole paragraphs."""
        row = cell.getparent()
        if row is None or row.tag != "tr":
            return False
        if row not in self._data_rows:
            self._data_rows[row] = self._is_data(row)
        return self._data_rows[row]

    @staticmethod
    def _is_data(row: Any) -> bool:  # noqa: ANN401
        cells = [child for child in row if child.tag in {"td", "th"}]
        if len(cells) < 2 or any(child.find(".//table") is not None for child in cells):
            return False
        return all(len("".join(child.itertext())) <= 200 for child in cells)

    def _in_row(self, element: Any) -> bool:  # noqa: ANN401
        """Tell whether an element stands in a cell of a table of data."""
        parent = element.getparent()
        for _ in range(4):
            if parent is None:
                return False
            if parent.tag in {"td", "th"}:
                return self._is_cell(parent)
            parent = parent.getparent()
        return False

    def _end(self) -> None:
        """Close the block that is being gathered."""
        if not self._pieces:
            return
        raw = "".join(text for text, _ in self._pieces)
        linked = sum(len(_SPACES.sub("", text)) for text, link in self._pieces if link)
        cells = [_SPACES.sub(" ", _WIDE_BREAK.sub("", cell)).strip(" \u3000") for cell in raw.split("\t")]
        row = ("\t", False) in self._pieces
        text = "\t".join(cells).strip() if row else _SPACES.sub(" ", _WIDE_BREAK.sub("", raw)).strip(" \u3000\t")
        if text:
            self.blocks.append(_Block(text, linked))
        self._pieces = []

    def warnings(self) -> list[str]:
        """Return what was left out because it is not shown."""
        found = []
        if self.hidden:
            found.append(f"{self.hidden} characters that the page hides left out")
        if self.ruby:
            found.append(f"{self.ruby} pronunciations above characters left out")
        return found
