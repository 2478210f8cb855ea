"""Sentence classification: the speech act of each sentence and the specificity of each commitment (codebook §1, §3)."""

from __future__ import annotations

from pipeline.classify.model import Classifier

__all__ = ["Classifier"]
