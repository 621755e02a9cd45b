"""Small graphs by number, and the answers of a program on them compared with the exact ones.

A graph is a matrix: minutes from row to column, infinite where there is no connection.  Graph number g of n stations
has the connections whose bits are set in g, each of one minute and all on one line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...graphs import Triples
from ...seeding import generator
from ..planner.machine import DiscretePlan, DiscretePlanner

Matrix = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST_STATIONS, MOST_MINUTES, LINES = 8, 9, 3
_LABELS = 7  # seed of the labels; any will do, since the machine only compares labels


class Tally(NamedTuple):
    """Numbers of graphs checked, of answers of plans on them, and of answers that were wrong."""

    graphs: int = 0
    answers: int = 0
    failures: int = 0

    def plus(self, other: Tally) -> Tally:
        """The sum of both."""
        return Tally(*(one + two for one, two in zip(self, other, strict=True)))


def count_graphs(stations: int) -> int:
    """The number of directed graphs with so many stations and no loops."""
    return 1 << stations * (stations - 1)


def numbered_graph(number: int, stations: int) -> Matrix:
    """(n, n) the graph of this number."""
    bits = np.array([number >> bit & 1 for bit in range(stations * (stations - 1))])
    minutes = np.full((stations, stations), np.inf)
    minutes[~np.eye(stations, dtype=bool)] = np.where(bits, 1.0, np.inf)
    return minutes


def random_graph(number: int) -> tuple[Matrix, Triples]:
    """A graph of 2 to 8 stations, 1 to 9 minutes and three lines, sparse or dense; the number is its seed."""
    rng = generator(_LABELS, "proof", number)
    stations = int(rng.integers(2, MOST_STATIONS + 1))
    minutes = rng.integers(1, MOST_MINUTES + 1, size=(stations, stations)).astype(np.float64)
    minutes[rng.random((stations, stations)) > rng.uniform(0.1, 0.8)] = np.inf
    np.fill_diagonal(minutes, np.inf)
    return minutes, as_triples(minutes, rng.integers(LINES, size=stations * stations))


def as_triples(minutes: Matrix, lines: NDArray[np.int64] | None = None) -> Triples:
    """The connections of a graph; ``lines`` gives the line of each (more are ignored), None puts all on line 0."""
    source, destination = np.nonzero(minutes < np.inf)
    line = np.zeros(len(source), np.int64) if lines is None else lines[: len(source)]
    return Triples.single(source, line, destination, minutes[source, destination].astype(np.int64), len(minutes))


def distances(minutes: Matrix) -> Matrix:
    """(n, n) minutes of the quickest route from row to column (Floyd and Warshall); 0 on the diagonal."""
    shortest = minutes.copy()
    np.fill_diagonal(shortest, 0)
    for middle in range(len(minutes)):
        np.minimum(shortest, shortest[:, middle, None] + shortest[middle], out=shortest)
    return shortest


def emitted_stations(plan: DiscretePlan) -> Bools:
    """(n, n) whether the plan emits the station of the column when the current station is that of the row."""
    labels, decoder = plan.description.stations, plan.description.decoder
    table = np.zeros((len(labels), len(labels)), bool)
    emission = plan.emission
    if emission is None:
        for station in range(len(labels)):
            table[station, list(plan.answers(station))] = True
        return table
    current = decoder[emission.current]
    drawn = current >= 0
    table[current[drawn], decoder[emission.emitted[drawn]]] = True
    table[:, decoder[emission.always]] = True
    if emission.itself:
        np.fill_diagonal(table, True)
    return table


def wrong(plan: DiscretePlan, destination: int, minutes: Matrix, to_go: NDArray[np.float64]) -> Bools:
    """(n,) where an emitted station begins no quickest route, or the answer "no route" is given or missing wrongly."""
    table = emitted_stations(plan)
    right = minutes + to_go == to_go[:, None]
    right[np.isinf(to_go)] = False
    bad: Bools = (table & ~right).any(1) | (table.any(1) != np.isfinite(to_go))
    bad[destination] = False  # no question is asked at the destination
    return bad


def check(planner: DiscretePlanner, minutes: Matrix, triples: Triples, destinations: range) -> Tally:
    """Check every answer towards some destinations on one graph."""
    shortest, described = distances(minutes), planner.describe(triples, generator(_LABELS))
    failures = sum(int(wrong(described.plan(goal), goal, minutes, shortest[:, goal]).sum()) for goal in destinations)
    return Tally(1, len(destinations) * (len(minutes) - 1), failures)
