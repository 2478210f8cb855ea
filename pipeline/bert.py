"""The answers of a BERT (Devlin et al. 2019) in eight bits.

Matrices of layers are whole numbers from -127 to 127 with a scale for each output, and what is multiplied with them
takes the same form, each token with a scale of its own. So every product is a sum of whole numbers, exact in
whatever order it is added up: what a text gets does not depend on its companions, and a processor that multiplies eight
bits takes less than half the time that bfloat16 takes. Texts go through as one row of tokens, those of one length side
by side: only attention looks at them by length, and nothing is padded.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.quantise import eight_bits

_TOKENS = 512  # go through together, or one text if it is longer: what is made of more leaves the processor's cache
_ON_DEVICE = 64  # times as many on another device than the processor, which small steps would keep waiting
_LARGEST = 127


class Layers:
    """The layers of a BERT and the norm before them: what they make of the tokens of texts."""

    def __init__(
        self,
        weights: Mapping[str, NDArray[np.float32]],
        *,
        heads: int,
        epsilon: float,
        layers: int,
        device: str = "cpu",
    ) -> None:
        """Take the weights; see :class:`Bert`. Raises KeyError where one is missing."""
        load_torch()
        import torch

        self._heads, self._epsilon, self.device = heads, epsilon, torch.device(device)
        self._whole = self.device.type == "cpu" and _multiplies_eight_bits()
        self._first_norm = self._norm_of(weights, "embeddings.LayerNorm")
        self._layers = [self._layer_of(weights, f"encoder.layer.{k}.") for k in range(layers)]
        self.width, self.depth = len(weights["embeddings.LayerNorm.weight"]), layers

    def tensor(self, array: NDArray[Any]) -> Any:  # noqa: ANN401 - torch is imported late
        """Return an array where the layers lie."""
        import torch

        return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)

    def _layer_of(self, weights: Mapping[str, NDArray[np.float32]], of: str) -> tuple[tuple[Any, ...], ...]:
        """Return what a layer needs, in the order of its steps; query, key and value are one matrix."""
        return (
            self._matrix_of(weights, [f"{of}attention.self.{part}" for part in ("query", "key", "value")]),
            self._matrix_of(weights, [f"{of}attention.output.dense"]),
            self._norm_of(weights, f"{of}attention.output.LayerNorm"),
            self._matrix_of(weights, [f"{of}intermediate.dense"]),
            self._matrix_of(weights, [f"{of}output.dense"]),
            self._norm_of(weights, f"{of}output.LayerNorm"),
        )

    def _matrix_of(self, weights: Mapping[str, NDArray[np.float32]], names: Sequence[str]) -> tuple[Any, Any, Any]:
        """Return matrices below one another as whole numbers (inputs, outputs), their scales and biases (outputs,)."""
        numbers, scale = eight_bits(np.concatenate([weights[f"{name}.weight"] for name in names]))
        bias = np.concatenate([weights[f"{name}.bias"] for name in names])
        turned = self.tensor(numbers).t()
        return turned if self._whole else turned.float(), self.tensor(scale), self.tensor(bias)

    def _norm_of(self, weights: Mapping[str, NDArray[np.float32]], name: str) -> tuple[Any, Any]:
        return self.tensor(weights[f"{name}.weight"]), self.tensor(weights[f"{name}.bias"])

    def through(self, x: Any, shapes: Sequence[tuple[int, int]], layers: int) -> Iterator[Any]:  # noqa: ANN401
        """Yield what each of the first layers makes of texts that stand one after another, float32 (tokens, width).

        Args:
            x: what the layers are given, before the first norm, float32 (tokens, width).
            shapes: the numbers of texts of a length, and the lengths, in the order of the texts.
            layers: how many layers are asked for.
        """
        import torch
        from torch.nn import functional

        def norm(x: Any, weight: Any, bias: Any) -> Any:  # noqa: ANN401
            return functional.layer_norm(x, (self.width,), weight, bias, self._epsilon)

        def attend(part: Any) -> Any:  # noqa: ANN401
            own = part.view(*part.shape[:2], 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            query, key, value = torch.unbind(own)
            seen = functional.scaled_dot_product_attention(query, key, value)
            return seen.transpose(1, 2).reshape(-1, self.width)

        x = norm(x, *self._first_norm)
        for three, mixed, attended, inner, outer, normed in self._layers[:layers]:
            seen = torch.cat([attend(part) for part in _by_length(self._times(x, *three), shapes)])
            x = norm(x + self._times(seen, *mixed), *attended)
            x = norm(x + self._times(functional.gelu(self._times(x, *inner)), *outer), *normed)
            yield x

    def _times(self, x: Any, matrix: Any, scale: Any, bias: Any) -> Any:  # noqa: ANN401
        """Return the product of x (rows, inputs), a scale for each row, and a matrix; float32 (rows, outputs)."""
        import torch

        # two passes that store nothing take half the time of one over the absolute values
        largest = torch.maximum(x.amax(1, keepdim=True), -x.amin(1, keepdim=True))
        own = largest.clamp_min_(1e-9).div_(_LARGEST)
        numbers = (x / own).round_()
        # in single precision whole numbers are exact up to 2^24: a bound for 1,040 inputs, and sums over the 1,536 of a
        # trained layer stay at a tenth of it
        product = torch._int_mm(numbers.to(torch.int8), matrix).float() if self._whole else numbers @ matrix
        return product.mul_(own).mul_(scale).add_(bias)


class Bert:
    """A BERT without its pooler that says what its layers make of texts."""

    def __init__(
        self,
        weights: Mapping[str, NDArray[np.float32]],
        *,
        heads: int,
        epsilon: float,
        layers: int,
        device: str = "cpu",
    ) -> None:
        """Take the weights.

        Args:
            weights: by their names in Hugging Face's BertModel; those of further layers may be among them.
            heads: heads of attention in a layer.
            epsilon: what the norms add to a variance.
            layers: how many layers texts go through.
            device: where, as torch names it.

        Raises:
            KeyError: a weight is missing.
        """
        self._layers = Layers(weights, heads=heads, epsilon=epsilon, layers=layers, device=device)
        names = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))
        # half precision: the words are most of what a small transformer holds
        self._tables = [self._layers.tensor(weights[name].astype(np.float16)) for name in names]
        self.width = self._layers.width

    def means(self, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> NDArray[np.float32]:
        """Return the means over the tokens of a text behind some layers, one after another.

        Args:
            texts: the numbers of the tokens of each text, at least one.
            layers: numbers of layers, the first is 1, in rising order.

        Returns:
            float32 (texts, len(layers) * width); equal texts get equal rows, whatever stands beside them.
        """
        import torch

        found = np.zeros((len(texts), len(layers) * self.width), np.float32)
        with torch.inference_mode():
            for rows, shapes, read in self._read(texts, layers):
                means = [torch.cat([part.mean(1) for part in _by_length(states, shapes)]) for states in read]
                found[rows] = torch.cat(means, 1).cpu().numpy()
        return found

    def tokens(
        self, texts: Sequence[Sequence[int]], layers: Sequence[int]
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield the number of each text, the short ones first, and its tokens, float32 (tokens, len(layers) * width).

        See :meth:`means` for the arguments. They are yielded as they are read, because all of them take much memory.
        """
        import torch

        with torch.inference_mode():
            for rows, shapes, read in self._read(texts, layers):
                states = torch.cat(list(read), 1)
                parts = [text for part in _by_length(states, shapes) for text in part.cpu().numpy()]
                yield from zip(rows, parts, strict=True)

    def _read(
        self, texts: Sequence[Sequence[int]], layers: Sequence[int]
    ) -> Iterator[tuple[list[int], list[tuple[int, int]], list[Any]]]:
        """Yield blocks of texts: their numbers, their shapes (:meth:`Layers.through`), and what each layer says."""
        for rows in blocks(texts, _TOKENS * (1 if self._layers.device.type == "cpu" else _ON_DEVICE)):
            shapes = shapes_of([len(texts[k]) for k in rows])
            given = self._embedded([token for k in rows for token in texts[k]], shapes)
            read = enumerate(self._layers.through(given, shapes, max(layers)), start=1)
            yield rows, shapes, [states for number, states in read if number in layers]

    def _embedded(self, tokens: Sequence[int], shapes: Sequence[tuple[int, int]]) -> Any:  # noqa: ANN401
        """Return what the layers are given of texts that stand one after another, float32 (tokens, width)."""
        import torch
        from torch.nn import functional

        device = self._layers.device
        words, positions, kinds = self._tables
        at = torch.cat([torch.arange(length, device=device).repeat(texts) for texts, length in shapes])
        own = functional.embedding(torch.tensor(tokens, device=device), words).float()
        return own + functional.embedding(at, positions).float() + kinds[0].float()


def gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The form of the GELU with a hyperbolic tangent, which small networks beside a BERT use."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    raised: NDArray[np.float32] = np.float32(0.5) * x * (1 + np.tanh(inner))
    return raised


def shapes_of(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return how many texts of a length stand side by side, and that length, in their order."""
    return [(len(list(own)), length) for length, own in groupby(lengths)]


def _by_length(tokens: Any, shapes: Sequence[tuple[int, int]]) -> list[Any]:  # noqa: ANN401
    """Return what stands for the tokens of texts, (tokens, width), as (texts, length, width) for each length."""
    parts = tokens.split([texts * length for texts, length in shapes])
    return [part.view(*shape, -1) for part, shape in zip(parts, shapes, strict=True)]


def blocks(texts: Sequence[Sized], tokens: int) -> Iterator[list[int]]:
    """Yield the numbers of texts of so many tokens together, or of one longer text, the short ones first."""
    block: list[int] = []
    held = 0
    for k in sorted(range(len(texts)), key=lambda k: len(texts[k])):
        if block and held + len(texts[k]) > tokens:
            yield block
            block, held = [], 0
        block.append(k)
        held += len(texts[k])
    if block:
        yield block


@cache
def load_torch() -> None:
    """Import torch in a thread of its own.

    One of its modules keeps the frame that imports it, and with it those of all callers: in a run these are the links
    and closures of the first place that a process compares, hundreds of megabytes.
    """
    with ThreadPoolExecutor(1) as alone:
        alone.submit(import_module, "torch").result()


@cache
def _multiplies_eight_bits() -> bool:
    """Return whether the processor multiplies whole numbers of eight bits, and exactly.

    Older ones add up pairs in sixteen bits, which overflow; on other than Intel's and AMD's the library would take a
    loop that is slower than single precision.
    """
    import torch

    library: Any = torch.backends.mkldnn  # has no types
    if platform.machine().lower() not in {"x86_64", "amd64"} or not library.is_available():
        return False
    rows, columns = (torch.full(shape, _LARGEST, dtype=torch.int8) for shape in ((32, 512), (64, 512)))
    try:
        product = torch._int_mm(rows, -columns.t())
    except (AttributeError, RuntimeError):  # the function is not part of the library's promised interface
        return False
    return bool((product == -512 * _LARGEST * _LARGEST).all())
