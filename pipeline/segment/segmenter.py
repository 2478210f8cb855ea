"""The stage itself: from a document to its sentences and the stretches that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.languages import LANGUAGES, Language
from pipeline.records import Cut, Document, Kind, Part, Segmented, Sentence
from pipeline.segment.parts import Evidence, find_parts, heading_part
from pipeline.settings import SegmentSettings

WHITE_SPACE = "white space"
SECTION_SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document that is a sentence or furniture, before sections and parts are known."""

    start: int
    end: int
    kind: Kind
    level: int = 0
    numbered: bool = False
    reason: str = ""


def segment(document: Document, settings: SegmentSettings) -> Segmented:
    """Cut a document into sentences with section and part, and cuts with a reason.

    Sentences and cuts together, sorted by start, concatenate to `document.text`. Raises KeyError if the
    document's language is not in LANGUAGES; readers check that before.
    """
    language = LANGUAGES[document.language]
    pieces = _pieces(language, document.text, settings)
    sentences, warnings = _sentences(language, document, [p for p in pieces if not p.reason])
    warnings += _oddities(sentences, settings)
    return Segmented(document, tuple(sentences), tuple(_cuts(document, pieces)), tuple(warnings))


def _pieces(language: Language, text: str, settings: SegmentSettings) -> list[Piece]:
    """Cut the text into pieces in the order of the text; the gaps between them are white space."""
    pieces: list[Piece] = []
    lines = language.line_spans(text, 0, len(text))
    opening = True
    for low, high in lines:
        line = text[low:high]
        reason = furniture_reason(language, line)
        if reason:
            pieces.append(Piece(low, high, Kind.SENTENCE, reason=reason))
            continue
        if opening:
            opening, done = _opening(language, line, low, pieces)
            if done:
                continue
        pieces += _body(language, text, low, high, settings)
    return pieces


def furniture_reason(language: Language, line: str) -> str:
    """Return why a line is no part of the speech, or an empty string."""
    if len(line) > 400:
        return ""
    return next((reason for reason, pattern in language.furniture if pattern.fullmatch(line)), "")


def _opening(language: Language, line: str, low: int, pieces: list[Piece]) -> tuple[bool, bool]:
    """Handle a line before the speech proper. Returns (still before it, the line is used up)."""
    match = language.salutation.match(line)
    if match and match.end() == len(line):
        pieces.append(Piece(low, low + len(line), Kind.SALUTATION))
        return False, True
    if len(line) > 80 or re.search(r"[。；;]|[.!?]$", line):
        return False, False
    mark = language.heading(line)
    if mark and mark.numbered and mark.level > 1:
        return False, False
    if mark and mark.numbered and language.code == "zh":
        return False, False
    pieces.append(Piece(low, low + len(line), Kind.TITLE))
    return True, True


def _body(language: Language, text: str, low: int, high: int, settings: SegmentSettings) -> list[Piece]:
    """Cut a line of the speech into a heading, if one opens it, and sentences."""
    line = text[low:high]
    match = language.salutation.match(line)
    if match and match.end() == len(line):
        return [Piece(low, high, Kind.SALUTATION)]
    pieces: list[Piece] = []
    mark = language.heading(line)
    if mark:
        end = low + mark.end
        pieces.append(Piece(low, low + len(line[: mark.end].rstrip()), Kind.HEADING, mark.level, mark.numbered))
        low = end
    spans = language.sentence_spans(text, low, high, split_semicolon=settings.split_semicolon)
    return pieces + [Piece(start, end, Kind.SENTENCE) for start, end in spans]


def _sentences(language: Language, document: Document, pieces: Sequence[Piece]) -> tuple[list[Sentence], list[str]]:
    path: list[tuple[int, str]] = []
    sections: list[str] = []
    evidence: list[Evidence] = []
    under: Part | None = None
    turn = False
    for piece in pieces:
        text = document.text[piece.start : piece.end]
        if piece.kind is Kind.HEADING:
            while path and path[-1][0] >= piece.level:
                path.pop()
            path.append((piece.level, _heading_text(text)))
            named = [heading_part(language, h, document.year) for _, h in path]
            under = next((part for part in reversed(named) if part), None)
            turn = turn or piece.level <= 2
        sections.append(SECTION_SEPARATOR.join(h for _, h in path))
        own = heading_part(language, text, document.year) if piece.kind is Kind.HEADING else under
        evidence.append(Evidence(text, turn, own, piece.kind is Kind.HEADING))
        turn = False
    parts, confidences = find_parts(language, evidence)
    sentences = [
        Sentence(document.doc_id, p.start, p.end, document.text[p.start : p.end], section, part, confidence, p.kind)
        for p, section, part, confidence in zip(pieces, sections, parts, confidences, strict=True)
    ]
    return sentences, _part_warnings(sentences)


def _heading_text(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" #*。.")


def _part_warnings(sentences: Sequence[Sentence]) -> list[str]:
    counts = {part: sum(s.part is part for s in sentences) for part in Part}
    warnings = []
    if len(sentences) >= 30:
        for part in (Part.REVIEW, Part.PLAN):
            if counts[part] < 0.05 * len(sentences):
                warnings.append(f"no {part.value} part found ({counts[part]} of {len(sentences)} sentences)")
    return warnings


def _oddities(sentences: Sequence[Sentence], settings: SegmentSettings) -> list[str]:
    long = [s for s in sentences if len(s.text) > settings.long_sentence]
    if not long:
        return []
    places = ", ".join(f"{s.start}-{s.end}" for s in long[:5])
    return [f"{len(long)} sentences of more than {settings.long_sentence} characters, the first at {places}"]


def _cuts(document: Document, pieces: Sequence[Piece]) -> list[Cut]:
    """Return furniture and the gaps between pieces, in order."""
    cuts: list[Cut] = []
    at = 0
    for piece in [*pieces, Piece(len(document.text), len(document.text), Kind.SENTENCE)]:
        if at < piece.start:
            cuts.append(Cut(document.doc_id, at, piece.start, WHITE_SPACE, document.text[at : piece.start]))
        if piece.reason:
            text = document.text[piece.start : piece.end]
            cuts.append(Cut(document.doc_id, piece.start, piece.end, piece.reason, text))
        at = max(at, piece.end)
    return cuts
