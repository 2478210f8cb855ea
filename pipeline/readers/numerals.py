"""The number formats of Word lists (ECMA-376 part 1, 17.18.59), and Chinese numerals read back."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"零": 0, "○": 0, "\uff2f": 0, "O": 0, "两": 2}


def chinese(value: int) -> str:
    """Write a number as it is counted: 一, 十, 十一, 二十, 一百零五."""
    if value <= 0 or value >= 10_000:
        return str(value)
    units = ("", "十", "百", "千")
    digits = str(value)
    written = ""
    for place, digit in enumerate(digits):
        unit = units[len(digits) - place - 1]
        if digit != "0":
            written += _DIGITS[int(digit)] + unit
        elif written and not written.endswith("零") and digits[place:].strip("0"):
            written += "零"
    return written.removeprefix("一") if 10 <= value < 20 else written


def parse_chinese(numeral: str) -> int | None:
    """Return the value of a Chinese numeral below 10,000 (二〇二五, 十四, 一百零五), or None where it is none."""
    if numeral and all(character in _VALUES for character in numeral):
        return int("".join(str(_VALUES[character]) for character in numeral))
    units = {"十": 10, "百": 100, "千": 1000}
    total = digit = 0
    for character in numeral:
        if character in units:
            total += (digit or 1) * units[character]
            digit = 0
        elif character in _VALUES:
            digit = _VALUES[character]
        else:
            return None
    return total + digit if numeral else None


def _legal(value: int) -> str:
    counted = f"一{chinese(value)}" if 10 <= value < 20 else chinese(value)
    return counted.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    numerals = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    written = ""
    for unit, letters in (*numerals, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, value = divmod(value, unit)
        written += letters * count
    return written


def _letter(value: int) -> str:
    # Word repeats the letter after Z: AA, BB, CC
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else str(value)


def _row(first: str, count: int) -> Callable[[int], str]:
    """Return a format that takes its characters from a run of the character set, and digits beyond it."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else str(value)


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if 1 <= value <= len(characters) else str(value)


def _fullwidth(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def _ordinal(value: int) -> str:
    ending = "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _positional(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


NUMBER_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _fullwidth,
    "decimalFullWidth2": _fullwidth,
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "ordinal": _ordinal,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _positional,
    "taiwaneseDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "ideographEnclosedCircle": _row("㊀", 10),
    "chineseParen": _row("㈠", 10),
}
