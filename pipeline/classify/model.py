"""The classifier that a run uses: a model folder in memory, and what it says of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify import network
from pipeline.classify.decide import Calibration, calibrated, judgements, of_language, softmax
from pipeline.classify.encoder import Encoder
from pipeline.classify.features import WIDTH, featurise
from pipeline.classify.head import heads_say, mixed
from pipeline.classify.look import LOOK, Look, doubted, replaced
from pipeline.classify.transformer import Transformer, encoder_of
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.quantise import unpack
from pipeline.records import LABELS, Judgement, Segmented

FORM = 3
"""Version of the features and the network; a model of another version is refused."""
FAST, ACCURATE = "classify", "classify-accurate"


@dataclass(frozen=True, slots=True)
class Heads:
    """What the accurate classifier has beside the fast one: the backbone and the heads on it.

    `fast_share` is the weight of the fast classifier in the average, `fast_calibrations` its own calibrations. In a
    language of which there are no fast networks the heads decide alone.
    """

    encoder: Encoder
    weights: tuple[Mapping[str, NDArray[np.float32]], ...]
    fast_share: float
    fast_calibrations: Mapping[str, Calibration]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained classifier. `calibrations` has one entry per language and one under "" for all others.

    `networks` are the fast networks of each language, which answer together; `heads` is None where they decide alone,
    or with the second `look` at what they doubt, which is taken where its transformer is at hand (:meth:`looking`).
    """

    networks: Mapping[str, Sequence[Mapping[str, NDArray[np.float32]]]]
    buckets: int
    calibrations: Mapping[str, Calibration]
    heads: Heads | None = None
    look: Look | None = None

    @classmethod
    def from_model(cls, model: ModelFile) -> Classifier:
        """Return the classifier of a model folder.

        Raises:
            ModelError: the folder holds another kind of model, or one made for other features.
        """
        meta = model.meta
        if meta.get("kind") not in {FAST, ACCURATE}:
            raise ModelError(
                f"{model.name}: is a model of kind {meta.get('kind')!r}, not of sentence labels → name another"
            )
        if meta.get("form") != FORM or meta.get("width") != WIDTH or meta.get("labels") != [str(k) for k in LABELS]:
            raise ModelError(
                f"{model.name}: was made for other features or labels → train it again with scripts/train.py"
            )
        calibrations, buckets = _calibrations(meta["calibrations"]), int(meta["buckets"])
        if meta["kind"] == FAST:
            networks = {name: array for name, array in model.arrays.items() if not name.startswith(LOOK)}
            return cls(_networks(networks), buckets, calibrations, look=_look(model))
        heads = Heads(
            encoder_of(model),
            tuple(unpack(_under(f"head{k}.", model.arrays)) for k in range(int(meta["heads"]))),
            float(meta["fast_share"]),
            _calibrations(meta["fast_calibrations"]),
        )
        return cls(_networks(_under("fast.", model.arrays)), buckets, calibrations, heads)

    def looking(self, transformer: Transformer) -> Classifier:
        """Return it with the transformer of its second look; as it is where it takes no such look.

        Raises:
            ModelError: the transformer is another one than the look was trained with.
        """
        if self.look is None:
            return self
        if transformer.sha256 != self.look.transformer:
            raise ModelError(
                f"{transformer.name}: has another transformer than the second look of the fast classifier was trained "
                "with → train both together (scripts/train.py classify), or set classify.second_look = false"
            )
        return replace(self, look=replace(self.look, encoder=transformer.encoder, forget=transformer.forget))

    def load(self) -> None:
        """Load the transformer of the second look, if there is one, before a sentence is in doubt."""
        if self.look is not None and self.look.encoder is not None:
            self.look.encoder()

    def forget(self) -> None:
        """Give back the transformer of the second look until a sentence is in doubt again."""
        if self.look is not None and self.look.forget is not None:
            self.look.forget()

    def judge(self, documents: Sequence[Segmented]) -> list[tuple[Judgement, ...]]:
        """Return the judgements of each document, one for each of its sentences, in the same order.

        Every document is judged by itself: neither the order nor the number of documents changes a result.

        Raises:
            ModelError: a document is in a language that the model was not trained on.
        """
        return [self._judge(document) for document in documents]

    def _judge(self, document: Segmented) -> tuple[Judgement, ...]:
        if not document.sentences:
            return ()
        features = featurise(document, self.buckets)
        language = document.document.language
        own_networks = self.networks.get(language)
        if own_networks is None and self.heads is None:
            raise ModelError(
                f"the classifier was trained on {', '.join(sorted(self.networks))}, {document.document.doc_id} is in "
                f"{language} → train it on gold of that language too (scripts/train.py), or leave such speeches out"
            )
        if own_networks is not None:
            labels, levels = network.answer(own_networks, features)
        if self.heads is not None:
            vectors = self.heads.encoder.vectors([sentence.text for sentence in document.sentences])
            own = heads_say(self.heads.weights, vectors, features.dense)
            if own_networks is None:
                labels, levels = own
            else:
                calibration = of_language(self.heads.fast_calibrations, language)
                labels, levels = mixed(own, (labels, levels), calibration, self.heads.fast_share)
        shares = calibrated(labels, of_language(self.calibrations, language))
        look = self.look if self.look is not None and self.look.encoder is not None else None
        again = doubted(shares, features.rules, look.below.get(language, 0.0)) if look else np.zeros(0, np.intp)
        if look is not None and len(again):
            own = look.say([document.sentences[k].text for k in again], features.dense[again])
            both = mixed(own, (labels[again], levels[again]), of_language(self.calibrations, language), look.fast_share)
            shares, levels = replaced((shares, levels), again, both, of_language(look.calibrations, language))
        return judgements(document, shares, softmax(levels), features.cues, features.rules, set(again.tolist()))


def _look(model: ModelFile) -> Look | None:
    """Return the second look of a folder of the fast classifier, without its transformer; None where there is none."""
    if "look" not in model.meta:
        return None
    told = model.meta["look"]
    head = unpack(_under(LOOK, model.arrays))
    calibrations = _calibrations(told["calibrations"])
    below = {language: float(border) for language, border in told["below"].items()}
    layers = tuple(int(number) for number in told["layers"])
    return Look(head, below, float(told["fast_share"]), calibrations, str(told["transformer"]), layers)


def _under(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _networks(arrays: Mapping[str, NDArray[Any]]) -> dict[str, list[dict[str, NDArray[np.float32]]]]:
    """Return the networks of each language from arrays named «language.number.name»."""
    found: dict[str, dict[int, dict[str, NDArray[Any]]]] = {}
    for name, array in arrays.items():
        language, number, rest = name.split(".", 2)
        found.setdefault(language, {}).setdefault(int(number), {})[rest] = array
    return {language: [unpack(own[k]) for k in sorted(own)] for language, own in sorted(found.items())}


def _calibrations(stored: Mapping[str, Any]) -> dict[str, Calibration]:
    return {language: Calibration(float(temperature)) for language, temperature in stored.items()}
