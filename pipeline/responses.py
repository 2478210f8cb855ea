"""Link each named problem to the commitments that answer it, and to its later namings.

An answer is a commitment whose meaning is near the problem's, or that is the stock answer to its kind: in the same
speech (`answered`), or in a later one or another of the same year (`answered_later`): which of two speeches of a year
was held first is not known. A problem whose wording and meaning return in a later year, or that is of the same stock
kind, is `named_again`, where each is the nearest of its year to the other and all that is so joined hangs together.
A sentence may list several problems («农业基础薄弱，财政收支矛盾突出»); each is compared by itself, as a stretch of it.
Nearness is not success: an answer says that something was promised about the problem, nothing more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.languages import LANGUAGES
from pipeline.languages.answers import STOCK_KINDS
from pipeline.languages.problems import announced_until, problem_stretches
from pipeline.records import Response, Sentence, Unit
from pipeline.settings import ResponseSettings

ANSWERED, ANSWERED_LATER, NAMED_AGAIN = "answered", "answered_later", "named_again"
_BLOCK = 256  # problems compared at a time: bounds memory, never changes the result
# a matrix product differs in the last bits with the shape of its blocks: the search takes this much more than the
# threshold asks for, and what decides is computed pair by pair
_SLACK = 1e-4

# «一是», «第二，», «（三）», «2.», «(4)», «first,» at the beginning of a clause
_NUMBER = re.compile(
    r"(?:^|(?<=[；;。，,：:\n]))\s*((?:"
    r"[一二三四五六七八九十]{1,3}是(?![一二三四五六七八九十不])[：:，,]?|第[一二三四五六七八九十]{1,3}[，,、：:]"
    r"|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}(?:[.．、](?![0-9])|[）)])"
    r"|(?:first|second|third|fourth|fifth|last)(?:ly)?,|finally,"
    r")\s*)",
    re.IGNORECASE,
)


def problem_text(text: str) -> str:
    """Return what a sentence says of problems, without the words that announce them and the numbers before them.

    Speeches of different years announce their problems in the same words, so that two sentences would be alike that
    name different ones. A sentence that is all announcement stays as it is.
    """
    folded = LANGUAGES["zh"].fold(text)  # of equal length
    begin = announced_until(folded)
    kept: list[str] = []
    for number in _NUMBER.finditer(folded, begin):
        kept.append(text[begin : number.start(1)])
        begin = number.end()
    rest = re.sub(r"\s+", " ", "".join((*kept, text[begin:]))).strip()
    return rest if any(map(str.isalnum, rest)) else text


def single_problems(sentence: Sentence, language: str) -> list[Sentence]:
    """Return each problem that a sentence names as a stretch of it; the sentence itself where it names one."""
    at = sentence.start
    return [
        replace(sentence, start=at + a, end=at + b, text=sentence.text[a:b])
        for a, b in problem_stretches(sentence.text, language)
    ]


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
        problems: sentences labelled `problem`, or stretches of them (:func:`single_problems`).
        years: the year of each document that a problem stands in.
        commitments: measures and pledges of the same jurisdiction.
        vectors_p: float32 (len(problems), d), unit length.
        vectors_c: float32 (len(commitments), d), unit length, of the same encoder.
        settings: thresholds, horizon in years, and how many answers are kept per problem and speech.

    Returns:
        Responses sorted by problem, relation, commitment and later naming. The score of a pair depends on nothing but
        the pair. Among equally near answers at the border of `most` those that stand first in the text are kept; of
        what a speech repeats word for word, the first.

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
    stock_p = _matching([kind.problem for kind in STOCK_KINDS], [problem.text for problem in problems])
    stock_c = _matching([kind.answer for kind in STOCK_KINDS], [unit.text for unit in commitments])
    alike = _one_problem(stock_p)
    responses: list[Response] = []
    near: list[Naming] = []
    for start in range(0, len(problems), _BLOCK):
        rows = slice(start, start + _BLOCK)
        answering = stock_p[:, rows].T @ stock_c
        responses += _answers(
            problems[rows], year_p[rows], vectors_p[rows], commitments, year_c, vectors_c, answering, settings
        )
        near += _named_alike(year_p, vectors_p, alike, rows, settings)
    responses += [
        Response(
            problems[pair.one].sentence_id, "", NAMED_AGAIN, round(pair.score, 4), problems[pair.other].sentence_id
        )
        for pair in _coherent(_mutual(problems, year_p, near), vectors_p, settings)
    ]
    return tuple(sorted(responses, key=lambda r: (r.problem_sentence, r.relation, r.commitment_unit, r.again_sentence)))


def _answers(
    problems: Sequence[Sentence],
    year_p: NDArray[np.int64],
    vectors_p: NDArray[np.float32],
    commitments: Sequence[Unit],
    year_c: NDArray[np.int64],
    vectors_c: NDArray[np.float32],
    stock: NDArray[np.bool_],
    settings: ResponseSettings,
) -> list[Response]:
    """Return the nearest commitments of each speech for a block of problems; `stock` marks those that answer anyway."""
    if not commitments:
        return []
    documents = np.array([unit.doc_id for unit in commitments])
    own = np.array([problem.doc_id for problem in problems])[:, None] == documents
    later = (year_c >= year_p[:, None]) & (year_c <= year_p[:, None] + settings.horizon)
    stock = stock & (own | later)
    similarity = _likeness(vectors_p, vectors_c, own | later, settings.threshold, stock)
    found = []
    for row, problem in enumerate(problems):
        near = np.flatnonzero((similarity[row] >= settings.threshold) | stock[row])
        ranked = sorted(near.tolist(), key=lambda k: (-similarity[row, k], commitments[k].order))
        kept: dict[str, set[str]] = defaultdict(set)
        for k in ranked:
            # a text that holds a passage several times promises it once
            wordings, wording = kept[commitments[k].doc_id], commitments[k].text
            if len(wordings) < settings.most and wording not in wordings:
                wordings.add(wording)
                relation = ANSWERED if own[row, k] else ANSWERED_LATER
                score = round(float(similarity[row, k]), 4)
                found.append(Response(problem.sentence_id, commitments[k].unit_id, relation, score))
    return found


def _matching(patterns: Sequence[re.Pattern[str]], texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which patterns stand in which texts, bool (patterns, texts)."""
    found: dict[str, list[bool]] = {}
    for text in dict.fromkeys(texts):  # some texts hold a passage many times
        folded = LANGUAGES["zh"].fold(text)
        found[text] = [bool(pattern.search(folded)) for pattern in patterns]
    return np.array([found[text] for text in texts], bool).reshape(len(texts), len(patterns)).T


