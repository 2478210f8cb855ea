"""Units that call on ideology and name nothing to carry out are told from actions on a named field."""

import pytest

from pipeline.languages import LANGUAGES

ALONE = (
    "坚持稳中求进",
    "（一）坚持以人民为中心的发展思想",
    "要以科学发展观为指导，深入贯彻党的九十大精神",
    "全面贯彻新发展理念",
    "堅持以高品質發展為主題",
    "认真学习贯彻习近平考察唐岭重要讲话精神",
    "在党中央坚强领导下，高举团结旗帜",
    "做到“两个维护”",
    "按照唐岭县委十三届四次全会部署，坚持稳中求进工作总基调",
    "做好今年政府工作，要以科学发展观为指导",
    "认真落实唐岭县委全会精神",
)
VOWS = (
    "对这些困难，我们必须正视，切实加以解决",
    "我们将直面短板和不足",
    "进一步采取务实举措改进",
    "決不辜負唐岭百姓的厚望",
    "不断谱写唐岭山乡新篇章",
)
ACTIONS = (
    "坚持稳中求进，修建唐岭水库",
    "在合理规划指导下",
    "坚持扩大内需的方针",
    "贯彻党的教育方针",
    "以桥梁检修为重点",
    "以“双百”行动为主线，新建学校三所",
    "贯彻落实食品安全法",
    "坚持绿色发展，关停小煤窑",
    "落实党中央关于修建水库的部署",
    "按照县委经济工作会议部署，修建唐岭水库",
    "按照县委全会确定的部署",
    "切实解决渡口拥堵问题",
    "高度重视山洪防御",
    "直面问题，修复渡口三处",
    "谱写新篇章，建成唐岭大桥",
    "办好人民满意的渡运",
)


@pytest.mark.parametrize("unit", ALONE)
def test_ideology_alone_names_no_action(unit: str) -> None:
    assert not LANGUAGES["zh"].names_action(unit)


@pytest.mark.parametrize("unit", VOWS)
def test_a_vow_alone_names_no_action(unit: str) -> None:
    assert not LANGUAGES["zh"].names_action(unit)


@pytest.mark.parametrize("unit", ACTIONS)
def test_an_action_or_a_named_policy_stays(unit: str) -> None:
    assert LANGUAGES["zh"].names_action(unit)


def test_english_has_no_such_formulas() -> None:
    assert LANGUAGES["en"].names_action("We will uphold the spirit of the last assembly.")
