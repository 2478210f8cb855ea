"""What people decided stands above the models: verdicts are found again in a run and put in place of its answers.

A verdict is found by its document, its offsets and the hash of its text. Where the text has moved inside its
document it still applies; where it has changed or gone, or the program no longer cuts a unit there, the verdict is
reported and not applied. What verdicts are about is told by where they are found now, not by where they were given. Of
a coder's own the latest counts. Coders who contradict each other are both reported and neither is obeyed, until a final
verdict settles it, of whoever; a thread is judged as a whole, and contradicted as a whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Protocol

from pipeline.classify.decide import LEVELS_OF
from pipeline.records import (
    COMMITMENTS,
    HUMAN,
    OBEYED,
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
    VerdictKey,
    span_id,
    text_hash,
)
from pipeline.review.verdicts import APART, SAME

Pair = tuple[str, str]

# the level of a commitment where neither a person nor the model gave one that fits the label: that of the plain case
_USUAL_LEVEL = {Label.MEASURE: 1, Label.PLEDGE: 3}
NO_PART = float("nan")


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


def settle(verdicts: Sequence[Verdict]) -> tuple[Verdict | None, dict[VerdictKey, State]]:
    """Return the verdict that holds for one item, and the state of each verdict.

    Final verdicts count alone where there are any. Coders who agree on the label but not on the level give the lower
    median of their levels.

    Returns:
        None where the coders contradict each other; the states by key, APPLIED, CONTRADICTED or OVERRULED.
    """
    finals = [v for v in verdicts if v.final]
    heard = finals or list(verdicts)
    if len({v.verdict for v in heard}) > 1:
        states = {v.key: State.CONTRADICTED for v in heard}
        return None, {v.key: states.get(v.key, State.OVERRULED) for v in verdicts}
    levels = sorted(v.level for v in heard if v.level is not None)
    level = levels[(len(levels) - 1) // 2] if levels else None
    holds = replace(min(heard, key=lambda v: v.coder), level=level, coder=", ".join(sorted({v.coder for v in heard})))
    states = {v.key: State.APPLIED if v.verdict == holds.verdict or v.final else State.OVERRULED for v in verdicts}
    return holds, states


@dataclass(frozen=True, slots=True)
class _Placed:
    """A verdict, where its stretches are now, the pair in one order whichever way round it was given, and the state."""

    verdict: Verdict
    pair: Pair
    where: State

    @property
    def age(self) -> tuple[str, bool, VerdictKey]:
        """Return what sorts the latest last; of one day, what was given on the text as it stands is the later."""
        return (self.verdict.date, self.where is State.APPLIED, self.verdict.key)


def _grouped(placed: Iterable[_Placed]) -> list[list[_Placed]]:
    """Return the verdicts that apply to one item of the run together, be they given on several places of its text."""
    groups: dict[tuple[str, Pair], list[_Placed]] = defaultdict(list)
    for p in placed:
        if p.where in OBEYED:
            groups[p.verdict.kind, p.pair].append(p)
    return list(groups.values())


def _settled(group: Sequence[_Placed]) -> tuple[Verdict | None, dict[VerdictKey, State]]:
    """Settle the verdicts on one item of the run: the verdict that holds, and the state of each."""
    latest = {(p.verdict.coder, p.verdict.final): p.verdict for p in sorted(group, key=lambda p: p.age)}
    holds, settled = settle(list(latest.values()))
    states = {}
    for v in (p.verdict for p in group):
        last = latest[v.coder, v.final]
        # an older verdict that says the same is no loss
        as_last = (v.verdict, v.level) == (last.verdict, last.level)
        states[v.key] = settled[last.key] if as_last else State.OVERRULED
    return holds, states


def _thread_states(rows: Sequence[_Placed], settled: Mapping[Pair, str]) -> dict[VerdictKey, State]:
    """Return what becomes of each verdict on a pair of a thread; `settled` is what final verdicts say of links.

    The rows of a coder on a thread are one answer, a division of its members: each row alone says little, and what the
    others imply would force the pair that another coder contradicts. So an answer is obeyed in full or not at all.
    Answers are compared by the members they share, for a thread's id changes with the place of its earliest unit.
    """
    answers: dict[tuple[str, str, bool], list[_Placed]] = defaultdict(list)
    for p in sorted(rows, key=lambda p: p.age):
        answers[p.verdict.item, p.verdict.coder, p.verdict.final].append(p)
    said = {key: {p.pair: p.verdict.verdict for p in own} for key, own in answers.items()}
    implied = {key: _implied(pairs) for key, pairs in said.items()}
    fate = dict.fromkeys(answers, State.OVERRULED)

    def fits(key: tuple[str, str, bool], known: Mapping[Pair, set[str]]) -> bool:
        return all(known.get(pair, {verdict}) == {verdict} for pair, verdict in implied[key].items())

    newest: dict[tuple[str, bool], dict[Pair, set[str]]] = defaultdict(dict)
    heard: list[tuple[str, str, bool]] = []
    for key in sorted(answers, key=lambda key: answers[key][-1].age, reverse=True):
        if fits(key, newest[key[1:]]):
            newest[key[1:]] |= {pair: {verdict} for pair, verdict in implied[key].items()}
            heard.append(key)
    finals = [key for key in heard if key[2]]
    final = _together([*(implied[key] for key in finals), settled])
    others = [key for key in heard if key not in finals and fits(key, final)]
    for keys in (finals, others):
        known = _together(implied[key] for key in keys)
        fate |= {key: State.APPLIED if fits(key, known) else State.CONTRADICTED for key in keys}
    return {
        p.verdict.key: fate[key] if p.verdict.verdict == said[key][p.pair] else State.OVERRULED
        for key, own in answers.items()
        for p in own
    }


def _implied(said: Mapping[Pair, str]) -> dict[Pair, str]:
    """Return what an answer says of every two of its members, those included that it has no row for."""
    root = _roots(pair for pair, verdict in said.items() if verdict == SAME)
    groups: dict[str, list[str]] = defaultdict(list)
    for item in sorted({item for pair in said for item in pair}):
        groups[root(item)].append(item)
    implied = {pair: SAME for group in groups.values() for pair in combinations(group, 2)}
    for a, b in said:
        if root(a) != root(b):
            implied |= {(min(x, y), max(x, y)): APART for x in groups[root(a)] for y in groups[root(b)]}
    return implied


def _final_divisions(rows: Sequence[_Placed], states: Mapping[VerdictKey, State]) -> dict[Pair, str]:
    """Return what the final answers on threads that are obeyed say of every two members."""
    answers: dict[tuple[str, str], dict[Pair, str]] = defaultdict(dict)
    for p in rows:
        if p.verdict.final and states[p.verdict.key] is State.APPLIED:
            answers[p.verdict.item, p.verdict.coder][p.pair] = p.verdict.verdict
    return {pair: verdict for said in answers.values() for pair, verdict in _implied(said).items()}


def _as_division(link: str) -> str:
    """Return what a verdict on a link says of a thread: related commitments stand in different ones."""
    return SAME if link == SAME else APART


def _together(answers: Iterable[Mapping[Pair, str]]) -> dict[Pair, set[str]]:
    """Return everything that answers say of each pair."""
    known: dict[Pair, set[str]] = defaultdict(set)
    for answer in answers:
        for pair, verdict in answer.items():
            known[pair].add(verdict)
    return known


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
    placed: list[_Placed] = []
    for v in sorted(verdicts, key=lambda v: v.key):
        at = places.find(v.doc_id, v.start, v.end, v.sha)
        placed.append(_Placed(v, (at.item, ""), at.state))
    states: dict[VerdictKey, State] = {}
    for group in _grouped(placed):
        holds, settled = _settled(group)
        states |= settled
        item = group[0].pair[0]
        if item in model and holds is not None:
            new[item] = _judged(model[item], holds)
    corrections: list[Correction] = []
    for p in placed:
        own = model.get(p.pair[0])
        answer = (str(own.label), own.level) if own is not None else ("", None)
        corrections.append(_correction(p.verdict, _state(p, states), p.pair, *answer))
    return tuple(new[j.sentence_id] for j in judgements), tuple(corrections)


def _state(p: _Placed, settled: Mapping[VerdictKey, State]) -> State:
    """Return the state to report: that there is no sentence goes before what coders disagree on."""
    who = settled.get(p.verdict.key, State.APPLIED)
    return p.where if who is State.APPLIED else who


def _judged(own: Judgement, holds: Verdict) -> Judgement:
    label = Label(holds.verdict)
    level = holds.level if label in COMMITMENTS else None
    if label in COMMITMENTS and level is None:
        # the model's level belongs to the model's label
        level = own.level if own.level in LEVELS_OF[label] else _USUAL_LEVEL[label]
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
    reported as contradicted and not obeyed; the verdicts that say «same» are. Coders who divide a thread differently
    are contradicted in all they say of it. A final verdict on a link overrules answers on the thread, and a final
    division verdicts on the link. Two units that cannot be a pair are none, whatever was said of them.

    Args:
        verdicts: of kind links, closures or threads.
        commitments: measures and pledges.
        reports: progress units.
        texts: the stored text of each document.
    """
    if not verdicts:
        return PairVerdicts({}, {}, (), (), ())
    own, said = Places(commitments, texts), Places(reports, texts)
    years = {u.unit_id: u.year for u in (*commitments, *reports)}
    rank = {u.unit_id: k for k, u in enumerate(sorted(commitments, key=lambda u: u.order))}
    placed: list[_Placed] = []
    for v in sorted(verdicts, key=lambda v: v.key):
        a = own.find(v.doc_id, v.start, v.end, v.sha)
        b = (said if v.kind == "closures" else own).find(v.b_doc, v.b_start, v.b_end, v.b_sha)
        where = next((f.state for f in (a, b) if f.state not in OBEYED), None)
        if where is None:
            where = State.MOVED if State.MOVED in (a.state, b.state) else State.APPLIED
            # only speeches of later years are asked for reports (link/closures.py); what there is no closure is none
            early = v.kind == "closures" and v.verdict != Outcome.NONE and years[b.item] <= years[a.item]
            where = State.NO_PAIR if early or a.item == b.item else where
        pair = (a.item, b.item)
        turned = v.kind != "closures" and where in OBEYED and rank[a.item] > rank[b.item]
        placed.append(_Placed(v, pair[::-1] if turned else pair, where))
    threads = [p for p in placed if p.verdict.kind == "threads" and p.where in OBEYED]
    groups = [(group, *_settled(group)) for group in _grouped(p for p in placed if p.verdict.kind != "threads")]
    # what is final of a link stands above what a coder said of the thread, and the other way round
    final_links = {
        group[0].pair: _as_division(holds.verdict)
        for group, holds, _ in groups
        if holds is not None and holds.final and holds.kind == "links"
    }
    states = _thread_states(threads, final_links)
    divisions = _final_divisions(threads, states)
    links: dict[Pair, Relation] = {}
    closures: dict[Pair, Outcome] = {}
    tied: set[Pair] = set()
    apart: dict[Pair, list[VerdictKey]] = defaultdict(list)
    for group, holds, settled in groups:
        states |= settled
        kind, pair = group[0].verdict.kind, group[0].pair
        if holds is None:
            continue
        if kind == "closures":
            closures[pair] = Outcome(holds.verdict)
        elif not holds.final and divisions.get(pair, _as_division(holds.verdict)) != _as_division(holds.verdict):
            states |= dict.fromkeys(settled, State.OVERRULED)
        else:
            links[pair] = Relation(holds.verdict)
            if holds.verdict == SAME:
                tied.add(pair)
            else:
                apart[pair].extend(settled)
    for p in threads:
        if states[p.verdict.key] is not State.APPLIED:
            continue
        if p.verdict.verdict == SAME:
            links.setdefault(p.pair, Relation.SAME)
            tied.add(p.pair)
        else:
            apart[p.pair].append(p.verdict.key)
    apart_pairs, broken = _consistent(tied, apart)
    for pair in broken:
        links.pop(pair, None)
        states |= {key: State.CONTRADICTED for key in apart[pair] if states[key] is State.APPLIED}
    corrections = tuple(_correction(p.verdict, _state(p, states), p.pair, "") for p in placed)
    return PairVerdicts(links, closures, tuple(sorted(tied)), apart_pairs, corrections)


