"""Exact search over triples: distances by Dijkstra's algorithm, which every answer of a machine is checked against.

Many searches at once use scipy, which is imported on use; a single one is a loop in Python.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from .triples import Ints, Triples

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def distances_to(triples: Triples, destinations: Ints) -> NDArray[np.float64]:
    """Minutes from every station to the destination of its own graph.

    Args:
        triples: one or more graphs that share no station.
        destinations: (G,) one station of each graph.

    Returns:
        (stations,) minutes of the quickest way; infinite where the destination cannot be reached.
    """
    from scipy.sparse.csgraph import dijkstra

    matrix = _reversed_matrix(triples)
    return cast(NDArray[np.float64], dijkstra(matrix, indices=destinations, min_only=True))


def distances_to_one(triples: Triples, destination: int) -> NDArray[np.float64]:
    """(stations,) minutes from every station to one destination; infinite where there is no way.

    The loop gives what ``distances_to`` gives.  A single search does not repay the import of scipy, which takes longer
    than everything else that a route needs.
    """
    order = np.argsort(triples.destination, kind="stable")
    first = np.searchsorted(triples.destination[order], np.arange(triples.num_stations + 1)).tolist()
    sources, minutes = triples.source[order].tolist(), triples.minutes[order].tolist()
    distance = [math.inf] * triples.num_stations
    distance[destination] = 0
    waiting = [(0, destination)]
    while waiting:
        here, station = heappop(waiting)
        if here > distance[station]:
            continue
        for row in range(first[station], first[station + 1]):
            longer = here + minutes[row]
            if longer < distance[sources[row]]:
                distance[sources[row]] = longer
                heappush(waiting, (longer, sources[row]))
    return np.array(distance, np.float64)


def all_distances(triples: Triples, destinations: Ints | None = None) -> NDArray[np.float64]:
    """(stations, D) minutes from each station to each of D destinations; None is all stations, in order."""
    from scipy.sparse.csgraph import dijkstra

    return cast(NDArray[np.float64], dijkstra(_reversed_matrix(triples), indices=destinations).T)


def optimal_rows(triples: Triples, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(E,) whether a quickest way to the destination may begin with this row, given ``distances_to`` it."""
    start, end = distances[triples.source], distances[triples.destination]
    optimal: NDArray[np.bool_] = np.isfinite(end) & (start == end + triples.minutes)
    return optimal


def _reversed_matrix(triples: Triples) -> csr_array:
    """Reversed arcs, the quickest of those between the same two stations."""
    from scipy.sparse import csr_array

    size = triples.num_stations
    order = np.lexsort((triples.minutes, triples.source, triples.destination))
    row, column, minutes = triples.destination[order], triples.source[order], triples.minutes[order]
    first = np.ones(len(row), bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return csr_array((minutes[first].astype(np.float64), (row[first], column[first])), shape=(size, size))
