"""Guesses: place, level, year, kind, title and language, each with its evidence; doubts where sources differ."""

from __future__ import annotations

import pytest

from pipeline.readers import md
from pipeline.readers.base import Extract
from pipeline.readers.corpus import guess_kind
from pipeline.readers.guessing import Guess, guess, guess_language, once_for_all, share_levels, tell_apart
from pipeline.readers.years import year_sources

BODY = (
    "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、2020年工作回顾\n"
    + "我们新建了农村公路。\n" * 40
)
# the same without a year in its headings
YEARLESS = BODY.replace("2020年", "")
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
    assert guessed(BODY, "CN-gwr-2021.txt").jurisdiction == "中华人民共和国"
    found = guessed(ENGLISH, "SG-budget-1999.txt")
    assert (found.jurisdiction, found.level, found.year, found.kind) == ("Singapore", "national", "1999", "budget")
    assert any("country was guessed from the code «SG»" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    "name", ["No 4 speech 2023", "NO 4 SPEECH 2023", "my speech 2021", "it's strange 2020", "ca-speech-2019"]
)
def test_words_and_small_letters_are_no_codes_of_countries(name: str) -> None:
    found = guessed(ENGLISH, f"{name}.txt")
    assert found.level == ""


def test_a_code_of_another_country_is_not_taken_for_a_chinese_text() -> None:
    assert guessed(BODY, "bj gzbg 2021.txt").jurisdiction == ""
    assert guessed(BODY, "BJ gzbg 2021.txt").jurisdiction == ""


@pytest.mark.parametrize(
    ("line", "place", "level"),
    [
        ("STATE OF TANGLING", "Tangling", "province"),
        ("State of New Tangling, Office of the Governor", "New Tangling", "province"),
        ("PROVINCE OF TANGLING", "Tangling", "province"),
        ("TANG-LING COUNTY", "Tang-Ling County", "county"),
        ("St. Tangling County", "St. Tangling County", "county"),
        ("COUNTY OF TANGLING", "Tangling County", "county"),
        ("CITY OF TANGLING", "City of Tangling", ""),
        ("STATE OF QATAR", "Qatar", "national"),
        ("STATE OF GEORGIA", "Georgia", "province"),
        ("Tangling County Budget Address 2019", "Tangling County", "county"),
        ("State of Tangling Annual Budget Message", "Tangling", "province"),
    ],
)
def test_first_lines_name_a_place_before_the_code_of_a_country(line: str, place: str, level: str) -> None:
    for name in ("CA-2019-budget.txt", "index.html", "article_3.txt", "download.txt"):
        found = guessed(f"{line}\nDelivered January 14, 2019\n{ENGLISH}", name)
        assert (found.jurisdiction, found.level) == (place, level)
        assert not any("guessed from the code" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("line", "place", "level"),
    [
        ("Province of Tangling The Honourable Ada Reed, Minister of Finance, March 3, 2019", "Tangling", "province"),
        ("Province of Tangling – Legislative Assembly, March 3, 2019", "Tangling", "province"),
        ("Province of New Tangling Hon. Ada Reed", "New Tangling", "province"),
        ("State of Tangling: Office of the Treasurer", "Tangling", "province"),
        ("PARLIAMENT OF THE REPUBLIC OF TANGLING", "Tangling", "national"),
        ("Republic of Tangling", "Tangling", "national"),
        ("The Kingdom of Tangling | Treasury", "Tangling", "national"),
        ("Legislature of the Province of Tangling", "Tangling", "province"),
        ("National Assembly of the Republic of the Philippines", "Philippines", "national"),
    ],
)
def test_a_place_at_the_head_of_a_line_is_read_before_persons_and_houses(line: str, place: str, level: str) -> None:
    found = guessed(f"Budget Speech 2019\n{line}\n{ENGLISH}", "tangling-2019.txt")
    assert (found.jurisdiction, found.level) == (place, level)


