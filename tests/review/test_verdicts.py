"""The file of verdicts: plain, sorted, checked as a whole; taking new ones over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.review.verdicts import COLUMNS, csv_text, merge, read_verdicts
from tests.review.support import pair, verdict

A = verdict("We will open a school.", level=4, unsure=True, note="two\nlines, «quoted»")
B = verdict("Roads are bad.", 40, verdict="problem", coder="bo")
C = pair(("d", 0, "open a school"), ("e", 3, "open the school"), "same")


def test_what_is_written_is_read_back_whatever_the_order() -> None:
    text = csv_text([C, B, A])
    assert text == csv_text([A, B, C])
    assert "\r" not in text
    found, problems = read_verdicts(text, "verdicts.csv")
    assert problems == []
    assert found == sorted([replace(A, note="two lines, «quoted»"), B, C], key=lambda v: v.key)
    assert csv_text(found) == text


def test_one_changed_verdict_is_one_changed_line() -> None:
    before = csv_text([A, B, C]).splitlines()
    after = csv_text([A, replace(B, verdict="other"), C]).splitlines()
    assert sum(x != y for x, y in zip(before, after, strict=True)) == 1


def test_everything_wrong_is_named_by_row_and_column() -> None:
    lines = csv_text([A, B, C]).splitlines()
    cells = {name: i for i, name in enumerate(COLUMNS)}

    def change(line: str, **new: str) -> str:
        row = line.split(",")
        for name, value in new.items():
            row[cells[name]] = value
        return ",".join(row)

    link = next(line for line in lines if line.startswith("links"))
    plain = next(line for line in lines if "Roads" not in line and ",bo," in line)
    bad = [
        change(link, verdict="alike"),
        change(plain, start="x", level="9"),
        change(plain, date="1.3.2026", unsure="maybe"),
        "<<<<<<< HEAD",
        plain,
        plain,
    ]
    found, problems = read_verdicts("\n".join([lines[0], *bad]) + "\n", "v.csv")
    places = [p.place for p in problems]
    assert places == [
        "v.csv row 2 column verdict",
        "v.csv row 3 column start",
        "v.csv row 3 column level",
        "v.csv row 4 column unsure",
        "v.csv row 4 column date",
        "v.csv row 5",
        "v.csv row 7",
    ]
    assert len(found) == 2
    assert read_verdicts("a,b\n", "v.csv")[1][0].place == "v.csv row 1"
    assert "apply the filled sheets again" in read_verdicts("a,b\n", "v.csv")[1][0].advice


@pytest.mark.parametrize("column", ["b_doc", "b_start", "b_end", "b_sha"])
def test_a_sentence_is_no_pair(column: str) -> None:
    head, line = csv_text([A]).splitlines()
    row = line.split(",")
    row[COLUMNS.index(column)] = "x"
    found, problems = read_verdicts(f"{head}\n{','.join(row)}\n", "v.csv")
    assert [(p.place, p.message) for p in problems] == [
        (f"v.csv row 2 column {column}", "must be empty: a sentence is no pair")
    ]
    assert found == []


def test_a_hash_that_a_spreadsheet_program_rounded_is_noticed() -> None:
    text = csv_text([replace(A, sha="1234567890123456"), replace(C, b_sha="12345678901234e5")])
    assert read_verdicts(text, "v.csv")[1] == []
    spoilt = text.replace("1234567890123456", "1.23457E+15").replace("12345678901234e5", "1.23457E+18")
    assert [(p.place, p.message) for p in read_verdicts(spoilt, "v.csv")[1]] == [
        ("v.csv row 2 column b_sha", "is no hash"),
        ("v.csv row 3 column sha", "is no hash"),
    ]


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "２０２６-０１-０２", "20260102"])
def test_a_day_that_no_calendar_has_is_none(day: str) -> None:
    problems = read_verdicts(csv_text([replace(A, date=day)]), "v.csv")[1]
    assert [(p.place, p.message) for p in problems] == [("v.csv row 2 column date", "is no day")]


def test_an_offset_of_thousands_of_digits_is_none() -> None:
    text = csv_text([A]).replace(f",{A.end},", f",{'9' * 5000},")
    assert [(p.place, p.message) for p in read_verdicts(text, "v.csv")[1]] == [
        ("v.csv row 2 column end", "is no offset")
    ]


def test_the_same_again_changes_nothing_and_a_new_opinion_replaces_the_old() -> None:
    later = replace(A, date="2026-05-01")
    again = merge([A, B], [later])
    assert again.verdicts == tuple(sorted([A, B], key=lambda v: v.key))
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    other = replace(A, verdict="measure", level=2, date="2026-05-01")
    third = replace(A, coder="cy")
    done = merge([A, B], [other, third])
    assert set(done.verdicts) == {other, B, third}
    assert (done.new, done.changed, done.same) == (1, 1, 0)


def test_a_final_verdict_stands_beside_what_its_coder_said_before() -> None:
    final = replace(A, verdict="other", level=None, draw="s2", final=True)
    done = merge([A], [final])
    assert set(done.verdicts) == {A, final}
    assert (done.new, done.changed, done.same) == (1, 0, 0)
    assert merge(done.verdicts, [A]).verdicts == done.verdicts
    found, problems = read_verdicts(csv_text(done.verdicts), "v.csv")
    assert ({(v.verdict, v.final) for v in found}, problems) == ({("pledge", False), ("other", True)}, [])
    # a thread too: its pairs are those of one answer
    spans = [("d", 0, "mend roads"), ("e", 0, "mend the roads"), ("f", 0, "pave the roads")]
    own = [pair(spans[0], spans[k], "same", "threads", item="t") for k in (1, 2)]
    settled = pair(spans[0], spans[1], "apart", "threads", item="t", final=True)
    assert set(merge(own, [settled]).verdicts) == {*own, settled}


def test_a_verdict_stays_in_the_samples_that_it_was_asked_for_in() -> None:
    again = replace(A, verdict="measure", level=2, draw="s2")
    assert [v.draw for v in merge([A], [again]).verdicts] == ["s1 s2"]
    assert [v.draw for v in merge([A], [replace(again, draw="")]).verdicts] == ["s1"]
    # both sheets at once, and the first sheet again afterwards
    both = merge([], [A, replace(A, draw="s2")])
    assert [v.draw for v in both.verdicts] == ["s1 s2"]
    assert merge(both.verdicts, [A]).same == 1


@pytest.mark.parametrize("coder", ["anna", "bo"])
def test_a_thread_judged_again_loses_the_own_earlier_pairs_only(coder: str) -> None:
    spans = [("d", 0, "mend roads"), ("e", 0, "mend the roads"), ("f", 0, "pave the roads")]
    before = [
        pair(spans[0], spans[1], "same", "threads", item="t-1", coder=coder),
        pair(spans[0], spans[2], "same", "threads", item="t-1", coder=coder),
    ]
    after = [
        pair(spans[0], spans[1], "same", "threads", item="t-1", coder="anna"),
        pair(spans[0], spans[2], "apart", "threads", item="t-1", coder="anna"),
        pair(spans[1], spans[2], "apart", "threads", item="t-1", coder="anna"),
    ]
    left = merge(before, after[:1]).verdicts
    assert len(left) == (1 if coder == "anna" else 3)
    assert {v.verdict for v in merge(before, after).verdicts if v.coder == "anna"} == {"same", "apart"}
