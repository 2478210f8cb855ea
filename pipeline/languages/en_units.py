"""Units of English sentences (codebook §2): cut at ; and at conjunctions behind which a new action begins.

English sentences carry fewer promises than Chinese ones, and most of their commas part objects, purposes and asides.
A cut is made only where a new clause has its own subject and its own verb of intent or report on both sides, so that
either side could stand as a promise alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

_FINAL = re.compile(r"[\s.!?;:,…*]+$")
_LEAD = re.compile(r"[\s,;:]*(?:(?:and|but|or)\s+)?")
_SUBJECT = (
    r"(?:I|we|they|it|he|she|you|the Government|my Government|our Government|the Minist\w+|the Board|the Authority"
    r"|the Department|Parliament|legislation|measures|a bill|bills|steps|funds|this)"
)
_MODAL = r"(?:will|shall|must|intend|propose|plan|have|has|had|are|is|was|were|aim|hope|continue)"
_BREAK = re.compile(
    rf";\s+|,\s+(?=(?:and|but)\s+{_SUBJECT}\s+(?:also\s+|therefore\s+|now\s+|further\s+)?{_MODAL}\b)"
    rf"|\s+(?=and\s+(?:I|we|the Government|my Government)\s+(?:will|shall|intend|propose)\b)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b(?:{_MODAL}|would|should|may|can|need|\w+ed|rose|fell|grew|made|took|built)\b", re.IGNORECASE)
# A side of fewer words is a remark, not a promise.
_WORDS_MIN = 5


def unit_spans(sentence: str) -> list[tuple[int, int]]:
    """Return the units of `sentence` as half-open offsets, without final punctuation."""
    cuts = [0]
    for match in _BREAK.finditer(sentence):
        long_enough = len(sentence[cuts[-1] : match.start()].split()) >= _WORDS_MIN
        if long_enough and _stands_alone(sentence[match.end() :]):
            cuts.append(match.end())
    cuts.append(len(sentence))
    spans: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        piece = sentence[low:high]
        end = low + len(_FINAL.sub("", piece))
        lead = _LEAD.match(piece) if low else None
        start = low + (lead.end() if lead else len(piece) - len(piece.lstrip()))
        if start < end:
            spans.append((start, end))
    return spans


def _stands_alone(piece: str) -> bool:
    """Tell whether what follows a break could be promised or reported by itself."""
    return len(piece.split()) >= _WORDS_MIN and _VERB.search(piece) is not None
