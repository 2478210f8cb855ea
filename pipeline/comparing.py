"""The stages that compare the speeches of one jurisdiction, for the jurisdictions of which no parts are kept."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.embed import Encoder, StaticEncoder, TunedEncoder
from pipeline.embed.tuned import in_numbers, of_numbers
from pipeline.errors import LedgerError, RunError
from pipeline.fields import nearest_fields, policy_fields, promise_vectors
from pipeline.jobs import (
    WORDS,
    Crew,
    Done,
    Job,
    Meter,
    Models,
    Paths,
    Vectors,
    encoder_names,
    model_names,
    set_aside,
)
from pipeline.languages import LANGUAGES
from pipeline.link import link_units
from pipeline.link import part_names as link_parts
from pipeline.link.closures import match_closures
from pipeline.link.closures import part_names as closure_parts
from pipeline.readers.places import apart
from pipeline.records import (
    COMMITMENTS,
    NOT_COMPARED,
    Closure,
    Document,
    Dropped,
    Label,
    Response,
    Sentence,
    Target,
    Thread,
    Unit,
    Verdict,
    span_id,
)
from pipeline.responses import find_responses, problem_text, single_problems
from pipeline.review.overrides import answered, find_pairs, override_closures, override_links
from pipeline.rows import (
    PART_TABLES,
    THREAD_TABLES,
    Compared,
    closure_records,
    part_columns,
    scored_columns,
    series_inputs,
    thread_columns,
)
from pipeline.settings import Settings, fingerprint
from pipeline.statuses import make_threads
from pipeline.tables import Stored, find_part, replace_file, write_columns
from pipeline.targets.series import target_series
from pipeline.threads import group_units, shared_wordings
from pipeline.workers import memory_given_back
from pipeline.workfiles import (
    Analysed,
    Scored,
    load_analysed,
    load_scored,
    load_vectors,
    save_scored,
    save_vectors,
    text_key,
    work_file,
)


def find_boilerplate(
    documents: Sequence[Document], notes: Mapping[str, Mapping[str, Any]], places: int
) -> dict[str, tuple[str, ...]]:
    """Return the ids of units whose wording so many places share, by document, sorted; documents without any lack."""
    numbers = {place: k for k, place in enumerate(sorted({d.jurisdiction for d in documents}))}
    found = [(d, notes[d.doc_id]["wordings"]) for d in documents]
    wording = np.array([key for _, own in found for _, _, key in own], np.uint64)
    owner = np.array([numbers[d.jurisdiction] for d, own in found for _ in own], np.int32)
    shared = shared_wordings(wording, owner, places)
    flags = iter(np.isin(wording, shared).tolist())
    flagged = {d.doc_id: [span_id(d.doc_id, start, end) for start, end, _ in own if next(flags)] for d, own in found}
    return {doc_id: tuple(sorted(ids)) for doc_id, ids in flagged.items() if ids}


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the comparison of one jurisdiction's speeches needs, as it is handed to a worker.

    `part` is the name of its parts, `keys` are those of the kept work on its documents. `key` stands for all that the
    parts depend on, `pair_key` for all but the boilerplate.
    """

    job: Job
    part: str
    documents: tuple[Document, ...]
    keys: Mapping[str, str]
    boilerplate: frozenset[str]
    verdicts: tuple[Verdict, ...]
    key: str
    pair_key: str

    @property
    def jurisdiction(self) -> str:
        """The place whose speeches are compared."""
        return self.documents[0].jurisdiction

    @property
    def size(self) -> int:
        """The number of characters of its texts."""
        return sum(len(d.text) for d in self.documents)

    @property
    def note(self) -> Path:
        """Where counts and warnings of the finished comparison are kept."""
        return self.job.paths.work / "jurisdictions" / f"{self.part}.{self.key}.json"

    @property
    def pairs(self) -> Path:
        """Where the scored pairs are kept."""
        return self.job.paths.work / "jurisdictions" / f"{self.part}.{self.pair_key}.pairs"

    @property
    def titles(self) -> Path:
        """Where the vectors of its promises' titles are kept, by which places are compared."""
        return self.job.paths.work / "jurisdictions" / f"{self.part}.{self.pair_key}.titles"

    @property
    def looked(self) -> Path:
        """Where the vectors of the second look are kept, whatever speeches the wordings stand in."""
        model = fingerprint(self.job.code, self.job.hashes[self.job.settings.link.model])
        return self.job.paths.work / "jurisdictions" / f"{self.part}.{model}.looked"

    def find(self, table: str) -> Path | None:
        """Return the file of its part of a table, in place or newly made; None where there is none for these keys."""
        paths, key = self.job.paths, self.key if table in THREAD_TABLES else self.pair_key
        return find_part((paths.new / "data", paths.data), table, self.part, key)


