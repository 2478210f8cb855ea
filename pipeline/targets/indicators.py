"""What a figure measures: the noun phrase around it, brought to one form.

The phrase stands before the figure («城镇新增就业1200万人», «the tax rate to 15 per cent»), behind it
(«12所学校», «1,200 new homes»), or, where a clause has none, in the clause before («…超过10亿元，增长5%»).
Indicators that have many names are brought to one name by a table; for the rest, verbs that say what
is done, times and places are left out and the qualifier 新增 goes to the front.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from pipeline.figures import CHANGE_MARK, dimension
from pipeline.languages import LANGUAGES
from pipeline.languages.plans import PLAN_ORDINAL
from pipeline.targets.english import singular
from pipeline.targets.mentions import FIGURES, Mention, Sort, either, words

# ── Chinese ──────────────────────────────────────────────────────────────────────────────────────

_TOTAL = "(?:总额|总值|总量|额)?"
_PRICES = "(?:总水平|总指数|指数|水平|总)?"
_PRODUCT = "(?:国内|地区|国民|[县市区]域)?生产总值"
_RESEARCH = "(?:全社会)?(?:(?:研发|研究与试验发展)(?:经费)?(?:投入|支出)|R&D(?:经费)?(?:投入|支出)?)"
#: name that stands for all spellings → pattern for the cleaned phrase
_KNOWN_ZH: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("GDP", rf"{_PRODUCT}(?:GDP)?(?:总量)?|GDP(?:总量)?|(?:国民)?经济(?:总量|增长|增速|发展)?(?:速度|率)?"),
        ("人均GDP", rf"人均{_PRODUCT}|人均GDP"),
        ("单位GDP能耗", rf"(?:单位|万元)(?:{_PRODUCT}|GDP)(?:综合)?(?:能耗|能源消耗)(?:强度)?|(?:能耗|能源消耗)强度"),
        ("单位GDP二氧化碳排放", rf"(?:单位|万元)(?:{_PRODUCT}|GDP)二氧化碳排放(?:量|强度)?"),
        ("居民消费价格", rf"(?:城乡)?居民消费(?:品)?(?:价格|物价){_PRICES}(?:CPI)?|CPI"),
        ("商品零售价格", rf"(?:社会)?商品零售(?:价格|物价){_PRICES}|零售物价{_PRICES}"),
        ("城镇新增就业", "城镇就业新增|新增城镇(?:从业|就业)?(?:人员|人数|岗位|人口)?(?:就业)?(?:人数|岗位|人员)?"),
        ("城镇登记失业率", "(?:城镇)?登记失业率"),
        ("城镇调查失业率", "(?:城镇)?调查失业率(?:均值|平均值)?"),
        ("粮食产量", "粮食(?:总|生产)?(?:产量|总产|总产量)|粮食生产"),
        ("固定资产投资", f"(?:全社会)?固定资产投资{_TOTAL}|固投"),
        ("社会消费品零售总额", "(?:全社会|社会)?消费品零售(?:总)?额|社(?:会?消费?)?零(?:售)?总?额?"),
        ("规模以上工业增加值", "规(?:模以)?上工业增加值|规模工业增加值|规工增加值"),
        ("一般公共预算收入", "(?:地方)?(?:财政)?一般(?:公共)?预算收入"),
        ("进出口总额", f"(?:货物|外贸|对外贸易)?进出口(?:贸易)?{_TOTAL}|外贸总[额值]"),
        ("居民人均可支配收入", "(?:城乡|全体)?(?:常住)?居民(?:人均)?(?:可支配)?收入"),
        ("城镇居民人均可支配收入", "城镇(?:常住)?居民(?:人均)?(?:可支配)?收入"),
        ("农村居民人均可支配收入", "农村?(?:常住)?(?:居)?民(?:人均)?可支配收入|农村(?:常住)?居民收入"),
        ("农民人均纯收入", "农村?(?:常住)?(?:居)?民(?:人均)?纯收入"),
        ("常住人口城镇化率", "(?:常住人口)?城镇化率"),
        ("赤字率", f"(?:财政)?赤字率|(?:财政)?赤字占(?:{_PRODUCT}|GDP)的?(?:比重|比例)?"),
        ("财政赤字", "(?:全国)?财政赤字(?:规模|总额)?|赤字规模"),
        ("广义货币", "广义货币(?:供应量)?(?:M2)?|M2"),
        ("研发投入强度", rf"{_RESEARCH}强度|{_RESEARCH}占(?:{_PRODUCT}|GDP)(?:的)?(?:比重|比例)?"),
        ("服务业增加值", "服务业增加值"),
        ("工业总产值", "工业总产值"),
        ("农业总产值", "农业总产值"),
        ("工农业总产值", "工农业总产值"),
    )
)
# «from 2032 on», but no crane, take-off or draft
_STARTING = "起(?!重[机设]|降[架机点场]|源(?!头)|草|飞|步)"
# what may stand before the noun phrase and says nothing about what is measured
_LEAD = re.compile(
    f"^(?:[今明]年(?:以?内(?![河贸需外陆部容科])|{_STARTING})|"
    '[、，：:；。“”‘’"（(）)\\s—·-]|[①-⑳㉑-㉟]|[一二三四五六七八九十]{1,3}是|[0-9０-９]{1,2}[.．、](?![0-9０-９])|'
    + either("""
    到|今年|去年|明年|全年|当年|本年|上年|年内|年底前|年底|年末|年初|上半年|下半年|一年来|过去一年|五年来|五年|
    未来|今后|每年|年均|累计|新一年|其中|同时|预计|预期|计划|力争|争取|确保|努力|要|将|使|把|让|拟|再|共|已|均|
    都|还|并|也|和|及|与|以及|继续|进一步|实现|推动|推进|促进|加快|带动|着力|全力|大力|积极|基本|全面|深入|扎实|
    持续|稳步|不断|全国|全省|全市|全区|全州|全县|全旗|我国|我省|我市|我区|我州|我县|完成|达到|落实|支持|实施|
    开展|组织|组建|举办|安排|发放|统筹|集中|下达|筹集|成功|高效|有力|仅|只|就(?![业医学诊餐])|原来|原有|连续|率先|新建成|新建|
    新改建|新扩建|改扩建|建设|建成|建立|建好|建|修建|兴建|打造|培育|培养|新培育|提供|设立|投入|拨付|扶持|达|
    我们|本市|本县|本区|本省|剩余|剩下|余下|其余|最后|首批|第[一二三]批|上述|现有|打通|贯通|安装|新装|新安装|铺设|新铺设|
    超额|保持|稳定|主要|的|了|在|对|为|按|由|从|用|以|办结|办理|推出|处置|启动|开通|新开通|新创建|新设立|已经|预期目标是|目标是|目标|提出|中央提出|要求|届时|现在
