"""Error rates in the report: beside the counts where a sample was coded, and said to be missing where none was."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.report import build_tables
from pipeline.report.data import Data
from pipeline.report.words import all_words
from pipeline.settings import ReportSettings
from tests.report.at_once import build_outputs
from tests.report.conftest import INFO, unpack

RATE = {
    "draw": "s1",
    "kind": "sentences",
    "measure": "precision",
    "label": "pledge",
    "estimate": 0.9,
    "low": 0.8,
    "high": 0.96,
    "n": 40,
    "coded": 180,
    "drawn": 200,
    "frame": 5000,
    "main": True,
    "coders": ["anna", "bo"],
}
TOTAL = {
    "scope": "all",
    "jurisdiction": "",
    "year": 0,
    "label": "commitment",
    "counted": 100,
    "model": 101,
    "estimate": 95.5,
    "low": 80.0,
    "high": 110.0,
    "method": "design",
    "n": 180,
    "draw": "s1",
}


def correction(stored: dict[str, list[dict[str, Any]]], **other: Any) -> dict[str, Any]:  # noqa: ANN401
    item = stored["sentences"][3]["sentence_id"]
    row = {"kind": "sentences", "item": "", "item_a": item, "item_b": "", "coder": "anna", "verdict": "other"}
    row |= {"level": None, "unsure": False, "date": "2026-03-01", "draw": "s1", "final": False, "state": "applied"}
    return row | {"found_a": item, "found_b": "", "model": "pledge", "model_level": 3, "note": ""} | other


def test_rates_and_totals_stand_in_tables_and_page(stored: dict[str, list[dict[str, Any]]]) -> None:
    stored |= {"error_rates": [RATE], "corrected_totals": [TOTAL]}
    gone = correction(stored, item_a="x@1-2", found_a="", state="vanished")
    stored["corrections"] = [correction(stored), gone]
    data = Data.build(stored, ReportSettings(), INFO)
    made = build_tables(data)
    assert made["error_rates"].values("coders") == ["anna, bo"]
    assert made["corrected_totals"].values("year") == [None]
    # what was not applied stands first, and has no quotation
    assert made["corrections"].values("state") == ["vanished", "applied"]
    assert made["corrections"].values("quote_a") == ["", stored["sentences"][3]["text"]]
    page = unpack(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    assert page["rates"]["rows"][0][page["rates"]["columns"].index("estimate")] == 0.9
    assert page["totals"]["all"] == 1


def test_without_a_sample_the_page_says_so_in_both_languages(made: dict[str, Any], files: dict[str, bytes]) -> None:
    assert made["error_rates"].rows == made["corrected_totals"].rows == made["corrections"].rows == ()
    page = unpack(files["report.html"])
    assert page["rates"]["rows"] == page["totals"]["rows"] == []
    for key in ("no_sample", "totals_none"):
        assert "not checked by people" in all_words()[key]["en"]
        assert "未经人工核对" in all_words()[key]["zh"]


@pytest.mark.parametrize("kind", ["sentences", "links", "closures", "threads"])
def test_every_answer_has_a_word(kind: str) -> None:
    from pipeline.review.estimate import ANSWERS

    found = all_words()
    for answer in (*ANSWERS[kind], "all"):
        key = "answer_one" if answer == "one promise" else f"answer_{answer}"
        assert f"label_{answer}" in found or key in found
    assert f"kind_{kind}" in found
