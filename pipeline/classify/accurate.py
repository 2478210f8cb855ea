"""The accurate classifier: heads on a frozen transformer, averaged with the fast classifier that they have taught.

The heads learn from gold alone. They then answer for sentences without gold, and the fast network learns from both
(distillation, Hinton et al. 2015): so the fast one comes near to the heads on text of which nobody labelled anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.decide import Calibration, softmax
from pipeline.classify.encoder import BACKBONE, Encoder
from pipeline.classify.features import Features, featurise
from pipeline.classify.gold import Labelled
from pipeline.classify.head import HeadPlan, Stretch, heads_say, mixed, train_head
from pipeline.classify.network import Goal, Plan
from pipeline.classify.quantise import pack, unpack
from pipeline.classify.train import (
    Model,
    Options,
    Progress,
    Soft,
    calibrations_of,
    card_of,
    fit,
    goal_of,
    meta_of,
    placed,
    scores_of,
)
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.records import LABELS, GoldSentence, Segmented

Array = NDArray[np.float32]
Describe = Callable[[Segmented, Sequence[int]], Array]
"""Returns the backbone's vectors of some sentences of a document, named by their numbers: shape (numbers, d)."""

TAUGHT = Plan(epochs=10, gram_dropout=0.3, dropout=0.25, decay=0.03)
"""How the fast network is trained where it is taught: there is more to learn from, so that less must be dropped."""
NEIGHBOURS = 3
"""Sentences before and after gold that a head reads with it in training."""


@dataclass(frozen=True, slots=True)
class AccurateOptions:
    """How both classifiers are trained.

    `taught` is the number of sentences for which the heads answer, at most; they are taken in stretches of `stretch`
    sentences from all documents alike. `fast_share` is the weight of the fast classifier in the average.
    """

    fast: Options = field(default_factory=lambda: Options(plan=TAUGHT, soft=1.0))
    head: HeadPlan = field(default_factory=HeadPlan)
    taught: int = 72_000
    stretch: int = 40
    fast_share: float = 0.2


def describe_with(encoder: Encoder) -> Describe:
    """Return a function that reads vectors from the backbone."""
    return lambda document, numbers: encoder.vectors([document.sentences[i].text for i in numbers])


