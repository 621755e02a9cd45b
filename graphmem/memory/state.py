"""The state of the planner's memory between two steps."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class MemoryState(NamedTuple):
    """Passed in and returned, never kept on a module.

    A slot holds one row: three labels, blank until it is written, and minutes.  A label is stored as one number, the
    value of its digits, so that two labels are equal exactly if all their digits are.
    """

    labels: Tensor  # (B, 3, N) int64
    minutes: Tensor  # (B, N)
    presence: Tensor  # (B, N) how far each slot is written, in [0, 1]
    marks: Tensor  # (B, N) in [0, 1]
    elapsed: Tensor  # (B, N) steps since the mark, counted from 1
    held: Tensor  # (B, R, N) the set of slots that each read head holds, in [0, 1]; need not sum to 1

    @property
    def ages(self) -> Tensor:
        """(B, N) steps since the mark minus the row's minutes."""
        return self.elapsed - self.minutes

    def repeated(self, times: int) -> MemoryState:
        """Each member of the batch repeated ``times`` times in a row: one copy of the state for each question."""
        return MemoryState(*(part.repeat_interleave(times, dim=0) for part in self))


def empty_memory(batch: int, slots: int, heads: int, blank: int, device: torch.device | None = None) -> MemoryState:
    """A memory in which nothing is written, marked or held; ``blank`` is the blank label, V."""
    zeros = torch.zeros(batch, slots, device=device)
    labels = torch.full((batch, 3, slots), blank, dtype=torch.int64, device=device)
    return MemoryState(labels, zeros, zeros, zeros, zeros, torch.zeros(batch, heads, slots, device=device))
