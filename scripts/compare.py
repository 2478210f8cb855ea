"""Say what became of the threads between two runs: new, grown, merged, split, gone, of another status, or the same.

  python scripts/compare.py out/2025 out/2026
  python scripts/compare.py out/old out/new --csv changes.csv

Threads are compared by the units that they share; a unit is a stretch of a document, so that both runs must have been
made from the same texts, of which one may have more.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.threads import Change

COLUMNS = (
    *("change", "jurisdiction", "before", "after", "units_before", "units_after"),
    *("status_before", "status_after", "title_before", "title_after"),
)
KINDS = ("new", "grown", "shrunk", "changed", "status", "merged", "split", "gone", "same")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="compare.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("before", type=Path, metavar="OUT_OLD", help="folder that run.py wrote")
    parser.add_argument("after", type=Path, metavar="OUT_NEW", help="folder of the later run")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write every change, threads that stayed the same too")
    parser.add_argument("--most", type=int, default=10, metavar="N", help="changes shown of each kind (default 10)")
    return parser.parse_args(arguments)


def main() -> int:
    """Compare, print a table of counts and the largest changes, write the CSV."""
    options = parse()
    import _console as console
    from pipeline.tables import replace_file
    from pipeline.threads import compare_threads

    sides = [read_run(folder) for folder in (options.before, options.after)]
    (units_old, threads_old), (units_new, threads_new) = sides
    changes = compare_threads(units_old, units_new)
    rows = [row_of(change, units_old, units_new, threads_old, threads_new) for change in changes]
    counts = Counter(row["change"] for row in rows)
    console.out.print(
        f"{options.before}: {len(units_old)} threads; {options.after}: {len(units_new)} threads", markup=False
    )
    for kind in KINDS:
        console.out.print(f"  {kind:8} {counts[kind]:>7,}", markup=False)
    for kind in KINDS[:-1]:
        own = sorted((row for row in rows if row["change"] == kind), key=size, reverse=True)[: options.most]
        if own:
            console.out.print(f"\n{kind}", style="bold", markup=False)
        for row in own:
            said = row["title_after"] or row["title_before"]
            ids = " → ".join(part for part in (row["before"], row["after"]) if part)
            console.out.print(f"  {row['jurisdiction']}: {said}", markup=False)
            units = f"{row['units_before']} → {row['units_after']} units"
            was, now = row["status_before"], row["status_after"]
            status = f"{was} → {now}" if was and now and was != now else now or was
            console.out.print(f"    {units}  {status}  {ids}", style="dim", markup=False)
    if options.csv is not None:
        content = csv_of(rows)
        replace_file(options.csv, lambda target: target.write_bytes(content), "--csv")
        console.out.print(f"\nall changes: {options.csv}", markup=False)
    return 0


def read_run(folder: Path) -> tuple[dict[str, list[str]], dict[str, Mapping[str, Any]]]:
    """Return the unit ids of each thread of a run, and its threads, both by thread id.

    Raises RunError where the folder holds no finished run.
    """
    from pipeline.errors import RunError
    from pipeline.jobs import Paths
    from pipeline.tables import read_rows

    paths = Paths(folder)
    if not paths.run_json.is_file():
        raise RunError(f"{folder}: no finished run here → give the folder named with --out to run.py")
    members: dict[str, list[str]] = {}
    for row in read_rows(paths.data, "units", ["unit_id", "thread_id"]):
        if row["thread_id"]:
            members.setdefault(row["thread_id"], []).append(row["unit_id"])
    rows = read_rows(paths.data, "threads", ["thread_id", "jurisdiction", "title", "status"])
    return members, {row["thread_id"]: row for row in rows}


def row_of(
    change: Change,
    units_old: Mapping[str, list[str]],
    units_new: Mapping[str, list[str]],
    threads_old: Mapping[str, Mapping[str, Any]],
    threads_new: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the row of one change; ids of several threads stand side by side, status and title are of the largest.

    A thread with the same members and another status (a closure was found, time went on) is a change of its own kind.
    """

    def largest(names: tuple[str, ...], units: Mapping[str, list[str]], threads: Mapping[str, Any]) -> Any:  # noqa: ANN401
        return threads[max(names, key=lambda name: (len(units[name]), name))] if names else None

    old, new = largest(change.before, units_old, threads_old), largest(change.after, units_new, threads_new)
    turned = change.kind == "same" and old["status"] != new["status"]
    return {
        "change": "status" if turned else change.kind,
        "jurisdiction": (new or old)["jurisdiction"],
        "before": " ".join(change.before),
        "after": " ".join(change.after),
        "units_before": sum(len(units_old[name]) for name in change.before),
        "units_after": sum(len(units_new[name]) for name in change.after),
        "status_before": old["status"] if old else "",
        "status_after": new["status"] if new else "",
        "title_before": old["title"] if old else "",
        "title_after": new["title"] if new else "",
    }


def csv_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the rows as CSV that opens right in a spreadsheet program."""
    from pipeline.cells import csv_text

    return csv_text([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]).encode("utf-8-sig")


def size(row: Mapping[str, Any]) -> tuple[int, str, str]:
    """Return what changes are sorted by: the larger first, then the ids."""
    return max(row["units_before"], row["units_after"]), row["before"], row["after"]


if __name__ == "__main__":
    import _console

    _console.guarded(main)
