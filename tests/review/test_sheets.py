"""Coding sheets: what coders see, what comes back, and everything that programs and people do to them in between."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pipeline.errors import Problem
from pipeline.records import Verdict, span_id, text_hash
from pipeline.review.drawing import Draw
from pipeline.review.grids import read_grid
from pipeline.review.sheets import (
    Left,
    check_of,
    columns_of,
    csv_sheet,
    is_review_table,
    read_review_table,
    read_sheet,
    sheet_rows,
    xlsx_sheet,
)
from tests.review.support import DAY, filled, shown, small_draw


def sheet(made: Draw, language: str = "en", coder: str = "anna") -> bytes:
    answers = {i.item: ("pledge", 0.81) for i in made.items}
    return xlsx_sheet(made, sheet_rows(made, coder, shown(made), answers, language), language)


def read(content: bytes, made: Draw, name: str = "s.xlsx") -> tuple[list[Verdict], list[Problem], list[Left]]:
    return read_sheet(read_grid(content, name), {made.draw_id: made}, date=DAY)


def fill_with(**values: Any) -> Callable[[dict[str, Any], int], None]:  # noqa: ANN401
    def fill(cells: dict[str, Any], _: int) -> None:
        for name, value in values.items():
            cells[name].value = value

    return fill


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_sheet_comes_back_as_verdicts(language: str) -> None:
    made = small_draw()
    heads = {"en": ("VERDICT", "LEVEL", "UNSURE", "NOTE"), "zh": ("裁定", "级别", "存疑", "备注")}[language]
    words = {"en": ("pledge", "Problem "), "zh": ("承诺", "问题")}[language]

    def fill(cells: dict[str, Any], number: int) -> None:
        if number > 10:
            return
        cells[heads[0]].value = words[number % 2]
        if number % 2 == 0:
            cells[heads[1]].value = [4, "4", "４", 4.0, "4 "][number // 2 - 1]
            cells[heads[2]].value = 1
        cells[heads[3]].value = "a\nnote"

    found, problems, empty = read(filled(sheet(made, language), fill), made)
    assert problems == []
    assert (len(found), len(empty)) == (9, 3)
    assert {(v.verdict, v.level, v.unsure) for v in found} == {("pledge", 4, True), ("problem", None, False)}
    assert {(v.coder, v.draw, v.date, v.note) for v in found} == {("anna", made.draw_id, DAY, "a note")}
    spans = {i.spans[0] for i in made.items}
    assert all(
        any((v.doc_id, v.start, v.end, v.sha) == (s.doc_id, s.start, s.end, s.sha) for s in spans) for v in found
    )


def test_the_sheet_has_drop_downs_the_codebook_and_no_formula() -> None:
    made = small_draw()
    content = sheet(made)
    assert content == sheet(made)
    book = openpyxl.load_workbook(io.BytesIO(content))
    coding, codebook = book.worksheets
    lists = {v.formula1 for v in coding.data_validations.dataValidation if v.type == "list"}
    assert lists == {'"problem,measure,pledge,progress,other"', '"0,1,2,3,4"', '"1"'}
    assert "binds itself" in " ".join(str(c.value) for row in codebook for c in row)
    comment = next(c for c in coding[1] if c.value == "VERDICT").comment
    assert comment is not None
    assert "names a deficiency" in comment.text
    place = columns_of(made).index("guide")
    guides = {row[place].value for row in coding.iter_rows(min_row=2)}
    assert guides == {"problem / measure / pledge / progress / other"}  # no hint for a single row
    assert not [c for row in coding for c in row if c.data_type == "f"]


def test_a_blind_sheet_tells_nothing_of_the_model() -> None:
    made = small_draw(blind=True)
    assert not {"model", "confidence", "stratum", "p"} & set(columns_of(made))
    book = openpyxl.load_workbook(io.BytesIO(sheet(made)))
    cells = {str(c.value) for row in book.worksheets[0].iter_rows(min_row=2) for c in row}
    assert "pledge" not in cells
    assert "0.81" not in cells
    open_ = small_draw()
    assert {"model", "confidence", "stratum", "p"} <= set(columns_of(open_))


def test_what_the_model_does_not_list_has_no_answer_and_no_confidence() -> None:
    made = small_draw("links")
    (first, *_) = sheet_rows(made, "anna", shown(made), {}, "en")
    assert (first["model"], first["confidence"]) == ("", "")


def test_rows_may_be_sorted_and_saved_as_csv() -> None:
    made = small_draw()
    rows = sheet_rows(made, "anna", shown(made), {}, "en")
    for row in rows:
        row["verdict"] = "other"
    text = csv_sheet(made, rows[::-1], "zh").decode("utf-8-sig")
    wanted = {v.key for v in read(text.encode("utf-8"), made, "s.csv")[0]}
    assert len(wanted) == 12
    table = list(csv.reader(io.StringIO(text, newline="")))
    for delimiter, encoding in ((";", "utf-8-sig"), ("\t", "utf-16"), (",", "gb18030")):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(table)
        found, problems, _ = read(out.getvalue().encode(encoding), made, "s.csv")
        assert (problems, {v.key for v in found}) == ([], wanted), encoding


def test_a_quotation_that_was_emptied_is_noticed_in_a_row_that_ends_before_it() -> None:
    made = small_draw()
    rows = [{**row, "verdict": "other"} for row in sheet_rows(made, "anna", shown(made), {}, "en")]
    names = [n for n in columns_of(made) if n != "text"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*names, "text"])
    writer.writerows([row[n] for n in names] for row in rows)
    found, problems, _ = read(out.getvalue().encode(), made, "s.csv")
    assert found == []
    assert {p.message for p in problems} == {"the quotation was changed"}


@pytest.mark.parametrize(("kind", "heading"), [("sentences", "LEVEL"), ("sentences", "SENTENCE"), ("links", "NOTE")])
def test_a_heading_that_was_rewritten_or_taken_out_is_missed(kind: str, heading: str) -> None:
    made = small_draw(kind)
    rows = [{**row, "verdict": "other"} for row in sheet_rows(made, "anna", shown(made), {}, "en")]
    table = list(csv.reader(io.StringIO(csv_sheet(made, rows, "en").decode("utf-8-sig"), newline="")))
    at = table[0].index(heading)
    renamed = [[*table[0][:at], f"my {heading}", *table[0][at + 1 :]], *table[1:]]
    for changed in (renamed, [row[:at] + row[at + 1 :] for row in table]):
        csv.writer(out := io.StringIO()).writerows(changed)
        problems = [p for p in read(out.getvalue().encode(), made, "s.csv")[1] if p.place == "s.csv row 1"]
        assert [(p.value, p.message) for p in problems] == [(heading, "the column is missing")]


def test_levels_and_marks_may_be_numbers_of_a_statistics_program() -> None:
    made = small_draw()
    said = {"verdict": "pledge", "level": "3.0", "unsure": "1.0"}
    rows = [{**row, **said} for row in sheet_rows(made, "anna", shown(made), {}, "en")]
    found, problems, _ = read(csv_sheet(made, rows, "en"), made, "s.csv")
    assert problems == []
    assert {(v.level, v.unsure) for v in found} == {(3, True)}


def test_all_that_is_wrong_is_named_at_once_by_row_and_column() -> None:
    made = small_draw()

    def spoil(cells: dict[str, Any], number: int) -> None:
        cells["VERDICT"].value = "pledge"
        match number:
            case 2:
                cells["VERDICT"].value = "maybe"
            case 3:
                cells["LEVEL"].value = datetime.date(2026, 3, 4)
            case 4:
                cells["LEVEL"].value = "3-4"
            case 5:
                cells["item"].value = "p0-2024@999-1000"
            case 6:
                cells["SENTENCE"].value = "We will mend nothing."
            case 7:
                cells["VERDICT"].value = "=A1"
            case 8:
                cells["VERDICT"].value = "progress"
                cells["LEVEL"].value = 2
            case 9:
                cells["UNSURE"].value = "perhaps"
            case 10:
                cells["coder"].value = "zoe"
            case 11:
                cells["sample"].value = "000000000000"
            case 12:
                cells["VERDICT"].value = True
            case 13:
                cells["VERDICT"].value = "#N/A"

    found, problems, _ = read(filled(sheet(made), spoil), made)
    said = {p.place: p.message for p in problems}
    assert said == {
        "s.xlsx row 2 column J (verdict)": "unknown verdict",
        "s.xlsx row 3 column K (level)": "was turned into a date by the program",
        "s.xlsx row 4 column K (level)": "is no level: the program took it for a date",
        "s.xlsx row 5 column A (item)": "is not in the sample",
        "s.xlsx row 6 column F (text)": "the quotation was changed",
        "s.xlsx row 7 column J (verdict)": "is a formula",
        "s.xlsx row 8 column K (level)": "only measures and pledges have one",
        "s.xlsx row 9 column L (unsure)": "is neither empty nor 1",
        "s.xlsx row 10 column Q (coder)": "the item was given to anna",
        "s.xlsx row 11 column R (draw)": "the sample is not known",
        "s.xlsx row 12 column J (verdict)": "was turned into true or false by the program",
        "s.xlsx row 13 column J (verdict)": "is an error of the program",
    }
    assert found == []
    assert all(p.advice for p in problems)
    assert "pledge (承诺), progress (进展)" in problems[0].advice  # in both languages: a sheet has either


def test_merged_cells_missing_columns_and_doubled_rows() -> None:
    made = small_draw()
    book = openpyxl.load_workbook(io.BytesIO(filled(sheet(made), fill_with(VERDICT="other"))))
    page = book.worksheets[0]
    page.merge_cells("J3:J5")
    for column in range(1, page.max_column + 1):
        page.cell(page.max_row + (column == 1), column).value = page.cell(2, column).value
    out = io.BytesIO()
    book.save(out)
    found, problems, _ = read(out.getvalue(), made)
    assert [(p.place, p.message) for p in problems] == [
        ("s.xlsx cells J3:J5", "cells are merged"),
        ("s.xlsx row 14 column A (item)", "stands in row 2 as well"),
    ]
    page.delete_cols(10)
    book.save(out := io.BytesIO())
    assert "the column is missing" in [p.message for p in read(out.getvalue(), made)[1]]
    assert len(found) == 11


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xff\xfe\x00", b"", b"a,b,c\n1,2,3\n"])
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    made = small_draw()
    found, problems, _ = read(content, made)
    assert problems
    assert found == []


def test_pairs_and_threads() -> None:
    made = small_draw("links")
    found, problems, _ = read(filled(sheet(made), fill_with(VERDICT="related")), made)
    assert problems == []
    assert {v.b_start for v in found} == {5}
    assert len(found) == 12
    threads = small_draw("threads")

    def judge(cells: dict[str, Any], number: int) -> None:
        cells["VERDICT"].value = "mixed" if number < 5 else "one promise"
        cells["GROUPS"].value = {2: "1 3 | 2", 3: "1|2|3", 4: "2 / 1，3"}.get(number)

    found, problems, _ = read(filled(sheet(threads), judge), threads)
    assert problems == []
    by_item: dict[str, list[tuple[str, str, str]]] = {}
    for v in found:
        by_item.setdefault(v.item, []).append((v.doc_id, v.b_doc, v.verdict))
    kinds = sorted(tuple(sorted(own)) for own in by_item.values())
    one = (("t0", "t1", "same"), ("t0", "t2", "same"))
    parted = (("t0", "t1", "apart"), ("t0", "t2", "same"))
    all_apart = (("t0", "t1", "apart"), ("t0", "t2", "apart"), ("t1", "t2", "apart"))
    assert kinds == sorted([one] * 9 + [parted, parted, all_apart])

    def spoil(cells: dict[str, Any], number: int) -> None:
        cells["VERDICT"].value = "mixed"
        cells["GROUPS"].value = [None, "1 2 3", "1 | 2", "1 2 | 2 3", "1 | 2 | 4"][number % 5]

    assert len(read(filled(sheet(threads), spoil), threads)[1]) == 12


def test_what_is_written_beside_no_verdict_is_not_passed_over() -> None:
    threads = small_draw("threads")

    def part(cells: dict[str, Any], number: int) -> None:
        cells["GROUPS"].value = "1 2 | 3" if number == 2 else None

    assert [(p.place, p.message) for p in read(filled(sheet(threads), part), threads)[1]] == [
        ("s.xlsx row 2 column H (groups)", "stands without a verdict")
    ]
    made = small_draw()

    def write(cells: dict[str, Any], number: int) -> None:
        match number:
            case 2:
                cells["NOTE"].value = "cannot tell"
            case 3:
                cells["UNSURE"].value = 1
            case 4:
                cells["LEVEL"].value = "2"

    _, problems, left = read(filled(sheet(made), write), made)
    assert [(p.place, p.message) for p in problems] == [("s.xlsx row 4 column K (level)", "stands without a verdict")]
    assert [x.place for x in left if x.written] == ["s.xlsx row 2", "s.xlsx row 3"]
    assert {(x.kind, x.coder, x.final) for x in left} == {("sentences", "anna", False)}
    assert len(left) == 11


def test_an_unknown_sample_is_said_once_and_an_emptied_one_is_named_so() -> None:
    made = small_draw()
    rows = [{**row, "verdict": "other"} for row in sheet_rows(made, "anna", shown(made), {}, "en")]
    for value, message in (("000000000000", "the sample is not known"), ("", "is empty")):
        text = csv_sheet(made, [{**row, "draw": value} for row in rows], "en")
        assert [(p.value, p.message) for p in read(text, made, "s.csv")[1]] == [(value, message)]


@pytest.mark.parametrize("text", ["We will open \x07a clinic\x1b[0m.", "Roads\r\nand \x01 _x0041_ trees"])
def test_a_sheet_with_control_characters_that_nobody_changed_is_obeyed(text: str) -> None:
    drawn = small_draw()
    cells = {item: {**own, "text": text} for item, own in shown(drawn).items()}
    made = replace(drawn, items=tuple(replace(i, check=check_of([text])) for i in drawn.items))
    rows = [{**row, "verdict": "other"} for row in sheet_rows(made, "anna", cells, {}, "en")]
    for content in (xlsx_sheet(made, rows, "en"), csv_sheet(made, rows, "en")):
        found, problems, _ = read(content, made)
        assert (len(found), problems) == (12, [])


@pytest.mark.parametrize("groups", ["1 2 | 3", "１ ２ ｜ ３", "1，2｜3", "１、２／３", "2；1 / 3"])
def test_groups_may_be_written_in_full_width_signs(groups: str) -> None:
    made = small_draw("threads")
    said = {"verdict": "混合", "groups": groups}
    rows = [{**row, **said} for row in sheet_rows(made, "anna", shown(made), {}, "zh")]
    found, problems, _ = read(csv_sheet(made, rows, "zh"), made)
    assert problems == []
    assert [v.verdict for v in found] == ["same", "apart"] * 12


def test_a_second_coding_sheet_in_the_workbook_is_a_problem() -> None:
    made = small_draw()
    book = openpyxl.load_workbook(io.BytesIO(sheet(made)))
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title = "anna"
    book.save(out := io.BytesIO())
    (problem,) = read(out.getvalue(), made)[1]
    assert problem.place == "s.xlsx sheet «anna»"
    assert "only «coding» is" in problem.message


def test_rows_made_by_hand_need_only_the_columns_that_the_manual_names() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "reviewing.md").read_text(encoding="utf-8")
    example = manual.partition("```csv\n")[2].partition("```")[0]
    grid = read_grid(example.encode(), "mine.csv")
    assert is_review_table(grid)
    found, problems, empty = read_review_table(grid, coder="anna", date=DAY)
    assert (problems, empty) == ([], [])
    rows = list(csv.DictReader(io.StringIO(example)))
    assert [(v.kind, v.verdict, v.sha) for v in found] == [
        ("closures", "none", text_hash(rows[0]["quote_a"])),
        ("sentences", "other", text_hash(rows[1]["quote_a"])),
    ]


def test_a_row_made_by_hand_without_quotations_is_told_what_is_missing() -> None:
    bare = {
        b"kind,item_a,item_b,verdict\nclosure,a@0-5,b@0-4,none\n": ["quote_a", "quote_b"],
        b"kind,item_a,verdict\nsentence,a@0-5,other\n": ["quote_a"],
        b"kind,item_a,quote_a\nsentence,a@0-5,Roads\n": ["verdict"],
    }
    for content, missing in bare.items():
        grid = read_grid(content, "mine.csv")
        assert is_review_table(grid)
        found, problems, _ = read_review_table(grid, coder="anna", date=DAY)
        assert found == [] and [p.value for p in problems] == missing


def test_a_column_that_stands_twice_in_a_table_made_by_hand_is_a_problem() -> None:
    content = b"kind,item_a,quote_a,verdict,Verdict\nsentence,a@0-5,Roads,other,pledge\n"
    problems = read_review_table(read_grid(content, "mine.csv"), coder="anna", date=DAY)[1]
    assert [(p.place, p.value, p.message) for p in problems] == [
        ("mine.csv row 1", "verdict", "the column stands twice")
    ]


def test_a_row_of_two_that_can_be_no_pair_is_refused_as_far_as_it_tells() -> None:
    heads = b"kind,item_a,item_b,year_a,year_b,quote_a,quote_b,verdict\n"
    wrong = {
        b"closure,a@0-5,b@0-4,2024,2022,Roads,Oaks,closes": ("year_b", "2022", "is not later"),
        b"closure,a@0-5,b@0-4,2024,2024,Roads,Oaks,advances": ("year_b", "2024", "is not later"),
        b"closure,a@0-5,a@9-13,,,Roads,Oaks,closes": ("item_b", "a@9-13", "stands in the speech"),
        b"link,a@0-5,a@0-5,,,Roads,Roads,different": ("item_b", "a@0-5", "once more"),
    }
    for row, (column, value, said) in wrong.items():
        found, (problem,), _ = read_review_table(read_grid(heads + row, "mine.csv"), coder="anna", date=DAY)
        assert not found
        assert (problem.value, said in problem.message) == (value, True)
        assert problem.place.startswith("mine.csv row 2 column") and f"({column})" in problem.place
    right = [
        b"closure,a@0-5,b@0-4,2022,2024,Roads,Oaks,closes",
        b"closure,a@0-5,b@0-4,2024,2022,Roads,Oaks,none",
        b"closure,a@0-5,a@9-13,,,Roads,Oaks,",
        b"link,a@0-5,a@9-13,2024,2024,Roads,Oaks,same",
    ]
    for row in right:
        assert not read_review_table(read_grid(heads + row, "mine.csv"), coder="anna", date=DAY)[1]


@pytest.mark.parametrize("text", ["Open two\r\nlibraries.", "Open two_x000D_\nlibraries."])
def test_a_quotation_with_windows_line_ends_is_read_from_a_workbook(text: str) -> None:
    rows = [["kind", "item_a", "quote_a", "verdict"], ["sentence", span_id("d", 0, len(text)), text, "pledge"]]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("review")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    grid = read_grid(out.getvalue(), "tables.xlsx")
    (found,), problems, _ = read_review_table(grid, coder="anna", date=DAY)
    assert not problems
    assert found.sha == text_hash(text)
