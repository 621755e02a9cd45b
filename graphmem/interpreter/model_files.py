"""The files of a model, a folder with config.json and model.safetensors: read without torch, and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from ..encoding.specs import CONFIG_FILE, FORMAT, WEIGHTS_FILE
from ..errors import CheckpointError


def ships(name: str) -> bool:
    """Whether weights of this name, a path in ``graphmem/weights``, ship with this copy of graphmem."""
    return (resources.files("graphmem.weights") / name).is_dir()


def model_folder(path: Path | None, machine: str, shipped_as: str) -> AbstractContextManager[Path]:
    """The given folder, or the one that ships with graphmem.

    Args:
        path: the folder; None for the one that ships.
        machine: kind of machine, for messages.
        shipped_as: name of the folder that ships.

    Raises:
        CheckpointError: if there is no such folder.
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
    if not (path / CONFIG_FILE).exists() and not (path / WEIGHTS_FILE).exists():
        raise CheckpointError(f"There is no machine in {path}: a checkpoint has {CONFIG_FILE} and {WEIGHTS_FILE}.")
    return nullcontext(path)


def read_object(folder: Path) -> dict[str, Any]:
    """The configuration of a model of any kind.

    Raises:
        CheckpointError: if the file cannot be read, is no JSON object, or has another format.
    """
    try:
        config = json.loads(_read(folder / CONFIG_FILE))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder / CONFIG_FILE} is not JSON: {error}.") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{folder / CONFIG_FILE} holds no JSON object.")
    number = config.get("format")
    if number != FORMAT or isinstance(number, bool):
        raise CheckpointError(f"{folder / CONFIG_FILE}: format must be {FORMAT!r}, not {number!r}.")
    return config


def read_config(folder: Path, machine: str, limits: Mapping[str, tuple[int, int]]) -> list[int]:
    """The whole numbers of a configuration, in the order of ``limits``.

    Args:
        folder: of the model.
        machine: kind of machine that the model must be.
        limits: the least and the greatest value of each number.

    Raises:
        CheckpointError: if the file is unusable, is for another machine, or a number is missing or out of bounds.
    """
    config = read_object(folder)
    if config.get("machine") != machine:
        raise CheckpointError(f"{folder / CONFIG_FILE}: machine must be {machine!r}, not {config.get('machine')!r}.")
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
