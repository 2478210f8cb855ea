"""The same promise in several places, and who sets the higher target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipeline.figures import dimension, is_rate_of_change
from pipeline.readers.places import apart
from pipeline.records import COMMITMENTS, GOVERNMENTS
from pipeline.report.data import Data, Row
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.tables import unit_order

COLUMNS = columns(
    ("indicator", CellKind.TEXT, "what the figure measures"),
    ("dimension", CellKind.TEXT, "what kind of figure it is (share, mass, area, count of something …)"),
    (
        "direction",
        CellKind.TEXT,
        "up, down, stable, to, down to, or empty; of levels, those reached, raised to and kept are ranked together",
    ),
    ("year", CellKind.INT, "year of the speeches"),
    ("places", CellKind.INT, "number of places that name a figure for it in that year"),
    ("places_with_text", CellKind.INT, "number of places of which there is a text of that year"),
    ("rank", CellKind.INT, "place of this figure among them, 1 = the highest; equal figures share a rank"),
    ("jurisdiction", CellKind.TEXT, "the place whose government speaks"),
    ("level", CellKind.TEXT, "level of government: national, province, prefecture, county, township or other"),
    ("low", CellKind.REAL, "lower end of the figure"),
    ("high", CellKind.REAL, "upper end of the figure"),
    ("unit", CellKind.TEXT, "unit of measure of the figure"),
    ("bound", CellKind.TEXT, "at_least, at_most, around, range or exact"),
    (
        "above",
        CellKind.REAL,
        "`low` minus the figure of the nearest higher level (a province against the nation), in the unit of this row;"
        " above 0 where the lower level asks for more; empty where not just one place of a higher level names a figure;"
        " places that lie apart from the one that index.csv names as `parent` are passed over",
    ),
    ("unit_id", CellKind.ID, "the unit that sets it"),
    ("quote", CellKind.QUOTE, "the unit, quoted"),
    ("thread_id", CellKind.ID, "its thread"),
)


# sums of which the words beside them may tell whose they are: all projects' here, one firm's there
_OF_WHAT = frozenset(
    {"投资", "完成投资", "计划投资", "年度投资", "总投资", "投资额", "营收", "营业收入", "产值", "资金", "规模"}
)


def place_targets(data: Data) -> ReportTable:
    """Return the figures that two or more places set for the same indicator in the same year."""
    return rank_figures(own_figures(data), data.years)


def own_figures(data: Data) -> list[dict[str, Any]]:
    """Return the figure that each place sets for each indicator and year: the first that its speeches name."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    units = data.ledger.units
    for t in sorted(data.tables["targets"], key=lambda t: (*unit_order(units[t["unit_id"]]), t["start"])):
        unit = units[t["unit_id"]]
        yearly = t["deadline_year"] in (None, unit["year"]) and t["period"] in ("", "annual")
        if (
            t["low"] is None
            or not t["indicator"]
            or t["indicator"] in _OF_WHAT
            or not yearly
            or t["direction"] == "from"
        ):
            continue
        if unit["label"] in COMMITMENTS and data.compared(unit["doc_id"]):
            kind = dimension(t["unit"])[0]
            key = (t["indicator"], kind, _way(t), unit["year"], unit["jurisdiction"])
            if key not in found:
                document = data.documents[unit["doc_id"]]
                found[key] = (
                    {name: t[name] for name in ("indicator", "direction", "low", "high", "unit", "bound", "unit_id")}
                    | {name: unit[name] for name in ("jurisdiction", "year", "thread_id")}
                    | {"dimension": kind, "level": document["level"], "parent": document.get("parent", "")}
                    | {"quote": unit["text"]}
                )
    return list(found.values())


def rank_figures(figures: Iterable[Row], years: Mapping[str, Sequence[int]]) -> ReportTable:
    """Return the figures of :func:`own_figures` that two or more places set for the same thing.

    `years` are those of which each place has a text.
    """
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for figure in figures:
        groups[figure["indicator"], figure["dimension"], _way(figure), figure["year"]].append(figure)
    texts = Counter(year for have in years.values() for year in have)
    rows: list[dict[str, Any]] = []
    for named in groups.values():
        if len(named) < 2:
            continue
        values = sorted(map(_base, named), reverse=True)
        by_level: dict[str, list[Row]] = defaultdict(list)
        for figure in named:
            by_level[figure["level"]].append(figure)
        higher = {
            (level, parent): _higher(level, parent, by_level)
            for level, parent in {(figure["level"], figure["parent"]) for figure in named}
        }
        rows += [
            {
                **{name: value for name, value in figure.items() if name != "parent"},
                "places": len(named),
                "places_with_text": texts[figure["year"]],
                "rank": 1 + values.index(_base(figure)),
                "above": _above(figure, higher[figure["level"], figure["parent"]]),
            }
            for figure in named
        ]
    return table(
        "place_targets",
        "The same indicator in several places: who sets the higher target. Only figures for the speech's own year; the"
        " first figure of a speech stands for its place. Sums whose name does not say of what (投资) are left out.",
        COLUMNS,
        rows,
        lambda r: (-r["year"], -r["places"], r["indicator"], r["dimension"], _way(r), r["rank"], r["jurisdiction"]),
    )


