"""A whole step of the memory: the equations in plain numbers, gradients, and what holds for every interface."""

import pytest
import torch

from graphmem.memory.dnc.access import access, write
from graphmem.memory.dnc.state import AccessState, zero_access

from . import reference
from .drawn import BATCH, HEADS, SLOTS, WORD, interface, late_state, states, vectors

CLOSED = -1000.0


def test_the_zero_state() -> None:
    state = zero_access(2, 5, 4, 3)
    shapes = [(2, 5, 4), (2, 5), (2, 5), (2, 3, 5), (2, 5, 5), (2, 5)]
    assert [tuple(part.shape) for part in state] == shapes
    assert not any(part.any() for part in state)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_as_in_plain_numbers(seed: int, scale: float) -> None:
    """Eight steps from the zero state, every part of every state, each member of the batch by itself."""
    plain = [reference.zero_memory(SLOTS, WORD, HEADS) for _ in range(BATCH)]
    state = states(0)[0]
    for vector in vectors(8, seed, scale):
        reads, state = access(state, interface(vector))
        for batch in range(BATCH):
            expected, plain[batch] = reference.access(plain[batch], vector[batch].tolist(), HEADS)
            found = {"reads": reads[batch], **{name: part[batch] for name, part in state._asdict().items()}}
            for name, values in (("reads", expected), *vars(plain[batch]).items()):
                wanted = torch.tensor(values, dtype=torch.float64)
                torch.testing.assert_close(found[name], wanted, rtol=1e-7, atol=1e-8, msg=name)


@pytest.mark.parametrize("seed", range(2))
def test_gradients(seed: int) -> None:
    """Gradients of all results of a step by all of its arguments."""
    state, vector = late_state(seed), vectors(1, seed + 10)[0]
    parts = [part[:1].clone().requires_grad_() for part in (*state, vector)]

    def step(*parts: torch.Tensor) -> tuple[torch.Tensor, ...]:
        reads, after = access(AccessState(*parts[:-1]), interface(parts[-1]))
        return reads, *after

    assert torch.autograd.gradcheck(step, parts)


@pytest.mark.parametrize("scale", [1.0, 10.0, 100.0])
def test_bounds(scale: float) -> None:
    within = 1 + 1e-9
    for state in states(40, scale=scale):
        assert all(part.isfinite().all() for part in state)
        for part in (state.usage, state.write_weighting, state.read_weightings, state.link, state.precedence):
            assert part.min() >= -1e-9
            assert part.max() <= within
        for part in (state.write_weighting, state.read_weightings, state.precedence):
            assert part.sum(-1).max() <= within
        assert state.link.sum(1).max() <= within
        assert state.link.sum(2).max() <= within
        assert not state.link.diagonal(dim1=1, dim2=2).any()


def test_a_closed_write_gate_changes_nothing_that_is_written() -> None:
    before, vector = late_state(), vectors(1, 7)[0]
    vector[:, -1 - 3 * HEADS] = CLOSED
    assert not interface(vector).write_gate.any()
    reads, after = access(before, interface(vector))
    for name in ("memory", "link", "precedence"):
        assert torch.equal(getattr(after, name), getattr(before, name))
    assert not after.write_weighting.any()
    assert reads.any()
    assert not torch.equal(after.usage, before.usage)  # it may still be freed


@pytest.mark.parametrize("seed", range(3))
def test_slots_have_no_names(seed: int) -> None:
    """Permuting the slots leaves the reads unchanged and permutes everything else."""
    before, vector = late_state(seed), vectors(1, seed + 20)[0]
    order = torch.randperm(SLOTS, generator=torch.Generator().manual_seed(seed))

    def moved(state: AccessState) -> AccessState:
        return AccessState(
            state.memory[:, order],
            state.usage[:, order],
            state.write_weighting[:, order],
            state.read_weightings[:, :, order],
            state.link[:, order][:, :, order],
            state.precedence[:, order],
        )

    reads, after = access(before, interface(vector))
    reads_moved, after_moved = access(moved(before), interface(vector))
    torch.testing.assert_close(reads_moved, reads)
    for found, expected in zip(after_moved, moved(after), strict=True):
        torch.testing.assert_close(found, expected)


def test_what_is_freed_is_written_next() -> None:
    """All slots are full; a head has read slot 2 and frees it; it is allocated, and the old word is erased."""
    numbers = torch.Generator().manual_seed(0)
    read = torch.zeros(1, HEADS, SLOTS, dtype=torch.float64)
    read[0, 0, 2] = 1
    before = zero_access(1, SLOTS, WORD, HEADS, dtype=torch.float64)._replace(
        memory=torch.randn(1, SLOTS, WORD, generator=numbers, dtype=torch.float64),
        usage=torch.ones(1, SLOTS, dtype=torch.float64),
        read_weightings=read,
    )
    wide_open = torch.ones(1, dtype=torch.float64)
    chosen = interface(vectors(1)[0, :1])._replace(
        free_gates=wide_open.expand(1, HEADS),
        allocation_gate=wide_open,
        write_gate=wide_open,
        erase_vector=wide_open.expand(1, WORD),
    )
    _, after = access(before, chosen)
    assert after.usage.tolist() == [[1, 1, 0, 1, 1]]
    assert after.write_weighting.tolist() == [[0, 0, 1, 0, 0]]
    expected = before.memory.clone()
    expected[0, 2] = chosen.write_vector[0]
    torch.testing.assert_close(after.memory, expected)
    _, later = access(after, chosen._replace(free_gates=torch.zeros(1, HEADS, dtype=torch.float64)))
    assert later.usage.tolist() == [[1, 1, 1, 1, 1]]
    assert not later.write_weighting.any()


def test_written_and_read_at_one_step() -> None:
    """The read key is looked up in the memory after the write, the write key in the one before."""
    key = torch.tensor([[1.0, 0.0, 0.0, 0.0]], dtype=torch.float64)
    one, zero, strong = (torch.tensor([value], dtype=torch.float64) for value in (1.0, 0.0, 200.0))
    chosen = interface(vectors(1)[0, :1])._replace(
        read_keys=key[:, None].expand(1, HEADS, WORD),
        read_strengths=strong.expand(1, HEADS),
        allocation_gate=one,
        write_gate=one,
        write_vector=key,
        read_modes=torch.tensor([0.0, 1.0, 0.0], dtype=torch.float64).expand(1, HEADS, 3),
    )
    start = zero_access(1, SLOTS, WORD, HEADS, dtype=torch.float64)
    reads, after = access(start, chosen)
    torch.testing.assert_close(reads, key[:, None].expand(1, HEADS, WORD))
    _, evenly = access(start, chosen._replace(allocation_gate=zero, write_key=key, write_strength=strong))
    torch.testing.assert_close(evenly.write_weighting, torch.full((1, SLOTS), 1 / SLOTS, dtype=torch.float64))
    assert after.write_weighting.tolist() == [[1, 0, 0, 0, 0]]


def test_write_by_hand() -> None:
    memory = torch.tensor([[[2.0, 4.0], [6.0, 8.0]]])
    places, erase, word = torch.tensor([[1.0, 0.5]]), torch.tensor([[1.0, 0.5]]), torch.tensor([[10.0, 20.0]])
    assert write(memory, places, erase, word).tolist() == [[[10, 22], [8, 16]]]
