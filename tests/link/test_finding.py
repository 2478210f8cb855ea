"""The quick search for patterns finds what trying all of them finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link.fields import FIELDS
from pipeline.link.finding import Finder, beginnings
from pipeline.link.lexicon import LEXICONS


@pytest.mark.parametrize(
    ("pattern", "language", "wanted"),
    [
        ("修路|架桥", "zh", ["修路", "架桥"]),
        ("“三通”|通水", "zh", ["“三通”", "通水"]),
        ("通(?!航)|水", "zh", ["通", "水"]),
        (r"\b(?:schools?|r&d|m[ée]tis)", "en", ["school", "r", "m"]),
        (r"\b(?:road|(?:new|old) bridge)\b", "en", ["road", "new", "old"]),
        (r"\bestate dut\w*|\bstamp\b", "en", ["estate", "stamp"]),
        (r"\b(?:a?road|bridge)", "en", None),
        (r"\b(?:(?:new )?road|bridge)", "en", None),
        (r"road|\bbridge", "en", None),
        (r"\d路|桥", "zh", None),
        (r"[（(]一|桥", "zh", None),
    ],
)
def test_beginnings(pattern: str, language: str, wanted: list[str] | None) -> None:
    found = beginnings(pattern, language)
    assert found is wanted is None or (found is not None and wanted is not None and sorted(found) == sorted(wanted))


TABLES = [
    *((table, language) for language, table in FIELDS.items()),
    *((lexicon.actions, language) for language, lexicon in LEXICONS.items()),
    *((group, language) for language, lexicon in LEXICONS.items() for group in lexicon.groups.values()),
]
LETTERS = sorted({letter for table, _ in TABLES for pattern in table.values() for letter in pattern.pattern})
PIECES = sorted(
    {piece for table, _ in TABLES for p in table.values() for piece in re.findall(r"[\w&-]{2,}", p.pattern)}
)


@given(st.lists(st.sampled_from([*PIECES, *LETTERS, " ", "s ", ", "]), max_size=40).map("".join))
def test_finds_what_trying_all_finds(text: str) -> None:
    for table, language in TABLES:
        tried = {name: pattern.search(text) for name, pattern in table.items()}
        wanted = {name: match.start() for name, match in tried.items() if match}
        found = Finder(table, language)(text)
        assert found == wanted
        assert list(found) == list(wanted)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_most_patterns_are_not_tried(language: str) -> None:
    assert sum(beginnings(pattern.pattern, language) is None for pattern in FIELDS[language].values()) < 5
