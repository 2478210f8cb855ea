"""Coding sheets: made as XLSX or CSV, read back with everything checked that people and programs do to them.

Reading never guesses: an item that is not of the sample, a quotation that was changed, an unknown verdict, merged
cells, a value that the program took for a date, an error or a formula are each named by file, row and column, all at
once.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.cells import guarded_csv
from pipeline.errors import Problem
from pipeline.records import Outcome, Verdict, parse_span_id, text_hash
from pipeline.review.drawing import Draw, Drawn, Span, rank_of
from pipeline.review.grids import Cell, Grid
from pipeline.review.verdicts import APART, SAME, WITH_LEVEL
from pipeline.review.wording import CHOICES, MIXED, ONE, column_names, plain, verdict_names, word

_PAIR = ("year", "section", "before", "text", "sentence", "after")
SHOWN: dict[str, tuple[str, ...]] = {
    "sentences": ("place", "year", "section", "before", "text", "after"),
    "links": ("place", *(f"{side}_{name}" for side in "ab" for name in _PAIR)),
    "closures": ("place", *(f"{side}_{name}" for side in "ab" for name in _PAIR)),
    "threads": ("place", "members", "reports"),
}
QUOTED: dict[str, tuple[str, ...]] = {
    "sentences": ("text",),
    "links": ("a_text", "b_text"),
    "closures": ("a_text", "b_text"),
    "threads": ("members",),
}
ENTRIES: dict[str, tuple[str, ...]] = {
    "sentences": ("verdict", "level", "unsure", "note"),
    "links": ("verdict", "unsure", "note"),
    "closures": ("verdict", "unsure", "note"),
    "threads": ("verdict", "groups", "unsure", "note"),
}
NEEDED = ("item", "verdict", "coder", "draw")
_WIDE = {"text": 60, "a_text": 42, "b_text": 42, "members": 90, "reports": 50, "before": 34, "after": 28, "note": 24}
_WIDE |= {"a_sentence": 34, "b_sentence": 34, "section": 22, "guide": 24, "item": 26, "verdict": 13, "groups": 16}
_NARROW = 10
_MOST_CELL = 32_000
_CREATED = datetime.datetime(2000, 1, 1)
_NOTHING = Span("", 0, 0, "")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")  # how workbooks write characters that XML cannot hold
_FIRST_PLAIN, _NO_CHARACTER = 0x20, 0xFFFE
_DATE = re.compile(r"\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4}日?)?|\d{1,2}-[A-Za-z]{3}|\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Said:
    """What all verdicts of a row have in common; see :class:`pipeline.records.Verdict`."""

    coder: str
    date: str
    note: str
    level: int | None = None
    unsure: bool = False
    draw: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A row or task without a verdict: what was asked, of whom, and whether the coder wrote anything beside it."""

    place: str
    kind: str
    item: str
    coder: str
    final: bool
    written: bool


def check_of(quotations: Sequence[str]) -> str:
    """Return the hash by which changed quotations are noticed; white space does not count, programs change it."""
    shown = (_ESCAPED.sub("", text[:_MOST_CELL]) for text in quotations)
    return text_hash("".join("".join(text.split()) for text in shown))


def _unescaped(text: str) -> str:
    """Return a workbook's text with the characters that XML cannot hold; what looks like another mark is the text's."""

    def restored(mark: re.Match[str]) -> str:
        code = int(mark[0][2:6], 16)
        return chr(code) if code < _FIRST_PLAIN or code >= _NO_CHARACTER else mark[0]

    return _ESCAPED.sub(restored, text)


def columns_of(draw: Draw) -> tuple[str, ...]:
    """Return the columns of a sheet; a blind one shows neither the model's answer nor the stratum, which tells it."""
    model = () if draw.blind else ("model", "confidence")
    design = () if draw.blind or draw.how != "strata" else ("stratum", "p")
    return ("item", *SHOWN[draw.kind], *model, *ENTRIES[draw.kind], "guide", *design, "coder", "draw")


