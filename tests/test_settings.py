"""Settings: defaults, a user's file, every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import DEFAULT_FILE, Settings, accurate, fingerprint, load_settings


def test_the_default_file_gives_the_defaults() -> None:
    assert load_settings(DEFAULT_FILE) == Settings() == load_settings(None)


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[segment]\njoin_lines = ["zh", "en"]\n[link]\nsame_threshold = 1\n', encoding="utf-8")
    changed = load_settings(file)
    assert changed.segment.join_lines == ("zh", "en")
    assert changed.link.same_threshold == 1.0
    assert changed.closure == Settings().closure


@pytest.mark.parametrize(
    ("named", "model"),
    [
        ("classify", "classify-accurate"),
        ("classify-accurate", "classify-accurate"),
        ("own/labels/", "own/labels-accurate"),
    ],
)
def test_the_accurate_models_lie_beside_those_that_are_named(tmp_path: Path, named: str, model: str) -> None:
    file = tmp_path / "my.toml"
    file.write_text(f'[classify]\nmodel = "{named}"\nreview_below = 0.7\n', encoding="utf-8")
    changed = accurate(load_settings(file))
    assert (changed.classify.model, changed.classify.review_below) == (model, 0.7)
    assert changed.link.model == "links-accurate"
    assert changed.link.cross_encoder == ("zh", "en")
    assert changed.closure == Settings().closure


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    text = '[segment]\nsplit = true\nlong_sentence = "many"\njoin_lines = "zh"\n[no]\na = 1\n[response]\nmost = true\n'
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    message = str(caught.value)
    for part in (
        "unknown key 'split'",
        "long_sentence = 'many'",
        "join_lines = 'zh'",
        "unknown section [no]",
        "most = True",
    ):
        assert part in message
    assert message.count("\n") == 4


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[embed]\nencoder = ""', "[embed] encoder = '' names nothing → leave it out, or use 'static'"),
        ('[link]\nmodel = " "', "[link] model = ' ' names nothing → leave it out, or use 'links'"),
        ("[link]\nblock = 0", "[link] block = 0 is out of range → 1 or more"),
        ("[link]\ncandidate_cosine = nan", "[link] candidate_cosine = nan is out of range → 0 or more, at most 1"),
        ("[link]\nsame_threshold = 0.0", "[link] same_threshold = 0.0 is out of range → more than 0, at most 1"),
        ("[thread]\ncut = 1.5", "[thread] cut = 1.5 is out of range → 0.08 or more, at most 1"),
        ("[closure]\nhorizon = -3", "[closure] horizon = -3 is out of range → 1 or more"),
        ('[segment]\njoin_lines = ["zh", "de"]', "[segment] join_lines = ('zh', 'de') is not known → use zh or en"),
        ('[report]\nlanguage = "fr"', "[report] language = 'fr' is not known → use en or zh"),
    ],
)
def test_a_value_out_of_range_is_refused_with_the_range(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "my.toml"
    file.write_text(f"{text}\n[report]\ntop = -1\n" if "[report]" not in text else text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    told = str(caught.value).split("\n")
    assert f"{file}: {problem}" in told
    assert len(told) == (1 if "[report]" in text else 2)  # all of them at once


def test_a_missing_or_broken_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="name an existing TOML file"):
        load_settings(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[segment\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="not a TOML file"):
        load_settings(broken)


def test_a_fingerprint_changes_with_any_part() -> None:
    base = fingerprint(Settings(), {"b": 1, "a": 2})
    assert base == fingerprint(Settings(), {"a": 2, "b": 1})
    assert base != fingerprint(Settings(), {"a": 2, "b": 2})
    assert base != fingerprint({"a": 2, "b": 1}, Settings())
