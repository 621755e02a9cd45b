"""Repeat copy against loops."""

import statistics

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic.repeat_copy import draw_repeat_copy, normalised


@pytest.mark.parametrize(("length", "repeats"), [(1, 1), (2, 3), (3, 2), (10, 20), (20, 10)])
def test_vectors_are_repeated_and_ended(length: int, repeats: int) -> None:
    episodes = draw_repeat_copy(np.random.default_rng(length), 4, length, repeats)
    assert episodes.inputs.shape[2] == 10
    for member in range(4):
        rows = episodes.inputs[:, member].tolist()
        vectors = [row[:8] for row in rows[:length]]
        answered = [[*vector, 0.0] for _ in range(repeats) for vector in vectors]
        answered.append([0.0] * 8 + [1.0])
        assert episodes.targets[:, member].tolist() == [[0.0] * 9] * (length + 1) + answered
        assert episodes.mask[:, member].tolist() == [0] * (length + 1) + [1] * len(answered)
        assert all(row[8:] == [0.0, 0.0] for row in rows[:length])
        assert rows[length] == [0.0] * 8 + [1.0, pytest.approx(normalised(repeats), rel=1e-6)]
        assert not np.any(rows[length + 1 :])


def test_repeats_are_normalised_over_the_training_range() -> None:
    trained = [normalised(repeats) for repeats in range(1, 11)]
    assert statistics.fmean(trained) == pytest.approx(0)
    assert statistics.pvariance(trained) == pytest.approx(1)


@pytest.mark.parametrize("size", [(0, 1), (1, 0)])
def test_nothing_to_repeat(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="must be at least 1, not 0"):
        draw_repeat_copy(np.random.default_rng(0), 1, *size)
