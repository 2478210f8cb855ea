"""Train the encoders: the static one, the transformer that teaches it, and the small one of the links."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import load_encoder
from pipeline.embed.base import plain
from pipeline.embed.finetune import DIFFERENT, RELATED, SAME, FineTuner, FineTuning, Judged, Lessons
from pipeline.embed.static import token_ids
from pipeline.embed.train import StaticTraining, distil, flatten, learn_vocabulary
from pipeline.embed.tuned import TunedEncoder, packed_transformer, transformer_sha256
from pipeline.errors import GoldError
from pipeline.further import further_pairs, further_threads, read_threads
from pipeline.languages import LANGUAGES
from pipeline.link.train import NO_THREAD
from pipeline.modelfiles import ModelFile, save_model
from pipeline.planted import threads
from pipeline.records import Document, GoldThreadMember
from pipeline.settings import ACCURATE
from pipeline.training.material import TOLD, Material, all_units, teacher_folder, versions

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
    place = teacher_folder(material, folder)
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


OF_TRANSFORMER = (
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


def small_transformer(material: Material, teacher: ModelFile, folder: Path, models: Path, told: TOLD) -> ModelFile:
    """Train the transformer of the default second look and return it; `folder` tells where the unpacked one lies.

    It has the lowest layers of the unpacked one. That of the accurate scorer (`teacher`) teaches it all units of the
    documents that are not kept back, and of the invented speeches; beside that it learns from what that one learnt
    from, and from the promises of the invented places.

    Raises GoldError where there is no unit to learn from.
    """
    from transformers import AutoTokenizer, BertModel

    known = _judgements(material, models)
    place = teacher_folder(material, folder)
    encoder = TunedEncoder(teacher)
    documents = {k: one for k, one in material.documents.items() if k in known.documents}
    invented: dict[str, Sequence[tuple[str, str]]] = {}
    if material.invented is not None:
        documents |= material.invented.documents
        invented = dict(_fields_tuned_on(threads(material.invented.planted), (), ()))
    texts = sorted({plain(unit.text) for unit in all_units(documents.values())})
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
