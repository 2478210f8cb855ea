"""How often the models are right, and what the counts would be without their errors, from a coded sample.

Design-based: only the drawing probabilities are trusted, not the models' own. A coded item of stratum h weighs N/n, n
being the items of the stratum that were coded; rows that nobody filled are taken to be missing at random within their
stratum, which the random order of sheets makes likely. An item on which coders differ counts in parts.

- Precision is a weighted share of the items with that label. Its interval is that of Clopper and Pearson for the number
  of independent items that would give the same variance (Korn & Graubard 1998). In strata without errors, or with one
  item, the variance is taken from half an error, or from the error rate of all strata of the label where that is less.
- Errors are few and weighted unequally, so that the numbers of wrong and of missed sentences get gamma intervals for
  weighted counts (Fay & Feuer 1997, as amended by Tiwari, Clegg & Zou 2006), which are sensible for no error at all.
- Totals are the models' counts, less the wrong, plus the missed (difference estimator, Särndal, Swensson & Wretman
  1992, ch. 6.3); recall is right / (right + missed). Their intervals are put together from those of their two parts
  (MOVER, Zou & Donner 2008; for ratios Donner & Zou 2012).
- For a part of the texts with few coded items the error rates of the whole sample are applied to the models' counts
  there (synthetic estimator, Särndal et al., ch. 10). The interval then also covers that errors fall unevenly by
  chance; that a place is *systematically* different it does not cover. The column `method` says so.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import COMMITMENTS, LABELS, NOT_COMPARED, OBEYED, State, parse_span_id
from pipeline.review.drawing import PAIRS, Draw, answer_of

Row = Mapping[str, Any]
Floats = NDArray[np.float64]
LEVEL = 0.95
COMMITMENT = "commitment"
DESIGN, SYNTHETIC, NOT_SAMPLED = "design", "synthetic", "not in the sample"
FEW = 30  # coded items left to chance from which a part of the texts is estimated from its own
USED_STATES = frozenset({"applied", "moved", "contradicted", "overruled"})
ANSWERS = {
    "sentences": (*map(str, LABELS), COMMITMENT),
    "links": ("same", "related"),
    "closures": ("closes", "advances"),
    "threads": ("one promise",),
}
_PARTS = {COMMITMENT: tuple(str(label) for label in LABELS if label in COMMITMENTS)}


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded sample: one entry per coded item.

    `stratum` numbers the strata, int (n,), `size` holds their items in the frame and `count` those coded, (H,).
    `model` is the models' answer of each item, `truth` the share of coders for each answer, `level_right` the share
    of coders who give the model's level (NaN where the model or they see no commitment), `document` the document.
    """

    stratum: NDArray[np.int64]
    size: Floats
    count: Floats
    model: tuple[str, ...]
    truth: tuple[Mapping[str, float], ...]
    level_right: Floats
    document: tuple[str, ...]
    strata: tuple[str, ...]

    @property
    def weight(self) -> Floats:
        """Return the number of items that each coded item stands for, (n,)."""
        return np.asarray((self.size / self.count)[self.stratum])

    @property
    def open(self) -> Floats:
        """Return 1 - n/N of each item's stratum, (n,): 0 where all were coded, so that nothing is left to chance."""
        return np.asarray((1 - self.count / self.size)[self.stratum])

    def says(self, label: str) -> NDArray[np.bool_]:
        """Return which items the models give a label, (n,)."""
        names = _PARTS.get(label, (label,))
        return np.array([m in names for m in self.model], bool)

    def share(self, label: str) -> Floats:
        """Return the share of coders who give the label, (n,)."""
        names = _PARTS.get(label, (label,))
        return np.array([sum(t.get(name, 0.0) for name in names) for t in self.truth], np.float64)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its 95 % interval; `n` coded items stand behind it. None where there is nothing to estimate."""

    value: float | None
    low: float | None
    high: float | None
    n: int


NOTHING = Estimate(None, None, None, 0)


# ---- the sample ---------------------------------------------------------------------------------


def coded_sample(draw: Draw, corrections: Sequence[Row], documents: Collection[str] | None = None) -> Coded | None:
    """Return the coded items of a sample; None where nothing was coded, or where it has no drawing probabilities.

    `documents` are those of the run, None for all of the sample: what was taken out of the texts since the sample was
    drawn is neither counted nor stood for, or its errors would be charged to the rest.

    Verdicts given in another sample count only where they complete this one: alone they would not be missing at
    random. Final ones count for the items that were coded here. Strata of which nothing was coded join the largest
    coded one with the same answer of the models, or of all.

    A pair or thread of which a unit is there no more because people gave its sentence another label is coded all the
    same: the models listed it, most often wrongly.
    """
    if draw.how != "strata" or not draw.sizes:
        return None
    by_item: dict[str, list[Row]] = defaultdict(list)
    relabelled = _relabelled(corrections)
    for row in corrections:
        if row["kind"] == draw.kind and (row["state"] in USED_STATES or _taken_away(row, relabelled)):
            by_item[row["item"] or " | ".join(filter(None, (row["item_a"], row["item_b"])))].append(row)
    # of a pair either speech may be gone; a thread has others
    own_spans = [(i, i.spans if draw.kind in PAIRS else i.spans[:1]) for i in draw.items]
    listed = [i for i, spans in own_spans if documents is None or all(s.doc_id in documents for s in spans)]
    whole = all(i.item in by_item for i in listed)
    own = {
        item: [r for r in rows if whole or r["final"] or draw.draw_id in r["draw"].split()]
        for item, rows in by_item.items()
        if whole or any(draw.draw_id in r["draw"].split() for r in rows)
    }
    items = [i for i in listed if i.item in own and (draw.kind not in PAIRS or _answer(own[i.item], i.stratum))]
    if not items:
        return None
    counts = Counter(i.stratum for i in items)
    home = {name: _home(name, counts) for name in draw.sizes}
    names = sorted(counts)
    left: Counter[str] = Counter()
    for (name, doc_id), number in draw.frame.items():
        if documents is None or doc_id in documents:
            left[name] += number
    # the frame counts pairs by their first speech; of those whose second alone is gone, the drawn ones tell the share
    first = Counter(i.stratum for i in draw.items if documents is None or i.spans[0].doc_id in documents)
    both = Counter(i.stratum for i in listed)
    size = dict.fromkeys(names, 0.0)
    for name, number in left.items():
        size[home[name]] += number * both[name] / first[name] if first[name] else number
    read = [_truth(draw.kind, own[i.item], i.stratum) for i in items]
    return Coded(
        stratum=np.array([names.index(i.stratum) for i in items], np.int64),
        size=np.array([size[name] for name in names]),
        count=np.array([counts[name] for name in names], np.float64),
        model=tuple(r[0] for r in read),
        truth=tuple(r[1] for r in read),
        level_right=np.array([r[2] for r in read], np.float64),
        document=tuple(i.spans[0].doc_id for i in items),
        strata=tuple(names),
    )


def _home(name: str, counts: Mapping[str, int]) -> str:
    """Return the stratum itself if any of it was coded, else the one that stands for it."""
    if name in counts:
        return name
    answer = name.partition("|")[0]
    near = [other for other in counts if other.partition("|")[0] == answer] or list(counts)
    return max(near, key=lambda other: (counts[other], other))


def _relabelled(corrections: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    """Return where sentences stand that people took out of the commitments or reports, or put in, by document."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in corrections:
        labels = {row["verdict"], row["model"]}
        if row["kind"] == "sentences" and row["state"] in OBEYED and len(labels) > 1 and not labels <= COMMITMENTS:
            doc_id, start, end = parse_span_id(row["found_a"])
            found[doc_id].append((start, end))
    return found


