"""The figures at the top of the report, and those to be expected if the models' own probabilities hold."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.records import COMMITMENTS, by_people
from pipeline.report.data import Data
from pipeline.report.people import KINDS, decided
from pipeline.report.tables.recurring import is_repeated
from pipeline.tracing import is_firm

Z = 1.96


def add_up(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return counts, and the numbers to be expected if the models' probabilities hold, from those of all places.

    An expected number is given as mean ± 1.96 standard deviations of a sum of independent yes-or-no events whose
    probabilities the models gave. It is no interval around the count and need not hold it: a count adds up decisions,
    each taken at a border, and what was left just beyond the border has a probability too. A thread is repeated without
    closure with the probability that at least one of its links between two years is the same promise, times the
    probability that none of its reports closes it, the best report of each year standing for that year. Only reports
    that count for the status do so here. What no model proposed is not covered.

    What is repeated and what is reported done leaves out the threads whose wording many places share; `shared`,
    `recurring_shared` and `closed_shared` tell how many those are, of all, repeated, and reported done.
    """
    total = {name: sum(own[name] for own in found) for name in _COUNTED}
    checkable, levels = (sum(own[name] for own in found) for name in ("checkable", "levels"))
    return total | {
        "first": min((own["first"] for own in found if own["places"]), default=None),
        "last": max((own["last"] for own in found if own["places"]), default=None),
        "checkable": round(checkable / levels, 4) if levels else None,
        "recurring_range": _range([own["recurring_chance"] for own in found]),
        "closed_range": _range([own["closed_chance"] for own in found]),
    }


_COUNTED = (
    *("texts", "places", "missing", "commitments", "threads", "recurring", "recurring_firm", "recurring_annual"),
    *("later", "shared", "recurring_shared", "closed", "closed_shared", "closed_perhaps"),
    *(f"human_{kind}" for kind in KINDS),
)


def counts(data: Data) -> dict[str, Any]:
    """Return what the headline adds up, for the rows of one place: counts, first and last year, mean and variance."""
    threads = [t for t in data.threads if not t["boilerplate"]]
    shared = [t for t in data.threads if t["boilerplate"]]
    repeated = [t for t in threads if is_repeated(t)]
    together = _together(data)
    closing = {t["thread_id"]: _closing(data, t["thread_id"]) for t in threads}
    commitments = [u for u in data.tables["units"] if u["label"] in COMMITMENTS and data.counts(u)]
    levels = [u["level"] or 0 for u in commitments if u["thread_id"]]
    return {
        "texts": sum(data.compared(i) for i in data.documents),
        "places": len(data.years),
        "first": min((have[0] for have in data.years.values()), default=None),
        "last": max((have[-1] for have in data.years.values()), default=None),
        "missing": sum(len(data.missing(place)) for place in data.years),
        "commitments": len(commitments),
        "levels": len(levels),
        "checkable": sum(v >= 3 for v in levels),
        "threads": len(data.threads),
        "shared": len(shared),
        "recurring": len(repeated),
        "recurring_shared": sum(map(is_repeated, shared)),
        "recurring_firm": sum(map(is_firm, repeated)),
        "recurring_annual": sum(t["annual_target"] for t in repeated),
        "recurring_chance": _moments(
            together.get(t["thread_id"], 0.0) * (1 - closing[t["thread_id"]])
            for t in threads
            if len(t["promised_years"]) > 1
        ),
        "later": sum(t["first_year"] < (data.available(t["jurisdiction"]) or (0,))[-1] for t in threads),
        "closed": sum(bool(t["closed_years"]) for t in threads),
        "closed_shared": sum(bool(t["closed_years"]) for t in shared),
        "closed_chance": _moments(closing[t["thread_id"]] for t in threads if closing[t["thread_id"]]),
        "closed_perhaps": sum(map(data.perhaps_closed, threads)),
    } | {f"human_{kind}": n for kind, n in decided(data).items()}


def _together(data: Data) -> dict[str, float]:
    """Return for each thread the probability that at least one link between two years is the same promise."""
    units = data.ledger.units
    chances: dict[str, list[float]] = defaultdict(list)
    for link in data.tables["links"]:
        a, b = units[link["a_unit"]], units[link["b_unit"]]
        if a["thread_id"] and a["thread_id"] == b["thread_id"] and a["year"] != b["year"]:
            chances[a["thread_id"]].append(_chance(link, "p_same", "same"))
    # sorted, so that the order of the rows cannot change the last digit
    return {thread: 1 - math.prod(1 - p for p in sorted(found)) for thread, found in chances.items()}


def _closing(data: Data, thread_id: str) -> float:
    """Return the probability that at least one report closes a thread."""
    best: dict[int, float] = defaultdict(float)
    for c in data.reports[thread_id]:
        year = data.ledger.units[c["report_unit"]]["year"]
        best[year] = max(best[year], _chance(c, "p_closes", "closes"))
    return 1 - math.prod(1 - p for p in best.values())


def _chance(pair: Mapping[str, Any], part: str, relation: str) -> float:
    """Return the probability of one relation: a part of the score, or the score itself where that is the relation.

    The score of a pair with a weaker relation is that of either, and where a person decided there is no doubt left.
    """
    given = pair.get(part)
    if given is None or math.isnan(given) or by_people(pair):
        return float(pair["score"]) if pair["relation"] == relation else 0.0
    return float(given)


def _moments(chances: Iterable[float]) -> tuple[float, float]:
    """Return mean and variance of a number of independent events; summed exactly, so that no order can change them."""
    ps = list(chances)
    return math.fsum(ps), math.fsum(p * (1 - p) for p in ps)


def _range(found: Iterable[Sequence[float]]) -> tuple[int, int]:
    """Return the whole numbers around mean ± 1.96 standard deviations of a sum of numbers with these moments."""
    means, variances = zip(*found, strict=True)
    mean, spread = math.fsum(means), math.sqrt(math.fsum(variances))
    return max(0, math.floor(mean - Z * spread)), math.ceil(mean + Z * spread)
