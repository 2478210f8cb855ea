"""Responses: same speech and later, named again, horizon, thresholds, ties, empty input, order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.records import Kind, Label, Part, Response, Sentence, Unit
from pipeline.responses import ANSWERED, ANSWERED_LATER, NAMED_AGAIN, find_responses, problem_text, single_problems
from pipeline.settings import ResponseSettings

SETTINGS = ResponseSettings(horizon=2, threshold=0.6, again_threshold=0.8, most=2)
YEARS = {f"xx-{year}": year for year in range(2018, 2026)}


def problem(year: int, start: int = 0) -> Sentence:
    return Sentence(f"xx-{year}", start, start + 8, "停车难问题突出。", "", Part.REVIEW, 1.0, Kind.SENTENCE)


def promise(year: int, start: int = 100) -> Unit:
    doc = f"xx-{year}"
    return Unit(doc, start, start + 6, f"{doc}@{start}-{start + 6}", "某市", year, "新建停车场", Label.PLEDGE, 3, "zh")


def vector(*values: float) -> np.ndarray:
    made = np.array(values, np.float32)
    return made / np.linalg.norm(made)


NEAR, FAR = vector(1, 0), vector(0, 1)


def find(
    problems: list[Sentence],
    commitments: list[Unit],
    vp: list[np.ndarray],
    vc: list[np.ndarray],
    settings: ResponseSettings = SETTINGS,
) -> tuple[Response, ...]:
    p, c = (np.array(v, np.float32).reshape(-1, 2) for v in (vp, vc))
    return find_responses(problems, YEARS, commitments, p, c, settings)


def test_answers_in_the_same_speech_and_later_within_the_horizon() -> None:
    commitments = [promise(year) for year in (2019, 2020, 2021, 2022, 2023)]
    found = find([problem(2020)], commitments, [NEAR], [NEAR] * 5)
    assert [(r.commitment_unit, r.relation) for r in found] == [
        (commitments[1].unit_id, ANSWERED),
        (commitments[2].unit_id, ANSWERED_LATER),
        (commitments[3].unit_id, ANSWERED_LATER),
    ]
    assert all(r.score == 1.0 and not r.again_sentence for r in found)


def test_the_stock_answer_to_a_kind_of_problem_answers_whatever_its_likeness() -> None:
    weak = replace(problem(2020), text="有效需求依然不足。")
    boost, other = replace(promise(2020), text="大力提振消费"), promise(2020, 200)
    found = find([weak, problem(2020, 50)], [boost, other], [NEAR, NEAR], [FAR, FAR])
    assert [(r.problem_sentence, r.commitment_unit, r.relation, r.score) for r in found] == [
        (weak.sentence_id, boost.unit_id, ANSWERED, 0.0)
    ]
    assert find([weak], [replace(boost, doc_id="xx-2024", year=2024)], [NEAR], [FAR]) == ()


@pytest.mark.parametrize(
    ("said", "promised", "answers"),
    [
        ("粮市供强需弱。", "办好促消费夜市", True),
        ("镇上有的干部专业本领欠缺。", "让窗口人员敢作敢为", True),
        ("镇上有的干部住得太远。", "让窗口人员敢作敢为", False),
        ("染坊一条街新旧动能青黄不接。", "引来两个未来产业", True),
        ("乡镇财力紧张。", "站所都过紧日子", True),
        ("乡镇财力紧张。", "机关带头种树", False),
        ("船员就业难。", "帮助上岸船员就业", True),
        ("船员就业难。", "支持灵活就业人员看牙", False),
        ("邻国失业率居高不下。", "帮助上岸船员就业", False),
        ("县域经济下行压力不小。", "把稳增长放在头一位", True),
        ("县域经济下行压力不小。", "让渔获平稳增长", False),
    ],
)
def test_each_kind_of_problem_has_its_own_stock_answer(said: str, promised: str, answers: bool) -> None:
    found = find([replace(problem(2020), text=said)], [replace(promise(2020), text=promised)], [NEAR], [FAR])
    assert bool(found) is answers


@pytest.mark.parametrize("block", [1, 2, 1024])
@pytest.mark.parametrize(
    ("said", "again", "same"),
    [
        ("夜市消费不旺。", "县里供强需弱。", True),
        ("茶叶遇上贸易保护。", "茶厂外需走低。", True),
        ("船员就业难。", "上岸渔民大批下岗。", True),
        ("夜市消费不旺。", "茶厂外需走低。", False),
        ("夜市消费不旺，船员就业难。", "县里供强需弱。", False),  # of two kinds
        ("渔业企业经营困难。", "船厂这家企业困难。", False),  # firms of two trades
    ],
)
def test_what_is_of_one_stock_kind_is_named_again_whatever_its_likeness(
    said: str, again: str, same: bool, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.responses._BLOCK", block)
    named = [replace(problem(year), text=text) for year, text in ((2020, said), (2021, again), (2024, again))]
    found = [(r.problem_sentence, r.again_sentence, r.score) for r in find(named, [], [NEAR, FAR, vector(1, 3)], [])]
    assert found == ([(named[0].sentence_id, named[1].sentence_id, 0.0)] if same else [])


def test_what_is_of_one_stock_kind_comes_before_what_is_nearer() -> None:
    weak, again = replace(problem(2020), text="夜市消费不旺。"), replace(problem(2021), text="县里供强需弱。")
    (found,) = find([weak, problem(2021, 40), again], [], [NEAR, NEAR, FAR], [])
    assert (found.problem_sentence, found.again_sentence) == (weak.sentence_id, again.sentence_id)


def test_another_speech_of_the_same_year_answers_later() -> None:
    """Which of them was held first is not known: a reply to an inquiry names a problem and promises what helps."""
    reply = replace(promise(2020), doc_id="xx-2020-inquiry")
    found = find([problem(2020)], [reply, promise(2020)], [NEAR], [NEAR, NEAR])
    assert {(r.commitment_unit, r.relation) for r in found} == {
        (reply.unit_id, ANSWERED_LATER),
        (promise(2020).unit_id, ANSWERED),
    }


@pytest.mark.parametrize("block", [1, 7, 1024])
def test_scores_do_not_depend_on_the_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A matrix product differs in the last bits with its shape, and so in the fourth digit and at a border."""
    draw = np.random.default_rng(7)
    made = draw.normal(size=(300, 256)).astype(np.float32)
    vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    problems = [problem(2018 + k % 3, k) for k in range(150)]
    commitments = [replace(promise(2018 + k % 3, 1000 + k), text=f"新建停车场{k}处") for k in range(150)]
    settings = ResponseSettings(horizon=2, threshold=0.05, again_threshold=0.05, most=50)
    monkeypatch.setattr("pipeline.responses._BLOCK", block)
    found = find_responses(problems, YEARS, commitments, vectors[:150], vectors[150:], settings)
    place = {p.sentence_id: v for p, v in zip(problems, vectors[:150], strict=True)}
    place |= {c.unit_id: v for c, v in zip(commitments, vectors[150:], strict=True)}
    assert found
    for r in found:
        one = (place[r.problem_sentence] * place[r.commitment_unit or r.again_sentence])[None].sum(axis=1)
        assert r.score == round(float(one[0]), 4) >= 0.05


