"""Parts of a likeness: each tells what its name says, whatever else is compared in the same call."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.link.features import FEATURES, pair_features
from pipeline.records import Bound, Target, Unit
from tests.link.support import unit, vectors


def parts(one: str, other: str, language: str = "zh") -> dict[str, float]:
    a, b = [unit(one, language=language)], [unit(other, 2022, language=language)]
    own = np.array([[1, 0]], np.float32)
    row = pair_features(a, b, own, own, np.array([[0, 0]]), {})[0]
    return dict(zip(FEATURES, row.tolist(), strict=True))


def test_a_changed_figure_is_the_only_difference() -> None:
    found = parts("新增停车位300个以上", "新增停车位500个以上")
    assert found["object"] == 1
    assert found["figures_both"] == 1
    assert found["figures_equal"] == 0
    assert found["figure_units"] == 1
    assert found["opposed"] == 0
    assert found["equal"] == 0


def test_shared_stock_wording_is_no_shared_object() -> None:
    found = parts("加快推进渔业现代化", "加快推进铁路电气化")
    assert found["words"] > 0
    assert found["object"] == 0


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("提高停车收费标准", "降低停车收费标准", "zh"),
        ("鼓励兴办小水电", "限制兴办小水电", "zh"),
        ("设立园区管委会", "撤销园区管委会", "zh"),
        ("We will raise the dog licence fee", "We will lower the dog licence fee", "en"),
        ("The county will establish a ferry board", "The county will abolish its ferry board", "en"),
    ],
)
def test_opposite_directions(one: str, other: str, language: str) -> None:
    assert parts(one, other, language)["opposed"] == 1
    assert parts(one, one, language)["opposed"] == 0


def test_both_directions_in_one_unit_oppose_nothing() -> None:
    assert parts("增加绿地、减少硬化路面", "减少硬化路面")["opposed"] == 0


def test_groups_named_by_both_by_one_and_by_none() -> None:
    assert parts("改造农村危桥", "改造城市危桥")["group_apart"] > 0
    assert parts("改造农村危桥", "改造乡村危桥")["group_equal"] > 0
    assert parts("改造农村危桥", "改造危桥")["group_one"] > 0
    plain = parts("改造危桥", "加固危桥")
    assert plain["group_apart"] == plain["group_equal"] == plain["group_one"] == 0


def test_quoted_names() -> None:
    assert parts("实施“清泉”工程", "深入实施“清泉”工程")["names"] == 1
    assert parts("实施“清泉”工程", "实施“暖冬”工程")["names"] == -1


def test_indicators_of_targets() -> None:
    a, b = unit("粮食产量40万吨"), unit("粮食产量42万吨", 2022)

    def target(owner: Unit, indicator: str) -> Target:
        return Target(owner.unit_id, 0, 3, indicator, 1, 1, "吨", Bound.EXACT, None, "", "40")

    own = np.ones((1, 1), np.float32)
    column = FEATURES.index("indicator")
    for names, wanted in ((("粮食产量", "粮食产量"), 1), (("粮食产量", "播种面积"), -1), (("粮食产量", ""), 0)):
        targets = {a.unit_id: [target(a, names[0])], b.unit_id: [target(b, names[1])]}
        assert pair_features([a], [b], own, own, np.array([[0, 0]]), targets)[0, column] == wanted


def test_parts_do_not_depend_on_companions_sides_or_order() -> None:
    texts = [
        "新建文化馆",
        "新建图书馆、文化馆",
        "Plant 300 trees",
        "提高低保标准",
        "降低低保标准",
        "x",
        "",
        "修建G5高速",
    ]
    own = [unit(t, 2020 + k, language="en" if t.isascii() and t else "zh") for k, t in enumerate(texts)]
    v = vectors(len(own))
    pairs = np.array([(i, j) for i in range(len(own)) for j in range(len(own))])
    whole = pair_features(own, own, v, v, pairs, {})
    assert np.isfinite(whole).all()
    assert whole.min() >= -1
    assert whole.max() <= 1
    swapped = pair_features(own, own, v, v, pairs[:, ::-1], {})
    assert np.array_equal(whole, swapped)
    for k in (1, 9, 20, 37):
        i, j = pairs[k]
        single = pair_features([own[i]], [own[j]], v[i : i + 1], v[j : j + 1], np.array([[0, 0]]), {})
        assert np.array_equal(single[0], whole[k])


def test_shapes_are_checked_at_the_door() -> None:
    own, v = [unit("修桥")], vectors(1)
    with pytest.raises(ValueError, match="1 and 1 units, but 2 and 1 vectors"):
        pair_features(own, own, vectors(2), v, np.zeros((0, 2), np.int64), {})
    with pytest.raises(ValueError, match="must be"):
        pair_features(own, own, v, v, np.zeros((3,), np.int64), {})
    assert pair_features(own, own, v, v, np.zeros((0, 2), np.int64), {}).shape == (0, len(FEATURES))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("（二）加强渡口管理", "加强渡口管理", "zh"),
        ("2.加强渡口管理", "三是加强渡口管理", "zh"),
        ("(a) dredge the channel", "Second, dredge the channel", "en"),
    ],
)
def test_the_number_of_an_item_is_none_of_its_words(one: str, other: str, language: str) -> None:
    found = parts(one, other, language)
    assert found["equal"] == 1
    assert found["figures_both"] == found["figures_one"] == 0


def test_a_short_speech_is_told_from_a_long_one() -> None:
    a, b = [unit("修建码头一座")], [unit("修建码头两座", 2022)]
    own = np.array([[1, 0]], np.float32)
    pairs = np.array([[0, 0]])
    docs = {a[0].doc_id: 30, b[0].doc_id: 60}
    short, usual, unknown = (pair_features(a, b, own, own, pairs, {}, sizes)[0] for sizes in (docs, {}, None))
    np.testing.assert_array_equal(usual, unknown)
    crowd = FEATURES.index("crowd")
    assert short[crowd] == pytest.approx((np.log(30) + np.log(60)) / 16, abs=1e-4)
    np.testing.assert_array_equal(np.delete(short, crowd), np.delete(usual, crowd))


def test_two_units_of_one_speech_are_told_from_those_of_two() -> None:
    units = [unit("修缮三座渡口", 2024), unit("修缮两座渡口", 2024, 40), unit("修缮三座渡口", 2025)]
    vectors = np.zeros((3, 4), np.float32)
    found = pair_features(units, units, vectors, vectors, np.array([[0, 1], [0, 2]]), {})
    assert found[:, FEATURES.index("one_speech")].tolist() == [1, 0]
