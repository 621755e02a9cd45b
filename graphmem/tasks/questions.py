"""Questions about graphs and every answer that is right; no step of a search is part of them.

    traversal       "At s, which station comes next on line l?"            -> any station that line l leads to from s
    shortest path   "The destination is d.  At s, where next?"             -> any station that begins a shortest way
                                                                           -> "no route" where there is none

A batch asks several questions about each of G graphs.  Question q is about graph q // Q; its right answers are the
rows of two columns, question and station, where station NO_ROUTE stands for "no route".
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
        station: (G, Q) where one stands, or NO_STATION where a graph has fewer questions to ask.
        line: (G, Q) the line to follow; None for shortest paths.
        destination: (G,) of all questions on a graph; None for traversal.
        answered: (A,) flat number of the question that each right answer belongs to.
        answer: (A,) station, or NO_ROUTE.
    """

    station: Ints
    line: Ints | None
    destination: Ints | None
    answered: Ints
    answer: Ints


def traversal(rng: np.random.Generator, triples: Triples, num_questions: int) -> Questions:
    """Rows drawn at random with replacement, their destination hidden."""
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
    """One destination a graph, and stations to be asked from, drawn without replacement.

    At most one of a graph's questions has the answer "no route", and is asked wherever there is one to ask.

    Args:
        rng: source of randomness.
        triples: G graphs.
        num_questions: Q.
        distance: ask from stations that lie this many minutes away before any others.
        horizon: ask from no station that lies further away, unless it has no route at all.
    """
    offsets, sizes = triples.station_offsets, np.diff(triples.station_offsets)
    graph = np.repeat(np.arange(triples.num_graphs), sizes)
    destination = rng.integers(offsets[:-1], offsets[1:])
    minutes = distances_to(triples, destination)

    lost = np.isinf(minutes)
    reached = (minutes > 0) & (minutes <= horizon) & ~lost
    wish = np.where(reached, 1, 0)
    wish[reached & (minutes == distance)] = 2
    wish[_first_few(rng, graph, lost, 1)] = 3
    order = np.lexsort((rng.random(len(wish)), -wish, graph))
    rank = np.arange(len(order)) - offsets[graph]
    asked = order[(rank < num_questions) & (wish[order] > 0)]
    station = np.full((triples.num_graphs, num_questions), NO_STATION)
    column = np.arange(len(order))[(rank < num_questions) & (wish[order] > 0)] - offsets[graph[asked]]
    station[graph[asked], column] = asked

    number = np.full(len(wish), -1)
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
    """Up to ``most`` of the ``chosen`` stations of each graph, at random."""
    stations = np.flatnonzero(chosen)
    stations = stations[np.lexsort((rng.random(len(stations)), graph[stations]))]
    first = np.searchsorted(graph[stations], graph[stations])
    return stations[np.arange(len(stations)) - first < most]
