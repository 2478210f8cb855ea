"""Teach a transformer what makes two commitments the same promise, before it teaches the static encoder.

A sentence encoder puts texts of one topic together; here two promises on one topic must come apart when one could be
kept while the other is broken. The upper layers of a BERT are trained on judged pairs and on commitments grouped into
threads: the cosine of two texts, scaled, is the log-odds of `same` above one bar and of `same or related` above a
lower one (an ordinal regression on the cosine). The lower layers stay as they are, so that their output is computed
once per text. A transformer of few layers learns them all, and more: to give a text the vector that a larger one gives
it, and pairs of texts its likeness (distillation, Hinton et al. 2015).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.unpack import PREFIX

SAME, RELATED, DIFFERENT = 2, 1, 0
_LIKENESS = 5.0  # weight of the likeness of two texts beside that of a text with what it should be


@dataclass(frozen=True, slots=True)
class Judged:
    """Two texts and how alike a reader found them: SAME, RELATED or DIFFERENT.

    `ordinal` is False for a commitment and a report: they may share an object (SAME) or not, nothing between. Rows that
    a second reader may see otherwise have a `weight` below 1.
    """

    a: str
    b: str
    level: int
    ordinal: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class FineTuning:
    """How the transformer is trained. `frozen` is the number of lower layers that stay as they are.

    `batch` pairs, `members` of fields, or `lessons` of a larger transformer make a step.
    """

    epochs: int = 3
    batch: int = 32
    lessons: int = 64
    members: int = 40
    rate: float = 5e-5
    frozen: int = 6
    dropout: float = 0.05
    tokens: int = 128
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts, and the vectors that they should get: float32 (texts, width), unit length."""

    texts: Sequence[str]
    goals: NDArray[np.float32]


def member_batches(
    fields: Sequence[Sequence[tuple[str, str]]], most: int, rng: random.Random
) -> list[list[tuple[str, int, str]]]:
    """Return batches of at most `most` members of fields, as (text, number of the field, thread).

    Members of one thread stay together, so that a batch holds pairs of one thread at all. A large field fills several
    batches, small ones and the ends of large ones share one; a member alone in its field has nothing to be compared
    with and is left out.

    Args:
        fields: Per field, its commitments as (text, thread).
        most: Members of a batch.
        rng: Draws the order of fields, threads and members.
    """
    batches: list[list[tuple[str, int, str]]] = []
    ends: list[list[tuple[str, int, str]]] = []
    for number, field in enumerate(fields):
        threads: dict[str, list[tuple[str, int, str]]] = {}
        for text, thread in field:
            threads.setdefault(thread, []).append((text, number, thread))
        names = sorted(threads)
        rng.shuffle(names)
        flat = [member for name in names for member in rng.sample(threads[name], len(threads[name]))]
        whole = len(flat) // most * most
        batches += [flat[k : k + most] for k in range(0, whole, most)]
        ends += [flat[whole:]] if len(flat) > whole + 1 else []
    rng.shuffle(ends)
    shared: list[tuple[str, int, str]] = []
    for end in ends:
        if len(shared) + len(end) > most:
            batches.append(shared)
            shared = []
        shared = [*shared, *end]
    return [*batches, shared] if shared else batches


