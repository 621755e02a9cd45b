"""Exact answers to a routing problem, and what any walk over it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..graphs import Triples, distances_to, optimal_rows
from ..graphs.triples import Ints
from .problem import Problem


@dataclass(frozen=True)
class Exact:
    """Exact answers for one destination; among equally good routes, one of those with the fewest stops.

    Attributes:
        cost: (states,) ticks to the destination, entering and leaving included; infinite where no route leads there.
        stops: (states,) stops on the way; infinite likewise.
        following: (states,) next state of an exact route; -1 at the destination and where there is none.
    """

    cost: NDArray[np.float64]
    stops: NDArray[np.float64]
    following: Ints

    def route(self, origin: int) -> list[int]:
        """States of the exact route from ``origin``; ``origin`` alone where there is none."""
        states = [origin]
        while (following := int(self.following[states[-1]])) >= 0:
            states.append(following)
        return states


class Judge:
    """Exact search over one problem."""

    def __init__(self, problem: Problem) -> None:
        triples = problem.triples
        self._size = triples.num_stations
        # One number that orders by ticks, then by stops: a route has fewer stops than there are states.
        rank = triples.minutes * self._size + problem.is_ride
        self._ranked = Triples.single(triples.source, triples.line, triples.destination, rank, self._size)
        keys = triples.source * self._size + triples.destination
        order = np.lexsort((triples.minutes, keys))
        self._keys, first = np.unique(keys[order], return_index=True)
        self._ticks = triples.minutes[order][first]

    def search(self, destination: int) -> Exact:
        """Exact answers from every state to ``destination``."""
        distances = distances_to(self._ranked, np.array([destination]))
        cost, stops = np.full((2, self._size), np.inf)
        reached = np.isfinite(distances)
        cost[reached], stops[reached] = np.divmod(distances[reached], self._size)
        following = np.full(self._size, -1, np.int64)
        rows = np.flatnonzero(optimal_rows(self._ranked, distances))
        following[self._ranked.source[rows]] = self._ranked.destination[rows]
        return Exact(cost, stops, following)

    def hop_ticks(self, source: Ints, destination: Ints) -> Ints:
        """Ticks of the quickest row between two states; 0 where there is no row.

        Args:
            source: (n,) states.
            destination: (n,) any integers; those that are no state have no row.
        """
        keys = source * self._size + destination
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        real = (self._keys[place] == keys) & (destination >= 0) & (destination < self._size)
        return np.where(real, self._ticks[place], 0)

    def cost(self, states: Sequence[int]) -> int | None:
        """Ticks of a walk over states, or None if it takes a row that is not there."""
        walk = np.array(states, np.int64)
        ticks = self.hop_ticks(walk[:-1], walk[1:])
        return int(ticks.sum()) if ticks.all() else None
