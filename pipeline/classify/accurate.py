"""The accurate classifier: heads on a transformer, averaged with the fast classifier that they have taught.

The transformer stays as it is, or its layers, all or the upper ones, are tuned together with a head (see
:mod:`pipeline.classify.tune`).
The heads learn from gold alone. They then answer for sentences without gold, and for copies of sentences with other
words in them, and the fast network learns from both (distillation, Hinton et al. 2015): so the fast one comes near to
the heads on text of which nobody labelled anything. Where a larger transformer of a language is at hand (see
:mod:`pipeline.classify.larger`), it answers in that language in place of the heads, and they learn from it too.
One more head reads each sentence alone, for the second look of the fast classifier (:mod:`pipeline.classify.look`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.decide import Calibration, of_language, softmax
from pipeline.classify.encoder import BACKBONE, Encoder
from pipeline.classify.features import Features
from pipeline.classify.gold import Labelled
from pipeline.classify.head import HeadPlan, Stretch, heads_say, mixed, predict_head, train_head
from pipeline.classify.larger import Larger
from pipeline.classify.look import look_layers
from pipeline.classify.look_train import Looked, fit_look, with_look
from pipeline.classify.network import Goal, Plan, Shape
from pipeline.classify.train import (
    Model,
    Options,
    Progress,
    Soft,
    calibrations_of,
    card_of,
    features_of,
    fit,
    goal_of,
    held_out,
    meta_of,
    placed,
    scores_of,
    stored,
)
from pipeline.classify.transformer import backbone_sha256
from pipeline.classify.tune import Passage, TunePlan, tune
from pipeline.classify.vary import Encode, copied_from, copy_id, find_others, vary
from pipeline.errors import ModelError
from pipeline.modelfiles import ModelFile
from pipeline.quantise import pack, unpack
from pipeline.records import LABELS, GoldSentence, Segmented, parse_span_id

Array = NDArray[np.float32]
Describe = Callable[[Segmented, Sequence[int]], Array]
"""Returns the backbone's vectors of some sentences of a document, named by their numbers: shape (numbers, d)."""

TAUGHT = Plan(epochs=10, gram_dropout=0.5, dropout=0.35, decay=0.03)
"""How the fast network is trained where it is taught: for fewer epochs, for there is more to learn from."""
SLIM = Shape(grams=16)
"""Its sizes: with n-gram vectors two or three times as wide it agrees with its teacher as often."""
NETWORKS = {"zh": 2, "en": 2}
"""How many answer together: a second one steadies them, a third adds little."""
TUNED_ON = "tuned_on"
"""In the configuration of a tuned backbone: the documents whose gold it has seen."""
NEIGHBOURS = 3
"""Sentences before and after gold that a head reads with it in training."""


@dataclass(frozen=True, slots=True)
class AccurateOptions:
    """How both classifiers are trained.

    `taught` is the number of sentences for which the heads answer, at most; they are taken in stretches of `stretch`
    sentences from all documents alike. Of the languages `copied` they answer for `copies` copies of the same stretches
    as well, in which a share `changed` of the words are others (see :mod:`pipeline.classify.vary`). `fast_share` is the
    weight of the fast classifier in the average; in the languages `alone` the heads answer without it. With `tune` the
    transformer is tuned, with one head; otherwise it stays as it is and `head` says how many heads are trained.
    """

    fast: Options = field(default_factory=lambda: Options(shape=SLIM, plan=TAUGHT, soft=1.0, networks=NETWORKS))
    head: HeadPlan = field(default_factory=HeadPlan)
    taught: int = 72_000
    stretch: int = 40
    copied: tuple[str, ...] = ()
    copies: int = 4
    changed: float = 0.4
    fast_share: float = 0.2
    alone: tuple[str, ...] = ()
    tune: TunePlan | None = None


TUNED = AccurateOptions(
    head=HeadPlan(heads=1),
    tune=TunePlan(frozen=0, epochs=3, tokens=16_384, rate=3e-4, fall=0.9),
    fast_share=0.4,
    copied=("en",),
    alone=("en",),
)
"""How the classifiers are best trained, from the raw transformer on."""
TUNED_ON_FURTHER = replace(TUNED, tune=TunePlan(epochs=1, rate=1e-4, head_rate=1e-3, again=0.3))
"""How a tuned transformer goes on to learn from rows that are new to it."""
PIECE = 60
"""Sentences of a passage in tuning, at most."""


