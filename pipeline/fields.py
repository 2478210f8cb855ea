"""Policy fields of promises: the major topics of the Comparative Agendas Project, by the nearest descriptions.

Each topic of `fields.toml` has short phrases in both languages. A promise belongs to the topic whose three phrases
nearest to it are nearest on average. A promise is the mean of its wordings, helped by the sentences they stand in and
by the headings above them, since a unit alone («increase profits») often does not say what it is about. Nothing is
trained, so that a topic can be changed by changing its phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEAREST = 3  # phrases of a topic that count; one alone is led astray by a shared word
# mean cosine below which no topic is named; with it 83 % of the Chinese and 63 % of the English promises of the corpora
# get a topic, and of 159 drawn ones that a language model read, 141 fitted (8 of 122 wrong above 0.30, 10 of 37 below)
LEAST = 0.25
# what wording, sentence and heading weigh; chosen by eye on 100 promises, of which 22 changed their topic against the
# wording alone, about a dozen for the better and two for the worse
WEIGHTS = (1.0, 0.6, 0.4)
_ROWS = 4096  # vectors that are added in double precision at a time


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


def promise_vectors(
    parts: Iterable[tuple[NDArray[np.float32], NDArray[np.int64]]], promises: int, d: int
) -> NDArray[np.float32]:
    """Return one vector per promise, (promises, d), of unit length, or zero where nothing is known of it.

    Args:
        parts: for wordings, sentences and headings in turn the vectors, (n, d), and the promise each belongs to, (n,).
        promises: their number.
        d: the length of the vectors.

    Raises:
        ValueError: there are not as many parts as WEIGHTS, or vectors and owners differ in number.
    """
    total = np.zeros((promises, d), np.float64)
    for weight, (vectors, owners) in zip(WEIGHTS, parts, strict=True):
        if len(vectors) != len(owners):
            raise ValueError(f"{len(vectors)} vectors, but {len(owners)} owners")
        part = np.zeros_like(total)
        for start in range(0, len(owners), _ROWS):
            rows = slice(start, start + _ROWS)
            np.add.at(part, owners[rows], vectors[rows].astype(np.float64))
        total += weight * _unit(part)
    return _unit(total).astype(np.float32)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    made: NDArray[np.float64] = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return made


def nearest_fields(
    texts: NDArray[np.floating[Any]], phrases: NDArray[np.floating[Any]], fields: Sequence[Field]
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
    # double precision: the last bits of a matrix product differ with the number of rows, and must not reach the score
    texts, phrases = texts.astype(np.float64), phrases.astype(np.float64)
    scores = np.empty((len(texts), len(fields)), np.float64)
    start = 0
    for column, count in enumerate(counts):
        own = np.sort(texts @ phrases[start : start + count].T, axis=1)[:, -NEAREST:]
        scores[:, column] = np.round(own.mean(axis=1), 4)
        start += count
    best = scores.argmax(axis=1) if len(texts) else np.zeros(0, np.int64)
    top = scores[np.arange(len(texts)), best]
    return [fields[i].key if score >= LEAST else "" for i, score in zip(best, top, strict=True)], top
