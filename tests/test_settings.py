"""Settings: defaults, a user's file, every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import DEFAULT_FILE, Settings, fingerprint, load_settings


def test_the_default_file_gives_the_defaults() -> None:
    assert load_settings(DEFAULT_FILE) == Settings() == load_settings(None)


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[segment]\njoin_lines = ["zh", "en"]\n[link]\nsame_threshold = 1\n', encoding="utf-8")
    changed = load_settings(file)
    assert changed.segment.join_lines == ("zh", "en")
    assert changed.link.same_threshold == 1.0
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