def describe_with(encoder: Encoder) -> Describe:
    """Return a function that reads vectors from the backbone."""
    return lambda document, numbers: encoder.vectors([document.sentences[i].text for i in numbers])


def kept(describe: Describe) -> Describe:
    """Return a function that reads the vectors of a stretch once and keeps them, in half precision."""
    known: dict[tuple[str, int, int], NDArray[np.float16]] = {}

    def read(document: Segmented, numbers: Sequence[int]) -> Array:
        stretch = (document.document.doc_id, numbers[0], len(numbers))
        if stretch not in known:
            known[stretch] = describe(document, numbers).astype(np.float16)
        return known[stretch].astype(np.float32)

    return read


@dataclass(frozen=True, slots=True)
class Backbone:
    """A transformer that heads are trained on, and that may itself be tuned.

    `weights` are named as in Hugging Face's BertModel, in any precision or packed; for `config` see
    :class:`pipeline.classify.encoder.Encoder`; `head` is the one that it was tuned with, if tuning is to go on.
    """

    weights: Mapping[str, NDArray[Any]]
    config: Mapping[str, Any]
    head: Mapping[str, Array] | None = None


@dataclass(slots=True)
class Teacher:
    """Trains heads on gold and lets them answer; keeps the vectors that were read, so that none is read twice.

    `backbone`, its weights not packed, is needed where it is to be tuned; `describe` reads vectors where it is not.
    `copies` are documents with other words, by their ids. `known` is what larger transformers have said, by the id of a
    sentence; of their languages the heads answer for nothing. `device` is where the backbone is tuned and read. `read`
    and `again` are what heads and second look read of a backbone that is not tuned.
    """

    labelled: Mapping[str, Labelled]
    documents: Mapping[str, Segmented]
    describe: Describe
    options: AccurateOptions
    progress: Progress | None = None
    backbone: Backbone | None = None
    copies: Mapping[str, Segmented] = field(default_factory=dict)
    known: Mapping[str, Soft] = field(default_factory=dict)
    languages_known: Collection[str] = ()
    device: str = "cpu"
    features: dict[str, Features] = field(default_factory=dict)
    heads: dict[frozenset[str], list[dict[str, Array]]] = field(default_factory=dict)
    tuned: dict[frozenset[str], tuple[dict[str, NDArray[Any]], Describe]] = field(default_factory=dict)
    read: Describe = field(init=False)
    again: Describe | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Keep what is read of the backbone as it is."""
        self.read = kept(self.describe)

    def learn(self, doc_ids: frozenset[str]) -> list[dict[str, Array]]:
        """Return heads trained on the gold of these documents, as they will be stored."""
        if doc_ids in self.heads:
            return self.heads[doc_ids]
        plan = self.options.head
        weights = label_weights([self.labelled[k] for k in sorted(doc_ids)], plan.balance)
        if self.options.tune is not None:
            self.heads[doc_ids] = [self._tune(doc_ids, weights, self.options.tune)]
            return self.heads[doc_ids]
        stretches = [s for k in sorted(doc_ids) for s in self._stretches(self.labelled[k], weights, self.read)]
        trained = []
        for number in range(plan.heads):
            trained.append(unpack(pack(train_head(stretches, plan, plan.seed + number))))
            if self.progress is not None:
                self.progress(f"heads on {len(doc_ids)} documents", number + 1, plan.heads, 0.0)
        self.heads[doc_ids] = trained
        return trained

    def _tune(self, doc_ids: frozenset[str], weights: Mapping[str, Array], plan: TunePlan) -> dict[str, Array]:
        """Tune the backbone on these documents, keep it as it will be stored, and return its head."""
        base = self.backbone
        if base is None:
            raise ModelError("no backbone to tune → name a folder of the accurate classifier")
        passages = []
        known = set(base.config.get(TUNED_ON, ())) if base.head is not None else set()
        dice = np.random.default_rng([plan.seed, len(doc_ids)])
        for k in sorted(doc_ids):
            one, dense = self.labelled[k], self._features(self.labelled[k].document).dense
            whole = one.document.document.language in self.languages_known
            stretches = [(0, len(one.gold))] if whole else near_gold(one)
            for passage in passages_of(one, dense, self._balanced(one, weights), stretches):
                if k not in known or dice.random() < plan.again:
                    passages.append(passage)

        def told(epoch: int, epochs: int, loss: float) -> None:
            if self.progress is not None:
                self.progress(f"transformer on {len(doc_ids)} documents", epoch, epochs, loss)

        arrays, head = tune(
            passages,
            base.weights,
            base.config,
            self.options.head,
            plan,
            start=base.head,
            told=told,
            device=self.device,
        )
        packed = pack(arrays)
        self.tuned[doc_ids] = packed, describe_with(Encoder(unpack(packed), base.config, self.device))
        return unpack(pack(head))

    def logits(self, doc_ids: frozenset[str], one: Segmented, low: int, high: int) -> tuple[Array, Array]:
        """Return what heads trained on these documents say of a stretch, as logarithms of probabilities."""
        heads = self.learn(doc_ids)
        if doc_ids in self.tuned:
            read = self.tuned[doc_ids][1]
        else:  # copies are read once in a training and not worth keeping
            read = self.describe if one.document.doc_id in self.copies else self.read
        return heads_say(heads, read(one, range(low, high)), self._features(one).dense[low:high])

    def second_look(self, doc_ids: frozenset[str]) -> tuple[dict[str, Array], Describe]:
        """Return a head trained on these documents that reads each sentence alone, as it will be stored.

        With it comes what reads the backbone's vectors for it, which are of other layers than those of the heads.

        Raises:
            ModelError: there is no backbone.
        """
        self.learn(doc_ids)  # tunes the backbone, if it is to be tuned
        describe = self._look_reads(doc_ids)
        plan = replace(self.options.head, context=0)
        weights = label_weights([self.labelled[k] for k in sorted(doc_ids)], plan.balance)
        stretches: list[Stretch] = []
        for number, k in enumerate(sorted(doc_ids)):
            stretches += self._stretches(self.labelled[k], weights, describe)
            if self.progress is not None and (number + 1) % 100 == 0:
                self.progress("second look", number + 1, len(doc_ids), 0.0)
        return unpack(pack(train_head(stretches, plan, plan.seed))), describe

    def _look_reads(self, doc_ids: frozenset[str]) -> Describe:
        """Return what reads the layers of the second look, of the backbone that was tuned on these documents if any."""
        if self.backbone is None:
            raise ModelError("no backbone for a second look → name a folder of the accurate classifier")
        config = {**self.backbone.config, "layers": look_layers(self.backbone.config["layers"])}
        if doc_ids in self.tuned:
            return describe_with(Encoder(unpack(self.tuned[doc_ids][0]), config, self.device))
        if self.again is None:
            self.again = kept(describe_with(Encoder(self.backbone.weights, config, self.device)))
        return self.again

    def look_again(self, look: tuple[Mapping[str, Array], Describe], one: Labelled) -> tuple[Array, Array]:
        """Return what :meth:`second_look` says of a document with gold, as :meth:`whole` does."""
        head, describe = look
        dense = self._features(one.document).dense
        return _near_gold(
            one, lambda low, high: predict_head(head, describe(one.document, range(low, high)), dense[low:high])
        )

    def teach(self, doc_ids: frozenset[str]) -> dict[str, Soft]:
        """Answer for stretches of all documents; see :data:`pipeline.classify.train.Teach`.

        Copies of documents whose gold may not be seen are left out.
        """
        left_out = set(self.labelled) - doc_ids
        answers = {k: soft for k, soft in self.known.items() if copied_from(parse_span_id(k)[0]) not in left_out}
        own = self._chosen()
        chosen = own + [
            (self.copies[name], low, high)
            for number in range(self.options.copies)
            for one, low, high in own
            if (name := copy_id(one.document.doc_id, number)) in self.copies and one.document.doc_id not in left_out
        ]
        for number, (one, low, high) in enumerate(chosen):
            labels, levels = self.logits(doc_ids, one, low, high)
            for i in range(low, high):
                answers[one.sentences[i].sentence_id] = _soft(labels[i - low], levels[i - low])
            if self.progress is not None and (number + 1) % 100 == 0:
                self.progress("answers", number + 1, len(chosen), 0.0)
        return answers

    def whole(self, doc_ids: frozenset[str], one: Labelled) -> tuple[Array, Array]:
        """Return logits for a document with gold, of shape (n, 5) each; rows far from any gold are left at zero."""
        return _near_gold(one, lambda low, high: self.logits(doc_ids, one.document, low, high))

    def _balanced(self, one: Labelled, weights: Mapping[str, Array]) -> Goal:
        return balanced(one, self.known, weights, self.options.fast)

    def _stretches(self, one: Labelled, weights: Mapping[str, Array], read: Describe) -> list[Stretch]:
        goal, dense = self._balanced(one, weights), self._features(one.document).dense
        return [
            Stretch(read(one.document, range(low, high)), dense[low:high], goal.cut(low, high))
            for low, high in near_gold(one)
        ]

    def _features(self, one: Segmented) -> Features:
        return features_of(one, self.features, self.options.fast.shape.buckets)

    def _chosen(self) -> list[tuple[Segmented, int, int]]:
        """Choose stretches evenly: the first of each document, then the second, in a fixed shuffled order."""
        rounds: list[tuple[int, str, Segmented, int, int]] = []
        for doc_id in sorted(self.documents):
            one = self.labelled[doc_id].document if doc_id in self.labelled else self.documents[doc_id]
            if one.document.language in self.languages_known:
                continue
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


def balanced(one: Labelled, known: Mapping[str, Soft], weights: Mapping[str, Array], options: Options) -> Goal:
    """Return the goal of a document with rare labels of its gold weighing more; see :func:`label_weights`."""
    goal = goal_of(one, known, options)
    own = goal.labels @ weights[one.document.document.language]
    return replace(goal, label_weight=np.where([row is not None for row in one.gold], own, 1) * goal.label_weight)


def passages_of(one: Labelled, dense: Array, goal: Goal, stretches: Sequence[tuple[int, int]]) -> list[Passage]:
    """Return stretches of a document as passages of at most PIECE sentences."""
    found = []
    for first, last in stretches:
        for low in range(first, last, PIECE):
            high = min(low + PIECE, last)
            texts = tuple(s.text for s in one.document.sentences[low:high])
            found.append(Passage(texts, dense[low:high], goal.cut(low, high)))
    return found


def larger_answers(
    larger: Mapping[str, Larger],
    labelled: Mapping[str, Labelled],
    left_out: Collection[str],
    documents: Mapping[str, Segmented],
    options: AccurateOptions,
    progress: Progress | None = None,
) -> dict[str, Soft]:
    """Train larger transformers, each on its language, and return their answers by sentence id.

    Args:
        larger: the transformers by language.
        labelled: documents with gold.
        left_out: those of them whose gold they may not see.
        documents: what they answer for, copies among it.
        options: sizes of the heads, weights of the rows.
        progress: called while they learn and answer.
    """
    answers: dict[str, Soft] = {}
    for language, model in sorted(larger.items()):
        own = [labelled[k] for k in sorted(set(labelled) - set(left_out))]
        own = [one for one in own if one.document.document.language == language]
        weights = label_weights(own, options.head.balance)
        features: dict[str, Features] = {}
        passages: list[Passage] = []
        for one in own:
            dense = features_of(one.document, features, options.fast.shape.buckets).dense
            passages += passages_of(one, dense, balanced(one, {}, weights, options.fast), near_gold(one))

        def told(epoch: int, epochs: int, loss: float, what: str = f"{model.name} on {len(own)} documents") -> None:
            if progress is not None:
                progress(what, epoch, epochs, loss)

        model.learn(passages, options.head, told)
        asked = [documents[k] for k in sorted(documents) if documents[k].document.language == language]
        for number, document in enumerate(asked):
            # those of copies are not kept: nothing asks for them again
            kept = features if document.document.doc_id in features else {}
            dense = features_of(document, kept, options.fast.shape.buckets).dense
            labels, levels = model.say([s.text for s in document.sentences], dense)
            for k, sentence in enumerate(document.sentences):
                answers[sentence.sentence_id] = _soft(labels[k], levels[k])
            if progress is not None and (number + 1) % 100 == 0:
                progress(f"answers of {model.name}", number + 1, len(asked), 0.0)
    return answers


def _soft(labels: Array, levels: Array) -> Soft:
    return Soft(softmax(labels).astype(np.float32), softmax(levels).astype(np.float32))


def backbone_of(model: ModelFile) -> Backbone:
    """Return the backbone in a folder of the accurate classifier, without its head, to train on others.

    Raises:
        ModelError: the folder holds none.
    """
    if "backbone" not in model.meta:
        raise ModelError(f"{model.name}: holds no backbone → name a folder of the accurate classifier")
    arrays = {k.removeprefix(BACKBONE): array for k, array in model.arrays.items() if k.startswith(BACKBONE)}
    return Backbone(arrays, dict(model.meta["backbone"]))


def tuned_config(config: Mapping[str, Any], plan: TunePlan) -> dict[str, Any]:
    """Return the configuration of a backbone that is going to be tuned: no prefix, and layers of the upper half.

    One that was tuned before keeps its own.
    """
    if TUNED_ON in config:
        return dict(config)
    top = int(max(config["layers"]))
    lowest = max(min(plan.frozen, top - 1), top // 2)
    step = max(1, (top - lowest) // 3)
    layers = sorted({lowest, *range(top, lowest, -step)})
    return {**config, "layers": layers, "prefix": ""}


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


def _near_gold(one: Labelled, say: Callable[[int, int], tuple[Array, Array]]) -> tuple[Array, Array]:
    """Return what is said of the stretches near gold, (n, 5) each for labels and levels; the rest is left at zero."""
    count = len(one.gold)
    labels, levels = np.zeros((count, 5), np.float32), np.zeros((count, 5), np.float32)
    for low, high in near_gold(one):
        labels[low:high], levels[low:high] = say(low, high)
    return labels, levels


def altered(documents: Mapping[str, Segmented], encode: Encode, options: AccurateOptions) -> dict[str, Segmented]:
    """Return the copies of the documents in the languages that `options` names, by the ids of the copies."""
    copied = [documents[k] for k in sorted(documents) if documents[k].document.language in options.copied]
    others = find_others(copied, encode)
    made = (vary(one, others, options.changed, number) for one in copied for number in range(options.copies))
    return {one.document.doc_id: one for one in made}


def train_both(
    gold: Sequence[GoldSentence],
    documents: Mapping[str, Segmented],
    backbone: Backbone,
    *,
    further: Sequence[GoldSentence] = (),
    encode: Encode | None = None,
    options: AccurateOptions | None = None,
    larger: Mapping[str, Larger] | None = None,
    device: str = "cpu",
    data_sha256: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[Model, Model]:
    """Train the fast and the accurate classifier; return arrays, meta and card of each, the fast one first.

    Args:
        gold: rows with labels.
        documents: the cut documents by id, those without gold among them: the heads answer for their sentences.
        backbone: the transformer.
        further: labelled rows that are learned from but never measured on; see :func:`pipeline.classify.train.placed`.
        encode: finds words of like meaning for the altered copies; without it there are none.
        options: how they are trained.
        larger: transformers by language that learn first and teach. They see nothing of the documents that are left
            out to measure, neither for the measured models nor for the stored ones.
        device: where the backbone is tuned, as torch names it.
        data_sha256: sha256 of the gold files by name, for the cards.
        progress: called while training.

    Raises:
        GoldError: a document is missing, or there is no row of two different labels.
        ModelError: the backbone is incomplete.
    """
    chosen = options or AccurateOptions()
    labelled, tested = placed(gold, documents, further)
    config = backbone.config
    packed = {name: array for name, array in backbone.weights.items() if not name.startswith("pooler")}
    if not any(array.dtype in (np.int8, np.uint8) for array in packed.values()):
        packed = pack({name: array.astype(np.float32) for name, array in packed.items()})
    before = set(config.get(TUNED_ON, ()))  # what the backbone has seen before this training
    if chosen.tune is not None:
        config = tuned_config(config, chosen.tune)
    given = Backbone(unpack(packed), config, backbone.head)
    whole = {k: labelled[k].document if k in labelled else one for k, one in documents.items()}
    copies = altered(whole, encode, chosen) if encode is not None else {}
    teachers = larger or {}
    known = larger_answers(teachers, labelled, held_out(tested)[0], {**whole, **copies}, chosen, progress)
    describe = describe_with(Encoder(given.weights, config, device))
    teacher = Teacher(
        labelled, documents, describe, chosen, progress, given, copies, known, tuple(teachers), device=device
    )
    fast = fit(labelled, tested, {**documents, **copies}, teacher.teach, chosen.fast, progress)
    calibrations = {"": Calibration()}
    scores: dict[str, Any] = {}
    head_scores: dict[str, Any] = {}
    looked = Looked({"": Calibration()}, fast.logits)
    if fast.held:
        rest = frozenset(labelled) - set(fast.held)
        own = {k: teacher.whole(rest, labelled[k]) for k in fast.held}
        both = {}
        for k in fast.held:
            language = labelled[k].document.document.language
            calibration = of_language(fast.calibrations, language)
            alone = language in chosen.alone
            both[k] = own[k] if alone else mixed(own[k], fast.logits[k], calibration, chosen.fast_share)
        calibrations = calibrations_of(fast.held, tested, both)
        scores = {"held_out_documents": list(fast.held), **scores_of(fast.held, tested, both)}
        head_scores = scores_of(fast.held, tested, own)
        look = teacher.second_look(rest)
        looked = fit_look(tested, fast, {k: teacher.look_again(look, labelled[k]) for k in fast.held})
    fast_scores = {"held_out_documents": list(fast.held), **scores_of(fast.held, tested, looked.logits)}
    fast_card = card_of(gold, further, tested, fast.taught, chosen.fast, fast_scores, data_sha256 or {})
    beside_gold = {"altered_copies": len(copies), "larger": {language: own.name for language, own in teachers.items()}}
    fast_card |= {**beside_gold, "scores_without_second_look": scores_of(fast.held, tested, fast.logits)}

    heads = teacher.learn(frozenset(labelled))
    if chosen.tune is not None:
        packed = teacher.tuned[frozenset(labelled)][0]
        config = {**config, TUNED_ON: sorted({*labelled, *config.get(TUNED_ON, ())})}
    arrays = {BACKBONE + name: array for name, array in packed.items()}
    fast_arrays, fast_meta = with_look(
        (stored(fast.networks), meta_of("classify", chosen.fast, fast.calibrations)),
        teacher.second_look(frozenset(labelled))[0],
        looked.calibrations,
        backbone_sha256(arrays),
        look_layers(config["layers"]),
    )
    for number, head in enumerate(heads):
        arrays |= {f"head{number}.{name}": array for name, array in pack(head).items()}
    beside = {language: own for language, own in fast.networks.items() if language not in chosen.alone}
    arrays |= {f"fast.{name}": array for name, array in stored(beside).items()}
    meta = meta_of("classify-accurate", chosen.fast, calibrations) | {
        "backbone": dict(config),
        "heads": len(heads),
        "fast_share": chosen.fast_share,
        "fast_calibrations": fast_meta["calibrations"],
    }
    card = card_of(gold, further, tested, fast.taught, chosen.fast, scores, data_sha256 or {})
    seen = sorted(before & set(tested))
    if seen:
        card["warnings"] = [
            *card["warnings"],
            f"the transformer was tuned on {len(seen)} of these documents: the scores are too good; "
            "tune it anew (--tune) to measure",
        ]
    card |= {
        **beside_gold,
        "design": (
            f"{'a head on a transformer tuned with it' if chosen.tune else 'heads on a transformer left as it is'}, "
            "averaged with the fast classifier that they have taught"
        ),
        "tune": {f: getattr(chosen.tune, f) for f in chosen.tune.__dataclass_fields__} if chosen.tune else None,
        "head": {f: getattr(chosen.head, f) for f in chosen.head.__dataclass_fields__},
        "scores_of_heads_alone": head_scores,
        "licence": (
            "the transformer is multilingual-e5-small (MIT licence); the rest derives from gold labels and public "
            "speeches, and the weights hold no text"
        ),
    }
    return (fast_arrays, fast_meta, fast_card), (arrays, meta, card)
