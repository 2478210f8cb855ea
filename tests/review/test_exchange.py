"""Samples as JSON, tasks and annotations of Label Studio in their real form, verdicts as gold files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate.gold import Gold, GoldText, load_gold
from pipeline.records import Document, GoldPair, GoldSentence, Label, text_hash
from pipeline.review.exchange import (
    draw_from_json,
    draw_json,
    gold_csv,
    gold_of,
    label_studio_tasks,
    read_label_studio,
    with_people,
)
from pipeline.review.sheets import sheet_rows
from tests.review.support import DAY, pair, shown, small_draw, verdict


def test_a_sample_is_read_back_equal_and_a_changed_one_is_refused() -> None:
    made = small_draw(coders=("anna", "bo"))
    text = draw_json(made)
    assert draw_from_json(json.loads(text)) == made
    assert "mend" not in text
    # as programs write numbers that know no 1.0
    assert draw_from_json(json.loads(text.replace("1.0,", "1,"))) == made


def changes(text: str) -> list[dict[str, Any]]:
    """Return descriptions of a sample, each changed at one place where an estimate or a verdict would follow."""
    found = []
    for change in (
        lambda c: c.update(final=True),
        lambda c: c["frame"][0].__setitem__(2, 4),
        lambda c: c["items"][0].__setitem__(2, 0.001),
        lambda c: c["items"][0].__setitem__(2, None),
        lambda c: c.update(seed=4),
        lambda c: c.update(sizes=[]),
        lambda c: c["items"].pop(),
        lambda c: c["items"][0][5][0].__setitem__(1, 7),
        lambda c: c["items"][0].__setitem__(4, "0"),
        lambda c: c.update(run={"code": "other"}),
    ):
        content = json.loads(text)
        change(content)
        found.append(content)
    return found


def test_a_sample_that_was_changed_anywhere_is_refused() -> None:
    for content in changes(draw_json(small_draw(coders=("anna", "bo")))):
        with pytest.raises(ValueError, match="was changed"):
            draw_from_json(content)


def test_a_sample_of_the_older_form_keeps_its_id_and_is_held_against_itself() -> None:
    made = replace(small_draw(coders=("anna", "bo")), form=1)
    text = draw_json(made)
    assert made.draw_id == "0de799e757e9"  # as sheets and verdicts of that form name it
    assert draw_from_json(json.loads(text)) == made
    assert draw_json(draw_from_json(json.loads(text))) == text
    for content in changes(text)[:7]:
        with pytest.raises(ValueError, match="was changed"):
            draw_from_json(content)
    for form in (0, 3, None):
        with pytest.raises(ValueError, match=f"form {form}, not 2 or 1"):
            draw_from_json(json.loads(text) | {"form": form})


@pytest.mark.parametrize("how", ["information", "disputes"])
def test_samples_without_probabilities_are_read_in_both_forms(how: str) -> None:
    items = tuple(replace(i, stratum=how, p=None) for i in small_draw().items)
    made = replace(small_draw(), how=how, final=how == "disputes", sizes={}, frame={}, items=items)
    for form in (1, 2):
        own = replace(made, form=form)
        assert draw_from_json(json.loads(draw_json(own))) == own


def exported(tasks: list[dict[str, Any]], choice: str = "承诺", by: Any = 7) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return tasks as Label Studio exports them («JSON»): with the fields of its task format, annotated."""
    out = []
    for number, task in enumerate(tasks, start=1):
        result = [
            {
                "value": {"choices": [choice]},
                "id": f"Dx_aB9{number}",
                "from_name": "verdict",
                "to_name": "text",
                "type": "choices",
                "origin": "manual",
            },
            {
                "value": {"choices": ["3"]},
                "id": f"lv{number}",
                "from_name": "level",
                "to_name": "text",
                "type": "choices",
                "origin": "manual",
            },
            {
                "value": {"text": ["looks\nfine"]},
                "id": f"nt{number}",
                "from_name": "note",
                "to_name": "text",
                "type": "textarea",
                "origin": "manual",
            },
        ]
        annotation = {
            "id": 1000 + number,
            "completed_by": by,
            "result": result,
            "was_cancelled": False,
            "ground_truth": False,
            "created_at": "2026-02-09T22:16:08.728353Z",
            "updated_at": "2026-02-09T22:16:08.728378Z",
            "draft_created_at": None,
            "lead_time": 4.288,
            "prediction": {},
            "result_count": len(result),
            "unique_id": f"0f{number:034d}",
            "import_id": None,
            "last_action": None,
            "task": number,
            "project": 83,
            "updated_by": 7,
            "parent_prediction": None,
            "parent_annotation": None,
            "last_created_by": None,
        }
        out.append(
            {
                "id": number,
                "annotations": [annotation],
                "file_upload": "42d46c4c-tasks.json",
                "drafts": [],
                "predictions": task.get("predictions", []),
                "data": task["data"],
                "meta": {},
                "created_at": "2026-02-09T21:52:49.513742Z",
                "updated_at": "2026-02-09T22:16:08.746926Z",
                "inner_id": number,
                "total_annotations": 1,
                "cancelled_annotations": 0,
                "total_predictions": 0,
                "comment_count": 0,
                "unresolved_comment_count": 0,
                "last_comment_updated_at": None,
                "project": 83,
                "updated_by": 7,
                "comment_authors": [],
            }
        )
    return out


