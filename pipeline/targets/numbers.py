"""Find the figures in a text: one entrance to the number grammars of both languages."""

from __future__ import annotations

from pipeline.languages import LANGUAGES
from pipeline.targets import chinese, english
from pipeline.targets.mentions import Mention

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
    return tuple(grammar(LANGUAGES[language].fold(text)))
