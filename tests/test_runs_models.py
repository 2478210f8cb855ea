"""Which models may be combined: an encoder that the scorers were not trained with is refused or warned of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed.train import learn_vocabulary
from pipeline.errors import ModelError
from pipeline.jobs import load_models
from pipeline.modelfiles import save_model
from pipeline.settings import Settings


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Return settings that name an encoder of three pieces."""
    tokenizer = learn_vocabulary(["修桥铺路", "修桥铺路", "修桥铺路"], 3)
    table = np.eye(len(tokenizer["model"]["vocab"]), 4, dtype=np.float16)
    save_model(tmp_path / "other", {"embedding": table}, {"tokenizer": tokenizer}, {})
    return replace(Settings(), embed=replace(Settings().embed, encoder=str(tmp_path / "other")))


def test_another_encoder_is_refused_with_all_that_is_missing(root: Path, other: Settings) -> None:
    with pytest.raises(ModelError, match="trained with another encoder") as caught:
        load_models(root / "models", other)
    told = str(caught.value)
    assert all(key in told for key in ("link.same_threshold", "thread.cut", "closure.closes_threshold", "train.py"))


def test_with_own_thresholds_it_is_warned_of(root: Path, other: Settings, caplog: pytest.LogCaptureFixture) -> None:
    own = replace(
        other,
        link=replace(other.link, same_threshold=0.9, related_threshold=0.8),
        thread=replace(other.thread, cut=0.5),
        closure=replace(other.closure, closes_threshold=0.9, advances_threshold=0.8),
    )
    loaded = load_models(root / "models", own)
    assert loaded.encoder.dimension == 4
    assert [name in caplog.text for name in ("link.model", "closure.model")] == [True, True]


def test_the_shipped_models_fit_each_other(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    loaded = load_models(root / "models", Settings())
    assert loaded.links.encoder == loaded.closures.encoder == loaded.encoder.fingerprint
    assert loaded.second is None
    assert "another encoder" not in caplog.text
