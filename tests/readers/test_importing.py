"""From loose files to a corpus: gathering, ids, duplicates and versions, the sheet and obeying it, missing years."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import CorpusError, RunError
from pipeline.readers import READERS, importing, read_corpora, read_corpus
from pipeline.readers.importing import LONGEST_ID, LONGEST_NAME, Candidate, Found, slug

BODY = "".join(
    f"今年我们将在第{number}个村新建公路{number * 7}公里，改造房屋{number * 3}栋。\n" for number in range(80)
)
OTHER = "".join(f"下一步要为第{number}所学校添置课桌{number * 5}张，招聘教师{number * 2}名。\n" for number in range(80))


def collected(files: dict[str, str]) -> list[Candidate]:
    found, problems = importing.collect([Found(name, text.encode()) for name, text in files.items()], READERS)
    assert problems == []
    return found


def by_id(candidates: list[Candidate]) -> dict[str, Candidate]:
    return {candidate.doc_id: candidate for candidate in candidates}


def edited(sheet: str, change: Callable[[dict[str, str]], None]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(sheet)))
    for row in rows:
        change(row)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def test_folders_and_archives_are_gathered_in_order_and_the_rest_is_reported(tmp_path: Path) -> None:
    (tmp_path / "in" / "贵州").mkdir(parents=True)
    (tmp_path / "in" / "贵州" / "2021.txt").write_text(BODY, encoding="utf-8")
    for name in (".hidden.txt", "~$lock.docx", "index.csv", "guesses.csv"):
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    (tmp_path / "in" / "old.doc").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "in" / "more.zip", "w") as archive:
        archive.writestr("甘肃省2020年.txt", OTHER)
        archive.writestr("__MACOSX/._x.txt", "x")
        archive.writestr("x.rtf", "x")
    files, problems = importing.gather([tmp_path / "in", tmp_path / "nowhere"], READERS)
    assert [found.name for found in files] == ["more.zip/甘肃省2020年.txt", "贵州/2021.txt"]
    assert [problem.value for problem in problems] == [".rtf", ".doc", ""]
    assert ".docx" in problems[1].advice
    assert "no such file" in problems[2].message


def test_names_in_archives_of_chinese_windows_are_not_mangled(tmp_path: Path) -> None:
    # such systems write the name in GBK and leave the mark of UTF-8 unset
    name = "甘肃省报告.txt".encode("gbk")
    placeholder = "P" * len(name)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(zipfile.ZipInfo(placeholder), BODY)
    path = tmp_path / "a.zip"
    path.write_bytes(written.getvalue().replace(placeholder.encode(), name))
    files, _ = importing.gather([path], READERS)
    assert [found.name for found in files] == ["a.zip/甘肃省报告.txt"]


def test_folders_in_archives_of_windows_are_folders(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("四川省\\棠岭县\\", "四川省\\棠岭县\\2019.txt", "__MACOSX\\x.txt"):
            archive.writestr(zipfile.ZipInfo(name), BODY)
    files, problems = importing.gather([path], READERS)
    found, _ = importing.collect(files, READERS)
    assert problems == []
    (own,) = found
    assert (own.file, own.guess.jurisdiction, own.guess.parent) == ("a.zip/四川省/棠岭县/2019.txt", "棠岭县", "四川省")


def test_a_folder_that_the_system_does_not_let_in_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files would be missing without a word, or end in a traceback."""
    for name in ("open", "no listing", "no entry"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "2021.txt").write_text(BODY, encoding="utf-8")
    scan, access = os.scandir, os.access

    def scandir(path: str) -> object:
        if str(path).endswith("no listing"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    # whoever runs the tests may be let in everywhere
    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("no entry") and access(path, mode))
    files, problems = importing.gather([tmp_path], READERS)
    assert [found.name for found in files] == ["open/2021.txt"]
    assert sorted(problem.place.rpartition("/")[2] for problem in problems) == ["no entry", "no listing"]
    assert all("the folder cannot be read (Permission denied)" in problem.message for problem in problems)


def test_broken_archives_and_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no zip")
    files, problems = importing.gather([tmp_path], READERS)
    assert list(files) == []
    assert "not a sound zip" in problems[0].message
    found, wrong = importing.collect(
        [Found("a.docx", b"x"), Found("b.txt", b" "), Found("c.csv", b"text\n''\n")], READERS
    )
    assert [candidate.file for candidate in found] == ["c.csv"]
    assert [(problem.place, bool(problem.advice)) for problem in wrong] == [("a.docx", True), ("b.txt", True)]


@pytest.mark.parametrize("ending", [".doc", ".wps", ".txt"])
def test_a_damaged_file_in_an_archive_does_not_keep_the_others_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"a{ending}", "<html>damage me</html>")
        archive.writestr("b.txt", BODY)
    path.write_bytes(path.read_bytes().replace(b"damage me", b"damaged !"))
    files, problems = importing.gather([path], READERS)
    assert [found.name for found in files] == ["a.zip/b.txt"]
    assert [(p.place, p.message.partition(" (")[0]) for p in problems] == [
        (f"{path}:a{ending}", "damaged in the archive")
    ]


def test_ids_are_names_and_do_not_hang_on_order_or_neighbours() -> None:
    files = {"贵州省 2021年.txt": BODY, "sub/a.txt": BODY, "other/A.txt": OTHER, "a.md": OTHER}
    found = {c.file: c.doc_id for c in collected(files)}
    assert found == {
        "贵州省 2021年.txt": "贵州省-2021年",
        "a.md": "a-md",
        "sub/a.txt": "sub-a",
        "other/A.txt": "other-A",
    }
    assert {c.file: c.doc_id for c in collected(dict(reversed(files.items())))} == found


