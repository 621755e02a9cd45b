"""Random interface vectors, and the memories that follow from them."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from graphmem.memory.dnc.access import access
from graphmem.memory.dnc.interface import Interface, interface_size, read_interface
from graphmem.memory.dnc.state import AccessState, zero_access

BATCH, SLOTS, WORD, HEADS = 3, 5, 4, 2


def vectors(steps: int, seed: int = 0, scale: float = 1.0) -> Tensor:
    """(T, B, I) in float64."""
    generator = torch.Generator().manual_seed(seed)
    size = interface_size(WORD, HEADS)
    return scale * torch.randn(steps, BATCH, size, generator=generator, dtype=torch.float64)


def interface(vector: Tensor) -> Interface:
    return read_interface(vector, WORD, HEADS)


def states(steps: int, seed: int = 0, scale: float = 1.0) -> list[AccessState]:
    """The zero state and the states after each of the steps."""
    found = [zero_access(BATCH, SLOTS, WORD, HEADS, dtype=torch.float64)]
    for vector in vectors(steps, seed, scale):
        found.append(access(found[-1], interface(vector))[1])
    return found


def late_state(seed: int = 0) -> AccessState:
    """The state after four steps, with usages so far apart that a small change does not reorder the slots."""
    state = states(4, seed)[-1]
    for row in state.usage.tolist():
        assert min(high - low for low, high in pairwise(sorted(row))) > 1e-4
    return state


def weighting(*places: int) -> Tensor:
    """One-hot (1, N) at the first place, or shared equally."""
    return torch.tensor([[float(slot in places) / len(places) for slot in range(SLOTS)]], dtype=torch.float64)
