"""Tables with one text per row: csv and tsv."""

from __future__ import annotations

from pipeline.readers.base import Extract, UnreadableError
from pipeline.readers.fields import LEAST_MEAN, text_field
from pipeline.readers.tables import read_table
from pipeline.readers.text import oddities


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
    longer = sum(len(row) > len(header) for _, row in numbered)
    rows = [dict(zip(header, row, strict=False)) for _, row in numbered]
    column, warning = text_field(rows)
    warnings = [warning] if warning else []
    if longer:
        warnings.append(f"{longer} rows have more cells than the first line names; what is beyond was left out")
    extracts = []
    for (number, _), row in zip(numbered, rows, strict=True):
        text = row.pop(column, "")
        fields = {key: value.strip() for key, value in row.items() if key and value.strip()}
        extracts.append(Extract(text, found, (*warnings, *oddities(text)), fields, f"row {number}"))
    return tuple(extracts)
