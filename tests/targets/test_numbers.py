"""The number grammars.

Covers: the table of figures in tests/data/figures.csv (quantities, and numbers that are none: dates, telephone
and document numbers, ages, ordinals), numerals there and back, ranges and units at random, arbitrary text.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures import dimension
from pipeline.records import Bound
from pipeline.targets.english import singular
from pipeline.targets.mentions import FIGURES, Sort
from pipeline.targets.numbers import find_mentions
from pipeline.targets.numerals import CHARACTERS, parse_numeral
from tests.targets.quantities import find_figures

TABLE = Path(__file__).parents[1] / "data" / "figures.csv"
KINDS = ("date", "phone", "document", "age", "ordinal")


def table() -> dict[tuple[str, str], list[dict[str, str]]]:
    """Return the rows of the table by language and text; a text with two figures has two rows."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            rows[row["language"], row["text"]].append(row)
    return rows


def test_the_table_is_large_enough() -> None:
    rows = [row for group in table().values() for row in group]
    assert sum(row["kind"] == "quantity" for row in rows) >= 290
    for language in ("zh", "en"):
        for kind in KINDS:
            assert sum(row["kind"] == kind and row["language"] == language for row in rows) >= 10, (language, kind)


@pytest.mark.parametrize(("language", "text"), sorted(table()))
def test_figures_of_the_table(language: str, text: str) -> None:
    wanted = [
        (
            r["raw"],
            float(r["low"]) if r["low"] else None,
            float(r["high"]) if r["high"] else None,
            r["unit"],
            r["bound"],
        )
        for r in table()[language, text]
        if r["kind"] == "quantity"
    ]
    found = [(text[f.start : f.end], f.low, f.high, f.unit, f.bound.value) for f in find_figures(text, language)]
    assert found == wanted


def test_what_is_no_quantity_is_still_found() -> None:
    sorts = {m.sort for m in find_mentions("2025年第3次会议：60岁以上老人拨打12345热线", "zh")}
    assert sorts == {Sort.DATE, Sort.ORDINAL, Sort.AGE, Sort.IDENTIFIER}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("三次产业结构不断优化", "zh"),
        ("一二三次产业融合发展", "zh"),
        # parts of names and of words, set phrases, and what points back
        ("改造三门峡渡口和陆家嘴旧街", "zh"),
        ("巡检海上风电和三门核电", "zh"),
        ("带动内陆县区和乡村队伍日渐壮大", "zh"),
        ("用活国内国外两个市场、两种资源", "zh"),
        ("从码头和仓储两个方面发力", "zh"),
        ("这三项整改年内办结", "zh"),
        # of what class a thing is
        ("疏浚5万吨级航道", "zh"),
        ("新建220千伏变电站", "zh"),
        ("试制4兆瓦级风机", "zh"),
        ("We will widen Highway 9", "en"),
        ("We will widen Highways 9 and 12", "en"),
        ("Trunk 7, Route 40 and Routes 3, 4 and 5 will be paved", "en"),
        ("Bill 14 and Bills 15 and 16 will be laid before you", "en"),
        ("Phase 2 and Phases 3 and 4 of the harbour works", "en"),
        ("Budget 2019 keeps its word, as did Budget 2018", "en"),
        ("A ferry to Pier 6 in Zone 5", "en"),
    ],
)
def test_numbers_of_names_are_no_figures(text: str, language: str) -> None:
    assert find_figures(text, language) == ()


def test_what_is_counted_behind_such_a_name_stays_a_figure() -> None:
    for text in ("Phase 2 and 300 homes", "In higher classes 300 pupils", "On Highway 9 and 300 kilometres of lanes"):
        assert [f.low for f in find_figures(text, "en")] == [300.0]
    assert [f.low for f in find_figures("全年开展三次产业招商活动和三次巡查", "zh")] == [3.0, 3.0]
    assert [f.low for f in find_figures("建成5万吨级泊位3个、110千伏变电站2座", "zh")] == [3.0, 2.0]
    assert [f.low for f in find_figures("改造三门峡渡口3处，办好两件实事", "zh")] == [3.0, 2.0]
    assert [f.low for f in find_figures("这三年新建渡口4处", "zh")] == [4.0]


