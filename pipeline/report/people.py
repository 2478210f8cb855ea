"""What people decided: the verdicts that stand above the models in a run, in all and per thread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.records import OBEYED
from pipeline.report.data import Data, Row

KINDS = ("sentences", "links", "closures", "threads")
_NAMES = {"sentences": "labels", "links": "links", "closures": "closures", "threads": "verdicts on the thread"}


def decided(data: Data) -> dict[str, int]:
    """Return how many labels, links, closures and threads people decided, by the kind of verdict."""
    found = Counter(kind for kind, _ in {_item(row) for row in _applied(data)})
    return {kind: found[kind] for kind in KINDS}


def checked(data: Data) -> Mapping[str, str]:
    """Return what people checked of each thread of which they checked something, in words."""
    applied = list(_applied(data))
    if not applied:
        return {}
    spoken: dict[str, set[str]] = defaultdict(set)
    for thread_id, members in data.members.items():
        for member in members:
            spoken[member["sentence_id"]].add(thread_id)
            spoken[member["unit_id"]].add(thread_id)
    items: dict[str, set[tuple[str, Any]]] = defaultdict(set)
    for row in applied:
        for thread_id in spoken.get(row["found_a"], set()) | spoken.get(row["found_b"], set()):
            items[thread_id].add(_item(row))
    counts = {thread_id: Counter(kind for kind, _ in found) for thread_id, found in items.items()}
    return {
        thread_id: "checked by people: " + ", ".join(f"{_NAMES[kind]} {own[kind]}" for kind in KINDS if own[kind])
        for thread_id, own in counts.items()
    }


def _applied(data: Data) -> Iterator[Row]:
    return (row for row in data.tables.get("corrections", ()) if row["state"] in OBEYED)


def _item(row: Row) -> tuple[str, Any]:
    """Return what a verdict was given on; several people may have given one, and one on a thread has a row per pair."""
    return row["kind"], row["item"] or (row["found_a"], row["found_b"])
