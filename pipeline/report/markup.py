"""The headline tables as LaTeX and Markdown, short enough to stand in a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.report.model import ReportTable, plain

MOST_ROWS = 25
MOST_CHARACTERS = 80
HEADLINES: dict[str, tuple[str, ...]] = {
    "recurring": (
        "jurisdiction",
        "title",
        "times_promised",
        "first_year",
        "last_year",
        "advanced_years",
        "status",
        "firm",
        "thread_id",
    ),
    "years": (
        "jurisdiction",
        "year",
        "commitments",
        "checkable_share",
        "threads",
        "new",
        "repeated",
        "closed_next",
        "closure_rate",
    ),
    "problems": ("jurisdiction", "quote", "status", "times_named", "first_year", "last_year", "answers", "problem_id"),
    "target_series": (
        "jurisdiction",
        "indicator",
        "year",
        "low",
        "high",
        "unit",
        "bound",
        "change",
        "outcome",
        "verdict",
    ),
}
_NUMERIC = {"int", "real"}
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))  # broken files hold some, and LaTeX stops at them
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        # behind the end of a row these would be taken for its options
        "[": "{[}",
        "*": "{*}",
    }
)


def latex(table: ReportTable, length: int, names: Sequence[str]) -> str:
    """Return the first rows of a table, which has so many in all, as a LaTeX longtable.

    It needs the packages longtable and booktabs, and XeLaTeX or LuaLaTeX.
    """
    picked = [table.columns[table.position(name)] for name in names]
    shape = "".join("r" if c.kind in _NUMERIC else "p{4.5cm}" if c.kind == "quote" else "l" for c in picked)
    lines = [
        f"% {table.meaning}",
        "% packages: longtable, booktabs; Chinese text needs XeLaTeX or LuaLaTeX with a CJK font",
        rf"\begin{{longtable}}{{{shape}}}",
        r"\toprule",
        " & ".join(_tex(c.name.replace("_", " ")) for c in picked) + r" \\",
        r"\midrule",
        r"\endhead",
        *(" & ".join(cells) + r" \\" for cells in _cells(table, names, _tex)),
        r"\bottomrule",
        r"\end{longtable}",
    ]
    return "\n".join([*lines, *(f"% {line}" for line in _note(table, length))]) + "\n"


def markdown(table: ReportTable, length: int, names: Sequence[str]) -> str:
    """Return the first rows of a table, which has so many in all, as Markdown."""
    picked = [table.columns[table.position(name)] for name in names]
    lines = [
        table.meaning,
        "",
        "| " + " | ".join(c.name.replace("_", " ") for c in picked) + " |",
        "|" + "|".join(" ---: " if c.kind in _NUMERIC else " --- " for c in picked) + "|",
        *("| " + " | ".join(cells) + " |" for cells in _cells(table, names, _md)),
    ]
    note = _note(table, length)
    return "\n".join([*lines, *(["", *note] if note else [])]) + "\n"


def _cells(table: ReportTable, names: Sequence[str], escape: Callable[[str], str]) -> list[list[str]]:
    places = [table.position(name) for name in names]
    return [[escape(_short(plain(row[p]))) for p in places] for row in table.rows[:MOST_ROWS]]


def _note(table: ReportTable, length: int) -> list[str]:
    if length <= MOST_ROWS:
        return []
    return [f"The first {MOST_ROWS} of {length} rows; all are in tables/{table.name}.csv."]


def _short(text: str) -> str:
    text = " ".join(text.split()).translate(_CONTROLS)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _md(text: str) -> str:
    for letter in "\\`*_{}[]<>|#~":
        text = text.replace(letter, "\\" + letter)
    return text
