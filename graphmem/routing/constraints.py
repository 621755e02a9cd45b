"""What a traveller wants passed or avoided, from words to numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ..errors import UsageError
from ..graphs import Network
from .closure_tables import read_closures
from .closures import OPEN, Closures
from .criteria import By
from .names import LineNames, StationNames
from .problem import Problem, route_problem


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
