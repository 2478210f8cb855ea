"""Train the link scorers, with their second look and the cuts of threads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import Encoder, load_encoder
from pipeline.embed.tuned import BERT, TunedEncoder
from pipeline.errors import ModelError
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.pairs import pair_units
from pipeline.further import further_pairs, further_threads, read_threads
from pipeline.link.candidates import cosines
from pipeline.link.decisions import Scorer, ruled, score
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
from pipeline.modelfiles import ModelFile, load_model, save_model
from pipeline.planted import threads
from pipeline.records import GoldPair, GoldThreadMember, Label, Relation, Unit
from pipeline.settings import ACCURATE, accurate_beside
from pipeline.threads import cluster
from pipeline.training.encoders import OF_TRANSFORMER, small_transformer
from pipeline.training.link_cross import PLAN, Network, of_field, of_pairs, train_cross, weigh
from pipeline.training.material import (
    TOLD,
    Material,
    Words,
    sizes_of,
    transformers_at,
    unit_targets,
    versions,
    words_at,
)
from pipeline.training.tuning import AS_THEY_ARE, Tuning
from pipeline.workfiles import make_unit

PLAIN = "-plain"
"""Behind the name of the link scorer that takes no second look."""


def make_links(
    material: Material,
    folder: Path,
    models: Path,
    told: TOLD,
    further_in: Path | None = None,
    tuning: Tuning = AS_THEY_ARE,
) -> Mapping[str, object]:
    """Train the link scorer on pairs and threads, save it in `folder` and `folder`-accurate, return the former's card.

    The encoder is taken from `models`, further rows from `further_in`, or from `models` too. Where there are scorers at
    hand with a transformer, beside `folder` or in either place, a second look with each is fitted and the scorer saved
    with it, and without any in `folder`-plain. On the transformer of the accurate classifier, if there is one, a
    cross-encoder is trained, and stands beside each second look. Tuned RAW, the transformer of the default scorer is
    trained anew; that of the accurate one teaches it.

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
    looks = {} if tuning.plain else transformers_at(folder, models, further_in or models)
    if tuning.way:
        if f"{folder.name}{ACCURATE}" not in looks:
            raise ModelError(
                f"{folder}: no transformer at hand that could teach a smaller one → train.py encoder --tune makes one"
            )
        small = small_transformer(material, looks[f"{folder.name}{ACCURATE}"], folder, further_in or models, told)
        looks = {**looks, folder.name: small}
    save_model(folder.with_name(f"{folder.name}{PLAIN}") if folder.name in looks else folder, arrays, meta, card)
    if looks:
        read, read_hash = read_threads((further_in or models) / "links", material.texts)
        learned = [*fields, *further_fields, *invented]
        every = joined(pairs.parts, pairs.classes, further)
        seen = _read_pairs(read, material, encoder)
        scorers = fit(*every, learned)
        learnt = LinkMaterial(
            pairs=pairs,
            first=out_of_fold(pairs, learned, further).mean(axis=0),
            read=seen,
            read_first=ruled(score(scorers, seen.parts), seen.parts),
            every=every,
            fields=learned,
            members=[*gold.threads, *members, *_invented_members(material)],
        )
        words = words_at(accurate_beside(material.settings.classify.model), PLAN.layers, folder.parent, models)
        network = None
        if words is not None:
            told("links, cross-encoder", 0, 1)
            network = _network(learnt, further, scorers, list(looks.values()), words)
        more = {**card, "data_sha256": {**card["data_sha256"], **read_hash}}
        for number, (name, source) in enumerate(sorted(looks.items())):
            told("links, second look", number, len(looks))
            _make_second_look(learnt, (arrays, meta, more), source, folder.with_name(name), network)
    told("links", 1, 1)
    return load_model(folder).card


