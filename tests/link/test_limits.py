"""What words allow at most: parts, first steps, vague promises, other groups (codebook §5)."""

from __future__ import annotations

import time

import pytest

from pipeline.link.figure_limits import reached_by_name, target_met
from pipeline.link.limits import limited, most_allowed
from pipeline.records import Label, Outcome, Unit
from pipeline.targets import find_targets
from tests.safety.checks import MOST_SECONDS


def unit(text: str, year: int = 2030) -> Unit:
    language = "zh" if any(c > "\u3000" for c in text) else "en"
    return Unit(f"d-{year}", 0, len(text), f"d-{year}@0-{len(text)}", "甲", year, text, Label.PLEDGE, 3, language)


@pytest.mark.parametrize(
    ("promise", "report", "most"),
    [
        ("年底前建成河东水厂", "河东水厂建成供水", Outcome.CLOSES),
        ("年底前建成河东水厂", "河东水厂主体工程封顶", Outcome.ADVANCES),
        ("完成管网改造50公里", "管网改造进度过半", Outcome.ADVANCES),
        ("清零拖欠工程款", "未能全部清零拖欠工程款", Outcome.ADVANCES),
        ("继续推进旧管网改造", "旧管网改造完成三个片区", Outcome.ADVANCES),
        ("继续推进旧管网改造", "旧管网改造全面完成", Outcome.CLOSES),
        ("推进旧管网改造50公里", "旧管网改造52公里", Outcome.CLOSES),
        ("新建小学6所", "8所幼儿园开园", Outcome.NONE),
        ("推进农村厕所改造", "城区厕所改造全部完成", Outcome.NONE),
        ("We will open a library in Northfield", "We opened the library in Northfield", Outcome.CLOSES),
        ("We will plant 900 trees", "We planted only 400 trees", Outcome.ADVANCES),
        ("We will keep extending the tramway", "The tramway was extended by two stops", Outcome.ADVANCES),
        ("We will extend the tramway", "The tramway was extended by two stops", Outcome.ADVANCES),
        ("We will extend the tramway to the mill", "The tramway was extended to the mill", Outcome.CLOSES),
        ("We will extend the Blue Line to the mill", "The Brown Line was extended to the mill", Outcome.NONE),
        # why it was not done stands in front, without a comma; nothing came of it
        ("The tram will run in May", "Because of the flood the tram did not run in May", Outcome.NONE),
        ("The tram will run in May", "Because the money came, the tram ran in May", Outcome.CLOSES),
        ("Tram fares will be decided", "No decision on tram fares has been taken", Outcome.NONE),
        ("Tram rails will be laid", "Laying of tram rails came to a halt in May", Outcome.NONE),
        # a part in words, or before the whole; «by two thirds» tells how much
        ("Every depot will have a tram", "Trams now stand in a third of our depots", Outcome.ADVANCES),
        ("Every depot will have a tram", "Trams now stand in most of the depots", Outcome.ADVANCES),
        ("We will buy 90 trams", "Of the 90 trams we promised, 70 are running", Outcome.ADVANCES),
        ("We will buy 90 trams", "Of the 90 trams we promised, 90 are running", Outcome.CLOSES),
        ("A fine on tram noise will be set", "The fine on tram noise cut noise by two thirds", Outcome.CLOSES),
        ("The two trams will run in May", "The first of the two trams has run since May", Outcome.ADVANCES),
        ("A tram will run in May", "The first of the trams has run since May", Outcome.CLOSES),
        ("A depot will be built at the mill", "Work on the depot at the mill has reached the roof", Outcome.ADVANCES),
        ("A depot will be built at the mill", "The depot at the mill has its roof", Outcome.ADVANCES),
        ("We will introduce a bill on dog licences", "A bill on dog licences was drafted", Outcome.ADVANCES),
        ("We will draft a bill on dog licences", "A bill on dog licences was drafted", Outcome.CLOSES),
        ("建成河东水厂", "河东水厂累计完成投资3亿元", Outcome.ADVANCES),
        ("建成河东水厂", "河东水厂完成投资3亿元并投产", Outcome.CLOSES),
        ("河东水厂完成投资3亿元", "河东水厂完成投资3亿元", Outcome.CLOSES),
        ("组建河东船队", "河东船队组建方案获批", Outcome.ADVANCES),
        ("Kindergarten places will be added", "Elementary school places were added", Outcome.NONE),
        ("新建農村衛生室6所", "城区卫生室建成8所", Outcome.NONE),
        ("We will build a kindergarten in Northfield", "We opened the elementary school", Outcome.NONE),
        # a deed that is named only to say that it was not done
        ("建成河东水厂", "河东水厂仍未建成", Outcome.NONE),
        ("建成河东水厂", "河东水廠仍未建成", Outcome.NONE),
        ("开工建设河东泳馆", "河东泳馆未开工建设", Outcome.NONE),
        ("设立河东文化基金", "河东文化基金至今未设立", Outcome.NONE),
        ("设立河东文化基金", "河东文化基金没有设立", Outcome.NONE),
        ("建成河东图书馆", "河东图书馆建设停工", Outcome.NONE),
        ("建成河东病区", "河东病区建设推迟", Outcome.NONE),
        ("建成河东水厂", "河东水厂完成征地，尚未开工", Outcome.ADVANCES),
        ("建成河东水厂", "停工多年的河东水厂项目建成", Outcome.CLOSES),
        ("河东水厂复工", "河东水厂停工三年后复工", Outcome.CLOSES),
        ("落实贷款延期政策", "办理贷款延期还本付息60笔", Outcome.CLOSES),
        ("培训未就业毕业生", "未就业毕业生全部培训", Outcome.CLOSES),
        ("不新增债务", "债务没有增加", Outcome.CLOSES),
        ("建设河东电车线路", "河东电车线路项目已终止实施", Outcome.NONE),
        ("举办龙舟赛", "原定的龙舟赛未能如期举行", Outcome.NONE),
        ("举办龙舟赛", "龙舟赛被取消", Outcome.NONE),
        ("推进通用机场项目", "通用机场项目不再推进", Outcome.NONE),
        ("迁建河东泳馆", "河东泳馆迁建因选址争议暂缓实施", Outcome.NONE),
        ("建设河东影视城", "取消了河东影视城项目", Outcome.NONE),
        ("建设河东水电站", "河东水电站项目退出", Outcome.NONE),
        ("取消河东码头收费", "取消了河东码头收费项目", Outcome.CLOSES),
        ("创建国家园林县", "园林县创建通过省级初评", Outcome.ADVANCES),
        # what comes before the end of it, though its verb has an end
        ("建成河东泳馆", "河东泳馆即将投用", Outcome.ADVANCES),
        ("建成河东泳馆", "河东泳馆加快建设", Outcome.ADVANCES),
        ("建成河东泳馆", "河东泳馆进场施工", Outcome.ADVANCES),
        ("建成河东泳馆", "河东泳馆土建工程完工", Outcome.ADVANCES),
        ("开工建设河东泳馆", "河东泳馆加快建设", Outcome.CLOSES),
        ("开工建设河东泳馆", "河东泳馆前期工作有序开展", Outcome.ADVANCES),
        ("设立河东茶业基金", "河东茶业基金组建方案报审", Outcome.ADVANCES),
        ("出台茶业扶持办法", "茶业扶持办法完成征求意见", Outcome.ADVANCES),
        ("出台茶业扶持办法", "茶业扶持办法征求意见后印发实施", Outcome.CLOSES),
        ("编制茶园规划", "茶园规划编制工作启动", Outcome.ADVANCES),
        ("举办茶博会", "茶博会筹备就绪", Outcome.ADVANCES),
        ("举办茶博会", "经过半年筹备，茶博会成功举办", Outcome.CLOSES),
        ("创建国家卫生县", "国家卫生县创建通过省级评估", Outcome.ADVANCES),
        ("完成茶厂改造38家", "近三分之二的茶厂完成改造", Outcome.ADVANCES),
        ("推动河东医院晋升三级医院", "河东医院晋升三级医院", Outcome.CLOSES),
        ("河东桥建成通车", "河东桥完成桥墩施工", Outcome.ADVANCES),
        ("推动茶企上市", "茶企完成上市辅导备案", Outcome.ADVANCES),
        ("茶农欠款年底前清偿完毕", "清偿茶农欠款3亿元，清偿率71%", Outcome.ADVANCES),
        # before the works
        ("建成河东泳馆", "河东泳馆完成招投标", Outcome.ADVANCES),
        ("开工建设河东泳馆", "河东泳馆完成土地收储", Outcome.ADVANCES),
        ("启动河东泳馆建设", "河东泳馆规划获省厅批复", Outcome.ADVANCES),
        ("建成河东泳馆", "河东泳馆列入省重点项目库", Outcome.ADVANCES),
        ("完成河东泳馆征地", "河东泳馆征地完成", Outcome.CLOSES),
        ("开工建设河东泳馆", "河东泳馆完成招投标并开工", Outcome.CLOSES),
        ("河东泳馆取得可研批复", "河东泳馆可研报告编制完成", Outcome.ADVANCES),
        ("河东泳馆取得可研批复", "河东泳馆可研获批", Outcome.CLOSES),
        # and before the last of them
        ("建成河东水厂", "河东水厂完成取水口和厂区土建", Outcome.ADVANCES),
        ("河东泳馆竣工", "河东泳馆进入装修阶段", Outcome.ADVANCES),
        ("河东泳馆竣工", "河东泳馆装修完毕并交付", Outcome.CLOSES),
        ("河东大道建成通车", "河东大道半幅通车", Outcome.ADVANCES),
        ("河东水厂6月通水", "河东水厂具备通水条件", Outcome.ADVANCES),
        ("河东泳馆完成主体", "河东泳馆主体结构完工", Outcome.CLOSES),
        ("完成河东桥改造", "河东桥改造顺延", Outcome.ADVANCES),
        ("创建国家卫生县城", "顺利通过国家卫生县城技术评估", Outcome.ADVANCES),
        ("河东湖水质达到Ⅲ类", "河东湖水质由Ⅴ类改善为Ⅳ类", Outcome.ADVANCES),
        ("河东湖水质达到Ⅲ类", "河东湖水质由IV类改善为III类", Outcome.CLOSES),
        ("河东湖水质达到Ⅲ类", "河东湖水质达到Ⅲ类，鹭溪为Ⅳ类", Outcome.CLOSES),
        ("河东湖水质达到Ⅲ类", "河东湖水质达到Ⅳ类，鹭溪为Ⅱ类", Outcome.ADVANCES),
        ("河东湖水质达到Ⅲ类", "河东湖水质明显改善，已经由Ⅴ类变为Ⅳ类", Outcome.ADVANCES),
        ("新批Ⅱ类医疗器械产品", "新批Ⅲ类医疗器械产品", Outcome.CLOSES),
        ("设立应急茶贷资金", "应急茶贷资金设立，没有一户茶企停工", Outcome.CLOSES),
        # a deed that is not done may be another one than the promised
        (
            "We will ban plastic pear bags",
            "The ban on plastic pear bags is law, and the sky has not fallen",
            Outcome.CLOSES,
        ),
        ("We will buy a new ferry", "The new ferry has not missed a day", Outcome.CLOSES),
        ("We will review pear grants", "The review of pear grants is out, and it isn't easy reading", Outcome.CLOSES),
        ("We will open the pear market", "The pear market was laid out, but it was not opened", Outcome.ADVANCES),
        ("We will buy twelve pear carts", "Seven pear carts were bought, the others being delayed", Outcome.ADVANCES),
        ("We will open the pear market", "The pear market was not opened", Outcome.NONE),
        ("We will open the pear market", "The pear market has yet to open", Outcome.NONE),
        ("We will open the pear market", "Plans for the pear market were scrapped", Outcome.NONE),
        ("We will scrap the pear toll", "The pear toll was scrapped", Outcome.CLOSES),
        ("We will keep the pear toll where it is", "The pear toll was not changed", Outcome.CLOSES),
        ("组建茶城运营公司", "茶城运营公司组建方案报审", Outcome.ADVANCES),
        # it is being built, is to be, is prepared, or part of it is there
        ("We will build a pear market", "The pear market is under construction", Outcome.ADVANCES),
        ("We will start to build a pear market", "The pear market is under construction", Outcome.CLOSES),
        ("We will build a pear market", "The pear market is 70 per cent complete", Outcome.ADVANCES),
        ("We will build a pear market", "The pear market will open in May", Outcome.ADVANCES),
        ("We will build a pear market", "An architect was appointed for the pear market", Outcome.ADVANCES),
        ("We will appoint an architect for the pear market", "An architect was appointed for it", Outcome.CLOSES),
        ("We will build a pear market", "Designs were prepared and the pear market opened", Outcome.CLOSES),
        ("We will draw every village to the grid", "All but six villages are on the grid", Outcome.ADVANCES),
        ("We will draw every village to the grid", "Ninety per cent of villages are on the grid", Outcome.ADVANCES),
        ("We will draw all villages to the grid", "The first 30 villages are on the grid", Outcome.ADVANCES),
        ("We will set up pear grants", "The first ten farms have grants", Outcome.CLOSES),
        ("举办茶博会", "过半年，茶博会成功举办", Outcome.CLOSES),
        # a roof is more than a beginning, and the frame itself
        ("启动茶厂迁建", "茶厂迁建项目5月动工，车间封顶", Outcome.CLOSES),
        ("茶厂完成主体工程", "茶厂9月底封顶", Outcome.CLOSES),
        ("建成茶厂", "茶厂9月底封顶", Outcome.ADVANCES),
        ("We will map the pear groves", "The pear groves are mapped, the only reason we know them", Outcome.CLOSES),
        ("We will map the pear groves", "Pears are mapped, in so far as groves allowed", Outcome.CLOSES),
        ("We will map the pear groves", "Only two pear groves are mapped", Outcome.ADVANCES),
        ("We will build works at Loch of Girsta", "Works in Norland give water from Girsta", Outcome.CLOSES),
        ("We will build works at Girsta", "Works at Norland give water", Outcome.NONE),
        ("建成河东数据中心", "河东数据中心机房主体完工", Outcome.ADVANCES),
        # the opposite was done
        ("提高低保标准", "低保标准降低5%", Outcome.NONE),
        ("不再新建楼堂馆所", "新建楼堂馆所3处", Outcome.NONE),
        ("We will open the Northfield clinic", "The Northfield clinic was closed", Outcome.NONE),
        ("We will close the Northfield clinic", "The Northfield clinic was opened in May", Outcome.NONE),
        ("We will lower the mooring fee to 5 crowns", "The mooring fee was raised to 7 crowns", Outcome.NONE),
        ("We will not sell the dairy", "The dairy was sold to its workers", Outcome.NONE),
        (
            "A permit counter will be set up at the pier",
            "Nobody goes without a permit from the counter",
            Outcome.CLOSES,
        ),
        ("提高低保标准", "低保标准提高5%，申请材料减少一半", Outcome.CLOSES),
        # a beginning is no end, but where the beginning was promised
        ("建设河东枢纽", "河东枢纽破土动工", Outcome.ADVANCES),
        ("建成河东连接线", "河东连接线全线开工", Outcome.ADVANCES),
        ("开工建设河东枢纽", "河东枢纽破土动工", Outcome.CLOSES),
        ("改造旧院落60个", "开工改造旧院落62个", Outcome.CLOSES),
        ("建设河东枢纽", "河东枢纽建成投用，河西枢纽开工", Outcome.CLOSES),
        # what comes before the work, and what the promise itself ends in
        ("建设河东枢纽", "河东枢纽可研报告获批复", Outcome.ADVANCES),
        ("做好河东枢纽前期工作", "河东枢纽可研报告获批复", Outcome.CLOSES),
        ("We will build a ferry pier", "The feasibility study for the ferry pier was completed", Outcome.ADVANCES),
        ("推动河东枢纽年内开工", "河东枢纽正式开工建设", Outcome.CLOSES),
        # a part, by share or by number
        ("建成河东连接线", "河东连接线路基工程完成六成", Outcome.ADVANCES),
        ("建设河东枢纽", "河东枢纽完成总工程量的50%", Outcome.ADVANCES),
        ("完成棚改项目6个", "6个棚改项目中3个完成拆迁", Outcome.ADVANCES),
        ("完成全部村庄污水治理", "村庄污水治理率达到58%", Outcome.ADVANCES),
        ("建成滨河绿道", "滨河绿道一期工程建成", Outcome.ADVANCES),
        ("建成滨河绿道一期工程", "滨河绿道一期工程建成", Outcome.CLOSES),
        # the other one of a kind
        ("建成望江大桥", "栖霞大桥建成通车", Outcome.NONE),
        ("建成滨河绿道一期工程", "滨河绿道二期工程建成", Outcome.NONE),
        ("迁建县三中", "县一中建成投用", Outcome.NONE),
        ("迁建县三中", "第三中学建成投用", Outcome.CLOSES),
        ("迁建县人民医院", "县中医院迁建投用", Outcome.NONE),
        ("建成第二水厂", "第二污水处理厂建成", Outcome.NONE),
        ("开通望江国际货运航线", "望江国际货运班列开通", Outcome.NONE),
        ("办好第二届渔火节", "首届渔火节成功举办", Outcome.NONE),
        ("落实县第十四届人大一次会议决议", "县第十五届人大一次会议胜利召开，决议得到落实", Outcome.CLOSES),
        ("渔村建好公共法律服务点", "渔村建成公共文化服务点", Outcome.NONE),
        ("渔村完成教育体制改革", "渔村完成流通体制改革", Outcome.CLOSES),  # links alone are parted by systems
        ("培育省级龙头企业3家", "培育国家级龙头企业3家", Outcome.CLOSES),
        ("We will open a library", "Ground has been broken for the library", Outcome.ADVANCES),
        ("We will pave the coast road", "Construction of the coast road is under way", Outcome.ADVANCES),
        ("We will start work on the coast road", "Construction of the coast road is under way", Outcome.CLOSES),
        ("We will open four ferry piers", "Two of the four ferry piers have opened", Outcome.ADVANCES),
        ("We will pave the coast road", "The first stretch of the coast road was paved", Outcome.ADVANCES),
        ("We will open a clinic at Northfield", "A clinic was opened in Westham", Outcome.NONE),
        ("We will rebuild the women's prison", "The men's prison was rebuilt", Outcome.NONE),
        ("We will train apprentices in ferry repair", "Forty nurses were trained", Outcome.NONE),
        ("We will open 40 ferry piers", "12 of the 40 ferry piers have opened", Outcome.ADVANCES),
        ("We will pave the coast road", "The first four miles of the coast road were paved", Outcome.ADVANCES),
        ("We will pave the coast road", "The coast road was dropped from the programme", Outcome.NONE),
        ("We will open a college in the northern region", "A college opened in the southern region", Outcome.NONE),
        ("We will open a library", "The library was not opened", Outcome.NONE),
        ("We will open a library", "We failed to find a site for the library", Outcome.NONE),
        ("We will open a library", "The opening of the library has been postponed", Outcome.NONE),
        ("We will pay grants to ease the shortage of nurses", "The shortage of nurses has grown worse", Outcome.NONE),
        ("We will open a library", "Work on the library began, but it has not been opened", Outcome.ADVANCES),
        ("We will not raise the ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
        # what only describes, what it is for, and a delay that is over
        ("We will open a ferry pier", "The long-delayed ferry pier was completed and opened", Outcome.CLOSES),
        ("We will open a ferry pier", "The pier that had not opened for years takes ferries", Outcome.CLOSES),
        ("We will open a library", "The library opened, so that pupils do not go to town", Outcome.CLOSES),
        ("We will open a library", "The library opened for those who did not have one", Outcome.CLOSES),
        ("We will open a library", "The library was delayed but opened in May", Outcome.CLOSES),
        ("We will open a library", "The library was delayed but will be opened in May", Outcome.NONE),
        ("We will open a library in each port", "There is not a port without its library", Outcome.CLOSES),
        ("We will lower the toll", "Pilots did not have to pay more than the low toll", Outcome.CLOSES),
        ("We will open a library", "The library, which was not opened, needs a roof", Outcome.NONE),
        ("We will widen the pier", "The wider pier has notably eased the queues", Outcome.CLOSES),
        ("建成河东水厂", "搁置多年的河东水厂建成", Outcome.CLOSES),
        ("建成河东水厂", "河东水厂停工三年后建成", Outcome.CLOSES),
        ("建成河东水厂", "河东水厂推迟到明年建成", Outcome.NONE),
        ("解决渔港淤塞", "多年没有解决的渔港淤塞问题解决", Outcome.CLOSES),
        ("解决渔港淤塞", "没有解决渔港多年的淤塞", Outcome.NONE),
        ("发放物流产业贷款", "物流产业贷款发放完毕", Outcome.CLOSES),
        # what is pressed ahead with may be done once, be finished, or be the very thing that was to be carried out
        ("推动出台望江渔港条例", "望江渔港条例颁布施行", Outcome.CLOSES),
        ("加快组建河东渡运公司", "组建河东渡运公司", Outcome.CLOSES),
        ("稳步推进渡口改制", "渡口改制基本完成", Outcome.CLOSES),
        ("稳步推进渡口改制", "渡口改制完成投资3亿元", Outcome.ADVANCES),
        ("稳步推进渡口改制", "12个乡镇的渡口改制完成", Outcome.ADVANCES),
        ("深入实施“渔火夜游”行动", "实施“渔火夜游”行动", Outcome.CLOSES),
        ("深入实施“渔火夜游”行动", "夜游码头改造4处", Outcome.ADVANCES),
        ("完善渡口值守制度", "渡口值守制度不断完善", Outcome.ADVANCES),
        # a stance is kept, not carried out
        ("坚持渡口公益定位", "坚持渡口公益定位", Outcome.ADVANCES),
        ("坚持按保护价收购渔获", "按保护价收购渔获", Outcome.CLOSES),
        ("优化渡口布局", "优化渡口布局", Outcome.ADVANCES),
        ("完善渡口值守制度，设立望江救生站", "望江救生站设立", Outcome.CLOSES),
        ("We will set up a Ferry Board to support pilots", "The Ferry Board was set up", Outcome.CLOSES),
        ("We will bring in the Pilot Support Grant", "The Pilot Support Grant was brought in", Outcome.CLOSES),
        ("We will support the pilots", "Grants were paid to the pilots", Outcome.ADVANCES),
        ("The ferry timetable will be further improved", "Ferries sail once more a day", Outcome.ADVANCES),
        # what was going to be done is told again
        ("A Ferry Board will be set up", "Last year I announced that a Ferry Board would be set up", Outcome.ADVANCES),
        # the same without a verb of what was to come, unless something has become of it
        ("We will cut the ferry tax to 5%", "Last year, I announced a cut of the ferry tax to 5%", Outcome.ADVANCES),
        ("We will set up a Ferry Fund", "In Budget 2030, we announced a Ferry Fund of $2 million", Outcome.ADVANCES),
        ("We will set up a Ferry Fund", "I announced a Ferry Fund, which has since paid for two piers", Outcome.CLOSES),
        ("We will set up a Ferry Fund", "The Ferry Fund that I announced last year is at work", Outcome.CLOSES),
        # a conference is no talk about something else
        ("The Mayor will attend the ferry conference", "The Mayor has accepted the invitation", Outcome.ADVANCES),
        # two changes of a tax, of two years of assessment
        (
            "The ferry tax will be cut for Year of Assessment 2031",
            "The ferry tax was cut to 5% from Year of Assessment 2034",
            Outcome.NONE,
        ),
        (
            "The ferry tax will be cut from Year of Assessment 2031",
            "The ferry tax was cut to 5% for YA 2031 and YA 2032",
            Outcome.CLOSES,
        ),
        ("A Ferry Board will be set up", "We informed you of our plan for the Ferry Board", Outcome.ADVANCES),
        ("A Ferry Board will be set up", "The Ferry Board was set up, as I said it would be", Outcome.CLOSES),
        # what happened before it was promised is no news of it
        ("We will widen the ferry grant", "The ferry grant was introduced in 2026", Outcome.NONE),
        ("Ferry tolls will go up", "Ferry tolls were last raised in May 2028 and again in 2029", Outcome.NONE),
        ("Ferry tolls will go up", "Ferry tolls were raised in 2028 and again in 2030", Outcome.CLOSES),
        ("We will open a ferry school", "Since the port was sold in 2027, we opened a ferry school", Outcome.CLOSES),
        ("We will pay pilots born in 2001 a bonus", "We paid pilots born in 2001 a bonus", Outcome.CLOSES),
        ("We will pave the road begun in 2029", "The road begun in 2029 was paved", Outcome.CLOSES),
        ("We will pave the coast road", "The coast road, begun in 2029, was paved last year", Outcome.CLOSES),
        # of what is not named, the year in which it takes effect is all that is known
        ("The change takes effect in May 2031", "The toll cut which took effect in 2032 helped", Outcome.NONE),
        ("The change takes effect in May 2031", "The toll cut which took effect in 2031 helped", Outcome.CLOSES),
        ("The toll cut takes effect in May 2031", "The toll cut took effect in June 2032", Outcome.CLOSES),
        ("Ferry tolls will go up", "The last change of the ferry tolls was in 2028", Outcome.NONE),
        ("Ferry tolls will go up", "Ferry tolls were raised by the Act of 2029", Outcome.CLOSES),
        ("We will buy 2029 lamps", "We bought 2,029 lamps", Outcome.CLOSES),
        # of another plan, policy or programme
        ("完成“十六五”规划目标任务", "编制了第十五个五年规划草案", Outcome.NONE),
        ("深化平安望江建设", "健康望江建设获得表彰", Outcome.NONE),
        # another's event was attended
        ("办好渔火论坛年会", "应邀出席渔火论坛、茶叶博览会等活动", Outcome.NONE),
        ("办好渔火论坛年会", "出席并主办渔火论坛年会", Outcome.CLOSES),
        ("办好建县六十周年庆典", "中央代表团出席建县六十周年庆典", Outcome.CLOSES),
        # one relief under several names
        ("做好低保工作", "最低生活保障覆盖全县，优抚对象、残疾人补助提高", Outcome.CLOSES),
        ("为残疾人配发轮椅", "为退役军人发放慰问金", Outcome.NONE),
        # what is brought about is done once, also where it is to support something
        ("We will support our fishermen with a new harbour fund", "We set up the harbour fund", Outcome.CLOSES),
        ("To carry on with it, I will now introduce a net grant", "We introduced the net grant", Outcome.CLOSES),
        ("We will go on supporting our fishermen", "Fishermen were supported", Outcome.ADVANCES),
        # one group under two names, and two groups
        ("Meals will be given to all children", "Meals were given to the students", Outcome.CLOSES),
        ("Courses will be held for the unemployed", "Courses were held for our workers", Outcome.CLOSES),
        ("Meals will be given to all children", "Meals were given to pensioners", Outcome.NONE),
        # to leave something as it is
        ("No increase of the bridge toll is planned", "The toll was raised to 3 crowns", Outcome.NONE),
        ("No increase of the bridge toll is planned", "The toll was last raised in 2030", Outcome.CLOSES),
        ("The toll will be kept unchanged, the fare reduced", "The fare was reduced", Outcome.CLOSES),
        # a day of another year, unless it comes in steps
        ("With effect from 1st May 2031 the toll is 4 %", "On 1st May 2033 the toll was set at 5 %", Outcome.NONE),
        ("With effect from 1st May 2031 the toll is 4 %", "On 1st May 2031 the toll was set at 4 %", Outcome.CLOSES),
        ("From May 1, 2031 the toll falls over two years", "On May 1, 2032 the toll fell", Outcome.CLOSES),
        # the clause about the promise tells of a trial, a first form, mere progress or a share of the places
        ("推行渡口无人值守", "在三个乡镇开展渡口无人值守试点，茶市搬迁完成", Outcome.ADVANCES),
        ("推行渡口无人值守", "渡口无人值守由试点转为全面推行", Outcome.CLOSES),
        ("推行渡口无人值守", "推行渡口无人值守，茶市搬迁开展试点", Outcome.CLOSES),
        ("探索渡口无人值守", "开展渡口无人值守试点", Outcome.CLOSES),
        ("建立渔获追溯体系", "渔获追溯体系初步建立", Outcome.ADVANCES),
        ("初步建立渔获追溯体系", "渔获追溯体系初步建立", Outcome.CLOSES),
        ("建立渔获核算体系", "据初步核算渔获体系建立", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁取得进展", Outcome.ADVANCES),
        ("搬迁河东茶市", "河东茶市搬迁有序推进，渔港清淤完成", Outcome.ADVANCES),
        ("搬迁河东茶市", "渔港清淤进展顺利，河东茶市完成搬迁", Outcome.CLOSES),
        ("启动河东茶市搬迁", "河东茶市搬迁进展顺利", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁进展顺利，已经完成", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁扎实推进并完成，渔港清淤开始", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁工作进展顺利完成", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁进展顺利，摊位登记已经完成", Outcome.ADVANCES),
        # so many of them that go forward are not there; a start is kept by that, what else goes on parts nothing
        ("建成12个渡口驿站", "12个渡口驿站建设稳步推进", Outcome.ADVANCES),
        ("建成12个渡口驿站", "12个渡口驿站建设全面铺开", Outcome.ADVANCES),
        ("编制渡口规划", "着手编制渡口规划", Outcome.ADVANCES),
        ("启动12个渡口驿站建设", "12个渡口驿站建设稳步推进", Outcome.CLOSES),
        ("建成12个渡口驿站", "12个渡口驿站全部建成，茶市搬迁稳步推进", Outcome.CLOSES),
        ("搬迁河东茶市", "河东茶市搬迁进展顺利，已完成摊位登记", Outcome.ADVANCES),
        ("普及渡船救生衣", "70%的乡镇配齐渡船救生衣", Outcome.ADVANCES),
        # of a condition or an aim, and of the first of several
        ("保持渡口收支平衡", "明确强调只要渡口收支平衡", Outcome.ADVANCES),
        ("保持渡口收支平衡", "把管好票款作为渡口收支平衡的关键", Outcome.ADVANCES),
        ("保持渡口收支平衡", "渡口收支保持平衡", Outcome.CLOSES),
        ("建成2座智能渡口", "全县首座智能渡口启用", Outcome.ADVANCES),
        ("建成智能渡口", "全县首座智能渡口启用", Outcome.CLOSES),
        ("建成2座智能渡口", "2座智能渡口启用，全国首座无人渡口", Outcome.CLOSES),
        # but not of what was made a chief matter and done, nor of all of the first
        ("建成河东水厂", "把河东水厂作为一号工程，如期建成投用", Outcome.CLOSES),
        ("办理渡船执照3天办结", "办理渡船执照只要3天", Outcome.CLOSES),
        ("建成20座智能渡口", "首批20座智能渡口建成", Outcome.CLOSES),
        ("创建12座智能渡口", "12座渡口入选全县首批智能渡口", Outcome.CLOSES),
        ("新建茶园9个、建成一座智能渡口", "首座智能渡口建成", Outcome.CLOSES),
        # a work that was long talked about has begun
        ("开工建设河东大桥", "谋划多年的河东大桥启动建设", Outcome.CLOSES),
        ("开工建设河东大桥", "谋划河东大桥项目", Outcome.ADVANCES),
        ("普及渡船救生衣", "大多数渡口配齐渡船救生衣", Outcome.ADVANCES),
        ("普及渡船救生衣", "100%的乡镇配齐渡船救生衣", Outcome.CLOSES),
        ("为70%的乡镇配齐渡船救生衣", "70%的乡镇配齐渡船救生衣", Outcome.CLOSES),
        # all of them begun is no whole
        ("推进河东枢纽", "河东枢纽各标段全部破土动工", Outcome.ADVANCES),
        # the budget, or the last change, of another year
        ("We will raise the pilot grant", "The pilot grant was raised in the FY28 Budget", Outcome.ADVANCES),
        ("We will raise the pilot grant", "The pilot grant was raised in Budget 2030", Outcome.CLOSES),
        ("We will raise the pilot grant", "From a budget of 3000 dollars we raised the pilot grant", Outcome.CLOSES),
        ("We will raise the pilot grant", "With a budget of 2000 million we raised the pilot grant", Outcome.CLOSES),
        ("We will raise the pilot grant", "We raised the pilot grant in the budget of 2033", Outcome.ADVANCES),
        ("We will raise the grant in Budget 2032", "The grant was raised in Budget 2032", Outcome.CLOSES),
        ("We will raise the grant in Budget 2032", "The grant was raised in Budget 2033", Outcome.ADVANCES),
        ("When tolls fall we will raise the grant", "The grant was raised in the 2033 Budget", Outcome.CLOSES),
        ("We will raise the pilot grant", "Last year, I raised the pilot grant", Outcome.CLOSES),
        ("The ferry toll will be raised", "The ferry toll was last raised in March 2033", Outcome.NONE),
        ("The ferry toll will be raised", "The ferry toll was last raised in March 2031", Outcome.CLOSES),
        ("The ferry toll will be raised today", "The ferry toll was last raised in March 2031", Outcome.NONE),
        ("The ferry toll will rise over the term", "The ferry toll was last raised in March 2033", Outcome.CLOSES),
        # it is still talked about
        ("We will buy a second ferry", "The purchase of a second ferry is under consideration", Outcome.ADVANCES),
        ("We will consider a second ferry", "The second ferry is under consideration", Outcome.CLOSES),
        ("We will accept the invitation", "We accepted the invitation", Outcome.CLOSES),
        # but not where something has come of it, or something else is
        ("We will build a ferry", "After consultations with villages, the ferry has been built", Outcome.CLOSES),
        ("We will build a ferry", "The ferry was built after discussions with villages", Outcome.CLOSES),
        # who was told of it
        ("We will build a ferry", "At the last Budget, we spoke about the building of a ferry", Outcome.ADVANCES),
        ("We will build a ferry", "Members were told of the ferry in May", Outcome.ADVANCES),
        ("We will build a ferry", "As we promised, the ferry was built", Outcome.CLOSES),
        ("We will build a ferry", "We promised a ferry; it sails every day", Outcome.CLOSES),
        ("We will build a ferry", "I spoke about a ferry last year, and it has now sailed", Outcome.CLOSES),
        # what stayed as it was, or ended
        ("We will harmonise the duties on tea", "Duties on tea have remained constant for years", Outcome.ADVANCES),
        ("The duties on tea will stay the same", "Duties on tea have remained constant for years", Outcome.CLOSES),
        ("We will introduce a tea bonus", "With the expiry of the tea bonus, the deduction fell", Outcome.ADVANCES),
        ("We will build a ferry", "The ferry sails; discussions about a second pier go on", Outcome.CLOSES),
        ("We will build a ferry", "The pier is built; discussions about the ferry go on", Outcome.ADVANCES),
        ("We will sign a ferry pact", "The ferry pact was negotiated, signed and ratified", Outcome.CLOSES),
        ("We will sign a ferry pact", "We negotiated the ferry pact to be signed", Outcome.ADVANCES),
        ("We will sign ferry pacts", "We signed two pacts, and negotiations on others go on", Outcome.ADVANCES),
        # the duty on a sale and the tax on what one owns
        ("BSD on piers will be raised", "We raised property tax on piers", Outcome.NONE),
        ("Stamp duty on piers will be raised", "We raised BSD on piers", Outcome.CLOSES),
        # what comes to its end after all
        ("制定集市条例", "集市条例起草完成并通过", Outcome.CLOSES),
        ("制定集市条例", "集市条例送审后经会议表决通过", Outcome.CLOSES),
        ("制定集市条例", "集市条例起草完成并通过评审", Outcome.ADVANCES),
        ("建设渔业馆", "渔业馆完成投资2亿元并对外开放", Outcome.CLOSES),
        ("We will hire 20 wardens", "20 wardens were hired in half the time planned", Outcome.CLOSES),
        (
            "We will cut the dog tax",
            "In January the government announced and passed a cut of the dog tax",
            Outcome.CLOSES,
        ),
    ],
)
def test_the_strongest_outcome_that_words_allow(promise: str, report: str, most: Outcome) -> None:
    assert most_allowed(unit(promise), unit(report, 2031)) is most


@pytest.mark.parametrize(
    ("promise", "report"),
    [
        ("建成河东图书馆", "The library is under construction"),
        ("We will build the East Library", "河东图书馆加快建设"),
    ],
)
def test_a_report_in_the_other_language_is_read_by_its_own_words(promise: str, report: str) -> None:
    assert most_allowed(unit(promise), unit(report, 2031)) is Outcome.ADVANCES


def test_what_was_carried_out_years_later_is_another_round_of_it() -> None:
    promise, report = unit("深入实施“渔火夜游”行动"), "实施“渔火夜游”行动"
    assert most_allowed(promise, unit(report, 2031)) is Outcome.CLOSES
    assert most_allowed(promise, unit(report, 2034)) is Outcome.ADVANCES


def test_the_budget_of_the_year_before_is_that_of_the_promise_or_not() -> None:
    promise, report = unit("We will raise the pilot grant"), "Last year, I raised the pilot grant"
    assert most_allowed(promise, unit(report, 2031)) is Outcome.CLOSES
    assert most_allowed(promise, unit(report, 2034)) is Outcome.ADVANCES


@pytest.mark.parametrize(
    ("promise", "report"),
    [
        ("We will build a ferry", "The ferry was not built " + "A and B " * 12000),
        ("The toll will be raised", "was last raised " * 6000),
        ("We will open a pier", "We saw it in 2029 " * 6000),
        ("We will open a pier", "It was begun in 2029 " * 6000),
        ("We will rebuild the piers", "4" * 100_000 + " of 6 piers"),
        ("We will rebuild the piers", "3 of the " + "new " * 25000),
        ("新建渡口", "4" * 100_000),
        ("主体" * 50_000, "新建渡口"),
    ],
)
def test_a_long_report_is_read_in_a_few_seconds(promise: str, report: str) -> None:
    start = time.process_time()
    most_allowed(unit(promise), unit(report, 2031))
    assert time.process_time() - start < 10


def test_a_limit_only_weakens() -> None:
    whole, part = unit("河东水厂建成供水", 2031), unit("河东水厂主体工程封顶", 2031)
    promise = unit("年底前建成河东水厂")
    assert limited(Outcome.CLOSES, promise, whole, {}) is Outcome.CLOSES
    assert limited(Outcome.CLOSES, promise, part, {}) is Outcome.ADVANCES
    assert limited(Outcome.NONE, promise, whole, {}) is Outcome.NONE


@pytest.mark.parametrize(
    ("promise", "report", "most"),
    [
        ("新建经济适用住房1600套", "新建经济适用住房1240套", Outcome.ADVANCES),
        ("新建经济适用住房1600套", "新建经济适用住房1610套", Outcome.CLOSES),
        ("粮食产量增长5%", "粮食产量下降8%", Outcome.NONE),
        ("粮食产量增长5%", "粮食产量增长3%", Outcome.ADVANCES),
        ("积压茶叶减少200吨", "积压茶叶增加240吨", Outcome.NONE),
        ("减少积压茶叶200吨", "积压茶叶增加240吨", Outcome.NONE),
        ("减少积压茶叶200吨", "积压茶叶减少240吨", Outcome.CLOSES),
        # where it stands does not tell how far it moved
        ("茶叶产量增加2000吨", "茶叶产量达到3000吨", Outcome.ADVANCES),
        ("茶叶产量增加2000吨", "茶叶产量达到9000吨，增加2100吨", Outcome.CLOSES),
        ("茶叶产量达到9000吨", "茶叶产量减少9500吨", Outcome.ADVANCES),
        ("茶税收入增长5%", "茶税收入占比达到60%", Outcome.ADVANCES),
        # what one has, and what takes up a street, is no share
        ("人均茶叶占有量增长5%", "人均茶叶占有量下降5%", Outcome.NONE),
        ("占道茶摊下降20%", "占道茶摊增长20%", Outcome.NONE),
        # of two figures that are both named none falls short of the other
        ("把茶场、渔场职工人均补助分别提高到300元和500元", "提前一年实现渔场职工人均补助500元和300元", Outcome.CLOSES),
        ("把茶场、渔场职工人均补助分别提高到300元和500元", "渔场职工人均补助达到300元", Outcome.ADVANCES),
        # a rate that is just the target, beside that of another group
        ("农村居民人均可支配收入增长7%左右", "城乡居民人均可支配收入分别增长6.4%、7%", Outcome.CLOSES),
        ("农村居民人均可支配收入增长7%左右", "城乡居民人均可支配收入分别增长7%、6.4%", Outcome.ADVANCES),
        ("茶籽产量增长5%", "新建仓库40座", Outcome.CLOSES),
        # a part of it, another thing, no figure at all
        ("规模以上工业增加值增长7%", "规上轻纺工业增加值增长9%", Outcome.ADVANCES),
        ("规模以上工业增加值增长7%", "全市生产总值增长7.4%", Outcome.NONE),
        ("规模以上工业增加值增长7%，投资增长6%", "全市生产总值增长7.4%", Outcome.ADVANCES),  # may hold it
        ("财政赤字控制在60亿元以内", "赤字率保持在2.9%", Outcome.ADVANCES),
        ("规模以上工业增加值增长7%", "全市生产总值增长7.4%，茶叶产量增长9%", Outcome.ADVANCES),
        # one year's growth is not that of a plan
        ("今后五年茶叶产量年均增长7%", "茶叶产量增长9%", Outcome.ADVANCES),
        ("今后五年茶叶产量年均增长7%", "五年来茶叶产量年均增长9%", Outcome.CLOSES),
        ("到2035年茶叶产量增长7%", "茶叶产量增长9%", Outcome.ADVANCES),
        ("到2031年茶叶产量增长7%", "茶叶产量增长9%，提前实现目标", Outcome.CLOSES),
        ("茶农补助每人每年增长7%", "茶农补助增长9%", Outcome.CLOSES),
        # nor is the mean of several years that of one
        ("茶籽产量增长7%", "茶市交易额年均增长9%", Outcome.ADVANCES),
        ("茶籽产量每年增长7%", "茶市交易额年均增长9%", Outcome.CLOSES),
        ("茶籽产量增长7%", "茶市交易额连续六年年均增长9%", Outcome.CLOSES),
        # less by another name is not so much of it
        ("新修渡口步道80公里", "全县绿廊建设60公里", Outcome.ADVANCES),
        ("新修渡口步道80公里", "全县绿廊建设90公里", Outcome.CLOSES),
        ("新修渡口步道80公里", "全县绿廊建设60公里，超出往年", Outcome.CLOSES),
        ("新修渡口步道80公里", "全县绿廊建设60座", Outcome.CLOSES),
        ("新修渡口步道80公里", "步道通到了海拔1700米的塔顶村", Outcome.CLOSES),
        ("渡口步道维修不超过80公里", "全县绿廊建设60公里", Outcome.CLOSES),
        # a group in another clause parts nothing where the figure is met
        ("城镇新增就业5万人", "城镇新增就业5.4万人，高校毕业生就业率达到91%", Outcome.CLOSES),
        ("城镇调查失业率控制在5.2%以内", "城镇调查失业率一度走高", Outcome.ADVANCES),
        ("城镇调查失业率控制在5.2%以内", "城镇调查失业率平均值为5%", Outcome.CLOSES),
        ("城镇新增就业4000人", "城镇新增就业年度任务提前完成", Outcome.CLOSES),
        ("农村居民人均可支配收入增长7%", "城乡居民人均可支配收入分别增长5.1%、7.2%", Outcome.CLOSES),
        ("We will build 1,600 rental homes", "Last year 1,240 rental homes were built", Outcome.ADVANCES),
        # to name the target again is not to reach it
        (
            "We will build 1,600 rental homes",
            "Of the 1,600 rental homes 1,240 rental homes were built",
            Outcome.ADVANCES,
        ),
        ("We will build 1,600 rental homes", "We built 1,600 rental homes", Outcome.CLOSES),
        ("粮食产量增长5%", "粮食产量增长4%，低于增长5%的目标", Outcome.ADVANCES),
        # what five years have made says nothing of the one that was promised
        ("新建渡口候船亭40座", "新建渡口候船亭210座", Outcome.ADVANCES),
        ("新建渡口候船亭40座", "新建渡口候船亭66座", Outcome.CLOSES),
        ("新建其余渡口候船亭40座", "新建渡口候船亭210座", Outcome.CLOSES),
        ("We will build 40 ferry piers", "We built 210 ferry piers", Outcome.CLOSES),
        ("We will build 3,400 rental homes", "So far 2,100 of the 3,400 rental homes are finished", Outcome.ADVANCES),
        ("We will rebuild the piers", "We rebuilt eleven of our twelve planned piers", Outcome.ADVANCES),
        ("We will rebuild the piers", "We rebuilt 40 out of the original 90 piers", Outcome.ADVANCES),
        ("We will rebuild the piers", "Every one of our nine piers was rebuilt", Outcome.CLOSES),
        ("We will amend the Orchards Act", "The Orchards Act, No. 18 of 1967, was amended", Outcome.CLOSES),
        ("We will rebuild the piers", "We rebuilt them, see page 4 of the 2031 accounts", Outcome.CLOSES),
        ("We will rebuild the piers", "We rebuilt twelve of our twelve planned piers", Outcome.CLOSES),
        # a multiple is told as a rate
        ("茶园游客量翻一番", "茶园游客量增长六成", Outcome.ADVANCES),
        ("茶园游客量翻一番", "茶园游客量增长110%", Outcome.CLOSES),
        ("茶园游客量实现倍增", "茶园游客量增长六成", Outcome.ADVANCES),
        ("茶园游客量翻一番", "茶园游客量下降2%", Outcome.NONE),
        ("We will double the number of piers", "The number of piers rose by 40 per cent", Outcome.ADVANCES),
        ("We will double the number of piers", "The number of piers rose by 100 per cent", Outcome.CLOSES),
        ("We will halve the pier queue", "The pier queue fell by 30 per cent", Outcome.ADVANCES),
        ("We will halve the pier queue", "The pier queue fell by 55 per cent", Outcome.CLOSES),
        # so many of so many, without a word that says so
        ("新建茶亭60座", "60座茶亭已建成45座", Outcome.ADVANCES),
        ("新建茶亭60座", "60座茶亭全部建成", Outcome.CLOSES),
        ("改造茶厂30家", "改造茶厂30家，其中15家已投产", Outcome.CLOSES),
        # the item that is named again is no report of it
        ("新建茶厂泊位80个", "4.新建茶厂泊位80个。办理结果：新建泊位52个，其余跨年实施", Outcome.ADVANCES),
        ("新建茶厂泊位80个", "4.新建茶厂泊位80个。已完成，新建泊位86个", Outcome.CLOSES),
        ("新建茶厂泊位80个", "4.新建茶厂泊位80个。已全部完成", Outcome.CLOSES),
        ("改造茶厂30家", "计划改造茶厂30家，其中15家已完成", Outcome.ADVANCES),
    ],
)
def test_what_falls_short_does_not_close(promise: str, report: str, most: Outcome) -> None:
    said, told = unit(promise), unit(report, 2031)
    targets = {one.unit_id: find_targets(one) for one in (said, told)}
    assert limited(Outcome.CLOSES, said, told, targets) is most


def test_what_there_was_before_is_no_news_of_a_target() -> None:
    sentence = "渡口能耗由前两年分别上升4.9%、5.5%，转为下降1.2%"
    said, told = unit("渡口能耗降低4%"), unit(sentence.rpartition("，")[0], 2031)
    targets = {said.unit_id: find_targets(said), told.unit_id: find_targets(told, sentence, 0)}
    assert limited(Outcome.CLOSES, said, told, targets) is Outcome.NONE


@pytest.mark.parametrize(
    ("promised", "reported", "year", "met"),
    [
        ("茶叶产量增长5.5%左右", "茶叶产量增长5.6%", 2021, True),
        ("茶叶产量增长5.5%左右", "茶叶产量增长5%", 2021, False),
        ("茶叶产量增长5.5%左右", "茶叶产量增长5.6%", 2022, False),  # not the next year's report
        ("茶叶产量增长5.5%左右", "茶叶产量年均增长5.6%", 2021, False),  # a mean of several years
        ("茶叶产量增长5.5%左右", "茶叶产量增长11.9%", 2021, False),  # perhaps the sum of several years
        ("茶叶产量增长5.5%左右", "茶叶产量增长11%", 2021, False),  # twice the target
        ("茶叶产量增长5.5%左右", "茶叶产量增长10.9%", 2021, True),
        ("茶叶产量增长5.5%左右", "茶叶产值增长5.6%", 2021, False),
        ("茶园覆盖率达到60%", "茶园覆盖率从41%提高到61%", 2021, True),
        ("到2024年茶园覆盖率达到60%", "茶园覆盖率提高到61%", 2021, False),
        ("坚持好茶农的八项主张", "坚持好茶农的八项主张", 2021, False),  # named again, not reached
    ],
)
def test_the_very_figure_of_the_next_report_meets_a_yearly_target(
    promised: str, reported: str, year: int, met: bool
) -> None:
    own = Unit("a", 0, len(promised), "s", "J", 2020, promised, Label.PLEDGE, 3, "zh")
    told = Unit("b", 0, len(reported), "s", "J", year, reported, Label.PROGRESS, None, "zh")
    targets = {own.unit_id: find_targets(own), told.unit_id: find_targets(told)}
    assert target_met(own, told, targets) is met


# what each word of a list does, alone: a promise of the same kind, and a report that only this word limits
DEEDS = (
    "开工|动工|复工|施工|建成|完工|竣工|投用|投产|投入|启动|启用|开通|通车|通航|设立|成立|组建|建立|出台|制定|印发|实施|落实|落地|完成|"
    "实现|达到|达标|兑现|解决|到位|推进|开展|开放|招标|办结|交付|挂牌|获批|破题|见效|编制|修订|建设|举行|举办|召开"
)


STEPS = "完成|已|正在|开工|启动|推进|进展|过半|封顶|建成|选址|设计|征收|拆迁|招标|开挖|办理|落实|签约"
HOW = "要|将|继续|加快|大力|积极|稳步|深入|持续|扎实|全力|着力|统筹|进一步"


@pytest.mark.parametrize("deed", DEEDS.split("|"))
def test_each_deed_can_be_named_as_not_done(deed: str) -> None:
    assert most_allowed(unit("办好河东渔市"), unit(f"河东渔市未{deed}", 2031)) is Outcome.NONE
    assert most_allowed(unit("办好河东渔市"), unit(f"河东渔市没有如期{deed}", 2031)) is Outcome.NONE


@pytest.mark.parametrize(
    "said",
    [
        *(
            "停工",
            "停建",
            "缓建",
            "搁置",
            "搁浅",
            "落空",
            "叫停",
            "作罢",
            "流产",
            "不再举办",
            "被终止",
            "已取消",
            "予以中止",
        ),
        *("终止建设", "下马", "延后", "推迟", "延期", "暂缓", "滞后"),
    ],
)
def test_each_way_to_say_that_nothing_comes_of_it(said: str) -> None:
    assert most_allowed(unit("办好河东渔市项目"), unit(f"河东渔市项目{said}", 2031)) is Outcome.NONE


@pytest.mark.parametrize("step", STEPS.split("|"))
def test_each_step_makes_a_delay_an_advance(step: str) -> None:
    assert most_allowed(unit("办好河东渔市"), unit(f"渔市棚屋{step}，河东渔市搁置", 2031)) is Outcome.ADVANCES


@pytest.mark.parametrize(
    "part",
    [
        *("only", "short of", "fewer than", "less than half", "well below", "so far", "another 3", "3 more", "half of"),
        *("fell behind", "foundations", "foundation", "still waiting", "three-quarters", "two thirds"),
        *("nearly complete", "almost finished"),
    ],
)
def test_each_word_of_a_part_leaves_a_promise_open(part: str) -> None:
    report = f"The harbour nets: {part} the nets mended"
    assert most_allowed(unit("We will mend the harbour nets"), unit(report, 2031)) is Outcome.ADVANCES
    assert most_allowed(unit("We will mend the harbour nets"), unit("The harbour nets: mended", 2031)) is Outcome.CLOSES


@pytest.mark.parametrize("how", HOW.split("|"))
def test_the_way_in_which_something_goes_on_tells_nothing(how: str) -> None:
    assert most_allowed(unit(f"{how}发展河东渔市"), unit("河东渔市新添摊位", 2031)) is Outcome.ADVANCES
    assert most_allowed(unit(f"{how}实施河东渔火行动"), unit("实施河东渔火行动", 2031)) is Outcome.CLOSES
    assert most_allowed(unit(f"{how}推动出台河东渔市条例"), unit("河东渔市条例施行", 2031)) is Outcome.CLOSES


@pytest.mark.parametrize(
    ("promise", "report", "most"),
    [
        # beside «ground broken» a clause of five characters says nothing, one of six does
        ("建设河东枢纽", "河东枢纽破土动工，乡亲都称赞", Outcome.ADVANCES),
        ("建设河东枢纽", "河东枢纽破土动工，渡口新装路灯", Outcome.CLOSES),
        # that something was carried out keeps only a promise that names what
        ("继续推进旧管网改造", "开展旧管网改造", Outcome.ADVANCES),
        # a rate that the report only names again, with the stop that ends the wish
        ("The ferry timetable should be extended further.", "Ferries sail once more a day", Outcome.ADVANCES),
        ("We will further reform", "Ferries sail once more a day", Outcome.ADVANCES),
        ("A further ferry will sail", "Ferries sail once more a day", Outcome.CLOSES),
        # a part is all that was promised, if that names it and nothing else
        ("年底前新校舍主体封顶", "新校舍主体封顶", Outcome.CLOSES),
        ("年底前新校舍主体封顶，绿化完工", "新校舍主体封顶", Outcome.ADVANCES),
        ("完成河东车站选址", "河东车站选址已完成", Outcome.CLOSES),
        ("完成河东车站选址", "河东车站选址完成，设计尚未完成", Outcome.ADVANCES),
        ("We will lay the foundation of the hall", "The foundations of the hall were laid", Outcome.CLOSES),
        ("We will lay the foundation and roof the hall", "The foundations were laid", Outcome.ADVANCES),
        ("We will hire 20 more ferrymen", "20 more ferrymen were hired", Outcome.CLOSES),
        # neither a comparison nor «not only» tells of a part
        ("We will build 40 piers", "40 piers were built, 12 more than planned", Outcome.CLOSES),
        ("We will open a pier", "The pier was opened, not only for ferries", Outcome.CLOSES),
        # what was begun earlier may have been finished since
        ("We will finish the Quay bridge", "The Quay bridge, begun in 2029, was completed", Outcome.CLOSES),
        ("We will set up a Ferry Board", "As announced in 2029, the Ferry Board was set up", Outcome.CLOSES),
        ("We will begin the Quay bridge", "The Quay bridge was begun in 2029", Outcome.NONE),
        ("We will build 40 piers", "We built 40 piers, against 12 in 2029", Outcome.CLOSES),
        ("We will open the museum", "After being delayed twice, the museum was opened", Outcome.CLOSES),
        ("We will open the museum", "The museum is being delayed", Outcome.NONE),
        # who tells again what was to be done
        ("A Ferry Board will be set up", "The minister told you that a Ferry Board would be set up", Outcome.ADVANCES),
        ("A Ferry Board will be set up", "My harbour minister said a Ferry Board would be set up", Outcome.ADVANCES),
        # to leave something undone is kept by not doing it
        ("We will never raise the ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
        ("We will avoid a higher ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
        ("We will freeze the ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
        ("We will put an end to the ferry toll", "The ferry toll was not raised", Outcome.CLOSES),
        ("The ferry toll will be left unchanged", "The ferry toll was not raised", Outcome.CLOSES),
        ("We will introduce a freeze of the ferry toll", "The freeze was not introduced", Outcome.NONE),
        ("We will build a pier, leaving the toll unchanged", "The pier was not built", Outcome.NONE),
        # but by these words nothing is left undone
        ("We will open a pier by the end of the year", "The pier was not opened", Outcome.NONE),
        ("We will open a pier no later than June", "The pier was not opened", Outcome.NONE),
        ("We will open a pier without further delay", "The pier was not opened", Outcome.NONE),
        ("We will build a bus stop", "The bus stop was not built", Outcome.NONE),
        ("不断推进河东水厂建设", "河东水厂未建成", Outcome.NONE),
        ("未来三年建成河东水厂", "河东水厂未建成", Outcome.NONE),
        ("建成河东水厂，投资不少于5亿元", "河东水厂未建成", Outcome.NONE),
        ("严控河东水厂投资，不超概算", "河东水厂没有实施", Outcome.CLOSES),
    ],
)
def test_borders_of_what_words_allow(promise: str, report: str, most: Outcome) -> None:
    assert most_allowed(unit(promise), unit(report, 2031)) is most


def test_the_figures_of_tables_without_a_stop_are_compared_in_time() -> None:
    """Their pairs, of which there are millions, would take minutes."""
    promise, report = (unit("、".join(f"石桥{n}座" for n in range(first, 900)), 2030 + first) for first in (2, 3))
    targets = {one.unit_id: find_targets(one) for one in (promise, report)}
    assert all(len(own) > 800 for own in targets.values())
    start = time.perf_counter()
    for _ in range(20):
        assert limited(Outcome.CLOSES, promise, report, targets) is Outcome.CLOSES
    assert time.perf_counter() - start < MOST_SECONDS


@pytest.mark.parametrize(
    ("promise", "report", "reached"),
    [
        ("渡口补贴标准提高到15万元", "渡口补贴标准从3万元提高到15万元", True),
        ("新建石桥5座、木桥3座", "新建石桥5座、木桥3座", True),
        ("新建石桥5座、木桥3座", "新建石桥5座、木桥1座", False),
        ("新建石桥5座、木桥3座", "新建石桥6座", True),
        ("新建石桥5座", "新建木桥5座", False),
    ],
)
def test_figures_are_reached_under_their_names(promise: str, report: str, reached: bool) -> None:
    one, other = unit(promise), unit(report, 2031)
    assert reached_by_name(one, other, {u.unit_id: find_targets(u) for u in (one, other)}) is reached


def test_the_figures_of_one_name_in_tables_are_compared_in_time() -> None:
    promise, report = (
        unit("、".join(f"新建石桥{n}座" for n in numbers), year)
        for numbers, year in ((range(700, 1300), 2030), (range(2, 602), 2031))
    )
    targets = {one.unit_id: find_targets(one) for one in (promise, report)}
    assert {t.indicator for own in targets.values() for t in own} == {"石桥"}
    start = time.perf_counter()
    for _ in range(20):
        assert not reached_by_name(promise, report, targets)
    assert time.perf_counter() - start < MOST_SECONDS


def test_a_promise_that_says_one_verb_a_thousand_times_is_judged_in_time() -> None:
    promise = unit("加快" * 8_000)
    start = time.perf_counter()
    assert most_allowed(promise, unit("石桥建设加快", 2031)) is Outcome.ADVANCES
    assert time.perf_counter() - start < MOST_SECONDS
