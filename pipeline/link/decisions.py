"""From the parts of a likeness to `same`, `related` or `different`.

Each language has a scorer of its own, a logistic regression over three classes on the parts of
:mod:`pipeline.link.features`: its log-odds are a sum with one term per part, so that each score can be read. Rules that
admit no doubt stand above it: equal wording is `same`, opposite directions on one object never are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.link.cross import CrossEncoder, Tokens, cross_in
from pipeline.link.features import FEATURES, by_language, of_language
from pipeline.modelfiles import ModelFile
from pipeline.records import Relation

PARTS = FEATURES
CLASSES: tuple[Relation, ...] = (Relation.SAME, Relation.RELATED, Relation.DIFFERENT)
# Shared words over those of the unit with fewer, from which two units are taken to speak of one object.
VETO_OBJECT = 0.5
# Pairs that are less probably the same are not looked at a second time: there are many, and hardly one of them is.
DOUBT = 0.05
TUNED = "meaning_tuned"  # likeness by the transformer of the second look; 0 where the pair was not in doubt
# Pairs whose probability of `same` after the second look lies here are read by the cross-encoder: what is surer it
# hardly turns, and from 0.1 to 0.9 there are twice as many.
READ_FROM, READ_TO = 0.2, 0.8
ACROSS = "cross_same"  # probability of `same` by the cross-encoder alone; 0 where the pair was not read
_SECOND_INPUTS = 7  # what a second look reads of a pair
_CHUNK = 20_000  # pairs scored at a time: so many stay in the processor's cache


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a tuned transformer adds to the scorer: three classes from the scorer's log-odds and one more likeness.

    `weights` is float64 (7, 3) for the log-odds of same and of related against different and the likeness in tenths,
    the same three in English (else 0), and English; `bias` (3,). It is fitted on pairs of documents that the
    transformer was not tuned on.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def probabilities(
        self, first: NDArray[np.floating[Any]], likeness: NDArray[np.floating[Any]], english: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """Return float32 (n, 3), rounded to four decimals; a row depends on its own pair alone."""
        rows = second_inputs(first, likeness, english)
        odds = np.stack([(rows * self.weights[:, k]).sum(axis=1) for k in range(len(CLASSES))], axis=1) + self.bias
        share = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(np.round(share / share.sum(axis=1, keepdims=True), 4), np.float32)


def in_doubt(same: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Return which pairs are looked at again, bool (n,), from their probability of `same`.

    Those that a rule has decided have 0 or 1 and are not.
    """
    return np.asarray((same >= DOUBT) & (same < 1))


