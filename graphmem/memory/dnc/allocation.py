"""Dynamic memory allocation: which slots are free, and which of them is written next.

Graves et al. 2016, Methods, "Dynamic memory allocation".
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def retention(free_gates: Tensor, read_weightings: Tensor) -> Tensor:
    """psi = prod over heads of (1 - f x w^r): how far each slot is retained, since no head frees it.

    The factors are multiplied one by one, because the backward pass of ``prod`` synchronises with the host.

    Args:
        free_gates: f (B, R).
        read_weightings: w^r of the step before, (B, R, N).

    Returns:
        (B, N) in [0, 1].
    """
    first, *others = (1 - free_gates[:, :, None] * read_weightings).unbind(1)
    for factor in others:
        first = first * factor
    return first


def next_usage(usage: Tensor, write_weighting: Tensor, retained: Tensor) -> Tensor:
    """u' = (u + w^w - u x w^w) x psi: used before or written since, and not freed.

    Args:
        usage: u of the step before, (B, N).
        write_weighting: w^w of the step before, (B, N).
        retained: psi of this step, (B, N).

    Returns:
        (B, N) in [0, 1].
    """
    return (usage + write_weighting - usage * write_weighting) * retained


def allocation_weighting(usage: Tensor) -> Tensor:
    """a[phi[j]] = (1 - u[phi[j]]) x prod over i < j of u[phi[i]], with phi the slots in ascending order of usage.

    The gradient treats the order as constant.  Of equally used slots the first comes first.

    Args:
        usage: u of this step, (B, N).

    Returns:
        (B, N), sums to at most 1, and to 0 where every slot is used.
    """
    ascending, order = torch.sort(usage, dim=-1, stable=True)
    taken: Tensor = _ProductBefore.apply(ascending)  # type: ignore[no-untyped-call]  # torch's apply is
    return torch.zeros_like(usage).scatter(-1, order, (1 - ascending) * taken)


class _ProductBefore(torch.autograd.Function):
    """P[j] = prod over i < j of u[i], for u in ascending order along the last dimension.

    The derivative by u[k] is the sum over j > k of P[j] / u[k] times the gradient of P[j].  Zeros come first, if there
    are any: they make P[k], and with it the derivative, 0 for all k but the first, whose own factor is left out instead
    of divided by.  Unlike the backward pass of ``cumprod``, this never synchronises with the host.
    """

    @staticmethod
    def forward(ctx: Any, ascending: Tensor) -> Tensor:
        first, middle = ascending[..., :1], ascending[..., 1:-1]
        # Q[j] = prod over 0 < i < j, for j > 0.
        without_first = torch.cat([torch.ones_like(first), middle], -1).cumprod(-1)[..., : ascending.shape[-1] - 1]
        before = torch.cat([torch.ones_like(first), first * without_first], -1)
        ctx.save_for_backward(ascending, without_first, before)
        return before

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (gradient,) = gradients
        ascending, without_first, before = ctx.saved_tensors
        after = gradient[..., 1:]
        first = (after * without_first).sum(-1, keepdim=True)
        sums = (after * before[..., 1:])[..., 1:].flip(-1).cumsum(-1).flip(-1)  # over j > k, for k = 1 ... N - 2
        used = ascending[..., 1:-1]
        middle = torch.where(used > 0, sums / used.where(used > 0, 1.0), 0.0)
        last = torch.zeros_like(first)
        return torch.cat([first, middle, last], -1)[..., : ascending.shape[-1]]
