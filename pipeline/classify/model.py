"""The classifier that a run uses: a model folder in memory, and what it says of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classify import network
from pipeline.classify.decide import Calibration, calibrated, judgements, softmax
from pipeline.classify.features import WIDTH, Features, featurise
from pipeline.classify.quantise import unpack
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.records import LABELS, Judgement, Segmented

FORM = 1
"""Version of the features and the network; a model of another version is refused."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained classifier. `calibrations` has one entry per language and one under "" for all others."""

    weights: Mapping[str, NDArray[np.float32]]
    buckets: int
    calibrations: Mapping[str, Calibration]

    @classmethod
    def from_model(cls, model: ModelFile) -> Classifier:
        """Return the classifier of a model folder.

        Raises:
            ModelError: the folder holds another kind of model, or one made for other features.
        """
        meta = model.meta
        if meta.get("kind") != "classify":
            raise ModelError(
                f"{model.name}: is a model of kind {meta.get('kind')!r}, not of sentence labels → name another"
            )
        if meta.get("form") != FORM or meta.get("width") != WIDTH or meta.get("labels") != [str(k) for k in LABELS]:
            raise ModelError(
                f"{model.name}: was made for other features or labels → train it again with scripts/train.py"
            )
        calibrations = {
            language: Calibration(float(one["temperature"]), tuple(float(b) for b in one["bias"]))
            for language, one in meta["calibrations"].items()
        }
        return cls(unpack(model.arrays), int(meta["buckets"]), calibrations)

    def judge(self, documents: Sequence[Segmented]) -> list[tuple[Judgement, ...]]:
        """Return the judgements of each document, one for each of its sentences, in the same order.

        Every document is judged by itself: neither the order nor the number of documents changes a result.
        """
        return [self._judge(document) for document in documents]

    def logits(self, features: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the raw logits of labels and levels of one document, shapes (n, 5) and (n, 5)."""
        return network.predict(self.weights, features)

    def _judge(self, document: Segmented) -> tuple[Judgement, ...]:
        features = featurise(document, self.buckets)
        labels, levels = self.logits(features)
        calibration = self.calibrations.get(document.document.language, self.calibrations[""])
        return judgements(document, calibrated(labels, calibration), softmax(levels), features.cues)
