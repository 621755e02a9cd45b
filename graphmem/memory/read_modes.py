"""Read modes: a head next holds the same rows, the oldest matches, all matches, or the union of held rows and matches.

Difference from the DNC of 2016 (Methods, read weightings), whose modes are backward, content and forward: links between
single writes cannot order sets that were reached together; ages can.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .gating import Gating, straight_through

_SHARPNESS = 3.0  # a match one step older weighs e^3 times as much
_LEAST_MATCH = 1e-3  # a weaker match does not count, however old the row: age must not outweigh content
_NOWHERE = -1e9


def oldest_match(match: Tensor, ages: Tensor, gating: Gating) -> Tensor:
    """The matches of the greatest age; if several are equally old, all of them.

    Args:
        match: (B, R, N) in [0, 1].
        ages: (B, N).
        gating: soft or discretised.

    Returns:
        (B, R, N); soft, it sums to the best match; discretised, it is 0 or 1.
    """
    scores = _SHARPNESS * ages[:, None] + torch.log(match.clamp(min=_LEAST_MATCH))
    soft = torch.softmax(scores.masked_fill(match < _LEAST_MATCH, _NOWHERE), -1) * match.amax(2, keepdim=True)
    soft = soft * (match >= _LEAST_MATCH)
    if not gating.discrete:
        return soft
    ages = ages[:, None].masked_fill(match < 0.5, _NOWHERE)
    return straight_through(soft, ((match > 0.5) & (ages == ages.amax(2, keepdim=True))).to(soft.dtype))


def read(held: Tensor, match: Tensor, oldest: Tensor, read_modes: Tensor) -> Tensor:
    """The set that each head holds next: the four modes, weighted.

    Args:
        held: (B, R, N) before the step, in [0, 1].
        match: (B, R, N) all matches, in [0, 1].
        oldest: (B, R, N) the oldest matches.
        read_modes: (B, R, 4), sums to 1, in the order of ``specs.READ_MODES``.

    Returns:
        (B, R, N) in [0, 1].
    """
    hold, first, everything, union = read_modes[..., None].unbind(2)
    return hold * held + first * oldest + everything * match + union * (1 - (1 - held) * (1 - match))