@pytest.mark.parametrize("text", ["三元桥通车", "七里河区改造", "三台县渡口", "九里山隧道开工", "消除66人以上超大班额"])
def test_names_of_places_and_sizes_of_classes_are_no_figures(text: str) -> None:
    assert find_figures(text, "zh") == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("补助三元", 3, "元"),
        ("三台区级设备", 3, "台"),
        ("新增五台市政车辆", 5, "台"),
        ("改造三里桥梁", 3, "里"),
        ("修十里河堤", 10, "里"),
        ("淘汰10蒸吨及以下渡船锅炉35台", 35, "台"),
    ],
)
def test_what_looks_like_such_a_name_or_size_is_a_figure(text: str, value: float, unit: str) -> None:
    assert [(figure.low, figure.unit) for figure in find_figures(text, "zh")] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5．15所渡口学校开课", 15),
        ("5.15所渡口学校开课", 15),
        ("5、15所渡口学校开课", 15),
        ("5. 15所渡口学校开课", 15),
        ("9．1200个船位全部联网", 1200),
        ("3．1.2万名船工参加培训", 12000),
        ("5.15公里堤防完工", 5.15),
        ("0.5个标准泊位", 0.5),
        ("10.15所渡口学校开课", 15),
        ("1.5个月内办结", 1.5),
        ("2.5个百分点的增幅", 2.5),
        ("1.2万名船工参加培训", 12000),
    ],
)
def test_the_number_of_an_item_is_no_part_of_the_figure_behind_it(text: str, value: float) -> None:
    assert [figure.low for figure in find_figures(text, "zh")] == [value]


@pytest.mark.parametrize(
    ("text", "raw", "bound"),
    [
        ("We will keep the levy at or below $9 million", "at or below $9 million", Bound.AT_MOST),
        ("The levy stays at or under 9 per cent", "at or under 9 per cent", Bound.AT_MOST),
        ("The levy stays at or above 9 per cent", "at or above 9 per cent", Bound.AT_LEAST),
    ],
)
def test_the_words_of_a_bound_are_kept_whole(text: str, raw: str, bound: Bound) -> None:
    (figure,) = find_figures(text, "en")
    assert (text[figure.start : figure.end], figure.bound) == (raw, bound)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("surpluses", "surplus"),
        ("surplus", "surplus"),
        ("campuses", "campus"),
        ("campus", "campus"),
        ("buses", "bus"),
        ("bus", "bus"),
        ("gas", "gas"),
        ("gases", "gas"),
        ("crisis", "crisis"),
        ("crises", "crisis"),
        ("analyses", "analysis"),
        ("basis", "basis"),
        ("uses", "use"),
        ("causes", "cause"),
        ("houses", "house"),
        ("cases", "case"),
        ("classes", "class"),
        ("business", "business"),
        ("series", "series"),
        ("taxes", "tax"),
        ("taxis", "taxi"),
        ("cities", "city"),
        ("areas", "area"),
        ("enterprises", "enterprise"),
        ("seas", "sea"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ferry toll will be raised by $5 to $40", [(None, None), (40, 40)]),
        ("The ferry levy was cut by another 0.5% to 12%", [(None, None), (12, 12)]),
        ("The ferry toll will go up by $45, from $155 to $200", [(None, None), (155, 155), (200, 200)]),
        ("The ferry levy was cut by 3% from 17% to 14%", [(None, None), (17, 17), (14, 14)]),
        ("Ferry tolls will go up by 25% from $8 to $10", [(25, 25), (8, 8), (10, 10)]),
        ("Ferry tolls will go up by $5 to $15", [(5, 15)]),
        ("Ferry trips will take 10 to 50 minutes", [(10, 50)]),
    ],
)
def test_what_is_added_and_what_there_is_then_are_no_range(
    text: str, wanted: list[tuple[float | None, float | None]]
) -> None:
    assert [(f.low, f.high) for f in find_figures(text, "en")] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "We will help the ferries in three ways",
        "Two key principles guide our ferry policy",
        "The pear relief will be paid in two equal parts",
        "We will make three enhancements to the pear relief",
        "We will top up two funds",
        "Tolls will rise in four phases",
        "Pilots in the 33-48 age group will be trained",
        "Children aged seven to twelve will sail free",
    ],
)
def test_parts_of_a_speech_and_ages_are_no_figures(text: str) -> None:
    assert not find_figures(text, "en")


