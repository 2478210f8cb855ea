"""Verdicts, samples and filled sheets for the tests; all texts are invented."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl

from pipeline.records import Verdict, text_hash
from pipeline.review.drawing import Candidate, Draw, Drawn, Span, draw, share_out
from pipeline.review.sheets import QUOTED, check_of

DAY = "2026-03-01"


def verdict(text: str, at: int = 0, **other: Any) -> Verdict:  # noqa: ANN401
    """Return a verdict on a sentence that stands at `at` of document «d»."""
    made = Verdict(
        *("sentences", "", "d", at, at + len(text), text_hash(text), "", 0, 0, "", "pledge", None),
        *(False, "anna", DAY, "s1", False, ""),
    )
    return replace(made, **other)


def pair(a: tuple[str, int, str], b: tuple[str, int, str], said: str, kind: str = "links", **other: Any) -> Verdict:  # noqa: ANN401
    """Return a verdict on two stretches (document, start, text)."""
    made = Verdict(
        *(kind, "", a[0], a[1], a[1] + len(a[2]), text_hash(a[2])),
        *(b[0], b[1], b[1] + len(b[2]), text_hash(b[2]), said, None, False, "anna", DAY, "s1", False, ""),
    )
    return replace(made, **other)


def candidates(n: int = 400, places: int = 5, years: tuple[int, ...] = (2024, 2025)) -> list[Candidate]:
    """Return made-up sentences that can be drawn."""
    answers = ("problem", "measure", "pledge", "progress", "other")
    out = []
    for i in range(n):
        doc = f"p{i % places}-{years[i // places % len(years)]}"
        sure = 0.4 + 0.6 * ((i * 37) % 101) / 101
        out.append(
            Candidate(
                f"{doc}@{i}-{i + 1}",
                (Span(doc, i, i + 1, text_hash(str(i))),),
                f"place {i % places}",
                years[i // places % len(years)],
                answers[(i * 7) % 13 % 5],
                sure,
                sure,
            )
        )
    return out


def small_draw(kind: str = "sentences", coders: tuple[str, ...] = ("anna",), blind: bool = False) -> Draw:
    """Return a sample of twelve sentences, or of pairs or threads with the same texts."""
    made = draw(candidates(12, 2), "sentences", 12, seed=3, borderline=0, blind=blind)
    items = []
    for i, item in enumerate(made.items):
        spans = item.spans
        if kind in ("links", "closures"):
            spans = (spans[0], Span(spans[0].doc_id + "x", 5, 9, text_hash(f"b{i}")))
        if kind == "threads":
            spans = tuple(Span(f"t{k}", i, i + 1, text_hash(f"{i} {k}")) for k in range(3))
        items.append(Drawn(item.item, spans, item.stratum, item.p, ()))
    made = replace(made, kind=kind, items=tuple(items))
    cells = shown(made)
    items = [replace(i, check=check_of([cells[i.item][n] for n in QUOTED[kind]])) for i in made.items]
    return replace(made, items=share_out(items, coders, len(items), 3))


def shown(made: Draw) -> dict[str, dict[str, str]]:
    """Return cells for the items of a sample."""
    out = {}
    for i, item in enumerate(made.items):
        cells = {"place": "Ellowmere", "year": "2024", "section": "Roads", "before": "Before.", "after": "After."}
        if made.kind == "sentences":
            cells["text"] = f"=We will mend road {i},\nall of it."
        elif made.kind == "threads":
            cells = {"place": "Ellowmere", "members": f"1. 2023: mend road {i}\n2. 2024: mend it\n3. 2025: pave it"}
            cells["reports"] = ""
        else:
            cells = {f"{side}_{name}": text for side in "ab" for name, text in cells.items()}
            cells |= {"place": "Ellowmere", "a_text": f"mend road {i}", "b_text": f"pave road {i}"}
            cells |= {"a_sentence": "", "b_sentence": ""}
        out[item.item] = cells
    return out


def filled(content: bytes, fill: Callable[[dict[str, Any], int], None]) -> bytes:
    """Return an XLSX sheet after `fill` was called with the cells of each row (by English column) and its number."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for number in range(2, sheet.max_row + 1):
        fill({head: sheet.cell(number, k) for k, head in enumerate(heads, start=1)}, number)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
