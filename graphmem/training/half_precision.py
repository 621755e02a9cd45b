"""Files of finished weights, in half precision and finite, with values that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..errors import CheckpointError
from .state import read_state, write_state


def write_half(path: Path, values: Mapping[str, Any], weights: Mapping[str, Tensor]) -> None:
    """Write values, and weights in half precision.

    Raises:
        CheckpointError: if a weight is not finite, or not in half precision.
        OSError: if the file cannot be written.
    """
    tensors = {name: value.half() if value.is_floating_point() else value for name, value in weights.items()}
    if name := _not_finite(tensors):
        raise CheckpointError(f"The weights {name} are not finite in half precision, so they are not saved.")
    write_state(path, values, tensors)


def read_half(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Read the weights that ``write_half`` wrote.

    Raises:
        CheckpointError: if the file is missing, damaged or something else, or its weights are not finite.
    """
    values, tensors = read_state(path)
    if name := _not_finite(tensors):
        raise CheckpointError(f"{path} is damaged: its weights {name} are not finite.")
    return values, tensors


def _not_finite(tensors: Mapping[str, Tensor]) -> str | None:
    """The name of the first tensor with an entry that is not finite."""
    return next((name for name, value in tensors.items() if not torch.isfinite(value).all()), None)