@pytest.mark.parametrize("text", ["We will set up two new orchard funds", "Two more phases of the ferry will open"])
def test_what_is_said_to_be_added_is_a_figure(text: str) -> None:
    assert [f.low for f in find_figures(text, "en")] == [2.0]


def test_money_of_other_names() -> None:
    (figure,) = find_figures("an endowment of 9 million crowns", "en")
    assert (figure.low, figure.unit) == (9e6, "crown")
    assert dimension(figure.unit)[0] == "money crown"


@pytest.mark.parametrize("digits", [31, 400, 5000])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will build {} homes and raise the budget from {} to {} per cent by 2 March", "en"),
        ("新建住房{}套，增长{}%左右，年均{}-{}元", "zh"),
    ],
)
def test_digits_that_go_on_and_on_have_no_value(text: str, language: str, digits: int) -> None:
    """Such a number fits no float, no cell of a workbook and no page."""
    found = find_mentions(text.replace("{}", "9" * digits), language)
    assert sum(m.sort is Sort.UNPARSED for m in found) >= 3
    assert all(m.low is None and m.high is None for m in found)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no number grammar for language 'fr'"):
        find_figures("3 %", "fr")


# ── numerals there and back ──────────────────────────────────────────────────────────────────────

DIGITS = "零一二三四五六七八九"


def numeral(value: int) -> str:
    """Write a whole number in Chinese characters (an independent writer, by groups of four digits)."""
    if value == 0:
        return "零"
    groups: list[str] = []
    unit = 0
    while value:
        value, part = divmod(value, 10000)
        text = ""
        gap = False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, part = divmod(part, power)
            if digit:
                text += ("零" if gap and text else "") + DIGITS[digit] + name
                gap = False
            else:
                gap = True
        if text:
            groups.append(text + ("", "万", "亿", "万亿")[unit])
        unit += 1
    return "".join(reversed(groups))


def with_zeros(value: int) -> str:
    """Write a number, with 零 where a group has fewer than four digits behind a higher one."""
    high, low = divmod(value, 10000)
    if not high:
        return numeral(low)
    tail = "" if not low else ("零" if low < 1000 else "") + numeral(low)
    return numeral(high) + "万" + tail


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_numeral_reads_as_it_was_written(value: int) -> None:
    assert parse_numeral(with_zeros(value)) == Decimal(value)


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([("万亿", 10**12), ("亿", 10**8), ("万", 10**4)]))
def test_large_units_multiply(value: int, unit: tuple[str, int]) -> None:
    assert parse_numeral(numeral(value) + unit[0]) == Decimal(value) * unit[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三万五", 35000),
        ("两百五", 250),
        ("一千二", 1200),
        ("十万零一千", 101000),
        ("二百十七", 217),
        ("一万零五十", 10050),
        ("两千零三", 2003),
        ("二〇二五", 2025),
        ("十", 10),
        ("三点五", Decimal("3.5")),
        ("一亿三千万", 130_000_000),
    ],
)
def test_spoken_and_shortened_numerals(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    "text", ["", "两三", "七八百", "百十", "十百", "一万万亿千", "三万五六", "零零", "点五", "千", "五三", "一千一千"]
)
def test_what_is_no_single_number_is_not_guessed(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.text(alphabet=CHARACTERS, max_size=12))
def test_any_run_of_numeral_characters_is_read_or_refused(text: str) -> None:
    value = parse_numeral(text)
    assert value is None or value >= 0


# ── digits, ranges and units at random ───────────────────────────────────────────────────────────

FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
AMOUNT = st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False, allow_infinity=False)


