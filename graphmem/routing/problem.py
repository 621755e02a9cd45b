"""A network as the triples put to the machine.

By stops, a state is a station and every connection a row of one tick.  By minutes, changing trains takes time, so a
state is a station on a line:

    entrance A --1--> A on red --4--> B on red --7--> C on red --1--> exit C
                                         |
                                        5 (change)
                                         v
                                      B on blue --6--> D on blue --1--> exit D

An entrance leads to every line of its station and every line to the exit, each in one tick, so that a route may begin
and end on any line; the two ticks are taken off again.  The line of a row is the line that one takes: the one ridden,
the one changed to, the one entered; leaving is a line of its own, numbered after the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, UsageError
from ..graphs import Network, Triple, Triples
from .clock import in_ticks, ticks_per_minute

By = Literal["stops", "minutes"]
CHANGE_MINUTES = 5.0
MOST_MINUTES = 100_000  # ten weeks; sums stay exact in the floats of exact search


class Ride(NamedTuple):
    """One stop of one line; the quickest where several connections say the same."""

    ticks: int
    direction: str


class Journey(NamedTuple):
    """Stations passed, and the line of every hop between them, or None where any line will do."""

    stations: tuple[int, ...]
    lines: tuple[int | None, ...]


@dataclass(frozen=True)
class Problem:
    """Route planning on one network, as put to the machine.

    Attributes:
        network: stations and lines are numbered by their places in it.
        by: what a route should have few of.
        triples: the rows the machine reads; one graph.
        ticks_per_minute: of the clock that counts rides and changes; by stops, a row takes one tick all the same.
        ride_ticks: running time of every connection of the network.
        change_ticks: time to change lines within a station.
        pairs: (station, line) of the first states; none by stops.
    """

    network: Network
    by: By
    triples: Triples
    ticks_per_minute: int
    ride_ticks: tuple[int, ...]
    change_ticks: int
    pairs: tuple[tuple[int, int], ...] = ()

    def origin_state(self, station: int) -> int:
        """Where a route from ``station`` begins: its entrance, or the station itself."""
        return len(self.pairs) + station

    def destination_state(self, station: int) -> int:
        """Where a route to ``station`` ends: its exit, or the station itself."""
        return len(self.pairs) + station + (len(self.network.stations) if self.pairs else 0)

    @property
    def offset(self) -> int:
        """Ticks of entering and leaving, part of every route's cost but no part of the journey."""
        return 2 if self.pairs else 0

    def journey(self, states: Sequence[int]) -> Journey:
        """The stations passed and lines ridden on a walk over states."""
        stations, lines = [self._station(states[0])], list[int | None]()
        for state, following in pairwise(states):
            if self._station(following) != stations[-1]:
                stations.append(self._station(following))
                lines.append(self.pairs[state][1] if state < len(self.pairs) else None)
        return Journey(tuple(stations), tuple(lines))

    def _station(self, state: int) -> int:
        if state < len(self.pairs):
            return self.pairs[state][0]
        return (state - len(self.pairs)) % len(self.network.stations)

    @cached_property
    def rides(self) -> dict[tuple[int, int], dict[int, Ride]]:
        """From (station, next station) to the rides between them, by line."""
        between: dict[tuple[int, int], dict[int, Ride]] = {}
        for row, connection, ticks in zip(_rows(self.network), self.network.connections, self.ride_ticks, strict=True):
            rides = between.setdefault((row.source, row.destination), {})
            if row.line not in rides or ticks < rides[row.line].ticks:
                rides[row.line] = Ride(ticks, connection.direction)
        return between

    @cached_property
    def is_ride(self) -> NDArray[np.bool_]:
        """(E,) whether the row is a stop further, rather than a change, an entrance or an exit."""
        return np.arange(len(self.triples)) < len(self.network.connections)


