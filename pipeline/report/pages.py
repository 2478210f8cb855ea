"""The report in pages: where each place has a page of its own, and which rows are of which place."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.records import parse_span_id
from pipeline.report.data import Row

FOLDER = "places"
#: columns that name a document or a stretch of one, the surest first
_ANCHORS = ("doc_id", "unit_id", "a_unit", "problem_sentence", "commitment_unit", "found_a")
#: what concerns several places at once, or none
_OF_THE_RUN = frozenset({"place_links", "dropped", "error_rates", "corrected_totals"})


def page_path(place: str) -> str:
    """Return the path of a place's own page below the results folder.

    A name that every file system takes; the hash tells apart names that differ in other signs only.
    """
    plain = re.sub(r"[^\w]+", "-", place).strip("-")[:40]
    return f"{FOLDER}/{plain}-{hashlib.sha256(place.encode('utf-8')).hexdigest()[:6]}.html"


def by_place(tables: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, list[Row]]]:
    """Return the rows of each place by table, places in order; those of no place stand under the empty name."""
    home = {row["doc_id"]: row["jurisdiction"] for row in tables["documents"]}
    own: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {name: [] for name in tables})
    for name, rows in tables.items():
        for row in rows:
            own["" if name in _OF_THE_RUN else _place(row, home)][name].append(row)
    return dict(sorted(own.items()))


def _place(row: Row, home: Mapping[str, str]) -> str:
    """Return the place that a row speaks of; empty where it speaks of none."""
    if "jurisdiction" in row:
        return str(row["jurisdiction"] or "")
    for column in _ANCHORS:
        if column in row:
            doc_id = row[column] if column == "doc_id" or not row[column] else parse_span_id(row[column])[0]
            return home.get(doc_id, "")
    return ""