@given(AMOUNT, st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]), st.booleans())
def test_an_amount_of_money_reads_as_it_was_written(amount: Decimal, unit: tuple[str, int], wide: bool) -> None:
    text = f"{amount}{unit[0]}"
    (figure,) = find_figures(f"总投资{text.translate(FULL) if wide else text}元", "zh")
    assert (figure.low, figure.unit) == (float(amount * unit[1]), "元")


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators(value: int) -> None:
    (figure,) = find_figures(f"We will spend ${value:,} more", "en")
    assert (figure.low, figure.unit) == (float(value), "dollar")


@given(AMOUNT, AMOUNT, st.sampled_from(["-", "—", "～", "至", "到"]))
def test_a_range_in_per_cent(a: Decimal, b: Decimal, joint: str) -> None:
    low, high = min(a, b), max(a, b)
    figures = find_figures(f"出口增长{low}%{joint}{high}%", "zh")
    assert [(f.low, f.high) for f in figures] == [(float(low), float(high))]
    assert figures[0].bound is (Bound.RANGE if low != high else Bound.EXACT)


@given(st.integers(min_value=2, max_value=99))
def test_small_numbers_in_english_words(value: int) -> None:
    ones = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ones += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    word = ones[value] if value < 20 else tens[value // 10] + (f"-{ones[value % 10]}" if value % 10 else "")
    (figure,) = find_figures(f"The county opens {word} clinics", "en")
    assert (figure.low, figure.unit) == (float(value), "clinic")


# ── any text at all ──────────────────────────────────────────────────────────────────────────────

ZH_PIECES = st.lists(
    st.sampled_from(
        [
            *"0123456789０５９.．,，%％〇一二两三十百千万亿半多余几第年月日岁号个至到从由约超、；。“”（）-—～倍成翻番数上近",
            "以上",
            "左右",
            "百分之",
            "分之",
            "不低于",
            "提高到",
        ]
    ),
    max_size=25,
).map("".join)
EN_PIECES = st.lists(
    st.sampled_from(
        [
            *"0123456789.,%$-/()",
            " ",
            "from ",
            " to ",
            "and ",
            "five ",
            "hundred ",
            "million ",
            "per cent",
            "half ",
            "of ",
            "aged ",
            "May ",
            "twenty",
            "jobs",
            "at least ",
            "double ",
            "one-third",
            "S$",
            "FY",
            "th",
            "½",
            "between ",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), ZH_PIECES, EN_PIECES), st.sampled_from(["zh", "en"]))
def test_any_text_gives_exact_offsets(text: str, language: str) -> None:
    last = 0
    for mention in find_mentions(text, language):
        assert 0 <= mention.start <= mention.core_start < mention.core_end <= mention.end <= len(text)
        assert mention.core_start >= last
        last = mention.core_end
        if mention.sort is Sort.QUANTITY:
            assert mention.low is not None
            assert mention.high is not None
            assert mention.low <= mention.high
            assert (mention.bound is Bound.RANGE) == (mention.low != mention.high)
        else:
            assert mention.low is mention.high is None


@settings(max_examples=300)
@given(st.one_of(ZH_PIECES, EN_PIECES), st.sampled_from(["zh", "en"]))
def test_no_digit_is_lost(text: str, language: str) -> None:
    covered = {i for m in find_mentions(text, language) for i in range(m.start, m.end)}
    lost = [i for i, c in enumerate(text) if c in "0123456789０５９" and i not in covered]
    assert not lost, (text, lost)


@pytest.mark.shared
def test_every_digit_of_the_real_corpora_is_accounted_for(shared: Path) -> None:
    """At least 97 % are asked for; all are read, as a quantity or as something else, or kept as text."""
    digits = covered = figures = 0
    for corpus in ("national", "seed", "canada"):
        with (shared / "corpora" / corpus / "index.csv").open(encoding="utf-8-sig", newline="") as handle:
            documents = list(csv.DictReader(handle))
        for row in documents[::4] or documents:
            path = shared / "corpora" / corpus / "texts" / f"{row['doc_id']}.txt"
            for line in path.read_bytes().decode("utf-8").split("\n"):
                mentions = find_mentions(line, row["language"])
                places = {i for m in mentions for i in range(m.start, m.end)}
                here = [i for i, c in enumerate(line) if c in "0123456789０１２３４５６７８９"]
                digits += len(here)
                covered += sum(i in places for i in here)
                figures += sum(m.sort in FIGURES for m in mentions)
    assert figures > 1000
    assert covered == digits


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009"])
def test_blanks_may_part_thousands(blank: str) -> None:
    found = find_figures(f"We will plant 12{blank}000 pear trees and 1{blank}250{blank}000 ferns", "en")
    assert [(f.low, f.unit) for f in found] == [(12000.0, "tree"), (1250000.0, "fern")]
    found = find_figures(f"投资1{blank}200万元，铺设渠道2{blank}350米", "zh")
    assert [(f.low, f.unit) for f in found] == [(12e6, "元"), (2350.0, "米")]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        # a year, a day or the number of a thing stands before a number of its own
        ("in 2023 100 schools were painted", "en", [100.0]),
        ("On May 3 120 kiosks will open", "en", [120.0]),
        ("Under Phase 2 150 kiosks will open", "en", [150.0]),
        ("第3 120个", "zh", [120.0]),
        # rows of a table
        ("5 100 6", "en", [None, None, None]),
        ("2 2025", "en", [None]),
        ("10 100 200 300 400 500", "en", [None] * 6),
        # a list, an amount, a number of which the beginning is not understood, a year that scanning has spread
        ("3 000, 4 000 and 5 000 kiosks", "en", [3000.0, 4000.0, 5000.0]),
        ("$1 200 million for kiosks", "en", [12e8]),
        ("12 3456 000 kiosks", "en", [None, None, None]),
        ("12 34560 000套", "zh", [12.0, 34560.0, None]),
        ("For 1 976, all is planned", "en", []),
    ],
)
def test_numbers_side_by_side_are_not_one(text: str, language: str, values: list[float | None]) -> None:
    assert [f.low for f in find_figures(text, language)] == values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("占三成五以上", 35.0, 35.0), ("三成到三成五左右", 30.0, 35.0), ("增长三成，五年内完成", 30.0, 30.0)],
)
def test_a_digit_behind_tenths(text: str, low: float, high: float) -> None:
    first = find_figures(text, "zh")[0]
    assert (first.low, first.high, first.unit) == (low, high, "%")


