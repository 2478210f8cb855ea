"""Texts whose lines are all broken at one width: sentences are whole; verse, lists, tables and headings stay."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pytest

from pipeline.languages import LANGUAGES
from pipeline.records import Kind, Segmented
from pipeline.segment.wrapping import single_spaced, wrap_width

Cut = Callable[..., Segmented]

ENGLISH = """Budget Address of the County of Tangling

Madam Chair, commissioners and neighbors, it is my honor to present the budget.

THE YEAR BEHIND US

Last year tested us as no year has in living memory. Mr. Reed and Ms. Oakes of the U.S. Geological Survey gave \
11,000 hours to the flood maps. The sheriff's office delivered groceries to people who could not leave home, in \
spite of the snow; county staff moved 40 services to the telephone.

The new ferry cost $4.5 million. It was paid for by the harbor fund, which ended the year at 3.2 percent above \
plan. Attendance at the fair fell by half.

WHAT WE WILL DO

We will repair 60 miles of county road by the end of 2031, and we will open two child care centers in the old \
mill. We propose to hire nine nurses. The harbor board will publish the condition of every bridge before the \
first of May.

No family here shall need to pick between heat and rent. The county will pay one month of heating for every \
household that asks, and it will not ask for more than one sheet of paper."""
CHINESE = """2031年云岭市政府工作报告

各位代表：

现在，我把本市去年与今年的工作向大会说明，请予审议，并请市政协委员和其他列席会议的人员提出意见。

一、2030年工作回顾

过去一年，面对多年未见的春旱和市场需求的明显变化，我们依靠全市人民的共同努力完成了主要任务，生产总值增长6.1%，新修公路210公里。传统纺织业在关停三家老厂以后稳中有进，园区新投产企业四十一家，带动四千多人在家门口上班。

夜间公交通到了七个乡镇，最后一班车从青溪渡口开出的时间由晚上八点推迟到十点半。危房改造涉及的一千二百户已经在入冬以前全部搬进新居，其中三百户是独自居住的老人。

二、2031年工作安排

