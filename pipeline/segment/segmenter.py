"""The stage itself: from a document to its sentences and the stretches that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.languages import LANGUAGES, Language
from pipeline.languages.en_units import opens_with_action
from pipeline.readers.guessing import guess_language
from pipeline.records import Cut, Document, Kind, Part, Segmented, Sentence
from pipeline.segment.lines import furniture_lines
from pipeline.segment.parts import Evidence, find_parts, under_headings
from pipeline.segment.wrapping import single_spaced, wrap_width
from pipeline.settings import SegmentSettings
from pipeline.years import in_digits

WHITE_SPACE = "white space"
REPEATED_HEADING = "repeated heading"
SECTION_SEPARATOR = " / "
# A title line is short; longer ones before the salutation are text already.
_TITLE_MAX = 80
# Title lines of an English speech: its name, place, speaker and day. Chinese ones open with an address or a stop.
_TITLES_MAX = 4
# What may be numbers in a title: years, days, times, sessions.
_TITLE_NUMBERS = re.compile(
    r"(?<![\d$£€])(?:(?:1[89]|20|21)\d\d(?:\s?[-–/]\s?\d{2,4})?|\d{1,2}[:.]\d\d|\d{1,3}(?:st|nd|rd|th)|\d{1,2}[-/.]\d{1,2}"
    r"(?=[-/.])|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s+\d{1,2}|\d{1,2}(?=\s+(?:Jan|Feb|Mar|Apr|May|Jun"
    r"|Jul|Aug|Sep|Oct|Nov|Dec))|(?:No\.?|Number|Volume|Vol\.?|Session|Part|Column)\s*\d+)(?![\d%])",
    re.IGNORECASE,
)
# How far into the text an address to the audience is looked for that a title is glued to.
_OPENING_MAX = 300
# A share of sentences below which a part counts as not found, and the sentences a text must have to expect parts.
_PART_MIN = 0.05
_PARTS_EXPECTED_FROM = 30
# Sentences of unclear part whose share is worth a warning, and what counts as unclear.
_UNCLEAR = 0.5
_UNCLEAR_MAX = 0.25
# A line of this length that stands twice in a text was copied twice.
_COPY_LENGTH = 120
# The letters that tell the script, and the share of them that must be of the language's own.
_SAMPLE = 20_000
_SCRIPT_MIN = 0.5
# So many letters always hold the common words of the language, if they are running text.
_TELLING = 2000
# The longest sentence that is left whole; those of real speeches have some hundred characters. Rules look at every word
# of a sentence from every other one, so that a text without a stop would take hours.
LONGEST = 4000
# the end of a clause, else a blank, else any place but in a number; «1,234» and «10:30» hold no pause
_PAUSES = (re.compile(r"[，、；：;]|[,:](?=\D)|(?<=\D)[,:](?=.)"), re.compile(r"\s"), re.compile(r"[^\d.,:]"))


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
    width = wrap_width(language, document.text)
    found = _pieces(language, single_spaced(document.text) if width else document.text, settings, width)
    pieces = [part for piece in found for part in _bounded(document.text, piece)]
    sentences = _sentences(language, document, [p for p in pieces if not p.reason])
    warnings = [
        *_part_warnings(document, sentences),
        *_wrapped(width, sentences),
        *_parted(found),
        *_oddities(document, sentences, settings),
    ]
    return Segmented(document, tuple(sentences), tuple(_cuts(document, pieces)), tuple(warnings))


def _pieces(language: Language, text: str, settings: SegmentSettings, width: int) -> list[Piece]:
    """Cut the text into pieces in the order of the text; the gaps between them are white space.

    `width` is that of lines that are all broken at one width, else 0.
    """
    pieces: list[Piece] = []
    opening = True
    join = language.code in settings.join_lines
    at = 0
    for low, high, reason in [*furniture_lines(language, text), (len(text), len(text), "")]:
        for start, end in language.line_spans(text, at, low, join=join, width=width):
            line = text[start:end]
            if opening:
                opening, used = _opening(language, line, start, pieces)
                start += used
                if start == end:
                    continue
            glued = {start + offset for offset in language.heading_starts(text[start:end])}
            for a, b in pairwise(sorted({start, *glued, end})):
                alone = a in glued or (a, b) == (start, end)
                pieces += _body(language, text, a, b, settings, alone=alone, width=width)
            _drop_repeated(text, pieces)
        if reason:
            pieces.append(Piece(low, high, Kind.SENTENCE, reason=reason))
        at = high
    return pieces


def _opening(language: Language, line: str, start: int, pieces: list[Piece]) -> tuple[bool, int]:
    """Take titles and the first address from a line; return (still before the speech, characters used up)."""
    address = language.find_salutation(line[:_OPENING_MAX])
    if address:
        titles = line[: address[0]]
        if titles.strip() and not re.search(r"[。！？；]", titles):
            cut = _second_title(titles)
            for low, high in ((0, cut), (cut, len(titles))):
                _append_stripped(pieces, line, start, low, high, Kind.TITLE)
            _append_stripped(pieces, line, start, address[0], address[1], Kind.SALUTATION)
            return False, _skip_space(line, address[1])
        if not titles.strip():
            _append_stripped(pieces, line, start, address[0], address[1], Kind.SALUTATION)
            return False, _skip_space(line, address[1])
    if language.code == "en" and (_speaks(line) or sum(p.kind is Kind.TITLE for p in pieces) >= _TITLES_MAX):
        return False, 0
    mark = language.heading(line)
    numbered = mark is not None and mark.numbered and not line.startswith("#")
    if len(line) > _TITLE_MAX or numbered or re.search(r"[。；;：:]|[.!?]$", line) or language.names_part(line):
        return False, 0
    pieces.append(Piece(start, start + len(line), Kind.TITLE))
    return True, len(line)


def _speaks(line: str) -> bool:
    """Tell whether an English line before the first stop is none of a title: it has a figure or names an action."""
    figure = re.search(r"\d", _TITLE_NUMBERS.sub("", line))
    # «Keep Tangling Moving» is the motto of a budget
    motto = not any(word[0].islower() for word in line.split() if len(word) > len("with"))
    action = opens_with_action(line) and not motto
    return bool(figure or action or re.search(r"\b(?:[Ww]e|I|Government) (?:will|shall)\b", line))


def _second_title(titles: str) -> int:
    """Return where the second of two glued titles begins: the first long stretch that is said twice."""
    for size in (12, 8):
        for i in range(len(titles) - 2 * size + 1):
            again = titles.find(titles[i : i + size], i + size)
            if again > 0:
                # the year before the repeated stretch belongs to the second title
                year = re.search(r"(?:19|20)\d\d年(?:度)?$", titles[:again])
                return year.start() if year else again - i if titles[again - i : again] == titles[:i] else again
    return len(titles)


def _append_stripped(pieces: list[Piece], line: str, start: int, low: int, high: int, kind: Kind) -> None:
    while low < high and line[low].isspace():
        low += 1
    while low < high and line[high - 1].isspace():
        high -= 1
    if low < high:
        pieces.append(Piece(start + low, start + high, kind))


def _skip_space(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at


def _body(
    language: Language, text: str, low: int, high: int, settings: SegmentSettings, *, alone: bool, width: int
) -> list[Piece]:
    """Cut a line of the speech into an address, a heading, if one opens it, and sentences."""
    pieces: list[Piece] = []
    address = language.salutation.match(text, low, high)
    if address:
        pieces.append(Piece(low, address.end(), Kind.SALUTATION))
        low = address.end() + _skip_space(text[address.end() : high], 0)
        if low >= high:
            return pieces
    line = text[low:high]
    mark = language.heading(line)
    whole = low
    topic = mark.end if mark and mark.level == 0 else 0
    if mark and not topic and (mark.numbered or alone or mark.end < len(line)):
        heading = line[: mark.end].rstrip()
        level = 1 if not mark.numbered and language.names_part(heading) else mark.level
        pieces.append(Piece(low, low + len(heading), Kind.HEADING, level, mark.numbered))
        low += mark.end
    join = language.code in settings.join_lines
    # a heading is cut with its line, so that the rest of a broken line stays joined
    spans = [
        (start if start >= low else low + _skip_space(text[low:end], 0), end)
        for start, end in language.sentence_spans(
            text, whole, high, split_semicolon=settings.split_semicolon, join=join, width=width
        )
        if text[low:end].strip()
    ]
    kinds = (Kind.HEADING if topic and end == low + topic else Kind.SENTENCE for _, end in spans)
    return pieces + [Piece(start, end, kind) for (start, end), kind in zip(spans, kinds, strict=True)]


def _bounded(text: str, piece: Piece) -> list[Piece]:
    """Cut a piece that no rule could read in time, each part behind its last comma, else a blank, else anywhere.

    Where it is a heading, only the first part is one.
    """
    parts: list[Piece] = []
    low = piece.start
    while not piece.reason and piece.end - low > LONGEST:
        # a pause in the first half would leave many short parts
        found = ([m.end() for m in mark.finditer(text, low + LONGEST // 2, low + LONGEST)] for mark in _PAUSES)
        high = next((ends[-1] for ends in found if ends), low + LONGEST)
        end = low + len(text[low:high].rstrip())
        parts.append(replace(piece, start=low, end=end) if not parts else Piece(low, end, _running(piece.kind)))
        low = high
        while low < piece.end and text[low].isspace():
            low += 1
    if low < piece.end:
        parts.append(piece if not parts else Piece(low, piece.end, _running(piece.kind), reason=piece.reason))
    return parts


def _running(kind: Kind) -> Kind:
    """Return what the text behind the first part of a piece is."""
    return Kind.SENTENCE if kind is Kind.HEADING else kind


def _drop_repeated(text: str, pieces: list[Piece]) -> None:
    """Turn a heading that stands twice in a row («## Taxes», «Taxes») into furniture the second time."""
    if len(pieces) < 2 or pieces[-1].kind is not Kind.HEADING or pieces[-2].kind is not Kind.HEADING:
        return
    first, second = (_heading_text(text[p.start : p.end]) for p in pieces[-2:])
    if first == second:
        last = pieces[-1]
        pieces[-1] = Piece(last.start, last.end, Kind.SENTENCE, reason=REPEATED_HEADING)


def _sentences(language: Language, document: Document, pieces: Sequence[Piece]) -> list[Sentence]:
    path: list[tuple[int, str]] = []
    sections: list[str] = []
    evidence: list[Evidence] = []
    under: Part | None = None
    turn = glossary = False
    numbered = any(p.numbered and p.level == 1 for p in pieces)
    headings = [language.fold(_heading_text(document.text[p.start : p.end])) for p in pieces if p.kind is Kind.HEADING]
    # a report at the end of its year plans the next one
    year = document.year + any(language.plans_year(in_digits(one), document.year + 1) for one in headings)
    for piece in pieces:
        text = document.text[piece.start : piece.end]
        own = under
        if piece.kind is Kind.HEADING and piece.level:
            heading = _heading_text(text)
            level = piece.level + 1 if numbered and not piece.numbered and piece.level == 1 else piece.level
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, heading))
            under, own = under_headings(language, [language.fold(h) for _, h in path], year)
            # a heading that names no part, under one that does, turns nothing («（二）改善民生» under «一、工作回顾»)
            turn = turn or (level <= 2 and (own is not None or under is None))
            glossary = glossary or bool(language.glossary.fullmatch(language.fold(heading)))
        fixed = Part.OTHER if glossary or piece.kind is Kind.TITLE else None
        sections.append(SECTION_SEPARATOR.join(h for _, h in path))
        evidence.append(Evidence(language.fold(text), turn, own, piece.kind is Kind.HEADING and piece.level > 0, fixed))
        turn = False
    parts, confidences = find_parts(language, evidence)
    return [
        Sentence(document.doc_id, p.start, p.end, document.text[p.start : p.end], section, part, confidence, p.kind)
        for p, section, part, confidence in zip(pieces, sections, parts, confidences, strict=True)
    ]