""")
    + ")"
)
# words that begin like one of the above and are part of the noun
_KEEP_LEAD = re.compile(
    either("""
    建设用地|建筑|建档|建材|新区|新生|新媒|新高|新产|新品|新药|新农|新市民|新业态|新场景|对外|为民|以工代赈|
    和谐|高效办成|在校|在建|在岗|在外|在线|用地|用水|用电|用能|用户|使用|使命|将军|要素|要案|已建|并网|再就业|再生|
    建议|到位|最后一|安装工|安装业|发展中|全国重点|全国性|实施主体|培养基|培育钻|支持率|组织化|开发区|稳定性|保持率|目标管理|目标任务|完成率|
    落实率|经济社会发展战略|和美|和田|与会|从业|由衷|主要污染物|安排就业|启动区|社会消费|社会融资|社会组织|
    社会保险|社会保障|社会救助|社会投资|社会资本|社会物流|社会养老|全社会|发展大局|保持用地|年末人口|达标|达产|
    建制
""")
)
# what may stand between the noun phrase and the figure
_TAIL = re.compile(
    '(?:[、，：:；“”‘’"（(）)\\s—·-]|'
    # what is told for each («标准提高到每人每年»), for each so many («价格每50公斤»)
    "(?:由|从|到|至|为|达)?(?:人均|每人|每户|每斤|每)(?:每?[年月])?|每[0-9０-９.]+[一-鿿]{1,3}|"
    + either("""
    (?:提升|上升|攀升|跃升|回升|下降|压降|缩减|压减)[至到为]|压降|递增|递减|微[增降升跌涨]|
    净增|净减|净|则|可望|有望|可|缩减|压缩|缩|
    负增长|(?<!自然)增长(?:率|速度)|降幅|跌幅|下滑|下跌|增长|增加|增幅|增速|增产|提高|提升|上升|上涨|涨幅|达到|达|超过|超|突破|控制在|控制|保持在|保持|稳定在|稳定|
    维持在|降低|下降|降|减少|减|缩小|压减|压缩|缩短|回落|扩大|完成|实现|新增|增至|升至|降至|减至|增|到|至|为|了|
    是|在|出|有|共|大约|约|近|已|将要|将|均|的|比|较|同比|环比|年均|平均|平均每年|每年|全年|预期|目标是|
    预期目标是|目标|预计|力争|争取|确保|努力|应该|力求|不低于|不少于|不超过|左右|分别|再|累计|总计|共计|合计|
    实际|名义|可比口径|按可比价格计算|按可比口径|按不变价格计算|其中|仍然|依然|依旧|仍|幅度|拟按|拟安排|安排|拟|按|也|都|
    就|以上|以内|接近|高于|低于|继续|跃升|攀升|跨越|迈上|站上|水平|从|由|提前|年末|年底|年初|当年|今年|去年|
    上年|相当于|等|率先|排名|位居|居|并|超额|定为|确定为|确定|设定|只|仅|连续|一直|多达|高达|又|还|只有|总共|要|首次|连年|持续|的调控|调控|能够|
    可以|能|未能|尚未|没有|未|出现|呈|呈现|剩余|剩下|余下|其余|最后|首批|第[一二三]批|上述
