"""Checkability cues: what in a sentence makes a promise one that can be checked (codebook §1, rules 3, 10-12, 16, 19).

Each cue is a named pattern on the normalised sentence. The model sees all of them as features; those in CHECKABLE are
also named in `Judgement.decided_by`, so that a reader can see why a sentence counts as a pledge. Of a sentence a cue
is evidence and never decides alone: the same words stand in reports of what was done. But a unit of a pledge that holds
none may be a measure (`unit_levels.py`), and narrower patterns, the settling rules, leave no choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.records import Part
from pipeline.years import MONTH, in_digits

_ZH_NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)\s?[多余几]?[百千万亿]*"
_ZH_CLASSIFIER = (
    r"(?:家|个|所|座|条|套|人次|人|公里|千米|万?亩|公顷|项|名|户|张|处|台|辆|件|株|平方|吨|立方|千瓦|兆瓦|"
    r"斤|公斤|床|场|批|类|种|"
    r"门|支|只|只|架|艘|头|元|美元|对|组|期|户|套|间|幢|栋|里|米|期|届|片|笔|册|部|款|村|县|镇|园区|基地)"
)
_ZH_ENDING = (
    r"(?:新增|新建|新改扩建|改扩建|新开工?|新设|新培育|建成|开工|投产|竣工|完工|完成|改造|培育|引进|创建|"
    r"提档升级|升级|"
    r"建设|修建|修复|整治|治理|打造|推出|开通|选派|培训|发放|资助|认定|招引|落地|签约|实施|办好|增加|增设|举办|组织|"
    r"关停|淘汰|压减|压缩|减少|削减|精简|取消|下放|清理|化解|脱贫|转移|安置|生产|造林|绿化|销售|招收|招聘|招录|毕业|"
    r"推广|覆盖|布局|入库|交付|筹集|供应|安排|投入|发行|新登记|孵化|出栏|维修养护|养护|恢复|回收|盘活)"
)
_ZH_GOING_ON = r"(?:加快|推进|推动|支持|抓好|加大|积极|继续|持续|深入|大力)"
_ZH_NAMED = r"(?:《[^》]{2,40}》|“[^”]{1,20}”|第[\d一二三四五六七八九十]+(?:届|次|期|批|号)|\d+号线|[一二三四五]期)"

_ZH: dict[str, str] = {
    # rule 10: how many of what, with a verb that ends
    "count with ending verb": rf"{_ZH_ENDING}[^，。；：]{{0,22}}?{_ZH_NUMBER}{_ZH_CLASSIFIER}",
    # rule 3 and 4: a rate or amount with a bound
    "target figure": (
        rf"(?:增长|增加|下降|降低|提高|达到?|超过?|突破|控制|不低于|不少于|不超过|保持|稳定|完成|实现|扩大|"
        rf"涨幅|率|总量|总额|产量|收入|规模|比重|力争|确保|赤字|支出)"
        rf"[^，。；：]{{0,16}}?{_ZH_NUMBER}(?:%|‰|个?百分点|倍|元|吨|斤|人|美元|亩|公里|千瓦|标准煤|位|岁|"
        rf"以上|以下|以内|左右)"
        rf"|百分之[一二三四五六七八九十百点零〇几]+|{_ZH_NUMBER}[%‰]?(?:元|人|吨|斤|亩|个百分点)?(?:左右|"
        rf"以上|以下|以内)"
    ),
    # rule 11: a named deliverable with a verb that brings it about
    "named deliverable": (
        rf"(?:编制|制定|修订|修改|出台|颁布|发布|印发|设立|组建|成立|创建|办好|举办|承办|召开|开好|建成|"
        rf"建好|开工建设|开工|启动|开通|通车|投运|投用|投产|竣工|完成|完工|挂牌|落地|开放|启用|运营)"
        rf"[^，。；]{{0,24}}?(?:{_ZH_NAMED}|规划|条例|办法|法案|基金|公司|集团|铁路|高铁|高速|机场|大桥|"
        rf"隧道|水库|电站|运动会|博览会|全运会|省运会|大会|论坛|博物馆|纪念馆|医院|大学|学院|实验室|线路|"
        rf"工程|枢纽|中心)"
        rf"|(?:{_ZH_NAMED}|铁路|高铁|高速|机场|大桥|隧道|水库|电站|工程|项目)[^，。；]{{0,10}}(?:建成|开工|"
        rf"通车|投产|投运|投用|竣工|完工|通水|并网|开通|落地)"
    ),
    # rule 12: a bottom line that one case can break
    "bottom line": (
        r"一律|决不|绝不|严禁|禁止|不得|只减不增|只增不减|不减(?:少|弱)?|不新增|不再新增|一个不[少落]|不增加|"
        r"不突破|不留死角|不降低|不予|不发生|杜绝"
    ),
    # rule 3: report back
    "report back": (
        r"(?:报告?|汇报|通报)[^，。；]{0,12}(?:人大|常委会|代表|社会)|向社会(?:公布|公开)|件件有|事事有|"
        r"逐[项条一]?(?:整改|销号|落实|公布)|限期(?:整改|完成|办结)|挂牌督办"
    ),
    # rule 19: another year, a month, a quarter; «今年», «年底», «全年» are none
    "deadline": (
        r"[到至]\d{4}年|(?:到|至|于|在)?(?:\d{4}年|[一二][〇零○九八]\S{2}年)(?:底|末|前|以前|之?内|"
        r"[^，。；]{0,4}(?:实现|建成|达到))|(?:今后|未来|再用|"
        r"用)[一二两三四五六七八九十\d]+(?:到[一二两三四五十\d]+)?年(?:左右)?(?:的?时间|内)?|"
        r"[一二两三四五六七八九十\d]+年(?:内|之内|左右)|\d{1,2}月(?:底|末|份)?(?:之?前|内)?|"
        r"[一二三四]季度|上半年|下半年|明年|本世纪(?:末|中叶)|“?[一二]?十[一二三四五六七]?五”?(?:末|期末|"
        r"期间|时期)|"
        r"\d+天内|\d+个?(?:月|工作日)(?:内|之内)"
    ),
    # rule 19: a class is no named body
    "responsible body": (
        r"(?:牵头单位|责任单位|责任部门)|由[^，。；]{2,20}(?:厅|局|委|部|办|公司|集团|银行|院|"
        r"政府)(?:牵头|负责)|(?:发展改革委|发改委|财政部|财政厅|财政局|教育部|教育厅|人民银行|国资委|"
        r"住建厅|商务部|工信厅|公安部|水利部|铁道部|国家计委)|"
        r"[\u4e00-\u9fff]{2,6}集团要"
    ),
}

_ZH_CONTEXT: dict[str, str] = {
    "year word": r"今年|年底|年内|全年|年末",
    "forecast": r"预计|可望|有望|估计|预测",
    "target word": r"目标|计划|要求|力争|确保|争取|指标",
    "promise word": r"承诺|保证|坚决做到|将[^，。；]{0,3}(?:把|对|在|从|向|会|继续|进一步|实行|采取)|务必|必须",
    "must": r"(?:^|[，；、])(?:要|必须|应|应当|务必|需要?)(?!求)",
    "we will": r"我们(?:将|要|必须|一定)|政府(?:将|要)",
    "will": r"将(?!军|来|士)",
    "past time": (
        r"过去|去年|上年|一年来|五年来|几年来|年来|以来|前年|当年|上半年|前[一二三四五]年|这[一五]年|那时|曾"
    ),
    "aspect": (
        r"了(?=[\u4e00-\u9fff，。；、\d])|已经?|过(?=[，。；])|成功|圆满|顺利|首次|率先|荣获|获批|跃居|位居|"
        r"创历史|创新高|刷新|累计|连续"
    ),
    "result": (
        r"取得|实现|达到?|完成|建成|超过|突破|比上年|同比|年均|基本(?:建成|形成|实现|完成)|明显|显著|有所|"
        r"稳步|成效|进展|成绩|成就"
    ),
    "grown figure": rf"(?:增长|增加|下降|提高|达到?|突破|超过?){_ZH_NUMBER}(?:%|个|倍|元|万|亿)",
    "going on": rf"(?:^|[，；、：]){_ZH_GOING_ON}",
    "going on with count": rf"(?:加快|推进|支持|抓好)[^，。；]{{0,14}}{_ZH_NUMBER}{_ZH_CLASSIFIER}",
    "action": (
        r"(?:^|[，；、：])(?:推进|加强|强化|实施|完善|支持|深化|开展|加快|建立|健全|推动|提高|促进|落实|"
        r"加大|优化|扩大|构建|打造|培育|发展|建设|坚持|鼓励|引导|严格|全面|积极|着力|统筹|大力|深入|继续|"
        r"持续|做好|"
        r"抓好|提升|巩固|拓展|改善|保障|规范|探索|整治|防范|严厉|严肃|切实|努力|充分|认真|进一步|稳步|"
        r"有序|不断|聚焦|围绕|推行|推广|实行|创新|用好|办好|做强|做大|高标准|高质量|因地制宜)"
    ),
    "resolve": r"坚决|坚定不移|牢牢|守牢|守住|零容忍|毫不|全力以赴|确保",
    "unnamed": (
        r"(?:相关|有关|各类|一批|系列|若干)[^，。；]{0,8}(?:政策|措施|办法|展会|活动|项目|机制|工程|制度)|"
        r"机制|体系|制度"
    ),
    "recurring": r"持续办好|继续办好|年度",
    "trouble": (
        r"不足|不够|不强|不高|不优|不平衡|不充分|不适应|不到位|不健全|不完善|不明显|不牢固|短板|滞后|薄弱|"
        r"偏低|偏慢|偏弱|不合理|不力|不严|不实"
    ),
    "trouble noun": (
        r"困难|问题|矛盾|压力|风险|隐患|挑战|制约|瓶颈|差距|弱项|缺点|错误|失误|浪费|损失|灾害|下滑|腐败|"
        r"官僚主义|形式主义"
    ),
    "trouble verb": (
        r"仍然?|依然|还(?:存在|有|不|比较|很)|尚未|尚不|有待|亟待|亟需|面临|存在|突出|严重|缺乏|短缺|紧缺|落后"
    ),
    "remedy": (
        r"(?:针对|解决|破解|化解|防范|克服|消除|整治|应对|治理|补齐|纠正)[^，。；]{0,20}(?:问题|难题|困难|"
        r"短板|风险|瓶颈|隐患|不足|挑战)"
    ),
    "ideology": (
        r"为指导|旗帜|思想|精神|道路|主义|两个确立|四个意识|四个自信|两个维护|总基调|新发展理念|伟大|复兴|"
        r"领导下|核心"
    ),
    "stance": r"反对|愿同|愿与|主张|呼吁|一贯|立场|祖国统一|台湾|霸权|和平共处|各国",
    "appeal": r"让我们|携手|更加紧密|团结起来|奋勇前进|希望|恳请|号召|而努力奋斗|不懈奋斗",
    "audience": r"各位代表|同志们|各位委员|审议|感谢|敬意|祝贺|朋友们|我代表|向大会|报告(?:如下|工作)",
    "relation of ideas": (
        r"必须(?:看到|认识)|要看到|我们(?:深知|认识到|体会)|归根|意味着|说明|证明|表明|关键(?:在于|是)|"
        r"是[^，。；]{2,20}的(?:关键|基础|根本|保证|要求|需要)"
    ),
    "means": r"^(?:通过|以|按照|根据|围绕|针对|为了?|依托|聚焦|立足|随着|由于|在)",
    "list marker": (
        r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,2}[，、]|"
        r"[一二三四五六七八九十]{1,2}是)"
    ),
    "heading marker": r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])",
    "no stop": r"[^。！？；!?;”）)》]$",
    "semicolon": r"[；;]$",
    "figure": r"\d|[一二三四五六七八九十百千]{2,}[万亿]|百分之",
    "percent": r"%|百分之|百分点",
    "money": r"[万亿]元|美元|资金",
    "around": r"左右|以上|以下|以内|不低于|不少于|不超过",
}

_EN_NUMBER = r"(?:\$ ?)?\d[\d,.]*(?: ?(?:million|billion|thousand|per ?cent|percent|cents|%))?"
_EN_COUNT = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|a (?:further|additional|new)|another|"
    r"hundreds of|thousands of)"
)
_EN_GOV = (
    r"(?:we|i|the government|my government|our government|this government|my ministers|the ministry|"
    r"parliament|it|they)"
)

# All of these are searched in lower case, but for the one that tells named bodies by their capitals.
_EN: dict[str, str] = {
    "count with ending verb": (
        r"\b(?:build|construct|complete|create|open|add|provide|train|recruit|hire|deliver|establish|set "
        r"up|launch|introduce|upgrade|redevelop|rebuild|erect|"
        r"finish|award|offer|fund|produce|install|plant|extend)(?:s|d|ed|ing)?\b"
        rf"[^.;]{{0,50}}?\b{_EN_COUNT} (?:new |more |additional |further |extra )?[a-z-]+"
    ),
    "target figure": (
        r"\$ ?\d[\d,.]*(?: ?(?:million|billion|thousand))?|\b\d[\d,.]* ?(?:%|per ?cent\b|percent\b|cents\b)"
        r"|\b(?:to|from|by|of|at|up to|least|than|minimum of|maximum of|exceed|under|within|below|above|"
        r"about|around|some|further|additional|another) "
        r"\d[\d,.]* ?(?:million|billion|times|basis points|percentage points|years? of age|places|units|"
        r"homes|jobs|officers|teachers|children|students|families)"
    ),
    "named deliverable": (
        r"\b(?:introduc|set up|setting up|establish|creat|launch|form|appoint|enact|tabl|bring in|present|"
        r"conven|host|buil|construct|open|implement|submit|placed before|laid before|"
        r"ratif|sign|abolish|repeal|remov|eliminat|replac|waiv|exempt|extend|doubl)[a-z]*\b"
        r"[^.;]{0,70}?\b(?:act|bill|legislation|amendments?|royal commission|task force|fund|scheme|tax|"
        r"duty|duties|levy|fee|surcharge|rebate|exemption|deduction|allowance|"
        r"commission|committee|council|corporation|agency|board|programme|program|centre|center|authority|"
        r"institute|credit|package|secretariat|grant|charter|tribunal|"
        r"university|framework|convention|conference|department|ministry)\b"
    ),
    "bottom line": (
        r"\b(?:no (?:longer|one will|increase|change|new tax(?:es)?|cuts?)|(?:will|shall) not|never|under "
        r"no circumstances|bann?(?:ed|ing)?|prohibit(?:ed|ing)?|"
        r"without exception|not be (?:allowed|permitted|increased|raised|changed))\b"
    ),
    "report back": (
        r"\b(?:report (?:back|to (?:parliament|the house|you))|tabled? in (?:parliament|the house)|"
        r"publish(?:ed)?|white paper|annual report|details? (?:to|will) be (?:tabled|published))\b"
    ),
    "deadline": (
        r"\b(?:by|before|until|till|from|effective|in|on|after|starting|beginning|of|commencing|for|"
        r"ending|end) (?:the |end |of |middle |early |late |mid-|about |around |assessment |ya ?|fy ?|"
        r"financial |fiscal |year )*"
        rf"(?:(?:19|20)\d\d|(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}\b(?! be))"
        r"|\bwithin (?:the next )?(?:[a-z]+ ){1,2}(?:years?|months?|weeks?|days?)|\bthe next (?:[a-z]+ "
        r")?(?:years?|months?|decade|session)|\bnext (?:year|month|april|january|july|october)\b|"
        r"\bfor (?:one|two|three|four|five|six|another) (?:more )?(?:years?|months?)\b|\b(?:first|second|"
        r"third|fourth) quarter\b|\byear of assessment|"
        r"\bin (?:one|two|three|four|five|six|ten) years\b|\b(?:midnight|today|tonight|tomorrow|"
        r"immediately|immediate effect)\b"
    ),
    "responsible body": (
        r"\b(?:Ministry of [A-Z]\w+|Minister (?:for|of) [A-Z]\w+|(?:[A-Z][\w'-]+ ){1,5}(?:Board|Authority|"
        r"Corporation|Agency|Commission|Council|Ministry|Department)|[A-Z]{2,6})"
        r"(?: \([A-Z]+\))? (?:will|shall|is to|to)\b"
    ),
}

_EN_CONTEXT: dict[str, str] = {
    "year word": (
        r"\bthis (?:year|financial year|fiscal year|session|budget)\b|\bthe coming (?:year|months|session)\b"
    ),
    "we will": rf"\b{_EN_GOV} (?:will|shall|intends?|proposes?|plans? to|am going|are going)\b",
    "will be asked": (
        r"\byou will be|\bwill be (?:asked|invited|placed|laid|introduced|submitted|proposed|presented)\b|"
        r"\byour (?:approval|consideration|attention)\b"
    ),
    "i propose": (
        r"\b(?:i|we|government|it is) (?:(?:therefore|also|now|have|has|is|am|are) )*(?:propos|decid|announc|"
        r"intend|pleased to|recommend)"
    ),
    "aspect": r"\bha(?:s|ve) (?:also |now |already |been |since |not |all )*[a-z]+(?:ed|wn|en|ne|lt|de|t)\b",
    "is being": (
        r"\b(?:is|are) (?:now |currently |also )?being\b|\bunder ?way\b|\bin progress\b|\bunder "
        r"construction\b|\btaking place\b"
    ),
    "present progressive": r"\b(?:is|are) (?:now |also |currently |already |well )*[a-z]+ing\b",
    "grown figure": (
        rf"\b(?:grew|rose|fell|increased|declined|expanded|dropped|amounted|"
        rf"contracted)\b[^.;]{{0,40}}?{_EN_NUMBER}"
    ),
    "remedy": (
        r"\b(?:address|tackle|solve|overcome|resolve|combat|reduce|relieve|alleviate|deal with|meet|mitigate|"
        r"manage|cope with)\b[^.;]{0,50}(?:problem|difficult|challenge|risk|threat|pressure|unemployment|"
        r"inflation|poverty|crisis|shortage|cost)"
    ),
    "minister will": (
        r"\b(?:colleagues?|ministers?|minister (?:for|of) [a-z ]{3,30}|ministry) (?:will|shall) (?:be "
        r")?(?:announc|elaborat|provid|giv|speak|shar|present|explain|say)|committee of supply|\bannex\b"
    ),
    "audience": (
        r"\b(?:mr\.? speaker|sir|honourable members|members of|ladies and gentlemen|madam|i beg to|i (?:now "
        r")?turn to|i shall (?:now|first|begin)|let me|i will (?:now|first|elaborate|speak|return)|as i "
        r"(?:said|mentioned))\b"
    ),
    "appeal": (
        r"\blet us\b|\bjoin (?:me|us)\b|\bi (?:urge|call on|appeal|hope|encourage|invite|ask)\b|"
        r"\b(?:employers|businesses|companies|unions|singaporeans|canadians|workers|parents|firms) (?:must|"
        r"should|to|can|will)\b"
    ),
    "means": (
        r"^(?:through|by|to|with|in order|as part of|under|for|in addition|besides|apart from|while|although|"
        r"when|as|since)\b"
    ),
    "list marker": r"^(?:[(]?(?:[ivx]{1,4}|[a-z]|\d{1,2})[).]|first|second|third|finally|[-•*])",
    "heading marker": r"^(?:#|\*\*)",
    "no stop": r"[^.!?;:\"'”’)]$",
    "semicolon": r"[;:]$",
    "figure": r"\d",
    "percent": r"%|per ?cent",
    "question": r"\?|^(?:how|why|what|who|where|when)\b",
}

# Cues that single words carry; a word may belong to several.
_EN_WORDS: dict[str, str] = {
    "forecast": (
        "estimated expected forecast projected likely anticipated anticipates outlook expect estimate "
        "estimates projections"
    ),
    "target word": "target targets goal goals aim aims aimed objective objectives plan plans planned",
    "promise word": "commit committed commitment pledge promise guarantee ensure undertake",
    "must": "must need needs should ought",
    "will": "will shall",
    "spend": (
        "aside provide provided provides provision allocate allocated allocating earmarked inject topup "
        "budgeted spend vote sum available contribute"
    ),
    "change of rate": "increase increased raise raised reduce reduced lower lowered cut cutting reducing "
    "raising abolish abolished remove removed extend extended rebate exempt "
    "exempted exemption waive waived double doubled enhance enhanced concession lifted rate rates duty tax levy",
    "past time": "last past previous earlier ago since had used formerly recent recently",
    "past verb": "was were had did grew rose fell increased declined reached introduced launched began "
    "started announced established built completed signed made took created achieved "
    "expanded "
    "improved decided amounted registered recorded contributed came went saw gave helped provided",
    "going on": "continue continues continued continuing further maintain remain keep ongoing",
    "action": "strengthen improve promote encourage support help develop expand enhance invest work "
    "review study examine consider seek pursue cooperate assist foster reform modernize "
    "protect "
    "address tackle introduce establish provide build create implement launch extend",
    "resolve": "determined resolved vigorously steadfast priority firmly dedicated",
    "unnamed": (
        "measures steps legislation policies programs programmes initiatives various other appropriate certain"
    ),
    "recurring": "every each annually annual usual",
    "trouble": "insufficient inadequate lack lacks lacking lacked shortage shortages weak weakness "
    "weaknesses weaker slow slower slowdown unable fail failed failure fails deficiency "
    "deficiencies "
    "uneven lag lags lagged lagging worse worsened little poor serious severe difficult",
    "trouble noun": "problem problems difficulty difficulties challenge challenges risk risks threat "
    "threats pressure pressures constraint constraints crisis unemployment inflation "
    "recession "
    "deficit deficits poverty inequality hardship hardships uncertainty uncertainties barrier barriers "
    "concern concerns burden loss losses downturn bottleneck bottlenecks shortfall injustice",
    "trouble verb": "face faces faced facing suffer suffers suffered struggle struggling confront "
    "confronts confronted threaten threatens threatened hurt erode eroded decline "
    "declining fallen "
    "worry worried remains unfortunately however but despite still",
    "ideology": (
        "values vision principle principles believe belief freedom destiny nation faith spirit unity "
        "heritage philosophy dream"
    ),
    "stance": "nato commonwealth peace condemn welcome deplore sympathy allies disarmament nations",
    "relation of ideas": "because therefore thus means example instance if unless whether reason would could might",
    "terms of a scheme": (
        "eligible qualify qualifying entitled subject applies apply maximum capped aged receive claim month annum"
    ),
    "audience": "thank honour grateful congratulate",
    "money": "dollar dollars million billion",
    "around": "about around up approximately nearly over maximum minimum least",
    "law": "bill act legislation legislative amend amendment amendments amended amending law enact",
    "tax": (
        "tax taxes taxation taxpayers duty duties excise gst levy rebate rebates cpf incentive incentives "
        "deduction deductions"
    ),
    "estimates": "estimates expenditure revenue surplus deficit financial budget votes supply",
    "singular": "i my",
    "plural": "we our us",
}

CHECKABLE: tuple[str, ...] = tuple(_ZH)
"""Names of the cues that can make a commitment checkable, in the order in which `decided_by` lists them."""

NAMES: tuple[str, ...] = (*CHECKABLE, *dict.fromkeys((*_ZH_CONTEXT, *_EN_CONTEXT, *_EN_WORDS)))
"""Names of all cues: the columns of the cue features, the same for every language."""

DEFICIENCY = "ends in a deficiency"
"""The settling rule of problems."""

_EN_SUBJECT = r"(?:we|i|it|they|my [a-z]+|the [a-z]+(?: [a-z]+)?)"
_EN_ALSO = r"(?:(?:also|further|again|therefore|shortly|soon|immediately|in due course) )*"

APPEAL, STANCE = "rule 5", "rule 8"
"""The settling rules of what only sounds like a commitment: appeals and hopes, stances towards other states."""
PAST, UNDONE = "rule 1", "not done"
"""The settling rules of clauses in the past: English deeds, and what was not done."""
SUPPLY, FORECAST, CALLED_OFF, PROCEDURE = "supply formula", "rule 16", "called off", "procedure"
"""The settling rules of English future clauses that bind nobody: yearly supply, forecasts, what will not go ahead, what
the speaker is going to speak about."""
SLOGAN, CLOSING, RECALLED = "rule 14", "closing formula", "an earlier promise"
"""The settling rules of Chinese slogans of a few characters, of English formulas that put the speech to the house, and
of English sentences that tell what was promised before."""
DONE = "done"
"""The settling rule of English reports in the passive or of a present state: what is no commitment reports a deed."""
ANNOUNCED = "announced in the present"
"""The settling rule of English announcements in the present: what seems to report is a pledge."""
TARGET, MONEY, PROMISED = "target", "money set aside", "will be done"
"""The settling rules of English commitments without a promising verb: targets, sums, main clauses «will be built»,
«the government will build»."""
NO_TROUBLE = "tells of no trouble"
"""The settling rule of Chinese reports that all is done or that nothing happened: they name no problem."""
RECOMMENDED, TOPIC, LACKING = "a recommendation", "a topic", "still lacking"
"""The settling rules of English sentences that can be one thing only: what an inquiry asked for and its reply repeats
or a committee advised, the bare name of what comes next, what there still is none of."""
FELL, COSTS = "a burden fell", "what it costs"
"""The settling rules of English reports that a deficit or a crime rate fell, which name no problem, and of sentences
that tell what a change costs, or work an example."""
ANSWERS = "reports back by a date"
"""The settling rule of Chinese promises to report to the assembly by a date, which need no promising verb either."""

# A main clause up to its verb: at most one short clause before it, no subordinating word
_EN_JOINS = (
    r"\b(?:that|which|who|whom|whose|if|when|where|after|once|until|unless|because|as|since|while|although|though|"
    r"than|what|whether|how)\b"
)
_EN_MAIN = rf"(?:[^,;]{{0,60}}, )?(?:(?!{_EN_JOINS})[^,;.])*? "
_EN_NOT_YET = r"(?!.*(?:\b(?:will|would|shall|(?<!in )(?<!last )may|might|could|should|to be)\b|\?$))"
_EN_BUILT = (
    r"(?:restored|(?:re)?opened|completed|cut|extended|(?:re)?built|launched|set up|established|installed|abolished|"
    r"eliminated|replaced|repaired|upgraded|hired|recruited|delivered|constructed|connected|signed|passed|enacted|"
    r"appointed|expanded|improved|renovated|fulfilled|repealed|paved|finished|cleared|doubled|begun|commissioned|"
    r"put in place|brought into|paid off|repaid|planted|acquired|strengthened|streamlined|awarded|ratified|reduced|"
    r"raised)"
)
_ZH_DUE = "年底前|年内"
_EN_WILL = r"(?:will|shall|going to)"
# «there is no ferry, and we will build one» is a promise
_EN_AND_WILL = rf"\b(?:and|but|so|which)\b[^.;]{{0,40}}\b{_EN_WILL}\b"
# what a speaker does by a decision of its own; it will «see», «need» and «face» other things
_EN_ACTS = (
    r"(?:create|build|introduce|establish|provide|fund|invest|extend|increase|reduce|cut|lower|raise|remove|abolish|"
    r"launch|set up|implement|improve|enhance|strengthen|support|help|develop|expand|promote|ensure|protect|review|"
    r"encourage|work with|give|grant|double|replace|restore|upgrade|simplify|streamline|reform|moderni[sz]e|appoint|"
    r"table|bring forward|propose|press|pursue|act|take steps|take action|undertake|maintain|keep|exempt|allow|waive|"
    r"defer|top up|inject|contribute|set aside|step up|liberali[sz]e|train|recruit|hire|construct|open)"
)
# what comes next in the speech, a courtesy, what follows from another deed, what all do together, a quotation
_EN_NO_ACT = (
    r"\b(?:details?|examples?|account|updates?|overview|summary|picture|outline|point|together|house|hope|reasons?|"
    r"illustrations?|idea|figures|if|otherwise|other words)\b|"
    r"\bi (?:will|shall) (?:(?:now|next|then|begin to) )*(?:review|develop|open|give (?:you|way)|"
    r"keep (?:this|it|my|to)|press on|cut to)\b|\b(?:this|my) (?:theme|topic|remarks?|speech)\b|"
    r"\bgive (?:full |due )?(?:thanks|credit (?:to|for))\b|\bpropose a (?:toast|vote of thanks)\b|"
    r"\bextend (?:(?:a|an|our|my|the) )?(?:\w+ )?(?:welcome|sympath|condolence|congratulation|thanks)|"
    r"^(?:(?:and|but) )?(?:unless|should|had|without (?!delay|further))\b|[\"”]\.?$"
)
_EN_RUNNING = r"in (?:operation|place|force|effect|service|use)"
_EN_OURS = r"(?:i|we|(?:the|my|our|this) (?:\w+ )?government)"
_EN_VOWED = "promised|pledged|vowed|undertook"
_EN_NOW = r"(?:(?:also|now|hereby|therefore|further|again) )*"
_EN_NOT_BEFORE = r"(?!.*\b(?:was|were|had|ha(?:s|ve) been|last|if|when)\b)"
_EN_CHANGED = (
    rf"(?:is|are) {_EN_NOW}(?:being )?(?:increased|raised|reduced|cut|lowered|extended|doubled|restored|abolished|"
    r"frozen|introduced)"
)
# what nobody sets: «emissions are cut by 9 per cent» tells a state, as does what is «compared» or done «by the drought»
_EN_NO_STATE = (
    r"(?!.*\bcompared\b)(?!.*\b(?:debts?|deficits?|gdp|gross domestic product|emissions?|population|deaths?|mortality|"
    rf"unemployment|inflation|growth|output)(?: rates?| ratio)?(?: (?:of|in|per|from) [^,;]{{0,40}})? {_EN_CHANGED}\b)"
)
_EN_NO_AGENT = r"(?!.{0,60}\bby the (?!end|start|beginning|middle|close|year|summer|autumn|fall|winter|spring|time)\b)"
_EN_OUTSIDER = (
    r"(?:(?:central|reserve|world|national) bank|bank of [a-z]+|imf|international monetary fund|oecd|treasury|"
    r"economists|(?:[a-z-]+ )?forecasters|analysts|observers|experts|economic (?:committee|council)|conference board|"
    r"(?:ministry|department) of finance|statistics [a-z]+)"
)

# «First, improve housing.» names what will be done, «First, housing.» a topic
_EN_BARE_VERB = (
    r"(?:strengthen|improv|promot|encourag|support|help|develop|expand|enhanc|invest|work|review|study|examin|consider|"
    r"pursu|cooperat|assist|foster|reform|moderni|protect|address|tackl|introduc|establish|provid|build|creat|implement|"
    r"launch|extend|rais|cut|reduc|keep|increas|ensur|secur|restor|deepen|grow|upgrad|mak|get|let|boost|attract|listen|"
    r"act\b|do\b|go\b|we\b|i\b|it\b|they\b|this\b|that\b|you\b|think|use|put|stop|end\b|save|buy|pay|give|take|hire\b|"
    r"recruit|repair|fix\b|mend|replac|repeal|repay|restrict|limit\b|ban\b|abolish|eliminat|remov|prevent|combat|curb|halt|"
    r"maintain|preserv|stabili|accelerat|speed|continu|complet|connect|simplify|clarify|prioriti|focus|widen|lower\b|"
    r"strik|hold\b|halv|diversif|electrif|[a-z]+i[sz]e\b(?<!enterprise)(?<!exercise)(?<!franchise)|"
    # «clean air» and «open government» are topics, «clean rivers» may be one
    r"(?:clean|close|open|plant|train|fight|double|lead|respect|freeze|welcome|house|feed|teach|license|test|settle|plan|"
    r"share|balance|heat|insure|name|fund|finance) )"
)
_EN_ASKED = (
    r"(?:you|(?:the|this|our) (?:general assembly|legislature|congress|council|house|assembly|senate|parliament))\b"
    r"[^.;]{0,30}\b(?:pass|enact|adopt|approve|fund|vote)\b"
)
_EN_ADDRESSED = (
    r"(?:compan(?:y|ies)|firms?|enterprises?|smes|business(?:es|men)?|employers?|workers?|employees?|unions?|management|"
    r"manufacturers?|industrialists?|industry|contractors?|developers?|exporters?|investors?|entrepreneurs?|banks?|"
    r"bankers?|professionals|private sector|labour movement|business community|citizens?|residents|canadians?|"
    r"singaporeans?|people|individuals|consumers|taxpayers|households|families|parents|students|motorists|everyone|"
    r"everybody)"
)

# Patterns narrow enough for the codebook to leave no choice (what each does: settled_rules). Of the 190 Chinese
# commitments of the development gold that hold one by which they are pledges, 188 are.
# What stands behind a pattern are words of which a sentence needs one, or it cannot fit: to look for these first takes
# a tenth of the time.
_SETTLED: Mapping[str, tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]] = {
    language: tuple((name, re.compile(pattern), tuple(needs)) for name, pattern, *needs in rules)
    for language, rules in {
        "zh": (
            # the plain word of codebook rule 3; no labelled sentence
            (
                ANSWERS,
                r"(?:(?:[一二三四五六七八九十两\d]+个?(?:月|天|日|周|季度|年)|[年月季]度?)内|(?:月|年)?底?前)(?!.*已)[^。；]{0,24}"
                r"(?:(?:报告|汇报)[^。；]{0,8}(?:人大|常委会)|向[^，。；]{0,8}(?:人大|常委会)[^，。；]{0,6}(?:报告|汇报))",
            ),
            ("rule 3", r"(?:报告?|汇报|通报)[^，。；]{0,12}(?:人大|常委会)|件件有(?:着落|回音|回应)"),
            # all 32 labelled commitments; behind 推动, 支持, 鼓励 or 探索 in the clause all 5 are measures
            (
                "rule 3",
                r"(?:^|[，。；、：])(?:(?!推动|支持|鼓励|探索)[^，。；、：])*(?<!已)(?:设立|组建|发起)[^，。；、]{2,16}基金(?!等)",
            ),
            (
                "rule 4",
                r"\d+(?:\.\d+)?(?:%|个?百分点)(?:左右|以上|以内)|(?:增长|达到|控制在)[^，。；]{0,6}\d+(?:\.\d+)?%",
            ),
            (
                "rule 10",
                r"(?:新增|新建|改造|建成|完成|培育|引进|创建|新改扩建)[^，。；]{0,12}?\d[\d.]*[多余]?"
                r"(?:个|家|座|所|公里|万|亿|条|处|户|套|名|人|项)",
            ),
            # none of the 43 labelled sentences is a problem or `other`
            (
                NO_TROUBLE,
                r"(?:未|没有|无)(?:再)?发生(?!过?(?:的|这))[^，。；]{0,14}(?:事故|事件|疫情|灾害|案件)(?!的|.*(?:但|不过|仍|麻痹|侥幸))|"
                r"^(?!.*[未不难尚缺弱差仅])(?!.*(?:滞后|问题|困难|压力|没有|还要|几乎|只[有占完]|才[全能完]|[一二两三四五六七八九]成[。；]?$)).*(?:(?:全部|均已|全面)"
                r"(?:打通|清偿|完成|建成|到位|整改|销号|清零|投用|完工|竣工|兑现|办结|拆除|改造|联网|关停|通车|达标|解决|设立|上线|开通|"
                r"交付|搬迁|搬离|脱贫|退出)[^，。；]{0,6}[。；]?$|已(?:设立|建成|完成|开通|上线|投用)[^，。；]{0,10}(?:[。；]?$|，受理))",
                "发生",
                "全部",
                "均已",
                "全面",
                "已设立",
                "已建成",
                "已完成",
                "已开通",
                "已上线",
                "已投用",
            ),
            # all 8 labelled sentences with such an end are problems
            (
                DEFICIENCY,
                r"(?:不足|不到位|不够|不强|不高|不优|不充分|不平衡|滞后|薄弱|偏低|乏力|不深|不力)[。；;.]?\s*$",
            ),
            ("rule 11", r"(?:编制|制定|修订|出台)[^，。；、]{2,20}(?:规划|条例|办法|方案)|办好第[^，。；]{1,4}届"),
            # of the 67 labelled commitments with such a clause, 63 are pledges; «this year's tasks» are no deliverable
            (
                "rule 11",
                r"(?:^|[，、])(?:确保|力争|全面|基本|如期|年内)*(?:完成(?!好|[^，。；]{0,4}军事任务|(?:今年|明年|全年|年度|各项|以上|新|预期"
                r"|重点|改革|经济社会|发展|的)*(?:目标|任务)+(?:[，。；、！]|$))|建成(?!一批))[^，。；]{2,30}",
            ),
            # 8 of 9
            ("rule 12", r"严禁|坚决禁止|不再新增|不新增|只减不增|一律|确保[^，。；]{0,20}(?:清零|全覆盖|至少)"),
            (
                "rule 4",
                r"(?:占比|达到?|提高到|超过|降至|提升至|稳定在|控制在)[^，。；]{0,8}\d+|(?:开行|开通|新开)[^，。；]{0,16}\d+",
            ),
            (
                "rule 11",
                r"(?:^|[，、])开通[^，。；、]{1,16}(?:动车|高铁|班列|专线|航线|铁路|线路|公交|地铁|轻轨|城际|号线)",
            ),
            # 16 labelled sentences, none of them a commitment; what is undone and has a date is to be done
            (UNDONE, rf"^(?!.*(?:{_ZH_DUE}|力争|今年)).*未能?(?:如期)?(?:完成|实现|达到)(?!的|任务)[^；。]*[。；;]?$"),
            # «二是抓渡口。», 4 labelled sentences, all of them other; terse speeches say what they do without a number
            (
                SLOGAN,
                r"^(?:[一二三四五六七八九十]{1,3}[是要][\u4e00-\u9fff]{1,3}[^差弱低少难慢缺]|抓[\u4e00-\u9fff]{2})。$",
            ),
            # 16 labelled sentences, all of them other
            (APPEAL, r"让我们|^(?:我们)?(?:希望(?!小学|工程)|相信|深信|坚信)"),
            # 9 of 10 that are no reports
            (
                STANCE,
                r"我(?:们|国)?(?:政府)?(?:将)?(?:坚决|始终不渝地?|一贯|历来|强烈|仍然|继续|一如既往地?|坚定|一向|郑重)*"
                r"(?:支持|反对|主张|要求|希望|谴责|呼吁|重申|认为|奉告|愿)[^。；]{0,60}(?:各国|人民|当局|美国|苏联|越南|"
                r"阿拉伯|柬埔寨|巴勒斯坦|以色列|日本|东南亚|欧洲|印度|霸权|侵略|联合国|第三世界|国际社会|台湾|世界)",
            ),
        ),
        "en": (
            # 25 labelled sentences, all of them other
            (
                APPEAL,
                r"\?$|^(?!.*, (?:so|but) (?:i|we) (?:will|shall)\b)"
                # rule 9: what the speaker asks the assembly to pass is a commitment
                rf"(?:i|we) (?:hope|urge(?! {_EN_ASKED})|trust|believe|am confident|are confident|thank|welcome|"
                r"encourage)\b",
            ),
            # what outsiders ought to do, where the government does and pays nothing and no passive makes it a term: of
            # 56 labelled sentences 55 are other
            (
                APPEAL,
                r"^(?!.*\b(?:(?:we|i|government|they) (?:will|shall|must|should|need|are|am|have)|will be)\b)"
                r"(?!.*(?:\$ ?\d|\d ?(?:%|per ?cent)))(?:[^,]{0,80}, )?(?:(?:and|but|so|hence) )?"
                r"(?:(?!(?:of|for|to|by|with|from|in|on|and|or|that|which|who|if|when|between|among)\b)[a-z'-]+ ){0,3}?"
                rf"{_EN_ADDRESSED}(?:,? (?:and|or) (?:the |our )?{_EN_ADDRESSED})?,? "
                r"(?:(?:also|therefore|themselves|too|in turn|on their part),? )*(?:must|should|needs? to|ought to) "
                r"(?!(?:[a-z]+ )?be [a-z]+(?:ed|en|n)\b|have\b)",
                *("must ", "should ", "need", "ought "),
            ),
            # the reply to an inquiry says again what it answers; no labelled sentence
            (
                RECOMMENDED,
                r"^(?!.*\b(?:accept|agree|implement|reject|respon|adopt|complet|supported|endorse|noted|will\b|shall\b|ha(?:s|ve)\b))"
                r"\W*recommendation (?:no\.? ?)?[\divx]+[a-z]?(?:\.\d+)*(?: \([^)]*\))? ?[:.–—-].*"
                r"\b(?:should|must|ought|be [a-z]+(?:ed|en|n|t))\b",
                "recommendation",
            ),
            # what a committee advised; of 16 labelled sentences 15 are other
            (
                RECOMMENDED,
                r"^(?!.*\b(?:we|i|government|which) (?:will|shall|accept|agree|am|have decided|has decided)\b)"
                # but not with what came of it, nor what the government itself has proposed
                r"(?!.*(?:, (?:and|but|so|which) (?!that\b|to\b)|[.;] )[^.;]{0,60}\b(?:has|have|is|are|was|were|i|we|"
                r"my|this budget|government|ministry)\b)(?!(?:as|since|because|after|when|although|though|while)\b)"
                r"(?!(?:it|they) (?:ha(?:s|ve|d) )?(?:also |further |therefore )?(?:proposed\b|called for "
                r"(?:[a-z]+ )?(?:tenders?|bids|quotations|proposals|applications)\b))"
                r"(?:[^,]{0,60}, )?(?:and |but )?(?:(?:the )?(?:[a-z'0-9-]+ ){0,6}?(?:(?:sub-?)?committee|commission|"
                r"council|panel|(?:review|working) group|task ?force|economists|report|inquiry|consultants?|[ec]sc|"
                r"erc)(?: \([a-z ]+\))?|it|they) (?:ha(?:s|ve|d) )?(?:also |further |therefore )?(?:recommended|"
                r"suggested|called for|proposed|advocated|urged|argued) (?:that\b|[^,.;]{0,40}\bshould\b)",
                *("recommended", "suggested", "called for", "proposed", "advocated", "urged", "argued"),
            ),
            # 13 labelled sentences, all of them other
            (
                TOPIC,
                r"^\W*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|finally|lastly|on|"
                rf"now to|as to|as for)(?:ly)?,? (?:the |our )?(?!{_EN_BARE_VERB})[a-z-]+"
                r"(?: and [a-z-]+| [a-z-]+)?[.:]$",
            ),
            # no labelled sentence
            (
                LACKING,
                rf"^(?!.*{_EN_AND_WILL})(?:{_EN_MAIN})?"
                r"(?:there(?: is|'s| are|'re| ha(?:s|ve) been)|has|have) still no\b(?! (?:doubt|question|better|"
                r"greater|substitute|shortage|lack|need|reason|excuse|intention|wish)\b)",
                "still no",
            ),
            # 7 labelled sentences, 6 of them progress; of the 27 invented ones all
            (
                FELL,
                r"^(?!.*(?:\b(?:but|yet|still|only|although|though|however|despite|because|too many|not|never|hardly|"
                r"barely)\b|n't\b))[^.;,]*"
                r"\b(?:deficits?|debts?|unemployment|inflation|crimes?|burglar\w+|robber\w+|accidents|deaths|mortality|"
                r"poverty|waiting (?:lists?|times?)|emissions|arrears|vacanc\w+|shortages?|backlogs?|losses|"
                r"homelessness|murders|fires|complaints)\b"
                r"(?:(?!\b(?:and|as|when|while|after|where|rose|grew|rising|insurance|benefits?|relief|allowances?|"
                r"prevention|program(?:me)?s?|ceiling|on our)\b)[^.;,]){0,40}? "
                r"(?:fell|declined|narrowed|came down|dropped|shrank|ha(?:s|ve) (?:fallen|narrowed|come down|dropped|"
                r"declined)|(?:was|were|ha(?:s|ve) been) (?:brought down|cut|reduced|halved|lowered|cleared))\b",
            ),
            # rule 20: 26 labelled sentences, all of them other
            (
                COSTS,
                r"^(?!.*\b(?:voted|provide[ds]?|allocate[ds]?|sets? aside)\b)"
                rf"\W*(?:(?!.*{_EN_AND_WILL}|.*\band (?:be|open)\b)(?:(?:all|in all|together),? )?(?:this|that|"
                r"it|they|the (?:scheme|measure|change|cut|increase|concession|proposal|plan|programme|rebate)|"
                r"these (?:measures|changes|proposals))(?: alone| together)? (?:will|would) (?:cost|"
                r"be (?:better|worse) off)\b|an? [^.;,]{3,90} will be (?:better|worse) off by \$|"
                r"(?:take|consider) the (?:case|example) of\b)",
                *("cost", " off", "take ", "consider "),
            ),
            # 70 labelled sentences, 6 of them commitments; another 6 in which something will be done all were
            (
                UNDONE,
                rf"^(?!.*\b{_EN_WILL}\b)(?:(?:[^,]{{0,60}}, )?{_EN_SUBJECT} (?:(?:ha(?:s|ve) )?failed to|"
                r"(?:did|could|was|were|ha(?:s|ve))(?: not|n't)(?! only))\b|.*\b(?:remains?|remained|was|were|"
                r"ha(?:s|ve) been|is|are) (?:on hold|stalled|shelved|postponed|delayed|unfinished|unfulfilled)\b"
                r"(?! until))",
            ),
            # 59 labelled sentences, none of them a commitment, 56 of them progress
            (
                PAST,
                rf"^(?!.*\b(?:and|but|so)\b(?! that\b)[^.;]{{0,40}}\b{_EN_WILL}\b)"
                r"(?:(?:last (?:year|session|spring|summer|autumn|fall|winter)|"
                rf"in (?:(?:19|20)\d\d|{MONTH})|during the year),? )?(?:we|you) (?:opened|built|paved|completed|"
                r"created|established|introduced|launched|spent|hired|signed|passed|started|began|finished|reduced|"
                r"raised|increased|set up|achieved|provided|improved|broke ground|repaired|replaced|fixed|planted|"
                r"added|delivered|trained|connected|balanced|doubled|expanded|bought|brought|won(?!')|took|gave|made|"
                r"approved|adopted|enacted|voted|cut [^.;,]{2,60} in half)\b",
            ),
            # a deed of the government with its past date; of 65 labelled sentences 62 are progress, none a commitment
            (
                PAST,
                r"^(?!.*\b(?:will|would|shall|and (?:i|we) (?:now|am|are))\b)"
                # with what is done now: «today I launch it», «we are extending it», «this year I propose»
                r"(?!.*(?:[;.]|\b(?:and|but),?) (?:today\b|now\b|this (?:year|budget)\b|(?:[^;.]{0,30} )?(?:i|we) "
                r"(?:now |also )?(?:am|are|propose|intend)\b))(?:(?:and|but) )?"
                rf"(?:last (?:year|session|month|week|spring|summer|autumn|fall|winter|{MONTH})|"
                rf"in (?:early |late |mid-)?(?:(?:19|20)\d\d|{MONTH})(?: (?:this|last) year| (?:19|20)\d\d)?|"
                r"earlier this year|recently|during the (?:past )?year|in (?:the )?(?:last year's budget|"
                r"budget (?:19|20)\d\d)),? (?:also )?(?:i|we|it|(?:(?:the|my|our) )?government|parliament|the ministry"
                r"(?: of [a-z ]+)?) (?:(?:also|further|therefore) )?(?:opened|built|paved|completed|created|set up|"
                r"established|introduced|launched|started|began|finished|reduced|raised|increased|provided|improved|"
                r"extended|enhanced|removed|lowered|decided|agreed|announced|gave|made|took|brought|allocated|"
                r"set aside|abolished|implemented|committed|exempted|granted|allowed|expanded|adjusted|deferred|"
                r"injected)\b",
                *("last ", "in ", "earlier", "recently", "during"),
            ),
            # works that are done in part; 2 labelled sentences, both of them progress
            (
                PAST,
                rf"^(?!.*(?:{_EN_AND_WILL}|\b(?:until|when|once|must|should|aim|target|goal|propose|to be|i am|we are|"
                r"i set aside|ensure)\b)).*\b(?:is|are) (?:(?:now|about|already|almost|nearly|some) )*\d+(?:\.\d+)? ?"
                r"(?:%|per ?cent) (?:complete|completed|finished|built)\b",
                *("complete", "finished", "built"),
            ),
            # passives in the past, a state that now holds, openings, «as promised»: of 139 labelled sentences 131 are
            # progress and 5 other; in documents left out it changes 7, all of them progress
            (
                DONE,
                rf"^{_EN_NOT_YET}{_EN_MAIN}(?:has|have)(?: (?:now|also|already|since|all|both|again|largely|fully|"
                r"finally|recently|successfully|just|thus|indeed|further))* been(?: [a-z]+ly)? "
                rf"(?:{_EN_BUILT}|introduced|trained|implemented|kept|met|started|moderni[sz]ed|simplified|adopted|"
                r"concluded)\b",
                "been ",
            ),
            (
                DONE,
                rf"^{_EN_NOT_YET}{_EN_MAIN}(?:was|were)(?: [a-z]+ly| also| all| again)? "
                rf"(?:{_EN_BUILT}|lowered|created|added)\b(?! (?:on|to))",
                *("was ", "were "),
            ),
            (
                DONE,
                rf"^{_EN_NOT_YET}{_EN_MAIN}(?:(?:is|are) now (?:[a-z]+ly )?(?:open|operational|{_EN_RUNNING}|"
                r"completed?|on the road|up and running|capped|at work)\b|"
                r"(?:is|are) (?:fully |all )?(?:open(?: (?:to (?:traffic|the public|passengers|patients|visitors|"
                r"students)|for business))?|operational|on the road|up and running|"
                r"in (?:full )?(?:operation|service|use))[.;]?$)",
                *("open", "operation", "complete", " in ", "road", "running", "capped", "at work"),
            ),
            (
                DONE,
                rf"^{_EN_NOT_YET}{_EN_MAIN}(?:(?:has|have)(?: (?:now|also|already|since))? (?:opened\b(?! up)|"
                rf"come into (?:force|effect|operation)|taken effect|entered into force|been {_EN_RUNNING}|"
                r"moved into (?:its|their|the) new)|moved into (?:its|their|the) new|(?:began|started) operations?|"
                r"came into (?:force|effect|operation)|took effect|went into (?:operation|service)|"
                r"(?<!be )(?<!been )(?:re)?opened (?:for business|(?:its|their) doors|(?:in|on|last) (?:early |late |"
                rf"mid-)?(?:{MONTH}|spring|summer|autumn|fall|winter|year|week|month)))\b",
                *(
                    "opened",
                    "come into",
                    "came into",
                    "effect",
                    "into force",
                    "been in ",
                    "moved into",
                    " operation",
                    "went into",
                ),
            ),
            (
                DONE,
                r"^(?!.*\b(?:will|shall)\b)(?:.*, )?as (?:(?:i|we|they|it|(?:the|my|our|this) government) )?"
                r"(?:(?:had |have )?(?:promised|pledged|undertaken)|said (?:i|we|they|it) would)\b",
                *("promised", "pledged", "undertaken", "would"),
            ),
            # 21 labelled sentences, all of them other
            (
                SUPPLY,
                r"\b(?:asked|invited|requested|called upon) to (?:[a-z]+ ){0,4}?(?:appropriate|vote|grant|consider|"
                r"approve|"
                r"provide)\b(?: (?:the )?(?:main |supplementary |public |departmental )*estimates\b|"
                r"[^.;]{0,40}\b(?:funds?|"
                r"supply|mone?ys|monies|money|sums?|expenditures?)\b[^.;]{0,40}\b(?:services|payments|authori[sz]ed|"
                r"authority of "
                r"parliament|expenditures|carrying on|carry on)\b)",
                *("estimates", "fund", "supply", "mone", "monies", "sum", "expenditure"),
            ),
            # 3 sentences of invented speeches, all of them other
            (
                SUPPLY,
                r"\b(?:asked|invited|requested|called upon|called on) to (?:grant|vote|approve|provide|consider)"
                r"(?: (?:the|interim|full|further|necessary|required))* suppl(?:y|ies)\b"
                r"(?! (?:of|to|lines?|chains?)\b)",
                "suppl",
            ),
            (
                SUPPLY,
                r"^(?:the |main |supplementary )*(?:estimates|public accounts)\b[^.;]{0,80}\bwill (?:also |again )?be "
                r"(?:laid|submitted|placed|presented|put)\b",
                *("estimates", "public accounts"),
            ),
            # 6 labelled sentences, all of them other
            (
                FORECAST,
                r"^(?:[^,]{0,60}, )?(?:the |most |many |private |independent |leading |international |our )*"
                rf"{_EN_OUTSIDER}(?: \([a-z]+\))?(?: and [a-z]+)? (?:now |also |currently )?(?:expects?|forecasts?|"
                rf"estimates?|"
                r"predicts?|projects?|anticipates?|(?:is|are) (?:expecting|forecasting|projecting|predicting)|"
                r"(?:has|have) "
                r"(?:forecast|projected|predicted|estimated))\b",
                *("expect", "forecast", "estimate", "predict", "project", "anticipat"),
            ),
            # rule 20: 217 of 220 labelled sentences are other
            (
                PROCEDURE,
                r"^\W*(?:(?:mr|madam|sir|deputy|speaker|now|next|then|first|second|third|finally|lastly|\w+ly|"
                r"as in previous years)\b\W*)*(?:let me|i (?:will|shall|would like to|should like to|propose to|"
                r"want to|wish to|now|therefore))(?: (?:now|also|next|first|then|later|briefly|just|therefore))* "
                r"(?:turn to|deal with|outline|elaborate|set out (?:the|our|my|measures)|explain|highlight|describe|"
                r"touch (?:up)?on|discuss|summari[sz]e|illustrate|talk about|speak (?:about|on)|move on|"
                r"(?:come|return) (?:back )?to|(?:begin|start) with|give (?:an|some|a few|the) (?:\w+ )?(?:account|"
                r"examples?|outline|details?|summary|review|picture))\b",
                *("let me", "i "),
            ),
            # 8 labelled sentences, all of them other
            (
                CLOSING,
                r"^\W*(?:[^,.;]{0,40}, ){0,3}(?:(?:and|so|therefore|with that|accordingly)\b,? ?){0,2}(?:i|we) "
                r"(?:now |therefore |so |also |would like to |am (?:pleased|proud|honou?red) to )*"
                r"(?:commend (?:(?:this|the|my|our|these|it|them)\b(?: [\w']+){0,4}? )?to (?:you|(?:the|this|all|our|"
                r"honou?rable|every)\b)|beg (?:leave )?to move\b|so move\b|move (?:the|its|that the) (?:adoption|"
                r"second reading)\b)",
                *("commend", "move"),
            ),
            # what was promised before is told, not promised; one labelled sentence, which is other
            (
                RECALLED,
                r"^(?!.*\b(?:(?:i|we|it|they|government) (?:will|shall)|today|now|this (?:year|budget|session))\b)\W*"
                r"(?:(?:and|but)\b,? )?(?:(?:(?:a|one|two|three|four|five|\d+) (?:years?|months?) ago|"
                r"(?:in |at |during )?(?:the |my |our )?(?:last|previous)(?: [\w']+){0,2}|in (?:19|20)\d\d),? "
                rf"{_EN_OURS} (?:had |also )?(?:indicated|announced|committed|{_EN_VOWED})|"
                rf"{_EN_OURS} (?:had |also )?(?:{_EN_VOWED}))\b",
                *("promised", "pledged", "vowed", "undertook", "indicated", "announced", "committed"),
            ),
            # the answer to a recommendation that is not followed; no labelled sentence
            (
                CALLED_OFF,
                r"\b(?:(?:does|do|did|can|could)(?: ?not|n't) (?:accept|agree (?:with|to)|support)|rejects?|rejected) "
                r"(?:this|that|the|these|any of the) (?:[a-z]+'s )?recommendations?\b",
                "recommendation",
            ),
            # codebook §1: a measure says what is going to be done; taxes apart, no labelled sentence
            (
                CALLED_OFF,
                r"\b(?:(?:will|shall) not (?:now )?(?:be )?|decided not to )(?:proceed(?:ing)?|go(?:ing)? (?:ahead|"
                r"forward)) "
                r"with\b(?![^.;]{0,40}\b(?:tax|dut|lev|rate|fee|charge|increase|cut))",
                " not ",
            ),
            # rules 4 and 16: 4 labelled sentences, all of them pledges
            (
                TARGET,
                r"^(?!.*\b(?:was|were|had|above|below|within|well|reached|achieved|met|exceed\w*|towards?|announced|"
                r"mentioned)\b).*\b(?:(?:targets?|goal|aim)(?: (?:for|in) [^.;,]{2,50})? (?:is|are|remains|will be) "
                r"(?:again |now "
                r"|still |therefore )*(?:to |for |at |of )?(?:[a-z%'-]+ ){0,6}?|(?:have set|has set|set|are setting|"
                r"is setting|"
                r"sets) (?:ourselves|itself) (?:a|an|the) [^.;,]{0,50})[$£€]? ?\d",
                *("target", "goal", "aim", "set"),
            ),
            # 9 labelled sentences, all of them pledges
            (
                MONEY,
                r"\b(?:(?:this|our|my|today's) (?:year's )?budget (?:also |now |therefore )?(?:sets aside|allocates|"
                r"earmarks|"
                r"commits|invests)|(?:we|i|the government(?: of [a-z]+)?|(?:this|our|my) government) (?:am|are|is) "
                r"(?:also |now "
                r"|therefore )?(?:setting aside|allocating|earmarking|committing|investing))\b[^.;]{0,40}\$ ?\d",
                "$",
            ),
            # of 170 labelled sentences 168 are commitments
            (
                PROMISED,
                rf"^(?!.*\b(?:world|global|canadians)\b){_EN_MAIN}"
                r"(?:will (?:also |now |then |soon )*|(?:is|are) (?:going )?to )be (?:(?:re)?built|twinned|hired|"
                r"lifted|cleared|opened|constructed|established|appointed|named|recruited|completed|connected|"
                r"introduced|abolished|set up|launched|replaced|upgraded|installed|extended|trained|settled|repaired|"
                r"planted|enacted|tabled|amended|repealed|paid off|put in place)\b",
                *("will ", " to be "),
            ),
            # what the government does by its own will; of 1,413 labelled sentences 1,408 are commitments
            (
                PROMISED,
                rf"^(?!.*(?:{_EN_NO_ACT}))(?:(?:and|but|so|hence|thus|therefore),? )?(?:[^,;.]{{0,60}}, )?"
                r"(?:(?:the |our |my )?(?!(?:no|any|every|each|another|other|foreign|previous|former|last|opposition|"
                r"british|american|u\.?s|japanese|chinese|indian|french|german|malaysian|indonesian)\b)(?:[a-z]+ )?"
                r"(?:government|administration|ministers)|"
                r"(?:the )?ministry of [a-z ]+?|the council|i|we) (?:(?:can|must) and )?(?:will|shall) "
                r"(?:(?:also|now|then|therefore|continue to|further|soon|shortly|next|again|work to|seek to|strive to|"
                rf"begin to|thus|instead) )*{_EN_ACTS}\b",
                *("will ", "shall "),
            ),
            # a change with its figure, what «this budget» does, what opens in a month to come: of the 57 labelled
            # commitments and reports all are commitments, 53 of them pledges
            (
                ANNOUNCED,
                rf"^{_EN_NOT_BEFORE}{_EN_NO_STATE}.*\b{_EN_CHANGED} (?:by|to|from|of|for) (?:[a-z]+ ){{0,3}}"
                rf"[$£€]? ?\d{_EN_NO_AGENT}",
                *("is ", "are "),
            ),
            (
                ANNOUNCED,
                rf"^{_EN_NOT_BEFORE}\W*(?:[^,;]{{0,50}}, )?(?:and |so )?(?:this|my|our|today's|the) (?:year's )?budget "
                # it «adds up», «puts it plainly», «cuts deeply»: without an object nothing is done
                rf"{_EN_NOW}(?:(?:delivers|commits|invests|provides|funds|establishes|allocates|doubles|lifts|increases|"
                r"raises|introduces|restores|extends|pays)\b|(?:adds|puts|cuts) (?!(?:up|it|into|[a-z]+ly)\b(?! \$?\d))"
                r"[\w$£€])",
                "budget ",
            ),
            (
                ANNOUNCED,
                rf"^{_EN_NOT_BEFORE}[^,;]*\b(?<!\bis )(?<!\bare )(?<!\bnow )(?:re)?opens? "
                r"(?:its doors |to [a-z ]{3,20} )?(?:early |late )?(?:in|by|next|this|on|before|from) "
                r"(?:the |early |late |mid-|the end of |\d+ |"
                rf"[a-z]+day )*(?:{MONTH}|spring|summer|autumn|fall|winter|christmas|(?:19|20)\d\d)\b",
                *("open ", "opens "),
            ),
            # of 4 labelled sentences 3, of 29 invented ones 28 are commitments
            (
                ANNOUNCED,
                r"\b(?:i (?:(?:hereby|now|therefore|also|today) )*(?:announce|order|direct|instruct)|"
                r"(?:i am|i'm) (?:(?:hereby|now|again|therefore|also|today) )*(?:asking|proposing|directing|ordering|"
                r"instructing)|(?:is|are) hereby (?!presented)[a-z]+(?:ed|en|t))\b",
                *("i ", "i'm ", "hereby"),
            ),
            ("rule 3", r"\breport (?:back|to (?:parliament|the house|you))\b|\btabled? in (?:parliament|the house)\b"),
            # 17 labelled sentences, all of them pledges
            (
                "rule 11",
                r"\b(?:will|shall) (?:also |be )?(?:set(?:ting)? up|establish|launch|introduce|appoint)(?:ing|ed)? "
                r"(?:a|an|the)\b",
            ),
            # 12 of 13 labelled and all 32 invented sentences are pledges, the other is no commitment
            (
                "rule 10",
                r"\b(?:will|shall) (?:(?:also|soon|now|then) )*(?:build|open|hire|recruit|train|plant|install|create|"
                r"add|buy|purchase|construct|fund|finance|provide|offer) (?:(?:up to|some|another|an additional|"
                r"a further|at least|more than|over|about|the first|the remaining) )*(?:\d[\d,.]*|two|three|four|five|"
                r"six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
                r"a hundred)\b(?! ?(?:per|%))",
                *("will ", "shall "),
            ),
            # a law, a body or a sum that the assembly is asked for, a change with its date or rate, money for a
            # purpose: of the 168 English commitments of the development gold that hold one, 165 are pledges
            (
                "rule 20",
                rf"\b(?:you|parliament) will {_EN_ALSO}be (?:asked|invited|requested|called upon) to "
                r"(?:[a-z]+ ){0,8}?(?:approve|enact|amend|authori[sz]e|establish|provide|vote|ratify|extend|increase|"
                r"make)\b",
            ),
            # «measures» in the plural are unnamed: of 27 labelled sentences 22 are measures
            (
                "rule 20",
                r"\b(?:bills?|legislation|amendments?|measure|resolutions?|proposals?)\b[^.;]{0,60}\bwill "
                rf"{_EN_ALSO}be (?:placed|laid|(?:re-?)?introduced|submitted|presented|put|brought|proposed|tabled)",
            ),
            (
                "rule 20",
                r"\b(?:(?:re-?)?introduce|table|bring forward|bring in|propose|submit|place before you)\b[^.;]{0,30}"
                r"\b(?:legislation|bill|amendments|act)\b",
            ),
            (
                "rule 20",
                r"\bwith (?:immediate )?effect\b|\beffective (?:from )?(?:\d|january|february|march|april|may|june|"
                r"july|august|september|october|november|december)|\btakes? effect\b|\bcomes? into (?:effect|force)\b",
            ),
            (
                "rule 20",
                r"\$ ?[\d.,]+ ?(?:million|billion|m\b)?[^.;]{0,60}\b(?:will be|is being|has been|have been|are|is) "
                r"(?:also )?(?:provided|set aside|allocated|earmarked|committed|voted|entered)|\b(?:provide|set aside|"
                r"allocate|commit|inject|top up|invest|spend|contribute)\b[^.;]{0,60}\$ ?[\d.,]+",
            ),
            (
                "rule 20",
                r"\bfrom (?:the (?:current|present) )?(?:\$ ?)?[\d.,]+ ?(?:%|per ?cent|cents|million|billion|years?|"
                r"months?)?[^.;]{0,25}\bto (?:\$ ?)?[\d.,]+",
            ),
        ),
    }.items()
}


# What is done under a heading that looks back has been done, unless the speaker turns to what must be done now. Of the
# 1,432 Chinese sentences of the development gold that are commitments or reports and stand there, 1,423 are reports; 8
# of the 9 commitments turn.
REPORTED = "rule 0"
"""The settling rule of reports: Chinese marks no tense, the heading does."""
# Of the 85 labelled Chinese sentences that open with a year before the speech and do not turn, none is a commitment.
_YEAR: Mapping[str, re.Pattern[str]] = {"zh": re.compile(r"(\d{4})年(?!以来|[^，。；]{0,3}[-—至到])")}
_WRITTEN_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_BY_THEN = re.compile(_ZH_DUE)  # works begun in that year are to be finished
# Of the 309 labelled Chinese sentences of reviews under «…完成情况» and the like, none is a commitment; under
# «审议意见办理情况» 18 of 24 are.
_LOOKS_BACK: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(r"回[顾顧]|(?:完成|执行|兑现|整改)(?:完成|落实|工作)?的?情况[:：]?$")
}
_TURNS: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(
        r"我们(?:必须|要|一定|将|决|绝)|不负|辜负|正视|(?:加以|予以|着力|认真|努力|切实)解决|今年|明年|今后|下一步|"
        r"必须|务必|(?:^|[，；])要"
    )
}


# formulas and whole passages come again in one speech
@lru_cache(maxsize=1 << 13)
def settled_rules(
    text: str, language: str, section: str = "", part: Part = Part.OTHER, year: int = 0
) -> tuple[str, ...]:
    """Return what leaves no choice for a normalised sentence under the heading path `section` in a speech of `year`.

    REPORTED and PAST: if it is a commitment by its words, it reports one. UNDONE: it names a failure. APPEAL, STANCE,
    SUPPLY, FORECAST, CALLED_OFF, PROCEDURE, SLOGAN, CLOSING and RECALLED: it is no commitment. NO_TROUBLE and FELL: if
    it names a problem by its words, it reports. If it is nothing else, then DEFICIENCY: it names a problem; DONE: it
    reports; PROMISED: it is a commitment; TARGET, MONEY and ANSWERS: it is a pledge. ANNOUNCED: if it reports by its
    words, it is a pledge. COSTS: it is no commitment. RECOMMENDED and TOPIC: it is `other`, LACKING: a problem,
    whatever else it seems. These and any other codebook rule: if it is a commitment, it can only be a pledge. Without a
    `year` no year is past.
    """
    lower = text.lower()
    found = dict.fromkeys(
        name
        for name, pattern, needs in _SETTLED.get(language, ())
        if (not needs or any(word in lower for word in needs)) and pattern.search(lower)
    )
    back, turns = _LOOKS_BACK.get(language), _TURNS.get(language)
    if part is Part.REVIEW and back and turns and not turns.search(lower):
        head = in_digits(section.split(" / ")[0])
        # «第一部分 2030年工作»: of 1,702 labelled sentences none is a commitment
        if back.search(head) or (year and str(year - 1) in head and str(year) not in head):
            found[REPORTED] = None
    # a report in the present tense is known by its date
    if ANNOUNCED in found and any(int(written) < year for written in _WRITTEN_YEAR.findall(lower)):
        del found[ANNOUNCED]
    opening = _YEAR[language].match(lower) if language in _YEAR else None
    if opening and int(opening[1]) < year and turns and not (turns.search(lower) or _BY_THEN.search(lower)):
        found[REPORTED] = None
    return tuple(found)


_CAPITALS = "responsible body"
_PATTERNS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "zh": {name: re.compile(pattern) for name, pattern in (_ZH | _ZH_CONTEXT).items()},
    "en": {name: re.compile(pattern) for name, pattern in (_EN | _EN_CONTEXT).items()},
}
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        word: tuple(name for name, words in _EN_WORDS.items() if word in words.split())
        for word in " ".join(_EN_WORDS.values()).split()
    }
}
_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=1 << 13)
def find_cues(text: str, language: str) -> frozenset[str]:
    """Return the names of the cues that a normalised sentence holds; none in a language without patterns."""
    lower = text.lower()
    found = {
        name
        for name, pattern in _PATTERNS.get(language, {}).items()
        if pattern.search(text if name == _CAPITALS else lower)
    }
    words = _WORDS.get(language)
    if words:
        for word in _WORD.findall(lower):
            found.update(words.get(word, ()))
    return frozenset(found)


def checkable_cues(found: frozenset[str]) -> tuple[str, ...]:
    """Return those of the found cues that can make a commitment checkable, in the order of CHECKABLE."""
    return tuple(name for name in CHECKABLE if name in found)
