"""Responses: same speech and later, named again, horizon, thresholds, ties, empty input, order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.records import Kind, Label, Part, Response, Sentence, Unit
from pipeline.responses import ANSWERED, ANSWERED_LATER, NAMED_AGAIN, find_responses
from pipeline.settings import ResponseSettings

SETTINGS = ResponseSettings(horizon=2, threshold=0.6, again_threshold=0.8, most=2)
YEARS = {f"xx-{year}": year for year in range(2018, 2026)}


def problem(year: int, start: int = 0) -> Sentence:
    return Sentence(f"xx-{year}", start, start + 8, "停车难问题突出。", "", Part.REVIEW, 1.0, Kind.SENTENCE)


def promise(year: int, start: int = 100) -> Unit:
    doc = f"xx-{year}"
    return Unit(doc, start, start + 6, f"{doc}@{start}-{start + 6}", "某市", year, "新建停车场", Label.PLEDGE, 3, "zh")


def vector(*values: float) -> np.ndarray:
    made = np.array(values, np.float32)
    return made / np.linalg.norm(made)


NEAR, FAR = vector(1, 0), vector(0, 1)


def find(
    problems: list[Sentence],
    commitments: list[Unit],
    vp: list[np.ndarray],
    vc: list[np.ndarray],
    settings: ResponseSettings = SETTINGS,
) -> tuple[Response, ...]:
    p, c = (np.array(v, np.float32).reshape(-1, 2) for v in (vp, vc))
    return find_responses(problems, YEARS, commitments, p, c, settings)


def test_answers_in_the_same_speech_and_later_within_the_horizon() -> None:
    commitments = [promise(year) for year in (2019, 2020, 2021, 2022, 2023)]
    found = find([problem(2020)], commitments, [NEAR], [NEAR] * 5)
    assert [(r.commitment_unit, r.relation) for r in found] == [
        (commitments[1].unit_id, ANSWERED),
        (commitments[2].unit_id, ANSWERED_LATER),
        (commitments[3].unit_id, ANSWERED_LATER),
    ]
    assert all(r.score == 1.0 and not r.again_sentence for r in found)


def test_what_is_not_near_is_no_answer() -> None:
    assert find([problem(2020)], [promise(2020)], [NEAR], [FAR]) == ()


def test_threshold_is_inclusive() -> None:
    edge = vector(0.6, 0.8)
    assert len(find([problem(2020)], [promise(2020)], [NEAR], [edge])) == 1
    assert find([problem(2020)], [promise(2020)], [NEAR], [edge], replace(SETTINGS, threshold=0.6001)) == ()


def test_the_best_answers_per_speech_are_kept_and_ties_go_by_place() -> None:
    commitments = [promise(2020, start) for start in (300, 200, 100)] + [promise(2021, 100)]
    vectors = [vector(0.9, 0.1), NEAR, vector(0.9, 0.1), vector(0.7, 0.3)]
    found = find([problem(2020)], commitments, [NEAR], vectors)
    assert {r.commitment_unit for r in found} == {
        commitments[1].unit_id,
        commitments[2].unit_id,
        commitments[3].unit_id,
    }


def test_a_problem_named_again_is_linked_to_the_nearest_naming_of_each_later_year() -> None:
    problems = [problem(2020), problem(2021, 0), problem(2021, 50), problem(2022), problem(2023), problem(2020, 90)]
    vectors = [NEAR, vector(0.95, 0.2), NEAR, NEAR, NEAR, NEAR]
    again = [r for r in find(problems, [], vectors, []) if r.problem_sentence == problems[0].sentence_id]
    assert [(r.relation, r.again_sentence) for r in again] == [
        (NAMED_AGAIN, problems[2].sentence_id),
        (NAMED_AGAIN, problems[3].sentence_id),
    ]
    assert all(r.commitment_unit == "" for r in again)


def test_nothing_in_nothing_out() -> None:
    assert find([], [], [], []) == ()
    assert find([], [promise(2020)], [], [NEAR]) == ()
    assert find([problem(2020)], [], [NEAR], []) == ()


def test_order_does_not_matter() -> None:
    problems, commitments = [problem(2020), problem(2021)], [promise(2020), promise(2020, 200), promise(2021)]
    vp, vc = [NEAR, vector(0.9, 0.2)], [NEAR, vector(0.8, 0.3), vector(0.9, 0.1)]
    assert find(problems, commitments, vp, vc) == find(problems[::-1], commitments[::-1], vp[::-1], vc[::-1])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="vectors"):
        find([problem(2020)], [], [], [])
    stray = Sentence("elsewhere", 0, 2, "难。", "", Part.REVIEW, 1.0, Kind.SENTENCE)
    with pytest.raises(ValueError, match="no year is given for elsewhere"):
        find([stray], [], [NEAR], [])
