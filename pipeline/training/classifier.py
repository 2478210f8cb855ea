"""Train both classifiers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.classify.accurate import TUNED, TUNED_ON_FURTHER, Backbone, backbone_of, train_both
from pipeline.classify.larger import Larger
from pipeline.embed import load_encoder
from pipeline.errors import ModelError
from pipeline.further import further_sentences
from pipeline.modelfiles import load_model, save_model
from pipeline.planted import sentences
from pipeline.quantise import unpack as unpack_arrays
from pipeline.settings import ACCURATE
from pipeline.training.material import TOLD, Material, teacher_folder
from pipeline.training.tuning import AS_THEY_ARE, FURTHER, RAW, Tuning


def make_classifier(
    material: Material, folder: Path, models: Path, told: TOLD, tuning: Tuning = AS_THEY_ARE
) -> Mapping[str, object]:
    """Train both classifiers, save them in `folder` and `folder`-accurate, return the card of the default one.

    The transformer under the accurate classifier is taken from the accurate classifier at hand and stays as it is; its
    heads are trained, and they teach the default classifier on the sentences that nobody labelled. Tuned RAW, the
    layers of the raw transformer are trained as well, which takes hours on a processor; with FURTHER the transformer at
    hand learns what is new to it, in one pass. Raises GoldError or ModelError.
    """
    _refuse_unknown_device(tuning.device)
    larger = {language: Larger(own, device=tuning.device) for language, own in sorted(tuning.larger.items())}
    gold = material.labelled(["sentences"])
    further, hashes = further_sentences(models / folder.name, material.texts)
    documents = dict(material.documents)
    if material.invented is not None:
        further = [*further, *sentences(material.invented.planted)]
        documents |= material.invented.documents
        hashes |= material.invented.sha256()
    options = {"": None, RAW: TUNED, FURTHER: TUNED_ON_FURTHER}[tuning.way]
    if tuning.way == RAW:
        backbone = _raw_backbone(teacher_folder(material, folder))
    else:
        at_hand = load_model(models / f"{folder.name}{ACCURATE}")
        backbone = backbone_of(at_hand)
        if tuning.way == FURTHER:
            head = {k.removeprefix("head0."): array for k, array in at_hand.arrays.items() if k.startswith("head0.")}
            backbone = replace(backbone, head=unpack_arrays(head))
    fast, accurate = train_both(
        gold.sentences,
        documents,
        backbone,
        further=further,
        encode=load_encoder(material.settings.embed.encoder, models, material.settings.embed).encode,
        options=options,
        larger=larger,
        device=tuning.device,
        data_sha256=material.sha256("sentences") | hashes,
        progress=lambda name, done, total, loss: told(f"classify, {name}", done, total),
    )
    save_model(folder, *fast)
    save_model(folder.with_name(f"{folder.name}-accurate"), *accurate)
    return fast[2]


def _refuse_unknown_device(name: str) -> None:
    """Raise ModelError where nothing can be computed on a device."""
    import torch

    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError) as error:  # the library raises either
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"device {name}: {reason} → name one that torch can use here, or leave --device out"
        ) from error


def _raw_backbone(folder: Path) -> Backbone:
    """Return an unpacked transformer as the accurate classifier takes it."""
    from safetensors.numpy import load_file

    arrays = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("pooler")}
    shape = json.loads((folder / "config.json").read_text("utf-8"))
    tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    mark = {added["content"]: int(added["id"]) for added in tokenizer["added_tokens"]}
    config = {
        "layers": [int(shape["num_hidden_layers"])],
        "heads": int(shape["num_attention_heads"]),
        "epsilon": float(shape["layer_norm_eps"]),
        **{name: mark[sign] for name, sign in (("start", "<s>"), ("end", "</s>"), ("pad", "<pad>"))},
        "tokenizer": tokenizer,
    }
    return Backbone(arrays, config)
