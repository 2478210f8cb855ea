"""Tell the history of one promise from a finished run: every occurrence, its targets, what was reported.

The query may be wording from a speech, a description in your own words, or the id of a thread or unit, e.g.

  python scripts/trace.py "set up an industrial development fund" --run out/demo
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path


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
        help="only this jurisdiction, or the only one with this in its name; may be repeated",
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


def main() -> int:
    """Print the histories; exit code 1 where the run has no commitment in the places asked for, or none near."""
    options = parse()
    import _console as console
    from pipeline.embed import load_encoder
    from pipeline.errors import RunError
    from pipeline.jobs import MODELS, Paths
    from pipeline.settings import EmbedSettings, written_section
    from pipeline.tables import read_rows
    from pipeline.tracing import Ledger, named_places, near_threads, rank_threads

    query = options.query.strip()
    if not query:  # every text contains it
        raise RunError("the query is empty → give the promise in a few words")
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
            f"{name} may be {' or '.join(alike)}" if alike else f"{name} is no place of this run"
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
        return 1
    known = {row["thread_id"] for row in units if query in (row["thread_id"], row["unit_id"])}
    if known:
        nearest = [(thread_id, 1.0) for thread_id in sorted(known)]
    else:
        encoder = load_encoder(embed.encoder, options.models or MODELS, embed)
        vectors = encoder.encode([row["text"] for row in units])
        nearest = rank_threads(query, encoder.encode([query])[0], units, vectors, words)
    near, far = near_threads(nearest)
    ranked = near[: options.most]
    if far and len(ranked) < options.most:
        console.err.print(
            f"threads not shown, as less than half as near as the best ({near[0][1]:.2f}): {len(far)}",
        )
    ledger = Ledger.from_rows(tables)
    spoken = {row["doc_id"] for row in tables["documents"] if row["jurisdiction"] in wanted}
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
    code = 0 if ranked else 1
    if options.json:
        found = [
            {"thread": ledger.threads[i], "score": score, "events": [asdict(e) for e in ledger.history(i)]}
            for i, score in ranked
        ]
        console.out.print_json(json.dumps(found, ensure_ascii=False))
        return code
    for thread_id, score in ranked:
        thread = ledger.threads[thread_id]
        console.out.print(f"\n{thread['jurisdiction']}: {thread['title']}", style="bold")
        console.out.print(f"{thread_id}, {thread['status']}, similarity to the query {score:.2f}")
        console.out.print(thread["reason"])
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
