"""The ordered stages of a run, and the only place where stages meet the disk.

Work is kept per document (`OUT/work/documents`) and per jurisdiction (the parts of `OUT/data`), each
under a fingerprint of all it depends on. The same call therefore goes on where an interrupted one
stopped, redoes only what an added speech or a changed setting touches, and ends in the same bytes.
New parts and reports are made aside (`OUT/work/new`) and put in place by renaming when all of them are there: a run
that fails leaves the earlier result whole.
"""

from __future__ import annotations

import gc
import hashlib
import heapq
import json
import logging
import platform
import re
import resource
import shutil
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline import __version__
from pipeline.classify import Classifier
from pipeline.embed import Encoder, TunedEncoder, load_encoder
from pipeline.errors import CorpusError, LedgerError, ModelError, Problem, RunError
from pipeline.fields import nearest_fields, policy_fields, promise_vectors
from pipeline.languages import LANGUAGES
from pipeline.link import LinkModel, link_units, part_names
from pipeline.link.closures import PARTS, ClosureModel, match_closures
from pipeline.modelfiles import load_model
from pipeline.places import match_places
from pipeline.readers import read_corpora
from pipeline.readers.places import short_names
from pipeline.records import (
    COMMITMENTS,
    Closure,
    Document,
    Dropped,
    Kind,
    Label,
    PlaceLink,
    Response,
    Segmented,
    Sentence,
    Target,
    Thread,
    Unit,
    Verdict,
    span_id,
)
from pipeline.responses import find_responses, problem_text
from pipeline.review.overrides import (
    answered,
    find_pairs,
    not_applied,
    override_closures,
    override_labels,
    override_links,
    unplaced,
)
from pipeline.reviewing import Corrections, corrections_beside, error_tables, load_corrections
from pipeline.rows import (
    NOT_COMPARED,
    PART_TABLES,
    PLACE_COLUMNS,
    THREAD_TABLES,
    Compared,
    closure_records,
    correction_row,
    part_columns,
    place_columns,
    place_inputs,
    scored_columns,
    series_inputs,
    thread_columns,
)
from pipeline.segment import segment
from pipeline.settings import Settings, fingerprint
from pipeline.statuses import make_threads
from pipeline.tables import TABLES, TEMPORARY, Stored, find_part, replace_file, stored_in, write_columns, write_part
from pipeline.targets import find_targets
from pipeline.targets.series import target_series
from pipeline.threads import group_units, shared_wordings, wording_key
from pipeline.workers import Beside, Workers, open_beside, open_workers
from pipeline.workfiles import (
    Analysed,
    KeptLines,
    Scored,
    load_analysed,
    load_note,
    load_scored,
    make_unit,
    save_analysed,
    save_lines,
    save_scored,
    work_file,
)

if TYPE_CHECKING:
    from pipeline.report.payload import Plan

log = logging.getLogger(__name__)

MODELS = Path(__file__).resolve().parent.parent / "models"
EXCERPT = 80
RUN_JSON = "run.json"
RUN_PART = "run"  # the part of a table that belongs to no jurisdiction
REPORT_FILE = re.compile(r"(?:[\w-]+/){0,2}[\w-]+\.\w+")  # what reports are called: no way out of the folder

Progress = Callable[[str, int, int], None]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a run keeps its things."""

    out: Path

    @property
    def data(self) -> Path:
        """Return the folder of the stored tables."""
        return self.out / "data"

    @property
    def work(self) -> Path:
        """Return the folder of the work kept between runs; it may be deleted at any time."""
        return self.out / "work"

    @property
    def new(self) -> Path:
        """Return the folder in which a run makes its results, laid out as `out` itself."""
        return self.work / "new"

    @property
    def run_json(self) -> Path:
        """Return the file that describes the run."""
        return self.out / RUN_JSON


@dataclass(slots=True)
class Meter:
    """Seconds and counts per stage. `seconds` adds up over workers, so it can exceed the time on the clock."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    warnings: list[str] = field(default_factory=list)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the time spent inside to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start

    def count(self, stage: str, **numbers: int) -> None:
        """Add counts to a stage; by custom `taken`, `passed` and `dropped`, where taken = passed + dropped."""
        self.counts[stage].update(numbers)

    def add(self, other: Meter) -> None:
        """Add what another process measured."""
        for stage, value in other.seconds.items():
            self.seconds[stage] += value
        for stage, numbers in other.counts.items():
            self.counts[stage].update(numbers)
        self.warnings += other.warnings


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run left: its folder, `run.json` as a dict, and how many documents were set aside."""

    out: Path
    info: Mapping[str, Any]
    set_aside: int


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a run, loaded once per process."""

    classifier: Classifier
    encoder: Encoder
    fields: Encoder | None
    described: Vectors
    links: LinkModel
    closures: ClosureModel
    hashes: Mapping[str, str]
    second: TunedEncoder | None = None


@lru_cache(maxsize=2)
def load_models(folder: Path, settings: Settings) -> Models:
    """Load every model that the settings name; names are folders under `folder`, or paths.

    Raises ModelError where one is missing or damaged.
    """
    files = {name: load_model(_model_folder(folder, name)) for name in _model_names(settings)}
    encoders = {name: load_encoder(name, folder, settings.embed) for name in _encoder_names(settings)}
    links = LinkModel.from_model(files[settings.link.model])
    closures = ClosureModel.from_model(files[settings.closure.model])
    _check_encoder(encoders[settings.embed.encoder], links, closures, settings)
    named = encoders.get(settings.report.fields)
    return Models(
        classifier=Classifier.from_model(files[settings.classify.model]),
        encoder=encoders[settings.embed.encoder],
        fields=named,
        described=_described(named),
        links=links,
        closures=closures,
        hashes={name: file.sha256 for name, file in files.items()}
        | {name: encoder.fingerprint for name, encoder in encoders.items()},
        second=TunedEncoder(files[settings.link.model], settings.embed.unknown_max) if links.second else None,
    )


def _described(encoder: Encoder | None) -> Vectors:
    """Return the vectors of the descriptions of the policy fields, none where the run assigns no fields."""
    phrases = [phrase for f in policy_fields() for phrase in f.phrases]
    return np.zeros((0, 0), np.float32) if encoder is None else encoder.encode(phrases)


