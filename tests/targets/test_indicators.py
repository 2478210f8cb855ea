"""What figures measure, when they are due, and who answers for them."""

from __future__ import annotations

import pytest

from pipeline.figures import WELL_KNOWN
from pipeline.records import Bound, Label, Unit
from pipeline.targets import find_targets
from pipeline.targets.context import deadline_year, period, plan_end, responsible, section_period
from pipeline.targets.indicators import _KNOWN_ZH, normalise_indicator


def names(text: str, language: str = "zh") -> list[str]:
    unit = Unit("d", 0, len(text), f"d@0-{len(text)}", "J", 2023, text, Label.PLEDGE, 3, language)
    return [t.indicator for t in find_targets(unit)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("城镇新增就业5万人", "新增城镇就业5万人"),
        ("城镇新增就业5万人", "城镇新增就业人数5万人"),
        ("地区生产总值增长6%", "国内生产总值增长6%左右"),
        ("地区生产总值增长6%", "全市经济增长预期目标为6%左右"),
        ("改造老旧小区30个", "老旧小区改造30个"),
        ("新建高标准农田30万亩", "建成高标准农田31万亩"),
        ("新建学校12所", "新建12所学校"),
        ("居民消费价格涨幅控制在3%以内", "居民消费价格总水平上涨2.1%"),
        ("粮食总产量稳定在33亿斤以上", "粮食产量达到34亿斤"),
        ("规上工业增加值增长8%", "规模以上工业增加值预期增长8%左右"),
        ("单位GDP能耗降低3%", "单位地区生产总值能耗下降3.2%"),
        ("新建幼儿园6所", "6所新建幼儿园如期投入使用"),
        ("新建幼儿园6所", "新建的6所幼儿园已全部交付"),
        ("打通断头路9条", "9条断头路全部贯通"),
        ("打通断头路9条", "再打通9条断头路"),
        ("整治背街小巷40条", "40条背街小巷完成整治"),
        ("整治背街小巷40条", "40条背街小巷整治一新"),
        ("改造老旧小区30个", "30个老旧小区全部完成改造"),
        ("完成棚户区改造项目5个", "5个棚改项目顺利交付"),
        ("完成棚户区改造项目5个", "完成剩余5个棚户区改造项目"),
        ("改造户厕700座", "700座户厕改造任务完成"),
        ("新建口袋公园7个", "7个口袋公园免费开放"),
        ("加装电梯20部", "20部电梯加装完成"),
        ("城区整治易涝点9处", "全面整治城区9处易涝点"),
        ("在城区新建公厕9座", "新建城区公厕9座"),
        ("茶叶出口增长5%", "茶叶出口下滑5%"),
        ("茶叶出口增长5%", "茶叶出口负增长5%"),
        ("城镇调查失业率5.2%左右", "城镇调查失业率均值5.1%"),
        ("赤字率2.6%左右", "财政赤字占地区生产总值的比重降到2.5%"),
        ("摆渡车程25分钟", "摆渡车程可缩短25分钟"),
        ("居民人均可支配收入增长6%", "全体居民人均可支配收入增长6.3%"),
        ("社会消费品零售总额增长6%", "社零总额增长6.3%"),
        ("社会消费品零售总额增长6%", "社零额增长6.3%"),
        ("社会消费品零售总额增长6%", "社消零总额增长6.3%"),
        ("规模以上工业增加值增长6%", "规模工业增加值增长6.3%"),
        ("生产总值增长6%", "县域生产总值增长6.3%"),
        ("单位GDP能耗下降3%", "能耗强度下降3.3%"),
        ("固定资产投资增长6%", "固投增长6.3%"),
        ("生产总值增长6%", "生产总值依旧增长6.3%"),
        ("研发投入强度2.5%", "R&D经费支出占GDP比重达到2.6%"),
        ("进出口总额增长5%", "外贸总额增长5.3%"),
        ("农村居民人均可支配收入增长7%", "农村常住居民人均可支配收入增长7.1%"),
    ],
)
def test_two_wordings_of_one_indicator_meet(first: str, second: str) -> None:
    assert names(first) == names(second) != [""]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("城镇新增就业5万人", "下岗失业人员再就业5万人"),
        ("城镇登记失业率4.5%以内", "城镇调查失业率5.5%左右"),
        ("地区生产总值增长6%", "人均地区生产总值增长6%"),
        ("粮食产量达到34亿斤", "粮食综合生产能力达到34亿斤"),
        ("粮食产量达到34亿斤", "粮食产量增加1亿斤"),
        ("城镇居民人均可支配收入增长6%", "农村居民人均可支配收入增长6%"),
        ("改造危桥9座", "9座桥梁建成通车"),
        ("新建幼儿园6所", "6所幼儿园完成改造"),
        ("整治背街小巷40条", "打通背街小巷40条"),
    ],
)
def test_two_indicators_are_told_apart(first: str, second: str) -> None:
    assert names(first) != names(second)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("地区生产总值突破900亿元，增长6.5%左右", ["GDP", "GDP"]),
        ("新改建农村公路300公里、改造危桥12座", ["农村公路", "危桥改造"]),
        ("三次产业分别增长3%、4%、5%", ["第一产业", "第二产业", "第三产业"]),
        ("一二三次产业增加值分别增长3%、4%和5%", ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
        ("三次产业比重提高2个百分点", ["三次产业比重"]),
        (
            "城乡居民人均可支配收入分别增长5.2%和7.1%",
            ["城镇居民人均可支配收入", "农村居民人均可支配收入"],
        ),
        ("城乡居民人均可支配收入增长6%", ["居民人均可支配收入"]),
        ("原煤、原油产量分别增长3%、4%", ["原煤", "原油产量"]),
        ("粮食再获丰收，总产量达到34亿斤", ["粮食产量"]),
        ("工业产值比去年增长7%", ["工业产值"]),
        ("森林覆盖率由60%提高到62%", ["森林覆盖率", "森林覆盖率"]),
        ("补齐9处管网缺口", ["管网缺口"]),
        ("完善首批9个驿站功能", ["驿站功能"]),
        ("加快最后4个安置点建设", ["安置点建设"]),
        ("2023年，我们将新装路灯300盏", ["路灯"]),
        ("未通车的4个村年底通车", ["村"]),
        ("居民盼望的9条断头路全部贯通", ["断头路"]),
        ("未能实现90部的目标", [""]),
        ("办理建议提案130件", ["建议提案"]),
        ("到位资金20亿元", ["到位资金"]),
        ("近两年新建幼儿园6所", ["幼儿园"]),
        ("城市更新项目9个", ["城市更新"]),
        ("9个传统墟市恢复开放", ["传统墟市"]),
        ("9名未就业毕业生上岗", ["未就业毕业生上岗"]),
        ("农村公路90公里", ["农村公路"]),
        # a rate of growth has the name of what grows, and who is to do it is no part of one
        ("地区生产总值增长率6%左右", ["GDP"]),
        ("茶叶产量增长速度达到6%", ["茶叶产量"]),
        ("人口自然增长率控制在6‰以内", ["人口自然增长率"]),
        ("县住建局要建成公租房200套", ["公租房"]),
        ("各部门要压减支出10%", ["压减支出"]),
        ("商务部门要素成本下降3%", ["商务部门要素成本"]),
        ("县茶叶局将于9月新建茶亭5座", ["茶亭"]),
        ("茶叶展厅要改造5间", ["茶叶展厅要改造"]),
        ("县政府要闻发布500条", ["县政府要闻发布"]),
        # the end of a date is no part of the name
        ("明年3月底前收回茶地600亩", ["收回茶地"]),
        ("2024年以前收回茶地600亩", ["收回茶地"]),
        ("2024年6月30日之前收回茶地600亩", ["收回茶地"]),
        ("2024年起收回茶地600亩", ["收回茶地"]),
        ("明年起收回茶地600亩", ["收回茶地"]),
        ("今年内收回茶地600亩", ["收回茶地"]),
        ("前三季度收回茶地600亩", ["收回茶地"]),
        ("提前一年实现茶农人均补助500元", ["茶农人均补助"]),
        ("2024年内河航道90公里", ["内河航道"]),
        ("今年内河航道达到90公里", ["内河航道"]),
        ("2024年起降低渡费5%", ["降低渡费"]),
        ("明年起重点整治茶沟40条", ["重点整治茶沟"]),
        ("2024年起重机产量增长5%", ["起重机产量"]),
        ("5月3日前往湖区慰问渔民500人", ["前往湖区慰问渔民"]),
        ("此前两年补助渔民500人", ["此前补助渔民"]),
        ("渡运企业净增40户、增长4%", ["渡运企业增减", "渡运企业"]),
        # whole verbs and what is told for each are no part of a name
        ("茶园灌溉率提升至69.5%", ["茶园灌溉率"]),
        ("茶叶损耗比重下降至3%", ["茶叶损耗比重"]),
        ("积压茶叶压降40吨", ["积压茶叶"]),
        ("茶叶产值平均每年递增4%", ["茶叶产值"]),
        ("茶价微降0.1%", ["茶价"]),
        ("茶农补贴标准由每人每年600元提高到人均670元", ["茶农补贴标准", "茶农补贴标准"]),
        ("渔民养老金从每月70元提高到88元", ["渔民养老金", "渔民养老金"]),
        ("人均茶园面积达到3亩", ["人均茶园面积"]),
        ("茶叶产值比上一年增长6%", ["茶叶产值"]),
        ("春茶收购价每50公斤提高5元", ["春茶收购价增减"]),
        ("春茶补助标准和渡运补贴标准分别提高30元和5元", ["春茶补助标准增减", "渡运补贴标准增减"]),
        ("春茶补助标准和渡运补贴标准分别提高到30元和5元", ["春茶补助标准", "渡运补贴标准"]),
        ("渡口共有59个，比现有的86个减少27个", ["渡口", "渡口", "渡口增减"]),
        ("茶医数达到每10万人3名", ["茶医数"]),
        # the noun behind a count may begin with a name in quotes; a prize behind a verb is not counted
        ("新建茶园30亩，打造100个“美丽茶乡”", ["茶园", "美丽茶乡"]),
        ("建设3个“两园”项目", ["两园项目"]),
        ("20个“两园”“三渡”项目加快实施", ["两园三渡项目"]),
        ("新增5个省级“茶旅小镇”", ["新增省级茶旅小镇"]),
        ("完成6条“四好渡口建设”线路", ["四好渡口建设线路"]),
        ("3个茶坊获“巧手”奖", ["茶坊获"]),
        # before 等 stand examples of what is counted behind the figure
        ("建成茶亭、水闸等9个惠民工程", ["惠民工程"]),
        ("推进茶亭、水闸等9个项目", ["茶亭、水闸"]),
        ("推进茶亭、水闸等9个重大项目", ["茶亭、水闸"]),
        ("培育青山等5个“茶旅小镇”", ["茶旅小镇"]),
        ("新建茶亭等8处", ["茶亭"]),
        ("茶叶、桑叶等产值增长6%", ["茶叶、桑叶等产值"]),
        # a place in a ranking between level and growth names nothing
        ("茶叶产量达到5万吨、稳居全国前列、增长4%", ["茶叶产量", "茶叶产量"]),
        # a word that begins like an adverb, the sign of a list
        ("提供就业茶坊5个", ["就业茶坊"]),
        ("七是改造茶亭60个", ["茶亭改造"]),
        ("⑤新建水闸7座", ["水闸"]),
        ("12．建成茶仓9座", ["茶仓"]),
    ],
)
def test_subjects_of_several_figures(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_what_counts_as_well_known_is_what_has_a_name_of_its_own() -> None:
    assert {name for name, _ in _KNOWN_ZH} == WELL_KNOWN


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "茶农补贴、渔民补贴标准分别从90元、120元提高到100元、140元",
            [("茶农补贴", "from"), ("渔民补贴标准", "from"), ("茶农补贴", "up"), ("渔民补贴标准", "")],
        ),
        (
            "渡口票价从3元、4元降到2元，茶园面积达到8亩",
            [("渡口票价", "from")] * 2 + [("渡口票价", "down to"), ("茶园面积", "")],
        ),
        ("新建茶亭3座、4座水闸，票价从5元降到2元", [("茶亭", ""), ("水闸", ""), ("票价", "from"), ("票价", "down to")]),
    ],
)
def test_every_figure_of_a_list_that_is_changed_from_is_an_old_value(text: str, wanted: list[tuple[str, str]]) -> None:
    unit = Unit("s", 0, len(text), "s", "P", 2024, text, Label.PLEDGE, None, "zh")
    assert [(t.indicator, t.direction) for t in find_targets(unit)] == wanted


