"""Units of English sentences (codebook §2): cut at ; and at commas behind which a new action begins."""

from __future__ import annotations

import re

_FINAL = re.compile(r"[\s.!?;:,…*]+(?=[\"'”’)\]]*$)[\"'”’)\]]*$|[\s;:,]+$")
_BREAK = re.compile(
    r";\s+(?:and\s+)?|"
    r",\s+(?:and|but)\s+(?=(?:we|I|the Government|my Government|it|they|he|she)\s+(?:will|shall|have|has|are|is|also|propose|intend)\b)|"
    r",\s+and\s+(?=(?:will|shall|to)\s+\w+)"
)


def unit_spans(sentence: str) -> list[tuple[int, int]]:
    """Return the units of `sentence` as half-open offsets, without final punctuation."""
    spans: list[tuple[int, int]] = []
    low = 0
    for match in [*_BREAK.finditer(sentence), None]:
        high = match.start() if match else len(sentence)
        piece = sentence[low:high]
        stripped = re.sub(r"[\s.!?;:,…*]+$", "", piece)
        lead = len(piece) - len(piece.lstrip())
        if stripped.strip():
            spans.append((low + lead, low + len(stripped)))
        if match:
            low = match.end()
    return spans
