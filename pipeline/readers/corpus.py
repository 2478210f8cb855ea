"""Reading a corpus folder: index.csv and one text per row, every problem collected by file and row.

The index is the user's choice of what belongs to the corpus: files in `texts/` that it does not name are left alone.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.cells import unguard
from pipeline.errors import Problem
from pipeline.readers.base import MOST_BYTES, Extract, Reader, UnreadableError
from pipeline.readers.lines import is_parted
from pipeline.readers.radicals import without_radicals
from pipeline.readers.tables import beyond, read_table
from pipeline.records import GOVERNMENTS, NOT_COMPARED, Document

NEEDED = ("doc_id", "jurisdiction", "level", "year", "language")
LANGUAGE_CODES = ("en", "zh")
"""The keys of pipeline.languages.LANGUAGES; repeated because importing those loads word lists of many megabytes."""
KINDS = ("report", "inquiry-reply", "budget", "throne", "resolution", "other")
LEVEL_NAMES = (*GOVERNMENTS, "other")
YEARS = range(1800, 2201)
SHORT = 500
"""A speech of fewer characters is probably a menu, a notice, or a failed extraction."""

_AS_WRITTEN = frozenset({"doc_id", "path"})
_PLACES = frozenset({"jurisdiction", "parent"})
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_YEAR = re.compile(r"[0-9]{4}")
# a bar stands between the ids of a link in the sheets of a review
_UNSAFE = re.compile(r"[/\\|\x00-\x1f\x7f]")
_NEARLY = 0.8  # likeness of a slip of the pen to the name that was meant
_KINDS_BY_WORD: tuple[tuple[str, re.Pattern[str]], ...] = (
    # an address on a resolution is a speech
    (
        "resolution",
        re.compile(r"决议|決議|^(?!.*\b(?:address|speech|statement|message)\b).*\bresolution\b", re.IGNORECASE),
    ),
    # proposals of deputies are answered like their inquiries; a report on how they were handled is none
    (
        "inquiry-reply",
        re.compile(
            r"询问|詢問|\binquiry\b|(?:建[议議]|提案|[议議]案)[^，。；;]{0,12}(?:答[复復覆]|[复復覆]函|函[复復覆]|回[复復覆])"
            r"|(?:答[复復覆]|回[复復覆])[^，。；;]{0,30}(?:建[议議]|提案|[议議]案)(?!稿)",
            re.IGNORECASE,
        ),
    ),
    ("throne", re.compile(r"\bthrone\b|king's speech|queen's speech", re.IGNORECASE)),
    ("budget", re.compile(r"预算|預算|\bbudget\b", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of an index: its cells without surrounding white space, where it stands, and what is wrong with both."""

    cells: Mapping[str, str]
    place: str
    problems: tuple[Problem, ...] = ()

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


def guess_kind(doc_id: str, title: str) -> str:
    """Return the kind of a speech by the words of its title and id; `report` where none of them says otherwise."""
    # \b does not see hyphens and underscores of ids as parts of words in the same way
    words = f"{title} {doc_id}".replace("_", " ").replace("-", " ")
    return next((kind for kind, pattern in _KINDS_BY_WORD if pattern.search(words)), "report")


def known_level(level: str) -> tuple[str, str]:
    """Return a level as the program spells it, else as it is, and the known name that an unknown one nearly is."""
    plain = level.casefold()
    if plain in LEVEL_NAMES:
        return plain, ""
    return level, next(iter(difflib.get_close_matches(plain, LEVEL_NAMES, 1, _NEARLY)), "")


