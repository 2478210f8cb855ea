"""The report in pages: one for the whole run, and where that one cannot hold everything, a whole one for each place."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.records import parse_span_id
from pipeline.report.data import Data, Row
from pipeline.report.payload import fits
from pipeline.tables import TABLES

FOLDER = "places"
HOME = "../report.html"  # seen from a place's page
#: columns that name a document or a stretch of one, the surest first
_ANCHORS = ("doc_id", "unit_id", "a_unit", "problem_sentence", "commitment_unit")
#: what concerns several places at once stands on the page of the whole run only
_BETWEEN = frozenset({"place_links", "dropped", "corrections"})


def place_paths(data: Data) -> dict[str, str]:
    """Return the path of each place's own page below the results folder; empty where one page holds the whole run."""
    if fits(data) or len(data.years) < 2:
        return {}
    return {place: f"{FOLDER}/{_file_name(place)}" for place in data.years}


def place_data(data: Data) -> Iterator[tuple[str, Data]]:
    """Yield each place with the data of its own page, places in order.

    A page's tables hold the rows of the place's own speeches. Rows that say nothing of a place (error rates) stay.
    """
    home = {row["doc_id"]: row["jurisdiction"] for row in data.tables["documents"]}
    own: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    common: dict[str, list[Row]] = defaultdict(list)
    for name, rows in data.tables.items():
        for row in rows if name not in _BETWEEN else ():
            place = _place(row, home)
            (common[name] if place is None else own[place][name]).append(row)
    for place in data.years:
        tables: Mapping[str, list[Row]] = own.pop(place)
        whole = {name: [*common.get(name, ()), *tables.get(name, ())] for name in {*TABLES, *data.tables}}
        yield place, Data.build(whole, data.settings, data.info)


def _place(row: Row, home: Mapping[str, str]) -> str | None:
    """Return the place that a row speaks of; None where it speaks of none."""
    if "jurisdiction" in row:
        return str(row["jurisdiction"]) or None
    for column in _ANCHORS:
        if column in row:
            doc_id = row[column] if column == "doc_id" else parse_span_id(row[column])[0]
            return home[doc_id]
    return None


def _file_name(place: str) -> str:
    """Return a name that every file system takes; the hash tells apart names that differ in other signs only."""
    plain = re.sub(r"[^\w]+", "-", place).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(place.encode('utf-8')).hexdigest()[:6]}.html"
