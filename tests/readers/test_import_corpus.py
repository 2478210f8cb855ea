"""The import script, from the shell's point of view."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import CorpusError, RunError
from pipeline.readers import read_corpus

BODY = "".join(f"今年我们将在第{number}个村新建公路{number * 7}公里。\n" for number in range(80))


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    module = importlib.import_module("import_corpus")
    # the console remembers the streams of the test that imported it first
    monkeypatch.delitem(sys.modules, "_console", raising=False)
    return lambda *arguments: module.main([str(argument) for argument in arguments])


def test_import_correct_and_import_again(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for year in (2018, 2019, 2022):
        (source / f"贵州省{year}.txt").write_text(f"{year}年\n{BODY}", encoding="gb18030")
    (source / "notes.txt").write_text(BODY + "完。", encoding="utf-8")
    (source / "old.wps").write_bytes(b"x")
    assert run(source, "--out", out) == 1
    printed = capsys.readouterr()
    assert "3 texts in" in printed.out
    assert "missing years of 贵州省 (report): 2020-2021" in printed.out
    assert "notes.txt: jurisdiction, level, year" in printed.out
    assert "old.wps" in printed.err
    assert ".docx" in printed.err
    # corrections are not thrown away by accident
    with pytest.raises(RunError, match="--guesses"):
        run(source, "--out", out)
    (source / "old.wps").unlink()
    sheet = out / "guesses.csv"
    lines = sheet.read_text(encoding="utf-8-sig").splitlines()
    lines = [line.replace("yes,notes,,,,,", "yes,notes,棠岭市,prefecture,,2021,") for line in lines]
    sheet.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert run(source, "--out", out, "--guesses", sheet) == 0
    found, problems = read_corpus(out)
    assert problems == ()
    assert {(d.jurisdiction, d.year) for d in found} == {("棠岭市", 2021), *(("贵州省", y) for y in (2018, 2019, 2022))}
    assert run(source, "--out", out, "--fresh") == 1


def test_an_import_does_not_read_what_it_writes(tmp_path: Path, run: Callable[..., int]) -> None:
    source = tmp_path / "in"
    (source / "texts").mkdir(parents=True)
    (source / "texts" / "贵州省2021.txt").write_text(BODY, encoding="utf-8")
    for out in (source, source / "out", source / "texts" / "out"):
        with pytest.raises(RunError, match="whose files are read → name a folder outside it"):
            run(source, "--out", out)
    for own in (source / "texts", source / "texts" / "贵州省2021.txt"):
        with pytest.raises(RunError, match="which is written → import from a folder outside it"):
            run(own, "--out", source)
    assert [path.name for path in source.rglob("*") if path.is_file()] == ["贵州省2021.txt"]


def test_an_import_that_finds_no_text_leaves_the_corpus_as_it_is(tmp_path: Path, run: Callable[..., int]) -> None:
    source, out = tmp_path / "贵州省2021.txt", tmp_path / "out"
    source.write_text(BODY, encoding="utf-8")
    assert run(source, "--out", out) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(RunError, match="elsewhere: there is no such file or folder"):
        run(source, tmp_path / "elsewhere", "--out", out, "--fresh")
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "old.wps").write_bytes(b"x")
    with pytest.raises(RunError, match=r"stays as it is.*\n.*old\.wps"):
        run(scans, "--out", out, "--fresh")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_source_in_a_folder_that_is_closed_ends_in_no_traceback(
    tmp_path: Path, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stat, access = os.stat, os.access

    # whoever runs the tests may be let in everywhere
    def refused(path: object, *rest: Any, **how: Any) -> os.stat_result:  # noqa: ANN401
        if "closed" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *rest, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", refused)
    monkeypatch.setattr(os, "access", lambda path, mode: "closed" not in str(path) and access(path, mode))
    with pytest.raises(RunError, match="check the path and its permissions"):
        run(tmp_path / "closed" / "2021.txt", "--out", tmp_path / "out")


def test_many_replies_of_one_year_are_one_line_of_doubts(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number in range(12):
        text = f"第{number}号建议收悉，现答复如下。\n" + BODY[number * 90 : number * 90 + 90]
        (source / f"贵州省2021第{number}号.txt").write_text(text, encoding="utf-8")
    assert run(source, "--out", tmp_path / "out") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "another text" in line]
    assert lines == ["  11 texts: another text of the same place, year and kind"]


def test_rows_of_the_users_own_are_counted(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "贵州省2021.txt", tmp_path / "out"
    source.write_text(BODY, encoding="utf-8")
    assert run(source, "--out", out) == 0
    assert "of your own" not in capsys.readouterr().out
    with (out / "index.csv").open("a", encoding="utf-8") as index:
        index.write("mine-2025,贵州省,province,,,2025,,,zh\n")
    (out / "texts" / "mine-2025.txt").write_text("新。" + BODY, encoding="utf-8")
    assert run(source, "--out", out, "--guesses", out / "guesses.csv") == 0
    printed = capsys.readouterr().out.replace("\n", "")
    assert "1 rows of your own in" in printed
    assert "stay, with their texts: mine-2025" in printed
    assert [d.year for d in read_corpus(out)[0]] == [2025, 2021]


def test_a_sheet_that_cannot_be_obeyed_changes_nothing(tmp_path: Path, run: Callable[..., int]) -> None:
    source, out = tmp_path / "贵州省2021.txt", tmp_path / "out"
    source.write_text(BODY, encoding="utf-8")
    assert run(source, "--out", out) == 0
    before = (out / "index.csv").read_bytes()
    sheet = tmp_path / "sheet.csv"
    sheet.write_text((out / "guesses.csv").read_text(encoding="utf-8-sig").replace("yes", "perhaps"), encoding="utf-8")
    with pytest.raises(CorpusError, match="neither yes nor no"):
        run(source, "--out", out, "--guesses", sheet)
    assert (out / "index.csv").read_bytes() == before
    with pytest.raises(RunError, match="cannot be read"):
        run(source, "--out", out, "--guesses", tmp_path / "nowhere.csv")


def test_doubts_are_counted_and_conflicts_of_years_come_first(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    day = "2023年1月12日在棠岭县第八届人民代表大会第二次会议上\n"
    (source / "棠岭县2021.txt").write_text(BODY, encoding="utf-8")
    (source / "棠岭县2022.txt").write_text(day + BODY, encoding="utf-8")
    (source / "贵州省2021.txt").write_text(BODY[::-1], encoding="utf-8")
    sheet = out / "guesses.csv"
    run(source, "--out", out)
    (source / "甘肃省2021.txt").write_text("新。" + BODY[::-1], encoding="utf-8")
    first = capsys.readouterr().out
    run(source, "--out", out, "--guesses", sheet)
    second = capsys.readouterr().out
    for printed in (first.replace("\n", ""), second.replace("\n", "")):
        assert "2 texts with doubts: see the column notes of" in printed
        conflict, reprint = printed.index("says 2022, date in the first lines says 2023"), printed.index("two years?")
        assert max(conflict, reprint) < printed.index("2 texts: «棠岭县» is in no table")
    assert "not in" not in first
    assert "1 texts are not in" in second
    assert "  甘肃省2021.txt" in second


@pytest.mark.shared
def test_real_files_of_every_layout_are_imported_without_code(
    shared: Path, tmp_path: Path, run: Callable[..., int]
) -> None:
    # the two longer PDF files are left out for the sake of time
    slow = {"india-independence-1950.pdf", "india-independence-2015.pdf"}
    sources = sorted(path for path in (shared / "inputs").iterdir() if path.name not in slow)
    assert run(*sources, "--out", tmp_path / "out") == 0
    found, problems = read_corpus(tmp_path / "out")
    assert problems == ()
    assert {(d.jurisdiction, d.level, d.year, d.kind) for d in found} == {
        ("India", "national", 1978, "report"),
        *(("中华人民共和国", "national", year, "report") for year in (2015, 2024, 2025)),
        ("中华人民共和国", "national", 2025, "resolution"),
        *((place, "province", 2025, "report") for place in ("四川省", "西藏自治区", "云南省")),
        *((place, "province", 2026, "report") for place in ("河北省", "云南省")),
    }
