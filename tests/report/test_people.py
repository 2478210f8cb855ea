"""What people decided is said of each thread and in all, whatever they decided on."""

from __future__ import annotations

from typing import Any

from pipeline.report import build_tables
from pipeline.report.data import Data
from pipeline.report.tables.recurring import UNCHECKED
from pipeline.settings import ReportSettings
from tests.report.at_once import headline
from tests.report.conftest import INFO, rows

Stored = dict[str, list[dict[str, Any]]]


def verdict(kind: str, state: str, a: str, b: str = "", item: str = "", coder: str = "anna") -> dict[str, Any]:
    empty = ("verdict", "level", "unsure", "date", "draw", "final", "model", "model_level", "note")
    told = {"kind": kind, "state": state, "item": item, "item_a": a, "item_b": b, "found_a": a, "found_b": b}
    return dict.fromkeys(empty) | told | {"coder": coder}


def make(stored: Stored) -> Data:
    return Data.build(stored, ReportSettings(), INFO)


def test_a_row_says_which_verdicts_it_stands_on(stored: Stored) -> None:
    repeated = [t for t in stored["threads"] if len(t["promised_years"]) > 1 and not t["closed_years"]]
    first, second = (next(u for u in stored["units"] if u["thread_id"] == t["thread_id"]) for t in repeated[:2])
    report = next(u for u in stored["units"] if u["label"] == "progress")
    stored["corrections"] = [
        verdict("sentences", "applied", first["sentence_id"]),
        verdict("sentences", "moved", first["sentence_id"], coder="bo"),
        verdict("closures", "applied", first["unit_id"], report["unit_id"]),
        verdict("threads", "applied", first["unit_id"], second["unit_id"], item="t-1"),
        verdict("threads", "applied", second["unit_id"], first["unit_id"], item="t-1"),
        verdict("links", "contradicted", second["unit_id"], first["unit_id"]),
    ]
    data = make(stored)
    told = {row["thread_id"]: row["checked"] for row in rows(build_tables(data)["recurring"])}
    assert told[first["thread_id"]] == "checked by people: labels 1, closures 1, verdicts on the thread 1"
    assert told[second["thread_id"]] == "checked by people: verdicts on the thread 1"
    assert {told[t["thread_id"]] for t in repeated[2:] if t["thread_id"] in told} == {UNCHECKED}
    head = headline(data)
    assert [head[f"human_{kind}"] for kind in ("sentences", "links", "closures", "threads")] == [1, 0, 1, 1]


def test_a_closure_below_one_half_is_perhaps_one(stored: Stored) -> None:
    data = make(stored)
    before = headline(data)["closed_perhaps"]
    row = rows(build_tables(data)["closed"])[0]
    assert (row["perhaps"], row["checked"]) == (False, UNCHECKED)
    for closure in stored["closures"]:
        if closure["commitment_unit"] in {m["unit_id"] for m in data.members[row["thread_id"]]}:
            closure |= {"score": 0.49}
    data = make(stored)
    assert headline(data)["closed_perhaps"] == before + 1
    assert {r["perhaps"] for r in rows(build_tables(data)["closed"]) if r["thread_id"] == row["thread_id"]} == {True}
    for closure in stored["closures"]:
        closure |= {"score": 1.0, "decided_by": "human: anna"}
    assert {r["checked"] for r in rows(build_tables(make(stored))["closed"])} == {"decided by people"}


def test_threads_of_equal_years_are_ranked_by_what_can_be_checked(stored: Stored) -> None:
    own = [t for t in stored["threads"] if len(t["promised_years"]) > 1 and not t["closed_years"]][:4]
    assert len(own) == 4
    names = [t["thread_id"] for t in own]
    same = {"promised_years": [2022, 2023], "first_year": 2022, "last_year": 2023, "boilerplate": False}
    for thread, level, weakest, annual in zip(
        own, (4, 1, 3, 3), (0.9, 0.99, 0.4, 0.5), (True, False, False, False), strict=True
    ):
        thread |= same | {"level_max": level, "weakest_link": weakest, "annual_target": annual}
    shown = [r["thread_id"] for r in rows(build_tables(make(stored))["recurring"]) if r["thread_id"] in names]
    assert shown == [names[k] for k in (3, 2, 1, 0)]
