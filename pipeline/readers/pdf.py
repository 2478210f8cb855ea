"""PDF files with a text layer: page furniture dropped, visual lines joined to paragraphs, also over page ends.

Lines, their places and sizes come from pdfplumber. What is dropped at page edges is quoted in the warnings. A scan, an
encrypted file and a text layer without readable characters are errors.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from pipeline.readers.base import Extract, UnreadableError, quiet
from pipeline.readers.lines import ends_sentence, is_contents, join, starts_item
from pipeline.readers.radicals import RADICALS, without_radicals
from pipeline.readers.text import oddities

MOST_PAGES = 3000
EDGE = 3
"""Lines from the top and the bottom of a page that may be a running head or foot."""
REPEATED = 3
"""Pages on which a line must stand at the same edge to be dropped; two in a file of fewer than six pages."""
INDENT = 1.2
"""A line that begins this many type sizes right of the margin begins a paragraph."""
SHORT_WIDE = 1.6
"""A line of Chinese that ends this many type sizes before the margin ends a paragraph."""
SHORT_LATIN = 0.25
"""A line of Latin script that leaves this share of the column empty ends a paragraph, if it ends with a stop."""
GAP = 1.35
"""A distance between lines that is this many times the usual one parts paragraphs."""
SMALL = 0.88
"""Type smaller than this share of the usual one at the foot of a page may be a footnote."""
GUTTER = (0.35, 0.65)
"""Where, as a share of the page width, the gap between two columns is looked for."""

_NUMBER = re.compile(
    r"""^[\s\-–—―·.…_|~]*(?:
      第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/／共]\s*第?\s*(?:共\s*)?[0-9]{1,4}\s*页?)?
    | (?:page|p\.)\s*[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?
    | [0-9]{1,4}\s*(?:of|/)\s*[0-9]{1,4}
    | (?-i:(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))
    )[\s\-–—―·.…_|~]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[89]|2[01])[0-9]{2}")
