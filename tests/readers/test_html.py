"""Web pages: the body and nothing but the body, whole sentences over links and subscripts, menus refused."""

from __future__ import annotations

import pytest

from pipeline.readers import Extract, UnreadableError
from pipeline.readers import html as reader

MENU = "<ul>" + "".join(f'<li><a href="/{number}">栏目{number}</a></li>' for number in range(40)) + "</ul>"
ITEMS = [
    f"今年我们将新建农村公路{number}公里，改造老旧小区{number * 2}个，让群众出行更加方便。" for number in range(30)
]
BODY = "".join(f"<p>　　{item}</p>\n" for item in ITEMS)


def page(body: str, head: str = '<meta charset="utf-8"><title>公开_棠岭市人民政府网</title>') -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def read(source: str | bytes) -> Extract:
    (extract,) = reader.read(source if isinstance(source, bytes) else source.encode("utf-8"), "page.html")
    return extract


@pytest.mark.parametrize(
    "frame",
    [
        '<div class="nav">{menu}</div><div class="TRS_Editor">{body}</div><div class="foot">{menu}</div>',
        '<table><tr><td>{menu}</td><td><table><tr><td id="zoom">{body}</td></tr></table></td></tr></table>',
        '<div id="UCAP-CONTENT">{body}</div>{menu}',
        "<div>{menu}<span>{body}</span></div>",
    ],
)
def test_every_paragraph_of_the_body_and_no_menu(frame: str) -> None:
    extract = read(page(frame.format(menu=MENU, body=BODY)))
    assert extract.text.split("\n") == ITEMS


def test_paragraphs_made_by_line_breaks() -> None:
    lines = "<br/><br>".join("　　" + item for item in ITEMS)
    assert read(page(f"{MENU}<div id='zoom'><span>{lines}</span></div>")).text.split("\n") == ITEMS


def test_links_and_subscripts_do_not_break_sentences() -> None:
    inline = "<p>上年空气中PM<sub>2.5</sub>下降，<a href='x'>政府工作报告</a>提出的\n<b>目标</b>全部完成。</p>"
    text = read(page(MENU + inline + BODY)).text
    assert text.startswith("上年空气中PM2.5下降，政府工作报告提出的目标全部完成。\n")


def test_a_paragraph_broken_over_source_lines_is_one_line() -> None:
    broken = BODY.replace("公路", "公\n      路")
    assert read(page(MENU + broken)).text.split("\n") == ITEMS


def test_english_words_keep_their_spaces() -> None:
    items = [
        f"We will build {number} miles of road, and every school\nwill be repaired by then." for number in range(20)
    ]
    extract = read(page("".join(f"<p>{item}</p>" for item in items), '<meta charset="utf-8">'))
    assert extract.text.split("\n")[0] == "We will build 0 miles of road, and every school will be repaired by then."


def test_two_pages_in_one_file_are_read_to_the_end() -> None:
    extract = read(page(MENU) + page(BODY))
    assert extract.text.split("\n") == ITEMS
    assert any("2 pages in one file" in warning for warning in extract.warnings)


@pytest.mark.parametrize(
    "body", [MENU, MENU + "<p>版权所有</p>", "", "<script>document.write('我们将修路。')</script>"]
)
def test_a_page_without_running_text_is_an_error(body: str) -> None:
    with pytest.raises(UnreadableError, match="no running text"):
        read(page(body))


