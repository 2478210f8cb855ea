"""Chinese, simplified and traditional, in full-width and half-width punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.languages import zh_points
from pipeline.languages.base import HeadingMark, cut_head, spans_between
from pipeline.languages.lines import even_indent
from pipeline.languages.zh_ideology import is_ideology
from pipeline.languages.zh_problems import problem_cuts, statements
from pipeline.languages.zh_units import opens_with_action, states_fact, unit_spans
from pipeline.lineends import LINE
from pipeline.lost import stands_for_lost
from pipeline.records import Part

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
CLOSERS = "”’」』）)》〉】〕"
SPACE = " \t\u00a0\u2002\u2003\u3000\ufeff"

_MARKER = re.compile(r"^[\s#—－–-]*(?:第?[（(]?[一二三四五六七八九十百\d]{1,4}[)）、.．，:：]*)?\s*")
# A stop with the closing marks behind it. A full stop of Latin script counts only where `_ends` says so.
_STOP = re.compile(rf"(?:[。！？!?；;…]+|[.．])[{CLOSERS}]*[。！？!?]*")
# Short brackets are one word for the splitter: a title with an exclamation mark, a list inside parentheses.
_ATOMIC = re.compile(
    r"《[^《》\n]{1,60}》|〈[^〈〉\n]{1,40}〉|“[^“”\n]{1,30}”"
    r"|「[^「」\n]{1,30}」|（[^（）\n]{1,80}）|\([^()\n]{1,80}\)"
    r"|〔[^〔〕\n]{1,40}〕|『[^『』\n]{1,30}』|‘[^‘’\n]{1,30}’|【[^【】\n]{1,40}】"
)
# Straight quotation marks, which look alike at both ends, enclose no more than this.
_STRAIGHT_MAX = 30
_INNER_STOP = re.compile(r"[。！？!?；;．.…]")
# What goes on with the sentence after a quotation: a reporting clause, or a word that needs the quotation before it.
_SAYS = "说|說|讲|講|问|問|答|道|指出|强调|強調|写道|寫道|表示|回答"
_GOES_ON = re.compile(
    rf"[{SPACE}]*(?:[，、：,:的等和及是]|之(?![前后後])|[与與](?!此)|[为為](?![了此])|[这這](?!一?[五几幾]?些?年|次|[时時]|[里裡])"
    rf"|(?:[他她我][们們]?|[{HAN}]{{2,4}})(?:{_SAYS})(?:[。，：了道]|$)"
    # «”村民老李高兴地说。», but not «”县委三届五次全会指出，今年…», which says something else
    # and not «”今年改造全部县道。» or «”我们兑现承诺。»
    rf"|[{HAN}]{{2,12}}(?:说|說|[说說讲講问問答写寫]道|指出|强调|強調|表示|感叹|感嘆|感慨|称赞|稱贊"
    r"|(?<![的现現行守出])(?:评价|評價|保证|保證|承诺|承諾|介绍|介紹))(?:[。！：]|$))"
)
_NUMERAL = "一二三四五六七八九十百零〇"
_FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾"
_LEVEL_1 = re.compile(
    rf"(?:第[{_NUMERAL}]{{1,3}}(?:部分|章|节|编)|(?:[{_NUMERAL}]{{1,3}}|[{_FORMAL}]{{1,3}})[、．.])[{SPACE}]*"
    rf"(?=[^\s{_NUMERAL}])"
)
_LEVEL_2 = re.compile(rf"[（(]\s?[{_NUMERAL}]{{1,3}}\s?[）)][{SPACE}、.．]*")
_LEVEL_3 = re.compile(rf"(?:[0-9０-９]{{1,2}}[、．.](?![0-9０-９])|[（(][0-9０-９]{{1,2}}[）)])[{SPACE}、]*")
_ORDINAL = re.compile(rf"第[{_NUMERAL}]{{1,3}}[、，,.．]|[{_NUMERAL}]{{1,2}}[是要][{SPACE}]*")
_ORDINAL_ONLY = re.compile(
    rf"(?:第[{_NUMERAL}]{{1,3}}[、，,.．]?|[{_NUMERAL}]{{1,2}}[是要]|[（(]?[{_NUMERAL}0-9]{{1,3}}[）)、.．])[{SPACE}]*"
)
# Where the text begins behind a heading that has no stop: words that open a sentence and hardly stand inside a heading.
_OPENER = re.compile(
    r"近年来|一年来|五年来|[几多]年来|年来，|目前[，,]|当前[，,]|过去[一五几的]|今年以来|去年[，,以]|今后[一五]|"
    r"下一?步(?:工作中?)?[，,]|下阶段[，,]|接下来[，,]|我们(?:将|要|坚持|必须|深知|清醒)|到?(?:19|20)\d\d年[，,以是]|"
    r"在(?!于|此)[^，,。；]{4,40}下[，,]|面对|回顾过去|展望|"
    r"(?:(?:今年|全年|(?:19|20)\d\d年)[^，,。；：:]{0,16}|主要(?:预期)?)(?:目标|指标)(?:任务|建议)?(?:是|为|[:：])"
)
# The name of a part is a heading of its own whatever words its text begins with («一、2030年工作回顾全县产值增长6%。»).
_PART_NAME = re.compile(
    r"[^，,、。；：:]{0,16}?(?:工作(?:回顾|总结|安排|部署|打算|任务|建议)|总体要求|重点工作|目标任务|主要任务)"
    rf"(?=[{HAN}\d“])(?![和与及的之以是为有在等]|总结|回顾|安排|部署|任务|建议|打算|意见|重点|目标|情况|要求|思路|计划|方案)"
)
# «1.» numbers the items of a list, be they topics, sentences or terms of a glossary.
_LIST_LEVEL = 3
# «——民生福祉不断增进。» before the sentences that say how: behind a dash as behind «（四）» no report of its own.
# Items with a comma, a figure or a plain predicate («载人航天首飞成功») report something and are left.
_DASH_TOPIC = re.compile(
    rf"[—－–-]{{1,3}}[{SPACE}]*(?!(?:我们)?(?:要|必须)|[^。]*(?:有待|问题|困难))[{HAN}、“”]{{2,16}}?(?:"
    rf"(?:不断|持续|稳步|明显|显著|进一步|更加|更趋|加快|加速|有力|有效|全面|大幅|蓬勃|扎实|较快|深入|日益|平稳|逐步|有序)[{HAN}]{{2,6}}"
    rf"|(?:取得|迈出|得到|迸发|展现|登上|迈上|跨上|实现)(?:新|重大|明显|显著|积极|较大|重要|进一步)?的?(?:进展|成效|步伐|突破|提升|改善|进步|台阶|气象|动能|成就|跨越|提高|加强)"
    r"|稳中[有向][进好]|回升向好|稳固|向好|凸显|显现)。"
)
_SENTENCE_END = "。！？!?；;"
# A heading names a topic; what ends in a stop and holds an amount says something.
_AMOUNT = re.compile(
    rf"\d[{SPACE}]?(?:[%％‰]|[多余]?[十百千万亿]*(?:[元吨亩人户家所座条套台辆件株项名张处米斤例]|个|公里|平方|公顷))"
    r"|百分之[一二三四五六七八九十]"
)
# How far back a line is searched for a stop that shows that it is running text; keeps the work linear.
_LOOK_BACK = 1500
# An address may follow a title without a break; these words begin one.
_ADDRESS_START = re.compile(
    r"尊敬的|各位|[诸諸]位|同志[们們]|同志[：:]|朋友[们們]|女士|(?:副?(?:主席|主任)|[议議][长長]|[委]员[长長]|主席先生)[、，：:]|^"
)
_PART_NAME_MAX = 30
_GLUED_MARKER = re.compile(
    rf"(?<=[。！？!?；;：:”])[{SPACE}]*([{_NUMERAL}]{{1,3}}、(?![{_NUMERAL}])|[（(][{_NUMERAL}]{{1,3}}[）)])"
)
_HEADING_MAX = 60
_NO_HEADING_END = re.compile(r"[，、：,:；;。！？!?的在和与及或于了《“（(]$")
# A stop that may not begin a line, and a number that may not be parted, make lines shorter than the width.
_WRAP_SLACK = 2
_FULL_STOP = re.compile(rf"[。！？!?；;…][{CLOSERS}]*$")
_OPENING_END = re.compile(r"[《“‘（(「『〈〔，、,]$")
_CLOSING_START = re.compile(r"[》”’）)」』〉〕，。、；：！？,.;:!?％%]")
_NEEDS_MORE = re.compile(r"[的在和与及或于对把将向从由按以为第]$")
# «空气中PM», «10», «浓度下降»: a subscript on a line of its own
_SUBSCRIPT = re.compile(r"(?<![A-Za-z])(?:PM|CO|SO|NO|O|N)\s*$")
_LINK_MAX = 20
_NEXT_LINE = re.compile(rf"[{SPACE}]*(?:\r\n|[\r\n])[{SPACE}]*(?![\r\n])")
_FIGURE_ONLY = re.compile(rf"\d{{1,3}}(?:\.\d{{1,2}})?[{SPACE}]*(?:[\r\n]|$)")
# Nouns that end in one of these and may end a heading («总体要求和政策取向»).
_NOUN_END = re.compile(
    # «一、做成的», «二、没办好的»
    rf"^(?:[{_NUMERAL}]{{1,3}}[、．.]|[（(][{_NUMERAL}]{{1,3}}[）)]).{{1,10}}[成好过過办辦做干幹完够夠到齐齊勾]的$"
    r"|(?:[何所存内內潜潛现現实實]在|取向|方向|导向|意向|趋向|走向|流向|志向|目的|自由|理由|行为|作为|总和|参与|普及|应对)$"
)
_LIST_START = re.compile(
    rf"[—－–\-·•●○◆■□▪*]|(?:[{_NUMERAL}]{{1,3}}|[{_FORMAL}]{{1,3}})[、．]|[（(][{_NUMERAL}\d]{{1,3}}[）)]"
    rf"|第[{_NUMERAL}]{{1,3}}[、，部章]|\d{{1,3}}[.．、](?!\d)"
)

_CUES: dict[str, str] = {
    "deadline": r"(?:20\d\d|[一二][〇零九０-９\d]{3})年(?:底|末|前|以?前"
    r"|内)|到(?:20\d\d|本世纪)[^，。；]{0,8}[，,]|\d{1,2}月(?:底"
    r"|末|份)?前|[上下]半年|"
    r"[一二三四]季度(?:末|前)?|年[底末](?:以?前)?|年内|(?:今后"
    r"|未来)[一二两三四五六七八九十\d]+年|“?十[一二三四五六七]五”?(?:末"
    r"|期间|时期)",
    "count_done": r"(?:新增|新建|建成|开工|投产|完成|改造|培育|引进|创建"
    r"|新改扩建|改扩建|建设|打造|提升|修复|整治|选派|培训"
    r"|发放|新开)[^，。；]{0,14}?"
    r"[\d０-９一二两三四五六七八九十百千万]+(?:\.\d+)?[多余]?(?:[百千万亿]+)?(?:家"
    r"|个|所|座|条|套|人|公里|亩|项|名|户|张|处|台|辆|件"
    r"|株|米|平方)",
    "figure": r"[\d０-９]",
    "percent": r"[\d０-９]\s*[%％]|百分之|百分点",
    "bound": r"以上|以下|以内|左右|不低于|不少于|不超过|超过|达到|力争|确保|控制在|高于|只增不减|只减不增",
    "bottom_line": r"一律|决不|绝不|严禁|禁止|只减不增|只增不减|不得|不减|不新增|零容忍|坚决杜绝|件件有",
    "report_back": r"报(?:告)?[^，。；]{0,8}(?:人大|常委会)|接受[^，。；]{0,10}(?:监督"
    r"|询问|质询)|公开[^，。；]{0,6}(?:进展|结果|清单)",
    "past": r"过去[一五几的]|去年|上年|一年来|五年来|[几多]年来"
    r"|以来|已经?|了(?=[，。；、])|成功|取得|圆满|顺利|首次"
    r"|突破|建成|实现了|完成了|达到",
    "future": r"^(?:要|将|必须|继续|进一步)|[，；、](?:要|将|继续"
    r"|进一步)|力争|确保|今年(?:要|将|[，,])|下一?步|计划"
    r"|打算|争取|今后",
    "negative": r"不足|不够|不强|不高|不优|不充分|不平衡|短板|滞后|困难"
    r"|问题|压力|风险|制约|薄弱|突出矛盾|有待|偏低|下降"
    r"|失业|隐患|差距|挑战",
    "action": r"推进|加强|强化|实施|完善|支持|深化|开展|加快|建立"
    r"|健全|推动|提高|促进|落实|加大|优化|扩大|构建|打造"
    r"|培育|发展|建设",
    "deliverable": r"(?:制定|编制|修订|出台|设立|组建|成立|举办|办好|建成|开通|开工建设|发行|召开)[^，。；]{2,30}",
    "forecast": r"预计|可望|有望|估计",
    "slogan": r"让我们|更加紧密地团结|高举[^，。]{0,20}旗帜|以[^，。]{2,30}为指导|谱写|而(?:努力)?奋斗",
    "address": r"各位代表|同志们|各位委员|请予审议|提出意见|表示[^，。]{0,10}感谢|致以[^，。]{0,10}(?:敬意|感谢)",
    "responsible": r"[省市县州区]?(?:发展改革委|发改委|财政厅|财政局|教育[厅局部]"
    r"|人大常委会|国务院|州人民政府|省政府|市政府|县政府"
    r"|各有关部门|各部门)",
    "means": r"^(?:通过|以|按照|根据|围绕|针对|为了?|依托|聚焦|立足"
    r"|随着|在[^，]{2,30}(?:上|下|中|时|前提下|基础上|同时))",
}

# A label whose value may stand on the next line.
_LABEL = (
    r"(?:(?:信息|文章|稿件|新闻)?来源|发[布表](?:时间|日期|机构|单位|机关)?|更新(?:时间|日期)|公开(?:时间|日期|方式|形式|类别)"
    r"|(?:生成|成文)(?:时间|日期)|时间|日期|作者|(?:责任|值班|网络)?编辑|责编|审核人?|审签|[初复终一二三]审|校对|供稿(?:单位)?"
    r"|录入[人者]?|(?:阅读|浏览|访问|点击)(?:次数|人数|量|数|率)?|字数|索\s*引\s*号|(?:主题|信息|内容|体裁)分类|主题词|内容概述"
    r"|发文(?:机关|单位|字号|日期)|文\s*号|(?:文件|统一)编号|有效性|效力状态|公文时效)"
)
# What may stand between the words of a menu, and around them.
_BLANKS = r"\s|\uff5c/／>\uff1e»\u203a·\[\]【】（）()"
# No colon but that of a time, so that each label has one value only, and no blank at its end: a row of labels with
# blanks behind them would be read in as many ways as there are blanks to the power of the labels.
_VALUE = rf"[^。；！？:：]{{0,40}}(?:(?<=\d)[:：]\d\d[^。；！？:：]{{0,20}}){{0,4}}(?<![{_BLANKS}])"
# Who keeps a site and where; the first may also be said of a task in an annex («承办单位：县交通局»).
_SPONSOR = r"(?:主办|承办|协办)(?:单位)?"
_IMPRINT = (
    r"(?:技术支持|(?:运行)?维护|地\s*址|邮\s*编|邮政编码|(?:联系|办公|值班)?电\s*话|传\s*真|(?:电子)?邮箱"
    r"|网站标识码|(?:网站|ICP)?备案(?:序号|编?号))(?:单位)?"
)
_BUTTON = (
    r"下载|打印(?:本页|此页|页面|文章|本文)?|全屏|(?:加入)?收藏(?:本[页站文])?|设为(?:首页|主页)|关闭(?:窗口|本页|页面)?|返回(?:顶部|首页|列表|上一?页)?"
    r"|回到?顶部|(?:网站)?首页|[尾末]页|分享(?:[到至](?:微信|微博|[^\s。；，]{0,4}))?|(?:新浪)?微博|微信(?:好友|公众号)?|QQ(?:空间|好友)|朋友圈"
    r"|(?:微信)?扫一扫[^。；，]{0,20}|扫码(?:分享|阅读|查看)"
    r"|相关(?:报道|链接|新闻|文章|文档|附件|阅读|解读|稿件|信息|内容|文件|推荐)|推荐阅读|热点推荐|附件下载"
    r"|我?要?纠错|(?:政府)?网站找错|无障碍(?:浏览|阅读|版)?|长者(?:模式|版|助手)|关怀版|适老化(?:版|阅读)?|大字版|[简繁]体(?:中文|版)?|English"
    r"|听全文|语音播[报放]|联系我们|关于我们|(?:网站|站点)(?:地图|导航|声明)|隐私(?:声明|政策|保护)|免责声明|版权声明|友情链接|智能(?:问答|客服)"
    r"|请?输入关键[字词]|保护视力色|TOP|Top"
)
# Words that may also be headings of a speech.
_MENU = (
    r"政务公开|(?:政府)?信息公开|政策解读|政务(?:服务|动态|新媒体|微信|微博)|互动交流|办事服务|公示公告|公告公示|通知公告|专题专栏|新闻中心|领导之窗"
    r"|党政机关|登录|注册|退出|搜索|检索|帮助|播放|暂停|朗读|导航|正文|背景色|二维码|繁体|简体"
)
_SIZES = r"(?:特大|超大|默认|标准|大|中|小|A\s?[+-]|T)"
_STAMP = r"(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?(?:\s*\d{1,2}[:：时]\d{2}(?:分|[:：]\d{2})?)?)"
_RECORD = (
    r"[^\s\w]{0,2}\w?ICP备\s?\d{5,10}号(?:-\d{1,3})?|\w?公网安备\s?\d{10,16}号?|[您你]是(?:本站)?第\s?[\d,]+\s?位(?:访客|访问者|浏览者)"
    r"|建议使用[^。；]{0,40}(?:分辨率|浏览器)[^。；]{0,20}"
)
_BETWEEN = rf"[{_BLANKS}]+"


def _row_of(*items: str) -> str:
    """Return a pattern for a line of nothing but such items, with blanks, bars and brackets between them."""
    item = f"(?:{'|'.join(items)})"
    return rf"(?:{_BETWEEN})?{item}[:：]?(?:{_BETWEEN}{item}[:：]?){{0,12}}(?:{_BETWEEN})?"


_FURNITURE: list[tuple[str, str]] = [
    (
        "navigation",
        _row_of(_BUTTON)
        + rf"|(?=.*(?:{_BUTTON})){_row_of(_BUTTON, _MENU, _SIZES)}"
        + r"|[上下]一[篇页条](?:[:：\s].{0,40})?|分享[到至]?[:：].{0,30}"
        r"|相关(?:报道|链接|新闻|文章|文档|附件|阅读)[:：>]{0,2}|附件\d?\s?[:：].{0,60}\.(?:docx?|pdf|ofd|xlsx?|wps|zip|rar)"
        r"|(?:免责|版权|网站)声明[:：].{0,100}"
        r"|(?:[您你]?(?:现在|当前|目前)?的?(?:所在)?的?位置)\s*[:：].{0,60}"
        r"|.{0,4}点击.{0,12}(?:进入|查看).{0,8}"
        r"|[>\uff1e»\u203a|\uff5c×<]{1,4}"
        r"|[\w“”（）()]{2,24}(?:\s*[>\uff1e»\u203a]+\s*[\w“”（）()]{2,30}){1,8}"
        rf"|(?:[{HAN}]{{2,8}}[\s|\uff5c>\uff1e·]+){{0,12}}(?:网站)?首页(?:[\s|\uff5c>\uff1e·/／]+[{HAN}]{{2,12}}){{1,12}}",
    ),
    ("table of contents", r"[【\[]?目\s*[录次]\s*[】\]]?[:：]?\s*(?=.*一、.*二、)[^。；！？]{4,300}"),
    ("menu", _row_of(_MENU)),
    (
        "font size",
        r"[【\[]?\s*字(?:号|体)(?:大小)?\s*[:：].{0,20}|字[号体]|加大"
        rf"|还原|减小|特大|超大|默认|大|中|小|[《》【】\[\]]{{1,4}}|[【\[]?\s?{_SIZES}(?:[\s|\uff5c/]*{_SIZES})+\s?[】\]]?",
    ),
    (
        "source",
        _row_of(
            rf"(?:{_LABEL}|(?:标\s*题|名\s*称)(?=\s*[:：][^:：]{{0,40}}(?:报告|公报|通知)))\s*[:：]{_VALUE}",
            rf"{_STAMP}(?={_BETWEEN}.)",
            _BUTTON,
            _SIZES,
        )
        + r"|来源\s.{1,20}|责(?:任编辑|编)\s+[^\s。；，]{2,4}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*\d"
        r"{1,2}[:：时]\d{2}(?:分|[:：]\d{2})?"
        r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|索引号.{0,60}|发文(?:机关"
        r"|字号).{0,60}|.{0,160}(?:记者|通讯员).{1,14}摄(?:影)?|.{2,20}公报\s?\d{4}年第\d{1,2}[期号]",
    ),
    (
        "page number",
        r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:[/／]|[/／，,]?\s*共)\s*\d{1,4}\s*页?)?[-—–－·\s]*"
        r"|[第共][\d一二三四五六七八九十]{1,3}页|(?i:page)\s*\d{1,4}(?:\s*of\s*\d{1,4})?",
    ),
    # «版权所有者的权利» is no notice
    ("licence", r"(?:[©\w\s:：]{0,40}\s)?版权所有(?![者权人的])[^。！？；]{0,100}|(?i:copyright|©)[^。！？；]{0,100}"),
    (
        "imprint",
        rf"(?=.*(?:{_IMPRINT}\s*[:：]|ICP备|公网安备|访客|访问者|浏览|分辨率|版权所有))"
        + _row_of(rf"(?:{_SPONSOR}|{_IMPRINT})\s*[:：]{_VALUE}", _RECORD, _BUTTON),
    ),
    ("sponsor", _row_of(rf"{_SPONSOR}\s*[:：]{_VALUE}")),
    ("licence", r"本作品是.*|.*(?:公有领域|著作权法).*本作品.*|注：中文维基.*|Public domain.*|false|true"),
    ("checksum", r"[0-9a-f]{24,}[:：]?"),
    ("rule", r"[-—–=_*·.。、…\s]{2,}"),
]

_STAGE_DIRECTION = (
    r"[（(［\[【〔][^（(［\[【〔）)］\]】〕。；：\n]{0,12}(?:掌声|掌聲|鼓掌|笑声|笑聲|欢呼|歡呼)"
    r"[^（(［\[【〔）)］\]】〕。；：\n]{0,12}[）)］\]】〕]"
)
# what became of what was asked or promised, and the words of whoever asked
_WHAT_BECAME = r"(?:完成|办理|办结|执行|实施|兑现|整改|采纳)(?:完成|落实|办理|工作)?的?情况[:：]?$"
_ASKED = r"关于[“\"][^”\"]{1,40}[”\"](?:的?(?:意见|建议|问题))?[:：]?$"
_PART_HEADINGS = {
    Part.REVIEW: r"回\s?顾|过去[一五几的]|工作(?:总结|情况)|[一五]年来"
    r"|主要(?:成就|成绩|工作)|取得.{0,8}(?:成就|成绩|进展"
    rf"|成效)|发展成就|基本(?:总结|经验)|(?:上|去)年|{_WHAT_BECAME}",
    Part.PLAN: rf"^(?!.*(?:{_WHAT_BECAME}|{_ASKED})).*?(?:安排|部署|任务|建议|总体要求|预期目标|主要目标|奋斗目标"
    r"|打算|今后|今年|明年|重点(?:工作|任务)|工作重点|规划"
    r"|下一?步|未来|展望|要求和|(?:年|”)的?(?:计划|设想|思路)$)",
}
# The work of one year; the title of the speech names it too.
_WORK_OF_YEAR = re.compile(
    r"(?<![\d—－–~～至到-])(20\d\d|19\d\d)年度?(?!以来)[^，,。；至到]{0,6}?(?:工作|任务|思路|举措|实事)(?![^，,。]{0,4}报告)"
)
_WHAT_CAME = re.compile(r"回\s?顾|总结|情况|取得|成就|成绩|成效|进展|完成|经验|过去|[上去]年|年来|落实|兑现|办结")
# The weights are about half of the log ratios measured on labelled sentences (progress against commitments of 80
# reports of 1957-2026), because cues come together and a naive sum would count them twice.
_PART_CUES: list[tuple[str, str, float]] = [
    (
        "done",
        r"了[，。；、]|[取获]得了|已经?|成功|圆满|顺利|首次"
        r"|突破|建成|荣获|获批|入选|跃居|跃升|居(?:全国|世界)"
        r"|位居|前列|连续\d*[多]?年|创历史|创新高|同比"
        r"|上涨|投产|竣工|通车",
        0.8,
    ),
    (
        "past time",
        r"过去[一五几的]|去年|上年|一年来|五年来|[几多三四]年来|年来|以来|累计|年均(?![^，。；]{0,20}(?:左右|以上|以内))"
        r"|刚刚过去",
        1.2,
    ),
    ("decimal", r"[\d０-９][.．][\d０-９]|点[一二三四五六七八九]", 1.0),
    (
        "result",
        r"(?:增长|下降|增加|提高|达到?|完成|实现|超过|减少)(?:了|到|为)?[^，。；]{0,8}[\d０-９]|分别(?:增长|达)",
        0.5,
    ),
    (
        "state",
        r"(?:取得|得到|有所|明显|显著|持续|不断|稳步|全面|基本)[^，。；]{0,8}(?:成效"
        r"|进展|成就|改善|提升|增强|优化|提高|好转|加快)",
        0.6,
    ),
    (
        "trouble",
        r"不足|不够|不到位|不强|不高|不优|短板|困难|制约|滞后"
        r"|薄弱|偏低|隐患|矛盾|(?:仍然?|依然|还)(?:存在|有|是)"
        r"|有待|存在[^，。；]{0,12}问题",
        0.7,
    ),
    (
        "will",
        r"^(?:[一二三四五六七八九]?要|将|必须|我们要|我们将)"
        r"|[，；、。：]\s*(?:都?要|将|必须)(?!求|军|素)|力争"
        r"|争取|确保|今年(?:要|将|[，,]|的?(?:主要|重点|工作"
        r"|政府))"
        r"|今后|明年|下一?步|计划",
        -1.2,
    ),
    ("aim", r"[\d０-９][%％万亿个人]?[^，。；\d０-９]{0,6}(?:左右|以上|以内)|预期目标|总体要求", -0.8),
    (
        "go on",
        r"(?:^|[，；、])(?:继续|进一步|加快|大力|积极|深入|切实"
        r"|努力|坚持|推动|推进|支持|鼓励|加强|完善|健全|深化"
        r"|强化|实施|开展|落实|优化"
        r"|加大|扩大|促进|培育|严格|全力|着力|引导|建立|建设|打造|构建|做好|让)",
        -0.5,
    ),
]
# One person or group addressed: no commas inside, so that the pattern cannot run wild on a long line. For
# the same reason blanks between two of them belong to neither.
_ADDRESSED = (
    r"(?:[^，,、。；;：:！!\n]{0,14}?(?:代表|委[员員]|同志[们們]?|朋友[们們]?"
    r"|[领領][导導]|主任|[书書][记記]|主席[团團]?(?:[阁閣]下|先生)?|[委议議][员員]?[长長]|[秘祕][书書][长長]|先生[们們]?|女士[们們]?(?:先生[们們]?)?"
    r"|[来來][宾賓]|嘉[宾賓]|同事[们們]?|同胞[们們]?|(?:[乡鄉][亲親]|老[乡鄉])[们們]?)"
    # «方便市民：» addresses nobody
    r"|(?:[各诸諸]位|尊敬的|[亲親][爱愛]的|全[体體])[^，,、。；;：:！!\n]{0,6}?(?:[议議][员員]|市民|居民|村民|街坊|[职職]工|老[乡鄉]|老板|先[进進])"
    r"(?:[们們]|先生女士|女士先生|先[进進])?"
    r"|(?![向报報由经經对對在请請接])[^，,、。；;：:！!\n]{0,8}?人大常委[会會])"
)
_SALUTATION = (
    rf"(?![{_NUMERAL}]{{1,2}}[是要])(?:尊敬的)?{_ADDRESSED}(?:\s*[、,，暨]\s*+(?:尊敬的)?{_ADDRESSED}){{0,8}}"
    r"(?:[，,]\s*大家好)?\s*[：:！!]"
)


def _compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


class Chinese:
    """The rules of Chinese government prose; see :class:`pipeline.languages.base.Language`."""

    code = "zh"
    letters: re.Pattern[str] = re.compile(f"[{HAN}]")
    cues: Mapping[str, re.Pattern[str]] = _compiled(_CUES)
    furniture: Sequence[tuple[str, re.Pattern[str]]] = tuple((r, re.compile(p, re.DOTALL)) for r, p in _FURNITURE)
    stage_direction: re.Pattern[str] = re.compile(_STAGE_DIRECTION)
    part_headings: Mapping[Part, re.Pattern[str]] = {part: re.compile(p) for part, p in _PART_HEADINGS.items()}
    opens_plan: re.Pattern[str] = re.compile(
        r"打算|今后|今年|明年|下一?步|下一?阶段|未来|展望|年度?的?(?:重点|主要)?(?:任务|安排|部署|工作)|总体要求|"
        r"(?:预期|奋斗|发展)目标$"
    )
    part_cues: Sequence[tuple[str, re.Pattern[str], float]] = tuple((n, re.compile(p), w) for n, p, w in _PART_CUES)
    part_run = 120.0
    part_neutral = 0.0
    contents: re.Pattern[str] = re.compile(r"[【\[]?\s*目\s*[录次]\s*[】\]]?\s*[:：]?")
    # «（附：名词解释）», «《2031年云岭县政府工作报告》有关用语说明», «名词解释（按出现先后排列）»
    glossary: re.Pattern[str] = re.compile(
        r"[（(]?(?:附(?:件|录)?\s*[\d一二三四五]?\s*[:：]?\s*)?[《【]?.{0,20}?(?:"
        r"(?:名词|术语|用语|词语|词汇|缩略语|简称)的?(?:解释|注释|说明|释义|注解)|名词(?:术语)?(?:解释|注释)|注\s*释)[》】]?"
        r"[）)]?(?:[（(].{1,20}[）)])?[:：]?"
    )
    label: re.Pattern[str] | None = re.compile(rf"[（(]?{_LABEL}\s*[:：]")
    footer: re.Pattern[str] | None = re.compile(
        r"本作品(?:是|在|来自|依据|属于|不受)|Public domain|(?:这部|此)作品(?:在|属于)"
    )
    salutation: re.Pattern[str] = re.compile(_SALUTATION)

    def normalise(self, text: str) -> str:
        """Fold widths of letters, digits and signs, traditional into simplified script, and drop idle spaces.

        Full-width punctuation stays, so that patterns written for it still fire on the copy.
        """
        folded = text.translate(_narrow())
        if _traditional().search(folded):
            folded = _converter().convert(folded)
        folded = re.sub(r"\s+", " ", folded).strip()
        return re.sub(r" (?=[^A-Za-z0-9])|(?<=[^A-Za-z0-9]) ", "", folded)

    def fold(self, text: str) -> str:
        """Put simplified for traditional characters and plain for wide digits, one for one."""
        return text.translate(_fold_table()) if _foldable().search(text) else text

    def unnumbered(self, text: str) -> str:
        """Cut «（二）», «2.», «一是», «第一，» and dashes at the head; of «一要…» only the number."""
        return cut_head(_ENUMERATOR, text)

    def tokens(self, text: str) -> list[str]:
        """Cut with jieba's dictionary, without guessing new words; numbers, Latin words and quoted names stay whole."""
        cut = jieba_tokenizer()
        words: list[str] = []
        for match in _TOKEN.finditer(self.normalise(text)):
            if match.lastgroup == "han":
                words += cut.lcut(match.group(), HMM=False)
            else:
                words.append(match.group(match.lastgroup or 0))
        return words

    def find_salutation(self, line: str) -> tuple[int, int] | None:
        """Find an address at the start of a line or behind a title that ran into it."""
        for start in _ADDRESS_START.finditer(line):
            match = self.salutation.match(line, start.start())
            if match:
                return match.span()
        return None

    def names_part(self, heading: str) -> bool:
        """Tell whether a heading names a review or a plan («2024年工作回顾», «今年工作安排»)."""
        return len(heading) <= _PART_NAME_MAX and (
            any(p.search(heading) for p in self.part_headings.values()) or _WORK_OF_YEAR.search(heading) is not None
        )

    def plans_year(self, heading: str, year: int) -> bool:
        """See the Protocol: «2023年工作思路», «关于2023年的工作», not «2018—2023年工作», «2023年工作情况»."""
        found = _WORK_OF_YEAR.search(heading)
        return found is not None and int(found[1]) == year and not _WHAT_CAME.search(heading)

    def heading_starts(self, line: str) -> list[int]:
        """Find «一、» and «（一）» behind a stop; the numbers must count up from one, or they are no headings."""
        starts: list[int] = []
        due = {1: _first_number(_LEVEL_1, line), 2: _first_number(_LEVEL_2, line)}
        for match in _GLUED_MARKER.finditer(line):
            level = 2 if match.group(1)[0] in "（(" else 1
            value = _number(match.group(1))
            # a numbered sentence counts too, or the number after it would come out of turn
            if value in (1, due[level] + 1) and self._numbered(line[match.start(1) :]):
                starts.append(match.start(1))
                due[level] = value
                if level == 1:
                    due[2] = 0
        return starts

    def line_spans(
        self, text: str, start: int, end: int, *, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Join lines that a link, a subscript, a page or the width of all lines broke in mid-sentence."""
        joined: list[tuple[int, int]] = []
        above_end = -1
        for low, high in _physical_lines(text, start, end):
            goes_on = (
                joined
                and text.count("\n", above_end, low) == 1
                and (
                    (width and self._wraps(text, joined[-1], (low, high), width))
                    or (join and self._continues(text, joined[-1], (low, high)))
                )
            )
            if goes_on:
                joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
            above_end = high
        return joined

    def _wraps(self, text: str, above: tuple[int, int], below: tuple[int, int], width: int) -> bool:
        """Tell whether the last line of `above` reaches the width of all lines without the end of a sentence."""
        last = even_indent(text[text.rfind("\n", 0, above[1]) + 1 : above[1]])
        if len(last) < width - _WRAP_SLACK or _FULL_STOP.search(last):
            return False
        return not (_LIST_START.match(text, below[0]) or self.salutation.match(text, below[0], below[1]))

    def _continues(self, text: str, above: tuple[int, int], below: tuple[int, int]) -> bool:
        """Tell whether the line `below` goes on with the sentence at the end of `above`."""
        head = text[max(above[0], above[1] - 200) : above[1]]
        if _CLOSING_START.match(text, below[0]) and not _STOP.search(head[-1:]):
            return True
        if any(head.rfind(a) > head.rfind(b) for a, b in ("（）", "《》", "()")):
            return True
        if _SUBSCRIPT.search(head) and _FIGURE_ONLY.match(text, below[0]):
            return True
        if _LIST_START.match(text, below[0]) or self.salutation.match(text, below[0], below[1]):
            return False
        if _ORDINAL_ONLY.fullmatch(text, above[0], above[1]):
            return True
        if _OPENING_END.search(head) or (_NEEDS_MORE.search(head) and not _NOUN_END.search(head)):
            return True
        # «推进» and a link, «“双碳”», go on like «在» and its link
        link = head[-1] in "”’」』》〉" and "\n" in text[above[0] : above[1]]
        if (head[-1] in "。！？!?；;：:…\"'" + CLOSERS and not link) or _FULL_STOP.search(head):
            return False
        # «全面落实», a link «河长制» and «，推进…»; but a heading has a number or ends its paragraph
        after = _NEXT_LINE.match(text, below[1])
        if after and below[1] - below[0] <= _LINK_MAX and _CLOSING_START.match(text, after.end()):
            mark = self._numbered(text[above[0] : above[1]])
            return mark is None or mark.end < above[1] - above[0]
        # what was broken once («在», a link, «上迈出…») goes on until a stop
        if "\n" in text[above[0] : above[1]] and not _ORDINAL.match(text, above[0], above[1]):
            return True
        # a heading does not stand at the end of a paragraph: a line that holds a stop and does not end in one is broken
        return any(
            _ends(text, m, above[1]) for m in _STOP.finditer(text, max(above[0], above[1] - _LOOK_BACK), above[1])
        )

    def heading(self, line: str) -> HeadingMark | None:
        """Find «一、», «（一）», «1.», «第一部分»; it ends at a stop, a sentence opener or with the line.

        Behind «一、» or «（一）» words with a stop and an amount are a sentence, unless a heading can be cut off them.
        """
        mark = self._numbered(line)
        if mark and _restated(line, 0, len(line)):
            return None
        if mark:
            words = line[: mark.end].rstrip(CLOSERS + SPACE)
            says = mark.level < _LIST_LEVEL and words[-1] in _SENTENCE_END and _AMOUNT.search(words)
            return None if says else mark
        topic = _DASH_TOPIC.match(line)
        if topic and topic.end() < len(line):
            return HeadingMark(0, topic.end(), numbered=False)
        # so is «名词解释：»
        if line.endswith(("：", ":")) and self.glossary.fullmatch(self.fold(line)):
            return HeadingMark(1, len(line), numbered=False)
        # «2022年工作回顾：» is a heading, «一年来，我们做了以下工作：» a sentence
        if _NAMED_PART.search(line) and self.names_part(line[:-1]):
            return HeadingMark(2, len(line), numbered=False)
        if len(line) <= 40 and not _NO_HEADING_END.search(line) and not _STOP.search(line):
            return HeadingMark(2, len(line), numbered=False)
        return None

    def _numbered(self, line: str) -> HeadingMark | None:
        """Return what stands behind a number up to where a heading would end, be it a heading or a sentence."""
        for level, pattern in ((1, _LEVEL_1), (2, _LEVEL_2), (_LIST_LEVEL, _LEVEL_3)):
            marker = pattern.match(line)
            if marker and marker.end() < len(line):
                end = self._heading_end(line, marker.end())
                return None if end is None else HeadingMark(level, end, numbered=True)
        return None

    def _heading_end(self, line: str, body: int) -> int | None:
        """Return where the heading ends whose words begin at `body`, or None if no end is in reach."""
        stop = next((m for m in _STOP.finditer(line, body) if _ends(line, m, len(line))), None)
        first = stop.end() if stop else len(line)
        if stop is None and first - body <= _HEADING_MAX:
            return first
        plain = self.fold(line[: min(first, body + _HEADING_MAX)])
        name = _PART_NAME.match(plain, body)
        opener = _OPENER.search(plain, body + 4)
        if name or opener:
            return min(m for m in (name and name.end(), opener and opener.start()) if m)
        return None if first - body > _HEADING_MAX else first

    def sentence_spans(
        self, text: str, start: int, end: int, *, split_semicolon: bool, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Cut behind 。！？… and ；with the closing marks that follow, and at line ends.

        «（三）建成渡口12处。基本完成，建成11处。» is one sentence: an item named again, and what became of it.
        """
        return [
            span
            for low, high in self.line_spans(text, start, end, join=join, width=width)
            for span in spans_between(text, low, high, self._stops(text, low, high, split_semicolon=split_semicolon))
        ]

    def _stops(self, text: str, low: int, high: int, *, split_semicolon: bool) -> Iterator[int]:
        atoms = [m.span() for m in _ATOMIC.finditer(text, low, high)]
        atoms = sorted([*atoms, *_straight(text, low, high)])
        atoms = [(a, b) for a, b in atoms if _INNER_STOP.search(text, a + 1, b - 1)]
        index = 0
        restated = _restated(text, low, high)
        for match in _STOP.finditer(text, low, high):
            if not split_semicolon and text[match.start()] in "；;":
                continue
            if match.end() == restated:
                continue
            while index < len(atoms) and atoms[index][1] <= match.start():
                index += 1
            inside = index < len(atoms) and atoms[index][0] < match.start()
            if inside and match.end() < atoms[index][1]:
                continue
            stop = match.end()
            if stop < high and text[stop] == '"' and text.count('"', low, stop) % 2:
                # a straight quotation mark closes if an odd number of them stand before it
                if _GOES_ON.match(text, stop + 1, high):
                    continue
                yield stop + 1
            elif _ends(text, match, high):
                yield stop

    def has_action(self, text: str) -> bool:
        """See the Protocol: a topic («政府自身», «乡村和农业») has no verb of action."""
        folded = self.fold(text)
        return opens_with_action(_MARKER.sub("", folded, count=1)) or _ENDS_DONE.search(folded) is not None

    def names_problem(self, text: str) -> bool:
        """See the Protocol: «全县还有不少隐患，压力仍很突出。» and «等等。» have no word left that says what is meant.

        «这些问题，有的…» goes on with problems that were named before, unless it ends in one of its own.
        """
        plain = self.fold(text)
        named = statements(plain) or [_POINTS_BACK.sub("", plain)]
        return _says_more(plain) and any(map(_says_more, named))

    def problem_cuts(self, text: str) -> list[int]:
        """See the Protocol: one sentence lists the problems of a place («农业基础薄弱，财政收支矛盾突出。»)."""
        return problem_cuts(self.fold(text))

    def names_action(self, unit: str) -> bool:
        """See the Protocol: «坚持稳中求进工作总基调» and «——城建方面。» name nothing that anyone could carry out."""
        folded = self.fold(unit)
        topic = _FIELD_ALONE.fullmatch(folded)
        return not is_ideology(folded) and (topic is None or opens_with_action(topic["what"]))

    def looks_back(self, unit: str) -> bool:
        """See the Protocol: «近年来，渡口客流不断增长»; «去年一年欠账很多，今后必须补上» turns."""
        plain = self.fold(unit)
        return _TIME_PAST.match(plain) is not None and _TURNS.search(plain) is None

    def names_nothing(self, text: str) -> bool:
        """See the Protocol: «逐步加以完善» leaves out what."""
        plain = self.unnumbered(self.fold(text))
        return zh_points.may_name_nothing(plain) and zh_points.names_nothing(self.tokens(plain))

    def only_points(self, unit: str) -> bool:
        """Never: what a Chinese unit leaves out mostly stands in its sentence, so that it is a promise still."""
        return False

    def states_fact(self, unit: str, following: str) -> bool:
        """See the Protocol: only before what must be done, as a clause without a word of intent may promise."""
        return states_fact(self.fold(unit), self.fold(following), _cut_words, word_tags)

    def unit_spans(self, sentence: str) -> list[tuple[int, int]]:
        """Cut at ； and at commas behind which a new action begins; a promise stays with what became of it."""
        if _restated(sentence, 0, len(sentence)):
            return [(0, len(sentence.rstrip("。；;！!")))]
        return unit_spans(self.fold(sentence), _cut_words, word_tags)


def _restated(text: str, low: int, high: int) -> int:
    """Return where an item that a line opens with ends, if what became of it stands behind; else 0."""
    found = _RESTATED.match(text, low, high)
    # «（二）渡口工作。完成12处渡口改造»: a topic
    return found.end("item") if found and not (found["count"] and not re.search(r"\d", found["item"])) else 0


# words that announce problems, or say that there are some, without one that says which
_GENERAL_WORDS = """
在 肯定 看到 取得 总结 一年来 去年 过去 成绩 成就 进步 的同时 同时 我们 也 还 更 都 必须 要 应该 应当 可以 清醒
清楚 清晰 深刻 充分 深知 认识 意识 注意 看 到 地 当前 目前 现在 今年 这些 那些 以上 上述 同样 工作 当中 中 我 本
省 市 县 区 州 镇 乡 全 国 国家 自治区 自治州 经济 社会 政府 自身 发展 改革 建设 各项 事业 前进 道路 上 依然
仍然 仍旧 依旧 仍 然 面临 面对 存在 遇到 碰到 有 着 不少 一些 许多 诸多 很多 若干 多 很 各种 各方面 几个 方面 新
老 旧 的 困难 问题 挑战 矛盾 风险 隐患 不足 不足之处 短板 弱项 差距 压力 薄弱环节 缺点 错误 主要 突出 表现 是 为
等等 等 和 与 及 以及 但是 但 然而 不过 而且 并且 对此 对 于 这 其中 一 系列 特别 各位代表 亟待解决 不容忽视 正
前所未有 严峻 较大 较多 较 高质量 不小 各类 长期性 深层次 严重 恰恰 方面 个 亟待 有待 需要 解决 破解 今后 进一步 形势
复杂 极其 十分 不利条件 一是 二是 三是 四是 五是
"""
# a place goes with what it has in common with all places: «清河经济社会发展面临一些困难»
_GENERAL_PHRASES = ("[^，,；;]{2,8}经济社会发展", "改革发展稳定", "经济和?社会生活", "人民(?:群众)?的?期[望待盼]")
_GENERAL = re.compile("|".join((*_GENERAL_PHRASES, *sorted(_GENERAL_WORDS.split(), key=len, reverse=True))))
# «这些困难企业», «这些不足百人的村校» are none of the problems before
_POINTS_BACK = re.compile(r"^\s*(?:这些|上述|以上)(?:问题|困难|缺点|矛盾|不足)(?=[，,的有]|产生|今后|应).*", re.DOTALL)


def _says_more(text: str) -> bool:
    return any(map(str.isalnum, _GENERAL.sub("", text)))


# what is carried over from the year before stands in the budget of this one
_TIME_PAST = re.compile(
    r"\s*(?:去年|上年(?!结转)|过去[一二两三四五几]年|近[几些两三]?年(?:来|以来)?(?![底末初])|[一二两三四五几多]年多?来)"
)
_TURNS = re.compile("必须|要|今年|今后|将|明年")


def _first_number(marker: re.Pattern[str], line: str) -> int:
    match = marker.match(line)
    return _number(match.group()) if match else 0


def _number(marker: str) -> int:
    """Return the value of the Chinese numeral (1 to 99) in a heading's marker, 0 if there is none."""
    digits = [c for c in marker if c in _NUMERAL]
    if not digits:
        return 0
    tens, _, ones = "".join(digits).rpartition("十")
    values = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"": 0, "〇": 0}
    if "十" not in digits:
        return values.get(ones, 0)
    return 10 * (values.get(tens, 0) or 1) + values.get(ones, 0)