def comparisons(
    job: Job,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    boilerplate: Mapping[str, Sequence[str]],
    verdicts: Mapping[str, Sequence[Verdict]],
) -> list[Comparison]:
    """Return the comparison of each jurisdiction, the largest first so that workers end together."""
    places: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        places[document.jurisdiction].append(document)
    s = job.settings
    common = fingerprint(
        *(s.embed, s.link, s.thread, s.closure, s.response, s.report.fields),
        *(job.hashes[name] for name in (*model_names(s), *encoder_names(s))),
        job.hashes.get(WORDS, ""),
    )
    tasks = []
    for jurisdiction, members in places.items():
        own_keys = {d.doc_id: keys[d.doc_id] for d in members}
        own_boilerplate = sorted(i for d in members for i in boilerplate.get(d.doc_id, ()))
        said = tuple(verdicts.get(jurisdiction, ()))
        pair_key = fingerprint(common, own_keys, [asdict(v) for v in said])
        task = Comparison(
            job=job,
            part=part_name(jurisdiction),
            documents=tuple(members),
            keys=own_keys,
            boilerplate=frozenset(own_boilerplate),
            verdicts=said,
            key=fingerprint(pair_key, own_boilerplate),
            pair_key=pair_key,
        )
        tasks.append(task)
    return sorted(tasks, key=lambda task: (-task.size, task.part))


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction that has been compared: its name, that of its parts, their files by table.

    `key` changes whenever one of the parts does, but for the flag `boilerplate` of single units, which nothing that is
    made of the parts reads; `titles` is the file of the vectors of its promises' titles; `size` is the length of its
    texts, `threads` the number of its promises, `languages` are those of its speeches.
    """

    name: str
    part: str
    files: Mapping[str, Path]
    titles: Path
    key: str
    size: int
    threads: int
    languages: frozenset[str]


def compare_places(tasks: Sequence[Comparison], crew: Crew) -> tuple[list[Place], list[Dropped]]:
    """Compare the speeches of each jurisdiction of which no parts are kept.

    Returns the jurisdictions with their parts, and the documents of those that could not be compared.
    """
    kept = {task.part for task in tasks if _parts(task) is not None}
    todo = [(task,) for task in tasks if task.part not in kept]
    dropped = crew.work("jurisdictions", _jurisdiction_task, todo, kept=len(kept))
    gone = {d.item_id for d in dropped}
    places: list[Place] = []
    for task in sorted(tasks, key=lambda task: task.part):
        if task.documents[0].doc_id in gone:
            continue
        found = _parts(task)
        if found is None:
            raise RunError(f"{task.note.parent}: parts have gone while the run was going on → run the same again")
        files, note = found
        for stage, numbers in note["counts"].items():
            crew.meter.counts[stage].update(numbers)
        crew.meter.warnings += note["warnings"]
        threads, key = note["counts"]["thread"]["made"], fingerprint(task.pair_key, note["threads"])
        languages = frozenset(d.language for d in task.documents)
        places.append(Place(task.jurisdiction, task.part, files, task.titles, key, task.size, threads, languages))
    return places, dropped


def _parts(task: Comparison) -> tuple[dict[str, Path], Mapping[str, Any]] | None:
    """Return the files of a jurisdiction's parts and the note on them; None if one lacks."""
    try:
        note = json.loads(task.note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    files: dict[str, Path] = {}
    for name in PART_TABLES:
        file = task.find(name)
        if file is None:
            return None
        files[name] = file
    return files, note


def _kept_pairs(task: Comparison) -> tuple[Scored, tuple[Closure, ...], Mapping[str, Any]] | None:
    """Return the scored pairs, the closures and the counts of a jurisdiction of which only the boilerplate changed."""
    found = load_scored(task.pairs)
    files = {name: task.find(name) for name in PART_TABLES if name not in THREAD_TABLES}
    closures = files["closures"]
    if found is None or closures is None or None in files.values():
        return None
    columns = ("commitment_unit", "report_unit", "relation", "score", "decided_by")
    stored = Stored({"closures": [closures]}).table("closures", columns).to_pydict()
    return found[0], closure_records(stored), found[1]


def _jurisdiction_task(task: Comparison) -> Done:
    """Compare the speeches of one jurisdiction and write its parts; a failure sets its speeches aside."""
    job, verdicts = task.job, task.verdicts
    meter = Meter()
    known = None if verdicts else _kept_pairs(task)
    data = job.paths.new / "data"
    models = job.load()
    # transformers are loaded before the threads are limited, which reaches only libraries that are loaded
    if models.reads is None:
        models.classifier.forget()
    elif known is None:
        models.reads.encoder()
    analysed = [_kept(job.paths, d, task.keys) for d in task.documents]
    look = None
    if known is None and models.second is not None:
        said = {text_key(unit.text) for a in analysed for unit in a.units}
        look = partial(_look, task.looked, said, models.second())
    try:
        with threadpool_limits(1):
            if known is None:
                compared = compare(analysed, task.boilerplate, models, job.settings, meter, verdicts, look)
            else:
                compared = thread_again(analysed, task.boilerplate, models, job.settings, meter, *known)
            with meter.time("embed"), memory_given_back():
                _keep_titles(task.titles, compared, models.encoder)
        with meter.time("write"):
            tables: Iterable[tuple[str, dict[str, Any], tuple[str, ...]]] = ()
            others = thread_columns(analysed, compared)
            threads = fingerprint(others["threads"], others["units"]["thread_id"])
            if known is None:
                parts_of = {
                    "links": link_parts(models.links.second is not None, models.links.cross is not None),
                    "closures": closure_parts(models.closures.second is not None, models.closures.cross is not None),
                }
                tables = scored_columns(compared, parts_of)
                others |= part_columns(analysed, compared)
            for name, columns, parts in itertools.chain(tables, ((n, own, ()) for n, own in others.items())):
                key = task.key if name in THREAD_TABLES else task.pair_key
                write_columns(data, name, task.part, columns, key, parts)
    except LedgerError:
        raise
    except Exception as error:
        return Meter(), set_aside("compare", task.documents, error)
    if compared.scored is not None and not verdicts:
        note = {"counts": meter.counts, "warnings": meter.warnings, "fields": _kept_fields(compared)}
        save_scored(task.pairs, compared.scored, note)
    counts, meter.counts = meter.counts, Meter().counts  # counted from the note, like those of kept parts
    warnings, meter.warnings = meter.warnings, []
    text = json.dumps({"counts": counts, "warnings": warnings, "threads": threads}, ensure_ascii=False)
    replace_file(task.note, lambda target: target.write_text(text, encoding="utf-8"))
    return meter, []


def _keep_titles(file: Path, compared: Compared, encoder: Encoder) -> None:
    """Keep the vectors of the titles of all threads; most are there where only the boilerplate changed."""
    known = load_vectors(file)
    titles = {text_key(thread.title): thread.title for thread in compared.threads}
    if titles.keys() <= known.keys():
        return
    known |= {key: compared.read[title] for key, title in titles.items() if title in compared.read}
    new = {key: title for key, title in titles.items() if key not in known}
    known |= zip(new, encoder.encode(list(new.values())), strict=True)
    save_vectors(file, {key: known[key] for key in titles})


def _look(file: Path, said: Collection[int], encoder: TunedEncoder, texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts by the transformer, float32 (n, d); those that are kept in a file are not made anew.

    Kept is what the speeches of the place still hold (`said`, by :func:`text_key`). Vectors have four decimals, so that
    whole numbers of sixteen bits hold them. Raises ModelError where the vocabulary does not fit the language of the
    texts, whatever is kept of them.
    """
    encoder.check(texts)
    keys = [text_key(text) for text in texts]
    known = load_vectors(file)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    known |= zip(new, in_numbers(encoder.vectors(list(new.values()))), strict=True)
    save_vectors(file, {key: vector for key, vector in known.items() if key in said})
    return of_numbers(np.array([known[key] for key in keys], np.int16))


def compare(
    analysed: Sequence[Analysed],
    boilerplate: frozenset[str],
    models: Models,
    settings: Settings,
    meter: Meter,
    verdicts: Sequence[Verdict] = (),
    look: Callable[[Sequence[str]], Vectors] | None = None,
) -> Compared:
    """Link, thread, close and answer over all speeches of one jurisdiction.

    What people decided about its pairs (`verdicts`) stands above the models' links and closures, and threads obey it.
    `look` gives the vectors of the second look, where the models have one.
    """
    m = _material(analysed)
    speeches, commitments, reports, targets = m.speeches, m.commitments, m.reports, m.targets
    with meter.time("embed"), memory_given_back():
        own = models.encoder.encode([u.text for u in commitments])
        reported = models.encoder.encode([u.text for u in reports])
    with meter.time("link"), memory_given_back():
        sizes = {a.document.doc_id: len(a.segmented.sentences) for a in speeches}
        weigh = models.encoder.weigh if isinstance(models.encoder, StaticEncoder) else None
        linked = link_units(commitments, own, targets, models.links, settings.link, look, sizes, weigh)
        texts = {a.document.doc_id: a.document.text for a in speeches}
        decided = find_pairs(verdicts, commitments, reports, texts)
        links = override_links(linked.links, decided.links)
    with meter.time("thread"):
        grouped = group_units(
            *(commitments, linked, boilerplate, models.links, settings.thread), tied=decided.tied, apart=decided.apart
        )
    with meter.time("close"), memory_given_back():
        again = look if models.closures.second is not None else None
        matched = match_closures(
            *(commitments, reports, own, reported, targets, models.closures, settings.closure, sizes, again)
        )
        closures = override_closures(matched.closures, decided.closures)
    with meter.time("status"):
        threads = make_threads(
            *(grouped.groups, grouped.weakest, m.by_id, closures, targets, m.years),
            boilerplate=boilerplate,
            loosest=grouped.loosest,
        )
    with meter.time("answer"), memory_given_back():
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
    read = {unit.text: vector for unit, vector in zip(commitments, own, strict=True)}
    with meter.time("fields"), memory_given_back():
        known = read if models.fields is models.encoder else {}
        fields = _fields(speeches, threads, models, read=known)
    scored = Scored(linked.wording, linked.pairs, linked.same, linked.apart)
    return Compared(links, threads, closures, responses, boilerplate, corrections, series, fields, scored, read)


def mixed(analysed: Sequence[Analysed]) -> list[str]:
    """Return warnings where the texts of one jurisdiction may be those of two governments of one name."""
    told = []
    also = {"language": ", and if one is a translation of another, keep one of them"}
    for what in ("level", "language", "parent"):
        found = sorted({str(getattr(a.document, what)) for a in analysed} - {""})
        # of a place that lies in a county and a province some texts may name the one and some the other
        if len(found) > 1 and (what != "parent" or any(apart(*pair) for pair in combinations(found, 2))):
            told.append(
                f"its texts have more than one {what} ({', '.join(found)}) and are compared as those of one government "
                f"→ if they are of two, give each a name of its own in index.csv{also.get(what, '')}"
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
            *(grouped.groups, grouped.weakest, m.by_id, closures, m.targets, m.years),
            boilerplate=boilerplate,
            loosest=grouped.loosest,
        )
    with meter.time("fields"):
        fields = _fields(m.speeches, threads, models, note["fields"])
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
        named = LANGUAGES[a.document.language].names_problem
        problems += [
            problem
            for s, j in zip(a.segmented.sentences, a.judgements, strict=True)
            if j.label is Label.PROBLEM and s.kind.value == "sentence" and named(s.text)
            for problem in single_problems(s, a.document.language)
        ]
    texts = encoder.encode([problem_text(s.text) for s in problems])
    return find_responses(problems, years, commitments, texts, vectors, settings.response)


def _fields(
    speeches: Sequence[Analysed],
    threads: Sequence[Thread],
    models: Models,
    known: Mapping[str, tuple[str, float]] | None = None,
    read: Mapping[str, Vectors] | None = None,
) -> tuple[tuple[str, float], ...]:
    """Return for each thread the policy field that is nearest to its wordings, sentences and headings, and how near.

    Nothing where the run assigns no fields. `known` is what :func:`_kept_fields` returned for threads of the same
    speeches; `read` holds vectors that the encoder of the fields has made already, by text.
    """
    encoder, read = models.fields, read or {}
    if encoder is None:
        return ()
    if known:
        new = [thread for thread in threads if _members(thread) not in known]
        made = {_members(t): f for t, f in zip(new, _fields(speeches, new, models), strict=True)}
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
    described = models.described()
    d = described.shape[1]

    def read_part(found: Sequence[tuple[int, str]]) -> tuple[Vectors, NDArray[np.int64]]:
        unread = sorted({text for _, text in found if text not in read})
        new = dict(zip(unread, encoder.encode(unread), strict=True))
        vectors = [new[text] if text in new else read[text] for _, text in found]
        return np.array(vectors, np.float32).reshape(-1, d), np.array([thread for thread, _ in found], np.int64)

    parts = map(read_part, map(sorted, texts))  # one after the other: each is large
    names, scores = nearest_fields(promise_vectors(parts, len(threads), d), described, policy_fields())
    return tuple(zip(names, map(float, scores), strict=True))


def _members(thread: Thread) -> str:
    """Return what is equal for threads of the same units."""
    return hashlib.blake2b("\n".join(thread.unit_ids).encode(), digest_size=12).hexdigest()


def _kept_fields(compared: Compared) -> dict[str, tuple[str, float]]:
    """Return the policy field of each thread by its members: it depends on nothing else in these speeches."""
    return {_members(t): f for t, f in zip(compared.threads, compared.fields, strict=bool(compared.fields))}
