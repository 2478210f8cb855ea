"""Tables with one text per row: csv and tsv."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.base import Extract, UnreadableError
from pipeline.readers.fields import LEAST_MEAN, text_field
from pipeline.readers.html import without_tags
from pipeline.readers.tables import cells_beyond, read_table
from pipeline.readers.text import BEYOND

_SHOWN = 30


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return one text for each row; the other columns become its fields. See :class:`pipeline.readers.base.Reader`."""
    header, numbered, found = read_table(data, encoding)
    if not numbered:
        raise UnreadableError("the table has no rows", "check that the first line names the columns")
    # the texts of a table without a header would be read all the same, but for the first
    long = next((name for name in header if len(name) >= LEAST_MEAN), "")
    if long:
        message = f"the first line names no columns: a cell of it has {len(long):,} characters"
        raise UnreadableError(message, "put a line with the names of the columns above it", f"{long[:40]}…")
    rows = [dict(zip(header, row, strict=False)) for _, row in numbered]
    column, warning = text_field(rows)
    if header.count(column) > 1:
        raise UnreadableError("two columns of texts have one name", "give each its own name, or keep one", column)
    warnings = [warning] if warning else []
    extracts = []
    for (number, cells), row in zip(numbered, rows, strict=True):
        text, odd = without_tags(row.pop(column, ""))
        fields = {key: value.strip() for key, value in row.items() if key and value.strip()}
        own = [*warnings, *_beyond(cells_beyond(header, cells)), *odd]
        extracts.append(Extract(text, found, tuple(own), fields, f"row {number}"))
    return tuple(extracts)


def _beyond(filled: Sequence[str]) -> list[str]:
    """Return a warning about the cells of a row for which the first line has no name."""
    if not filled:
        return []
    shown = filled[0] if len(filled[0]) <= _SHOWN else f"{filled[0][:_SHOWN]}…"
    cause = "a separator in a cell without quotation marks around it?"
    return [f"{len(filled)} cells {BEYOND}, from «{shown}»: {cause}"]