""")
    + ")$"
)
_KEEP_TAIL = re.compile(
    either(
        """比重|占比|目的|标的|支出|进出|输出|产出|转出|演出|自有|国有|公有|拥有|所有|保有|含有|按揭|重要|需要|功能|性能|
        原则|准则|规则|细则|许可|认可|干净|洁净|
        智能|节能|产能|技能|职能|动能"""
    )
    + "$"
)
# 近两年, 今明两年: the years themselves are read as a date and stand as a mark
_WHICH_YEARS = re.compile("(?:最近|近|今明|明后|这|头|过去|往后|接下来|提前|(?<![目之以提此日当])前)的?\x00")
# 3月底前收回土地, 2032年起新建泵站: the half word behind a date belongs to it, but 内河 and 前端 are words
_DATE_END = re.compile(
    f"(?<=\x00)[末底]?(?:[以之][前内后]|前(?![端沿期锋瞻往夕])|内(?![河贸需外陆部容科])|{_STARTING}|[末底](?=[一-鿿]))"
)
_COMPARED = re.compile(
    "[比较](?:上一?年|上\x00|去年|前年|前一年|上年同期|去年同期|同期|基期|\x00|原定|原|计划|年初|五年前)+"
    "(?:同期|末|底|初)?(?:的)?(?:又|还|已|将)?"
)
# who is to do it: «由市财政牵头设立规模…», «市住建局要建成…»
_WHO = re.compile(
    "^由[^，。；、]{1,12}?(?:牵头|负责|承担|主办|承办|会同)(?:组织|实施)?|"
    # but a hall, a layout and the news are none
    "^[^，。；、]{1,10}?(?:(?<![格布结大全])局|(?<![展餐客大舞歌])厅|部门|政府)(?:要|将于?|须)(?![求点素件道军闻知])"
)
# a condition before the figure: 在优化结构的基础上, “十五”期间
_CONDITION = re.compile(
    f'在[^，。；]{{2,24}}?的?基础上|[“"]?{PLAN_ORDINAL}五[”"]?(?:期间|时期|前|末)(?:[一二三四]年)?|扣除[^，。；]{{2,8}}因素'
)
# a place in a ranking between level and growth names nothing: 产量达到5万吨、稳居全国前列、增长4%
_RANKING = re.compile(
    "、(?:总量|规模|继续)?(?:稳居|位居|跃居|居|位列|排名)(?:全国|全省|世界|全球|[东中西]部)[^，。；、]{0,10}(?=、)"
)
_PRODUCE = re.compile(
    "^(?:全国|全年|全省|全市)?(?P<noun>[一-鿿]{2,5}?)(?:连续|连年|再获|喜获|获|实现|持续|屡|生产|稳定|总?产量)"
)
_GENERIC = frozenset({"产量", "总产量", "总产", "年产量"})
# attributes, verbs and general words that name nothing by themselves: «2个国家级», «改造9个», «项目30个»
_NOTHING_ZH = re.compile(
    "[^村桥路渠井猪羊牛鱼茶棉粮煤油树]|(?:新增)?"
    + either("""
    国家级|省级|市级|县级|区级|自治区级|世界级|国家|省市|县市|城镇|农村|城乡|城市|乡镇|县域|县城|镇村|全疆|省外|省内|国内|国外|境外|
    东北|非洲|东盟|领域|方面|措施|举措|指标|市场|点位|数量|总数|总量|增量|存量|规模|整体|单位|成果|台阶|项目|企业|资金|系统|
    个人|首期|首批|全长|海拔|产量|总产|总产量|年产量|年产|产值|建议|第一|大关|增设|改造|提升|完工|竣工|投产|投运|投用|开工|建成|
    建好|筹措|惠及|整合|置换|完善|抓好|办好|做好|用好|构建|覆盖|围绕|调整|开行|时隔|废止|形成|发挥|巩固|延续|折合|获评|串联|承办|
    引入|上线|盯紧|紧盯|抓实|奋斗|投放|开发|花费|探索|采取|新增|新建|达标|欠发|集体|高校|家庭|交通|
    中央|中央财政|地方财政|国家财政|省级财政|各级财政|省财政|市财政|县财政|区财政|政府|中央政府|各级政府
    """)
)
_ANY_WORK = re.compile("(?:重大|重点)?(?:项目|工程|任务|事项)(?:建设)?")
# «2个国家级、3个省级湿地公园»: the noun stands behind the last
_RANK = re.compile("国家级|自治区级|省级|市级|县级|区级|世界级|国家")
_TOWN_OR_COUNTRY = re.compile("城镇|农村")
_TOWN_AND_COUNTRY = re.compile("(?:全[省市区县州旗])?城乡(?=(?:常住)?居民)")
_AREA_OF = re.compile("(?P<crop>[一-鿿]{2,3}?)(?:播种|种植)?面积")
_INCREMENT = re.compile("(?:增产|增加|增收|减少|减产|提高|降低|上调|下调|增|减)(?:了)?$")
_ACTION_FIRST = re.compile(
    "^(?P<verb>"
    + either(
        "新增|更新改造|提升改造|综合整治|改造提升|改造|新开工|开工|新引进|引进|新认定|治理|修复|整治|更新|加装|"
        "收储|新签约|签约"
    )
    + ")(?P<noun>.{2,})$"
)
_DOWN = re.compile(
    either(
        "负增长|下滑|下跌|跌幅|萎缩|降低|下降|降至|降到|降|减少|减至|缩小|压减|压缩|缩短|回落|减|下调|调低|淘汰|化解|关停|清退|削减"
    )
)
# a share of the value added, and its tax, say nothing of a rise
_UP = re.compile(
    either(
        "(?<!负)增长|增加(?!值[^，。；]*占)|提高|提升|上升|上涨|涨幅|扩大|增至|升至|增(?!加值[^，。；]*占|值税)|突破|攀升|跃升|上调|调高|翻"
    )
)
_STAY = re.compile(either("稳定在|保持在|维持在|稳定|不变"))
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
# the noun behind a figure; it may begin with a name in quotes: 100个“美丽茶乡”, 3个省级“两园”项目
_QUOTED = r"[“\"「『][^，。；：！？“”\"「」『』\n]{1,16}[”\"」』]"
_NAME_FIRST = re.compile(rf"(?:国家级|自治区级|省级|市级|县级|全国|全省)?(?:{_QUOTED})+")
_QUOTE_MARKS = re.compile(r"[“”\"「」『』]")
_OF_NOUN = r"[^\s，。；、：！？,;:!?（）()［\[“”\"「」『』0-9０-９]"
_RIGHT = re.compile(rf"(?:的)?({_NAME_FIRST.pattern}{_OF_NOUN}{{0,16}}|{_OF_NOUN}{{1,24}})")
_TO_LEVEL = re.compile(
    either("提高|提升|上升|上调|下调|调高|调低|增加|扩大|下降|降低|降|减少|缩减|缩短|减|升|压减|压缩|回落|缩小")
    + "(?:了)?(?:到|至|为)$|\\bto\\s+$"
)
_GROWS = re.compile("增长|增速|涨幅|growth|inflation|\\bgr[eo]w")
# what is cut to 5 % in 增速回落到5% and in «growth slowed to 5 per cent» goes on growing; 降幅 goes on falling
_GROWTH_EASES = re.compile(
    "(?P<fall>降幅|跌幅|减幅)[^，。；、]*$|增速|增幅|涨幅|增长率|增长速度|\\b(?<!negative )(?:growth|inflation)\\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|(?:fall|decline|drop|decrease|contraction|reduction) of)\s+$", re.IGNORECASE)
# 5%左右的经济增长目标, 5 per cent growth
_GROWTH_BEHIND = re.compile("的[^，。；、]{0,14}?(?:增长|增速)|\\s+(?:[a-z]+ ){0,2}(?:growth|increase)\\b")
# 9%的负增长, a 9 per cent decline
_FALL_BEHIND = re.compile(
    "的[^，。；、]{0,10}?(?:负增长|降幅|跌幅|下降|下滑)|"
    "\\s+(?:(?!of )[a-z]+ )?(?:fall|decline|drop|decrease|contraction|reduction)\\b"
)
_BELOW_BASE = re.compile(
    r"\s+(?:below|lower than|under)\s+(?:(?:the|its|their|our|today's|current)\s+)*(?:(?:19|20)[0-9]{2}\b|"
    r"levels?\b|baseline\b|base\b)",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(r"\s*(?:[、,，]\s*(?:and\s)?|以及|[和与及]|and\s)\s*")
# 增长7%以上、力争达到8%: a higher aim for the same
_HIGHER_AIM = re.compile(r"\s*[、，,；]?\s*(?:并|且)?(?:力争|争取|力求|努力|冲刺)(?:达到|实现|达)?")
_RIGHT_STOP = re.compile(
    either("""
    目标|要求|任务(?!书)|和|与|及|或|等|并|的水平|增长|增加|提高|提升|下降|降低|是|为|左右|以上|以内|达到|在|来|到|至|用于|分别|完成|
    实现|占|高于|低于|同比|比|较|时间|以|投|建成|全部|正式|竣工|投产|开工|通过|入选|获|列入|上|内|由|从|后|前|
    起|居|已|均|将|被
""")
)
# what a report says behind the things it counts («9条断头路全部贯通»): how far it came and what became of them
_ENDED = either("""
    贯通|打通|交付|启用|开放|开业|开园|开馆|开学|运行|上线|兑现|办结|拆除|销号|清零|见效|通水|通电|通气|封顶|入驻|落户|搬迁|揭牌
""")
_RIGHT_VERB = re.compile(
    f"(?:恢复)?{_ENDED}(?=$|了|使用|运行|运营|营业|投|完|并|重建|任务)|(?:整治|治理|修复|加装)(?=$|项目|工程|任务|一新|完|全|基本|到位|已)|"
    "(?<![人平户地亩])均(?![衡等])|尚未|未(?:能|完成|打通|开工|建成|改造|实现|达)|对外(?=开放)|加快(?=实施|推进|建设)|有序(?=推进|实施)|"
    + either("""
    [和与及](?=.{0,2}$)|建设|改造|已|全面|如期|按期|按时|顺利|陆续|相继|先后|成功|提前|圆满|免费|正式|得到|
    开工|投产|竣工|完工|建成|达到|达|实现|完成|增长|(?<!元)以上|左右|以内|纳入|列入|落地|
    入选|获批|投入|投用|投运|运营|通车|上市|全部|提质|开诊|挂牌|来|用于|占
