"""A BERT in eight bits says what the library's BERT says, whatever else goes through with a text."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import numpy as np
import pytest
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline import bert as module
from pipeline.bert import Bert

HEADS, WIDTH, VOCABULARY = 4, 64, 40


@cache
def library() -> transformers.BertModel:
    """Return the library's BERT of three layers with random weights."""
    import torch

    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=HEADS,
        intermediate_size=128,
        initializer_range=0.2,
    )
    return transformers.BertModel(config, add_pooling_layer=False).eval()


def weights() -> dict[str, NDArray[np.float32]]:
    return {name: tensor.detach().numpy() for name, tensor in library().state_dict().items() if tensor.ndim}


def made(layers: int = 3) -> Bert:
    return Bert(weights(), heads=HEADS, epsilon=1e-12, layers=layers)


texts_of_tokens = st.lists(st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=30), min_size=1, max_size=60)


@settings(deadline=None, max_examples=40)
@given(texts_of_tokens)
def test_it_computes_what_the_library_computes(texts: list[list[int]]) -> None:
    import torch

    found = made().means(texts, [1, 3])
    known = library()
    for text, own in zip(texts[:5], found, strict=False):
        with torch.no_grad():
            states = known(input_ids=torch.tensor([text]), output_hidden_states=True).hidden_states
        for expected, said in zip((states[1], states[3]), np.split(own, 2), strict=True):
            goal = expected[0].mean(0).numpy()
            # eight bits cost a little
            assert float(said @ goal) > 0.99 * np.linalg.norm(said) * np.linalg.norm(goal)


@settings(deadline=None, max_examples=40)
@given(texts_of_tokens)
def test_means_are_those_of_the_tokens(texts: list[list[int]]) -> None:
    one = made()
    read = dict(one.tokens(texts, [1, 3]))
    assert sorted(read) == list(range(len(texts)))
    means = one.means(texts, [1, 3])
    for k, text in enumerate(texts):
        assert read[k].shape == (len(text), 2 * WIDTH)
        np.testing.assert_allclose(read[k].mean(axis=0), means[k], atol=1e-5)
        (alone,) = (tokens for _, tokens in one.tokens([text], [1, 3]))
        assert (alone == read[k]).all(), "whatever else is read"


@settings(deadline=None, max_examples=40)
@given(texts_of_tokens)
def test_companions_and_order_do_not_matter(texts: list[list[int]]) -> None:
    one = made()
    together = one.means(texts, [3])
    assert (one.means(texts[::-1], [3])[::-1] == together).all()
    assert (np.concatenate([one.means([text], [3]) for text in texts]) == together).all()


@settings(deadline=None, max_examples=40)
@given(texts_of_tokens)
def test_processors_without_eight_bits_give_the_same(texts: list[list[int]]) -> None:
    whole = made()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_multiplies_eight_bits", lambda: False)
        single = made()
    assert (single.means(texts, [2, 3]) == whole.means(texts, [2, 3])).all()


def test_the_way_of_products_is_tried_before_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    module._multiplies_eight_bits.cache_clear()
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: (a.int() @ b.int()).clamp(-32768, 32767))
    assert not module._multiplies_eight_bits(), "sums that overflow in sixteen bits"
    module._multiplies_eight_bits.cache_clear()
    monkeypatch.delattr(torch, "_int_mm")
    assert not module._multiplies_eight_bits()
    module._multiplies_eight_bits.cache_clear()


def test_layers_that_are_not_read_need_not_be_there() -> None:
    upper = {name: array for name, array in weights().items() if "layer.2." not in name}
    two = Bert(upper, heads=HEADS, epsilon=1e-12, layers=2)
    assert (two.means([[1, 2, 3]], [2]) == made().means([[1, 2, 3]], [2])).all()
    with pytest.raises(KeyError, match=r"layer\.2"):
        Bert(upper, heads=HEADS, epsilon=1e-12, layers=3)
    assert made().means([], [3]).shape == (0, WIDTH)


def test_what_a_task_holds_is_free_after_it_though_it_loaded_torch_first() -> None:
    code = """
import gc, weakref
from pipeline.bert import load_torch
gc.disable()
class Links: pass
def task():
    links = Links()
    load_torch()
    return weakref.ref(links)
assert task()() is None
"""
    subprocess.run([sys.executable, "-c", code], check=True)
