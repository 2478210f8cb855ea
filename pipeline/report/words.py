"""The words of the page, in English and Chinese; the tables keep their English column names in both."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Return the words of `words.toml` by key and language."""
    return tomllib.loads(files("pipeline.report").joinpath("words.toml").read_text(encoding="utf-8"))


def words(language: str) -> dict[str, str]:
    """Return the words of one language. Raises KeyError for a language that the page does not have."""
    return {key: both[language] for key, both in all_words().items()}
