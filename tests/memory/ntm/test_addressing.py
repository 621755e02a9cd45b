"""Moving and sharpening against plain numbers and one-hot cases by hand, also where powers would overflow."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphmem.memory.ntm.addressing import address, interpolate, sharpen, shift
from graphmem.memory.ntm.interface import Interface

from . import reference
from .drawn import BATCH, HEADS, SLOTS, WORD, interface, random, states, vectors


def one_hot(place: int, slots: int = SLOTS) -> Tensor:
    """(1, 1, N)."""
    return torch.eye(slots, dtype=torch.float64)[None, [place]]


def by(steps: int, reach: int = 1) -> Tensor:
    """The shift distribution (1, 1, 2S + 1) that moves by so many slots."""
    return one_hot(steps + reach, 2 * reach + 1)


@pytest.mark.parametrize("reach", [0, 1, 2, 4])
@pytest.mark.parametrize("slots", [1, 2, 3, 7])
def test_shift_as_in_plain_numbers(reach: int, slots: int) -> None:
    """Also where the shift range exceeds the number of slots."""
    weightings = random(2, 3, slots).softmax(-1)
    shifts = random(2, 3, 2 * reach + 1, seed=1).softmax(-1)
    found = shift(weightings, shifts)
    for batch in range(2):
        for head in range(3):
            expected = reference.move(weightings[batch, head].tolist(), shifts[batch, head].tolist())
            assert found[batch, head].tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("start", "steps", "end"), [(2, 1, 3), (2, -1, 1), (2, 0, 2), (5, 1, 0), (0, -1, 5)])
def test_a_head_moves_and_wraps_round(start: int, steps: int, end: int) -> None:
    assert torch.equal(shift(one_hot(start), by(steps)), one_hot(end))
    assert torch.equal(shift(one_hot(start), by(2 * steps, 2)), one_hot((start + 2 * steps) % SLOTS))


def test_a_blurred_shift_by_hand() -> None:
    shares = torch.tensor([[[0.1, 0.8, 0.1]]], dtype=torch.float64)
    expected = torch.tensor([[[0.8, 0.1, 0, 0, 0, 0.1]]], dtype=torch.float64)  # the paper's example
    torch.testing.assert_close(shift(one_hot(0), shares), expected)


def test_interpolation_by_hand() -> None:
    gates = torch.tensor([[0.0, 1.0, 0.25]], dtype=torch.float64)
    content, before = one_hot(1).expand(1, 3, -1), one_hot(4).expand(1, 3, -1)
    expected = torch.stack([one_hot(4)[0, 0], one_hot(1)[0, 0], 0.25 * one_hot(1)[0, 0] + 0.75 * one_hot(4)[0, 0]])
    assert torch.equal(interpolate(content, before, gates)[0], expected)


@pytest.mark.parametrize("gamma", [1.0, 1.5, 2.0, 20.0])
def test_sharpening_as_in_plain_numbers(gamma: float) -> None:
    weightings = random(1, 1, SLOTS).softmax(-1)
    found = sharpen(weightings, torch.full((1, 1), gamma, dtype=torch.float64))[0, 0].tolist()
    assert found == pytest.approx(reference.sharpen(weightings[0, 0].tolist(), gamma), rel=1e-12)


def test_sharpening_by_hand() -> None:
    weightings = torch.tensor([[[0.2, 0.4, 0.4, 0.0]]])
    for gamma, expected in ((1.0, [0.2, 0.4, 0.4, 0.0]), (2.0, [1 / 9, 4 / 9, 4 / 9, 0.0]), (1e5, [0, 0.5, 0.5, 0])):
        found = sharpen(weightings, torch.tensor([[gamma]]))
        assert found[0, 0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("gamma", [1.0, 1.0001, 3.0, 80.0, 1e4, 1e30])
@pytest.mark.parametrize("slots", [1, 6, 4096])
def test_sharpening_never_overflows(gamma: float, dtype: torch.dtype, slots: int) -> None:
    """Zero and tiny weights, and uniform weightings of many slots, give finite values and gradients and sums of 1."""
    even = torch.full((slots,), 1 / slots, dtype=dtype)
    single = torch.eye(slots, dtype=dtype)[0]
    tiny = single + 1e-38 * torch.arange(slots, dtype=dtype)
    sloping = torch.linspace(0, 1, slots + 1, dtype=dtype)[1:]
    weightings = torch.stack([even, single, tiny, sloping / sloping.sum()])[None].requires_grad_()
    sharpenings = torch.full((1, 4), gamma, dtype=dtype, requires_grad=True)
    found = sharpen(weightings, sharpenings)
    torch.testing.assert_close(found.sum(-1), torch.ones(1, 4, dtype=dtype), rtol=1e-5, atol=1e-5)
    gradients = torch.autograd.grad((found * torch.arange(slots)).sum(), [weightings, sharpenings])
    for tensor in (found, *gradients):
        assert tensor.isfinite().all()
    torch.testing.assert_close(found[0, :2], weightings[0, :2], rtol=1e-5, atol=1e-9)


def test_gradients_where_weights_are_zero() -> None:
    """One-sided differences at the boundary: a weight of 0 has a gradient at gamma 1, and none above."""
    values = torch.tensor([0.0, 0.5, 0.5], dtype=torch.float64)
    for gamma in (1.0, 2.5):
        weightings = values.clone().requires_grad_()
        sharpenings = torch.tensor([[gamma]], dtype=torch.float64)
        (gradient,) = torch.autograd.grad(sharpen(weightings[None, None], sharpenings)[0, 0, 0], weightings)
        step = torch.tensor([1e-9, 0, 0], dtype=torch.float64)
        moved = reference.sharpen((values + step).tolist(), gamma)[0] - reference.sharpen(values.tolist(), gamma)[0]
        assert gradient[0].item() == pytest.approx(moved / 1e-9, abs=1e-4)


def test_a_closed_gate_keeps_the_head_where_it_is() -> None:
    """Exactly, if the head neither moves nor sharpens, whatever the keys."""
    state, drawn = states(3)[-1], interface(vectors(1, 9)[0])
    still = torch.zeros_like(drawn.shifts)
    still[..., still.shape[-1] // 2] = 1
    closed = drawn._replace(
        gates=torch.zeros_like(drawn.gates), shifts=still, sharpenings=torch.ones_like(drawn.sharpenings)
    )
    torch.testing.assert_close(address(state.memory, state.weightings, closed), state.weightings, rtol=1e-12, atol=0)


def test_an_open_gate_finds_the_key_and_moves_on_from_it() -> None:
    """The paper's "find a contiguous block, then go to an element in it"."""
    memory = torch.eye(SLOTS, dtype=torch.float64)[None]
    for place in range(SLOTS):
        ready = Interface(
            keys=memory[:, [place]],
            strengths=torch.full((1, 1), 1000.0, dtype=torch.float64),
            gates=torch.ones(1, 1, dtype=torch.float64),
            shifts=by(1),
            sharpenings=torch.ones(1, 1, dtype=torch.float64),
            erase_vectors=torch.zeros(1, 0, SLOTS, dtype=torch.float64),
            add_vectors=torch.zeros(1, 0, SLOTS, dtype=torch.float64),
        )
        torch.testing.assert_close(address(memory, one_hot(0), ready), one_hot((place + 1) % SLOTS))


def test_heads_do_not_meet() -> None:
    state, drawn = states(3)[-1], interface(vectors(1, 9)[0])
    together = address(state.memory, state.weightings, drawn)
    for head in range(HEADS):
        alone = Interface(*(part[:, [head]] for part in drawn[:5]), *drawn[5:])
        torch.testing.assert_close(address(state.memory, state.weightings[:, [head]], alone), together[:, [head]])
    assert together.shape == (BATCH, HEADS, SLOTS)


def test_gradients() -> None:
    """Gradients by the memory, the last weightings and every parameter of the heads."""
    drawn = interface(vectors(1, 9)[0])
    parts = [part[:1].detach().requires_grad_() for part in (*states(3)[-1], *drawn[:5])]
    rest = [part[:1] for part in drawn[5:]]

    def run(memory: Tensor, weightings: Tensor, *parts: Tensor) -> Tensor:
        return address(memory, weightings, Interface(*parts, *rest))

    assert parts[0].shape == (1, SLOTS, WORD)
    assert torch.autograd.gradcheck(run, parts)
