"""scripts/compare.py on two small runs written by hand: counts, the CSV, and the error for a folder without a run."""

from __future__ import annotations

import csv
import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import RunError
from pipeline.tables import TABLES, write_part

ROOT = Path(__file__).resolve().parent.parent

OLD = {"t1": ["a@0-4"], "t2": ["a@4-8"], "t3": ["a@8-12", "b@0-4"], "t4": ["b@4-8"]}
# t1 grows, t2 and t4 are merged, t3 is split, one thread is new
NEW = {"t1": ["a@0-4", "c@0-4"], "t2": ["a@4-8", "b@4-8"], "t3": ["a@8-12"], "t9": ["b@0-4"], "t8": ["c@4-8"]}

SPEECH = {"jurisdiction": "湖湾县", "level": "county", "year": 2020, "kind": "report", "language": "zh"}


def write_run(
    folder: Path,
    threads: dict[str, list[str]],
    status: dict[str, str] | None = None,
    told: dict[str, Any] | None = None,
) -> None:
    """Write the tables that are compared, `open` where no status is given; all other columns are empty or zero.

    `told` is what run.json says; its entries `verdicts`, states by item, and `documents`, what differs from a report
    of 2020 by document, go to their own tables.
    """
    info = {"program": {}, "settings": {}, "models": {}} | (told or {})
    verdicts, documents = info.pop("verdicts", {}), info.pop("documents", {})
    blank = {"string": "", "int32": 0, "double": 0.0, "bool": False}

    def row(table: str, **values: object) -> dict[str, object]:
        return {c.name: values.get(c.name, blank.get(str(c.type), [])) for c in TABLES[table].columns}

    units = [
        row("units", unit_id=unit, thread_id=name, doc_id=unit[0]) for name, own in threads.items() for unit in own
    ]
    units.append(row("units", unit_id="z@0-4", doc_id="z"))  # a report belongs to no thread
    named = [
        row("threads", thread_id=n, jurisdiction="湖湾县", title=f"=承诺{n}", status=(status or {}).get(n, "open"))
        for n in threads
    ]
    write_part(folder / "data", "units", "lake", units, "key")
    write_part(folder / "data", "threads", "lake", named, "key")
    said = [row("corrections", kind="sentences", item_a=item, coder="anna", state=s) for item, s in verdicts.items()]
    write_part(folder / "data", "corrections", "lake", said, "key")
    spoken = [row("documents", **{**SPEECH, "doc_id": doc_id, **own}) for doc_id, own in documents.items()]
    write_part(folder / "data", "documents", "lake", spoken, "key")
    (folder / "run.json").write_text(json.dumps(info), encoding="utf-8")


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # noqa: ANN201
    """Return a function that calls the script and returns what it printed."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    script = importlib.import_module("compare")

    def call(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["compare.py", *arguments])
        assert script.main() == 0
        return capsys.readouterr().out

    return call


def test_counts_and_changes(tmp_path: Path, compare) -> None:  # noqa: ANN001
    write_run(tmp_path / "old", OLD)
    write_run(tmp_path / "new", NEW)
    file = tmp_path / "changes.csv"
    printed = compare(str(tmp_path / "old"), str(tmp_path / "new"), "--csv", str(file))
    counts = dict(line.split() for line in printed.splitlines() if line.startswith("  ") and len(line.split()) == 2)
    wanted = {"new": 1, "grown": 1, "shrunk": 0, "changed": 0, "merged": 1, "split": 1, "gone": 0, "same": 0}
    assert {kind: int(counts[kind]) for kind in wanted} == wanted
    rows = {r["change"]: r for r in csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig")))}
    assert (rows["merged"]["before"], rows["merged"]["after"], rows["merged"]["units_after"]) == ("t2 t4", "t2", "2")
    assert (rows["split"]["before"], rows["split"]["after"]) == ("t3", "t3 t9")
    assert (rows["new"]["before"], rows["new"]["after"], rows["new"]["title_before"]) == ("", "t8", "")
    # a title that a spreadsheet program would run is guarded
    assert rows["grown"]["title_after"] == "'=承诺t1"


def test_a_run_is_the_same_as_itself(tmp_path: Path, compare) -> None:  # noqa: ANN001
    write_run(tmp_path / "old", OLD)
    printed = compare(str(tmp_path / "old"), str(tmp_path / "old"))
    assert "same           4" in printed
    assert "both are one folder → give each run an --out of its own" in printed


@pytest.fixture
def said(tmp_path: Path, compare):  # noqa: ANN001, ANN201
    """Return a function that says of two runs what it tells before their threads."""

    def call(old: dict[str, Any], new: dict[str, Any]) -> str:
        write_run(tmp_path / "old", OLD, told=old)
        write_run(tmp_path / "new", NEW, told=new)
        printed = " ".join(compare(str(tmp_path / "old"), str(tmp_path / "new")).split())
        return printed.partition(" new 1 ")[0].partition("5 threads")[2].strip()

    return call


def test_what_else_tells_the_runs_apart_is_said(said) -> None:  # noqa: ANN001
    base: dict[str, Any] = {"settings": {"link": {"block": 1, "model": "links"}}, "models": {"links": "aa"}}
    base |= {"program": {"code": "1"}, "documents": {"a": {"sha256": "1"}, "b": {"sha256": "2"}}}
    base |= {"verdicts": {"a@0-4": "applied", "x": "changed"}}
    assert said(base, base) == ""
    assert said(base, base | {"documents": {"c": {"sha256": "3"}}}) == (
        "the runs have no document in common, so that every thread is new or gone → compare runs of one corpus"
    )
    more = {"a": {"sha256": "9"}, "b": {"sha256": "2"}, "c": {"sha256": "3"}}
    assert said(base, base | {"documents": more}) == (
        "documents: 2 in both runs, 0 only before, 1 only after 1 documents have another text (a): where a sentence "
        "lies elsewhere now, its thread counts as gone and new"
    )
    other = base | {"settings": {"link": {"block": 2, "model": "links"}}, "models": {"links": "bb"}, "program": {}}
    assert said(base, other) == (
        "settings differ (link.block: 1 → 2): changes can come from that models differ (links): changes can come from "
        "that the program has changed between the runs: changes can come from that"
    )
    assert "1 of the 1 verdicts of people that the run before obeyed were not given" in said(
        base, base | {"verdicts": {"other": "applied"}}
    )
    assert said(base, base | {"verdicts": {"a@0-4": "no document"}}) == (
        "1 verdicts of people are not obeyed any more (1 no document) → see tables/corrections.csv"
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [("jurisdiction", "汀川县"), ("year", 2021), ("kind", "resolution"), ("level", "prefecture"), ("language", "en")],
)
def test_what_the_index_says_otherwise_of_a_text_is_said(said, column: str, value: object) -> None:  # noqa: ANN001
    old = {"documents": {name: {"sha256": name} for name in "abcde"}}
    new = {"documents": {name: {"sha256": name, **({column: value} if name != "e" else {})} for name in "abcde"}}
    turned = ", ".join(f"{name}: {SPEECH[column]} → {value}" for name in "abc")
    assert said(old, new) == (
        f"4 documents have another {column} ({turned}, …): changes can come from that → see which run is right, and "
        f"correct the column {column} of index.csv for the other"
    )


def test_a_text_that_has_another_id_is_said(said) -> None:  # noqa: ANN001
    old = {"documents": {name: {"sha256": name[0]} for name in ("a", "b", "b-again", "c")}}
    new = {"documents": {name: {"sha256": name[0]} for name in ("a", "b-1", "b-2", "x")}}
    new["documents"]["b-2"]["year"] = 2021
    assert said(old, new) == (
        "documents: 1 in both runs, 3 only before, 3 only after 2 documents have another id (b → b-1, b-again → b-2) "
        "and the same text: ids of units hold that of their document, so that their threads count as gone and new → to "
        "compare them, run again with the ids of before 1 documents have another year (b-2: 2020 → 2021): changes can "
        "come from that → see which run is right, and correct the column year of index.csv for the other"
    )
    both = {"documents": {"z": {"sha256": "a"}}}
    assert "no document in common" not in said({"documents": {"a": {"sha256": "a"}}}, both)


def test_another_status_of_the_same_members_is_a_change(tmp_path: Path, compare) -> None:  # noqa: ANN001
    write_run(tmp_path / "old", OLD, {"t3": "recurring"})
    write_run(tmp_path / "new", OLD, {"t1": "closed", "t3": "lapsed"})
    file = tmp_path / "changes.csv"
    printed = compare(str(tmp_path / "old"), str(tmp_path / "new"), "--csv", str(file))
    assert "status         2" in printed and "same           2" in printed
    assert "open → closed" in printed and "recurring → lapsed" in printed
    rows = {r["before"]: r for r in csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig")))}
    told = {name: (r["change"], r["status_before"], r["status_after"]) for name, r in rows.items()}
    assert told["t1"] == ("status", "open", "closed")
    assert told["t3"] == ("status", "recurring", "lapsed")
    assert told["t2"] == ("same", "open", "open")


def test_a_folder_without_a_run(tmp_path: Path, compare) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match="no finished run"):
        compare(str(tmp_path), str(tmp_path))


@pytest.mark.parametrize("text", ["[]", "{}", '{"program": {}, "settings": [], "models": {}}', "[" * 100_000])
def test_a_damaged_or_foreign_run_json_is_named(tmp_path: Path, compare, text: str) -> None:  # noqa: ANN001
    write_run(tmp_path, OLD)
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json: does not say|no finished run"):
        compare(str(tmp_path), str(tmp_path))


def test_a_file_that_cannot_be_written_names_the_option(tmp_path: Path, compare) -> None:  # noqa: ANN001
    write_run(tmp_path / "old", OLD)
    write_run(tmp_path / "new", NEW)
    (tmp_path / "taken").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(RunError, match=r"changes\.csv: cannot be written .* name another --csv"):
        compare(str(tmp_path / "old"), str(tmp_path / "new"), "--csv", str(tmp_path / "taken" / "changes.csv"))
