"""``graphmem.route`` and the ``graphmem.Route`` that it returns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..graphs import Network, Station
from ..networks import load_described
from ..routing import (
    CHANGE_MINUTES,
    By,
    Leg,
    RouteAnswer,
    RoutePlanner,
    RouteProblem,
    StationNames,
    ask,
    default_by,
    find_constraints,
)
from ..routing.wording import answer_report, answer_title, leg_lines, measures
from ..seeding import generator
from . import arguments
from .arguments import StationName, StrPath

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Route:
    """A route between two stations, planned by the machine and checked by exact search.

    ``print(route)`` shows the legs and their sums.

    >>> import graphmem
    >>> route = graphmem.route("Bank", "Victoria")
    >>> route.changes, route.minutes, route.optimal, [station.name for station in route.stations[-2:]]
    (1, 17.75, True, ['Green Park', 'Victoria'])
    >>> route.to_frame()[["line", "from", "to", "stops", "minutes"]]
           line           from             to  stops  minutes
    0   Central           Bank  Oxford Circus      5     8.25
    1  Victoria  Oxford Circus       Victoria      2     4.50

    Attributes:
        network: the network.
        legs: rides and walks in order: ``line`` (None for a walk), ``direction``, ``stations``, ``stops``, ``minutes``
            and ``change_minutes``.
        stations: all stations in order, as ``Station`` objects with ``id`` and ``name``.
        stops: number of stations after the origin.
        minutes: total time, changes included; None in a network without times.
        changes: number of changes of trains.
        by: the criterion that was minimised first.
        valid: whether the machine's own route is one of the network and keeps the constraints.
        optimal: whether it is also a best one; if not, the legs are those of exact search.
        planning_steps: number of steps in which the machine planned.
        seconds: time that the machine took.
    """

    def __init__(self, problem: RouteProblem, names: StationNames, answer: RouteAnswer, source: str | None) -> None:
        self._problem, self._names, self._answer, self._source = problem, names, answer, source
        self.network: Network = problem.network
        self.legs: tuple[Leg, ...] = answer.route.legs
        self.stations: tuple[Station, ...] = answer.route.stations
        self.stops: int = answer.route.stops
        self.minutes: float | None = answer.route.minutes
        self.changes: int = answer.route.changes
        self.by: By = answer.by
        self.valid: bool = answer.valid
        self.optimal: bool = answer.optimal
        self.planning_steps: int = answer.planning_steps
        self.seconds: float = answer.seconds

    def __str__(self) -> str:
        title = answer_title(self._problem, self._names, self._answer)
        legs = leg_lines(self._problem, self._names, self._answer.route)
        return "\n".join([title, *legs, f"   {measures(self._answer.route)}"])

    __repr__ = __str__

    def to_dict(self) -> dict[str, Any]:
        """The route as a plain dictionary, the same as ``graphmem route --json`` prints."""
        return answer_report(self._problem, self._names, self._answer)

    def to_frame(self) -> pd.DataFrame:
        """The route as a pandas table with a row for each leg.

        The columns are line (None for a walk), direction, from, to, stops, minutes and change_minutes, the time to
        change to the train of the leg.  The last three add up to the sums of the route.

        >>> import graphmem
        >>> graphmem.route("Bank", "Oval").to_frame()[["line", "direction", "stops", "minutes"]]
               line         direction  stops  minutes
        0  Northern  Morden via Bank      5     11.0
        """
        import pandas as pd

        rows = [
            {
                "line": leg["line"],
                "direction": leg["direction"],
                "from": leg["stations"][0],
                "to": leg["stations"][-1],
                "stops": leg["stops"],
                "minutes": leg["minutes"],
                "change_minutes": leg["change_minutes"],
            }
            for leg in self.to_dict()["legs"]
        ]
        return pd.DataFrame(rows)

    def plot(self, path: StrPath | None = None) -> Axes | Path:
        """Draw the route on a map of its network.

        >>> import tempfile
        >>> import graphmem
        >>> path = graphmem.route("Bank", "Oval").plot(tempfile.gettempdir() + "/route.svg")
        >>> path.name
        'route.svg'

        Args:
            path: a .svg or .png file to write; None draws on new axes of matplotlib.

        Returns:
            The path of the file, or the axes.

        Raises:
            MissingExtra: if matplotlib is not installed.
            UsageError: if the file is no .svg or .png.
            DataError: if the file cannot be written.
        """
        from ..view import draw_network, write_map

        if path is None:
            return draw_network(self.network, route=self._answer.route)
        about = None if self._source is None else load_described(self._source)[1]
        write_map(self.network, Path(path), self._answer.route, about=about)
        return Path(path)


def route(
    origin: StationName,
    destination: StationName,
    *,
    network: StrPath | Network = "london_underground",
    by: By | None = None,
    via: StationName | Sequence[StationName] = (),
    avoid_stations: StationName | Sequence[StationName] = (),
    avoid_lines: str | Sequence[str] = (),
    closed: StrPath | Sequence[StrPath] | None = None,
    change_minutes: float = CHANGE_MINUTES,
    machine: StrPath | RoutePlanner | None = None,
    seed: int = 0,
) -> Route:
    """Find a route between two stations; the machine plans it, and exact search checks it.

    >>> import graphmem
    >>> graphmem.route("Bank", "Oval")
    Bank to Oval, on london_underground, by minutes
       Northern, Morden via Bank: Bank to Oval, 5 stops, 11 minutes
       5 stops, 11 minutes, 0 changes

    Args:
        origin, destination: stations: a name, an alias, part of a name, or an id; an integer is an id.
        network: the name of a shipped network, a folder or file (tables, GTFS, GraphML, JSON), or a ``Network``.
        by: the criterion to minimise first, "minutes", "changes" or "stops"; the others break ties.  None is minutes,
            or stops in a network without times.
        via: a station to pass, or several in this order, on a train or off.
        avoid_stations: a station not to pass, or several, not even on a train.
        avoid_lines: a line not to ride, or several.
        closed: a CSV table of closures, or several, with columns among station, line, source and destination.
        change_minutes: time to change trains at stations that have no time of their own.
        machine: the machine that plans: one from ``graphmem.load_machine``, or its name or folder; None is the shipped
            planner.
        seed: seed of the labels under which the machine reads the network.

    Raises:
        UsageError: if an argument is wrong or contradicts another.
        StationError: if a station or line is unknown or ambiguous; ``suggestions`` holds names that would do.
        NoRoute: if there is no route.
        DataError: if the network or a table is unusable.
        CheckpointError: if the machine is unusable.
    """
    criterion = None if by is None else arguments.as_criterion(by)
    rng = generator(arguments.as_seed(seed), "labels")
    where, source = arguments.as_network(network)
    by = criterion or default_by(where.timed)
    arguments.check_times(by, where)
    names = StationNames(where)
    start = names.find(arguments.as_station("origin", origin, where))
    end = names.find(arguments.as_station("destination", destination, where))
    constraints = find_constraints(
        where,
        arguments.as_stations("via", via, where),
        arguments.as_stations("avoid_stations", avoid_stations, where),
        arguments.as_names("avoid_lines", avoid_lines),
        arguments.as_paths("closed", closed),
    )
    constraints.check(where, start, end)
    problem = constraints.problem(where, by, arguments.as_minutes(change_minutes))
    return Route(problem, names, ask(arguments.as_planner(machine), problem, start, end, rng), source)
