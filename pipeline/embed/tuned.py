"""The transformer that was tuned on judged pairs, read from plain arrays.

It says better than the static encoder whether two commitments are the same promise, and takes a hundred times as long;
:mod:`pipeline.link` asks it about the pairs that are in doubt. A BERT (Devlin et al. 2019) without its pooler: the mean
over the tokens of the last layer, the common direction taken out, at unit length.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.base import plain, refuse_unknown
from pipeline.embed.unpack import PREFIX
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.quantise import pack, unpack

BERT = "bert."  # before the names of the transformer's arrays in a model folder
CENTRE = "centre"
log = logging.getLogger(__name__)

_TOKENS = 128  # read of a text, start and end included; commitments are shorter, 1 in 10,000 is not
_ROWS = 32  # texts at a time
_DECIMALS = 4


class TunedEncoder:
    """See the module's docstring. A folder holds its arrays in eight bits beside those of a scorer.

    Texts of one length in tokens go through together, always in blocks of the same size, so that neither padding nor
    the number of companions can change a vector; what is left of rounding in bfloat16 is cut off after four decimals.
    """

    def __init__(self, model: ModelFile, unknown_max: float = 1.0) -> None:
        """Read the arrays. `unknown_max` is the share of unknown pieces from which texts of a language are refused.

        Raises ModelError where the folder holds no transformer.
        """
        import torch
        from tokenizers import Tokenizer

        try:
            config = model.meta["transformer"]
            packed = {name.removeprefix(BERT): a for name, a in model.arrays.items() if name.startswith(BERT)}
            arrays = unpack(packed)
            self._tokenizer = Tokenizer.from_str(json.dumps(config["tokenizer"], ensure_ascii=False))
            self._heads, self._layers = int(config["heads"]), int(config["layers"])
            self._epsilon = float(config["epsilon"])
            self._unknown = int(config["unknown"])
            self._centre = arrays.pop(CENTRE)
        except KeyError as error:
            raise ModelError(f"{model.name}: lacks {error} of its transformer → train it again") from error
        self._unknown_max = unknown_max
        # matrices of the layers are used in bfloat16, sums and norms in single precision
        self._weights = {
            name: torch.from_numpy(array).to(torch.bfloat16)
            if array.ndim == 2 and name.startswith("encoder.")
            else torch.from_numpy(array)
            for name, array in arrays.items()
        }
        self.name = model.name
        self.dimension = len(self._centre)
        self.fingerprint = model.sha256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, float32 (n, dimension), unit length; equal texts get equal vectors.

        Raises ModelError where the vocabulary does not fit the language of the texts.
        """
        import torch

        distinct = {text: k for k, text in enumerate(dict.fromkeys(texts))}
        rows = self._ids(list(distinct))
        counts = [(len(ids) - 2, ids.count(self._unknown)) for ids in rows]
        refuse_unknown(self.name, list(distinct), counts, self._unknown_max)
        long = sum(len(ids) > _TOKENS for ids in rows)
        if long:
            log.warning("%s: %d of %d texts are read up to %d tokens only", self.name, long, len(rows), _TOKENS)
        rows = [ids if len(ids) <= _TOKENS else [*ids[: _TOKENS - 1], ids[-1]] for ids in rows]
        found = np.zeros((len(rows), self.dimension), np.float32)
        by_length: dict[int, list[int]] = {}
        for k, ids in enumerate(rows):
            by_length.setdefault(len(ids), []).append(k)
        with torch.inference_mode():
            for _, own in sorted(by_length.items()):
                for start in range(0, len(own), _ROWS):
                    part = own[start : start + _ROWS]
                    # a block that is not full is filled up with its first text
                    block = torch.tensor([rows[k] for k in part] + [rows[part[0]]] * (_ROWS - len(part)))
                    found[part] = self._forward(block).mean(1).numpy()[: len(part)]
        found -= self._centre
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return np.round(found, _DECIMALS)[[distinct[text] for text in texts]].reshape(len(texts), self.dimension)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the pieces of each text, start and end included."""
        return [e.ids for e in self._tokenizer.encode_batch([PREFIX + plain(text) for text in texts])]

    def _forward(self, tokens: Any) -> Any:  # noqa: ANN401 - torch is imported late
        """Return the hidden states of the last layer, float32 (rows, tokens, dimension); no row is padded."""
        import torch
        from torch.nn.functional import embedding, gelu, layer_norm, linear, scaled_dot_product_attention

        weights, size = self._weights, self.dimension
        rows, length = tokens.shape

        def dense(x: Any, name: str) -> Any:  # noqa: ANN401
            y = linear(x.to(torch.bfloat16), weights[f"{name}.weight"], weights[f"{name}.bias"].to(torch.bfloat16))
            return y.float()

        def norm(x: Any, name: str) -> Any:  # noqa: ANN401
            return layer_norm(x, (size,), weights[f"{name}.weight"], weights[f"{name}.bias"], self._epsilon)

        def heads(x: Any) -> Any:  # noqa: ANN401
            return x.view(rows, length, self._heads, size // self._heads).transpose(1, 2)

        x = embedding(tokens, weights["embeddings.word_embeddings.weight"])
        x = x + weights["embeddings.position_embeddings.weight"][:length]
        x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for k in range(self._layers):
            of = f"encoder.layer.{k}."
            q, key, value = (heads(dense(x, f"{of}attention.self.{name}")) for name in ("query", "key", "value"))
            mixed = scaled_dot_product_attention(q, key, value).transpose(1, 2).reshape(rows, length, size)
            x = norm(x + dense(mixed, f"{of}attention.output.dense"), f"{of}attention.output.LayerNorm")
            inner = gelu(dense(x, f"{of}intermediate.dense"))
            x = norm(x + dense(inner, f"{of}output.dense"), f"{of}output.LayerNorm")
        return x


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
