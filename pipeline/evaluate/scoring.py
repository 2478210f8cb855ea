"""From pairs of gold and prediction to scores by language, source and decade, with and without doubtful rows.

Both ways of measuring (the tables of a run, and cross-validation) end here, so that their figures mean the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pipeline.evaluate import metrics
from pipeline.evaluate.gold import GoldText
from pipeline.evaluate.metrics import ClassReport, Interval
from pipeline.measures import average_precision, b_cubed, best_f1, f_measure, pair_f1
from pipeline.records import COMMITMENTS, LABELS, Label, Outcome, Relation, Status

FACETS = ("all", "language", "source", "decade")
LEVELS = ("0", "1", "2", "3", "4")
# fewer resamples for parts than for the whole: their intervals are wide anyway
RESAMPLES, RESAMPLES_PART = 1000, 200


@dataclass(frozen=True, slots=True)
class Where:
    """What a row is counted under: its document (the group of intervals) and its facets.

    `unsure` marks rows on which a second reader may differ.
    """

    doc_id: str
    language: str
    source: str
    decade: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A gold sentence and what was predicted for it; None where nothing was.

    `confidence` is the probability of the predicted label. Levels are None for labels that have none.
    """

    where: Where
    gold: Label
    predicted: Label | None
    gold_level: int | None = None
    predicted_level: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PairRow:
    """A gold pair and what was predicted.

    `found` tells whether both stretches were units of the right kind, `proposed` whether the pair was scored at
    all, None where that is not known. `same` is the decision «in one thread», for links only. `score` is that of
    the positive relation (`same`; `closes` or `advances`), None where the pair has none. `score_second` is that of
    `closes` alone.
    """

    where: Where
    gold: str
    predicted: str
    found: bool = True
    proposed: bool | None = None
    same: bool | None = None
    score: float | None = None
    score_second: float | None = None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A gold stretch and how well the run has it: `exact`, and `near` by the rule of its task."""

    where: Where
    exact: bool
    near: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a gold thread, and the predicted thread, None where the run has no such commitment."""

    where: Where
    field: str
    gold: int
    predicted: str | None
    key: str


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A promise whose status is known, and that of the thread that holds it, None where the run has no such thread."""

    where: Where
    gold: str
    predicted: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """Scores of one task on one part of the gold.

    `measures` are numbers, None where undefined. `intervals` hold 95 % intervals over documents for some of
    them. `classes` is the full report where the task is a classification.
    """

    task: str
    facet: str
    value: str
    sure_only: bool
    n: int
    measures: Mapping[str, float | None]
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    classes: ClassReport | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, numbers rounded to four decimals."""
        plain: dict[str, Any] = _rounded(dataclasses.asdict(self))
        return plain


def _rounded(value: Any) -> Any:  # noqa: ANN401 - nested plain values
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(v) for v in value]
    return value


def where_of(text: GoldText, unsure: bool) -> Where:
    """Return what a row on a document is counted under."""
    return Where(text.doc_id, text.language, text.source, text.decade, unsure)


Row = TypeVar("Row", LabelRow, PairRow, SpanRow, MemberRow, StatusRow)
Scores = tuple[Mapping[str, float | None], Mapping[str, Interval | None], ClassReport | None]


def _sliced(
    task: str, rows: Sequence[Row], score: Callable[[Sequence[Row], int], Scores], facets: Sequence[str] = FACETS
) -> list[Result]:
    """Score the whole and each part, with every row and, where rows are marked unsure, with the sure ones only."""
    results = []
    for sure_only in (False, True) if any(row.where.unsure for row in rows) else (False,):
        kept = [row for row in rows if not (sure_only and row.where.unsure)]
        for facet in facets:
            parts: dict[str, list[Row]] = {}
            for row in kept:
                parts.setdefault("all" if facet == "all" else _value(row, facet), []).append(row)
            for value, part in sorted(parts.items()):
                measures, intervals, classes = score(part, RESAMPLES if facet == "all" else RESAMPLES_PART)
                known = {name: i for name, i in intervals.items() if i is not None}
                results.append(Result(task, facet, value, sure_only, len(part), measures, known, classes))
    return results


def _value(row: LabelRow | PairRow | SpanRow | MemberRow | StatusRow, facet: str) -> str:
    """Return what a row is counted under in a facet."""
    return row.field if facet == "field" and isinstance(row, MemberRow) else str(getattr(row.where, facet))


