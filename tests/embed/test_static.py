"""The static encoder: equal to sentence-transformers, the same in any company, refused where it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed import StaticEncoder, load_encoder
from pipeline.embed.base import language_of, plain
from pipeline.errors import ModelError
from pipeline.modelfiles import load_model
from pipeline.settings import EmbedSettings

TEXTS = [
    "新建青泽港二期码头",
    "扩建青泽港码头，疏浚航道",
    "提高渔民养老补贴标准",
    "全年新增公共车位300个",
    "The county will plant 300 trees along the canal.",
    "Two new ferries will be ordered before the summer.",
    "",
    "。",
]


@pytest.fixture(scope="module")
def tiny(root: Path) -> StaticEncoder:
    return StaticEncoder(load_model(root / "tests" / "data" / "models" / "tiny-static"))


def test_equal_to_static_embedding_of_sentence_transformers(root: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    file = load_model(root / "tests" / "data" / "models" / "tiny-static")
    tokenizer = Tokenizer.from_str(json.dumps(file.meta["tokenizer"], ensure_ascii=False))
    module = StaticEmbedding(tokenizer, embedding_weights=file.arrays["embedding"].astype(np.float32))
    theirs = SentenceTransformer(modules=[module], device="cpu")
    texts = [plain(t) for t in TEXTS if t and t != "。"]
    unknown = file.meta["tokenizer"]["model"]["unk_id"]
    assert all(unknown not in tokenizer.encode(t, add_special_tokens=False).ids for t in texts)
    wanted = theirs.encode(texts, normalize_embeddings=True)
    assert np.allclose(StaticEncoder(file).encode(texts), wanted, atol=1e-6)


def test_vectors_have_unit_length_and_nothing_is_like_nothing(tiny: StaticEncoder) -> None:
    vectors = tiny.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), tiny.dimension)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths[:6], 1, atol=1e-5)
    assert lengths[6] == 0
    assert tiny.encode([]).shape == (0, tiny.dimension)


def test_company_and_order_change_no_byte(tiny: StaticEncoder) -> None:
    together = tiny.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert tiny.encode([text])[0].tobytes() == together[row].tobytes()
    assert tiny.encode(TEXTS[::-1])[::-1].tobytes() == together.tobytes()


def test_traditional_script_and_full_width_are_folded(tiny: StaticEncoder) -> None:
    pairs = [("擴建青澤港碼頭", "扩建青泽港码头"), ("新增公共车位３００个", "新增公共车位300个")]
    for one, other in pairs:
        assert np.array_equal(*tiny.encode([one, other]))


def test_an_english_vocabulary_is_refused_for_chinese(root: Path) -> None:
    file = load_model(root / "tests" / "data" / "models" / "tiny-static")
    pieces = file.meta["tokenizer"]["model"]["vocab"]
    latin = [p for p in pieces if p[0] == "<unk>" or language_of(p[0]) == "en"]
    tokenizer = {**file.meta["tokenizer"], "model": {**file.meta["tokenizer"]["model"], "vocab": latin}}
    arrays = {"embedding": file.arrays["embedding"][: len(latin)]}
    model = type(file)("english", arrays, {"tokenizer": tokenizer}, {}, "0")
    strict = StaticEncoder(model, 0.2)
    many = [f"{text}{k}" for k in range(200) for text in TEXTS[:4]]
    with pytest.raises(ModelError, match=r"english: does not know \d+% of the tokens of 800 texts in language zh"):
        strict.encode(many)
    assert StaticEncoder(model, 1.0).encode(many).shape[0] == 800
    assert strict.encode([TEXTS[4]] * 50).shape[0] == 50, "English itself is read"
    assert strict.encode(TEXTS[:1]).shape[0] == 1, "too little text to tell"


def test_the_bundled_model_loads_and_reads_both_languages(root: Path) -> None:
    encoder = load_encoder("static", root / "models", EmbedSettings())
    vectors = encoder.encode(TEXTS)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    assert len(encoder.fingerprint) == 64


@pytest.mark.parametrize("name", ["no-such-model", "./nothing/here", "/nowhere/at/all", "a/b/c"])
def test_a_name_that_is_nothing_is_an_error_without_a_hub(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no such encoder in .* → use «static»"):
        load_encoder(name, tmp_path, EmbedSettings())


def test_a_folder_without_an_encoder_is_an_error(tmp_path: Path, root: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="not a sentence-transformers folder"):
        load_encoder("empty", tmp_path, EmbedSettings())
    file = load_model(root / "tests" / "data" / "models" / "tiny-static")
    with pytest.raises(ModelError, match="no static encoder"):
        StaticEncoder(type(file)("other", {}, {}, {}, "0"))


def test_weights_of_words_tell_the_concrete_and_the_rare(root: Path) -> None:
    encoder = StaticEncoder(load_model(root / "models" / "static"))
    words = ["茶叶", "观念", "意识", "殡仪馆", "", "𰻝"]
    directions, strengths, rarities = encoder.weigh(words)
    concrete, idea, another, rare, empty, unknown = range(len(words))
    assert strengths[concrete] > 1.3 * strengths[idea]
    alike = directions @ directions[idea]
    assert alike[another] > 0.3 > alike[concrete]
    assert rarities[rare] > 2 * rarities[concrete]
    assert (strengths[empty], rarities[empty]) == (0, 0)
    assert strengths[unknown] == 0 < rarities[unknown]
    assert np.array_equal(encoder.weigh(words[:1])[0][0], directions[concrete])
