"""scripts/review.py on verdicts written by hand: the tables of agreement, the day of verdicts, what can be chosen."""

from __future__ import annotations

import csv
import datetime
import importlib
import io
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.errors import RunError
from pipeline.records import LABELS, Outcome, Relation, Verdict
from pipeline.review.drawing import Draw
from pipeline.review.verdicts import KINDS, csv_text
from pipeline.review.wording import CHOICES
from pipeline.reviewing import DrawOrder, load_corrections
from tests.review.support import pair, small_draw, verdict
from tests.test_reviewing import coded

ROOT = Path(__file__).resolve().parent.parent
EVIL = '=HYPERLINK("https://example.org")'


@pytest.fixture
def review(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("review")


def call(review: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> None:
    monkeypatch.setattr(sys, "argv", ["review.py", *map(str, arguments)])
    assert review.main() == 0


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    """Return a folder of corrections in which two coders differ once; one has a name and a note like formulas."""
    given = [verdict(f"We will mend road {i}.", 40 * i) for i in range(3)]
    others = [replace(v, coder="+bo", note=EVIL, verdict="other" if v.start else "pledge") for v in given]
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "verdicts.csv").write_text(csv_text([*given, *others]), encoding="utf-8")
    return tmp_path / "corrections"


def test_tables_of_agreement_hold_no_formula(
    review: ModuleType, monkeypatch: pytest.MonkeyPatch, corrections: Path, tmp_path: Path
) -> None:
    call(review, monkeypatch, "agreement", corrections, "--out", tmp_path / "tables")
    rows = {
        name: list(csv.reader(io.StringIO((tmp_path / "tables" / name).read_bytes().decode("utf-8-sig"), newline="")))
        for name in ("agreement.csv", "disagreements.csv")
    }
    head, *differ = rows["disagreements.csv"]
    assert len(differ) == 2
    for row in differ:
        cells = dict(zip(head, row, strict=True))
        assert (cells["coder_1"], cells["note_1"]) == ("'+bo", f"'{EVIL}")
    assert rows["agreement.csv"][1][2] == "'+bo and anna"
    # numbers stay numbers, and negative ones are no formulas
    kappa = rows["agreement.csv"][0].index("kappa")
    assert all(row[kappa] == "" or float(row[kappa]) <= 1 for row in rows["agreement.csv"][1:])


@pytest.mark.parametrize("terminal", [False, True])
def test_ids_and_names_are_printed_as_they_stand(
    review: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    terminal: bool,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    given = replace(verdict("We will mend the road."), doc_id=f"budget[/final]-{'of-the-isles-' * 6}:sun:-2024")
    other = replace(given, coder="bo [red]", verdict="other")
    (tmp_path / "verdicts.csv").write_text(csv_text([given, other]), encoding="utf-8")
    console = importlib.import_module("_console")
    if terminal:
        monkeypatch.setattr(console, "out", console._plain(force_terminal=True, soft_wrap=True, color_system=None))
    call(review, monkeypatch, "agreement", tmp_path)
    printed = capsys.readouterr().out
    if terminal:
        assert max(map(len, printed.splitlines())) <= 80
        printed = "".join(line.split("│")[2].strip() for line in printed.splitlines() if "│" in line)
    else:
        assert "bo [red]" in printed
    assert given.doc_id + "@" in printed


def test_a_table_that_cannot_be_written_leaves_the_earlier_one(
    review: ModuleType, monkeypatch: pytest.MonkeyPatch, corrections: Path, tmp_path: Path
) -> None:
    call(review, monkeypatch, "agreement", corrections, "--out", tmp_path)
    before = (tmp_path / "agreement.csv").read_bytes()

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RunError, match=r"No space left on device.*name another --out"):
        call(review, monkeypatch, "agreement", corrections, "--out", tmp_path)
    assert (tmp_path / "agreement.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*.tmp"))


