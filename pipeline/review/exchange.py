"""To and from other tools: descriptions of samples as JSON, tasks and annotations of Label Studio, gold files.

Label Studio (https://labelstud.io) takes a JSON list of tasks, each with `data` and, where the model's answer is shown,
`predictions`; its export «JSON» is the same list with `annotations`. What a control says stands in `result`, by the
names that the labelling configuration gives to controls (`from_name`).
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from xml.sax.saxutils import quoteattr

from pipeline.errors import Problem
from pipeline.evaluate.gold import PAIR_COLUMNS, SENTENCE_COLUMNS, Gold, GoldText
from pipeline.records import GoldPair, GoldSentence, Label, Relation, Verdict, span_id, text_hash
from pipeline.review.drawing import FORM, OLDER_FORM, Draw, Drawn, Span
from pipeline.review.grids import Cell
from pipeline.review.overrides import settle
from pipeline.review.sheets import ENTRIES, NEEDED, QUOTED, SHOWN, Left, RowReader
from pipeline.review.verdicts import APART
from pipeline.review.wording import CHOICES, word

T = TypeVar("T")
_EXPORT = "export the project as JSON"
_LONGEST_ID = 40
_IN_TWO_THREADS = frozenset({str(Relation.RELATED), str(Relation.DIFFERENT)})
_CONTROLS = frozenset(name for names in ENTRIES.values() for name in names)

# ---- samples ------------------------------------------------------------------------------------


def draw_json(draw: Draw) -> str:
    """Return the description of a sample, one item a line; it holds no text."""
    described = draw.described()
    lists = {name: described.pop(name) for name in ("frame", "items")}
    head = {"form": described.pop("form"), "draw": draw.draw_id, **described}
    lines = [f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
    for name, rows in lists.items():
        body = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
        lines.append(f' "{name}": [\n{body}\n ]')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def draw_from_json(content: Mapping[str, Any]) -> Draw:
    """Return the sample that a description tells of.

    The older form is still read, for coded sheets and stored verdicts name its ids and would be lost to estimates
    otherwise. Its id leaves out some of what it says; of that, what follows from the rest is held against it.

    Raises:
        ValueError: it is of an unknown form, or was changed, so that its id no longer fits.
        KeyError, TypeError: something is missing, or of another type.
    """
    if content["form"] not in (FORM, OLDER_FORM):
        raise ValueError(f"form {content['form']}, not {FORM} or {OLDER_FORM}")
    made = Draw(
        kind=content["kind"],
        how=content["how"],
        seed=content["seed"],
        blind=content["blind"],
        final=content["final"],
        run=dict(content["run"]),
        sizes=dict(content["sizes"]),
        frame={(stratum, doc_id): count for stratum, doc_id, count in content["frame"]},
        items=tuple(
            # other programs write a probability of 1.0 as 1
            Drawn(item, tuple(Span(*s) for s in spans), stratum, None if p is None else float(p), tuple(coders), check)
            for item, stratum, p, coders, check, spans in content["items"]
        ),
        form=content["form"],
    )
    if made.draw_id != content["draw"]:
        raise ValueError(f"was changed: its content gives the id {made.draw_id}, not {content['draw']}")
    if made.form == OLDER_FORM and not _sound(made):
        raise ValueError("was changed: its probabilities, counts or finality do not fit the rest")
    return made


def _sound(draw: Draw) -> bool:
    """Tell whether that fits which the id of the older form leaves out: finality, counts by document, probabilities."""
    taken = Counter(i.stratum for i in draw.items)
    counts: Counter[str] = Counter()
    for (stratum, _), count in draw.frame.items():
        counts[stratum] += count
    if draw.final != (draw.how == "disputes") or counts != Counter(draw.sizes):
        return False
    if draw.how != "strata":
        return all(i.p is None for i in draw.items)
    return all(i.p is not None and math.isclose(i.p, taken[i.stratum] / draw.sizes[i.stratum]) for i in draw.items)


# ---- Label Studio -------------------------------------------------------------------------------


def label_studio_tasks(
    draw: Draw,
    rows: Sequence[Mapping[str, str]],
    answers: Mapping[str, tuple[str, float]],
    language: str,
) -> tuple[str, str]:
    """Return the tasks of one coder as JSON and the labelling configuration as XML.

    Args:
        draw: the sample.
        rows: the rows of the coder's sheet.
        answers: what the model says of each item; shown as predictions unless the sample is blind.
        language: of the words on the screen.
    """
    target = QUOTED[draw.kind][0]
    version = draw.run.get("version", "")
    tasks = []
    for row in rows:
        names = ("item", "coder", "draw", *SHOWN[draw.kind])
        task: dict[str, Any] = {"data": {name: row[name] for name in names}}
        model, confidence = answers.get(row["item"], ("", 0.0))
        if not draw.blind and model in CHOICES[draw.kind]:
            choice = {"choices": [word("verdicts", model, language)]}
            result = {"from_name": "verdict", "to_name": target, "type": "choices", "value": choice}
            prediction = {"model_version": f"pledge-ledger {version}", "score": confidence, "result": [result]}
            task["predictions"] = [prediction]
        tasks.append(task)
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", _config(draw.kind, target, language)


def _config(kind: str, target: str, language: str) -> str:
    """Return the labelling configuration: what is shown, and the controls."""
    lines = ["<View>"]
    for name in SHOWN[kind]:
        lines.append(f"  <Header value={quoteattr(word('columns', name, language))} size='5'/>")
        lines.append(f"  <Text name={quoteattr(name)} value={quoteattr('$' + name)}/>")
    for name in ENTRIES[kind]:
        lines.append(f"  <Header value={quoteattr(word('columns', name, language))} size='5'/>")
        at = f"name={quoteattr(name)} toName={quoteattr(target)}"
        if name in ("note", "groups"):
            lines.append(f"  <TextArea {at} rows='1' maxSubmissions='1'/>")
            continue
        values = [word("verdicts", k, language) for k in CHOICES[kind]] if name == "verdict" else []
        values = values or (list("01234") if name == "level" else ["1"])
        lines.append(f"  <Choices {at} choice='single' required='{'true' if name == 'verdict' else 'false'}'>")
        lines += [f"    <Choice value={quoteattr(value)}/>" for value in values]
        lines.append("  </Choices>")
    return "\n".join([*lines, "</View>", ""])


def read_label_studio(
    content: bytes, name: str, draws: Mapping[str, Draw], *, date: str, coder: str = ""
) -> tuple[list[Verdict], list[Problem], list[Left]]:
    """Turn an export of Label Studio («JSON», not «JSON-MIN») into verdicts.

    Each annotation is one coder's: the one whom `coder` names, else the one that the export names (e-mail or user
    number); where a task has one annotation and the export only a user number, the coder whom the task was given to.
    Cancelled annotations count as not coded. Files are also put together by hand and by scripts, so that nothing is
    taken for granted about the type of a value.

    Returns:
        Verdicts, problems, and the tasks without a verdict.
    """
    try:
        tasks = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return [], [Problem(name, "", f"is no JSON ({str(error)[:80]})", _EXPORT)], []
    if not isinstance(tasks, list) or not any(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        return [], [Problem(name, "", "is no list of tasks with data", _EXPORT)], []
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    left: list[Left] = []
    seen: set[tuple[str, str]] = set()
    unknown: set[str] = set()
    for number, task in enumerate(tasks, start=1):
        own = task.get("id") if isinstance(task, dict) else None
        where = f"{name} task {own if isinstance(own, int) and len(str(own)) <= _LONGEST_ID else number}"
        try:
            data, annotations, draft = _parts(task)
        except _NotAsExportedError as error:
            problems.append(Problem(where, "", str(error), _EXPORT))
            continue
        sample = data["draw"].text.strip()
        given = data["coder"].text.strip()
        made: list[Verdict] = []
        written = draft
        for by, user, said in annotations:
            written |= bool(said)
            if sample in unknown:
                continue
            who = coder or by or (given if len(annotations) == 1 else "") or user
            if not who:
                problems.append(Problem(where, "", "does not say who annotated", "give the name with --coder"))
                continue
            reader = RowReader(where, data | said | {"coder": Cell(who)})
            found = reader.verdicts(draws, date)
            problems += reader.problems
            if sample not in draws:
                unknown.add(sample)  # most often the same in all tasks, and said once
            key = (data["item"].text.strip(), who)
            if found and key in seen:
                problems.append(Problem(where, who, "gives a second verdict on the item", "remove one annotation"))
            if found:
                seen.add(key)
            made += found or ()
        verdicts += made
        if not made:
            kind, final = (draws[sample].kind, draws[sample].final) if sample in draws else ("", False)
            left.append(Left(where, kind, data["item"].text.strip(), coder or given, final, written))
    return verdicts, problems, left


class _NotAsExportedError(Exception):
    """A part of a task is of another type than in an export."""


def _parts(task: Any) -> tuple[dict[str, Cell], list[tuple[str, str, dict[str, Cell]]], bool]:  # noqa: ANN401 - from JSON
    """Return a task's data, its annotations without cancelled ones, and whether it has a draft and no annotation.

    Of each annotation it is the name of who made it, what stands for a name where there is none, and what was said.

    Raises:
        _NotAsExportedError: a part is of another type than Label Studio writes.
    """
    data = _typed(_typed(task, dict, "the task").get("data"), dict, "data")
    names = ("item", "coder", "draw", *(name for shown in QUOTED.values() for name in shown))
    cells = {name: _cell(data.get(name, "")) for name in names if name in data or name in NEEDED}
    # before version 1.0 annotations were called completions
    annotations = _typed(task.get("annotations", task.get("completions")), list, "annotations")
    done = []
    for annotation in annotations:
        cancelled = _typed(annotation, dict, "an annotation").get("was_cancelled") or False
        if not isinstance(cancelled, bool):
            raise _NotAsExportedError("was_cancelled is neither true nor false")
        if not cancelled:
            said = _said(_typed(annotation.get("result"), list, "result"))
            done.append((*_author(annotation.get("completed_by")), said))
    return cells, done, bool(task.get("drafts")) and not done


def _said(result: Sequence[Any]) -> dict[str, Cell]:
    """Return what an annotation says, by the names of the columns of a sheet; controls of others do not count.

    Raises:
        _NotAsExportedError: see :func:`_parts`.
    """
    row: dict[str, Cell] = {}
    for one in result:
        column = _typed(one, dict, "an entry of result").get("from_name")
        if not isinstance(column, str) or column not in _CONTROLS:
            continue
        value = _typed(one.get("value"), dict, f"the value of {column}")
        said: Any = next((value[k] for k in ("choices", "text", "number", "rating") if value.get(k) is not None), [])
        texts = [_cell(text).text for text in (said if isinstance(said, list) else [said])]
        # a note can be given in several pieces, anything else once
        before = [row[column].text] if column in row else []
        row[column] = Cell(" ".join(filter(None, [*before, *texts])))
    return {column: cell for column, cell in row.items() if cell.text.strip()}


def _cell(value: Any) -> Cell:  # noqa: ANN401 - from JSON
    if value is None:
        return Cell("")
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise _NotAsExportedError(f"{json.dumps(value)[:40]} stands where a text is expected")
    text = str(value)
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise _NotAsExportedError("holds half a character, which no file can hold")
    return Cell(text)


def _typed(value: Any, kind: type[T], what: str) -> T:  # noqa: ANN401 - from JSON
    """Return a part of a task, empty where there is none."""
    if value is None and kind is not dict:
        return kind()
    if not isinstance(value, kind):
        raise _NotAsExportedError(f"{what} is no {'list' if kind is list else 'object'}")
    return value


def _author(completed_by: Any) -> tuple[str, str]:  # noqa: ANN401 - a number or an object
    """Return the name of who annotated, and what is written for a user without one; both empty where it is not told."""
    known = completed_by if isinstance(completed_by, dict) else {"id": completed_by}
    names = [known.get(key) for key in ("email", "username")]
    name = next((n.strip() for n in names if isinstance(n, str) and n.strip()), "")
    number = known.get("id")
    told = isinstance(number, int) and not isinstance(number, bool)
    return _cell(name).text, f"user-{number}" if told else ""


# ---- gold ---------------------------------------------------------------------------------------


def gold_of(
    verdicts: Sequence[Verdict], texts: Mapping[str, str], jurisdictions: Mapping[str, str]
) -> tuple[tuple[GoldSentence, ...], tuple[GoldPair, ...], tuple[GoldPair, ...]]:
    """Return what people decided as labelled rows: sentences, links, closures.

    A verdict is left out where the text is not at hand or has changed, or where coders contradict each other. A
    commitment without a level has none; verdicts on threads are links that are the same.

    Args:
        verdicts: all verdicts.
        texts: the stored text of each document.
        jurisdictions: whose document each is.
    """
    groups: dict[tuple[Any, ...], list[Verdict]] = {}
    for v in sorted(verdicts, key=lambda v: v.key):
        kind = "links" if v.kind == "threads" else v.kind
        fits = all(
            text_hash(texts[doc][start:end]) == sha
            for doc, start, end, sha in ((v.doc_id, v.start, v.end, v.sha), (v.b_doc, v.b_start, v.b_end, v.b_sha))
            if doc in texts
        )
        if v.doc_id in texts and (not v.b_doc or v.b_doc in texts) and fits:
            groups.setdefault((kind, v.stretches), []).append(v)
    sentences: list[GoldSentence] = []
    pairs: dict[str, list[GoldPair]] = {"links": [], "closures": []}
    for (kind, _), own in groups.items():
        if any(v.verdict in _IN_TWO_THREADS for v in own):
            # who parts a thread says no other thing than who calls two of it related or different
            own = [v for v in own if v.verdict != APART]
        holds, _states = settle(own)
        if holds is None or holds.verdict == APART:
            continue
        at, unsure = span_id(holds.doc_id, holds.start, holds.end), any(v.unsure for v in own)
        text = texts[holds.doc_id][holds.start : holds.end]
        if kind == "sentences":
            row = (at, holds.doc_id, holds.start, holds.end, Label(holds.verdict), holds.level, unsure, text)
            sentences.append(GoldSentence(*row))
            continue
        other = texts[holds.b_doc][holds.b_start : holds.b_end]
        name = f"{at} | {span_id(holds.b_doc, holds.b_start, holds.b_end)}"
        place = jurisdictions[holds.doc_id]
        stretches = (holds.doc_id, holds.start, holds.end, holds.b_doc, holds.b_start, holds.b_end)
        pairs[kind].append(GoldPair(name, place, *stretches, holds.verdict, unsure, text, other))
    return tuple(sentences), tuple(pairs["links"]), tuple(pairs["closures"])


def with_people(gold: Gold, verdicts: Sequence[Verdict], texts: Mapping[str, GoldText]) -> Gold:
    """Return gold with what people decided: their rows take the place of gold rows that they overlap."""
    plain = {doc_id: t.text for doc_id, t in texts.items()}
    sentences, links, closures = gold_of(verdicts, plain, {doc_id: t.jurisdiction for doc_id, t in texts.items()})
    taken: dict[str, list[tuple[int, int]]] = {}
    for s in sentences:
        taken.setdefault(s.doc_id, []).append((s.start, s.end))
    kept = [s for s in gold.sentences if not any(s.start < b and a < s.end for a, b in taken.get(s.doc_id, ()))]
    return replace(
        gold,
        sentences=(*kept, *(replace(s, gold_id=f"people {s.gold_id}") for s in sentences)),
        links=_pairs_with_people(gold.links, links),
        closures=_pairs_with_people(gold.closures, closures),
    )


def _pairs_with_people(gold: Sequence[GoldPair], people: Sequence[GoldPair]) -> tuple[GoldPair, ...]:
    def place(p: GoldPair) -> tuple[str | int, ...]:
        return (p.a_doc, p.a_start, p.a_end, p.b_doc, p.b_start, p.b_end)

    decided = {place(p) for p in people}
    return (*(p for p in gold if place(p) not in decided), *(replace(p, gold_id=f"people {p.gold_id}") for p in people))


def gold_csv(rows: Sequence[GoldSentence] | Sequence[GoldPair]) -> str:
    """Return labelled rows in the form of gold files (see docs/evaluating.md)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    sentences = bool(rows) and isinstance(rows[0], GoldSentence)
    writer.writerow(SENTENCE_COLUMNS if sentences else PAIR_COLUMNS)
    for r in rows:
        if isinstance(r, GoldSentence):
            level = "" if r.level is None else r.level
            writer.writerow((r.gold_id, r.doc_id, r.start, r.end, r.label.value, level, int(r.unsure), r.text))
        else:
            stretches = (r.a_doc, r.a_start, r.a_end, r.b_doc, r.b_start, r.b_end)
            writer.writerow((r.gold_id, r.jurisdiction, *stretches, r.link, int(r.unsure), r.a_text, r.b_text))
    return out.getvalue()
