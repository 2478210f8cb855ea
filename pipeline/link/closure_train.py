"""Train and cross-validate the closure scorer on labelled pairs of a commitment and a later report."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import measures
from pipeline.link.candidates import cosines
from pipeline.link.closure_calibration import (
    SEED,
    Drawn,
    Sample,
    as_threshold,
    calibrated,
    calibration,
    chances,
    f1,
    steady_bar,
)
from pipeline.link.closure_features import (
    BUCKETS,
    CLOSURE_FEATURES,
    STANDING,
    Around,
    Weights,
    around,
    closure_features,
    ends_bags,
    fit_weights,
    joined,
    nearness,
    prepare,
    standing,
    weighed,
)
from pipeline.link.closure_second import DOUBT, TENTHS
from pipeline.link.closures import LEAST, STAGES
from pipeline.link.cross import Tokens
from pipeline.link.cross_train import (
    CrossPlan,
    Told,
    fit_cross,
    honest_odds,
    lessons_of,
    stored_cross,
)
from pipeline.link.features import by_language, of_language
from pipeline.link.look_train import Doubted, Fitted, Judge, fit_look
from pipeline.link.looks import log_chance, look_inputs
from pipeline.records import COMMITMENTS, Label, Outcome, Unit

_TREES: dict[str, Any] = {
    "max_iter": 250,
    "learning_rate": 0.03,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 20,
    "l2_regularization": 10.0,
    "max_features": 0.3,
    "early_stopping": False,
    "random_state": SEED,
}
INVENTED = (0.02, 0.3)
"""Weight of a pair of invented speeches, by stage. They tell what closes; whether a report bears on a promise at all is
for real pairs to say, because in a speech with twenty promises nearly everything near does: invented ones say no more
than what shortness changes."""
_ENGLISH = CLOSURE_FEATURES.index("english")
_ENOUGH = 5_000  # labelled pairs from which a language learns from its own alone; 3,000 are too few
_OTHERS = 0.3  # weight of a pair of another language, where its own are fewer
_ENDS_STRENGTH = 3.0  # inverse of the penalty of what words tell of closing; 1 gives 0.02 less, 10 no more
_ENDS_FOLDS = 6
PLAN = CrossPlan()
# The pairs of a run were drawn from what an earlier scorer listed and hold few of the reports that the look would add,
# of which one in four was right; so of thresholds that are nearly as good the highest is taken.
_SLACK = 0.02
# How much the log-odds of the cross-encoder count beside the scorer's. Labelled pairs were drawn by the scorer's
# probability, which makes it look as if it told less than it does in a run: weights learnt from them trust it too much.
_SHARE = 0.5
_OUT = 100.0  # log-odds below all others
_STRENGTH = 0.05  # inverse of the penalty of the logistic regression


@dataclass(frozen=True, slots=True)
class Speech:
    """The commitments or the reports of one document: vectors (n, d) and what stands around them."""

    vectors: NDArray[np.float32]
    around: Around


@dataclass(frozen=True, slots=True)
class PairGold:
    """Labelled pairs: unit k of `commitments` and unit k of `reports`, with vectors (n, d) of one encoder.

    `promising` holds all commitments of each document, `reporting` all reports: what a pair stands among. `stands_for`
    says for how many pairs of a run each one stands, zero where it was not drawn from a run; empty where none was.
    `invented` marks pairs of invented speeches, empty where none is; `sizes` is the number of sentences per document.
    """

    commitments: Sequence[Unit]
    reports: Sequence[Unit]
    vectors_c: NDArray[np.float32]
    vectors_r: NDArray[np.float32]
    around_c: Around
    around_r: Around
    promising: Mapping[str, Speech]
    reporting: Mapping[str, Speech]
    outcomes: Sequence[Outcome]
    unsure: Sequence[bool]
    stands_for: Sequence[float] = ()
    invented: Sequence[bool] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    def weights(self) -> NDArray[np.float64]:
        """Return (n, 2): how much each pair counts where `any`, and where `closes` among those, is learned."""
        made = np.array(self.invented or [False] * len(self.outcomes), bool)
        return np.where(made[:, None], np.array(INVENTED), 1.0)

    def english(self) -> NDArray[np.bool_]:
        """Return which pairs are of English, (n,)."""
        return np.array([unit.language == "en" for unit in self.commitments], bool)

    def truths(self) -> NDArray[np.int64]:
        """Return (n, 2): closes or advances, closes."""
        return np.array([[o is not Outcome.NONE, o is Outcome.CLOSES] for o in self.outcomes], np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Validation:
    """Out-of-fold probabilities (n, 2) and, per stage, average precision, the best F1 and where, and F1 per fold."""

    probabilities: NDArray[np.float64]
    scores: Mapping[str, Mapping[str, Any]]


def build_gold(
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    outcomes: Sequence[Outcome],
    unsure: Sequence[bool],
    documents: Mapping[str, Sequence[Unit]],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    stands_for: Sequence[float] = (),
    sizes: Mapping[str, int] | None = None,
) -> PairGold:
    """Put labelled stretches into their documents, so that their surroundings are known.

    Args:
        commitments: the labelled commitments; sentence id and section are taken from the document.
        reports: the labelled reports.
        outcomes: one per pair.
        unsure: one per pair.
        documents: all units of each document with their labels, as the pipeline makes them.
        encode: the encoder.
        stands_for: one per pair, or none at all; see :class:`PairGold`.
        sizes: number of sentences per document id.
    """
    placed = [[_placed(unit, documents) for unit in side] for side in (commitments, reports)]
    names = sorted({unit.doc_id for side in placed for unit in side})
    units = [unit for name in names for unit in documents[name]]
    vectors = encode([unit.text for unit in units])
    own = [encode([unit.text for unit in side]) for side in placed]
    beside = [_beside(v, around(units, vectors, of=side)) for side, v in zip(placed, own, strict=True)]
    every = around(units, vectors)
    speeches: list[dict[str, Speech]] = []
    for labels in (COMMITMENTS, {Label.PROGRESS}):
        rows: dict[str, list[int]] = {name: [] for name in names}
        for k, unit in enumerate(units):
            if unit.label in labels:
                rows[unit.doc_id].append(k)
        speeches.append(
            {name: Speech(vectors[k], Around(every.sentence[k], every.near[k])) for name, k in rows.items()}
        )
    return PairGold(
        commitments=placed[0],
        reports=placed[1],
        vectors_c=own[0],
        vectors_r=own[1],
        around_c=beside[0],
        around_r=beside[1],
        promising=speeches[0],
        reporting=speeches[1],
        outcomes=list(outcomes),
        unsure=list(unsure),
        stands_for=list(stands_for),
        sizes=dict(sizes or {}),
    )


def _beside(vectors: NDArray[np.float32], found: Around) -> Around:
    """Return the surroundings, the unit itself where nothing stands around it."""
    alone = ~found.sentence.any(axis=1, keepdims=True)
    return Around(np.where(alone, vectors, found.sentence), np.where(alone, vectors, found.near))


def _placed(unit: Unit, documents: Mapping[str, Sequence[Unit]]) -> Unit:
    """Return a labelled unit with sentence id and section of the unit of its document that it overlaps most.

    A stretch that the pipeline makes no unit of stays as it is, and is its own surroundings.
    """
    best = max(
        documents.get(unit.doc_id, ()),
        key=lambda other: (min(unit.end, other.end) - max(unit.start, other.start), -other.start),
        default=None,
    )
    if best is None or min(unit.end, best.end) <= max(unit.start, best.start):
        return unit
    return replace(unit, sentence_id=best.sentence_id, section=best.section)


def parts_of(gold: PairGold, weights: Weights, shortlist: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the parts of all gold pairs, (n, len(CLOSURE_FEATURES)); see :func:`fit_shortlist`."""
    pairs = np.column_stack([np.arange(len(gold.outcomes))] * 2)
    promises = prepare(gold.commitments, gold.vectors_c, gold.around_c, weights, gold.sizes)
    reports = prepare(gold.reports, gold.vectors_r, gold.around_r, weights, gold.sizes)
    return closure_features(promises, reports, pairs, _stand(gold, shortlist))


