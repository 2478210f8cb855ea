"""The ordered stages of a run, and the only place where stages meet the disk.

Work is kept per document (`OUT/work/documents`) and per jurisdiction (the parts of `OUT/data`), each
under a fingerprint of all it depends on. The same call therefore goes on where an interrupted one
stopped, redoes only what an added speech or a changed setting touches, and ends in the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import resource
import shutil
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline import __version__
from pipeline.classify import Classifier
from pipeline.embed import Encoder, load_encoder
from pipeline.errors import CorpusError, LedgerError, Problem, RunError
from pipeline.fields import nearest_fields, policy_fields, promise_vectors
from pipeline.languages import LANGUAGES
from pipeline.link import LinkModel, link_units
from pipeline.link.closures import ClosureModel, match_closures
from pipeline.modelfiles import load_model
from pipeline.places import match_places
from pipeline.readers import read_corpora
from pipeline.readers.places import short_names
from pipeline.records import (
    COMMITMENTS,
    Document,
    Dropped,
    Kind,
    Label,
    PlaceLink,
    Response,
    Segmented,
    Sentence,
    Target,
    Unit,
    Verdict,
)
from pipeline.responses import find_responses
from pipeline.review.overrides import (
    answered,
    find_pairs,
    override_closures,
    override_labels,
    override_links,
    unplaced,
)
from pipeline.reviewing import Corrections, corrections_beside, error_tables, load_corrections
from pipeline.rows import (
    NOT_COMPARED,
    PART_TABLES,
    Compared,
    correction_row,
    part_rows,
    place_inputs,
    scored_columns,
    series_inputs,
    series_row,
)
from pipeline.segment import segment
from pipeline.settings import Settings, fingerprint
from pipeline.statuses import make_threads
from pipeline.tables import TABLES, part_key, read_rows, remove_other_parts, replace_file, write_columns, write_part
from pipeline.targets import find_targets
from pipeline.targets.series import target_series
from pipeline.threads import find_boilerplate, group_units
from pipeline.workfiles import Analysed, load_analysed, make_unit, save_analysed, work_file

log = logging.getLogger(__name__)

MODELS = Path(__file__).resolve().parent.parent / "models"
EXCERPT = 80

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
    def run_json(self) -> Path:
        """Return the file that describes the run."""
        return self.out / "run.json"


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
    links: LinkModel
    closures: ClosureModel
    hashes: Mapping[str, str]


@lru_cache(maxsize=2)
def load_models(folder: Path, settings: Settings) -> Models:
    """Load every model that the settings name; names are folders under `folder`, or paths.

    Raises ModelError where one is missing or damaged.
    """
    files = {name: load_model(_model_folder(folder, name)) for name in _model_names(settings)}
    encoder = load_encoder(settings.embed.encoder, folder, settings.embed)
    return Models(
        classifier=Classifier.from_model(files[settings.classify.model]),
        encoder=encoder,
        links=LinkModel.from_model(files[settings.link.model]),
        closures=ClosureModel.from_model(files[settings.closure.model]),
        hashes={name: file.sha256 for name, file in files.items()} | {settings.embed.encoder: encoder.fingerprint},
    )


def _model_names(settings: Settings) -> tuple[str, ...]:
    return (settings.classify.model, settings.link.model, settings.closure.model)


def _model_folder(folder: Path, name: str) -> Path:
    """Return the folder of a model: a path if `name` is one, else a folder under `folder`."""
    return Path(name) if Path(name).is_dir() else folder / name


def run(
    corpora: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    models: Path = MODELS,
    skip_bad: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
    corrections: Path | None = None,
) -> Finished:
    """Run every stage on the corpora and leave tables, workbook and report in `out`.

    `corrections` is a folder of verdicts; without it the settings' folder is read, else `corrections/` in each corpus
    where there is one. `progress` is called with the stage, the number of items done and the number in all. Raises
    CorpusError (all that is wrong with the corpora) unless `skip_bad`, ModelError, and RunError
    where `out` is in use by another run or cannot be written.
    """
    paths = Paths(out)
    given = corrections or (Path(settings.review.corrections) if settings.review.corrections else None)
    decided = load_corrections([given] if given else corrections_beside(corpora))
    with _only_run(out):
        told = progress or (lambda *_: None)
        return _run(corpora, paths, settings, models, skip_bad, max(1, workers), told, decided)


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
    corpora: Sequence[Path],
    paths: Paths,
    settings: Settings,
    models: Path,
    skip_bad: bool,
    workers: int,
    progress: Progress,
    decided: Corrections,
) -> Finished:
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
    job = Job(paths, settings, models)
    labels = decided.labels()
    keys = {d.doc_id: document_key(d, settings, loaded.hashes, labels.get(d.doc_id, ())) for d in documents}
    with stage("documents"):
        todo = [(job, d, keys[d.doc_id], labels.get(d.doc_id, ())) for d in documents]
        failures = _each(_document_task, todo, "documents", workers, meter, progress)
    dropped += failures
    failed = {d.item_id for d in failures}
    documents = [d for d in documents if d.doc_id not in failed]
    with stage("boilerplate"), meter.time("boilerplate"):
        boilerplate = _boilerplate(documents, keys, paths, settings)
    with stage("jurisdictions"):
        pairs = decided.pairs({d.doc_id: d.jurisdiction for d in documents})
        tasks = _jurisdiction_tasks(job, documents, keys, boilerplate, loaded.hashes, pairs)
        _each(_jurisdiction_task, tasks, "jurisdictions", workers, meter, progress)
        parts = [task[1] for task in tasks]
        write_part(paths.data, "dropped", "run", [asdict(d) for d in dropped], "run")
        lost = unplaced(decided.verdicts, [d.doc_id for d in documents])
        write_part(paths.data, "corrections", "run", [correction_row(c) for c in lost], "run")
        remove_other_parts(paths.data, [*parts, "run"])
    with stage("places"), meter.time("places"):
        links = _place_links(paths, settings, loaded.encoder)
        write_part(paths.data, "place_links", "run", [asdict(x) for x in links], "run")
        meter.counts["places"]["made"] = len(links)
    with stage("errors"), meter.time("errors"):
        for name, rows in error_tables(paths.data, decided.draws).items():
            write_part(paths.data, name, "run", rows, "run")
    _remove_other_work(paths.work, keys.values(), parts)
    info = _describe(corpora, settings, loaded.hashes, documents, meter, clock, peak)
    with stage("report"), meter.time("report"):
        progress("report", 0, 1)
        write_report(paths, settings, models, info)
        progress("report", 1, 1)
    info = _describe(corpora, settings, loaded.hashes, documents, meter, clock, peak)
    text = json.dumps(info, ensure_ascii=False, indent=1, sort_keys=False)
    replace_file(paths.run_json, lambda target: target.write_text(text + "\n", encoding="utf-8"))
    return Finished(paths.out, info, len(dropped))


def _read(corpora: Sequence[Path], skip_bad: bool, meter: Meter) -> tuple[list[Document], list[Dropped]]:
    """Read the corpora; with `skip_bad` the documents that have a problem are set aside, else all is refused."""
    documents, problems = read_corpora(corpora)
    fatal = [p for p in problems if p.doc_id is None]
    if problems and (fatal or not skip_bad):
        raise CorpusError(problems)
    by_document: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_document[problem.doc_id or ""].append(problem)
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
    """What every task of a run needs to know; small enough to be sent to a worker with each task."""

    paths: Paths
    settings: Settings
    models: Path


def _each(
    task: Callable[..., tuple[Meter, list[Dropped]]],
    arguments: Sequence[tuple[Any, ...]],
    name: str,
    workers: int,
    meter: Meter,
    progress: Progress,
) -> list[Dropped]:
    """Call `task` with each tuple of arguments, here or in worker processes; return what was dropped.

    The results do not depend on the number of workers: each task stands alone and is computed on one thread.
    """
    progress(name, 0, len(arguments))
    dropped: list[Dropped] = []

    def take(results: Iterable[tuple[Meter, list[Dropped]]]) -> None:
        for done, (measured, lost) in enumerate(results, start=1):
            meter.add(measured)
            dropped.extend(lost)
            progress(name, done, len(arguments))

    if workers == 1 or len(arguments) < 2:
        take(task(*a) for a in arguments)
    else:
        # spawn: a forked process would inherit the locks of the numeric libraries' threads
        with ProcessPoolExecutor(min(workers, len(arguments)), mp_context=get_context("spawn")) as pool:
            take(pool.map(task, *zip(*arguments, strict=True)))
    return dropped


# ---- one document -------------------------------------------------------------------------------


def document_key(
    document: Document, settings: Settings, hashes: Mapping[str, str], verdicts: Sequence[Verdict] = ()
) -> str:
    """Return the fingerprint of all that the work on one document depends on, people's verdicts included."""
    about = {name: value for name, value in asdict(document).items() if name != "text"}
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    model = hashes[settings.classify.model]
    said = [asdict(v) for v in verdicts]
    return fingerprint(__version__, _code_hash(), about, text, settings.segment, settings.classify, model, said)


