"""Compare government speeches: which commitments repeat year after year without being closed?

Reads one or more corpora (a folder with index.csv and texts/, or a folder of loose files) and leaves
tables, a workbook and a report in OUT. The same command again redoes only what has changed.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.runs import Finished


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a corpus folder")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="folder for the results")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="TOML file; see pipeline/default.toml")
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
        type=int,
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
    # the stages are imported only here, so that --help answers at once
    import _console as console
    from pipeline.jobs import MODELS
    from pipeline.runs import recurring, run
    from pipeline.settings import load_settings

    settings = load_settings(options.settings)
    with console.progress_bars() as progress:
        finished = run(
            options.corpora,
            options.out,
            settings,
            models=options.models or MODELS,
            skip_bad=options.skip_bad,
            workers=options.workers,
            scheduler=options.scheduler,
            progress=progress,
            corrections=options.corrections,
        )
    _summary(finished, recurring(options.out, settings.report.top))
    return 1 if finished.set_aside else 0


def _summary(finished: Finished, repeated: dict[str, list[dict[str, Any]]]) -> None:
    """Print counts per stage, the most repeated commitments per place, and where the results are.

    The status of each tells what comes back from what was promised often, but not of late.
    """
    from rich.table import Table

    import _console as console

    info = finished.info
    counts = Table("stage", "in", "out", "dropped", "made", "seconds", title="Stages", title_justify="left")
    for column in counts.columns[1:]:
        column.justify = "right"
    for stage in dict.fromkeys([*info["counts"], *info["seconds"]]):
        numbers = info["counts"].get(stage, {})
        cells = [f"{numbers[n]:,}" if n in numbers else "" for n in ("taken", "passed", "dropped", "made")]
        seconds = info["seconds"].get(stage)
        counts.add_row(stage, *cells, "" if seconds is None else f"{seconds:.1f}")
    console.out.print(counts)
    for place, threads in repeated.items():
        console.out.print(f"\n{place}: repeated, and no closure found in these texts", style="bold", markup=False)
        for thread in threads:
            years = ", ".join(map(str, thread["promised_years"]))
            console.out.print(
                f"  {len(thread['promised_years'])} × {thread['title']} ({years}; {thread['status']})", markup=False
            )
    aside = info["counts"].get("corrections", {}).get("dropped", 0)
    if aside:
        console.out.print(f"\n{aside} verdicts of people were not applied: see tables/corrections.csv", style="yellow")
    for warning in info.get("warnings", []):
        if "have no row in index.csv" in warning:
            console.out.print(f"\n{warning}", style="yellow", markup=False)
    if finished.set_aside:
        console.out.print(f"\n{finished.set_aside} documents set aside: see tables/dropped.csv", style="red")
    console.out.print(f"\nreport: {finished.out / 'report.html'}", markup=False)
    console.out.print(f"tables: {finished.out / 'tables'}, {finished.out / 'tables.xlsx'}", markup=False)


if __name__ == "__main__":
    import _console

    _console.guarded(main)
