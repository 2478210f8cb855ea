"""From rows to scores: parts by language, source and decade, sure rows apart, what was lost before scoring.

Covers score_labels, score_levels, score_links, score_closures, score_threads, score_spans and pair_f1.
"""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate import scoring
from pipeline.evaluate.scoring import LabelRow, MemberRow, PairRow, Result, SpanRow, Where
from pipeline.measures import pair_f1
from pipeline.records import Label

ZH = Where("h-1987", "zh", "lakes", "1980s")
ZH_UNSURE = Where("h-1991", "zh", "lakes", "1990s", unsure=True)
EN = Where("e-1991", "en", "hills", "1990s")


def pick(results: list[Result], facet: str, value: str, sure_only: bool = False) -> Result:
    (found,) = [r for r in results if (r.facet, r.value, r.sure_only) == (facet, value, sure_only)]
    return found


def test_labels_by_part_and_without_doubtful_rows() -> None:
    rows = [
        LabelRow(ZH, Label.PLEDGE, Label.PLEDGE, 3, 3, 0.9),
        LabelRow(ZH_UNSURE, Label.MEASURE, Label.OTHER, 1, None, 0.6),
        LabelRow(EN, Label.OTHER, Label.OTHER, None, None, 0.8),
        LabelRow(EN, Label.PROBLEM, None),
    ]
    results = scoring.score_labels(rows)
    whole = pick(results, "all", "all")
    assert (whole.n, whole.measures["accuracy"], whole.measures["missing"]) == (4, 0.5, 0.25)
    assert whole.measures["ece_width"] == pytest.approx((0.1 + 0.6 + 0.2) / 3)
    # commitments: two in gold, one of them found
    assert whole.measures["commitment_f1"] == pytest.approx(2 / 3)
    assert pick(results, "all", "all", sure_only=True).n == 3
    assert pick(results, "language", "zh", sure_only=True).measures["macro_f1"] == 1
    assert pick(results, "decade", "1990s").n == 3
    assert pick(results, "source", "hills").measures["accuracy"] == 0.5
    assert whole.intervals["macro_f1"].level == 0.95


def test_levels_count_missed_commitments_apart() -> None:
    rows = [
        LabelRow(ZH, Label.PLEDGE, Label.PLEDGE, 3, 3),
        LabelRow(ZH, Label.PLEDGE, Label.PLEDGE, 4, 3),
        LabelRow(ZH, Label.MEASURE, Label.OTHER, 1, None),
        LabelRow(ZH, Label.OTHER, Label.MEASURE, None, 1),
    ]
    measures = pick(scoring.score_levels(rows), "all", "all").measures
    assert measures["exact"] == pytest.approx(1 / 3)
    assert (measures["exact_found"], measures["within_one"], measures["mean_error"]) == (0.5, 1, 0.5)


def test_links_tell_lost_units_from_unproposed_pairs_from_refused_ones() -> None:
    rows = [
        PairRow(ZH, "same", "same", same=True, score=0.9, proposed=True),
        PairRow(ZH, "same", "different", found=False, same=False),
        PairRow(ZH, "same", "different", same=False, proposed=False),
        PairRow(ZH, "same", "related", same=False, score=0.4, proposed=True),
        PairRow(ZH, "different", "same", same=True, score=0.6, proposed=True),
    ]
    measures = pick(scoring.score_links(rows), "all", "all").measures
    assert (measures["same_precision"], measures["same_recall"]) == (0.5, 0.25)
    assert measures["same_f1"] == pytest.approx(1 / 3)
    assert measures["found_same_recall"] == pytest.approx(1 / 3)
    assert measures["not_found"] == 0.25
    assert measures["not_proposed"] == pytest.approx(1 / 3)
    # ranks among found pairs: same 0.9, different 0.6, same 0.4, same without score
    assert measures["same_ap"] == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_the_thread_decides_a_pair_and_not_its_link() -> None:
    rows = [PairRow(ZH, "same", "same", same=False), PairRow(ZH, "related", "related", same=True)]
    measures = pick(scoring.score_links(rows), "all", "all").measures
    assert measures["same_f1"] == 0
    assert measures["relation_macro_f1"] == 1


