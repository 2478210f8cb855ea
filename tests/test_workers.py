"""Where tasks are computed: which runs get processes, and what is done before the first task."""

from __future__ import annotations

from multiprocessing import active_children
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.runs import _texts
from pipeline.workers import Here, Processes, open_workers


def fail() -> None:
    raise ValueError("the task that prepares fails")


def write(folder: Path, name: str, size: int) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"x" * size)


def test_processes_start_before_the_first_task_and_outlive_one_that_fails() -> None:
    before = len(active_children())
    own = Processes(2)
    try:
        own.prepare(fail)
        assert len(active_children()) == before + 2
        assert list(own.map(abs, [(-1,), (-2,)])) == [1, 2]
        assert own.start(abs, -3)() == 3
    finally:
        own.close()
    assert len(active_children()) == before


@pytest.mark.parametrize(
    ("files", "large"),
    [
        ({"a/index.csv": 10, "a/texts/one.txt": 60, "a/texts/two.txt": 60}, True),
        ({"a/index.csv": 10, "a/texts/one.txt": 60, "a/scan.pdf": 500, "a/out/report.html": 500}, False),
        ({"a/one.txt": 60, "a/2024/two.txt": 60}, True),
        ({"a/one.txt": 60}, False),
    ],
)
def test_only_the_texts_of_a_corpus_make_a_run_large(
    files: dict[str, int], large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SMALL", 100)
    for name, size in files.items():
        write(tmp_path, name, size)
    with open_workers(2, None, _texts([tmp_path / "a"])) as found:
        assert isinstance(found, Processes) == large
    with open_workers(1, None, _texts([tmp_path / "a"])) as found:
        assert isinstance(found, Here)


def test_a_corpus_that_is_one_file_counts_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SMALL", 100)
    write(tmp_path, "speeches.csv", 150)
    with open_workers(2, None, _texts([tmp_path / "speeches.csv"])) as found:
        assert isinstance(found, Processes)
