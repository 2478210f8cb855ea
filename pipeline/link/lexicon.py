"""Words that the link features look for: stock wording, directions, and groups that tell like promises apart.

All patterns work on normalised text (one width, simplified, lower case). Each language has the same tables:

* ``stock``: words that any promise can carry («加强», "will"); they say nothing of the object.
* ``axes``: pairs of opposite directions. Two promises that stand on opposite ends of one axis and share an
  object are never the same (codebook §4, rule 2).
* ``groups``: families of places, people, schools, firms, instruments. Two promises that name different
  members of a family are at most related (codebook §4, rule 5).
* ``kinds``: families like ``groups`` that say which of several like objects is meant (a district's east and west side,
  the first and the second phase, one five-year plan and the next, the public services for health and for culture).
  They part two promises, but are no part of the scorer.
* ``actions``: classes of verbs; stages of one instrument (draw up, carry out, complete) share a class, because
  they are one promise (codebook §4, rule 8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.languages import en_points, zh_points


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of one language; see the module's docstring."""

    stock: frozenset[str]
    axes: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    groups: Mapping[str, Mapping[str, re.Pattern[str]]]
    kinds: Mapping[str, Mapping[str, re.Pattern[str]]]
    actions: Mapping[str, re.Pattern[str]]
    clause_end: re.Pattern[str]


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def _table(entries: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Compile a table name → pattern."""
    return {name: re.compile(pattern) for name, pattern in entries.items()}


_LISTED = "{0,6}"  # members of a list; without an end, a long text that repeats one would take minutes


def _family(words: str, after: str, *, before: str = "") -> dict[str, re.Pattern[str]]:
    """Compile a family of words that all stand before one word, and after `before`; «a|b» is one member by two names.

    A list of them before that word («a和b») has each of them.
    """
    others = words.replace(" ", "|")
    listed = rf"{before}(?:(?:{others})[和与及、]){_LISTED}" if before else ""
    return _table(
        {word: rf"{listed}(?:{word})(?=(?:[和与及、](?:{others})){_LISTED}{after})" for word in words.split()}
    )


_GOVERNMENTS = "服务|法治|廉洁|数字|创新|效能|有为"
_AIMS = "平安|法治|健康|数字|美丽|清廉"
_NO_NAME_OF_A_PLACE = (
    "乡村|农村|城市|县城|社区|校园|家园|庭院|企业|机关|医院|边疆|社会|政府|经济|产业|技术|文化|环境|生活|河湖|海湾"
)
_PLANS = tuple(f"{tens}{ones}" for tens in ("", "十", "二十") for ones in ("", *"一二三四五六七八九") if tens or ones)
_A_PLAN = '(?:一|二|三|四|五|六|七|八|九|十)五[”"]?[^，。；“”]{0,12}'
# what a clause is done for is no part of it: «…, to lay a good base for the start of the next plan»
_NO_PURPOSE = "(?![^，。；]{0,40}(?:打牢|打好|打下|奠定)[^，。；]{0,20}基础)"
# of the product as a whole, not per head, nor of what is measured by it
_PER = "(?:单位|人均)"
_AMOUNT = r"(?!的?(?:比|能|二氧化碳|用水))(?=[^，]{0,12}\d)"

CHINESE = Lexicon(
    stock=zh_points.STOCK,
    axes={
        "amount": (
            re.compile("提高|增加|扩大|上调|增长|提升|延长|加大|多渠道增|新增|扩面|扩容"),
            re.compile("降低|减少|压减|压缩|缩减|缩小|下调|削减|减轻|缩短|精简|减免|控减|裁减"),
        ),
        "existence": (
            re.compile("新建|设立|建立|组建|恢复|开征|保留|成立|新设|新增|增设"),
            re.compile("取消|撤销|废除|废止|停止|停征|关闭|淘汰|清退|不再|拆除|停办|停建|撤并"),
        ),
        # what begins a clause alone: «加大保护工程的实施力度» runs nothing
        "running": (
            re.compile(
                "(?:^|[，。；])[^，。；]{0,4}?(推行|推进|实行|实施|启动|举办|开设|增设|开征|征收|建设|修建|兴建|新建|恢复)"
                "(?![^，。；]*(?:退出|出清|淘汰|整治|治理|清理|整顿|处置|化解|改革|破产|关闭|压缩|"
                "零(?:加成|差|收费|关税)|减税|降费|免征|简政))"
            ),
            re.compile("停止|停建|缓建|停办|停运|暂停|暂缓|叫停|取消"),
        ),
        "stance": (
            re.compile("鼓励|支持|允许|放开|放宽|允许|放活"),
            re.compile("限制|禁止|严禁|收紧|从紧|遏制|不得|不准|严控|制止"),
        ),
        "standstill": (re.compile("冻结"), re.compile("提高|上调|增加|降低|下调|调整")),
        "doors": (re.compile("开放|开通|开馆"), re.compile("关闭|停运|闭馆")),
        "hands": (re.compile("出售|变卖|出让"), re.compile("收购|回购|收回")),
        "power": (re.compile("下放"), re.compile("上收|收回")),
    },
    groups={
        "residence": _table({"town": "城镇|城市|城区|市区|城乡|市民", "country": "农村|乡村|城乡|农民|村庄|涉农"}),
        "school": _table(
            {
                "kindergarten": "学前|幼儿园|托育|托幼|幼儿",
                "compulsory": "义务教育|小学|初中|中小学",
                "upper": "高中",
                "vocational": "职业教育|中职|高职|职业学校|职业院校|技工|职业技能",
                "university": "高校|高等教育|高等学校|本科|大学|双一流|高校毕业生",
                "special": "特殊教育",
                "lifelong": "继续教育|成人教育|老年教育|终身学习|终身教育",
            }
        ),
        "region": _table(
            {
                "east": "东部",
                "middle": "中部|中西部",
                "west": "西部|中西部",
                "northeast": "东北",
                "poor": "贫困地区|贫困县|老少边穷|革命老区|民族地区|边疆|边境",
            }
        ),
        "firms": _table(
            {
                "state": "国有|国企|央企",
                "private": "民营|民间|非公有|私营|个体",
                "small": "小微|中小企业|小型微型|专精特新",
                "foreign": "外资|外商|外企",
            }
        ),
        "people": _table(
            {
                "graduates": "毕业生|大学生",
                "migrants": "农民工|进城务工|随迁",
                "veterans": "退役|军人|退伍|转业|优抚|双拥",
                "disabled": "残疾",
                "old": "老年|养老|老龄|高龄|退休",
                "children": "儿童|未成年|青少年|少年|婴幼儿",
                "women": "妇女|女性|妇幼",
                "unemployed": "下岗|失业|零就业|就业困难",
                "poor": "贫困人口|低收入|困难群众|低保|特困|脱贫人口",
                "teachers": "教师",
                "students": "学生",
            }
        ),
        "tax": _table(
            {
                "vat": "增值税|营改增|留抵",
                "business": "营业税|营改增",
                "income": "个人所得税|个税",
                "corporate": "企业所得税|所得税优惠",
                "resource": "资源税",
                "property": "房地产税|房产税",
                "consumption": "消费税",
                "fees": "收费|降费|缴费|费用",
            }
        ),
        "insurance": _table(
            {
                "pension": "养老",
                "health": "医疗|医保|合作医疗|大病",
                "jobless": "失业",
                "injury": "工伤",
                "birth": "生育",
                "minimum": "低保|最低生活",
                "housing": "住房|公积金|保障房|棚户区|公租房|廉租",
            }
        ),
        "instrument": _table(
            {
                "tax": "减税|免税|税收|退税",
                "loan": "信贷|贷款|贴息|融资",
                "subsidy": "补贴|补助|奖补|津贴",
                "fund": "基金|专项资金",
                "price": "价格|电价|水价|最低收购价",
                "law": "立法|条例|法规|法律|执法",
            }
        ),
    },
    kinds={
        "side": _table(
            {
                "east": "(?<=[城市区县河江])东(?![部西南北中])|"
                "(?<![山广华远浦])东(?=[区站线路城片侧环]|客站|大街|外环)",
                "west": "(?<=[城市区县河江])西(?![部东南北中])|(?<![山广浦江])西(?=[区站线路城片侧环]|客站|大街|外环)",
                "south": "(?<=[城市区县河江])南(?![部东西北中省])|"
                "(?<![云海湖河济华])南(?=[区站线路城片侧环]|客站|大街|外环)",
                "north": "(?<=[城市区县河江])北(?![部东西南中省])|"
                "(?<![湖河东华])北(?=[区站线路城片侧环]|客站|大街|外环)",
            }
        ),
        "rank": _table({"nation": "国家级", "province": "省级", "city": "(?<!县)市级", "county": "县级"}),
        "zone": _table(
            {
                "high-tech": "高新(?:技术)?(?:产业)?(?:开发)?区",
                "economic": "经开区|经济(?:技术)?开发区",
                "bonded": "综合保税区|综保区",
                "airport": "临空|空港",
            }
        ),
        "clinic": _table(
            {
                "Chinese medicine": "中医(?:医)?院",
                "women and children": "妇幼|妇女儿童医院",
                "infectious": "传染病医院",
                "mental": "精神(?:卫生|病|专科)",
                "cancer": "肿瘤医院",
                "general": "(?:人民|中心|综合)医院",
            }
        ),
        "plant": _table({"drinking water": "(?<!污)水厂", "sewage": "污水(?:处理)?(?:厂|站)"}),
        "freight": _table({"train": "班列", "flight": "航线|航班"}),
        "plan": _table(
            {
                str(number): rf"(?<![十二]){short}五[”\"]?(?:规划|计划|普法)|第{short}个五年(?:规划|计划)"
                for number, short in enumerate(_PLANS, start=1)
            }
        ),
        # to draw a plan up, to make a good start with it and to bring it to its end are a promise each
        "step of a plan": _table(
            {
                "draw": rf"(?:编制|制定|制订|谋划|编好)[^，。；]{{0,22}}{_A_PLAN}(?:规划|计划|纲要){_NO_PURPOSE}"
                rf"|{_A_PLAN}(?:规划|计划|纲要)的?(?:编制|制定|谋划){_NO_PURPOSE}",
                "open": rf"{_A_PLAN}(?:开局|开好局|起好步){_NO_PURPOSE}",
                "do": rf"(?:完成|实现)[^，。；]{{0,8}}{_A_PLAN}(?:规划|计划|目标|任务)(?!的?编制){_NO_PURPOSE}"
                rf"|{_A_PLAN}收官{_NO_PURPOSE}",
            }
        ),
        # «a safe X», «a healthy X», X a province or town: each is a programme of its own
        "aim of a place": _table(
            {
                name: rf"{word}(?=中国|(?!{_NO_NAME_OF_A_PLACE})"
                rf"(?:[\u4e00-\u9fff]{{2,3}}(?:建设|行动|$|[,，。;；、])|([\u4e00-\u9fff]{{2,3}})[和与、]?(?:{_AIMS})\1))"
                for name, word in (
                    ("safe", "平安"),
                    ("lawful", "法治"),
                    ("healthy", "健康(?!发展|成长|运行|有序|稳定)"),
                    ("digital", "数字"),
                    ("beautiful", "美丽"),
                    ("honest", "清廉"),
                )
            }
        ),
        "government": _table(
            {word: rf"{word}(?=型?(?:[和与、]?(?:{_GOVERNMENTS})型?){_LISTED}政府)" for word in _GOVERNMENTS.split("|")}
        ),
        "policy": _table({"fiscal": "财政(?=政策|[和、]?货币政策)", "monetary": "货币政策"}),
        "age of industry": _table(
            {
                "old": "传统(?:优势|支柱)?产业",
                "emerging": "新兴(?=产业|[和、](?:产业|未来产业))",
                "future": "未来产业",
            }
        ),
        "crop": _table(
            {
                "grain": "粮|水稻|小麦|玉米|大豆",
                "cotton": "棉",
                "oil": "油料|油菜|大豆",
                "vegetables": "蔬菜",
                "meat": "生猪|畜牧|养殖|牛羊|肉牛|肉羊",
                "fish": "水产|养殖|(?<!牧)渔业",
                "fruit": "水果|果业|林果",
            }
        ),
        "energy": _table(
            {
                "wind": "风电|风能",
                "sun": "光伏|太阳能",
                "atom": "核电|核能",
                "water": "水电(?!站)|抽水蓄能",
                "coal": "煤电|煤炭|煤矿|原煤",
                "hydrogen": "氢能",
                "gas": "天然气|页岩气|煤层气",
                "store": "储能",
                "oil": "石油|油气|原油",
            }
        ),
        "what is polluted": _table(
            {
                "air": "大气|蓝天|空气质量",
                "water": "碧水|水污染|水环境|黑臭水体|水质|水、土壤",
                "soil": "净土|土壤",
            }
        ),
        "risk": _table({"homes": "房地产风险", "debt": "债务风险", "finance": "金融风险"}),
        "output": _table(
            {
                "farms": "农业(?:总产值|增加值|劳动生产率)",
                "industry": "(?<!农)工业(?:总产值|增加值|劳动生产率)",
                "services": "服务业(?:总产值|增加值)",
                "manufacturing": "制造业增加值",
            }
        ),
        "centre": _family("经济 金融 贸易 航运 消费 科技创新|科创", "中心", before="国际")
        | _table({name: name for name in word_set("国家医学中心 国际医学中心 区域医疗中心")}),
        "system of industry": _family("现代化|现代 文化 海洋 县域 农业 未来", "产业体系"),
        "governing": _family(
            "政府 社会|基层|网格 城市|市域 乡村 民族事务 全球", "(?:现代化|精细化|社会|综合|经济)?治理"
        ),
        "public service": _table(
            {
                "culture": "公共文化(?=[^，。、]{0,6}服务)",
                "sport": "(?:健身|体育)(?=(?:公共)?服务(?!业))",
                "health": "公共卫生(?=[^，。、]{0,2}服务)",
                "law": "公共法律(?=服务)",
                "work": "公共就业(?=[^，。、]{0,2}服务)|就业公共(?=服务)",
            }
        ),
        "infrastructure": _family(
            "交通|交通运输 农业|农村|农田|水利 新型|算力|数字|数据|信息|网络|通信 旅游 口岸 市政|城市 公共服务 能源",
            "[^，。、]{0,2}基础设施",
        ),
        "finance": _family("科技 绿色 普惠 养老 数字 跨境 个人", "金融(?!风险|监管|科技)"),
        "spirit": _family("企业家 教育家 科学家 工匠|劳模", "精神"),
        "future industry": _family("制造 材料 能源 健康 信息 空间", "产业", before="未来"),
        "trade": _family("服务 数字 货物 绿色 中间品", "贸易"),
        "system": _family(
            "经济 政治 社会 文化 行政 科技|科学技术 教育 投资|投融资 外贸|对外贸易|外经贸 流通 医药卫生|医疗卫生|医疗",
            "(?:管理|治理|审批)?体制",
        ),
        "civilisation": _table(
            {"matter": "物质文明", "mind": "精神文明", "politics": "政治文明|民主法制", "nature": "生态文明"}
        ),
        "order of a market": _family(
            "旅游 药品|医药 房地产 建筑 文化 金融 粮食 土地 食品", "[^，。、]{0,6}市场(?:经济)?秩序"
        ),
        "countries": _table(
            {"near": "周边国家|邻国|睦邻", "rich": "发达国家(?<!中等发达国家)|西方国家", "poor": "发展中国家|第三世界"}
        ),
        "oversight": _family("人大 政协 舆论 司法", "[^，。、]{0,10}监督"),
        "pooling": _family("省级 全国", "的?统筹"),
        "what goes digital": _family("政府 社会 乡村", "", before="数字(?:化)?"),
        "talent": _family("军事 技能|高技能", "[^，。、]{0,2}人才"),
        "census": _family("农业 文物 经济 人口 土壤 污染源", "普查"),
        "protectionism": _family("地方|部门 贸易|投资", "[^，。、]{0,5}保护主义"),
        "services": _family("生产性 生活性", "服务业"),
        "use of": _family("能源 水资源|水", "的?利用效?率"),
        "line of defence": _family("经济安全 生产安全 公共安全 人民", "防线"),
        "merging": _family("城乡 产城 产贸 一二三产业|一二三产|三产 文旅|文体旅", "(?:发展|深度)?融合"),
        "revival": _family("种业 农业 区域 生态", "振兴"),
        "economy": _family("低空 海洋 湾区 县域 集体 首发 银发", "经济(?!社会|带)"),
        "indicator": _table(
            {
                "gdp": rf"生产总值(?<!{_PER}..生产总值)(?<!{_PER}生产总值){_AMOUNT}|gdp(?<!{_PER}gdp){_AMOUNT}",
                "retail": "社会消费品零售|社零",
                "investment": "固定资产投资(?!比重|的?比)",
                "private investment": "民间投资",
                "industrial investment": "(?:工业|制造业|技改)投资|工业技改",
                "industry": "工业增加值",
                "services": "服务业增加值",
                "manufacturing": "制造业增加值",
                "foreign trade": "进出口|外贸出口",
                "energy": "能耗|能源消耗",
                "carbon": "二氧化碳排放|碳排放强度",
                "income": "可支配收入|纯收入|居民收入|农民收入|人均收入",
                "revenue": "财政(?:总?收入|增)|预算收入",
                "spending": "财政总?支出|预算支出",
                "prices": "消费价格|cpi",
                "grain": "粮食总?产量|粮食产能",
                "jobs": "就业|失业率",
            }
        ),
        "title": _family("文明 卫生 园林 森林 节水型 无废 双拥模范", "(?:典范|示范|模范)?(?:城市|县城|城(?![镇乡区]))"),
        "museum": _table(
            {name: name for name in sorted(word_set("博物馆 图书馆 文化馆 体育馆 科技馆 美术馆 档案馆 纪念馆 大剧院"))}
        ),
    },
    actions=_table(
        {
            "build": "建设|修建|新建|改建|开工|建成|兴建|改造|打造",
            "set_up": "建立|健全|完善|构建|设立|组建|制定|出台|编制|修订|实施|推行|落实|试点|推开|推广|执行|启动|开展",
            "raise": "提高|提升|增加|扩大|增长|增强|新增|上调",
            "lower": "降低|减少|压减|减轻|削减|缩小|下调|减免",
            "govern": "规范|整顿|治理|整治|监管|查处|打击|遏制|严禁|防范|化解|清理",
            "help": "支持|扶持|鼓励|帮扶|援助|救助|资助|补贴|引导",
            "secure": "保障|确保|稳定|巩固|维护|保护|保持|守牢",
            "open": "开放|引进|吸引|合作|交流|对接|拓展",
            "reform": "改革|转型|调整|优化|改制|重组|创新",
            "develop": "发展|培育|壮大|振兴|推进|推动|促进|加快|加强",
        }
    ),
    clause_end=re.compile("[,;:。！？!?；：，]"),
)

_DUTY = r"(?:dut(?:y|ies)|tax(?:es)?|excise)\b"
_NO_PLACE_FOR_IT = "(?! (?:park|stop|lane|interchange)s?\\b)"  # of a vehicle
_SOME = r"(?:[a-z]+ ){0,3}"
_RELIEF = r"(?:reliefs?|exemptions?|rebates?|subsid(?:y|ies)|concessions?|allowances?)\b"
_LIQUOR = "(?:liquors?|alcohol|beer|wine|stout|spirits)"
ENGLISH = Lexicon(
    stock=en_points.STOCK,
    axes={
        "amount": (
            re.compile(r"\b(?:rais|increas|expand|extend|enhanc|doubl|lengthen|boost)\w*"),
            # «lower-income households» are lowered by nobody
            re.compile(
                r"\b(?:lower(?![- ](?:income|wage|paid|skilled|middle))|reduc|cut|cuts|cutting|decreas|shrink|halv|"
                r"shorten|trim)\w*\b"
            ),
        ),
        "existence": (
            re.compile(
                r"\b(?:creat|establish|introduc|impos|set up|setting up|launch|restor|reinstat|resum|reopen|restart|"
                r"build|construct)\w*"
            ),
            re.compile(
                r"\b(?:abolish|repeal|scrap|remov|eliminat|discontinu|ceas|withdraw|terminat|end the|lift the|cancel|"
                r"suspend|demolish|dismantl|abandon)\w*"
            ),
        ),
        "running": (
            re.compile(r"\b(?:start|begin|resume)\b"),
            re.compile(r"\b(?:will|shall|to|and|also|must) (?:stop|halt|suspend|end)\b"),
        ),
        "stance": (
            re.compile(r"\b(?:encourag|allow|permit|promot|liberalis|liberaliz|relax)\w*"),
            re.compile(r"\b(?:restrict|ban|bans|banning|prohibit|tighten|limit|discourag)\w*"),
        ),
        "standstill": (
            re.compile(r"\b(?:freez|froz)\w*"),
            re.compile(r"\b(?:rais|increas|lower|reduc|cut|cuts|cutting|adjust)\w*"),
        ),
        "doors": (
            re.compile(r"\b(?:re-?)?open(?:s|ed|ing)?\b"),
            re.compile(
                r"\b(?:will|shall|to|and|also|must) close\b(?! (?:to|(?:[a-z]+ ){0,2}(?:gaps?|loopholes?))\b)"
                r"|\bclos(?:ing|ure)\b|\b(?:be|been|was|were) closed\b|\bshut"
            ),
        ),
        "strength": (re.compile(r"\b(?:strengthen|tighten)\w*"), re.compile(r"\b(?:weaken|loosen)\w*")),
        "hands": (
            re.compile(r"\bsell(?:s|ing)?\b|\bsold\b|\b(?:divest|privatis|privatiz)\w*"),
            re.compile(r"\bbuy(?:s|ing)?\b|\bbought\b|\b(?:acquir|purchas|nationalis|nationaliz)\w*"),
        ),
        "staff": (
            re.compile(r"\b(?:hir(?:e|es|ing)|recruit\w*)\b"),
            re.compile(r"\b(?:dismiss\w*|lay(?:ing)? off|sack)\b"),
        ),
        "membership": (
            re.compile(r"\b(?:join(?:s|ing)?|acced\w*)\b"),
            re.compile(r"\b(?:leave the|quit|withdraw(?:ing)? from)\b"),
        ),
        "relief": (
            re.compile(rf"\b(?:grant|giv|allow|provid|introduc|offer)\w* {_SOME}{_RELIEF}"),
            re.compile(rf"\b(?:withdraw|remov|abolish|end|discontinu|scrap|repeal)\w* {_SOME}{_RELIEF}"),
        ),
    },
    groups={
        "residence": _table(
            {"town": r"\b(?:urban|cities|city)\b", "country": r"\b(?:rural|farm\w*|countryside|northern)\b"}
        ),
        "school": _table(
            {
                "kindergarten": r"\b(?:kindergarten|preschool|pre-school|childcare|child care|infant care)\b",
                "primary": r"\b(?:primary school|psle|elementary)\w*",
                "secondary": r"\b(?:secondary|junior college)\w*",
                "vocational": r"\b(?:polytechnic|ite|vocational|apprentic\w*|skills?future)\w*",
                "university": r"\b(?:universit|undergraduate|tertiary|nus|ntu|post-secondary)\w*",
                "special": r"\bspecial (?:education|needs)",
            }
        ),
        "firms": _table(
            {
                "small": r"\b(?:smes?|small business\w*|small and medium|start-?ups?|micro)\b",
                "foreign": r"\b(?:foreign|multinational\w*|mncs?|overseas)\b",
                "public": r"\b(?:public service|civil serv\w*|statutory board\w*|crown)\b",
                "charity": r"\b(?:charit\w*|voluntary|vwos?|non-?profit)\b",
            }
        ),
        "people": _table(
            {
                "old": r"\b(?:elderly|seniors?|older|retire\w*|pension\w*|pioneer)\b",
                "children": r"\b(?:child\w*|babies|baby|infants?|youth|young)\b",
                "women": r"\b(?:women|mothers?|maternity)\b",
                "disabled": r"\b(?:disab\w*|handicap\w*)\b",
                "veterans": r"\b(?:veterans?|servicemen|nsmen|armed forces)\b",
                "indigenous": r"\b(?:indigenous|aboriginal|first nations|inuit|m[ée]tis)\b",
                "unemployed": r"\b(?:unemploy\w*|retrench\w*|jobless)\b",
                "poor": r"\b(?:low-?income|lower-?income|needy|poor|poverty)\b",
                "workers": r"\b(?:workers?|employees?|wages?)\b",
                "students": r"\bstudents?\b",
            }
        ),
        "tax": _table(
            {
                "gst": r"\b(?:gst|goods and services tax)\b",
                "personal": r"\b(?:personal income tax|income tax rebate|personal tax)\w*",
                "corporate": r"\b(?:corporate|company) (?:income )?tax\w*",
                "estate": r"\bestate dut\w*",
                "property": r"\bproperty tax\w*",
                "stamp": r"\bstamp dut\w*|\b(?:bsd|absd)\b",
                "customs": r"\b(?:import|customs|excise) dut\w*|\btariffs?\b",
                "vehicle": r"\b(?:vehicle|road|car) (?:tax|quota)\w*|\b(?:coe|arf|erp)\b",
                "levy": r"\blev(?:y|ies)\b",
                "tobacco": r"\b(?:tobacco|cigarette|liquor|beer|alcohol)\w*",
                "fuel": r"\b(?:petrol|diesel|fuel|gasoline)\b",
            }
        ),
        "insurance": _table(
            {
                "provident": r"\bcpf\b|\bprovident fund",
                "health": r"\b(?:medisave|medishield|medifund|health|hospital\w*|medical)\b",
                "housing": r"\b(?:housing|hdb|homes?|flats?)\b",
                "workfare": r"\bworkfare\b",
                "pension": r"\b(?:pension\w*|retirement)\b",
            }
        ),
        "instrument": _table(
            {
                "tax": r"\btax\w*|\brebates?\b",
                "loan": r"\b(?:loans?|financing|credit)\b",
                "grant": r"\b(?:grants?|subsid\w*|bonus\w*|vouchers?|top-?ups?)\b",
                "fund": r"\b(?:funds?|endowment\w*)\b",
                "law": r"\b(?:act|acts|law|laws|code|amend\w*|legislat\w*)\b",
            }
        ),
    },
    kinds={
        "sex": _table(
            {
                "women": r"\bwom[ae]n\w*|\bmothers?\b|\bfemale|\bgirls?\b",
                "men": r"\bm[ae]n(?:'s)?\b|\bfathers?\b|\bmale|\bboys?\b",
            }
        ),
        "care": _table(
            {name: rf"\b{name}\b" for name in ("mental", "dental", "cancer", "stroke", "maternity", "eye", "cardiac")}
        ),
        "persons": _table(
            {
                "apprentices": r"\bapprentic\w*",
                "nurses": r"\bnurs(?:es?|ing)\b",
                "teachers": r"\bteachers?\b",
                "doctors": r"\b(?:doctors?|physicians?)\b",
                "police": r"\bpolice\b",
                "pupils": r"\bpupils?\b",
                "pensioners": r"\bpensioners?\b",
                "veterans": r"\bveterans?\b",
            }
        ),
        "side": _table(
            {
                side: rf"\b{side}ern (?:region|district|province|coast|suburbs?|corridor|territor|counties|highlands)"
                for side in ("north", "south", "east", "west")
            }
        ),
        "grade": _table({"primary": r"\bprimary\b|\belementary\b", "secondary": r"\bsecondary\b|\bhigh schools?\b"}),
        "tax": _table(
            {
                "stamp": r"\bstamp dut(?:y|ies)\b",
                "betting": r"\b(?:betting|lotter(?:y|ies)|gambling|casino|sweepstakes?) (?:[a-z]+ )?"
                r"(?:dut(?:y|ies)|tax(?:es)?)\b",
                # not the department or the Act, nor the highest rate on property
                "income": r"\b(?:personal|individual) tax|(?<!corporate )(?<!company )(?<!corporation )\bincome tax"
                r"(?! (?:act|ordinance|department|division)\b)"
                r"|\bmarginal (?:income )?(?:tax )?rate(?![^.;]{0,60}\bpropert)",
                "corporate": r"\b(?:corporat(?:e|ion)|compan(?:y|ies))(?: and (?:personal|individual))?(?: income)? "
                r"tax|\btax (?:rates? )?(?:for|on|of) (?:all |resident )?compan",
                "property": r"\bproperty tax(?! (?:act|ordinance|department|division)\b)",
                "estate": r"\b(?:estate|death|inheritance) (?:dut(?:y|ies)|tax)",
                "turnover": r"\bgst\b|\bgoods and services tax\b|\bvat\b|\bvalue[- ]added tax\b|\bsales tax",
                "carbon": r"\bcarbon tax",
                "lodging": r"\b(?:hotel|lodging|bed|occupancy) tax",
                "payroll": r"\bpayroll tax",
                "road": r"\broad tax",
                "gains": r"\bcapital gains tax",
                "fuel": rf"\b(?:petrol|diesel|fuel|gasoline) {_DUTY}|\b{_DUTY} on (?:petrol|diesel|fuel)",
                "tobacco": rf"\b(?:tobacco|cigarettes?)\b[^.;]{{0,20}}\b{_DUTY}|"
                rf"\b{_DUTY}[^.;]{{0,30}}\b(?:tobacco|cigarette)",
                "liquor": rf"\b{_LIQUOR}\b[^.;]{{0,20}}\b{_DUTY}|\b{_DUTY}[^.;]{{0,30}}\b{_LIQUOR}\b",
            }
        ),
        "phase": _table(
            {
                str(number): rf"\bphase (?:{word}|{number})\b|\b{order} (?:phase|stage)\b"
                for number, (word, order) in enumerate(
                    (("one|i", "first"), ("two|ii", "second"), ("three|iii", "third"), ("four|iv", "fourth")), start=1
                )
            }
        ),
        "bill": _table(
            {
                "rent": r"\brent(?:al)?s?\b(?! (?:hdb |housing )?flats?)",
                "utilities": r"\butilit(?:y|ies) (?:bills?|rebates?|expenses|charges|save)|\butilities-save|\bu-save",
                # «service and conservancy» may be cut at its «and»
                "conservancy": r"\bs ?& ?cc?\b|\bconservancy|\bservice and$",
            }
        ),
        "vehicle": _table(
            {
                "car": rf"\bcars?\b{_NO_PLACE_FOR_IT}",
                "motorcycle": r"\bmotor ?cycles?\b",
                "bus": rf"\bbus(?:es)?\b{_NO_PLACE_FOR_IT}",
                "taxi": r"\btaxis?\b",
                "goods": r"\bgoods vehicles?\b|\blorr(?:y|ies)\b|\btrucks?\b|\bcommercial (?:diesel )?vehicles?\b",
            }
        ),
        "fuel": _table(
            {
                "petrol": r"\bpetrol\b|\bgasoline\b",
                "diesel": r"\bdiesel\b",
                "gas": r"\bcng\b|\bnatural gas\b",
                "electricity": r"\belectric (?:vehicles?|cars?)\b|\bevs?\b",
            }
        ),
        "generation": _table(
            {
                "pioneer": r"\bpioneer (?:generation|seniors)\b",
                "merdeka": r"\b(?:merdeka|mg) (?:generation|seniors|members)\b",
                "majulah": r"\bmajulah\b|\byoung seniors\b",
            }
        ),
        "relief": _table(
            {
                "personal": r"\bpersonal reliefs?\b",
                "parent": r"\bparents? reliefs?\b",
                "spouse": r"\bwife reliefs?\b|\bspouse reliefs?\b",
                "child": r"\bchild reliefs?\b",
                "serviceman": r"\bns ?m[ae]n\b",
                "course": r"\bcourse fees? reliefs?\b",
                "earnings": r"\bearned income reliefs?\b",
            }
        ),
        "stamp duty": _table(
            {
                "additional": r"\babsd\b|\badditional buyer",
                "buyer": r"\bbsd\b|\bbuyer(?<!additional buyer)'?s'? stamp",
                "seller": r"\bssd\b|\bseller'?s'? stamp",
            }
        ),
    },
    actions=_table(
        {
            "build": r"\b(?:build|construct|redevelop|upgrad)\w*",
            "set_up": r"\b(?:establish|set up|creat|introduc|launch|implement|develop|form|institut)\w*",
            "raise": r"\b(?:rais|increas|expand|extend|enhanc|strengthen|improv|boost)\w*",
            "lower": r"\b(?:lower|reduc|cut|abolish|remov|eliminat|exempt|waiv)\w*",
            "govern": r"\b(?:regulat|amend|reform|review|revis|legislat|enforc|combat|prevent)\w*",
            "help": r"\b(?:support|help|assist|encourag|promot|subsid|fund|provid|grant|giv)\w*",
            "secure": r"\b(?:maintain|protect|preserv|ensur|defend|secur|safeguard)\w*",
            "talk": r"\b(?:negotiat|consult|discuss|cooperat|co-operat|work with)\w*",
        }
    ),
    clause_end=re.compile("[,;:.!?]"),
)

LEXICONS: Mapping[str, Lexicon] = {"zh": CHINESE, "en": ENGLISH}
