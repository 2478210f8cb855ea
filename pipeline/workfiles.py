"""What is kept between runs: of a document, of the pairs and titles of places, and of what the report holds of a place.

A file is named by everything its content depends on (text, metadata, settings, models, version), or its content says
which texts it is of, so a changed input never meets a stale result. Only offsets are stored; texts come from the
document.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import itertools
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.records import (
    Bound,
    Correction,
    Cut,
    Document,
    Dropped,
    Judgement,
    Kind,
    Label,
    Part,
    Segmented,
    Sentence,
    State,
    Target,
    Unit,
)
from pipeline.tables import replace_file

_GROUP = 1_000  # rows that are read at a time
_GROUPS = b"pledge-ledger-groups"
# not parquet, which takes twice as long to read so few rows at a time
_PACKED = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document after the stages that look at one document alone.

    `judgements` are aligned with `segmented.sentences`; `units` are in order of their offsets.
    """

    segmented: Segmented
    judgements: tuple[Judgement, ...]
    units: tuple[Unit, ...]
    targets: tuple[Target, ...]
    dropped: tuple[Dropped, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def document(self) -> Document:
        """Return the document."""
        return self.segmented.document


class Line(NamedTuple):
    """A row of a table for reading, as it is kept: what rows of several places are sorted by, as JSON, and the row."""

    key: str
    content: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The scored pairs of a jurisdiction, which threads are made from; see `pipeline.threads.ScoredPairs`."""

    wording: NDArray[np.int64]
    pairs: NDArray[np.int64]
    same: NDArray[np.float32]
    apart: NDArray[np.int64]


def save_scored(file: Path, scored: Scored, note: Mapping[str, Any]) -> None:
    """Write the scored pairs of a jurisdiction with a note, whole or not at all. Raises RunError like all writing."""
    text = np.frombuffer(json.dumps(note, ensure_ascii=False).encode("utf-8"), np.uint8)
    arrays = {name: getattr(scored, name).astype(np.int32) for name in ("wording", "pairs", "apart")}
    save_arrays(file, arrays | {"same": scored.same, "note": text})


def load_scored(file: Path) -> tuple[Scored, Mapping[str, Any]] | None:
    """Return the scored pairs that are kept and the note on them, or None where there are none that are whole."""
    arrays = load_arrays(file, ("wording", "pairs", "apart", "same", "note"))
    if arrays is None:
        return None
    try:
        note: Mapping[str, Any] = json.loads(arrays["note"].tobytes())
    except ValueError:
        return None
    wording, pairs, apart = (arrays[name].astype(np.int64) for name in ("wording", "pairs", "apart"))
    return Scored(wording, pairs, arrays["same"], apart), note


def text_key(text: str) -> int:
    """Return the 64 bits by which what is known of a text is kept."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "big")


def save_vectors(file: Path, vectors: Mapping[int, NDArray[Any]]) -> None:
    """Write vectors of one type by :func:`text_key`, whole or not at all. Raises RunError like all writing."""
    keys = sorted(vectors)
    own = np.array([vectors[key] for key in keys])
    save_arrays(file, {"keys": np.array(keys, np.uint64), "vectors": own})


def load_vectors(file: Path) -> dict[int, NDArray[Any]]:
    """Return the vectors that are kept by :func:`text_key`; none where there is no file that is whole."""
    arrays = load_arrays(file, ("keys", "vectors"))
    return {} if arrays is None else dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))


def save_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name, whole or not at all. Raises RunError like all writing."""
    from safetensors.numpy import save

    packed = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    replace_file(file, lambda target: target.write_bytes(packed))


def load_arrays(file: Path, names: Sequence[str]) -> dict[str, NDArray[Any]] | None:
    """Return the arrays of a file, or None where there is none that is whole and holds all these names."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[Any]] = load(file.read_bytes())
    except (OSError, ValueError, SafetensorError):
        return None
    return arrays if arrays.keys() >= set(names) else None


def save_lines(file: Path, tables: Mapping[str, Sequence[Line]]) -> None:
    """Write rows by table, whole or not at all. Raises RunError like all writing."""
    # groups of rows are read whole, so each holds rows of one table
    cut = {name: [lines[k : k + _GROUP] for k in range(0, len(lines), _GROUP)] for name, lines in tables.items()}
    ends = itertools.accumulate(map(len, cut.values()), initial=0)
    groups = dict(zip(cut, itertools.pairwise(ends), strict=True))
    schema = pa.schema([(column, pa.string()) for column in Line._fields], metadata={_GROUPS: json.dumps(groups)})

    def write(target: Path) -> None:
        with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, schema, options=_PACKED) as writer:
            for lines in itertools.chain.from_iterable(cut.values()):
                writer.write_batch(pa.record_batch([list(column) for column in zip(*lines, strict=True)], schema))

    replace_file(file, write)


