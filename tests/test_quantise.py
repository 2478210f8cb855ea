"""What is stored of matrices: eight bits with a scale per row, four bits where that loses nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.quantise import eight_bits, pack, unpack


def in_four_bits(rows: int, blocks: int, seed: int) -> NDArray[np.float32]:
    """Return a matrix (rows, 32 * blocks) of whole numbers from -8 to 7 times a scale for each 32 of them."""
    dice = np.random.default_rng(seed)
    numbers = dice.integers(-8, 8, (rows, blocks, 32))
    numbers[:, :, 0] = -8
    scales = dice.normal(size=(rows, blocks, 1)).astype(np.float16)
    return np.asarray((numbers * scales.astype(np.float32)).reshape(rows, -1), np.float32)


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_eight_bits_are_near_and_give_themselves_again(seed: int, size: float) -> None:
    matrix = (np.random.default_rng(seed).normal(size=(64, 70)) * size).astype(np.float32)
    stored = unpack(pack({"w": matrix}))["w"]
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(stored - matrix) <= step * 0.501).all()
    assert (eight_bits(stored)[0] == eight_bits(matrix)[0]).all()


@given(st.integers(0, 2**32 - 1))
def test_what_comes_in_four_bits_stays_in_four_and_loses_nothing(seed: int) -> None:
    matrix = in_four_bits(64, 3, seed)
    packed = pack({"w": matrix})
    assert sum(a.nbytes for a in packed.values()) == matrix.size // 2 + matrix.size // 32 * 2
    assert (unpack(packed)["w"] == matrix).all()


def test_four_bits_outlive_bfloat16() -> None:
    """The layers that training leaves as they were pass through bfloat16."""
    import torch

    matrix = in_four_bits(256, 12, 3)
    rounded = torch.from_numpy(matrix).to(torch.bfloat16).float().numpy()
    packed = pack({"w": rounded})
    assert "w" not in packed, "it is stored in four bits"
    assert np.abs(unpack(packed)["w"] - matrix).max() <= np.abs(matrix).max() * 2**-8


def test_what_half_precision_cannot_hold_is_stored_in_eight_bits() -> None:
    matrix = np.random.default_rng(4).normal(size=(64, 64)).astype(np.float32)
    for size in (1e-9, 1e7):
        stored = unpack(pack({"w": matrix * np.float32(size)}))["w"] / np.float32(size)
        assert np.abs(stored - matrix).max() < 0.02, size


def test_zeros_small_matrices_and_vectors() -> None:
    arrays = {
        "zeros": np.zeros((64, 64), np.float32),
        "small": np.arange(12, dtype=np.float32).reshape(3, 4),
        "bias": np.arange(5000, dtype=np.float32) / 8,
        "odd": np.ones((50, 100), np.float32),
    }
    stored = unpack(pack(arrays))
    assert list(stored) == list(arrays)
    for name, array in arrays.items():
        assert np.allclose(stored[name], array, rtol=1e-3), name
