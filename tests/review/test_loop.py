"""The whole loop on a small corpus: draw, code, apply, run again; order, repetition, damage, lost sentences."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline import reviewing
from pipeline.embed import Encoder, load_encoder
from pipeline.errors import ReviewError
from pipeline.jobs import MODELS
from pipeline.records import span_id, text_hash
from pipeline.reviewing import DrawOrder, apply_sheets, draw_sheets, load_corrections
from pipeline.runs import run
from pipeline.settings import EmbedSettings, ReviewSettings, Settings
from pipeline.tables import read_rows
from pipeline.workers import open_workers

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo"
SMALL = ("ellowmere-2021", "ellowmere-2022", "ellowmere-2024")
DAY = "2026-03-01"


def write_corpus(folder: Path, reverse: bool = False) -> Path:
    (folder / "texts").mkdir(parents=True)
    with (DEMO / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["doc_id"] in SMALL]
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[::-1] if reverse else rows)
    for name in SMALL:
        shutil.copy(DEMO / "texts" / f"{name}.txt", folder / "texts")
    return folder


def fill(sheet: Path, judge: Any) -> None:  # noqa: ANN401 - a function of the cells of a row
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    for number in range(2, page.max_row + 1):
        cells = {head: page.cell(number, k) for k, head in enumerate(heads, start=1)}
        cells["VERDICT"].value = judge(cells["item"].value, cells["the model says"].value)
    book.save(sheet)


def contents(out: Path) -> dict[str, str]:
    files = [p for folder in ("data", "tables") for p in (out / folder).rglob("*") if p.is_file()]
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


class Loop:
    """A corpus with a run, filled sheets and the corrections made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = write_corpus(folder / "corpus")
        self.before = folder / "before"
        run([self.corpus], self.before, Settings())
        self.links = {(r["a_unit"], r["b_unit"]): r for r in read_rows(self.before / "data", "links")}
        order = DrawOrder("sentences", 40, coders=("anna",), borderline=10)
        _, files = draw_sheets(self.before, order, folder / "sheets", MODELS)
        self.sheets = [f for f in files if f.suffix == ".xlsx"]
        fill(self.sheets[0], lambda item, model: "other" if int(item[-1]) % 2 == 0 else model)
        _, files = draw_sheets(self.before, DrawOrder("links", 12, coders=("anna",)), folder / "sheets", MODELS)
        self.sheets += [f for f in files if f.suffix == ".xlsx"]
        fill(self.sheets[1], lambda item, model: "different" if model == "same" else "same")
        _, files = draw_sheets(self.before, DrawOrder("closures", 6, coders=("anna",)), folder / "sheets", MODELS)
        self.sheets += [f for f in files if f.suffix == ".xlsx"]
        fill(self.sheets[2], lambda item, model: "none" if model == "closes" else "closes")
        self.corrections = folder / "corrections"
        self.applied = apply_sheets(self.sheets, self.corrections, date=DAY)
        self.after = folder / "after"
        self.info = run([self.corpus], self.after, Settings(), corrections=self.corrections).info

    def rows(self, name: str) -> list[dict[str, Any]]:
        return read_rows(self.after / "data", name)


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Loop:
    return Loop(tmp_path_factory.mktemp("loop"))


def test_verdicts_override_the_models_and_statuses_follow(loop: Loop) -> None:
    assert loop.applied.merged.new == loop.applied.total == 58
    corrections = loop.rows("corrections")
    assert len(corrections) == 58
    labels = {r["sentence_id"]: r for r in loop.rows("sentences")}
    changed = 0
    for c in corrections:
        if c["kind"] == "sentences":
            assert c["state"] == "applied"
            row = labels[c["found_a"]]
            assert (row["label"], row["decided_by"]) == (c["verdict"], "human: anna")
            assert (row["level"] is None) == (c["verdict"] not in ("measure", "pledge"))
            changed += c["verdict"] != c["model"]
    assert changed >= 3
    units = {r["unit_id"]: r for r in loop.rows("units")}
    links = {(r["a_unit"], r["b_unit"]): r for r in loop.rows("links")}
    pairs = [c for c in corrections if c["kind"] == "links" and c["state"] == "applied"]
    assert len(pairs) >= 6
    for c in pairs:
        together = units[c["found_a"]]["thread_id"] == units[c["found_b"]]["thread_id"]
        assert together == (c["verdict"] == "same")
        assert loop.links[c["item_a"], c["item_b"]]["relation"] == c["model"] != c["verdict"]
        assert ((c["found_a"], c["found_b"]) in links) == (c["verdict"] == "same")
        if c["verdict"] == "same":
            assert links[c["found_a"], c["found_b"]]["decided_by"] == "human"
    closures = {(r["commitment_unit"], r["report_unit"]): r for r in loop.rows("closures")}
    threads = {r["thread_id"]: r for r in loop.rows("threads")}
    judged = [c for c in corrections if c["kind"] == "closures" and c["state"] == "applied"]
    assert judged
    for c in judged:
        found = closures.get((c["found_a"], c["found_b"]))
        assert (found["relation"] if found else "none") == c["verdict"]
        thread = threads[units[c["found_a"]]["thread_id"]]
        if c["verdict"] == "closes" and not thread["annual_target"]:
            assert units[c["found_b"]]["year"] in thread["closed_years"]
            assert thread["status"] in ("closed", "reopened")