def test_an_export_says_what_is_left_out_and_keeps_no_file_of_an_earlier_one(
    review: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, gold = tmp_path / "corpus", tmp_path / "gold"
    (corpus / "texts").mkdir(parents=True)
    (corpus / "index.csv").write_text("doc_id,jurisdiction,level,year,language\nd,Fernley,county,2024,en\n")
    (corpus / "texts" / "d.txt").write_text("We will mend the road. Oaks are old.")
    good, odd = verdict("We will mend the road."), verdict("Oaks are odd.", 23, verdict="other")
    parted = pair(("d", 0, "We"), ("d", 8, "mend"), "apart", "threads", item="t")
    file = tmp_path / "corrections" / "verdicts.csv"
    file.parent.mkdir()

    def exported(*given: Verdict) -> str:
        file.write_text(csv_text(given), encoding="utf-8")
        call(review, monkeypatch, "export", file.parent, "--corpora", corpus, "--to", gold)
        return capsys.readouterr().out

    said = exported(good, odd, parted, pair(("d", 0, "We will"), ("d", 8, "mend"), "same"))
    assert "1 rows: " in said
    assert "1 of 3 items left out" in said
    assert {f.name for f in gold.iterdir()} == {"sentences-corrections.csv", "links-corrections.csv"}
    said = exported(good)
    assert "left out" not in said
    assert f"removed: {gold / 'links-corrections.csv'}" in said
    assert {f.name for f in gold.iterdir()} == {"sentences-corrections.csv"}
    assert "No verdict stands here" in exported(parted)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system has no time zone of a process")
@pytest.mark.parametrize(("zone", "hours"), [("EAST-14", 14), ("WEST+12", -12)])
def test_today_is_the_day_of_the_place_and_not_of_greenwich(
    review: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, zone: str, hours: int
) -> None:
    def here() -> str:
        return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=hours))).date().isoformat()

    sheet = coded(tmp_path / "sheets", small_draw())
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before = here()
        call(review, monkeypatch, "apply", sheet, "--to", tmp_path / "c")
        after = here()
    finally:
        monkeypatch.undo()
        time.tzset()
    (found,) = {v.date for v in load_corrections([tmp_path / "c"]).verdicts}
    assert found in (before, after)


@pytest.mark.parametrize("given", ["安娜,小波", "安娜，小波", "安娜、 小波"])
def test_coders_are_parted_by_the_commas_of_either_language(
    review: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    orders: list[DrawOrder] = []

    def drawn(_: Path, order: DrawOrder, *__: Path) -> tuple[Draw, list[Path]]:
        orders.append(order)
        return small_draw(), []

    monkeypatch.setattr("pipeline.reviewing.draw_sheets", drawn)
    call(review, monkeypatch, "draw", "--run", tmp_path, "--kind", "links", "--coders", given, "--to", tmp_path)
    assert [order.coders for order in orders] == [("安娜", "小波")]


def test_what_can_be_chosen_is_what_the_records_name(review: ModuleType) -> None:
    for kind in KINDS:
        wanted = ["draw", "--run", "out", "--kind", kind, "--to", "sheets", "--models", "mine"]
        options = review.parse(wanted)
        assert (options.kind, options.models) == (kind, Path("mine"))
    assert review.parse(["curve", "--gold", "g", "--corpora", "c", "--models", "mine"]).models == Path("mine")
    assert CHOICES["sentences"] == tuple(label.value for label in LABELS)
    assert CHOICES["links"] == tuple(relation.value for relation in Relation)
    assert CHOICES["closures"] == tuple(outcome.value for outcome in Outcome)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("review draw --run o --kind links --to s --n 0", "argument --n: '0' is no whole number of 1 or more"),
        ("review curve --gold g --corpora c --sizes 200,x", "argument --sizes: 'x' is no whole number of 1 or more"),
        ("review curve --gold g --corpora c --sizes 200,", "argument --sizes: '' is no whole number of 1 or more"),
        ("review curve --gold g --corpora c --repeats -1", "argument --repeats: '-1' is no whole number of 1 or more"),
        ("review draw --run o --kind links --to s --overlap -5", "--overlap: '-5' is no whole number of 0 or more"),
        ("review draw --run o --kind links --to s --borderline -1", "--borderline: '-1' is no whole number of 0 or"),
        ("compare old new --most -1", "argument --most: '-1' is no whole number of 1 or more → give one"),
    ],
)
def test_what_is_no_number_of_things_is_refused(
    review: ModuleType, capsys: pytest.CaptureFixture[str], arguments: str, said: str
) -> None:
    script, *options = arguments.split()
    with pytest.raises(SystemExit, match="2"):
        importlib.import_module(script).parse(options)
    assert said in capsys.readouterr().err
    assert review.parse(["curve", "--gold", "g", "--corpora", "c", "--sizes", "50, 100"]).sizes == (50, 100)
    assert review.parse(["curve", "--gold", "g", "--corpora", "c"]).sizes == (200, 400, 800)
