"""Measures: exact small examples, brute-force oracles, scikit-learn as a second opinion, bounds for any input.

Covers class_report, cohen_kappa, calibration, average_precision, best_f1, b_cubed, bootstrap and the rule that
undefined is None.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from pipeline import measures
from pipeline.evaluate import metrics

LABELS = ("x", "y", "z")
labelled = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)
scored = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30)
grouped = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40)


def test_class_report_of_a_small_example() -> None:
    report = metrics.class_report(["x", "x", "y", "y", "y"], ["x", "y", "y", "y", "x"], LABELS)
    x, y, z = report.scores
    assert (x.precision, x.recall, x.f1, x.support, x.predicted, x.hits) == (0.5, 0.5, 0.5, 2, 2, 1)
    assert (y.precision, y.recall) == (2 / 3, 2 / 3)
    assert y.f1 == pytest.approx(2 / 3)
    assert (z.precision, z.recall, z.f1) == (None, None, None)
    assert report.macro_f1 == pytest.approx((0.5 + 2 / 3) / 2)
    assert report.accuracy == 0.6
    assert report.confusion == ((1, 1, 0), (1, 2, 0), (0, 0, 0))


def test_a_row_without_prediction_counts_against_recall_only() -> None:
    report = metrics.class_report(["x", "x", "y"], ["x", None, "y"], ("x", "y"))
    assert (report.scores[0].precision, report.scores[0].recall, report.scores[1].f1) == (1, 0.5, 1)
    assert (report.missing, report.confusion, report.n) == ((1, 0), ((1, 0), (0, 1)), 3)
    assert (report.accuracy, report.kappa) == (2 / 3, 1)


def test_a_class_that_is_never_predicted_has_no_precision_but_an_f1_of_zero() -> None:
    report = metrics.class_report(["x", "y"], ["y", "y"], ("x", "y"))
    assert report.scores[0].precision is None
    assert report.scores[0].recall == 0
    assert report.scores[0].f1 == 0


def test_nothing_measured_is_none_and_shown_as_a_dash() -> None:
    report = metrics.class_report([], [], LABELS)
    assert (report.macro_f1, report.accuracy, report.kappa) == (None, None, None)
    assert metrics.shown(report.macro_f1) == "-"
    assert metrics.shown(0.0) == "0.000"
    assert metrics.calibration([], []).error is None
    assert measures.average_precision([0.3], [False]) is None
    assert measures.best_f1([0.3], [False]) is None
    assert measures.b_cubed([], []) == measures.BCubed(None, None, None, 0)


@settings(deadline=None)
@given(labelled)
def test_class_report_agrees_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    report = metrics.class_report(gold, predicted, LABELS)
    p, r, f, s = precision_recall_fscore_support(gold, predicted, labels=list(LABELS), zero_division=np.nan)
    for score, *theirs in zip(report.scores, p, r, f, s, strict=True):
        for ours, other in zip((score.precision, score.recall, score.f1), theirs[:3], strict=True):
            assert (ours is None) == bool(np.isnan(other))
            assert ours is None or ours == pytest.approx(other)
        assert score.support == theirs[3]
    if len(set(gold) | set(predicted)) == 1:
        assert report.kappa is None
        assert metrics.cohen_kappa(gold, predicted) is None
    else:
        assert report.kappa == pytest.approx(cohen_kappa_score(gold, predicted, labels=list(LABELS)))
        assert metrics.cohen_kappa(gold, predicted) == pytest.approx(report.kappa)


@settings(deadline=None)
@given(labelled)
def test_class_report_is_bounded_and_adds_up(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    report = metrics.class_report(gold, predicted, LABELS)
    assert sum(map(sum, report.confusion)) == len(pairs) == report.n
    for score in report.scores:
        for value in (score.precision, score.recall, score.f1):
            assert value is None or 0 <= value <= 1
    assert report.macro_f1 is not None
    assert 0 <= report.macro_f1 <= 1
    if gold == predicted:
        assert report.macro_f1 == report.accuracy == 1


def test_an_unknown_label_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="values outside the labels x, y, z: w"):
        metrics.class_report(["x"], ["w"], LABELS)
    with pytest.raises(ValueError, match="2 gold values but 1 predictions"):
        metrics.class_report(["x", "x"], ["x"], LABELS)


def test_calibration_of_equal_width() -> None:
    result = metrics.calibration([0.95, 0.95, 0.55, 0.55], [True, True, True, False], bins=2)
    # one bin from 0.5: mean confidence 0.75, three of four right
    assert result.error == pytest.approx(0.0)
    result = metrics.calibration([0.95, 0.95, 0.55, 0.55], [True, True, True, False], bins=10)
    assert result.error == pytest.approx(0.5 * 0.05 + 0.5 * 0.05)
    assert [b.n for b in result.bins] == [2, 2]


def test_calibration_of_equal_mass_has_bins_of_equal_size() -> None:
    p = np.linspace(0.9, 1.0, 30)
    result = metrics.calibration(p, np.ones(30, dtype=bool), bins=3, equal_mass=True)
    assert [b.n for b in result.bins] == [10, 10, 10]
    assert result.error == pytest.approx(0.05)


def test_bins_are_fifteen_and_those_of_equal_width_share_the_range() -> None:
    p = np.linspace(0, 1, 151)
    equal = metrics.calibration(p, np.ones(151, dtype=bool))
    assert [b.n for b in equal.bins] == [*[10] * 14, 11], "1 lies in the last bin"
    assert equal.bins[0].low == 0
    assert equal.bins[-1].high == 1
    mass = metrics.calibration(p, np.ones(151, dtype=bool), equal_mass=True)
    assert [b.n for b in mass.bins] == [11, *[10] * 14]


def test_certainty_that_is_wrong_has_the_largest_error() -> None:
    assert metrics.calibration([1.0, 1.0], [False, False]).error == 1
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\]"):
        metrics.calibration([1.2], [True])


@settings(deadline=None)
@given(scored, st.booleans())
def test_calibration_is_bounded(rows: list[tuple[float, bool]], equal_mass: bool) -> None:
    p, right = zip(*rows, strict=True)
    result = metrics.calibration(p, right, bins=5, equal_mass=equal_mass)
    assert result.error is not None
    assert 0 <= result.error <= 1
    assert sum(b.n for b in result.bins) == len(rows)


@settings(deadline=None)
@given(scored)
def test_best_f1_is_the_best_over_every_threshold(rows: list[tuple[float, bool]]) -> None:
    scores, truth = zip(*rows, strict=True)
    cut = measures.best_f1(scores, truth)
    if not any(truth):
        assert cut is None
        return
    assert cut is not None

    def f1(threshold: float) -> float:
        hits = sum(s >= threshold and y for s, y in rows)
        return 2 * hits / (sum(s >= threshold for s in scores) + sum(truth))

    assert cut.f1 == max(f1(t) for t in scores)
    assert cut.f1 == f1(cut.threshold)
    assert cut.threshold == max(t for t in scores if f1(t) == cut.f1)
    assert cut.between == cut.threshold or f1(cut.between) == cut.f1
    assert cut.f1 == pytest.approx(
        0 if not cut.precision + cut.recall else 2 * cut.precision * cut.recall / (cut.precision + cut.recall)
    )


def test_two_hundred_equal_scores_are_one_cut() -> None:
    cut = measures.best_f1([0.5] * 200, [True] * 50 + [False] * 150)
    assert cut == measures.BestCut(0.5, 0.5, 0.25, 1.0, 0.4)


def test_a_fold_takes_no_part_in_its_own_threshold() -> None:
    scores, truth = [0.9, 0.2, 0.6, 0.5], [True, False, True, False]
    assert metrics.fold_thresholds(scores, truth, [0, 0, 1, 1]).tolist() == [0.6, 0.6, 0.9, 0.9]
    # other truth in a fold moves the bar of the others and never its own
    moved = metrics.fold_thresholds(scores, [True, True, True, False], [0, 0, 1, 1]).tolist()
    assert moved == [0.6, 0.6, 0.2, 0.2]
    assert metrics.fold_thresholds([0.5, 0.6], [True, False], [0, 1]).tolist() == [float("inf"), 0.5]


def test_average_precision_of_a_small_example() -> None:
    # positives at ranks 1 and 3: (1/1 + 2/3) / 2
    assert measures.average_precision([0.9, 0.8, 0.7, 0.1], [True, False, True, False]) == pytest.approx(5 / 6)


def _b_cubed_by_definition(gold: tuple[int, ...], predicted: tuple[int, ...]) -> tuple[float, float]:
    """Item by item, as Bagga & Baldwin wrote it down."""
    items = range(len(gold))
    precision, recall = [], []
    for i in items:
        mine = {j for j in items if predicted[j] == predicted[i]}
        true = {j for j in items if gold[j] == gold[i]}
        precision.append(len(mine & true) / len(mine))
        recall.append(len(mine & true) / len(true))
    return math.fsum(precision) / len(gold), math.fsum(recall) / len(gold)


@settings(deadline=None)
@given(grouped)
def test_b_cubed_equals_its_definition(pairs: list[tuple[int, int]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    result = measures.b_cubed(gold, predicted)
    precision, recall = _b_cubed_by_definition(gold, predicted)
    assert result.precision == pytest.approx(precision)
    assert result.recall == pytest.approx(recall)
    assert result.f1 is not None
    assert 0 < result.f1 <= 1 + 1e-12
    turned = measures.b_cubed(predicted, gold)
    assert (turned.precision, turned.recall) == (result.recall, result.precision)


def test_b_cubed_of_extremes() -> None:
    gold = ["a", "a", "a", "b"]
    assert measures.b_cubed(gold, [1, 1, 1, 2]) == measures.BCubed(1.0, 1.0, 1.0, 4)
    alone = measures.b_cubed(gold, [1, 2, 3, 4])
    assert (alone.precision, alone.recall) == (1.0, 0.5)
    lump = measures.b_cubed(gold, [1, 1, 1, 1])
    assert (lump.precision, lump.recall) == (0.625, 1.0)


def test_kappa_is_chance_corrected() -> None:
    assert metrics.cohen_kappa(["x", "x", "y", "y"], ["x", "y", "x", "y"]) == 0
    assert metrics.cohen_kappa(["x", "y"], ["x", "y"]) == 1
    assert metrics.cohen_kappa(["x", "x"], ["x", "x"]) is None


def test_bootstrap_draws_whole_groups_and_is_repeatable() -> None:
    values = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    groups = ["a", "a", "a", "b", "b", "b"]
    seen: set[int] = set()

    def mean(rows: metrics.IntArray) -> float:
        seen.add(len(rows))
        return float(values[rows].mean())

    first = metrics.bootstrap(mean, groups, resamples=200)
    assert first == metrics.bootstrap(mean, groups, resamples=200)
    assert first is not None
    # whole groups only: means are 0, one half or 1
    assert (first.low, first.high, first.undefined, seen) == (0.0, 1.0, 0, {6})
    assert metrics.bootstrap(mean, ["a"] * 6) is None


def test_bootstrap_counts_draws_without_a_value() -> None:
    truth = np.array([True, False])

    def recall(rows: metrics.IntArray) -> float | None:
        return metrics.ratio(int(truth[rows].sum()), int(truth[rows].sum()))

    interval = metrics.bootstrap(recall, ["a", "b"], resamples=400)
    assert interval is not None
    assert 50 < interval.undefined < 150  # a quarter of the draws has no positive row
    assert interval.low == interval.high == 1


def test_the_interval_of_macro_f1_is_that_of_the_report() -> None:
    gold, predicted = ["x", "y", "x", "y", "z"], ["x", "x", "x", "y", None]
    groups = ["a", "b", "c", "d", "e"]

    def statistic(rows: metrics.IntArray) -> float | None:
        return metrics.class_report([gold[i] for i in rows], [predicted[i] for i in rows], LABELS).macro_f1

    expected = metrics.bootstrap(statistic, groups, resamples=100)
    found = metrics.macro_f1_interval(gold, predicted, LABELS, groups, resamples=100)
    assert expected is not None
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


@settings(max_examples=20, deadline=None)
@given(labelled)
def test_intervals_enclose_possible_values_only(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    groups = [i % 4 for i in range(len(pairs))]
    for interval in (
        metrics.macro_f1_interval(gold, predicted, LABELS, groups, resamples=50),
        metrics.f1_interval([g == "x" for g in gold], [p == "x" for p in predicted], groups, resamples=50),
    ):
        assert interval is None or 0 <= interval.low <= interval.high <= 1


def test_an_interval_leaves_out_an_equal_share_on_both_sides() -> None:
    values = iter(range(1001))
    found = metrics.bootstrap(lambda _: float(next(values)), ["a", "b"], resamples=1001, level=0.9)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((50, 950))
    assert (found.level, found.resamples) == (0.9, 1001)