_NOTE = re.compile(r"^(?:[0-9]{1,3}[\s.、）)]|[①-⑳]|[*†‡※]|\[[0-9]{1,3}\]|[（(][0-9]{1,3}[）)]|注)")
_PAGE_NUMBERS = "page numbers"
_CID = re.compile(r"\(cid:[0-9]+\)")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A visual line: text, box in points from the top left corner of the page, size of type, page and column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    column: int = 0


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the text of a PDF file; see :class:`pipeline.readers.base.Reader`."""
    pages, pictures, title, hidden = _pages(data)
    if not any(pages):
        message = "no text layer: the pages are pictures" if pictures else "no text on any page"
        raise UnreadableError(message, "run a text recognition (OCR) first and check its text", f"{len(pages)} pages")
    warnings: list[str] = []
    # before the lines are joined: «⼀、» begins an item
    pages, radicals = _without_radicals(pages)
    if radicals:
        warnings.append(f"{radicals} {RADICALS}")
    empty = [number for number, lines in enumerate(pages, start=1) if not lines]
    if empty:
        pictured = [number for number in empty if number in pictures]
        what = "no text, only pictures" if pictured == empty else "no text"
        warnings.append(f"{len(empty)} of {len(pages)} pages hold {what}: {_numbers(empty)}")
    pages, dropped = _without_furniture(pages)
    if dropped:
        numbers = dropped.pop(_PAGE_NUMBERS, 0)
        quoted = "; ".join(f"«{text}» {count}×" for text, count in sorted(dropped.items())[:8])
        more = f" and {len(dropped) - 8} more" if len(dropped) > 8 else ""
        if numbers:
            warnings.append(f"{numbers} page numbers dropped")
        if dropped:
            warnings.append(f"{sum(dropped.values())} lines that repeat from page to page dropped: {quoted}{more}")
    pages, notes = _notes_last(pages)
    if notes:
        warnings.append(f"{notes} lines of footnotes put behind the text")
    if any(line.column for lines in pages for line in lines):
        warnings.append("pages with two columns, read one column after the other")
    if hidden:
        warnings.append(f"{hidden} characters outside or across the page left out")
    text = "\n".join(_paragraphs(pages))
    broken = len(_CID.findall(text))
    if broken:
        if broken * 20 > len(text):
            advice = "print it to a new PDF, or run a text recognition (OCR)"
            raise UnreadableError("the fonts of this file do not say which characters they show", advice)
        warnings.append(f"{broken} characters of unknown meaning, shown as (cid:…)")
    joined = sum(map(len, pages)) - text.count("\n") - 1
    if joined > 0:
        warnings.append(f"{joined} visual line breaks joined")
    return (Extract(text, "pdf", (*warnings, *oddities(text)), {"title": title} if title else {}),)


def _pages(data: bytes) -> tuple[list[list[_Line]], set[int], str, int]:
    """Return the lines of every page, the numbers of pages with pictures, the title, and the characters left out."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if not data.lstrip()[:1024].count(b"%PDF"):
        raise UnreadableError("not a PDF file", "check the file, or give it the ending of its true format")
    lines: list[list[_Line]] = []
    pictures: set[int] = set()
    hidden = 0
    try:
        with quiet("pdfminer"), quiet("pdfplumber"), _no_circles(), pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise UnreadableError(f"{len(pdf.pages)} pages: this is no speech", "cut the speech out of it")
            title = without_radicals(str(pdf.metadata.get("Title") or "").strip())[0]
            for page in pdf.pages:
                if page.images:
                    pictures.add(page.page_number)
                # fake bold prints a character twice at nearly the same place; looking for it costs a third of the time
                spots = {(char["text"], round(char["x0"] / 2), round(char["top"] / 2)) for char in page.chars}
                clean = page.dedupe_chars() if len(spots) < len(page.chars) else page
                inside = clean.within_bbox(page.bbox, strict=False) if clean.chars else clean
                slanted = sum(not char["upright"] for char in inside.chars)
                if 0 < slanted * 5 < len(inside.chars):
                    # a watermark across the page
                    inside = inside.filter(lambda item: item.get("upright", True))
                hidden += len(clean.chars) - len(inside.chars)
                lines.append(_lines(inside))
                page.close()
    except UnreadableError:
        raise
    except (PDFPasswordIncorrect, PdfminerException) as error:
        if isinstance(error, PDFPasswordIncorrect) or isinstance(
            error.args[0] if error.args else "", PDFPasswordIncorrect
        ):
            advice = "open it with its password and save it without one"
            raise UnreadableError("the file is encrypted", advice) from error
        raise UnreadableError("the file is damaged", "open it in a PDF viewer and print it to a new PDF") from error
    except RecursionError as error:
        raise UnreadableError("the file is damaged: it refers to itself", "print it to a new PDF") from error
    except Exception as error:
        # pdfminer lets KeyError, TypeError, struct.error and others of its own making through on damaged files
        message = f"the file is damaged ({type(error).__name__})"
        raise UnreadableError(message, "open it in a PDF viewer and print it to a new PDF") from error
    return lines, pictures, title, hidden


@contextmanager
def _no_circles() -> Iterator[None]:
    """Let references that lead back to themselves lead nowhere: pdfminer would follow them for ever."""
    from pdfminer.pdftypes import PDFObjRef

    reference: Any = PDFObjRef
    one_step = reference.resolve

    def resolve(self: Any, default: object = None) -> Any:  # noqa: ANN401 - objects of pdfminer
        passed = {self.objid}
        found = one_step(self, default)
        while isinstance(found, PDFObjRef):
            if found.objid in passed:
                return default
            passed.add(found.objid)
            found = one_step(found, default)
        return found

    reference.resolve = resolve
    try:
        yield
    finally:
        reference.resolve = one_step


def _lines(page: Any) -> list[_Line]:  # noqa: ANN401 - a page of pdfplumber
    """Return the lines of a page in reading order, column after column."""
    if not page.chars:
        return []
    gutter = _gutter(page)
    boxes: list[tuple[int, Any]] = [(0, page)]
    if gutter is not None:
        left, top, right, bottom = page.bbox
        boxes = [(1, page.crop((left, top, gutter, bottom))), (2, page.crop((gutter, top, right, bottom)))]
    found: list[_Line] = []
    for column, part in boxes:
        for line in part.extract_text_lines(x_tolerance_ratio=0.15, strip=True) if part.chars else []:
            text = line["text"].strip()
            if text:
                sizes = [char["size"] for char in line["chars"]]
                box = (float(line["x0"]), float(line["x1"]), float(line["top"]), float(line["bottom"]))
                found.append(_Line(text, *box, float(median(sizes)), int(page.page_number), column))
    return found