def _physical_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in LINE.finditer(text, start, end):
        yield match.span()


def _straight(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield what short pairs of straight quotation marks enclose in a line, the second mark left out.

    So a stop before the second mark ends the sentence with it, as one before «”» does.
    """
    marks = [m.start() for m in re.finditer('"', text[low:high])]
    if len(marks) % 2 == 0:
        for a, b in zip(marks[::2], marks[1::2], strict=True):
            if b - a <= _STRAIGHT_MAX:
                yield low + a, low + b


# «一.», «（二）．» at the head of a line or behind a stop: the number of what follows
_MARK_MAX = 8
_NUMBER_ONLY = re.compile(rf"(?:^|[。！？；;：:\n\r][{SPACE}]*)第?[（(]?[{_NUMERAL}\d]{{1,3}}[）)]?$")
_ABBREVIATED = frozenset(["Mr", "Mrs", "Ms", "Dr", "Prof", "St", "No", "Co", "Ltd", "Inc", "Corp", "vs", "etc", "Jr"])


def _ends(text: str, match: re.Match[str], limit: int) -> bool:
    """Tell whether the stop that `match` found ends a sentence of text[:limit]."""
    start, end = match.span()
    mark = text[start]
    if mark in ".．":
        before, after = text[start - 1 : start], text[end : end + 1] if end < limit else ""
        if before.isdigit() or after.isdigit() or not before:
            return False
        if _NUMBER_ONLY.search(text[max(0, start - _MARK_MAX) : start], 0 if start <= _MARK_MAX else 1):
            return False
        if before.isascii() and before.isalpha():
            word = re.search(r"[A-Za-z.]+$", text[max(0, start - 20) : start])
            ordinary = word is not None and "." not in word.group() and len(word.group()) > 1 and before.islower()
            if word and after and word.group() in _ABBREVIATED:
                return False
            return ordinary and (not after or after.isspace())
        return (
            mark == "．"
            or before in "%％）)"
            or (before in '”’」』》"' and (not after or after.isspace() or not after.isascii()))
            or (not before.isascii() and before.isalnum() and (not after or after.isspace() or not after.isascii()))
        )
    if (mark == "…" and end - start == 1) or (text[start:end].strip("?") == "" and stands_for_lost(text, start)):
        return False
    if end < limit and text[end - 1] in CLOSERS and mark not in "；;":
        return not _GOES_ON.match(text, end, limit)
    return not (mark in "…；;" and end < limit and text[end] in "）)》”」，、")


_TOKEN = re.compile(
    rf"[“「\"](?P<quoted>[{HAN}A-Za-z0-9]{{2,8}})[”」\"]"
    rf"|(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?[%‰]?"
    rf"|\d+(?:\.\d+)?[%‰]?)"
    rf"|(?P<latin>[A-Za-z]+(?:[-'.&][A-Za-z0-9]+)*\d*(?:\.\d+)?)|(?P<han>[{HAN}]+)|(?P<sign>[^\W\d_]+)"
)


@cache
def _narrow() -> dict[int, str]:
    """Map wide letters, digits and the signs %‰+-./ to their plain forms; other punctuation stays."""
    wide = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)}
    table = {code: plain for code, plain in wide.items() if plain.isalnum() or plain in "%+-./&"}
    table |= {0x2236: "：", 0xFE6A: "%", 0x3000: " ", 0x00A0: " ", 0xFEFF: ""}
    return table


@cache
def _converter() -> Any:  # noqa: ANN401 - the library has no types
    from opencc import OpenCC

    return OpenCC("t2s")


# Characters that simplified text uses too; what they become depends on the words around them.
_SHARED = frozenset("著乾藉瞭於夥徵覆鍾麼苧幺後")


@cache
def _simple_forms() -> Mapping[str, str]:
    """Map each character that has another form in simplified script to that form."""
    alone = [chr(code) for code in range(0x4E00, 0x9FFF)]
    plain = _converter().convert("\n".join(alone)).split("\n")
    return {a: b for a, b in zip(alone, plain, strict=True) if a != b and len(b) == 1}


@cache
def _traditional() -> re.Pattern[str]:
    """Match a character that only traditional script uses, so that simplified text is not converted at all."""
    return re.compile("[" + "".join(sorted(set(_simple_forms()) - _SHARED)) + "]")


@cache
def _fold_table() -> Mapping[int, str]:
    forms = {ord(a): b for a, b in _simple_forms().items() if a not in _SHARED}
    return forms | {ord("後"): "后", ord("於"): "于"} | _wide_digits()


def _wide_digits() -> dict[int, str]:
    return {0xFF10 + i: str(i) for i in range(10)} | {0xFF05: "%", 0xFF0E: "."}


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(map(chr, _fold_table()))) + "]")


# «（三）建成渡口12处。基本完成，建成11处。»: an item that names a promise again, and behind it what became of it
_RESTATED = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|[①-⑳]|[一二三四五六七八九十]{1,2}(?:是|、))"
    r"(?P<item>[^。！？；\n]{4,80}。)\s*(?:截至[^，。]{0,14}，)?(?:目前，?|现)?(?:"
    r"已经?(?:完成|全部|建成|办结|开工|启动|落实|实现|超额|基本|于)|(?:全部|超额|提前)完成|全部(?:建成|办结)|基本(?:完成|建成)|"
    r"正在(?:推进|实施|施工|建设|办理|进行)|未(?:完成|能|启动|开工)|尚未|部分(?:完成|建成)|"
    r"(?:办理|完成|进展|落实|办结|实施|整改)(?:结果|情况|进度|状态)[:：]|(?P<count>(?:实际)?完成(?:培训|改造|新建)?\d)|"
    r"\d+[条户所个座处件栋辆台](?:全部|均|已))"
)
_FIELD_ALONE = re.compile(
    rf"(?:[—－–-]+|[一二三四五六七八九十]{{1,2}}是|[（(].{{1,3}}[）)])?在?(?P<what>[{HAN}、]{{2,12}})方面[。；;:：]?"
)
# «1．河东学校投入使用。» is an item, no topic
_ENDS_DONE = re.compile(
    rf"[{HAN}]{{2}}(?:建成|完工|竣工|投用|投产|投运|投入(?:使用|运营|运行)|通车|通航|交付|开馆|开园|开诊|开学|招生|启用|通水|通气|"
    r"开通|并网|贯通|开工|动工|获批|挂牌|揭牌|封顶|完成|清零|出列|摘帽|运营|开业)[。；;.]?$"
)
_NAMED_PART = re.compile(
    r"^(?:\d{4}年|今年|明年|去年|过去|今后|下一?步|工作|重点|主要)[^，,。是要抓做]*"
    r"(?:回[顾顧]|总结|總結|安排|部署|打算|(?:重点|重點|主要)?工作|(?:主要|工作|目标|目標)任[务務])[：:]$"
)
_UP_TO_99 = "一二三四五六七八九十"
BEFORE_FIGURE = (
    r"(?:、(?=\d{2,}(?![号期]))|[.．](?:[^\S\n\r]+(?=\d)|(?=\d+[.．]\d)|(?=20\d\d年)|"
    r"(?=\d+[多余几]?(?:个(?!百分|月|小时|工作|单位|[亿点])|[名户所座条家台辆处件项套间栋幢村镇乡对场宗只头棵株盏张册艘架眼支部]))))"
)
"""What stands between the number of an item and its first figure: a comma or a stop before what is counted in whole
numbers («5．15所», «9.1200个»), before a decimal («3.1.2万») or a year, or with a blank."""
# what counts a unit and says nothing of it; «五、六月份», «2.5万», «（二）期工程» and «三要素» are no numbers of items
_ENUMERATOR = re.compile(
    rf"(?:(?:[—－–]{{1,3}}|[●○◆■□▪•▲★]|[①-⑳⑴-⒇⒈-⒛]|[（(][{_UP_TO_99}\d]{{1,3}}[）)](?!期)[、．.]?"
    rf"|[{_UP_TO_99}]{{1,3}}[、．.](?![{_UP_TO_99}])|\d{{1,2}}[、．.](?!\d)|(?!0)\d{{1,2}}{BEFORE_FIGURE}|第[{_UP_TO_99}]{{1,3}}[，,、：:](?!第)"
    rf"|[{_UP_TO_99}]{{1,2}}(?:是|方面[，,])|[{_UP_TO_99}]{{1,2}}(?=要(?![素点求件闻害])))\s*)+"
)


@cache
def jieba_tokenizer() -> Any:  # noqa: ANN401 - the library has no types
    """Return a private tokenizer, so that words added elsewhere in the process change nothing here.

    Its words are those of the dictionary that jieba is installed with. `initialize` would take them unchecked from a
    file of the temporary folder, which anyone may have written, and which is no faster to read.
    """
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def _cut_words(text: str) -> list[str]:
    """Cut folded text into the words of the dictionary."""
    words: list[str] = jieba_tokenizer().lcut(text, HMM=False)
    return words


@cache
def word_tags() -> Mapping[str, str]:
    """Return the part of speech that jieba's dictionary gives each word.

    jieba.posseg would read the dictionary twice for that, once for a tokenizer that nobody asked for.
    """
    with jieba_tokenizer().get_dict_file() as file:
        lines = file.read().decode("utf-8").splitlines()
    return {word: tag for word, _, tag in (line.split(" ") for line in lines)}


CHINESE = Chinese()
