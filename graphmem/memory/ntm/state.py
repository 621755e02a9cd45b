"""The state of a neural Turing machine's memory between two steps."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

# The paper resets the memory to "bias values" without giving them.  Collier and Beel 2018 (arXiv 1807.08518) compared a
# small constant, learnt contents and random ones: training with the constant converged about twice as fast as with the
# next best.
INITIAL_CONTENT = 1e-6


class AccessState(NamedTuple):
    """Passed in and returned, never kept on a module; the symbols are those of Graves et al. 2014, section 3."""

    memory: Tensor  # M (B, N, W)
    weightings: Tensor  # w (B, H, N), each sums to 1; the R read heads first, then the V write heads


def initial_access(
    batch: int,
    num_slots: int,
    word_size: int,
    num_heads: int,
    device: torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> AccessState:
    """The state before the first step: all slots equal, and every head on the first.

    The paper does not say where the heads start.  A common first slot lets a machine count on from there, and needs no
    weights, which would fix the number of slots.

    Args:
        batch: B.
        num_slots: N.
        word_size: W.
        num_heads: H = R + V.
        device: of the state.
        dtype: of the state.
    """
    memory = torch.full((batch, num_slots, word_size), INITIAL_CONTENT, device=device, dtype=dtype)
    weightings = torch.zeros(batch, num_heads, num_slots, device=device, dtype=dtype)
    weightings[..., 0] = 1
    return AccessState(memory, weightings)
