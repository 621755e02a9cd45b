"""A whole step of the memory: the equations in plain numbers, gradients, and what holds for every interface."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphmem.memory.ntm.access import access, write
from graphmem.memory.ntm.interface import Interface
from graphmem.memory.ntm.state import AccessState, initial_access

from . import reference
from .drawn import BATCH, HEADS, REACH, READERS, SLOTS, WORD, WRITERS, interface, states, vectors


def test_the_first_state() -> None:
    state = initial_access(2, 5, 4, 3)
    assert torch.equal(state.memory, torch.full((2, 5, 4), 1e-6))
    assert state.weightings.shape == (2, 3, 5)
    assert torch.equal(state.weightings.argmax(-1), torch.zeros(2, 3, dtype=torch.long))
    assert torch.equal(state.weightings.sum(-1), torch.ones(2, 3))
    assert (state.weightings != 0).sum() == 6


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_as_in_plain_numbers(seed: int, scale: float) -> None:
    """Eight steps from the first state, every part of every state, each member of the batch by itself."""
    plain = [reference.first_memory(SLOTS, WORD, HEADS) for _ in range(BATCH)]
    state = states(0)[0]
    for vector in vectors(8, seed, scale):
        reads, state = access(state, interface(vector))
        for batch in range(BATCH):
            expected, plain[batch] = reference.access(plain[batch], vector[batch].tolist(), WRITERS, REACH)
            found = {"reads": reads[batch], "memory": state.memory[batch], "weightings": state.weightings[batch]}
            for name, values in (("reads", expected), *vars(plain[batch]).items()):
                wanted = torch.tensor(values, dtype=torch.float64)
                torch.testing.assert_close(found[name], wanted, rtol=1e-7, atol=1e-9, msg=name)


@pytest.mark.parametrize("seed", range(2))
def test_gradients(seed: int) -> None:
    """Gradients of all results of a step by all of its arguments."""
    parts = [part[:1].clone().requires_grad_() for part in (*states(4, seed)[-1], vectors(1, seed + 10)[0])]

    def step(memory: Tensor, weightings: Tensor, vector: Tensor) -> tuple[Tensor, ...]:
        reads, after = access(AccessState(memory, weightings), interface(vector))
        return reads, *after

    assert torch.autograd.gradcheck(step, parts)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("scale", [1.0, 10.0, 100.0])
def test_bounds(scale: float, dtype: torch.dtype) -> None:
    """After forty steps weightings are still distributions, and the gradients through all of them are finite."""
    drawn = vectors(40, scale=scale).to(dtype).requires_grad_()
    state, total = initial_access(BATCH, SLOTS, WORD, HEADS, dtype=dtype), torch.zeros((), dtype=dtype)
    for vector in drawn:
        reads, state = access(state, interface(vector))
        total = total + reads.sum()
        assert state.memory.isfinite().all()
        assert state.weightings.min() >= 0
        ones = torch.ones(BATCH, HEADS, dtype=dtype)
        torch.testing.assert_close(state.weightings.sum(-1), ones, rtol=1e-5, atol=1e-5)
    (gradient,) = torch.autograd.grad(total, drawn)
    assert gradient.isfinite().all()


def rotated(state: AccessState, by: int) -> AccessState:
    return AccessState(state.memory.roll(by, 1), state.weightings.roll(by, 2))


@pytest.mark.parametrize("by", range(1, SLOTS))
def test_slots_stand_in_a_ring(by: int) -> None:
    """Rotating slots and heads leaves the reads unchanged and rotates everything else."""
    before, drawn = states(3)[-1], interface(vectors(1, 20)[0])
    reads, after = access(before, drawn)
    reads_turned, after_turned = access(rotated(before, by), drawn)
    torch.testing.assert_close(reads_turned, reads)
    for found, expected in zip(after_turned, rotated(after, by), strict=True):
        torch.testing.assert_close(found, expected)


def test_slots_have_neighbours() -> None:
    """Any other permutation of the slots changes the reads, unlike in a DNC."""
    before, drawn = states(3)[-1], interface(vectors(1, 20)[0])
    order = torch.tensor([1, 0, *range(2, SLOTS)])
    reads, _ = access(before, drawn)
    moved, _ = access(AccessState(before.memory[:, order], before.weightings[:, :, order]), drawn)
    assert not torch.isclose(reads, moved, rtol=1e-3).any(-1).all()


def ready(reading: int, writing: int, erased: list[float], added: list[float]) -> tuple[AccessState, Interface]:
    """One read and one write head on given slots of a memory of ones; the heads do not move."""
    eye = torch.eye(SLOTS)
    still = torch.tensor([[[0.0, 1.0, 0.0]] * 2])
    parameters = torch.ones(1, 2, WORD), torch.ones(1, 2), torch.zeros(1, 2), still, torch.ones(1, 2)
    return (
        AccessState(torch.ones(1, SLOTS, WORD), eye[None, [reading, writing]]),
        Interface(*parameters, torch.tensor([[erased]]), torch.tensor([[added]])),
    )


def test_erase_then_add_by_hand() -> None:
    state, drawn = ready(0, 3, [1.0, 0.5, 0.0, 0.0], [2.0, 2.0, 2.0, 0.0])
    _, after = access(state, drawn)
    assert after.memory[0, 3].tolist() == [2.0, 2.5, 3.0, 1.0]
    assert torch.equal(after.memory[0, [0, 1, 2, 4, 5]], torch.ones(SLOTS - 1, WORD))


def test_what_is_written_is_read_at_once() -> None:
    state, drawn = ready(3, 3, [1.0] * WORD, [5.0, 6.0, 7.0, 8.0])
    reads, _ = access(state, drawn)
    assert reads.tolist() == [[[5.0, 6.0, 7.0, 8.0]]]


def test_write_heads_have_no_order() -> None:
    """All heads erase before any adds: no head erases what another has added."""
    state, drawn = states(3)[-1], interface(vectors(1, 5)[0])
    weightings = state.weightings[:, READERS:]
    found = write(state.memory, weightings, drawn.erase_vectors, drawn.add_vectors)
    again = write(state.memory, weightings.flip(1), drawn.erase_vectors.flip(1), drawn.add_vectors.flip(1))
    torch.testing.assert_close(found, again)
    one = torch.ones(1, 2, 1)
    assert write(torch.full((1, 1, 1), 7.0), one, one, 3 * one).tolist() == [[[6.0]]]
