"""The interface vector of a DNC: what its controller sends to the memory at one step.

Graves et al. 2016, Methods, "Interface parameters".
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from ..vectors import cut


class Interface(NamedTuple):
    """The parts in the paper's order, with its symbols."""

    read_keys: Tensor  # k^r (B, R, W)
    read_strengths: Tensor  # beta^r (B, R), at least 1
    write_key: Tensor  # k^w (B, W)
    write_strength: Tensor  # beta^w (B,), at least 1
    erase_vector: Tensor  # e (B, W), in [0, 1]
    write_vector: Tensor  # v (B, W)
    free_gates: Tensor  # f (B, R), in [0, 1]
    allocation_gate: Tensor  # g^a (B,), in [0, 1]
    write_gate: Tensor  # g^w (B,), in [0, 1]
    read_modes: Tensor  # pi (B, R, 3), sums to 1: backward, content, forward


def interface_shapes(word_size: int, num_heads: int) -> dict[str, tuple[int, ...]]:
    """The shape of each part without the batch, in the order of ``Interface``."""
    shapes: tuple[tuple[int, ...], ...] = (
        (num_heads, word_size),
        (num_heads,),
        (word_size,),
        (),
        (word_size,),
        (word_size,),
        (num_heads,),
        (),
        (),
        (num_heads, 3),
    )
    return dict(zip(Interface._fields, shapes, strict=True))


def interface_size(word_size: int, num_heads: int) -> int:
    """Length of the interface vector: W x R + 3W + 5R + 3."""
    return sum(math.prod(shape) for shape in interface_shapes(word_size, num_heads).values())


def oneplus(value: Tensor) -> Tensor:
    """1 + log(1 + e^x), from 1 upwards."""
    return 1 + functional.softplus(value)


def read_interface(vector: Tensor, word_size: int, num_heads: int) -> Interface:
    """Cut the vector into its parts and map each into its bounds.

    Args:
        vector: xi (B, I); I = ``interface_size(word_size, num_heads)``.
        word_size: W.
        num_heads: R.
    """
    parts = cut(vector, interface_shapes(word_size, num_heads))
    for name in ("read_strengths", "write_strength"):
        parts[name] = oneplus(parts[name])
    for name in ("erase_vector", "free_gates", "allocation_gate", "write_gate"):
        parts[name] = torch.sigmoid(parts[name])
    parts["read_modes"] = torch.softmax(parts["read_modes"], -1)
    return Interface(**parts)
