"""The interface through which routing uses a machine; ``graphmem.interpreter`` provides one that implements it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..graphs import Triples


class Follows(Protocol):
    """Anything that gives the next station from any station."""

    def next_station(self, current: int) -> int | None:
        """The next station, or None for "no route"."""


class Plan(Follows, Protocol):
    """A machine's plan for one destination, shared by all origins."""

    @property
    def steps(self) -> int:
        """Steps of the plan, those in which only time passes included."""

    @property
    def computed_steps(self) -> int:
        """Steps of planning, not counting those in which the machine only lets time pass."""

    def next_stations(self) -> NDArray[np.int64]:
        """(num_stations,) the next station from each station; -1 for "no route"."""


class Described(Protocol):
    """A machine that has read a graph."""

    def plan(self, destination: int) -> Plan:
        """Plan for one destination until a step changes nothing."""

    def hop(self, station: int, line: int) -> int | None:
        """The next station on ``line`` from ``station``, or None where the line ends."""


class RoutePlanner(Protocol):
    """A machine that reads a graph and plans on it."""

    @property
    def name(self) -> str:
        """Its name in the output."""

    def describe(self, triples: Triples, rng: np.random.Generator) -> Described:
        """Read one graph as a stream of triples; ``rng`` draws the labels of stations and lines."""
