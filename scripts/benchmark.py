"""Compare this project with what others published or built.

pledges   the sentence classifier on a paper's data, in the paper's protocol, beside its scores
run       seconds, sentences a second and memory of whole runs on multiplied corpora, beside jieba and topic models
threads   topic models (BERTopic, HDBSCAN) on the commitments of a run, beside the run's own threads
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.classify.encoder import Encoder
    from pipeline.classify.network import Goal
    from pipeline.evaluate.bench import ManifestoSentence
    from pipeline.evaluate.gold import Gold, GoldText
    from pipeline.records import Document, Segmented

ROOT = Path(__file__).resolve().parent.parent
# sentences that a head reads in one stretch
STRETCH = 40


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    from _options import at_least_one, none_or_more

    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="benchmark.py", description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", required=True)

    pledges = commands.add_parser("pledges", help="a paper's manifestos", description=pledges_benchmark.__doc__)
    pledges.add_argument(
        "file", type=Path, metavar="FILE", help="CSV: manifesto_id, country, party, year, pledge, text"
    )
    pledges.add_argument(
        "--folds", type=at_least_one, default=10, metavar="N", help="folds over sentences (default: 10)"
    )
    pledges.add_argument(
        "--repeats", type=at_least_one, default=1, metavar="N", help="repetitions with other folds (default: 1)"
    )

    pledges.add_argument(
        "--networks", type=at_least_one, default=1, metavar="N", help="networks averaged per fold (default: 1)"
    )

    pledges.add_argument(
        "--backbone", type=Path, metavar="FOLDER", help="model folder of an accurate classifier: train heads on it too"
    )
    pledges.add_argument(
        "--heads", type=at_least_one, default=3, metavar="N", help="heads averaged per fold (default: 3)"
    )

    run = commands.add_parser("run", help="time and memory of a run", description=run_benchmark.__doc__)
    run.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a corpus folder")
    run.add_argument(
        "--workers", type=none_or_more, default=0, metavar="N", help="processes of the run (default: as run.py)"
    )
    run.add_argument(
        "--times",
        nargs="+",
        type=at_least_one,
        default=[1],
        metavar="N",
        help="how often the speeches are taken (default: 1)",
    )
    run.add_argument(
        "--documents", type=at_least_one, metavar="N", help="take N speeches of the corpora (default: all)"
    )
    run.add_argument(
        "--peers", nargs="*", choices=("bertopic", "hdbscan"), default=[], help="topic models to time on the same text"
    )
    run.add_argument("--settings", type=Path, metavar="FILE", help="settings for the run")
    run.add_argument("--models", type=Path, metavar="FOLDER", help="folder of the models (default: models/)")

    threads = commands.add_parser("threads", help="topic models as threads", description=threads_benchmark.__doc__)
    threads.add_argument("run", type=Path, metavar="OUT", help="folder that run.py wrote")
    threads.add_argument("--gold", type=Path, required=True, metavar="GOLD_DIR", help="folder with threads*.csv")
    threads.add_argument(
        "--corpora", nargs="+", type=Path, required=True, metavar="CORPUS", help="the texts of the gold"
    )
    threads.add_argument("--jurisdiction", metavar="NAME", help="whose commitments (default: that of the gold)")
    threads.add_argument("--since", type=int, default=1998, metavar="YEAR", help="first year (default: 1998)")
    threads.add_argument("--encoder", default="static", metavar="NAME", help="encoder of the vectors (default: static)")
    threads.add_argument("--models", type=Path, default=ROOT / "models", metavar="FOLDER", help="folder of the models")
    threads.add_argument("--min-size", type=at_least_one, default=3, metavar="N", help="smallest topic (default: 3)")
    threads.add_argument(
        "--methods", nargs="+", choices=("bertopic", "hdbscan"), default=["bertopic", "hdbscan"], help="which to run"
    )
    for command in (pledges, run, threads):
        command.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    options = parser.parse_args(arguments)
    if options.command == "pledges" and options.folds < 2:
        pledges.error("--folds must be 2 or more")
    if options.command == "threads" and options.min_size < 2:
        threads.error("--min-size must be 2 or more")
    return options


def main() -> int:
    """Run one benchmark, print its table, write JSON."""
    options = parse()
    from pipeline.tables import replace_file

    _check_peers({"run": "peers", "threads": "methods"}.get(options.command, ""), options)
    found = {"pledges": pledges_benchmark, "run": run_benchmark, "threads": threads_benchmark}[options.command](options)
    if options.json is not None:
        content = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        replace_file(options.json, lambda target: target.write_text(content, encoding="utf-8"), "--json")
    return 0


def _check_peers(name: str, options: argparse.Namespace) -> None:
    """Refuse peers that are not installed before a run of minutes. Raises RunError."""
    from pipeline.errors import RunError

    for peer in getattr(options, name, ()):
        if find_spec(peer) is None:
            raise RunError(f"--{name} {peer}: is not installed → pip install -e '.[bench]', or leave it out")


# ---- pledges ------------------------------------------------------------------------------------


def pledges_benchmark(options: argparse.Namespace) -> dict[str, Any]:
    """Cross-validate the sentence classifier with two labels over sentences, beside the published scores."""
    from rich.table import Table

    import _console as console
    from pipeline.classify import Classifier
    from pipeline.classify.accurate import AccurateOptions
    from pipeline.errors import GoldError, ModelError
    from pipeline.evaluate.bench import manifesto_documents, parse_manifestos, pledge_table
    from pipeline.evaluate.metrics import shown
    from pipeline.modelfiles import load_model

    try:
        content = options.file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoldError(f"{options.file}: cannot be read ({error.strerror}) → check the path") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{options.file}: no text in UTF-8 ({error}) → save it as a UTF-8 CSV file") from error
    rows = parse_manifestos(content, options.file.name)
    documents, places = manifesto_documents(rows)
    encoder = None
    if options.backbone is not None:
        classifier = Classifier.from_model(load_model(options.backbone))
        if classifier.heads is None:
            raise ModelError(f"{options.backbone}: has no backbone → name the folder of an accurate classifier")
        encoder = classifier.heads.encoder
    repeats = []
    for seed in range(options.repeats):
        start = time.perf_counter()
        probabilities = _pledge_probabilities(rows, documents, places, options.folds, seed, options.networks)
        if encoder is not None:
            heads = _head_probabilities(rows, documents, places, options.folds, seed, encoder, options.heads)
            share = AccurateOptions().fast_share
            probabilities = share * probabilities + (1 - share) * heads
        table = pledge_table(rows, probabilities)
        repeats.append({"seed": seed, "seconds": round(time.perf_counter() - start, 1), "table": table})
    shown_table = Table(
        *("data", "sentences", "macro-F1", "accuracy", "F1 pledge", "published macro-F1", "published accuracy"),
        title=f"{options.folds}-fold cross-validation over sentences, mean of {options.repeats} repetitions",
    )
    means = []
    for k, row in enumerate(repeats[0]["table"]):
        mean = dict(row)
        for column in ("macro_f1", "accuracy", "pledge_f1"):
            values = [repeat["table"][k][column] for repeat in repeats]
            mean[column] = None if None in values else round(sum(values) / len(values), 2)
        means.append(mean)
        ours = (shown(mean[c], 1) for c in ("macro_f1", "accuracy", "pledge_f1"))
        theirs = (shown(row["published_macro_f1"], 1), shown(row["published_accuracy"], 1))
        shown_table.add_row(row["data"], f"{row['sentences']:,}", *ours, *theirs)
    console.print_table(shown_table)
    for row in means:
        console.out.print(f"{row['data']}: published with {row['published_model']}")
    how = {"folds": options.folds, "networks": options.networks, "backbone": str(options.backbone or "")}
    return {**how, "mean": means, "repeats": repeats}


def _head_probabilities(
    rows: Sequence[ManifestoSentence],
    documents: Sequence[Segmented],
    places: NDArray[Any],
    folds: int,
    seed: int,
    encoder: Encoder,
    n_heads: int,
) -> NDArray[Any]:
    """Return the out-of-fold probability of pledge of each row, shape (n,), by heads on a frozen backbone."""
    import numpy as np

    import _console as console
    from pipeline.classify.features import featurise
    from pipeline.classify.head import HeadPlan, Stretch, heads_say, train_head
    from pipeline.classify.network import Goal, Shape
    from pipeline.evaluate.bench import folds_over_rows

    buckets = Shape().buckets
    plan = HeadPlan(labels=2)
    dense = [featurise(document, buckets).dense for document in documents]
    vectors = [encoder.vectors([s.text for s in document.sentences]) for document in documents]
    fold_of = folds_over_rows(len(rows), folds, seed)
    probabilities = np.zeros(len(rows))
    with console.progress_bars() as progress:
        for fold in range(folds):
            stretches = []
            for number, goal in enumerate(_goals(rows, documents, places, fold_of != fold)):
                for low in range(0, len(goal.labels), STRETCH):
                    cut = slice(low, low + STRETCH)
                    part = Goal(*(a[cut] for a in (goal.labels, goal.label_weight, goal.levels, goal.level_weight)))
                    stretches.append(Stretch(vectors[number][cut], dense[number][cut], part))
            heads = [train_head(stretches, plan, 1000 * seed + k) for k in range(n_heads)]
            for number in range(len(documents)):
                own = np.flatnonzero((places[:, 0] == number) & (fold_of == fold))
                said, _ = heads_say(heads, vectors[number], dense[number])
                probabilities[own] = np.exp(said[places[own, 1], 1].astype(np.float64))
            progress("heads", fold + 1, folds)
    return probabilities


def _goals(
    rows: Sequence[ManifestoSentence], documents: Sequence[Segmented], places: NDArray[Any], known: NDArray[Any]
) -> list[Goal]:
    """Return what is known of each manifesto's sentences: the labels of the rows in `known`, shape (n,), bool."""
    import numpy as np

    from pipeline.classify.network import Goal

    truth = np.array([row.pledge for row in rows], dtype=np.int64)
    goals = []
    for number, document in enumerate(documents):
        n = len(document.sentences)
        labels, weight = np.zeros((n, 2), np.float32), np.zeros(n, np.float32)
        own = np.flatnonzero(places[:, 0] == number)
        labels[places[own, 1], truth[own]] = 1.0
        weight[places[own, 1]] = known[own]
        goals.append(Goal(labels, weight, np.zeros((n, 5), np.float32), np.zeros(n, np.float32)))
    return goals


