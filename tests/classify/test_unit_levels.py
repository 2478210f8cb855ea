"""A unit is as specific as its own words are, whatever its sentence holds beside it."""

from __future__ import annotations

import pytest

from pipeline.classify.unit_levels import unit_levels
from pipeline.records import Judgement, Label


def judged(label: Label, level: int | None, decided_by: str = "model") -> Judgement:
    return Judgement("liuhe-2031@0-9", label, level, (0.0, 0.3, 0.7, 0.0, 0.0), decided_by)


@pytest.mark.parametrize("decided_by", ["model", "human: ann"])
def test_a_unit_without_anything_to_check_beside_one_with_it_is_a_measure(decided_by: str) -> None:
    """The sentence keeps its label, a person's too, in the unit that it is about."""
    found = unit_levels(judged(Label.PLEDGE, 4, decided_by), ["提升渡口服务水平", "年底前修缮渡口12处"], "zh")
    assert found == [(Label.MEASURE, 1), (Label.PLEDGE, 4)]


@pytest.mark.parametrize(
    "own",
    [
        "修订《渡口管理办法》",
        "渡船全部更换",
        "北岸码头建成投用",
        "渡口收费一律公示",
        "免除学生船票",
        "超载船只当场扣留",
        "居民收入增长与经济增长同步",
        "货运量保持稳定",
        "渔民收入增速高于全县",
        "更換渡船三十艘",
        "江面PM2.5浓度继续下降",
        "沿江步道全线贯通",
        "“三五”期间完善渡口管理",
        "渡口服务排名“保3争1”",
        "织密“1小时过江圈”",
    ],
)
def test_what_one_could_check_stays_a_pledge(own: str) -> None:
    assert unit_levels(judged(Label.PLEDGE, 3), ["增强渡运能力", own], "zh") == [(Label.MEASURE, 1), (Label.PLEDGE, 3)]


@pytest.mark.parametrize(
    "own",
    [
        "（3）提升渡口服务水平",
        "推进渡口“四个一批”",
        "深化“渡口事故清零”行动",
        "推动渡船5G信号覆盖",
        "加快H12航道前期工作",
        "推进7号线渡口段前期工作",
        "深化渡运能力倍增行动",
    ],
)
def test_a_list_mark_or_a_name_is_nothing_to_check(own: str) -> None:
    assert unit_levels(judged(Label.PLEDGE, 3), [own, "修缮渡口12处"], "zh") == [(Label.MEASURE, 1), (Label.PLEDGE, 3)]


def test_where_no_other_unit_can_be_checked_a_name_is_left_to_the_sentence() -> None:
    units = ["推进渡口“四个一批”", "提升渡口服务水平"]
    assert unit_levels(judged(Label.PLEDGE, 3), units, "zh") == [(Label.PLEDGE, 3), (Label.MEASURE, 1)]


def test_what_no_unit_explains_is_left_to_the_sentence() -> None:
    units = ["增强渡运能力", "提升渡口服务水平"]
    assert unit_levels(judged(Label.PLEDGE, 3), units, "zh") == [(Label.PLEDGE, 3)] * 2
    assert unit_levels(judged(Label.MEASURE, 2), ["增强渡运能力", "修缮渡口12处"], "zh") == [(Label.MEASURE, 2)] * 2
    assert unit_levels(judged(Label.PROGRESS, None), ["修缮渡口12处", "能力增强"], "zh") == [(Label.PROGRESS, None)] * 2
    assert unit_levels(judged(Label.PLEDGE, 3), ["增强渡运能力"], "zh") == [(Label.PLEDGE, 3)]
    assert (
        unit_levels(judged(Label.PLEDGE, 3), ["we will open 3 ferries", "help farmers"], "en")
        == [(Label.PLEDGE, 3)] * 2
    )