def _taken_away(row: Row, relabelled: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    """Tell whether a verdict finds no unit because people gave a sentence another label."""
    if row["state"] != State.NO_UNIT:
        return False
    places = [parse_span_id(row[name]) for name in ("item_a", "item_b") if row[name]]
    return any(a <= start and end <= b for doc_id, start, end in places for a, b in relabelled.get(doc_id, ()))


def _answer(rows: Sequence[Row], stratum: str) -> str:
    """Return the models' answer on a pair: that of the run, or of the draw where the run has no such pair."""
    return next((r["model"] for r in rows if r["model"]), "") or answer_of(stratum)


def _truth(kind: str, rows: Sequence[Row], stratum: str) -> tuple[str, dict[str, float], float]:
    """Return the models' answer, the shares of people's answers, and the share that agrees on the level."""
    heard = [r for r in rows if r["final"]] or list(rows)
    coders = sorted({r["coder"] for r in heard})
    if kind == "threads":
        mixed = {r["coder"] for r in heard if r["verdict"] == "apart"}
        return "one promise", {"one promise": 1 - len(mixed) / len(coders)}, math.nan
    shares: dict[str, float] = defaultdict(float)
    for r in heard:
        shares[r["verdict"]] += 1 / len(heard)
    given = [r["level"] for r in heard if r["level"] is not None]
    own = rows[0]["model_level"]
    right = sum(level == own for level in given) / len(given) if given and own is not None else math.nan
    return _answer(rows, stratum) if kind in PAIRS else rows[0]["model"], dict(shares), right


# ---- intervals ----------------------------------------------------------------------------------


def gamma_limits(total: float, variance: float, unseen: float) -> tuple[float, float]:
    """Return the 95 % limits of a weighted count of rare events (Fay & Feuer 1997).

    Args:
        total: the weighted count.
        variance: its variance.
        unseen: the weight of one event more, which the upper limit allows for: the mean weight (Tiwari, Clegg & Zou
            2006), because the largest, of the original, makes intervals too wide.
    """
    from scipy import stats  # takes half a second, which runs without verdicts need not wait for

    tail = (1 - LEVEL) / 2
    if unseen <= 0 and variance <= 0:
        return total, total
    low = 0.0
    if total > 0 and variance > 0:
        low = variance / (2 * total) * float(stats.chi2.ppf(tail, 2 * total**2 / variance))
    up, spread = total + unseen, variance + unseen**2
    return low, spread / (2 * up) * float(stats.chi2.ppf(1 - tail, 2 * up**2 / spread))


def share_limits(share: float, variance: float, n: int, freedom: int) -> tuple[float, float]:
    """Return the 95 % limits of a share (Korn & Graubard 1998): Clopper-Pearson at the effective sample size.

    Args:
        share: the estimate.
        variance: its variance.
        n: the items that it rests on.
        freedom: degrees of freedom of the variance, items less strata.
    """
    from scipy import stats

    if variance <= 0:
        return share, share
    rough = min(max(share, 0.5 / (n + 1)), 1 - 0.5 / (n + 1))
    tail = (1 - LEVEL) / 2
    wider = (stats.norm.ppf(tail) / stats.t.ppf(tail, max(freedom, 1))) ** 2
    size = max(rough * (1 - rough) / variance * wider, 1e-6)
    x = share * size
    low = float(stats.beta.ppf(tail, x, size - x + 1)) if share > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, x + 1, size - x)) if share < 1 else 1.0
    return low, high


