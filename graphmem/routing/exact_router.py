"""Exact search over a routing problem, and the cost of any walk over its states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs import all_distances, distances_to_one, optimal_rows
from ..graphs.triples import Ints
from .criteria import MOST
from .problem import RouteProblem


@dataclass(frozen=True)
class ExactPaths:
    """Best routes from every state to one destination.

    Attributes:
        cost: (states,) cost of the best route to the destination, see ``RouteProblem.counts``; infinite where there is
            none.
        following: (states,) next state on a best route; -1 at the destination and where there is no route.
    """

    cost: NDArray[np.float64]
    following: Ints

    def route(self, origin: int) -> list[int]:
        """States of a best route from ``origin``; ``origin`` alone where there is none."""
        states = [origin]
        while (following := int(self.following[states[-1]])) >= 0:
            states.append(following)
        return states


class ExactRouter:
    """Exact search over one problem."""

    def __init__(self, problem: RouteProblem) -> None:
        triples = self._triples = problem.triples
        self._size = triples.num_stations
        keys = triples.source * self._size + triples.destination
        order = np.lexsort((triples.minutes, keys))
        self._keys, first = np.unique(keys[order], return_index=True)
        self._cost = triples.minutes[order][first]

    def search(self, destination: int) -> ExactPaths:
        """Find the best routes from every state to ``destination``.

        Raises:
            DataError: if a cost is too large for floating-point numbers to hold it exactly.
        """
        cost = self._checked(distances_to_one(self._triples, destination))
        following = np.full(self._size, -1, np.int64)
        rows = np.flatnonzero(optimal_rows(self._triples, cost))
        following[self._triples.source[rows]] = self._triples.destination[rows]
        following[destination] = -1
        return ExactPaths(cost, following)

    def costs(self, destinations: Sequence[int]) -> NDArray[np.float64]:
        """(states, D) costs of best routes from every state to D destinations; infinite where there is none.

        Raises:
            DataError: if a cost is too large for floating-point numbers to hold it exactly.
        """
        return self._checked(all_distances(self._triples, np.array(destinations, np.int64)))

    def _checked(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        if cost.max(where=np.isfinite(cost), initial=0) >= MOST:
            raise DataError(f"The network is too large to compare routes exactly: {self._size:,} states.")
        return cost

    def hop_cost(self, source: Ints, destination: Ints) -> Ints:
        """Cost of the cheapest row between two states; 0 where there is no row.

        Args:
            source: (n,) states.
            destination: (n,) states; other integers have no row.
        """
        keys = source * self._size + destination
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        real = (self._keys[place] == keys) & (destination >= 0) & (destination < self._size)
        return np.where(real, self._cost[place], 0)

    def cost(self, states: Sequence[int]) -> int | None:
        """Cost of a walk over states, or None if two of its neighbours have no row between them."""
        walk = np.array(states, np.int64)
        cost = self.hop_cost(walk[:-1], walk[1:])
        return int(cost.sum()) if cost.all() else None
