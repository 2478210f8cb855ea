"""The tuned transformer from plain arrays says what the library's BERT says, whatever stands beside a text."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.embed.tuned import TunedEncoder, packed_transformer
from pipeline.errors import ModelError
from pipeline.modelfiles import load_model, save_model

TEXTS = ["修建东湖水厂。", "修建东湖第二水厂，年底前供水。", "Build a second water works by the lake.", "减税"]


def tiny() -> tuple[Any, Any]:
    """Return a BERT of two layers with random weights and a tokenizer of single characters."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = ["<s>", "</s>", "<pad>", "<unk>", *sorted(set("query: " + "".join(TEXTS)) - {" "})]
    vocabulary = {piece: k for k, piece in enumerate(pieces)}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        initializer_range=0.2,
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made,
        unk_token="<unk>",
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
    )
    return BertModel(config, add_pooling_layer=False).eval(), tokenizer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tuned") / "tiny"
    arrays, config = packed_transformer(*tiny(), np.full(64, 0.01, np.float32))
    save_model(place, arrays, {"transformer": config}, {})
    return place


def test_it_computes_what_the_library_computes(folder: Path) -> None:
    import torch

    bert, tokenizer = tiny()
    found = TunedEncoder(load_model(folder)).encode(TEXTS)
    for text, vector in zip(TEXTS, found, strict=True):
        ids = torch.tensor([tokenizer("query: " + text)["input_ids"]])
        with torch.no_grad():
            mean = bert(input_ids=ids).last_hidden_state[0].mean(0).numpy() - np.float32(0.01)
        # eight bits and bfloat16 cost a little
        assert float(vector @ mean / np.linalg.norm(mean)) > 0.998
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_companions_and_order_do_not_matter(folder: Path) -> None:
    encoder = TunedEncoder(load_model(folder))
    many = [text[:k] for text in TEXTS for k in range(1, len(text) + 1)] * 3
    together = encoder.encode([*many, *TEXTS])[-len(TEXTS) :]
    assert (encoder.encode(TEXTS[::-1])[::-1] == together).all()
    for text, vector in zip(TEXTS, together, strict=True):
        assert (encoder.encode([text])[0] == vector).all()


def test_nothing_and_very_long_texts(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    encoder = TunedEncoder(load_model(folder))
    assert encoder.encode([]).shape == (0, 64)
    long = "减税" * 200
    with caplog.at_level(logging.WARNING):
        assert encoder.encode([long, "减税"]).shape == (2, 64)
    assert "1 of 2 texts are read up to 128 tokens only" in caplog.text


def test_other_folders_are_refused(tmp_path: Path) -> None:
    save_model(tmp_path / "other", {"weights": np.zeros(3)}, {}, {})
    with pytest.raises(ModelError, match="transformer"):
        TunedEncoder(load_model(tmp_path / "other"))
