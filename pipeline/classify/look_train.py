"""How the second look at labels is fitted; its head is trained by :class:`pipeline.classify.accurate.Teacher`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.decide import Calibration, calibrated, of_language
from pipeline.classify.features import rules_of
from pipeline.classify.gold import Labelled
from pipeline.classify.head import mixed
from pipeline.classify.look import BELOW, FAST_SHARE, LOOK, doubted, replaced
from pipeline.classify.train import Trained, calibrations_of, temperatures
from pipeline.quantise import pack

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the second look makes of documents left out: calibrations of the average by language, logits by document."""

    calibrations: Mapping[str, Calibration]
    logits: Mapping[str, tuple[Array, Array]]


def fit_look(tested: Mapping[str, Labelled], fast: Trained, own: Mapping[str, tuple[Array, Array]]) -> Looked:
    """Fit the calibrations of the second look on documents left out; see :mod:`pipeline.classify.look`.

    Args:
        tested: those documents, with the gold that is measured on.
        fast: the fast networks, with what they say of the documents.
        own: what the head says that reads each sentence alone.
    """
    asked: dict[str, Labelled] = {}
    both: dict[str, tuple[Array, Array]] = {}
    rows: dict[str, NDArray[np.intp]] = {}
    shares: dict[str, NDArray[np.float64]] = {}
    for k in fast.held:
        document = tested[k].document
        language = document.document.language
        calibration = of_language(fast.calibrations, language)
        shares[k] = calibrated(fast.logits[k][0], calibration)
        rows[k] = doubted(shares[k], rules_of(document), BELOW.get(language, 0.0))
        both[k] = mixed(own[k], fast.logits[k], calibration, FAST_SHARE)
        again = set(rows[k].tolist())
        asked[k] = Labelled(document, tuple(row if i in again else None for i, row in enumerate(tested[k].gold)))
    found = calibrations_of(fast.held, asked, both)
    logits: dict[str, tuple[Array, Array]] = {}
    for k in fast.held:
        calibration = of_language(found, tested[k].document.document.language)
        own_rows = both[k][0][rows[k]], both[k][1][rows[k]]
        labels, levels = replaced((shares[k], fast.logits[k][1]), rows[k], own_rows, calibration)
        logits[k] = np.log(labels + 1e-6).astype(np.float32), levels
    return Looked(found, logits)


def with_look(
    made: tuple[Mapping[str, NDArray[Any]], Mapping[str, Any]],
    head: Mapping[str, Array],
    calibrations: Mapping[str, Calibration],
    transformer: str,
    layers: Sequence[int],
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return arrays and meta of a fast classifier with a second look.

    `transformer` is the hash of its backbone, `layers` are those that the head reads.
    """
    arrays, meta = made
    look = {
        "below": dict(BELOW),
        "fast_share": FAST_SHARE,
        "calibrations": temperatures(calibrations),
        "transformer": transformer,
        "layers": list(layers),
    }
    return {**arrays, **{LOOK + name: array for name, array in pack(head).items()}}, {**meta, "look": look}
