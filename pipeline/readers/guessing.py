"""Guessing place, level, year, kind, title and language of a speech from its file name, fields and first lines.

Every guess carries its evidence in words, so that a person can check it in a sheet. Sources are asked in order of
trust: what a table says of the row, the line that tells where the speech was given, the title, the file name, the
first lines. Where a less trusted source says something else, that is noted. Of years see :mod:`pipeline.readers.years`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, takewhile
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pipeline.readers.base import Extract
from pipeline.readers.corpus import KINDS, LEVEL_NAMES, guess_kind, name_of_place
from pipeline.readers.places import (
    CHINA,
    STATE_CODES,
    Place,
    apart,
    countries,
    country_of_code,
    country_words,
    from_latin,
    in_front,
    lies_in,
    place_of_code,
    plain_words,
    resolve,
    simplified,
    suffix_level,
    unique_name,
)
from pipeline.readers.years import CHINESE_YEAR, INFERRED, WIDE_DIGITS, year_sources
from pipeline.records import GOVERNMENTS

T = TypeVar("T")

HEAD_LINES = 15
"""Lines at the beginning that may tell title, date and place."""
LONGEST_TITLE = 60
"""Characters of the longest line that is taken for a title; of Latin letters twice as many."""
LEAST_ENGLISH = 0.12
"""Least share of _ENGLISH_WORDS among the words of English running text; speeches have 0.2 to 0.3."""

_NO_LEVEL = ": fill in the level"
_ONE_NAME = "one name: "
OFTEN = 3
"""Texts of one import that vouch for each other's spelling of a place that is in no table."""

CHAIN_FIELDS = (
    ("country", "国家"),
    ("province", "省", "省份", "state"),
    ("prefecture", "city", "市", "城市", "地市"),
    ("county", "区县", "县", "区"),
)
"""Fields of a table that name a place, from the highest level to the lowest."""
PLACE_FIELDS = ("jurisdiction", "place", "region", "地区", "地方", "辖区")
YEAR_FIELDS = ("year", "年份", "年度", "年")
LEVEL_FIELDS = ("level", "级别", "层级")
KIND_FIELDS = ("kind", "类别")
TITLE_FIELDS = ("title", "标题", "题目", "headline")
DATE_FIELDS = ("date", "publish_date", "published", "pubdate", "delivered", "日期", "发布日期", "发布时间", "时间")
LANGUAGE_FIELDS = ("language", "lang", "语言", "语种")
SOURCE_FIELDS = ("url", "source_url", "source", "link", "网址", "链接", "来源")

