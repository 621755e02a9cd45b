"""Priority sort against Python's sort."""

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic.priority_sort import draw_priority_sort


@pytest.mark.parametrize(("vectors", "wanted"), [(1, 1), (3, 2), (20, 16), (40, 32)])
def test_sorted(vectors: int, wanted: int) -> None:
    episodes = draw_priority_sort(np.random.default_rng(vectors), 6, vectors, wanted)
    assert episodes.inputs.shape == (vectors + 1 + wanted, 6, 10)
    for member in range(6):
        rows = episodes.inputs[:, member].tolist()
        shown = [(row[8], row[:8]) for row in rows[:vectors]]
        ordered = [bits for _, bits in sorted(shown, reverse=True)][:wanted]
        assert episodes.targets[vectors + 1 :, member].tolist() == ordered
        assert not episodes.targets[: vectors + 1].any()
        assert episodes.mask[:, member].tolist() == [0] * (vectors + 1) + [1] * wanted
        assert rows[vectors:] == [[0.0] * 9 + [1.0], *[[0.0] * 10] * wanted]
        assert all(row[9] == 0 for row in rows[:vectors])


def test_priorities_are_uniform() -> None:
    priorities = draw_priority_sort(np.random.default_rng(0), 2000, 5, 1).inputs[:5, :, 8]
    shares, _ = np.histogram(priorities, 4, (-1, 1))
    assert shares.sum() == priorities.size
    assert np.abs(shares / priorities.size - 0.25).max() < 0.02


@pytest.mark.parametrize(
    ("size", "message"),
    [((3, 0), "wanted must be at least 1, not 0"), ((3, 4), "wanted must be at most the number of vectors, 3, not 4")],
)
def test_refused(size: tuple[int, int], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        draw_priority_sort(np.random.default_rng(0), 1, *size)
