"""Units of Chinese sentences (codebook §2): cut at ； and at commas behind which a new action begins.

A comma is judged by the clause on each side. Behind it a new action begins if the clause opens with a verb, after
adverbs; jieba's dictionary says which words are verbs. No cut is made before a result or purpose («让…», «以便…»),
before a predicate that shares the subject («，居全国首位»), or behind a clause that only gives means or time. What must
be done stays with its subject or topic («渡口管理，要…»), but not with a fact that leads up to it.
A unit begins behind words that only announce it («主要预期目标是：»): they would else stand in the title of its thread
and count as words in common with every other unit so announced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

_FINAL = re.compile(r"[\s。！？!?；;，,、：:…．.]+$")
_OPEN, _CLOSE = "《（(“「『〈〔", "》）)”」』〉〕"
_NUMERAL = "一二三四五六七八九十"

# What may stand before the verb of a clause without being its object: order words, modals, adverbs the dictionary
# knows under another tag.
_BEFORE_VERB = re.compile(
    rf"\s*(?:(?:第?[{_NUMERAL}]{{1,2}}(?:是|要|、)|同时|此外"
    rf"|另外|首先|其次|最后|我们|并且?|且|还|也|都|又|再"
    rf"|更(?:好|大力度|大|多|加)?|要"
    rf"|一定要?|尤其要|特别要|将|应当?|须|必须|务必|可以?|需要?|能够?"
    r"|继续|进一步|加快|大力|积极|深入|切实|努力|着力|全力"
    r"|全面|扎实|稳步|稳妥|持续|不断|重点|统筹|协同|一体"
    r"|坚决|坚定(?:不移)?地?|尽心竭力|一以贯之|前瞻|高规格|时刻|首次|大量|坚持不懈地?|有序|有效"
    r"|严格|依法|科学|合理|优先|抓紧|尽快|高质量|高标准"
    r"|高水平|高效|系统|充分|更好|更大力度|更大|更多|认真"
    r"|主动|广泛|逐步|适度|适时|精准|分类|同步|率先|正确"
    r"|免费|基本|多渠道"
    r"|因地制宜|千方百计|锲而不舍|驰而不息|纵深|用心用情"
    r"|因城施策|综合|集中|共同|始终|牢牢|奋力|加力|大规模"
    r"|高位|严厉|妥善|及时|定期|全方位|全过程|常态化"
    r"|多措并举|一律|从严|从快|统一|联合|相应|普遍|直接"
    r"|健康|平稳|优质|快速|滚动|梯次|差异化|多元化|市场化"
    r"|法治化|着眼|提前(?:[^，]{1,4}[年月天])?|分级|分批"
    r"|深度|精心|适当|严肃(?=[查处整追])|有力(?:有效)?|动态|聚力|整体|着重|密切(?=[关跟监])|全部|严密|长期|梯度|全链条|平等"
    r"|最大限度(?:地)?|真正|持之以恒(?:地)?|不折不扣(?:地)?|牢固|毫不动摇(?:地)?|毫不放松(?:地)?|完整准确全面|集中力量"
    r"|安全有序|如期|按期|按时|足额|及早|“?一[^，]{1,6}一策”?|加密|刚性"
    r"|分步|尽(?:最大|一切)?(?:努力|可能|力)|超额|圆满|成功|顺利|累计|全年|每年)(?:地)?)*"
)
# Verbs of action that the dictionary lists as nouns, adjectives or not at all.
_ACTION_VERBS = re.compile(
    r"推进|加强|强化|实施|完善|支持|深化|开展|加快|建立"
    r"|健全|推动|提高|促进|落实|加大|优化|扩大|构建|打造"
    r"|培育|发展|建设|提升|做[好强优大]|抓[好实]|办好|用好"
    r"|建好|管好|"
    r"坚持|规范|繁荣|丰富|壮大|稳定|巩固|统筹|改革|创新"
    r"|创建|探索|规划|布局|保障|服务|治理|整治|监督|投资"
    r"|试点|示范|清零|畅通|活跃|严格|明确|细化|净化|绿化"
    r"|"
    r"[扩改新迁续翻重共联]建|建[成强]|启动|投用|招引|引育"
    r"|争创|争取|力争|确保|兜[牢住]|织密|扎牢|筑牢|夯实"
    r"|打[好赢响通]|补[齐上强]|守[牢住护]|严[控守禁惩查]"
    r"|抢[抓占]|赋能|助力|减免|免征|"
    r"倡导|弘扬|厚植|涵养|擦亮|叫响|盘活|唤醒|激活|纠治"
    r"|纠正|反对|突出|聚焦|放宽|放开|压实|压减|压缩|精简"
    r"|简化|下放|取消|降低|减少|减轻|控制|遏制|防止|防范"
    r"|化解|避免|杜绝|"
    r"增加|增强|增设|增发|新增|提供|发放|安排|拨付|投入"
    r"|配置|调整|改善|改进|改造|修复|修订|修建|制定|制订"
    r"|出台|编制|研究|谋划|形成|实现|完成|保持|保护|维护"
    r"|发挥|运用|利用|开发|"
    r"营造|创造|申办|适应|引领|承接|联动|引进|引导|鼓励"
    r"|吸引|培养|选派|激发|激励|释放|拓展|拓宽|延伸|延续"
    r"|接受|自觉|办理|公开|执行|贯彻|践行|树立|举办|召开"
    r"|组建|设立"
    r"|成立|组织|动员|参与|融入|对接|做到|注重|重视|"
    r"统一|综合施策|施策|排查|裁减|摸排|征集|采取|给予|免除|调动|[守护扛唱留种养把走讲][好牢住稳实准]"
    r"|获批设立|满足|缩小|消除|填补|解决|破解|破除|打破"
    r"|打击|查处|惩治|清理|整顿|取缔|淘汰|关停|关[心爱注]"
    r"|尊重"
    r"|团结|凝聚|汇聚|集聚|带动|帮助|帮扶|扶持|救助|资助|照顾|安置|纳入|推广|推行|推出|推荐"
    r"|更新|更换|提振|供应|扩围|紧盯|紧抓|狠抓|力戒|深耕|深挖|用足|整合|集成|串联|贯通|复制|推介|承办|争当|当好"
    r"|做实|突破|攻克|升级|新[培开改]|提质(?=[升建改])|密切|便利|厉行|大兴|铸牢|管理|严肃|推介|构筑|梳理|决不|绝不|不得|不搞|不再(?!是)"
    r"|稳(?=[就外投住增企])|做(?:[精细足]|深(?!入))|落地(?=[\d０-９一国首]|了)|总结(?!报告)|普及(?!率|化)|获批(?=[国建首\d０-９])|锚定|战胜|充实"
    r"|管控|防控|调节|直面|严把|树牢|永葆|牢记|重塑|选树|上线(?=[“\d０-９])|宣传|奖励|设置|创作|检查|绘[好就]|重组|节约|新[设出推签]"
    r"|开[齐足]|配[齐强足](?!率)|备[齐足]|[摸盘]清|选好|清淤(?=[航河水湖渠库塘港\d])"
    r"|提档升级|种植|补种|赋予|惩处|严办|督办|督促|监测|评估|审计|核查|试行|试办|续建|扩容|增发|增派|开放|开拓"
)
_NOUN_HEADED = re.compile(
    r"(?!改革完善|改革优化|发展壮大|建设完善|创新完善)(?:投资|生产|服务|教育|改革|发展|建设|创新|保障|治理"
    r"|规划|试点|监督|示范|开放|投入|组织|出口|进口|消费"
    r"|就业|管理|运输|旅游|经营|管控|防控|调节|宣传|奖励|设置|创作|检查|重组|节约|普及|总结)"
    r"(?:[^，]{0,14})(?:增长|提高|提升|下降|增强|改善|优化"
    r"|达到?|超过|突破|加快|推进|扩大|显现|活跃|完善|健全"
    r"|好转|落地|取得|进展|占|为)"
)
# A clause that opens with these says what comes of the action before it, or describes it.
_RATE_OF = re.compile(r"\s*(?P<of>[一-鿿]{2})率(?:达到?|为|超过?|提?升?至)?[\d０-９]")
_RESULT = re.compile(
    r"\s*(?:使得?|让|方便|以便|以免|从而|进而|以此|促使|致使"
    r"|确保[^，]{0,4}(?:不|到位|落地|见效)|均(?!衡|等)|皆|即(?!时)|就(?!业|地|近|学|医|餐)|才"
    r"|却|而|但|其中|[例比诸]如|将?比(?!例|重|赛|学|对|选)|较|同比|环比|(?:同|可比)口径|分别|增速|增幅|增长"
    r"|按[^，]{0,8}(?:价格|价|汇率|口径)|由(?:上年|去年|\d{4}年)"
    r"|下降|上升"
    r"|占|高于|低于|快于|创(?:下|历史|新高)|居(?!民|家|住|委|间|留)|位居|位列"
    r"|名列|排名|跃居|领跑|继续(?:位居|保持|居)|达到|达(?![州标产])|超过|超(?=[\d０-９一二三四五六七八九十百千万亿两])"
    r"|首次(?:占|进入|突破|跻身|超|达)|这(?:是|就|[既也将]|[^，]{0,3}(?:标志|表明|说明))"
    r"|突破(?=[\d０-９]|[一二三四五六七八九十百千万亿两]+[^一-鿿]|[一二三四五六七八九十百千万亿两]+[万亿])|相当于|成为|属于|属(?!地)|是|有(?!序|效|力|关|组织|计划|针对|重点|步骤|选择|条不紊|机"
    r"|条件)|具有|体现|标志|意味|说明|表明|等|以(?!上)|为|用于|用以|涉及"
    r"|惠及|覆盖|包括|特别是(?!要)|尤其是|年均|平均|总(?:量"
    r"|额|数|规模)(?:达|突破|超|增|近)|目标|力度|不低于|不超过|不少于|控制在"
    r"|较上年|比上年|至)"
)
# A clause that opens with these gives means, ground or time for what follows, unless it has a verb of its own.
_MEANS = re.compile(
    r"\s*(?:(?:要|将|并|还|也)?(?:通过|按照?|根据|依据|依照"
    r"|围绕|针对|依托|立足|随着|遵循|本着|结合|鉴于|由于"
    r"|因(?![此地时势素应公城校材人病])|为了|为(?=[^，]{2,30}$)(?![^，]*(?:提供|创造|营造|打[下牢好]|奠定|作[出好]|做出|办实|减负|发挥[^，]*作用))|面对"
    r"|面向|沿着|借助|凭借|适应)|(?:综合考虑|考虑到|实施(?:上述|以上|这些))|以[^，]+为(?!核心的)[^，]+$"
    r"|(?:要)?以(?!及)[^，]+(?:精神|姿态|态度|力度|标准|方式|思维"
    r"|举措|作风|决心|担当|干劲|力量|勇气|步伐|胸襟|为契机)$|在[^，]+(?:上|下"
    r"|中|时|后|前|里|间|方面|同时|之际|领域|期间|基础上"
    r"|前提下)$"
    r"|从[^，]+(?:起|开始|看|出发|入手|上|方面)$|对(?:于)?(?![接标照外内口应称账])[^，]{2,40}$"
    r"|当[^，]+时|如果|只要|只有|凡是?|无论|不论|不管|除[^，]+外$|扣除[^，]+|[^，]{2,30}[之以]?后$"
    r"|经过|[^，]{4,30}(?<![集之其当期适折高县初手])中$"
    r"|采取[^，]{0,6}(?:措施|办法|方式|手段)$|作为"
    r"|(?!促进|推动|推进|加强|坚持|[^，]{0,12}(?:把|[放用]在|[要须][与同和]))[^，]{0,10}(?:结合[^，]{0,6}(?:实际|特点)|[同与和][^，]+相?结合|在[^，]{2,40}"
    r"(?:基础上|前提下|的?同时|过程中|的时候|情况下|条件下|[领指]导下|方面))$"
    # «教育方面，…», «要从信贷、技术等方面，…»: what the action behind it is about
    r"|[^，]{0,8}要从[^，]+方面$"
    r"|(?![^，]*(?:把|将|用[于在到]|[放体表]现?在|贯穿|应用|抓|落实到|覆盖|拓展|延伸|着眼|注重|重视|统筹|做好))[^，]{2,24}方面$"
    # «瞄准高端化、绿色化，支持…»: an aim or field in view; «聚焦渔业补短板» and «聚焦文旅抓项目» act
    r"|(?:要|更加|紧紧|全面|始终|牢牢|持续|继续|精准|主动|积极|重点)*(?:聚焦|瞄准|着眼于?|锚定|紧扣|紧盯|抢抓|顺应)[^，]*?"
    r"(?:[^变转强优深细消]化|(?<![补强扩优调抓促稳拓增])(?:领域|行业|产业|赛道|目标|要求|任务|机遇期?|窗口期|契机|需求|需要|定位|布局|方向"
    r"|环节|群体|重点|等|格局|体系|框架|架构|主线|使命|蓝图|总纲|趋势|变化|期待|战略|核心|特点|集群|短板|未来))[”）]?\s*$)"
)
# Who acts, and that they must («各区县要按照…的部署，…»). «坚持以…为中心» is a principle of its own.
_ASKED = (
    r"\s*[^，]{0,14}?(?:要|应当?|必须|须|需要?|将|可以?|能够?|已经?|继续|进一步)"
    r"(?:还|都|也|先|再|认真|严格|坚决|努力|继续|进一步){0,3}"
)
# Time and circumstance, whatever the clause says is done in it.
_WHEN = re.compile(r"\s*[^，]{0,10}在[^，]{2,40}(?:[之以]?后|的?时候?|过程中|基础上|前提下|情况下|条件下|的?同时)\s*")
# What may stand between two actions and belong to neither: who or what is spoken of.
_NO_LEAD = re.compile(r"\s*(?:除|为(?!了)|对|以[便免]|要|[^，]+为主$)")
_ASKED_MEANS = re.compile(
    rf"{_ASKED}(?:按照?(?![期时])|根据|依据|依照|围绕|针对|遵循|本着|以[^，]+(?:为[^，]+|力量|姿态|态度|力度|标准|方式|精神|决心|勇气|措施|步伐)$|从[^，]+(?:出发|入手)$|在[^，]+(?:下|基础上|的时候|过程中)$"
    r"|采取[^，]{0,10}(?:措施|办法|方式|手段|举措|步骤)$)"
)
# «以…为支撑推进…», «按…标准改造…»: the means and the action stand in one clause.
_BY_MEANS = re.compile(
    rf"(?:{_ASKED}|\s*)(?:(?:按照?|根据|依据|依照)[^，]{{1,30}}(?:要求|原则|思路|精神|部署|目标|方针|规定|规划|标准|方向|方式|政策|办法|程序|计划|需要|安排|制度)"
    r"|以[^，]{1,24}为(?:支撑|抓手|牵引|导向|核心|引领|契机|主线|依托|载体|重点|基础|突破口|龙头|统领|主体|根本"
    r"|中心|目标|纽带|平台|保障|方向|手段|切入点|着力点|主攻方向|先导|标准|底线|动力))"
)
_OWN_VERB = re.compile(
    r"^\s*(?:要|将)?对[^，]{2,}?(?:(?<![需重主必首])要(?![素求点])"
    r"|(?:一律|严肃|坚决|加大|加强|实施|设立|赋予|落实|扩大|降低|严惩|严查)[^，的]{2,60}$)"
    r"|围绕[^，]{2,40}(?:实施|展开)$|"
    r"(?<!的)(?:逐一|逐项|合理|积极|大力|认真|统一|稳步|稳妥|分类|分别|精准)"
    r"(?:制定|编制|安排|引导|推进|开展|建设|发展|组织|调整|实施|建立|推动|规划|调节|部署)(?=[^，]{2})"
    r"(?![^，]{0,60}(?:要求|原则|思路|精神|部署|目标|方针|方向|需要)$)|"
    r"来(?:扩大|增加|推动|促进|提高)|(?<![未年以本将原历近])来(?=[^，的]{4,60}$)|退还|返还|征收|减按|取得|获得|得到|实行|给予|免除|提供|发放|进行|开展"
    r"|(?:不断|进一步|适时|继续)(?:提高|增强|扩大|完善|优化|加强|推进|调整)[^，]{4,}(?<!要求)(?<!部署)(?<!需要)(?<!目标)(?<!精神)(?<!原则)$"
)
_CONNECTOR = re.compile(
    rf"\s*(?:第?[{_NUMERAL}]{{1,2}}(?:是|要)?|因此|为此|所以"
    rf"|同时|与此同时|此外|另外|首先|其次|再次|最后|总之"
    rf"|一方面|另一方面|在此基础上|对此|这样)[，,]\s*"
)
_DIGITS = "0-9一二三四五六七八九十○〇零"
# A year, a plan or a span of years, with its preposition («到一九六五年底», «“五五”期间»).
_DATE = (
    rf"(?:而|力争|刚刚过去的)?[在到至于自从比]?(?:“[{_NUMERAL}]{{1,3}}五”|[{_DIGITS} ]{{4,}}年?|[今明后去前当]年"
    rf"|本?世纪|第[{_NUMERAL}]个五年计划)[这的前后初中末底内间期时季月年份日号上下半至到 {_DIGITS}]*"
)
_BARE = re.compile(
    rf"\s*(?:第?[{_NUMERAL}]{{1,2}}(?:是|要|方面)?|今[年后]"
    rf"|明年|去年|目前|当前|近年来|近期|过去[^，]{{0,4}}"
    rf"|[^，]{{0,3}}年来"
    rf"|[^，]{{0,6}}以来|到?\d{{2,4}}年(?:底|末|前|以?前)?(?:全[省市区国年])?"
    r"|年内|因此|为此|所以|同时|此外|另外|首先|其次|再次"
    r"|最后|总之|特别是|尤其是|一方面|另一方面|与此同时"
    r"|在此基础上|对此|这样|其中|实践证明|必须看到|要看到"
    r"|我们深知"
    r"|(?:国务院|中央|党中央|政府|我们|[省市县州区]政府)(?:决定|认为|要求|希望|相信|强调)|例如|比如|应[该当]?(?:肯定|指出|看到|承认)"
    r"|(?:必须|需要)(?:强调|指出|了解|说明)|前面说过|[^，]{1,4}(?:总理|主席|总书记)[说指强][出调过]?"
    r"|各位代表|的确|今年以来|[1-9]\d?月(?:份|\d{1,2}日|[底初]前?)?|(?:\d{4}年|今年|明年)[^，]{0,5}[前底末初内]"
    rf"|{_DATE})\s*"
)
# The clause speaks of what the clause before it has named, so that alone it is about nothing («帮助他们解决困难»).
_POINTS_BACK = re.compile(
    r"\s*(?:并|要|应当?|必须|都|也|切实|真正|始终|进一步)*"
    r"(?:[放摆]在|[摆放]到|置于|列入重要|提到重要|提上|对此|为此|据此|使其|将其|把(?:它|这)|帮助他们|对他们)"
)
# The object or theme stands first; the clause is an action of its own if a verb follows in it.
# «为…提供…» is one where it gives something out; «为…提供支撑» says what the action before it is good for.
_GIVES = (
    r"为[^，]{1,30}?(?:提供|发放|办理|安排|配备|配发|购买|开展|减免|解决)"
    r"(?![^，]*(?:支撑|支持|保障|保证|动力|条件|环境|基础|力量|准备|服务|可能|机会|空间|平台|助力|遵循|经验|样板|方案)$)"
)
_FRONTED = re.compile(
    rf"\s*(?:{_GIVES}|(?:把|将|对|向|给|由|与|同|在|从|用|按|依托|围绕|针对|通过|根据|依据|依照|按照)[^，]{{1,40}})"
)
# The clause asks others to do what the next clause says.
_PIVOT = re.compile(
    r"\s*(?:要|将|积极|进一步|大力)*(?:引导|支持|鼓励|组织"
    r"|动员|督促|指导|要求|帮助)[^，]{1,8}(?:机构|企业|部门"
    r"|单位|群众|农民|农户|干部|政府|学校|地区|职工|家庭"
    r"|青年)$"
)
_PREDICATE = re.compile(
    r"增长|提高|提升|下降|降低|增强|改善|优化|达到?|实现"
    r"|完成|突破|建成|投产|开工|推进|加快|扩大|获批|获|取得"
    r"|落地|形成|超过|增加|减少|稳定|恢复|上升|增至|投用"
    r"|运行|通车"
    r"|开通|完工|竣工|封顶|合龙|开园|开业|上线|挂牌|揭牌"
    r"|签约|下线|显现|巩固|入选|成功|保持|深化|完善|健全"
    r"|翻番|翻一番|清零|保稳|新增|控制在|达|为|占"
)
# What a clause without a known verb still does («始终把纪律挺在前面», «努力开源节流»).
_INTENT = re.compile(
    r"\s*(?:要|必须|继续|进一步|大力|积极|深入|切实|努力|着力|全力|扎实|坚决|始终|更好|正确|认真|主动|不断)*"
    r"(?:(?:必须|继续|进一步|大力|积极|深入|切实|努力|着力|全力|扎实|坚决|始终|更好|正确|认真|主动)(?!性))"
)
# A named work that is finished, started or opened is a deliverable of its own, with or without a verb before it.
# «明年六月建成通车» says when the work before it will be.
_DELIVERED = re.compile(
    r"\s*(?:(?:[今明后去当]年|[\d０-９一二三四五六七八九十〇零两]+(?:年|个?月|日|天|小时|季度)|[春夏秋冬雨汛暑寒][天季假期灌耕]?|年[底内初末]|[上下]半?个?[年月]"
    r"|[底末初内中]|份|以?前|已经?|[于於在将要]|争取|力争|正式|重新|如期|全[线線部面]|按期|按时|提前|恢复|顺利|同步|一律|加固|最终|只等|即可)*+)"
    r"[^，]{4,40}?(?:建成|投产|投用|投运|通车|开工|完工|竣工|开通|封顶|合龙|揭牌|启用|开园|开业|并网|通航|通水|启动|"
    r"开馆|开诊|投入使用|上线|落成|铺轨|贯通|通过[^，]{2,8}(?:验收|评审|复审))"
    r"(?:(?:并|且)?(?:投产|投用|投运|使用|运营|通车|建设|实施|运行|亮相|发电))?\s*"
)
# «确保大桥通车，码头启用»: one verb brings both about.
_GOVERNS = re.compile("确保|力争|保证")
# The figure for the year behind a lasting action («做好…工作，今年新增…»).
_OF_YEAR = re.compile(r"\s*(?:今年|年内|全年|明年)(?![的是起])(?=[^，]*[\d０-９])")
# A subject of its own, and the figure that it is to reach or has reached («城镇调查失业率5.5%左右»).
_TARGET = re.compile(
    r"\s*(?!其中|同比|环比|[略稍]?[低高快好优慢少多大]于|[略稍]?超过?|[略稍]?低|相当|接近|[^，]{0,2}(?:年均|平均))[^，\d０-９]{3,24}?(?:年均)?(?:增长|提高|下降|达到?|稳定在|控制在|保持在|突破|超过?|完成|增加|减少|为)?(?:到|至)?"
    r"[\d０-９.．,，]+[^，]{0,10}$"
)
# What is said of the figure before it, or comes of it.
_OF_FIGURE = re.compile(r"\s*(?:其中|同比|比上|已经?|虽然?|尽管|[^，]{0,6}使)")
# Indicators that open a target of their own in every list of targets.
_INDICATOR = re.compile(
    r"\s*(?:[我全本]?[国省市区州县]?(?:人均)?(?:地区|国内)生产总值(?!超)|(?:全?[国省市区])?城镇(?:新增就业|登记失业率|调查失业率)"
    r"|(?:全[国省市区体]|城镇|农村|城乡)*(?:常住)?居民(?:人均)?(?:可支配)?(?:收入|消费价格)|农民人均纯收入|(?:全社会)?固定资产投资"
    r"|社会消费品零售总?额|(?:外贸|货物)?进出口(?!加工)|(?:全社会)?(?:研发|R&D)(?:经费)?投入|规模?以?上工业增加值|服务业增加值"
    r"|粮食总?产量|(?:地方)?一般公共预算收入|单位(?:地区|国内)?(?:生产总值|GDP)(?:能耗|能源|二氧化碳)|常住人口城镇化率|广义货币|赤字率)"
)
# What tells a figure that is aimed at from one that an action has brought about, which stays with its action.
_BOUND = re.compile("左右|以上|以内|以下|上下|不低于|不少于|不超过|力争|控制在|稳定在|保持在")
_SUBJECT = re.compile(r"\s*[^，“”]{2,14}?(?:也|都|还|均)?(?:要|拟|将|须|应|务必|不得|可)(?![求点么素件素])")
_GENERAL = "(?:目标|指标|任务|要求|思路|原则|重点|工作|措施|举措|方面|事项|部署|打算|安排|做法|方针|指导思想)"
# Words before «地» with which a clause tells an effect, or whom the action makes do something.
_EFFECT = frozenset(["极大", "大大", "有力", "很好", "较好", "深刻", "历史性", "程度", "使", "使之", "让", "来"])
# What a noun phrase that stands for a subject ends in: what belongs to something, or a whole of persons, money, work.
_NOUN_PHRASE = re.compile(
    r"的[^，的了]{2,12}\s*$|(?:总额|经费|部门|单位|工作|机关|事业|人员|干部|企业|地区|制度|产量|水平)\s*$"
)
# Verbs whose object stands before them: «对围垦加以整顿», «…，必须予以制止».
_DONE_TO = ("加以", "予以")
# Words before a colon that announce what follows, with no action whose object stands before the colon. «支持以下产业：»
# and «办好十件实事：» are none: what follows such a verb is its object.
_ANNOUNCES = re.compile(
    rf"\s*(?:[^，,]{{0,40}}{_GENERAL}(?:的?(?:建议|安排|考虑|任务))?(?:主要|分别|初步)?(?:[是为有]|包括)"
    r"|[^，,]{0,40}如下|具体[是为]|具体(?:来说|来讲|措施|内容)[是为]?"
    r"|(?:[^，,]{0,12}[年步期间里中要将们])?(?:主要|总体|重点|具体|预期|奋斗|工作|年度)+(?:目标|指标|任务|措施|举措)(?:建议|任务)?"
    r"|(?:[^，,]{0,12}[年步期间里中])?(?:我们)?(?:还|也)?(?:要|将|应|须|必须|需要)?(?:主要|重点|着重|着力|集中力量|集中精力|突出|切实|认真|全力|努力|扎实|继续)*"
    r"(?:抓好?|做好?|采取|开展|完成|推进|落实|突出|抓住|实现|围绕|从|在)了?"
    rf"(?:(?:以下|如下|下列|下述|下面)[{_NUMERAL}几\d]{{0,2}}|这?[{_NUMERAL}几\d]{{1,2}})(?:[个项件大点条]|方面)*(?:的?(?:重点|主要|具体))?的?"
    r"(?:工作|任务|措施|举措|事项|事情?|方面|目标|环节)(?:[的上]?(?:工作|努力|着力|发力|入手|下功夫))?)\s*"
)
# Announces only where it is all that stands before the colon; «压力仍然较大，主要是：» says what is explained.
_MAINLY = re.compile(r"\s*主要[是为有]\s*")
_STATEMENT_MIN = 6
_FIGURE = re.compile(r"[\d０-９]|百分之|[一二三四五六七八九十百千万亿两]{2,}")
# The number of an item, which the rules on the words behind it look through.
_ITEM = re.compile(rf"\s*(?:[（(][{_NUMERAL}\d]{{1,3}}[）)]|第?[{_NUMERAL}]{{1,2}}[是、])\s*")
# A clause that opens with what must be done, at most behind who is to do it; «将渡口纳入…» puts the object first.
_DEMANDS = re.compile(
    r"\s*(?:(?:因此|所以|为此|对此|今后|同时)，?)?(?:我们|(?:各级)?政府|各(?:地区?|部门|单位)+|全[省市区国])?"
    r"(?:还|也|都|一定|仍|更|既|就|均|尤其|特别)*"
    r"(?:要(?![素点闻塞害])|必须|应(?![急用届对收战邀聘变])当?该?|将(?![军士]|[^，]{2,}(?:[纳列]入|作为|成))|务必|需要)"
)
_ALL_OF = re.compile(r"\s*[也将还]?(?:都(?![市江会匀昌])|均(?![衡等价值])|皆)")
# What is to be done or not to be done, wherever it stands.
_MODAL = re.compile(
    r"(?<![重主首必需])要(?![素点闻塞害求道])|必须|应(?![急用届对收战])当?|须|将(?![军来士达近面迎]|高达)|务必|不[得准能]|严禁|允许"
    r"|一律|可以|只能|不再|继续|力争|争取|确保|努力|进一步|计划|拟|决定|希望|(?:目标|任务|重点|关键|方向)是"
)
# What makes a clause a fact where a demand follows.
_FACT = re.compile(
    r"(?<![但就只不算便还凡而别其总要特尤先又也于或])是(?!否|非|指|以|为了|$)|已经?|仍|依然|[正还]?处[于在]|正[在处]|面临|关系[到着全人国千民]"
    r"|成为|属于|越来越|占[^，的]{0,8}[位头比\d]|(?<![所没只])(?:有(?![关些的所])|具有)[^，者]{1,14}(?<!的)$|(?:超过|达到?)[^，]{0,6}\d|万人"
    r"|(?:很|十分|更加)[^，的地]{1,2}$"
    r"|(?:加大|加剧|减弱|上升|丰富|巨大|重大|突出|明显|严峻|复杂|艰巨|繁重|薄弱|不足|滞后|不够)$"
)
# «所有…的部门», «有些…»: whom or what the demand is for, whatever is said of it.
_NO_FACT = re.compile(rf"{_ITEM.pattern}|\s*(?:所有|一切|有[些的]|凡|如果|即使|尽管|无论|不论|为了?|至于|关于|除)")
# A figure and what counts it, which may be a noun («20处»).
_AMOUNT = re.compile(r"[\d０-９][\d０-９.．]*[多余]?[十百千万亿]*.")
# The demand speaks of what stands before it («留住这批船工», «给他们补课»).
_POINTS = re.compile("[这其它]|他们|代之")


def unit_spans(
    sentence: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]
) -> list[tuple[int, int]]:
    """Return the units of `sentence` as half-open offsets, without final punctuation.

    `cut` cuts a stretch into words, `tags` gives the part of speech of the words of the dictionary.
    """
    end = len(sentence)
    final = _FINAL.search(sentence)
    if final:
        end = final.start()
    cuts = [0]
    depth = 0
    clause = 0
    marks: list[int] = []
    for index in range(end):
        char = sentence[index]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and char in "，,；;：:":
            if char in "，," and sentence[index - 1 : index].isdigit() and sentence[index + 1 : index + 2].isdigit():
                continue
            marks.append(index)
    marks.append(end)
    for mark, following, last in zip(marks, marks[1:], [*marks[2:], end], strict=False):
        head, tail = sentence[clause:mark], sentence[mark + 1 : following]
        clause = mark + 1
        if sentence[mark] in "；;" or (sentence[mark] in "，," and _begins(head, tail, cut, tags)):
            cuts.append(mark + 1)
        elif (
            sentence[mark] in "，,"
            and sentence[following : following + 1] in ("，", ",")
            and _leads(head, tail, cut, tags)
            and _begins(head, sentence[following + 1 : last], cut, tags)
        ):
            # means belong to the action that they stand before
            cuts.append(mark + 1)
    found, cuts = cuts, [0]
    for low, at, after in zip(found, found[1:], [*found[2:], end], strict=False):
        # what has taken its demand («各渡口，都…») is no subject of the next
        whole = low == cuts[-1]
        if not whole or sentence[at - 1] in "；;" or not _leans(sentence[low : at - 1], sentence[at:after], cut, tags):
            cuts.append(at)
    cuts.append(end)
    connector = _CONNECTOR.match(sentence, 0, end)
    if connector and cuts[1] > connector.end():
        cuts[0] = connector.end()
    spans: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        for start, stop in _announced(sentence, low, high, marks):
            piece = sentence[start:stop]
            stripped = _FINAL.sub("", piece)
            lead = len(piece) - len(piece.lstrip())
            if stripped.strip():
                spans.append((start + lead, start + len(stripped)))
    return spans


def _announced(sentence: str, low: int, high: int, marks: Sequence[int]) -> list[tuple[int, int]]:
    """Return what of a piece is left without announcements at its head.

    An action before the announcement («严守红线，重点抓好以下工作：…») is a unit of its own.
    """
    before: list[tuple[int, int]] = []
    clauses = [low]
    for mark in marks[bisect_left(marks, low) : bisect_left(marks, high)]:
        if sentence[mark] not in "：:":
            clauses.append(mark + 1)
        elif not (
            _ANNOUNCES.fullmatch(sentence, clauses[-1], mark)
            or (len(clauses) == 1 and _MAINLY.fullmatch(sentence, low, mark))
        ):
            break
        elif _FINAL.sub("", sentence[mark + 1 : high]).strip():
            ahead = [sentence[a : b - 1] for a, b in pairwise(clauses)]
            if any(_ACTION_VERBS.match(clause, _before_verb(clause)) for clause in ahead if not _MEANS.match(clause)):
                before.append((low, clauses[-1] - 1))
            clauses = [low := mark + 1]
    return [*before, (low, high)]


def opens_with_action(text: str) -> bool:
    """Tell whether some clause of a text opens with a verb of action, after adverbs."""
    return any(_ACTION_VERBS.match(clause, _before_verb(clause)) for clause in re.split("[，,、；;：: ]", text))


def _before_verb(clause: str, start: int = 0) -> int:
    """Return where the adverbs at the head of a clause, or from `start` on, end."""
    match = _BEFORE_VERB.match(clause, start)
    return match.end() if match else start


def _begins(head: str, tail: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether a new action begins with `tail`, the clause behind a comma, after the clause `head`."""
    if _BARE.fullmatch(head) or _gives_means(head):
        return False
    if _acts_by_means(tail) and _has_verb(head, cut, tags):
        return True
    rate = _RATE_OF.match(tail)
    if rate and rate["of"] in head:  # «清偿欠款3亿元，清偿率71%»
        return False
    if _RESULT.match(tail) or _PIVOT.match(head) or tail.startswith(_DONE_TO, _before_verb(tail)):
        return False
    if _POINTS_BACK.match(tail):
        return False
    if _is_next_target(head, tail) and not _opens_with_verb(head, cut, tags):
        return True
    finished = _DELIVERED.fullmatch(head) is not None
    if not finished and not _has_verb(head, cut, tags) and not _FIGURE.search(head):
        return False
    if not finished and _is_topic(head, cut, tags) and not (_FIGURE.search(head) and _FIGURE.search(tail)):
        return False
    if _opens_with_verb(tail, cut, tags):
        return True
    at = _before_verb(tail)
    # «逐步将…»: the word that fronts the object is also one of those before a verb
    if any(_FRONTED.match(tail, start) for start in (0, at, at - 1 if at and tail[at - 1] == "将" else at)):
        return True
    of_year = None if _MEANS.match(head) else _OF_YEAR.match(tail)
    if of_year and _opens_with_verb(head, cut, tags) and _names_object(tail[of_year.end() :], cut, tags):
        return True
    if _DELIVERED.fullmatch(tail) and not _GOVERNS.match(head, _before_verb(head)):
        return True
    if _orders(tail) or (_TARGET.match(tail) and (_FIGURE.search(head) or _BOUND.search(tail))):
        return True
    # targets in a row, of which not each has a figure
    if _BOUND.search(head + tail) and _states(head) and _states(tail) and not _opens_with_verb(head, cut, tags):
        return True
    return _is_statement(tail, head) and (_is_statement(head, tail) or bool(_FIGURE.search(head)))