def _check_encoder(encoder: Encoder, links: LinkModel, closures: ClosureModel, settings: Settings) -> None:
    """Refuse an encoder that a scorer was not trained with, unless the settings give all thresholds themselves.

    Likenesses of two encoders are not on one scale, so that the scorers' own thresholds would mean nothing.

    Raises ModelError.
    """
    link, closure = settings.link, settings.closure
    given = {
        "link.same_threshold": link.same_threshold,
        "link.related_threshold": link.related_threshold,
        "thread.cut": settings.thread.cut,
        "closure.closes_threshold": closure.closes_threshold,
        "closure.advances_threshold": closure.advances_threshold,
    }
    problems = []
    for stage, model, trained, keys in (
        ("link", link.model, links.encoder, list(given)[:3]),
        ("closure", closure.model, closures.encoder, list(given)[3:]),
    ):
        missing = [key for key in keys if given[key] is None]
        if trained != encoder.fingerprint and missing:
            problems.append(
                f"{stage}.model = {model}: trained with another encoder than «{encoder.name}», so its thresholds do "
                f"not hold → train it for this one (scripts/train.py with embed.encoder in --settings), or choose "
                f"{', '.join(missing)} yourself"
            )
        elif trained != encoder.fingerprint:
            log.warning("%s.model = %s: trained with another encoder than «%s»", stage, model, encoder.name)
    if problems:
        raise ModelError("\n".join(problems))


def _model_names(settings: Settings) -> tuple[str, ...]:
    return (settings.classify.model, settings.link.model, settings.closure.model)


def _encoder_names(settings: Settings) -> tuple[str, ...]:
    """Return the encoder of the run and, where fields are assigned, that of the fields; often it is the same one."""
    return tuple(name for name in dict.fromkeys((settings.embed.encoder, settings.report.fields)) if name)


def _model_folder(folder: Path, name: str) -> Path:
    """Return the folder of a model: that of its name under `folder` where there is one, else a path.

    In this order, because where a user stands there may be a folder «links» that is no model.
    """
    return Path(name) if Path(name).is_dir() and not (folder / name).is_dir() else folder / name


def run(
    corpora: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    models: Path = MODELS,
    skip_bad: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
    corrections: Path | None = None,
) -> Finished:
    """Run every stage on the corpora and leave tables, workbook and report in `out`.

    `corrections` is a folder of verdicts; without it the settings' folder is read, else `corrections/` in each corpus
    where there is one. `progress` is called with the stage, the number of items done and the number in all. Raises
    CorpusError (all that is wrong with the corpora) unless `skip_bad`, ModelError, and RunError
    where `out` is in use by another run or cannot be written. Tasks are computed by `workers` processes of this
    machine (a small run by this process alone), or by the workers of the dask scheduler at the address `scheduler`;
    the result is the same.
    """
    paths = Paths(out.absolute() if scheduler else out)
    given = corrections or (Path(settings.review.corrections) if settings.review.corrections else None)
    decided = load_corrections([given] if given else corrections_beside(corpora))
    with _only_run(out):
        told = progress or (lambda *_: None)
        remove_temporary(paths.work)
        with _uncollected():
            return _run(corpora, paths, settings, models.absolute(), skip_bad, (workers, scheduler), told, decided)


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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no garbage in cycles: there is hardly any, and the search goes through millions of rows."""
    used = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if used:
            gc.enable()


def _run(
    corpora: Sequence[Path],
    paths: Paths,
    settings: Settings,
    models: Path,
    skip_bad: bool,
    crew: tuple[int, str | None],
    progress: Progress,
    decided: Corrections,
) -> Finished:
    """See :func:`run`; `crew` is the number of local processes and the address of a scheduler."""
    meter = Meter()
    clock: dict[str, float] = {}
    peak: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        clock[name] = round(time.perf_counter() - start, 3)
        peak[name] = round(_peak_mebibytes(), 1)

    with stage("read"), meter.time("read"):
        documents, dropped = _read(corpora, skip_bad, meter)
    loaded = load_models(models, settings)
    job = Job(paths, settings, models, code_hash())
    labels = decided.labels()
    keys = {d.doc_id: document_key(d, settings, loaded.hashes, labels.get(d.doc_id, ())) for d in documents}
    size = sum(len(d.text) for d in documents)
    # the workers leave before the files are written: each holds as much memory as the largest place took
    with open_workers(*crew, size) as workers:
        with stage("documents"):
            told, failures = _documents(job, documents, keys, labels, workers, meter, progress)
            dropped += failures
            documents = [d for d in documents if d.doc_id in told]
        with stage("boilerplate"), meter.time("boilerplate"):
            boilerplate = _boilerplate(documents, told, settings.thread.boilerplate_places)
        with stage("jurisdictions"):
            pairs = decided.pairs({d.doc_id: d.jurisdiction for d in documents})
            tasks = _jurisdiction_tasks(job, documents, keys, boilerplate, loaded.hashes, pairs)
            places, failures = _jurisdictions(tasks, workers, meter, progress)
        dropped += failures
        lost = {d.item_id for d in failures}
        documents = [d for d in documents if d.doc_id not in lost]
        if not documents:
            raise RunError(f"no speech could be compared: {dropped[0].reason} → see the log")
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
            meter.warnings += [f"corrections: {n} {state}, not applied" for state, n in not_used.items()]
        info = _about(_describe(corpora, settings, loaded.hashes, documents, meter, clock, peak), job, documents)
        with stage("pieces"):
            pieces, plan = _pieces(job, places, stored, documents, info, rates, workers, meter, progress)
        stored["place_links"] = [_run_part(paths, "place_links")]
    peak["jurisdictions"] = round(_peak_mebibytes(), 1)  # workers count when they have ended
    with stage("report"), open_beside(crew[0], size) as beside, meter.time("report"):
        files = _write_report(pieces, plan, Stored(stored), job, info, beside)
    info = _finish(paths, stored, _describe(corpora, settings, loaded.hashes, documents, meter, clock, peak), files)
    notes = [name for t in tasks for name in (f"{t[1]}.{t[5]}.json", f"{t[1]}.{t[7]}.pairs")]
    _remove_other_work(paths.work, keys.values(), notes, {piece.file for piece in pieces})
    return Finished(paths.out, info, len(dropped))


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
    stored.setdefault(name, []).append(_run_part(paths, name))


def _run_part(paths: Paths, name: str) -> Path:
    return paths.new / "data" / name / f"{RUN_PART}.parquet"


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
        names = json.loads(run_json.read_text(encoding="utf-8")).get("files", [])
    except (OSError, ValueError):
        return []
    # the list is no more to be trusted than any other file: nothing outside the folder is ever removed
    return [name for name in names if isinstance(name, str) and REPORT_FILE.fullmatch(name)]


def _read(corpora: Sequence[Path], skip_bad: bool, meter: Meter) -> tuple[list[Document], list[Dropped]]:
    """Read the corpora; with `skip_bad` the documents that have a problem are set aside, else all is refused.

    A file of which no document was made is set aside by its name; what is wrong with a corpus as a whole, its index
    for example, is refused in any case.
    """
    documents, problems = read_corpora(corpora)
    whole = {str(place) for corpus in corpora for place in (corpus, corpus / "index.csv")}
    fatal = [p for p in problems if p.doc_id is None and p.place in whole]
    if problems and (fatal or not skip_bad):
        raise CorpusError(problems)
    by_document: dict[str, list[Problem]] = defaultdict(list)
    told: Counter[str] = Counter()  # files of two folders may have one name, and each is listed
    for problem in problems:
        name = problem.doc_id
        if name is None:
            told[problem.place] += 1
            again = told[problem.place]
            name = problem.place if again == 1 else f"{problem.place} ({again})"
        by_document[name].append(problem)
    dropped = [
        Dropped("read", doc_id, "; ".join(str(p) for p in found), "") for doc_id, found in sorted(by_document.items())
    ]
    good = [d for d in documents if d.doc_id not in by_document]
    if not good:
        raise CorpusError(problems or [Problem(", ".join(map(str, corpora)), "", "no speech found", "fill index.csv")])
    meter.count("read", taken=len(good) + len(dropped), passed=len(good), dropped=len(dropped))
    return good, dropped


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a run needs to know; small enough to be sent to a worker with each task.

    `code` is the hash of the program that started the run: a worker with another program refuses the task.
    """

    paths: Paths
    settings: Settings
    models: Path
    code: str

    def load(self) -> Models:
        """Return the models. Raises RunError in a process that runs another version of the program."""
        if self.code != code_hash():
            raise RunError("a worker runs another version of the program → install the same one on all machines")
        return load_models(self.models, self.settings)


