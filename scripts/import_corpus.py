"""Make a corpus of loose files: guess place, year, kind and title, write a sheet to correct, obey it the next time."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import LedgerError, Problem, RunError
from pipeline.readers import READERS, importing


def main(arguments: list[str] | None = None) -> int:
    """Run the import; return 0, or 1 if a file could not be read or a text still needs a correction."""
    options = _parser().parse_args(arguments)
    sheet = options.out / importing.SHEET
    try:
        if sheet.exists() and options.guesses is None and not options.fresh:
            raise RunError(f"{sheet} exists → obey it with --guesses {sheet}, or throw it away with --fresh")
        files, unreadable = importing.gather(options.sources, READERS)
        candidates, problems = importing.collect(files, READERS, options.encoding)
        problems = unreadable + problems
        if options.guesses is None:
            candidates = importing.mark_duplicates(candidates)
        else:
            candidates, wrong = importing.obey(candidates, options.guesses.read_bytes(), str(options.guesses))
            if wrong:
                _show("The sheet cannot be obeyed; nothing was written.", wrong)
                return 1
        count = importing.write_corpus(options.out, candidates)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: cannot be read ({error.strerror}) → check the path", file=sys.stderr)
        return 1
    return _report(options.out, candidates, problems, count)


def _report(out: Path, candidates: list[importing.Candidate], problems: list[Problem], count: int) -> int:
    """Print what came of the import and what is left to do."""
    open_ = [c for c in candidates if c.keep and c.missing]
    left_out = [c for c in candidates if not c.keep]
    print(f"{count} texts in {out} (index.csv, texts/)")
    for c in sorted(candidates, key=lambda c: c.doc_id):
        if c.keep and not c.missing:
            guess = c.guess
            print(f"  {c.doc_id}: {guess.jurisdiction} ({guess.level}), {guess.year}, {guess.kind}, {guess.language}")
    if left_out:
        print(f"{len(left_out)} texts left out:")
        for c in left_out:
            print(f"  {c.doc_id}: {'; '.join(c.notes) or 'keep = no in the sheet'}")
    for (place, kind), years in importing.missing_years(candidates).items():
        print(f"missing years of {place} ({kind}): {_ranges(years)}")
    if problems:
        _show(f"{len(problems)} files or texts could not be read:", problems)
    if open_:
        print(f"{len(open_)} texts are not in the corpus yet; fill in the empty cells:")
        for c in open_:
            print(f"  {c.file} {c.key}".rstrip() + f": {', '.join(c.missing)}")
    sheet = out / importing.SHEET
    print(f"Check the guesses in {sheet}; after a change run this command again with --guesses {sheet}")
    return 1 if problems or open_ else 0


def _ranges(years: tuple[int, ...]) -> str:
    """Write years with runs of them as ranges: 1951-1953, 1960."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _show(title: str, problems: list[Problem]) -> None:
    print(title, file=sys.stderr)
    for problem in problems:
        print(f"  {problem}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="files, folders or zip archives")
    parser.add_argument("--out", required=True, type=Path, metavar="CORPUS", help="folder of the corpus to write")
    parser.add_argument("--guesses", type=Path, metavar="FILE", help="corrected sheet of an earlier import to obey")
    parser.add_argument("--fresh", action="store_true", help="guess anew although the folder has a sheet of guesses")
    parser.add_argument("--encoding", help="encoding of all text files, if it is not recognised (gb18030, big5, …)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
