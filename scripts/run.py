"""Compare government speeches: which commitments repeat year after year without being closed?

Reads one or more corpora (a folder with index.csv and texts/, or a folder of loose files) and leaves
tables, a workbook and a report in OUT. The same command again redoes only what has changed.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.reporting import Noted
    from pipeline.runs import Finished

LANGUAGE = "check the language"  # the warning beside which no other matters
MOST_NAMED = 5  # warnings, kinds of them and places that are named on the terminal; the tables hold all
NUMBER = re.compile(r"\d[\d,. -]*")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    from _options import at_least_one

    parser = argparse.ArgumentParser(prog="run.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a corpus folder")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="folder for the results")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="TOML file; see pipeline/default.toml")
    parser.add_argument(
        "--accurate",
        action="store_true",
        help="ask larger transformers, about labels and about which promises are the same; takes three times as long",
    )
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="folder of the models (default: models/)")
    parser.add_argument(
        "--corrections",
        type=Path,
        metavar="FOLDER",
        help="verdicts of people (default: the folder corrections/ in each corpus, where there is one)",
    )
    parser.add_argument("--skip-bad", action="store_true", help="go on without documents that have a problem")
    parser.add_argument(
        "--workers",
        type=at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes (default: one per core; a small run needs one)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="compute on the cluster of this dask scheduler, for example tcp://host:8786; see docs/cluster.md",
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Run, print a summary; exit code 1 where documents were set aside, 2 for an error."""
    options = parse()
    # nothing is imported before, so that --help answers at once
    import _console as console
    from pipeline.settings import accurate, load_settings
    from pipeline.warming import warm
    from pipeline.workers import open_workers

    settings = load_settings(options.settings)
    if options.accurate:
        settings = accurate(settings)
    with open_workers(options.workers, options.scheduler, options.corpora) as workers:
        # processes start, import the stages and load the models while this one imports and reads
        workers.prepare(warm, settings, options.models)
        from pipeline.jobs import MODELS
        from pipeline.reporting import most_repeated, noted
        from pipeline.runs import run

        with console.progress_bars() as progress:
            finished = run(
                options.corpora,
                options.out,
                settings,
                models=options.models or MODELS,
                skip_bad=options.skip_bad,
                workers=workers,
                progress=progress,
                corrections=options.corrections,
            )
    _summary(finished, most_repeated(options.out, settings.report.top), noted(options.out))
    return 1 if finished.set_aside else 0


def _summary(finished: Finished, repeated: dict[str, list[dict[str, Any]]], noted: Noted) -> None:
    """Print counts per stage, the most repeated commitments per place, what needs a look, and where the results are.

    The status of each tells what comes back from what was promised often, but not of late.
    """
    from rich.table import Table

    import _console as console
    from pipeline.tracing import is_firm

    info = finished.info
    counts = Table("stage", "in", "out", "dropped", "made", "seconds", title="Stages", title_justify="left")
    for column in counts.columns[1:]:
        column.justify = "right"
    for stage in dict.fromkeys([*info["counts"], *info["seconds"]]):
        numbers = info["counts"].get(stage, {})
        cells = [f"{numbers[n]:,}" if n in numbers else "" for n in ("taken", "passed", "dropped", "made")]
        seconds = info["seconds"].get(stage)
        counts.add_row(stage, *cells, "" if seconds is None else f"{seconds:.1f}")
    console.print_table(counts)
    for place, threads in repeated.items():
        console.out.print(f"\n{place}: repeated, and no closure found in these texts", style="bold")
        for thread in threads:
            years = ", ".join(map(str, thread["promised_years"]))
            doubt = "" if is_firm(thread) else "; perhaps several promises"
            told = f"{years}; {thread['status']}{doubt}"
            console.out.print(f"  {len(thread['promised_years'])} × {thread['title']} ({told})")
    if noted.one_year:
        places = ", ".join(noted.one_year[:MOST_NAMED]) + _beyond(noted.one_year)
        told = f"{places}: one year of text, so that nothing can come back → add speeches of other years"
        console.out.print(f"\n{told}", style="yellow")
    if not noted.compared:
        told = "no text is compared, for resolutions are not → add speeches, or correct the column kind of index.csv"
        console.out.print(f"\n{told}", style="yellow")
    for line in (*_first(info["warnings"]), *_warned(noted.warnings)):
        console.out.print(line, style="yellow")
    if finished.set_aside:
        console.out.print(f"\nset aside, with the reason in tables/dropped.csv: {finished.set_aside}", style="red")
    console.out.print(f"\nreport: {finished.out / 'report.html'}")
    console.out.print(f"tables: {finished.out / 'tables'}, {finished.out / 'tables.xlsx'}")


def _warned(warnings: Mapping[str, Sequence[str]]) -> list[str]:
    """Return lines on the documents with warnings: each kind of warning once, the language first, then the rarest."""
    if not warnings:
        return []
    kinds: dict[str, list[tuple[str, str]]] = {}
    for doc_id, own in sorted(warnings.items()):
        for warning in own:
            kinds.setdefault(NUMBER.sub("", warning), []).append((doc_id, warning))
    told = []
    for found in sorted(kinds.values(), key=lambda found: (LANGUAGE not in found[0][1], len(found), found)):
        doc_id, warning = found[0]
        told.append(f"  {doc_id}: {warning}" + (f" (and {len(found) - 1} more of this kind)" if found[1:] else ""))
    return [f"documents with warnings (column `warnings` of tables/coverage.csv): {len(warnings)}", *_first(told)]


def _first(lines: Sequence[str]) -> list[str]:
    """Return the first of some lines, and how many more there are."""
    rest = _beyond(lines)
    return [*lines[:MOST_NAMED], *([f"  …{rest}"] if rest else [])]


def _beyond(items: Sequence[str]) -> str:
    """Say how many are not named; empty where all are."""
    more = len(items) - MOST_NAMED
    return f" and {more} more" if more > 0 else ""


if __name__ == "__main__":
    import _console

    _console.guarded(main, goes_on=True)
