"""Policy fields: the list is complete, and the nearest description names the field."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.fields import LEAST, Field, nearest_fields, policy_fields, promise_vectors

TOPICS = (Field("a", 1, "A", "甲", ("1", "2", "3")), Field("b", 2, "B", "乙", ("4", "5", "6", "7")))


def unit(*rows: tuple[float, ...]) -> np.ndarray:
    array = np.array(rows, np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def test_fields_are_the_major_topics_with_phrases_in_both_languages() -> None:
    found = policy_fields()
    assert [f.code for f in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23]
    for field in found:
        assert field.en.isascii() and not field.zh.isascii()
        assert sum(p.isascii() for p in field.phrases) >= 3 and sum(not p.isascii() for p in field.phrases) >= 3
    phrases = [p for f in found for p in f.phrases]
    assert len(phrases) == len(set(phrases))


def test_three_phrases_count_and_one_is_not_enough() -> None:
    a = unit((1, 0, 0), (1, 0.1, 0), (1, 0, 0.1))
    b = unit((0, 1, 0), (0, 1, 0.1), (0.1, 1, 0), (1, 0, 0))
    names, scores = nearest_fields(unit((1, 0, 0), (0, 1, 0)), np.concatenate([a, b]), TOPICS)
    assert names == ["a", "b"]
    assert scores.tolist() == [round(float(s), 4) for s in scores]


def test_nothing_near_is_no_field() -> None:
    phrases = unit(*[(1, 0, 0)] * 3, *[(0, 1, 0)] * 4)
    names, scores = nearest_fields(unit((0, 0, 1)), phrases, TOPICS)
    assert names == [""] and scores[0] < LEAST


def test_no_texts() -> None:
    names, scores = nearest_fields(np.zeros((0, 3), np.float32), np.ones((7, 3), np.float32), TOPICS)
    assert names == [] and scores.shape == (0,)


def test_vectors_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="6 vectors for 7 phrases"):
        nearest_fields(np.ones((1, 3), np.float32), np.ones((6, 3), np.float32), TOPICS)


def test_a_promise_is_its_wordings_helped_by_their_surroundings() -> None:
    wordings = (unit((1, 0, 0), (0, 1, 0), (0, 0, 1)), np.array([0, 0, 1]))
    sentences = (unit((1, 0, 0)), np.array([0]))
    headings = (np.zeros((1, 3), np.float32), np.array([1]))
    vectors = promise_vectors([wordings, sentences, headings], 3, 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0])
    assert vectors[0, 0] > vectors[0, 1] > 0 and vectors[1].tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match="1 vectors, but 2 owners"):
        promise_vectors([wordings, (sentences[0], np.array([0, 1])), headings], 3, 3)