def second_inputs(
    first: NDArray[np.floating[Any]], likeness: NDArray[np.floating[Any]], english: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return what :class:`SecondLook` reads, float64 (n, 7), from probabilities (n, 3) and likenesses (n,)."""
    odds = np.log(np.clip(first.astype(np.float64), 1e-3, 1))
    every = np.stack([odds[:, 0] - odds[:, 2], odds[:, 1] - odds[:, 2], 10.0 * likeness], axis=1)
    return np.column_stack([every, every * english[:, None], english])


@dataclass(frozen=True, slots=True)
class Scorer:
    """The scorer of one language.

    `weights` is float64 (len(PARTS), 3), `bias` (3,); parts are first centred by `mean` and divided by `scale`, (p,).
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]

    def probabilities(self, parts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return (n, 3): the probabilities of same, related, different."""
        out = np.zeros((len(parts), len(CLASSES)))
        for start in range(0, len(parts), _CHUNK):
            rows = (parts[start : start + _CHUNK].astype(np.float64) - self.mean) / self.scale
            # Sums per row and class, not a matrix product: a pair's score must not depend on its companions.
            odds = np.stack([(rows * self.weights[:, k]).sum(axis=1) for k in range(len(CLASSES))], axis=1) + self.bias
            odds -= odds.max(axis=1, keepdims=True)
            share = np.exp(odds)
            out[start : start + _CHUNK] = share / share.sum(axis=1, keepdims=True)
        return out


def english_of(parts: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which pairs are of English, bool (n,)."""
    return np.asarray(parts[:, PARTS.index("english")] > 0)


ARRAYS = tuple(f.name for f in fields(Scorer))
"""What a model folder holds of each language's scorer, as «language.name»."""


def score(scorers: Mapping[str, Scorer], parts: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (n, 3) without the rules that stand above: each pair by the scorer of its language.

    A language that has none is scored by the first there is.
    """
    out = np.zeros((len(parts), len(CLASSES)))
    for language, rows in by_language(english_of(parts)).items():
        out[rows] = of_language(scorers, language).probabilities(parts[rows])
    return out


@dataclass(frozen=True, slots=True)
class LinkModel:
    """The trained scorers by language, and what their answers are held against.

    A pair is `same` from `same_threshold` (probability of same), else `related` from `related_threshold` (probability
    of same or related). `cut` is the quadratic mean of the probability of same from which threads join groups, `cuts`
    that of single languages. `encoder` is the fingerprint of the model that made the vectors. With a `second` look,
    thresholds and cuts are those of its answers. `trained_cross` is the cross-encoder that it holds, `cross` the one
    that reads, with the transformer that it asks.
    """

    scorers: Mapping[str, Scorer]
    same_threshold: float
    related_threshold: float
    cut: float
    encoder: str
    sha256: str
    cuts: Mapping[str, float] = field(default_factory=dict)
    second: SecondLook | None = None
    trained_cross: CrossEncoder | None = None
    cross: tuple[CrossEncoder, Tokens] | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def reading(self, transformer: str, tokens: Tokens, languages: Collection[str]) -> LinkModel:
        """Return the model as it reads pairs in doubt of some languages with a transformer, by its hash.

        It reads none where it was not trained for that transformer. The cut of the threads stays: a probability means
        the same before and after.
        """
        cross = self.trained_cross
        if cross is None or cross.transformer != transformer:
            return self
        own = {language: weights for language, weights in cross.weights.items() if language in languages}
        return replace(self, cross=(replace(cross, weights=own), tokens), same_threshold=cross.threshold)

    @classmethod
    def from_model(cls, model: ModelFile) -> LinkModel:
        """Read a model folder.

        Raises ModelError where it was trained on other parts than this version computes, or lacks something.
        """
        trained = tuple(model.meta.get("parts", ()))
        if trained != PARTS:
            other = sorted(set(trained) ^ set(PARTS)) or ["their order"]
            raise ModelError(
                f"{model.name}: trained on other parts ({', '.join(other[:5])}) → train it again with scripts/train.py"
            )
        second = "transformer" in model.meta
        try:
            scorers = {
                language: Scorer(*(model.arrays[f"{language}.{name}"].astype(np.float64) for name in ARRAYS))
                for language in model.meta["languages"]
            }
            more = [model.arrays[f"second.{name}"].astype(np.float64) for name in ("weights", "bias")] if second else []
            if second and more[0].shape != (_SECOND_INPUTS, len(CLASSES)):
                raise ModelError(
                    f"{model.name}: its second look is of another version → train it again with scripts/train.py"
                )
            return cls(
                scorers=scorers,
                same_threshold=float(model.meta["same_threshold"]),
                related_threshold=float(model.meta["related_threshold"]),
                cut=float(model.meta["cut"]),
                encoder=str(model.meta["encoder"]),
                sha256=model.sha256,
                cuts={language: float(value) for language, value in model.meta.get("cuts", {}).items()},
                second=SecondLook(*more) if second else None,
                trained_cross=cross_in(model),
                meta=model.meta,
            )
        except ValueError as error:
            raise ModelError(
                f"{model.name}: its cross-encoder: {error} → train it again with scripts/train.py"
            ) from error
        except KeyError as error:
            raise ModelError(f"{model.name}: lacks {error} → train it again with scripts/train.py") from error

    def probabilities(self, parts: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the probabilities of same, related, different, and the same before any rule, float32 (n, 3).

        The former are rounded to four decimals.
        """
        unruled = score(self.scorers, parts).astype(np.float32)
        return np.round(ruled(unruled, parts), 4), unruled

    def relations(
        self, probabilities: NDArray[np.float32], same_threshold: float | None, related_threshold: float | None
    ) -> NDArray[np.int8]:
        """Return 0 same, 1 related, 2 different per pair; the thresholds given override the model's."""
        same_bar = self.same_threshold if same_threshold is None else same_threshold
        related_bar = self.related_threshold if related_threshold is None else related_threshold
        same = probabilities[:, 0] >= np.float32(same_bar)
        related = probabilities[:, 0] + probabilities[:, 1] >= np.float32(related_bar)
        return np.where(same, 0, np.where(related, 1, 2)).astype(np.int8)


Real = TypeVar("Real", np.float32, np.float64)


def ruled(probabilities: NDArray[Real], parts: NDArray[np.float32]) -> NDArray[Real]:
    """Return probabilities (n, 3) as the rules that stand above the scorer leave them.

    Equal wordings are the same. What a rule keeps apart gives all that `same` had to `related`.
    """
    out = probabilities.copy()
    out[parts[:, PARTS.index("equal")] > 0] = (1, 0, 0)
    veto = kept_apart(parts)
    out[veto, 1] += out[veto, 0]
    out[veto, 0] = 0
    return out


def kept_apart(parts: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which pairs cannot be the same promise, whatever else they share, bool (n,).

    Equal wordings are the same, whatever they name. Of the others these are pairs on opposite ends of an axis that
    share their object (codebook §4, rule 2), and pairs that both name a place, group or kind of school, firm or people
    of one family, or an object of one kind by its name, and name different ones (rules 5 and 9).
    """
    opposed = parts[:, PARTS.index("opposed")] > 0
    apart = parts[:, PARTS.index("group_apart")] > 0
    veto = apart | (opposed & (parts[:, PARTS.index("object_part")] >= VETO_OBJECT))
    return np.asarray(veto & ~(parts[:, PARTS.index("equal")] > 0))
