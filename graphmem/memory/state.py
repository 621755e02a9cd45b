"""What a memory holds between two steps."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class MemoryState(NamedTuple):
    """Passed in and returned, never kept on a module.

    A slot holds one word: three labels, blank where nothing is written, and minutes.  A label is kept as its value,
    which is its digits read as one number: two labels are the same exactly where all their digits match.
    """

    labels: Tensor  # (B, 3, N) int64
    minutes: Tensor  # (B, N)
    presence: Tensor  # (B, N) how far the slot is written, by the write gate
    marks: Tensor  # (B, N)
    elapsed: Tensor  # (B, N) steps since the mark, counted from 1
    held: Tensor  # (B, R, N) the set of slots that each read head holds; need not sum to 1

    @property
    def ages(self) -> Tensor:
        """(B, N) steps since the mark less the row's minutes."""
        return self.elapsed - self.minutes

    def repeated(self, times: int) -> MemoryState:
        """Every member of the batch ``times`` over, side by side: the state before as many separate questions."""
        return MemoryState(*(part.repeat_interleave(times, dim=0) for part in self))


def empty_memory(batch: int, slots: int, heads: int, blank: int, device: torch.device | None = None) -> MemoryState:
    """A memory with nothing written, marked or held; ``blank`` is the value of the blank label."""
    zeros = torch.zeros(batch, slots, device=device)
    labels = torch.full((batch, 3, slots), blank, dtype=torch.int64, device=device)
    return MemoryState(labels, zeros, zeros, zeros, zeros, torch.zeros(batch, heads, slots, device=device))
