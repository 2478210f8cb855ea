"""The learning curve on few labels: what is left out, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from pipeline.errors import GoldError
from pipeline.review import learning
from pipeline.review.learning import Point, learning_curve


def curve(monkeypatch: pytest.MonkeyPatch, documents: int, sizes: Sequence[int]) -> list[Point]:
    """Return the curve of two languages: so many documents of five sentences, one of every label, and one document."""

    def made(count: int) -> Any:  # noqa: ANN401 - private to the module
        labels = np.tile(np.arange(5), count)
        features = np.eye(5)[labels]
        names = tuple(f"d{k}" for k in range(count) for _ in range(5))
        return learning._Data(features, features.astype(np.float32), labels, names)

    nothing: Any = None
    monkeypatch.setattr(learning, "_data", lambda *_: {"en": made(documents), "zh": made(1)})
    told: list[tuple[str, int, int]] = []
    points = learning_curve((), {}, nothing, sizes=sizes, repeats=2, told=lambda *step: told.append(step))
    assert told == [("curve", 1, 2), ("curve", 2, 2)]  # of the one language that is measured
    return points


def test_numbers_of_labels_that_are_not_there_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    points = curve(monkeypatch, 9, (500, 30, 1))
    assert [(p.language, p.labels) for p in points] == [("en", 1), ("en", 30)]
    # one label, be it chosen as it may, is one class
    assert points[0].random[0] == points[0].informed[0] < points[1].random[0]


def test_where_too_few_sentences_are_left_to_draw_from_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GoldError, match=r"fewer sentences to draw from than 200 \(en 30, zh 0\) → label more"):
        curve(monkeypatch, 9, (400, 200))
