"""Word documents: what a reader of the page sees is read, what he does not see is counted."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from pipeline.readers import Extract, UnreadableError
from pipeline.readers import docx as reader

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def save(document: docx.document.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read(data: bytes) -> Extract:
    (extract,) = reader.read(data, "speech.docx")
    return extract


def body(*paragraphs: str) -> bytes:
    """Return a document whose body is this WordprocessingML."""
    document = docx.Document()
    parent = document.element.body
    for number, xml in enumerate(paragraphs):
        parent.insert(number, parse_xml(xml.replace(">", f" {NAMESPACES}>", 1)))
    return save(document)


def p(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(levels: str, *items: tuple[str, int, str], more: str = "") -> bytes:
    """Return a document with paragraphs (list id, level, text) of lists that use one definition."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    root.append(parse_xml(f'<w:abstractNum {NAMESPACES} w:abstractNumId="7">{levels}</w:abstractNum>'))
    for num_id in dict.fromkeys(num_id for num_id, _, _ in items):
        inside = f'<w:abstractNumId w:val="7"/>{more if num_id == "2" else ""}'
        root.append(parse_xml(f'<w:num {NAMESPACES} w:numId="{num_id}">{inside}</w:num>'))
    for position, (num_id, level, text) in enumerate(items):
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'
        document.element.body.insert(position, parse_xml(p(r(text), properties).replace(">", f" {NAMESPACES}>", 1)))
    return save(document)


