"""Training every model from gold and corpora: what `scripts/train.py` calls.

The trainers of the stages take loaded data and return arrays; this module loads the data and saves
what comes back. The same inputs give the same files.
"""

from __future__ import annotations

import hashlib
import json
import platform
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import __version__
from pipeline.classify.accurate import TUNED, TUNED_ON_FURTHER, Backbone, backbone_of, train_both
from pipeline.classify.larger import Larger
from pipeline.embed import Encoder, load_encoder
from pipeline.embed.base import plain
from pipeline.embed.finetune import DIFFERENT, RELATED, SAME, FineTuner, FineTuning, Judged, Lessons
from pipeline.embed.static import token_ids
from pipeline.embed.train import StaticTraining, distil, flatten, learn_vocabulary
from pipeline.embed.tuned import BERT, TunedEncoder, packed_transformer, transformer_sha256
from pipeline.embed.unpack import packed_file, parse_packed, unpack
from pipeline.errors import GoldError, ModelError
from pipeline.evaluate.gold import Gold, GoldText, load_gold, load_texts
from pipeline.evaluate.pairs import pair_units
from pipeline.further import further_pairs, further_sentences, further_threads, read_threads
from pipeline.languages import LANGUAGES
from pipeline.link.candidates import cosines
from pipeline.link.closure_second_train import Judge
from pipeline.link.closure_train import PairGold as ClosureGold
from pipeline.link.closure_train import build_gold, pooled
from pipeline.link.closure_train import train as train_closures
from pipeline.link.decisions import ruled, score
from pipeline.link.features import pair_features
from pipeline.link.train import (
    CUTS,
    NO_THREAD,
    NOT_SAME,
    Doubted,
    FieldGold,
    PairGold,
    ReadGold,
    default_cut,
    field_pairs,
    fit,
    joined,
    out_of_fold,
    second_cut,
    thread_scores,
    train_second,
)
from pipeline.link.train import train as train_links
from pipeline.modelfiles import META, ModelFile, load_model, save_model
from pipeline.planted import ANNOTATIONS, Planted, read_planted, reported, sentences, threads, unreported
from pipeline.quantise import unpack as unpack_arrays
from pipeline.records import (
    Document,
    GoldPair,
    GoldThreadMember,
    Label,
    Outcome,
    Part,
    Relation,
    Segmented,
    Target,
    Unit,
)
from pipeline.review.exchange import with_people
from pipeline.review.verdicts import csv_text
from pipeline.reviewing import Corrections, load_corrections
from pipeline.segment import segment
from pipeline.settings import ACCURATE, Settings
from pipeline.targets import find_targets
from pipeline.threads import cluster
from pipeline.workfiles import make_unit

TOLD = Callable[[str, int, int], None]
PLAIN = "-plain"
"""Behind the name of the link scorer that takes no second look."""
RAW, FURTHER = "raw", "further"
"""Ways to train the upper layers of the transformer: from the beginning, or on from the one at hand."""
_BY_PART = {Part.PLAN: Label.MEASURE, Part.REVIEW: Label.PROGRESS, Part.OTHER: Label.OTHER}
LIBRARIES = ("numpy", "scikit-learn", "torch", "jieba")

INVENTED = Path(__file__).resolve().parent.parent / "corpora" / "invented"
"""Speeches written for training; see :mod:`pipeline.planted`."""
_LIKE_ENOUGH = (0.4, 0.25)
"""Of what does not bear on an invented promise, all pairs at least as near as the first, and some of the second."""
_SOME = 10


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


@dataclass(frozen=True, slots=True)
class Tuning:
    """Whether and how transformers learn.

    `way` is RAW (from the beginning), FURTHER (on from the one at hand) or empty (they stay as they are); `larger`
    names, by language, folders of larger transformers that learn the labels first and teach; `device` is where all
    this happens, as torch names it. With `plain` the links have no transformer, and no second look.
    """

    way: str = ""
    larger: Mapping[str, Path] = field(default_factory=dict)
    device: str = "cpu"
    plain: bool = False


