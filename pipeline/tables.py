"""The stored tables: their columns with types and meanings, atomic sorted writes, reads.

A table is a Parquet dataset, `<data>/<table>/<part>.parquet`; a part holds one jurisdiction, so that a large run is
written, and redone, part by part; what belongs to none stands in parts called `run…`. The key of what a part was made
from stands in its Parquet metadata under `pledge-ledger-key`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import RunError
from pipeline.files import write_whole
from pipeline.records import LABELS

KEY_FIELD = b"pledge-ledger-key"

TEXT, INT, REAL, FLAG = pa.string(), pa.int32(), pa.float64(), pa.bool_()
YEARS = pa.list_(pa.int32())
TEXTS = pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, Arrow type, meaning."""

    name: str
    type: Any
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A stored table: name, meaning, the columns that make a row unique, all columns.

    With `parts` the table takes further REAL columns, one per part of the score.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parts: bool = False

    def schema(self, parts: Sequence[str] = ()) -> Any:  # noqa: ANN401 - pyarrow ships no types
        """Return the Arrow schema, with one float column per name in `parts`."""
        extra = [(name, REAL) for name in parts] if self.parts else []
        return pa.schema([(c.name, c.type) for c in self.columns] + extra)


def _columns(*rows: tuple[str, Any, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            "One row per speech.",
            ("doc_id",),
            _columns(
                ("doc_id", TEXT, "the id given in index.csv"),
                ("jurisdiction", TEXT, "the place whose government speaks"),
                ("level", TEXT, "level of government: national, province, prefecture, county, township or other"),
                ("parent", TEXT, "the place above it, as given in index.csv; empty where it is not known"),
                ("year", INT, "the year of the speech"),
                (
                    "kind",
                    TEXT,
                    "report, inquiry-reply, budget, throne, resolution or other; resolutions are not compared",
                ),
                ("title", TEXT, "the title as given in index.csv"),
                ("language", TEXT, "zh or en"),
                ("source", TEXT, "where the text comes from, as given in index.csv"),
                ("sha256", TEXT, "SHA-256 of the text in UTF-8 without a byte order mark"),
                ("encoding", TEXT, "the encoding in which the file was read"),
                ("characters", INT, "length of the text in code points"),
                ("n_sentences", INT, "rows of this document in `sentences`"),
                ("n_commitments", INT, "units of this document labelled measure or pledge, with what it repeats"),
                ("warnings", TEXTS, "what a person should look at"),
            ),
        ),
        Table(
            "sentences",
            "One row per sentence, heading, title and salutation, with its label.",
            ("sentence_id",),
            _columns(
                ("sentence_id", TEXT, "doc_id@start-end"),
                ("doc_id", TEXT, "the document"),
                ("start", INT, "offset of the first code point"),
                ("end", INT, "offset after the last code point"),
                ("text", TEXT, "the document's text between the two offsets"),
                ("section", TEXT, "the headings above the sentence, outermost first, joined by « / »"),
                ("part", TEXT, "review (looks back), plan (looks ahead) or other"),
                ("kind", TEXT, "sentence, heading, title or salutation"),
                ("label", TEXT, "problem, measure, pledge, progress or other (codebook §1)"),
                *(
                    (f"p_{n}", REAL, f"probability of {n}: calibrated, then moved by the rules that decided_by names")
                    for n in LABELS
                ),
                ("level", INT, "specificity 0-4 of a commitment (codebook §3); empty for the other labels"),
                (
                    "decided_by",
                    TEXT,
                    "model, second look where a transformer read it too, the rules and the cues; or human",
                ),
                ("part_confidence", REAL, "how sure the part is, 0-1"),
            ),
        ),
        Table(
            "units",
            "One row per unit of a commitment (measure, pledge) or report (progress).",
            ("unit_id",),
            _columns(
                ("unit_id", TEXT, "doc_id@start-end"),
                ("sentence_id", TEXT, "the sentence it is cut from"),
                ("doc_id", TEXT, "the document"),
                ("jurisdiction", TEXT, "the place whose government speaks"),
                ("year", INT, "the year of the speech"),
                ("start", INT, "offset of the first code point"),
                ("end", INT, "offset after the last code point"),
                ("text", TEXT, "the document's text between the two offsets"),
                (
                    "label",
                    TEXT,
                    "measure, pledge or progress: that of the sentence, or measure for a Chinese unit with nothing to"
                    " check beside one that has it",
                ),
                ("level", INT, "specificity 0-4 of a commitment; empty for reports"),
                ("boilerplate", FLAG, "wording shared by many places, which joins no two threads"),
                ("thread_id", TEXT, "the thread of a commitment; empty for reports and resolutions"),
            ),
        ),
        Table(
            "targets",
            "One row per figure in a unit.",
            ("unit_id", "start"),
            _columns(
                ("unit_id", TEXT, "the unit"),
                ("indicator", TEXT, "the noun phrase that the figure measures, normalised"),
                ("low", REAL, "lower end in base units; equal to high unless a range; empty if not parsed"),
                ("high", REAL, "upper end in base units"),
                ("unit", TEXT, "unit of measure of the figure"),
                ("bound", TEXT, "at_least, at_most, around, range or exact"),
                ("deadline_year", INT, "the year by which, if the text names or implies one"),
                ("responsible", TEXT, "the body named as responsible"),
                ("raw", TEXT, "the figure as it stands in the text"),
                ("start", INT, "offset of raw in the document"),
                ("end", INT, "offset after raw"),
                (
                    "direction",
                    TEXT,
                    "up, down, stable; to or down to (the value aimed at); from (the value before); or empty",
                ),
                ("period", TEXT, "annual, cumulative, five-year (any span of several years) or empty"),
            ),
        ),
        Table(
            "links",
            "Pairs of commitments of one jurisdiction that are the same promise or related.",
            ("a_unit", "b_unit"),
            _columns(
                ("a_unit", TEXT, "the earlier commitment"),
                ("b_unit", TEXT, "the later commitment"),
                ("relation", TEXT, "same or related (codebook §4)"),
                ("score", REAL, "calibrated probability of `same`; of `same` or `related` for related; 1 by a person"),
                ("decided_by", TEXT, "model or human"),
            ),
            parts=True,
        ),
        Table(
            "closures",
            "Commitments and the reports of later years that close or advance them.",
            ("commitment_unit", "report_unit"),
            _columns(
                ("commitment_unit", TEXT, "the commitment"),
                ("report_unit", TEXT, "the report, of a later year and the same jurisdiction"),
                ("relation", TEXT, "closes or advances (codebook §5)"),
                (
                    "score",
                    REAL,
                    "calibrated probability of the relation or better; where a figure that meets the target or the "
                    "name of what is finished closes it, that the report bears on it at all; 1 where a person decided",
                ),
                ("decided_by", TEXT, "model or human"),
            ),
            parts=True,
        ),
        Table(
            "threads",
            "One row per promise: all commitments of a jurisdiction grouped as the same; a link alone makes none.",
            ("thread_id",),
            _columns(
                ("thread_id", TEXT, "made from the earliest member; stays when years are added"),
                ("jurisdiction", TEXT, "the place whose government speaks"),
                ("title", TEXT, "one member, quoted"),
                ("first_year", INT, "year of the first promise"),
                ("last_year", INT, "year of the last promise"),
                ("promised_years", YEARS, "all years with a promise"),
                ("advanced_years", YEARS, "years of reports that advance it and of none that closes it"),
                ("closed_years", YEARS, "years of reports that close it"),
                ("years_available", YEARS, "years of which the jurisdiction has a text"),
                ("status", TEXT, "closed, reopened, recurring, lapsed or open (codebook §6)"),
                ("annual_target", FLAG, "a figure promised anew each year"),
                ("level_max", INT, "highest specificity among the members"),
                ("n_units", INT, "number of members"),
                ("weakest_link", REAL, "smallest mean score with which a member hangs on the others; 1 for one member"),
                ("weakest_unit", TEXT, "the member that does; empty where all have one wording"),
                ("reason", TEXT, "why the status holds, with the ids of the evidence"),
                ("boilerplate", FLAG, "the members are wording shared by many places"),
                ("field", TEXT, "key of the nearest policy field (pipeline/fields.toml); empty where none is near"),
                ("field_score", REAL, "nearness to that field's description, 0-1; empty where the run assigns none"),
            ),
        ),
        Table(
            "target_series",
            "The yearly targets of each place and indicator, and what the next year's report says of them.",
            ("jurisdiction", "indicator", "kind", "unit", "year"),
            _columns(
                ("jurisdiction", TEXT, "the place whose government speaks"),
                ("indicator", TEXT, "what the target measures"),
                ("kind", TEXT, "growth (a rate of change), share, point, multiple or level (an amount)"),
                ("unit", TEXT, "unit of measure of all values of the series"),
                ("year", INT, "year of the speech that sets the target"),
                ("low", REAL, "lower end of the target"),
                ("high", REAL, "upper end of the target"),
                ("bound", TEXT, "at_least, at_most, around, range or exact"),
                ("outcome", REAL, "value that the next year's report names; empty where none was found"),
                ("outcome_unit_ids", TEXTS, "the units that report the outcome"),
                (
                    "verdict",
                    TEXT,
                    "met, missed, exceeded, perhaps of several years, not reported, no text of next year, or empty",
                ),
                (
                    "change",
                    TEXT,
                    "new, raised, lowered or unchanged against the last stated target; where one of the two is bound on"
                    " one side only («at least 6»), by that end",
                ),
                ("evidence_ids", TEXTS, "the units that set the target, or the sentences that say that none is set"),
                ("state", TEXT, "stated, explicitly not set, not found, or no text"),
            ),
        ),
        Table(
            "responses",
            "Problems, the commitments that answer them, and their later namings.",
            ("problem_sentence", "relation", "commitment_unit", "again_sentence"),
            _columns(
                (
                    "problem_sentence",
                    TEXT,
                    "the sentence that names the problem, or a stretch of it where it names several",
                ),
                ("commitment_unit", TEXT, "the commitment that answers it; empty for named_again"),
                (
                    "relation",
                    TEXT,
                    "answered (same speech), answered_later (a later year, or another speech of the same year, as it"
                    " is not known which of them was held first) or named_again (a later year)",
                ),
                ("score", REAL, "similarity of the two; of a problem without the words that announce it"),
                ("again_sentence", TEXT, "the later sentence or stretch that names the problem again"),
            ),
        ),
        Table(
            "place_links",
            "The same promise in two places.",
            ("a_thread", "b_thread"),
            _columns(
                ("a_thread", TEXT, "the thread that began first; equal years in order of the places' names"),
                ("b_thread", TEXT, "the thread of the other place"),
                ("a_jurisdiction", TEXT, "the place of a"),
                ("b_jurisdiction", TEXT, "the place of b"),
                ("relation", TEXT, "copied (a long stretch word for word) or shared (the same in meaning)"),
                ("score", REAL, "copied: share of the shorter unit that is equal; shared: similarity of the titles"),
                (
                    "first_mover",
                    TEXT,
                    "the place that promised it (copied: in these words) in an earlier year, if the texts of the other"
                    " are as old and it had not promised it in another thread by then; else empty",
                ),
                ("foreign_name", TEXT, "a name of one place that stands in the copied text of the other"),
                ("a_unit", TEXT, "the commitment of a that shows it"),
                ("b_unit", TEXT, "the commitment of b that shows it"),
            ),
        ),
        Table(
            "corrections",
            "Verdicts of people, and what this run made of them.",
            ("kind", "item", "item_a", "item_b", "coder", "final"),
            _columns(
                ("kind", TEXT, "sentences, links, closures or threads (a verdict on a thread has a row per pair)"),
                ("item", TEXT, "the thread as it was drawn; empty for the other kinds"),
                ("item_a", TEXT, "the sentence or unit that the verdict was given on, doc_id@start-end"),
                ("item_b", TEXT, "the second unit; empty for sentences"),
                ("coder", TEXT, "who decided"),
                ("verdict", TEXT, "a label, a relation, an outcome; same or apart for threads"),
                ("level", INT, "specificity that the person gave; empty if none"),
                ("unsure", FLAG, "the person was not sure"),
                ("date", TEXT, "day on which the verdict was taken over, YYYY-MM-DD"),
                ("draw", TEXT, "the samples it belongs to, parted by blanks; empty where it belongs to none"),
                ("final", FLAG, "settles what coders disagree on"),
                (
                    "state",
                    TEXT,
                    "applied; moved (applied, the text stands elsewhere in the document); changed, vanished, no unit, "
                    "no document (not applied, nothing to apply it to); no pair (not applied, the report is of no "
                    "later year than the commitment, or both units are one); contradicted (by another verdict, not "
                    "applied); overruled (by a final verdict or a newer one of the same coder)",
                ),
                (
                    "found_a",
                    TEXT,
                    "the sentence or unit that it applies to (of two commitments the earlier); empty if none",
                ),
                ("found_b", TEXT, "the second unit that it applies to"),
                ("model", TEXT, "what the models say without people; empty for threads"),
                ("model_level", INT, "the level that the model gives"),
                ("note", TEXT, "the person's note"),
            ),
        ),
        Table(
            "error_rates",
            "How often the models are right, estimated from coded samples and their drawing probabilities.",
            ("draw", "kind", "measure", "label"),
            _columns(
                ("draw", TEXT, "the sample"),
                ("kind", TEXT, "sentences, links, closures or threads"),
                ("measure", TEXT, "precision, recall, level (exact level of a commitment) or accuracy"),
                ("label", TEXT, "the label, relation or outcome; «all» for accuracy"),
                ("estimate", REAL, "the estimated share, 0-1"),
                ("low", REAL, "lower end of the 95 % interval"),
                ("high", REAL, "upper end of the 95 % interval"),
                ("n", INT, "coded items that the estimate rests on"),
                ("coded", INT, "coded items of the sample"),
                ("drawn", INT, "items of the sample that were to be coded"),
                ("frame", INT, "items that the sample stands for"),
                ("main", FLAG, "the sample with most coded items of its kind, which the report shows"),
                ("coders", TEXTS, "who coded"),
            ),
        ),
        Table(
            "corrected_totals",
            "Sentences by label as they would be counted without the models' errors, estimated from the main sample.",
            ("scope", "jurisdiction", "year", "label"),
            _columns(
                ("scope", TEXT, "all, place, year, or place and year"),
                ("jurisdiction", TEXT, "the place; empty for all and year"),
                ("year", INT, "the year; 0 for all and place"),
                ("label", TEXT, "a label, or commitment (measure and pledge)"),
                ("counted", INT, "sentences of this run with the label, as often as a text repeats them"),
                ("model", INT, "as the models alone count"),
                ("estimate", REAL, "estimated number"),
                ("low", REAL, "lower end of the 95 % interval"),
                ("high", REAL, "upper end of the 95 % interval"),
                (
                    "method",
                    TEXT,
                    "design (from the sample of this part), synthetic (error rates of the whole) or not in the sample",
                ),
                ("n", INT, "coded items in this part"),
                ("draw", TEXT, "the sample"),
            ),
        ),
        Table(
            "dropped",
            "What a stage did not pass on, and why.",
            ("stage", "item_id", "reason"),
            _columns(
                ("stage", TEXT, "the stage"),
                ("item_id", TEXT, "id of the document, sentence or unit"),
                ("reason", TEXT, "why it was not passed on"),
                ("excerpt", TEXT, "its first characters"),
                ("jurisdiction", TEXT, "the place of a document, as far as known; empty for sentences and units"),
                ("year", INT, "the year of a document"),
            ),
        ),
        Table(
            "cuts",
            "Stretches of documents that are no sentences; with `sentences` they rebuild every text.",
            ("doc_id", "start"),
            _columns(
                ("doc_id", TEXT, "the document"),
                ("start", INT, "offset of the first code point"),
                ("end", INT, "offset after the last code point"),
                ("reason", TEXT, "white space, or the kind of page furniture"),
                ("text", TEXT, "the document's text between the two offsets"),
            ),
        ),
    )
}


