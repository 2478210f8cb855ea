"""What words allow at most: parts, first steps, vague promises, other groups (codebook §5)."""

from __future__ import annotations

import pytest

from pipeline.link.limits import limited, most_allowed
from pipeline.records import Label, Outcome, Unit


def unit(text: str, year: int = 2030) -> Unit:
    language = "zh" if any(c > "\u3000" for c in text) else "en"
    return Unit(f"d-{year}", 0, len(text), f"d-{year}@0-{len(text)}", "甲", year, text, Label.PLEDGE, 3, language)


@pytest.mark.parametrize(
    ("promise", "report", "most"),
    [
        ("年底前建成河东水厂", "河东水厂建成供水", Outcome.CLOSES),
        ("年底前建成河东水厂", "河东水厂主体工程封顶", Outcome.ADVANCES),
        ("完成管网改造50公里", "管网改造进度过半", Outcome.ADVANCES),
        ("清零拖欠工程款", "未能全部清零拖欠工程款", Outcome.ADVANCES),
        ("继续推进旧管网改造", "旧管网改造完成三个片区", Outcome.ADVANCES),
        ("继续推进旧管网改造", "旧管网改造全面完成", Outcome.CLOSES),
        ("推进旧管网改造50公里", "旧管网改造52公里", Outcome.CLOSES),
        ("新建小学6所", "8所幼儿园开园", Outcome.NONE),
        ("推进农村厕所改造", "城区厕所改造全部完成", Outcome.NONE),
        ("We will open a library in Northfield", "We opened the library in Northfield", Outcome.CLOSES),
        ("We will plant 900 trees", "We planted only 400 trees", Outcome.ADVANCES),
        ("We will keep extending the tramway", "The tramway was extended by two stops", Outcome.ADVANCES),
        ("Kindergarten places will be added", "Elementary school places were added", Outcome.NONE),
        ("新建農村衛生室6所", "城区卫生室建成8所", Outcome.NONE),
        ("We will build a kindergarten in Northfield", "We opened the elementary school", Outcome.NONE),
        # a deed that is named only to say that it was not done
        ("建成河东水厂", "河东水厂仍未建成", Outcome.NONE),
        ("建成河东水厂", "河东水廠仍未建成", Outcome.NONE),
        ("开工建设河东泳馆", "河东泳馆未开工建设", Outcome.NONE),
        ("设立河东文化基金", "河东文化基金至今未设立", Outcome.NONE),
        ("设立河东文化基金", "河东文化基金没有设立", Outcome.NONE),
        ("建成河东图书馆", "河东图书馆建设停工", Outcome.NONE),
        ("建成河东病区", "河东病区建设推迟", Outcome.NONE),
        ("建成河东水厂", "河东水厂完成征地，尚未开工", Outcome.ADVANCES),
        ("建成河东水厂", "停工多年的河东水厂项目建成", Outcome.CLOSES),
        ("河东水厂复工", "河东水厂停工三年后复工", Outcome.CLOSES),
        ("落实贷款延期政策", "办理贷款延期还本付息60笔", Outcome.CLOSES),
        ("培训未就业毕业生", "未就业毕业生全部培训", Outcome.CLOSES),
        ("不新增债务", "债务没有增加", Outcome.CLOSES),
        ("We will open a library", "The library was not opened", Outcome.NONE),
        ("We will open a library", "We failed to find a site for the library", Outcome.NONE),
        ("We will open a library", "The opening of the library has been postponed", Outcome.NONE),
        ("We will open a library", "Work on the library began, but it has not been opened", Outcome.ADVANCES),
        ("We will not raise the ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
    ],
)
def test_the_strongest_outcome_that_words_allow(promise: str, report: str, most: Outcome) -> None:
    assert most_allowed(unit(promise), unit(report, 2031)) is most


def test_a_limit_only_weakens() -> None:
    whole, part = unit("河东水厂建成供水", 2031), unit("河东水厂主体工程封顶", 2031)
    promise = unit("年底前建成河东水厂")
    assert limited(Outcome.CLOSES, promise, whole) is Outcome.CLOSES
    assert limited(Outcome.CLOSES, promise, part) is Outcome.ADVANCES
    assert limited(Outcome.NONE, promise, whole) is Outcome.NONE
