"""The number grammar for Chinese: every number in a text, with its unit, its bound, and what it is.

The scanner walks over the numbers from left to right. For each it asks in turn whether it is part of a
name or identifier, a date, an age, or an ordinal; what is left is a quantity, for which range, unit and
bound words are read. All patterns accept full-width and half-width signs, so that offsets need no translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.languages.zh import BEFORE_FIGURE
from pipeline.records import Bound
from pipeline.targets.mentions import Mention, Sort, Value, decimal_of, either, other, parted, signed, tidy, words
from pipeline.targets.numerals import CHARACTERS, DIGITS, LARGE, SMALL, parse_numeral

# ── numbers ──────────────────────────────────────────────────────────────────────────────────────

_D = "[0-9０-９]"
_DIGIT_CHARACTERS = "".join(DIGITS)
# 千 before a measure belongs to the measure (千瓦, 千米), 百 before 强 to a ranking
_THOUSAND = "[千仟](?![克瓦米伏卡焦赫帕字])"
_C = f"(?:[{CHARACTERS.replace('千', '').replace('仟', '')}]|{_THOUSAND})"
# one run of digits: thousands parted by commas or blanks, or digits that type-setting has spread out (1 0 ．3)
_DIGITS = rf"(?:{_D}{{1,3}}(?:[,，]{_D}{{3}})+(?!{_D})|(?<![第月]){parted(_D)}|{_D}(?: {_D}(?!{_D}))+|{_D}+)"
_ARABIC = rf"{_DIGITS}(?: ?[.．·] ?(?:{_D}(?: {_D}(?!{_D}))+|{_D}+))?"
_MAGNITUDE = rf"(?:[十百千]?[万萬][亿億]|[十百千]?[亿億]|[十百千]?[万萬]|{_THOUSAND}|百(?!强)|十)"
_MORE = "[多余餘几来來]"
# a blank or a line break that type-setting has put between digits and what belongs to them
_GAP = "[ \\n]?"
_COMPOUND = rf"{_ARABIC}{_GAP}(?:{_MORE}?{_MAGNITUDE})?(?:{_ARABIC}{_MAGNITUDE})*"

NUMBER = re.compile(
    rf"(?P<fraction>[百千万]分之)"
    rf"|(?P<over>{_C}+|{_D}+)分之"
    rf"|(?P<turn>翻(?:了)?(?P<times>[一两二三四五六]|{_D})?番|翻(?:了)?一?倍|(?<=实现)倍增(?!计划|行动|工程))"
    rf"|(?P<arabic>{_COMPOUND})"
    r"|(?P<neighbours>[一二两三四五六七八]、[二三四五六七八九](?=[十百千万亿]))"
    rf"|(?P<chinese>[上成数數几近](?=[十百千万亿萬億]){_C}+|{_C}+(?:[点點][{_DIGIT_CHARACTERS}]+(?:[万萬亿億](?![{_DIGIT_CHARACTERS}]))?)?(?:(?:多|余|"
    rf"几|来)[十百千万亿]+)?)"
    rf"|(?P<half>半)"
)
_ARABIC_AT = re.compile(_COMPOUND)
_DIGITS_AT = re.compile(_ARABIC)
_TERM = re.compile(rf"(?P<number>{_ARABIC}){_GAP}(?P<more>{_MORE})?(?P<magnitude>{_MAGNITUDE})?")
_NUMERAL = re.compile(rf"{_C}+(?:[点點][{_DIGIT_CHARACTERS}]+(?:[万萬亿億](?![{_DIGIT_CHARACTERS}]))?)?")
_INNER_MORE = re.compile(rf"({_C}+)(?:多|余|来)([十百千万亿]+)$")
_PAIR = re.compile(
    r"(?P<tens>[一二三四五六七八九]?十)?(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])(?P<rest>[十百千]?[万亿]?|[十百千])$"
)
_MORE_AT = re.compile(_MORE)
_MAGNITUDES = re.compile("[十百千万亿]+")
_HALF = Decimal("0.5")
# but 260个亿元以上项目 counts projects
_SPOKEN = re.compile("个亿(?!元(?:以上|级))")
_LISTED = re.compile(rf"[、和](?={_D})")
# 70多万群众, 8亿农民: the noun says that people are counted
_PEOPLE = re.compile(
    "[^，。；、0-9]{0,6}?"
    + either(
        "[一-鿿]{1,4}人(?=[，。；、的在])|群众|农民|人民|居民|学生|职工|残疾人|老年人|老人|儿童|婴幼儿|侨民|"
        "农牧民|市民|劳动者|人口|群体|"
        "人员|党员|干部|职工|参保"
    )
)
_AND_A_HALF = re.compile(r"半(?:月|小时|百分点)")
_HALF_NAMES = {"半月": "月", "半小时": "小时", "半百分点": "百分点"}
# 三成五 is 35 %, but not 三成五年内
_TENTH = re.compile("[一二三四五六七八九](?=及?以[上下]|左右|上下|的|[，。；、）)”]|$)")
_HALF_UNIT = re.compile(r"年|个月|个?小时|天")

# ── units ────────────────────────────────────────────────────────────────────────────────────────

#: canonical unit → the ways of writing it; what is not listed here and is a unit stands for itself
_SPELLINGS = {
    "百分点": "个百分点 百分点 個百分點 个百分點",
    "千分点": "个千分点 千分点",
    "basis point": "个基点 基点",
    "%": "% ％ ﹪",
    "吨标准煤": "吨标准煤 吨标煤",
    "吨": "吨 噸 公吨",
    "亩": "亩 畝 市亩",
    "平方公里": "平方公里 平方千米",
    "平方米": "平方米 平米 ㎡",
    "公里": "公里 千米",
    "里": "华里 里",
    "立方米": "立方米 标准立方米 立方 方",
    "千瓦时": "千瓦时 度电",
    "元": "元 圆 块钱",
    "美元": "美元 美金",
    "港元": "港元 港币",
    "工作日": "工作日 个工作日",
    "天": "天 日",
    "周": "个星期 星期 周",
    "月": "个月 個月",
    "季度": "个季度",
    "小时": "小时 个小时",
    "℃": "℃ 摄氏度",
    "标箱": "标箱 标准箱 TEU",
    "人次": "人次 人次数",
    "台套": "台套 台（套） 台(套)",
    "个": "个 個",
    "户": "户 戶",
}
_OWN_NAMES = """
    ‰ 倍 成 折 公斤 千克 斤 担 毫克 微克 克 公顷 海里 米 厘米 毫米 微米 纳米 英寸 升 瓦时 度 千瓦 兆瓦 吉瓦 瓦
    千伏安 千伏 伏 欧元 日元 卢布 角 分钱 年 分钟 秒 马力 千卡 车位 户次 车次 架次 班次 场次 批次 件次
    项次 艘次 家次 人 名 家 位 对 所 座 处 条 项 套 辆 台 架 艘 列 班 张 份 篇 部 首 幅 枚 只 头 羽 匹 株 棵 口
    眼 组 支 团 宗 起 例 桩 笔 门 种 类 款 层 栋 幢 间 片 块 段 道 站 村 县 市 省 国 区 场 次 批 轮 件 期 届 岁
    级 分 字 床 店 城 镇 乡 校 园 馆 根 箱 粒 册 卷 辈 遍 顶 项目 城市 社区 县区 方面 大 户家庭 家企业 颗 艇 尾
    盏 筒 粒 孔 枪 桩 蒸吨 台次 辆次 人公里 吨公里 公厘 航次 公方 平方公尺 公尺
