"""The same said of two objects: what parts two texts and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed import StaticEncoder
from pipeline.link import link_units
from pipeline.link.exchanged import Exchanged
from pipeline.modelfiles import load_model
from pipeline.records import Relation
from pipeline.settings import LinkSettings
from tests.link.support import scorer, unit, vectors


@pytest.fixture(scope="module")
def exchanged(root: Path) -> Exchanged:
    return Exchanged(StaticEncoder(load_model(root / "models" / "static")).weigh)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("培育花卉龙头企业", "培育水泥龙头企业"),
        ("推进油菜产业集群建设", "进一步推进陶瓷产业集群建设"),
        ("聘用护林员40名", "聘用校医12名"),
        ("更新消防车6辆", "更新公交车9辆"),
        ("修缮古城墙", "修缮文庙"),
        ("提高村干部待遇。", "2、提高环卫工人待遇"),
        ("维护渔民合法权益", "维护消费者合法权益"),
    ],
)
def test_two_objects_in_one_chinese_frame(exchanged: Exchanged, one: str, other: str) -> None:
    assert exchanged(one, other, "zh")
    assert exchanged(other, one, "zh")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增强居民防灾意识", "增强居民防灾观念"),  # general words
        ("改善农村饮水条件", "改善乡村饮水条件"),  # alike, and places where anything can be
        ("帮助下岗人员再就业", "帮助失业人员再就业"),
        ("更新公交车9辆", "更新公共汽车9辆"),  # a letter in common
        ("完善渔港码头", "完善渔港灯塔"),  # an aspect, behind another noun
        ("办好茶叶、花卉展览", "办好陶瓷、花卉展览"),  # a list
        ("培育茶叶龙头企业，扩大出口", "培育陶瓷龙头企业，扩大出口"),  # two clauses
        ("扩大茶叶种植", "扩大茶叶种植"),
        ("扩大茶叶种植", "扩大种植"),
        ("新建茶厂3座", "大力发展3座"),
        ("", "扩大茶叶种植"),
    ],
)
def test_one_object_in_two_chinese_texts(exchanged: Exchanged, one: str, other: str) -> None:
    assert not exchanged(one, other, "zh")
    assert not exchanged(other, one, "zh")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will double the child bonus", "We shall double the housing bonus"),
        ("We will hire 40 teachers", "We will hire 70 nurses"),
        ("The levy on sugar will be halved", "The levy on timber will be halved"),
        ("Teachers will be hired", "Nurses will be hired."),
        ("We will extend the rail line to the coast", "We will extend the ferry line to the coast"),
    ],
)
def test_two_objects_in_one_english_frame(exchanged: Exchanged, one: str, other: str) -> None:
    assert exchanged(one, other, "en")
    assert exchanged(other, one, "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will build more jails", "We will build more prisons"),  # not known as a whole
        ("We will build homes for the elderly", "We will build homes for seniors"),  # alike
        ("We will help the needy", "We will help the poor"),  # one member of a family
        ("We will tax the fishery", "We will inspect the fishery"),  # a verb
        ("To tax is our aim", "To farm is our aim"),
        ("Farm the uplands", "Mine the uplands"),
        ("We will fight housing tax", "We will fight housing pensions"),  # behind another noun
        ("We will hire teachers and cooks", "We will hire nurses and cooks"),
        ("The expenditure on teachers will grow", "The allocation on teachers will grow"),  # general words
        ("We will hire teachers", "We will hire"),
        ("Teachers", "Nurses"),
    ],
)
def test_one_object_in_two_english_texts(exchanged: Exchanged, one: str, other: str) -> None:
    assert not exchanged(one, other, "en")
    assert not exchanged(other, one, "en")


def test_pairs_that_say_the_same_of_two_objects_are_related_and_kept_apart() -> None:
    given = [unit(text, 2030 + k) for k, text in enumerate(("打造茶叶产业集群", "打造陶瓷产业集群", "打造茶产业集群"))]

    def weigh(words: Sequence[str]):  # noqa: ANN202 - see Weigh
        directions = np.array([[1, 0] if "茶" in word else [0, 1] for word in words], np.float32)
        return directions, np.full(len(words), 2, np.float32), np.full(len(words), 9, np.float32)

    alike = np.tile(vectors(1), (3, 1))
    before = link_units(given, alike, {}, scorer(), LinkSettings())
    assert {link.relation for link in before.links} == {Relation.SAME}
    assert not before.apart.size
    found = link_units(given, alike, {}, scorer(), LinkSettings(), weigh=weigh)
    relations = {(link.a_unit, link.b_unit): link for link in found.links}
    ids = [one.unit_id for one in given]
    apart = relations[ids[0], ids[1]]
    assert apart.relation is Relation.RELATED
    assert (apart.parts["p_same"], apart.parts["group_apart"]) == (0, 0.3333)
    assert relations[ids[0], ids[2]].relation is Relation.SAME
    assert [0, 1] in found.apart.tolist()
