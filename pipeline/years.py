"""How years are written in Chinese characters («二〇三〇年»), and months in English, for whoever reads a date."""

from __future__ import annotations

import re

ZEROS = str.maketrans(dict.fromkeys("\u25cb\u25ef零\uff2fO0", "\u3007"))
"""What is typed for a zero among Chinese numerals: two circles, 零, and the letter and digit that look like one."""
NUMERAL_YEAR = r"[一二][\u3007\u25cb\u25ef零\uff2fO0一二三四五六七八九]{3}"
"""A pattern for four such numerals."""
MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
"""A pattern for an English month in lower case."""
_WRITTEN = re.compile(rf"{NUMERAL_YEAR}(?=年)")
_DIGIT = {ord(character): str(value) for value, character in enumerate("\u3007一二三四五六七八九")}


def in_digits(text: str) -> str:
    """Return a text of equal length with its Chinese years in digits: «二〇三〇年的工作» is «2030年的工作»."""
    return _WRITTEN.sub(lambda year: year.group().translate(ZEROS).translate(_DIGIT), text)
