"""What the tables of a run are worth: the run's own sentences, units, threads and closures against gold.

The run cuts the texts itself, so its stretches and those of gold differ at the edges. A gold stretch is matched
with the stretch of the run that shares most characters with it; how often the two are equal, nearly equal, or
absent is reported apart from what was decided about them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pipeline.evaluate import scoring
from pipeline.evaluate.gold import Gold, GoldText
from pipeline.evaluate.scoring import LabelRow, MemberRow, PairRow, Result, SpanRow, where_of
from pipeline.records import COMMITMENTS, LABELS, OBEYED, GoldPair, GoldSentence, Label, Outcome, Relation

# a boundary so many characters off still shows the reader the same sentence
NEAR = 3
# share of the longer of two stretches that must be common for «met»
MET = 0.9
# share of the shorter of two stretches that must be common for one to stand for the other
STANDS_FOR = 0.5

RowMap = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunTables:
    """The rows of a run's tables (the columns of the data dictionary) that are compared with gold."""

    sentences: Sequence[RowMap]
    units: Sequence[RowMap]
    links: Sequence[RowMap]
    closures: Sequence[RowMap]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document without the punctuation and white space at its ends; `item` is what it stands for."""

    start: int
    end: int
    item: RowMap

    def common(self, start: int, end: int) -> int:
        """Return how many characters the stretch shares with start-end."""
        return max(0, min(self.end, end) - max(self.start, start))


class SpanIndex:
    """The stretches of one document, found by place. Stretches may touch but are sorted by start."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Sort the stretches; equal ones keep their order."""
        self.spans = sorted(spans, key=lambda s: (s.start, s.end))
        self.starts = [s.start for s in self.spans]
        # the furthest end up to each place tells how far back an overlap can begin
        self.reach = list(accumulate((s.end for s in self.spans), max))

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Return the stretches that share at least one character with start-end, in order."""
        found = []
        at = bisect_right(self.starts, end - 1) - 1
        while at >= 0 and self.reach[at] > start:
            if self.spans[at].common(start, end):
                found.append(self.spans[at])
            at -= 1
        return found[::-1]

    def best(self, start: int, end: int) -> Span | None:
        """Return the stretch with most characters in common; of equal ones the shorter, then the earlier."""
        return max(
            self.overlapping(start, end),
            key=lambda s: (s.common(start, end), s.start - s.end, -s.start),
            default=None,
        )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without white space and punctuation at the ends, unchanged if nothing else is there."""
    first, last = start, end
    while first < last and _edge(text[first]):
        first += 1
    while last > first and _edge(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def _edge(character: str) -> bool:
    """Tell whether a character is white space or punctuation (but no sign such as % or ℃)."""
    return character.isspace() or (unicodedata.category(character)[0] in "PZC" and character not in "%％‰")


def measure(tables: RunTables, gold: Gold, texts: Mapping[str, GoldText]) -> list[Result]:
    """Return every score of a run against gold.

    Args:
        tables: of the run; rows on documents without gold are not looked at.
        gold: what readers decided.
        texts: the documents of the gold.
    """
    wanted = set(gold.doc_ids)
    sentences = span_indexes(tables.sentences, wanted, texts)
    units = _units_of(tables, wanted, texts)
    labels = label_rows(gold, sentences, texts)
    results = scoring.score_spans("boundaries", boundary_rows(gold, sentences, texts))
    results += scoring.score_labels(labels) + scoring.score_levels(labels)
    results += scoring.score_spans("units", unit_rows(gold, units, texts))
    results += scoring.score_links(link_rows(gold, units, tables.links, texts))
    results += scoring.score_closures(closure_rows(gold, units, tables.closures, texts))
    results += scoring.score_threads(member_rows(gold, units, texts))
    return [r for r in results if r.n]


def decided_by_people(
    tables: RunTables, corrections: Iterable[RowMap], gold: Gold, texts: Mapping[str, GoldText]
) -> dict[str, tuple[int, int]]:
    """Return for each kind of gold of how many rows people gave the run its answer, and how many rows there are.

    The verdicts tell it and not the tables, in which a link or closure that people took away does not stand. A kind is
    left out where people decided none of its rows.

    Args:
        tables: of the run.
        corrections: the run's table of that name, rows that were not obeyed included.
        gold: what readers decided.
        texts: the documents of the gold.
    """
    said: dict[str, set[frozenset[str]]] = {"sentences": set(), "links": set(), "closures": set()}
    for row in corrections:
        if row["state"] in OBEYED:
            # a verdict on a thread is one on pairs of commitments
            said[row["kind"] if row["kind"] in said else "links"].add(frozenset((row["found_a"], row["found_b"])))
    if not any(said.values()):
        return {}
    grouped = frozenset(unit_id for pair in said["links"] for unit_id in pair)
    wanted = set(gold.doc_ids)
    sentences = span_indexes(tables.sentences, wanted, texts)
    units = _units_of(tables, wanted, texts)

    def pair_id(pair: GoldPair, *, report: bool) -> frozenset[str]:
        a = units.unit(pair.a_doc, pair.a_start, pair.a_end)
        b = units.unit(pair.b_doc, pair.b_start, pair.b_end, report=report)
        return frozenset((a.item["unit_id"], b.item["unit_id"])) if a and b else frozenset()

    found = {
        "sentences": [
            best is not None and frozenset((best.item["sentence_id"], "")) in said["sentences"]
            for best in (_sentence_of(s, sentences, texts) for s in gold.sentences)
        ],
        "links": [pair_id(pair, report=False) in said["links"] for pair in gold.links],
        "closures": [pair_id(pair, report=True) in said["closures"] for pair in gold.closures],
        "threads": [
            unit is not None and unit.item["unit_id"] in grouped
            for unit in (units.unit(m.doc_id, m.start, m.end) for m in gold.threads)
        ],
    }
    return {kind: (sum(rows), len(rows)) for kind, rows in found.items() if any(rows)}


def span_indexes(rows: Iterable[RowMap], wanted: set[str], texts: Mapping[str, GoldText]) -> dict[str, SpanIndex]:
    """Return the stretches of each wanted document."""
    spans: dict[str, list[Span]] = {}
    for row in rows:
        if row["doc_id"] in wanted:
            start, end = trimmed(texts[row["doc_id"]].text, row["start"], row["end"])
            spans.setdefault(row["doc_id"], []).append(Span(start, end, row))
    return {doc_id: SpanIndex(found) for doc_id, found in spans.items()}


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the unit of the run that stands for a gold stretch."""

    commitments: Mapping[str, SpanIndex]
    reports: Mapping[str, SpanIndex]
    texts: Mapping[str, GoldText]

    def unit(self, doc_id: str, start: int, end: int, *, report: bool = False) -> Span | None:
        """Return the unit that shares most with the stretch, if that is half of the shorter of the two."""
        index = (self.reports if report else self.commitments).get(doc_id)
        start, end = trimmed(self.texts[doc_id].text, start, end)
        best = index.best(start, end) if index else None
        if best is None or best.common(start, end) < STANDS_FOR * min(end - start, best.end - best.start):
            return None
        return best


def _units_of(tables: RunTables, wanted: set[str], texts: Mapping[str, GoldText]) -> Matcher:
    commitments = span_indexes((u for u in tables.units if u["label"] in COMMITMENTS), wanted, texts)
    reports = span_indexes((u for u in tables.units if u["label"] == Label.PROGRESS), wanted, texts)
    return Matcher(commitments, reports, texts)


def _sentence_of(s: GoldSentence, sentences: Mapping[str, SpanIndex], texts: Mapping[str, GoldText]) -> Span | None:
    """Return the sentence of the run that shares most with a gold sentence."""
    index = sentences.get(s.doc_id)
    return index.best(*trimmed(texts[s.doc_id].text, s.start, s.end)) if index else None


def boundary_rows(gold: Gold, sentences: Mapping[str, SpanIndex], texts: Mapping[str, GoldText]) -> list[SpanRow]:
    """Return how well each gold sentence is cut: both ends equal; both within three characters; met at all.

    Ends are compared as stored, punctuation included, because a closing quotation mark that moves to the next
    sentence is an error.
    """
    rows = []
    for s in gold.sentences:
        best = _sentence_of(s, sentences, texts)
        gap = max(abs(best.item["start"] - s.start), abs(best.item["end"] - s.end)) if best else None
        rows.append(
            SpanRow(where_of(texts[s.doc_id], s.unsure), gap == 0, gap is not None and gap <= NEAR, gap is not None)
        )
    return rows


def label_rows(gold: Gold, sentences: Mapping[str, SpanIndex], texts: Mapping[str, GoldText]) -> list[LabelRow]:
    """Return the label of each gold sentence and that of the sentence of the run that shares most with it.

    A gold sentence of which the run has no character in a sentence (it was cut as page furniture) has no
    prediction.
    """
    rows = []
    for s in gold.sentences:
        best = _sentence_of(s, sentences, texts)
        where = where_of(texts[s.doc_id], s.unsure)
        if best is None:
            rows.append(LabelRow(where, s.label, None, s.level))
            continue
        label = Label(best.item["label"])
        probabilities = [best.item[f"p_{name}"] for name in LABELS]
        rows.append(LabelRow(where, s.label, label, s.level, best.item["level"], probabilities[LABELS.index(label)]))
    return rows


def unit_rows(gold: Gold, units: Matcher, texts: Mapping[str, GoldText]) -> list[SpanRow]:
    """Return how well each gold unit (of links, closures and threads, each stretch once) is cut.

    `exact`: equal but for punctuation at the ends; `near`: one unit of the right kind (commitment or report) has
    at least 90 % of the characters of the longer of the two in common; `loose`: one unit stands for it.
    """
    wanted: dict[tuple[str, int, int, bool], bool] = {}
    for pair in gold.links:
        wanted.setdefault((pair.a_doc, pair.a_start, pair.a_end, False), pair.unsure)
        wanted.setdefault((pair.b_doc, pair.b_start, pair.b_end, False), pair.unsure)
    for pair in gold.closures:
        wanted.setdefault((pair.a_doc, pair.a_start, pair.a_end, False), pair.unsure)
        wanted.setdefault((pair.b_doc, pair.b_start, pair.b_end, True), pair.unsure)
    for member in gold.threads:
        wanted.setdefault((member.doc_id, member.start, member.end, False), False)
    rows = []
    for (doc_id, start, end, report), unsure in sorted(wanted.items()):
        found = units.unit(doc_id, start, end, report=report)
        start, end = trimmed(texts[doc_id].text, start, end)
        exact = found is not None and (found.start, found.end) == (start, end)
        near = found is not None and found.common(start, end) >= MET * max(end - start, found.end - found.start)
        rows.append(SpanRow(where_of(texts[doc_id], unsure), exact, near, found is not None))
    return rows


def link_rows(gold: Gold, units: Matcher, links: Iterable[RowMap], texts: Mapping[str, GoldText]) -> list[PairRow]:
    """Return the verdict on each gold pair of commitments and what the run says: one thread, and its link.

    A pair without a row in the table of links is `different`; the table holds only `same` and `related`, so
    whether such a pair was scored low or never proposed cannot be told from it.
    """
    known = {frozenset((row["a_unit"], row["b_unit"])): row for row in links}
    rows = []
    for pair in gold.links:
        a = units.unit(pair.a_doc, pair.a_start, pair.a_end)
        b = units.unit(pair.b_doc, pair.b_start, pair.b_end)
        where = where_of(texts[pair.a_doc], pair.unsure)
        if a is None or b is None:
            rows.append(PairRow(where, pair.link, Relation.DIFFERENT, found=False, same=False))
            continue
        row = known.get(frozenset((a.item["unit_id"], b.item["unit_id"])))
        same_unit = a.item["unit_id"] == b.item["unit_id"]
        thread = a.item["thread_id"]
        rows.append(
            PairRow(
                where,
                pair.link,
                str(Relation.SAME) if same_unit else row["relation"] if row else str(Relation.DIFFERENT),
                same=same_unit or (bool(thread) and thread == b.item["thread_id"]),
                # the score of a related pair is that of «same or related», so p_same ranks both alike
                score=1.0 if same_unit else row.get("p_same", row["score"]) if row else None,
            )
        )
    return rows


def closure_rows(
    gold: Gold, units: Matcher, closures: Iterable[RowMap], texts: Mapping[str, GoldText]
) -> list[PairRow]:
    """Return the verdict on each gold pair of commitment and report, and what the run says; no row is `none`.

    Pairs are ranked by the parts `p_any` and `p_closes` of the score; pairs without a row rank last.
    """
    known = {(row["commitment_unit"], row["report_unit"]): row for row in closures}
    rows = []
    for pair in gold.closures:
        a = units.unit(pair.a_doc, pair.a_start, pair.a_end)
        b = units.unit(pair.b_doc, pair.b_start, pair.b_end, report=True)
        where = where_of(texts[pair.a_doc], pair.unsure)
        if a is None or b is None:
            rows.append(PairRow(where, pair.link, Outcome.NONE, found=False))
            continue
        row = known.get((a.item["unit_id"], b.item["unit_id"]))
        if row is None:
            rows.append(PairRow(where, pair.link, Outcome.NONE))
            continue
        rows.append(
            PairRow(where, pair.link, row["relation"], score=row.get("p_any"), score_second=row.get("p_closes"))
        )
    return rows


def member_rows(gold: Gold, units: Matcher, texts: Mapping[str, GoldText]) -> list[MemberRow]:
    """Return the gold thread of each member and the run's thread of the commitment that stands for it."""
    rows = []
    for m in gold.threads:
        found = units.unit(m.doc_id, m.start, m.end)
        thread = found.item["thread_id"] if found else None
        rows.append(MemberRow(where_of(texts[m.doc_id], False), m.field, m.thread, thread or None, m.gold_id))
    return rows
