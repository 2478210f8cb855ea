"""What the report reads of the stored tables: few columns of the scored pairs, and few of the links.

There are many more links than anything else, two million for 250 speeches, and the tables for reading use hardly any
of them: the strongest between two years of a thread, and those nearest to the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.report.tables.review import MOST, NEAR

# columns that are read of tables with many more; of the other tables all are
COLUMNS: dict[str, tuple[str, ...]] = {
    "links": ("a_unit", "b_unit", "relation", "score", "decided_by"),
    "closures": ("commitment_unit", "report_unit", "relation", "score", "decided_by", "p_closes"),
}


def lowest_same(part: Any) -> float | None:  # noqa: ANN401 - a pyarrow.Table
    """Return the smallest score of the links of one jurisdiction that are `same`, or None where there is none."""
    same, score = _same(part), _score(part)
    return float(score[same].min()) if same.any() else None


def needed_links(part: Any, units: Any, borders: Sequence[float]) -> list[dict[str, Any]]:  # noqa: ANN401 - tables
    """Return the links of one jurisdiction that a table for reading uses.

    Args:
        part: pyarrow.Table of its links with the columns of COLUMNS, sorted by its key.
        units: pyarrow.Table of the units of that jurisdiction with unit_id, thread_id and year.
        borders: scores near to which a link may be borderline.

    Returns:
        Rows in the order of `part`: the strongest link between two years of each thread, and for each border the
        links that the table of borderline decisions can show, with the lowest that is `same`.
    """
    score = _score(part)
    keep = _strongest(part, units, score)
    for border in borders:
        distance = np.abs(score - border)
        near = np.flatnonzero(distance <= NEAR)
        keep[near[np.lexsort((near, np.round(distance[near], 4)))][:MOST]] = True
    rows: list[dict[str, Any]] = part.filter(keep).to_pylist()
    return rows


def _same(part: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - a pyarrow.Table
    import pyarrow.compute as pc

    return np.asarray(pc.equal(part["relation"], "same").to_numpy(zero_copy_only=False), bool)


def _score(part: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a pyarrow.Table
    return np.asarray(part["score"].to_numpy(), np.float64)


def _strongest(part: Any, units: Any, score: NDArray[np.float64]) -> NDArray[np.bool_]:  # noqa: ANN401 - tables
    """Return which link is the strongest between two years of its thread."""
    import pyarrow.compute as pc

    keep = np.zeros(len(score), bool)
    if not len(score):
        return keep
    thread = np.asarray(units["thread_id"].combine_chunks().dictionary_encode().indices.to_numpy(), np.int64)
    nowhere = np.asarray(pc.equal(units["thread_id"], "").to_numpy(zero_copy_only=False), bool)
    year = np.asarray(units["year"].to_numpy(), np.int64)
    ids = units["unit_id"].combine_chunks()
    a, b = (pc.index_in(part[side], value_set=ids).to_numpy(zero_copy_only=False) for side in ("a_unit", "b_unit"))
    rows = np.flatnonzero((thread[a] == thread[b]) & ~nowhere[a] & (year[a] != year[b]))
    order = rows[np.lexsort((rows, -score[rows], thread[a][rows]))]
    first = np.ones(len(order), bool)
    first[1:] = thread[a][order[1:]] != thread[a][order[:-1]]
    keep[order[first]] = True
    return keep
