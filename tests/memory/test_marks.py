"""Marks, and when rows become readable, computed step by step."""

import itertools
import math

import pytest
import torch

from graphmem.memory.gating import Gating
from graphmem.memory.marks import readable, set_marks
from graphmem.memory.state import empty_memory

SOFT, DISCRETE = Gating(), Gating(discrete=True)


def test_set_marks() -> None:
    generator = torch.Generator().manual_seed(0)
    marks, held, gates = (torch.rand(*shape, generator=generator) for shape in ((2, 5), (2, 3, 5), (2, 3)))
    result = set_marks(marks, held, gates)
    for batch, slot in itertools.product(range(2), range(5)):
        kept = 1 - float(marks[batch, slot])
        kept *= math.prod(1 - float(gates[batch, head]) * float(held[batch, head, slot]) for head in range(3))
        assert float(result[batch, slot]) == pytest.approx(1 - kept)


def test_marks_by_hand() -> None:
    held = torch.tensor([[[1.0, 0, 0, 0], [0, 1, 0, 0]]])
    before = torch.tensor([[0.0, 0, 1, 0]])
    for gates, expected in {(1, 1): [1, 1, 1, 0], (1, 0): [1, 0, 1, 0], (0, 0): [0, 0, 1, 0]}.items():
        assert set_marks(before, held, torch.tensor([gates], dtype=torch.float32))[0].tolist() == expected


@pytest.mark.parametrize("minutes", [1, 2, 3, 7])
@pytest.mark.parametrize("start", [0, 2])
def test_a_row_becomes_readable_after_as_many_steps_as_minutes(minutes: int, start: int) -> None:
    """Slot 0 is held from step ``start`` on; slot 1 is never held and always readable."""
    state = empty_memory(1, 2, 1, 9)._replace(minutes=torch.tensor([[minutes, 5]], dtype=torch.float32))
    for step in range(start + 10):
        seen = readable(state.marks, state.ages, DISCRETE)
        under_way = start < step < start + minutes
        assert seen.tolist() == [[float(not under_way), 1.0]]
        assert readable(state.marks, state.ages, SOFT)[0, 0].item() == pytest.approx(float(not under_way), abs=0.02)
        if step > start:
            assert state.ages[0, 0] == step - start - minutes
        held = torch.tensor([[[float(step >= start), 0.0]]])
        marks = set_marks(state.marks, held, torch.ones(1, 1))
        state = state._replace(marks=marks, elapsed=state.elapsed + marks, held=held)


def test_a_soft_mark_hides_its_share() -> None:
    soft = readable(torch.tensor([[0.5, 0.5]]), torch.tensor([[-3.0, 3.0]]), SOFT)
    torch.testing.assert_close(soft, torch.tensor([[0.5, 1.0]]))


def test_later_is_more_readable() -> None:
    ages = torch.arange(-3.0, 3.0, 0.25)[None]
    soft = readable(torch.ones_like(ages), ages, SOFT)[0]
    assert (soft[1:] >= soft[:-1]).all()
    assert readable(torch.ones(1, 1), torch.tensor([[-0.5]]), SOFT).item() == pytest.approx(0.5)
