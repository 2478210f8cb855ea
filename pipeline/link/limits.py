"""What the words of a promise and a report allow at most, whatever a scorer says (codebook §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.figures import (
    PART_OF,
    SEVERAL_YEARS,
    SUM_OF_YEARS,
    THE_REST,
    WELL_KNOWN,
    adds_up,
    base_value,
    compare,
    contradicts,
    dimension,
    is_change,
    level_and_change,
    main_figure,
)
from pipeline.languages import LANGUAGES
from pipeline.link.directions import opposed
from pipeline.link.features import plain
from pipeline.link.lexicon import LEXICONS
from pipeline.link.objects import INDICATOR, VALUE, Objects, names_nothing, objects_of, other_object
from pipeline.link.opposites import went_the_other_way
from pipeline.records import Bound, Outcome, Target, Unit
from pipeline.years import MONTH

# part of a thing, a first step towards it, or the plain word that it is not there
_PARTIAL = {
    "zh": re.compile(
        r"[近约不]足?[一二三四五六七八九]成|未能|尚未|未完成|没有完成|反弹|回潮|"
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
        r"half(?= (?:of|the)\b(?! (?:year|decade|century|time|price)\b))|"
        r"foundations?|three[- ]quarters|two[- ]thirds)\b",
        re.IGNORECASE,
    ),
}
# a promise of more than one deed is not kept by the first of them
_DEEDS_MORE = re.compile(r"[，、；;并和及]|, |\band\b", re.IGNORECASE)
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
# what comes before the work, unless that was the promise
_PREPARED = {
    "zh": re.compile(r"可研|可行性研究|立项|初步设计|施工图|谋划|方案(?:已?获批|获得批复|通过(?:评审|审查))"),
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
_COUNT = r"\d{1,3}(?:,\d{3}){1,3}|\d{1,9}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# «3 of the 6 projects»: which of the two is the part
_OF_THEM = {
    "zh": re.compile(
        r"(?<!\d)(?P<whole>\d{1,9})[个所条座项家处户套台辆公][^，。；\d]{0,12}中[^，。；\d]{0,4}?"
        r"(?P<part>\d{1,9})[个所条座项家处户套台辆公]|"
        # 60座公厕已建成45座: one counter for both
        r"(?<!\d)(?P<all>\d{1,9})(?P<counter>[个所条座项家处户套台辆])[^，。；、\d]{1,12}(?:已|目前|现已)[^，。；、\d]{0,6}?"
        r"(?:建成|完成|改造|投用|竣工|完工|开工|通车|整改|办结|交付|启用|拆除|治理)[^，。；、\d]{0,6}?(?P<some>\d{1,9})(?P=counter)"
    ),
    "en": re.compile(
        rf"(?<![\d.,])(?<!\bevery )(?<!\beach )\b(?P<part>{_COUNT}){PART_OF}(?P<whole>{_COUNT})\b(?![.,-]\d)",
        re.IGNORECASE,
    ),
}
_NOT_ALL_DONE = re.compile(
    "计划|任务|目标|拟|应|需|待|规划|启动|开工|推进|实施|在建|正在|确定|列入|安排|下达|共有|现有|排查|发现"
)
_ROOF = "封顶"
_FRAME = re.compile("主体|动工|开工|开建|启动")
_NUMERALS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
# the promise is about all of them, the report about a share below one
_OF_ALL = {
    "zh": re.compile(r"全部|所有|全覆盖|清零|一个不[少落]"),
    "en": re.compile(r"\b(?:all|every)\b", re.IGNORECASE),
}
_PART_OF_ALL = re.compile(r"\b(?:half|third|quarter|fifth|tenth)s? of all\b", re.IGNORECASE)
_SHARE = {
    "zh": re.compile(r"(?:率|比例|比重|占比?|达到?)[^，。；\d]{0,4}(?:[1-9]\d?(?:\.\d+)?)%"),
    "en": re.compile(
        r"\b(?:(?!9[89])[1-9]\d?(?:\.\d+)?|(?!ninety-(?:eight|nine))"
        r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?) ?"
        r"(?:%|per ?cent) of (?!gdp\b)\w+",
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
        rf"^{_HOW}(?:推动|支持|推进|加快|尽快)+(?:[^，,。；;]{{0,16}}?"
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
# a named thing is to be carried out; a report of the year after that it was keeps that (codebook §5)
_CARRY_OUT = re.compile(rf"^(?:{_HOW}组织)?{_HOW}(?:实施|实行|执行)好?(?P<what>[^，,。；;]+)$")
_CARRIED_OUT = re.compile("实施|实行|执行|开展|推出")
# finished, and neither so many of them nor by so many of the places, nor so much money spent
_FINISHED = re.compile(
    r"(?:^|[，,；;。：:])[^\d，,；;。：:]*(?<![未没有])完成(?!了?[\d一二三四五六七八九十两]|[^，,；;。]{0,6}(?:投资|率))"
)
# the named result is there as a whole
_THERE = "建成|完工|竣工|投用|投入使用|通车|清零|收官|圆满|投产|投运|开通|通水|并网"
_WHOLE = {
    "zh": re.compile(rf"全面|全覆盖|全部(?![^，。；]{{0,12}}(?:开工|动工|启动))|全线(?!开工|动工|推进|启动)|{_THERE}"),
    "en": re.compile(r"\b(?:all|every|completed?|fully|finished|whole|entire|last of)\b", re.IGNORECASE),
}
# what the clause about a Chinese promise may tell instead of its end: a trial, a first form of it, mere progress, a
# share of the places; with what makes the clause tell of the end after all, and which promises ask for no more
_NEVER = "(?!)"
_FORWARD = "(?:顺利|有序|加快|扎实|稳步|深入)推进|推进顺利"
_PLACES = "(?<!100)%[^，。；]{0,2}的[^，。；]{0,4}[区县市乡镇村校院户省]"
_BUILDING = "加快(?:建设|施工)$|抓紧(?:建设|施工)|加紧|(?:正|全力)(?:在)?施工|在建$|建设(?:提速|加快|全面展开)"
_BEFORE_END = "征求意见|意见征集|初稿|起草|送审|报审|报批|待批|筹备|前期工作(?!的批)|摸底|组建方案|设立方案|筹建方案"
_SET_UP = (
    "出台|印发|颁布|发布|公布|施行|实施|设立|成立|组建(?!方案|工作)|挂牌|揭牌|建成|投用|举办|举行|召开|开工|动工|启用|"
    "运营(?!公司|中心|商|集团|方案)|运行|(?:审议|表决|批准|并|获得?)通过(?![^，。；]{0,6}[评审考])"
)
# «推进并完成», «进展顺利，已经完成»: the thing itself is finished, where «已完成选址» tells of a step
_DONE = "(?:已|并|顺利|圆满)[^，。；]{0,4}完成$"
_SHORT_OF_END_ZH = tuple(
    (re.compile(short), re.compile(end), re.compile(no_more))
    for short, end, no_more in (
        ("试点|试行|先行先试", "全面|完成|所有|全国|推开|结束|经验", "试|先行|探索|研究|方案|办法"),
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
            "通过[^，。；]{0,6}(?:评估|评审|初审|审查|预审|考核)",
            f"{_SET_UP}|命名|授牌|获评|成功",
            "评估|评审|初审|审查|审核|考核",
        ),
    )
)
# the deed is named only to say that it was not done, or that work stands still; «no accident occurred» and funds that
# may be paid back later are no such thing
_DEEDS = (
    "开工|动工|复工|施工|建成|完工|竣工|投用|投产|投入|启动|启用|开通|通车|通航|设立|成立|组建|建立|出台|制定|印发|实施|落实|落地|完成|"
    "实现|达到|达标|兑现|解决|到位|推进|开展|开放|招标|办结|交付|挂牌|获批|破题|见效|编制|修订|建设|"
    "举行|举办|召开"
)
_AUXILIARY = "(?:ha[sd]|have|was|were|did|could|does|do|is|are)(?: not|n't)\\b"
# «has not missed a day» and «did not fail» say that it works, «it is not easy reading» names no deed
_NO_HARM = (
    r"prevent\w*|stop(?:ped|s)?|miss\w*|fail\w*|collaps\w*|hurt|harm\w*|suffer\w*|lost|lose|an?|in an?|easy|"
    r"cheap|comfortable|perfect|rapid|\w+ enough"
)
# what is not done of the thing itself, though the clause does not name it
_OF_IT = re.compile(
    r"^\s*(?:and |or )?(?:but|though|although|yet|while|whereas|except|however|because|since|as|with|was|were|ha[sd]|"
    r"have|is|are|did|it|its|they|this|these|those|none|nothing|neither|another|others|some|most|one|two|three|four|"
    r"five|six|\d|the (?:rest|others?|remainder|remaining|balance|last|works?|second))\b|(?:\bnot|n't)\s*$",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(r"\s*(?:which|that|who)\b", re.IGNORECASE)
# what an English report may tell instead of the end: that it is being built, that it is to be, what is done before it
# and its first part; with what makes it tell of the end after all, and which promises ask for no more
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
_SHORT_OF_END_EN = tuple(
    (re.compile(short, re.IGNORECASE), re.compile(end, re.IGNORECASE), re.compile(no_more, re.IGNORECASE))
    for short, end, no_more in (
        (
            r"\b(?:under construction|still on the drawing board|near(?:ing|s) completion|taking shape|"
            r"on (?:schedule|track|course)|half(?:way)? (?:done|built|finished|complete)|"
            r"(?:[1-9]\d?|\w+ty(?:-\w+)?) ?(?:%|per ?cent) (?:complete|built|finished|done)|"
            r"being (?:built|constructed|drafted|drawn up|designed|planned|prepared|erected|laid|developed|"
            r"finali[sz]ed|installed|written|tested|dug|renovated|refurbished|extended|tendered|procured|recruited)|"
            r"the roof is on|walls [^.;,]{0,40}\bup\b)",
            _END_EN,
            _STARTS_EN,
        ),
        (
            r"\b(?:will|(?:is|are) (?:now )?(?:due|expected|set|scheduled|about|ready)? ?to) (?:be |re|soon |now )*"
            r"(?:open|complet|finish|start|launch|introduc|deliver)\w*",
            _END_EN,
            "(?!)",
        ),
        (
            rf"\b{_WORKS_EN}\b[^.;,]{{0,50}}?\b(?:was|were|has|have|had|is|are) (?:\w+ )?(?:been )?(?:drawn up|invited|"
            r"appointed|granted|bought|acquired|chosen|selected|let|awarded|signed|drafted|prepared|approved|engaged|obtained|"
            r"received|met|published|identified|secured|called)\b|\bdrafting of\b",
            _END_EN,
            rf"{_STARTS_EN}|\b(?:order|buy|purchas|lease|secur|award|invit|find|acquir)\w*|\b{_WORKS_EN}\b",
        ),
        (
            r"\ball but (?:\w+ )?(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|a few|some)\b)",
            "(?!)",
            r"^(?!.*\b(?:all|every|each)\b)",
        ),
        (
            r"\bthe first (?:batch|group|cohort|intake|tranche|few|dozen|\d[\d,]*|two|three|four|five|six|ten|"
            r"twelve|twenty)\b(?! (?:time|years?|months?|weeks?|days?|quarters?)\b)",
            r"\b(?:in force|set up|established|running|launched)\b",
            # a promise of neither so many nor all is not cut short by a first one
            r"\bfirst\b|^(?!.*(?:\d|\ball\b|\bevery\b))",
        ),
    )
)
_NOT_DONE = {
    "zh": re.compile(
        r"(?:未(?!来|成年|央|雨|婚)|没有?)(?:能|曾|及时|如期|按期|按时|全部|全面|完全|真正|正式|得到|得以)*"
        rf"(?:{_DEEDS})|停工(?!.{{0,8}}(?:复工|项目|工地))|停建|缓建|搁置|搁浅|落空|叫停|作罢|流产(?!业)|"
        r"不再(?:推进|实施|建设|举办|引进|新建)|(?:被|已|予以)(?:终止|中止|取消)|(?:终止|中止)(?:实施|建设|推进)|"
        r"(?:取消|放弃)了?[^，。；]{2,16}(?:项目|工程|计划)$|(?:项目|工程|计划)(?:退出|下马)|"
        r"(?:延后|推迟|延期|暂缓|滞后)(?!.{0,8}(?:还|缴|付|退|征))"
    ),
    "en": re.compile(
        # «there is not a town without one» and «need not pay» name no deed, «the delayed bridge» names a bridge
        rf"\bfailed to\b|(?<!\bthere )\b{_AUXILIARY}(?! (?:only|have to|need|(?:now )?exceed|{_NO_HARM})\b)|"
        r"\bnot yet\b|"
        r"\bnever\b(?! (?:been )?(?:so|such|again)\b)|"
        r"(?<!-)(?<!\bthe )(?<!\ban )(?<!\ba )(?<!\bonce )(?<!\bto be )(?<!\bafter being )"
        r"\b(?:postponed|deferred|delayed|shelved|abandoned|cancelled|on hold|stalled|suspended)\b|"
        r"\b(?:grown|got|gotten|become|became) worse\b|\bworsened\b|"
        r"\b(?:ha[sd]|have|was|were|been) (?:\w+ )?(?:been )?"
        r"(?:put off|called off|scrapped|axed|ditched|dropped(?! (?:to|by|from)\b))|"
        r"\bto be called off\b|\b(?:remains?|stands?) (?:un(?:built|finished|opened|paid|filled|signed)|idle)\b|"
        r"\bha(?:s|ve|d) yet to\b|\bno (?:real )?(?:progress|headway)\b|\bcame to nothing\b|"
        r"\bfell through\b|\b(?:was|were|been) dropped from\b|\bdecided against\b|"
        r"\bwill (?:now )?not (?:go ahead|proceed)\b",
        re.IGNORECASE,
    ),
}
# what only describes, or tells why, whose or what for, is no deed: «the school that had not opened», «搁置多年的项目»
_ASIDE = {
    "zh": re.compile(
        rf"(?:未|没有?)[能曾全部面完]*(?:{_DEEDS})的|"
        "(?:停工|停建|缓建|搁置|搁浅|叫停|延后|推迟|延期|暂缓|滞后)[^，。；]{0,6}的|"
        # nobody is hit by it: «没有一户企业停工»
        "(?:没有|无)一[户家个例起人所][^，。；]*"
    ),
    "en": re.compile(
        r"\b(?:so that|in order that|because|if|unless|where|than|who|whom|whose)\b.*$|"
        rf"(?<=\w )(?:that|which) (?:{_AUXILIARY}|\w+ never)\b.*$",
        re.IGNORECASE,
    ),
}
# the delay is over: «was delayed, but has opened», «停工三年后建成»
_OVERCOME = {
    "zh": re.compile(rf"[^，。；]{{0,10}}后[^，。；]*(?:{_THERE})"),
    "en": re.compile(
        r"[^,;]*?\b(?:but|and|then|finally|at last|now)\b(?:(?!\b(?:not|be|to|will|would|until)\b)[^,;]){0,80}?"
        r"\b(?:completed|finished|opened|built|in service|in operation)\b",
        re.IGNORECASE,
    ),
}
_MOST_OF_IT = 0.5  # of the words of a promise to leave something undone, from which a report is about that very thing
_FEW = 6  # characters; a shorter clause says nothing by itself
_CLAUSE = re.compile(r"[，,；;。：:]|\. ")
# a Chinese clause that says no more than that it is finished belongs to the one before
_PARTS = {
    "zh": re.compile(r"[，,；;。：:](?!(?:现|目前|均)?已[^，,；;。：:]{0,3}完成(?:[，,；;。：:]|$))|\. "),
    "en": re.compile(r"[;:]|[.?!] "),
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
_SINCE_THEN = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:since|now|already|been)|(?:was|were) (?:amended|completed|enacted|implemented|"
    r"introduced|launched|paid|passed|set up)|took effect|came into|(?:is|are) (?:now|exempt)|since then|now)\b"
)
# years that a report names as those of the event; «since 2030» and «born in 2030» name another time than that
_YEAR = re.compile(r"(?<![\d,.$-])(?:19|20)\d\d(?!\d|[,.]\d| ?%| per ?cent)")
_NO_YEAR_OF_IT = re.compile(
    r"\b(?:until|till|to|from|over|between|compared|against|than|born|unlike|before|by|prior)\b[^.;]{0,30}$|"
    # «the Act of 2029», but «the change of the rates was in 2029»
    r"\bof (?:the )?(?:\w+ )?$|\bsince\b[^,;]*$",
    re.IGNORECASE,
)
_BEFORE_YEAR = 200  # characters before a year that can say what it is of
# what was begun or announced in a year and finished since: «begun in 2030, was completed»
_BEGAN_IN = re.compile(r"\b(?:begun|began|started|commenced|announced|promised)\b[^.;]{0,30}$")
_ENDED = re.compile(
    r"\b(?:built|completed|concluded|established|finished|introduced|launched|opened|passed|set up|signed|"
    r"in service|in operation)\b"
)
# what has gone on from then to the day of the report
_UNTIL_NOW = re.compile(
    r"\b(?:(?:last|this|past) (?:year|month|january|february|march|april|may|june|july|august|\w+ber)|now|today|"
    r"present|currently|recent\w*|earlier|so far|ha(?:s|ve) (?:since|now|already)|continu\w*|still)\b",
    re.IGNORECASE,
)
# to leave a rate as it is is not kept by a change; «last raised in 2031» tells of an earlier one
_STAYS = re.compile(
    r"\bno (?:increase|change|reduction)s?\b|\b(?:remain|be kept|stay|left) unchanged\b|"
    r"\bnot (?:propose to |be )*(?:chang|increas|alter|rais|reduc)\w*",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?<!\blast )\b(?:increased|raised|reduced|lowered|cut|changed|revised|adjusted)\b", re.IGNORECASE
)
# the day on which something takes effect; what comes in steps has several
_DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?),? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_IN_STEPS = re.compile(r"\bover (?:the next )?\w+ years\b|\blatest\b|\bstages?\b|\bsteps?\b|\bphase", re.IGNORECASE)
# from when on a change of tax or pay holds: of one that the promise does not name nothing else is known
# the years of assessment of two changes of a tax
_ASSESSED = re.compile(r"\byears? of assessment\b(?: \(ya\))?|\byas?(?= ?(?:19|20)\d\d)")
_IN_EFFECT = re.compile(
    r"\b(?:with|in|into|tak\w+|took) (?:full |immediate )?effect\b|\beffective (?:from|on)\b|\byears? of assessment\b|"
    r"\bya ?\d"
)
# the budget in which a report says that something was done, by the last two digits of its year; no sum of money
_BUDGET = re.compile(
    r"\bin (?:the |my )?(?:fy ?)?(?:\d\d)?(?P<before>\d\d) budget\b(?! day)|"
    r"\bbudget (?:of )?(?:19|20)(?P<after>\d\d)\b(?! (?:dollars|euros|pounds|thousand|million|billion)\b)"
)
_LAST_BUDGET = re.compile(
    r"\b(?:last|previous) (?:year's )?budget\b|\bannounced last year\b|"
    r"\blast year,? (?:i|we|the government|the minister|my predecessor)(?: had| also| have)* (?:\w+ly )?"
    r"(?:announced|increased|reduced|raised|extended|proposed|set aside|gave|granted|lowered|cut)\b"
)
# when it was last changed
_CHANGES = "(?:raised|revised|increased|reduced|adjusted|changed|lowered|cut)"
_LAST_CHANGE = re.compile(
    rf"\b(?:(?:was|were|been) last (?:\w+ )?{_CHANGES}|last (?:revision|increase|reduction|change))\b"
    r"[^.;]{0,80}?\b(?P<year>(?:19|20)\d\d)\b"
)
_AT_ONCE = re.compile(r"\b(?:today|immediate\w*|tonight|midnight|tomorrow)\b")
_SPAN = re.compile(r"\bnext\b|\bover the\b|\bmedium.term\b|\byears?\b(?! of)|\bwhen\b")
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
# what else a report that names such a deed must say to be news of a step
_STEP = {
    "zh": re.compile(r"完成|已|正在|开工|启动|推进|进展|过半|封顶|建成|选址|设计|征收|拆迁|招标|开挖|办理|落实|签约"),
    "en": re.compile(
        r"\b(?:begun|began|started|completed?|built|laid|opened|designed|acquired|signed|selected|under ?way|"
        r"progress\w*|finished|approved|drafted|prepared|half|some|first)\b",
        re.IGNORECASE,
    ),
}
_SHORT_OF_END = {"zh": _SHORT_OF_END_ZH, "en": _SHORT_OF_END_EN}
_UNCHANGED = (
    r"\b(?:keep|kept|leave|left|hold|held|remain|stay)s?\b[^,.;]{0,40}"
    r"\b(?:unchanged|(?:where|as) (?:it|they|things) (?:is|are)|at (?:its|their|the) (?:present|current|same) \w+)\b"
)
_AS_IT_IS = re.compile(_UNCHANGED, re.IGNORECASE)
# a promise to leave something undone is kept by not doing it
_ABSTAINS = {
    "zh": re.compile(r"不(?![断懈少低足动久同仅止良便])|未(?![来成就央])|严禁|禁止|杜绝|避免|防止|停止|取消"),
    "en": re.compile(
        # «by the end of the year», «no later than May», «without delay» and «bus stop» leave nothing undone
        r"\b(?:(?:not|no)(?! (?:only|later|less|fewer|least)\b)|never|without(?! (?:\w+ )?delay\b)|avoid|prevent|"
        r"(?<!\bthe )(?<!\byear )(?<!\byear-)(?<!'s )end|(?<!\bbus )(?<!\btram )stop|abolish|cancel|defer|"
        r"(?<!\bwithout )(?<!\bfurther )(?<!\bundue )delay|postpone)\b|n't|"
        # but a freeze can be introduced, and what else is done can leave a toll unchanged
        r"(?:^|\b(?:will|to|shall|must|also|and) )(?:freeze|scrap|drop|axe|lift|waive|remove)\b|" + _UNCHANGED,
        re.I,
    ),
}
# why it was not done is no step: «because of a dispute over the site»
_CAUSE = {
    "zh": re.compile(r"(?:因|由于|受)[^，]{1,20}$"),
    "en": re.compile(r"\b(?:because of|owing to|due to|after)\b[^,]{1,60}$", re.IGNORECASE),
}
_FIGURE = re.compile(r"[0-9０-９]")
# who holds a fair abroad does not keep a promise to hold one
_HOSTS = re.compile("举办|主办|承办|筹办|办好|召开|主场")
# but whom the centre sends comes to what the place itself holds
_ATTENDS = re.compile("^(?!.*(?:总书记|中央代表团)).*出席", re.DOTALL)
# kinds that tell nothing of a report: of one rank more can be had than was promised, what is promised of one figure may
# be told by another, and the reform of one system is told among those of others
_ALSO_OF_OTHERS = frozenset({"rank", "system", INDICATOR, VALUE})
# one relief under several names, each with a list of those who get it (低保, 五保, 特困)
_RELIEF = re.compile("低保|最低生活保障|社会救助|五保|特困")
_OF_RELIEF = frozenset({"people", "insurance"})
# one group of people under two names: grants «for all citizen children» are paid «to students»
_AKIN = (("children", "students"), ("workers", "unemployed"), ("workers", "poor"))
# a target is told as reached without its figure: «城镇新增就业任务超额完成»
_REACHED = re.compile("完成|实现|达标|达到|好于|优于|符合预期|预期目标|目标任务|以内")
_FAR = 2.0  # times the target
# the mean of several years, and a promise that is one of them too
_MEAN = re.compile("年均|平均每年")
_IN_A_ROW = re.compile("连续[^，]{0,3}年")
_OF_YEARS = re.compile("年均|每年|五年|期间|以来|时期")
# a smaller figure by another name may be told beside this; a height above the sea is no length of anything
_REACHED_OR_ADDED = re.compile("超|完成|实现|达标|目标|任务|计划|指标|提前|增加了|增产|最后|海拔")
_LESS = 0.95  # of the target
_EACH_YEAR = re.compile("年均|平均每年|(?<!人)每年[^，。；]{0,8}增")
_OVER_YEARS = re.compile("五年|年均|平均每年|累计|计划|规划|提前|翻")
_TERM = 4  # years of a plan after that in which it is announced
_SEVERAL = re.compile("[，,、；;]")
_END = 3  # characters of a name that say what is measured: 工业总产值, 农业总产值


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words of a promise tell.

    `steps`: the words of a part that are enough for it. `starts`: it is kept by a beginning, or counts works;
    `prepares`: by what comes before the work. `carry_out`: the words of the one thing that it is to carry out, empty
    where there is none. `years`: those that it names; `in_effect`: the same, if it tells nothing but when something
    takes effect; `assessed`: it names a year of assessment. `stays`: nothing is to change; `days`: the years of the
    days that it names; `at_once`: it takes effect right away; `span`: it waits, or takes years; `talks`: it is to talk
    about something.
    """

    groups: Mapping[str, frozenset[str]]
    relief: bool
    objects: Objects
    abstains: bool
    steps: frozenset[str]
    hosts: bool
    starts: bool
    prepares: bool
    names_stage: bool
    of_all: bool
    vague: bool
    carry_out: tuple[str, ...]
    years: frozenset[int]
    in_effect: frozenset[int]
    assessed: bool
    stays: bool
    days: frozenset[int]
    at_once: bool
    span: bool
    talks: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of a report tell.

    `undone`: what a report that names a deed as not done allows at most; `steps`: the words of a part that it names.
    `years`: those in which it says that the thing happened, empty where it may also have happened later. `in_effect`:
    those that it names, if it says when something took effect; `assessed`: it names a year of assessment. `changed`: a
    change was made; `days`: the years of the days that it names. `budgets`: those in which it was done, by the last
    two digits of their years; `last_budget`: it was in that of the year before; `last_change`: the year of the last
    change. `talks`: it is still talked about. `short_of_end`: per kind of words that tell of less than the end
    (`_SHORT_OF_END`), whether they stand in it.
    """

    groups: Mapping[str, frozenset[str]]
    relief: bool
    objects: Objects
    attends: bool
    undone: Outcome | None
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
    years: frozenset[int]
    in_effect: frozenset[int]
    assessed: bool
    changed: bool
    days: frozenset[int]
    budgets: frozenset[int]
    last_budget: bool
    last_change: int | None
    talks: bool
    short_of_end: tuple[bool, ...]


# a promise and a report stand in many pairs, so what is known of a text is kept
@lru_cache(maxsize=1 << 15)
def _said(text: str, language: str) -> _Said:
    promise = plain(text, language)
    figure = bool(_FIGURE.search(promise))
    return _Said(
        groups=_named(promise, language),
        relief=bool(_RELIEF.search(promise)),
        objects=_objects(text, language),
        abstains=bool(_ABSTAINS[language].search(promise)),
        steps=_enough(promise, language),
        hosts=bool(_HOSTS.search(promise)),
        starts=figure or bool(_BEGINS[language].search(promise)),
        prepares=bool(_PREPARES[language].search(promise)),
        names_stage=bool(_STAGE[language].search(promise)),
        of_all=bool(_OF_ALL[language].search(promise))
        and not _SHARE[language].search(promise)
        and not _PART_OF_ALL.search(promise),
        # to keep something as it is has an end: that nothing was changed
        vague=not figure and _goes_on(promise, language) and not _AS_IT_IS.search(promise),
        carry_out=_to_carry_out(promise) if language == "zh" else (),
        years=_years(promise) if language == "en" else frozenset(),
        in_effect=_years(promise) if _IN_EFFECT.search(promise) and names_nothing(text, language) else frozenset(),
        assessed=language == "en" and bool(_ASSESSED.search(promise)),
        # where something else is to change, the report may tell of that
        stays=language == "en" and bool(_STAYS.search(promise)) and not _CHANGED.search(_STAYS.sub("", promise)),
        days=_days(promise) if language == "en" else frozenset(),
        at_once=language == "en" and bool(_AT_ONCE.search(promise)),
        span=language == "en" and bool(_SPAN.search(promise)),
        talks=language == "en" and bool(_TALKS_ABOUT.search(promise)),
    )


@lru_cache(maxsize=1 << 15)
def _told(text: str, language: str) -> _Told:
    report = plain(text, language)
    clauses = [clause for clause in _CLAUSE.split(report) if len(clause) >= _FEW]
    of_them = _OF_THEM[language].search(report)
    some = of_them is not None and _is_part(of_them)
    return _Told(
        groups=_named(report, language),
        relief=bool(_RELIEF.search(report)),
        objects=_objects(text, language),
        attends=bool(_ATTENDS.search(report)) and not _HOSTS.search(report),
        undone=_undone(report, language),
        partial=some or bool(_PARTIAL[language].search(report)),
        steps=_steps(report, language),
        prepared=len(clauses) == 1 and bool(_PREPARED[language].search(report)),
        begun=bool(clauses) and all(_BEGUN[language].search(clause) for clause in clauses),
        stage=len(clauses) == 1 and bool(_STAGE[language].search(report)),
        share=bool(_SHARE[language].search(report)),
        whole=bool(_WHOLE[language].search(report)),
        finished=language == "zh" and bool(_FINISHED.search(report)),
        carried_out=language == "zh" and bool(_CARRIED_OUT.search(report)),
        restated=language == "en" and _restates(report),
        years=_years_of_event(report) if language == "en" else frozenset(),
        in_effect=_years(report) if language == "en" and _IN_EFFECT.search(report) else frozenset(),
        assessed=language == "en" and bool(_ASSESSED.search(report)),
        changed=language == "en" and bool(_CHANGED.search(report)) and not _STAYS.search(report),
        days=_days(report) if language == "en" else frozenset(),
        budgets=_budgets(report) if language == "en" else frozenset(),
        last_budget=language == "en" and bool(_LAST_BUDGET.search(report)),
        last_change=_last_change(report) if language == "en" else None,
        talks=language == "en" and bool(_TALKS.search(report)),
        short_of_end=tuple(bool(short.search(report)) for short, _, _ in _SHORT_OF_END[language]),
    )


def _restates(report: str) -> bool:
    """Tell whether an English report says again what was going to be done, and nothing of what has become of it."""
    announced = _ANNOUNCED.search(report) and not _SINCE_THEN.search(report)
    return bool(announced or _RESTATED.search(report))


def _enough(promise: str, language: str) -> frozenset[str]:
    """Return the words of a part or a first step that are all a promise asks for; a roof, where it is to begin."""
    own = frozenset() if _DEEDS_MORE.search(promise) else _steps(promise, language)
    return own | {_ROOF} if _ROOF not in promise and _FRAME.search(promise) else own


def _steps(text: str, language: str) -> frozenset[str]:
    """Return the words of a part or a first step that a text names, in the singular."""
    return frozenset(found.group().removesuffix("s") for found in _PART_WORDS[language].finditer(text))


def _years(text: str) -> frozenset[int]:
    """Return the years that an English text names."""
    return frozenset(int(found.group()) for found in _YEAR.finditer(text))


def _days(text: str) -> frozenset[int]:
    """Return the years of the days that an English text names, none where it tells of steps on several days."""
    return frozenset() if _IN_STEPS.search(text) else frozenset(int(day["year"]) for day in _DAY.finditer(text))


def _years_of_event(report: str) -> frozenset[int]:
    """Return the years in which an English report says that the thing happened, if it can have happened then alone."""
    if _UNTIL_NOW.search(report):
        return frozenset()
    ended = max((found.start() for found in _ENDED.finditer(report)), default=0)
    for found in _YEAR.finditer(report):
        before = report[max(0, found.start() - _BEFORE_YEAR) : found.start()]
        if _NO_YEAR_OF_IT.search(before) or (ended > found.start() and _BEGAN_IN.search(before)):
            return frozenset()
    return _years(report)


def _budgets(report: str) -> frozenset[int]:
    """Return the last two digits of the years of the budgets in which an English report says that it was done."""
    return frozenset(int(found["before"] or found["after"]) for found in _BUDGET.finditer(report))


def _last_change(report: str) -> int | None:
    """Return the year in which an English report says that it was changed the last time."""
    found = _LAST_CHANGE.search(report)
    return int(found["year"]) if found else None


def _goes_on(promise: str, language: str) -> bool:
    """Tell whether a promise is to go on with something, without an end that it names."""
    return not _BRINGS_ABOUT[language].search(promise) and bool(_GOING_ON[language].search(promise))


def _to_carry_out(promise: str) -> tuple[str, ...]:
    """Return the words of the plan, scheme or policy that a promise is to carry out, if it is to do nothing else."""
    found = _CARRY_OUT.search(promise)
    stock = LEXICONS["zh"].stock
    words = LANGUAGES["zh"].tokens(found["what"]) if found else ()
    return tuple(word for word in words if word not in stock and word[0].isalnum())


def _named(text: str, language: str) -> dict[str, frozenset[str]]:
    """Return per family the members that a text names."""
    families = LEXICONS[language].groups.items()
    return {kind: frozenset(n for n, words in family.items() if words.search(text)) for kind, family in families}


def _undone(text: str, language: str) -> Outcome | None:
    """Return what a report that names a deed as not done allows at most, None where it names none so."""
    rest = []
    found = False
    for whole in _CLAUSE.split(text):
        clause = _ASIDE[language].sub("", whole)
        said = _NOT_DONE[language].search(clause)
        if said and _OVERCOME[language].match(clause, said.end()):
            said = None
        found |= said is not None
        rest.append(_CAUSE[language].sub("", clause[: said.start()]) if said else clause)
    if not found:
        return None
    return Outcome.ADVANCES if _STEP[language].search("，".join(rest)) else Outcome.NONE


def _undone_of_it(promise: Unit, report: Unit) -> Outcome | None:
    """Return what a report that names a deed as not done allows of a promise at most, None where it tells of another.

    Where an English clause beside it shares more words with the promise, that one is the report of it: «the ban has
    been law since May, and the sky has not fallen». Behind «but» and its like part of it is not done.
    """
    undone = _told(report.text, report.language).undone
    if undone is None or report.language != "en":
        return undone
    said = _marks(plain(promise.text, "en"), "en")
    done, left, own = 0, 0, False  # words shared with what is done and what is not; whether that is the same thing
    for clause in _CLAUSE.split(plain(report.text, "en")):
        shared = len(said & _marks(clause, "en"))
        if _undone(clause, "en") is None:
            done = max(done, shared)
        elif _OF_ITSELF.match(clause):
            return undone
        else:
            left, own = max(left, shared), own or bool(_OF_IT.search(clause))
    if done > left:
        return Outcome.ADVANCES if own else None
    return Outcome.ADVANCES if done and done == left else undone


def _place_in_both(promise: Unit, report: Unit) -> bool:
    """Tell whether an English place that one text names by a preposition stands in the other too, and parts nothing.

    «works at Loch of Girsta» and «water from Girsta»; the other kinds of objects must fit nevertheless.
    """
    said, told = _said(promise.text, promise.language).objects, _told(report.text, report.language).objects
    if promise.language != "en" or not (said.get("place") and told.get("place")):
        return False
    if not any(name in report.text for name in said["place"]) and not any(
        name in promise.text for name in told["place"]
    ):
        return False
    rest = [{kind: names for kind, names in one.items() if kind != "place"} for one in (said, told)]
    return not other_object(*rest)


def _without_parts(report: Unit, told: Sequence[Target]) -> Sequence[Target]:
    """Return the figures of a Chinese report without the counts of a part of what was done: «改造30家，其中15家已投产».

    Where the report tells of a plan or a beginning, the part is what was done of it.
    """
    if report.language != "zh" or "其中" not in report.text or _NOT_ALL_DONE.search(plain(report.text, "zh")):
        return told
    of_which = [one for one in told if "其中" in _CLAUSE.split(report.text[: one.start - report.start])[-1]]
    counted = {dimension(one.unit)[0] for one in told if one not in of_which}
    kinds = {kind for kind in counted if kind.startswith(("count", "people", "households"))}
    return [one for one in told if one not in of_which or dimension(one.unit)[0] not in kinds]


def _is_part(found: re.Match[str]) -> bool:
    """Tell whether fewer of them are there than there are to be."""
    named = found.groupdict()
    part, whole = named["part"] or named["some"], named["whole"] or named["all"]
    return _number(part) < _number(whole)


def _number(word: str) -> int:
    return _NUMERALS.get(word.lower()) or int(word.replace(",", ""))


def _objects(text: str, language: str) -> Objects:
    """Return the objects by name, without the kinds that tell nothing of a report (:data:`_ALSO_OF_OTHERS`)."""
    return {kind: marks for kind, marks in objects_of(text, language).items() if kind not in _ALSO_OF_OTHERS}


def most_allowed(promise: Unit, report: Unit, *, met: bool = False) -> Outcome:
    """Return the strongest outcome that the words allow.

    `met` tells that a figure of the promise is met under its very name, so that groups in other clauses part nothing.

    `none` where both name a place, group or kind of school, firm or people of one family, or an object of one kind by
    its name, and different ones: that is another object; where the report is of years before the promise («the fund,
    set up in 2031», of a promise of 2035), of other years than the one in which a promise that only points takes
    effect, or of other years of assessment, of a day in another year, or of the last change in another year; where
    something was changed that was to stay, or another's event attended that was to be held; where the opposite was done
    to the very thing; and where it says that it was not done, and names no step.
    `advances` where the report tells of a part or a first step, of a trial, mere progress or talks, of another year's
    budget, or again of what was to be done, or where a promise to go on with something, without a figure, meets a
    report that does not say the whole is there, or that it was finished, or that what was to be carried out was, within
    the year. Else `closes`.
    """
    language = promise.language
    said, told = _said(promise.text, language), _told(report.text, language)
    if not met and _other_group(said, told):
        return Outcome.NONE
    if said.hosts and told.attends:
        return Outcome.NONE
    if other_object(said.objects, told.objects) and not _place_in_both(promise, report):
        return Outcome.NONE
    if told.years and max(told.years) < promise.year and not told.years & said.years:
        return Outcome.NONE
    if said.in_effect and told.in_effect and not said.in_effect & told.in_effect:
        return Outcome.NONE
    if said.assessed and told.assessed and said.years and told.in_effect and not said.years & told.in_effect:
        return Outcome.NONE
    if said.stays and told.changed:
        return Outcome.NONE
    if said.days and len(told.days) == 1 and not said.days & told.days:
        return Outcome.NONE
    if _other_change(promise, report) or went_the_other_way(promise, report):
        return Outcome.NONE
    if said.abstains and _did_it(promise, report):
        return Outcome.NONE
    undone = None if said.abstains else _undone_of_it(promise, report)
    if undone is Outcome.NONE:
        return undone
    part = (
        undone is not None
        or told.partial
        or bool(told.steps - said.steps)
        or told.restated
        or _only_talks(promise, report)
    )
    part = part or _other_budget(promise, report) or _short_of_end(promise, report)
    part = part or (told.stage and not said.names_stage) or (told.prepared and not said.prepares)
    # what is not said to be there as a whole
    rest = (told.begun and not said.starts) or (said.of_all and told.share)
    rest = rest or (said.vague and not told.finished and not _as_promised(promise, report))
    return Outcome.ADVANCES if part or (rest and not told.whole) else Outcome.CLOSES


def _did_it(promise: Unit, report: Unit) -> bool:
    """Tell whether a report says that just that was done which a promise leaves undone («not sell» and «sold»).

    It has half of the promise's words; where it has fewer, or denies something itself, it may tell of something else.
    """
    language = promise.language
    said, about = plain(promise.text, language), _about(promise, report)
    own, shared = _marks(said, language), _marks(said, language) & _marks(about, language)
    if _ABSTAINS[language].search(about) or len(shared) < _MOST_OF_IT * len(own):
        return False
    return opposed(said, about, language)


def _other_group(said: _Said, told: _Told) -> bool:
    """Tell whether promise and report name different members of one family, and neither can be the other as well."""
    relief = _OF_RELIEF if said.relief and told.relief else frozenset()
    return any(_told_apart(own, told.groups[kind]) for kind, own in said.groups.items() if kind not in relief)


def _told_apart(own: frozenset[str], other: frozenset[str]) -> bool:
    akin = any((one in own and two in other) or (two in own and one in other) for one, two in _AKIN)
    return bool(own and other) and not own & other and not akin


def _other_budget(promise: Unit, report: Unit) -> bool:
    """Tell whether an English report names the budgets in which something was done, and none is the promise's.

    That is the budget of its year; where the report names one by its year, that of any year that the promise names too.
    """
    said, told = _said(promise.text, promise.language), _told(report.text, report.language)
    budgets = told.budgets | ({(report.year - 1) % 100} if told.last_budget else set())
    of_it = promise.year % 100 in budgets or bool({year % 100 for year in said.years} & told.budgets)
    return bool(budgets) and not of_it and not said.span


def _other_change(promise: Unit, report: Unit) -> bool:
    """Tell whether an English report dates the last change in another year than that in which the promise made it.

    That is the year of the promise or the next; where it takes effect at once, its own.
    """
    said, year = _said(promise.text, promise.language), _told(report.text, report.language).last_change
    if year is None or year in said.years or year == promise.year:
        return False
    return said.at_once or promise.year in said.days if year == promise.year + 1 else not said.span


def _only_talks(promise: Unit, report: Unit) -> bool:
    """Tell whether the sentence of an English report that is about a promise tells of talks, and of no deed since."""
    if not _told(report.text, report.language).talks or _said(promise.text, promise.language).talks:
        return False
    about = _about(promise, report)
    talks = list(_TALKS.finditer(about))
    last = max(
        (one.end() for one in talks if not _BEFORE_IT.search(about[max(0, one.start() - 60) : one.start()])), default=0
    )
    return bool(talks) and not _CAME_OF_IT.search(about, last)


def _short_of_end(promise: Unit, report: Unit) -> bool:
    """Tell whether the clause or sentence of a report that is about a promise tells of less than the end of it."""
    told = _told(report.text, report.language).short_of_end
    if not any(told):
        return False
    said, about = plain(promise.text, promise.language), _about(promise, report)
    return any(
        found and short.search(about) and not end.search(about) and not no_more.search(said)
        for found, (short, end, no_more) in zip(told, _SHORT_OF_END[report.language], strict=True)
    )


def _about(promise: Unit, report: Unit) -> str:
    """Return the part of a report that shares most with a promise, all of it where none shares anything.

    That is a Chinese clause, by pairs of characters, or an English sentence, by its words: there commas part the deed
    from the talks before it.
    """
    language = promise.language
    told, said = plain(report.text, language), _marks(plain(promise.text, language), language)
    shared, best = max(
        ((len(said & _marks(part, language)), part) for part in _PARTS[language].split(told)),
        key=lambda one: (one[0], -len(one[1])),
    )
    return best if shared else told


def _marks(text: str, language: str) -> set[str]:
    """Return the pairs of characters of a Chinese text, the words of an English one but those of any promise."""
    if language == "zh":
        return {one + two for one, two in pairwise(text)}
    return set(LANGUAGES[language].tokens(text)) - LEXICONS[language].stock


def _as_promised(promise: Unit, report: Unit) -> bool:
    """Tell whether a report of the year after says that the very thing was carried out that the promise names."""
    words = _said(promise.text, promise.language).carry_out
    told = _told(report.text, report.language).carried_out and report.year == promise.year + 1
    return bool(words) and told and all(word in plain(report.text, report.language) for word in words)


_ORDER = (Outcome.NONE, Outcome.ADVANCES, Outcome.CLOSES)


def allowed_by_figures(promised: Sequence[Target], reported: Sequence[Target], *, sums: bool = False) -> Outcome:
    """Return the strongest outcome that the figures allow.

    `none` where what was promised went the other way (a fall where growth was promised), or the report tells only what
    there was before; `closes` where no figure of the report measures what one of the promise does, or one of them
    reaches its target; else `advances`, also where one tells by how much it moved and the other where it stands. With
    `sums`, a report that has several times what was promised is taken for the sum of several years, and advances.
    """
    # «能耗由上年上升4%，» tells only what there was before
    before = bool(promised and reported) and all(told.direction == "from" for told in reported)
    if before or contradicts(promised, reported):
        return Outcome.NONE
    found = []
    summed = sums
    aims, told = ([(one, _amount(one)) for one in side if one.direction != "from"] for side in (promised, reported))
    # «300 and 500 yuan», told as «500 and 300»: each is that of its own, and none falls short of the other
    values = {amount for _, amount in aims}
    each = values if len(values) > 1 and values <= {amount for _, amount in told} else frozenset()
    for own, aim in aims:
        facing = [compare(own, other) for other, amount in told if amount == aim or amount not in each]
        facing = [one for one in facing if one.ratio is not None]
        summed &= not facing or adds_up(own)
        # «210 of the 500», «4.6 per cent, above our 4.0»: to name the target again is not to reach it
        found += [one for one in facing if one.ratio != 1] or facing
    if found and summed and all((one.ratio or 0) >= SUM_OF_YEARS for one in found):
        return Outcome.ADVANCES
    if any(one.met for one in found) or not (found or _level_for_change(promised, reported)):
        return Outcome.CLOSES
    return Outcome.ADVANCES


def _amount(target: Target) -> tuple[float | None, str]:
    """Return a figure in base units, and its dimension."""
    return base_value(target), dimension(target.unit)[0]


def _level_for_change(promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a report says where the thing stands that the promise is to move, or the reverse."""
    for own in promised:
        for told in reported:
            found = compare(own, told)
            one_thing = found.same_indicator and found.same_dimension and "from" not in {own.direction, told.direction}
            if one_thing and level_and_change(own, told):
                return True
    return False


