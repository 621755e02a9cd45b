"""Causal masks and relative positions, for machines that attend to all earlier steps at once.

T steps are new and S steps have been seen in total; row t of a (..., T, S) table belongs to step S - T + t.

    T = 2, S = 4         columns are steps       columns are ages
    third step           0  1  2  -              2  1  0  -
    fourth step          0  1  2  3              3  2  1  0        the same entries, reversed
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  # as in torch's documentation


def visible(new: int, seen: int, device: torch.device | None = None) -> Tensor:
    """(T, S) whether the column's step is not later than the row's: everything but the dashes above."""
    return torch.ones(new, seen, dtype=torch.bool, device=device).tril(seen - new)


def slid(table: Tensor) -> Tensor:
    """A table with one column for each step, from one with a column for each age, oldest first.

    Each row is shifted one column further left than the row below.  Padding by one column and reshaping does just that
    (Dai et al. 2019, "Transformer-XL", Appendix B).  Entries for later steps are arbitrary.

    Args:
        table: (..., T, S), a column for each age.

    Returns:
        (..., T, S), a column for each step.
    """
    new, seen = table.shape[-2:]
    flat = F.pad(table, (1, 0)).flatten(-2)[..., new:]
    return flat.view(*table.shape[:-2], new, seen)


def turned(table: Tensor) -> Tensor:
    """A table with one column for each age, youngest first, from one with a column for each step, or the reverse.

    The entry of row t for step j is that for the age S - T + t - j; entries for later steps are 0.

    Args:
        table: (..., T, S).
    """
    new, seen = table.shape[-2:]
    return slid(table.flip(-1)).tril(seen - new)
