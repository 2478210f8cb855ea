"""PDF files: furniture at page edges, paragraphs over lines and pages, columns, scans, damage."""

from __future__ import annotations

import pytest

from pipeline.readers import Extract, UnreadableError
from pipeline.readers import pdf as reader
from tests.readers.makepdf import Line, encrypted, pdf, scan


def read(data: bytes) -> Extract:
    (extract,) = reader.read(data, "speech.pdf")
    return extract


def column(texts: list[str], top: float = 770, x: float = 72, size: float = 12, step: float = 20) -> list[Line]:
    return [Line(text, x, top - step * number, size) for number, text in enumerate(texts)]


# 36 characters of 12 points: a full line
FULL = "今年我们将新建农村公路一百二十公里并改造老旧小区三十个同时完成河道治理五处让群众"


def test_chinese_lines_are_joined_without_space_and_paragraphs_kept() -> None:
    lines = [
        Line("一、今年工作安排", 72, 770),
        Line("今年我们将新建农村公路一百二十公里，改造老旧小区三十", 96, 750),
        Line("个，同时完成河道治理五处，让群众出行更加方便安全省心。", 72, 730),
        Line("完成后即行验收。", 72, 710),
        Line("明年我们将继续推进。同时新建学校三所并全部投入使用，", 96, 690),
        Line("让孩子就近入学。", 72, 670),
    ]
    assert read(pdf([lines])).text.split("\n") == [
        "一、今年工作安排",
        "今年我们将新建农村公路一百二十公里，改造老旧小区三十个，同时完成河道治理五处，让群众出行更加方便安全省心。完成后即行验收。",
        "明年我们将继续推进。同时新建学校三所并全部投入使用，让孩子就近入学。",
    ]


def test_radicals_that_the_fonts_name_are_read_as_characters_before_lines_are_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [
        [reader._Line(text, 72, 500, top, top + 12, 12, 1) for text, top in (("⼀、增⻓。", 70), ("⼆、⾼质量。", 90))]
    ]
    monkeypatch.setattr(reader, "_pages", lambda data: (found, set(), "", 0))
    extract = read(b"")
    assert extract.text == "一、增长。\n二、高质量。"
    assert extract.warnings[0] == "4 signs that PDF files give for common characters («⼯» for «工») replaced by those"


def test_page_numbers_and_running_heads_go_and_the_sentence_over_the_page_end_is_whole() -> None:
    pages = []
    texts = [FULL[shift:] + FULL[:shift] for shift in range(24)]
    for number in range(1, 5):
        body = column(texts[6 * number - 6 : 6 * number], top=740)
        pages.append([Line("棠岭市人民政府公报", 72, 800), *body, Line(f"— {number} —", 290, 40)])
    pages[-1].insert(-1, Line("谢谢大家！", 72, 600))
    extract = read(pdf(pages))
    assert extract.text == "".join(texts) + "\n谢谢大家！"
    assert "4 page numbers dropped" in extract.warnings
    assert "4 lines that repeat from page to page dropped: «棠岭市人民政府公报» 4×" in extract.warnings


def test_the_year_at_the_foot_of_a_cover_is_no_page_number() -> None:
    cover = [Line("BUDGET ADDRESS", 200, 600, 20), Line("FERNLEY COUNTY", 200, 560, 20), Line("2021", 260, 500, 20)]
    texts = [f"We will open the depot of village {name} in May." for name in "ABCDEFGHI"]

    def numbered(first: int) -> list[list[Line]]:
        return [[*column(texts[3 * n : 3 * n + 3]), Line(str(first + n), 290, 40)] for n in range(3)]

    extract = read(pdf([cover, *numbered(1)]))
    assert extract.text.split("\n")[:3] == ["BUDGET ADDRESS", "FERNLEY COUNTY", "2021"]
    assert "3 page numbers dropped" in extract.warnings
    assert "2022" not in read(pdf(numbered(2021))).text, "the pages of a gazette may have such numbers"
    sides = [[Line("2021", 60 + 440 * (n % 2), 800), *column(texts[3 * n : 3 * n + 3])] for n in range(3)]
    assert "2021" not in read(pdf(sides)).text, "a running head changes sides"


@pytest.mark.parametrize(("line", "stays"), [("civil", True), ("Li", True), ("xiv", False), ("XL", False)])
def test_only_roman_numerals_are_page_numbers(line: str, stays: bool) -> None:
    text = read(pdf([[Line(line, 290, 800), *column(["We will open the depot in May.", "It is new."])]])).text
    assert (line in text) == stays


