"""JSON: one object with a text per line (jsonl), or a list of such objects (json)."""

from __future__ import annotations

import json
import math
from typing import Any

from pipeline.readers.base import Extract, UnreadableError
from pipeline.readers.fields import text_field
from pipeline.readers.html import without_tags
from pipeline.readers.text import decode


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return one text for each object; its other values become fields. See :class:`pipeline.readers.base.Reader`."""
    decoded = decode(data, encoding)
    objects = _whole(decoded.text) if name.lower().endswith(".json") else _lines(decoded.text)
    if not objects:
        raise UnreadableError("the file holds no objects", "write one JSON object per line")
    rows = [(key, {str(k): _plain(v) for k, v in value.items()}) for key, value in objects]
    nested = {name for _, value in objects for name, inner in value.items() if _is_nested(inner)}
    # a list of texts one level down is no text, however long it is in characters; other lines may hold one there
    flat = [
        {k: v for k, v in row.items() if not _is_nested(value[k])}
        for (_, row), (_, value) in zip(rows, objects, strict=True)
    ]
    column, warning = text_field(flat, nested)
    extracts = []
    for (key, row), own in zip(rows, flat, strict=True):
        text, odd = without_tags(own.get(column, ""))
        warnings = (*([warning] if warning else []), *odd)
        fields = {k: v for k, v in row.items() if v and (k != column or k not in own)}
        extracts.append(Extract(text, decoded.encoding, warnings, fields, key))
    return tuple(extracts)


def _lines(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the object of every line; a broken line is an error, for a lost text would pass for one never given."""
    objects: list[tuple[str, dict[str, Any]]] = []
    # not splitlines(): a text may hold line separators such as U+2028 that JSON does not escape
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableError(
                f"line {number} is not JSON ({error})", "correct or remove the line", line[:60]
            ) from error
        if not isinstance(value, dict):
            raise UnreadableError(f"line {number} is no JSON object", 'write {"text": …, "year": …}', line[:60])
        objects.append((f"line {number}", value))
    return objects


def _whole(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the objects of a json file: a list of objects, or a single one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON ({error})", "give it the ending .jsonl if every line is an object") from error
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        raise UnreadableError("not a list of JSON objects", 'write [{"text": …, "year": …}, …]')
    return [(f"item {number}", item) for number, item in enumerate(items, start=1)]


def _is_nested(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Tell whether a JSON value is an object, or a list of others than strings."""
    return isinstance(value, dict) or (isinstance(value, list) and not all(isinstance(item, str) for item in value))


def _plain(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a JSON value as text: null is empty, as is what is no number; lists of paragraphs become lines."""
    # programs that make tables write an empty cell as NaN, which Python reads though JSON has none
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not _is_nested(value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False)
