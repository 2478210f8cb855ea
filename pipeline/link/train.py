"""Train and cross-validate the link scorer on labelled pairs and on commitments grouped into threads.

Nothing here reads or writes files. Folds are made by document: no document of a test pair stands in a training pair.
Threads are tested on fields of which nothing was trained on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import measures
from pipeline.errors import GoldError
from pipeline.link.candidates import near_pairs
from pipeline.link.decisions import (
    ARRAYS,
    CLASSES,
    PARTS,
    Scorer,
    SecondLook,
    english_of,
    in_doubt,
    kept_apart,
    ruled,
    score,
    second_inputs,
)
from pipeline.link.features import by_language
from pipeline.records import Relation, Unit

SEED = 0
_STRENGTH = 0.3  # inverse of the penalty of the logistic regression; 0.03 to 1 give the same scores within 0.005
_EVERY = 5  # of the many pairs of a field that are not the same, so many are represented by one
# of a pair of an invented place, by language: with three times as much, real threads get worse
_INVENTED_WEIGHT = {"zh": 0.1, "en": 0.03}
_ENOUGH = 2_000  # labelled pairs from which a language learns from its own alone
_OTHERS = 0.3  # weight of a pair of another language, where its own are fewer
_GROUP_WEIGHT = 0.1  # a pair inside a field of gold threads against a labelled pair: there are thirty times as many

CUTS = tuple(round(0.02 * k, 2) for k in range(5, 36))
"""What the cut of the threads is chosen from."""

NO_THREAD = "0"  # the group of members that readers found to be no commitments

Judged = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""Probabilities of `same` of labelled pairs by a scorer that saw no document of theirs, (n,), and whether they are."""

Cluster = Callable[[int, NDArray[np.int64], NDArray[np.float32], float, NDArray[np.int64]], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class PairGold:
    """Labelled pairs: parts float32 (n, len(PARTS)) of unit k of `a` and unit k of `b`, and what they are."""

    a: Sequence[Unit]
    b: Sequence[Unit]
    parts: NDArray[np.float32]
    relations: Sequence[Relation]

    @property
    def classes(self) -> NDArray[np.int64]:
        """Return the number of each pair's relation in CLASSES, int64 (n,)."""
        return np.array([CLASSES.index(relation) for relation in self.relations], np.int64)


@dataclass(frozen=True, slots=True)
class ReadGold:
    """Pairs of commitments that were read beside one another, as members or near neighbours of one thread of a run.

    Parts float32 (n, len(PARTS)) of unit k of `a` and unit k of `b`, and whether the two are the `same` promise, bool
    (n,); where they are not, nobody said whether they are related.
    """

    a: Sequence[Unit]
    b: Sequence[Unit]
    parts: NDArray[np.float32]
    same: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FieldGold:
    """The commitments of one field of gold threads.

    `groups` holds each unit's thread, NO_THREAD for a stretch that is no commitment: it is the same as nothing and is
    not counted in scores. `pairs`, int64 (n, 2), are the candidate pairs inside the field and `parts` their parts,
    float32 (n, len(PARTS)). The promises of a place are a field too where they are `invented`.
    """

    name: str
    groups: Sequence[str]
    pairs: NDArray[np.int64]
    parts: NDArray[np.float32]
    language: str = "zh"
    invented: bool = False

    @property
    def same(self) -> NDArray[np.int64]:
        """Return 1 for the candidate pairs of one thread, else 0, int64 (n,)."""
        groups = self.groups
        return np.array([groups[i] == groups[j] != NO_THREAD for i, j in self.pairs.tolist()], np.int64)

    @property
    def apart(self) -> NDArray[np.int64]:
        """Return the candidate pairs that a rule keeps apart, int64 (m, 2)."""
        return np.asarray(self.pairs[kept_apart(self.parts)])

    def answers(self, scorers: Mapping[str, Scorer]) -> NDArray[np.float64]:
        """Return what scorers and rules say of the candidate pairs, float64 (n, 3)."""
        return ruled(score(scorers, self.parts), self.parts)

    def grouped(self, same: NDArray[np.float32], cluster: Cluster, cut: float) -> list[int]:
        """Return the group of each member, from the probability of `same` of the candidate pairs, float32 (n,)."""
        return list(map(int, cluster(len(self.groups), self.pairs, same, cut, self.apart)))


def fit(parts: NDArray[np.float32], classes: NDArray[np.int64], fields: Sequence[FieldGold]) -> dict[str, Scorer]:
    """Fit a scorer for each language of the labelled pairs; one with few pairs learns from the other languages too.

    Args:
        parts: Parts of labelled pairs, float32 (n, len(PARTS)).
        classes: What they are, int64 (n,).
        fields: Fields whose pairs are learned from too.
    """
    return {
        language: _fit(parts, classes, fields, language, 0.0 if own.sum() >= _ENOUGH else _OTHERS)
        for language, own in by_language(english_of(parts)).items()
    }


def _fit(
    parts: NDArray[np.float32], classes: NDArray[np.int64], fields: Sequence[FieldGold], language: str, others: float
) -> Scorer:
    """Fit the three classes on labelled pairs; pairs inside fields tell only `same` from the rest.

    A pair of a field that is not in one thread may be related or different: it counts for both, as often as each of
    the two occurs among the labelled pairs that are not the same. A pair of another language weighs `others`.
    """
    from sklearn.linear_model import LogisticRegression

    own = english_of(parts) == (language == "en")
    rows, truths, weights = [parts], [classes], [np.where(own, 1.0, others)]
    related = float((classes[own] == 1).sum()) / max(int((classes[own] > 0).sum()), 1)
    for field in fields:
        same = field.same
        weight, every = (_INVENTED_WEIGHT[field.language], 1) if field.invented else (_GROUP_WEIGHT, _EVERY)
        weight *= 1.0 if field.language == language else others
        other = field.parts[same == 0][::every]
        rows += [field.parts[same == 1], other, other]
        truths += [np.zeros(int(same.sum()), np.int64), np.full(len(other), 1), np.full(len(other), 2)]
        weights += [np.full(int(same.sum()), weight)]
        weights += [np.full(len(other), weight * every * share) for share in (related, 1 - related)]
    w = np.concatenate(weights)
    x, y, w = np.concatenate(rows).astype(np.float64)[w > 0], np.concatenate(truths)[w > 0], w[w > 0]
    # Centre and scale come from the labelled pairs alone: their mix is that of the pairs that will be scored.
    mean, scale = parts[own].mean(axis=0, dtype=np.float64), parts[own].std(axis=0, dtype=np.float64)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=500, tol=1e-3).fit((x - mean) / scale, y, w)
    return Scorer(model.coef_.T.astype(np.float64), model.intercept_.astype(np.float64), mean, scale)


