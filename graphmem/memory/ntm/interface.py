"""The interface vector of a neural Turing machine: what its controller sends to the heads at one step.

Graves et al. 2014, sections 3.2 and 3.3.  The paper gives the parameters and their bounds, but not the functions that
map into these bounds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from ..vectors import cut


class Interface(NamedTuple):
    """The parts with the paper's symbols; of H heads the R read heads come first, then the V write heads."""

    keys: Tensor  # k (B, H, W)
    strengths: Tensor  # beta (B, H), above 0
    gates: Tensor  # g (B, H), in [0, 1]
    shifts: Tensor  # s (B, H, 2S + 1), sums to 1: moves by -S ... S slots
    sharpenings: Tensor  # gamma (B, H), at least 1
    erase_vectors: Tensor  # e (B, V, W), in [0, 1]
    add_vectors: Tensor  # a (B, V, W)


def interface_shapes(
    word_size: int, num_read_heads: int, num_write_heads: int, shift_range: int
) -> dict[str, tuple[int, ...]]:
    """The shape of each part without the batch, in the order of ``Interface``."""
    heads = num_read_heads + num_write_heads
    shapes: tuple[tuple[int, ...], ...] = (
        (heads, word_size),
        (heads,),
        (heads,),
        (heads, 2 * shift_range + 1),
        (heads,),
        (num_write_heads, word_size),
        (num_write_heads, word_size),
    )
    return dict(zip(Interface._fields, shapes, strict=True))


def interface_size(word_size: int, num_read_heads: int, num_write_heads: int, shift_range: int) -> int:
    """Length of the interface vector: (R + V) (W + 2S + 4) + 2V x W."""
    shapes = interface_shapes(word_size, num_read_heads, num_write_heads, shift_range)
    return sum(math.prod(shape) for shape in shapes.values())


def read_interface(
    vector: Tensor, word_size: int, num_read_heads: int, num_write_heads: int, shift_range: int
) -> Interface:
    """Cut the vector into its parts and map each into its bounds.

    Args:
        vector: (B, I); I = ``interface_size`` of the other arguments.
        word_size: W.
        num_read_heads: R.
        num_write_heads: V.
        shift_range: S.
    """
    parts = cut(vector, interface_shapes(word_size, num_read_heads, num_write_heads, shift_range))
    parts["strengths"] = functional.softplus(parts["strengths"])
    parts["sharpenings"] = 1 + functional.softplus(parts["sharpenings"])
    parts["shifts"] = torch.softmax(parts["shifts"], -1)
    for name in ("gates", "erase_vectors"):
        parts[name] = torch.sigmoid(parts[name])
    return Interface(**parts)
