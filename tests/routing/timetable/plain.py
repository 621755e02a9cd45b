"""Small timetables from plain lists, and all of their journeys by enumeration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from graphmem.graphs import Line, Station
from graphmem.graphs.timetable import OWN_TIME, Timetable
from graphmem.routing import Closures
from graphmem.routing.timetable import Merit


class Call(NamedTuple):
    """Times are minutes after midnight, or seconds where a test says so."""

    station: int
    arrival: int
    departure: int
    boards: bool = True
    alights: bool = True


class Run(NamedTuple):
    line: int
    calls: tuple[Call, ...]
    following: int = -1


class Plain(NamedTuple):
    """A timetable with transfers by pair of stations, None for the change time of the question; a place per station."""

    stations: int
    lines: int
    runs: tuple[Run, ...]
    transfers: dict[tuple[int, int], int | None]


def run(line: int, *calls: tuple[int, int] | tuple[int, int, int] | Call, following: int = -1) -> Run:
    """Calls are (station, time), or (station, arrival, departure)."""
    return Run(line, tuple(c if isinstance(c, Call) else Call(c[0], c[1], c[-1]) for c in calls), following)


def plain(*runs: Run, transfers: dict[tuple[int, int], int | None] | None = None) -> Plain:
    """A timetable with changes at every station in the change time of the question, unless ``transfers`` has others."""
    stations = 1 + max(call.station for run in runs for call in run.calls)
    own: dict[tuple[int, int], int | None] = {(station, station): None for station in range(stations)}
    return Plain(stations, 1 + max(run.line for run in runs), runs, own | (transfers or {}))


def timetable(source: Plain, unit: int = 60) -> Timetable:
    calls = [call for run in source.runs for call in run.calls]
    lengths = [len(run.calls) for run in source.runs]

    def column(values: Sequence[int]) -> np.ndarray:
        return np.array(values, np.int64)

    transfers = [(*ends, OWN_TIME if m is None else m * unit) for ends, m in source.transfers.items()]
    return Timetable(
        name="plain",
        start=datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/London")),
        stations=tuple(Station(chr(97 + number), chr(65 + number)) for number in range(source.stations)),
        lines=tuple(Line(str(number), f"Line {number}") for number in range(source.lines)),
        place_station=np.arange(source.stations),
        trip_ids=tuple(f"trip {number}" for number in range(len(source.runs))),
        headsigns=("",) * len(source.runs),
        trip_line=column([run.line for run in source.runs]),
        trip_following=column([run.following for run in source.runs]),
        first_call=np.append(0, np.cumsum(column(lengths))),
        call_place=column([call.station for call in calls]),
        arrival=column([call.arrival * unit for call in calls]),
        departure=column([call.departure * unit for call in calls]),
        boards=np.array([call.boards for call in calls], bool),
        alights=np.array([call.alights for call in calls], bool),
        transfers=column([value for row in transfers for value in row]).reshape(-1, 3),
    )


class Oracle:
    """All journeys from ``leave`` to ``until``, by enumeration; times are in the unit of the calls."""

    def __init__(self, source: Plain, change: int, closures: Closures, leave: int, until: int) -> None:
        self.source, self.change, self.closures, self.leave, self.until = source, change, closures, leave, until

    def gap(self, here: int, there: int) -> int | None:
        if (here, there) not in self.source.transfers or (here != there and self.closures.closes(here, there)):
            return None
        minutes = self.source.transfers[here, there]
        return self.change if minutes is None else minutes

    def best(self, origin: int, destination: int) -> Merit | None:
        merits = self.merits(origin, destination)
        return min(merits, key=lambda m: (m.arrival, m.boardings, -m.departure), default=None)

    def merits(self, origin: int, destination: int) -> Iterator[Merit]:
        """The best merit of all journeys."""
        for end, boardings, departure, place in self.arrivals(origin):
            walk = 0 if place == destination else self.gap(place, destination)
            if walk is not None and end + walk <= self.until:
                yield Merit(end + walk, boardings, departure)

    def arrivals(self, origin: int) -> Iterator[tuple[int, int, int, int]]:
        """Time, vehicles boarded, departure and station of every arrival by vehicle, and of the origin."""
        yield self.leave, 0, self.leave, origin
        waiting = []
        for station in range(self.source.stations):
            walk = 0 if station == origin else self.gap(origin, station)
            if walk is not None:
                waiting += [(*end, 1, start - walk) for start, end in self.rides(station, self.leave + walk)]
        while waiting:
            time, place, boardings, departure = waiting.pop()
            yield time, boardings, departure, place
            for station in range(self.source.stations):
                gap = self.gap(place, station)
                # Boarding more often than there are stations is never better than waiting where one boarded first.
                if gap is not None and boardings < self.source.stations:
                    ends = self.rides(station, time + gap)
                    waiting += [(*end, boardings + 1, departure) for _, end in ends]

    def rides(self, station: int, ready: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """Departure, arrival and its station, of every ride that leaves ``station`` from ``ready`` on."""
        for run in self.source.runs:
            for place, call in enumerate(run.calls[:-1]):
                if call.station == station and call.boards and call.departure >= ready:
                    yield from ((call.departure, end) for end in self.ends(run, place))

    def ends(self, run: Run, place: int) -> Iterator[tuple[int, int]]:
        for here, there in zip(run.calls[place:], run.calls[place + 1 :], strict=False):
            if self.closures.closes(here.station, there.station, run.line) or here.departure < self.leave:
                return
            if there.arrival > self.until:
                return
            if there.alights:
                yield there.arrival, there.station
        if run.following >= 0:
            yield from self.ends(self.source.runs[run.following], 0)
