"""Queries of the paper's tasks laid out as one graph for a graph network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from ..models.gnn import MARKS, Graphs
from ..tasks.paper import BLANK, Episode, Fact, LabelledGraph, Query


class Layout(NamedTuple):
    """Queries and their graphs, one graph a query, side by side.

    Attributes:
        graphs: the graphs as one, with numbers in place of labels.
        marks: (N, 2) 1 for the nodes that a query names as source or destination.
        nodes: for each query, the number of each node by its label.
        triples: for each query, the number of each triple.
    """

    graphs: Graphs
    marks: Tensor
    nodes: tuple[dict[int, int], ...]
    triples: tuple[dict[Fact, int], ...]


def queries_of(episodes: Sequence[Episode]) -> list[tuple[LabelledGraph, Query]]:
    """Every query with its graph, in the order of episodes and queries."""
    return [(episode.graph, query) for episode in episodes for query in episode.queries]


def lay_out(asked: Sequence[tuple[LabelledGraph, Query]], device: torch.device | None = None) -> Layout:
    """The layout of some queries; none of its tensors contains labels of nodes."""
    nodes: list[dict[int, int]] = []
    triples: list[dict[Fact, int]] = []
    marked: list[tuple[int, int]] = []
    num_nodes = num_edges = 0
    for graph, query in asked:
        nodes.append({label: num_nodes + place for place, label in enumerate(graph.nodes)})
        triples.append({fact: num_edges + place for place, fact in enumerate(graph.facts)})
        named = (query.steps[0].source, query.steps[0].destination)
        marked += [(nodes[-1][label], place) for place, label in enumerate(named) if label != BLANK]
        num_nodes, num_edges = num_nodes + len(graph.nodes), num_edges + len(graph.facts)
    rows = [
        (place[fact.source], place[fact.destination], fact.edge, number)
        for number, (place, facts) in enumerate(zip(nodes, triples, strict=True))
        for fact in facts
    ]
    table = torch.tensor(rows, device=device).reshape(-1, 4).T.contiguous()
    sizes = torch.tensor([len(place) for place in nodes], device=device)
    owners = torch.arange(len(nodes), device=device).repeat_interleave(sizes)
    marks = torch.zeros(num_nodes, MARKS, device=device)
    marks[tuple(torch.tensor(marked, device=device).T)] = 1
    return Layout(Graphs(table[:2], table[2], owners, table[3]), marks, tuple(nodes), tuple(triples))
