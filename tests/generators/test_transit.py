"""Lines of the transit-like graphs, followed by networkx."""

from collections import Counter, defaultdict
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphmem.generators import transit
from graphmem.graphs import Triples

PLAIN = {"branches": 0.0, "loops": 0.0, "circles": 0.0, "connected": False}


def graphs(seed: int, num_graphs: int = 30, **options: Any) -> list[Triples]:
    options = {"stations": (20, 60)} | options
    triples = transit(np.random.default_rng(seed), num_graphs, **options).triples
    return [triples.graph(graph) for graph in range(num_graphs)]


def runs(triples: Triples) -> dict[int, nx.DiGraph]:
    """The rows of each label as a graph of its own."""
    found: dict[int, nx.DiGraph] = defaultdict(nx.DiGraph)
    for row in triples:
        found[row.line].add_edge(row.source, row.destination)
    return found


def test_a_plain_line_is_a_path_and_its_two_labels_run_opposite_ways() -> None:
    for triples in graphs(0, **PLAIN):
        found = runs(triples)
        for label, run in found.items():
            assert nx.is_path(nx.Graph(run), list(nx.topological_sort(run)))
            assert nx.is_directed_acyclic_graph(run)
            assert max(degree for _, degree in run.out_degree) == 1
            assert set(found[label ^ 1].edges) == {(b, a) for a, b in run.edges}


def test_circles_close() -> None:
    closed = 0
    for triples in graphs(1, **(PLAIN | {"circles": 1.0})):
        for run in runs(triples).values():
            assert max(degree for _, degree in run.out_degree) == 1
            closed += nx.is_strongly_connected(run)
    assert closed > 50


@pytest.mark.parametrize("connected", [True, False])
def test_label_and_station_tell_the_next_station_unless_a_line_branches(connected: bool) -> None:
    for triples in graphs(2, branches=0.0, connected=connected):
        leaving = Counter(zip(triples.source.tolist(), triples.line.tolist(), strict=True))
        assert max(leaving.values()) == 1
    forked = 0
    for triples in graphs(2, branches=1.0, connected=connected):
        leaving = Counter(zip(triples.source.tolist(), triples.line.tolist(), strict=True))
        for (_, label), ways in leaving.items():
            assert ways <= 2
            assert ways == 1 or label % 2 == 0
            forked += ways == 2
    assert forked > 30


def test_loops_run_one_way_and_come_back() -> None:
    for triples in graphs(3, **PLAIN):
        arcs = set(zip(triples.source.tolist(), triples.destination.tolist(), strict=True))
        assert {(b, a) for a, b in arcs} == arcs
    loops = 0
    for triples in graphs(3, **(PLAIN | {"loops": 1.0})):
        arcs = nx.DiGraph(zip(triples.source.tolist(), triples.destination.tolist(), strict=True))
        one_way = nx.DiGraph((a, b) for a, b in arcs.edges if not arcs.has_edge(b, a))
        for part in map(one_way.subgraph, nx.weakly_connected_components(one_way)):
            assert nx.is_eulerian(part)
            loops += 1
    assert loops > 30


def test_lines_share_tracks() -> None:
    shared = 0
    for triples in graphs(4):
        pairs = Counter(zip(triples.source.tolist(), triples.destination.tolist(), strict=True))
        shared += max(pairs.values()) > 1
    assert shared > 20


def test_shuttles_are_few_and_have_labels_of_their_own() -> None:
    options = {"stations": (40, 60), "calls": (2, 3)}
    apart = transit(np.random.default_rng(5), 50, connected=False, **options)
    joined = transit(np.random.default_rng(5), 50, connected=True, **options)
    added = joined.num_lines - apart.num_lines
    assert 0 < added.sum() < 0.05 * len(apart.triples)
    for graph in range(50):
        labels = Counter(joined.triples.graph(graph).line.tolist())
        assert all(labels[label] == 1 for label in range(apart.num_lines[graph], joined.num_lines[graph]))
        assert len(joined.triples.graph(graph)) == len(apart.triples.graph(graph)) + added[graph]
