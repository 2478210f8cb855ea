"""Samples: known probabilities, the same for any order, strata that suffice, borderline cases, coders, information."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import ReviewError
from pipeline.review.drawing import (
    ANY,
    BORDERLINE,
    OLDER_FORM,
    _stratum,
    allocate,
    answer_of,
    draw,
    informative,
    share_out,
    systematic,
)
from tests.review.support import candidates


def test_the_sample_depends_on_the_seed_and_not_on_the_order() -> None:
    own = candidates()
    first = draw(own, "sentences", 80, seed=1, borderline=20, blind=False)
    again = draw(own[::-1], "sentences", 80, seed=1, borderline=20, blind=False)
    other = draw(own, "sentences", 80, seed=2, borderline=20, blind=False)
    assert first == again
    assert first.draw_id == again.draw_id != other.draw_id
    assert {i.item for i in first.items} != {i.item for i in other.items}


def test_the_id_follows_from_all_that_the_sample_says() -> None:
    made = draw(candidates(), "sentences", 80, seed=1, borderline=20, blind=False)
    first = made.items[0]
    others = [
        replace(made, kind="links"),
        replace(made, how="information"),
        replace(made, seed=2),
        replace(made, blind=True),
        replace(made, final=True),
        replace(made, run={"code": "other"}),
        replace(made, sizes={**made.sizes, BORDERLINE: 21}),
        replace(made, frame={**made.frame, next(iter(made.frame)): 1000}),
        replace(made, form=OLDER_FORM),
        *(
            replace(made, items=(changed, *made.items[1:]))
            for changed in (
                replace(first, item="x@0-1"),
                replace(first, spans=(replace(first.spans[0], sha="0"),)),
                replace(first, stratum="other"),
                replace(first, p=0.001),
                replace(first, coders=("anna",)),
                replace(first, check="0"),
            )
        ),
    ]
    assert len({d.draw_id for d in (made, *others)}) == 16
    assert replace(made, seed=1).draw_id == made.draw_id


def test_probabilities_sizes_and_frame_fit_each_other() -> None:
    own = candidates()
    made = draw(own, "sentences", 80, seed=1, borderline=20, blind=False)
    assert len(made.items) == len({i.item for i in made.items}) == 80
    assert sum(made.sizes.values()) == len(own) == sum(made.frame.values())
    taken = Counter(i.stratum for i in made.items)
    for item in made.items:
        assert item.p == pytest.approx(taken[item.stratum] / made.sizes[item.stratum])
    assert sum(1 / i.p for i in made.items if i.p) == pytest.approx(len(own))
    for name in made.sizes:
        assert sum(n for (stratum, _), n in made.frame.items() if stratum == name) == made.sizes[name]
        assert taken[name] >= min(2, made.sizes[name])


def test_strata_never_mix_what_the_model_says_and_the_least_sure_are_taken() -> None:
    own = candidates()
    made = draw(own, "sentences", 80, seed=1, borderline=20, blind=False)
    model = {c.item: c for c in own}
    for item in made.items:
        assert item.stratum == BORDERLINE or item.stratum.startswith(model[item.item].model)
    border = {i.item for i in made.items if i.stratum == BORDERLINE}
    assert max(model[i].margin for i in border) <= min(c.margin for c in own if c.item not in border)
    assert len(border) == 20


@pytest.mark.parametrize("n", [80, 400])
def test_strata_of_pairs_name_the_answer_of_the_models(n: int) -> None:
    own = [replace(c, model=("same", "same wording", "related")[k % 3]) for k, c in enumerate(candidates())]
    model = {c.item: c.model.removesuffix(" wording") for c in own}
    made = draw(own, "links", n, seed=1, borderline=20, blind=False)
    assert {answer_of(i.stratum) == model[i.item] for i in made.items} == {True}
    assert sum(i.stratum.startswith(BORDERLINE) for i in made.items) == (20 if n < len(own) else n)
    assert answer_of(ANY) == answer_of(BORDERLINE) == ""


def test_each_item_is_drawn_as_often_as_its_probability_says() -> None:
    own = candidates(120, 3)
    seeds = 400
    drawn: Counter[str] = Counter()
    for seed in range(seeds):
        drawn.update(i.item for i in draw(own, "sentences", 40, seed=seed, borderline=10, blind=False).items)
    made = draw(own, "sentences", 40, seed=0, borderline=10, blind=False)
    border = {i.item for i in made.items if i.stratum == BORDERLINE}
    assert all(drawn[item] == seeds for item in border)
    chance = {i.stratum: i.p for i in made.items if i.p is not None and i.stratum != BORDERLINE}
    seen = 0
    for name, p in chance.items():
        inside = [c for c in own if c.item not in border and _stratum(c, 10, ()) == name]
        assert len(inside) == made.sizes[name]
        for c in inside:
            # 4.5 standard deviations: one in a hundred thousand items would fail by chance, and the seeds are fixed
            assert abs(drawn[c.item] - seeds * p) <= 4.5 * np.sqrt(seeds * p * (1 - p)) + 1, (name, c.item)
            seen += 1
    assert seen == 110


def test_places_get_their_share_within_a_stratum() -> None:
    own = [replace(c, model="pledge", confidence=0.95) for c in candidates(300, 10)]
    made = draw(own, "sentences", 60, seed=5, borderline=0, blind=False)
    place = {c.item: c.place for c in own}
    counts = Counter(place[i.item] for i in made.items)
    assert set(counts.values()) == {6}


def test_years_and_confidence_are_made_coarser_where_there_are_too_many_strata() -> None:
    own = candidates(1000, 5, tuple(range(1950, 2026)))
    many = draw(own, "sentences", 600, seed=1, borderline=0, blind=False)
    few = draw(own, "sentences", 30, seed=1, borderline=0, blind=False)
    assert len(few.sizes) < len(many.sizes)
    assert {name.partition("|")[0] for name in few.sizes} == {c.model for c in own}
    with pytest.raises(ReviewError, match="1 problem"):
        draw([], "sentences", 10, seed=1, borderline=0, blind=False)
    with pytest.raises(ReviewError, match="borderline"):
        draw(own, "sentences", 10, seed=1, borderline=11, blind=False)


def test_a_small_run_is_taken_whole() -> None:
    own = candidates(12)
    made = draw(own, "sentences", 50, seed=1, borderline=5, blind=True)
    assert {i.p for i in made.items} == {1.0}
    assert len(made.items) == 12


def test_allocation_serves_small_and_large_strata() -> None:
    given = allocate({"large": 9000, "small": 90, "tiny": 1}, 100)
    assert sum(given.values()) == 100
    assert given["tiny"] == 1
    assert given["large"] / given["small"] == pytest.approx(10, rel=0.15)
    assert allocate({"a": 3, "b": 4}, 50) == {"a": 3, "b": 4}
    with pytest.raises(ReviewError, match="too few"):
        allocate(dict.fromkeys("abcd", 10), 7)


@pytest.mark.parametrize("start", [0.0, 0.37, 0.999999])
def test_systematic_places_are_distinct_and_inside(start: float) -> None:
    for size in (1, 2, 7, 100):
        for n in range(1, size + 1):
            at = systematic(size, n, start)
            assert len(set(at)) == n
            assert min(at) >= 0
            assert max(at) < size


def test_coders_share_the_overlap_and_divide_the_rest() -> None:
    made = draw(candidates(), "sentences", 60, seed=1, borderline=10, blind=False)
    items = share_out(made.items, ("anna", "bo", "cy"), 12, 1)
    assert sum(len(i.coders) == 3 for i in items) == 12
    load = Counter(c for i in items for c in i.coders)
    assert max(load.values()) - min(load.values()) <= 1
    assert items == share_out(made.items[::-1], ("anna", "bo", "cy"), 12, 1)


def test_informed_choice_takes_unsure_items_that_differ() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(8)[:4]
    vectors = np.repeat(centres, 25, axis=0) + rng.normal(0, 0.01, (100, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    margins = np.full(100, 0.9)
    margins[[0, 1, 2, 25, 50, 75]] = [0.01, 0.02, 0.03, 0.05, 0.05, 0.05]
    assert set(informative(margins, vectors, 4)) == {0, 25, 50, 75}
    assert len(set(informative(margins, vectors, 100))) == 100
    assert informative(margins[:0], vectors[:0], 3) == []
