"""Measure how good the results are, against gold files that readers made.

With --run the tables of a finished run are compared with gold, from the raw text on. Where the models of that
run were trained on the same gold files, the figures are optimistic, and the output says so. With --cv the models
are trained anew, several times, each time without the documents that they are then measured on; these are the
figures to quote. With --second the gold is compared with another reader's gold. All can be asked for in one call.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rich.table import Table

    from pipeline.evaluate.gold import GoldText
    from pipeline.evaluate.scoring import Result
    from pipeline.planted import Planted
    from pipeline.training import Material

    Measured = tuple[list[Result], list[str], dict[str, Any]]

ROOT = Path(__file__).resolve().parent.parent
INDEX = "index.csv"
TASKS = ("sentences", "links", "closures")
# of the splits into folds; scores of pairs are means over them
SEEDS = (0, 1, 2)
# what stands in the printed tables; the JSON file has every measure
COLUMNS: dict[str, tuple[str, ...]] = {
    "boundaries": ("exact", "near", "loose"),
    "labels": ("macro_f1", "macro_f1_cut_other", "accuracy", "commitment_f1", "ece_width", "ece_mass", "missing"),
    "levels": ("exact", "exact_found", "within_one", "mean_error", "macro_f1"),
    "units": ("exact", "near", "loose"),
    "links": (
        *("same_precision", "same_recall", "same_f1", "found_same_f1"),
        *("same_ap", "same_best_f1", "relation_macro_f1", "not_found", "not_proposed"),
    ),
    "closures": (
        *("any_precision", "any_recall", "any_f1", "any_ap", "any_best_f1"),
        *("closes_f1", "closes_ap", "closes_best_f1", "not_found"),
    ),
    "threads": ("b_cubed_precision", "b_cubed_recall", "b_cubed_f1", "found_b_cubed_f1", "pair_f1", "found"),
    "statuses": ("accuracy", "found", "closed_precision", "closed_recall", "closed_f1"),
}
EXPLAINED = {
    "boundaries": "exact: both ends equal; near: both ends within 3 characters; loose: met at all",
    "labels": "missing: gold sentences that the run cut as page furniture, wrong but for cut other",
    "levels": "exact counts a commitment that was not taken for one as wrong; exact_found leaves those out",
    "units": "exact: equal but for punctuation; near: 90 % of the longer in common; loose: one stands for the other",
    "links": "same: both in one thread; not_found, not_proposed (--cv only): shares of gold `same` that no scorer saw",
    "closures": "any: closes or advances; not_found: share of gold closures of which a unit was not found",
    "threads": "b_cubed: over all gold members, one that was not found stands alone; found_: over those found",
    "statuses": "of planted promises; closed: closed or reopened",
}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="evaluate.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "gold",
        type=Path,
        metavar="GOLD_DIR",
        help="folder with sentences*.csv, links*.csv, …, or of invented speeches (annotations.csv)",
    )
    parser.add_argument(
        "--corpora",
        nargs="+",
        type=Path,
        metavar="CORPUS",
        help="the texts of the gold (default: GOLD_DIR itself, where it has an index.csv)",
    )
    parser.add_argument("--run", type=Path, metavar="OUT", help="folder that run.py wrote: measure its tables")
    parser.add_argument(
        "--cv",
        nargs="*",
        choices=TASKS,
        metavar="TASK",
        help=f"cross-validate by document: {', '.join(TASKS)} (default: all of them)",
    )
    parser.add_argument("--second", type=Path, metavar="GOLD_DIR", help="gold of another reader: agreement of the two")
    parser.add_argument("--models", type=Path, default=ROOT / "models", metavar="FOLDER", help="folder of the models")
    parser.add_argument("--folds", type=int, default=5, metavar="N", help="folds of the cross-validation (default: 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    parser.add_argument(
        "--skip-unknown", action="store_true", help="leave out gold on documents that the corpora or the run lack"
    )
    options = parser.parse_args(arguments)
    if options.run is None and options.cv is None and options.second is None:
        parser.error("say what to measure: --run OUT, --cv, --second GOLD_DIR, or several of them")
    if options.folds < 2:
        parser.error("--folds must be 2 or more")
    if options.corpora is None:
        if not (options.gold / INDEX).is_file():
            parser.error(
                f"{options.gold} is no corpus itself, it has no {INDEX} → name those that hold its texts with --corpora"
            )
        options.corpora = [options.gold]
    return options


def main() -> int:
    """Measure, print tables, write JSON."""
    options = parse()
    import _console as console
    from pipeline.evaluate.gold import load_texts
    from pipeline.tables import replace_file

    # what cannot be measured is said before anything is
    tasks = () if options.cv is None else cv_tasks(options.gold, options.cv)
    texts = load_texts(options.corpora)
    found: dict[str, Any] = {"gold": gold_hashes(options.gold)}
    if options.run is not None:
        found["run"], results = evaluate_run(options.gold, texts, options.run, options.models, options.skip_unknown)
        notes = found["run"]["notes"]
        for warning in found["run"]["warnings"]:
            console.err.print(f"warning: {warning}", style="yellow")
        show(f"Tables of {options.run} against gold, from the raw text on", results, notes)
        found["run"]["results"] = [r.as_dict() for r in results]
    if tasks:
        from pipeline.settings import Settings
        from pipeline.training import invented_at, load_material

        material = load_material(options.gold, options.corpora, Settings(), invented=invented_at())
        found["cv"] = cross_validated(options, tasks, material)
    if options.second is not None:
        found["agreement"] = agreement(options.gold, options.second, texts, options.skip_unknown)
    if options.json is not None:
        content = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        replace_file(options.json, lambda target: target.write_text(content, encoding="utf-8"), "--json")
        console.out.print(f"\nall figures: {options.json}")
    return 0


def gold_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each gold file by name."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*.csv"))}


def evaluate_run(
    gold_folder: Path, texts: Mapping[str, GoldText], run: Path, models: Path, skip_unknown: bool
) -> tuple[dict[str, Any], list[Result]]:
    """Return a description of the run (its models, what to mind) and its scores against gold.

    Raises:
        GoldError: the gold does not fit the texts, or the run was made on other texts.
        RunError: the folder holds no run, or its run.json is damaged.
    """
    from pipeline.errors import GoldError
    from pipeline.evaluate.end_to_end import RunTables, decided_by_people, measure
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.planted import planted_gold, status_rows
    from pipeline.evaluate.scoring import score_statuses
    from pipeline.planted import ANNOTATIONS, read_planted
    from pipeline.readers.corpus import text_sha256
    from pipeline.reviewing import run_info
    from pipeline.statuses import status_of
    from pipeline.tables import read_rows

    data = run / "data"
    info = run_info(run) if (run / "run.json").is_file() else {}
    in_run = {row["doc_id"]: row["sha256"] for row in read_rows(data, "documents")}
    known = {doc_id: text for doc_id, text in texts.items() if doc_id in in_run}
    planted = read_planted(gold_folder) if (gold_folder / ANNOTATIONS).is_file() else None
    if planted is None:
        gold = load_gold(gold_folder, known, skip_unknown=skip_unknown)
    else:
        planted, skipped = _of_the_run(planted, known, gold_folder, skip_unknown)
        gold = dataclasses.replace(planted_gold(planted), skipped=skipped)
    # offsets mean nothing on another text
    changed = [doc_id for doc_id in gold.doc_ids if text_sha256(texts[doc_id].text) != in_run[doc_id]]
    if changed:
        raise GoldError(
            f"{run}: made on other texts than the corpora hold now ({len(changed)} documents: "
            f"{', '.join(changed[:5])}{' …' if len(changed) > 5 else ''}) → run again, or name the corpora of the run"
        )
    wanted = set(gold.doc_ids)
    if not wanted:
        left = f", {gold.skipped} on documents that the corpora or the run lack were left out" if gold.skipped else ""
        raise GoldError(f"{gold_folder}: no row to measure{left} → label rows on texts of the run, or name its corpora")
    tables = RunTables(
        sentences=_rows_of(data, "sentences", "doc_id", wanted),
        units=_rows_of(data, "units", "doc_id", wanted),
        links=_pairs_of(data, "links", ("a_unit", "b_unit"), wanted),
        closures=_pairs_of(data, "closures", ("commitment_unit", "report_unit"), wanted),
    )
    results = measure(tables, gold, known)
    left_out = 0
    if planted is not None:
        status = {row["thread_id"]: row["status"] for row in read_rows(data, "threads", ("thread_id", "status"))}
        rows, left_out = status_rows(planted, tables, status, known, status_of)
        results += score_statuses(rows)
    used = info.get("models", {})
    notes = trained_on(used, models, gold_hashes(gold_folder))
    if gold.skipped:
        notes.append(f"{gold.skipped} gold rows left out: their documents are not in the corpora or the run")
    if left_out:
        notes.append(f"statuses: {left_out} promises left out: no sentence makes them alone")
    told = read_rows(data, "corrections")
    warnings = [
        f"{kind}: {own} of {rows} rows were decided by people in this run; a figure on them measures nothing → "
        "measure a run without the verdicts (run.py --corrections with an empty folder)"
        for kind, (own, rows) in decided_by_people(tables, told, gold, known).items()
    ]
    about = {"out": str(run), "models": used, "notes": notes, "warnings": warnings, "skipped": gold.skipped}
    return about, results


def _of_the_run(planted: Planted, known: Collection[str], folder: Path, skip_unknown: bool) -> tuple[Planted, int]:
    """Return what is planted in speeches that the run has, and of how many sentences it has not.

    Raises:
        GoldError: the run lacks speeches and they are not to be left out, or it has none of them.
    """
    from _console import first_of
    from pipeline.errors import GoldError

    said = tuple(s for s in planted.said if s.doc_id in known)
    lacking = sorted({s.doc_id for s in planted.said}.difference(known))
    if lacking and not (skip_unknown and said):
        advice = "" if skip_unknown else ", or leave such speeches out with --skip-unknown"
        raise GoldError(
            f"{folder}: {len(lacking)} of its speeches are not in the corpora or the run ({first_of(lacking)}) "
            f"→ make the run of this folder{advice}"
        )
    return dataclasses.replace(planted, said=said), len(planted.said) - len(said)


def _rows_of(data: Path, name: str, column: str, wanted: set[str]) -> list[dict[str, Any]]:
    """Return the rows of a stored table whose document is wanted."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from pipeline.tables import read_table

    table = read_table(data, name)
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table[column], value_set=pa.array(sorted(wanted)))).to_pylist()
    return rows


