"""What became of each thread: closed, reopened, recurring, lapsed or open (codebook §6), and why.

The rules look only at years. A report of year Y that closes a member counts as a closure in Y, the
year of the speech that reports, whatever year the member was promised in. What a status does not
say is as important: no closure found in these texts is never the same as not done.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.figures import GOES_ON, SEVERAL_YEARS, base_value, comes_about, dimension, is_set, judges_year, next_year
from pipeline.languages.lines import one_line
from pipeline.records import LIKELY, MODEL, Closure, Outcome, Status, Target, Thread, Unit, thread_id

_NO_CLOSURE = "no closure found in these texts"
# years of evidence that a reason quotes ids for; the columns of the thread hold all of them
_EVIDENCE_YEARS = 6
_SUM_OF_ONE = re.compile(r"(?:^|总|首期|基金)规模$|总投资$|\b(?:fund|endowment)$")  # of a fund or a project, once
# what Chinese counters of built things count: schools, pipes, homes; not firms, livestock or events
_BUILT_ZH = frozenset((*"所座处条个栋幢套台部盏间户张口眼站里米", "公里", "平方米"))
_ALIKE = 0.6  # share of common letters from which two names are one indicator


@dataclass(frozen=True, slots=True)
class _Series:
    """What a thread sets for one indicator: its dimension, whether things made once, and the letters of its names.

    `counts` holds the values of each year, in the dimension's base unit.
    """

    measure: str
    once: bool
    names: set[frozenset[str]] = field(default_factory=set)
    counts: dict[int, set[float]] = field(default_factory=dict)


def status_of(promised: Collection[int], closed: Collection[int], last_year: int) -> Status:
    """Apply the rules of codebook §6, in its order, to the years of one thread.

    Args:
        promised: years in which the thread was promised; at least one.
        closed: years of the speeches that report it done.
        last_year: the last year of which the jurisdiction has a text. T−1 is the calendar year before,
            whether or not there is a text of it.

    Raises:
        ValueError: nothing was promised, or a promise is later than `last_year`.
    """
    if not promised:
        raise ValueError("a thread needs at least one year in which it was promised")
    last = max(promised)
    if last > last_year:
        raise ValueError(f"promised in {last}, after the last year at hand, {last_year}")
    if closed:
        return Status.CLOSED if max(closed) >= last else Status.REOPENED
    if set(promised) == {last_year}:
        return Status.OPEN
    if len(set(promised)) >= 2 and last >= last_year - 1:
        return Status.RECURRING
    return Status.LAPSED


def make_threads(
    groups: Sequence[Sequence[str]],
    weakest: Sequence[float],
    units: Mapping[str, Unit],
    closures: Sequence[Closure],
    targets: Mapping[str, Sequence[Target]],
    years_available: tuple[int, ...],
    *,
    boilerplate: Collection[str] = frozenset(),
    loosest: Sequence[str] = (),
) -> tuple[Thread, ...]:
    """Turn groups of `same` commitments of one jurisdiction into threads with a status and a reason.

    Args:
        groups: unit ids, each commitment in exactly one group; a single commitment is a group too.
        weakest: for each group the smallest mean score with which a member hangs on the rest.
        units: commitments and the reports named in `closures`, by id.
        closures: what :func:`pipeline.link.closures.match_closures` found for this jurisdiction.
        targets: the figures of each commitment, by unit id; units without figures may be left out.
        years_available: the years of which the jurisdiction has a text.
        boilerplate: ids of units whose wording is shared by many places; a thread is boilerplate where all its
            members are, by this or by their own flag.
        loosest: for each group the member that hangs on the rest by `weakest`; none where that is not known.

    Returns:
        The threads, sorted by id, independent of the order of groups, members and closures.

    Raises:
        ValueError: the lists do not fit each other, an id is unknown, a group is empty or mixes
            jurisdictions, or a year of a promise has no text.
    """
    if len(weakest) != len(groups):
        raise ValueError(f"{len(groups)} groups need as many weakest links, not {len(weakest)}")
    shared = frozenset(boilerplate)
    by_commitment: dict[str, list[Closure]] = {}
    for closure in closures:
        if closure.report_unit not in units:
            raise ValueError(f"closure by an unknown report {closure.report_unit}")
        by_commitment.setdefault(closure.commitment_unit, []).append(closure)
    years = tuple(sorted(set(years_available)))
    threads = []
    for rank, (group, loose) in enumerate(zip(groups, loosest or ("",) * len(groups), strict=True)):
        missing = [unit_id for unit_id in group if unit_id not in units]
        if missing or not group:
            raise ValueError(f"group {rank} is empty or has unknown units: {missing[:3]}")
        members = sorted((units[unit_id] for unit_id in set(group)), key=lambda unit: unit.order)
        if len({unit.jurisdiction for unit in members}) > 1:
            raise ValueError(f"group {rank} mixes jurisdictions, first unit {members[0].unit_id}")
        untexted = sorted({unit.year for unit in members} - set(years))
        if untexted:
            raise ValueError(f"promised in {untexted}, of which no text is available, unit {members[0].unit_id}")
        flag = all(unit.unit_id in shared for unit in members)
        found = [closure for unit in members for closure in by_commitment.get(unit.unit_id, ())]
        threads.append(_thread(members, (weakest[rank], loose), units, found, targets, years, flag))
    return tuple(sorted(threads, key=lambda thread: thread.thread_id))


def _thread(
    members: Sequence[Unit],
    weakest: tuple[float, str],
    units: Mapping[str, Unit],
    closures: Sequence[Closure],
    targets: Mapping[str, Sequence[Target]],
    years: tuple[int, ...],
    boilerplate: bool,
) -> Thread:
    """Build one thread; `members` are in order of time."""
    promised = sorted({unit.year for unit in members})
    met: dict[str, set[int]] = {}
    for closure in closures:
        if closure.relation is Outcome.CLOSES:
            met.setdefault(closure.commitment_unit, set()).add(units[closure.report_unit].year)
    annual = is_annual_target(members, targets, met)
    if annual:
        paired = ((c, units[c.commitment_unit], units[c.report_unit]) for c in closures)
        # what a person said of a report stands, whatever year it tells of
        closures = [
            c
            for c, own, report in paired
            if c.decided_by != MODEL or judges_year(report.text, report.year, own.year, years)
        ]
    closed = _best_by_year(closures, Outcome.CLOSES, units)
    # a report that closes one member often also advances another: the closure is the news of that year
    advanced = {y: c for y, c in _best_by_year(closures, Outcome.ADVANCES, units).items() if y not in closed}
    status = status_of(promised, closed, years[-1])
    gaps = tuple(year for year in range(promised[0], years[-1]) if year not in years)
    reason = _sentence(status, promised, advanced, closed, gaps, years[-1])
    if annual:
        reason += f" An annual target: {_year_by_year(members, closures, units, years)}."
    if not closed:
        reason += _named_as_reached(members, targets)
    return Thread(
        thread_id=thread_id(members[0].jurisdiction, members[0].unit_id),
        jurisdiction=members[0].jurisdiction,
        title=title_of(members),
        first_year=promised[0],
        last_year=promised[-1],
        promised_years=tuple(promised),
        advanced_years=tuple(sorted(advanced)),
        closed_years=tuple(sorted(closed)),
        years_available=years,
        status=status,
        annual_target=annual,
        level_max=max(unit.level or 0 for unit in members),
        n_units=len(members),
        weakest_link=round(float(weakest[0]), 4),
        weakest_unit=weakest[1],
        unit_ids=tuple(unit.unit_id for unit in members),
        reason=reason,
        boilerplate=boilerplate,
    )


def title_of(members: Sequence[Unit]) -> str:
    """Return the text of the member that shares most wording with the others, so that a thread is named by a quotation.

    It is for reading, so that line breaks inside are left out; the unit itself keeps them.
    Wording is measured in character pairs (Jaccard), each distinct text weighted by how often it occurs. Ties go to
    the higher level, then to the later year, then to the later place in the text.
    """
    counts = Counter(unit.text for unit in members)
    if len(counts) == 1:  # as in most threads
        return one_line(members[0].text, members[0].language)
    central = dict.fromkeys(counts, 1.0)
    if len(counts) > 2 or len(set(counts.values())) > 1:  # two texts that are said as often share as much
        grams = {text: _pairs(text) for text in counts}
        central = {
            text: sum(n * _jaccard(grams[text], grams[other]) for other, n in counts.items()) / len(members)
            for text in counts
        }
    best = max(members, key=lambda unit: (round(central[unit.text], 6), unit.level or 0, unit.order))
    return one_line(best.text, best.language)


def is_annual_target(
    members: Sequence[Unit], targets: Mapping[str, Sequence[Target]], met: Mapping[str, Collection[int]] | None = None
) -> bool:
    """Tell whether the members set a figure for the same indicator in two or more years, each time for that year.

    Figures for several years together and figures due in a later year are no annual targets. Indicators are compared
    by their characters, because «new urban jobs» and «urban jobs, new» name the same series. English budgets name
    rates, reliefs, sums and thresholds every year; only what comes about by itself (growth, exports), what is made anew
    (jobs, training), and counts of things make a series there.

    Codebook §6 has growth, jobs and output in mind, which go on by themselves. So many schools or kilometres that are
    promised again are as a rule the same ones, still unbuilt. Such a figure is promised anew each year only where a
    report met an earlier promise before a later one, or where each of three years or more sets another count than the
    year before.

    Args:
        members: the commitments of a thread.
        targets: their figures, by unit id.
        met: the years of the reports that close a commitment, by unit id.
    """
    found: list[_Series] = []
    renewed = _renewed(members, met or {})
    for member in members:
        for target in targets.get(member.unit_id, ()):
            value = base_value(target)
            if value is None or target.period in SEVERAL_YEARS or not target.indicator:
                continue
            if is_set(target, member.language):
                continue
            if member.language == "en" and not (_counts_things(target) or comes_about(target.indicator)):
                continue
            if target.deadline_year is not None and target.deadline_year > member.year:
                continue
            if target.direction == "from":  # the value before the change, which is no target
                continue
            measure, _ = dimension(target.unit)
            letters = _pairs(target.indicator) if target.indicator.isascii() else frozenset(target.indicator)
            own = (s for s in found if s.measure == measure and any(_jaccard(x, letters) >= _ALIKE for x in s.names))
            series = next(own, None)
            if series is None:
                series = _Series(measure, _built_once(target))
                found.append(series)
            series.names.add(letters)
            series.counts.setdefault(member.year, set()).add(round(value, 6))
    return any(len(s.counts) > 1 and (renewed or not s.once or _counted_anew(s.counts)) for s in found)


def _built_once(target: Target) -> bool:
    """Tell whether a figure counts things that are there once they are made: schools, kilometres of pipe, homes."""
    if GOES_ON.search(target.indicator) or GOES_ON.search(target.unit):
        return False
    if _SUM_OF_ONE.search(target.indicator):
        return True
    return _counts_things(target) if target.indicator.isascii() else target.unit in _BUILT_ZH


def _counts_things(target: Target) -> bool:
    """Tell whether an English figure counts things or measures their length, not people, water or power."""
    return dimension(target.unit)[0].startswith(("count", "length"))


def _renewed(members: Sequence[Unit], met: Mapping[str, Collection[int]]) -> bool:
    """Tell whether a report met a promise before it, or in the speech in which, it was made again."""
    last = max((unit.year for unit in members), default=0)
    return any(unit.year < year <= last for unit in members for year in met.get(unit.unit_id, ()))


def _counted_anew(counts: Mapping[int, set[float]]) -> bool:
    """Tell whether three years or more set a count, each another than the year before."""
    years = sorted(counts)
    return len(years) >= 3 and all(not counts[a] & counts[b] for a, b in itertools.pairwise(years))


def _best_by_year(closures: Sequence[Closure], relation: Outcome, units: Mapping[str, Unit]) -> dict[int, Closure]:
    """Return for each year of a report the best closure of this relation, ties by id."""
    best: dict[int, Closure] = {}
    for closure in sorted(closures, key=lambda c: (-c.score, c.report_unit, c.commitment_unit)):
        if closure.relation == relation:
            best.setdefault(units[closure.report_unit].year, closure)
    return best


def _year_by_year(
    members: Sequence[Unit], closures: Sequence[Closure], units: Mapping[str, Unit], years: tuple[int, ...]
) -> str:
    """Say for each year's promise what the next report at hand says of it."""
    said = []
    for year in sorted({unit.year for unit in members}):
        following = next_year(years, year)
        if following is None:
            said.append(f"{year} no later report at hand")
            continue
        ids = {unit.unit_id for unit in members if unit.year == year}
        # the first report of each outcome: that of the next year, or another one that a person named
        first: dict[Outcome, int] = {}
        for told, relation in sorted(
            (units[c.report_unit].year, c.relation) for c in closures if c.commitment_unit in ids
        ):
            first.setdefault(relation, told)
        if Outcome.CLOSES in first:
            said.append(f"{year} closed by the report of {first[Outcome.CLOSES]}")
        elif Outcome.ADVANCES in first:
            said.append(f"{year} advanced by the report of {first[Outcome.ADVANCES]}")
        else:
            said.append(f"{year} {_NO_CLOSURE if following == year + 1 else 'no text of the next year'}")
    return ", ".join(said)


