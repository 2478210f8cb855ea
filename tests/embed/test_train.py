"""Learning the static encoder: same input, same bytes; the pieces learn where the teacher points."""

from __future__ import annotations

import itertools
import struct

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.embed.static import token_ids
from pipeline.embed.train import StaticTraining, apply_map, distil, flatten, learn_vocabulary
from pipeline.embed.unpack import Packed, parse_packed
from pipeline.errors import ModelError

VERBS = ("新建", "修缮", "扩建", "加快建设")
THINGS = ("青泽港码头", "环湖步道", "老年公寓", "水质监测站", "文化馆")
ENGLISH = ("We will build", "We will repair", "The county will extend")
OBJECTS = ("the ferry landing", "the canal path", "the library", "two clinics")
TEXTS = ["".join(p) for p in itertools.product(VERBS, THINGS)] + [
    " ".join(p) for p in itertools.product(ENGLISH, OBJECTS)
]


def teacher(texts: list[str], width: int = 24) -> NDArray[np.float32]:
    """Return vectors that depend on the object alone, with a common direction as transformers have it."""
    rng = np.random.default_rng(0)
    own = {thing: rng.normal(size=width) for thing in (*THINGS, *OBJECTS)}
    rows = np.stack([next(v for thing, v in own.items() if thing in text) for text in texts]) + 3.0
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vocabulary() -> dict:
    return learn_vocabulary(TEXTS * 3, 300)


def test_vocabulary_is_the_same_twice_and_spells_no_whole_clauses(vocabulary: dict) -> None:
    assert learn_vocabulary(TEXTS * 3, 300) == vocabulary
    pieces = [piece for piece, _ in vocabulary["model"]["vocab"]]
    assert len(pieces) <= 300
    assert len(set(pieces)) == len(pieces)
    assert max(len(p.strip("▁")) for p in pieces if any(c >= "\u4e00" for c in p)) <= 4
    assert all(len(ids) for ids in token_ids(TEXTS, vocabulary))


def test_flattening_takes_the_common_direction_out() -> None:
    vectors = teacher(TEXTS)
    flat, bridge = flatten(vectors, 8)
    assert flat.shape == (len(TEXTS), 8)
    assert np.allclose(np.linalg.norm(flat, axis=1), 1, atol=1e-5)
    unrelated = ~np.eye(len(TEXTS), dtype=bool)
    assert (vectors @ vectors.T)[unrelated].mean() > 0.85
    assert abs((flat @ flat.T)[unrelated].mean()) < 0.2
    assert np.array_equal(apply_map(vectors, bridge), flat)


def test_distilling_follows_the_teacher_and_is_the_same_twice(vocabulary: dict) -> None:
    targets, _ = flatten(teacher(TEXTS), 8)
    how = StaticTraining(dimension=8, epochs=30, batch=16, rate=0.02)
    learnt = distil(TEXTS, targets, vocabulary, how)
    assert learnt.dtype == np.float16
    assert learnt.shape == (len(vocabulary["model"]["vocab"]), 8)
    assert np.array_equal(learnt, distil(TEXTS, targets, vocabulary, how))

    def mean(text: str) -> NDArray[np.float32]:
        (ids,) = token_ids([text], vocabulary)
        row = learnt[ids].astype(np.float32).mean(axis=0)
        return row / np.linalg.norm(row)

    cosine = [float(mean(text) @ goal) for text, goal in zip(TEXTS, targets, strict=True)]
    assert np.mean(cosine) > 0.95
    assert float(mean("修缮文化馆") @ mean("加快建设文化馆")) > float(mean("修缮文化馆") @ mean("修缮环湖步道")) + 0.3


def test_four_bit_blocks_are_unpacked() -> None:
    nibbles = np.arange(32) % 16
    block = np.float16(0.5).tobytes() + bytes((nibbles[:16] | (nibbles[16:] << 4)).astype(np.uint8))
    packed = Packed(b"xx" + block, {}, 0.0, (), np.zeros(0, np.float32), {}, {"w": (2, 32)})
    assert packed.quantised("w", 1, 32).tolist() == [((nibbles - 8) * 0.5).tolist()]


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="begins with b'GGUF'"):
        parse_packed(b"GGUF" + bytes(100), "weights.bin")
    with pytest.raises(ModelError, match=r"weights\.bin: cut short"):
        parse_packed(b"E5S1" + struct.pack("<i", 1) + bytes(10), "weights.bin")
