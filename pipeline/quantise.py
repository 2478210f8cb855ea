"""Storage of weight matrices in eight bits, and in four what comes in four.

In eight bits a row is kept as whole numbers from -127 to 127 and one scale. The transformer that training starts from
has its weights in four bits (:mod:`pipeline.embed.unpack`): 32 of them are whole numbers from -8 to 7 times one scale.
What training leaves as it was is kept so, which takes half the room.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SCALE = ":scale"
_NIBBLES = ":nibbles"
_BLOCK = 32  # numbers of four bits that share a scale
# of a step; what came in four bits and was once rounded to bfloat16 lies nearer, other numbers lie anywhere
_NEAR = 0.06
# smaller matrices are kept as they are: they cost little and their rounding would be felt
_SMALLEST = 4096


def eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix (n, d) as whole numbers, int8 (n, d), and the scale of each row, float32 (n,)."""
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / np.float32(127)
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale


def _four_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]] | None:
    """Return a matrix (n, d) as pairs of numbers, uint8 (n, d / 2), and scales, float16 (n, d / 32).

    None where its numbers do not come in four bits.
    """
    rows, columns = matrix.shape
    if columns % _BLOCK:
        return None
    blocks = matrix.reshape(rows, -1, _BLOCK)
    # the number farthest from zero is the -8 of its block, so that the scale has the other sign
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    with np.errstate(over="ignore"):
        scale = (farthest / -8).astype(np.float16)
    # half precision holds neither the smallest nor the largest scales
    if not np.isfinite(scale).all() or ((scale == 0) & (farthest != 0)).any():
        return None
    steps = blocks / np.where(scale == 0, 1, scale).astype(np.float32)
    numbers = np.clip(np.rint(steps), -8, 7)
    if (np.abs(steps - numbers) > _NEAR).any():
        return None
    nibbles = (numbers + 8).astype(np.uint8).reshape(rows, columns)
    return np.asarray(nibbles[:, ::2] | nibbles[:, 1::2] << 4, np.uint8), scale[:, :, 0]


def _of_four_bits(pairs: NDArray[np.uint8], scale: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the matrix, float32 (n, d), that :func:`_four_bits` stored."""
    nibbles = np.stack([pairs & 15, pairs >> 4], axis=2).reshape(len(pairs), -1, _BLOCK)
    steps = (nibbles.astype(np.float32) - 8) * scale[:, :, None].astype(np.float32)
    return np.asarray(steps.reshape(len(pairs), -1), np.float32)


def pack(arrays: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """Return the arrays for storage: large matrices in four or eight bits with scales, others in half precision."""
    packed: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if array.ndim == 2 and array.size >= _SMALLEST:
            halves = _four_bits(array)
            if halves is not None:
                packed[name + _NIBBLES], packed[name + _SCALE] = halves
            else:
                packed[name], packed[name + _SCALE] = eight_bits(array)
        else:
            packed[name] = array.astype(np.float16)
    return packed


def unpack(packed: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Return the float32 arrays that :func:`pack` stored."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for name, array in packed.items():
        if name.endswith(_NIBBLES):
            own = name.removesuffix(_NIBBLES)
            arrays[own] = _of_four_bits(array, packed[own + _SCALE])
        elif not name.endswith(_SCALE):
            whole = array.dtype == np.int8
            arrays[name] = array.astype(np.float32) * (packed[name + _SCALE][:, None] if whole else np.float32(1))
    return arrays