def _failed(stage: str, documents: Sequence[Document], error: Exception) -> list[Dropped]:
    """Set documents aside because of an error that is nobody's to mend, with the number of its traceback in the log."""
    trace = hashlib.sha256(traceback.format_exc().encode()).hexdigest()[:8]
    names = ", ".join(d.doc_id for d in documents)
    log.error("%s: %s failed, traceback %s", stage, names, trace, exc_info=error)
    reason = f"{type(error).__name__}: {error} (traceback {trace} in the log)"
    return [Dropped(stage, d.doc_id, reason, d.text[:EXCERPT]) for d in documents]


# ---- one document -------------------------------------------------------------------------------


def document_key(
    document: Document, settings: Settings, hashes: Mapping[str, str], verdicts: Sequence[Verdict] = ()
) -> str:
    """Return the fingerprint of all that the work on one document depends on, people's verdicts included."""
    about = {name: value for name, value in asdict(document).items() if name != "text"}
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    model = hashes[settings.classify.model]
    said = [asdict(v) for v in verdicts]
    return fingerprint(__version__, code_hash(), about, text, settings.segment, settings.classify, model, said)


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Return a hash of this package's own source and of the libraries: another program never reuses stale work."""
    digest = hashlib.sha256(repr((platform.python_version_tuple()[:2], sorted(library_versions().items()))).encode())
    folder = Path(__file__).parent
    for file in sorted(file for kind in ("*.py", "*.toml") for file in folder.rglob(kind)):
        if file.relative_to(folder).parts[0] != "report":  # reports are drawn anew in every run
            digest.update(file.read_bytes())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that can change a result."""
    return {name: metadata.version(name) for name in LIBRARIES}


def _documents(
    job: Job,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    labels: Mapping[str, Sequence[Verdict]],
    workers: Workers,
    meter: Meter,
    progress: Progress,
) -> tuple[dict[str, Mapping[str, Any]], list[Dropped]]:
    """Do the stages that look at one document alone, for the documents of which nothing is kept.

    Returns the note on each document (see :func:`_note`) by id, and the documents that were set aside.
    """
    notes: dict[str, Mapping[str, Any]] = {}
    tasks: list[tuple[Any, ...]] = []
    for d in documents:
        note = load_note(work_file(job.paths.work, keys[d.doc_id]))
        if note is None:
            tasks.append((job, d, keys[d.doc_id], labels.get(d.doc_id, ())))
        else:
            notes[d.doc_id] = note
    # the longest first, so that workers end together
    tasks.sort(key=lambda t: (-len(t[1].text), t[1].doc_id))
    dropped: list[Dropped] = []
    progress("documents", len(notes), len(documents))
    for done, (measured, lost) in enumerate(workers.map(_document_task, tasks), start=len(notes) + 1):
        meter.add(measured)
        dropped += lost
        progress("documents", done, len(documents))
    gone = {d.item_id for d in dropped}
    for _, d, key, _ in tasks:
        if d.doc_id not in gone:
            note = load_note(work_file(job.paths.work, key))
            if note is None:
                raise RunError(f"{work_file(job.paths.work, key)}: gone while the run was going on → run it again")
            notes[d.doc_id] = note
    for d in documents:
        for stage, numbers in notes.get(d.doc_id, {"counts": {}})["counts"].items():
            meter.counts[stage].update(numbers)
    return notes, sorted(dropped, key=lambda d: d.item_id)


def _document_task(
    job: Job, document: Document, key: str, verdicts: Sequence[Verdict] = ()
) -> tuple[Meter, list[Dropped]]:
    """Do the stages that look at one document alone and keep the result; a failure sets it aside."""
    meter = Meter()
    try:
        with threadpool_limits(1), _uncollected():
            analysed = analyse_document(document, job.settings, job.load(), meter, verdicts)
            note = _note(analysed)
    except LedgerError:
        raise
    except Exception as error:
        meter.count("segment", taken=1, dropped=1)
        return meter, _failed("documents", [document], error)
    save_analysed(work_file(job.paths.work, key), analysed, note)
    return meter, []


def _note(analysed: Analysed) -> dict[str, Any]:
    """Return what a run needs to know of a document without reading all of it.

    `counts` is what the stages took and passed on; `wordings` are the commitments that could be boilerplate: start,
    end, and a hash of the wording.
    """
    sentences, compared = analysed.segmented.sentences, analysed.document.kind not in NOT_COMPARED
    used = len({u.sentence_id for u in analysed.units})
    counts = {
        "segment": {"taken": 1, "passed": 1, "dropped": 0},
        "characters": {
            "taken": len(analysed.document.text),
            "passed": sum(s.end - s.start for s in sentences),
            "dropped": sum(c.end - c.start for c in analysed.segmented.cuts),
        },
        "classify": {"taken": len(sentences), "passed": len(analysed.judgements), "dropped": 0},
        "units": {
            "taken": len(sentences),
            "passed": used,
            "dropped": len(sentences) - used,
            "made": len(analysed.units),
        },
        "targets": {"made": len(analysed.targets)},
    }
    promised = [u for u in analysed.units if u.label in COMMITMENTS] if compared else []
    keyed = [(u.start, u.end, wording_key(u)) for u in promised]
    wordings = [
        (start, end, hashlib.blake2b(key.encode(), digest_size=8).hexdigest()) for start, end, key in keyed if key
    ]
    return {"counts": counts, "wordings": wordings}


def analyse_document(
    document: Document, settings: Settings, models: Models, meter: Meter, verdicts: Sequence[Verdict] = ()
) -> Analysed:
    """Segment and label one document, cut its commitments and reports into units, find their figures.

    Labels that people gave (`verdicts` on sentences of this document) stand above the classifier's.
    """
    with meter.time("segment"):
        segmented = segment(document, settings.segment)
    with meter.time("classify"):
        (judgements,) = models.classifier.judge([segmented])
        judgements, corrections = override_labels(segmented, judgements, verdicts)
    with meter.time("units"):
        units, dropped = _units(segmented, judgements)
    with meter.time("targets"):
        sentences = {s.sentence_id: s for s in segmented.sentences}
        targets = tuple(
            t for u in units for t in find_targets(u, sentences[u.sentence_id].text, sentences[u.sentence_id].start)
        )
    return Analysed(segmented, judgements, units, targets, dropped, corrections)


# What a numbered «heading» says that ends in a stop and holds a clause mark or an amount («3.为农户发放补贴8万元；»).
_STATEMENT = re.compile(r"(?:\S[，,；;：:]\S|\d[^\d年月日）)、.．]).*[。！？!?；;]$", re.DOTALL)


def _units(segmented: Segmented, judgements: Sequence[Any]) -> tuple[tuple[Unit, ...], tuple[Dropped, ...]]:
    """Cut the sentences that promise or report into units; a sentence without any is dropped with a reason."""
    language = LANGUAGES[segmented.document.language]
    cut = cache(language.unit_spans)  # some texts hold a passage twenty times
    units: list[Unit] = []
    dropped: list[Dropped] = []
    for sentence, judgement in zip(segmented.sentences, judgements, strict=True):
        if judgement.label not in COMMITMENTS and judgement.label is not Label.PROGRESS:
            continue
        is_topic = sentence.kind is Kind.HEADING and not _STATEMENT.search(sentence.text)
        if is_topic and not language.has_action(sentence.text):
            reason = "a heading that names a topic, no action"
            dropped.append(Dropped("units", sentence.sentence_id, reason, sentence.text[:EXCERPT]))
            continue
        spans = cut(sentence.text)
        if not spans:
            dropped.append(Dropped("units", sentence.sentence_id, "no unit in the sentence", sentence.text[:EXCERPT]))
        units += [
            make_unit(
                segmented.document, sentence, sentence.start + a, sentence.start + b, judgement.label, judgement.level
            )
            for a, b in spans
        ]
    return tuple(units), tuple(dropped)


# ---- one jurisdiction ---------------------------------------------------------------------------


def _boilerplate(documents: Sequence[Document], notes: Mapping[str, Mapping[str, Any]], places: int) -> frozenset[str]:
    """Return the ids of units whose wording many places share."""
    numbers = {place: k for k, place in enumerate(sorted({d.jurisdiction for d in documents}))}
    found = [(d, notes[d.doc_id]["wordings"]) for d in documents]
    wording = np.array([int(key, 16) for _, own in found for _, _, key in own], np.uint64)
    owner = np.array([numbers[d.jurisdiction] for d, own in found for _ in own], np.int32)
    shared = shared_wordings(wording, owner, places)
    flags = iter(np.isin(wording, shared).tolist())
    return frozenset(span_id(d.doc_id, start, end) for d, own in found for start, end, _ in own if next(flags))


def _kept(paths: Paths, document: Document, keys: Mapping[str, str]) -> Analysed:
    """Return the work that this run kept for a document. Raises RunError where it has gone."""
    file = work_file(paths.work, keys[document.doc_id])
    analysed = load_analysed(file, document)
    if analysed is None:
        raise RunError(f"{file}: gone while the run was going on → run the same command again")
    return analysed


def part_name(jurisdiction: str) -> str:
    """Return the file name of a jurisdiction's parts: stable, and safe on every file system."""
    return hashlib.sha256(jurisdiction.encode("utf-8")).hexdigest()[:16]