@dataclass(frozen=True, slots=True)
class LinkMaterial:
    """What a second look learns from and is measured on.

    `first` are the out-of-fold probabilities (n, 3) of the gold `pairs`, `read_first` those of the pairs of threads
    that were read (`read`), by the scorer and its rules. `every` are the parts and classes of all labelled pairs and
    `fields` all fields that the scorer learns from; `members` are the promises of those fields.
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
    network: Network | None,
) -> None:
    """Save the scorer with a second look in `folder`, and with the cross-encoder whose `network` is given.

    The transformer is not trained here: it is that of a scorer (`tuned`) whose card says which documents it was tuned
    on. The look is fitted on pairs of others alone; on those the transformer would seem too sure.

    Raises GoldError where too few pairs are of other documents.
    """
    encoder = TunedEncoder(tuned)
    known = set(tuned.card["documents_tuned_on"])
    new = _new_to(learnt.pairs, known), _new_to(learnt.read, known)
    gold = _doubted(learnt.pairs, learnt.first, learnt.pairs.classes, encoder, new[0])
    read = _doubted(learnt.read, learnt.read_first, np.where(learnt.read.same, 0, NOT_SAME), encoder, new[1])
    look, thresholds, scores, answers = train_second(gold, read)
    both = gold + read
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
            own_pairs = both.english == (language == "en")
            judged = (answers[own_pairs], both.classes[own_pairs] == 0)
            cuts[language], scored = second_cut(
                learnt.every, learnt.fields, tested, alike, look, judged, _cluster, allowed
            )
            by_field |= scored
    cut, others = default_cut(cuts)
    if "en" in thresholds:
        others.setdefault("en", max(cut, thresholds["en"]))
    arrays, meta, card = made
    if network is not None:
        asked = of_pairs(learnt.pairs, new[0]), of_pairs(learnt.read, new[1])
        crossed = weigh(network, asked, answers, both.later, thresholds["same"])
        if crossed is not None:
            arrays, meta = {**arrays, **crossed[0]}, {**meta, "cross_encoder": crossed[1]}
            card = {**card, "cross_encoder": crossed[2]}
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
            **{name: tuned.card[name] for name in OF_TRANSFORMER if name in tuned.card},
        },
    )


def _doubted(
    pairs: PairGold | ReadGold,
    first: NDArray[np.float64],
    classes: NDArray[np.int64],
    encoder: TunedEncoder,
    kept: NDArray[np.intp],
) -> Doubted:
    """Return some of the pairs as the second look sees them."""
    a, b = ([side[k] for k in kept.tolist()] for side in (pairs.a, pairs.b))
    # both sides at once, as many texts stand on either
    vectors = encoder.encode([unit.text for unit in (*a, *b)])
    likeness = cosines(vectors, np.arange(len(vectors)).reshape(2, -1).T)
    english = np.array([unit.language == "en" for unit in a], bool)
    return Doubted(first[kept], likeness, classes[kept], english, [unit.doc_id for unit in b])


def _new_to(pairs: PairGold | ReadGold, known: Collection[str]) -> NDArray[np.intp]:
    """Return which pairs are of documents that are not `known`, their numbers.

    Of pairs that were read, of which there are many, neither unit stands in a known document, as of a user's pairs; of
    gold pairs one may.
    """
    both = all if isinstance(pairs, ReadGold) else any
    new = [both(unit.doc_id not in known for unit in pair) for pair in zip(pairs.a, pairs.b, strict=True)]
    return np.flatnonzero(np.array(new, bool))


def _network(
    learnt: LinkMaterial,
    further: PairGold | None,
    scorers: Mapping[str, Scorer],
    looks: Sequence[ModelFile],
    words: Words,
) -> Network | None:
    """Train the network of the cross-encoder on what the transformer of every second look was tuned on, if enough.

    What it says of other documents is new to all of them, so that one network serves each. It learns from what
    `scorers` doubt.
    """
    known = set.intersection(*(set(own.card["documents_tuned_on"]) for own in looks))
    named = set.intersection(*(set(own.card["fields_tuned_on"]) for own in looks))
    taught = []
    labelled: list[PairGold | ReadGold] = [learnt.pairs, learnt.read, *([] if further is None else [further])]
    for pairs in labelled:
        both = [a.doc_id in known and b.doc_id in known for a, b in zip(pairs.a, pairs.b, strict=True)]
        taught.append(of_pairs(pairs, np.flatnonzero(np.array(both, bool))))
    for field in learnt.fields:
        if field.invented or field.name in named:
            taught.append(of_field(field, [m.text for m in learnt.members if m.field == field.name]))
    return train_cross([own.doubted(scorers) for own in taught], words)


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
    fields = _fields(_invented_members(material), own, encoder)
    return [replace(one, invented=True) for one in fields], material.invented.sha256()


def _invented_members(material: Material) -> list[GoldThreadMember]:
    """Return the promises of the invented places; none without them."""
    return [] if material.invented is None else list(threads(material.invented.planted))


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
