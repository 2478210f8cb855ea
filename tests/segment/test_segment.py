"""From a document to sentences, headings, parts and furniture.

Covers the rows S3, S12, S15-S18, I10-I12 and I17 of the list of known failures, speeches in one line with glued
headings, tables of contents, glossaries, and warnings.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.languages import LANGUAGES
from pipeline.records import Kind, Part, Segmented
from pipeline.segment import segment
from pipeline.settings import SegmentSettings
from tests.segment.conftest import check_complete, make_document

Cut = Callable[..., Segmented]


def texts(result: Segmented, kind: Kind | None = None) -> list[str]:
    return [s.text for s in result.sentences if kind is None or s.kind is kind]


def reasons(result: Segmented) -> list[tuple[str, str]]:
    return [(c.reason, c.text) for c in result.cuts if c.reason != "white space"]


REPORT = """2031年云岭市政府工作报告
——2031年1月8日在云岭市第五届人民代表大会第一次会议上
市长 高远
各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。
一、2030年工作回顾
过去一年，全市生产总值增长6.1%，新修公路210公里。
（一）产业升级步伐加快。新建园区3个，投产企业41家。传统纺织业稳中有进。
（二）民生改善成效明显
新建小学5所，改造危房1200户。就业保持稳定。
同时，我们也看到，水资源短缺，人才不足，财政收支矛盾突出。
二、2031年工作安排
今年主要目标是：生产总值增长6%左右；城镇新增就业8000人以上。
（一）加快建设现代水网。开工青溪水库，推进灌区改造。
（二）办好民生实事
新建幼儿园4所，力争年底前开园。我们将接受全市人民监督。
各位代表！让我们为建设美丽云岭而努力奋斗！
"""


def test_a_report_in_full(cut: Cut) -> None:
    result = cut(REPORT)
    assert texts(result, Kind.TITLE) == [
        "2031年云岭市政府工作报告",
        "——2031年1月8日在云岭市第五届人民代表大会第一次会议上",
        "市长 高远",
    ]
    assert texts(result, Kind.SALUTATION) == ["各位代表：", "各位代表！"]
    assert texts(result, Kind.HEADING) == [
        "一、2030年工作回顾",
        "（一）产业升级步伐加快。",
        "（二）民生改善成效明显",
        "二、2031年工作安排",
        "（一）加快建设现代水网。",
        "（二）办好民生实事",
    ]
    by_text = {s.text: s for s in result.sentences}
    assert by_text["新建园区3个，投产企业41家。"].section == "一、2030年工作回顾 / （一）产业升级步伐加快"
    assert by_text["新建园区3个，投产企业41家。"].part is Part.REVIEW
    assert by_text["新建小学5所，改造危房1200户。"].part is Part.REVIEW
    assert by_text["开工青溪水库，推进灌区改造。"].part is Part.PLAN
    assert by_text["新建幼儿园4所，力争年底前开园。"].section == "二、2031年工作安排 / （二）办好民生实事"
    assert by_text["现在，我代表市人民政府，向大会报告工作，请予审议。"].part is Part.OTHER
    assert min(s.part_confidence for s in result.sentences if s.section and "奋斗" not in s.text) > 0.7
    assert result.warnings == ()


WORKS = (
    "各位代表：\n{}年工作\n修建园区3座。\n（一）渡口\n修缮渡船9艘。\n改造危房。\n"
    "{}年工作\n修建园区5座。\n（一）水网\n疏浚青溪。\n改造校舍。\n"
)


@pytest.mark.parametrize("last", [2031, 2032])
def test_the_year_of_the_speech_is_its_plan_unless_a_heading_plans_the_next(cut: Cut, last: int) -> None:
    """Every heading under the plan belongs to it, also without a number of its own."""
    parts = [s.part for s in cut(WORKS.format(last - 1, last)).sentences]
    assert parts[1:] == [Part.REVIEW] * 5 + [Part.PLAN] * 5


def test_the_words_decide_where_headings_are_missing(cut: Cut) -> None:
    """S16: no «一、» at all, and the same grammar in both halves."""
    review = [
        "过去一年，产值增长6.1%。",
        "建成水厂2座。",
        "改造危房。",
        "获批国家级园区。",
        "修复湿地。",
        "粮食产量达到20.5万吨。",
    ]
    plan = [
        "今年要抓好五件事，加快修路。",
        "要架桥，推进通水。",
        "改造危房。",
        "力争建成水厂。",
        "我们将治沙，继续造林。",
        "修复湿地。",
    ]
    result = cut("各位代表：\n" + "\n".join([*review, *plan]))
    assert [s.part for s in result.sentences[1:7]] == [Part.REVIEW] * 6
    assert [s.part for s in result.sentences[7:]] == [Part.PLAN] * 6
    headed = cut("各位代表：\n一、去年工作回顾\n" + "\n".join(review) + "\n二、今年工作安排\n" + "\n".join(plan))
    confidence = {s.start: s.part_confidence for s in result.sentences}
    assert min(confidence.values()) < min(s.part_confidence for s in headed.sentences), "less evidence, less confidence"


GLUED = (
    "在全市河道整治询问会上的讲话稿样本2031年在全市河道整治询问会上的讲话尊敬的林主任,各位委员、各位代表,同志们:"
    "今天的询问开得很好。感谢大家。一、正视问题,找准差距才能进步近年来,我市治水取得一些成效。但欠账仍然很多,主要是:"
    "第一,管网老化。漏损率居高不下,维修跟不上。第二,责任不清。二、马上行动,实干才有出路目前,汛期将至。"
    "要在五月底前疏浚青溪河道。要建立河长日报制度,设立举报电话。三、长期坚持,久久为功才见成效下步工作中,我们将定期向人大常委会报告。谢谢大家。"
)


def test_headings_and_titles_glued_without_a_stop(cut: Cut) -> None:
    result = cut(GLUED, kind="inquiry-reply")
    assert texts(result, Kind.TITLE) == ["在全市河道整治询问会上的讲话稿样本", "2031年在全市河道整治询问会上的讲话"]
    assert texts(result, Kind.SALUTATION) == ["尊敬的林主任,各位委员、各位代表,同志们:"]
    assert texts(result, Kind.HEADING) == [
        "一、正视问题,找准差距才能进步",
        "二、马上行动,实干才有出路",
        "三、长期坚持,久久为功才见成效",
    ]
    by_text = {s.text: s for s in result.sentences}
    assert by_text["漏损率居高不下,维修跟不上。"].section == "一、正视问题,找准差距才能进步"
    assert by_text["要在五月底前疏浚青溪河道。"].part is Part.PLAN


def test_english_headings_that_lost_the_space_to_their_text(cut: Cut) -> None:
    """Without it the heading's words would be counted as a part of the promise below it."""
    line = (
        "The harbour earned less than planned.A STRONGER HARBOURNew quays and cranesWe will build two quays."
        "Help for fishers (HFF)First, the licence fee will fall.Outlook for 2032The catch may shrink. The West "
        "Pier stays open, and so does the Inner Harbour."
    )
    result = cut(line, language="en")
    assert texts(result, Kind.HEADING) == [
        "A STRONGER HARBOUR",
        "New quays and cranes",
        "Help for fishers (HFF)",
        "Outlook for 2032",
    ]
    by_text = {s.text: s for s in result.sentences}
    assert by_text["We will build two quays."].section == "A STRONGER HARBOUR / New quays and cranes"
    assert "The West Pier stays open, and so does the Inner Harbour." in by_text


