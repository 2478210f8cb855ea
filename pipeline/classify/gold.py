"""Gold sentences put in the place where they stand: their neighbours, section and part come from the cut document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import GoldError, Problem
from pipeline.records import GoldSentence, Kind, Segmented, Sentence


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document in which each gold sentence is a sentence of its own.

    `gold` has one entry per sentence of `document.sentences`: the gold that stands there, or None.
    """

    document: Segmented
    gold: tuple[GoldSentence | None, ...]


def place_gold(gold: Iterable[GoldSentence], documents: Mapping[str, Segmented]) -> dict[str, Labelled]:
    """Return the documents that have gold, by document id, with the gold stretches as sentences.

    Where the cut document has another border than the gold, the gold's stretch replaces the sentences that it touches
    and takes section and part from the one it shares most with. Its neighbours stay as they are. Of two gold rows
    that overlap the first in order of start and end is kept.

    Raises:
        GoldError: names every document that is missing.
    """
    rows: dict[str, list[GoldSentence]] = {}
    for row in gold:
        rows.setdefault(row.doc_id, []).append(row)
    missing = sorted(set(rows) - set(documents))
    if missing:
        problems = [
            Problem("gold", doc_id, "document is not among those given", "add its corpus", doc_id) for doc_id in missing
        ]
        raise GoldError("\n".join(str(problem) for problem in problems))
    return {doc_id: _placed(documents[doc_id], rows[doc_id]) for doc_id in sorted(rows)}


def _placed(document: Segmented, rows: Sequence[GoldSentence]) -> Labelled:
    sentences: list[Sentence] = []
    gold: list[GoldSentence | None] = []
    ours = document.sentences
    at = 0
    for row in sorted(rows, key=lambda r: (r.start, r.end)):
        if sentences and row.start < sentences[-1].end and gold[-1] is not None:
            continue
        while at < len(ours) and ours[at].end <= row.start:
            sentences.append(ours[at])
            gold.append(None)
            at += 1
        touched = []
        while at < len(ours) and ours[at].start < row.end:
            touched.append(ours[at])
            at += 1
        sentences.append(_sentence_of(row, touched, sentences[-1] if sentences else None, document))
        gold.append(row)
        # a sentence of ours that reaches beyond the gold may hold the next gold row too
        if touched and touched[-1].end > row.end:
            at -= 1
            ours = (*ours[:at], replace(touched[-1], start=row.end, text=""), *ours[at + 1 :])
    sentences += ours[at:]
    gold += [None] * (len(ours) - at)
    kept = [(s, g) for s, g in zip(sentences, gold, strict=True) if s.text]
    return Labelled(
        replace(document, sentences=tuple(s for s, _ in kept)),
        tuple(g for _, g in kept),
    )


def _sentence_of(
    row: GoldSentence, touched: Sequence[Sentence], before: Sentence | None, document: Segmented
) -> Sentence:
    """Return the gold stretch as a sentence with the surroundings of the sentence that it shares most with."""
    text = document.document.text[row.start : row.end]
    if touched:
        nearest = max(touched, key=lambda s: min(s.end, row.end) - max(s.start, row.start))
        kind = nearest.kind if (nearest.start, nearest.end) == (row.start, row.end) else Kind.SENTENCE
        return replace(nearest, start=row.start, end=row.end, text=text, kind=kind)
    if before is not None:
        return replace(before, start=row.start, end=row.end, text=text, kind=Kind.SENTENCE)
    first = document.sentences[0] if document.sentences else None
    if first is None:
        raise GoldError(f"{row.doc_id}: holds no sentence, but gold has one at {row.start} → check the text")
    return replace(first, start=row.start, end=row.end, text=text, section="", kind=Kind.SENTENCE)
