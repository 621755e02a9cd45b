"""Content lookup against plain numbers, at zero rows, and in gradient."""

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.addressing import content_weightings, cosine_similarities

from . import reference


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("scale", [1.0, 1e-4, 1e4])
def test_as_in_plain_numbers(scale: float) -> None:
    """There is no epsilon: the length of a row does not matter."""
    keys, memory, strengths = random(2, 3, 4), scale * random(2, 6, 4, seed=1), 1 + random(2, 3, seed=2).square()
    memory[1, 2] = 0
    similarities, weightings = cosine_similarities(keys, memory), content_weightings(keys, strengths, memory)
    for batch in range(2):
        for head in range(3):
            key, rows = keys[batch, head].tolist(), memory[batch].tolist()
            expected = [reference.cosine(key, row) for row in rows]
            assert similarities[batch, head].tolist() == pytest.approx(expected, abs=1e-13)
            expected = reference.content(rows, key, float(strengths[batch, head]))
            assert weightings[batch, head].tolist() == pytest.approx(expected, rel=1e-12)


def test_by_hand() -> None:
    memory = torch.tensor([[[3.0, 0.0], [0.0, 0.1], [-2.0, 0.0], [5.0, 5.0], [0.0, 0.0]]])
    similarities = cosine_similarities(torch.tensor([[[7.0, 0.0]]]), memory)[0, 0]
    torch.testing.assert_close(similarities, torch.tensor([1.0, 0.0, -1.0, 0.5**0.5, 0.0]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("length", [0.0, 1e-30, 1e-12, 1e-5])
def test_short_rows_and_keys_give_numbers(length: float, dtype: torch.dtype) -> None:
    memory, keys = torch.full((1, 3, 4), length, dtype=dtype), torch.full((1, 2, 4), length, dtype=dtype)
    memory[0, 0] = keys[0, 0] = 1
    for part in (memory, keys):
        part.requires_grad_()
    weightings = content_weightings(keys, torch.full((1, 2), 2.0, dtype=dtype), memory)
    gradients = torch.autograd.grad(weightings[0, :, 0].sum(), [keys, memory])
    for tensor in (weightings, *gradients):
        assert tensor.isfinite().all()
    torch.testing.assert_close(weightings.sum(-1), torch.ones(1, 2, dtype=dtype))


def test_an_empty_memory_is_looked_up_evenly() -> None:
    weightings = content_weightings(random(2, 3, 4), torch.full((2, 3), 5.0), torch.zeros(2, 6, 4, dtype=torch.float64))
    assert torch.equal(weightings, torch.full((2, 3, 6), 1 / 6, dtype=torch.float64))


def test_gradients() -> None:
    parts = [random(2, 3, 4), 1 + random(2, 3, seed=2).square(), random(2, 5, 4, seed=1)]
    for part in parts:
        part.requires_grad_()
    assert torch.autograd.gradcheck(content_weightings, parts)
