"""What the words of a promise and a report allow at most, whatever a scorer says (codebook §5).

Here: whether both can be about one thing. What else limits a report has a module each: the time of which it speaks
(:mod:`pipeline.link.times`), the opposite deed (:mod:`pipeline.link.opposites`), what it names as not done
(:mod:`pipeline.link.undone`), less than the end (:mod:`pipeline.link.unfinished`), figures
(:mod:`pipeline.link.figure_limits`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.figures import MOST_FIGURES, compare
from pipeline.link.features import plain
from pipeline.link.figure_limits import allowed_by_figures, without_parts
from pipeline.link.lexicon import LEXICONS
from pipeline.link.objects import INDICATOR, VALUE, Objects, objects_of, other_object
from pipeline.link.opposites import went_the_other_way
from pipeline.link.times import another_budget, another_time
from pipeline.link.undone import allowed_by_denials
from pipeline.link.unfinished import is_unfinished
from pipeline.records import Outcome, Target, Unit

# who holds a fair abroad does not keep a promise to hold one
_HOSTS = re.compile("举办|主办|承办|筹办|办好|召开|主场")
# but whom the centre sends comes to what the place itself holds
_ATTENDS = re.compile("^(?!.*(?:总书记|中央代表团)).*出席", re.DOTALL)
# kinds that tell nothing of a report: of one rank more can be had than was promised, what is promised of one figure may
# be told by another, and the reform of one system is told among those of others
_ALSO_OF_OTHERS = frozenset({"rank", "system", INDICATOR, VALUE})
# one relief under several names, each with a list of those who get it (低保, 五保, 特困)
_RELIEF = re.compile("低保|最低生活保障|社会救助|五保|特困")
_OF_RELIEF = frozenset({"people", "insurance"})
# one group of people under two names: grants «for all citizen children» are paid «to students»
_AKIN = (("children", "students"), ("workers", "unemployed"), ("workers", "poor"))
_ORDER = (Outcome.NONE, Outcome.ADVANCES, Outcome.CLOSES)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text is about.

    `groups`: per family the members that it names; `relief`: it is about poor relief. `objects`: by name, without the
    kinds that tell nothing of a report (`_ALSO_OF_OTHERS`). `hosts`: an event is held; `attends`: another's is
    attended.
    """

    groups: Mapping[str, frozenset[str]]
    relief: bool
    objects: Objects
    hosts: bool
    attends: bool


def limited(outcome: Outcome, promise: Unit, report: Unit, targets: Mapping[str, Sequence[Target]]) -> Outcome:
    """Return `outcome`, or the strongest that words and figures allow if that is weaker.

    `targets` holds the figures by unit id; units without figures may be left out.
    """
    if outcome is Outcome.NONE:
        return outcome
    own, told = (targets.get(unit.unit_id, ())[:MOST_FIGURES] for unit in (promise, report))
    told = without_parts(report, told)
    met = any(
        compare(one, other).met for one in own for other in told if one.indicator and one.indicator == other.indicator
    )
    words, figures = most_allowed(promise, report, met=met), allowed_by_figures(promise, report, own, told)
    return min(outcome, words, figures, key=_ORDER.index)


def most_allowed(promise: Unit, report: Unit, *, met: bool = False) -> Outcome:
    """Return the strongest outcome that the words allow.

    `met` tells that a figure of the promise is met under its very name, so that groups in other clauses part nothing.

    `none` where they are about different things; where the report speaks of another time; where the opposite was done
    to the very thing; and where it says that it was not done, and names no step. `advances` where the report tells of
    less than the end, or of another year's budget. Else `closes`.
    """
    if _another_thing(promise, report, met=met) or another_time(promise, report) or went_the_other_way(promise, report):
        return Outcome.NONE
    allowed = allowed_by_denials(promise, report)
    if allowed is Outcome.CLOSES and (another_budget(promise, report) or is_unfinished(promise, report)):
        return Outcome.ADVANCES
    return allowed


def _another_thing(promise: Unit, report: Unit, *, met: bool) -> bool:
    """Tell whether promise and report are about different things.

    Both name a place, group or kind of school, firm or people of one family, or an object of one kind by its name, and
    different ones; or another's event was attended that was to be held. Names in two languages part nothing.
    """
    if promise.language != report.language:
        return False
    said, told = _named(promise.text, promise.language), _named(report.text, report.language)
    if (not met and _other_group(said, told)) or (said.hosts and told.attends):
        return True
    return other_object(said.objects, told.objects) and not _place_in_both(promise, report)


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _named(text: str, language: str) -> _Named:
    folded = plain(text, language)
    families = LEXICONS[language].groups.items()
    hosts = bool(_HOSTS.search(folded))
    return _Named(
        groups={kind: frozenset(n for n, words in family.items() if words.search(folded)) for kind, family in families},
        relief=bool(_RELIEF.search(folded)),
        objects={kind: marks for kind, marks in objects_of(text, language).items() if kind not in _ALSO_OF_OTHERS},
        hosts=hosts,
        attends=not hosts and bool(_ATTENDS.search(folded)),
    )


def _other_group(said: _Named, told: _Named) -> bool:
    """Tell whether promise and report name different members of one family, and neither can be the other as well."""
    relief = _OF_RELIEF if said.relief and told.relief else frozenset()
    return any(_told_apart(own, told.groups[kind]) for kind, own in said.groups.items() if kind not in relief)


def _told_apart(own: frozenset[str], other: frozenset[str]) -> bool:
    akin = any((one in own and two in other) or (two in own and one in other) for one, two in _AKIN)
    return bool(own and other) and not own & other and not akin


def _place_in_both(promise: Unit, report: Unit) -> bool:
    """Tell whether an English place that one text names by a preposition stands in the other too, and parts nothing.

    «works at Loch of Girsta» and «water from Girsta»; the other kinds of objects must fit nevertheless.
    """
    said, told = (_named(unit.text, unit.language).objects for unit in (promise, report))
    if promise.language != "en" or not (said.get("place") and told.get("place")):
        return False
    if not any(name in report.text for name in said["place"]) and not any(
        name in promise.text for name in told["place"]
    ):
        return False
    rest = [{kind: names for kind, names in one.items() if kind != "place"} for one in (said, told)]
    return not other_object(*rest)
