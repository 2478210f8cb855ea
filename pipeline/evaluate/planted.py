"""What a run is worth on invented speeches, in which the fate of every promise is known.

Beside the scores that labelled rows give: the status of each promise, which is what a reader of the tables acts on. The
status that is right follows from the years in which the promise was planted, by the rules of the codebook (§6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping

from pipeline.evaluate.end_to_end import Matcher, RunTables, span_indexes
from pipeline.evaluate.gold import Gold, GoldText
from pipeline.evaluate.scoring import StatusRow, where_of
from pipeline.planted import PROMISED, Planted, Said, reported, sentences, threads, unreported
from pipeline.records import COMMITMENTS, Outcome

StatusOf = Callable[[Collection[int], Collection[int], int], str]


def planted_gold(planted: Planted) -> Gold:
    """Return what is known of invented speeches as gold; of closures every pair of a promise and a later report."""
    return Gold(
        sentences=tuple(sentences(planted)),
        closures=(*reported(planted), *unreported(planted)),
        threads=tuple(threads(planted)),
    )


def status_rows(
    planted: Planted,
    tables: RunTables,
    status: Mapping[str, str],
    texts: Mapping[str, GoldText],
    status_of: StatusOf,
) -> tuple[list[StatusRow], int]:
    """Return for each promise the status that is right and that of the run's thread that holds most of it.

    Sentences that make several promises tell when each was made, but not where: which part makes which is not written
    down.

    Args:
        planted: the invented speeches.
        tables: of the run.
        status: of each thread of the run, by id.
        texts: the speeches.
        status_of: the rules of the codebook: :func:`pipeline.statuses.status_of`.

    Returns:
        The rows, and the number of promises left out: those that no sentence makes alone.
    """
    units = Matcher(span_indexes((u for u in tables.units if u["label"] in COMMITMENTS), set(texts), texts), {}, texts)
    said: dict[tuple[str, str], dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    last: dict[str, int] = {}
    for sentence in planted.said:
        place = planted.place(sentence)
        last[place] = max(last.get(place, 0), planted.year(sentence))
        for name, relation in sentence.promises:
            said[place, name][relation].append(sentence)
    rows: list[StatusRow] = []
    left_out = 0
    for (place, _), found in sorted(said.items()):
        if not found[PROMISED]:
            continue
        alone = [sentence for sentence in found[PROMISED] if len(sentence.promises) == 1]
        if not alone:
            left_out += 1
            continue
        years = {relation: {planted.year(s) for s in own} for relation, own in found.items()}
        closed = years.get(str(Outcome.CLOSES), set())
        right = status_of(years[PROMISED], closed, last[place])
        held: Counter[str] = Counter()
        for sentence in alone:
            unit = units.unit(sentence.doc_id, sentence.start, sentence.end)
            if unit is not None and unit.item["thread_id"]:
                held[unit.item["thread_id"]] += 1
        thread = min(held, key=lambda t: (-held[t], t), default=None)
        where = where_of(texts[alone[0].doc_id], False)
        rows.append(StatusRow(where, str(right), status.get(thread) if thread else None))
    return rows, left_out
