"""How what a look tells of a pair is weighed beside the log-odds that there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.link.features import by_language, of_language

_SURE = 1e-4  # a probability is rounded to it


def look_inputs(first: NDArray[np.float64], told: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return what a look weighs, (n, 3), from the probabilities without it and what it adds to them, both (n,)."""
    sure = np.clip(first, _SURE, 1 - _SURE)
    return np.column_stack([np.log(sure / (1 - sure)), told, np.ones(len(first))])


def look_odds(
    weights: Mapping[str, NDArray[np.float64]], inputs: NDArray[np.float64], english: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return log-odds, (n,), from what is read of pairs, (n, 3), and the weights of each language, (3,)."""
    odds = np.zeros(len(inputs))
    for language, own in by_language(english).items():
        odds[own] = (inputs[own] * of_language(weights, language)).sum(axis=1)
    return odds


def log_chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the probabilities that log-odds stand for, of the same shape."""
    return np.asarray(-np.logaddexp(0.0, -odds))
