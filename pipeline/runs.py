"""The ordered stages of a run, and where their results are put in place.

Work is kept per document (`OUT/work/documents`), per jurisdiction (the parts of `OUT/data`, with pairs and titles in
`OUT/work/jurisdictions`), per piece of the report (`OUT/work/report`) and of what places share (`OUT/work/places`),
each under a fingerprint of all it depends on. The same call therefore goes on where an interrupted one stopped,
redoes only what an added speech or a changed setting touches, and ends in the same bytes.
New parts and reports are made aside (`OUT/work/new`) and put in place by renaming when all of them are there: a run
that fails leaves the earlier result whole.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline import __version__
from pipeline.analysing import analyse_documents, document_key
from pipeline.comparing import compare_places, comparisons, find_boilerplate
from pipeline.corpora import text_folder
from pipeline.errors import CorpusError, Problem, RunError
from pipeline.files import TEMPORARY
from pipeline.jobs import (
    MODELS,
    RUN_JSON,
    RUN_PART,
    Crew,
    Job,
    Meter,
    Paths,
    Progress,
    code_hash,
    library_versions,
    load_models,
    peak_mebibytes,
    run_part,
)
from pipeline.readers import read_corpora, unlisted_texts
from pipeline.records import Document, Dropped, State
from pipeline.reporting import PLACE_LINKS, about_run, make_pieces, write_report
from pipeline.review.overrides import not_applied, unplaced
from pipeline.reviewing import Corrections, corrections_beside, error_tables, load_corrections
from pipeline.rows import PART_TABLES, correction_row
from pipeline.settings import Settings
from pipeline.tables import Stored, replace_file, write_part
from pipeline.workers import Here, Workers, uncollected
from pipeline.workfiles import work_file

REPORT_FILE = re.compile(r"(?:[\w-]+/){0,2}[\w-]+\.\w+")  # what reports are called: no way out of the folder


_NOT_USED = {
    State.CHANGED: "not applied, as the text has changed → code it again",
    State.VANISHED: "not applied, as the text is no longer there",
    State.NO_UNIT: "not applied, as no unit of this run is at the place",
    State.NO_DOCUMENT: "not applied, as the document is not in this run",
    State.NO_PAIR: "not applied, as the report is of no later year, or both units are one → judge another pair",
    State.CONTRADICTED: "not applied, as coders contradict each other → settle them: review.py draw --by disputes",
    State.OVERRULED: "not applied, as a final verdict overrules them",
}


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run left: its folder, `run.json` as a dict, and how many documents were set aside."""

    out: Path
    info: Mapping[str, Any]
    set_aside: int


def run(
    corpora: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    models: Path = MODELS,
    skip_bad: bool = False,
    workers: Workers | None = None,
    progress: Progress | None = None,
    corrections: Path | None = None,
) -> Finished:
    """Run every stage on the corpora and leave tables, workbook and report in `out`.

    `corrections` is a folder of verdicts; without it the settings' folder is read, else `corrections/` in each corpus
    where there is one. `progress` is called with the stage, the number of items done and the number in all. Raises
    CorpusError (all that is wrong with the corpora) unless `skip_bad`, ModelError, and RunError
    where `out` is in use by another run or cannot be written. Tasks are computed by `workers`
    (:func:`pipeline.workers.open_workers`), without them in this process; the result is the same.
    """
    _check_apart(corpora, out)
    paths = Paths(out.absolute())  # workers of a cluster do not stand in this folder
    given = corrections or (Path(settings.review.corrections) if settings.review.corrections else None)
    decided = load_corrections([given] if given else corrections_beside(corpora))
    crew = Crew(workers or Here(), Meter(), progress or (lambda *_: None))
    with _only_run(out):
        remove_temporary(paths.work)
        try:
            with uncollected():
                folder = models.absolute()
                job = Job(paths, settings, folder, code_hash(), load_models(folder, settings).hashes)
                info, set_aside = _run(job, corpora, skip_bad, crew, decided)
        finally:
            crew.workers.rest()  # whoever has the folder next has it alone
    return Finished(out, info, set_aside)


def _check_apart(corpora: Sequence[Path], out: Path) -> None:
    """Refuse to write the results where the next run would read them as speeches. Raises RunError."""
    target = out.resolve()
    for corpus in corpora:
        if target == corpus.resolve() or target.is_relative_to(text_folder(corpus).resolve()):
            raise RunError(f"{out}: lies in the corpus {corpus}, whose texts are read → name a folder outside it")


