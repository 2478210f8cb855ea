"""Reading: files of every format that users bring, and corpus folders, into documents.

To add a format: write a module with a function `read` (see :class:`pipeline.readers.base.Reader`) and enter it in
READERS.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import Problem
from pipeline.readers import corpus, csv, docx, html, importing, jsonl, md, pdf, text
from pipeline.readers.base import Extract, Reader, UnreadableError
from pipeline.records import Document

READERS: dict[str, Reader] = {
    ".csv": csv.read,
    ".docx": docx.read,
    ".htm": html.read,
    ".html": html.read,
    ".json": jsonl.read,
    ".jsonl": jsonl.read,
    ".markdown": md.read,
    ".md": md.read,
    ".ndjson": jsonl.read,
    ".pdf": pdf.read,
    ".text": text.read,
    ".tsv": csv.read,
    ".txt": text.read,
    ".xhtml": html.read,
}
"""File name ending, in small letters, to the reader of that format."""

_NAMED = 5  # files that a warning names

__all__ = ["READERS", "Extract", "Reader", "UnreadableError", "read_corpora", "read_corpus", "unlisted_texts"]


def read_corpus(folder: Path) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read a corpus folder: index.csv and, for each of its rows, texts/<doc_id>.txt or the file in column `path`.

    Needed columns are doc_id, jurisdiction, level, year and language. Optional ones are title, kind (guessed from
    title and doc_id where empty), parent, source, path, encoding, sha256 (that of the file or of its text; checked),
    and the original_encoding and warnings that an import writes. The text is kept as it is, line ends included, so that
    offsets into it hold everywhere. Files in texts/ that the index does not name do not belong to the corpus.

    Returns:
        The sound documents, sorted by doc_id, and all problems in the order of the index. A problem with a doc_id
        concerns one text, which is then not among the documents; one without concerns the whole corpus.
    """
    return corpus.read_index(folder, READERS)


def read_corpora(folders: Sequence[Path]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read several corpora for one run.

    A folder without index.csv, a zip archive or a single file is read as loose files: what they are is guessed, and
    each of their documents carries a warning that says so. Beyond what :func:`read_corpus` checks, a doc_id may stand
    in one corpus only; where it stands in more, none of these documents is returned.
    """
    read: list[tuple[str, Document]] = []
    problems: list[Problem] = []
    # the same folder named twice is read once
    for folder in sorted({path.resolve(): path for path in reversed(folders)}.values()):
        found, wrong = _read_loose(folder) if _is_loose(folder) else read_corpus(folder)
        read += [(str(folder), document) for document in found]
        problems += wrong
    documents, twice = corpus.across(read)
    return tuple(sorted(documents, key=lambda document: document.doc_id)), tuple(problems + twice)


def unlisted_texts(folders: Sequence[Path]) -> list[str]:
    """Return a warning for each corpus that has texts which its index does not name, with the next step."""
    warnings: list[str] = []
    for folder in sorted(set(folders)):
        names = corpus.unlisted(folder, READERS)
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            warnings.append(
                f"{folder}: {len(names)} files in texts/ have no row in index.csv and were not read: "
                f"{', '.join(names[:_NAMED])}{more}; add a row for each, or move them away"
            )
    return warnings


def _is_loose(path: Path) -> bool:
    """Tell whether a path holds files without an index; a folder of corpora does not."""
    return path.is_file() or (path.is_dir() and not (path / "index.csv").exists() and not any(path.glob("*/index.csv")))


def _read_loose(path: Path) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read files without an index, by the guesses of the importer."""
    files, unreadable = importing.gather([path], READERS)
    candidates, problems = importing.collect(files, READERS)
    found, wrong = importing.documents(importing.mark_duplicates(candidates), str(path))
    problems = unreadable + problems + wrong
    if not candidates and not problems:
        advice = "name a folder with texts, or a corpus with an index.csv"
        problems.append(Problem(str(path), "", "there are no texts in it", advice))
    return tuple(found), tuple(problems)
