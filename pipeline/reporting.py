"""What is made when all jurisdictions have been compared: the promises that places share, and the files for reading."""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from pipeline.comparing import Place
from pipeline.errors import RunError
from pipeline.fields import policy_fields
from pipeline.jobs import (
    RUN_PART,
    Crew,
    Done,
    Job,
    Meter,
    Paths,
    Vectors,
    code_hash,
    forget_models,
    model_folder,
    model_names,
    run_part,
)
from pipeline.modelfiles import load_model
from pipeline.places import NearTitles, Pairs, comparable, match_places, near_titles
from pipeline.readers.places import short_names
from pipeline.records import NOT_COMPARED, Document, Dropped, PlaceLink, Promise
from pipeline.rows import PLACE_COLUMNS, place_columns, place_inputs
from pipeline.settings import PlaceSettings, Settings, fingerprint
from pipeline.tables import TABLES, Stored, find_part, number_of_rows, replace_file, stored_in, write_columns
from pipeline.workers import Workers
from pipeline.workfiles import KeptLines, load_arrays, load_vectors, save_arrays, save_lines, text_key

# the modules of the report import libraries for charts and workbooks, which are only needed here: see the functions
if TYPE_CHECKING:
    from pipeline.report.payload import Plan

PLACE_LINKS = "place_links"  # the stored table of what places share


def about_run(
    info: Mapping[str, Any], job: Job, documents: Sequence[Document], dropped: Sequence[Dropped]
) -> dict[str, Any]:
    """Return what stands in run.json with what the tables for reading need beside it; `dropped` are documents."""
    settings = job.settings
    files = {name: load_model(model_folder(job.models, name)) for name in model_names(settings)}
    about = {f.key: {"code": f.code, "en": f.en, "zh": f.zh} for f in policy_fields()}
    years = sorted({d.year for d in documents if d.kind not in NOT_COMPARED})
    return {
        **info,
        "cards": {name: dict(file.card) for name, file in files.items()},
        "borders": _borders(settings, files[settings.link.model].meta, files[settings.closure.model].meta),
        "fields": about if settings.report.fields else {},
        "span": years[:1] + years[-1:],
        "set_aside": sorted([d.jurisdiction, d.year] for d in dropped if d.jurisdiction and d.year is not None),
    }


