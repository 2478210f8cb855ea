"""Words and folded copies.

Covers the rows T2-T4, T6-T10, T12 and I13 of the list of known failures, and E7: the copy that is compared is the same
for both scripts and widths, and words do not depend on what else runs in the process.
"""

from __future__ import annotations

import marshal
import subprocess
import sys
import time
from pathlib import Path

import jieba
import pytest
import spacy

from pipeline.languages import LANGUAGES
from tests.safety.checks import MOST_SECONDS

ZH, EN = LANGUAGES["zh"], LANGUAGES["en"]


def test_quoted_names_stay_whole() -> None:  # T2
    assert "千村百桥" in ZH.tokens("实施“千村百桥”工程")


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("增长23.4%以上", "23.4%"),
        ("新增23,876户", "23,876"),
        ("达到１２００万元", "1200"),
        ("占５．５％", "5.5%"),
        ("PM2.5浓度", "PM2.5"),
    ],
)
def test_numbers_stay_whole(text: str, token: str) -> None:  # T3, T4
    assert token in ZH.tokens(text)


def test_words_added_elsewhere_change_nothing() -> None:  # T8
    before = ZH.tokens("推进云岭智慧水网建设")
    jieba.add_word("云岭智慧水网")
    assert ZH.tokens("推进云岭智慧水网建设") == before
    jieba.del_word("云岭智慧水网")


def test_no_invented_words() -> None:  # T7
    # with guessing on, jieba makes one word of unknown neighbours; without it they stay characters of the dictionary
    assert all(len(word) == 1 for word in ZH.tokens("翯嚭鱻"))


def test_traditional_text_has_the_same_words() -> None:  # T9, E7
    assert ZH.tokens("國際論壇與農業發展") == ZH.tokens("国际论坛与农业发展")


def test_simplified_text_is_never_converted() -> None:  # T10
    text = "被发明的心理发展理论干着后台工作"
    assert ZH.normalise(text) == text
    assert ZH.fold(text) == text


def test_punctuation_keeps_its_width() -> None:  # I13
    assert ZH.normalise("（一）就业；面积５㎡") == "（一）就业；面积5㎡"


def test_spaces_that_mean_nothing_go() -> None:
    assert ZH.normalise("增长 5% 左右\n，GDP growth 稳定") == "增长5%左右，GDP growth稳定"


def test_a_process_of_its_own_cuts_alike() -> None:  # T6
    text = "加快推进城乡供水一体化，新增就业１２００人"
    code = f"from pipeline.languages import LANGUAGES as L; print('|'.join(L['zh'].tokens({text!r})))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONHASHSEED": "7", "PYTHONUTF8": "1", "PATH": ""},
    )
    assert run.stdout.strip() == "|".join(ZH.tokens(text))
    assert run.stderr == ""


def test_a_dictionary_in_the_temporary_folder_changes_nothing(tmp_path: Path) -> None:
    planted = marshal.dumps(({"社": 0, "社区食": 9_000_000, "社区": 0}, 9_000_000))
    (tmp_path / "jieba.cache").write_bytes(planted)
    code = (
        "import jieba; from pipeline.languages.zh import CHINESE, word_tags\n"
        "print(*CHINESE.tokens('推进社区食堂建设'), word_tags()['社区'], jieba.dt.initialized)"
    )
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    env = {"PYTHONUTF8": "1", "PATH": "", **temporary}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8", env=env)
    assert run.stdout.split() == [*ZH.tokens("推进社区食堂建设"), "n", "False"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"jieba.cache": planted}


def test_english_words_are_those_of_spacy() -> None:  # T12
    text = "We'll cut the levy to 15% in the U.S., won't we?"
    expected = [t.lower_ for t in spacy.blank("en")(text) if not t.is_punct]
    assert EN.tokens(text) == expected
    assert "u.s." in expected


def test_english_copy() -> None:
    assert EN.normalise("“coop-\neration”  in\u00a0the ﬁeld") == '"cooperation" in the field'


def test_cues_fire_on_folded_text() -> None:
    assert ZH.cues["deadline"].search("2035年底前建成")
    assert ZH.cues["deadline"].search("二〇三五年底前建成")
    assert not ZH.cues["deadline"].search("今年要建成")
    assert ZH.cues["percent"].search("增长５％")
    assert ZH.cues["negative"].search(ZH.fold("困難很多"))
    assert EN.cues["deadline"].search("finished by the end of 2031")
    assert EN.cues["money"].search("a fund of $30 million")


def test_marks_without_a_blank_are_cut_in_time() -> None:
    """The tokenizer would take hours."""
    start = time.perf_counter()
    assert len(EN.tokens("’" * 50_000)) <= 50_000
    assert time.perf_counter() - start < MOST_SECONDS
    assert EN.tokens("mend " + "pier" * 60 + " now") == ["mend", "pier" * 50, "pier" * 10, "now"]