@pytest.mark.parametrize(
    ("text", "lows"),
    [
        ("We will launch Orchard Plan 2.0", []),
        ("The 2.0 initiative will begin", []),
        ("Tree Tax (TT) 2.0 will begin", []),
        ("Growth of Pears rose to 2.0", [2.0]),
        ("Growth rose to 2.0 per cent", [2.0]),
    ],
)
def test_a_version_is_no_figure(text: str, lows: list[float]) -> None:
    assert [f.low for f in find_figures(text, "en")] == lows


@pytest.mark.parametrize(
    ("text", "lows"),
    [
        ("出台茶业开放3.0方案", []),
        ("办好2026茶业博览会", []),
        ("印发《茶乡教育2030》", []),
        ("扩建茶港2—4号泊位", []),
        ("防治2型茶病", []),
        ("茶业指数达到2.0", [2.0]),
        ("茶业指数突破2050", [2050.0]),
        ("茶业满意度提高到96.5", [96.5]),
    ],
)
def test_a_year_version_or_type_in_a_name_is_no_figure(text: str, lows: list[float]) -> None:
    assert [f.low for f in find_figures(text, "zh")] == lows


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We have drained 2,150 of the 3,400 promised ponds", [(2150.0, "pond")]),
        ("Crews have mapped 14 of 52 miles of hedge", [(14.0, "mile")]),
        ("Nine of our eleven planned orchards bear pears", [(9.0, "orchard")]),
        ("We opened 17 out of the proposed 19 mills", [(17.0, "mill")]),
        ("Baskets went to 21,000 out of 58,000 growers", [(21000.0, "grower")]),
        ("Every one of our nine orchards was pruned", [(9.0, "orchard")]),
        ("Seven out of ten growers agree", [(70.0, "%")]),
        ("One in every four growers agrees", [(25.0, "%")]),
        ("The Orchards Act, No. 18 of 1967, is repealed", []),
        ("Growers have pruned 40 of the new 60 orchards", [(40.0, "orchard")]),
        ("We spent 290 of the 350 million dollars", [(290.0, ""), (350000000.0, "dollar")]),
        ("At 12 of 40 per cent of the price", [(12.0, ""), (40.0, "%")]),
    ],
)
def test_a_part_of_a_whole_is_one_figure(text: str, wanted: list[tuple[float | None, str]]) -> None:
    assert [(f.low, f.unit) for f in find_figures(text, "en")] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("茶税不跌破20万元", [(200000.0, "元", Bound.AT_LEAST)]),
        ("每年新增茶企不下20家", [(20.0, "家", Bound.AT_LEAST)]),
        ("茶企办证不超3个工作日", [(3.0, "工作日", Bound.AT_MOST)]),
        ("茶债率不得突破100%", [(100.0, "%", Bound.AT_MOST)]),
        ("茶价居高不下20元", [(20.0, "元", Bound.EXACT)]),
        ("茶亭坐不下60人", [(60.0, "人", Bound.EXACT)]),
        ("茶农满意率达百分之百", [(100.0, "%", Bound.EXACT)]),
        ("招录茶师百余名", [(100.0, "名", Bound.AT_LEAST)]),
        ("投资三点五亿元种茶", [(350000000.0, "元", Bound.EXACT)]),
    ],
)
def test_chinese_bounds_and_numerals_in_words(text: str, wanted: list[tuple[float, str, Bound]]) -> None:
    assert [(f.low, f.unit, f.bound) for f in find_figures(text, "zh")] == wanted


