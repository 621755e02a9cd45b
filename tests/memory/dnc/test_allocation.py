"""Retention, usage and allocation against plain numbers, by hand, at zeros and ones, and in gradient."""

import math

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.allocation import allocation_weighting, next_usage, retention

from . import reference


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("heads", [1, 2, 5])
def test_retention(heads: int) -> None:
    gates, weightings = random(2, heads), random(2, heads, 6, seed=1)
    kept = retention(gates, weightings)
    for batch in range(2):
        for slot in range(6):
            factors = [1 - float(gates[batch, head] * weightings[batch, head, slot]) for head in range(heads)]
            assert float(kept[batch, slot]) == pytest.approx(math.prod(factors))


def test_usage_by_hand() -> None:
    """Slots that are never used, used, written again, and half used and half written."""
    usage, written = torch.tensor([[0.0, 1.0, 1.0, 0.5]]), torch.tensor([[0.0, 0.0, 1.0, 0.5]])
    assert next_usage(usage, written, torch.ones(1, 4)).tolist() == [[0, 1, 1, 0.75]]
    assert next_usage(usage, written, torch.full((1, 4), 0.5)).tolist() == [[0, 0.5, 0.5, 0.375]]


def test_a_slot_that_is_wholly_freed_is_not_used() -> None:
    read = torch.tensor([[[0.0, 1.0, 0.0], [0.0, 0.0, 0.5]]])
    usage = next_usage(torch.ones(1, 3), torch.zeros(1, 3), retention(torch.ones(1, 2), read))
    assert usage.tolist() == [[1, 0, 0.5]]


@pytest.mark.parametrize("slots", [1, 2, 3, 9])
@pytest.mark.parametrize("zeros", [0, 1, 2])
def test_allocation(slots: int, zeros: int) -> None:
    usage = random(4, slots, seed=slots)
    usage[:, :zeros] = 0
    usage = usage[:, torch.randperm(slots, generator=torch.Generator().manual_seed(2))]
    weighting = allocation_weighting(usage)
    for found, row in zip(weighting.tolist(), usage.tolist(), strict=True):
        assert found == pytest.approx(reference.allocate(row), abs=1e-15)
    assert weighting.min() >= 0
    assert weighting.sum(-1).max() <= 1 + 1e-12


def test_allocation_by_hand() -> None:
    usage = torch.tensor([[1.0, 0.5, 0.25], [1.0, 0.0, 0.0], [1.0, 1.0, 1.0]], dtype=torch.float64)
    assert allocation_weighting(usage).tolist() == [[0, 0.125, 0.75], [0, 1, 0], [0, 0, 0]]


def test_allocation_sums_to_1_minus_the_product_of_usages() -> None:
    """Summed over slots, the weighting is 1 - prod of all usages."""
    usage = random(8, 30).sqrt().sqrt()
    expected = 1 - torch.tensor([math.prod(row) for row in usage.tolist()], dtype=torch.float64)
    torch.testing.assert_close(allocation_weighting(usage).sum(-1), expected)


def apart(usage: Tensor) -> Tensor:
    """Usages far enough apart that a finite difference does not change their order."""
    return usage.argsort(-1).argsort(-1).to(usage.dtype) / usage.shape[-1] + 0.05


@pytest.mark.parametrize("slots", [1, 2, 3, 7])
def test_gradients(slots: int) -> None:
    gates, weightings = random(2, 3), random(2, 3, slots, seed=1)
    usage, written = apart(random(2, slots, seed=2)), random(2, slots, seed=3)
    for part in (gates, weightings, usage, written):
        part.requires_grad_()
    assert torch.autograd.gradcheck(retention, (gates, weightings))
    assert torch.autograd.gradcheck(next_usage, (usage, written, random(2, slots, seed=4)))
    assert torch.autograd.gradcheck(allocation_weighting, usage)


def test_gradients_across_a_zero() -> None:
    """One slot with usage 0: the formula continues below 0 as above."""
    usage = apart(random(3, 6))
    usage[usage == usage.amin(-1, keepdim=True)] = 0
    assert torch.autograd.gradcheck(allocation_weighting, usage.requires_grad_())


def test_the_gradient_does_not_overflow() -> None:
    """Many slots with almost no usage: autograd's own formula would divide by a product that underflows."""
    usage = torch.cat([torch.full((1, 200), 1e-30), torch.zeros(1, 50), torch.ones(1, 6)], 1).requires_grad_()
    (gradient,) = torch.autograd.grad(allocation_weighting(usage).square().sum(), usage)
    assert gradient.isfinite().all()


def test_with_several_zeros_only_the_first_passes_gradients_on() -> None:
    """a = (1 - u0, (1 - u1) u0, (1 - u2) u0 u1) at u = (0, 0, 1/2), derived by hand."""
    usage = torch.tensor([[0.0, 0.0, 0.5]], dtype=torch.float64, requires_grad=True)
    rows = [torch.autograd.grad(allocation_weighting(usage)[0, slot], usage)[0][0].tolist() for slot in range(3)]
    assert rows == [[-1, 0, 0], [1, 0, 0], [0, 0, 0]]