def test_the_second_of_two_values_of_one_thing_has_its_name() -> None:
    assert names("We had a surplus of $9 million, or 1.3 per cent of GDP", "en") == ["surplus", "surplus share of GDP"]
    assert names("The deficit is $9 million, which is $3 million better than planned", "en") == [
        "deficit",
        "deficit difference",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We will cut the business levy to 15 per cent", "business levy"),
        ("We will build 1,200 new affordable homes", "affordable home"),
        ("The county will add 900 new tram seats", "tram seat"),
        ("Last year 950 tram seats were added", "tram seat"),
        ("A further 900 extra tram seats will follow", "tram seat"),
        ("The plan brings 60 more new rural clinics", "rural clinic"),
        ("Visitors to New Harbour rose by 3 per cent", "visitors to new harbour"),
        ("The county budget deficit was 3 per cent", "county budget deficit"),
        ("The budget deficit was $90 million", "deficit"),
        ("We will hold the deficit to $90 million", "deficit"),
        ("This plan brings the deficit down to $90 million", "deficit"),
        ("The deficit for 2018 turned out at $90 million", "deficit"),
        ("Last year we delivered a surplus of $90 million", "surplus"),
        ("We will restore the Harbour Fund to $90 million", "harbour fund"),
        ("The Harbour Fund, which we drew on, will be rebuilt to $90 million", "harbour fund"),
        ("We will connect 900 rural households to the sewer", "rural household"),
        ("So far 900 rural households have been connected to the sewer", "rural household"),
        ("900 people were lifted out of poverty", "poverty"),
        ("We connected 900 people to the sewer", "sewer"),
        ("We will fund 900 additional hip and knee operations", "hip and knee operation"),
        ("Surgeons carried out 900 hip and knee operations", "hip and knee operation"),
        ("A skills fund with an endowment of 9 million crowns", "endowment"),
        ("The economy shrank by 2 per cent", "GDP"),
        ("The economy has slowed to 2 per cent", "GDP"),
        ("GDP growth slowed to 1.5 per cent", "GDP"),
        ("Economic growth eased to 1.5 per cent", "GDP"),
        ("Tea companies announced $9 million of new orders", "order"),
        ("The contribution to GDP rose by 9 per cent", "contribution to gdp"),
        ("The surplus was in fact 3 per cent better than planned", "surplus difference"),
        ("Thirty-five villages will be linked", "village"),
        ("Gas prices will fall by 5 per cent", "gas price"),
        ("Gas will fall by 5 per cent", "gas"),
        ("The share of unemployed is 5 per cent", "share of unemployed"),
        ("The county will set aside $5 million for skills training", "skills training"),
        ("We will resurface 30 miles of county road", "county road"),
        ("We expect GDP growth of 4 to 5 per cent", "GDP"),
        ("The economy will grow by 3 per cent", "GDP"),
        ("At least 80 per cent of households will be connected", "share of household"),
        # no verb, month or adjective between the noun and its figure
        ("Ferry traffic has risen 5 per cent", "ferry traffic"),
        ("The ferry toll will in January 2031 be $900", "ferry toll"),
        ("Ferry losses remained low at $9 million", "ferry loss"),
        ("We will waive the $9 docking charge", "docking charge"),
        ("The pilots aged 53 and above are to earn $900", "pilot"),
        ("A sum of $9 million was found to meet ferry losses", "ferry loss"),
        # nor who speaks
        ("We’ll have 90 by May", ""),
        ("It'll reach $9 in May", ""),
        ("I've put $9 million into ferry piers", "ferry pier"),
        ("So far 40 of the 90 ferry piers are built", "ferry pier"),
    ],
)
def test_english_indicators(text: str, wanted: str) -> None:
    assert names(text, "en") == [wanted]


