"""Find which sentences look back (review) and which look ahead (plan).

A hidden Markov model over the sentences of a document: the state is the part, a sentence says something of it by
its cues (tense, time words, stock phrases), and a heading over it by its words. Parts are sticky, speeches begin with
neither, and a plan follows a review more often than the reverse. The confidence is the posterior probability from the
forward-backward algorithm (Rabiner 1989).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import Language
from pipeline.records import Part

PARTS = (Part.REVIEW, Part.PLAN, Part.OTHER)

# Transition probabilities from one sentence to the next, rows and columns in the order of PARTS. A review or a plan of
# 150 sentences has one chance in 150 to end at each of them.
STAY = np.log(np.array([[0.990, 0.007, 0.003], [0.004, 0.992, 0.004], [0.04, 0.04, 0.92]]))
# At a heading of the first or second level a change is likelier.
TURN = np.log(np.array([[0.80, 0.15, 0.05], [0.10, 0.85, 0.05], [0.30, 0.30, 0.40]]))
START = np.log(np.array([0.15, 0.05, 0.80]))
# What a heading adds for every sentence under it, and once for the heading itself.
UNDER_HEADING = 0.25
HEADING = 4.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one sentence: its text, whether a heading opens it, and what the headings above it say."""

    text: str
    turn: bool
    heading_part: Part | None
    is_heading: bool


def heading_part(language: Language, heading: str, year: int) -> Part | None:
    """Return the part that a heading names, or None where it names neither or both."""
    review = bool(language.part_headings[Part.REVIEW].search(heading))
    plan = bool(language.part_headings[Part.PLAN].search(heading))
    if str(year - 1) in heading and not plan:
        review = True
    if review == plan:
        if plan and str(year) in heading:
            return Part.PLAN
        return None
    return Part.REVIEW if review else Part.PLAN


def emission(language: Language, evidence: Evidence) -> NDArray[np.float64]:
    """Return the log-likelihoods of the sentence in the order of PARTS, up to a constant."""
    score = sum(weight for _, pattern, weight in language.part_cues if pattern.search(evidence.text))
    score = max(-2.5, min(2.5, score))
    values = np.array([score / 2, -score / 2, -0.15 - abs(score) / 4])
    if evidence.heading_part is not None:
        index = PARTS.index(evidence.heading_part)
        values[index] += HEADING if evidence.is_heading else UNDER_HEADING
    return values


def find_parts(language: Language, evidence: Sequence[Evidence]) -> tuple[list[Part], list[float]]:
    """Return the likeliest part of each sentence and its posterior probability."""
    if not evidence:
        return [], []
    emissions = np.stack([emission(language, e) for e in evidence])
    steps = [TURN if e.turn else STAY for e in evidence]
    n = len(evidence)
    forward = np.empty((n, 3))
    forward[0] = START + emissions[0]
    for i in range(1, n):
        forward[i] = emissions[i] + _logsumexp(forward[i - 1][:, None] + steps[i])
    backward = np.zeros((n, 3))
    for i in range(n - 2, -1, -1):
        backward[i] = _logsumexp((steps[i + 1] + (emissions[i + 1] + backward[i + 1])[None, :]).T)
    joint = forward + backward
    joint -= joint.max(axis=1, keepdims=True)
    posterior = np.exp(joint)
    posterior /= posterior.sum(axis=1, keepdims=True)
    best = posterior.argmax(axis=1)
    return [PARTS[b] for b in best], [round(float(posterior[i, b]), 4) for i, b in enumerate(best)]


def _logsumexp(values: NDArray[np.float64]) -> NDArray[np.float64]:
    top = values.max(axis=0)
    result: NDArray[np.float64] = top + np.log(np.exp(values - top).sum(axis=0))
    return result


def log_odds(hits_review: int, n_review: int, hits_plan: int, n_plan: int) -> float:
    """Return the weight of a cue: the log of its smoothed rate in reviews over that in plans."""
    return math.log((hits_review + 0.5) / (n_review + 1)) - math.log((hits_plan + 0.5) / (n_plan + 1))