def _pairs_of(data: Path, name: str, columns: tuple[str, str], wanted: set[str]) -> list[dict[str, Any]]:
    """Return the rows of a stored table of pairs whose units both lie in wanted documents."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from pipeline.tables import read_table

    table = read_table(data, name)
    documents = pa.array(sorted(wanted))
    for column in columns:
        # the id of a unit is that of its document, «@», and offsets
        of = pc.replace_substring_regex(table[column], "@[^@]*$", "")
        table = table.filter(pc.is_in(of, value_set=documents))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def trained_on(used: Mapping[str, str], models: Path, gold: Mapping[str, str]) -> list[str]:
    """Return one note per model of a run: was it trained on the very gold files that it is measured on?

    Args:
        used: sha256 of each model of the run, by name.
        models: the folder of the models, whose cards name the files that they were trained on.
        gold: sha256 of each gold file.
    """
    from pipeline.errors import ModelError
    from pipeline.modelfiles import load_model

    notes = []
    for name, digest in sorted(used.items()):
        try:
            model = load_model(models / name)
        except ModelError:
            notes.append(f"{name}: no card in {models}, so what it was trained on is not known")
            continue
        if model.sha256 != digest:
            notes.append(f"{name}: {models / name} is another version than the run used, so its card does not count")
            continue
        card = json.dumps(model.card)
        files = [file for file, sha in gold.items() if sha in card]
        if files:
            notes.append(f"{name}: OPTIMISTIC, it was trained on {', '.join(files)}; quote the figures of --cv")
        else:
            notes.append(f"{name}: its card names none of these gold files")
    return notes


def cv_tasks(gold: Path, named: Sequence[str]) -> tuple[str, ...]:
    """Return what to cross-validate: the tasks that were named, else all that have gold files.

    Raises:
        GoldError: a named task has none, or no task has.
    """
    from pipeline.errors import GoldError

    there = tuple(task for task in TASKS if any(gold.glob(f"{task}*.csv")))
    if missing := [task for task in named or (TASKS if not there else ()) if task not in there]:
        files = " or ".join(f"{task}*.csv" for task in missing)
        raise GoldError(f"{gold}: no gold file {files} to cross-validate on → put one there, or check the path")
    return tuple(named) or there


def cross_validated(options: argparse.Namespace, tasks: Sequence[str], material: Material) -> dict[str, Any]:
    """Train and measure by document, print the tables, and return the scores of each task as plain values."""
    measures = {"sentences": _cv_sentences, "links": _cv_links, "closures": _cv_closures}
    found: dict[str, Any] = {}
    for task in tasks:
        results, notes, spread = measures[task](material, options)
        show(f"Cross-validation of {task} by document, {options.folds} folds", results, notes)
        found[task] = {"folds": options.folds, "notes": notes, "spread": spread}
        found[task]["results"] = [r.as_dict() for r in results]
    return found


def _cv_sentences(material: Material, options: argparse.Namespace) -> Measured:
    """Return scores of labels and levels by models that did not see the document, notes, and the spread over folds."""
    from statistics import mean, pstdev

    import _console as console
    from pipeline.classify.train import cross_validate
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.scoring import LabelRow, score_labels, score_levels, where_of
    from pipeline.further import further_sentences
    from pipeline.records import LABELS

    further, _ = further_sentences(options.models / "classify", material.texts)
    rows = load_gold(material.gold, material.texts, kinds=["sentences"], skip_unknown=options.skip_unknown).sentences
    with console.progress_bars() as bars:
        out = cross_validate(
            rows,
            material.documents,
            folds=options.folds,
            further=further,
            progress=lambda name, done, total, loss: bars(name, done, total),
        )
    scored = []
    for row in rows:
        judgement = out.judgements.get(row.gold_id)
        where = where_of(material.texts[row.doc_id], row.unsure)
        if judgement is None:
            scored.append(LabelRow(where, row.label, None, row.level))
            continue
        confidence = judgement.probabilities[LABELS.index(judgement.label)]
        scored.append(LabelRow(where, row.label, judgement.label, row.level, judgement.level, confidence))
    spread = {}
    for language, values in out.f1.items():
        known = [v for v in values if v is not None]
        if known:
            spread[language] = {"macro_f1_mean": round(mean(known), 4), "macro_f1_sd": round(pstdev(known), 4)}
    notes = [
        f"{language}: macro-F1 per fold {s['macro_f1_mean']:.3f} ± {s['macro_f1_sd']:.3f}"
        for language, s in spread.items()
    ]
    notes.append(
        f"gold stretches are given as sentences; trained on gold and {len(further):,} further sentences of other "
        "documents, without a teacher"
    )
    return score_labels(scored) + score_levels(scored), notes, spread


def _cv_links(material: Material, options: argparse.Namespace) -> Measured:
    """Return scores of links by scorers that saw neither document of a pair; and of threads, field by field.

    The pairs inside fields of gold threads help to train the shipped scorer; they touch documents of test pairs, so
    they are left out here.
    """
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.metrics import fold_thresholds
    from pipeline.evaluate.scoring import MemberRow, PairRow, score_links, score_threads, where_of
    from pipeline.link.decisions import PARTS
    from pipeline.link.train import folds, out_of_fold
    from pipeline.records import Relation
    from pipeline.training.links import grouped_by_others, invented_fields, link_further, link_material

    kinds = ["links", "threads"]
    gold = load_gold(material.gold, material.texts, kinds=kinds, skip_unknown=options.skip_unknown)
    pairs, fields = link_material(gold, material, options.models)
    fold = _fold_numbers("links", len(gold.links), [list(folds(pairs, options.folds, seed)) for seed in SEEDS])
    further, _ = link_further(material, options.models)
    invented, _ = invented_fields(material, options.models)
    found = out_of_fold(pairs, invented, further, n_folds=options.folds, seeds=SEEDS)
    mean = found.mean(axis=0)
    same, related = mean[:, 0], mean[:, 0] + mean[:, 1]
    truth = pairs.classes
    same_bar = fold_thresholds(same, truth == 0, fold.tolist())
    related_bar = fold_thresholds(related, truth < 2, fold.tolist())
    scored = []
    for i, row in enumerate(gold.links):
        kind = Relation.SAME if same[i] >= same_bar[i] else Relation.RELATED if related[i] >= related_bar[i] else None
        where = where_of(material.texts[row.a_doc], row.unsure)
        proposed = bool(pairs.parts[i, PARTS.index("meaning")] >= material.settings.link.candidate_cosine)
        scored.append(PairRow(where, row.link, kind or Relation.DIFFERENT, proposed=proposed, score=float(same[i])))
    results = score_links(scored)
    groups = grouped_by_others(pairs, fields)
    members = []
    for name, numbers in groups.items():
        own = [m for m in gold.threads if m.field == name]
        for m, number in zip(own, numbers, strict=True):
            where = where_of(material.texts[m.doc_id], False)
            members.append(MemberRow(where, name, m.thread, str(number), m.gold_id))
    if members:
        results += score_threads(members)
    notes = [
        "gold stretches are given as units; no document of a test pair is in a training pair",
        "threads: a field is grouped by a scorer that never saw it, at the cut that is best on the other fields",
    ]
    return results, notes, {}


def _fold_numbers(task: str, n: int, splits: Sequence[Sequence[tuple[NDArray[Any], NDArray[Any]]]]) -> NDArray[Any]:
    """Return the fold of each pair in the first split, after checking that every split tests every pair.

    Raises:
        GoldError: pairs of few documents hang together so much that nothing is left to train on.
    """
    import numpy as np

    from pipeline.errors import GoldError

    for split in splits:
        tested = np.zeros(n, bool)
        for _, test in split:
            tested |= test
        if not tested.all():
            raise GoldError(
                f"{task}: {int((~tested).sum())} of {n} pairs have no pair of other documents to train on → label "
                "pairs of more documents, or ask for more --folds"
            )
    fold = np.full(n, -1)
    for number, (_, test) in enumerate(splits[0]):
        fold[test] = number
    return fold


def _cv_closures(material: Material, options: argparse.Namespace) -> Measured:
    """Return scores of closures by scorers that saw neither document of a pair, notes, and the spread over folds."""
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.metrics import fold_thresholds
    from pipeline.evaluate.scoring import PairRow, score_closures, where_of
    from pipeline.link.closure_train import cross_validate, folds, prepared
    from pipeline.link.closures import decide
    from pipeline.link.limits import limited
    from pipeline.training.closures import closure_extra, closure_material
    from pipeline.training.material import unit_targets

    rows = load_gold(material.gold, material.texts, kinds=["closures"], skip_unknown=options.skip_unknown).closures
    gold, vocabulary = closure_material(rows, material, options.models)
    fold = _fold_numbers("closures", len(rows), [list(folds(gold, options.folds, seed)) for seed in SEEDS])
    # the shortlist weighs likenesses of meaning; it is chosen once on all pairs, and the scorers are not
    further, _ = closure_extra(material, options.models)
    _, _, parts, beside = prepared(gold, further, vocabulary)
    extra = None if further is None or beside is None else (further, beside)
    found = cross_validate(gold, parts, extra=extra, n_folds=options.folds, seeds=SEEDS)
    bars = [fold_thresholds(found.probabilities[:, k], gold.truths()[:, k], fold.tolist()) for k in range(2)]
    targets = unit_targets([*gold.commitments, *gold.reports], material)
    scored = []
    for i, row in enumerate(rows):
        score = found.probabilities[i]
        outcome = decide(score, parts[i], float(bars[0][i]), float(bars[1][i]))
        outcome = limited(outcome, gold.commitments[i], gold.reports[i], targets)
        where = where_of(material.texts[row.a_doc], row.unsure)
        scored.append(PairRow(where, row.link, outcome, score=float(score[0]), score_second=float(score[1])))
    spread = {stage: dict(values) for stage, values in found.scores.items()}
    notes = [f"{stage}: F1 per fold {s['f1_folds_mean']:.3f} ± {s['f1_folds_sd']:.3f}" for stage, s in spread.items()]
    notes.append("gold stretches are given as units; no document of a test pair is in a training pair")
    return score_closures(scored), notes, spread


def agreement(first: Path, second: Path, texts: Mapping[str, GoldText], skip_unknown: bool) -> list[dict[str, Any]]:
    """Print how far two gold folders agree, and return it as plain values."""
    import _console as console
    from pipeline.evaluate.agreement import compare
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.metrics import shown

    found = compare(*(load_gold(folder, texts, skip_unknown=skip_unknown) for folder in (first, second)))
    console.out.print(f"\nAgreement of {first} and {second}", style="bold")
    if not found:
        console.out.print("No row stands in both: rows are told by document and offsets.")
        return []
    table = _plain_table("task", "read by both", "equal", "kappa", "alpha", "only first", "only second")
    for a in found:
        k = a.kappa_interval
        width = f" ({shown(k.low, 2)}-{shown(k.high, 2)})" if k else ""
        numbers = (shown(a.report.accuracy), shown(a.report.kappa) + width, shown(a.alpha))
        table.add_row(a.task, str(a.common), *numbers, str(a.only_first), str(a.only_second))
    console.print_table(table, whole=True)
    for a in found:
        for d in a.differences[:10]:
            console.out.print(f"{a.task} {d.place}: {d.first} / {d.second}: {d.text}")
        if len(a.differences) > 10:
            console.out.print(f"… and {len(a.differences) - 10} more {a.task} that differ, all in the JSON file")
    return [dataclasses.asdict(a) for a in found]


def show(title: str, results: Sequence[Result], notes: Iterable[str]) -> None:
    """Print one table per task, and the confusion and the scores per class over all rows."""
    import _console as console

    console.out.print(f"\n{title}", style="bold")
    for note in notes:
        console.out.print(f"  {note}")
    for task, columns in COLUMNS.items():
        own = [r for r in results if r.task == task]
        if own:
            console.out.print(f"\n{task}: {EXPLAINED[task]}")
            console.print_table(_task_table(columns, own), whole=True)
            for result in own:
                if result.facet == "all" and not result.sure_only and result.classes is not None:
                    console.print_table(_class_table(result), whole=True)


def _plain_table(*columns: str) -> Table:
    """Return an empty table without frames, numbers to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(columns[0], box=SIMPLE_HEAD, pad_edge=False)
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _task_table(columns: Sequence[str], results: Sequence[Result]) -> Table:
    """Return the table of a task: one row per part of the gold; intervals over documents in brackets.

    Sure rows are shown for the whole and by language; the JSON file has them for every part.
    """
    from pipeline.evaluate.metrics import shown

    used = [c for c in columns if any(r.measures.get(c) is not None for r in results)]
    table = _plain_table("part", "rows", *(c.replace("_", " ") for c in used))
    for result in results:
        if result.sure_only and result.facet not in ("all", "language"):
            continue
        name = "all" if result.facet == "all" else f"{result.facet} {result.value}"
        cells = []
        for column in used:
            interval = result.intervals.get(column)
            width = f" ({shown(interval.low, 2)}-{shown(interval.high, 2)})" if interval else ""
            cells.append(shown(result.measures.get(column)) + width)
        table.add_row(name + (", sure rows" if result.sure_only else ""), f"{result.n:,}", *cells)
    return table


def _class_table(result: Result) -> Table:
    """Return scores per class and the confusion: rows gold, columns predicted."""
    from pipeline.evaluate.metrics import shown

    report = result.classes
    assert report is not None
    predicted = (*(f"as {label}" for label in report.labels), "not found")
    table = _plain_table("class", "precision", "recall", "F1", "rows", *predicted)
    for score, row, missing in zip(report.scores, report.confusion, report.missing, strict=True):
        numbers = (shown(score.precision), shown(score.recall), shown(score.f1), str(score.support))
        table.add_row(score.label, *numbers, *map(str, row), str(missing))
    return table


if __name__ == "__main__":
    import _console

    _console.guarded(main)
