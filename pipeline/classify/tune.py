"""Tuning a transformer: its layers learn, together with a head, from sentences in their place in the document.

What frozen lower layers say of a token does not change while the upper ones learn, so that it is computed once.
Sentences of the backbone go through it one by one; what stands around a sentence is the business of the recurrent head,
through which the whole stretch of a document is read before anything is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.encoder import Encoder
from pipeline.classify.head import HeadPlan, forward, initial_head, loss_of
from pipeline.classify.network import Goal
from pipeline.errors import ModelError

Array = NDArray[np.float32]
Told = Callable[[int, int, float], None]
"""Called after each epoch with its number, the number of epochs, and the mean loss."""

SAMPLE = 200
"""Passages from which the scale of the vectors is taken before anything is learnt."""
_LAYER = re.compile(r"(?:^|\.)layers?\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class TunePlan:
    """How a transformer is tuned.

    `frozen` layers stay as they are. Of passages that the backbone has learnt from before, a share `again` is learnt
    again, so that what is new does not push out what is known. `tokens` is the number of tokens of the stretches that
    are read before each step; `rate` that of the highest layer, each lower one learns at `fall` of the rate of the one
    above (Howard and Ruder 2018, «discriminative fine-tuning»), `head_rate` that of the head, all falling to nothing
    after a short rise.
    """

    frozen: int = 6
    epochs: int = 4
    tokens: int = 1536
    rate: float = 1e-4
    fall: float = 1.0
    head_rate: float = 2e-3
    decay: float = 0.02
    head_decay: float = 0.05
    dropout: float = 0.1
    again: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of a document that follow each other: texts, dense features (n, w), what is known of them."""

    texts: tuple[str, ...]
    dense: Array
    goal: Goal


