"""Characters that PDF files give instead of the ones they show: ⼯ for 工, ⻓ for 长, and doubles for old code pages.

Many fonts draw a character and the radical of the same form with one picture, and a file says of a picture only one of
the two. Whoever copies text out of such a file carries the radicals along, and no word with one is found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# those of the supplement for which Unicode names the character in a table apart (EquivalentUnifiedIdeograph), and that
# stand alone in text, unlike ⺡; and two for which it names a form that is not written today
_NOT_FOLDED = dict(
    zip(
        "⺁⺊⺎⺐⺒⺓⺛⺝⺞⺠⺩⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⼾⾭",
        "厂卜兀尢巳幺旡月歺民王示竹羊聿月臼虎西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜户青",
        strict=True,
    )
)
RADICALS = "signs that PDF files give for common characters («⼯» for «工») replaced by those"
"""What a warning says of them, behind their number."""
_DOUBLE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")


def without_radicals(text: str) -> tuple[str, int]:
    """Put the characters meant for radicals and doubles, one for one; return the text and how many there were."""
    if not _DOUBLE.search(text):
        return text, 0
    meant = text.translate(_meant())
    return meant, sum(a != b for a, b in zip(text, meant, strict=True))


@cache
def _meant() -> dict[int, str]:
    """Return by code point the character that is meant, where there is one."""
    codes = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    plain = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    return {code: one for code, one in plain.items() if one != chr(code) and len(one) == 1} | {
        ord(radical): one for radical, one in _NOT_FOLDED.items()
    }