"""
MEASURES = {name: name for name in words(_OWN_NAMES) - {"户家庭", "家企业"}} | {
    spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
_LATIN_UNITS = {
    "km": "公里",
    "m": "米",
    "kg": "公斤",
    "t": "吨",
    "kW": "千瓦",
    "MW": "兆瓦",
    "GW": "吉瓦",
    "kWh": "千瓦时",
    "GWh": "吉瓦时",
    "m2": "平方米",
    "m²": "平方米",
    "m³": "立方米",
    "km²": "平方公里",
    "km2": "平方公里",
    "mm": "毫米",
    "nm": "纳米",
    "EFLOPS": "EFLOPS",
    "EFlops": "EFLOPS",
    "PF": "PFLOPS",
    "PFLOPS": "PFLOPS",
    "PFlops": "PFLOPS",
    "P": "P",
    "E": "E",
    "TB": "TB",
    "PB": "PB",
    "Gbps": "Gbps",
}


def _longest_first(spellings: dict[str, str]) -> str:
    """Return a pattern that prefers the longest spelling."""
    return "(?:" + "|".join(re.escape(u) for u in sorted(spellings, key=lambda u: (-len(u), u))) + ")"


_UNIT = re.compile(_longest_first(MEASURES))
_LATIN = re.compile(_longest_first(_LATIN_UNITS) + "(?![A-Za-z0-9+])")
_PER = re.compile(
    "[/／](?P<unit>(?:万|百|千)?"
    + either(
        "人次|人|户|亩|公顷|平方米|平方公里|立方米|吨|公斤|斤|千瓦时|千瓦|公里|天|日|年|月|小时|分钟|秒|升|"
        "件|个|辆|元|次"
    )
    + ")"
)
# what may follow a character that is a unit only where it is not the first half of a word
_NOT_A_UNIT = {
    "分": "之别类批步级布享到支流析红",
    "大": "于幅力学量中小型卡",
    "成": "为功立果员都效本套长型熟交",
    "年": "级",
    "级": "别",
    "部": "门署委队分",
    "家": "庭乡",
    "位": "置于列居数",
    "名": "列单",
    "类": "似别",
    "处": "置理于",
    "场": "所",
    "区": "域",
    "项": "目",
    "片": "面",
    "人": "大民才均口",
    "国": "家",
    "城": "市乡镇",
    "市": "场民",
    "方": "面法案式和向言便针",
    "次": "要",
    "期": "间",
    "段": "落",
    "起": "到",
    "对": "于",
    "口": "径",
    "里": "面程",
    "只": "有",
    "门": "峡",
}
TIME_UNITS = words("年 月 天 周 小时 分钟 工作日 秒 季度")
"""Units of spans of time."""

# a Chinese numeral counts only with one of these behind it; the rest are too often parts of words (三农, 两岸, 四川)
_CHINESE_UNITS = words("""
    百分点 千分点 % ‰ 倍 成 折 吨标准煤 吨 公斤 千克 斤 担 克 亩 公顷 平方公里 平方米 公里 海里 米 厘米 毫米
    立方米 升 千瓦时 千瓦 兆瓦 瓦 千伏 元 美元 港元 欧元 日元 工作日 天 周 月 季度 年 小时 分钟 标箱 人次 户次
    车次 架次 班次 场次 批次 台套 个 户 名 家 人 位 所 座 处 条 项 套 辆 台 架 艘 列 张 份 件 栋 幢 间 起 例 宗
    笔 次 场 人公里 吨公里 辆次 株 棵 头 只 县 省 村 种 类 部 支 里 项目 城市 社区 岁 根 枚 颗 方面 口 眼 门 片 箱 马力
""") | {"basis point"}
# after 一 only these are counts; the rest are articles (一个国家, 一批项目, 一次会议)
_CONCRETE = words("""
    % 倍 成 百分点 座 所 艘 台 套 栋 幢 处 吨 公斤 斤 亩 公顷 平方公里 平方米 公里 立方米 千瓦 元 美元 千瓦时
    辆 架 株 棵
""")
_NOT_A_COUNT_BEFORE = frozenset("同另每任唯某统万这那逐")
# bare 百, 千, 万, 亿 in front of a unit are a number (突破百亿元) only before these
_BARE = re.compile("(?:吨(?!级)|亩|元(?!级)|斤|公斤|千瓦|人次|美元|立方|平方|户|人(?!大|计划|以上大))")
# set phrases that look like a count
_PHRASE = re.compile(
    either("""
    三个代表|三个有利于|四个现代化|四个全面|四个意识|四个自信|两个确立|两个维护|两个毫不动摇|两个一百年|
    两个文明|两个特别行政区|两个大局|三个离不开|一个中国|八项规定|五项原则|六方会谈|三位一体|四位一体|五位一体|两位一体|
    一国两制|两种制度|一年一度|百家争鸣|千家万户|百年未有|百年大计|百年(?!以)|千年|万年|十年树木|九牛|三座大山|
    三令五申|五个一|一个个|一件件|一项项|一天天|一步一个|一家人|一个国家|百村|千村|万村|百县|千县|百城|千企|
    万企|百姓|万户(?!以)|万家|万物|万里(?!以)|万众|百花|百科|两条腿|两条道路|十分|千方|万全|万无|十全|三年困难|
    百家|千人(?=计划|一面)|一类一|两项补贴|万人(?=空巷)|
    [两三四五六七八]个(?=方面|维度|层面|积极性|闸门|轮子)|两个市场|两种资源|两件大事|[两三]条(?=底线|控制线|保障线)|
    四项基本|八项主张|三省一区|四省藏区|[三七]门(?=核电)|八所(?=港)|五台(?=县|山)|三里(?=屯|河|洞)|五家(?=渠)|七台河
