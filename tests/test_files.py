"""Files that are written whole or not at all, whatever interrupts the writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.files import write_together


@pytest.mark.parametrize("kind", [OSError, ValueError, KeyboardInterrupt, SystemExit])
def test_what_interrupts_the_writing_leaves_files_as_they_were_and_nothing_beside_them(
    kind: type[BaseException], tmp_path: Path
) -> None:
    first, last = tmp_path / "first.csv", tmp_path / "last.csv"
    last.write_text("old", encoding="utf-8")

    def stop(target: Path) -> None:
        target.write_text("half", encoding="utf-8")
        raise kind

    with pytest.raises(kind):
        write_together({first: lambda target: target.write_text("new", encoding="utf-8"), last: stop})
    assert [file.name for file in tmp_path.iterdir()] == ["last.csv"]
    assert last.read_text(encoding="utf-8") == "old"