def test_the_encoding_that_the_page_declares() -> None:
    source = page(BODY, '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    extract = read(source.encode("gb18030"))
    assert (extract.text.split("\n"), extract.encoding) == (ITEMS, "gb18030")
    # a declaration that is not true
    assert read(source.encode("utf-8")).text.split("\n") == ITEMS
    assert read(page(BODY, '<meta charset="utf-8">').encode("gb18030")).text.split("\n") == ITEMS


def test_tables_of_data_become_rows() -> None:
    table = "<table><tr><th>指标</th><th>目标</th></tr><tr><td>收入</td><td><p>增长5%</p></td></tr></table>"
    text = read(page(MENU + BODY.replace("</p>\n", f"</p>{table}\n", 3) + BODY.replace("今年", "明年"))).text
    assert "指标\t目标\n收入\t增长5%\n" in text


def test_what_the_page_says_of_itself() -> None:
    head = '<meta name="ArticleTitle" content="棠岭市政府工作报告"><meta name="PubDate" content="2021-02-03 09:00">'
    before = "<h1>政府工作报告</h1><p>——2021年1月20日在棠岭市第五届人民代表大会第一次会议上</p>"
    extract = read(page(MENU + before + f"<div class='TRS_Editor'>{BODY}</div>", head))
    assert extract.fields["title"] == "棠岭市政府工作报告"
    assert extract.fields["date"].startswith("2021-02-03")
    assert "第五届人民代表大会" in extract.fields.get("before", "") + extract.text


def test_hidden_text_and_pronunciations_are_left_out_and_counted() -> None:
    noisy = BODY.replace("公路", '公<span style="display:none">$ e) A: F4 i6</span>路').replace(
        "小区", "小<ruby>区<rt>qū</rt></ruby>"
    )
    extract = read(page(MENU + noisy))
    assert extract.text.split("\n") == ITEMS
    assert any("that the page hides" in warning for warning in extract.warnings)
    assert any("30 pronunciations" in warning for warning in extract.warnings)


def test_a_reposted_copy_with_pinyin_in_brackets_is_warned_about() -> None:
    extract = read(page(BODY.replace("公路", "公(gōng)路(lù)")))
    assert any("pronunciation in brackets" in warning for warning in extract.warnings)


def test_a_paragraph_left_outside_the_article_is_reported() -> None:
    stray = (
        "<div class='comment-list'><p>"
        + "这条路修得很好，我们全村人都非常满意，希望明年继续修下去，让更多的人受益。" * 3
        + "</p></div>"
    )
    extract = read(page(f"<article>{BODY}</article>{MENU}{stray}"))
    assert extract.text.split("\n")[: len(ITEMS)] == ITEMS
    assert "修得很好" not in extract.text
    assert any(
        "1 paragraphs of 111 characters stand outside the article: «这条路修得很好" in w for w in extract.warnings
    )


def test_deep_nesting_and_stray_bytes_do_not_break_the_reader() -> None:
    extract = read(page("<div>" * 200 + BODY + "\x00" + "</div>" * 200))
    assert extract.text.split("\n") == ITEMS
    with pytest.raises(UnreadableError):
        read("<div>" * 50_000)


def test_a_declared_western_encoding_is_what_servers_say_of_any_page() -> None:
    western = '<meta charset="iso-8859-1">'
    chinese = read(page(BODY, western).encode("gbk"))
    assert (chinese.encoding, chinese.text.split("\n")) == ("gb18030", ITEMS)
    sentences = [f"We will open “ferry {number}” – the council’s – in the spring of next year." for number in range(20)]
    english = read(page("".join(f"<p>{sentence}</p>" for sentence in sentences), western).encode("cp1252"))
    assert (english.encoding, english.text.split("\n")) == ("cp1252", sentences)


@pytest.mark.parametrize("mark", ['<a name="top">', '<a id="top"></a>', '<a name="top"/>'])
def test_a_mark_of_a_place_is_no_link(mark: str) -> None:
    assert read(page(f"{mark}{BODY}")).text.split("\n") == ITEMS


def test_a_link_that_a_script_follows_is_one() -> None:
    menu = "".join(f'<p><a onclick="go({number})">第{number}次会议召开的消息</a></p>' for number in range(8))
    assert "消息" not in read(page(f"<div>{menu}</div>{BODY}")).fields.get("before", "")


def test_what_is_shown_line_by_line_is_read_so() -> None:
    lines = "\n".join(["各位代表：", "一、2030年工作回顾", *ITEMS])
    assert read(page(f"<pre>{lines}\n</pre>")).text == lines


def test_an_attribute_hides_text_too() -> None:
    extract = read(page(f"<p hidden>这一段不在网页上显示，读者看不到。</p>{BODY}"))
    assert extract.text.split("\n") == ITEMS
    assert "17 characters that the page hides left out" in extract.warnings


def test_a_warning_is_given_once() -> None:
    warnings = read(page(BODY.replace("公里", "公\x0b里"))).warnings
    assert len(warnings) == len(set(warnings))


def test_a_page_of_more_tags_than_parsers_can_read_in_time_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(page(BODY + "<br>" * 300_000))
    assert "tags (limit 40,000)" in caught.value.message
    assert ".txt" in caught.value.advice


def test_thousands_of_short_paragraphs_are_all_read() -> None:
    """The time must not grow with the square of their number."""
    assert read(page(BODY + "<p>修桥</p>" * 30_000)).text.count("修桥") == 30_000
