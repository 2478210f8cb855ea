"""Places put together give the tables of the whole, in memory and from the disk."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import build_tables
from pipeline.report.data import Data
from pipeline.report.delimited import csv_bytes
from pipeline.report.model import ReportTable
from pipeline.report.payload import Plan
from pipeline.report.pieces import SUMMARY, MadePiece, Together, contents, make_piece
from pipeline.report.tables import BETWEEN
from pipeline.settings import ReportSettings
from pipeline.workfiles import KeptLines, Line, save_lines
from tests.report.at_once import build_outputs, by_place
from tests.report.conftest import INFO

PLAN = Plan(None, True, False)


def pieces_of(stored: dict[str, list[dict[str, Any]]], data: Data) -> list[MadePiece]:
    info = {**INFO, "span": [data.span.start, data.span.stop - 1]}
    return [make_piece(Data.build(rows, ReportSettings(), info), PLAN, {}) for rows in by_place(stored).values()]


def test_tables_of_places_put_together_are_those_of_the_whole(
    stored: dict[str, list[dict[str, Any]]], data: Data, made: dict[str, ReportTable], files: dict[str, bytes]
) -> None:
    own = pieces_of(stored, data)
    run = Together(own, build_tables(data))
    lengths = run.lengths([summary for piece in own for summary in contents(piece, SUMMARY)])
    for name, table in made.items():
        assert files[f"tables/{name}.csv"] == csv_bytes(table, "utf-8-sig"), name
        if name not in BETWEEN:
            assert run.table(name).rows == table.rows and lengths[name] == len(table.rows), name
            assert run.table(name).leads == table.leads


def test_lines_come_back_from_the_disk_group_by_group(
    stored: dict[str, list[dict[str, Any]]], data: Data, tmp_path: Path
) -> None:
    (piece, *_) = pieces_of(stored, data)
    many = [Line(f"[{i}]", f"{i},文\r\n") for i in range(2_345)]
    save_lines(tmp_path / "piece.arrow", {**piece.tables, "many": many, "none": []})
    kept = KeptLines(tmp_path / "piece.arrow")
    assert kept.whole()
    assert [len(block) for block in kept.blocks("many")] == [1000, 1000, 345]
    assert list(itertools.chain.from_iterable(kept.blocks("many"))) == many
    assert list(kept.blocks("none")) == list(kept.blocks("unknown")) == []
    for name, lines in piece.tables.items():
        assert list(itertools.chain.from_iterable(kept.blocks(name))) == list(lines)
    assert not KeptLines(tmp_path / "missing.arrow").whole()
    (tmp_path / "cut.arrow").write_bytes((tmp_path / "piece.arrow").read_bytes()[:-9])
    assert not KeptLines(tmp_path / "cut.arrow").whole()


@dataclass(frozen=True)
class Cut:
    """A piece whose rows come in blocks of a size."""

    rows: Sequence[Line]
    size: int

    def blocks(self, name: str) -> Iterator[Sequence[Line]]:
        for first in range(0, len(self.rows), self.size):
            yield self.rows[first : first + self.size]


@given(st.lists(st.tuples(st.lists(st.integers(0, 6), max_size=12), st.integers(1, 4)), max_size=5))
def test_rows_of_several_places_are_merged_by_key_then_place(drawn: list[tuple[list[int], int]]) -> None:
    pieces, wanted = [], []
    for place, (keys, size) in enumerate(drawn):
        own = [(key, place, row) for row, key in enumerate(sorted(keys))]
        pieces.append(Cut([Line(f"[{key}]", f"{place}.{row}") for key, _, row in own], size))
        wanted += own
    assert list(Together(pieces, {}).lines("any")) == [f"{place}.{row}" for _, place, row in sorted(wanted)]


def test_the_order_of_the_places_does_not_matter(stored: dict[str, list[dict[str, Any]]], data: Data) -> None:
    own = pieces_of(stored, data)
    heads = build_tables(data)
    turned = Together(own[::-1], heads)
    for name in heads:
        if name not in BETWEEN:
            assert turned.table(name).rows == Together(own, heads).table(name).rows


def test_of_borderline_decisions_the_least_sure_of_all_places_are_kept(
    made: dict[str, ReportTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.report.pieces.MOST_UNSURE", 7)
    draw = random.Random(3)
    keys = [sorted((kind, draw.random(), f"{place}-{i}") for kind in (0, 1, 2) for i in range(5)) for place in "abc"]
    lines = [[Line(f'[{k}, {d}, "{i}"]', i) for k, d, i in own] for own in keys]
    run = Together([MadePiece({"review": own}) for own in lines], made)
    kept = list(run.lines("review"))
    wanted = [sorted(key for own in keys for key in own if key[0] == kind)[:7] for kind in (0, 1, 2)]
    assert kept == [i for own in wanted for _, _, i in own]


def test_the_rows_of_a_run_may_be_given_in_any_order(
    stored: dict[str, list[dict[str, Any]]], files: dict[str, bytes]
) -> None:
    draw = random.Random(1)
    for name in ("links", "closures", "responses", "target_series"):
        draw.shuffle(stored[name])
    again = build_outputs(stored, ReportSettings(), INFO)
    assert {name for name in files if name.endswith(".csv") and files[name] != again[name]} == set()