PIECES = st.sampled_from([*"aBé贵\U00020000-_. ='/2", "con", "nul", "LPT1", "a" * 99])
STEMS = st.lists(PIECES, min_size=1, max_size=130).map("".join)
ENDINGS = st.sampled_from([".txt", ".md", ".TXT"])
NAMES = st.tuples(STEMS, ENDINGS).map("".join).filter(lambda name: bool(PurePosixPath(name).suffix))


@given(STEMS | st.text(max_size=150))
def test_the_slug_of_an_id_is_that_id_and_no_file_system_refuses_it(name: str) -> None:
    made = slug(name)
    assert slug(made) == made
    assert len(made) <= LONGEST_ID
    assert len(made.encode()) <= LONGEST_NAME
    assert made.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "LPT2"}
    assert made == made.strip("-_.")


@settings(deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_the_sheet_of_any_names_is_obeyed_as_it_is(names: list[str]) -> None:
    files = {name: f"{BODY[:300]}{number}" for number, name in enumerate(names)}
    found = collected(files)
    obeyed, problems = importing.obey(found, importing.sheet(found).encode("utf-8-sig"), "guesses.csv")
    assert problems == []
    assert [c.doc_id for c in obeyed] == [c.doc_id for c in found]
    assert len({c.doc_id.lower() for c in found}) == len(names)


def test_long_ids_end_before_the_hyphen_and_leave_room_for_what_tells_them_apart() -> None:
    assert slug("a" * 99 + "-b") == "a" * 99
    found = {c.file: c.doc_id for c in collected({f"{'a' * 101}.txt": BODY, f"{'a' * 101}.md": OTHER})}
    assert found == {f"{'a' * 101}.txt": "a" * 96 + "-txt", f"{'a' * 101}.md": "a" * 97 + "-md"}


@pytest.mark.parametrize(
    ("name", "made"),
    [
        *(("CON", "text-CON"), ("nul", "text-nul"), ("com1.report", "text-com1.report"), ("Aux.2021", "text-Aux.2021")),
        *(("LPT²", "text-LPT²"), ("-con-", "text-con"), ("console", "console"), ("com10", "com10"), ("a.con", "a.con")),
    ],
)
def test_names_of_devices_are_no_ids(name: str, made: str) -> None:
    assert slug(name) == made


def test_a_long_chinese_name_is_written_and_read_back(tmp_path: Path) -> None:
    name = f"贵州省2021年{'关于建设农村公路' * 12}"
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(f"{name}.txt", BODY)
        archive.writestr(f"{name}.md", OTHER)
    files, _ = importing.gather([tmp_path / "in.zip"], READERS)
    found, problems = importing.collect(files, READERS)
    assert problems == []
    importing.write_corpus(tmp_path / "c", found)
    documents, wrong = read_corpus(tmp_path / "c")
    assert wrong == ()
    assert [len(d.doc_id.encode()) for d in documents] == [199, 200]
    assert all(d.doc_id.startswith("贵州省2021年关于") for d in documents)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder, text in (("a", BODY), ("b", OTHER), ("c", BODY[::-1])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "贵州省2021.txt").write_text(text, encoding="utf-8")
    sources = [tmp_path / "a", tmp_path / "b", tmp_path / "c" / "贵州省2021.txt", tmp_path / "a"]
    files, _ = importing.gather(sources, READERS)
    found, _ = importing.collect(files, READERS)
    assert [c.file for c in found] == [
        *("a/贵州省2021.txt", "b/贵州省2021.txt", "c/贵州省2021.txt", "贵州省2021.txt"),
    ]
    assert importing.obey(found, importing.sheet(found).encode(), "guesses.csv")[1] == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names as characters")
def test_a_name_in_bytes_that_are_no_utf8_is_read_like_a_text(tmp_path: Path) -> None:
    names = ("贵州省政府工作报告2021".encode("gb18030"), b"\xff\xff\xff2020")
    for name in names:
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name + b".txt")).write_text(BODY, encoding="utf-8")
    files, _ = importing.gather([tmp_path], READERS)
    found, _ = importing.collect(files, READERS)
    assert [c.file for c in found] == ["\\xff\\xff\\xff2020.txt", "贵州省政府工作报告2021.txt"]
    assert importing.obey(found, importing.sheet(found).encode(), "guesses.csv")[1] == []


def test_half_a_character_is_refused_where_it_is_read(tmp_path: Path) -> None:
    row = {"province": "贵州省", "year": "2021", "text": BODY, "title": "报告"}
    for changes, place in (
        ({"text": BODY[:9] + "\ud800"}, "line 1: the text holds half a character (a lone surrogate) behind 9 others"),
        ({"title": "\ud800"}, "line 1: «title» holds half a character (a lone surrogate) behind 0 others"),
        ({"\ud800": "x"}, "the name of a column holds half a character (a lone surrogate) behind 0 others"),
    ):
        data = json.dumps(row | changes).encode()
        found, (problem,) = importing.collect([Found("a.jsonl", data)], READERS)
        assert found == []
        assert (problem.place, problem.value, problem.message) == ("a.jsonl", "\\ud800", place)
        (tmp_path / "a.jsonl").write_bytes(data)
        assert [p.message for p in read_corpora([tmp_path / "a.jsonl"])[1]] == [place]
    # a whole character in two escapes is none of these
    whole = json.dumps(row | {"text": BODY + "\U00020000"}).encode()
    assert b"\\ud840\\udc00" in whole
    assert [c.text[-1] for c in importing.collect([Found("a.jsonl", whole)], READERS)[0]] == ["\U00020000"]


