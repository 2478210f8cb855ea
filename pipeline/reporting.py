"""What is made when all jurisdictions have been compared: the promises that places share, and the files for reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from pipeline.comparing import Place
from pipeline.fields import policy_fields
from pipeline.jobs import RUN_PART, Job, Meter, Progress, code_hash, model_folder, model_names, run_part, uncollected
from pipeline.modelfiles import load_model
from pipeline.places import match_places
from pipeline.readers.places import short_names
from pipeline.records import Document, PlaceLink
from pipeline.rows import NOT_COMPARED, PLACE_COLUMNS, place_columns, place_inputs
from pipeline.settings import Settings, fingerprint
from pipeline.tables import TABLES, Stored, replace_file, write_columns
from pipeline.workers import Workers
from pipeline.workfiles import KeptLines, save_lines

# the modules of the report import libraries for charts and workbooks, which are only needed here: see the functions
if TYPE_CHECKING:
    from pipeline.report.payload import Plan


def about_run(info: Mapping[str, Any], job: Job, documents: Sequence[Document]) -> dict[str, Any]:
    """Return what stands in run.json with what the tables for reading need beside it."""
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
    }


def _place_rows(documents: Any, units: Any, threads: Any) -> tuple[list[dict[str, Any]], ...]:  # noqa: ANN401 - tables
    """Return the rows of one place; of the units those that belong to a thread."""
    return documents.to_pylist(), [row for row in units.to_pylist() if row["thread_id"]], threads.to_pylist()


def make_pieces(
    job: Job,
    places: Sequence[Place],
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
    of_run = Stored({name: [run_part(job.paths, name)] for name in ("dropped", "corrections", *rates)})
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


def _places_task(job: Job, stored: Mapping[str, Sequence[Path]], promises: int, file: Path) -> Meter:
    """Find the promises that two places share, write the part of the table that holds them, and the report's piece.

    Where there are more `promises` than the settings allow none is looked for, with a warning.
    """
    from pipeline.report.pieces import table_lines
    from pipeline.report.tables.places import shared_promises

    meter = Meter()
    with meter.time("places"), threadpool_limits(1), uncollected():
        tables = Stored(stored)
        if promises > job.settings.place.most_promises:
            tables = Stored(dict.fromkeys(PLACE_COLUMNS, ()))
            meter.warnings.append(
                f"places were not compared with each other: {promises:,} promises are more than "
                f"place.most_promises = {job.settings.place.most_promises:,} → set it higher where there is memory, or "
                "make a run of the places that matter"
            )
        parts = (tables.parts(name, columns) for name, columns in PLACE_COLUMNS.items())
        threads, units = place_inputs(map(_place_rows, *parts))
        names = {place: (place, *short_names(place)) for place in sorted({t.jurisdiction for t in threads})}
        links: tuple[PlaceLink, ...] = ()
        if len(names) > 1:
            vectors = job.load().encoder.encode([t.title for t in threads])
            links = match_places(threads, units, vectors, names, job.settings.place)
        columns = place_columns(links)
        write_columns(job.paths.new / "data", "place_links", RUN_PART, columns, RUN_PART)
        first = {thread.thread_id: thread.first_year for thread in threads}
        years = {thread.jurisdiction: thread.years_available for thread in threads}
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        shared = shared_promises(rows, first, lambda unit_id: units[unit_id].text, years)
        save_lines(file, table_lines(shared))
        meter.counts["places"]["made"] = len(links)
    return meter


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
    with meter.time("pieces"), uncollected():
        rows = _report_rows(tables, info["borders"]["same"], bool(job.settings.report.fields))
        save_lines(file, make_piece(Data.build(rows, job.settings.report, info), plan, rates).tables)
    return meter


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
    if same is not None and not 0 < same <= 1:  # link_units does not use it either
        same = None
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
