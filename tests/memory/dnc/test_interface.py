"""The interface vector is cut in the paper's order, and its parts stay in their bounds."""

import math

import pytest
import torch

from graphmem.memory.dnc.interface import interface_shapes, interface_size, oneplus, read_interface

# Name, how many numbers for W = 3 and R = 2, and what is done to them; in the order of Methods, "Interface parameters".
PAPER = (
    ("read_keys", 6, "as it is"),
    ("read_strengths", 2, "oneplus"),
    ("write_key", 3, "as it is"),
    ("write_strength", 1, "oneplus"),
    ("erase_vector", 3, "sigmoid"),
    ("write_vector", 3, "as it is"),
    ("free_gates", 2, "sigmoid"),
    ("allocation_gate", 1, "sigmoid"),
    ("write_gate", 1, "sigmoid"),
    ("read_modes", 6, "softmax"),
)


@pytest.mark.parametrize(("word", "heads"), [(1, 1), (3, 2), (50, 5)])
def test_size(word: int, heads: int) -> None:
    assert interface_size(word, heads) == word * heads + 3 * word + 5 * heads + 3


def test_cut_in_the_papers_order() -> None:
    size = interface_size(3, 2)
    vector = torch.randn(2, size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    parts, first = read_interface(vector, 3, 2), 0
    assert list(interface_shapes(3, 2)) == [name for name, _, _ in PAPER] == list(parts._fields)
    for name, count, bound in PAPER:
        for batch in range(2):
            numbers = vector[batch, first : first + count].tolist()
            if bound == "oneplus":
                numbers = [1 + math.log(1 + math.exp(x)) for x in numbers]
            elif bound == "sigmoid":
                numbers = [1 / (1 + math.exp(-x)) for x in numbers]
            elif bound == "softmax":
                groups = [numbers[start : start + 3] for start in (0, 3)]
                numbers = [math.exp(x) / sum(math.exp(y) for y in group) for group in groups for x in group]
            assert getattr(parts, name)[batch].flatten().tolist() == pytest.approx(numbers)
        first += count
    assert first == size
    assert parts.read_keys.shape == (2, 2, 3)
    assert parts.read_modes.shape == (2, 2, 3)
    assert parts.write_gate.shape == parts.allocation_gate.shape == parts.write_strength.shape == (2,)


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_bounds(scale: float) -> None:
    vector = scale * torch.randn(50, interface_size(3, 2), generator=torch.Generator().manual_seed(1))
    parts = read_interface(vector, 3, 2)
    for part in (parts.read_strengths, parts.write_strength):
        assert part.min() >= 1
        assert part.isfinite().all()
    for part in (parts.erase_vector, parts.free_gates, parts.allocation_gate, parts.write_gate, parts.read_modes):
        assert part.min() >= 0
        assert part.max() <= 1
    torch.testing.assert_close(parts.read_modes.sum(-1), torch.ones(50, 2))


def test_oneplus_by_hand() -> None:
    """Plain softplus would give log 2 at 0."""
    values = oneplus(torch.tensor([0.0, 1.0, -30.0, 1000.0], dtype=torch.float64)).tolist()
    assert values == pytest.approx([1.6931471805599453, 2.3132616875182228, 1.0, 1001.0])