def test_rows_get_ids_of_place_year_and_kind() -> None:
    rows = [
        ("甘肃省", "2020", "政府工作报告"),
        ("甘肃省", "2020", "预算报告"),
        ("贵州省", "2021", "a"),
        ("贵州省", "2021", "b"),
    ]
    table = "province,year,title,text\n" + "".join(f"{p},{y},{t},{BODY.splitlines()[0]}{t}\n" for p, y, t in rows)
    ids = [c.doc_id for c in collected({"all.csv": table})]
    assert ids == ["甘肃省-2020", "甘肃省-2020-budget", "贵州省-2021-row-4", "贵州省-2021-row-5"]


def test_equal_texts_are_kept_once() -> None:
    found = by_id(
        importing.mark_duplicates(collected({"b.txt": BODY, "a.txt": BODY.replace("\n", " \r\n"), "c.txt": OTHER}))
    )
    assert [doc_id for doc_id, c in sorted(found.items()) if c.keep] == ["a", "c"]
    assert "left out: the same text as a" in found["b"].notes
    assert any("b is left out" in note for note in found["a"].notes)


def test_versions_of_one_speech_are_found_by_what_they_share() -> None:
    chance = random.Random(7)
    approved = list(BODY * 4)
    for _ in range(86):
        approved[chance.randrange(len(approved))] = "新"
    files = {
        "贵州省2021送审稿.txt": BODY * 4,
        "贵州省2021通过稿.txt": "".join(approved) + "完。",
        "贵州省2021专题.txt": OTHER,
    }
    found = by_id(importing.mark_duplicates(collected(files)))
    assert {doc_id: c.keep for doc_id, c in found.items()} == {
        "贵州省2021送审稿": False,
        "贵州省2021通过稿": True,
        "贵州省2021专题": True,
    }
    assert any("another version of 贵州省2021通过稿" in note for note in found["贵州省2021送审稿"].notes)
    assert any("another text of the same place, year and kind" in note for note in found["贵州省2021专题"].notes)


def test_many_texts_of_one_place_and_year_are_noted_once_each() -> None:
    files = {f"贵州省2021第{n}号建议答复.txt": f"第{n}号建议收悉。" + BODY[n * 40 : n * 40 + 40] * 9 for n in range(30)}
    found = importing.mark_duplicates(collected(files))
    noted = [note for c in found for note in c.notes if note.startswith(importing.BESIDE)]
    assert len(noted) == 29
    assert sorted(note.rpartition(" and ")[2] for note in noted if " more" in note) == sorted(
        f"{n} more" for n in range(1, 29)
    )


def test_one_speech_under_two_years_is_noted_and_kept() -> None:
    found = by_id(importing.mark_duplicates(collected({"贵州省2020.txt": BODY, "贵州省2021.txt": BODY + "完。"})))
    assert all(c.keep for c in found.values())
    assert any("one speech under two years?" in note for note in found["贵州省2020"].notes)


def test_missing_years_are_those_between_the_first_and_the_last() -> None:
    files = {f"贵州省{year}.txt": f"{year}{BODY}" for year in (2015, 2016, 2019)} | {"甘肃省2020.txt": OTHER}
    assert importing.missing_years(collected(files)) == {("贵州省", "report"): (2017, 2018)}


def test_a_text_that_waits_for_a_correction_is_not_missing() -> None:
    english = "We will build the ring road and open it to all of the traffic that waits in this town. " * 20
    texts = {f"tangling-{year}.txt": f"{year} {english}" for year in (2015, 2016, 2018)}
    found = collected(texts)
    assert {c.missing for c in found} == {("level",)}
    assert importing.missing_years(found) == {("Tangling", "report"): (2017,)}


def test_a_level_that_a_person_wrote_for_one_text_goes_to_the_others_of_its_place() -> None:
    english = "We will build the ring road and open it to all of the traffic that waits in this town. " * 20
    found = collected({f"tangling-{year}.txt": f"{year} {english}" for year in (2015, 2016)})

    def change(row: dict[str, str]) -> None:
        row.update(level="county" if row["file"] == "tangling-2015.txt" else "")

    obeyed, problems = importing.obey(found, edited(importing.sheet(found), change), "guesses.csv")
    assert problems == []
    assert [(c.guess.level, c.missing) for c in obeyed] == [("county", ()), ("county", ())]
    assert "level: taken from 1 other text of «Tangling»" in obeyed[1].notes


