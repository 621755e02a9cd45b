"""Trains as segments between consecutive calls, and the segments on which a passenger who stays seated continues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ..graphs import Connection, Network
from .closures import Closures


class Segment(NamedTuple):
    """A train between two consecutive calls; ``minutes`` is None in a network without times."""

    source: int
    destination: int
    line: int
    direction: str
    minutes: float | None


@dataclass
class Trains:
    """The segments of a network; ``following[k]`` holds the numbers of those that the train of segment k runs next."""

    segments: list[Segment] = field(default_factory=list)
    following: list[list[int]] = field(default_factory=list)

    def add(self, segment: Segment) -> int:
        """Add a segment and return its number."""
        self.segments.append(segment)
        self.following.append([])
        return len(self.segments) - 1


def find_trains(network: Network, closures: Closures) -> Trains:
    """The trains of a network that closures leave.

    A stopping pattern that a closure cuts keeps running on both sides of the cut.
    """
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
    with_patterns = {pattern.line for pattern in network.stopping_patterns}
    free = (segment(connection, "") for (line, *_), connection in quickest.items() if line not in with_patterns)
    _run_through(trains, filter(None, free))
    return trains


def _run_through(trains: Trains, segments: Iterator[Segment]) -> None:
    """Connect segments of lines without stopping patterns: each precedes all of its line but the one straight back."""
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
