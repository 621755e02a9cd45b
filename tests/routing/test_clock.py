"""The rule that turns minutes into ticks."""

import pytest

from graphmem.routing.clock import in_ticks, ticks_per_minute


@pytest.mark.parametrize(
    ("times", "rate"),
    [
        ([1, 2, 30], 1),
        ([1, 2.5], 2),
        ([1 / 3, 2], 3),
        ([1.25, 2.5], 4),
        ([0.2], 5),
        ([0.1, 0.3], 10),
        ([0.2, 0.25], 20),
        ([0.5, 1 / 3], 6),
        ([1 / 60], 60),
        ([1.33], 60),
        ([1e-9, 1], 60),
    ],
)
def test_the_tick_is_the_longest_that_makes_every_time_whole(times: list[float], rate: int) -> None:
    assert ticks_per_minute(times) == rate


@pytest.mark.parametrize(
    ("minutes", "ticks"),
    [(1.33, 80), (0.125, 8), (1.025, 62), (1e-9, 1), (0.001, 1), (2, 120), (0.1 + 0.2, 18)],
)
def test_seconds_round_half_up_and_are_at_least_one(minutes: float, ticks: int) -> None:
    assert in_ticks(minutes, 60) == ticks
