"""Units (codebook §2) against sentences written for the purpose, in both languages and both scripts."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from pipeline.languages import LANGUAGES

ROWS = list(csv.DictReader((Path(__file__).parent.parent / "data" / "units.csv").open(encoding="utf-8", newline="")))


def units(language: str, sentence: str) -> list[str]:
    return [sentence[a:b] for a, b in LANGUAGES[language].unit_spans(sentence)]


def test_there_are_enough_sentences() -> None:
    assert len(ROWS) >= 120
    assert {row["language"] for row in ROWS} == {"zh", "en"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"][:24])
def test_units(row: dict[str, str]) -> None:
    assert units(row["language"], row["sentence"]) == row["units"].split(" | ")


def test_units_of_a_sentence_without_words() -> None:
    assert units("zh", "……。") == []
    assert units("en", "...") == []


def test_clauses_in_a_row_that_lean_take_no_longer_for_each() -> None:
    start = time.process_time()
    found = units("zh", "渡船产量增长很快，" + "都渡船产量增长很快，" * 1_500)
    assert time.process_time() - start < 5
    assert found[0] == "渡船产量增长很快，都渡船产量增长很快", "what has taken its predicate takes no second one"


def test_a_short_form_of_a_verb_leaves_a_clause_open() -> None:
    english = LANGUAGES["en"]
    assert not english.states_fact("I'm opening a second weir", "")
    assert not english.states_fact("We’re now building a second weir", "")
    assert english.states_fact("We're proud of the weir", "")


def test_the_number_of_an_item_is_left_out_before_a_figure_too() -> None:
    zh = LANGUAGES["zh"]
    assert zh.unnumbered("5.15所渡口学校开课") == "15所渡口学校开课"
    assert zh.unnumbered("3.1.2万名船工参加培训") == "1.2万名船工参加培训"
    assert zh.unnumbered("5.15公里堤防完工") == "5.15公里堤防完工"
    assert zh.unnumbered("0.5个标准泊位") == "0.5个标准泊位"
    assert zh.unnumbered("10.15所渡口学校开课") == "15所渡口学校开课"
    assert zh.unnumbered("3、4号渡口开工") == "3、4号渡口开工"


@pytest.mark.parametrize(
    ("text", "action"),
    [("——渡口方面。", False), ("在渡口方面", False), ("着力抓好三个方面", True), ("推进渡口各方面", True)],
)
def test_a_field_alone_names_no_action(text: str, *, action: bool) -> None:
    assert LANGUAGES["zh"].names_action(text) is action


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("（三）建成渡口12处。基本完成，建成11处，1处滞后。", 1),
        ("4.新建泊位80个。办理结果：新建泊位52个，其余跨年实施。", 1),
        ("（八）开展船工培训500人次。完成培训532人次。", 1),
        ("（六）改造渡口巷道28条。28条全部完工。全县都有了路灯。", 2),
        ("（二）渡口工作。完成12处渡口改造。", 2),
        ("（三）建成渡口12处。沿岸还要种树。", 2),
    ],
)
def test_a_promise_named_again_in_a_list_stays_with_what_became_of_it(line: str, count: int) -> None:
    zh = LANGUAGES["zh"]
    assert len(zh.sentence_spans(line, 0, len(line), split_semicolon=True)) == count
    if count == 1:
        assert zh.heading(line) is None
        assert zh.unit_spans(line) == [(0, len(line) - 1)]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        (
            "修堤岸8公里，柳河渡口全线贯通，开工建设北岸水厂。",
            ["修堤岸8公里", "柳河渡口全线贯通", "开工建设北岸水厂"],
        ),
        ("体育馆建成投用，客运总站竣工，博物馆开馆。", ["体育馆建成投用", "客运总站竣工，博物馆开馆"]),
        ("柳河渡口医院通过二级复审，北岸集市平台上线。", ["柳河渡口医院通过二级复审", "北岸集市平台上线"]),
        ("清偿欠款3亿元，清偿率71%。", ["清偿欠款3亿元，清偿率71%"]),
        ("财政收入13亿元，同口径增长1.2%。", ["财政收入13亿元，同口径增长1.2%"]),
    ],
)
def test_named_works_that_are_finished_are_units_and_what_tells_of_a_figure_is_none(
    sentence: str, units: list[str]
) -> None:
    assert [sentence[a:b] for a, b in LANGUAGES["zh"].unit_spans(sentence)] == units