def test_numbers_in_running_text_are_no_headings(cut: Cut) -> None:
    """S16: «一、» in mid-line is a heading only where the numbers count up."""
    result = cut("我们讲三点：五、六月份雨多；二、三产业稳定。一、二线城市房价平稳。")
    assert texts(result, Kind.HEADING) == []


def test_headings_on_the_line_of_their_text(cut: Cut) -> None:
    """S17: the heading is split off and is a sentence of its own once."""
    result = cut("一、工作安排\n（一）稳经济，向好态势巩固拓展。面对压力，出台二十条措施。\n（二）抓改革。\n")
    assert texts(result) == [
        "一、工作安排",
        "（一）稳经济，向好态势巩固拓展。",
        "面对压力，出台二十条措施。",
        "（二）抓改革。",
    ]
    assert [s.kind for s in result.sentences] == [Kind.HEADING, Kind.HEADING, Kind.SENTENCE, Kind.HEADING]


def test_half_width_brackets_mark_headings_too(cut: Cut) -> None:
    """I13."""
    assert texts(cut("一、工作安排\n(一)修路架桥\n好好干。\n"), Kind.HEADING) == ["一、工作安排", "(一)修路架桥"]


def test_lines_end_sentences_and_joined_lines_do_not(cut: Cut) -> None:
    """S3 and I11, and the setting that switches joining off."""
    text = "一、工作回顾\n大会通过了县长作的\n工作报告\n。会议热烈。\n"
    assert texts(cut(text)) == ["一、工作回顾", "大会通过了县长作的\n工作报告\n。", "会议热烈。"]
    assert len(texts(cut(text, join_lines=()))) == 5


def test_page_furniture_is_cut_with_a_reason(cut: Cut) -> None:
    """I10: menus, font-size buttons in one-character lines, source, time and photo lines, page numbers."""
    page = "下载\n打印\n全屏\n【字号：\n大\n中\n小\n】\n" + REPORT.replace(
        "市长 高远\n", "来源：云岭日报\n时间：2031-01-10\n市长 高远\n高远作政府工作报告。本报记者 白露摄\n"
    ).replace("就业保持稳定。\n", "就业保持稳定。\n- 12 -\n")
    result = cut(page + "相关报道：\n责任编辑：白露\n")
    assert texts(result) == texts(cut(REPORT)), "the speech is the same as without the page"
    kinds = [reason for reason, _ in reasons(result)]
    assert kinds.count("navigation") == 4
    assert kinds.count("font size") == 5
    assert kinds.count("source") == 4
    assert kinds.count("page number") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("首页 机构 新闻 公开", "navigation"),
        ("云岭要闻 | 首页 | 渡口服务", "navigation"),
        ("版权所有 云岭市人民政府办公室", "licence"),
        ("主办：云岭市人民政府 版权所有 未经许可不得转载", "licence"),
    ],
)
def test_menus_and_notices_in_one_line_are_cut(cut: Cut, line: str, reason: str) -> None:
    result = cut(f"{line}\n{REPORT}{line}\n")
    assert texts(result) == texts(cut(REPORT))
    assert reasons(result) == [(reason, line)] * 2