def _pledge_probabilities(
    rows: Sequence[ManifestoSentence],
    documents: Sequence[Segmented],
    places: NDArray[Any],
    folds: int,
    seed: int,
    networks: int,
) -> NDArray[Any]:
    """Return the out-of-fold probability of pledge of each row, shape (n,), the mean over several networks.

    The text of neighbours is seen in every fold, as in the published protocol; their labels are not.
    """
    import numpy as np

    import _console as console
    from pipeline.classify.features import featurise
    from pipeline.classify.network import Plan, Shape, answer, train
    from pipeline.evaluate.bench import folds_over_rows

    shape = Shape(labels=2)
    features = [featurise(document, shape.buckets) for document in documents]
    fold_of = folds_over_rows(len(rows), folds, seed)
    probabilities = np.zeros(len(rows))
    with console.progress_bars() as progress:
        for fold in range(folds):
            goals = _goals(rows, documents, places, fold_of != fold)
            for network in range(networks):
                weights = train(features, goals, shape, Plan(seed=7 + 1000 * seed + network))
                for number, one in enumerate(features):
                    logits, _ = answer([weights], one)
                    own = np.flatnonzero((places[:, 0] == number) & (fold_of == fold))
                    gap = logits[places[own, 1], 1] - logits[places[own, 1], 0]
                    probabilities[own] += 1 / (1 + np.exp(-gap.astype(np.float64))) / networks
                progress("networks", fold * networks + network + 1, folds * networks)
    return probabilities


