"""A sentence that says that there are problems, and not which, is none that could be answered or named again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.languages import LANGUAGES


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "我们也清醒地看到，全县发展中还有一些困难和问题。"),
        ("zh", "在總結成績的同時，前進道路上仍面臨許多挑戰。"),
        ("zh", "等等。"),
        ("zh", "同时也要看到，清河正处在转型的关口，清河经济社会发展还面临一些困难和挑战。"),
        ("zh", "对照乡亲们的期盼，改革发展稳定工作仍存在一些问题，政府工作还有不足。"),
        ("zh", "……"),
        ("zh", "这些问题，有的由来已久，有的是去年冬天才冒出来的。"),
        ("zh", "上述缺點今後要一一改掉。"),
        ("zh", "经济社会生活中的隐患亟待解决。"),
        ("zh", "各位代表，镇上各项事业正遇到前所未有的压力。"),
        ("zh", "人民群众的期盼与镇政府工作的差距还较大。"),
        ("en", "But there are still some problems, and new challenges lie ahead."),
        ("zh", "风险和隐患仍旧较多。"),
        ("zh", "三是镇上的一些长期性问题、深层次矛盾仍旧存在。"),
        ("zh", "当前，全县形势仍极其复杂。"),
        ("en", "This is not an easy matter."),
        ("en", "That is not good enough."),
        ("en", "Yet there is far more to be done."),
        ("en", "But this journey of ours is far from over."),
    ],
)
def test_what_only_announces_names_none(code: str, text: str) -> None:
    assert not LANGUAGES[code].names_problem(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "我们也清醒地看到，村道年久失修的问题还很突出。"),
        ("zh", "社会发展滞后。"),
        ("zh", "还有3个问题。"),
        ("zh", "渡船老化严重，经济社会发展还面临一些困难。"),
        ("zh", "船厂改制取得进展，但还存在不少问题。"),
        ("zh", "这些问题，说到底是渡口管护不到位。"),
        ("zh", "这些困难企业拖欠了工资。"),
        ("zh", "山塘漏水，这些问题拖了三年。"),
        ("zh", "一些群众生活困难。"),
        ("en", "There are still problems with the ferry."),
        ("en", "We face 12 challenges."),
        ("zh", "渡口安全形势严峻。"),
        ("en", "Rents remain a problem."),
        ("en", "The job market is not good enough."),
    ],
)
def test_one_word_that_says_what_is_meant_is_enough(code: str, text: str) -> None:
    assert LANGUAGES[code].names_problem(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "两处渡口因资金原因未能如期开工，山区村道养护力量不足，旧船改造推进迟缓。",
            ["两处渡口因资金原因未能如期开工", "山区村道养护力量不足", "旧船改造推进迟缓。"],
        ),
        ("三座桥没有按期通车，山区村道养护力量不足。", ["三座桥没有按期通车", "山区村道养护力量不足。"]),
        ("山区村道养护力量不足，主要原因是县里财力薄弱。", None),
        ("山区村道养护力量不足，原因在于财力薄弱，镇里人手不够。", None),
        ("山区村道养护力量不足，究其根源是县里财力薄弱。", None),
        ("这里有县里财力薄弱的原因，也有镇里管护力量不足。", None),
    ],
)
def test_what_was_late_is_a_problem_and_an_account_of_causes_no_list(text: str, pieces: list[str] | None) -> None:
    cuts = [0, *LANGUAGES["zh"].problem_cuts(text), len(text)]
    assert [text[a:b].rstrip("，") for a, b in pairwise(cuts)] == (pieces or [text])
