"""Find the figures in a text: one entrance to the number grammars of both languages."""

from __future__ import annotations

from pipeline.languages import LANGUAGES
from pipeline.targets import chinese, english
from pipeline.targets.mentions import FIGURES, Figure, Mention, Sort

__all__ = ["Figure", "Mention", "Sort", "find_figures", "find_mentions"]

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


def find_figures(text: str, language: str) -> tuple[Figure, ...]:
    """Return the quantities in `text`; those whose wording is not understood have `low` and `high` None.

    Dates, ordinals, ages, telephone and document numbers, and numbers inside names are left out;
    :func:`find_mentions` has them. Raises ValueError as that function does.
    """
    return tuple(
        Figure(
            start=m.start,
            end=m.end,
            raw=text[m.start : m.end],
            low=m.low,
            high=m.high,
            unit=m.unit,
            bound=m.bound,
            core_start=m.core_start,
            core_end=m.core_end,
            baseline=m.baseline,
        )
        for m in find_mentions(text, language)
        if m.sort in FIGURES
    )