def ratio_limits(
    top: float, top_limits: tuple[float, float], base: float, base_limits: tuple[float, float]
) -> tuple[float, float]:
    """Return the limits of top / base from the limits of both (MOVER for ratios, Donner & Zou 2012)."""
    (l1, u1), (l2, u2) = top_limits, base_limits
    product = top * base
    low_part = u2 * (2 * base - u2)
    high_part = l2 * (2 * base - l2)
    low = 0.0
    if low_part != 0:
        low = (product - math.sqrt(max(product**2 - l1 * low_part * (2 * top - l1), 0.0))) / low_part
    high = math.inf
    if high_part > 0:
        high = (product + math.sqrt(max(product**2 - u1 * high_part * (2 * top - u1), 0.0))) / high_part
    return max(low, 0.0), high


# ---- rates --------------------------------------------------------------------------------------


def _freedom(sample: Coded, rows: NDArray[np.bool_]) -> int:
    """Return coded items less strata, of those left to chance."""
    chance = rows & (sample.open > 0)
    return int(chance.sum()) - len(set(sample.stratum[chance].tolist()))


def weighted_share(sample: Coded, rows: NDArray[np.bool_], right: Floats) -> Estimate:
    """Estimate the share of right answers among the items that `rows` picks; `right` is between 0 and 1, (n,)."""
    n = int(rows.sum())
    weight = sample.weight
    base = float(weight[rows].sum())
    if not base:
        return NOTHING
    share = float((weight * right)[rows].sum()) / base
    chance = rows & (sample.open > 0)
    pooled = (float((1 - right)[chance].sum()) + 0.5) / (int(chance.sum()) + 1)
    variance = 0.0
    for h in sorted(set(sample.stratum[chance].tolist())):
        own = chance & (sample.stratum == h)
        m = int(own.sum())
        wrong = float((1 - right)[own].mean())
        bound = 0.5 / (m + 1)
        wrong = min(max(wrong, min(pooled, bound)), max(pooled, 1 - bound))
        items = float(weight[own].sum())
        left = 1 - float(sample.count[h] / sample.size[h])
        variance += items**2 * left * wrong * (1 - wrong) / m * (m / (m - 1) if m > 1 else 2.0)
    low, high = share_limits(share, variance / base**2, n, _freedom(sample, rows))
    return Estimate(share, min(low, share), max(high, share), n)


