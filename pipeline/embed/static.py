"""The static encoder: the mean of one vector per piece, brought to unit length.

The same computation as StaticEmbedding and Normalize of sentence-transformers (a test compares the two), in numpy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.base import plain, refuse_unknown
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile

WEIGHT = "embedding"
_SPACE = "▁"
_BLOCK = 2048  # texts whose vectors are made at a time: bounds memory to a few MB


def make_tokenizer(settings: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a tokenizers.Tokenizer
    """Return the tokenizer with these settings. To make it takes as long as to cut a thousand units with it."""
    from tokenizers import Tokenizer

    return Tokenizer.from_str(json.dumps(settings, ensure_ascii=False))


def token_ids(texts: Sequence[str], tokenizer: Mapping[str, Any]) -> list[NDArray[np.int64]]:
    """Return the numbers of the pieces of each text, int64 (pieces of the text,), for a tokenizer's settings."""
    return piece_ids(texts, make_tokenizer(tokenizer))


def piece_ids(texts: Sequence[str], tokenizer: Any) -> list[NDArray[np.int64]]:  # noqa: ANN401 - a Tokenizer
    """Return the numbers of the pieces of each text, int64 (pieces of the text,), for a tokenizer already made."""
    encodings = tokenizer.encode_batch([plain(text) for text in texts], add_special_tokens=False)
    return [np.array(encoding.ids, np.int64) for encoding in encodings]


class StaticEncoder:
    """The bundled encoder; see the module's docstring.

    It reads texts of any length whole. A text without any known piece gets the zero vector, which is like nothing.
    """

    def __init__(self, model: ModelFile, unknown_max: float = 1.0) -> None:
        """Take a model folder with the array `embedding` (pieces, dimension) and the tokenizer in its settings.

        `unknown_max` is the share of unknown pieces from which texts of a language are refused.

        Raises ModelError where the folder holds something else.
        """
        if WEIGHT not in model.arrays or "tokenizer" not in model.meta:
            raise ModelError(f"models/{model.name}: no static encoder → train it with scripts/train.py encoder")
        self._table = model.arrays[WEIGHT].astype(np.float64)
        self._settings = model.meta["tokenizer"]
        self._unknown = int(self._settings["model"]["unk_id"])
        self._unknown_max = unknown_max
        self.name = model.name
        self.dimension = int(self._table.shape[1])
        self.fingerprint = model.sha256

    @cached_property
    def _cutter(self) -> Any:  # noqa: ANN401 - a tokenizers.Tokenizer
        """The tokenizer, made when first needed."""
        return make_tokenizer(self._settings)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, float32 (n, dimension), unit length; equal texts get equal bytes.

        Raises ModelError where the vocabulary does not fit the language of the texts.
        """
        from scipy.sparse import csr_matrix

        pieces = piece_ids(texts, self._cutter)
        lengths = np.array([len(ids) for ids in pieces], np.int64)
        every = np.concatenate([np.zeros(0, np.int64), *pieces])
        known = every != self._unknown
        total = np.bincount(np.repeat(np.arange(len(texts)), lengths)[known], minlength=len(texts))
        refuse_unknown(
            self.name, texts, list(zip(lengths.tolist(), (lengths - total).tolist(), strict=True)), self._unknown_max
        )
        ends = np.concatenate([[0], np.cumsum(total)])
        bags = csr_matrix((np.ones(ends[-1]), every[known], ends), shape=(len(texts), len(self._table)))
        out = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BLOCK):
            # Summed per text in double precision, piece by piece: neither the batch nor the order of the texts matters.
            mean = bags[start : start + _BLOCK] @ self._table
            mean /= np.maximum(total[start : start + _BLOCK], 1)[:, None]
            out[start : start + _BLOCK] = mean / np.maximum(np.sqrt((mean * mean).sum(axis=1)), 1e-12)[:, None]
        return out

    def weigh(self, words: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return what the pieces of words say of them; the sign for white space alone is none of them.

        Returns:
            The directions of the words, float32 (n, dimension), unit length; how far each moves a text, float32 (n,),
            the greatest length of a vector of its pieces; and how rare it is, float32 (n,), minus the log of its
            probability.
        """
        found = piece_ids(words, self._cutter)
        directions = np.zeros((len(words), self.dimension), np.float32)
        strengths, rarities = np.zeros(len(words), np.float32), np.zeros(len(words), np.float32)
        for row, ids in enumerate(found):
            own = ids[ids != self._space]
            rarities[row] = -self._scores[own].sum()
            rows = self._table[own[own != self._unknown]]
            if len(rows):
                total = rows.sum(axis=0)
                directions[row] = total / max(float(np.sqrt((total * total).sum())), 1e-12)
                strengths[row] = float(np.sqrt((rows * rows).sum(axis=1)).max())
        return directions, strengths, rarities

    @cached_property
    def _scores(self) -> NDArray[np.float64]:
        """The log of the probability of each piece; an unknown one is as rare as the rarest."""
        scores = np.array([score for _, score in self._settings["model"]["vocab"]], np.float64)
        scores[self._unknown] = scores.min()
        return scores

    @cached_property
    def _space(self) -> int:
        """The number of the piece that is white space alone, -1 where there is none."""
        pieces = [piece for piece, _ in self._settings["model"]["vocab"]]
        return pieces.index(_SPACE) if _SPACE in pieces else -1
