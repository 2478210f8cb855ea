"""The report in pages: where each place has a page of its own."""

from __future__ import annotations

import hashlib
import re

FOLDER = "places"


def page_path(place: str) -> str:
    """Return the path of a place's own page below the results folder.

    A name that every file system takes; the hash tells apart names that differ in other signs only.
    """
    plain = re.sub(r"[^\w]+", "-", place).strip("-")[:40]
    return f"{FOLDER}/{plain}-{hashlib.sha256(place.encode('utf-8')).hexdigest()[:6]}.html"