_SESSION = re.compile(r"在?([\u3400-\u9fffA-Za-z]{2,25}?)(?:第[一二三四五六七八九十百]{1,4}届)?人民代表大会")
_OFFICE = re.compile(r"([\u3400-\u9fff]{2,20}?)(?:人民政府)(?:代)?(?:省长|市长|县长|区长|州长|主席|代理)")
_SPEAKS_FOR = re.compile(r"代表([\u3400-\u9fff]{1,20}?)(?:人民政府|政府)")
_TITLE = re.compile(
    r"(?:报告|報告|讲话|講話|决议|決議|致辞|致詞|方案|[答回][复復覆]|[复復覆]函|的函)(?:稿|（.{1,20}）|\(.{1,20}\)|范文|全文)*$"
    r"|^(?:(?:1[89]|20)[0-9]{2}(?:[-–/][0-9]{2,4})?\s+)?(?-i:(?=[A-Z]))(?=\S+\s).*\b(?:speech|address|budget|statement|report|message)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"[\s:：,，—–―-]*[（(]?(?:[0-9〇○一二三四五六七八九十]{4}年.{2,8}日)?在[^，。；]{2,40}[会會][议議]上?[）)]?$"
    r"|[\s,–—-]*\b(?:As )?(?:Delivered|DELIVERED|Presented|PRESENTED)\b.{0,90}$"
)
"""What may stand behind a title in one line with it: before whom, when, and by whom a speech was given."""
_LABEL = re.compile(
    r"(?:(?:标\s*题|標\s*題|题\s*[目名]|題\s*[目名]|名\s*[称稱]|title)\s*[:：]|[【\[](?:标题|標題|题目|題目)[】\]])\s*",
    re.IGNORECASE,
)
"""What a page or form writes before a title («标题：…»)."""
_FOR_CHINA = re.compile(r"代表(?:中华人民共和国)?(?:国务院|中央人民政府|政务院)|国务院的委托")
_RESOLUTION = re.compile(r"会议.{0,60}(?:听取|审议|审查|讨论|批准)")
# a resolution never speaks in the first person and asks nobody to deliberate
_REPORTS = re.compile(
    r"我.{0,4}代表.{0,40}报告|向大会(?:报告|作报告|汇报)|请(?:予以?|各位代表|大会).{0,4}审[议查]", re.DOTALL
)
_INQUIRY = re.compile(
    r"专题询问|(?:建议|提案|议案)[^。；\n]{0,40}收悉|(?:建议|提案|议案)[^。；\n]{0,40}(?:现|函)[^。；\n]{0,12}(?:答复|函复|回复)如下"
)
_THRONE = re.compile(r"\s*(?:Hono(?:u)?rable|My Lords).{0,60}(?:Senate|House of Commons)", re.DOTALL)
_PRESENTS_BUDGET = re.compile(r"\bI\b[^.!?]{0,60}\b(?:present|introduce|deliver|table|move)\b[^.!?]{0,40}\b[Bb]udget\b")
# «In three weeks I will introduce a budget» is said in other speeches
_PLANS = re.compile(r"\b(?:will|shall|going to)\b|['’]ll\b")
_TODAY = re.compile(r"\b(?:[Tt]oday|[Tt]onight|[Nn]ow)\b")
_TITLE_PLACE = re.compile(
    r"^[\W_]*(?:关于)?(?:[0-9]{4}\s*年(?:度)?)?(.{2,25}?)(?:[0-9]{4}\s*年(?:度)?)?(?:人民政府|政府)?(?:政府)?工作(?:的)?报告"
)
# A place before the words of what stands in the file («云栈县人大建议答复»); «本县» and «第十届市» name none.
_PLACE_BEFORE = re.compile(
    r"(?![本我全各该此])((?:(?![第届次号])[\u3400-\u9fff]){1,14}?(?:省|市|州|盟|地区|自治区|县|区|旗))"
    r"(?=人大|人民代表|政协|人民政府|政府|常委会|历年|关于|对|第|专题|建议|提案|议案|代表|委员|答复|复函|询问|办理)"
)
_NO_TITLE = re.compile(r"[。！？；;]$|^[（(]?[一二三四五六七八九十]+[、）)]")
_WIDE = re.compile(r"[\u2e80-\uffef]")
_SAYS = re.compile(r"[.!?:;,]$|\b(?:I|[Ww]e|[Yy]ou|[Oo]ur|will|shall|is|are|was|were|has|have|had)\b")
# «Mr. Speaker, I rise to present the budget.» is the beginning of a speech
_SENTENCE = re.compile(r"I\b|.*\b(?:I|we|you|will|shall|is|are|was|were|has|have|had)\b.*[.!?]$")
_OFFICE_TITLE = re.compile(r"^(?:microsoft word|新建|untitled|document|文档|slide|未命名)", re.I)
_BREADCRUMB = re.compile("[>\\uff1e»\\u203a]\\s*[\\u3400-\\u9fff]|\\s[>\\uff1e»\\u203a]\\s|首页|位置\\s*[:：]")
_SITE = re.compile(r"\s*[_|\-—–]\s*[^_|]*(?:政府|网|门户|平台|日报|Wikisource|维基文库)[^_|]*$")
_ENGLISH_WORDS = frozenset({"the", "of", "and", "to", "in", "we", "will", "our", "is", "for", "that", "this", "a"})
_NOT_PLACE = frozenset(
    {
        *("speech", "speeches", "budget", "throne", "address", "report", "reports", "independence", "day", "state"),
        *("nation", "union", "inaugural", "statement", "message", "the", "of", "annual", "government", "gwr", "work"),
        *("final", "text", "texts", "full", "file", "doc", "document", "page", "www", "html", "copy", "draft"),
        *("english", "chinese", "page", "scan", "download", "version", "txt", "pdf", "docx", "zip"),
        *("index", "article", "content", "default", "view", "home", "main", "print", "detail", "untitled"),
    }
)
_DIVISIONS = {
    "state": "province",
    "province": "province",
    "county": "county",
    "city": "",
    "town": "",
    "republic": "national",
    "kingdom": "national",
}
"""Words before «of» and a name, with their levels; cities and towns stand on several levels, so theirs is left open."""
_NOT_NAME = _NOT_PLACE | frozenset(
    {
        *("a", "our", "this", "my", "your", "each", "every", "and", "for", "to", "in", "dear", "fellow", "welcome"),
        *("county", "city", "province", "executive", "governor", "mayor", "council", "board", "minister", "fiscal"),
        *("financial", "proposed", "year", "emergency", "affairs", "mind", "war", "play"),
        *("recommended", "adopted", "operating", "supervisor"),
    }
)
"""Words that end the name of a place in a line, or that follow «state of» in other senses."""
_HOUSE = re.compile(
    r"(?:the )?(?:(?:parliament|legislature|senate|government|house|(?:legislative|national) assembly|"
    r"legislative council|house of \w+) of )?(?:the )?(?=(?:republic|kingdom|state|province|county|city|town) of )",
    re.IGNORECASE,
)
"""A house or government before the place that it is of."""
_STATE_OF = re.compile(r"\bstate\W+of\W+(?:the\W+)?(?:city|county|town|village|district|region)\b", re.IGNORECASE)
"""The name of a speech, which is no part of a name: «State of the City»."""
_MUNICIPAL = re.compile(r"\b(?:city|county|town)\s+of\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*\.?|\S")
_ASIDE = re.compile(r"[,:(|]|\s[–—-]\s")
_STYLES = frozenset(
    {
        *("the", "hon", "hon.", "honourable", "honorable", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "his"),
        *("her", "minister", "premier", "governor", "president", "treasurer", "office", "legislative", "legislature"),
        *("budget", "speech", "address"),
    }
)
"""Words in small letters that may follow the place of a line whose parts a page ran together."""
_PART_OF = frozenset({"North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Inner"})
"""Words before the name of a country that make it that of another place: «Western Australia»."""
_OLD = frozenset({"Guinea", "Jersey", "Mexico"})
"""Countries that others are new ones of: «New Jersey»."""
_CODE_WORDS = frozenset(
    {
        *("AD", "AI", "AM", "AS", "AT", "BE", "BY", "CO", "DO", "HM", "HR", "ID", "IN", "IS", "IT", "LA", "MA", "ME"),
        *("MR", "MS", "MY", "NO", "PA", "PM", "PR", "SO", "ST", "TO", "TV", "VI"),
    }
)
"""Codes of countries that are English words, titles or abbreviations; as the first word of a name they mean these."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What is guessed of one text; a field is empty where nothing speaks for any value.

    `evidence` says for each guessed field what it stands on, `doubts` what a person should look at.
    """

    jurisdiction: str
    level: str
    parent: str
    code: str
    year: str
    kind: str
    title: str
    language: str
    source: str
    evidence: tuple[str, ...]
    doubts: tuple[str, ...]


