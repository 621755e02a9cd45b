"""Marks and ages: the order in which rows were first reached, kept for sets.

Departure from the DNC of 2016 (Methods, "Temporal memory linkage"), whose links order writes one after another.  A
mark is set on the rows that a head holds and never taken away.  The age of a marked row counts the steps since, less
the row's minutes; while it is below 0 the row is under way, and cannot be read as part of a key.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .gating import Gating

_STEEPNESS = 8.0


def set_marks(marks: Tensor, held: Tensor, mark_gates: Tensor) -> Tensor:
    """1 - (1 - mark) x prod over heads of (1 - gate x held).

    Args:
        marks: (B, N).
        held: (B, R, N).
        mark_gates: (B, R).
    """
    kept = 1 - marks
    for rows, gate in zip(held.unbind(1), mark_gates[..., None].unbind(1), strict=True):
        kept = kept * (1 - gate * rows)
    return 1 - kept


def readable(marks: Tensor, ages: Tensor, gating: Gating) -> Tensor:
    """(B, N) how far a row may be read: 0 where it is marked and its age is below 0."""
    soft = torch.sigmoid(-_STEEPNESS * (ages + 0.5))
    under_way = (ages < -0.5).to(soft.dtype) if gating.discrete else soft
    return 1 - marks * under_way
