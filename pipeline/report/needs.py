"""What the report reads of the stored tables: few columns of the scored pairs, and few of the links.

There are many more links than anything else, two million for 250 speeches, and the tables for reading use hardly any
of them: those between two years of a thread, as many as matter, and those nearest to the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import HUMAN
from pipeline.report.tables.review import MOST, NEAR

# columns that are read of tables with many more; of the other tables all are
COLUMNS: dict[str, tuple[str, ...]] = {
    "links": ("a_unit", "b_unit", "relation", "score", "decided_by", "p_same"),
    "closures": ("commitment_unit", "report_unit", "relation", "score", "decided_by", "p_closes"),
}

CERTAIN = 1e-3  # chance that no link of a thread holds, below which its further links need not be read


def needed_links(part: Any, units: Any, borders: Sequence[float]) -> list[dict[str, Any]]:  # noqa: ANN401 - tables
    """Return the links of one jurisdiction that a table for reading uses.

    Args:
        part: pyarrow.Table of its links with the columns of COLUMNS, sorted by its key.
        units: pyarrow.Table of the units of that jurisdiction with unit_id, thread_id and year.
        borders: probabilities of `same` near to which what a model decided is borderline, either way.

    Returns:
        Rows in the order of `part`: the links between two years of each thread, as many as matter, and for each border
        the links that the table of borderline decisions can show.
    """
    score = np.asarray(part["score"].to_numpy(), np.float64)
    same, human = _same(part), _human(part)
    chance = _chance(part, np.where(same, score, 0.0), human)
    keep = _between_years(part, units, chance)
    for border in borders:
        distance = np.abs(chance - border)
        near = np.flatnonzero((distance <= NEAR) & ~human)
        keep[near[np.lexsort((near, np.round(distance[near], 4)))][:MOST]] = True
    rows: list[dict[str, Any]] = part.filter(keep).to_pylist()
    return rows


def _same(part: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - a pyarrow.Table
    import pyarrow.compute as pc

    return np.asarray(pc.equal(part["relation"], "same").to_numpy(zero_copy_only=False), bool)


def _human(part: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - a pyarrow.Table
    import pyarrow.compute as pc

    return np.asarray(pc.starts_with(part["decided_by"], HUMAN).to_numpy(zero_copy_only=False), bool)


def _chance(
    part: Any,  # noqa: ANN401 - a pyarrow.Table
    own: NDArray[np.float64],
    human: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return the probability of `same`, as :mod:`pipeline.report.headline` takes it.

    That is the part of the score, or the score of `same` itself, `own`, where there is none or a person decided.
    """
    if "p_same" not in part.column_names:  # a place without links may have no parts
        return own
    given = np.asarray(part["p_same"].to_numpy(), np.float64)
    return np.where(np.isnan(given) | human, own, given)


def _between_years(part: Any, units: Any, chance: NDArray[np.float64]) -> NDArray[np.bool_]:  # noqa: ANN401 - tables
    """Return which links between two years of a thread tell whether it was promised in more than one.

    From the strongest on, until it is CERTAIN: a standing formula of many years has thousands of them.
    """
    import pyarrow.compute as pc

    keep = np.zeros(len(chance), bool)
    thread = np.asarray(units["thread_id"].combine_chunks().dictionary_encode().indices.to_numpy(), np.int64)
    nowhere = np.asarray(pc.equal(units["thread_id"], "").to_numpy(zero_copy_only=False), bool)
    year = np.asarray(units["year"].to_numpy(), np.int64)
    ids = units["unit_id"].combine_chunks()
    a, b = (pc.index_in(part[side], value_set=ids).to_numpy(zero_copy_only=False) for side in ("a_unit", "b_unit"))
    rows = np.flatnonzero((thread[a] == thread[b]) & ~nowhere[a] & (year[a] != year[b]))
    if not len(rows):
        return keep
    order = rows[np.lexsort((rows, -chance[rows], thread[a][rows]))]
    first = np.ones(len(order), bool)
    first[1:] = thread[a][order[1:]] != thread[a][order[:-1]]
    doubt = np.log1p(-np.minimum(chance[order], 1 - 1e-9))
    before = np.cumsum(doubt) - doubt  # of all links before; less what threads before have, of those of the thread
    begin = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    keep[order[before - before[begin] > np.log(CERTAIN)]] = True
    return keep
