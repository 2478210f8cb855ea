"""Places: copies and shared meaning, first mover, foreign names, boilerplate, brute force, order."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.places import COPIED, SHARED, _longest, comparable, match_places, near_titles
from pipeline.records import PlaceLink, Promise, Wording
from pipeline.settings import PlaceSettings

SETTINGS = PlaceSettings(copied_characters=10, shared_threshold=0.8)
NAMES = {"甲山省": ("甲山省", "甲山"), "乙水省": ("乙水省", "乙水"), "丙川省": ("丙川省", "丙川")}
LONG = "支持乡镇集市搭建遮雨棚并修缮供水管道"


def unit(place: str, year: int, text: str, start: int = 0, language: str = "zh") -> Wording:
    doc, end = f"{place}-{year}", start + len(text)
    return Wording(f"{doc}@{start}-{end}", text, place, language, (year, doc, start, end))


def thread(*members: Wording, boilerplate: bool = False) -> Promise:
    years = tuple(sorted({m.order[0] for m in members}))
    ids = tuple(m.unit_id for m in members)
    return Promise(f"t-{ids[0]}", members[0].jurisdiction, members[0].text, years[0], boilerplate, years, ids)


def match(
    threads: list[Promise], units: list[Wording], vectors: list[list[float]], settings: PlaceSettings = SETTINGS
) -> tuple[PlaceLink, ...]:
    made = np.array(vectors, np.float32).reshape(len(threads), 2)
    kept = comparable(threads)
    return matched(kept, {u.unit_id: u for u in units}, made[[threads.index(t) for t in kept]], settings)


def matched(
    threads: list[Promise],
    units: dict[str, Wording],
    vectors: NDArray[np.float32],
    settings: PlaceSettings,
    against: Collection[str] = (),
) -> tuple[PlaceLink, ...]:
    near, _ = near_titles(threads, vectors, settings.shared_threshold, against)
    return match_places(threads, units, vectors, near, NAMES, settings, against)


def test_equal_words_are_copied_and_the_earlier_place_is_first() -> None:
    early, late = unit("甲山省", 2023, f"今年{LONG}"), unit("乙水省", 2024, f"{LONG}，惠及群众")
    since = replace(thread(late), years_available=(2023, 2024))
    (link,) = match([since, thread(early)], [early, late], [[0, 1], [1, 0]])
    assert (link.relation, link.a_jurisdiction, link.b_jurisdiction) == (COPIED, "甲山省", "乙水省")
    assert link.first_mover == "甲山省"
    assert link.score == pytest.approx(len(LONG) / (len(LONG) + 2))
    assert (link.a_unit, link.b_unit) == (early.unit_id, late.unit_id)
    assert link.foreign_name == ""


def test_of_a_broken_line_the_unit_that_the_title_quotes_is_found() -> None:
    """A title has no line breaks, the text of a unit has those of its document."""
    first, broken = unit("甲山省", 2023, "加强渡口管理", 90), unit("甲山省", 2023, "渡口要有\n夜间照明")
    other = unit("乙水省", 2024, "给所有码头装灯")
    own = replace(thread(first, broken), title="渡口要有夜间照明")
    (link,) = match([own, thread(other)], [first, broken, other], [[1, 0], [1, 0]])
    assert link.relation == SHARED
    assert link.a_unit == broken.unit_id


def test_nobody_is_first_where_the_texts_of_the_other_do_not_reach_back() -> None:
    early, late = unit("甲山省", 2020, LONG), unit("乙水省", 2024, LONG)
    short = replace(thread(late), years_available=(2021, 2022, 2023, 2024))
    (link,) = match([thread(early), short], [early, late], [[1, 0], [1, 0]])
    assert (link.a_jurisdiction, link.first_mover) == ("甲山省", "")
    long = replace(short, years_available=(2019, 2024))
    (link,) = match([thread(early), long], [early, late], [[1, 0], [1, 0]])
    assert link.first_mover == "甲山省"


def test_of_a_copy_the_first_mover_is_who_had_the_words_first() -> None:
    """The thread of the one began years before with other words; both have the copied words since the same year."""
    old, new = unit("甲山省", 2020, "办好乡镇集市"), unit("甲山省", 2024, f"继续{LONG}")
    same, later = (unit("乙水省", year, LONG) for year in (2024, 2025))
    other = replace(thread(same), years_available=(2019, 2024))
    (link,) = match([thread(old, new), other], [old, new, same], [[1, 0], [0, 1]])
    assert (link.a_jurisdiction, link.first_mover) == ("甲山省", "")
    other = replace(thread(later), years_available=(2019, 2025))
    (link,) = match([thread(old, new), other], [old, new, later], [[1, 0], [0, 1]])
    assert (link.first_mover, link.a_unit) == ("甲山省", new.unit_id)


def test_of_a_copy_the_younger_thread_may_have_had_the_words_first() -> None:
    old, new = unit("甲山省", 2020, "办好乡镇集市"), unit("甲山省", 2025, LONG)
    first, again = unit("乙水省", 2023, f"{LONG}，惠及群众"), unit("乙水省", 2025, LONG)
    units, threads = [old, new, first, again], [thread(old, new), thread(first, again)]
    (link,) = match(threads, units, [[1, 0], [0, 1]])
    assert (link.a_jurisdiction, link.first_mover) == ("甲山省", "乙水省")
    # quoted is what shows it, though another unit has more of the words
    assert (link.a_unit, link.b_unit) == (new.unit_id, first.unit_id)
    short = replace(threads[0], years_available=(2024, 2025), first_year=2020)
    assert match([short, threads[1]], units, [[1, 0], [0, 1]])[0].first_mover == ""


def test_what_a_first_mover_said_in_its_first_year_is_quoted() -> None:
    """The title quotes a later year; of two units of the first year the one that is more like the other place's."""
    far, near = unit("甲山省", 2021, "完善乡村路网"), unit("甲山省", 2021, "修建环湖公路", 50)
    titled, other = unit("甲山省", 2024, "建好湖滨道路"), unit("乙水省", 2024, "修建湖滨公路")
    one = replace(thread(far, near, titled), title=titled.text)
    since = replace(thread(other), years_available=(2020, 2024))
    units, vectors = [far, near, titled, other], [[1.0, 0.0], [1.0, 0.0]]
    (link,) = match([one, since], units, vectors)
    assert (link.first_mover, link.a_unit, link.b_unit) == ("甲山省", near.unit_id, other.unit_id)
    (link,) = match([replace(one, title=far.text), since], units, vectors)
    assert link.a_unit == far.unit_id  # the title is of that year
    (link,) = match([one, thread(other)], units, vectors)
    assert (link.first_mover, link.a_unit) == ("", titled.unit_id)