def test_a_corrected_sheet_wins_over_the_guesses() -> None:
    found = collected({"贵州省2021.txt": BODY, "x.txt": OTHER, "y.txt": OTHER + "完。"})

    def change(row: dict[str, str]) -> None:
        if row["file"] == "x.txt":
            row.update(jurisdiction="遵义", year="2019.0", language="zh", kind="inquiry-reply", doc_id="zy-2019")
        if row["file"] == "y.txt":
            row.update(keep="No")

    obeyed, problems = importing.obey(found, edited(importing.sheet(found), change), "guesses.csv")
    assert problems == []
    x = next(c for c in obeyed if c.file == "x.txt")
    assert (x.doc_id, x.guess.jurisdiction, x.guess.level, x.guess.parent) == (
        "zy-2019",
        "遵义市",
        "prefecture",
        "贵州省",
    )
    assert (x.guess.year, x.guess.kind, x.missing, x.keep) == ("2019", "inquiry-reply", (), True)
    assert [c.file for c in obeyed if not c.keep] == ["y.txt"]
    untouched = next(c for c in obeyed if c.file == "贵州省2021.txt")
    assert replace(untouched, guess=found[0].guess) == replace(found[-1], guess=found[0].guess, notes=untouched.notes)


def test_a_place_that_a_person_wrote_stays_as_written_where_no_table_has_it() -> None:
    found = collected({"x.txt": OTHER})
    sheet = edited(importing.sheet(found), lambda row: row.update(jurisdiction="Tangling", level="county", year="2020"))
    ((obeyed,), problems) = importing.obey(found, sheet, "guesses.csv")
    assert problems == []
    assert (obeyed.guess.jurisdiction, obeyed.guess.level, obeyed.guess.code) == ("Tangling", "county", "")


def test_every_sign_that_ends_a_line_is_stored_as_a_line_feed() -> None:
    assert importing.stored("a\r\nb\rc\x0bd\u2028e\u2029f\n\ng") == "a\nb\nc\nd\ne\nf\n\ng"


def test_page_numbers_are_left_out_and_counted() -> None:
    pages = "".join(f"我们在第{number}个村\n— {number} —\n新建公路。\n" for number in range(1, 60))
    (candidate,) = collected({"遵义市2021.txt": pages})
    assert candidate.text == "".join(f"我们在第{number}个村\n新建公路。\n" for number in range(1, 60))
    assert candidate.warnings == ("59 page numbers in the middle of sentences left out",)


def test_a_web_page_under_the_name_of_a_word_document_is_read(tmp_path: Path) -> None:
    body = f"<h1>遵义市2021年政府工作报告</h1><p>{'我们新建了农村公路。' * 60}</p>"
    page = f"<!DOCTYPE html><html><body>{body}</body></html>"
    (tmp_path / "遵义市2021.doc").write_text(page, encoding="utf-8")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1<html>")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("b.doc", page)
    files, problems = importing.gather([tmp_path], READERS)
    candidates, wrong = importing.collect(files, READERS)
    assert [candidate.file for candidate in candidates] == ["all.zip/b.doc", "遵义市2021.doc"]
    assert wrong == []
    assert [(Path(p.place).name, p.advice) for p in problems] == [
        ("old.doc", "open it in Word or LibreOffice and save it as .docx")
    ]
    importing.write_unreadable(tmp_path, problems)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "unreadable.csv").read_text(encoding="utf-8-sig")))
    assert (row["file"], row["reason"]) == (str(tmp_path / "old.doc"), "no reader for this kind of file")
    assert row["next_step"] == "open it in Word or LibreOffice and save it as .docx"
    importing.write_unreadable(tmp_path, [])
    assert not (tmp_path / "unreadable.csv").exists()


def test_lost_characters_are_a_doubt() -> None:
    body = "我们设身处地?基层减负，新建了农村公路。\n" * 40
    (candidate,) = collected({"遵义市2021.txt": body})
    (doubt,) = candidate.doubts
    assert doubt.startswith("40 signs between Chinese characters stand for lost ones")
    assert doubt in importing.sheet([candidate])


def test_the_decision_to_keep_a_duplicate_is_obeyed() -> None:
    found = importing.mark_duplicates(collected({"a.txt": BODY, "b.txt": BODY}))
    sheet = edited(importing.sheet(found), lambda row: row.update(keep="yes"))
    obeyed, _ = importing.obey(collected({"a.txt": BODY, "b.txt": BODY}), sheet, "guesses.csv")
    assert all(c.keep for c in obeyed)
    assert any("kept as the sheet says" in note for c in obeyed for note in c.notes)


def test_notes_stay_after_a_second_import_until_a_cell_that_they_concern_is_changed() -> None:
    day = "2023年1月12日在棠岭县第八届人民代表大会第二次会议上\n"
    files = {
        "棠岭县2022.txt": day + BODY,
        "棠岭县2021.txt": BODY + "完。",
        "b.txt": day + BODY[:-9],
        "a.txt": day + BODY,
    }
    first = importing.mark_duplicates(collected(files))
    sheet = edited(importing.sheet(first), lambda row: row.update(title="新"))
    second, problems = importing.obey(collected(files), sheet, "guesses.csv")
    assert problems == []
    # the sheet of the second import is obeyed as well
    third, _ = importing.obey(collected(files), importing.sheet(second).encode(), "guesses.csv")
    for found in (first, second, third):
        notes = {c.doc_id: c.notes for c in found}
        assert any("says 2022" in note and "says 2023" in note for note in notes["棠岭县2022"])
        assert sum("in no table" in note for own in notes.values() for note in own) == 1
        assert any(note.startswith("left out: another version of a") for note in notes["b"])
        assert any("one speech under two years?" in note for own in notes.values() for note in own)
        assert [c.doc_id for c in found if not c.keep] == [c.doc_id for c in first if not c.keep]

    def change(row: dict[str, str]) -> None:
        if row["doc_id"] == "棠岭县2022":
            row.update(year="2020")

    last, _ = importing.obey(collected(files), edited(importing.sheet(third), change), "guesses.csv")
    notes = by_id(last)["棠岭县2022"].notes
    assert not any(note.startswith("year:") for note in notes)
    assert any("in no table" in note for c in last for note in c.notes)


