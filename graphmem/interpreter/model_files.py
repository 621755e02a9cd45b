"""The files of a model: a folder with config.json and model.safetensors, read with care and without torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from ..encoding.specs import CONFIG_FILE, FORMAT, WEIGHTS_FILE
from ..errors import CheckpointError

Floats = NDArray[np.float32]


def model_folder(path: Path | None, machine: str, shipped_as: str) -> AbstractContextManager[Path]:
    """The folder named, or the one that ships with graphmem.

    Raises:
        CheckpointError: if there is none.
    """
    if path is None:
        shipped = resources.files("graphmem.weights") / shipped_as
        if not shipped.is_dir():
            raise CheckpointError(
                f"No weights of the {machine} ship with this copy of graphmem; name a checkpoint folder."
            )
        return resources.as_file(shipped)
    if not path.exists():
        raise CheckpointError(f"There is no checkpoint folder {path}.")
    if not path.is_dir():
        raise CheckpointError(f"{path} is a file; a checkpoint is a folder with config.json and model.safetensors.")
    return nullcontext(path)


def read_config(folder: Path, machine: str, limits: Mapping[str, tuple[int, int]]) -> list[int]:
    """The whole numbers of a configuration, in the order of ``limits``, which gives the least and the most of each.

    Raises:
        CheckpointError: if the file is none, is for another machine, or a number is missing or out of bounds.
    """
    try:
        config = json.loads(_read(folder / CONFIG_FILE))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder / CONFIG_FILE} is not JSON: {error}.") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{folder / CONFIG_FILE} holds no JSON object.")
    for key, only in (("format", FORMAT), ("machine", machine)):
        if config.get(key) != only or isinstance(config[key], bool):
            raise CheckpointError(f"{folder / CONFIG_FILE}: {key} must be {only!r}, not {config.get(key)!r}.")
    sizes = []
    for key, (least, most) in limits.items():
        value = config.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            wanted = f"a whole number from {least} to {most}"
            raise CheckpointError(f"{folder / CONFIG_FILE}: {key} must be {wanted}, not {value!r}.")
        sizes.append(value)
    return sizes


def read_tensors(folder: Path) -> dict[str, NDArray[np.generic]]:
    """The weights by name.

    Raises:
        CheckpointError: if the file cannot be read or is no safetensors file.
    """
    path = folder / WEIGHTS_FILE
    content = _read(path)
    try:
        return dict(load(content))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise CheckpointError(f"{path} is damaged or no safetensors file ({reason}).") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from error


def checked(tensor: NDArray[np.generic] | None, name: str, shape: tuple[int, ...], folder: Path) -> Floats:
    """A tensor, if it is there, of this shape, and all its numbers are finite.

    Raises:
        CheckpointError: if not.
    """
    where = f"{folder / WEIGHTS_FILE}: tensor {name}"
    if tensor is None:
        raise CheckpointError(f"{where} is missing.")
    if tensor.dtype != np.float32 or tensor.shape != shape:
        raise CheckpointError(f"{where} must be float32 of shape {shape}, not {tensor.dtype} of shape {tensor.shape}.")
    if not np.isfinite(tensor).all():
        raise CheckpointError(f"{where} holds numbers that are not finite.")
    return tensor.astype(np.float32, copy=False)
