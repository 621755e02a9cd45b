"""Hops by hand, times on days when clocks change, and timetables that contradict themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Line, Station
from graphmem.graphs.timetable import NOTHING, OWN_TIME, Timetable

LONDON = ZoneInfo("Europe/London")
A, B, C = range(3)


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def bools(text: str) -> np.ndarray:
    return np.array([letter == "1" for letter in text])


def make(**changes: Any) -> Timetable:
    """Red runs A B C and on as blue, C B; another red runs A B."""
    made = Timetable(
        name="toy",
        start=datetime(2026, 11, 23, tzinfo=LONDON),
        stations=tuple(Station(name.lower(), name) for name in "ABC"),
        lines=(Line("red", "Red"), Line("blue", "Blue")),
        place_station=ints(A, B, C),
        trip_ids=("r1", "r2", "b1"),
        headsigns=("C", "B", "B"),
        trip_line=ints(0, 0, 1),
        trip_following=ints(2, NOTHING, NOTHING),
        first_call=ints(0, 3, 5, 7),
        call_place=ints(A, B, C, A, B, C, B),
        arrival=ints(0, 300, 600, 60, 360, 600, 900),
        departure=ints(0, 330, 600, 60, 360, 660, 900),
        boards=bools("1110101"),
        alights=bools("1011111"),
        transfers=ints(A, A, OWN_TIME, B, B, 0, B, C, 120).reshape(3, 3),
    )
    return replace(made, **changes)


def test_hops() -> None:
    hops = make().hops
    assert hops.trip.tolist() == [0, 0, 1, 2]
    assert hops.source.tolist() == [A, B, A, C]
    assert hops.destination.tolist() == [B, C, B, B]
    assert hops.departure.tolist() == [0, 330, 60, 660]
    assert hops.arrival.tolist() == [300, 600, 360, 900]
    assert hops.boards.tolist() == [True, True, False, False]
    assert hops.alights.tolist() == [False, True, True, True]
    assert hops.following.tolist() == [1, 3, NOTHING, NOTHING]
    assert [column.tolist() for column in hops.take(ints(3, 1))] == [column[[3, 1]].tolist() for column in hops]


def test_a_timetable_may_be_empty() -> None:
    nothing = {name: ints() for name in ("trip_line", "trip_following", "call_place", "arrival", "departure")}
    empty = make(trip_ids=(), headsigns=(), first_call=ints(0), boards=bools(""), alights=bools(""), **nothing)
    assert len(empty.hops.trip) == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headsigns": ("C",)}, "differ in length"),
        ({"arrival": ints(0)}, "differ in length"),
        ({"first_call": ints(0, 3, 4, 7)}, "fewer than two calls"),
        ({"first_call": ints(0, 3, 5, 6)}, "a call belongs to no trip"),
        ({"start": datetime(2026, 11, 23)}, "time zone"),
        ({"call_place": ints(A, B, 3, A, B, C, B)}, "is out of range"),
        ({"trip_line": ints(0, 0, 2)}, "is out of range"),
        ({"trip_following": ints(3, NOTHING, NOTHING)}, "is out of range"),
        ({"transfers": ints(A, 3, 0).reshape(1, 3)}, "is out of range"),
        ({"transfers": ints(A, B, -2).reshape(1, 3)}, "less than no time"),
        ({"transfers": ints(A, B, 1, A, B, 2).reshape(2, 3)}, "occurs twice"),
        ({"trip_following": ints(NOTHING, 0, NOTHING)}, "followed by an earlier one"),
        ({"trip_following": ints(2, 2, NOTHING)}, "followed by the same one"),
        ({"arrival": ints(0, 300, 600, 60, 59, 600, 900)}, "'r2' goes back"),
        ({"departure": ints(0, 299, 600, 60, 360, 660, 900)}, "'r1' goes back"),
        ({"departure": ints(0, 330, 600, 60, 360, 599, 900)}, "'r1' goes back"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        make(**changes)


def test_times_pass_evenly_where_clocks_change() -> None:
    """On 29 March 2026 clocks in London go from 01:00 to 02:00, and on 25 October from 02:00 back to 01:00."""
    spring = make(start=datetime(2026, 3, 29, tzinfo=LONDON))
    assert spring.time(3600).replace(tzinfo=None) == datetime(2026, 3, 29, 2)
    assert spring.seconds(datetime(2026, 3, 29, 3)) == 2 * 3600
    with pytest.raises(UsageError, match="no 01:30 on 2026-03-29 in Europe/London"):
        spring.seconds(datetime(2026, 3, 29, 1, 30))
    autumn = make(start=datetime(2026, 10, 25, tzinfo=LONDON))
    assert autumn.seconds(datetime(2026, 10, 25, 1, 30)) == 5400  # the first of two
    for seconds in range(0, 4 * 3600, 600):
        for changed in (spring, autumn):
            there = changed.time(seconds)
            assert there.astimezone(UTC) - changed.start.astimezone(UTC) == timedelta(seconds=seconds)
    assert autumn.seconds(datetime(2026, 10, 25, 3)) == 4 * 3600


def test_the_start_may_be_in_any_zone() -> None:
    assert make(start=datetime(2026, 7, 1, 0, 0, tzinfo=LONDON)).seconds(datetime(2026, 6, 30, 23, 59)) == -60