def test_capitals_in_the_sheet_do_not_count_and_a_workbook_is_named_so() -> None:
    found = collected({"棠岭县2021.txt": BODY})
    sheet = edited(importing.sheet(found), lambda row: row.update(kind="Report", level="County", language="ZH"))
    (obeyed,), problems = importing.obey(found, sheet, "guesses.csv")
    assert problems == []
    assert (obeyed.guess.kind, obeyed.guess.level, obeyed.guess.language) == ("report", "county", "zh")
    slip = edited(importing.sheet(found), lambda row: row.update(level="Conuty"))
    assert ["nearly «county»" in p.message for p in importing.obey(found, slip, "guesses.csv")[1]] == [True]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    for data in (written.getvalue(), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)):
        (problem,) = importing.obey(found, data, "guesses.xlsx")[1]
        assert (problem.place, problem.message) == ("guesses.xlsx", "is a workbook under the name of a table")
        assert problem.advice == "open it and save the sheet as csv"


def test_a_language_in_the_sheet_that_is_not_that_of_the_text_is_noted() -> None:
    found = collected({"a.txt": BODY})
    for language, noted in (("en", ["language: the sheet says «en», the text reads as zh"]), ("zh", [])):
        sheet = edited(importing.sheet(found), lambda row, language=language: row.update(language=language))
        (obeyed,), problems = importing.obey(found, sheet, "guesses.csv")
        assert problems == []
        assert obeyed.guess.language == language  # a person decides
        assert [note for note in obeyed.notes if note.startswith("language")] == noted


def test_a_text_that_is_left_out_with_the_id_of_another_is_a_problem() -> None:
    found = collected({"a.txt": BODY, "b.txt": OTHER})

    def change(row: dict[str, str]) -> None:
        row.update(doc_id="same", keep="no" if row["file"] == "b.txt" else "yes")

    _, problems = importing.obey(found, edited(importing.sheet(found), change), "guesses.csv")
    assert ["given to several texts" in problem.message for problem in problems] == [True]


def test_a_text_that_the_sheet_does_not_know_is_guessed_and_says_so() -> None:
    sheet = importing.sheet(collected({"a.txt": BODY})).encode()
    obeyed, problems = importing.obey(collected({"a.txt": BODY, "b.txt": BODY}), sheet, "guesses.csv")
    assert problems == []
    assert not by_id(obeyed)["b"].keep
    assert "not in the sheet: guessed anew" in by_id(obeyed)["b"].notes


@pytest.mark.parametrize(
    ("guessed", "written", "made"),
    [
        *(("2024-01", "Jan-24", "a date"), ("2024-01", "2024/1/1", "a date"), ("2024-01", "2024年1月", "a date")),
        *(("1-2", "2-Jan", "a date"), ("1-2", "1月2日", "a date"), ("2024-1-5", "05.01.24", "a date")),
        *(("a", "Jan-24", "a date"), ("007", "7", "a number"), ("2021.10", "2021.1", "a number")),
        *(("20240101123456789", "2.0240101E+16", "a number"), ("1e5", "100000", "a number")),
        # what a person may have written
        *(("2024-01", "2024-02", ""), ("2024-01", "tl-2024-01", ""), ("007", "8", ""), ("2021", "2021-1", "")),
        *(("Jan-24", "Jan-24", ""), ("a", "2024-01", ""), ("a", "7", ""), ("a", "Tan-24", "")),
    ],
)
def test_an_id_that_a_spreadsheet_rewrote_is_a_problem(guessed: str, written: str, made: str) -> None:
    found = collected({f"{guessed}.txt": BODY})
    assert found[0].doc_id == guessed
    sheet = edited(importing.sheet(found), lambda row: row.update(doc_id=written))
    (obeyed,), problems = importing.obey(found, sheet, "guesses.csv")
    if not made:
        assert (obeyed.doc_id, problems) == (written, [])
        return
    (problem,) = problems
    assert (problem.place, problem.value) == ("guesses.csv row 2", written)
    assert problem.message == f"a spreadsheet has made {made} of the doc_id"
    assert f"write {guessed} there" in problem.advice


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"keep": "perhaps"}, "neither yes nor no"),
        ({"year": "last"}, "not a year"),
        ({"year": "0219"}, "not a year from 1800 to 2200"),
        ({"kind": "poem"}, "unknown kind"),
        ({"language": "la"}, "unknown language"),
        ({"doc_id": "../x"}, "not fit for a doc_id"),
        ({"file": "gone.txt"}, "no such text"),
        ({"doc_id": "same"}, "given to several texts"),
    ],
)
def test_what_cannot_be_obeyed_is_a_problem(cells: dict[str, str], words: str) -> None:
    found = collected({"a.txt": BODY, "b.txt": OTHER})
    _, problems = importing.obey(found, edited(importing.sheet(found), lambda row: row.update(cells)), "guesses.csv")
    assert len(problems) == 2
    assert all(words in problem.message for problem in problems)
    _, problems = importing.obey(found, b"a,b\n1,2\n", "guesses.csv")
    assert [problem.value for problem in problems] == ["file", "key"]