def pooled(first: PairGold, second: PairGold) -> PairGold:
    """Return the pairs of both, one after the other."""

    def marks(given: Sequence[Any], n: int, nothing: Any) -> list[Any]:  # noqa: ANN401 - floats or flags
        return list(given) or [nothing] * n

    n, m = len(first.outcomes), len(second.outcomes)
    return PairGold(
        commitments=[*first.commitments, *second.commitments],
        reports=[*first.reports, *second.reports],
        vectors_c=np.vstack([first.vectors_c, second.vectors_c]),
        vectors_r=np.vstack([first.vectors_r, second.vectors_r]),
        around_c=_stacked(first.around_c, second.around_c),
        around_r=_stacked(first.around_r, second.around_r),
        promising={**first.promising, **second.promising},
        reporting={**first.reporting, **second.reporting},
        outcomes=[*first.outcomes, *second.outcomes],
        unsure=[*first.unsure, *second.unsure],
        stands_for=[*marks(first.stands_for, n, 0.0), *marks(second.stands_for, m, 0.0)],
        invented=[*marks(first.invented, n, False), *marks(second.invented, m, False)],
        sizes={**first.sizes, **second.sizes},
    )


def _stacked(first: Around, second: Around) -> Around:
    return Around(np.vstack([first.sentence, second.sentence]), np.vstack([first.near, second.near]))