""")
)
# 这两项改革 points to what was named before, and sets nothing
_POINTS = frozenset("这那這")
# numerals of cheques are parts of words where they stand alone: 陆家嘴, 内陆省份, 队伍
_OF_CHEQUES = frozenset("壹贰叁肆伍陆柒捌玖拾")
# 30万吨级航道, 500千伏变电站: what kind of thing it is, not how many or how much
_CLASS = re.compile("级(?!别)")
_CLASS_UNITS = frozenset({"吨", "千瓦", "兆瓦"})
# behind a sum: it is spent on what follows, and says nothing of its size
_NO_DEED = (
    "(?!(?:重点|优先|主要)?(?:支持|扶持|惠及|帮助|带动|助力|资助|吸引|撬动|拉动|推进|推动|引进|新建|改建|扩建|改造|实施|用于|建成|"
    "打造|新增|完成|服务|解决|收购|补助|奖励))"
)
# «引进投资超10亿元的项目12个»: which projects, where «渡口等总投资500亿元以上的项目» tells what named ones cost
_OVER = re.compile(r"(?:超过?|过|突破|不低于|不少于)\s*$")
_OR_MORE = re.compile("(?:及)?以上")
_OF_CLASS = re.compile(
    rf"(?:的|级)?{_NO_DEED}[^，。；、0-9０-９增达和投基等]{{0,8}}?(?:项目(?!投资|总投资|资金|合同|协议)|企业(?!上市|增加|所得)|集群|园区|产业链|行政村|"
    "[县镇村](?![^，。；、占]{0,3}(?:收入|经济|发展)))"
)
_VOLTS = re.compile("(?:级(?!别))?(?:及?以[上下])?(?=[^，。；、])")
# 三年行动, 十年规划 are names of programmes; 九次全会 counts on from a 第 that is left out
# 三次产业 and 一二三次产业 name the three sectors; 三次产业推介会 counts meetings
_SECTORS = re.compile("次产业(?!招商|推介|对接|[^，。；、]{0,4}(?:大会|会议|推进会|峰会|活动))")
_PROGRAMME = re.compile(
    r"年"
    + either(
        "专项|攻坚|行动|计划|规划|任务|任期|方案|纲要|禁渔|大计|倍增|整治|提升|滚动|制(?!定)|一遇|义务教育|"
        "一贯制|学制|期(?=国债|特别|专项)|(?![内之以来后前里间])[一-鿿]{1,4}?(?:行动|方案|规划)(?![一-鿿]{0,4}[0-9])"
    )
)
_MEETING = re.compile(f"次(?:[、和]{_C}+次)*(?:全会|全体|会议|党代会|代表大会|大会|中央)")

# ── bounds ───────────────────────────────────────────────────────────────────────────────────────

# what is not to be passed: 不得突破100%, 不跌破20万元; but 居高不下, 坐不下60人
_NOT = "(?<!居高)(?<![坐住装放容攻持])(?:不(?:得|能|可|准|许|应|会|宜|允许|再)?|没有?|从未)"
_BEFORE = tuple(
    (re.compile(either(alternatives) + "(?:到|了|至|为|在|于|出|过)?$"), bound)
    for alternatives, bound in (
        (f"{_NOT}(?:低于|低於|少于|小于|短于|下于|下|跌破|跌至|降到|降至|降低到)|至少|最少|最低|起码", Bound.AT_LEAST),
        (
            f"{_NOT}(?:超过|超過|超出|超|逾|越过|突破|高于|多于|大于|长于)|(?:严禁|禁止|防止|杜绝)(?:超过|超出|突破)|"
            "至多|最多|最高",
            Bound.AT_MOST,
        ),
        ("压缩到不足|未超过|低于|小于|少于|不到|不足|未满", Bound.AT_MOST),
        ("超过|超過|超出|突破|高于|大于|多于|超|逾|已过|冲刺|迈上|站上|跨上|优于|跃上|迈过|跨过|越过", Bound.AT_LEAST),
        ("约|大约|大概|约为|约合|接近|将近|近|大体|左右|几乎|差不多", Bound.AROUND),
        ("控制在|保持在|稳定在", Bound.EXACT),
    )
)
_AFTER = tuple(
    (re.compile(r"\s*(?:（含）|\(含\))?" + either(alternatives)), bound)
    for alternatives, bound in (
        (
            "及以上|及其以上|以上|之上|及以外|起步|[+＋](?![0-9０-９A-Za-zN])",
            Bound.AT_LEAST,
        ),
        ("及以下|以下|之下|以内|之内|以內|内(?![外部容陆地蒙需涵循贸生在政设河])|封顶", Bound.AT_MOST),
        ("左右|上下|前后(?=$|[，。；、])", Bound.AROUND),
        ("(?:多|余|餘|来|來)(?![年种样元次源自往])", Bound.AT_LEAST),
    )
)
_STRIVE = re.compile(r"(?:力争|争取)[^，。；、]{0,10}$")
_CEILING = re.compile(r"(?:控制|限制)(?:在|到|至)[^，。；、]{0,4}$")
_RANGE = re.compile(r"\s*(?:-|－|–|—{1,2}|~|～|─|至|到|∼)\s*")
_FROM = re.compile(r"(?:从|由|自)(?:(?:19|20)[0-9]{2}|[^，。；、0-9０-９％%]){0,14}$")
_TO = re.compile(r"\s*(?:到|至)")
# 10亿元以上项目12个 counts projects of a size; «5亿元以上支持企业200家» sets two figures
_SIZE = re.compile("(?:超过?|逾).*|.*(?:以上|以下|以内)")
_COUNTERS = words("个 家 户 座 处 条 所 台 辆 项 口 眼 艘 栋 只 支 款 村 人 名")
_SIZED_NOUN = (
    f"的?{_NO_DEED}[一-鿿“”]{{0,8}}?"
    "(?:项目|企业|工程|公司|单位|产业|集群|园区|基地|产品|品牌|主体|大户|农场|市场|水库|塘坝?|电站|充电[站桩]|机组|锅炉|湖泊|"
    "河[流道]|泊位|楼宇|合作社|养殖场|湿地|基金|平台|单品|村庄?|乡镇|厂|展会|赛事)"
)
_SIZED = re.compile(f"{_SIZED_NOUN}(?:总?数?(?:达到?|共|为|增加到|增至|有))?")
_SIZED_AT = re.compile(_SIZED_NOUN)
# «66人以上超大班额»
_CLASS_OF_MANY = re.compile("的?(?:超?大班额|(?:超?大)?班级)")
# «三元桥», «七里河区», «三台县» are names; «两条河», «三里山路», «三里桥梁» and «五台市政车辆» are not
_PLACE = re.compile(
    "[一二三四五六七八九十]{1,3}(?:元(?=[区桥镇村坊宫](?![间级集]))|门(?=[县湾](?!级))|台(?=[县区市](?![级属直间域政场城内民]))|"
    "里(?=[区屯桥山河湖岭沟坡铺牌营庄店坪岗塘村巷](?![道段堤岸路级梁涵坝渠地谷])))"
)
# 由上升5%转为下降1%
_TURNED = re.compile("(?<=[%％])[，,]?(?:转变?|扭转|变)为")
# 比2030年的200亿元增长40%: what the new value is compared with is no target
_THAN = re.compile(r"比(?:(?:19|20)[0-9]{2}|[^，。；、0-9０-９％%]){0,14}的$")
_MORE_THAN = re.compile("(?:也|再|又|将|还|大约|约|净)?(?:增|减|提高|上升|下降|降低|扩大|缩小|翻|多|少|高|低|有)")
_JOINT = re.compile("[、，和与及]|以及")
_CHANGED = re.compile(
    "[^，。；、]{0,12}?"
    + either("""
    提高|增加|上升|降低|降|减少|增长|扩大|缩小|缩短|压缩|压减|调整|提升|上调|下调|调高|调低|延长|发展|跃升|增|
    减|升|改|攀升|跃|回落|下降|拓展|扩