def test_columns_that_a_second_import_would_lose_are_problems() -> None:
    found = collected({"a.txt": BODY})
    head, row = importing.sheet(found).splitlines()
    for changed, words in (
        (f"{head.replace('year', 'Year')}\n{row}", "«Year» no column of the sheet"),
        (f"{head},checked by\n{row},anna", "«checked by» no column of the sheet"),
        (f"{head},year\n{row},2031", "«year» this column stands twice"),
        (f"{head}\n{row},2031", "guesses.csv row 2: «2031» the row has 17 cells and the first line 16 names"),
    ):
        (problem,) = importing.obey(found, changed.encode(), "guesses.csv")[1]
        assert words in str(problem)
    assert importing.obey(found, f"{head},,\n{row},,\n".encode(), "guesses.csv")[1] == []


def test_a_place_is_spelled_in_one_way_whoever_wrote_it() -> None:
    found = collected({"b.csv": "place,year,text\nEast\u00a0 Fernley County,2031,We will build."})
    assert [c.guess.jurisdiction for c in found] == ["East Fernley County"]
    sheet = edited(importing.sheet(found), lambda row: row.update(jurisdiction="\u200bWest\u00a0Fernley County"))
    assert [c.guess.jurisdiction for c in importing.obey(found, sheet, "guesses.csv")[0]] == ["West Fernley County"]


def test_the_written_corpus_is_read_back_whole(tmp_path: Path) -> None:
    text = "2021年贵州省政府工作报告\r\n" + BODY
    files = [Found("a.txt", text.encode("gb18030")), Found("x.txt", OTHER.encode())]
    found, _ = importing.collect(files, READERS)
    assert importing.write_corpus(tmp_path / "c", found) == ()
    (document,), problems = read_corpus(tmp_path / "c")
    assert problems == ()
    assert document.text == text.replace("\r\n", "\n")
    assert (document.jurisdiction, document.year, document.encoding) == ("贵州省", 2021, "gb18030")
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["guesses.csv", "index.csv", "texts"]
    assert (tmp_path / "c" / "guesses.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_second_import_takes_away_what_the_first_wrote_and_nothing_else(tmp_path: Path) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2020.txt": BODY, "贵州省2021.txt": OTHER}))
    (tmp_path / "texts" / "mine.txt").write_text("mine", encoding="utf-8")
    importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    assert sorted(path.name for path in (tmp_path / "texts").iterdir()) == ["mine.txt", "贵州省2021.txt"]


def add_rows(index: Path, *rows: dict[str, str]) -> None:
    """Add rows to an index as a person does, with the columns that they have."""
    found = list(csv.DictReader(io.StringIO(index.read_text(encoding="utf-8-sig"))))
    columns = list(dict.fromkeys([*importing.INDEX_COLUMNS, *(name for row in rows for name in row)]))
    with index.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows([*found, *rows])


MINE = {"doc_id": "mine-2025", "jurisdiction": "棠岭县", "level": "county", "year": "2025", "language": "zh"}


def test_rows_and_texts_of_the_users_own_stay(tmp_path: Path) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2020.txt": BODY, "贵州省2021.txt": OTHER}))
    other = MINE | {"doc_id": "-other", "year": "2024", "title": "=a", "path": "texts/Other.MD", "shelf": "+3"}
    add_rows(tmp_path / "index.csv", MINE, other)
    texts = {"mine-2025.txt": f"{BODY}一\r\n".encode("gb18030"), "Other.MD": f"{BODY}二".encode()}
    for name, data in texts.items():
        (tmp_path / "texts" / name).write_bytes(data)
    for _ in range(2):
        own = importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
        assert own == ("mine-2025", "-other")
        assert {name: (tmp_path / "texts" / name).read_bytes() for name in texts} == texts
        assert sorted(path.name for path in (tmp_path / "texts").iterdir()) == [*sorted(texts), "贵州省2021.txt"]
        rows = list(csv.DictReader(io.StringIO((tmp_path / "index.csv").read_text(encoding="utf-8-sig"))))
        assert [{k: v for k, v in row.items() if v} for row in rows[1:]] == [MINE, other]
        documents, problems = read_corpus(tmp_path)
        assert problems == ()
        assert [d.doc_id for d in documents] == ["-other", "mine-2025", "贵州省2021"]


def test_a_row_of_the_users_own_and_a_text_with_its_id_clash(tmp_path: Path) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    clashing = MINE | {"doc_id": "a", "path": "texts/B.txt"}
    add_rows(tmp_path / "index.csv", MINE | {"doc_id": "Gz-2020"}, clashing)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = collected({"gz-2020.txt": BODY, "b.txt": OTHER, "c.txt": OTHER + "完。"})
    whole = [replace(c, guess=replace(c.guess, jurisdiction="棠岭县", level="county", year="2020")) for c in found]
    with pytest.raises(CorpusError) as caught:
        importing.write_corpus(tmp_path, whole)
    index = tmp_path / "index.csv"
    assert [(p.place, p.value) for p in caught.value.problems] == [
        (f"{index} row 3", "Gz-2020"),
        (f"{index} row 4", "a"),
    ]
    assert "clashes with gz-2020.txt" in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_killed_import_and_a_spoilt_index_lose_no_row_of_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    add_rows(tmp_path / "index.csv", MINE)
    (tmp_path / "texts" / "mine-2025.txt").write_text(BODY, encoding="utf-8")
    write = importing._write

    def killed(path: Path, text: str, encoding: str) -> None:
        if path.parent.name == "texts":
            raise KeyboardInterrupt
        write(path, text, encoding)

    monkeypatch.setattr(importing, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    monkeypatch.undo()
    assert [d.doc_id for d in read_corpus(tmp_path)[0]] == ["mine-2025"]
    assert importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER})) == ("mine-2025",)
    spoilt = (tmp_path / "index.csv").read_bytes() + b'"'
    (tmp_path / "index.csv").write_bytes(spoilt)
    with pytest.raises(RunError, match="not a csv file"):
        importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    assert (tmp_path / "index.csv").read_bytes() == spoilt


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2021.txt": BODY}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:9])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RunError, match="No space left on device"):
        importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_corpus_that_no_import_made_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="not made by an import"):
        importing.write_corpus(tmp_path, collected({"贵州省2021.txt": OTHER}))
    assert (tmp_path / "index.csv").read_text(encoding="utf-8") == "mine"


