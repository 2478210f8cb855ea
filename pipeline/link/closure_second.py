"""The second look at closures: what the transformer of the links says of reports that may bear on a promise.

The readable parts tell a completed state from a step, but are weak where a report speaks of the promised thing in other
words. So the pairs in doubt are asked again: the likeness of commitment and report by the transformer and the scorer's
log-odds go through a small logistic regression. It decides whether the report bears on the promise at all; whether one
that does closes it stays with the scorer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.link.looks import look_inputs, look_odds

# A pair that is less likely to bear on each other is not looked at again and stays out: there are many such pairs, and
# hardly one in eight is right, of those that a look would lift one in three.
DOUBT = 0.4
TENTHS = 10.0
"""What a likeness is weighed in, so that it is on the scale of log-odds."""


@dataclass(frozen=True, slots=True)
class ClosureLook:
    """What one transformer adds to the scorer.

    `weights` is float64 (3,) by language, for the log-odds of the scorer, the likeness in tenths, and a constant; a
    language that has none is judged by the first that has some. `any_threshold` is the probability from which a report
    closes or advances.
    """

    weights: Mapping[str, NDArray[np.float64]]
    any_threshold: float

    def probability(
        self, first: NDArray[np.float64], likeness: NDArray[np.floating[Any]], english: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the probability that the report bears on the promise, (n,), rounded; each of its own pair alone."""
        odds = look_odds(self.weights, look_inputs(first, TENTHS * likeness), english)
        return np.asarray(np.round(1 / (1 + np.exp(-odds)), 4))


def looks_in(meta: Mapping[str, Any]) -> dict[str, ClosureLook]:
    """Return the looks of a closure model by the hash of the transformer; none where it was trained without any.

    Raises KeyError or ValueError where one is incomplete.
    """
    return {
        sha256: ClosureLook(
            {language: _three(weights) for language, weights in look["weights"].items()}, float(look["any_threshold"])
        )
        for sha256, look in meta.get("second", {}).items()
    }


def _three(weights: Sequence[float]) -> NDArray[np.float64]:
    """Return the weights of a language; raises ValueError where they are not three."""
    if len(weights) != 3:
        raise ValueError(f"{len(weights)} weights, not 3")
    return np.array(weights, np.float64)
