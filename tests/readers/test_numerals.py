"""Number formats of Word lists and Chinese numerals, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.numerals import NUMBER_FORMATS, chinese, parse_chinese


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百零五")),
        *((110, "一百一十"), (1010, "一千零一十"), (2000, "二千"), (0, "0")),
    ],
)
def test_chinese_counting(value: int, written: str) -> None:
    assert chinese(value) == written


@given(st.integers(1, 9999))
def test_counted_numbers_are_read_back(value: int) -> None:
    assert parse_chinese(chinese(value)) == value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("二〇二五", 2025), ("二○○五", 2005), ("一九九八", 1998), ("两百", 200), ("路", None), ("", None)],
)
def test_other_numerals(numeral: str, value: int | None) -> None:
    assert parse_chinese(numeral) == value


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerLetter", 28, "bb"),
        ("ordinal", 11, "11th"),
        ("ordinal", 22, "22nd"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"),
    ],
)
def test_formats(name: str, value: int, written: str) -> None:
    assert NUMBER_FORMATS[name](value) == written
