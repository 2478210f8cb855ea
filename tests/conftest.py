"""Fixtures that several test modules use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real corpora and gold beside the repository; skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpora").is_dir():
        pytest.skip("the real corpora are not beside the project")
    return folder


@pytest.fixture(scope="session")
def national_run(root: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results folder of a run of all national reports."""
    out = tmp_path_factory.mktemp("national")
    command = [sys.executable, root / "scripts" / "run.py", shared / "corpora" / "national", "--out", out]
    subprocess.run([*command, "--workers", "2"], check=True, capture_output=True)
    return out
