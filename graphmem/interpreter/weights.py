"""The weights of a planner or a reasoner by name: which tensors there are, their shapes, and whether they are usable.

The names are those of the ``state_dict`` of the machines in ``graphmem.models``; this is the one place without torch
that knows them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..encoding import specs, words
from ..errors import CheckpointError

Floats = NDArray[np.float32]
Tensors = Mapping[str, NDArray[np.generic]]
Shapes = Mapping[str, tuple[int, ...]]

HIDDEN_WEIGHT, HIDDEN_BIAS = "controller.hidden.weight", "controller.hidden.bias"
OUTPUT_WEIGHT, OUTPUT_BIAS = "controller.output.weight", "controller.output.bias"
LEXICON = "lexicon.logits"
CONTROL_WEIGHT, CONTROL_BIAS = "control.weight", "control.bias"


def planner_shapes(num_heads: int, hidden_size: int) -> Shapes:
    """Tensors of a planner with R heads, a controller of H units, C control bits and an interface of I numbers."""
    size = specs.interface_size(num_heads)
    return {
        HIDDEN_WEIGHT: (hidden_size, specs.num_control_bits(num_heads)),
        HIDDEN_BIAS: (hidden_size,),
        OUTPUT_WEIGHT: (size, hidden_size),
        OUTPUT_BIAS: (size,),
    }


def reasoner_shapes(num_words: int, num_letters: int, places: int) -> Shapes:
    """Tensors of a reasoner whose lexicon has that many words, letters, and places for letters in each word."""
    return {
        LEXICON: (num_words, places, num_letters + 1),
        CONTROL_WEIGHT: (words.interface_size(), len(words.KINDS)),
        CONTROL_BIAS: (words.interface_size(),),
    }


def shape_of(tensors: Tensors, name: str, num_axes: int) -> tuple[int, ...]:
    """The shape of a tensor that must have so many axes, each at least 1 long.

    Raises:
        CheckpointError: if the tensor is missing or has another number of axes.
    """
    tensor = tensors.get(name)
    if tensor is None:
        raise CheckpointError(f"Tensor {name} is missing.")
    if tensor.ndim != num_axes or not tensor.size:
        raise CheckpointError(f"Tensor {name} must have {num_axes} axes and not be empty; its shape is {tensor.shape}.")
    return tensor.shape


def check_tensors(tensors: Tensors, shapes: Shapes, where: str = "") -> dict[str, Floats]:
    """The tensors of these names, checked; others are ignored.

    Args:
        tensors: arrays by name.
        shapes: the shape that each must have.
        where: start of a message: a file, say.

    Raises:
        CheckpointError: if one is missing, is not float32 of its shape, or holds a number that is not finite.
    """
    found = {}
    for name, shape in shapes.items():
        title = f"{where}: tensor {name}" if where else f"Tensor {name}"
        tensor = tensors.get(name)
        if tensor is None:
            raise CheckpointError(f"{title} is missing.")
        if tensor.dtype != np.float32 or tensor.shape != shape:
            raise CheckpointError(
                f"{title} must be float32 of shape {shape}, not {tensor.dtype} of shape {tensor.shape}."
            )
        if not np.isfinite(tensor).all():
            raise CheckpointError(f"{title} holds numbers that are not finite.")
        found[name] = tensor.astype(np.float32, copy=False)
    return found
