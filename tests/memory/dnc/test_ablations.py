"""An ablated step equals the paper's step where the disabled part does nothing, and the part has no influence."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.ablations import without_allocation, without_content, without_freeing, without_links
from graphmem.memory.dnc.access import access
from graphmem.memory.dnc.interface import Interface
from graphmem.memory.dnc.state import AccessState, zero_access

from .drawn import BATCH, HEADS, SLOTS, WORD, interface, late_state, vectors

Step = Callable[[AccessState, Interface], tuple[Tensor, AccessState]]
STEPS: dict[str, Step] = {
    "content": without_content,
    "links": without_links,
    "allocation": without_allocation,
    "freeing": without_freeing,
}
each = pytest.mark.parametrize("closed", STEPS.values(), ids=STEPS.keys())


def silenced(closed: Step, state: AccessState, shown: Interface) -> tuple[AccessState, Interface]:
    """Arguments of ``access`` for which the disabled part does nothing."""
    if closed is without_content:  # a zero key is similar to nothing
        none = {"read_keys": torch.zeros_like(shown.read_keys), "write_key": torch.zeros_like(shown.write_key)}
        return state, shown._replace(**none)
    if closed is without_links:
        return state._replace(link=torch.zeros_like(state.link), precedence=torch.zeros_like(state.precedence)), shown
    if closed is without_allocation:
        return state, shown._replace(allocation_gate=torch.zeros_like(shown.allocation_gate))
    return state, shown._replace(free_gates=torch.zeros_like(shown.free_gates))


# What is not kept up to date, since nothing looks at it.
IDLE: dict[Step, set[str]] = {without_links: {"link", "precedence"}, without_allocation: {"usage"}}


@each
@pytest.mark.parametrize("seed", range(3))
def test_equal_to_the_paper_where_the_part_does_nothing(closed: Step, seed: int) -> None:
    state = other = zero_access(BATCH, SLOTS, WORD, HEADS, dtype=torch.float64)
    for vector in vectors(6, seed, 3.0):
        reads, state = closed(state, interface(vector))
        expected, other = access(*silenced(closed, other, interface(vector)))
        torch.testing.assert_close(reads, expected)
        for name in set(state._fields) - IDLE.get(closed, set()):
            torch.testing.assert_close(getattr(state, name), getattr(other, name), msg=name)


@each
def test_it_is_not_the_paper_s_step(closed: Step) -> None:
    state, shown = late_state(), interface(vectors(1, 5)[0])
    assert not torch.allclose(closed(state, shown)[1].memory, access(state, shown)[1].memory) or not torch.allclose(
        closed(state, shown)[0], access(state, shown)[0]
    )


def test_keys_do_not_matter_without_content() -> None:
    state, shown = late_state(), interface(vectors(1, 5)[0])
    other = shown._replace(
        read_keys=-shown.read_keys, write_key=shown.write_key + 1, read_strengths=shown.read_strengths * 3
    )
    assert torch.equal(without_content(state, shown)[0], without_content(state, other)[0])


def test_the_order_of_writing_does_not_matter_without_links() -> None:
    state, shown = late_state(), interface(vectors(1, 5)[0])
    moved = state._replace(
        link=state.link.transpose(1, 2),
        precedence=1 - state.precedence,
        read_weightings=state.read_weightings,
    )
    reads, after = without_links(state, shown)
    assert torch.equal(reads, without_links(moved, shown)[0])
    assert torch.equal(after.link, state.link)


def test_without_allocation_slots_stay_equal() -> None:
    state = zero_access(BATCH, SLOTS, WORD, HEADS, dtype=torch.float64)
    for vector in vectors(5):
        _, state = without_allocation(state, interface(vector))
    assert state.memory.any()
    torch.testing.assert_close(state.memory, state.memory[:, :1].expand_as(state.memory))
    torch.testing.assert_close(state.read_weightings, state.read_weightings[..., :1].expand_as(state.read_weightings))


def test_usage_does_not_matter_without_allocation() -> None:
    state, shown = late_state(), interface(vectors(1, 5)[0])
    other = state._replace(usage=1 - state.usage)
    assert torch.equal(without_allocation(state, shown)[0], without_allocation(other, shown)[0])


def test_without_freeing_usage_never_falls() -> None:
    state = zero_access(BATCH, SLOTS, WORD, HEADS, dtype=torch.float64)
    for vector in vectors(8, scale=3.0):
        _, after = without_freeing(state, interface(vector))
        assert (after.usage >= state.usage).all()
        state = after
    freed = late_state()
    shown = interface(vectors(1, 5)[0])
    assert (access(freed, shown)[1].usage < without_freeing(freed, shown)[1].usage).any()


@each
def test_gradients_reach_the_parts_in_use(closed: Step) -> None:
    state, vector = late_state(), vectors(1, 5)[0].requires_grad_()
    reads, after = closed(state, interface(vector))
    (reads.square().sum() + after.memory.square().sum()).backward()  # type: ignore[no-untyped-call]  # torch's backward is
    assert vector.grad is not None
    assert vector.grad.isfinite().all()
    shown = vector.grad.split([HEADS * WORD, HEADS, WORD, 1, WORD, WORD, HEADS, 1, 1, 3 * HEADS], 1)
    moved = [bool(part.any()) for part in shown]
    expected: dict[Step, list[bool]] = {
        without_content: [False, False, False, False, True, True, True, True, True, True],
        without_links: [True] * 10,
        without_allocation: [True] * 6 + [False, False, True, True],
        without_freeing: [True] * 6 + [False, True, True, True],
    }
    assert moved == expected[closed]