def make_classifier(
    material: Material, folder: Path, models: Path, told: TOLD, tuning: Tuning = Tuning()
) -> Mapping[str, object]:
    """Train both classifiers, save them in `folder` and `folder`-accurate, return the card of the default one.

    The transformer under the accurate classifier is taken from the accurate classifier at hand and stays as it is; its
    heads are trained, and they teach the default classifier on the sentences that nobody labelled. Tuned RAW, the
    layers of the raw transformer are trained as well, which takes hours on a processor; with FURTHER the transformer at
    hand learns what is new to it, in one pass. Raises GoldError or ModelError.
    """
    _refuse_unknown_device(tuning.device)
    larger = {language: Larger(own, device=tuning.device) for language, own in sorted(tuning.larger.items())}
    gold = material.labelled(["sentences"])
    further, hashes = further_sentences(models / folder.name, material.texts)
    documents = dict(material.documents)
    if material.invented is not None:
        further = [*further, *sentences(material.invented.planted)]
        documents |= material.invented.documents
        hashes |= material.invented.sha256()
    options = {"": None, RAW: TUNED, FURTHER: TUNED_ON_FURTHER}[tuning.way]
    if tuning.way == RAW:
        backbone = _raw_backbone(_teacher_folder(material, folder))
    else:
        at_hand = load_model(models / f"{folder.name}{ACCURATE}")
        backbone = backbone_of(at_hand)
        if tuning.way == FURTHER:
            head = {k.removeprefix("head0."): array for k, array in at_hand.arrays.items() if k.startswith("head0.")}
            backbone = replace(backbone, head=unpack_arrays(head))
    fast, accurate = train_both(
        gold.sentences,
        documents,
        backbone,
        further=further,
        encode=load_encoder(material.settings.embed.encoder, models, material.settings.embed).encode,
        options=options,
        larger=larger,
        device=tuning.device,
        data_sha256=material.sha256("sentences") | hashes,
        progress=lambda name, done, total, loss: told(f"classify, {name}", done, total),
    )
    save_model(folder, *fast)
    save_model(folder.with_name(f"{folder.name}-accurate"), *accurate)
    return fast[2]


def _refuse_unknown_device(name: str) -> None:
    """Raise ModelError where nothing can be computed on a device."""
    import torch

    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError) as error:  # the library raises either
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"device {name}: {reason} → name one that torch can use here, or leave --device out"
        ) from error


def _raw_backbone(folder: Path) -> Backbone:
    """Return an unpacked transformer as the accurate classifier takes it."""
    from safetensors.numpy import load_file

    arrays = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("pooler")}
    shape = json.loads((folder / "config.json").read_text("utf-8"))
    tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    mark = {added["content"]: int(added["id"]) for added in tokenizer["added_tokens"]}
    config = {
        "layers": [int(shape["num_hidden_layers"])],
        "heads": int(shape["num_attention_heads"]),
        "epsilon": float(shape["layer_norm_eps"]),
        **{name: mark[sign] for name, sign in (("start", "<s>"), ("end", "</s>"), ("pad", "<pad>"))},
        "tokenizer": tokenizer,
    }
    return Backbone(arrays, config)


def make_links(
    material: Material,
    folder: Path,
    models: Path,
    told: TOLD,
    further_in: Path | None = None,
    tuning: Tuning = Tuning(),
) -> Mapping[str, object]:
    """Train the link scorer on pairs and threads, save it in `folder` and `folder`-accurate, return the former's card.

    The encoder is taken from `models`, further rows from `further_in`, or from `models` too. Where there are scorers at
    hand with a transformer, beside `folder` or in either place, a second look with each is fitted and the scorer saved
    with it, and without any in `folder`-plain. Tuned RAW, the transformer of the default one is trained anew; that of
    the accurate one teaches it.

    Raises:
        GoldError: too few labelled pairs are of documents that a transformer was not tuned on.
        ModelError: no transformer is at hand that could teach.
    """
    told("links", 0, 1)
    gold = material.labelled(["links", "threads"])
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    pairs, fields = link_material(gold, material, models)
    further, pairs_hash = link_further(material, models, further_in)
    members, threads_hash = further_threads((further_in or models) / "links", material.texts)
    further_fields = _fields(members, material, encoder)
    invented, invented_hash = invented_fields(material, models)
    arrays, meta, card = train_links(
        pairs,
        fields,
        _cluster,
        further=further,
        further_fields=further_fields,
        invented=invented,
        encoder=encoder.fingerprint,
        data_sha256=material.sha256("links", "threads") | pairs_hash | threads_hash | invented_hash,
        versions=versions(),
    )
    looks = {} if tuning.plain else _transformers(folder, models, further_in or models)
    if tuning.way:
        if f"{folder.name}{ACCURATE}" not in looks:
            raise ModelError(
                f"{folder}: no transformer at hand that could teach a smaller one → train.py encoder --tune makes one"
            )
        small = _small_transformer(material, looks[f"{folder.name}{ACCURATE}"], folder, further_in or models, told)
        looks = {**looks, folder.name: small}
    save_model(folder.with_name(f"{folder.name}{PLAIN}") if folder.name in looks else folder, arrays, meta, card)
    if looks:
        read, read_hash = read_threads((further_in or models) / "links", material.texts)
        learned = [*fields, *further_fields, *invented]
        every = joined(pairs.parts, pairs.classes, further)
        seen = _read_pairs(read, material, encoder)
        learnt = LinkMaterial(
            pairs=pairs,
            first=out_of_fold(pairs, learned, further).mean(axis=0),
            read=seen,
            read_first=ruled(score(fit(*every, learned), seen.parts), seen.parts),
            every=every,
            fields=learned,
            members=[*gold.threads, *members],
        )
        more = {**card, "data_sha256": {**card["data_sha256"], **read_hash}}
        for number, (name, source) in enumerate(sorted(looks.items())):
            told("links, second look", number, len(looks))
            _make_second_look(learnt, (arrays, meta, more), source, folder.with_name(name))
    told("links", 1, 1)
    return load_model(folder).card


