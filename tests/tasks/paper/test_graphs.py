"""Graphs match their description: distances, out-degrees and labels, computed with networkx and loops."""

import networkx as nx
import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.generators import geometric
from graphmem.graphs import Triples
from graphmem.tasks.paper.graphs import (
    END,
    Fact,
    LabelledGraph,
    draw_graphs,
    draw_labels,
    draw_relation_graphs,
    label_graph,
)


def as_networkx(graph: LabelledGraph) -> nx.MultiDiGraph:
    drawn = nx.MultiDiGraph()
    drawn.add_nodes_from(graph.nodes)
    for source, edge, destination in graph.facts:
        drawn.add_edge(source, destination, key=edge)
    return drawn


@pytest.mark.parametrize("draw", [draw_graphs, draw_relation_graphs])
def test_out_degrees_and_labels(draw: object) -> None:
    assert callable(draw)
    sizes, degrees, edges, all_nodes = set(), set(), set(), set()
    for graph in draw(np.random.default_rng(0), 300, (6, 12), (2, 4)):
        drawn = as_networkx(graph)
        assert drawn.number_of_nodes() == len(graph.nodes)
        assert nx.number_of_selfloops(drawn) == 0
        assert len(nx.DiGraph(drawn).edges) == len(graph.facts)  # no two edges join the same two nodes
        for node in drawn:
            labels = [key for _, _, key in drawn.out_edges(node, keys=True)]
            assert len(set(labels)) == len(labels)
            degrees.add(len(labels))
            assert len(graph.leaving[node]) == len(labels)
            assert sorted(graph.arriving[node]) == sorted(source for source, _ in drawn.in_edges(node))
        used = {fact.edge for fact in graph.facts}
        if draw is draw_graphs:
            assert len(used) <= len(graph.nodes)
        sizes.add(len(graph.nodes))
        all_nodes |= set(graph.nodes)
        edges |= used
    assert sizes == set(range(6, 13))
    assert degrees == {2, 3, 4}
    assert min(all_nodes) < 10
    assert max(all_nodes) > 990
    if draw is draw_graphs:
        assert len(edges) > 800
        assert max(edges) > 990
    else:
        assert edges == set(range(10))


def test_edges_lead_to_the_nearest_points() -> None:
    batch = geometric(np.random.default_rng(3), 20, stations=(5, 15), degree=(1, 4), connected=False)
    graphs = draw_graphs(np.random.default_rng(3), 20, (5, 15), (1, 4))
    for index, graph in enumerate(graphs):
        first, last = batch.triples.station_offsets[index : index + 2]
        points = batch.coordinates[first:last]
        place = {label: number for number, label in enumerate(graph.nodes)}
        for node, facts in graph.leaving.items():
            away = [float(np.hypot(*(points[place[node]] - point))) for point in points]
            reached = sorted(away[place[fact.destination]] for fact in facts)
            assert reached == pytest.approx(sorted(away)[1 : len(facts) + 1])


def test_edges_are_in_random_order() -> None:
    firsts = [
        next(iter(graph.facts)).source == graph.nodes[0]
        for graph in draw_graphs(np.random.default_rng(1), 200, (10, 10), (2, 2))
    ]
    assert 5 < sum(firsts) < 45


@pytest.mark.parametrize("draw", [draw_graphs, draw_relation_graphs])
def test_same_seed_same_graphs(draw: object) -> None:
    assert callable(draw)
    first, again, other = (list(draw(np.random.default_rng(seed), 4, (5, 9), (2, 4))) for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("nodes", "facts"),
    [
        ((4, 4), ()),
        ((4, 5), (Fact(4, 1, 6),)),
        ((4, 5), (Fact(4, 1, 4),)),
        ((4, 1000), ()),
        ((-1, 5), ()),
        ((4, 5), (Fact(4, 1000, 5),)),
        ((4, 5, 6), (Fact(4, 1, 5), Fact(4, 1, 6))),
    ],
)
def test_invalid_graphs(nodes: tuple[int, ...], facts: tuple[Fact, ...]) -> None:
    with pytest.raises(DataError):
        LabelledGraph(nodes, facts)


def test_labels_of_a_table() -> None:
    columns = [np.array(column) for column in ([0, 1, 2], [0, 1, 0], [1, 2, 0], [1, 1, 1])]
    graph = label_graph(np.random.default_rng(0), Triples.single(*columns, 4), np.array([7, 9]))
    a, b, c, _ = graph.nodes
    assert set(graph.facts) == {Fact(a, 7, b), Fact(b, 9, c), Fact(c, 7, a)}
    with pytest.raises(UsageError):
        draw_labels(np.random.default_rng(0), 1001)
    assert sorted(draw_labels(np.random.default_rng(0), 1000).tolist()) == list(range(1000))


def test_the_end_is_not_an_edge() -> None:
    with pytest.raises(DataError):
        LabelledGraph((0, 1), (END,))
