"""From logits to judgements: probabilities, levels that fit the label, calibration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.cues import NO_TROUBLE, settled_rules
from pipeline.classify.decide import (
    Calibration,
    calibrated,
    choose,
    fit_calibration,
    judgements,
    rounded,
    settled,
    softmax,
)
from pipeline.records import LABELS, Label, Part

from .documents import document


@given(st.lists(st.floats(-30, 30), min_size=5, max_size=5))
def test_rounded_probabilities_add_up_to_one(logits: list[float]) -> None:
    (shares,) = rounded(softmax(np.array([logits]))).tolist()
    assert sum(round(s * 10_000) for s in shares) == 10_000
    assert min(shares) >= 0


@pytest.mark.parametrize(
    ("label", "levels", "wanted"),
    [
        (Label.MEASURE, [0.1, 0.2, 0.1, 0.5, 0.1], 1),
        (Label.MEASURE, [0.5, 0.2, 0.1, 0.1, 0.1], 0),
        (Label.PLEDGE, [0.1, 0.6, 0.1, 0.05, 0.15], 4),
        (Label.PLEDGE, [0.1, 0.6, 0.1, 0.15, 0.05], 3),
        (Label.PROGRESS, [0.0, 0.0, 0.0, 1.0, 0.0], None),
        (Label.OTHER, [0.0, 0.0, 0.0, 0.0, 1.0], None),
        (Label.PROBLEM, [1.0, 0.0, 0.0, 0.0, 0.0], None),
    ],
)
def test_level_fits_the_label(label: Label, levels: list[float], wanted: int | None) -> None:
    shares = np.full((1, 5), 0.05)
    shares[0, LABELS.index(label)] = 0.8
    (one,) = judgements(document(["修好渡口。"]), shares, np.array([levels]), [frozenset()], [()])
    assert (one.label, one.level) == (label, wanted)


def test_decided_by_names_the_checkable_cues_of_commitments_only() -> None:
    text = document(["到2035年新建渡口4座。", "到2035年新建渡口4座。"])
    cues = [frozenset({"count with ending verb", "deadline", "action"})] * 2
    shares = np.array([[0.0, 0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 0.0]])
    pledge, progress = judgements(text, shares, np.full((2, 5), 0.2), cues, [()] * 2)
    assert pledge.decided_by == "model; count with ending verb; deadline"
    assert progress.decided_by == "model"
    assert pledge.sentence_id == text.sentences[0].sentence_id


def test_a_rule_settles_between_measure_and_pledge_and_touches_nothing_else() -> None:
    text = document(["编制渡口规划。"] * 3)
    shares = np.array([[0.1, 0.5, 0.2, 0.1, 0.1], [0.1, 0.5, 0.2, 0.1, 0.1], [0.0, 0.2, 0.1, 0.6, 0.1]])
    first, second, third = judgements(
        text, shares, np.full((3, 5), 0.2), [frozenset()] * 3, [("rule 11",), (), ("rule 11",)]
    )
    assert (first.label, first.level, first.decided_by) == (Label.PLEDGE, 3, "model; rule 11")
    assert first.probabilities == (0.1, 0.0, 0.7, 0.1, 0.1)
    assert (second.label, second.decided_by) == (Label.MEASURE, "model")
    assert (third.label, third.probabilities[3]) == (Label.PROGRESS, 0.6)


@pytest.mark.parametrize("rule", ["rule 14", "closing formula", "an earlier promise"])
def test_a_slogan_a_formula_and_an_earlier_promise_are_no_commitments(rule: str) -> None:
    shares = np.array([[0.1, 0.5, 0.2, 0.1, 0.1], [0.0, 0.1, 0.1, 0.7, 0.1]])
    text = document(["修好渡口。"] * 2)
    first, second = judgements(text, shares, np.full((2, 5), 0.2), [frozenset()] * 2, [(rule,)] * 2)
    assert (first.label, first.level, first.decided_by) == (Label.OTHER, None, f"model; {rule}")
    assert (second.label, second.decided_by) == (Label.PROGRESS, "model")


def test_calibration_cools_a_model_that_is_too_sure() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 5, 4000)
    logits = rng.normal(size=(4000, 5)) + 2 * np.eye(5)[labels]
    fair = fit_calibration(logits, labels)
    hot = fit_calibration(logits * 4, labels)
    assert hot.temperature == pytest.approx(4 * fair.temperature, rel=0.02)
    shares = calibrated(logits * 4, hot)
    gap = abs(shares.max(axis=1).mean() - (shares.argmax(axis=1) == labels).mean())
    assert gap < 0.02


def test_calibration_without_rows_changes_nothing() -> None:
    assert fit_calibration(np.zeros((0, 5)), np.zeros(0, np.int64)) == Calibration(1.0)


def test_a_sentence_that_ends_in_a_deficiency_names_a_problem_where_it_is_nothing_else() -> None:
    from pipeline.classify.cues import DEFICIENCY, settled_rules
    from pipeline.classify.decide import settled

    assert settled_rules("第二,河道管护力量不足。", "zh") == (DEFICIENCY,)
    assert settled_rules("补齐河道管护力量不足的短板。", "zh") == ()
    shares = np.array([[0.2, 0.1, 0.1, 0.2, 0.4], [0.1, 0.6, 0.1, 0.1, 0.1]])
    moved = settled(shares, [(DEFICIENCY,), (DEFICIENCY,)])
    assert np.allclose(moved[0], [0.6, 0.1, 0.1, 0.2, 0.0])
    assert moved[1].argmax() == 1


def test_under_a_heading_that_looks_back_a_commitment_is_a_report() -> None:
    from pipeline.classify.cues import REPORTED, settled_rules
    from pipeline.classify.decide import settled

    back = "一、2031年工作回顾 / （二）渡口"
    assert settled_rules("推动柳河片区新增托位900个。", "zh", back, Part.REVIEW) == ("rule 10", REPORTED)
    assert settled_rules("加强渡口管理。", "zh", back, Part.REVIEW) == (REPORTED,)
    assert settled_rules("渡船延伸到6个村。", "zh", "一、整改完成情况", Part.REVIEW) == (REPORTED,)
    # a heading that names the year before looks back as well
    assert settled_rules("渡船培训320人次。", "zh", "第一部分 2031年工作", Part.REVIEW, 2032) == (REPORTED,)
    assert settled_rules("渡船培训320人次。", "zh", "2031年和2032年工作", Part.REVIEW, 2032) == ()
    # of what an assembly asked for, some is still to be done
    assert settled_rules("渡船延伸到6个村。", "zh", "一、审议意见办理情况", Part.REVIEW) == ()
    # the part or the heading speaks against it, or the speaker turns to what must be done
    assert settled_rules("加强渡口管理。", "zh", back, Part.PLAN) == ()
    assert settled_rules("加强渡口管理。", "zh", "二、2032年重点工作", Part.REVIEW) == ()
    assert settled_rules("我们必须加强渡口管理。", "zh", back, Part.REVIEW) == ()
    assert settled_rules("We will mend ferries.", "en", "Review", Part.REVIEW) == ()
    shares = np.array([[0.1, 0.4, 0.2, 0.2, 0.1], [0.1, 0.1, 0.1, 0.1, 0.6]])
    moved = settled(shares, [("rule 10", REPORTED), (REPORTED,)])
    assert np.allclose(moved[0], [0.1, 0.0, 0.0, 0.8, 0.1])
    assert moved[1].argmax() == 4
    (one,) = judgements(document(["加强渡口管理。"]), shares[:1], np.full((1, 5), 0.2), [frozenset()], [(REPORTED,)])
    assert (one.label, one.level, one.decided_by) == (Label.PROGRESS, None, "model; rule 0")


def test_an_appeal_or_a_stance_is_no_commitment() -> None:
    from pipeline.classify.cues import APPEAL, STANCE
    from pipeline.classify.decide import settled

    shares = np.array([[0.1, 0.5, 0.1, 0.1, 0.2], [0.6, 0.1, 0.1, 0.1, 0.1]])
    assert np.allclose(settled(shares, [(APPEAL,), ()])[0], [0.1, 0.0, 0.0, 0.1, 0.8])
    assert settled(shares, [(), ("rule 4", STANCE)])[1].tolist() == pytest.approx([0.6, 0.0, 0.0, 0.1, 0.3])


def test_what_will_not_go_ahead_the_supply_formula_and_forecasts_are_no_commitments() -> None:
    from pipeline.classify.cues import CALLED_OFF, FORECAST, PROCEDURE, SUPPLY
    from pipeline.classify.decide import settled

    shares = np.array([[0.1, 0.1, 0.6, 0.1, 0.1]] * 4)
    moved = settled(shares, [(CALLED_OFF,), (FORECAST,), ("rule 20", SUPPLY), (PROCEDURE,)])
    assert np.allclose(moved, [[0.1, 0.0, 0.0, 0.1, 0.8]] * 4)


def test_a_topic_a_lack_and_a_fall_leave_one_label() -> None:
    from pipeline.classify.cues import COSTS, FELL, LACKING, RECOMMENDED, TOPIC
    from pipeline.classify.decide import settled

    shares = np.array([[0.2, 0.1, 0.4, 0.2, 0.1]] * 5)
    rules = [(RECOMMENDED, "rule 20"), (TOPIC,), (LACKING,), (FELL,), (COSTS,)]
    moved = settled(shares, rules)
    alone = [[0.0, 0.0, 0.0, 0.0, 1.0]] * 2 + [[1.0, 0.0, 0.0, 0.0, 0.0]]
    assert np.allclose(moved, [*alone, [0.0, 0.1, 0.4, 0.4, 0.1], [0.2, 0.0, 0.0, 0.2, 0.6]])
    text = document(["The ferry sails."] * 5, language="en")
    found = judgements(text, shares, np.full((5, 5), 0.2), [frozenset()] * 5, rules)
    assert [(j.label.value, j.decided_by) for j in found] == [
        ("other", "model; a recommendation"),
        ("other", "model; a topic"),
        ("problem", "model; still lacking"),
        ("pledge", "model"),
        ("other", "model; what it costs"),
    ]


def test_what_is_announced_in_the_present_is_a_pledge_instead_of_a_report() -> None:
    from pipeline.classify.cues import ANNOUNCED
    from pipeline.classify.decide import settled

    shares = np.array([[0.1, 0.0, 0.1, 0.7, 0.1], [0.0, 0.5, 0.1, 0.3, 0.1], [0.0, 0.1, 0.1, 0.1, 0.7]])
    moved = settled(shares, [(ANNOUNCED,)] * 3)
    # what is no report stays: a measure, and what is nothing else
    assert np.allclose(moved, [[0.1, 0.0, 0.8, 0.0, 0.1], [0.0, 0.5, 0.4, 0.0, 0.1], [0.0, 0.1, 0.2, 0.0, 0.7]])
    text = document(["The ferry sails."] * 3, language="en")
    found = judgements(text, shares, np.full((3, 5), 0.2), [frozenset()] * 3, [(ANNOUNCED,)] * 3)
    assert [j.label.value for j in found] == ["pledge", "measure", "other"]


def test_a_done_deed_a_target_and_what_will_be_done_are_not_other() -> None:
    from pipeline.classify.cues import DONE, FORECAST, MONEY, PROMISED, TARGET
    from pipeline.classify.decide import settled

    shares = np.array([[0.0, 0.1, 0.1, 0.3, 0.5]] * 4 + [[0.0, 0.1, 0.3, 0.0, 0.6], [0.0, 0.0, 0.0, 0.3, 0.7]])
    rules = [(DONE,), (TARGET,), (MONEY,), (TARGET, FORECAST), (PROMISED,), (PROMISED,)]
    assert np.allclose(
        settled(shares, rules),
        [
            [0.0, 0.1, 0.1, 0.8, 0.0],
            [0.0, 0.0, 0.7, 0.3, 0.0],
            [0.0, 0.0, 0.7, 0.3, 0.0],
            [0.0, 0.0, 0.0, 0.3, 0.7],
            [0.0, 0.25, 0.75, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.3, 0.7],
        ],
    )
    text = document(["The ferry sails."] * 6, language="en")
    found = judgements(text, shares, np.full((6, 5), 0.2), [frozenset()] * 6, rules)
    assert [j.label.value for j in found] == ["progress", "pledge", "pledge", "other", "pledge", "other"]
    assert [j.decided_by for j in found] == [
        "model; done",
        "model; target",
        "model; money set aside",
        "model; rule 16",
        "model; will be done",
        "model",
    ]


def test_an_english_sentence_torn_between_measure_and_pledge_is_a_commitment() -> None:
    """LABELS are problem, measure, pledge, progress, other; Chinese sentences keep the likeliest label."""
    torn = (0.02, 0.30, 0.20, 0.03, 0.45)
    assert choose(torn, "en") is Label.MEASURE and choose(torn, "zh") is Label.OTHER
    assert choose((0.02, 0.15, 0.20, 0.03, 0.60), "en") is Label.OTHER
    one = document(["The ferry may sail."], language="en")
    (given,) = judgements(one, np.array([torn]), np.full((1, 5), 0.2), [frozenset()], [()])
    assert (given.label, given.decided_by) == (Label.MEASURE, "model; measure and pledge together")
    assert given.level in {0, 1, 2}


def test_an_english_sentence_torn_between_report_and_nothing_is_a_report() -> None:
    torn = (0.02, 0.05, 0.03, 0.40, 0.50)
    assert choose(torn, "en") is Label.PROGRESS and choose(torn, "zh") is Label.OTHER
    assert choose((0.02, 0.05, 0.03, 0.30, 0.60), "en") is Label.OTHER
    assert choose((0.50, 0.02, 0.03, 0.40, 0.05), "en") is Label.PROBLEM
    one = document(["The ferry sails again."], language="en")
    (given,) = judgements(one, np.array([torn]), np.full((1, 5), 0.2), [frozenset()], [()])
    assert (given.label, given.level) == (Label.PROGRESS, None)
    assert given.decided_by == "model; a report before what is nothing else"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("全年未发生渡船沉没事故，纠纷调处率96%。", (NO_TROUBLE,)),
        ("12处渡口全部打通；", (NO_TROUBLE,)),
        ("渡口投诉窗口已设立，受理投诉12件；", (NO_TROUBLE,)),
        ("全年未发生沉船事故，但隐患仍然不少。", ()),
        ("渡口尚未全部打通。", ()),
        ("从未发生过的沉船事故接连出现。", ()),
        ("渡口投资已完成三成。", ()),
        ("渡船几乎全部退出。", ()),
        ("只有修好堤岸，才能全部建成。", ()),
    ],
)
def test_what_says_that_all_is_done_is_a_report_and_no_problem(text: str, rules: tuple[str, ...]) -> None:
    assert settled_rules(text, "zh") == rules
    moved = settled(np.array([[0.6, 0.0, 0.1, 0.2, 0.1]]), [rules])
    assert np.allclose(moved[0], [0.0, 0.0, 0.1, 0.9, 0.0] if rules else [0.6, 0.0, 0.1, 0.2, 0.1])
