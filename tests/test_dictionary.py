"""The data dictionary: made from the code, complete, up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline import records
from pipeline.tables import TABLES


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "scripts" / "dictionary.py"), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root)})


def test_the_page_is_up_to_date(root: Path) -> None:
    done = run(root, "--check")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_every_table_column_and_value_is_explained(root: Path) -> None:
    page = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = page.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        for column in table.columns:
            (line,) = [row for row in section.splitlines() if row.startswith(f"| `{column.name}` |")]
            assert len(line.split(" | ")[2]) > 5, line
    for label in (*records.Label, *records.Status, *records.Outcome, *records.Relation, *records.Part, *records.Kind):
        assert f"`{label}`" in page


def test_every_table_for_reading_is_explained(root: Path) -> None:
    from pipeline.report.tables import REPORT_TABLES

    page = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for name in REPORT_TABLES:
        section = page.split(f"\n### tables/{name}.csv\n")[1].split("\n### ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert len(rows) > 2
        assert all(len(line.split(" | ")[2]) > 3 for line in rows), name


def test_every_part_of_a_score_is_explained(root: Path) -> None:
    from pipeline.link import part_names as link_parts
    from pipeline.link.closures import part_names as closure_parts

    page = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    both = {"links": link_parts(second=True, cross=True), "closures": closure_parts(second=True, cross=True)}
    for table, parts in both.items():
        section = page.split(f"\n### Parts of {table}\n")[1].split("\n### ")[0]
        assert all(f"| `{part}` | " in section for part in parts)
