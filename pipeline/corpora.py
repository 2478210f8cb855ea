"""Where the texts of a corpus lie, before anything is read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path


def text_folder(corpus: Path) -> Path:
    """Return the folder whose files are the speeches of a corpus; where it is one file, a folder that is none."""
    loose = corpus.is_dir() and not (corpus / "index.csv").is_file()
    return corpus if loose else corpus / "texts"


def text_files(corpora: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that hold the speeches of some corpora."""
    for corpus in corpora:
        yield from filter(Path.is_file, itertools.chain([corpus], text_folder(corpus).rglob("*")))