@contextmanager
def _only_run(out: Path) -> Iterator[None]:
    """Hold the folder for this run alone."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RunError(f"{out}: another run is writing here → wait for it, or name another --out") from error
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror or error}) → name another --out") from error
    try:
        yield
    finally:
        lock.release()


def _run(
    job: Job,
    corpora: Sequence[Path],
    skip_bad: bool,
    crew: Crew,
    decided: Corrections,
) -> tuple[dict[str, Any], int]:
    """See :func:`run`; return what stands in run.json, and how many documents were set aside."""
    paths, settings, meter = job.paths, job.settings, crew.meter
    clock: dict[str, float] = {}
    peak: dict[str, float | None] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        clock[name] = round(time.perf_counter() - start, 3)
        peak[name] = peak_mebibytes()

    with stage("read"), meter.time("read"):
        documents, dropped = _read(corpora, skip_bad, meter)
    labels = decided.labels()
    keys = {d.doc_id: document_key(d, settings, job.hashes, labels.get(d.doc_id, ())) for d in documents}
    with stage("documents"):
        told, failures = analyse_documents(job, documents, keys, labels, crew)
        dropped += failures
        documents = [d for d in documents if d.doc_id in told]
    with stage("boilerplate"), meter.time("boilerplate"):
        boilerplate = find_boilerplate(documents, told, settings.thread.boilerplate_places)
    with stage("jurisdictions"):
        pairs = decided.pairs({d.doc_id: d.jurisdiction for d in documents})
        tasks = comparisons(job, documents, keys, boilerplate, pairs)
        places, failures = compare_places(tasks, crew)
    dropped += failures
    lost = {d.item_id for d in failures}
    documents = [d for d in documents if d.doc_id not in lost]
    if not documents:
        raise RunError(f"no speech could be compared: {dropped[-1].reason} → see the log")
    stored: dict[str, list[Path]] = {name: [place.files[name] for place in places] for name in PART_TABLES}
    unknown = unplaced(decided.verdicts, [d.doc_id for d in documents])
    _write_run_part(stored, paths, "dropped", [asdict(d) for d in dropped])
    _write_run_part(stored, paths, "corrections", [correction_row(c) for c in unknown])
    tables = Stored(stored)
    with stage("errors"), meter.time("errors"):
        rates = error_tables(tables, decided.draws)
        for name, rows in rates.items():
            _write_run_part(stored, paths, name, rows)
    if decided.verdicts:
        given, not_used = not_applied(tables.rows("corrections"))
        aside = sum(not_used.values())
        meter.count("corrections", taken=given, passed=given - aside, dropped=aside)
        meter.warnings += [f"corrections: {n} {_NOT_USED[State(state)]}" for state, n in not_used.items()]
    described = _describe(corpora, settings, job.hashes, documents, meter, clock, peak)
    info = about_run(described, job, documents, dropped)
    with stage("pieces"):
        pieces = make_pieces(job, places, documents, info, rates, crew)
    stored[PLACE_LINKS] = list(pieces.shared)
    with stage("report"), meter.time("report"):
        files = write_report(pieces.lines, pieces.plan, Stored(stored), job, info, crew.workers)
    crew.workers.rest()
    peak["report"] = peak_mebibytes()  # workers count when they have ended
    info = _finish(paths, stored, _describe(corpora, settings, job.hashes, documents, meter, clock, peak), files)
    notes = {file for task in tasks for file in (task.note, task.pairs, task.titles, task.looked)}
    kept = {"jurisdictions": notes, "report": {lines.file for lines in pieces.lines}, "places": set(pieces.near)}
    _remove_other_work(paths.work, keys.values(), kept)
    return info, len(dropped)


def _finish(
    paths: Paths, stored: Mapping[str, Sequence[Path]], described: Mapping[str, Any], files: Iterable[str]
) -> dict[str, Any]:
    """Put the results in place with their run.json, and return what stands in it; `files` are the reports."""
    listed = sorted(files)
    info = {**described, "files": listed}
    text = json.dumps(info, ensure_ascii=False, indent=1, sort_keys=False)
    replace_file(paths.new / RUN_JSON, lambda target: target.write_text(text + "\n", encoding="utf-8"))
    _put_in_place(paths, stored, listed)
    return info


def _write_run_part(stored: dict[str, list[Path]], paths: Paths, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the part of a table that belongs to no jurisdiction; it is made anew in every run."""
    write_part(paths.new / "data", name, RUN_PART, rows, RUN_PART)
    stored.setdefault(name, []).append(run_part(paths, name))


def _put_in_place(paths: Paths, stored: Mapping[str, Sequence[Path]], files: Iterable[str]) -> None:
    """Rename the new results into place, and remove what is no result any more; run.json comes last.

    Nothing is written here, so that a full disk cannot stop it half-way. A run that is killed in here is finished by
    the same command: what has been renamed is found in its place.
    """
    stale = set(_listed_files(paths.run_json)) - set(files)
    try:
        for name, parts in sorted(stored.items()):
            _take_over(paths, [file for file in parts if file.is_relative_to(paths.new)])
            wanted = {file.name for file in parts}
            for file in sorted((paths.data / name).glob("*.parquet")):
                if file.name not in wanted:
                    file.unlink()
        _take_over(paths, [paths.new / name for name in sorted(files)])
        for name in sorted(stale):
            (paths.out / name).unlink(missing_ok=True)
        _take_over(paths, [paths.new / RUN_JSON])
        shutil.rmtree(paths.new)
    except OSError as error:
        raise RunError(f"{paths.out}: cannot be written ({error.strerror or error}) → free it, run again") from error


