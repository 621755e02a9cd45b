"""Writing: the triple of a token goes to the first free slot.

Differences from the DNC of 2016 (Methods, "Dynamic memory allocation").  The word written is the encoded triple
itself instead of a write vector from the controller, because learnt vectors blur labels that differ in one digit.
Slots are used in order and never freed, so the usage of a slot is 0 or 1 and the allocation weighting is one-hot at the
first free slot.  There is no erase vector.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .state import MemoryState


def write_row(state: MemoryState, labels: Tensor, minutes: Tensor, write_gate: Tensor, blank: int) -> MemoryState:
    """Write one triple into the first free slot of each memory.

    The memory stays unchanged if the gate is 0, if the triple is blank in all fields, or if all slots are used.

    Args:
        state: before the step.
        labels: (B, 3) int64 of the token.
        minutes: (B,) of the token.
        write_gate: (B,) in [0, 1], how far the triple is written.
        blank: the blank label, V.

    Returns:
        the state after, with one more slot in use where there was a free one.
    """
    used = state.presence > 0
    first = torch.zeros_like(used).scatter_(1, used.logical_not().to(torch.int8).argmax(1, keepdim=True), True)
    writes = (labels != blank).any(1) & (write_gate > 0)
    here = first & ~used & writes[:, None]
    return state._replace(
        labels=torch.where(here[:, None], labels[:, :, None], state.labels),
        minutes=torch.where(here, minutes[:, None], state.minutes),
        presence=torch.where(here, write_gate[:, None], state.presence),
    )


def write_rows(state: MemoryState, labels: Tensor, minutes: Tensor, write_gate: Tensor, blank: int) -> MemoryState:
    """Write a whole description into an empty memory at once; ``write_row`` does the same one triple at a time.

    Row t goes to slot t.  The heads rest while the machine writes, so no step depends on another.

    Args:
        state: an empty memory of N slots.
        labels: (B, 3, T) int64, T at most N; blank in all fields past the end of a description.
        minutes: (B, T) of each triple.
        write_gate: (B,) in [0, 1], the same at every step.
        blank: the blank label, V.
    """
    length = labels.shape[2]
    written = (labels != blank).any(1) * write_gate[:, None]
    pad = torch.nn.functional.pad
    spare = state.presence.shape[1] - length
    return state._replace(
        labels=pad(labels, (0, spare), value=blank),
        minutes=pad(minutes, (0, spare)),
        presence=pad(written, (0, spare)),
    )
