"""Model folders: what is no model is refused with its place, and a kill leaves the old model, the new one or none."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.modelfiles import CARD, META, WEIGHTS, load_model, save_model


def save(folder: Path, number: int) -> None:
    save_model(folder, {"w": np.full(3, number)}, {"number": number}, {"number": number})


@pytest.mark.parametrize("part", [META, CARD])
@pytest.mark.parametrize("content", ["[]", "null", '"x"'])
def test_json_that_is_no_object_is_refused(part: str, content: str, tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / part).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=f"{part}: holds no JSON object → train it again"):
        load_model(tmp_path)


def test_json_without_end_is_refused(tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / META).write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(ModelError, match="not a model of this project"):
        load_model(tmp_path)


@pytest.mark.parametrize("part", [WEIGHTS, META, CARD])
def test_a_part_that_cannot_be_read_is_named(part: str, tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / part).unlink()
    with pytest.raises(ModelError, match=f"{part}: missing"):
        load_model(tmp_path)
    (tmp_path / part).mkdir()
    with pytest.raises(ModelError, match=rf"{part}: cannot be read \(Is a directory\)"):
        load_model(tmp_path)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", range(8))
def test_weights_of_one_model_never_lie_beside_the_meta_of_another(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps are what a process does on the disk: three files are written, one is removed, three are renamed."""
    save(tmp_path, 1)
    steps = itertools.count()

    def dying(name: str) -> None:
        real = getattr(Path, name)

        def once(self: Path, *given: Any, **named: Any) -> Any:  # noqa: ANN401
            if next(steps) >= step:  # nothing is done after the end, not even tidied up
                raise Killed
            return real(self, *given, **named)

        monkeypatch.setattr(Path, name, once)

    with monkeypatch.context():
        for name in ("write_bytes", "write_text", "unlink", "replace"):
            dying(name)
        try:
            save(tmp_path, 2)
        except Killed:
            pass
        else:
            assert step == 7, "the last step comes after the end"
    monkeypatch.undo()
    try:
        model = load_model(tmp_path)
    except ModelError as error:
        assert "missing" in str(error)
        return
    assert model.arrays["w"][0] == model.meta["number"] == model.card["number"] == (1 if step < 7 else 2)


def test_a_folder_that_cannot_be_written_is_named_and_keeps_its_model(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match=r"models/links: cannot be written \((?:Not a directory|File exists)\)"):
        save(tmp_path / "models" / "links", 1)
    save(tmp_path / "links", 1)

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(ModelError, match="No space left on device"):
            save(tmp_path / "links", 2)
    assert load_model(tmp_path / "links").meta == {"number": 1}
    assert sorted(path.name for path in (tmp_path / "links").iterdir()) == sorted((WEIGHTS, META, CARD))