@dataclass(slots=True)
class Teacher:
    """Trains heads on gold and lets them answer; keeps the vectors that were read, so that none is read twice."""

    labelled: Mapping[str, Labelled]
    documents: Mapping[str, Segmented]
    describe: Describe
    options: AccurateOptions
    progress: Progress | None = None
    vectors: dict[tuple[str, int], Array] = field(default_factory=dict)
    features: dict[str, Features] = field(default_factory=dict)
    heads: dict[frozenset[str], list[dict[str, Array]]] = field(default_factory=dict)

    def learn(self, doc_ids: frozenset[str]) -> list[dict[str, Array]]:
        """Return heads trained on the gold of these documents, as they will be stored."""
        if doc_ids not in self.heads:
            plan = self.options.head
            weights = label_weights([self.labelled[k] for k in sorted(doc_ids)], plan.balance)
            stretches = [s for k in sorted(doc_ids) for s in self._stretches(self.labelled[k], weights)]
            trained = []
            for number in range(plan.heads):
                trained.append(unpack(pack(train_head(stretches, plan, plan.seed + number))))
                if self.progress is not None:
                    self.progress(f"heads on {len(doc_ids)} documents", number + 1, plan.heads, 0.0)
            self.heads[doc_ids] = trained
        return self.heads[doc_ids]

    def logits(self, doc_ids: frozenset[str], one: Segmented, low: int, high: int) -> tuple[Array, Array]:
        """Return what heads trained on these documents say of a stretch, as logarithms of probabilities."""
        vectors, dense = self._read(one, low, high)
        return heads_say(self.learn(doc_ids), vectors, dense)

    def teach(self, doc_ids: frozenset[str]) -> dict[str, Soft]:
        """Answer for stretches of all documents; see :data:`pipeline.classify.train.Teach`."""
        answers: dict[str, Soft] = {}
        chosen = self._chosen()
        for number, (one, low, high) in enumerate(chosen):
            labels, levels = self.logits(doc_ids, one, low, high)
            for i in range(low, high):
                answers[one.sentences[i].sentence_id] = Soft(
                    softmax(labels[i - low]).astype(np.float32), softmax(levels[i - low]).astype(np.float32)
                )
            if self.progress is not None and (number + 1) % 100 == 0:
                self.progress("answers", number + 1, len(chosen), 0.0)
        return answers

    def whole(self, doc_ids: frozenset[str], one: Labelled) -> tuple[Array, Array]:
        """Return logits for a document with gold, of shape (n, 5) each; rows far from any gold are left at zero."""
        count = len(one.gold)
        labels, levels = np.zeros((count, 5), np.float32), np.zeros((count, 5), np.float32)
        for low, high in near_gold(one):
            labels[low:high], levels[low:high] = self.logits(doc_ids, one.document, low, high)
        return labels, levels

    def _stretches(self, one: Labelled, weights: Mapping[str, Array]) -> list[Stretch]:
        goal = goal_of(one, {}, self.options.fast)
        balanced = goal.label_weight * (goal.labels @ weights[one.document.document.language])
        parts = []
        for low, high in near_gold(one):
            vectors, dense = self._read(one.document, low, high)
            cut = Goal(goal.labels[low:high], balanced[low:high], goal.levels[low:high], goal.level_weight[low:high])
            parts.append(Stretch(vectors, dense, cut))
        return parts

    def _read(self, one: Segmented, low: int, high: int) -> tuple[Array, Array]:
        doc_id = one.document.doc_id
        if doc_id not in self.features or len(self.features[doc_id]) != len(one.sentences):
            self.features[doc_id] = featurise(one, self.options.fast.shape.buckets)
        key = [(one.sentences[i].start, one.sentences[i].end) for i in range(low, high)]
        if (doc_id, low) not in self.vectors or len(self.vectors[doc_id, low]) != len(key):
            self.vectors[doc_id, low] = self.describe(one, range(low, high)).astype(np.float16).astype(np.float32)
        return self.vectors[doc_id, low], self.features[doc_id].dense[low:high]

    def _chosen(self) -> list[tuple[Segmented, int, int]]:
        """Choose stretches evenly: the first of each document, then the second, in a fixed shuffled order."""
        rounds: list[tuple[int, str, Segmented, int, int]] = []
        for doc_id in sorted(self.documents):
            one = self.labelled[doc_id].document if doc_id in self.labelled else self.documents[doc_id]
            starts = list(range(0, len(one.sentences), self.options.stretch))
            np.random.default_rng([3, *doc_id.encode()]).shuffle(starts)
            for turn, start in enumerate(starts):
                rounds.append((turn, doc_id, one, start, min(len(one.sentences), start + self.options.stretch)))
        rounds.sort(key=lambda r: (r[0], r[1]))
        chosen: list[tuple[Segmented, int, int]] = []
        total = 0
        for _, _, one, low, high in rounds:
            if total + high - low > self.options.taught:
                break
            chosen.append((one, low, high))
            total += high - low
        return chosen


