"""What people decided stands above the models: verdicts are found again in a run and put in place of its answers.

A verdict is found by its document, its offsets and the hash of its text. Where the text has moved inside its
document it still applies; where it has changed or gone, or the program no longer cuts a unit there, the verdict is
reported and not applied. Coders who contradict each other are both reported and neither is obeyed, until a final
verdict settles it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pipeline.records import (
    COMMITMENTS,
    Closure,
    Correction,
    Judgement,
    Label,
    Link,
    Outcome,
    Relation,
    Segmented,
    State,
    Unit,
    Verdict,
    span_id,
    text_hash,
)
from pipeline.review.verdicts import SAME

HUMAN = "human"
# the level of a commitment where neither a person nor the model gave one: what the codebook says of the plain case
_USUAL_LEVEL = {Label.MEASURE: 1, Label.PLEDGE: 3}
NO_PART = float("nan")
_USED = frozenset({State.APPLIED, State.MOVED})


class Stretch(Protocol):
    """A sentence or unit."""

    @property
    def doc_id(self) -> str:
        """The document."""

    @property
    def start(self) -> int:
        """Offset of the first code point."""

    @property
    def end(self) -> int:
        """Offset after the last code point."""

    @property
    def text(self) -> str:
        """The text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a verdict's stretch is in this run: its id (empty if there is none) and the state."""

    item: str
    state: State


class Places:
    """The sentences or units of some documents, to find the stretches of verdicts among."""

    def __init__(self, stretches: Iterable[Stretch], texts: Mapping[str, str]) -> None:
        """Index the stretches; `texts` holds the stored text of each document."""
        self._texts = texts
        self._at: dict[tuple[str, int, int], str] = {}
        self._same: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for s in stretches:
            item = span_id(s.doc_id, s.start, s.end)
            sha = text_hash(s.text)
            self._at[s.doc_id, s.start, s.end] = sha
            self._same[s.doc_id, sha].append(item)
            self._spans[s.doc_id].append((s.start, s.end))

    def find(self, doc_id: str, start: int, end: int, sha: str) -> Found:
        """Return where a stretch is now."""
        if doc_id not in self._texts:
            return Found("", State.NO_DOCUMENT)
        if self._at.get((doc_id, start, end)) == sha:
            return Found(span_id(doc_id, start, end), State.APPLIED)
        again = self._same.get((doc_id, sha), [])
        if len(again) == 1:
            return Found(again[0], State.MOVED)
        if text_hash(self._texts[doc_id][start:end]) == sha:
            return Found("", State.NO_UNIT)
        touched = any(min(e, end) - max(s, start) > (end - start) / 2 for s, e in self._spans[doc_id])
        return Found("", State.CHANGED if touched else State.VANISHED)


