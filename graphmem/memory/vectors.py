"""A vector that is the concatenation of named parts."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor


def cut(vector: Tensor, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """The parts of a vector, in the order of ``shapes``.

    Args:
        vector: (B, I); I is the total size of all parts.
        shapes: shape of each part without the batch; () for one number.

    Returns:
        each part, (B, *shape), by name.
    """
    pieces = torch.split(vector, [math.prod(shape) for shape in shapes.values()], dim=-1)
    return {name: piece.reshape(-1, *shape) for (name, shape), piece in zip(shapes.items(), pieces, strict=True)}