def test_nobody_is_first_where_the_other_promised_it_by_then_in_another_thread() -> None:
    early, late = unit("甲山省", 2022, "修建公路"), unit("乙水省", 2024, "新修道路")
    vectors = [[1, 0], [1, 0], [0.8, 0.6]]
    for year, mover in ((2021, ""), (2022, ""), (2023, "甲山省")):
        other = unit("乙水省", year, "改造道路", 50)
        since = [replace(thread(u), years_available=(2021, 2024)) for u in (late, other)]
        (link,) = match([thread(early), *since], [early, late, other], vectors)
        assert (link.b_unit, link.first_mover) == (late.unit_id, mover)
    # near to the title of the one place, but another promise than what the other is found to share
    other = unit("乙水省", 2021, "养护公路", 50)
    since = [replace(thread(u), years_available=(2021, 2024)) for u in (late, other)]
    (link,) = match([thread(early), *since], [early, late, other], [[1, 0], [0.9, 0.43589], [0.8, -0.6]])
    assert (link.b_unit, link.first_mover) == (late.unit_id, "甲山省")


def test_nobody_is_first_in_the_same_year() -> None:
    one, other = unit("甲山省", 2024, LONG), unit("乙水省", 2024, LONG)
    (link,) = match([thread(one), thread(other)], [one, other], [[1, 0], [1, 0]])
    assert link.first_mover == ""
    assert link.relation == COPIED


def test_a_name_left_in_a_copied_text_is_flagged() -> None:
    one = unit("甲山省", 2023, f"甲山{LONG}")
    other = unit("乙水省", 2024, f"甲山{LONG}")
    (link,) = match([thread(one), thread(other)], [one, other], [[1, 0], [0, 1]])
    assert link.foreign_name == "甲山"
    own = unit("乙水省", 2024, f"乙水{LONG}")
    (link,) = match([thread(one), thread(own)], [one, own], [[1, 0], [0, 1]])
    assert link.foreign_name == ""


def test_near_in_meaning_is_shared_and_needs_both_sides() -> None:
    one, two = unit("甲山省", 2023, "修建公路"), unit("甲山省", 2023, "建设公路", 50)
    other = unit("乙水省", 2024, "新修道路")
    threads = [thread(one), thread(two), thread(other)]
    (link,) = match(threads, [one, two, other], [[0.9, 0.43589], [1, 0], [1, 0]])
    assert (link.relation, link.a_unit, link.b_unit, link.score) == (SHARED, two.unit_id, other.unit_id, 1.0)
    assert match(threads, [one, two, other], [[0, 1], [0, 1], [1, 0]]) == ()


