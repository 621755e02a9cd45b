"""The request that ``route``, ``route --depart`` and ``route-batch`` have in common, and its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .completion import complete_line, complete_station
from .options import F, criterion, with_options

if TYPE_CHECKING:
    import numpy as np

    from ..graphs import Network
    from ..routing import By, Constraints, RoutePlanner, RouteProblem

PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class RouteRequest:
    """The constraints and settings of one question or of many, as typed."""

    network_name: str
    by: By | None
    change_minutes: float
    via: tuple[str, ...]
    avoid_station: tuple[str, ...]
    avoid_line: tuple[str, ...]
    closed: tuple[Path, ...]
    seed: int
    checkpoint: Path | None

    def constraints(self, network: Network) -> Constraints:
        """The constraints, with all names looked up."""
        from ..routing import find_constraints

        return find_constraints(network, self.via, self.avoid_station, self.avoid_line, self.closed)

    def problem(self, network: Network, constraints: Constraints) -> RouteProblem:
        """The routing problem of the request."""
        return constraints.problem(network, criterion(self.by, network), self.change_minutes)

    def planner(self) -> RoutePlanner:
        """The machine."""
        from ..interpreter import load_planner

        return load_planner(self.checkpoint)

    def label_rng(self) -> np.random.Generator:
        """The generator that draws the labels under which the machine reads the network."""
        from ..seeding import generator

        return generator(self.seed, "labels")


def station_option(*names: str, **settings: Any) -> Any:
    """An option that takes a station, which the shell completes."""
    return click.option(*names, metavar="STATION", shell_complete=complete_station, **settings)


def constraint_options(function: F) -> F:
    """The options for constraints of a route."""
    options: tuple[Callable[[F], F], ...] = (
        station_option(
            "--via", multiple=True, help="A station to pass, on a train or off; several are passed in this order."
        ),
        station_option("--avoid-station", multiple=True, help="A station not to pass, not even on a train."),
        click.option(
            "--avoid-line", multiple=True, metavar="LINE", shell_complete=complete_line, help="A line not to ride."
        ),
        click.option(
            "--closed",
            type=PATH,
            multiple=True,
            metavar="FILE",
            help="A CSV table of closures, with columns among station, line, source and destination.",
        ),
    )
    return with_options(*options)(function)
