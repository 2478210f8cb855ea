"""What a table for reading is: a name, a meaning, columns with meanings, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]

EXCEL_LIMIT = 32_767  # characters that a cell of a workbook can hold
CUT_MARK = " … [cut; the id leads to the whole text]"
JOIN = "; "


class CellKind(StrEnum):
    """How the cells of a column are written and read."""

    TEXT = "text"
    ID = "id"
    IDS = "ids"
    QUOTE = "quote"
    YEARS = "years"
    INT = "int"
    REAL = "real"
    FLAG = "flag"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a table for reading: its name, what it means, and the kind of its cells.

    Cells are str for text, id, quote and mark; tuples of str for ids and of int for years; int, float or
    bool for the rest; None where there is no value, which is written as an empty cell.
    """

    name: str
    meaning: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table for reading. Each row holds one value per column, in the order of the columns.

    `keys` are what the rows are sorted by, one tuple of numbers and texts per row: rows of several places are put
    together in their order. `leads` say, for each row, which unit the cell of a column named like a year leads to.
    """

    name: str
    meaning: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[tuple[Any, ...], ...] = ()
    leads: tuple[Mapping[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns, and keys or leads that do not fit the rows. Raises ValueError."""
        for name, own in (("keys", self.keys), ("leads", self.leads)):
            if own and len(own) != len(self.rows):
                raise ValueError(f"table {self.name}: {len(self.rows)} rows, {len(own)} {name}")
        wrong = next((row for row in self.rows if len(row) != len(self.columns)), None)
        if wrong is not None:
            raise ValueError(f"table {self.name}: {len(self.columns)} columns, but a row of {len(wrong)}: {wrong[:3]}")

    def position(self, name: str) -> int:
        """Return the place of a column. Raises ValueError where there is none of this name."""
        return [column.name for column in self.columns].index(name)

    def values(self, name: str) -> list[Any]:
        """Return one column."""
        place = self.position(name)
        return [row[place] for row in self.rows]


def columns(*rows: tuple[str, CellKind, str]) -> tuple[ReportColumn, ...]:
    """Return columns from (name, kind, meaning)."""
    return tuple(ReportColumn(name, meaning, kind) for name, kind, meaning in rows)


def plain(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return a cell as text: lists joined, flags as true and false, nothing as the empty text."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return clip(JOIN.join(map(str, value)))
    return clip(value) if isinstance(value, str) else str(value)


def clip(text: str) -> str:
    """Cut a text that no workbook cell can hold, and say so in the cell."""
    return text if len(text) <= EXCEL_LIMIT else text[: EXCEL_LIMIT - len(CUT_MARK)] + CUT_MARK


def table(
    name: str,
    meaning: str,
    head: tuple[ReportColumn, ...],
    rows: Iterable[Mapping[str, Any]],
    order: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None = None,
) -> ReportTable:
    """Return a table from rows that have a value for each column; lists become tuples.

    `order` is what the rows are sorted by; without it they stay as they come. Raises ValueError where a row has a name
    that is no column, or misses one.
    """
    if order is not None:
        return keyed_table(name, meaning, head, ((order(row), row) for row in rows))
    names = tuple(column.name for column in head)
    made: list[tuple[Any, ...]] = []
    for row in rows:
        try:
            values = [row[n] for n in names]
        except KeyError:
            values = []
        if len(row) != len(values):
            raise ValueError(f"table {name}: the row differs from the columns in {set(row) ^ set(names)}")
        made.append(tuple([tuple(v) if type(v) is list else v for v in values]))
    return ReportTable(name, meaning, head, tuple(made))


def keyed_table(
    name: str,
    meaning: str,
    head: tuple[ReportColumn, ...],
    keyed: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]],
) -> ReportTable:
    """Return a table from rows, each with what it is sorted by where its own columns do not say it; see :func:`table`.

    Raises like it.
    """
    listed = sorted(keyed, key=lambda pair: pair[0])
    made = table(name, meaning, head, [row for _, row in listed])
    return replace(made, keys=tuple(key for key, _ in listed))
