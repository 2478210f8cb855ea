"""The history of one promise: find its threads by wording or meaning, list all that is known of each."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.figures import judges_year
from pipeline.languages import LANGUAGES
from pipeline.records import FIRM, parse_span_id
from pipeline.tables import unit_order

Row = Mapping[str, Any]
_ID = re.compile(r"t-[0-9a-f]{12}|.+@[0-9]+-[0-9]+")
FLOOR = 0.2
"""Score below which no thread is near a query. A score is the mean of meaning and wording (:func:`rank_threads`), and
texts of the shipped static encoder that have nothing to do with each other have a cosine near 0: the best score of
English nonsense was 0.18 at most, in runs of 200 and of 29,000 commitments, while a promise described in words of its
own has a cosine of 0.4 or more, or shares rare words. Chinese nonsense that shares a rare character with a large run
comes higher; no floor tells that from a promise."""
CLOSE = 0.5
"""Share of the best score below which a thread is not shown beside the best one. In a run of four invented places and
four queries the next unrelated thread had 0.21 to 0.50 of the best score, the same promise in other words 0.95."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry in the history of a thread.

    `role` is promised, advances or closes. `figures` are the figures of the unit as they stand in
    the text. `score` is the probability of the closure; None for a promise. `promises` are the units of the thread that
    a report speaks of, in order of time: one report can close one of them and advance another.
    """

    year: int
    doc_id: str
    role: str
    unit_id: str
    quotation: str
    sentence: str
    section: str
    figures: tuple[str, ...]
    score: float | None
    promises: tuple[str, ...] = ()


def is_firm(thread: Row) -> bool:
    """Tell whether the members of a thread hang together so well that it is, as a rule, one promise."""
    return bool(thread["weakest_link"] >= FIRM)


@dataclass(frozen=True, slots=True)
class Named:
    """What an id of a run is, in words, the threads it leads to, and whether it is that of a promise itself.

    A commitment leads to its own; a report to those that it closes or advances; a sentence to those of the commitments
    in it or, where there are none, of its reports.
    """

    what: str
    threads: tuple[str, ...]
    itself: bool = False


def looks_like_id(query: str) -> bool:
    """Tell whether a query has the form of the id of a thread, a unit or a sentence."""
    return _ID.fullmatch(query) is not None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The stored tables of a run, as rows, with the lookups that a history needs.

    `closures` are those that count for a thread: all but those that the rule of annual targets rejects.
    """

    threads: Mapping[str, Row]
    units: Mapping[str, Row]
    sentences: Mapping[str, Row]
    members: Mapping[str, Sequence[str]]
    closures: Mapping[str, Sequence[Row]]
    figures: Mapping[str, Sequence[str]]

    @classmethod
    def from_rows(cls, tables: Mapping[str, Iterable[Row]]) -> Ledger:
        """Build the lookups from the tables threads, units, sentences, closures and targets."""
        units = {row["unit_id"]: row for row in tables["units"]}
        members: dict[str, list[str]] = defaultdict(list)
        for unit_id, row in units.items():
            if row["thread_id"]:
                members[row["thread_id"]].append(unit_id)
        threads = {row["thread_id"]: row for row in tables["threads"]}
        annual = {thread_id: row for thread_id, row in threads.items() if row["annual_target"]}
        closures: dict[str, list[Row]] = defaultdict(list)
        for row in tables["closures"]:
            commitment, report = units[row["commitment_unit"]], units[row["report_unit"]]
            thread = annual.get(commitment["thread_id"])
            years = thread["years_available"] if thread else ()
            if thread is None or judges_year(report["text"], report["year"], commitment["year"], years):
                closures[row["commitment_unit"]].append(row)
        figures: dict[str, list[str]] = defaultdict(list)
        for row in tables["targets"]:
            figures[row["unit_id"]].append(row["raw"])
        return cls(
            threads=threads,
            units=units,
            sentences={row["sentence_id"]: row for row in tables["sentences"]},
            members=members,
            closures=closures,
            figures=figures,
        )

    def history(self, thread_id: str) -> tuple[Event, ...]:
        """Return the promises of a thread and the reports that advance or close them, in order of time.

        A report that answers several members appears once for those that it closes and once for those that it advances,
        each time with its best score.
        """
        answers: dict[tuple[str, str], list[Row]] = defaultdict(list)
        members = sorted(self.members[thread_id], key=lambda i: unit_order(self.units[i]))
        for member in members:
            for closure in self.closures.get(member, ()):
                answers[closure["relation"], closure["report_unit"]].append(closure)
        events = [self._event("promised", member, None) for member in members]
        for (role, report), found in answers.items():
            promises = tuple(closure["commitment_unit"] for closure in found)
            events.append(self._event(role, report, max(closure["score"] for closure in found), promises))
        return tuple(sorted(events, key=lambda e: (*unit_order(self.units[e.unit_id]), e.role)))

    def named(self, item: str) -> Named | None:
        """Return what an id of the run names and the promises that it leads to; None where the run has no such id."""
        if item in self.threads:
            return Named("a promise", (item,), itself=True)
        if item in self.units:
            units, what = [self.units[item]], f"a {self.units[item]['label']} unit"
        else:
            sentence = self._sentence_of(item)
            if not sentence:
                return None
            units = [unit for unit in self.units.values() if unit["sentence_id"] == sentence]
            what = f"in a sentence labelled {self.sentences[sentence]['label']}"
        threads = {unit["thread_id"] for unit in units} - {""}
        if threads:
            return Named(what, tuple(sorted(threads)), itself=item in self.units)
        ids = {unit["unit_id"] for unit in units}
        told = [i for i, found in self.closures.items() if any(closure["report_unit"] in ids for closure in found)]
        return Named(what, tuple(sorted({self.units[i]["thread_id"] for i in told} - {""})))

    def _sentence_of(self, item: str) -> str:
        """Return the sentence that an id names, or that holds its stretch, as that of a problem; empty if none does."""
        if item in self.sentences:
            return item
        try:
            doc_id, start, end = parse_span_id(item)
        except ValueError:
            return ""
        return next(
            (i for i, s in self.sentences.items() if s["doc_id"] == doc_id and s["start"] <= start < end <= s["end"]),
            "",
        )

    def elsewhere(self, query: str, sentence_ids: Iterable[str]) -> list[str]:
        """Return which of the sentences have the words of a query and no commitment, in order of their ids.

        None where a commitment in these sentences has the words. Words are compared by letters and digits alone.
        """
        wanted = _letters(query)
        among = frozenset(sentence_ids)
        if not wanted:
            return []
        own = [row for row in self.units.values() if row["thread_id"] and row["sentence_id"] in among]
        if any(wanted in _letters(row["text"]) for row in own):
            return []
        promised = {row["sentence_id"] for row in own}
        return sorted(i for i in among - promised if wanted in _letters(self.sentences[i]["text"]))

    def _event(self, role: str, unit_id: str, score: float | None, promises: tuple[str, ...] = ()) -> Event:
        unit = self.units[unit_id]
        sentence = self.sentences[unit["sentence_id"]]
        return Event(
            year=unit["year"],
            doc_id=unit["doc_id"],
            role=role,
            unit_id=unit_id,
            quotation=unit["text"],
            sentence=sentence["text"],
            section=sentence["section"],
            figures=tuple(self.figures.get(unit_id, ())),
            score=score,
            promises=promises,
        )


