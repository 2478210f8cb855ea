"""scripts/evaluate.py on a small run folder written by hand: tables, JSON, notes on training data, errors.

Covers the run mode, left-out documents, changed texts, the note on models trained on the same gold, and the
command line's own errors.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from pipeline.modelfiles import load_model, save_model
from pipeline.tables import TABLES, write_part

OLD = "我们要修好码头；新建桥梁三座。\n"
NEW = "去年建成桥梁三座。今年再建桥梁两座。\n"
GOLD = {
    "sentences-zh.csv": [
        "id,doc_id,start,end,label,level,unsure,text",
        "s1,h-1999,0,8,measure,1,,我们要修好码头；",
        "s2,h-1999,8,15,pledge,3,,新建桥梁三座。",
        "s3,h-2000,0,9,progress,,,去年建成桥梁三座。",
        "s4,h-2000,9,18,pledge,3,1,今年再建桥梁两座。",
    ],
    "links.csv": [
        "id,jurisdiction,a_doc,a_start,a_end,b_doc,b_start,b_end,link,unsure,a_text,b_text",
        "l1,湖湾县,h-1999,8,14,h-2000,9,17,same,,新建桥梁三座,今年再建桥梁两座",
        "l2,湖湾县,h-1999,0,7,h-2000,9,17,different,,我们要修好码头,今年再建桥梁两座",
    ],
    "threads.csv": [
        "id,field,doc_id,year,start,end,thread,title,text",
        "t1,bridges,h-1999,1999,8,14,1,建桥,新建桥梁三座",
        "t2,bridges,h-2000,2000,9,17,1,建桥,今年再建桥梁两座",
    ],
}


def row(table: str, **values: object) -> dict[str, object]:
    """Return a row with every column of the table; those not given are empty or zero."""
    blank = {"string": "", "int32": 0, "double": 0.0, "bool": False}
    return {c.name: values.get(c.name, blank.get(str(c.type), [])) for c in TABLES[table].columns}


Evaluate = Callable[..., "Done"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Write a corpus, gold, a run and a model into a folder."""
    texts = tmp_path / "lakes" / "texts"
    texts.mkdir(parents=True)
    index = ["doc_id,jurisdiction,level,year,language"]
    data = tmp_path / "run" / "data"
    documents, sentences, units = [], [], []
    spans = {
        "h-1999": [(0, 8, "measure", "t1"), (8, 15, "pledge", "t2")],
        "h-2000": [(0, 9, "progress", ""), (9, 18, "pledge", "t2")],
    }
    for doc_id, text in (("h-1999", OLD), ("h-2000", NEW)):
        (texts / f"{doc_id}.txt").write_text(text, encoding="utf-8", newline="")
        index.append(f"{doc_id},湖湾县,county,{doc_id[2:]},zh")
        documents.append(row("documents", doc_id=doc_id, sha256=hashlib.sha256(text.encode()).hexdigest()))
        for start, end, label, thread in spans[doc_id]:
            at = {"doc_id": doc_id, "start": start, "end": end, "label": label, "level": 3 if label == "pledge" else 1}
            item = f"{doc_id}@{start}-{end}"
            sentences.append(row("sentences", sentence_id=item, **at, **{f"p_{label}": 0.9}))
            units.append(row("units", unit_id=item, **at, thread_id=thread))
    (tmp_path / "lakes" / "index.csv").write_text("\n".join(index) + "\n", encoding="utf-8")
    write_part(data, "documents", "a", documents, "k")
    write_part(data, "sentences", "a", sentences, "k")
    write_part(data, "units", "a", units, "k")
    link = row("links", a_unit="h-1999@8-15", b_unit="h-2000@9-18", relation="same", score=0.9)
    write_part(data, "links", "a", [link], "k")
    write_part(data, "closures", "a", [], "k")
    write_part(data, "corrections", "a", [], "k")
    gold = tmp_path / "gold"
    gold.mkdir()
    for name, lines in GOLD.items():
        (gold / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    digest = hashlib.sha256((gold / "sentences-zh.csv").read_bytes()).hexdigest()
    models = tmp_path / "models"
    save_model(models / "classify", {"w": np.zeros(1)}, {}, {"data_sha256": {"sentences-zh.csv": digest}})
    save_model(models / "links", {"w": np.zeros(1)}, {}, {"data_sha256": {"links.csv": "0" * 64}})
    used = {name: load_model(models / name).sha256 for name in ("classify", "links")} | {"closures": "1" * 64}
    info = {"program": {}, "settings": {}, "models": used}
    (tmp_path / "run" / "run.json").write_text(json.dumps(info), encoding="utf-8")
    return tmp_path


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def evaluate(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Return a function that calls the script in this process, as the shell would, and returns what it left."""
    monkeypatch.syspath_prepend(str(root / "scripts"))
    console = importlib.import_module("_console")
    script = importlib.import_module("evaluate")
    monkeypatch.setattr(console.out, "_width", 200)

    def call(*arguments: str) -> Done:
        command = ["evaluate.py", str(place / "gold"), "--corpora", str(place / "lakes"), *arguments]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            console.guarded(script.main)
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return call


def run_arguments(place: Path) -> list[str]:
    return ["--run", str(place / "run"), "--models", str(place / "models"), "--json", str(place / "scores.json")]


def test_a_run_is_measured(evaluate: Evaluate, place: Path) -> None:
    done = evaluate(*run_arguments(place))
    assert done.returncode == 0, done.stderr
    assert "classify: OPTIMISTIC, it was trained on sentences-zh.csv; quote the figures of --cv" in done.stdout
    assert "links: its card names none of these gold files" in done.stdout
    assert "closures: no card in" in done.stdout
    written = json.loads((place / "scores.json").read_text(encoding="utf-8"))
    whole = {r["task"]: r for r in written["run"]["results"] if r["facet"] == "all" and not r["sure_only"]}
    assert set(whole) == {"boundaries", "labels", "levels", "units", "links", "threads"}
    assert whole["labels"]["measures"]["accuracy"] == 1
    assert whole["links"]["measures"]["same_f1"] == 1
    assert whole["threads"]["measures"]["b_cubed_f1"] == 1
    assert whole["units"]["measures"]["exact"] == 1
    assert "sure rows" in done.stdout
    assert set(written["gold"]) == set(GOLD)


def test_a_run_that_obeyed_people_is_no_test_of_their_rows(evaluate: Evaluate, place: Path) -> None:
    assert "decided by people" not in evaluate(*run_arguments(place)).stderr
    told = {"kind": "sentences", "item_a": "h-1999@0-8", "found_a": "h-1999@0-8", "coder": "anna"}
    write_part(place / "run" / "data", "corrections", "a", [row("corrections", **told, state="applied")], "k2")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 0
    said = (
        "sentences: 1 of 4 rows were decided by people in this run; a figure on them measures nothing → measure a run"
    )
    assert f"warning: {said}" in done.stderr
    (written,) = json.loads((place / "scores.json").read_text(encoding="utf-8"))["run"]["warnings"]
    assert written.startswith(said)


def test_gold_that_is_a_corpus_needs_no_other(
    evaluate: Evaluate, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = importlib.import_module("evaluate")
    with pytest.raises(SystemExit):
        script.parse([str(place / "gold"), "--cv"])
    assert "gold is no corpus itself, it has no index.csv → name those that hold its texts" in capsys.readouterr().err
    for file in (place / "gold").iterdir():
        file.rename(place / "lakes" / file.name)
    monkeypatch.setattr(sys, "argv", ["evaluate.py", str(place / "lakes"), *run_arguments(place)])
    assert script.main() == 0
    assert "boundaries" in capsys.readouterr().out


def test_invented_speeches_that_the_run_lacks(evaluate: Evaluate, place: Path) -> None:
    planted = place / "lakes"
    lines = ["doc_id,start,end,label,level,promises", "h-1999,8,15,pledge,3,bridge", "h-2001,0,7,other,,"]
    (planted / "annotations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (planted / "index.csv").open("a", encoding="utf-8") as index:
        index.write("h-2001,湖湾县,county,2001,zh\n")
    (planted / "texts" / "h-2001.txt").write_text("谢谢各位代表。\n", encoding="utf-8", newline="")
    shutil.rmtree(place / "gold")
    planted.rename(place / "gold")
    shutil.copytree(place / "gold", planted)
    write_part(place / "run" / "data", "threads", "a", [row("threads", thread_id="t2", status="open")], "k")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "1 of its speeches are not in the corpora or the run (h-2001) → make the run of this folder" in done.stderr
    done = evaluate(*run_arguments(place), "--skip-unknown")
    assert done.returncode == 0, done.stderr
    assert "1 gold rows left out" in done.stdout
    (place / "run" / "data" / "documents" / "a.parquet").unlink()
    write_part(place / "run" / "data", "documents", "a", [row("documents", doc_id="h-1998", sha256="")], "k")
    done = evaluate(*run_arguments(place), "--skip-unknown")
    assert done.returncode == 2
    assert done.stderr.strip().endswith("→ make the run of this folder")  # not: with --skip-unknown, which was given


def test_a_wrong_thread_shows(evaluate: Evaluate, place: Path) -> None:
    """The figures follow the tables: other thread ids, other scores."""
    path = place / "gold" / "links.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",same,", ",different,"), encoding="utf-8")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 0, done.stderr
    written = json.loads((place / "scores.json").read_text(encoding="utf-8"))
    (links,) = [r for r in written["run"]["results"] if r["task"] == "links" and r["facet"] == "all"]
    assert links["measures"]["same_precision"] == 0
    assert links["measures"]["same_recall"] is None
    assert " - " in done.stdout


def test_gold_on_documents_that_the_run_lacks(evaluate: Evaluate, place: Path) -> None:
    (place / "run" / "data" / "documents" / "a.parquet").unlink()
    one = row("documents", doc_id="h-1999", sha256=hashlib.sha256(OLD.encode()).hexdigest())
    write_part(place / "run" / "data", "documents", "a", [one], "k")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "«h-2000» no such document in the given corpora (2 rows of sentences-zh.csv)" in done.stderr
    done = evaluate(*run_arguments(place), "--skip-unknown")
    assert done.returncode == 0, done.stderr
    assert "5 gold rows left out" in done.stdout


def test_gold_without_a_row_on_the_run_is_no_measure(evaluate: Evaluate, place: Path) -> None:
    (place / "run" / "data" / "documents" / "a.parquet").unlink()
    write_part(place / "run" / "data", "documents", "a", [row("documents", doc_id="h-1998", sha256="")], "k")
    done = evaluate(*run_arguments(place), "--skip-unknown")
    assert done.returncode == 2
    assert "no row to measure, 8 on documents that the corpora or the run lack were left out" in done.stderr
    for file in (place / "gold").glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "gold: no row to measure → label rows on texts of the run" in done.stderr


def test_a_run_on_other_texts_is_refused(evaluate: Evaluate, place: Path) -> None:
    text = place / "lakes" / "texts" / "h-2000.txt"
    text.write_text(NEW + "谢谢。", encoding="utf-8", newline="")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "made on other texts than the corpora hold now (1 documents: h-2000) → run again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_run_is_refused(evaluate: Evaluate, place: Path) -> None:
    shutil.rmtree(place / "run" / "data" / "units")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "no table here → give the folder that run.py wrote with --out" in done.stderr


@pytest.mark.parametrize("text", ['{"models": {"links"', "[]", '{"models": "links"}'])
def test_a_damaged_run_json_is_refused(evaluate: Evaluate, place: Path, text: str) -> None:
    (place / "run" / "run.json").write_text(text, encoding="utf-8")
    done = evaluate(*run_arguments(place))
    assert done.returncode == 2
    assert "give the folder that run.py wrote with --out" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_without_a_run_json_is_measured(evaluate: Evaluate, place: Path) -> None:
    (place / "run" / "run.json").unlink()
    assert evaluate(*run_arguments(place)).returncode == 0


def test_something_to_measure_must_be_named(evaluate: Evaluate) -> None:
    done = evaluate()
    assert done.returncode == 2
    assert "say what to measure: --run OUT, --cv, --second GOLD_DIR, or several of them" in done.stderr


def test_a_task_without_gold_is_named_before_anything_is_measured(evaluate: Evaluate, place: Path) -> None:
    done = evaluate("--cv", "sentences", "closures", *run_arguments(place))
    assert (done.returncode, done.stdout) == (2, "")
    assert "gold: no gold file closures*.csv to cross-validate on → put one there" in done.stderr
    for file in (place / "gold").glob("*.csv"):
        file.unlink()
    done = evaluate("--cv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no gold file sentences*.csv or links*.csv or closures*.csv to cross-validate on" in done.stderr


def test_two_readers_are_compared(evaluate: Evaluate, place: Path) -> None:
    shutil.copytree(place / "gold", place / "other")
    file = place / "other" / "sentences-zh.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("8,measure,1", "8,pledge,3"), encoding="utf-8")
    done = evaluate("--second", str(place / "other"), "--json", str(place / "scores.json"))
    assert done.returncode == 0, done.stderr
    assert "labels h-1999@0-8: measure / pledge: 我们要修好码头；" in done.stdout
    labels, levels, links = json.loads((place / "scores.json").read_text(encoding="utf-8"))["agreement"]
    assert (labels["common"], labels["report"]["accuracy"], links["report"]["accuracy"]) == (4, 0.75, 1)
    assert [d["place"] for d in levels["differences"]] == ["h-1999@0-8"]


def test_readers_of_other_rows_are_told_so(evaluate: Evaluate, place: Path) -> None:
    (place / "other").mkdir()
    (place / "other" / "sentences.csv").write_text("id,doc_id,start,end,label,level,unsure,text\n", encoding="utf-8")
    done = evaluate("--second", str(place / "other"))
    assert done.returncode == 0, done.stderr
    assert "No row stands in both: rows are told by document and offsets." in done.stdout


THINGS = ["码头", "桥梁", "渡口", "堤坝", "灯塔", "航道"]


@pytest.fixture
def taught(place: Path) -> Path:
    """Replace corpus and gold by six years in which the same things are promised, reported and complained of."""
    shutil.rmtree(place / "gold")
    (place / "gold").mkdir()
    index = ["doc_id,jurisdiction,level,year,language"]
    sentences = ["id,doc_id,start,end,label,level,unsure,text"]
    spans: dict[tuple[str, str, str], str] = {}
    for year in range(2001, 2007):
        doc_id, text = f"h-{year}", ""
        index.append(f"{doc_id},湖湾县,county,{year},zh")
        for thing in THINGS:
            for label, level, line in (
                ("progress", "", f"去年建成{thing}。"),
                ("pledge", "3", f"今年新建{thing}三座。"),
                ("problem", "", f"{thing}仍然不足。"),
            ):
                start, end = len(text), len(text) + len(line)
                sentences.append(f"s{len(sentences)},{doc_id},{start},{end},{label},{level},,{line}")
                spans[doc_id, thing, label] = f"{doc_id},{start},{end - 1}"
                text += line + "\n"
        (place / "lakes" / "texts" / f"{doc_id}.txt").write_text(text, encoding="utf-8", newline="")
    (place / "lakes" / "index.csv").write_text("\n".join(index) + "\n", encoding="utf-8")
    head = "id,jurisdiction,a_doc,a_start,a_end,b_doc,b_start,b_end,link,unsure,a_text,b_text"
    links, closures = [head], [head]
    for year in range(2001, 2006):
        for thing in THINGS:
            for k, other in enumerate(THINGS[:3]):
                a, b = spans[f"h-{year}", thing, "pledge"], spans[f"h-{year + 1}", other, "pledge"]
                report = spans[f"h-{year + 1}", other, "progress"]
                link = "same" if thing == other else "related" if k % 2 else "different"
                words = f"今年新建{thing}三座,今年新建{other}三座"
                links.append(f"l{len(links)},湖湾县,{a},{b},{link},,{words}")
                outcome = "closes" if thing == other else "none"
                closures.append(f"c{len(closures)},湖湾县,{a},{report},{outcome},,今年新建{thing}三座,去年建成{other}")
    for name, rows in (("sentences", sentences), ("links", links), ("closures", closures)):
        (place / "gold" / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return place


def test_labels_are_measured_on_documents_that_the_model_did_not_see(evaluate: Evaluate, taught: Path) -> None:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        done = evaluate("--cv", "sentences", "--folds", "3", "--json", str(taught / "cv.json"))
    finally:
        torch.set_num_threads(threads)
    assert done.returncode == 0, done.stderr
    found = json.loads((taught / "cv.json").read_text(encoding="utf-8"))["cv"]["sentences"]
    whole = next(r for r in found["results"] if r["facet"] == "all")
    assert whole["n"] == 108
    assert whole["measures"]["missing"] == 0
    # wording tells the three labels apart in every year, so a model that did not see the year gets them right
    assert whole["measures"]["macro_f1"] > 0.5
    assert "zh: macro-F1 per fold" in done.stdout


def test_pairs_are_measured_on_documents_that_the_scorer_did_not_see(
    evaluate: Evaluate, taught: Path, root: Path
) -> None:
    models, out = str(root / "models"), str(taught / "cv.json")
    done = evaluate("--cv", "links", "closures", "--folds", "6", "--models", models, "--json", out)
    assert done.returncode == 0, done.stderr
    found = json.loads((taught / "cv.json").read_text(encoding="utf-8"))["cv"]
    whole = {name: next(r for r in task["results"] if r["facet"] == "all") for name, task in found.items()}
    assert whole["links"]["measures"]["same_f1"] > 0.9
    assert whole["links"]["measures"]["not_proposed"] == 0
    assert whole["closures"]["n"] == 90
    assert whole["closures"]["measures"]["any_ap"] > 0.5


def test_pairs_that_hang_together_cannot_be_split(evaluate: Evaluate, taught: Path, root: Path) -> None:
    done = evaluate("--cv", "closures", "--folds", "2", "--models", str(root / "models"))
    assert done.returncode == 2
    assert "of 90 pairs have no pair of other documents to train on → label pairs of more documents" in done.stderr