def guess(extract: Extract, name: str) -> Guess:
    """Guess everything about a text.

    Args:
        extract: the text and the fields of its file.
        name: path of the file below the folder that was imported, with slashes; folders may name the place.
    """
    fields = {key.strip().lower(): value for key, value in extract.fields.items()}
    head = _head(extract)
    language = guess_language(extract.text)
    path = PurePosixPath(name)
    # of a table the file name speaks for all rows, so it is asked last and only for what the row leaves open
    names = [simplified(part) for part in (path.stem, *reversed(path.parts[:-1]))]
    title = _title(fields, head, path.stem, in_table=bool(extract.key))
    # a title that is but the file name is no evidence of its own
    telling = "" if title == path.stem else title
    doubts: list[str] = []
    evidence: list[str] = []
    places = list(_places(fields, head, telling, names, language, extract.text))
    place, why = _agree(iter(places), doubts, "place", _compatible)
    if place is not None and not place.checked and not place.parent:
        above = next((other.parent for other, _ in places if other.name == place.name and other.parent), "")
        place = replace(place, parent=above or _above(place, fields, (telling, *names), names[1:]))
    sources = year_sources(
        stated=_field(fields, YEAR_FIELDS),
        # a page whose text begins with a bare title may state a fuller one
        titles=list(filter(None, (telling, _stated_title(fields)))),
        names=names,
        head=head,
        text=extract.text if language == "zh" else "",
        published=_field(fields, DATE_FIELDS),
    )
    year, when = _agree(sources, doubts, "year", lambda a, b: a == b)
    # the official level of a place in a table of places stands above what a row says
    told = _one_of(_field(fields, LEVEL_FIELDS), LEVEL_NAMES)
    jurisdiction = "" if place is None else name_of_place(unique_name(place))
    if place is None:
        level = told or _level_hint(head)
        unclear = _ambiguous((title, *names))
        doubts.append(f"no place found: fill in jurisdiction and level{f' ({unclear})' if unclear else ''}")
    else:
        level = place.level if place.checked else told or place.level
        evidence.append(f"place: {why}")
        if why.startswith("named "):
            doubts.append(f"place: only {why}")
        if (place.name, place.level) == ("Georgia", "national"):
            doubts.append("place: «Georgia» is taken for the country and not for the state of that name")
        if why.startswith("code "):
            doubts.append(f"place: the country was guessed from the {why}")
        if not place.checked:
            rest = "" if told else "; level guessed from the name" if level else _NO_LEVEL
            doubts.append(f"{_unlisted(jurisdiction)}{rest}")
    if year is None:
        doubts.append("no year found: fill it in")
    else:
        evidence.append(f"year: {when}")
        if when.startswith(INFERRED) and not any(doubt.startswith("year: ") for doubt in doubts):
            doubts.append(f"year: only guessed from {when}")
    kind = _one_of(_field(fields, KIND_FIELDS), KINDS) or _kind(extract, path.stem if not extract.key else "", title)
    if kind == "budget" and when.startswith("date"):
        doubts.append("the budget may be for another year than that of its date")
    doubts += _language_doubts(_field(fields, LANGUAGE_FIELDS), language)
    return Guess(
        jurisdiction=jurisdiction,
        level=level,
        parent="" if place is None else place.parent,
        code="" if place is None else place.code,
        year=year or "",
        kind=kind,
        title=title,
        language=language,
        source=_field(fields, SOURCE_FIELDS),
        evidence=tuple(evidence),
        doubts=tuple(doubts),
    )


