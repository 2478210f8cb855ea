"""The stages that look at one speech alone, for the speeches of which nothing is kept."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from typing import Any

from threadpoolctl import threadpool_limits

from pipeline import __version__
from pipeline.classify.unit_levels import unit_levels
from pipeline.errors import LedgerError, RunError
from pipeline.figures import MOST_FIGURES
from pipeline.jobs import EXCERPT, Crew, Done, Job, Meter, Models, code_hash, set_aside
from pipeline.languages import LANGUAGES
from pipeline.records import (
    COMMITMENTS,
    NOT_COMPARED,
    Document,
    Dropped,
    Kind,
    Label,
    Segmented,
    Sentence,
    Target,
    Unit,
    Verdict,
)
from pipeline.review.overrides import override_labels
from pipeline.segment import segment
from pipeline.segment.segmenter import first_places
from pipeline.settings import Settings, fingerprint
from pipeline.targets import find_targets
from pipeline.threads import wording_key
from pipeline.workfiles import Analysed, load_note, make_unit, save_analysed, text_key, work_file


def document_key(
    document: Document, settings: Settings, hashes: Mapping[str, str], verdicts: Sequence[Verdict] = ()
) -> str:
    """Return the fingerprint of all that the work on one document depends on, people's verdicts included."""
    about = {name: value for name, value in asdict(document).items() if name != "text"}
    text = hashlib.sha256(document.text.encode("utf-8")).hexdigest()
    model = hashes[settings.classify.model]
    said = [asdict(v) for v in verdicts]
    return fingerprint(__version__, code_hash(), about, text, settings.segment, settings.classify, model, said)