COUNTY_PAGE = """无障碍阅读 | 登录 | 注册
您现在的位置：首页 > 政务公开 > 政府工作报告
政务公开 > 政府工作报告 > 正文
首页 / 政务公开 / 政府工作报告
索 引 号：YL001/2031-00012
发布机构：云岭市人民政府办公室 成文日期：2031-01-10
标题：2031年云岭市政府工作报告
发布时间：2031-01-10 09:30 来源：市政府办公室 浏览次数：1,234 次
2031-01-10 09:30:15 来源：云岭日报
[ 大 中 小 ] [打印] [关闭]
A+ A-
打印本页 | 关闭窗口
分享到：微信 微博 QQ空间
首頁
瀏覽次數：88
責任編輯：白露
返回列表""".splitlines()
COUNTY_FOOT = """下一条：没有了
附件：2031年政府工作报告.docx
【责任编辑：白露】
责编 白露
一审：白露 二审：高远 三审：林青
【打印】【关闭窗口】
联系我们 | 网站地图 | 隐私声明
主办：云岭市人民政府 承办：市大数据局 技术支持：青溪科技
地址：云岭市渡口路1号 邮编：990000
云ICP备12345678号-1 云公网安备 99010002000001号
Copyright © 2031 云岭市人民政府 All Rights Reserved
您是第 123,456 位访客
第 3 页/共 12 页
12""".splitlines()


@pytest.mark.parametrize("line", [*COUNTY_PAGE, *COUNTY_FOOT])
def test_each_line_of_a_county_page_is_cut(cut: Cut, line: str) -> None:
    """I9, I10: what one site writes is not what the next one writes."""
    result = cut(f"{line}\n{REPORT}" if line in COUNTY_PAGE else f"{REPORT}{line}\n")
    assert texts(result) == texts(cut(REPORT))
    assert [text for _, text in reasons(result)] == [line]


def test_a_whole_county_page_is_cut(cut: Cut) -> None:
    sponsors = ["政务公开", "主办单位：云岭市人民政府", "承办单位：云岭市大数据中心"]
    result = cut("\n".join(["政策解读", *COUNTY_PAGE, REPORT, *COUNTY_FOOT[:-2], *sponsors]))
    assert texts(result) == texts(cut(REPORT))


@pytest.mark.parametrize(
    "line",
    [
        "政务公开",
        "信息公开",
        "承办单位：云岭市交通局",
        "附件：",
        "附件：2031年民生实事清单",
        "责任单位：市教育局",
        "完成时间：2031年9月",
        "名称：青溪渡口改造工程",
        "渡口位置",
        "下一条地铁线开工",
        "打印店和书店",
        "登录人数增加",
        "帮助",
        "地址和电话",
        "联系电话要公开",
    ],
)
def test_lines_of_the_speech_that_resemble_those_of_a_page_stay(cut: Cut, line: str) -> None:
    placed = REPORT.replace("（二）办好民生实事", f"{line}\n（二）办好民生实事")
    assert line in texts(cut(placed))


@pytest.mark.parametrize("line", ["首页 新闻我们都看。", "严查侵权行为 版权所有者放心了", "版权所有，渡口自用。"])
def test_sentences_on_pages_and_rights_stay(cut: Cut, line: str) -> None:
    assert line in texts(cut(f"{REPORT}{line}\n"))


NOTES = (
    "（掌声）",
    "（热烈掌声）",
    "[掌声]",
    "（笑声）",
    "（鼓掌）",
    "【全场起立，长时间热烈鼓掌】",
    "（掌聲）（笑聲）",
)


@pytest.mark.parametrize("note", NOTES)
def test_notes_on_the_hearers_are_cut_wherever_they_stand(cut: Cut, note: str) -> None:
    placed = REPORT.replace("（一）产业", f"{note}\n（一）产业", 1)
    placed = (
        placed.replace("各位代表：", f"各位代表：{note}")
        .replace("41家。", f"41家。{note}")
        .replace("3个，", f"3个{note}，")
    )
    placed = placed.replace("同时，我们", f"{note}同时，我们").replace("奋斗！", f"奋斗！{note}。")
    result = cut(placed)
    assert [t.replace(note, "") for t in texts(result)] == texts(cut(REPORT))
    assert [t for t in texts(result) if note in t] == [f"新建园区3个{note}，投产企业41家。"], "no sentence is torn"
    assert {reason for reason, _ in reasons(result)} == {"stage direction"}
    assert "".join(text for _, text in reasons(result)) == note * 5 + "。"


def test_a_note_between_two_lines_keeps_them_apart(cut: Cut) -> None:
    assert texts(cut("我们修好了渡口\n[掌声]\n存在的问题：\n渡船老旧。\n")) == [
        "我们修好了渡口",
        "存在的问题：",
        "渡船老旧。",
    ]


def test_english_notes_inside_a_line_are_cut(cut: Cut) -> None:
    text = "We mended 40 bridges. (Applause) We will mend the ferry [Laughter from hon. Members] too. [Hear, hear!]\n"
    result = cut("Madam Speaker,\n" + text, "en", kind="budget")
    assert texts(result)[1:] == ["We mended 40 bridges.", "We will mend the ferry [Laughter from hon. Members] too."]
    assert [text for _, text in reasons(result)] == ["(Applause)", "[Hear, hear!]"]


