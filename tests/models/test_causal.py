"""Tables by step and by age, entry for entry."""

from __future__ import annotations

import pytest
import torch

from graphmem.models.causal import slid, turned, visible

SIZES = [(1, 1), (1, 5), (4, 4), (3, 7)]


@pytest.mark.parametrize(("new", "seen"), SIZES)
def test_what_is_not_later_is_visible(new: int, seen: int) -> None:
    expected = [[step <= seen - new + row for step in range(seen)] for row in range(new)]
    assert visible(new, seen).tolist() == expected


@pytest.mark.parametrize(("new", "seen"), SIZES)
def test_entry_for_entry(new: int, seen: int) -> None:
    """With two tables at once; those that are oldest first are the others read from the right."""
    table = 1 + torch.arange(2 * new * seen).view(2, new, seen)
    by_step, from_oldest = turned(table), slid(table)
    for row in range(new):
        now = seen - new + row
        for step in range(seen):
            expected = table[:, row, now - step] if step <= now else torch.zeros(2)
            assert by_step[:, row, step].tolist() == expected.tolist()
            if step <= now:
                assert from_oldest[:, row, step].tolist() == table[:, row, seen - 1 - (now - step)].tolist()


@pytest.mark.parametrize(("new", "seen"), SIZES)
def test_there_and_back(new: int, seen: int) -> None:
    table = torch.randn(new, seen, generator=torch.Generator().manual_seed(0))
    assert torch.equal(turned(turned(table)), table.tril(seen - new))