@lru_cache(maxsize=1)
def _code_hash() -> str:
    """Return a hash of this package's own source, so that a changed program never reuses stale work."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        if "report" not in file.parts:  # reports are drawn anew in every run
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _document_task(
    job: Job, document: Document, key: str, verdicts: Sequence[Verdict] = ()
) -> tuple[Meter, list[Dropped]]:
    """Do the stages that look at one document alone and keep the result; a failure sets it aside."""
    meter = Meter()
    file = work_file(job.paths.work, key)
    analysed = load_analysed(file, document)
    if analysed is None:
        try:
            with threadpool_limits(1):
                models = load_models(job.models, job.settings)
                analysed = analyse_document(document, job.settings, models, meter, verdicts)
        except LedgerError:
            raise
        except Exception as error:
            trace = hashlib.sha256(traceback.format_exc().encode()).hexdigest()[:8]
            log.exception("document %s failed, traceback %s", document.doc_id, trace)
            reason = f"{type(error).__name__}: {error} (traceback {trace} in the log)"
            meter.count("segment", taken=1, dropped=1)
            return meter, [Dropped("documents", document.doc_id, reason, document.text[:EXCERPT])]
        save_analysed(file, analysed)
    _count_document(meter, analysed)
    return meter, []


def _count_document(meter: Meter, analysed: Analysed) -> None:
    """Count what the document stages took and passed on, whether computed now or kept from before."""
    sentences = analysed.segmented.sentences
    used = {u.sentence_id for u in analysed.units}
    meter.count("segment", taken=1, passed=1, dropped=0)
    meter.count(
        "characters",
        taken=len(analysed.document.text),
        passed=sum(s.end - s.start for s in sentences),
        dropped=sum(c.end - c.start for c in analysed.segmented.cuts),
    )
    meter.count("classify", taken=len(sentences), passed=len(analysed.judgements), dropped=0)
    meter.count("units", taken=len(sentences), passed=len(used), dropped=len(sentences) - len(used))
    meter.counts["units"]["made"] += len(analysed.units)
    meter.counts["targets"]["made"] += len(analysed.targets)


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


def _units(segmented: Segmented, judgements: Sequence[Any]) -> tuple[tuple[Unit, ...], tuple[Dropped, ...]]:
    """Cut the sentences that promise or report into units; a sentence without any is dropped with a reason."""
    language = LANGUAGES[segmented.document.language]
    units: list[Unit] = []
    dropped: list[Dropped] = []
    for sentence, judgement in zip(segmented.sentences, judgements, strict=True):
        if judgement.label not in COMMITMENTS and judgement.label is not Label.PROGRESS:
            continue
        if sentence.kind is Kind.HEADING and not language.has_action(sentence.text):
            reason = "a heading that names a topic, no action"
            dropped.append(Dropped("units", sentence.sentence_id, reason, sentence.text[:EXCERPT]))
            continue
        spans = language.unit_spans(sentence.text)
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


def _boilerplate(
    documents: Sequence[Document], keys: Mapping[str, str], paths: Paths, settings: Settings
) -> frozenset[str]:
    """Return the ids of units whose wording many places share."""
    units = [
        unit
        for document in documents
        if document.kind not in NOT_COMPARED
        for unit in _kept(paths, document, keys).units
        if unit.label in COMMITMENTS
    ]
    return frozenset(find_boilerplate(units, settings.thread.boilerplate_places))


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
        s.embed, s.link, s.thread, s.closure, s.response, [hashes[n] for n in _model_names(s)], hashes[s.embed.encoder]
    )
    tasks: list[tuple[Any, ...]] = []
    for jurisdiction, members in places.items():
        own_keys = {d.doc_id: keys[d.doc_id] for d in members}
        own_boilerplate = sorted(i for i in boilerplate if i.rpartition("@")[0] in own_keys)
        said = tuple(verdicts.get(jurisdiction, ()))
        key = fingerprint(common, own_keys, own_boilerplate, [asdict(v) for v in said])
        tasks.append((job, part_name(jurisdiction), members, own_keys, frozenset(own_boilerplate), key, said))
    return sorted(tasks, key=lambda t: (-sum(len(d.text) for d in t[2]), t[1]))


def _jurisdiction_task(
    job: Job,
    part: str,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    boilerplate: frozenset[str],
    key: str,
    verdicts: Sequence[Verdict],
) -> tuple[Meter, list[Dropped]]:
    """Compare the speeches of one jurisdiction and write its parts, unless they are there already."""
    meter = Meter()
    data = job.paths.data
    kept = job.paths.work / "jurisdictions" / f"{part}.json"
    if all(part_key(data, name, part) == key for name in PART_TABLES) and _recall(kept, key, meter):
        return meter, []
    analysed = [_kept(job.paths, d, keys) for d in documents]
    with threadpool_limits(1):
        models = load_models(job.models, job.settings)
        compared = compare(analysed, boilerplate, models, job.settings, meter, verdicts)
    with meter.time("write"):
        for name, rows in part_rows(analysed, compared).items():
            write_part(data, name, part, rows, key)
        for name, (columns, parts) in scored_columns(compared).items():
            write_columns(data, name, part, columns, key, parts)
    note = json.dumps({"key": key, "counts": meter.counts, "warnings": meter.warnings}, ensure_ascii=False)
    replace_file(kept, lambda target: target.write_text(note, encoding="utf-8"))
    return meter, []


def _recall(file: Path, key: str, meter: Meter) -> bool:
    """Add what an earlier run counted for the parts with this key; tell whether it is known."""
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if note.get("key") != key:
        return False
    for stage, numbers in note["counts"].items():
        meter.counts[stage].update(numbers)
    meter.warnings += note["warnings"]
    return True


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
    speeches = [a for a in analysed if a.document.kind not in NOT_COMPARED]
    units = sorted((u for a in speeches for u in a.units), key=lambda u: u.order)
    targets: dict[str, list[Target]] = defaultdict(list)
    for a in speeches:
        for target in a.targets:
            targets[target.unit_id].append(target)
    commitments = [u for u in units if u.label in COMMITMENTS]
    reports = [u for u in units if u.label is Label.PROGRESS]
    years = tuple(sorted({a.document.year for a in speeches}))
    with meter.time("embed"):
        own = models.encoder.encode([u.text for u in commitments])
        reported = models.encoder.encode([u.text for u in reports])
    with meter.time("link"):
        linked = link_units(commitments, own, targets, models.links, settings.link)
        texts = {a.document.doc_id: a.document.text for a in speeches}
        decided = find_pairs(verdicts, commitments, reports, texts)
        links = override_links(linked.links, decided.links)
    with meter.time("thread"):
        grouped = group_units(
            *(commitments, linked, boilerplate, models.links, settings.thread), tied=decided.tied, apart=decided.apart
        )
    with meter.time("close"):
        matched = match_closures(commitments, reports, own, reported, targets, models.closures, settings.closure)
        closures = override_closures(matched.closures, decided.closures)
    with meter.time("status"):
        by_id = {u.unit_id: u for u in units}
        threads = make_threads(
            grouped.groups, grouped.weakest, by_id, closures, targets, years, boilerplate=boilerplate
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
    meter.warnings += [f"{analysed[0].document.jurisdiction}: {w}" for w in linked.warnings]
    corrections = answered(decided.corrections, linked.links, matched.closures)
    return Compared(links, threads, closures, responses, boilerplate, corrections)


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
    named = encoder.encode([s.text for s in problems])
    return find_responses(problems, years, commitments, named, vectors, settings.response)


# ---- all jurisdictions --------------------------------------------------------------------------


def _place_links(paths: Paths, settings: Settings, encoder: Encoder) -> tuple[PlaceLink, ...]:
    """Find the promises that two places share, from the tables of all places."""
    threads, units = place_inputs({name: read_rows(paths.data, name) for name in ("documents", "units", "threads")})
    names = {place: (place, *short_names(place)) for place in sorted({t.jurisdiction for t in threads})}
    if len(names) < 2:
        return ()
    with threadpool_limits(1):
        return match_places(threads, units, encoder.encode([t.title for t in threads]), names, settings.place)


# ---- the run as a whole -------------------------------------------------------------------------


def _remove_other_work(work: Path, keys: Iterable[str], parts: Iterable[str]) -> None:
    """Remove the kept work of documents and jurisdictions that the run no longer has in this form."""
    places = {f"{part}.json" for part in parts}
    for file in sorted((work / "jurisdictions").glob("*.json")):
        if file.name not in places:
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
        "program": {"name": "pledge-ledger", "version": __version__, "code": _code_hash()[:16]},
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
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


def write_report(paths: Paths, settings: Settings, models: Path, info: Mapping[str, Any]) -> None:
    """Make the files for reading from the stored tables, and put each in place whole."""
    from pipeline.report import build_outputs  # imports charts and workbook libraries, only needed here

    stored = {name: read_rows(paths.data, name) for name in TABLES}
    stored["target_series"] = [series_row(p) for p in target_series(*series_inputs(stored))]
    about = {f.key: {"code": f.code, "en": f.en, "zh": f.zh} for f in policy_fields()}
    if settings.report.fields:
        stored["threads"] = _with_fields(stored, models, settings)
    cards = {name: dict(load_model(_model_folder(models, name)).card) for name in _model_names(settings)}
    for name, content in build_outputs(stored, settings.report, {**info, "cards": cards, "fields": about}).items():
        replace_file(paths.out / name, partial(Path.write_bytes, data=content))


def _with_fields(
    stored: Mapping[str, Sequence[Mapping[str, Any]]], models: Path, settings: Settings
) -> list[dict[str, Any]]:
    """Return the threads with the policy field that is nearest to their wordings, sentences and headings."""
    encoder = load_encoder(settings.report.fields, models, settings.embed)
    sentences = {row["sentence_id"]: row for row in stored["sentences"]}
    place = {row["thread_id"]: i for i, row in enumerate(stored["threads"])}
    texts: tuple[set[tuple[int, str]], ...] = (set(), set(), set())
    for unit in stored["units"]:
        if unit["thread_id"]:
            sentence = sentences[unit["sentence_id"]]
            heading = sentence["section"].rpartition(" / ")[2]
            for own, text in zip(texts, (unit["text"], sentence["text"], heading), strict=True):
                own.add((place[unit["thread_id"]], text))
    parts = []
    for found in map(sorted, texts):
        distinct = sorted({text for _, text in found})
        at = {text: i for i, text in enumerate(distinct)}
        owners = np.array([thread for thread, _ in found], np.int64)
        parts.append((encoder.encode(distinct)[[at[text] for _, text in found]], owners))
    described = encoder.encode([phrase for f in policy_fields() for phrase in f.phrases])
    names, scores = nearest_fields(promise_vectors(parts, len(place)), described, policy_fields())
    return [
        {**t, "field": name, "field_score": float(score)}
        for t, name, score in zip(stored["threads"], names, scores, strict=True)
    ]


def recurring(out: Path, top: int) -> dict[str, list[dict[str, Any]]]:
    """Return, per jurisdiction, the `top` threads promised in most years and never closed."""
    places: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for thread in read_rows(Paths(out).data, "threads"):
        if len(thread["promised_years"]) > 1 and not thread["closed_years"] and not thread["boilerplate"]:
            places[thread["jurisdiction"]].append(thread)
    return {
        place: sorted(found, key=lambda t: (-len(t["promised_years"]), t["first_year"], t["thread_id"]))[:top]
        for place, found in sorted(places.items())
    }