def tasks_of(blind: bool = False) -> tuple[Any, list[dict[str, Any]], str]:
    made = small_draw(blind=blind)
    answers = {i.item: ("pledge", 0.81) for i in made.items}
    rows = sheet_rows(made, "anna", shown(made), answers, "zh")
    text, config = label_studio_tasks(made, rows, answers, "zh")
    return made, json.loads(text), config


def test_tasks_carry_the_models_answer_unless_blind_and_fit_the_configuration() -> None:
    _, tasks, config = tasks_of()
    tree = ET.fromstring(config)
    shown_fields = {t.get("value", "")[1:] for t in tree.iter("Text")}
    assert shown_fields <= set(tasks[0]["data"])
    (prediction,) = tasks[0]["predictions"]
    (result,) = prediction["result"]
    controls = {c.get("name"): c for c in tree if c.get("toName")}
    choices = {c.get("value") for c in controls[result["from_name"]]}
    assert result["value"]["choices"][0] in choices == {"问题", "措施", "承诺", "进展", "其他"}
    assert all(c.get("toName") == result["to_name"] == "text" for c in controls.values())
    assert prediction["score"] == 0.81
    _, blind, _ = tasks_of(blind=True)
    assert "predictions" not in blind[0]
    assert "pledge" not in json.dumps(blind)


def test_annotations_come_back_as_verdicts() -> None:
    made, tasks, _ = tasks_of()
    content = json.dumps(exported(tasks)).encode()
    found, problems, empty = read_label_studio(content, "e.json", {made.draw_id: made}, date=DAY)
    assert (problems, empty) == ([], [])
    assert {(v.verdict, v.level, v.coder, v.note) for v in found} == {("pledge", 3, "anna", "looks fine")}
    assert {(v.doc_id, v.start) for v in found} == {(i.spans[0].doc_id, i.spans[0].start) for i in made.items}


def test_annotators_have_names_and_cancelled_annotations_do_not_count() -> None:
    made, tasks, _ = tasks_of()
    draws = {made.draw_id: made}
    listed = exported(tasks, by={"id": 7, "email": "bo@example.org", "first_name": "Bo", "last_name": ""})
    listed[0]["annotations"][0]["was_cancelled"] = True
    second = json.loads(json.dumps(listed[1]["annotations"][0]))
    second |= {"id": 1, "completed_by": 9}
    second["result"][0]["value"]["choices"] = ["其他"]
    second["result"] = second["result"][:1]
    listed[1]["annotations"].append(second)
    found, problems, empty = read_label_studio(json.dumps(listed).encode(), "e.json", draws, date=DAY)
    assert problems == []
    assert [left.place for left in empty] == ["e.json task 1"]
    assert {v.coder for v in found} == {"bo@example.org", "user-9"}
    assert len(found) == 12
    # one name for two annotations of a task is a contradiction that nobody may overlook
    _, problems, _ = read_label_studio(json.dumps(listed).encode(), "e.json", draws, date=DAY, coder="anna")
    assert [p.place for p in problems] == ["e.json task 2"]


def test_problems_are_named_by_task() -> None:
    made, tasks, _ = tasks_of()
    listed = exported(tasks)
    listed[2]["annotations"][0]["result"][0]["value"]["choices"] = ["maybe"]
    listed[3]["data"]["item"] = "unknown"
    listed[4]["data"]["text"] = "changed"
    _, problems, _ = read_label_studio(json.dumps(listed).encode(), "e.json", {made.draw_id: made}, date=DAY)
    assert [p.place for p in problems] == [
        "e.json task 3 column (verdict)",
        "e.json task 4 column (item)",
        "e.json task 5 column (text)",
    ]
    for content in (b"{", b"{}", b'[{"text": "flat"}]'):
        assert read_label_studio(content, "e.json", {}, date=DAY)[1]


