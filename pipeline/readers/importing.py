"""From loose files of any format to a corpus: gather, read, guess, find duplicates, apply corrections, write.

The guesses go into a sheet (guesses.csv) that a person corrects; a second import obeys it. Nothing is decided silently:
a text that is left out says in the sheet why, and it can be taken in again by changing one cell.
"""

from __future__ import annotations

import csv
import errno
import io
import lzma
import math
import os
import re
import unicodedata
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.cells import guarded_csv, unguard
from pipeline.errors import CorpusError, Problem, RunError
from pipeline.files import write_whole
from pipeline.lineends import LINE_ENDS
from pipeline.readers.base import MOST_BYTES, Extract, Reader, UnreadableError
from pipeline.readers.corpus import (
    KINDS,
    LANGUAGE_CODES,
    LEVEL_NAMES,
    YEARS,
    known_level,
    name_of_place,
    short_for,
    text_sha256,
)
from pipeline.readers.guessing import Guess, concerns, guess, guess_language, once_for_all, share_levels, tell_apart
from pipeline.readers.lines import closed_up, without_page_numbers
from pipeline.readers.places import apart, resolve, unique_name
from pipeline.readers.radicals import RADICALS, without_radicals
from pipeline.readers.tables import beyond, read_table
from pipeline.readers.text import decode, tells_of_loss
from pipeline.records import Document
from pipeline.years import NUMERAL_YEAR, ZEROS

SHEET = "guesses.csv"
UNREADABLE = "unreadable.csv"
INDEX = "index.csv"
SHINGLE = 12
"""Characters of the overlapping pieces by which two texts are compared."""
SAMPLED = 16
"""One piece in this many is kept, chosen by its checksum, so that equal pieces are kept or left in every text."""
VERSION = 0.5
"""Two texts of one place, year and kind that share this part of the shorter one are versions of one speech. Different
speeches of one place share 0.23 at most, 0.03 in the middle (4,777 pairs of reports, budgets and throne speeches); one
edited in 86 places of 20,000 characters shares 0.9 with itself."""
REPRINT = 0.8
"""Texts of different years of one place that share this part are probably one speech under two years."""
MOST_UNPACKED = 4 * 1024**3
"""Bytes that all members of a zip file may have together."""
LONGEST_ID = 100
"""Characters of an id."""
LONGEST_NAME = 200
"""Bytes of an id in UTF-8: file systems take 255, and what is written beside a file has a longer name than it."""

EDITABLE = ("keep", "doc_id", "jurisdiction", "level", "parent", "year", "kind", "title", "language", "source")
"""Columns of the sheet that a second import obeys."""
COLUMNS = (*EDITABLE, "file", "key", "characters", "encoding", "evidence", "notes")
INDEX_COLUMNS = (
    *("doc_id", "jurisdiction", "level", "parent", "code", "year", "kind", "title", "language", "source"),
    *("original_file", "original_encoding", "characters", "sha256", "warnings"),
)

_ADVICE = {
    ".doc": "open it in Word or LibreOffice and save it as .docx",
    ".wps": "open it in WPS and save it as .docx",
    ".rtf": "open it in Word or LibreOffice and save it as .docx",
    ".odt": "save it as .docx",
    ".xls": "save it as .csv",
    ".xlsx": "save it as .csv",
    ".ofd": "print it to a PDF",
    ".caj": "print it to a PDF",
    ".mht": "save the page as .html",
    ".rar": "unpack it first",
    ".7z": "unpack it first",
}
_MAYBE_PAGES = frozenset({".doc", ".wps"})
_IGNORED = frozenset({"index.csv", "guesses.csv", "unreadable.csv", "thumbs.db", "desktop.ini"})
NOT_IN_SHEET = "not in the sheet: guessed anew"
# what a spreadsheet shows where it took an id for a date: «Jan-24» is a month of it in words, the others have numbers
_MONTH = re.compile(r"(?:[0-9]{1,2}-)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-[0-9]{2,4})?")
_DATE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月](?:[0-9]{1,4}日?)?)?|[0-9]{1,2}月[0-9]{1,2}日")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
BESIDE = "another text of the same place, year and kind"
"""How a note begins on what may be sound, but is a mistake where a place gives one speech a year."""
_REPRINT_NOTE = "one speech under two years?"
_LINE_END = re.compile(rf"\r\n|[{LINE_ENDS}]")
_NUMERAL_YEAR = re.compile(NUMERAL_YEAR)
# names that Windows keeps for devices, whatever ending follows them
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)
# what the parts of zipfile let through on a damaged member; of bz2 it is an OSError
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, lzma.LZMAError)
# notes that say what was done with a text and leave nothing to look at
_DONE = re.compile(rf"^left out: | is left out in its favour$|, kept as the sheet says$|^{NOT_IN_SHEET}$")
_URGENT = re.compile(rf"^year: .* says |{re.escape(_REPRINT_NOTE)}$")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import: its path below the folder or archive that it was found in, with slashes, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """One text with what is guessed or, after correction, known of it.

    `keep` tells whether it goes into the corpus; `notes` say what a person should know: warnings of the reader, doubts
    of the guesses, duplicates and versions.
    """

    file: str
    key: str
    text: str
    encoding: str
    keep: bool
    doc_id: str
    guess: Guess
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the needed columns that are still empty."""
        needed = ("jurisdiction", "level", "year", "language")
        return tuple(name for name in needed if not getattr(self.guess, name))

    @property
    def told(self) -> tuple[str, ...]:
        """Return all that the sheet says of a text."""
        return (*self.notes, *self.warnings, *short_for(self.guess.kind, self.text))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what a person should look at: notes, years and reprints first, lost characters, length."""
        open_ = [note for note in self.notes if not _DONE.search(note)]
        open_ += [*filter(tells_of_loss, self.warnings), *short_for(self.guess.kind, self.text)]
        return tuple(sorted(open_, key=lambda note: not urgent(note)))


