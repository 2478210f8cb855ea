"""Agreement of coders: by kind, label and pair, on levels, and where they differ."""

from __future__ import annotations

import pytest

from pipeline.evaluate.agreement import ORDINAL, krippendorff_alpha
from pipeline.records import Verdict
from pipeline.review.coders import agreements, disagreements, readings
from tests.review.support import pair, verdict

ANNA = ("pledge", "pledge", "measure", "other", "problem", "progress", "measure", "pledge")
BO = ("pledge", "measure", "measure", "other", "problem", "progress", "measure", "measure")


def verdicts() -> list[Verdict]:
    out = []
    for coder, said in (("anna", ANNA), ("bo", BO)):
        for i, label in enumerate(said):
            level = {"pledge": 3, "measure": 1}.get(label)
            note = "hm" if (coder, i) == ("bo", 1) else ""
            out.append(
                verdict(f"text {i}", 10 * i, doc_id=f"d{i % 3}", verdict=label, level=level, coder=coder, note=note)
            )
    return out


def test_measures_by_label_and_pair() -> None:
    found = {(a.kind, a.coders, a.label): a for a in agreements(verdicts())}
    whole = found["sentences", "anna and bo", "all"]
    assert (whole.items, whole.equal[0]) == (8, 0.75)
    assert whole.kappa[0] == pytest.approx((0.75 - 0.21875) / (1 - 0.21875))
    rows = list(zip(ANNA, BO, strict=True))
    assert whole.alpha[0] == krippendorff_alpha(rows, ("problem", "measure", "pledge", "progress", "other"))
    low, high = whole.alpha[1]
    assert low is not None
    assert high is not None
    assert low <= whole.alpha[0] <= high  # type: ignore[operator]
    assert found["sentences", "anna and bo", "problem"].kappa[0] == 1.0
    assert found["sentences", "anna and bo", "pledge"].equal[0] == 0.75
    levels = found["sentences", "anna and bo", "levels"]
    assert (levels.scale, levels.items) == (ORDINAL, 5)
    assert levels.alpha[0] == krippendorff_alpha(
        [("3", "3"), ("3", "1"), ("1", "1"), ("1", "1"), ("3", "1")], ("0", "1", "2", "3", "4"), ORDINAL
    )


def test_three_coders_are_compared_in_pairs_and_together_and_final_verdicts_are_left_out() -> None:
    own = verdicts()
    own += [verdict("text 0", 0, doc_id="d0", coder="cy"), verdict("text 0", 0, doc_id="d0", coder="chief", final=True)]
    names = {(a.coders, a.label) for a in agreements(own)}
    assert {n for n, label in names if label == "all"} == {"anna and bo", "anna and cy", "bo and cy", "all"}
    assert all("chief" not in n for n, _ in names)
    together = next(a for a in agreements(own) if a.coders == "all" and a.label == "all")
    assert together.kappa == (None, (None, None))
    assert together.items == 8


def test_who_settles_a_dispute_is_compared_by_what_was_said_before() -> None:
    own = verdicts()
    final = verdict("text 1", 10, doc_id="d1", verdict="pledge", coder="bo", note="settled", final=True)
    assert agreements([*own, final]) == agreements(own)
    assert disagreements([*own, final]) == disagreements(own)


def test_every_difference_is_listed_with_the_notes() -> None:
    rows = disagreements(verdicts())
    assert [(r[3], r[4], r[5], r[6]) for r in rows] == [("anna", "pledge", "bo", "measure")] * 2
    assert rows[0][8] == "hm"
    level = [verdict("a", level=3), verdict("a", level=4, coder="bo")]
    assert [(r[4], r[6]) for r in disagreements(level)] == [("pledge 3", "pledge 4")]


def test_a_note_stands_beside_the_pair_that_it_was_written_on() -> None:
    a, spans = ("d", 0, "mend roads"), [("e", 0, "mend the roads"), ("f", 0, "pave the roads")]
    anna = [pair(a, b, "same", note=f"on {b[0]}") for b in spans]
    rows = disagreements([*anna, *(pair(a, b, "different", coder="bo") for b in spans)])
    assert [(r[2], r[7]) for r in rows] == [("e@0-14", "on e"), ("f@0-14", "on f")]


def test_a_thread_is_mixed_as_soon_as_one_pair_is_apart() -> None:
    spans = [("d", 0, "mend roads"), ("e", 0, "mend the roads"), ("a", 0, "pave the roads")]
    anna = [pair(spans[0], s, "same", "threads", item="t-1") for s in spans[1:]]
    bo = [pair(spans[0], spans[1], "same", "threads", item="t-1", coder="bo")]
    bo += [pair(s, spans[2], "apart", "threads", item="t-1", coder="bo") for s in spans[:2]]
    said = readings([*anna, *bo], "threads")
    assert said == {("d", "t-1"): {"anna": "one", "bo": "mixed"}}


def test_nobody_to_compare() -> None:
    assert agreements([v for v in verdicts() if v.coder == "anna"]) == []
    assert disagreements([]) == []
