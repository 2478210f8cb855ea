"""Whether and how transformers learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

RAW, FURTHER = "raw", "further"
"""Ways to train the upper layers of the transformer: from the beginning, or on from the one at hand."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Whether and how transformers learn.

    `way` is RAW (from the beginning), FURTHER (on from the one at hand) or empty (they stay as they are); `larger`
    names, by language, folders of larger transformers that learn the labels first and teach; `device` is where all
    this happens, as torch names it. With `plain` the links have no transformer, and no second look.
    """

    way: str = ""
    larger: Mapping[str, Path] = field(default_factory=dict)
    device: str = "cpu"
    plain: bool = False


AS_THEY_ARE = Tuning()
