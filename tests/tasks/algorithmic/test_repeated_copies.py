"""Sequences are shown and recalled one after the other."""

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic.repeated_copies import ANSWER_REQUIRED, BITS, PHASE_CHANGE, draw_repeated_copies


def test_an_episode_step_by_step() -> None:
    copies, length = 3, 2
    episodes = draw_repeated_copies(np.random.default_rng(0), 4, copies, length)
    assert episodes.inputs.shape == (12, 4, 10)
    assert episodes.targets.shape == (12, 4, 8)
    for time in range(12):
        within = time % (2 * length)
        asked = within >= length
        assert (episodes.inputs[time, :, ANSWER_REQUIRED] == asked).all()
        assert (episodes.inputs[time, :, PHASE_CHANGE] == (within in (0, length))).all()
        assert (episodes.mask[time] == asked).all()
        shown, wanted = episodes.inputs[time, :, :BITS], episodes.targets[time]
        assert np.array_equal(wanted, episodes.inputs[time - length, :, :BITS] if asked else np.zeros((4, 8)))
        assert not asked or not shown.any()
    answered = episodes.targets[episodes.mask[:, 0] == 1]
    assert set(np.unique(answered)) == {0.0, 1.0}
    assert 0.3 < answered.mean() < 0.7
    assert not np.array_equal(answered[:length], answered[length : 2 * length])


def test_same_seed_same_episodes() -> None:
    first, again, other = (draw_repeated_copies(np.random.default_rng(seed), 2, 2, 3) for seed in (0, 0, 1))
    assert np.array_equal(first.inputs, again.inputs)
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize(("copies", "length"), [(0, 1), (1, 0)])
def test_nothing_to_copy(copies: int, length: int) -> None:
    with pytest.raises(UsageError, match="at least 1, not 0"):
        draw_repeated_copies(np.random.default_rng(0), 1, copies, length)