# ---- run ----------------------------------------------------------------------------------------


def run_benchmark(options: argparse.Namespace) -> dict[str, Any]:
    """Time scripts/run.py from scratch on corpora multiplied over invented places; beside it what a user would pick.

    A copy of the corpora has other places, years, figures and words, so that nothing is equal to another copy by
    chance; each place keeps its number of speeches. The growth is the slope of log seconds over log sentences. Peers:
    jieba alone on all texts (the floor: nothing can be done with a text before it is cut); with --peers, on the
    sentences of the first size, topic models on vectors of the same encoder.
    """
    from rich.table import Table

    import _console as console

    found: dict[str, Any] = {"cores": os.cpu_count(), "sizes": []}
    with tempfile.TemporaryDirectory(prefix="pledge-ledger-") as folder:
        for times in sorted(set(options.times)):
            corpus = multiply(options.corpora, Path(folder) / f"corpus-{times}", times, options.documents)
            figures = time_run(corpus, Path(folder) / f"out-{times}", options)
            figures["times"] = times
            figures["jieba"] = time_jieba([corpus])
            figures["ratio"] = round(figures["seconds"] / max(figures["jieba"]["seconds"], 0.01), 2)
            found["sizes"].append(figures)
            _print_run(figures)
        # last, because a process that is started by a large one is counted as large itself
        if options.peers:
            found["peers"] = time_peers(Path(folder) / f"out-{found['sizes'][0]['times']}", options)
    if len(found["sizes"]) > 1:
        found["growth"] = {
            "seconds": growth([(f["sentences"], f["seconds"]) for f in found["sizes"]]),
            "processor": growth([(f["sentences"], f["processor_seconds"]) for f in found["sizes"]]),
        }
        console.out.print(f"growth: seconds with sentences to the power of {found['growth']['seconds']}")
    if "peers" in found:
        table = Table("peer, on the same sentences", "seconds", "peak MiB", "groups")
        for row in found["peers"]:
            table.add_row(row["peer"], f"{row['seconds']:.1f}", f"{row['peak_mebibytes']:,.0f}", str(row["groups"]))
        console.print_table(table)
    return found


