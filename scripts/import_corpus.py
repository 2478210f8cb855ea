"""Make a corpus of loose files: txt, md, html, docx, pdf, csv and jsonl, in folders or zip archives.

Place, level, year, kind, title and language are guessed from file names, titles and first lines. The guesses
stand in CORPUS/guesses.csv; correct them there and run the command again with --guesses. Equal texts and
versions of one speech are found, and years that are missing between the first and the last are reported.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.readers.importing import Candidate


_NAMED = 10  # problems that an error lists


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    formatter = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="import_corpus.py", description=__doc__, formatter_class=formatter)
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="files, folders or zip archives")
    parser.add_argument("--out", required=True, type=Path, metavar="CORPUS", help="folder of the corpus to write")
    parser.add_argument("--guesses", type=Path, metavar="FILE", help="corrected sheet of an earlier import to obey")
    parser.add_argument("--fresh", action="store_true", help="guess anew although the folder has a sheet of guesses")
    parser.add_argument("--encoding", help="encoding of all text files, if it is not recognised (gb18030, big5, …)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Import; exit code 1 where a file could not be read or a text waits for a correction, 2 for an error."""
    options = parse(arguments)
    # the readers are imported only here, so that --help answers at once
    from pipeline.errors import CorpusError, RunError
    from pipeline.readers import READERS, importing

    sheet = options.out / importing.SHEET
    if sheet.exists() and options.guesses is None and not options.fresh:
        raise RunError(f"{sheet} exists → obey it with --guesses {sheet}, or throw it away with --fresh")
    # not exists(), which ends in a PermissionError where the folder above lets nobody in
    gone = [str(source) for source in options.sources if not os.access(source, os.F_OK)]
    if gone:
        # the texts of an earlier import from there would be deleted
        raise RunError(f"{', '.join(gone)}: there is no such file or folder → check the path and its permissions")
    importing.check_apart(options.sources, options.out)
    files, unreadable = importing.gather(options.sources, READERS)
    candidates, problems = importing.collect(files, READERS, options.encoding)
    if not candidates and not unreadable and not problems:
        sources = ", ".join(map(str, options.sources))
        raise RunError(f"{sources}: there are no files to import → name a folder with texts, or check the path")
    if not candidates and (options.out / importing.INDEX).exists():
        reasons = "\n".join(f"  {problem}" for problem in (unreadable + problems)[:_NAMED])
        raise RunError(f"{options.out}: stays as it is, as no text could be read → see to these first:\n{reasons}")
    if options.guesses is None:
        candidates = importing.mark_duplicates(candidates)
    else:
        try:
            data = options.guesses.read_bytes()
        except OSError as error:
            raise RunError(f"{options.guesses}: cannot be read ({error.strerror}) → check the path") from error
        candidates, wrong = importing.obey(candidates, data, str(options.guesses))
        if wrong:
            # nothing has been written yet
            raise CorpusError(wrong)
    own = importing.write_corpus(options.out, candidates)
    importing.write_unreadable(options.out, unreadable + problems)
    return _report(options, candidates, unreadable + problems, own)


def _report(
    options: argparse.Namespace, candidates: Sequence[Candidate], problems: Sequence[Problem], own: Sequence[str]
) -> int:
    """Print what came of the import and what is left to do; `own` are the ids of the user's own rows of the index."""
    import _console as console
    from pipeline.readers import importing

    out: Path = options.out

    def say(text: str) -> None:
        console.out.print(text)

    written = [c for c in candidates if c.keep and not c.missing]
    open_ = [c for c in candidates if c.keep and c.missing]
    left_out = [c for c in candidates if not c.keep]
    say(f"{len(written)} texts in {out} (index.csv, texts/)")
    for c in sorted(written, key=lambda c: c.doc_id):
        guess = c.guess
        say(f"  {c.doc_id}: {guess.jurisdiction} ({guess.level}), {guess.year}, {guess.kind}, {guess.language}")
    if own:
        say(f"{len(own)} rows of your own in {out / importing.INDEX} stay, with their texts: {', '.join(own)}")
    if left_out:
        say(f"{len(left_out)} texts left out:")
    for c in left_out:
        reasons = [note for note in c.notes if note.startswith("left out")]
        say(f"  {c.doc_id}: {'; '.join(reasons) or 'keep = no in the sheet'}")
    anew = [c for c in candidates if importing.NOT_IN_SHEET in c.notes]
    if anew:
        say(f"{len(anew)} texts are not in {options.guesses} and were guessed anew:")
    for c in anew:
        say(f"  {c.file} {c.key}".rstrip())
    for line in _doubts(candidates, out / importing.SHEET):
        say(line)
    for (place, kind), years in importing.missing_years(candidates).items():
        say(f"missing years of {place} ({kind}): {_ranges(years)}")
    if problems:
        console.err.print(
            f"{len(problems)} files or texts could not be read, see {out / importing.UNREADABLE}:",
            style="red",
        )
    for problem in problems:
        console.err.print(f"  {problem}")
    if open_:
        say(f"{len(open_)} texts are not in the corpus yet; fill in the empty cells:")
    for c in open_:
        say(f"  {c.file} {c.key}".rstrip() + f": {', '.join(c.missing)}")
    sheet = out / importing.SHEET
    say(f"Check the guesses in {sheet}; after a change run this command again with --guesses {sheet}")
    return 1 if problems or open_ else 0


def _doubts(candidates: Sequence[Candidate], sheet: Path) -> list[str]:
    """Return lines on the doubts: conflicts of years and reprints text by text, then how often each other occurs."""
    from pipeline.readers import importing

    doubtful = [c for c in candidates if c.keep and c.doubts]
    if not doubtful:
        return []
    lines = [f"{len(doubtful)} texts with doubts: see the column notes of {sheet}"]
    lines += [f"  {c.doc_id}: {note}" for c in doubtful for note in c.doubts if importing.urgent(note)]
    others: dict[str, list[str]] = {}
    for c in doubtful:
        for note in c.doubts:
            if not importing.urgent(note):
                others.setdefault(note, []).append(c.doc_id)
    beside = [note for note in others if note.startswith(importing.BESIDE)]
    if len(beside) > 1:
        others[importing.BESIDE] = [doc_id for note in beside for doc_id in others.pop(note)]
    return lines + [f"  {ids[0] if len(ids) == 1 else f'{len(ids)} texts'}: {note}" for note, ids in others.items()]


def _ranges(years: Sequence[int]) -> str:
    """Write years with runs of them as ranges: 1951-1953, 1960."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


if __name__ == "__main__":
    import _console

    _console.guarded(main)