class FineTuner:
    """A BERT cut in two: lower layers that are run once per text, upper layers that learn.

    Arrays of texts are lists of hidden states, one per text, bfloat16 (tokens, width); where no layer is frozen, of the
    numbers of its tokens (tokens,).
    """

    def __init__(self, bert: Any, tokenizer: Any, how: FineTuning) -> None:  # noqa: ANN401 - the library has no types
        """Take a BertModel and its tokenizer; the model's upper layers are changed in place by :meth:`fit`."""
        import torch

        self._bert, self._tokenizer, self._how = bert, tokenizer, how
        self._heads = int(bert.config.num_attention_heads)
        self._lower = bert.encoder.layer[: how.frozen].to(torch.bfloat16)
        self._upper = bert.encoder.layer[how.frozen :]
        bert.embeddings.to(torch.bfloat16)
        bert.eval()
        self.centre = torch.nn.Parameter(torch.zeros(bert.config.hidden_size))

    def lower(self, texts: Sequence[str]) -> list[Any]:
        """Return the hidden states of texts above the frozen layers."""
        import torch

        ids = self._tokenizer([PREFIX + t for t in texts], truncation=True, max_length=self._how.tokens)["input_ids"]
        if not self._how.frozen:
            return [torch.tensor(own) for own in ids]
        out: list[Any] = [None] * len(texts)
        order = sorted(range(len(ids)), key=lambda k: len(ids[k]))
        with torch.no_grad():
            for start in range(0, len(order), 64):
                rows = order[start : start + 64]
                width = max(len(ids[row]) for row in rows)
                padded = torch.full((len(rows), width), int(self._tokenizer.pad_token_id))
                mask = torch.zeros(len(rows), width, dtype=torch.bool)
                for k, row in enumerate(rows):
                    padded[k, : len(ids[row])] = torch.tensor(ids[row])
                    mask[k, : len(ids[row])] = True
                hidden = self._run(self._lower, self._bert.embeddings(input_ids=padded), mask, 0.0)
                for k, row in enumerate(rows):
                    out[row] = hidden[k, : len(ids[row])].clone()
        return out

    def upper(self, states: Sequence[Any], *, learning: bool = False) -> Any:  # noqa: ANN401
        """Return the mean over the tokens behind the last layer, a tensor (n, width), neither centred nor scaled."""
        import torch

        hidden = torch.nn.utils.rnn.pad_sequence(list(states), batch_first=True)
        lengths = torch.tensor([len(s) for s in states])
        mask = torch.arange(hidden.shape[1])[None, :] < lengths[:, None]
        if not self._how.frozen:
            with torch.no_grad():
                hidden = self._bert.embeddings(input_ids=hidden)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self._run(self._upper, hidden, mask, self._how.dropout if learning else 0.0)
        hidden = hidden.float()
        return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

    def encode(self, states: Sequence[Any]) -> NDArray[np.float32]:
        """Return vectors of texts given above the frozen layers, float32 (n, width), centred, unit length."""
        import torch

        out = np.zeros((len(states), len(self.centre)), np.float32)
        order = sorted(range(len(states)), key=lambda k: len(states[k]))
        with torch.no_grad():
            for start in range(0, len(order), 64):
                rows = order[start : start + 64]
                out[rows] = self._unit(self.upper([states[row] for row in rows])).numpy()
        return out

    def fit(
        self,
        states: dict[str, Any],
        pairs: Sequence[Judged],
        fields: Sequence[Sequence[tuple[str, str]]],
        progress: Callable[[int, int, float], None],
        lessons: Lessons | None = None,
    ) -> None:
        """Train the upper layers.

        Args:
            states: Output of :meth:`lower` by text, for all texts of pairs, fields and lessons.
            pairs: Judged pairs.
            fields: Per field, its commitments as (text, thread); all pairs inside a field are learnt from. A thread of
                a run that was read with its nearest neighbours is a small field.
            progress: Called with steps done, steps in all, and the loss of the step.
            lessons: What a larger transformer says of texts.
        """
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits as loss_of

        how, rng = self._how, random.Random(self._how.seed)
        torch.manual_seed(how.seed)
        with torch.no_grad():
            sample = rng.sample(sorted(states), min(500, len(states)))
            self.centre.copy_(self.upper([states[text] for text in sample]).mean(0))
        scale = torch.nn.Parameter(torch.tensor([10.0, 8.0]))
        # Cosines above which two promises are related, are the same, and share an object with a report.
        bars = torch.nn.Parameter(torch.tensor([0.45, 0.7, 0.5]))
        optimiser = torch.optim.AdamW(
            [
                {"params": list(self._upper.parameters()), "lr": how.rate, "weight_decay": 0.01},
                {"params": [self.centre], "lr": 1e-3},
                {"params": [scale, bars], "lr": 1e-2},
            ]
        )
        learnt = (pairs, fields, lessons, states)
        steps = how.epochs * len(self._batches(*learnt, random.Random(0)))
        rise = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min((step + 1) / (0.1 * steps), max(0.02, (steps - step) / (0.9 * steps)))
        )
        done = 0
        for _ in range(how.epochs):
            for batch in self._batches(*learnt, rng):
                if lessons is not None and isinstance(batch[0], int):
                    vectors = self._unit(self.upper([states[lessons.texts[k]] for k in batch], learning=True))
                    goals = torch.from_numpy(lessons.goals[batch])
                    apart = (vectors @ vectors.T - goals @ goals.T).square().mean()
                    loss = 1 - (vectors * goals).sum(1).mean() + _LIKENESS * apart
                elif isinstance(batch[0], Judged):
                    vectors = self._unit(
                        self.upper([states[p.a] for p in batch] + [states[p.b] for p in batch], learning=True)
                    )
                    cosine = (vectors[: len(batch)] * vectors[len(batch) :]).sum(1)
                    level = torch.tensor([p.level for p in batch])
                    same, linked = (level == SAME).float(), (level >= RELATED).float()
                    links = loss_of(scale[0] * (cosine - bars[1]), same, reduction="none")
                    links = links + 0.5 * loss_of(scale[0] * (cosine - bars[0]), linked, reduction="none")
                    reports = 0.5 * loss_of(scale[1] * (cosine - bars[2]), same, reduction="none")
                    ordinal = torch.tensor([p.ordinal for p in batch])
                    weight = torch.tensor([p.weight for p in batch])
                    loss = (weight * torch.where(ordinal, links, reports)).mean()
                else:
                    vectors = self._unit(self.upper([states[text] for text, _, _ in batch], learning=True))
                    # commitments of two fields are not compared
                    inside = [(a, b) for a, b in combinations(range(len(batch)), 2) if batch[a][1] == batch[b][1]]
                    i, j = torch.tensor(inside).T
                    same = torch.tensor([batch[a][2] == batch[b][2] for a, b in inside])
                    each = loss_of(scale[0] * ((vectors @ vectors.T)[i, j] - bars[1]), same.float(), reduction="none")
                    # The few pairs of one thread weigh half as much as the many that are apart.
                    loss = 0.5 * each[same].sum() / max(int(same.sum()), 1) + each[~same].sum() / max(
                        int((~same).sum()), 1
                    )
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self._upper.parameters(), 1.0)
                optimiser.step()
                rise.step()
                done += 1
                progress(done, steps, float(loss.detach()))

    def _batches(
        self,
        pairs: Sequence[Judged],
        fields: Sequence[Sequence[tuple[str, str]]],
        lessons: Lessons | None,
        states: dict[str, Any],
        rng: random.Random,
    ) -> list[Any]:
        """Return the batches of one pass in random order: pairs of like length, members of fields, lessons."""
        how = self._how
        sized = sorted(pairs, key=lambda p: max(len(states[p.a]), len(states[p.b])) + rng.random() * 4)
        batches: list[Any] = [sized[k : k + how.batch] for k in range(0, len(sized) - how.batch + 1, how.batch)]
        batches += member_batches(fields, how.members, rng)
        if lessons is not None:
            sizes = [len(states[text]) + rng.random() * 4 for text in lessons.texts]
            order = sorted(range(len(sizes)), key=sizes.__getitem__)
            batches += [order[k : k + how.lessons] for k in range(0, len(order), how.lessons)]
        rng.shuffle(batches)
        return batches

    def _unit(self, vectors: Any) -> Any:  # noqa: ANN401
        """Return vectors without the common direction, at unit length."""
        import torch

        return torch.nn.functional.normalize(vectors - self.centre, dim=1)

    def _run(self, layers: Any, hidden: Any, mask: Any, dropout: float) -> Any:  # noqa: ANN401
        """Run hidden states (n, tokens, width) through BERT layers; `mask` (n, tokens) is False at padding."""
        from torch.nn.functional import dropout as drop
        from torch.nn.functional import gelu, scaled_dot_product_attention

        n, tokens, width = hidden.shape
        seen = mask[:, None, None, :]

        def split(x: Any) -> Any:  # noqa: ANN401
            return x.view(n, tokens, self._heads, width // self._heads).transpose(1, 2)

        for layer in layers:
            own, out = layer.attention.self, layer.attention.output
            mixed = scaled_dot_product_attention(
                split(own.query(hidden)), split(own.key(hidden)), split(own.value(hidden)), attn_mask=seen
            )
            mixed = out.dense(mixed.transpose(1, 2).reshape(n, tokens, width))
            hidden = out.LayerNorm(hidden + drop(mixed, dropout, dropout > 0))
            inner = layer.output.dense(gelu(layer.intermediate.dense(hidden)))
            hidden = layer.output.LayerNorm(hidden + drop(inner, dropout, dropout > 0))
        return hidden
