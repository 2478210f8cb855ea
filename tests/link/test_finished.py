"""That a Chinese report says of the very thing that was promised that it is finished (codebook §5)."""

from __future__ import annotations

import time

import pytest

from pipeline.link.finished import finished_by_name
from pipeline.records import Label, Unit


def unit(text: str, year: int = 2030, language: str = "zh") -> Unit:
    return Unit(f"d-{year}", 0, len(text), f"d-{year}@0-{len(text)}", "甲", year, text, Label.PLEDGE, 3, language)


@pytest.mark.parametrize(
    ("promise", "report", "finished"),
    [
        ("继续推进渡口管理站改革", "渡口管理站改革基本完成", True),
        ("三是继续推进渡口管理站改革", "茶市热闹，全面完成渡口管理站改革任务", True),
        ("健全渔获追溯体系", "基本建成了覆盖全县的渔获追溯体系", True),
        # another thing, a part of it, so many of them
        ("继续推进渡口管理站改革", "河东茶市管理站改革基本完成", False),
        ("继续推进渡口管理站改革", "渡口管理站改革试点基本完成", False),
        ("继续推进渡口管理站改革", "渡口管理站改革主体任务完成", False),
        ("建设和美渔村", "建成12个和美渔村", False),
        ("建设和美渔村", "建成一批和美渔村", False),
        # not finished, or something else about it
        ("继续推进渡口管理站改革", "渡口管理站改革深入推进", False),
        ("继续推进渡口管理站改革", "渡口管理站改革尚未完成", False),
        ("继续推进渡口管理站改革", "渡口管理站改革方案编制完成", False),
        ("继续推进渡口管理站改革", "完成渡口管理站改革方案", False),
        *(
            ("继续推进渡口管理站改革", report, False)
            for report in (
                "计划全面完成渡口管理站改革",
                "力争渡口管理站改革年内完成",
                "预计年底渡口管理站改革基本完成",
                "不能如期完成渡口管理站改革",
                "并非渡口管理站改革已完成",
                "确保渡口管理站改革全面完成",
            )
        ),
        # of one place, one body or one part, but not of all of them
        ("深化渡口管理改革", "乡镇渡口管理改革基本完成", False),
        ("深化渡口管理改革", "河东镇全面完成渡口管理改革", False),
        ("深化渡口管理改革", "完成了柳湾渡口管理改革", False),
        ("深化渡口管理改革", "省属渡口管理改革全面完成", False),
        ("深化渡口管理改革", "两个乡渡口管理改革完成", False),
        ("深化渡口管理改革", "一期渡口管理改革完成", False),
        ("深化渡口管理改革", "全县渡口管理改革基本完成", True),
        ("深化渡口管理改革", "基本完成省市县渡口管理改革", True),
        ("深化渡口管理改革", "完成栈桥普查、渡口管理改革", True),
        ("加快污水处理厂建设", "河东污水处理厂建成", False),
        ("加快污水处理厂建设", "建成环湖污水处理厂", False),
        ("加快污水处理厂建设", "建成投用污水处理厂", True),
        ("加快推进茶业项目", "望江茶市等茶业项目建成", False),
        # of several things, or of one with a figure, the words do not tell that all of it is there
        ("推进渡口管理站改革，修缮栈桥", "渡口管理站改革基本完成", False),
        ("改造渡口管理站30座", "渡口管理站改造基本完成", False),
        # the five-year plan of a place, by its short name and by its title
        ("高质量编制“十六五”规划", "县政府编制了《望江县国民经济和社会发展第十六个五年规划纲要（草案）》", True),
        ("科学谋划，编制好“十六五”规划纲要", "我们编制了“十六五”规划纲要草案", True),
        ("做好“十六五”规划编制工作", "县政府制定了《望江县第十六个五年规划纲要（草案）》", True),
        ("编制“十六五”规划是今年的大事", "县政府编制了第十六个五年规划纲要", True),
        ("高质量编制“十六五”规划", "县政府编制了《望江县第十五个五年规划纲要（草案）》", False),
        ("高质量编制“十六五”规划", "根据《关于制定第十六个五年规划的建议》开展调研", False),
        ("围绕编制“十六五”规划，谋划重大渡口", "县政府编制了《望江县第十六个五年规划纲要（草案）》", False),
        ("编制茶业“十六五”规划", "县政府编制了《望江县第十六个五年规划纲要（草案）》", False),
        *(
            ("高质量编制“十六五”规划", report, False)
            for report in (
                "制定了“十六五”规划编制工作方案",
                "编制了“十六五”规划基本思路",
                "制定了关于第十六个五年规划的建议",
                "编制了“十六五”茶业规划",
                "编制了“十六五”规划前期研究报告",
                "制定了落实“十六五”规划的办法",
            )
        ),
        ("高质量编制“十六五”规划", "编制了《望江县第十六个五年规划和2045年远景目标纲要（草案）》", True),
        ("落实“十六五”规划", "县政府编制了《望江县第十六个五年规划纲要（草案）》", False),
        ("", "渡口管理站改革基本完成", False),
        ("继续推进渡口管理站改革", "", False),
    ],
)
def test_what_is_finished_is_known_by_its_name(promise: str, report: str, finished: bool) -> None:
    assert finished_by_name(unit(promise), unit(report, 2031)) is finished


def test_only_chinese_is_read_so() -> None:
    assert not finished_by_name(unit("继续推进渡口管理站改革"), unit("渡口管理站改革基本完成", 2031, "en"))


def test_long_texts_are_read_at_once() -> None:
    start = time.perf_counter()
    for promise in (
        "继续" * 8_000,
        "继续" * 8_000 + "，",
        "编制" * 8_000 + "“十六五”规划",
        "渡" * 16_000,
        "建设渡口栈桥",
    ):
        for report in ("基本完成" * 4_000, "渡" * 16_000 + "完成", "编制了" * 4_000, "覆盖的" * 1_300 + "渡口栈桥建成"):
            finished_by_name(unit(promise), unit(report, 2031))
    assert time.perf_counter() - start < 10
