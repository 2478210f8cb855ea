"""Sheets, samples and verdicts on disk, without a run: names of files, days, damaged samples, two who write at once."""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import reviewing
from pipeline.errors import ReviewError, RunError
from pipeline.review.drawing import Draw
from pipeline.review.exchange import draw_json
from pipeline.review.sheets import csv_sheet, sheet_rows
from pipeline.reviewing import DrawOrder, apply_sheets, draw_sheets, load_corrections
from tests.review.support import DAY, shown, small_draw


def coded(folder: Path, made: Draw, note: str = "") -> Path:
    """Write a sample and a sheet on which everything is a pledge; return the sheet."""
    rows = sheet_rows(made, "anna", shown(made), {}, "en")
    folder.mkdir(exist_ok=True)
    (folder / f"{made.draw_id}.draw.json").write_text(draw_json(made), encoding="utf-8")
    sheet = folder / f"{made.draw_id}.csv"
    sheet.write_bytes(csv_sheet(made, [{**row, "verdict": "pledge", "note": note} for row in rows], "en"))
    return sheet


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        ((), "names nobody"),
        (("anna", " "), "names nobody"),
        (("anna", "anna"), "stands twice"),
        (("Anna B", "Anna-B"), "gets the same file as «Anna B»"),
        (("anna", "bo", "Anna"), "gets the same file as «anna»"),
        ((unicodedata.normalize("NFC", "José"), unicodedata.normalize("NFD", "José")), "gets the same file as «José»"),
        (("a" * 51,), "has more than 50 characters, or half a one, and names no file"),
        (("ann\udcff",), "has more than 50 characters, or half a one, and names no file"),
    ],
)
def test_coders_who_would_share_a_sheet_are_refused_before_anything_is_read(
    tmp_path: Path, coders: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ReviewError, match="draw --coders") as caught:
        draw_sheets(tmp_path / "out", DrawOrder("sentences", 10, coders=coders), tmp_path / "sheets", tmp_path)
    assert [p.message for p in caught.value.problems] == [said]
    assert not (tmp_path / "sheets").exists()


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no finished run here → give the folder"):
        draw_sheets(tmp_path, DrawOrder("sentences", 10), tmp_path / "sheets", tmp_path)


@pytest.mark.parametrize("date", ["12/3/2025", "2025-02-30", "today", ""])
def test_what_is_no_day_is_never_stored(tmp_path: Path, date: str) -> None:
    sheet = coded(tmp_path / "sheets", small_draw())
    with pytest.raises(ReviewError, match=r"--date:.*is no day → write YYYY-MM-DD"):
        apply_sheets([sheet], tmp_path / "c", date=date)
    assert not (tmp_path / "c" / "verdicts.csv").exists()


def test_a_day_is_stored_in_one_form(tmp_path: Path) -> None:
    apply_sheets([coded(tmp_path / "sheets", small_draw())], tmp_path / "c", date="20260301")
    assert {v.date for v in load_corrections([tmp_path / "c"]).verdicts} == {"2026-03-01"}


def test_a_note_of_any_length_is_stored_and_read_again(tmp_path: Path) -> None:
    sheet = coded(tmp_path / "sheets", small_draw(), "n" * 140_000)
    for _ in range(2):
        done = apply_sheets([sheet], tmp_path / "c", date=DAY)
    assert (done.total, done.merged.same) == (12, 12)
    assert {len(v.note) for v in load_corrections([tmp_path / "c"]).verdicts} == {140_000}


def test_sheets_and_verdicts_of_an_older_sample_are_still_read(tmp_path: Path) -> None:
    made = replace(small_draw(), form=1)
    apply_sheets([coded(tmp_path / "sheets", made)], tmp_path / "c", date=DAY)
    stored = load_corrections([tmp_path / "c"])
    assert stored.draws == {made.draw_id: made}
    assert {v.draw for v in stored.verdicts} == {made.draw_id}


def test_the_same_verdict_in_two_samples_is_one_and_two_that_differ_name_both_sheets(tmp_path: Path) -> None:
    first, second = (replace(small_draw(), seed=seed) for seed in (3, 4))
    sheets = [coded(tmp_path / "s", made) for made in (first, second)]
    done = apply_sheets(sheets, tmp_path / "c", date=DAY)
    assert done.total == done.merged.new == 12
    both = " ".join(sorted((first.draw_id, second.draw_id)))
    assert {v.draw for v in load_corrections([tmp_path / "c"]).verdicts} == {both}
    assert {p.stem for p in (tmp_path / "c" / "draws").iterdir()} == set(both.split())
    changed = sheets[1].read_text(encoding="utf-8-sig").replace("pledge,", "measure,", 1)
    sheets[1].write_text(changed, encoding="utf-8-sig")
    with pytest.raises(ReviewError) as caught:
        apply_sheets(sheets, tmp_path / "c", date=DAY)
    (problem,) = caught.value.problems
    assert problem.place == sheets[1].name
    assert problem.message == f"anna gives two verdicts, pledge in {sheets[0].name} and measure"