def short_for(kind: str, text: str) -> tuple[str, ...]:
    """Return a warning where a text is too short for a speech: a page of an error, a first page, a summary."""
    length = len(text.strip())
    sound = length >= SHORT or kind in {"resolution", "other"}
    return () if sound else (f"only {length} characters: is this the whole speech?",)


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8 without a byte order mark, as `Document.sha256` has it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_index(folder: Path, readers: Mapping[str, Reader]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read the corpus in `folder`; see :func:`pipeline.readers.read_corpus`, which passes the known readers."""
    index = folder / "index.csv"
    barred = _barred(folder, index)
    if barred:
        return (), (Problem(str(index), "", *barred),)
    try:
        header, rows, _ = read_table(index.read_bytes())
    except OSError as error:
        below = ", ".join(sorted(path.parent.name for path in folder.glob("*/index.csv")))
        advice = "name a folder with an index.csv, or make one with scripts/import_corpus.py"
        if below:
            advice = f"name the corpora in this folder one by one: {below}"
        return (), (Problem(str(index), "", f"cannot be read ({error.strerror})", advice),)
    except UnreadableError as error:
        return (), (Problem(str(index), error.value, error.message, error.advice),)
    problems = [
        Problem(str(index), column, "this column is missing", f"add it; needed are {', '.join(NEEDED)}")
        for column in NEEDED
        if column not in header
    ]
    problems += [
        Problem(str(index), column, "this column stands twice", "keep one of them")
        for column, count in Counter(header).items()
        if count > 1 and column
    ]
    if problems:
        return (), tuple(problems)
    if not rows:
        return (), (Problem(str(index), "", "the index has no rows", "add one row for each text"),)
    documents: list[Document] = []
    cells = [
        _Row(
            {k: _cell(k, v) for k, v in zip(header, row, strict=False)},
            f"{index} row {number}",
            tuple(beyond(f"{index} row {number}", header, row)),
        )
        for number, row in rows
    ]
    places: dict[str, list[str]] = {}
    for row in cells:
        places.setdefault(row.get("doc_id"), []).append(row.place)
    for row in cells:
        found, wrong = _read_row(folder, row, readers)
        doc_id = row.get("doc_id")
        wrong += [replace(problem, doc_id=doc_id or None) for problem in row.problems]
        if doc_id and len(places[doc_id]) > 1:
            others = ", ".join(place.rpartition(" ")[2] for place in places[doc_id] if place != row.place)
            advice = "give every text its own doc_id"
            wrong.append(Problem(row.place, doc_id, f"the same doc_id as in row {others}", advice, doc_id))
        problems += [replace(p, jurisdiction=row.get("jurisdiction"), year=_year(row)) for p in wrong]
        if found is not None and not wrong:
            documents.append(found)
    return tuple(sorted(documents, key=lambda document: document.doc_id)), tuple(problems)


def unlisted(folder: Path, readers: Mapping[str, Reader]) -> tuple[str, ...]:
    """Return the names of the readable files in `texts/` of a corpus that no row of its index names, sorted.

    Nothing is returned where index or folder cannot be read; reading the corpus says what is wrong with them.
    """
    try:
        header, rows, _ = read_table((folder / "index.csv").read_bytes())
        names = sorted(path.name for path in (folder / "texts").iterdir() if path.is_file())
    except (OSError, UnreadableError):
        return ()
    listed: set[str] = set()
    for _, row in rows:
        cells = {column: _cell(column, value) for column, value in zip(header, row, strict=False)}
        named = cells.get("path") or f"texts/{cells.get('doc_id', '')}.txt"
        listed.add(PurePosixPath(named).as_posix())
    return tuple(
        name
        for name in names
        if f"texts/{name}" not in listed and not name.startswith(".") and PurePosixPath(name).suffix.lower() in readers
    )


def _year(row: _Row) -> int | None:
    """Return the year of a row, None where it has none that can be."""
    year = int(row.get("year")) if _YEAR.fullmatch(row.get("year")) else None
    return year if year in YEARS else None


def _cell(column: str, value: str) -> str:
    """Return a cell without the apostrophe that an import puts before a formula; names of files are as written."""
    plain = value.strip() if column in _AS_WRITTEN else unguard(value.strip())
    return name_of_place(plain) if column in _PLACES else plain


def name_of_place(name: str) -> str:
    """Return a name of a place in one way of writing it, so that names that look alike are of one place.

    Accents are one character with their letter, blanks and line ends one blank, and signs that nobody sees are gone.
    """
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", name)).split())


def across(read: Sequence[tuple[str, Document]]) -> tuple[list[Document], list[Problem]]:
    """Drop the documents whose id stands in more than one corpus, and say so for each of them.

    Args:
        read: the documents of all corpora, each behind the corpus that it stands in.
    """
    by_id: dict[str, list[tuple[str, Document]]] = {}
    for folder, document in read:
        by_id.setdefault(document.doc_id, []).append((folder, document))
    message, advice = "the same doc_id is in another corpus of this run", "rename it in one of them"
    problems = [
        Problem(folder, doc_id, message, advice, doc_id, document.jurisdiction, document.year)
        for doc_id, found in sorted(by_id.items())
        for folder, document in found
        if len(found) > 1
    ]
    return [document for _, document in read if len(by_id[document.doc_id]) == 1], problems


def _read_row(folder: Path, row: _Row, readers: Mapping[str, Reader]) -> tuple[Document | None, list[Problem]]:
    """Return the document of one row, or None, and everything that is wrong with the row."""
    doc_id = row.get("doc_id")
    problems: list[Problem] = []

    def wrong(column: str, message: str, advice: str) -> None:
        problems.append(Problem(row.place, row.get(column), message, advice, doc_id or None))

    if not doc_id:
        wrong("doc_id", "the doc_id is empty", "give every text its own doc_id")
        return None, problems
    if _UNSAFE.search(doc_id) or doc_id.startswith("."):
        barred = "slashes, control characters or «|», which stands between the ids of a link, nor begin with a dot"
        wrong("doc_id", f"a doc_id may not hold {barred}", "rename it, here and in texts/")
        return None, problems
    if not row.get("jurisdiction"):
        wrong("jurisdiction", "the jurisdiction is empty", "write the place that the speech belongs to")
    level, nearly = known_level(row.get("level"))
    if not level:
        wrong("level", "the level is empty", f"write {', '.join(GOVERNMENTS)} or another level")
    elif nearly:
        wrong("level", f"no known level, but nearly «{nearly}»", f"write one of {', '.join(LEVEL_NAMES)}")
    year = _year(row)
    if year is None:
        wrong("year", f"not a year from {YEARS[0]} to {YEARS[-1]}", "write the year of the speech in four digits")
    language = re.split(r"[-_]", row.get("language").lower())[0]
    if language not in LANGUAGE_CODES:
        wrong("language", "unknown language", f"use one of {', '.join(LANGUAGE_CODES)}")
    kind = row.get("kind").lower() or guess_kind(doc_id, row.get("title"))
    if kind not in KINDS:
        wrong("kind", "unknown kind", f"use one of {', '.join(KINDS)}, or leave it empty")
    digest = row.get("sha256").lower()
    if digest and not _DIGEST.fullmatch(digest):
        wrong("sha256", "not a SHA-256: 64 hexadecimal digits", "correct it or leave it empty")
        digest = ""
    extract = _read_text(folder, row, digest, readers, problems)
    if extract is None:
        return None, problems
    warnings = [*filter(None, (row.get("warnings"),)), *extract.warnings]
    warnings += short_for(kind, extract.text)
    if is_parted(extract.text):
        advice = "import the text with scripts/import_corpus.py, which takes them out"
        warnings.append(f"a blank stands between most characters, so that no words are found → {advice}")
    radicals = without_radicals(extract.text)[1]
    if radicals:
        advice = "import the text with scripts/import_corpus.py, which replaces them"
        what = "signs that PDF files give for common characters («⼯» for «工»), so that no word with one is found"
        warnings.append(f"{radicals} {what} → {advice}")
    if level not in LEVEL_NAMES:
        warnings.append(
            f"level «{level}» is none of {', '.join(LEVEL_NAMES)}: no figure is set beside a higher level's"
        )
    if kind in NOT_COMPARED and not row.get("kind"):
        told = f"no kind in the index: taken for a {kind} by title and id, and not compared"
        warnings.append(f"{told} → write its kind there")
    title = row.get("title") or extract.fields.get("title", "")
    source = row.get("source") or "/".join(filter(None, (row.get("source_repo"), row.get("source_path"))))
    document = Document(
        doc_id=doc_id,
        jurisdiction=row.get("jurisdiction"),
        level=level,
        year=year or 0,  # without one the row has a problem
        kind=kind,
        title=title,
        language=language,
        source=source,
        sha256=text_sha256(extract.text),
        encoding=row.get("original_encoding") or extract.encoding,
        text=extract.text,
        warnings=tuple(warnings),
        parent=row.get("parent"),
    )
    return document, problems


def _read_text(
    folder: Path, row: _Row, digest: str, readers: Mapping[str, Reader], problems: list[Problem]
) -> Extract | None:
    """Return the text of a row, or None after adding to `problems` why there is none."""
    doc_id = row.get("doc_id")
    name = row.get("path") or f"texts/{doc_id}.txt"

    def wrong(message: str, advice: str, value: str = "") -> None:
        problems.append(Problem(row.place, value or name, message, advice, doc_id))

    if _leaves(name):
        wrong("the path leads out of the corpus folder", "use a path below the folder of index.csv")
        return None
    file = folder / name
    barred = _barred(folder, file)
    if barred:
        wrong(*barred)
        return None
    reader = readers.get(file.suffix.lower())
    if reader is None:
        wrong("no reader for this kind of file", f"use one of {', '.join(sorted(readers))}")
        return None
    try:
        if file.stat().st_size > MOST_BYTES:
            wrong("the file is too large for a speech", f"keep it below {MOST_BYTES // 2**20} MiB")
            return None
        data = file.read_bytes()
    except FileNotFoundError:
        wrong("the text is missing", "add the file, correct the doc_id or path, or take the row out of the index")
        return None
    except OSError as error:
        wrong(f"the text cannot be read ({error.strerror})", "check the permissions of the file")
        return None
    if not data.strip():
        wrong("the file is empty", "add the text or take the row out of the index")
        return None
    try:
        extracts = reader(data, file.name, row.get("encoding") or None)
    except UnreadableError as error:
        wrong(f"{name}: {error.message}", error.advice, error.value)
        return None
    if len(extracts) != 1:
        wrong(f"the file holds {len(extracts)} texts, not one", "take them apart with scripts/import_corpus.py")
        return None
    extract = extracts[0]
    if not extract.text.strip():
        wrong("no text in the file", "add the text or take the row out of the index")
        return None
    if digest and digest not in {hashlib.sha256(data).hexdigest(), text_sha256(extract.text)}:
        found = text_sha256(extract.text)
        wrong(
            f"{name} has another SHA-256 than the index says ({found[:12]}…)",
            "put the file back as it was; if you changed it on purpose, empty the cell sha256 of this row",
            digest,
        )
        return None
    return extract


def _barred(folder: Path, file: Path) -> tuple[str, str] | None:
    """Return why a file of a corpus is not opened, and the next step; None where it may be, or where there is none.

    A link may lead anywhere on the machine that reads the corpus, and a pipe would be waited for without end.
    """
    try:
        place = file.resolve()
        if not place.is_relative_to(folder.resolve()):
            return "a link that leads out of the corpus folder", "put the file itself there"
        if place.exists() and not place.is_file():
            return "not a regular file", "put a file there"
    except (OSError, RuntimeError):
        # a circle of links, or a name that no disk takes: opening it tells
        return None
    return None


def _leaves(name: str) -> bool:
    """Tell whether a path from an index is absolute or climbs out of its folder, by the rules of any system."""
    windows = PureWindowsPath(name)
    return (
        bool(windows.drive or windows.root)
        or PurePosixPath(name).is_absolute()
        or ".." in windows.parts
        or "\x00" in name
    )