def test_labels_and_page_paths_are_cut_with_their_values(cut: Cut) -> None:
    page = "您的位置：\n首页\n>\n云岭要闻\n" + REPORT.replace("各位代表：\n", "来源：\n云岭日报客户端\n各位代表：\n")
    result = cut(page)
    assert texts(result) == texts(cut(REPORT))
    assert ("source", "云岭日报客户端") in reasons(result)
    assert ("navigation", "云岭要闻") in reasons(result)


def test_short_lines_of_the_speech_are_no_furniture(cut: Cut) -> None:
    result = cut("会议很好。浓度（PM\n2.5\n）下降。\n大\n河奔流。\n")
    assert reasons(result) == []


def test_archive_footer_is_cut_to_the_end(cut: Cut) -> None:
    """I11."""
    footer = "本作品是某国的\n法律\n、\n法规\n，国家机关的文件。属于\n公有领域\n。\nPublic domain\nfalse\n"
    result = cut(REPORT + footer)
    assert texts(result) == texts(cut(REPORT))
    assert {reason for reason, _ in reasons(result)} == {"licence"}
    quoted = "这部法律写道：本作品是人民的。\n" + REPORT
    assert reasons(cut(quoted)) == [], "the same words in the text cut nothing"


def test_contents_are_cut_and_do_not_move_the_parts(cut: Cut) -> None:
    """S15: the heading of the plan stands in the contents too."""
    contents = "目 录\n一、2030年工作回顾……1\n二、2031年工作安排……5\n附：名词解释……9\n"
    result = cut(REPORT.replace("各位代表：\n", contents + "各位代表：\n"))
    assert [c.reason for c in result.cuts if c.reason != "white space"] == ["table of contents"] * 4
    assert texts(result) == texts(cut(REPORT))


@pytest.mark.parametrize(
    "pages", ["……1 ……5 ……9", "\t1 \t5 \t9", "……（1） ……（5） ……（9）", "....(1) ....(5) ....(9)", "... ... ..."]
)
def test_entries_of_contents_end_in_a_number_or_dots(cut: Cut, pages: str) -> None:
    entries = zip(("附录", "附：名词解释", "附：图表"), pages.split(" "), strict=True)
    contents = "目 录\n" + "".join(f"{name}{page}\n" for name, page in entries)
    result = cut(REPORT.replace("各位代表：\n", contents + "各位代表：\n"))
    assert [reason for reason, _ in reasons(result)] == ["table of contents"] * 4


@pytest.mark.parametrize("title", ["【目录】", "目錄", "目次：", "目　录"])
@pytest.mark.parametrize("pages", ["", " （１）", "______3", "……（ 5 ）"])
def test_contents_under_other_names_and_leaders(cut: Cut, title: str, pages: str) -> None:
    contents = f"{title}\n一、2030年工作回顾{pages}\n二、2031年工作安排{pages}\n"
    result = cut(REPORT.replace("各位代表：\n", contents + "各位代表：\n"))
    assert texts(result) == texts(cut(REPORT))
    assert [reason for reason, _ in reasons(result)] == ["table of contents"] * 3


def test_contents_in_one_line(cut: Cut) -> None:
    contents = "目录 一、2030年工作回顾 二、2031年工作安排 三、附件\n"
    result = cut(REPORT.replace("各位代表：\n", contents + "各位代表：\n"))
    assert texts(result) == texts(cut(REPORT))
    kept = "目录制度是一、公开，二、监督。\n"
    assert kept.strip() in texts(cut(REPORT + kept))


def test_one_entry_is_no_table_of_contents(cut: Cut) -> None:
    contents = "目 录\n一、2030年工作回顾……1\n"
    assert reasons(cut(REPORT.replace("各位代表：\n", contents + "各位代表：\n"))) == []


@pytest.mark.parametrize("rule", ["---", "***", "===="])
def test_a_rule_between_sentences_is_cut_and_one_inside_a_sentence_is_not(cut: Cut, rule: str) -> None:
    assert reasons(cut(f"修建水库。\n{rule}\n好好干。\n")) == [("rule", rule)]
    assert reasons(cut(f"我们在青溪上游\n{rule}\n修建水库。\n好好干。\n")) == []


def test_glossary_is_neither_review_nor_plan(cut: Cut) -> None:
    """S15."""
    glossary = "名词解释\n1.河长制：由各级负责人担任河长，已经在全市推行，增长3.5%。\n2.双减：将减轻两种负担。\n"
    result = cut(REPORT + glossary)
    tail = [s for s in result.sentences if "名词解释" in s.section]
    assert len(tail) >= 3
    assert {s.part for s in tail} == {Part.OTHER}


@pytest.mark.parametrize(
    "heading",
    [
        "名詞解釋",
        "（附：名词解释）",
        "名词解释：",
        "名词解释（按出现先后排列）",
        "《2031年云岭市政府工作报告》名词解释",
        "《政府工作报告》部分用语解释",
        "报告中有关词汇的解释",
        "缩略语注释",
    ],
)
def test_glossaries_under_other_names(cut: Cut, heading: str) -> None:
    tail = [
        s
        for s in cut(f"{REPORT}{heading}\n1.河长制：要由负责人担任河长，明年推开。\n").sentences
        if s.start >= len(REPORT)
    ]
    assert tail[0].kind is Kind.HEADING
    assert len(tail) > 1
    assert {s.part for s in tail} == {Part.OTHER}


