"""A question about a timetable, and the rules that every journey must keep, by machine or by exact search.

The passenger is anywhere in the origin from ``leave`` on, and boards the first vehicle there or after one transfer to
another station.  Between two vehicles there is one transfer, within a station or to another.  After the last vehicle
one transfer may lead to the destination.  A single transfer from origin to destination is a journey too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...graphs.timetable import OWN_TIME, Timetable
from ..closures import OPEN, Closures


class Ride(NamedTuple):
    """A ride in one vehicle from one hop to another, both by number."""

    first: int
    last: int


class Merit(NamedTuple):
    """The values by which journeys are compared, in this order: arrival, vehicles boarded, and (late) departure."""

    arrival: int
    boardings: int
    departure: int

    def beats(self, other: Merit) -> bool:
        """Whether this merit is better than another."""
        return (self.arrival, self.boardings, -self.departure) < (other.arrival, other.boardings, -other.departure)


@dataclass(frozen=True)
class TimetableQuestion:
    """The earliest arrival at a destination, within a span of time.

    Attributes:
        timetable: the timetable.
        origin, destination: numbers of stations.
        leave: earliest departure, in seconds of the timetable.
        until: latest arrival, in seconds of the timetable.
        change_seconds: time of transfers that have none of their own.
        closures: what no journey may use.
    """

    timetable: Timetable
    origin: int
    destination: int
    leave: int
    until: int
    change_seconds: int
    closures: Closures = field(default=OPEN)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """(H,) whether a hop is not closed and lies between ``leave`` and ``until``."""
        hops, timetable = self.timetable.hops, self.timetable
        usable = (hops.departure >= self.leave) & (hops.arrival <= self.until)
        line = timetable.trip_line[hops.trip]
        source, destination = timetable.place_station[hops.source], timetable.place_station[hops.destination]
        stations = list(self.closures.stations)
        usable &= ~np.isin(source, stations) & ~np.isin(destination, stations)
        usable &= ~np.isin(line, list(self.closures.lines))
        for here, there, closed in self.closures.ways:
            way = (source == here) & (destination == there)
            usable &= ~(way if closed is None else way & (line == closed))
        return usable

    @cached_property
    def transfers(self) -> dict[tuple[int, int], int]:
        """Seconds of every transfer that is not closed, by its two places."""
        station = self.timetable.place_station.tolist()
        return {
            (here, there): self.change_seconds if seconds == OWN_TIME else seconds
            for here, there, seconds in self.timetable.transfers.tolist()
            if station[here] == station[there] or not self.closures.closes(station[here], station[there])
        }

    @cached_property
    def access(self) -> dict[int, int]:
        """Seconds from the origin to every place where the first vehicle may be boarded."""
        station = self.timetable.place_station
        ways = [(there, s) for (here, there), s in self.transfers.items() if station[here] == self.origin]
        return self._least(self.origin, ways)

    @cached_property
    def egress(self) -> dict[int, int]:
        """Seconds to the destination from every place where the last vehicle may be left."""
        station = self.timetable.place_station
        ways = [(here, s) for (here, there), s in self.transfers.items() if station[there] == self.destination]
        return self._least(self.destination, ways)

    def _least(self, end: int, ways: list[tuple[int, int]]) -> dict[int, int]:
        least: dict[int, int] = {}
        for place, seconds in ways:
            least[place] = min(seconds, least.get(place, seconds))
        return least | dict.fromkeys(np.flatnonzero(self.timetable.place_station == end).tolist(), 0)

    @cached_property
    def on_foot(self) -> int | None:
        """Seconds of a single transfer from origin to destination, or None if there is none."""
        ends = self.access.keys() & np.flatnonzero(self.timetable.place_station == self.destination).tolist()
        return min((self.access[place] for place in ends), default=None)

    def merit(self, rides: Sequence[Ride]) -> Merit | None:
        """The merit of a journey, or None if it breaks a rule; a journey without rides is a single transfer."""
        if not rides:
            late = self.on_foot is None or self.leave + self.on_foot > self.until
            return None if late or self.on_foot is None else Merit(self.leave + self.on_foot, 0, self.leave)
        hops = self.timetable.hops
        firsts, lasts = [ride.first for ride in rides], [ride.last for ride in rides]
        before: list[int | None] = [self.access.get(int(hops.source[firsts[0]]))]
        for last, first in zip(lasts, firsts[1:], strict=False):
            before.append(self.transfers.get((int(hops.destination[last]), int(hops.source[first]))))
        end = self.egress.get(int(hops.destination[lasts[-1]]))
        ready = self.leave
        for ride, seconds in zip(rides, before, strict=True):
            if seconds is None or ready + seconds > hops.departure[ride.first] or not self._runs(ride):
                return None
            ready = int(hops.arrival[ride.last])
        if end is None or before[0] is None or ready + end > self.until:
            return None
        return Merit(ready + end, len(rides), int(hops.departure[firsts[0]]) - before[0])

    def ridden(self, ride: Ride) -> list[int]:
        """The hops of a ride, or those up to the end of the vehicle's last trip if the ride goes beyond it."""
        hops, following = [ride.first], self.timetable.hops.following
        while hops[-1] != ride.last and following[hops[-1]] >= 0:
            hops.append(int(following[hops[-1]]))
        return hops

    def _runs(self, ride: Ride) -> bool:
        hops, ridden = self.timetable.hops, self.ridden(ride)
        may = hops.boards[ride.first] and hops.alights[ride.last]
        return bool(may and ridden[-1] == ride.last and self.open[ridden].all())
