"""The charts of the report: each as SVG for both interface languages, as PNG, and with its data as rows.

Charts are Vega-Lite specifications, rendered by vl-convert, which carries its renderer with it and needs no network.
Colours go from light to dark so that grey prints can be read.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.report.data import Data
from pipeline.report.delimited import csv_bytes
from pipeline.report.model import CellKind, ReportTable, columns, table
from pipeline.report.tables.fields import NONE
from pipeline.report.tables.recurring import is_repeated
from pipeline.report.words import LANGUAGES, words
from pipeline.settings import ReportSettings

Spec = dict[str, Any]
FONT = "Noto Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Arial, sans-serif"
MOST_FACETS = 6  # places drawn one by one over the years; more are drawn as their mean or as one row each
MOST_PLACES = 80  # rows of a chart with one row per place, which says so where there are more; its data have all
MOST_SERIES = 12  # small multiples
SERIES = ("jurisdiction", "indicator", "kind", "unit", "year", "state", "low", "high", "outcome")
LEVEL_COLOURS = ("#e9edf1", "#c3d3e2", "#8fb0cf", "#4d7fad", "#1f4e79")
FLOWS = ("new", "taken", "repeated", "revised", "closed", "dropped")
FLOW_COLOURS = ("#4d7fad", "#a8c5de", "#dd9a00", "#8a5f00", "#1b6e3a", "#b9bfc6")
_FLOW_OF = {
    "new": "new",
    "taken up again": "taken",
    "repeated": "repeated",
    "narrowed": "repeated",
    "broadened": "repeated",
    "revised target": "revised",
    "closed": "closed",
    "closed later": "closed",
    "dropped": "dropped",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the data it shows, and how it is specified in the words of a language."""

    rows: ReportTable
    spec: Callable[[Mapping[str, str]], Spec]


def chart_counts(data: Data, made: Mapping[str, ReportTable]) -> dict[str, list[list[Any]]]:
    """Return what the charts count in the tables of one place, small enough to be kept for each of many places.

    `flow` has place, year, what became of promises, their number; `overview` place, year, number of repeated promises
    without a closure found; `fields` year, field, number of promises; `series` the rows of the target series that can
    be drawn, with the columns SERIES.
    """
    flow: Counter[tuple[str, int, str]] = Counter()
    for place, year, change in zip(*map(made["changes"].values, ("jurisdiction", "to_year", "change")), strict=True):
        flow[place, year, _FLOW_OF[change]] += 1
    overview = {(place, year): 0 for place in data.years for year in data.available(place)}
    for thread in data.threads:
        if is_repeated(thread) and not thread["boilerplate"]:
            for year in thread["promised_years"]:
                if (thread["jurisdiction"], year) in overview:
                    overview[thread["jurisdiction"], year] += 1
    fields: Counter[tuple[int, str]] = Counter()
    for year, name, n in zip(*map(made["fields"].values, ("year", "field", "promises")), strict=True):
        fields[year, name] += n
    return {
        "flow": [[*key, n] for key, n in sorted(flow.items())],
        "overview": [[*key, n] for key, n in sorted(overview.items())],
        "fields": [[*key, n] for key, n in sorted(fields.items())],
        "series": [list(row) for row in _drawn(zip(*map(made["target_series"].values, SERIES), strict=True))],
    }


def make_charts(
    years: ReportTable, counted: Sequence[Mapping[str, Sequence[Sequence[Any]]]], info: Mapping[str, Any]
) -> dict[str, Chart]:
    """Return the charts that the data allow, by name; a chart without a single value is left out.

    Args:
        years: the table of that name, of all places.
        counted: what :func:`chart_counts` found in each place, places in order.
        info: what stands in run.json.
    """
    rows = {name: [row for own in counted for row in own[name]] for name in ("flow", "overview", "fields", "series")}
    drawn = {
        "levels": _levels(years),
        "flow": _flow(rows["flow"], years),
        "rate": _rate(years),
        "overview": _overview(rows["overview"]),
        "fields": _fields(rows["fields"], info),
        "targets": _targets(rows["series"]),
    }
    return {name: chart for name, chart in drawn.items() if chart.rows.rows}