@pytest.mark.parametrize("heading", ["Glossary of terms and abbreviations", "List of acronyms", "Annex B: Key terms"])
def test_glossaries_of_english_speeches(cut: Cut, heading: str) -> None:
    speech = "Madam Speaker,\nWe will build a port.\n"
    result = cut(f"{speech}{heading}\nToll: what we will cut.\n", language="en")
    assert {s.part for s in result.sentences if s.start >= len(speech)} == {Part.OTHER}


def test_hansard_marks_are_cut(cut: Cut) -> None:
    """I17: stage directions, speaker lines, headings that stand twice."""
    text = (
        "# Budget Speech\n\n**Date:** 2031-03-01\n\n---\n\nANNUAL STATEMENT\n\n2.30 p.m.\n\n"
        "Mr Alan Reed (Minister for Finance)\n\n**The Minister for Finance (Mr Alan Reed):**\n\n"
        "I beg to move.\n\n## Roads\n\nRoads\n\nLast year we mended 40 bridges. [Applause.]\n\n"
        "[Mr Speaker in the Chair]\n\nWe will widen the coast road.\n"
    )
    result = cut(text, "en", kind="budget")
    kinds = [reason for reason, _ in reasons(result)]
    assert kinds.count("stage direction") == 3
    assert kinds.count("speaker") == 2
    assert kinds.count("metadata") == 1
    assert kinds.count("repeated heading") == 1
    assert "We will widen the coast road." in texts(result)
    assert [s.section for s in result.sentences if s.text.startswith("We will")] == ["Roads"]


def test_bullets_are_sentences_of_their_own(cut: Cut) -> None:
    """S12: a list without stops is not one sentence of a thousand words."""
    text = (
        "We will:\n"
        + "".join(f"- mend bridge number {i}\n" for i in range(30))
        + "(a) paint the pier; and\n(b) dredge the port.\n"
    )
    result = cut(text, "en")
    assert len(texts(result)) == 33


def test_long_sentences_are_named(cut: Cut) -> None:
    """S12."""
    result = cut("推进" + "改造、" * 200 + "创新。\n")
    assert any("more than 400 characters" in w for w in result.warnings)


def test_what_no_rule_could_read_in_time_is_cut_at_a_pause_and_named(cut: Cut) -> None:
    line = "修建石桥和渡口，" * 1500
    for text, language, mark in ((line, "zh", "，"), ("桥" * 9000, "zh", ""), ("mend the bridge " * 800, "en", " ")):
        result = cut(f"{text}\n", language)
        pieces = sorted([*result.sentences, *result.cuts], key=lambda piece: piece.start)
        assert "".join(piece.text for piece in pieces) == f"{text}\n"
        assert 1 < len(result.sentences) <= 7
        assert all(len(s.text) <= 4000 for s in result.sentences)
        assert all(mark in text[s.end - 1 : s.end + 1] for s in result.sentences[:-1])
        assert any("1 sentences of more than 4,000 characters cut" in w for w in result.warnings)
    assert [s.kind for s in cut(f"# {'Bridges and piers ' * 500}\n", "en").sentences[:2]][1:] == [Kind.SENTENCE]


@pytest.mark.parametrize(
    ("part", "language", "end"),
    [
        ("投资1,234亿元", "zh", ""),
        ("ferries at 10:30 ", "en", ""),
        ("10:30渡船，", "zh", "，"),
        ("to spend $3 million a year on piers, ", "en", ","),
    ],
)
def test_a_cut_parts_no_number_and_prefers_a_comma_to_a_blank(part: str, language: str, end: str, cut: Cut) -> None:
    for shift in range(len(part)):
        text = "桥" * shift + part * 800
        cuts = [s.end for s in cut(text, language).sentences[:-1]]
        assert cuts and all(text[:at].endswith(end) for at in cuts)
        assert not any(re.fullmatch(r"\d[,:]\d", text[at - 2 : at + 1]) for at in cuts)


def test_missing_parts_are_named(cut: Cut) -> None:
    """S16: never a silent «no review part»."""
    result = cut("各位代表：\n" + "要加快修路，推进架桥，继续通水。\n" * 40)
    assert any(w.startswith("review part not found") for w in result.warnings)
    resolution = cut("各位代表：\n" + "要加快修路，推进架桥，继续通水。\n" * 40, kind="resolution")
    assert not any("part not found" in w for w in resolution.warnings)


def test_a_wrong_language_is_named(cut: Cut) -> None:
    """S10."""
    assert any("check the language" in w for w in cut(REPORT, "en").warnings)
    assert any("check the language" in w for w in cut("We will mend the road. " * 20).warnings)
    # a language of neither kind in letters that English has too
    french = "Nous allons refaire la route du port et ouvrir une école de nuit dans la commune. "
    named = [w for w in cut(french * 40, "en").warnings if w.startswith("check the language")]
    assert len(named) == 1
    assert "the index says «en», and the text reads as neither Chinese nor English" in named[0]
    both = "We will mend the road to the old mill. " * 9 + "今年修好通往老磨坊的路。" * 20
    assert any("says «zh», and the text reads as mixed (" in w for w in cut(both).warnings)
    assert not any("check the language" in w for w in cut(REPORT).warnings)
    assert not any("check the language" in w for w in cut("1. Mend roads.", "en").warnings)
    # half of the letters are Latin, and the text is Chinese all the same
    assert not any("check the language" in w for w in cut("GDP增长5%，CPI上涨1%，PM2.5下降，R&D投入增长。\n").warnings)


