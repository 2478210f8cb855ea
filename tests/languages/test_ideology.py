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
)


@pytest.mark.parametrize("unit", ALONE)
def test_ideology_alone_names_no_action(unit: str) -> None:
    assert not LANGUAGES["zh"].names_action(unit)


@pytest.mark.parametrize("unit", ACTIONS)
def test_an_action_or_a_named_policy_stays(unit: str) -> None:
    assert LANGUAGES["zh"].names_action(unit)


def test_english_has_no_such_formulas() -> None:
    assert LANGUAGES["en"].names_action("We will uphold the spirit of the last assembly.")
