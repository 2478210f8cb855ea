"""Plain text: finding the encoding without ever losing a character.

The order is: byte order mark, strict UTF-8, and then the encodings whose reading of the whole file is both valid and
plausible, UTF-16 before GB18030 before Big5 before Windows-1252. Nothing is replaced or ignored: a file that no
encoding fits is an error that names the first bad byte. Line ends and all other characters stay as they are, so that
offsets mean the same thing on every system.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from pipeline.lost import lost_signs
from pipeline.readers.base import Extract, UnreadableError, refuse_halves

BOMS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
DISGUISES: tuple[tuple[bytes, str, str], ...] = (
    (b"%pdf-", "a PDF file", ".pdf"),
    (b"pk\x03\x04", "a Word document or an archive", ".docx or .zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document", ".doc, and save it as .docx"),
    (b"{\\rtf", "an RTF document", ".rtf, and save it as .docx"),
    (b"<!doctype html", "a web page", ".html"),
    (b"<html", "a web page", ".html"),
)
"""Beginnings, in small letters, of files that are not plain text whatever their name says."""
PLAUSIBLE = 0.9
"""Least share of everyday characters among those beyond ASCII for a reading to count as plausible."""
SAMPLE = 100_000
"""Characters that are looked at to judge a reading; the whole text where these are all ASCII."""

FEW = 30
"""With fewer characters beyond ASCII a guessed encoding is doubtful: of 360 pieces of real speeches in each of ten
encodings none of 30 or more characters was misread, of those with 8 or fewer up to 5 %."""

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PRIVATE = re.compile(r"[\ue000-\uf8ff]")
PINYIN = re.compile(r"[\u3400-\u9fff][（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
NOISE = re.compile(
    r"(?<=[\u3400-\u9fff，。；])(?=[!-~ ]*[!-/:-@\[-`{-~])[!-~]{1,3}(?: [!-~]{1,3}){2,}(?=[\u3400-\u9fff])"
)
# What UTF-8 becomes when it is read as Windows-1252 («councilâ€™s», «Ã©») and its sign for lost characters as GBK, and
# what the apostrophe of an old Macintosh becomes.
MISREAD = re.compile(r"â€[\u2122\u0153\u009d\u02dc\u201c\u201d\u00a6]|Ã[\u00a1-\u00bf]|锟斤拷|(?<=[a-z])Õ(?=[a-z])")
TAG = re.compile(r"</(?:p|div|span|body|html|head|title|td|li|a|font|strong|h[1-6])>|<br ?/?>", re.IGNORECASE)
TAGGED = 3
"""Tags of web pages from which on a text is one; none of 1,131 sound texts has any."""
REPOSTED = 3
"""Signs of a re-posted copy from which on it is warned about; fewer happen in sound texts."""
BEYOND = "beyond those that the first line names were left out"
"""What is said of a row of a table with more cells than names, which has mostly lost the end of its text."""
_MISREAD_SIGNS = "signs («â€™», «Ã©», «锟斤拷», «Õ») tell that the text was once read in a wrong encoding"
BEYOND_ASCII = re.compile(r"[^\x01-\x7f]")
HIGH = re.compile(rb"[\x80-\xff]")
HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and what is odd about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def read(data: bytes, name: str, encoding: str | None = None) -> tuple[Extract, ...]:
    """Return the text of a plain text file; see :class:`pipeline.readers.base.Reader`."""
    for beginning, what, ending in DISGUISES:
        if data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(beginning):
            raise UnreadableError(f"this is {what} under the name of a text file", f"give it the ending {ending}")
    decoded = decode(data, encoding)
    tags = TAG.findall(decoded.text)
    if len(tags) >= TAGGED:
        raise UnreadableError("this is a part of a web page, with its tags", "give it the ending .html", tags[0])
    return (Extract(decoded.text, decoded.encoding, decoded.warnings),)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Turn bytes into text without loss.

    Args:
        data: the whole file.
        encoding: name of the encoding if the user states it; it is then the only one tried.

    Raises:
        UnreadableError: no encoding reads every byte, or none gives plausible text, or the stated one is unknown.
    """
    text, found, notes = _decode(data, encoding)
    return Decoded(text, found, (*notes, *oddities(text)))


def oddities(text: str) -> tuple[str, ...]:
    """Return warnings about characters that are kept but hint at damage or at tricks of display."""
    warnings: list[str] = []
    for what, count in (
        ("NUL or other control characters", len(CONTROLS.findall(text))),
        ("replacement characters (U+FFFD): the file was damaged before it came here", text.count("\ufffd")),
        (f"{_MISREAD_SIGNS}: open the original and save it as UTF-8", _misread(text)),
        ("invisible characters that turn the direction of writing", len(BIDI.findall(text))),
        ("private-use characters, shown differently by every font", len(PRIVATE.findall(text))),
    ):
        if count:
            warnings.append(f"{count} {what}")
    lost = list(lost_signs(text))
    if lost:
        first = lost[0].start()
        around = text[max(0, first - 8) : first + 9].replace("\n", " ")
        what = "signs between Chinese characters stand for lost ones («?», «□» or U+FFFD): a wrong conversion before?"
        warnings.append(f"{len(lost)} {what} First in line {text.count(chr(10), 0, first) + 1}: «…{around}…»")
    for what, count in (
        ("characters carry their pronunciation in brackets: a machine-converted copy?", len(PINYIN.findall(text))),
        ("runs of stray signs between Chinese characters: protection against copying?", len(NOISE.findall(text))),
    ):
        if count >= REPOSTED:
            warnings.append(f"{count} {what}")
    return tuple(warnings)


