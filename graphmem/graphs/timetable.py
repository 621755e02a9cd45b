"""What a timetable is: vehicles that call at stations at given times, and transfers between them.

    trip 0, red to C      A 08:00 --> B 08:05, 08:06 --> C 08:15
    trip 1, blue to D     B 08:10 --> D 08:20

A vehicle's way from one call to the next is a hop; here hops 0 and 1 are of trip 0 and hop 2 is of trip 1.  A place is
a part of a station, or all of it, from which every transfer takes the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, UsageError
from .parts import Line, Station
from .triples import Ints

OWN_TIME = -1  # of a transfer: as long as the traveller allows for a change
NOTHING = -1  # where a trip or hop runs on as no other


class Hops(NamedTuple):
    """Hops as (H,) columns; ends are places, and ``following`` is the hop that comes next if one stays seated."""

    trip: Ints
    source: Ints
    destination: Ints
    departure: Ints
    arrival: Ints
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    following: Ints

    def take(self, hops: Ints) -> Hops:
        """Some of them, by number; what follows keeps its number."""
        trip, source, destination, departure, arrival = (column[hops] for column in self[:5])
        return Hops(
            trip,
            source,
            destination,
            departure,
            arrival,
            self.boards[hops],
            self.alights[hops],
            self.following[hops],
        )


@dataclass(frozen=True)
class Timetable:
    """What runs in a stretch of time.  Seconds count from ``start``; T trips make C calls at P places.

    Attributes:
        name: of the network.
        start: an instant, in the time zone in which times are shown.
        stations, lines: numbered by their places in these.
        place_station: (P,) station.
        trip_ids, headsigns: (T,) what the operator calls a trip, and what the vehicle shows.
        trip_line: (T,) line.
        trip_following: (T,) trip further down as which the vehicle runs on, with those who stay seated; or ``NOTHING``.
        first_call: (T + 1,) trip t makes the calls ``first_call[t]`` up to ``first_call[t + 1]``, at least two.
        call_place: (C,) place.
        arrival, departure: (C,) seconds; they never fall within a trip, nor from a trip to the one it runs on as.
        boards, alights: (C,) whether one may get on or off.
        transfers: (X, 3) place, place and seconds from arriving at the one to departing from the other by another
            vehicle, or ``OWN_TIME``; what does not stand here is not possible, nor are two in a row.

    Raises:
        DataError: at construction, if columns differ in length or break what is said above.
    """

    name: str
    start: datetime
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    place_station: Ints
    trip_ids: tuple[str, ...]
    headsigns: tuple[str, ...]
    trip_line: Ints
    trip_following: Ints
    first_call: Ints
    call_place: Ints
    arrival: Ints
    departure: Ints
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    transfers: Ints

    def __post_init__(self) -> None:
        trips, calls = len(self.trip_ids), len(self.call_place)
        by_trip = self.headsigns, self.trip_line, self.trip_following, self.first_call[1:]
        by_call = self.arrival, self.departure, self.boards, self.alights
        if {trips} != {len(column) for column in by_trip} or {calls} != {len(column) for column in by_call}:
            self._refuse("columns differ in length")
        if self.first_call[0] != 0 or self.first_call[-1] != calls or np.diff(self.first_call).min(initial=2) < 2:
            self._refuse("a trip makes fewer than two calls, or a call is of no trip")
        if self.start.tzinfo is None:
            self._refuse("its start has no time zone")
        self._check_numbers()
        self._check_times()

    def _check_numbers(self) -> None:
        following = self.trip_following[self.trip_following != NOTHING]
        for column, limit in (
            (self.place_station, len(self.stations)),
            (self.call_place, len(self.place_station)),
            (self.transfers[:, :2], len(self.place_station)),
            (self.trip_line, len(self.lines)),
            (following, len(self.trip_ids)),
        ):
            if column.size and not 0 <= column.min() <= column.max() < limit:
                self._refuse("a number stands for nothing")
        pairs = self.transfers[:, 0] * len(self.place_station) + self.transfers[:, 1]
        if self.transfers[:, 2].min(initial=0) < OWN_TIME or len(np.unique(pairs)) < len(pairs):
            self._refuse("a transfer takes less than no time, or occurs twice")
        if (following <= np.flatnonzero(self.trip_following != NOTHING)).any():
            self._refuse("a trip runs on as one further up")
        if len(np.unique(following)) < len(following):
            self._refuse("two trips run on as the same")

    def _check_times(self) -> None:
        hops = self.hops
        before = np.flatnonzero(hops.following != NOTHING)
        late = hops.departure > hops.arrival
        late[before] |= hops.arrival[before] > hops.departure[hops.following[before]]
        if late.any():
            trip = self.trip_ids[int(hops.trip[late.argmax()])]
            self._refuse(f"trip {trip!r} goes back in time")

    def _refuse(self, reason: str) -> None:
        raise DataError(f"Timetable {self.name}: {reason}.")

    @cached_property
    def hops(self) -> Hops:
        """All hops, trip after trip."""
        last = np.zeros(len(self.call_place), bool)
        last[self.first_call[1:] - 1] = True
        here = np.flatnonzero(~last)
        trip = np.repeat(np.arange(len(self.trip_ids)), np.diff(self.first_call))[here]
        following = np.arange(1, len(here) + 1)
        first_hop = self.first_call[:-1] - np.arange(len(self.trip_ids))
        runs_on = self.trip_following != NOTHING
        following[last[here + 1]] = np.where(runs_on, first_hop[self.trip_following], NOTHING)
        columns = self.call_place[here], self.call_place[here + 1], self.departure[here], self.arrival[here + 1]
        return Hops(trip, *columns, self.boards[here], self.alights[here + 1], following)

    def time(self, seconds: int) -> datetime:
        """The local time so many seconds after the start."""
        # Aware datetimes of one zone are added as clocks on the wall, so the sum is formed in UTC.
        return (self.start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(self.start.tzinfo)

    def seconds(self, time: datetime) -> int:
        """The seconds from the start to a local time without a zone; where clocks go back, the first of two.

        Raises:
            UsageError: if clocks go forward over that time.
        """
        seconds = int((time.replace(tzinfo=self.start.tzinfo).astimezone(UTC) - self.start).total_seconds())
        if self.time(seconds).replace(tzinfo=None) != time:
            raise UsageError(f"There is no {time:%H:%M} on {time:%Y-%m-%d} in {self.start.tzinfo}: clocks go forward.")
        return seconds
