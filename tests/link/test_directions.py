"""Opposite ways: what one promises and the other undoes or denies, and look-alikes of a denial."""

from __future__ import annotations

import time

import pytest

from pipeline.link.directions import opposed, said_and_denied
from tests.link.test_features import parts


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("We will raise the mooring fee", "We will not raise the mooring fee", "en"),
        ("We will build the Ludden bypass", "We will not build the Ludden bypass", "en"),
        ("We will build the Ludden bypass", "We will cancel the Ludden bypass", "en"),
        ("We will widen the quarry", "We will no longer widen the quarry", "en"),
        ("We will cut the school budget", "We won't cut the school budget", "en"),
        ("We shall tax bread", "We shall never tax bread", "en"),
        ("We will fund the orchestra", "We will stop funding the orchestra", "en"),
        ("We will sell the dairy", "We will buy back the dairy", "en"),
        ("We will reopen the Ludden station", "We will close the Ludden station", "en"),
        ("We will lift the ban on stalls", "We will impose a ban on stalls", "en"),
        ("We will start the lunch scheme", "We will stop the lunch scheme", "en"),
        ("We will grant tax relief to ship owners", "We will withdraw tax relief from ship owners", "en"),
        ("新建化工园区", "不再新建化工园区", "zh"),
        ("增加编外人员", "不增加编外人员", "zh"),
        ("免费开放石桥展馆", "石桥展馆不再免费开放", "zh"),
        ("出售国有粮库", "不得出售国有粮库", "zh"),
        ("实行渡口限行", "取消渡口限行", "zh"),
        ("推进白石水库建设", "停建白石水库", "zh"),
        ("开通夜间公交", "停运夜间公交", "zh"),
        ("征收停车费", "停止征收停车费", "zh"),
    ],
)
def test_what_one_undoes_or_denies_opposes_the_other(one: str, other: str, language: str) -> None:
    assert parts(one, other, language)["opposed"] == 1
    assert parts(other, one, language)["opposed"] == 1
    assert parts(other, other, language)["opposed"] == 0


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("We will widen the pier and repair it", "We will not only widen the pier but also repair it", "en"),
        ("We will build the Ludden bypass", "We will build the Ludden bypass, not later than June", "en"),
        ("We will mend the roads and the bridges", "We will mend the roads but not the bridges", "en"),
        ("We will reduce the class size", "We will not rest until we reduce the class size", "en"),
        ("We will never raise the mooring fee", "We will not raise the mooring fee", "en"),
        ("We will close the broadband gap", "We will open broadband to all to close the gap", "en"),
        ("We will stop the decline of herring", "We will halt the decline of herring", "en"),
        ("Help will be extended to larger homes", "Help will be given to lower-income homes", "en"),
        ("No new tolls are being introduced", "I am not introducing any new tolls", "en"),
        ("反对铺张浪费", "严禁铺张浪费", "zh"),
        ("严格控制办公楼建设", "严禁建设办公楼", "zh"),
        ("加大石桥林区保护工程的实施力度", "停止石桥林区采伐", "zh"),
        ("提高财政支出强度", "确保财政支出强度不减", "zh"),
        ("提高养老金标准", "不断提高养老金标准", "zh"),
        ("每户补贴增加300元", "每户补贴不减少", "zh"),
        ("遏制新增隐性债务", "不得新增隐性债务", "zh"),
        ("遏制新增隐性债务", "遏制镇村新增隐性债务", "zh"),
        ("淘汰落后产能", "推进落后产能退出", "zh"),
        ("明确不达标企业的整改时限", "企业限期达标", "zh"),
    ],
)
def test_a_denial_of_something_else_opposes_nothing(one: str, other: str, language: str) -> None:
    assert parts(one, other, language)["opposed"] == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("实施药品零加成", "取消药品加成"), ("推进简政放权", "取消审批事项"), ("实施免征学费", "停止收取学费")],
)
def test_to_do_without_a_thing_is_no_opposite_of_ending_it(one: str, other: str) -> None:
    assert not opposed(one, other, "zh")


@pytest.mark.parametrize(("word", "language"), [("不再", "zh"), ("not", "en")])
def test_endless_denials_are_read_at_once(word: str, language: str) -> None:
    words = [word] * 40_000
    start = time.process_time()
    said_and_denied(words, " ".join(words), language)
    assert time.process_time() - start < 1
