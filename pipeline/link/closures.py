"""Match the commitments of one jurisdiction with later reports that close or advance them (codebook §5).

Reports come from the speeches of later years. Similarity alone never closes a promise: the scorer also reads
whether a completed state is named, what became of the figure, and how much of the promise the report covers; and
rules of the codebook that admit no doubt overrule it: a sum of several years against a yearly target, a figure that
falls short, and what the words allow at most (:mod:`pipeline.link.limits`) close nothing; a figure that meets its
target and a Chinese report that calls the very thing finished (:mod:`pipeline.link.finished`) do. What is not found is
not found in these texts; it may well have been done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.figures import WELL_KNOWN, judges_year, main_figure
from pipeline.link.candidates import cosines
from pipeline.link.closure_features import (
    BUCKETS,
    CLOSURE_FEATURES,
    COLUMN,
    STANDING,
    Side,
    Weights,
    around,
    closure_features,
    joined,
    prepare,
    standing,
    weighed,
)
from pipeline.link.closure_second import DOUBT, ClosureLook, looks_in
from pipeline.link.cross import CrossEncoder, Tokens, both_so, cross_in
from pipeline.link.decisions import TUNED
from pipeline.link.features import by_language, of_language
from pipeline.link.fields import FIELDS
from pipeline.link.figure_limits import reached_by_name, target_met
from pipeline.link.finished import finished_by_name
from pipeline.link.limits import limited
from pipeline.link.looks import log_chance
from pipeline.modelfiles import ModelFile
from pipeline.records import Closure, Label, Outcome, Parts, Target, Unit
from pipeline.settings import ClosureSettings

STAGES = ("any", "closes")  # probability of closing or advancing, probability of closing
_CHUNK = 50_000  # pairs scored at a time
_STAGE = 25  # trees between two looks at which pairs can still reach a threshold
_ROUNDING = 1e-6  # sums in another order differ by less
_SPLITS = 12  # of a tree; its table has two to the power of that many values
_LONGER = re.compile("年均|平均每年|[五十]年|20[0-9]{2}|末|从[^，。；]*到")  # a known target is not one of its year
# the parts of a score that a reader is shown; the model reads all of CLOSURE_FEATURES
SHOWN = (
    "meaning",
    "sentence_sentence",
    "promise_lead",
    "report_lead",
    "covered",
    "covers",
    "field_covered",
    "field_apart",
    "report_ends",
    "promise_ends",
    "done",
    "ongoing",
    "relative",
    "intends",
    "several_years",
    "promise_deliver",
    "promise_lasting",
    "figure_found",
    "figure_met",
    "figure_any",
    "next_report",
)
PARTS: tuple[str, ...] = ("p_any", "p_closes", *SHOWN, "deadline_passed")
"""Of a score as they are stored, see :func:`part_names`."""
_SHOWN = np.array([COLUMN[name] for name in SHOWN])
ACROSS = "cross_closes"
"""What the cross-encoder alone says, as a part of a score; 0 where a pair was not read."""
LEAST = 0.05
"""A pair that is less likely to close is not read: of 682 such pairs ten do, and a run lists four times as many."""


def part_names(second: bool, cross: bool) -> tuple[str, ...]:
    """Return the names of the parts of a closure's score as they are stored.

    `second` tells whether a second look is taken, `cross` whether pairs that may close are read.
    """
    return (*PARTS, *((TUNED,) if second else ()), *((ACROSS,) if cross else ()))


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found in one jurisdiction, sorted by commitment, then report; `n_candidates` pairs were scored."""

    closures: tuple[Closure, ...]
    n_candidates: int


SCORER_ARRAYS = ("mean", "scale", "weights", "feature", "cut", "left", "right", "value")
"""What a model folder holds of each language and stage, as «language.stage.name»."""