def states_fact(
    unit: str, following: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]
) -> bool:
    """Tell whether a unit says what is, before one that says what must be done («今年旱情仍重，要修好水渠»)."""
    if not _DEMANDS.match(following):  # most are not, and that is soon seen
        return False
    *_, last = re.split("[，,]", unit)
    known = _FACT.search(unit if _FIGURE.search(unit) else last)
    return known is not None and _asks_nothing(unit, cut, tags) and not _NO_FACT.match(unit)


def _leans(unit: str, following: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether a unit is the subject, topic or ground of the demand behind it, which is none without it.

    A fact before a demand with an object of its own stays apart, as does one with a figure, which is no target.
    """
    if not (_DEMANDS.match(following) or _ALL_OF.match(following)) or _FIGURE.search(unit):
        return False
    if not _asks_nothing(unit, cut, tags):
        return False
    return not states_fact(unit, following, cut, tags) or not _has_object(following, cut, tags)


def _asks_nothing(unit: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether no clause of a unit says what is to be done, or by what means."""
    return _MODAL.search(unit) is None and not any(
        _opens_with_verb(clause, cut, tags)
        or _INTENT.match(clause)
        or _gives_means(clause)
        or any(_FRONTED.match(clause, at) for at in (0, _before_verb(clause)))
        for clause in re.split("[，,；;：:]", _ITEM.sub("", unit, count=1))
    )


def _has_object(demand: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether a demand names what it is about, and not only what is done to it («要抓紧办好»)."""
    opening = _DEMANDS.match(demand)
    clauses = re.split("[，,]", demand[opening.end() if opening else 0 :])
    named = any(_names_object(clause, cut, tags) for clause in clauses if not _gives_means(clause))
    return named and not _POINTS.search(demand)


def _names_object(clause: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether a noun stands in a clause that is neither a verb by its meaning nor a word for any work."""
    known = tags()
    words = cut(_AMOUNT.sub("", clause[_before_verb(clause) :]))
    nouns = (word for word in words if known.get(word, "x")[0] in "nj")
    return any(not _ACTION_VERBS.match(word) and not re.match(_GENERAL, word) for word in nouns)


def _is_next_target(head: str, tail: str) -> bool:
    """Tell whether `tail` is the next in a list of targets of which not each has a figure.

    A bare clause before a figure is no target, unless it opens with an indicator: the figure may explain it.
    """
    if head.endswith("起"):  # «从3月1日起» is a date
        return False
    if _INDICATOR.match(tail) and (_FIGURE.search(head) or _INDICATOR.match(head)):
        return True
    aimed = _BOUND.search(head + tail) and _TARGET.match(head)
    return bool(aimed) and _states(tail) and not _OF_FIGURE.match(tail)


def _leads(head: str, tail: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether `tail` gives means behind an action, so that they are those of the action that follows."""
    acts = _opens_with_verb(head, cut, tags) or _INTENT.match(head) or _orders(head)
    return bool(acts) and _gives_means(tail) and not _NO_LEAD.match(tail)


def _gives_means(clause: str) -> bool:
    """Tell whether a clause only gives means, ground or time for an action in another clause."""
    if not (_MEANS.match(clause) or _ASKED_MEANS.match(clause)):
        return False
    return bool(_WHEN.fullmatch(clause)) or not (_OWN_VERB.search(clause) or _acts_by_means(clause))


def _acts_by_means(clause: str) -> bool:
    """Tell whether a clause opens with its means and goes on with a verb of action."""
    means = _BY_MEANS.match(clause)
    return bool(means and _ACTION_VERBS.match(clause, _before_verb(clause, means.end())))


def _opens_with_verb(clause: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    start = _before_verb(clause)
    # «加快» and «统筹» are adverbs before a verb and verbs before a noun; then there is an action as well
    for at in (start, 0):
        if _ACTION_VERBS.match(clause, at) and not _NOUN_HEADED.match(clause, at):
            return True
    words = cut(clause[start : start + 12])
    known = tags()
    if "地" in words[1:4]:
        at = words.index("地", 1)
        how, words = words[:at], words[at + 1 :]
        # «扎扎实实地做好»; «极大地激发» says what came of the action before
        if _EFFECT.intersection(how) or not words or words[0] in ("给予", "进行", *_DONE_TO):
            return False
        if _ACTION_VERBS.match("".join(words)):
            return True
    while words and known.get(words[0], "x") in ("d", "ad"):
        words = words[1:]
    return bool(words) and known.get(words[0], "x") == "v" and len(words[0]) > 1


def _has_verb(clause: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    if _ACTION_VERBS.search(clause) or _INTENT.match(clause):
        return True
    known = tags()
    return any(known.get(word, "x").startswith("v") for word in cut(clause))


def _is_topic(clause: str, cut: Callable[[str], list[str]], tags: Callable[[], Mapping[str, str]]) -> bool:
    """Tell whether a clause is but the subject of the next («渔港的修建和养护，必须…»): a noun with what belongs to it.

    Its verbs are nouns by their place: at the end, or before «的».
    """
    if _before_verb(clause) or _INTENT.match(clause) or _ACTION_VERBS.match(clause) or not _NOUN_PHRASE.search(clause):
        return False
    known = tags()
    words = cut(clause.strip())
    kinds = [known.get(word, "x") for word in words]
    # «…的修建和养护» ends in nouns, «…的产量增加» in a predicate
    named = kinds[len(words) - words[::-1].index("的") :] if "的" in words else []
    deed = bool(named) and all(kind[0] in "vcx" for kind in named)
    until = clause.rfind("的") if deed else len(clause)
    if kinds[0][0] not in "rtmnj" or _PREDICATE.search(clause, 2, until):
        return False
    last = len(words) - len(named) if deed else len(words)
    return all(
        kind[0] in "nrtmjbquc" or kind in ("vn", "an", "f", "vg", "s") or word in "的、" or after == "的"
        for word, kind, after in zip(words[:last], kinds, [*words[1:], ""], strict=False)
    )


def _is_statement(clause: str, other: str) -> bool:
    """Tell whether a clause has a subject and a predicate of its own, as in a list of targets or results.

    Where one of the two clauses has a figure, the other must have one too: a bare clause beside a figure explains it.
    """
    return _states(clause) and bool(_FIGURE.search(clause)) == bool(_FIGURE.search(other))


def _states(clause: str) -> bool:
    """Tell whether a predicate stands behind what may be a subject."""
    return len(clause.strip()) >= _STATEMENT_MIN and _PREDICATE.search(clause, 3) is not None


def _orders(clause: str) -> bool:
    """Tell whether a clause names who is to act and what is to be done («各县要建立台账»)."""
    subject = _SUBJECT.match(clause)
    return bool(subject and _ACTION_VERBS.match(clause, _before_verb(clause, subject.end())))
