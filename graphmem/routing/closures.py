"""Trains as the segments between their calls, and which segment follows which for those who stay seated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ..graphs import Connection, Network


@dataclass(frozen=True)
class Closures:
    """What no route may use; stations and lines by number.

    Attributes:
        stations: nothing calls or passes there, and nobody walks there.
        lines: no train of theirs runs.
        ways: (source, destination, line), one way; None for every line and for walking.
    """

    stations: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()
    ways: frozenset[tuple[int, int, int | None]] = frozenset()

    def __or__(self, other: Closures) -> Closures:
        return Closures(self.stations | other.stations, self.lines | other.lines, self.ways | other.ways)

    def closes(self, source: int, destination: int, line: int | None = None) -> bool:
        """Whether the way from one station to the next is closed on a line, or on foot."""
        return bool(
            line in self.lines
            or {source, destination} & self.stations
            or (source, destination, None) in self.ways
            or (source, destination, line) in self.ways
        )


OPEN = Closures()


class Segment(NamedTuple):
    """A train's way from one call to the next; ``minutes`` is None where there are no times."""

    source: int
    destination: int
    line: int
    direction: str
    minutes: float | None


@dataclass
class Trains:
    """All segments; ``following[k]`` are those that segment k runs on as."""

    segments: list[Segment] = field(default_factory=list)
    following: list[list[int]] = field(default_factory=list)

    def add(self, segment: Segment) -> int:
        """Its number."""
        self.segments.append(segment)
        self.following.append([])
        return len(self.segments) - 1


def find_trains(network: Network, closures: Closures) -> Trains:
    """The trains of a network that closures leave; a service that is cut runs on either side of the cut."""
    quickest: dict[tuple[str, str, str], Connection] = {}
    for row in network.connections:
        key = row.line, row.source, row.destination
        if key not in quickest or (row.minutes or 0) < (quickest[key].minutes or 0):
            quickest[key] = row

    def segment(connection: Connection, direction: str) -> Segment | None:
        source, destination = network.station_index[connection.source], network.station_index[connection.destination]
        line = network.line_index[connection.line]
        if closures.closes(source, destination, line):
            return None
        return Segment(source, destination, line, direction or connection.direction, connection.minutes)

    trains = Trains()
    for pattern in network.stopping_patterns:
        before: int | None = None
        for source, destination in pairwise(pattern.stations):
            found = segment(quickest[pattern.line, source, destination], pattern.direction)
            number = None if found is None else trains.add(found)
            if before is not None and number is not None:
                trains.following[before].append(number)
            before = number
    serviced = {pattern.line for pattern in network.stopping_patterns}
    free = (segment(connection, "") for (line, *_), connection in quickest.items() if line not in serviced)
    _run_through(trains, filter(None, free))
    return trains


def _run_through(trains: Trains, segments: Iterator[Segment]) -> None:
    """Lines without services: every segment follows every other of its line, but for the one straight back."""
    leaving: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for segment in segments:
        leaving[segment.source, segment.line].append(trains.add(segment))
    for number in (number for numbers in leaving.values() for number in numbers):
        here = trains.segments[number]
        trains.following[number] += [
            ahead
            for ahead in leaving.get((here.destination, here.line), ())
            if trains.segments[ahead].destination != here.source
        ]
