"""A model as a file: arrays as NumPy writes them, without pickle, and the rest as JSON."""

import io
import json
import math
import os
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from blake3 import blake3

from muniment.discovery.engine.classes.model import Measured, Model

FORMAT = 1
_ARRAYS = {"ids": "<u4", "rarity": "<f4", "weights": "<f4", "bias": "<f4", "calibration": "<f4", "thresholds": "<f4"}
_LARGEST = 1024**3  # bytes, unpacked
_REST = "model.json"


class Untrusted(Exception):
    """Why a file is not taken for a model: a sentence."""


def save(model: Model, place: Path) -> str:
    """Writes it whole or not at all, and answers with its digest (BLAKE3, hexadecimal), without which it is not loaded again."""
    content = io.BytesIO()
    arrays: dict[str, Any] = {name: np.ascontiguousarray(getattr(model, name), kind) for name, kind in _ARRAYS.items()}
    np.savez_compressed(content, **arrays)
    rest = {"format": FORMAT, "lines": model.lines, "words": {str(key): word for key, word in model.words.items()}, "learnt_from": model.learnt_from,
            "left_out": dict(model.left_out), "measured": asdict(model.measured), "target": model.target, "version": model.version}  # fmt: skip
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_REST, json.dumps(rest))
    beside = place.with_name(f"{place.name}.part")
    beside.write_bytes(content.getvalue())
    os.replace(beside, place)
    return blake3(content.getvalue()).hexdigest()


def load(place: Path, digest: str) -> Model:
    """The model of a file whose digest was kept elsewhere; raises Untrusted where it is another file, or no model."""
    try:
        content = place.read_bytes()
    except OSError as error:
        raise Untrusted(f"The model cannot be read: {error.strerror}.") from error
    if blake3(content).hexdigest() != digest:
        raise Untrusted("The model is not the one that was saved: its digest is another.")
    try:
        return _model(content)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        MemoryError,
        RecursionError,
    ) as error:
        raise Untrusted(f"The file holds no model of format {FORMAT}: {error}.") from error


def _model(content: bytes) -> Model:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(each.file_size for each in archive.infolist()) > _LARGEST:
            raise Untrusted("The model unpacks to more than 1 GiB.")
        arrays = {name: _array(archive, name, kind) for name, kind in _ARRAYS.items()}
        rest: dict[str, Any] = json.loads(archive.read(_REST))
    if rest["format"] != FORMAT:
        raise Untrusted(f"The model is of format {rest['format']}; this program reads format {FORMAT}.")
    lines = tuple(str(line) for line in rest["lines"])
    known, shapes = len(arrays["ids"]), {name: array.shape for name, array in arrays.items()}
    expected = {
        "ids": (known,),
        "rarity": (known,),
        "weights": (known, len(lines)),
        "bias": (len(lines),),
        "calibration": (3,),
        "thresholds": (len(lines),),
    }
    if shapes != expected or len(lines) < 2 or np.any(np.diff(arrays["ids"].astype(np.int64)) <= 0):
        raise Untrusted("The parts of the model do not fit each other.")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise Untrusted("The model holds numbers that are none.")
    words = {int(key): str(word) for key, word in rest["words"].items()}
    return Model(
        lines, **arrays, words=words, learnt_from=int(rest["learnt_from"]), left_out=dict(rest["left_out"]),
        measured=Measured(**rest["measured"]), target=float(rest["target"]), version=str(rest["version"]),
    )  # fmt: skip


def _array(archive: zipfile.ZipFile, name: str, kind: str) -> Any:
    """An array whose header promises no more than there is: a false one would have memory taken for it first."""
    with archive.open(f"{name}.npy") as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise Untrusted(f"{name} is of an unknown version.")
        shape, by_column, kind_said = np.lib.format.read_array_header_1_0(file)
        content = file.read(_LARGEST)
    if by_column or kind_said != np.dtype(kind) or math.prod(shape) * kind_said.itemsize != len(content):
        raise Untrusted(f"{name} is not what its header says.")
    return np.frombuffer(content, kind).reshape(shape)
