"""Encoders: texts in, vectors out.

Three kinds stand behind one protocol: the bundled static model, a sentence-transformers folder on this machine, and,
only if the user names one, a model of a hub. To add a kind, write a class that fits :class:`Encoder` and let
:func:`load_encoder` make it.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.embed.base import Encoder
from pipeline.embed.static import StaticEncoder
from pipeline.embed.transformer import load_transformer
from pipeline.embed.tuned import TunedEncoder, transformer_sha256
from pipeline.errors import ModelError
from pipeline.modelfiles import META, load_model
from pipeline.settings import EmbedSettings

__all__ = ["Encoder", "StaticEncoder", "TunedEncoder", "load_encoder", "transformer_sha256"]


def load_encoder(name: str, models_folder: Path, settings: EmbedSettings) -> Encoder:
    """Load an encoder.

    Args:
        name: A folder under `models_folder`, the path of a folder, or the name of a model on a hub.
        models_folder: Where the bundled models lie.
        settings: Texts per batch, and the share of unknown tokens from which an encoder is refused.

    Raises:
        ModelError: There is no such folder, it holds no encoder, or the hub does not answer.
    """
    for folder in (models_folder / name, Path(name)):
        if (folder / META).is_file():
            return StaticEncoder(load_model(folder), settings.unknown_max)
        if folder.is_dir():
            return load_transformer(name, folder, settings)
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise ModelError(
            f"{name}: no such encoder in {models_folder} → use «static» with the folder models/ of the program, the"
            " path of a folder, or a hub name OWNER/MODEL"
        )
    return load_transformer(name, None, settings)