@pytest.mark.parametrize(
    ("title", "place", "level"),
    [
        ("Mayor's Budget Speech, City of Port Tangling, 14 May 2023", "City of Port Tangling", ""),
        ("MAYOR'S BUDGET SPEECH – CITY OF PORT TANGLING – 2023", "City of Port Tangling", ""),
        ("2023 Budget Address of the City of Port Tangling", "City of Port Tangling", ""),
        ("2023 Budget and State of the Town of Tangling Address", "Town of Tangling", ""),
        ("Budget Speech 2023, City of Tangling Town", "City of Tangling Town", ""),
        ("Town of Tangling Supervisor's Budget Message 2023", "Town of Tangling", ""),
        ("City of Port Tangling Mayor’s Budget Address 2023", "City of Port Tangling", ""),
        ("Budget Message 2023, County of Tangling", "Tangling County", "county"),
        ("2023 Budget Address, Prince Tangling's County", "Prince Tangling's County", "county"),
        ("TANGLING COUNTY’S 2023 BUDGET ADDRESS", "Tangling County", "county"),
        ("Ada Reed, Tangling County Executive: 2023 Budget Message", "Tangling County", "county"),
    ],
)
def test_a_place_further_on_in_a_title_comes_before_the_file_name(title: str, place: str, level: str) -> None:
    found = guessed(f"{title}\n{ENGLISH}", "PortTangling_2023.txt")
    assert (found.jurisdiction, found.level, found.year, found.kind) == (place, level, "2023", "budget")
    assert "place: title" in found.evidence
    assert not any(doubt.startswith("place:") for doubt in found.doubts)


@pytest.mark.parametrize(
    "title",
    [
        "2023 County Budget Message",
        "Message on the Recommended County Budget",
        "Budget Address of the County of ours",
        "Address to a City of dreams",
        "Budget Address by the County Executive",
        "Budget Address 2023, Tang and Ling County",
    ],
)
def test_titles_in_which_county_and_city_name_no_place(title: str) -> None:
    assert guessed(f"{title}\n{ENGLISH}", "view.txt").jurisdiction == ""


def test_a_column_drops_what_lines_drop_of_a_name() -> None:
    """One place under two names would be two places."""
    for stated, place, level in (
        ("State of Tangling", "Tangling", "province"),
        ("County of Tangling", "Tangling County", "county"),
        ("Tangling", "Tangling", ""),
    ):
        found = guessed(ENGLISH, "all.csv", "row 2", jurisdiction=stated, year="2021")
        assert (found.jurisdiction, found.level) == (place, level)


def test_texts_of_a_place_share_the_level_that_some_of_them_state() -> None:
    stated = guessed(f"Province of Tangling\n{ENGLISH}", "tangling-2019.txt")
    silent, other = guessed(ENGLISH, "tangling-2020.txt"), guessed(ENGLISH, "elsewhere-2020.txt")
    assert silent.level == ""
    first, shared, last = share_levels([stated, silent, other])
    assert (first, last) == (stated, other)
    assert (shared.jurisdiction, shared.level) == ("Tangling", "province")
    assert "level: taken from 1 other text of «Tangling»" in shared.doubts
    assert not any("fill in the level" in doubt for doubt in shared.doubts)
    contrary = guessed(f"Republic of Tangling\n{ENGLISH}", "tangling-2021.txt")
    assert share_levels([stated, silent, contrary])[1] == silent, "which of the two is meant cannot be known"


@pytest.mark.parametrize(
    "line",
    [
        "Province of Tangling will build the road.",
        "Republic of Trees and Rivers",
        "State of the State Address",
        "STATE OF THE COUNTY",
        "State of Emergency",
        "The County",
        "Budget Address of the County Executive",
        "Tangling County will build the road.",
        "City of",
    ],
)
def test_lines_that_only_look_like_the_name_of_a_place(line: str) -> None:
    found = guessed(f"{line}\n{ENGLISH}", "view.txt")
    assert (found.jurisdiction, found.level) == ("", "")


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


@pytest.mark.parametrize(
    ("text", "stated", "doubt"),
    [
        (ENGLISH, "zh", "language: the table says «zh», the text reads as en"),
        (BODY, "English", "language: the table says «English», the text reads as zh"),
        (BODY, "fr", "language: the table says «fr», the text reads as zh"),
        (BODY, "zh-Hans", ""),
        (BODY, "中文", ""),
        (ENGLISH, "en_GB", ""),
        (ENGLISH, "", ""),
    ],
)
def test_a_language_in_a_table_that_is_not_that_of_the_text_is_a_doubt(text: str, stated: str, doubt: str) -> None:
    found = guessed(text, "all.csv", "row 2", language=stated)
    assert [d for d in found.doubts if d.startswith("language")] == [d for d in [doubt] if d]
    assert found.language == ("en" if text == ENGLISH else "zh")


