"""Link each named problem to the commitments that answer it, and to its later namings.

An answer is a commitment whose meaning is near the problem's: in the same speech (`answered`) or in a later one
(`answered_later`). A problem whose wording and meaning return in a later year is `named_again`. Nearness is not
success: an answer says that something was promised about the problem, nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Response, Sentence, Unit
from pipeline.settings import ResponseSettings

ANSWERED, ANSWERED_LATER, NAMED_AGAIN = "answered", "answered_later", "named_again"
_BLOCK = 1024  # problems compared at a time: bounds memory, never changes the result


def find_responses(
    problems: Sequence[Sentence],
    years: Mapping[str, int],
    commitments: Sequence[Unit],
    vectors_p: NDArray[np.float32],
    vectors_c: NDArray[np.float32],
    settings: ResponseSettings,
) -> tuple[Response, ...]:
    """Find answers to the problems of one jurisdiction and their later namings.

    Args:
        problems: sentences labelled `problem`.
        years: the year of each document that a problem stands in.
        commitments: measures and pledges of the same jurisdiction.
        vectors_p: float32 (len(problems), d), unit length.
        vectors_c: float32 (len(commitments), d), unit length, of the same encoder.
        settings: thresholds, horizon in years, and how many answers are kept per problem and speech.

    Returns:
        Responses sorted by problem, relation, commitment and later naming. Among equally near answers at the
        border of `most` those that stand first in the text are kept.

    Raises:
        ValueError: vectors do not fit, or a problem's document has no year.
    """
    if len(vectors_p) != len(problems) or len(vectors_c) != len(commitments):
        raise ValueError(f"{len(problems)}/{len(commitments)} items, {len(vectors_p)}/{len(vectors_c)} vectors")
    unknown = sorted({problem.doc_id for problem in problems} - set(years))
    if unknown:
        raise ValueError(f"no year is given for {', '.join(unknown)}")
    year_p = np.array([years[problem.doc_id] for problem in problems], np.int64)
    year_c = np.array([unit.year for unit in commitments], np.int64)
    responses: list[Response] = []
    for start in range(0, len(problems), _BLOCK):
        rows = slice(start, start + _BLOCK)
        responses += _answers(problems[rows], year_p[rows], vectors_p[rows], commitments, year_c, vectors_c, settings)
        responses += _again(problems, year_p, vectors_p, rows, settings)
    return tuple(sorted(responses, key=lambda r: (r.problem_sentence, r.relation, r.commitment_unit, r.again_sentence)))


def _answers(
    problems: Sequence[Sentence],
    year_p: NDArray[np.int64],
    vectors_p: NDArray[np.float32],
    commitments: Sequence[Unit],
    year_c: NDArray[np.int64],
    vectors_c: NDArray[np.float32],
    settings: ResponseSettings,
) -> list[Response]:
    """Return the nearest commitments of each speech for a block of problems."""
    if not commitments:
        return []
    documents = np.array([unit.doc_id for unit in commitments])
    own = np.array([problem.doc_id for problem in problems])[:, None] == documents
    later = (year_c > year_p[:, None]) & (year_c <= year_p[:, None] + settings.horizon)
    similarity = np.round(vectors_p @ vectors_c.T, 4)
    found = []
    for row, problem in enumerate(problems):
        near = np.flatnonzero((own[row] | later[row]) & (similarity[row] >= settings.threshold))
        ranked = sorted(near.tolist(), key=lambda k: (-similarity[row, k], commitments[k].order))
        kept: dict[str, int] = {}
        for k in ranked:
            document = commitments[k].doc_id
            kept[document] = kept.get(document, 0) + 1
            if kept[document] <= settings.most:
                relation = ANSWERED if own[row, k] else ANSWERED_LATER
                score = round(float(similarity[row, k]), 4)
                found.append(Response(problem.sentence_id, commitments[k].unit_id, relation, score))
    return found


def _again(
    problems: Sequence[Sentence],
    year_p: NDArray[np.int64],
    vectors_p: NDArray[np.float32],
    rows: slice,
    settings: ResponseSettings,
) -> list[Response]:
    """Return, for a block of problems, the nearest naming in each later year within the horizon."""
    similarity = np.round(vectors_p[rows] @ vectors_p.T, 4)
    later = (year_p > year_p[rows, None]) & (year_p <= year_p[rows, None] + settings.horizon)
    found = []
    for row, problem in enumerate(problems[rows]):
        near = np.flatnonzero(later[row] & (similarity[row] >= settings.again_threshold))
        best: dict[int, int] = {}
        for k in sorted(near.tolist(), key=lambda k: (-similarity[row, k], problems[k].doc_id, problems[k].start)):
            best.setdefault(int(year_p[k]), k)
        for k in best.values():
            score = round(float(similarity[row, k]), 4)
            found.append(Response(problem.sentence_id, "", NAMED_AGAIN, score, problems[k].sentence_id))
    return found
