"""Retraining the classifiers on a user's own labels, from files to files."""

from __future__ import annotations

import csv
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.classify import Classifier
from pipeline.errors import GoldError, ModelError
from pipeline.modelfiles import load_model
from pipeline.records import Label
from pipeline.settings import load_settings
from pipeline.training import Tuning, load_material, make

TOPICS = ("渡口", "船厂", "果园", "水库", "学校", "集市", "林场", "牧场")
SAYS = (
    ("progress", "", "去年{o}改造已经完成，群众满意。"),
    ("problem", "", "{o}设施仍然短缺，问题突出。"),
    ("pledge", "3", "今年新建{o}十二座。"),
    ("measure", "1", "加强{o}日常管理。"),
    ("other", "", "各位乡亲，{o}是我们的骄傲。"),
)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a gold folder without offsets and a corpus folder, ten invented speeches."""
    base = tmp_path_factory.mktemp("own")
    texts = base / "village" / "texts"
    texts.mkdir(parents=True)
    gold = base / "gold"
    gold.mkdir()
    index, rows = [], []
    for number in range(10):
        doc_id = f"liuwan-{2021 + number}"
        lines = [say.format(o=topic) for _, _, say in SAYS for topic in TOPICS[number % 4 :][:5]]
        (texts / f"{doc_id}.txt").write_text("\n".join(lines), encoding="utf-8")
        index.append([doc_id, "Liuwan", "village", 2021 + number, "report", f"Report {2021 + number}", "zh"])
        marks = [(label, level) for label, level, _ in SAYS for _ in TOPICS[number % 4 :][:5]]
        for k, ((label, level), line) in enumerate(zip(marks, lines, strict=True)):
            # of the problems hardly any is labelled, so that there is something to warn of
            if label != "problem" or k % 5 == 0:
                rows.append([f"{doc_id}-{k}", doc_id, "", "", label, level, "", line])
    with (base / "village" / "index.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["doc_id", "jurisdiction", "level", "year", "kind", "title", "language"], *index])
    with (gold / "sentences-own.csv").open("w", encoding="utf-8", newline="") as file:
        head = ["id", "doc_id", "start", "end", "label", "level", "unsure", "text"]
        csv.writer(file).writerows([head, *rows])
    return gold, base / "village"


def test_the_command_retrains_both_classifiers_on_own_labels(
    material: tuple[Path, Path], tmp_path: Path, root: Path
) -> None:
    gold, corpus = material
    out = tmp_path / "my-models"
    # little to compute: threads that wait for each other cost more than they bring
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(root / "scripts" / "train.py"), "classify", "--gold", str(gold)]
    done = subprocess.run(
        [*command, "--corpora", str(corpus), "--out", str(out), "--no-invented"],
        capture_output=True,
        text=True,
        check=False,
        env=one_thread,
    )
    assert done.returncode == 0, done.stderr
    assert "only 10 gold rows with the label problem" in done.stderr
    assert '"macro_f1"' in done.stdout
    settings = load_settings(None)
    documents = load_material(gold, [corpus], settings).documents
    for name in ("classify", "classify-accurate"):
        model = load_model(out / name)
        assert model.card["data_sha256"].keys() == {"sentences-own.csv"}
        assert model.card["gold_rows"] == 210
        (judged,) = Classifier.from_model(model).judge([documents["liuwan-2024"]])
        assert sum(j.label is Label.PROGRESS for j in judged[:5]) >= 4


def test_own_labels_that_do_not_fit_are_named(material: tuple[Path, Path], tmp_path: Path, root: Path) -> None:
    gold, corpus = material
    (tmp_path / "gold").mkdir()
    text = (gold / "sentences-own.csv").read_text("utf-8")
    broken = text.replace("liuwan-2021,,,pledge,3", "liuwan-2021,,,promise,3", 1)
    (tmp_path / "gold" / "sentences-own.csv").write_text(broken, encoding="utf-8")
    loaded = load_material(tmp_path / "gold", [corpus], load_settings(None))
    with pytest.raises(GoldError, match="promise"):
        make("classify", loaded, tmp_path / "out", root / "models", lambda *_: None)
    assert not (tmp_path / "out").exists()


def test_a_device_that_is_not_there_is_named_before_anything_is_trained(
    material: tuple[Path, Path], tmp_path: Path
) -> None:
    gold, corpus = material
    loaded = load_material(gold, [corpus], load_settings(None))
    with pytest.raises(ModelError, match=r"device nowhere: .+ → name one that torch can use here"):
        make("classify", loaded, tmp_path, tmp_path, lambda *_: None, Tuning(device="nowhere"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["links", "--larger", "en=tiny"], "--larger and --device are for the classifiers"),
        (["closures", "--tune"], "--tune is for what has a transformer → leave it out for closures"),
        (["closures", "--tune", "further"], "leave it out for closures"),
        (["links", "--tune", "further"], "--tune further is for the classifiers alone → --tune raw"),
        (["links", "--plain", "--tune"], "--plain is for links that have no transformer"),
        (["closures", "--plain"], "--plain is for links that have no transformer"),
        (["encoder", "--device", "cuda"], "leave them out for encoder"),
        (["classify", "--larger", "en"], "'en' is not LANGUAGE=FOLDER"),
        (["classify", "--larger", "=tiny"], "'=tiny' is not LANGUAGE=FOLDER"),
        (["all", "--larger", "en=a", "zh=b", "en=c"], "--larger: more than one transformer for en → give one"),
        (["all", "--invented", "a", "--no-invented"], "--invented and --no-invented exclude each other → give one"),
    ],
)
def test_options_of_the_classifiers_are_not_ignored_in_silence(
    arguments: list[str],
    said: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    parse = importlib.import_module("train").parse
    with pytest.raises(SystemExit):
        parse([*arguments, "--gold", "gold", "--corpora", "corpus"])
    assert said in capsys.readouterr().err


def test_larger_transformers_are_named_by_language(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    options = importlib.import_module("train").parse(
        ["all", "--gold", "gold", "--corpora", "corpus", "--larger", "en=a/tiny", "zh=b", "--device", "cuda"]
    )
    assert dict(options.larger) == {"en": Path("a/tiny"), "zh": Path("b")}
    assert options.device == "cuda"