@pytest.mark.parametrize(
    ("text", "lows"),
    [
        ("引进10亿元以上茶业项目12个", [12.0]),
        ("培育产值超10亿元的茶企业达5家", [5.0]),
        ("整治10亩以上茶塘80处", [80.0]),
        ("推进260个亿元以上茶业项目", [260.0]),
        ("推进70个30亿元以上茶业项目", [70.0]),
        # two figures that are set, and a sum of money as it is said
        ("发放茶贷5亿元以上支持企业200家", [5e8, 200.0]),
        ("发放茶贷10亿元以上助力企业500家", [1e9, 500.0]),
        ("盘活茶企资产超5亿元推进项目建设", [5e8]),
        ("投放茶贷超10亿元重点支持项目12个", [1e9, 12.0]),
        ("完成投资10亿元以上、项目12个", [1e9, 12.0]),
        ("投资5个亿建茶厂", [5e8]),
        ("13座茶亭一座不剩", [13.0]),
    ],
)
def test_the_size_of_what_is_counted_is_no_figure(text: str, lows: list[float]) -> None:
    assert [f.low for f in find_figures(text, "zh")] == lows


@pytest.mark.parametrize(
    ("text", "low", "unit", "bound"),
    [
        # what is not to be passed is a bound of the other kind
        ("Pear stocks will not fall below 90 tonnes", 90.0, "tonne", Bound.AT_LEAST),
        ("We will never spend less than 2 per cent", 2.0, "%", Bound.AT_LEAST),
        ("The pear levy will not rise by more than 2 per cent", 2.0, "%", Bound.AT_MOST),
        ("Growers won’t pay more than $10", 10.0, "dollar", Bound.AT_MOST),
        ("No one will wait more than 18 weeks", 18.0, "week", Bound.AT_MOST),
        ("The wait will be no longer than 18 weeks", 18.0, "week", Bound.AT_MOST),
        ("The pear levy cannot rise by more than 2 per cent", 2.0, "%", Bound.AT_MOST),
        ("The pear levy will never exceed $10", 10.0, "dollar", Bound.AT_MOST),
        ("Nobody in the upper valley should pay more than $10", 10.0, "dollar", Bound.AT_MOST),
        ("Never again will a grower pay more than $10", 10.0, "dollar", Bound.AT_MOST),
        ("Nobody doubts that growers will plant more than 90 trees", 90.0, "tree", Bound.AT_LEAST),
        ("No one was hurt and growers planted more than 90 trees", 90.0, "tree", Bound.AT_LEAST),
        ("It isn’t right when more than 40 per cent of growers wait", 40.0, "%", Bound.AT_LEAST),
        ("We will not rest while more than 200 growers wait", 200.0, "grower", Bound.AT_LEAST),
        ("Frost did not stop us planting more than 300 orchards", 300.0, "orchard", Bound.AT_LEAST),
        ("We will not rest until more than 200 orchards bear", 200.0, "orchard", Bound.AT_LEAST),
        ("We grew not only more than 200 pears", 200.0, "pear", Bound.AT_LEAST),
        # shares without a whole, and parts of one
        ("We will cut the pear levy by half", 50.0, "%", Bound.EXACT),
        ("We will cut the pear levy in half", 50.0, "%", Bound.EXACT),
        ("Pear exports will grow by more than a third", 33.333333, "%", Bound.AT_LEAST),
        ("The levy falls by half a percentage point", 0.5, "percentage point", Bound.EXACT),
        ("The levy falls by a quarter of a percentage point", 0.25, "percentage point", Bound.EXACT),
        ("Three quarters of a million pears were picked", 750000.0, "pear", Bound.EXACT),
        ("The crop is two and a half times as large", 2.5, "times", Bound.EXACT),
        ("We will plant one and a half million pears", 1500000.0, "pear", Bound.EXACT),
        ("We will plant 300-plus pear trees", 300.0, "tree", Bound.AT_LEAST),
        ("We will wall in 1.2m square feet of orchard", 1200000.0, "square foot", Bound.EXACT),
        ("EUR 12 million goes to pears", 12000000.0, "euro", Bound.EXACT),
    ],
)
def test_english_bounds_and_shares_in_words(text: str, low: float, unit: str, bound: Bound) -> None:
    assert [(f.low, f.unit, f.bound) for f in find_figures(text, "en")] == [(low, unit, bound)]


