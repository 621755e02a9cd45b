"""Sparse graphs: a tree and a little more, with long ways."""

import networkx as nx
import numpy as np

from graphmem.generators import sparse
from graphmem.graphs import Triples


def undirected(triples: Triples) -> nx.Graph:
    return nx.Graph((row.source, row.destination) for row in triples)


def test_every_edge_leads_both_ways() -> None:
    triples = sparse(np.random.default_rng(0), 20, stations=(5, 60)).triples
    arcs = set(zip(triples.source.tolist(), triples.destination.tolist(), strict=True))
    assert {(b, a) for a, b in arcs} == arcs
    assert len(arcs) == len(triples)


def test_without_extra_edges_it_is_a_tree_and_with_full_recency_a_path() -> None:
    trees = sparse(np.random.default_rng(1), 20, stations=(5, 60), extra=(0, 0)).triples
    assert all(nx.is_tree(undirected(trees.graph(graph))) for graph in range(20))
    paths = sparse(np.random.default_rng(1), 20, stations=(5, 60), extra=(0, 0), recency=(1, 1)).triples
    for graph in range(20):
        path = undirected(paths.graph(graph))
        assert nx.is_tree(path)
        assert max(degree for _, degree in path.degree) == 2


def test_extra_edges_come_in_about_the_asked_number() -> None:
    triples = sparse(np.random.default_rng(2), 50, stations=(60, 60), extra=(0.3, 0.3)).triples
    per_station = (len(triples) / 2 - 50 * 59) / (50 * 60)
    assert 0.2 < per_station < 0.31


def test_twenty_stops_and_more_are_common_at_sixty_stations() -> None:
    triples = sparse(np.random.default_rng(3), 60, stations=(60, 60)).triples
    diameters = [nx.diameter(undirected(triples.graph(graph))) for graph in range(60)]
    assert np.mean(np.array(diameters) >= 20) > 0.8


def test_labels_that_leave_one_station_differ() -> None:
    triples = sparse(np.random.default_rng(4), 20, stations=(2, 60)).triples
    leaving = list(zip(triples.source.tolist(), triples.line.tolist(), strict=True))
    assert len(set(leaving)) == len(leaving)


def test_neighbours_lie_near_each_other() -> None:
    batch = sparse(np.random.default_rng(5), 20, stations=(60, 60), extra=(0, 0))
    ends = batch.coordinates[batch.triples.source], batch.coordinates[batch.triples.destination]
    assert np.hypot(*(ends[0] - ends[1]).T).max() < 0.35
