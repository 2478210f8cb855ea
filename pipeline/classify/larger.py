"""A larger transformer of one language, which learns the labels, answers for other sentences, and is not kept.

A model of the usual size (a hundred million weights) reads a language better than what can ship with a program. So it
learns from the gold beside the backbone, and what it then says of sentences that nobody labelled is what the shipped
models learn from (distillation, Hinton et al. 2015). Neighbouring sentences go through it together, in windows, so that
their tokens see each other.

Any encoder of Hugging Face's transformers will do whose layers are named as in BERT or MPNet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.encoder import head_and_tail
from pipeline.classify.head import HeadPlan, predict_head
from pipeline.classify.tune import Passage, Told, TunePlan, layer_of, learn_together
from pipeline.errors import ModelError

Array = NDArray[np.float32]

PLAN = TunePlan(frozen=0, epochs=4, tokens=8192, rate=6e-5, fall=0.9)
WINDOW = 384
"""Tokens of the sentences of a window that are answered, at most; with its neighbours it may fill the transformer."""
AROUND = 3
"""Neighbours before and after a window that are read with it and not answered."""
_TOGETHER = 16_384
"""Tokens that go through the transformer at once, padding counted."""


@dataclass(frozen=True, slots=True)
class Window:
    """The sentences from `low` to `high` are read together; of them those from `start` to `end` are answered."""

    low: int
    high: int
    start: int
    end: int


def windows(
    lengths: Sequence[int], most: int, *, first: int | None = None, around: int = 0, longest: int | None = None
) -> list[Window]:
    """Cut sentences that follow each other into windows; every sentence is answered in one, in order.

    Args:
        lengths: tokens of each sentence.
        most: tokens of the answered sentences of a window, at most; a longer sentence is a window of its own.
        first: another limit for the first window, so that the borders of a passage can lie elsewhere each time.
        around: neighbours on each side that are read too, as far as they fit into `longest` tokens in all.
        longest: see `around`; `most` where it is not given.
    """
    found: list[Window] = []
    start = 0
    while start < len(lengths):
        limit = most if first is None or start else first
        held, end = lengths[start], start + 1
        while end < len(lengths) and held + lengths[end] <= limit:
            held += lengths[end]
            end += 1
        room = (longest or most) - held
        low, high = start, end
        for _ in range(around):
            if low > 0 and lengths[low - 1] <= room:
                low -= 1
                room -= lengths[low]
            if high < len(lengths) and lengths[high] <= room:
                room -= lengths[high]
                high += 1
        found.append(Window(low, high, start, end))
        start = end
    return found


class Larger:
    """See the module's docstring. :meth:`learn` once, then :meth:`say`."""

    def __init__(self, folder: Path, plan: TunePlan = PLAN, device: str = "cpu") -> None:
        """Read a folder with config.json, tokenizer.json and model.safetensors; nothing is fetched from elsewhere.

        Raises:
            ModelError: the folder is not such a one, or its layers cannot be told apart.
        """
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        try:
            self._model: Any = AutoModel.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self._start, self._end = self._tokenizer.encode("").ids
            self._pad = int(self._model.config.pad_token_id)
            # two places are kept free: some models count them from the number of the pad
            self._longest = int(self._model.config.max_position_embeddings) - 2
        except Exception as error:  # the libraries raise what they like
            raise ModelError(
                f"{folder}: no transformer can be read there ({error}) → name a folder with config.json, "
                "tokenizer.json and model.safetensors"
            ) from error
        self.name = folder.name
        self._plan = plan
        self._device = torch.device(device)
        count = int(self._model.config.num_hidden_layers)
        self._read = sorted({count, *range(count, count // 2 - 1, -max(1, count // 6))})
        if not any(layer_of(name) is not None for name, _ in self._model.named_parameters()):
            raise ModelError(f"{folder}: its layers have names of another kind → take one with the names of BERT")
        self._model.to(self._device).eval()
        self._head: Mapping[str, Array] = {}

    def learn(self, passages: Sequence[Passage], head: HeadPlan, told: Told | None = None) -> None:
        """Train the transformer and a head of its own on labelled passages; see :func:`tune.learn_together`.

        Raises:
            ModelError: no sentence has a goal.
        """
        import torch

        tokens = [self._encode(p.texts) for p in passages]
        dice = np.random.default_rng(self._plan.seed)

        def read(batch: Sequence[int], generator: Any) -> Any:  # noqa: ANN401 - torch is imported late
            self._model.train(generator is not None)
            cut = []
            for k in batch:
                sizes = [len(t) for t in tokens[k]]
                first = int(dice.integers(WINDOW // 4, WINDOW + 1)) if generator is not None else None
                cut.append((tokens[k], windows(sizes, WINDOW, first=first)))
            return self._vectors(cut)

        torch.manual_seed(self._plan.seed)  # the library's dropout has no dice of its own
        lengths = [sum(len(t) for t in own) for own in tokens]
        layers = {name: w for name, w in self._model.named_parameters() if "pooler" not in name}
        self._head = learn_together(read, layers, passages, lengths, head, self._plan, self._device, told=told)
        self._model.eval()

    def say(self, texts: Sequence[str], dense: Array) -> tuple[Array, Array]:
        """Return the logits of labels, shape (n, labels), and levels, (n, 5), of the sentences of one document."""
        import torch

        tokens = self._encode(texts)
        sizes = [len(t) for t in tokens]
        if not sizes:
            return predict_head(self._head, np.zeros((0, 1), np.float32), dense)
        with torch.inference_mode():
            cut = windows(sizes, WINDOW, around=AROUND, longest=self._longest - 1)
            vectors = self._vectors([(tokens, cut)]).float().cpu().numpy()
        return predict_head(self._head, vectors, dense)

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each sentence with its end sign."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [[*head_and_tail(e.ids), self._end] for e in encoded]

    def _vectors(self, passages: Sequence[tuple[Sequence[Sequence[int]], Sequence[Window]]]) -> Any:  # noqa: ANN401
        """Return the vectors of all sentences of some passages, one after another, shape (sentences, width)."""
        import torch

        rows: list[list[int]] = []
        owners: list[list[int]] = []  # of each token the number of its sentence, -1 where it is only read
        base = 0
        for tokens, cut in passages:
            for w in cut:
                ids, owner = [self._start], [-1]
                for k in range(w.low, w.high):
                    ids += tokens[k]
                    owner += [base + k if w.start <= k < w.end else -1] * len(tokens[k])
                rows.append(ids)
                owners.append(owner)
            base += len(tokens)
        order = sorted(range(len(rows)), key=lambda i: (len(rows[i]), i))
        sums: Any = None
        counts = np.zeros(base, np.float32)
        at = 0
        while at < len(order):
            end = at + 1
            while end < len(order) and (end + 1 - at) * len(rows[order[end]]) <= _TOGETHER:
                end += 1
            part = order[at:end]
            at = end
            longest = len(rows[part[-1]])
            padded = np.full((len(part), longest), self._pad, np.int64)
            owned = np.full((len(part), longest), -1, np.int64)
            for k, i in enumerate(part):
                padded[k, : len(rows[i])] = rows[i]
                owned[k, : len(rows[i])] = owners[i]
            own = np.flatnonzero(owned.ravel() >= 0)
            sentences = owned.ravel()[own]
            counts += np.bincount(sentences, minlength=base).astype(np.float32)
            given = torch.from_numpy(padded).to(self._device)
            with torch.autocast(self._device.type, torch.bfloat16):
                states = self._model(
                    input_ids=given, attention_mask=(given != self._pad).long(), output_hidden_states=True
                ).hidden_states
            taken, target = (torch.from_numpy(x).to(self._device) for x in (own, sentences))
            found = torch.cat([states[k].flatten(0, 1).index_select(0, taken).float() for k in self._read], 1)
            if sums is None:
                sums = torch.zeros(base, found.shape[1], device=self._device)
            sums = sums.index_add(0, target, found)
        return sums / torch.from_numpy(np.maximum(counts, 1)).to(self._device)[:, None]