def _heading_text(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" #*。.")


def _part_warnings(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """Say where a part was not found or is doubtful; resolutions have no parts."""
    if len(sentences) < _PARTS_EXPECTED_FROM or document.kind == "resolution":
        return []
    warnings = []
    for part in (Part.REVIEW, Part.PLAN):
        count = sum(s.part is part for s in sentences)
        if count < _PART_MIN * len(sentences):
            warnings.append(f"{part.value} part not found ({count} of {len(sentences)} sentences)")
    unclear = sum(s.part_confidence < _UNCLEAR for s in sentences)
    if unclear > _UNCLEAR_MAX * len(sentences):
        warnings.append(f"part unclear for {unclear} of {len(sentences)} sentences")
    return warnings


def _wrapped(width: int, sentences: Sequence[Sentence]) -> list[str]:
    """Say that lines were joined because all lines of the text are broken at one width."""
    joined = sum(len(re.findall(r"\n\s*", s.text)) for s in sentences)
    if not width or not joined:
        return []
    return [f"all lines are broken at about {width} characters: {joined} line ends inside sentences joined"]


def first_places(found: Sequence[Piece | Sentence]) -> str:
    """Return the offsets of the first five stretches, as a warning names them."""
    return ", ".join(f"{one.start}-{one.end}" for one in found[:5])


def _parted(pieces: Sequence[Piece]) -> list[str]:
    """Say that sentences were too long to be read as one."""
    long = [p for p in pieces if not p.reason and p.end - p.start > LONGEST]
    if not long:
        return []
    at = first_places(long)
    return [
        f"{len(long)} sentences of more than {LONGEST:,} characters cut at a comma or blank, first at {at}: "
        "are there stops in the text?"
    ]


def _oddities(document: Document, sentences: Sequence[Sentence], settings: SegmentSettings) -> list[str]:
    warnings = []
    long = [s for s in sentences if len(s.text) > settings.long_sentence]
    if long:
        at = first_places(long)
        warnings.append(f"{len(long)} sentences of more than {settings.long_sentence} characters, first at {at}")
    sample = document.text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    own = len(LANGUAGES[document.language].letters.findall(sample))
    reads = guess_language(sample)
    neither = not reads and letters >= _TELLING
    if (letters and own < _SCRIPT_MIN * letters) or (reads and reads != document.language) or neither:
        other = "neither Chinese nor English" if not reads else f"«{reads}»" if reads != document.language else "mixed"
        warnings.append(
            f"check the language: the index says «{document.language}», and the text reads as {other} ({own} of "
            f"{letters} letters are of the script); its labels and promises cannot be relied on"
        )
    seen: set[str] = set()
    copied = 0
    for sentence in sentences:
        if len(sentence.text) >= _COPY_LENGTH:
            copied += sentence.text in seen
            seen.add(sentence.text)
    if copied > 0.05 * len(sentences):
        warnings.append(f"the text repeats itself: {copied} long sentences stand in it more than once")
    return warnings


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
        at = piece.end
    return cuts