@dataclass(frozen=True, slots=True)
class _Tree:
    """A regression tree as a table: bit k of a row's number says whether feature `features[k]` is at most `cuts[k]`.

    `values` holds the leaf that a row with such a number falls into. All comparisons of a small tree take less time
    than to follow each row through it.
    """

    features: tuple[int, ...]
    cuts: tuple[np.float32, ...]
    values: NDArray[np.float64]

    def __call__(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the value of each of the rows whose features are given by column."""
        number = np.zeros(columns.shape[1], np.uint8 if len(self.features) <= 8 else np.uint16)
        for bit, (feature, cut) in enumerate(zip(self.features, self.cuts, strict=True)):
            np.bitwise_or(number, (columns[feature] <= cut).astype(number.dtype) << number.dtype.type(bit), out=number)
        return np.asarray(self.values[number])


@dataclass(frozen=True, slots=True)
class _Scorer:
    """One stage: the mean of a logistic regression and boosted trees on the log-odds scale, then calibrated.

    The first tells whether a report bears on a promise at all, the second whether one that does closes it; the
    log-probability of both together is what the second's `slope` and `offset` calibrate.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    trees: tuple[_Tree, ...]
    start: float
    slope: float
    offset: float

    def odds(self, parts: NDArray[np.float32], least: float = -np.inf) -> NDArray[np.float64]:
        """Return the log-odds of each row of parts (n, len(CLOSURE_FEATURES)), -inf for rows that are below `least`.

        A row that cannot reach `least`, whatever the trees to come say of it, is left out on the way: most are, and
        the others get the same bits as without.
        """
        rows = parts.astype(np.float64)
        # an explicit sum, not a matrix product: the same row gives the same bits whatever stands beside it
        linear = ((rows - self.mean) / self.scale * self.weights).sum(axis=1) + self.bias
        boosted = np.full(len(rows), self.start)
        left = np.arange(len(rows))
        columns = np.ascontiguousarray(parts.T)
        for first in range(0, len(self.trees), _STAGE):
            best = sum(float(tree.values.max()) for tree in self.trees[first:]) + _ROUNDING
            can = (linear[left] + boosted[left] + best) / 2 >= least
            if not can.all():
                left, columns = left[can], columns[:, can]
            told = boosted[left]
            for tree in self.trees[first : first + _STAGE]:
                told += tree(columns)
            boosted[left] = told
        found = np.full(len(rows), -np.inf)
        found[left] = (linear[left] + boosted[left]) / 2
        return found

    def probability(self, odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability of log-odds, (n,)."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * odds + self.offset))))


@dataclass(frozen=True, slots=True)
class _Stages:
    """Both stages of one language."""

    any: _Scorer
    closes: _Scorer

    def probabilities(self, parts: NDArray[np.float32], least: float) -> NDArray[np.float64]:
        """See :meth:`ClosureModel.probabilities`; not rounded."""
        # rounding may lift a probability to the border
        border = (_odds(max(least - 1e-4, 0.0)) - self.any.offset) / self.any.slope
        odds = self.any.odds(parts, border)
        first = self.any.probability(odds)
        likely = np.flatnonzero(np.isfinite(odds) & (np.round(first, 4) >= least))
        closing = log_chance(odds[likely]) + log_chance(self.closes.odds(parts[likely]))
        both = np.zeros((len(parts), 2))
        both[likely, 0] = first[likely]
        both[likely, 1] = np.minimum(first[likely], self.closes.probability(closing))
        return both


@dataclass(frozen=True, slots=True)
class ClosureModel:
    """The trained scorers by language, with their thresholds.

    `shortlist` (7,) weighs the nearness of a pair; pairs whose sum is below `floor` are never scored. `looks` are the
    second looks by the hash of their transformer, of which `second` is taken. `trained_cross` is the
    cross-encoder that it holds, `cross` the one that reads, with the transformer that it asks.
    """

    scorers: Mapping[str, _Stages]
    weights: Weights
    shortlist: NDArray[np.float32]
    any_threshold: float
    closes_threshold: float
    floor: float
    encoder: str
    sha256: str
    looks: Mapping[str, ClosureLook] = field(default_factory=dict)
    second: ClosureLook | None = None
    trained_cross: CrossEncoder | None = None
    cross: tuple[CrossEncoder, Tokens] | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def looking(self, transformer: str) -> ClosureModel:
        """Return the model as it looks again at pairs in doubt with a transformer, by its hash.

        It takes no second look where it was not trained for that transformer.
        """
        look = self.looks.get(transformer)
        return self if look is None else replace(self, second=look, any_threshold=look.any_threshold)

    def reading(self, transformer: str, tokens: Tokens) -> ClosureModel:
        """Return the model as it reads pairs that may close with a transformer, by its hash.

        It reads none where it was not trained for that transformer.
        """
        cross = self.trained_cross
        if cross is None or cross.transformer != transformer:
            return self
        return replace(self, cross=(cross, tokens), closes_threshold=cross.threshold)

    @classmethod
    def from_model(cls, model: ModelFile) -> ClosureModel:
        """Read a model folder.

        Raises ModelError where it was trained on other parts than this version computes, or lacks something.
        """
        trained = tuple(model.meta.get("features", ()))
        if trained != CLOSURE_FEATURES:
            other = sorted(set(trained) ^ set(CLOSURE_FEATURES)) or ["their order"]
            raise ModelError(
                f"{model.name}: trained on other parts ({', '.join(other[:5])}) → train it again with scripts/train.py"
            )
        try:
            scorers = {
                code: _Stages(*(_scorer(model, code, stage) for stage in STAGES)) for code in model.meta["scorers"]
            }
            made = cls(
                scorers=scorers,
                weights=Weights(
                    model.arrays["stretches"].astype(np.float32),
                    {code: model.arrays[f"fields.{code}"].astype(np.float32) for code in FIELDS},
                    model.arrays["ends"].astype(np.float32),
                ),
                shortlist=model.arrays["shortlist"].astype(np.float32),
                any_threshold=float(model.meta["any_threshold"]),
                closes_threshold=float(model.meta["closes_threshold"]),
                floor=float(model.meta["floor"]),
                encoder=str(model.meta["encoder"]),
                sha256=model.sha256,
                looks=looks_in(model.meta),
                trained_cross=cross_in(model),
                meta=model.meta,
            )
        except ValueError as error:
            raise ModelError(
                f"{model.name}: its second look or cross-encoder: {error} → train it again with scripts/train.py"
            ) from error
        except KeyError as error:
            raise ModelError(f"{model.name}: lacks {error} → train it again with scripts/train.py") from error
        sizes = {"stretches": BUCKETS, "ends": 2, **{f"fields.{code}": len(table) for code, table in FIELDS.items()}}
        for name, size in sizes.items():
            if len(model.arrays[name]) != size:
                raise ModelError(
                    f"{model.name}: {len(model.arrays[name])} weights of {name}, not {size} → train it again"
                )
        return made

    def probabilities(self, parts: NDArray[np.float32], least: float = 0.0) -> NDArray[np.float64]:
        """Return (n, 2): probability of closing or advancing, and of closing, which is never the larger.

        Rows whose first probability is below `least` are 0 in both. A language without scorers is scored by the first
        that has some.
        """
        both = np.zeros((len(parts), 2))
        for language, rows in by_language(parts[:, COLUMN["english"]] > 0).items():
            both[rows] = of_language(self.scorers, language).probabilities(parts[rows], least)
        return np.round(both, 4)


def _odds(probability: float) -> float:
    """Return the log-odds of a probability; infinite where it is certain."""
    if not 0 < probability < 1:
        return np.inf if probability >= 1 else -np.inf
    return float(np.log(probability / (1 - probability)))


def _scorer(model: ModelFile, language: str, stage: str) -> _Scorer:
    """Read one stage of a language from a model folder; raises KeyError where a part of it is missing."""
    meta, under = model.meta["scorers"][language][stage], f"{language}.{stage}"
    if not meta["slope"] > 0:
        raise ModelError(f"{model.name}: {under} is calibrated upside down → train the closures again")
    arrays = {name: model.arrays[f"{under}.{name}"] for name in SCORER_ARRAYS}
    return _Scorer(
        **{name: arrays[name].astype(np.float64) for name in ("mean", "scale", "weights")},
        bias=float(meta["bias"]),
        trees=tuple(
            _tree(*(arrays[name][tree] for name in ("feature", "cut", "left", "right", "value")))
            for tree in range(len(arrays["feature"]))
        ),
        start=float(meta["start"]),
        slope=float(meta["slope"]),
        offset=float(meta["offset"]),
    )


def _tree(
    feature: NDArray[np.int16],
    cut: NDArray[np.float64],
    left: NDArray[np.int16],
    right: NDArray[np.int16],
    value: NDArray[np.float64],
) -> _Tree:
    """Make the table of a tree whose nodes, (nodes,), send a row to `left` where the feature is at most `cut`.

    A leaf has a negative feature. Raises ModelError where the tree is too large for a table.
    """
    inner = np.flatnonzero(feature >= 0).tolist()
    if len(inner) > _SPLITS:
        raise ModelError(f"a tree of {len(inner)} splits, more than {_SPLITS} → train the closures again")
    bit = {node: k for k, node in enumerate(inner)}
    values = np.empty(1 << len(inner), np.float64)
    for number in range(len(values)):
        node = 0
        while node in bit:
            node = int((left if number >> bit[node] & 1 else right)[node])
        values[number] = value[node]
    return _Tree(tuple(feature[inner].tolist()), tuple(_below(cut[inner])), values)


def _below(cuts: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return for each cut the largest number in single precision that is not above it: features are such numbers."""
    near = cuts.astype(np.float32)
    return np.where(near > cuts.astype(np.float64), np.nextafter(near, np.float32(-np.inf)), near)


def match_closures(
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    vectors_c: NDArray[np.float32],
    vectors_r: NDArray[np.float32],
    targets: Mapping[str, Sequence[Target]],
    model: ClosureModel,
    settings: ClosureSettings,
    sizes: Mapping[str, int] | None = None,
    second: Callable[[Sequence[str]], NDArray[np.float32]] | None = None,
) -> Matched:
    """Find the reports that close or advance commitments of one jurisdiction.

    Args:
        commitments: measures and pledges.
        reports: progress units of the same jurisdiction; units with another label are left out, so that plan
            text in the place of a report never closes anything.
        vectors_c: float32 (len(commitments), d), unit length, of the encoder that the model was trained with.
        vectors_r: float32 (len(reports), d), unit length.
        targets: figures per unit id, of commitments and reports.
        model: the scorer.
        settings: how many years a report may lie behind the promise, and thresholds that override the model's.
        sizes: number of sentences per document id; a speech that is left out has the usual one.
        second: makes the vectors, float32 (n, e), of the transformer that looks at pairs in doubt a second time; for
            models that take such a look.

    Returns:
        One closure per pair that reaches a threshold, with the parts of its score.

    Raises:
        ValueError: vectors do not fit the units, units of several jurisdictions are given, or a model with a second
            look comes without its transformer.
    """
    if len(vectors_c) != len(commitments) or len(vectors_r) != len(reports):
        raise ValueError(f"{len(commitments)}/{len(reports)} units, {len(vectors_c)}/{len(vectors_r)} vectors")
    if (second is None) != (model.second is None):
        raise ValueError("a second look takes a model that was trained for it and its transformer, both or neither")
    places = {unit.jurisdiction for unit in (*commitments, *reports)}
    if len(places) > 1:
        raise ValueError(f"closures are matched within one jurisdiction, got {', '.join(sorted(places))}")
    any_bar = model.any_threshold if settings.advances_threshold is None else settings.advances_threshold
    closes_bar = model.closes_threshold if settings.closes_threshold is None else settings.closes_threshold
    first_bar = any_bar if model.second is None else DOUBT
    latest = _latest(commitments, reports, targets, settings.horizon)
    n_candidates, kept, scores, parts = _likely(
        *(commitments, reports, vectors_c, vectors_r, latest, model, min(first_bar, closes_bar), sizes)
    )
    bears = scores[:, 0] >= first_bar
    added: list[NDArray[Any]] = []
    if second is not None and model.second is not None:
        texts = [[unit.text for unit in units] for units in (commitments, reports)]
        scores, alike = _look_again(kept, scores, parts, bears, model.second, texts[0], texts[1], second)
        added.append(alike)
        bears &= scores[:, 0] >= any_bar
    if model.cross is not None:
        scores, read = _read(kept, scores, parts, model.cross, commitments, reports, targets)
        added.append(read)
    rows = np.flatnonzero(bears | (scores[:, 1] >= closes_bar))
    columns: list[NDArray[Any]] = [scores[rows], parts[rows][:, _SHOWN], np.zeros(len(rows))]
    shown: Any = np.round(np.column_stack([*columns, *(own[rows] for own in added)]), 4)
    names = part_names(model.second is not None, model.cross is not None)
    passed = names.index("deadline_passed")
    closures = []
    for place, row in enumerate(rows.tolist()):
        promise, report = commitments[kept[row, 0]], reports[kept[row, 1]]
        if _yearly(promise, targets) and not judges_year(report.text, report.year, promise.year, (report.year,)):
            continue  # a report after a gap, of another year
        reached = reached_by_name(promise, report, targets)
        outcome = decide(scores[row], parts[row], any_bar, closes_bar, reached=reached)
        # a figure, or the end of the thing itself, closes whatever the scorer says, unless nothing is to close
        met = (
            outcome is not Outcome.NONE
            and closes_bar <= 1
            and (
                target_met(promise, report, targets)
                or (outcome is Outcome.ADVANCES and finished_by_name(promise, report))
            )
        )
        if met:
            outcome = Outcome.CLOSES
        outcome = limited(outcome, promise, report, targets)
        if outcome is not Outcome.NONE:
            shown[place, passed] = _passed(report.year, _deadlines(promise, targets))
            # where that closes a promise (`met`), the scorer's own word for «closes» may be low
            score = shown[place, 1 if outcome is Outcome.CLOSES and not met else 0]
            described = Parts(names, shown, place)
            closures.append(Closure(promise.unit_id, report.unit_id, outcome, float(score), described))
    closures.sort(key=lambda closure: (closure.commitment_unit, closure.report_unit))
    return Matched(tuple(closures), n_candidates)


def _likely(
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    vectors_c: NDArray[np.float32],
    vectors_r: NDArray[np.float32],
    latest: NDArray[np.int64],
    model: ClosureModel,
    least: float,
    sizes: Mapping[str, int] | None,
) -> tuple[int, NDArray[np.int64], NDArray[np.float64], NDArray[np.float32]]:
    """Score candidate pairs, some at a time, and keep those of which a probability is at least `least`.

    `latest` is the last year whose report can count, by commitment; the rest is as in :func:`match_closures`.

    Returns:
        How many candidates there were, the pairs kept, sorted, (m, 2), their probabilities (m, 2), their parts
        (m, len(CLOSURE_FEATURES)).
    """
    promises = prepare(commitments, vectors_c, around(commitments, vectors_c), model.weights, sizes)
    reported = prepare(reports, vectors_r, around(reports, vectors_r), model.weights, sizes)
    usable = np.array([unit.label is Label.PROGRESS for unit in reports], bool)
    said = [np.array([unit.doc_id for unit in units]) for units in (commitments, reports)]
    candidates = candidate_pairs(*(promises, reported, said[0], said[1], latest, usable, model.shortlist, model.floor))
    found, chances = [np.zeros((0, 2), np.int64)], [np.zeros((0, 2))]
    described = [np.zeros((0, len(CLOSURE_FEATURES)), np.float32)]
    n_candidates = 0
    for pairs, stand in candidates:
        n_candidates += len(pairs)
        for start in range(0, len(pairs), _CHUNK):
            chunk = pairs[start : start + _CHUNK]
            parts = closure_features(promises, reported, chunk, stand[start : start + _CHUNK])
            scores = model.probabilities(parts, least)
            rows = np.flatnonzero((scores >= least).any(axis=1))
            found.append(chunk[rows])
            chances.append(scores[rows])
            described.append(parts[rows])
    kept = np.concatenate(found)
    order = np.lexsort((kept[:, 1], kept[:, 0]))
    return n_candidates, kept[order], np.concatenate(chances)[order], np.concatenate(described)[order]


def _look_again(
    pairs: NDArray[np.int64],
    first: NDArray[np.float64],
    parts: NDArray[np.float32],
    in_doubt: NDArray[np.bool_],
    look: ClosureLook,
    promised: Sequence[str],
    told: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the probabilities after a second look at the pairs in doubt, and their likeness there (0 elsewhere)."""
    doubtful = np.flatnonzero(in_doubt)
    needed = [np.unique(pairs[doubtful, side], return_inverse=True) for side in (0, 1)]
    texts = [[said[k] for k in own.tolist()] for (own, _), said in zip(needed, (promised, told), strict=True)]
    vectors = encode([*texts[0], *texts[1]])
    likeness = np.zeros(len(pairs), np.float32)
    likeness[doubtful] = cosines(vectors, np.column_stack([needed[0][1], needed[1][1] + len(texts[0])]))
    after = first.copy()
    english = parts[doubtful, COLUMN["english"]] > 0
    after[doubtful, 0] = look.probability(first[doubtful, 0], likeness[doubtful], english)
    after[:, 1] = np.minimum(after[:, 1], after[:, 0])
    return after, likeness


def _read(
    pairs: NDArray[np.int64],
    first: NDArray[np.float64],
    parts: NDArray[np.float32],
    cross: tuple[CrossEncoder, Tokens],
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    targets: Mapping[str, Sequence[Target]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the probabilities after the pairs that may close have been read, and what `cross` alone says of them.

    What the words of a pair forbid to close is not read; the latter is 0 there and elsewhere.
    """
    network, tokens = cross
    english = parts[:, COLUMN["english"]] > 0
    may = [
        row
        for row in np.flatnonzero((first[:, 1] >= LEAST) & network.reads(english)).tolist()
        if limited(Outcome.CLOSES, commitments[pairs[row, 0]], reports[pairs[row, 1]], targets) is Outcome.CLOSES
    ]
    promised = [commitments[k].text for k in pairs[may, 0].tolist()]
    reported = [reports[k].text for k in pairs[may, 1].tolist()]
    told = both_so(network.odds(tokens, promised, reported, parts[may]))
    after, alone = first.copy(), np.zeros(len(pairs))
    after[may, 1] = network.probability(first[may, 1], told, english[may])
    after[:, 1] = np.minimum(after[:, 1], after[:, 0])
    alone[may] = np.exp(told)
    return after, alone


def _latest(
    commitments: Sequence[Unit], reports: Sequence[Unit], targets: Mapping[str, Sequence[Target]], horizon: int
) -> NDArray[np.int64]:
    """Return for each commitment the last year whose report can count.

    A commitment that carries an annual target is judged by the next speech that reports at all; one with a deadline
    beyond the horizon by the year after the deadline too.
    """
    report_years = np.unique([unit.year for unit in reports if unit.label is Label.PROGRESS])
    latest = np.zeros(len(commitments), np.int64)
    for row, unit in enumerate(commitments):
        latest[row] = max([unit.year + horizon, *(year + 1 for year in _deadlines(unit, targets))])
        if _yearly(unit, targets):
            later = report_years[report_years > unit.year]
            latest[row] = min(latest[row], later[0]) if len(later) else unit.year
    return latest


def _deadlines(unit: Unit, targets: Mapping[str, Sequence[Target]]) -> list[int]:
    return [t.deadline_year for t in targets.get(unit.unit_id, ()) if t.deadline_year is not None]


def _passed(year: int, deadlines: Sequence[int]) -> float:
    """Return 1 for a report of the deadline's year or later, -1 for an earlier one, 0 where there is no deadline."""
    return 0.0 if not deadlines else (1.0 if year >= max(deadlines) else -1.0)


def _yearly(unit: Unit, targets: Mapping[str, Sequence[Target]]) -> bool:
    """Tell whether a commitment sets a target of its year: it says so, or its first figure is of the yearly kind.

    What is due in a later year («明年上半年») is none, though it is done within one.
    """
    own = targets.get(unit.unit_id, ())
    first = main_figure(own)
    known = first is not None and first.indicator in WELL_KNOWN and not first.period and not _LONGER.search(unit.text)
    later = any(year > unit.year for year in _deadlines(unit, targets))
    of_year = any(target.period == "annual" and (target.deadline_year or 0) <= unit.year for target in own)
    return of_year or (known and not later)


def candidate_pairs(
    promises: Side,
    reports: Side,
    said_c: NDArray[np.str_],
    said_r: NDArray[np.str_],
    latest: NDArray[np.int64],
    usable: NDArray[np.bool_],
    shortlist: NDArray[np.float32],
    floor: float,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Yield every pair worth scoring: an exact search, speech by speech, without a ceiling.

    Args:
        promises: the commitments, prepared.
        reports: the reports, prepared.
        said_c: (promises,), the document of each commitment.
        said_r: (reports,), the document of each report.
        latest: int64 (promises,), the last year whose report can count.
        usable: bool (reports,), whether a unit is a report at all.
        shortlist: float32 (7,), weight of each of NEARNESS.
        floor: the weighted nearness that a pair needs.

    Yields:
        For the promises of one speech int64 (n, 2), and how each pair stands in its two speeches, float32 (n, 4).
    """
    mine = joined(promises.vectors, promises.around)
    theirs = weighed(reports.vectors, reports.around, shortlist)
    speeches = {name: np.flatnonzero(usable & (said_r == name)) for name in np.unique(said_r[usable])}
    for name in np.unique(said_c):
        rows = np.flatnonzero(said_c == name)
        found, stands = [np.zeros((0, 2), np.int64)], [np.zeros((0, len(STANDING)), np.float32)]
        for columns in speeches.values():
            year = reports.years[columns[0]]
            if not (promises.years[rows[0]] < year <= latest[rows].max()):
                continue
            scores = np.round(mine[rows] @ theirs[columns].T, 4)
            i, j = np.nonzero((scores >= floor) & (year <= latest[rows])[:, None])
            found.append(np.column_stack([rows[i], columns[j]]))
            stands.append(standing(scores, i, j, scores[i, j]))
        yield np.concatenate(found).astype(np.int64), np.concatenate(stands)


def decide(
    score: NDArray[np.float64],
    parts: NDArray[np.float32],
    any_bar: float,
    closes_bar: float,
    *,
    reached: bool = False,
) -> Outcome:
    """Turn the two probabilities of one pair into an outcome.

    Two rules of codebook §5 overrule the scorer: a sum or mean of several years does not close a yearly target,
    and a figure that falls short of the target does not close it, unless one is `reached` under its very name: the
    parts compare figures by the words around them, so that «从3万元提高到15万元» seems to tell of the first.
    """
    found = parts[COLUMN["figure_found"]] >= 0.5
    short = found and parts[COLUMN["figure_met"]] < 0 and not reached
    summed = found and parts[COLUMN["several_years"]] > 0
    if score[1] >= closes_bar and not short and not summed:
        return Outcome.CLOSES
    return Outcome.ADVANCES if score[0] >= any_bar else Outcome.NONE
