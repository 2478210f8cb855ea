"""The figures at the top of the report, with ranges from the models' own probabilities."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.report.data import COMMITMENT_LABELS, Data
from pipeline.report.tables.recurring import is_repeated

Z = 1.96


def headline(data: Data) -> dict[str, Any]:
    """Return counts and ranges.

    The range of a count is the mean ± 1.96 standard deviations of a sum of independent yes-or-no events whose
    probabilities the models gave. A thread is repeated without closure with the probability of its best link between
    two years, times the probability that none of its reports closes it, the best report of each year standing for
    that year. What no model proposed is not covered.
    """
    threads = [t for t in data.threads if not t["boilerplate"]]
    repeated = [t for t in threads if is_repeated(t)]
    later = [t for t in threads if t["first_year"] < (data.available(t["jurisdiction"]) or (0,))[-1]]
    closed = [t for t in threads if t["closed_years"]]
    together = _together(data)
    closing = {t["thread_id"]: _closing(data, t["thread_id"]) for t in threads}
    levels = [u["level"] or 0 for u in data.tables["units"] if u["thread_id"]]
    human = sum(row["decided_by"].startswith("human") for row in data.tables["sentences"])
    return {
        "texts": sum(data.compared(i) for i in data.documents),
        "places": len(data.years),
        "first": min((have[0] for have in data.years.values()), default=None),
        "last": max((have[-1] for have in data.years.values()), default=None),
        "missing": sum(len(data.missing(place)) for place in data.years),
        "commitments": sum(
            u["label"] in COMMITMENT_LABELS and data.compared(u["doc_id"]) for u in data.tables["units"]
        ),
        "checkable": round(sum(v >= 3 for v in levels) / len(levels), 4) if levels else None,
        "threads": len(data.threads),
        "recurring": len(repeated),
        "recurring_annual": sum(t["annual_target"] for t in repeated),
        "recurring_range": _range(
            together.get(t["thread_id"], 0.0) * (1 - closing[t["thread_id"]])
            for t in threads
            if len(t["promised_years"]) > 1
        ),
        "later": len(later),
        "closed": len(closed),
        "closed_range": _range(closing[t["thread_id"]] for t in threads if closing[t["thread_id"]]),
        "human": human,
    }


def _together(data: Data) -> dict[str, float]:
    """Return for each thread the probability of its best link between two years."""
    units = data.ledger.units
    best: dict[str, float] = defaultdict(float)
    for link in data.tables["links"]:
        a, b = units[link["a_unit"]], units[link["b_unit"]]
        if a["thread_id"] and a["thread_id"] == b["thread_id"] and a["year"] != b["year"]:
            best[a["thread_id"]] = max(best[a["thread_id"]], link["score"])
    return best


def _closing(data: Data, thread_id: str) -> float:
    """Return the probability that at least one report closes a thread."""
    best: dict[int, float] = defaultdict(float)
    for c in data.reports[thread_id]:
        year = data.ledger.units[c["report_unit"]]["year"]
        best[year] = max(best[year], _p_closes(c))
    return 1 - math.prod(1 - p for p in best.values())


def _p_closes(closure: Mapping[str, Any]) -> float:
    """Return the probability that a report closes its promise: a part of the score, or the score of `closes` itself."""
    given = closure.get("p_closes")
    return float(given) if given is not None else float(closure["score"]) * (closure["relation"] == "closes")


def _range(chances: Iterable[float]) -> tuple[int, int]:
    """Return the whole numbers around mean ± 1.96 standard deviations."""
    ps = list(chances)
    mean, spread = math.fsum(ps), math.sqrt(math.fsum(p * (1 - p) for p in ps))
    return max(0, math.floor(mean - Z * spread)), math.ceil(mean + Z * spread)