def time_run(corpus: Path, out: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run the main job from scratch in a process of its own; return its figures. Raises RunError where it fails."""
    command = [sys.executable, str(ROOT / "scripts" / "run.py"), str(corpus), "--out", str(out)]
    for name in ("workers", "settings", "models"):
        if getattr(options, name):
            command += [f"--{name}", str(getattr(options, name))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        from pipeline.errors import RunError

        raise RunError(f"run.py ended with exit code {done.returncode} → see its message above")
    figures = run_figures(json.loads((out / "run.json").read_text(encoding="utf-8")), seconds)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return figures | {"processor_seconds": round(spent, 2)}


def _print_run(figures: Mapping[str, Any]) -> None:
    """Print one size: steps on the clock, and stages added up over processes."""
    from rich.table import Table

    import _console as console

    title = f"{figures['times']} ×, {figures['documents']:,} speeches, {figures['sentences']:,} sentences"
    steps = Table("step", "seconds", "sentences/s", "peak MiB", title=title)
    for row in figures["steps"]:
        steps.add_row(row["step"], f"{row['seconds']:.1f}", _rate(row["per_second"]), f"{row['peak_mebibytes']:,.0f}")
    steps.add_row("whole, with start", f"{figures['seconds']:.1f}", _rate(figures["per_second"]), "")
    steps.add_row("of the processor", f"{figures['processor_seconds']:.1f}", "", "")
    steps.add_row("jieba alone", f"{figures['jieba']['seconds']:.1f}", "", f"{figures['jieba']['peak_mebibytes']:,.0f}")
    stages = Table("stage", "seconds of work", "sentences/s and process", title="Stages, added up over processes")
    for row in figures["stages"]:
        stages.add_row(row["stage"], f"{row['seconds']:.1f}", _rate(row["per_second"]))
    for table in (steps, stages):
        for column in table.columns[1:]:
            column.justify = "right"
        console.print_table(table)
    console.out.print("peak MiB: the largest process so far, so it never falls")


def run_figures(info: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Return steps (time on the clock) and stages (work added up over processes) with their rates.

    Args:
        info: what run.json holds.
        seconds: of the whole command, start and import of libraries included.
    """
    sentences = int(info["counts"]["classify"]["taken"])

    def per_second(taken: float) -> float | None:
        return round(sentences / taken, 1) if taken and sentences else None

    return {
        "documents": len(info.get("inputs", ())),
        "sentences": sentences,
        "seconds": round(seconds, 2),
        "per_second": per_second(seconds),
        "steps": [
            {
                "step": name,
                "seconds": taken,
                "per_second": per_second(taken),
                "peak_mebibytes": info["peak_mebibytes"][name],
            }
            for name, taken in info["clock"].items()
        ],
        "stages": [
            {"stage": name, "seconds": taken, "per_second": per_second(taken)}
            for name, taken in info["seconds"].items()
        ],
    }


def growth(points: Sequence[tuple[float, float]]) -> float:
    """Return the exponent that fits (size, seconds) best: the least-squares slope on logarithmic scales."""
    import numpy as np

    sizes, seconds = np.log(np.array(points, float).T)
    return round(float(np.polyfit(sizes, seconds, 1)[0]), 3)


_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")
_ENGLISH = re.compile(r"[A-Za-z]{4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
CHANGED = 0.3  # share of the words that another word stands for in a copy


def multiply(corpora: Sequence[Path], folder: Path, times: int, most: int | None = None) -> Path:
    """Write a corpus with the speeches of some corpora, `times` over, and return its folder.

    The first copy is the original. In every other one each place has another name, years are moved back by 0 to 6,
    numbers are drawn anew with the same number of digits, and three words in ten are replaced throughout the copy by
    other words of the same length from the same speeches: what a place repeats over the years it still repeats.

    Args:
        corpora: the originals.
        folder: where the corpus is written.
        times: how often.
        most: so many speeches of the originals are taken, place by place, the last ones first; None takes all.
    """
    from pipeline.readers import read_corpora

    documents, problems = read_corpora(corpora)
    if problems:
        from pipeline.errors import CorpusError

        raise CorpusError(problems)
    if most is not None:
        ranked = sorted(documents, key=lambda d: (d.jurisdiction, -d.year, d.doc_id))
        documents = tuple(sorted(ranked[:most], key=lambda d: d.doc_id))
    (folder / "texts").mkdir(parents=True)
    words = {
        "zh": _by_length(piece for d in documents if d.language == "zh" for piece in _chunks(d.text)),
        "en": _by_length(word for d in documents if d.language == "en" for word in _ENGLISH.findall(d.text)),
    }
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["doc_id", "jurisdiction", "level", "year", "kind", "title", "language", "source"])
        for copy in range(times):
            draw = random.Random(copy)
            table = {
                code: {word: draw.choice(own) for own in groups for word in own if draw.random() < CHANGED}
                for code, groups in words.items()
            }
            shift = -(copy % 7)
            for d in documents:
                chance = random.Random(f"{copy} {d.doc_id}")
                text = d.text if copy == 0 else _varied(d, table[d.language], shift, chance)
                name = f"{d.doc_id}-{copy}"
                place = d.jurisdiction if copy == 0 else f"{d.jurisdiction} {copy}"
                writer.writerow([name, place, d.level, d.year + shift, d.kind, d.title, d.language, "benchmark"])
                (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def _chunks(text: str) -> Iterable[str]:
    """Yield the pairs of characters that Chinese runs consist of, one behind the other."""
    for run in _HAN.findall(text):
        yield from (run[k : k + 2] for k in range(0, len(run) - 1, 2))


def _by_length(words: Iterable[str]) -> list[list[str]]:
    """Return the distinct words in lists of one length each, sorted."""
    groups: dict[int, list[str]] = {}
    for word in sorted(set(words)):
        groups.setdefault(len(word), []).append(word)
    return list(groups.values())


def _varied(document: Document, table: Mapping[str, str], shift: int, draw: random.Random) -> str:
    """Return the text of a copy of a speech."""

    def number(match: re.Match[str]) -> str:
        if _YEAR.fullmatch(match[0]):
            return str(int(match[0]) + shift)
        return "".join(draw.choice("123456789") for _ in match[0])

    text = _DIGITS.sub(number, document.text)
    if document.language == "en":
        return _ENGLISH.sub(lambda m: table.get(m[0], m[0]), text)

    def run(match: re.Match[str]) -> str:
        pairs = (match[0][k : k + 2] for k in range(0, len(match[0]), 2))
        return "".join(table.get(pair, pair) for pair in pairs)

    return _HAN.sub(run, text)


def time_jieba(corpora: Sequence[Path]) -> dict[str, Any]:
    """Return seconds, characters and peak memory of cutting every text with jieba, dictionary loaded before."""
    from pipeline.evaluate.gold import load_texts
    from pipeline.languages.zh import jieba_tokenizer

    texts = [t.text for t in load_texts(corpora).values()]
    cutter = jieba_tokenizer()
    start, spent = time.perf_counter(), time.process_time()
    tokens = sum(len(cutter.lcut(text)) for text in texts)
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    characters = sum(map(len, texts))
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(spent, 2),
        "characters": characters,
        "tokens": tokens,
        "characters_per_second": round(characters / seconds) if texts else None,
        "peak_mebibytes": round(_peak(), 1),
    }


def _peak() -> float:
    """Return the largest memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def time_peers(out: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time topic models on the sentences of a run: they only group sentences, which is the least that a user needs."""
    from pipeline.embed import load_encoder
    from pipeline.settings import EmbedSettings
    from pipeline.tables import read_rows

    texts = [row["text"] for row in read_rows(out / "data", "sentences", ("sentence_id", "text"))]
    encoder = load_encoder("static", options.models or ROOT / "models", EmbedSettings())
    rows = []
    for name in options.peers:
        start, spent = time.perf_counter(), time.process_time()
        vectors = encoder.encode(texts)
        topics = {"bertopic": _bertopic, "hdbscan": _hdbscan}[name](texts, vectors, 3)
        row = {"peer": name, "sentences": len(texts), "seconds": round(time.perf_counter() - start, 2)}
        row |= {"processor_seconds": round(time.process_time() - spent, 2), "groups": len(set(topics))}
        rows.append(row | {"peak_mebibytes": round(_peak(), 1)})
    return rows


def _rate(value: float | None) -> str:
    """Return a rate for a table."""
    return "-" if value is None else f"{value:,.0f}"


# ---- threads ------------------------------------------------------------------------------------


def threads_benchmark(options: argparse.Namespace) -> dict[str, Any]:
    """Group the commitments of one jurisdiction with topic models and score the groups against gold threads."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    import _console as console
    from pipeline.embed import load_encoder
    from pipeline.errors import GoldError
    from pipeline.evaluate.gold import load_gold, load_texts
    from pipeline.evaluate.metrics import shown
    from pipeline.settings import EmbedSettings
    from pipeline.tables import read_rows

    texts = load_texts(options.corpora)
    gold = load_gold(options.gold, texts, kinds=("threads",))
    if not gold.threads:
        raise GoldError(f"{options.gold}: no row in threads*.csv → label the threads of a field")
    place = options.jurisdiction or texts[gold.threads[0].doc_id].jurisdiction
    units = [
        u
        for u in read_rows(options.run / "data", "units")
        if u["label"] in ("measure", "pledge") and u["jurisdiction"] == place and u["year"] >= options.since
    ]
    if not units:
        advice = "name another --jurisdiction or an earlier year"
        raise GoldError(f"{options.run}: no commitment of {place} since {options.since} → {advice}")
    settings = EmbedSettings(encoder=options.encoder)
    encoder = load_encoder(options.encoder, options.models, settings)
    vectors = encoder.encode([u["text"] for u in units])
    found: dict[str, Any] = {
        "jurisdiction": place,
        "since": options.since,
        "units": len(units),
        "encoder": encoder.name,
    }
    found["methods"] = {
        "this project": {**scored(units, [u["thread_id"] for u in units], gold, texts), "seconds": None}
    }
    for method in options.methods:
        start = time.perf_counter()
        topics = {"bertopic": _bertopic, "hdbscan": _hdbscan}[method](
            [u["text"] for u in units], vectors, options.min_size
        )
        seconds = round(time.perf_counter() - start, 1)
        # -1 is no topic: such a commitment stands alone
        groups = [f"topic {t}" if t >= 0 else f"alone {i}" for i, t in enumerate(topics)]
        found["methods"][method] = {**scored(units, groups, gold, texts), "seconds": seconds}
        found["methods"][method]["alone"] = round(sum(t < 0 for t in topics) / len(topics), 4)
    table = Table(
        *("method", "B-cubed P", "B-cubed R", "B-cubed F1", "same F1", "groups", "largest", "seconds"),
        title=f"{len(units):,} commitments of {place} since {options.since}, vectors of {encoder.name}",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.columns[0].no_wrap = True
    for name, row in found["methods"].items():
        numbers = (row[k] for k in ("b_cubed_precision", "b_cubed_recall", "b_cubed_f1", "pair_f1"))
        table.add_row(name, *map(shown, numbers), str(row["groups"]), str(row["largest"]), shown(row["seconds"], 0))
    console.print_table(table)
    return found


def scored(
    units: Sequence[Mapping[str, Any]], groups: Sequence[str], gold: Gold, texts: Mapping[str, GoldText]
) -> dict[str, Any]:
    """Return the thread scores of a grouping of commitments, and how large its groups are.

    Args:
        units: rows of the table of units, commitments only.
        groups: the group of each.
        gold: with threads.
        texts: the documents of the gold.
    """
    from collections import Counter

    from pipeline.evaluate.end_to_end import Matcher, member_rows, span_indexes
    from pipeline.evaluate.scoring import score_threads

    named = [{**u, "thread_id": group} for u, group in zip(units, groups, strict=True)]
    matcher = Matcher(span_indexes(named, set(gold.doc_ids), texts), {}, texts)
    results = score_threads(member_rows(gold, matcher, texts))
    whole = next(r for r in results if r.facet == "all")
    sizes = Counter(groups)
    fields = {r.value: r.measures["b_cubed_f1"] for r in results if r.facet == "field"}
    return {**whole.measures, "fields": fields, "groups": len(sizes), "largest": max(sizes.values())}


def _bertopic(texts: Sequence[str], vectors: NDArray[Any], min_size: int) -> list[int]:
    """Return BERTopic's topic of each text: its defaults, jieba as tokenizer, a fixed seed."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    from pipeline.languages.zh import jieba_tokenizer

    # BERTopic's own defaults of UMAP, with a seed, which also makes it use one thread
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    vectorizer = CountVectorizer(tokenizer=jieba_tokenizer().lcut, token_pattern=None)
    model = BERTopic(language="multilingual", umap_model=umap, min_topic_size=min_size, vectorizer_model=vectorizer)
    topics, _ = model.fit_transform(list(texts), vectors)
    return [int(t) for t in topics]


def _hdbscan(texts: Sequence[str], vectors: NDArray[Any], min_size: int) -> list[int]:
    """Return the HDBSCAN cluster of each text on the vectors themselves."""
    from hdbscan import HDBSCAN

    found = HDBSCAN(min_cluster_size=min_size, core_dist_n_jobs=1).fit(vectors)
    return [int(c) for c in found.labels_]


if __name__ == "__main__":
    import _console

    _console.guarded(main)