@pytest.mark.parametrize(
    "text",
    [
        "The orchard is run by a third party",
        "We will be there in half an hour",
        "The worse half will be felled",
        "Two and a half years ago pears were dear",
        "The two orchards will be joined by a third in spring",
        "One orchard was followed by a third.",
        "The orchard is shut for more than half the year",
        "That is more than half the battle",
        "We felled 3 in 24 hours",
        "We felled 1 out of zero",
    ],
)
def test_words_of_shares_that_are_none(text: str) -> None:
    assert [f for f in find_figures(text, "en") if f.unit == "%"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Pears are dear for the first time in 15 years", []),
        ("The harvest was the smallest ever measured in over eight years", []),
        ("We will dig the largest pond to be filled in three years", [(3.0, "year", Bound.EXACT)]),
        ("The fee has gone up to $40", [(40.0, "dollar", Bound.EXACT)]),
        ("The fee can go up to $40", [(40.0, "dollar", Bound.AT_MOST)]),
        ("Grants are up to $40", [(40.0, "dollar", Bound.AT_MOST)]),
        ("The new sieve will save us $2 million", [(2e6, "dollar", Bound.EXACT)]),
        ("The new sieve will cost US $2 million", [(2e6, "US dollar", Bound.EXACT)]),
        ("Of our mills up to 20 may be rebuilt", [(20.0, "", Bound.AT_MOST)]),
        ("On the day of the fair all 20 march to the pier", [(20.0, "", Bound.EXACT)]),
        ("The lock opens on 20 May, the mill on 20 MARCH", []),
        ("Our bonds were raised to double-A", []),
        ("Our bonds were raised to triple A", []),
        ("We are doubling down on pears", []),
        ("Divers must re-double their care", []),
        ("We are doubling the orchards", [(2.0, "times", Bound.EXACT)]),
        ("The fund grows by more than €1 bn to €17 bn", [(None, "", Bound.EXACT), (17e9, "euro", Bound.EXACT)]),
    ],
)
def test_what_only_looks_like_a_figure_or_a_limit(text: str, wanted: list[tuple[float | None, str, Bound]]) -> None:
    assert [(f.low, f.unit, f.bound) for f in find_figures(text, "en")] == wanted


def test_any_white_space_may_stand_before_a_unit() -> None:
    for space in ("\u2028", "\x0b", "\xa0", " \u3000"):
        (figure,) = find_figures(f"We will add 40{space}% more", "en")
        assert (figure.low, figure.unit) == (40.0, "%"), space
