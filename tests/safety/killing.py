"""Run the main job and kill it, with the signal that no program can catch, at drawn moments of its writing.

`python -m tests.safety.killing CORPUS FOLDER KILLS SEED` prints JSON: how many kills there were, how many runs were
finished and compared, and by kind of moment how many kills. A moment is a step of the program's hands on the disk:
before a file is written, when half of it is, before and after it is renamed into place, before one is removed. Each
kill is a process of its own, forked from this one, which has loaded the models once.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pipeline.report
import pipeline.reporting
import pipeline.tables
from pipeline.jobs import MODELS, load_models
from pipeline.languages import LANGUAGES
from pipeline.runs import run
from pipeline.settings import Settings

KINDS = ("before a file", "half of a file", "before renaming", "after renaming", "before removing")


def fingerprints(out: Path) -> dict[str, str]:
    """Return the hash of every result but run.json, which holds times."""
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and p.relative_to(out).parts[0] not in {"work", ".lock"}]
    return {str(p.relative_to(out)): _hash(p) for p in files if p.name != "run.json"}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def tell(text: str) -> None:
    """Write to the first stream of the process, whatever pytest has put in the place of `sys.stdout`."""
    os.write(1, f"{text}\n".encode())


def hook(moment: Callable[[int], None]) -> None:
    """Let every step on the disk call `moment` with its kind."""
    write_bytes, write_text, replace, unlink = Path.write_bytes, Path.write_text, Path.replace, Path.unlink
    write_table = pipeline.tables.pq.write_table

    def bytes_(self: Path, data: bytes) -> int:
        moment(0)
        write_bytes(self, data[: len(data) // 2])
        moment(1)
        return write_bytes(self, data)

    def text_(self: Path, data: str, *given: Any, **named: Any) -> int:  # noqa: ANN401
        moment(0)
        write_text(self, data[: len(data) // 2], *given, **named)
        moment(1)
        return write_text(self, data, *given, **named)

    def table_(made: Any, target: Path, *given: Any, **named: Any) -> None:  # noqa: ANN401
        moment(0)
        write_table(made, target, *given, **named)
        whole = target.read_bytes()
        write_bytes(target, whole[: len(whole) // 2])
        moment(1)
        write_bytes(target, whole)

    def replace_(self: Path, target: Path) -> Path:
        moment(2)
        done = replace(self, target)
        moment(3)
        return done

    def unlink_(self: Path, *given: Any, **named: Any) -> None:  # noqa: ANN401
        moment(4)
        unlink(self, *given, **named)

    def chunks_(target: Path, chunks: Iterable[bytes]) -> None:
        bytes_(target, b"".join(chunks))

    pipeline.tables.pq.write_table = table_
    pipeline.reporting.write_chunks = chunks_
    Path.write_bytes, Path.write_text, Path.replace, Path.unlink = bytes_, text_, replace_, unlink_  # type: ignore


def in_child(work: Callable[[], None]) -> tuple[int, str]:
    """Do some work in a forked process; return the signal that ended it, 0 for none, and what it reported."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(writing, 1)
        try:
            work()
        except BaseException as error:
            tell(f"error: {error!r}")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), told


def job(corpus: Path, out: Path, kill_at: int) -> None:
    """Run the main job; at the moment with this number (0: never) the process kills itself."""
    count = 0

    def moment(kind: int) -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            tell(str(kind))
            os.kill(os.getpid(), signal.SIGKILL)

    hook(moment)
    run([corpus], out, Settings())
    tell(f"finished {count}")


def main(corpus: Path, folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill runs until there were so many kills; every run that ends is compared with one that nobody disturbed."""
    # to draw charts takes more time than all the rest, and what is written of them does not matter here
    pipeline.report.draw = lambda *_: ({}, {f"figures/chart-{n}.svg": b"<svg/>" * 1000 for n in range(6)})  # type: ignore
    load_models(MODELS, Settings())
    for code, text in (("zh", "修好环湖步道。"), ("en", "We will mend the path.")):
        LANGUAGES[code].tokens(text)
    whole, out = folder / "whole", folder / "out"
    _, told = in_child(lambda: job(corpus, whole, 0))
    assert told.startswith("finished"), told
    moments, wanted = int(told.split()[1]), fingerprints(whole)
    draw = random.Random(seed)
    kinds: Counter[str] = Counter()
    finished = 0
    while sum(kinds.values()) < kills or out.exists():
        # when there were enough kills, the last run is left alone to finish
        at = draw.randrange(1, moments + 1) if sum(kinds.values()) < kills else 0
        ended, told = in_child(lambda at=at: job(corpus, out, at))  # type: ignore[misc]
        if ended == signal.SIGKILL:
            kinds[KINDS[int(told)]] += 1
            continue
        assert ended == 0 and told.startswith("finished"), (ended, told)
        found = fingerprints(out)
        assert found == wanted, sorted(k for k in wanted.keys() | found.keys() if wanted.get(k) != found.get(k))
        left = [p for p in out.rglob(".*") if p.name != ".lock"] + list((out / "work").glob("new"))
        assert not left, left
        finished += 1
        shutil.rmtree(out)
    return {"moments": moments, "kills": sum(kinds.values()), "finished": finished, "kinds": dict(kinds)}


if __name__ == "__main__":
    tell(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
