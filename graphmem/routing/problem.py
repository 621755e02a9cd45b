"""A network as the triples that the machine reads.

The states of a problem say where a passenger is.  In a train, the state is the segment that the train runs on.  Off
trains there are three states per station: the entrance, before any ride; the platform, between rides; and the exit.
In this example red runs from A over B to C, blue from B to D, and one may walk from B to E:

    entrance A --> red A-B --> red B-C --> platform C --> exit C
                      |
                      v
                  platform B --change--> blue B-D --> platform D --> exit D
                      |
                    (walk) --> platform E --> exit E

Boarding from a platform is a change of trains and takes its time; boarding at an entrance and leaving are free.  The
line of a row is the line ridden, or one of two extra lines for walking and for leaving.  With stations to pass on the
way, all of this is repeated in a layer for each station still to come, and calling at the next of them leads down one
layer; so a passenger may stay in a train that passes it.

The minutes, changes and stops of a row become one number, its cost (see ``criteria``).  A triple costs at least 1.  So
getting off and leaving a platform cost 1 although they are free, and leaving from an entrance costs 2; boarding from a
platform, which follows getting off, is 1 too cheap.  So every route from an entrance to an exit costs ``OFFSET`` more
than it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, UsageError
from ..graphs import Connection, Network, Triples, Walk
from ..graphs.triples import Ints
from .clock import in_ticks, ticks_per_minute
from .closures import OPEN, Closures
from .criteria import By, Counts, Scale, scale_for
from .trains import Segment, Trains, find_trains

CHANGE_MINUTES = 5.0
MOST_MINUTES = 100_000  # ten weeks
OFFSET = 2  # added to the cost of every route


class ProblemRow(NamedTuple):
    """A row before its counts become one number."""

    source: int
    line: int
    destination: int
    minutes: int = 0
    changes: int = 0
    stops: int = 0
    extra: int = 0


@dataclass(frozen=True)
class RouteProblem:
    """Route planning on one network, as the machine reads it.

    Attributes:
        network: stations and lines are numbered in its order.
        by: the first criterion.
        ticks_per_minute: resolution of the times of rides, walks and changes.
        trains: the segments, which are the first states of every layer.
        change_ticks: time to change trains at each station, in ticks.
        walk_ticks: time of every walk, by (source, destination), in ticks.
        via: stations to pass, in order.
        closures: what no route may use.
    """

    network: Network
    by: By
    ticks_per_minute: int
    trains: Trains
    change_ticks: tuple[int, ...]
    walk_ticks: dict[tuple[int, int], int]
    via: tuple[int, ...] = ()
    closures: Closures = OPEN

    def origin_state(self, station: int) -> int:
        """The state in which a route from ``station`` begins: its entrance, in the first layer."""
        return len(self.trains.segments) + station

    def destination_state(self, station: int) -> int:
        """The state in which a route to ``station`` ends: its exit."""
        return len(self._layer) * (len(self.via) + 1) + station

    def station(self, state: int) -> int:
        """The station of a state; in a train, its next call."""
        if state >= self.destination_state(0):
            return state - self.destination_state(0)
        return int(self._layer[state % len(self._layer)])

    def segment(self, state: int) -> Segment | None:
        """The segment of a state, or None off trains."""
        within = state % len(self._layer)
        on_train = state < self.destination_state(0) and within < len(self.trains.segments)
        return self.trains.segments[within] if on_train else None

    def ride_ticks(self, segment: Segment) -> int:
        """Running time of a segment, in ticks."""
        return in_ticks(segment.minutes, self.ticks_per_minute) if segment.minutes else 0

    def counts(self, numbers: NDArray[np.float64] | Ints) -> Counts:
        """The minutes (in ticks), changes and stops of whole routes of these costs."""
        return self.scale.counts(numbers - OFFSET)

    def minutes(self, ticks: int) -> float | None:
        """Ticks in minutes, or None in a network without times."""
        return ticks / self.ticks_per_minute if self.network.timed else None

    @cached_property
    def triples(self) -> Triples:
        """The rows that the machine reads, as one graph; their ``minutes`` are costs."""
        source, line, destination = self._table[:3]
        ticks = self.scale.number(Counts(*self._table[3:6])) + self._table[6]
        return Triples.single(source, line, destination, ticks, self._num_states)

    @cached_property
    def scale(self) -> Scale:
        """The weights of the counts in the costs of the triples."""
        source, _, destination = self._table[:3]
        return scale_for(self.by, self.network.timed, Counts(*self._table[3:6]), source, destination, self._num_states)

    @property
    def _num_states(self) -> int:
        return self.destination_state(len(self.network.stations))

    @cached_property
    def _table(self) -> Ints:
        """(7, E) the rows as columns."""
        return np.array(list(_rows(self)), np.int64).reshape(-1, len(ProblemRow._fields)).T

    @cached_property
    def _layer(self) -> Ints:
        """(states per layer,) the station of each state: segments, entrances, platforms."""
        stations = np.arange(len(self.network.stations))
        ahead = np.array([segment.destination for segment in self.trains.segments], np.int64)
        return np.concatenate([ahead, stations, stations])


def route_problem(
    network: Network,
    by: By,
    change_minutes: float = CHANGE_MINUTES,
    closures: Closures = OPEN,
    via: Sequence[int] = (),
) -> RouteProblem:
    """Route planning on a network.

    Args:
        network: with or without times.
        by: the first criterion; the others break ties, see ``criteria``.
        change_minutes: time to change trains at stations that have no time of their own.
        closures: what no route may use.
        via: stations to pass, in order; no two neighbours are the same.

    Raises:
        UsageError: if ``change_minutes`` is out of range, or ``by`` is "minutes" in a network without times.
        DataError: if times are too long to be added exactly.
    """
    if not 0 < change_minutes <= MOST_MINUTES:
        raise UsageError(
            f"A change must take more than 0 and at most {MOST_MINUTES:,} minutes, not {change_minutes:g}."
        )
    if by == "minutes" and not network.timed:
        raise UsageError(f"{network.name} has no running times; choose changes or stops instead of minutes.")
    changes = [station.change_minutes or change_minutes for station in network.stations]
    ways: tuple[Connection | Walk, ...] = (*network.connections, *network.walks)
    times = [way.minutes for way in ways if way.minutes is not None]
    if max([*times, *changes]) > MOST_MINUTES:
        raise DataError(f"{network.name}: {max([*times, *changes]):,.10g} minutes are more than {MOST_MINUTES:,}.")
    rate = ticks_per_minute([*changes, *times])
    index = network.station_index
    walk_ticks: dict[tuple[int, int], int] = {}
    for walk in network.walks:
        ends = index[walk.source], index[walk.destination]
        if not closures.closes(*ends):
            ticks = in_ticks(walk.minutes, rate) if walk.minutes else 0
            walk_ticks[ends] = min(ticks, walk_ticks.get(ends, ticks))
    return RouteProblem(
        network=network,
        by=by,
        ticks_per_minute=rate,
        trains=find_trains(network, closures),
        change_ticks=tuple(in_ticks(minutes, rate) for minutes in changes),
        walk_ticks=walk_ticks,
        via=tuple(via),
        closures=closures,
    )


def _rows(problem: RouteProblem) -> Iterator[ProblemRow]:
    """The rows, layer by layer."""
    segments, network = problem.trains.segments, problem.network
    num_stations = len(network.stations)
    walking, leaving = len(network.lines), len(network.lines) + 1
    entrance, platform = len(segments), len(segments) + num_stations
    size = platform + num_stations
    ticks = [problem.ride_ticks(segment) for segment in segments]
    for layer in range(len(problem.via) + 1):
        here = layer * size
        ahead = problem.via[layer] if layer < len(problem.via) else None

        def below(station: int, here: int = here, ahead: int | None = ahead) -> int:
            return here + size * (station == ahead)

        for number, (one, ridden) in enumerate(zip(segments, ticks, strict=True)):
            state, change = below(one.destination) + number, problem.change_ticks[one.source]
            yield ProblemRow(here + entrance + one.source, one.line, state, ridden, 0, 1)
            yield ProblemRow(here + platform + one.source, one.line, state, ridden + change, 1, 1, extra=-1)
            yield ProblemRow(here + number, leaving, here + platform + one.destination, extra=1)
            for following in problem.trains.following[number]:
                other = segments[following]
                yield ProblemRow(here + number, one.line, below(other.destination) + following, ticks[following], 0, 1)
        for (source, destination), walked in problem.walk_ticks.items():
            for kind in (entrance, platform):
                yield ProblemRow(here + kind + source, walking, below(destination) + kind + destination, walked, 0, 1)
    for station in range(num_stations):
        here = size * len(problem.via)
        yield ProblemRow(here + platform + station, leaving, problem.destination_state(station), extra=1)
        yield ProblemRow(here + entrance + station, leaving, problem.destination_state(station), extra=2)