def test_cells_that_a_spreadsheet_would_run_are_made_harmless_and_come_back() -> None:
    found = collected({"a.jsonl": '{"title": "=1+1", "text": "' + BODY.replace("\n", "\\n") + '"}'})
    sheet = importing.sheet(found)
    assert "'=1+1" in sheet
    (obeyed,), _ = importing.obey(found, sheet.encode(), "guesses.csv")
    assert obeyed.guess.title == "=1+1"


@pytest.mark.parametrize("title", ["=政府工作报告", "'=政府工作报告", "＝政府工作报告", "-1", "'tis a report", "@"])
def test_a_title_that_a_spreadsheet_would_run_comes_back_from_the_corpus(tmp_path: Path, title: str) -> None:
    found = collected({"贵州省2021.txt": BODY})
    own = replace(found[0].guess, title=title, source=title)
    importing.write_corpus(tmp_path, [replace(found[0], guess=own, warnings=(title,))])
    assert not (tmp_path / "index.csv").read_text(encoding="utf-8-sig").count(",=")
    ((document,), problems) = read_corpus(tmp_path)
    assert problems == ()
    assert (document.title, document.source, document.warnings) == (title, title, (title,))
    (obeyed,), _ = importing.obey(found, (tmp_path / "guesses.csv").read_bytes(), "guesses.csv")
    assert obeyed.guess.title == title