def settle(verdicts: Sequence[Verdict]) -> tuple[Verdict | None, dict[str, State]]:
    """Return the verdict that holds for one item, and the state of each coder's verdict.

    Final verdicts count alone where there are any. Coders who agree on the label but not on the level give the lower
    median of their levels.

    Returns:
        None where the coders contradict each other; the states by coder, APPLIED, CONTRADICTED or OVERRULED.
    """
    finals = [v for v in verdicts if v.final]
    heard = finals or list(verdicts)
    if len({v.verdict for v in heard}) > 1:
        states = {v.coder: State.CONTRADICTED for v in heard}
        return None, {v.coder: states.get(v.coder, State.OVERRULED) for v in verdicts}
    levels = sorted(v.level for v in heard if v.level is not None)
    level = levels[(len(levels) - 1) // 2] if levels else None
    holds = replace(min(heard, key=lambda v: v.coder), level=level, coder=", ".join(sorted({v.coder for v in heard})))
    states = {v.coder: State.APPLIED if v.verdict == holds.verdict or v.final else State.OVERRULED for v in verdicts}
    return holds, states


def _grouped(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Return the verdicts on each item together, sorted."""
    groups: dict[tuple[str, str, tuple[object, ...]], list[Verdict]] = defaultdict(list)
    for v in sorted(verdicts, key=lambda v: v.key):
        groups[v.kind, v.item, v.stretches].append(v)
    return list(groups.values())


def _correction(v: Verdict, state: State, found: tuple[str, str], model: str, level: int | None = None) -> Correction:
    return Correction(
        kind=v.kind,
        item=v.item,
        item_a=span_id(v.doc_id, v.start, v.end),
        item_b=span_id(v.b_doc, v.b_start, v.b_end) if v.b_doc else "",
        coder=v.coder,
        verdict=v.verdict,
        level=v.level,
        unsure=v.unsure,
        date=v.date,
        draw=v.draw,
        final=v.final,
        state=state,
        found_a=found[0],
        found_b=found[1],
        model=model,
        model_level=level,
        note=v.note,
    )


def override_labels(
    segmented: Segmented, judgements: Sequence[Judgement], verdicts: Sequence[Verdict]
) -> tuple[tuple[Judgement, ...], tuple[Correction, ...]]:
    """Put the labels that people gave to sentences of one document in place of the model's.

    Args:
        segmented: the document.
        judgements: the model's, one per sentence.
        verdicts: those on sentences of this document.

    Returns:
        The judgements with `decided_by` human where a verdict holds (the model's probabilities stay), and what became
        of each verdict.
    """
    if not verdicts:
        return tuple(judgements), ()
    places = Places(segmented.sentences, {segmented.document.doc_id: segmented.document.text})
    model = {j.sentence_id: j for j in judgements}
    new = dict(model)
    corrections: list[Correction] = []
    for group in _grouped(verdicts):
        first = group[0]
        found = places.find(first.doc_id, first.start, first.end, first.sha)
        holds, states = settle(group)
        own = model.get(found.item)
        if own is not None and holds is not None:
            new[found.item] = _judged(own, holds)
        for v in group:
            state = _combined(found.state, states[v.coder])
            answer = (str(own.label), own.level) if own is not None else ("", None)
            corrections.append(_correction(v, state, (found.item, ""), *answer))
    return tuple(new[j.sentence_id] for j in judgements), tuple(corrections)


def _combined(where: State, who: State) -> State:
    """Return the state to report: that there is no sentence goes before what coders disagree on."""
    if where not in _USED:
        return where
    return where if who is State.APPLIED else who


def _judged(own: Judgement, holds: Verdict) -> Judgement:
    label = Label(holds.verdict)
    level = None
    if label in COMMITMENTS:
        level = holds.level if holds.level is not None else own.level
        level = _USUAL_LEVEL[label] if level is None else level
    return replace(own, label=label, level=level, decided_by=f"{HUMAN}: {holds.coder}")


@dataclass(frozen=True, slots=True)
class PairVerdicts:
    """The verdicts on pairs of one jurisdiction, found again in a run.

    `links` and `closures` hold the verdict by (earlier, later) unit id; `tied` are pairs that one thread must hold,
    `apart` pairs that no thread may hold together. `corrections` lack the model's answers; see :func:`answered`.
    """

    links: Mapping[tuple[str, str], Relation]
    closures: Mapping[tuple[str, str], Outcome]
    tied: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]
    corrections: tuple[Correction, ...]


def find_pairs(
    verdicts: Sequence[Verdict],
    commitments: Sequence[Unit],
    reports: Sequence[Unit],
    texts: Mapping[str, str],
) -> PairVerdicts:
    """Find the verdicts on pairs in the units of one jurisdiction, and what they demand of threads.

    A demand that contradicts other verdicts through a chain (a and b the same, b and c the same, a and c not) is
    reported as contradicted and not obeyed; the verdicts that say «same» are.

    Args:
        verdicts: of kind links, closures or threads.
        commitments: measures and pledges.
        reports: progress units.
        texts: the stored text of each document.
    """
    if not verdicts:
        return PairVerdicts({}, {}, (), (), ())
    own, said = Places(commitments, texts), Places(reports, texts)
    rank = {u.unit_id: k for k, u in enumerate(sorted(commitments, key=lambda u: u.order))}
    links: dict[tuple[str, str], Relation] = {}
    closures: dict[tuple[str, str], Outcome] = {}
    tied: dict[tuple[str, str], list[int]] = defaultdict(list)
    apart: dict[tuple[str, str], list[int]] = defaultdict(list)
    corrections: list[Correction] = []
    for group in _grouped(verdicts):
        v = group[0]
        a = own.find(v.doc_id, v.start, v.end, v.sha)
        b = (said if v.kind == "closures" else own).find(v.b_doc, v.b_start, v.b_end, v.b_sha)
        where = next((f.state for f in (a, b) if f.state not in _USED), None)
        if where is None:
            where = State.MOVED if State.MOVED in (a.state, b.state) else State.APPLIED
        holds, states = settle(group)
        pair = (a.item, b.item)
        numbers = range(len(corrections), len(corrections) + len(group))
        corrections += [_correction(o, _combined(where, states[o.coder]), pair, "") for o in group]
        if holds is None or where not in _USED:
            continue
        if v.kind == "closures":
            closures[pair] = Outcome(holds.verdict)
            continue
        pair = pair if rank[pair[0]] < rank[pair[1]] else (pair[1], pair[0])
        if pair[0] == pair[1]:
            continue
        if v.kind == "links":
            links[pair] = Relation(holds.verdict)
        elif holds.verdict == SAME:
            links.setdefault(pair, Relation.SAME)
        (tied if holds.verdict == SAME else apart)[pair] += numbers
    apart_pairs, broken = _consistent(tied, apart)
    for pair in broken:
        links.pop(pair, None)
        for number in apart[pair]:
            if corrections[number].state in _USED:
                corrections[number] = replace(corrections[number], state=State.CONTRADICTED)
    return PairVerdicts(links, closures, tuple(sorted(tied)), apart_pairs, tuple(corrections))


def _consistent(
    tied: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]]
) -> tuple[tuple[tuple[str, str], ...], list[tuple[str, str]]]:
    """Return the pairs that can be kept apart, and those that the chain of tied pairs holds together."""
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while parent.get(item, item) != item:
            item = parent[item]
        return item

    for a, b in sorted(tied):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    kept: list[tuple[str, str]] = []
    broken: list[tuple[str, str]] = []
    for pair in sorted(apart):
        (broken if root(pair[0]) == root(pair[1]) else kept).append(pair)
    return tuple(kept), broken


def override_links(links: Sequence[Link], decided: Mapping[tuple[str, str], Relation]) -> tuple[Link, ...]:
    """Put what people said of pairs of commitments in place of the model's links; `different` takes a link away.

    A pair that the model never proposed has no parts of a score; they are NaN.
    """
    if not decided:
        return tuple(links)
    parts = tuple(links[0].parts) if links else ()
    known = {(link.a_unit, link.b_unit): link for link in links}
    for pair, relation in decided.items():
        before = known.pop(pair, None)
        if relation is Relation.DIFFERENT:
            continue
        own = before.parts if before else dict.fromkeys(parts, NO_PART)
        known[pair] = Link(*pair, relation, 1.0, own, HUMAN)
    return tuple(known[pair] for pair in sorted(known))


def override_closures(closures: Sequence[Closure], decided: Mapping[tuple[str, str], Outcome]) -> tuple[Closure, ...]:
    """Put what people said of commitments and reports in place of the model's closures; `none` takes one away.

    The probabilities among the parts follow the verdict, because ranges in the report are made from them.
    """
    if not decided:
        return tuple(closures)
    parts = tuple(closures[0].parts) if closures else ()
    known = {(c.commitment_unit, c.report_unit): c for c in closures}
    for pair, outcome in decided.items():
        before = known.pop(pair, None)
        if outcome is Outcome.NONE:
            continue
        own = dict(before.parts) if before else dict.fromkeys(parts, NO_PART)
        own |= {n: v for n, v in (("p_any", 1.0), ("p_closes", float(outcome is Outcome.CLOSES))) if n in own}
        known[pair] = Closure(*pair, outcome, 1.0, own, HUMAN)
    return tuple(known[pair] for pair in sorted(known))


def answered(
    corrections: Sequence[Correction], links: Sequence[Link], closures: Sequence[Closure]
) -> tuple[Correction, ...]:
    """Return the corrections of pairs with the models' own answers: a pair that is not listed is different, or none."""
    if not corrections:
        return ()
    said: dict[tuple[str, str, str], str] = {("links", x.a_unit, x.b_unit): str(x.relation) for x in links}
    said |= {("closures", x.commitment_unit, x.report_unit): str(x.relation) for x in closures}
    nothing = {"links": str(Relation.DIFFERENT), "closures": str(Outcome.NONE)}
    return tuple(
        replace(c, model=said.get((c.kind, c.found_a, c.found_b), nothing[c.kind]))
        if c.kind in nothing and c.found_a and c.found_b
        else c
        for c in corrections
    )


def not_applied(rows: Iterable[Mapping[str, Any]]) -> tuple[int, dict[str, int]]:
    """Return how many verdicts were given, and how many were not applied by state, from the table of corrections."""
    states = Counter(row["state"] for row in rows)
    lost = {name: n for name, n in sorted(states.items()) if name not in (State.APPLIED, State.MOVED)}
    return states.total(), lost


def unplaced(verdicts: Iterable[Verdict], documents: Iterable[str]) -> tuple[Correction, ...]:
    """Return the verdicts on documents that a run does not have; a pair is one as soon as one side is."""
    known = set(documents)
    return tuple(
        _correction(v, State.NO_DOCUMENT, ("", ""), "")
        for v in sorted(verdicts, key=lambda v: v.key)
        if v.doc_id not in known or (v.b_doc and v.b_doc not in known)
    )