def measures_another(promised: Sequence[Target], report: Unit, reported: Sequence[Target]) -> bool:
    """Tell whether the figures of a report measure something else than a promise whose first figure has a known name.

    «规上装备工业增加值增长9%» tells of a part of 规上工业增加值, «失业率有所上升» of no figure at all. A figure without
    a name, or with the end of it (新增就业), may measure it after all.
    """
    first = main_figure(promised)
    if first is None or first.indicator not in WELL_KNOWN:
        return False
    if not reported:
        return not _REACHED.search(plain(report.text, report.language))
    return not any(first.indicator.endswith(told.indicator) for told in reported)


def too_early(promise: Unit, report: Unit, promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a growth that several years are to have is met by the report of a single one of them.

    «今后五年年均增长7%» is not reached by the first year's 9 % (the mirror of codebook §5, where a mean of five years
    does not close a yearly target), unless the report speaks of those years, or says that all was reached early.
    """
    first = main_figure(promised)
    if first is None or not is_change(first) or not any(map(is_change, reported)) or _OVER_YEARS.search(report.text):
        return False
    last = first.deadline_year or 0
    several = first.period in SEVERAL_YEARS or last > promise.year or bool(_EACH_YEAR.search(promise.text))
    return several and report.year <= (last if last > promise.year else promise.year + _TERM)


def mean_of_years(promise: Unit, report: Unit, promised: Sequence[Target]) -> bool:
    """Tell whether a Chinese report gives the mean of several years, and the promise a figure of a single one.

    «茶籽产量六年年均增长6.4%» closes no yearly target (codebook §5), whatever name the figures have.
    """
    mean = _MEAN.search(report.text) and not _IN_A_ROW.search(report.text)
    return bool(promised and mean) and not _OF_YEARS.search(promise.text)


def less_by_another_name(promised: Sequence[Target], report: Unit, reported: Sequence[Target]) -> bool:
    """Tell whether no figure of a Chinese report has a name of the promise's, and all of its measure are smaller.

    «茶籽总产突破60万吨» and «茶叶4万吨»: the report may tell of the same thing, but not that so much of it is there.
    What was added, and what is said to be reached without a figure, may stand beside such a figure.
    """
    first = main_figure(promised)
    value = base_value(first) if first else None
    if first is None or not value or first.bound is Bound.AT_MOST or _REACHED_OR_ADDED.search(report.text):
        return False
    figures = [told for told in reported if told.direction != "from"]
    if any(compare(own, told).ratio is not None for own in promised if own.direction != "from" for told in figures):
        return False
    alike = [told for told in figures if dimension(told.unit)[0] == dimension(first.unit)[0]]
    values = [base_value(told) for told in alike if is_change(told) == is_change(first)]
    known = [one for one in values if one]
    return bool(known) and max(known) < _LESS * value


def only_another(promise: Unit, promised: Sequence[Target], reported: Sequence[Target]) -> bool:
    """Tell whether a report knows nothing but figures of other well-known names than the one target of a promise.

    «一般公共预算收入增长6%» is not advanced by «生产总值增长3.6%»: another object (codebook §5). A promise of several
    clauses may hold what is told, and a rate is told of parts and wholes by names that end alike.
    """
    own, told = ({target.indicator for target in targets} for targets in (promised, reported))
    if _SEVERAL.search(promise.text) or not told or not own | told <= WELL_KNOWN:
        return False
    return not any(_akin(one, other) for one in own for other in told)


def _akin(one: str, other: str) -> bool:
    return one.endswith(other[-_END:]) or other.endswith(one[-_END:]) or ("赤字" in one and "赤字" in other)


def target_met(promise: Unit, report: Unit, targets: Mapping[str, Sequence[Target]]) -> bool:
    """Tell whether the next year's report names the very figure of a yearly target, and it meets the target.

    That closes the promise (codebook §5). Counts of things are left out: «the eight principles» are named again without
    being reached; what is twice the target, which may be the sum of several years; and English speeches, in which what
    is measured is seldom named alike.
    """
    first = main_figure(targets.get(promise.unit_id, ()))
    if first is None or report.year != promise.year + 1 or not first.indicator or not _of_one_year(first, promise.year):
        return False
    if promise.language != "zh":
        return False
    if dimension(first.unit)[0].startswith("count"):
        return False
    for told in targets.get(report.unit_id, ()):
        same = told.indicator == first.indicator and is_change(told) == is_change(first)
        if same and told.direction != "from" and _of_one_year(told, report.year):
            found = compare(first, told)
            if found.met and (found.ratio or 0) < _FAR:
                return True
    return False


def _of_one_year(target: Target, year: int) -> bool:
    return target.period in {"", "annual"} and target.deadline_year in {None, year}


def limited(outcome: Outcome, promise: Unit, report: Unit, targets: Mapping[str, Sequence[Target]]) -> Outcome:
    """Return `outcome`, or the strongest that words and figures allow if that is weaker.

    `targets` holds the figures by unit id; units without figures may be left out.
    """
    if outcome is Outcome.NONE:
        return outcome
    chinese = promise.language == "zh"
    sums = chinese and not THE_REST.search(promise.text)
    own, told = targets.get(promise.unit_id, ()), _without_parts(report, targets.get(report.unit_id, ()))
    figures = allowed_by_figures(own, told, sums=sums)
    if chinese and figures is Outcome.CLOSES and measures_another(own, report, told):
        figures = Outcome.NONE if only_another(promise, own, told) else Outcome.ADVANCES
    if chinese and figures is Outcome.CLOSES:
        other_years = too_early(promise, report, own, told) or mean_of_years(promise, report, own)
        if other_years or less_by_another_name(own, report, told):
            figures = Outcome.ADVANCES
    met = any(
        compare(one, other).met for one in own for other in told if one.indicator and one.indicator == other.indicator
    )
    return min(outcome, most_allowed(promise, report, met=met), figures, key=_ORDER.index)
