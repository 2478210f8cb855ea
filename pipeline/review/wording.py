"""The words of coding sheets, and what coders may write."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from pipeline.review.verdicts import VERDICTS

ONE, MIXED = "one", "mixed"
CHOICES: dict[str, tuple[str, ...]] = VERDICTS | {"threads": (ONE, MIXED)}
"""What a coder may say of each kind; what is said of a thread is stored as verdicts on its pairs."""
LANGUAGES = ("en", "zh")


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """Return the words by section, key and language."""
    return tomllib.loads(files("pipeline.review").joinpath("words.toml").read_text(encoding="utf-8"))


def word(section: str, key: str, language: str) -> str:
    """Return one word."""
    return words()[section][key][language]


def plain(text: str) -> str:
    """Return what two writings of a word have in common: full-width letters, case and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def column_names() -> dict[str, str]:
    """Return the column that each heading stands for, in any language."""
    return {plain(text): key for key, both in words()["columns"].items() for text in (key, *both.values())}


@cache
def verdict_names(kind: str) -> dict[str, str]:
    """Return the verdict that each word stands for, in any language."""
    both = words()["verdicts"]
    return {plain(text): key for key in CHOICES[kind] for text in (key, *both[key].values())}
