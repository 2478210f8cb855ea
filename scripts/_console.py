"""What the batch scripts share: errors without a traceback, progress on a terminal, silence in logs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def start_logging() -> None:
    """Send warnings of the package to standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def first_of(names: Sequence[str]) -> str:
    """Return the first three of some names, and a sign that there are more."""
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def guarded(main: Callable[[], int], *, goes_on: bool = False) -> None:
    """Call `main` and exit with its result; an error meant for users is printed as it is, with exit code 2.

    `goes_on` tells whether the same command goes on where it was interrupted.
    """
    from pipeline.errors import LedgerError

    start_logging()
    try:
        code = main()
    except LedgerError as error:
        err.print(str(error), style="red", markup=False)
        code = 2
    except KeyboardInterrupt:
        err.print("interrupted" + ("; the same command goes on from here" if goes_on else ""), markup=False)
        code = 130
    sys.exit(code)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function (stage, done, total) that draws bars on a terminal and does nothing elsewhere."""
    if not err.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description:>14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show
