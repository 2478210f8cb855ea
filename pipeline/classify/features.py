"""What the fast classifier sees of a document: hashed n-grams by clause, cues, and the place of each sentence.

N-grams are hashed into a fixed number of buckets instead of being listed, so that a model needs no vocabulary and
meets words it never saw with a defined bucket. All n-grams of a document are hashed at once over the array of its code
points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.cues import NAMES, find_cues, settled_rules
from pipeline.languages import LANGUAGES
from pipeline.records import Kind, Part, Segmented, Sentence

# Marks from the private use area stand for years before, of and after the speech, so that the model learns «last year»
# from «2024» in a speech of 2025 and can use it for any other year.
YEAR_BEFORE, YEAR_OF_SPEECH, YEAR_AFTER = "\ue000", "\ue001", "\ue002"
_START, _END = "\ue010", "\ue011"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE_END = re.compile(r"[，,；;：:—](?=.)")
SHORT = 20
"""A text with fewer sentences has a beginning and an end of one sentence."""
# longer sentences are cut in the middle: what a sentence does is said at its ends
LONGEST = 600
# a fixed odd multiplier of 64 bits (the golden ratio) spreads the hashes over the buckets
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_HAN_ORDERS, _LETTER_ORDERS, _WORD_ORDERS = (1, 2, 3, 4), (4,), (1, 2, 3)

PLACE = (
    *("position", "position squared", "first three", "first ten", "last three", "last ten", "document length"),
    *("section position", "section start", "section length", "has section"),
    *("part review", "part plan", "part confidence"),
    *("heading", "title", "salutation", "language zh", "year"),
    *("length", "clauses", "numbers", "years before", "year of speech", "years after", "colon end"),
)
"""Names of the columns that stand before the cues."""
WIDTH = len(PLACE) + len(NAMES)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a document of n sentences with m clauses.

    `grams` are bucket numbers; those of clause i are `grams[gram_starts[i]:gram_starts[i + 1]]`. Clause i of all
    belongs to sentence j where `clause_starts[j] <= i < clause_starts[j + 1]`. `sections` number the distinct heading
    paths, whose buckets are `section_grams[section_starts[k]:section_starts[k + 1]]`. `dense` is float32, shape
    (n, WIDTH).
    `cues` are the names of the cues of each sentence, `rules` those of the rules that settle its label.
    """

    grams: NDArray[np.int32]
    gram_starts: NDArray[np.int64]
    clause_starts: NDArray[np.int64]
    sections: NDArray[np.int64]
    section_grams: NDArray[np.int32]
    section_starts: NDArray[np.int64]
    dense: NDArray[np.float32]
    cues: tuple[frozenset[str], ...]
    rules: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.dense)


def featurise(document: Segmented, buckets: int) -> Features:
    """Return the features of a document, with n-grams hashed into `buckets` (a power of two)."""
    language = document.document.language
    year = document.document.year
    texts = [plain(sentence.text, language) for sentence in document.sentences]
    cues = tuple(find_cues(text, language) for text in texts)
    rules = tuple(
        settled_rules(text, language, s.section, s.part, year)
        for text, s in zip(texts, document.sentences, strict=True)
    )
    marked = [_mark_numbers(text, year) for text in texts]
    clauses = [_clauses(text) for text in marked]
    grams, gram_starts = _hash([c for group in clauses for c in group], language, buckets)
    clause_starts = np.concatenate([[0], np.cumsum([len(group) for group in clauses])]).astype(np.int64)
    paths = sorted({sentence.section for sentence in document.sentences})
    number = {path: k for k, path in enumerate(paths)}
    section_grams, section_starts = _hash([_mark_numbers(plain(p, language), year) for p in paths], language, buckets)
    sections = np.array([number[s.section] for s in document.sentences], np.int64)
    dense = np.zeros((len(texts), WIDTH), np.float32)
    if texts:
        dense[:, : len(PLACE)] = _place(document, marked, clauses)
        column = {name: len(PLACE) + k for k, name in enumerate(NAMES)}
        for row, found in enumerate(cues):
            for name in found:
                dense[row, column[name]] = 1.0
    return Features(grams, gram_starts, clause_starts, sections, section_grams, section_starts, dense, cues, rules)


