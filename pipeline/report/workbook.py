"""All tables in one workbook, with filters, colours that survive grey printing, and links to quotations."""

from __future__ import annotations

import datetime
import io
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.report.data import Rows
from pipeline.report.model import CellKind, ReportColumn, ReportTable, plain
from pipeline.report.people import KINDS
from pipeline.report.words import words
from pipeline.tables import unit_order

MOST_ROWS = 3_000  # rows of a sheet
MOST_MATRIX = 1_000  # rows of the thread × year sheet, which has a cell for every year
# that all sheets lead to; with their quotations they make half a million cells, which are written in some four seconds
MOST_IDS = 40_000
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(
    tzinfo=None
)  # a fixed date: same input, same bytes
WIDTHS = {
    CellKind.TEXT: 18,
    CellKind.ID: 24,
    CellKind.IDS: 24,
    CellKind.QUOTE: 60,
    CellKind.YEARS: 20,
    CellKind.INT: 9,
    CellKind.REAL: 10,
    CellKind.FLAG: 9,
    CellKind.MARK: 5,
}
# what a quotation needs of a unit, its sentence and its document
_UNIT = ("unit_id", "thread_id", "sentence_id", "doc_id", "year", "start", "end", "label", "text")
_SENTENCE = ("sentence_id", "doc_id", "label", "text", "section")
_DOCUMENT = ("doc_id", "jurisdiction", "year")
_EMPTY = (None, "", ())
QUOTES = "quotations"
CONTENTS = "contents"
# fill and letters of a year's cell: light to dark in the order of the promise's career, told apart in grey as well
MARK_STYLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("(✓)", {"bg_color": "#A5D6A7", "font_color": "#000000", "bold": True}),
    ("✓", {"bg_color": "#1B5E20", "font_color": "#FFFFFF", "bold": True}),
    ("●↑", {"bg_color": "#E69F00", "font_color": "#000000", "bold": True}),
    ("●↓", {"bg_color": "#F0C060", "font_color": "#000000", "bold": True}),
    ("●", {"bg_color": "#F6DCA0", "font_color": "#000000"}),
    ("(◐)", {"bg_color": "#E3EEF7", "font_color": "#000000"}),
    ("◐", {"bg_color": "#B9D4EA", "font_color": "#000000"}),
    ("?", {"font_color": "#808080", "pattern": 9, "fg_color": "#D8D8D8", "bg_color": "#FFFFFF"}),
    ("·", {"font_color": "#A0A0A0"}),
)


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook is made from.

    `shown` are the tables as far as the workbook holds them and the quotations that they lead to, `lengths` says how
    many rows each has in all; `row_of` leads from an id, or a thread and a year, to the row of its quotation; `head` is
    the headline.
    """

    shown: tuple[ReportTable, ...]
    lengths: tuple[int, ...]
    quotes: tuple[tuple[Any, ...], ...]
    row_of: Mapping[str, int]
    language: str
    head: Mapping[str, Any]


def sheets_of(
    tables: Sequence[ReportTable], lengths: Mapping[str, int], rows: Rows, language: str, head: Mapping[str, Any]
) -> Sheets:
    """Choose what goes into the workbook.

    Args:
        tables: the tables for reading, or as many of their first rows as a workbook holds.
        lengths: the number of rows that each has in all.
        rows: the stored tables, for the quotations.
        language: of the sheet of contents.
        head: the headline, which says how much people decided.
    """
    shown, wanted = _fitting(tables)
    quotes, first = _quotations(wanted, rows)
    row_of = {row[0]: number for number, row in enumerate(quotes, start=2)}
    row_of |= {thread: row_of[unit] for thread, unit in first.items() if unit in row_of}
    row_of |= {
        f"{thread} {year}": row_of[unit]
        for table in shown
        for thread, own in zip(table.values("thread_id") if table.leads else (), table.leads, strict=True)
        for year, unit in own.items()
        if unit in row_of
    }
    return Sheets(shown, tuple(lengths[t.name] for t in tables), tuple(quotes), row_of, language, head)


def workbook_bytes(sheets: Sheets) -> bytes:
    """Return the workbook. Ids are links to the row of the sheet `quotations` with their text, if any."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": "pledge-ledger: tables", "created": CREATED})
    style = _Styles(book)
    _contents(book, style, sheets)
    for table in sheets.shown:
        _sheet(book, style, table, sheets.row_of)
    _quote_sheet(book, style, sheets.quotes)
    book.close()
    return out.getvalue()


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter ships no types
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.wrap = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.link = book.add_format({"num_format": "@", "valign": "top", "font_color": "#1F4E79", "underline": 1})
        self.int = book.add_format({"num_format": "0", "valign": "top"})
        self.real = book.add_format({"num_format": "0.####", "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E7E6E6", "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        common = {"num_format": "@", "align": "center", "valign": "top"}
        self.marks = [(sign, book.add_format(common | look)) for sign, look in MARK_STYLES]

    def mark(self, text: str) -> Any:  # noqa: ANN401 - xlsxwriter ships no types
        """Return the look of a year's cell: a closure outweighs a promise, a revised one a plain one."""
        return next((look for sign, look in self.marks if sign in text), self.text)


def _fitting(tables: Sequence[ReportTable]) -> tuple[tuple[ReportTable, ...], Collection[str]]:
    """Return the first rows of each table, and the ids that they lead to: no more than the workbook has room for.

    Tables take turns, row by row, so that none takes the room of all. Only the borderline decisions come before the
    others, for their sheet is one to fill in.
    """
    wanted: dict[str, None] = {}
    ends = dict.fromkeys((table.name for table in tables), 0)
    for names in ({"review"}, ends.keys() - {"review"}):
        going = [(table, list(_leads(table))) for table in tables if table.name in names]
        for number in itertools.count():
            going = [(table, leads) for table, leads in going if number < len(leads)]
            if not going:
                break
            for table, leads in going:
                new = [item for item in leads[number] if item not in wanted]
                if len(wanted) + len(set(new)) > MOST_IDS:
                    leads.clear()  # of this table no more
                else:
                    wanted |= dict.fromkeys(new)
                    ends[table.name] = number + 1
    shown = (replace(t, rows=t.rows[: ends[t.name]], keys=(), leads=t.leads[: ends[t.name]]) for t in tables)
    return tuple(shown), wanted


def _leads(table: ReportTable) -> Iterator[list[str]]:
    """Yield the ids that each row of a table leads to."""
    most = MOST_MATRIX if table.name == "matrix" else MOST_ROWS
    # a document as such has no quotation
    own = [(i, c) for i, c in enumerate(table.columns) if c.name not in {"doc_id", "doc_ids"}]
    kinds = [(i, c.kind) for i, c in own if c.kind in (CellKind.ID, CellKind.IDS)]
    of_years: Sequence[Mapping[str, str]] = table.leads or [{}] * len(table.rows)
    for row, years in zip(table.rows[:most], of_years[:most], strict=True):
        cells = ((row[i] or ()) if kind is CellKind.IDS else (row[i],) for i, kind in kinds)
        yield [item for item in itertools.chain(*cells, years.values()) if item]


def _quotations(wanted: Collection[str], rows: Rows) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
    """Return (id, place, year, document, label, quotation, sentence, section) of every id that tables lead to.

    A thread's is that of its first unit, which is returned by thread. A stretch that names one of several problems of a
    sentence is neither unit nor sentence and has none.
    """
    found = rows.where("units", {"unit_id": wanted, "thread_id": wanted}, _UNIT)
    units = {unit["unit_id"]: unit for unit in found}
    first: dict[str, str] = {}
    for unit in sorted(found, key=unit_order):
        if unit["thread_id"] in wanted:
            first.setdefault(unit["thread_id"], unit["unit_id"])
    said = {*wanted, *(unit["sentence_id"] for unit in found)}
    around_them = rows.where("sentences", {"sentence_id": said}, _SENTENCE)
    sentences = {sentence["sentence_id"]: sentence for sentence in around_them}
    names = {sentence["doc_id"] for sentence in sentences.values()}
    documents = {document["doc_id"]: document for document in rows.where("documents", {"doc_id": names}, _DOCUMENT)}
    quotes: list[tuple[Any, ...]] = []
    for item in dict.fromkeys(first.get(item, item) for item in wanted):
        own = units.get(item)
        around = sentences.get(own["sentence_id"] if own else item)
        if around is None:
            continue
        document = documents[around["doc_id"]]
        about = (own or around)["label"], (own or around)["text"], around["text"], around["section"]
        quotes.append((item, document["jurisdiction"], document["year"], around["doc_id"], *about))
    return quotes, first


def _contents(book: Any, style: _Styles, sheets: Sheets) -> None:  # noqa: ANN401 - xlsxwriter ships no types
    w = words(sheets.language)
    human = {kind: sheets.head[f"human_{kind}"] for kind in KINDS}
    checked = w["checked"].format(n=sum(human.values()), **human) if any(human.values()) else w["unchecked"]
    sheet = book.add_worksheet(CONTENTS)
    for column, width in enumerate((18, 34, 80, 9, 40)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"pledge-ledger: {w['title']}", style.title)
    for line, text in enumerate((w["caveat"], checked, w["x_lead"]), start=1):
        sheet.write_string(line, 0, text)
    for column, key in enumerate(("x_sheet", "x_title", "x_shows", "x_rows", "x_note")):
        sheet.write_string(5, column, w[key], style.head)
    line = 6
    for table, length in zip(sheets.shown, sheets.lengths, strict=True):
        sheet.write_url(line, 0, f"internal:'{table.name}'!A1", style.link, table.name)
        sheet.write_string(line, 1, w[f"t_{table.name}"], style.wrap)
        sheet.write_string(line, 2, table.meaning, style.wrap)
        sheet.write_number(line, 3, length, style.int)
        if len(table.rows) < length:
            note = w["x_cut"].format(n=f"{len(table.rows):,}", table=table.name)
            sheet.write_string(line, 4, note, style.wrap)
        line += 1
    sheet.write_url(line, 0, f"internal:'{QUOTES}'!A1", style.link, QUOTES)
    sheet.write_string(line, 1, w["x_quotes"], style.wrap)
    sheet.write_number(line, 3, len(sheets.quotes), style.int)
    line += 2
    for column, key in enumerate(("x_sheet", "x_column", "x_meaning")):
        sheet.write_string(line, column, w[key], style.head)
    for table in sheets.shown:
        for c in _distinct(table.columns):
            line += 1
            sheet.write_string(line, 0, table.name, style.text)
            sheet.write_string(line, 1, c.name, style.text)
            sheet.write_string(line, 2, c.meaning, style.wrap)


def _distinct(head: Sequence[ReportColumn]) -> list[ReportColumn]:
    """Return the columns, of the columns for single years only one."""
    first = next((c for c in head if c.kind is CellKind.MARK), None)
    marks = [ReportColumn("one per year", first.meaning)] if first else []
    return [c for c in head if c.kind is not CellKind.MARK] + marks


def _sheet(book: Any, style: _Styles, table: ReportTable, row_of: Mapping[str, int]) -> None:  # noqa: ANN401 - untyped library
    sheet = book.add_worksheet(table.name)
    for column, c in enumerate(table.columns):
        sheet.set_column(column, column, WIDTHS[c.kind])
        sheet.write_string(0, column, c.name, style.head)
        if c.kind is not CellKind.MARK:
            sheet.write_comment(0, column, c.meaning, {"author": "", "x_scale": 2})
    for column, c in enumerate(table.columns):
        values = [(n, row[column]) for n, row in enumerate(table.rows, start=1) if row[column] not in _EMPTY]
        if c.kind is CellKind.MARK:
            for number, value in values:
                look = style.mark(value)
                quote = row_of.get(f"{table.rows[number - 1][0]} {c.name}")
                _leading(sheet, (number, column), value, quote, look, look)
        else:
            _cells(sheet, style, column, c.kind, values, row_of)
    marks = [i for i, c in enumerate(table.columns) if c.kind is CellKind.MARK]
    sheet.freeze_panes(1, marks[0] if marks else min(2, len(table.columns)))
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P/&N")


def _leading(
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    place: tuple[int, int],
    text: str,
    quote: int | None,
    link: Any,  # noqa: ANN401 - a format of xlsxwriter
    look: Any,  # noqa: ANN401 - a format of xlsxwriter
) -> None:
    """Write a cell that leads to the quotation in a row of the sheet of quotations, in the look `link`, if it has one.

    It is no formula. xlsxwriter drops a cell from the 65,531st link of a sheet on: no table has more than four columns
    of ids, and each year's cell of the matrix leads to a quotation of its own.
    """
    if quote is None:
        sheet.write_string(*place, text, look)
    else:
        sheet.write_url(*place, f"internal:'{QUOTES}'!A{quote}", link, text)


def _cells(
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    style: _Styles,
    column: int,
    kind: CellKind,
    values: Iterable[tuple[int, Any]],
    row_of: Mapping[str, int],
) -> None:
    """Write a column: the numbers of rows and their cells."""
    if kind in (CellKind.INT, CellKind.REAL):
        look = style.int if kind is CellKind.INT else style.real
        for row, value in values:
            sheet.write_number(row, column, value, look)
    elif kind in (CellKind.ID, CellKind.IDS):
        for row, value in values:
            first = value if kind is CellKind.ID else value[0]
            _leading(sheet, (row, column), plain(value), row_of.get(first), style.link, style.text)
    else:
        look = style.wrap if kind is CellKind.QUOTE else style.text
        for row, value in values:
            sheet.write_string(row, column, plain(value), look)


def _quote_sheet(book: Any, style: _Styles, quotes: Sequence[tuple[Any, ...]]) -> None:  # noqa: ANN401 - untyped library
    sheet = book.add_worksheet(QUOTES)
    names = ("id", "jurisdiction", "year", "doc_id", "label", "quotation", "sentence", "section")
    for column, (name, width) in enumerate(zip(names, (26, 18, 8, 18, 10, 70, 70, 40), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, style.head)
    for number, row in enumerate(quotes, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, style.int)
            elif value:
                sheet.write_string(number, column, plain(value), style.wrap if column > 4 else style.text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(quotes)), len(names) - 1)