def test_a_text_that_repeats_itself_is_named(cut: Cut) -> None:
    long = "我们要" + "、".join(f"治理第{i}条河" for i in range(30)) + "。\n"
    assert any("repeats itself" in w for w in cut(long * 3).warnings)


def test_empty_and_tiny_documents(cut: Cut) -> None:
    assert cut("").sentences == ()
    assert cut(" \n\u3000\n").sentences == ()
    assert texts(cut("好。")) == ["好。"]
    assert texts(cut("！")) == ["！"]


PIECES = st.sampled_from(
    [
        *"。！？；;.，、：:“”《》（）()[]【】\"'#*-—… \t\n\n\n\u3000\ufeff０1％",
        "目录\n",
        "一、",
        "二、",
        "（一）",
        "1.",
        "各位代表：",
        "各位代表！",
        "来源：某报\n",
        "大\n",
        "【字号：\n",
        "- 3 -\n",
        "回顾",
        "今年工作安排\n",
        "近年来，",
        "本作品是",
        "名词解释\n",
        "## Roads\n\nRoads\n",
        "**Mr Reed:**\n",
        "[Applause.]",
        "We will ",
        "was built. ",
        "Dr. ",
        "3.5%",
        "增长",
        "来\r\n",
        "國",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=50).map("".join), st.sampled_from(["zh", "en"]), st.booleans(), st.booleans())
def test_nothing_is_lost_whatever_the_text(text: str, language: str, semicolon: bool, join: bool) -> None:
    result = segment(
        make_document(text, language),
        SegmentSettings(split_semicolon=semicolon, join_lines=(language,) if join else ()),
    )
    check_complete(result)


def test_a_heading_without_a_stop_is_parted_from_the_targets_behind_it(cut: Cut) -> None:
    goals = "今年的主要预期目标是：粮食产量增长2.5%左右，新建水窖300口。"
    line = f"一、2030年工作回顾全年新建水窖280口。道路失修。二、2031年工作安排{goals}（一）抓好水源疏浚青溪河道。"
    result = cut(f"各位代表：\n{line}\n")
    (target,) = (s for s in result.sentences if s.text == goals)
    assert (target.kind, target.section, target.part) == (Kind.SENTENCE, "二、2031年工作安排", Part.PLAN)
    assert texts(result, Kind.HEADING)[:2] == ["一、2030年工作回顾", "二、2031年工作安排"]
    assert "全年新建水窖280口。" in texts(result, Kind.SENTENCE)
    (last,) = (s for s in result.sentences if s.text.startswith("（一）"))
    assert last.part is Part.PLAN
    traditional = cut("一、工作回顧全縣糧食產量增長2.5%。二、下一步安排今年的主要預期目標是：產量增長3%。\n")
    assert texts(traditional, Kind.HEADING) == ["一、工作回顧", "二、下一步安排"]


def test_a_numbered_sentence_with_an_amount_is_no_heading(cut: Cut) -> None:
    """The numbers go on counting behind it, and the items of one line stay apart."""
    result = cut("今年要办好三件事：（一）修复古桥5座，通行货车。（二）办好夜校。（三）城区绿地率提高2个百分点。\n")
    assert texts(result) == [
        "今年要办好三件事：",
        "（一）修复古桥5座，通行货车。",
        "（二）办好夜校。",
        "（三）城区绿地率提高2个百分点。",
    ]
    assert texts(result, Kind.HEADING) == ["（二）办好夜校。"]


def test_headings_that_speak_of_targets_and_years_stay_whole(cut: Cut) -> None:
    lines = [
        "一、2030年工作回顾和基本经验",
        "二、2031年工作安排意见",
        "（一）确保完成全年目标任务。",
        "（二）今年的主要目标和重点工作。",
        "（三）办好10件民生实事。",
        "（四）稳定就业，发展目标稳步实现。",
    ]
    headings = texts(cut("各位代表：\n" + "\n".join(lines) + "\n"), Kind.HEADING)
    assert [h for h in headings if h not in lines] == []
    assert [h for h in lines if h not in headings] == ["（三）办好10件民生实事。"], "an amount makes it a promise"


def test_a_topic_behind_a_dash_is_a_heading_as_behind_a_number(cut: Cut) -> None:
    result = cut(
        "一、2030年工作回顾\n——渡运能力不断增强。新建渡口5处，改造危桥\n12座。\n"
        "——首座跨河索桥建成通车。两岸居民告别渡船。\n——城镇新增就业稳步提高到900人。失业减少。\n"
        "——渡运秩序持续改善，事故下降。巡查加密。\n——河道淤积问题日益突出。航深不足。\n——河道治理取得积极成效。"
    )
    assert texts(result, Kind.HEADING) == ["一、2030年工作回顾", "——渡运能力不断增强。"]
    assert {s.section for s in result.sentences} == {"一、2030年工作回顾"}, "a topic opens no section"
    assert "新建渡口5处，改造危桥\n12座。" in texts(result), "the rest of its line stays joined"


def test_an_action_behind_a_dash_is_seen() -> None:
    assert LANGUAGES["zh"].has_action("——加强渡口管理")
    assert not LANGUAGES["zh"].has_action("——渡运能力不断增强")


