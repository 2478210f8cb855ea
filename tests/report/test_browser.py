"""The report in a real browser: what a reader does, and that nothing breaks or leaves the page.

Needs a Chromium (Debian: apt-get install chromium fonts-noto-cjk) and the extra `browser`; skipped, and counted as
skipped, where either is absent.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from pipeline.settings import ReportSettings
from tests.report.at_once import build_outputs
from tests.report.conftest import INFO

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as play:
        own = play.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        )
        yield own
        own.close()


@pytest.fixture(scope="module")
def report(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_bytes(files["report.html"])
    return file


# counts how many things hear of a changed size of the window
COUNTED = """
  window.heard = 0;
  const add = window.addEventListener;
  window.addEventListener = function (kind, does, how) {
    if (kind === "resize") {
      window.heard += 1;
      if (how && how.signal) how.signal.addEventListener("abort", () => { window.heard -= 1; });
    }
    return add.call(this, kind, does, how);
  };
"""


def visit(
    browser: Browser, file: Path, size: str = "desktop", mark: str = "", before: str = ""
) -> tuple[Page, list[str]]:
    """Open a report, with a script `before` its own, and return the page and the list of what must not happen."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(before)
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("dialog", lambda d: wrong.append(f"dialog {d.message}"))
    own = file.as_uri()
    page.on("request", lambda r: None if r.url.startswith(("data:", own)) else wrong.append(f"request {r.url}"))
    page.goto(own + mark)
    page.wait_for_selector("html[data-ready]", timeout=20_000)
    page.wait_for_selector(".row")
    return page, wrong


def titles(page: Page) -> list[str]:
    return page.locator(".row .quote").all_text_contents()


def count(page: Page) -> int:
    # a list that was just reset is filled a moment later
    sync_api.expect(page.locator("#count")).not_to_be_empty()
    return int(page.locator("#count").inner_text().split()[0].replace(",", ""))


