"""Traversal: follow a list of edges, and tell the triples passed (Graves et al. 2016, Methods, "Traversal").

    time     0 1 ... E-1        E              E+1           E+2                 E+3            E+4
    input    the E triples      (a, 7, _)      (_, 3, _)     -                   -              -
    target                                                   (a, 7, b)           (b, 3, c)      END

There is no planning; the answer ends with the reserved pattern.
"""

from __future__ import annotations

import numpy as np

from ...errors import DataError, UsageError
from .episodes import Episode, Query
from .graphs import END, Fact, LabelledGraph


def draw_traversal(rng: np.random.Generator, graph: LabelledGraph, length: tuple[int, int]) -> Episode:
    """A random walk from a random node, each edge uniform among those that leave; ``length`` is the closed range of
    its edges, uniform.

    Raises:
        UsageError: if walks without an edge are asked for.
        DataError: if the walk comes to a node that no edge leaves.
    """
    if not 1 <= length[0] <= length[1]:
        raise UsageError(f"A walk has one edge or more, and the range of its edges an order; not {length}.")
    node = graph.nodes[rng.integers(len(graph.nodes))]
    walk: list[Fact] = []
    for _ in range(rng.integers(length[0], length[1], endpoint=True)):
        options = graph.leaving[node]
        if not options:
            raise DataError(f"No edge leaves node {node}, so no walk leads on from it.")
        walk.append(options[rng.integers(len(options))])
        node = walk[-1].destination
    steps = (Fact(walk[0].source, walk[0].edge), *(Fact(edge=fact.edge) for fact in walk[1:]))
    return Episode(graph, (Query(steps, 0, (*walk, END)),))


def traversal_choices(graph: LabelledGraph, query: Query) -> tuple[Fact, ...]:
    """What an answer may be that is decoded over valid edges: any triple of the graph, or the end."""
    return (*graph.facts, END)
