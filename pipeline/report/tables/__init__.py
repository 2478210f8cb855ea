"""The tables for reading, by name, in the order in which a reader asks for them."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.report.data import Data
from pipeline.report.model import ReportTable
from pipeline.report.tables.changes import changes
from pipeline.report.tables.closed import closed
from pipeline.report.tables.coverage import coverage
from pipeline.report.tables.dropped import dropped
from pipeline.report.tables.errors import corrected_totals, corrections, error_rates
from pipeline.report.tables.fields import fields
from pipeline.report.tables.histories import histories
from pipeline.report.tables.matrix import matrix
from pipeline.report.tables.places import place_targets, places
from pipeline.report.tables.problems import problems
from pipeline.report.tables.recurring import boilerplate, recurring
from pipeline.report.tables.review import review
from pipeline.report.tables.targets import target_series, targets
from pipeline.report.tables.years import years

REPORT_TABLES: dict[str, Callable[[Data], ReportTable]] = {
    "recurring": recurring,
    "matrix": matrix,
    "histories": histories,
    "changes": changes,
    "closed": closed,
    "years": years,
    "fields": fields,
    "places": places,
    "place_targets": place_targets,
    "targets": targets,
    "target_series": target_series,
    "problems": problems,
    "boilerplate": boilerplate,
    "coverage": coverage,
    "error_rates": error_rates,
    "corrected_totals": corrected_totals,
    "corrections": corrections,
    "review": review,
    "dropped": dropped,
}

BETWEEN = ("places", "place_targets")
"""The tables that are of several places at once; all others are the union of what each place has to say."""