def test_the_threshold_is_inclusive() -> None:
    one, other = unit("甲山省", 2023, "修建公路"), unit("乙水省", 2024, "新修道路")
    threads = [thread(one), thread(other)]
    assert len(match(threads, [one, other], [[1, 0], [0.8, 0.6]])) == 1
    strict = PlaceSettings(copied_characters=10, shared_threshold=0.8001)
    assert match(threads, [one, other], [[1, 0], [0.8, 0.6]], strict) == ()


def test_any_member_can_be_copied_and_the_best_pair_of_units_is_named() -> None:
    short, whole = unit("甲山省", 2022, LONG[:10]), unit("甲山省", 2023, LONG)
    other = unit("乙水省", 2024, LONG)
    (link,) = match([thread(short, whole), thread(other)], [short, whole, other], [[1, 0], [0, 1]])
    assert link.a_unit == short.unit_id  # all of the shorter unit is in the other, and it is the earlier
    assert link.score == 1.0


def test_one_place_alone_and_boilerplate_give_nothing() -> None:
    one, again = unit("甲山省", 2023, LONG), unit("甲山省", 2024, LONG, 50)
    assert match([thread(one), thread(again)], [one, again], [[1, 0], [1, 0]]) == ()
    other = unit("乙水省", 2024, LONG)
    assert match([thread(one, boilerplate=True), thread(other)], [one, other], [[1, 0], [1, 0]]) == ()
    assert match([], [], []) == ()


def test_punctuation_and_spaces_do_not_hide_a_copy() -> None:
    one, other = unit("甲山省", 2023, LONG), unit("乙水省", 2024, f"{LONG[:6]}、 {LONG[6:]}。")
    (link,) = match([thread(one), thread(other)], [one, other], [[1, 0], [0, 1]])
    assert (link.relation, link.score) == (COPIED, 1.0)


def test_english_needs_three_times_as_many_characters() -> None:
    text = "we will open more libraries"  # 23 letters without spaces
    one, other = (unit(place, 2023, text, language="en") for place in ("Ayshire", "Beeshire"))
    assert match([thread(one), thread(other)], [one, other], [[1, 0], [0, 1]]) == ()
    longer = [unit(place, 2023, text + " in every town", language="en") for place in ("Ayshire", "Beeshire")]
    assert len(match([thread(u) for u in longer], longer, [[1, 0], [0, 1]])) == 1


def test_pairs_equal_brute_force_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    places = list(NAMES)
    units = [
        unit(places[k % 3], 2020 + rng.randrange(4), "".join(rng.choice("修建路") for _ in range(14)), 30 * k)
        for k in range(60)
    ]
    threads = [thread(u) for u in units]
    settings = PlaceSettings(copied_characters=6, shared_threshold=2.0)
    vectors = [[1.0, 0.0]] * 60
    expected = set()
    for i, a in enumerate(units):
        for b in units[i + 1 :]:
            if a.jurisdiction != b.jurisdiction and any(a.text[k : k + 6] in b.text for k in range(9)):
                expected.add(frozenset((a.unit_id, b.unit_id)))
    found = match(threads, units, vectors, settings)
    assert len(expected) > 5
    assert {frozenset((link.a_unit, link.b_unit)) for link in found} == expected
    shuffled = rng.sample(threads, len(threads))
    assert match(shuffled, units[::-1], vectors, settings) == found
    by_id = {u.unit_id: u for u in units}
    pairs = [
        matched(own, by_id, np.array(vectors[: len(own)], np.float32), settings, against)
        for left_out, against in (("", places[:1]), (places[0], ()))
        for own in [[t for t in comparable(threads) if t.jurisdiction != left_out]]
    ]
    assert all(pairs)
    assert sorted((link for own in pairs for link in own), key=repr) == sorted(found, key=repr)
    monkeypatch.setattr("pipeline.places._LETTERS", 20)  # two texts are hashed together, not all
    assert match(threads, units, vectors, settings) == found


