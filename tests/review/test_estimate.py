"""Estimates from coded samples: known values, weights, few and no errors, coders who differ, and true coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from pipeline.records import NOT_COMPARED
from pipeline.review.drawing import Candidate, Draw, Drawn, Span, draw
from pipeline.review.estimate import (
    Coded,
    _home,
    coded_sample,
    corrected_totals,
    error_rates,
    gamma_limits,
    precision,
    ratio_limits,
    recall,
    share_limits,
    total,
    weighted_share,
)

LABELS = ("problem", "measure", "pledge", "progress", "other")


def sample(rows: list[tuple[str, str, str]], sizes: dict[str, int]) -> Coded:
    """Return a coded sample from (stratum, model, truth)."""
    names = sorted({r[0] for r in rows})
    counts = Counter(r[0] for r in rows)
    return Coded(
        stratum=np.array([names.index(r[0]) for r in rows], np.int64),
        size=np.array([sizes[n] for n in names], float),
        count=np.array([counts[n] for n in names], float),
        model=tuple(r[1] for r in rows),
        truth=tuple({r[2]: 1.0} for r in rows),
        level_right=np.full(len(rows), np.nan),
        document=("d",) * len(rows),
        strata=tuple(names),
    )


def test_known_values_by_hand() -> None:
    # 100 pledges of which 4 coded, 1 wrong; 900 others of which 9 coded, 1 is a pledge
    rows = [("p", "pledge", "pledge")] * 3 + [("p", "pledge", "measure")]
    rows += [("o", "other", "other")] * 8 + [("o", "other", "pledge")]
    own = sample(rows, {"p": 100, "o": 900})
    assert precision(own, "pledge").value == pytest.approx(0.75)
    assert recall(own, "pledge").value == pytest.approx(75 / (75 + 100))
    assert total(own, "pledge", 100).value == pytest.approx(100 - 25 + 100)
    assert precision(own, "problem").value is None
    assert recall(own, "problem").value is None


def test_a_sample_of_everything_has_no_interval() -> None:
    rows = [("p", "pledge", "pledge")] * 3 + [("p", "pledge", "measure"), ("o", "other", "pledge")]
    own = sample(rows, {"p": 4, "o": 1})
    for found in (precision(own, "pledge"), recall(own, "pledge"), total(own, "pledge", 4)):
        assert found.value is not None
        assert (found.low, found.high) == pytest.approx((found.value, found.value))


def test_one_stratum_without_errors_gives_the_interval_of_clopper_and_pearson() -> None:
    own = sample([("p", "pledge", "pledge")] * 60, {"p": 1_000_000})
    found = precision(own, "pledge")
    assert found.value == 1.0
    assert found.low == pytest.approx(0.025 ** (1 / 60), abs=0.01)
    half = sample([("p", "pledge", ("pledge", "other")[i % 2]) for i in range(60)], {"p": 1_000_000})
    exact = stats.binomtest(30, 60).proportion_ci(method="exact")
    assert precision(half, "pledge").low == pytest.approx(exact.low, abs=0.01)
    assert precision(half, "pledge").high == pytest.approx(exact.high, abs=0.01)


def test_strata_with_one_item_and_missed_items_never_met_leave_doubt() -> None:
    rows = [("p", "pledge", "pledge"), ("q", "pledge", "pledge"), *[("o", "other", "other")] * 30]
    own = sample(rows, {"p": 50, "q": 70, "o": 3000})
    found = precision(own, "pledge")
    assert found.low is not None
    assert found.low < 0.6
    missed = recall(own, "pledge")
    assert missed.low is not None
    # three errors in thirty could have gone unseen: 300 of 3000 beside 120 found
    assert missed.low < 0.35
    assert total(own, "pledge", 120).high > 300


def test_coders_who_differ_count_in_parts_and_a_final_verdict_alone() -> None:
    def row(item: str, coder: str, verdict: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401
        base = {"kind": "sentences", "item": "", "item_a": item, "item_b": "", "coder": coder, "verdict": verdict}
        base |= {"level": None, "state": "contradicted", "draw": made.draw_id, "final": False}
        return base | {"model": "pledge", "model_level": 3, "found_a": item, "found_b": ""} | other

    items = tuple(Drawn(f"d@{i}-{i + 1}", (Span("d", i, i + 1, ""),), "pledge", 0.5, ("anna",)) for i in range(2))
    made = Draw("sentences", "strata", 1, False, {"pledge": 4}, {("pledge", "d"): 4}, items)
    both = [row("d@0-1", "anna", "pledge"), row("d@0-1", "bo", "other"), row("d@1-2", "anna", "pledge")]
    own = coded_sample(made, both)
    assert own is not None
    assert precision(own, "pledge").value == pytest.approx(0.75)
    settled = coded_sample(made, [*both, row("d@0-1", "chief", "other", final=True)])
    assert settled is not None
    assert precision(settled, "pledge").value == pytest.approx(0.5)
    levels = [
        row("d@0-1", "anna", "pledge", level=3, state="applied"),
        row("d@1-2", "anna", "pledge", level=4, state="applied"),
    ]
    rates = {(r["measure"], r["label"]): r for r in error_rates(levels, {made.draw_id: made})}
    assert rates["level", "all"]["estimate"] == pytest.approx(0.5)
    assert rates["precision", "pledge"]["n"] == 2
    # what cannot be applied is not coded, and a sample of which nothing was coded says nothing
    lost = [row("d@0-1", "anna", "pledge", state="vanished")]
    assert coded_sample(made, lost) is None
    assert error_rates(lost, {made.draw_id: made}) == []


def test_verdicts_of_another_sample_count_only_where_they_complete_this_one() -> None:
    items = tuple(Drawn(f"d@{i}-{i + 1}", (Span("d", i, i + 1, ""),), "pledge", 0.5, ("anna",)) for i in range(2))
    made = Draw("sentences", "strata", 1, False, {"pledge": 4}, {("pledge", "d"): 4}, items)

    def row(item: str, sample_id: str) -> dict[str, Any]:
        base = {"kind": "sentences", "item": "", "item_a": item, "item_b": "", "coder": "anna", "verdict": "pledge"}
        base |= {"level": None, "state": "applied", "draw": sample_id, "final": False, "model": "pledge"}
        return base | {"model_level": 3, "found_a": item, "found_b": ""}

    half = coded_sample(made, [row("d@0-1", made.draw_id), row("d@1-2", "other")])
    assert half is not None
    whole = coded_sample(made, [row("d@0-1", made.draw_id), row("d@1-2", "other")][:1])
    assert whole is not None
    assert (len(half.model), len(whole.model)) == (2, 1)
    three = Draw("sentences", "strata", 1, False, {"pledge": 6}, {("pledge", "d"): 6}, (*items, Drawn(
        "d@5-6", (Span("d", 5, 6, ""),), "pledge", 0.5, ("anna",))))  # fmt: skip
    part = coded_sample(three, [row("d@0-1", three.draw_id), row("d@1-2", "other")])
    assert part is not None
    assert len(part.model) == 1


def test_final_verdicts_and_those_of_two_samples_count_in_a_sample_coded_in_part() -> None:
    items = tuple(Drawn(f"d@{i}-{i + 1}", (Span("d", i, i + 1, ""),), "pledge", 0.5, ("anna",)) for i in range(3))
    made = Draw("sentences", "strata", 1, False, {"pledge": 6}, {("pledge", "d"): 6}, items)

    def row(item: str, coder: str, verdict: str, draws: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401
        base = {"kind": "sentences", "item": "", "item_a": item, "item_b": "", "coder": coder, "verdict": verdict}
        base |= {"level": None, "state": "applied", "draw": draws, "final": False, "model": "pledge"}
        return base | {"model_level": 3, "found_a": item, "found_b": ""} | other

    rows = [
        row("d@0-1", "anna", "pledge", f"another {made.draw_id}"),
        row("d@0-1", "bo", "other", made.draw_id, state="overruled"),
        row("d@0-1", "anna", "pledge", "disputes", final=True),
        # drawn in this sample, and read for another alone
        row("d@1-2", "anna", "other", "another"),
        row("d@1-2", "anna", "other", "disputes", final=True),
    ]
    own = coded_sample(made, rows)
    assert own is not None
    assert own.truth == ({"pledge": 1.0},)
    assert {tuple(r["coders"]) for r in error_rates(rows, {made.draw_id: made})} == {("anna", "bo")}


def test_what_was_taken_out_of_the_texts_since_the_draw_is_not_stood_for() -> None:
    places = [(doc, k) for doc in "de" for k in range(5)]
    items = tuple(
        Drawn(f"{doc}@{k}-{k + 1}", (Span(doc, k, k + 1, ""),), "pledge", 0.5, ("anna",)) for doc, k in places
    )
    made = Draw("sentences", "strata", 1, False, {"pledge": 20}, {("pledge", "d"): 10, ("pledge", "e"): 10}, items)
    rows = [
        {
            "kind": "sentences",
            "item": "",
            "item_a": i.item,
            "item_b": "",
            "coder": "anna",
            "level": None,
            "final": False,
        }
        | {"verdict": "other" if i.item == "d@0-1" else "pledge", "draw": made.draw_id, "model_level": None}
        # without its document a verdict is not applied; set aside as a kind that is not compared, it is
        | {"state": state, "model": "pledge" if state == "applied" else "", "found_a": i.item, "found_b": ""}
        for i, state in zip(items, ["applied"] * 5 + ["no document"] * 4 + ["applied"], strict=True)
    ]
    documents = [
        {"doc_id": "d", "jurisdiction": "Fernley", "year": 2024, "kind": "report"},
        {"doc_id": "e", "jurisdiction": "Fernley", "year": 2023, "kind": next(iter(NOT_COMPARED))},
    ]
    sentences = [{"sentence_id": f"d@{k}-{k + 1}", "doc_id": "d", "label": "pledge"} for k in range(10)]
    tables = {"documents": documents, "sentences": sentences, "corrections": rows}
    rates = error_rates(rows, {made.draw_id: made}, {"d"})
    assert {(r["coded"], r["drawn"], r["frame"]) for r in rates} == {(5, 10, 10)}
    found = {r["label"]: r for r in corrected_totals(tables, {made.draw_id: made}, rates) if r["scope"] == "all"}
    assert (found["pledge"]["model"], found["pledge"]["estimate"], found["other"]["estimate"]) == (10, 8.0, 2.0)


def test_a_pair_whose_second_speech_was_taken_out_is_not_stood_for() -> None:
    whole = [("a", f"b{k}" if k < 6 else "gone", k, "borderline|same") for k in range(10)]
    part = [("a", "b" if k < 3 else "gone", k + 20, "same") for k in range(4)]
    items = tuple(
        Drawn(f"{a}@{k}-{k + 1} | {b}@{k}-{k + 1}", (Span(a, k, k + 1, ""), Span(b, k, k + 1, "")), stratum, 1.0, ())
        for a, b, k, stratum in (*whole, *part)
    )
    sizes = {"borderline|same": 10, "same": 40}
    made = Draw("links", "strata", 1, False, sizes, {(name, "a"): n for name, n in sizes.items()}, items)
    rows = [
        {"kind": "links", "item": "", "item_a": a, "item_b": b, "coder": "anna", "level": None, "final": False}
        | {"verdict": "same", "draw": made.draw_id, "model_level": None, "found_a": a, "found_b": b}
        | {"state": "no document" if "gone" in b else "applied", "model": "" if "gone" in b else "same"}
        for a, b in (i.item.split(" | ") for i in items)
    ]
    own = coded_sample(made, rows, {"a", "b", *(f"b{k}" for k in range(6))})
    assert own is not None
    found = dict(zip(own.strata, zip(own.size, own.count, strict=True), strict=True))
    # of what was taken whole just the rest is left; of 40 of which four were drawn three quarters
    assert found == {"borderline|same": (6, 6), "same": (30, 3)}


@pytest.mark.parametrize("stratum", ["closes|2020+10|sure 0.9+", "borderline|closes"])
def test_a_pair_that_lost_its_unit_by_a_label_of_people_is_coded(stratum: str) -> None:
    pairs = [f"d@{k}-{k + 1} | e@{k}-{k + 1}" for k in range(4)]
    items = tuple(
        Drawn(name, (Span("d", k, k + 1, ""), Span("e", k, k + 1, "")), stratum, 0.5, ("anna",))
        for k, name in enumerate(pairs)
    )
    made = Draw("closures", "strata", 1, False, {stratum: 8}, {(stratum, "d"): 8}, items)

    def row(k: int, verdict: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401
        base = {"kind": "closures", "item": "", "item_a": f"d@{k}-{k + 1}", "item_b": f"e@{k}-{k + 1}", "level": None}
        base |= {"coder": "anna", "verdict": verdict, "draw": made.draw_id, "final": False, "state": "applied"}
        return base | {"model": "closes", "model_level": None, "found_a": "x", "found_b": "y"} | other

    lost = {"state": "no unit", "model": "", "found_a": "", "found_b": ""}
    rows = [row(0, "closes"), row(1, "closes"), row(2, "none", **lost), row(3, "none", **lost)]
    # the sentence of the third report is no report; the fourth unit is gone since the program cuts otherwise
    label = {"kind": "sentences", "item_a": "e@2-9", "item_b": "", "found_a": "e@2-3", "found_b": ""}
    label |= {"model": "progress"}
    rows += [row(2, "other", **label), row(3, "pledge", **label | {"found_a": "e@3-4", "model": "measure"})]
    sample = coded_sample(made, rows)
    assert sample is not None
    assert sample.model == ("closes",) * 3
    assert precision(sample, "closes").value == pytest.approx(2 / 3)
    # a pair of a speech that is gone is not missing: verdicts of another sample complete this one
    other = replace(items[3], spans=(Span("d", 3, 4, ""), Span("gone", 3, 4, "")))
    made = replace(made, items=(*items[:3], other))
    rows = [row(k, "closes", draw=made.draw_id if k else "another") for k in range(3)]
    sample = coded_sample(made, rows, {"d", "e"})
    assert sample is not None
    assert len(sample.model) == 3


def test_a_thread_whose_stray_member_lost_its_label_is_still_mixed() -> None:
    items = tuple(Drawn(name, (Span("d", 0, 1, ""),), "recurring, two", 0.5, ("anna",)) for name in ("t1", "t2"))
    made = Draw("threads", "strata", 1, False, {"recurring, two": 4}, {("recurring, two", "d"): 4}, items)
    base: dict[str, Any] = {"kind": "threads", "item_b": "e@0-1", "coder": "anna", "level": None, "draw": made.draw_id}
    base |= {"final": False, "model": "", "model_level": None, "found_a": "", "found_b": ""}
    rows = [
        base | {"item": "t1", "item_a": "d@0-1", "verdict": "same", "state": "applied"},
        base | {"item": "t2", "item_a": "d@4-5", "verdict": "apart", "state": "no unit"},
        base
        | {"kind": "sentences", "item": "", "item_a": "d@4-9", "item_b": "", "found_a": "d@4-9", "state": "applied"}
        | {"verdict": "other", "model": "measure"},
    ]
    sample = coded_sample(made, rows)
    assert sample is not None
    assert precision(sample, "one promise").value == pytest.approx(0.5)


def test_a_stratum_that_nobody_coded_joins_the_largest_with_the_same_answer() -> None:
    counts = Counter({"pledge|2021|sure": 2, "measure|2020|sure": 9, "pledge|2022|doubt": 3})
    assert _home("pledge|2021|sure", counts) == "pledge|2021|sure"
    assert _home("pledge|2020|sure", counts) == "pledge|2022|doubt"
    assert _home("problem|2020|sure", counts) == "measure|2020|sure"


def test_limits_have_their_known_forms() -> None:
    # no event at weight 1: the exact upper limit of Poisson
    assert gamma_limits(0.0, 0.0, 1.0)[1] == pytest.approx(3.6889, abs=1e-3)
    low, high = gamma_limits(10.0, 10.0, 1.0)
    assert (low, high) == pytest.approx((stats.chi2.ppf(0.025, 20) / 2, stats.chi2.ppf(0.975, 22) / 2))
    low, high = share_limits(0.5, 0.25 / 100, 100, 10_000)
    exact = stats.binomtest(50, 100).proportion_ci(method="exact")
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=2e-3)
    # symmetric limits far from zero give Fieller's interval
    low, high = ratio_limits(50.0, (40.0, 60.0), 100.0, (90.0, 110.0))
    assert low == pytest.approx(0.394, abs=0.005)
    assert high == pytest.approx(0.617, abs=0.005)
    assert ratio_limits(0.0, (0.0, 5.0), 10.0, (0.0, 20.0))[1] == float("inf")


# ---- coverage -----------------------------------------------------------------------------------

PLACES, YEARS, EACH = 16, (2024, 2025), 120
TRULY = (0.04, 0.33, 0.22, 0.23, 0.18)
CONFUSED = np.array(
    [[0, 0.4, 0.1, 0.1, 0.4], [0.02, 0, 0.5, 0.1, 0.38], [0.01, 0.6, 0, 0.29, 0.1], [0.04, 0.2, 0.2, 0, 0.56],
     [0.1, 0.4, 0.1, 0.4, 0]]
)  # fmt: skip


class Population:
    """Sentences with a truth, and a model that errs where it is unsure, in some places more than in others."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n = PLACES * len(YEARS) * EACH
        self.truth = rng.choice(5, n, p=TRULY)
        self.place = np.repeat(np.arange(PLACES), n // PLACES)
        self.year = np.tile(np.repeat(YEARS, EACH), PLACES)
        sure = np.clip(rng.beta(6, 1.2, n), 0.3, 1)
        worse = np.exp(rng.normal(0, 0.3, PLACES))
        wrong = rng.random(n) < np.clip((1 - sure) * worse[self.place], 0, 0.8)
        self.model = self.truth.copy()
        self.model[wrong] = [rng.choice(5, p=CONFUSED[t]) for t in self.truth[wrong]]
        self.candidates = [
            Candidate(
                f"d{p}-{y}@{i}-{i + 1}", (Span(f"d{p}-{y}", i, i + 1, ""),), f"p{p:02d}", int(y), LABELS[m],
                float(s), float(s),
            )
            for i, (p, y, m, s) in enumerate(zip(self.place, self.year, self.model, sure, strict=True))
        ]  # fmt: skip

    def coded(self, seed: int, n: int) -> tuple[Coded, Draw]:
        made = draw(self.candidates, "sentences", n, seed=seed, borderline=n // 4, blind=False)
        at = [int(i.item.split("@")[1].split("-")[0]) for i in made.items]
        rows = [(i.stratum, LABELS[self.model[k]], LABELS[self.truth[k]]) for i, k in zip(made.items, at, strict=True)]
        return sample(rows, dict(made.sizes)), made


def hits(population: Population, draws: int, n: int) -> dict[tuple[str, str], list[bool]]:
    """Return, for each estimate of each draw, whether its interval held the truth."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)

    def note(kind: str, label: str, estimate: Any, value: float) -> None:  # noqa: ANN401
        if estimate.value is not None:
            found[kind, label].append(estimate.low - 1e-9 <= value <= estimate.high + 1e-9)

    for seed in range(draws):
        own, made = population.coded(seed, n)
        docs = np.array([i.spans[0].doc_id for i in made.items])
        for k, label in enumerate(LABELS):
            said, true = population.model == k, population.truth == k
            note("precision", label, precision(own, label), float(true[said].mean()))
            note("recall", label, recall(own, label), float(said[true].mean()))
            note("total", label, total(own, label, int(said.sum())), float(true.sum()))
            year: NDArray[np.bool_] = population.year == YEARS[0]
            part = np.char.endswith(docs, str(YEARS[0]))
            estimate = total(own, label, int((said & year).sum()), part=part)
            note("year", label, estimate, float((true & year).sum()))
            for p in (seed % PLACES, (seed + 7) % PLACES):
                sizes = np.zeros(len(own.strata))
                for (stratum, doc), number in made.frame.items():
                    if doc.startswith(f"d{p}-"):
                        sizes[own.strata.index(stratum)] += number
                here = population.place == p
                estimate = total(own, label, int((said & here).sum()), sizes=sizes)
                note("place", label, estimate, float((true & here).sum()))
        right = np.array([t.get(m, 0.0) for m, t in zip(own.model, own.truth, strict=True)])
        overall = weighted_share(own, np.ones(len(right), bool), right)
        note("accuracy", "all", overall, float((population.model == population.truth).mean()))
    return found


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Coverage of nominal 95 % intervals in two populations of 3,840 sentences, 40 samples of 160 from each.

    The bounds are what so many draws of a true 95 % could still give (binomial, one in ten thousand), for each
    estimate and label; places have errors of their own that the synthetic estimator does not know of.
    """
    seen: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for seed in (1, 2):
        for key, own in hits(Population(seed), 40, 160).items():
            seen[key] += own
    kinds: dict[str, list[bool]] = defaultdict(list)
    for (kind, label), own in seen.items():
        kinds[kind] += own
        assert np.mean(own) >= stats.binom.ppf(1e-4, len(own), 0.95) / len(own), (kind, label, np.mean(own))
    for kind, own in kinds.items():
        assert np.mean(own) >= 0.93, (kind, np.mean(own))


def test_corrected_totals_by_place_and_year() -> None:
    population = Population(3)
    _, made = population.coded(5, 200)
    documents = [
        {"doc_id": f"d{p}-{y}", "jurisdiction": f"p{p:02d}", "year": y, "kind": "report"}
        for p in range(PLACES)
        for y in YEARS
    ]
    sentences = [{"sentence_id": c.item, "doc_id": c.spans[0].doc_id, "label": c.model} for c in population.candidates]
    verdicts = []
    for i in made.items:
        k = int(i.item.split("@")[1].split("-")[0])
        base = {"kind": "sentences", "item": "", "item_a": i.item, "item_b": "", "coder": "anna", "final": False}
        base |= {"verdict": LABELS[population.truth[k]], "level": None, "state": "applied", "draw": made.draw_id}
        base |= {"model": LABELS[population.model[k]], "model_level": None, "found_a": i.item, "found_b": ""}
        verdicts.append(base)
    draws = {made.draw_id: made}
    rates = error_rates(verdicts, draws)
    tables = {"documents": documents, "sentences": sentences, "corrections": verdicts}
    rows = corrected_totals(tables, draws, rates)
    scopes = Counter(r["scope"] for r in rows)
    assert scopes == {"all": 6, "place": 6 * PLACES, "year": 12, "place and year": 6 * PLACES * 2}
    assert {r["method"] for r in rows if r["scope"] in ("all", "year")} == {"design"}
    assert {r["method"] for r in rows if r["scope"] == "place and year"} == {"synthetic"}
    whole = {r["label"]: r for r in rows if r["scope"] == "all"}
    assert sum(whole[label]["estimate"] for label in LABELS) == pytest.approx(len(sentences), abs=1)
    assert whole["commitment"]["estimate"] == pytest.approx(
        whole["measure"]["estimate"] + whole["pledge"]["estimate"], abs=0.2
    )
    for row in rows:
        assert 0 <= row["low"] <= row["estimate"] <= row["high"]
    # a speech that was not there when the sample was drawn has counts and no estimate
    tables["documents"] = [*documents, {"doc_id": "new", "jurisdiction": "p00", "year": 2026, "kind": "report"}]
    again = corrected_totals(tables, draws, rates)
    new = [r for r in again if r["method"] == "not in the sample"]
    assert {(r["scope"], r["jurisdiction"], r["year"]) for r in new} == {
        ("all", "", 0), ("place", "p00", 0), ("year", "", 2026), ("place and year", "p00", 2026),
    }  # fmt: skip
    assert all(r["estimate"] is None for r in new)
    assert corrected_totals(tables, {}, []) == []
