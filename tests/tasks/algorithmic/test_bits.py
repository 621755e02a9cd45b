"""Loss and measures of bits against loops."""

import math
from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.tasks.algorithmic.bits import bits_loss, cost_bits, wrong_bits

STEPS, BATCH, OUTPUTS = 6, 3, 4


def drawn(seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, targets, and a mask that differs between members."""
    generator = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(STEPS, BATCH, OUTPUTS, dtype=torch.float64, generator=generator)
    targets = torch.randint(2, (STEPS, BATCH, OUTPUTS), generator=generator).double()
    mask = torch.tensor([[0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 0, 1], [1, 0, 0], [1, 1, 1]]).double()
    return logits, targets, mask


def surprise(logit: float, target: float) -> float:
    """-ln of the probability of a target."""
    chance = 1 / (1 + math.exp(-logit))
    return -math.log(chance if target else 1 - chance)


def test_loss_and_cost() -> None:
    logits, targets, mask = drawn()
    logits.requires_grad_()
    nats, count = [0.0] * BATCH, 0
    for time, member, channel in product(range(STEPS), range(BATCH), range(OUTPUTS)):
        if mask[time, member]:
            nats[member] += surprise(logits[time, member, channel].item(), targets[time, member, channel].item())
            count += 1
    loss = bits_loss(logits, targets, mask)
    assert loss.item() == pytest.approx(sum(nats) / count)
    assert cost_bits(logits, targets, mask).tolist() == pytest.approx([part / math.log(2) for part in nats])
    loss.backward()  # type: ignore[no-untyped-call]  # torch's backward is
    assert logits.grad is not None
    assert torch.equal(logits.grad.abs().sum(-1) > 0, mask > 0)


def test_wrong_bits() -> None:
    logits, targets, mask = drawn(1)
    expected = [
        sum(
            int((logits[time, member, channel].item() > 0) != targets[time, member, channel].item())
            for time, channel in product(range(STEPS), range(OUTPUTS))
            if mask[time, member]
        )
        for member in range(BATCH)
    ]
    assert wrong_bits(logits, targets, mask).tolist() == expected
    assert len(set(expected)) > 1


def test_uniform_outputs_cost_one_bit_a_bit() -> None:
    _, targets, mask = drawn(2)
    blank = torch.zeros_like(targets)
    assert cost_bits(blank, targets, mask).tolist() == pytest.approx((mask.sum(0) * OUTPUTS).tolist())
    assert bits_loss(blank, targets, mask).item() == pytest.approx(math.log(2))


@pytest.mark.parametrize("name", ALGORITHMIC_TASKS)
def test_the_right_answer(name: str) -> None:
    """Certain and right outputs have no wrong bits; one inverted bit is one wrong bit, in its sequence only."""
    task = ALGORITHMIC_TASKS[name]
    episodes = task.draw(np.random.default_rng(0), 3, task.test_sizes[0])
    targets, mask = torch.as_tensor(episodes.targets), torch.as_tensor(episodes.mask)
    logits = 40 * targets - 20
    logits[mask == 0] = 5.0  # nobody looks there
    assert wrong_bits(logits, targets, mask).tolist() == [0, 0, 0]
    assert cost_bits(logits, targets, mask).max() < 1e-4
    logits[-1, 1, -1] *= -1
    assert wrong_bits(logits, targets, mask).tolist() == [0, 1, 0]