@dataclass(frozen=True, slots=True)
class _Count:
    """A weighted count with its limits."""

    value: float
    low: float
    high: float


def _spared(sample: Coded, wrong: Floats, possible: NDArray[np.bool_]) -> Floats:
    """Return, for each item, the share of its stratum's possible errors that are none, (n,).

    An error rate of p varies with p (1 - p), not p as rare events do; half an error keeps it above nothing.
    """
    out = np.ones(len(wrong))
    for h in set(sample.stratum.tolist()):
        own = possible & (sample.stratum == h)
        m = int(own.sum())
        if m:
            out[own] = 1 - min(float(wrong[own].sum()), m - 0.5) / m
    return out


def _count(
    weights: Floats,
    wrong: Floats,
    spared: Floats,
    open_: Floats,
    possible: NDArray[np.bool_],
    extra: float = 0.0,
) -> _Count:
    """Estimate a number of errors.

    Args:
        weights: what each coded item stands for, (n,).
        wrong: how wrong it is, 0 to 1, (n,).
        spared: see :func:`_spared`, (n,).
        open_: share of its stratum that was not coded, (n,).
        possible: items that could be an error of this kind.
        extra: variance beside that of the sample.
    """
    known = possible & (open_ <= 0)
    chance = possible & (open_ > 0)
    fixed = float((weights * wrong)[known].sum())
    value = float((weights * wrong)[chance].sum())
    variance = float((weights**2 * wrong * spared * open_)[chance].sum()) + extra
    mean = float(weights[chance].mean()) if chance.any() else 0.0
    low, high = gamma_limits(value, variance, mean)
    return _Count(fixed + value, fixed + min(low, value), fixed + max(high, value))


def precision(sample: Coded, label: str) -> Estimate:
    """Estimate the share of right ones among the items that the models give a label."""
    return weighted_share(sample, sample.says(label), sample.share(label))