def test_normalising_twice_changes_nothing() -> None:
    for phrase in ("新增城镇就业", "全市地区生产总值", "改造老旧小区", "居民消费价格总水平涨幅"):
        once = normalise_indicator(phrase, "zh")
        assert normalise_indicator(once, "zh") == once


@pytest.mark.parametrize(
    ("text", "language", "year"),
    [
        ("到2025年建成", "zh", 2025),
        ("2025年底前建成", "zh", 2025),
        ("今年建成", "zh", 2023),
        ("6月底前建成", "zh", 2023),
        ("明年建成", "zh", 2024),
        ("明年底建成", "zh", 2024),
        ("2025年上半年建成", "zh", 2025),
        ("年内建成", "zh", 2023),
        ("用三年时间建成", "zh", 2025),
        ("三年内建成", "zh", 2025),
        ("用3至5年建成", "zh", 2027),
        ("“十四五”末建成", "zh", 2025),
        ("今明两年建成", "zh", 2024),
        ("后年建成", "zh", 2025),
        ("三年后年产值过亿", "zh", None),
        ("渡口投产后年产值过亿", "zh", None),
        ("明后年建成，力争后年通车", "zh", 2025),
        ("18个月内建成", "zh", 2024),
        ("六个月内建成", "zh", 2023),
        ("分三年建成", "zh", 2025),
        ("到本世纪中叶建成", "zh", 2050),
        ("国庆节前建成", "zh", 2023),
        ("汛期来临之前建成", "zh", 2023),
        ("明年春节前建成", "zh", 2024),
        ("每年汛期前检查水库", "zh", None),
        ("三年培育茶企12家", "zh", 2025),
        ("力争两年新增车位900个", "zh", 2024),
        # a part of another year is none of this one
        ("明年6月底前建成码头5座", "zh", 2024),
        ("明年上半年建成码头5座", "zh", 2024),
        ("明年一季度建成码头5座", "zh", 2024),
        ("明年年底前建成码头5座", "zh", 2024),
        ("2025年第三季度前建成码头5座", "zh", 2025),
        ("2025年 6月底前建成码头5座", "zh", 2025),
        ("二〇二五年六月底前建成码头5座", "zh", 2025),
        ("第三季度建成码头5座", "zh", 2023),
        ("6月30日前建成码头5座", "zh", 2023),
        ("2025年内建成码头5座", "zh", 2025),
        ("２０２５年内建成码头5座", "zh", 2025),
        ("二〇二五年内建成码头5座", "zh", 2025),
        ("十二年内建成码头5座", "zh", 2034),
        ("12年内建成码头5座", "zh", 2034),
        ("明年6月30日前建成码头5座", "zh", 2024),
        ("今年6月底前建成码头5座", "zh", 2023),
        ("去年上半年开工的码头", "zh", None),
        ("全县3年改造村道90公里", "zh", 2025),
        ("三年改造提升行动", "zh", None),
        ("高质量完成五年建设任务", "zh", None),
        ("历时3年建设的水库竣工", "zh", None),
        ("提早三年实现目标", "zh", None),
        ("实施茶企三年培育计划，新增茶企9家", "zh", None),
        ("第三年新增茶企9家", "zh", None),
        ("过去三年新增茶企9家", "zh", None),
        ("连续三年新增茶企超过9家", "zh", None),
        ("2019年建成", "zh", None),
        ("建成一座水厂", "zh", None),
        ("by 2030", "en", 2030),
        ("by the end of 2026", "en", 2026),
        ("over the next five years", "en", 2028),
        ("this year", "en", 2023),
        ("next year", "en", 2024),
        ("by June 2024", "en", 2024),
        ("by the end of June 2024", "en", 2024),
        ("by 30 June 2025", "en", 2025),
        ("by the 30th of June, 2025", "en", 2025),
        ("before March 31, 2026", "en", 2026),
        ("on 1 April 2024", "en", 2024),
        ("by Sept. 2024", "en", 2024),
        ("by the fall of 2024", "en", 2024),
        ("by mid-2024", "en", 2024),
        ("by spring 2024", "en", 2024),
        ("by June 2019", "en", None),
        # a month alone is one of the speech's own year
        ("by May", "en", 2023),
        ("by the end of June", "en", 2023),
        ("before 1 July", "en", 2023),
        ("by mid-April", "en", 2023),
        ("by March next year", "en", 2024),
        ("by March of last year", "en", None),
        ("they may be done by may", "en", None),
        ("by Christmas", "en", 2023),
        ("by the year’s end", "en", 2023),
        ("before the year is out", "en", 2023),
        ("this autumn", "en", 2023),
        ("by the first quarter of 2025", "en", 2025),
        ("by Q3 2025", "en", 2025),
        ("by fiscal 2025", "en", 2025),
        ("by FY25.", "en", 2025),
        ("By FY25, piers", "en", 2025),
        ("FY21 was a good year", "en", None),
        ("within six months", "en", 2023),
        ("within 12 months", "en", 2024),
        ("over the next eighteen months", "en", 2024),
        ("in the coming 24 months", "en", 2025),
        ("within six months of birth", "en", None),
        ("within a year", "en", 2024),
        ("by the end of the decade", "en", 2030),
        ("over the next decade", "en", 2033),
        ("the best harvest in a decade", "en", None),
        ("by the middle of the century", "en", 2050),
        ("from 2023 to 2027", "en", 2027),
        ("between the years 2023 and 2027", "en", 2027),
        ("from 2023", "en", 2023),
        ("from 2023 to 2900 dollars", "en", 2023),
        ("2,030 jobs", "en", None),
        ("the fewest ferries in five years", "en", 2028),
        ("for the first time in nineteen years", "en", None),
        ("the lowest level of the lake in over five years", "en", None),
        ("the lowest road will be mended in five years", "en", 2028),
    ],
)
def test_deadlines(text: str, language: str, year: int | None) -> None:
    assert deadline_year(text, len(text), 2023, language) == year
    assert deadline_year(text, -1, 2023, language) == year  # told behind the figure