def score_labels(rows: Sequence[LabelRow]) -> list[Result]:
    """Return macro-F1, accuracy, per-class scores and calibration of sentence labels.

    A sentence without prediction counts as wrong; in `macro_f1_cut_other` it counts as `other`, which is what
    cutting a licence footer or a page number amounts to.
    """
    labels = [str(label) for label in LABELS]

    def score(part: Sequence[LabelRow], resamples: int) -> Scores:
        gold, predicted = [str(r.gold) for r in part], [_text(r.predicted) for r in part]
        report = metrics.class_report(gold, predicted, labels)
        sure = [(r.confidence, r.predicted == r.gold) for r in part if r.confidence is not None]
        confidence, right = [c for c, _ in sure], [r for _, r in sure]
        commitment = _binary([r.gold in COMMITMENTS for r in part], [r.predicted in COMMITMENTS for r in part])
        measures = {
            "macro_f1": report.macro_f1,
            "macro_f1_cut_other": metrics.class_report(
                gold, [p or str(Label.OTHER) for p in predicted], labels
            ).macro_f1,
            "accuracy": report.accuracy,
            "kappa": report.kappa,
            "missing": metrics.ratio(sum(report.missing), report.n),
            "commitment_f1": commitment[2],
            "ece_width": metrics.calibration(confidence, right).error,
            "ece_mass": metrics.calibration(confidence, right, equal_mass=True).error,
        }
        groups = [r.where.doc_id for r in part]
        interval = metrics.macro_f1_interval(gold, predicted, labels, groups, resamples=resamples)
        return measures, {"macro_f1": interval}, report

    return _sliced("labels", rows, score)


_DONE = frozenset({str(Status.CLOSED), str(Status.REOPENED)})


def score_statuses(rows: Sequence[StatusRow]) -> list[Result]:
    """Return how often the status of a promise is right.

    `closed_precision` and `closed_recall` are those of «once closed» (closed or reopened), `found` is the share of
    promises that the run has a thread of.
    """
    labels = [str(status) for status in Status]

    def score(part: Sequence[StatusRow], resamples: int) -> Scores:
        report = metrics.class_report([r.gold for r in part], [r.predicted for r in part], labels)
        precision, recall, f1 = _binary([r.gold in _DONE for r in part], [r.predicted in _DONE for r in part])
        measures = {
            "accuracy": report.accuracy,
            "found": metrics.ratio(sum(r.predicted is not None for r in part), len(part)),
            "closed_precision": precision,
            "closed_recall": recall,
            "closed_f1": f1,
        }
        return measures, {}, report

    return _sliced("statuses", rows, score)


def score_levels(rows: Sequence[LabelRow]) -> list[Result]:
    """Return how often the level of a gold commitment is exact and how far it is off.

    Rows are gold commitments with a level. `exact` counts a sentence that was not taken for a commitment as
    wrong; `exact_found`, `within_one` and `mean_error` are over those that were.
    """
    leveled = [r for r in rows if r.gold in COMMITMENTS and r.gold_level is not None]

    def score(part: Sequence[LabelRow], resamples: int) -> Scores:
        gold, predicted = [str(r.gold_level) for r in part], [_text(r.predicted_level) for r in part]
        report = metrics.class_report(gold, predicted, LEVELS)
        gaps = [
            abs(r.gold_level - r.predicted_level)
            for r in part
            if r.predicted_level is not None and r.gold_level is not None
        ]
        hits = [float(g == p) for g, p in zip(gold, predicted, strict=True)]

        def exact(at: metrics.IntArray) -> float | None:
            return metrics.ratio(sum(hits[i] for i in at), len(at))

        measures = {
            "exact": metrics.ratio(sum(hits), len(hits)),
            "exact_found": metrics.ratio(sum(g == 0 for g in gaps), len(gaps)),
            "within_one": metrics.ratio(sum(g <= 1 for g in gaps), len(gaps)),
            "mean_error": metrics.ratio(sum(gaps), len(gaps)),
            "macro_f1": report.macro_f1,
        }
        return (
            measures,
            {"exact": metrics.bootstrap(exact, [r.where.doc_id for r in part], resamples=resamples)},
            report,
        )

    return _sliced("levels", leveled, score)


def score_links(rows: Sequence[PairRow]) -> list[Result]:
    """Return scores of pairs of commitments.

    `same_*` is the decision «in one thread» over all gold pairs, a pair whose units were not found counted as not
    in one thread; `found_same_*` the same over pairs with both units found. `not_found` and `not_proposed` tell
    apart what was lost before any scorer saw it: the share of gold `same` pairs with a missing unit, and, of the
    rest, of those that were never proposed.
    """
    labels = [str(r) for r in Relation]

    def score(part: Sequence[PairRow], resamples: int) -> Scores:
        truth = [r.gold == Relation.SAME for r in part]
        same = [r.predicted == Relation.SAME if r.same is None else r.same for r in part]
        report = metrics.class_report([r.gold for r in part], [r.predicted for r in part], labels)
        p, r_, f = _binary(truth, same)
        inside = [i for i, r in enumerate(part) if r.found]
        fp, fr, ff = _binary([truth[i] for i in inside], [same[i] for i in inside])
        measures = {
            "same_precision": p,
            "same_recall": r_,
            "same_f1": f,
            "found_same_precision": fp,
            "found_same_recall": fr,
            "found_same_f1": ff,
            "relation_macro_f1": report.macro_f1,
            **_ranked("same", [part[i].score for i in inside], [truth[i] for i in inside]),
            **_lost(part, truth),
        }
        interval = metrics.f1_interval(truth, same, [r.where.doc_id for r in part], resamples=resamples)
        return measures, {"same_f1": interval}, report

    return _sliced("links", rows, score)


