"""Find which sentences look back (review) and which look ahead (plan).

A hidden Markov model over the sentences of a document: the state is the part, a sentence says something of it by
its cues (tense, time words, stock phrases), and a heading over it by its words. Parts are sticky, speeches begin with
neither, and a plan follows a review more often than the reverse. The confidence is the posterior probability from the
forward-backward algorithm (Rabiner 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import Language
from pipeline.records import Part
from pipeline.years import in_digits

PARTS = (Part.REVIEW, Part.PLAN, Part.OTHER)

# Where a part goes on when it ends. Rows and columns as in PARTS.
LEAVE = np.array([[0.0, 0.7, 0.3], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]])
# `other` stands for openings, closings and passages without direction, which are short.
OTHER_RUN = 12.0
# At a heading of the first or second level a part lasts as long as this many sentences more, if it was longer.
TURN_RUN = 6.0
# How long a part lasts where the headings do not name both: old reports go field by field, back and ahead.
UNMARKED_RUN = 12.0
SIDES = {Part.REVIEW, Part.PLAN}
START = np.log(np.array([0.15, 0.05, 0.80]))
# What a heading adds for every sentence under it, and once for the heading itself.
UNDER_HEADING = 0.25
HEADING = 4.0
# A sentence with strong cues is hardly `other`; one without any is as likely in each part.
FIXED = 12.0
CUE_CAP = 3.0
OTHER_DISLIKES_CUES = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one sentence.

    `turn` tells whether a heading opens it, `heading_part` what the headings above it say, `fixed` a part that
    needs no guess (titles, glossaries).
    """

    text: str
    turn: bool
    heading_part: Part | None
    is_heading: bool
    fixed: Part | None = None


def heading_part(language: Language, heading: str, year: int) -> Part | None:
    """Return the part that a heading names, or None where it names neither or both.

    `year` is that of the plan. The work of that year lies ahead, whatever words name it.
    """
    heading = in_digits(heading)
    if language.plans_year(heading, year) and str(year - 1) not in heading:
        return Part.PLAN
    review = bool(language.part_headings[Part.REVIEW].search(heading))
    plan = bool(language.part_headings[Part.PLAN].search(heading))
    if str(year - 1) in heading and not plan:
        review = True
    if review == plan:
        if plan and str(year) in heading and str(year - 1) not in heading:
            return Part.PLAN
        return None
    return Part.REVIEW if review else Part.PLAN


def under_headings(language: Language, path: Sequence[str], year: int) -> tuple[Part | None, Part | None]:
    """Return the part that the headings above a sentence name, and the one that the innermost of them names itself.

    The innermost that names a part decides; but results under a plan («reform achieves a breakthrough») are its aims,
    and tasks under a review («重大任务顺利完成») those that were carried out.
    """
    named: list[Part | None] = []
    for heading in path:
        part = heading_part(language, heading, year)
        aim = part is Part.REVIEW and Part.PLAN in named
        task = part is Part.PLAN and Part.REVIEW in named and not language.opens_plan.search(in_digits(heading))
        named.append(None if aim or task else part)
    return next((part for part in reversed(named) if part), None), named[-1] if named else None


def emission(language: Language, evidence: Evidence) -> NDArray[np.float64]:
    """Return the log-likelihoods of the sentence in the order of PARTS, up to a constant."""
    if evidence.fixed is not None:
        return np.array([0.0 if part is evidence.fixed else -FIXED for part in PARTS])
    score = sum(weight for _, pattern, weight in language.part_cues if pattern.search(evidence.text))
    score = max(-CUE_CAP, min(CUE_CAP, score))
    values = np.array([score / 2, -score / 2, language.part_neutral - OTHER_DISLIKES_CUES * abs(score)])
    if evidence.heading_part is not None:
        index = PARTS.index(evidence.heading_part)
        values[index] += HEADING if evidence.is_heading else UNDER_HEADING
    return values


def transitions(run: float) -> NDArray[np.float64]:
    """Return log transition probabilities for parts that last `run` sentences on average."""
    leave = np.array([1 / run, 1 / run, 1 / min(run, OTHER_RUN)])
    result: NDArray[np.float64] = np.log(LEAVE * leave[:, None] + np.diag(1 - leave))
    return result


def find_parts(language: Language, evidence: Sequence[Evidence]) -> tuple[list[Part], list[float]]:
    """Return the likeliest part of each sentence and its posterior probability."""
    if not evidence:
        return [], []
    emissions = np.stack([emission(language, e) for e in evidence])
    run = language.part_run if {e.heading_part for e in evidence} >= SIDES else min(language.part_run, UNMARKED_RUN)
    stay, turn = transitions(run), transitions(min(run, TURN_RUN))
    steps = [turn if e.turn else stay for e in evidence]
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
