"""Where tasks are computed: which runs get processes, and what is done before the first task."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import active_children, get_context
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.errors import RunError
from pipeline.workers import Here, Processes, open_workers


def fail() -> None:
    raise ValueError("the task that prepares fails")


def meet(folder: Path, number: int) -> int:
    """Wait until another process does the same; return this one's number."""
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + 60
    while number < 2 and len(list(folder.iterdir())) < 2:
        assert time.monotonic() < end, "no other process takes part"
        time.sleep(0.01)
    return os.getpid()


def fail_at(number: int) -> int:
    if number == 3:
        raise ValueError("the third task fails")
    return number


def write(folder: Path, name: str, size: int) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"x" * size)


def test_processes_start_before_the_first_task_and_outlive_one_that_fails() -> None:
    before = len(active_children())
    own = Processes(3)
    try:
        own.prepare(fail)
        assert len(active_children()) == before + 2  # and this one
        assert list(own.map(abs, [(-1,), (-2,)])) == [1, 2]
        assert own.start(abs, -3)() == 3
    finally:
        own.rest()
    assert len(active_children()) == before


def test_an_interrupt_is_no_result_of_a_task_but_ends_its_process(tmp_path: Path) -> None:
    own = Processes(2)
    try:
        result = own.start(meet, tmp_path, 0)
        while not (begun := list(tmp_path.iterdir())):
            time.sleep(0.01)
        os.kill(int(begun[0].name), signal.SIGINT)
        with pytest.raises(RunError, match="a worker process ended"):
            result()
    finally:
        own.rest()


def test_the_process_that_starts_others_does_tasks_as_well(tmp_path: Path) -> None:
    own = Processes(2)
    try:
        done = list(own.map(meet, [(tmp_path, number) for number in range(6)]))
    finally:
        own.rest()
    assert len(done) == 6
    assert set(done) == {int(file.name) for file in tmp_path.iterdir()}
    assert os.getpid() in done


def test_the_threads_that_hand_tasks_on_start_the_processes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def slow(kind: str) -> object:
        asked.append(kind)
        time.sleep(0.2)
        return get_context(kind)

    monkeypatch.setattr(workers, "get_context", slow)
    own = Processes(4)
    try:
        assert list(own.map(abs, [(-n,) for n in range(20)])) == list(range(20))
    finally:
        own.rest()
    assert asked == ["spawn"]


def test_a_single_task_is_for_a_process_that_has_been_started_else_for_this_one() -> None:
    own = Processes(2)
    try:
        assert list(own.map(os.getpid, [()])) == [os.getpid()]
        own.prepare(fail)
        assert list(own.map(os.getpid, [()])) != [os.getpid()]
        assert list(own.map(os.getpid, [])) == []
    finally:
        own.rest()


def test_results_come_in_the_order_of_the_tasks_up_to_one_that_fails() -> None:
    own = Processes(3)
    try:
        assert list(own.map(fail_at, [(n,) for n in (9, 1, 8, 2, 7)])) == [9, 1, 8, 2, 7]
        results = own.map(fail_at, [(n,) for n in range(20)])
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="the third task fails"):
            next(results)
        assert list(own.map(abs, [(-1,), (-2,)])) == [1, 2]
    finally:
        own.rest()


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
    with open_workers(2, None, [tmp_path / "a"]) as found:
        assert isinstance(found, Processes) == large
    with open_workers(1, None, [tmp_path / "a"]) as found:
        assert isinstance(found, Here)


def test_a_corpus_that_is_one_file_counts_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SMALL", 100)
    write(tmp_path, "speeches.csv", 150)
    with open_workers(2, None, [tmp_path / "speeches.csv"]) as found:
        assert isinstance(found, Processes)
