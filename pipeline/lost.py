"""Signs that an earlier conversion put in the place of characters that it could not keep.

Chinese text asks with the wide «？»; a narrow «?» right between Han characters is a question only where the sentence
has a word that asks. Elsewhere, and behind a comma or a figure, it stands for a character that is gone, as «□» and
U+FFFD do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_SIGNS = re.compile(
    rf"(?<=[{_HAN}”》）])\?+(?=[{_HAN}])|(?<=[{_HAN}0-9])\?+(?=[，、。；：“《（])|(?<=[{_HAN}])\?+(?=[0-9])"
    rf"|(?<=[，、。；：“《（\n0-9])\?+(?=[{_HAN}])"
    rf"|(?<=[{_HAN}])[\ufffd□]+(?=[{_HAN}])"
)
_ANY = re.compile(r"\?+|[\ufffd□]+")
_NARROW = re.compile(r"\?+")  # sooner found, and most texts have no other of these signs
_SENTENCE = re.compile(r"[。！？!?；;：:\n]")
_ASKS = re.compile(
    r"[吗嗎呢谁誰哪]|究竟|[什甚怎]么|[什甚怎]麼|怎样|怎樣|如何|为何|為何|何[时時处處以谓謂在]|[是能可]否|多少|难道|難道|岂|豈|[是有]没有|[是有]沒有"
    # «是不是», «能不能», «修好了没有», «几座», «多远»; but «近几年», «这几项», «几十», «许多大»
    rf"|(?P<verb>[{_HAN}])[不没沒](?P=verb)|了[没沒]有$|(?<![近去来來过過后後前这這那头頭好十])[几幾](?![十百千万萬亿億])[{_HAN}]$"
    r"|[几幾][时時]|(?<![许許很更最众眾])多[大远遠长長久高快]$"
)
# How far back the beginning of the sentence is looked for; keeps the work linear.
_LOOK_BACK = 120


def lost_signs(text: str) -> Iterator[re.Match[str]]:
    """Yield the signs beside Han characters that stand for lost ones."""
    # a pattern that begins by looking back is slow on a text without any sign
    for sign in (_ANY if "\ufffd" in text or "□" in text else _NARROW).finditer(text):
        match = _SIGNS.match(text, sign.start())
        if match and (match[0][0] != "?" or not _asks(text, match.start())):
            yield match


def stands_for_lost(text: str, start: int) -> bool:
    """Tell whether the «?» at an offset stands for a lost character and ends no sentence."""
    match = _SIGNS.match(text, start)
    return match is not None and not _asks(text, start)


def _asks(text: str, end: int) -> bool:
    """Tell whether the sentence before an offset has a word that asks."""
    before = text[max(0, end - _LOOK_BACK) : end]
    # a sign for another lost character is no end of a sentence
    return bool(_ASKS.search(_SENTENCE.split(_SIGNS.sub("", before))[-1]))