def test_headings_alone_give_a_year_that_is_marked_as_a_guess() -> None:
    found = guessed(BODY, "a.txt")
    assert found.year == "2021"
    assert "year: heading «2020年工作回顾»" in found.evidence
    assert "year: only guessed from heading «2020年工作回顾»" in found.doubts
    assert guessed(YEARLESS, "a.txt").year == ""
    assert "no year found: fill it in" in guessed(YEARLESS, "a.txt").doubts


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("第一部分　2014年工作情况", "2015"),
        ("一、2014年和“十二五”工作回顾", "2015"),
        ("一、二〇一四年工作總結", "2015"),
        ("（略）。一、2014年工作的回顾", "2015"),
        ("2014年工作回顾", "2015"),
        ("二、2015年主要任务", "2015"),
        ("2015年工作安排建议", "2015"),
        ("一、2014年工作回顾和2015年工作的总体要求", "2015"),
        ("一、2010-2014年工作回顾", ""),
        ("一、2010年至2014年工作回顾", ""),
        ("二、2030年远景目标", ""),
        ("二、2015年国民经济计划的任务", ""),
        ("一、2014年施政回顾", ""),
        ("一、2014年我们做了什么", ""),
        ("我们在2014年工作中取得了很大成绩，要认真总结", ""),
    ],
)
def test_what_headings_say_of_the_year(heading: str, year: str) -> None:
    assert guessed(YEARLESS.replace("一、工作回顾", heading), "a.txt").year == year


def test_a_name_by_the_year_that_the_speech_reviews_gives_way_to_its_headings() -> None:
    found = guessed(BODY, "棠岭县2020年政府工作报告.txt")
    assert found.year == "2021"
    assert "year: heading «2020年工作回顾» says 2021, name «棠岭县2020年政府工作报告» says 2020" in found.doubts
    opening = "请连同2020年财政预算执行情况和2021年财政预算草案一并审查。\n"
    found = guessed(opening + YEARLESS, "棠岭县2020年政府工作报告.txt")
    assert (found.year, found.evidence[1]) == ("2021", "year: budgets of 2020 and 2021 in the opening")
    # a report may be given in the last days of the year that it reviews; then the date decides
    found = guessed(f"2020年12月28日在棠岭县第八届人民代表大会第五次会议上\n{BODY}", "棠岭县2020年.txt")
    assert found.year == "2020"
    assert "year: name «棠岭县2020年» says 2020, heading «2020年工作回顾» says 2021" in found.doubts
    # a plan alone does not speak against the name, and a heading that fits it is no doubt
    found = guessed(YEARLESS + "二、2021年工作安排\n", "棠岭县2020年.txt")
    assert (found.year, "heading «2021年工作安排» says 2021" in " ".join(found.doubts)) == ("2020", True)
    assert not any(doubt.startswith("year") for doubt in guessed(BODY, "棠岭县2021年.txt").doubts)


def test_title_and_occasion_come_before_the_date_of_publication() -> None:
    page = "来源：棠岭县政府办　发布时间：2022-02-03 10:22　浏览次数：7\n"
    day = "2021年1月16日在棠岭县第九届人民代表大会第一次会议上\n"
    found = guessed(page + "棠岭县政府工作报告\n" + day + YEARLESS, "a.txt")
    assert (found.year, found.evidence[1]) == ("2021", "year: date in the first lines")
    assert "year: date in the first lines says 2021, date of publication says 2022" in found.doubts
    found = guessed(page + YEARLESS, "a.html", title="棠岭县人民政府工作报告（2021年）")
    assert "year: title says 2021, date of publication says 2022" in found.doubts
    found = guessed(page + YEARLESS, "a.txt")
    assert (found.year, found.evidence[-1]) == ("2022", "year: date of publication")


@pytest.mark.parametrize(
    "path",
    ["您现在的位置：首页 > 政务公开 > 政府工作报告", "首页＞政务公开＞政府工作报告", "Home » News » Budget speech"],
)
def test_the_path_of_a_page_is_no_title(path: str) -> None:
    title = "棠岭县人民政府工作报告（2021年）"
    assert guessed(f"{path}\n{title}\n{YEARLESS}", "a.txt").title == title
    assert guessed(f"{path}\n{YEARLESS}", "a.html", title=title).title == title
    assert guessed(YEARLESS, "a.html", title=path).title == "a"


