"""LaTeX and Markdown of the headline tables."""

from __future__ import annotations

from pipeline.report.markup import HEADLINES, latex, markdown
from pipeline.report.model import CellKind, columns, table

HEAD = columns(("title", CellKind.QUOTE, "a quotation"), ("n", CellKind.INT, "a number"))


def test_special_letters_are_escaped() -> None:
    made = table("t", "m", HEAD, [{"title": r"5% of A_B & {x} \end{longtable} #1 $y ~ ^ | <b>", "n": 3}])
    tex = latex(made, 1, ("title", "n"))
    assert r"5\% of A\_B \& \{x\} \textbackslash{}end\{longtable\} \#1 \$y" in tex
    assert tex.count(r"\end{longtable}") == 1
    md = markdown(made, 1, ("title", "n"))
    assert r"\| \<b\>" in md and md.splitlines()[4].count(" | ") == 1


def test_the_first_cell_is_no_option_of_the_row_before() -> None:
    made = table("t", "m", HEAD, [{"title": text, "n": 3} for text in ("[Hill] a\x00\x1bb", "*Dale*")])
    tex = latex(made, 2, ("title", "n"))
    assert "\n{[}Hill] ab & 3" in tex and "\n{*}Dale{*} & 3" in tex


def test_long_tables_say_what_is_left_out() -> None:
    made = table("t", "m", HEAD, [{"title": "x" * 200, "n": i} for i in range(40)])
    for text in (latex(made, 40, ("title", "n")), markdown(made, 40, ("title", "n"))):
        assert "The first 25 of 40 rows" in text and "x" * 81 not in text


def test_headline_tables_are_written(files: dict[str, bytes]) -> None:
    for name in HEADLINES:
        assert f"tables/latex/{name}.tex" in files and f"tables/markdown/{name}.md" in files