def rules_of(document: Segmented) -> tuple[tuple[str, ...], ...]:
    """Return for each sentence the rules that leave no choice; see :func:`pipeline.classify.cues.settled_rules`."""
    language = document.document.language
    year = document.document.year
    return tuple(settled_rules(plain(s.text, language), language, s.section, s.part, year) for s in document.sentences)


def plain(text: str, language: str) -> str:
    """Return the normalised text; a language without rules is taken as it is."""
    known = LANGUAGES.get(language)
    folded = known.normalise(text) if known else " ".join(text.split())
    if len(folded) > LONGEST:
        folded = folded[: LONGEST // 2] + folded[-LONGEST // 2 :]
    return folded


def _mark_numbers(text: str, year: int) -> str:
    """Replace years by marks relative to the year of the speech, and every other number by a zero."""

    def mark(match: re.Match[str]) -> str:
        number = match.group()
        if not _YEAR.fullmatch(number):
            return "0"
        distance = int(number) - year
        return YEAR_BEFORE if distance < 0 else YEAR_AFTER if distance > 0 else YEAR_OF_SPEECH

    return _NUMBER.sub(mark, text)


def _clauses(text: str) -> list[str]:
    """Cut behind commas, colons and dashes; a sentence always has at least one clause."""
    cuts = [0, *(m.end() for m in _CLAUSE_END.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if b > a] or [""]


def _ends(i: int, count: int) -> tuple[bool, bool, bool, bool]:
    """Return whether a sentence is among the first three and ten, and the last three and ten.

    In a text of a few lines every sentence would be, as if it held nothing but salutations and thanks: there only the
    first and the last are.
    """
    if count < SHORT:
        return i == 0, i == 0, i == count - 1, i == count - 1
    return i < 3, i < 10, i >= count - 3, i >= count - 10


def _place(document: Segmented, marked: Sequence[str], clauses: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """Return the columns PLACE, shape (n, len(PLACE)), each roughly between 0 and 1."""
    sentences = document.sentences
    count = len(sentences)
    inside, length = (np.array(own, np.float64) for own in _within_sections(sentences))
    place = np.arange(count) / max(1, count - 1)
    is_zh = document.document.language == "zh"
    columns: tuple[Any, ...] = (
        *(place, place * place, *np.array([_ends(i, count) for i in range(count)]).T, np.log1p(count) / 8),
        *(inside / np.maximum(1, length - 1), inside < 2, np.log1p(length) / 6, [bool(s.section) for s in sentences]),
        *([s.part is part for s in sentences] for part in (Part.REVIEW, Part.PLAN)),
        [s.part_confidence for s in sentences],
        *([s.kind is kind for s in sentences] for kind in (Kind.HEADING, Kind.TITLE, Kind.SALUTATION)),
        *(is_zh, (document.document.year - 1990) / 35),
        *(
            np.log1p([len(text) for text in marked]) / 5,
            np.log1p([len(own) for own in clauses]) / 2,
            np.log1p([text.count("0") for text in marked]) / 2,
        ),
        *([mark in text for text in marked] for mark in (YEAR_BEFORE, YEAR_OF_SPEECH, YEAR_AFTER)),
        [text.endswith(("：", ":")) for text in marked],
    )
    rows = np.empty((count, len(PLACE)), np.float32)
    for k, column in enumerate(columns):
        rows[:, k] = column
    return rows


def _within_sections(sentences: Sequence[Sentence]) -> tuple[list[int], list[int]]:
    """Return for each sentence its number within its run of one section, and the length of the run."""
    inside: list[int] = []
    for i, sentence in enumerate(sentences):
        inside.append(inside[-1] + 1 if i and sentences[i - 1].section == sentence.section else 0)
    length = [0] * len(inside)
    for i in range(len(inside) - 1, -1, -1):
        goes_on = i + 1 < len(inside) and inside[i + 1] > inside[i]
        length[i] = length[i + 1] if goes_on else inside[i] + 1
    return inside, length


@cache
def _alphanumeric() -> NDArray[np.bool_]:
    """Tell for each code point of the basic plane whether it is part of a word."""
    table = np.fromiter((chr(code).isalnum() or 0xE000 <= code <= 0xE002 for code in range(0x10000)), np.bool_, 0x10000)
    table.setflags(write=False)
    return table


def _hash(texts: Sequence[str], language: str, buckets: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Hash the n-grams of each text; return bucket numbers and len(texts) + 1 boundaries.

    Chinese: character n-grams. Other languages: character n-grams of order four and word n-grams, in lower case.
    """
    framed = [_START + (text if language == "zh" else text.lower()) + _END for text in texts]
    lengths = np.array([len(text) for text in framed], np.int64)
    if not framed:
        return np.zeros(0, np.int32), np.zeros(1, np.int64)
    codes = np.frombuffer("".join(framed).encode("utf-32-le"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(framed)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    parts: list[NDArray[np.uint64]] = []
    owners: list[NDArray[np.int64]] = []
    rolling = np.zeros(len(codes), np.uint64)
    orders = _HAN_ORDERS if language == "zh" else _LETTER_ORDERS
    for order in range(1, max(orders) + 1):
        shifted = np.zeros(len(codes), np.uint64)
        shifted[: max(0, len(codes) - order + 1)] = codes[order - 1 :]
        rolling = rolling * _STEP + shifted + np.uint64(1)
        if order in orders:
            fits = np.arange(len(codes)) + order <= ends
            parts.append(rolling[fits] + np.uint64(order))
            owners.append(owner[fits])
    if language != "zh":
        words, word_owner = _word_hashes(codes, owner)
        for order in _WORD_ORDERS:
            joined = np.zeros(max(0, len(words) - order + 1), np.uint64)
            for k in range(order):
                joined = joined * _STEP + words[k : len(words) - order + 1 + k]
            fits = word_owner[: len(joined)] == word_owner[order - 1 :] if len(joined) else np.zeros(0, np.bool_)
            parts.append(joined[fits] + np.uint64(64 + order))
            owners.append(word_owner[: len(joined)][fits])
    hashes = np.concatenate(parts) * _SPREAD
    hashes ^= hashes >> np.uint64(29)
    hashes *= _SPREAD
    place = np.concatenate(owners)
    order_by_text = np.argsort(place, kind="stable")
    numbers = (hashes >> np.uint64(40)).astype(np.int64) % buckets
    starts = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(framed)))]).astype(np.int64)
    return numbers[order_by_text].astype(np.int32), starts


def _word_hashes(codes: NDArray[np.uint64], owner: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return a hash for each word (or single sign) and the text to which it belongs."""
    wordlike = _alphanumeric()[np.minimum(codes, 0xFFFF).astype(np.int64)]
    blank = (codes == 32) | (codes == 10) | (codes == 13) | (codes == 9)
    begins = ~blank
    begins[1:] &= ~(wordlike[1:] & wordlike[:-1] & (owner[1:] == owner[:-1]))
    kept = np.flatnonzero(~blank)
    starts = np.flatnonzero(begins[kept])
    if not len(starts):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    # a sum of spread codes, each turned by its place in the word, so that anagrams differ
    word = np.cumsum(begins[kept]) - 1
    inside = (np.arange(len(kept)) - starts[word]).astype(np.uint64)
    turned = (codes[kept] + np.uint64(7)) * _SPREAD * (inside * np.uint64(2) + np.uint64(1))
    turned ^= turned >> np.uint64(31)
    turned *= _SPREAD * (inside * np.uint64(6) + np.uint64(5))
    return np.add.reduceat(turned, starts), owner[kept][starts]
