"""What a traveller wants passed or avoided, from words to numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ..common.rows import Row, read_rows
from ..errors import DataError, StationError, UsageError
from ..graphs import Network
from .closures import OPEN, Closures
from .criteria import By
from .names import LineNames, StationNames
from .problem import Problem, route_problem

CLOSED_COLUMNS = ("station", "line", "source", "destination")


@dataclass(frozen=True)
class Constraints:
    """Stations to be passed, in order, and what no route may use."""

    via: tuple[int, ...] = ()
    closures: Closures = OPEN

    def problem(self, network: Network, by: By, change_minutes: float) -> Problem:
        """Route planning that keeps them; see ``route_problem``."""
        return route_problem(network, by, change_minutes, self.closures, self.via)

    def check(self, network: Network, origin: int, destination: int) -> None:
        """Refuse constraints that contradict the question or each other.

        Raises:
            UsageError: if a route begins, ends or is to pass where nobody may go, or is to pass where it is anyhow.
        """
        names = StationNames(network)
        for station in (origin, destination, *self.via):
            if station in self.closures.stations:
                name = names.label(station)
                raise UsageError(f"{name} is closed or to be avoided, and the route would have to go there.")
        passed = (origin, *self.via, destination)
        for here, following in pairwise(passed):
            if here == following and self.via:
                raise UsageError(f"The route is to pass {names.label(here)}, but it is there already.")


def find_constraints(
    network: Network,
    via: Sequence[str],
    avoid_stations: Sequence[str],
    avoid_lines: Sequence[str],
    closed: Path | None,
) -> Constraints:
    """Constraints as they were typed.

    Args:
        network: where names are looked up.
        via, avoid_stations, avoid_lines: names or ids.
        closed: a table, see ``read_closures``.

    Raises:
        StationError: if a name is unknown or ambiguous.
        DataError: if the table is unusable.
    """
    stations, lines = StationNames(network), LineNames(network)
    closures = Closures(frozenset(map(stations.find, avoid_stations)), frozenset(map(lines.find, avoid_lines)))
    if closed is not None:
        closures |= read_closures(closed, network)
    return Constraints(tuple(map(stations.find, via)), closures)


def read_closures(path: Path, network: Network) -> Closures:
    """A table of what is closed.

        station                        a station: no train calls or passes there
        line                           a line
        station, line                  a line at a station: its trains to and from there
        source, destination            one way between neighbours, for every line and on foot
        source, destination, line      one way between neighbours for one line

    Args:
        path: a table with some of the four columns; in each row, the cells of one of these kinds are filled.
        network: where names and ids are looked up.

    Raises:
        DataError: in one sentence that names file and row; a way that is not there cannot be closed.
    """
    closures = OPEN
    lookup = _Lookup(network)
    for row in read_rows(path, (), allowed=CLOSED_COLUMNS):
        closures |= lookup.closed(row)
    return closures


class _Lookup:
    def __init__(self, network: Network) -> None:
        self._network, self._stations, self._lines = network, StationNames(network), LineNames(network)
        station, line = network.station_index, network.line_index
        self._ways = {(station[c.source], station[c.destination], line[c.line]) for c in network.connections}
        self._walks = {(station[walk.source], station[walk.destination]) for walk in network.walks}

    def closed(self, row: Row) -> Closures:
        """What one row closes."""
        station, source, destination = (self._station(row, field) for field in ("station", "source", "destination"))
        line = self._line(row)
        if station is not None and source is None and destination is None:
            if line is None:
                return Closures(stations=frozenset({station}))
            ways = frozenset(way for way in self._ways if way[2] == line and station in way[:2])
            if not ways:
                names = self._network.lines[line].name, self._network.stations[station].name
                raise DataError(f"{row.where}: {names[0]} does not serve {names[1]}.")
            return Closures(ways=ways)
        if station is None and source is not None and destination is not None:
            there = any(way[:2] == (source, destination) and line in (None, way[2]) for way in self._ways)
            there |= line is None and (source, destination) in self._walks
            if not there:
                raise DataError(f"{row.where}: {self._network.name} has no such connection.")
            return Closures(ways=frozenset({(source, destination, line)}))
        if line is not None and (station, source, destination) == (None, None, None):
            return Closures(lines=frozenset({line}))
        raise DataError(f"{row.where}: a row closes a station, a line, or the way from a source to a destination.")

    def _station(self, row: Row, field: str) -> int | None:
        return self._find(row, field, self._stations)

    def _line(self, row: Row) -> int | None:
        return self._find(row, "line", self._lines)

    def _find(self, row: Row, field: str, names: StationNames | LineNames) -> int | None:
        if not row.optional(field):
            return None
        try:
            return names.find(row.text(field))
        except StationError as error:
            offered = f"  Perhaps: {'; '.join(error.suggestions)}." if error.suggestions else ""
            raise DataError(f"{row.where}: {field}: {error}{offered}") from error


def describe_constraints(problem: Problem, most: int = 3) -> str:
    """The constraints in words: "via Bank, without the Central line and Oval"; "" where there are none."""
    network, closures = problem.network, problem.closures
    if not problem.via and closures == OPEN:
        return ""
    stations = list(map(StationNames(network).label, range(len(network.stations))))
    lines = [f"the {line.name.removesuffix(' line').removesuffix(' Line')} line" for line in network.lines]
    without = [lines[line] for line in sorted(closures.lines)]
    without += [stations[station] for station in sorted(closures.stations)]
    without += [
        f"{stations[source]} to {stations[end]}" + ("" if line is None else f" on {lines[line]}")
        for source, end, line in sorted(closures.ways, key=str)
    ]
    if len(without) > most + 1:
        without = [*without[:most], f"{len(without) - most} more"]
    parts = [f"via {_listed([stations[station] for station in problem.via])}"] if problem.via else []
    return ", ".join([*parts, *([f"without {_listed(without)}"] if without else [])])


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
