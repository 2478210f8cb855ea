"""The backbone of the accurate classifier: a transformer whose hidden layers describe each sentence.

The last layer of a sentence encoder is trained to say what a sentence is about; tense, mood and other signs of what it
does are better read off the layers below. So the means over the tokens of several layers stand side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import Bert, load_torch
from pipeline.errors import ModelError

Array = NDArray[np.float32]
PREFIX = "query: "
# tokens kept of a sentence: its head and its tail say what it does
HEAD, TAIL = 70, 40
BATCH = 32
_ON_DEVICE = 16
"""Times as many learn together on another device than the processor, which many small steps would keep waiting."""
BACKBONE = "backbone."


class Encoder:
    """A BERT (Devlin et al. 2019) without its pooler, read from plain arrays.

    It answers in eight bits (:class:`pipeline.bert.Bert`) and learns in bfloat16.
    """

    def __init__(
        self, arrays: Mapping[str, Array], config: Mapping[str, Any], device: str = "cpu", *, learns: bool = True
    ) -> None:
        """Take the weights (names as in Hugging Face's BertModel), the configuration, where to run, and what for.

        One that does not learn keeps its weights in eight bits alone.

        `config` holds `heads`, `epsilon`, `layers` (which hidden layers are read, counted from one), `tokenizer` (the
        JSON of a tokenizers.Tokenizer), the numbers of the tokens `start`, `end` and `pad`, and may hold a `prefix`
        that stands before each sentence (the backbone was first trained with one; a tuned one needs none).

        Raises:
            ModelError: a weight is missing, or the tokenizer cannot be read.
        """
        load_torch()
        import torch
        from tokenizers import Tokenizer

        self.device = torch.device(device)
        self.rows = BATCH * (1 if self.device.type == "cpu" else _ON_DEVICE)
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
        missing = [name for name in self._names() if name not in arrays]
        if missing:
            raise ModelError(f"backbone lacks {', '.join(missing[:3])} → build the model again")
        self.width = len(self.layers) * int(arrays["embeddings.word_embeddings.weight"].shape[1])
        self._arrays = arrays if learns else {}
        self._bert = None if learns else self._in_eight_bits(arrays)
        self.prefix = self.tokenizer.encode(str(config.get("prefix", PREFIX)), add_special_tokens=False).ids

    @cached_property
    def weights(self) -> dict[str, Any]:
        """The weights as they learn: matrices of layers in bfloat16, the others in single precision.

        What is put in their place counts for :meth:`lower` and :meth:`upper`; :meth:`vectors` are those of the weights
        that were given.
        """
        import torch

        found: dict[str, Any] = {}
        for name, array in self._arrays.items():
            tensor = torch.from_numpy(np.ascontiguousarray(array)).to(self.device)
            is_matrix = array.ndim == 2 and name.startswith("encoder.")
            found[name] = tensor.to(torch.bfloat16) if is_matrix else tensor
        return found

    def _in_eight_bits(self, arrays: Mapping[str, Array]) -> Bert:
        layers, device = max(self.layers), str(self.device)
        return Bert(arrays, heads=self.heads, epsilon=self.epsilon, layers=layers, device=device)

    def _names(self) -> list[str]:
        names = [f"embeddings.{part}_embeddings.weight" for part in ("word", "position", "token_type")]
        for k in range(max(self.layers)):
            names += [f"encoder.layer.{k}.attention.self.{part}.weight" for part in ("query", "key", "value")]
            names += [f"encoder.layer.{k}.{part}.weight" for part in ("intermediate.dense", "output.dense")]
        return names

    def vectors(self, texts: Sequence[str], layers: Sequence[int] = ()) -> Array:
        """Return a vector for each text, shape (len(texts), width), float32.

        A vector does not depend on the other texts. `layers` are read, none of them deeper than its own deepest one; or
        its own.
        """
        return self._answering().means(self._encode(texts), layers or self.layers)

    def tokens(self, texts: Sequence[str], layers: Sequence[int]) -> Iterator[tuple[int, Array]]:
        """Yield the number of each text and what some layers say of its tokens; see :meth:`pipeline.bert.Bert.tokens`.

        Start and end are tokens too.
        """
        return self._answering().tokens(self._encode(texts), layers)

    def _answering(self) -> Bert:
        if self._bert is None:
            self._bert = self._in_eight_bits(self._arrays)
        return self._bert

    def lower(self, texts: Sequence[str], layers: int) -> list[Any]:
        """Return for each text what the first `layers` layers say of its tokens, shape (tokens, d), bfloat16."""
        import torch

        encoded = self._encode(texts)
        out: list[Any] = [None] * len(encoded)
        with torch.no_grad():
            for rows, tokens, mask in self._padded(encoded):
                x = self._embed(tokens)
                for k in range(layers):
                    x = self._layer(x, mask[:, None, None, :], k)
                for place, i in enumerate(rows):
                    out[i] = x[place, : len(encoded[i])].to(torch.bfloat16).clone()
        return out

    def upper(self, lower: Sequence[Any], layers: int, dropout: float = 0.0, generator: Any = None) -> Any:  # noqa: ANN401 - torch is imported late
        """Return the vectors of texts, shape (n, width), from what :meth:`lower` said of them; gradients flow.

        The layers that are read must not lie below `layers`. With `dropout`, a share of what each layer adds is left
        out by the generator's dice.
        """
        import torch

        order = sorted(range(len(lower)), key=lambda i: (len(lower[i]), i))
        found: list[Any] = [None] * len(lower)
        for low in range(0, len(order), self.rows // 2):
            rows = order[low : low + self.rows // 2]
            x = torch.nn.utils.rnn.pad_sequence([lower[i] for i in rows], batch_first=True).float()
            lengths = torch.tensor([len(lower[i]) for i in rows], device=self.device)
            mask = torch.arange(x.shape[1], device=self.device)[None, :] < lengths[:, None]
            means = [_mean(x, mask)] if layers in self.layers else []
            for k in range(layers, max(self.layers)):
                x = self._layer(x, mask[:, None, None, :], k, dropout, generator)
                if k + 1 in self.layers:
                    means.append(_mean(x, mask))
            vectors = torch.cat(means, 1)
            for place, i in enumerate(rows):
                found[i] = vectors[place]
        return torch.stack(found)

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        return [
            self._tokens(encoding.ids)
            for encoding in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def _padded(self, encoded: Sequence[list[int]]) -> Iterator[tuple[list[int], Any, Any]]:
        """Yield batches of texts of like length: their numbers, their tokens and a mask, both (rows, longest)."""
        import torch

        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i]), i))
        for low in range(0, len(order), self.rows):
            rows = order[low : low + self.rows]
            longest = len(encoded[rows[-1]])
            tokens = torch.full((len(rows), longest), self.pad)
            mask = torch.zeros((len(rows), longest), dtype=torch.bool)
            for k, i in enumerate(rows):
                tokens[k, : len(encoded[i])] = torch.tensor(encoded[i])
                mask[k, : len(encoded[i])] = True
            yield rows, tokens.to(self.device), mask.to(self.device)

    def _tokens(self, ids: list[int]) -> list[int]:
        return [self.start, *self.prefix, *head_and_tail(ids), self.end]

    def _embed(self, tokens: Any) -> Any:  # noqa: ANN401 - torch tensors
        from torch.nn import functional

        w = self.weights
        x = functional.embedding(tokens, w["embeddings.word_embeddings.weight"])
        x = x + w["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        return self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")

    def _norm(self, x: Any, name: str) -> Any:  # noqa: ANN401
        from torch.nn import functional

        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return functional.layer_norm(x, x.shape[-1:], weight, bias, self.epsilon)

    def _linear(self, x: Any, name: str) -> Any:  # noqa: ANN401
        import torch
        from torch.nn import functional

        weight, bias = (self.weights[f"{name}.{part}"].to(torch.bfloat16) for part in ("weight", "bias"))
        return functional.linear(x.to(torch.bfloat16), weight, bias)

    def _layer(self, x: Any, mask: Any, k: int, dropout: float = 0.0, generator: Any = None) -> Any:  # noqa: ANN401
        """Return what layer `k` makes of x, shape (rows, length, d)."""
        import torch
        from torch.nn import functional

        def kept(y: Any) -> Any:  # noqa: ANN401
            if not dropout:
                return y
            return y * (torch.rand(y.shape, generator=generator, device=y.device) >= dropout) / (1 - dropout)

        rows, length, _ = x.shape
        name = f"encoder.layer.{k}"
        query, key, value = (
            self._linear(x, f"{name}.attention.self.{part}").view(rows, length, self.heads, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(rows, length, -1)
        seen = kept(self._linear(seen, f"{name}.attention.output.dense").float())
        x = self._norm(seen + x, f"{name}.attention.output.LayerNorm")
        inner = functional.gelu(self._linear(x, f"{name}.intermediate.dense"))
        return self._norm(kept(self._linear(inner, f"{name}.output.dense").float()) + x, f"{name}.output.LayerNorm")


def head_and_tail(ids: list[int]) -> list[int]:
    """Return the tokens of a sentence, of a long one those of its head and its tail."""
    return ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]


def _mean(x: Any, mask: Any) -> Any:  # noqa: ANN401
    """Return the means over the tokens, shape (rows, d)."""
    return (x * (mask[:, :, None].float() / mask.sum(1)[:, None, None])).sum(1)