@pytest.mark.parametrize("label", ["标题：", "标题:", "标 题： ", "【标题】", "題目：", "名　　称：", "Title: "])
def test_the_label_before_a_title_is_no_part_of_it_nor_of_the_place(label: str) -> None:
    title = "棠岭县人民政府2021年工作报告"
    for found in (
        guessed(f"{label}{title}\n{YEARLESS}", "1.txt"),
        guessed(YEARLESS, "1.html", title=f"{label}{title}"),
        guessed(YEARLESS, "all.csv", "row 2", title=f"{label}{title}"),
    ):
        assert (found.title, found.jurisdiction, found.year) == (title, "棠岭县", "2021")


@pytest.mark.parametrize(
    "where",
    [
        "：在棠岭县第十七届人民代表大会第三次会议上",
        "——在棠岭县第十七届人民代表大会第三次会议上",
        "　在棠岭县第十七届人民代表大会第三次会议上",
        "（在棠岭县第十七届人民代表大会常务委员会第三次会议上）",
        "：2021年1月12日在棠岭县第十七届人民代表大会第三次会议上",
        "（二〇二一年一月十二日在棠岭县第十七届人民代表大会第三次会议上）",
    ],
)
def test_the_occasion_behind_a_title_is_no_part_of_it(where: str) -> None:
    found = guessed(f"政府工作报告{where}\n{BODY}", "1.txt")
    assert (found.title, found.jurisdiction, found.year) == ("政府工作报告", "棠岭县", "2021")


def test_a_line_that_only_tells_the_occasion_is_no_title() -> None:
    assert guessed(f"在棠岭县第十七届人民代表大会第三次会议上\n{BODY}", "1.txt").title == "1"
    assert guessed(f"县长作了报告，在会议上\n{BODY}", "1.txt").title == "1"


@pytest.mark.parametrize("mark", ["# {}\n\n{}\n\n{}", "# {}\n## {}\n### {}", "{}\n{}\n{}", "# {}\n{}\n{}"])
@pytest.mark.parametrize("title", ["2023 Budget Address", "2023-24 Budget Speech"])
@pytest.mark.parametrize("by", ["Ada Reed", "Ada Reed, County Executive, before the whole of the Board"])
def test_a_title_over_several_lines_of_markdown(mark: str, title: str, by: str) -> None:
    source = mark.format("Tangling County", title, f"Delivered by {by}") + f"\n\n{ENGLISH}"
    (extract,) = md.read(source.encode(), "tangling_2023.md")
    found = guess(extract, "tangling_2023.md")
    assert (found.jurisdiction, found.level, found.year, found.kind) == ("Tangling County", "county", "2023", "budget")
    assert title in found.title


def test_a_sentence_of_a_year_is_no_title() -> None:
    assert guessed(f"2023 budget figures were delivered late\n{ENGLISH}", "a.txt").title == "a"
    for opening, kind in (
        ("Mr. Speaker, I rise to present the budget.", "budget"),
        ("I have the honour to table this report", "report"),
        ("The budget is ours.", "report"),
        ("Mr President, I deliver this Budget by lamplight.", "budget"),
        ("Today I will present the budget of the harbours.", "budget"),
        ("In three weeks I will introduce a budget that mends roads.", "report"),
        ("Good evening to you all today. I’ll soon present my budget.", "report"),
    ):
        found = guessed(f"{opening}\n{ENGLISH}", "a.txt")
        assert (found.title, found.kind) == ("a", kind)
    assert guessed(f"Our Budget: What Is Next\n{ENGLISH}", "a.txt").title == "Our Budget: What Is Next"


def test_a_bare_title_in_the_text_gives_way_to_the_fuller_one_of_the_page() -> None:
    text = f"政府工作报告\n{YEARLESS}"
    assert guessed(text, "a.html", title="2021年棠岭县政府工作报告").title == "2021年棠岭县政府工作报告"
    assert guessed(text, "a.html", title="棠岭县政府网").title == "政府工作报告"


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
    resolution = "第三次会议听取和审议了县长代表县人民政府所作的报告，决定批准这个报告。"
    assert guessed(resolution, "a.txt").kind == "resolution"
    assert guessed("在工业项目专题询问会上的讲话\n" + BODY, "a.txt").kind == "inquiry-reply"
    assert guessed("Honourable friends in this Senate:\n" + ENGLISH, "a.txt").kind == "throne"


