"""Train the models of models/ from labelled rows, or retrain one of them on your own labels.

  .venv/bin/python scripts/train.py all      --gold GOLD_DIR --corpora CORPUS …
  .venv/bin/python scripts/train.py classify --gold GOLD_DIR --corpora CORPUS … --out my-models
  .venv/bin/python scripts/train.py classify --gold GOLD_DIR --corpora CORPUS … --tune further

GOLD_DIR holds sentences*.csv, links*.csv, closures*.csv and threads*.csv; CORPUS are the folders of the
texts that they refer to. The same inputs give the same files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

TASKS = ("encoder", "classify", "links", "closures")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="train.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("task", choices=("all", *TASKS), help="what to train")
    parser.add_argument("--gold", type=Path, required=True, metavar="GOLD_DIR", help="folder of the labelled rows")
    parser.add_argument("--corpora", type=Path, nargs="+", required=True, metavar="CORPUS", help="folders of the texts")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the models go (default: models/)")
    parser.add_argument(
        "--tune",
        nargs="?",
        const="raw",
        default="",
        choices=("raw", "further"),
        help="train the transformer too: raw, from the beginning (classify: hours on a processor; encoder, the large\n"
        "one of the links, and links, the small one, which learns from it: an hour each), or further, what is new to\n"
        "the classifier at hand (half an hour)",
    )
    parser.add_argument(
        "--plain", action="store_true", help="links: the readable scorer alone, without a transformer's second look"
    )
    parser.add_argument(
        "--larger",
        nargs="+",
        default=(),
        type=_language_and_folder,
        metavar="LANGUAGE=FOLDER",
        help="classify: a larger transformer of a language, which learns the labels first and teaches what is stored;\n"
        "any encoder named as BERT or MPNet, with its tokenizer (en=all-mpnet-base-v2); it is not stored",
    )
    parser.add_argument(
        "--device", default="cpu", help="where transformers of the classifier learn, as torch names it (cuda)"
    )
    parser.add_argument(
        "--corrections",
        type=Path,
        nargs="+",
        default=(),
        metavar="FOLDER",
        help="verdicts of people; they take the place of gold rows that they overlap",
    )
    parser.add_argument(
        "--invented",
        type=Path,
        metavar="FOLDER",
        help="invented speeches to learn from too (default: corpora/invented where it is there)",
    )
    parser.add_argument(
        "--no-invented", action="store_true", help="learn from the labelled rows and nothing that was invented"
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="TOML file; see pipeline/default.toml")
    options = parser.parse_args(arguments)
    if options.task == "closures" and options.tune:
        parser.error("--tune is for what has a transformer → leave it out for closures")
    if options.task != "classify" and options.tune == "further":
        parser.error(f"--tune further is for the classifiers alone → --tune raw, or leave it out for {options.task}")
    if options.plain and (options.task not in ("all", "links") or options.tune):
        parser.error("--plain is for links that have no transformer → leave it out, or --tune")
    if options.task not in ("all", "classify") and (options.larger or options.device != "cpu"):
        parser.error(f"--larger and --device are for the classifiers → leave them out for {options.task}")
    languages = [language for language, _ in options.larger]
    if twice := sorted({language for language in languages if languages.count(language) > 1}):
        parser.error(f"--larger: more than one transformer for {', '.join(twice)} → give one for each language")
    if options.no_invented and options.invented:
        parser.error("--invented and --no-invented exclude each other → give one of them")
    return options


def _language_and_folder(text: str) -> tuple[str, Path]:
    language, sign, folder = text.partition("=")
    if not (language and sign and folder):
        raise argparse.ArgumentTypeError(f"{text!r} is not LANGUAGE=FOLDER → en=models-at-hand/all-mpnet-base-v2, say")
    return language, Path(folder)


def main() -> int:
    """Train what is asked for and print the cards."""
    options = parse()
    import _console as console
    from pipeline.jobs import MODELS
    from pipeline.settings import load_settings
    from pipeline.training import Tuning, invented_at, load_material, make

    invented = None if options.no_invented else invented_at(options.invented)
    settings = load_settings(options.settings)
    material = load_material(options.gold, options.corpora, settings, options.corrections, invented)
    out = options.out or MODELS
    tuning = Tuning(options.tune, dict(options.larger), options.device, options.plain)
    with console.progress_bars() as told:
        for task in TASKS if options.task == "all" else (options.task,):
            card = make(task, material, out, MODELS, told, tuning)
            console.out.print(f"{task}: {out}", style="bold")
            console.print_json(card.get("scores", {}))
            for warning in card.get("warnings", ()):
                console.err.print(f"warning: {warning}", style="yellow")
    return 0


if __name__ == "__main__":
    import _console

    _console.guarded(main)