def _jurisdiction_tasks(
    job: Job,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    boilerplate: frozenset[str],
    hashes: Mapping[str, str],
    verdicts: Mapping[str, Sequence[Verdict]],
) -> list[tuple[Any, ...]]:
    """Return the arguments of one task per jurisdiction, the largest first so that workers end together."""
    places: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        places[document.jurisdiction].append(document)
    s = job.settings
    common = fingerprint(
        *(s.embed, s.link, s.thread, s.closure, s.response, s.report.fields),
        *(hashes[name] for name in (*_model_names(s), *_encoder_names(s))),
    )
    tasks: list[tuple[Any, ...]] = []
    for jurisdiction, members in places.items():
        own_keys = {d.doc_id: keys[d.doc_id] for d in members}
        own_boilerplate = sorted(i for i in boilerplate if i.rpartition("@")[0] in own_keys)
        said = tuple(verdicts.get(jurisdiction, ()))
        pair_key = fingerprint(common, own_keys, [asdict(v) for v in said])
        key = fingerprint(pair_key, own_boilerplate)
        given = (job, part_name(jurisdiction), members, own_keys, frozenset(own_boilerplate), key, said, pair_key)
        tasks.append(given)
    return sorted(tasks, key=lambda t: (-sum(len(d.text) for d in t[2]), t[1]))