def _one_problem(stock_p: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each problem the kind all of which name one problem, if it is of no other; -1 if there is none.

    Args:
        stock_p: which kinds (rows) which problems (columns) are of.
    """
    same = np.array([kind.same for kind in STOCK_KINDS])
    kind = stock_p.argmax(axis=0)
    return np.where((stock_p.sum(axis=0) == 1) & same[kind], kind, -1)


class Naming(NamedTuple):
    """Two problems, by number, of which the other may be a later naming of the one; `stock` if their kind says so."""

    one: int
    other: int
    score: float
    stock: bool


def _named_alike(
    year_p: NDArray[np.int64],
    vectors_p: NDArray[np.float32],
    kind_p: NDArray[np.int64],
    rows: slice,
    settings: ResponseSettings,
) -> list[Naming]:
    """Return, for a block of problems, all later namings within the horizon that are near or of the same kind."""
    later = (year_p > year_p[rows, None]) & (year_p <= year_p[rows, None] + settings.horizon)
    stock = later & (kind_p[rows, None] == kind_p) & (kind_p >= 0)
    similarity = _likeness(vectors_p[rows], vectors_p, later, settings.again_threshold, stock)
    row, k = np.nonzero((similarity >= settings.again_threshold) | stock)
    columns = (row + rows.start, k, similarity[row, k], stock[row, k])
    return [Naming(*pair) for pair in zip(*(column.tolist() for column in columns), strict=True)]


def _mutual(problems: Sequence[Sentence], year_p: NDArray[np.int64], pairs: Sequence[Naming]) -> list[Naming]:
    """Return the namings that are nearest to a problem in their year and to which it is the nearest of its year.

    Were it enough to be near from one side, a sentence that names many problems at once would join them all. What is of
    one kind is nearer than all else. The best pairs stand first.
    """

    def rank(pair: Naming) -> tuple[bool, float, str, int, str, int]:
        one, other = problems[pair.one], problems[pair.other]
        return (not pair.stock, -pair.score, one.doc_id, one.start, other.doc_id, other.start)

    ranked = sorted(pairs, key=rank)
    onward: dict[tuple[int, int], Naming] = {}
    back: dict[tuple[int, int], Naming] = {}
    for pair in ranked:
        onward.setdefault((pair.one, int(year_p[pair.other])), pair)
        back.setdefault((pair.other, int(year_p[pair.one])), pair)
    both = set(onward.values()) & set(back.values())
    return [pair for pair in ranked if pair in both]


def _coherent(pairs: Sequence[Naming], vectors_p: NDArray[np.float32], settings: ResponseSettings) -> list[Naming]:
    """Return the pairs, given best first, whose two namings stand in one group.

    Two groups are one if their namings are alike in the mean of all pairs between them: step by step from neighbour to
    neighbour, thirty years of speeches would join smuggling and bureaucracy. What is of one kind needs no likeness.
    """
    group = {k: [k] for pair in pairs for k in (pair.one, pair.other)}
    for pair in pairs:
        a, b = group[pair.one], group[pair.other]
        if a is b:
            continue
        if pair.stock or _mean_likeness(vectors_p[a], vectors_p[b]) >= settings.group_threshold:
            a += b
            group |= dict.fromkeys(b, a)
    return [pair for pair in pairs if group[pair.one] is group[pair.other]]


def _mean_likeness(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Return the mean cosine of all pairs between two groups, rounded to four decimals."""
    return round(float((a.mean(axis=0, dtype=np.float64) * b.mean(axis=0, dtype=np.float64)).sum()), 4)


def _likeness(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    wanted: NDArray[np.bool_],
    least: float,
    anyway: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Return the cosines of the wanted pairs, rounded to four decimals; -1 for all others and those below `least`.

    Below `least` are also told those of the pairs that are wanted `anyway`.
    """
    found = np.full(wanted.shape, -1.0, np.float32)
    rows, columns = np.nonzero((wanted & (a @ b.T >= least - _SLACK)) | anyway)
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[rows[part], columns[part]] = np.round((a[rows[part]] * b[columns[part]]).sum(axis=1), 4)
    found[(found < least) & ~anyway] = -1.0
    return found