def test_a_reader_finds_what_is_repeated(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    assert count(page) == 19
    years = [int(n) for n in page.locator(".row .n").all_text_contents()]
    assert years == sorted(years, reverse=True) and years[0] == 6

    page.get_by_label("Search in all wordings").fill("night bus")
    sync_api.expect(page.locator(".row")).to_have_count(1)
    assert "night bus" in titles(page)[0]

    page.locator(".row .quote").first.click()
    history = page.locator("dialog .event.promised")
    assert history.count() == 4
    assert history.first.locator("mark").inner_text() in history.first.locator("blockquote").inner_text()
    assert "@" in history.first.locator(".ids").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()

    page.get_by_role("button", name="Reset").click()
    sync_api.expect(page.locator(".row")).not_to_have_count(1)
    assert count(page) == 19
    assert wrong == []


def test_filters_and_sorting(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    page.get_by_label("Place").first.select_option(label="Ellowmere County")
    assert 0 < count(page) < 19
    assert not any("\u4e00" <= letter <= "\u9fff" for title in titles(page) for letter in title)
    page.get_by_label("Show", exact=True).select_option(value="all")
    everything = count(page)
    page.get_by_label("At least level").select_option(value="3")
    assert 0 < count(page) < everything
    page.get_by_label("Status", exact=True).select_option(label="lapsed")
    assert set(page.locator(".row .tag").all_text_contents()) == {"lapsed"}
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Sort by").select_option(value="first")
    page.wait_for_timeout(100)
    shown = [*page.locator(".row .where").all_text_contents(), *page.locator("summary").all_text_contents()]
    first = [int(years[0]) for text in shown if (years := re.findall(r"· (\d{4})", text))]
    rows = page.locator(".row").count()
    assert first[:rows] == sorted(first[:rows])
    assert not [text for text in shown if re.search(r"(\d{4})–\1", text)]  # one year is no range
    page.get_by_role("columnheader", name="Years").get_by_role("button").click()
    page.wait_for_timeout(100)
    assert page.locator(".head [aria-sort]").get_attribute("aria-sort") == "descending"
    assert wrong == []


def test_what_hangs_together_loosely_is_marked_and_can_be_left_out(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    loose = next(t for t in stored["threads"] if "night bus" in t["title"] and len(t["promised_years"]) > 1)
    loose |= {"weakest_link": 0.69, "weakest_unit": loose["unit_ids"][-1]}
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    everything = count(page)
    page.get_by_label("Search in all wordings").fill("night bus")
    sync_api.expect(page.locator(".row")).to_have_count(1)
    page.locator(".row", has_text="perhaps several promises").locator(".quote").click()
    last = next(u for u in stored["units"] if u["unit_id"] == loose["weakest_unit"])
    assert f"Perhaps more than one promise: «{last['text']}»" in page.locator("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_label("Only what holds together firmly").check()
    sync_api.expect(page.locator(".row")).to_have_count(0)
    page.get_by_label("Search in all wordings").fill("")
    sync_api.expect(page.locator(".row")).not_to_have_count(0)
    assert count(page) == everything - 1
    assert wrong == []


def test_language_switch_keeps_the_filters(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    page.get_by_label("Search in all wordings").fill("night bus")
    sync_api.expect(page.locator(".row")).to_have_count(1)
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("text=反复承诺的事项")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    sync_api.expect(page.locator(".row")).to_have_count(1)
    page.locator(".row .quote").first.click()
    assert "在这些文本中未找到完成报告" in page.locator("dialog").inner_text()
    assert wrong == []


def test_a_list_that_was_replaced_hears_nothing_more(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report, before=COUNTED)
    once = page.evaluate("window.heard")
    assert once > 0
    for name in ("中文", "English", "中文", "English"):
        page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("window.heard") == once
    assert wrong == []


def test_a_link_opens_its_promise(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    thread = page.locator(".row").nth(2).get_attribute("data-thread")
    page, wrong = visit(browser, report, mark=f"#{thread}")
    assert page.locator("dialog").get_attribute("data-thread") == thread
    page.get_by_role("button", name="Next").click()
    assert page.locator("dialog").get_attribute("data-thread") != thread
    assert wrong == []


def test_by_keyboard_alone(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".row .quote").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.id") == "close"
    page.keyboard.press("Enter")
    assert not page.locator("dialog").is_visible()
    assert wrong == []


@pytest.mark.parametrize(("size", "language"), [("desktop", "English"), ("phone", "中文")])
def test_accessibility(browser: Browser, report: Path, size: str, language: str) -> None:
    page, wrong = visit(browser, report, size)
    if language == "中文":
        page.get_by_role("button", name="中文").click()
        page.wait_for_selector(".row")
    assert broken(page) == []
    page.locator(".row .quote").first.click()
    assert broken(page) == []
    assert wrong == []


def broken(page: Page) -> list[str]:
    """Return what axe finds wrong, by WCAG 2.1 A and AA and its best practices."""
    found: dict[str, Any] = axe.Axe().run(page).response
    return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_window(browser: Browser, report: Path, size: str) -> None:
    page, wrong = visit(browser, report, size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wrong == []


def test_what_is_chosen_is_not_called_cut_off(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    page.locator("#years").get_by_label("Place", exact=True).select_option(label="Ellowmere County")
    assert page.locator("#years tbody").first.locator("tr").count() == 4
    assert "The first" not in page.locator("#years").inner_text()
    assert wrong == []


def test_a_page_says_which_rows_it_does_not_hold(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pipeline.report.payload.MOST_ROWS", 3)
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    assert "The first 3 of 10 rows; all are in tables/years.csv." in page.locator("#years").inner_text()
    assert re.search(
        r"The first 3 of \d+ rows; all are in tables/target_series.csv.", page.locator("#targets").inner_text()
    )
    assert wrong == []


def test_a_revised_figure_is_shown_where_it_stands(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    """The revised figure need not stand in the first promise of its year."""
    member = next(u for u in stored["units"] if "affordable homes" in u["text"] and u["year"] == 2022)
    first = next(s for s in stored["sentences"] if s["doc_id"] == member["doc_id"] and s["kind"] == "sentence")
    place = {name: first[name] for name in ("sentence_id", "start", "end", "text")}
    stored["units"].append({**member, **place, "unit_id": first["sentence_id"]})
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    changes = page.locator("#changes")
    changes.get_by_label("Place", exact=True).select_option(label="Ellowmere County")
    changes.get_by_label("Years", exact=True).select_option(label="2021 → 2022")
    changes.get_by_role("button", name="figure revised").click()
    shown = " ".join(changes.locator(".items > li").all_inner_texts())
    assert member["text"] in shown and first["text"] not in shown
    changes.get_by_label("Years", exact=True).select_option(label="2022 → 2023")
    assert member["text"] in " ".join(changes.locator(".items > li").all_inner_texts())
    assert wrong == []


def test_a_place_without_problems_of_the_chosen_kind_shows_its_others(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    # then nothing in English is named again
    stored["responses"] = [
        row
        for row in stored["responses"]
        if not (row["relation"] == "named_again" and row["problem_sentence"].startswith("ellowmere"))
    ]
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    problems = page.locator("#problems")
    problems.get_by_role("button", name="answered and named again").click()
    problems.get_by_label("Place", exact=True).select_option(label="Ellowmere County")
    assert problems.locator(".items > li").count() > 0
    assert problems.locator(".chips button[aria-pressed='true']").is_enabled()
    assert wrong == []


def test_the_search_finds_ids_of_evidence(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    # an id may hold a blank
    stored = json.loads(json.dumps(stored).replace("tangling-2018", "tangling 2018"))
    report = tmp_path / "report.html"
    report.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, report)
    page.locator(".row .quote").first.click()
    ids = [own.inner_text() for own in page.locator("dialog .event .ids").all()]
    page.keyboard.press("Escape")
    assert len(ids) > 2 and all("@" in own for own in ids) and any(own.startswith("tangling 2018@") for own in ids)
    for own in ids:
        page.get_by_label("Search in all wordings").fill(own)
        sync_api.expect(page.locator(".row")).to_have_count(1)
    assert wrong == []


def test_years_without_a_text_are_not_counted_as_texts(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    assert "11\nspeeches compared" in page.locator("#top").inner_text()
    assert page.locator("#coverage summary").inner_text() == "Texts, and years without one: 12"
    assert wrong == []


def test_a_link_with_a_slip_opens_the_page(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report, mark="#%E4%BD")
    assert count(page) == 19
    assert wrong == []


def test_words_without_a_gap_are_broken(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    """An address of the web has no blank, and a phone is narrow."""
    address = "https://www.example.org/" + "harbour-plan-of-the-islands-" * 8
    for name in ("sentences", "units", "threads"):
        for row in stored[name]:
            row["title" if name == "threads" else "text"] = address
            if name == "sentences":
                row["end"] = row["start"] + len(address)
    for row in stored["units"]:
        row["start"], row["end"] = (int(n) for n in row["sentence_id"].rpartition("@")[2].split("-"))
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file, "phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".row .quote").first.click()
    assert page.locator("dialog").evaluate("own => own.scrollWidth <= own.clientWidth")
    assert wrong == []


def test_printing_shows_the_list(browser: Browser, report: Path) -> None:
    page, wrong = visit(browser, report)
    assert page.pdf().startswith(b"%PDF")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".row").count() == 19
    assert wrong == []


def test_a_hostile_speech_runs_nothing(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    evil = (
        "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e\u061ctxt"
    )
    for table, column in (("sentences", "text"), ("units", "text"), ("threads", "title"), ("documents", "title")):
        for row in stored[table]:
            row[column] = evil + row[column]
    for table, column in (("targets", "raw"), ("target_series", "indicator"), ("documents", "jurisdiction")):
        for row in stored[table]:
            row[column] = evil + row[column]
    places = {row["doc_id"]: row["jurisdiction"] for row in stored["documents"]}
    for table in ("threads", "units", "target_series"):
        for row in stored[table]:
            row["jurisdiction"] = evil + row["jurisdiction"]
    assert set(places.values()) == {row["jurisdiction"] for row in stored["threads"]}
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    page.locator(".row .quote").first.click()
    assert "<img src=x" in page.locator("dialog blockquote").first.inner_text()
    assert "[U+202E][U+061C]" in page.locator("dialog blockquote").first.inner_text()
    assert page.title() == "Promises in government speeches"
    assert page.locator("#main img[src='x'], dialog img").count() == 0
    assert wrong == []


def test_a_single_speech_shows_its_promises(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    own = "ellowmere-2021"
    for name, column in (("documents", "doc_id"), ("sentences", "doc_id"), ("units", "doc_id")):
        stored[name] = [row for row in stored[name] if row[column] == own]
    kept = {row["unit_id"] for row in stored["units"]}
    stored["targets"] = [row for row in stored["targets"] if row["unit_id"] in kept]
    for name in ("links", "closures", "responses", "target_series"):
        stored[name] = []
    threads = {row["thread_id"] for row in stored["units"]}
    stored["threads"] = [
        t | {"promised_years": [2021], "last_year": 2021, "advanced_years": [], "closed_years": [], "status": "open"}
        for t in stored["threads"]
        if t["thread_id"] in threads
    ]
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(stored, ReportSettings(), INFO)["report.html"])
    page, wrong = visit(browser, file)
    assert count(page) == len(stored["threads"]) > 10
    assert set(page.locator(".row .tag").all_text_contents()) == {"open"}
    assert wrong == []


def test_a_run_without_a_text_that_is_compared(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    nothing: dict[str, list[dict[str, Any]]] = {name: [] for name in stored}
    nothing["documents"] = [{**row, "kind": "resolution"} for row in stored["documents"]]
    file = tmp_path / "report.html"
    file.write_bytes(build_outputs(nothing, ReportSettings(), INFO)["report.html"])
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    told = page.locator("main").inner_text()
    assert "null" not in told and "from 0 commitments" not in told
    assert "resolutions are not compared" in told


def test_pages_of_places_lead_to_each_other(
    browser: Browser, stored: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pipeline.report.payload.MOST_THREADS", len(stored["threads"]) - 1)
    for name, content in build_outputs(stored, ReportSettings(), INFO).items():
        if name.endswith(".html"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
    page, wrong = visit(browser, tmp_path / "report.html")
    page.locator(".pages summary").click()
    links = [a.get_attribute("href") for a in page.locator(".pages a").all()]
    assert len(links) == 2
    for link in links:
        own, more = visit(browser, tmp_path / unquote(str(link)))
        assert broken(own) == [] and more == []
        assert own.locator("a", has_text="The report on all places").get_attribute("href") == "../report.html"
    assert wrong == []


@pytest.mark.shared
def test_the_national_corpus(browser: Browser, national_run: Path) -> None:
    """Someone asks which promises were repeated longest without closure, since when, and what was said of them last."""
    report = national_run / "report.html"
    assert report.stat().st_size <= 8_000_000
    page, wrong = visit(browser, report)
    total = count(page)
    assert total > 100
    years = [int(n) for n in page.locator(".row .n").all_text_contents()]
    assert years == sorted(years, reverse=True) and years[0] >= 10

    longest = titles(page)[0]
    page.locator(".row .quote").first.click()
    told = page.locator("dialog .event")
    assert told.count() >= years[0]
    assert all("@" in ids for ids in page.locator("dialog .event .ids").all_text_contents())
    page.keyboard.press("Escape")

    page.get_by_label("Search in all wordings").fill(longest[:8])
    sync_api.expect(page.locator("#count")).not_to_have_text(re.compile(rf"^{total:,}\b"))
    assert longest in titles(page)
    page.get_by_role("button", name="Reset").click()

    page.get_by_label("Field", exact=True).select_option(label="Agriculture")
    assert 0 < count(page) < total
    page.get_by_label("At least level").select_option(value="3")
    agriculture = count(page)
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("text=反复承诺的事项")
    assert count(page) == agriculture
    assert wrong == []
