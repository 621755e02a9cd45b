"""Stations to pass, and stations, lines and connections to avoid: from names to numbers and back to words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ..common.text import joined
from ..errors import UsageError
from ..graphs import Network
from .closure_tables import read_closures
from .closures import OPEN, Closures
from .criteria import By
from .names import LineNames, StationNames
from .problem import RouteProblem, route_problem


@dataclass(frozen=True)
class Constraints:
    """Stations to pass, in order, and closures, which no route may use."""

    via: tuple[int, ...] = ()
    closures: Closures = OPEN

    def problem(self, network: Network, by: By, change_minutes: float) -> RouteProblem:
        """The routing problem with these constraints; see ``route_problem``."""
        return route_problem(network, by, change_minutes, self.closures, self.via)

    def check(self, network: Network, origin: int, destination: int) -> None:
        """Check that the constraints contradict neither the question nor each other.

        Raises:
            UsageError: if an end or a station to pass is closed, or a station to pass is where the route already is.
        """
        names = StationNames(network)
        for station in (origin, destination, *self.via):
            if station in self.closures.stations:
                name = names.label(station)
                raise UsageError(f"{name} is closed or to be avoided, but the route has to go there.")
        passed = (origin, *self.via, destination)
        for here, following in pairwise(passed):
            if here == following and self.via:
                raise UsageError(f"The route is to pass {names.label(here)}, but it is already there.")


def find_constraints(
    network: Network,
    via: Sequence[str],
    avoid_stations: Sequence[str],
    avoid_lines: Sequence[str],
    closed: Sequence[Path] = (),
) -> Constraints:
    """Look up the names of constraints.

    Args:
        network: the network of the names.
        via, avoid_stations, avoid_lines: names or ids.
        closed: tables of closures, see ``read_closures``; all of them apply.

    Raises:
        StationError: if a name is unknown or ambiguous.
        DataError: if a table is unusable.
    """
    stations, lines = StationNames(network), LineNames(network)
    closures = Closures(frozenset(map(stations.find, avoid_stations)), frozenset(map(lines.find, avoid_lines)))
    for path in closed:
        closures |= read_closures(path, network)
    return Constraints(tuple(map(stations.find, via)), closures)


def describe_constraints(problem: RouteProblem, most: int = 3) -> str:
    """The constraints in words, such as "via Bank, without the Central line and Oval"; "" if there are none.

    Args:
        problem: the problem that has the constraints.
        most: at most so many closures are listed, and the rest is counted.
    """
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
    parts = [f"via {joined([stations[station] for station in problem.via])}"] if problem.via else []
    return ", ".join([*parts, *([f"without {joined(without)}"] if without else [])])
