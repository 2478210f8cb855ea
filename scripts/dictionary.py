"""Write docs/data-dictionary.md from the schemas in the code, or check that it is up to date.

Table and column names, types and meanings stand once in the code (pipeline/tables.py and the records); this page
is made from them and never edited by hand.
"""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "data-dictionary.md"
INTRODUCTION = """\
# Data dictionary

Made by `.venv/bin/python scripts/dictionary.py` from the code; do not edit by hand.

A run writes `OUT/data/<table>/*.parquet`, one part per jurisdiction; what belongs to none stands in parts called
`run…`. A table is readable as one by R (`arrow`), Python (`pyarrow`, `pandas`, `polars`) and DuckDB
(`read_parquet('OUT/data/units/*.parquet')`). `OUT/tables/*.csv` and `OUT/tables.xlsx` hold tables for reading, made
from these.

Offsets count Unicode code points of the stored text and are half-open: the stretch is `text[start:end]`. Ids are made
of document id and offsets (`doc_id@start-end`), so they stay the same when documents are added. An empty cell means
«not stated» or «does not apply», never zero. Scores are between 0 and 1. «Codebook §1» and the like are sections of the
[codebook](codebook.md).

Some names stand for two things. `level` is the level of government in `documents`, `years`, `coverage` and
`place_targets`, and the specificity of a commitment elsewhere. `unit` is a stretch of text in names of ids and in
`units`, and the unit of measure in tables of figures. `years_available` lists years in `threads`, and is the number of
those since the first promise in `recurring`.

Programs guess the types of CSV columns: read those of years and ids as text, for where each cell holds a single year
they are taken for numbers. Whole numbers with empty cells become floats in pandas, in CSV and Parquet alike, unless it
is told `dtype_backend="numpy_nullable"`.
"""
TYPES = {
    "string": "text",
    "int32": "whole number",
    "double": "number",
    "bool": "true or false",
    "list<element: int32>": "list of whole numbers",
    "list<item: int32>": "list of whole numbers",
    "list<element: string>": "list of texts",
    "list<item: string>": "list of texts",
}
# parts that are no features of the scorer, so that no comment stands behind them there
OTHER_PARTS = {
    "p_same": "calibrated probability of `same`",
    "p_related": "calibrated probability of `related`",
    "p_any": "calibrated probability that the report closes or advances the commitment",
    "p_closes": "calibrated probability that the report closes the commitment",
    "sentence_sentence": "likeness of meaning of the sentences that the commitment and the report stand in",
    "meaning_tuned": "likeness by the transformer of the second look, 0 where the pair was not in doubt; the column "
    "lacks where no such look is taken",
    "cross_same": "probability that both are the same promise by the cross-encoder alone, which reads the words of "
    "both, 0 where the pair was not read; the column lacks where none is asked",
    "cross_closes": "probability that the report closes the commitment by the cross-encoder alone, which reads the "
    "words of both, 0 where the pair was not read; the column lacks where none is asked",
    "deadline_passed": "1 the report is of the deadline's year or later, -1 earlier, 0 the commitment names none",
}
KINDS = {
    "text": "text",
    "id": "id",
    "ids": "ids, joined by «; »",
    "quote": "quotation",
    "years": "years, joined by «; »",
    "int": "whole number",
    "real": "number",
    "flag": "true or false",
    "mark": "mark",
}


def main() -> int:
    """Write the page, or compare it; exit code 1 where it is out of date."""
    parser = argparse.ArgumentParser(prog="dictionary.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the page is out of date")
    options = parser.parse_args()
    page = render()
    if options.check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if current != page:
            print(f"{PAGE.relative_to(ROOT)} is out of date → run .venv/bin/python scripts/dictionary.py")
            return 1
        return 0
    from pipeline.tables import replace_file

    replace_file(PAGE, lambda target: target.write_text(page, encoding="utf-8"))
    print(PAGE.relative_to(ROOT))
    return 0


def render() -> str:
    """Return the page."""
    from pipeline.tables import TABLES

    pieces = [INTRODUCTION, "## Stored tables\n"]
    for table in TABLES.values():
        key = ", ".join(f"`{column}`" for column in table.key)
        rows = [(f"`{c.name}`", TYPES[str(c.type)], _cell(c.meaning)) for c in table.columns]
        if table.parts:
            rows.append(
                (
                    "one column per part",
                    "number",
                    "a readable piece of the score, see below; empty where only a person made the pair; of two equal "
                    "wordings most are",
                )
            )
        columns = _table(("column", "type", "meaning"), rows)
        pieces.append(f"### {table.name}\n\n{table.meaning} A row is found by {key}.\n\n{columns}")
    pieces.append("## Parts of scores\n\nFurther columns of `links` and `closures`, one per part of the score.\n")
    for table_name, parts in score_parts().items():
        rows = [(f"`{name}`", _cell(meaning)) for name, meaning in parts.items()]
        pieces.append(f"### Parts of {table_name}\n\n{_table(('column', 'meaning'), rows)}")
    pieces.append("## Tables for reading\n")
    pieces += [_report_table(name) for name in _report_names()]
    pieces.append("## Values\n")
    pieces += [_enum(kind) for kind in _enums()]
    return "\n".join(pieces)


def score_parts() -> dict[str, dict[str, str]]:
    """Return the meaning of each part of a score that a table shows, by table.

    The meanings are the comments that stand behind the names in the modules that compute the parts.

    Raises:
        KeyError: a shown part has no comment.
    """
    from pipeline.link import closure_features, features
    from pipeline.link import part_names as link_parts
    from pipeline.link.closures import part_names as closure_parts

    said: dict[str, str] = {}
    for module in (closure_features, features):
        said |= dict(re.findall(r'^    "(\w+)",\s+# (.+)$', inspect.getsource(module), flags=re.MULTILINE))
    said |= OTHER_PARTS
    of = {"links": link_parts(second=True, cross=True), "closures": closure_parts(second=True, cross=True)}
    return {table: {name: said[name] for name in names} for table, names in of.items()}


def _report_names() -> tuple[str, ...]:
    """Return the names of the tables for reading, in their order."""
    from pipeline.report.tables import REPORT_TABLES

    return tuple(REPORT_TABLES)


def _report_table(name: str) -> str:
    """Return the description of a table for reading; its columns are those that it has without any speech."""
    from pipeline.report.data import Data
    from pipeline.report.tables import REPORT_TABLES
    from pipeline.settings import ReportSettings
    from pipeline.tables import TABLES

    table = REPORT_TABLES[name](Data.build({stored: [] for stored in TABLES}, ReportSettings(), {}))
    rows = [(f"`{c.name}`", KINDS[c.kind], _cell(c.meaning)) for c in table.columns]
    return f"### tables/{name}.csv\n\n{_sentence(table.meaning)}\n\n{_table(('column', 'type', 'meaning'), rows)}"


def _sentence(text: str) -> str:
    """Return text that ends in a full stop."""
    return text if text.endswith((".", "!", "?")) else text + "."


def _enums() -> list[type]:
    """Return the enums whose values stand in the tables, in the order in which the code has them."""
    from enum import StrEnum

    from pipeline import records

    return [v for v in vars(records).values() if isinstance(v, type) and issubclass(v, StrEnum) and v is not StrEnum]


def _enum(kind: type) -> str:
    """Return the values of an enum with what its docstring says."""
    about = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
    values = ", ".join(f"`{member}`" for member in kind.__members__.values())
    return f"- **{kind.__name__}**: {about} Values: {values}."


def _cell(text: str) -> str:
    """Return text that does not break a table cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table with a blank line behind it."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    import _console

    _console.guarded(main)
