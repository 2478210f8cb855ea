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
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.errors import Problem
from pipeline.evaluate.gold import PAIR_COLUMNS, SENTENCE_COLUMNS, Gold, GoldText
from pipeline.records import GoldPair, GoldSentence, Label, Verdict, span_id, text_hash
from pipeline.review.drawing import FORM, OLDER_FORM, Draw, Drawn, Span
from pipeline.review.grids import Cell
from pipeline.review.overrides import settle
from pipeline.review.sheets import ENTRIES, QUOTED, SHOWN, RowReader
from pipeline.review.wording import CHOICES, word

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
    coder: str,
    rows: Sequence[Mapping[str, str]],
    answers: Mapping[str, tuple[str, float]],
    language: str,
) -> tuple[str, str]:
    """Return the tasks of one coder as JSON and the labelling configuration as XML.

    Args:
        draw: the sample.
        coder: who gets the tasks.
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
) -> tuple[list[Verdict], list[Problem], int]:
    """Turn an export of Label Studio («JSON», not «JSON-MIN») into verdicts.

    Each annotation is one coder's: the one whom `coder` names, else the one that the export names (e-mail or user
    number); where a task has one annotation and the export only a user number, the coder whom the task was given to.
    Cancelled annotations count as not coded.

    Returns:
        Verdicts, problems, and the number of tasks without a verdict.
    """
    advice = "export the project as JSON"
    try:
        tasks = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        return [], [Problem(name, "", f"is no JSON ({error})", advice)], 0
    if not isinstance(tasks, list) or not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        return [], [Problem(name, "", "is no list of tasks with data", advice)], 0
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    empty = 0
    seen: set[tuple[str, str]] = set()
    for number, task in enumerate(tasks, start=1):
        where = f"{name} task {task.get('id', number)}"
        made: list[Verdict] = []
        done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
        for annotation in done:
            who = coder or _author(annotation.get("completed_by"), str(task["data"].get("coder", "")), len(done))
            reader = RowReader(where, _row(task["data"], annotation.get("result") or (), who))
            found = reader.verdicts(draws, date)
            problems += reader.problems
            made += found or ()
            key = (str(task["data"].get("item", "")), who)
            if found and key in seen:
                problems.append(Problem(where, who, "gives a second verdict on the item", "remove one annotation"))
            seen.add(key)
        verdicts += made
        empty += not made
    return verdicts, problems, empty


def _author(completed_by: Any, given: str, annotations: int) -> str:  # noqa: ANN401 - a number or an object
    """Return the name of who annotated."""
    if isinstance(completed_by, dict):
        name = completed_by.get("email") or completed_by.get("username") or f"user-{completed_by.get('id', '')}"
        return str(name)
    return given if given and annotations == 1 else f"user-{completed_by}"


def _row(data: Mapping[str, Any], result: Sequence[Mapping[str, Any]], coder: str) -> dict[str, Cell]:
    """Return a task with one annotation as the row of a sheet."""
    row = {name: Cell(str(value)) for name, value in data.items()} | {"coder": Cell(coder)}
    for one in result:
        value = one.get("value") or {}
        said = value.get("choices") or value.get("text") or []
        row[str(one.get("from_name", ""))] = Cell(" ".join(map(str, [said] if isinstance(said, str) else said)))
    return row


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
        holds, _states = settle(own)
        if holds is None or holds.verdict == "apart":
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