""")
    + "(?:了)?(?:到|至|为)"
)

# ── what is no quantity ──────────────────────────────────────────────────────────────────────────

_YEAR = re.compile(rf"(?:1[89]|2[01]|１[８９]|２[０１]){_D}{{2}}(?!{_D})")
_AFTER_YEAR = re.compile(
    r"\s*年(?:度|底|末|初|前|来|代)?(?:第?[一二三四]季度|前[一二三]季度|[上下]半年|全年)?"
    rf"(?:\s*{_D}{{1,2}}\s*[-—－~～至到]\s*{_D}{{1,2}}\s*月(?:份|底)?|\s*{_D}{{1,2}}\s*月(?:份|底|初|"
    rf"末)?(?:\s*{_D}{{1,2}}\s*[日号])?)?"
)
_ISO_DATE = re.compile(rf"[-－/.．]{_D}{{1,2}}[-－/.．]{_D}{{1,2}}(?!{_D})")
_YEAR_JOIN = re.compile(rf"\s*(?:[-—－–~～]{{1,2}}|[/／至到和、与及，])\s*(?={_D}{{4}}(?!{_D}))")
_BARE_YEAR_BEFORE = frozenset("到自从在于至")
_BARE_YEAR_AFTER = re.compile(r"\s*(?:[，。；、）)]|前|以来|$)")
_YEAR_NAME_AFTER = re.compile(r"[）)](?!\S?[%％])|\s*(?:以来|世界|全球|中国|政府|年度)")
_SHORT = re.compile(rf"({_D}{{1,2}})(?!{_D})")
_MONTH = re.compile(
    rf"\s*(?:[-—－~～至到、和]\s*{_D}{{1,2}}\s*)?月(?:份|底|初|末|中旬|上旬|下旬)?"
    rf"(?:\s*{_D}{{1,2}}\s*(?:[-—－~～至到]\s*{_D}{{1,2}}\s*)?[日号])?"
)
_TIME = re.compile(rf"\s*(?:[:：]{_D}{{2}}(?!{_D})|[时点](?:{_D}{{1,2}}分|整|半|许|钟|前|后|至|到))")
_DAY = re.compile(r"日(?!内|均|产|以内|处理|前|之内)")
_ERA = re.compile(r"\s*(?:世纪|年代)")
_ANNIVERSARY = re.compile(r"\s*周年(?!度)")
_YEARS_AGO = re.compile(r"\s*[多余]?年(?:多|半)?(?:以?来|之?前(?!沿|列|期)|以前|间)")
_YEARS_LEAD = re.compile(
    either("过去|近|这|最近|今明|明后|今后|未来|前|后|头|往后|接下来|此后|连续|上个?|下个?|本届政府|刚刚过去") + "的?$"
)
_YEARS_TAIL = re.compile(r"\s*[多余]?年(?!级)(?:来|间|里|内|中)?")
_CHINESE_YEAR = re.compile(r"年(?:度|底|末|初|前)?")
# 一九七八——一九八五年, 一九七九和一九八○两年
_CHINESE_YEARS = re.compile(
    "一[八九][〇零○一二三四五六七八九]{2}(?:(?:年)?(?:[-—－–~～]{1,2}|至|到|和|"
    "、)一[八九][〇零○一二三四五六七八九]{2})*"
    "(?=(?:[两兩三四五六]年)|年)(?:[两兩三四五六])?年(?:度|底|末|初|前)?"
)
_CHINESE_MONTH = re.compile(rf"月(?:份|底|初|末)?(?:{_C}{{1,3}}[日号])?")
_MONTHS = frozenset(Decimal(n) for n in range(1, 13))
_QUARTERS = words("一 二 三 四 一二 三四 二三")

_PHONE = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[-—－ ]?[0-9]{7,8}|[48]00[-—－ ]?[0-9]{3,4}[-—－ ]?[0-9]{3,4}"
    r"|[0-9]{7,8}(?=[（(]?(?:转|传真)))(?![0-9])"
)
_PHONE_BEFORE = re.compile(
    either("电话|热线|手机|传真|号码|拨打|致电|邮编|邮政编码|QQ|编号|代码|证号|短信|文号|国道|省道|县道|高速公路")
    + r"[为是号码:：\s]{0,3}$"
)
_LONG_CODE = re.compile(r"[0-9０-９A-Za-z\-—－]+")
_NUMBERED = re.compile(r"[〔\[［【（(](?:19|20)[0-9]{2}[〕\]］】）)](?:第)?[0-9０-９]+号?")
_FOOTNOTE = re.compile(rf"[\[［【〔]{_D}{{1,3}}[\]］】〕]")
_CODE = re.compile(r"[0-9A-Za-z.\-]*[0-9A-Za-z]")
_ORDINAL_TAIL = re.compile(r"(?:[个次届号期条章位名批轮大产]|季度)?")
_QUOTE_OPEN = re.compile(r"[“‘「『《〈\"][^”’」』》〉\"“，。；]{0,6}$")
_QUOTE_CLOSE = re.compile(r"[^“”‘’「」『』《》〈〉\"，。；]{0,14}[”’」』》〉\"]")
_QUOTES = frozenset('“‘「『《〈"')
_PLUS = re.compile(r"\s*[+＋×xX*]\s*(?:[0-9０-９A-Za-zN一二三四五六七八九十]|[^\s，。]{1,4}[”+])")
_PLUS_TAIL = re.compile(r"(?:\s*[+＋×xX*]\s*[0-9０-９A-Za-z一二三四五六七八九十]+)+")
_RATIO = re.compile(rf"(?:\s*[∶:：比]\s*{_ARABIC})+")
_SLASHED = re.compile(r"[/／](?P<bottom>[0-9０-９]+)(?:[/／][0-9０-９]+)*")
_RANKING = re.compile("\\s*(?:号|版(?![权面图块])|强(?![烈度化调]))")
# without a unit these name: 2030重大专项, 方案3.0, 2型药方, 1—5号泊位
_YEAR_OR_VERSION = re.compile(rf"(?:19|20){_D}{{2}}(?!{_D})|{_D}{{1,2}}[.．]0(?![0-9０-９])")
_REACHED = re.compile("[到至达为在于过超破]$")
_KIND = re.compile("[型号]")
_HOTLINE = re.compile("\\s*(?:热线|平台(?=[^数]))")
# 12345, 12355, 96128: numbers of public services, with what they are behind them
_SERVICE = re.compile(
    "(?:12[0-9]{3}|9[56][0-9]{3}|1[12][0-9])(?![0-9])(?=[“一-鿿]{0,10}(?:热线|服务|举报|投诉|平台|台|便民|维权))"
)
_SESSION = re.compile("\\s*届")
_MARKER = re.compile(rf"(?:{_D}{{1,2}}|{_C}{{1,3}})\s*(?:[)）]|[.．、](?!{_D}))")
_LINE_START = re.compile(r"(?:^|[\n\r。；;：:])\s*[（(]?$")
# the number of an item right before a figure: «5．15所» is no 5.15 schools, while «5.15公里» may well be a length
_ITEM = re.compile(rf"(?:^|(?<=[\n\r]))[^\S\n\r]*(?![0０]){_D}{{1,2}}{BEFORE_FIGURE}")
_AGE = re.compile(
    rf"(?:\s*(?:-|－|—|~|～|至|到)\s*{_ARABIC})?\s*(?:周)?岁(?:\s*(?:及以上|以上|以下|及以下|左右|以内))?"
)
_LIFESPAN = re.compile(
    r"(?:寿命|平均|退休年龄|年龄[^，。；]{0,6}(?:提高|延|放宽|降))[^，。；]{0,16}$|"
    + either("提高到|提高至|延迟到|延迟至|推迟到|达到|达")
    + "$"
)


def mentions(text: str) -> list[Mention]:
    """Return every number in a Chinese text, sorted by start, without overlaps."""
    found = [other(item.start(), item.end(), Sort.ORDINAL) for item in _ITEM.finditer(text)]
    # what stands there must not be read into the figure behind it
    text = _ITEM.sub(lambda item: " " * len(item.group()), text)
    position = 0
    while match := NUMBER.search(text, position):
        mention = _read(text, match, position)
        if mention is None:
            position = match.end()
            continue
        found.append(signed(text, mention))
        position = max(mention.end, match.start() + 1)
    return _joint_baselines(text, _sizes(text, sorted(found, key=lambda one: one.start)))


def _sizes(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Take figures that say which projects, firms or places are meant for names.

    A sum does that is so much or more (投资超10亿元的项目), and any size beside which such things are counted
    (整治10亩以上塘坝80处, 70个30亿元以上项目).
    """
    marked = list(found)
    for i, mention in enumerate(found):
        if mention.sort is not Sort.QUANTITY:
            continue
        if mention.unit == "人" and _CLASS_OF_MANY.match(text, mention.end):
            marked[i] = other(mention.start, mention.end, Sort.NAME)
        elif mention.unit == "元" and _is_class(text, mention.core_start, mention.core_end):
            marked[i] = other(mention.core_start, mention.core_end, Sort.NAME)
        elif _is_size(text, mention, found[i - 1] if i else None, found[i + 1] if i + 1 < len(found) else None):
            marked[i] = other(mention.start, mention.end, Sort.NAME)
    return marked