@pytest.mark.parametrize(
    ("said", "content"),
    [
        (
            "在肯定成绩的同时，我们也清醒认识到，还存在一些困难和问题：一是财政收支矛盾突出；",
            "财政收支矛盾突出；",
        ),
        ("主要是：就业压力较大；", "就业压力较大；"),
        ("工作中还存在不少短板不足，主要表现在：山区道路失修，校车不够。", "山区道路失修，校车不够。"),
        ("二是\n农村停车难。", "农村停车难。"),
        ("第三，乡镇医生不足。", "乡镇医生不足。"),
        ("（四）河道淤塞。", "河道淤塞。"),
        ("2．校舍陈旧。", "校舍陈旧。"),
        ("一是河道淤塞；二是校舍陈旧；三是停车难。", "河道淤塞；校舍陈旧；停车难。"),
        ("发展還面臨一些問題：河道淤塞。", "河道淤塞。"),
        ("We face several challenges: first, the river banks are unsafe.", "the river banks are unsafe."),
        ("The main problems are: (1) unsafe banks; (2) empty shops.", "unsafe banks; empty shops."),
        ("Secondly, buses are late.", "buses are late."),
    ],
)
def test_the_announcement_and_the_numbers_of_a_problem_are_left_out(said: str, content: str) -> None:
    assert problem_text(said) == content


@pytest.mark.parametrize(
    "said",
    [
        "停车难问题突出：老城区车位只有三千个。",
        "第一机械厂连年亏损。",
        "第三种情况也不少见。",
        "1998年遭受洪灾。",
        "3.5万人尚未就业。",
        "一是一，二是二的作风不够。",
        "还存在一些困难和问题：",
        "主要是：",
        "First aid posts are missing.",
        "There is another reason: foreign labour is cheap.",
        "Buses leave at 7:30 and are late.",
    ],
)
def test_what_is_no_announcement_stays(said: str) -> None:
    assert problem_text(said) == said


