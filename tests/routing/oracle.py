"""Best journeys as a traveller sees them, found independently of ``graphmem.routing``.

A journey consists of boardings, rides and walks.  A ride on a stopping pattern goes from one of its calls to a later
one; on a line without patterns it continues along it, but never straight back.  The counts of a journey are a tuple
of fractions, and journeys are extended from the origin until none gets better, without costs, ticks or a heap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from graphmem.graphs import Network
from graphmem.routing import By, Closures, Itinerary

MINUTES, CHANGES, STOPS = range(3)
ORDER: dict[tuple[By, bool], tuple[int, ...]] = {
    ("minutes", True): (MINUTES, CHANGES, STOPS),
    ("changes", True): (CHANGES, STOPS, MINUTES),
    ("stops", True): (STOPS, MINUTES, CHANGES),
    ("changes", False): (CHANGES, STOPS),
    ("stops", False): (STOPS, CHANGES),
}
Taken = tuple[Fraction, int, int]  # minutes, changes, stops
NOTHING: Taken = (Fraction(0), 0, 0)


class Place(NamedTuple):
    """The place of a traveller; ``line`` and ``before`` only in a train of a line without stopping patterns."""

    station: str
    ridden: bool
    passed: int  # stations of ``via``
    line: str = ""
    before: str = ""


class Oracle:
    """A network and the constraints of its routes."""

    def __init__(
        self,
        network: Network,
        by: By,
        change_minutes: float = 5,
        closures: Closures | None = None,
        via: Sequence[int] = (),
    ) -> None:
        self._order = ORDER[by, network.timed]
        self._via = [network.stations[number].id for number in via]
        closures = closures or Closures()
        ids = [station.id for station in network.stations]
        shut_stations = {ids[number] for number in closures.stations}
        shut_lines = {network.lines[number].id for number in closures.lines}
        shut_ways = {
            (ids[source], ids[end], None if line is None else network.lines[line].id)
            for source, end, line in closures.ways
        }

        def shut(source: str, end: str, line: str | None) -> bool:
            if source in shut_stations or end in shut_stations:
                return True
            if line is not None and (line in shut_lines or (source, end, line) in shut_ways):
                return True
            return (source, end, None) in shut_ways

        self._hops: dict[tuple[str, str, str], Fraction] = {}
        for row in network.connections:
            if not shut(row.source, row.destination, row.line):
                _keep_least(self._hops, (row.line, row.source, row.destination), exactly(row.minutes))
        self._walks: dict[tuple[str, str], Fraction] = {}
        for walk in network.walks:
            if not shut(walk.source, walk.destination, None):
                _keep_least(self._walks, (walk.source, walk.destination), exactly(walk.minutes))
        self._services = [(service.line, service.stations) for service in network.stopping_patterns]
        self._free = {line.id for line in network.lines} - {line for line, _ in self._services}
        self._changing = {
            station.id: exactly(station.change_minutes or change_minutes) if network.timed else Fraction(0)
            for station in network.stations
        }

    def from_(self, origin: str) -> dict[str, Taken]:
        """The counts of the best journey to each reachable station, the origin included."""
        best = {Place(origin, False, 0): NOTHING}
        waiting = list(best)
        while waiting:
            place = waiting.pop()
            for following, more in self._moves(place):
                taken = _add(best[place], more)
                if following not in best or self.better(taken, best[following]):
                    best[following] = taken
                    waiting.append(following)
        arrived: dict[str, Taken] = {}
        for place, taken in best.items():
            known = arrived.get(place.station)
            if place.passed == len(self._via) and not place.line and (known is None or self.better(taken, known)):
                arrived[place.station] = taken
        return arrived

    def better(self, one: Taken, other: Taken) -> bool:
        """Whether ``one`` is better in the first criterion in which the two differ."""
        return self.key(one) < self.key(other)

    def key(self, taken: Taken) -> tuple[Fraction | int, ...]:
        """The counts in the order in which they are compared."""
        return tuple(taken[criterion] for criterion in self._order)

    def _moves(self, place: Place) -> Iterator[tuple[Place, Taken]]:
        here, ridden, passed, line, before = place
        if line:
            yield Place(here, True, passed), NOTHING
            for (its_line, source, end), minutes in self._hops.items():
                if (its_line, source) == (line, here) and end != before:
                    yield Place(end, True, self._pass(passed, [end]), line, here), (minutes, 0, 1)
            return
        for (source, end), minutes in self._walks.items():
            if source == here:
                yield Place(end, ridden, self._pass(passed, [end])), (minutes, 0, 1)
        change = (self._changing[here], 1, 0) if ridden else NOTHING
        for (its_line, source, end), minutes in self._hops.items():
            if source == here and its_line in self._free:
                yield Place(end, True, self._pass(passed, [end]), its_line, here), _add(change, (minutes, 0, 1))
        for its_line, calls in self._services:
            for board in range(len(calls)):
                ride = NOTHING
                for leave in range(board + 1, len(calls) if calls[board] == here else 0):
                    hop = its_line, calls[leave - 1], calls[leave]
                    if hop not in self._hops:
                        break
                    ride = _add(ride, (self._hops[hop], 0, 1))
                    seen = calls[board + 1 : leave + 1]
                    yield Place(calls[leave], True, self._pass(passed, seen)), _add(change, ride)

    def _pass(self, passed: int, calls: Sequence[str]) -> int:
        for call in calls:
            passed += passed < len(self._via) and self._via[passed] == call
        return passed

    def recount(self, route: Itinerary) -> Taken:
        """The counts of a route, checked leg by leg; an assertion fails if it is not a route or breaks a constraint."""
        assert _is_subsequence(self._via, [station.id for station in route.stations[1:]])
        for leg, following in pairwise(route.legs):
            assert leg.stations[-1] == following.stations[0]
        minutes, changes, ridden = Fraction(0), 0, False
        for leg in route.legs:
            calls = tuple(station.id for station in leg.stations)
            if leg.line is None:
                taken = self._walks[calls[0], calls[1]]
                assert len(calls) == 2
            else:
                if ridden:
                    changes += 1
                    minutes += self._changing[calls[0]]
                ridden = True
                taken = sum((self._hops[leg.line.id, *ends] for ends in pairwise(calls)), Fraction(0))
                assert self._has_train(leg.line.id, calls)
            assert exactly(leg.minutes) == taken
            minutes += taken
        return minutes, changes, len(route.stations) - 1

    def _has_train(self, line: str, calls: tuple[str, ...]) -> bool:
        """Whether a single train makes these calls one after another."""
        if line in self._free:
            return all(before != after for before, after in zip(calls, calls[2:], strict=False))
        size = len(calls)
        return any(
            its_line == line and calls in [stations[at : at + size] for at in range(len(stations))]
            for its_line, stations in self._services
        )


def exactly(minutes: float | None) -> Fraction:
    """Minutes, rounded to a whole number of seconds."""
    return Fraction(minutes or 0).limit_denominator(60)


def _keep_least(table: dict[Any, Fraction], key: object, minutes: Fraction) -> None:
    table[key] = min(minutes, table.get(key, minutes))


def _add(one: Taken, other: Taken) -> Taken:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _is_subsequence(wanted: Sequence[str], stations: Sequence[str]) -> bool:
    rest = iter(stations)
    return all(station in rest for station in wanted)
