"""Train cross-encoders (:mod:`pipeline.link.cross`) on labelled pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bert import Layers, load_torch
from pipeline.link.cross import CROSS, Tokens, both_so, numbered, parts_read, read_pairs, shrink
from pipeline.quantise import pack, unpack

Array = NDArray[np.float32]
Told = Callable[[int, int], None]

_EPSILON = 1e-5  # what the norms add to a variance
_LONGEST = 512  # tokens of a pair; the transformer reads at most 112 of a text
_NOISE = 15  # tokens by which the length of a pair is off where batches of like length are made
_WARM = 200  # steps in which the rate rises
_DROPPED = 0.1  # share of what the network is given, and of what its layers add, that is left out in training


@dataclass(frozen=True, slots=True)
class CrossPlan:
    """Size and training of a cross-encoder; `layers` are those of the transformer that it reads.

    `invented` is the weight of pairs of invented speeches for each thing that it learns to tell.
    """

    layers: tuple[int, ...] = (6, 10)
    width: int = 96
    depth: int = 1
    heads: int = 4
    epochs: int = 5
    batch: int = 48
    rate: float = 1e-3
    decay: float = 0.05
    dropout: float = 0.2
    invented: tuple[float, ...] = (0.2, 0.6)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled pairs as a cross-encoder learns from them.

    `tokens` are those of each text, float16 (tokens, d); `pairs`, int64 (n, 2), are numbers of its two among the texts;
    `parts` float32 (n, p) those of the scorer; `truths` (n, k) say what is so, of promise and report whether it bears
    on the promise and whether it closes it, of two promises whether they are the same; `weights` (n, k) say how much a
    pair counts for each. All but the first thing is learnt from pairs alone of which the first is so.
    """

    tokens: Sequence[NDArray[np.float16]]
    pairs: NDArray[np.int64]
    parts: Array
    truths: NDArray[np.int64]
    weights: NDArray[np.float64]

    def lengths(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return how many tokens each of some pairs has."""
        own = np.array([len(text) for text in self.tokens], np.int64)
        return np.asarray(own[self.pairs[rows]].sum(axis=1), np.int64)


def lessons_of(
    texts: tuple[Sequence[str], Sequence[str]],
    parts: Array,
    truths: NDArray[np.int64],
    weights: NDArray[np.float64],
    read: Tokens,
    layers: Sequence[int],
) -> Lessons:
    """Return lessons of pairs whose first and second are `texts`, (n,) each, as a transformer reads them."""
    distinct, pairs = numbered(*texts)
    tokens: list[NDArray[np.float16]] = [np.zeros((0, 0), np.float16)] * len(distinct)
    for k, own in read(distinct, layers):
        tokens[k] = own.astype(np.float16)
    return Lessons(tokens, pairs, parts, truths, weights)


def fit_cross(lessons: Lessons, rows: NDArray[np.intp], plan: CrossPlan) -> dict[str, Array]:
    """Train a cross-encoder on some of the pairs; the same arguments give the same weights.

    Returns:
        Its weights as :func:`pipeline.link.cross.read_pairs` reads them, as they will be stored.
    """
    load_torch()
    import torch
    from torch.nn import functional

    known = lessons.parts[rows].astype(np.float32)
    mean, scale = known.mean(axis=0), known.std(axis=0)
    scale[scale < 1e-6] = 1.0
    parts = torch.from_numpy(parts_read(lessons.parts, mean, scale))
    truths, weights = (torch.from_numpy(x.astype(np.float32)) for x in (lessons.truths, lessons.weights))
    lengths = lessons.lengths(rows)
    draw = np.random.default_rng(plan.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        network = _network(lessons.tokens[0].shape[1], parts.shape[1], truths.shape[1], plan)
        optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
        steps = plan.epochs * (len(rows) // plan.batch + 1)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / _WARM) * max(0.02, 1 - step / steps)
        )
        network.train()
        for _ in range(plan.epochs):
            order = np.argsort(lengths + draw.uniform(-_NOISE, _NOISE, len(rows)), kind="stable")
            batches = [rows[order[low : low + plan.batch]] for low in range(0, len(rows), plan.batch)]
            for number in draw.permutation(len(batches)).tolist():
                own = batches[number]
                said = _forward(network, *_padded(lessons, own), parts[own], plan.dropout)
                truth, weight = truths[own], weights[own]
                losses = functional.binary_cross_entropy_with_logits(said, truth, reduction="none") * weight
                # whether it closes the promise is learned from the reports that bear on it
                loss = (losses[:, 0] + (losses[:, 1:] * truth[:, :1]).sum(1)).sum() / len(own)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
    return unpack(pack({**_weights(network), "mean": mean, "scale": scale}))


def honest_odds(
    lessons: Lessons,
    splits: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]],
    plan: CrossPlan,
    told: Told | None = None,
) -> NDArray[np.float64]:
    """Return what cross-encoders that did not see its documents say of each pair, (n,).

    Args:
        lessons: the pairs.
        splits: which pairs are learnt from and which are asked about, bool (n,) each.
        plan: size and training.
        told: is told how many of how many cross-encoders have been trained; one more is to come.

    Returns:
        Logarithms of probabilities, nan for a pair of no test set.
    """
    found = np.full(len(lessons.pairs), np.nan)
    for number, (train, test) in enumerate(splits):
        if told is not None:
            told(number, len(splits) + 1)
        arrays = fit_cross(lessons, np.flatnonzero(train), plan)
        found[test] = both_so(answers(lessons, np.flatnonzero(test), arrays, plan))
    if told is not None:
        told(len(splits), len(splits) + 1)
    return found


def answers(lessons: Lessons, rows: NDArray[np.intp], arrays: dict[str, Array], plan: CrossPlan) -> NDArray[np.float64]:
    """Return what a cross-encoder says of some pairs, as in a run (:func:`pipeline.link.cross.read_pairs`)."""
    asked, pairs = np.unique(lessons.pairs[rows], return_inverse=True)
    texts = [shrink(arrays, lessons.tokens[k].astype(np.float32)) for k in asked.tolist()]
    network = Layers(arrays, heads=plan.heads, epsilon=_EPSILON, layers=plan.depth)
    return read_pairs(arrays, network, texts, pairs.reshape(-1, 2), lessons.parts[rows])


def stored_cross(
    arrays: dict[str, Array],
    plan: CrossPlan,
    transformer: str,
    weights: dict[str, list[float]],
    threshold: float,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return arrays and meta of a cross-encoder as :func:`pipeline.link.cross.cross_in` reads them."""
    meta = {
        "heads": plan.heads,
        "depth": plan.depth,
        "epsilon": _EPSILON,
        "layers": list(plan.layers),
        "transformer": transformer,
        "weights": weights,
        "threshold": threshold,
    }
    return {CROSS + name: array for name, array in pack(arrays).items()}, meta


def _network(given: int, parts: int, asked: int, plan: CrossPlan) -> Any:  # noqa: ANN401 - the library has no types
    """Return an untrained network for tokens of `given` numbers and so many parts, that is asked so many things."""
    from torch import nn
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=1,
        hidden_size=plan.width,
        num_hidden_layers=plan.depth,
        num_attention_heads=plan.heads,
        intermediate_size=2 * plan.width,
        max_position_embeddings=_LONGEST,
        type_vocab_size=2,
        hidden_dropout_prob=_DROPPED,
        attention_probs_dropout_prob=0.0,
        layer_norm_eps=_EPSILON,
        initializer_range=plan.width**-0.5 / 2,
    )
    read = plan.width // 4
    bert = BertModel(config, add_pooling_layer=False)
    # the transformer knows where a token stands; tokens of the vocabulary are never asked for
    for unused in (bert.embeddings.position_embeddings, bert.embeddings.word_embeddings):
        unused.weight.requires_grad_(False).zero_()
    return nn.ModuleDict(
        {
            "bert": bert,
            "tokens": nn.Linear(given, plan.width),
            "parts": nn.Linear(parts, read),
            "hidden": nn.Linear(4 * plan.width + read, plan.width),
            "out": nn.Linear(plan.width, asked),
        }
    )