@dataclass(frozen=True, slots=True)
class _Place:
    """A jurisdiction that has been compared: its name, that of its parts, their files by table, what they stand for.

    `size` is the length of its texts, `threads` the number of its promises.
    """

    name: str
    part: str
    files: Mapping[str, Path]
    key: str
    size: int
    threads: int


def _jurisdictions(
    tasks: Sequence[tuple[Any, ...]], workers: Workers, meter: Meter, progress: Progress
) -> tuple[list[_Place], list[Dropped]]:
    """Compare the speeches of each jurisdiction of which no parts are kept.

    Returns the jurisdictions with their parts, and the documents of those that could not be compared.
    """
    kept = [task for task in tasks if _parts(task) is not None]
    names = {task[1] for task in kept}
    todo = [task for task in tasks if task[1] not in names]
    dropped: list[Dropped] = []
    progress("jurisdictions", len(kept), len(tasks))
    for done, (measured, lost) in enumerate(workers.map(_jurisdiction_task, todo), start=len(kept) + 1):
        meter.add(measured)
        dropped += lost
        progress("jurisdictions", done, len(tasks))
    gone = {d.item_id for d in dropped}
    places: list[_Place] = []
    for task in sorted(tasks, key=lambda t: str(t[1])):
        if task[2][0].doc_id in gone:
            continue
        found = _parts(task)
        if found is None:
            raise RunError(f"{task[0].paths.work}: parts have gone while the run was going on → run the same again")
        files, note = found
        for stage, numbers in note["counts"].items():
            meter.counts[stage].update(numbers)
        meter.warnings += note["warnings"]
        name, size = task[2][0].jurisdiction, sum(len(d.text) for d in task[2])
        places.append(_Place(name, task[1], files, task[5], size, note["counts"]["thread"]["made"]))
    return places, sorted(dropped, key=lambda d: d.item_id)


