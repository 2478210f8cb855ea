"""People correct it: draw a sample, code it, measure agreement, store the verdicts, report the error.

  .venv/bin/python scripts/review.py draw --run OUT --kind sentences --n 400 --coders anna,bo --overlap 80 --to sheets/
  .venv/bin/python scripts/review.py apply sheets/*.xlsx --to corpus/corrections
  .venv/bin/python scripts/run.py corpus --out OUT            (reads corpus/corrections from now on)
  .venv/bin/python scripts/review.py agreement corpus/corrections
  .venv/bin/python scripts/review.py estimate --run OUT

docs/reviewing.md explains the loop, the sheets and the estimates.
"""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    from _options import at_least_one, none_or_more, several
    from pipeline.review.verdicts import KINDS
    from pipeline.review.wording import LANGUAGES

    parser = argparse.ArgumentParser(
        prog="review.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    draw = tasks.add_parser("draw", help="draw a sample from a run and write coding sheets")
    draw.add_argument("--run", type=Path, required=True, metavar="OUT", help="results folder of run.py")
    draw.add_argument("--kind", choices=KINDS, required=True, help="what is to be coded")
    draw.add_argument(
        "--n", type=at_least_one, default=200, help="how many items (default: 200); disputes are given whole"
    )
    draw.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="folder for the sheets")
    draw.add_argument("--seed", type=int, default=1, help="another seed is another sample (default: 1)")
    draw.add_argument(
        "--borderline", type=none_or_more, metavar="K", help="of the items, the K least sure ones (default: a quarter)"
    )
    draw.add_argument("--blind", action="store_true", help="do not show what the model says")
    draw.add_argument("--coders", default="coder", metavar="A,B", help="names of the coders, one sheet each")
    draw.add_argument("--overlap", type=none_or_more, default=0, metavar="K", help="items for all coders (default: 0)")
    draw.add_argument(
        "--by",
        choices=("strata", "information", "disputes"),
        default="strata",
        help="strata: a sample for estimates; information: cases that teach most, no estimates;\n"
        "disputes: what coders contradict each other on; the verdict given then is final",
    )
    draw.add_argument("--language", choices=LANGUAGES, default="en", help="language of the sheet")
    draw.add_argument("--format", choices=("xlsx", "csv", "label-studio"), default="xlsx")
    models_help = "folder of the models (default: models/)"
    draw.add_argument("--models", type=Path, metavar="FOLDER", help=f"for --by information: {models_help}")
    apply = tasks.add_parser("apply", help="check filled sheets and store their verdicts")
    apply.add_argument("sheets", type=Path, nargs="+", metavar="SHEET", help="XLSX, CSV, or a JSON of Label Studio")
    apply.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="folder of corrections")
    apply.add_argument("--coder", default="", help="who coded an export of Label Studio, or a table `review`")
    apply.add_argument(
        "--date", metavar="YYYY-MM-DD", help="day of the verdicts (default: today, by this computer's clock)"
    )
    agreement = tasks.add_parser("agreement", help="how far coders agree")
    agreement.add_argument("corrections", type=Path, metavar="FOLDER", help="folder of corrections")
    agreement.add_argument("--out", type=Path, metavar="FOLDER", help="write the tables as CSV as well")
    estimate = tasks.add_parser("estimate", help="error rates and corrected totals of a run")
    estimate.add_argument("--run", type=Path, required=True, metavar="OUT", help="results folder of run.py")
    export = tasks.add_parser("export", help="write verdicts as labelled rows (gold), with their texts")
    export.add_argument("corrections", type=Path, metavar="FOLDER", help="folder of corrections")
    export.add_argument("--corpora", type=Path, nargs="+", required=True, metavar="CORPUS")
    export.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="folder for the CSV files")
    curve = tasks.add_parser("curve", help="learning curve on gold: random against informed choice")
    curve.add_argument("--gold", type=Path, required=True, metavar="GOLD_DIR")
    curve.add_argument("--corpora", type=Path, nargs="+", required=True, metavar="CORPUS")
    curve.add_argument("--sizes", type=several, default="200,400,800", help="numbers of labels (default: 200,400,800)")
    curve.add_argument("--repeats", type=at_least_one, default=5, help="times that the curve is drawn (default: 5)")
    curve.add_argument("--models", type=Path, metavar="FOLDER", help=models_help)
    return parser.parse_args(arguments)


def main() -> int:
    """Do what is asked for."""
    options = parse()
    tasks: dict[str, Callable[[argparse.Namespace], None]] = {
        "draw": _draw,
        "apply": _apply,
        "agreement": _agreement,
        "estimate": _estimate,
        "export": _export,
        "curve": _curve,
    }
    tasks[options.task](options)
    return 0