def _transformers(folder: Path, *others: Path) -> dict[str, ModelFile]:
    """Return the scorers at hand that have a transformer, by name: from beside `folder`, else from the other places."""
    found: dict[str, ModelFile] = {}
    for name in (folder.name, f"{folder.name}{ACCURATE}"):
        for place in (folder.with_name(name), *(other / name for other in others)):
            if name not in found and (place / META).is_file():
                model = load_model(place)
                found |= {name: model} if "transformer" in model.meta else {}
    return found


@dataclass(frozen=True, slots=True)
class LinkMaterial:
    """What a second look learns from and is measured on.

    `first` are the out-of-fold probabilities (n, 3) of the gold `pairs`, `read_first` those of the pairs of threads
    that were read (`read`), by the scorer and its rules. `every` are the parts and classes of all labelled pairs and
    `fields` all fields that the scorer learns from; `members` are the promises of those fields that are not invented.
    """

    pairs: PairGold
    first: NDArray[np.float64]
    read: ReadGold
    read_first: NDArray[np.float64]
    every: tuple[NDArray[np.float32], NDArray[np.int64]]
    fields: Sequence[FieldGold]
    members: Sequence[GoldThreadMember]


def _make_second_look(
    learnt: LinkMaterial,
    made: tuple[Mapping[str, NDArray[Any]], Mapping[str, Any], Mapping[str, Any]],
    tuned: ModelFile,
    folder: Path,
) -> None:
    """Save the scorer with a second look in `folder`.

    The transformer is not trained here: it is that of a scorer (`tuned`) whose card says which documents it was tuned
    on. The look is fitted on pairs of others alone; on those the transformer would seem too sure.

    Raises GoldError where too few pairs are of other documents.
    """
    encoder = TunedEncoder(tuned)
    known = set(tuned.card["documents_tuned_on"])
    answers_of = np.where(learnt.read.same, 0, NOT_SAME)
    look, thresholds, scores, answers = train_second(
        _doubted(learnt.pairs, learnt.first, learnt.pairs.classes, encoder, known),
        _doubted(learnt.read, learnt.read_first, answers_of, encoder, known),
    )
    cuts: dict[str, float] = {}
    by_field: dict[str, list[float]] = {}
    for language in ("zh", "en"):
        tested = [
            own
            for own in learnt.fields
            if own.language == language and not own.invented and own.name not in tuned.card["fields_tuned_on"]
        ]
        if tested:
            alike = []
            for own in tested:
                texts = encoder.encode([m.text for m in learnt.members if m.field == own.name])
                alike.append(cosines(texts, own.pairs))
            # English fields are few and would choose less, where rows that were read are seldom one promise
            allowed = [cut for cut in CUTS if cut >= cuts.get("zh", 0)]
            cuts[language], scored = second_cut(
                learnt.every, learnt.fields, tested, alike, look, answers[language], _cluster, allowed
            )
            by_field |= scored
    cut, others = default_cut(cuts)
    if "en" in thresholds:
        others.setdefault("en", max(cut, thresholds["en"]))
    arrays, meta, card = made
    transformer = {name: array for name, array in tuned.arrays.items() if name.startswith(BERT)}
    save_model(
        folder,
        {**arrays, **transformer, "second.weights": look.weights, "second.bias": look.bias},
        {
            **meta,
            "same_threshold": thresholds["same"],
            "related_threshold": thresholds["same_or_related"],
            "cut": cut,
            "cuts": others,
            "transformer": tuned.meta["transformer"],
        },
        {
            **card,
            "second_look": {**scores, "threads_b_cubed_and_pair_f1": by_field},
            "second_look_split": "pairs of documents that the transformer was not tuned on; 5 folds by document",
            **{name: tuned.card[name] for name in _OF_TRANSFORMER if name in tuned.card},
        },
    )


