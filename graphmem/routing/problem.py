"""A network as the triples put to the machine.

While one sits in a train, the state is the segment it runs on.  Off trains there are three states a station: the
entrance, before any ride; the platform, between rides; and the exit.  Here red runs from A over B to C, blue from B to
D, and at B one may walk to E:

    entrance A --> red A-B --> red B-C --> platform C --> exit C
                      |
                      v
                  platform B --change--> blue B-D --> platform D --> exit D
                      |
                    (walk) --> platform E --> exit E

Who boards from a platform changes trains and pays for it; who boards at an entrance does not, nor who leaves.  The line
of a row is what one takes: the train, walking, or leaving.  With stations to be passed on the way, there is a layer of
all this for each that is still to come, and calling at the next one leads down a layer; so a train on which one passes
it need not be left.

A row takes minutes, changes and stops, put into one number (see ``criteria``).  As a triple takes at least 1, getting
off and leaving a platform take 1 all the same, and leaving from an entrance 2; boarding from a platform, which follows
getting off, is 1 too cheap.  So every route from an entrance to an exit takes 2 more than it counts.
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
from .closures import OPEN, Closures, Segment, Trains, find_trains
from .criteria import By, Counts, Scale, scale_for

CHANGE_MINUTES = 5.0
MOST_MINUTES = 100_000  # ten weeks
OFFSET = 2  # what every route takes more than it counts


class Row(NamedTuple):
    """One row before its counts are one number."""

    source: int
    line: int
    destination: int
    minutes: int = 0
    changes: int = 0
    stops: int = 0
    extra: int = 0


@dataclass(frozen=True)
class Problem:
    """Route planning on one network, as put to the machine.

    Attributes:
        network: stations and lines are numbered by their places in it.
        by: what a route should have few of, first.
        ticks_per_minute: of the clock that counts rides, walks and changes.
        trains: the segments, which are the first states of every layer.
        change_ticks: time to change trains at each station.
        walk_ticks: of every walk by (source, destination).
        via: stations to be passed, in order.
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
        """Where a route from ``station`` begins: its entrance, with all stations to be passed still to come."""
        return len(self.trains.segments) + station

    def destination_state(self, station: int) -> int:
        """Where a route to ``station`` ends: its exit."""
        return len(self._layer) * (len(self.via) + 1) + station

    def station(self, state: int) -> int:
        """Where one is; in a train, where it calls next."""
        if state >= self.destination_state(0):
            return state - self.destination_state(0)
        return int(self._layer[state % len(self._layer)])

    def segment(self, state: int) -> Segment | None:
        """The segment one rides, or None off trains."""
        within = state % len(self._layer)
        on_train = state < self.destination_state(0) and within < len(self.trains.segments)
        return self.trains.segments[within] if on_train else None

    def ride_ticks(self, segment: Segment) -> int:
        """Running time."""
        return in_ticks(segment.minutes, self.ticks_per_minute) if segment.minutes else 0

    def counts(self, numbers: NDArray[np.float64] | Ints) -> Counts:
        """What whole routes of these costs take."""
        return self.scale.counts(numbers - OFFSET)

    def minutes(self, ticks: int) -> float | None:
        """Ticks as minutes, or None in a network without times."""
        return ticks / self.ticks_per_minute if self.network.timed else None

    @cached_property
    def triples(self) -> Triples:
        """The rows the machine reads, as one graph; their minutes are numbers on the scale."""
        source, line, destination = self._table[:3]
        ticks = self.scale.number(Counts(*self._table[3:6])) + self._table[6]
        return Triples.single(source, line, destination, ticks, self._num_states)

    @cached_property
    def scale(self) -> Scale:
        """How to read the minutes of the triples."""
        source, _, destination = self._table[:3]
        return scale_for(self.by, self.network.timed, Counts(*self._table[3:6]), source, destination, self._num_states)

    @property
    def _num_states(self) -> int:
        return self.destination_state(len(self.network.stations))

    @cached_property
    def _table(self) -> Ints:
        """(7, E) the rows as columns."""
        return np.array(list(_rows(self)), np.int64).reshape(-1, len(Row._fields)).T

    @cached_property
    def _layer(self) -> Ints:
        """(states of a layer,) the station of each: segments, entrances, platforms."""
        stations = np.arange(len(self.network.stations))
        ahead = np.array([segment.destination for segment in self.trains.segments], np.int64)
        return np.concatenate([ahead, stations, stations])


def route_problem(
    network: Network,
    by: By,
    change_minutes: float = CHANGE_MINUTES,
    closures: Closures = OPEN,
    via: Sequence[int] = (),
) -> Problem:
    """Route planning on ``network``.

    Args:
        network: with or without times.
        by: what a route should have few of, first; then see ``criteria``.
        change_minutes: to change trains at stations that have no time of their own.
        closures: what no route may use.
        via: stations to be passed, in order; no two running are the same.

    Raises:
        UsageError: if changing takes no time, or minutes are asked for where there are none.
        DataError: if times are too long to be added up exactly.
    """
    if not 0 < change_minutes <= MOST_MINUTES:
        raise UsageError(f"A change must take more than 0 and at most {MOST_MINUTES} minutes, not {change_minutes}.")
    if by == "minutes" and not network.timed:
        raise UsageError(f"Network {network.name} has no running times; ask by changes or by stops.")
    changes = [station.change_minutes or change_minutes for station in network.stations]
    ways: tuple[Connection | Walk, ...] = (*network.connections, *network.walks)
    times = [way.minutes for way in ways if way.minutes is not None]
    if max([*times, *changes]) > MOST_MINUTES:
        raise DataError(f"Network {network.name}: {max([*times, *changes]):g} minutes are above {MOST_MINUTES}.")
    rate = ticks_per_minute([*changes, *times])
    index = network.station_index
    walk_ticks: dict[tuple[int, int], int] = {}
    for walk in network.walks:
        ends = index[walk.source], index[walk.destination]
        if not closures.closes(*ends):
            ticks = in_ticks(walk.minutes, rate) if walk.minutes else 0
            walk_ticks[ends] = min(ticks, walk_ticks.get(ends, ticks))
    return Problem(
        network=network,
        by=by,
        ticks_per_minute=rate,
        trains=find_trains(network, closures),
        change_ticks=tuple(in_ticks(minutes, rate) for minutes in changes),
        walk_ticks=walk_ticks,
        via=tuple(via),
        closures=closures,
    )


def _rows(problem: Problem) -> Iterator[Row]:
    """All rows, layer by layer."""
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
            yield Row(here + entrance + one.source, one.line, state, ridden, 0, 1)
            yield Row(here + platform + one.source, one.line, state, ridden + change, 1, 1, extra=-1)
            yield Row(here + number, leaving, here + platform + one.destination, extra=1)
            for following in problem.trains.following[number]:
                other = segments[following]
                yield Row(here + number, one.line, below(other.destination) + following, ticks[following], 0, 1)
        for (source, destination), walked in problem.walk_ticks.items():
            for kind in (entrance, platform):
                yield Row(here + kind + source, walking, below(destination) + kind + destination, walked, 0, 1)
    for station in range(num_stations):
        here = size * len(problem.via)
        yield Row(here + platform + station, leaving, problem.destination_state(station), extra=1)
        yield Row(here + entrance + station, leaving, problem.destination_state(station), extra=2)
