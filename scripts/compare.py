"""Say what became of the threads between two runs.

A thread is new, grown, shrunk, changed (members came and went), merged, split, gone, of another status, or the same.

  .venv/bin/python scripts/compare.py out/2025 out/2026
  .venv/bin/python scripts/compare.py out/old out/new --csv changes.csv

Threads are compared by the units that they share; a unit is a stretch of a document, so that both runs must have been
made from the same texts, of which one may have more. Whatever else tells the runs apart (texts, the places, years,
kinds, levels and languages that the index gives them, settings, models, verdicts of people) is said first, for a change
of a thread can come from it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.threads import Change

COLUMNS = (
    *("change", "jurisdiction", "before", "after", "units_before", "units_after"),
    *("status_before", "status_after", "title_before", "title_after"),
)
TOLD = ("jurisdiction", "year", "kind", "level", "language")  # of a document, and its threads may hang on it
KINDS = ("new", "grown", "shrunk", "changed", "status", "merged", "split", "gone", "same")


@dataclass(frozen=True)
class Run:
    """What is compared of a run.

    `units` are the unit ids of each thread and `threads` the rows of threads, both by thread id. `documents` are the
    rows of documents by id, `verdicts` what became of each verdict of people, `info` what run.json says.
    """

    units: dict[str, list[str]]
    threads: dict[str, Mapping[str, Any]]
    documents: dict[str, Mapping[str, Any]]
    verdicts: dict[tuple[Any, ...], str]
    info: Mapping[str, Any]


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    from _options import at_least_one

    parser = argparse.ArgumentParser(
        prog="compare.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("before", type=Path, metavar="OUT_OLD", help="folder that run.py wrote")
    parser.add_argument("after", type=Path, metavar="OUT_NEW", help="folder of the later run")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write every change, threads that stayed the same too")
    parser.add_argument(
        "--most", type=at_least_one, default=10, metavar="N", help="changes shown of each kind (default 10)"
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Compare, print a table of counts and the largest changes, write the CSV."""
    options = parse()
    import _console as console
    from pipeline.tables import replace_file
    from pipeline.threads import compare_threads

    old, new = (read_run(folder) for folder in (options.before, options.after))
    rows = [row_of(change, old, new) for change in compare_threads(old.units, new.units)]
    counts = Counter(row["change"] for row in rows)
    console.out.print(f"{options.before}: {len(old.units)} threads; {options.after}: {len(new.units)} threads")
    if options.before.resolve() == options.after.resolve():
        console.out.print("both are one folder → give each run an --out of its own", style="yellow")
    for remark in remarks(old, new):
        console.out.print(remark, style="yellow")
    for kind in KINDS:
        console.out.print(f"  {kind:8} {counts[kind]:>7,}")
    for kind in KINDS[:-1]:
        own = sorted((row for row in rows if row["change"] == kind), key=size, reverse=True)[: options.most]
        if own:
            console.out.print(f"\n{kind}", style="bold")
        for row in own:
            said = row["title_after"] or row["title_before"]
            ids = " → ".join(part for part in (row["before"], row["after"]) if part)
            console.out.print(f"  {row['jurisdiction']}: {said}")
            units = f"{row['units_before']} → {row['units_after']} units"
            was, now = row["status_before"], row["status_after"]
            status = f"{was} → {now}" if was and now and was != now else now or was
            console.out.print(f"    {units}  {status}  {ids}", style="dim")
    if options.csv is not None:
        content = csv_of(rows)
        replace_file(options.csv, lambda target: target.write_bytes(content), "--csv")
        console.out.print(f"\nall changes: {options.csv}")
    return 0


def read_run(folder: Path) -> Run:
    """Return what is compared of a run. Raises RunError where the folder holds no finished one."""
    from pipeline.jobs import Paths
    from pipeline.reviewing import run_info
    from pipeline.tables import read_rows

    paths, info = Paths(folder), run_info(folder)
    members: dict[str, list[str]] = {}
    for row in read_rows(paths.data, "units", ["unit_id", "thread_id"]):
        if row["thread_id"]:
            members.setdefault(row["thread_id"], []).append(row["unit_id"])
    rows = read_rows(paths.data, "threads", ["thread_id", "jurisdiction", "title", "status"])
    key = ("kind", "item", "item_a", "item_b", "coder", "final")
    return Run(
        units=members,
        threads={row["thread_id"]: row for row in rows},
        documents={row["doc_id"]: row for row in read_rows(paths.data, "documents", ["doc_id", "sha256", *TOLD])},
        verdicts={
            tuple(row[name] for name in key): row["state"]
            for row in read_rows(paths.data, "corrections", [*key, "state"])
        },
        info=info,
    )


