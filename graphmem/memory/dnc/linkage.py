"""Temporal memory linkage: which slot was written after which.

Graves et al. 2016, Methods, "Temporal memory linkage".
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def next_link(link: Tensor, precedence: Tensor, write_weighting: Tensor) -> Tensor:
    """L'[i, j] = (1 - w^w[i] - w^w[j]) L[i, j] + w^w[i] p[j], and 0 where i = j.

    Args:
        link: L of the step before, (B, N, N).
        precedence: p of the step before, (B, N).
        write_weighting: w^w of this step, (B, N).

    Returns:
        (B, N, N); rows and columns sum to at most 1.
    """
    updated: Tensor = _NextLink.apply(link, precedence, write_weighting)  # type: ignore[no-untyped-call]  # torch's apply is
    return updated


def next_precedence(precedence: Tensor, write_weighting: Tensor) -> Tensor:
    """p' = (1 - sum of w^w) p + w^w.

    Args:
        precedence: p of the step before, (B, N).
        write_weighting: w^w of this step, (B, N).

    Returns:
        (B, N), sums to at most 1.
    """
    return (1 - write_weighting.sum(-1, keepdim=True)) * precedence + write_weighting


def follow_links(link: Tensor, read_weightings: Tensor) -> tuple[Tensor, Tensor]:
    """Move the heads one write back and one write forward: b = L^T w^r and f = L w^r.

    Args:
        link: L of this step, (B, N, N).
        read_weightings: w^r of the step before, (B, R, N).

    Returns:
        backward and forward weightings, (B, R, N) each.
    """
    return torch.bmm(read_weightings, link), torch.bmm(read_weightings, link.transpose(1, 2))


class _NextLink(torch.autograd.Function):
    """``next_link`` with its own derivative, which stores one matrix for each step where autograd would store two."""

    @staticmethod
    def forward(ctx: Any, link: Tensor, precedence: Tensor, write_weighting: Tensor) -> Tensor:
        ctx.save_for_backward(link, precedence, write_weighting)
        kept = _kept(write_weighting)
        updated = kept.mul_(link).addcmul_(write_weighting[:, :, None], precedence[:, None])
        updated.diagonal(dim1=1, dim2=2).zero_()
        return updated

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        link, precedence, write_weighting = ctx.saved_tensors
        (gradient,) = gradients
        diagonal = gradient.diagonal(dim1=1, dim2=2)
        to_precedence = torch.bmm(write_weighting[:, None], gradient)[:, 0] - write_weighting * diagonal
        lost = gradient * link
        lost.diagonal(dim1=1, dim2=2).zero_()
        to_writing = torch.bmm(precedence[:, None], gradient.transpose(1, 2))[:, 0] - diagonal * precedence
        to_writing = to_writing - lost.sum(1) - lost.sum(2)
        to_link = _kept(write_weighting, out=lost).mul_(gradient)
        to_link.diagonal(dim1=1, dim2=2).zero_()
        return to_link, to_precedence, to_writing


def _kept(write_weighting: Tensor, out: Tensor | None = None) -> Tensor:
    """(B, N, N) the share 1 - w[i] - w[j] of each link that is kept, written into ``out`` to save an allocation."""
    return torch.sub((1 - write_weighting)[:, :, None], write_weighting[:, None], out=out)
