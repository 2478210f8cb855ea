"""docs/target-series.md against the texts: every place holds the figure that the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.targets.numbers import find_figures

PAGE = Path(__file__).parents[2] / "docs" / "target-series.md"
ROW = re.compile(r"^\| (\d{4}) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


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
