"""The transformer in a folder of the accurate classifier, which others than that classifier ask too.

It says what a sentence does, and so it tells what is done from what is planned: the second look at labels and the
cross-encoder of closures read it, and one copy serves both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.encoder import BACKBONE, Encoder
from pipeline.modelfiles import ModelFile, part_sha256
from pipeline.quantise import unpack


@dataclass(frozen=True, slots=True)
class Transformer:
    """A transformer that is read from its folder when it is first asked, and kept until `forget`.

    `name` is that of the folder, `sha256` the hash of the transformer alone, whatever heads stand beside it.
    """

    name: str
    sha256: str
    encoder: Callable[[], Encoder]
    forget: Callable[[], None]

    def tokens(self, texts: Sequence[str], layers: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield the number of each text and its tokens; see :meth:`pipeline.classify.encoder.Encoder.tokens`."""
        return self.encoder().tokens(texts, layers)


def transformer_of(load: Callable[[], ModelFile], layers: Sequence[int]) -> Transformer:
    """Return the transformer of a folder that `load` reads: now for its hash, and again for each time it is kept.

    `layers` are those that it will be asked for. Raises what `load` raises.
    """
    model = load()
    kept = cache(lambda: encoder_of(load(), layers))
    return Transformer(model.name, backbone_sha256(model.arrays), kept, kept.cache_clear)


def backbone_sha256(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the hash of the transformer among the arrays of a folder of the accurate classifier."""
    return part_sha256(arrays, BACKBONE)


def encoder_of(model: ModelFile, layers: Sequence[int] = ()) -> Encoder:
    """Return the transformer of a folder of the accurate classifier, as it answers; `layers` are read, or its own."""
    config = model.meta["backbone"]
    own = {name.removeprefix(BACKBONE): a for name, a in model.arrays.items() if name.startswith(BACKBONE)}
    return Encoder(unpack(own), {**config, "layers": layers or config["layers"]}, learns=False)
