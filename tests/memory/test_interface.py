"""The interface vector is cut where ``specs`` says, and its parts stay in their bounds."""

import math

import pytest
import torch

from graphmem.encoding.specs import interface_shapes, interface_size, line_sources, num_control_bits, station_sources
from graphmem.memory.gating import Gating
from graphmem.memory.interface import read_interface

MODES, NEVER_ROUNDED = "read_modes", "no_route"


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_sizes_by_hand(heads: int) -> None:
    stations, lines = 2 + 2 * heads, 1 + heads
    assert len(station_sources(heads)) == stations
    assert len(line_sources(heads)) == lines
    assert num_control_bits(heads) == 5 + 2 * heads
    assert interface_size(heads) == heads * (stations + lines + stations + 3 + 2 + 4 + 1) + 1 + stations + 1


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_cut_in_the_order_of_specs(heads: int) -> None:
    """Every place of the vector holds its own number, small enough for the sigmoid to keep them apart."""
    size = interface_size(heads)
    vector = (torch.arange(2 * size, dtype=torch.float64) / (2 * size)).reshape(2, size)
    interface = read_interface(vector, heads, Gating())
    first = 0
    for name, shape in interface_shapes(heads).items():
        length = math.prod(shape)
        part = getattr(interface, name)
        expected = vector[:, first : first + length].reshape(2, *shape)
        assert part.shape == expected.shape
        expected = torch.softmax(3 * torch.tanh(expected / 3), -1) if name == MODES else torch.sigmoid(expected)
        torch.testing.assert_close(part, expected)
        first += length
    assert first == size


def random_vector(heads: int, scale: float) -> torch.Tensor:
    return scale * torch.randn(50, interface_size(heads), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("scale", [1.0, 100.0])
def test_bounds(scale: float) -> None:
    interface = read_interface(random_vector(2, scale), 2, Gating())
    for part in interface:
        assert part.min() >= 0
        assert part.max() <= 1
    modes = interface.read_modes
    torch.testing.assert_close(modes.sum(-1), torch.ones(50, 2))
    assert modes.min() > math.exp(-6) / 4


def test_saturated_modes_still_learn() -> None:
    """The smallest value of a mode: all others have their highest logit."""
    vector = torch.full((1, interface_size(1)), 50.0)
    sizes = [math.prod(shape) for shape in interface_shapes(1).values()]
    first = sum(sizes[: list(interface_shapes(1)).index(MODES)])
    vector[0, first] = -50
    modes = read_interface(vector, 1, Gating()).read_modes[0, 0]
    assert modes[0].item() == pytest.approx(1 / (1 + 3 * math.exp(6)), rel=1e-4)


def test_discretised() -> None:
    vector = random_vector(2, 1.0)
    soft, hard = (read_interface(vector, 2, Gating(discrete=rounding)) for rounding in (False, True))
    for name in interface_shapes(2):
        if name == NEVER_ROUNDED:
            continue
        one, other = getattr(soft, name), getattr(hard, name)
        assert set(other.flatten().tolist()) == {0, 1}
        if name == MODES:
            assert torch.equal(other.argmax(-1), one.argmax(-1))
            assert torch.equal(other.sum(-1), torch.ones(50, 2))
        else:
            assert torch.equal(other, (one > 0.5).to(other.dtype))
