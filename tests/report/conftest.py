"""The right answer of the demo corpus as stored tables, and what the report makes of it."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import re
from typing import Any

import pytest

from pipeline.report import build_tables
from pipeline.report.data import Data
from pipeline.report.model import ReportTable
from pipeline.settings import ReportSettings
from tests.report import oracle
from tests.report.at_once import build_outputs

INFO: dict[str, Any] = {
    "program": {"name": "pledge-ledger", "version": "0"},
    "settings": {"classify": {"review_below": 0.55}},
    "borders": {"same": 0.25, "closes": 0.23, "advances": 0.41},
}


def unpack(content: bytes) -> dict[str, Any]:
    """Return the data of a page, places side by side, as its script does."""
    found = re.search(rb'id="data">([A-Za-z0-9+/=\n]+)</script>', content)
    assert found
    whole, *parts = (json.loads(gzip.decompress(base64.b64decode(part))) for part in found[1].split(b"\n"))
    whole |= {"places": [part["place"] for part in parts if part["place"]], "documents": [], "threads": []}
    whole |= {"sentences": {name: [] for name in "datnhply"}, "units": {name: [] for name in "sanoevr"}}
    for part in parts:
        shift = {"d": len(whole["documents"]), "s": len(whole["sentences"]["t"])}
        whole["documents"] += part["documents"]
        for table in ("sentences", "units"):
            for name, values in part[table].items():
                whole[table][name] += [value + shift[name] if name in shift else value for value in values]
        names = part["threads"]
        whole["threads"] += [dict(zip(names, row, strict=True)) for row in zip(*names.values(), strict=True)]
    return whole


def rows(made: ReportTable) -> list[dict[str, Any]]:
    """Return the rows of a table by column."""
    names = [column.name for column in made.columns]
    return [dict(zip(names, row, strict=True)) for row in made.rows]


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