def _place_rows(documents: Any, units: Any, threads: Any) -> tuple[list[dict[str, Any]], ...]:  # noqa: ANN401 - tables
    """Return the rows of one place; of the units those that belong to a thread."""
    members = units.filter(pc.not_equal(units["thread_id"], ""))
    return documents.to_pylist(), members.to_pylist(), threads.to_pylist()


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the report is put together from.

    `lines` are what it holds of the run, of what places share, and of each place, in order of their names; `plan` says
    how much of a place a page holds; `shared` are the parts of the stored table of what places share, and `near` the
    files that make them again at less cost.
    """

    lines: tuple[KeptLines, ...]
    plan: Plan
    shared: tuple[Path, ...]
    near: tuple[Path, ...]


def make_pieces(
    job: Job,
    places: Sequence[Place],
    documents: Sequence[Document],
    info: Mapping[str, Any],
    rates: Mapping[str, Sequence[Mapping[str, Any]]],
    crew: Crew,
) -> Pieces:
    """Make what the report holds of the run, of what places share, and of each place of which it is not kept."""
    from pipeline.report.payload import Plan  # imports charts and workbook libraries, only needed here

    folder = job.paths.work / "report"
    compared = {d.jurisdiction for d in documents if d.kind not in NOT_COMPARED}
    plan = Plan.of({p.name: p.threads for p in places if p.name in compared}, sum(p.size for p in places))
    # of run.json what the pieces depend on: not how long stages took
    told = {name: info[name] for name in ("program", "settings", "cards", "borders", "fields", "span", "set_aside")}
    common = fingerprint(report_hash(), job.settings.report, told, asdict(plan), rates)
    own = folder / f"{RUN_PART}.arrow"
    files = {place.part: folder / f"{place.part}.{fingerprint(common, place.key)}.arrow" for place in places}
    todo = [place for place in places if not KeptLines(files[place.part]).whole()]
    todo.sort(key=lambda place: (-place.size, place.part))
    pairs = _pairs_of_blocks(job, places, crew.meter)
    shared = [folder / f"{pair.part}.{fingerprint(report_hash(), pair.key)}.arrow" for pair in pairs]
    tasks: list[tuple[Callable[..., Done], tuple[Any, ...]]] = [
        (_places_task, (job, pair, file))
        for pair, file in zip(pairs, shared, strict=True)
        if pair.find(job.paths) is None or not KeptLines(file).whole()
    ]
    of_run = Stored({name: [run_part(job.paths, name)] for name in ("dropped", "corrections", *rates)})
    for place in todo:
        tables = Stored({name: [file] for name, file in place.files.items()})
        tasks.append((_piece_task, (job, tables, files[place.part], told, plan, rates)))
    tasks.append((_piece_task, (job, of_run, own, told, plan, rates)))
    crew.work("report", _call, tasks)
    ordered = [own, *shared, *(files[place.part] for place in sorted(places, key=lambda place: place.name))]
    parts = [pair.found(job.paths) for pair in pairs]
    crew.meter.count("places", made=sum(map(number_of_rows, parts)))
    return Pieces(tuple(map(KeptLines, ordered)), plan, tuple(parts), tuple(pair.near for pair in pairs))


def _call(task: Callable[..., Done], given: tuple[Any, ...]) -> Done:
    """Do a task: those of the report are of two kinds."""
    return task(*given)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two blocks of places that are compared with each other or, where `other` is empty, one with itself.

    What they promise in one language is compared. `part` is the name of the part of the stored table that holds what
    they share, `key` stands for all it depends on; `near` is the file in which titles that are near are kept.
    """

    part: str
    language: str
    one: tuple[Place, ...]
    other: tuple[Place, ...]
    key: str
    near: Path

    def find(self, paths: Paths) -> Path | None:
        """Return the file of the part, in place or newly made; None where there is none with this key."""
        return find_part((paths.new / "data", paths.data), PLACE_LINKS, self.part, self.key)

    def found(self, paths: Paths) -> Path:
        """Return the file of the part. Raises RunError where it has gone."""
        file = self.find(paths)
        if file is None:
            raise RunError(f"{paths.data}: a part has gone while the run was going on → run the same command again")
        return file


def _pairs_of_blocks(job: Job, places: Sequence[Place], meter: Meter) -> list[_Pair]:
    """Return, for each language of several places, each block of them with each other one, and each by itself.

    So a speech in one language leaves alone what was found in the others. Where there is nothing or too much to
    compare, it is one block of no places, the latter with a warning.
    """
    settings = job.settings.place
    promises = sum(place.threads for place in places)
    if promises > settings.most_promises:
        meter.warnings.append(
            f"places were not compared with each other: {promises:,} promises are more than "
            f"place.most_promises = {settings.most_promises:,} → set it higher where there is time, or "
            "make a run of the places that matter"
        )
        places = ()
    speaking: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for language in place.languages:
            speaking[language].append(place)
    several = {language: own for language, own in sorted(speaking.items()) if len(own) > 1}
    pairs = []
    for language, own in (several or {"none": []}).items():
        blocks = place_blocks(own, settings.block) or [[]]
        for i, j in itertools.combinations_with_replacement(range(len(blocks)), 2):
            one, other = tuple(blocks[i]), tuple(blocks[j] if i < j else ())
            key = fingerprint(job.code, settings, *([place.key for place in block] for block in (one, other)))
            part = f"{RUN_PART}-{language}-{i}-{j}"
            # what is near does not depend on which places these are, but for which of them are not compared
            sides = [[place.name for place in block] for block in (one, other) if other]
            of = fingerprint(job.code, job.hashes, settings, sides)
            near = job.paths.work / "places" / f"{part}.{of}.near"
            pairs.append(_Pair(part, language, one, other, key, near))
    # what takes longest comes first: two blocks, and those with most promises
    return sorted(pairs, key=lambda pair: (not pair.other, -sum(place.threads for place in pair.one)))