""")
)
_VERB_BEFORE = re.compile(
    either("""
    新增|新建|建设|建成|打造|培育|改造|开工|引进|实施|推进|推动|支持|创建|设立|开展|举办|组织|发展|新开工|治理|
    修复|整治|更新|选派|培训|布局|组建|认定|遴选|开通|落实|办好|办理|出台|制定|帮助|解决|完成|投放|提供|建立|
    扶持|选树|申报|争取|谋划|储备|签约|落地|启动|投产|竣工|新培育|新改建|改建|扩建|筹集|配售|吸纳|带动|转移|
    资助|发放|安排|招引|孵化|形成|拥有|覆盖|涉及|有|为|让|使|对|向|在|将|把|抓好|完善|推出|创作|修建|建|加强|抓|
    做好|惠及|建好|加快推动|处置|争创|聚焦|用好|强化|突破|完工|投运|打通|贯通|补齐|填补|坚持|优化|获批|整合|改善|深化|
    吸引|调整|巩固|壮大|引导|采取|严守|选择|发布|开行|成立|废止|派遣|新设|续建|清理|拆除|化解|配备|购置|安装|新装|加装|铺设|
    盘活|关停|包括|消除
""")
    + "$"
)
# 完善首批9个驿站: which of the things, not what things
_WHICH = re.compile("(?:剩余|剩下|余下|其余|最后|首批|第[一二三]批|上述)(?:的)?$")
_FINAL_ACTION = re.compile("(新增|改造|新开工|开工|引进|治理|修复|整治|更新|加装)$")
# 全面整治城区9处易涝点: between verb and count stands only where
_PLACE = "(?:中心城区|主城区|老城区|城区|县城|市区|镇区|园区|乡镇|农村|城乡)"
_VERBS_OF_PLACE = either("新建|新增|新改建|改建|扩建|改造|整治|治理|修复|打通|安装|新装|加装|铺设")
_VERB_PLACE = re.compile(f"(?P<verb>{_VERBS_OF_PLACE})(?P<place>{_PLACE})$")
_PLACE_VERB = re.compile(f"^(?P<place>{_PLACE})(?P<verb>{_VERBS_OF_PLACE})(?!项目|工程|任务|面积|资金|投资|用地)(?=..)")
# 6个小区完成改造, 40条小巷整治一新: the action behind the things is the one that a promise puts before them
_DONE_BEHIND = re.compile(
    "(?:已|均|都|也|全部|全面|基本|如期|按期|按时|顺利|陆续|相继|先后|成功|提前|圆满)*(?:完成|得到|实施|实现|进行)?(?:了)?"
    "(?P<action>改造|整治|治理|修复|加装|(?<=完成)更新)(?!项目|工程|任务)"
)
_PROJECT_BEHIND = re.compile("项目|工程|任务")
# 棚户区改造项目 and 户厕改造任务 count what is converted
_PROJECT = re.compile("(?<=.{2}(?:改造|整治|治理|修复|更新|加装))(?:项目|工程|任务)?(?:建设)?$")
_LISTED = re.compile("[、和与及]")
_SECTORS = re.compile("^(?:三次|第?一(?:产业)?[、和]?第?二(?:产业)?[、和]?第?三次?)产业(?P<rest>.*)$")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]|[（(][^）)]*$")


# «Exports, at 40,000 tonnes, were a record»: the figure belongs to what stands before the comma
_ASIDE_EN = re.compile(r",\s+(?:(?:now|still|currently|already)\s+)?at\s*$")


def clause_start(text: str, position: int, floor: int) -> int:
    """Return where the clause that holds `position` begins: behind the last clause mark, not before `floor`."""
    marks = _clause_starts(text)
    at = bisect_right(marks, position) - 1
    return max(floor, marks[at]) if at >= 0 else floor


# it is asked for once for each of the figures of a text
@lru_cache(maxsize=4)
def _clause_starts(text: str) -> tuple[int, ...]:
    """Return the places behind the clause marks of a text; a comma or point inside a number is none."""
    found = _CLAUSE.finditer(text)
    return tuple(m.end() for m in found if not (m.group() in ",:" and text[m.end() : m.end() + 1].isdigit()))


def clause_end(text: str, position: int) -> int:
    """Return where the clause that holds `position` ends: at the next clause mark, or with the text."""
    found = (m.start() for m in _CLAUSE.finditer(text, position) if not text[m.end() : m.end() + 1].isdigit())
    return next(found, len(text))


def indicators(text: str, mentions: Sequence[Mention], language: str) -> list[str]:
    """Return the indicator of every mention that is a quantity or unparsed; «» for the others.

    Args:
        text: the stretch whose offsets the mentions have, folded (:meth:`pipeline.languages.Language.fold`).
        mentions: the numbers of `text`, sorted by start.
        language: «zh» or «en».
    """
    names = _names_zh(text, mentions) if language == "zh" else _names_en(text, mentions)
    # the old value of a change measures what the new one measures; of several each has its own
    figures = [i for i, mention in enumerate(mentions) if mention.sort in FIGURES]
    for at, i in enumerate(figures):
        if at and not mentions[i].baseline and mentions[figures[at - 1]].baseline:
            _name_new(text, mentions, names, figures, at)
    return names


def _name_new(text: str, mentions: Sequence[Mention], names: list[str], figures: Sequence[int], at: int) -> None:
    """Give the new values of a change, of which the first is `figures[at]`, the names of the old ones before them."""
    first = at
    while first and mentions[figures[first - 1]].baseline:
        first -= 1
    old, new = figures[first:at], figures[at : 2 * at - first]
    if len(new) < len(old) or not all(
        _SIDE_BY_SIDE.fullmatch(text, mentions[a].end, mentions[b].start) for a, b in itertools.pairwise(new)
    ):
        old, new = old[-1:], new[:1]
    for own, other in zip(old, new, strict=True):
        # «比去年的20家增加5家»: by how much is not what there is then
        mark = CHANGE_MARK if names[own] and names[other].endswith(CHANGE_MARK) else ""
        names[other] = f"{names[own]}{mark}" if names[own] else names[other]


def direction(text: str, mention: Mention, floor: int, language: str) -> str:
    """Return the way the figure is to move: «up», «down», «stable» or «»; «from» for the value before a change.

    A share that something is raised *to* is «to»: it says where a level is to be, not how fast it grows. What is cut
    *to* a figure is «down to», whatever its unit: less is better.

    Args:
        text: the stretch whose offsets the mention has, folded.
        mention: the figure.
        floor: end of the figure before it, or 0.
        language: «zh» or «en».
    """
    if mention.baseline:
        return "from"
    if text.startswith(("翻", "倍增"), mention.core_start):
        return "up"
    if language == "zh":
        # 新增 says that things are added, not that the figure rises
        phrase = text[clause_start(text, mention.core_start, floor) : mention.core_start].replace("新增", "新 ")
        patterns = (("down", _DOWN), ("up", _UP), ("stable", _STAY))
    else:
        phrase = text[max(floor, mention.core_start - 80) : mention.core_start]
        patterns = (("down", _DOWN_EN), ("up", _UP_EN), ("stable", _STAY_EN))
    hits = [(m.end(), word) for word, pattern in patterns for m in pattern.finditer(phrase)]
    if hits and max(hits)[1] == "down" and dimension(mention.unit)[0] == "share":
        eased = _GROWTH_EASES.search(phrase)
        to_level = _TO_LEVEL.search(text[max(0, mention.start - 8) : mention.start])
        if eased and (
            to_level if language == "zh" else not _BY.search(text[max(0, mention.start - 16) : mention.start])
        ):
            return "down" if eased["fall"] else "up"
    # «to 40 per cent below the level of 2005» tells by how much
    below = language == "en" and dimension(mention.unit)[0] == "share" and _BELOW_BASE.match(text, mention.end)
    if below:
        return "down"
    if _TO_LEVEL.search(text[max(0, mention.start - 8) : mention.start]) and not _GROWS.search(phrase):
        if hits and max(hits)[1] == "down":
            return "down to"
        if dimension(mention.unit)[0] == "share":
            return "to"
    if not hits and dimension(mention.unit)[0] in {"share", "point"} and _FALL_BEHIND.match(text, mention.end):
        return "down"
    if not hits and _GROWTH_BEHIND.match(text, mention.end):
        return "up"
    return max(hits)[1] if hits else ""


def shares_direction(text: str, before: Mention, mention: Mention) -> bool:
    """Tell whether two figures stand under one verb.

    «分别增长3%、4%», «by 3 per cent and 4 per cent», and what is aimed at beyond a target: «增长7%以上、力争达到8%».
    """
    alike = before.unit == mention.unit and dimension(mention.unit)[0] in {"share", "point"}
    joints = (_SIDE_BY_SIDE, _HIGHER_AIM)
    return alike and not before.baseline and any(j.fullmatch(text, before.end, mention.start) for j in joints)


def normalise_indicator(phrase: str, language: str) -> str:
    """Bring an indicator's noun phrase to one form.

    Args:
        phrase: the words around a figure, with or without verbs and times.
        language: «zh» or «en».

    Returns:
        The canonical name of a known indicator, else the cleaned phrase, in simplified script; «» where nothing is
        left.
    """
    phrase = LANGUAGES[language].fold(phrase)
    return _normalise_zh(phrase) if language == "zh" else _normalise_en(phrase)


def _strip(phrase: str) -> str:
    """Take leading and trailing words off that say nothing about what is measured."""
    phrase = _WHICH_YEARS.sub("", _COMPARED.sub("", _DATE_END.sub("", phrase)))
    phrase = _WHO.sub("", _BRACKETS.sub("", _RANKING.sub("", _CONDITION.sub("", phrase))).replace("\x00", ""))
    while phrase and not _KEEP_LEAD.match(phrase) and (match := _LEAD.match(phrase)):
        phrase = phrase[match.end() :]
    while phrase and not _KEEP_TAIL.search(phrase) and (match := _TAIL.search(phrase)):
        phrase = phrase[: match.start()]
    return phrase


def _normalise_zh(phrase: str) -> str:
    """Normalise a Chinese noun phrase."""
    cleaned = re.sub(r"[\s“”‘’\"]", "", _strip(phrase))
    if "新增" in cleaned:
        rest = cleaned.replace("新增", "")
        cleaned = f"新增{rest}" if rest else ""
    cleaned = re.sub("^(?:年末|年底|年度|年均)+", "", cleaned)
    if (match := _PLACE_VERB.match(cleaned)) and _strip(rest := cleaned[match.end() :]) == rest:
        cleaned = _strip(f"{match['verb']}{match['place']}{rest}")
    cleaned = _PROJECT.sub("", cleaned.replace("棚改", "棚户区改造"))
    for name, pattern in _KNOWN_ZH:
        if pattern.fullmatch(cleaned):
            return name
    if (match := _ACTION_FIRST.match(cleaned)) and match["verb"] != "新增":
        # 改造老旧小区 and 老旧小区改造 meet at the second form, 新增 stays in front
        return f"{match['noun']}{match['verb'].removeprefix('新')}"
    return cleaned


def _names_zh(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the indicators of the figures of a Chinese text."""
    names: list[str] = []
    previous = ""
    floor = 0
    shared: list[str] = []
    changes = False
    figures = [m.start for m in mentions if m.sort in FIGURES]
    starts = [m.start for m in mentions]
    for i, mention in enumerate(mentions):
        if mention.sort not in FIGURES:
            names.append("")
            continue
        behind = bisect_right(figures, mention.start)
        ceiling = figures[behind] if behind < len(figures) else len(text)
        left = _left_zh(text, mentions, starts, i, floor)
        if item := bool(shared) and not left.strip("、 和"):
            # A、B、C分别增长1%、2%、3%: each figure has its own item
            name = shared.pop(0)
        else:
            shared = _distributed(left)
            name = shared.pop(0) if shared else _one_zh(text, mention, left, ceiling)
        if not previous and (not name or name in _GENERIC):
            name = _subject_before(text, mention) or name
        elif name in _GENERIC and (area := _AREA_OF.fullmatch(previous)):
            name = _normalise_zh(f"{area['crop']}产量")
        if name.startswith("占") and previous and not previous.startswith("占"):
            name = previous.partition("占")[0] + name
        if name and _NOTHING_ZH.fullmatch(name):
            # what names nothing does not measure what the figure before it does either
            names.append(name if _RANK.fullmatch(name) else "")
            floor = mention.end
            continue
        previous = name or previous
        # «增产291亿斤» is the change of what the clause measures, not its level, and so is 5 in «分别增加3元和5元»
        moved = previous and _INCREMENT.search(left.rstrip("约近超过")) and not mention.baseline
        level = (
            dimension(mention.unit)[0] in {"share", "point", "multiple"}
            or _VERB_BEFORE.search(left)
            or not mention.unit
        )
        changes = changes if item else bool(moved) and not level
        names.append(previous + CHANGE_MARK if changes else previous)
        floor = mention.end
    return _ranked(names, mentions)


