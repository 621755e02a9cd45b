"""A graph neural network that receives the graph as structure: messages pass along its edges and against them.

    h_v  <-  GRU(m_v along edges + m_v against edges + word, h_v)
    m_v  =   A (h_v + max over edges (u, v) of relu(h_u + e_uv))       GINE with max for the sum; A for each direction
    e_uv =   B relu(C label_uv + word)

GINE: Hu et al. 2020, "Strategies for Pre-training Graph Neural Networks"; the update by a GRU: Li et al. 2016, "Gated
Graph Sequence Neural Networks".  The maximum tells whether any message arrived, which reachability needs.

Nodes have no labels here, since the ends of an edge are structure: nodes differ by their neighbours and by the marks
that a query puts on the nodes that it names.  An edge has a label of three decimal digits.  The word of a query, the
label of an edge or a relation, is read by its digits and by its own embedding, since a relation's digits mean nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch_geometric.nn import GINEConv

from ..encoding.paper import SCHEME
from .initial import drawn, drawn_cells

MARKS = 2  # of the nodes that a query names: its source, its destination


class Graphs(NamedTuple):
    """G graphs side by side as one graph of N nodes and E edges.

    Attributes:
        edges: (2, E) numbers of the source and the destination of each edge.
        labels: (E,) label of each edge.
        node_graphs: (N,) the graph of each node.
        edge_graphs: (E,) the graph of each edge.
    """

    edges: Tensor
    labels: Tensor
    node_graphs: Tensor
    edge_graphs: Tensor


class WordContext(NamedTuple):
    """The word of one round, embedded, for G graphs.

    Attributes:
        word: (G, H).
        edges: (E, H) e, the contribution of each edge to a message.
    """

    word: Tensor
    edges: Tensor


class GraphMachine(nn.Module):
    """One round of messages at each call; no weight depends on the size of a graph.

    Initial weights are those of initial.py, but 0 for the embedding of words, so that at first only digits count.

    Args:
        hidden_size: H, size of the vectors of nodes, edges and words.
        generator: source of the initial weights.
    """

    digits: Tensor

    def __init__(self, hidden_size: int, generator: torch.Generator | None = None) -> None:
        super().__init__()

        def linear(inputs: int, outputs: int, bias: bool = True) -> nn.Linear:
            return drawn(nn.Linear(inputs, outputs, bias), generator)

        size, channels = hidden_size, SCHEME.digits * SCHEME.base
        table = SCHEME.one_hot(np.arange(SCHEME.size + 1))  # the last is the blank
        self.register_buffer("digits", torch.as_tensor(table), persistent=False)
        self.mark = linear(MARKS, size)
        self.word_digits = linear(channels, size, bias=False)
        self.word = nn.Parameter(torch.zeros(SCHEME.size + 1, size))
        self.label_digits = linear(channels, size)
        self.edge = linear(size, size)
        # A GINEConv draws the weights of its argument again, from torch's global generator; so they are set afterwards.
        self.along = GINEConv(nn.Linear(size, size), aggr="max")
        self.against = GINEConv(nn.Linear(size, size), aggr="max")
        for conv in (self.along, self.against):
            drawn(conv.nn, generator)
        self.update = drawn_cells(nn.GRU(size, size), generator)
        self.source, self.destination = linear(size, size), linear(size, size)
        self.triple, self.end = linear(size, 1), linear(size, 1)
        self.node = nn.Sequential(linear(size, size), nn.ReLU(), linear(size, 1))

    def start(self, marks: Tensor) -> Tensor:
        """h (N, H) before the first round; ``marks`` (N, 2) are 1 for the nodes named as source and as destination."""
        state: Tensor = self.mark(marks)
        return state

    def describe(self, graphs: Graphs) -> Tensor:
        """(E, H) embeddings of the edge labels, computed once for all rounds."""
        read: Tensor = self.label_digits(self.digits[graphs.labels])
        return read

    def ask(self, graphs: Graphs, described: Tensor, words: Tensor) -> WordContext:
        """Embed the words (G,) of one round, labels or the blank; ``described`` is the result of ``describe``."""
        word = self.word_digits(self.digits[words]) + self.word.index_select(0, words)
        return WordContext(word, self.edge((described + word.index_select(0, graphs.edge_graphs)).relu()))

    def forward(self, graphs: Graphs, asked: WordContext, state: Tensor) -> Tensor:
        """h (N, H) to h after one round."""
        along = self.along(state, graphs.edges, asked.edges)
        against = self.against(state, graphs.edges.flip(0), asked.edges)
        received = along + against + asked.word.index_select(0, graphs.node_graphs)
        after: Tensor = self.update(received[None], state[None])[0][0]
        return after

    def score_triples(self, graphs: Graphs, asked: WordContext, state: Tensor) -> Tensor:
        """(E,) logits of each triple being the answer."""
        source, destination = self.source(state), self.destination(state)
        ends = source.index_select(0, graphs.edges[0]) + destination.index_select(0, graphs.edges[1])
        scores: Tensor = self.triple((ends + asked.edges).relu())
        return scores[:, 0]

    def score_nodes(self, state: Tensor) -> Tensor:
        """(N,) logits of each node being the answer."""
        scores: Tensor = self.node(state)
        return scores[:, 0]

    def score_end(self, asked: WordContext) -> Tensor:
        """(G,) logits of the answer having ended, comparable with those of triples."""
        scores: Tensor = self.end(asked.word)
        return scores[:, 0]