def urgent(note: str) -> bool:
    """Tell whether a note is on a conflict of years or a reprint, which put promises into the wrong year."""
    return bool(_URGENT.search(note))


def check_apart(sources: Sequence[Path], out: Path) -> None:
    """Refuse to write the corpus where the next import would read it as a source. Raises RunError."""
    target = out.resolve()
    for source in sources:
        if target.is_relative_to(source.resolve()):
            raise RunError(f"{out}: lies in the source {source}, whose files are read → name a folder outside it")
        if source.resolve().is_relative_to(target / "texts"):
            raise RunError(f"{source}: lies in the corpus {out}, which is written → import from a folder outside it")


def gather(sources: Sequence[Path], readers: Mapping[str, Reader]) -> tuple[Iterator[Found], list[Problem]]:
    """Return the readable files of some files, folders and zip archives, and the problems with the others.

    The list of problems fills while the files are taken from the iterator. Hidden files and the index and sheet of an
    earlier import are passed over. No two files have one name: a name that was there before gets that of its source.
    """
    problems: list[Problem] = []
    names: set[str] = set()

    def files() -> Iterator[Found]:
        for source in sources:
            place = _legible(str(source))
            if not source.exists():
                problems.append(Problem(place, "", "there is no such file or folder", "check the path"))
                continue
            if not source.is_dir() and not source.is_file():
                problems.append(Problem(place, "", "neither a file nor a folder", "put a file there"))
                continue
            paths = sorted(_below(source, problems)) if source.is_dir() else [source]
            folder = (source if source.is_dir() else source.parent).resolve()
            for path in paths:
                name = _legible(path.relative_to(source).as_posix() if source.is_dir() else path.name)
                if any(part.startswith((".", "~$", "__MACOSX")) for part in PurePosixPath(name).parts):
                    continue
                if path.name.lower() in _IGNORED:
                    continue
                if source.is_dir() and not path.resolve().is_relative_to(folder):
                    advice = "put the file itself there, or name it"
                    problems.append(Problem(_legible(str(path)), "", "a link that leads out of the folder", advice))
                    continue
                for found in _file(path, name, readers, problems):
                    yield replace(found, name=_new_name(found.name, _legible(folder.name), names))

    return files(), problems


