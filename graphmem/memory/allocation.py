"""Writing: the first free slot takes the token's triple.

Departures from the DNC of 2016 (Methods, "Dynamic memory allocation").  The word written is the encoded triple
itself, not a write vector of the controller's, because learnt vectors blur labels that differ in one digit.  Slots
are taken in order and never freed, so the usage of a slot is 0 or 1 and the allocation weighting, sorted by usage, is
one-hot at the first free slot.  There is no erase vector.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .state import MemoryState


def write_row(state: MemoryState, labels: Tensor, minutes: Tensor, write_gate: Tensor, blank: int) -> MemoryState:
    """Write one triple into the first free slot of each memory.

    A gate of 0, and a word without any label, leave the memory as it was; so does any word once all slots are taken.

    Args:
        state: before the step.
        labels: (B, 3) the token's labels.
        minutes: (B,) the token's minutes.
        write_gate: (B,) how far the word is written.
        blank: value of the blank label.

    Returns:
        The state with one slot more in use, where there was a free one.
    """
    taken = state.presence > 0
    first = torch.zeros_like(taken).scatter_(1, taken.logical_not().to(torch.int8).argmax(1, keepdim=True), True)
    something = (labels != blank).any(1) & (write_gate > 0)
    here = first & ~taken & something[:, None]
    return state._replace(
        labels=torch.where(here[:, None], labels[:, :, None], state.labels),
        minutes=torch.where(here, minutes[:, None], state.minutes),
        presence=torch.where(here, write_gate[:, None], state.presence),
    )


def write_rows(state: MemoryState, labels: Tensor, minutes: Tensor, write_gate: Tensor, blank: int) -> MemoryState:
    """Write a whole description into an empty memory at once: what ``write_row`` does with one triple after the other.

    Row t goes to slot t, and while a triple is read the heads rest, so no step depends on another.

    Args:
        state: an empty memory of N slots.
        labels: (B, 3, T) with T at most N; blank in all fields where a description is shorter.
        minutes: (B, T).
        write_gate: (B,) the gate at every step.
        blank: value of the blank label.
    """
    length = labels.shape[2]
    written = (labels != blank).any(1) * write_gate[:, None]
    slots = torch.nn.functional.pad
    spare = state.presence.shape[1] - length
    return state._replace(
        labels=slots(labels, (0, spare), value=blank),
        minutes=slots(minutes, (0, spare)),
        presence=slots(written, (0, spare)),
    )
