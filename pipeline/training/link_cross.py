"""Train the cross-encoder of links: what two promises say is read side by side where a run would doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.link.cross_train import CrossPlan, Lessons, fit_cross, lessons_of, stored_cross
from pipeline.link.cross_train import answers as cross_answers
from pipeline.link.decisions import Scorer, english_of, in_doubt, ruled, score
from pipeline.link.look_train import Doubted, fit_look
from pipeline.link.looks import look_inputs
from pipeline.link.train import NO_THREAD, FieldGold, PairGold, ReadGold
from pipeline.training.material import Words

PLAN = CrossPlan(layers=(6,), epochs=3, invented=(0.3,))
"""`invented` is the weight of pairs inside a field, of which there are many, and of invented places."""
_FAINT, _EVERY = 0.15, 3  # of pairs that are not the same and seem less likely to be, every third is learnt from
_ENOUGH = 100  # pairs that are the same, and that are not, from which a network is trained


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network and the transformer that it reads; how its answers count is not known yet."""

    arrays: dict[str, NDArray[np.float32]]
    words: Words


@dataclass(frozen=True, slots=True)
class Taught:
    """Pairs of promises that a cross-encoder may learn from.

    `texts` are the first and the second of each, (n,) both, `parts` float32 (n, p) those of the scorer, `same` bool
    (n,) says whether they are the same promise, `weight` how much one pair counts.
    """

    texts: tuple[Sequence[str], Sequence[str]]
    parts: NDArray[np.float32]
    same: NDArray[np.bool_]
    weight: float

    def doubted(self, scorers: Mapping[str, Scorer]) -> Taught:
        """Return those that scorers doubt, and of what seems surely another promise some."""
        likely = ruled(score(scorers, self.parts), self.parts)[:, 0]
        doubtful = in_doubt(likely)
        faint = doubtful & ~self.same & (likely < _FAINT)
        rows = np.sort(np.concatenate([np.flatnonzero(doubtful & ~faint), np.flatnonzero(faint)[::_EVERY]]))
        first, second = ([side[k] for k in rows.tolist()] for side in self.texts)
        return Taught((first, second), self.parts[rows], self.same[rows], self.weight)


def of_pairs(pairs: PairGold | ReadGold, rows: NDArray[np.intp]) -> Taught:
    """Return some labelled pairs."""
    same = pairs.same if isinstance(pairs, ReadGold) else pairs.classes == 0
    first, second = ([side[k].text for k in rows.tolist()] for side in (pairs.a, pairs.b))
    return Taught((first, second), pairs.parts[rows], np.asarray(same[rows], bool), 1.0)


def of_field(field: FieldGold, texts: Sequence[str]) -> Taught:
    """Return the candidate pairs of a field whose members have these texts, (members,)."""
    grouped = [field.groups[a] != NO_THREAD and field.groups[b] != NO_THREAD for a, b in field.pairs.tolist()]
    rows = np.flatnonzero(np.array(grouped, bool))
    first, second = ([texts[k] for k in field.pairs[rows, side].tolist()] for side in (0, 1))
    return Taught((first, second), field.parts[rows], field.same[rows] == 1, PLAN.invented[0])


def train_cross(taught: Sequence[Taught], words: Words) -> Network | None:
    """Train a network on pairs, with the transformer that it reads; None where there are too few pairs."""
    same = np.concatenate([own.same for own in taught])
    if min(same.sum(), (~same).sum()) < _ENOUGH:
        return None
    weights = np.concatenate([np.full((len(own.same), 1), own.weight) for own in taught])
    lessons = _lessons(taught, weights, words)
    return Network(fit_cross(lessons, np.arange(len(same)), PLAN), words)


def weigh(
    network: Network,
    asked: Sequence[Taught],
    answers: NDArray[np.float64],
    later: Sequence[str],
    threshold: float,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any], dict[str, Any]] | None:
    """Find how much what a network says counts beside a second look.

    Args:
        network: what :func:`train_cross` returned.
        asked: labelled pairs whose documents it does not know, and such pairs that were read in threads of a run.
        answers: their probability of `same` by a second look that saw no document of the pair, float64 (n,).
        later: the later document of each, (n,).
        threshold: from which pairs are `same` without it.

    Returns:
        Arrays and meta as they are stored, and scores; None where too few pairs in doubt are the same, or are not.
    """
    lessons = _lessons(asked, np.ones((len(answers), 1)), network.words)
    told = cross_answers(lessons, np.arange(len(answers)), network.arrays, PLAN)[:, 0]
    gold = np.arange(len(answers)) < len(asked[0].same)
    pairs = Doubted(
        first=answers,
        told=told,
        truth=lessons.truths[:, 0],
        english=english_of(lessons.parts),
        promised=later,
        gold=gold,
        stands_for=np.where(gold, 0.0, 1.0),
    )
    # the second look was fitted on the same pairs, and its cuts of threads are to hold
    rest = look_inputs(answers, told)[:, 0]
    fitted = fit_look(pairs, threshold, in_doubt(answers), rest, calibrate=False)
    if fitted is None:
        return None
    made, meta = stored_cross(network.arrays, PLAN, network.words[0], fitted.weights, fitted.threshold)
    return made, meta, {**fitted.scores, "plan": asdict(PLAN)}


def _lessons(pairs: Sequence[Taught], weights: NDArray[np.float64], words: Words) -> Lessons:
    """Return pairs as a network reads them; `weights` is (n, 1)."""
    first, second = ([text for own in pairs for text in own.texts[side]] for side in (0, 1))
    same = np.concatenate([own.same for own in pairs])[:, None].astype(np.int64)
    parts = np.concatenate([own.parts for own in pairs])
    return lessons_of((first, second), parts, same, weights, words[1], PLAN.layers)
