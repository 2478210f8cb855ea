"""Which models may be combined: an encoder that the scorers were not trained with is refused or warned of."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed.train import learn_vocabulary
from pipeline.embed.tuned import BERT, CENTRE
from pipeline.errors import ModelError, RunError
from pipeline.jobs import WORDS, Job, Paths, code_hash, load_models
from pipeline.modelfiles import load_model, save_model
from pipeline.settings import Settings


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Return settings that name an encoder of three pieces."""
    _save_encoder(tmp_path / "other", 4)
    return replace(Settings(), embed=replace(Settings().embed, encoder=str(tmp_path / "other")))


@pytest.fixture
def own(other: Settings) -> Settings:
    """Return the same settings with all thresholds, so that the scorers take the other encoder."""
    return replace(
        other,
        link=replace(other.link, same_threshold=0.9, related_threshold=0.8),
        thread=replace(other.thread, cut=0.5),
        closure=replace(other.closure, closes_threshold=0.9, advances_threshold=0.8),
    )


def _save_encoder(folder: Path, dimension: int) -> None:
    tokenizer = learn_vocabulary(["修桥铺路", "修桥铺路", "修桥铺路"], 3)
    table = np.eye(len(tokenizer["model"]["vocab"]), dimension, dtype=np.float16)
    save_model(folder, {"embedding": table}, {"tokenizer": tokenizer}, {})


def test_another_encoder_is_refused_with_all_that_is_missing(root: Path, other: Settings) -> None:
    with pytest.raises(ModelError, match="trained with another encoder") as caught:
        load_models(root / "models", other)
    told = str(caught.value)
    assert all(key in told for key in ("link.same_threshold", "thread.cut", "closure.closes_threshold", "train.py"))


def test_with_own_thresholds_it_is_warned_of(root: Path, own: Settings, caplog: pytest.LogCaptureFixture) -> None:
    loaded = load_models(root / "models", own)
    assert loaded.encoder.dimension == 4
    assert [name in caplog.text for name in ("link.model", "closure.model")] == [True, True]


def test_a_model_that_was_trained_anew_is_read_anew(root: Path, own: Settings, tmp_path: Path) -> None:
    before = load_models(root / "models", own)
    assert load_models(root / "models", own) is before
    _save_encoder(tmp_path / "other", 5)
    after = load_models(root / "models", own)
    assert (before.encoder.dimension, after.encoder.dimension) == (4, 5)


def test_a_worker_with_another_model_refuses_the_task(root: Path, own: Settings, tmp_path: Path) -> None:
    models = root / "models"
    job = Job(Paths(tmp_path / "out"), own, models, code_hash(), load_models(models, own).hashes)
    assert job.load().hashes == job.hashes
    _save_encoder(tmp_path / "other", 5)
    with pytest.raises(RunError, match=re.escape(f"another version of {tmp_path / 'other'}")):
        job.load()


