"""Languages behind one Protocol. To add one: write a module like zh.py and enter it in LANGUAGES."""

from __future__ import annotations

from pipeline.languages.base import Language
from pipeline.languages.en import ENGLISH
from pipeline.languages.zh import CHINESE

LANGUAGES: dict[str, Language] = {"zh": CHINESE, "en": ENGLISH}

__all__ = ["LANGUAGES", "Language"]
