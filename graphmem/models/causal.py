"""Which step sees which, and how long ago that was, for machines that look back at all steps at once.

T steps are new, S have been seen in all; row t of a (..., T, S) table is about the S - T + t th step of all.

    T = 2, S = 4         columns are steps       columns are ages
    third step           0  1  2  -              2  1  0  -
    fourth step          0  1  2  3              3  2  1  0        the same entries, turned
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  # as in torch's documentation


def visible(new: int, seen: int, device: torch.device | None = None) -> Tensor:
    """(T, S) whether a step is not later than the row's: what is true on the left of the dashes above."""
    return torch.ones(new, seen, dtype=torch.bool, device=device).tril(seen - new)


def slid(table: Tensor) -> Tensor:
    """(..., T, S) with a column a step from one with a column an age, oldest first; anything where no step is.

    The last row stays, and each row begins one place further on than the row below: one column more, and a table cut
    anew along its rows, does just that (Dai et al. 2019, "Transformer-XL", Appendix B).
    """
    new, seen = table.shape[-2:]
    flat = F.pad(table, (1, 0)).flatten(-2)[..., new:]
    return flat.view(*table.shape[:-2], new, seen)


def turned(table: Tensor) -> Tensor:
    """(..., T, S) with a column an age, youngest first, from one with a column a step, or back; 0 at the dashes.

    Row t's entry for step j is that for the age S - T + t - j.
    """
    new, seen = table.shape[-2:]
    return slid(table.flip(-1)).tril(seen - new)