def test_short_lines_of_an_english_speech_are_no_titles_without_limit(cut: Cut) -> None:
    promises = ["Open a night bus line", "Build 5 schools by 2022", "Repair 30 miles of county road"]
    result = cut("BUDGET SPEECH\n" + "\n".join(promises) + "\n", language="en")
    assert texts(result, Kind.TITLE) == ["BUDGET SPEECH"]
    assert texts(result)[1:] == promises
    poem = [f"The harbour of {name}" for name in ("Selby", "Orrin", "Tangling", "Wendham", "Marrow", "Cantor")]
    assert texts(cut("\n".join(poem) + "\n", language="en"), Kind.TITLE) == poem[:4]


def test_titles_with_the_year_or_the_day_stay_titles(cut: Cut) -> None:
    titles = ["Budget Speech 2031-32", "Province of Tangling, 3 March 2031", "Delivered by the Hon. Ada Reed"]
    result = cut("\n".join(titles) + "\nMr. Speaker, the harbour is open again.\n", language="en")
    assert texts(result, Kind.TITLE) == titles


def test_the_rest_of_a_broken_line_stays_joined_behind_a_numbered_heading(cut: Cut) -> None:
    text = "二、2031年工作安排\n（一）建设水网。开工青溪\n水库\n，推进灌区改造。治理\n淤积。\n（二）办好夜校。\n"
    result = cut(text)
    assert texts(result) == [
        "二、2031年工作安排",
        "（一）建设水网。",
        "开工青溪\n水库\n，推进灌区改造。",
        "治理\n淤积。",
        "（二）办好夜校。",
    ]
    short = cut("（一）建设现代水网。开工水库，治理\n淤积\n（二）办好夜校。\n")
    assert "开工水库，治理\n淤积" in texts(short), "the stop that tells of a broken line is that of the heading"


def test_a_page_number_between_dashes_is_no_heading_wherever_it_stands(cut: Cut) -> None:
    result = cut("我们在青溪上游\n— 3 —\n开工建设水库。\n第 4 页\n各乡镇都配齐医生。\n")
    assert reasons(result) == [("page number", "— 3 —"), ("page number", "第 4 页")]
    assert not texts(result, Kind.HEADING)[1:]
    assert reasons(cut("空气中细颗粒物PM\n25\n下降了两成。\n")) == []


def test_a_heading_without_a_number_stands_under_one_with_a_number(cut: Cut) -> None:
    text = "一、2030年的情况\n工作回顾\n新建小学5所，改造危房1200户。\n二、2031年的打算\n修建渡口3处。\n"
    by_text = {s.text: s.section for s in cut(text).sentences}
    assert by_text["新建小学5所，改造危房1200户。"] == "一、2030年的情况 / 工作回顾"
    assert by_text["修建渡口3处。"] == "二、2031年的打算"


MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "October", "November", "December")


@pytest.mark.parametrize(
    "title",
    [
        *(f"Address of {month} 3" for month in MONTHS),
        *(f"Address of 3 {month}" for month in MONTHS),
        *("Address of the 1st session", "Address of the 2nd session", "The 3rd address", "The 44th address"),
        *("Address of 1899", "Address of 1931", "Address of 2101", "Held at 10.30", "Held on 3/4/2031"),
        *("Address No. 4", "Number 4", "Volume 4", "Vol. 4", "Session 4", "Column 4"),
    ],
)
def test_a_title_may_hold_a_day_an_hour_or_the_number_of_a_session(cut: Cut, title: str) -> None:
    result = cut(f"Budget Speech\n{title}\nMr. Speaker, the harbour is open again.\n", language="en")
    assert texts(result, Kind.TITLE) == ["Budget Speech", title]


@pytest.mark.parametrize("line", ["Plant 400 trees", "Build 12 schools", "Save $2031", "Cut 5 fees", "Cut fees by 30%"])
def test_a_line_with_an_amount_is_no_title(cut: Cut, line: str) -> None:
    result = cut(f"Budget Speech\n{line}\nMr. Speaker, the harbour is open again.\n", language="en")
    assert texts(result, Kind.TITLE) == ["Budget Speech"]


@pytest.mark.parametrize("end", ["\r", "\x0b", "\u2028", "\u2029"])
def test_every_sign_that_ends_a_line_ends_it(cut: Cut, end: str) -> None:
    """Word copies a break inside a paragraph as a vertical tab, web pages and layout programs have their own signs."""
    text = end.join(["各位代表：", "一、工作回顾", "建成学校六所。", "二、工作安排", "修建公路三条。"])
    found = [(s.kind, s.section, s.text) for s in cut(text).sentences]
    assert found[3:] == [
        (Kind.HEADING, "二、工作安排", "二、工作安排"),
        (Kind.SENTENCE, "二、工作安排", "修建公路三条。"),
    ]
    english = end.join(["We will open a night bus", "We will plant forty trees along the new road."])
    assert len(cut(english, "en").sentences) == 2


@pytest.mark.parametrize(
    "address",
    [
        "主任、各位副主任、秘书长、各位委员：",
        "議長、副議長暨諸位議員女士先生：",
        "主席先生、各位議員、各位市民：",
        "尊敬的主席閣下，各位議員：",
        "市人大常委会：",
        "各位代表，大家好：",
        "各位先进、各位老乡：",
    ],
)
def test_every_usual_address_is_one(cut: Cut, address: str) -> None:
    for gap in ("", "\n"):
        result = cut(f"2031年工作报告\n{address}{gap}现在报告工作。\n")
        assert texts(result) == ["2031年工作报告", address, "现在报告工作。"]
        assert texts(result, Kind.SALUTATION) == [address]