def place_blocks(places: Sequence[Place], most: int) -> list[list[Place]]:
    """Return the places, in order of their names, in blocks of up to `most` promises; a place is never divided."""
    blocks: list[list[Place]] = []
    held = 0
    for place in sorted(places, key=lambda place: place.name):
        if not blocks or held + place.threads > most:
            blocks.append([])
            held = 0
        blocks[-1].append(place)
        held += place.threads
    return blocks


def _places_task(job: Job, pair: _Pair, file: Path) -> Done:
    """Find the promises that places share; write their part of the stored table, and the report's piece."""
    from pipeline.report.pieces import table_lines
    from pipeline.report.tables.places import shared_promises

    meter = Meter()
    with meter.time("places"), threadpool_limits(1):
        compared = [*pair.one, *pair.other]
        tables = Stored({name: [place.files[name] for place in compared] for name in PLACE_COLUMNS})
        parts = (tables.parts(name, columns) for name, columns in PLACE_COLUMNS.items())
        threads, units = place_inputs(map(_place_rows, *parts))
        # a promise is of the language in which it was first made
        threads = comparable([t for t in threads if units[t.unit_ids[0]].language == pair.language])
        names = {place: (place, *short_names(place)) for place in sorted({t.jurisdiction for t in threads})}
        links: tuple[PlaceLink, ...] = ()
        if len(names) > 1:
            vectors = _title_vectors(job, compared, [thread.title for thread in threads])
            against = {place.name for place in pair.other}
            near = _near_titles(pair.near, threads, vectors, job.settings.place, against)
            links = match_places(threads, units, vectors, near, names, job.settings.place, against)
        columns = place_columns(links)
        write_columns(job.paths.new / "data", PLACE_LINKS, pair.part, columns, pair.key)
        first = {thread.thread_id: thread.first_year for thread in threads}
        years = {thread.jurisdiction: thread.years_available for thread in threads}
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        shared = shared_promises(rows, first, lambda unit_id: units[unit_id].text, years)
        save_lines(file, table_lines(shared))
    return meter, []


def _title_vectors(job: Job, places: Sequence[Place], titles: Sequence[str]) -> Vectors:
    """Return the vector of each title, float32 (len(titles), d): those that are kept, and what lacks made anew."""
    known = {key: vector for place in places for key, vector in load_vectors(place.titles).items()}
    keys = list(map(text_key, titles))
    lacking = {key: title for key, title in zip(keys, titles, strict=True) if key not in known}
    if lacking:
        known |= zip(lacking, job.load().encoder.encode(list(lacking.values())), strict=True)
    return np.array([known[key] for key in keys], np.float32)


def _near_titles(
    file: Path,
    threads: Sequence[Promise],
    vectors: Vectors,
    settings: PlaceSettings,
    against: Collection[str],
) -> Pairs:
    """Return the threads with titles that are near; of those that are kept in a file only what is new is compared."""
    kept = load_arrays(file, ("keys", "pairs", "score"))
    known = None if kept is None else NearTitles(kept["keys"], kept["pairs"].astype(np.int64), kept["score"])
    near, found = near_titles(threads, vectors, settings.shared_threshold, against, known)
    save_arrays(file, {"keys": found.keys, "pairs": found.pairs.astype(np.int32), "score": found.score})
    return near


