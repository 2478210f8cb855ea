"""Tuning the backbone: its upper layers learn, together with a head, from sentences in their place in the document.

What the lower layers say of a token does not change while the upper ones learn, so that it is computed once. Sentences
go through the transformer one by one; what stands around a sentence is the business of the recurrent head, through
which the whole stretch of a document is read before anything is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.encoder import Encoder
from pipeline.classify.head import HeadPlan, forward, initial_head, loss_of
from pipeline.classify.network import Goal
from pipeline.errors import ModelError

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TunePlan:
    """How the backbone is tuned.

    `frozen` layers stay as they are. Of passages that the backbone has learnt from before, a share `again` is learnt
    again, so that what is new does not push out what is known. `tokens` is the number of tokens of the stretches that
    are read before each step; `rate` that of the backbone, `head_rate` that of the head, both falling to nothing after
    a short rise.
    """

    frozen: int = 6
    epochs: int = 4
    tokens: int = 1536
    rate: float = 1e-4
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
    told: Callable[[int, int, float], None] | None = None,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the backbone with tuned upper layers, and the head that was trained with it.

    The same arguments give the same weights on one machine with one number of threads; elsewhere sums in another order
    may change the last digits.

    Args:
        passages: what to learn from.
        backbone: weights, names as in Hugging Face's BertModel.
        config: see :class:`pipeline.classify.encoder.Encoder`.
        head: sizes of the head and its dropout; its number of epochs and rates are those of `plan`.
        plan: how to tune.
        start: a head that was trained with this backbone, to go on from; without it a new one is made.
        told: called after each epoch with its number, the number of epochs, and the mean loss.

    Raises:
        ModelError: no sentence has a goal.
    """
    import torch

    if not any(p.goal.label_weight.any() for p in passages):
        raise ModelError("no labelled sentence to train on → give gold for at least one document")
    encoder = Encoder(backbone, config)
    lower = [encoder.lower(p.texts, plan.frozen) for p in passages]
    generator = torch.Generator().manual_seed(plan.seed)
    tuned = {
        name: torch.from_numpy(np.array(array, np.float32)).requires_grad_()
        for name, array in backbone.items()
        if name.startswith("encoder.layer.") and int(name.split(".")[2]) >= plan.frozen
    }
    encoder.weights |= tuned
    if start is None:
        with torch.inference_mode():
            first = np.concatenate([encoder.upper(own, plan.frozen).numpy() for own in lower])
        mean, scale = first.mean(axis=0), (1 / (first.std(axis=0) + 1e-4)).astype(np.float32)
        weights = initial_head(first.shape[1], passages[0].dense.shape[1], head, generator)
    else:
        mean, scale = start["mean"], start["scale"]
        weights = {
            name: torch.from_numpy(np.array(array, np.float32)).requires_grad_()
            for name, array in start.items()
            if name not in {"mean", "scale"}
        }
    optimiser = torch.optim.AdamW(
        [
            {"params": list(tuned.values()), "lr": plan.rate, "weight_decay": plan.decay},
            {"params": list(weights.values()), "lr": plan.head_rate, "weight_decay": plan.head_decay},
        ]
    )
    lengths = [sum(len(row) for row in own) for own in lower]
    steps = plan.epochs * (len(_batches(range(len(passages)), lengths, plan.tokens)) + 2)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda i: min(1.0, (i + 1) / (0.08 * steps)) * max(0.02, 1 - i / steps)
    )
    order = np.random.default_rng(plan.seed)
    numbers = np.arange(len(passages))
    for epoch in range(plan.epochs):
        order.shuffle(numbers)
        total = 0.0
        batches = _batches(numbers.tolist(), lengths, plan.tokens)
        for batch in batches:
            rows = [row for k in batch for row in lower[k]]
            vectors = (encoder.upper(rows, plan.frozen, plan.dropout, generator) - torch.from_numpy(mean)) * (
                torch.from_numpy(scale)
            )
            dense = torch.from_numpy(np.concatenate([passages[k].dense for k in batch]))
            counts = [len(passages[k].texts) for k in batch]
            logits = forward(weights, vectors, dense, counts, head, generator)
            loss = loss_of(logits, [passages[k].goal for k in batch], head.level_share)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*tuned.values(), *weights.values()], 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        if told is not None:
            told(epoch + 1, plan.epochs, total / len(batches))
    result = {name: np.array(array, np.float32) for name, array in backbone.items()}
    result |= {name: tensor.detach().numpy().astype(np.float32) for name, tensor in tuned.items()}
    trained = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}
    return result, trained | {"mean": mean.astype(np.float32), "scale": scale}


def _batches(numbers: Sequence[int], lengths: Sequence[int], most: int) -> list[list[int]]:
    """Put passages together in their order until they hold `most` tokens; a longer one stands alone."""
    batches: list[list[int]] = []
    held = 0
    for k in numbers:
        if not batches or held + lengths[k] > most:
            batches.append([])
            held = 0
        batches[-1].append(k)
        held += lengths[k]
    return batches
