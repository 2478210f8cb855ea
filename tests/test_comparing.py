"""What the comparison of a jurisdiction keeps between runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.comparing import _look
from pipeline.embed import TunedEncoder
from pipeline.embed.tuned import in_numbers, of_numbers
from pipeline.workfiles import text_key


class Reader(TunedEncoder):
    """Gives texts vectors of their letters, to four decimals, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.checked: list[str] = []

    def check(self, texts: Sequence[str]) -> None:
        self.checked += texts

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = [np.random.default_rng(list(text.encode())).normal(size=8) for text in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), 8)
        return of_numbers(in_numbers(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))


def _keys(*texts: str) -> set[int]:
    return {text_key(text) for text in texts}


def test_a_wording_is_read_once_over_all_runs_and_gets_the_same_vector(tmp_path: Path) -> None:
    file, first, second = tmp_path / "jurisdictions" / "one.looked", Reader(), Reader()
    file.parent.mkdir()
    texts = ["修桥", "铺路", "修桥", "Build a school"]
    said = _keys(*texts, "建校")
    made = _look(file, said, first, texts)
    assert first.asked == ["修桥", "铺路", "Build a school"]
    again = _look(file, said, second, ["Build a school", "建校", "修桥"])
    assert second.asked == ["建校"]
    assert second.checked == ["Build a school", "建校", "修桥"], "what is kept is no excuse for a vocabulary"
    assert (again[[2, 0]] == made[[0, 3]]).all()
    assert (made == Reader().vectors(texts)).all(), "what is kept is what was read"
    # links and closures look one after the other, each at texts of its own
    third = Reader()
    _look(file, said, third, ["铺路", "建校"])
    assert third.asked == []


def test_what_the_speeches_hold_no_longer_is_not_kept(tmp_path: Path) -> None:
    file, reader = tmp_path / "one.looked", Reader()
    _look(file, _keys("修桥", "铺路"), reader, ["修桥", "铺路"])
    _look(file, _keys("修桥"), reader, ["修桥"])
    _look(file, _keys("修桥", "铺路"), reader, ["修桥", "铺路"])
    assert reader.asked == ["修桥", "铺路", "铺路"]


def test_nothing_to_look_at_and_a_damaged_file(tmp_path: Path) -> None:
    file, reader = tmp_path / "one.looked", Reader()
    assert len(_look(file, set(), reader, [])) == 0
    file.write_bytes(b"cut short")
    assert (_look(file, _keys("修桥"), reader, ["修桥"]) == Reader().vectors(["修桥"])).all()