def _piece_task(
    job: Job,
    tables: Stored,
    file: Path,
    info: Mapping[str, Any],
    plan: Plan,
    rates: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Done:
    """Make what the report holds of one place, or of the run's own rows, from the parts of the stored tables."""
    from pipeline.report.data import Data
    from pipeline.report.pieces import make_piece

    meter = Meter()
    forget_models()
    with meter.time("pieces"):
        rows = _report_rows(tables, info["borders"]["same"], bool(job.settings.report.fields))
        save_lines(file, make_piece(Data.build(rows, job.settings.report, info), plan, rates).tables)
    return meter, []


def write_report(
    pieces: Sequence[KeptLines], plan: Plan, tables: Stored, job: Job, info: Mapping[str, Any], workers: Workers
) -> list[str]:
    """Make the files for reading, and put each in the new results whole; return their names."""
    from pipeline.report import make_outputs

    names: list[str] = []
    for name, chunks in make_outputs(pieces, tables, job.settings.report, info, plan, workers):
        replace_file(job.paths.new / name, partial(write_chunks, chunks=chunks))
        names.append(name)
    return names


def write_chunks(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a file piece by piece."""
    with target.open("wb") as file:
        file.writelines(chunks)


@lru_cache(maxsize=1)
def report_hash() -> str:
    """Return a hash of the program with the source of the report: another one never reuses what was made of a place."""
    digest = hashlib.sha256(code_hash().encode())
    for file in sorted((Path(__file__).parent / "report").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _borders(settings: Settings, links: Mapping[str, Any], closures: Mapping[str, Any]) -> dict[str, float]:
    """Return the probability from which pairs are `same`, `closes` or `advances`: the settings', else the models'."""
    same = settings.link.same_threshold
    closes, advances = settings.closure.closes_threshold, settings.closure.advances_threshold
    return {
        "same": float(links["same_threshold"]) if same is None else same,
        "closes": float(closures["closes_threshold"]) if closes is None else closes,
        "advances": float(closures["any_threshold"]) if advances is None else advances,
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


@dataclass(frozen=True, slots=True)
class Noted:
    """What a user should know of the speeches of a run.

    That is warnings by document, places with one year of text, and whether any text is compared at all.
    """

    warnings: Mapping[str, Sequence[str]]
    one_year: tuple[str, ...]
    compared: bool


def noted(out: Path) -> Noted:
    """Return what is to be noted of the speeches of a finished run."""
    years: dict[str, set[int]] = defaultdict(set)
    warnings: dict[str, Sequence[str]] = {}
    for row in stored_in(Paths(out).data).rows("documents", ("doc_id", "jurisdiction", "year", "kind", "warnings")):
        if row["warnings"]:
            warnings[row["doc_id"]] = row["warnings"]
        if row["kind"] not in NOT_COMPARED:
            years[row["jurisdiction"]].add(row["year"])
    one_year = tuple(sorted(place for place, found in years.items() if len(found) < 2))
    return Noted(warnings, one_year, bool(years))


def most_repeated(out: Path, top: int) -> dict[str, list[dict[str, Any]]]:
    """Return, per jurisdiction of a finished run, the first `top` threads of the table `recurring`, if any."""
    from pipeline.report.tables.recurring import RANKED, is_repeated, rank

    columns = ("thread_id", "jurisdiction", "title", "status", "promised_years", "closed_years", "boilerplate")
    places: dict[str, list[dict[str, Any]]] = {}
    wanted = tuple(dict.fromkeys((*columns, *RANKED)))
    for part in stored_in(Paths(out).data).parts("threads", wanted):  # a part holds one place
        likely = part.filter(pc.greater(pc.list_value_length(part["promised_years"]), 1))  # most are promised once
        found = [thread for thread in likely.to_pylist() if is_repeated(thread) and not thread["boilerplate"]]
        if found and top:
            places[found[0]["jurisdiction"]] = heapq.nsmallest(top, found, key=rank)
    return dict(sorted(places.items()))
