"""The state of a DNC's memory between two steps."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class AccessState(NamedTuple):
    """Passed in and returned, never kept on a module; the symbols are those of Graves et al. 2016, Methods."""

    memory: Tensor  # M (B, N, W)
    usage: Tensor  # u (B, N), in [0, 1]
    write_weighting: Tensor  # w^w (B, N), sums to at most 1
    read_weightings: Tensor  # w^r (B, R, N), each sums to at most 1
    link: Tensor  # L (B, N, N); L[i, j] is how far slot i was written right after slot j
    precedence: Tensor  # p (B, N), how far each slot was written last; sums to at most 1


def zero_access(
    batch: int,
    num_slots: int,
    word_size: int,
    num_heads: int,
    device: torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> AccessState:
    """The state before the first step, all 0: N slots of W numbers, R read heads."""

    def zeros(*shape: int) -> Tensor:
        return torch.zeros(batch, *shape, device=device, dtype=dtype)

    return AccessState(
        memory=zeros(num_slots, word_size),
        usage=zeros(num_slots),
        write_weighting=zeros(num_slots),
        read_weightings=zeros(num_heads, num_slots),
        link=zeros(num_slots, num_slots),
        precedence=zeros(num_slots),
    )
