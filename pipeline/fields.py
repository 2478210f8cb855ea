"""Policy fields of promises: the major topics of the Comparative Agendas Project, by the nearest descriptions.

Each topic of `fields.toml` has short phrases in both languages. A text belongs to the topic whose three phrases nearest
to it are nearest on average. Nothing is trained, so that a topic can be changed by changing its phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

NEAREST = 3  # phrases of a topic that count; one alone is led astray by a shared word
LEAST = 0.22  # mean cosine below which no topic is named


@dataclass(frozen=True, slots=True)
class Field:
    """A topic: key, code in the project's master codebook, names, and the phrases that describe it."""

    key: str
    code: int
    en: str
    zh: str
    phrases: tuple[str, ...]


@cache
def policy_fields() -> tuple[Field, ...]:
    """Return the topics of `fields.toml` in the order of their codes."""
    raw = tomllib.loads(files("pipeline").joinpath("fields.toml").read_text(encoding="utf-8"))
    found = [Field(key, f["code"], f["en"], f["zh"], tuple(f["phrases"])) for key, f in raw.items()]
    return tuple(sorted(found, key=lambda f: f.code))


def nearest_fields(
    texts: NDArray[np.float32], phrases: NDArray[np.float32], fields: Sequence[Field]
) -> tuple[list[str], NDArray[np.float64]]:
    """Name the topic of each text.

    Args:
        texts: vectors of the texts, (n, d), unit length.
        phrases: vectors of the phrases of all fields, one field after the other, (sum of phrases, d), unit length.
        fields: the topics.

    Returns:
        The key of each text's topic, empty where none is near enough, and its score, (n,), rounded to 4 decimals.

    Raises:
        ValueError: the phrases' vectors do not fit the fields, or a field has too few phrases.
    """
    counts = [len(f.phrases) for f in fields]
    if sum(counts) != len(phrases) or min(counts, default=0) < NEAREST:
        raise ValueError(f"{len(phrases)} vectors for {sum(counts)} phrases, at least {NEAREST} for each field")
    scores = np.empty((len(texts), len(fields)), np.float64)
    start = 0
    for column, count in enumerate(counts):
        own = np.sort(texts @ phrases[start : start + count].T, axis=1)[:, -NEAREST:]
        scores[:, column] = np.round(own.mean(axis=1, dtype=np.float64), 4)
        start += count
    best = scores.argmax(axis=1) if len(texts) else np.zeros(0, np.int64)
    top = scores[np.arange(len(texts)), best]
    return [fields[i].key if score >= LEAST else "" for i, score in zip(best, top, strict=True)], top
