"""The review loop and the disk: samples drawn from a run's tables, sheets read back, verdicts stored, errors estimated.

A folder of corrections holds `verdicts.csv` and `draws/<sample>.json`; both are plain text that belongs in version
control. Nothing is written before everything was checked, and each file appears whole or not at all.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from pipeline.embed import load_encoder
from pipeline.errors import Problem, ReviewError, RunError
from pipeline.records import NOT_COMPARED, State, Verdict, span_id
from pipeline.review.drawing import Draw, Drawn, draw, informative, share_out
from pipeline.review.estimate import corrected_totals, error_rates
from pipeline.review.exchange import draw_from_json, draw_json, label_studio_tasks, read_label_studio
from pipeline.review.frames import COLUMNS_OF, TABLES_OF, Frame
from pipeline.review.grids import read_grid
from pipeline.review.sheets import (
    QUOTED,
    Left,
    check_of,
    csv_sheet,
    is_review_table,
    read_review_table,
    read_sheet,
    sheet_rows,
    xlsx_sheet,
)
from pipeline.review.verdicts import KINDS, RESTORE, Merged, csv_text, in_both_samples, merge, read_verdicts
from pipeline.settings import EmbedSettings, written_section
from pipeline.tables import Stored, read_rows, replace_file

VERDICTS_FILE = "verdicts.csv"
DRAWS = "draws"
SIDECAR = ".draw.json"
FORMATS = ("xlsx", "csv", "label-studio")
_LOCKED = "~$"  # how the name of a file begins that tells that another one is open
_LONGEST_NAME = 50
PATIENCE = 30
"""Seconds that `apply` waits for another one that writes into the same folder."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people decided: all verdicts, and the samples that they were asked about, by id."""

    verdicts: tuple[Verdict, ...] = ()
    draws: Mapping[str, Draw] = field(default_factory=dict)

    def labels(self) -> dict[str, tuple[Verdict, ...]]:
        """Return the verdicts on sentences by document."""
        found: dict[str, list[Verdict]] = defaultdict(list)
        for v in self.verdicts:
            if v.kind == "sentences":
                found[v.doc_id].append(v)
        return {doc_id: tuple(own) for doc_id, own in found.items()}

    def pairs(self, jurisdictions: Mapping[str, str]) -> dict[str, tuple[Verdict, ...]]:
        """Return the verdicts on pairs by jurisdiction, as far as both documents are in the run."""
        found: dict[str, list[Verdict]] = defaultdict(list)
        for v in self.verdicts:
            if v.kind != "sentences" and v.doc_id in jurisdictions and v.b_doc in jurisdictions:
                found[jurisdictions[v.doc_id]].append(v)
        return {place: tuple(own) for place, own in found.items()}


def corrections_beside(corpora: Sequence[Path]) -> list[Path]:
    """Return the folders `corrections` that lie in the corpora."""
    return [folder for corpus in corpora if (folder := corpus / "corrections").is_dir()]


def load_corrections(folders: Iterable[Path]) -> Corrections:
    """Read folders of corrections; a verdict that stands in two of them counts once.

    Raises:
        ReviewError: a folder or file is missing or damaged, all problems at once.
    """
    problems: list[Problem] = []
    verdicts: dict[tuple[Any, ...], Verdict] = {}
    draws: dict[str, Draw] = {}
    for folder in folders:
        if not folder.is_dir():
            advice = "make one with review.py apply SHEET --to FOLDER"
            problems.append(Problem(str(folder), "", "is no folder of corrections", advice))
            continue
        found, wrong = _stored(folder)
        problems += wrong
        for v in found:
            if v.key in verdicts and replace(v, date="", draw="") != replace(verdicts[v.key], date="", draw=""):
                message = "two folders say different things of one coder"
                problems.append(Problem(str(folder / VERDICTS_FILE), f"{v.doc_id} {v.coder}", message, "keep one"))
            verdicts[v.key] = in_both_samples(verdicts.get(v.key, v), v)
        known, wrong = _draws(folder / DRAWS, "*.json")
        problems += wrong
        draws |= known
    if problems:
        raise ReviewError(problems)
    return Corrections(tuple(verdicts[key] for key in sorted(verdicts)), dict(sorted(draws.items())))


def _stored(folder: Path) -> tuple[list[Verdict], list[Problem]]:
    """Return the verdicts of a folder, none where it has no file yet."""
    file = folder / VERDICTS_FILE
    if not file.is_file():
        return [], []
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return [], [Problem(str(file), "", f"cannot be read ({error})", RESTORE)]
    return read_verdicts(text, str(file))


