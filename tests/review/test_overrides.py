"""Verdicts above the models: found again or reported, contradictions, demands on threads, links and closures."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from pipeline.records import (
    Closure,
    Correction,
    Document,
    Judgement,
    Kind,
    Label,
    Link,
    Outcome,
    Part,
    Relation,
    Segmented,
    Sentence,
    State,
    Unit,
    Verdict,
)
from pipeline.review.overrides import (
    answered,
    find_pairs,
    override_closures,
    override_labels,
    override_links,
    unplaced,
)
from tests.review.support import DAY, pair, verdict

TEXTS = ("We will open a school.", "Roads are bad.", "Thank you.", "Thank you.")


def segmented(texts: tuple[str, ...] = TEXTS) -> Segmented:
    whole = " ".join(texts)
    document = Document("d", "Ellowmere", "county", 2024, "report", "", "en", "", "", "utf-8", whole)
    sentences, at = [], 0
    for text in texts:
        sentences.append(Sentence("d", at, at + len(text), text, "", Part.OTHER, 0.5, Kind.SENTENCE))
        at += len(text) + 1
    return Segmented(document, tuple(sentences), ())


def judged(one: Segmented, verdicts: list[Verdict]) -> tuple[list[Judgement], tuple[Correction, ...]]:
    own = [Judgement(s.sentence_id, Label.MEASURE, 2, (0.1, 0.6, 0.1, 0.1, 0.1), "model") for s in one.sentences]
    new, corrections = override_labels(one, own, verdicts)
    return list(new), corrections


def test_a_verdict_replaces_the_label_and_keeps_the_models_probabilities() -> None:
    new, (correction,) = judged(segmented(), [verdict(TEXTS[0], level=4)])
    assert (new[0].label, new[0].level, new[0].decided_by) == (Label.PLEDGE, 4, "human: anna")
    assert new[0].probabilities == (0.1, 0.6, 0.1, 0.1, 0.1)
    assert [j.decided_by for j in new[1:]] == ["model"] * 3
    assert (correction.state, correction.model, correction.model_level) == (State.APPLIED, "measure", 2)


def test_levels_follow_the_label() -> None:
    new, _ = judged(segmented(), [verdict(TEXTS[0]), verdict(TEXTS[1], 23, verdict="problem")])
    assert (new[0].level, new[1].level) == (3, None)
    new, _ = judged(segmented(), [verdict(TEXTS[0], verdict="measure")])
    assert new[0].level == 2


def test_moved_changed_vanished_ambiguous_and_foreign_verdicts() -> None:
    one = segmented(("Good morning.", *TEXTS))
    given = {
        "moved": verdict(TEXTS[0]),
        "changed": verdict("Roads are very bad.", 37, verdict="problem"),
        "vanished": verdict("Bridges too.", 400, verdict="problem"),
        "twice": verdict("Thank you.", 200, verdict="other"),
    }
    new, corrections = judged(one, list(given.values()))
    states = {c.item_a: c.state for c in corrections}
    assert states["d@0-22"] is State.MOVED
    assert states["d@37-56"] is State.CHANGED
    assert states["d@400-412"] is State.VANISHED
    assert states["d@200-210"] is State.VANISHED
    assert [j.decided_by for j in new] == ["model", "human: anna", "model", "model", "model"]
    lost = unplaced([verdict(TEXTS[0]), verdict("x", doc_id="gone")], ["d"])
    assert [(c.item_a, c.state) for c in lost] == [("gone@0-1", State.NO_DOCUMENT)]


def test_a_stretch_that_is_cut_otherwise_now_is_no_unit() -> None:
    _, (correction,) = judged(segmented(), [verdict("a school.", 13)])
    assert correction.state is State.NO_UNIT


def test_coders_who_contradict_each_other_are_not_obeyed_until_a_final_verdict() -> None:
    two = [verdict(TEXTS[0]), verdict(TEXTS[0], coder="bo", verdict="other")]
    new, corrections = judged(segmented(), two)
    assert new[0].decided_by == "model"
    assert {c.state for c in corrections} == {State.CONTRADICTED}
    new, corrections = judged(segmented(), [*two, verdict(TEXTS[0], coder="chief", verdict="other", final=True)])
    assert (new[0].label, new[0].decided_by) == (Label.OTHER, "human: chief")
    assert {c.coder: c.state for c in corrections} == {
        "anna": State.OVERRULED,
        "bo": State.APPLIED,
        "chief": State.APPLIED,
    }


def test_a_final_verdict_of_one_of_the_coders_settles_it_and_leaves_both_first_readings() -> None:
    two = [verdict(TEXTS[0]), verdict(TEXTS[0], coder="bo", verdict="other")]
    for day in ("2026-01-01", DAY):  # older than the first reading, or of one day with it
        final = verdict(TEXTS[0], verdict="other", final=True, date=day)
        new, corrections = judged(segmented(), [*two, final])
        assert (new[0].label, new[0].decided_by) == (Label.OTHER, "human: anna")
        states = {(c.coder, c.final): c.state for c in corrections}
        assert states == {
            ("anna", False): State.OVERRULED,
            ("anna", True): State.APPLIED,
            ("bo", False): State.APPLIED,
        }


def test_coders_who_differ_in_the_level_give_the_lower_median() -> None:
    own = [verdict(TEXTS[0], coder=c, level=k) for c, k in (("anna", 4), ("bo", 3), ("cy", 4), ("di", 3))]
    new, _ = judged(segmented(), own)
    assert (new[0].level, new[0].decided_by) == (3, "human: anna, bo, cy, di")


def test_an_older_verdict_on_the_place_where_the_text_stood_does_not_overrule_a_newer_one() -> None:
    old = verdict(TEXTS[0], 60, verdict="other", date="2026-01-01")
    new, corrections = judged(segmented(), [old, verdict(TEXTS[0], coder="bo", verdict="problem", date="2026-02-01")])
    assert new[0].decided_by == "model"
    assert [c.state for c in corrections] == [State.CONTRADICTED] * 2
    new, corrections = judged(segmented(), [old, verdict(TEXTS[0], verdict="problem", date="2026-02-01")])
    assert (new[0].label, new[0].decided_by) == (Label.PROBLEM, "human: anna")
    assert [(c.item_a, c.state) for c in corrections] == [("d@0-22", State.APPLIED), ("d@60-82", State.OVERRULED)]
    # on one day, what was given on the text as it stands is the later; an older verdict that says the same is no loss
    new, _ = judged(segmented(), [old, verdict(TEXTS[0], verdict="problem", date=old.date)])
    assert new[0].label is Label.PROBLEM
    _, corrections = judged(segmented(), [old, verdict(TEXTS[0], verdict="other", date="2026-02-01")])
    assert [c.state for c in corrections] == [State.APPLIED, State.MOVED]


# ---- pairs --------------------------------------------------------------------------------------

WORDS = {"a": "mend the roads", "b": "repair the roads", "c": "plant trees", "r": "roads were mended"}


def unit(name: str, year: int, label: Label = Label.MEASURE) -> Unit:
    text = WORDS[name]
    return Unit(name, 0, len(text), f"{name}@0-{len(text)}", "Ellowmere", year, text, label, 2, "en")


UNITS = [unit("a", 2022), unit("b", 2023), unit("c", 2024)]
REPORTS = [unit("r", 2025, Label.PROGRESS)]
ID = {u.doc_id: u.unit_id for u in (*UNITS, *REPORTS)}


def stretch(name: str) -> tuple[str, int, str]:
    return (name, 0, WORDS[name])


def test_links_are_put_in_taken_away_and_changed() -> None:
    parts = {"p_same": 0.9, "wording": 0.4}
    links = (
        Link(ID["a"], ID["b"], Relation.RELATED, 0.8, parts),
        Link(ID["b"], ID["c"], Relation.SAME, 0.7, parts),
    )
    given = [
        pair(stretch("a"), stretch("b"), "same"),
        pair(stretch("b"), stretch("c"), "different"),
        pair(stretch("c"), stretch("a"), "related"),
    ]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert found.tied == ((ID["a"], ID["b"]),)
    assert found.apart == ((ID["a"], ID["c"]), (ID["b"], ID["c"]))
    new = override_links(links, found.links)
    assert [(x.a_unit, x.b_unit, x.relation, x.score, x.decided_by) for x in new] == [
        (ID["a"], ID["b"], Relation.SAME, 1.0, "human"),
        (ID["a"], ID["c"], Relation.RELATED, 1.0, "human"),
    ]
    assert new[0].parts == parts
    assert set(new[1].parts) == set(parts)
    said = {(c.item_a, c.item_b): c.model for c in answered(found.corrections, links, ())}
    assert said == {(ID["a"], ID["b"]): "related", (ID["b"], ID["c"]): "same", (ID["c"], ID["a"]): "different"}


def test_a_pair_that_was_given_the_later_one_first_is_told_in_the_order_of_the_run() -> None:
    links = (Link(ID["a"], ID["b"], Relation.SAME, 0.8, {}),)
    found = find_pairs([pair(stretch("b"), stretch("a"), "same")], UNITS, REPORTS, WORDS)
    (told,) = answered(found.corrections, links, ())
    assert (told.item_a, told.found_a, told.found_b, told.model) == (ID["b"], ID["a"], ID["b"], "same")


def test_closures_are_put_in_taken_away_and_changed() -> None:
    own = (Closure(ID["a"], ID["r"], Outcome.ADVANCES, 0.6, {"p_any": 0.6, "p_closes": 0.1, "done": 1.0}),)
    given = [
        pair(stretch("a"), stretch("r"), "closes", "closures"),
        pair(stretch("b"), stretch("r"), "advances", "closures"),
    ]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    new = override_closures(own, found.closures)
    assert [(c.commitment_unit, c.relation, c.decided_by) for c in new] == [
        (ID["a"], Outcome.CLOSES, "human"),
        (ID["b"], Outcome.ADVANCES, "human"),
    ]
    assert (new[0].parts["p_closes"], new[0].parts["done"]) == (1.0, 1.0)
    assert override_closures(own, {(ID["a"], ID["r"]): Outcome.NONE}) == ()
    assert [c.model for c in answered(found.corrections, (), own)] == ["advances", "none"]


def test_a_demand_that_a_chain_of_verdicts_contradicts_is_reported_and_not_obeyed() -> None:
    given = [
        pair(stretch("a"), stretch("b"), "same"),
        pair(stretch("b"), stretch("c"), "same"),
        pair(stretch("a"), stretch("c"), "different"),
    ]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert found.apart == ()
    assert len(found.tied) == 2
    states = {(c.item_a, c.item_b): c.state for c in found.corrections}
    assert states[ID["a"], ID["c"]] is State.CONTRADICTED
    assert list(states.values()).count(State.APPLIED) == 2
    assert (ID["a"], ID["c"]) not in found.links


def test_a_unit_that_is_no_commitment_any_more_is_reported() -> None:
    given = [pair(stretch("a"), stretch("b"), "same")]
    found = find_pairs(given, UNITS[:1], REPORTS, WORDS)
    assert found.corrections[0].state is State.NO_UNIT
    assert found.links == {}
    assert find_pairs(given, UNITS[:1], REPORTS, {"a": WORDS["a"]}).corrections[0].state is State.NO_DOCUMENT


def test_a_report_of_no_later_year_closes_nothing_and_a_unit_is_no_pair_with_itself() -> None:
    later = replace(UNITS[2], year=2025)
    given = [
        pair(stretch("a"), stretch("r"), "closes", "closures"),
        pair(stretch("b"), stretch("r"), "none", "closures"),
        pair(stretch("c"), stretch("r"), "advances", "closures"),
        pair(stretch("a"), stretch("a"), "different"),
        pair(stretch("b"), stretch("b"), "apart", "threads", item="t"),
    ]
    for report in (2024, 2025):  # earlier than the commitment, and of its year: an inquiry reply, say
        found = find_pairs(given, [*UNITS[:2], later], [replace(REPORTS[0], year=report)], WORDS)
        assert found.closures == {(ID["a"], ID["r"]): Outcome.CLOSES, (ID["b"], ID["r"]): Outcome.NONE}
        assert (found.links, found.tied, found.apart) == ({}, (), ())
        states = {(c.kind, c.item_a): c.state for c in found.corrections}
        assert states == {
            ("closures", ID["a"]): State.APPLIED,
            ("closures", ID["b"]): State.APPLIED,
            ("closures", ID["c"]): State.NO_PAIR,
            ("links", ID["a"]): State.NO_PAIR,
            ("threads", ID["b"]): State.NO_PAIR,
        }


def test_a_thread_that_is_one_promise_ties_its_members_and_a_mixed_one_parts_them() -> None:
    one = [pair(stretch("a"), stretch(n), "same", "threads", item="t") for n in "bc"]
    assert find_pairs(one, UNITS, REPORTS, WORDS).tied == ((ID["a"], ID["b"]), (ID["a"], ID["c"]))
    mixed = [one[0], replace(one[1], verdict="apart")]
    found = find_pairs(mixed, UNITS, REPORTS, WORDS)
    assert (found.tied, found.apart) == (((ID["a"], ID["b"]),), ((ID["a"], ID["c"]),))
    # a thread says nothing of what else two commitments are to each other
    assert found.links == {(ID["a"], ID["b"]): Relation.SAME}


def moved(name: str) -> tuple[str, int, str]:
    return (name, 500, WORDS[name])


def test_an_older_verdict_on_a_pair_that_moved_does_not_overrule_a_newer_one() -> None:
    old = pair(moved("b"), stretch("a"), "different", date="2026-01-01")
    found = find_pairs([old, pair(stretch("a"), stretch("b"), "same", date="2026-02-01")], UNITS, REPORTS, WORDS)
    assert (found.links, found.tied, found.apart) == (
        {(ID["a"], ID["b"]): Relation.SAME},
        ((ID["a"], ID["b"]),),
        (),
    )
    assert [(c.found_a, c.state) for c in found.corrections] == [
        (ID["a"], State.APPLIED),
        (ID["a"], State.OVERRULED),
    ]
    found = find_pairs([old, pair(stretch("a"), stretch("b"), "same", coder="bo")], UNITS, REPORTS, WORDS)
    assert (found.links, found.tied, found.apart) == ({}, (), ())
    assert [c.state for c in found.corrections] == [State.CONTRADICTED] * 2
    report = stretch("r")
    given = [
        pair(moved("a"), report, "none", "closures", date="2026-01-01"),
        pair(stretch("a"), report, "closes", "closures", date="2026-02-01"),
    ]
    assert find_pairs(given, UNITS, REPORTS, WORDS).closures == {(ID["a"], ID["r"]): Outcome.CLOSES}


def answer(groups: str, item: str = "t", coder: str = "anna", **other: Any) -> list[Verdict]:  # noqa: ANN401
    """Return the verdicts that a division of a thread is stored as: «a | bc»."""
    parts = [sorted(part.strip()) for part in groups.split("|")]
    heads = sorted(part[0] for part in parts)
    pairs = [(part[0], name, "same") for part in parts for name in part[1:]]
    pairs += [(x, y, "apart") for x, y in combinations(heads, 2)]
    return [pair(stretch(x), stretch(y), v, "threads", item=item, coder=coder, **other) for x, y, v in pairs]


@pytest.mark.parametrize("items", [("t", "t"), ("t", "u")])
def test_coders_who_divide_a_thread_differently_are_not_obeyed_in_anything_they_say_of_it(
    items: tuple[str, str],
) -> None:
    given = [*answer("a | bc", items[0]), *answer("abc", items[1], "bo")]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert (found.links, found.tied, found.apart) == ({}, (), ())
    assert [c.state for c in found.corrections] == [State.CONTRADICTED] * 4


def test_coders_who_divide_a_thread_alike_are_obeyed_though_one_saw_fewer_members() -> None:
    found = find_pairs([*answer("a | bc"), *answer("bc", coder="bo")], UNITS, REPORTS, WORDS)
    assert (found.tied, found.apart) == (((ID["b"], ID["c"]),), ((ID["a"], ID["b"]),))
    assert {c.state for c in found.corrections} == {State.APPLIED}


def test_a_final_division_of_a_thread_settles_it() -> None:
    given = [*answer("a | bc"), *answer("abc", coder="bo"), *answer("abc", coder="chief", final=True)]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert (found.tied, found.apart) == (((ID["a"], ID["b"]), (ID["a"], ID["c"])), ())
    states = {c.coder: c.state for c in found.corrections}
    assert states == {"anna": State.OVERRULED, "bo": State.APPLIED, "chief": State.APPLIED}


def test_a_final_division_may_be_of_one_who_divided_the_thread_before() -> None:
    given = [*answer("a | bc"), *answer("abc", coder="bo"), *answer("abc", final=True)]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert (found.tied, found.apart) == (((ID["a"], ID["b"]), (ID["a"], ID["c"])), ())
    states = {(c.coder, c.final): c.state for c in found.corrections}
    assert states == {
        ("anna", False): State.OVERRULED,
        ("anna", True): State.APPLIED,
        ("bo", False): State.APPLIED,
    }


@pytest.mark.parametrize("said", ["related", "different"])
def test_a_final_verdict_on_a_link_overrules_what_a_coder_said_of_the_thread(said: str) -> None:
    link = [stretch("a"), stretch("b")]
    given = [pair(*link, "same"), pair(*link, said, coder="bo"), *answer("abc", coder="cy")]
    before = find_pairs(given, UNITS, REPORTS, WORDS)
    assert {c.state for c in before.corrections if c.kind == "links"} == {State.CONTRADICTED}
    found = find_pairs([*given, pair(*link, said, final=True)], UNITS, REPORTS, WORDS)
    assert (found.links, found.tied, found.apart) == (
        {(ID["a"], ID["b"]): Relation(said)},
        (),
        ((ID["a"], ID["b"]),),
    )
    states = {(c.kind, c.coder, c.final): c.state for c in found.corrections}
    assert states == {
        ("links", "anna", False): State.OVERRULED,
        ("links", "anna", True): State.APPLIED,
        ("links", "bo", False): State.APPLIED,
        ("threads", "cy", False): State.OVERRULED,
    }


@pytest.mark.parametrize(("groups", "said"), [("a | bc", "same"), ("abc", "related")])
def test_a_final_division_overrules_a_verdict_on_the_link(groups: str, said: str) -> None:
    given = [pair(stretch("a"), stretch("c"), said), *answer(groups, coder="chief", final=True)]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    alone = find_pairs(given[1:], UNITS, REPORTS, WORDS)
    assert (found.links, found.tied, found.apart) == (alone.links, alone.tied, alone.apart)
    assert {c.kind: c.state for c in found.corrections} == {"links": State.OVERRULED, "threads": State.APPLIED}


def test_a_coder_who_divides_a_thread_anew_under_another_id_is_obeyed_in_the_newer_answer() -> None:
    # the id of a thread is made of its earliest unit, so it changes when that moves
    given = [*answer("abc", "t", date="2026-01-01"), *answer("a | bc", "u", date="2026-02-01")]
    found = find_pairs(given, UNITS, REPORTS, WORDS)
    assert (found.tied, found.apart) == (((ID["b"], ID["c"]),), ((ID["a"], ID["b"]),))
    assert {c.item: c.state for c in found.corrections} == {"t": State.OVERRULED, "u": State.APPLIED}