def _parts(task: tuple[Any, ...]) -> tuple[dict[str, Path], Mapping[str, Any]] | None:
    """Return the files of a jurisdiction's parts, in place or newly made, and the note on them; None if one lacks."""
    paths, part, key, pair_key = task[0].paths, task[1], task[5], task[7]
    try:
        note = json.loads((paths.work / "jurisdictions" / f"{part}.{key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    files: dict[str, Path] = {}
    for name in PART_TABLES:
        file = find_part((paths.new / "data", paths.data), name, part, key if name in THREAD_TABLES else pair_key)
        if file is None:
            return None
        files[name] = file
    return files, note


def _kept_pairs(paths: Paths, part: str, pair_key: str) -> tuple[Scored, tuple[Closure, ...], Mapping[str, Any]] | None:
    """Return the scored pairs, the closures and the counts of a jurisdiction of which only the boilerplate changed."""
    found = load_scored(paths.work / "jurisdictions" / f"{part}.{pair_key}.pairs")
    folders = (paths.new / "data", paths.data)
    files = {name: find_part(folders, name, part, pair_key) for name in PART_TABLES if name not in THREAD_TABLES}
    closures = files["closures"]
    if found is None or closures is None or None in files.values():
        return None
    columns = ("commitment_unit", "report_unit", "relation", "score", "decided_by")
    return found[0], closure_records(Stored({"closures": [closures]}).rows("closures", columns)), found[1]


def _jurisdiction_task(
    job: Job,
    part: str,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    boilerplate: frozenset[str],
    key: str,
    verdicts: Sequence[Verdict],
    pair_key: str,
) -> tuple[Meter, list[Dropped]]:
    """Compare the speeches of one jurisdiction and write its parts; a failure sets its speeches aside.

    `key` stands for all that the parts depend on, `pair_key` for all but the boilerplate.
    """
    meter = Meter()
    known = None if verdicts else _kept_pairs(job.paths, part, pair_key)
    data = job.paths.new / "data"
    analysed = [_kept(job.paths, d, keys) for d in documents]
    try:
        with threadpool_limits(1), _uncollected():
            if known is None:
                compared = compare(analysed, boilerplate, job.load(), job.settings, meter, verdicts)
            else:
                compared = thread_again(analysed, boilerplate, job.load(), job.settings, meter, *known)
        with meter.time("write"):
            made, others = {}, thread_columns(analysed, compared)
            if known is None:
                parts_of = {"links": part_names(job.load().second is not None), "closures": PARTS}
                made = scored_columns(compared, parts_of)
                others |= part_columns(analysed, compared)
            made |= {name: (columns, ()) for name, columns in others.items()}
    except LedgerError:
        raise
    except Exception as error:
        return Meter(), _failed("compare", documents, error)
    with meter.time("write"):
        for name, (columns, parts) in made.items():
            write_columns(data, name, part, columns, key if name in THREAD_TABLES else pair_key, parts)
    if compared.scored is not None and not verdicts:
        note = {"counts": meter.counts, "warnings": meter.warnings, "fields": _kept_fields(compared)}
        save_scored(job.paths.work / "jurisdictions" / f"{part}.{pair_key}.pairs", compared.scored, note)
    counts, meter.counts = meter.counts, Meter().counts  # counted from the note, like those of kept parts
    warnings, meter.warnings = meter.warnings, []
    text = json.dumps({"counts": counts, "warnings": warnings}, ensure_ascii=False)
    file = job.paths.work / "jurisdictions" / f"{part}.{key}.json"
    replace_file(file, lambda target: target.write_text(text, encoding="utf-8"))
    return meter, []


def compare(
    analysed: Sequence[Analysed],
    boilerplate: frozenset[str],
    models: Models,
    settings: Settings,
    meter: Meter,
    verdicts: Sequence[Verdict] = (),
) -> Compared:
    """Link, thread, close and answer over all speeches of one jurisdiction.

    What people decided about its pairs (`verdicts`) stands above the models' links and closures, and threads obey it.
    """
    m = _material(analysed)
    speeches, commitments, reports, targets = m.speeches, m.commitments, m.reports, m.targets
    with meter.time("embed"):
        own = models.encoder.encode([u.text for u in commitments])
        reported = models.encoder.encode([u.text for u in reports])
    with meter.time("link"):
        second = models.second.encode if models.second else None
        sizes = {a.document.doc_id: len(a.segmented.sentences) for a in speeches}
        linked = link_units(commitments, own, targets, models.links, settings.link, second, sizes)
        texts = {a.document.doc_id: a.document.text for a in speeches}
        decided = find_pairs(verdicts, commitments, reports, texts)
        links = override_links(linked.links, decided.links)
    with meter.time("thread"):
        grouped = group_units(
            *(commitments, linked, boilerplate, models.links, settings.thread), tied=decided.tied, apart=decided.apart
        )
    with meter.time("close"):
        matched = match_closures(commitments, reports, own, reported, targets, models.closures, settings.closure, sizes)
        closures = override_closures(matched.closures, decided.closures)
    with meter.time("status"):
        threads = make_threads(
            grouped.groups, grouped.weakest, m.by_id, closures, targets, m.years, boilerplate=boilerplate
        )
    with meter.time("answer"):
        responses = _responses(speeches, commitments, own, models.encoder, settings)
    meter.count("link", taken=len(commitments), passed=sum(t.n_units for t in threads), dropped=0)
    meter.counts["link"]["candidates"] += linked.n_candidates
    meter.counts["link"]["made"] += len(links)
    meter.counts["thread"]["made"] += len(threads)
    meter.counts["close"]["candidates"] += matched.n_candidates
    meter.counts["close"]["made"] += len(closures)
    meter.counts["answer"]["made"] += len(responses)
    meter.warnings += [f"{analysed[0].document.jurisdiction}: {w}" for w in (*linked.warnings, *mixed(analysed))]
    corrections = answered(decided.corrections, linked.links, matched.closures)
    with meter.time("series"):
        series = target_series(*series_inputs(speeches))
    with meter.time("fields"):
        read = {unit.text: vector for unit, vector in zip(commitments, own, strict=True)}
        known = read if models.fields is models.encoder else {}
        fields = _fields(speeches, threads, models.fields, models.described, read=known) if models.fields else ()
    scored = Scored(linked.wording, linked.pairs, linked.same)
    return Compared(links, threads, closures, responses, boilerplate, corrections, series, fields, scored)


def mixed(analysed: Sequence[Analysed]) -> list[str]:
    """Return warnings where the texts of one jurisdiction may be those of two governments of one name."""
    told = []
    for what in ("level", "language"):
        found = sorted({str(getattr(a.document, what)) for a in analysed})
        if len(found) > 1:
            told.append(
                f"its texts have more than one {what} ({', '.join(found)}) and are compared as those of one government "
                "→ if they are of two, give each a name of its own in index.csv"
            )
    return told


@dataclass(frozen=True, slots=True)
class _Material:
    """What is compared of one jurisdiction: units in order, figures by unit, the years with a text."""

    speeches: Sequence[Analysed]
    by_id: Mapping[str, Unit]
    commitments: Sequence[Unit]
    reports: Sequence[Unit]
    targets: Mapping[str, Sequence[Target]]
    years: tuple[int, ...]


def _material(analysed: Sequence[Analysed]) -> _Material:
    """Collect what is compared."""
    speeches = [a for a in analysed if a.document.kind not in NOT_COMPARED]
    units = sorted((u for a in speeches for u in a.units), key=lambda u: u.order)
    targets: dict[str, list[Target]] = defaultdict(list)
    for a in speeches:
        for target in a.targets:
            targets[target.unit_id].append(target)
    return _Material(
        speeches=speeches,
        by_id={u.unit_id: u for u in units},
        commitments=[u for u in units if u.label in COMMITMENTS],
        reports=[u for u in units if u.label is Label.PROGRESS],
        targets=targets,
        years=tuple(sorted({a.document.year for a in speeches})),
    )


def thread_again(
    analysed: Sequence[Analysed],
    boilerplate: frozenset[str],
    models: Models,
    settings: Settings,
    meter: Meter,
    scored: Scored,
    closures: tuple[Closure, ...],
    note: Mapping[str, Any],
) -> Compared:
    """Make the threads of a jurisdiction whose pairs are kept: speeches of other places changed the boilerplate.

    All tables but those of THREAD_TABLES are as they were and stay empty here. `note` holds the counts and warnings of
    the comparison that made the pairs, and the policy fields of its threads, most of which are threads again.
    """
    m = _material(analysed)
    with meter.time("thread"):
        grouped = group_units(m.commitments, scored, boilerplate, models.links, settings.thread)
    with meter.time("status"):
        threads = make_threads(
            grouped.groups, grouped.weakest, m.by_id, closures, m.targets, m.years, boilerplate=boilerplate
        )
    with meter.time("fields"):
        fields = _fields(m.speeches, threads, models.fields, models.described, note["fields"]) if models.fields else ()
    for stage, numbers in note["counts"].items():
        meter.counts[stage].update(numbers)
    meter.warnings += note["warnings"]
    meter.counts["thread"]["made"] = len(threads)
    return Compared((), threads, closures, (), boilerplate, fields=fields)


def _responses(
    speeches: Sequence[Analysed], commitments: Sequence[Unit], vectors: Vectors, encoder: Encoder, settings: Settings
) -> tuple[Response, ...]:
    """Match the problems that the speeches name with the commitments that answer them."""
    problems: list[Sentence] = []
    years: dict[str, int] = {}
    for a in speeches:
        years[a.document.doc_id] = a.document.year
        problems += [
            s
            for s, j in zip(a.segmented.sentences, a.judgements, strict=True)
            if j.label is Label.PROBLEM and s.kind.value == "sentence"
        ]
    named = encoder.encode([problem_text(s.text) for s in problems])
    return find_responses(problems, years, commitments, named, vectors, settings.response)


# ---- all jurisdictions --------------------------------------------------------------------------


def _places_task(job: Job, stored: Mapping[str, Sequence[Path]], promises: int, file: Path) -> Meter:
    """Find the promises that two places share, write the part of the table that holds them, and the report's piece.

    Where there are more `promises` than the settings allow none is looked for, with a warning.
    """
    from pipeline.report.pieces import table_lines
    from pipeline.report.tables.places import shared_promises

    meter = Meter()
    with meter.time("places"), threadpool_limits(1), _uncollected():
        tables = Stored(stored)
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in PLACE_COLUMNS}
        if promises <= job.settings.place.most_promises:
            rows = {name: tables.rows(name, columns) for name, columns in PLACE_COLUMNS.items()}
        else:
            meter.warnings.append(
                f"places were not compared with each other: {promises:,} promises are more than "
                f"place.most_promises = {job.settings.place.most_promises:,} → set it higher where there is memory, or "
                "make a run of the places that matter"
            )
        threads, units = place_inputs(rows)
        names = {place: (place, *short_names(place)) for place in sorted({t.jurisdiction for t in threads})}
        links: tuple[PlaceLink, ...] = ()
        if len(names) > 1:
            vectors = job.load().encoder.encode([t.title for t in threads])
            links = match_places(threads, units, vectors, names, job.settings.place)
        write_columns(job.paths.new / "data", "place_links", RUN_PART, place_columns(links), RUN_PART)
        first = {thread.thread_id: thread.first_year for thread in threads}
        years = {thread.jurisdiction: thread.years_available for thread in threads}
        shared = shared_promises(map(asdict, links), first, lambda unit_id: units[unit_id].text, years)
        save_lines(file, table_lines(shared))
        meter.counts["places"]["made"] = len(links)
    return meter


# ---- the report ---------------------------------------------------------------------------------


def _about(info: Mapping[str, Any], job: Job, documents: Sequence[Document]) -> dict[str, Any]:
    """Return what stands in run.json with what the tables for reading need beside it."""
    settings = job.settings
    files = {name: load_model(_model_folder(job.models, name)) for name in _model_names(settings)}
    about = {f.key: {"code": f.code, "en": f.en, "zh": f.zh} for f in policy_fields()}
    years = sorted({d.year for d in documents if d.kind not in NOT_COMPARED})
    return {
        **info,
        "cards": {name: dict(file.card) for name, file in files.items()},
        "borders": _borders(settings, files[settings.link.model].meta, files[settings.closure.model].meta),
        "fields": about if settings.report.fields else {},
        "span": years[:1] + years[-1:],
    }


def _pieces(
    job: Job,
    places: Sequence[_Place],
    stored: Mapping[str, Sequence[Path]],
    documents: Sequence[Document],
    info: Mapping[str, Any],
    rates: Mapping[str, Sequence[Mapping[str, Any]]],
    workers: Workers,
    meter: Meter,
    progress: Progress,
) -> tuple[list[KeptLines], Plan]:
    """Make what the report holds of the run, of what places share, and of each place of which it is not kept.

    Returns the pieces in this order, places in order of their names, and how much of a place a page holds.
    """
    from pipeline.report.payload import Plan  # imports charts and workbook libraries, only needed here

    folder = job.paths.work / "report"
    compared = {d.jurisdiction for d in documents if d.kind not in NOT_COMPARED}
    plan = Plan.of({p.name: p.threads for p in places if p.name in compared}, sum(p.size for p in places))
    # of run.json what the pieces depend on: not how long stages took
    told = {name: info[name] for name in ("program", "settings", "cards", "borders", "fields", "span")}
    common = fingerprint(report_hash(), job.settings.report, told, asdict(plan), rates)
    shared, own = folder / "places.parquet", folder / "run.parquet"
    files = {place.part: folder / f"{place.part}.{fingerprint(common, place.key)}.parquet" for place in places}
    todo = [place for place in places if not KeptLines(files[place.part]).whole()]
    todo.sort(key=lambda place: (-place.size, place.part))
    tasks: list[tuple[Callable[..., Meter], tuple[Any, ...]]] = [
        (_places_task, (job, dict(stored), sum(place.threads for place in places), shared))
    ]
    of_run = Stored({name: [_run_part(job.paths, name)] for name in ("dropped", "corrections", *rates)})
    for place in todo:
        tables = Stored({name: [file] for name, file in place.files.items()})
        tasks.append((_piece_task, (job, tables, files[place.part], told, plan, rates)))
    tasks.append((_piece_task, (job, of_run, own, told, plan, rates)))
    progress("report", 0, len(tasks))
    for done, measured in enumerate(workers.map(_call, tasks), start=1):
        meter.add(measured)
        progress("report", done, len(tasks))
    ordered = [own, shared, *(files[place.part] for place in sorted(places, key=lambda place: place.name))]
    return [KeptLines(file) for file in ordered], plan


def _call(task: Callable[..., Meter], given: tuple[Any, ...]) -> Meter:
    """Do a task: those of the report are of two kinds."""
    return task(*given)


def _piece_task(
    job: Job,
    tables: Stored,
    file: Path,
    info: Mapping[str, Any],
    plan: Plan,
    rates: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Meter:
    """Make what the report holds of one place, or of the run's own rows, from the parts of the stored tables."""
    from pipeline.report.data import Data
    from pipeline.report.pieces import make_piece

    meter = Meter()
    with meter.time("pieces"), _uncollected():
        rows = _report_rows(tables, info["borders"]["same"], bool(job.settings.report.fields))
        save_lines(file, make_piece(Data.build(rows, job.settings.report, info), plan, rates).tables)
    return meter


def _write_report(
    pieces: Sequence[KeptLines], plan: Plan, tables: Stored, job: Job, info: Mapping[str, Any], beside: Beside
) -> list[str]:
    """Make the files for reading, and put each in the new results whole; return their names."""
    from pipeline.report import make_outputs

    names: list[str] = []
    for name, chunks in make_outputs(pieces, tables, job.settings.report, info, plan, beside):
        replace_file(job.paths.new / name, partial(_write_chunks, chunks=chunks))
        names.append(name)
    return names


def _write_chunks(target: Path, chunks: Iterable[bytes]) -> None:
    with target.open("wb") as file:
        file.writelines(chunks)


@lru_cache(maxsize=1)
def report_hash() -> str:
    """Return a hash of the program with the source of the report: another one never reuses what was made of a place."""
    digest = hashlib.sha256(code_hash().encode())
    for file in sorted((Path(__file__).parent / "report").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


# ---- the run as a whole -------------------------------------------------------------------------


def remove_temporary(work: Path) -> None:
    """Remove what a killed run was writing when it ended."""
    for file in sorted(work.rglob(f".*{TEMPORARY}")):
        file.unlink(missing_ok=True)


def _remove_other_work(work: Path, keys: Iterable[str], parts: Iterable[str], pieces: Collection[Path]) -> None:
    """Remove the kept work of documents and jurisdictions that the run no longer has in this form."""
    notes = set(parts)
    for file in sorted((work / "report").glob("*.*")):
        if file not in pieces:
            file.unlink()
    for file in sorted((work / "jurisdictions").glob("*.*")):
        if file.name not in notes:
            file.unlink()
    wanted = {work_file(work, key) for key in keys}
    for folder in sorted((work / "documents").glob("*")):
        for file in folder.iterdir():
            if file not in wanted:
                file.unlink()
        if not any(folder.iterdir()):
            shutil.rmtree(folder)


def _peak_mebibytes() -> float:
    """Return the largest memory that this process or one of its finished workers has held, in MiB."""
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


LIBRARIES = ("jieba", "numpy", "pyarrow", "scikit-learn", "scipy", "sentence-transformers", "spacy", "torch")


def _describe(
    corpora: Sequence[Path],
    settings: Settings,
    hashes: Mapping[str, str],
    documents: Sequence[Document],
    meter: Meter,
    clock: Mapping[str, float],
    peak: Mapping[str, float],
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


class _Rows(Mapping[str, Sequence[Mapping[str, Any]]]):
    """Rows by table; those of a table are read when they are first asked for."""

    def __init__(self, readers: Mapping[str, Callable[[], Sequence[Mapping[str, Any]]]]) -> None:
        self._readers = {name: lru_cache(maxsize=1)(reader) for name, reader in readers.items()}

    def __getitem__(self, name: str) -> Sequence[Mapping[str, Any]]:
        return self._readers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)


def _borders(settings: Settings, links: Mapping[str, Any], closures: Mapping[str, Any]) -> dict[str, float]:
    """Return the probability from which pairs are `same`, `closes` or `advances`: the settings', else the models'."""
    same = settings.link.same_threshold
    if same is not None and not 0 < same <= 1:  # link_units does not use it either
        same = None
    closes, advances = settings.closure.closes_threshold, settings.closure.advances_threshold
    return {
        "same": float(links["same_threshold"]) if same is None else same,
        "closes": float(closures["closes_threshold"]) if closes is None else closes,
        "advances": float(closures["any_threshold"]) if advances is None else advances,
    }


def _report_rows(tables: Stored, same: float, with_fields: bool) -> _Rows:
    """Return the rows of the stored tables that the report reads, as few as it needs.

    `same` is the border of what is the same promise; `with_fields` tells whether the run assigns policy fields.
    """
    from pipeline.report.needs import COLUMNS, needed_links

    def links() -> list[dict[str, Any]]:
        units = tables.parts("units", ("unit_id", "thread_id", "year"))
        return [
            row
            for part, said in zip(tables.parts("links", COLUMNS["links"]), units, strict=True)
            for row in needed_links(part, said, [same])
        ]

    def threads() -> list[dict[str, Any]]:
        rows = tables.rows("threads")
        # without fields the columns are there, but the tables for reading show none
        return rows if with_fields else [{k: v for k, v in row.items() if not k.startswith("field")} for row in rows]

    readers: dict[str, Callable[[], list[dict[str, Any]]]] = dict.fromkeys(TABLES, list)
    readers |= {name: partial(tables.rows, name, COLUMNS.get(name)) for name in tables.files}
    if "units" in tables.files:
        readers |= {"links": links, "threads": threads}
    return _Rows(readers)


def _fields(
    speeches: Sequence[Analysed],
    threads: Sequence[Thread],
    encoder: Encoder,
    described: Vectors,
    known: Mapping[str, tuple[str, float]] | None = None,
    read: Mapping[str, Vectors] | None = None,
) -> tuple[tuple[str, float], ...]:
    """Return for each thread the policy field that is nearest to its wordings, sentences and headings, and how near.

    `described` holds the vectors of the descriptions of the fields; `known` is what :func:`_kept_fields` returned for
    threads of the same speeches; `read` holds vectors that this encoder has made already, by text.
    """
    read = read or {}
    if known:
        new = [thread for thread in threads if _members(thread) not in known]
        made = {_members(t): f for t, f in zip(new, _fields(speeches, new, encoder, described), strict=True)}
        return tuple(made.get(_members(t)) or (known[_members(t)][0], known[_members(t)][1]) for t in threads)
    sentences = {s.sentence_id: s for a in speeches for s in a.segmented.sentences}
    units = {u.unit_id: u for a in speeches for u in a.units}
    texts: tuple[set[tuple[int, str]], ...] = (set(), set(), set())
    for place, thread in enumerate(threads):
        for unit in (units[i] for i in thread.unit_ids):
            sentence = sentences[unit.sentence_id]
            heading = sentence.section.rpartition(" / ")[2]
            for own, text in zip(texts, (unit.text, sentence.text, heading), strict=True):
                own.add((place, text))
    parts = []
    for found in map(sorted, texts):
        unread = sorted({text for _, text in found if text not in read})
        vectors = {**read, **dict(zip(unread, encoder.encode(unread), strict=True))}
        owners = np.array([thread for thread, _ in found], np.int64)
        parts.append(
            (np.array([vectors[text] for _, text in found], np.float32).reshape(-1, described.shape[1]), owners)
        )
    names, scores = nearest_fields(promise_vectors(parts, len(threads)), described, policy_fields())
    return tuple(zip(names, map(float, scores), strict=True))


def _members(thread: Thread) -> str:
    """Return what is equal for threads of the same units."""
    return hashlib.blake2b("\n".join(thread.unit_ids).encode(), digest_size=12).hexdigest()


def _kept_fields(compared: Compared) -> dict[str, tuple[str, float]]:
    """Return the policy field of each thread by its members: it depends on nothing else in these speeches."""
    return {_members(t): f for t, f in zip(compared.threads, compared.fields, strict=bool(compared.fields))}


def recurring(out: Path, top: int) -> dict[str, list[dict[str, Any]]]:
    """Return, per jurisdiction, the `top` threads promised in most years and never closed."""
    places: dict[str, list[dict[str, Any]]] = {}
    columns = (
        "thread_id",
        "jurisdiction",
        "title",
        "status",
        "first_year",
        "promised_years",
        "closed_years",
        "boilerplate",
    )
    for part in stored_in(Paths(out).data).parts("threads", columns):  # a part holds one place
        found = [
            thread
            for thread in part.to_pylist()
            if len(thread["promised_years"]) > 1 and not thread["closed_years"] and not thread["boilerplate"]
        ]
        if found:
            places[found[0]["jurisdiction"]] = heapq.nsmallest(top, found, key=_most_repeated)
    return dict(sorted(places.items()))


def _most_repeated(thread: Mapping[str, Any]) -> tuple[int, int, str]:
    return -len(thread["promised_years"]), thread["first_year"], thread["thread_id"]