@pytest.mark.parametrize(
    ("said", "single"),
    [
        ("山塘年久失修，村医后继乏人，渡口设施偏旧。", ["山塘年久失修，村医后继乏人，渡口设施偏旧。"]),
        (
            "同时也看到，我县还存在一些困难和问题，主要是：茶园分布过散，冷库建设滞后，青年返乡意愿不强。",
            ["茶园分布过散", "冷库建设滞后", "青年返乡意愿不强。"],
        ),
        ("财源结构单一，村级债务风险仍存在；", ["财源结构单一", "村级债务风险仍存在；"]),
        ("一是山区路网密度偏低，二是渡运隐患较多。", ["一是山区路网密度偏低", "二是渡运隐患较多。"]),
        # what goes on with the problem before it
        ("灌渠渗漏严重，影响下游春播。", ["灌渠渗漏严重，影响下游春播。"]),
        ("渔港淤积严重，有的已经不能停船，缺乏清淤经费。", ["渔港淤积严重，有的已经不能停船，缺乏清淤经费。"]),
        # one statement about a list, and an account of how it came
        (
            "乡镇卫生院存在医生数量不足、设备更新偏慢，药品配送不畅等问题。",
            ["乡镇卫生院存在医生数量不足、设备更新偏慢，药品配送不畅等问题。"],
        ),
        ("由于连年干旱，水库蓄水不足，农户收入下降。", ["由于连年干旱，水库蓄水不足，农户收入下降。"]),
        # what says only that there are problems is none
        ("工作中还有不少困难，政府工作还存在一些不足。", ["工作中还有不少困难，政府工作还存在一些不足。"]),
        ("Buses are late, roads are poor.", ["Buses are late, roads are poor."]),
    ],
)
def test_a_list_of_problems_is_taken_apart(said: str, single: list[str]) -> None:
    language = "en" if said.isascii() else "zh"
    sentence = Sentence("xx-2020", 7, 7 + len(said), said, "", Part.REVIEW, 1.0, Kind.SENTENCE)
    found = single_problems(sentence, language)
    assert [p.text for p in found] == single
    assert all(said[p.start - 7 : p.end - 7] == p.text for p in found)
    assert len(found) > 1 or found == [sentence]


def test_what_is_not_near_is_no_answer() -> None:
    assert find([problem(2020)], [promise(2020)], [NEAR], [FAR]) == ()


def test_threshold_is_inclusive() -> None:
    edge = vector(0.6, 0.8)
    assert len(find([problem(2020)], [promise(2020)], [NEAR], [edge])) == 1
    assert find([problem(2020)], [promise(2020)], [NEAR], [edge], replace(SETTINGS, threshold=0.6001)) == ()


def test_the_best_answers_per_speech_are_kept_and_ties_go_by_place() -> None:
    commitments = [replace(promise(2020, start), text=f"新建停车场{start}处") for start in (300, 200, 100)]
    commitments.append(promise(2021, 100))
    vectors = [vector(0.9, 0.1), NEAR, vector(0.9, 0.1), vector(0.7, 0.3)]
    found = find([problem(2020)], commitments, [NEAR], vectors)
    assert {r.commitment_unit for r in found} == {
        commitments[1].unit_id,
        commitments[2].unit_id,
        commitments[3].unit_id,
    }


def test_what_a_speech_repeats_word_for_word_answers_once() -> None:
    """The copies of a passage would take the places of other answers; a later speech may say the same."""
    copies = [promise(2020, start) for start in (300, 100, 200)]
    other, later = replace(promise(2020, 400), text="开放单位车位"), promise(2021)
    found = find([problem(2020)], [*copies, other, later], [NEAR], [NEAR] * 3 + [vector(0.9, 0.1), NEAR])
    assert {r.commitment_unit for r in found} == {copies[1].unit_id, other.unit_id, later.unit_id}


def test_a_problem_named_again_is_linked_to_the_nearest_naming_of_each_later_year() -> None:
    problems = [problem(2020), problem(2021, 0), problem(2021, 50), problem(2022), problem(2023), problem(2020, 90)]
    vectors = [NEAR, vector(0.95, 0.2), NEAR, NEAR, NEAR, NEAR]
    again = [r for r in find(problems, [], vectors, []) if r.problem_sentence == problems[0].sentence_id]
    assert [(r.relation, r.again_sentence) for r in again] == [
        (NAMED_AGAIN, problems[2].sentence_id),
        (NAMED_AGAIN, problems[3].sentence_id),
    ]
    assert all(r.commitment_unit == "" for r in again)


def test_one_sentence_is_named_again_by_one_of_each_year() -> None:
    """A sentence that names many problems at once is near to all of them, and the same as none but the nearest."""
    first, second, both = problem(2020), problem(2020, 50), problem(2021)
    found = find([first, second, both], [], [vector(1, 0.1), vector(1, 0.6), vector(1, 0.25)], [])
    assert [(r.problem_sentence, r.again_sentence) for r in found] == [(first.sentence_id, both.sentence_id)]


