"""The tables of a run against gold: matching stretches whose edges differ, and what is then said of them.

Covers trimmed, SpanIndex (against looking at every stretch), and each kind of rows.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate.end_to_end import RunTables, Span, SpanIndex, decided_by_people, measure, trimmed
from pipeline.evaluate.gold import Gold, GoldText
from pipeline.evaluate.scoring import Result
from pipeline.records import Document, GoldPair, GoldSentence, GoldThreadMember, Label

OLD = "我们要修好码头；新建桥梁三座。感谢大家！"
NEW = "去年建成桥梁三座。今年再建桥梁两座，修好码头。"


def text(doc_id: str, content: str) -> GoldText:
    year = int(doc_id[2:])
    return GoldText(Document(doc_id, "湖湾县", "county", year, "report", "", "zh", "", "", "utf-8", content), "lakes")


TEXTS = {"h-1999": text("h-1999", OLD), "h-2000": text("h-2000", NEW)}


def sentence(doc_id: str, start: int, end: int, label: str, level: int | None = None) -> dict[str, Any]:
    p = {f"p_{name}": 0.8 if name == label else 0.05 for name in ("problem", "measure", "pledge", "progress", "other")}
    at = {"sentence_id": f"{doc_id}@{start}-{end}", "doc_id": doc_id, "start": start, "end": end}
    return {**at, "label": label, "level": level, **p}


def unit(doc_id: str, start: int, end: int, label: str, thread: str | None = None) -> dict[str, Any]:
    unit_id = f"{doc_id}@{start}-{end}"
    return {"unit_id": unit_id, "doc_id": doc_id, "start": start, "end": end, "label": label, "thread_id": thread}


TABLES = RunTables(
    sentences=[
        sentence("h-1999", 0, 8, "measure", 1),
        sentence("h-1999", 8, 15, "pledge", 3),
        sentence("h-2000", 0, 9, "progress"),
        sentence("h-2000", 9, 23, "pledge", 3),
        sentence("x-1", 0, 5, "other"),
    ],
    units=[
        unit("h-1999", 0, 8, "measure", "t-port"),
        unit("h-1999", 8, 15, "pledge", "t-bridge"),
        unit("h-2000", 0, 9, "progress"),
        unit("h-2000", 9, 18, "pledge", "t-bridge"),
        unit("h-2000", 18, 23, "measure", "t-port"),
    ],
    links=[{"a_unit": "h-1999@8-15", "b_unit": "h-2000@9-18", "relation": "same", "score": 0.9}],
    closures=[
        {
            "commitment_unit": "h-1999@8-15",
            "report_unit": "h-2000@0-9",
            "relation": "closes",
            "p_any": 0.9,
            "p_closes": 0.8,
        }
    ],
)
GOLD = Gold(
    sentences=(
        GoldSentence("s1", "h-1999", 0, 8, Label.MEASURE, 1, False, OLD[0:8]),
        GoldSentence("s2", "h-1999", 8, 15, Label.PLEDGE, 4, False, OLD[8:15]),
        GoldSentence("s3", "h-1999", 15, 20, Label.OTHER, None, True, OLD[15:20]),
        GoldSentence("s4", "h-2000", 0, 9, Label.PROGRESS, None, False, NEW[0:9]),
        GoldSentence("s5", "h-2000", 9, 17, Label.PLEDGE, 3, False, NEW[9:17]),
    ),
    links=(
        GoldPair("l1", "湖湾县", "h-1999", 8, 14, "h-2000", 9, 17, "same", False, OLD[8:14], NEW[9:17]),
        GoldPair("l2", "湖湾县", "h-1999", 0, 7, "h-2000", 9, 17, "different", False, OLD[0:7], NEW[9:17]),
        GoldPair("l3", "湖湾县", "h-1999", 0, 7, "h-2000", 18, 22, "same", False, OLD[0:7], NEW[18:22]),
        GoldPair("l4", "湖湾县", "h-1999", 15, 20, "h-2000", 18, 22, "same", True, OLD[15:20], NEW[18:22]),
    ),
    closures=(
        GoldPair("c1", "湖湾县", "h-1999", 8, 14, "h-2000", 2, 8, "closes", False, OLD[8:14], NEW[2:8]),
        GoldPair("c2", "湖湾县", "h-1999", 0, 7, "h-2000", 2, 8, "none", False, OLD[0:7], NEW[2:8]),
        # a stretch that the run takes for a commitment is not found among its reports
        GoldPair("c3", "湖湾县", "h-1999", 0, 7, "h-2000", 18, 22, "advances", False, OLD[0:7], NEW[18:22]),
    ),
    threads=(
        GoldThreadMember("t1", "roads", "h-1999", 1999, 8, 14, 1, "建桥", OLD[8:14]),
        GoldThreadMember("t2", "roads", "h-2000", 2000, 9, 17, 1, "建桥", NEW[9:17]),
        GoldThreadMember("t3", "roads", "h-1999", 1999, 15, 20, 2, "谢", OLD[15:20]),
    ),
)


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {r.task: r for r in measure(TABLES, GOLD, TEXTS) if r.facet == "all" and not r.sure_only}


def test_boundaries(results: dict[str, Result]) -> None:
    # s1, s2 and s4 are equal; s5 is cut six characters later; s3 is in no sentence
    assert results["boundaries"].measures == {"exact": 0.6, "near": 0.6, "loose": 0.8}


def test_labels_and_levels(results: dict[str, Result]) -> None:
    labels = results["labels"]
    assert (labels.measures["accuracy"], labels.measures["missing"]) == (0.8, 0.2)
    assert labels.classes is not None
    assert labels.classes.missing == (0, 0, 0, 0, 1)
    assert labels.measures["ece_width"] == pytest.approx(0.2)
    assert results["levels"].measures["exact"] == pytest.approx(2 / 3)


def test_units(results: dict[str, Result]) -> None:
    # seven stretches: 0-7, 8-14 of the first and 9-17, 18-22, report 2-8, report 18-22 of the second; 15-20 has none
    units = results["units"]
    assert units.n == 7
    assert units.measures["exact"] == pytest.approx(4 / 7)
    assert units.measures["near"] == pytest.approx(4 / 7)
    assert units.measures["loose"] == pytest.approx(5 / 7)


def test_links_follow_threads_and_count_missing_units(results: dict[str, Result]) -> None:
    links = results["links"].measures
    assert (links["same_precision"], links["same_recall"]) == (1, pytest.approx(2 / 3))
    assert (links["found_same_f1"], links["not_found"]) == (1, pytest.approx(1 / 3))
    assert links["not_proposed"] is None


def test_closures(results: dict[str, Result]) -> None:
    closures = results["closures"].measures
    assert (closures["closes_f1"], closures["closes_ap"], closures["any_recall"]) == (1, 1, 0.5)
    assert closures["not_found"] == 0.5


def test_threads(results: dict[str, Result]) -> None:
    assert results["threads"].measures["b_cubed_f1"] == 1
    assert results["threads"].measures["found"] == pytest.approx(2 / 3)


def test_rows_that_people_decided_are_counted_by_where_their_verdicts_apply() -> None:
    bridge, harbour, again, built = "h-1999@8-15", "h-1999@0-8", "h-2000@9-18", "h-2000@0-9"
    said = [
        ("sentences", "applied", bridge, ""),
        ("sentences", "moved", built, ""),
        ("sentences", "contradicted", harbour, ""),
        ("closures", "applied", harbour, built),  # «none»: the table of closures has no row of it
    ]

    def counted(*said: tuple[str, str, str, str]) -> dict[str, tuple[int, int]]:
        told = [dict(zip(("kind", "state", "found_a", "found_b"), row, strict=True)) for row in said]
        return decided_by_people(TABLES, told, GOLD, TEXTS)

    assert counted(*said) == {"sentences": (2, 5), "closures": (1, 3)}
    # which of two commitments comes first does not count, and a verdict on a thread is one on its pairs
    for kind in ("links", "threads"):
        assert counted((kind, "applied", again, bridge)) == {"links": (1, 4), "threads": (2, 3)}
    assert counted(("links", "overruled", again, bridge)) == {}


def test_tasks_without_gold_are_left_out() -> None:
    found = measure(TABLES, Gold(threads=GOLD.threads), TEXTS)
    assert {r.task for r in found} == {"units", "threads"}


def test_an_empty_run_finds_nothing() -> None:
    found = {r.task: r for r in measure(RunTables([], [], [], []), GOLD, TEXTS) if r.facet == "all" and not r.sure_only}
    assert found["boundaries"].measures["loose"] == 0
    assert found["labels"].measures["accuracy"] == 0
    assert found["links"].measures["same_f1"] == 0
    assert found["links"].measures["found_same_f1"] is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [("，修好码头。”", "修好码头"), ("增长5%；", "增长5%"), ("……", "……"), (" a b ", "a b")],
)
def test_edges_are_trimmed(content: str, expected: str) -> None:
    start, end = trimmed(content, 0, len(content))
    assert content[start:end] == expected


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12)


@settings(deadline=None)
@given(spans, st.integers(0, 35), st.integers(1, 12))
def test_search_equals_looking_at_every_stretch(items: list[tuple[int, int]], start: int, length: int) -> None:
    all_spans = [Span(s, s + n, {}) for s, n in items]
    end = start + length
    index = SpanIndex(all_spans)
    expected = sorted((s.start, s.end) for s in all_spans if s.start < end and s.end > start)
    assert [(s.start, s.end) for s in index.overlapping(start, end)] == expected
    best = index.best(start, end)
    if not expected:
        assert best is None
    else:
        assert best is not None
        assert best.common(start, end) == max(s.common(start, end) for s in all_spans)
