"""Any model of sentence-transformers as an encoder: a local folder, or a name on a hub if the user gives one."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.base import plain, refuse_unknown
from pipeline.errors import ModelError
from pipeline.settings import EmbedSettings

log = logging.getLogger(__name__)

_STOPS = re.compile(r"(?<=[。！？；;!?])|(?<=[.,，、])(?=\s|[\u3400-\u9fff])")
_ASIDE = ("_name_or_path", "transformers_version")
_DECIMALS = 5  # the last digits of a transformer's output depend on what else is in the batch


class TransformerEncoder:
    """A sentence-transformers model behind the protocol of :mod:`pipeline.embed.base`.

    Texts longer than the model reads are split at stops and, where that is not enough, between tokens; nothing is cut
    off. Vectors are rounded to five decimals, because the sixth depends on the batch.
    """

    def __init__(
        self,
        name: str,
        model: Any,  # noqa: ANN401 - the library has no types
        *,
        fingerprint: str,
        settings: EmbedSettings,
        prefix: str,
    ) -> None:
        """Wrap a loaded SentenceTransformer; `prefix` is put before each text."""
        self.name = name
        self.fingerprint = fingerprint
        self._model, self._settings, self._prefix = model, settings, prefix
        self._tokenizer = model.tokenizer
        self.dimension = int(model.get_embedding_dimension())
        limit = model.max_seq_length  # of static models none, or infinite
        self._limit = int(limit) if limit and math.isfinite(limit) else 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, float32 (n, dimension), unit length; say how many were read in pieces.

        Raises ModelError where the vocabulary does not fit the language, or the model gives no numbers.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        pieces: list[str] = []
        owners: list[int] = []
        weights: list[int] = []
        refuse_unknown(self.name, texts, self._counts(texts), self._settings.unknown_max)
        for row, text in enumerate(texts):
            for piece, weight in self._pieces(plain(text)):
                pieces.append(self._prefix + piece)
                owners.append(row)
                weights.append(weight)
        self._report(texts, owners)
        # Each distinct piece is encoded once and in a fixed order, so that a text's companions do not matter.
        distinct = sorted(set(pieces), key=lambda piece: (len(piece), piece))
        place = {piece: k for k, piece in enumerate(distinct)}
        vectors = np.asarray(
            self._model.encode(
                distinct,
                batch_size=self._settings.batch,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            ),
            dtype=np.float64,
        )
        if not np.isfinite(vectors).all():
            raise ModelError(f"{self.name}: gives vectors that are no numbers → name another encoder")
        total = np.zeros((len(texts), self.dimension))
        np.add.at(total, owners, vectors[[place[piece] for piece in pieces]] * np.array(weights, np.float64)[:, None])
        unit = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
        return np.asarray(np.round(unit, _DECIMALS), np.float32)

    def _counts(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """Return the tokens and the unknown tokens of each text; a vocabulary of bytes has no unknown ones."""
        unknown = self._unknown()
        ids = [self._ids(plain(text)) for text in texts]
        return [(len(row), 0 if unknown is None else row.count(unknown)) for row in ids]

    def _report(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        """Log how many texts are longer than the model reads at once: they are read in pieces, none is cut off."""
        times = Counter(owners)
        long = [row for row in range(len(texts)) if times[row] > 1]
        if long:
            longest = max((texts[row] for row in long), key=len)
            log.warning(
                "%s: %d of %d texts are longer than %d tokens and were read in pieces; the longest begins «%s»",
                *(self.name, len(long), len(texts), self._limit, longest[:40]),
            )

    def _unknown(self) -> int | None:
        """Return the number of the token that stands for unknown ones, None where there is none."""
        if callable(self._tokenizer):
            known: int | None = getattr(self._tokenizer, "unk_token_id", None)
            return known
        name = getattr(self._tokenizer.model, "unk_token", None)
        if name is None:  # a model of pieces tells only the number
            number: int | None = json.loads(self._tokenizer.to_str())["model"].get("unk_id")
            return number
        place: int | None = self._tokenizer.token_to_id(name)
        return place

    def _ids(self, text: str) -> list[int]:
        """Return the token numbers of a text without the model's own marks at the ends."""
        if not callable(self._tokenizer):  # the bare tokenizer of a static model
            return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
        return list(self._tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def _pieces(self, text: str) -> list[tuple[str, int]]:
        """Return the stretches in which a text is read, with their weights (number of tokens)."""
        length = len(self._ids(self._prefix + text)) + 2
        if not self._limit or length <= self._limit:
            return [(text, 1)]
        room = self._limit - 2 - len(self._ids(self._prefix))
        found: list[tuple[str, int]] = []
        held, size = "", 0
        for part in _STOPS.split(text):
            tokens = len(self._ids(part))
            if size + tokens <= room:
                held, size = held + part, size + tokens
                continue
            if held:
                found.append((held, size))
            # A clause that does not fit by itself is halved until it does.
            rest = [part]
            while any(len(self._ids(p)) > room for p in rest):
                rest = [
                    h
                    for p in rest
                    for h in ([p] if len(self._ids(p)) <= room else [p[: len(p) // 2], p[len(p) // 2 :]])
                ]
            found += [(p, len(self._ids(p))) for p in rest[:-1]]
            held, size = rest[-1], len(self._ids(rest[-1]))
        if held:
            found.append((held, size))
        return found


def load_transformer(name: str, folder: Path | None, settings: EmbedSettings) -> TransformerEncoder:
    """Load a sentence-transformers model from a folder, or from the hub where `folder` is None.

    Only weights in safetensors are read. Raises ModelError where it cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    try:
        with _nothing_unpickled():
            model = SentenceTransformer(
                str(folder or name),
                device="cpu",
                local_files_only=folder is not None,
                model_kwargs={"use_safetensors": True},
            )
    except Exception as error:  # the library raises many kinds, from OSError to its own
        place = f"{folder}: not a sentence-transformers folder" if folder else f"{name}: cannot be fetched"
        advice = "name a folder that holds the model with weights in safetensors, or «static»"
        raise ModelError(f"{place} ({error}) → {advice}") from error
    prompts = getattr(model, "prompts", {}) or {}
    prefix = prompts.get(model.default_prompt_name or "", "") or prompts.get("query", "")
    if not prefix and "e5" in (str(folder or name)).lower():
        prefix = "query: "  # what the e5 family was trained with; without it likeness loses contrast
    model.default_prompt_name = None
    return TransformerEncoder(name, model, fingerprint=_fingerprint(model, prefix), settings=settings, prefix=prefix)


@contextmanager
def _nothing_unpickled() -> Iterator[None]:
    """Let torch load nothing: what stands behind the transformer (a dense layer) would take weights of the old kind."""
    import torch

    kept = torch.load

    def refuse(file: object, *_: object, **__: object) -> None:
        raise ModelError(f"{file}: weights of the old kind, which would have to be unpickled")

    library: Any = torch
    library.load = refuse
    try:
        yield
    finally:
        library.load = kept


def _fingerprint(model: Any, prefix: str) -> str:  # noqa: ANN401 - the library has no types
    """Return the sha256 of all that a vector depends on: the weights, how texts are cut, what is read and pooled."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode("utf-8"))
        digest.update(tensor.detach().to(torch.float32).contiguous().numpy().tobytes())
    # a tokenizer without the fast library behind it is told by its words
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    words = fast.to_str() if fast is not None else model.tokenizer.get_vocab()
    told = [type(model.tokenizer).__name__, words, model.max_seq_length, prefix, *map(_described, model)]
    digest.update(json.dumps(told, sort_keys=True, default=str).encode("utf-8"))
    return digest.hexdigest()


def _described(module: Any) -> list[Any]:  # noqa: ANN401 - the library has no types
    """Return the kind of a module and its settings, those of the network in it too, where it has some."""
    config = getattr(getattr(module, "auto_model", None), "config", None)
    # neither the folder nor the release that wrote the file changes a vector
    network = {k: v for k, v in config.to_diff_dict().items() if k not in _ASIDE} if config is not None else {}
    own = module.get_config_dict() if hasattr(module, "get_config_dict") else {}
    return [type(module).__name__, own, network]