def route_problem(network: Network, by: By, change_minutes: float = CHANGE_MINUTES) -> Problem:
    """Route planning on ``network``, by the fewest stops or the fewest minutes.

    Raises:
        UsageError: if changing takes no time.
        DataError: if a running time is too long to be added up exactly.
    """
    if not 0 < change_minutes <= MOST_MINUTES:
        raise UsageError(f"A change must take more than 0 and at most {MOST_MINUTES} minutes, not {change_minutes}.")
    times = [connection.minutes for connection in network.connections]
    if max(times) > MOST_MINUTES:
        raise DataError(f"Network {network.name}: a connection takes {max(times):g} minutes, above {MOST_MINUTES}.")
    rate = ticks_per_minute([change_minutes, *times])
    ride_ticks, change_ticks = tuple(in_ticks(time, rate) for time in times), in_ticks(change_minutes, rate)
    if by == "stops":
        triples = _table(_rows(network), len(network.stations))
        return Problem(network, by, triples, rate, ride_ticks, change_ticks)
    places = {station.id: number for number, station in enumerate(network.stations)}
    lines_at = [[network.line_index[line] for line in network.lines_at[station]] for station in places]
    pairs = tuple((station, line) for station, lines in enumerate(lines_at) for line in lines)
    triples = _by_minutes(
        network, lines_at, {pair: state for state, pair in enumerate(pairs)}, ride_ticks, change_ticks
    )
    return Problem(network, by, triples, rate, ride_ticks, change_ticks, pairs)


def _by_minutes(
    network: Network,
    lines_at: Sequence[Sequence[int]],
    states: dict[tuple[int, int], int],
    ride_ticks: Sequence[int],
    change_ticks: int,
) -> Triples:
    """Rides first, one for each connection; then changes, entrances and exits, station by station."""
    rows = [
        Triple(states[source, line], line, states[destination, line], ticks)
        for (source, line, destination, _), ticks in zip(_rows(network), ride_ticks, strict=True)
    ]
    leave, first_entrance = len(network.lines), len(states)
    first_exit = first_entrance + len(lines_at)
    for station, lines in enumerate(lines_at):
        here = [(line, states[station, line]) for line in lines]
        rows += [
            Triple(state, other, target, change_ticks)
            for line, state in here
            for other, target in here
            if other != line
        ]
        rows += [Triple(first_entrance + station, line, state) for line, state in here]
        rows += [Triple(state, leave, first_exit + station) for _, state in here]
    return _table(rows, first_exit + len(lines_at))


def traversal_problem(network: Network) -> tuple[Triples, tuple[str, ...]]:
    """The network labelled so that a station and a label have one next station, and the words of the labels.

    A label is a line and its direction; where two trains of that line and direction part, the next station is added.
    Connections that then say the same are one row.
    """
    ways = [(row, connection.direction) for row, connection in zip(_rows(network), network.connections, strict=True)]
    ahead: dict[tuple[int, int, str], set[int]] = {}
    for row, direction in ways:
        ahead.setdefault((row.source, row.line, direction), set()).add(row.destination)
    words: dict[str, int] = {}
    rows: dict[Triple, None] = {}
    for row, direction in ways:
        word = " ".join(filter(None, (network.lines[row.line].name, direction)))
        if len(ahead[row.source, row.line, direction]) > 1:
            following = network.stations[row.destination]
            word += f" to {following.name} [{following.id}]"
        rows[row._replace(line=words.setdefault(word, len(words)))] = None
    return _table(list(rows), len(network.stations)), tuple(words)


def _rows(network: Network) -> list[Triple]:
    """Connections by number, in their order, at one tick each."""
    station, line = network.station_index, network.line_index
    return [Triple(station[c.source], line[c.line], station[c.destination]) for c in network.connections]


def _table(rows: Sequence[Triple], num_stations: int) -> Triples:
    source, line, destination, minutes = np.array(rows, np.int64).T
    return Triples.single(source, line, destination, minutes, num_stations)