def _say(text: str, **look: Any) -> None:  # noqa: ANN401 - styles of rich
    import _console as console

    console.out.print(text, **look)


def _draw(options: argparse.Namespace) -> None:
    from pipeline.jobs import MODELS
    from pipeline.reviewing import DrawOrder, draw_sheets

    order = DrawOrder(
        kind=options.kind,
        n=options.n,
        seed=options.seed,
        borderline=options.borderline,
        blind=options.blind,
        coders=tuple(name.strip() for name in re.split("[,\uff0c\u3001]", options.coders) if name.strip()),
        overlap=options.overlap,
        by=options.by,
        language=options.language,
        format=options.format,
    )
    made, files = draw_sheets(options.run, order, options.to, options.models or MODELS)
    stood_for = sum(made.sizes.values())
    frame = f" that stand for {stood_for:,}, in {len(made.sizes)} strata" if made.sizes else ", not for estimates"
    _say(f"sample {made.draw_id}: {len(made.items)} {made.kind}{frame}")
    for file in files:
        _say(f"  {file}")


def _apply(options: argparse.Namespace) -> None:
    from pipeline.reviewing import apply_sheets

    # the day of whoever applies: that of UTC is yesterday's or tomorrow's for half of the world
    today = datetime.datetime.now().astimezone().date()
    date = today.isoformat() if options.date is None else options.date
    done = apply_sheets(options.sheets, options.to, date=date, coder=options.coder)
    merged = done.merged
    _say(f"{merged.new} new verdicts, {merged.changed} changed, {merged.same} as before; {done.empty} rows not filled")
    _say(f"{done.total} verdicts in {options.to / 'verdicts.csv'}")
    if done.kept:
        what = "not filled, and a verdict of the same coder is stored, which stays"
        _say(f"{_rows(done.kept)}: {what} → to take it away, delete its row in verdicts.csv", style="yellow")
    if done.unsaid:
        what = "a note, a mark or a draft without a verdict, which is not kept"
        _say(f"{_rows(done.unsaid)}: {what} → choose a verdict, unsure if need be", style="yellow")


def _rows(places: Sequence[str]) -> str:
    """Return how many rows, and the first of them."""
    from _console import first_of

    first = first_of(places)
    return f"{len(places)} rows ({first})" if len(places) > 1 else first


def _table(*columns: str, title: str = "") -> Any:  # noqa: ANN401 - rich is imported late
    from rich.table import Table

    return Table(*columns, title=title or None, title_justify="left")


def _agreement(options: argparse.Namespace) -> None:
    import _console as console
    from pipeline.evaluate.metrics import shown
    from pipeline.review.coders import agreements, disagreements
    from pipeline.reviewing import load_corrections

    verdicts = load_corrections([options.corrections]).verdicts
    found = agreements(verdicts)
    table = _table("kind", "scale", "coders", "label", "items", "equal", "kappa", "alpha", title="Agreement of coders")
    for a in found:
        cells = [f"{shown(value)}{_width(limits)}" for value, limits in a.measures]
        table.add_row(a.kind, a.scale, a.coders, a.label, str(a.items), *cells)
    if found:
        console.print_table(table)
    else:
        _say("No item was coded by two coders.")
    differ = disagreements(verdicts)
    heads = ("kind", "item_a", "item_b", "coder_1", "verdict_1", "coder_2", "verdict_2", "note_1", "note_2")
    listed = _table(*heads[:7], title=f"{len(differ)} disagreements")
    for row in differ[:40]:
        listed.add_row(*row[:7])
    if differ:
        console.print_table(listed)
    if len(differ) > 40:
        _say(f"… and {len(differ) - 40} more; --out writes all")
    if options.out:
        rows = [
            (
                a.kind,
                a.scale,
                a.coders,
                a.label,
                a.items,
                *(n for value, limits in a.measures for n in (value, *limits)),
            )
            for a in found
        ]
        measures = [f"{m}{end}" for m in ("equal", "kappa", "alpha") for end in ("", "_low", "_high")]
        _write_csv(options.out / "agreement.csv", ("kind", "scale", "coders", "label", "items", *measures), rows)
        _write_csv(options.out / "disagreements.csv", heads, differ)


def _width(limits: tuple[float | None, float | None]) -> str:
    low, high = limits
    return "" if low is None or high is None else f" [{low:.2f}, {high:.2f}]"


