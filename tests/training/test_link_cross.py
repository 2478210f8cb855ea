"""What the cross-encoder of links learns from, and how its answers are weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.link.cross import cross_in
from pipeline.link.decisions import PARTS
from pipeline.link.train import NO_THREAD, FieldGold, PairGold, ReadGold
from pipeline.modelfiles import ModelFile
from pipeline.records import Relation
from pipeline.training import link_cross
from pipeline.training.link_cross import PLAN, Taught, of_field, of_pairs, train_cross, weigh
from tests.link.support import scorer, tokens, unit

MEANING = PARTS.index("meaning")
THINGS, FILLING = "桥路闸站", "于县内外上下各"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import torch

    small = replace(PLAN, layers=(1,), width=32, heads=2, epochs=12, batch=16, rate=3e-3, dropout=0.0)
    monkeypatch.setattr(link_cross, "PLAN", small)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def pairs(n: int, seed: int, weight: float = 1.0) -> Taught:
    """Return pairs that are the same where they name the same thing; their parts say nothing of it."""
    draw = np.random.default_rng(seed)
    same = draw.uniform(size=n) < 0.5
    sides: tuple[list[str], list[str]] = ([], [])
    for own in same.tolist():
        one, other = draw.choice(list(THINGS), 2, replace=False).tolist()
        for side, thing in zip(sides, (one, one if own else other), strict=True):
            side.append("".join(draw.permutation([thing, *draw.choice(list(FILLING), 2)]).tolist()))
    return Taught(sides, np.zeros((n, len(PARTS)), np.float32), same, weight)


def likely(*meaning: float) -> NDArray[np.float32]:
    """Return parts of pairs that are so alike, which is what the small scorer reads."""
    parts = np.zeros((len(meaning), len(PARTS)), np.float32)
    parts[:, MEANING] = meaning
    return parts


def test_it_learns_from_what_the_scorer_doubts() -> None:
    scorers = scorer().scorers
    # twenty that are hardly doubted, four that are, one faint and the same, two not doubted at all
    parts = likely(*[0.55] * 20, *[0.8] * 4, 0.55, *[0.0] * 2)
    same = np.array([False] * 20 + [True, False] * 2 + [True] + [True, False])
    texts = [f"甲{k}" for k in range(27)], [f"乙{k}" for k in range(27)]
    found = Taught(texts, parts, same, 0.3).doubted(scorers)
    assert [int(text[1:]) for text in found.texts[0]] == [0, 3, 6, 9, 12, 15, 18, 20, 21, 22, 23, 24]
    assert [text[1:] for text in found.texts[1]] == [text[1:] for text in found.texts[0]]
    assert found.same.tolist() == same[[0, 3, 6, 9, 12, 15, 18, 20, 21, 22, 23, 24]].tolist()
    assert (found.parts.shape, found.weight) == ((12, len(PARTS)), 0.3)


def test_labelled_and_read_pairs_say_what_is_the_same() -> None:
    a, b = [unit(f"甲{k}") for k in range(3)], [unit(f"乙{k}", 2022) for k in range(3)]
    gold = PairGold(a, b, likely(0.1, 0.2, 0.3), [Relation.SAME, Relation.RELATED, Relation.SAME])
    read = ReadGold(a, b, likely(0.1, 0.2, 0.3), np.array([False, True, False]))
    rows = np.array([1, 2])
    for own, expected in ((gold, [False, True]), (read, [True, False])):
        found = of_pairs(own, rows)
        assert found.texts == (["甲1", "甲2"], ["乙1", "乙2"])
        assert found.same.tolist() == expected
        assert found.parts[:, MEANING].tolist() == pytest.approx([0.2, 0.3])
        assert found.weight == 1


def test_what_is_no_commitment_teaches_nothing() -> None:
    field = FieldGold("f", ["1", "1", NO_THREAD, "2"], np.array([[0, 1], [0, 2], [1, 3]]), likely(0.1, 0.2, 0.3))
    found = of_field(field, ["甲", "乙", "丙", "丁"])
    assert found.texts == (["甲", "乙"], ["乙", "丁"])
    assert found.same.tolist() == [True, False]
    assert found.weight == PLAN.invented[0]


def test_few_pairs_train_nothing() -> None:
    assert train_cross([pairs(150, 1)], ("ab12", tokens)) is None, "some 75 of either kind"


def test_what_the_network_says_is_weighed_on_other_pairs() -> None:
    words = ("ab12", tokens)
    network = train_cross([pairs(900, 1), pairs(300, 2, 0.3)], words)
    assert network is not None
    asked = pairs(120, 3), pairs(200, 4)
    later = [f"doc-{k % 30}" for k in range(320)]
    found = weigh(network, asked, np.full(320, 0.5), later, 0.4)
    assert found is not None
    arrays, meta, scores = found
    made = cross_in(ModelFile("links", arrays, {"cross_encoder": meta}, {}, "0"))
    assert made is not None
    assert (made.transformer, made.layers, list(made.weights)) == ("ab12", (1,), ["zh"])
    assert made.weights["zh"][1] > 0.3, "it tells what the second look does not"
    assert scores["scorer_alone"]["zh"]["n"] == scores["with_the_look"]["zh"]["n"] == 120
    assert scores["with_the_look"]["zh"]["average_precision"] > 0.9
    assert scores["with_the_look"]["zh"]["n_in_a_run"] == 200
    new = pairs(40, 5)
    told = made.odds(tokens, *new.texts, new.parts)[:, 0]
    assert ((told > 0) == new.same).mean() > 0.9


def test_where_nothing_is_in_doubt_nothing_is_weighed() -> None:
    words = ("ab12", tokens)
    network = train_cross([pairs(600, 1)], words)
    assert network is not None
    asked = pairs(40, 3), pairs(40, 4)
    assert weigh(network, asked, np.ones(80), [f"doc-{k % 30}" for k in range(80)], 0.4) is None
