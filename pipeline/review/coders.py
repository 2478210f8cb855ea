"""How far coders agree on what several of them have read, and where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.evaluate.agreement import NOMINAL, ORDINAL, alpha_of_counts, counts_of
from pipeline.evaluate.metrics import FloatArray, IntArray, bootstrap, cohen_kappa
from pipeline.records import Verdict, span_id
from pipeline.review.verdicts import APART, KINDS
from pipeline.review.wording import CHOICES, MIXED, ONE

ALL = "all"
LEVELS = ("0", "1", "2", "3", "4")
RESAMPLES = 500
Limits = tuple[float | None, float | None]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """Agreement on the items that some coders have all read.

    `scale` is nominal, or ordinal for levels (which are named so in `label`). `label` is all, or one label against
    the rest. `coders` are two names, or all. Each measure has its 95 % bootstrap interval over documents: `equal` is
    the share of pairs of readings that are equal, `kappa` Cohen's (two coders only), `alpha` Krippendorff's.
    """

    kind: str
    scale: str
    coders: str
    label: str
    items: int
    equal: tuple[float | None, Limits]
    kappa: tuple[float | None, Limits]
    alpha: tuple[float | None, Limits]

    @property
    def measures(self) -> tuple[tuple[float | None, Limits], ...]:
        """Return equal, kappa and alpha."""
        return (self.equal, self.kappa, self.alpha)


def readings(verdicts: Sequence[Verdict], kind: str, *, levels: bool = False) -> dict[Key, dict[str, str]]:
    """Return what each coder said of each item of a kind, final verdicts left out, sorted by item.

    The item is (document, id of the first stretch, id of the second or the thread). With `levels` the readings are
    levels, of coders who both see a commitment.
    """
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for v in sorted(verdicts, key=lambda v: v.key):
        if v.kind != kind or v.final:
            continue
        key = (v.doc_id, *_item(v))
        if kind == "threads":
            mixed = v.verdict == APART or found[key].get(v.coder) == MIXED
            found[key][v.coder] = MIXED if mixed else ONE
            continue
        if not levels:
            found[key][v.coder] = v.verdict
        elif v.level is not None:
            found[key][v.coder] = str(v.level)
    if kind == "threads":
        # the document is that of the first member; all rows of a thread must meet under one key
        joined: dict[Key, dict[str, str]] = defaultdict(dict)
        first = {item: min(doc for doc, other in found if other == item) for _, item in found}
        for (_, item), said in found.items():
            for coder, verdict in said.items():
                known = joined[first[item], item].get(coder)
                joined[first[item], item][coder] = MIXED if MIXED in (known, verdict) else ONE
        found = joined
    return {key: dict(sorted(found[key].items())) for key in sorted(found) if len(found[key]) > 1}


def _item(v: Verdict) -> Key:
    """Return what a verdict is on: the thread, or the ids of its stretches."""
    if v.kind == "threads":
        return (v.item,)
    second = (span_id(v.b_doc, v.b_start, v.b_end),) if v.b_doc else ()
    return (span_id(v.doc_id, v.start, v.end), *second)


def agreements(verdicts: Sequence[Verdict]) -> list[CoderAgreement]:
    """Return the agreement of each pair of coders and of all coders: by kind, by label, and on levels."""
    out: list[CoderAgreement] = []
    for kind in KINDS:
        said = readings(verdicts, kind)
        out += _of(kind, NOMINAL, said, CHOICES[kind], each=True)
        if kind == "sentences":
            out += _of(kind, ORDINAL, readings(verdicts, kind, levels=True), LEVELS, each=False)
    return out


def _of(
    kind: str, scale: str, said: Mapping[Key, Mapping[str, str]], values: Sequence[str], *, each: bool
) -> list[CoderAgreement]:
    names = sorted({coder for own in said.values() for coder in own})
    groups: list[tuple[str, ...]] = list(combinations(names, 2))
    if len(names) > 2:
        groups.append(tuple(names))
    out: list[CoderAgreement] = []
    for group in groups:
        pair = len(group) == 2
        rows = [(key[0], [own.get(c) for c in group]) for key, own in said.items() if sum(c in own for c in group) >= 2]
        if not rows:
            continue
        who = " and ".join(group) if pair else ALL
        label = ALL if scale == NOMINAL else "levels"
        out.append(_measured(kind, scale, who, label, rows, values, pair))
        for value in values if each else ():
            binary = [(doc, [None if s is None else str(s == value) for s in own]) for doc, own in rows]
            if any("True" in own for _, own in binary):
                out.append(_measured(kind, scale, who, value, binary, ("False", "True"), pair))
    return out


def _measured(
    kind: str,
    scale: str,
    who: str,
    label: str,
    rows: Sequence[tuple[str, Sequence[str | None]]],
    values: Sequence[str],
    pair: bool,
) -> CoderAgreement:
    documents = [doc for doc, _ in rows]
    counts = counts_of([own for _, own in rows], values)

    def measured(value: Callable[[IntArray], float | None]) -> tuple[float | None, Limits]:
        found = bootstrap(value, documents, resamples=RESAMPLES)
        return value(np.arange(len(rows))), (found.low, found.high) if found else (None, None)

    def kappa(of: IntArray) -> float | None:
        both = [rows[i][1] for i in of]
        return cohen_kappa([str(a) for a, _ in both], [str(b) for _, b in both])

    return CoderAgreement(
        kind=kind,
        scale=scale,
        coders=who,
        label=label,
        items=len(rows),
        equal=measured(lambda of: _equal(counts[of])),
        kappa=measured(kappa) if pair else (None, (None, None)),
        alpha=measured(lambda of: alpha_of_counts(counts[of], scale)),
    )


def _equal(counts: FloatArray) -> float:
    """Return the share of pairs of readings that are equal, over all items."""
    readers = counts.sum(axis=1)
    return float((counts * (counts - 1)).sum() / (readers * (readers - 1)).sum())


def disagreements(verdicts: Sequence[Verdict]) -> list[tuple[str, ...]]:
    """Return kind, both stretches, and what two coders say, for every item on which they differ, levels included."""
    notes = {(v.kind, _item(v), v.coder): v.note for v in sorted(verdicts, key=lambda v: v.key) if not v.final}
    rows: list[tuple[str, ...]] = []
    for kind in KINDS:
        labels = readings(verdicts, kind)
        levels = readings(verdicts, kind, levels=True) if kind == "sentences" else {}
        for key, own in labels.items():
            for a, b in combinations(own, 2):
                deep = [levels.get(key, {}).get(c) for c in (a, b)]
                if own[a] == own[b] and (deep[0] == deep[1] or None in deep):
                    continue
                first, second = (
                    own[c] if own[a] != own[b] else f"{own[c]} {level}" for c, level in zip((a, b), deep, strict=True)
                )
                said = [notes.get((kind, key[1:], c), "") for c in (a, b)]
                rows.append((kind, key[1], key[2] if len(key) > 2 else "", a, first, b, second, *said))
    return rows