def _gutter(page: Any) -> float | None:  # noqa: ANN401
    """Return the middle of the white stripe between two columns of text, or None where there is but one."""
    left, _, right, _ = page.bbox
    width = right - left
    words = page.extract_words()
    if len(words) < 40:
        return None
    low, high = (left + width * share for share in GUTTER)
    edges = sorted({low, high, *(w["x0"] for w in words if low < w["x0"] < high)})
    for start in edges:
        crossing = [w for w in words if w["x0"] < start and w["x1"] > start - 0.02 * width]
        before = sum(w["x1"] <= start for w in words)
        after = sum(w["x0"] >= start for w in words)
        if not crossing and min(before, after) > 0.3 * len(words):
            gap_start = max(w["x1"] for w in words if w["x1"] <= start)
            # lines of a ragged right margin leave no stripe over the whole height; a gutter does
            if start - gap_start >= 0.02 * width:
                return float((gap_start + start) / 2)
    return None


def _without_radicals(pages: Sequence[list[_Line]]) -> tuple[list[list[_Line]], int]:
    """Put the characters meant for radicals; return the lines and how many there were."""
    count = 0
    meant: list[list[_Line]] = []
    for lines in pages:
        texts = [without_radicals(line.text) for line in lines]
        count += sum(found for _, found in texts)
        meant.append([replace(line, text=text) for line, (text, _) in zip(lines, texts, strict=True)])
    return meant, count


def _without_furniture(pages: Sequence[list[_Line]]) -> tuple[list[list[_Line]], Counter[str]]:
    """Drop page numbers, lines that repeat at page edges, and watermarks; return the rest and what was dropped."""
    shapes: Counter[tuple[str, str]] = Counter()
    spots = Counter(_spot(line) for lines in pages for line in lines)
    for lines in pages:
        shapes.update({key for line, key in _edges(lines)})
    need = REPEATED if len(pages) >= 6 else 2
    found = ({line.text for line, _ in _edges(lines) if _YEAR.fullmatch(line.text)} for lines in pages)
    edges = Counter(year for own in found for year in own)
    # the last line of a cover is the year; a page of that number has a neighbour, and a running head stands on many
    years = {y for y, count in edges.items() if count < need and not {str(int(y) - 1), str(int(y) + 1)} & edges.keys()}
    dropped: Counter[str] = Counter()
    kept: list[list[_Line]] = []
    for lines in pages:
        # the same words at the same place on most pages are a watermark or a form, wherever they stand
        marks = {id(line) for line in lines if spots[_spot(line)] >= max(REPEATED, len(pages) / 2)}
        furniture = {id(line) for line in lines if id(line) in marks and not ends_sentence(line.text)}
        dropped.update(line.text for line in lines if id(line) in furniture)
        for line, key in _edges(lines):
            if id(line) in furniture or line.text in years:
                continue
            outermost = line in (lines[0], lines[-1]) or id(line) in {id(o) for o in _outer(lines, furniture)}
            # a sentence that happens to repeat is text; furniture carries no stop at its end
            repeated = shapes[key] >= need and not ends_sentence(line.text)
            if outermost and (repeated or _NUMBER.match(line.text)):
                furniture.add(id(line))
                dropped[_PAGE_NUMBERS if _NUMBER.match(line.text) else line.text] += 1
        kept.append([line for line in lines if id(line) not in furniture])
    return kept, dropped


def _notes_last(pages: Sequence[list[_Line]]) -> tuple[list[list[_Line]], int]:
    """Move the small print at the foot of pages behind the last page, so that it parts no sentence.

    Only lines that begin with the number or sign of a note, and those behind them on the page, are moved.
    """
    sizes = [line.size for lines in pages for line in lines]
    usual = median(sizes) if sizes else 0.0
    kept: list[list[_Line]] = []
    notes: list[_Line] = []
    for lines in pages:
        foot = len(lines)
        while foot and lines[foot - 1].size < SMALL * usual:
            foot -= 1
        while foot < len(lines) and not _NOTE.match(lines[foot].text):
            foot += 1
        # a page that is all small print is an appendix, not a foot
        moved = lines[foot:] if foot else []
        notes += moved
        kept.append(lines[: len(lines) - len(moved)])
    return ([*kept, notes] if notes else kept), len(notes)


