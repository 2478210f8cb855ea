"""Training of the link scorer: folds without leaks, thresholds, measures, and a scorer that learns what is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.errors import GoldError
from pipeline.link import train as train_module
from pipeline.link.decisions import CLASSES, PARTS, LinkModel, score
from pipeline.link.train import (
    NO_THREAD,
    NOT_SAME,
    Doubted,
    FieldGold,
    Grouping,
    PairGold,
    default_cut,
    fit,
    folds,
    thread_scores,
    train,
    train_second,
    worth,
)
from pipeline.modelfiles import load_model, save_model
from pipeline.records import Relation
from pipeline.threads import cluster
from tests.link.support import unit


def invented(n: int = 300, seed: int = 4) -> PairGold:
    """Return pairs whose likeness of meaning tells same (0.8), related (0.5) and different (0.2) with some noise."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 3, n)
    parts = np.zeros((n, len(PARTS)), np.float32)
    parts[:, PARTS.index("meaning")] = np.array([0.8, 0.5, 0.2])[kinds] + rng.normal(0, 0.1, n)
    parts[:, PARTS.index("wording")] = rng.uniform(0, 1, n)
    years = rng.integers(2000, 2020, (n, 2))
    a = [unit("甲", int(min(y)), k * 10) for k, y in enumerate(years)]
    b = [unit("乙", int(max(y)) + 1, k * 10) for k, y in enumerate(years)]
    return PairGold(a, b, parts, [CLASSES[k] for k in kinds])


def field(name: str, seed: int) -> FieldGold:
    rng = np.random.default_rng(seed)
    groups = [f"{k // 3}" for k in range(3, 24)] + [NO_THREAD, NO_THREAD]
    pairs = np.array([(i, j) for i in range(len(groups)) for j in range(i + 1, len(groups))])
    same = np.array([groups[i] == groups[j] for i, j in pairs])
    parts = np.zeros((len(pairs), len(PARTS)), np.float32)
    parts[:, PARTS.index("meaning")] = np.where(same, 0.8, 0.3) + rng.normal(0, 0.1, len(pairs))
    return FieldGold(name, groups, pairs, parts)


def group(
    n: int, pairs: NDArray[np.int64], same: NDArray[np.float32], cut: float, apart: NDArray[np.int64]
) -> NDArray[np.int64]:
    return cluster(n, pairs, same, cut, np.zeros(n, bool), cannot=apart)


def test_no_document_of_a_test_pair_is_trained_on() -> None:
    gold = invented()
    tested = np.zeros(len(gold.relations), int)
    for learn, test in folds(gold, 5, 0):
        later = {gold.b[k].doc_id for k in np.flatnonzero(test)}
        learnt = {u.doc_id for k in np.flatnonzero(learn) for u in (gold.a[k], gold.b[k])}
        assert not later & learnt
        tested += test
    assert (tested == 1).all()


