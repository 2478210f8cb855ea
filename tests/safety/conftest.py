"""The small corpus and a plain run of it, made once for all tests of safety; tests that harm it take a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runs import run
from pipeline.settings import Settings
from tests.safety.support import small_corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpus(tmp_path_factory.mktemp("small") / "corpus")


@pytest.fixture(scope="session")
def plain(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a plain run."""
    out = tmp_path_factory.mktemp("plain") / "out"
    run([corpus], out, Settings())
    return out