def fit_ends(golds: Sequence[PairGold]) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
    """Learn what words tell of closing, from the pairs whose report bears on the promise.

    Returns:
        The weights, see :class:`Weights`, and for each of `golds` the log-odds (n, 2) of its promises and reports by
        weights that were learned without their document (of invented speeches: their author), for a scorer that is to
        learn how far to trust them.
    """
    from scipy.sparse import vstack

    truths = np.vstack([gold.truths() for gold in golds])
    invented = np.concatenate([gold.weights()[:, 0] != 1.0 for gold in golds])
    bears = truths[:, 0] == 1
    weights = np.zeros((2, BUCKETS + 1), np.float32)
    told = np.zeros((len(truths), 2), np.float32)
    for column, side in enumerate(("commitments", "reports")):
        units = [unit for gold in golds for unit in getattr(gold, side)]
        bags = vstack(
            [ends_bags([(unit.text, unit.language) for unit in getattr(gold, side)]) for gold in golds]
        ).tocsr()
        weights[column] = _fit_ends(bags[bears], truths[bears, 1])
        group = np.array(
            [
                zlib.crc32((unit.doc_id.partition("-")[0] if own else unit.doc_id).encode()) % _ENDS_FOLDS
                for unit, own in zip(units, invented.tolist(), strict=True)
            ]
        )
        for fold in range(_ENDS_FOLDS):
            test = group == fold
            learned = _fit_ends(bags[bears & ~test], truths[bears & ~test, 1])
            told[test, column] = bags[test] @ learned[:-1] + learned[-1]
    ends = np.cumsum([len(gold.outcomes) for gold in golds])[:-1]
    return weights.astype(np.float16).astype(np.float32), np.split(np.round(told, 4), ends)


def _fit_ends(bags: Any, closes: NDArray[np.int64]) -> NDArray[np.float32]:  # noqa: ANN401 - sparse matrix
    """Return a weight per stretch and the log-odds of a text without any; zeros if there is nothing to tell apart."""
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(closes)) < 2:
        return np.zeros(BUCKETS + 1, np.float32)
    fitted = LogisticRegression(C=_ENDS_STRENGTH, max_iter=500).fit(bags, closes)
    return np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)


