"""Where the tasks of a run are computed: in this process, in processes of this machine, or on a cluster.

One interface, so that a run does not know the difference; a task stands alone, leaves its result on the disk whole or
not at all, and gives the same bytes wherever it is computed.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any, Protocol

from pipeline.corpora import text_files
from pipeline.errors import RunError

SMALL = 1_000_000  # bytes of texts below which a run is done before worker processes would have started
CONNECT_SECONDS = 30


class Workers(Protocol):
    """Computes tasks."""

    def map(self, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield the result of `task` for each tuple of arguments, in their order.

        Raises what a task raised, and RunError where workers were lost.
        """

    def prepare(self, task: Callable[..., None], *given: Any) -> None:  # noqa: ANN401 - any task
        """Let workers that have to be started first do so, and this task, while this process does something else.

        What the task raises is not told: a task that needs what it prepares will raise it again.
        """

    def start(self, task: Callable[..., Any], *given: Any) -> Callable[[], Any]:  # noqa: ANN401 - any task
        """Begin a task beside this process; the function that is returned waits for its result and returns it.

        Raises like :meth:`map`.
        """

    def rest(self) -> None:
        """Let processes that wait for tasks end; another task starts new ones."""


class Here:
    """Computes tasks one after the other in this process."""

    def map(self, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """See :class:`Workers`."""
        for given in arguments:
            yield task(*given)

    def prepare(self, task: Callable[..., None], *given: Any) -> None:  # noqa: ANN401 - any task
        """See :class:`Workers`; here there is nothing to start."""

    def start(self, task: Callable[..., Any], *given: Any) -> Callable[[], Any]:  # noqa: ANN401 - any task
        """See :class:`Workers`; here the task is computed when its result is asked for."""
        return cache(partial(task, *given))

    def rest(self) -> None:
        """See :class:`Workers`; here nothing waits."""


class Processes:
    """Computes tasks in this process and in further ones of this machine, started when first needed and kept."""

    def __init__(self, count: int) -> None:
        """Keep the number of processes, this one included, which is 2 or more."""
        self._others = count - 1
        self._pool: ProcessPoolExecutor | None = None

    def map(self, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """See :class:`Workers`. Each process takes the next task when it is done with one, this process as well."""
        if len(arguments) < 2 and self._pool is None:  # starting a process takes longer than most tasks
            yield from Here().map(task, arguments)
            return
        self._started()  # before the threads are, each of which would else start processes of its own
        left = deque(range(len(arguments)))
        results: list[Future[Any]] = [Future() for _ in arguments]

        def take(do: Callable[..., Any]) -> None:
            number = left.popleft()
            try:
                results[number].set_result(do(task, *arguments[number]))
            except BaseException as error:
                results[number].set_exception(error)
                if not isinstance(error, Exception):
                    raise  # what ends a process is not kept for later

        def serve() -> None:
            with suppress(IndexError):  # no task is left
                while True:
                    take(self._elsewhere)

        with ThreadPoolExecutor(self._others) as threads:
            try:
                for _ in range(self._others):
                    threads.submit(serve)
                for result in results:
                    # a single task is for those that have been started before
                    while len(arguments) > 1 and left and not result.done():
                        with suppress(IndexError):
                            take(_lean)
                    yield result.result()
            finally:
                left.clear()

    def start(self, task: Callable[..., Any], *given: Any) -> Callable[[], Any]:  # noqa: ANN401 - any task
        """See :class:`Workers`."""
        with _broken():
            waiting = self._started().submit(_lean, task, *given)

        def result() -> Any:  # noqa: ANN401 - what the task returns
            with _broken():
                return waiting.result()

        return result

    def prepare(self, task: Callable[..., None], *given: Any) -> None:  # noqa: ANN401 - any task
        """See :class:`Workers`."""
        with _broken():
            for _ in range(self._others):
                self._started().submit(_lean, task, *given)

    def _elsewhere(self, task: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 - what the task returns
        """Return the result of a task that another process computes."""
        return self.start(task, *given)()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: a forked process would inherit the locks of the numeric libraries' threads
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(self._others, mp_context=context, initializer=end_with_parent)
        return self._pool

    def rest(self) -> None:
        """See :class:`Workers`."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _lean(task: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 - any task
    """Do a task without a search for garbage, then give its memory back.

    A worker would else hold as much as its largest task took until it ends.
    """
    with memory_given_back(), uncollected():
        return task(*given)


@contextmanager
def memory_given_back() -> Iterator[None]:
    """Give memory that is free at the end back to the system: the C library keeps it for this process otherwise."""
    try:
        yield
    finally:
        trim = _trim()
        if trim is not None:
            trim(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage in cycles: there is hardly any, and the search goes through millions of rows."""
    used = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if used:
            gc.enable()


@cache
def _trim() -> Callable[[int], int] | None:
    """Return the function of the C library that gives free memory back; None where it has none."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


@contextmanager
def _broken() -> Iterator[None]:
    """Say what to do where a process ended that had a task."""
    try:
        yield
    except BrokenProcessPool as error:
        raise RunError(
            "a worker process ended, perhaps for want of memory; what was finished is kept → run the same command "
            "again, with fewer --workers"
        ) from error


class Cluster:
    """Computes tasks on the workers of a dask scheduler, which see the files of the run under the same paths."""

    def __init__(self, address: str) -> None:
        """Connect. Raises RunError where the library is not installed or no scheduler answers."""
        try:
            from distributed import Client
        except ImportError as error:
            raise RunError("--scheduler needs dask.distributed → pip install -e '.[cluster]'") from error
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RunError(
                f"{address}: no scheduler answers ({error}) → start one (docs/cluster.md), or leave --scheduler away"
            ) from error

    def map(self, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """See :class:`Workers`. The task of a worker that is lost is given to another one."""
        futures = [self._client.submit(_lean, task, *given, pure=False) for given in arguments]
        try:
            for place, future in enumerate(futures):
                yield _result(future)
                futures[place].release()
        finally:
            for future in futures:
                future.release()

    def prepare(self, task: Callable[..., None], *given: Any) -> None:  # noqa: ANN401 - any task
        """See :class:`Workers`; those of a cluster are there."""

    def start(self, task: Callable[..., Any], *given: Any) -> Callable[[], Any]:  # noqa: ANN401 - any task
        """See :class:`Workers`."""
        return partial(_result, self._client.submit(_lean, task, *given, pure=False))

    def rest(self) -> None:
        """See :class:`Workers`; those of a cluster stay."""

    def close(self) -> None:
        """Leave the cluster running, without this run."""
        self._client.close()


def _result(future: Any) -> Any:  # noqa: ANN401 - what the task returns
    """Return the result of a task of a cluster. Raises RunError where its workers were lost again and again."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result()
    except (KilledWorker, FutureCancelledError) as error:
        raise RunError(
            f"workers of the cluster were lost again and again ({error}); what was finished is kept → look at "
            "their logs, and run the same command again"
        ) from error


@contextmanager
def open_workers(count: int, scheduler: str | None, corpora: Sequence[Path]) -> Iterator[Workers]:
    """Give the workers of a run over some corpora: those of a scheduler if one is named, else local ones.

    `count` is the number of local processes with this one; a small run needs none beside it. Raises RunError where no
    scheduler answers.
    """
    if scheduler is not None:
        cluster = Cluster(scheduler)
        try:
            yield cluster
        finally:
            cluster.close()
    elif count < 2 or _are_small(text_files(corpora)):
        yield Here()
    else:
        processes = Processes(count)
        try:
            yield processes
        finally:
            processes.rest()


def _are_small(files: Iterable[Path]) -> bool:
    """Tell whether files hold little together."""
    return all(size < SMALL for size in itertools.accumulate(file.stat().st_size for file in files))


def end_with_parent() -> None:
    """Let this process end when the one that started it does: a killed run leaves nobody behind who still writes.

    An interrupt ends it at once. As an error in a task it would be a result, and after a second one the process would
    wait for ever for its next task, and the program for the process.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
