"""Where in a sentence on problems they stand: behind the words that announce them, each in a stretch of its own."""

from __future__ import annotations

import re

from pipeline.languages import LANGUAGES

# the clause before a colon that says that problems follow and not which: «还存在一些困难和问题：», «主要是：»
_ANNOUNCES = re.compile(
    r"(?:主要(?:是|有|表现|体现|表现在|体现在|表现为|为)|(?:认识|看|注意|意识)到|如下|以下(?:几个)?(?:方面|问题)"
    r"|(?:存在|面临|还有|不少|一些|诸多|许多|很多|几个|老问题|新挑战)[^，,；;：:]*"
    r"(?:问题|困难|挑战|不足|短板|弱项|矛盾|风险|差距|不少))\s*$"
    r"|\b(?:problems|challenges|difficulties|issues|shortcomings|obstacles|concerns|weaknesses|the following)"
    r"(?:\s+(?:are|remain|include|ahead|today))?\s*$",
    re.IGNORECASE,
)
_COLON = re.compile(r"(?<![0-9])[：:]|[：:](?![0-9])")
_CLAUSE_ENDS = "，,；;。：:"
_CONTENT = 4  # letters that must follow an announcement, so that it is not all there is


def announced_until(folded: str) -> int:
    """Return where the words end that announce the problems of a folded sentence; 0 where none do."""
    begin = 0
    for colon in _COLON.finditer(folded):
        clause = max(folded.rfind(mark, 0, colon.start()) for mark in _CLAUSE_ENDS) + 1
        if _ANNOUNCES.search(folded, clause, colon.start()) and _letters(folded[colon.end() :]) >= _CONTENT:
            begin = colon.end()
    return begin


def problem_stretches(text: str, language: str) -> list[tuple[int, int]]:
    """Return the stretches of a sentence that name one problem each, as half-open offsets; one may be all of it.

    What announces several problems, or says only that there are some, belongs to none of them.
    """
    own = LANGUAGES[language]
    cuts = own.problem_cuts(text)
    begin = announced_until(own.fold(text)) if cuts else 0
    starts = [begin, *(cut for cut in cuts if cut > begin)]
    found: list[tuple[int, int]] = []
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:stop]
        said = piece.rstrip("，,；; \n") if stop < len(text) else piece.rstrip()
        if own.names_problem(said):
            found.append((start + len(said) - len(said.lstrip()), start + len(said)))
    return found if len(found) > 1 else [(0, len(text))]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