def test_error_rates_stand_among_the_tables_and_in_the_report(loop: Loop) -> None:
    rates = loop.rows("error_rates")
    assert {r["kind"] for r in rates} == {"sentences", "links", "closures"}
    accuracy = next(r for r in rates if r["measure"] == "accuracy")
    assert 0 < accuracy["low"] <= accuracy["estimate"] <= accuracy["high"] <= 1
    assert (accuracy["coded"], accuracy["drawn"], accuracy["coders"]) == (40, 40, ["anna"])
    totals = {(r["scope"], r["year"], r["label"]): r for r in loop.rows("corrected_totals")}
    assert totals["all", 0, "other"]["estimate"] > totals["all", 0, "other"]["model"]
    assert (loop.after / "tables" / "error_rates.csv").read_text(encoding="utf-8-sig").count("\n") == len(rates) + 1
    assert not read_rows(loop.before / "data", "error_rates")
    book = openpyxl.load_workbook(loop.after / "tables.xlsx", read_only=True)
    assert {"error_rates", "corrected_totals", "corrections"} <= set(book.sheetnames)


def test_the_order_of_inputs_and_workers_changes_nothing(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.workers.SMALL", 0)
    corpus = write_corpus(tmp_path / "corpus", reverse=True)
    shuffled = corpus / "corrections"
    shutil.copytree(loop.corrections, shuffled)
    file = shuffled / "verdicts.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")
    # found beside the index without being named
    with open_workers(2, None, [corpus]) as workers:
        run([corpus], tmp_path / "out", Settings(), workers=workers)
    assert contents(tmp_path / "out") == contents(loop.after)


