"""Cross-encoders: small networks over the words of two texts, a promise and a report or two promises.

The readable parts of a score count what both texts name; whether the same is said of it they cannot tell. So where a
pair is in doubt, the tokens of both, as the transformer of the accurate classifier reads them, go through a layer that
sees them side by side. What they say is added to the log-odds that there are. The transformer was tuned to tell what a
sentence does, and reads each text once, however many pairs it is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import Layers, blocks, gelu, shapes_of
from pipeline.link.looks import log_chance, look_inputs, look_odds
from pipeline.modelfiles import ModelFile
from pipeline.quantise import unpack

Array = NDArray[np.float32]
Tokens = Callable[[Sequence[str], Sequence[int]], Iterator[tuple[int, Array]]]
"""What a transformer says of texts: for some of its layers it yields the number of each text, in any order, and its
tokens, float32 (tokens, layers * d)."""

CROSS = "cross."  # before the names of its arrays in a model folder
CLIPPED = 5.0  # parts are read up to so many standard deviations from their mean
_TOKENS = 2048  # go through together: what is made of more leaves the processor's cache
_KINDS = "embeddings.token_type_embeddings.weight"


@dataclass(frozen=True)
class CrossEncoder:
    """A network that reads pairs, and how its answer counts.

    `arrays` are its weights (:func:`read_pairs`), of `depth` layers with `heads` heads of attention; `layers` are those
    of the transformer that it reads, `transformer` is the hash of that one. `weights` is float64 (3,) by language, for
    the log-odds that there are without it, those of the cross-encoder, and a constant; pairs of another language are
    not read. `threshold` is the probability from which it says yes.
    """

    arrays: Mapping[str, Array]
    heads: int
    depth: int
    epsilon: float
    layers: tuple[int, ...]
    transformer: str
    weights: Mapping[str, NDArray[np.float64]]
    threshold: float

    @cached_property
    def network(self) -> Layers:
        """The layers, in eight bits: what a pair gets does not depend on its companions."""
        return Layers(self.arrays, heads=self.heads, epsilon=self.epsilon, layers=self.depth)

    def odds(self, tokens: Tokens, firsts: Sequence[str], seconds: Sequence[str], parts: Array) -> NDArray[np.float64]:
        """Return the log-odds of each thing that it is asked of a pair, by itself alone, float64 (n, k).

        Args:
            tokens: the transformer that reads the texts.
            firsts: the first text of each pair, (n,).
            seconds: the second, (n,).
            parts: float32 (n, p), the parts of the scorer.
        """
        distinct, pairs = numbered(firsts, seconds)
        shrunk: list[Array] = [np.zeros((0, 0), np.float32)] * len(distinct)
        for k, read in tokens(distinct, self.layers):
            shrunk[k] = shrink(self.arrays, read)
        return read_pairs(self.arrays, self.network, shrunk, pairs, parts)

    def reads(self, english: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which pairs are of a language that is read, (n,)."""
        return np.isin(np.where(english, "en", "zh"), list(self.weights))

    def probability(
        self, first: NDArray[np.float64], told: NDArray[np.float64], english: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the probability with what it says, (n,), rounded.

        `first` is the one without it, `told` what it says, from :meth:`odds`, both (n,).
        """
        odds = look_odds(self.weights, look_inputs(first, told), english)
        return np.asarray(np.round(1 / (1 + np.exp(-odds)), 4))


def both_so(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the probability that all things of a row of log-odds are so, (n,)."""
    return np.asarray(log_chance(told).sum(axis=1))


def numbered(firsts: Sequence[str], seconds: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct texts of pairs, and the numbers of the two of each pair among them, int64 (n, 2)."""
    distinct = {text: k for k, text in enumerate(dict.fromkeys([*firsts, *seconds]))}
    return list(distinct), np.array([[distinct[text] for text in side] for side in (firsts, seconds)], np.int64).T


def shrink(arrays: Mapping[str, Array], tokens: Array) -> Array:
    """Return the tokens of a text as the network takes them, float32 (tokens, width)."""
    return np.asarray(tokens @ arrays["tokens"].T + arrays["tokens.bias"], np.float32)


def read_pairs(
    arrays: Mapping[str, Array], network: Layers, texts: Sequence[Array], pairs: NDArray[np.int64], parts: Array
) -> NDArray[np.float64]:
    """Return the log-odds of each thing that the network is asked, float64 (n, k).

    Of a promise and a report these are that the report bears on it and, if it does, closes it; of two promises that
    they are the same.

    Args:
        arrays: the weights.
        network: the layers made of them.
        texts: what :func:`shrink` made of each text.
        pairs: int64 (n, 2), the numbers of the two of each pair among the texts.
        parts: float32 (n, p), the parts of the scorer.
    """
    import torch

    found = np.zeros((len(pairs), len(arrays["out.bias"])))
    lengths = [range(sum(len(texts[k]) for k in pair)) for pair in pairs.tolist()]
    kinds = arrays[_KINDS]
    told = parts_read(parts, arrays["mean"], arrays["scale"])
    with torch.inference_mode():
        for rows in blocks(lengths, _TOKENS):
            both = [[texts[k] for k in pairs[row].tolist()] for row in rows]
            given = [side + kind for pair in both for side, kind in zip(pair, kinds, strict=True)]
            x = network.tensor(np.concatenate(given))
            *_, states = network.through(x, shapes_of([len(lengths[row]) for row in rows]), network.depth)
            cuts = np.cumsum([len(side) for side in given])[:-1]
            sides = np.split(states.numpy(), cuts)
            for k, row in enumerate(rows):
                one, other = sides[2 * k].mean(axis=0), sides[2 * k + 1].mean(axis=0)
                found[row] = _answer(arrays, one, other, told[row])
    return found


def _answer(arrays: Mapping[str, Array], one: Array, other: Array, parts: Array) -> Array:
    """Return the log-odds of one pair, by itself: a product of many rows would round each by its companions."""
    read = gelu(arrays["parts"] @ parts + arrays["parts.bias"])
    seen = np.concatenate([one, other, one * other, np.abs(one - other), read])
    hidden = gelu(arrays["hidden"] @ seen + arrays["hidden.bias"])
    return np.asarray(arrays["out"] @ hidden + arrays["out.bias"], np.float32)


def parts_read(parts: Array, mean: Array, scale: Array) -> Array:
    """Return parts as the network takes them, float32 (n, p)."""
    return np.asarray(np.clip((parts - mean) / scale, -CLIPPED, CLIPPED), np.float32)


def cross_in(model: ModelFile) -> CrossEncoder | None:
    """Return the cross-encoder of a model of closures or links; None where it was trained without one.

    Raises KeyError or ValueError where it is incomplete.
    """
    told = model.meta.get("cross_encoder")
    if told is None:
        return None
    own = {name.removeprefix(CROSS): array for name, array in model.arrays.items() if name.startswith(CROSS)}
    weights: dict[str, Any] = {language: np.array(w, np.float64) for language, w in told["weights"].items()}
    if not own or not weights or any(w.shape != (3,) for w in weights.values()):
        raise ValueError("the cross-encoder lacks weights")
    return CrossEncoder(
        arrays=unpack(own),
        heads=int(told["heads"]),
        depth=int(told["depth"]),
        epsilon=float(told["epsilon"]),
        layers=tuple(int(k) for k in told["layers"]),
        transformer=str(told["transformer"]),
        weights=weights,
        threshold=float(told["threshold"]),
    )