今年我们将在青溪上游开工建设一座库容两千万立方米的水库并同步改造下游八万亩灌区的老旧渠道，力争两年内通水。各乡镇卫生院都要配齐能够独立接诊的儿科医生，年底前向社会公布每一所卫生院的排班。"""


def plain(result: Segmented) -> list[tuple[Kind, str]]:
    return [(s.kind, re.sub(r"\s+", " " if result.document.language == "en" else "", s.text)) for s in result.sentences]


def wrapped(text: str, width: int, gap: str = "\n\n") -> str:
    return gap.join(textwrap.fill(line, width, break_on_hyphens=False) for line in text.split("\n\n"))


@pytest.mark.parametrize("width", [50, 60, 72, 80])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_english_sentences_come_back_whole(cut: Cut, width: int, gap: str) -> None:
    whole = cut(ENGLISH, language="en")
    broken = cut(wrapped(ENGLISH, width, gap), language="en")
    assert plain(broken) == plain(whole)
    joined = sum(s.text.count("\n") for s in broken.sentences)
    assert broken.warnings[0] == (
        f"all lines are broken at about {wrap_width(LANGUAGES['en'], broken.document.text)} characters: "
        f"{joined} line ends inside sentences joined"
    )
    assert joined > 5
    assert not any("lines are broken" in warning for warning in whole.warnings)
    assert plain(cut(broken.document.text.replace("\n", "\r\n"), language="en")) == plain(whole)


@pytest.mark.parametrize("width", [18, 24, 31])
def test_chinese_sentences_come_back_whole(cut: Cut, width: int) -> None:
    """Also where nothing in the line tells that it is broken: it is as long as the others."""
    text = "\n\n".join(
        "\n".join(line[i : i + width] for i in range(0, len(line), width)) for line in CHINESE.split("\n\n")
    )
    broken = cut(text)
    assert wrap_width(LANGUAGES["zh"], text) == width
    assert plain(broken) == plain(cut(CHINESE))
    assert any(w.startswith(f"all lines are broken at about {width} characters") for w in broken.warnings)


@pytest.mark.parametrize("indent", ["\u3000\u3000", " " * 4, " " * 8, "\t"])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_the_indent_of_a_paragraph_counts_as_part_of_its_first_line(cut: Cut, indent: str, gap: str) -> None:
    width = 24
    taken = {"\u3000\u3000": 2, " " * 4: 2, " " * 8: 4, "\t": 4}[indent]
    text = gap.join(
        "\n".join([indent + line[: width - taken], *textwrap.wrap(line[width - taken :], width)])
        for line in CHINESE.split("\n\n")
    )
    assert wrap_width(LANGUAGES["zh"], text) == width
    assert plain(cut(text)) == plain(cut(CHINESE))


def test_verse_lists_tables_and_headings_stay_in_a_wrapped_text(cut: Cut) -> None:
    apart = [
        "- Open a night bus line from the harbor over the hill to the old mill",
        "- Repair the ferry",
        "Roads      2030    410",
        "Schools    2031    520",
        "The River Years",
    ]
    verse = ["The river rose, the river fell,", "And Tangling heard the ferry bell,", "And all was still again."]
    text = wrapped(ENGLISH, 72) + "\n\n" + "\n".join(apart) + "\nWe thank the crews.\n\n" + "\n".join(verse) + "\n"
    result = cut(text, language="en")
    found = [s.text for s in result.sentences]
    for line in (*apart, *verse):
        assert line in found
    assert "The River Years" in [s.text for s in result.sentences if s.kind is Kind.HEADING]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"The harbor of {name} lies still" for name in ("Selby", "Orrin", "Wendham", "Marrow") * 6),
        "\n".join(f"new boats for the port of {name}" for name in ("Selby", "Orrin", "Wendham", "Marrow") * 6),
        "\n".join(ENGLISH.split("\n\n") * 4),
        # a few broken lines are an accident that the settings decide about
        ENGLISH.replace("county road", "county\nroad").replace("harbor fund", "harbor\nfund"),
    ],
)
def test_other_english_texts_are_not_taken_for_wrapped(text: str) -> None:
    assert wrap_width(LANGUAGES["en"], text) == 0


def test_other_chinese_texts_are_not_taken_for_wrapped() -> None:
    answers = "".join(
        f"县交通局对第{number}号建议的答复\n渡口已经修好，夜班船今年九月开航，票价不变，老人凭证免费，学生半价。\n"
        for number in range(10, 40)
    )
    couplets = "青溪的水慢慢流\n云岭的茶年年收\n" * 20
    assert wrap_width(LANGUAGES["zh"], answers) == 0
    assert wrap_width(LANGUAGES["zh"], CHINESE * 5) == 0
    assert wrap_width(LANGUAGES["zh"], couplets) == 0


def block(*lengths: int, han: bool = False) -> str:
    """Return lines of so many characters that break off in mid-sentence; in English each begins with a short word."""
    return "\n".join("渡" * n if han else ("by " + "x" * n)[:n] for n in lengths)


def width_of(*blocks: str, language: str = "en") -> int:
    return wrap_width(LANGUAGES[language], "\n\n".join(blocks))


def test_eight_broken_lines_are_no_accident() -> None:
    assert [width_of(block(*[60] * n)) for n in (8, 9)] == [0, 60]
    assert [width_of(block(*[24] * n, han=True), language="zh") for n in (8, 9)] == [0, 24]


def test_a_third_of_the_lines_must_break_off() -> None:
    whole = [["The harbour is open again."] * n for n in (13, 14)]
    assert [width_of(block(*[60] * 9), *lines) for lines in whole] == [60, 0], "8 of 22, 8 of 23"
    whole = [["渡口又开了。"] * n for n in (13, 14)]
    assert [width_of(block(*[24] * 9, han=True), *lines, language="zh") for lines in whole] == [24, 0]


def test_a_line_is_full_where_the_next_word_does_not_fit() -> None:
    half = [[60, short] * 5 + [60] for short in (57, 56)]
    assert [width_of(block(*lengths)) for lengths in half] == [60, 0], "57, a space and two letters are 60"
    few = [[30] * short + [60] * (11 - short) for short in (2, 3)]
    assert [width_of(block(*lengths)) for lengths in few] == [60, 0], "four fifths must be full"


def test_a_twentieth_of_the_lines_may_be_longer() -> None:
    def with_longer(*lengths: int) -> int:
        return width_of(block(*[60] * (20 - len(lengths))), *("X" * (n - 1) + "." for n in lengths))

    assert [with_longer(n, n) for n in (69, 70)] == [60, 0], "longer is what has 15 % more"
    assert with_longer(70) == 60
    chinese = [["渡" * 26 + "。"] * n for n in (1, 2)]
    assert [width_of(block(*[24] * (20 - len(x)), han=True), *x, language="zh") for x in chinese] == [24, 0]


def test_widths_have_limits() -> None:
    assert [width_of(block(*[n] * 12)) for n in (34, 35, 130, 131)] == [0, 35, 130, 0]
    assert [width_of(block(*[n] * 12, han=True), language="zh") for n in (11, 12, 60, 61)] == [0, 14, 60, 0]
    assert width_of(block(*[24, 22] * 6, han=True), language="zh") == 24, "a stop begins no line"
    assert width_of(block(*[24, 21] * 6, han=True), language="zh") == 0


@pytest.mark.parametrize(
    "item",
    ["Ferry\t9", "Ferry   9", *(f"{mark} Ferry" for mark in ("|", "#", ">", "*", "•", "●", "·", "-", "–", "—", "--"))],
)
def test_lists_and_tables_are_no_running_text(item: str) -> None:
    assert width_of(block(*[60] * 12), "\n".join([item] * 30)) == 60
    assert width_of(block(*[60] * 12), "\n".join(["Ferry 9"] * 30)) == 0


HEADED = "\n".join(
    f"（{numeral}）办好{thing}\n今年我们将在青溪两岸的每一个乡镇办好{thing}，由副镇长负责，入冬以前向全体居民公布结果。"
    for numeral, thing in zip("一二三四五六七八九十", ("渡口", "茶市", "夜校", "粮仓", "水渠") * 2, strict=True)
)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n \r\n"])
def test_short_paragraphs_under_numbered_headings_are_wrapped_too(cut: Cut, gap: str) -> None:
    """A heading shorter than the width is no line that was broken elsewhere."""
    width = 30
    text = "\n".join(line[i : i + width] for line in HEADED.split("\n") for i in range(0, len(line), width))
    broken = text.replace("\n", gap)
    assert wrap_width(LANGUAGES["zh"], broken) == width
    result = cut(broken)
    assert plain(result) == plain(cut(HEADED))
    assert any(f"about {width} characters: 10 line ends inside" in w for w in result.warnings)
    assert all(s.text == broken[s.start : s.end] for s in result.sentences)
    assert wrap_width(LANGUAGES["zh"], HEADED) == wrap_width(LANGUAGES["zh"], HEADED.replace("\n", gap)) == 0


def test_english_lines_with_an_empty_one_behind_each_are_joined(cut: Cut) -> None:
    double = wrapped(ENGLISH, 60, "\n").replace("\n", "\n\n")
    assert [text for _, text in plain(cut(double, language="en"))] == [
        text for _, text in plain(cut(wrapped(ENGLISH, 60, "\n"), language="en"))
    ]
    assert wrap_width(LANGUAGES["en"], ENGLISH) == 0


def test_an_empty_line_more_than_behind_the_others_ends_a_paragraph() -> None:
    assert single_spaced("a\n\nb\n\n\nc\n\n\n\nd") == "a \nb \n\nc \n \nd"
    assert single_spaced("a\n\nb\nc") == "a\n\nb\nc"
