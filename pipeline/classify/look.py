"""The second look at labels in doubt: the transformer of the accurate classifier reads a sentence by itself.

Only sentences of which the fast networks are in doubt are read, and their neighbours are not: what those say the fast
networks have read, and both answers are averaged. So a run takes a fraction of the time of the accurate classifier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.decide import Calibration, calibrated, rounded, settled
from pipeline.classify.encoder import Encoder
from pipeline.classify.head import predict_head

Array = NDArray[np.float32]

LOOK = "look."  # before the names of its arrays in a model folder
BELOW = {"en": 0.7, "zh": 0.8}
"""By language: a sentence whose best label is less probable, rules applied, is read again.

Those are a third of the English and 7 % of the Chinese sentences of speeches that nothing has learnt from. Higher
borders (0.8, 0.9) gain 0.01 of macro-F1 at most, and the transformer reads some 200 sentences a second.
"""
FAST_SHARE = 0.5
"""Weight of the fast networks in the average."""
LAYERS = (5, 7, 9, 10)
"""Layers whose vectors its head reads. The two above them are two twelfths of the work and bring nothing (macro-F1
0.774 with the uppermost instead of the tenth, 0.775 without, en; 0.920 and 0.917 zh; means of two seeds)."""


@dataclass(frozen=True, slots=True)
class Look:
    """A head that reads sentences alone, and how its answer counts.

    `below` is the probability, by language, under which a sentence is read again. `calibrations` are those of the
    average, one per language and one under "" for all others. `transformer` is the hash of the backbone that the head
    was trained on, of which it reads `layers`; `encoder` gives it, where it is at hand, and keeps it until `forget`.
    """

    head: Mapping[str, Array]
    below: Mapping[str, float]
    fast_share: float
    calibrations: Mapping[str, Calibration]
    transformer: str
    layers: tuple[int, ...]
    encoder: Callable[[], Encoder] | None = None
    forget: Callable[[], None] | None = None

    def say(self, texts: Sequence[str], dense: Array) -> tuple[Array, Array]:
        """Return the logits of labels and levels of sentences, (n, 5) each, from their texts and dense features."""
        assert self.encoder is not None
        distinct = {text: k for k, text in enumerate(dict.fromkeys(texts))}
        vectors = self.encoder().vectors(list(distinct), self.layers)
        return predict_head(self.head, vectors[[distinct[text] for text in texts]], dense)


def doubted(shares: NDArray[np.floating], rules: Sequence[tuple[str, ...]], below: float) -> NDArray[np.intp]:
    """Return the numbers of the sentences that are read again, from calibrated probabilities (n, 5) and rules.

    It goes by the probabilities that a table would show.
    """
    return np.flatnonzero(rounded(settled(shares, rules)).max(axis=1, initial=0) < below)


def replaced(
    said: tuple[NDArray[np.float64], Array],
    rows: NDArray[np.intp],
    both: tuple[Array, Array],
    calibration: Calibration,
) -> tuple[NDArray[np.float64], Array]:
    """Return probabilities of labels and logits of levels with those of the sentences in doubt put in their place.

    Args:
        said: what the fast networks say of a document: calibrated probabilities of labels, logits of levels, (n, 5).
        rows: the numbers of the sentences in doubt.
        both: logits of labels and levels of those, the average of networks and head.
        calibration: that of the average.
    """
    labels, levels = said[0].copy(), said[1].copy()
    labels[rows], levels[rows] = calibrated(both[0], calibration), both[1]
    return labels, levels


def look_layers(layers: Sequence[int]) -> tuple[int, ...]:
    """Return the layers that the head of the look reads, of a backbone of which other heads read `layers`.

    They are the same ones where it has fewer than LAYERS.
    """
    return LAYERS if max(layers) >= max(LAYERS) else tuple(layers)
