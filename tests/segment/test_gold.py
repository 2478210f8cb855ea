"""The real corpora and the labelled gold: boundaries, losslessness, parts, furniture, the seed speech, speed.

The bounds stand a little below what was measured, so that a change for the worse fails.
"""

from __future__ import annotations

import bisect
import collections
import csv
import time
from pathlib import Path

import pytest

from pipeline.languages import LANGUAGES
from pipeline.records import Document, Kind, Part, Segmented
from pipeline.segment import segment
from pipeline.settings import SegmentSettings
from tests.segment.conftest import check_complete

pytestmark = pytest.mark.shared


def read_documents(shared: Path) -> dict[str, Document]:
    documents = {}
    for index in sorted(shared.glob("corpora/*/index.csv")):
        for row in csv.DictReader(index.open(encoding="utf-8-sig", newline="")):
            text = (index.parent / "texts" / f"{row['doc_id']}.txt").open(encoding="utf-8", newline="").read()
            documents[row["doc_id"]] = Document(
                row["doc_id"],
                row["jurisdiction"],
                row["level"],
                int(row["year"]),
                row.get("kind") or "report",
                row["title"],
                row["language"],
                "",
                row["sha256"],
                "utf-8",
                text,
            )
    return documents


def read_gold(shared: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((shared / "gold" / name).open(encoding="utf-8-sig", newline="")))


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Document]:
    return read_documents(shared)


@pytest.fixture(scope="module")
def joined(documents: dict[str, Document]) -> dict[str, Segmented]:
    return {doc_id: segment(document, SegmentSettings()) for doc_id, document in documents.items()}


def test_nothing_is_lost_in_any_text(joined: dict[str, Segmented]) -> None:
    assert len(joined) >= 250
    for result in joined.values():
        check_complete(result)


@pytest.mark.parametrize(("language", "least"), [("zh", 0.99), ("en", 0.95)])
def test_boundaries(shared: Path, documents: dict[str, Document], language: str, least: float) -> None:
    """With line ends as boundaries, as in the gold, its stretches come out as sentences or as cut furniture."""
    rows = read_gold(shared, f"sentences-{language}.csv")
    spans: dict[str, list[tuple[int, int]]] = {}
    exact = 0
    for row in rows:
        doc_id, start, end = row["doc_id"], int(row["start"]), int(row["end"])
        if doc_id not in spans:
            result = segment(documents[doc_id], SegmentSettings(join_lines=()))
            spans[doc_id] = sorted((p.start, p.end) for p in [*result.sentences, *result.cuts])
        at = bisect.bisect(spans[doc_id], (start, end))
        near = spans[doc_id][max(0, at - 3) : at + 3]
        exact += any(abs(a - start) <= 3 and abs(b - end) <= 3 for a, b in near)
    assert exact / len(rows) >= least


def test_parts_agree_with_the_labels(shared: Path, joined: dict[str, Segmented]) -> None:
    counts: dict[str, collections.Counter[Part]] = collections.defaultdict(collections.Counter)
    for row in read_gold(shared, "sentences-zh.csv"):
        if "resolution" in row["doc_id"]:
            continue
        sentences = joined[row["doc_id"]].sentences
        at = bisect.bisect([s.start for s in sentences], int(row["start"]) + 1) - 1
        if at >= 0 and sentences[at].end > int(row["start"]):
            label = "commitment" if row["label"] in ("measure", "pledge") else row["label"]
            counts[label][sentences[at].part] += 1
    progress, commitment = counts["progress"], counts["commitment"]
    assert progress[Part.REVIEW] / progress.total() >= 0.95
    assert commitment[Part.PLAN] / commitment.total() >= 0.97


def test_reports_have_both_parts_or_say_so(joined: dict[str, Segmented]) -> None:
    for doc_id, result in joined.items():
        document = result.document
        if document.language != "zh" or "resolution" in doc_id or document.level == "prefecture":
            continue
        shares = {part: sum(s.part is part for s in result.sentences) / len(result.sentences) for part in Part}
        flagged = any("part" in warning for warning in result.warnings)
        assert flagged or (shares[Part.REVIEW] >= 0.05 and shares[Part.PLAN] >= 0.05), doc_id
        if document.level == "province":
            assert not flagged, doc_id


def test_page_furniture_of_2026_is_gone(joined: dict[str, Segmented]) -> None:
    marks = (
        "打印",
        "【字号",
        "字体：",
        "下载",
        "收藏",
        "全屏",
        "来源：",
        "相关报道",
        "加大",
        "还原",
        "减小",
        "大",
        "中",
        "小",
        "】",
    )
    provinces = [r for doc_id, r in joined.items() if doc_id.endswith("-2026") and r.document.level == "province"]
    assert len(provinces) == 31
    left = [s.text for r in provinces for s in r.sentences if s.text.startswith(marks) and len(s.text) <= 12]
    assert [t for t in left if t in marks or t.startswith(("【字号", "来源：", "相关报道"))] == []
    assert sum(c.reason in ("navigation", "font size", "source") for r in provinces for c in r.cuts) >= 94


def test_archive_footers_are_gone(joined: dict[str, Segmented]) -> None:
    national = [r for doc_id, r in joined.items() if doc_id.startswith("cn-gwr-")]
    assert any(c.reason == "licence" for r in national for c in r.cuts)
    assert not [s.text for r in national for s in r.sentences if "本作品" in s.text or "Public domain" in s.text]


def test_the_seed_speech(joined: dict[str, Segmented]) -> None:
    result = joined["xx-inquiry-2021"]
    spans = [(s.start, s.end) for s in result.sentences if s.kind is Kind.HEADING]
    text = result.document.text
    assert [text[a:b][:2] for a, b in spans] == ["一、", "二、", "三、"]
    assert all(text[b - 4 : b] in ("努力方向", "迎头赶上", "见到成效") for _, b in spans)
    assert [s.kind for s in result.sentences[:3]] == [Kind.TITLE, Kind.TITLE, Kind.SALUTATION]
    assert len(result.sentences) == 42
    assert result.warnings == ()


def test_speed_of_sentence_splitting(documents: dict[str, Document]) -> None:
    """A million characters a second a core, counted over cleaning and splitting of every text."""
    from pipeline.segment.lines import furniture_lines

    texts = [(LANGUAGES[d.language], d.text) for d in documents.values()]
    start = time.process_time()
    for language, text in texts:
        furniture_lines(language, text)
        language.sentence_spans(text, 0, len(text), split_semicolon=True)
    assert sum(len(text) for _, text in texts) / (time.process_time() - start) >= 1_000_000