def test_the_deadline_before_the_figure_counts() -> None:
    text = "今年新建3所，到2025年新建12所"
    assert deadline_year(text, text.index("3所"), 2023, "zh") == 2023
    assert deadline_year(text, text.index("12所"), 2023, "zh") == 2025


def test_five_year_plans_end_in_their_fifth_year() -> None:
    assert [plan_end(n) for n in ("一", "二", "三", "十", "十三", "十四")] == [1957, 1962, 1970, 2005, 2020, 2025]


def test_periods() -> None:
    assert period("五年累计新增就业20万人", "zh") == "five-year"
    assert period("过去四年中增加茶园2万亩", "zh") == "five-year"
    assert period("过去一年增加茶园2万亩", "zh") == "annual"
    assert period("粮食连续五年增产", "zh") == ""
    assert period("2025年增长6%", "zh") == ""
    assert period("累计建成30所", "zh") == "cumulative"
    # the sum that is told behind a figure is another one
    assert period("建成渡口3处、累计达30处", "zh", 4) == ""
    assert period("建成渡口3处、累计达30处", "zh", 10) == "cumulative"
    assert period("全年增长6%", "zh") == "annual"
    assert period("over the next five years", "en") == "five-year"
    assert period("a total of 30", "en") == "cumulative"
    assert period("over the past year 90 seats were added", "en") == "annual"
    assert period("over the last fiscal year", "en") == "annual"
    assert period("over the coming year", "en") == "annual"
    assert period("over the past six months", "en") == ""
    assert period("over the past two years", "en") == "five-year"
    assert period("over the last decade", "en") == "five-year"
    assert period("growth this year", "en") == "annual"
    assert section_period("“十四五”时期主要目标", "zh") == "five-year"
    assert section_period("“十五五”主要目标和2026年重点工作", "zh") == ""