@pytest.mark.parametrize("block", [1, 2, 1024])
def test_a_chain_of_near_namings_ends_where_they_no_longer_hang_together(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step turns the meaning by thirty degrees: the fourth naming has nothing in common with the first."""
    monkeypatch.setattr("pipeline.responses._BLOCK", block)
    turned = [vector(np.cos(np.pi * k / 6), np.sin(np.pi * k / 6)) for k in range(4)]
    named = [problem(2020 + k) for k in range(4)]
    for order in (slice(None), slice(None, None, -1)):
        found = find(named[order], [], turned[order], [])
        assert [(r.problem_sentence, r.again_sentence) for r in found] == [
            (named[0].sentence_id, named[1].sentence_id),
            (named[1].sentence_id, named[2].sentence_id),
        ]
    found = find(named, [], turned, [], replace(SETTINGS, group_threshold=0.45))
    assert [r.again_sentence for r in found] == [n.sentence_id for n in named[1:]]


def test_the_nearest_namings_are_joined_first() -> None:
    """What they leave out is decided by all of them, not by the one that stands first in the text."""
    turned = [vector(np.cos(a), np.sin(a)) for a in np.radians([0, 30, 59, 88])]
    named = [problem(2020 + k) for k in range(4)]
    found = find(named, [], turned, [])
    assert [r.problem_sentence for r in found] == [named[1].sentence_id, named[2].sentence_id]


def test_nothing_in_nothing_out() -> None:
    assert find([], [], [], []) == ()
    assert find([], [promise(2020)], [], [NEAR]) == ()
    assert find([problem(2020)], [], [NEAR], []) == ()


def test_order_does_not_matter() -> None:
    problems, commitments = [problem(2020), problem(2021)], [promise(2020), promise(2020, 200), promise(2021)]
    vp, vc = [NEAR, vector(0.9, 0.2)], [NEAR, vector(0.8, 0.3), vector(0.9, 0.1)]
    assert find(problems, commitments, vp, vc) == find(problems[::-1], commitments[::-1], vp[::-1], vc[::-1])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="vectors"):
        find([problem(2020)], [], [], [])
    stray = Sentence("elsewhere", 0, 2, "难。", "", Part.REVIEW, 1.0, Kind.SENTENCE)
    with pytest.raises(ValueError, match="no year is given for elsewhere"):
        find([stray], [], [NEAR], [])


@pytest.mark.parametrize(
    "announced",
    [
        *(f"主要{word}" for word in ("是", "有", "表现", "体现", "表现在", "体现在", "表现为", "为")),
        *(f"我们{word}到" for word in ("认识", "看", "注意", "意识")),
        *("具体如下", "以下几个方面", "以下问题"),
        *(f"{word}短板" for word in ("存在", "面临", "还有", "不少", "一些", "诸多", "许多", "很多", "几个")),
        *(f"还有{word}" for word in ("问题", "困难", "挑战", "不足", "短板", "弱项", "矛盾", "风险", "差距", "不少")),
        *("The problems", "Our challenges", "The difficulties", "Three issues", "The shortcomings", "The obstacles"),
        *("Our concerns", "The weaknesses", "They are the following"),
        *(f"The problems {word}" for word in ("are", "remain", "include", "ahead", "today")),
    ],
)
def test_each_word_that_announces_problems_is_left_out(announced: str) -> None:
    said = "渡口栈桥老化" if announced > "\u3000" else "the pier rots"
    assert problem_text(f"{announced}: {said}") == said


def test_what_announces_problems_stands_in_the_clause_before_the_colon() -> None:
    text = "河东还存在旧渡口。今年查清三个问题：栈桥老化"
    assert problem_text(text) == text


def test_responses_are_sorted_by_problem_then_relation_then_commitment() -> None:
    problems = [problem(2021), problem(2020, 40), problem(2020)]
    found = find(problems, [promise(2021), promise(2020, 200), promise(2020)], [NEAR] * 3, [NEAR] * 3)
    keys = [(r.problem_sentence, r.relation, r.commitment_unit, r.again_sentence) for r in found]
    assert keys == sorted(keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)
    assert len({key[0] for key in keys}) == 3


def test_of_equally_near_namings_the_first_in_the_text_counts_in_any_order() -> None:
    first, one, two = problem(2020), problem(2021), problem(2021, 40)
    for order in ([first, one, two], [two, first, one], [one, two, first]):
        (named,) = find(order, [], [NEAR] * 3, [])
        assert (named.problem_sentence, named.again_sentence) == (first.sentence_id, one.sentence_id)
