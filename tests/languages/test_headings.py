"""Headings that name an action and headings that name a topic (codebook §1, rule 7)."""

from __future__ import annotations

import pytest

from pipeline.languages import LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "action"),
    [
        ("（一）加快建设河东新区", "zh", True),
        ("(三)坚持不懈抓好防汛", "zh", True),
        ("２．加強鄉村道路管養", "zh", True),
        ("（五）政府自身", "zh", False),
        ("1．河东渡口学校投入使用。", "zh", True),
        ("（二）渡口博物馆年底前开馆；", "zh", True),
        ("（四）民生实事：", "zh", False),
        ("二、2031年工作回顾", "zh", False),
        ("（二）工业和开放。", "zh", False),
        ("## Building homes for all", "en", True),
        ("3. Support small farms", "en", True),
        ("What we will do in schools", "en", True),
        ("Next, housing and planning", "en", False),
        ("FAMILIES AND COMMUNITY", "en", False),
        ("## Mooring", "en", False),
        ("**Mooring:**", "en", False),
        ("Mooring and tolls", "en", False),
        ("Mooring & Tolls", "en", False),
        ("Mooring and dredging the lagoon", "en", True),
        ("Mooring more boats", "en", True),
    ],
)
def test_an_action_is_told_from_a_topic(text: str, language: str, action: bool) -> None:
    assert LANGUAGES[language].has_action(text) is action


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("2031年工作回顾：", True),
        ("今年工作安排:", True),
        ("2032年重点工作：", True),
        ("2032年主要任务：", True),
        ("一年来，我们主要做了以下工作：", False),
        ("今年经济社会发展的主要预期目标是：", False),
    ],
)
def test_the_name_of_a_part_may_end_in_a_colon(line: str, is_heading: bool) -> None:
    assert (LANGUAGES["zh"].heading(line) is not None) is is_heading


def test_a_year_to_come_is_not_parted_from_its_preposition() -> None:
    mark = LANGUAGES["zh"].heading("3.“渔火照明工程”：到2031年，渔港灯塔全部更新。")
    assert mark is not None
    assert mark.end == len("3.“渔火照明工程”：")


def test_a_heading_is_found_before_words_that_open_sentences() -> None:
    line = "Help with ferry faresBesides the pass, we will pay for two crossings a week."
    mark = LANGUAGES["en"].heading(line)
    assert mark is not None
    assert mark.end == len("Help with ferry fares")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("1. Schools", 2),
        ("2.1 Ferries and Ports", 3),
        ("3) Streets, water and sewer", 2),
        ("4. A Safer County", 2),
        ("5. Economy: closing the gap", 2),
        ("1. Open a night bus line", None),
        ("2. A clinic in Selby", None),
        ("3. Two schools for the valley", None),
        ("4. The ferry will sail daily.", None),
        ("12 Schools opened", None),
        ("3.5 per cent of the budget", None),
        ("1. we will build", None),
    ],
)
def test_numbered_headings_of_english(line: str, level: int | None) -> None:
    mark = LANGUAGES["en"].heading(line)
    assert (mark.level if mark and mark.numbered else None) == level


def test_glued_headings_count_up_from_one_and_a_hundred_is_not_one() -> None:
    zh = LANGUAGES["zh"]
    assert zh.heading_starts("工作已经完成。一、建设渡口。") == [7]
    assert zh.heading_starts("工作已经完成。一百、建设渡口。") == []
    assert zh.heading_starts("十九、治水。工作已经完成。二十、建设渡口。") == [13]
