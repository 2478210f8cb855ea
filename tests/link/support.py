"""Invented commitments, a small scorer and a small transformer for the tests of links and threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.link.decisions import PARTS, LinkModel, Scorer
from pipeline.records import Label, Unit, span_id

PLACE = "青泽州"
WIDTH = 12  # numbers of a token


def unit(text: str, year: int = 2021, at: int = 0, *, place: str = PLACE, language: str = "zh") -> Unit:
    """Return a commitment that begins at offset `at` of the speech of a year."""
    doc_id = f"{place}-{year}"
    end = at + len(text)
    return Unit(doc_id, at, end, span_id(doc_id, at, end), place, year, text, Label.MEASURE, 2, language)


def units(*rows: tuple[int, str]) -> list[Unit]:
    """Return commitments of (year, text), one behind the other in each year's speech."""
    return [unit(text, year, 100 * k) for k, (year, text) in enumerate(rows)]


def vectors(n: int, seed: int = 1, width: int = 16) -> NDArray[np.float32]:
    """Return n unit vectors that mean nothing."""
    made = np.random.default_rng(seed).normal(size=(n, width))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def tokens(texts: Sequence[str], layers: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield every letter as a token with numbers of its own, and half of those of the letter after it."""
    for k, text in enumerate(texts):
        letters = np.array([np.random.default_rng(ord(letter)).normal(size=WIDTH) for letter in text], np.float32)
        after = np.vstack([letters[1:], np.zeros((1, WIDTH), np.float32)])
        yield k, np.tile(letters + after / 2, len(layers))


def scorer(**changes: float) -> LinkModel:
    """Return a scorer that reads likeness of meaning and shared words, and nothing else."""
    weights = np.zeros((len(PARTS), 3))
    for part, value in (("meaning", 8.0), ("object", 4.0)):
        weights[PARTS.index(part), 0] = value
        weights[PARTS.index(part), 1] = value / 2
    values = {"same_threshold": 0.5, "related_threshold": 0.5, "cut": 0.4} | changes
    own = Scorer(weights, np.array([-6.0, -2.0, 0.0]), np.zeros(len(PARTS)), np.ones(len(PARTS)))
    return LinkModel(
        scorers={"zh": own},
        encoder="none",
        sha256="0",
        **values,
    )