def with_ends(parts: NDArray[np.float32], told: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return parts in which what words tell of closing is what :func:`fit_ends` told of these pairs."""
    filled = parts.copy()
    filled[:, CLOSURE_FEATURES.index("promise_ends")] = told[:, 0]
    filled[:, CLOSURE_FEATURES.index("report_ends")] = told[:, 1]
    return filled


def prepared(
    gold: PairGold, extra: PairGold | None, vocabulary: Sequence[Unit]
) -> tuple[Weights, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32] | None]:
    """Return weights, shortlist, and the parts of gold and of further pairs as a scorer learns from them."""
    weights, shortlist = weights_of(vocabulary), fit_shortlist(gold)
    golds = [gold] if extra is None else [gold, extra]
    ends, told = fit_ends(golds)
    parts = [with_ends(parts_of(one, weights, shortlist), own) for one, own in zip(golds, told, strict=True)]
    return replace(weights, ends=ends), shortlist, parts[0], parts[1] if extra is not None else None


def _stand(gold: PairGold, shortlist: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how each gold pair stands among all pairs of its two speeches, (n, 4)."""
    mine = joined(gold.vectors_c, gold.around_c)
    theirs = weighed(gold.vectors_r, gold.around_r, shortlist)
    out = np.zeros((len(mine), len(STANDING)), np.float32)
    every_c = {name: joined(speech.vectors, speech.around) for name, speech in gold.promising.items()}
    every_r = {name: weighed(speech.vectors, speech.around, shortlist) for name, speech in gold.reporting.items()}
    for k, (promise, report) in enumerate(zip(gold.commitments, gold.reports, strict=True)):
        others_c, others_r = every_c[promise.doc_id], every_r[report.doc_id]
        # the labelled stretch first, then the speech as the pipeline cuts it
        rows, columns = np.vstack([mine[k : k + 1], others_c]), np.vstack([theirs[k : k + 1], others_r])
        row, column = np.round(rows[:1] @ columns.T, 4), np.round(rows @ columns[:1].T, 4)
        nothing, own = np.zeros(1, np.int64), row[0, :1]
        out[k, :2] = standing(row[:, 1:] if len(others_r) else row, nothing, nothing, own)[0, :2]
        out[k, 2:] = standing(column[1:] if len(others_c) else column, nothing, nothing, own)[0, 2:]
    return out


def fit_shortlist(gold: PairGold) -> NDArray[np.float32]:
    """Return the weights of NEARNESS, float32 (7,), by which pairs are shortlisted and ranked."""
    from sklearn.linear_model import LogisticRegression

    near = _nearness(gold)
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(near, gold.truths()[:, 0])
    return np.asarray(np.round(fitted.coef_[0], 2).astype(np.float32))


def _nearness(gold: PairGold) -> NDArray[np.float32]:
    """Return the columns NEARNESS of all gold pairs."""
    empty = fit_weights([])
    promises = prepare(gold.commitments, gold.vectors_c, gold.around_c, empty)
    reports = prepare(gold.reports, gold.vectors_r, gold.around_r, empty)
    return nearness(promises, reports, np.column_stack([np.arange(len(gold.outcomes))] * 2))


def weights_of(units: Sequence[Unit]) -> Weights:
    """Return the weights of stretches and fields in distinct units, whatever their order."""
    return fit_weights(list({unit.unit_id: (unit.text, unit.language) for unit in units}.values()))


def folds(gold: PairGold, n_folds: int, seed: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield (train, test) masks so that no document of a test pair occurs in a training pair.

    Test folds are split by the document of the commitment; training pairs that touch any document of the test
    pairs are left out.
    """
    documents = sorted({unit.doc_id for unit in gold.commitments})
    np.random.default_rng(seed).shuffle(documents)
    promised = np.array([unit.doc_id for unit in gold.commitments])
    for fold in range(n_folds):
        test = np.isin(promised, documents[fold::n_folds])
        train = ~_touching(gold, gold, test)
        if test.any() and train.any():
            yield train, test


def _touching(gold: PairGold, tested: PairGold, test: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which pairs of `gold` share a document with the marked pairs of `tested`."""
    places = np.flatnonzero(test).tolist()
    documents = {side[k].doc_id for side in (tested.commitments, tested.reports) for k in places}
    return np.array(
        [c.doc_id in documents or r.doc_id in documents for c, r in zip(gold.commitments, gold.reports, strict=True)],
        bool,
    )


def cross_validate(
    gold: PairGold,
    parts: NDArray[np.float32],
    *,
    extra: tuple[PairGold, NDArray[np.float32]] | None = None,
    n_folds: int = 5,
    seeds: Sequence[int] = (0, 1, 2),
) -> Validation:
    """Measure document-wise, several times over; returned probabilities are means over the seeds.

    The best F1 is that of one threshold over all out-of-fold pairs; `f1_folds` holds the F1 per fold at the
    threshold that was best on the other folds, which is what a new document can expect.

    Args:
        gold: the labelled pairs that are tested.
        parts: their parts.
        extra: further pairs with their parts, that are trained on and never tested.
        n_folds: number of folds.
        seeds: of the splits into folds.
    """
    truths = gold.truths()
    odds = np.zeros((len(truths), 2))
    f1_folds: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for seed in seeds:
        out = np.full((len(truths), 2), np.nan)
        tests = []
        for train, test in folds(gold, n_folds, seed):
            tests.append(test)
            rows, wanted, weights = parts[train], truths[train], gold.weights()[train]
            if extra is not None:
                apart = ~_touching(extra[0], gold, test)
                rows, wanted = np.vstack([rows, extra[1][apart]]), np.vstack([wanted, extra[0].truths()[apart]])
                weights = np.vstack([weights, extra[0].weights()[apart]])
            out[test] = _odds(_fit_languages(rows, wanted, weights), parts[test])
        for column, stage in enumerate(STAGES):
            for test in tests:
                others = ~test & ~np.isnan(out[:, column])
                cut = measures.best_f1(out[others, column], truths[others, column])
                bar = np.inf if cut is None else cut.between
                f1_folds[stage].append(f1(truths[test, column], out[test, column] >= bar))
        odds += out / len(seeds)
    english = gold.english()
    scores: dict[str, dict[str, Any]] = {}
    for column, stage in enumerate(STAGES):
        best = measures.best_f1(odds[:, column], truths[:, column])
        bar = np.inf if best is None else best.between
        scores[stage] = {
            "average_precision": _rounded(measures.average_precision(odds[:, column], truths[:, column])),
            "best_f1": 0.0 if best is None else round(best.f1, 4),
            "best_odds": float(bar),
            "f1_folds_mean": round(float(np.mean(f1_folds[stage])), 4),
            "f1_folds_sd": round(float(np.std(f1_folds[stage])), 4),
            "n": len(truths),
            "n_true": int(truths[:, column].sum()),
        }
        for code, mask in (("zh", ~english), ("en", english)):
            own, scored = truths[mask, column], odds[mask, column]
            scores[stage][code] = {
                "average_precision": _rounded(measures.average_precision(scored, own)),
                "f1": round(f1(own, scored >= bar), 4) if own.any() else None,
                "n": int(mask.sum()),
                "n_true": int(own.sum()),
            }
    return Validation(odds, scores)


def further_odds(
    gold: tuple[PairGold, NDArray[np.float32]],
    extra: tuple[PairGold, NDArray[np.float32]],
    asked: NDArray[np.bool_],
    *,
    n_folds: int = 5,
    seeds: Sequence[int] = (0, 1, 2),
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Score the further pairs that are `asked` for, bool (n,), by scorers that saw neither of their documents.

    Args:
        gold: gold pairs and their parts, trained on.
        extra: further pairs and their parts, trained on.
        asked: which of these are scored.
        n_folds: number of folds by the document of the commitment.
        seeds: of the splits into folds.

    Returns:
        Log-odds of all further pairs (n, 2), and which of them were scored, bool (n,).
    """
    parts = np.vstack([gold[1], extra[1]])
    truths = np.vstack([gold[0].truths(), extra[0].truths()])
    counts = np.vstack([gold[0].weights(), extra[0].weights()])
    odds = np.zeros((len(asked), 2))
    seen = np.zeros(len(asked), np.int64)
    for seed in seeds:
        for _, own in folds(extra[0], n_folds, seed):
            test = own & asked
            apart = ~np.concatenate([_touching(pairs, extra[0], test) for pairs, _ in (gold, extra)])
            if not test.any() or not _both_classes(truths[apart]):
                continue
            odds[test] += _odds(_fit_languages(parts[apart], truths[apart], counts[apart]), extra[1][test])
            seen[test] += 1
    return odds / np.maximum(seen, 1)[:, None], seen > 0


def drawn_odds(
    gold: tuple[PairGold, NDArray[np.float32]],
    extra: tuple[PairGold, NDArray[np.float32]],
    *,
    n_folds: int = 5,
    seeds: Sequence[int] = (0, 1, 2),
) -> Drawn | None:
    """Score the pairs that were drawn from a run by scorers that saw neither of their documents.

    None where there are none, or too few to calibrate on: of each stage some must be true and some not.

    Gold was chosen by other means, and holds fewer pairs that are nearly right. What a probability is worth in a run,
    the pairs of a run tell, each with the weight of those it stands for.

    Args:
        gold: gold pairs and their parts, trained on.
        extra: further pairs and their parts, trained on; those with a weight are scored.
        n_folds: number of folds by the document of the commitment.
        seeds: of the splits into folds.
    """
    weights = np.array(extra[0].stands_for, np.float64)
    drawn = weights > 0
    if not drawn.any():
        return None
    odds, scored = further_odds(gold, extra, drawn, n_folds=n_folds, seeds=seeds)
    if not _both_classes(extra[0].truths()[scored]):
        return None
    promised = [unit.doc_id for unit, own in zip(extra[0].commitments, scored.tolist(), strict=True) if own]
    return Drawn(odds[scored], extra[0].truths()[scored], weights[scored], extra[0].english()[scored], promised)


def _both_classes(truths: NDArray[np.int64]) -> bool:
    """Tell whether each column of truths (n, 2) holds both classes."""
    return bool(((truths == 0).any(axis=0) & (truths == 1).any(axis=0)).all())


def train(
    gold: PairGold,
    vocabulary: Sequence[Unit],
    *,
    extra: PairGold | None = None,
    encoder: str,
    data_sha256: Mapping[str, str],
    versions: Mapping[str, str],
    judges: Sequence[Judge] = (),
    words: tuple[str, Tokens] | None = None,
    plan: CrossPlan = PLAN,
    seeds: Sequence[int] = (0, 1, 2),
    told: Told | None = None,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any], dict[str, Any]]:
    """Train on all pairs; thresholds and calibration come from document-wise cross-validation.

    Where `extra` holds pairs that were drawn from a run, probabilities are calibrated on them (:func:`drawn_odds`).

    Args:
        gold: the labelled pairs.
        vocabulary: units whose words tell how rare a stretch is; more than the gold's own.
        extra: further pairs that are trained on; thresholds and scores are of `gold` alone, because these may be
            drawn in another way.
        encoder: name of the encoder that made the vectors.
        data_sha256: sha256 of each training file, for the card.
        versions: versions of what trained it, for the card.
        judges: transformers that may look at pairs in doubt a second time.
        words: the transformer that reads the words for the cross-encoder, its hash first; without it none is trained.
        plan: size and training of the cross-encoder.
        seeds: of the splits into folds.
        told: is told how many of how many cross-encoders have been trained, which is what takes longest.

    Returns:
        Arrays, meta and card for :func:`pipeline.modelfiles.save_model`.
    """
    weights, shortlist, parts, beside = prepared(gold, extra, vocabulary)
    truths = gold.truths()
    more = None if extra is None or beside is None else (extra, beside)
    validation = cross_validate(gold, parts, extra=more, seeds=seeds)
    drawn = None if more is None else drawn_odds((gold, parts), more, seeds=seeds)
    rows = parts if more is None else np.vstack([parts, more[1]])
    wanted = truths if more is None else np.vstack([truths, more[0].truths()])
    counts = gold.weights() if more is None else np.vstack([gold.weights(), more[0].weights()])
    stages = _fit_languages(rows, wanted, counts)
    # one true pair in a hundred lies below the floor; a lower one finds more and takes longer
    floor = round(float(np.quantile(parts[truths[:, 0] == 1, : len(shortlist)] @ shortlist, 0.01)), 4)
    arrays: dict[str, NDArray[Any]] = {
        "stretches": weights.stretches.astype(np.float16),
        "ends": weights.ends.astype(np.float16),
        "shortlist": shortlist,
    }
    arrays |= {f"fields.{code}": found.astype(np.float16) for code, found in weights.fields.items()}
    scorers: dict[str, dict[str, dict[str, float]]] = {language: {} for language in stages}
    thresholds: dict[str, float] = {}
    at_threshold: dict[str, dict[str, float | None]] = {}
    in_a_run: dict[str, dict[str, dict[str, float | int | None]]] = {}
    promised = [unit.doc_id for unit in gold.commitments]
    alone = Drawn(validation.probabilities, truths, np.ones(len(truths)), gold.english(), promised)
    known = alone if drawn is None else drawn
    calibrations_of = [{language: calibration(known, column, language) for language in stages} for column in (0, 1)]
    for column, (stage, calibrations) in enumerate(zip(STAGES, calibrations_of, strict=True)):
        honest = calibrated(validation.probabilities[:, column], gold.english(), calibrations)
        samples = [Sample(honest, truths[:, column], np.ones(len(truths)), promised)]
        if drawn is not None:
            of_run = calibrated(drawn.odds[:, column], drawn.english, calibrations)
            # they were drawn from what a scorer had listed, and say nothing of pairs that bear less on the promise
            samples += drawn.samples(column, of_run) if stage == "closes" else []
        bar = steady_bar(samples)
        thresholds[stage] = as_threshold(bar)
        found = honest >= bar
        if drawn is not None:
            in_a_run[stage] = drawn.scores(column, of_run >= bar)
        for language, both in stages.items():
            fitted = (both.any, both.closes)[column]
            arrays |= {f"{language}.{stage}.{name}": array for name, array in fitted.arrays.items()}
            slope, offset = calibrations[language]
            scorers[language][stage] = {"bias": fitted.bias, "start": fitted.start, "slope": slope, "offset": offset}
        at_threshold[stage] = {
            "threshold": thresholds[stage],
            "f1": round(f1(truths[:, column], found), 4),
            "precision": round(float(truths[found, column].mean()), 4) if found.any() else None,
            "recall": round(float(found[truths[:, column] == 1].mean()), 4),
        }
    meta = {
        "features": list(CLOSURE_FEATURES),
        "scorers": scorers,
        "any_threshold": thresholds["any"],
        "closes_threshold": thresholds["closes"],
        "floor": floor,
        "encoder": encoder,
    }
    every, told_of = gold, validation.probabilities
    if more is not None and (judges or words is not None):
        odds, scored = further_odds((gold, parts), more, more[0].weights()[:, 0] == 1.0, seeds=seeds[:1])
        every, told_of = pooled(gold, more[0]), np.vstack([told_of, np.where(scored[:, None], odds, np.nan)])
    first = np.column_stack([chances(told_of[:, k], every.english(), calibrations_of[k]) for k in (0, 1)])
    answered = Answered(every, first, np.arange(len(first)) < len(truths))
    looked: dict[str, Any] = {"warnings": []}
    if judges:
        looks = {judge: _look(answered, judge, thresholds["any"]) for judge in judges}
        meta["second"] = {
            judge.sha256: {"weights": look.weights, "any_threshold": look.threshold}
            for judge, look in looks.items()
            if look
        }
        looked["second_look"] = {judge.name: look.scores for judge, look in looks.items() if look}
        looked["second_look_split"] = "pairs of which the transformer was not tuned on both documents"
        looked["warnings"] += [
            f"no second look with the transformer of {judge.name}: too few pairs in doubt are of documents that it "
            "was not tuned on → label more pairs"
            for judge, look in looks.items()
            if not look
        ]
    if words is not None:
        read = _cross(answered, rows, words, plan, thresholds["closes"], told)
        if read is None:
            looked["warnings"].append("no cross-encoder: too few of the pairs that may close do → label more pairs")
        else:
            arrays |= read[0]
            meta["cross_encoder"], looked["cross_encoder"] = read[1:]
    card = {
        "task": "commitment and later report of the same jurisdiction: closes, advances or none",
        "data_sha256": dict(sorted(data_sha256.items())),
        "rows": _counts(gold),
        "rows_extra": _counts(extra) if extra is not None else {},
        "split": f"5 folds by document, {len(seeds)} seeds; no document of a test pair occurs in training pairs",
        "scores": {stage: {**validation.scores[stage], "at_threshold": at_threshold[stage]} for stage in STAGES},
        "in_a_run": in_a_run,
        **looked,
        "versions": dict(sorted(versions.items())),
        "extra": "pairs of documents that the gold also uses, drawn by the score of an earlier scorer and read by a "
        "language model with the codebook in hand; trained on, never part of the scores; those that stand for pairs of "
        "a run calibrate the probabilities and tell what a run can expect (in_a_run); and pairs of invented speeches, "
        "of small weight",
        "fields": "the words of pipeline/link/fields.py were written after a look at errors on the development gold",
        "licence": "MIT; derives from labels made by language-model readers, no text is contained",
        "caution": "agreement of the labels with human readers is not known; where the encoder was tuned on judged "
        "pairs, as its card says, it knows some of these pairs and the scores are too high by some hundredths",
    }
    return arrays, meta, card


@dataclass(frozen=True, slots=True)
class Answered:
    """Labelled pairs with both probabilities (n, 2) by scorers that saw neither document, nan where there are none.

    `own` marks gold pairs, (n,).
    """

    pairs: PairGold
    first: NDArray[np.float64]
    own: NDArray[np.bool_]

    def doubted(self, rows: NDArray[np.intp], stage: int, told: NDArray[np.floating[Any]]) -> Doubted:
        """Return some of the pairs as a look at a stage sees them, with what it adds, (rows,)."""
        pairs = self.pairs
        return Doubted(
            first=self.first[rows, stage],
            told=told,
            truth=pairs.truths()[rows, stage],
            english=pairs.english()[rows],
            promised=[pairs.commitments[k].doc_id for k in rows.tolist()],
            gold=self.own[rows],
            stands_for=np.array(pairs.stands_for or [0.0] * len(self.own), np.float64)[rows],
        )


def _look(answered: Answered, judge: Judge, before: float) -> Fitted | None:
    """Fit the second look of a transformer on pairs of which it does not know both documents.

    `before` is the threshold without it. What is not in doubt is never taken.
    """
    pairs = answered.pairs
    known = [
        {promise.doc_id, report.doc_id} <= judge.documents
        for promise, report in zip(pairs.commitments, pairs.reports, strict=True)
    ]
    rows = np.flatnonzero(~np.isnan(answered.first[:, 0]) & ~np.array(known, bool))
    texts = [(pairs.commitments[k].text, pairs.reports[k].text) for k in rows.tolist()]
    vectors = judge.encode([text for side in zip(*texts, strict=True) for text in side])
    pairs_of = answered.doubted(rows, 0, TENTHS * cosines(vectors, np.arange(len(vectors)).reshape(2, -1).T))
    never = look_inputs(pairs_of.first, pairs_of.told)[:, 0] - _OUT
    return fit_look(pairs_of, before, pairs_of.first >= DOUBT, never, slack=_SLACK)


def _cross(
    answered: Answered,
    parts: NDArray[np.float32],
    words: tuple[str, Tokens],
    plan: CrossPlan,
    before: float,
    told: Told | None,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any], dict[str, Any]] | None:
    """Train the cross-encoder of closures; see :func:`train`. `before` is the threshold without it.

    Returns:
        Its arrays and meta as they are stored, and its scores; None where too few pairs close.
    """
    pairs = answered.pairs
    asked = ~np.isnan(answered.first[:, 1])
    texts = [unit.text for unit in pairs.commitments], [unit.text for unit in pairs.reports]
    weights = np.where(pairs.weights()[:, :1] == 1.0, 1.0, np.array(plan.invented))
    lessons = lessons_of(texts, parts, pairs.truths(), weights, words[1], plan.layers)
    tests = [own & asked for _, own in folds(pairs, 5, SEED)]
    splits = [(~_touching(pairs, pairs, test), test) for test in tests if test.any()]
    odds = honest_odds(lessons, [(train, test) for train, test in splits if train.any()], plan, told)
    rows = np.flatnonzero(~np.isnan(odds))
    asked_of = answered.doubted(rows, 1, odds[rows])
    alone = look_inputs(asked_of.first, asked_of.told)[:, 0]
    likely = asked_of.first >= LEAST
    read = likely & np.isin(np.where(asked_of.english, "en", "zh"), _helped(asked_of, alone, likely))
    fitted = fit_look(asked_of, before, read, alone, share=_SHARE)
    if fitted is None:
        return None
    arrays = fit_cross(lessons, np.arange(len(asked)), plan)
    stored = stored_cross(arrays, plan, words[0], fitted.weights, fitted.threshold)
    return *stored, {**fitted.scores, "plan": asdict(plan)}


def _helped(pairs: Doubted, alone: NDArray[np.float64], likely: NDArray[np.bool_]) -> list[str]:
    """Return the languages in which what is likely is ranked no worse with what a look adds than without.

    Those are pairs of a run, each with the weight of those it stands for; where there are none, all labelled ones.
    """
    found = []
    for language, own in by_language(pairs.english).items():
        drawn = own & likely & (pairs.stands_for > 0)
        rows, weights = (drawn, pairs.stands_for[drawn]) if drawn.any() else (own & likely, None)
        before, after = (
            measures.average_precision(odds[rows], pairs.truth[rows], weights)
            for odds in (alone, alone + _SHARE * pairs.told)
        )
        if before is not None and after is not None and after >= before:
            found.append(language)
    return found


def _counts(gold: PairGold) -> dict[str, int]:
    """Return the number of pairs per outcome."""
    return {str(outcome): sum(o is outcome for o in gold.outcomes) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fitted stage: arrays as :mod:`pipeline.link.closures` reads them, and the scikit-learn objects."""

    arrays: Mapping[str, NDArray[Any]]
    bias: float
    start: float
    linear: Any
    trees: Any
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]

    def odds(self, parts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the mean log-odds of both halves, not yet calibrated."""
        linear = self.linear.decision_function((parts - self.mean) / self.scale)
        return np.asarray((linear + self.trees.decision_function(parts)) / 2)


@dataclass(frozen=True, slots=True)
class _Stages:
    """Whether a report bears on a promise, and whether one that does closes it."""

    any: _Fitted
    closes: _Fitted

    def odds(self, parts: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return (n, 2): log-odds of bearing on the promise, log-probability of doing so and closing it."""
        some = self.any.odds(parts)
        return np.column_stack([some, log_chance(some) + log_chance(self.closes.odds(parts))])


def _fit_languages(
    parts: NDArray[np.float32], truths: NDArray[np.int64], weights: NDArray[np.float64]
) -> dict[str, _Stages]:
    """Fit both stages for each language there is; one with few pairs that are not invented learns from the others too.

    Truths and weights are (n, 2).
    """
    stages = {}
    real = weights[:, 0] == 1.0
    for language, own in by_language(parts[:, _ENGLISH] > 0).items():
        if (own & real).sum() >= _ENOUGH:
            stages[language] = _fit_stages(parts[own], truths[own], weights[own])
        else:
            stages[language] = _fit_stages(parts, truths, weights * np.where(own, 1.0, _OTHERS)[:, None])
    return stages


def _odds(stages: Mapping[str, _Stages], parts: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what the stages of each pair's language say, (n, 2); see :meth:`_Stages.odds`."""
    out = np.zeros((len(parts), 2))
    for language, rows in by_language(parts[:, _ENGLISH] > 0).items():
        out[rows] = of_language(stages, language).odds(parts[rows])
    return out


def _fit_stages(parts: NDArray[np.float32], truths: NDArray[np.int64], weights: NDArray[np.float64]) -> _Stages:
    """Fit both stages, the second on the pairs that bear on a promise; truths and weights are (n, 2)."""
    bears = truths[:, 0] == 1
    return _Stages(_fit(parts, truths[:, 0], weights[:, 0]), _fit(parts[bears], truths[bears, 1], weights[bears, 1]))


def _fit(parts: NDArray[np.float32], truth: NDArray[np.int64], weights: NDArray[np.float64] | None = None) -> _Fitted:
    """Fit a logistic regression and boosted trees; where there is nothing to tell apart, the one answer is certain."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    rows = parts.astype(np.float64)
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-9] = 1.0
    if len(np.unique(truth)) < 2:
        # two rows that no part tells apart: what is learned from them is a constant, which the weights make certain
        rows, truth, weights = np.tile(mean, (2, 1)), np.array([0, 1]), np.array([1e-3, 1.0][:: 1 if truth[0] else -1])
    linear = LogisticRegression(C=_STRENGTH, max_iter=3000).fit((rows - mean) / scale, truth, weights)
    trees = HistGradientBoostingClassifier(**_TREES).fit(rows, truth, weights)
    nodes = [stage[0].nodes for stage in trees._predictors]
    width = max(len(tree) for tree in nodes)
    shape = (len(nodes), width)
    feature, left, right = np.full(shape, -1, np.int16), np.zeros(shape, np.int16), np.zeros(shape, np.int16)
    cut, value = np.zeros(shape, np.float64), np.zeros(shape, np.float32)
    for row, tree in enumerate(nodes):
        n = len(tree)
        leaf = tree["is_leaf"].astype(bool)
        feature[row, :n] = np.where(leaf, -1, tree["feature_idx"])
        cut[row, :n] = np.where(leaf, 0.0, tree["num_threshold"])
        left[row, :n], right[row, :n] = tree["left"], tree["right"]
        value[row, :n] = np.where(leaf, tree["value"], 0.0)
    arrays = {
        "mean": mean,
        "scale": scale,
        "weights": linear.coef_[0],
        "feature": feature,
        "cut": cut,
        "left": left,
        "right": right,
        "value": value,
    }
    return _Fitted(
        arrays=arrays,
        bias=float(linear.intercept_[0]),
        start=float(np.ravel(trees._baseline_prediction)[0]),
        linear=linear,
        trees=trees,
        mean=mean,
        scale=scale,
    )


def _rounded(value: float | None) -> float | None:
    """Return the value with four decimals; None stays None."""
    return None if value is None else round(value, 4)
