"""Runs: the contract of the output, nothing lost, resumption, order and workers, bad input, a folder in use."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock, Timeout
from pyarrow.parquet import read_schema

import pipeline.analysing
import pipeline.comparing
import pipeline.reporting
from pipeline.embed.static import StaticEncoder
from pipeline.errors import CorpusError, ModelError, RunError
from pipeline.records import Document, Kind, Label, Unit
from pipeline.report import pieces
from pipeline.report.data import Data
from pipeline.report.payload import Plan
from pipeline.reporting import most_repeated
from pipeline.rows import PART_TABLES
from pipeline.runs import Finished, _listed_files, run
from pipeline.segment import segment
from pipeline.settings import (
    ClosureSettings,
    LinkSettings,
    PlaceSettings,
    ReportSettings,
    SegmentSettings,
    Settings,
    ThreadSettings,
)
from pipeline.tables import TABLES, read_rows
from pipeline.targets import find_targets
from pipeline.workers import Here, open_workers
from pipeline.workfiles import Analysed, load_vectors, text_key
from tests.report.at_once import read_csv

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "corpora" / "demo"
SMALL = ("ellowmere-2021", "ellowmere-2022", "tangling-2018", "tangling-2019")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus of two places with two speeches each."""
    folder = tmp_path / "corpus"
    (folder / "texts").mkdir(parents=True)
    with (DEMO / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    write_index(folder, [row for row in rows if row["doc_id"] in SMALL])
    for name in SMALL:
        shutil.copy(DEMO / "texts" / f"{name}.txt", folder / "texts")
    return folder


def write_index(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def index_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fingerprints(out: Path) -> dict[str, str]:
    """Return the hash of every result but run.json, which holds times."""
    files = [p for folder in ("data", "tables", "figures") for p in (out / folder).rglob("*") if p.is_file()]
    files += [out / "tables.xlsx"]
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


def test_the_contract(corpus: Path, tmp_path: Path) -> None:
    """All tables of the contract are there, sentences and cuts rebuild each text, in = out + dropped."""
    out = tmp_path / "out"
    seen: list[tuple[str, int, int]] = []
    finished = run([corpus], out, Settings(), progress=lambda *step: seen.append(step))
    assert finished.set_aside == 0
    for name in PART_TABLES:
        rows = read_rows(out / "data", name)
        keys = [tuple(row[c] for c in TABLES[name].key) for row in rows]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(keys)
    for name in ("recurring", "matrix", "years", "changes", "targets", "places", "problems", "coverage", "review"):
        assert (out / "tables" / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (out / "report.html").is_file()
    assert (out / "tables.xlsx").is_file()
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (corpus / "texts").glob("*.txt")}
    pieces = read_rows(out / "data", "sentences") + read_rows(out / "data", "cuts")
    for doc_id, text in texts.items():
        own = sorted((p for p in pieces if p["doc_id"] == doc_id), key=lambda p: p["start"])
        assert "".join(p["text"] for p in own) == text
        assert all(text[p["start"] : p["end"]] == p["text"] for p in own)
    units = {u["unit_id"]: u for u in read_rows(out / "data", "units")}
    threads = {t["thread_id"] for t in read_rows(out / "data", "threads")}
    assert {u["thread_id"] for u in units.values() if u["label"] != "progress"} == threads
    assert {u["thread_id"] for u in units.values() if u["label"] == "progress"} <= {""}
    for link in read_rows(out / "data", "links"):
        a, b = units[link["a_unit"]], units[link["b_unit"]]
        assert (a["year"], a["doc_id"], a["start"]) < (b["year"], b["doc_id"], b["start"])
        assert a["jurisdiction"] == b["jurisdiction"]
    for closure in read_rows(out / "data", "closures"):
        assert units[closure["commitment_unit"]]["year"] < units[closure["report_unit"]]["year"]
    info: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    for stage in ("read", "segment", "characters", "classify", "units", "link"):
        counts = info["counts"][stage]
        assert counts["taken"] == counts["passed"] + counts["dropped"], stage
    assert info["counts"]["characters"]["taken"] == sum(map(len, texts.values()))
    assert info["counts"]["units"]["passed"] == len(units)
    aside = [row for row in read_rows(out / "data", "dropped") if row["stage"] == "units"]
    assert info["counts"]["units"]["dropped"] == len(aside) > 0
    assert ("documents", 4, 4) in seen


def test_same_bytes_for_another_order_more_workers_and_a_second_run(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first"
    run([corpus], first, Settings())
    wanted = fingerprints(first)
    run([corpus], first, Settings())
    assert fingerprints(first) == wanted
    write_index(corpus, index_of(corpus)[::-1])
    second = tmp_path / "second"
    monkeypatch.setattr("pipeline.workers.SMALL", 0)
    with open_workers(2, None, [corpus]) as workers:
        run([corpus], second, Settings(), workers=workers)
    assert fingerprints(second) == wanted


def test_a_small_run_starts_no_processes(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workers.ProcessPoolExecutor", None)
    with open_workers(8, None, [corpus]) as workers:
        assert run([corpus], tmp_path / "out", Settings(), workers=workers).set_aside == 0
    monkeypatch.setattr("pipeline.workers.SMALL", 0)
    with open_workers(8, None, [corpus]) as workers, pytest.raises(TypeError):
        run([corpus], tmp_path / "other", Settings(), workers=workers)


def test_only_what_an_added_speech_touches_is_done_again(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    rows = index_of(corpus)
    write_index(corpus, rows[:-1])
    run([corpus], out, Settings())
    done: list[str] = []
    analyse = pipeline.analysing.analyse_document
    compare = pipeline.comparing.compare

    def counted_analyse(document: Any, *rest: Any) -> Any:  # noqa: ANN401
        done.append(document.doc_id)
        return analyse(document, *rest)

    def counted_compare(analysed: Any, *rest: Any) -> Any:  # noqa: ANN401
        done.append(analysed[0].document.jurisdiction)
        return compare(analysed, *rest)

    monkeypatch.setattr(pipeline.analysing, "analyse_document", counted_analyse)
    monkeypatch.setattr(pipeline.comparing, "compare", counted_compare)
    write_index(corpus, rows)
    again = run([corpus], out, Settings())
    assert done == [rows[-1]["doc_id"], rows[-1]["jurisdiction"]]
    fresh = run([corpus], tmp_path / "fresh", Settings())
    assert fingerprints(out) == fingerprints(tmp_path / "fresh")
    assert again.info["counts"] == fresh.info["counts"]
    # a place that leaves the corpus leaves the tables
    write_index(corpus, rows[:2])
    run([corpus], out, Settings())
    assert len({d["jurisdiction"] for d in read_rows(out / "data", "documents")}) == 1


def test_a_speech_that_leaves_is_as_if_it_had_never_been(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([corpus], out, Settings())
    for n, gone in enumerate((1, 2)):
        write_index(corpus, [row for k, row in enumerate(index_of(corpus)) if k != gone])
        again = run([corpus], out, Settings())
        fresh = run([corpus], tmp_path / f"fresh{n}", Settings())
        assert fingerprints(out) == fingerprints(tmp_path / f"fresh{n}")
        assert again.info["counts"] == fresh.info["counts"]


def test_boilerplate_of_other_places_changes_threads_but_no_pair_is_scored_again(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, out = Settings(thread=ThreadSettings(boilerplate_places=2)), tmp_path / "out"
    run([corpus], out, settings)
    rows = index_of(corpus)
    first = next(row for row in rows if row["doc_id"] == "tangling-2018")
    shutil.copy(corpus / "texts" / "tangling-2018.txt", corpus / "texts" / "elsewhere.txt")
    write_index(corpus, [*rows, first | {"doc_id": "elsewhere", "jurisdiction": "乙市"}])
    linked: list[str] = []
    link_units = pipeline.comparing.link_units

    def counted(units: Any, *rest: Any) -> Any:  # noqa: ANN401
        linked.append(units[0].jurisdiction)
        return link_units(units, *rest)

    monkeypatch.setattr(pipeline.comparing, "link_units", counted)
    again = run([corpus], out, settings)
    assert linked == ["乙市"]
    stock = {row["jurisdiction"] for row in read_rows(out / "data", "units") if row["boilerplate"]}
    assert stock == {"乙市", first["jurisdiction"]}
    fresh = run([corpus], tmp_path / "fresh", settings)
    assert fingerprints(out) == fingerprints(tmp_path / "fresh")
    assert again.info["counts"] == fresh.info["counts"]


def test_what_others_put_between_the_kept_work_does_not_end_a_run(corpus: Path, tmp_path: Path) -> None:
    """File managers leave notes in every folder they show."""
    out = tmp_path / "out"
    run([corpus], out, Settings())
    before = fingerprints(out)
    (out / "work" / "documents" / ".DS_Store").write_bytes(b"x")
    for folder in (*(out / "work" / "documents").glob("*/"), out / "work" / "report", out / "work" / "jurisdictions"):
        if folder.is_dir():
            (folder / "a.folder").mkdir()
            (folder / ".DS_Store").write_bytes(b"x")
    run([corpus], out, Settings())
    assert fingerprints(out) == before
    assert (out / "work" / "documents" / ".DS_Store").is_file()


@pytest.mark.parametrize("text", ["[]", '{"files": null}', '{"files": {"a": 1}}', "7", "[" * 200_000])
def test_a_run_json_of_another_form_does_not_end_a_run(text: str, tmp_path: Path) -> None:
    """Its list of earlier reports is then taken for empty."""
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert _listed_files(tmp_path / "run.json") == []
    (tmp_path / "run.json").write_text('{"files": ["report.html", "../x.csv", 7]}', encoding="utf-8")
    assert _listed_files(tmp_path / "run.json") == ["report.html"]


def test_half_written_parts_are_not_trusted(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([corpus], out, Settings())
    wanted = fingerprints(out)
    part = next((out / "data" / "units").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    kept = next((out / "work" / "documents").rglob("*.json.gz"))
    kept.write_bytes(kept.read_bytes()[:40])
    run([corpus], out, Settings())
    assert fingerprints(out) == wanted


def test_bad_input_is_refused_whole_or_set_aside_visibly(corpus: Path, tmp_path: Path) -> None:
    (corpus / "texts" / "ellowmere-2021.txt").unlink()
    rows = index_of(corpus)
    next(r for r in rows if r["doc_id"] == "tangling-2018")["sha256"] = "0" * 64
    next(r for r in rows if r["doc_id"] == "tangling-2019")["language"] = "xx"
    write_index(corpus, rows)
    with pytest.raises(CorpusError) as caught:
        run([corpus], tmp_path / "out", Settings())
    assert {p.doc_id for p in caught.value.problems} == {"ellowmere-2021", "tangling-2018", "tangling-2019"}
    assert not (tmp_path / "out" / "data").exists()
    finished: Finished = run([corpus], tmp_path / "out", Settings(), skip_bad=True)
    assert finished.set_aside == 3
    assert [d["doc_id"] for d in read_rows(tmp_path / "out" / "data", "documents")] == ["ellowmere-2022"]
    dropped = {d["item_id"]: d for d in read_rows(tmp_path / "out" / "data", "dropped") if d["stage"] == "read"}
    assert set(dropped) == {"ellowmere-2021", "tangling-2018", "tangling-2019"}
    places = {row["doc_id"]: (row["jurisdiction"], int(row["year"])) for row in index_of(corpus)}
    assert all((d["jurisdiction"], d["year"]) == places[i] for i, d in dropped.items())
    listed = read_csv((tmp_path / "out" / "tables" / "coverage.csv").read_bytes())
    aside = {row["doc_id"]: (row["jurisdiction"], int(row["year"])) for row in listed if row["state"] == "set aside"}
    assert aside == {i: places[i] for i in dropped}


def test_texts_of_two_corpora_with_one_id_are_set_aside_each_in_its_place_and_year(
    corpus: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(corpus, other)
    write_index(other, [r | {"jurisdiction": "Selby", "year": "2030"} for r in index_of(other)][:1])
    own = index_of(corpus)[0]
    finished = run([corpus, other], tmp_path / "out", Settings(), skip_bad=True)
    rows = [d for d in read_rows(tmp_path / "out" / "data", "dropped") if d["stage"] == "read"]
    assert {d["item_id"] for d in rows} == {own["doc_id"]}
    assert {(d["jurisdiction"], d["year"]) for d in rows} == {(own["jurisdiction"], int(own["year"])), ("Selby", 2030)}
    assert finished.set_aside == 2


def test_a_summary_of_no_promises_names_no_place(corpus: Path, tmp_path: Path) -> None:
    run([corpus], tmp_path / "out", Settings())
    assert all(most_repeated(tmp_path / "out", 1).values())
    assert most_repeated(tmp_path / "out", 0) == {}


def test_unreadable_files_of_a_loose_folder_are_set_aside_visibly(corpus: Path, tmp_path: Path) -> None:
    loose, bare = tmp_path / "loose", tmp_path / "bare"
    loose.mkdir()
    bare.mkdir()
    shutil.copy(corpus / "texts" / "tangling-2018.txt", loose / "棠陵县政府工作报告2018.txt")
    for folder in (loose, bare):
        (folder / "empty.txt").write_text(" \n", encoding="utf-8")
    (loose / "speech.rtf").write_text("{\\rtf1 }", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"(?s)2 problems.*\n→ .* --skip-bad$"):
        run([loose], tmp_path / "out", Settings())
    finished = run([loose, bare], tmp_path / "out", Settings(), skip_bad=True)
    assert finished.set_aside == 3 and finished.info["counts"]["read"] == {"taken": 4, "passed": 1, "dropped": 3}
    dropped = [d for d in read_rows(tmp_path / "out" / "data", "dropped") if d["stage"] == "read"]
    assert sorted(Path(d["item_id"]).name for d in dropped) == ["empty.txt", "empty.txt (2)", "speech.rtf"]
    assert all("→" in d["reason"] for d in dropped)  # what is wrong, and what to do
    single = run(
        [loose / "棠陵县政府工作报告2018.txt", loose / "speech.rtf"], tmp_path / "out", Settings(), skip_bad=True
    )
    assert single.set_aside == 1
    # nothing sound at all, or an index that cannot be read, is refused all the same
    with pytest.raises(CorpusError, match="the file is empty"):
        run([bare], tmp_path / "other", Settings(), skip_bad=True)
    (corpus / "index.csv").write_text("doc_id\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="column is missing") as refused:
        run([loose, corpus], tmp_path / "other", Settings(), skip_bad=True)
    assert "--skip-bad" not in str(refused.value)


def test_review_names_the_thresholds_of_models_and_settings() -> None:
    links, closures = {"same_threshold": 0.25}, {"any_threshold": 0.41, "closes_threshold": 0.23}
    wanted = {"same": 0.25, "closes": 0.23, "advances": 0.41}
    assert pipeline.reporting._borders(Settings(), links, closures) == wanted
    chosen = Settings(link=LinkSettings(same_threshold=0.6), closure=ClosureSettings(advances_threshold=0.7))
    assert pipeline.reporting._borders(chosen, links, closures) == wanted | {"same": 0.6, "advances": 0.7}


def test_a_document_that_fails_is_set_aside_and_the_others_finish(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = pipeline.analysing.segment

    def broken(document: Any, settings: Any) -> Any:  # noqa: ANN401
        if document.doc_id == "tangling-2018":
            raise RuntimeError("no such luck")
        return segment(document, settings)

    monkeypatch.setattr(pipeline.analysing, "segment", broken)
    finished = run([corpus], tmp_path / "out", Settings())
    assert finished.set_aside == 1
    lost = [d for d in read_rows(tmp_path / "out" / "data", "dropped") if d["stage"] == "documents"]
    assert [d["item_id"] for d in lost] == ["tangling-2018"]
    assert "no such luck" in lost[0]["reason"]
    assert len(read_rows(tmp_path / "out" / "data", "documents")) == 3


def test_where_all_fail_the_reason_is_that_of_what_failed_last(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "texts" / "ellowmere-2021.txt").unlink()  # set aside in reading, which ends no run

    def broken(*_: Any) -> Any:  # noqa: ANN401
        raise RuntimeError("no such luck")

    monkeypatch.setattr(pipeline.analysing, "segment", broken)
    with pytest.raises(RunError, match=r"no speech could be compared: .*no such luck"):
        run([corpus], tmp_path / "out", Settings(), skip_bad=True)


def test_a_place_that_fails_in_comparison_is_set_aside_and_the_others_finish(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_units = pipeline.comparing.link_units
    lost = {row["doc_id"] for row in index_of(corpus) if row["doc_id"].startswith("tangling")}

    def broken(units: Any, *rest: Any) -> Any:  # noqa: ANN401
        if units[0].doc_id in lost:
            raise RuntimeError("no such luck")
        return link_units(units, *rest)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(pipeline.comparing, "link_units", broken)
        finished = run([corpus], out, Settings())
    assert finished.set_aside == len(lost) == 2
    kept = {row["doc_id"] for row in read_rows(out / "data", "documents")}
    assert kept == {row["doc_id"] for row in index_of(corpus)} - lost
    assert {row["item_id"] for row in read_rows(out / "data", "dropped") if row["stage"] == "compare"} == lost
    listed = {row["doc_id"]: row for row in read_csv((out / "tables" / "coverage.csv").read_bytes())}
    assert {name for name, row in listed.items() if row["state"] == "set aside"} == lost
    assert all("RuntimeError: no such luck (traceback " in listed[name]["warnings"] for name in lost)
    # what failed is not kept: the same command does it as soon as it can
    assert run([corpus], out, Settings()).set_aside == 0
    run([corpus], tmp_path / "fresh", Settings())
    assert fingerprints(out) == fingerprints(tmp_path / "fresh")


def test_two_runs_into_one_folder(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".lock"), pytest.raises(RunError, match="another run is writing here"):
        run([corpus], out, Settings())


def test_a_folder_is_held_until_the_workers_of_a_run_that_fails_rest(corpus: Path, tmp_path: Path) -> None:
    out, rested = tmp_path / "out", []

    class Watched(Here):
        def rest(self) -> None:
            with pytest.raises(Timeout):
                FileLock(out / ".lock").acquire(timeout=0)
            rested.append(True)

    with pytest.raises(ModelError):
        run([corpus], out, Settings(), models=tmp_path / "none", workers=Watched())
    assert rested


def test_a_folder_that_cannot_be_made(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="name another --out"):
        run([corpus], tmp_path / "file" / "out", Settings())


def test_a_heading_that_says_something_is_not_dropped_as_a_topic() -> None:
    lines = (
        "一、2031年工作安排",
        "（一）农业和水利。",
        "1.为山区农户发放春耕补贴8万元；",
        "2.山区道路。",
        "（二）聚力稳就业，岗位更加充足。",
        "（１）夜校。",
    )
    document = Document("doc", "云岭市", "prefecture", 2031, "report", "", "zh", "", "", "utf-8", "\n".join(lines))
    segmented = segment(document, SegmentSettings())
    assert [s.kind for s in segmented.sentences] == [Kind.HEADING] * len(lines)
    judgements = [SimpleNamespace(label=Label.PLEDGE, level=2) for _ in lines]
    units, dropped, _ = pipeline.analysing._units(segmented, judgements)
    assert [u.text for u in units] == ["1.为山区农户发放春耕补贴8万元", "（二）聚力稳就业，岗位更加充足"]
    assert [d.excerpt for d in dropped] == [lines[i] for i in (0, 1, 3, 5)]


def test_a_sentence_without_any_unit_is_dropped_and_the_others_stay() -> None:
    text = "We will build a new library in Ellowmere.\n\n…\n\nWe will repair the old harbour wall."
    document = Document("doc", "Ellowmere", "county", 2031, "report", "", "en", "", "", "utf-8", text)
    segmented = segment(document, SegmentSettings())
    judgements = [SimpleNamespace(label=Label.PLEDGE, level=2) for _ in segmented.sentences]
    units, dropped, _ = pipeline.analysing._units(segmented, judgements)
    assert [u.text for u in units] == [line.rstrip(".") for line in text.split("\n\n")[::2]]
    assert [(d.reason, d.excerpt) for d in dropped] == [("no unit in the sentence", "…")]


def test_a_sentence_of_more_units_than_can_be_compared_is_one_and_named() -> None:
    for number, crowded in ((100, False), (101, True)):
        text = "".join(f"新建石桥{n}座，" for n in range(2, number + 1)) + "改造木桥8座。"
        document = Document("doc", "云岭市", "prefecture", 2031, "report", "", "zh", "", "", "utf-8", text)
        segmented = segment(document, SegmentSettings())
        judgements = [SimpleNamespace(label=Label.PLEDGE, level=2)]
        units, _, named = pipeline.analysing._units(segmented, judgements)
        assert [u.text for u in units] == ([text[:-1]] if crowded else text[:-1].split("，"))
        warnings = pipeline.analysing._crowded(named)
        assert ["1 sentences of more than 100 units each compared as one, first at 0-" in w for w in warnings] == (
            [True] if crowded else []
        )


def test_units_of_more_figures_than_are_compared_are_named() -> None:
    for count, named in ((50, 0), (51, 1)):
        text = "、".join(f"石桥{n}座" for n in range(2, count + 2))
        unit = Unit("doc", 0, len(text), "s", "云岭市", 2031, text, Label.PLEDGE, 3, "zh")
        warnings = pipeline.analysing._full(find_targets(unit))
        assert ["1 units of more than 50 figures" in w for w in warnings] == [True] * named


def units_of(
    lines: Sequence[tuple[str, Label, int | None]], year: int = 2031, language: str = "zh"
) -> tuple[list[str], list[str]]:
    """Return the units of sentences with these labels and levels, and the reasons why others were dropped."""
    text = "\n".join(line for line, _, _ in lines)
    document = Document("doc", "云岭市", "prefecture", year, "report", "", language, "", "", "utf-8", text)
    segmented = segment(document, SegmentSettings())
    assert [s.text for s in segmented.sentences] == [line for line, _, _ in lines]
    judgements = [SimpleNamespace(label=label, level=level) for _, label, level in lines]
    units, dropped, _ = pipeline.analysing._units(segmented, judgements)
    return [u.text for u in units], [d.reason for d in dropped]


def test_a_part_of_a_promise_that_looks_back_is_no_commitment() -> None:
    back = "近年来，渡口客流不断增长。"
    kept = ("去年开工的渡口今年必须修好。", "上年结转收入用于修桥。", "近郊渡口改造完工。")
    lines = [(line, Label.MEASURE, 1) for line in (back, *kept)]
    units, reasons = units_of(lines)
    assert [u for u in units if u.startswith(("近", "上", "去"))] == [line[:-1] for line in kept]
    assert reasons == ["a commitment by its sentence that looks back"]
    assert units_of([(back, Label.PROGRESS, None)])[0] == [back[:-1]], "a report stays one"


def test_a_fact_beside_an_english_promise_is_no_commitment() -> None:
    fact, promise = "The ferry toll is very low", "we will waive it"
    low, rest = f"{fact}, and {promise} for good.", "we will waive it for good"
    reported = "The county has mended four piers, and we will mend the last one."
    alone = "The county has mended four piers, and it has paid the masons."
    kept = (
        "We are, therefore, lowering the ferry toll, and we will print the list.",
        "The old toll remains in place, and we will print the list.",
        "We will hire divers, open a dock and replace the winch.",
    )
    reason = "a fact beside a promise, promises nothing"
    assert units_of([(low, Label.MEASURE, 1)], language="en") == ([rest], [reason])
    assert units_of([(reported, Label.PLEDGE, 3)], language="en") == (["we will mend the last one"], [reason])
    assert len(units_of([(reported, Label.PROGRESS, None)], language="en")[0]) == 2, "reports stay"
    assert len(units_of([(alone, Label.MEASURE, 1)], language="en")[0]) == 2, "no promise beside them"
    assert [len(units_of([(line, Label.MEASURE, 1)], language="en")[0]) for line in kept] == [2, 2, 3]


def test_a_fact_before_what_must_be_done_is_no_chinese_commitment() -> None:
    facts = ("今年渡口旅客超过30万人", "渡口是山里人出行的门户", "水上救援力量仍然薄弱")
    asked = "我们要增开晚班船"
    reason = "a fact beside a promise, promises nothing"
    for fact in facts:
        line = f"{fact}，{asked}。"
        assert units_of([(line, Label.MEASURE, 1)]) == ([asked], [reason])
        assert units_of([(line, Label.PROGRESS, None)])[1] == [], "reports stay"
    kept = (
        "今年渡口旅客超过30万人，居全省第二位。",  # nothing is asked
        "今年新增渡船30艘，要增开晚班船。",
        "一是渡口码头各修一处，要增开晚班船。",
        "重点是夜航渡口，要增开晚班船。",
    )
    assert units_of([(line, Label.MEASURE, 1) for line in kept])[1] == []


def test_an_english_promise_that_only_points_is_no_commitment() -> None:
    points, both = "These amendments apply from 3rd May on", "We will mend the ferry, and it will be completed soon"
    named = ("The toll will fall from 3rd May on", "I will give $9 million to this fund")
    reason = "only points at what another sentence names"
    lines = [(f"{line}.", Label.PLEDGE, 3) for line in (points, both, *named)]
    assert units_of(lines, language="en") == (["We will mend the ferry", *named], [reason] * 2)
    assert units_of([("These amendments have been made.", Label.PROGRESS, None)], language="en")[1] == []


def test_a_chinese_promise_that_leaves_its_object_to_its_sentence_stays() -> None:
    line = "要给渡口定编，并逐步落实配套办法。"
    assert units_of([(line, Label.MEASURE, 1)]) == (["要给渡口定编", "并逐步落实配套办法"], [])


def test_vows_between_the_last_problem_and_the_next_heading_are_no_commitments() -> None:
    problem: tuple[str, Label, int | None] = ("同时，山区渡口年久失修。", Label.PROBLEM, None)
    vow: tuple[str, Label, int | None] = ("我们一定迎难而上，把工作做得更好。", Label.MEASURE, 0)
    action: tuple[str, Label, int | None] = ("我们将重修渡口。", Label.MEASURE, 2)
    heading: tuple[str, Label, int | None] = ("二、2031年工作安排", Label.OTHER, None)
    left = "我们一定迎难而上，把工作做得更好"
    units, reasons = units_of([problem, vow, action, heading, vow])
    assert units == ["我们将重修渡口", left]
    assert reasons == ["a vow that closes the problems, no action"]
    assert left in units_of([problem, vow, heading], year=1994)[0]
    assert left in units_of([vow, problem, heading])[0]
    assert left in units_of([problem, vow, *[action] * 4, heading])[0], "five sentences"
    assert left in units_of([problem, vow])[0], "no heading"


def test_texts_of_two_levels_under_one_name_are_warned_of(corpus: Path, tmp_path: Path) -> None:
    rows = index_of(corpus)
    rows[0]["level"] = "province" if rows[0]["level"] != "province" else "county"
    write_index(corpus, rows)
    told = run([corpus], tmp_path / "out", Settings()).info["warnings"]
    assert [w for w in told if w.startswith(rows[0]["jurisdiction"]) and "more than one level" in w]


def test_texts_of_two_places_of_one_name_are_warned_of() -> None:
    def told(*parents: str, languages: tuple[str, ...] = ("zh", "zh")) -> list[str]:
        settings = Settings().segment
        made = [
            Document("d", "棠岭县", "county", 2020, "report", "", language, "", "", "utf-8", "修路。", parent=parent)
            for parent, language in zip(parents, languages, strict=True)
        ]
        return pipeline.comparing.mixed([Analysed(segment(d, settings), (), (), (), ()) for d in made])

    assert ["more than one parent (四川省, 湖南省)" in w for w in told("四川省", "湖南省")] == [True]
    assert told("四川省", "") == told("湖南省", "长沙市") == []
    (found,) = told("", "", languages=("zh", "en"))
    assert found.endswith("in index.csv, and if one is a translation of another, keep one of them")


def test_all_parts_of_a_table_have_the_same_columns_also_where_nothing_was_found(corpus: Path, tmp_path: Path) -> None:
    rows = index_of(corpus)
    rows[-1]["jurisdiction"] = "独镇"  # a single text: no link, no closure
    write_index(corpus, rows)
    run([corpus], tmp_path / "out", Settings())
    for name in PART_TABLES:
        parts = sorted((tmp_path / "out" / "data" / name).glob("*.parquet"))
        assert len(parts) >= 3
        assert len({tuple(zip(s.names, map(str, s.types), strict=True)) for s in map(read_schema, parts)}) == 1, name


def test_what_the_report_holds_of_a_place_is_made_again_only_where_it_changed(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_index(corpus, [row | {"jurisdiction": row["doc_id"]} for row in index_of(corpus)])
    out = tmp_path / "out"
    run([corpus], out, Settings())
    wanted = fingerprints(out)
    made: list[str] = []
    make = pieces.make_piece

    def counted(data: Data, plan: Plan, rates: dict[str, list[dict[str, Any]]]) -> pieces.MadePiece:
        made.extend(data.years)
        return make(data, plan, rates)

    matched: list[int] = []
    match_places = pipeline.reporting.match_places

    def matching(threads: Any, *rest: Any) -> Any:  # noqa: ANN401
        matched.append(len(threads))
        return match_places(threads, *rest)

    monkeypatch.setattr(pieces, "make_piece", counted)
    monkeypatch.setattr(pipeline.reporting, "match_places", matching)
    run([corpus], out, Settings())
    assert made == matched == [] and fingerprints(out) == wanted
    for name, n in (("[0-9a-f]*.arrow", 0), ("run-*.arrow", 1)):
        damaged = sorted((out / "work" / "report").glob(name))[0]
        damaged.write_bytes(damaged.read_bytes()[:-7])
        run([corpus], out, Settings())
        assert (len(made), len(matched)) == (1, n) and fingerprints(out) == wanted
    run([corpus], out, replace(Settings(), report=ReportSettings(language="zh")))
    assert len(made) == 1 + len({row["jurisdiction"] for row in index_of(corpus)})


def test_a_stock_wording_that_changes_no_thread_leaves_what_is_made_of_a_place(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, out = Settings(thread=ThreadSettings(boilerplate_places=2)), tmp_path / "out"
    run([corpus], out, settings)
    before = {unit["unit_id"]: unit for unit in read_rows(out / "data", "units")}
    texts = Counter(unit["text"] for unit in before.values())
    members = Counter(unit["thread_id"] for unit in before.values())
    said = {sentence["sentence_id"]: sentence["text"] for sentence in read_rows(out / "data", "sentences")}
    # a wording without figures, of a thread with another one, that is a sentence by itself
    own = [u for u in before.values() if u["thread_id"] and members[u["thread_id"]] > 1 and texts[u["text"]] == 1]
    one = next(
        u
        for u in own
        if said[u["sentence_id"]].rstrip("。") == u["text"].rstrip("。") and not any(c.isdigit() for c in u["text"])
    )
    rows = index_of(corpus)
    first = next(row for row in rows if row["doc_id"] == one["doc_id"])
    text = (corpus / "texts" / f"{one['doc_id']}.txt").read_text(encoding="utf-8")
    for other in before.values():  # elsewhere all but this one have other words
        text = text if other is one else text.replace(other["text"], f"{other['text'][:-1]}甲{other['text'][-1]}")
    (corpus / "texts" / "elsewhere.txt").write_text(text, encoding="utf-8")
    write_index(corpus, [*rows, first | {"doc_id": "elsewhere", "jurisdiction": "乙市", "sha256": ""}])
    made: list[str] = []
    make = pieces.make_piece

    def counted(data: Data, *rest: Any) -> pieces.MadePiece:  # noqa: ANN401
        made.extend(data.years)
        return make(data, *rest)

    monkeypatch.setattr(pieces, "make_piece", counted)
    run([corpus], out, settings)
    changed = [unit["unit_id"] for unit in read_rows(out / "data", "units") if unit["boilerplate"]]
    assert one["unit_id"] in changed and made == ["乙市"]
    run([corpus], tmp_path / "fresh", settings)
    assert fingerprints(out) == fingerprints(tmp_path / "fresh")


def test_results_are_not_written_among_the_speeches(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="lies in the corpus"):
        run([corpus], corpus, Settings())
    with pytest.raises(RunError, match="lies in the corpus"):
        run([corpus], corpus / "texts" / "out", Settings())
    assert not (corpus / "texts" / "out").exists()
    loose = tmp_path / "loose"
    shutil.copytree(corpus / "texts", loose)
    with pytest.raises(RunError, match="lies in the corpus"):
        run([loose], loose / "out", Settings())
    assert not (loose / "out").exists() and not (corpus / "run.json").exists()


def test_places_compared_in_blocks_give_the_same_tables(corpus: Path, tmp_path: Path) -> None:
    rows = [row | {"jurisdiction": row["doc_id"]} for row in index_of(corpus)]  # as if each were of another place
    write_index(corpus, rows)
    found = []
    for name, block, n in (("whole", 100_000, 1), ("blocks", 1, 2)):  # two places of each language
        out = tmp_path / name
        info = run([corpus], out, replace(Settings(), place=PlaceSettings(block=block))).info
        found.append((read_rows(out / "data", "place_links"), (out / "tables" / "places.csv").read_bytes()))
        assert len(list((out / "data" / "place_links").glob("*.parquet"))) == 2 * n * (n + 1) // 2
        assert info["counts"]["places"]["made"] == len(found[-1][0]) > 0
    assert found[0] == found[1]


def test_titles_that_are_kept_are_not_read_again_and_what_is_lost_is(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row | {"jurisdiction": row["doc_id"]} for row in index_of(corpus)]
    write_index(corpus, rows)
    out = tmp_path / "out"
    run([corpus], out, Settings())
    wanted = fingerprints(out)
    found = read_rows(out / "data", "threads")
    titles = {row["title"] for row in found if not row["boilerplate"]}
    encoded: list[str] = []
    encode = StaticEncoder.encode

    def counted(self: StaticEncoder, texts: Sequence[str]) -> Any:  # noqa: ANN401
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(StaticEncoder, "encode", counted)

    def read_again() -> set[int]:
        """Return the keys of the titles that are read when places are compared again."""
        encoded.clear()
        shutil.rmtree(out / "data" / "place_links")
        run([corpus], out, Settings())
        assert fingerprints(out) == wanted
        return {text_key(title) for title in titles.intersection(encoded)}

    assert read_again() == set()
    first, second, *others = sorted((out / "work" / "jurisdictions").glob("*.titles"))
    lost = {*load_vectors(first), *load_vectors(second)} - {key for file in others for key in load_vectors(file)}
    first.unlink()
    second.write_bytes(second.read_bytes()[:50])
    assert read_again() == lost & set(map(text_key, titles)) != set()


def test_too_many_promises_are_not_compared_between_places_and_the_run_says_so(corpus: Path, tmp_path: Path) -> None:
    small = replace(Settings(), place=PlaceSettings(most_promises=3))
    told = run([corpus], tmp_path / "out", small).info["warnings"]
    assert any("places were not compared" in w and "place.most_promises = 3" in w for w in told)
    assert read_rows(tmp_path / "out" / "data", "place_links") == []
    assert (tmp_path / "out" / "tables" / "places.csv").read_text(encoding="utf-8-sig").count("\n") == 1
