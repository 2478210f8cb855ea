"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".tmp"
"""How the name of a file ends, which begins with a dot, that is not yet in its place."""


def write_whole(file: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `file`, then put it in place in one step.

    The folder is made where it is missing. Raises OSError where the disk refuses; then `file` is as it was.
    """
    write_together({file: write})


def write_together(writes: Mapping[Path, Callable[[Path], object]]) -> None:
    """Let all files be written beside their places, then put them in place in the given order, the last one last.

    What is in the place of the last file is taken away before the first is renamed: whoever needs all of them can tell
    by it that the others belong together. Raises OSError where the disk refuses; what could not be written in full
    leaves all files as they were, and no temporary file.
    """
    # two machines can have processes of one number
    beside = {file: file.with_name(f".{file.name}.{secrets.token_hex(4)}{TEMPORARY}") for file in writes}
    try:
        for file, write in writes.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            write(beside[file])
        *_, last = writes
        if len(writes) > 1:
            last.unlink(missing_ok=True)
        for file, temporary in beside.items():
            temporary.replace(file)
    except BaseException:  # of whatever kind, an interruption by the user too
        for temporary in beside.values():
            with suppress(OSError):  # where nothing could be written, nothing may be there to remove
                temporary.unlink()
        raise
