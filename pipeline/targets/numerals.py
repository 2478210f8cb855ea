"""Chinese numerals: from characters to a value, or None where they are not one well-formed number."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {
    **{c: v for v, c in enumerate("零一二三四五六七八九")},
    **{c: v for v, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    "〇": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
LONGEST = 100  # characters; no number is longer, and each 万 or 亿 takes a step of recursion
#: every character that a Chinese numeral may hold
CHARACTERS = "".join([*DIGITS, *SMALL, *LARGE])


def parse_numeral(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, or None where `text` is not exactly one well-formed number.

    Understands place-value numerals with 零 (十万零一千), the spoken short form without the last unit
    (三万五 = 35,000; 两百五 = 250), stacked 万亿, decimals with 点, and digit strings with a zero in them
    (二〇二五). Two bare digits side by side (两三, 七八) are an approximation, not a number: None.
    """
    if len(text) > LONGEST:
        return None
    whole, point, fraction = text.replace("點", "点").partition("点")
    if point:
        base = parse_numeral(whole)
        scale = LARGE.get(fraction[-1:], 1)
        fraction = fraction[:-1] if scale > 1 else fraction
        if base is None or not fraction or any(c not in DIGITS for c in fraction):
            return None
        return (base + Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))) * scale
    if not text:
        return None
    if all(c in DIGITS for c in text):
        if len(text) == 1:
            return Decimal(DIGITS[text])
        # 两 counts and is no digit of a string (一九八○两年); a short string without zero is an approximation (三五年)
        if "两" in text or "兩" in text:
            return None
        if len(text) >= 3 or (text[0] not in "零〇○" and text[-1] in "零〇○"):
            return Decimal("".join(str(DIGITS[c]) for c in text))
        return None
    return _above(text)


def _above(text: str) -> Decimal | None:
    """Parse a numeral that holds at least one unit; split at the largest of 亿 and 万, the last one first."""
    for mark in ("亿億", "万萬"):
        cut = max(text.rfind(c) for c in mark)
        if cut < 0:
            continue
        unit = LARGE[mark[0]]
        head, tail = text[:cut], text[cut + 1 :]
        high = parse_numeral(head) if head else None
        if high is None or high == 0:
            return None
        if high >= 10**8 and unit == 10**8:
            return None
        low = _tail(tail, unit)
        return None if low is None else high * unit + low
    return _section(text)


def _tail(tail: str, unit: int) -> Decimal | None:
    """Return the value of what follows a unit: nothing, a rest with its own units, or one bare digit (三万五)."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and tail in DIGITS:
        return Decimal(DIGITS[tail] * unit // 10) if DIGITS[tail] else None
    stripped = tail.lstrip("零〇○")
    if not stripped:
        return None
    value = parse_numeral(stripped)
    if value is None or value >= unit:
        return None
    # 三万五六 is an approximation, 三万零五十 and 三万五千 are not
    if len(stripped) > 1 and all(c in DIGITS for c in stripped):
        return None
    return value


def _section(text: str) -> Decimal | None:
    """Parse a numeral below ten thousand: digits with 千, 百, 十 in falling order."""
    total = 0
    last = 10**4
    digit: int | None = None
    zero = False
    for position, c in enumerate(text):
        if c in SMALL:
            unit = SMALL[c]
            # 十五 and, in older texts, 二百十七 leave out the 一 before 十
            if unit >= last or (digit is None and unit != 10):
                return None
            total += (1 if digit is None else digit) * unit
            last, digit, zero = unit, None, False
        elif c in DIGITS:
            value = DIGITS[c]
            if digit is not None:
                return None
            if value == 0:
                if zero or position == 0:
                    return None
                zero = True
            else:
                digit = value
        else:
            return None
    if digit is not None:
        if not zero and last == 10**4:
            return None
        total += digit if zero or last == 10 else digit * last // 10
    elif zero:
        return None
    return Decimal(total)