def test_the_shipped_models_fit_each_other(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    loaded = load_models(root / "models", Settings())
    assert loaded.links.encoder == loaded.closures.encoder == loaded.encoder.fingerprint
    assert loaded.second is not None
    assert "another encoder" not in caplog.text


@pytest.mark.parametrize("name", ["links", "links-accurate"])
def test_closures_are_looked_at_by_the_transformer_of_the_shipped_links(root: Path, name: str) -> None:
    loaded = load_models(root / "models", replace(Settings(), link=replace(Settings().link, model=name)))
    assert loaded.closures.second is not None
    assert loaded.closures.any_threshold == loaded.closures.second.any_threshold


def test_without_a_transformer_closures_take_the_scorer_alone(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    loaded = load_models(root / "models", replace(Settings(), link=replace(Settings().link, model="links-plain")))
    assert loaded.closures.second is None
    assert "second look" not in caplog.text


def test_a_transformer_that_the_closures_were_not_trained_for_is_warned_of(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = load_model(root / "models" / "links")
    arrays = {n: a + 1 if n == f"{BERT}{CENTRE}" else a for n, a in shipped.arrays.items()}
    save_model(tmp_path / "links", arrays, shipped.meta, shipped.card)
    settings = replace(Settings(), link=replace(Settings().link, model=str(tmp_path / "links")))
    assert load_models(root / "models", settings).closures.second is None
    assert "takes no second look with the transformer" in caplog.text
    assert "scripts/train.py closures" in caplog.text


def _with_classifier(folder: Path | str, *, second_look: bool = True) -> Settings:
    """Return settings with the classifier of a folder."""
    return replace(Settings(), classify=replace(Settings().classify, model=str(folder), second_look=second_look))


def test_the_shipped_classifier_looks_at_what_it_doubts_unless_it_is_told_not_to(root: Path) -> None:
    looking = load_models(root / "models", Settings()).classifier.look
    assert looking is not None
    assert looking.encoder is not None
    alone = load_models(root / "models", _with_classifier("classify", second_look=False)).classifier.look
    assert alone is not None
    assert alone.encoder is None


def test_the_accurate_classifier_must_stand_beside_one_that_looks_twice(root: Path, tmp_path: Path) -> None:
    shipped = load_model(root / "models" / "classify")
    save_model(tmp_path / "mine", shipped.arrays, shipped.meta, shipped.card)
    asking = _with_classifier(tmp_path / "mine")
    with pytest.raises(
        ModelError,
        match=r"mine-accurate: missing.*set classify\.second_look = false and closure\.cross_encoder = false$",
    ):
        load_models(root / "models", asking)
    unread = replace(asking.closure, cross_encoder=False)
    with pytest.raises(ModelError, match=r"mine-accurate: missing.*set classify\.second_look = false"):
        load_models(root / "models", replace(asking, closure=unread))
    alone = replace(_with_classifier(tmp_path / "mine", second_look=False), closure=unread)
    assert load_models(root / "models", alone).classifier.look


def _with_cross(folder: Path | str, *, cross: bool = True) -> Settings:
    """Return settings without a second look at labels, with the closures of a folder."""
    settings = _with_classifier("classify", second_look=False)
    return replace(settings, closure=replace(Settings().closure, model=str(folder), cross_encoder=cross))


def test_the_shipped_closures_are_read_unless_it_is_told_not_to(root: Path) -> None:
    loaded = load_models(root / "models", Settings())
    assert loaded.closures.cross is not None
    assert loaded.closures.closes_threshold == loaded.closures.cross[0].threshold
    assert loaded.classifier.look is not None
    assert loaded.reads is not None
    assert loaded.classifier.look.encoder is loaded.reads.encoder, "one copy serves both"
    assert loaded.hashes[WORDS] == loaded.reads.sha256, "another one makes other closures"
    without = load_models(root / "models", _with_cross("closures", cross=False))
    assert WORDS not in without.hashes
    alone = without.closures
    assert alone.cross is None
    assert alone.closes_threshold == alone.meta["closes_threshold"]


@pytest.mark.parametrize("name", ["classify", "classify-accurate"])
def test_the_cross_encoder_needs_no_second_look_at_labels(root: Path, name: str) -> None:
    settings = _with_cross("closures")
    settings = replace(settings, classify=replace(settings.classify, model=name))
    assert load_models(root / "models", settings).closures.cross is not None


@pytest.mark.parametrize("name", ["links", "links-accurate"])
def test_the_shipped_links_are_read_in_the_languages_that_are_named(
    root: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = _with_cross("closures", cross=False)
    read = replace(settings, link=replace(settings.link, model=name, cross_encoder=("en",)))
    loaded = load_models(root / "models", read)
    assert loaded.links.cross is not None
    assert list(loaded.links.cross[0].weights) == ["en"]
    assert loaded.reads is not None
    assert loaded.hashes[WORDS] == loaded.reads.sha256
    plain = replace(read.link, model="links-plain")
    assert not caplog.text
    assert load_models(root / "models", replace(read, link=plain)).links.cross is None, "it looks at nothing twice"
    assert "link.model = links-plain: has no cross-encoder" in caplog.text
    silent = load_models(root / "models", replace(read, link=replace(read.link, cross_encoder=())))
    assert (silent.links.cross, silent.reads) == (None, None)
    assert silent.links.cuts == loaded.links.cuts


@pytest.mark.parametrize("name", ["links", "closures"])
def test_a_transformer_that_the_cross_encoder_was_not_trained_for_is_warned_of(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    shipped = load_model(root / "models" / name)
    meta = {**shipped.meta, "cross_encoder": {**shipped.meta["cross_encoder"], "transformer": "0" * 64}}
    save_model(tmp_path / name, shipped.arrays, meta, shipped.card)
    if name == "closures":
        settings = _with_cross(tmp_path / name)
    else:
        settings = _with_cross("closures", cross=False)
        settings = replace(settings, link=replace(settings.link, model=str(tmp_path / name), cross_encoder=("zh",)))
    loaded = load_models(root / "models", settings)
    assert (loaded.links.cross, loaded.closures.cross) == (None, None)
    assert "reads no pairs with the transformer of classify-accurate" in caplog.text
    assert f"train.py {name}" in caplog.text


def test_the_transformer_of_a_cross_encoder_must_be_there(root: Path, tmp_path: Path) -> None:
    shipped = load_model(root / "models" / "classify")
    save_model(tmp_path / "mine", shipped.arrays, shipped.meta, shipped.card)
    settings = _with_cross("closures")
    settings = replace(settings, classify=replace(settings.classify, model=str(tmp_path / "mine")))
    with pytest.raises(ModelError, match=r"mine-accurate: missing.*set closure\.cross_encoder = false"):
        load_models(root / "models", settings)
