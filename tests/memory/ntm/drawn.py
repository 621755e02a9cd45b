"""Random interface vectors, and the memories that follow from them."""

from __future__ import annotations

import torch
from torch import Tensor

from graphmem.memory.ntm.access import access
from graphmem.memory.ntm.interface import Interface, interface_size, read_interface
from graphmem.memory.ntm.state import AccessState, initial_access

BATCH, SLOTS, WORD, READERS, WRITERS, REACH = 3, 6, 4, 2, 2, 2
HEADS = READERS + WRITERS


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def vectors(steps: int, seed: int = 0, scale: float = 1.0) -> Tensor:
    """(T, B, I) in float64."""
    return scale * random(steps, BATCH, interface_size(WORD, READERS, WRITERS, REACH), seed=seed)


def interface(vector: Tensor) -> Interface:
    return read_interface(vector, WORD, READERS, WRITERS, REACH)


def states(steps: int, seed: int = 0, scale: float = 1.0) -> list[AccessState]:
    """The first state and the states after each of the steps."""
    found = [initial_access(BATCH, SLOTS, WORD, HEADS, dtype=torch.float64)]
    for vector in vectors(steps, seed, scale):
        found.append(access(found[-1], interface(vector))[1])
    return found