@dataclass(frozen=True)
class KeptLines:
    """What :func:`save_lines` wrote; the file is open only while some rows are read, for there may be thousands."""

    file: Path

    @cached_property
    def _groups(self) -> Mapping[str, tuple[int, int]]:
        with self._open() as reader:
            groups: dict[str, tuple[int, int]] = json.loads(reader.schema.metadata[_GROUPS])
        return groups

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with pa.OSFile(str(self.file)) as file, pa.ipc.open_file(file) as reader:
            yield reader

    def whole(self) -> bool:
        """Tell whether there is such a file."""
        try:
            with self._open() as reader:
                return _GROUPS in (reader.schema.metadata or {})
        except (OSError, pa.ArrowInvalid):
            return False

    def blocks(self, name: str) -> Iterator[Sequence[Line]]:
        """Yield the rows of a table in their order, some at a time; none where there is no such table."""
        for group in range(*self._groups.get(name, (0, 0))):
            with self._open() as reader:
                found = reader.get_batch(group)
            yield list(map(Line._make, zip(*(column.to_pylist() for column in found.columns), strict=True)))


def work_file(work: Path, key: str) -> Path:
    """Return where the work on the document with this key is kept."""
    return work / "documents" / key[:2] / f"{key}.json.gz"


def save_analysed(file: Path, analysed: Analysed, note: Mapping[str, Any]) -> None:
    """Write the work on one document, whole or not at all, with a short note on it that can be read alone.

    Raises RunError where the disk refuses.
    """
    sentences = analysed.segmented.sentences
    place = {s.sentence_id: i for i, s in enumerate(sentences)}
    content = {
        "sentences": [
            [
                s.start,
                s.end,
                s.section,
                s.part,
                s.part_confidence,
                s.kind,
                j.label,
                j.level,
                j.probabilities,
                j.decided_by,
            ]
            for s, j in zip(sentences, analysed.judgements, strict=True)
        ],
        "cuts": [[c.start, c.end, c.reason] for c in analysed.segmented.cuts],
        "warnings": analysed.segmented.warnings,
        "units": [[u.start, u.end, place[u.sentence_id], u.label, u.level] for u in analysed.units],
        "targets": [dataclasses.asdict(t) for t in analysed.targets],
        "dropped": [dataclasses.asdict(d) for d in analysed.dropped],
        "corrections": [dataclasses.asdict(c) for c in analysed.corrections],
    }
    text = "\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in (note, content))
    # a fixed time in the header: the same work gives the same bytes
    packed = gzip.compress(text.encode("utf-8"), compresslevel=3, mtime=0)
    replace_file(file, lambda target: target.write_bytes(packed))


def load_analysed(file: Path, document: Document) -> Analysed | None:
    """Return the work kept for a document, or None where there is none that is whole."""
    found = _load(file, 1)
    return None if found is None else _analysed(found, document)


def load_note(file: Path) -> Mapping[str, Any] | None:
    """Return the note on the work kept for a document, or None where there is no work that is whole."""
    return _load(file, 0)


def _load(file: Path, line: int) -> Mapping[str, Any] | None:
    """Return one of the two lines of a work file; the checksum at its end tells whether it is whole."""
    try:
        found: Mapping[str, Any] = json.loads(gzip.decompress(file.read_bytes()).split(b"\n")[line])
    except (OSError, EOFError, ValueError, IndexError, zlib.error):
        return None
    return found


def _analysed(content: Mapping[str, Any], document: Document) -> Analysed:
    """Build the records from what stands in a work file."""
    doc_id, text = document.doc_id, document.text
    sentences, judgements = [], []
    for start, end, section, part, confidence, kind, label, level, probabilities, decided_by in content["sentences"]:
        sentence = Sentence(doc_id, start, end, text[start:end], section, Part(part), confidence, Kind(kind))
        sentences.append(sentence)
        p = tuple(probabilities)
        judgements.append(Judgement(sentence.sentence_id, Label(label), level, p, decided_by))
    units = [
        make_unit(document, sentences[at], start, end, Label(label), level)
        for start, end, at, label, level in content["units"]
    ]
    cuts = tuple(Cut(doc_id, start, end, reason, text[start:end]) for start, end, reason in content["cuts"])
    return Analysed(
        Segmented(document, tuple(sentences), cuts, tuple(content["warnings"])),
        tuple(judgements),
        tuple(units),
        tuple(Target(**{**t, "bound": Bound(t["bound"])}) for t in content["targets"]),
        tuple(Dropped(**d) for d in content["dropped"]),
        tuple(Correction(**{**c, "state": State(c["state"])}) for c in content["corrections"]),
    )


def make_unit(document: Document, sentence: Sentence, start: int, end: int, label: Label, level: int | None) -> Unit:
    """Return the unit at document.text[start:end], which lies inside `sentence`."""
    return Unit(
        doc_id=document.doc_id,
        start=start,
        end=end,
        sentence_id=sentence.sentence_id,
        jurisdiction=document.jurisdiction,
        year=document.year,
        text=document.text[start:end],
        label=label,
        level=level,
        language=document.language,
        section=sentence.section,
    )
