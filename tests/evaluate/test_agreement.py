"""Two readings of the same rows: matched by place, kappa, and the rows that differ."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from pipeline.evaluate.agreement import ORDINAL, Difference, compare, krippendorff_alpha
from pipeline.evaluate.gold import Gold
from pipeline.records import GoldPair, GoldSentence, Label


def sentence(gold_id: str, start: int, label: Label, level: int | None = None) -> GoldSentence:
    return GoldSentence(gold_id, f"h-{start % 3}", start, start + 4, label, level, False, f"text {start}")


def test_rows_are_matched_by_place_and_not_by_id() -> None:
    first = Gold(
        sentences=(sentence("a", 0, Label.OTHER), sentence("b", 5, Label.PLEDGE, 3), sentence("c", 9, Label.OTHER))
    )
    second = Gold(sentences=(sentence("x", 5, Label.PLEDGE, 4), sentence("b", 0, Label.OTHER)))
    labels, levels = compare(first, second)
    assert (labels.task, labels.common, labels.only_first, labels.only_second) == ("labels", 2, 1, 0)
    assert (labels.report.kappa, labels.differences) == (1, ())
    assert levels.differences == (Difference("levels", "h-2@5-9", "3", "4", "text 5"),)


def test_kappa_is_the_same_both_ways() -> None:
    labels = [Label.OTHER, Label.PLEDGE, Label.PLEDGE, Label.PROBLEM, Label.OTHER, Label.OTHER]
    first = Gold(sentences=tuple(sentence(str(i), i, label) for i, label in enumerate(labels)))
    second = Gold(sentences=tuple(sentence(str(i), i, label) for i, label in enumerate(labels[1:] + labels[:1])))
    (one,), (other,) = compare(first, second), compare(second, first)
    assert one.report.kappa == pytest.approx(other.report.kappa)
    assert one.kappa_interval is not None
    assert one.kappa_interval.low <= one.report.kappa <= one.kappa_interval.high


def test_pairs_are_compared_by_both_stretches() -> None:
    a = GoldPair("l1", "湖湾县", "h-1", 0, 4, "h-2", 5, 9, "same", False, "修码头", "建码头")
    b = GoldPair("k1", "湖湾县", "h-1", 0, 4, "h-2", 5, 9, "related", False, "修码头", "建码头")
    (links,) = compare(Gold(links=(a,)), Gold(links=(b,)))
    assert links.differences == (Difference("links", "h-1@0-4 / h-2@5-9", "same", "related", "修码头 / 建码头"),)
    assert links.kappa_interval is None


def test_nothing_in_common_is_no_agreement() -> None:
    assert compare(Gold(sentences=(sentence("a", 0, Label.OTHER),)), Gold()) == ()


# Krippendorff's example of four observers and twelve units («Computing Krippendorff's alpha-reliability», 2011)
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)


def units() -> list[tuple[str | None, ...]]:
    rows = [[None if v == "*" else v for v in line.split()] for line in OBSERVERS]
    return list(zip(*rows, strict=True))


def test_alpha_equals_the_published_values() -> None:
    assert krippendorff_alpha(units(), "12345") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(units(), "12345", ORDINAL) == pytest.approx(0.815, abs=5e-4)


def test_alpha_of_two_readers_who_miss_nothing_is_near_kappa() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 3, 3000)
    second = np.where(rng.random(3000) < 0.8, first, rng.integers(0, 3, 3000))
    a, b = [str(v) for v in first], [str(v) for v in second]
    alpha = krippendorff_alpha(list(zip(a, b, strict=True)), "012")
    assert alpha == pytest.approx(cohen_kappa_score(a, b), abs=2e-3)


def test_alpha_without_anything_to_compare() -> None:
    assert krippendorff_alpha([("1", None)], "12") is None
    assert krippendorff_alpha([("1", "1"), ("1", "1")], "12") is None
    with pytest.raises(ValueError, match="none of"):
        krippendorff_alpha([("1", "3")], "12")
    with pytest.raises(ValueError, match="scale"):
        krippendorff_alpha([("1", "2")], "12", "interval")
