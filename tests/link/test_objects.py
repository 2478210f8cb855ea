"""Objects with a name of their own: which of several like things a text means."""

from __future__ import annotations

import time

import pytest

from pipeline.link.objects import names_nothing, objects_of, other_object
from tests.safety.checks import MOST_SECONDS


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("建设望江大桥", "推进栖霞大桥建设", "zh"),
        ("建设東區污水处理厂", "建设西区污水处理厂", "zh"),
        ("打通城南路", "打通城北路", "zh"),
        ("推进柏屿岭国家公园设立", "建设望江国家文化公园", "zh"),
        ("建设滨河公园一期", "建设滨河公园二期", "zh"),
        ("建设二期安置房90套", "建设三期安置房90套", "zh"),
        ("拓宽415国道", "改造S327线", "zh"),
        ("建设龙泉大桥", "建设望江大桥", "zh"),
        ("创建国家园林城市", "争创国家森林城市", "zh"),
        ("全县一般公共预算收入增长4%", "全县一般公共预算支出增长4%", "zh"),
        ("We will sign a trade agreement with Eastmark", "We will sign a trade agreement with Norland", "en"),
        ("开通电车3号线", "开通电车5号线", "zh"),
        ("迁建第三中学", "改扩建第一中学", "zh"),
        ("培育省级龙头企业", "培育国家级龙头企业", "zh"),
        ("建成县博物馆", "建成县图书馆", "zh"),
        ("建设东屿跨海大桥", "建设西屿跨海大桥", "zh"),  # one character in common is not one name
        ("扩建柳集镇污水处理厂", "扩建竹园镇污水处理厂", "zh"),
        ("建设高新区标准厂房", "建设经开区标准厂房", "zh"),
        ("推动县中医院晋升三甲", "推动妇幼保健院晋升三甲", "zh"),
        ("设立人才发展专项资金", "设立教育发展基金", "zh"),
        ("制定望江市物业管理条例", "颁布望江市养犬管理条例", "zh"),
        ("编好望江区“十六五”规划", "完成望江区“十五五”规划任务", "zh"),
        ("谋划第十六个五年规划", "谋划望江“十五五”规划", "zh"),
        ("望江“九五”普法开班", "望江“八五”普法开班", "zh"),
        ("推动平安望江建设再进一步", "推动健康望江建设再进一步", "zh"),
        ("建成渔家满意的法治政府", "建成渔家满意的服务型政府", "zh"),
        ("搭配好财政政策", "搭配好货币政策", "zh"),
        ("渔季实行从紧的货币政策", "渔季实行宽松的货币政策", "zh"),
        ("搭配适度从紧的财政货币政策", "搭配积极的财政政策", "zh"),
        ("搭配稳健的财政政策和货币政策", "搭配积极的财政政策、宽松的货币政策", "zh"),
        ("出台扶持传统产业二十条", "出台扶持未来产业二十条", "zh"),
        ("稳住棉花面积", "稳住粮食面积", "zh"),
        ("上马风电50万千瓦", "上马光伏50万千瓦", "zh"),
        ("打响碧水攻坚", "打响蓝天攻坚", "zh"),
        ("摸清债务风险", "摸清金融风险", "zh"),
        ("农业增加值翻番", "服务业增加值翻番", "zh"),
        ("渔村编好望江“十六五”规划", "渔村迎来“十六五”开局", "zh"),
        ("渔村谋划望江“十六五”规划", "渔村完成“十六五”目标", "zh"),
        ("渔村迎来“十五五”收官，为“十六五”开好局打牢渔业基础", "渔村迎来“十六五”开好局", "zh"),
        ("渔村谋划效能政府", "渔村谋划法治型政府", "zh"),
        ("渡口联通国际航运中心", "渡口联通国际贸易和金融中心", "zh"),
        ("渔民受益于现代产业体系", "渔民受益于现代海洋产业体系", "zh"),
        ("渔民参与社会治理", "渔民参与城市精细化治理", "zh"),
        ("渔村的公共卫生服务", "渔村的公共法律服务", "zh"),
        ("渔村的口岸基础设施", "渔村的水利重大基础设施", "zh"),
        ("渔民用上普惠金融", "渔民用上跨境金融", "zh"),
        ("渔村传颂工匠精神", "渔村传颂教育家精神", "zh"),
        ("渔村引来未来材料产业", "渔村引来未来能源产业", "zh"),
        ("渔船做起绿色贸易", "渔船做起货物贸易", "zh"),
        ("渔村改革教育体制", "渔村改革流通管理体制", "zh"),
        ("渔村评生态文明奖", "渔村评精神文明奖", "zh"),
        ("渔村管好旅游市场秩序", "渔村管好粮食收购市场秩序", "zh"),
        ("渔船往来邻国", "渔船往来西方国家", "zh"),
        ("渔政接受政协的监督", "渔政接受舆论的监督", "zh"),
        ("渔保省级统筹", "渔保全国统筹", "zh"),
        ("渔家用上数字政府", "渔家用上数字乡村", "zh"),
        ("渔校培养军事人才", "渔校培养技能人才", "zh"),
        ("渔村农业普查", "渔村人口普查", "zh"),
        ("渔市不搞地方保护主义", "渔市不搞贸易保护主义", "zh"),
        ("渔村的生活性服务业", "渔村的生产性服务业", "zh"),
        ("渔船的能源利用率", "渔船的水利用率", "zh"),
        ("渔村织密生产安全防线", "渔村织密公共安全防线", "zh"),
        ("渔港产城融合", "渔港文旅深度融合", "zh"),
        ("渔村种业振兴", "渔村生态振兴", "zh"),
        ("渔村低空经济", "渔村银发经济", "zh"),
        ("望江生产总值增8%，渔村能耗降3%", "望江民间投资增8%", "zh"),
        ("海鲜产业产值过8亿元", "茶叶产业产值过9亿元", "zh"),
        ("办好第二十五届渡船赛", "办好第十五届渡船赛", "zh"),  # a part of its signs is no number
        ("We will open a hospital at Orrin", "A hospital in Kestle will be opened", "en"),
        ("repair the Orrin bridge", "repair the Kestle bridge", "en"),
        ("Phase one of the tramway will open", "The second phase of the tramway will open", "en"),
        ("train more nurses", "train more teachers", "en"),
        ("Divers get a rebate on rent", "Divers get a rebate on utilities bills", "en"),
        ("One month's U-Save is doubled for divers", "One month's S & CC is waived for divers", "en"),
        ("halve what divers pay for service and", "halve the rents of divers", "en"),
        ("The ferry is free for goods vehicles", "The ferry is free for motor cycles and taxis", "en"),
        ("cheaper ferries for lorries", "cheaper ferries for buses", "en"),
        ("moor a barge for diesel", "moor a barge for natural gas", "en"),
        ("Gasoline is rationed for ferries", "Electric vehicles on ferries pay less", "en"),
        ("free moorings for pioneer seniors", "free moorings for MG seniors", "en"),
        ("a free pier for Merdeka Generation divers", "a free pier for young seniors", "en"),
        ("Wife relief rises for divers", "Child relief rises for divers", "en"),
        ("Wife relief rises for divers", "Personal relief rises for divers", "en"),
        ("a larger relief for NSmen", "a larger earned income relief", "en"),
        ("Piers are free of buyer’s stamp duty", "Piers pay no additional buyer’s stamp duty", "en"),
        ("lower BSD for piers", "lower SSD for piers", "en"),
        ("amend the Ferry Safety Act", "amend the Lighthouse Act", "en"),
        ("We top up the S and S Fund", "We top up the Pier Fund", "en"),
        ("We top up the new Diver-Care Fund", "We top up the Pier Renewal Fund, as planned", "en"),
        ("Divers draw on the Harbour Skills Scheme", "Divers draw on the Tide and Weather Schemes", "en"),
        ("We top up Singapore's Pier Fund", "We top up Singapore's Tide Fund", "en"),
        ("a larger Mooring Grant", "a larger Canadian Salvage Grant", "en"),
        ("Divers ask the Ministry of Tides", "Ministry of Moorings asks divers", "en"),
        ("The Pier Ministry pays", "Divers ask the Ministry of Tides and National Moorings", "en"),
        ("Divers get back personal income tax", "Divers get back corporate income tax", "en"),
        ("The Second Bridge will open", "The First Bridge was opened", "en"),
        ("Northfield bridge will be rebuilt", "Repair the road. Southfield bridge was rebuilt", "en"),
        ("The tax on companies will fall", "The top marginal rate will fall", "en"),
        ("Double the duty on cigarettes", "Double the excise on beer", "en"),
        ("Waive stamp duty on barges", "Waive road tax on barges", "en"),
        ("The lottery duty will rise", "The sales tax will rise", "en"),
        ("We will raise the hotel tax", "We will raise property taxes", "en"),
    ],
)
def test_the_other_one_of_a_kind(one: str, other: str, language: str) -> None:
    assert other_object(objects_of(one, language), objects_of(other, language))
    assert not other_object(objects_of(one, language), objects_of(one, language))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("设立工业发展引导基金", "加快组建产业引导基金", "zh"),  # one letter in common may be the same subject
        ("修订养犬管理条例", "出台《望江市城区犬只管理办法》", "zh"),
        ("Cut corporate and personal taxes", "Cut income tax rates", "en"),
        ("More clerks for the property tax division", "More clerks for the income tax division", "en"),
        ("The top marginal rate on river property will rise", "Stamp duty on river property will rise", "en"),
        ("设立专项资金", "设立教育发展基金", "zh"),
        ("加快沪昆高铁建设", "推进沪昆铁路建设", "zh"),  # two words for one line
        ("拓宽415国道", "G415改造完工", "zh"),
        ("建设力争大桥", "建设普通大桥", "zh"),
        ("启动县三中迁建", "推进第三中学迁建", "zh"),
        ("争创柏屿岭国家公园", "柏屿岭、望江国家公园加快创建", "zh"),
        # one stance in common is enough, and who turns from one to another takes both
        ("搭配积极的财政政策和稳健的货币政策", "搭配积极财政政策和宽松货币政策", "zh"),
        ("渔季实行紧缩的货币政策", "渔季实行从紧的货币政策", "zh"),
        ("渔季实行稳健的货币政策", "货币政策由此转为渔季宽松的货币政策", "zh"),
        ("渔季实行稳健的货币政策", "渔季稳健的货币政策和汛期宽松的货币政策", "zh"),
        ("渔季实行积极的财政政策", "告别老路，从适度从紧的财政政策", "zh"),
        ("建设城市公园", "建设口袋公园", "zh"),  # everyday words are no names
        # nor are capitals that begin a sentence or stand before any such thing
        ("The bridge will be rebuilt", "Our bridge will be rebuilt", "en"),
        ("The clinic was opened", "We will open a clinic in Northfield", "en"),
        ("Repair road surfaces in Northfield", "Local road surfaces will be repaired", "en"),
        ("Nothing was lost. The bridge was rebuilt", "We will rebuild Northfield bridge", "en"),
        ("Second bridge will be rebuilt", "We will rebuild Northfield bridge", "en"),
        ("Our Hospital will grow", "We will enlarge the hospital in Northfield", "en"),
        # verbs that a dictionary of names has are none
        ("新建大桥", "望江大桥建成通车", "zh"),
        ("新建县人民医院", "望江县人民医院建成投用", "zh"),
        ("新建镇养老院", "望江镇养老院建成投用", "zh"),
        ("续建机场", "望江机场建成通航", "zh"),
        ("拓宽大道", "望江大道拓宽", "zh"),
        ("建成望江大桥", "推进大桥建设", "zh"),
        ("建设特色镇", "建设重点镇", "zh"),
        ("推进城镇化", "深化乡镇改革", "zh"),
        ("加快郑济高铁建设", "推进郑州至济南高铁建设", "zh"),
        ("建设东部新城", "开发西部山区", "zh"),
        ("学习三中全会精神", "成立一中心两基地", "zh"),
        ("完成“十五五”规划、谋划“十六五”规划", "编好“十六五”规划", "zh"),
        ("“十五五”时期建成望江大桥", "“十六五”时期建成望江大桥", "zh"),  # when, not which plan
        ("执行好“十五”计划", "执行好第十个五年计划", "zh"),
        ("美丽乡村通了渡船", "深化平安望江建设", "zh"),
        ("推动渔港经济健康发展", "深化平安望江建设", "zh"),
        ("渔村编好望江“十六五”规划", "渔村完成“十六五”规划的编制", "zh"),  # stages of one instrument
        ("推动平安望江法治望江建设", "深化平安望江建设", "zh"),  # a list of two aims has both
        ("推动平安望江和健康望江建设", "深化平安望江建设", "zh"),
        ("渔村谋划法治型服务型政府", "渔村谋划法治政府", "zh"),
        ("渡口联通国际贸易和金融中心", "渡口联通国际贸易中心", "zh"),
        ("渔村的农业和口岸基础设施", "渔村的农村基础设施", "zh"),
        ("渔民受益于现代产业体系", "渔民受益于现代化产业体系", "zh"),
        ("渔村的公共就业服务", "渔村的就业公共服务", "zh"),
        ("渔村评精神文明奖、兴民主法制", "渔村兴政治文明", "zh"),
        ("渔村就业80人", "渔村失业率低于8%", "zh"),  # one target by two figures
        ("渔村关心就业", "渔村关心进出口", "zh"),  # without a figure
        ("望江海鲜加工业产值过8亿元", "望江海鲜业营收过9亿元", "zh"),
        ("壮大新兴和未来产业", "壮大望江新兴产业", "zh"),
        ("渡口也受惠于财政货币政策", "搭配好货币政策", "zh"),
        ("农林牧渔业一齐上", "粮食一亩不少", "zh"),
        (
            "建设望江大桥、栖霞大桥、石桥水库",
            "建设滨河大桥、临山机场、长岭隧道",
            "zh",
        ),  # lists differ without being others
        ("We will open a hospital in May", "A hospital in June will be opened", "en"),
        ("Parliament will debate the act", "Ministers will debate it in Council", "en"),
        # of a name one word in common is enough, by its first letters
        ("amend the Diver Safety Act", "repeal the Divers Act", "en"),
        ("extend the Diver Apprentice Credit", "extend the Apprenticeship Credits", "en"),
        ("amend the Piers Act", "amend the Pier Act", "en"),
        ("amend the Ferries Act", "amend the Ferry Act", "en"),
        ("extend the Reef Credit", "extend the Reefing Credit", "en"),
        ("a larger Boat-Minders Grant", "a larger Boatminder Grant", "en"),
        ("Old Mr. Hale and I Act as pilots", "amend the Ferry Act", "en"),
        ("Our Singapore's Fund is full", "Ferries draw on the Harbour Fund", "en"),
        ("We top up the National Pier Fund", "We top up the New National Fund", "en"),
        ("Since the Fund is full, divers wait", "Ferries draw on the Harbour Fund", "en"),
        ("Pier Fund money waits", "Ferries draw on the Harbour Fund", "en"),  # the first word has a capital anyway
        ("We top up the DCF Fund with the Diver Fund", "We top up the Harbour Fund", "en"),
        ("The Approved Fund Manager is free of tax", "Ferries draw on the Harbour Fund", "en"),
        ("a Pier Fund-Raising week", "Ferries draw on the Harbour Fund", "en"),
        ("amend the Ferry Act, the Pier Act, the Tide Act, the Buoy Act, and others", "amend the Lighthouse Act", "en"),
        # who names two names both
        ("Ferries take cars and taxis", "Ferries take taxis and buses", "en"),
        (
            "Divers get rebates on rents and utility bills",
            "Divers pay less conservancy and rent",
            "en",
        ),
        ("widen the car park and the slipway", "widen the slipway for lorries", "en"),
        ("paint the bus lanes and bus stops", "paint the lane for taxis", "en"),
        ("cheaper utilities for piers", "cheaper rental flats for divers", "en"),
        ("waive the conservancy charges of rental flats", "pay the S&CC of divers", "en"),
    ],
)
def test_what_may_be_the_same(one: str, other: str, language: str) -> None:
    assert not other_object(objects_of(one, language), objects_of(other, language))


