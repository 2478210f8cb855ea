"""A run on invented speeches: the status of a promise is that of the thread that holds most of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.evaluate.end_to_end import RunTables
from pipeline.evaluate.gold import GoldText
from pipeline.evaluate.planted import planted_gold, status_rows
from pipeline.evaluate.scoring import score_statuses
from pipeline.planted import Planted, Said
from pipeline.records import Document, Label
from pipeline.statuses import status_of

TEXTS = {
    2001: "We will build a mill. The lanes shall be kept. A ferry will be bought.",
    2002: "The mill will be finished. The lanes shall be kept.",
    2003: "The mill grinds. The lanes shall be kept.",
}
DOCUMENTS = {
    f"moor-{year}": Document(f"moor-{year}", "Moor", "county", year, "other", "", "en", "", "", "utf-8", text)
    for year, text in TEXTS.items()
}


def said(year: int, text: str, label: Label, *promises: tuple[str, str]) -> Said:
    start = TEXTS[year].index(text)
    level = None if label is Label.PROGRESS else 3 if label is Label.PLEDGE else 1
    return Said(f"moor-{year}", start, start + len(text), label, level, promises, text)


PLANTED = Planted(
    DOCUMENTS,
    (
        said(2001, "We will build a mill.", Label.PLEDGE, ("P1", "promised")),
        said(2001, "The lanes shall be kept.", Label.MEASURE, ("P2", "promised")),
        said(2001, "A ferry will be bought.", Label.PLEDGE, ("P3", "promised")),
        said(2002, "The mill will be finished.", Label.PLEDGE, ("P1", "promised")),
        said(2002, "The lanes shall be kept.", Label.MEASURE, ("P2", "promised")),
        said(2003, "The mill grinds.", Label.PROGRESS, ("P1", "closes")),
        said(2003, "The lanes shall be kept.", Label.MEASURE, ("P2", "promised")),
    ),
    "",
)


def unit(year: int, text: str, thread: str) -> dict[str, Any]:
    start = TEXTS[year].index(text)
    end = start + len(text)
    name = f"moor-{year}"
    return {
        "unit_id": f"{name}@{start}-{end}",
        "doc_id": name,
        "start": start,
        "end": end,
        "label": "measure",
        "thread_id": thread,
    }


def test_statuses() -> None:
    units = [
        unit(2001, "We will build a mill.", "t-1"),
        unit(2002, "The mill will be finished.", "t-1"),
        unit(2001, "The lanes shall be kept.", "t-2"),
        unit(2002, "The lanes shall be kept.", "t-3"),
        unit(2003, "The lanes shall be kept.", "t-2"),
    ]
    tables = RunTables((), units, (), ())
    texts = {k: GoldText(d, "moor") for k, d in DOCUMENTS.items()}
    status = {"t-1": "closed", "t-2": "recurring", "t-3": "lapsed"}
    rows, left_out = status_rows(PLANTED, tables, status, texts, status_of)
    assert [(r.gold, r.predicted) for r in rows] == [("closed", "closed"), ("recurring", "recurring"), ("lapsed", None)]
    assert left_out == 0
    (whole, *_) = score_statuses(rows)
    assert whole.measures["accuracy"] == 2 / 3
    assert whole.measures["found"] == 2 / 3
    assert whole.measures["closed_f1"] == 1.0


def test_a_sentence_of_several_promises_tells_the_thread_of_none() -> None:
    mill = PLANTED.said[0]
    both = replace(mill, promises=(("P1", "promised"), ("P4", "promised")))
    units = [
        unit(2001, "We will build a mill.", "t-0"),
        unit(2002, "The mill will be finished.", "t-1"),
    ]
    texts = {k: GoldText(d, "moor") for k, d in DOCUMENTS.items()}
    planted = replace(PLANTED, said=(both, *PLANTED.said[3:4], *PLANTED.said[5:6]))
    status = {"t-1": "closed", "t-0": "recurring"}
    rows, left_out = status_rows(planted, RunTables((), units, (), ()), status, texts, status_of)
    assert [(r.gold, r.predicted) for r in rows] == [("closed", "closed")]
    assert left_out == 1


def test_gold_of_invented_speeches() -> None:
    gold = planted_gold(PLANTED)
    assert len(gold.sentences) == 7
    assert [(p.a_text, p.link) for p in gold.closures if p.link == "closes"] == [
        ("The mill will be finished.", "closes")
    ]
    assert {m.thread for m in gold.threads} == {1, 2, 3}
