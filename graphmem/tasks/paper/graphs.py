"""Graphs as the DNC paper describes them: triples of labels from 0 to 999 (Graves et al. 2016, Methods).

    (472, 131, 26)   from the node labelled 472, along an edge labelled 131, to the node labelled 26

The nodes of a graph have different labels, and so do the edges that leave one node.  A node and an edge label
therefore lead to at most one node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...encoding.paper import BLANK, END_LABELS, SCHEME
from ...errors import DataError, UsageError
from ...generators import geometric
from ...generators.batch import distinct_labels
from ...graphs import Triples
from ...graphs.triples import Ints

NUM_LABELS = SCHEME.size
NUM_RELATION_EDGES = 10  # graphs of the task "inference" have the edge labels 0 to 9 only


class Fact(NamedTuple):
    """Three labels; any of them may be BLANK in a query."""

    source: int = BLANK
    edge: int = BLANK
    destination: int = BLANK


END = Fact(*END_LABELS)


@dataclass(frozen=True)
class LabelledGraph:
    """A graph of labelled nodes and edges.

    Attributes:
        nodes: label of each node.
        facts: the edges, in the order in which a machine reads them.

    Raises:
        DataError: at construction, if a label is out of range, two nodes share a label, an edge does not join two nodes
            of the graph, or two edges of one label leave one node.
    """

    nodes: tuple[int, ...]
    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        known = set(self.nodes)
        if len(known) < len(self.nodes):
            raise DataError("Two nodes of a graph have the same label.")
        for fact in self.facts:
            if fact.source not in known or fact.destination not in known or fact.source == fact.destination:
                raise DataError(f"The edge {tuple(fact)} does not join two nodes of its graph.")
        if known and not 0 <= min(known) <= max(known) < NUM_LABELS:
            raise DataError(f"Labels of nodes run from 0 to {NUM_LABELS - 1}.")
        if any(not 0 <= fact.edge < NUM_LABELS for fact in self.facts):
            raise DataError(f"Labels of edges run from 0 to {NUM_LABELS - 1}.")
        if len(self.following) < len(self.facts):
            raise DataError("Two edges with the same label leave one node.")

    @cached_property
    def following(self) -> dict[tuple[int, int], int]:
        """The node that an edge leads to, by the labels of the node it leaves and of the edge."""
        return {(fact.source, fact.edge): fact.destination for fact in self.facts}

    @cached_property
    def leaving(self) -> dict[int, tuple[Fact, ...]]:
        """The edges that leave each node, in the order of ``facts``."""
        found: dict[int, list[Fact]] = {node: [] for node in self.nodes}
        for fact in self.facts:
            found[fact.source].append(fact)
        return {node: tuple(facts) for node, facts in found.items()}

    @cached_property
    def arriving(self) -> dict[int, tuple[int, ...]]:
        """The nodes from which an edge leads to each node."""
        found: dict[int, list[int]] = {node: [] for node in self.nodes}
        for fact in self.facts:
            found[fact.destination].append(fact.source)
        return {node: tuple(sources) for node, sources in found.items()}


def draw_labels(rng: np.random.Generator, count: int) -> Ints:
    """(count,) different random labels.

    Raises:
        UsageError: if there are fewer labels.
    """
    if count > NUM_LABELS:
        raise UsageError(f"There are {NUM_LABELS} labels, but {count} are needed.")
    return rng.choice(NUM_LABELS, size=count, replace=False)


def label_graph(rng: np.random.Generator, triples: Triples, lines: Ints) -> LabelledGraph:
    """The graph with random labels for its nodes and its edges in random order; minutes are dropped.

    Args:
        rng: source of randomness.
        triples: one graph; no two rows have the same source and line.
        lines: (L,) label of each line.

    Raises:
        UsageError: if it has more nodes than there are labels.
        DataError: if a label is out of range, or two rows have the same source and line.
    """
    nodes = draw_labels(rng, triples.num_stations)
    order = rng.permutation(len(triples))
    columns = nodes[triples.source[order]], lines[triples.line[order]], nodes[triples.destination[order]]
    facts = map(Fact, *(column.tolist() for column in columns))
    return LabelledGraph(tuple(nodes.tolist()), tuple(facts))


def draw_graphs(
    rng: np.random.Generator, count: int, nodes: tuple[int, int], out_degree: tuple[int, int]
) -> Iterator[LabelledGraph]:
    """Graphs for traversal and shortest path.

    Nodes are points in the unit square.  Each has edges to its K nearest neighbours, K uniform per node.  N edge labels
    are drawn for a graph of N nodes, and the edges that leave a node have different ones.

    Args:
        rng: source of randomness.
        count: number of graphs.
        nodes: closed range of N.
        out_degree: closed range of K; K is clipped to N - 1.
    """
    batch = geometric(rng, count, stations=nodes, degree=out_degree, connected=False)
    for index in range(count):
        triples = batch.triples.graph(index)
        yield label_graph(rng, triples, draw_labels(rng, triples.num_stations))


def draw_relation_graphs(
    rng: np.random.Generator, count: int, nodes: tuple[int, int], out_degree: tuple[int, int]
) -> Iterator[LabelledGraph]:
    """Graphs for inference: the same with edge labels 0 to 9, which mean the same in every graph."""
    triples = geometric(rng, count, stations=nodes, degree=out_degree, connected=False).triples
    few = np.full(triples.num_stations, NUM_RELATION_EDGES)
    line = distinct_labels(rng, triples.source, few)
    for index in range(count):
        rows = slice(int(triples.row_offsets[index]), int(triples.row_offsets[index + 1]))
        graph = triples.graph(index)
        alone = Triples.single(graph.source, line[rows], graph.destination, graph.minutes, graph.num_stations)
        yield label_graph(rng, alone, np.arange(NUM_RELATION_EDGES))