def test_a_watermark_in_the_middle_of_every_page_goes() -> None:
    texts = [FULL[shift:] + FULL[:shift] for shift in range(24)]
    pages = [[*column(texts[8 * n : 8 * n + 4]), Line("内部资料", 200, 675, 30)] for n in range(3)]
    for number, page in enumerate(pages):
        page += column(texts[8 * number + 4 : 8 * number + 8], top=640)
    extract = read(pdf(pages))
    assert "内部资料" not in extract.text
    assert any("«内部资料» 3×" in warning for warning in extract.warnings)


def test_footnotes_part_no_sentence() -> None:
    texts = [FULL[shift:] + FULL[:shift] for shift in range(12)]
    note = "1 指" + (FULL * 2)[:58]
    foot = [Line(note, 72, 80, 8), Line("含村道和机耕道。", 72, 70, 8)]
    extract = read(pdf([[*column(texts[:6]), *foot], column(texts[6:])]))
    assert extract.text == "".join(texts) + f"\n{note}含村道和机耕道。"
    assert "2 lines of footnotes put behind the text" in extract.warnings


def test_a_sentence_that_repeats_at_page_tops_is_no_furniture() -> None:
    pages = [column(["我们说到做到。", FULL, FULL], top=780) for _ in range(3)]
    assert read(pdf(pages)).text.count("我们说到做到。") == 3


def test_a_number_inside_the_text_is_no_page_number() -> None:
    page = column([FULL, "2021", FULL, FULL, FULL, FULL, FULL])
    assert "2021" in read(pdf([page])).text


def test_english_lines_are_joined_with_a_space_and_hyphens_only_dropped_from_known_words() -> None:
    lines = [
        "We will strengthen the infrastruc-",
        "ture of the county and take a long-",
        "term view of infrastructure. Roads,",
        "bridges and schools come first now.",
    ]
    assert read(pdf([column(lines)])).text == (
        "We will strengthen the infrastructure of the county and take a long-term view of infrastructure. "
        "Roads, bridges and schools come first now."
    )


def test_blank_space_parts_paragraphs_of_english() -> None:
    first = column(["We will build the ring road in two", "stages and open it to all traffic."], top=770)
    second = column(["We will build the ring road in two", "stages and open it to all traffic."], top=710)
    third = column(["We will build the ring road in two", "stages and open it to all traffic."], top=650)
    paragraph = "We will build the ring road in two stages and open it to all traffic."
    assert read(pdf([first + second + third])).text == "\n".join([paragraph] * 3)


def test_contents_lines_and_list_items_stay_lines_of_their_own() -> None:
    lines = [
        "一、工作回顾............3",
        "二、工作安排............9",
        "今年重点抓好以下两项工作，务求取得新的更大进展成效：",
        "1.新建农村公路一百二十公里并且全部验收合格投入使用；",
        "2.改造老旧小区三十个。",
    ]
    assert read(pdf([column(lines)])).text.split("\n") == lines


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line {number} goes on and on" for number in range(20)]
    right = [f"right column line {number} goes on and on" for number in range(20)]
    extract = read(pdf([column(left, x=40, size=9) + column(right, x=330, size=9)]))
    assert extract.text.index("left column line 19") < extract.text.index("right column line 0")
    assert any("two columns" in warning for warning in extract.warnings)


def test_a_page_of_wide_words_is_not_taken_for_columns() -> None:
    lines = [f"line {number} of one column that runs over the whole page and on" for number in range(20)]
    assert not any("columns" in warning for warning in read(pdf([column(lines)])).warnings)


def test_the_title_of_the_file_is_a_field() -> None:
    assert read(pdf([column([FULL])], title="Budget 2021")).fields["title"] == "Budget 2021"


def test_a_scan_is_an_error_that_says_so() -> None:
    with pytest.raises(UnreadableError, match="no text layer"):
        read(scan())


def test_an_empty_page_among_others_is_reported() -> None:
    extract = read(pdf([column([FULL]), [], column([FULL])]))
    assert any("1 of 3 pages hold no text: 2" in warning for warning in extract.warnings)


def test_an_encrypted_file_is_an_error_that_says_so() -> None:
    with pytest.raises(UnreadableError, match="encrypted"):
        read(encrypted())


@pytest.mark.parametrize("data", [b"no pdf at all", b"%PDF-1.4\n%%EOF", pdf([column([FULL])])[:300]])
def test_damaged_files_are_errors(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.advice
