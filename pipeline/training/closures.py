"""Train the closure scorer, with its second look and its cross-encoder."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.embed import load_encoder
from pipeline.embed.tuned import TunedEncoder, transformer_sha256
from pipeline.evaluate.pairs import pair_units
from pipeline.further import further_pairs
from pipeline.link.candidates import cosines
from pipeline.link.closure_train import PLAN as CROSS_PLAN
from pipeline.link.closure_train import PairGold as ClosureGold
from pipeline.link.closure_train import build_gold, pooled
from pipeline.link.closure_train import train as train_closures
from pipeline.link.look_train import Judge
from pipeline.modelfiles import ModelFile, save_model
from pipeline.planted import reported, unreported
from pipeline.records import GoldPair, Label, Outcome, Unit
from pipeline.settings import accurate_beside
from pipeline.training.material import (
    TOLD,
    Invented,
    Material,
    all_units,
    sizes_of,
    transformers_at,
    versions,
    words_at,
)

_LIKE_ENOUGH = (0.4, 0.25)
"""Of what does not bear on an invented promise, all pairs at least as near as the first, and some of the second."""
_SOME = 10


def make_closures(
    material: Material, folder: Path, models: Path, told: TOLD, further_in: Path | None = None
) -> Mapping[str, object]:
    """Train the closure scorer, save it in `folder`, return its card; see :func:`make_links`.

    For each transformer of the link scorers at hand, beside `folder` or in `models`, a second look is fitted; on that
    of the accurate classifier, if there is one, the cross-encoder is trained.
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
        judges=_judges(transformers_at(folder.with_name("links"), models, further_in or models)),
        words=words_at(accurate_beside(material.settings.classify.model), CROSS_PLAN.layers, folder.parent, models),
        told=lambda done, total: told("closures, cross-encoder", done, total),
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
    units = {doc_id: all_units([material.documents[doc_id]]) for doc_id in touched}
    outcomes, unsure = [Outcome(p.link) for p in rows], [p.unsure for p in rows]
    drawn, sizes = [p.stands_for for p in rows], sizes_of(material.documents)
    gold = build_gold(a, b, outcomes, unsure, units, encoder.encode, drawn, sizes)
    return gold, [u for own in units.values() for u in own]