def _letters(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def named_places(names: Iterable[str], known: Iterable[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return which place of a run each name means, and for the other names the places that they may mean, if any.

    A name means the place that is called so, else, capitals and the Chinese script apart, the only one that is called
    so, or whose name contains it or is contained in it: «Province of Halbrook» means Halbrook. What is merely written
    like a name may mean it.
    """
    places = {place: _plain(place) for place in sorted(set(known))}
    found: dict[str, str] = {}
    unclear: dict[str, list[str]] = {}
    for name in names:
        wanted = _plain(name.strip())
        equal = [place for place, own in places.items() if own == wanted]
        alike = equal or [place for place, own in places.items() if wanted and (wanted in own or own in wanted)]
        if name in places:
            found[name] = name
        elif len(alike) == 1:
            found[name] = alike[0]
        else:
            near = get_close_matches(wanted, places.values())
            unclear[name] = alike or [place for place, own in places.items() if own in near]
    return found, unclear


def _plain(name: str) -> str:
    """Return a name by which two ways to write it are one: in lower case and simplified characters."""
    return LANGUAGES["zh"].fold(name).casefold()


def near_threads(
    ranked: Sequence[tuple[str, float]],
) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Part threads, ranked from best to worst, into those near a query and those that only the floor would let in.

    Near is what has FLOOR and the share CLOSE of the best score: beside a thread that has the query's very words one
    that merely shares a word with it says nothing.
    """
    above = [own for own in ranked if own[1] >= FLOOR]
    near = [own for own in above if own[1] >= CLOSE * above[0][1]]
    return near, above[len(near) :]


def rank_threads(
    query: str,
    query_vector: NDArray[np.float32],
    units: Sequence[Row],
    vectors: NDArray[np.float32],
    words: Callable[[str], Sequence[str]],
) -> list[tuple[str, float]]:
    """Return (thread_id, score) from best to worst for a free query.

    A unit's score is the mean of two likenesses: of meaning, the cosine with the query's vector (shape (d,);
    `vectors` has shape (len(units), d), all of unit length), and of wording, the share of the query's words that the
    unit has, each weighted by how rare it is among the units (inverse document frequency, Sparck Jones 1972). It is 1
    where the unit contains the query, which is not empty, letter for letter. A thread's score is that of its best unit;
    ties are put in order of the thread's id. `words` cuts a text into words that can be compared.
    """
    own = [frozenset(words(unit["text"])) for unit in units]
    seen = Counter(word for found in own for word in found)
    # in the order of the query: a sum of floats hangs on its order, and that of a set on the process
    weight = {word: math.log(1 + len(units) / (1 + seen[word])) for word in dict.fromkeys(words(query))}
    total = sum(weight.values())
    best: dict[str, float] = {}
    for unit, found, meaning in zip(units, own, vectors @ query_vector, strict=True):
        wording = sum(value for word, value in weight.items() if word in found) / total if total else 0.0
        score = 1.0 if query in unit["text"] else min((float(meaning) + wording) / 2, 0.9999)
        if score > best.get(unit["thread_id"], -1.0):
            best[unit["thread_id"]] = score
    return sorted(((thread, round(score, 4)) for thread, score in best.items()), key=lambda x: (-x[1], x[0]))
