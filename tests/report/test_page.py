"""The page as a file: complete in both languages, nothing of a speech outside the packed data, nothing fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files as package_files
from typing import Any

import pytest

from pipeline.report import payload
from pipeline.report.data import Data
from pipeline.report.words import LANGUAGES, all_words, words
from pipeline.settings import ReportSettings
from tests.report.at_once import build_outputs
from tests.report.conftest import unpack

SCRIPT = package_files("pipeline.report").joinpath("report.js").read_text(encoding="utf-8")


class Outline(HTMLParser):
    """Collects the elements of a page and the attributes that can point somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "action", "srcset"}]


def test_both_languages_have_every_word() -> None:
    for key, both in all_words().items():
        assert set(both) == set(LANGUAGES), key
        assert all(text.strip() for text in both.values()), key
        braces = {code: set(re.findall(r"\{(\w+)\}", text)) for code, text in both.items()}
        assert braces["en"] == braces["zh"], key


def test_script_and_words_fit_each_other() -> None:
    known = words("en")
    markup = package_files("pipeline.report").joinpath("report.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'word\("(\w+)"', SCRIPT)) | set(re.findall(r'data-word="(\w+)"', markup))
    assert asked <= set(known)
    quoted = set(re.findall(r'"(\w+)"', SCRIPT)) | asked
    stems = set(re.findall(r"`(\w+_)\$\{", SCRIPT))
    elsewhere = {"g_", "t_", "x_"}  # words of charts and of the workbook
    unused = {k for k in known if k not in quoted and not any(k.startswith(s) for s in stems | elsewhere)}
    assert unused == {"no_script"}


def test_speech_stands_only_in_the_packed_data(stored: dict[str, list[dict[str, Any]]]) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' &amp; {{script}} \u202e"
    for sentence in stored["sentences"]:
        sentence["text"] = evil
    for unit in stored["units"]:
        unit["text"] = evil
    for thread in stored["threads"]:
        thread["title"] = evil
    for document in stored["documents"]:
        document["title"] = evil
    content = build_outputs(stored, ReportSettings(), {"program": {"version": evil}})["report.html"]
    outline = Outline()
    outline.feed(content.decode())
    assert outline.tags.count("script") == 4 and "img" not in outline.tags
    assert b"onerror" not in content
    assert set(unpack(content)["sentences"]["t"]) == {evil}


def test_nothing_points_outside(files: dict[str, bytes]) -> None:
    outline = Outline()
    outline.feed(files["report.html"].decode())
    assert all(link.startswith(("#", "data:")) for link in outline.links)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', files["report.html"].decode())
    assert policy and "default-src &#x27;none&#x27;" in policy[1] and "unsafe" not in policy[1]


def test_units_can_be_cut_out_by_the_page(data: Data, files: dict[str, bytes]) -> None:
    content = unpack(files["report.html"])
    units, sentences = content["units"], content["sentences"]
    for s, a, n, start, end in zip(*(units[k] for k in "sanoe"), strict=True):
        wide = sentences["t"][s].encode("utf-16-le")
        text = wide[2 * a : 2 * (a + n)].decode("utf-16-le")
        document = content["documents"][sentences["d"][s]][0]
        assert text == data.unit_text(f"{document}@{start}-{end}")


def test_offsets_count_as_the_page_does(stored: dict[str, list[dict[str, Any]]]) -> None:
    unit = stored["units"][0]
    sentence = next(s for s in stored["sentences"] if s["sentence_id"] == unit["sentence_id"])
    sentence["text"] = "𠮷" * (unit["start"] - sentence["start"]) + "𠮷野" + sentence["text"]
    unit["text"] = "𠮷野"
    content = unpack(build_outputs(stored, ReportSettings(), {})["report.html"])
    at = next(
        i
        for i, (s, o) in enumerate(zip(content["units"]["s"], content["units"]["o"], strict=True))
        if o == unit["start"] and content["documents"][content["sentences"]["d"][s]][0] == unit["doc_id"]
    )
    a, n = content["units"]["a"][at], content["units"]["n"][at]
    text = content["sentences"]["t"][content["units"]["s"][at]].encode("utf-16-le")
    assert text[2 * a : 2 * (a + n)].decode("utf-16-le") == "𠮷野"


def test_interface_language_is_a_setting(stored: dict[str, list[dict[str, Any]]]) -> None:
    for code, start in (("en", b'<html lang="en">'), ("zh", b'<html lang="zh-Hans">')):
        assert start in build_outputs(stored, ReportSettings(language=code), {})["report.html"]


def test_large_runs_keep_the_repeated_promises(monkeypatch: pytest.MonkeyPatch, data: Data) -> None:
    monkeypatch.setattr(payload, "MOST_THREADS", 20)
    monkeypatch.setattr(payload, "MOST_CHARACTERS", 1000)
    content = unpack(build_outputs(data.tables, ReportSettings(), {})["report.html"])
    assert len(content["threads"]) == 20
    assert not content["context"] and len(content["sentences"]["t"]) < len(data.tables["sentences"])
    assert min(len(thread["years"]) for thread in content["threads"]) >= 2
    assert content["headline"]["threads"] == len(data.threads)


def test_what_one_page_cannot_hold_stands_whole_on_the_pages_of_the_places(
    monkeypatch: pytest.MonkeyPatch, stored: dict[str, list[dict[str, Any]]], files: dict[str, bytes]
) -> None:
    assert not [name for name in files if name.startswith("places/")]
    monkeypatch.setattr(payload, "MOST_THREADS", len(stored["threads"]) - 1)
    made = build_outputs(stored, ReportSettings(), {})
    pages = unpack(made["report.html"])["pages"]
    assert sorted(pages) == ["Ellowmere County", "棠岭市"]
    assert {name for name in made if name.startswith("places/")} == set(pages.values())
    found: list[str] = []
    for place, path in pages.items():
        content = unpack(made[path])
        assert [p[0] for p in content["places"]] == [place] and content["home"] == "../report.html"
        assert content["context"] and content["headline"]["threads"] == len(content["threads"])
        own = {d["doc_id"] for d in stored["documents"] if d["jurisdiction"] == place}
        assert {d[0] for d in content["documents"]} == own
        said = content["sentences"]["t"]
        whole = sum(s["doc_id"] in own for s in stored["sentences"])
        # behind the sentences stand the stretches of them that name one problem of several
        assert len(said) >= whole and all(any(t in s for s in said[:whole]) for t in said[whole:])
        found += [thread["id"] for thread in content["threads"]]
    assert sorted(found) == sorted(t["thread_id"] for t in stored["threads"])


def test_places_share_what_a_page_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MOST_THREADS", 100)
    assert payload.Plan.of({"a": 60, "b": 40}, 0) == payload.Plan(None, True, False)
    # what a small place leaves goes to the others
    assert payload.Plan.of({"a": 10, "b": 50, "c": 70}, 0).most == 45
    assert payload.Plan.of({"a": 101}, 0) == payload.Plan(100, True, False)
    assert payload.Plan.of(dict.fromkeys(map(str, range(200)), 1), 0).most == 0