def score_closures(rows: Sequence[PairRow]) -> list[Result]:
    """Return scores of commitments and later reports: `closes` alone, and `closes` or `advances` («any»).

    A pair whose units were not found counts as `none`; the `found_` figures leave such pairs out.
    """
    labels = [str(o) for o in Outcome]

    def score(part: Sequence[PairRow], resamples: int) -> Scores:
        report = metrics.class_report([r.gold for r in part], [r.predicted for r in part], labels)
        any_gold, any_predicted = [r.gold != Outcome.NONE for r in part], [r.predicted != Outcome.NONE for r in part]
        closes_gold = [r.gold == Outcome.CLOSES for r in part]
        closes_predicted = [r.predicted == Outcome.CLOSES for r in part]
        inside = [i for i, r in enumerate(part) if r.found]
        measures: dict[str, float | None] = {}
        for name, gold, predicted, scores in (
            ("any", any_gold, any_predicted, [r.score for r in part]),
            ("closes", closes_gold, closes_predicted, [r.score_second for r in part]),
        ):
            p, r_, f = _binary(gold, predicted)
            found = _binary([gold[i] for i in inside], [predicted[i] for i in inside])
            measures |= {f"{name}_precision": p, f"{name}_recall": r_, f"{name}_f1": f, f"found_{name}_f1": found[2]}
            measures |= _ranked(name, [scores[i] for i in inside], [gold[i] for i in inside])
        measures |= {"macro_f1": report.macro_f1, **_lost(part, any_gold)}
        groups = [r.where.doc_id for r in part]
        intervals = {
            "any_f1": metrics.f1_interval(any_gold, any_predicted, groups, resamples=resamples),
            "closes_f1": metrics.f1_interval(closes_gold, closes_predicted, groups, resamples=resamples),
        }
        return measures, intervals, report

    return _sliced("closures", rows, score)


def score_spans(task: str, rows: Sequence[SpanRow]) -> list[Result]:
    """Return the shares of gold stretches that the run has exactly, nearly, and at all."""

    def score(part: Sequence[SpanRow], _: int) -> Scores:
        shares = {
            name: metrics.ratio(sum(getattr(r, name) for r in part), len(part)) for name in ("exact", "near", "loose")
        }
        return shares, {}, None

    return _sliced(task, rows, score)


def score_threads(rows: Sequence[MemberRow]) -> list[Result]:
    """Return B-cubed scores and pairwise F1 of threads, each field for itself and over all members.

    A member that the run does not have as a commitment stands alone. A predicted thread that reaches into two
    fields counts as two, because gold groups each field for itself.
    """

    def score(part: Sequence[MemberRow], _: int) -> Scores:
        gold = [(r.field, r.gold) for r in part]
        predicted = [(r.field, r.predicted or f"alone {r.key}") for r in part]
        found = [i for i, r in enumerate(part) if r.predicted is not None]
        whole = b_cubed(gold, predicted)
        inside = b_cubed([gold[i] for i in found], [predicted[i] for i in found])
        measures = {
            "b_cubed_precision": whole.precision,
            "b_cubed_recall": whole.recall,
            "b_cubed_f1": whole.f1,
            "found_b_cubed_f1": inside.f1,
            "pair_f1": pair_f1(gold, predicted),
            "found": metrics.ratio(len(found), len(part)),
        }
        return measures, {}, None

    return _sliced("threads", rows, score, ("all", "field"))


def _binary(gold: Sequence[bool], predicted: Sequence[bool]) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1 of a yes-or-no decision."""
    hits = sum(g and p for g, p in zip(gold, predicted, strict=True))
    return (
        metrics.ratio(hits, sum(predicted)),
        metrics.ratio(hits, sum(gold)),
        f_measure(hits, sum(predicted), sum(gold)),
    )


def _ranked(name: str, scores: Iterable[float | None], truth: Sequence[bool]) -> dict[str, float | None]:
    """Return average precision and best F1 of scores; a pair without a score ranks last."""
    known = list(scores)
    if all(s is None for s in known):
        return {f"{name}_ap": None, f"{name}_best_f1": None, f"{name}_best_at": None}
    filled = [-1.0 if s is None else s for s in known]
    cut = best_f1(filled, truth)
    return {
        f"{name}_ap": average_precision(filled, truth),
        f"{name}_best_f1": cut.f1 if cut else None,
        f"{name}_best_at": cut.threshold if cut else None,
    }


def _lost(rows: Sequence[PairRow], truth: Sequence[bool]) -> dict[str, float | None]:
    """Return the shares of positive pairs that no scorer saw: units not found; found but never proposed."""
    positive = [r for r, t in zip(rows, truth, strict=True) if t]
    found = [r for r in positive if r.found]
    known = [r for r in found if r.proposed is not None]
    return {
        "not_found": metrics.ratio(len(positive) - len(found), len(positive)),
        "not_proposed": metrics.ratio(sum(not r.proposed for r in known), len(known)),
    }


def _text(value: object) -> str | None:
    """Return a value as text, None as None."""
    return None if value is None else str(value)