@pytest.mark.parametrize(
    "line", ["方便市民：新建公交站30个。", "报市人大常委会：每年一次。", "一是服务代表：办理建议30件。"]
)
def test_those_who_are_served_are_not_addressed(cut: Cut, line: str) -> None:
    assert line in texts(cut(f"各位代表：\n{line}\n"), Kind.SENTENCE)


@pytest.mark.parametrize(
    "heading", ["一、做成的", "（二）没办成和办得不够的", "三、打勾的", "贰、差距何在", "四、问题所在"]
)
def test_a_heading_that_ends_like_the_middle_of_a_sentence(cut: Cut, heading: str) -> None:
    result = cut(f"各位代表：\n{heading}\n渡口修好了，夜班船开航。\n")
    assert texts(result)[1:] == [heading, "渡口修好了，夜班船开航。"]
    assert texts(result, Kind.HEADING) == [heading]


HANSARD = """Mr Speaker,
I rise to present the budget.
Last year we mended 40 bridges.
We will widen the coast road by 2032.
"""
RECORD = """(Prolonged applause)
*(Applause)*
[Desk thumping]
(Some hon. Members: Hear, hear!)
Hon. Members: Hear, hear.
An hon. Member: Shame!
(Interjections.)
(inaudible)
[Time expired]
Mr Deputy Speaker (Mr A. Roe) in the Chair.
[(proc text) Question proposed. (proc text)]
Question put and agreed to.
15:30
(1530)
The SPEAKER:
The Minister of Finance (Ms Roe):
Hon. Jane Roe (Minister of Finance):
Order, order.
Col. 45
12 | Page
END OF SPEECH""".splitlines()
WEB_TOP = """Skip to navigation
Home > News > Speeches
Home / News / Speeches
You are here: Home > Speeches
Share on Facebook
Print this page | Share this page
Published 3 March 2031
Last updated: 4 March 2031
Source: Ministry of Finance
(Check against delivery)
A- A A+ | Print""".splitlines()
WEB_FOOT = """Return to top
Related documents
Privacy | Cookies | Site map
© Crown copyright 2031
Copyright © 2031 Government of Selby. All rights reserved.
Date modified: 2031-03-04
Is this page useful?
ISBN 978-1-2345-6789-0""".splitlines()


@pytest.mark.parametrize("line", [*RECORD, *WEB_TOP, *WEB_FOOT])
def test_each_line_of_a_record_or_an_english_page_is_cut(cut: Cut, line: str) -> None:
    """I9, I10 and I17."""
    before = "Last year" if line in RECORD else "Mr Speaker" if line in WEB_TOP else r"\Z"
    placed = re.sub(before, lambda m: f"{line}\n{m.group()}", HANSARD, count=1)
    result = cut(placed, "en", kind="budget")
    assert texts(result) == texts(cut(HANSARD, "en", kind="budget"))
    assert [text for _, text in reasons(result)] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Accessibility",
        "Privacy",
        "Copyright reform will be tabled.",
        "(c) dredge the port.",
        "(Pauses in the levy will be funded.)",
        "Published in 2031, the plan will be followed.",
        "The minister of finance will report:",
        "Honourable Members:",
        "Home care",
        "Home/Community Care",
        "Phone: a line for every farm",
        "From: hope to certainty, by 2032.",
        "The ferry was delayed (time expired) and sold.",
    ],
)
def test_lines_of_an_english_speech_that_resemble_those_of_a_page_stay(cut: Cut, line: str) -> None:
    placed = HANSARD.replace("We will widen", f"{line}\nWe will widen")
    assert line in texts(cut(placed, "en", kind="budget"))


def test_headings_below_the_name_of_a_part_turn_nothing(cut: Cut) -> None:
    """The last of a review's sections once went over to the plan behind it, where its words said nothing of time."""
    review = "（一）产业升级。新建园区3个。\n（二）民生改善。新建小学5所。\n（三）政府效能有力提升。办结提案30件。\n"
    plan = "（一）建水网。开工青溪水库。\n（二）稳外贸。出口增长5%。\n（三）办学校。新建小学4所。\n"
    result = cut(f"各位代表：\n现在报告工作。\n一、2030年工作回顾\n{review}二、2031年工作安排\n{plan}")
    parts = {part: [s.text for s in result.sentences[2:] if s.part is part] for part in Part}
    assert [len(parts[part]) for part in (Part.REVIEW, Part.PLAN, Part.OTHER)] == [7, 7, 0]
    assert parts[Part.PLAN][0] == "二、2031年工作安排"


@pytest.mark.parametrize("label", ["来源:", "主办:", "地址:"])
def test_a_row_of_labels_with_blanks_behind_them_takes_no_time(cut: Cut, label: str) -> None:
    """Each blank once was both the end of a value and the gap before the next label: 6 labels took 3 seconds."""
    line = (label + " " * 10) * 12 + "。"
    started = time.perf_counter()
    cut(f"{REPORT}{line}\n")
    assert time.perf_counter() - started < 2