@pytest.mark.parametrize(
    ("text", "language", "body"),
    [
        ("由市住建局负责，年底前完成", "zh", "市住建局"),
        ("责任单位：县教育局、县财政局", "zh", "县教育局、县财政局"),
        ("市发展改革委牵头，完善机制", "zh", "市发展改革委"),
        ("各部门要各司其职", "zh", ""),
        ("加快建设水厂", "zh", ""),
        ("The Ministry of Housing will publish a plan", "en", "Ministry of Housing"),
        ("The new scheme will help 300 families", "en", ""),
        ("The Harbour Board bills rose by 3 per cent", "en", ""),
    ],
)
def test_responsible_bodies(text: str, language: str, body: str) -> None:
    assert responsible(text, language) == body


def test_reports_have_no_deadline_and_unparsed_figures_stay() -> None:
    text = "去年数千家企业上云"
    unit = Unit("d", 7, 7 + len(text), "s", "J", 2023, text, Label.PROGRESS, None, "zh")
    (target,) = find_targets(unit)
    assert (target.low, target.high, target.raw, target.bound) == (None, None, "数千家", Bound.EXACT)
    assert target.deadline_year is None
    assert (target.start, target.end) == (9, 12)


def test_a_span_of_time_is_no_figure() -> None:
    assert names("今明两年实现所有村组通客车") == []
    assert names("今明两年新建幼儿园6所") == ["幼儿园"]