@pytest.mark.parametrize("asks", ["向大会报告工作，请予审议。", "報告工作，請予審議。", "向大会报告，请各位代表审议。"])
def test_a_short_report_in_one_glued_line_is_no_resolution(asks: str) -> None:
    text = (
        f"遵义市政府工作报告2024年1月18日在遵义市第八届人民代表大会第三次会议上各位代表：现在，我代表市人民政府，{asks}"
    )
    assert guessed(text + "我们新建了农村公路。" * 20, "a.md").kind == "report"


@pytest.mark.parametrize(
    "date", ["二〇二〇年一月十日", "二○二○年十二月二十一日", "二零二零年１月10日", "二◯二◯年一月十日", "2020年一月十日"]
)
def test_a_date_in_chinese_numerals_in_the_first_lines(date: str) -> None:
    found = guessed(f"政府工作报告\n（{date}在遵义市第六届人民代表大会第四次会议上）\n{BODY}", "遵义市报告.txt")
    assert found.year == "2020"
    assert "year: date in the first lines" in found.evidence


def test_the_year_of_a_name_and_that_of_a_date_are_both_noted() -> None:
    day = "2023年1月12日在遵义市第八届人民代表大会第二次会议上"
    for text in (f"政府工作报告\n{day}\n{YEARLESS}", f"政府工作报告{day}{YEARLESS * 2}".replace("\n", "")):
        found = guessed(text, "遵义市2022.txt")
        assert found.year == "2022"
        assert "year: name «遵义市2022» says 2022, date in the first lines says 2023" in found.doubts
    # every source that says something else is named, not only the first
    found = guessed(f"2021年遵义市政府工作报告\n{day}\n{YEARLESS}", "遵义市2022.txt")
    assert any("says 2021" in d and "says 2022" in d and "says 2023" in d for d in found.doubts)


def test_sources_that_differ_are_a_doubt() -> None:
    found = guessed("2021年甘肃省政府工作报告\n" + BODY, "贵州省2020.txt")
    assert (found.jurisdiction, found.year) == ("甘肃省", "2021")
    assert any("place: title says 甘肃省" in doubt and "says 贵州省" in doubt for doubt in found.doubts)
    assert any("year: title says 2021" in doubt and "says 2020" in doubt for doubt in found.doubts)
    # a city and its province are no contradiction
    assert guessed("2021年遵义市政府工作报告\n" + BODY, "贵州省/2021.txt").doubts == ()


def test_a_range_of_years_in_a_name_is_no_year() -> None:
    assert guessed(YEARLESS, "遵义市2016-2020.txt").year == ""


def test_an_english_place_in_no_table_is_named_but_left_open() -> None:
    found = guessed(ENGLISH, "tangling-county-budget-2021.txt")
    assert (found.jurisdiction, found.level, found.year) == ("Tangling County", "county", "2021")
    assert "«Tangling County» is in no table of places; level guessed from the name" in found.doubts
    assert "«Tangling» is in no table of places: fill in the level" in guessed(ENGLISH, "tangling-2021.txt").doubts


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


@pytest.mark.parametrize(
    "title",
    [
        "关于县十届人大三次会议第12号建议的答复",
        "对政协青岚县第九届委员会第045号提案的复函",
        "青岚县人大代表建议答复2021",
        "關於第7號提案的答覆",
        "关于答复第30号代表建议的函",
        "第5号议案的回复",
    ],
)
def test_answers_to_proposals_are_replies(title: str) -> None:
    assert guess_kind("a", title) == "inquiry-reply"
    assert guessed("李某代表：\n桥已经修好。\n", f"{title}.txt").kind == "inquiry-reply"
    named = title.removesuffix("2021")
    assert guessed(f"{named}\n李某代表：\n桥已经修好。\n", "12.txt").kind == "inquiry-reply"


@pytest.mark.parametrize(
    "title", ["关于代表建议办理情况的报告", "第十二个五年规划的建议", "答复建议稿", "2021年政府工作报告"]
)
def test_other_titles_with_such_words_are_no_replies(title: str) -> None:
    assert guess_kind("a", title) == "report"