def _way(target: Row) -> str:
    """Return the direction that parts figures from others: a level is the same level, reached, raised to or kept."""
    way = str(target["direction"])
    changes = dimension(target["unit"])[0] == "point" or is_rate_of_change(target["unit"], way, target["indicator"])
    return way if changes or way in {"down", "down to"} else ""


def _base(target: Row) -> float:
    return float(target["low"]) * dimension(target["unit"])[1]


def _higher(level: str, parent: str, by_level: Mapping[str, Sequence[Row]]) -> float | None:
    """Return the figure of the nearest higher level over places of this parent; with two such places none is theirs."""
    above = GOVERNMENTS[: GOVERNMENTS.index(level)] if level in GOVERNMENTS else ()
    for name in reversed(above):
        over = [f for f in by_level.get(name, ()) if name == "national" or not _apart(parent, f["jurisdiction"])]
        if over:
            return _base(over[0]) if len(over) == 1 else None
    return None


# the same few hundred pairs are asked of each indicator and year
_apart = lru_cache(maxsize=1 << 16)(apart)


def _above(target: Row, higher: float | None) -> float | None:
    """Return how far a figure lies above that of the higher level, in its own unit."""
    return None if higher is None else round((_base(target) - higher) / dimension(target["unit"])[1], 6)


SAME_COLUMNS = columns(
    ("a_jurisdiction", CellKind.TEXT, "the place whose thread begins first; in the same year, the first by name"),
    ("b_jurisdiction", CellKind.TEXT, "the other place"),
    ("relation", CellKind.TEXT, "copied (a stretch of the same words) or shared (each the other's nearest in meaning)"),
    (
        "score",
        CellKind.REAL,
        "copied: share of the shorter wording that is the same stretch; shared: similarity of the threads' titles; 0-1",
    ),
    (
        "first_mover",
        CellKind.TEXT,
        "the place that promised it in an earlier year, of copied promises in the copied words (so that it may be b, if"
        " its thread is younger but had them first); empty where both began together, where the other place has no text"
        " as old as that promise, so that nobody can tell, or where another of its threads promised it by then",
    ),
    ("foreign_name", CellKind.TEXT, "a name of the one place that stands in the copied text of the other, or empty"),
    ("a_first_year", CellKind.INT, "first year of the thread of a"),
    ("b_first_year", CellKind.INT, "first year of the thread of b"),
    ("years_available_both", CellKind.INT, "years of which both places have a text"),
    ("a_thread", CellKind.ID, "the thread of a"),
    ("b_thread", CellKind.ID, "the thread of b"),
    (
        "a_unit",
        CellKind.ID,
        "the promise of a; where a had the promise, or the copied words, first, one of that year; else what has most of"
        " the copied words, or what the thread's title quotes",
    ),
    ("b_unit", CellKind.ID, "the promise of b, likewise"),
    ("a_quote", CellKind.QUOTE, "the promise of a, quoted"),
    ("b_quote", CellKind.QUOTE, "the promise of b, quoted"),
)


def places(data: Data) -> ReportTable:
    """Return the promises that two places share, where the run compared places."""
    first = {thread["thread_id"]: thread["first_year"] for thread in data.threads}
    return shared_promises(data.tables.get("place_links", ()), first, data.unit_text, data.years)


def shared_promises(
    links: Iterable[Row], first: Mapping[str, int], quote: Callable[[str], str], years: Mapping[str, Sequence[int]]
) -> ReportTable:
    """Return the promises that two places share.

    Args:
        links: rows of the stored table of that name.
        first: the first year of each thread.
        quote: returns the text of a unit.
        years: those of which each place has a text.
    """
    rows: list[dict[str, Any]] = []
    same = ("relation", "score", "first_mover", "foreign_name", "a_thread", "b_thread", "a_unit", "b_unit")
    for link in links:
        row = {name: link[name] for name in (*same, "a_jurisdiction", "b_jurisdiction")}
        for side in ("a", "b"):
            row[f"{side}_first_year"] = first[link[f"{side}_thread"]]
            row[f"{side}_quote"] = quote(link[f"{side}_unit"])
        both = set(years.get(row["a_jurisdiction"], ())) & set(years.get(row["b_jurisdiction"], ()))
        rows.append(row | {"years_available_both": len(both)})
    return table(
        "places",
        "The same promise in two places: copied words first, then shared meaning. Equal words have no direction; who"
        " came first is known only where the years differ and the texts of both places reach back far enough.",
        SAME_COLUMNS,
        rows,
        lambda r: (r["relation"], r["a_jurisdiction"], r["b_jurisdiction"], -r["score"], r["a_unit"], r["b_unit"]),
    )
