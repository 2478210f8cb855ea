"""The model that finds review and plan, against an independent oracle, and the reading of headings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.languages import LANGUAGES
from pipeline.records import Part
from pipeline.segment.parts import (
    PARTS,
    START,
    UNMARKED_RUN,
    Evidence,
    emission,
    find_parts,
    heading_part,
    transitions,
    under_headings,
)


def plain(text: str) -> Evidence:
    return Evidence(text, turn=False, heading_part=None, is_heading=False)


def test_posteriors_equal_those_of_all_paths() -> None:
    """Forward-backward against the sum over every sequence of parts."""
    language = LANGUAGES["zh"]
    evidence = [plain(t) for t in ("去年建成水厂。", "粮食增长3.5%。", "修复湿地。", "今年要修路。", "力争通水。")]
    emissions = [emission(language, e) for e in evidence]
    stay = transitions(UNMARKED_RUN)  # no heading among them
    weights = np.zeros((len(evidence), 3))
    for path in itertools.product(range(3), repeat=len(evidence)):
        score = START[path[0]] + emissions[0][path[0]]
        for i in range(1, len(path)):
            score += stay[path[i - 1], path[i]] + emissions[i][path[i]]
        for i, part in enumerate(path):
            weights[i, part] += np.exp(score)
    expected = weights / weights.sum(axis=1, keepdims=True)
    parts, confidences = find_parts(language, evidence)
    assert parts == [PARTS[i] for i in expected.argmax(axis=1)]
    assert confidences == pytest.approx(list(expected.max(axis=1)), abs=1e-4)


@pytest.mark.parametrize("run", [3.0, 120.0])
def test_transitions_are_probabilities(run: float) -> None:
    assert np.exp(transitions(run)).sum(axis=1) == pytest.approx([1, 1, 1])


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("一、2030年工作回顾", Part.REVIEW),
        ("过去五年工作总结", Part.REVIEW),
        ("二、2031年工作安排", Part.PLAN),
        ("今后五年的奋斗目标", Part.PLAN),
        ("三、2031年重点工作", Part.PLAN),
        ("三、2031年主要工作", Part.PLAN),
        ("2031年工作", Part.PLAN),
        ("2031年工作思路", Part.PLAN),
        ("关于2031年的工作", Part.PLAN),
        ("2031年十件民生实事", Part.PLAN),
        ("2030年主要工作", Part.REVIEW),
        ("2031年主要工作情况", Part.REVIEW),
        ("2031年工作取得的成绩", Part.REVIEW),
        ("2031年民生实事落实", None),
        ("二、二〇三一年的主要工作", Part.PLAN),
        ("第一，二○三〇年的工作", Part.REVIEW),
        ("一、审议意见采纳落实情况", Part.REVIEW),
        ("二、2030年任务完成情况：", Part.REVIEW),
        ("（二）关于“渡口无规划”", None),
        ("（二）关于渡口规划", Part.PLAN),
        ("二、“二七”的设想", Part.PLAN),
        ("2027—2031年主要工作", Part.REVIEW),
        ("2031年云岭市政府工作报告", None),
        ("五、加强自身建设", None),
        ("一、诚恳接受，知不足才能进步", None),
    ],
)
def test_what_headings_say(heading: str, part: Part | None) -> None:
    assert heading_part(LANGUAGES["zh"], heading, 2031) is part


def test_a_heading_outweighs_doubtful_sentences() -> None:
    language = LANGUAGES["zh"]
    under = [Evidence("修复湿地。", turn=False, heading_part=Part.PLAN, is_heading=False)] * 10
    head = Evidence("二、今年工作安排", turn=True, heading_part=Part.PLAN, is_heading=True)
    parts, _ = find_parts(language, [*[plain("去年建成水厂2.5座。")] * 10, head, *under])
    assert parts[:10] == [Part.REVIEW] * 10
    assert parts[10:] == [Part.PLAN] * 11


def test_no_sentences() -> None:
    assert find_parts(LANGUAGES["en"], []) == ([], [])


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("2030年", Part.REVIEW),
        ("2029年", None),
        ("渡口工作情况和2031年工作安排", Part.PLAN),
        ("2030年工作回顾和2031年工作安排", None),
        ("2029年工作回顾和2032年工作安排", None),
    ],
)
def test_the_year_decides_where_the_words_of_a_heading_do_not(heading: str, part: Part | None) -> None:
    assert heading_part(LANGUAGES["zh"], heading, 2031) is part


@pytest.mark.parametrize(
    ("path", "under", "own"),
    [
        (["二、“二七”规划时期主要目标", "（一）湿地修复取得显著成效"], Part.PLAN, None),
        (["二、2031年重点任务", "（三）渡口改造取得新进展", "1.北岸"], Part.PLAN, None),
        (["一、过去一年工作", "（一）湿地修复取得显著成效"], Part.REVIEW, Part.REVIEW),
        (["一、2030年湿地修复取得显著成效", "（二）今后打算"], Part.PLAN, Part.PLAN),
        (["（一）湿地修复取得显著成效"], Part.REVIEW, Part.REVIEW),
        (["一、2030年工作回顾", "（二）渡口改造任务如期完成"], Part.REVIEW, None),
        (["一、对过去一年的回顾", "二、2031年的任务"], Part.PLAN, Part.PLAN),
        (["一、2030年工作回顾", "二、总体要求"], Part.PLAN, Part.PLAN),
        (["一、2030年工作回顾", "2031年经济社会发展主要预期目标"], Part.PLAN, Part.PLAN),
        (["一、2030年工作回顾", "（三）下阶段任务"], Part.PLAN, Part.PLAN),
        (["一、2030年工作回顾", "（一）预期目标圆满实现"], Part.REVIEW, None),
        (["一、去年工作的回顾", "二、二〇三一年的主要工作"], Part.PLAN, Part.PLAN),
        (["一、渡口"], None, None),
        ([], None, None),
    ],
)
def test_results_under_a_plan_are_its_aims(path: list[str], under: Part | None, own: Part | None) -> None:
    assert under_headings(LANGUAGES["zh"], path, 2031) == (under, own)


@pytest.mark.parametrize(
    ("text", "backwards"), [("粮食产量年均增长3.5%。", True), ("粮食产量年均增长3.5%左右。", False)]
)
def test_a_yearly_rate_that_is_aimed_at_is_no_sign_of_a_review(text: str, *, backwards: bool) -> None:
    review, plan, _ = emission(LANGUAGES["zh"], plain(text))
    assert (review - plan > 2) == backwards


def test_a_long_speech_has_a_probability_for_each_sentence() -> None:
    parts, sure = find_parts(LANGUAGES["zh"], [plain("去年建成水厂2.5座。")] * 3000)
    assert set(parts) == {Part.REVIEW}
    assert all(0.9 < value <= 1 for value in sure)
