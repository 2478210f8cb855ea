"""The clauses of a promise and a report, and which of a report is about a promise."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.languages import LANGUAGES
from pipeline.link.features import plain
from pipeline.link.lexicon import LEXICONS
from pipeline.records import Unit

CLAUSE = re.compile(r"[，,；;。：:]|\. ")
# a Chinese clause that says no more than that it is finished belongs to the one before
_PARTS = {
    "zh": re.compile(r"[，,；;。：:](?!(?:现|目前|均)?已[^，,；;。：:]{0,3}完成(?:[，,；;。：:]|$))|\. "),
    "en": re.compile(r"[;:]|[.?!] "),
}


def about(promise: Unit, report: Unit) -> str:
    """Return the part of a report that shares most with a promise, all of it where none shares anything.

    That is a Chinese clause, by pairs of characters, or an English sentence, by its words: there commas part the deed
    from the talks before it.
    """
    language = promise.language
    told, said = plain(report.text, language), marks(plain(promise.text, language), language)
    shared, best = max(
        ((len(said & marks(part, language)), part) for part in _PARTS[language].split(told)),
        key=lambda one: (one[0], -len(one[1])),
    )
    return best if shared else told


def marks(text: str, language: str) -> set[str]:
    """Return the pairs of characters of a Chinese text, the words of an English one but those of any promise."""
    if language == "zh":
        return {one + two for one, two in pairwise(text)}
    return set(LANGUAGES[language].tokens(text)) - LEXICONS[language].stock