def test_a_reply_is_known_by_its_opening() -> None:
    opening = "王某委员：\n您提出的关于增设渡口的提案收悉，现答复如下：\n渡口已经动工。\n"
    assert guessed(opening, "a.txt").kind == "inquiry-reply"
    assert guessed("各位代表：\n我们认真办理建议和提案，答复率百分之百。\n" + BODY, "a.txt").kind == "report"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("棠岭县人大建议答复2021", "棠岭县"),
        ("2021年棠岭县政协提案答复", "棠岭县"),
        ("棠州区专题询问答复2021", "棠州区"),
        ("红花岗区人大建议答复2021", "红花岗区"),
    ],
)
def test_a_place_at_the_head_of_a_name_is_found_in_no_table_too(name: str, place: str) -> None:
    found = guessed("桥已经修好。\n" * 9, f"{name}.txt")
    assert (found.jurisdiction, found.level, found.year) == (place, "county", "2021")
    assert any("in no table" in doubt for doubt in found.doubts) == (place != "红花岗区")


@pytest.mark.parametrize(
    "name", ["本县人大建议答复2021", "第十届市政协提案2021", "县政协提案答复2021", "农业示范区建设2021"]
)
def test_heads_of_names_that_name_no_place(name: str) -> None:
    assert guessed("桥已经修好。\n" * 9, f"{name}.txt").jurisdiction == ""


def test_a_title_that_answers_a_congress_names_its_place() -> None:
    title = "关于对棠岭县第十届人民代表大会第三次会议第12号建议的答复"
    assert guessed(f"{title}\n桥已经修好。\n", "a.txt").jurisdiction == "棠岭县"


def test_texts_vouch_for_each_others_spelling_of_a_place() -> None:
    def doubts(names: list[str]) -> list[tuple[str, ...]]:
        return [own.doubts for own in once_for_all([guessed(YEARLESS, f"{name}.txt") for name in names])]

    years = [f"棠岭县{year}年政府工作报告" for year in (2019, 2020, 2021)]
    often = "«棠岭县» is in no table of places, spelled alike in 3 texts; level guessed from the name"
    rare = "«棠玲县» is in no table of places; level guessed from the name"
    assert doubts([*years, "棠玲县2022年政府工作报告"]) == [(often,), (), (), (rare,)]
    assert all(len(own) == 1 for own in doubts(years[:2]))
    nowhere = [guessed(ENGLISH, f"tangling-{year}.txt") for year in (2019, 2020, 2021)]
    assert once_for_all(nowhere) == nowhere, "a person has to fill in the level of each"


def told_apart(*names: str, text: str = YEARLESS) -> list[Guess]:
    return once_for_all(tell_apart([guessed(text, name) for name in names], names))


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("四川省/棠岭县/2020.txt", "四川省"),
        ("湖南/长沙市/棠岭县/2020.txt", "长沙市"),
        ("湖南省棠岭县2020年政府工作报告.txt", "湖南省"),
        ("扫描件/棠岭县/2020.txt", ""),
        ("贵州省/棠岭市/棠岭县/2020.txt", "棠岭市"),
        ("棠岭镇/棠岭县/2020.txt", ""),
        ("四川省/遵义市/2020.txt", "贵州省"),
    ],
)
def test_folders_tell_where_a_place_lies_that_is_in_no_table(name: str, parent: str) -> None:
    assert guessed(YEARLESS, name).parent == parent


def test_columns_and_codes_tell_where_a_place_lies_that_is_in_no_table() -> None:
    assert guessed(YEARLESS, "a.csv", "row 2", 省="湖南", 县="棠岭县").parent == "湖南省"
    assert guessed(ENGLISH, "a.csv", "row 2", state="Oregon", county="Tangling County").parent == "Oregon"
    found = guessed(ENGLISH, "a.csv", "row 2", country="Canada", place="Tangling County")
    assert (found.jurisdiction, found.parent) == ("Tangling County", "Canada"), "the country is not the place"
    for name, parent in (
        ("Tangling County OH 2020 budget", "OH"),
        ("2020 budget (Tangling County, OH)", "OH"),
        ("OH/Tangling County 2020", "OH"),
        ("Tangling County IT budget 2020", ""),
        ("TANGLING COUNTY IN 2020", ""),
    ):
        assert guessed(f"Tangling County\n{ENGLISH}", f"{name}.txt").parent == parent, name


