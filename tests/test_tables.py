"""Stored tables: what stands in them where a value is not stated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pipeline.tables import write_columns


def test_what_is_not_a_number_is_empty(tmp_path: Path) -> None:
    """A pair that only a person has made has no parts of a score: NaN would be above every number in a database."""
    columns = {"a_unit": ["d@0-1", "d@1-2"], "b_unit": ["e@0-1", "e@1-2"], "relation": ["same"] * 2}
    columns |= {"score": np.array([1.0, 0.75]), "decided_by": ["human", "model"], "meaning": np.array([np.nan, 0.5])}
    assert write_columns(tmp_path, "links", "lake", columns, "key", ("meaning",)) == 2
    made = pq.read_table(tmp_path / "links" / "lake.parquet")
    assert made["meaning"].to_pylist() == [None, 0.5]
    assert made["meaning"].null_count == 1
    assert made["score"].to_pylist() == [1.0, 0.75]