def _take_over(paths: Paths, files: Iterable[Path]) -> None:
    """Rename files below `paths.new` to the same place below `paths.out`."""
    for file in files:
        target = paths.out / file.relative_to(paths.new)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


def _listed_files(run_json: Path) -> list[str]:
    """Return the names of the reports that an earlier run left, as its run.json lists them."""
    try:
        info = json.loads(run_json.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    # the list is no more to be trusted than any other file: nothing outside the folder is ever removed
    names = info.get("files") if isinstance(info, dict) else None
    if not isinstance(names, list):
        return []
    return [name for name in names if isinstance(name, str) and REPORT_FILE.fullmatch(name)]


def _read(corpora: Sequence[Path], skip_bad: bool, meter: Meter) -> tuple[list[Document], list[Dropped]]:
    """Read the corpora; with `skip_bad` the documents that have a problem are set aside, else all is refused.

    A file of which no document was made is set aside by its name; what is wrong with a corpus as a whole, its index
    for example, is refused in any case.
    """
    documents, problems = read_corpora(corpora)
    meter.warnings += unlisted_texts(corpora)
    # a file that stands for a corpus is one of the user's texts
    whole = {str(place) for corpus in corpora if not corpus.is_file() for place in (corpus, corpus / "index.csv")}
    fatal = [p for p in problems if p.doc_id is None and p.place in whole]
    if problems and (fatal or not skip_bad):
        raise CorpusError(problems, "" if fatal else "mend this, or go on without what is named here: --skip-bad")
    # texts of two corpora may have one id, and each leaves a gap in its own place and year
    by_document: dict[tuple[str, str, int | None], list[Problem]] = defaultdict(list)
    told: Counter[str] = Counter()  # files of two folders may have one name, and each is listed
    for problem in problems:
        name = problem.doc_id
        if name is None:
            told[problem.place] += 1
            again = told[problem.place]
            name = problem.place if again == 1 else f"{problem.place} ({again})"
        by_document[name, problem.jurisdiction, problem.year].append(problem)
    dropped = [
        Dropped("read", name, "; ".join(str(p) for p in found), "", jurisdiction, year)
        for (name, jurisdiction, year), found in sorted(
            by_document.items(), key=lambda item: (*item[0][:2], item[0][2] or 0)
        )
    ]
    bad = {name for name, _, _ in by_document}
    good = [d for d in documents if d.doc_id not in bad]
    if not good:
        raise CorpusError(problems or [Problem(", ".join(map(str, corpora)), "", "no speech found", "fill index.csv")])
    meter.count("read", taken=len(good) + len(dropped), passed=len(good), dropped=len(dropped))
    return good, dropped


def remove_temporary(work: Path) -> None:
    """Remove what a killed run was writing when it ended."""
    for file in sorted(work.rglob(f".*{TEMPORARY}")):
        file.unlink(missing_ok=True)


def _remove_other_work(work: Path, keys: Iterable[str], others: Mapping[str, Collection[Path]]) -> None:
    """Remove the kept work of documents, and by folder what is kept of other things, but for what the run still has.

    The results are in place by now, so that nothing that others have put between it (a folder, the notes of a file
    manager) may end the run.
    """
    for name, wanted in others.items():
        for file in sorted((work / name).glob("*.*")):
            if file not in wanted and file.is_file():
                file.unlink()
    kept = {work_file(work, key) for key in keys}
    for folder in sorted(path for path in (work / "documents").glob("*") if path.is_dir()):
        for file in folder.iterdir():
            if file not in kept and file.is_file():
                file.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def _describe(
    corpora: Sequence[Path],
    settings: Settings,
    hashes: Mapping[str, str],
    documents: Sequence[Document],
    meter: Meter,
    clock: Mapping[str, float],
    peak: Mapping[str, float | None],
) -> dict[str, Any]:
    """Return what stands in run.json."""
    return {
        "program": {"name": "pledge-ledger", "version": __version__, "code": code_hash()[:16]},
        "python": platform.python_version(),
        "libraries": library_versions(),
        "corpora": [str(c) for c in corpora],
        "settings": settings.as_dict(),
        "models": dict(sorted(hashes.items())),
        "seed": 0,
        "inputs": {d.doc_id: d.sha256 for d in documents},
        "counts": {name: dict(numbers) for name, numbers in meter.counts.items()},
        "seconds": {name: round(value, 3) for name, value in meter.seconds.items()},
        "clock": dict(clock),
        "peak_mebibytes": dict(peak),
        "warnings": sorted(meter.warnings),
    }
