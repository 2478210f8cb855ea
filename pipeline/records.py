"""The data dictionary: every enum and record that crosses a stage border.

Offsets are counted in Unicode code points of the stored text and are half-open: `text[start:end]`.
Ids are made of the document id and offsets, never of a rank, so that they stay the same when
documents are added or put in another order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Label(StrEnum):
    """The speech act of a sentence (codebook §1)."""

    PROBLEM = "problem"
    MEASURE = "measure"
    PLEDGE = "pledge"
    PROGRESS = "progress"
    OTHER = "other"


LABELS: tuple[Label, ...] = tuple(Label)
COMMITMENTS = frozenset({Label.MEASURE, Label.PLEDGE})
GOVERNMENTS = ("national", "province", "prefecture", "county", "township")
"""Levels of government, the highest first; a document may be of another one."""
NOT_COMPARED = frozenset({"resolution"})  # kinds of document in which the government itself does not speak


class Part(StrEnum):
    """Where a sentence stands: in the part that looks back, the part that looks ahead, or neither."""

    REVIEW = "review"
    PLAN = "plan"
    OTHER = "other"


class Kind(StrEnum):
    """What a sentence is typographically."""

    SENTENCE = "sentence"
    HEADING = "heading"
    TITLE = "title"
    SALUTATION = "salutation"


class Relation(StrEnum):
    """How two commitments of one jurisdiction relate (codebook §4)."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"


class Outcome(StrEnum):
    """How a report of a later year relates to a commitment (codebook §5)."""

    CLOSES = "closes"
    ADVANCES = "advances"
    NONE = "none"


class Status(StrEnum):
    """The state of a thread at the last year of its jurisdiction (codebook §6)."""

    CLOSED = "closed"
    REOPENED = "reopened"
    RECURRING = "recurring"
    LAPSED = "lapsed"
    OPEN = "open"


