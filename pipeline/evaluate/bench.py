"""Reading and scoring of outside benchmarks; the measuring itself is done by scripts/benchmark.py."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import GoldError, Problem
from pipeline.evaluate.metrics import class_report
from pipeline.records import Document, Kind, Part, Segmented, Sentence

PLEDGE_COLUMNS = ("manifesto_id", "country", "party", "year", "pledge", "text")
PLEDGE_LABELS = ("not", "pledge")
# macro-F1 and accuracy in per cent of ten-fold cross-validation over sentences, as published with the data:
# Fornaciari, Hovy, Naurin, Runeson, Thomson & Adhikari, "We will Reduce Taxes": Identifying Election Pledges with
# Language Models, Findings of ACL 2021 (mean of ten repetitions in the logs of their replication files)
PUBLISHED: Mapping[str, tuple[str, float, float | None]] = {
    "both": ("multilingual BERT, sentence and context, hierarchical", 77.1, 82.6),
    "India": ("BERT large (English)", 76.1, None),
    "Sweden": ("Swedish BERT", 85.3, 87.2),
}


@dataclass(frozen=True, slots=True)
class ManifestoSentence:
    """A sentence of an election manifesto, marked as pledge or not by political scientists.

    `number` is its place in the manifesto, which country, party and year name.
    """

    number: int
    country: str
    party: str
    year: int
    pledge: bool
    text: str

    @property
    def manifesto(self) -> str:
        """Return the id of the manifesto."""
        return f"{self.country}-{self.party}-{self.year}"


def parse_manifestos(content: str, name: str) -> tuple[ManifestoSentence, ...]:
    """Return the sentences of a CSV file in its order, which is that of the manifestos.

    Args:
        content: the file as text.
        name: of the file, for messages.

    Raises:
        GoldError: lists missing columns and every value that does not fit.
    """
    reader = csv.DictReader(io.StringIO(content, newline=""))
    missing = [c for c in PLEDGE_COLUMNS if c not in (reader.fieldnames or [])]
    if missing:
        raise GoldError(f"{name}: columns are missing: {', '.join(missing)} → give it {', '.join(PLEDGE_COLUMNS)}")
    rows, problems = [], []
    for number, row in enumerate(reader, start=2):
        place = f"{name} row {number}"
        if row["pledge"] not in ("0", "1"):
            problems.append(Problem(place, row["pledge"] or "", "pledge is neither 0 nor 1", "write 0 or 1"))
        for column in ("manifesto_id", "year"):
            if not (row[column] or "").isascii() or not (row[column] or "").isdigit():
                problems.append(Problem(place, row[column] or "", f"{column} is no number", "write a whole number"))
        if not problems:
            number, year, pledge = int(row["manifesto_id"]), int(row["year"]), row["pledge"] == "1"
            rows.append(ManifestoSentence(number, row["country"], row["party"], year, pledge, row["text"]))
    if problems:
        raise GoldError("\n".join([f"{len(problems)} problems in {name}:", *(f"  {p}" for p in problems)]))
    return tuple(rows)


# the language code of each country of the data; a language without rules is read as it is written
LANGUAGE_OF = {"India": "en", "Sweden": "sv"}


def manifesto_documents(rows: Sequence[ManifestoSentence]) -> tuple[tuple[Segmented, ...], npt.NDArray[np.int64]]:
    """Return each manifesto as a document with one sentence per row, and where each row went.

    Returns:
        The documents in order of their ids; and an array of shape (n, 2) with the number of the document and of
        the sentence of each row. Sections and parts are unknown, so they are empty and `other`.
    """
    members: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        members.setdefault(row.manifesto, []).append(at)
    documents = []
    places = np.zeros((len(rows), 2), dtype=np.int64)
    for number, (name, own) in enumerate(sorted(members.items())):
        own.sort(key=lambda at: rows[at].number)
        text = "\n".join(rows[at].text for at in own)
        first = rows[own[0]]
        language = LANGUAGE_OF.get(first.country, first.country)
        document = Document(name, first.country, "party", first.year, "other", name, language, "", "", "utf-8", text)
        sentences, start = [], 0
        for k, at in enumerate(own):
            end = start + len(rows[at].text)
            sentences.append(Sentence(name, start, end, rows[at].text, "", Part.OTHER, 0.0, Kind.SENTENCE))
            places[at] = number, k
            start = end + 1
        documents.append(Segmented(document, tuple(sentences), ()))
    return tuple(documents), places


def folds_over_rows(n: int, folds: int, seed: int) -> npt.NDArray[np.int64]:
    """Return a fold number per row: rows shuffled with the seed, folds of equal size (the published protocol)."""
    order = np.random.default_rng(seed).permutation(n)
    numbers = np.empty(n, dtype=np.int64)
    numbers[order] = np.arange(n) % folds
    return numbers


def pledge_table(rows: Sequence[ManifestoSentence], probabilities: npt.NDArray[np.float64]) -> list[dict[str, Any]]:
    """Return macro-F1 and accuracy (per cent) of both countries together and of each, beside the published ones.

    Args:
        rows: n sentences.
        probabilities: shape (n,), out-of-fold probability of pledge.
    """
    table = []
    for name, (model, f1, accuracy) in PUBLISHED.items():
        at = [i for i, row in enumerate(rows) if name in ("both", row.country)]
        gold = [PLEDGE_LABELS[rows[i].pledge] for i in at]
        predicted = [PLEDGE_LABELS[int(probabilities[i] >= 0.5)] for i in at]
        report = class_report(gold, predicted, PLEDGE_LABELS)
        table.append(
            {
                "data": name,
                "sentences": len(at),
                "macro_f1": None if report.macro_f1 is None else round(100 * report.macro_f1, 2),
                "accuracy": None if report.accuracy is None else round(100 * report.accuracy, 2),
                "pledge_f1": None if report.scores[1].f1 is None else round(100 * report.scores[1].f1, 2),
                "published_model": model,
                "published_macro_f1": f1,
                "published_accuracy": accuracy,
            }
        )
    return table
