"""The opposite of what was promised, told of the very thing, is no news of it."""

from __future__ import annotations

import time

import pytest

from pipeline.link.limits import most_allowed
from pipeline.link.opposites import went_the_other_way
from pipeline.records import Label, Outcome, Unit


def unit(text: str, year: int = 2030) -> Unit:
    language = "zh" if any(c > "\u3000" for c in text) else "en"
    return Unit(f"d-{year}", 0, len(text), f"d-{year}@0-{len(text)}", "甲", year, text, Label.PLEDGE, 3, language)


@pytest.mark.parametrize(
    ("promise", "report"),
    [
        ("新建村级卫生室12所", "撤并村级卫生室11所"),
        ("关停小砖厂7家", "新建砖厂6家"),
        ("取消过路费", "过路费收入增长8%"),
        ("减少流动渡船20条", "新增渡船21条"),
        ("开通到邻县的夜间班车", "到邻县的夜间班车停运"),
        ("下放审批事项30项", "收回审批事项31项"),
        ("降低摊位租金", "摊位租金比上年上涨，摊位租金上升6%"),
        ("偿还拖欠的工钱", "拖欠的工钱增加"),
        ("We will open four ferry landings", "Three ferry landings were closed"),
        ("We will abolish the window tax", "The window tax was raised"),
        ("We will abolish the window tax", "We have kept the window tax"),
        ("We will hire 60 foresters", "70 foresters were dismissed"),
        ("We will recruit 90 wardens", "The number of wardens fell by 40"),
        ("We will close the Eastmoor tannery", "The Eastmoor tannery has been reopened"),
        ("We will double the seed grant", "The seed grant was halved"),
        ("We will freeze harbour dues", "Harbour dues rose by 3 per cent"),
        ("We will introduce a bill on dog licences", "The bill on dog licences was withdrawn"),
        ("We will ban lead weights", "The ban on lead weights was lifted"),
        ("We will lower the ferry fare", "The ferry fare was increased"),
        ("We will privatise the ferry company", "The ferry company was nationalised"),
    ],
)
def test_the_opposite_was_done_to_the_thing(promise: str, report: str) -> None:
    assert went_the_other_way(unit(promise), unit(report, 2031))
    assert most_allowed(unit(promise), unit(report, 2031)) is Outcome.NONE


@pytest.mark.parametrize(
    ("promise", "report"),
    [
        ("新建村级卫生室12所", "新建村级卫生室12所，撤并村级卫生室2所"),
        ("新建村级卫生室12所", "关闭小砖厂6家"),
        ("扩大茶叶出口", "茶叶出口关税下降"),
        ("降低摊位租金", "摊位租金上升势头得到遏制"),
        ("遏制新增债务", "债务化解任务完成"),
        ("提高防汛能力", "洪涝损失减少"),
        ("减少收费项目", "新建项目40个"),
        ("出口到2030年下降", "2030年上升"),
        ("We will open four ferry landings", "Four ferry landings were opened and the old wharf was closed"),
        ("We will open four ferry landings", "The tannery beside the ferry landings was closed"),
        ("We will raise the window tax", "A new schedule of reduced window tax rates was announced"),
        ("We will not abolish the window tax", "The window tax was raised"),
        ("We will abolish the window tax", "The window tax was not raised"),
        ("We will abolish the window tax", "The window tax was abolished, after it had been raised"),
        ("We will lower the ferry fare", "The ferry was repaired and the bridge toll was increased"),
        ("We will lower the ferry fare", "The ferry fare was lowered, and the bridge toll was increased"),
        ("We will build a bridge at Tarn", "The bridge at Tarn stands, and the old bridge was removed"),
        ("We will build a new harbour", "The old harbour was closed when the new harbour went into service"),
        ("降低摊位租金", "The rent was raised"),
    ],
)
def test_other_words_of_direction_tell_nothing_of_the_thing(promise: str, report: str) -> None:
    assert not went_the_other_way(unit(promise), unit(report, 2031))


@pytest.mark.parametrize(
    "text",
    ["增加" * 20_000, "新建学校" * 10_000, "增加" + "1" * 30_000, "open the landing " * 8_000, "closed and " * 9_000],
)
def test_endless_texts_are_read_at_once(text: str) -> None:
    start = time.perf_counter()
    went_the_other_way(unit(text), unit(text, 2031))
    assert time.perf_counter() - start < 10