def _named_as_reached(members: Sequence[Unit], targets: Mapping[str, Sequence[Target]]) -> str:
    """Say which promise starts from the figure that an earlier one was to reach; empty where none does.

    What a plan takes for given reports nothing (codebook §5) and closes nothing, but whoever reads «no closure» should
    know of it: the fee that was to go to 10 % goes «from 10 %» two years later.
    """
    for later in members:
        starts = {(t.low, t.unit) for t in targets.get(later.unit_id, ()) if t.direction == "from"}
        for earlier in members if starts else ():
            aims = [
                t for t in targets.get(earlier.unit_id, ()) if t.low is not None and t.direction not in ("", "from")
            ]
            aim = next((t for t in aims if (t.low, t.unit) in starts), None)
            if aim and earlier.year < later.year:
                return f" The promise of {later.year} ({later.unit_id}) starts from the {aim.raw} of {earlier.year}."
    return ""


def _sentence(
    status: Status,
    promised: Sequence[int],
    advanced: Mapping[int, Closure],
    closed: Mapping[int, Closure],
    gaps: Sequence[int],
    last_year: int,
) -> str:
    """Write the reason of a status, with the report that each year of evidence stands on."""
    parts = [f"Promised in {_list([str(year) for year in promised])}"]
    if status is Status.OPEN:
        parts[0] = f"Promised for the first time in {promised[-1]}, the last year at hand: too early to tell"
    if status is Status.LAPSED:
        parts.append(f"not promised again after {promised[-1]}")
    if closed:
        parts.append(f"closed {_evidence(closed)}")
    elif status is not Status.OPEN:
        parts.append(_NO_CLOSURE)
    if status is Status.CLOSED and promised[-1] == last_year:
        parts.append(f"promised again in {last_year}, the last year at hand, which no report can have answered yet")
    if status is Status.REOPENED:
        parts.append(f"promised again in {_list([str(year) for year in promised if year > max(closed)])}")
    if advanced:
        parts.append(f"advanced {_evidence(advanced)}")
    if gaps:
        parts.append(f"no text of {_list(_spans(gaps))} at hand")
    return "; ".join(parts) + "."


def _evidence(reports: Mapping[int, Closure]) -> str:
    """List years, each with the id of its best report; only the latest few when there are many."""
    shown = sorted(reports)[-_EVIDENCE_YEARS:]
    said = [f"{year} ({_named(reports[year])})" for year in shown]
    before = len(reports) - len(shown)
    if before:
        said.append(f"in {before} earlier {'year' if before == 1 else 'years'}")
    return _list(said)


def _named(closure: Closure) -> str:
    """Return the id of a report, and that it may be about something else."""
    return closure.report_unit if closure.score >= LIKELY[closure.relation] else f"{closure.report_unit}, perhaps"


def _list(items: Sequence[str]) -> str:
    """Join as English does: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _spans(years: Sequence[int]) -> list[str]:
    """Write runs of years as from–to."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return [str(first) if first == last else f"{first}–{last}" for first, last in runs]


def _pairs(text: str) -> frozenset[str]:
    """Return the character pairs of a text, or the text itself where it is shorter."""
    lowered = text.casefold()
    return frozenset(lowered[i : i + 2] for i in range(len(lowered) - 1)) or frozenset((lowered,))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of common elements."""
    return len(a & b) / len(a | b) if a or b else 0.0
