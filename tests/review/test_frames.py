"""What can be drawn of a run: what coders contradict each other on, also where the run does not list it any more."""

from __future__ import annotations

from typing import Any

from pipeline.records import LABELS
from pipeline.review.frames import Frame

TEXTS = {"d": ("We will mend the pier.", 2020), "e": ("The pier will be mended.", 2021), "f": ("We dredge.", 2022)}
UNIT = {name: f"{name}@0-{len(text)}" for name, (text, _) in TEXTS.items()}


def tables(**other: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a run over three speeches of one sentence each, without links and closures."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("links", "closures", "threads", "corrections")}
    found |= {"documents": [], "sentences": [], "units": []}
    for name, (text, year) in TEXTS.items():
        base = {"doc_id": name, "start": 0, "end": len(text), "text": text, "jurisdiction": "Ellowmere", "year": year}
        found["documents"].append(base | {"kind": "report"})
        chances = {f"p_{label}": 0.2 for label in LABELS}
        found["sentences"].append(base | chances | {"sentence_id": UNIT[name], "section": "", "label": "pledge"})
        unit = {"unit_id": UNIT[name], "sentence_id": UNIT[name], "thread_id": f"t-{name}"}
        found["units"].append(base | unit)
    return found | other


def contradicted(kind: str, a: str, b: str, verdict: str, item: str = "") -> dict[str, Any]:
    stretches = {"item_a": UNIT[a], "item_b": UNIT.get(b, ""), "found_a": UNIT[a], "found_b": UNIT.get(b, "")}
    return stretches | {"kind": kind, "item": item, "verdict": verdict, "state": "contradicted", "model": ""}


def test_a_disputed_pair_that_the_run_does_not_list_is_drawn() -> None:
    rows = [contradicted("links", "d", "e", "same"), contradicted("links", "d", "e", "different")]
    frame = Frame(tables(corrections=rows), "links")
    assert frame.candidates() == []
    (pair,) = frame.disputed()
    assert (pair.item, [s.doc_id for s in pair.spans]) == (f"{UNIT['d']} | {UNIT['e']}", ["d", "e"])
    assert frame.shown(pair.item)["b_text"] == TEXTS["e"][0]
    assert Frame(tables(corrections=rows), "closures").disputed() == []


def test_a_disputed_thread_is_drawn_with_the_members_that_coders_divide_differently() -> None:
    # the run has parted the thread, and its id has gone
    rows = [
        *(contradicted("threads", "d", other, "same", "t-gone") for other in "ef"),
        contradicted("threads", "d", "f", "apart", "t-gone"),
        contradicted("threads", "d", "e", "same", "t-gone"),
    ]
    frame = Frame(tables(corrections=rows), "threads")
    assert frame.candidates() == []
    (thread,) = frame.disputed()
    assert (thread.item, [s.doc_id for s in thread.spans]) == ("t-gone", ["d", "e", "f"])
    assert frame.shown("t-gone")["members"].splitlines()[2] == "3. 2022: We dredge."


def test_a_thread_that_people_have_judged_is_known_by_its_id_and_its_pairs() -> None:
    rows = [contradicted("threads", "d", other, "same", "t-d") for other in "ef"]
    judged = Frame(tables(corrections=rows), "threads").judged()
    assert judged == {"t-d", f"{UNIT['d']} | {UNIT['e']}", f"{UNIT['d']} | {UNIT['f']}"}
    alone = Frame(tables(corrections=[contradicted("sentences", "d", "", "other")]), "sentences").judged()
    assert UNIT["d"] in alone


def test_a_disputed_sentence_of_a_text_that_is_not_compared_cannot_be_drawn() -> None:
    found = tables(corrections=[contradicted("sentences", "d", "", "other")])
    assert [c.item for c in Frame(found, "sentences").disputed()] == [UNIT["d"]]
    found["documents"][0]["kind"] = "resolution"
    assert Frame(found, "sentences").disputed() == []