def test_shared_meaning_equals_brute_force() -> None:
    """Vectors of more axes than the bound looks at, many near the threshold, some of them equal."""
    rng = np.random.default_rng(7)
    kinds = rng.normal(size=(25, 160))
    made = kinds[rng.integers(0, 25, 240)] + rng.normal(size=(240, 160)) * rng.uniform(0, 0.8, (240, 1))
    made[::7] = kinds[0]
    vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    names = list(NAMES)
    units = [unit(names[k % 3], 2020 + k % 4, f"{k}", 30 * k) for k in range(240)]
    threads = [thread(u) for u in units]
    kept = comparable(threads)
    order = [threads.index(t) for t in kept]
    score = np.round(vectors.astype(np.float64) @ vectors.T, 4)

    def nearest(k: int, place: str) -> int:
        return max((j for j in order if units[j].jurisdiction == place), key=lambda j: score[k, j])

    wanted = {}
    for k in range(240):
        for place in names:
            if place != units[k].jurisdiction:
                j = nearest(k, place)
                if nearest(j, units[k].jurisdiction) == k and score[k, j] >= 0.8:
                    wanted[frozenset((threads[k].thread_id, threads[j].thread_id))] = score[k, j]
    by_id = {u.unit_id: u for u in units}
    settings = PlaceSettings(copied_characters=10, shared_threshold=0.8)
    found = matched(kept, by_id, vectors[order], settings)
    assert len(wanted) > 30
    assert {frozenset((link.a_thread, link.b_thread)): link.score for link in found} == pytest.approx(wanted, abs=2e-4)
    assert all(link.relation == SHARED for link in found)
    # one place against the two others, and these two by themselves
    between = matched(kept, by_id, vectors[order], settings, {names[1]})
    rest = [k for k, t in enumerate(kept) if t.jurisdiction != names[1]]
    others = matched([kept[k] for k in rest], by_id, vectors[order][rest], settings)
    assert between and others
    assert sorted((*between, *others), key=repr) == sorted(found, key=repr)


def test_what_is_known_of_titles_changes_no_result_and_saves_looking_at_them_again() -> None:
    """Titles come, go and move between places; some places hold a title twice."""
    rng = np.random.default_rng(11)
    names = list(NAMES)
    titles = [f"{k}" for k in range(30)]
    of_title = rng.normal(size=(30, 80)).astype(np.float32) + rng.normal(size=80).astype(np.float32)
    of_title /= np.linalg.norm(of_title, axis=1, keepdims=True)

    def some(count: int) -> tuple[list[Promise], NDArray[np.float32]]:
        said = [(names[rng.integers(3)], int(rng.integers(30)), k) for k in range(count)]
        own = comparable([thread(unit(place, 2020, titles[title], 30 * k)) for place, title, k in said])
        return own, of_title[[int(t.title) for t in own]]

    known, reused = None, 0
    for _ in range(20):
        threads, vectors = some(int(rng.integers(0, 60)))
        (a, b, score), then = near_titles(threads, vectors, 0.55, known=known)
        pairs, fresh = near_titles(threads, vectors, 0.55)
        assert sorted(zip(a, b, score, strict=True)) == sorted(zip(*pairs, strict=True))
        assert all(np.array_equal(getattr(then, own), getattr(fresh, own)) for own in ("keys", "pairs", "score"))
        reused += 0 if known is None else len(np.intersect1d(known.keys, then.keys))
        spoilt = np.zeros_like(vectors)  # vectors of titles that are known are not looked at
        (c, _, _), _ = near_titles(threads, spoilt, 0.55, known=then)
        assert sorted(c) == sorted(a)
        known = then
    assert reused > 50


def test_longest_common_stretch_against_brute_force() -> None:
    rng = random.Random(1)
    for _ in range(200):
        a, b = ("".join(rng.choice("甲乙丙") for _ in range(rng.randrange(12))) for _ in range(2))
        found = {a[i:j] for i in range(len(a)) for j in range(i, len(a) + 1) if a[i:j] in b}
        assert _longest(a, b) == max(map(len, found), default=0)


def test_what_does_not_fit_is_refused() -> None:
    one = unit("甲山省", 2023, LONG)
    with pytest.raises(ValueError, match="1 threads, 2 vectors"):
        matched([thread(one)], {one.unit_id: one}, np.ones((2, 2), np.float32), SETTINGS)
    with pytest.raises(ValueError, match="not as comparable"):
        flagged = thread(one, boilerplate=True)
        matched([flagged], {one.unit_id: one}, np.ones((1, 2), np.float32), SETTINGS)
    with pytest.raises(ValueError, match="unknown units"):
        matched([thread(one)], {}, np.ones((1, 2), np.float32), SETTINGS)


def test_links_are_sorted_by_the_two_places() -> None:
    first = [unit("甲山省", 2020, LONG), unit("甲山省", 2021, f"继续{LONG}", 60)]
    others = [unit("乙水省", 2022, LONG), unit("丙川省", 2023, LONG)]
    units = [*first, *others]
    found = match([thread(u) for u in units], units, [[0, 1]] * 4)
    keys = [(link.a_jurisdiction, link.b_jurisdiction, link.a_thread, link.b_thread) for link in found]
    assert len(keys) == 5
    assert keys == sorted(keys)
    assert keys != sorted(keys, key=lambda key: (key[0], *key[2:])), "the second place comes before the threads"


def test_of_equally_long_copies_the_earlier_units_are_named() -> None:
    one = unit("甲山省", 2020, LONG)
    late, early = unit("乙水省", 2024, LONG), unit("乙水省", 2022, LONG)
    (link,) = match([thread(one), thread(late, early)], [one, late, early], [[1, 0], [0, 1]])
    assert link.b_unit == early.unit_id