def level(index: int, number_format: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


CHINESE = (
    level(0, "chineseCounting", "%1、") + level(1, "chineseCountingThousand", "（%2）") + level(2, "decimal", "%3.")
)


def test_plain_paragraphs_and_the_title() -> None:
    document = docx.Document()
    document.core_properties.title = "棠岭市政府工作报告"
    document.add_paragraph("各位代表：")
    document.add_paragraph("今年新建公路120公里。")
    extract = read(save(document))
    assert (extract.text, extract.encoding) == ("各位代表：\n今年新建公路120公里。", "docx")
    assert extract.fields == {"title": "棠岭市政府工作报告"}
    assert extract.warnings == ()


def test_a_run_that_is_only_a_space_is_kept() -> None:
    assert read(body(p(r("We will") + r(" ") + r("build it.")))).text == "We will build it."


def test_automatic_numbers_are_computed_as_word_shows_them() -> None:
    items = [("1", 0, "回顾"), ("1", 1, "工业"), ("1", 1, "农业"), ("1", 2, "修路"), ("1", 0, "安排"), ("1", 1, "工业")]
    extract = read(numbered(CHINESE, *items))
    assert extract.text.split("\n")[:6] == ["一、回顾", "（一）工业", "（二）农业", "1. 修路", "二、安排", "（一）工业"]
    assert any(warning.startswith("6 list numbers computed") for warning in extract.warnings)


def test_lists_of_one_definition_go_on_counting_unless_one_states_a_start() -> None:
    items = [("1", 0, "甲"), ("1", 0, "乙"), ("2", 0, "丙"), ("2", 0, "丁")]
    assert read(numbered(CHINESE, *items)).text.startswith("一、甲\n二、乙\n三、丙\n四、丁")
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    assert read(numbered(CHINESE, *items, more=start)).text.startswith("一、甲\n二、乙\n一、丙\n二、丁")


def test_compound_numbers_legal_style_bullets_and_unknown_formats() -> None:
    levels = level(0, "upperRoman", "Part %1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert read(numbered(levels, ("1", 0, "Roads"), ("1", 1, "Bridges"))).text.startswith("Part I Roads\n1.1 Bridges")
    assert read(numbered(level(0, "bullet", "\uf0b7"), ("1", 0, "Roads"))).text.startswith("• Roads")
    extract = read(numbered(level(0, "hebrew1", "%1."), ("1", 0, "Roads")))
    assert extract.text.startswith("1. Roads")
    assert any("hebrew1" in warning for warning in extract.warnings)


def test_numbers_that_come_from_a_style() -> None:
    document = docx.Document()
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    assert read(save(document)).text == "1. first\n2. second"


def test_tracked_insertions_are_read_and_deletions_counted() -> None:
    extract = read(
        body(
            p(
                r("今年新建公路")
                + f'<w:ins w:id="1" w:author="a">{r("一百二十")}</w:ins>'
                + '<w:del w:id="2" w:author="a"><w:r><w:delText>一百</w:delText></w:r></w:del>'
                + r("公里。")
            )
        )
    )
    assert extract.text.strip() == "今年新建公路一百二十公里。"
    assert "4 characters of tracked insertions kept" in extract.warnings
    assert "2 characters of tracked deletions left out" in extract.warnings


def test_a_deleted_row_of_a_table_is_counted_whether_or_not_its_runs_are_marked() -> None:
    gone = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
    marked = '<w:del w:id="2" w:author="a"><w:r><w:delText>渡口</w:delText></w:r></w:del>'
    rows = ((gone, r("架桥。")), (gone, marked), ("", r("修路。")))
    table = "".join(f"<w:tr>{state}<w:tc>{p(inside)}</w:tc></w:tr>" for state, inside in rows)
    extract = read(body(f"<w:tbl>{table}</w:tbl>"))
    assert extract.text.strip() == "修路。"
    assert "5 characters of tracked deletions left out" in extract.warnings


def test_moved_text_is_read_once_where_it_went() -> None:
    moved = '<w:moveFrom w:id="1" w:author="a">{}</w:moveFrom>', '<w:moveTo w:id="2" w:author="a">{}</w:moveTo>'
    extract = read(body(p(moved[0].format(r("修路。")) + r("架桥。")), p(moved[1].format(r("修路。")))))
    assert extract.text.strip() == "架桥。\n修路。"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert read(body(p(r("今年新建"), mark), p(r("公路。")))).text.strip() == "今年新建公路。"


def test_tables_are_read_row_by_row_and_layout_tables_as_paragraphs() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["指标", "目标", "收入", "增长\n5%"], strict=True):
        cell.text = text
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "第一段。"
    frame.cell(0, 0).add_paragraph("第二段。")
    extract = read(save(document))
    assert extract.text.split("\n") == ["指标\t目标", "收入\t增长 5%", "第一段。", "第二段。"]
    assert any("2 tables" in warning for warning in extract.warnings)


def test_a_merged_cell_is_read_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "收入"
    table.cell(0, 1).text, table.cell(0, 2).text = "去年", "今年"
    table.cell(1, 1).text, table.cell(1, 2).text = "4%", "5%"
    assert read(save(document)).text.split("\n") == ["收入\t去年\t今年", "4%\t5%"]


def test_text_boxes_are_read_once_behind_their_paragraph() -> None:
    box = f"<w:txbxContent>{p(r('框里的话。'))}</w:txbxContent>"
    anchor = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    extract = read(body(p(r("正文。") + anchor), p(r("下一段。"))))
    assert extract.text.strip() == "正文。\n框里的话。\n下一段。"
    assert any(warning.startswith("1 text boxes") for warning in extract.warnings)


def test_fields_hyperlinks_and_content_controls_are_read_as_shown() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("12")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = f"<w:hyperlink>{r('公里')}</w:hyperlink>"
    control = f"<w:sdt><w:sdtContent>{r('。')}</w:sdtContent></w:sdt>"
    assert read(body(p(r("修路") + field + link + control))).text.strip() == "修路12公里。"


def test_breaks_tabs_and_special_hyphens() -> None:
    inside = r("a") + "<w:r><w:br/></w:r>" + r("b") + "<w:r><w:tab/></w:r>" + r("c") + "<w:r><w:noBreakHyphen/></w:r>"
    assert read(body(p(inside))).text.strip() == "a\nb\tc-"


def test_characters_of_symbol_fonts_are_kept_by_their_code() -> None:
    extract = read(body(p(r("a") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("b"))))
    assert extract.text.strip() == "a\uf0feb"
    assert any("private-use" in warning for warning in extract.warnings)


def test_hidden_text_is_left_out_and_counted() -> None:
    extract = read(body(p(r("看得见。") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>")))
    assert extract.text.strip() == "看得见。"
    assert "3 characters of hidden text left out" in extract.warnings


def test_headers_and_footers_are_left_out_and_counted() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    extract = read(save(document))
    assert extract.text == "正文。"
    assert "1 headers left out (4 characters)" in extract.warnings


def test_a_document_of_pictures_alone_is_an_error() -> None:
    with pytest.raises(UnreadableError, match="1 pictures"):
        read(body(p("<w:r><w:drawing/></w:r>")))
    with pytest.raises(UnreadableError, match="no text"):
        read(save(docx.Document()))


def rewritten(data: bytes, name: str, change: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item.filename, change if item.filename == name else source.read(item.filename))
    return written.getvalue()


SOUND = body(p(r("正文。")))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"plain text", "damaged or not a Word document"),
        (SOUND[:500], "damaged or not a Word document"),
        (SOUND[:300] + b"\x00" * 400 + SOUND[700:], "damaged|not a sound"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (rewritten(SOUND, "word/document.xml", b"<w:document"), "not a sound Word document"),
        (
            rewritten(SOUND, "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
            "declares XML entities",
        ),
    ],
)
def test_broken_encrypted_and_hostile_files_are_errors(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as caught:
        read(data)
    assert caught.value.advice


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_UNPACKED", 1_000_000)
    bomb = rewritten(SOUND, "word/document.xml", b" " * 2_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableError, match="absurd size"):
        read(bomb)


def test_characters_with_a_reading_above_them_are_kept() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('tang')}</w:rt><w:rubyBase>{r('棠')}</w:rubyBase></w:ruby></w:r>"
    extract = read(body(p(r("今年建设") + ruby + r("岭大桥。"))))
    assert extract.text == "今年建设棠岭大桥。"
    assert extract.warnings == ("1 pronunciations above characters left out",)


def test_characters_that_word_draws_are_counted() -> None:
    drawn = "<w:r><w:instrText>EQ \\o\\ac(○,1)</w:instrText></w:r>"
    (warning,) = read(body(p(drawn + r("建设大桥。")))).warnings
    assert warning.startswith("1 characters that Word draws by a formula (EQ) left out")
    assert not read(body(p(f"<w:r><w:instrText> PAGE </w:instrText></w:r>{r('建设大桥。')}"))).warnings


def test_a_strict_document_is_named_so_with_the_type_to_save_it_as() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body(p(r("建设大桥。"))))) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    with pytest.raises(UnreadableError, match=r"Strict Open XML Document.*Word Document \(\*\.docx\)"):
        read(written.getvalue())
