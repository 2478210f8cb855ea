"""A small corpus that the tests of safety run on."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / "corpora" / "demo"
SMALL = ("ellowmere-2021", "ellowmere-2022", "tangling-2018", "tangling-2019")


def small_corpus(folder: Path, names: Sequence[str] = SMALL) -> Path:
    """Make a corpus of two places with two speeches each; its index has them in the order of `names`."""
    (folder / "texts").mkdir(parents=True)
    with (DEMO / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["doc_id"]: row for row in csv.DictReader(file)}
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, next(iter(rows.values())))
        writer.writeheader()
        writer.writerows(rows[name] for name in names)
    for name in names:
        shutil.copy(DEMO / "texts" / f"{name}.txt", folder / "texts")
    return folder
