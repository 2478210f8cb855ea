"""Rows of csv and jsonl files: which field is the text, and what the others say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipeline.readers.base import UnreadableError, refuse_halves

TEXT_NAMES = (
    "full_text",
    "fulltext",
    "text",
    "content",
    "body",
    "speech",
    "transcript",
    "正文",
    "全文",
    "内容",
    "文本",
    "原文",
)
"""Names of the field that holds the text, the surer first."""
LEAST_MEAN = 200
"""A column of another name is taken for the text if its cells have this many characters on average."""


def text_field(rows: Sequence[Mapping[str, str]], nested: Collection[str] = ()) -> tuple[str, str]:
    """Return the name of the field that holds the text, and a warning if it was found by length alone.

    Args:
        rows: the fields that may be the text.
        nested: names of fields that hold objects or lists of them, for the message where none is.

    Raises:
        UnreadableError: no field has the name of a text, nor long enough cells; or a name holds half a character.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:
        refuse_halves(name, "the name of a column")
    by_name = {name.strip().lower(): name for name in reversed(names)}
    for wanted in TEXT_NAMES:
        if wanted in by_name:
            return by_name[wanted], ""
    means = {name: sum(len(row.get(name, "")) for row in rows) / len(rows) for name in names} if rows else {}
    longest = max(means, key=lambda name: means[name], default="")
    if means.get(longest, 0) < LEAST_MEAN:
        advice = f"name the column of the texts «{TEXT_NAMES[0]}»"
        if nested:
            advice = f'write each text as one string, and a list of texts as [{{"{TEXT_NAMES[0]}": …, "year": …}}, …]'
        raise UnreadableError("no column holds texts", advice, ", ".join((*names, *sorted(nested)))[:200])
    return longest, f"text taken from «{longest}», the column with the longest cells"
