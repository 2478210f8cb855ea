"""What the batch scripts share: errors without a traceback, progress on a terminal, silence in logs."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

try:
    # every script imports this module before all else of the environment
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
    from rich.table import Table
    from rich.text import Text

    from pipeline.errors import LedgerError
except ModuleNotFoundError as error:
    sys.exit(f"{sys.executable} has no module {error.name} → run make setup, then .venv/bin/python {sys.argv[0]}")

# a terminal or log of another encoding than UTF-8 gets escapes for what it cannot show, not a traceback at the end
if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(errors="backslashreplace")

# what a speech holds of these would command the terminal, or make a quotation read as what it is not
_UNSEEN = (*range(7), *range(14, 32), *range(127, 160), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F))
_SHOWN = {code: f"[U+{code:04X}]" for code in (*_UNSEEN, *range(0x2066, 0x206A))}


class _Visible(Console):
    """A console that shows letters which control a terminal by their numbers, as the page does."""

    def render_str(self, text: str, **how: Any) -> Text:  # noqa: ANN401 - what the library passes on
        return super().render_str(text.translate(_SHOWN), **how)


# whatever is printed is printed as it stands: ids, names and texts may hold what rich takes for its own marks
_plain = partial(_Visible, highlight=False, markup=False, emoji=False)
out = _plain(soft_wrap=True)
err = _plain(stderr=True, soft_wrap=True)
_WIDEST = 100_000  # characters of a line, more than any table has


def start_logging() -> None:
    """Send warnings of the package to standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def first_of(names: Sequence[str]) -> str:
    """Return the first three of some names, and a sign that there are more."""
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def print_table(table: Table, *, whole: bool = False) -> None:
    """Print a table: in the window, where long ids go on in the next line, or `whole`, at its full width.

    Without a terminal it is whole: an id that is cut to fit a window which is not there is none.
    """
    for column in table.columns:
        column.overflow = "fold"
    if out.is_terminal and not whole:
        out.print(table, soft_wrap=False)
        return
    full = _plain(width=_WIDEST)
    full.width = full.measure(table).maximum
    full.print(table)


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print a value as JSON, with its own escapes for letters that control a terminal or that this one cannot show."""
    text = json.dumps(value, indent=2, ensure_ascii=not out.encoding.startswith("utf"))
    out.print(text.translate({code: f"\\u{code:04x}" for code in _SHOWN}))


def guarded(main: Callable[[], int], *, goes_on: bool = False) -> None:
    """Call `main` and exit with its result; an error meant for users is printed as it is, with exit code 2.

    `goes_on` tells whether the same command goes on where it was interrupted.
    """
    start_logging()
    try:
        code = main()
    except LedgerError as error:
        err.print(str(error), style="red")
        code = 2
    except KeyboardInterrupt:
        err.print("interrupted" + ("; the same command goes on from here" if goes_on else ""))
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