def test_closures_score_closes_alone_and_any() -> None:
    rows = [
        PairRow(EN, "closes", "advances", score=0.8, score_second=0.3),
        PairRow(EN, "advances", "advances", score=0.7, score_second=0.1),
        PairRow(EN, "closes", "closes", score=0.9, score_second=0.8),
        PairRow(EN, "none", "none"),
        PairRow(EN, "advances", "none", found=False),
    ]
    measures = pick(scoring.score_closures(rows), "all", "all").measures
    assert measures["any_f1"] == pytest.approx(6 / 7)
    assert measures["found_any_f1"] == 1
    assert measures["closes_f1"] == pytest.approx(2 / 3)
    assert measures["closes_ap"] == 1
    assert measures["not_proposed"] is None


def test_scores_nobody_gave_are_undefined() -> None:
    measures = pick(scoring.score_closures([PairRow(EN, "closes", "none")]), "all", "all").measures
    assert (measures["any_ap"], measures["any_best_f1"], measures["any_precision"]) == (None, None, None)


def test_threads_score_each_field_for_itself() -> None:
    rows = [
        MemberRow(ZH, "bridges", 1, "t1", "a"),
        MemberRow(ZH, "bridges", 1, "t1", "b"),
        MemberRow(ZH, "ports", 1, "t1", "c"),
        MemberRow(ZH, "ports", 1, None, "d"),
    ]
    results = scoring.score_threads(rows)
    # the same number in another field is another thread, for gold and for the run
    assert pick(results, "field", "bridges").measures["b_cubed_f1"] == 1
    ports = pick(results, "field", "ports").measures
    assert (ports["b_cubed_precision"], ports["b_cubed_recall"], ports["found"]) == (1, 0.5, 0.5)
    assert ports["found_b_cubed_f1"] == 1
    assert pick(results, "all", "all").measures["pair_f1"] == pytest.approx(2 / 3)
    # no row is marked unsure, so nothing is said twice
    assert not any(r.sure_only for r in results)


members = st.lists(st.tuples(st.sampled_from("fg"), st.integers(0, 3), st.integers(0, 3)), max_size=25)


@settings(deadline=None)
@given(members)
def test_pair_f1_equals_counting_all_pairs(items: list[tuple[str, int, int]]) -> None:
    found = pair_f1([(f, g) for f, g, _ in items], [(f, p) for f, _, p in items])
    same_gold = {(i, j) for (i, a), (j, b) in combinations(enumerate(items), 2) if a[:2] == b[:2]}
    same_run = {(i, j) for (i, a), (j, b) in combinations(enumerate(items), 2) if (a[0], a[2]) == (b[0], b[2])}
    total = len(same_gold) + len(same_run)
    assert found == (2 * len(same_gold & same_run) / total if total else None)


def test_spans_are_shares() -> None:
    rows = [SpanRow(ZH, True, True, True), SpanRow(ZH, False, True, True), SpanRow(EN, False, False, False)]
    results = scoring.score_spans("units", rows)
    assert pick(results, "all", "all").measures == {"exact": 1 / 3, "near": 2 / 3, "loose": 2 / 3}
    assert pick(results, "language", "zh").measures["exact"] == 0.5


def test_results_are_plain_rounded_json() -> None:
    rows = [LabelRow(ZH, Label.PLEDGE, Label.PLEDGE), LabelRow(EN, Label.OTHER, Label.PLEDGE)]
    plain = pick(scoring.score_labels(rows), "all", "all").as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["measures"]["macro_f1"] == 0.3333
    assert plain["classes"]["confusion"][2][2] == 1