def _draws(folder: Path, pattern: str) -> tuple[dict[str, Draw], list[Problem]]:
    """Return the samples of a folder by id, and what is wrong with their files."""
    draws: dict[str, Draw] = {}
    problems: list[Problem] = []
    for file in sorted(folder.glob(pattern)):
        try:
            made = draw_from_json(json.loads(file.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            message = f"is no description of a sample ({type(error).__name__}: {error})"
            problems.append(Problem(str(file), "", message, "restore it, or draw again with the same seed"))
            continue
        draws[made.draw_id] = made
    return draws, problems


# ---- drawing ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DrawOrder:
    """What is to be drawn. `by` is strata, information or disputes; `overlap` items go to every coder."""

    kind: str
    n: int
    seed: int = 1
    borderline: int | None = None
    blind: bool = False
    coders: tuple[str, ...] = ("coder",)
    overlap: int = 0
    by: str = "strata"
    language: str = "en"
    format: str = "xlsx"


def draw_sheets(out: Path, order: DrawOrder, to: Path, models: Path) -> tuple[Draw, list[Path]]:
    """Draw a sample from a run and write one sheet per coder and the sample's description into `to`.

    Args:
        out: the folder of the run.
        order: what is to be drawn.
        to: the folder for the sheets.
        models: the folder of the models; informed choice compares items by the encoder of the run.

    Raises:
        RunError: `out` holds no run, or `to` cannot be written.
        ModelError: the encoder of the run is not among the models.
        ReviewError: there is nothing to draw, the numbers do not fit, or two coders would share a file.
    """
    if order.kind not in KINDS or order.format not in FORMATS:
        known = ", ".join((*KINDS, *FORMATS))
        raise ReviewError([Problem("draw", f"{order.kind}, {order.format}", "is not known", f"use {known}")])
    names = _file_names(order.coders)
    info = run_info(out)
    tables = {name: read_rows(out / "data", name, COLUMNS_OF.get(name)) for name in TABLES_OF[order.kind]}
    frame = Frame(tables, order.kind)
    candidates = frame.candidates()
    if order.by == "strata":
        borderline = order.n // 4 if order.borderline is None else order.borderline
        made = draw(candidates, order.kind, order.n, seed=order.seed, borderline=borderline, blind=order.blind)
    else:
        wanted = {c.item: c for c in (frame.disputed() if order.by == "disputes" else candidates)}
        if order.by == "disputes":
            chosen = list(wanted)
        else:
            judged = frame.judged()
            open_ = [c for c in candidates if c.item not in judged]
            settings = _embedding(info, str(out / "run.json"))
            encoder = load_encoder(settings.encoder, models, settings)
            vectors = encoder.encode([frame.text(c.item) for c in open_])
            margins = np.array([c.margin for c in open_], np.float64)
            chosen = [open_[k].item for k in informative(margins, vectors, order.n)] if open_ else []
        if not chosen:
            others = sorted({r["kind"] for r in tables["corrections"] if r["state"] == State.CONTRADICTED})
            advice = "nothing needs to be done" if not others else f"draw with --kind {' or '.join(others)}"
            message = f"there are no {order.kind} to draw"
            raise ReviewError([Problem("draw", f"--by {order.by}", message, advice)])
        items = tuple(Drawn(item, wanted[item].spans, order.by, None, ()) for item in sorted(chosen))
        made = Draw(order.kind, order.by, order.seed, order.blind, {}, {}, items, final=order.by == "disputes")
    shown = {i.item: frame.shown(i.item) for i in made.items}
    items = tuple(replace(i, check=check_of([shown[i.item][name] for name in QUOTED[order.kind]])) for i in made.items)
    items = share_out(items, order.coders, min(order.overlap, len(items)), order.seed)
    program = {name: str(info["program"].get(name, "")) for name in ("version", "code")} | info["models"]
    made = replace(made, items=items, run=program)
    return made, _write_draw(made, frame, shown, order, names, to)


def _file_names(coders: Sequence[str]) -> dict[str, str]:
    """Return what stands for each coder in the names of files, different even where capitals do not count.

    Raises ReviewError where a name is empty or stands for two.
    """
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    if not coders or not all(coder.strip() for coder in coders):
        problems.append(Problem("draw --coders", ",".join(coders), "names nobody", "give each coder a name: anna,bo"))
    for coder in coders:
        # some systems take apart a letter and its accent, and some do not tell a from A
        safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in unicodedata.normalize("NFC", coder))
        first = taken.setdefault(safe.casefold(), coder)
        if len(coder) > _LONGEST_NAME or any("\ud800" <= c <= "\udfff" for c in coder):
            message = f"has more than {_LONGEST_NAME} characters, or half a one, and names no file"
            problems.append(Problem("draw --coders", _shortened(coder), message, "give a shorter name in UTF-8"))
        if coder in names or first != coder:
            message = f"gets the same file as «{first}»" if first != coder else "stands twice"
            advice = "give names that differ in letters or digits, not in signs or capitals alone"
            problems.append(Problem("draw --coders", coder, message, advice))
        names[coder] = safe
    if problems:
        raise ReviewError(problems)
    return names


def _shortened(name: str) -> str:
    """Return the beginning of a name that is too long to be shown, halves of characters as question marks."""
    return name[:_LONGEST_NAME].encode("utf-8", "replace").decode("utf-8") + ("…" if len(name) > _LONGEST_NAME else "")


def run_info(out: Path) -> dict[str, Any]:
    """Return what run.json says of a run. Raises RunError where there is none that is whole."""
    advice = "give the folder that run.py wrote with --out"
    try:
        info: Any = json.loads((out / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{out}: no finished run here → {advice}") from error
    tables = ("program", "settings", "models")
    if not isinstance(info, dict) or not all(isinstance(info.get(name), dict) for name in tables):
        raise RunError(f"{out / 'run.json'}: does not say with what the run was made → run again, or {advice}")
    return info


def _embedding(info: Mapping[str, Any], place: str) -> EmbedSettings:
    """Return how the run embedded; a key that its version did not have yet is as by default."""
    known = {f.name for f in dataclasses.fields(EmbedSettings)}
    given = info["settings"].get("embed")
    own = {name: value for name, value in given.items() if name in known} if isinstance(given, dict) else given
    section: EmbedSettings = written_section("embed", own, place)
    return section


def _write_draw(
    made: Draw,
    frame: Frame,
    shown: Mapping[str, Mapping[str, str]],
    order: DrawOrder,
    names: Mapping[str, str],
    to: Path,
) -> list[Path]:
    """Write the description and the sheets, whose names end in `names` by coder; return all files."""
    stem = f"{order.kind}-{made.draw_id}"
    files: dict[Path, bytes] = {to / f"{stem}{SIDECAR}": draw_json(made).encode("utf-8")}
    for coder in order.coders:
        rows = sheet_rows(made, coder, shown, frame.answers, order.language)
        if order.format == "label-studio":
            tasks, config = label_studio_tasks(made, rows, frame.answers, order.language)
            files[to / f"{stem}-{names[coder]}.json"] = tasks.encode("utf-8")
            files[to / f"{stem}.xml"] = config.encode("utf-8")
        else:
            write = xlsx_sheet if order.format == "xlsx" else csv_sheet
            files[to / f"{stem}-{names[coder]}.{order.format}"] = write(made, rows, order.language)
    there = [str(file) for file in files if file.is_file() and file.suffix != ".xml" and SIDECAR not in file.name]
    if there:
        message = "exists, and may hold verdicts"
        raise ReviewError([Problem(name, "", message, "move it away, or name another --to") for name in there])
    for file, content in files.items():
        replace_file(file, lambda target, content=content: target.write_bytes(content), "--to")
    return list(files)


# ---- applying -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying sheets did: verdicts in all, new, changed, as before, and rows that nobody filled.

    Of these, `kept` are those whose coder has a stored verdict on the item, which stays; `unsaid` those with a note or
    a mark, which is lost without a verdict. Both name sheet and row.
    """

    total: int
    merged: Merged
    empty: int
    kept: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


def apply_sheets(sheets: Sequence[Path], to: Path, *, date: str, coder: str = "") -> Applied:
    """Check filled sheets and store their verdicts in the folder `to`.

    Args:
        sheets: XLSX or CSV sheets, exports of Label Studio (.json), or the table `review` of a run.
        to: the folder of corrections.
        date: the day that new verdicts get, in ISO 8601 (YYYY-MM-DD).
        coder: who coded an export of Label Studio (empty takes the name that it holds) or a table `review`.

    Raises:
        ReviewError: everything that is wrong, in the sheets and in what is stored; then nothing was changed.
        RunError: the folder cannot be written.
    """
    problems: list[Problem] = []
    draws: dict[str, Draw] = {}
    try:
        date = datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        problems.append(Problem("--date", date, "is no day", "write YYYY-MM-DD"))
    for folder, pattern in ((to / DRAWS, "*.json"), *((p, f"*{SIDECAR}") for p in sorted({s.parent for s in sheets}))):
        found, wrong = _draws(folder, pattern)
        problems += wrong
        draws |= found
    given: list[tuple[str, Verdict]] = []
    empty: list[Left] = []
    names = Counter(path.name for path in set(sheets))
    for sheet in sheets:
        if sheet.name.endswith(SIDECAR):
            continue  # `sheets/*` names the descriptions too, which are read already
        if sheet.suffix.lower() == ".xml" and sheet.with_suffix(SIDECAR).is_file():
            continue  # how Label Studio is to show the sample
        if sheet.name.startswith(_LOCKED):
            message = f"tells that «{sheet.name.removeprefix(_LOCKED)}» is open in a spreadsheet program"
            problems.append(Problem(str(sheet), "", message, "save and close it there, and apply again"))
            continue
        # coders often hand in files of one name in folders of their own
        name = sheet.name if names[sheet.name] == 1 else str(sheet)
        try:
            content = sheet.read_bytes()
        except OSError as error:
            problems.append(
                Problem(str(sheet), "", f"cannot be read ({error.strerror})", "give an existing sheet, not a folder")
            )
            continue
        if sheet.suffix.lower() == ".json":
            verdicts, wrong, left = read_label_studio(content, name, draws, date=date, coder=coder)
        elif is_review_table(grid := read_grid(content, name)):
            verdicts, wrong, left = read_review_table(grid, coder=coder, date=date)
        else:
            verdicts, wrong, left = read_sheet(grid, draws, date=date)
            problems += _other_coder(name, verdicts, coder)
        given += ((name, v) for v in verdicts)
        problems += wrong
        empty += left
    problems += _twice(given)
    with _only_writer(to):
        stored, wrong = _stored(to)
        problems += wrong
        if problems:
            raise ReviewError(problems)
        said = {_asked(v) for v in stored} - {_asked(v) for _, v in given}
        kept = tuple(row.place for row in empty if (row.kind, row.item, row.coder, row.final) in said)
        merged = merge(stored, [v for _, v in given])
        for name in sorted({name for _, v in given for name in v.draw.split()}):
            _write(to / DRAWS / f"{name}.json", draw_json(draws[name]))
        _write(to / VERDICTS_FILE, csv_text(merged.verdicts))
    unsaid = tuple(row.place for row in empty if row.written)
    return Applied(len(merged.verdicts), merged, len(empty), kept, unsaid)


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Hold a folder of corrections alone, from reading what is stored to writing it anew.

    The file `.lock` stays: whoever waits has it open, and would hold one that is gone beside the next who makes it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise RunError(f"{folder}: verdicts are being stored here → wait for it, or name another --to") from error
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror or error}) → name another --to") from error
    try:
        yield
    finally:
        lock.release()


def _write(file: Path, text: str) -> None:
    """Write a file in one step, and only where it changes."""
    content = text.encode("utf-8")
    if not file.is_file() or file.read_bytes() != content:
        replace_file(file, lambda target: target.write_bytes(content), "--to")


def _other_coder(sheet: str, verdicts: Iterable[Verdict], coder: str) -> list[Problem]:
    """Return a problem where `--coder` names somebody else than a sheet, which says itself whose it is."""
    others = sorted({v.coder for v in verdicts} - {coder}) if coder else []
    advice = "leave --coder out: it is for exports of Label Studio and tables `review`"
    return [Problem(sheet, ", ".join(others), f"is whose sheet it is, and not {coder}", advice)] if others else []


def _twice(given: Iterable[tuple[str, Verdict]]) -> list[Problem]:
    """Return a problem for each verdict that two of the sheets, told by name, give differently."""
    seen: dict[tuple[Any, ...], tuple[str, Verdict]] = {}
    problems = []
    for sheet, v in given:
        first, other = seen.setdefault(v.key, (sheet, v))
        if replace(v, note="", draw="") != replace(other, note="", draw=""):
            message = f"{v.coder} gives two verdicts, {_said(other)} in {first} and {_said(v)}"
            problems.append(Problem(sheet, _asked(v)[1], message, "decide, and write the same into both"))
    return problems


def _asked(verdict: Verdict) -> tuple[str, str, str, bool]:
    """Return what a verdict answers, as a row of a sheet names it: kind, item, coder, whether it settles a dispute."""
    a = span_id(verdict.doc_id, verdict.start, verdict.end)
    pair = f"{a} | {span_id(verdict.b_doc, verdict.b_start, verdict.b_end)}" if verdict.b_doc else a
    return verdict.kind, verdict.item or pair, verdict.coder, verdict.final


def _said(verdict: Verdict) -> str:
    """Return a verdict in words, as far as two of a coder can differ."""
    level = "" if verdict.level is None else f" {verdict.level}"
    return f"{verdict.verdict}{level}{' (unsure)' if verdict.unsure else ''}"


# ---- what a run makes of it ---------------------------------------------------------------------


def error_tables(stored: Stored, draws: Mapping[str, Draw]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of error_rates and corrected_totals from the stored tables of a run and the coded samples."""
    if not draws:
        return {"error_rates": [], "corrected_totals": []}
    tables = {name: stored.rows(name) for name in ("documents", "sentences", "corrections")}
    compared = {row["doc_id"] for row in tables["documents"] if row["kind"] not in NOT_COMPARED}
    rates = error_rates(tables["corrections"], draws, compared)
    return {"error_rates": rates, "corrected_totals": corrected_totals(tables, draws, rates)}
