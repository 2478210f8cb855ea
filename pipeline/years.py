"""How years are written in Chinese characters («二〇三〇年»), and months in English, for whoever reads a date."""

from __future__ import annotations

ZEROS = str.maketrans(dict.fromkeys("\u25cb\u25ef零\uff2fO0", "\u3007"))
"""What is typed for a zero among Chinese numerals: two circles, 零, and the letter and digit that look like one."""
NUMERAL_YEAR = r"[一二][\u3007\u25cb\u25ef零\uff2fO0一二三四五六七八九]{3}"
"""A pattern for four such numerals."""
MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
"""A pattern for an English month in lower case."""