def test_what_several_years_brought_is_no_figure_of_one() -> None:
    assert period("三年培育茶企36家", "zh") == "five-year"
    assert period("实施茶企三年培育计划，新增茶企9家", "zh") == ""


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("We will give lower-income families $300", ""),
        ("We will give lower income households $300", ""),
        ("We will set aside $9 million for higher education", ""),
        ("A lower levy of $300 will apply", "down"),
        ("A higher levy of $300 will apply", "up"),
        ("The levy will be lowered by $30", "down"),
    ],
)
def test_a_class_of_people_or_schools_is_no_movement(text: str, direction: str) -> None:
    unit = Unit("x-2030", 0, len(text), f"x-2030@0-{len(text)}", "Westhaven", 2030, text, Label.PLEDGE, 3, "en")
    assert [t.direction for t in find_targets(unit)] == [direction]


def test_direction() -> None:
    def directions(text: str, language: str = "zh") -> list[str]:
        unit = Unit("d", 0, len(text), "s", "J", 2023, text, Label.PLEDGE, 3, language)
        return [t.direction for t in find_targets(unit)]

    assert directions("能耗降低3%") == ["down"]
    assert directions("出口增长3%") == ["up"]
    assert directions("产量稳定在3万吨") == ["stable"]
    assert directions("标准由120元提高到150元") == ["from", "up"]
    assert directions("城镇新增就业5万人") == [""]
    # a share of the value added does not grow by that
    assert directions("茶业增加值占工业的30%") == [""]
    assert directions("茶业增加值增长30%") == ["up"]
    assert directions("茶业增加值7%以上") == ["up"]
    assert directions("税率由5%降低到4%") == ["from", "down to"]
    # prices go on rising, by less
    assert directions("居民消费价格涨幅回落到2%") == ["up"]
    assert directions("出口降幅收窄至2%") == ["down"]
    assert directions("出口负增长3%") == ["down"]
    assert directions("出口下滑3%") == ["down"]
    assert directions("Tea growth slowed to 2 per cent", "en") == ["up"]
    assert directions("三次产业分别增长3%、4%和5%左右") == ["up", "up", "up"]
    assert directions("茶叶和瓷砖出口分别下降3%和4%") == ["down", "down"]
    assert directions("出口增长3%，税率4%") == ["up", ""]
    assert directions("Tea and rice fell by 2 per cent and 3 per cent", "en") == ["down", "down"]
    assert directions("Tea exports rose by 2 per cent and the levy is 3 per cent", "en") == ["up", ""]
    assert directions("The economy shrank by 2 per cent", "en") == ["down"]
    assert directions("GDP growth slowed to 1.5 per cent", "en") == ["up"]
    assert directions("The economy grew by 2 per cent", "en") == ["up"]
    assert directions("Tea exports shrank by 2 per cent", "en") == ["down"]
    assert directions("Tea exports saw negative growth of 2 per cent", "en") == ["down"]
    assert directions("Tea exports saw a 2 per cent decline", "en") == ["down"]
    assert directions("After years of growth tea showed a decline of 2 per cent", "en") == ["down"]
    assert directions("After 4 years of decline tea recovered", "en") == [""]
    assert directions("We will raise the levy from 4 to 5 per cent", "en") == ["from", "to"]
    assert directions("We will reduce the rate by 3 per cent", "en") == ["down"]


