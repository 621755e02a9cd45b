"""Weights from a folder: config.json and model.safetensors."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from ..encoding.specs import CONFIG_FILE, FORMAT, MACHINE, WEIGHTS_FILE, interface_size, num_control_bits
from ..errors import CheckpointError
from .control import ControlTable, Floats, Weights
from .machine import RoundedPlanner

MOST = 4096  # heads or hidden units; more is a damaged file


def load_planner(path: Path | None = None) -> RoundedPlanner:
    """The planner of a checkpoint folder, or the one that ships with graphmem.

    Raises:
        CheckpointError: if the folder is none, or no planner of this format stands in it undamaged.
    """
    with _folder(path) as folder:
        num_heads, hidden_size = _read_config(folder)
        tensors = _read_tensors(folder)
    shapes = {
        "controller.hidden.weight": (hidden_size, num_control_bits(num_heads)),
        "controller.hidden.bias": (hidden_size,),
        "controller.output.weight": (interface_size(num_heads), hidden_size),
        "controller.output.bias": (interface_size(num_heads),),
    }
    weights = Weights(*(_checked(tensors.get(name), name, shape, folder) for name, shape in shapes.items()))
    return RoundedPlanner(ControlTable(weights, num_heads), num_heads)


def _folder(path: Path | None) -> AbstractContextManager[Path]:
    if path is None:
        shipped = resources.files("graphmem.weights") / "planner"
        if not shipped.is_dir():
            raise CheckpointError(
                "No weights of the planner ship with this copy of graphmem; name a checkpoint folder."
            )
        return resources.as_file(shipped)
    if not path.exists():
        raise CheckpointError(f"There is no checkpoint folder {path}.")
    if not path.is_dir():
        raise CheckpointError(f"{path} is a file; a checkpoint is a folder with config.json and model.safetensors.")
    return nullcontext(path)


def _read_config(folder: Path) -> tuple[int, int]:
    """Heads and hidden units."""
    try:
        config = json.loads(_read(folder / CONFIG_FILE))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder / CONFIG_FILE} is not JSON: {error}.") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{folder / CONFIG_FILE} holds no JSON object.")
    for key, only in (("format", FORMAT), ("machine", MACHINE)):
        if config.get(key) != only or isinstance(config[key], bool):
            raise CheckpointError(f"{folder / CONFIG_FILE}: {key} must be {only!r}, not {config.get(key)!r}.")
    sizes = []
    for key in ("num_heads", "hidden_size"):
        value = config.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
            wanted = f"a whole number from 1 to {MOST}"
            raise CheckpointError(f"{folder / CONFIG_FILE}: {key} must be {wanted}, not {value!r}.")
        sizes.append(value)
    return sizes[0], sizes[1]


def _read_tensors(folder: Path) -> dict[str, NDArray[np.generic]]:
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


def _checked(tensor: NDArray[np.generic] | None, name: str, shape: tuple[int, ...], folder: Path) -> Floats:
    where = f"{folder / WEIGHTS_FILE}: tensor {name}"
    if tensor is None:
        raise CheckpointError(f"{where} is missing.")
    if tensor.dtype != np.float32 or tensor.shape != shape:
        raise CheckpointError(f"{where} must be float32 of shape {shape}, not {tensor.dtype} of shape {tensor.shape}.")
    if not np.isfinite(tensor).all():
        raise CheckpointError(f"{where} holds numbers that are not finite.")
    return tensor.astype(np.float32, copy=False)
