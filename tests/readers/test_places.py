"""Names of places: official name, level, parent; ambiguity is never resolved by chance."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.readers.places import (
    countries,
    country_of_code,
    divisions,
    from_latin,
    place_of_code,
    resolve,
    short_names,
    unique_name,
)


def test_the_table_has_every_division_of_the_three_levels() -> None:
    # as the Ministry of Civil Affairs counts them
    assert Counter(place.level for place in divisions()) == {"province": 34, "prefecture": 333, "county": 2845}


@pytest.mark.parametrize(
    ("name", "official", "level", "parent"),
    [
        ("贵州", "贵州省", "province", "中华人民共和国"),
        ("内蒙古", "内蒙古自治区", "province", "中华人民共和国"),
        ("重庆市", "重庆市", "province", "中华人民共和国"),
        ("吉林", "吉林省", "province", "中华人民共和国"),
        ("吉林市", "吉林市", "prefecture", "吉林省"),
        ("黔南州", "黔南布依族苗族自治州", "prefecture", "贵州省"),
        ("西双版纳", "西双版纳傣族自治州", "prefecture", "云南省"),
        ("锡林郭勒", "锡林郭勒盟", "prefecture", "内蒙古自治区"),
        ("东莞", "东莞市", "prefecture", "广东省"),
        ("长阳县", "长阳土家族自治县", "county", "宜昌市"),
        ("鄂温克", "鄂温克族自治旗", "county", "呼伦贝尔市"),
        ("浦东新区", "浦东新区", "county", "上海市"),
        ("上海市浦东新区人民政府", "浦东新区", "county", "上海市"),
        ("吉林省长春市朝阳区", "朝阳区", "county", "长春市"),
        ("吉林长春朝阳区", "朝阳区", "county", "长春市"),
        ("貴州省", "贵州省", "province", "中华人民共和国"),
        ("国务院", "中华人民共和国", "national", ""),
        ("新加坡", "Singapore", "national", ""),
        ("canada", "Canada", "national", ""),
    ],
)
def test_names_of_the_tables(name: str, official: str, level: str, parent: str) -> None:
    (place,) = resolve(name)
    assert (place.name, place.level, place.parent, place.checked) == (official, level, parent, True)


def test_an_ambiguous_name_gives_all_its_places_unless_the_parent_is_known() -> None:
    assert {place.parent for place in resolve("朝阳区")} == {"北京市", "长春市"}
    (place,) = resolve("朝阳区", within="长春")
    assert place.parent == "长春市"
    assert unique_name(place) == "长春市朝阳区"
    (place,) = resolve("浦东新区")
    assert unique_name(place) == "浦东新区"


@pytest.mark.parametrize(
    ("name", "own", "level", "parent"),
    [
        ("棠岭市", "棠岭市", "prefecture", ""),
        ("X州", "X州", "prefecture", ""),
        ("贵州省棠岭县", "棠岭县", "county", "贵州省"),
        ("贵州棠岭县", "棠岭县", "county", "贵州省"),
        ("苏州工业园区", "苏州工业园区", "county", "苏州市"),
        ("棠岭镇", "棠岭镇", "township", ""),
    ],
)
def test_names_outside_the_tables_get_a_level_and_are_unchecked(name: str, own: str, level: str, parent: str) -> None:
    (place,) = resolve(name)
    assert (place.name, place.level, place.parent, place.checked) == (own, level, parent, False)


@pytest.mark.parametrize("name", ["", "政府", "各位代表", "全市", "今年的工作", "speech"])
def test_what_is_no_name_gives_nothing(name: str) -> None:
    assert resolve(name) == ()


def test_every_official_name_leads_to_its_place_and_is_unique_as_a_jurisdiction() -> None:
    for place in divisions():
        assert place in resolve(place.name), place
    names = Counter(unique_name(place) for place in divisions())
    assert [name for name, count in names.items() if count > 1] == []


def test_short_names_never_lose_the_name_itself() -> None:
    assert all(len(short) >= 2 for place in divisions() for short in short_names(place.name))
    assert short_names("沙县") == ()


def test_official_numbers() -> None:
    assert place_of_code("520000").name == "贵州省"
    assert place_of_code("5203").name == "遵义市"
    assert place_of_code("110101").name == "东城区"
    assert place_of_code("201912") is None
    assert all(place.code.isdigit() or place.name == "台湾省" for place in divisions())


def test_latin_letters_and_codes() -> None:
    assert from_latin("sichuan").name == "四川省"
    assert from_latin("Inner-Mongolia").name == "内蒙古自治区"
    assert from_latin("report") is None
    assert country_of_code("sg") == "Singapore"
    assert country_of_code("zz") == ""
    assert countries()["加拿大"] == "Canada"
