"""How far two readings of the same texts agree: two gold folders, one per reader.

Rows are matched by their stretches, never by their ids, so that two people can label independently drawn samples and
still be compared on what both have read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.gold import Gold
from pipeline.evaluate.metrics import (
    ClassReport,
    FloatArray,
    IntArray,
    Interval,
    bootstrap,
    class_report,
    cohen_kappa,
)
from pipeline.records import LABELS, Outcome, Relation

Key = tuple[str | int, ...]
NOMINAL, ORDINAL = "nominal", "ordinal"


def krippendorff_alpha(
    readings: Sequence[Sequence[str | None]], values: Sequence[str], scale: str = NOMINAL
) -> float | None:
    """Return Krippendorff's alpha of two or more readers (Krippendorff 2011), from the matrix of coincidences.

    Args:
        readings: per item what each reader said, in any number; None where a reader did not read the item. Items
            with fewer than two readings say nothing and are left out.
        values: every value that can occur, for the ordinal scale in their order.
        scale: nominal (values are equal or not) or ordinal (they are further apart, the more readings lie between).

    Returns:
        None where there is nothing to compare, or where all readings are equal to one value, so that no chance
        disagreement is to be expected.

    Raises:
        ValueError: a reading is not among the values, or the scale is unknown.
    """
    return alpha_of_counts(counts_of(readings, values), scale)


def counts_of(readings: Sequence[Sequence[str | None]], values: Sequence[str]) -> FloatArray:
    """Return how many readers gave each value to each item, (items, values). Raises ValueError for other values."""
    place = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(readings), len(values)))
    for row, said in zip(counts, readings, strict=True):
        for value in said:
            if value is not None:
                if value not in place:
                    raise ValueError(f"{value!r} is none of {', '.join(values)}")
                row[place[value]] += 1
    return counts


def alpha_of_counts(counts: FloatArray, scale: str) -> float | None:
    """Return Krippendorff's alpha from the number of readers per item and value, shape (items, values)."""
    if scale not in (NOMINAL, ORDINAL):
        raise ValueError(f"scale {scale!r} is neither {NOMINAL} nor {ORDINAL}")
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return None
    k = counts.shape[1]
    share = 1 / (counts.sum(axis=1) - 1)
    together = (counts * share[:, None]).T @ counts - np.diag((counts * share[:, None]).sum(axis=0))
    total = together.sum(axis=1)
    if scale == NOMINAL:
        apart = 1 - np.eye(k)
    else:
        upto = np.cumsum(total)
        # readings between two values, both ends counted half
        between = (
            np.abs(upto[None, :] - upto[:, None])
            + (total[:, None] - total[None, :]) * np.sign(np.arange(k)[None, :] - np.arange(k)[:, None]) / 2
        )
        apart = between**2
    expected = float((np.outer(total, total) * apart).sum()) / float(total.sum() - 1)
    if expected == 0:
        return None
    return 1 - float((together * apart).sum()) / expected


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

    `report` takes the first reading as gold; its kappa does not depend on which is first. `alpha` is Krippendorff's,
    ordinal for levels and nominal for the rest. `common` rows were read
    by both, `only_first` and `only_second` by one. `kappa_interval` is over documents.
    """

    task: str
    report: ClassReport
    kappa_interval: Interval | None
    alpha: float | None
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
        alpha=krippendorff_alpha(
            list(zip(ours, theirs, strict=True)), values, ORDINAL if task == "levels" else NOMINAL
        ),
        common=len(common),
        only_first=len(first) - len(common),
        only_second=len(second) - len(common),
        differences=differences,
    )


def _place(key: Key) -> str:
    """Return doc_id@start-end of each stretch of a key."""
    return " / ".join(f"{key[i]}@{key[i + 1]}-{key[i + 2]}" for i in range(0, len(key), 3))