ODD: list[Any] = [5, "text", True, [7], [None], {"a": 1}, 10**400, 1e308]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "path",
    [
        ("data",),
        ("data", "item"),
        ("data", "draw"),
        ("annotations",),
        ("annotations", 0),
        ("annotations", 0, "was_cancelled"),
        ("annotations", 0, "completed_by"),
        ("annotations", 0, "completed_by", "email"),
        ("annotations", 0, "result"),
        ("annotations", 0, "result", 0),
        ("annotations", 0, "result", 0, "from_name"),
        ("annotations", 0, "result", 0, "value"),
        ("annotations", 0, "result", 0, "value", "choices"),
        ("annotations", 0, "result", 2, "value", "text"),
        ("drafts",),
        ("id",),
    ],
)
def test_a_value_of_another_type_is_a_problem_of_its_task_or_none(path: tuple[Any, ...], odd: Any) -> None:  # noqa: ANN401
    made, tasks, _ = tasks_of()
    listed = exported(tasks[:3], by={"id": 7, "email": "bo@example.org"})
    at = listed[1]
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = odd
    found, problems, _ = read_label_studio(json.dumps(listed).encode(), "e.json", {made.draw_id: made}, date=DAY)
    assert all(p.place.startswith("e.json task 2") and p.message and p.advice for p in problems)
    assert {v.coder for v in found} <= {"anna", "bo@example.org", "user-7", "text"}
    assert len(found) >= 2


def test_forms_of_annotations_that_come_with_other_versions_and_by_hand() -> None:
    made, tasks, _ = tasks_of()
    draws = {made.draw_id: made}

    def read(change: Any, **options: str) -> tuple[Any, list[str], list[str]]:  # noqa: ANN401
        listed = exported(json.loads(json.dumps(tasks)))
        change(listed)
        content = json.dumps(listed).encode()
        found, problems, left = read_label_studio(content, "e.json", draws, date=DAY, **options)
        return found, [str(p) for p in problems], [f"{x.place} {x.coder} {x.written}" for x in left]

    def annotation(listed: list[dict[str, Any]], at: int = 0) -> dict[str, Any]:
        own: dict[str, Any] = listed[at]["annotations"][0]
        return own

    # before version 1.0 annotations were called completions
    found, problems, left = read(lambda e: [t.update(completions=t.pop("annotations")) for t in e])
    assert (len(found), problems, left) == (12, [], [])
    # a draft that nobody submitted is no verdict, and is not passed over in silence
    drafts = [{"result": [], "user": "bo"}]
    found, problems, left = read(lambda e: e[0].update(annotations=[], drafts=drafts))
    assert (len(found), problems, left) == (11, [], ["e.json task 1 anna True"])
    # what was said under another name is no verdict either
    found, problems, left = read(
        lambda e: annotation(e)["result"].__setitem__(slice(0, 2), [{"from_name": "verdikt", "value": {}}])
    )
    assert (len(found), problems, left) == (11, [], ["e.json task 1 anna True"])
    # results that were deleted, and a task that was skipped
    found, problems, left = read(lambda e: annotation(e).update(result=[]))
    assert (len(found), left) == (11, ["e.json task 1 anna False"])
    # a level given as a number or stars, a note in pieces
    for value in ({"number": 4}, {"rating": 4}, {"choices": ["4"]}):
        found, problems, _ = read(lambda e, value=value: annotation(e)["result"][1].update(value=value))
        assert problems == []
        assert sorted(v.level for v in found) == [*[3] * 11, 4]
    more = {"from_name": "note", "value": {"text": ["and more"]}}
    found, problems, _ = read(lambda e: annotation(e)["result"].append(more))
    assert "looks fine and more" in {v.note for v in found}
    # two answers of one annotation are neither
    two = {"from_name": "verdict", "value": {"choices": ["其他"]}}
    _, problems, _ = read(lambda e: annotation(e)["result"].append(two))
    assert len(problems) == 1
    assert "task 1 column (verdict): «承诺 其他» unknown verdict" in problems[0]
    # «false» is not false, and must not take the verdict away
    _, problems, _ = read(lambda e: annotation(e).update(was_cancelled="false"))
    assert problems == ["e.json task 1: was_cancelled is neither true nor false → export the project as JSON"]
    # controls cannot stand in for what the task says
    item = {"from_name": "item", "value": {"text": ["elsewhere"]}}
    assert len(read(lambda e: annotation(e)["result"].append(item))[0]) == 12
    # nobody is told, and several could be meant
    twin = {"was_cancelled": False, "result": [], "completed_by": None}
    _, problems, _ = read(lambda e: (e[0]["annotations"].append(twin), annotation(e).update(completed_by={})))
    assert set(problems) == {"e.json task 1: does not say who annotated → give the name with --coder"}
    assert read(lambda e: annotation(e).update(completed_by={}), coder="cy")[1] == []
    # a file cannot hold half a character
    half = {"from_name": "note", "value": {"text": ["\ud800"]}}
    _, problems, _ = read(lambda e: annotation(e)["result"].append(half))
    assert problems == ["e.json task 1: holds half a character, which no file can hold → export the project as JSON"]
    # an unknown sample is said once
    assert len(read(lambda e: [t["data"].update(draw="000000000000") for t in e])[1]) == 1
    assert len(read(lambda e: [t["data"].pop("draw") for t in e])[1]) == 1


