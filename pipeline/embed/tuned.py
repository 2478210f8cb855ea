"""The transformer that was tuned on judged pairs, read from plain arrays.

It says better than the static encoder whether two commitments are the same promise, and takes a hundred times as long;
:mod:`pipeline.link` asks it about the pairs that are in doubt. A BERT (Devlin et al. 2019) without its pooler: the mean
over the tokens of the last layer, the common direction taken out, at unit length.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import Bert
from pipeline.embed.base import plain, refuse_unknown
from pipeline.embed.unpack import PREFIX
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile, part_sha256
from pipeline.quantise import pack, unpack

BERT = "bert."  # before the names of the transformer's arrays in a model folder
CENTRE = "centre"
log = logging.getLogger(__name__)

_TOKENS = 128  # read of a text, start and end included; commitments are shorter, 1 in 10,000 is not
_PARTS = 10_000  # a coordinate is a whole number of them


class TunedEncoder:
    """See the module's docstring. A folder holds its arrays in eight bits beside those of a scorer.

    A vector does not depend on what else is read (:class:`pipeline.bert.Bert`).
    """

    def __init__(self, model: ModelFile, unknown_max: float = 1.0) -> None:
        """Read the arrays. `unknown_max` is the share of unknown pieces from which texts of a language are refused.

        Raises ModelError where the folder holds no transformer.
        """
        from tokenizers import Tokenizer

        try:
            config = model.meta["transformer"]
            packed = {name.removeprefix(BERT): a for name, a in model.arrays.items() if name.startswith(BERT)}
            arrays = unpack(packed)
            self._tokenizer = Tokenizer.from_str(json.dumps(config["tokenizer"], ensure_ascii=False))
            self._layers = int(config["layers"])
            self._unknown = int(config["unknown"])
            self._centre = arrays.pop(CENTRE)
            self._bert = Bert(arrays, heads=int(config["heads"]), epsilon=float(config["epsilon"]), layers=self._layers)
        except KeyError as error:
            raise ModelError(f"{model.name}: lacks {error} of its transformer → train it again") from error
        self._unknown_max = unknown_max
        self.name = model.name
        self.dimension = len(self._centre)
        self.fingerprint = model.sha256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, float32 (n, dimension), unit length; equal texts get equal vectors.

        Raises ModelError where the vocabulary does not fit the language of the texts.
        """
        self.check(texts)
        return self.vectors(texts)

    def check(self, texts: Sequence[str]) -> None:
        """Raise ModelError where the vocabulary does not fit the language of the texts."""
        distinct = list(dict.fromkeys(texts))
        counts = [(len(ids) - 2, ids.count(self._unknown)) for ids in self._ids(distinct)]
        refuse_unknown(self.name, distinct, counts, self._unknown_max)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what :meth:`encode` returns, of texts that have been checked."""
        distinct = {text: k for k, text in enumerate(dict.fromkeys(texts))}
        rows = self._ids(list(distinct))
        long = sum(len(ids) > _TOKENS for ids in rows)
        if long:
            log.warning("%s: %d of %d texts are read up to %d tokens only", self.name, long, len(rows), _TOKENS)
        rows = [ids if len(ids) <= _TOKENS else [*ids[: _TOKENS - 1], ids[-1]] for ids in rows]
        found = self._bert.means(rows, [self._layers])
        found -= self._centre
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        vectors = of_numbers(in_numbers(found))
        return vectors[[distinct[text] for text in texts]].reshape(len(texts), self.dimension)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the pieces of each text, start and end included."""
        return [e.ids for e in self._tokenizer.encode_batch([PREFIX + plain(text) for text in texts])]


def transformer_sha256(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the hash of the transformer among the arrays of a model folder, whatever scorer stands beside it."""
    return part_sha256(arrays, BERT)


def in_numbers(vectors: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return vectors of unit length as whole numbers, int16, to four decimals."""
    return np.rint(vectors * _PARTS).astype(np.int16)


def of_numbers(numbers: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return the vectors, float32, that :func:`in_numbers` stored."""
    return numbers.astype(np.float32) / np.float32(_PARTS)


def packed_transformer(
    bert: Any,  # noqa: ANN401 - the library has no types
    tokenizer: Any,  # noqa: ANN401
    centre: NDArray[np.float32],
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the arrays and the configuration from which a :class:`TunedEncoder` is read.

    Args:
        bert: A BertModel, tuned.
        tokenizer: Its tokenizer, as transformers wraps it.
        centre: The common direction of its vectors, float32 (width,).
    """
    kept = {
        name: tensor.detach().float().numpy()
        for name, tensor in bert.state_dict().items()
        if not name.startswith("pooler.") and not name.endswith("position_ids")
    }
    arrays = {BERT + name: array for name, array in pack({**kept, CENTRE: centre.astype(np.float32)}).items()}
    made = json.loads(tokenizer.backend_tokenizer.to_str())
    made["truncation"] = made["padding"] = None
    config = {
        "heads": int(bert.config.num_attention_heads),
        "layers": int(bert.config.num_hidden_layers),
        "epsilon": float(bert.config.layer_norm_eps),
        "unknown": int(tokenizer.unk_token_id),
        "tokenizer": made,
    }
    return arrays, config
