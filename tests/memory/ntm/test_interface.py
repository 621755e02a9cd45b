"""Sizes by hand, the order of the parts, and their bounds."""

import math

import pytest
import torch

from graphmem.memory.ntm.interface import interface_shapes, interface_size, read_interface

from .drawn import HEADS, REACH, READERS, WORD, WRITERS, interface, vectors


def test_sizes_by_hand() -> None:
    """One head each, words of 20, moves of -1, 0 and 1, as in the paper's copy: 26 a head, and 40 to write with."""
    assert interface_size(20, 1, 1, 1) == 26 + 26 + 40
    assert interface_size(WORD, READERS, WRITERS, REACH) == HEADS * (WORD + 2 * REACH + 4) + 2 * WRITERS * WORD


def test_every_number_has_its_place() -> None:
    shapes = interface_shapes(2, 1, 1, 1)
    assert list(shapes) == ["keys", "strengths", "gates", "shifts", "sharpenings", "erase_vectors", "add_vectors"]
    found = read_interface(torch.arange(20.0)[None], 2, 1, 1, 1)
    assert found.keys.tolist() == [[[0, 1], [2, 3]]]
    assert found.strengths[0].tolist() == pytest.approx([math.log(1 + math.exp(x)) for x in (4, 5)])
    assert found.gates[0].tolist() == pytest.approx([1 / (1 + math.exp(-x)) for x in (6, 7)])
    share = [math.exp(x) / sum(math.exp(y) for y in range(3)) for x in range(3)]
    assert found.shifts[0].tolist() == [pytest.approx(share), pytest.approx(share)]
    assert found.sharpenings[0].tolist() == pytest.approx([1 + math.log(1 + math.exp(x)) for x in (14, 15)])
    assert found.erase_vectors[0, 0].tolist() == pytest.approx([1 / (1 + math.exp(-x)) for x in (16, 17)])
    assert found.add_vectors.tolist() == [[[18, 19]]]


@pytest.mark.parametrize("scale", [1.0, 100.0, 1e6])
def test_bounds(scale: float) -> None:
    found = interface(vectors(1, scale=scale)[0])
    assert all(part.isfinite().all() for part in found)
    assert found.strengths.min() >= 0
    assert found.sharpenings.min() >= 1
    for part in (found.gates, found.erase_vectors):
        assert part.min() >= 0
        assert part.max() <= 1
    torch.testing.assert_close(found.shifts.sum(-1), torch.ones(3, HEADS, dtype=torch.float64))
    assert (found.add_vectors < 0).any()
    assert (found.keys < 0).any()
