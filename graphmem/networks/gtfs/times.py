"""Times of calls: seconds after the start of the service day, complete and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from ...common.extras import missing
from ...common.text import count
from ...errors import DataError
from ..notes import Notes
from .table import ROW

if TYPE_CHECKING:
    import pandas as pd

MISSING = -1


def time_zone(name: str) -> ZoneInfo | None:
    """The time zone of this name, or None if it is unknown.

    Raises:
        MissingExtra: if neither the operating system nor tzdata has a database of time zones.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        if not available_timezones():
            raise missing("tzdata", "A GTFS feed with a time zone") from None
        return None


def seconds(times: pd.Series[str]) -> NDArray[np.int64]:
    """Seconds of texts such as H:MM:SS, where hours may pass 24.  Empty cells are ``MISSING``."""
    import pandas as pd

    codes, written = pd.factorize(times)
    read = [_seconds(time) for time in written]
    return np.array(read, dtype=np.int64)[codes] if read else np.zeros(0, np.int64)


def _seconds(time: str) -> int:
    if not time:
        return MISSING
    hours, minutes, rest = map(int, time.split(":"))
    return 3600 * hours + 60 * minutes + rest


def timed_calls(stop_times: pd.DataFrame, trips: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The calls in the order of trips and stop_sequence, with ``arrival_s`` and ``departure_s``.

    If one of the two is missing, it equals the other.  If both are, the call is placed evenly between its neighbours
    that have times; the first and the last call of a trip must have theirs.

    Raises:
        DataError: if the first or last call of a trip has no time, or a trip goes back in time.
    """
    import pandas as pd

    trip = pd.Index(trips["trip_id"]).get_indexer(pd.Index(stop_times["trip_id"]))
    order = np.lexsort((stop_times["stop_sequence"].to_numpy(), trip))
    calls = stop_times.iloc[order].reset_index(drop=True)
    trip = trip[order]
    begins = np.concatenate(([True], trip[1:] != trip[:-1]))
    ends = np.concatenate((begins[1:], [True]))
    arrival, departure = seconds(calls["arrival_time"]), seconds(calls["departure_time"])
    half = (arrival == MISSING) != (departure == MISSING)
    arrival = np.where(arrival == MISSING, departure, arrival)
    departure = np.where(departure == MISSING, arrival, departure)
    untimed = arrival == MISSING
    if (bad := np.flatnonzero(untimed & (begins | ends))).size:
        call = calls.iloc[int(bad[0])]
        end = "first" if begins[bad[0]] else "last"
        raise DataError(
            f"stop_times.txt, row {call[ROW]}: arrival_time and departure_time are missing at the {end} call of trip "
            f"{call['trip_id']!r}."
        )
    _fill(arrival, departure, untimed)
    _check_order(calls, arrival, departure, begins)
    _note(calls, half, untimed, notes)
    calls = calls.drop(columns=["arrival_time", "departure_time"])
    return calls.assign(arrival_s=arrival, departure_s=departure)


def _fill(arrival: NDArray[np.int64], departure: NDArray[np.int64], untimed: NDArray[np.bool_]) -> None:
    """Place calls without times evenly between the timed ones around them; [C] each."""
    place = np.arange(len(arrival))
    known = np.flatnonzero(~untimed)
    gaps = np.flatnonzero(untimed)
    after = np.searchsorted(known, gaps)
    left, right = known[after - 1], known[after] if gaps.size else known[:0]
    share = (place[gaps] - left) / np.maximum(right - left, 1)
    arrival[gaps] = np.rint(departure[left] + (arrival[right] - departure[left]) * share).astype(np.int64)
    departure[gaps] = arrival[gaps]


def _check_order(
    calls: pd.DataFrame, arrival: NDArray[np.int64], departure: NDArray[np.int64], begins: NDArray[np.bool_]
) -> None:
    stays = np.flatnonzero(departure < arrival)
    runs = np.flatnonzero((arrival[1:] < departure[:-1]) & ~begins[1:]) + 1
    if stays.size:
        call = calls.iloc[int(stays[0])]
        raise DataError(
            f"stop_times.txt, row {call[ROW]}: departure_time {call['departure_time']} is before arrival_time "
            f"{call['arrival_time']}."
        )
    if runs.size:
        call, before = calls.iloc[int(runs[0])], calls.iloc[int(runs[0]) - 1]
        raise DataError(
            f"stop_times.txt, row {call[ROW]}: arrival_time {call['arrival_time'] or call['departure_time']} is before "
            f"the departure from the call before it (row {before[ROW]}) of trip {call['trip_id']!r}."
        )


def _note(calls: pd.DataFrame, half: NDArray[np.bool_], untimed: NDArray[np.bool_], notes: Notes) -> None:
    if half.any():
        row = calls[ROW][int(half.argmax())]
        number = count(int(half.sum()), "call has", "calls have")
        notes.faults.append(
            f"stop_times.txt: {number} only one of arrival_time and departure_time (row {row}), used for both."
        )
    if untimed.any():
        row = calls[ROW][int(untimed.argmax())]
        number = count(int(untimed.sum()), "call without times is", "calls without times are")
        notes.assumed.append(f"stop_times.txt: {number} placed evenly between the timed ones around it (row {row}).")
    if (negative := calls["stop_sequence"] < 0).any():
        row = calls[ROW][int(negative.to_numpy().argmax())]
        number = count(int(negative.sum()), "stop_sequence is", "stop_sequences are")
        notes.faults.append(f"stop_times.txt: {number} below 0 (row {row}); their order is used.")


def timed_frequencies(frequencies: pd.DataFrame) -> pd.DataFrame:
    """The table with ``start_s`` and ``end_s`` instead of the written times.

    Raises:
        DataError: if a row ends before it starts.
    """
    start, end = seconds(frequencies["start_time"]), seconds(frequencies["end_time"])
    if (bad := np.flatnonzero(end <= start)).size:
        row = frequencies.iloc[int(bad[0])]
        raise DataError(
            f"frequencies.txt, row {row[ROW]}: end_time {row['end_time']} is not after start_time {row['start_time']}."
        )
    return frequencies.drop(columns=["start_time", "end_time"]).assign(start_s=start, end_s=end)
