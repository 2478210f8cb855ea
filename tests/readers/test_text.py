"""Encodings: every one of the house gives the same characters, nothing is lost or guessed silently."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lost import lost_signs, stands_for_lost
from pipeline.readers import UnreadableError
from pipeline.readers.text import BOMS, decode, oddities, read, tells_of_loss

SIMPLIFIED = "各位代表：棠岭县今年将新建农村公路一百二十公里，改造老旧小区三十个，让群众出行更方便。\n"
TRADITIONAL = "各位代表：棠嶺縣今年將新建農村公路一百二十公里，改造老舊社區三十個，讓群眾出行更方便。\n"
LATIN = "The county’s plan costs £12 million – no more – and we will finish the “ring road” by 2027.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("times", [1, 40])
def test_simplified_text_is_the_same_from_every_encoding(encoding: str, times: int) -> None:
    text = SIMPLIFIED * times
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030", "utf-16-le"])
def test_traditional_text_is_the_same_from_every_encoding(encoding: str) -> None:
    decoded = decode(TRADITIONAL.encode(encoding))
    assert decoded.text == TRADITIONAL
    assert decoded.encoding == {"big5": "big5hkscs"}.get(encoding, encoding)


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        ("\ufeff".encode("gb18030"), "gb18030"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(bom: bytes, encoding: str) -> None:
    decoded = decode(bom + SIMPLIFIED.encode(encoding))
    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, encoding)


def test_rare_characters_that_gb2312_lacks_are_read() -> None:
    text = "镕、喆、䶮三位同志负责的项目均已完工，群众十分满意，明年继续推进。"
    assert decode(text.encode("gb18030")).text == text
    # a file announced as GB2312 is read as its superset
    assert decode(text.encode("gb18030"), "gb2312") == decode(text.encode("gb18030"), "gb18030")


def test_western_windows_text_is_not_taken_for_chinese() -> None:
    decoded = decode(LATIN.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (LATIN, "cp1252")
    words = "La société a présenté ses priorités à l'été; le café, la forêt, l'âge.\n"
    assert decode(words.encode("cp1252")).text == words


def test_ascii_in_utf16_without_a_mark() -> None:
    assert decode("We will build it.".encode("utf-16-be")).text == "We will build it."


def test_a_guess_on_few_characters_is_said_to_be_one() -> None:
    assert decode("修路。".encode("gb18030")).warnings
    assert not decode((SIMPLIFIED * 3).encode("gb18030")).warnings


def test_bytes_that_fit_nothing_are_an_error_that_names_the_first() -> None:
    data = SIMPLIFIED.encode("utf-8") + b"\xff\xff\xff broken"
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert f"byte {len(SIMPLIFIED.encode('utf-8'))} " in caught.value.message
    assert caught.value.value.startswith("ff ff ff")
    assert "encoding" in caught.value.advice


def test_a_stated_encoding_is_the_only_one_tried() -> None:
    with pytest.raises(UnreadableError):
        decode(SIMPLIFIED.encode("gb18030"), "utf-8")
    with pytest.raises(UnreadableError, match="unknown encoding"):
        decode(b"x", "klingon")
    for name in ("hex", "rot13", "undefined", "a\0b"):
        with pytest.raises(UnreadableError, match="unknown encoding"):
            decode(b"78", name)


def test_an_encoding_with_escapes_brings_no_half_character_in() -> None:
    with pytest.raises(UnreadableError, match="behind 4 others") as caught:
        decode(rb"road\ud800", "unicode_escape")
    assert caught.value.value == r"\ud800"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我们将修路\x00。", "NUL"),
        ("我们将\u202e修路\u202c。", "direction"),
        ("我们将修\ufffd路。", "U+FFFD"),
        ("我们将修\ue123路。", "private-use"),
    ],
)
def test_odd_characters_are_kept_and_reported(text: str, word: str) -> None:
    decoded = decode(text.encode("utf-8"))
    assert decoded.text == text
    assert any(word in warning for warning in decoded.warnings)


def test_signs_that_stand_for_lost_characters_are_counted_with_the_first_place() -> None:
    text = "各位代表：\n我们设身处地?基层减负，治理青□河，修\ufffd桥。\n怎样修好?靠大家。桥？修好了。Why not? 好。\n"
    (warning,) = (w for w in oddities(text) if tells_of_loss(w) and "stand for" in w)
    assert warning.startswith("3 signs between Chinese characters stand for lost ones")
    assert warning.endswith("First in line 2: «…： 我们设身处地?基层减负，治理青…»")
    sound = "怎样修好?靠大家。□ 同意 □ 反对。桥？修好了。"
    assert not any(map(tells_of_loss, oddities(sound)))
    assert any(map(tells_of_loss, oddities("We will build\ufffd roads.")))


def test_signs_of_a_reposted_copy_are_reported() -> None:
    assert any("pronunciation" in w for w in decode("我们发（fā）展（zhǎn）经（jīng）济。".encode()).warnings)
    noise = "我们$ e) A: F4 i6修路。" * 3
    assert any("stray signs" in warning for warning in decode(noise.encode()).warnings)
    assert decode("全年完成 5 G 基站三千个，PM 2.5 AQI 下降。".encode() * 9).warnings == ()


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"%PDF-1.7 ...", ".pdf"),
        (b"PK\x03\x04...", ".docx"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", ".html"),
        (b"{\\rtf1 x}", ".rtf"),
    ],
)
def test_other_formats_under_the_name_of_a_text_file(data: bytes, ending: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, "a.txt")
    assert ending in caught.value.advice


def test_line_ends_stay_so_that_offsets_hold() -> None:
    text = "一、回顾\r\n二、安排\r三、谢谢\n"
    assert decode(text.encode("utf-8")).text == text


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=200))
def test_no_text_in_utf8_is_changed(text: str) -> None:
    # a leading mark is the signature of the file, and a text of NULs between letters is what UTF-16 looks like
    if text.startswith("\ufeff") or "\x00" in text or text.encode().startswith(b"\x84\x31\x95\x33"):
        return
    assert decode(text.encode("utf-8")).text == text


@given(st.binary(max_size=100))
def test_random_bytes_are_read_without_loss_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnreadableError:
        return
    marks = [b"", *(mark for mark, _ in BOMS)]
    assert any(mark + decoded.text.encode(decoded.encoding) == data for mark in marks)


def test_a_line_of_ten_million_bytes() -> None:
    text = "修" * 3_500_000
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("gb18030")).encoding == "gb18030"


@pytest.mark.parametrize(
    "text",
    [
        "The council’s “big” plan … is ready.".encode().decode("cp1252", "replace").replace("\ufffd", "\x9d"),
        "The café opens.".encode().decode("cp1252"),
        "我们修路锟斤拷架桥。",
        "The council’s plan is ready.".encode("mac_roman").decode("cp1252"),
    ],
)
def test_a_text_that_was_once_read_in_a_wrong_encoding_is_warned_about(text: str) -> None:
    (warning,) = decode(text.encode()).warnings
    assert "once read in a wrong encoding" in warning
    assert tells_of_loss(warning)


def test_accents_are_no_sign_of_a_wrong_encoding() -> None:
    assert oddities("SÃO JOÃO, Õhtu, açaí, Crème – the council’s “big” plan…") == ()


@pytest.mark.parametrize(
    "asked", ["是不是", "能不能按期完成", "桥修好了没有", "新桥有没有用", "要建几座", "几时完工", "路有多远"]
)
def test_questions_of_every_form_ask(asked: str) -> None:
    text = f"大家问我们{asked}?我们说到做到。"
    assert oddities(text) == ()
    assert not stands_for_lost(text, text.index("?"))


def test_what_only_looks_like_a_question_does_not_ask() -> None:
    assert len(list(lost_signs("几年来修?路，不断架?桥，没有?问题。"))) == 3
    for said in (
        "近几年?我们",
        "今后几年?我们",
        "过去几年?全市",
        "这几项?工作",
        "十几座?桥",
        "建桥几十?座",
        "许多大?项目",
        "更多高?量的路",
    ):
        assert stands_for_lost(said, said.index("?")), said


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x</p>", "this is a web page under the name of a text file"),
        ("<div><p>今年修路。</p><br/>建桥。</div>".encode("utf-16"), "this is a part of a web page, with its tags"),
        ("<head><title>报告</title></head><p>今年修路。</p>".encode("gb18030"), "this is a part of a web page"),
    ],
)
def test_web_pages_under_the_name_of_a_text_file_are_refused(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableError, match=what):
        read(data, "a.txt")
    assert read("a < b, <p> and </p>, as in «<br>»".encode(), "a.txt")[0].text.startswith("a < b")