@pytest.mark.parametrize("content", [b"[" * 100_000, b'[{"id": ' + b"9" * 5000 + b', "data": {}}]', b"[]", b"\xff"])
def test_what_is_no_export_is_refused(content: bytes) -> None:
    found, problems, _ = read_label_studio(content, "e.json", {}, date=DAY)
    assert found == []
    assert [p.advice for p in problems] == ["export the project as JSON"]
    assert len(problems[0].message) < 120


TEXTS = {"d": "We will open a school. Roads are bad.", "e": "We will open the school. Thank you."}
PLACES = {"d": "Ellowmere", "e": "Ellowmere"}


def test_verdicts_become_gold_that_the_loader_accepts(tmp_path: Path) -> None:
    given = [
        verdict("We will open a school.", level=3, unsure=True),
        verdict("Roads are bad.", 23, verdict="problem"),
        verdict("Thank you.", 25, doc_id="e", verdict="other"),
        verdict("Thank you.", 25, doc_id="e", verdict="progress", coder="bo"),
        verdict("gone", 3),
        verdict("far", 0, doc_id="x"),
        pair(("d", 8, "open a school"), ("e", 8, "open the school"), "same"),
        pair(("d", 8, "open a school"), ("e", 8, "open the school"), "advances", "closures"),
        replace(pair(("d", 0, "We"), ("e", 0, "We"), "apart", "threads"), item="t"),
    ]
    sentences, links, closures = gold_of(given, TEXTS, PLACES)
    for name, rows in (("sentences", sentences), ("links", links), ("closures", closures)):
        (tmp_path / f"{name}-c.csv").write_text(gold_csv(rows), encoding="utf-8")
    gold = load_gold(tmp_path, TEXTS, ["sentences", "links", "closures"])
    assert [(s.label.value, s.level, s.unsure, s.text) for s in gold.sentences] == [
        ("pledge", 3, True, "We will open a school."),
        ("problem", None, False, "Roads are bad."),
    ]
    assert [(p.link, p.a_text, p.b_text) for p in gold.links] == [("same", "open a school", "open the school")]
    assert [p.link for p in gold.closures] == ["advances"]
    assert text_hash("a") != text_hash("b")


def test_who_parts_a_thread_does_not_contradict_who_calls_two_of_it_related() -> None:
    link = pair(("d", 8, "open a school"), ("e", 8, "open the school"), "related")
    parted = replace(link, kind="threads", item="t", verdict="apart", coder="bo", draw="s2")
    for given in ([link, parted], [link, replace(parted, final=True)], [link, replace(parted, coder="anna")]):
        assert [p.link for p in gold_of(given, TEXTS, PLACES)[1]] == ["related"]
    assert gold_of([replace(link, verdict="same"), parted], TEXTS, PLACES)[1] == ()
    assert gold_of([parted], TEXTS, PLACES)[1] == ()


def test_rows_of_people_take_the_place_of_the_gold_that_they_overlap() -> None:
    texts = {
        doc: GoldText(Document(doc, "Ellowmere", "county", 2024, "report", "", "en", "", "", "utf-8", text), "c")
        for doc, text in TEXTS.items()
    }
    gold = Gold(
        sentences=(
            GoldSentence("1", "d", 0, 22, Label.MEASURE, 2, False, TEXTS["d"][:22]),
            GoldSentence("2", "d", 23, 37, Label.PROBLEM, None, False, TEXTS["d"][23:]),
        ),
        links=(
            GoldPair("3", "Ellowmere", "d", 8, 21, "e", 8, 23, "related", False, "open a school", "open the school"),
        ),
    )
    given = [
        verdict("We will open a school.", level=3),
        pair(("d", 8, "open a school"), ("e", 8, "open the school"), "same"),
    ]
    both = with_people(gold, given, texts)
    assert [(s.gold_id, s.label.value, s.level) for s in both.sentences] == [
        ("2", "problem", None),
        ("people d@0-22", "pledge", 3),
    ]
    assert [(p.link, p.gold_id[:6]) for p in both.links] == [("same", "people")]
    assert with_people(gold, [], texts) == gold
