"""Training every model from gold and corpora: what `scripts/train.py` calls.

The trainers of the stages take loaded data and return arrays; these modules load the data and save
what comes back. The same inputs give the same files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.training.classifier import make_classifier
from pipeline.training.closures import make_closures
from pipeline.training.encoders import make_encoder
from pipeline.training.links import make_links
from pipeline.training.material import TOLD, Material, invented_at, load_material
from pipeline.training.tuning import AS_THEY_ARE, Tuning

__all__ = ["Material", "Tuning", "invented_at", "load_material", "make"]


def make(
    task: str, material: Material, out: Path, models: Path, told: TOLD, tuning: Tuning = AS_THEY_ARE
) -> Mapping[str, object]:
    """Train one model and save it under `out`.

    Args:
        task: encoder, classify, links or closures; links and closures need the encoder, links the classifier too.
        material: texts and gold.
        out: folder for the new model.
        models: where a model that the task needs is taken from, if `out` has none of its own yet.
        told: called with what is being trained, steps done, steps in all.
        tuning: whether the transformer learns too that stands under the accurate classifier, or (RAW alone) the one
            that teaches the encoder, or the small one of the links.

    Returns:
        The card of the new model.
    """
    base = out if (out / material.settings.embed.encoder).is_dir() else models
    if task == "classify":
        return make_classifier(material, out / "classify", models, told, tuning)
    if task == "links":
        return make_links(material, out / "links", base, told, models, tuning)
    if task == "closures":
        return make_closures(material, out / "closures", base, told, models)
    return make_encoder(material, out / "static", models, told, tuned=bool(tuning.way))