def analyse_documents(
    job: Job,
    documents: Sequence[Document],
    keys: Mapping[str, str],
    labels: Mapping[str, Sequence[Verdict]],
    crew: Crew,
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
    dropped = crew.work("documents", _document_task, tasks, kept=len(notes))
    gone = {d.item_id for d in dropped}
    for _, d, key, _ in tasks:
        if d.doc_id not in gone:
            note = load_note(work_file(job.paths.work, key))
            if note is None:
                raise RunError(f"{work_file(job.paths.work, key)}: gone while the run was going on → run it again")
            notes[d.doc_id] = note
    for d in documents:
        for stage, numbers in notes.get(d.doc_id, {"counts": {}})["counts"].items():
            crew.meter.counts[stage].update(numbers)
    return notes, dropped


def _document_task(job: Job, document: Document, key: str, verdicts: Sequence[Verdict] = ()) -> Done:
    """Do the stages that look at one document alone and keep the result; a failure sets it aside."""
    meter = Meter()
    try:
        models = job.load()
        # before the threads are limited, which reaches only libraries that are loaded
        models.classifier.load()
        with threadpool_limits(1):
            analysed = analyse_document(document, job.settings, models, meter, verdicts)
            note = _note(analysed)
    except LedgerError:
        raise
    except Exception as error:
        meter.count("segment", taken=1, dropped=1)
        return meter, set_aside("documents", [document], error)
    save_analysed(work_file(job.paths.work, key), analysed, note)
    return meter, []


def _note(analysed: Analysed) -> dict[str, Any]:
    """Return what a run needs to know of a document without reading all of it.

    `counts` is what the stages took and passed on; `wordings` are the commitments that could be boilerplate: start,
    end, and a hash of the wording.
    """
    sentences, compared = analysed.segmented.sentences, analysed.document.kind not in NOT_COMPARED
    # what the table `dropped` holds of them; sentences that neither promise nor report are asked for no unit
    units, aside = len(analysed.units), sum(d.stage == "units" for d in analysed.dropped)
    counts = {
        "segment": {"taken": 1, "passed": 1, "dropped": 0},
        "characters": {
            "taken": len(analysed.document.text),
            "passed": sum(s.end - s.start for s in sentences),
            "dropped": sum(c.end - c.start for c in analysed.segmented.cuts),
        },
        "classify": {"taken": len(sentences), "passed": len(analysed.judgements), "dropped": 0},
        "units": {"taken": units + aside, "passed": units, "dropped": aside},
        "targets": {"made": len(analysed.targets)},
    }
    promised = [u for u in analysed.units if u.label in COMMITMENTS] if compared else []
    keyed = [(u.start, u.end, wording_key(u)) for u in promised]
    wordings = [(start, end, text_key(key)) for start, end, key in keyed if key]
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
        units, dropped, crowded = _units(segmented, judgements)
    with meter.time("targets"):
        sentences = {s.sentence_id: s for s in segmented.sentences}
        targets = tuple(
            t for u in units for t in find_targets(u, sentences[u.sentence_id].text, sentences[u.sentence_id].start)
        )
    segmented = replace(segmented, warnings=(*segmented.warnings, *_crowded(crowded), *_full(targets)))
    return Analysed(segmented, judgements, units, targets, dropped, corrections)


_STATEMENT = re.compile(r"(?:\S[，,；;：:]\S|\d[^\d年月日）)、.．]).*[。！？!?；;]$", re.DOTALL)
# reports of these years close their problems with vows; older ones go field by field and promise there
_VOWS_FROM = 1995
_VOWS_MOST = 4


# Units of one sentence beyond which it is compared whole; the longest lists of real speeches have 25. The pairs of two
# speeches grow with the square, so that a table without a stop would take hours.
MOST_UNITS = 100


def _crowded(sentences: Sequence[Sentence]) -> list[str]:
    """Say that sentences are not cut into units because they would be too many."""
    if not sentences:
        return []
    at = first_places(sentences)
    return [
        f"{len(sentences)} sentences of more than {MOST_UNITS} units each compared as one, first at {at}: "
        "is it a table, or are stops missing?"
    ]


def _full(targets: Sequence[Target]) -> list[str]:
    """Say that units hold more figures than are compared with those of other years."""
    full = [unit_id for unit_id, count in Counter(t.unit_id for t in targets).items() if count > MOST_FIGURES]
    if not full:
        return []
    return [f"{len(full)} units of more than {MOST_FIGURES} figures, of which the first are compared, first {full[0]}"]


def _units(
    segmented: Segmented, judgements: Sequence[Any]
) -> tuple[tuple[Unit, ...], tuple[Dropped, ...], list[Sentence]]:
    """Cut the sentences that promise or report into units; a sentence without any is dropped with a reason.

    Returns those of too many units, which are compared whole, too.
    """
    language = LANGUAGES[segmented.document.language]
    cut = cache(language.unit_spans)  # some texts hold a passage twenty times
    units: list[Unit] = []
    dropped: list[Dropped] = []
    crowded: list[Sentence] = []
    closing = _closing_the_problems(segmented, judgements)
    for place, (sentence, judgement) in enumerate(zip(segmented.sentences, judgements, strict=True)):
        if judgement.label is Label.PROBLEM and not language.names_problem(sentence.text):
            reason = "says that there are problems and names none"
            dropped.append(Dropped("answer", sentence.sentence_id, reason, sentence.text[:EXCERPT]))
        if judgement.label not in COMMITMENTS and judgement.label is not Label.PROGRESS:
            continue
        is_topic = sentence.kind is Kind.HEADING and not _STATEMENT.search(sentence.text)
        if is_topic and not language.has_action(sentence.text):
            reason = "a heading that names a topic, no action"
            dropped.append(Dropped("units", sentence.sentence_id, reason, sentence.text[:EXCERPT]))
            continue
        spans = cut(sentence.text)
        if len(spans) > MOST_UNITS:
            crowded.append(sentence)
            spans = [(spans[0][0], spans[-1][1])]
        if not spans:
            dropped.append(Dropped("units", sentence.sentence_id, "no unit in the sentence", sentence.text[:EXCERPT]))
            continue
        texts = [sentence.text[a:b] for a, b in spans]
        beside = zip(spans, texts, [*texts[1:], ""], strict=True)
        promising = [at for at, one, next_ in beside if len(spans) == 1 or not language.states_fact(one, next_)]
        levels = unit_levels(judgement, texts, segmented.document.language)
        for (a, b), (label, level) in zip(spans, levels, strict=True):
            unit = make_unit(segmented.document, sentence, sentence.start + a, sentence.start + b, label, level)
            promised = unit.label in COMMITMENTS
            if not language.names_action(unit.text):
                reason = "ideology or a vow alone, no action"
            elif promised and language.looks_back(unit.text):
                reason = "a commitment by its sentence that looks back"
            elif promised and promising and (a, b) not in promising:
                reason = "a fact beside a promise, promises nothing"
            elif promised and language.only_points(unit.text):
                reason = "only points at what another sentence names"
            elif promised and unit.level == 0 and place in closing:
                reason = "a vow that closes the problems, no action"
            else:
                units.append(unit)
                continue
            dropped.append(Dropped("units", unit.unit_id, reason, unit.text[:EXCERPT]))
    return tuple(units), tuple(dropped), crowded


def _closing_the_problems(segmented: Segmented, judgements: Sequence[Any]) -> frozenset[int]:
    """Return the places of the few sentences between the last named problem and the next heading."""
    if segmented.document.year < _VOWS_FROM:
        return frozenset()
    closing: set[int] = set()
    behind: list[int] | None = None
    for place, (sentence, judgement) in enumerate(zip(segmented.sentences, judgements, strict=True)):
        if sentence.kind is Kind.HEADING:
            closing.update(behind if behind and len(behind) <= _VOWS_MOST else ())
            behind = None
        elif judgement.label is Label.PROBLEM:
            behind = []
        elif sentence.kind is Kind.SALUTATION:
            behind = None
        elif behind is not None:
            behind.append(place)
    return frozenset(closing)
