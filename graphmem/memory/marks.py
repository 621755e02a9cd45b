"""Marks and ages: the order in which sets of rows were first reached.

Difference from the DNC of 2016 (Methods, "Temporal memory linkage"), whose links order single writes.  A mark is set on
the rows that a head holds and is never removed.  The age of a marked row is the number of steps since, minus the row's
minutes; while it is below 0 the row is not readable: its labels cannot become part of a key.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .gating import Gating

_STEEPNESS = 8.0


def set_marks(marks: Tensor, held: Tensor, mark_gates: Tensor) -> Tensor:
    """The marks after a step: 1 - (1 - mark) x prod over heads of (1 - gate x held).

    Args:
        marks: (B, N) before the step, in [0, 1].
        held: (B, R, N) after the step, in [0, 1].
        mark_gates: (B, R), in [0, 1].

    Returns:
        (B, N) in [0, 1].
    """
    kept = 1 - marks
    for rows, gate in zip(held.unbind(1), mark_gates[..., None].unbind(1), strict=True):
        kept = kept * (1 - gate * rows)
    return 1 - kept


def readable(marks: Tensor, ages: Tensor, gating: Gating) -> Tensor:
    """How far each row is readable: 0 where it is marked and its age is below 0.

    Args:
        marks: (B, N) in [0, 1].
        ages: (B, N).
        gating: soft, noisy or discretised.

    Returns:
        (B, N) in [0, 1].
    """
    soft = torch.sigmoid(-_STEEPNESS * (ages + 0.5))
    too_young = (ages < -0.5).to(soft.dtype) if gating.discrete else soft
    return 1 - marks * too_young
