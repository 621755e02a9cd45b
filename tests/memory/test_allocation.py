"""Writing row by row and all at once."""

import pytest
import torch
from torch import Tensor

from graphmem.memory.allocation import write_row, write_rows
from graphmem.memory.state import MemoryState, empty_memory

BLANK = 50


def triple(number: int) -> tuple[Tensor, Tensor]:
    """The triples of two memories."""
    labels = torch.tensor([[number, number + 10, number + 20], [number + 1, number + 11, number + 21]])
    return labels, torch.tensor([number + 1.0, number + 2.0])


def equal(first: MemoryState, second: MemoryState) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_rows_go_to_the_first_free_slot() -> None:
    state, gate = empty_memory(2, 3, 1, BLANK), torch.ones(2)
    for number in range(3):
        state = write_row(state, *triple(number), gate, BLANK)
        written = number + 1
        assert state.presence.tolist() == [[1.0] * written + [0.0] * (3 - written)] * 2
        assert state.labels[0, :, number].tolist() == [number, number + 10, number + 20]
        assert state.labels[1, :, number].tolist() == [number + 1, number + 11, number + 21]
        assert (state.labels[:, :, written:] == BLANK).all()
    assert state.labels[0].tolist() == [[0, 1, 2], [10, 11, 12], [20, 21, 22]]
    assert state.minutes.tolist() == [[1, 2, 3], [2, 3, 4]]


def test_a_gap_is_filled_first() -> None:
    state = empty_memory(1, 3, 1, BLANK)._replace(presence=torch.tensor([[1.0, 0.0, 1.0]]))
    labels, minutes = triple(5)
    state = write_row(state, labels[:1], minutes[:1], torch.ones(1), BLANK)
    assert state.presence.tolist() == [[1, 1, 1]]
    assert state.labels[0].tolist() == [[BLANK, 5, BLANK], [BLANK, 15, BLANK], [BLANK, 25, BLANK]]


def test_a_shut_gate_writes_nothing() -> None:
    state = write_row(empty_memory(2, 3, 1, BLANK), *triple(0), torch.ones(2), BLANK)
    assert equal(write_row(state, *triple(7), torch.zeros(2), BLANK), state)
    one = write_row(state, *triple(7), torch.tensor([0.0, 1.0]), BLANK)
    assert equal(MemoryState(*(part[:1] for part in one)), MemoryState(*(part[:1] for part in state)))
    assert one.labels[1, 0].tolist() == [1, 8, BLANK]


def test_a_full_memory_takes_no_more() -> None:
    state = empty_memory(2, 2, 1, BLANK)
    for number in range(2):
        state = write_row(state, *triple(number), torch.ones(2), BLANK)
    assert equal(write_row(state, *triple(2), torch.ones(2), BLANK), state)


def test_writing_leaves_marks_and_heads_alone() -> None:
    generator = torch.Generator().manual_seed(0)
    marks, elapsed, held = (torch.rand(*shape, generator=generator) for shape in ((2, 3), (2, 3), (2, 1, 3)))
    before = empty_memory(2, 3, 1, BLANK)._replace(marks=marks, elapsed=elapsed, held=held)
    after = write_row(before, *triple(0), torch.ones(2), BLANK)
    assert equal(after._replace(**{f: getattr(before, f) for f in ("labels", "minutes", "presence")}), before)


@pytest.mark.parametrize("gate", [1.0, 0.0, 0.3])
@pytest.mark.parametrize("spare", [0, 2])
def test_all_at_once_is_one_after_the_other(gate: float, spare: int) -> None:
    triples = [triple(number) for number in range(4)]
    gates = torch.full((2,), gate)
    state = empty_memory(2, 4 + spare, 3, BLANK)
    labels, minutes = torch.stack([row[0] for row in triples], 2), torch.stack([row[1] for row in triples], 1)
    together = write_rows(state, labels, minutes, gates, BLANK)
    for row in triples:
        state = write_row(state, *row, gates, BLANK)
    assert torch.equal(together.presence, state.presence)
    written = state.presence[:, None] > 0
    assert torch.equal(together.labels.where(written, BLANK), state.labels)
    assert torch.equal(together.minutes.where(written[:, 0], 0), state.minutes)


def test_what_is_past_the_end_of_a_description_is_not_there() -> None:
    labels, minutes = torch.full((2, 3, 3), BLANK), torch.zeros(2, 3)
    labels[0, :, 0], minutes[0, 0] = torch.tensor([1, 2, 3]), 4
    labels[1] = torch.arange(9).reshape(3, 3)
    state = write_rows(empty_memory(2, 5, 1, BLANK), labels, minutes, torch.ones(2), BLANK)
    assert state.presence.tolist() == [[1, 0, 0, 0, 0], [1, 1, 1, 0, 0]]
    assert (state.labels[:, :, 3:] == BLANK).all()


def test_how_far_a_row_is_written_depends_on_the_gate() -> None:
    gate = torch.tensor([0.25, 0.5], requires_grad=True)
    for presence in (
        write_row(empty_memory(2, 2, 1, BLANK), *triple(0), gate, BLANK).presence,
        write_rows(empty_memory(2, 2, 1, BLANK), triple(0)[0][..., None], triple(0)[1][:, None], gate, BLANK).presence,
    ):
        assert presence.tolist() == [[0.25, 0], [0.5, 0]]
        assert torch.autograd.grad(presence.sum(), gate)[0].tolist() == [1, 1]
