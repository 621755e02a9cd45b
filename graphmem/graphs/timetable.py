"""Timetables: vehicles that call at stations at given times, and transfers between them.

    trip 0, red to C      A 08:00 --> B 08:05, 08:06 --> C 08:15
    trip 1, blue to D     B 08:10 --> D 08:20

A hop is a ride from one call to the next; here hops 0 and 1 belong to trip 0 and hop 2 to trip 1.  A place is all or
part of a station, from which every transfer takes the same time.
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

OWN_TIME = -1  # seconds of a transfer that takes the traveller's allowance for a change
NOTHING = -1  # the number of the next trip or hop where there is none


class Hops(NamedTuple):
    """Hops as (H,) columns; ends are places, and ``following`` is the next hop for passengers who stay seated."""

    trip: Ints
    source: Ints
    destination: Ints
    departure: Ints
    arrival: Ints
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    following: Ints

    def take(self, hops: Ints) -> Hops:
        """Some hops, by number; ``following`` keeps the numbers of all hops."""
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
    """All trips in a period of time.  Seconds count from ``start``; T trips make C calls at P places.

    Attributes:
        name: of the network.
        start: the beginning of the period, in the time zone in which times are shown.
        stations, lines: numbered by their places in these.
        place_station: (P,) station.
        trip_ids, headsigns: (T,) the operator's id of a trip, and the destination shown on the vehicle.
        trip_line: (T,) line.
        trip_following: (T,) a later trip that the same vehicle makes next, or ``NOTHING``.
        first_call: (T + 1,) trip t makes the calls ``first_call[t]`` up to ``first_call[t + 1]``, at least two.
        call_place: (C,) place.
        arrival, departure: (C,) seconds; they never decrease within a trip, nor from a trip to the following one.
        boards, alights: (C,) whether passengers may board or alight.
        transfers: (X, 3) place, place and seconds from arriving at the first to departing from the second by another
            vehicle, or ``OWN_TIME``; no other transfers are possible, nor two in succession.

    Raises:
        DataError: at construction, if columns differ in length or violate the above.
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
            self._refuse("a trip makes fewer than two calls, or a call belongs to no trip")
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
                self._refuse("a number is out of range")
        pairs = self.transfers[:, 0] * len(self.place_station) + self.transfers[:, 1]
        if self.transfers[:, 2].min(initial=0) < OWN_TIME or len(np.unique(pairs)) < len(pairs):
            self._refuse("a transfer takes less than no time, or occurs twice")
        if (following <= np.flatnonzero(self.trip_following != NOTHING)).any():
            self._refuse("a trip is followed by an earlier one")
        if len(np.unique(following)) < len(following):
            self._refuse("two trips are followed by the same one")

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
        """All hops, trip by trip."""
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
        """The local time a number of seconds after the start."""
        # Arithmetic on aware datetimes of one zone ignores changes of the clock, so the sum is formed in UTC.
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