def _misread(text: str) -> int:
    """Return the number of signs of a wrong encoding; most texts have no letter with which one begins."""
    return len(MISREAD.findall(text)) if any(letter in text for letter in "âÃ锟Õ") else 0


def tells_of_loss(warning: str) -> bool:
    """Tell whether a warning says that characters are gone, so that a person should look for a better file."""
    return any(
        sign in warning for sign in ("stand for lost ones", "(U+FFFD): the file was damaged", _MISREAD_SIGNS, BEYOND)
    )


def _decode(data: bytes, encoding: str | None) -> tuple[str, str, tuple[str, ...]]:
    if encoding:
        return _stated(data, encoding)
    for bom, name in BOMS:
        # a UTF-32 mark is also a UTF-16 mark followed by NUL; only a whole number of quads is UTF-32
        if data.startswith(bom) and not (name.startswith("utf-32") and len(data) % 4):
            try:
                return data[len(bom) :].decode(name), name, ()
            except UnicodeDecodeError as error:
                raise _undecodable(data, name, error) from error
    zeros = data.count(0)
    if not zeros:
        try:
            return data.decode("utf-8"), "utf-8", ()
        except UnicodeDecodeError as error:
            first = error
    readings = [reading for name in _candidates(data) if (reading := _reading(data, name)) is not None]
    good = [reading for reading in readings if reading[0] >= PLAUSIBLE]
    if good:
        _, best, text = max(good, key=lambda reading: reading[0])
        few = sum(character > "\x7f" for character in text[:SAMPLE]) < FEW and not text.isascii()
        return text, best, (f"read as {best} on the evidence of few characters",) if few else ()
    if zeros:
        try:
            return data.decode("utf-8"), "utf-8", ()
        except UnicodeDecodeError as error:
            first = error
    raise _undecodable(data, "utf-8", first)


def _stated(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    """Decode with the encoding that the user states, and with no other."""
    unknown = UnreadableError("unknown encoding", "use a name such as utf-8, gb18030, big5 or utf-16", encoding)
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise unknown from error
    # a file announced as GB2312 or GBK often holds characters that only GB18030, their superset, can read
    if name in {"gb2312", "gbk"}:
        name = "gb18030"
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error) from error
    except (LookupError, UnicodeError) as error:
        # Python also calls base64 and the like encodings, which turn no bytes into text
        raise unknown from error
    refuse_halves(text, "the file")
    return text.removeprefix("\ufeff"), name, ()


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> UnreadableError:
    """Return an error that shows the first byte that does not fit."""
    return UnreadableError(
        f"byte {error.start} does not fit {name}, and no other known encoding gives plausible text",
        "save the file as UTF-8, or state its encoding (column «encoding» of index.csv, --encoding)",
        data[error.start : error.start + 4].hex(" "),
    )


def _candidates(data: bytes) -> tuple[str, ...]:
    """Return the encodings that may be meant, the likelier first."""
    eight_bit = ("gb18030", "big5hkscs", "cp1252")
    if len(data) % 2:
        return eight_bit
    return ("utf-16-le", "utf-16-be", *eight_bit)


def _reading(data: bytes, name: str) -> tuple[float, str, str] | None:
    """Return how plausible the reading in an encoding is (0-1), the encoding and the text; None where it is invalid."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    if name == "cp1252":
        # in Western text a letter or quotation mark beyond ASCII stands alone; in Chinese text it never does
        high = len(HIGH.findall(data))
        if not high or 0 in data or high > 0.3 * len(data):
            return None
        return 1.0 - 2 * len(HIGH_PAIR.findall(data)) / high, name, text
    beyond = BEYOND_ASCII.findall(text[:SAMPLE]) or BEYOND_ASCII.findall(text)
    if not beyond:
        # UTF-16 text in ASCII letters only
        return (1.0, name, text) if name.startswith("utf-16") else None
    everyday = _everyday()
    return sum(character in everyday for character in beyond) / len(beyond), name, text


@cache
def _everyday() -> frozenset[str]:
    """Return the characters of ordinary Chinese and Western text, taken from the standards themselves.

    GB 2312 and Big5 both put their common Han characters (3,755 simplified, 5,401 traditional) into a first level,
    by frequency of use; a wrong reading scatters over all the rest.
    """
    rows = [bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)]
    simplified = b"".join(rows).decode("gb2312", errors="ignore")
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    pairs = [bytes((lead, trail)) for lead in range(0xA4, 0xC6) for trail in trails]
    traditional = "".join(pair.decode("big5", errors="ignore") for pair in pairs)
    ranges = [
        (0x3000, 0x301F),
        (0xFF01, 0xFF5E),
        (0x2010, 0x2027),
        (0x2030, 0x203B),
        (0x2150, 0x22FF),
        (0x2460, 0x25FF),
        (0xA0, 0xFF),
    ]
    marks = "".join(chr(code) for low, high in ranges for code in range(low, high + 1)) + "℃㎡‰€"
    return frozenset(simplified + traditional + marks)
