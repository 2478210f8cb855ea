"""CSV: opens right, runs nothing, reads back equal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cells import guard, unguard
from pipeline.report.delimited import csv_bytes
from pipeline.report.model import EXCEL_LIMIT, CellKind, columns, table
from tests.report.at_once import read_csv

HEAD = columns(("text", CellKind.TEXT, "a text"), ("number", CellKind.REAL, "a number"), ("ids", CellKind.IDS, "ids"))
SPEECH = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)


@given(SPEECH)
def test_guard_can_be_taken_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.lists(SPEECH, max_size=5))
def test_reads_back_equal(texts: list[str]) -> None:
    made = table("t", "m", HEAD, [{"text": t, "number": -1.5, "ids": ("a@0-1", "b@1-2")} for t in texts])
    for encoding in ("utf-8-sig", "utf-8"):
        found = read_csv(csv_bytes(made, encoding))
        assert [row["text"] for row in found] == texts
        assert {row["number"] for row in found} <= {"-1.5"}
        assert {row["ids"] for row in found} <= {"a@0-1; b@1-2"}


def test_bytes_as_a_spreadsheet_program_wants_them() -> None:
    made = table("t", "m", HEAD, [{"text": '=HYPERLINK("x")', "number": None, "ids": ()}])
    content = csv_bytes(made, "utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbftext,number,ids\r\n")
    assert b'"\'=HYPERLINK(""x"")",,\r\n' in content


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    made = table("t", "m", HEAD, [{"text": "长" * 40_000, "number": 1, "ids": ()}])
    cell = read_csv(csv_bytes(made, "utf-8"))[0]["text"]
    assert len(cell) == EXCEL_LIMIT and "cut" in cell[-60:]
