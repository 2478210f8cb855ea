"""A run that is killed at any moment is finished by the same command with the same bytes; a full disk harms nothing."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pipeline.jobs
import pipeline.reporting
from pipeline.errors import RunError
from pipeline.jobs import MODELS, load_models
from pipeline.runs import run
from pipeline.settings import LinkSettings, Settings
from tests.safety.killing import fingerprints, in_child, tell
from tests.safety.support import ROOT, small_corpus


@pytest.fixture
def out(plain: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished run, to be harmed."""
    return Path(shutil.copytree(plain, tmp_path / "out"))


OTHER = Settings(link=LinkSettings(same_threshold=0.7))  # another setting: every part is made anew


def test_thirty_kills_at_drawn_moments(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.safety.killing", str(corpus), str(tmp_path), "30", "2026"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kills"] == 30
    assert told["finished"] >= 2
    assert {"before a file", "half of a file", "before renaming", "after renaming"} <= set(told["kinds"]), told


def test_killed_workers_leave_nobody_behind(corpus: Path, tmp_path: Path) -> None:
    """The process that gives out the work is killed; its workers end, and the same command finishes."""
    code = (
        "import sys; from pathlib import Path; import pipeline.workers as w; from pipeline.runs import run\n"
        "from pipeline.settings import Settings\n"
        "w.SMALL = 0\n"
        "told = lambda *step: print(*step, flush=True)\n"
        "if __name__ == '__main__':\n"
        "    corpora = [Path(sys.argv[1])]\n"
        "    with w.open_workers(2, None, corpora) as workers:\n"
        "        run(corpora, Path(sys.argv[2]), Settings(), workers=workers, progress=told)\n"
    )
    script = tmp_path / "job.py"
    script.write_text(code, encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, str(script), str(corpus), str(out)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("documents 2"):
                break
        process.send_signal(signal.SIGKILL)
        # the pipe closes when the last process that holds it has ended: that is, when no worker is left
        assert process.stdout.read() is not None
    run([corpus], out, Settings())
    whole = tmp_path / "whole"
    run([corpus], whole, Settings())
    assert fingerprints(out) == fingerprints(whole)


@pytest.fixture
def fail_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, int], None]]:
    """Return a function that lets the n-th file from now fail with an error of the system, half of it written."""

    def arrange(number: int, code: int) -> None:
        count = 0
        whole = Path.write_bytes

        def write(self: Path, data: bytes) -> int:
            nonlocal count
            count += 1
            if count >= number:
                whole(self, data[: len(data) // 2])
                raise OSError(code, os.strerror(code))
            return whole(self, data)

        monkeypatch.setattr(Path, "write_bytes", write)
        monkeypatch.setattr(pipeline.reporting, "write_chunks", lambda file, chunks: file.write_bytes(b"".join(chunks)))

    yield arrange
    monkeypatch.undo()


@pytest.mark.parametrize("number", [1, 6, 20])
def test_a_full_disk_leaves_the_earlier_result_whole(
    corpus: Path, out: Path, fail_at: Callable[[int, int], None], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints(out)
    fail_at(number, errno.ENOSPC)
    with pytest.raises(RunError, match=r"No space left on device.*free space or name another --out"):
        run([corpus], out, OTHER)
    assert fingerprints(out) == before
    assert not list(out.rglob("*.tmp"))
    monkeypatch.undo()
    run([corpus], out, OTHER)
    fresh = out.with_name("fresh")
    run([corpus], fresh, OTHER)
    assert fingerprints(out) == fingerprints(fresh)


def test_a_limit_on_the_size_of_files(corpus: Path, out: Path) -> None:
    """The system itself refuses: no file may be larger than 8 kB."""
    before = fingerprints(out)
    load_models(MODELS, OTHER)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
        try:
            run([corpus], out, OTHER)
        except RunError as error:
            tell(f"refused: {error}")

    ended, told = in_child(limited)
    assert ended == 0
    assert told.startswith("refused: "), told
    assert "cannot be written" in told
    assert fingerprints(out) == before


def test_a_folder_that_is_read_only(plain: Path) -> None:
    """The folder belongs to somebody else: one clear error, and the earlier result stays."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o755)
        corpus, out = small_corpus(home / "corpus"), Path(shutil.copytree(plain, home / "out"))
        before = fingerprints(out)
        load_models(MODELS, OTHER)
        pipeline.jobs.code_hash()

        def as_nobody() -> None:
            os.seteuid(65534)
            try:
                run([corpus], out, OTHER)
            except RunError as error:
                tell(f"refused: {error}")

        ended, told = in_child(as_nobody)
        assert ended == 0
        assert told.startswith("refused: "), told
        assert "cannot be written" in told
        assert fingerprints(out) == before


def test_a_file_system_that_is_read_only_and_one_that_is_full(corpus: Path, plain: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(file.stat().st_size for file in plain.rglob("*") if file.is_file())
    options = f"size={size + (1 << 20)}"
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        out = Path(shutil.copytree(plain, disk / "out"))
        before = fingerprints(out)
        with pytest.raises(RunError, match=r"No space left on device.*free space or name another --out"):
            run([corpus], out, OTHER)
        assert fingerprints(out) == before
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(RunError, match=r"Read-only file system.*name another --out"):
            run([corpus], out, OTHER)
        assert fingerprints(out) == before
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