def _outer(lines: Sequence[_Line], furniture: set[int]) -> Iterable[_Line]:
    """Return the first and the last line that are not furniture already."""
    rest = [line for line in lines if id(line) not in furniture]
    return (rest[0], rest[-1]) if rest else ()


def _edges(lines: Sequence[_Line]) -> list[tuple[_Line, tuple[str, str]]]:
    """Return the lines at both edges, outermost first, each with the edge and its text without numbers."""
    ordered = sorted(lines, key=lambda line: (line.top, line.x0))
    top = [(line, ("top", _shape(line.text))) for line in ordered[:EDGE]]
    bottom = [(line, ("bottom", _shape(line.text))) for line in reversed(ordered[-EDGE:])]
    return top + bottom


def _spot(line: _Line) -> tuple[str, int, int]:
    return line.text, round(line.x0), round(line.top)


def _shape(text: str) -> str:
    return re.sub(r"[0-9０-９]+", "#", re.sub(r"\s+", "", text)).lower()


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> list[str]:
    """Join the visual lines of all pages to paragraphs."""
    lines = [line for page in pages for line in page]
    words = frozenset(word.lower() for line in lines for word in re.findall(r"[A-Za-zÀ-ÿ]+", line.text))
    usual = _usual_distance(lines)
    columns = _columns(lines)
    found: list[str] = []
    previous: _Line | None = None
    for line in lines:
        if previous is None or _parted(previous, line, usual, columns):
            found.append(line.text)
        else:
            found[-1] = join(found[-1], line.text, words)
        previous = line
    return found


def _usual_distance(lines: Sequence[_Line]) -> float:
    """Return the usual distance between the tops of neighbouring lines, in points."""
    steps = [
        round(b.top - a.top, 1)
        for a, b in itertools.pairwise(lines)
        if (a.page, a.column) == (b.page, b.column) and b.top > a.top
    ]
    return float(median(steps)) if steps else 0.0


@dataclass(frozen=True, slots=True)
class _Column:
    """The left and right margin that most lines of a column keep, and whether first lines are indented."""

    left: float
    right: float
    indents: bool


def _columns(lines: Sequence[_Line]) -> dict[int, _Column]:
    """Return the margins of every column over all pages: what most lines keep, not the extremes."""
    found: dict[int, _Column] = {}
    for number in {line.column for line in lines}:
        own = [line for line in lines if line.column == number]
        starts = Counter(round(line.x0) for line in own)
        # the leftmost place at which a tenth of the lines begins; indented first lines are rarer or further right
        places = [place for place, count in sorted(starts.items()) if count * 10 >= len(own)]
        left = float(places[0] if places else min(starts))
        ends = sorted(line.x1 for line in own)
        right = ends[max(0, int(len(ends) * 0.95) - 1)]
        indented = sum(line.x0 - left > INDENT * line.size for line in own)
        found[number] = _Column(left, right, indented * 25 >= len(own))
    return found


def _parted(a: _Line, b: _Line, usual: float, columns: dict[int, _Column]) -> bool:
    """Tell whether line `b` begins a paragraph of its own behind line `a`."""
    if is_contents(a.text) or is_contents(b.text):
        return True
    if abs(a.size - b.size) > 0.12 * max(a.size, b.size):
        return True
    same = (a.page, a.column) == (b.page, b.column)
    if same and usual and b.top - a.top > GAP * usual:
        return True
    before, behind = columns[a.column], columns[b.column]
    chinese = bool(_HAN.search(a.text[-3:]))
    empty = before.right - a.x1
    short = empty > SHORT_WIDE * a.size if chinese else empty > SHORT_LATIN * (before.right - before.left)
    indented = b.x0 - behind.left > INDENT * b.size
    if indented and b.x0 - a.x0 > 0.5 * b.size:
        return True
    if ends_sentence(a.text):
        return short or indented or starts_item(b.text)
    # a line without a stop goes on, unless it is plainly a heading or the next one an item of its own
    if not short:
        return False
    if starts_item(a.text) or starts_item(b.text) or indented:
        return True
    # where first lines are indented, a line at the margin continues the one before
    return chinese and not behind.indents


def _numbers(pages: Sequence[int]) -> str:
    """Write page numbers, at most ten of them."""
    shown = ", ".join(map(str, pages[:10]))
    return f"{shown}, …" if len(pages) > 10 else shown