def unit_order(unit: Mapping[str, Any]) -> tuple[int, str, int, int]:
    """Return what puts rows of units in order of time: year, document, place in the document."""
    return (unit["year"], unit["doc_id"], unit["start"], unit["end"])


def write_part(data: Path, name: str, part: str, rows: Iterable[Mapping[str, Any]], key: str) -> int:
    """Write one part of a table from rows; see :func:`write_columns`."""
    listed = list(rows)
    columns = {column: [row[column] for row in listed] for column in TABLES[name].schema().names}
    return write_columns(data, name, part, columns, key)


def write_columns(
    data: Path, name: str, part: str, columns: Mapping[str, Any], key: str, parts: Sequence[str] = ()
) -> int:
    """Write one part of a table, sorted by the table's key, and return its number of rows.

    `columns` holds a list or array per column; large tables are given this way because a dict per row would
    take many times the memory. The file appears whole or not at all. Raises RunError where it cannot be
    written, and ValueError where a column is missing or a key repeats (a fault of the stage, not of the user).
    """
    table = TABLES[name]
    schema = table.schema(parts)
    missing = [column for column in schema.names if column not in columns]
    if missing:
        raise ValueError(f"table {name}: no column {', '.join(missing)}")
    # what is not a number is empty, as everywhere: databases sort it above all numbers
    arrays = {c: pa.array(columns[c], schema.field(c).type, from_pandas=True) for c in schema.names}
    made = pa.table(arrays, schema=schema)
    order = pc.sort_indices(made, sort_keys=[(column, "ascending") for column in table.key]).to_numpy()
    if (order[1:] < order[:-1]).any():  # the largest tables come in order, and to sort them would copy them
        made = made.take(order)
    equal = [pc.equal(made[column][1:], made[column][:-1]) for column in table.key] if len(made) > 1 else []
    if equal and pc.any(functools.reduce(pc.and_, equal)).as_py():
        keys = [tuple(row.values()) for row in made.select(list(table.key)).to_pylist()]
        twice = next(a for a, b in itertools.pairwise(keys) if a == b)
        raise ValueError(f"table {name}: two rows with the key {twice}")
    made = made.replace_schema_metadata({KEY_FIELD: key.encode()})
    replace_file(data / name / f"{part}.parquet", lambda target: pq.write_table(made, target, compression="zstd"))
    return len(made)