def _ranked(names: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    """Give a rank that stands alone («2个国家级») the noun of the next figure of that unit, or no name."""
    found = list(names)
    for i in range(len(found) - 1, -1, -1):
        if not _RANK.fullmatch(found[i]):
            continue
        behind = found[i + 1] if i + 1 < len(found) and mentions[i + 1].unit == mentions[i].unit else ""
        rank = _RANK.match(behind)
        found[i] = f"{found[i]}{behind[rank.end() :]}" if rank and rank.end() < len(behind) else ""
    return found


def _subject_before(text: str, mention: Mention) -> str:
    """Return what the clause before speaks of («粮食再获丰收，总产量达到…»); «» where that is not clear."""
    start = clause_start(text, mention.core_start, 0)
    previous = text[clause_start(text, max(0, start - 1), 0) : max(0, start - 1)]
    name = _normalise_zh(previous)
    if any(name == known for known, _ in _KNOWN_ZH):
        return name
    produce = _PRODUCE.match(previous)
    return _normalise_zh(f"{produce['noun']}产量") if produce else ""


def _left_zh(text: str, mentions: Sequence[Mention], starts: Sequence[int], at: int, floor: int) -> str:
    """Return the words of the clause before the figure `mentions[at]`, with dates replaced by a mark.

    `starts` are the starts of the mentions.
    """
    mention = mentions[at]
    start = clause_start(text, mention.core_start, floor)
    pieces: list[str] = []
    position = start
    for m in mentions[bisect_left(starts, start) : at]:
        if m.sort is Sort.DATE and m.start >= position and m.end <= mention.start:
            pieces += [text[position : m.start], "\x00"]
            position = m.end
    pieces.append(text[position : mention.start])
    left = "".join(pieces)
    if start == floor and floor and mentions[at - 1].sort in FIGURES and left.endswith(("、", "和", "及")):
        # in «2个大厅、3个展馆» the words between are those of the first figure
        return ""
    if start == floor and floor and "分别" not in left and "、" in left:
        # in «新建桥梁8座、改造水库3座» only the last item belongs to the second figure
        last = left.rpartition("、")[2]
        if len(_strip(last)) >= 2:
            return last
    return left


def _distributed(left: str) -> list[str]:
    """Return the items of a list that «分别» spreads over the figures behind it; empty where there is none."""
    head, mark, _ = left.rpartition("分别")
    if not mark:
        return []
    if sectors := _SECTORS.match(stripped := _strip(head)):
        return [_normalise_zh(f"第{n}产业{sectors['rest']}") for n in "一二三"]
    items = [item for item in _LISTED.split(stripped) if item]
    if len(items) == 1 and (both := _TOWN_AND_COUNTRY.match(items[0])):
        # «城乡居民收入分别增长5%、7%»: towns first, as the word has it
        return [_normalise_zh(f"{part}{items[0][both.end() :]}") for part in ("城镇", "农村")]
    if len(items) < 2:
        return []
    # «城镇、农村居民收入分别增长…»: the noun stands behind the last
    whole = items[-1][2:] if _TOWN_OR_COUNTRY.match(items[-1]) else ""
    return [_normalise_zh(f"{item}{whole}" if _TOWN_OR_COUNTRY.fullmatch(item) else item) for item in items]


def _one_zh(text: str, mention: Mention, left: str, ceiling: int) -> str:
    """Return the indicator that stands before the figure, or behind it where the words before are only a verb."""
    kind = dimension(mention.unit)[0]
    right = ""
    # money and points never count the noun behind them; a share does where 的 stands between
    if not kind.startswith(("money", "point", "multiple", "months", "days", "minutes")):
        match = _RIGHT.match(text, mention.end, ceiling)
        if match and not _RIGHT_STOP.match(match.group(1)) and (kind != "share" or match.group().startswith("的")):
            right = _QUOTE_MARKS.sub("", _cut_at_verb(match.group(1)))
    name = _strip(left)
    bare = _WHICH.sub("", left.strip("“”、 （(\x00"))
    # 未通车的4个村: what ends in 的 is said of the things that are counted
    described = kind.startswith("count") and bare.endswith("的")
    # 茶亭、水闸等9个惠民工程: before 等 stand examples of what is counted; they tell more than 重大项目
    if kind.startswith(("count", "people", "households")) and bare.endswith("等") and len(right) > 1:
        described |= not (_NOTHING_ZH.fullmatch(right) or _ANY_WORK.fullmatch(right))
    if right and (place := _VERB_PLACE.search(bare)):
        return _normalise_zh(f"{place['verb']}{place['place']}{right}")
    if right and (not name or described or _VERB_BEFORE.search(bare)):
        action = _FINAL_ACTION.search(bare)
        return _normalise_zh(f"{action.group(1)}{right}" if action else right)
    return _normalise_zh(left) if name else _normalise_zh(right)


def _cut_at_verb(phrase: str) -> str:
    """Cut a noun phrase behind a figure where a verb begins, unless the phrase starts with it."""
    # 计划新开工项目 has its verb before the noun; what is quoted is a name as it stands
    name = _NAME_FIRST.match(phrase)
    start = name.end() if name else 1
    match = next(
        (m for m in _RIGHT_VERB.finditer(phrase, start) if _strip(phrase[: m.start()]) not in {"新", "因"}), None
    )
    if not match:
        return phrase
    noun = phrase[: match.start()]
    if done := _DONE_BEHIND.match(phrase, match.start()):
        return f"{noun}{done['action']}"
    # 老旧小区改造 and 老旧小区改造项目 are noun phrases, 企业达到 is not
    if match.group() in {"建设", "改造", "整治", "治理", "修复", "加装"}:
        project = _PROJECT_BEHIND.match(phrase, match.end())
        return phrase[: project.end() if project else match.end()]
    return noun


# ── English ──────────────────────────────────────────────────────────────────────────────────────

_KNOWN_EN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "GDP",
            r"(?:real |nominal |overall )?(?:gdp|gross domestic product|economy|economic)(?: growth)?(?: rate)?|"
            r"growth(?: rate)?|"
            r"(?:rate of )?growth(?: in (?:gdp|economy))?|(?:economy|gdp) (?:grew|expanded|grow|contracted)",
        ),
        ("deficit", r"budget(?:ary)? deficit"),
        ("surplus", r"budget(?:ary)? surplus"),
        (
            "consumer prices",
            r"(?:consumer price |overall |headline )?inflation(?: rate)?|consumer prices?(?: index)?|"
            r"cpi(?: inflation)?",
        ),
        ("unemployment rate", r"(?:overall |total |resident )?unemployment(?: rate)?|jobless rate"),
        ("corporate tax rate", r"(?:corporate|corporation|company)(?: income)? tax(?: rate)?"),
    )
)
#: indicators that have one name, however they are written
KNOWN_EN = frozenset(name for name, _ in _KNOWN_EN)
# a class of people or schools, no movement: lower-income families, higher education
_CLASS = (
    r"(?![- ](?:incomes?|wages?|paid|earn\w*|skill\w*|end|middle|class\w*|half|third|quarter|two|tiers?|second\w*|"
    r"sec|primary|education|learning|degrees?|studies|value)\b)"
)
_UP_EN = re.compile(
    r"\b(?:increas|rais|ris(?:e|es|en|ing)\b|rose|(?<!negative )grow|grew|expand|improv|boost|lift|creat|climb|"
    rf"doubl|higher{_CLASS}|strengthen)\w*",
    re.IGNORECASE,
)
_DOWN_EN = re.compile(
    rf"\b(?:negative growth|reduc|cut|cutt|lower{_CLASS}|fall|fell|declin|decreas|drop|shrink|shrank|shrunk|"
    r"contract(?:ed|ion)|slow|halv|phase out|trim)\w*",
    re.IGNORECASE,
)
# «the remaining forty beds» stay nowhere
_STAY_EN = re.compile(
    r"\b(?:maintain|keep|kept|hold|stay|stabilis|"
    r"remain(?!ing (?!at|below|under|above|around|near|within|close|steady|stable|unchanged)))\w*",
    re.IGNORECASE,
)
_DROP_EN = words("""
    we i it they he she you us them him me government governments my our your his her its their the a an this
    that these those there here will would shall should can could may might must be is are was were been being
    has have had do does did not no to by of at in on for with from as into onto than and or but so also if
    because like where when while which who whose what further another about around some over under more less
    up down only just even still already again now then today year years next last current present currently
    presently expected expects expect intend intends plan plans propose proposes proposed aim aims target
    targets commit committed set aside provide provides provided providing spend spent spending invest invests
    invested allocate allocated total amount amounts amounting amounted sum cost costs costing worth increase
    increases increased increasing raise raised raising reduce reduced reducing cut cuts cutting lower lowered
    grow grows grew growing grown rise rises rose rising fall falls fell falling reach reached reaching achieve
    achieved achieving build built building create created creating add added adding make made making give gave
    given giving offer offering bring brought bringing keep keeping maintain maintained extend extended expand
    expanded double doubled per annum each every all both through during between until since annual annually
    estimated estimate projected forecast approximately nearly almost therefore receive received support help
    helped get put pay paid hold held stood stands stand came come comes well within minimum maximum least most
    average fiscal financial percentage cent percent per-cent compared equivalent equal totalling totaling
    exceed exceeded including excluding such additional extra sir mr speaker honourable members launch launched
    complete completed introduce introduced establish established open opened train trained hire hired recruit
    recruited deliver delivered earn earns earning allow allows represent represents representing register
    registered yield yields cover covers covering inject injected take takes took taken use used show shows
    showed see sees saw go goes went gone turn turned enjoy enjoyed contracted continue continued continues
    follow followed remain remained remains stay draw drew let need needs require required seek sought thiswill
    wewill fy first second full thus hence however fully out off back shrink shrinks shrank shrunk shrinking slow
    slows slowing rebuilt began begun coming upcoming previous preceding lost won sold sent
    begin begins beginning end fallen fact above below before after
""") | frozenset(
    # we’re, it’ll, they’ve, that’s
    f"{who}{mark}{verb}"
    for who in ("i", "we", "you", "he", "she", "it", "they", "that", "there", "here", "who", "what")
    for mark in "'’"
    for verb in ("m", "re", "ll", "ve", "d", "s")
)
# what may stand between a figure and the noun that it measures, and names nothing itself
_EDGE_EN = words("""
    january february march april june july august september october november december respectively risen despite
    although though became beyond eventually either hitherto itself kept laid done shown undertaken whom why
    thereby till yet soon once together upward upwards away previously far against meet meets generate encourage
    enable apply implement require determine manage waive withdraw remove impose translate qualify say enhance
    pay pays become becomes ranging averaging declining setting accounting numbering running resulting reflecting
    showing measuring having going getting conferring acknowledging removing allowing involving extending receiving
    putting taking employing enjoying progressing continuing rebounding formulating producing able around mere
    included including something
""")
# before a figure alone: «the remaining 40 per cent», but «higher education», «aged care»
_BEFORE_FIGURE_EN = _EDGE_EN | words("""
    aged higher highest lowest faster slower better worse larger smaller substantial significant modest drastic
    remaining existing earlier corresponding prevailing following same similar low high older starting net
""")
# behind these words stands a verb («will restore», «we connect»)
_BEFORE_VERB = words("will shall would should could can must may might cannot we i they you it he she who")
_AUXILIARY = words("is are was were be been being has have had will")
_ADVERB = re.compile("(?!family|supply|assembly|italy|july|reply|monopoly|anomaly|elderly)[a-z]{3,}ly")
_PARTICIPLE = re.compile("(?!speed|breed|indeed|hundred|exceed|proceed|succeed|watershed|need)[a-z]{3,}ed")
_CLAUSE_EN = re.compile(r"[.;:!?\n—–]|,(?!\d)|\sand (?=\$)|\sagainst\s|\b(?:short|ahead|instead|because) of\s")
# the Harbour Fund, which we drew on, will be rebuilt to …
_RELATIVE = re.compile(r",\s(?:which|who|whose)\s[^,.;:]{1,80},(?=\s)")
# $3 million better than planned
_DIFFERENCE_EN = re.compile(
    r"\s+(?:(?:better|worse|higher|lower|more|less|fewer|greater|larger|smaller) than\b|"
    r"(?:above|below|under|over|ahead of|short of) (?:the |our |its )?"
    r"(?:target|plan\b|planned|budget(?:ed)?\b|forecast|estimate|expect|what\b|last year))",
    re.IGNORECASE,
)
_WORD_EN = re.compile(r"[A-Za-z][A-Za-z’'&-]*")
_NUMBER_WORDS = words("""
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion dozen half and a an more additional extra
""")
_INNER = frozenset({"of", "for", "in"})
_ARTICLES = frozenset({"the", "our", "its"})
_TAKES_TO = words("contribution contributions exports access visitors transfers loans grants aid subsidies")
# a surplus of $5 million, or 1.3 per cent of GDP
_OR_SHARE = re.compile(
    r"\s*[,(]?\s*(?:or|equal to|equivalent to|which is|i\.e\.)?\s*(?:about|some|around)?\s*", re.IGNORECASE
)
# words that say that there is a figure, not what it measures
_NOTHING_EN = words("goal target objective aim plan total amount number fewer more less promise forecast estimate")
_SIX = 6  # words kept of a noun phrase
_OF_EN = re.compile(r"\s+(?:of|in)\s+(?:the\s+|our\s+|its\s+|all\s+)?(?P<whole>.+)")
_PURPOSE_EN = re.compile(
    r"\s+(?:[a-z]+ly )?(?:(?:will be|is|has been|was|are|to be)\s+\w+\s+)?(?:[a-z]+\s+){0,2}?"
    r"(?:(?P<to>to)|for|into|on|towards?|in|of)\s+(?P<what>.+)"
)
_SPENDS_EN = re.compile(
    r"\b(?:set(?:ting)? aside|spend(?:ing)?|spent|provid\w+|invest\w*|allocat\w+|commit\w*|contribut\w+|"
    r"inject\w*|giv\w+|put|"
    r"earmark\w*|disburs\w+)\s+(?:(?:a|an|another|further|additional|total of|more)\s+)*$",
    re.IGNORECASE,
)
_RIGHT_END_EN = re.compile(r"[.;:!?,\n—–(]")
_NUMBER_LEAD = re.compile(r"^[^A-Za-z]*")


