"""The report as one page that works from the disk: markup, styles, script, data and charts in a single file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files

from pipeline.report.words import LANGUAGES, words


@cache
def _part(name: str) -> str:
    """Return a file that lies beside this module."""
    return files("pipeline.report").joinpath(name).read_text(encoding="utf-8")


def page_chunks(packed: Iterable[str], charts: Mapping[str, bytes], language: str) -> Iterator[bytes]:
    """Yield the report, piece by piece.

    Speech reaches the page only inside compressed data and inside pictures; the script puts it in as text, never as
    markup. A content security policy names the page's own script and styles by their hashes and forbids everything
    else, so that nothing in a speech can run and nothing can be fetched.

    Args:
        packed: what the page holds beside its places, then each place, as :func:`pipeline.report.payload.pack` makes
            them.
        charts: SVG by «name.language», as made by :func:`pipeline.report.charts.draw`.
        language: of the interface.
    """
    script, style = _part("report.js"), _part("report.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    own = {code: words(code) for code in LANGUAGES}
    pictures = {name: base64.b64encode(svg).decode("ascii") for name, svg in sorted(charts.items())}
    replaced = {
        "{{language}}": "zh-Hans" if language == "zh" else language,
        "{{policy}}": escape(policy),
        "{{title}}": escape(own[language]["title"]),
        "{{no_script}}": escape(own[language]["no_script"]),
        "{{style}}": style,
        "{{words}}": _json(own),
        "{{charts}}": _json(pictures),
    }
    before, after = _part("report.html").split("{{data}}")
    for mark, value in replaced.items():
        before = before.replace(mark, value)
    yield before.encode("utf-8")
    for number, part in enumerate(packed):
        yield ("\n" if number else "").encode() + part.encode("ascii")
    yield after.replace("{{script}}", script).encode("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _json(value: object) -> str:
    """Return JSON that can stand in a script element: no letter in it can end the element."""
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
    )
