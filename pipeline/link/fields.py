"""Fields of policy: which small area of government a stretch of text is about, by the words that name it.

«Check mines for hazards» reports on «prevent serious accidents», though the two share no word. The tables below
carry that knowledge: one row per small field, with the words that speeches use for it, written from general
knowledge of how governments are organised and after a look at errors on the development gold. A stretch can be in
several fields or in none. Patterns work on normalised text (one width, lower case).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.link.finding import Finder

_CHINESE = {
    "jobs": "就业|创业带动|失业|下岗|再就业|招聘|岗位|技能培训|劳务|农民工|高校毕业生|灵活就业|稳岗|用工",
    "wages": "工资|欠薪|劳动报酬|劳动关系|劳动者权益|劳动合同|劳动保护",
    "income": "居民收入|居民人均可支配收入|人均可支配收入|增收|收入分配|共同富裕|中等收入|人均纯收入|农民收入",
    "prices": "物价|价格总水平|cpi|消费价格|保供稳价|菜篮子|通胀|通货膨胀|价格改革|价格形成机制|电价|收费",
    "growth": "地区生产总值|国内生产总值|gdp|经济增长|经济总量|经济增速|经济社会发展主要目标|稳增长",
    "consumption": "消费|以旧换新|内需|夜经济|首店|零售|商圈|步行街|商贸|电商|直播|家电",
    "investment": "投资|重大项目|重点项目|项目建设|“两重”|两重|开工|竣工|招商|签约|专项债|超长期特别国债|国债资金",
    "fiscal": "财政|赤字|预算|国债|转移支付|“三公”|三公经费|过紧日子|收支|专项资金|零基预算|财力|税收收入",
    "tax_cut": (
        "减税|降费|退税|免税|税费|增值税|所得税|营改增|税收优惠|负担|加计扣除|留抵|社保费|减负|收费项目|费改税"
    ),
    "debt": "隐性债务|化债|政府债务|债务风险|地方债|存量债务|融资平台|举债|城投",
    "finance": "金融|信贷|贷款|银行|信用社|货币|m2|社会融资|融资|利率|汇率|准备金|保险业|普惠金融|担保",
    "finance_risk": "金融风险|不良资产|不良贷款|非法集资|金融稳定|金融监管|高风险机构|中小金融机构|保交楼|爆雷",
    "capital_market": "资本市场|上市|证券|股票|股权|债券市场|基金|期货|直接融资|注册制|reits",
    "soe": "国企|国有企业|国资|国有资本|央企|央地|公司制|股份制|现代企业制度|混合所有制|国有控股|兼并重组|兵地",
    "private": "民营|民间投资|非公有|个体工商户|私营|中小企业|小微企业|专精特新|经营主体|市场主体|企业家",
    "business_climate": (
        "营商环境|放管服|行政审批|审批|简政放权|准入|负面清单|商事|一网通办|高效办成一件事|政务服务|跨省通办|"
        "减证|注册登记|最多跑一次|一窗|惠企|亲清"
    ),
    "market_order": (
        "公平竞争|统一大市场|反垄断|市场监管|市场秩序|假冒伪劣|内卷|不正当|市场体系|知识产权|质量强|标准化|商标|"
        "信用体系|诚信|社会信用"
    ),
    "factors": "要素|土地改革|数据要素|产权|要素市场|资源配置|市场化配置",
    "prices_reform": "资源性产品|水价|阶梯|价格改革|要素价格",
    "gov_function": "政府职能|机构改革|转变职能|政府机构|事业单位|行政管理体制|行政体制|精简|编制|大部门",
    "law": "法治|依法行政|立法|执法|法律|条例|法规|司法|行政复议|规章|普法|政务公开|透明度|人大|政协|建议提案|审计",
    "clean_gov": (
        "廉政|反腐|腐败|作风|“四风”|四风|形式主义|官僚|八项规定|违纪|违法案件|监察|纪律|整治群众身边|贪污|奢侈|"
        "铺张|基层减负"
    ),
    "civil_service": "公务员|干部|能力建设|效能|执行力|督查|担当|狠抓落实",
    "digital_gov": "数字政府|电子政务|政务数据|一网统管|数据共享|大数据平台|城市大脑",
    "public_safety": "平安|治安|犯罪|扫黑|黑恶|毒品|禁毒|诈骗|公共安全|警|群众安全感|打击|稳定|恐怖|防控体系",
    "work_safety": "安全生产|事故|隐患|危化|燃气|消防|矿山|治本攻坚|煤矿|本质安全|安全监管|安全责任",
    "disputes": "信访|矛盾|纠纷|调解|“枫桥|枫桥|综治|积案|法律援助|诉求|12345|接诉即办",
    "grassroots": "基层治理|社区|村委|居委|网格|社会治理|村级|乡镇|街道|群众自治|基层组织|社会组织|志愿",
    "emergency": "应急|防灾|减灾|救灾|地震|抗旱|防汛|洪|台风|灾后|灾害|抢险|预警|恢复重建|受灾",
    "food_drug": "食品|药品|疫苗|药监|食药",
    "health_system": (
        "医疗|医院|医改|公立医院|诊疗|卫生|医师|医生|床位|健康|临床|分级|护理|医务|看病|就医|新农合|合作医疗"
    ),
    "public_health": "疫情|疾控|疾病|防疫|传染病|公共卫生|艾滋|血吸虫|非典|爱国卫生|防控|核酸",
    "chinese_medicine": "中医|中药|中西医|蒙医|藏医|民族医药",
    "health_insurance": "医保|基本医疗保险|大病|异地就医|集采|带量|长护|生育保险|参保",
    "pensions": "养老金|养老保险|退休|社会保险|社保|失业保险|工伤|参保|基本养老|社会保障|企业年金",
    "elderly": "养老服务|老年|养老机构|老龄|医养|护理院|适老|助餐|一老|养老床位|养老",
    "childcare": "托育|育儿|婴幼儿|生育|三孩|二孩|计划生育|人口|一小|儿童福利|幼有",
    "welfare": (
        "低保|困难群众|救助|特困|低收入|兜底|慈善|优抚|残疾|孤儿|帮困|生活补贴|社会福利|弱势|困难群体|最低生活|"
        "民政|殡葬"
    ),
    "women_children": "妇女|儿童|未成年|青少年|家庭教育|留守",
    "veterans": "退役军人|军人|双拥|烈士|拥军|优待|军属|抚恤|国防动员|民兵|国防教育|军民",
    "defence": "国防|军队|军事|解放军|武警|强军|军工|人民军队|边防|军民融合|国防科技",
    "housing": "住房|保障房|保障性|棚户区|危房|公租房|廉租|安居|公积金|租赁|配售型|好房子|危旧房|租房",
    "real_estate": "房地产|商品房|保交楼|保交房|库存|楼市|房价|刚性|止跌回稳|住宅",
    "urban_renewal": (
        "城市更新|老旧小区|城中村|改造小区|加装电梯|背街小巷|老旧街区|口袋公园|城市品质|城市精细|管廊|老旧管|"
        "地下管|旧住房|里弄|电梯|停车|城市管理|市容|老旧管网|海绵"
    ),
    "urbanisation": "城镇化|市民化|户籍|落户|城市群|都市圈|县城|小城镇|城乡融合|城乡一体",
    "rural_living": (
        "人居环境|厕所|户厕|千万工程|“千万工程”|和美乡村|美丽乡村|农村饮水|自来水|村庄|村容|农村污水|乡村建设|"
        "新农村|农村面貌|宜居宜业"
    ),
    "poverty": (
        "脱贫|扶贫|贫困|帮扶|欠发达|返贫|老区|对口支援|低收入人口|易地搬迁|搬迁|温饱|东西部协作|山海协作|托底性"
    ),
    "farm_income": (
        "三农|“三农”|农业农村|强农惠农|农民|支农|惠农|农业投入|农业支持|农村改革|乡村振兴|农业税|农村税费|农业农村优先"
    ),
    "grain": "粮食|粮|耕地|高标准农田|单产|播种|小麦|稻谷|玉米|大豆|收购价|口粮|永久基本农田|占补|粮油|油料",
    "seeds": "种业|种质|良种|育种|南繁|种子",
    "farm_tech": "农机|机械化|智慧农业|农业科技|设施农业|数字农业|农技",
    "livestock": "畜牧|生猪|牛羊|奶|肉|草原畜|养殖|饲草|渔|水产|海洋牧场|羊绒|乳",
    "farm_trade": (
        "特色农业|农产品|农业产业化|龙头企业|农民合作社|合作社|家庭农场|特色产业|预制菜|茶|果|蔬菜|林下|中药材|"
        "品牌农业|乡村产业|庄园|乡村特色|农业社会化"
    ),
    "land_reform": "土地承包|承包地|宅基地|集体产权|集体经济|土地制度|集体林权|经营权|流转|农垦|供销|粮棉流通",
    "water_works": (
        "水利|灌区|水库|引水|调水|水资源|水网|堤防|河道|节水|供水|南水北调|三峡|水源工程|水土保持|引汉|引江"
    ),
    "power": (
        "电力|电网|发电|煤电|火电|装机|送电|输电|用电|储能|抽水蓄能|特高压|外送|电源|电厂|绿电|源网荷储|充电|充换电"
    ),
    "new_energy": "新能源|光伏|风电|风光|氢|可再生|清洁能源|核电|生物质|地热|非化石|绿电|新型电力|海上风电|太阳能|氨",
    "fossil": (
        "煤炭|原煤|煤矿|油气|石油|天然气|页岩|煤化工|煤制|煤层气|成品油|炼化|能源保供|清洁取暖|电煤|能源安全|能源革命"
    ),
    "saving": (
        "节能|能耗|降碳|碳达峰|双碳|碳排放|零碳|绿色低碳|循环经济|循环利用|绿色工厂|绿色制造|绿色产业|节约|"
        "落后产能|两高|能效|碳汇|绿色转型|绿色化"
    ),
    "air": "大气|空气|pm2|pm|蓝天|氮氧化物|臭氧|挥发性|雾霾|清洁取暖|优良天数|二氧化硫|颗粒物|扬尘",
    "water_quality": (
        "水质|水污染|污水|黑臭|断面|碧水|排污口|入河|流域治理|白洋淀|太湖|滇池|饮用水水源|河长|河湖|湖泊|水环境|"
        "水生态|治水"
    ),
    "soil_waste": "土壤|固废|垃圾|危险废物|净土|重金属|白色污染|无废|尾矿|面源|农药|化肥",
    "env_general": (
        "生态环境|环境保护|污染防治|污染物|环保督察|生态文明|美丽中国|绿水青山|环境治理|督察反馈|生态保护|"
        "生态建设|环保|环境监测|排放"
    ),
    "forest": (
        "造林|绿化|森林|植树|林草|“三北”|三北|防沙|荒漠|治沙|天然林|退耕还林|草原|古树|湿地|林业|绿量|退牧|"
        "国土绿化|沙化|石漠化"
    ),
    "nature": (
        "国家公园|自然保护|生物多样性|三江源|山水林田湖草沙|生态修复|生态屏障|生态补偿|野生动物|禁渔|长江大保护|"
        "生态安全|生态功能|生态红线|水土流失"
    ),
    "roads": "公路|高速|国省道|农村路|通车里程|四好农村路|通硬化路|乡村道路|服务区|国道",
    "rail": "铁路|高铁|动车|城际|轨道|地铁|铁道",
    "air_port": "机场|航空|航线|民航|通航机场|临空|空港|货邮|支线机场",
    "ports": "港口|码头|航道|海港|港区|航运|内河|集装箱|运河|水运|泊位|吞吐量",
    "logistics": "物流|班列|货运|快递|邮政|冷链|枢纽|通道|多式联运|中欧|运输|陆海新通道|供应链",
    "transit": "公交|交通拥堵|疏堵|出行|交通治理|红绿灯|信号灯|停车|道路通行|缓堵|慢行|路网|交通综合",
    "trade": (
        "外贸|进出口|出口|进口|跨境电商|贸易|保税|通关|退税|多边贸易|进博|加工贸易|服务贸易|内外贸|海关|外经贸|世贸"
    ),
    "foreign_capital": "外资|外商|利用外资|引资|外企|跨国公司|外商投资",
    "opening": (
        "开放|自贸|自由贸易|一带一路|“一带一路”|口岸|走出去|开发区|综保区|合作区|丝绸之路|丝路|国际合作|友城|"
        "经贸合作|境外|东盟|rcep"
    ),
    "diplomacy": (
        "外交|和平|国际关系|多边|联合国|周边|大国|全球治理|人类命运|峰会|邻国|国际体系|和平共处|霸权|国际秩序|"
        "发展中国家|国际事务"
    ),
    "hk_taiwan": "香港|澳门|台湾|两岸|一国两制|“一国两制”|特区|台胞|祖国统一|港澳",
    "overseas_chinese": "华侨|侨",
    "ethnic": "民族团结|少数民族|民族地区|中华民族共同体|民族区域|各民族|兴边富民|中华民族共同体意识|民族工作",
    "religion": "宗教",
    "research": (
        "基础研究|重大科技|科研|科学|实验室|大科学|原始创新|前沿技术|863|973|高技术研究|科技计划|国家实验室|"
        "大科学装置|科学技术奖"
    ),
    "core_tech": "核心技术|关键技术|攻关|卡脖子|技术瓶颈|自主可控|首台套|技术突破|揭榜挂帅|专利|原创性",
    "innovation": (
        "科技创新|创新驱动|创新平台|创新体系|自主创新|创新中心|科创|高新技术企业|研发|创新型|双创|众创|孵化|"
        "科技型|示范区|创新主体|创新生态|创新高地|全社会研发|科技进步"
    ),
    "tech_transfer": "成果转化|技术交易|技术合同|科技成果|中试|概念验证|技术市场|转化应用|产业化|产学研|先使用后付费",
    "talent": "人才|院士|博士|引才|育才|职称|高层次|工匠|技能人才|留学|专家|聘|高技能",
    "digital": (
        "数字经济|数字化|大数据|算力|云计算|物联网|互联网|5g|千兆|宽带|信息化|信息基础|区块链|数字产业|平台经济|"
        "智改数转|提速降费|网络提速|通信|光网|信息网络|数据中心|基站|数据"
    ),
    "ai": "人工智能|大模型|机器人|智能制造|智能工厂|人形|具身|无人机|算电",
    "chips": "集成电路|芯片|半导体|电子信息|显示|光电|量子|软件|网络安全|存储",
    "industry": (
        "工业|制造业|产业链|集群|先进制造|规上|技改|技术改造|工业互联|制造强|产业基础|延链|补链|新型工业化|"
        "工业投资|链主|产业集群|装备"
    ),
    "restructuring": (
        "产业结构|结构调整|转型升级|产业升级|中高端|传统产业|优化升级|产能过剩|化解过剩|去产能|淘汰落后|供给侧|"
        "调结构|战略性新兴|产业转型|产业体系|新兴产业|现代化产业体系|新动能|新质生产力|转换动能|高质量发展"
    ),
    "vehicles": "汽车|新能源汽车|整车|动力电池|电动|网联|智能驾驶|船舶|船",
    "materials": "新材料|钢铁|有色|稀土|碳纤维|化工|石化|铝|铜|建材|水泥|锂|硅|磷|钾",
    "pharma": "生物医药|医药|医疗器械|生命科学|合成生物|生物制造|创新药|细胞",
    "future_industry": "未来产业|低空|商业航天|航空航天|卫星|脑机|量子|6g|空天|深海|北斗|前沿",
    "services": "服务业|生产性服务|现代服务|家政|会展|两业融合|楼宇|服务贸易|服务外包|总部经济",
    "tourism": "旅游|文旅|游客|景区|旅居|度假|民宿|冰雪|农文旅|a级|研学|康养|避暑",
    "culture": (
        "文化|文艺|文物|非遗|博物馆|图书馆|文学|戏曲|出版|广播|影视|遗产|考古|阅读|文明创建|精神文明|价值观|"
        "文化产业|新闻|哲学社会科学|石窟|长城|舞台|美术馆|文脉"
    ),
    "sport": "体育|全运|健身|奥运|亚运|运动会|赛事|足球|马拉松|竞技|体育场|省运",
    "preschool": "学前|幼儿园|幼儿|保教费|入园|普惠园",
    "school": (
        "义务教育|中小学|双减|“双减”|学位|小学|初中|高中|寄宿|教师|集团化办学|学校|营养餐|营养改善|免费教科书|"
        "两免一补|普职|校园|素质教育|基础教育|体教|青少年|新高考|师德|中考"
    ),
    "vocational": "职业教育|职教|技工|职业院校|产教融合|高职|中职|技师|职业技能|职业学校",
    "university": "高校|高等教育|大学|双一流|“双一流”|本科|学科|研究生|高等学校|招生",
    "education": "教育|助学|奖学金|资助|困难学生|家庭困难学生|立德树人|教育公平|办学|入学|学费|贫困生",
    "west": "西部大开发|西部|西藏|新疆|南疆|援藏|援疆|西部地区|中西部",
    "northeast": "东北|老工业基地|资源枯竭|资源型城市",
    "central": "中部崛起|中部",
    "east": (
        "东部|率先发展|长三角|京津冀|雄安|大湾区|粤港澳|协同发展|非首都功能|疏解|一体化示范区|浦东|横琴|前海|深圳"
    ),
    "regions": (
        "区域协调|主体功能区|城市群|成渝|双城|双城经济圈|都市圈|区域发展|区域合作|经济带|珠江|西江|县域|海峡|"
        "革命老区|跨区域|省际|山区26县|一体化发展|川渝|毗邻|沿海经济带|协作区|次中心|城乡区域|苏区|北部湾"
    ),
    "yellow_yangtze": "黄河|长江经济带|长江流域|长江|流域保护",
    "marine": "海洋|海岛|沿海|蓝色经济|海水|渔港|远洋|海上|向海",
    "land_plan": (
        "国土空间|土地利用|空间规划|土地供应|用地|多规合一|闲置土地|批而未供|土地管理|土地收入|存量土地|建设用地|"
        "综合整治|控规|土地"
    ),
    "capital_func": "核心区控规|首都功能|政务功能|四个中心|城市副中心",
    "plan": "“十五五”|十五五|十四五|规划纲要|规划编制|五年规划|远景",
    "minerals": "矿产|找矿|勘探|探矿|地质|资源税|矿业",
    "data_stat": "统计|普查",
    "market_supply": "保供|储备|应急物资|粮食储备|能源保供|供应保障",
    "reform": "全面深化改革|体制改革|改革攻坚|综合改革|改革举措|改革任务|深化改革|改革开放|改革试点|改革事项",
    "livelihood": "民生|实事|急难愁盼|群众生活|公共服务|民生支出|十件|获得感|生活条件|人民生活|惠民|身边",
    "party": "党的建设|主题教育|从严治党|党风|“两个确立”|党组织|教育实践|学习贯彻|党史",
}
_ENGLISH = {
    "jobs": r"employ\w*|unemploy\w*|\bjobs?\b|workforce|retrench\w*|job-?seekers?|workers?\b",
    "wages": r"\bwages?\b|workfare|income supplement|progressive wage|low-?wage|salary|salaries",
    "skills": (
        r"skills?\w*|training|retrain\w*|upgrad\w* (?:of )?workers|apprentic\w*|lifelong learning|skillsfuture|"
        r"reskill\w*"
    ),
    "prices": r"inflation|price\w*|cost of living|anti-inflation",
    "growth": r"economic growth|gross domestic product|\bgdp\b|economy (?:grew|expand)|recession|recover\w*",
    "budget": r"budget\w*|deficit|surplus|revenue|expenditure|reserves|public debt|borrow\w*|fiscal|estimates",
    "personal_tax": (
        r"income tax|personal tax|tax(?:payer)?s? (?:relief|rebate)|rebates?|tax bracket|tax burden|tax rates?"
    ),
    "company_tax": (
        r"corporate (?:income )?tax|company tax|investment allowance|tax incentives?|tax deduction|pioneer status|"
        r"tax exempt\w*|concessionary"
    ),
    "gst": r"\bgst\b|goods and services tax|sales tax|offset package|vouchers?",
    "duties": r"duty|duties|tariffs?|excise|customs|levy|levies|betting|tobacco|liquor|petrol",
    "property_tax": r"property tax\w*|estate duty|stamp dut\w*|owner-occupied",
    "vehicles": r"vehicles?|\bcoe\b|\barf\b|\berp\b|car park|motor\w*|road tax|diesel",
    "cpf": r"\bcpf\b|provident fund|medisave|retirement|pension\w*|annuit\w*|old age security",
    "health": (
        r"health\w*|hospital\w*|medical|medicare|medishield|clinic\w*|patients?|disease|pandemic|long-?term care|"
        r"nursing"
    ),
    "elderly": r"elderly|seniors?|older|ageing|aging|pioneer generation",
    "children": r"child\w*|babies|baby|family|families|parents?|maternity|pre-?school|kindergarten|infant",
    "education": (
        r"educat\w*|schools?|universit\w*|students?|polytechnic\w*|tertiary|bursar\w*|scholar\w*|teachers?|"
        r"edusave|post-secondary|\bpsea\w*"
    ),
    "housing": r"housing|\bhdb\b|flats?|homes?\b|home-?owner\w*|mortgage\w*|rental|upgrading programme|tenan\w*",
    "poverty": (
        r"low-?income|lower-?income|needy|poor\b|poverty|comcare|self-help|vwos?|welfare|social assistance|"
        r"vulnerable|social services?"
    ),
    "disabled": r"disab\w*|handicap\w*|special needs",
    "women": r"\bwomen\b|gender|equal pay",
    "productivity": r"productiv\w*|automation|\bpic\b|mechani[sz]ation|innovation credit",
    "innovation": r"innovat\w*|research|\br&d\b|technolog\w*|science|scientific|patent\w*|intellectual property",
    "digital": (
        r"digital\w*|internet|broadband|comput\w*|information technology|\bit\b industry|cyber\w*|e-government|"
        r"artificial intelligence|online"
    ),
    "small_firms": (
        r"\bsmes?\b|small (?:and medium|business\w*|enterprise\w*)|start-?ups?|entrepreneur\w*|local enterprise\w*"
    ),
    "industry": (
        r"manufactur\w*|industr(?:y|ies|ial\w*)|factor(?:y|ies)|petrochemical\w*|electronics|shipbuilding|jurong|"
        r"cluster\w*"
    ),
    "finance": (
        r"bank\w*|financial|credit|loans?|insurance|capital market|bond\w*|fund manage\w*|stock exchange|currency|"
        r"monetary"
    ),
    "trade": r"trade|exports?|imports?|free trade|tariff\w*|world trade|markets? (?:abroad|overseas)|gatt\b",
    "foreign_investment": (
        r"foreign invest\w*|multinational\w*|\bmncs?\b|investment promotion|invest\w* (?:from|by) foreign"
    ),
    "foreign_workers": (
        r"foreign (?:workers?|manpower|talent|labour)|immigra\w*|work permits?|refugees?|citizenship|newcomers"
    ),
    "tourism": r"touris\w*|visitors?|hotels?|\bmice\b|cruise",
    "transport": (
        r"\bmrt\b|rail\w*|\bbus(?:es)?\b|transport\w*|roads?\b|airport\w*|highway\w*|public transit|\bports?\b|"
        r"shipping|aviation|seaway|air services|maritime"
    ),
    "energy": (
        r"energy|electric\w*|\boil\b|\bgas\b|petroleum|pipeline\w*|power (?:plant|station)|nuclear|solar|utilities"
    ),
    "water": r"\bwater\b|reservoir\w*|newater|drainage|sewer\w*",
    "climate": r"climate|carbon|emission\w*|greenhouse|sustainab\w*|green plan|kyoto",
    "environment": r"environment\w*|pollut\w*|conservation|parks?\b|wildlife|clean air|clean water|waste|recycl\w*",
    "farming": r"farm\w*|agricultur\w*|grain|wheat|crops?\b|livestock|dairy|rural",
    "fisheries": r"fish\w*|forest\w*|mining|mineral\w*|resources?\b",
    "north": r"\bnorth(?:ern)?\b|arctic|inuit|territor(?:y|ies)|yukon",
    "indigenous": r"aboriginal|indigenous|first nations?|m[ée]tis|indian (?:act|affairs)|native peoples",
    "provinces": r"provinc\w*|federal-provincial|equali[sz]ation|constitution\w*|quebec|federation",
    "language": r"official languages?|bilingual\w*|multicultural\w*",
    "culture": r"arts?\b|cultur\w*|heritage|museum\w*|film|broadcast\w*|\bcbc\b|publishing",
    "sport": r"sports?\b|athlet\w*|olympic\w*|youth",
    "justice": (
        r"crim\w*|justice|courts?\b|police|judges?|prison\w*|drugs?\b|gun|firearms|victims?|sentenc\w*|"
        r"terroris\w*|parole"
    ),
    "defence": r"defen[cs]e|armed forces|military|national service\w*|nato\b|norad|peacekeeping|soldiers?|security",
    "veterans": r"veterans?|war pensions?",
    "foreign_affairs": (
        r"united nations|commonwealth|foreign policy|peace|international (?:co-?operation|develop\w*)|foreign aid|"
        r"disarmament|allies|diplom\w*"
    ),
    "public_service": (
        r"public service|civil serv\w*|statutory board\w*|government department\w*|crown corporation\w*|"
        r"privati[sz]\w*|red tape|regulat\w*|ministries|reorgani[sz]\w*"
    ),
    "democracy": (
        r"elector\w*|elections?|parliament\w* reform|senate|members of parliament|ethic\w*|access to information|"
        r"accountab\w*|rules of the house|voting"
    ),
    "consumer": r"consumer\w*|competition|combines|misleading",
    "labour_relations": (
        r"labour relations|trade unions?|\bunions?\b|collective bargaining|strikes?|industrial relations|"
        r"tripartite"
    ),
    "charity": r"donat\w*|charit\w*|philanthrop\w*|volunteer\w*",
    "top_ups": (
        r"top-?ups?|growth dividends?|singapore shares|new singapore shares|economic restructuring shares|"
        r"special bonus|service and conservancy|u-save"
    ),
    "endowment": r"endowment\w*|trust fund|medifund|sinking fund|development fund",
    "construction": r"construct\w*|building works?|land (?:sales?|use|supply)|urban (?:re)?develop\w*|reclamation",
    "region": r"regional\w*|atlantic|western canada|asean|china|india\b|malaysia|region\b",
}


def _compile(table: Mapping[str, str], *, word: bool) -> dict[str, re.Pattern[str]]:
    """Compile a table; in English a pattern begins at a word's beginning."""
    return {name: re.compile(rf"\b(?:{p})" if word else p) for name, p in table.items()}


FIELDS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "zh": _compile(_CHINESE, word=False),
    "en": _compile(_ENGLISH, word=True),
}


_FINDERS = {language: Finder(table, language) for language, table in FIELDS.items()}


def fields_of(text: str, language: str) -> dict[str, int]:
    """Return the fields that a normalised text names, each with the place of its first word."""
    return _FINDERS[language](text)