def recall(sample: Coded, label: str) -> Estimate:
    """Estimate the share of the items with a label that the models give it, among those that could be drawn."""
    says, share = sample.says(label), sample.share(label)
    weight = sample.weight
    right = float((weight * share)[says].sum())
    missed = _count(weight, share, _spared(sample, share, ~says), sample.open, ~says)
    wrong = _count(weight, 1 - share, _spared(sample, 1 - share, says), sample.open, says)
    n = int((share > 0).sum())
    if right + missed.value <= 0:
        return Estimate(None, None, None, n)
    value = right / (right + missed.value)
    base = right + wrong.value
    limits = (max(base - wrong.high, 0.0), base - wrong.low)
    odds = ratio_limits(missed.value, (missed.low, missed.high), right, limits)
    low = 0.0 if math.isinf(odds[1]) else 1 / (1 + odds[1])
    return Estimate(value, min(low, value), max(1 / (1 + odds[0]), value), n)


def error_rates(
    corrections: Sequence[Row], draws: Mapping[str, Draw], documents: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of the table of error rates: every sample, the one with most coded items of each kind as main.

    `documents` are those of the run; see :func:`coded_sample`.
    """
    rows: list[dict[str, Any]] = []
    samples = {name: coded_sample(draw, corrections, documents) for name, draw in draws.items()}
    main: dict[str, tuple[int, str]] = {}
    for name, sample in samples.items():
        if sample is not None:
            kind = draws[name].kind
            main[kind] = max(main.get(kind, (0, "")), (len(sample.model), name))
    for name, sample in sorted(samples.items()):
        if sample is None:
            continue
        draw = draws[name]
        found: list[tuple[str, str, Estimate]] = []
        for label in ANSWERS[draw.kind]:
            found.append(("precision", label, precision(sample, label)))
            if draw.kind != "threads":
                found.append(("recall", label, recall(sample, label)))
        if draw.kind == "sentences":
            agree = np.array([t.get(m, 0.0) for m, t in zip(sample.model, sample.truth, strict=True)])
            found.append(("accuracy", "all", weighted_share(sample, np.ones(len(agree), bool), agree)))
            judged = ~np.isnan(sample.level_right)
            found.append(("level", "all", weighted_share(sample, judged, np.nan_to_num(sample.level_right))))
        coders = sorted({r["coder"] for r in corrections if r["kind"] == draw.kind and name in r["draw"].split()})
        rows += [
            {
                "draw": name,
                "kind": draw.kind,
                "measure": measure,
                "label": label,
                "estimate": _rounded(e.value),
                "low": _rounded(e.low),
                "high": _rounded(e.high),
                "n": e.n,
                "coded": len(sample.model),
                "drawn": len(draw.items),
                "frame": round(sample.size.sum()),
                "main": main[draw.kind][1] == name,
                "coders": coders,
            }
            for measure, label, e in found
        ]
    return rows


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


# ---- totals -------------------------------------------------------------------------------------


def total(
    sample: Coded, label: str, counted: float, *, part: NDArray[np.bool_] | None = None, sizes: Floats | None = None
) -> Estimate:
    """Estimate how many sentences have a label, in all texts or in a part of them.

    Args:
        sample: the coded sample.
        label: the label.
        counted: how many the models count there.
        part: the coded items in the part, (n,), to estimate from these alone; None for all.
        sizes: items of the part in each stratum, (H,), to estimate with the error rates of the whole sample.
    """
    says, share = sample.says(label), sample.share(label)
    wrong = np.where(says, 1 - share, share)
    rows = np.ones(len(says), bool) if part is None else part
    open_ = sample.open
    weight = sample.weight
    extra = {True: 0.0, False: 0.0}
    if sizes is not None:
        weight = (sizes / sample.count)[sample.stratum]
        for given in (True, False):
            own = (says == given) & (open_ > 0)
            rest = weight * (1 - sizes / sample.size)[sample.stratum]
            # errors fall on this part by chance: the variance of a count of errors beside that of their rate; half an
            # error more, because none may have been met
            extra[given] = float((rest * wrong)[own].sum()) + (0.5 * float(rest[own].mean()) if own.any() else 0.0)
    spared = np.where(says, _spared(sample, wrong, says), _spared(sample, wrong, ~says))
    false = _count(weight, wrong, spared, open_, says & rows, extra[True])
    missed = _count(weight, wrong, spared, open_, ~says & rows, extra[False])
    value = counted - false.value + missed.value
    low = value - math.hypot(false.high - false.value, missed.value - missed.low)
    high = value + math.hypot(false.value - false.low, missed.high - missed.value)
    return Estimate(max(value, 0.0), max(min(low, value), 0.0), max(high, 0.0), int(rows.sum()))


def corrected_totals(
    tables: Mapping[str, Sequence[Row]], draws: Mapping[str, Draw], rates: Sequence[Row]
) -> list[dict[str, Any]]:
    """Return the rows of the table of corrected totals, from the main sample of sentences.

    A part of the texts that was not all there when the sample was drawn has counts and no estimate; documents that are
    there no more are left out of the sample.
    """
    name = next((r["draw"] for r in rates if r["kind"] == "sentences" and r["main"]), None)
    documents = {d["doc_id"]: d for d in tables["documents"] if d["kind"] not in NOT_COMPARED}
    sample = coded_sample(draws[name], tables["corrections"], documents) if name is not None else None
    if name is None or sample is None:
        return []
    draw = draws[name]
    people = {r["found_a"]: r["model"] for r in tables["corrections"] if r["kind"] == "sentences" and r["found_a"]}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    model: dict[str, Counter[str]] = defaultdict(Counter)
    for s in tables["sentences"]:
        if s["doc_id"] in documents:
            counted[s["doc_id"]][s["label"]] += 1
            model[s["doc_id"]][people.get(s["sentence_id"]) or s["label"]] += 1
    coded = {stratum: int(count) for stratum, count in zip(sample.strata, sample.count, strict=True)}
    homes = {stratum: _home(stratum, coded) for stratum in draw.sizes}
    at = {stratum: k for k, stratum in enumerate(sample.strata)}
    sizes: dict[str, Floats] = defaultdict(lambda: np.zeros(len(sample.strata)))
    for (stratum, doc_id), number in draw.frame.items():
        sizes[doc_id][at[homes[stratum]]] += number
    frame = {doc_id for _, doc_id in draw.frame}
    parts: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for doc_id, d in documents.items():
        place, year = d["jurisdiction"], d["year"]
        for key in (("all", "", 0), ("place", place, 0), ("year", "", year), ("place and year", place, year)):
            parts[key].add(doc_id)
    rows: list[dict[str, Any]] = []
    for (scope, place, year), own in sorted(parts.items()):
        inside = np.array([d in own for d in sample.document], bool)
        enough = scope == "all" or int((inside & (sample.open > 0)).sum()) >= FEW
        method = (DESIGN if enough else SYNTHETIC) if own <= frame else NOT_SAMPLED
        here = sum((sizes[d] for d in sorted(own)), np.zeros(len(sample.strata)))
        for label in ANSWERS["sentences"]:
            labels = _PARTS.get(label, (label,))
            by_model = sum(model[d][one] for d in own for one in labels)
            if method == NOT_SAMPLED:
                found = NOTHING
            elif method == DESIGN:
                found = total(sample, label, by_model, part=inside)
            else:
                found = total(sample, label, by_model, sizes=here)
            rows.append(
                {
                    "scope": scope,
                    "jurisdiction": place,
                    "year": year,
                    "label": label,
                    "counted": sum(counted[d][one] for d in own for one in labels),
                    "model": by_model,
                    "estimate": _rounded(found.value, 1),
                    "low": _rounded(found.low, 1),
                    "high": _rounded(found.high, 1),
                    "method": method,
                    "n": int(inside.sum()),
                    "draw": name,
                }
            )
    return rows
