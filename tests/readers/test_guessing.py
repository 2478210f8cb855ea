"""Guesses: place, level, year, kind, title and language, each with its evidence; doubts where sources differ."""

from __future__ import annotations

import pytest

from pipeline.readers.base import Extract
from pipeline.readers.guessing import Guess, guess, guess_language

BODY = (
    "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、2020年工作回顾\n"
    + "我们新建了农村公路。\n" * 40
)
ENGLISH = "We will build the ring road in two stages and open it to all of the traffic that is waiting. " * 20


def guessed(text: str, name: str, key: str = "", **fields: str) -> Guess:
    return guess(Extract(text, "utf-8", (), fields, key), name)


def test_from_the_file_name() -> None:
    found = guessed(BODY, "贵州省2021年政府工作报告.txt")
    assert (found.jurisdiction, found.level, found.year, found.kind) == ("贵州省", "province", "2021", "report")
    assert found.evidence == ("place: name «贵州省2021年政府工作报告»", "year: name «贵州省2021年政府工作报告»")
    assert found.doubts == ()


def test_from_folders_and_latin_names() -> None:
    assert guessed(BODY, "贵州/遵义市/2021.txt").jurisdiction == "遵义市"
    assert guessed(BODY, "gansu_2021.txt").jurisdiction == "甘肃省"
    assert guessed(BODY, "cn-gwr-2021.txt").jurisdiction == "中华人民共和国"
    found = guessed(ENGLISH, "sg-budget-1999.txt")
    assert (found.jurisdiction, found.level, found.year, found.kind) == ("Singapore", "national", "1999", "budget")


def test_an_ambiguous_name_is_decided_by_the_folders_above_or_left_open() -> None:
    assert guessed(BODY, "吉林/长春/朝阳区/2021.txt").jurisdiction == "长春市朝阳区"
    found = guessed(BODY, "朝阳区2021.txt")
    assert found.jurisdiction == ""
    assert any("北京市朝阳区 or 长春市朝阳区" in doubt for doubt in found.doubts)


def test_from_official_numbers_and_years_in_chinese_numerals_in_the_name() -> None:
    assert guessed(BODY, "520300_2021.txt").jurisdiction == "遵义市"
    assert guessed(BODY, "520302-2021.txt").jurisdiction == "红花岗区"
    found = guessed(BODY, "遵义市红花岗区二〇二一年政府工作报告.txt")
    assert (found.jurisdiction, found.year) == ("红花岗区", "2021")


def test_from_the_title_line_and_the_line_on_the_occasion() -> None:
    head = "政府工作报告\n——２０２１年１月２０日在遵义市第五届人民代表大会第一次会议上\n市长 某某\n"
    found = guessed(head + BODY, "a.txt")
    assert (found.jurisdiction, found.level, found.parent, found.year) == ("遵义市", "prefecture", "贵州省", "2021")
    assert found.title == "政府工作报告"
    broken = "政府工作报告\n——2021年1月20日在遵义市第五届\n人民代表大会第一次会议上\n"
    assert guessed(broken + BODY, "a.txt").jurisdiction == "遵义市"
    speaker = "1月20日，某某在甘肃省第五届人民代表大会第一次会议上作政府工作报告\n"
    assert guessed(speaker + BODY, "a.txt").jurisdiction == "甘肃省"


def test_from_a_title_in_chinese_numerals() -> None:
    found = guessed("二〇二一年甘肃省政府工作报告\n" + BODY, "a.txt")
    assert (found.jurisdiction, found.year) == ("甘肃省", "2021")


def test_from_the_columns_of_a_table() -> None:
    found = guessed(
        BODY, "all.csv", "row 2", province="吉林省", city="长春", county="朝阳区", year="2021", url="http://x"
    )
    assert (found.jurisdiction, found.level, found.year) == ("长春市朝阳区", "county", "2021")
    assert found.source == "http://x"
    found = guessed(BODY, "all.csv", "row 2", place="Tangling", 年份="2021年", title="棠岭报告")
    assert (found.jurisdiction, found.level, found.year, found.title) == ("Tangling", "", "2021", "棠岭报告")


def test_a_heading_about_last_year_is_no_year_of_the_speech() -> None:
    assert guessed(BODY, "a.txt").year == ""
    assert "no year found: fill it in" in guessed(BODY, "a.txt").doubts


def test_the_level_is_known_even_where_the_place_is_not() -> None:
    found = guessed(BODY, "a.txt")
    assert (found.jurisdiction, found.level) == ("", "prefecture")


def test_a_national_resolution_gets_its_year_from_the_session() -> None:
    title = "第十三届全国人民代表大会第四次会议的决议"
    found = guessed("会议听取和审议了政府工作报告，决定予以批准。", "a.jsonl", "line 1", title=title)
    assert (found.jurisdiction, found.year, found.kind) == ("中华人民共和国", "2021", "resolution")
    assert "year: number of the session" in found.evidence


def test_openings_that_only_one_kind_has() -> None:
    assert guessed("会议听取了报告并予以批准。", "a.txt").kind == "resolution"
    assert guessed("在工业项目专题询问会上的讲话\n" + BODY, "a.txt").kind == "inquiry-reply"
    assert guessed("Honourable friends in this Senate:\n" + ENGLISH, "a.txt").kind == "throne"


def test_sources_that_differ_are_a_doubt() -> None:
    found = guessed("2021年甘肃省政府工作报告\n" + BODY, "贵州省2020.txt")
    assert (found.jurisdiction, found.year) == ("甘肃省", "2021")
    assert any("place: title says 甘肃省" in doubt and "says 贵州省" in doubt for doubt in found.doubts)
    assert any("year: title says 2021" in doubt and "says 2020" in doubt for doubt in found.doubts)
    # a city and its province are no contradiction
    assert guessed("2021年遵义市政府工作报告\n" + BODY, "贵州省/2021.txt").doubts == ()


def test_a_range_of_years_in_a_name_is_no_year() -> None:
    assert guessed(BODY, "遵义市2016-2020.txt").year == ""


def test_an_english_place_in_no_table_is_named_but_left_open() -> None:
    found = guessed(ENGLISH, "tangling-county-budget-2021.txt")
    assert (found.jurisdiction, found.level, found.year) == ("Tangling County", "county", "2021")
    assert any("in no table" in doubt for doubt in found.doubts)


def test_a_country_named_often_is_a_doubtful_guess() -> None:
    found = guessed(ENGLISH + "The people of Canada trust in Canada, and Canada will prosper. ", "a.txt")
    assert found.jurisdiction == "Canada"
    assert any("named 3 times" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "zh"),
        (ENGLISH, "en"),
        ("本市GDP增长5%，CPI上涨1%，PM2.5下降。", "zh"),
        ("Nous allons construire la route et rénover les écoles de la commune avant l'été. " * 10, ""),
        ("今年は道路を建設し、学校を改修します。市民の皆さまのご理解をお願いします。" * 5, ""),
        ("", ""),
        ("12345", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert guess_language(text) == language