def _forward(network: Any, tokens: Any, kinds: Any, mask: Any, parts: Any, dropout: float) -> Any:  # noqa: ANN401
    """Return the log-odds of a batch in training, (n, k).

    `tokens` is (n, longest, d), `kinds` 0 for those of firsts and 1 for those of seconds, `mask` 1 where there is a
    token, both (n, longest); `parts` (n, p).
    """
    import torch
    from torch.nn import functional

    def dropped(x: Any, share: float) -> Any:  # noqa: ANN401
        return functional.dropout(x, share, network.training)

    def mean(side: int) -> Any:  # noqa: ANN401
        own = (mask * (kinds == side)).unsqueeze(2).float()
        return (states * own).sum(1) / own.sum(1)

    given = network["tokens"](dropped(tokens, _DROPPED))
    states = network["bert"](inputs_embeds=given, token_type_ids=kinds, attention_mask=mask).last_hidden_state
    one, other = mean(0), mean(1)
    read = functional.gelu(network["parts"](dropped(parts, _DROPPED)), approximate="tanh")
    seen = torch.cat([one, other, one * other, (one - other).abs(), read], 1)
    hidden = functional.gelu(network["hidden"](dropped(seen, dropout)), approximate="tanh")
    return network["out"](dropped(hidden, dropout))


def _padded(lessons: Lessons, rows: NDArray[np.intp]) -> tuple[Any, Any, Any]:
    """Return tokens, kinds and mask of some pairs; see :func:`_forward`."""
    import torch

    lengths = lessons.lengths(rows)
    shape = len(rows), int(lengths.max())
    tokens = np.zeros((*shape, lessons.tokens[0].shape[1]), np.float32)
    kinds, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for k, (promise, report) in enumerate(lessons.pairs[rows].tolist()):
        first, second = lessons.tokens[promise], lessons.tokens[report]
        tokens[k, : len(first)] = first
        tokens[k, len(first) : lengths[k]] = second
        kinds[k, len(first) :] = 1
        mask[k, : lengths[k]] = 1
    return torch.from_numpy(tokens), torch.from_numpy(kinds), torch.from_numpy(mask)


def _weights(network: Any) -> dict[str, Array]:  # noqa: ANN401
    """Return the weights by the names that a cross-encoder knows them by: those of its layers are the library's."""
    own = {name: tensor for name, tensor in network.state_dict().items() if not name.startswith("bert.")}
    layers = network["bert"].state_dict()
    found = {name.removesuffix(".weight"): tensor for name, tensor in own.items()}
    found |= {name: layers[name] for name in layers if name.startswith("encoder.")}
    found |= {name: layers[name] for name in layers if name.startswith(("embeddings.LayerNorm", "embeddings.token_"))}
    return {name: np.asarray(tensor.detach().numpy(), np.float32) for name, tensor in found.items()}