class Bound(StrEnum):
    """Which side of a figure a target binds."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    AROUND = "around"
    RANGE = "range"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a document that is no sentence: page furniture, or the white space between sentences."""

    doc_id: str
    start: int
    end: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One speech as stored. `kind` is report, inquiry-reply, budget, throne, resolution or other.

    Resolutions are read and segmented but never compared with speeches. `parent` is the place above the jurisdiction,
    empty where the index does not tell it.
    """

    doc_id: str
    jurisdiction: str
    level: str
    year: int
    kind: str
    title: str
    language: str
    source: str
    sha256: str
    encoding: str
    text: str
    warnings: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch that ends in a terminator, at a line end, or at the end of a heading (codebook §1).

    `text` is `document.text[start:end]`. `section` is the heading path above it, joined by « / ».
    `part_confidence` is between 0 and 1.
    """

    doc_id: str
    start: int
    end: int
    text: str
    section: str
    part: Part
    part_confidence: float
    kind: Kind

    @property
    def sentence_id(self) -> str:
        """Return the id: doc_id@start-end."""
        return span_id(self.doc_id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Segmented:
    """A document cut up. Sentences and cuts, sorted by start, concatenate to the document's text."""

    document: Document
    sentences: tuple[Sentence, ...]
    cuts: tuple[Cut, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of one sentence. `probabilities` follow LABELS and add up to one.

    `level` is the specificity 0-4 of a commitment and None for the other labels. `decided_by` names
    what decided: the model, with the checkability cues it saw, or a human verdict.
    """

    sentence_id: str
    label: Label
    level: int | None
    probabilities: tuple[float, float, float, float, float]
    decided_by: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest stretch with its own action and object (codebook §2).

    Units are cut from commitments (measure, pledge) and from reports (progress).
    """

    doc_id: str
    start: int
    end: int
    sentence_id: str
    jurisdiction: str
    year: int
    text: str
    label: Label
    level: int | None
    language: str
    section: str = ""

    @property
    def unit_id(self) -> str:
        """Return the id: doc_id@start-end."""
        return span_id(self.doc_id, self.start, self.end)

    @property
    def order(self) -> tuple[int, str, int, int]:
        """Sort key: year, document, place in the document."""
        return (self.year, self.doc_id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure in a unit. `low` and `high` are in base units (万 and 亿 resolved); equal unless a range.

    `start` and `end` are offsets of `raw` in the document. `deadline_year` is the year the unit
    names or implies («年底前» → the year of the speech), else None. `period` is annual, cumulative,
    five-year or empty. A figure that cannot be parsed has `low` and `high` None and keeps `raw`.
    `direction` is up, down or stable (the way it moves), to (a share that something is raised to), down to (what
    something is cut to), from (the value before a change, never a target), or empty.
    """

    unit_id: str
    start: int
    end: int
    indicator: str
    low: float | None
    high: float | None
    unit: str
    bound: Bound
    deadline_year: int | None
    responsible: str
    raw: str
    direction: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The target of one indicator in one speech, and what the next year's report says of it.

    `low`, `high` and `outcome` are in `unit`; None where there is no value. `state` is «stated», «explicitly not set»
    (the speech says that it sets none), «not found» (nothing was found, which is not the same as nothing said) or
    «no text» (no speech of that year is at hand; the next year's speech reports a value).
    `verdict` is met, missed, exceeded, perhaps of several years (a value of three times the target or more, codebook
    §5), not reported, no text of next year, or empty where no target is stated.
    `change` is new, raised, lowered or unchanged against the last stated target, or empty. `kind` tells a growth
    rate («growth»), a share or rate («share»), a difference of shares («point»), a number of times («multiple») and an
    amount («level») of the same indicator apart.
    """

    jurisdiction: str
    indicator: str
    kind: str
    unit: str
    year: int
    low: float | None
    high: float | None
    bound: Bound
    outcome: float | None
    outcome_unit_ids: tuple[str, ...]
    verdict: str
    change: str
    evidence_ids: tuple[str, ...]
    state: str


class Parts(Mapping[str, float]):
    """The parts of the score of one pair: a row of a matrix that holds those of all pairs.

    A dict per pair would take ten times the memory, and a jurisdiction can have a million pairs.
    """

    __slots__ = ("_names", "_number", "_rows")

    def __init__(self, names: tuple[str, ...], rows: Sequence[Sequence[float]], number: int) -> None:
        """Take the names of the columns, all rows, and the number of this one."""
        self._names, self._rows, self._number = names, rows, number

    @property
    def row(self) -> Sequence[float]:
        """Return the values in the order of the names."""
        return self._rows[self._number]

    def __getitem__(self, name: str) -> float:
        """Return a value. Raises KeyError where there is no such part."""
        if name not in self._names:
            raise KeyError(name)
        return float(self.row[self._names.index(name)])

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self._names)


MODEL = "model"
"""What decided about a link or closure where no person did."""
HUMAN = "human"
"""What decided where a person did; of sentences the coder stands behind it."""


def by_people(row: Mapping[str, object]) -> bool:
    """Tell whether people decided a row of sentences, links or closures."""
    return str(row.get("decided_by") or "").startswith(HUMAN)


@dataclass(frozen=True, slots=True)
class Link:
    """Two commitments of one jurisdiction, `a` the earlier. `parts` are the readable pieces of the score."""

    a_unit: str
    b_unit: str
    relation: Relation
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    decided_by: str = MODEL


FIRM = 0.7
"""Weakest link from which a repeated thread of several wordings is one promise in 95 % (Chinese; English 12 of 13),
by reading; below it in 49 and 67 %."""
SURE = 0.5
"""Probability from which a report that closes a promise is rather right than wrong; below it is `perhaps` closed."""
STEPS = 0.7
"""Probability from which a report of steps is about the very promise nine times in ten; below it, less than half."""
LIKELY = {Outcome.CLOSES: SURE, Outcome.ADVANCES: STEPS}
"""Probability from which a report is likely to do to a promise what its relation says; below it, `perhaps`."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A commitment and a report of a later year, of the same jurisdiction, that closes or advances it."""

    commitment_unit: str
    report_unit: str
    relation: Outcome
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    decided_by: str = MODEL


@dataclass(frozen=True, slots=True)
class Thread:
    """All commitments of one jurisdiction that are the same promise, and what became of it.

    `unit_ids` are in order of time. `weakest_link` is the smallest mean score with which a member hangs on the rest
    (1.0 for a single member), `weakest_unit` that member (empty where all have one wording). `reason` says in one
    sentence why the status holds.
    """

    thread_id: str
    jurisdiction: str
    title: str
    first_year: int
    last_year: int
    promised_years: tuple[int, ...]
    advanced_years: tuple[int, ...]
    closed_years: tuple[int, ...]
    years_available: tuple[int, ...]
    status: Status
    annual_target: bool
    level_max: int
    n_units: int
    weakest_link: float
    unit_ids: tuple[str, ...]
    reason: str
    boilerplate: bool = False
    weakest_unit: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """A problem and a commitment that answers it.

    `relation` is answered (same speech), answered_later, or named_again (`commitment_unit` is then empty and
    `again_sentence` the later naming of the problem).
    """

    problem_sentence: str
    commitment_unit: str
    relation: str
    score: float
    again_sentence: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A commitment, as far as places are compared; `order` puts those of a place in order of time."""

    unit_id: str
    text: str
    jurisdiction: str
    language: str
    order: tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Promise:
    """A thread, as far as places are compared; its units are in order of time."""

    thread_id: str
    jurisdiction: str
    title: str
    first_year: int
    boilerplate: bool
    years_available: tuple[int, ...]
    unit_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """The same promise in two places; `a` is the place whose thread began first, equal years in order of the name.

    `relation` is copied (a long stretch word for word) or shared (the same in meaning). `first_mover` is the
    jurisdiction that promised it in an earlier year, of copied ones in these words, so that it may be `b`; empty where
    both began in the same year, where the texts of the other do not reach back to it, or where the other had promised
    it by then in another thread. The unit of a first mover is of that year. `foreign_name` is a name of one of the two
    places that stands in a copied text of the other, empty where there is none.
    """

    a_thread: str
    b_thread: str
    a_jurisdiction: str
    b_jurisdiction: str
    relation: str
    score: float
    first_mover: str
    foreign_name: str
    a_unit: str
    b_unit: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that a stage did not pass on, and why; of a document, place and year as well, as far as known."""

    stage: str
    item_id: str
    reason: str
    excerpt: str
    jurisdiction: str = ""
    year: int | None = None


class State(StrEnum):
    """What a run made of a person's verdict."""

    APPLIED = "applied"
    MOVED = "moved"  # applied: the same text stands at another place of the document, once
    CHANGED = "changed"
    VANISHED = "vanished"
    NO_UNIT = "no unit"
    NO_DOCUMENT = "no document"
    NO_PAIR = "no pair"  # the report is of no later year than the commitment, or both are the same unit
    CONTRADICTED = "contradicted"
    OVERRULED = "overruled"


OBEYED = frozenset({State.APPLIED, State.MOVED})

VerdictKey = tuple[str, str, str, int, int, str, int, int, str, bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about a sentence or about a pair of units.

    `kind` is sentences, links, closures or threads; the verdict on a thread is kept as one row per pair of members,
    with the thread's id as `item`. The two stretches are found again by document, offsets and the hash of their text
    (:func:`text_hash`); a sentence has no second one (empty, 0, 0, empty). `verdict` is a label, a relation, an
    outcome, or same and apart for threads. `level` is that of a commitment, None where the person gave none. `draw`
    names the samples in which the coder was asked, parted by blanks. A `final` verdict settles what coders disagree on.
    """

    kind: str
    item: str
    doc_id: str
    start: int
    end: int
    sha: str
    b_doc: str
    b_start: int
    b_end: int
    b_sha: str
    verdict: str
    level: int | None
    unsure: bool
    coder: str
    date: str
    draw: str
    final: bool
    note: str

    @property
    def key(self) -> VerdictKey:
        """Return what is unique: kind, thread, both stretches, coder, and whether it is final.

        Who settles a dispute has often coded the item before, and agreement is measured on what was said then.
        """
        return (self.kind, self.item, *self.stretches, self.coder, self.final)

    @property
    def stretches(self) -> tuple[str, int, int, str, int, int]:
        """Return both stretches."""
        return (self.doc_id, self.start, self.end, self.b_doc, self.b_start, self.b_end)


@dataclass(frozen=True, slots=True)
class Correction:
    """A verdict and what became of it in a run.

    `item_a` and `item_b` are the ids that the verdict was given on, `found_a` and `found_b` those it applies to now
    (empty where there is none). `model` and `model_level` are the models' own answer, before people were heard.
    """

    kind: str
    item: str
    item_a: str
    item_b: str
    coder: str
    verdict: str
    level: int | None
    unsure: bool
    date: str
    draw: str
    final: bool
    state: State
    found_a: str
    found_b: str
    model: str
    model_level: int | None
    note: str


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with the label that a reader gave it (codebook §1), and the level of a commitment (§3).

    `level` is None where the label is no commitment. `unsure` marks rows on which a second reader may differ.
    """

    gold_id: str
    doc_id: str
    start: int
    end: int
    label: Label
    level: int | None
    unsure: bool
    text: str


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two stretches of one jurisdiction with a reader's verdict, `a` the earlier.

    `link` is a value of Relation for two commitments, and of Outcome for a commitment and a later report. `stands_for`
    is how many pairs of a run this one stands for, where it was drawn from them by known shares, and else zero.
    """

    gold_id: str
    jurisdiction: str
    a_doc: str
    a_start: int
    a_end: int
    b_doc: str
    b_start: int
    b_end: int
    link: str
    unsure: bool
    a_text: str
    b_text: str
    stands_for: float = 0.0


@dataclass(frozen=True, slots=True)
class GoldThreadMember:
    """A commitment that a reader put into a thread. `thread` is a number that holds inside its `field` only."""

    gold_id: str
    field: str
    doc_id: str
    year: int
    start: int
    end: int
    thread: int
    title: str
    text: str


def text_hash(text: str) -> str:
    """Return 16 hexadecimal digits that change with the text: how a verdict knows its sentence again."""
    # the quotation of a sheet that somebody sends may hold anything, and must then be another text, not an end
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def span_id(doc_id: str, start: int, end: int) -> str:
    """Return the id of a stretch of a document: doc_id@start-end."""
    return f"{doc_id}@{start}-{end}"


def parse_span_id(item_id: str) -> tuple[str, int, int]:
    """Split an id made by :func:`span_id`. Raises ValueError where it is none."""
    doc_id, _, offsets = item_id.rpartition("@")
    start, _, end = offsets.partition("-")
    if not doc_id:
        raise ValueError(f"not an id of a stretch: {item_id!r}")
    return doc_id, int(start), int(end)


def thread_id(jurisdiction: str, earliest_unit: str) -> str:
    """Return the id of a thread. It stays the same as long as the thread's earliest member does."""
    return "t-" + hashlib.sha256(f"{jurisdiction}\n{earliest_unit}".encode()).hexdigest()[:12]
