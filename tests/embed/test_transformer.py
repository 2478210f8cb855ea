"""Encoders of sentence-transformers, on a tiny BERT with random weights that is made here."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed import load_encoder
from pipeline.errors import ModelError
from pipeline.settings import EmbedSettings

LETTERS = list("新建修桥路港码头水车站公园图书馆提高降低，。") + list("abcdefghijklmnopqrstuvwxyz.")
LIMIT = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, pre_tokenizers
    from tokenizers.models import WordLevel
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    vocabulary = {token: k for k, token in enumerate(["<pad>", "<unk>", *LETTERS])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    out = tmp_path_factory.mktemp("encoder")
    BertModel(config, add_pooling_layer=False).save_pretrained(out / "bert")
    fast.save_pretrained(out / "bert")
    word = Transformer(str(out / "bert"), max_seq_length=LIMIT)
    SentenceTransformer(modules=[word, Pooling(16, "mean")], device="cpu").save(str(out / "st"))
    return out / "st"


TEXTS = ["新建图书馆", "修路", "提高水站", "plain words", "新建港"] * 3


def test_vectors_do_not_depend_on_batch_size_company_or_order(folder: Path) -> None:
    made = [load_encoder(str(folder), folder, EmbedSettings(batch=batch, unknown_max=1.0)) for batch in (1, 2, 64)]
    first = made[0].encode(TEXTS)
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-4)
    assert np.array_equal(first[:5], first[5:10])
    for encoder in made[1:]:
        assert np.abs(encoder.encode(TEXTS) - first).max() <= 2e-5
        assert encoder.fingerprint == made[0].fingerprint
    assert np.abs(made[2].encode(TEXTS[::-1])[::-1] - first).max() <= 2e-5
    assert made[0].encode([]).shape == (0, 16)


def test_long_texts_are_read_in_pieces_and_counted(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    encoder = load_encoder(str(folder), folder, EmbedSettings(unknown_max=1.0))
    long = "新建图书馆，修路修桥，提高水站。" + "港" * 40
    with caplog.at_level(logging.WARNING):
        both = encoder.encode([long, long[:8]])
    assert "1 of 2 texts are longer than 12 tokens and were read in pieces" in caplog.text
    assert "新建图书馆" in caplog.text
    tail = encoder.encode([long.replace("港" * 40, "桥" * 40)])[0]
    assert np.abs(tail - both[0]).max() > 1e-3, "the end of the text counts"


@pytest.mark.parametrize("part", ["the transformer", "a dense layer"])
def test_weights_that_would_be_unpickled_are_refused(part: str, folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense

    out = tmp_path / "st"
    model = SentenceTransformer(str(folder), device="cpu")
    model.append(Dense(16, 8))
    model.save(str(out))
    settings = EmbedSettings(unknown_max=1.0)
    assert load_encoder(str(out), out, settings).encode(TEXTS).shape == (15, 8)
    weights = out / "model.safetensors" if part == "the transformer" else next(out.glob("*Dense/model.safetensors"))
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(ModelError, match=r"safetensors|unpickled") as caught:
        load_encoder(str(out), out, settings)
    assert str(caught.value).endswith("→ name a folder that holds the model with weights in safetensors, or «static»")
    # for others in this process torch loads what it loaded before
    assert torch.load(weights.with_name("pytorch_model.bin"), weights_only=True)


@pytest.mark.parametrize("other", ["words", "longest text", "pooling", "prompt", "heads", "order"])
def test_the_fingerprint_tells_what_is_beside_the_weights(other: str, folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    settings = EmbedSettings(unknown_max=1.0)
    copy, changed = tmp_path / "copy", tmp_path / "changed"
    model = SentenceTransformer(str(folder), device="cpu")
    model.save(str(copy))
    before = load_encoder(str(copy), copy, settings).fingerprint
    assert before == load_encoder(str(folder), folder, settings).fingerprint, "the folder's name does not count"
    if other == "longest text":
        model.max_seq_length = LIMIT + 1
    elif other == "pooling":
        model[1] = Pooling(16, "cls")
    elif other == "prompt":
        model.prompts = {"query": "新建"}
    elif other == "order":
        model.append(Normalize())
    model.save(str(changed))
    if other == "words":
        file = changed / "tokenizer.json"
        told = json.loads(file.read_text("utf-8"))
        words = told["model"]["vocab"]
        words["新"], words["建"] = words["建"], words["新"]
        file.write_text(json.dumps(told), "utf-8")
    elif other == "heads":
        file = changed / "config.json"
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"num_attention_heads": 4}), "utf-8")
    after = load_encoder(str(changed), changed, settings)
    assert after.fingerprint != before


def test_unknown_tokens_are_refused(folder: Path) -> None:
    encoder = load_encoder(str(folder), folder, EmbedSettings(unknown_max=0.2))
    with pytest.raises(ModelError, match="does not know 100% of the tokens"):
        encoder.encode(["鹦鹉螺"] * 100)


def test_a_static_model_reads_texts_of_any_length_and_tells_what_it_does_not_know(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, pre_tokenizers
    from tokenizers.models import WordLevel

    words = {word: k for k, word in enumerate(["<unk>", "open", "the", "ferry", "clinic"])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu").save(str(tmp_path / "st"))
    encoder = load_encoder(str(tmp_path / "st"), tmp_path, EmbedSettings())
    found = encoder.encode(["open the ferry", "open the clinic", "open the ferry " * 5000])
    assert found.shape == (3, 8)
    assert np.allclose(found[0], found[2], atol=1e-4)
    with pytest.raises(ModelError, match="does not know 100% of the tokens"):
        encoder.encode(["修建渡口"] * 300)
