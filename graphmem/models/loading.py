"""A DNC or a neural Turing machine from the configuration and the weights that its ``save`` wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import CheckpointError
from .dnc import DNC
from .dnc_controllers import ControllerName
from .ntm import NTM

MACHINES: dict[str, type[DNC | NTM]] = {"dnc": DNC, "ntm": NTM}
_LARGEST = 4096  # a greater size means a damaged file
_COMMON = ("input_size", "output_size", "hidden_size", "num_layers", "num_slots", "word_size", "num_read_heads")
_SIZES = {"dnc": _COMMON, "ntm": (*_COMMON, "num_write_heads", "shift_range")}


def machine_from_config(config: Mapping[str, Any], path: Path) -> DNC | NTM:
    """A machine with these arguments, whose weights are still to be set.

    Args:
        config: content of config.json; ``machine`` is a key of ``MACHINES``.
        path: where it was read, for messages.

    Raises:
        CheckpointError: if an argument is missing or out of bounds.
    """
    kind = config["machine"]
    arguments: dict[str, Any] = {}
    for name in _SIZES[kind]:
        size = arguments[name] = config.get(name)
        if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= _LARGEST:
            raise CheckpointError(f"{path}: {name} must be a whole number from 1 to {_LARGEST}, not {size!r}.")
    controller, bound = config.get("controller"), config.get("gradient_bound")
    if controller not in get_args(ControllerName):
        names = " or ".join(repr(name) for name in get_args(ControllerName))
        raise CheckpointError(f"{path}: controller must be {names}, not {controller!r}.")
    if not isinstance(bound, float | int) or isinstance(bound, bool) or not bound > 0:
        raise CheckpointError(f"{path}: gradient_bound must be a number above 0, not {bound!r}.")
    arguments |= {"controller": controller, "gradient_bound": float(bound)}
    with torch.random.fork_rng(devices=()):  # torch's own modules draw weights when they are made
        return MACHINES[kind](**arguments)


def set_weights(machine: DNC | NTM, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Give a machine the weights of these names, which are those of its ``state_dict``."""
    machine.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
