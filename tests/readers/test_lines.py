"""Joining visual lines: spaces only where the script wants them, hyphens only dropped from known words."""

from __future__ import annotations

import pytest

from pipeline.readers.lines import ends_sentence, is_contents, join, starts_item


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("今年新建农村公", "路三百公里。", "今年新建农村公路三百公里。"),
        ("今年新建", "300公里。", "今年新建300公里。"),
        ("增长5%", "以上。", "增长5%以上。"),
        ("空气中PM", "2.5下降", "空气中PM2.5下降"),
        ("到202", "5年底", "到2025年底"),
        ("in the year", "2025 we will", "in the year 2025 we will"),
        ("把“平安", "棠岭”建好", "把“平安棠岭”建好"),
        ("We will build", "the road.", "We will build the road."),
        ("the county’s", "“ring road”", "the county’s “ring road”"),
        ("a long-", "term view", "a long-term view"),
        ("the infra-", "structure", "the infrastructure"),
        ("from 2020-", "2021", "from 2020- 2021"),
        ("soft\u00ad", "ware", "software"),
        ("", "x", "x"),
        ("x ", "", "x"),
    ],
)
def test_join(first: str, second: str, joined: str) -> None:
    assert join(first, second, frozenset({"infrastructure"})) == joined


@pytest.mark.parametrize("line", ["完成。", "完成。”", "done.", 'done."', "如下：", "完成；", "（完成。）", "吗？"])
def test_ends_of_sentences(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize("line", ["完成，", "一、回顾", "done,", "5", ""])
def test_no_ends_of_sentences(line: str) -> None:
    assert not ends_sentence(line)


@pytest.mark.parametrize(
    "line",
    [
        "一、回顾",
        "（一）回顾",
        "(3)回顾",
        "1.回顾",
        "１．回顾",
        "第二章 回顾",
        "一是修路",
        "①修路",
        "• road",
        "——修路",
        "(a) road",
    ],
)
def test_items(line: str) -> None:
    assert starts_item(line)


@pytest.mark.parametrize("line", ["5.3%的增长", "一年来", "第一次", "2021年", "I will", "是一个"])
def test_no_items(line: str) -> None:
    assert not starts_item(line)


def test_contents() -> None:
    assert is_contents("一、回顾 ………… 3")
    assert is_contents("Review . . . . . . 12")
    assert not is_contents("我们将继续努力……")