def test_corrections_reach_a_run_that_is_there_already_and_leave_it_again(loop: Loop, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(loop.before, out)
    run([loop.corpus], out, Settings(review=ReviewSettings(str(loop.corrections))))
    assert contents(out) == contents(loop.after)
    run([loop.corpus], out, Settings())
    assert contents(out) == contents(loop.before)


def test_a_correction_whose_sentence_has_changed_or_gone_is_reported(loop: Loop, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    corrections = [c for c in loop.rows("corrections") if c["kind"] == "sentences"]
    sentences = {s["sentence_id"]: s for s in read_rows(loop.before / "data", "sentences")}
    own = sorted(
        (
            c
            for c in corrections
            if c["item_a"].startswith("ellowmere-2022@") and sentences[c["item_a"]]["kind"] == "sentence"
        ),
        key=lambda c: sentences[c["item_a"]]["start"],
    )
    edited, gone, moved = own[0]["item_a"], own[1]["item_a"], own[-1]["item_a"]
    file = corpus / "texts" / "ellowmere-2022.txt"
    text = file.read_bytes().decode()
    a, b = sentences[edited], sentences[gone]
    text = text[: a["start"]] + a["text"][:-1] + " indeed." + text[a["end"] : b["start"]] + text[b["end"] :]
    file.write_bytes(text.encode())
    index = corpus / "index.csv"
    rows = list(csv.DictReader(io.StringIO(index.read_text(encoding="utf-8"))))
    keep = [{**r, "sha256": ""} for r in rows if r["doc_id"] == "ellowmere-2022"]
    with index.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, keep[0])
        writer.writeheader()
        writer.writerows(keep)
    finished = run([corpus], tmp_path / "out", Settings(), corrections=loop.corrections)
    found = read_rows(tmp_path / "out" / "data", "corrections")
    states = {c["item_a"]: c["state"] for c in found if c["kind"] == "sentences"}
    assert states[edited] == "changed"
    assert states[gone] in ("vanished", "changed")
    assert states[moved] == "moved"
    assert {s for i, s in states.items() if i.startswith("ellowmere-2021")} == {"no document"}
    assert finished.info["counts"]["corrections"]["dropped"] == sum(
        c["state"] not in ("applied", "moved") for c in found
    )
    assert "not applied" in " ".join(finished.info["warnings"])
    assert len(found) == len(loop.rows("corrections"))


def test_applying_twice_changes_nothing_and_damage_loses_nothing(loop: Loop, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    shutil.copytree(loop.corrections, folder)
    wanted = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def kept() -> bool:
        return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == wanted

    again = apply_sheets(loop.sheets, folder, date="2030-01-01")
    assert (again.merged.new, again.merged.changed) == (0, 0)
    assert kept()
    sheets = tmp_path / "sheets"
    shutil.copytree(loop.folder / "sheets", sheets)
    good, bad = (sheets / s.name for s in loop.sheets[:2])
    fill(good, lambda item, model: "problem")
    for damage in (good.read_bytes()[:900], b"", b"not a sheet"):
        bad.write_bytes(damage)
        with pytest.raises(ReviewError, match="nothing was changed"):
            apply_sheets([good, bad], folder, date=DAY)
        assert kept()
    fill_wrong = openpyxl.load_workbook(good)
    fill_wrong.worksheets[0]["A2"].value = "elsewhere@1-2"
    fill_wrong.save(good)
    with pytest.raises(ReviewError) as caught:
        apply_sheets([good, tmp_path / "missing.xlsx"], folder, date=DAY)
    assert len(caught.value.problems) == 2
    assert kept()
    (sheets / next(p.name for p in sheets.glob("*.draw.json"))).write_text("{}", encoding="utf-8")
    with pytest.raises(ReviewError, match="no description of a sample"):
        apply_sheets([loop.sheets[0], sheets / loop.sheets[2].name], folder, date=DAY)
    assert kept()
    # what is stored is never overwritten when it cannot be read
    (folder / "verdicts.csv").write_bytes(wanted["verdicts.csv"][:-40] + b"\n<<<<<<<\n")
    damaged = (folder / "verdicts.csv").read_bytes()
    with pytest.raises(ReviewError, match=r"verdicts\.csv row"):
        apply_sheets(loop.sheets, folder, date=DAY)
    assert (folder / "verdicts.csv").read_bytes() == damaged
    with pytest.raises(ReviewError, match=r"verdicts\.csv row"):
        load_corrections([folder])


def test_disputes_are_drawn_and_their_verdict_is_final(loop: Loop, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    order = DrawOrder("sentences", 8, seed=4, coders=("anna", "bo"), overlap=8, borderline=0)
    _, files = draw_sheets(loop.before, order, tmp_path / "sheets", MODELS)
    first, second = (f for f in files if f.suffix == ".xlsx")
    fill(first, lambda item, model: "other")
    fill(second, lambda item, model: "problem")
    apply_sheets([first, second], folder, date=DAY)
    out = tmp_path / "out"
    shutil.copytree(loop.before, out)
    run([loop.corpus], out, Settings(), corrections=folder)
    assert {c["state"] for c in read_rows(out / "data", "corrections")} == {"contradicted"}
    assert not [s for s in read_rows(out / "data", "sentences") if s["decided_by"].startswith("human")]
    made, files = draw_sheets(out, DrawOrder("sentences", 8, by="disputes", coders=("chief",)), tmp_path / "d", MODELS)
    assert (len(made.items), made.final) == (8, True)
    sheet = next(f for f in files if f.suffix == ".xlsx")
    fill(sheet, lambda item, model: "problem")
    apply_sheets([sheet], folder, date=DAY)
    run([loop.corpus], out, Settings(), corrections=folder)
    states = {(c["coder"], c["state"]) for c in read_rows(out / "data", "corrections")}
    assert states == {("anna", "overruled"), ("bo", "applied"), ("chief", "applied")}
    settled = [s for s in read_rows(out / "data", "sentences") if s["decided_by"] == "human: chief"]
    assert {s["label"] for s in settled} == {"problem"}
    assert len(settled) == 8


def test_a_sheet_is_not_written_over_and_informed_choice_has_no_probabilities(loop: Loop, tmp_path: Path) -> None:
    order = DrawOrder("sentences", 10, by="information", format="csv")
    made, _ = draw_sheets(loop.after, order, tmp_path, MODELS)
    assert {i.p for i in made.items} == {None}
    decided = {c["found_a"] for c in loop.rows("corrections") if c["kind"] == "sentences"}
    assert not decided & {i.item for i in made.items}
    with pytest.raises(ReviewError, match="may hold verdicts"):
        draw_sheets(loop.after, order, tmp_path, MODELS)
    again, _ = draw_sheets(loop.after, order, tmp_path / "b", MODELS)
    assert again == made


def test_informed_choice_embeds_as_the_run_did(loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = shutil.copytree(loop.before, tmp_path / "out")
    info = json.loads((out / "run.json").read_text(encoding="utf-8"))
    info["settings"]["embed"] |= {"batch": 7, "unknown_max": 0.35, "of a later version": 1}
    (out / "run.json").write_text(json.dumps(info), encoding="utf-8")
    used = []

    def load(name: str, models: Path, settings: EmbedSettings) -> Encoder:
        used.append((name, models, settings))
        return load_encoder(name, models, settings)

    monkeypatch.setattr(reviewing, "load_encoder", load)
    draw_sheets(out, DrawOrder("sentences", 5, by="information"), tmp_path / "sheets", MODELS)
    assert used == [("static", MODELS, EmbedSettings("static", 7, 0.35))]


def test_every_coder_gets_an_own_sheet(loop: Loop, tmp_path: Path) -> None:
    order = DrawOrder("sentences", 10, coders=("Anna B", "Bo/Ko"), format="csv")
    made, files = draw_sheets(loop.before, order, tmp_path, MODELS)
    names = [f"sentences-{made.draw_id}-{coder}.csv" for coder in ("Anna-B", "Bo-Ko")]
    assert [f.name for f in files[1:]] == names
    items = [row["item"] for file in files[1:] for row in csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))]
    assert sorted(items) == [i.item for i in made.items]


def test_the_sample_is_the_same_after_corrections(loop: Loop, tmp_path: Path) -> None:
    """What people changed is drawn as the models had it, so that the same seed is the same sample."""
    order = DrawOrder("sentences", 40, coders=("anna",), borderline=10)
    first, _ = draw_sheets(loop.before, order, tmp_path / "a", MODELS)
    second, _ = draw_sheets(loop.after, order, tmp_path / "b", MODELS)
    assert first.draw_id == second.draw_id


def test_the_table_review_can_be_filled_and_applied(loop: Loop, tmp_path: Path) -> None:
    with (loop.before / "tables" / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {"sentence": "problem", "link": "相关", "closure": "none"}
    for row in rows:
        row["verdict"] = words[row["kind"]]
    sheet = tmp_path / "review.csv"

    def save() -> None:
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    save()
    with pytest.raises(ReviewError, match="--coder"):
        apply_sheets([sheet], tmp_path / "c", date=DAY)
    done = apply_sheets([sheet], tmp_path / "c", date=DAY, coder="cy")
    assert done.merged.new == len(rows) > 5
    found = load_corrections([tmp_path / "c"]).verdicts
    assert {v.kind for v in found} <= {"sentences", "links", "closures"}
    texts = {s["sentence_id"]: s["text"] for s in read_rows(loop.before / "data", "sentences")}
    texts |= {u["unit_id"]: u["text"] for u in read_rows(loop.before / "data", "units")}
    assert all(v.sha == text_hash(texts[span_id(v.doc_id, v.start, v.end)]) for v in found)
    book = loop.before / "tables.xlsx"
    assert apply_sheets([book], tmp_path / "d", date=DAY, coder="cy").empty == len(rows)
    rows[0]["item_a"] = "elsewhere"
    rows[1]["verdict"] = "perhaps"
    save()
    with pytest.raises(ReviewError) as caught:
        apply_sheets([sheet], tmp_path / "c", date=DAY, coder="cy")
    assert [p.place.split(" column")[0] for p in caught.value.problems] == ["review.csv row 2", "review.csv row 3"]


def test_the_commands(loop: Loop, tmp_path: Path) -> None:
    def review(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "scripts" / "review.py"), *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    drawn = review("draw", "--run", str(loop.after), "--kind", "threads", "--n", "5", "--to", str(tmp_path / "s"))
    assert drawn.returncode == 0, drawn.stderr
    assert "threads that stand for" in drawn.stdout
    failed = review("apply", str(tmp_path / "none.xlsx"), "--to", str(tmp_path / "c"))
    assert failed.returncode == 2
    assert "nothing was changed" in failed.stderr
    assert "accuracy" in review("estimate", "--run", str(loop.after)).stdout
    assert "not checked by people" in review("estimate", "--run", str(loop.before)).stdout
    agreed = review("agreement", str(loop.corrections), "--out", str(tmp_path / "agreement"))
    assert agreed.returncode == 0
    assert (tmp_path / "agreement" / "disagreements.csv").is_file()
    gold = tmp_path / "gold"
    exported = review("export", str(loop.corrections), "--corpora", str(loop.corpus), "--to", str(gold))
    assert exported.returncode == 0, exported.stderr
    with (gold / "sentences-corrections.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 40
    # both tasks that need an encoder look for it where they are told to
    (tmp_path / "models").mkdir()
    informed = ("draw", "--run", str(loop.after), "--kind", "sentences", "--by", "information", "--to", str(tmp_path))
    curve = ("curve", "--gold", str(gold), "--corpora", str(loop.corpus), "--sizes", "20", "--repeats", "1")
    for task in (informed, curve):
        failed = review(*task, "--models", str(tmp_path / "models"))
        assert failed.returncode == 2
        assert "static: no such encoder" in failed.stderr
