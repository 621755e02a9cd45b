"""Exact answers to a routing problem, and what any walk over it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs import distances_to, optimal_rows
from ..graphs.triples import Ints
from .criteria import MOST
from .problem import Problem


@dataclass(frozen=True)
class Exact:
    """Exact answers for one destination.

    Attributes:
        cost: (states,) number of the best route to the destination, see ``Problem.counts``; infinite where none leads
            there.
        following: (states,) next state of an exact route; -1 at the destination and where there is none.
    """

    cost: NDArray[np.float64]
    following: Ints

    def route(self, origin: int) -> list[int]:
        """States of the exact route from ``origin``; ``origin`` alone where there is none."""
        states = [origin]
        while (following := int(self.following[states[-1]])) >= 0:
            states.append(following)
        return states


class ExactRouter:
    """Exact search over one problem."""

    def __init__(self, problem: Problem) -> None:
        triples = self._triples = problem.triples
        self._size = triples.num_stations
        keys = triples.source * self._size + triples.destination
        order = np.lexsort((triples.minutes, keys))
        self._keys, first = np.unique(keys[order], return_index=True)
        self._cost = triples.minutes[order][first]

    def search(self, destination: int) -> Exact:
        """Exact answers from every state to ``destination``.

        Raises:
            DataError: if a route is so long that its cost may not be exact.
        """
        cost = distances_to(self._triples, np.array([destination]))
        if cost.max(where=np.isfinite(cost), initial=0) >= MOST:
            raise DataError(f"The network is too large to compare routes exactly: {self._size} states.")
        following = np.full(self._size, -1, np.int64)
        rows = np.flatnonzero(optimal_rows(self._triples, cost))
        following[self._triples.source[rows]] = self._triples.destination[rows]
        following[destination] = -1
        return Exact(cost, following)

    def hop_cost(self, source: Ints, destination: Ints) -> Ints:
        """Cost of the best row between two states; 0 where there is no row.

        Args:
            source: (n,) states.
            destination: (n,) any integers; those that are no state have no row.
        """
        keys = source * self._size + destination
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        real = (self._keys[place] == keys) & (destination >= 0) & (destination < self._size)
        return np.where(real, self._cost[place], 0)

    def cost(self, states: Sequence[int]) -> int | None:
        """Cost of a walk over states, or None if it takes a row that is not there."""
        walk = np.array(states, np.int64)
        cost = self.hop_cost(walk[:-1], walk[1:])
        return int(cost.sum()) if cost.all() else None
