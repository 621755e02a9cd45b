"""Walks along given edges, drawn one at a time."""

from __future__ import annotations

from .....encoding.paper import BLANK, END_LABELS
from ..stages import TraversalStage
from .graphs import Edge, draw_graph
from .random import Stream
from .tables import EpisodeTables


def draw_traversal(random: Stream, stage: TraversalStage) -> EpisodeTables | None:
    """A walk from a random station, every edge uniform among those that leave it; None if there is no graph."""
    graph = draw_graph(random, stage.graphs)
    if graph is None:
        return None
    length = random.between(stage.length)
    station = random.below(len(graph.labels))
    walk: list[Edge] = []
    for _ in range(length):
        options = graph.leaving[station]
        walk.append(options[random.below(len(options))])
        station = walk[-1].destination
    tables = EpisodeTables()
    tables.describe(graph)
    origin = graph.labels[walk[0].source]
    tables.ask(length, (origin, walk[0].label, BLANK), *((BLANK, edge.label, BLANK) for edge in walk[1:]))
    for edge in walk:
        tables.answer(graph.row(edge))
    tables.answer(END_LABELS)
    return tables
