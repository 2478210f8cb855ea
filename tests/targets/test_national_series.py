"""docs/target-series.md against the texts: every place holds the figure that the page says."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipeline.figures import dimension
from tests.targets.quantities import find_figures

PAGE = Path(__file__).parents[2] / "docs" / "target-series.md"
ROW = re.compile(r"^\| (\d{4}) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


#: indicator and kind of the sections of the page, in their order
SERIES = (
    ("GDP", "growth"),
    ("城镇新增就业", "level"),
    ("城镇登记失业率", "share"),
    ("城镇调查失业率", "share"),
    ("居民消费价格", "growth"),
    ("商品零售价格", "growth"),
    ("粮食产量", "level"),
)
#: the sentence is taken for an explanation, so that no target is read from it
NOT_FOUND = {("GDP", "2004", "target")}


def cells() -> list[tuple[str, str, str]]:
    """Return value with unit, bound and place of every figure on the page; the bound is empty for reported values."""
    found: list[tuple[str, str, str]] = []
    for _, target, bound, place, outcome, outcome_place in ROW.findall(PAGE.read_text(encoding="utf-8")):
        found += [(target.strip(), bound.strip(), place.strip())] if target.strip() else []
        found += [(outcome.strip(), "", outcome_place.strip())] if outcome.strip() else []
    return found


def test_the_page_has_the_series() -> None:
    assert len(cells()) > 150
    assert len({place for _, _, place in cells()}) == len(cells()), "a place is listed twice"


@pytest.mark.shared
def test_every_place_holds_its_figure(shared: Path) -> None:
    wrong: list[str] = []
    for value, bound, place in cells():
        doc_id, _, offsets = place.partition("@")
        start, end = (int(x) for x in offsets.split("-"))
        text = (shared / "corpora" / "national" / "texts" / f"{doc_id}.txt").read_bytes().decode("utf-8")
        context = text[max(0, start - 60) : end + 20]
        shift = max(0, start - 60)
        figures = [f for f in find_figures(context, "zh") if (f.start + shift, f.end + shift) == (start, end)]
        numbers, _, unit = value.rpartition(" ")
        ends = [float(x.replace(",", "")) for x in numbers.split(" to ")]
        if [(f.low, f.high, f.unit) for f in figures] != [(ends[0], ends[-1], unit)]:
            wrong.append(f"{place}: {value} but {figures}")
        elif bound and figures[0].bound.value.replace("_", " ") != bound:
            wrong.append(f"{place}: {bound} but {figures[0].bound}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.shared
def test_a_run_finds_the_series(national_run: Path) -> None:
    """Every target and outcome of the page, by indicator and year, but for those that are named above."""
    with (national_run / "tables" / "target_series.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(r["indicator"], r["kind"], r["year"]): r for r in csv.DictReader(file)}
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    wrong = set()
    for section, (indicator, kind) in zip(sections, SERIES, strict=True):
        for year, target, _, _, outcome, _ in ROW.findall(section):
            row = found.get((indicator, kind, year), {})
            for name, stated, column in (("target", target, "low"), ("outcome", outcome, "outcome")):
                if stated.strip():
                    number, unit = stated.split(" to ")[0].replace(",", "").split()[0], stated.split()[-1]
                    value = float(row.get(column) or "nan") * dimension(row.get("unit", ""))[1]
                    if value != pytest.approx(float(number) * dimension(unit)[1]):
                        wrong.add((indicator, year, name))
    assert wrong == NOT_FOUND
