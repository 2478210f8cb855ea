"""Eight-bit storage of weight matrices: a row is kept as whole numbers from -127 to 127 and one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SCALE = ":scale"
# smaller matrices are kept as they are: they cost little and their rounding would be felt
_SMALLEST = 4096


def pack(arrays: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """Return the arrays for storage: large matrices in eight bits with a scale per row, others in half precision."""
    packed: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if array.ndim == 2 and array.size >= _SMALLEST:
            scale = np.maximum(np.abs(array).max(axis=1), 1e-12).astype(np.float32) / np.float32(127)
            packed[name] = np.rint(array / scale[:, None]).astype(np.int8)
            packed[name + _SCALE] = scale
        else:
            packed[name] = array.astype(np.float16)
    return packed


def unpack(packed: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Return the float32 arrays that :func:`pack` stored."""
    return {
        name: array.astype(np.float32) * packed[name + _SCALE][:, None]
        if array.dtype == np.int8
        else array.astype(np.float32)
        for name, array in packed.items()
        if not name.endswith(_SCALE)
    }