def _unlisted(jurisdiction: str) -> str:
    return f"«{jurisdiction}» is in no table of places"


def _above(place: Place, fields: Mapping[str, str], titles: Sequence[str], folders: Sequence[str]) -> str:
    """Return the place above one that is in no table: of a column, a code («X County, NY»), or the nearest folder."""
    named = [value for group in reversed(CHAIN_FIELDS) if (value := _field(fields, group))]
    for value in named:
        found = resolve(value)
        if value not in place.name and place.name not in value and _may_hold(found, place):
            return unique_name(found[0]) if len(found) == 1 else value
    bare = re.escape(re.sub("^(?:City|Town) of ", "", place.name))
    for title in titles:
        code = re.search(rf"\b(?i:{bare}),?\s+\(?([A-Z]{{2}})\b", title)
        # of a title in capitals two letters may be any word
        if code and code[1] in STATE_CODES and not title.isupper():
            return code[1]
    for folder in folders:
        for run in _chinese_names(folder):
            found = resolve(run)
            if len(found) == 1 and found[0].name != place.name and _may_hold(found, place):
                return unique_name(found[0])
        if folder in STATE_CODES:
            return folder
    return ""


def _may_hold(found: Sequence[Place], place: Place) -> bool:
    """Tell whether places are of a higher level than another one, or of an unknown one."""
    return not place.level or all(GOVERNMENTS.index(own.level) < GOVERNMENTS.index(place.level) for own in found)


def tell_apart(guesses: Sequence[Guess], names: Sequence[str]) -> list[Guess]:
    """Name places of one name that is in no table by the places above them too, where these are known to differ.

    Their promises must not be taken for those of one government. Where a text does not tell which of them it is of, or
    only the folders differ, a doubt says so.

    Args:
        guesses: of all texts.
        names: paths of their files, with slashes, as :func:`guess` takes them.
    """
    above: dict[str, set[str]] = {}
    folders: dict[str, set[str]] = {}
    for own, name in zip(guesses, names, strict=True):
        if _is_unlisted(own):
            above.setdefault(own.jurisdiction, set()).add(own.parent)
            folders.setdefault(own.jurisdiction, set()).add(_folders_above(name, own.jurisdiction))
    return [
        _told_apart(own, sorted(above[own.jurisdiction] - {""}), sorted(folders[own.jurisdiction] - {""}))
        if _is_unlisted(own)
        else own
        for own in guesses
    ]


def _told_apart(own: Guess, parents: Sequence[str], folders: Sequence[str]) -> Guess:
    """Return a guess with the name that its place has beside others of that name; see :func:`tell_apart`."""
    name = own.jurisdiction
    if any(apart(*pair) for pair in combinations(parents, 2)):
        told = f"{_ONE_NAME}«{name}» is the name of places in {' and '.join(parents)}"
        if not own.parent:
            return replace(own, doubts=(*own.doubts, f"{told}: write which of them is meant"))
        # a text that lies a folder higher is of the place in the folder below, if there is but one
        deeper = [parent for parent in parents if lies_in(parent, own.parent)]
        parent = deeper[0] if len(deeper) == 1 else own.parent
        unique = in_front(parent, name)
        was, now = _unlisted(name), _unlisted(unique)
        doubts = (doubt.replace(was, now, 1) if doubt.startswith(was) else doubt for doubt in own.doubts)
        return replace(own, jurisdiction=unique, parent=parent, doubts=(*doubts, f"{told}, taken for different ones"))
    sets = [set(folder.split("/")) for folder in folders]
    if not parents and any(not (a <= b or b <= a) for a, b in combinations(sets, 2)):
        told = f"{_ONE_NAME}texts of «{name}» lie in {' and '.join(folders)}"
        return replace(own, doubts=(*own.doubts, f"{told}: if these are two places, give each a name of its own"))
    return own


def _folders_above(name: str, jurisdiction: str) -> str:
    """Return the folders above a file that may name the place above its own, joined by slashes.

    These are the ones above a folder of the place's name, else those in Latin letters that begin with a capital.
    """
    parts = [simplified(part) for part in PurePosixPath(name).parts[:-1]]
    own = next((place for place, part in enumerate(parts) if jurisdiction.lower() in part.lower()), None)
    told = [part for part in parts if re.match("[A-Z][a-z]", part)] if own is None else parts[:own]
    words = {part: [word.lower() for word in re.findall(r"[^\W\d_]{2,}", part)] for part in told}
    return "/".join(part for part in told if any(word not in _NOT_PLACE for word in words[part]))


