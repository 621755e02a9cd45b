"""Machines in files: the arguments of the constructor as config.json, the weights as model.safetensors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

from ..common.files import replace_files
from ..encoding.specs import CONFIG_FILE, FORMAT, WEIGHTS_FILE
from ..errors import UsageError

Arguments = Mapping[str, int | float | str]
"""What a constructor was called with, by the names of its arguments."""


def save_machine(machine: nn.Module, kind: str, arguments: Arguments | None, folder: Path) -> None:
    """Write a machine into a folder, which is made if need be.

    Raises:
        UsageError: if there are no arguments that would make the machine again.
        OSError: if the folder cannot be written.
    """
    if arguments is None:
        raise UsageError("This machine was made with a module or a function of your own; save its state_dict instead.")
    config = {"format": FORMAT, "machine": kind, **arguments}
    weights = {
        name: tensor.detach().to("cpu", torch.float32).contiguous() for name, tensor in machine.state_dict().items()
    }
    replace_files(folder, {CONFIG_FILE: json.dumps(config, indent=2) + "\n", WEIGHTS_FILE: save(weights)})


def check_sizes(**sizes: int) -> None:
    """Refuse sizes that no machine can have.

    Raises:
        UsageError: if one is not a whole number of at least 1.
    """
    for name, size in sizes.items():
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise UsageError(f"{name} must be a whole number of at least 1, not {size!r}.")
