"""Questions about graphs with all their right answers; no step of a search is part of them.

    traversal       "At s, which station comes next on line l?"      any station that line l leads to from s
    shortest path   "The destination is d.  At s, where next?"       any station that begins a shortest route,
                                                                     or "no route" if there is none

A batch has Q questions about each of G graphs; question q is about graph q // Q.  The right answers are pairs of a
question and a station, where the station NO_ROUTE stands for "no route".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..graphs import Triples, distances_to, optimal_rows
from ..graphs.triples import Ints

NO_ROUTE = -1
NO_STATION = -2


@dataclass(frozen=True)
class Questions:
    """Q questions on each of G graphs.

    Attributes:
        station: (G, Q) current station, or NO_STATION where a graph has fewer questions.
        line: (G, Q) line to follow; None for shortest paths.
        destination: (G,) destination of all questions on a graph; None for traversal.
        answered: (A,) flat number of the question that each right answer belongs to.
        answer: (A,) right answer: a station, or NO_ROUTE.
    """

    station: Ints
    line: Ints | None
    destination: Ints | None
    answered: Ints
    answer: Ints


def traversal(rng: np.random.Generator, triples: Triples, num_questions: int) -> Questions:
    """Questions for the destinations of rows that are drawn at random with replacement."""
    graphs = triples.num_graphs
    first, last = triples.row_offsets[:-1], triples.row_offsets[1:]
    row = rng.integers(first[:, None], last[:, None], size=(graphs, num_questions))
    station, line = triples.source[row], triples.line[row]
    keys = triples.source * (triples.line.max() + 1) + triples.line
    order = np.argsort(keys, kind="stable")
    wanted = (station * (triples.line.max() + 1) + line).ravel()
    low, high = np.searchsorted(keys[order], wanted), np.searchsorted(keys[order], wanted, side="right")
    answered = np.repeat(np.arange(len(wanted)), high - low)
    rows = order[np.arange(len(answered)) + np.repeat(low - np.cumsum(high - low) + (high - low), high - low)]
    return Questions(station, line, None, answered, triples.destination[rows])


def shortest_path(
    rng: np.random.Generator,
    triples: Triples,
    num_questions: int,
    *,
    distance: int | None = None,
    horizon: float = np.inf,
) -> Questions:
    """One destination for each graph and Q stations to start from, drawn without replacement.

    If any station has no route to the destination, exactly one question of the graph starts from such a station.

    Args:
        rng: source of randomness.
        triples: G graphs.
        num_questions: Q.
        distance: prefer stations that are this many minutes away.
        horizon: exclude stations that are further away than this many minutes, except those without a route.
    """
    offsets, sizes = triples.station_offsets, np.diff(triples.station_offsets)
    graph = np.repeat(np.arange(triples.num_graphs), sizes)
    destination = rng.integers(offsets[:-1], offsets[1:])
    minutes = distances_to(triples, destination)

    lost = np.isinf(minutes)
    reached = (minutes > 0) & (minutes <= horizon) & ~lost
    preference = np.where(reached, 1, 0)
    preference[reached & (minutes == distance)] = 2
    preference[_first_few(rng, graph, lost, 1)] = 3
    order = np.lexsort((rng.random(len(preference)), -preference, graph))
    rank = np.arange(len(order)) - offsets[graph]
    asked = order[(rank < num_questions) & (preference[order] > 0)]
    station = np.full((triples.num_graphs, num_questions), NO_STATION)
    column = np.arange(len(order))[(rank < num_questions) & (preference[order] > 0)] - offsets[graph[asked]]
    station[graph[asked], column] = asked

    number = np.full(len(preference), -1)
    number[asked] = graph[asked] * num_questions + column
    rows = np.flatnonzero(optimal_rows(triples, minutes) & (number[triples.source] >= 0))
    without = asked[lost[asked]]
    return Questions(
        station,
        None,
        destination,
        np.concatenate([number[triples.source[rows]], number[without]]),
        np.concatenate([triples.destination[rows], np.full(len(without), NO_ROUTE)]),
    )


def _first_few(rng: np.random.Generator, graph: Ints, chosen: np.ndarray, most: int) -> Ints:
    """Up to ``most`` random stations among the ``chosen`` ones of each graph."""
    stations = np.flatnonzero(chosen)
    stations = stations[np.lexsort((rng.random(len(stations)), graph[stations]))]
    first = np.searchsorted(graph[stations], graph[stations])
    return stations[np.arange(len(stations)) - first < most]