def sheet_rows(
    draw: Draw,
    coder: str,
    shown: Mapping[str, Mapping[str, str]],
    answers: Mapping[str, tuple[str, float]],
    language: str,
) -> list[dict[str, str]]:
    """Return the rows of one coder's sheet in random order, so that a part of it that was coded is a sample as well.

    Args:
        draw: the sample.
        coder: whose sheet.
        shown: the cells of each item by column.
        answers: what the model says of each item, and how sure it is.
        language: en or zh.
    """
    # the same in every row: a rule beside a single row would be read as a hint for it
    guide = " / ".join(word("verdicts", key, language) for key in CHOICES[draw.kind])
    rows: list[dict[str, str]] = []
    for item in sorted((i for i in draw.items if coder in i.coders), key=lambda i: rank_of(draw.seed, i.item)):
        row = dict.fromkeys(columns_of(draw), "") | {"item": item.item, "coder": coder, "draw": draw.draw_id}
        row |= {name: text for name, text in shown[item.item].items() if name in row}
        if not draw.blind:
            model, confidence = answers.get(item.item, ("", 0.0))
            row |= {"model": _answer(model, language), "confidence": f"{confidence:.2f}" if model else ""}
            if "p" in row:
                row |= {"stratum": item.stratum, "p": "" if item.p is None else f"{item.p:.6g}"}
        rows.append(row | {"guide": guide})
    return rows


def _answer(model: str, language: str) -> str:
    """Return the model's answer in the sheet's language, as far as it is a verdict."""
    known = {key for kind in CHOICES.values() for key in kind}
    return word("verdicts", model, language) if model in known else model