def draw(
    found: Mapping[str, Chart], settings: ReportSettings, names: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Render charts.

    Args:
        found: the charts.
        settings: language and encoding of the files.
        names: further words by key and language, beside those of `words.toml`.

    Returns:
        SVG by «name.language» for the page, and the files for the folder of figures by path: SVG and PNG in
        the language of the settings, and the data as CSV.
    """
    import vl_convert

    pictures: dict[str, bytes] = {}
    folder: dict[str, bytes] = {}
    for name, chart in found.items():
        marked = _Marked(names or {})
        drawn = _stable(vl_convert.vegalite_to_svg(chart.spec(marked) | {"config": CONFIG, "background": "white"}))
        for code in LANGUAGES:
            svg = marked.put(drawn, code)
            pictures[f"{name}.{code}"] = svg.encode("utf-8")
            if code == settings.language:
                folder[f"figures/{name}.svg"] = svg.encode("utf-8")
                folder[f"figures/{name}.png"] = vl_convert.svg_to_png(svg, scale=2)
        folder[f"figures/{name}.csv"] = csv_bytes(chart.rows, settings.csv_encoding)
    return pictures, folder


class _Marked(dict[str, str]):
    """English words between two invisible letters, so that a drawn chart can be put into another language.

    Drawing takes most of the time, and the English words are the longest. Only words that were asked for are put in.
    """

    MARK = "\u2060"

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        """Keep further words by key and language."""
        super().__init__()
        self._names = names

    def __missing__(self, key: str) -> str:
        self[key] = f"{self.MARK}{self._word(key, 'en')}{self.MARK}"
        return self[key]

    def put(self, svg: str, language: str) -> str:
        """Return the chart in a language."""
        for key, text in sorted(self.items()):
            svg = svg.replace(escape(text), escape(self._word(key, language)))
        return svg

    def _word(self, key: str, language: str) -> str:
        return self._names[key][language] if key in self._names else words(language)[key]


CONFIG: Spec = {
    "font": FONT,
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleColor": "#56606c",
        "labelColor": "#1b1f24",
        "gridColor": "#e8ecf0",
    },
    # three in a row and names at the left: a narrow screen shows the left part of a chart
    "legend": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "orient": "top",
        "title": None,
        "labelLimit": 400,
        "columns": 3,
    },
    "header": {
        "labelFontSize": 12,
        "labelFontWeight": "bold",
        "title": None,
        "labelColor": "#1b1f24",
        "labelAnchor": "start",
    },
    "view": {"stroke": None},
}


def _stable(svg: str) -> str:
    """Number the ids of gradients and clips anew, so that they do not depend on what was drawn before."""
    seen: dict[str, str] = {}
    for found in re.findall(r'id="([A-Za-z_]+\d+)"', svg):
        seen.setdefault(found, f"i{len(seen)}")
    for old, new in seen.items():
        svg = re.sub(rf'(id="|url\(#|href="#){re.escape(old)}(?=["\)])', rf"\g<1>{new}", svg)
    return svg


def _values(rows: ReportTable) -> Spec:
    names = [column.name for column in rows.columns]
    return {"values": [dict(zip(names, row, strict=True)) for row in rows.rows]}


def _span(rows: ReportTable) -> int:
    """Return the number of years from the first to the last, with those that have no text."""
    years = rows.values("year")
    return int(max(years) - min(years)) + 1


def _width(rows: ReportTable) -> int:
    """Return the width of a chart over the years of its rows."""
    return max(220, min(900, 22 * _span(rows)))


def _year_axis(rows: ReportTable, w: Mapping[str, str]) -> Spec:
    have = set(rows.values("year"))
    years = list(range(min(have), max(have) + 1))  # a year without a text stays a gap
    step = 1 if len(years) <= 16 else 5
    return {
        "scale": {"domain": years},
        "field": "year",
        "type": "ordinal",
        "title": w["g_year"],
        "axis": {"values": [y for y in years if y % step == 0 or step == 1], "labelAngle": 0},
    }


def _by_place(spec: Spec, places: Sequence[str]) -> Spec:
    """Draw one panel per place where there are several."""
    if len(places) < 2:
        return spec
    data = spec.pop("data")
    facet = {"field": "jurisdiction", "type": "nominal", "sort": list(places)}
    return {"data": data, "facet": facet, "columns": 1 if spec["width"] > 400 else 2, "spec": spec}


def _places_title(title: str, places: Sequence[Any], w: Mapping[str, str]) -> str | None:
    """Return the title of an axis of places, which says where not all of them are drawn."""
    if len(places) <= MOST_PLACES:
        return title or None
    return f"{title + ', ' if title else ''}{w['g_places']}: {MOST_PLACES} / {len(places)}"


YEAR = ("year", CellKind.INT, "year of the speeches")
PLACE = ("jurisdiction", CellKind.TEXT, "the place, or «all» for the mean of all places")


def _layout(places: Sequence[str], years: Sequence[int]) -> str:
    """Return how a quantity by place and year is drawn: panels over years, a row per place, or the mean."""
    if len(places) <= MOST_FACETS:
        return "panels"
    return "rows" if len(set(years)) <= 3 else "mean"


def _counted(
    name: str,
    meaning: str,
    part: tuple[str, CellKind, str],
    counts: Mapping[tuple[str, int, Any], float],
    layout: str,
    texts: Iterable[int],
) -> ReportTable:
    """Return counts by place, year and part; with the layout «mean» per place, one of which is each year in `texts`."""
    head = columns(
        PLACE,
        YEAR,
        part,
        ("n", CellKind.REAL, "number; for «all», the mean per place with a text (flow: and one before)"),
    )
    total: dict[tuple[str, int, Any], float] = defaultdict(float)
    places = Counter(texts)
    for (place, year, kind), n in counts.items():
        total["all" if layout == "mean" else place, year, kind] += n
    rows = [
        {"jurisdiction": p, "year": y, part[0]: k, "n": round(n / places[y], 2) if layout == "mean" else n}
        for (p, y, k), n in sorted(total.items(), key=_key)
    ]
    return table(name, meaning, head, rows)


def _key(item: tuple[tuple[str, int, Any], float]) -> tuple[str, int, str]:
    return (item[0][0], item[0][1], str(item[0][2]))


def _levels(years: ReportTable) -> Chart:
    counts: dict[tuple[str, int, Any], float] = {}
    for level in range(5):
        found = zip(*(years.values(n) for n in ("jurisdiction", "year", f"level_{level}")), strict=True)
        counts |= {(place, year, level): n for place, year, n in found if n}
    places = sorted({p for p, _, _ in counts})
    layout = _layout(places, [y for _, y, _ in counts])
    part = ("level", CellKind.INT, "specificity, 0-4")
    rows = _counted("levels", "Commitments by place, year and level.", part, counts, layout, years.values("year"))

    def spec(w: Mapping[str, str]) -> Spec:
        names = [w[f"g_l{i}"] for i in range(5)]
        return _stacked(rows, "level", list(range(5)), names, LEVEL_COLOURS, w["g_commitments"], layout, places, w)

    return Chart(rows, spec)


def _flow(found: Sequence[Sequence[Any]], years: ReportTable) -> Chart:
    counts: dict[tuple[str, int, Any], float] = {
        (place, year, kind): -n if kind in {"closed", "dropped"} else n for place, year, kind, n in found
    }
    places = sorted({p for p, _, _ in counts})
    layout = _layout(places, [y for _, y, _ in counts])
    part = (
        "change",
        CellKind.TEXT,
        "new, taken up again, repeated, revised (above), closed and dropped (below, negative)",
    )
    later = [year for year in years.values("next_text") if year is not None]  # a place's first text is not compared
    meaning = "Promises by what became of them from the year with a text before."
    rows = _counted("flow", meaning, part, counts, layout, later)

    def spec(w: Mapping[str, str]) -> Spec:
        names = [w[f"c_{kind}"] for kind in FLOWS]
        return _stacked(rows, "change", list(FLOWS), names, FLOW_COLOURS, w["g_promises"], layout, places, w)

    return Chart(rows, spec)


def _stacked(
    rows: ReportTable,
    part: str,
    kinds: Sequence[Any],
    names: Sequence[str],
    colours: Sequence[str],
    title: str,
    layout: str,
    places: Sequence[str],
    w: Mapping[str, str],
) -> Spec:
    """Return stacked bars: over years in panels or as a mean, or one bar per place for the last year."""
    years = sorted(set(rows.values("year")))
    content = _values(rows)["values"]
    shown = [v | {"name": names[kinds.index(v[part])], "rank": kinds.index(v[part])} for v in content]
    last = years[-1] if years else None
    here = sorted({v["jurisdiction"] for v in shown if v["year"] == last})
    if layout == "rows":
        first = set(here[:MOST_PLACES])
        shown = [v for v in shown if v["year"] == last and v["jurisdiction"] in first]
    colour = {"field": "name", "type": "nominal", "scale": {"domain": list(names), "range": list(colours)}}
    title = f"{title}, {w['g_per_place']}" if layout == "mean" else title
    number = {"field": "n", "type": "quantitative", "title": title, "axis": {"tickCount": 5, "format": "~s"}}
    spec: Spec = {
        "data": {"values": shown},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {"color": colour, "order": {"field": "rank", "type": "quantitative"}},
    }
    if layout == "rows":
        spec |= {"width": 560, "height": {"step": 16}}
        place = {"field": "jurisdiction", "type": "nominal", "title": _places_title(f"{w['g_year']} {last}", here, w)}
        spec["encoding"] |= {"y": place, "x": number}
        return spec
    spec |= {"width": _width(rows), "height": 190}
    spec["encoding"] |= {"x": _year_axis(rows, w), "y": number}
    return _by_place(spec, places if layout == "panels" else ())


def _rate(years: ReportTable) -> Chart:
    head = columns(
        PLACE,
        YEAR,
        ("rate", CellKind.REAL, "promises that the next text reports done, over all promises of the year"),
        ("promises", CellKind.INT, "promises of the year"),
    )
    found = zip(*(years.values(n) for n in ("jurisdiction", "year", "closure_rate", "threads")), strict=True)
    content = [{"jurisdiction": p, "year": y, "rate": r, "promises": n} for p, y, r, n in found if r is not None]
    rows = table("rate", "Promises reported done by the next text.", head, content)
    places = sorted({v["jurisdiction"] for v in content})
    layout = _layout(places, [v["year"] for v in content])

    def spec(w: Mapping[str, str]) -> Spec:
        share = {
            "field": "rate",
            "type": "quantitative",
            "title": w["g_share"],
            "axis": {"format": "%", "tickCount": 5},
        }
        base: Spec = {"data": _values(rows)}
        last = max(rows.values("year"))
        if layout != "panels":
            there = [v for v in _values(rows)["values"] if v["year"] == last]
            title = _places_title(f"{w['g_year']} {last}", there, w)
            place = {"field": "jurisdiction", "type": "nominal", "title": title, "sort": "-x"}
            mark = {"type": "bar", "color": "#1b6e3a"}
            return {
                "data": {"values": there[:MOST_PLACES]},
                "mark": mark,
                "width": 560,
                "height": {"step": 16},
                "encoding": {"y": place, "x": share},
            }
        base |= {"width": _width(rows), "height": 130}
        base |= {
            "mark": {"type": "line", "point": {"filled": True, "size": 30, "color": "#1b6e3a"}, "color": "#1b6e3a"}
        }
        base["encoding"] = {"x": _year_axis(rows, w), "y": share}
        return _by_place(base, places)

    return Chart(rows, spec)


def _overview(found: Sequence[Sequence[Any]]) -> Chart:
    """Draw how many of a year's promises are repeated threads without a closure found, by place and year."""
    counts = {(place, year): n for place, year, n in found}
    head = columns(PLACE, YEAR, ("n", CellKind.INT, "promises of the year that are repeated and have no closure found"))
    shown = sorted(counts.items()) if any(counts.values()) else ()
    content = [{"jurisdiction": p, "year": y, "n": n} for (p, y), n in shown]
    rows = table("overview", "Repeated promises without a closure found, by place and year.", head, content)
    places = sorted({p for p, _ in counts})

    def spec(w: Mapping[str, str]) -> Spec:
        number = {"field": "n", "type": "quantitative", "title": w["g_promises"]}
        year = _year_axis(rows, w)
        if len(places) < 2:
            mark: Spec = {"type": "bar", "color": "#dd9a00"}
            encoding: Spec = {"x": year, "y": number | {"axis": {"tickCount": 5}}}
            size: Spec = {"width": _width(rows), "height": 150}
            return {"data": _values(rows), "mark": mark, "encoding": encoding} | size
        colour = number | {
            "scale": {"domainMin": 0, "range": ["#f6efe0", "#dd9a00", "#5c3f00"]},
            "legend": {"orient": "right"},
        }
        first = set(places[:MOST_PLACES])
        place = {"field": "jurisdiction", "type": "nominal", "title": _places_title("", places, w)}
        return {
            "data": {"values": [v for v in _values(rows)["values"] if v["jurisdiction"] in first]},
            "mark": {"type": "rect", "stroke": "white"},
            "width": {"step": 36 if _span(rows) <= 16 else 12},
            "height": {"step": 18},
            "encoding": {"x": year, "y": place, "color": colour},
        }

    return Chart(rows, spec)


def _fields(found: Sequence[Sequence[Any]], info: Mapping[str, Any]) -> Chart:
    """Draw which share of each year's promises is about which field, all places taken together."""
    keys = {f["en"]: key for key, f in info.get("fields", {}).items()}
    counts: dict[tuple[int, str], int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    for year, name, n in found:
        counts[year, name] += n
        total[year] += n
    head = columns(
        YEAR,
        ("field", CellKind.TEXT, "policy field"),
        ("share", CellKind.REAL, "share of the year's promises, all places taken together"),
        ("promises", CellKind.INT, "promises in the field"),
        ("of", CellKind.INT, "promises of the year"),
    )
    content = [
        {"year": y, "field": name, "share": round(n / total[y], 4), "promises": n, "of": total[y]}
        for (y, name), n in sorted(counts.items())
    ]
    rows = table("fields", "Share of each year's promises by policy field.", head, content)

    def spec(w: Mapping[str, str]) -> Spec:
        shares = sorted(rows.values("share"))
        most = max(shares[int(len(shares) * 0.98)], 0.05)  # one short speech about one thing would wash out the rest
        share = {
            "field": "share",
            "type": "quantitative",
            "title": w["g_share"],
            "legend": {"orient": "right", "format": "%"},
        }
        colour = share | {"scale": {"domain": [0, most], "clamp": True, "range": ["#f4f6f8", "#4d7fad", "#12304d"]}}
        label = {name: w[f"field_{key}"] for name, key in keys.items()} | {NONE: w["g_none"]}
        shown = [v | {"field": label.get(v["field"], v["field"])} for v in _values(rows)["values"]]
        order = [*label.values()]
        y = {"field": "field", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 220}}
        return {
            "data": {"values": shown},
            "mark": {"type": "rect", "stroke": "white"},
            "width": {"step": 36 if _span(rows) <= 16 else 12},
            "height": {"step": 17},
            "encoding": {"x": _year_axis(rows, w), "y": y, "color": colour},
        }

    return Chart(rows, spec)


def _scaled(unit: str, greatest: float) -> tuple[float, str]:
    """Return what large values of a series are divided by, and its unit then, in the words of the unit's language."""
    steps = ((1e9, "billion "), (1e6, "million ")) if unit.isascii() else ((1e8, "亿"), (1e5, "万"))
    for least, word in steps:
        if greatest >= least:
            return (1e4 if word == "万" else least), word + unit
    return 1.0, unit


def _drawn(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return the rows of the series with most stated targets, at least three, series by series."""
    groups: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        if row[5] == "stated" or row[8] is not None:
            groups[tuple(row[:4])].append(row)
    stated = {key: sum(row[5] == "stated" for row in group) for key, group in groups.items()}
    chosen = sorted((key for key in groups if stated[key] >= 3), key=lambda key: (-stated[key], key))
    return [row for key in chosen[:MOST_SERIES] for row in groups[key]]


def _targets(found: Sequence[Sequence[Any]]) -> Chart:
    """Draw the series with most stated targets, one panel each: what was aimed at, what the next report says."""
    several = len({row[0] for row in found}) > 1
    content: list[dict[str, Any]] = []
    drawn = _drawn(found)
    alike = Counter((place, name, unit) for place, name, _, unit in {tuple(row[:4]) for row in drawn})
    for key, group in itertools.groupby(drawn, key=lambda row: tuple(row[:4])):
        own = sorted(group, key=lambda row: row[4])
        factor, unit = _scaled(key[3], max(abs(x) for r in own for x in r[6:9] if x is not None))
        kind = f", {key[2]}" if alike[key[0], key[1], key[3]] > 1 else ""  # else two series were one panel
        label = f"{key[0] + ': ' if several else ''}{key[1]}{kind} ({unit})"
        content += [
            {"series": label, "year": r[4]}
            | {n: None if x is None else round(x / factor, 6) for n, x in zip(SERIES[6:], r[6:], strict=True)}
            for r in own
        ]
    head = columns(
        ("series", CellKind.TEXT, "place, indicator, kind where two differ in it alone, and unit"),
        ("year", CellKind.INT, "year of the speech that sets the target; the outcome is from the next year's speech"),
        ("low", CellKind.REAL, "lower end of the target"),
        ("high", CellKind.REAL, "upper end of the target"),
        ("outcome", CellKind.REAL, "value that the next year's report names"),
    )
    rows = table("targets", "Yearly targets and reported values.", head, content)

    def spec(w: Mapping[str, str]) -> Spec:
        x = {
            "field": "year",
            "type": "quantitative",
            "title": None,
            "axis": {"format": "d", "tickCount": 5},
            "scale": {"zero": False},
        }
        scale = {"zero": False}
        shape = {"scale": {"domain": [w["g_target"], w["g_outcome"]], "range": ["#b97f00", "#1f4e79"]}}
        target = {"color": {"datum": w["g_target"], "type": "nominal", **shape}}
        outcome = {"color": {"datum": w["g_outcome"], "type": "nominal", **shape}}
        layers: list[Spec] = [
            {
                "mark": {"type": "line", "strokeWidth": 1.5},
                "encoding": {"y": {"field": "low", "type": "quantitative", "title": None, "scale": scale}} | target,
            },
            {
                "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.6},
                "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}} | target,
            },
            {
                "mark": {"type": "point", "filled": True, "size": 26},
                "encoding": {"y": {"field": "low", "type": "quantitative"}} | target,
            },
            {
                "mark": {"type": "point", "size": 34, "shape": "diamond", "filled": False, "strokeWidth": 1.6},
                "encoding": {"y": {"field": "outcome", "type": "quantitative"}} | outcome,
            },
        ]
        order = list(dict.fromkeys(rows.values("series")))
        return {
            "data": _values(rows),
            "facet": {"field": "series", "type": "nominal", "sort": order, "header": {"labelLimit": 250}},
            "columns": 3,
            "spec": {"width": 250, "height": 110, "encoding": {"x": x}, "layer": layers},
            "resolve": {"scale": {"y": "independent", "x": "independent"}},
        }

    return Chart(rows, spec)