def replace_file(file: Path, write: Any, option: str = "--out") -> None:  # noqa: ANN401 - any callable that writes the path it is given
    """Let `write` fill a temporary file beside `file`, then put it in place in one step.

    Raises RunError where the disk is full, read-only or otherwise refuses; it names `option`, by which the user said
    where to write.
    """
    try:
        write_whole(file, write)
    except OSError as error:
        raise RunError(
            f"{file}: cannot be written ({error.strerror or error}) → free space or name another {option}"
        ) from error


def part_key(file: Path) -> str | None:
    """Return the key that a part was written with, or None where there is no whole part."""
    try:
        metadata = pq.read_schema(file).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    return (metadata.get(KEY_FIELD) or b"").decode() or None


def find_part(folders: Iterable[Path], name: str, part: str, key: str) -> Path | None:
    """Return the file of the part with this key, from the first of some data folders that has it."""
    files = (folder / name / f"{part}.parquet" for folder in folders)
    return next((file for file in files if part_key(file) == key), None)


def number_of_rows(file: Path) -> int:
    """Return the number of rows of a part."""
    return int(pq.read_metadata(file).num_rows)


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored tables of a run, finished or going on: the files of the parts of each table by name."""

    files: Mapping[str, Sequence[Path]]

    def table(self, name: str, columns: Sequence[str] | None = None) -> Any:  # noqa: ANN401 - a pyarrow.Table
        """Return a table, sorted by its key; `columns` are those wanted, if not all, and must hold the key.

        Columns that a part lacks are empty in it. Raises RunError where there is no such table.
        """
        if not self.files.get(name):
            raise RunError(f"{name}: no table here → give the folder that run.py wrote with --out")
        whole = pa.concat_tables(self.parts(name, columns), promote_options="default")
        if columns is not None:
            whole = whole.select([column for column in columns if column in whole.column_names])
        return whole.sort_by([(column, "ascending") for column in TABLES[name].key])

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Yield the parts of a table one after the other, each a pyarrow.Table sorted by the table's key."""
        for path in self.files[name]:
            with pq.ParquetFile(path) as file:
                have = file.schema_arrow.names
                wanted = have if columns is None else [column for column in columns if column in have]
                # threads for the columns would gain nothing here and hold more memory
                yield file.read(columns=wanted, use_threads=False).replace_schema_metadata(None)

    def where(self, name: str, wanted: Mapping[str, Collection[str]], columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return `columns` of the rows of a table that have, in a column named in `wanted`, one of the values wanted.

        No more than a part is read at a time; `columns` hold those of `wanted`.
        """
        sets = {column: frozenset(values) for column, values in wanted.items()}
        rows: list[dict[str, Any]] = []
        for part in self.parts(name, columns):
            # not pyarrow's is_in, which builds the set of values anew for every part
            found = [[value in values for value in part[column].to_pylist()] for column, values in sets.items()]
            rows += part.filter(pa.array(map(any, zip(*found, strict=True)), FLAG)).to_pylist()
        return rows

    def rows(self, name: str, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return a table as a list of dicts, sorted by its key; see :meth:`table`."""
        rows: list[dict[str, Any]] = self.table(name, columns).to_pylist()
        return rows


def stored_in(data: Path) -> Stored:
    """Return the tables that a finished run left in its data folder."""
    return Stored({name: sorted((data / name).glob("*.parquet")) for name in TABLES})


def read_table(data: Path, name: str) -> Any:  # noqa: ANN401 - a pyarrow.Table
    """Return a stored table of a finished run; see :meth:`Stored.table`."""
    return stored_in(data).table(name)


def read_rows(data: Path, name: str, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return a stored table of a finished run as a list of dicts; see :meth:`Stored.table`."""
    return stored_in(data).rows(name, columns)
