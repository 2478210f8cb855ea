"""The report as one page that works from the disk: markup, styles, script, data and charts in a single file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files

from pipeline.report.data import Data
from pipeline.report.model import ReportTable
from pipeline.report.payload import payload
from pipeline.report.words import LANGUAGES, words


@cache
def _part(name: str) -> str:
    """Return a file that lies beside this module."""
    return files("pipeline.report").joinpath(name).read_text(encoding="utf-8")


def page_bytes(
    made: Mapping[str, ReportTable],
    data: Data,
    charts: Mapping[str, bytes],
    pages: Mapping[str, str] | None = None,
    home: str = "",
) -> bytes:
    """Return the report.

    Speech reaches the page only inside compressed data and inside pictures; the script puts it in as text, never as
    markup. A content security policy names the page's own script and styles by their hashes and forbids everything
    else, so that nothing in a speech can run and nothing can be fetched.

    Args:
        made: the tables for reading.
        data: the stored tables.
        charts: SVG by «name.language», as made by :func:`pipeline.report.charts.draw`.
        pages: paths of the places' own pages, where they have any (:mod:`pipeline.report.pages`).
        home: on the page of one place, the path of the page of the whole run.
    """
    script, style = _part("report.js"), _part("report.css")
    language = data.settings.language
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    # level 6: one per cent more than level 9 for a third of its time
    packed = base64.b64encode(gzip.compress(payload(data, made, pages, home), compresslevel=6, mtime=0)).decode("ascii")
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
        "{{data}}": packed,
        "{{script}}": script,
    }
    page = _part("report.html")
    for mark, value in replaced.items():
        page = page.replace(mark, value, 1)
    return page.encode("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _json(value: object) -> str:
    """Return JSON that can stand in a script element: no letter in it can end the element."""
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
    )