def test_the_same_files_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    files = {"贵州省2020.txt": BODY, "贵州省2021.txt": OTHER, "贵州省2021b.txt": OTHER + "完。"}
    importing.write_corpus(tmp_path / "one", importing.mark_duplicates(collected(files)))
    importing.write_corpus(tmp_path / "two", importing.mark_duplicates(collected(dict(reversed(files.items())))))
    for name in ("index.csv", "guesses.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_place_in_no_table_is_noted_once_for_many_texts_and_the_note_obeys_the_sheet() -> None:
    files = {f"棠岭县{year}年政府工作报告.txt": f"{year}年\n{BODY}{year}" for year in (2019, 2020, 2021)}
    texts = collected(files)
    assert [len(c.doubts) for c in texts] == [1, 0, 0]
    sheet = edited(importing.sheet(texts), lambda row: row.update(jurisdiction="棠陵县"))
    obeyed, problems = importing.obey(texts, sheet, "guesses.csv")
    assert problems == []
    assert not any("in no table" in note for c in obeyed for note in c.notes)


def test_texts_of_two_places_of_one_name_are_no_versions_of_each_other() -> None:
    report = f"各位代表：\n{BODY}"
    files = {f"{province}/棠岭县/2020年政府工作报告.txt": report for province in ("四川省", "湖南省")}
    found = importing.mark_duplicates(collected(files))
    assert [(c.keep, c.guess.jurisdiction) for c in found] == [(True, "四川省棠岭县"), (True, "湖南省棠岭县")]
    assert sum("of another place: which of the two is right?" in note for c in found for note in c.notes) == 1
    # also where a person has given both the bare name
    bare = [replace(c, guess=replace(c.guess, jurisdiction="棠岭县"), text=c.text + c.doc_id) for c in collected(files)]
    assert all(c.keep for c in importing.mark_duplicates(bare))
    same = [replace(c, guess=replace(c.guess, parent="四川省")) for c in bare]
    assert sum(c.keep for c in importing.mark_duplicates(same)) == 1


def test_ids_of_rows_tell_places_of_one_name_apart() -> None:
    table = "省,县,年份,正文\n" + "".join(
        f"{province},棠岭县,2020,{province}的路修好了。\n" for province in ("四川省", "湖南省")
    )
    assert [c.doc_id for c in collected({"a.csv": table})] == ["四川省棠岭县-2020", "湖南省棠岭县-2020"]


def test_a_text_that_a_person_corrected_is_not_overwritten(tmp_path: Path) -> None:
    files = {"贵州省2020.txt": BODY, "贵州省2021.txt": OTHER, "贵州省2022.txt": BODY + OTHER}
    importing.write_corpus(tmp_path, collected(files))
    before = (tmp_path / "index.csv").read_bytes()
    mended = BODY.replace("村", "镇")
    one, other, third = (tmp_path / "texts" / f"贵州省{year}.txt" for year in (2020, 2021, 2022))
    one.write_text(mended, encoding="utf-8")
    other.write_text(mended, encoding="utf-8")
    # an editor of another system has only changed line ends
    third.write_bytes(b"\xef\xbb\xbf" + (BODY + OTHER).replace("\n", "\r\n").encode())
    fewer = {name: text for name, text in files.items() if "2021" not in name}
    with pytest.raises(CorpusError) as caught:
        importing.write_corpus(tmp_path, collected(fewer))
    assert [problem.place for problem in caught.value.problems] == [str(one), str(other)], "overwritten, deleted"
    assert "in the place of 贵州省2020.txt among the sources" in caught.value.problems[0].advice
    assert (one.read_text(encoding="utf-8"), (tmp_path / "index.csv").read_bytes()) == (mended, before)
    other.unlink()
    importing.write_corpus(tmp_path, collected(fewer | {"贵州省2020.txt": mended}))
    assert one.read_text(encoding="utf-8") == mended
    assert third.read_text(encoding="utf-8") == BODY + OTHER


def test_a_checksum_taken_out_of_the_index_tells_of_a_correction_too(tmp_path: Path) -> None:
    importing.write_corpus(tmp_path, collected({"贵州省2020.txt": BODY}))
    index = tmp_path / "index.csv"
    rows = list(csv.DictReader(io.StringIO(index.read_text(encoding="utf-8-sig"))))
    index.write_text(index.read_text(encoding="utf-8-sig").replace(rows[0]["sha256"], ""), encoding="utf-8")
    importing.write_corpus(tmp_path, collected({"贵州省2020.txt": BODY}))
    index.write_text(index.read_text(encoding="utf-8-sig").replace(rows[0]["sha256"], ""), encoding="utf-8")
    (tmp_path / "texts" / "贵州省2020.txt").write_text(OTHER, encoding="utf-8")
    with pytest.raises(CorpusError, match="would undo that"):
        importing.write_corpus(tmp_path, collected({"贵州省2020.txt": BODY}))


def test_a_text_too_short_for_a_speech_is_a_doubt() -> None:
    sorry = "抱歉，您访问的页面不存在。"
    short, other, whole = collected({"棠岭县2021.txt": sorry, "棠岭县2022年决议.txt": sorry, "棠岭县2023.txt": BODY})
    told = "only 13 characters: is this the whole speech?"
    assert told in short.doubts and told in short.told
    assert not any("whole speech" in note for candidate in (other, whole) for note in candidate.told)
    documents, _ = importing.documents([short], "here")
    assert told in documents[0].warnings


def test_radicals_from_a_pdf_are_read_as_the_characters_that_they_show(tmp_path: Path) -> None:
    copied = "棠岭县2021年政府⼯作报告\n⼀、⽬标：⽣产总值增⻓8%，新建⼾厕⼆百座，⻢⻋道通⻋，\uf9ba望⻘⼭。\n" + BODY
    (found,) = collected({"a.txt": copied})
    assert found.text.split("\n")[:2] == [
        "棠岭县2021年政府工作报告",
        "一、目标：生产总值增长8%，新建户厕二百座，马车道通车，了望青山。",
    ]
    assert found.warnings == ("13 signs that PDF files give for common characters («⼯» for «工») replaced by those",)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(copied, encoding="utf-8")
    header = "doc_id,jurisdiction,level,year,language\n"
    (tmp_path / "index.csv").write_text(f"{header}a,棠岭县,county,2021,zh\n", encoding="utf-8")
    (document,), _ = read_corpus(tmp_path)
    assert document.text == copied
    assert any("13 signs" in warning and "import_corpus.py" in warning for warning in document.warnings)


def test_blanks_between_all_characters_are_taken_out_and_told_of(tmp_path: Path) -> None:
    whole = f"棠岭县2021年政府工作报告\n{BODY}"
    parted = "\n".join(map(" ".join, whole.split("\n")))
    (found,) = collected({"a.txt": parted})
    assert (found.text, found.guess.jurisdiction, found.guess.year) == (whole, "棠岭县", "2021")
    assert found.warnings == (f"{len(parted) - len(whole)} blanks left out that stood between all characters",)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(parted, encoding="utf-8")
    header = "doc_id,jurisdiction,level,year,language\n"
    (tmp_path / "index.csv").write_text(f"{header}a,棠岭县,county,2021,zh\n", encoding="utf-8")
    documents, _ = read_corpus(tmp_path)
    assert documents[0].text == parted, "offsets are those of the file"
    assert "a blank stands between most characters" in documents[0].warnings[0]


def test_texts_of_unknown_years_are_no_versions_of_each_other() -> None:
    files = {f"棠岭县/{name}.txt": BODY + OTHER[: 300 * at] for at, name in enumerate("甲乙")}
    found = importing.mark_duplicates(collected(files))
    assert [(c.keep, c.guess.year) for c in found] == [(True, ""), (True, "")]
    assert any("one speech under two years?" in note for c in found for note in c.notes)


def test_lengthened_ids_keep_the_years_and_need_no_ending() -> None:
    files = {f"{folder}/二○一五年报告.txt": text for folder, text in (("甲", BODY), ("乙", OTHER))}
    assert {c.doc_id for c in collected(files)} == {"甲-二〇一五年报告", "乙-二〇一五年报告"}
    assert slug("○号线 二○○九年") == "号线-二〇〇九年"
    both = {"甲/a.txt": BODY, "甲/a.md": BODY, "乙/a.md": OTHER}
    assert {c.file: c.doc_id for c in collected(both)} == {"甲/a.txt": "a-txt", "甲/a.md": "甲-a", "乙/a.md": "乙-a"}
