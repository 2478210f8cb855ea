"""Whether a report tells of less than the end of what was promised: a part, a step, mere progress (codebook §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.figures import PART_OF
from pipeline.languages import LANGUAGES
from pipeline.link.clauses import CLAUSE, about
from pipeline.link.features import plain
from pipeline.link.lexicon import LEXICONS
from pipeline.link.undone import THERE, UNCHANGED
from pipeline.records import Unit

# part of a thing, a first step towards it, or the plain word that it is not there
_PARTIAL = {
    "zh": re.compile(
        r"[近约不]足?[一二三四五六七八九]成|半幅(?:通车|贯通|路)|顺延|延[至到](?:[今明后]年|\d{1,2}月)|未能|尚未|未完成|没有完成|反弹|回潮|"
        # «completed 60 % of the works», but no share that is itself the target («completed investment of 80 %»)
        r"完成(?:了|总|主体|土建|路基|桥梁|隧道|工程|投资|建设|任务|计划|进度|量|率|的|达到?|至|近|约|超过?)*"
        r"(?:[1-9]\d?(?:\.\d+)?%|[一二三四五六七八九]成|一半|大半|三分之[一二])"
    ),
    "en": re.compile(
        r"\b(?:(?<!\bnot )(?<!\bthe )(?<!\bits )only(?! (?:had )?to\b)|"
        r"short of|fewer than|less than half|well below|not yet|(?<!\bin )so far|"
        r"fell behind|still waiting|(?:nearly|almost) (?:complete|completed|finished|ready))\b",
        re.IGNORECASE,
    ),
}
# the same, unless the promise names just that («新校舍主体封顶», «to hire 20 more nurses»); «12 more than last year» is
# no part
_PART_WORDS = {
    "zh": re.compile(r"(?<!经)过半(?!年|个|小时|天|导)|封顶|选址|初评|初审|初验|预审|暗访"),
    "en": re.compile(
        r"\b(?:another(?= \d\b)|more(?<=\d more)(?! than)|"
        # «dropped by two thirds» tells how much, not of what part
        r"(?<!\bby )half(?= (?:of|the)\b(?! (?:year|decade|century|time|price)\b))|"
        r"foundations?|(?<!\bby )(?:three[- ]quarters|two[- ]thirds))\b",
        re.IGNORECASE,
    ),
}
# a promise of more than one deed is not kept by the first of them
_DEEDS_MORE = re.compile(r"[，、；;并和及]|, |\band\b", re.IGNORECASE)
_ROOF = "封顶"
_FRAME = re.compile("主体|动工|开工|开建|启动")
# work on a thing has begun; a promise to begin it is kept by that, and works are counted when they begin
_BEGUN = {
    "zh": re.compile(
        r"动工|开工|破土|奠基|启动建设|开建|进场施工|(?:编制|起草|筹建|筹备|改造|创建|组建)(?:工作)?(?:全面|正式)?启动|"
        r"启动(?:编制|起草|筹建|筹备|改造|创建|组建)"
    ),
    "en": re.compile(
        r"\b(?:(?:works?|construction|building|paving|project)\b[^,.;]{0,40}? "
        r"(?:under ?way|in progress|started|begun|began|commenced)|ground (?:has been |was )?broken|broken? ground|"
        r"broke ground|contracts? (?:has|have|was|were) been (?:signed|awarded|let)|"
        r"(?:is|are) (?:now |currently |also )?being (?:built|constructed|erected|laid))\b",
        re.IGNORECASE,
    ),
}
_BEGINS = {
    "zh": re.compile(r"动工|开工|开建|启动|奠基|破土|前期|推进|加快|谋划"),
    "en": re.compile(r"\b(?:begin|start|commence|launch|break ground|proceed)\w*\b", re.IGNORECASE),
}
# a part by its number; the whole of the promise where that names it too
_STAGE = {
    "zh": re.compile(
        r"[一二三]期(?=工程|项目|[，。；]|$)|先行段|控制性工程|"
        r"(?:主体|土建|桩基|路基|基础|框架)(?:工程|结构|施工)?(?:基本|全部|顺利)?(?:完工|竣工|完成|建成)"
    ),
    "en": re.compile(
        r"\b(?:first|second|third) (?:phase|stage|section|stretch)|\b(?:first|another) (?:\w+ )?(?:miles?|kilometres?|"
        r"kilometers?)\b|\bphase (?:one|two|i|ii|1|2)\b",
        re.IGNORECASE,
    ),
}
_STAGES = "主体|土建|桩基|路基|框架"
# from the first such word of each clause on, so that a long one takes no square of its length
_OF_STAGE = re.compile(
    rf"(?:^|[，。；])(?:(?>[^，。；]*?(?:完成|建成))[^，。；]*?(?:{_STAGES})|(?>[^，。；]*?(?:{_STAGES}))[^，。；]*?[完建封竣])"
)
# what comes before the work, unless that was the promise
_PREPARED = {
    # a work «谋划多年» is spoken of when it begins
    "zh": re.compile(r"可研|可行性研究|立项|初步设计|施工图|谋划(?!多年)|方案(?:已?获批|获得批复|通过(?:评审|审查))"),
    "en": re.compile(
        r"\b(?:feasibility|preliminary|preparatory|design) (?:stud(?:y|ies)|works?)\b|"
        r"\btenders? (?:was|were|has|have)\b|\b(?:was|were|been|being) drafted\b|\breferend(?:um|a|ums)\b",
        re.IGNORECASE,
    ),
}
_PREPARES = {
    "zh": re.compile(r"可研|可行性|立项|批复|设计|施工图|前期|报批|审批|谋划|论证|规划|申报|方案"),
    "en": re.compile(r"\b(?:feasib|prelimin|prepar|design|plan|stud(?:y|ies)|tender|draft|referend)", re.IGNORECASE),
}
# classes of water, the first of which is the best; «劣Ⅴ类» is none of them, and devices, drugs and land have others
_WATER = re.compile(r"(?<![a-z劣])(?P<roman>i{1,3}|iv|v|[\u2170-\u2174])类(?!医疗|器械|疫苗|新药|用地)")
_ROMANS = {
    roman: 1 + number % 5
    for number, roman in enumerate(("i", "ii", "iii", "iv", "v", *map(chr, range(0x2170, 0x2175))))
}
_NUMERALS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
_COUNT = "|".join((r"\d{1,3}(?:,\d{3}){1,3}", r"\d{1,9}", *_NUMERALS))
# «3 of the 6 projects»: which of the two is the part
_OF_THEM = {
    "zh": re.compile(
        r"(?<!\d)(?P<whole>\d{1,9})[个所条座项家处户套台辆公][^，。；\d]{0,12}中[^，。；\d]{0,4}?"
        r"(?P<part>\d{1,9})[个所条座项家处户套台辆公]|"
        # 60座公厕已建成45座: one counter for both
        r"(?<!\d)(?P<total>\d{1,9})(?P<counter>[个所条座项家处户套台辆])[^，。；、\d]{1,12}(?:已|目前|现已)[^，。；、\d]{0,6}?"
        r"(?:建成|完成|改造|投用|竣工|完工|开工|通车|整改|办结|交付|启用|拆除|治理)[^，。；、\d]{0,6}?(?P<some>\d{1,9})(?P=counter)"
    ),
    "en": re.compile(
        rf"(?<![\d.,])(?<!\bevery )(?<!\beach )\b(?P<part>{_COUNT}){PART_OF}(?P<whole>{_COUNT})\b(?![.,-]\d)|"
        # «of the 300 beds that we promised, 210 are open»
        rf"\bof (?:the|these|those|our) (?P<total>{_COUNT})\b(?![.,-]\d)[^.;,\d]{{1,60}},? (?P<some>{_COUNT}) "
        r"(?:are|is|have|has|were|was|now)\b",
        re.IGNORECASE,
    ),
}
# the promise is about all of them, the report about a share below one
_OF_ALL = {
    "zh": re.compile(r"全部|所有|全覆盖|清零|一个不[少落]|(?:清偿|整改|办理|兑现|治理|改造|化解|处置)完毕"),
    "en": re.compile(r"\b(?:all|every)\b", re.IGNORECASE),
}
_PART_OF_ALL = re.compile(r"\b(?:half|third|quarter|fifth|tenth)s? of all\b", re.IGNORECASE)
_SHARE = {
    "zh": re.compile(r"(?:率|比例|比重|占比?|达到?)[^，。；\d]{0,4}(?:[1-9]\d?(?:\.\d+)?)%"),
    "en": re.compile(
        r"\b(?:(?!9[89])[1-9]\d?(?:\.\d+)?|(?!ninety-(?:eight|nine))"
        r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?) ?"
        r"(?:%|per ?cent) of (?!gdp\b)\w+|"
        r"\b(?:(?:an?|one|two|three|four) (?:third|quarter|fifth|sixth|eighth|tenth)s?|most|many|some|several) of "
        r"(?:the|our|its|their|these|those)\b",
        re.IGNORECASE,
    ),
}
# a promise to go on with something, as its main action: «to support firms» behind another verb is what that is for
_HOW = "(?:要|将|继续|加快|大力|积极|稳步|深入|持续|扎实|全力|着力|统筹|进一步)*"
_GOING_ON = {
    "zh": re.compile(
        rf"^{_HOW}(?:推进|实施|加快|支持|推动|继续|加强|扩大|发展|延伸)|"
        # a stance that is repeated is kept every year, and never carried out; «坚持按保护价收购» is an act
        rf"^{_HOW}(?:坚持(?!按)|锚定|维护|奉行|弘扬|秉持|践行|聚焦)|"
        # a direction, where nothing else is promised: «improve the system» is not kept by a report that names one
        rf"^{_HOW}(?:切实|不断|努力|有效|逐步|必须|我们)*(?:完善|健全|提升|改善|优化|增强|深化|加大|拓展|强化)[^，,。；;]*$"
    ),
    "en": re.compile(
        # to extend a line to the airport, or a leave to six months, has an end
        r"\b(?:keep|continue|go on|carry on|"
        r"extend(?:ing)?(?![^,.;]{0,60} to (?:the \w+$|[\w-]+ (?:year|month|week|day)s?\b)))\b|"
        r"(?:^|\b(?:will|shall|must|should|would|can|also|and|further|is|are|we|therefore|continue to)\s+)"
        r"(?:support|promote|further)\b|(?<!\ba )(?<!\bany )(?<!\bno )\bfurther(?:$|[.,;]| \w+ed\b)",
        re.IGNORECASE,
    ),
}
# «press ahead with passing the by-law», «support them by setting up a fund»: what comes about so is done once
_BRINGS_ABOUT = {
    "zh": re.compile(
        rf"^{_HOW}(?:推动|支持|推进|加快|尽快){{1,8}}(?:[^，,。；;]{{0,16}}?"
        r"(?:出台|修订|制定|制订|印发|颁布|组建|设立|成立|编制|挂牌|开业|上市|揭牌|取消|废止|举办|晋升|升格|入选|落户)|完成|建成|"
        r"[^，,。；;]{2,24}?(?:开工|动工|建成|投用|投产|投运|投入使用|通车|竣工|完工|开通|启用|贯通|落成)(?:建设|运营)?$)"
    ),
    "en": re.compile(
        r"\b(?:will|shall|to|by)(?: (?:now|also|therefore|then|soon|jointly|a|the))* "
        r"(?:introduc|set(?:ting)? up|establish|creat|launch)|"
        r"\bbe (?:\w+ly )?(?:introduced|set up|established|created|launched)\b|\bwith a new\b",
        re.IGNORECASE,
    ),
}
_AS_IT_IS = re.compile(UNCHANGED, re.IGNORECASE)
# a named thing is to be carried out; a report of the year after that it was keeps that (codebook §5)
_CARRY_OUT = re.compile(rf"^(?:{_HOW}组织)?{_HOW}(?:实施|实行|执行)好?(?P<what>[^，,。；;]+)$")
_CARRIED_OUT = re.compile("实施|实行|执行|开展|推出")
# finished, and neither so many of them nor by so many of the places, nor so much money spent
_FINISHED = re.compile(
    r"(?:^|[，,；;。：:])[^\d，,；;。：:]*(?<![未没有])完成(?!了?[\d一二三四五六七八九十两]|[^，,；;。]{0,6}(?:投资|率))"
)
_WHOLE = {
    "zh": re.compile(rf"全面|全覆盖|全部(?![^，。；]{{0,12}}(?:开工|动工|启动))|全线(?!开工|动工|推进|启动)|{THERE}"),
    "en": re.compile(r"\b(?:all|every|completed?|fully|finished|whole|entire|last of)\b", re.IGNORECASE),
}
_NEVER = "(?!)"
_FORWARD = "(?:顺利|有序|加快|扎实|稳步|深入)推进|推进顺利"
_UNDER_WAY = (
    f"(?:{_FORWARD}|(?:积极|持续|全力|大力)推进|进展顺利|(?:有序|顺利)进行|全面(?:铺开|展开)|正在实施)"
    "(?=$|[，,；;。：:])|着手"
)
_PLACES = "(?<!100)%[^，。；]{0,2}的[^，。；]{0,4}[区县市乡镇村校院户省]"
_BUILDING = "加快(?:建设|施工)$|抓紧(?:建设|施工)|加紧|(?:正|全力)(?:在)?施工|在建$|建设(?:提速|加快|全面展开)"
_BEFORE_END = "征求意见|意见征集|初稿|起草|送审|报审|报批|待批|筹备|前期工作(?!的批)|摸底|组建方案|设立方案|筹建方案"
_SET_UP = (
    "出台|印发|颁布|发布|公布|施行|实施|设立|成立|组建(?!方案|工作)|挂牌|揭牌|建成|投用|举办|举行|召开|开工|动工|启用|"
    "运营(?!公司|中心|商|集团|方案)|运行|(?:审议|表决|批准|并|获得?)通过(?![^，。；]{0,6}[评审考])"
)
# «推进并完成», «进展顺利，已经完成»: the thing itself is finished, where «已完成选址» tells of a step
_DONE = "(?:已|并|顺利|圆满)[^，。；]{0,4}完成$"
# what a promise to finish a thing is not kept by: what comes before the works, and the works before their end
_ENDS = "建成|完工|竣工|投用|投产|投运|投入使用|投入运营|通车|交付|开馆|开园|开诊|开学|启用|通水|通气|开通|并网|全覆盖"
_FINISHES = f"{_ENDS}|贯通"
_ENDED_ZH = f"{_ENDS}|开放|招生|营业|挂牌|成立|设立|运营|使用|搬入|搬迁入|入住|揭牌|出台|印发|实施|开业"
_WORKS = "开工|动工|开建|启动|奠基|破土|施工|在建|推进"
_BEFORE_WORKS = (
    "招投标|(?<!政府)招标|完成[^，。；]{0,4}备案|收储|征地|征拆|征收|拆迁|环评|可研|立项|初步设计|施工图|选址|前期工作|"
    "[纳列]入[^，。；]{0,12}(?:库|规划|盘子)|规划[^，。；]{0,4}(?:获|经|得到|通过)|签订[^，。；]{0,8}(?:合同|协议)|签约|"
    "上市辅导|辅导备案|(?:设备|材料)采购|方案[^，。；]{0,6}征集|争取[^，。；]{0,8}资金"
)
_ALSO_PREPARES = "招标|招投标|备案|收储|征|拆|环评|可研|立项|设计|施工图|选址|前期|纳入|列入|规划|签"
_PART_OF_BUILDING = (
    r"(?:(?<!市场)(?<!经营)(?<!创新)(?<!责任)主体(?!责任|地位|功能|作用|培育)|土建|桩基|路基|框架|桥墩|承台|墩柱)"
)
_BEFORE_LAST_WORKS = (
    f"复工|尾声|收尾|扫尾|装修|装饰|吊装|{_PART_OF_BUILDING}(?:工程|结构|施工)?(?:基本|全部|全面|顺利|已)*[完竣封成]|"
    rf"[完建]成[^，。；\d]{{0,12}}{_PART_OF_BUILDING}|试验段|首段"
)
_END_EN = (
    r"\b(?:opened|completed|finished|launched|established|introduced|enacted|passed|concluded|"
    r"in (?:service|operation|use|force)|set up|became law|handed over|running|held)\b"
)
_STARTS_EN = (
    r"\b(?:begin|start|commenc|launch|proceed|design|plan|prepar|draft|stud|tender|continu|explor|seek|keep|work)\w*"
)
_WORKS_EN = (
    r"(?:designs?|drawings?|plans?|tenders?|bids?|applications?|proposals?|drafts?|surveys?|sites?|land|architects?|"
    r"contractors?|consultants?|permissions?|permits?|steering group|working (?:group|party)|contracts?|drafting)"
)


def _patterns(*rows: tuple[str, str, str]) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(words, re.IGNORECASE) for words in row) for row in rows)


# what the clause about a promise may tell instead of its end (a trial, a first form of it, mere progress, a share of
# the places, that it is being built or is to be, what is done before it); what makes it tell of the end after all; and
# which promises ask for no more
_SHORT_OF_END = {
    "zh": _patterns(
        ("试点|试行|先行先试", "全面|完成|所有|全国|推开|结束|经验", "试|先行|探索|研究|方案|办法"),
        # as the last word on the thing, however many of them there are
        (_UNDER_WAY, _DONE, "启动|试点|铺开|展开"),
        ("初步(?!统计|核算)", _NEVER, "初步"),
        (f"进展|{_FORWARD}|正在", rf"\d|{_WHOLE['zh'].pattern}|{_DONE}", "开展|启动|试点"),
        (f"{_PLACES}|多数", _NEVER, r"\d|百分|多数|试点"),
        # money spent on a thing that is to stand is no end of it
        (
            "完成(?:投资|工程量|产值)",
            "建成|完工|竣工|投用|投产|投运|投入使用|通车|开通|交付|启用|开放|开馆|开业",
            "投资|开工|启动|推进|加快",
        ),
        # it is still to come, is being built, or only part of so many is there
        ("即将", _NEVER, _NEVER),
        (_BUILDING, rf"\d|{_WHOLE['zh'].pattern}|{_DONE}", "开展|启动|试点|开工|动工|开建|奠基|破土"),
        ("开工率", _NEVER, "开工"),
        (
            "(?:一半|半数|大半|[三四五]分之[一二三四])(?:以上|左右)?的(?!速度|水平|标准|价格|比例)",
            _NEVER,
            "%|分之|一半|半数",
        ),
        # what is done before it is set up, adopted, held or awarded
        (_BEFORE_END, _SET_UP, rf"{_BEFORE_END}|启动|谋划|前期|推进|加快|论证|申报|审批|研究|探索"),
        (
            "通过[^，。；]{0,14}(?:(?<!督导)评估|评审|初审|审查|预审|考核)",
            f"{_SET_UP}|命名|授牌|获评|成功",
            "评估|评审|初审|审查|审核|考核",
        ),
        (
            _BEFORE_WORKS,
            f"{_ENDED_ZH}|贯通|{_WORKS}",
            rf"^(?!.*(?:{_FINISHES}|开工|动工|开建|新上|上市|启动[^，。；]{{0,12}}建设))|{_ALSO_PREPARES}",
        ),
        (_BEFORE_LAST_WORKS, _ENDED_ZH, rf"^(?!.*(?:{_FINISHES}))|{_PART_OF_BUILDING}|装修"),
        ("具备[^，。；]{0,6}条件", "正式|已(?:于[^，。；]{0,8})?[投通交启]", f"^(?!.*(?:{_FINISHES}|运营|开业))|条件"),
        # what is an aim, or a condition, is not yet so: «只要收支保持平衡», «把…作为收支保持平衡的关键»
        (
            r"^[^，。；]{0,6}只要(?!跑|半|[\d一二两三])|^把[^，。；]+作为[^，。；]+的(?:关键|前提|基础|保证|保障|条件|途径|手段)$",
            _NEVER,
            "只要|作为",
        ),
        # the first of several; the first of its kind in the country may be one of them all
        (
            "(?<!全国)(?<!国家)(?<!国内)(?<!全球)(?<!世界)首[个所条座家批]",
            "(?:[2-9]|[1-9][0-9]+)[个所条座家]",
            "首|一[个所条座家]|^(?!.*(?:[2-9]|[1-9][0-9]+)[个所条座家])",
        ),
        # to have its approval is more than to have it written
        (
            "(?:可研|可行性研究)[^，。；]{0,8}(?:编制|完成|通过|评审)|[编完]制?成?[^，。；]{0,6}(?:可研|可行性研究)",
            "批复|获批|核准|批准",
            "^(?!.*(?:批复|获批|审批|核准|批准))",
        ),
    ),
    "en": _patterns(
        (
            r"\b(?:under construction|still on the drawing board|near(?:ing|s) completion|taking shape|"
            r"on (?:schedule|track|course)|half(?:way)? (?:done|built|finished|complete)|"
            r"(?:[1-9]\d?|\w+ty(?:-\w+)?) ?(?:%|per ?cent) (?:complete|built|finished|done)|"
            r"being (?:built|constructed|drafted|drawn up|designed|planned|prepared|erected|laid|developed|"
            r"finali[sz]ed|installed|written|tested|dug|renovated|refurbished|extended|tendered|procured|recruited)|"
            r"the roof is on|ha(?:s|ve) (?:its|their) roofs?|walls [^.;,]{0,40}\bup\b|"
            r"works? on [^.;,]{2,60}? (?:has|have) (?:reached|advanced|progressed|moved|continued))",
            _END_EN,
            _STARTS_EN,
        ),
        (
            r"\b(?:will|(?:is|are) (?:now )?(?:due|expected|set|scheduled|about|ready)? ?to) (?:be |re|soon |now )*"
            r"(?:open|complet|finish|start|launch|introduc|deliver)\w*",
            _END_EN,
            _NEVER,
        ),
        (
            rf"\b{_WORKS_EN}\b[^.;,]{{0,50}}?\b(?:was|were|has|have|had|is|are) (?:\w+ )?(?:been )?(?:drawn up|invited|"
            r"appointed|granted|bought|acquired|chosen|selected|let|awarded|signed|drafted|prepared|approved|engaged|obtained|"
            r"received|met|published|identified|secured|called)\b|\bdrafting of\b",
            _END_EN,
            rf"{_STARTS_EN}|\b(?:order|buy|purchas|lease|secur|award|invit|find|acquir)\w*|\b{_WORKS_EN}\b",
        ),
        # what stayed as it was, or ended, was neither brought in nor changed
        (
            r"\b(?:remain|stay)(?:s|ed)? (?:constant|the same)\b|\bexpir(?:y|ed)\b|\blapsed\b",
            _END_EN,
            r"\b(?:keep|kept|remain|stay|maintain|hold|unchanged|freeze|laps|expir|end|abolish)\w*",
        ),
        (
            r"\ball but (?:\w+ )?(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|a few|some)\b)",
            _NEVER,
            r"^(?!.*\b(?:all|every|each)\b)",
        ),
        (
            r"\bthe first (?:batch|group|cohort|intake|tranche|few|dozen|\d[\d,]*|two|three|four|five|six|ten|"
            r"twelve|twenty|of (?:the|our|these|those|its|their|\d+|two|three|four|five|six|ten))\b"
            r"(?! (?:time|years?|months?|weeks?|days?|quarters?)\b)",
            r"\b(?:in force|set up|established|running|launched)\b",
            # a promise of neither so many nor all is not cut short by a first one
            r"\bfirst\b|^(?!.*(?:\d|\b(?:all|every|each|both|two|three|four|five|six|seven|eight|nine|ten|twelve)\b))",
        ),
    ),
}
# the speaker tells again what was going to be done; «as I said we would» tells that it was
_RESTATED = re.compile(
    r"(?<!\bas )(?<!\bwhat )(?<!\bthan )\b(?:I|we|the government|(?:my|the) (?:\w+ ){0,3}minister)"
    r"(?: had| have| also)* "
    r"(?:announced|said|mentioned|spoke|informed|stated|indicated|told|outlined|explained)\b"
    r"[^.;]*\b(?:would|will|should|shall|(?:my |our |the )?(?:intention|intend|intended|plan|plans|target))\b",
    re.IGNORECASE,
)
# the same without a verb of what was to come: «last year I announced a cut of the ferry tax», if it tells nothing of
# what has become of it, as «the fund that I announced is open» does
_ANNOUNCED = re.compile(
    r"(?<!\bas )(?<!\bwhich )(?<!\bthat )(?<!\bwhat )\b(?:i|we|the government|(?:my|the) (?:\w+ ){0,3}minister)"
    r"(?: had| have| also| earlier)* (?:announced|proposed|unveiled|outlined)\b(?! and \w+ed\b)"
)
_TOLD_OF = re.compile(
    r"(?:^|(?<=[,;.] ))(?:i|we|members|(?:the )?(?:house|government|minister))"
    r"(?: have| had| has| were| was| also| earlier)* (?:spoke|spoken|told|mentioned|informed)\b"
)
_SINCE_THEN = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:since|now|already|been)|(?:was|were) (?:amended|completed|enacted|implemented|"
    r"introduced|launched|paid|passed|set up)|took effect|came into|(?:is|are) (?:now|exempt)|since then|now)\b"
)
# it is still talked about
_TALKS = re.compile(
    r"\bunder (?:active |study |)?(?:consideration|review|study)\b|\bconferr|\bdiscussions?\b|\bnegotiat|"
    r"\bconsultations?\b|\bis (?:now )?(?:studying|examining)|\baccepted (?:the|an) invitation"
)
_TALKS_ABOUT = re.compile("discuss|negotiat|consult|confer(?!ence)|study|review|examin|consider|accept|invit")
# and what came of the talks: «was negotiated and signed», but not «a pact to be signed», nor «we signed one and
# negotiate others»; talks may be told behind it as its cause
_CAME_OF_IT = re.compile(
    r"(?<!\bbe )(?<!\bbeing )\b(?:built|bought|completed|concluded|enacted|established|introduced|"
    r"launched|merged|opened|passed|ratified|signed)\b"
)
_BEFORE_IT = re.compile(r"\b(?:after|following)\b[^,;]{0,40}$")
_FIGURE = re.compile(r"[0-9０-９]")
_FEW = 6  # characters; a shorter clause says nothing by itself


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words of a promise ask for.

    `steps`: the words of a part that are enough for it. `starts`: it is kept by a beginning, or counts works;
    `prepares`: by what comes before the work; `talks`: by talks about something. `vague`: it goes on, without an end.
    `carry_out`: the words of the one thing that it is to carry out, empty where there is none; `water`: the class of
    water that it names, 0 where it names none.
    """

    steps: frozenset[str]
    starts: bool
    prepares: bool
    talks: bool
    names_stage: bool
    of_all: bool
    vague: bool
    carry_out: tuple[str, ...]
    water: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of a report tell.

    `steps`: the words of a part that it names. `restated`: it says again what was to be done; `talks`: it is still
    talked about. `short_of_end`: per kind of words that tell of less than the end (`_SHORT_OF_END`), whether they
    stand in it; `water`: as in a promise.
    """

    partial: bool
    steps: frozenset[str]
    prepared: bool
    begun: bool
    stage: bool
    share: bool
    whole: bool
    finished: bool
    carried_out: bool
    restated: bool
    talks: bool
    short_of_end: tuple[bool, ...]
    water: int


def is_unfinished(promise: Unit, report: Unit) -> bool:
    """Tell whether the words of a report tell of less than the end of a promise, and it asks for more.

    The report tells of a part or a first step, of a trial, mere progress or talks, or again of what was to be done. Or
    a promise to go on with something, without a figure, meets a report that does not say that the whole is there, or
    that it was finished, or that what was to be carried out was, within the year.
    """
    said, told = _said(promise.text, promise.language), _told(report.text, report.language)
    part = (
        told.partial
        or bool(told.steps - said.steps)
        or told.restated
        or (told.water > 0 and 0 < said.water < (_water(about(promise, report)) or told.water))
        or (told.stage and not said.names_stage)
        or (told.prepared and not said.prepares)
        or (told.talks and not said.talks and _only_talks(promise, report))
        or (any(told.short_of_end) and _short_of_end(promise, report, told.short_of_end))
    )
    if part or told.whole:
        return part
    vague = said.vague and not told.finished and not _as_promised(promise, report, said, told)
    return (told.begun and not said.starts) or (said.of_all and told.share) or vague


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _said(text: str, language: str) -> _Said:
    promise = plain(text, language)
    figure = bool(_FIGURE.search(promise))
    return _Said(
        steps=_enough(promise, language),
        starts=figure or bool(_BEGINS[language].search(promise)),
        prepares=bool(_PREPARES[language].search(promise)),
        talks=bool(_TALKS_ABOUT.search(promise)),
        names_stage=bool(_STAGE[language].search(promise)) or (language == "zh" and bool(_OF_STAGE.search(promise))),
        of_all=bool(_OF_ALL[language].search(promise))
        and not _SHARE[language].search(promise)
        and not _PART_OF_ALL.search(promise),
        # to keep something as it is has an end: that nothing was changed
        vague=not figure and _goes_on(promise, language) and not _AS_IT_IS.search(promise),
        carry_out=_to_carry_out(promise),
        water=_water(promise),
    )


@lru_cache(maxsize=1 << 15)
def _told(text: str, language: str) -> _Told:
    report = plain(text, language)
    clauses = [clause for clause in CLAUSE.split(report) if len(clause) >= _FEW]
    announced = (_ANNOUNCED.search(report) or _TOLD_OF.search(report)) and not _SINCE_THEN.search(report)
    return _Told(
        partial=_some_of_them(report, language) or bool(_PARTIAL[language].search(report)),
        steps=_steps(report, language),
        prepared=len(clauses) == 1 and bool(_PREPARED[language].search(report)),
        begun=bool(clauses) and all(_BEGUN[language].search(clause) for clause in clauses),
        stage=len(clauses) == 1 and bool(_STAGE[language].search(report)),
        share=bool(_SHARE[language].search(report)),
        whole=bool(_WHOLE[language].search(report)),
        finished=bool(_FINISHED.search(report)),
        carried_out=bool(_CARRIED_OUT.search(report)),
        restated=bool(announced or _RESTATED.search(report)),
        talks=bool(_TALKS.search(report)),
        short_of_end=tuple(bool(short.search(report)) for short, _, _ in _SHORT_OF_END[language]),
        water=_water(report),
    )


def _water(text: str) -> int:
    """Return the class of water that a Chinese text names last, 0 where it names none: «由Ⅴ类改善为Ⅳ类»."""
    named = _WATER.findall(text)
    return _ROMANS[named[-1]] if named else 0


def _enough(promise: str, language: str) -> frozenset[str]:
    """Return the words of a part or a first step that are all a promise asks for; a roof, where it is to begin."""
    own = frozenset() if _DEEDS_MORE.search(promise) else _steps(promise, language)
    return own | {_ROOF} if _ROOF not in promise and _FRAME.search(promise) else own


def _steps(text: str, language: str) -> frozenset[str]:
    """Return the words of a part or a first step that a text names, in the singular."""
    return frozenset(found.group().removesuffix("s") for found in _PART_WORDS[language].finditer(text))


def _goes_on(promise: str, language: str) -> bool:
    """Tell whether a promise is to go on with something, without an end that it names."""
    return not _BRINGS_ABOUT[language].search(promise) and bool(_GOING_ON[language].search(promise))


def _to_carry_out(promise: str) -> tuple[str, ...]:
    """Return the words of the plan, scheme or policy that a promise is to carry out, if it is to do nothing else."""
    found = _CARRY_OUT.search(promise)
    stock = LEXICONS["zh"].stock
    words = LANGUAGES["zh"].tokens(found["what"]) if found else ()
    return tuple(word for word in words if word not in stock and word[0].isalnum())


def _some_of_them(report: str, language: str) -> bool:
    """Tell whether a report says how many there are of how many there are to be, and that those are fewer."""
    found = _OF_THEM[language].search(report)
    if found is None:
        return False
    named = found.groupdict()
    part, whole = named["part"] or named["some"], named["whole"] or named["total"]
    return _number(part) < _number(whole)


def _number(word: str) -> int:
    return _NUMERALS.get(word.lower()) or int(word.replace(",", ""))


def _only_talks(promise: Unit, report: Unit) -> bool:
    """Tell whether the sentence of an English report that is about a promise tells of talks, and of no deed since."""
    of_it = about(promise, report)
    talks = [
        one.end()
        for one in _TALKS.finditer(of_it)
        if not _BEFORE_IT.search(of_it[max(0, one.start() - 60) : one.start()])
    ]
    return bool(_TALKS.search(of_it)) and not _CAME_OF_IT.search(of_it, max(talks, default=0))


def _short_of_end(promise: Unit, report: Unit, told: tuple[bool, ...]) -> bool:
    """Tell whether the clause or sentence of a report that is about a promise tells of less than the end of it."""
    said, of_it = plain(promise.text, promise.language), about(promise, report)
    return any(
        found and short.search(of_it) and not end.search(of_it) and not no_more.search(said)
        for found, (short, end, no_more) in zip(told, _SHORT_OF_END[report.language], strict=True)
    )


def _as_promised(promise: Unit, report: Unit, said: _Said, told: _Told) -> bool:
    """Tell whether a report of the year after says that the very thing was carried out that the promise names."""
    if not (said.carry_out and told.carried_out and report.year == promise.year + 1):
        return False
    return all(word in plain(report.text, report.language) for word in said.carry_out)
