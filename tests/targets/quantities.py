"""The quantities among the numbers of a text, for tests of the grammars."""

from __future__ import annotations

from pipeline.targets.mentions import FIGURES, Mention
from pipeline.targets.numbers import find_mentions


def find_figures(text: str, language: str) -> tuple[Mention, ...]:
    """Return the numbers of a text that are quantities, understood or not."""
    return tuple(m for m in find_mentions(text, language) if m.sort in FIGURES)
