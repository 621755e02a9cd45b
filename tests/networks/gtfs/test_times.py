"""Times of calls: what is missing in between is placed evenly."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmem.errors import MissingExtra
from graphmem.networks.gtfs import read_feed
from graphmem.networks.gtfs.times import MISSING, seconds, time_zone, timed_calls
from graphmem.networks.notes import Notes

Write = Callable[..., Path]
Town = dict[str, str]


def test_seconds() -> None:
    assert seconds(pd.Series(["0:00:00", "08:02:30", "", "25:00:01", "100:00:00"])).tolist() == [
        0,
        28950,
        MISSING,
        90001,
        360000,
    ]
    assert seconds(pd.Series([], dtype=object)).tolist() == []


@st.composite
def trips(draw: st.DrawFn) -> list[list[tuple[int, int] | None]]:
    """Calls of some trips: (arrival, departure), or None where no time is given; ends have theirs."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        moments = sorted(draw(st.lists(st.integers(0, 5000), min_size=4, max_size=16)))
        calls: list[tuple[int, int] | None] = list(zip(moments[::2], moments[1::2], strict=False))
        for place in range(1, len(calls) - 1):
            if draw(st.booleans()):
                calls[place] = None
        made.append(calls)
    return made


@given(trips())
def test_gaps_are_filled_evenly(drawn: list[list[tuple[int, int] | None]]) -> None:
    rows = [
        (
            f"t{trip}",
            place,
            *(
                ("", "")
                if call is None
                else (
                    f"0:{s // 60 % 60:02}:{s % 60:02}" if s < 3600 else f"1:{s // 60 - 60:02}:{s % 60:02}" for s in call
                )
            ),
        )
        for trip, calls in enumerate(drawn)
        for place, call in enumerate(calls)
    ]
    frame = pd.DataFrame(rows, columns=["trip_id", "stop_sequence", "arrival_time", "departure_time"])
    frame["row"] = np.arange(2, len(frame) + 2)
    shuffled = frame.sample(frac=1, random_state=len(frame))
    notes = Notes()
    read = timed_calls(shuffled, pd.DataFrame({"trip_id": [f"t{trip}" for trip in range(len(drawn))]}), notes)
    expected: list[tuple[int, int]] = []
    for calls in drawn:
        for place, call in enumerate(calls):
            if call is None:
                before = max(p for p in range(place) if calls[p] is not None)
                after = min(p for p in range(place, len(calls)) if calls[p] is not None)
                left, arrives = calls[before][1], calls[after][0]
                moment = np.rint(left + (arrives - left) * (place - before) / (after - before))
                call = (int(moment), int(moment))
            expected.append(call)
    assert list(zip(read["arrival_s"], read["departure_s"], strict=True)) == expected
    assert bool(notes.assumed) == any(call is None for calls in drawn for call in calls)


def test_a_gap_in_a_feed_is_named(write_feed: Write, town: Town) -> None:
    calls = town["stop_times.txt"].replace("r1,08:02:00,08:02:30,B", "r1,,,B")
    feed = read_feed(write_feed({"stop_times.txt": calls}))
    assert feed.stop_times["arrival_s"].tolist()[:3] == [28800, 28950, 29100]
    assert feed.notes.assumed == [
        "stop_times.txt: 1 call without times is placed evenly between the timed ones around it (row 3)."
    ]


def test_a_system_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert time_zone("Mars/Phobos") is None
    monkeypatch.setattr("graphmem.networks.gtfs.times.available_timezones", set)
    with pytest.raises(MissingExtra, match=r'needs a database of time zones; .* "graphmem\[gtfs\]"$'):
        time_zone("Mars/Phobos")
