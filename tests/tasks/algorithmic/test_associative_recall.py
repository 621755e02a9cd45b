"""Associative recall, answered by looking the query up in a dictionary."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic.associative_recall import draw_associative_recall


@pytest.mark.parametrize("items", [2, 3, 6, 20])
def test_the_answer_follows_the_query(items: int) -> None:
    episodes = draw_associative_recall(np.random.default_rng(items), 30, items)
    asked: Counter[int] = Counter()
    for member in range(30):
        rows, wanted = episodes.inputs[:, member], episodes.mask[:, member] == 1
        assert [len(part) for part in np.split(rows, np.flatnonzero(rows[:, 6:].any(1)))[1:]] == [4] * (items + 2)
        seen = [tuple(map(tuple, rows[start + 1 : start + 4, :6])) for start in np.flatnonzero(rows[:, 6])]
        (left, right) = np.flatnonzero(rows[:, 7])
        query = tuple(map(tuple, rows[left + 1 : right, :6]))
        following = dict(pairwise(seen))
        assert len(set(seen)) == items
        assert tuple(map(tuple, episodes.targets[wanted, member])) == following[query]
        assert np.flatnonzero(wanted).tolist() == [right + 1, right + 2, right + 3]
        assert not rows[wanted].any()
        assert not episodes.targets[~wanted, member].any()
        assert not (rows[:, 6:].any(1) & rows[:, :6].any(1)).any()
        asked[seen.index(query)] += 1
    assert set(asked) <= set(range(items - 1))
    assert len(asked) > (items - 1) / 2  # any item may be asked for


def test_bits_are_fair() -> None:
    targets = draw_associative_recall(np.random.default_rng(0), 2000, 4).targets[-3:]
    assert np.abs(targets.mean(1) - 0.5).max() < 0.05


def test_too_few_items() -> None:
    with pytest.raises(UsageError, match="items must be at least 2, not 1"):
        draw_associative_recall(np.random.default_rng(0), 1, 1)