def _write_csv(file: Path, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table for spreadsheet programs; what coders wrote is no formula in it."""
    from pipeline.cells import guarded_csv
    from pipeline.tables import replace_file

    content = guarded_csv([heads, *rows]).encode("utf-8-sig")
    replace_file(file, lambda target: target.write_bytes(content))
    _say(str(file))


def _estimate(options: argparse.Namespace) -> None:
    import _console as console
    from pipeline.tables import read_rows

    rates = [r for r in read_rows(options.run / "data", "error_rates") if r["main"]]
    if not rates:
        _say("not checked by people: the run has no coded sample")
    for kind in dict.fromkeys(r["kind"] for r in rates):
        own = [r for r in rates if r["kind"] == kind]
        title = f"{kind}: {own[0]['coded']} of {own[0]['drawn']} coded by {', '.join(own[0]['coders'])}"
        table = _table("measure", "label", "estimate", "95 %", "items", title=title)
        for r in own:
            table.add_row(r["measure"], r["label"], *_numbers(r, 3), str(r["n"]))
        console.print_table(table)
    totals = [t for t in read_rows(options.run / "data", "corrected_totals") if t["scope"] == "all"]
    if totals:
        heads = ("label", "counted", "models", "estimate", "95 %")
        table = _table(*heads, title="Sentences in all; places and years are in tables/corrected_totals.csv")
        for t in totals:
            counts = (f"{t['counted']:,}", f"{t['model']:,}")
            table.add_row(t["label"], *counts, *_numbers(t, 0))
        console.print_table(table)


def _numbers(row: dict[str, Any], digits: int) -> tuple[str, str]:
    if row["estimate"] is None:
        return "-", ""
    value, low, high = (f"{row[name]:,.{digits}f}" for name in ("estimate", "low", "high"))
    return value, f"{low} to {high}"


def _export(options: argparse.Namespace) -> None:
    from pipeline.evaluate.gold import load_texts
    from pipeline.review.exchange import gold_csv, gold_of
    from pipeline.review.verdicts import APART
    from pipeline.reviewing import load_corrections
    from pipeline.tables import replace_file

    texts = load_texts(options.corpora)
    plain = {doc_id: t.text for doc_id, t in texts.items()}
    places = {doc_id: t.jurisdiction for doc_id, t in texts.items()}
    verdicts = load_corrections([options.corrections]).verdicts
    found = gold_of(verdicts, plain, places)
    for name, rows in zip(("sentences", "links", "closures"), found, strict=True):
        file = options.to / f"{name}-corrections.csv"
        if rows:
            content = gold_csv(rows).encode("utf-8")
            replace_file(file, lambda target, content=content: target.write_bytes(content), "--to")
            _say(f"{len(rows)} rows: {file}")
        elif file.is_file():
            _take_away(file)
    # that two wordings are in different threads is no row
    decided = {("links" if v.kind == "threads" else v.kind, v.stretches) for v in verdicts if v.verdict != APART}
    if left := len(decided) - sum(map(len, found)):
        why = "coders contradict each other, or the text is not in these corpora or is another one now"
        _say(f"{left} of {len(decided)} items left out: {why}", style="yellow")
    if not decided:
        _say("No verdict stands here that makes a row.")


def _take_away(file: Path) -> None:
    """Remove a file of an earlier export that has no rows now: what it says would be learnt from."""
    from pipeline.errors import RunError

    try:
        file.unlink()
    except OSError as error:
        advice = "close it elsewhere, or name another --to"
        raise RunError(f"{file}: has no rows any more and cannot be removed ({error.strerror}) → {advice}") from error
    _say(f"no rows any more, and removed: {file}")


def _curve(options: argparse.Namespace) -> None:
    import _console as console
    from pipeline.embed import load_encoder
    from pipeline.evaluate.gold import load_gold
    from pipeline.evaluate.metrics import shown
    from pipeline.jobs import MODELS
    from pipeline.review.learning import learning_curve
    from pipeline.settings import Settings
    from pipeline.training import load_material

    material = load_material(options.gold, options.corpora, Settings())
    gold = load_gold(material.gold, material.texts, kinds=["sentences"])
    encoder = load_encoder(material.settings.embed.encoder, options.models or MODELS, material.settings.embed)
    with console.progress_bars() as told:
        points = learning_curve(
            gold.sentences, material.documents, encoder, sizes=options.sizes, repeats=options.repeats, told=told
        )
    drawn = {(p.language, p.labels) for p in points}
    languages = sorted({material.texts[s.doc_id].language for s in gold.sentences})
    if left := [f"{code} {n}" for code in languages for n in sorted(set(options.sizes)) if (code, n) not in drawn]:
        _say(f"{', '.join(left)}: fewer labelled sentences to draw from, and left out", style="yellow")
    table = _table("language", "labels", "random", "informed", "difference", "repeats", title="Macro-F1")
    for p in points:
        mean = [f"{shown(m)} ± {shown(s)}" for m, s in (p.random, p.informed, p.difference)]
        table.add_row(p.language, str(p.labels), *mean, str(p.repeats))
    console.print_table(table)


if __name__ == "__main__":
    import _console

    _console.guarded(main)
