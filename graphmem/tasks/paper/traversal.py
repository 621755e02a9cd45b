"""Traversal: follow a list of edges and give the triples that are passed (Graves et al. 2016, Methods, "Traversal").

    time     0 1 ... E-1        E              E+1           E+2                 E+3            E+4
    input    the E triples      (a, 7, _)      (_, 3, _)     -                   -              -
    target                                                   (a, 7, b)           (b, 3, c)      END

There is no planning; the answer ends with the reserved pattern.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...errors import DataError, UsageError
from .episodes import Episode, Query
from .graphs import END, Fact, LabelledGraph


def draw_traversal(
    rng: np.random.Generator, graph: LabelledGraph, length: tuple[int, int], origin: int | None = None
) -> Episode:
    """A random walk, every edge uniform among those that leave the current node.

    Args:
        rng: source of randomness.
        graph: a graph.
        length: closed range of the number of edges, which is uniform.
        origin: label of the first node; None for a random one.

    Raises:
        UsageError: if the range is empty or includes walks without an edge.
        DataError: if the walk reaches a node that no edge leaves.
    """
    if not 1 <= length[0] <= length[1]:
        raise UsageError(f"The number of edges must be a range from 1 or more upwards, not {length}.")
    node = graph.nodes[rng.integers(len(graph.nodes))] if origin is None else origin
    walk: list[Fact] = []
    for _ in range(rng.integers(length[0], length[1], endpoint=True)):
        options = graph.leaving[node]
        if not options:
            raise DataError(f"No edge leaves node {node}, so no walk can continue from it.")
        walk.append(options[rng.integers(len(options))])
        node = walk[-1].destination
    return ask_traversal(graph, walk)


def ask_traversal(graph: LabelledGraph, walk: Sequence[Fact]) -> Episode:
    """The question for a walk, which is at least one edge long."""
    steps = (Fact(walk[0].source, walk[0].edge), *(Fact(edge=fact.edge) for fact in walk[1:]))
    return Episode(graph, (Query(steps, 0, (*walk, END)),))


def traversal_choices(graph: LabelledGraph, query: Query) -> tuple[Fact, ...]:
    """The possible answers when it is decoded over valid triples: any edge of the graph, or the end."""
    return (*graph.facts, END)


def traversal_length(query: Query) -> int:
    """Edges of the walk."""
    return len(query.answer) - 1  # the last triple is the end