def _is_unlisted(own: Guess) -> bool:
    return any(doubt.startswith(_unlisted(own.jurisdiction)) for doubt in own.doubts)


def share_levels(guesses: Sequence[Guess]) -> list[Guess]:
    """Give the texts of a place whose level nothing tells the level that other texts of that place state.

    Nothing is shared where these differ. A note says where the level is from.
    """
    stated: dict[str, Counter[str]] = {}
    for own in guesses:
        if own.jurisdiction and own.level:
            stated.setdefault(own.jurisdiction, Counter())[own.level] += 1
    result: list[Guess] = []
    for own in guesses:
        levels = stated.get(own.jurisdiction, Counter()) if not own.level else Counter()
        if len(levels) == 1:
            ((level, count),) = levels.items()
            unlisted = _unlisted(own.jurisdiction)
            doubts = tuple(unlisted if doubt == f"{unlisted}{_NO_LEVEL}" else doubt for doubt in own.doubts)
            noted = f"level: taken from {count} other text{'s' if count > 1 else ''} of «{own.jurisdiction}»"
            own = replace(own, level=level, doubts=(*doubts, noted))
        result.append(own)
    return result


def once_for_all(guesses: Sequence[Guess]) -> list[Guess]:
    """Keep one doubt for all texts of a place that is in no table but spelled alike in OFTEN texts or more.

    A slip of the pen hardly occurs so often; a note on each text would drown the other doubts. The first text keeps it.
    Where the level is missing too, or several places may have that name, every text needs a person and keeps its note.
    """
    counts = Counter(own.jurisdiction for own in guesses if own.level)
    noted: set[str] = set()
    result: list[Guess] = []
    for own in guesses:
        note = _unlisted(own.jurisdiction)
        count = counts[own.jurisdiction] if own.level else 0
        unclear = any(doubt.startswith(_ONE_NAME) for doubt in own.doubts)
        if count >= OFTEN and not unclear and _is_unlisted(own):
            kept = "" if own.jurisdiction in noted else f", spelled alike in {count} texts"
            noted.add(own.jurisdiction)
            doubts = (d.replace(note, note + kept, 1) if d.startswith(note) else d for d in own.doubts)
            own = replace(own, doubts=tuple(d for d in doubts if kept or not d.startswith(note)))
        result.append(own)
    return result


def concerns(doubt: str) -> frozenset[str]:
    """Return the fields of a guess that a doubt is about."""
    if doubt.startswith(("year:", "no year")):
        return frozenset({"year"})
    if doubt.startswith("the budget"):
        return frozenset({"year", "kind"})
    return frozenset({"language"} if doubt.startswith("language") else {"jurisdiction", "level", "parent"})


def _kind(extract: Extract, stem: str, title: str) -> str:
    """Return the kind by name and title, else by an opening that only one kind has."""
    kind = guess_kind(stem, title)
    start = simplified(extract.text[:1000])
    opening = start[:400]
    if kind == "report" and len(extract.text) < 3000 and _RESOLUTION.search(opening) and not _REPORTS.search(start):
        return "resolution"
    if kind == "report" and _THRONE.match(opening):
        return "throne"
    presented = _PRESENTS_BUDGET.search(opening)
    if kind == "report" and presented:
        said = re.split("[.!?]", opening[: presented.end()])[-1]
        if not _PLANS.search(said) or _TODAY.search(said):
            return "budget"
    return "inquiry-reply" if kind == "report" and _INQUIRY.search(opening) else kind


def _language_doubts(stated: str, language: str) -> list[str]:
    """Return what speaks against the language that a text reads as; the text is believed and not the table."""
    if not language:
        return ["language not recognised: fill it in"]
    said = re.split(r"[-_ ]", stated.lower())[0]
    said = {"chinese": "zh", "english": "en", "中文": "zh", "汉语": "zh", "英文": "en", "英语": "en"}.get(said, said)
    return [f"language: the table says «{stated}», the text reads as {language}"] if said not in ("", language) else []


def guess_language(text: str) -> str:
    """Return zh, en, or an empty string where the running text is neither."""
    sample = text[:20_000]
    han = len(re.findall(r"[\u3400-\u9fff]", sample))
    words = re.findall(r"[A-Za-zÀ-ÿ]+", sample)
    # a Chinese character carries about as much as half a word
    if han > len(words):
        # kana and hangul stand in every sentence of Japanese and Korean
        return "" if len(re.findall(r"[\u3040-\u30ff\uac00-\ud7af]", sample)) * 10 > han else "zh"
    if words and sum(word.lower() in _ENGLISH_WORDS for word in words) >= LEAST_ENGLISH * len(words):
        return "en"
    return ""


def _head(extract: Extract) -> list[str]:
    """Return the first lines of the text and, of a web page, the lines before it, without empty ones."""
    lines = [*extract.fields.get("before", "").split("\n"), *extract.text[:6000].split("\n")]
    return [line.strip().translate(WIDE_DIGITS) for line in lines if line.strip()][: HEAD_LINES + 5]


