"""scripts/trace.py on a small run written by hand: what is near, what is not, and queries that ask for nothing."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.errors import RunError
from pipeline.settings import EmbedSettings
from pipeline.tables import TABLES, write_part

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    "t-bus": "We will launch a free bus pass for pensioners",
    "t-tax": "We will freeze the tax on farm land",
    "t-library": "We will open a library in every school of the county",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a run of three promises; columns that the script does not read are empty or zero."""
    blank = {"string": "", "int32": 0, "double": 0.0, "bool": False}

    def row(table: str, **values: object) -> dict[str, object]:
        return {c.name: values.get(c.name, blank.get(str(c.type), [])) for c in TABLES[table].columns}

    place = {"jurisdiction": "Ellowmere County", "year": 2021}
    stretches = {name: (f"a@{k * 100}-{k * 100 + 50}", text) for k, (name, text) in enumerate(TEXTS.items())}
    rows = {
        "units": [
            row("units", **place, unit_id=span, sentence_id=span, thread_id=name, doc_id="a", text=text)
            for name, (span, text) in stretches.items()
        ],
        "sentences": [row("sentences", sentence_id=span, doc_id="a", text=text) for span, text in stretches.values()],
        "threads": [row("threads", **place, thread_id=name, title=text, status="open") for name, text in TEXTS.items()],
        "closures": [],
        "targets": [],
    }
    for name, own in rows.items():
        write_part(tmp_path / "data", name, "lake", own, "key")
    (tmp_path / "run.json").write_text(json.dumps({"settings": {"embed": asdict(EmbedSettings())}}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def trace(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # noqa: ANN201
    """Return a function that calls the script and returns its exit code and what it printed, on both channels."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    # by its path: the standard library has a module of this name
    found = importlib.util.spec_from_file_location("trace_script", ROOT / "scripts" / "trace.py")
    assert found and found.loader
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trace.py", *arguments, "--run", str(folder)])
        code = script.main()
        return code, *capsys.readouterr()

    return call


def test_a_promise_in_other_words_is_found_alone(trace) -> None:  # noqa: ANN001
    code, printed, _ = trace("bus passes for pensioners")
    assert code == 0 and TEXTS["t-bus"] in printed
    assert "t-tax" not in printed and "t-library" not in printed  # not near, though three are asked for


@pytest.mark.parametrize("query", ["", "  \n"])
def test_an_empty_query_is_refused(trace, query: str) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match="query is empty"):
        trace(query)


def test_nothing_near_is_said(trace) -> None:  # noqa: ANN001
    code, printed, said = trace("quantum banana")
    assert code == 1 and printed == ""
    assert said.startswith("nothing near this in the run; the nearest is Ellowmere County: We will ")
    code, printed, said = trace("quantum banana", "--json")
    assert code == 1 and json.loads(printed) == [] and "nothing near this" in said
