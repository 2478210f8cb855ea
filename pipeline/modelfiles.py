"""Model folders: `weights.safetensors` (arrays), `model.json` (settings, vocabularies) and `card.json`.

Only these formats are read, so that loading a model never runs code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.files import write_together

WEIGHTS, META, CARD = "weights.safetensors", "model.json", "card.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a model folder holds. `sha256` is of weights and meta together, `name` the folder's name."""

    name: str
    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]
    card: Mapping[str, Any]
    sha256: str


def load_model(folder: Path) -> ModelFile:
    """Read a model folder written by :func:`save_model`.

    Raises ModelError where a file is missing or is not what it should be.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        raw = (folder / WEIGHTS).read_bytes()
        meta_bytes = (folder / META).read_bytes()
        card = json.loads((folder / CARD).read_bytes())
        arrays = load(raw)
        meta = json.loads(meta_bytes)
    except FileNotFoundError as error:
        raise ModelError(f"{error.filename}: missing → train it with scripts/train.py or name another model") from error
    except OSError as error:
        advice = "check its permissions or name another model"
        raise ModelError(
            f"{error.filename or folder}: cannot be read ({error.strerror or error}) → {advice}"
        ) from error
    except (SafetensorError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(f"{folder}: not a model of this project ({error}) → train it again") from error
    for name, value in ((META, meta), (CARD, card)):
        if not isinstance(value, dict):
            raise ModelError(f"{folder / name}: holds no JSON object → train it again")
    for array in arrays.values():
        array.setflags(write=False)
    return ModelFile(folder.name, arrays, meta, card, hashlib.sha256(raw + meta_bytes).hexdigest())


def save_model(
    folder: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any], card: Mapping[str, Any]
) -> None:
    """Write a model folder. The same arguments give the same bytes.

    Weights and meta of two models are never found together: a kill leaves the old model, the new one, or none.

    Raises:
        ModelError: the folder cannot be written.
    """
    from safetensors.numpy import save

    ordered = {name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}
    card_text = json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    # a setting a line: a vocabulary of 30,000 pieces would have a line for each bracket
    settings = [f" {_compact(name)}: {_compact(meta[name])}" for name in sorted(meta)]
    meta_text = "{\n" + ",\n".join(settings) + "\n}\n"
    try:
        write_together(
            {
                folder / WEIGHTS: lambda target: target.write_bytes(save(ordered)),
                folder / CARD: lambda target: target.write_text(card_text, encoding="utf-8"),
                folder / META: lambda target: target.write_text(meta_text, encoding="utf-8"),
            }
        )
    except OSError as error:
        advice = "free space or name another folder of models"
        raise ModelError(f"{folder}: cannot be written ({error.strerror or error}) → {advice}") from error


def part_sha256(arrays: Mapping[str, NDArray[Any]], prefix: str) -> str:
    """Return the hash of the arrays whose names begin so: of a transformer, say, whatever stands beside it."""
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        if name.startswith(prefix):
            found.update(name.encode() + array.tobytes())
    return found.hexdigest()


def _compact(value: object) -> str:
    """Return a value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
