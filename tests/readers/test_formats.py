"""Markdown, tables, JSON lines: the texts and what stands beside them."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from textwrap import fill

import docx
import pytest

from pipeline.readers import READERS, UnreadableError, csv, jsonl, md
from pipeline.readers.text import tells_of_loss
from tests.readers.makepdf import Line, pdf

LONG = "今年我们将新建农村公路一百二十公里。" * 20


def test_markdown_is_read_as_it_would_be_shown() -> None:
    source = (
        '---\ntitle: "Budget speech"\nyear: 1960\n---\n# Budget *speech*\n\nWe will build\nroads [here](http://x) and '
        "cut **CO<sub>2</sub>**.\n\n3. third\n4. fourth\n   goes on\n\n- a\n\n我们将修\n路。\n\n    an indented line\n"
        "\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\nfirst  \nsecond ![picture](x.png)\n"
    )
    (extract,) = md.read(source.encode(), "a.md")
    assert extract.text.split("\n") == [
        "Budget speech",
        "We will build roads here and cut CO2.",
        "3. third",
        "4. fourth goes on",
        "• a",
        "我们将修路。",
        "an indented line",
        "a\tb",
        "1\t2",
        "quoted",
        "first",
        "second ",
    ]
    assert extract.fields == {"title": "Budget speech", "year": "1960"}
    assert "1 pictures left out" in extract.warnings
    assert "1 links left out, their words kept" in extract.warnings


LINES = """政府工作报告
2031年1月8日在云岭市第五届人民代表大会第一次会议上
各位代表：
现在，我把本市去年与今年的工作向大会说明，请予审议。
一、2030年工作回顾
过去一年，生产总值增长6.1%，新修公路210公里。夜班公交通到了七个乡镇。
二、2031年工作安排
（一）建设水网
今年开工青溪水库，两年内通水。
"""


def test_lines_that_are_paragraphs_stay_apart() -> None:
    """Markdown would make one paragraph of them and lose the headings."""
    (extract,) = md.read(f"# 云岭市\n\n{LINES}".encode(), "a.md")
    assert extract.text == f"云岭市\n{LINES}".rstrip()
    assert extract.warnings == ("8 line breaks without an empty line kept: the lines of this file are its paragraphs",)
    english = "THE YEAR BEHIND US\nThe ferry ran on 340 days.\nWHAT WE WILL DO\nWe will open two schools by May.\n"
    assert md.read(english.encode(), "a.md")[0].text == english.rstrip()
    long = "we keep the ferry running in every week of the year, and the night bus too, as far as the old mill; " * 2
    assert md.read(f"{long}\n{long}\n".encode(), "a.md")[0].text.count("\n") == 1


def test_paragraphs_that_an_editor_broke_are_joined() -> None:
    chinese = "过去一年，全市生产总值稳步增长，新修公路两百多公里，夜班公交通到了七个乡镇，末班车推迟到十点半。"
    english = "The ferry ran on 340 days, and the night bus went as far as the old mill at Selby. " * 3
    for line, broken in (
        (chinese, "\n".join(chinese[at : at + 12] for at in range(0, len(chinese), 12))),
        (english.rstrip(), fill(english, 40)),
    ):
        (extract,) = md.read(f"{broken}\n\n{broken}\n".encode(), "a.md")
        assert extract.text == f"{line}\n{line}"
        joined = 2 * broken.count("\n")
        assert extract.warnings == (f"{joined} line breaks inside paragraphs joined",)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    (extract,) = md.read(b"---\nWe will build it.\n---\nAnd open it.\n", "a.md")
    assert "We will build it." in extract.text
    spoken = "---\nMadam Speaker: I rise.\n\nWe will build forty homes.\n---\nAnd open them.\n"
    (extract,) = md.read(spoken.encode(), "a.md")
    assert extract.text.split("\n") == ["Madam Speaker: I rise.", "We will build forty homes.", "And open them."]
    assert not extract.fields
    (extract,) = md.read(
        b"---\nThank you. I say: we build.\n\nMembers of the House, as I said: we mend.\n---\nYes.\n", "a.md"
    )
    assert "we build" in extract.text and "we mend" in extract.text
    head = (
        '---\n标题: 云岭市报告\ntags:\n- a\nnames: [\n  b,\n]\nnote: >\n  of two lines\n\n# a comment\n"year": 2031\n'
        "dc.identifier-of-the-page-it-was-taken-from: x\n---\n我们修路。\n"
    )
    (extract,) = md.read(head.encode(), "a.md")
    assert extract.text == "我们修路。"
    assert (extract.fields["标题"], extract.fields["year"]) == ("云岭市报告", "2031")
    assert extract.warnings == ("5 lines of the head that are no «key: value» left out",)
    aims = "---\n# Aims\n- We will mend the pier.\n- We will dredge the port.\nAim: by 2031\n---\nGood morning.\n"
    (extract,) = md.read(aims.encode(), "a.md")
    assert not extract.fields
    assert "We will dredge the port." in extract.text


def test_what_a_page_hides_is_no_text_of_markdown() -> None:
    source = (
        "# Budget\n\n<!--\nnot said: we sell the depot\n-->\n\n<style>\np { color: red }\n</style>\n\n"
        "<p>Roads &amp; bridges</p><p>cost < 5 and > 3<br>millions</p>\n\nWe will build.\n"
    )
    (extract,) = md.read(source.encode(), "a.md")
    assert extract.text.split("\n") == ["Budget", "Roads & bridges", "cost < 5 and > 3", "millions", "We will build."]
    assert "69 characters of comments and scripts left out" in extract.warnings
    (extract,) = md.read(b"<!--> Shown.\n\n<!-- never closed\n\nWe will build.\n", "a.md")
    assert extract.text.split("\n")[-1] == "We will build."


@pytest.mark.parametrize("sign", ["<!-- ", "<script ", "<div><style "])
def test_marks_of_markdown_that_nothing_closes_take_no_longer_than_others(sign: str) -> None:
    start = time.perf_counter()
    md.read(sign.encode() * 40_000, "a.md")
    assert time.perf_counter() - start < 5


def test_who_speaks_is_no_address_of_a_link() -> None:
    (extract,) = md.read("[县长]:各位代表，今年修路3.5公里。\n\n好的 [a][1]。\n\n[1]: http://x\n".encode(), "a.md")
    assert extract.text.startswith("[县长]:各位代表，今年修路3.5公里。\n好的")
    (extract,) = md.read(b"See [a][1] and [b][2].\n\n[1]: <http://x>\n[2]: b/c.html 'B'\n", "a.md")
    assert extract.text == "See a and b."


def test_csv_rows_with_line_breaks_and_quotes() -> None:
    data = 'province,year,full_text\r\n棠岭市,2021,"第一段。\n第二段""引""。"\r\n,,\r\n棠岭市,2022,完\r\n'
    first, second = csv.read(data.encode("utf-8-sig"), "a.csv")
    assert first.text == '第一段。\n第二段"引"。'
    assert first.fields == {"province": "棠岭市", "year": "2021"}
    assert (first.key, second.key, second.text) == ("row 2", "row 4", "完"), "the blank row between them counts"


def test_the_line_that_states_the_separator() -> None:
    (extract,) = csv.read("sep=;\r\nyear;text\r\n2021;修路，架桥。\r\n".encode(), "a.csv")
    assert (extract.text, extract.fields) == ("修路，架桥。", {"year": "2021"})
    assert extract.key == "row 3", "the line that states the separator is the first row of the file"
    (extract,) = csv.read(b"sep=;\ryear;text\r2021;roads, rails\r", "a.csv")
    assert (extract.text, extract.fields) == ("roads, rails", {"year": "2021"})


@pytest.mark.parametrize("table", ["year;title;text\r2021;B;{}\r", "\n \nyear;title;text\n2021;B;{}\n"])
def test_the_separator_is_that_of_the_first_line_alone(table: str) -> None:
    """Ends of lines of an old Macintosh, and blank lines above the names of columns."""
    text = "roads, rails, ferries, night buses"
    (extract,) = csv.read(table.format(text).encode(), "a.csv")
    assert (extract.text, extract.fields) == (text, {"year": "2021", "title": "B"})


def test_a_row_that_loses_the_end_of_its_text_says_so() -> None:
    lost, sound = csv.read(b"year,text\n2021,We will build roads, open a ferry,\n2022,We will\n", "a.csv")
    (warning,) = lost.warnings
    assert warning.startswith("1 cells beyond those that the first line names were left out, from «open a ferry»")
    assert tells_of_loss(warning)
    assert not sound.warnings


def test_one_nested_value_hides_no_texts_of_other_lines() -> None:
    lines = ['{"text": "We will build."}', '{"text": ["We pave", "We mend"]}', '{"text": {"p": "x"}, "year": 2031}']
    found = jsonl.read("\n".join(lines).encode(), "a.jsonl")
    assert [extract.text for extract in found] == ["We will build.", "We pave\nWe mend", ""]


def test_csv_takes_the_longest_column_and_says_so() -> None:
    (extract,) = csv.read(f"a\tb\nx\t{LONG}\n".encode("gb18030"), "a.tsv")
    assert extract.text == LONG
    assert extract.encoding == "gb18030"
    assert "«b»" in extract.warnings[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\nx,y\n", "no column holds texts"),
        (b"text\n", "no rows"),
        (b'text,year\n"never closed,2020\n', "not a csv file"),
        (b"text,year,text\na,2020,b\n", "two columns of texts have one name"),
    ],
)
def test_tables_without_texts_are_errors(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        csv.read(data, "a.csv")


def test_a_table_without_a_header_does_not_lose_its_first_text() -> None:
    rows = [f"棠岭县,{year},{'我们新建了农村公路。' * 30}" for year in (2020, 2021)]
    with pytest.raises(
        UnreadableError, match="the first line names no columns: a cell of it has 300 characters"
    ) as caught:
        csv.read("\n".join(rows).encode(), "a.csv")
    assert "names of the columns" in caught.value.advice
    assert len(csv.read("\n".join(["place,year,text", *rows]).encode(), "a.csv")) == 2


def test_what_is_no_number_says_nothing() -> None:
    line = f'{{"title": NaN, "place": NaN, "year": 2021.0, "size": -Infinity, "text": "{"新建公路。" * 9}"}}'
    (extract,) = jsonl.read(line.encode(), "a.jsonl")
    assert extract.fields == {"year": "2021.0"}


def test_texts_with_the_tags_of_a_page_are_read_as_one() -> None:
    page = f"<h2>一、去年工作</h2><p>{LONG}</p><p>我们新建了渡口。</p>"
    (row,) = csv.read(f'year,text\n2021,"{page}"\n'.encode(), "a.csv")
    (line,) = jsonl.read(json.dumps({"year": 2021, "text": page}).encode(), "a.jsonl")
    assert row.text == line.text == f"一、去年工作\n{LONG}\n我们新建了渡口。"
    assert row.warnings == line.warnings == ("read as a web page, for its tags",)
    # too short to be found on a page, so it stays with its tags
    (short,) = jsonl.read('{"text": "<p>我们新建渡口。</p><p>完</p><br>"}'.encode(), "a.jsonl")
    assert short.text.startswith("<p>") and "tags of a web page stand in the text" in short.warnings[0]


def test_a_cell_of_a_million_characters() -> None:
    (extract,) = csv.read(f'text\n"{"修" * 1_000_000}"\n'.encode(), "a.csv")
    assert len(extract.text) == 1_000_000


def test_jsonl_objects_with_nulls_lists_and_line_separators() -> None:
    rows = [
        {"title": "A", "content": "第一段。\u2028还是第一段。", "year": None},
        {"title": "B", "content": ["第一段。", "第二段。"], "year": 2021, "tags": {"x": 1}},
    ]
    data = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    first, second = jsonl.read(data.encode(), "a.jsonl")
    assert (first.text, first.fields, first.key) == ("第一段。\u2028还是第一段。", {"title": "A"}, "line 1")
    assert (second.text, second.key) == ("第一段。\n第二段。", "line 3")
    assert second.fields == {"title": "B", "year": "2021", "tags": '{"x": 1}'}
    assert [e.text for e in jsonl.read(json.dumps(rows).encode(), "a.json")] == [first.text, second.text]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.jsonl", b'{"text": "a"}\n{"text": ', "line 2 is not JSON"),
        ("a.jsonl", b'["a"]\n', "line 1 is no JSON object"),
        ("a.jsonl", b"\n\n", "holds no objects"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[1]", "not a list of JSON objects"),
        ("a.json", b'{"data": [{"text": "' + b"a " * 200 + b'"}]}', r"no column .* a list of texts as \[\{"),
        ("a.jsonl", b'{"text": [{"p": "We will build."}], "year": 2031}\n', "no column .* as one string"),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_is_an_error_for_the_whole_file(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        jsonl.read(data, name)


def test_every_reader_refuses_or_reads_any_bytes() -> None:
    for suffix, reader in READERS.items():
        for data in (b"\x00" * 50, b"%PDF-", b"PK\x03\x04", bytes(range(256)), "修路。".encode("utf-16")):
            try:
                extracts = reader(data, f"a{suffix}")
            except UnreadableError as error:
                assert error.advice
            else:
                assert extracts


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the data with some bytes changed, cut out or repeated."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 10])):
        at = chance.randrange(len(changed))
        way = chance.randrange(3)
        if way == 0:
            changed[at] = chance.randrange(256)
        elif way == 1:
            del changed[at : at + chance.choice([1, 50])]
        else:
            changed[at:at] = changed[at : at + chance.choice([1, 50])]
        changed = changed or bytearray(b" ")
    return bytes(changed)


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("今年新建公路。", style="List Number")
    document.add_table(1, 2).cell(0, 0).text = "指标"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def word_with_damage_inside(chance: random.Random) -> bytes:
    """Return a sound archive with one damaged part; damage to the archive itself is mostly found by its checksums."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(written, "w") as target:
        hit = chance.choice(source.namelist())
        for name in source.namelist():
            target.writestr(name, damaged(source.read(name), chance) if name == hit else source.read(name))
    return written.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_an_error_with_advice_or_harmless(seed: int) -> None:
    chance = random.Random(seed)
    page = "<html><body><table><tr><td>" + "<p>我们将修路<sub>2</sub>。</p>" * 30 + "</td></tr></table></body></html>"
    files = {
        ".docx": word_with_damage_inside(chance) if seed % 2 else damaged(word(), chance),
        ".pdf": damaged(pdf([[Line("今年新建公路。", 72, 700)]] * 2, title="x"), chance),
        ".html": damaged(page.encode(), chance),
        ".md": damaged(b"# a\n\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", chance),
        ".csv": damaged(b'text,year\n"a ""b""",2020\n', chance),
        ".jsonl": damaged(b'{"text": "a", "year": 1}\n', chance),
    }
    for suffix, data in files.items():
        try:
            extracts = READERS[suffix](data, f"a{suffix}")
        except UnreadableError as error:
            assert error.advice
        else:
            assert extracts
