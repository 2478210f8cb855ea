"""The weights in models/: they load, fit the code, and judge the speech that the project started from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.classify import Classifier
from pipeline.classify.transformer import transformer_of
from pipeline.modelfiles import load_model
from pipeline.records import Document, Label
from pipeline.segment import segment
from pipeline.settings import ClassifySettings, SegmentSettings, accurate_beside

from .documents import document


@pytest.fixture(scope="module")
def default(root: Path) -> Classifier:
    models, name = root / "models", ClassifySettings().model
    transformer = transformer_of(lambda: load_model(models / accurate_beside(name)), range(1, 13))
    return Classifier.from_model(load_model(models / name)).looking(transformer)


def test_the_default_reads_invented_sentences_of_both_languages(default: Classifier) -> None:
    chinese = document(["2035年重点工作", "今年新建渡口12座。", "加强渡口管理。", "编制《柳河渡口规划》。"], year=2035)
    (judged,) = default.judge([chinese])
    assert [j.label for j in judged[1:]] == [Label.PLEDGE, Label.MEASURE, Label.PLEDGE]
    english = document(
        [
            "Last year we opened three ferry landings.",
            "I will raise the ferry rebate from 10 per cent to 12 per cent with effect from 3 April 2035.",
            "Madam Speaker, I rise to present the budget.",
        ],
        language="en",
        year=2035,
    )
    (judged,) = default.judge([english])
    assert [j.label for j in judged] == [Label.PROGRESS, Label.PLEDGE, Label.OTHER]


def test_a_bare_line_leaves_doubt(default: Classifier) -> None:
    """Without tense, part and neighbours a count is a promise or a report: the model must not be certain."""
    (judged,) = default.judge([document(["新建渡口12座。", "新建渡口。"], year=2035)])
    assert judged[0].label in {Label.PLEDGE, Label.PROGRESS}
    assert max(judged[0].probabilities) < 0.95


def test_cards_name_their_data_and_models_stay_small(root: Path) -> None:
    for name, limit in (("classify", 15e6), ("classify-accurate", 45e6)):
        folder = root / "models" / name
        assert sum(f.stat().st_size for f in folder.iterdir()) < limit
        card = load_model(folder).card
        assert set(card["data_sha256"]) == {
            "sentences-zh.csv",
            "sentences-en.csv",
            "extra-sentences.csv",
            "invented/annotations.csv",
        }
        assert "not yet known" in card["gold_was_made_by"]


@pytest.mark.shared
def test_the_inquiry_reply(shared: Path, root: Path) -> None:
    path = shared / "corpora" / "seed" / "texts" / "xx-inquiry-2021.txt"
    text = path.read_bytes().decode("utf-8")
    reply = Document("xx-inquiry-2021", "X", "prefecture", 2021, "inquiry-reply", "", "zh", "", "", "utf-8", text)
    wanted = {
        309: Label.OTHER,
        584: Label.PROBLEM,
        690: Label.PROBLEM,
        716: Label.PROBLEM,
        778: Label.PROBLEM,
        880: Label.PLEDGE,
        981: Label.PLEDGE,
        1321: Label.MEASURE,
        1345: Label.MEASURE,
        1400: Label.MEASURE,
        1444: Label.PLEDGE,
    }
    segmented = segment(reply, SegmentSettings())
    for name in ("classify", "classify-accurate"):
        (judged,) = Classifier.from_model(load_model(root / "models" / name)).judge([segmented])
        found = {s.start: j.label for s, j in zip(segmented.sentences, judged, strict=True)}
        assert {start: found.get(start) for start in wanted} == wanted
