"""Addressing: by content, or by moving on from the weighting of the step before.

Graves et al. 2014, section 3.3, in the order of its figure 2.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..dnc.addressing import content_weightings
from .interface import Interface


def address(memory: Tensor, weightings: Tensor, interface: Interface) -> Tensor:
    """The weightings of all heads: content, interpolation, shift, sharpening.

    Args:
        memory: M (B, N, W).
        weightings: w of the step before, (B, H, N).
        interface: of this step.

    Returns:
        w (B, H, N), each sums to 1.
    """
    content = content_weightings(interface.keys, interface.strengths, memory)
    gated = interpolate(content, weightings, interface.gates)
    return sharpen(shift(gated, interface.shifts), interface.sharpenings)


def interpolate(content: Tensor, weightings: Tensor, gates: Tensor) -> Tensor:
    """w^g = g w^c + (1 - g) w of the step before (equation 7).

    Args:
        content: w^c (B, H, N).
        weightings: w of the step before, (B, H, N).
        gates: g (B, H).
    """
    return torch.lerp(weightings, content, gates[:, :, None])


def shift(weightings: Tensor, shifts: Tensor) -> Tensor:
    """w'[i] = sum over j of w^g[j] s[i - j], with slot numbers modulo N (equation 8).

    Args:
        weightings: w^g (B, H, N).
        shifts: s (B, H, 2S + 1); the first entry moves S slots back, the last S slots forward.
    """
    reach = shifts.shape[-1] // 2
    first, *others = (share * weightings.roll(by - reach, -1) for by, share in enumerate(shifts[:, :, None].unbind(-1)))
    for moved in others:
        first = first + moved
    return first


def sharpen(weightings: Tensor, sharpenings: Tensor) -> Tensor:
    """w[i] = w'[i]^gamma / sum over j of w'[j]^gamma (equation 9).

    Args:
        weightings: w' (B, H, N).
        sharpenings: gamma (B, H), at least 1.
    """
    # A common factor cancels out; with the largest weight scaled to 1, no gamma, however large, underflows everywhere.
    powers = (weightings / weightings.detach().amax(-1, keepdim=True)) ** sharpenings[:, :, None]
    return powers / powers.sum(-1, keepdim=True)
