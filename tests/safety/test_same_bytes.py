"""The same input gives the same bytes, wherever and however it is computed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import RunError
from pipeline.runs import run
from pipeline.settings import EmbedSettings, LinkSettings, Settings
from pipeline.tables import TABLES, read_rows
from pipeline.workers import open_workers
from tests.safety.killing import fingerprints
from tests.safety.support import ROOT, SMALL, small_corpus


def test_other_order_workers_language_clock_and_hash_seed(plain: Path, tmp_path: Path) -> None:
    shuffled = small_corpus(tmp_path / "corpus", [SMALL[2], SMALL[0], SMALL[3], SMALL[1]])
    out = tmp_path / "out"
    surroundings = {
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4711",
    }
    # the script itself, but with processes of its own for as little as this
    script = ROOT / "scripts" / "run.py"
    code = (
        f"import runpy, pipeline.workers; pipeline.workers.SMALL = 0; runpy.run_path({str(script)!r}, None, '__main__')"
    )
    command = [sys.executable, "-c", code, str(shuffled), "--out", str(out), "--workers", "8"]
    surroundings["PYTHONPATH"] = str(script.parent)
    done = subprocess.run(command, env=os.environ | surroundings, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert fingerprints(out) == fingerprints(plain)


@pytest.mark.parametrize("size", [1, 64])
def test_other_sizes_of_batches(corpus: Path, plain: Path, tmp_path: Path, size: int) -> None:
    """The settings stand in the keys of the parts, so that rows are compared, and the files that hold no keys."""
    out = tmp_path / "out"
    run([corpus], out, Settings(embed=EmbedSettings(batch=size), link=LinkSettings(block=size)))
    for name in TABLES:
        # as text, because NaN, which stands where a pair has no part of a score, equals nothing
        assert repr(read_rows(out / "data", name)) == repr(read_rows(plain / "data", name)), name
    for file in sorted((plain / "tables").glob("*.csv")):
        assert (out / "tables" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and three workers, each a process of its own; give the address and the workers."""
    dask = [sys.executable, "-m", "dask"]
    info = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    given = ["--scheduler-file", str(info), "--no-dashboard"]
    started = [subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *given], **quiet)]  # type: ignore
    one = ["--nthreads", "1", "--no-nanny", *given]
    started += [subprocess.Popen([*dask, "worker", *one], **quiet) for _ in range(3)]  # type: ignore
    try:
        from distributed import Client

        for _ in range(600):
            if info.exists() and info.stat().st_size:
                break
            time.sleep(0.1)
        with Client(scheduler_file=str(info), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=120)
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def test_a_cluster_of_three_workers_one_of_them_killed(
    corpus: Path, plain: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    pytest.importorskip("distributed")
    address, workers = cluster
    out = tmp_path / "out"
    killed: list[int] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "documents" and 0 < done < total and not killed:
            killed.append(workers[0].pid)
            workers[0].send_signal(signal.SIGKILL)

    with open_workers(1, address, [corpus]) as found:
        finished = run([corpus], out, Settings(), workers=found, progress=progress)
    assert killed
    assert workers[0].wait(10) == -signal.SIGKILL
    assert finished.set_aside == 0
    assert fingerprints(out) == fingerprints(plain)


def test_no_scheduler_answers(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("pipeline.workers.CONNECT_SECONDS", 1)
    refused = pytest.raises(RunError, match=r"no scheduler answers.*docs/cluster.md")
    with refused, open_workers(1, "tcp://127.0.0.1:9", [corpus]):
        pass