def _consistent(tied: Iterable[Pair], apart: Iterable[Pair]) -> tuple[tuple[Pair, ...], list[Pair]]:
    """Return the pairs that can be kept apart, and those that the chain of tied pairs holds together."""
    root = _roots(tied)
    kept: list[Pair] = []
    broken: list[Pair] = []
    for pair in sorted(apart):
        (broken if root(pair[0]) == root(pair[1]) else kept).append(pair)
    return tuple(kept), broken


def _roots(tied: Iterable[Pair]) -> Callable[[str], str]:
    """Return a function that names, for each item, the group into which the tied pairs chain it."""
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while parent.get(item, item) != item:
            item = parent[item]
        return item

    for a, b in sorted(tied):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return root


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
    lost = {name: n for name, n in sorted(states.items()) if name not in OBEYED}
    return states.total(), lost


def unplaced(verdicts: Iterable[Verdict], documents: Iterable[str]) -> tuple[Correction, ...]:
    """Return the verdicts on documents that a run does not have; a pair is one as soon as one side is."""
    known = set(documents)
    return tuple(
        _correction(v, State.NO_DOCUMENT, ("", ""), "")
        for v in sorted(verdicts, key=lambda v: v.key)
        if v.doc_id not in known or (v.b_doc and v.b_doc not in known)
    )
