"""The backbone of the accurate classifier: a frozen transformer whose hidden layers describe each sentence.

The last layer of a sentence encoder is trained to say what a sentence is about; tense, mood and other signs of what it
does are better read off the layers below. So the means over the tokens of several layers stand side by side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

Array = NDArray[np.float32]
PREFIX = "query: "
# tokens kept of a sentence: its head and its tail say what it does
HEAD, TAIL = 70, 40
BATCH = 32
BACKBONE = "backbone."


class Encoder:
    """A BERT (Devlin et al. 2019) without its pooler, read from plain arrays; runs on the CPU in bfloat16."""

    def __init__(self, arrays: Mapping[str, Array], config: Mapping[str, Any]) -> None:
        """Take the weights (names as in Hugging Face's BertModel) and the configuration.

        `config` holds `heads`, `epsilon`, `layers` (which hidden layers are read, counted from one), `tokenizer` (the
        JSON of a tokenizers.Tokenizer) and the numbers of the tokens `start`, `end` and `pad`.

        Raises:
            ModelError: a weight is missing, or the tokenizer cannot be read.
        """
        import torch
        from tokenizers import Tokenizer

        self.layers = tuple(int(k) for k in config["layers"])
        self.heads = int(config["heads"])
        self.epsilon = float(config["epsilon"])
        self.start, self.end, self.pad = (int(config[k]) for k in ("start", "end", "pad"))
        try:
            self.tokenizer = Tokenizer.from_str(json.dumps(config["tokenizer"]))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"tokenizer of the backbone cannot be read ({error}) → build the model again") from error
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.weights: dict[str, Any] = {}
        for name, array in arrays.items():
            # matrices are used in bfloat16, sums and norms in single precision
            tensor = torch.from_numpy(np.ascontiguousarray(array))
            is_matrix = array.ndim == 2 and name.startswith("encoder.")
            self.weights[name] = tensor.to(torch.bfloat16) if is_matrix else tensor
        missing = [name for name in self._names() if name not in self.weights]
        if missing:
            raise ModelError(f"backbone lacks {', '.join(missing[:3])} → build the model again")
        self.width = len(self.layers) * int(self.weights["embeddings.word_embeddings.weight"].shape[1])
        self.prefix = self.tokenizer.encode(PREFIX, add_special_tokens=False).ids

    def _names(self) -> list[str]:
        names = [f"embeddings.{part}_embeddings.weight" for part in ("word", "position", "token_type")]
        for k in range(max(self.layers)):
            names += [f"encoder.layer.{k}.attention.self.{part}.weight" for part in ("query", "key", "value")]
            names += [f"encoder.layer.{k}.{part}.weight" for part in ("intermediate.dense", "output.dense")]
        return names

    def vectors(self, texts: Sequence[str]) -> Array:
        """Return a vector for each text, shape (len(texts), width), float32.

        Texts go through in batches of equal number, the short ones first. Padding is masked, but rounding in bfloat16
        depends on what else is in a batch: so give one document at a time, and a document always gets the same vectors.
        """
        import torch

        encoded = [
            self._tokens(encoding.ids)
            for encoding in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i]), i))
        out = np.zeros((len(texts), self.width), np.float32)
        with torch.inference_mode():
            for low in range(0, len(order), BATCH):
                rows = order[low : low + BATCH]
                longest = len(encoded[rows[-1]])
                tokens = torch.full((len(rows), longest), self.pad)
                mask = torch.zeros((len(rows), longest), dtype=torch.bool)
                for k, i in enumerate(rows):
                    tokens[k, : len(encoded[i])] = torch.tensor(encoded[i])
                    mask[k, : len(encoded[i])] = True
                out[rows] = self._run(tokens, mask).numpy()
        return out

    def _tokens(self, ids: list[int]) -> list[int]:
        kept = ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]
        return [self.start, *self.prefix, *kept, self.end]

    def _run(self, tokens: Any, mask: Any) -> Any:  # noqa: ANN401 - torch tensors
        """Return the means over the tokens of the wanted layers, shape (rows, width)."""
        import torch
        from torch.nn import functional

        w = self.weights

        def norm(x: Any, name: str) -> Any:  # noqa: ANN401
            return functional.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], self.epsilon)

        def linear(x: Any, name: str) -> Any:  # noqa: ANN401
            weight = w[f"{name}.weight"]
            return functional.linear(x.to(weight.dtype), weight, w[f"{name}.bias"].to(weight.dtype))

        rows, length = tokens.shape
        x = functional.embedding(tokens, w["embeddings.word_embeddings.weight"])
        x = x + w["embeddings.position_embeddings.weight"][:length] + w["embeddings.token_type_embeddings.weight"][0]
        x = norm(x, "embeddings.LayerNorm")
        share = mask[:, :, None].float() / mask.sum(1)[:, None, None]
        found = []
        for k in range(max(self.layers)):
            name = f"encoder.layer.{k}"
            query, key, value = (
                linear(x, f"{name}.attention.self.{part}").view(rows, length, self.heads, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :])
            seen = seen.transpose(1, 2).reshape(rows, length, -1)
            x = norm(linear(seen, f"{name}.attention.output.dense").float() + x, f"{name}.attention.output.LayerNorm")
            inner = functional.gelu(linear(x, f"{name}.intermediate.dense"))
            x = norm(linear(inner, f"{name}.output.dense").float() + x, f"{name}.output.LayerNorm")
            if k + 1 in self.layers:
                found.append((x * share).sum(1))
        return torch.cat(found, 1)
