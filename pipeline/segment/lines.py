"""Tell the speech from what a page or an archive put around it, line by line, and a record's notes inside a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.lineends import LINE

CONTENTS = "table of contents"
STAGE_DIRECTION = "stage direction"
# Reasons that are safe only beside other furniture up to a length: a line «大» or «3» may be part of a broken sentence,
# «政务公开» a heading of the speech and «承办单位：县交通局» a task's.
_SHY = {"font size": 6, "page number": 6, "source": 6, "rule": 6, "menu": 400, "sponsor": 400}
# «— 3 —» is a page number and nothing else.
_UNMISTAKABLE = re.compile(r"[-—–－―─]{1,2}\s*\d{1,4}\s*[-—–－―─]{1,2}|第\s*\d{1,4}\s*页.*|Page\s.*")
_UNFINISHED = re.compile(r"[^。！？!?.:：;；…”」』）)\]】》\"'’*\-]$")
# A note on the hearers is cut inside a line only where no sentence falls apart by it.
_COMPLETE = re.compile(r"[。！？!?；;：:….][”’\"'」』）)\]]*\s*$")
# The stop that may follow a note belongs to it where the sentence before it has its own.
_ITS_STOPS = "。.，,；;！!"
_ENDED = re.compile(r"[。！？!?；;：:]$")
# The name of a newspaper or of a page's section is no longer than this.
_VALUE_MAX = 12
_FURNITURE_MAX = 400
# A footer is looked for in the last part of the text only, so that a quotation of its words cuts nothing off.
_FOOTER_FROM = 0.5


def furniture_lines(language: Language, text: str) -> list[tuple[int, int, str]]:
    """Return the lines and notes that are no part of the speech: start, end and reason, sorted."""
    text = language.fold(text)
    lines = [m.span() for m in LINE.finditer(text)]
    reasons = [furniture_reason(language, text[low:high]) for low, high in lines]
    kept = [reason if _is_safe(text, lines, reasons, index) else "" for index, reason in enumerate(reasons)]
    _mark_labelled(language, text, lines, kept)
    _mark_path(text, lines, kept)
    _mark_footer(language, text, lines, kept)
    _mark_contents(language, text, lines, kept)
    found: list[tuple[int, int, str]] = []
    for (low, high), reason in zip(lines, kept, strict=True):
        spans = [(low, high)] if reason else _stage_directions(language, text, low, high)
        found += [(a, b, reason or STAGE_DIRECTION) for a, b in spans]
    return found


def _stage_directions(language: Language, text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the notes on the hearers in a line that stand between sentences or at an end of the line."""
    spans: list[tuple[int, int]] = []
    at = low
    for match in language.stage_direction.finditer(text, low, high):
        start, end = match.span()
        if not text[at:start].strip() or _COMPLETE.search(text[at:start]):
            while end < high and text[end] in _ITS_STOPS:
                end += 1
        elif end < high:
            continue
        spans.append((start, end))
        at = end
    return spans


def furniture_reason(language: Language, line: str) -> str:
    """Return why a line is no part of the speech by its form alone, or an empty string."""
    if len(line) > _FURNITURE_MAX:
        return ""
    return next((reason for reason, pattern in language.furniture if pattern.fullmatch(line)), "")


def _is_safe(text: str, lines: Sequence[tuple[int, int]], reasons: Sequence[str], index: int) -> bool:
    """Tell whether the neighbours allow to take the line for furniture."""
    low, high = lines[index]
    if high - low > _SHY.get(reasons[index], 0) or text[high - 1] in ":：":
        return True
    if reasons[index] == "page number" and _UNMISTAKABLE.fullmatch(text, low, high):
        return True
    beside = [reasons[i] for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    if any(beside) or index == 0:
        return True
    if reasons[index] in ("font size", "menu", "sponsor"):
        return False
    above = text[lines[index - 1][0] : lines[index - 1][1]]
    below = text[lines[index + 1][0]] if index + 1 < len(lines) else ""
    return not _UNFINISHED.search(above) and not (below and below in "，。、；：》）”)，,")


def _mark_labelled(language: Language, text: str, lines: Sequence[tuple[int, int]], kept: list[str]) -> None:
    """Mark the short line below a label that stands alone («来源：», «某报»)."""
    if language.label is None:
        return
    for index, (low, high) in enumerate(lines[:-1]):
        below_low, below_high = lines[index + 1]
        is_value = below_high - below_low <= _VALUE_MAX and not _ENDED.search(text[below_low:below_high])
        if kept[index] and not kept[index + 1] and language.label.fullmatch(text, low, high) and is_value:
            kept[index + 1] = kept[index]


def _mark_path(text: str, lines: Sequence[tuple[int, int]], kept: list[str]) -> None:
    """Mark the names between the arrows of a page's path («首页», «>», «要闻», «>», «正文»)."""
    arrows = [i for i, (low, high) in enumerate(lines) if re.fullmatch("[>\uff1e»\u203a]+", text[low:high])]
    for index in arrows:
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(lines) and lines[beside][1] - lines[beside][0] <= _VALUE_MAX:
                kept[beside] = kept[beside] or "navigation"


def _mark_footer(language: Language, text: str, lines: Sequence[tuple[int, int]], kept: list[str]) -> None:
    """Mark everything from the first line of a licence or archive footer to the end."""
    if language.footer is None:
        return
    for index, (low, high) in enumerate(lines):
        if low >= _FOOTER_FROM * len(text) and language.footer.match(text, low, high):
            kept[index:] = ["licence"] * (len(lines) - index)
            return


def _mark_contents(language: Language, text: str, lines: Sequence[tuple[int, int]], kept: list[str]) -> None:
    """Mark a table of contents: from its title as long as lines are headings, or end in a page number."""
    for index, (low, high) in enumerate(lines):
        if not language.contents.fullmatch(text, low, high):
            continue
        entries: list[str] = []
        end = index + 1
        while end < len(lines):
            line = text[lines[end][0] : lines[end][1]]
            entry = _entry(line)
            if not kept[end]:
                if entry in entries or (entry == line and language.heading(line) is None):
                    break
                entries.append(entry)
            end += 1
        # a title without entries is a heading of something else; entries to the end of the text are no contents
        if len(entries) > 1 and end < len(lines):
            kept[index:end] = [CONTENTS] * (end - index)
        return


def _entry(line: str) -> str:
    """Return a line of a table of contents without its leaders and page number."""
    return (
        re.sub(r"[\s.…·．\-—_]*(?:\d{1,3}|[（(]\s?\d{1,3}\s?[）)])$|[.…·．_]{3,}$", "", line)
        if re.search(r"[.…·．_]{2,}|\s[（(]?\s?\d{1,3}\s?[）)]?$", line)
        else line
    )
