"""Tell the history of one promise from a finished run: every occurrence, its targets, what was reported.

The query may be wording from a speech, a description in your own words, or an id of the tables (thread, commitment,
report, sentence or problem), e.g.

  .venv/bin/python scripts/trace.py "set up an industrial development fund" --run out/demo
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.tracing import Ledger, Named

    Ranked = list[tuple[str, float]]


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    from _options import at_least_one

    parser = argparse.ArgumentParser(
        prog="trace.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("query", help="the promise in any words, or its id in the tables")
    parser.add_argument("--run", type=Path, required=True, metavar="OUT", help="folder that run.py wrote")
    parser.add_argument(
        "--place",
        action="append",
        metavar="NAME",
        help="only this jurisdiction, in simplified or traditional characters, or the only one with this in its name;\n"
        "may be repeated",
    )
    parser.add_argument("--most", type=at_least_one, default=3, metavar="N", help="threads shown (default 3)")
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="folder of the models (default: models/)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    return parser.parse_args(arguments)


def words(text: str) -> list[str]:
    """Cut a text into words that can be compared: Chinese by its own words and characters, English by stems."""
    from pipeline.languages import LANGUAGES

    if any("\u3400" <= c <= "\u9fff" for c in text):
        found = LANGUAGES["zh"].tokens(LANGUAGES["zh"].normalise(text))
        return [*found, *(c for word in found for c in word if len(word) > 1)]
    # plural endings and the ends of long words say little: «buses» meets «bus», «launching» «launch»
    found = LANGUAGES["en"].tokens(LANGUAGES["en"].normalise(text))
    return [word.lower().removesuffix("es").removesuffix("s")[:6] for word in found if len(word) > 2]


def _embed_of(run_json: Path) -> object:
    """Return the settings of the encoder that a run has written down, or None where there are none."""
    info = json.loads(run_json.read_text(encoding="utf-8"))
    settings = info.get("settings") if isinstance(info, dict) else None
    return settings.get("embed") if isinstance(settings, dict) else None


MOST_SENTENCES = 10  # sentences that have the words of a query and no commitment, which are named


def _by_id(query: str, named: Named, ledger: Ledger, places: Collection[str], most: int) -> Ranked:
    """Return the threads that an id leads to, and say what it is where it is not that of a promise."""
    import _console as console

    own = [(i, 1.0) for i in named.threads if ledger.threads[i]["jurisdiction"] in places]
    if not own:
        where = ", ".join(sorted({ledger.threads[i]["jurisdiction"] for i in named.threads}))
        led = f"is of {where}, which --place leaves out" if where else "leads to no promise"
        console.err.print(f"{query} is {named.what} and {led}")
    elif not named.itself:
        more = f"; {most} are shown" if len(own) > most else ""
        console.err.print(f"{query} is {named.what} and leads to promises: {len(own)}{more}")
    return own[:most]


def _by_words(
    query: str, nearest: Sequence[tuple[str, float]], ledger: Ledger, spoken: Collection[str], most: int
) -> Ranked:
    """Return the threads near a query, and say what else has its words and what is not shown.

    `nearest` are all threads from best to worst, `spoken` the documents asked for.
    """
    import _console as console
    from pipeline.tracing import near_threads

    near, far = near_threads(nearest)
    ranked = near[:most]
    if len(near) > most:
        console.err.print(f"threads near this: {len(near)}; {most} are shown → --most {len(near)} shows all")
    elif far and len(ranked) < most:
        console.err.print(
            f"threads not shown, as less than half as near as the best ({near[0][1]:.2f}): {len(far)}",
        )
    bare = ledger.elsewhere(query, (i for i, row in ledger.sentences.items() if row["doc_id"] in spoken))
    if bare:
        named = ", ".join(f"{i} ({ledger.sentences[i]['label']})" for i in bare[:MOST_SENTENCES])
        more = f", and {len(bare) - MOST_SENTENCES} more" if len(bare) > MOST_SENTENCES else ""
        console.err.print(f"these words stand in sentences that are no commitment: {named}{more}")
    if not ranked:
        thread_id, score = nearest[0]
        thread = ledger.threads[thread_id]
        console.err.print(
            f"nothing near this in the run; the nearest is {thread['jurisdiction']}: {thread['title']} "
            f"({thread_id}, similarity {score:.2f})",
        )
    return ranked


def main() -> int:
    """Print the histories; exit code 1 where there is no promise to tell: in the places, near, of an id."""
    options = parse()
    import _console as console
    from pipeline.embed import load_encoder
    from pipeline.errors import RunError
    from pipeline.jobs import MODELS, Paths
    from pipeline.settings import EmbedSettings, written_section
    from pipeline.tables import read_rows
    from pipeline.tracing import Ledger, is_firm, looks_like_id, named_places, rank_threads

    query = options.query.strip()
    if not query:  # every text contains it
        raise RunError("the query is empty → give the promise in a few words")
    if any("\ud800" <= letter <= "\udfff" for letter in query):  # bytes that are no text
        raise RunError(f"{query!a}: the query is not in the encoding of this terminal → set both to UTF-8")
    paths = Paths(options.run)
    if not paths.run_json.is_file():
        raise RunError(f"{options.run}: no finished run here → give the folder named with --out to run.py")
    try:
        embed: EmbedSettings = written_section("embed", _embed_of(paths.run_json), str(paths.run_json))
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{paths.run_json}: cannot be read ({error}) → run it again with run.py") from error
    names = ("documents", "threads", "units", "sentences", "closures", "targets")
    tables = {name: read_rows(paths.data, name) for name in names}
    places = {row["jurisdiction"] for row in tables["threads"]}
    meant, unclear = named_places(options.place or (), places)
    if unclear:
        said = [
            f"{name} is no place of this run" + (f", but may be {' or '.join(alike)}" if alike else "")
            for name, alike in unclear.items()
        ]
        raise RunError(f"--place: {'; '.join(said)} → one of {', '.join(sorted(places))}")
    for name, place in meant.items():
        if name != place:
            console.err.print(f"--place {name}: taken for {place}")
    wanted = set(meant.values()) or places
    units = [row for row in tables["units"] if row["thread_id"] and row["jurisdiction"] in wanted]
    if not units:
        console.err.print("no commitments in this run for the places asked for")
        if options.json:
            console.print_json([])
        return 1
    ledger = Ledger.from_rows(tables)
    named = ledger.named(query)
    if named is None and looks_like_id(query):
        raise RunError(f"{query}: no id of {options.run} → copy one from its tables, or give the promise in words")
    if named is not None:
        ranked = _by_id(query, named, ledger, wanted, options.most)
    else:
        encoder = load_encoder(embed.encoder, options.models or MODELS, embed)
        vectors = encoder.encode([row["text"] for row in units])
        nearest = rank_threads(query, encoder.encode([query])[0], units, vectors, words)
        spoken = {row["doc_id"] for row in tables["documents"] if row["jurisdiction"] in wanted}
        ranked = _by_words(query, nearest, ledger, spoken, options.most)
    code = 0 if ranked else 1
    if options.json:
        found = [
            {"thread": ledger.threads[i], "score": score, "events": [asdict(e) for e in ledger.history(i)]}
            for i, score in ranked
        ]
        console.print_json(found)
        return code
    for thread_id, score in ranked:
        thread = ledger.threads[thread_id]
        console.out.print(f"\n{thread['jurisdiction']}: {thread['title']}", style="bold")
        console.out.print(f"{thread_id}, {thread['status']}, similarity to the query {score:.2f}")
        console.out.print(thread["reason"])
        if thread["weakest_unit"] and not is_firm(thread):
            loose = (
                f"{thread['weakest_unit']} hangs on the others with a mean probability of {thread['weakest_link']:.2f}"
            )
            console.out.print(f"Perhaps more than one promise: {loose} only.")
        for event in ledger.history(thread_id):
            figures = f" [{'; '.join(event.figures)}]" if event.figures else ""
            said = event.role
            if event.promises:
                years = ", ".join(str(y) for y in sorted({ledger.units[i]["year"] for i in event.promises}))
                said = f"{event.role} the promise of {years} ({event.score:.2f})"
            console.out.print(f"  {event.year} {said}: {event.quotation}{figures}")
            console.out.print(f"       {event.unit_id}  {event.section}", style="dim")
    return code


if __name__ == "__main__":
    import _console

    _console.guarded(main)