def test_the_name_of_a_speech_is_no_part_of_the_name_of_its_place() -> None:
    names = [f"State of the City 2021 - Tangling, {state}.txt" for state in ("OH", "WA")]
    found = told_apart(*names, text=ENGLISH)
    assert [own.jurisdiction for own in found] == ["Tangling, OH", "Tangling, WA"]
    assert guessed(ENGLISH, "Tangling City 2021.txt").jurisdiction == "Tangling City"


def test_two_places_of_one_name_are_not_one_government() -> None:
    found = told_apart(*(f"{p}/棠岭县/{y}.txt" for p in ("四川省", "湖南省") for y in (2019, 2020, 2021)))
    assert [own.jurisdiction for own in found] == ["四川省棠岭县"] * 3 + ["湖南省棠岭县"] * 3
    assert all(
        "one name: «棠岭县» is the name of places in 四川省 and 湖南省, taken for different ones" in own.doubts
        for own in found
    )
    assert not any("spelled alike" in doubt for own in found for doubt in own.doubts)
    counties = [f"Tangling County {state} 2020.txt" for state in ("OH", "WA")]
    found = told_apart(*counties, text=f"Tangling County\n{ENGLISH}")
    assert [own.jurisdiction for own in found] == ["Tangling County, OH", "Tangling County, WA"]


def test_a_text_that_does_not_tell_which_place_of_the_name_it_is_of_keeps_a_doubt() -> None:
    found = told_apart("四川省/棠岭县/2019.txt", "湖南省/棠岭县/2020.txt", "棠岭县2021年.txt")
    assert [own.jurisdiction for own in found] == ["四川省棠岭县", "湖南省棠岭县", "棠岭县"]
    assert found[2].doubts[-1].endswith("in 四川省 and 湖南省: write which of them is meant")
    found = told_apart("Ohio/Tangling/2019.txt", "Utah/Tangling/2020.txt", text=f"State of Tangling\n{ENGLISH}")
    assert {own.jurisdiction for own in found} == {"Tangling"}
    assert all("lie in Ohio and Utah: if these are two places" in own.doubts[-1] for own in found)


@pytest.mark.parametrize(
    "names",
    [
        ("河南省/太康县/棠岭镇/2019.txt", "河南省/棠岭镇/2020.txt", "棠岭镇2021年.txt", "太康县/棠岭镇2022年.txt"),
        ("2019年/棠岭镇.txt", "2020年/棠岭镇.txt", "pdf/2021/棠岭镇.txt"),
        ("texts/棠岭镇/2019.txt", "Final/棠岭镇/2020.txt", "旧/棠岭镇2021年.txt", "新/棠岭镇2022年.txt"),
    ],
)
def test_one_place_whose_texts_lie_at_different_depths_stays_one(names: tuple[str, ...]) -> None:
    found = told_apart(*names)
    assert {own.jurisdiction for own in found} == {"棠岭镇"}
    assert not any("one name" in doubt for own in found for doubt in own.doubts)


def test_a_text_a_folder_higher_is_of_the_place_in_the_folder_below() -> None:
    found = told_apart("河南省/太康县/棠岭镇/2019.txt", "河南省/棠岭镇/2020.txt", "湖北省/麻城市/棠岭镇/2020.txt")
    assert [own.jurisdiction for own in found] == ["太康县棠岭镇", "太康县棠岭镇", "麻城市棠岭镇"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("County of Tangling: Recommended Budget Message of the County Executive, Fiscal Year 2021", True),
        ("Republic of Tangling – Statement of the Minister of Finance on the Annual Estimates for 2021", True),
        (
            "Budget Message of the County Executive of Tangling on the Proposals that were Put before the Board 2021",
            False,
        ),
        ("Members of the council, the budget for 2021 that lies before you tonight is balanced and modest", False),
        ("Fellow citizens, with this address for 2021 the office of mayor passes to another pair of hands.", False),
        ("County of Tangling: Recommended Budget Message of the County Executive 2021 " + "and Annex " * 5, False),
    ],
)
def test_english_titles_may_be_long_but_say_nothing(line: str, *, found: bool) -> None:
    own = guessed(f"{line}\n{ENGLISH}", "view.txt")
    assert (own.title == line, own.year == "2021") == (found, found)