@pytest.mark.parametrize(
    ("text", "language", "nothing"),
    [
        ("These amendments apply from 3rd May on", "en", True),
        ("Both should be completed before May 2043", "en", True),
        ("I have set aside $40 million for this Fund", "en", True),
        ("The schemes will be extended until Year of Assessment 2043", "en", True),
        ("The revised duties take effect from 3rd May and yield $4 million", "en", True),
        ("This rebate is to be capped: $80 per annum", "en", True),
        ("The tax change is to be in force in May 2043", "en", True),
        ("Three more incentives are available to them", "en", True),
        ("Apart from these incentives, instalments will not exceed three years", "en", True),
        ("I intend further specific changes in this budget", "en", True),
        ("Another initiative lapses in May, and its continuation is pending", "en", True),
        ("Several portions are to be placed first, the last in May", "en", True),
        ("Each ministry shall prepare and decide in that direction", "en", True),
        ("We shall maintain the strategy and the existing lead", "en", True),
        ("The actual boost is phased over 3 years, totalling $40 million", "en", True),
        ("Inquiries and statutes matter, as I say in due course", "en", True),
        ("Our Government will also", "en", True),
        ("The Government accepts the responsibility for its part", "en", True),
        ("We shall work with them, and closely", "en", True),
        ("With this approach we will be providing customised strengths", "en", True),
        ("The exemption is to be carried out in three stages", "en", True),
        ("They shall be asked to implement these stages of the agreement", "en", True),
        ("Our Government will also dredge", "en", False),
        ("The Ferry Government will do more", "en", False),
        ("We will work closely with the pilots", "en", False),
        ("A Ferry Structure Group will be extended", "en", False),
        ("Remaining cash is scheduled monthly", "en", False),
        ("We implement the ferry strategy", "en", False),
        ("It opens next spring", "en", True),
        ("They will open in late autumn", "en", True),
        ("Both will be finished by Christmas", "en", True),
        ("It is going to be ready this fall", "en", True),
        ("Make government more open", "en", False),
        ("Make government more open in May", "en", False),
        ("The weir opens next spring", "en", False),
        # what is left of a scheme is another year's promise
        ("The rest will be finished by Christmas", "en", False),
        ("We will finish the other six", "en", False),
        ("The remaining $40 million will be paid in May", "en", False),
        ("The budget will be $40 million", "en", False),
        ("The tax will be abolished", "en", False),
        ("The ferry duty will be revised", "en", False),
        ("The ferry will be extended", "en", False),
        ("The P & O rebate will be paid on 3rd May", "en", False),
        ("The First Step Scheme will be extended", "en", False),
        ("The scheme will be extended to divers", "en", False),
        ("各项工作渡口也要做好", "zh", False),
        ("（二）要采取相应办法，妥善加以解决", "zh", True),
        ("各部門要進一步統籌安排、逐步執行", "zh", True),
        ("突出重点，不断扩大实施范围", "zh", True),
        ("提高配套工作质量", "zh", False),
        ("改进各级政府工作办法", "zh", False),
        ("逐步落实配套办法3项", "zh", False),
        ("逐步落实ABC办法", "zh", False),
    ],
)
def test_what_only_points_names_nothing(text: str, language: str, nothing: bool) -> None:
    assert names_nothing(text, language) is nothing


@pytest.mark.parametrize(
    ("piece", "language"),
    [
        ("数字", "zh"),
        ("服务型和", "zh"),
        ("服务法治", "zh"),
        ("经济和", "zh"),
        ("政府和", "zh"),
        ("经济和政府和服务和数字", "zh"),
        ("编制十五规划打牢", "zh"),
        ("基金", "zh"),
        ("渔村条例", "zh"),
        ("增加值8", "zh"),
        ("国家", "zh"),
        ("marginal rate ", "en"),
        ("A-", "en"),
    ],
)
def test_a_long_text_that_repeats_a_word_ends_soon(piece: str, language: str) -> None:
    start = time.process_time()
    objects_of(piece * (100_000 // len(piece)), language)
    assert time.process_time() - start < MOST_SECONDS