def _doubted(
    pairs: PairGold | ReadGold,
    first: NDArray[np.float64],
    classes: NDArray[np.int64],
    encoder: TunedEncoder,
    known: Collection[str],
) -> Doubted:
    """Return the pairs of documents that are not `known`, as the second look sees them.

    Of pairs that were read, of which there are many, neither unit stands in a known document, as of a user's pairs; of
    gold pairs one may.
    """
    both = all if isinstance(pairs, ReadGold) else any
    kept = np.array(
        [both(unit.doc_id not in known for unit in pair) for pair in zip(pairs.a, pairs.b, strict=True)], bool
    )
    a, b = ([unit for unit, own in zip(side, kept, strict=True) if own] for side in (pairs.a, pairs.b))
    # both sides at once, as many texts stand on either
    vectors = encoder.encode([unit.text for unit in (*a, *b)])
    likeness = cosines(vectors, np.arange(len(vectors)).reshape(2, -1).T)
    english = np.array([unit.language == "en" for unit in a], bool)
    return Doubted(first[kept], likeness, classes[kept], english, [unit.doc_id for unit in b])


def link_material(gold: Gold, material: Material, models: Path) -> tuple[PairGold, list[FieldGold]]:
    """Return gold pairs and the fields of gold threads with the parts that the link scorer sees.

    Args:
        gold: links and threads.
        material: the texts.
        models: folder with the encoder.
    """
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    return _link_gold(gold.links, material, encoder), _fields(gold.threads, material, encoder)


def link_further(
    material: Material, models: Path, further_in: Path | None = None
) -> tuple[PairGold | None, dict[str, str]]:
    """Return further judged pairs that lie beside the link model, as far as their texts are at hand, and a hash."""
    rows, hashes = further_pairs((further_in or models) / "links", material.texts)
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    return (_link_gold(rows, material, encoder) if rows else None), hashes


def invented_fields(material: Material, models: Path) -> tuple[list[FieldGold], dict[str, str]]:
    """Return the promises of the invented places, a field each, and the hash of their file; nothing without them."""
    if material.invented is None:
        return [], {}
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    own = replace(material, documents=material.invented.documents)
    fields = _fields(threads(material.invented.planted), own, encoder)
    return [replace(one, invented=True) for one in fields], material.invented.sha256()


def grouped_by_others(pairs: PairGold, fields: Sequence[FieldGold]) -> dict[str, list[int]]:
    """Return the groups of each field by a scorer that never saw it, at the cut that is best on the other fields.

    Returns:
        Per field the group number of each of its members, in their order; empty with fewer than two fields.
    """
    if len(fields) < 2:
        return {}
    cuts = CUTS
    groups: list[list[list[int]]] = []
    for own in fields:
        fitted = fit(pairs.parts, pairs.classes, [other for other in fields if other is not own])
        same = own.answers(fitted)[:, 0].astype(np.float32)
        groups.append([own.grouped(same, _cluster, cut) for cut in cuts])
    scored = zip(fields, groups, strict=True)
    value = [[thread_scores(own.groups, found) for found in row] for own, row in scored]
    table = np.array([[(one.b_cubed + one.pair_f1) / 2 for one in row] for row in value])
    chosen = [int(np.delete(table, k, axis=0).mean(axis=0).argmax()) for k in range(len(fields))]
    return {own.name: groups[k][chosen[k]] for k, own in enumerate(fields)}


