"""Which of many patterns a text has, without trying all of them.

A table has sixty patterns and a text meets five. Each pattern begins with one of a few words; only those whose words'
first letters stand in the text are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_LETTERS = {"zh": 2, "en": 3}  # of a pattern's beginning that are looked up
_PLAIN = {"zh": re.compile(r"[^\\.^$*+?{}\[\]|()]*"), "en": re.compile(r"\w*")}
_MAY_LACK = frozenset("?*{")  # what stands before may be there or not
_SIGN = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|.", re.DOTALL)
_WORDS = re.compile(rf"\b\w{{1,{_LETTERS['en']}}}")


class Finder:
    """The patterns of one language, by name; call it with a text."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]], language: str) -> None:
        """Look up how each pattern begins; one that can begin with anything is always tried."""
        self._patterns = dict(patterns)
        self._language = language
        self._always = set[str]()
        self._of: dict[str, set[str]] = {}
        for name, pattern in patterns.items():
            begins = None if pattern.flags & re.IGNORECASE else beginnings(pattern.pattern, language)
            if begins is None:
                self._always.add(name)
            for beginning in begins or ():
                self._of.setdefault(beginning[: _LETTERS[language]], set()).add(name)

    def __call__(self, text: str) -> dict[str, int]:
        """Return the patterns that a text has, in the order of the table, each with the place of its first match."""
        likely = self._always.union(*(self._of[key] for key in self._of.keys() & _keys(text, self._language)))
        found = {}
        for name, pattern in self._patterns.items():
            if name in likely:
                match = pattern.search(text)
                if match:
                    found[name] = match.start()
        return found


@lru_cache(maxsize=64)
def _keys(text: str, language: str) -> frozenset[str]:
    """Return what a pattern could begin with in a text; several tables are looked up for one text in turn."""
    if language == "en":
        words = set(_WORDS.findall(text))
        return frozenset(word[:size] for word in words for size in range(1, len(word) + 1))
    return frozenset(text).union(text[k : k + 2] for k in range(len(text) - 1))


def beginnings(pattern: str, language: str) -> list[str] | None:
    """Return the letters with which a match of a pattern begins, one text per alternative; None if there may be none.

    Understands what the tables of this package consist of: alternatives, groups, letters, word boundaries. An English
    alternative must begin at the beginning of a word.
    """
    if language == "en" and not all(part.startswith(r"\b") for part in _alternatives(pattern)):
        return None
    found: list[str] = []
    todo = _alternatives(pattern)
    while todo:
        rest = todo.pop(0).removeprefix(r"\b")
        if rest.startswith("(?:"):
            end = _closing(rest)
            if rest[end + 1 : end + 2] in _MAY_LACK:
                return None
            todo += _alternatives(rest[3:end])
            continue
        plain = _PLAIN[language].match(rest)
        letters = plain.group() if plain else ""
        if rest[len(letters) : len(letters) + 1] in _MAY_LACK:
            letters = letters[:-1]
        if not letters:
            return None
        found.append(letters)
    return found


def _alternatives(pattern: str) -> list[str]:
    parts, begin = [], 0
    for place, depth in _open(pattern):
        if pattern[place] == "|" and not depth:
            parts.append(pattern[begin:place])
            begin = place + 1
    return [*parts, pattern[begin:]]


def _closing(pattern: str) -> int:
    """Return the place of the bracket that closes the group with which a pattern begins."""
    return next(place for place, depth in _open(pattern) if pattern[place] == ")" and not depth)


def _open(pattern: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each sign that is neither escaped nor one of a set, and how many groups are open after it."""
    depth = 0
    for match in _SIGN.finditer(pattern):
        depth += (match.group() == "(") - (match.group() == ")")
        yield match.start(), depth
