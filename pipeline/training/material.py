"""Where training starts: texts, gold, what people decided, and invented speeches."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.classify.transformer import transformer_of
from pipeline.embed.unpack import packed_file, parse_packed, unpack
from pipeline.errors import GoldError
from pipeline.evaluate.gold import Gold, GoldText, load_gold, load_texts
from pipeline.languages import LANGUAGES
from pipeline.link.cross import Tokens
from pipeline.modelfiles import META, ModelFile, load_model
from pipeline.planted import ANNOTATIONS, Planted, read_planted
from pipeline.records import Label, Part, Segmented, Target, Unit
from pipeline.review.exchange import with_people
from pipeline.review.verdicts import csv_text
from pipeline.reviewing import Corrections, load_corrections
from pipeline.segment import segment
from pipeline.settings import ACCURATE, Settings
from pipeline.targets import find_targets
from pipeline.workfiles import make_unit

TOLD = Callable[[str, int, int], None]
Words = tuple[str, Tokens]
"""The hash of a transformer, and the tokens that it makes of texts, which cross-encoders read."""
_BY_PART = {Part.PLAN: Label.MEASURE, Part.REVIEW: Label.PROGRESS, Part.OTHER: Label.OTHER}
LIBRARIES = ("numpy", "scikit-learn", "torch", "jieba")

INVENTED = Path(__file__).resolve().parents[2] / "corpora" / "invented"
"""Speeches written for training; see :mod:`pipeline.planted`."""


@dataclass(frozen=True, slots=True)
class Invented:
    """Invented speeches, and the same cut up; they are learned from and never measured on."""

    planted: Planted
    documents: Mapping[str, Segmented]

    def sha256(self) -> dict[str, str]:
        """Return the hash of the annotations by name, for a card."""
        return {f"invented/{ANNOTATIONS}": self.planted.sha256}


@dataclass(frozen=True, slots=True)
class Material:
    """What all trainers start from: the texts by document id, the same cut up, the gold's file hashes, and verdicts.

    What people decided (`corrections`) takes the place of gold rows that it overlaps.
    """

    gold: Path
    texts: Mapping[str, GoldText]
    documents: Mapping[str, Segmented]
    settings: Settings
    corrections: Corrections = field(default_factory=Corrections)
    invented: Invented | None = None

    def labelled(self, kinds: Sequence[str]) -> Gold:
        """Return the gold of some kinds, with people's verdicts on them. Raises GoldError."""
        gold = load_gold(self.gold, self.texts, kinds=kinds)
        own = {*kinds, "threads"} if "links" in kinds else {*kinds}
        return with_people(gold, [v for v in self.corrections.verdicts if v.kind in own], self.texts)

    def sha256(self, *stems: str) -> dict[str, str]:
        """Return the sha256 of the gold files whose names begin with one of `stems`, by file name."""
        files = sorted(p for p in self.gold.glob("*.csv") if p.name.startswith(stems))
        found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
        if self.corrections.verdicts:
            found["verdicts.csv"] = hashlib.sha256(csv_text(self.corrections.verdicts).encode("utf-8")).hexdigest()
        return found


def load_material(
    gold: Path,
    corpora: Iterable[Path],
    settings: Settings,
    corrections: Sequence[Path] = (),
    invented: Path | None = None,
) -> Material:
    """Read and cut up the texts that gold may refer to, folders of verdicts, and a folder of invented speeches.

    Raises GoldError, CorpusError or ReviewError.
    """
    texts = load_texts(corpora)
    documents = {k: segment(t.document, settings.segment) for k, t in texts.items()}
    beside = None
    if invented is not None:
        planted = read_planted(invented)
        twice = sorted(set(planted.documents) & set(texts))
        if twice:
            raise GoldError(f"{invented}: {', '.join(twice[:5])} are ids of the corpora too → rename one of them")
        beside = Invented(planted, {k: segment(d, settings.segment) for k, d in planted.documents.items()})
    return Material(gold, texts, documents, settings, load_corrections(corrections), beside)


def invented_at(folder: Path | None = None) -> Path | None:
    """Return the folder of invented speeches: the one that is named, else the project's, None where it is not there."""
    return folder or (INVENTED if INVENTED.is_dir() else None)


def versions() -> dict[str, str]:
    """Return the versions of what trains, for a card."""
    return {"pledge-ledger": __version__, "python": platform.python_version()} | {
        name: metadata.version(name) for name in LIBRARIES
    }


def sizes_of(documents: Mapping[str, Segmented]) -> dict[str, int]:
    """Return the number of sentences of each document."""
    return {doc_id: len(one.sentences) for doc_id, one in documents.items()}


def unit_targets(units: Sequence[Unit], material: Material) -> dict[str, tuple[Target, ...]]:
    """Return the figures of gold units by id, with the sentence that each stands in as context."""
    found: dict[str, tuple[Target, ...]] = {}
    for unit in units:
        sentence = next(
            (s for s in material.documents[unit.doc_id].sentences if s.sentence_id == unit.sentence_id), None
        )
        if sentence is None:
            found[unit.unit_id] = find_targets(unit)
        else:
            found[unit.unit_id] = find_targets(unit, sentence.text, sentence.start)
    return found


def teacher_folder(material: Material, folder: Path) -> Path:
    """Return the folder of the unpacked transformer beside the models, made where there is none yet."""
    found = folder.parent.parent / "build" / "teacher"
    if not (found / "modules.json").is_file():
        packed = parse_packed(packed_file().read_bytes(), packed_file().name)
        lines = (line for t in material.texts.values() for line in t.text.splitlines() if line.strip())
        unpack(packed, lines, found)
    return found


def all_units(documents: Iterable[Segmented]) -> list[Unit]:
    """Return every unit of the documents, labelled by the part it stands in: what a gold pair stands among.

    The part that looks ahead consists of commitments and the one that looks back of reports, near enough to say what
    is usual in a speech; no classifier is needed.
    """
    return [
        make_unit(one.document, s, s.start + low, s.start + high, _BY_PART[s.part], None)
        for one in documents
        for s in one.sentences
        for low, high in LANGUAGES[one.document.language].unit_spans(s.text)
    ]


def transformers_at(folder: Path, *others: Path) -> dict[str, ModelFile]:
    """Return the scorers at hand that have a transformer, by name: from beside `folder`, else from the other places."""
    found: dict[str, ModelFile] = {}
    for name in (folder.name, f"{folder.name}{ACCURATE}"):
        for place in (folder.with_name(name), *(other / name for other in others)):
            if name not in found and (place / META).is_file():
                model = load_model(place)
                found |= {name: model} if "transformer" in model.meta else {}
    return found


def words_at(name: str, layers: Sequence[int], *folders: Path) -> Words | None:
    """Return hash and tokens of the transformer of an accurate classifier, from the first folder that has it, if any.

    `layers` are those that it will be asked for.
    """
    found = [folder / name for folder in folders if (folder / name).is_dir()]
    if not found:
        return None
    transformer = transformer_of(partial(load_model, found[0]), layers)
    return transformer.sha256, transformer.tokens
