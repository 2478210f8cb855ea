"""The right answer of the demo corpus as stored tables, and what the report makes of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pipeline.report import build_outputs, build_tables
from pipeline.report.data import Data
from pipeline.report.model import ReportTable
from pipeline.settings import ReportSettings
from tests.report import oracle

INFO: dict[str, Any] = {
    "program": {"name": "pledge-ledger", "version": "0"},
    "settings": {"classify": {"review_below": 0.55}},
    "borders": {"same": 0.25, "closes": 0.23, "advances": 0.41},
}


@pytest.fixture(scope="session")
def _stored() -> dict[str, list[dict[str, Any]]]:
    return oracle.make()


@pytest.fixture
def stored(_stored: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return tables that a test may change."""
    return copy.deepcopy(_stored)


@pytest.fixture(scope="session")
def data(_stored: dict[str, list[dict[str, Any]]]) -> Data:
    return Data.build(_stored, ReportSettings(), INFO)


@pytest.fixture(scope="session")
def made(data: Data) -> dict[str, ReportTable]:
    return build_tables(data)


@pytest.fixture(scope="session")
def files(_stored: dict[str, list[dict[str, Any]]]) -> dict[str, bytes]:
    return build_outputs(_stored, ReportSettings(), INFO)
