"""Word documents (.docx): paragraphs in reading order, with the numbers that Word computes.

What a reader of the page sees is kept: tracked insertions, list numbers, tables, text boxes, the shown result of
fields. What he does not see is left out and counted in the warnings: tracked deletions, hidden text, comments. Notes,
headers and footers stand outside the speech; they are left out and counted as well.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.base import Extract, UnreadableError
from pipeline.readers.numerals import NUMBER_FORMATS
from pipeline.readers.text import oddities

MOST_PARTS = 20_000
MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes of XML after unpacking; a speech has less than one million, a decompression bomb thousands of millions."""
DEEPEST_TABLE = 20

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTAINERS = frozenset({f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})
_INLINE = _CONTAINERS | {f"{_W}{name}" for name in ("hyperlink", "smartTag", "fldSimple", "dir", "bdo", "r")}
_INLINE |= {f"{_MC}AlternateContent", f"{_MC}Choice"}
_PICTURES = frozenset({f"{_W}drawing", f"{_W}pict", f"{_W}object"})
_CLOSED_LABEL = re.compile(r"[、，。：）)】\u3015》\s]$")
_STRICT = b"http://purl.oclc.org/ooxml/"
_DRAWN = re.compile(r"\s*eq\b", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the text of a Word document; see :class:`pipeline.readers.base.Reader`."""
    _check(data)
    document, title = _open(data)
    body = _Body(_Numbering(document))
    paragraphs = body.paragraphs(document.element.body)
    text = "\n".join(paragraphs)
    warnings = [*body.warnings(), *_outside(document), *oddities(text)]
    if not text.strip():
        pictures = body.counts["pictures"]
        raise UnreadableError(
            f"no text in the document, {pictures} pictures" if pictures else "no text in the document",
            "if it is a scan, run a text recognition (OCR) first",
        )
    return (Extract(text, "docx", tuple(warnings), {"title": title} if title else {}),)


def _open(data: bytes) -> tuple[Any, str]:
    """Return the document of python-docx and its title, after touching every part that is used later."""
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.body is None or any(r.reltype is None for r in document.part.rels.values()):
            raise ValueError("the main part has no body or a relation has no type")
        document.styles.element.get("x")
    except Exception as error:
        # python-docx lets AttributeError, TypeError, zlib.error and others of its own making through on damaged files
        message = f"not a sound Word document ({type(error).__name__})"
        raise UnreadableError(message, "open it in Word and save it again") from error
    try:
        title = str(document.core_properties.title or "").strip()
    except AttributeError:
        # a damaged list of properties is no reason to refuse a sound text
        title = ""
    return document, title


def _check(data: bytes) -> None:
    """Refuse what is no Word document, is encrypted, or would fill the memory when unpacked."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError("the document is encrypted", "open it with its password and save it without one")
        raise UnreadableError(
            "an old Word document under the name of a new one", "open it in Word and save it as .docx"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            xml = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            if len(parts) > MOST_PARTS or sum(part.file_size for part in xml) > MOST_UNPACKED:
                raise UnreadableError("the document unpacks to an absurd size", "check where it comes from")
            for part in xml:
                # Word never writes a document type; it only serves attacks on the reader
                start = archive.open(part).read(4096)
                if _STRICT in start:
                    # Word would save it as it is
                    advice = "save it as «Word Document (*.docx)», the type without the word «Strict»"
                    raise UnreadableError("a Strict Open XML Document, which is not read", advice, part.filename)
                if _DOCTYPE.search(start):
                    raise UnreadableError(
                        "the document declares XML entities", "check where it comes from", part.filename
                    )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError("the file is damaged or not a Word document", "save it again as .docx") from error
    except Exception as error:
        # zlib.error has no common base with the errors of zipfile
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"the file is damaged ({error})", "save it again as .docx") from error


@dataclass
class _Body:
    """Walks the body once and counts what it leaves out or changes."""

    numbering: _Numbering
    counts: Counter[str] = field(default_factory=Counter)

    def paragraphs(self, parent: Any, depth: int = 0) -> list[str]:  # noqa: ANN401 - an lxml element
        """Return the text of every paragraph below `parent`, in reading order."""
        found: list[str] = []
        pending = ""
        for element in parent:
            if element.tag == f"{_W}p":
                text, boxes = self._paragraph(element)
                if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
                    # the paragraph mark itself is a tracked deletion: the next paragraph goes on here
                    pending += text
                    found += boxes
                    continue
                found.append(pending + text)
                pending = ""
                found += boxes
            elif element.tag == f"{_W}tbl":
                self.counts["tables"] += 1
                found += self._table(element, depth)
            elif element.tag in _CONTAINERS:
                found += self.paragraphs(element, depth)
            elif element.tag == f"{_W}altChunk":
                self.counts["chunks"] += 1
        if pending:
            found.append(pending)
        return found

    def _table(self, table: Any, depth: int) -> list[str]:  # noqa: ANN401
        """Return a table row by row. A row of one cell is layout and gives its paragraphs as they are."""
        if depth >= DEEPEST_TABLE:
            raise UnreadableError("tables are nested beyond reason", "open the document in Word and simplify them")
        found: list[str] = []
        for row in self._rows(table):
            cells = [self.paragraphs(cell, depth + 1) for cell in _cells(row)]
            if len(cells) == 1:
                found += cells[0]
                continue
            filled = ["".join(_join(cell)) for cell in cells]
            if any(filled):
                found.append("\t".join(filled))
        return found

    def _rows(self, table: Any) -> Iterator[Any]:  # noqa: ANN401
        """Yield the rows of a table, also those inside content controls and tracked insertions."""
        for element in table:
            if element.tag == f"{_W}tr":
                if element.find(f"{_W}trPr/{_W}del") is None:
                    yield element
                else:
                    self.counts["deleted"] += _length_deleted(element)
            elif element.tag in _CONTAINERS:
                yield from self._rows(element)

    def _paragraph(self, paragraph: Any) -> tuple[str, list[str]]:  # noqa: ANN401
        """Return the text of one paragraph with its list number, and the text boxes that hang on it."""
        boxes: list[str] = []
        text = "".join(self._runs(paragraph, boxes))
        label = self.numbering.label(paragraph)
        if label and text.strip():
            self.counts["numbers"] += 1
            text = label + text.lstrip()
        return text, boxes

    def _runs(self, parent: Any, boxes: list[str]) -> Iterator[str]:  # noqa: ANN401
        for element in parent:
            tag = element.tag
            if tag in {f"{_W}del", f"{_W}moveFrom"}:
                self.counts["deleted"] += _length_deleted(element)
            elif tag == f"{_W}r" and _is_on(element.find(f"{_W}rPr/{_W}vanish")):
                self.counts["hidden"] += sum(len(t.text or "") for t in element.iter(f"{_W}t"))
            elif tag in _INLINE:
                if tag == f"{_W}ins":
                    self.counts["inserted"] += sum(len(t.text or "") for t in element.iter(f"{_W}t"))
                yield from self._runs(element, boxes)
            elif tag == f"{_W}ruby":
                # the reading above rare characters stands beside them in the file
                self.counts["readings"] += 1
                for base in element.iterchildren(f"{_W}rubyBase"):
                    yield from self._runs(base, boxes)
            elif tag == f"{_W}t":
                yield element.text or ""
            elif tag == f"{_W}instrText":
                # circled figures and stacked characters: a drawing, of which the file has no text
                self.counts["drawn"] += bool(_DRAWN.match(element.text or ""))
            elif tag in {f"{_W}tab", f"{_W}ptab"}:
                yield "\t"
            elif tag in {f"{_W}br", f"{_W}cr"}:
                yield "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag == f"{_W}sym":
                self.counts["symbols"] += 1
                code = _int(element.get(f"{_W}char"), 0x25A1, 16)
                yield chr(code if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else 0x25A1)
            elif tag in _PICTURES:
                contents = list(element.iter(f"{_W}txbxContent"))
                self.counts["boxes" if contents else "pictures"] += 1
                for content in contents:
                    boxes += self.paragraphs(content)
            elif tag == f"{{{_MATHS}}}oMath" or tag == f"{{{_MATHS}}}oMathPara":
                self.counts["formulas"] += 1
                yield "".join(t.text or "" for t in element.iter(f"{{{_MATHS}}}t"))

    def warnings(self) -> list[str]:
        """Return one sentence for each kind of thing that was changed or left out."""
        sentences = {
            "numbers": "{} list numbers computed as Word shows them",
            "inserted": "{} characters of tracked insertions kept",
            "deleted": "{} characters of tracked deletions left out",
            "hidden": "{} characters of hidden text left out",
            "tables": "{} tables read row by row, cells parted by tabs; which head a figure stands under is not read",
            "boxes": "{} text boxes put behind the paragraph that they hang on",
            "pictures": "{} pictures left out",
            "formulas": "{} formulas read as plain characters",
            "symbols": "{} characters of symbol fonts kept by their code",
            "readings": "{} pronunciations above characters left out",
            "drawn": "{} characters that Word draws by a formula (EQ) left out: write them as characters",
            "chunks": "{} embedded files left out",
        }
        found = [words.format(self.counts[key]) for key, words in sentences.items() if self.counts[key]]
        if self.numbering.unknown:
            found.append(f"numbering of an unknown kind shown as 1, 2, 3: {', '.join(sorted(self.numbering.unknown))}")
        return found


_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _length_deleted(element: Any) -> int:  # noqa: ANN401
    """Return the number of characters below an element that is deleted, whether or not each run says so."""
    return sum(len(t.text or "") for t in element.iter(f"{_W}delText", f"{_W}t"))


def _cells(row: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the cells of a row that are not swallowed by the merged cell above them."""
    for element in row:
        if element.tag == f"{_W}tc":
            merge = element.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None or merge.get(f"{_W}val") == "restart":
                yield element
        elif element.tag in _CONTAINERS:
            yield from _cells(element)


def _join(paragraphs: list[str]) -> Iterator[str]:
    """Yield the paragraphs of one cell so that they fit on a line: with a space only between Latin words."""
    previous = ""
    for paragraph in paragraphs:
        text = " ".join(paragraph.split("\n")).strip()
        if text and previous and previous[-1].isascii() and text[0].isascii():
            yield " "
        if text:
            yield text
            previous = text


def _is_on(element: Any) -> bool:  # noqa: ANN401
    """Tell whether a switch such as w:vanish is there and not turned off again."""
    return element is not None and element.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _outside(document: Any) -> list[str]:  # noqa: ANN401
    """Return warnings about notes, comments, headers and footers, which are not part of the running text."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    names = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header": "headers"}
    names |= {"footer": "footers"}
    counts: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    damaged: list[str] = []
    for relation in document.part.rels.values():
        name = names.get(relation.reltype.rpartition("/")[2])
        if name is None or relation.is_external:
            continue
        try:
            root = etree.fromstring(relation.target_part.blob, parser)
        except etree.XMLSyntaxError:
            damaged.append(f"damaged {name} left out")
            continue
        entries = [root] if name in {"headers", "footers"} else list(root)
        for entry in entries:
            size = sum(len(t.text or "") for t in entry.iter(f"{_W}t"))
            if size:
                counts[name] += 1
                characters[name] += size
    found = [f"{counts[n]} {n} left out ({characters[n]} characters)" for n in names.values() if counts[n]]
    return found + damaged


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: its number format, the pattern «（%1）», the start, and what follows the label."""

    number_format: str
    pattern: str
    start: int
    suffix: str
    restart: int | None
    legal: bool


class _Numbering:
    """Computes the labels of numbered paragraphs by the rules of WordprocessingML (ECMA-376 part 1, 17.9).

    Lists that share an abstract definition share their counters, unless one of them states a new start.
    """

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self.unknown: set[str] = set()
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._nums: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._styles: dict[str, tuple[str | None, str | None, int | None]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._read_styles(document)
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        if part is not None:
            self._read_definitions(part.element)

    def _read_styles(self, document: Any) -> None:  # noqa: ANN401
        for style in document.styles.element.iter(f"{_W}style"):
            based = style.find(f"{_W}basedOn")
            number = style.find(f"{_W}pPr/{_W}numPr")
            num_id, level = _num_pr(number)
            parent = None if based is None else based.get(f"{_W}val")
            self._styles[style.get(f"{_W}styleId", "")] = (parent, num_id, level)

    def _read_definitions(self, root: Any) -> None:  # noqa: ANN401
        for abstract in root.iter(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId", "")
            link = abstract.find(f"{_W}numStyleLink")
            if link is not None:
                self._links[key] = link.get(f"{_W}val", "")
            levels: dict[int, _Level] = {}
            for element in abstract.iter(f"{_W}lvl"):
                index = _int(element.get(f"{_W}ilvl"), 0)
                levels[index] = _level(element)
                style = element.find(f"{_W}pStyle")
                if style is not None:
                    self._by_style[key, style.get(f"{_W}val", "")] = index
            self._abstract[key] = levels
        for num in root.iter(f"{_W}num"):
            num_id = num.get(f"{_W}numId", "")
            target = num.find(f"{_W}abstractNumId")
            self._nums[num_id] = "" if target is None else target.get(f"{_W}val", "")
            starts = {}
            for override in num.iter(f"{_W}lvlOverride"):
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    starts[_int(override.get(f"{_W}ilvl"), 0)] = _int(start.get(f"{_W}val"), 1)
            self._overrides[num_id] = starts

    def label(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the label in front of a paragraph, counting it, or an empty string."""
        num_id, index = self._where(paragraph)
        if num_id is None or num_id == "0" or num_id not in self._nums:
            return ""
        key = self._resolve(self._nums[num_id])
        levels = self._abstract.get(key, {})
        level = levels.get(index)
        if level is None:
            return ""
        counters = self._counters.setdefault(key, {})
        start = self._overrides[num_id].get(index)
        if start is not None and (num_id, index) not in self._started:
            counters[index] = start
            self._started.add((num_id, index))
        else:
            counters[index] = counters.get(index, level.start - 1) + 1
        for deeper in list(counters):
            restart = levels[deeper].restart if deeper in levels else None
            # a deeper level begins anew after any higher one, or only after the level that lvlRestart names (1-based)
            if deeper > index and (restart is None or (restart > 0 and index < restart)):
                del counters[deeper]
        return self._shown(level, levels, counters)

    def _shown(self, level: _Level, levels: dict[int, _Level], counters: dict[int, int]) -> str:
        if level.number_format == "none":
            return ""
        if level.number_format == "bullet":
            # bullets of symbol fonts are private-use characters that mean nothing elsewhere
            bullet = "•" if not level.pattern or "\ue000" <= level.pattern[0] <= "\uf8ff" else level.pattern
            return bullet if bullet in "—–" else f"{bullet} "

        def number(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            other = levels.get(index, level)
            value = counters.setdefault(index, other.start)
            name = "decimal" if level.legal else other.number_format
            write = NUMBER_FORMATS.get(name)
            if write is None:
                self.unknown.add(name)
                return str(value)
            return write(value)

        label = re.sub(r"%([1-9])", number, level.pattern)
        if level.suffix == "nothing" or (_CLOSED_LABEL.search(label) and not label.isascii()):
            return label
        return f"{label} " if label else ""

    def _where(self, paragraph: Any) -> tuple[str | None, int]:  # noqa: ANN401
        """Return list and level of a paragraph: its own, or those of its style and the styles that is based on."""
        properties = paragraph.find(f"{_W}pPr")
        num_id, level = _num_pr(None if properties is None else properties.find(f"{_W}numPr"))
        named = None if properties is None else properties.find(f"{_W}pStyle")
        style = None if named is None else named.get(f"{_W}val")
        seen: set[str] = set()
        own = style
        while (num_id is None or level is None) and style in self._styles and style not in seen:
            seen.add(style)
            parent, style_num, style_level = self._styles[style]
            num_id = num_id if num_id is not None else style_num
            level = level if level is not None else style_level
            if num_id is not None and level is None:
                key = self._resolve(self._nums.get(num_id, ""))
                level = self._by_style.get((key, own or ""), self._by_style.get((key, style)))
            style = parent
        return num_id, level or 0

    def _resolve(self, key: str) -> str:
        """Follow a numStyleLink to the definition that holds the levels."""
        if key in self._links and not self._abstract.get(key):
            num_id = self._styles.get(self._links[key], (None, None, None))[1]
            return self._nums.get(num_id or "", key)
        return key


def _num_pr(element: Any) -> tuple[str | None, int | None]:  # noqa: ANN401
    """Return list id and level that a w:numPr states, each None where it does not."""
    if element is None:
        return None, None
    num = element.find(f"{_W}numId")
    level = element.find(f"{_W}ilvl")
    return (
        None if num is None else num.get(f"{_W}val"),
        None if level is None else _int(level.get(f"{_W}val"), 0),
    )


def _int(value: str | None, default: int, base: int = 10) -> int:
    """Return a number of the XML, or the default where there is none or it is broken."""
    try:
        return int(value, base) if value else default
    except ValueError:
        return default


def _level(element: Any) -> _Level:  # noqa: ANN401
    def value(name: str, default: str) -> str:
        child = element.find(f"{_W}{name}")
        return default if child is None else child.get(f"{_W}val", default)

    restart = value("lvlRestart", "")
    return _Level(
        number_format=value("numFmt", "decimal"),
        pattern=value("lvlText", ""),
        start=_int(value("start", "1"), 1),
        suffix=value("suff", "tab"),
        restart=_int(restart, 0) if restart else None,
        legal=_is_on(element.find(f"{_W}isLgl")),
    )
