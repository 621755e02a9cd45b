"""Read modes by hand, and the oldest match against a search through the slots."""

import math

import pytest
import torch
from torch import Tensor

from graphmem.encoding.specs import ALL, HOLD, OLDEST, READ_MODES, UNION
from graphmem.memory.gating import Gating
from graphmem.memory.read_modes import oldest_match, read

SOFT, DISCRETE = Gating(), Gating(discrete=True)


def rows(*values: float) -> Tensor:
    """One head of one memory."""
    return torch.tensor([[values]], dtype=torch.float64)


def ages(*values: float) -> Tensor:
    return torch.tensor([values], dtype=torch.float64)


def test_the_oldest_match_gets_nearly_all() -> None:
    soft = oldest_match(rows(1, 1, 0, 1), ages(2, 5, 9, 3), SOFT)[0, 0].tolist()
    weights = [math.exp(3 * age) for age in (2, 5, 3)]
    assert soft == pytest.approx([weights[0] / sum(weights), weights[1] / sum(weights), 0, weights[2] / sum(weights)])
    assert soft[1] > 0.99


def test_equally_old_rows_share() -> None:
    assert oldest_match(rows(1, 1, 0, 1), ages(4, 4, 4, -30), SOFT)[0, 0].tolist() == pytest.approx([0.5, 0.5, 0, 0])
    assert oldest_match(rows(1, 1, 0, 1), ages(4, 4, 4, -30), DISCRETE)[0, 0].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("gating", [SOFT, DISCRETE])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rows_that_do_not_match_are_never_read_however_old(gating: Gating, dtype: torch.dtype) -> None:
    match, old = rows(0, 1, 0, 0).to(dtype), ages(1000, -5, 3, 1e5).to(dtype)
    assert oldest_match(match, old, gating)[0, 0].tolist() == [0, 1, 0, 0]
    assert oldest_match(0 * match, old, gating)[0, 0].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("best", [0.9, 0.1, 0.002])
def test_it_sums_to_the_best_match(best: float) -> None:
    match, old = rows(best, best / 2, 0, 0), ages(1, 2, 1000, -1)
    oldest = oldest_match(match, old, SOFT)[0, 0]
    weights = [best * math.exp(3), best / 2 * math.exp(6)]
    assert oldest.tolist() == pytest.approx([best * weight / sum(weights) for weight in weights] + [0, 0])


def test_faint_matches_are_not_shared_with_others() -> None:
    oldest = oldest_match(rows(5e-4, 0, 0), ages(0, 1000, 0), SOFT)[0, 0].tolist()
    assert oldest[1:] == [0, 0]


def test_discretised_against_a_search() -> None:
    generator = torch.Generator().manual_seed(0)
    match = torch.randint(2, (20, 2, 7), generator=generator).double()
    match[0] = 0
    old = torch.randint(-3, 3, (20, 7), generator=generator).double()
    oldest = oldest_match(match, old, DISCRETE)
    for batch in range(20):
        for head in range(2):
            matching = [slot for slot in range(7) if match[batch, head, slot]]
            greatest = max((float(old[batch, slot]) for slot in matching), default=None)
            expected = [float(slot in matching and float(old[batch, slot]) == greatest) for slot in range(7)]
            assert oldest[batch, head].tolist() == expected


def test_heads_and_memories_are_independent() -> None:
    match = torch.rand(3, 2, 5, generator=torch.Generator().manual_seed(0))
    old = torch.tensor([[1.0, 2, 3, 4, 5], [5, 4, 3, 2, 1], [0, 0, 0, 0, 0]])
    together = oldest_match(match, old, SOFT)
    for batch in range(3):
        for head in range(2):
            alone = oldest_match(match[batch : batch + 1, head : head + 1], old[batch : batch + 1], SOFT)
            torch.testing.assert_close(together[batch, head], alone[0, 0])


def test_gradients() -> None:
    """Gradients of the soft mode, away from ties of the best match and from the least match that counts."""
    match = torch.tensor([[[0.9, 0.3, 0.5], [0.2, 0.8, 0.4]]], dtype=torch.float64, requires_grad=True)
    old = torch.tensor([[1.0, 1.5, 0.7]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda m, a: oldest_match(m, a, SOFT), (match, old))
    soft, hard = (torch.autograd.grad(oldest_match(match, old, g)[0, 0, 1], match)[0] for g in (SOFT, DISCRETE))
    assert torch.equal(soft, hard)
    assert soft.any()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(HOLD, [1, 1, 0, 0]), (OLDEST, [0, 0, 0, 1]), (ALL, [0, 1, 0, 1]), (UNION, [1, 1, 0, 1])],
)
def test_each_mode_by_hand(mode: int, expected: list[float]) -> None:
    modes = torch.eye(len(READ_MODES), dtype=torch.float64)[mode][None, None]
    held, match, oldest = rows(1, 1, 0, 0), rows(0, 1, 0, 1), rows(0, 0, 0, 1)
    assert read(held, match, oldest, modes)[0, 0].tolist() == expected


def test_modes_are_weighted() -> None:
    modes = torch.tensor([[[0.1, 0.2, 0.3, 0.4]]], dtype=torch.float64)
    result = read(rows(0.5), rows(0.8), rows(0.6), modes)
    assert result.item() == pytest.approx(0.1 * 0.5 + 0.2 * 0.6 + 0.3 * 0.8 + 0.4 * (1 - 0.5 * 0.2))
