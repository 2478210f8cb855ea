"""Copies of speeches with other words in them, for a teacher to judge and a pupil to learn from.

A small network learns what it sees: where the speeches of a language are few, it knows the words of those and no
others. So words are exchanged for words of like meaning, and the teacher, which understands more words, says anew what
each sentence then does (data augmentation for distillation: Jiao et al. 2020, «TinyBERT», section 4.2). What comes out
need not make sense; it is read by no one and stored nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import LANGUAGES
from pipeline.records import Segmented

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Returns vectors of unit length, float32 (n, dimension)."""

LEAST_SEEN = 3
"""Words that stand in fewer sentences are left alone and put nowhere: most are misprints."""
COMMON = 0.02
"""So are words that stand in more than this share of the sentences («will»): the pupil knows them."""
LEAST_LIKE = 0.45
MOST_OTHERS = 11
LEAST_LETTERS = {"zh": 2}
"""Shorter words are left alone; four letters where nothing is said."""
SLICE = 1000


def find_others(documents: Sequence[Segmented], encode: Encode) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return for each language the words that may take the place of a word: those of nearest meaning, nearest first."""
    counts: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for one in documents:
        code = one.document.language
        if code in LANGUAGES:
            own = counts.setdefault(code, Counter())
            totals[code] += len(one.sentences)
            for sentence in one.sentences:
                own.update(set(LANGUAGES[code].tokens(sentence.text)))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, own in sorted(counts.items()):
        least, most = LEAST_LETTERS.get(code, 4), max(LEAST_SEEN, COMMON * totals[code])
        words = sorted(w for w, n in own.items() if w.isalpha() and len(w) >= least and LEAST_SEEN <= n <= most)
        found[code] = dict(zip(words, _nearest(words, encode), strict=True))
    return found


def _nearest(words: Sequence[str], encode: Encode) -> list[tuple[str, ...]]:
    vectors = encode(words) if words else np.zeros((0, 1), np.float32)
    nearest: list[tuple[str, ...]] = []
    for low in range(0, len(words), SLICE):
        likeness = vectors[low : low + SLICE] @ vectors.T
        for place, row in enumerate(likeness, start=low):
            row[place] = -1.0
            best = np.flatnonzero(row > LEAST_LIKE)
            best = best[np.argsort(-row[best], kind="stable")][:MOST_OTHERS]
            nearest.append(tuple(words[k] for k in best.tolist()))
    return nearest


def vary(
    document: Segmented, others: Mapping[str, Mapping[str, Sequence[str]]], share: float, number: int
) -> Segmented:
    """Return a copy in which about `share` of the words that have others are exchanged for one of them.

    Its document and sentences carry an id of their own (:func:`copy_id`); offsets are those of the original and do not
    fit the copy's texts. The same document and number give the same copy.
    """
    own = others.get(document.document.language, {})
    doc_id = copy_id(document.document.doc_id, number)
    dice = np.random.default_rng([number, *document.document.doc_id.encode()])
    language = LANGUAGES[document.document.language]
    sentences = tuple(
        replace(s, doc_id=doc_id, text=_exchanged(s.text, language.tokens(s.text), own, share, dice))
        for s in document.sentences
    )
    return replace(document, document=replace(document.document, doc_id=doc_id), sentences=sentences)


def copy_id(doc_id: str, number: int) -> str:
    """Return the id of a copy."""
    return f"{doc_id}~{number}"


def copied_from(doc_id: str) -> str:
    """Return the id of the document that a copy was made of; of one that is no copy its own."""
    return doc_id.rsplit("~", 1)[0]


def _exchanged(
    text: str, words: Sequence[str], others: Mapping[str, Sequence[str]], share: float, dice: np.random.Generator
) -> str:
    folded = text.lower()
    if len(folded) != len(text):  # a capital that is two signs in lower case: the places would not fit
        return text
    pieces: list[str] = []
    at = 0
    for word in words:
        start = folded.find(word.lower(), at)
        if start < 0:  # the words are those of the normalised text
            continue
        shown = text[start : start + len(word)]
        known = others.get(word)
        if known and dice.random() < share:
            new = known[int(dice.integers(len(known)))]
            shown = new.capitalize() if shown[:1].isupper() else new
        pieces += [text[at:start], shown]
        at = start + len(word)
    return "".join([*pieces, text[at:]])