def remarks(old: Run, new: Run) -> Iterator[str]:
    """Tell what else differs between two runs, and what follows for their threads."""
    from _console import first_of

    both = old.documents.keys() & new.documents.keys()
    gone, more = sorted(old.documents.keys() - both), sorted(new.documents.keys() - both)
    renamed = _renamed(old, new, gone, more)
    if (old.documents or new.documents) and not both and not renamed:
        yield "the runs have no document in common, so that every thread is new or gone → compare runs of one corpus"
    elif gone or more:
        yield f"documents: {len(both)} in both runs, {len(gone)} only before, {len(more)} only after"
    if renamed:
        names = first_of([f"{a} → {b}" for a, b in renamed])
        yield (
            f"{len(renamed)} documents have another id ({names}) and the same text: ids of units hold that of their "
            "document, so that their threads count as gone and new → to compare them, run again with the ids of before"
        )
    changed = sorted(i for i in both if old.documents[i]["sha256"] != new.documents[i]["sha256"])
    if changed:
        yield (
            f"{len(changed)} documents have another text ({first_of(changed)}): where a sentence lies elsewhere now, "
            "its thread counts as gone and new"
        )
    pairs = sorted([*((i, i) for i in both), *renamed])
    for name in TOLD:
        turns = [(b, old.documents[a][name], new.documents[b][name]) for a, b in pairs]
        turned = [f"{doc_id}: {before} → {after}" for doc_id, before, after in turns if before != after]
        if turned:
            yield (
                f"{len(turned)} documents have another {name} ({first_of(turned)}): changes can come from that "
                f"→ see which run is right, and correct the column {name} of index.csv for the other"
            )
    for name in ("settings", "models"):
        before, after = (_flat(run.info[name]) for run in (old, new))
        other = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
        if name == "settings":
            other = [f"{key}: {before.get(key)} → {after.get(key)}" for key in other]
        if other:
            yield f"{name} differ ({first_of(other)}): changes can come from that"
    if old.info["program"] != new.info["program"]:
        yield "the program has changed between the runs: changes can come from that"
    yield from _verdicts(old, new)


def _renamed(old: Run, new: Run, gone: Sequence[str], more: Sequence[str]) -> list[tuple[str, str]]:
    """Return the documents of one run alone that have the text of one of the other alone, each with its new id."""
    left: dict[str, list[str]] = {}
    for doc_id in more:
        left.setdefault(new.documents[doc_id]["sha256"], []).append(doc_id)
    return [(i, found.pop(0)) for i in gone if (found := left.get(old.documents[i]["sha256"]))]


def _verdicts(old: Run, new: Run) -> Iterator[str]:
    """Tell what became of the verdicts of people that the run before obeyed."""
    from pipeline.records import OBEYED

    used = {key for key, state in old.verdicts.items() if state in OBEYED}
    lost = Counter(new.verdicts.get(key, "") for key in used if new.verdicts.get(key) not in OBEYED)
    if missing := lost.pop("", 0):
        yield (
            f"{missing} of the {len(used)} verdicts of people that the run before obeyed were not given to the run "
            "after → put the folder corrections beside index.csv, or name it with --corrections"
        )
    if lost:
        states = ", ".join(f"{count} {state}" for state, count in sorted(lost.items()))
        yield f"{lost.total()} verdicts of people are not obeyed any more ({states}) → see tables/corrections.csv"


def _flat(told: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested settings by «table.key»."""
    flat: dict[str, Any] = {}
    for key, value in told.items():
        flat |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value}
    return flat


def row_of(change: Change, old_run: Run, new_run: Run) -> dict[str, Any]:
    """Return the row of one change; ids of several threads stand side by side, status and title are of the largest.

    A thread with the same members and another status (a closure was found, time went on) is a change of its own kind.
    """

    def largest(names: tuple[str, ...], run: Run) -> Mapping[str, Any]:
        return run.threads[max(names, key=lambda name: (len(run.units[name]), name))] if names else {}

    old, new = largest(change.before, old_run), largest(change.after, new_run)
    turned = change.kind == "same" and old["status"] != new["status"]
    return {
        "change": "status" if turned else change.kind,
        "jurisdiction": (new or old)["jurisdiction"],
        "before": " ".join(change.before),
        "after": " ".join(change.after),
        "units_before": sum(len(old_run.units[name]) for name in change.before),
        "units_after": sum(len(new_run.units[name]) for name in change.after),
        "status_before": old.get("status", ""),
        "status_after": new.get("status", ""),
        "title_before": old.get("title", ""),
        "title_after": new.get("title", ""),
    }


def csv_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the rows as CSV that opens right in a spreadsheet program."""
    from pipeline.cells import guarded_csv

    return guarded_csv([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]).encode("utf-8-sig")


def size(row: Mapping[str, Any]) -> tuple[int, str, str]:
    """Return what changes are sorted by: the larger first, then the ids."""
    return max(row["units_before"], row["units_after"]), row["before"], row["after"]


if __name__ == "__main__":
    import _console

    _console.guarded(main)