def backbone_of(model: ModelFile) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return weights and configuration of the backbone in a folder of the accurate classifier, to train on others.

    Raises:
        ModelError: the folder holds none.
    """
    if "backbone" not in model.meta:
        raise ModelError(f"{model.name}: holds no backbone → name a folder of the accurate classifier")
    arrays = {k.removeprefix(BACKBONE): array for k, array in model.arrays.items() if k.startswith(BACKBONE)}
    return arrays, dict(model.meta["backbone"])


def label_weights(documents: Sequence[Labelled], power: float) -> dict[str, Array]:
    """Return for each language the weight of each label, shape (5,); see :class:`pipeline.classify.head.HeadPlan`."""
    counts: dict[str, NDArray[np.float64]] = {}
    for one in documents:
        own = counts.setdefault(one.document.document.language, np.zeros(len(LABELS)))
        for row in one.gold:
            if row is not None:
                own[LABELS.index(row.label)] += 1
    return {
        language: ((own.mean() / np.maximum(own, 1)) ** power).astype(np.float32) for language, own in counts.items()
    }


def near_gold(one: Labelled) -> list[tuple[int, int]]:
    """Return the stretches of a document that hold gold, with some neighbours on either side."""
    found: list[tuple[int, int]] = []
    for i, row in enumerate(one.gold):
        if row is None:
            continue
        low, high = max(0, i - NEIGHBOURS), min(len(one.gold), i + NEIGHBOURS + 1)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def train_both(
    gold: Sequence[GoldSentence],
    documents: Mapping[str, Segmented],
    backbone: Mapping[str, NDArray[Any]],
    config: Mapping[str, Any],
    *,
    describe: Describe | None = None,
    options: AccurateOptions | None = None,
    data_sha256: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[Model, Model]:
    """Train the fast and the accurate classifier; return arrays, meta and card of each, the fast one first.

    Args:
        gold: rows with labels.
        documents: the cut documents by id, those without gold among them: the heads answer for their sentences.
        backbone: weights of the transformer, names as in Hugging Face's BertModel, in any precision or packed.
        config: see :class:`pipeline.classify.encoder.Encoder`.
        describe: where the vectors come from, if not from the backbone itself (vectors read before).
        options: how they are trained.
        data_sha256: sha256 of the gold files by name, for the cards.
        progress: called while training.

    Raises:
        GoldError: a document is missing, or there is no row of two different labels.
        ModelError: the backbone is incomplete.
    """
    chosen = options or AccurateOptions()
    labelled = placed(gold, documents)
    packed = {name: array for name, array in backbone.items() if not name.startswith("pooler")}
    if not any(array.dtype == np.int8 for array in packed.values()):
        packed = pack({name: array.astype(np.float32) for name, array in packed.items()})
    if describe is None:
        describe = describe_with(Encoder(unpack(packed), config))
    teacher = Teacher(labelled, documents, describe, chosen, progress)
    fast = fit(labelled, documents, teacher.teach, chosen.fast, progress)
    calibrations = {"": Calibration()}
    scores: dict[str, Any] = {}
    head_scores: dict[str, Any] = {}
    if fast.held:
        rest = frozenset(labelled) - set(fast.held)
        own = {k: teacher.whole(rest, labelled[k]) for k in fast.held}
        both = {}
        for k in fast.held:
            language = labelled[k].document.document.language
            calibration = fast.calibrations.get(language, fast.calibrations[""])
            both[k] = mixed(own[k], fast.logits[k], calibration, chosen.fast_share)
        calibrations = calibrations_of(fast.held, labelled, both)
        scores = {"held_out_documents": list(fast.held), **scores_of(fast.held, labelled, both)}
        head_scores = scores_of(fast.held, labelled, own)
    fast_scores = {"held_out_documents": list(fast.held), **scores_of(fast.held, labelled, fast.logits)}
    fast_card = card_of(gold, labelled, fast.taught, chosen.fast, fast_scores, data_sha256 or {})
    fast_model = (pack(fast.weights), meta_of("classify", chosen.fast, fast.calibrations), fast_card)

    arrays = {BACKBONE + name: array for name, array in packed.items()}
    for number, head in enumerate(teacher.learn(frozenset(labelled))):
        arrays |= {f"head{number}.{name}": array for name, array in pack(head).items()}
    arrays |= {f"fast.{name}": array for name, array in pack(fast.weights).items()}
    meta = meta_of("classify-accurate", chosen.fast, calibrations) | {
        "backbone": dict(config),
        "heads": chosen.head.heads,
        "fast_share": chosen.fast_share,
        "fast_calibrations": fast_model[1]["calibrations"],
    }
    card = card_of(gold, labelled, fast.taught, chosen.fast, scores, data_sha256 or {})
    card |= {
        "design": "heads on a frozen transformer, averaged with the fast classifier that they have taught",
        "head": {f: getattr(chosen.head, f) for f in chosen.head.__dataclass_fields__},
        "scores_of_heads_alone": head_scores,
        "licence": (
            "the transformer is multilingual-e5-small (MIT licence); the rest derives from gold labels and public "
            "speeches, and the weights hold no text"
        ),
    }
    return fast_model, (arrays, meta, card)
