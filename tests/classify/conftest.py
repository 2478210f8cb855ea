"""Both classifiers, trained once; one thread for tiny networks, as more only wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.classify.accurate import train_both
from pipeline.modelfiles import ModelFile, load_model, save_model

from .documents import corpus


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelFile, ModelFile]:
    """Return the fast and the accurate classifier on a tiny backbone, read from their folders."""
    from .test_accurate import OPTIONS, backbone

    documents, gold = corpus(14)
    with_gold = set(sorted(documents)[:10])
    both = train_both([g for g in gold if g.doc_id in with_gold], documents, backbone(), options=OPTIONS)
    folder: Path = tmp_path_factory.mktemp("models")
    for name, model in zip(("classify", "classify-accurate"), both, strict=True):
        save_model(folder / name, *model)
    return load_model(folder / "classify"), load_model(folder / "classify-accurate")