def tune(
    passages: Sequence[Passage],
    backbone: Mapping[str, Array],
    config: Mapping[str, Any],
    head: HeadPlan,
    plan: TunePlan,
    *,
    start: Mapping[str, Array] | None = None,
    told: Told | None = None,
    device: str = "cpu",
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the backbone with tuned upper layers, and the head that was trained with it.

    The same arguments give the same weights on one machine with one number of threads; elsewhere sums in another order
    may change the last digits, and so may a second run on a graphics card.

    Args:
        passages: what to learn from.
        backbone: weights, names as in Hugging Face's BertModel.
        config: see :class:`pipeline.classify.encoder.Encoder`.
        head: sizes of the head and its dropout; its number of epochs and rates are those of `plan`.
        plan: how to tune.
        start: a head that was trained with this backbone, to go on from; without it a new one is made.
        told: called after each epoch.
        device: where to train, as torch names it.

    Raises:
        ModelError: no sentence has a goal.
    """
    import torch

    encoder = Encoder(backbone, config, device)
    lower = [encoder.lower(p.texts, plan.frozen) for p in passages]
    tuned = {
        name: torch.from_numpy(np.array(array, np.float32)).to(encoder.device).requires_grad_()
        for name, array in backbone.items()
        if (number := layer_of(name)) is not None and number >= plan.frozen
    }
    encoder.weights |= tuned

    def read(batch: Sequence[int], generator: Any) -> Any:  # noqa: ANN401 - torch is imported late
        rows = [row for k in batch for row in lower[k]]
        return encoder.upper(rows, plan.frozen, plan.dropout if generator is not None else 0.0, generator)

    lengths = [sum(len(row) for row in own) for own in lower]
    trained = learn_together(read, tuned, passages, lengths, head, plan, encoder.device, start=start, told=told)
    result = {name: np.array(array, np.float32) for name, array in backbone.items()}
    return result | {name: tensor.detach().cpu().numpy().astype(np.float32) for name, tensor in tuned.items()}, trained


def learn_together(
    read: Callable[[Sequence[int], Any], Any],
    layers: Mapping[str, Any],
    passages: Sequence[Passage],
    lengths: Sequence[int],
    head: HeadPlan,
    plan: TunePlan,
    device: Any,  # noqa: ANN401 - torch is imported late
    *,
    start: Mapping[str, Array] | None = None,
    told: Told | None = None,
) -> dict[str, Array]:
    """Train the weights of a transformer in place, together with a head; return the head.

    Args:
        read: returns the vectors of the sentences of some passages, named by their numbers, one after another, shape
            (sentences, width); given a generator it is learning and may leave things out by its dice.
        layers: the weights that learn, tensors by name.
        passages: what to learn from.
        lengths: tokens of each passage.
        head: sizes of the head and its dropout.
        plan: how to train.
        device: the torch device on which all this happens.
        start: a head to go on from.
        told: called after each epoch.

    Raises:
        ModelError: no sentence has a goal.
    """
    import torch

    if not any(p.goal.label_weight.any() for p in passages):
        raise ModelError("no labelled sentence to train on → give gold for at least one document")
    generator = torch.Generator(device).manual_seed(plan.seed)
    if start is None:
        sample = range(0, len(passages), -(-len(passages) // SAMPLE))
        with torch.inference_mode():
            first = np.concatenate([read([k], None).float().cpu().numpy() for k in sample])
        mean, scale = first.mean(axis=0), (1 / (first.std(axis=0) + 1e-4)).astype(np.float32)
        weights = initial_head(first.shape[1], passages[0].dense.shape[1], head, generator)
    else:
        mean, scale = start["mean"], start["scale"]
        weights = {
            name: torch.from_numpy(np.array(array, np.float32)).to(device).requires_grad_()
            for name, array in start.items()
            if name not in {"mean", "scale"}
        }
    learning = [*layers.values(), *weights.values()]
    optimiser = torch.optim.AdamW(
        [
            *({"params": own, "lr": rate, "weight_decay": plan.decay} for rate, own in _by_rate(layers, plan).items()),
            {"params": list(weights.values()), "lr": plan.head_rate, "weight_decay": plan.head_decay},
        ]
    )
    steps = plan.epochs * (len(batches(range(len(passages)), lengths, plan.tokens)) + 2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda i: min(1.0, (i + 1) / (0.08 * steps)) * max(0.02, 1 - i / steps)
    )
    order = np.random.default_rng(plan.seed)
    numbers = np.arange(len(passages))
    shift, stretch = (torch.from_numpy(x.astype(np.float32)).to(device) for x in (mean, scale))
    for epoch in range(plan.epochs):
        order.shuffle(numbers)
        total: Any = 0.0
        taken = batches(numbers.tolist(), lengths, plan.tokens)
        for batch in taken:
            vectors = (read(batch, generator) - shift) * stretch
            dense = torch.from_numpy(np.concatenate([passages[k].dense for k in batch])).to(device)
            counts = [len(passages[k].texts) for k in batch]
            logits = forward(weights, vectors, dense, counts, head, generator)
            loss = loss_of(logits, [passages[k].goal for k in batch], head.level_share)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([w for w in learning if w.grad is not None], 1.0)
            optimiser.step()
            schedule.step()
            total = total + loss.detach()
        if told is not None:
            told(epoch + 1, plan.epochs, float(total) / len(taken))
    trained = {name: tensor.detach().cpu().numpy().astype(np.float32) for name, tensor in weights.items()}
    return trained | {"mean": mean.astype(np.float32), "scale": scale}


def layer_of(name: str) -> int | None:
    """Return the number of the layer that a weight belongs to, from its name, counted from 0; None for none."""
    found = _LAYER.search(name)
    return int(found[1]) if found else None


def _by_rate(layers: Mapping[str, Any], plan: TunePlan) -> dict[float, list[Any]]:
    """Return the weights by their learning rate; what belongs to no layer lies below the lowest."""
    numbers = {name: layer_of(name) for name in layers}
    top = max((n for n in numbers.values() if n is not None), default=0)
    found: dict[float, list[Any]] = {}
    for name, tensor in layers.items():
        number = numbers[name]
        depth = top + 1 if number is None else top - number
        found.setdefault(plan.rate * plan.fall**depth, []).append(tensor)
    return found


def batches(numbers: Iterable[int], lengths: Sequence[int], most: int) -> list[list[int]]:
    """Put passages together in their order until they hold `most` tokens; a longer one stands alone."""
    found: list[list[int]] = []
    held = 0
    for k in numbers:
        if not found or held + lengths[k] > most:
            found.append([])
            held = 0
        found[-1].append(k)
        held += lengths[k]
    return found
