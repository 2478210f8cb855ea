"""Joining visual lines: spaces only where the script wants them, hyphens only dropped from known words."""

from __future__ import annotations

import pytest

from pipeline.readers.lines import (
    closed_up,
    ends_sentence,
    is_contents,
    is_parted,
    join,
    starts_item,
    without_page_numbers,
)


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


def test_a_paragraph_of_thousands_of_lines_is_joined_in_the_time_of_its_length() -> None:
    text = "1"
    for number in range(40_000):
        text = join(text, f"{number % 10}-")  # no wide character far and wide
    assert len(text) == 1 + 40_000 * 3 and text.startswith("1 0- 1- 2-")


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


@pytest.mark.parametrize(
    "marks",
    [("— 3 —", "— 4 —", "— 5 —"), ("-3-", "- 4 -", "-5-"), ("第3页", "第 4 页 共 9 页", "第5页"), ("3", "4", "5")],
)
def test_page_numbers_in_the_middle_of_sentences_are_taken_out(marks: tuple[str, str, str]) -> None:
    first, second, third = marks
    text = f"我们在青溪上游\n{first}\n开工建设水库。\n\n{second}\n\n各乡镇卫生院都配齐\n\n{third}\n\n儿科医生。\n"
    rest = f"我们在青溪上游\n开工建设水库。\n\n{second}\n\n各乡镇卫生院都配齐\n儿科医生。\n"
    assert without_page_numbers(text) == (rest, 2)


def test_english_pages() -> None:
    text = "We will open\n\nPage 1 of 3\n\ntwo schools and\nPage 2 of 3\nrepair the ferry\nPage 3 of 3\nby May.\n"
    assert without_page_numbers(text) == ("We will open\ntwo schools and\nrepair the ferry\nby May.\n", 3)


@pytest.mark.parametrize(
    "text",
    [
        # fewer than three, or not counting up: a figure that a page broke off
        "我们在青溪上游\n— 3 —\n开工建设水库。\n",
        "空气中细颗粒物PM\n2\n下降\n40\n微克，新建\n12\n所学校。\n",
        # numbers of parts between sentences
        "1\n我们开工建设水库。\n2\n我们修好夜校。\n3\n我们招聘医生。\n",
        "",
    ],
)
def test_other_numbers_on_lines_of_their_own_stay(text: str) -> None:
    assert without_page_numbers(text) == (text, 0)


PARTED = " ".join("今年新建农村公路三百公里，改造危房四十栋。" * 3)


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("2 0 2 1 年 ， 棠 岭 G D P 增 长 3 . 1 % 。", "2021年，棠岭GDP增长3.1%。"),
        ("\u3000 \u3000 一 、 工 作 回 顾", "\u3000\u3000一、工作回顾"),
        ("建 设 Smart City Lab 和 5 G 基 站 。", "建设Smart City Lab和5G基站。"),
        ("王 明   李 平", "王明   李平"),
        ("棠岭县 人民政府 2021年", "棠岭县 人民政府 2021年"),
        ("we will build a b road", "we will build a b road"),
        ("（ 一 ） 修 路 。\u00a0\u00a0完", "（一）修路。\u00a0\u00a0完"),
    ],
)
def test_blanks_between_all_characters_are_taken_out(line: str, closed: str) -> None:
    text = f"{PARTED}\n{line}"
    found, count = closed_up(text)
    assert found == f"{PARTED.replace(' ', '')}\n{closed}"
    assert count == len(text) - len(found)
    assert found.replace(" ", "") == text.replace(" ", ""), "nothing but blanks is lost"


def test_texts_with_few_blanks_stay_as_they_are() -> None:
    for text in (
        "棠 岭\n" + "今年新建农村公路。" * 9,
        " ".join("今年新建公路"),
        "We will build it. " * 9,
        "村 名 单\n" * 14,
    ):
        assert not is_parted(text)
        assert closed_up(text) == (text, 0)
    assert is_parted("村 名 单\n" * 15)