def test_sheets_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    sheets = [coded(tmp_path / coder, small_draw()) for coder in ("anna", "bo")]
    assert sheets[0].name == sheets[1].name
    sheets[1].write_text(sheets[1].read_text(encoding="utf-8-sig").replace("pledge,,", "perhaps,,"), encoding="utf-8")
    with pytest.raises(ReviewError) as caught:
        apply_sheets(sheets, tmp_path / "c", date=DAY)
    assert {p.place.partition(" row ")[0] for p in caught.value.problems} == {str(sheets[1])}


def test_a_sample_that_an_editor_saved_with_a_mark_is_read(tmp_path: Path) -> None:
    made = small_draw()
    sheet = coded(tmp_path / "s", made)
    file = tmp_path / "s" / f"{made.draw_id}.draw.json"
    file.write_bytes(file.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    assert apply_sheets([sheet], tmp_path / "c", date=DAY).total == 12


def test_a_row_that_is_emptied_keeps_its_verdict_and_says_so(tmp_path: Path) -> None:
    made = small_draw()
    sheet, folder = coded(tmp_path / "s", made, note="fine"), tmp_path / "c"
    assert apply_sheets([sheet], folder, date=DAY).kept == ()
    sheet.write_text(sheet.read_text(encoding="utf-8-sig").replace("pledge,,,fine", ",,,fine", 2), encoding="utf-8")
    again = apply_sheets([sheet], folder, date=DAY)
    assert (again.total, again.empty) == (12, 2)
    assert again.kept == again.unsaid == (f"{sheet.name} row 2", f"{sheet.name} row 3")
    # taken away by hand it is gone, and the sheet with the empty row does not bring it back
    file = folder / "verdicts.csv"
    gone = apply_sheets([sheet], tmp_path / "d", date=DAY)
    assert (gone.total, gone.kept) == (10, ())
    kept = {v.key for v in load_corrections([tmp_path / "d"]).verdicts}
    head, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line for line in lines if ",fine\n" in line]
    assert len(own) == 12
    file.write_text(head + "".join(own[2:]), encoding="utf-8")
    assert len(load_corrections([folder]).verdicts) == len(kept) == 10


def test_whose_sheet_it_is_stands_in_the_sheet(tmp_path: Path) -> None:
    sheet = coded(tmp_path / "s", small_draw())
    with pytest.raises(ReviewError, match=r"«anna» is whose sheet it is, and not bo → leave --coder out"):
        apply_sheets([sheet], tmp_path / "c", date=DAY, coder="bo")
    assert apply_sheets([sheet], tmp_path / "c", date=DAY, coder="anna").total == 12


def test_files_that_lie_beside_sheets_are_left_out_or_named(tmp_path: Path) -> None:
    made = small_draw()
    sheet = coded(tmp_path / "s", made)
    sheet.with_suffix(".xml").write_text("<View/>", encoding="utf-8")  # as drawn for Label Studio
    assert apply_sheets(sorted(sheet.parent.iterdir()), tmp_path / "c", date=DAY).total == 12
    (sheet.parent / "~$anna.xlsx").write_bytes(b"\x04Anna")
    with pytest.raises(ReviewError) as caught:
        apply_sheets([*sorted(sheet.parent.iterdir()), sheet.parent], tmp_path / "c", date=DAY)
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 2
    assert "«anna.xlsx» is open in a spreadsheet program → save and close it" in said[0]
    assert "cannot be read (Is a directory)" in said[1]


@pytest.mark.parametrize("text", ['{"sizes": []}', '{"run": 5}', '{"items": [[]]}', "[]", "[" * 100_000])
def test_a_damaged_sample_is_a_problem_of_its_file(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "c"
    apply_sheets([coded(tmp_path / "sheets", small_draw())], folder, date=DAY)
    (file,) = (folder / "draws").iterdir()
    changed = json.loads(text) if text.startswith("{") else {}
    file.write_text(json.dumps(json.loads(file.read_text()) | changed) if changed else text, encoding="utf-8")
    with pytest.raises(ReviewError, match="is no description of a sample") as caught:
        load_corrections([folder])
    assert [p.place for p in caught.value.problems] == [str(file)]


def test_who_waits_for_the_lock_holds_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(reviewing, "PATIENCE", 0)
    sheet, folder = coded(tmp_path / "sheets", small_draw()), tmp_path / "c"
    folder.mkdir()
    # another process has opened the file and waits while the first one writes
    waiting = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)
    try:
        apply_sheets([sheet], folder, date=DAY)
        fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(RunError, match="verdicts are being stored here → wait for it"):
            apply_sheets([sheet], folder, date=DAY)
    finally:
        os.close(waiting)
    assert apply_sheets([sheet], folder, date=DAY).merged.same == 12


def test_a_folder_that_cannot_be_written_names_the_option(tmp_path: Path) -> None:
    sheet = coded(tmp_path / "sheets", small_draw())
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "draws").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(RunError, match="free space or name another --to"):
        apply_sheets([sheet], tmp_path / "c", date=DAY)


@pytest.mark.parametrize("text", ["[]", "{}", '{"program": "x", "settings": {}, "models": {}}', "[" * 100_000])
def test_a_damaged_or_foreign_run_json_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json: does not say|no finished run"):
        draw_sheets(tmp_path, DrawOrder("links", 5), tmp_path / "sheets", tmp_path)
