"""Does it pay to choose which sentences people label? A learning curve on gold, random against informed choice.

The learner is the cheapest that tells: a logistic regression on the static encoder's vector, the place in the speech
and the cues of the fast classifier. Test documents are never drawn from; both choices start with the same random
labels, then one goes on at random and the other asks again and again for the cases that teach most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.features import featurise
from pipeline.classify.gold import place_gold
from pipeline.classify.train import macro_f1
from pipeline.embed import Encoder
from pipeline.errors import GoldError
from pipeline.records import LABELS, GoldSentence, Segmented
from pipeline.review.drawing import informative

Told = Callable[[str, int, int], None]
STEP = 50  # labels between two looks at what is still unsure
START = 100  # random labels that informed choice begins with
_TEST = 3  # one document in three is for testing
_BUCKETS = 1 << 12  # n-grams are not used here; few buckets cost least


@dataclass(frozen=True, slots=True)
class Point:
    """Macro-F1 on documents not drawn from, after so many labels: mean and standard deviation over repeats."""

    language: str
    labels: int
    random: tuple[float, float]
    informed: tuple[float, float]
    difference: tuple[float, float]
    repeats: int


@dataclass(frozen=True, slots=True)
class _Data:
    """Gold sentences of one language: features (n, d), vectors (n, e), numbers of labels (n,), documents (n,)."""

    features: NDArray[np.float64]
    vectors: NDArray[np.float32]
    labels: NDArray[np.int64]
    documents: tuple[str, ...]


def learning_curve(
    gold: Sequence[GoldSentence],
    documents: Mapping[str, Segmented],
    encoder: Encoder,
    *,
    sizes: Sequence[int] = (200, 400, 800),
    repeats: int = 5,
    told: Told | None = None,
) -> list[Point]:
    """Measure macro-F1 after so many labels, chosen at random and by information, for each language.

    Each repeat has other test documents (a third) and another random start. A number of labels that one of the repeats
    has not got to draw from is left out.

    Args:
        gold: labelled sentences, from which both choices draw.
        documents: the cut documents by id.
        encoder: the static encoder.
        sizes: numbers of labels, ascending.
        repeats: how often.
        told: called with «curve», repeats done, repeats in all.

    Raises:
        GoldError: no language has so many sentences.
    """
    data = _data(gold, documents, encoder)
    points: list[Point] = []
    done = 0
    least = {
        language: min(sum(d not in _tested(own.documents, k) for d in own.documents) for k in range(repeats))
        for language, own in sorted(data.items())
    }
    if not any(size <= most for size in sizes for most in least.values()):
        left = ", ".join(f"{language} {most}" for language, most in least.items()) or "none"
        advice = "label more sentences in more documents, or give smaller --sizes"
        raise GoldError(f"gold: fewer sentences to draw from than {min(sizes)} ({left}) → {advice}")
    fits = {code: tuple(size for size in sorted(set(sizes)) if size <= most) for code, most in least.items()}
    measured = [language for language, fitting in fits.items() if fitting]
    for language in measured:
        own, fitting = data[language], fits[language]
        scores: list[list[tuple[float, float]]] = []
        for repeat in range(repeats):
            scores.append(_repeat(own, fitting, repeat))
            done += 1
            if told is not None:
                told("curve", done, repeats * len(measured))
        table = np.array(scores)
        for k, size in enumerate(fitting):
            both = [table[:, k, 0], table[:, k, 1], table[:, k, 1] - table[:, k, 0]]
            mean = [(float(v.mean()), float(v.std(ddof=1)) if repeats > 1 else 0.0) for v in both]
            points.append(Point(language, size, mean[0], mean[1], mean[2], repeats))
    return points


def _data(gold: Sequence[GoldSentence], documents: Mapping[str, Segmented], encoder: Encoder) -> dict[str, _Data]:
    rows: dict[str, list[tuple[NDArray[np.float64], str, int, str]]] = {}
    for doc_id, one in sorted(place_gold(gold, documents).items()):
        read = featurise(one.document, _BUCKETS)
        own = rows.setdefault(one.document.document.language, [])
        for i, row in enumerate(one.gold):
            if row is not None:
                text = one.document.sentences[i].text
                own.append((read.dense[i].astype(np.float64), text, LABELS.index(row.label), doc_id))
    out: dict[str, _Data] = {}
    for language, own in rows.items():
        vectors = encoder.encode([text for _, text, _, _ in own])
        dense = np.stack([d for d, _, _, _ in own])
        dense = (dense - dense.mean(axis=0)) / np.maximum(dense.std(axis=0), 1e-6)
        features = np.concatenate([dense, vectors.astype(np.float64) * 4], axis=1)
        out[language] = _Data(features, vectors, np.array([k for _, _, k, _ in own]), tuple(d for *_, d in own))
    return out


def _repeat(data: _Data, sizes: Sequence[int], repeat: int) -> list[tuple[float, float]]:
    """Return macro-F1 of random and informed choice at each size, for one division into documents."""
    tested = _tested(data.documents, repeat)
    held = np.array([d in tested for d in data.documents], bool)
    pool, test = np.flatnonzero(~held), np.flatnonzero(held)
    rng = np.random.default_rng(repeat)
    order = rng.permutation(pool)
    random = [_score(data, order[: min(size, len(pool))], test) for size in sizes]
    chosen = list(order[: min(START, *sizes)])
    informed: list[float] = []
    for size in sizes:
        while len(chosen) < min(size, len(pool)):
            left = np.setdiff1d(pool, chosen)
            shares = np.sort(_fitted(data, np.array(chosen)).predict_proba(data.features[left]), axis=1)
            step = min(STEP, size - len(chosen))
            margins = shares[:, -1] - (shares[:, -2] if shares.shape[1] > 1 else 0.0)
            chosen += [int(left[k]) for k in informative(margins, data.vectors[left], step)]
        informed.append(_score(data, np.array(chosen), test))
    return list(zip(random, informed, strict=True))


def _tested(documents: Sequence[str], repeat: int) -> frozenset[str]:
    """Return a third of the documents."""
    ordered = sorted(set(documents), key=lambda d: hashlib.sha256(f"{repeat} {d}".encode()).hexdigest())
    return frozenset(ordered[: max(1, len(ordered) // _TEST)])


def _fitted(data: _Data, rows: NDArray[np.int64]) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    from sklearn.dummy import DummyClassifier
    from sklearn.linear_model import LogisticRegression

    if len(set(data.labels[rows].tolist())) == 1:  # few labels may all be the same, which is all that is known then
        return DummyClassifier().fit(data.features[rows], data.labels[rows])
    return LogisticRegression(C=0.3, max_iter=400).fit(data.features[rows], data.labels[rows])


def _score(data: _Data, rows: NDArray[np.int64], test: NDArray[np.int64]) -> float:
    """Return macro-F1 on the test rows after learning from `rows`."""
    said = _fitted(data, rows).predict(data.features[test])
    return macro_f1([(LABELS[a], LABELS[b]) for a, b in zip(data.labels[test].tolist(), said.tolist(), strict=True)])
