"""scripts/benchmark.py: the manifesto protocol on invented sentences, rates of a run, groups scored against gold."""

from __future__ import annotations

import csv
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.errors import GoldError, RunError
from pipeline.evaluate.gold import Gold, GoldText
from pipeline.readers import read_corpus
from pipeline.records import Document, GoldThreadMember
from pipeline.tables import write_part


@pytest.fixture
def benchmark(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    return importlib.import_module("benchmark")


def test_pledges_are_learnt_from_words_and_not_from_the_answer(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = []
    for country, pledge, other in (
        ("India", "We will build {} new harbours on the lake", "The lake has always had {} old harbours"),
        ("Sweden", "Vi ska bygga {} nya hamnar vid sjön", "Sjön har alltid haft {} gamla hamnar"),
    ):
        rows += [(i, country, "Lake", 1999, i % 2, (pledge if i % 2 else other).format(i)) for i in range(40)]
    file = tmp_path / "manifestos.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["manifesto_id", "country", "party", "year", "pledge", "text"])
        writer.writerows(rows)
    out = tmp_path / "scores.json"
    command = ["benchmark.py", "pledges", str(file), "--folds", "2", "--json", str(out)]
    monkeypatch.setattr(sys, "argv", command)
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a network is only slowed down by a second thread
    try:
        assert benchmark.main() == 0
    finally:
        torch.set_num_threads(threads)
    found = json.loads(out.read_text(encoding="utf-8"))
    both = found["mean"][0]
    assert (both["data"], both["sentences"], both["published_macro_f1"]) == ("both", 80, 77.1)
    assert both["macro_f1"] > 90
    printed = capsys.readouterr().out
    assert "2-fold cross-validation over sentences" in printed
    assert "Sweden: published with Swedish BERT" in printed


def test_a_file_of_manifestos_that_cannot_be_read_is_named(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file, words in ((tmp_path / "nosuch.csv", "cannot be read"), (tmp_path / "latin.csv", "no text in UTF-8")):
        (tmp_path / "latin.csv").write_bytes("sjön".encode("latin-1"))
        monkeypatch.setattr(sys, "argv", ["benchmark.py", "pledges", str(file)])
        with pytest.raises(GoldError, match=f"{file.name}: {words}.*→"):
            benchmark.main()


@pytest.mark.parametrize(
    "given",
    [
        ("pledges", "f.csv", "--folds", "0"),
        ("pledges", "f.csv", "--folds", "1"),
        ("pledges", "f.csv", "--repeats", "0"),
        ("pledges", "f.csv", "--networks", "0"),
        ("pledges", "f.csv", "--heads", "0"),
        ("run", "corpus", "--times", "1", "0"),
        ("run", "corpus", "--documents", "-2"),
        ("run", "corpus", "--workers", "-1"),
        ("threads", "out", "--gold", "g", "--corpora", "c", "--min-size", "1"),
    ],
)
def test_what_is_no_number_of_things_is_refused(
    benchmark: ModuleType, capsys: pytest.CaptureFixture[str], given: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        benchmark.parse(list(given))
    assert ended.value.code == 2
    assert next(word for word in given if word.startswith("--") and word not in ("--gold", "--corpora")) in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "given", [("run", "corpus", "--peers"), ("threads", "o", "--gold", "g", "--corpora", "c", "--methods")]
)
def test_a_peer_that_is_not_installed_is_named_before_anything_is_run(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]
) -> None:
    monkeypatch.setattr(benchmark, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["benchmark.py", *given, "hdbscan"])
    with pytest.raises(RunError, match=r"hdbscan: is not installed → pip install -e '\.\[bench\]'"):
        benchmark.main()


@pytest.mark.parametrize(
    ("rows", "said"), [("", "no row in threads"), ("1,f,d,2024,0,4,1,,Mend\n", "no commitment of x")]
)
def test_nothing_to_group_is_said(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: str, said: str
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "index.csv").write_text("doc_id,jurisdiction,level,year,language\nd,Fernley,county,2024,en\n")
    (tmp_path / "texts" / "d.txt").write_text("Mend the road.")
    (tmp_path / "threads.csv").write_text("id,field,doc_id,year,start,end,thread,title,text\n" + rows)
    write_part(tmp_path / "run" / "data", "units", "a", [], "k")
    command = ["threads", tmp_path / "run", "--gold", tmp_path, "--corpora", tmp_path, "--jurisdiction", "x"]
    monkeypatch.setattr(sys, "argv", ["benchmark.py", *map(str, command)])
    monkeypatch.setattr(benchmark, "find_spec", lambda name: name)
    with pytest.raises(GoldError, match=said):
        benchmark.main()


def test_rates_are_over_all_sentences(benchmark: ModuleType) -> None:
    info = {
        "counts": {"classify": {"taken": 1000}},
        "clock": {"read": 0.0, "documents": 4.0},
        "peak_mebibytes": {"read": 80.0, "documents": 200.0},
        "seconds": {"classify": 0.5},
    }
    figures = benchmark.run_figures(info, 10.0)
    assert (figures["sentences"], figures["per_second"]) == (1000, 100)
    assert figures["steps"][0]["per_second"] is None
    assert figures["steps"][1] == {"step": "documents", "seconds": 4.0, "per_second": 250, "peak_mebibytes": 200.0}
    assert figures["stages"] == [{"stage": "classify", "seconds": 0.5, "per_second": 2000}]


def test_groups_are_scored_through_the_units_that_stand_for_gold(benchmark: ModuleType) -> None:
    content = "修好码头；新建桥梁；再建桥梁。"
    document = Document("h-1999", "湖湾县", "county", 1999, "report", "", "zh", "", "", "utf-8", content)
    texts = {"h-1999": GoldText(document, "lakes")}
    spans = [(0, 5), (5, 10), (10, 15)]
    units = [{"unit_id": f"h-1999@{a}-{b}", "doc_id": "h-1999", "start": a, "end": b} for a, b in spans]
    members = [
        GoldThreadMember(f"t{a}", "works", "h-1999", 1999, a, b - 1, n, "", content[a : b - 1])
        for (a, b), n in zip(spans, (1, 2, 2), strict=True)
    ]
    right = benchmark.scored(units, ["x", "y", "y"], Gold(threads=tuple(members)), texts)
    assert (right["b_cubed_f1"], right["groups"], right["largest"], right["fields"]) == (1, 2, 2, {"works": 1})
    lumped = benchmark.scored(units, ["x", "x", "x"], Gold(threads=tuple(members)), texts)
    assert lumped["b_cubed_precision"] == pytest.approx(5 / 9)


def test_hdbscan_of_the_benchmark_tells_two_heaps_apart(benchmark: ModuleType) -> None:
    pytest.importorskip("hdbscan", reason="needs the extra `bench`")
    import numpy as np

    rng = np.random.default_rng(0)
    heaps = np.concatenate([rng.normal(c, 0.01, (8, 3)) for c in (0.0, 5.0)]).astype(np.float32)
    found = benchmark._hdbscan([""] * 16, heaps, 3)
    assert len(set(found[:8])) == len(set(found[8:])) == 1
    assert found[0] != found[8]


def test_a_multiplied_corpus_has_other_places_years_figures_and_words(
    benchmark: ModuleType, root: Path, tmp_path: Path
) -> None:
    folder = benchmark.multiply([root / "corpora" / "demo"], tmp_path / "corpus", 3, 4)
    again = benchmark.multiply([root / "corpora" / "demo"], tmp_path / "again", 3, 4)
    documents, problems = read_corpus(folder)
    assert not problems
    assert len(documents) == 12
    assert len({d.jurisdiction for d in documents}) == 3 * len({d.jurisdiction for d in documents[::3]})
    assert [p.read_bytes() for p in sorted(folder.rglob("*.*"))] == [p.read_bytes() for p in sorted(again.rglob("*.*"))]
    originals = {d.doc_id: d for d in read_corpus(root / "corpora" / "demo")[0]}
    for d in documents:
        name, copy = d.doc_id.rsplit("-", 1)
        assert (d.text == originals[name].text) == (copy == "0")
        assert len(d.text) == len(originals[name].text)
        assert d.year == originals[name].year - int(copy)


def test_growth_is_the_slope_on_logarithmic_scales(benchmark: ModuleType) -> None:
    assert benchmark.growth([(10, 2), (100, 20), (500, 100)]) == 1
    assert benchmark.growth([(10, 1), (100, 100)]) == 2