def _is_class(text: str, start: int, end: int) -> bool:
    """Tell whether a sum of money says which projects, firms or places are meant: those of so much or more."""
    more = _OR_MORE.match(text, end)
    if not more and not _OVER.search(text[max(0, start - 4) : start]):
        return False
    clause = text[max(0, start - 12) : start]
    return bool(_OF_CLASS.match(text, more.end() if more else end)) and "等总投资" not in clause


def _is_size(text: str, mention: Mention, before: Mention | None, after: Mention | None) -> bool:
    """Tell whether a figure is the size of what the figure before or after it counts."""
    if mention.bound not in {Bound.AT_LEAST, Bound.AT_MOST} or mention.unit in {"", "%", "百分点"} | TIME_UNITS:
        return False
    if not _SIZE.fullmatch(text, mention.start, mention.end):
        return False
    if after and after.unit in _COUNTERS and _SIZED.fullmatch(text, mention.end, after.start):
        return True
    counted = before and before.unit in _COUNTERS and before.end == mention.start
    return bool(counted and _SIZED_AT.match(text, mention.end))


def _joint_baselines(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Mark every figure of a list that is changed from: 由 A、B 提高到 C、D."""
    marked = list(found)
    first = 0
    for i, mention in enumerate(found):
        if not i or not _joined(text, found[i - 1], mention):
            first = i
        if i > first and _is_baseline(text, found[first].core_start, mention.core_end):
            marked[first : i + 1] = [replace(m, baseline=True) for m in found[first : i + 1]]
    return marked


def _joined(text: str, before: Mention, mention: Mention) -> bool:
    """Tell whether two quantities of one unit stand side by side."""
    alike = before.sort is mention.sort is Sort.QUANTITY and before.unit == mention.unit
    return alike and bool(_JOINT.fullmatch(text, before.end, mention.start))


def _read(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Return what the number at `match` is, or None where the characters are no number at all."""
    start = match.start()
    if match["half"]:
        return _half(text, start, floor)
    if match["turn"]:
        times = match["times"]
        count = 1 if times is None else int(parse_numeral(times) or decimal_of(times))
        # 翻一番 is to grow by one time: 增长一倍
        growth = Decimal(2) ** count - 1
        return _bounded(text, start, match.end(), floor, (growth, growth), "倍", more=False)
    if match["fraction"] or match["over"]:
        return _fraction(text, match, floor)
    if match["chinese"]:
        return _chinese(text, match, floor)
    if match["neighbours"]:
        return _neighbours(text, match, floor)
    number = _arabic(text, start, match.end())
    return _no_quantity(text, number) or _quantity(text, number, floor, chinese=False)


def _half(text: str, start: int, floor: int) -> Mention | None:
    """Read 半: 过半 and 半数 are 50 %, 半年 and 半个月 are durations; 上半年 is a date, 半导体 is a word."""
    last, following = text[max(0, start - 1) : start], text[start + 1 : start + 2]
    fifty = (Decimal(50), Decimal(50))
    if last and last in "上下前后" and following in {"年", "月"}:
        return other(max(floor, start - 1), start + 2, Sort.DATE)
    if last and last in "过超" and following != "导" and start - 1 >= floor:
        return Mention(start - 1, start + 1, start, start + 1, Sort.QUANTITY, 50.0, 50.0, "%", Bound.AT_LEAST)
    if following == "数":
        return _bounded(text, start, start + 2, floor, fifty, "%", more=False)
    unit = _HALF_UNIT.match(text, start + 1)
    if unit and not (last and last in "大多每"):
        return _bounded(text, start, unit.end(), floor, (_HALF, _HALF), MEASURES[unit.group()], more=False)
    return None


def _fraction(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Read 百分之五, 千分之三, 三分之二, with a range behind."""
    start = match.start()
    if match["fraction"]:
        scale = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}[match["fraction"][0]]
    else:
        over = match["over"]
        bottom = parse_numeral(over) if over[0] in CHARACTERS else decimal_of(over)
        if not bottom:
            return other(start, match.end(), Sort.UNPARSED)
        scale = Decimal(100) / bottom
    first = _number_at(text, match.end())
    if match["fraction"] == "百分之" and text.startswith("百", match.end()) and not (first and first.value):
        # 百分之百
        first = Value(match.end(), match.end() + 1, Decimal(100))
    if first is None:
        return (
            other(start, match.end(), Sort.UNPARSED) if match["over"] and match["over"][0] not in CHARACTERS else None
        )
    if first.pair:
        ends = (first.pair[0] * scale, first.pair[1] * scale)
        return _bounded(text, start, first.end, floor, ends, "%", more=False)
    if first.value is None:
        return other(start, first.end, Sort.UNPARSED)
    low = high = first.value
    end = first.end
    if joint := _RANGE.match(text, end):
        again = re.compile("[百千万]分之").match(text, joint.end())
        second = _number_at(text, again.end() if again else joint.end())
        if second and second.value is not None and second.value >= first.value:
            end, high = second.end, second.value
    if text.startswith("半", end) and low == high:
        end, low, high = end + 1, low + _HALF, high + _HALF
    return _bounded(text, start, end, floor, (tidy(low * scale), tidy(high * scale)), "%", more=first.more)


def _arabic(text: str, start: int, end: int) -> Value:
    """Read digits with their magnitude words: 1.2万亿, 1亿2千万, 2000多万."""
    total = Decimal(0)
    last: int | None = None
    magnitude = 1
    more = False
    position = start
    while position < end and (match := _TERM.match(text, position, end)):
        magnitude = _magnitude(match["magnitude"]) if match["magnitude"] else 1
        if last is not None and magnitude >= last:
            return Value(start, end, None)
        total += decimal_of(match["number"]) * magnitude
        more = more or (match["magnitude"] is not None and match["more"] is not None)
        last = magnitude
        # 多 and 余 without a magnitude behind them are read with the unit
        position = match.end() if match["magnitude"] else match.end("number")
        if not match["magnitude"]:
            break
    return Value(start, position, total, magnitude, more)


def _magnitude(characters: str) -> int:
    """Return the factor of 万, 亿, 万亿, 百万 and their like."""
    factor = 1
    for c in characters:
        factor *= SMALL.get(c) or LARGE[c]
    return factor


def _number_at(text: str, position: int) -> Value | None:
    """Return the number that starts exactly at `position`, if there is one."""
    if match := _ARABIC_AT.match(text, position):
        return _arabic(text, match.start(), match.end())
    if match := _NUMERAL.match(text, position):
        return _numeral(text, match.start(), match.end())
    return None


def _numeral(text: str, start: int, end: int) -> Value:
    """Read a Chinese numeral; two neighbouring digits (两三, 七八百, 十五六) give an approximate pair."""
    characters = text[start:end]
    magnitude = 1
    if characters[-1] in LARGE:
        magnitude = _magnitude(characters[-2:] if characters[-2:] in {"万亿", "萬億"} else characters[-1])
    elif characters[-1] in SMALL:
        magnitude = SMALL[characters[-1]]
    value = parse_numeral(characters)
    if value is None and (match := _PAIR.match(characters)):
        a, b = DIGITS[match["a"]], DIGITS[match["b"]]
        if b == a + 1:
            tens = int(parse_numeral(match["tens"]) or 0) if match["tens"] else 0
            factor = _magnitude(match["rest"]) if match["rest"] else 1
            return Value(start, end, None, factor, pair=(Decimal((tens + a) * factor), Decimal((tens + b) * factor)))
    return Value(start, end, value, magnitude)


def _no_quantity(text: str, number: Value) -> Mention | None:
    """Tell names, identifiers, dates, ages, ordinals and list markers in digits from quantities."""
    start, end = number.start, number.end
    before = text[max(0, start - 16) : start]
    last = before[-1:]
    digits = _DIGITS_AT.match(text, start)
    digits_end = digits.end() if digits else end
    bare = digits_end == end
    if code := _code(text, start, end, before):
        return code
    if date := _date(text, start, before):
        return date
    if last == "第" or before.endswith("第 "):
        tail = _ORDINAL_TAIL.match(text, digits_end)
        return other(start - 1, tail.end() if tail else digits_end, Sort.ORDINAL)
    if _QUOTE_OPEN.search(before) and (close := _QUOTE_CLOSE.match(text, start)):
        # a quoted label that holds a number (“3820”战略工程, “1+N”), not a quoted clause
        return other(start, close.end() - 1, Sort.NAME)
    if _PLUS.match(text, digits_end):
        tail = _PLUS_TAIL.match(text, digits_end)
        return other(start, tail.end() if tail else digits_end, Sort.NAME)
    if age := _age(text, start, end, before):
        return age
    if span := _time_reference(text, start, end, before):
        return span
    following = text[end : end + 1]
    if bare and following.isascii() and following.isalpha() and not _LATIN.match(text, end):
        tail = _CODE.match(text, end)
        return other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    if not bare:
        return None
    if not text[:start].strip() and not text[end:].strip():
        # a number alone on its line is a page number or a mark for a note
        return other(start, end, Sort.IDENTIFIER)
    if ratio := _RATIO.match(text, end):
        return other(start, ratio.end(), Sort.UNPARSED)
    if rank := _RANKING.match(text, end) or _HOTLINE.match(text, end):
        return other(start, rank.end(), Sort.IDENTIFIER)
    if session := _SESSION.match(text, end):
        return other(start, session.end(), Sort.ORDINAL)
    if _LINE_START.search(before) and (marker := _MARKER.match(text, start)) and end <= marker.end():
        return other(start, marker.end(), Sort.ORDINAL)
    if slashed := _SLASHED.match(text, end):
        return _slashed(text, start, end, slashed)
    if text.startswith(("000", "０００"), start):
        # the end of a number whose beginning was not understood
        return other(start, end, Sort.UNPARSED)
    return None


def _code(text: str, start: int, end: int, before: str) -> Mention | None:
    """Read numbers of telephones, documents, footnotes, and digits that hang on a Latin letter (G85, PM2.5)."""
    if phone := _PHONE.match(text, start):
        return other(start, phone.end(), Sort.IDENTIFIER)
    if _PHONE_BEFORE.search(before):
        longer = _LONG_CODE.match(text, start)
        return other(start, longer.end() if longer else end, Sort.IDENTIFIER)
    if service := _SERVICE.match(text, start):
        return other(start, service.end(), Sort.IDENTIFIER)
    last = before[-1:]
    if (
        last
        and last in "〔[［【（("
        and (bracket := _NUMBERED.match(text, start - 1) or _FOOTNOTE.match(text, start - 1))
    ):
        stop = bracket.end() if bracket.group()[-1].isdigit() or bracket.group().endswith("号") else bracket.end() - 1
        return other(start, stop, Sort.IDENTIFIER)
    joined = last and last in "-_/." and len(before) > 1 and before[-2].isascii() and before[-2].isalnum()
    if last.isascii() and (last.isalpha() or joined):
        tail = _CODE.match(text, start)
        return other(start, tail.end() if tail else end, Sort.IDENTIFIER)
    return None


def _slashed(text: str, start: int, end: int, slashed: re.Match[str]) -> Mention:
    """Read 1/4 as a share; 3/2 and 1/2/3 are kept as text."""
    top, bottom = decimal_of(text[start:end]), decimal_of(slashed["bottom"])
    if slashed.end() == slashed.end("bottom") and 0 < top < bottom <= 10:
        share = tidy(top * 100 / bottom)
        return _bounded(text, start, slashed.end(), start, (share, share), "%", more=False)
    return other(start, slashed.end(), Sort.UNPARSED)


def _date(text: str, start: int, before: str) -> Mention | None:
    """Read years, months, days and times of day in digits."""
    position = start
    while year := _YEAR.match(text, position):
        end = year.end()
        if iso := _ISO_DATE.match(text, end):
            return other(start, iso.end(), Sort.DATE)
        after = _AFTER_YEAR.match(text, end)
        if after:
            end = after.end()
        joint = _YEAR_JOIN.match(text, end)
        if joint and _YEAR.match(text, joint.end()):
            position = joint.end()
            continue
        # a bare four-digit number is a year only when more of a date surrounds it
        if after or position != start or _bare_year(text, year.end(), before):
            return other(start, end, Sort.DATE)
        return None
    short = _SHORT.match(text, start)
    if not short:
        return None
    value, end = int(decimal_of(short.group(1))), short.end()
    if 1 <= value <= 12 and (month := _MONTH.match(text, end)):
        return other(start, month.end(), Sort.DATE)
    if value <= 24 and (time := _TIME.match(text, end)):
        return other(start, time.end(), Sort.DATE)
    if 1 <= value <= 31:
        if before[-1:] in {"月", "日", "至", "-", "—"} and text[end : end + 1] in {"日", "号"}:
            return other(start, end + 1, Sort.DATE)
        if day := _DAY.match(text, end):
            return other(start, day.end(), Sort.DATE)
    if era := _ERA.match(text, end):
        return other(start, era.end(), Sort.DATE)
    if text.startswith("季度", end) and 1 <= value <= 4:
        return other(start, end + 2, Sort.DATE)
    return None


def _bare_year(text: str, end: int, before: str) -> bool:
    """Tell whether four digits without 年 are a year: nothing that counts stands behind them."""
    if before[-1:] in _BARE_YEAR_BEFORE and _BARE_YEAR_AFTER.match(text, end):
        return True
    return bool(_YEAR_NAME_AFTER.match(text, end))


def _age(text: str, start: int, end: int, before: str) -> Mention | None:
    """Read an age: 60岁以上, 3至6岁. A life span or a retirement age that is raised is a quantity."""
    tail = _AGE.match(text, end)
    if not tail or _LIFESPAN.search(before):
        return None
    return other(start, tail.end(), Sort.AGE)


def _time_reference(text: str, start: int, end: int, before: str) -> Mention | None:
    """Read 五年来, 过去三年, 今后五年, which say when, and 三年行动, a name; neither says how much."""
    if tail := _YEARS_AGO.match(text, end) or _ANNIVERSARY.match(text, end):
        return other(start, tail.end(), Sort.DATE)
    if _YEARS_LEAD.search(before) and (tail := _YEARS_TAIL.match(text, end)):
        return other(start, tail.end(), Sort.DATE)
    if tail := _PROGRAMME.match(text, end):
        return other(start, tail.end(), Sort.NAME)
    return None


def _chinese(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Read a number in Chinese characters; most runs of such characters are parts of words."""
    start, end = match.start(), match.end()
    prefix = ""
    if text[start] in "上成数數几近":
        prefix, start = text[start], start + 1
    characters = text[start:end]
    before = text[max(0, start - 16) : start]
    last = before[-1:]
    if _PLACE.match(text, start):
        return other(start, end, Sort.NAME)
    if last == "第":
        tail = _ORDINAL_TAIL.match(text, end)
        return other(max(floor, start - 1), tail.end() if tail else end, Sort.ORDINAL)
    quoted = _QUOTE_OPEN.search(before) and _QUOTE_CLOSE.match(text, end)
    if (
        quoted
        or characters in {"零", "亿万"}
        or (last and last in "初劣")
        or (last and last in _QUOTES)
        or characters == "一一"
        or _MEETING.match(text, end)
    ):
        return None
    if set(characters) <= set("一二三") and (sectors := _SECTORS.match(text, end)):
        return other(start, sectors.end(), Sort.NAME)
    if date := _chinese_date(text, start, end, characters):
        return date
    # 人数三百, 总数二十 end in a noun; 数百, 几十 are vague
    if (
        prefix
        and prefix in "数數几"
        and not (prefix in "数數" and text[max(0, start - 2) : start - 1] in set("总人户次指参倍岁分"))
    ):
        return _vague(text, start - 1, end)
    if len(characters) == 1 and characters in "百千万亿萬億":
        if prefix in {"上", "近", "成"} or (last and last in "过超破"):
            return _round_number(text, start, end, prefix or last)
        return _and_more(text, start, end)
    if _PHRASE.match(text, start) or characters in _OF_CHEQUES:
        return None
    if span := _time_reference(text, start, end, before):
        return span
    if last and last in _POINTS:
        return None
    if "几" in characters:
        return _vague(text, start, end)
    number = _numeral(text, start, end)
    if inner := _INNER_MORE.match(characters):
        # 三十多万, 五亿二千多万
        value = parse_numeral(inner.group(1) + inner.group(2))
        number = Value(start, end, value, _magnitude(inner.group(2)[-1]), more=True)
    elif characters[0] in "百千万亿萬億":
        # 百万亩, 千亿元 stand without a leading digit only when a real unit follows
        if any(c in DIGITS for c in characters) or last == "个" or not _BARE.match(text, end):
            return None
        number = Value(start, end, Decimal(_magnitude(characters)), _magnitude(characters[-1]))
    return _quantity(text, number, floor, chinese=True)


def _neighbours(text: str, match: re.Match[str], floor: int) -> Mention | None:
    """Read 二、三百亿: an approximation between two neighbouring digits that share what follows."""
    a, b = DIGITS[match.group()[0]], DIGITS[match.group()[2]]
    tail = _MAGNITUDES.match(text, match.end())
    if b != a + 1 or tail is None:
        return None
    factor = _magnitude(tail.group())
    pair = (Decimal(a * factor), Decimal(b * factor))
    return _quantity(text, Value(match.start(), tail.end(), None, factor, pair=pair), floor, chinese=True)


def _chinese_date(text: str, start: int, end: int, characters: str) -> Mention | None:
    """Read 二〇二五年, 一九九八年, 十二月, 三月五日, 一季度 and their like."""
    if years := _CHINESE_YEARS.match(text, start):
        return other(start, years.end(), Sort.DATE)
    year = _CHINESE_YEAR.match(text, end)
    if year and len(characters) == 4 and characters[0] in "一二" and all(c in DIGITS for c in characters):
        return other(start, year.end(), Sort.DATE)
    if year and len(characters) == 2 and all(c in DIGITS for c in characters) and "两" not in characters:
        # 五八年 is a year, 三四年 and 三五年 are spans
        a, b = DIGITS[characters[0]], DIGITS[characters[1]]
        if b != a + 1 and not (a in {3, 5} and b in {5, 10}):
            return other(start, year.end(), Sort.DATE)
    if text.startswith("季度", end) and characters in _QUARTERS:
        return other(start, end + 2, Sort.DATE)
    if era := _ERA.match(text, end):
        return other(start, era.end(), Sort.DATE)
    if text.startswith("月", end) and parse_numeral(characters) in _MONTHS:
        tail = _CHINESE_MONTH.match(text, end)
        return other(start, tail.end() if tail else end + 1, Sort.DATE)
    if text[end : end + 1] in {"日", "号"} and text[max(0, start - 1) : start] in {"月", "至"}:
        return other(start, end + 1, Sort.DATE)
    return None


def _round_number(text: str, start: int, end: int, prefix: str) -> Mention | None:
    """Read 上千家, 近百个, 过百亿元: one magnitude word made a number by the word before it."""
    unit = _UNIT.match(text, end)
    if not unit:
        return None
    value = float(_magnitude(text[start:end]))
    bound = Bound.AROUND if prefix == "近" else Bound.AT_LEAST
    return Mention(start - 1, unit.end(), start, unit.end(), Sort.QUANTITY, value, value, MEASURES[unit.group()], bound)


def _and_more(text: str, start: int, end: int) -> Mention | None:
    """Read 百余名, 千多亩: one magnitude word and what is above it; 百多年 and 万余 are said of times and in words."""
    unit, unit_end = _unit_at(text, end + 1)
    if text[end : end + 1] not in {"余", "餘", "多"} or unit not in _CHINESE_UNITS or unit in TIME_UNITS:
        return None
    value = float(_magnitude(text[start:end]))
    return Mention(start, unit_end, start, unit_end, Sort.QUANTITY, value, value, unit, Bound.AT_LEAST)


def _vague(text: str, start: int, end: int) -> Mention | None:
    """Keep 数千, 几十, 十几 as text, where a unit follows: there is a number, but no value."""
    unit, unit_end = _unit_at(text, end)
    if unit not in _CHINESE_UNITS:
        return None
    return Mention(start, unit_end, start, unit_end, Sort.UNPARSED, unit=unit)


def _unit_at(text: str, position: int) -> tuple[str, int]:
    """Return the canonical unit at `position` and where it ends; «» and `position` where there is none."""
    spaced = position + 1 if text[position : position + 1] in {" ", "\n"} else position
    if match := _UNIT.match(text, spaced):
        written, end = match.group(), match.end()
        following = text[end : end + 1]
        if following and following in _NOT_A_UNIT.get(written, ""):
            return "", position
        name = MEASURES[written]
        if per := _PER.match(text, end):
            return f"{name}/{per['unit']}", per.end()
        return name, end
    if match := _LATIN.match(text, spaced):
        return _LATIN_UNITS[match.group()], match.end()
    return "", position


def _quantity(text: str, first: Value, floor: int, *, chinese: bool) -> Mention | None:
    """Read range, unit and bounds of a number; `chinese` tells that it is written in characters."""
    start = first.start
    if first.value is not None and _SPOKEN.match(text, first.end):
        # the spoken «5个亿» is 5亿
        first = Value(start, first.end + 2, first.value * 10**8, 10**8, first.more)
    unit, end = _unit_at(text, first.end)
    if unit == "个" and (comma := _LISTED.match(text, end)):
        # in 12.7个、12个百分点 the last figure names the unit of all
        following = _number_at(text, comma.end())
        if following is not None and _unit_at(text, following.end)[0] == "百分点":
            unit = "百分点"
    more = first.more
    if not unit and (word := _MORE_AT.match(text, first.end)):
        behind, behind_end = _unit_at(text, word.end())
        if behind or not chinese:
            unit, end, more = behind, max(behind_end, word.end()), True
    wider = _range(text, first, unit, end)
    if chinese and not _counts(text, first, wider.unit if wider else unit, wider.end if wider else end):
        return None
    low = high = first.value
    if first.pair:
        low, high = first.pair
    elif wider:
        low, high, unit, end = wider.low, wider.high, wider.unit, wider.end
    if low is None or high is None:
        if chinese and not unit:
            return None
        return Mention(start, end, start, end, Sort.UNPARSED, unit=unit)
    if not unit:
        unit = _unit_from_context(text, first, end)
        if unit == "号":
            return other(start, first.end, Sort.IDENTIFIER)
    if text[max(0, start - 1) : start] == "每":
        # the amount for which something is told: 每50公斤
        return other(start - 1, end, Sort.NAME)
    if not unit and not chinese and (name_end := _name_end(text, start, end)):
        return other(start, name_end, Sort.NAME)
    if unit == "个" and (tail := _AND_A_HALF.match(text, end)):
        # 三个半月
        low, high, unit, end = low + _HALF, high + _HALF, _HALF_NAMES[tail.group()], tail.end()
    elif unit and unit != "%" and low == high and text.startswith("半", end):
        # 一年半
        low, high, end = low + _HALF, high + _HALF, end + 1
    if unit == "成":
        if tenth := _TENTH.match(text, end):
            # 三成五 is 35 %, 三成到三成五 a range
            high, end = high + Decimal(DIGITS[tenth.group()]) / 10, tenth.end()
            low = low if wider or first.pair else high
        low, high, unit = low * 10, high * 10, "%"
    kind = _CLASS.match(text, end) if unit in _CLASS_UNITS else _VOLTS.match(text, end) if unit == "千伏" else None
    if kind:
        return other(start, kind.end(), Sort.NAME)
    return _bounded(text, start, end, floor, (low, high), unit, more=more)


def _name_end(text: str, start: int, end: int) -> int:
    """Return where a number without a unit ends that is the year, version, type or sign of a thing; 0 for others."""
    if kind := _KIND.match(text, end):
        return kind.end()
    named = _YEAR_OR_VERSION.fullmatch(text, start, end) and not _REACHED.search(text[max(0, start - 1) : start])
    return end if named else 0


def _unit_from_context(text: str, number: Value, end: int) -> str:
    """Return the unit of a number that has none of its own.

    Of two numbers in a list the last one carries it (提高15、22个百分点; for 3、4号 that is the sign of an
    identifier); behind a large number a noun for people is enough (70多万群众).
    """
    if number.magnitude == 1 and (comma := _LISTED.match(text, number.end)):
        following = _number_at(text, comma.end())
        if following is not None:
            return "号" if text.startswith("号", following.end) else _unit_at(text, following.end)[0]
    return "人" if number.magnitude >= 10000 and _PEOPLE.match(text, end) else ""


def _counts(text: str, number: Value, unit: str, end: int) -> bool:
    """Tell whether a Chinese numeral with this unit behind it is a quantity rather than a word."""
    characters = text[number.start : number.end]
    base = unit.partition("/")[0]
    if base not in _CHINESE_UNITS:
        return number.magnitude >= 10000 and characters not in {"一万", "万一"}
    if characters == "一":
        if base in {"年", "天"} and text.startswith("半", end):
            return True
        # 一座不剩 says that all are done
        return (
            base in _CONCRETE
            and not text.startswith("不", end)
            and text[max(0, number.start - 1) : number.start] not in _NOT_A_COUNT_BEFORE
        )
    # 两方 are parties, 三百方 are cubic metres
    return not (base == "立方米" and text[end - 1] == "方" and number.magnitude < 100)


@dataclass(frozen=True, slots=True)
class _Range:
    """The two ends of a range; both None where the wording does not make one."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    end: int


def _range(text: str, first: Value, unit: str, end: int) -> _Range | None:
    """Return the range that the number begins; None where it stands alone."""
    joint = _RANGE.match(text, end)
    if not joint or first.value is None:
        return None
    second = _number_at(text, joint.end())
    if second is None or second.value is None:
        return None
    word = joint.group().strip()
    unit_b, end_b = _unit_at(text, second.end)
    if word in {"到", "至"} and unit and _FROM.search(text[max(0, first.start - 16) : first.start]):
        # 由50%到60% is a change, not a range
        return None
    if unit and unit_b and unit != unit_b:
        return None
    low, high = first.value, second.value
    if not unit and first.magnitude == 1 and second.magnitude > 1 and low * second.magnitude <= high:
        # 5-10万: the magnitude belongs to both, if the first is then the smaller
        low *= second.magnitude
    if low > high:
        return _Range(None, None, unit_b or unit, end_b) if word not in {"到", "至"} else None
    return _Range(low, high, unit_b or unit, end_b)


def _bounded(
    text: str, start: int, end: int, floor: int, values: tuple[Decimal, Decimal], unit: str, *, more: bool
) -> Mention:
    """Add the bound words before and after, and return the quantity."""
    low, high = values
    bound = Bound.RANGE if low != high else Bound.AT_LEAST if more else Bound.EXACT
    core_start, core_end = start, end
    before = text[max(floor, start - 8) : start]
    stated = False
    for pattern, side in _BEFORE:
        if hit := pattern.search(before):
            start -= len(before) - hit.start()
            stated = side is not Bound.EXACT
            if stated and bound is not Bound.RANGE:
                bound = side
            break
    for pattern, side in _AFTER:
        if hit := pattern.match(text, end):
            if hit.group().strip() == "内" and unit not in TIME_UNITS:
                continue
            end = hit.end()
            # the word before the number outweighs the one after it (不低于5%左右); a range keeps its ends
            if not stated and bound is not Bound.RANGE:
                bound = side
            break
    if bound is Bound.EXACT:
        clause = text[max(floor, core_start - 16) : core_start]
        if _CEILING.search(clause):
            bound = Bound.AT_MOST
        elif _STRIVE.search(clause):
            bound = Bound.AT_LEAST
    return Mention(
        start,
        end,
        core_start,
        core_end,
        Sort.QUANTITY,
        float(low),
        float(high),
        unit,
        bound,
        _is_baseline(text, core_start, core_end),
    )


def _is_baseline(text: str, start: int, end: int) -> bool:
    """Tell whether the figure is what something is changed from: 由 X 提高到 Y, 从 X 到 Y, 比去年的 X 增长."""
    before = text[max(0, start - 20) : start]
    if _THAN.search(before) and _MORE_THAN.match(text, end):
        return True
    return bool(_FROM.search(before)) and any(after.match(text, end) for after in (_CHANGED, _TO, _TURNED))