def folds(gold: PairGold, n_folds: int, seed: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield (train, test) masks; test pairs have their later document in the fold, training pairs no document of it.

    A jurisdiction with two speeches is so tested whole: its training pairs would hold one of the two.
    """
    later = np.array([unit.doc_id for unit in gold.b])
    earlier = np.array([unit.doc_id for unit in gold.a])
    documents = sorted(set(later.tolist()) | set(earlier.tolist()))
    np.random.default_rng(seed).shuffle(documents)
    for fold in range(n_folds):
        own = documents[fold::n_folds]
        test = np.isin(later, own)
        train = ~(np.isin(later, own) | np.isin(earlier, own))
        if test.any() and train.any():
            yield train, test


def out_of_fold(
    gold: PairGold,
    fields: Sequence[FieldGold],
    further: PairGold | None = None,
    *,
    n_folds: int = 5,
    seeds: Sequence[int] = (0, 1, 2),
) -> NDArray[np.float64]:
    """Return document-wise out-of-fold probabilities, as the rules leave them, float64 (seeds, n, 3).

    `further` pairs are learned from too, where they touch no document of which a pair is tested.
    """
    out = np.full((len(seeds), len(gold.relations), len(CLASSES)), np.nan)
    for row, seed in enumerate(seeds):
        for train, test in folds(gold, n_folds, seed):
            tested = {unit.doc_id for unit, own in zip(gold.b, test, strict=True) if own}
            learnt = joined(gold.parts[train], gold.classes[train], further, tested)
            out[row, test] = ruled(score(fit(*learnt, fields), gold.parts[test]), gold.parts[test])
    return out


def joined(
    parts: NDArray[np.float32], classes: NDArray[np.int64], further: PairGold | None, without: Collection[str] = ()
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return pairs with the further ones that touch no document of `without` behind them."""
    if further is None:
        return parts, classes
    kept = np.array(
        [a.doc_id not in without and b.doc_id not in without for a, b in zip(further.a, further.b, strict=True)], bool
    )
    return np.concatenate([parts, further.parts[kept]]), np.concatenate([classes, further.classes[kept]])


def field_pairs(vectors: NDArray[np.float32], floor: float) -> NDArray[np.int64]:
    """Return the candidate pairs inside a field, as the run would propose them."""
    return near_pairs(vectors, floor, 2048)


@dataclass(frozen=True, slots=True)
class Grouping:
    """How good a grouping of a field is: B-cubed F1, F1 of pairs, and of how many pairs that it joins how many are."""

    b_cubed: float
    pair_f1: float
    right: int
    joined: int


def thread_scores(gold: Sequence[str], predicted: Sequence[int]) -> Grouping:
    """Return how good a grouping is; stretches that are no commitment are not counted."""
    counted = [k for k, group in enumerate(gold) if group != NO_THREAD]
    gold, predicted = [gold[k] for k in counted], [predicted[k] for k in counted]
    right, joined, _ = measures.pair_counts(gold, predicted)
    b_cubed, pair_f1 = measures.b_cubed(gold, predicted).f1 or 0.0, measures.pair_f1(gold, predicted) or 0.0
    return Grouping(b_cubed, pair_f1, right, joined)


def choose_cut(
    parts: NDArray[np.float32],
    classes: NDArray[np.int64],
    fields: Sequence[FieldGold],
    tested: Sequence[FieldGold],
    judged: Judged,
    cluster: Cluster,
    cuts: Sequence[float],
) -> tuple[float, dict[str, Any]]:
    """Choose the cut of the threads: each field is grouped by a scorer that never saw it.

    Args:
        parts: Parts of the labelled pairs that are learned from, float32 (n, len(PARTS)).
        classes: What they are, int64 (n,).
        fields: Fields that are learned from, where they are not the one that is tested.
        tested: Fields that the cut is chosen on, all of one language.
        judged: Labelled pairs of that language.
        cluster: Groups wordings, as in :func:`train`.
        cuts: What is chosen from.

    Returns:
        The cut with the best mean of B-cubed F1 and F1 of pairs inside the fields and F1 of the labelled pairs, and
        per field the first two at the cut that is best on the *other* fields, which is what a new field can expect.
    """
    table: list[list[Grouping]] = []
    for own in tested:
        others = [other for other in fields if other is not own]
        same = own.answers(fit(parts, classes, others))[:, 0].astype(np.float32)
        table.append([thread_scores(own.groups, own.grouped(same, cluster, cut)) for cut in cuts])
    expected = {}
    for row, own in enumerate(tested):
        others_best = worth(table[:row] + table[row + 1 :] or table, judged, cuts).argmax()
        found = table[row][int(others_best)]
        expected[own.name] = [round(found.b_cubed, 4), round(found.pair_f1, 4)]
    return float(cuts[int(worth(table, judged, cuts).argmax())]), expected


def worth(table: Sequence[Sequence[Grouping]], judged: Judged, cuts: Sequence[float]) -> NDArray[np.float64]:
    """Return what each cut is worth, float64 (cuts,), from groupings by field and cut.

    Threads are judged by their members, by their pairs, and by pairs that were drawn without regard to fields; a cut
    that is best for one of them alone is bad for the others. A cut with which more pairs inside the fields are joined
    wrongly than rightly is worth nothing, as far as there is a better one: a thread that glues two promises is worse
    for a reader than two threads of one promise.
    """
    answers, same = judged
    value = np.zeros(len(cuts))
    for column, cut in enumerate(cuts):
        taken = answers >= cut
        labelled = measures.f_measure(int((same & taken).sum()), int(taken.sum()), int(same.sum())) or 0.0
        inside = [row[column] for row in table]
        mean = sum((own.b_cubed + own.pair_f1) for own in inside) / len(inside)
        glued = 2 * sum(own.right for own in inside) <= sum(own.joined for own in inside)
        # between 0 and 1; what glues stays below everything that does not
        value[column] = (mean + labelled) / 3 - glued
    return value


def second_cut(
    pairs: tuple[NDArray[np.float32], NDArray[np.int64]],
    fields: Sequence[FieldGold],
    tested: Sequence[FieldGold],
    likeness: Sequence[NDArray[np.float32]],
    look: SecondLook,
    judged: Judged,
    cluster: Cluster,
    cuts: Sequence[float],
) -> tuple[float, dict[str, list[float]]]:
    """Choose the cut of the threads after a second look, on fields that its transformer was not tuned on.

    Args:
        pairs: Parts and classes of the labelled pairs that the scorer learns from.
        fields: Fields that the scorer learns from, where they are not the one that is tested.
        tested: Fields of one language that the transformer was not tuned on.
        likeness: Per tested field, the likeness of its candidate pairs by the transformer.
        look: The second look.
        judged: Labelled pairs of that language, after the second look.
        cluster: Groups wordings, as in :func:`train`.
        cuts: What is chosen from.

    Returns:
        The cut that is worth most, see :func:`worth`, and per field B-cubed F1 and F1 of pairs at it.
    """
    table: dict[str, list[Grouping]] = {}
    for own, alike in zip(tested, likeness, strict=True):
        first = own.answers(fit(*pairs, [other for other in fields if other is not own]))
        same = first[:, 0].astype(np.float32)
        doubtful = in_doubt(same)
        english = np.full(int(doubtful.sum()), own.language == "en")
        same[doubtful] = look.probabilities(first[doubtful], alike[doubtful], english)[:, 0]
        table[own.name] = [thread_scores(own.groups, own.grouped(same, cluster, cut)) for cut in cuts]
    best = int(worth(list(table.values()), judged, cuts).argmax())
    shown = {name: row[best] for name, row in table.items()}
    return float(cuts[best]), {k: [round(own.b_cubed, 4), round(own.pair_f1, 4)] for k, own in shown.items()}


def default_cut(cut_of: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """Return the cut that stands for every language, which is the Chinese one where there is one, and the others.

    Raises:
        GoldError: there is no cut, because there was no field to choose one on.
    """
    if not cut_of:
        raise GoldError(
            "threads*.csv: no field is left that the cut of the threads could be chosen on → label the threads of one "
            "more field that no transformer was tuned on, or leave the second look out (train.py links --plain)"
        )
    others = {language: cut for language, cut in cut_of.items() if language != "zh"}
    return cut_of.get("zh", max(cut_of.values())), others


def _more_right_than_wrong(truth: NDArray[np.bool_], answers: NDArray[np.float64]) -> float:
    """Return the smallest threshold, in steps of 0.05, from which pairs are `same` more often than not; 1 if none is.

    It is the cut of a language that has no labelled threads to choose one on: a thread that glues two promises is
    worse for a reader than two threads of one promise.
    """
    for bar in (round(0.05 * k, 2) for k in range(1, 20)):
        taken = answers >= bar
        if taken.any() and truth[taken].mean() > 0.5:
            return bar
    return 1.0


NOT_SAME = -1
"""The class of a pair of which a reader said that it is not the same promise, and no more."""


def fit_second(inputs: NDArray[np.float64], classes: NDArray[np.int64]) -> SecondLook:
    """Fit the second look on what it reads (n, 7) and the number of each pair's relation in CLASSES, or NOT_SAME.

    A pair of NOT_SAME counts for related and for different, as often as each of the two occurs among the others.

    Raises:
        GoldError: a relation has no pair.
    """
    from sklearn.linear_model import LogisticRegression

    lacking = [str(relation) for k, relation in enumerate(CLASSES) if k not in classes]
    if lacking:
        raise GoldError(
            f"second look of the links: of {len(classes)} pairs in doubt, of documents that its transformer was not "
            f"tuned on, none is {' or '.join(lacking)} → label more pairs, or train without a second look "
            "(train.py links --plain)"
        )
    either = classes == NOT_SAME
    related = float((classes == 1).sum() / (classes > 0).sum())
    x = np.concatenate([inputs[~either], inputs[either], inputs[either]])
    y = np.concatenate([classes[~either], np.full(either.sum(), 1), np.full(either.sum(), 2)])
    shares = (np.ones((~either).sum()), np.full(either.sum(), related), np.full(either.sum(), 1 - related))
    model = LogisticRegression(C=1.0, max_iter=1000).fit(x, y, np.concatenate(shares))
    return SecondLook(model.coef_.T.astype(np.float64), model.intercept_.astype(np.float64))


@dataclass(frozen=True, slots=True)
class Doubted:
    """Pairs as the second look sees them, of documents that its transformer was not tuned on.

    `first` are the probabilities of the scorer (n, 3), `likeness` (n,) is that of the transformer, `classes` (n,) the
    number of the relation in CLASSES or NOT_SAME, `english` bool (n,), and `later` the later document of each pair.
    """

    first: NDArray[np.float64]
    likeness: NDArray[np.float32]
    classes: NDArray[np.int64]
    english: NDArray[np.bool_]
    later: Sequence[str]

    def __add__(self, other: Doubted) -> Doubted:
        """Return the pairs of both."""
        return Doubted(
            np.concatenate([self.first, other.first]),
            np.concatenate([self.likeness, other.likeness]),
            np.concatenate([self.classes, other.classes]),
            np.concatenate([self.english, other.english]),
            [*self.later, *other.later],
        )


def train_second(
    gold: Doubted, read: Doubted, *, seeds: Sequence[int] = (0, 1, 2)
) -> tuple[SecondLook, dict[str, float], dict[str, Any], NDArray[np.float64]]:
    """Fit the second look, its thresholds and scores on pairs that its transformer was not tuned on.

    Args:
        gold: Labelled pairs; `first` are out-of-fold.
        read: Pairs that were read in threads of a run. They are learnt from and measured on apart.
        seeds: Of the splits into folds, by the later document.

    Returns:
        The second look; the thresholds of same and of same or related, and under `en` the cut of English threads (see
        :func:`train`); F1 and average precision of `same` before and after, by language, on gold and on what was read;
        the out-of-fold probabilities of `same` of all pairs, gold ones first, float64 (n,).

    Only pairs in doubt are learned from. The others keep what the scorer and the rules say, as in a run.

    Raises:
        GoldError: among the pairs in doubt a relation has none.
    """
    pairs = gold + read
    inputs, doubtful = second_inputs(pairs.first, pairs.likeness, pairs.english), in_doubt(pairs.first[:, 0])
    later = np.array(pairs.later)
    documents = sorted(set(pairs.later))
    found = np.repeat(pairs.first[None], len(seeds), axis=0)
    for row, seed in enumerate(seeds):
        shuffled = [documents[k] for k in np.random.default_rng(seed).permutation(len(documents))]
        for fold in range(5):
            own = np.isin(later, shuffled[fold::5])
            learn, test = ~own & doubtful, own & doubtful
            if set(range(len(CLASSES))) <= set(pairs.classes[learn].tolist()):  # else there is too little to learn from
                look = fit_second(inputs[learn], pairs.classes[learn])
                found[row, test] = look.probabilities(pairs.first[test], pairs.likeness[test], pairs.english[test])
    judged = np.arange(len(pairs.later)) < len(gold.later)
    thresholds = {}
    for name, positive, value in (
        ("same", gold.classes == 0, found[:, judged, 0]),
        ("same_or_related", gold.classes < 2, (found[:, :, 0] + found[:, :, 1])[:, judged]),
    ):
        bars = [best.between for row in value if (best := measures.best_f1(row, positive)) is not None]
        thresholds[name] = round(float(np.mean(bars)), 4) if bars else 1.0
    same = pairs.classes == 0
    if gold.english.any():
        thresholds["en"] = _more_right_than_wrong(
            same[judged & pairs.english], found.mean(axis=0)[judged & pairs.english, 0]
        )
    scores: dict[str, Any] = {"pairs": int(judged.sum()), "pairs_read": int((~judged).sum())}
    for part, mask in (
        ("zh", judged & ~pairs.english),
        ("en", judged & pairs.english),
        ("zh_read", ~judged & ~pairs.english),
        ("en_read", ~judged & pairs.english),
    ):
        before = measures.best_f1(pairs.first[mask, 0], same[mask])
        after = [best.f1 for row in found if (best := measures.best_f1(row[mask, 0], same[mask])) is not None]
        if before is not None:
            precision = [measures.average_precision(row[mask, 0], same[mask]) or 0.0 for row in found]
            without = measures.average_precision(pairs.first[mask, 0], same[mask]) or 0.0
            scores |= {
                f"same_f1_{part}": [round(float(np.mean(after)), 4), round(float(np.std(after)), 4)],
                f"same_f1_{part}_without": round(before.f1, 4),
                f"same_average_precision_{part}": round(float(np.mean(precision)), 4),
                f"same_average_precision_{part}_without": round(without, 4),
            }
    return fit_second(inputs[doubtful], pairs.classes[doubtful]), thresholds, scores, found.mean(axis=0)[:, 0]


def train(
    gold: PairGold,
    fields: Sequence[FieldGold],
    cluster: Cluster,
    *,
    further: PairGold | None = None,
    further_fields: Sequence[FieldGold] = (),
    invented: Sequence[FieldGold] = (),
    encoder: str,
    data_sha256: Mapping[str, str],
    versions: Mapping[str, str],
) -> tuple[dict[str, NDArray[Any]], dict[str, Any], dict[str, Any]]:
    """Train on everything; thresholds, cut and scores come from parts that were left out.

    Args:
        gold: Labelled pairs of all languages.
        fields: Gold threads, one entry per field.
        cluster: Groups n wordings by pairs, probabilities, a cut, and the pairs that no group may hold
            (:func:`pipeline.threads.cluster`).
        further: Labelled pairs that are learned from and never measured on.
        further_fields: Fields beside the gold ones, that are learned from and measured on in the same way.
        invented: The promises of invented places, that are learned from and never measured on.
        encoder: Fingerprint of the encoder that made the vectors.
        data_sha256: sha256 of each training file, for the card.
        versions: Versions of what trained it, for the card.

    Returns:
        Arrays, meta and card for :func:`pipeline.modelfiles.save_model`.
    """
    every = joined(gold.parts, gold.classes, further)
    grouped = [*fields, *further_fields]
    learned = [*grouped, *invented]
    fitted = fit(*every, learned)
    found = out_of_fold(gold, learned, further)
    truth = gold.classes
    scores: dict[str, Any] = {}
    english = np.array([unit.language == "en" for unit in gold.a])
    chosen: dict[str, float] = {}
    for name, positive, value in (
        ("same", truth == 0, found[:, :, 0]),
        ("same_or_related", truth < 2, found[:, :, 0] + found[:, :, 1]),
    ):
        bars = [best for row in value if (best := measures.best_f1(row, positive)) is not None]
        chosen[name] = round(float(np.mean([best.between for best in bars])), 4) if bars else 1.0
        for part, mask in (("all", np.ones(len(truth), bool)), ("zh", ~english), ("en", english)):
            f1 = [best.f1 for row in value if (best := measures.best_f1(row[mask], positive[mask])) is not None]
            if f1:
                scores[f"{name}_f1_{part}"] = [round(float(np.mean(f1)), 4), round(float(np.std(f1)), 4)]
    expected: dict[str, Any] = {}
    cut_of: dict[str, float] = {}
    for language, mask in (("zh", ~english), ("en", english)):
        tested = [own for own in grouped if own.language == language]
        if tested:
            judged = (found.mean(axis=0)[mask, 0], truth[mask] == 0)
            cut_of[language], of_field = choose_cut(*every, learned, tested, judged, cluster, CUTS)
            expected |= of_field
        elif mask.any():
            # no thread of the language is labelled
            alone = out_of_fold(gold, invented, further).mean(axis=0)[mask, 0]
            cut_of[language] = max(cut_of.get("zh", 0.0), _more_right_than_wrong(truth[mask] == 0, alone))
    cut, cuts = default_cut(cut_of)
    meta = {
        "parts": list(PARTS),
        "languages": list(fitted),
        "same_threshold": chosen["same"],
        "related_threshold": chosen["same_or_related"],
        "cut": cut,
        "cuts": cuts,
        "encoder": encoder,
    }
    card = {
        "task": "two commitments of one jurisdiction: same, related or different",
        "data_sha256": dict(sorted(data_sha256.items())),
        "rows": {str(relation): sum(r is relation for r in gold.relations) for relation in Relation},
        "rows_further": {str(r): sum(own is r for own in further.relations) for r in Relation} if further else {},
        "fields": {own.name: len(own.groups) for own in fields},
        "fields_further": {own.name: len(own.groups) for own in further_fields},
        "invented_places_only_learned_from": len(invented),
        "split": "5 folds by document, three seeds (mean, standard deviation of the best F1); threads: a field is "
        "grouped by a scorer that never saw it, at the cut that is best on the other fields",
        "scores": {**scores, "threads_b_cubed_and_pair_f1": expected},
        "versions": dict(sorted(versions.items())),
        "licence": "MIT; derives from labels made by language-model readers, no text is contained",
        "caution": "agreement of the labels with human readers is not known; the teacher of the static encoder was "
        "tuned on four fifths of the labelled documents, so these scores are optimistic",
    }
    arrays = {f"{code}.{name}": getattr(own, name) for code, own in fitted.items() for name in ARRAYS}
    return arrays, meta, card
