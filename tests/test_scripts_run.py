"""scripts/run.py: what stands on the terminal after a run."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.tables import TABLES, write_part

ROOT = Path(__file__).resolve().parent.parent


def test_what_was_given_up_years_ago_is_told_from_what_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    found = importlib.util.spec_from_file_location("run_script", ROOT / "scripts" / "run.py")
    assert found and found.loader
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    blank: dict[str, Any] = {"string": "", "int32": 0, "double": 0.0, "bool": False}
    threads = [
        {
            "thread_id": "t-1",
            "title": "We will open a night bus",
            "status": "lapsed",
            "weakest_link": 0.9,
            "promised_years": [2001, 2002],
        },
        {"thread_id": "t-2", "title": "We will mend the pier", "status": "recurring", "promised_years": [2023, 2024]},
    ]
    rows = [
        {c.name: t.get(c.name, blank.get(str(c.type), [])) for c in TABLES["threads"].columns}
        | {"jurisdiction": "Lake"}
        for t in threads
    ]
    write_part(tmp_path / "data", "threads", "lake", rows, "key")
    monkeypatch.setattr("pipeline.runs.run", lambda *_, **__: SimpleNamespace(
        info={"counts": {}, "seconds": {}, "warnings": [f"warning {n}" for n in range(7)]}, set_aside=0, out=tmp_path
    ))  # fmt: skip
    monkeypatch.setattr("sys.argv", ["run.py", "corpus", "--out", str(tmp_path)])
    speeches = [
        ("a", "Lake", 2023, ["12 line breaks joined", "3 of 9 letters are of the script"]),
        ("b", "Lake", 2024, ["7 line breaks joined"]),
        ("c", "Hill", 2024, ["check the language: the index says «zh»"]),
        ("d", "Hill", 2024, ["check the language: the index says «zh»"]),
    ]
    rows = [
        {c.name: blank.get(str(c.type), []) for c in TABLES["documents"].columns}
        | {"doc_id": doc_id, "jurisdiction": place, "year": year, "warnings": warnings}
        for doc_id, place, year, warnings in speeches
    ]
    write_part(tmp_path / "data", "documents", "all", rows, "key")
    assert script.main() == 0
    said = capsys.readouterr().out
    assert "2 × We will open a night bus (2001, 2002; lapsed)" in said
    assert "2 × We will mend the pier (2023, 2024; recurring; perhaps several promises)" in said
    assert "Hill: one year of text, so that nothing can come back" in said
    assert (
        "(column `warnings` of tables/coverage.csv): 4\n"
        "  c: check the language: the index says «zh» (and 1 more of this kind)\n"
        "  a: 3 of 9 letters are of the script\n"
        "  a: 12 line breaks joined (and 1 more of this kind)\n"
    ) in said
    assert "warning 4\n  … and 2 more\n" in said and "warning 5" not in said
    assert "no text is compared" not in said

    rows = [row | {"kind": "resolution"} for row in rows]
    write_part(tmp_path / "data", "documents", "all", rows, "key")
    assert script.main() == 0
    assert "no text is compared, for resolutions are not → add speeches, or correct" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_a_terminal_that_cannot_show_a_name_gets_an_escape(encoding: str) -> None:
    said = "4 × 棠岭市 → é 🚲"
    command = [sys.executable, "-c", f"import _console; _console.out.print({said!r})"]
    own = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": f"{ROOT / 'scripts'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=own, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == said.encode(encoding, "backslashreplace")


@pytest.mark.parametrize("workers", ["0", "-3", "two"])
def test_a_run_without_processes_is_refused_before_anything_is_read(workers: str) -> None:
    call = [sys.executable, str(ROOT / "scripts" / "run.py"), "no-corpus", "--out", "no-folder", "--workers", workers]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"argument --workers: '{workers}' is no whole number of 1 or more → give one" in done.stderr


def test_letters_that_command_a_terminal_are_shown_by_their_numbers() -> None:
    command = [sys.executable, "-c", r"import _console; _console.out.print('a\x1b[8mb\u202ec\x9b1m\td\ne [i] é 🚲')"]
    own = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": f"{ROOT / 'scripts'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=own, capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout.decode().split() == ["a[U+001B][8mb[U+202E]c[U+009B]1m", "d", "e", "[i]", "é", "🚲"]


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_json_has_its_own_escapes_for_them(encoding: str) -> None:
    command = [sys.executable, "-c", r"import _console; _console.print_json({'a': 'b\x1b\u202ec\x9b1m\td 棠岭'})"]
    own = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": f"{ROOT / 'scripts'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=own, capture_output=True, check=False)
    printed = done.stdout.decode()
    assert json.loads(printed) == {"a": "b\x1b\u202ec\x9b1m\td 棠岭"}
    assert ("棠" in printed) == (encoding == "utf-8") and not {"\x1b", "\u202e", "\x9b"} & set(printed)


@pytest.mark.parametrize("script", sorted(file.name for file in (ROOT / "scripts").glob("[!_]*.py")))
def test_a_python_without_the_libraries_is_told_what_to_run(script: str) -> None:
    command = [sys.executable, "-E", "-S", f"scripts/{script}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.endswith(f"→ run make setup, then .venv/bin/python scripts/{script}")