def _normalise_en(phrase: str) -> str:
    """Normalise an English noun phrase: lower case, no determiners, last word in the singular, known names joined.

    «new» in front says that things are added, as «additional» does, unless it begins a name (New Harbour).
    """
    written = [w.removesuffix("’s").removesuffix("'s") for w in _WORD_EN.findall(phrase)]
    while written and (
        written[0].lower() in _DROP_EN
        or written[0] in {"new", "newly"}
        or (written[0] == "New" and not (written[1:] and written[1][0].isupper()))
    ):
        written.pop(0)
    kept = [w.lower() for w in written]
    while kept and kept[-1] in _DROP_EN:
        kept.pop()
    name = " ".join(w for w in kept if w not in {"the", "our", "its", "a", "an"})
    for known, pattern in _KNOWN_EN:
        if pattern.fullmatch(name):
            return known
    head, _, last = name.rpartition(" ")
    return f"{head} {singular(last)}".strip()


def _names_en(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the indicators of the figures of an English text."""
    names: list[str] = []
    previous = ""
    floor = 0
    for i, mention in enumerate(mentions):
        if mention.sort not in FIGURES:
            names.append("")
            continue
        ceiling = next((m.start for m in mentions[i + 1 :]), len(text))
        if dimension(mention.unit)[0].startswith(("money", "share", "point")) and _DIFFERENCE_EN.match(
            text, mention.end
        ):
            # «$3 million better than planned» is no level
            base = _normalise_en(" ".join(_left_en(text, mention, floor))) or previous
            names.append(f"{base} difference" if base else "")
            floor = mention.end
            continue
        name = _one_en(text, mention, floor, ceiling) or previous
        if name in _NOTHING_EN:
            names.append("")
            floor = mention.end
            continue
        if (
            name == "share of GDP"
            and previous
            and "share" not in previous
            and _OR_SHARE.fullmatch(text, floor, mention.start)
        ):
            name = f"{previous} {name}"
        names.append(name)
        previous = names[-1]
        floor = mention.end
    return names


def _one_en(text: str, mention: Mention, floor: int, ceiling: int) -> str:
    """Return the indicator of one figure: the counted noun, the phrase before it, or what the money is for."""
    kind = dimension(mention.unit)[0]
    if kind.startswith(("count", "people", "households")) and mention.unit and "/" not in mention.unit:
        core = _WORD_EN.findall(_NUMBER_LEAD.sub("", text[mention.core_start : mention.core_end]))
        while core and _NUMBER_WORDS.issuperset(core[0].lower().split("-")):
            core.pop(0)
        counted = _normalise_en(" ".join(core)) or mention.unit
        # bare «people» and «households» do not say what is done with them; «rural households» do
        if kind.startswith("count") or " " in counted:
            return counted
    left = _left_en(text, mention, floor)
    right = text[mention.end : ceiling]
    if end := _RIGHT_END_EN.search(right):
        right = right[: end.start()]
    of = _OF_EN.match(right)
    if kind == "share" and of and right.lstrip().startswith("of"):
        whole = _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(of["whole"]))))
        part = _normalise_en(" ".join(left))
        return (f"{part} share of {whole}" if part else f"share of {whole}") if whole else part
    if kind in {"length", "area", "mass", "volume", "power", "energy"} and of and right.lstrip().startswith("of"):
        # 30 miles of county road measure the road
        return _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(of["whole"]))))
    purpose = _PURPOSE_EN.match(right)
    before = _WORD_EN.findall(text[floor : mention.start])
    # «has announced $4 million of new orders»: the noun before the verb is who announces
    acts = (
        purpose
        and not purpose["to"]
        and before
        and _is_verb(before, len(before) - 1, first=True)
        and not _ADVERB.fullmatch(before[-1].lower())
    )
    spends = acts or _SPENDS_EN.search(text[floor : mention.start])
    known = _normalise_en(" ".join(left)) in KNOWN_EN
    if kind.startswith("money") and purpose and not known and (spends or len(left) < 2):
        what = _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(purpose["what"]))))
        if what and not (what == "GDP" and purpose["to"]):
            return what
    if left:
        return _normalise_en(" ".join(left))
    return _normalise_en(" ".join(_head_phrase(_WORD_EN.findall(right))))


def _left_en(text: str, mention: Mention, floor: int) -> list[str]:
    """Return the noun phrase before a figure, in its clause."""
    before = _RELATIVE.sub(lambda m: " " * len(m.group()), text[floor : mention.start])
    aside = _ASIDE_EN.search(before)
    if aside and mention.unit and text.startswith(",", mention.end):
        before = before[: aside.start()]
    start = max((m.end() for m in _CLAUSE_EN.finditer(before)), default=0)
    return _tail_phrase(_WORD_EN.findall(before[start:]))


def _tail_phrase(phrase: Sequence[str]) -> list[str]:
    """Return the noun phrase at the end of a list of words: back to the last verb or function word, but across «of».

    An article ends it («brings the deficit») unless «of», «in» or «for» stands before («growth in the economy»).
    """
    kept: list[str] = []
    for i in range(len(phrase) - 1, -1, -1):
        low = phrase[i].lower()
        before = phrase[i - 1].lower() if i else ""
        if kept and low in _ARTICLES:
            if before in _INNER:
                continue
            break
        if kept and low == "to" and before in _TAKES_TO:
            kept.append(phrase[i])
            continue
        if not kept and low in _BEFORE_FIGURE_EN:
            continue
        if (low in _DROP_EN and not (low in _INNER and kept)) or _is_verb(phrase, i, first=not kept):
            if kept:
                break
            continue
        kept.append(phrase[i])
        if len(kept) == _SIX:
            break
    while kept and kept[-1].lower() in _INNER | _ARTICLES:
        kept.pop()
    return kept[::-1]


def _is_verb(phrase: Sequence[str], i: int, *, first: bool) -> bool:
    """Tell whether a word is a verb or its adverb, by the words before it; «first» is the one nearest to the figure."""
    low = phrase[i].lower()
    j = i - 1
    while j >= 0 and (_ADVERB.fullmatch(phrase[j].lower()) or phrase[j].lower() in {"also", "now", "then", "again"}):
        j -= 1
    before = phrase[j] if j >= 0 else ""
    if before != "May" and before.lower() in _BEFORE_VERB:
        return True
    if first and (_ADVERB.fullmatch(low) or (before == "to" and low == phrase[-1])):
        return True
    # «was rebuilt to», «connected 900», but «share of unemployed» and «paved roads»
    done = _PARTICIPLE.fullmatch(low) and before.lower() not in _INNER | _ARTICLES
    return bool(done) and (first or before.lower() in _AUXILIARY)


def _head_phrase(phrase: Sequence[str]) -> list[str]:
    """Return the noun phrase at the start of a list of words, at most six, up to the next function word."""
    kept: list[str] = []
    for i, word in enumerate(phrase):
        low = word.lower()
        if low in _DROP_EN:
            if kept and low not in {"of", "in", "the", "our", "its"}:
                break
            if not kept:
                continue
        if not kept and low in _EDGE_EN:
            continue
        # «lifted out of poverty», but «paved roads»
        if not kept and _PARTICIPLE.fullmatch(low) and (i + 1 == len(phrase) or phrase[i + 1].lower() in _DROP_EN):
            continue
        kept.append(word)
        if len(kept) == _SIX:
            break
    while kept and kept[-1].lower() in _INNER | _ARTICLES:
        kept.pop()
    return kept
