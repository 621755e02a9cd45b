"""What routing asks of a machine, and nothing of how it does it; ``graphmem.interpreter`` holds one that answers."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..graphs import Triples


class Follows(Protocol):
    """What says where to go next."""

    def next_station(self, current: int) -> int | None:
        """The station to go to next, or None for "no route"."""


class Plan(Follows, Protocol):
    """What the machine made of one destination; every origin shares it."""

    @property
    def steps(self) -> int:
        """Steps of its clock."""

    @property
    def worked(self) -> int:
        """Steps that it worked out; in the others it could only let time pass."""

    def next_stations(self) -> NDArray[np.int64]:
        """(num_stations,) the same for every station at once; -1 for "no route"."""


class Described(Protocol):
    """A machine that has read a graph."""

    def plan(self, destination: int) -> Plan:
        """Think about one destination until a step changes nothing."""

    def hop(self, station: int, line: int) -> int | None:
        """Where ``line`` leads from ``station``, or None where it leads nowhere."""


class Planner(Protocol):
    """A machine that reads graphs it has never met."""

    @property
    def name(self) -> str:
        """What the output calls it."""

    def describe(self, triples: Triples, rng: np.random.Generator) -> Described:
        """Read one graph as a stream of triples; ``rng`` draws the labels."""