def test_who_is_to_do_it_is_no_part_of_an_indicator() -> None:
    assert normalise_indicator("由市水务局负责改造管网", "zh") == normalise_indicator("改造管网", "zh")
    assert normalise_indicator("由县财政牵头设立规模", "zh") == normalise_indicator("设立规模", "zh")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("建好2个国家级、3个省级湿地公园", ["国家级湿地公园", "省级湿地公园"]),
        ("新增5个国家级，建成9个茶厂", ["", "茶厂"]),
        ("改造9个", [""]),
        ("建成2个大厅、3个展馆", ["大厅", "展馆"]),
        ("实施项目30个，新增茶农500人", ["", "新增茶农"]),
        ("茶农住房需要增长5%", ["茶农住房需要"]),
        ("盯紧6个过3亿元", ["", ""]),
        ("县财政安排900万元修缮渡口", [""]),
        ("县财政赤字900万元", ["县财政赤字"]),
        ("新增茶厂4家、总数达31家", ["新增茶厂", ""]),
        ("粮食播种面积9万亩、总产5万吨", ["粮食播种面积", "粮食产量"]),
        ("城镇、农村居民人均可支配收入分别增长5%、6%", ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
    ],
)
def test_what_names_nothing_is_no_indicator(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_a_goal_is_what_is_aimed_at_not_what_is_measured() -> None:
    text = "We planted 64 trees, well below our goal of 120"
    assert names(text, "en") == ["tree", ""]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pear exports, at 40,000 tonnes, were a record", "pear export"),
        ("The pear levy, now at $9 million, pays for the wall", "pear levy"),
        ("At the fair, at 40 stalls, we sold pears", "stall"),
    ],
)
def test_a_figure_in_an_aside_belongs_to_what_it_is_beside(text: str, name: str) -> None:
    assert names(text, "en") == [name]
