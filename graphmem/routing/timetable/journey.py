"""Journeys as a traveller reads them: legs with their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise

from ...graphs import Line, Station
from .question import Ride, TimetableQuestion


@dataclass(frozen=True)
class TimedLeg:
    """A ride in one vehicle on one trip, or a walk.

    Attributes:
        line: the line of the vehicle; None for a walk.
        headsign, trip: the headsign of the vehicle, and the operator's id of its trip; "" for a walk.
        stations: all stations from the first to the last, with those between.
        departures: local departure times from all stations but the last.
        arrivals: local arrival times at all stations but the first.
        stays: whether the passenger came in the same vehicle and stays seated.
    """

    line: Line | None
    headsign: str
    trip: str
    stations: tuple[Station, ...]
    departures: tuple[datetime, ...]
    arrivals: tuple[datetime, ...]
    stays: bool = False

    @property
    def departure(self) -> datetime:
        """Local time at which the leg begins."""
        return self.departures[0]

    @property
    def arrival(self) -> datetime:
        """Local time at which the leg ends."""
        return self.arrivals[-1]


@dataclass(frozen=True)
class TimedJourney:
    """Legs in order."""

    legs: tuple[TimedLeg, ...]

    @property
    def departure(self) -> datetime:
        """Local time of departure from the origin."""
        return self.legs[0].departure

    @property
    def arrival(self) -> datetime:
        """Local time of arrival at the destination."""
        return self.legs[-1].arrival

    @property
    def minutes(self) -> float:
        """From departure to arrival."""
        return _minutes(self.departure, self.arrival)

    @property
    def waits(self) -> tuple[float, ...]:
        """Minutes between each leg and the next."""
        return tuple(_minutes(leg.arrival, following.departure) for leg, following in pairwise(self.legs))

    @property
    def changes(self) -> int:
        """Vehicles after the first one; staying in a vehicle that begins another trip is not a change."""
        return max(0, sum(leg.line is not None and not leg.stays for leg in self.legs) - 1)

    @property
    def stations(self) -> tuple[Station, ...]:
        """All stations in order; a station at which one changes appears once."""
        return self.legs[0].stations[:1] + tuple(station for leg in self.legs for station in leg.stations[1:])


def _minutes(earlier: datetime, later: datetime) -> float:
    # The difference of two datetimes of one zone ignores changes of the clock; in UTC it does not.
    return (later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds() / 60


def build_journey(question: TimetableQuestion, rides: Sequence[Ride]) -> TimedJourney:
    """The journey of some rides, which must keep all rules: their ``TimetableQuestion.merit`` is not None."""
    timetable, hops = question.timetable, question.timetable.hops
    if not rides:
        return TimedJourney((_walk(question, question.origin, question.destination, question.leave, question.on_foot),))
    legs: list[TimedLeg] = []
    for number, ride in enumerate(rides):
        source = int(hops.source[ride.first])
        if number:
            before = rides[number - 1].last
            place, leave = int(hops.destination[before]), int(hops.arrival[before])
            here, seconds = timetable.place_station[place], question.transfers[place, source]
        else:
            # The first walk begins as late as possible.
            here, seconds = question.origin, question.access[source]
            leave = int(hops.departure[ride.first]) - seconds
        if here != timetable.place_station[source]:
            legs.append(_walk(question, here, timetable.place_station[source], leave, seconds))
        legs += _ridden(question, ride)
    last = rides[-1].last
    place = int(hops.destination[last])
    here = timetable.place_station[place]
    if here != question.destination:
        legs.append(_walk(question, here, question.destination, int(hops.arrival[last]), question.egress[place]))
    return TimedJourney(tuple(legs))


def _walk(question: TimetableQuestion, source: int, destination: int, leave: int, seconds: int | None) -> TimedLeg:
    timetable = question.timetable
    ends = timetable.stations[source], timetable.stations[destination]
    return TimedLeg(None, "", "", ends, (timetable.time(leave),), (timetable.time(leave + (seconds or 0)),))


def _ridden(question: TimetableQuestion, ride: Ride) -> Iterator[TimedLeg]:
    """A leg for each trip that the vehicle makes during the ride."""
    timetable, hops, station = question.timetable, question.timetable.hops, question.timetable.place_station
    for trip, group in groupby(question.ridden(ride), key=lambda hop: int(hops.trip[hop])):
        part = list(group)
        # Two consecutive calls at one station are shown as one, from the arrival to the departure.
        moves = [hop for hop in part if station[hops.source[hop]] != station[hops.destination[hop]]] or part
        passed = station[[hops.source[moves[0]], *hops.destination[moves]]].tolist()
        departures = hops.departure[[part[0], *moves[1:]]].tolist()
        arrivals = hops.arrival[[*moves[:-1], part[-1]]].tolist()
        yield TimedLeg(
            line=timetable.lines[int(timetable.trip_line[trip])],
            headsign=timetable.headsigns[trip],
            trip=timetable.trip_ids[trip],
            stations=tuple(timetable.stations[number] for number in passed),
            departures=tuple(map(timetable.time, departures)),
            arrivals=tuple(map(timetable.time, arrivals)),
            stays=part[0] != ride.first,
        )
