"""Find the figures in a text: one entrance to the number grammars of both languages."""

from __future__ import annotations

from dataclasses import replace

from pipeline.languages import LANGUAGES
from pipeline.records import Bound
from pipeline.targets import chinese, english
from pipeline.targets.mentions import Mention, Sort

MOST = 1e30
"""What no figure of a government reaches: digits that go on beyond it are a slip of reading, and have no value."""
_GRAMMARS = {"zh": chinese.mentions, "en": english.mentions}


def find_mentions(text: str, language: str) -> tuple[Mention, ...]:
    """Return every number in `text`, whatever it is: quantity, date, ordinal, identifier, age, name, unparsed.

    Units of measurement are named in simplified script.

    Args:
        text: the original text; offsets refer to it.
        language: «zh» or «en», as in the document's index.

    Returns:
        The mentions, sorted by start, without overlaps.

    Raises:
        ValueError: there is no number grammar for the language.
    """
    grammar = _GRAMMARS.get(language)
    if grammar is None:
        known = ", ".join(sorted(_GRAMMARS))
        raise ValueError(f"no number grammar for language {language!r} → one of {known}")
    return tuple(map(_limited, grammar(LANGUAGES[language].fold(text))))


def _limited(mention: Mention) -> Mention:
    """Return a number that no table, workbook or chart could hold as one that could not be read."""
    if mention.low is None or mention.high is None or max(abs(mention.low), abs(mention.high)) < MOST:
        return mention
    return replace(mention, sort=Sort.UNPARSED, low=None, high=None, bound=Bound.EXACT)
