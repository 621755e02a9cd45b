"""Copy, read back from the channels step by step."""

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic.copy import draw_copy


def test_the_example_of_the_docstring() -> None:
    """The three vectors of the docstring."""
    episodes = draw_copy(np.random.default_rng(0), 1, 3)
    inputs, targets, mask = (part[:, 0].tolist() for part in (episodes.inputs, episodes.targets, episodes.mask))
    shown = [row[:8] for row in inputs[:3]]
    assert inputs == [*([*row, 0.0] for row in shown), [0.0] * 8 + [1.0], *[[0.0] * 9] * 3]
    assert targets == [*[[0.0] * 8] * 4, *shown]
    assert mask == [0, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("length", [1, 7, 120])
def test_targets_are_the_vectors(length: int) -> None:
    episodes = draw_copy(np.random.default_rng(length), 5, length)
    assert episodes.inputs.shape == (2 * length + 1, 5, 9)
    for member in range(5):
        kept, answered = [], []
        for inputs, targets, wanted in zip(episodes.inputs, episodes.targets, episodes.mask, strict=True):
            if wanted[member]:
                answered.append(targets[member].tolist())
            elif not inputs[member, 8]:
                kept.append(inputs[member, :8].tolist())
        assert answered == kept
        assert len(answered) == length


def test_bits_are_fair() -> None:
    targets = draw_copy(np.random.default_rng(1), 200, 50).targets[51:]
    assert set(np.unique(targets)) == {0, 1}
    assert np.abs(targets.mean((0, 1)) - 0.5).max() < 0.02  # of 10,000 bits a channel


def test_nothing_to_copy() -> None:
    with pytest.raises(UsageError, match="length must be at least 1, not 0"):
        draw_copy(np.random.default_rng(0), 1, 0)