@pytest.mark.parametrize(
    ("title", "name", "year", "why"),
    [
        ("棠嶺縣108年施政總報告", "a.txt", "2019", "«108年施政»"),
        ("棠嶺縣施政報告（中華民國一百零九年度）", "a.txt", "2020", "«民國一百零九年»"),
        ("棠嶺縣施政報告\n中華民國一百零九年四月八日", "a.txt", "2020", "«民國一百零九年»"),
        ("棠嶺縣施政報告", "民国９９年.txt", "2010", "«民国99年»"),
        ("棠嶺縣2021年施政報告（民國110年）", "a.txt", "2021", ""),
        ("棠嶺縣建县110年庆典", "a.txt", "", ""),
    ],
)
def test_years_of_the_republic_of_china_are_counted_from_1911(title: str, name: str, year: str, why: str) -> None:
    found = guessed(f"{title}\n{YEARLESS}", name)
    assert found.year == year
    assert [d for d in found.doubts if d.startswith("year")] == (
        [f"year: only guessed from {why}, counted from 1911"] if why else []
    )


@pytest.mark.parametrize("cell", ["2031", "２０３１", "二〇三一", "二○三一年", "民國120年", "2031-2032"])
def test_a_year_in_a_table_may_be_written_in_any_digits(cell: str) -> None:
    found = guessed(YEARLESS, "all.csv", key="row 2", year=cell, date="2035-03-01", place="贵州省")
    assert (found.year, found.evidence[1]) == ("2031", "year: column of the table")
    found = guessed(YEARLESS, "all.csv", key="row 2", date="二〇三一年三月五日", place="贵州省")
    assert (found.year, found.evidence[1]) == ("2031", "year: date of publication")


@pytest.mark.parametrize(
    ("name", "place", "level"),
    [
        ("Guinea-Bissau", "Guinea-Bissau", "national"),
        ("Trinidad and Tobago", "Trinidad & Tobago", "national"),
        ("Cote d'Ivoire", "Côte d’Ivoire", "national"),
        ("Côte d’Ivoire", "Côte d’Ivoire", "national"),
        ("Co\u0302te_d'Ivoire", "Côte d’Ivoire", "national"),
        ("Vatican City", "Vatican City", "national"),
        ("Building a New Kenya", "Kenya", "national"),
        ("St Lucia", "St. Lucia", "national"),
        ("Papua New Guinea", "Papua New Guinea", "national"),
        ("new-kenya-file", "Kenya", "national"),
        ("United States State of the Union", "United States", "national"),
        ("Singapore State of the City", "Singapore", "national"),
        ("New Jersey", "New Jersey", ""),
        ("Western Australia", "Western Australia", ""),
        ("Mexico City", "Mexico City", ""),
        ("Jordan Lake County", "Jordan Lake County", "county"),
    ],
)
def test_a_country_in_the_name_of_another_place_is_not_meant(name: str, place: str, level: str) -> None:
    found = guessed(ENGLISH, f"{name} 2020.txt")
    assert (found.jurisdiction, found.level) == (place, level)


def test_georgia_is_a_doubt() -> None:
    assert "place: «Georgia» is taken for the country" in "; ".join(guessed(ENGLISH, "Georgia 2020.txt").doubts)


@pytest.mark.parametrize("title", ["Speech from the Throne 2019", "Address to the Assembly, 2019", "Budget 2019"])
def test_a_title_may_begin_with_the_word_that_tells_it(title: str) -> None:
    found = guessed(f"{title}\n{ENGLISH}", "a.txt")
    assert (found.title, found.year) == (title, "2019")
    assert guessed(f"Report\n{ENGLISH}", "a.txt").title == "a"


def test_a_table_that_states_level_and_kind_is_believed() -> None:
    row = {"place": "Orée East", "year": "2031", "level": "Province", "kind": "throne"}
    found = guessed(ENGLISH, "all.csv", key="row 2", **row)
    assert (found.level, found.kind, found.doubts) == ("province", "throne", ("«Orée East» is in no table of places",))
    # words that the program does not know say nothing, nor does a level against the tables of places
    found = guessed(YEARLESS, "all.csv", key="row 2", place="贵州省", year="2031", level="county", kind="poem")
    assert (found.level, found.kind) == ("province", "report")


def test_a_year_is_found_behind_thousands_of_empty_lines() -> None:
    text = "\n" * 300_000 + "一、2023年工作回顾\n修缮渡口。\n二、2024年工作安排\n修缮粮库。\n"
    found = list(year_sources(stated="", titles=[], names=[], head=[], text=text, published=""))
    assert [year for year, _ in found] == ["2024"]