def _field(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


def _one_of(cell: str, known: Sequence[str]) -> str:
    """Return what a cell of a table says as the program spells it; empty where the program knows no such word."""
    plain = cell.casefold()
    return plain if plain in known else ""


def _title(fields: Mapping[str, str], head: Sequence[str], stem: str, *, in_table: bool) -> str:
    """Return the title: the field of a table, else the title line, else what the file says of itself, else its name."""
    stated = _stated_title(fields)
    if in_table and stated:
        return stated
    lines = list(filter(None, map(_title_in, head[:HEAD_LINES])))
    lines = [line for line in lines if not _NO_TITLE.search(line) and "代表" not in line[:6]]
    lines = [line for line in lines if not _BREADCRUMB.search(simplified(line))]
    # «政府工作报告» alone says less than the title of the page that ends in it or begins with it
    if lines and not (stated.startswith(lines[0]) or stated.endswith(lines[0])):
        return lines[0]
    return stated or stem


def _stated_title(fields: Mapping[str, str]) -> str:
    """Return the title that a table or the file itself states; names of programs and paths of pages are none."""
    stated = _SITE.sub("", _unlabelled(_field(fields, TITLE_FIELDS)))
    return "" if _OFFICE_TITLE.match(stated) or _BREADCRUMB.search(simplified(stated)) else stated


def _title_in(line: str) -> str:
    """Return the title in a line, without what stands around it; an empty string where the line is none."""
    bare = _unlabelled(line.lstrip("# "))
    forms = (bare, _WHERE.sub("", bare) if len(bare) <= 2 * LONGEST_TITLE else "")
    return next((form for form in forms if _is_short(form) and _TITLE.search(form)), "")


def _is_short(line: str) -> bool:
    """Tell whether a line is no longer than a title; one of Latin letters may be twice as long if it says nothing."""
    if len(line) <= LONGEST_TITLE:
        return not _SENTENCE.match(line)
    return len(line) <= 2 * LONGEST_TITLE and not _WIDE.search(line) and not _SAYS.search(line)


def _unlabelled(title: str) -> str:
    label = _LABEL.match(title)
    return title[label.end() :] if label else title


def _agree(
    found: Iterator[tuple[T, str]], doubts: list[str], what: str, compatible: Callable[[Any, Any], bool]
) -> tuple[T | None, str]:
    """Return the most trusted value with its evidence; note the others that do not go with it.

    Args:
        found: values with their evidence, the most trusted first.
        doubts: the note is added here.
        what: name of the field, for the note.
        compatible: tells whether two values may both be true.
    """
    best = next(found, None)
    if best is None:
        return None, ""
    others: dict[str, str] = {}
    for value, why in found:
        if not compatible(best[0], value):
            others.setdefault(_shown(value), why)
    if others:
        rest = ", ".join(f"{why} says {shown}" for shown, why in others.items())
        doubts.append(f"{what}: {best[1]} says {_shown(best[0])}, {rest}")
    return best


def _shown(value: object) -> str:
    return value.name if isinstance(value, Place) else str(value)


def _compatible(a: Place, b: Place) -> bool:
    """Tell whether two places are the same, or one may lie in the other."""
    if a.name == b.name or a.parent == b.name or b.parent == a.name:
        return True
    if a.code and b.code:
        return a.code.startswith(b.code) or b.code.startswith(a.code)
    if a.checked and b.checked:
        return False
    # nothing is known of where a place outside the tables lies, nor of one without a level what it is
    return a.level != b.level or not a.level or a.name in b.name or b.name in a.name


def _places(
    fields: Mapping[str, str], head: Sequence[str], title: str, names: Sequence[str], language: str, text: str
) -> Iterator[tuple[Place, str]]:
    """Yield the places that the sources name, the most trusted source first."""
    chain = [_field(fields, group) for group in CHAIN_FIELDS]
    # the lowest name that a table states is the place; in Chinese it may be a word such as 市本级
    given = _field(fields, PLACE_FIELDS) or next(filter(None, reversed(chain)), "")
    latin = bool(re.match("[A-Za-z]{3}", given))
    stated = [given] if latin else [_field(fields, PLACE_FIELDS), "".join(chain[1:]), *reversed(chain)]
    for value in stated:
        place = _one(value)
        if place is not None:
            yield place, "column of the table"
            break
    else:
        if given:
            yield _english_place(given, whole=True) or Place(given, "", checked=False), "column of the table"
    # the line on the occasion is often broken into two
    for line in (*head, *(a + b for a, b in pairwise(head) if len(a) + len(b) <= 100)):
        if len(line) <= 100:
            yield from _in_session(line, "line on the occasion")
    yield from _in_session(title, "title")
    match = _TITLE_PLACE.search(CHINESE_YEAR.sub("", simplified(title)))
    place = _one(match.group(1)) if match else None
    if place is not None:
        yield place, "title"
    if language == "en":
        own = _english_place(title, whole=False) or _place_within(title)
        if own is not None:
            yield own, "title"
        for line in head[:HEAD_LINES]:
            own = _english_place(line, whole=True)
            if own is not None:
                yield own, f"line «{line if len(line) <= LONGEST_TITLE else f'{line[:LONGEST_TITLE].rstrip()}…'}»"
                break
        yield from _in_words(title, "title")
    for number, name in enumerate(names):
        yield from _in_name(name, names[number + 1 :], language)
    for line in head:
        for pattern in (_OFFICE, _SPEAKS_FOR):
            match = pattern.search(simplified(line))
            place = _one(match.group(1)) if match and len(match.group(1)) > 1 else None
            if place is not None and place.checked:
                yield place, "first lines"
        if _FOR_CHINA.search(simplified(line)):
            yield Place(CHINA, "national"), "first lines"
    if language == "en":
        yield from _unknown_place(names[0])
        yield from _most_named(text)


def _one(name: str) -> Place | None:
    """Return the place of a name if it means exactly one."""
    found = resolve(name.strip()) if name.strip() else ()
    return found[0] if len(found) == 1 else None


def _in_session(line: str, why: str) -> Iterator[tuple[Place, str]]:
    """Yield the place whose people's congress a line names."""
    match = _SESSION.search(simplified(line))
    if not match:
        return
    # «关于对…建议的答复»
    named = re.sub(r"^关于对?|^对|第[一二三四五六七八九十]{1,3}届", "", match.group(1))
    # a date or the name of the speaker may run into the place: «26日在…», «某某在…»
    parts = named.split("在")
    for start in range(len(parts)):
        place = _one("在".join(parts[start:]))
        if place is not None and (place.checked or start == len(parts) - 1):
            yield place, why
            return


def _in_name(name: str, above: Sequence[str], language: str) -> Iterator[tuple[Place, str]]:
    """Yield the places that a file or folder name holds: official number, Chinese name, or Latin letters.

    Args:
        name: of the file or folder.
        above: names of the folders above it, the nearest first, which may decide what an ambiguous name means.
        language: of the text.
    """
    for code in re.findall(r"(?<![0-9])[1-8][0-9]{5}(?![0-9])", name):
        numbered = place_of_code(code)
        if numbered is not None:
            yield numbered, f"name «{name}»"
    for run in _chinese_names(name):
        place = _one(run)
        for parent in above if place is None else ():
            within = [found for part in _chinese_names(parent) if len(found := resolve(run, part)) == 1]
            if within and within[0][0].checked:
                place = within[0][0]
                break
        if place is not None:
            yield place, f"name «{name}»"
    words = re.findall(r"[A-Za-z]+", name)
    if language == "zh":
        for word in words:
            place = from_latin(word)
            if place is not None:
                yield place, f"name «{name}»"
    # from the name itself, which may have accents
    yield from _in_words(name, f"name «{name}»")
    # in small letters two letters are more often a word or the initials of something else
    if len(words) > 1 and re.fullmatch("[A-Z]{2}", words[0]) and words[0] not in _CODE_WORDS:
        country = country_of_code(words[0])
        if country and (language != "zh" or words[0] == "CN"):
            yield _country(country), f"code «{words[0]}» in the name «{name}»"


def _chinese_names(name: str) -> list[str]:
    """Return the parts of a file name, folder name or title that may be a Chinese name of a place."""
    runs = re.findall(r"[\u3400-\u9fff]{2,}", CHINESE_YEAR.sub(" ", name))
    cleaned = [re.sub(r"(?:人民)?(?:政府)?工作报告.*|讲话.*|^年(?:度)?|^关于|人民政府$|政府$", "", run) for run in runs]
    before = [match.group(1) for run in cleaned if (match := _PLACE_BEFORE.match(run))]
    return [run for run in (*cleaned, *before) if len(run) >= 2]


def _ambiguous(names: Sequence[str]) -> str:
    """Return a note on the first name that belongs to several places, or an empty string."""
    for name in names:
        for run in _chinese_names(name):
            found = resolve(run)
            if len(found) > 1:
                return f"«{run}» may be {' or '.join(unique_name(place) for place in found)}"
    return ""


def _in_words(text: str, why: str) -> Iterator[tuple[Place, str]]:
    """Yield the country that some neighbouring words name."""
    words = plain_words(_STATE_OF.sub(" ", text.replace("_", " ")))
    # «Jordan Lake County», «Mexico City»; but the Vatican City is a country
    if not {"county", "city", "town"}.isdisjoint(map(str.lower, words)) and "vatican" not in map(str.lower, words):
        return
    for size in range(min(6, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            country = country_words().get(" ".join(words[start : start + size]).lower())
            before = words[start - 1] if start else ""
            # «Building a New Kenya»
            if country and not (before in _PART_OF or (before == "New" and country in _OLD)):
                yield _country(country), why
                return


def _english_place(line: str, *, whole: bool) -> Place | None:
    """Return the place of «State of X», «County of X», «City of X», «Province of X», «Republic of X» or «X County».

    Args:
        line: a line or title; a house or government may stand before the place («Parliament of the Republic of X»).
        whole: the line must say nothing else, except for what follows a comma, colon or dash or the words that
            introduce a person, house or speech; otherwise it only begins so.
    """
    text = _HOUSE.sub("", line.strip("#*_ "), count=1)
    words = _WORD.findall(_ASIDE.split(text, maxsplit=1)[0] if whole else text)
    lower = [word.lower() for word in words]
    start = 2 if len(words) > 2 and lower[0] in _DIVISIONS and lower[1] == "of" else 0
    if start and lower[2] == "the" and _DIVISIONS[lower[0]] == "national":
        start = 3
    name = list(takewhile(_may_be_named, words[start:]))
    rest = lower[start + len(name) :]
    kind = lower[0] if start else "".join(rest[:1])
    more = rest[0 if start else 1 :]
    introduces = bool(start and more and more[0] in _STYLES)
    if not name or len(name) > 4 or (not start and kind != "county") or (whole and more and not introduces):
        return None
    # «Trinidad and Tobago» is not Trinidad
    if rest[:1] == ["and"]:
        return None
    named = " ".join(_written(word) for word in name)
    # the State of Israel is a country, the State of Georgia one of the United States
    country = countries().get(named.lower()) if kind in {"republic", "kingdom", "state"} else None
    if kind == "state" and named == "Georgia":
        country = None
    if country:
        return _country(country)
    # a city and a state may share their name, as New York does
    named = {"county": f"{named} County", "city": f"City of {named}", "town": f"Town of {named}"}.get(kind, named)
    return Place(named, _DIVISIONS[kind], checked=False)


def _place_within(title: str) -> Place | None:
    """Return the place of «City of X», «County of X», «Town of X» or «X County» further on in a title."""
    # a table may have a title of any length
    start = title[: 4 * LONGEST_TITLE]
    for match in _MUNICIPAL.finditer(start):
        place = _english_place(start[match.start() :], whole=False)
        if place is not None:
            return place
    words = _WORD.findall(start)
    for index, word in enumerate(words):
        name = list(takewhile(_may_be_named, reversed(words[:index]))) if _bare(word) == "county" else []
        # of «X and Y County» half is not the place
        if name and "".join(words[:index][-len(name) - 1 : -len(name)]).lower() not in {"and", "&"}:
            return _english_place(" ".join((*reversed(name), "County")), whole=False)
    return None


def _may_be_named(word: str) -> bool:
    """Tell whether a word of a line may belong to the name of a place."""
    return word[0].isupper() and _bare(word) not in _NOT_NAME and _bare(word) not in _STYLES


def _bare(word: str) -> str:
    """Return a word in small letters without the ending of «Mayor's»."""
    return re.sub("['’]s$", "", word.lower())


def _written(word: str) -> str:
    """Return a word of a name in small letters behind its initials; a full stop stays only behind abbreviations."""
    if len(word) > 4:
        word = word.removesuffix(".")
    if word.isupper():
        word = re.sub(r"[^\W\d_]{2,}", lambda match: match.group().capitalize(), word)
    return re.sub(r"(?<=['’])S$", "s", word)


def _country(english: str) -> Place:
    return Place(CHINA if english == "China" else english, "national")


def _unknown_place(name: str) -> Iterator[tuple[Place, str]]:
    """Yield the words of an English file name that may be a place in no table; its level is left open."""
    bare = _STATE_OF.sub(" ", name)
    words = [word for word in re.findall(r"[A-Za-z]{3,}", bare) if word.lower() not in _NOT_PLACE]
    if words:
        level = next((level for level in ("province", "prefecture", "county") if level in map(str.lower, words)), "")
        yield Place(" ".join(word.capitalize() for word in words), level, checked=False), f"name «{name}»"


def _most_named(text: str) -> Iterator[tuple[Place, str]]:
    """Yield the country that an English text names by far the most."""
    names = sorted((name for name in countries() if name.isascii()), key=len, reverse=True)
    pattern = re.compile(rf"\b(?<!\bnew )(?:{'|'.join(map(re.escape, names))})\b")
    counts = Counter(pattern.findall(text.lower()[:200_000])).most_common(2)
    if counts and counts[0][1] >= 3 and (len(counts) == 1 or counts[0][1] >= 2 * counts[1][1]):
        yield _country(countries()[counts[0][0]]), f"named {counts[0][1]} times in the text"


def _level_hint(head: Sequence[str]) -> str:
    """Return the level of a speech that says for what kind of government it is given, but not where."""
    for line in head:
        match = _SPEAKS_FOR.search(simplified(line))
        if match:
            return suffix_level(match.group(1)[-3:])
    return ""
