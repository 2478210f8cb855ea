"""Closures: parts, fields, surroundings, figures, candidates against brute force, rules, model files, training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.link import closure_train as closure_train_module
from pipeline.link import closures as closures_module
from pipeline.link.closure_features import (
    BUCKETS,
    CLOSURE_FEATURES,
    NEARNESS,
    Around,
    Weights,
    around,
    closure_features,
    ends_bags,
    ends_of,
    figures_of,
    fit_weights,
    folded,
    nearness,
    prepare,
    stretches,
)
from pipeline.link.closure_second import ClosureLook
from pipeline.link.closure_train import (
    PairGold,
    Speech,
    _fit_languages,
    _fit_stages,
    _helped,
    build_gold,
    cross_validate,
    drawn_odds,
    fit_ends,
    fit_shortlist,
    folds,
    parts_of,
    pooled,
    prepared,
    train,
    weights_of,
)
from pipeline.link.closures import ClosureModel, candidate_pairs, decide, match_closures, part_names
from pipeline.link.cross import Tokens
from pipeline.link.cross_train import CrossPlan
from pipeline.link.fields import FIELDS, fields_of
from pipeline.link.look_train import Doubted, Judge
from pipeline.modelfiles import ModelFile, load_model, save_model
from pipeline.records import Bound, Closure, Label, Outcome, Target, Unit
from pipeline.settings import ClosureSettings
from pipeline.targets import find_targets

EQUAL = Weights(np.ones(BUCKETS, np.float32), {code: np.ones(len(t), np.float32) for code, t in FIELDS.items()})


def unit(year: int, text: str, start: int = 0, label: Label = Label.PLEDGE, language: str = "zh") -> Unit:
    doc = f"xx-{year}"
    end = start + len(text)
    sentence, section = f"{doc}@{start}-{end}", str(start)  # each stands alone in its section
    return Unit(doc, start, end, sentence, "某县", year, text, label, 3, language, section)


def report(year: int, text: str, start: int = 500, language: str = "zh") -> Unit:
    return unit(year, text, start, Label.PROGRESS, language)


def parts(promise: str, said: str, language: str = "zh", years: tuple[int, int] = (2023, 2024)) -> dict[str, float]:
    one = np.ones((1, 2), np.float32) / np.sqrt(np.float32(2))
    sides = [
        prepare([made], one, around([made], one), EQUAL)
        for made in (unit(years[0], promise, language=language), report(years[1], said, language=language))
    ]
    row = closure_features(*sides, np.zeros((1, 2), np.int64), np.zeros((1, 4), np.float32))[0]
    return dict(zip(CLOSURE_FEATURES, row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("promise", "said", "met"),
    [
        ("新建公办幼儿园12所", "新建公办幼儿园12所", 1),
        ("新建公办幼儿园12所", "新建公办幼儿园15所", 1),
        ("新建公办幼儿园12所", "新建公办幼儿园6所", -1),
        ("城镇新增就业3万人以上", "城镇新增就业3.1万人", 1),
        ("城镇新增就业3万人以上", "城镇新增就业29500人", 1),  # 1.7 % short: counts as met
        ("城镇新增就业3万人以上", "城镇新增就业29000人", -1),  # 3.3 % short
        ("城镇新增就业３万人以上", "城镇新增就业３．２万人", 1),  # full width
        ("居民消费价格涨幅控制在3%以内", "居民消费价格上涨2.1%", 1),
        ("居民消费价格涨幅控制在3%以内", "居民消费价格上涨3.6%", -1),
        ("新建公办幼儿园12所", "城镇新增就业3万人", 0),
        ("加快县医院建设", "县医院建成", 0),
    ],
)
def test_figures_are_compared(promise: str, said: str, met: int) -> None:
    assert parts(promise, said)["figure_met"] == met


def test_a_report_in_the_other_script_is_compared_like_one_in_the_same() -> None:
    promise, said = "加快县医院迁建，提高门诊质量", "县医院迁建工程竣工，门诊质量提高"
    same = parts(promise, said)
    for one, other in (("加快縣醫院遷建，提高門診質量", said), (promise, "縣醫院遷建工程竣工，門診質量提高")):
        assert parts(one, other) == same


def test_english_figures_are_compared() -> None:
    assert parts("We will build 12 new clinics", "We built 13 new clinics", "en")["figure_met"] == 1
    assert (
        parts("We will cut the levy to below 15 per cent", "The levy was cut to 12 per cent", "en")["figure_met"] == 1
    )
    assert (
        parts("We will provide $300 million for roads", "We provided $0.2 billion for roads", "en")["figure_met"] == -1
    )


def test_years_are_no_figures() -> None:
    assert figures_of(folded("２０２５年建成，投资1.2亿元", "zh"), "zh")[0].value == 1.2e8
    assert len(figures_of(folded("２０２５年建成，投资1.2亿元", "zh"), "zh")) == 1


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("新建5G基站100个", "zh", [100]),
        ("创建4A级景区2个，引进世界500强企业3家", "zh", [2, 3]),
        ("新建35千伏变电站3座、110kV线路20km", "zh", [3, 20]),
        ("开通5号线12公里，办理12345热线900件", "zh", [12, 900]),
        ("we built 5G masts at 40 sites in the 21st ward", "en", [40]),
        ("spent $3m on 12km of roads", "en", [3e6, 12]),
    ],
)
def test_numbers_in_names_and_sizes_are_no_figures(text: str, language: str, values: list[float]) -> None:
    assert [f.value for f in figures_of(folded(text, language).lower(), language)] == values


def test_coverage_has_a_direction() -> None:
    wide = parts("新建公办幼儿园", "新建公办幼儿园，改造老旧小区，修建环城公路，农田水利设施明显改善")
    assert wide["covered"] == 1.0
    assert wide["covers"] < 0.4
    assert parts("新建公办幼儿园，改造老旧小区", "新建公办幼儿园")["covered"] < 0.6


def test_states_and_intentions_are_helped() -> None:
    assert parts("建设环城公路", "环城公路建成通车")["done"] > 0
    assert parts("建设环城公路", "环城公路加快推进")["ongoing"] == 1
    assert parts("建设环城公路", "要加快建设环城公路")["intends"] == 1
    assert parts("建设环城公路", "五年来修路300公里")["several_years"] == 1
    assert parts("五年修路300公里", "五年来修路300公里")["several_years"] == 0
    assert parts("修路30公里", "累计修路300公里")["several_years"] == 1
    assert parts("修路30公里", "修路31公里，累计300公里")["several_years"] == 0
    assert parts("We will open a clinic", "The clinic was opened", "en")["done"] > 0


def test_a_pair_does_not_depend_on_its_neighbours() -> None:
    promises = [unit(2023, "新建公办幼儿园12所"), unit(2023, "建设环城公路", 40), unit(2022, "办好县医院")]
    reports = [report(2024, "环城公路建成通车"), report(2024, "新建公办幼儿园13所", 700)]
    rng = np.random.default_rng(0)
    vc, vr = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (rng.normal(size=(n, 4)) for n in (3, 2)))
    vc, vr = vc.astype(np.float32), vr.astype(np.float32)
    weights = fit_weights([(u.text, u.language) for u in (*promises, *reports)])
    pairs = np.array([(i, j) for i in range(3) for j in range(2)], np.int64)
    left = prepare(promises, vc, around(promises, vc), weights)
    right = prepare(reports, vr, around(reports, vr), weights)
    stand = rng.normal(size=(6, 4)).astype(np.float32)
    together = closure_features(left, right, pairs, stand)
    for row in range(len(pairs)):
        one = slice(row, row + 1)
        np.testing.assert_array_equal(closure_features(left, right, pairs[one], stand[one])[0], together[row])
    assert closure_features(left, right, pairs[:0], stand[:0]).shape == (0, len(CLOSURE_FEATURES))


def test_parts_equal_a_plain_reading() -> None:
    """The sparse matrices against sets, for pairs of invented units."""
    promises = [
        unit(2023, text, 50 * k) for k, text in enumerate(("新建县医院一所，改造卫生院", "修建环城公路", "办好教育"))
    ]
    reports = [
        report(2024, text, 900 + 50 * k)
        for k, text in enumerate(("县医院建成投用", "环城公路加快修建，卫生院改造完成"))
    ]
    weights = fit_weights([(u.text, u.language) for u in (*promises, *reports)])
    flat = np.zeros((3, 2), np.float32), np.zeros((2, 2), np.float32)
    sides = [prepare(u, v, around(u, v), weights) for u, v in zip((promises, reports), flat, strict=True)]
    pairs = np.array([(i, j) for i in range(3) for j in range(2)], np.int64)
    made = closure_features(*sides, pairs, np.zeros((6, 4), np.float32))
    for row, (i, j) in enumerate(pairs):
        mine, theirs = (set(stretches(folded(u.text, "zh"), "zh", 2)) for u in (promises[i], reports[j]))
        total, shared = (sum(float(weights.stretches[b]) for b in s) for s in (mine, mine & theirs))
        lacking = max((float(weights.stretches[b]) for b in mine - theirs), default=0.0)
        assert made[row, CLOSURE_FEATURES.index("covered")] == pytest.approx(shared / total, abs=1e-3)
        assert made[row, CLOSURE_FEATURES.index("missing")] == pytest.approx(lacking / 12, abs=1e-3)
        fields = [set(fields_of(folded(u.text, "zh"), "zh")) for u in (promises[i], reports[j])]
        assert made[row, CLOSURE_FEATURES.index("fields_shared")] == pytest.approx(
            len(fields[0] & fields[1]) / 3, abs=1e-3
        )


def test_fields_know_what_words_do_not_share() -> None:
    found = parts("坚决防范重特大事故", "完成矿山隐患排查")
    assert found["covered"] == 0
    assert found["field_covered"] == 1
    assert parts("建设幼儿园", "修建高速公路")["field_apart"] == 1
    assert parts("We will hire more nurses for our hospitals", "New clinics were opened", "en")["field_covered"] == 1


def test_surroundings_are_the_sentence_and_what_stands_beside_it() -> None:
    def piece(start: int, sentence: str, section: str = "一") -> Unit:
        return replace(unit(2023, "修路", start), sentence_id=sentence, section=section)

    units = [piece(0, "a"), piece(10, "a"), piece(20, "b"), piece(30, "c", "二")]
    vectors = np.eye(4, dtype=np.float32)
    found = around(units, vectors)
    np.testing.assert_allclose(found.sentence[0], np.array([1, 1, 0, 0]) / np.sqrt(2), atol=1e-6)
    np.testing.assert_allclose(found.near[0], [0, 0, 1, 0], atol=1e-6)  # the other section is left out
    np.testing.assert_allclose(found.near[2], np.array([1, 1, 0, 0]) / np.sqrt(2), atol=1e-6)
    np.testing.assert_array_equal(found.near[3], found.sentence[3])  # alone in its section
    backwards = around(units[::-1], vectors[::-1])
    np.testing.assert_array_equal(backwards.sentence[::-1], found.sentence)
    np.testing.assert_array_equal(backwards.near[::-1], found.near)
    stranger = around(units, vectors, of=[piece(99, "nowhere")])
    assert not stranger.sentence.any()


def test_gold_is_put_into_its_documents() -> None:
    whole = [
        replace(unit(2023, "新建县医院一所", 0), sentence_id="s1", section="一"),
        replace(unit(2023, "修建环城公路", 20), sentence_id="s2", section="二"),
        report(2024, "县医院建成"),
    ]
    documents = {name: [u for u in whole if u.doc_id == name] for name in ("xx-2023", "xx-2024")}
    labelled = replace(unit(2023, "建县医院一所", 1), sentence_id="")

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.array([[len(t), 1.0] for t in texts], np.float32)

    gold = build_gold([labelled], [report(2024, "县医院建成")], [Outcome.CLOSES], [False], documents, encode)
    assert (gold.commitments[0].sentence_id, gold.commitments[0].section) == ("s1", "一")
    assert gold.around_c.sentence.shape == (1, 2)
    assert len(gold.promising["xx-2023"].vectors) == 2
    assert len(gold.promising["xx-2024"].vectors) == 0
    assert len(gold.reporting["xx-2024"].vectors) == 1
    stray = build_gold(
        [replace(labelled, start=90, end=96)],
        [report(2024, "县医院建成")],
        [Outcome.CLOSES],
        [False],
        documents,
        encode,
    )
    np.testing.assert_array_equal(stray.around_c.sentence, stray.vectors_c)  # its own surroundings


def annual(of: Unit) -> Target:
    return Target(
        of.unit_id, of.start, of.end, "就业", 3e4, 3e4, "人", Bound.AT_LEAST, None, "", "3万人", "up", "annual"
    )


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("城镇新增就业4万人", 2021),  # a target of its year, though it does not say so
        ("五年城镇新增就业4万人", 2025),
        ("到2023年城镇新增就业4万人", 2025),
        ("新建候船亭40座", 2025),  # of no known kind
        ("上半年新建候船亭40座", 2021),
        ("明年上半年新建候船亭40座", 2025),  # of one year, but not of its own
        ("下半年启动候船亭建设，2023年建成40座", 2025),
    ],
)
def test_a_target_of_the_yearly_kind_is_judged_by_the_next_report(text: str, last: int) -> None:
    promise = unit(2020, text, 0)
    told = [unit(year, "城镇新增就业5万人", 0, Label.PROGRESS) for year in (2021, 2022)]
    assert closures_module._latest([promise], told, {promise.unit_id: find_targets(promise)}, 5).tolist() == [last]


def test_candidates_equal_brute_force() -> None:
    rng = np.random.default_rng(1)
    promises = [unit(2018 + k % 5, f"修路{k}公里", 10 * k) for k in range(60)]
    reports = [
        unit(2018 + k % 6, f"修通公路{k}公里", 900 + 20 * k, Label.PROGRESS if k % 4 else Label.MEASURE)
        for k in range(50)
    ]
    vc, vr = rng.normal(size=(60, 8)).astype(np.float32), rng.normal(size=(50, 8)).astype(np.float32)
    targets = {promises[k].unit_id: [annual(promises[k])] for k in (3, 7)}
    left, right = (prepare(u, v, around(u, v), EQUAL) for u, v in ((promises, vc), (reports, vr)))
    weights = rng.normal(size=len(NEARNESS)).astype(np.float32)
    said = [np.array([u.doc_id for u in units]) for units in (promises, reports)]
    usable = np.array([u.label is Label.PROGRESS for u in reports])
    latest = closures_module._latest(promises, reports, targets, 3)
    everything = np.array([(i, j) for i in range(60) for j in range(50)])
    score = (nearness(left, right, everything) @ weights).reshape(60, 50)
    expected = []
    for i, j in everything.tolist():
        promise, said_then = promises[i], reports[j]
        later = {r.year for r in reports if r.label is Label.PROGRESS and r.year > promise.year}
        if said_then.label is not Label.PROGRESS or not promise.year < said_then.year <= promise.year + 3:
            continue
        if promise.unit_id in targets and said_then.year != min(later):
            continue
        if score[i, j] >= 0.5:
            expected.append((i, j))
    assert 20 < len(expected) < 1000
    blocks = list(candidate_pairs(left, right, said[0], said[1], latest, usable, weights, 0.5))
    found, stand = (np.concatenate(own) for own in zip(*blocks, strict=True))
    order = np.lexsort((found[:, 1], found[:, 0]))
    found, stand = found[order], stand[order]
    assert [tuple(pair) for pair in found.tolist()] == expected
    for (i, j), row in zip(expected, stand, strict=True):
        others_r = [score[i, k] for k in range(50) if usable[k] and reports[k].doc_id == reports[j].doc_id]
        others_c = [score[k, j] for k in range(60) if promises[k].doc_id == promises[i].doc_id]
        for place, others in ((0, others_r), (2, others_c)):
            better = sum(other > score[i, j] + 0.05 for other in others)
            assert row[place] == pytest.approx(np.log1p(better) / 6, abs=1e-4)
            assert row[place + 1] == pytest.approx(score[i, j] - np.mean(sorted(others)[-10:]), abs=1e-3)


def test_rules_overrule_the_scorer() -> None:
    row = np.zeros(len(CLOSURE_FEATURES), np.float32)
    sure = np.array([0.95, 0.9])
    assert decide(sure, row, 0.5, 0.5) is Outcome.CLOSES
    assert decide(np.array([0.6, 0.2]), row, 0.5, 0.5) is Outcome.ADVANCES
    assert decide(np.array([0.4, 0.2]), row, 0.5, 0.5) is Outcome.NONE
    found, met, several = (CLOSURE_FEATURES.index(n) for n in ("figure_found", "figure_met", "several_years"))
    short = row.copy()
    short[[found, met]] = 0.9, -1
    assert decide(sure, short, 0.5, 0.5) is Outcome.ADVANCES
    assert decide(sure, short, 0.5, 0.5, reached=True) is Outcome.CLOSES, "met under its very name"
    short[found] = 0.5
    assert decide(sure, short, 0.5, 0.5) is Outcome.ADVANCES
    short[found] = 0.49
    assert decide(sure, short, 0.5, 0.5) is Outcome.CLOSES, "the figures are of two things"
    short[[found, met]] = 0.9, 0
    assert decide(sure, short, 0.5, 0.5) is Outcome.CLOSES, "and neither falls short of the other"
    summed = row.copy()
    summed[[found, met, several]] = 0.9, 1, 1
    assert decide(sure, summed, 0.5, 0.5) is Outcome.ADVANCES
    assert decide(sure, summed, 0.5, 0.5, reached=True) is Outcome.ADVANCES, "but as the sum of several years"


THINGS = ("幼儿园", "环城公路", "县医院", "农贸市场", "污水处理厂", "文化馆", "养老院", "体育场", "图书馆", "自来水厂")


def tiny_gold() -> tuple[PairGold, list[Unit]]:
    """Make invented pairs in which the same thing, opened, closes; the same thing, under way, advances."""
    promises, reports, outcomes, vectors = [], [], [], []
    for place in range(8):
        for k, thing in enumerate(THINGS):
            other = THINGS[(k + 3) % len(THINGS)]
            for rank, (text, outcome, axis) in enumerate(
                (
                    (f"{thing}建成投用", Outcome.CLOSES, k),
                    (f"{thing}建设加快推进", Outcome.ADVANCES, k),
                    (f"{other}建成投用", Outcome.NONE, (k + 3) % len(THINGS)),
                )
            ):
                doc, later = f"p{place}-2023", f"p{place}-2024"
                start = 100 * k + 30 * rank
                promises.append(
                    Unit(
                        doc,
                        start,
                        start + 4 + len(thing),
                        f"{doc}@{start}",
                        f"P{place}",
                        2023,
                        f"新建{thing}一所",
                        Label.PLEDGE,
                        3,
                        "zh",
                        str(start),
                    )
                )
                reports.append(
                    Unit(
                        later,
                        start,
                        start + len(text),
                        f"{later}@{start}",
                        f"P{place}",
                        2024,
                        text,
                        Label.PROGRESS,
                        None,
                        "zh",
                        str(start),
                    )
                )
                outcomes.append(outcome)
                vectors.append((np.eye(len(THINGS), dtype=np.float32)[k], np.eye(len(THINGS), dtype=np.float32)[axis]))
    vc, vr = (np.stack([pair[side] for pair in vectors]) for side in (0, 1))
    beside = [around(u, v) for u, v in ((promises, vc), (reports, vr))]
    speeches = []
    for units, v, near in ((promises, vc, beside[0]), (reports, vr, beside[1])):
        rows = {
            name: [k for k, u in enumerate(units) if u.doc_id == name] for name in sorted({u.doc_id for u in units})
        }
        speeches.append({name: Speech(v[k], Around(near.sentence[k], near.near[k])) for name, k in rows.items()})
    gold = PairGold(promises, reports, vc, vr, *beside, *speeches, outcomes, [False] * len(outcomes))
    return gold, [*promises, *reports]


@pytest.fixture(scope="module")
def trained() -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    gold, units = tiny_gold()
    return fit(gold, units)


def fit(gold: PairGold, units: Sequence[Unit]) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    versions = {"numpy": np.__version__}
    return train(gold, units, encoder="tiny", data_sha256={"pairs": "0" * 64}, versions=versions, seeds=(0,))


@pytest.fixture(scope="module")
def model(trained: tuple[Mapping[str, Any], ...], tmp_path_factory: pytest.TempPathFactory) -> ClosureModel:
    folder = tmp_path_factory.mktemp("models") / "closures"
    save_model(folder, *trained)
    return ClosureModel.from_model(load_model(folder))


def matched(
    model: ClosureModel,
    promises: list[Unit],
    reports: list[Unit],
    settings: ClosureSettings,
    targets: Mapping[str, Sequence[Target]] | None = None,
    second: Callable[[Sequence[str]], Any] | None = None,
) -> tuple[Closure, ...]:
    """Match invented units whose vectors stand for the thing they name."""

    def vectors(units: list[Unit]) -> np.ndarray:
        rows = [[float(thing in u.text) for thing in THINGS] for u in units]
        made = np.array(rows, np.float32).reshape(-1, len(THINGS))
        return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)

    rows = vectors(promises), vectors(reports)
    return match_closures(promises, reports, *rows, targets or {}, model, settings, second=second).closures


def match(
    model: ClosureModel, promises: list[Unit], reports: list[Unit], settings: ClosureSettings | None = None
) -> list[tuple[int, int, Outcome]]:
    """Return which report does what to which promise, see :func:`matched`."""
    found = matched(model, promises, reports, settings or ClosureSettings())
    place_c, place_r = ({u.unit_id: k for k, u in enumerate(units)} for units in (promises, reports))
    for closure in found:
        assert tuple(closure.parts) == part_names(second=False, cross=False)
        expected = closure.parts["p_closes" if closure.relation is Outcome.CLOSES else "p_any"]
        assert closure.score == expected
    return [(place_c[c.commitment_unit], place_r[c.report_unit], c.relation) for c in found]


def test_done_closes_and_under_way_advances(model: ClosureModel) -> None:
    promises = [unit(2023, "新建县医院一所"), unit(2023, "新建文化馆一所", 50)]
    reports = [report(2024, "县医院建成投用"), report(2024, "文化馆建设加快推进", 600)]
    assert match(model, promises, reports) == [(0, 0, Outcome.CLOSES), (1, 1, Outcome.ADVANCES)]


# what the transformer finds unlike bears on nothing, whatever the scorer says
STRICT = ClosureLook({"zh": np.array([0.0, 10.0, -50.0])}, 0.6)
PROMISES = [unit(2023, "新建县医院一所"), unit(2023, "新建文化馆一所", 50)]
REPORTS = [report(2024, "县医院建成投用"), report(2024, "文化馆建设加快推进", 600)]


def vectors_by(part: str) -> Callable[[Sequence[str]], Any]:
    """Return an encoder for which texts with a part are alike, and the others too."""
    return lambda texts: np.array([[part in text, part not in text] for text in texts], np.float32)


def test_a_pair_in_doubt_is_looked_at_again(model: ClosureModel) -> None:
    strict = replace(model, second=STRICT, any_threshold=STRICT.any_threshold)
    found = matched(strict, PROMISES, REPORTS, ClosureSettings(), second=vectors_by("医院"))
    assert [(c.relation, c.parts["meaning_tuned"]) for c in found] == [(Outcome.CLOSES, 1.0), (Outcome.ADVANCES, 1.0)]
    assert all(tuple(c.parts) == part_names(second=True, cross=False) for c in found)
    plain = matched(model, PROMISES, REPORTS, ClosureSettings())
    assert found[0].parts["p_closes"] == plain[0].parts["p_closes"], "what closes stays with the scorer"
    assert found[0].parts["p_any"] == 1.0
    # promise and report are unlike: neither closes nor advances
    apart = matched(strict, PROMISES, REPORTS, ClosureSettings(), second=vectors_by("新建"))
    assert apart == ()


def test_only_pairs_in_doubt_are_read_again(model: ClosureModel, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def encode(texts: Sequence[str]) -> Any:  # noqa: ANN401
        read.extend(texts)
        return vectors_by("医院")(texts)

    strict = replace(model, second=STRICT, any_threshold=STRICT.any_threshold)
    others = [*REPORTS, report(2024, "体育场改造完工", 700)]
    matched(strict, PROMISES, others, ClosureSettings(), second=encode)
    assert sorted(read) == sorted(u.text for u in (*PROMISES, *REPORTS))
    read.clear()
    monkeypatch.setattr(closures_module, "DOUBT", 1.1)
    found = matched(strict, PROMISES, others, ClosureSettings(), second=encode)
    assert read == []
    plain = matched(model, PROMISES, others, ClosureSettings())
    closed = [(c.relation, c.score) for c in plain if c.relation is Outcome.CLOSES]
    assert [(c.relation, c.score) for c in found] == closed, "what is not in doubt does not advance, and may close"


def test_a_look_and_its_transformer_come_together(model: ClosureModel) -> None:
    with pytest.raises(ValueError, match="both or neither"):
        matched(model, PROMISES, REPORTS, ClosureSettings(), second=vectors_by("医院"))
    with pytest.raises(ValueError, match="both or neither"):
        matched(replace(model, second=STRICT), PROMISES, REPORTS, ClosureSettings())
    known = replace(model, looks={"ab12": STRICT})
    assert known.looking("ab12").second is STRICT
    assert known.looking("ab12").any_threshold == STRICT.any_threshold
    assert known.looking("cd34") is known


class Says:
    """A cross-encoder that says the same of all pairs, and keeps which it was asked about."""

    transformer, threshold = "ab12", 0.6

    def __init__(self, closes: float) -> None:
        self.closes = closes
        self.read: list[tuple[str, str]] = []

    def odds(self, tokens: Tokens, promises: Sequence[str], reports: Sequence[str], parts: Any) -> Any:  # noqa: ANN401
        assert tokens is blind
        assert parts.shape == (len(promises), len(CLOSURE_FEATURES))
        self.read += zip(promises, reports, strict=True)
        # that the report bears on the promise is certain
        closes = np.inf if self.closes == 1 else np.log(self.closes / (1 - self.closes))
        return np.tile([np.inf, closes], (len(promises), 1))

    def reads(self, english: Any) -> Any:  # noqa: ANN401
        return ~english

    def probability(self, first: Any, told: Any, english: Any) -> Any:  # noqa: ANN401
        assert len(first) == len(english) == len(told)
        return np.exp(told)


def blind(texts: Sequence[str], layers: Sequence[int]) -> Any:  # noqa: ANN401
    pytest.fail(f"asked about {texts}")


def reading(model: ClosureModel, closes: float) -> tuple[ClosureModel, Says]:
    says = Says(closes)
    told = replace(model, trained_cross=says).reading("ab12", blind)  # type: ignore[arg-type]
    return told, says


def test_a_pair_that_may_close_is_read(model: ClosureModel) -> None:
    plain = matched(model, PROMISES, REPORTS, ClosureSettings())
    for closes, relation in ((0.2, Outcome.ADVANCES), (0.7, Outcome.CLOSES)):
        told, says = reading(model, closes)
        found = matched(told, PROMISES, REPORTS, ClosureSettings())
        assert found[0].relation is relation
        assert found[0].parts["p_closes"] == found[0].parts["cross_closes"] == closes
        assert found[0].parts["p_any"] == plain[0].parts["p_any"], "whether it bears on the promise stays as it was"
        assert all(tuple(c.parts) == part_names(second=False, cross=True) for c in found)
        assert ("新建县医院一所", "县医院建成投用") in says.read


def test_closing_is_never_likelier_than_bearing_on_the_promise(model: ClosureModel) -> None:
    found = matched(reading(model, 1.0)[0], PROMISES, REPORTS, ClosureSettings())
    assert found
    assert all(c.parts["p_closes"] <= c.parts["p_any"] for c in found)


def test_what_the_words_keep_from_closing_is_not_read(model: ClosureModel) -> None:
    told, says = reading(model, 0.99)
    reports = [report(2024, "县医院未建成投用", 600), report(2024, "县医院建成投用", 700)]
    found = matched(told, PROMISES[:1], reports, ClosureSettings())
    assert [pair[1] for pair in says.read] == ["县医院建成投用"]
    assert [c.report_unit for c in found if c.relation is Outcome.CLOSES] == [reports[1].unit_id]


def test_a_pair_that_hardly_closes_is_not_read(model: ClosureModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures_module, "LEAST", 1.1)
    told, says = reading(model, 0.99)
    found = matched(told, PROMISES, REPORTS, ClosureSettings(closes_threshold=0.1))
    plain = matched(model, PROMISES, REPORTS, ClosureSettings(closes_threshold=0.1))
    assert says.read == []
    assert [(c.relation, c.score) for c in found] == [(c.relation, c.score) for c in plain]
    assert all(c.parts["cross_closes"] == 0 for c in found)


def test_a_cross_encoder_and_its_transformer_come_together(model: ClosureModel) -> None:
    assert model.reading("ab12", blind) is model, "it holds no cross-encoder"
    told, says = reading(model, 0.5)
    assert told.cross == (says, blind)
    assert told.closes_threshold == says.threshold
    known = replace(model, trained_cross=says)  # type: ignore[arg-type]
    assert known.reading("cd34", blind) is known


def test_only_reports_of_later_speeches_count(model: ClosureModel) -> None:
    promises = [unit(2023, "新建县医院一所")]
    reports = [report(2022, "县医院建成投用"), report(2023, "县医院建成投用"), report(2029, "县医院建成投用")]
    assert match(model, promises, reports) == []
    assert match(model, promises, reports, ClosureSettings(horizon=6)) == [(0, 2, Outcome.CLOSES)]


def test_a_deadline_lets_the_report_of_the_year_after_it_count(model: ClosureModel) -> None:
    promise = unit(2023, "新建县医院一所")
    reports = [report(year, "县医院建成投用", 600) for year in (2024, 2030, 2031, 2032)]
    figure = Target(promise.unit_id, 0, 7, "县医院", 1.0, 1.0, "所", Bound.EXACT, 2030, "", "一所", "", "")
    found = matched(model, [promise], reports, ClosureSettings(horizon=3), {promise.unit_id: [figure]})
    assert {c.report_unit: c.parts["deadline_passed"] for c in found} == {
        reports[0].unit_id: -1.0,
        reports[1].unit_id: 1.0,
        reports[2].unit_id: 1.0,
    }
    (only,) = matched(model, [promise], reports, ClosureSettings(horizon=3))
    assert (only.report_unit, only.parts["deadline_passed"]) == (reports[0].unit_id, 0.0)


def test_plan_text_never_closes(model: ClosureModel) -> None:
    promises = [unit(2023, "新建县医院一所")]
    assert match(model, promises, [unit(2024, "县医院建成投用", 500, Label.PLEDGE)]) == []


def test_thresholds_can_be_set(model: ClosureModel) -> None:
    promises, reports = [unit(2023, "新建县医院一所")], [report(2024, "县医院建成投用")]
    assert match(model, promises, reports, ClosureSettings(closes_threshold=1.01)) == [(0, 0, Outcome.ADVANCES)]
    assert match(model, promises, reports, ClosureSettings(closes_threshold=1.01, advances_threshold=1.01)) == []


def test_a_figure_that_is_met_closes_unless_nothing_is_to_close(model: ClosureModel) -> None:
    promise, told = unit(2023, "新建县医院一所"), report(2024, "县医院建成投用")
    figures = {
        one.unit_id: [Target(one.unit_id, 0, 2, "投资", 5e7, 5e7, "元", Bound.EXACT, None, "", "5000万元", "", "")]
        for one in (promise, told)
    }
    for bar, relation in ((1.0, Outcome.CLOSES), (1.01, Outcome.ADVANCES)):
        (found,) = matched(model, [promise], [told], ClosureSettings(closes_threshold=bar), figures)
        assert found.relation is relation


def test_what_is_finished_by_its_name_closes_unless_nothing_is_to_close(model: ClosureModel) -> None:
    promise, told = unit(2023, "推进县医院搬迁改革"), report(2024, "县医院搬迁改革基本完成")
    for bar, relation in ((1.0, Outcome.CLOSES), (1.01, Outcome.ADVANCES)):
        (found,) = matched(model, [promise], [told], ClosureSettings(closes_threshold=bar))
        assert found.relation is relation


def test_a_probability_at_a_threshold_reaches_it(model: ClosureModel) -> None:
    promises, reports = [unit(2023, "新建县医院一所")], [report(2024, "县医院建成投用")]
    (first,) = matched(model, promises, reports, ClosureSettings())
    closes, any_ = first.parts["p_closes"], first.parts["p_any"]

    def outcome(closes_bar: float, any_bar: float) -> list[tuple[int, int, Outcome]]:
        return match(model, promises, reports, ClosureSettings(closes_threshold=closes_bar, advances_threshold=any_bar))

    assert outcome(closes, 1.01) == [(0, 0, Outcome.CLOSES)]
    assert outcome(closes + 1e-4, 1.01) == []
    assert outcome(1.01, any_) == [(0, 0, Outcome.ADVANCES)]
    assert outcome(1.01, any_ + 1e-4) == []


def test_nothing_in_nothing_out(model: ClosureModel) -> None:
    assert match(model, [], []) == []
    assert match(model, [unit(2023, "新建县医院一所")], []) == []
    assert match(model, [], [report(2024, "县医院建成投用")]) == []


def test_order_and_block_do_not_matter(model: ClosureModel, monkeypatch: pytest.MonkeyPatch) -> None:
    promises = [unit(2023, f"新建{thing}一所", 50 * k) for k, thing in enumerate(THINGS)]
    reports = [report(2024, f"{thing}建成投用", 900 + 50 * k) for k, thing in enumerate(THINGS)]
    expected = match(model, promises, reports)
    assert len(expected) == len(THINGS)
    backwards = match(model, promises[::-1], reports[::-1])
    last = len(THINGS) - 1
    assert sorted((last - i, last - j, o) for i, j, o in backwards) == sorted(expected)
    monkeypatch.setattr(closures_module, "_CHUNK", 3)
    assert match(model, promises, reports) == expected


def test_several_jurisdictions_are_refused(model: ClosureModel) -> None:
    here, there = unit(2023, "新建县医院一所"), replace(report(2024, "县医院建成投用"), jurisdiction="另一县")
    with pytest.raises(ValueError, match="one jurisdiction"):
        match(model, [here], [there])


def test_stored_scorer_equals_the_trained_one(model: ClosureModel) -> None:
    gold, units = tiny_gold()
    weights, shortlist, rows, _ = prepared(gold, None, units)
    np.testing.assert_array_equal(parts_of(gold, model.weights, model.shortlist), parts_of(gold, weights, shortlist))
    fitted = _fit_stages(rows, gold.truths(), gold.weights())
    stored = model.scorers["zh"]
    np.testing.assert_allclose(stored.any.odds(rows), fitted.any.odds(rows), atol=2e-3)
    np.testing.assert_allclose(stored.closes.odds(rows), fitted.closes.odds(rows), atol=2e-3)


def test_words_tell_what_closes() -> None:
    gold, _ = tiny_gold()
    weights, (told,) = fit_ends([gold])
    closing = [k for k, o in enumerate(gold.outcomes) if o is Outcome.CLOSES]
    advancing = [k for k, o in enumerate(gold.outcomes) if o is Outcome.ADVANCES]
    assert told[closing, 1].min() > told[advancing, 1].max(), "of documents that were not learned from"
    both = ends_of([gold.reports[closing[0]], gold.reports[advancing[0]]], replace(EQUAL, ends=weights))
    assert both[0, 1] > both[1, 1]
    assert not fit_ends([replace(gold, outcomes=[Outcome.NONE] * len(gold.outcomes))])[0].any()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.text("done 开工建成9", max_size=12), st.sampled_from(("zh", "en"))), max_size=5))
def test_what_words_tell_depends_on_their_text_alone(texts: list[tuple[str, str]]) -> None:
    together = ends_bags(texts).toarray()
    assert together.shape == (len(texts), BUCKETS)
    for row, text in enumerate(texts):
        np.testing.assert_array_equal(ends_bags([text]).toarray()[0], together[row])


def test_numbers_do_not_tell_what_closes() -> None:
    one, other = ends_bags([("建成学校12所", "zh"), ("建成学校3,400所", "zh")]).toarray()
    np.testing.assert_array_equal(one, other)


def test_invented_pairs_tell_closing_and_hardly_bearing() -> None:
    gold, units = tiny_gold()
    _, _, parts, _ = prepared(gold, None, units)
    wrong = replace(gold, outcomes=[Outcome.NONE] * len(gold.outcomes), invented=[True] * len(gold.outcomes))
    both = pooled(gold, wrong)
    rows = np.vstack([parts, parts])
    bears = gold.truths()[:, 0] == 1
    told = _fit_stages(rows, both.truths(), both.weights()).odds(parts)[:, 0]
    assert told[bears].min() > 0 > told[~bears].max(), "though as many say that nothing bears on anything"
    # an invented pair that is said to advance does count
    alone = _fit_stages(parts, gold.truths(), gold.weights()).odds(parts)
    slow = [Outcome.ADVANCES if o is Outcome.CLOSES else o for o in gold.outcomes]
    both = pooled(gold, replace(wrong, outcomes=slow))
    closing = gold.truths()[:, 1] == 1
    changed = _fit_stages(rows, both.truths(), both.weights()).odds(parts)
    assert changed[closing, 1].mean() < alone[closing, 1].mean()


def test_a_short_speech_is_told_from_a_long_one() -> None:
    one = np.ones((1, 2), np.float32) / np.sqrt(np.float32(2))
    units = [unit(2023, "新建县医院一所")], [report(2024, "县医院建成投用")]
    rows = []
    for sizes in ({}, {"xx-2023": 400, "xx-2024": 400}, {"xx-2023": 20, "xx-2024": 40}):
        sides = [prepare(made, one, around(made, one), EQUAL, sizes) for made in units]
        rows.append(closure_features(*sides, np.zeros((1, 2), np.int64), np.zeros((1, 4), np.float32))[0])
    crowd = CLOSURE_FEATURES.index("crowd")
    np.testing.assert_array_equal(rows[0], rows[1])
    assert rows[2][crowd] == pytest.approx((np.log(20) + np.log(40)) / 16, abs=1e-4)
    np.testing.assert_array_equal(np.delete(rows[2], crowd), np.delete(rows[1], crowd))


def test_probability_of_closing_is_never_the_larger(model: ClosureModel) -> None:
    rows = np.random.default_rng(0).uniform(-1, 1, (500, len(CLOSURE_FEATURES))).astype(np.float32)
    both = model.probabilities(rows)
    assert (both[:, 1] <= both[:, 0]).all()
    np.testing.assert_array_equal(both[:7], model.probabilities(rows[:7]))


@pytest.mark.parametrize("least", [0.02, 0.3, 0.55, 0.9])
def test_pairs_that_cannot_reach_a_threshold_are_left_out_and_the_others_keep_their_bits(
    model: ClosureModel, least: float
) -> None:
    rows = np.random.default_rng(1).uniform(-1, 1, (500, len(CLOSURE_FEATURES))).astype(np.float32)
    reached = []
    for shift in (0.0, -1.5, 1.5):  # of the calibration
        stages = {c: replace(s, any=replace(s.any, offset=s.any.offset + shift)) for c, s in model.scorers.items()}
        shifted = replace(model, scorers=stages)
        whole, some = shifted.probabilities(rows), shifted.probabilities(rows, least)
        reach = whole[:, 0] >= least
        np.testing.assert_array_equal(some[reach], whole[reach])
        assert not some[~reach].any()
        reached.append(int(reach.sum()))
    assert 0 < reached[0] < len(rows)
    assert reached[1] < reached[0] < reached[2]


def test_training_twice_gives_the_same_model(trained: tuple[Mapping[str, Any], ...]) -> None:
    gold, units = tiny_gold()
    again = fit(gold, units[::-1])
    assert again[1] == trained[1]
    assert again[2] == trained[2]
    for name, array in trained[0].items():
        np.testing.assert_array_equal(array, again[0][name])


def test_a_second_look_is_fitted_for_each_transformer_and_on_pairs_that_are_new_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gold, units = tiny_gold()
    told: dict[str, Any] = {"encoder": "tiny", "data_sha256": {}, "versions": {}, "seeds": (0,)}
    read: list[str] = []

    def encode(texts: Sequence[str]) -> Any:  # noqa: ANN401
        read.extend(texts)
        return vectors_by("建成")(texts)

    documents = sorted({u.doc_id for u in units})
    known = frozenset(documents[: len(documents) // 2])
    judges = [Judge("links", "ab12", known, encode), Judge("links-accurate", "cd34", frozenset(), vectors_by("建成"))]
    _, unsure, warned = train(gold, units, extra=gold, judges=judges[1:], **told)
    assert unsure["second"] == {}, "of these pairs all that are in doubt are true"
    assert "no second look with the transformer of links-accurate" in warned["warnings"][0]
    monkeypatch.setattr(closure_train_module, "DOUBT", 0.0)
    arrays, meta, card = train(gold, units, extra=gold, judges=judges, **told)
    plain = train(gold, units, extra=gold, **told)
    assert {k: v for k, v in meta.items() if k != "second"} == plain[1], "the scorer is the same"
    assert list(card["second_look"]) == ["links", "links-accurate"]
    made = ClosureModel.from_model(ModelFile("closures", dict(arrays), dict(meta), dict(card), "0"))
    assert sorted(made.looks) == ["ab12", "cd34"]
    new = [
        text
        for c, r in zip(gold.commitments, gold.reports, strict=True)
        if not {c.doc_id, r.doc_id} <= known
        for text in (c.text, r.text)
    ]
    assert 0 < len(new) < 2 * len(gold.outcomes)
    assert sorted(read) == sorted(new * 2), "gold and further pairs"


def letters(texts: Sequence[str], layers: Sequence[int]) -> Any:  # noqa: ANN401
    """Yield every letter as a token with numbers of its own."""
    for k, text in enumerate(texts):
        yield k, np.array([np.random.default_rng(ord(letter)).normal(size=8) for letter in text], np.float32)


WORDS = ("ab12", letters)
SMALL = CrossPlan(layers=(1,), width=16, heads=2, epochs=12, batch=16, rate=5e-3, dropout=0.0)


def test_a_cross_encoder_is_trained_where_there_is_a_transformer(monkeypatch: pytest.MonkeyPatch) -> None:
    gold, units = tiny_gold()
    told: dict[str, Any] = {"encoder": "tiny", "data_sha256": {}, "versions": {}, "seeds": (0,), "plan": SMALL}
    plain = train(gold, units, **told)
    _, unsure, warned = train(gold, units, words=WORDS, **told)
    assert "cross_encoder" not in unsure, "of these pairs all that may close do"
    assert warned["warnings"] == ["no cross-encoder: too few of the pairs that may close do → label more pairs"]
    monkeypatch.setattr(closure_train_module, "LEAST", 0.0)
    steps: list[tuple[int, int]] = []
    arrays, meta, card = train(gold, units, words=WORDS, **told, told=lambda done, total: steps.append((done, total)))
    assert steps == [(k, 6) for k in range(6)]
    assert {k: v for k, v in meta.items() if k != "cross_encoder"} == plain[1], "the scorer is the same"
    assert card["cross_encoder"]["with_the_look"]["zh"]["average_precision"] == 1.0
    made = ClosureModel.from_model(ModelFile("closures", dict(arrays), dict(meta), dict(card), "0")).reading(*WORDS)
    assert made.cross is not None
    promises, reports = [unit(2023, "新建县医院一所")], [report(2024, "县医院建成投用")]
    (closed,) = matched(made, promises, reports, ClosureSettings())
    assert closed.relation is Outcome.CLOSES
    assert closed.parts["cross_closes"] > 0.5
    with pytest.raises(ModelError, match=r"cross-encoder: .*train it again"):
        ClosureModel.from_model(
            ModelFile("closures", plain[0], {**plain[1], "cross_encoder": meta["cross_encoder"]}, dict(card), "0")
        )


def test_a_language_is_read_where_pairs_of_a_run_are_ranked_no_worse() -> None:
    truth = np.array([1, 0, 1, 0] * 10)
    alone = np.zeros(40)
    told = np.where(truth == 1, -3.0, 0.0) + np.linspace(0, 0.1, 40)
    english = np.arange(40) >= 20
    names = [f"d{k}" for k in range(40)]
    gold, likely = np.zeros(40, bool), np.ones(40, bool)
    pairs = Doubted(alone, np.where(english, told, -told), truth, english, names, gold, np.ones(40))
    assert _helped(pairs, alone, likely) == ["zh"]
    assert _helped(replace(pairs, told=-told), alone, likely) == ["zh", "en"]
    # what the first half of the English pairs says stands for much more
    half = np.arange(40) >= 30
    mixed = replace(pairs, told=np.where(half, 2 * told, -told), stands_for=np.where(half, 0.01, 1.0))
    assert _helped(mixed, alone, likely) == ["zh", "en"]
    assert _helped(replace(mixed, stands_for=np.where(half, 1.0, 0.01)), alone, likely) == ["zh"]


def test_folds_share_no_document() -> None:
    gold, _ = tiny_gold()
    seen = np.zeros(len(gold.outcomes), int)
    for train_rows, test_rows in folds(gold, 4, 0):
        trained_docs = {gold.commitments[k].doc_id for k in np.flatnonzero(train_rows)}
        trained_docs |= {gold.reports[k].doc_id for k in np.flatnonzero(train_rows)}
        tested = {gold.commitments[k].doc_id for k in np.flatnonzero(test_rows)}
        tested |= {gold.reports[k].doc_id for k in np.flatnonzero(test_rows)}
        assert not trained_docs & tested
        seen += test_rows
    assert (seen == 1).all()


def test_cross_validation_tells_the_invented_classes_apart() -> None:
    gold, units = tiny_gold()
    scores = cross_validate(gold, parts_of(gold, weights_of(units), fit_shortlist(gold)), seeds=(0,)).scores
    assert scores["any"]["best_f1"] == 1.0
    assert scores["closes"]["best_f1"] == 1.0
    assert scores["closes"]["n_true"] == 80


def test_extra_pairs_are_trained_on_and_never_tested() -> None:
    gold, units = tiny_gold()
    parts = parts_of(gold, weights_of(units), fit_shortlist(gold))
    alone = cross_validate(gold, parts, seeds=(0,))
    wrong = replace(gold, outcomes=[Outcome.NONE] * len(gold.outcomes))
    mixed = cross_validate(gold, parts, extra=(wrong, parts), seeds=(0,))
    assert mixed.scores["any"]["n"] == alone.scores["any"]["n"]
    assert mixed.probabilities[:, 0].mean() < alone.probabilities[:, 0].mean()


def test_pairs_of_a_run_calibrate_and_have_a_say_in_the_thresholds() -> None:
    gold, units = tiny_gold()
    closing = [k for k, o in enumerate(gold.outcomes) if o is Outcome.CLOSES]
    none = {k for place, k in enumerate(closing) if place % 2}
    outcomes = [Outcome.ADVANCES if k in none else o for k, o in enumerate(gold.outcomes)]
    noisy = replace(gold, outcomes=outcomes)
    told = {"encoder": "tiny", "data_sha256": {}, "versions": {}, "seeds": (0,)}
    plain = train(gold, units, extra=noisy, **told)  # type: ignore[arg-type]
    drawn = train(gold, units, extra=replace(noisy, stands_for=[3.0] * len(outcomes)), **told)  # type: ignore[arg-type]
    for name, array in plain[0].items():
        np.testing.assert_array_equal(array, drawn[0][name])
    assert plain[2]["in_a_run"] == {}
    assert drawn[2]["in_a_run"] == {
        stage: {
            "zh": {"n": 240, "precision": 1.0, "recall": 1.0},
            "en": {"n": 0, "precision": None, "recall": None},
        }
        for stage in ("any", "closes")
    }
    # of a pair that bears on the promise and closes it with certainty
    surest = [1 / (1 + np.exp(-meta["scorers"]["zh"]["closes"]["offset"])) for _, meta, _ in (plain, drawn)]
    assert surest[1] < surest[0], "the probability must not promise more"


def test_a_language_with_many_pairs_learns_from_its_own_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    gold, units = tiny_gold()
    _, _, rows, _ = prepared(gold, None, units)
    other = rows.copy()
    other[:, CLOSURE_FEATURES.index("english")] = 1
    # in the other language everything that closes here bears on nothing
    truths = np.vstack([gold.truths(), np.zeros_like(gold.truths())])
    truths[len(rows) :, 0] = 1 - gold.truths()[:, 0]
    weights = np.ones((2 * len(rows), 2))
    monkeypatch.setattr(closure_train_module, "_ENOUGH", len(rows))
    both = _fit_languages(np.vstack([rows, other]), truths, weights)
    bears = gold.truths()[:, 0] == 1
    assert list(both) == ["zh", "en"]
    assert both["zh"].any.odds(rows)[bears].min() > 0 > both["en"].any.odds(other)[bears].max()
    monkeypatch.setattr(closure_train_module, "_ENOUGH", len(rows) + 1)
    mixed = _fit_languages(np.vstack([rows, other]), truths, weights)
    assert mixed["zh"].any.odds(rows)[bears].mean() < both["zh"].any.odds(rows)[bears].mean()


def test_without_pairs_of_a_run_nothing_is_drawn() -> None:
    gold, units = tiny_gold()
    parts = parts_of(gold, weights_of(units), fit_shortlist(gold))
    assert drawn_odds((gold, parts), (gold, parts)) is None
    none = replace(gold, stands_for=[0.0] * len(gold.outcomes))
    assert drawn_odds((gold, parts), (none, parts)) is None
    one = replace(gold, stands_for=[1.0, *[0.0] * (len(gold.outcomes) - 1)])
    assert drawn_odds((gold, parts), (one, parts), seeds=(0,)) is None, "one pair calibrates nothing"


def test_a_model_of_other_parts_is_refused(trained: tuple[Mapping[str, Any], ...], tmp_path: Path) -> None:
    arrays, meta, card = trained
    save_model(tmp_path / "closures", arrays, {**meta, "features": ["nothing"]}, card)
    with pytest.raises(ModelError, match="trained on other parts"):
        ClosureModel.from_model(load_model(tmp_path / "closures"))


@pytest.mark.parametrize("name", ["stretches", "ends", "fields.zh", "fields.en"])
def test_a_model_with_tables_of_another_size_is_refused(
    trained: tuple[Mapping[str, Any], ...], tmp_path: Path, name: str
) -> None:
    arrays, meta, card = trained
    save_model(tmp_path / "closures", {**arrays, name: arrays[name][:-1]}, meta, card)
    with pytest.raises(ModelError, match=f"weights of {name}, not {len(arrays[name])}"):
        ClosureModel.from_model(load_model(tmp_path / "closures"))


@pytest.mark.parametrize("look", [{"weights": {"zh": [1, 2]}, "any_threshold": 0.5}, {"weights": {"zh": [1, 2, 3]}}])
def test_an_incomplete_second_look_is_refused(
    trained: tuple[Mapping[str, Any], ...], tmp_path: Path, look: Mapping[str, Any]
) -> None:
    arrays, meta, card = trained
    save_model(tmp_path / "closures", arrays, {**meta, "second": {"ab12": look}}, card)
    with pytest.raises(ModelError, match=r"closures: .*train it again"):
        ClosureModel.from_model(load_model(tmp_path / "closures"))


def test_an_incomplete_model_is_refused(trained: tuple[Mapping[str, Any], ...], tmp_path: Path) -> None:
    arrays, meta, card = trained
    save_model(tmp_path / "closures", {n: a for n, a in arrays.items() if n != "zh.closes.cut"}, meta, card)
    with pytest.raises(ModelError, match=r"lacks 'zh\.closes\.cut'"):
        ClosureModel.from_model(load_model(tmp_path / "closures"))