def _cluster(
    n: int, near: NDArray[np.int64], same: NDArray[np.float32], cut: float, apart: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Group n wordings, none of which is boilerplate."""
    return cluster(n, near, same, cut, np.zeros(n, bool), cannot=apart)


def make_closures(
    material: Material, folder: Path, models: Path, told: TOLD, further_in: Path | None = None
) -> Mapping[str, object]:
    """Train the closure scorer, save it in `folder`, return its card; see :func:`make_links`.

    For each transformer of the link scorers at hand, beside `folder` or in `models`, a second look is fitted.
    """
    told("closures", 0, 1)
    gold = material.labelled(["closures"])
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    pairs, vocabulary = closure_material(gold.closures, material, models)
    extra, hashes = closure_extra(material, models, further_in)
    arrays, meta, card = train_closures(
        pairs,
        vocabulary,
        extra=extra,
        encoder=encoder.fingerprint,
        data_sha256=material.sha256("closures") | hashes,
        versions=versions(),
        judges=_judges(_transformers(folder.with_name("links"), models, further_in or models)),
    )
    save_model(folder, arrays, meta, card)
    told("closures", 1, 1)
    return card


def _judges(scorers: Mapping[str, ModelFile]) -> list[Judge]:
    """Return the transformers of link scorers as the closures ask them."""
    return [
        Judge(name, transformer_sha256(own.arrays), frozenset(own.card["documents_tuned_on"]), TunedEncoder(own).encode)
        for name, own in sorted(scorers.items())
    ]


def closure_extra(
    material: Material, models: Path, further_in: Path | None = None
) -> tuple[ClosureGold | None, dict[str, str]]:
    """Return further labelled pairs that lie beside the closure model, as far as their texts are at hand, and a hash.

    They were drawn by the score of an earlier scorer, so that they are trained on and never tested.
    """
    rows, hashes = further_pairs((further_in or models) / "closures", material.texts)
    found = closure_material(rows, material, models)[0] if rows else None
    if material.invented is not None:
        made = _invented_closures(material.invented, material, models)
        found = made if found is None else pooled(found, made)
        hashes |= material.invented.sha256()
    return found, hashes


def _invented_closures(invented: Invented, material: Material, models: Path) -> ClosureGold:
    """Return pairs of invented speeches: those that bear on each other, and the nearer ones of those that do not."""
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    rows = list(unreported(invented.planted))
    texts = sorted({text for row in rows for text in (row.a_text, row.b_text)})
    at = {text: k for k, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    pairs = np.array([(at[row.a_text], at[row.b_text]) for row in rows], np.int64).reshape(-1, 2)
    near = cosines(vectors, pairs)
    surely, perhaps = _LIKE_ENOUGH
    apart = [
        row
        for row, likeness in zip(rows, near.tolist(), strict=True)
        if likeness >= surely or (likeness >= perhaps and zlib.crc32(row.gold_id.encode()) % _SOME == 0)
    ]
    own = replace(material, documents=invented.documents)
    gold, _ = closure_material([*reported(invented.planted), *apart], own, models)
    return replace(gold, invented=[True] * len(gold.outcomes))


def closure_material(rows: Sequence[GoldPair], material: Material, models: Path) -> tuple[ClosureGold, list[Unit]]:
    """Return gold closures as units in their documents, and units that tell how rare a wording is."""
    encoder = load_encoder(material.settings.embed.encoder, models, material.settings.embed)
    a, b = pair_units(rows, material.documents, b_label=Label.PROGRESS)
    touched = sorted({u.doc_id for u in [*a, *b]})
    units = {doc_id: _all_units([material.documents[doc_id]]) for doc_id in touched}
    outcomes, unsure = [Outcome(p.link) for p in rows], [p.unsure for p in rows]
    drawn, sizes = [p.stands_for for p in rows], sizes_of(material.documents)
    gold = build_gold(a, b, outcomes, unsure, units, encoder.encode, drawn, sizes)
    return gold, [u for own in units.values() for u in own]


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


def _link_gold(rows: Sequence[GoldPair], material: Material, encoder: Encoder) -> PairGold:
    """Return gold pairs with the parts that the scorer sees."""
    a, b = pair_units(rows, material.documents)
    pairs = np.column_stack([np.arange(len(rows), dtype=np.int64)] * 2)
    vectors = [encoder.encode([u.text for u in side]) for side in (a, b)]
    targets, sizes = unit_targets([*a, *b], material), sizes_of(material.documents)
    parts = pair_features(a, b, vectors[0], vectors[1], pairs, targets, sizes)
    return PairGold(a, b, parts, [Relation(row.link) for row in rows])


def _fields(rows: Sequence[GoldThreadMember], material: Material, encoder: Encoder) -> list[FieldGold]:
    """Return the fields of gold threads with their candidate pairs."""
    fields: list[FieldGold] = []
    for name in sorted({row.field for row in rows}):
        own = [row for row in rows if row.field == name]
        units = [_member(row, material) for row in own]
        vectors = encoder.encode([u.text for u in units])
        pairs = field_pairs(vectors, material.settings.link.candidate_cosine)
        targets = unit_targets(units, material)
        parts = pair_features(units, units, vectors, vectors, pairs, targets, sizes_of(material.documents))
        groups = [str(row.thread) for row in own]
        fields.append(FieldGold(name, groups, pairs, parts, units[0].language))
    return fields


def _read_pairs(rows: Sequence[GoldThreadMember], material: Material, encoder: Encoder) -> ReadGold:
    """Return all pairs of commitments that were read with one thread, the earlier first, with their parts."""
    units = [_member(row, material) for row in rows]
    by_thread: dict[str, list[int]] = {}
    for place in sorted(range(len(rows)), key=lambda k: units[k].order):
        by_thread.setdefault(rows[place].field, []).append(place)
    found = [pair for name in sorted(by_thread) for pair in combinations(by_thread[name], 2)]
    pairs = np.array(found, np.int64).reshape(-1, 2)
    vectors = encoder.encode([unit.text for unit in units])
    parts = pair_features(
        units, units, vectors, vectors, pairs, unit_targets(units, material), sizes_of(material.documents)
    )
    same = np.array([rows[a].thread == rows[b].thread and str(rows[a].thread) != NO_THREAD for a, b in found], bool)
    return ReadGold([units[a] for a, _ in found], [units[b] for _, b in found], parts, same)


def _member(row: GoldThreadMember, material: Material) -> Unit:
    """Return a member of a gold thread as a unit of the sentence that it shares most with."""
    one = material.documents[row.doc_id]
    near = max(one.sentences, key=lambda s: (min(s.end, row.end) - max(s.start, row.start), -s.start))
    return make_unit(one.document, near, row.start, row.end, Label.MEASURE, None)


def make(
    task: str, material: Material, out: Path, models: Path, told: TOLD, tuning: Tuning = Tuning()
) -> Mapping[str, object]:
    """Train one model and save it under `out`.

    Args:
        task: encoder, classify, links or closures; links and closures need the encoder, links the classifier too.
        material: texts and gold.
        out: folder for the new model.
        models: where a model that the task needs is taken from, if `out` has none of its own yet.
        told: called with what is being trained, steps done, steps in all.
        tuning: whether the transformer learns too that stands under the accurate classifier, or (RAW alone) the one
            that teaches the encoder, or the small one of the links.

    Returns:
        The card of the new model.
    """
    base = out if (out / material.settings.embed.encoder).is_dir() else models
    if task == "classify":
        return make_classifier(material, out / "classify", models, told, tuning)
    if task == "links":
        return make_links(material, out / "links", base, told, models, tuning)
    if task == "closures":
        return make_closures(material, out / "closures", base, told, models)
    return make_encoder(material, out / "static", models, told, tuned=bool(tuning.way))


TEACHER_TEXTS = {"zh": 60_000, "en": 40_000}
"""How many distinct units and sentences of a language the static encoder learns from, at most."""


def make_encoder(
    material: Material, folder: Path, models: Path, told: TOLD, *, tuned: bool = False
) -> Mapping[str, object]:
    """Learn the static encoder from the unpacked transformer, save it in `folder`, return its card.

    The transformer is unpacked once into `build/teacher` beside the models. With `tuned` its upper layers first learn
    from judged pairs and threads, and it is saved in the folder of the accurate link scorer, which training the links
    completes. Raises ModelError where the package that holds its weights is not installed.
    """
    place = _teacher_folder(material, folder)
    if tuned:
        name, encode, seen = _tuned_teacher(material, place, folder.with_name(f"links{ACCURATE}"), models, told)
    else:
        teacher = load_encoder(str(place), folder.parent, material.settings.embed)
        name, encode, seen = teacher.fingerprint, teacher.encode, frozenset[str]()
    # texts that the teacher was tuned on are no lessons: so the vectors of gold stay vectors of texts not seen
    texts = [text for text in _lessons(material) if text not in seen]
    targets: list[NDArray[np.float32]] = []
    step = 2_000
    for start in range(0, len(texts), step):
        told("encoder, teacher", start, len(texts))
        targets.append(encode(texts[start : start + step]))
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
        "teacher": name,
        "licence": "MIT, as the teacher multilingual-e5-small; the texts cannot be read off the vectors",
        "texts": len(texts),
        "texts_sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        "scores": {"mean_cosine_with_teacher_on_texts_not_seen": round(cosine, 4), "texts_not_seen": int(held.sum())},
        "versions": versions(),
    }
    save_model(folder, {"embedding": table}, {"tokenizer": tokenizer}, card)
    told("encoder, student", 2, 2)
    return card


KEPT_BACK = 5
"""The teacher is tuned without one document in so many, so that what it adds can be measured and fitted."""
FIELDS_KEPT_BACK = frozenset({"tax", "housing", "productivity-singapore", "indigenous-canada"})
_LEVELS = {
    "same": SAME,
    "related": RELATED,
    "different": DIFFERENT,
    "closes": SAME,
    "advances": SAME,
    "none": DIFFERENT,
}
_UNSURE = 0.7  # weight of a row that a second reader may see otherwise


def kept_back(material: Material) -> frozenset[str]:
    """Return the documents that the teacher is tuned without; the few speeches of a place stay together."""
    speeches = Counter(one.document.jurisdiction for one in material.documents.values())

    def key(document: Document) -> str:
        alone = speeches[document.jurisdiction] >= KEPT_BACK
        return document.doc_id if alone else document.jurisdiction

    return frozenset(
        doc_id
        for doc_id, one in material.documents.items()
        if zlib.crc32(key(one.document).encode("utf-8")) % KEPT_BACK == 0
    )


@dataclass(frozen=True, slots=True)
class Judgements:
    """What a transformer learns from about commitments, without the documents and fields that are kept back.

    `fields` and `read`, the threads of a run that were read, hold (text, thread) by name; `documents` are all that are
    not kept back, `touched` all texts that it learns from or may be measured on, `hashes` those of the files.
    """

    pairs: Sequence[Judged]
    fields: Mapping[str, Sequence[tuple[str, str]]]
    read: Mapping[str, Sequence[tuple[str, str]]]
    documents: frozenset[str]
    touched: frozenset[str]
    hashes: Mapping[str, str]


def _judgements(material: Material, models: Path) -> Judgements:
    """Collect them from gold and from what lies beside the models."""
    kinds = ["links", "closures", "threads"]
    gold = material.labelled(kinds)
    back = kept_back(material)
    extra = {name: further_pairs(models / name, material.texts) for name in ("links", "closures")}
    further, hashes = further_threads(models / "links", material.texts)
    read, read_hashes = read_threads(models / "links", material.texts)
    rows = [(row, name == "links") for name in extra for row in (*getattr(gold, name), *extra[name][0])]
    pairs = [
        Judged(plain(r.a_text), plain(r.b_text), _LEVELS[r.link], ordinal, _UNSURE if r.unsure else 1.0)
        for r, ordinal in rows
        if r.a_doc not in back and r.b_doc not in back
    ]
    measured = {(m.doc_id, m.start) for m in (*gold.threads, *further) if m.field in FIELDS_KEPT_BACK}
    near = {m.field for m in read if (m.doc_id, m.start) in measured}
    seen = {t for r, _ in rows for t in (r.a_text, r.b_text)} | {m.text for m in (*gold.threads, *further, *read)}
    return Judgements(
        pairs,
        _fields_tuned_on([*gold.threads, *further], back, FIELDS_KEPT_BACK),
        _fields_tuned_on(read, back, near),
        frozenset(material.documents) - back,
        frozenset(seen),
        material.sha256(*kinds)
        | {f"{k}/{n}": h for k, (_, found) in extra.items() for n, h in found.items()}
        | {f"links/{n}": h for n, h in (hashes | read_hashes).items()},
    )


def _tuned_teacher(
    material: Material, place: Path, folder: Path, models: Path, told: TOLD
) -> tuple[str, Callable[[Sequence[str]], NDArray[np.float32]], frozenset[str]]:
    """Tune the unpacked transformer and save it in `folder`.

    Returns:
        What it is, a function that gives its vectors, and the texts that it has learnt from or may be measured on.
    """
    from transformers import AutoTokenizer, BertModel

    known = _judgements(material, models)
    bert = BertModel.from_pretrained(place, add_pooling_layer=False, use_safetensors=True)
    tokenizer = AutoTokenizer.from_pretrained(place)
    tuner = FineTuner(bert, tokenizer, FineTuning())
    grouped = [one[name] for one in (known.fields, known.read) for name in sorted(one)]
    texts = sorted({t for j in known.pairs for t in (j.a, j.b)} | {t for own in grouped for t, _ in own})
    states = dict(zip(texts, tuner.lower(texts), strict=True))
    tuner.fit(states, known.pairs, grouped, lambda a, b, _: told("encoder, tuning", a, b))
    what = "multilingual-e5-small (MIT), its six upper layers tuned on judged pairs, gold threads and read ones"
    arrays, config = packed_transformer(bert, tokenizer, tuner.centre.detach().numpy())
    save_model(folder, arrays, {"transformer": config}, _transformer_card(what, known))
    return what, lambda lessons: tuner.encode(tuner.lower([plain(text) for text in lessons])), known.touched


_OF_TRANSFORMER = (
    "transformer",
    "teacher",
    "lessons",
    "documents_tuned_on",
    "fields_tuned_on",
    "read_threads_tuned_on",
)
"""What the card of a scorer says of its transformer, which is trained before it."""


def _transformer_card(what: str, known: Judgements) -> dict[str, Any]:
    """Return what the card of a tuned transformer says of it."""
    return {
        "transformer": what,
        "documents_tuned_on": sorted(known.documents),
        "fields_tuned_on": sorted(known.fields),
        "read_threads_tuned_on": len(known.read),
        "data_sha256": dict(known.hashes),
        "versions": versions(),
    }


SMALL_LAYERS = 3
"""Layers of the transformer of the default second look: a quarter of the larger one's, and of the time it takes."""
SMALL = FineTuning(frozen=0, rate=3e-4)


def _small_transformer(material: Material, teacher: ModelFile, folder: Path, models: Path, told: TOLD) -> ModelFile:
    """Train the transformer of the default second look and return it; `folder` tells where the unpacked one lies.

    It has the lowest layers of the unpacked one. That of the accurate scorer (`teacher`) teaches it all units of the
    documents that are not kept back, and of the invented speeches; beside that it learns from what that one learnt
    from, and from the promises of the invented places.

    Raises GoldError where there is no unit to learn from.
    """
    from transformers import AutoTokenizer, BertModel

    known = _judgements(material, models)
    place = _teacher_folder(material, folder)
    encoder = TunedEncoder(teacher)
    documents = {k: one for k, one in material.documents.items() if k in known.documents}
    invented: dict[str, Sequence[tuple[str, str]]] = {}
    if material.invented is not None:
        documents |= material.invented.documents
        invented = dict(_fields_tuned_on(threads(material.invented.planted), (), ()))
    texts = sorted({plain(unit.text) for unit in _all_units(documents.values())})
    if not texts:
        raise GoldError(f"{material.gold}: no speech is left for a transformer to learn from → give more --corpora")
    goals: list[NDArray[np.float32]] = []
    step = 2_000
    for start in range(0, len(texts), step):
        told("links, lessons", start, len(texts))
        goals.append(encoder.encode(texts[start : start + step]))
    lessons = Lessons(texts, np.concatenate(goals))
    bert = BertModel.from_pretrained(
        place, add_pooling_layer=False, use_safetensors=True, num_hidden_layers=SMALL_LAYERS
    )
    tokenizer = AutoTokenizer.from_pretrained(place)
    tuner = FineTuner(bert, tokenizer, SMALL)
    grouped = [one[name] for one in (known.fields, known.read, invented) for name in sorted(one)]
    every = sorted({t for j in known.pairs for t in (j.a, j.b)} | {t for own in grouped for t, _ in own} | set(texts))
    states = dict(zip(every, tuner.lower(every), strict=True))
    tuner.fit(states, known.pairs, grouped, lambda a, b, _: told("links, small transformer", a, b), lessons)
    what = (
        f"the lowest {SMALL_LAYERS} layers of multilingual-e5-small (MIT), taught by that of links{ACCURATE} "
        "and tuned on judged pairs, gold threads, read ones and invented promises"
    )
    card = _transformer_card(what, known)
    card |= {
        # of the teacher alone: the scorer around it may be trained anew in the same command
        "teacher": transformer_sha256(teacher.arrays),
        "lessons": len(texts),
        # what its teacher has seen it may have heard of
        "documents_tuned_on": sorted({*known.documents, *teacher.card["documents_tuned_on"]}),
        "fields_tuned_on": sorted({*known.fields, *teacher.card["fields_tuned_on"]}),
    }
    arrays, config = packed_transformer(bert, tokenizer, tuner.centre.detach().numpy())
    return ModelFile(folder.name, arrays, {"transformer": config}, card, sha256="")


def _fields_tuned_on(
    members: Iterable[GoldThreadMember], documents: Collection[str], fields: Collection[str]
) -> dict[str, list[tuple[str, str]]]:
    """Return, per field, the text and the thread of each member, without those of some documents and fields."""
    out: dict[str, list[tuple[str, str]]] = {}
    for m in members:
        if m.doc_id not in documents and m.field not in fields:
            # a stretch that is no commitment is the same as nothing
            thread = f"{m.thread} {m.gold_id}" if str(m.thread) == NO_THREAD else str(m.thread)
            out.setdefault(m.field, []).append((plain(m.text), thread))
    return out


def _teacher_folder(material: Material, folder: Path) -> Path:
    """Return the folder of the unpacked transformer beside the models, made where there is none yet."""
    teacher_folder = folder.parent.parent / "build" / "teacher"
    if not (teacher_folder / "modules.json").is_file():
        packed = parse_packed(packed_file().read_bytes(), packed_file().name)
        lines = (line for t in material.texts.values() for line in t.text.splitlines() if line.strip())
        unpack(packed, lines, teacher_folder)
    return teacher_folder


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
        ranked = sorted(texts, key=lambda t: hashlib.sha256(t.encode("utf-8")).digest())
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
