"""How far two readings of the same texts agree: two gold folders, one per reader.

Rows are matched by their stretches, never by their ids, so that two people can label independently drawn samples and
still be compared on what both have read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.gold import Gold
from pipeline.evaluate.metrics import ClassReport, IntArray, Interval, bootstrap, class_report, cohen_kappa
from pipeline.records import LABELS, Outcome, Relation

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row on which two readings differ: where, what each says, and the text."""

    task: str
    place: str
    first: str
    second: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readings of one task.

    `report` takes the first reading as gold; its kappa does not depend on which is first. `common` rows were read
    by both, `only_first` and `only_second` by one. `kappa_interval` is over documents.
    """

    task: str
    report: ClassReport
    kappa_interval: Interval | None
    common: int
    only_first: int
    only_second: int
    differences: tuple[Difference, ...]


def compare(first: Gold, second: Gold) -> tuple[Agreement, ...]:
    """Return the agreement on labels, levels, links and closures; tasks without common rows are left out."""
    tasks = (
        ("labels", _labels(first), _labels(second), [str(v) for v in LABELS]),
        ("levels", _levels(first), _levels(second), [str(v) for v in range(5)]),
        ("links", _pairs(first, "links"), _pairs(second, "links"), [str(v) for v in Relation]),
        ("closures", _pairs(first, "closures"), _pairs(second, "closures"), [str(v) for v in Outcome]),
    )
    return tuple(_compared(*task) for task in tasks if task[1].keys() & task[2].keys())


def _labels(gold: Gold) -> dict[Key, tuple[str, str]]:
    return {(s.doc_id, s.start, s.end): (str(s.label), s.text) for s in gold.sentences}


def _levels(gold: Gold) -> dict[Key, tuple[str, str]]:
    return {(s.doc_id, s.start, s.end): (str(s.level), s.text) for s in gold.sentences if s.level is not None}


def _pairs(gold: Gold, kind: str) -> dict[Key, tuple[str, str]]:
    return {
        (p.a_doc, p.a_start, p.a_end, p.b_doc, p.b_start, p.b_end): (p.link, f"{p.a_text} / {p.b_text}")
        for p in getattr(gold, kind)
    }


def _compared(
    task: str, first: Mapping[Key, tuple[str, str]], second: Mapping[Key, tuple[str, str]], values: Sequence[str]
) -> Agreement:
    """Compare the rows that both readings have, in order of place."""
    common = sorted(first.keys() & second.keys())
    ours, theirs = [first[k][0] for k in common], [second[k][0] for k in common]

    def kappa(rows: IntArray) -> float | None:
        return cohen_kappa([ours[i] for i in rows], [theirs[i] for i in rows])

    differences = tuple(
        Difference(task, _place(k), first[k][0], second[k][0], first[k][1])
        for k in common
        if first[k][0] != second[k][0]
    )
    return Agreement(
        task=task,
        report=class_report(ours, theirs, values),
        kappa_interval=bootstrap(kappa, [k[0] for k in common], resamples=500),
        common=len(common),
        only_first=len(first) - len(common),
        only_second=len(second) - len(common),
        differences=differences,
    )


def _place(key: Key) -> str:
    """Return doc_id@start-end of each stretch of a key."""
    return " / ".join(f"{key[i]}@{key[i + 1]}-{key[i + 2]}" for i in range(0, len(key), 3))