def csv_sheet(draw: Draw, rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    """Return a sheet as CSV that spreadsheet programs open right (UTF-8 with a mark, formulas guarded)."""
    names = columns_of(draw)
    head = [word("columns", name, language) for name in names]
    return guarded_csv([head, *([row[name] for name in names] for row in rows)]).encode("utf-8-sig")


def xlsx_sheet(draw: Draw, rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    """Return a sheet as XLSX: drop-down verdicts, the codebook beside them, everything else plain text."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "pledge-ledger: coding sheet", "created": _CREATED})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    judged = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "bold": True})
    entry = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "bg_color": "#FFF6DD", "border": 4})
    small = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "font_color": "#606060"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E7E6E6", "bottom": 1, "text_wrap": True})
    looks = dict.fromkeys(("item", "guide", "stratum", "p", "coder", "draw", "before", "after", "section"), small)
    looks |= {f"{side}_{name}": small for side in "ab" for name in ("before", "after", "section", "sentence")}
    looks |= dict.fromkeys(QUOTED[draw.kind], judged) | dict.fromkeys(ENTRIES[draw.kind], entry)
    names = columns_of(draw)
    sheet = book.add_worksheet(word("sheets", "coding", language))
    for column, name in enumerate(names):
        hidden = {"hidden": 1} if name == "draw" else {}
        wide = _WIDE.get(name, _WIDE.get(name.removeprefix("a_").removeprefix("b_"), _NARROW))
        sheet.set_column(column, column, wide, looks.get(name, text), hidden)
        sheet.write_string(0, column, word("columns", name, language), head)
    for number, row in enumerate(rows, start=1):
        for column, name in enumerate(names):
            if row[name]:
                sheet.write_string(number, column, row[name][:_MOST_CELL], looks.get(name, text))
            else:
                sheet.write_blank(number, column, None, looks.get(name, text))
    _choices(sheet, draw.kind, names, len(rows), language)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(names) - 1)
    _codebook(book, draw.kind, language, text, head)
    book.close()
    return out.getvalue()


def _choices(sheet: Any, kind: str, names: Sequence[str], rows: int, language: str) -> None:  # noqa: ANN401 - untyped library
    """Put drop-down lists and the codebook's short rules on the columns that a coder fills."""
    lists = {"verdict": [word("verdicts", key, language) for key in CHOICES[kind]]}
    lists |= {"level": list("01234"), "unsure": ["1"]}
    for name in ENTRIES[kind]:
        column = names.index(name)
        keys = CHOICES[kind] if name == "verdict" else ()
        said = [f"{word('verdicts', k, language)}: {word('guide', k, language)}" for k in keys]
        told = "\n".join(said) if said else word("guide", name, language)
        sheet.write_comment(0, column, told, {"author": "", "x_scale": 4, "y_scale": 5 if said else 1.5})
        rule: dict[str, Any] = {
            "validate": "list" if name in lists else "any",
            "input_title": word("columns", name, language)[:32],
            "input_message": word("guide", name, language)[:255],
            "error_title": word("sheets", "wrong_title", language)[:32],
            "error_message": word("sheets", "wrong", language)[:255],
        }
        if name in lists:
            rule["source"] = lists[name]
        if rows:
            sheet.data_validation(1, column, rows, column, rule)


def _codebook(book: Any, kind: str, language: str, text: Any, head: Any) -> None:  # noqa: ANN401 - untyped library
    sheet = book.add_worksheet(word("sheets", "codebook", language))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, word("columns", "verdict", language), head)
    sheet.write_string(0, 1, word("sheets", "lead", language), head)
    lines = [(word("verdicts", key, language), word("guide", key, language)) for key in CHOICES[kind]]
    lines += [
        (word("columns", n, language), word("guide", n, language)) for n in ENTRIES[kind] if n not in ("verdict",)
    ]
    for number, (name, said) in enumerate(lines, start=1):
        sheet.write_string(number, 0, name, text)
        sheet.write_string(number, 1, said, text)


# ---- reading back -------------------------------------------------------------------------------


def is_review_table(grid: Grid) -> bool:
    """Tell whether a sheet is the table `review` of a run, or one made by hand with the columns of it that count."""
    return bool(grid.rows) and "item_a" in {c.text for c in grid.rows[0][1]}


def read_review_table(grid: Grid, *, coder: str, date: str) -> tuple[list[Verdict], list[Problem], list[Left]]:
    """Turn the table `review` of a run, with verdicts written into it, into verdicts that belong to no sample.

    Returns:
        The verdicts, everything that is wrong, and the rows without a verdict.
    """
    problems = list(grid.problems)
    heads = [plain(c.text) for c in grid.rows[0][1]]
    kinds = {c.text.strip() for _, cells in grid.rows[1:] for h, c in zip(heads, cells, strict=False) if h == "kind"}
    # without the quotations a later change of the text would go unnoticed
    needed = ("kind", "item_a", "quote_a", "verdict", *(("item_b", "quote_b") if kinds - {"sentence"} else ()))
    missing = [name for name in needed if name not in heads]
    advice = "add it, as docs/reviewing.md shows"
    problems += [Problem(f"{grid.name} row 1", name, "the column is missing", advice) for name in missing]
    problems += _doubled(grid, heads)
    if missing:
        return [], problems, []
    if not coder:
        problems.append(Problem(grid.name, "", "does not say who coded it", "give the name with --coder"))
    verdicts: list[Verdict] = []
    left: list[Left] = []
    for number, cells in grid.rows[1:]:
        reader = RowReader(f"{grid.name} row {number}", dict(zip(heads, cells, strict=False)), heads)
        kind = {"sentence": "sentences", "link": "links", "closure": "closures"}.get(reader.text("kind"), "")
        if not kind:
            reader.wrong("kind", "is none of sentence, link, closure", "restore the column from tables/review.csv")
            problems += reader.problems
            continue
        choice = reader.choice("verdict", verdict_names(kind))
        spans = [reader.stretch(side) for side in ("ab" if kind != "sentences" else "a")]
        if choice and kind != "sentences" and not reader.problems:
            reader.pair(kind, choice, spans)
        note = reader.text("note")
        problems += reader.problems
        if reader.problems:
            continue
        if not choice:
            item = " | ".join(reader.text(f"item_{side}") for side in "ab"[: len(spans)])
            left.append(Left(reader.where, kind, item, coder, final=False, written=bool(note)))
            continue
        a, b = (spans[0], spans[1] if len(spans) > 1 else _NOTHING)
        verdicts.append(_verdict(kind, "", a, b, choice, Said(coder, date, " ".join(note.split()))))
    return verdicts, problems, left


def read_sheet(grid: Grid, draws: Mapping[str, Draw], *, date: str) -> tuple[list[Verdict], list[Problem], list[Left]]:
    """Turn a filled sheet into verdicts.

    Args:
        grid: the sheet as read.
        draws: the known samples by id.
        date: the day, YYYY-MM-DD.

    Returns:
        The verdicts of the rows that have one, everything that is wrong, and the rows without a verdict.
    """
    problems = list(grid.problems)
    if not grid.rows:
        return [], problems or [Problem(grid.name, "", "holds no row", "give the sheet that was drawn")], []
    known = column_names()
    heads = [known.get(plain(c.text), "") for c in grid.rows[0][1]]
    problems += [_missing(grid, n) for n in NEEDED if n not in heads]
    problems += _doubled(grid, heads)
    if any(n not in heads for n in NEEDED):
        return [], problems, []
    # under a heading that nobody knows, levels and notes would be lost, and changed quotations pass
    at = heads.index("draw")
    kinds = {draws[c[at].text.strip()].kind for _, c in grid.rows[1:] if at < len(c) and c[at].text.strip() in draws}
    lost = dict.fromkeys(n for kind in sorted(kinds) for n in (*QUOTED[kind], *ENTRIES[kind]) if n not in heads)
    problems += [_missing(grid, n) for n in lost]
    verdicts: list[Verdict] = []
    seen: dict[tuple[str, str], int] = {}
    left: list[Left] = []
    unknown: set[str] = set()
    blank = {h: Cell("") for h in heads if h}  # a row ends with its last filled cell
    for number, cells in grid.rows[1:]:
        row = blank | {h: c for h, c in zip(heads, cells, strict=False) if h}
        reader = RowReader(f"{grid.name} row {number}", row, heads)
        name = row["draw"].text.strip()
        if name in unknown:
            continue
        made = reader.verdicts(draws, date)
        problems += reader.problems
        if name not in draws:
            unknown.add(name)  # most often the same in all rows of a sheet, and said once
        if made is None:
            continue
        item, coder = row["item"].text.strip(), row["coder"].text.strip()
        if (item, coder) in seen:
            reader.wrong("item", f"stands in row {seen[item, coder]} as well", "keep one of the two")
            problems.append(reader.problems[-1])
        seen.setdefault((item, coder), number)
        if not made:
            left.append(Left(reader.where, draws[name].kind, item, coder, draws[name].final, reader.written))
        verdicts += made
    return verdicts, problems, left


def _missing(grid: Grid, column: str) -> Problem:
    advice = "restore it from the drawn sheet; headings stand in the first row"
    return Problem(f"{grid.name} row 1", word("columns", column, "en"), "the column is missing", advice)


def _doubled(grid: Grid, heads: Sequence[str]) -> list[Problem]:
    return [
        Problem(f"{grid.name} row 1", name, "the column stands twice", "remove one of the two")
        for name in sorted({h for h in heads if h and heads.count(h) > 1})
    ]


class RowReader:
    """Checks one row of a sheet and makes its verdicts.

    `heads` are the columns of a sheet, by which its program names them; none where the row is a task of another tool,
    which then also decides who codes what.
    """

    def __init__(self, where: str, row: Mapping[str, Cell], heads: Sequence[str] = ()) -> None:
        """Keep the row; `problems` holds what is found wrong."""
        self.where, self.row, self.heads = where, row, heads
        self.problems: list[Problem] = []

    def wrong(self, column: str, message: str, advice: str) -> None:
        """Note a problem of a column."""
        letter = f"{_letter(self.heads.index(column))} " if column in self.heads else ""
        place = f"{self.where} column {letter}({column})"
        value = self.row[column].text if column in self.row else ""
        self.problems.append(Problem(place, value if len(value) <= 40 else value[:39] + "…", message, advice))

    @property
    def written(self) -> bool:
        """Whether there is a note or a mark beside the verdict."""
        return bool(self.text("note") or self.unsure())

    def text(self, column: str) -> str:
        """Return a cell, stripped; an odd one is a problem."""
        cell = self.row.get(column, Cell(""))
        if cell.odd:
            self.wrong(column, cell.odd, "write the value again as text")
            return ""
        return cell.text.strip()

    def verdicts(self, draws: Mapping[str, Draw], date: str) -> list[Verdict] | None:
        """Return the verdicts of the row, none where it is not filled; None where something is wrong."""
        draw = draws.get(self.text("draw"))
        if draw is None:
            if not self.text("draw"):
                self.wrong("draw", "is empty", "restore the column from the drawn sheet")
            else:
                advice = "put the file *.draw.json that was drawn with the sheet beside it"
                self.wrong("draw", "the sample is not known", advice)
            return None
        item = next((i for i in draw.items if i.item == self.text("item")), None)
        if item is None:
            self.wrong("item", "is not in the sample", "restore the column from the drawn sheet")
            return None
        coder = self.text("coder")
        if not coder:
            self.wrong("coder", "is empty", "write who coded the row")
        elif self.heads and coder not in item.coders:
            self.wrong("coder", f"the item was given to {', '.join(item.coders)}", "restore the coder's name")
        quoted = [self.row[n].text for n in QUOTED[draw.kind] if n in self.row]
        # a sheet that nobody changed holds the marks of control characters that the text has
        checks = {check_of(quoted), check_of([_unescaped(text) for text in quoted])}
        if len(quoted) == len(QUOTED[draw.kind]) and item.check not in checks:
            self.wrong(QUOTED[draw.kind][0], "the quotation was changed", "restore it from the drawn sheet")
        choice = self.choice("verdict", verdict_names(draw.kind))
        level, unsure = self.level(choice, draw.kind), self.unsure()
        groups = self.groups(choice, len(item.spans)) if draw.kind == "threads" else []
        note = self.text("note")
        if self.problems:
            return None
        if not choice:
            return []
        said = Said(coder, date, " ".join(note.split()), level, unsure, draw.draw_id, draw.final)
        return _verdicts(draw, item, choice, groups, said)

    def stretch(self, side: str) -> Span:
        """Return the stretch of a row of the table `review`, of which the row holds id and quotation."""
        item, quote = self.row.get(f"item_{side}", Cell("")).text, self.row.get(f"quote_{side}", Cell("")).text
        try:
            doc_id, start, end = parse_span_id(item)
        except ValueError:
            doc_id, start, end = "", 0, 0
        if len(quote) != end - start:
            # \r is _x000D_ in a workbook and stays so when it is read; a text that holds the mark itself has its length
            quote = _unescaped(quote)
        if not doc_id or len(quote) != end - start:
            self.wrong(f"item_{side}", "does not fit the quotation", "restore both from tables/review.csv")
        return Span(doc_id, start, end, text_hash(quote))

    def pair(self, kind: str, choice: str, spans: Sequence[Span]) -> None:
        """Look whether the two stretches of a row of the table `review` can be a pair, as far as the row tells."""
        a, b = spans
        if kind == "links" and a == b:
            self.wrong("item_b", "is item_a once more", "write the other commitment")
        if kind == "closures" and choice != Outcome.NONE:
            years = [self.text(f"year_{side}") for side in "ab"]
            if all(year.isdecimal() for year in years) and int(years[1]) <= int(years[0]):
                advice = "give a report of a later year, or the verdict none"
                self.wrong("year_b", f"is not later than the commitment, which is of {years[0]}", advice)
            elif a.doc_id == b.doc_id:
                advice = "give a report from a speech of a later year, or the verdict none"
                self.wrong("item_b", "stands in the speech that makes the commitment", advice)

    def choice(self, column: str, names: Mapping[str, str]) -> str:
        """Return a verdict by its word in any language; empty where the cell is."""
        text = self.text(column)
        if not text:
            return ""
        found = names.get(plain(text), "")
        if not found:
            known = ", ".join(f"{key} ({word('verdicts', key, 'zh')})" for key in dict.fromkeys(names.values()))
            odd = " (a date?)" if _DATE.fullmatch(text) else ""
            self.wrong(column, f"unknown verdict{odd}", f"choose one of {known}")
        return found

    def level(self, choice: str, kind: str) -> int | None:
        """Return the level; empty is None."""
        # a column of numbers with gaps comes out of statistics programs as 3.0
        text = plain(self.text("level")).removesuffix(".0") if kind == "sentences" else ""
        if not text:
            return None
        if text not in ("0", "1", "2", "3", "4"):
            odd = ": the program took it for a date" if _DATE.fullmatch(text) else ""
            self.wrong("level", f"is no level{odd}", "write 0, 1, 2, 3 or 4")
            return None
        if choice not in WITH_LEVEL and not any("verdict" in p.place for p in self.problems):
            message = "only measures and pledges have one" if choice else "stands without a verdict"
            self.wrong("level", message, "empty the cell, or choose another verdict")
        return int(text)

    def unsure(self) -> bool:
        """Return whether the coder was unsure."""
        text = plain(self.text("unsure")).removesuffix(".0")
        if text not in ("", "0", "1", "x", "?", "yes", "no", "是", "否"):
            self.wrong("unsure", "is neither empty nor 1", "write 1, or empty the cell")
        return text in ("1", "x", "?", "yes", "是")

    def groups(self, choice: str, members: int) -> list[list[int]]:
        """Return the groups that a coder parts a thread into."""
        text = unicodedata.normalize("NFKC", self.text("groups")).replace("/", "|")
        if choice != MIXED:
            if text and choice == ONE:
                self.wrong("groups", "one promise has no groups", "empty the cell, or choose «mixed»")
            elif text and not self.text("verdict"):
                self.wrong("groups", "stands without a verdict", "choose «mixed», or empty the cell")
            return [list(range(members))]
        if not text:
            self.wrong("groups", "is empty", "say who belongs together, for example 1 2 | 3")
            return []
        parts = [re.findall(r"\S+", plain_commas(part)) for part in text.split("|")]
        numbers = [token for part in parts for token in part]
        wanted = [str(k) for k in range(1, members + 1)]
        if sorted(numbers) != sorted(wanted) or sum(bool(p) for p in parts) < 2:
            message = f"does not divide the commitments 1 to {members} into two or more groups"
            self.wrong("groups", message, "name each number once, with a bar between groups: 1 2 | 3")
            return []
        return [[int(token) - 1 for token in part] for part in parts if part]


def plain_commas(text: str) -> str:
    """Return a list of numbers with blanks between them, of a text without full-width signs."""
    return re.sub(r"[,、;]", " ", text)


def _letter(column: int) -> str:
    """Return the letters by which a spreadsheet program names a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _verdicts(draw: Draw, item: Drawn, choice: str, groups: Sequence[Sequence[int]], said: Said) -> list[Verdict]:
    """Return the verdicts that a row stands for: one, or those on the pairs of a thread."""
    if draw.kind != "threads":
        b = item.spans[1] if len(item.spans) > 1 else _NOTHING
        return [_verdict(draw.kind, "", item.spans[0], b, choice, said)]
    made = []
    for group in groups:
        first, *others = sorted(group)
        made += [_verdict("threads", item.item, item.spans[first], item.spans[k], SAME, said) for k in others]
    heads = sorted(min(group) for group in groups)
    for i, a in enumerate(heads):
        made += [_verdict("threads", item.item, item.spans[a], item.spans[b], APART, said) for b in heads[i + 1 :]]
    return made


def _verdict(kind: str, item: str, a: Span, b: Span, verdict: str, said: Said) -> Verdict:
    return Verdict(
        kind=kind,
        item=item,
        doc_id=a.doc_id,
        start=a.start,
        end=a.end,
        sha=a.sha,
        b_doc=b.doc_id,
        b_start=b.start,
        b_end=b.end,
        b_sha=b.sha,
        verdict=verdict,
        level=said.level,
        unsure=said.unsure,
        coder=said.coder,
        date=said.date,
        draw=said.draw,
        final=said.final,
        note=said.note,
    )