def test_thread_scores_leave_out_what_is_no_commitment() -> None:
    gold, found = ["1", "1", "1", "2"], [5, 5, 6, 6]
    precision = (1 + 1 + 0.5 + 0.5) / 4
    recall = (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4
    # pairs of gold: three; found: two; right: one
    own = thread_scores(gold, found)
    assert (own.b_cubed, own.pair_f1) == pytest.approx((2 * precision * recall / (precision + recall), 2 / (3 + 2)))
    assert (own.right, own.joined) == (1, 2)
    assert thread_scores([*gold, NO_THREAD], [*found, 5]) == own
    assert thread_scores(["1", NO_THREAD, NO_THREAD], [5, 5, 5]) == Grouping(1.0, 0.0, 0, 0)


def test_a_cut_that_glues_more_than_it_joins_rightly_is_not_chosen() -> None:
    """The lower cut has the better scores, but of its ten pairs only four are right."""
    low, high = Grouping(0.9, 0.6, 4, 10), Grouping(0.8, 0.4, 2, 3)
    judged = np.array([0.3, 0.3]), np.array([True, True])
    assert worth([[low, high]], judged, [0.2, 0.5]).argmax() == 1
    assert worth([[replace(low, right=6), high]], judged, [0.2, 0.5]).argmax() == 0


def test_members_that_are_no_commitments_are_the_same_as_nothing() -> None:
    own = field("a", 1)
    last = [k for k, pair in enumerate(own.pairs.tolist()) if pair == [21, 22]]
    assert own.same[last].tolist() == [0]
    assert own.same.sum() == 7 * 3


def test_a_field_is_grouped_by_the_rules_that_stand_above_the_scorer() -> None:
    """What they keep apart is neither the same nor together over a third, however like it is."""
    own = field("a", 1)
    place = [k for k, pair in enumerate(own.pairs.tolist()) if pair == [0, 1]]
    parts = own.parts.copy()
    parts[place, PARTS.index("group_apart")] = 1 / 3
    scorers = fit(invented().parts, invented().classes, [])
    groups = {}
    for name, one in (("as it is", own), ("apart", replace(own, parts=parts))):
        same = one.answers(scorers)[:, 0].astype(np.float32)
        assert (same[place] == 0).all() == (name == "apart")
        groups[name] = one.grouped(same, group, 0.1)
    assert groups["as it is"][0] == groups["as it is"][1]
    assert groups["apart"][0] != groups["apart"][1]


def test_the_scorer_learns_and_is_saved_whole(tmp_path) -> None:  # noqa: ANN001
    gold = invented()
    arrays, meta, card = train(
        gold,
        [field("a", 1), field("b", 2), field("c", 3)],
        group,
        encoder="none",
        data_sha256={"links.csv": "0"},
        versions={},
    )
    assert card["scores"]["same_f1_all"][0] > 0.85
    assert min(b_cubed for b_cubed, _ in card["scores"]["threads_b_cubed_and_pair_f1"].values()) > 0.9
    assert "same_f1_en" not in card["scores"], "nothing English was given"
    save_model(tmp_path / "links", arrays, meta, card)
    model = LinkModel.from_model(load_model(tmp_path / "links"))
    rows = np.zeros((3, len(PARTS)), np.float32)
    rows[:, PARTS.index("meaning")] = (0.85, 0.5, 0.1)
    found = model.relations(model.probabilities(rows)[0], None, None)
    assert [CLASSES[k] for k in found] == [Relation.SAME, Relation.RELATED, Relation.DIFFERENT]


def test_pairs_of_fields_pull_the_scorer() -> None:
    gold = invented(60)
    alone, both = fit(gold.parts, gold.classes, []), fit(gold.parts, gold.classes, [field("a", 1)])
    assert not np.allclose(alone["zh"].weights, both["zh"].weights)


def in_english(gold: PairGold) -> PairGold:
    """Return pairs of English, in which only shared words tell what is the same."""
    parts = gold.parts.copy()
    parts[:, PARTS.index("english")] = 1
    meaning, words = PARTS.index("meaning"), PARTS.index("words")
    parts[:, [meaning, words]] = parts[:, [words, meaning]]
    return replace(gold, parts=parts)


@pytest.mark.parametrize(("n", "apart"), [(300, True), (60, False)])
def test_a_language_with_enough_pairs_learns_from_its_own_alone(
    n: int, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_module, "_ENOUGH", 200)
    chinese, english = invented(), in_english(invented(n, seed=5))
    parts = np.concatenate([chinese.parts, english.parts])
    fitted = fit(parts, np.concatenate([chinese.classes, english.classes]), [])
    own = np.abs(fitted["en"].weights[PARTS.index("meaning")]).max() < 0.2
    assert own == apart, "with few pairs of its own a language learns from the others too"
    rows = np.zeros((2, len(PARTS)), np.float32)
    rows[:, [PARTS.index("meaning"), PARTS.index("english")]] = [(0.85, 0), (0.85, 1)]
    assert np.allclose(score(fitted, rows)[0], fitted["zh"].probabilities(rows[:1]))
    assert np.allclose(score(fitted, rows)[1], fitted["en"].probabilities(rows[1:]))


def test_a_language_without_a_scorer_is_scored_by_the_one_there_is() -> None:
    chinese = invented()
    fitted = fit(chinese.parts, chinese.classes, [])
    rows = in_english(invented(20, seed=6)).parts
    assert list(fitted) == ["zh"]
    assert np.allclose(score(fitted, rows), fitted["zh"].probabilities(rows))


def test_the_chinese_cut_stands_for_every_language_without_one() -> None:
    assert default_cut({"zh": 0.3, "en": 0.4}) == (0.3, {"en": 0.4})
    assert default_cut({"en": 0.4}) == (0.4, {"en": 0.4})
    with pytest.raises(GoldError, match="no field is left"):
        default_cut({})


def test_pairs_without_any_thread_are_enough() -> None:
    _, meta, card = train(
        invented(),
        [],
        group,
        encoder="none",
        data_sha256={},
        versions={},
    )
    assert 0 < meta["cut"] < 1
    assert card["scores"]["threads_b_cubed_and_pair_f1"] == {}


def doubted(same: NDArray[np.bool_], classes: NDArray[np.int64], *, english: bool = False) -> Doubted:
    """Return pairs of which the scorer knows nothing and the transformer all."""
    first = np.tile([0.4, 0.3, 0.3], (len(same), 1))
    likeness = np.where(same, 0.9, 0.1).astype(np.float32)
    later = [f"doc-{k % 40}" for k in range(len(same))]
    return Doubted(first, likeness, classes, np.full(len(same), english), later)


NOTHING = doubted(np.zeros(0, bool), np.zeros(0, np.int64))


def test_the_second_look_learns_from_pairs_in_doubt_alone_and_leaves_the_others() -> None:
    """What a rule has decided, or the scorer holds for faint, is never looked at again in a run."""
    classes = invented().classes
    same = classes == 0
    pairs = doubted(same, classes)
    decided = np.random.default_rng(3).uniform(size=len(same)) < 0.3
    # of these the likeness says the opposite of the truth
    pairs.first[decided] = [0.0, 0.5, 0.5]
    pairs.likeness[decided] = 1 - pairs.likeness[decided]
    look, _, scores, answers = train_second(pairs, NOTHING)
    assert (answers[decided] == 0).all()
    assert answers[~decided & same].min() > 0.9 > 0.1 > answers[~decided & ~same].max()
    english = np.zeros(2, bool)
    found = look.probabilities(pairs.first[:2] * 0 + [0.4, 0.3, 0.3], np.array([0.9, 0.1], np.float32), english)
    assert found[0, 0] > 0.9 > 0.1 > found[1, 0]
    assert (scores["pairs"], scores["pairs_read"]) == (len(same), 0)


def test_what_was_read_in_threads_teaches_each_language_and_is_measured_apart() -> None:
    """A reader of a thread tells what is the same and no more; in English the likeness here says the opposite."""
    classes = invented().classes
    gold = doubted(classes == 0, classes)
    same = np.arange(200) % 2 == 0
    read = doubted(same, np.where(same, 0, NOT_SAME), english=True)
    read.likeness[:] = 1 - read.likeness
    look, thresholds, scores, answers = train_second(gold, read)
    first, likeness = np.tile([0.4, 0.3, 0.3], (2, 1)), np.array([0.9, 0.1], np.float32)
    chinese, english = (look.probabilities(first, likeness, np.full(2, spoken)) for spoken in (False, True))
    assert chinese[0, 0] > 0.9 > 0.1 > chinese[1, 0]
    assert english[1, 0] > 0.9 > 0.1 > english[0, 0]
    # neither related nor different is left out of what is not the same
    assert english[0, 1] > 0.2
    assert english[0, 2] > 0.2
    assert scores["same_average_precision_en_read"] == 1
    assert scores["same_f1_zh_without"] < scores["same_f1_zh"][0] == 1
    assert "same_f1_en" not in scores
    assert "en" not in thresholds, "no gold pair is English"
    assert len(answers) == len(classes) + 200
    assert answers[: len(classes)][classes == 0].min() > 0.9, "gold ones come first"


def test_too_few_pairs_in_doubt_end_in_an_error_that_says_what_to_do() -> None:
    gold = invented(60)
    pairs = doubted(gold.classes == 0, gold.classes)
    pairs.first[gold.classes == 1] = [0.0, 0.5, 0.5]
    with pytest.raises(GoldError, match="none is related → label more pairs"):
        train_second(pairs, NOTHING)
    pairs.first[:] = 0
    with pytest.raises(GoldError, match="of 0 pairs in doubt"):
        train_second(pairs, NOTHING)