def _below(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it; one that the system does not let in is a problem."""
    closed: list[OSError] = []
    for name, _, files in os.walk(folder, onerror=closed.append):
        # without the right to enter a folder its files have names, and nothing else
        if files and not os.access(name, os.X_OK):
            closed.append(PermissionError(errno.EACCES, os.strerror(errno.EACCES), name))
            continue
        # a pipe would be waited for without end
        yield from (path for file in files if (path := Path(name, file)).is_file())
    for error in closed:
        message = f"the folder cannot be read ({error.strerror})"
        problems.append(Problem(_legible(str(error.filename)), "", message, "check the permissions"))


def _legible(name: str) -> str:
    """Return a name of the file system without the stand-ins that Python has for bytes that are no UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return decode(raw).text
        except UnreadableError:
            return raw.decode("utf-8", "backslashreplace")
    return name


def _new_name(name: str, source: str, names: set[str]) -> str:
    """Return a name that is not among `names`, and add it: files are known again by their names in the sheet."""
    new, number = name, 1
    while new in names:
        new = f"{source if number == 1 else number}/{name}"
        number += 1
    names.add(new)
    return new


def _file(path: Path, name: str, readers: Mapping[str, Reader], problems: list[Problem]) -> Iterator[Found]:
    """Yield a file, or the members of a zip archive, if there is a reader for it."""
    place = _legible(str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            problems.append(Problem(place, "", "the file is too large", f"keep it below {MOST_BYTES // 2**20} MiB"))
        elif path.suffix.lower() == ".zip":
            yield from _members(path, name, readers, problems)
        elif _is_page(path.suffix, data := path.read_bytes()) or _readable(path.suffix, place, readers, problems):
            yield Found(name, data)
    except OSError as error:
        problems.append(Problem(place, "", f"cannot be read ({error.strerror})", "check the permissions"))


def _members(path: Path, name: str, readers: Mapping[str, Reader], problems: list[Problem]) -> Iterator[Found]:
    """Yield the files in a zip archive. Names without the mark of UTF-8 are in the code page of the maker's system.

    A damaged file in it is a problem of its own, and the others are read.
    """
    whole = _legible(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            named = [(_member_name(member), member) for member in archive.infolist()]
            # not is_dir(), which ends in an IndexError on a file without a name
            named = [(inner, member) for inner, member in named if not inner.endswith("/")]
            if sum(member.file_size for _, member in named) > MOST_UNPACKED:
                problems.append(Problem(whole, "", "the archive unpacks to an absurd size", "check its origin"))
                return
            for inner, member in sorted(named, key=lambda pair: pair[0]):
                place = f"{whole}:{inner}"
                parts = PurePosixPath(inner).parts
                if not parts:
                    problems.append(Problem(place, "", "a file without a name in the archive", "make it again"))
                    continue
                if any(part.startswith((".", "~$", "__MACOSX")) for part in parts) or parts[-1].lower() in _IGNORED:
                    continue
                suffix = PurePosixPath(inner).suffix
                plain = not member.flag_bits & 0x1 and member.file_size <= MOST_BYTES
                maybe = plain and suffix.lower() in _MAYBE_PAGES
                if not maybe and not _readable(suffix, place, readers, problems):
                    continue
                if member.flag_bits & 0x1:
                    problems.append(Problem(place, "", "the file is encrypted", "unpack it with its password first"))
                elif member.file_size > MOST_BYTES:
                    problems.append(Problem(place, "", "the file is too large", "check its origin"))
                else:
                    try:
                        data = archive.read(member)
                    except _DAMAGED as error:
                        problems.append(Problem(place, "", f"damaged in the archive ({error})", "make it again"))
                        continue
                    if maybe and not _is_page(suffix, data) and not _readable(suffix, place, readers, problems):
                        continue
                    # the archive is a file of its own; its name may tell the place
                    yield Found(f"{name}/{inner}", data)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        # a name that is marked as UTF-8 and is none is a UnicodeDecodeError
        problems.append(Problem(whole, "", f"not a sound zip file ({error})", "make it again"))


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the UTF-8 flag zipfile reads it as cp437, which mangles Chinese names."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnreadableError):
            name = decode(name.encode("cp437", errors="replace")).text
    # some programs of Windows part folders by backslashes; in GBK one may be half of a character, so they come last
    return name.replace("\\", "/")


def _is_page(suffix: str, data: bytes) -> bool:
    """Tell whether a file under the name of a Word document is a web page, as government sites offer for download."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return suffix.lower() in _MAYBE_PAGES and start.startswith(b"<") and b"<html" in start


def _readable(suffix: str, place: str, readers: Mapping[str, Reader], problems: list[Problem]) -> bool:
    ending = suffix.lower()
    if ending in readers:
        return True
    advice = _ADVICE.get(ending, f"convert it to one of {', '.join(sorted(readers))}, or move it away")
    problems.append(Problem(place, ending, "no reader for this kind of file", advice))
    return False


def collect(
    files: Iterable[Found], readers: Mapping[str, Reader], encoding: str | None = None
) -> tuple[list[Candidate], list[Problem]]:
    """Read files and guess what they are.

    Args:
        files: see :func:`gather`.
        readers: reader of every file name ending.
        encoding: of all text files, if the user states it.

    Returns:
        The texts, sorted by file and place in it, with ids that are unique, and the files that could not be read.
    """
    candidates: list[Candidate] = []
    problems: list[Problem] = []
    for found in files:
        suffix = PurePosixPath(found.name).suffix.lower()
        reader = readers[".html" if suffix in _MAYBE_PAGES else suffix]
        try:
            if not found.data.strip():
                raise UnreadableError("the file is empty", "add the text or move the file away")
            extracts = reader(found.data, PurePosixPath(found.name).name, encoding)
        except UnreadableError as error:
            problems.append(Problem(found.name, error.value, error.message, error.advice))
            continue
        for extract in extracts:
            if not extract.text.strip():
                place = f"{found.name} {extract.key}".strip()
                problems.append(Problem(place, "", "no text", "add the text or take it out"))
                continue
            candidates.append(_candidate(found.name, extract))
    candidates.sort(key=lambda candidate: (candidate.file, _natural(candidate.key)))
    guesses = tell_apart([c.guess for c in candidates], [c.file for c in candidates])
    guesses = once_for_all(share_levels(guesses))
    candidates = [
        replace(c, guess=own, notes=own.doubts, doc_id=_own_id(c, own))
        for c, own in zip(candidates, guesses, strict=True)
    ]
    return _with_unique_ids(candidates), problems


def _candidate(name: str, extract: Extract) -> Candidate:
    meant, radicals = without_radicals(stored(extract.text))
    closed, blanks = closed_up(meant)
    guessed = guess(replace(extract, text=closed), name)
    text, pages = without_page_numbers(closed)
    dropped = [f"{radicals} {RADICALS}"] if radicals else []
    dropped += [f"{blanks} blanks left out that stood between all characters"] if blanks else []
    dropped += [f"{pages} page numbers in the middle of sentences left out"] if pages else []
    return Candidate(
        file=name,
        key=extract.key,
        text=text,
        encoding=extract.encoding,
        keep=True,
        doc_id="",
        guess=guessed,
        warnings=(*extract.warnings, *dropped),
        notes=guessed.doubts,
    )


def _own_id(c: Candidate, guessed: Guess) -> str:
    """Return the id of a text by its file; one that shares its file with others is named by what it is."""
    stem = PurePosixPath(c.file).stem
    if not c.key:
        return slug(stem)
    if not guessed.jurisdiction or not guessed.year:
        return slug(f"{stem}-{c.key}")
    return slug("-".join(filter(None, (guessed.jurisdiction, guessed.year, guessed.kind.replace("report", "")))))


def stored(text: str) -> str:
    """Return a text as it is kept in a corpus: with line feeds as line ends, otherwise unchanged."""
    return _LINE_END.sub("\n", text)


def slug(name: str) -> str:
    """Return a name as an id: letters and digits of any script, joined by hyphens; safe as a file name everywhere.

    It has at most LONGEST_ID characters and LONGEST_NAME bytes in UTF-8. The slug of an id is that id.
    """
    # a circle for the zero of a year is no letter
    whole = _NUMERAL_YEAR.sub(lambda year: year.group().translate(ZEROS), unicodedata.normalize("NFC", name))
    cleaned = _cut(re.sub(r"[^\w.]+", "-", whole).strip("-_."))
    if _DEVICE.fullmatch(cleaned.partition(".")[0]):
        cleaned = _cut(f"text-{cleaned}")
    return cleaned or "text"


def _cut(name: str, suffix: str = "") -> str:
    """Return a cleaned name, cut so that it has the length of an id together with the suffix, and the suffix."""
    room = len(suffix.encode())
    short = name[: LONGEST_ID - room].encode()[: LONGEST_NAME - room]
    return short.decode(errors="ignore").rstrip("-_.") + suffix


def _natural(key: str) -> tuple[str, int]:
    """Sort «row 10» behind «row 9»."""
    head, _, number = key.rpartition(" ")
    return (head, int(number)) if number.isdigit() else (key, 0)


def _with_unique_ids(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Lengthen every id that occurs more than once, for all its texts alike, so that ids do not hang on the order."""
    ways = (
        lambda c: c.doc_id,
        lambda c: _cut(c.doc_id, f"-{slug(c.key or PurePosixPath(c.file).suffix)}"),
        lambda c: slug(f"{PurePosixPath(c.file).with_suffix('')}-{c.key}"),
        lambda c: slug(f"{PurePosixPath(c.file).with_suffix('')}-{PurePosixPath(c.file).suffix[1:]}-{c.key}"),
    )
    ids = ["" for _ in candidates]
    open_ = list(range(len(candidates)))
    for way in ways:
        proposed = {number: way(candidates[number]) for number in open_}
        # file systems of Windows and macOS do not tell capitals from small letters
        counts = Counter(doc_id.lower() for doc_id in proposed.values())
        taken = {doc_id.lower() for doc_id in ids if doc_id}
        for number, doc_id in proposed.items():
            if counts[doc_id.lower()] == 1 and doc_id.lower() not in taken:
                ids[number] = doc_id
        open_ = [number for number in open_ if not ids[number]]
    taken = {doc_id.lower() for doc_id in ids if doc_id}
    rank = 1
    for number in open_:
        candidate = candidates[number]
        while not ids[number] or ids[number].lower() in taken:
            ids[number] = _cut(ways[-1](candidate), f"-{text_sha256(candidate.text)[:8]}-{rank}")
            rank += 1
        taken.add(ids[number].lower())
    return [replace(candidate, doc_id=doc_id) for candidate, doc_id in zip(candidates, ids, strict=True)]


def mark_duplicates(candidates: Sequence[Candidate], decided: frozenset[str] = frozenset()) -> list[Candidate]:
    """Find equal texts and versions of one speech; keep one of each and say so in the notes of the others.

    Of equal texts the first by doc_id is kept, of versions (one place, year and kind) the longest. Texts that are
    probably one speech under two years, and different texts of one place, year and kind, are noted but kept. A text
    that the sheet leaves out is noted with the reason, if it equals a kept one or is a version of it.

    Args:
        candidates: texts with unique ids.
        decided: ids of the texts of which a person has said whether they are kept; they only get notes.
    """
    out = frozenset(c.doc_id for c in candidates if not c.keep)
    keep = {c.doc_id: c.keep for c in candidates}
    notes: dict[str, list[str]] = defaultdict(list)
    beside: dict[str, list[str]] = defaultdict(list)

    def leave_out(c: Candidate, other: str, why: str) -> None:
        if c.doc_id in decided and keep[c.doc_id]:
            notes[c.doc_id].append(f"{why}, kept as the sheet says")
            return
        keep[c.doc_id] = False
        notes[c.doc_id].append(f"left out: {why}")
        notes[other].append(f"{c.doc_id} is left out in its favour")

    by_text: dict[str, list[Candidate]] = defaultdict(list)
    # what a person decided to keep comes first, so that an undecided text gives way to it
    for c in sorted(candidates, key=lambda c: (not c.keep, c.doc_id not in decided, c.doc_id)):
        same = by_text[text_sha256(_squeeze(c.text))]
        other = next((kept for kept in same if not apart(kept.guess.parent, c.guess.parent)), None)
        if other is not None:
            leave_out(c, other.doc_id, f"the same text as {other.doc_id}")
        elif keep[c.doc_id]:
            if same:
                notes[c.doc_id].append(
                    f"the same text as {same[0].doc_id}, of another place: which of the two is right?"
                )
            same.append(c)
    places: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        if keep[c.doc_id] or (c.doc_id in out and not notes[c.doc_id]):
            places[c.guess.jurisdiction].append(c)
    for place in sorted(name for name in places if len(places[name]) > 1):
        own = sorted(places[place], key=lambda c: (not c.keep, c.doc_id not in decided, -len(c.text), c.doc_id))
        prints = [_fingerprint(c.text) for c in own]
        holders: dict[int, list[int]] = defaultdict(list)
        for number, c in enumerate(own):
            # to intersect the pieces of each pair takes minutes for thousands of replies of one place
            common = Counter(before for piece in prints[number] for before in holders[piece])
            for piece in prints[number]:
                holders[piece].append(number)
            for before, other in enumerate(own[:number]):
                # of a text that the sheet leaves out the reason is still looked for, until one is found
                unexplained = c.doc_id in out and not notes[c.doc_id]
                if not keep[other.doc_id] or not (keep[c.doc_id] or unexplained):
                    continue
                # two places of one name may use one form
                if apart(other.guess.parent, c.guess.parent):
                    continue
                # the part of the smaller set that is in the other, 0-1
                shared = common[before] / (min(len(prints[before]), len(prints[number])) or 1)
                alike = (other.guess.year, other.guess.kind) == (c.guess.year, c.guess.kind)
                # texts of unknown years may be of different ones
                if alike and c.guess.year and shared >= VERSION:
                    leave_out(c, other.doc_id, f"another version of {other.doc_id} ({shared:.0%} shared)")
                elif unexplained:
                    continue
                elif alike and place and c.guess.year:
                    beside[c.doc_id].append(other.doc_id)
                elif shared >= REPRINT:
                    notes[c.doc_id].append(f"{shared:.0%} shared with {other.doc_id}: {_REPRINT_NOTE}")
    for doc_id, others in beside.items():
        # of replies to an inquiry a place may give hundreds in a year
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        notes[doc_id].append(f"{BESIDE}: {others[0]}{more}")
    return [replace(c, keep=keep[c.doc_id], notes=(*c.notes, *notes[c.doc_id])) for c in candidates]


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _fingerprint(text: str) -> frozenset[int]:
    """Return checksums of a sample of the overlapping pieces of a text."""
    squeezed = _squeeze(text)
    pieces = (squeezed[start : start + SHINGLE] for start in range(max(1, len(squeezed) - SHINGLE + 1)))
    sums = (zlib.crc32(piece.encode("utf-8")) for piece in pieces)
    return frozenset(number for number in sums if number % SAMPLED == 0)


def missing_years(candidates: Iterable[Candidate]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return for each place and kind the years between its first and last text of which there is none.

    A text that waits for its level or language is there all the same.
    """
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for c in candidates:
        if c.keep and c.guess.jurisdiction and c.guess.year and c.guess.kind not in {"resolution", "other"}:
            years[c.guess.jurisdiction, c.guess.kind].add(int(c.guess.year))
    gaps = {}
    for key in sorted(years):
        gap = tuple(sorted(set(range(min(years[key]), max(years[key]))) - years[key]))
        if gap:
            gaps[key] = gap
    return gaps


def sheet(candidates: Sequence[Candidate]) -> str:
    """Return the sheet of guesses as csv text."""
    rows = [
        {
            "keep": "yes" if c.keep else "no",
            "doc_id": c.doc_id,
            "jurisdiction": c.guess.jurisdiction,
            "level": c.guess.level,
            "parent": c.guess.parent,
            "year": c.guess.year,
            "kind": c.guess.kind,
            "title": c.guess.title,
            "language": c.guess.language,
            "source": c.guess.source,
            "file": c.file,
            "key": c.key,
            "characters": str(len(c.text)),
            "encoding": c.encoding,
            "evidence": "; ".join(c.guess.evidence),
            "notes": "; ".join(c.told),
        }
        for c in candidates
    ]
    return _csv(COLUMNS, rows)


def obey(candidates: Sequence[Candidate], data: bytes, place: str) -> tuple[list[Candidate], list[Problem]]:
    """Apply a corrected sheet: every cell of an editable column wins over the guess.

    The doubts of a guess stay in the notes until a cell that they concern differs from the guess.

    Args:
        candidates: freshly guessed texts.
        data: the bytes of the sheet; a spreadsheet may have saved it in another encoding.
        place: name of the sheet, for messages.

    Returns:
        The texts, with duplicates marked among those that the sheet does not know, and what is wrong with the sheet:
        unknown columns or values, rows whose text is gone. Texts that the sheet does not know say so in their notes.
    """
    try:
        header, rows, _ = read_table(data)
    except UnreadableError as error:
        return list(candidates), [Problem(place, error.value, error.message, error.advice)]
    problems = [
        Problem(place, column, "this column is missing", "take the sheet that the import wrote as it is")
        for column in ("file", "key")
        if column not in header
    ]
    lost = f"spell it as the import did ({', '.join(EDITABLE)}), or keep your own columns in a copy of the sheet"
    problems += [
        Problem(place, column, "no column of the sheet, which is written anew without it", lost)
        for column in header
        if column and column not in COLUMNS and not problems
    ]
    problems += [
        Problem(place, column, "this column stands twice", "keep one of them")
        for column, count in Counter(header).items()
        if count > 1 and column in COLUMNS
    ]
    if problems:
        return list(candidates), problems
    known = {(c.file, c.key): c for c in candidates}
    changed: dict[tuple[str, str], Candidate] = {}
    for number, row in rows:
        problems += beyond(f"{place} row {number}", header, row)
        cells = {k: unguard(v.strip()) for k, v in zip(header, row, strict=False) if k in COLUMNS}
        own = dict(zip(header, row, strict=False))
        where = (unguard(own.get("file", "")), unguard(own.get("key", "")))
        if where not in known:
            # the name of a file may begin with a blank, but one may also have been added by hand
            where = (cells.get("file", ""), cells.get("key", ""))
        spot = f"{place} row {number}"
        if where not in known:
            problems.append(Problem(spot, " ".join(where).strip(), "no such text in the sources", "delete the row"))
        elif where in changed:
            problems.append(Problem(spot, " ".join(where).strip(), "this text has two rows", "delete one"))
        else:
            changed[where] = _apply(known[where], cells, spot, problems)
    result = [changed.get((c.file, c.key)) or replace(c, notes=(*c.notes, NOT_IN_SHEET)) for c in candidates]
    # a level that a person wrote for one text is that of the others of its place
    shared = share_levels([c.guess for c in result])
    result = [
        c
        if own == c.guess
        else replace(c, guess=own, notes=(*(n for n in c.notes if n not in c.guess.doubts), *own.doubts))
        for c, own in zip(result, shared, strict=True)
    ]
    # a text that is left out counts too: what is noted of it must not land on another
    counts = Counter(c.doc_id.lower() for c in result)
    problems += [
        Problem(place, c.doc_id, "this doc_id is given to several texts", "give each its own", c.doc_id)
        for c in result
        if c.keep and counts[c.doc_id.lower()] > 1
    ]
    if problems:
        return result, problems
    decided = frozenset(c.doc_id for c in changed.values())
    return mark_duplicates(result, decided), []


def _apply(candidate: Candidate, cells: Mapping[str, str], spot: str, problems: list[Problem]) -> Candidate:
    """Return a text with the cells of its row; a value that cannot stand is a problem and not taken over."""
    guessed = candidate.guess
    known = {*LEVEL_NAMES, *KINDS, *LANGUAGE_CODES}  # a level may be another word, which stays as written
    cells = {n: v.lower() if n in ("level", "kind", "language") and v.lower() in known else v for n, v in cells.items()}
    keep = cells.get("keep", "yes").lower()
    answers = {"yes": True, "y": True, "1": True, "是": True, "no": False, "n": False, "0": False, "否": False}
    if keep not in answers:
        problems.append(Problem(spot, keep, "keep is neither yes nor no", "write yes or no"))
    # a spreadsheet may turn 2025 into 2025.0
    year = re.sub(r"\.0+$", "", cells.get("year", guessed.year))
    if year and not (re.fullmatch(r"[0-9]{4}", year) and int(year) in YEARS):
        problems.append(Problem(spot, year, f"not a year from {YEARS[0]} to {YEARS[-1]}", "write four digits"))
        year = guessed.year
    nearly = known_level(cells.get("level", ""))[1]
    if nearly:
        advice = f"use one of {', '.join(LEVEL_NAMES)}"
        problems.append(Problem(spot, cells["level"], f"no known level, but nearly «{nearly}»", advice))
    for column, allowed in (("kind", KINDS), ("language", LANGUAGE_CODES)):
        value = cells.get(column, "")
        if value and value not in allowed:
            problems.append(Problem(spot, value, f"unknown {column}", f"use one of {', '.join(allowed)}"))
    doc_id = cells.get("doc_id", "") or candidate.doc_id
    if made := _rewritten(candidate.doc_id, doc_id):
        advice = f"make the column one of text and write {candidate.doc_id} there, or an id with more letters"
        problems.append(Problem(spot, doc_id, f"a spreadsheet has made {made} of the doc_id", advice))
        doc_id = candidate.doc_id
    elif slug(doc_id) != doc_id:
        problems.append(Problem(spot, doc_id, "not fit for a doc_id", f"write {slug(doc_id)}"))
        doc_id = candidate.doc_id
    taken = ("level", "parent", "kind", "title", "language", "source")
    values: dict[str, str] = {name: cells[name] for name in taken if name in cells}
    jurisdiction = name_of_place(cells.get("jurisdiction", guessed.jurisdiction))
    code = guessed.code
    if jurisdiction != guessed.jurisdiction:
        places = resolve(jurisdiction, values.get("parent", "") if values.get("parent") != guessed.parent else "")
        # a name that a person wrote stays; only what the table adds to it is filled in where he left the old guess
        if len(places) == 1 and places[0].checked:
            jurisdiction = unique_name(places[0])
            code = places[0].code
            for name, value in (("level", places[0].level), ("parent", places[0].parent)):
                if values.get(name, "") in {"", getattr(guessed, name)}:
                    values[name] = value
        else:
            code = ""
    corrected = replace(
        guessed,
        jurisdiction=jurisdiction,
        level=values.get("level", guessed.level),
        parent=values.get("parent", guessed.parent),
        code=code,
        year=year,
        kind=values.get("kind") or guessed.kind,
        title=values.get("title", guessed.title),
        language=values.get("language", guessed.language),
        source=values.get("source", guessed.source),
    )
    # a doubt stays until one of the cells that it concerns differs from what was guessed
    doubts = tuple(
        doubt
        for doubt in guessed.doubts
        if all(getattr(corrected, name) == getattr(guessed, name) for name in concerns(doubt))
    )
    reads = guess_language(candidate.text)
    if reads and corrected.language not in ("", reads):
        doubts += (f"language: the sheet says «{corrected.language}», the text reads as {reads}",)
    corrected = replace(corrected, doubts=doubts)
    return replace(candidate, keep=answers.get(keep, True), doc_id=doc_id, guess=corrected, notes=doubts)


def _rewritten(guessed: str, written: str) -> str:
    """Return what a spreadsheet has made of an id, a date or a number; empty where a person may have written it."""
    if written == guessed:
        return ""
    if _MONTH.fullmatch(written) and any(map(str.isdigit, written)):
        return "a date"
    if _NUMBER.fullmatch(guessed) and _NUMBER.fullmatch(written):
        # a long number is shown with few of its digits
        nearness = 0.01 if "e" in written.lower() else 1e-14
        return "a number" if math.isclose(float(guessed), float(written), rel_tol=nearness) else ""
    if _DATE.fullmatch(guessed) and _DATE.fullmatch(written):
        # the same day in another order, with years of two digits and the first day of a month that has none
        parts = [{int(part) % 100 for part in re.findall("[0-9]+", text)} for text in (guessed, written)]
        return "a date" if parts[0] <= parts[1] <= parts[0] | {1} else ""
    return ""


def documents(candidates: Sequence[Candidate], place: str) -> tuple[list[Document], list[Problem]]:
    """Return the kept texts as documents that carry a warning about being guessed, and the incomplete as problems."""
    found: list[Document] = []
    problems: list[Problem] = []
    for c in candidates:
        where = f"{place}/{c.file} {c.key}".strip()
        # the text in whose favour another is left out says so in its own warnings
        if not c.keep:
            continue
        if c.missing:
            advice = "name it in the file name, or make a corpus of the folder with scripts/import_corpus.py"
            problems.append(Problem(where, "", f"not found in name or text: {', '.join(c.missing)}", advice, c.doc_id))
        else:
            basis = f"no index.csv: place, year and kind are guessed ({'; '.join(c.guess.evidence)})"
            found.append(_document(c, (basis, *c.told)))
    return found, problems


def _document(c: Candidate, warnings: tuple[str, ...]) -> Document:
    return Document(
        doc_id=c.doc_id,
        jurisdiction=c.guess.jurisdiction,
        level=c.guess.level,
        year=int(c.guess.year),
        kind=c.guess.kind,
        title=c.guess.title,
        language=c.guess.language,
        source=c.guess.source or c.file,
        sha256=text_sha256(c.text),
        encoding=c.encoding,
        text=c.text,
        warnings=warnings,
        parent=c.guess.parent,
    )


def write_corpus(out: Path, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Write index.csv, texts/ and the sheet of guesses; return the ids of the user's own rows of the index.

    Texts of an earlier import that no longer belong are deleted. A row without `original_file`, which an import always
    fills, was added by hand: it stays as it is, behind the rows of the import, and so does its text, as do files that
    no import wrote. The index is written last, so that a broken import never looks like a whole one.

    Raises:
        RunError: the folder cannot be written or its index not be read, or it holds a corpus that was not made by an
            import.
        CorpusError: a row of the user's own and a text to write share id or file, or a person has changed a text that
            would be overwritten or deleted; nothing was written.
    """
    index = out / INDEX
    if index.exists() and not (out / SHEET).exists():
        raise RunError(f"{index}: this corpus was not made by an import → name another folder with --out")
    kept = sorted((c for c in candidates if c.keep and not c.missing), key=lambda c: c.doc_id)
    try:
        texts = out / "texts"
        texts.mkdir(parents=True, exist_ok=True)
        header, earlier = _earlier_index(index)
        own = [(number, row) for number, row in earlier if not row.get("original_file", "").strip()]
        problems = [*_clashes(index, own, kept), *_corrected(texts, earlier, kept)]
        if problems:
            raise CorpusError(problems)
        added = [name for name in dict.fromkeys(header) if name and name not in INDEX_COLUMNS]
        columns = (*INDEX_COLUMNS, *(name for name in added if any(row.get(name) for _, row in own)))
        rest = _as_it_is([row.get(column, "") for column in columns] for _, row in own)
        _write(out / SHEET, sheet(candidates), "utf-8-sig")
        # an import that is killed must not take the rows of the user with it
        if own:
            _write(index, _csv(columns, []) + rest, "utf-8-sig")
        else:
            index.unlink(missing_ok=True)
        stay = {f"texts/{c.doc_id}.txt".lower() for c in kept} | {_text_of(row) for _, row in own}
        for name in _earlier_texts(row for _, row in earlier):
            if f"texts/{name}.txt".lower() not in stay:
                (texts / f"{name}.txt").unlink(missing_ok=True)
        for c in kept:
            _write(texts / f"{c.doc_id}.txt", c.text, "utf-8")
        rows = [dict.fromkeys(columns, "") | _index_row(c) for c in kept]
        _write(index, _csv(columns, rows) + rest, "utf-8-sig")
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}) → name another folder with --out") from error
    return tuple(row.get("doc_id", "").strip() for _, row in own)


def write_unreadable(out: Path, problems: Sequence[Problem]) -> None:
    """Write the files that could not be read beside the sheet of guesses, with reason and next step; none, no file.

    Raises:
        RunError: the folder cannot be written.
    """
    columns = ("file", "value", "reason", "next_step")
    rows = [dict(zip(columns, (p.place, p.value, p.message, p.advice), strict=True)) for p in problems]
    try:
        if rows:
            _write(out / UNREADABLE, _csv(columns, rows), "utf-8-sig")
        else:
            (out / UNREADABLE).unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{out}: cannot be written ({error.strerror}) → name another folder with --out") from error


def _earlier_index(index: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the header and the numbered rows of the index that is there; both are empty without one.

    Raises RunError where it cannot be read, since rows of the user's own would be lost.
    """
    if not index.exists():
        return [], []
    try:
        header, rows, _ = read_table(index.read_bytes())
    except UnreadableError as error:
        raise RunError(f"{index}: {error.message} → {error.advice}, or name another folder with --out") from error
    return header, [(number, dict(zip(header, row, strict=False))) for number, row in rows]


def _clashes(index: Path, own: Iterable[tuple[int, Mapping[str, str]]], kept: Iterable[Candidate]) -> Iterator[Problem]:
    """Yield the texts that would take the id or the file of a row of the user's own."""
    # file systems of Windows and macOS do not tell capitals from small letters
    ids = {c.doc_id.lower(): c for c in kept}
    files = {f"texts/{doc_id}.txt": c for doc_id, c in ids.items()}
    for number, row in own:
        doc_id = row.get("doc_id", "").strip()
        clash = ids.get(doc_id.lower()) or files.get(_text_of(row))
        if clash:
            where = f"{clash.file} {clash.key}".strip()
            advice = f"give one of the two another doc_id and text: your row there, or the file in {SHEET}"
            yield Problem(f"{index} row {number}", doc_id, f"this row of your own clashes with {where}", advice)


def _corrected(
    texts: Path, earlier: Iterable[tuple[int, Mapping[str, str]]], kept: Iterable[Candidate]
) -> Iterator[Problem]:
    """Yield the texts of an earlier import that a person has changed since, and that are not what is to be written."""
    new = {c.doc_id: text_sha256(c.text) for c in kept}
    for _, row in earlier:
        for name in _earlier_texts([row]):
            file = texts / f"{name}.txt"
            if not file.is_file():
                continue
            data = file.read_bytes()
            # an editor may have given it other line ends
            plain = stored(data.decode("utf-8-sig", "replace"))
            if text_sha256(plain) not in {row.get("sha256", "").strip().lower(), new.get(name)}:
                origin = row["original_file"].strip()
                advice = f"to keep the change, save this text in the place of {origin} among the sources"
                message = "changed since the import that made it, and this import would undo that"
                yield Problem(str(file), "", message, f"{advice}; to have it made anew, delete it", name)


def _text_of(row: Mapping[str, str]) -> str:
    """Return the file of a row below the folder of the corpus, in small letters."""
    named = row.get("path", "").strip() or f"texts/{row.get('doc_id', '').strip()}.txt"
    return PurePosixPath(named).as_posix().lower()


def _earlier_texts(rows: Iterable[Mapping[str, str]]) -> set[str]:
    """Return the ids of the rows that an earlier import wrote."""
    names = {row.get("doc_id", "") for row in rows if row.get("original_file", "").strip()}
    # nothing outside the folder of texts is ever deleted
    return {name for name in names if name and PureWindowsPath(name).name == name and "\x00" not in name}


def _index_row(c: Candidate) -> dict[str, str]:
    return {
        "doc_id": c.doc_id,
        "jurisdiction": c.guess.jurisdiction,
        "level": c.guess.level,
        "parent": c.guess.parent,
        "code": c.guess.code,
        "year": c.guess.year,
        "kind": c.guess.kind,
        "title": c.guess.title,
        "language": c.guess.language,
        "source": c.guess.source or c.file,
        "original_file": f"{c.file} {c.key}".strip(),
        "original_encoding": c.encoding,
        "characters": str(len(c.text)),
        "sha256": text_sha256(c.text),
        "warnings": "; ".join((*c.notes, *c.warnings)),
    }


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as csv text, with cells that a spreadsheet would run as formulas made harmless."""
    return guarded_csv([columns, *([row[column] for column in columns] for row in rows)], end="\n")


def _as_it_is(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as csv text, each cell as the user has it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _write(path: Path, text: str, encoding: str) -> None:
    """Write a file so that it is there whole or not at all, with its line ends as they are."""
    data = text.encode(encoding)
    write_whole(path, lambda target: target.write_bytes(data))
