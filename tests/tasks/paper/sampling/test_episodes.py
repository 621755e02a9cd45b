"""Drawn episodes are right, by networkx, scipy and loops."""

from collections import defaultdict
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import cKDTree

from graphmem.tasks.paper import END, LabelledGraph
from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    Sampler,
    TransitLines,
    TraversalStage,
    word_chains,
)
from graphmem.tasks.paper.sampling.twin.graphs import draw_graph, draw_nearest
from graphmem.tasks.paper.sampling.twin.inference import FREE, follow
from graphmem.tasks.paper.sampling.twin.random import Stream

from .cases import STAGES, draw, draw_one

WALKS = [name for name, stage in STAGES.items() if isinstance(stage, TraversalStage)]
PATHS = [name for name, stage in STAGES.items() if isinstance(stage, PathStage)]
CHAINS = [name for name, stage in STAGES.items() if isinstance(stage, InferenceStage)]


def edges_between(graph: LabelledGraph) -> nx.MultiDiGraph:
    drawn = nx.MultiDiGraph()
    drawn.add_nodes_from(graph.nodes)
    drawn.add_edges_from((fact.source, fact.destination, fact.edge) for fact in graph.facts)
    return drawn


@pytest.mark.parametrize("name", WALKS)
def test_walks_follow_edges(name: str, sampler: Sampler) -> None:
    stage = STAGES[name]
    for episode in draw_one(sampler, name, 200).episodes():
        (query,) = episode.queries
        *walk, end = query.answer
        assert end == END
        assert set(walk) <= set(episode.graph.facts)
        assert all(before.destination == after.source for before, after in pairwise(walk))
        assert [step.edge for step in query.steps] == [fact.edge for fact in walk]
        assert query.steps[0].source == walk[0].source
        assert query.planning == 0
        assert stage.length[0] <= len(walk) <= stage.length[1]


@pytest.mark.parametrize("name", PATHS)
def test_paths_are_shortest(name: str, sampler: Sampler) -> None:
    stage = STAGES[name]
    lengths, planned, queries = set(), set(), set()
    for episode in draw_one(sampler, name, 200).episodes():
        drawn = edges_between(episode.graph)
        queries.add(len(episode.queries))
        for query in episode.queries:
            origin, destination = query.steps[0].source, query.steps[0].destination
            shortest = nx.shortest_path_length(drawn, origin, destination)
            assert len(query.answer) == shortest
            assert set(query.answer) <= set(episode.graph.facts)
            assert all(before.destination == after.source for before, after in pairwise(query.answer))
            assert (query.answer[0].source, query.answer[-1].destination) == (origin, destination)
            if stage.wrong_first:
                left = dict(nx.single_target_shortest_path_length(drawn, destination))
                nearer = [left.get(other) == shortest - 1 for _, other in drawn.out_edges(origin)]
                assert not all(nearer)
            lengths.add(shortest)
            planned.add(query.planning)
    assert queries == set(range(stage.queries[0], stage.queries[1] + 1))
    assert lengths == set(range(stage.length[0], stage.length[1] + 1))
    assert planned == set(range(stage.planning[0], stage.planning[1] + 1))


@pytest.mark.parametrize("name", CHAINS)
def test_relations_lead_to_their_destinations(name: str, sampler: Sampler) -> None:
    stage = STAGES[name]
    queries, planned = set(), set()
    for episode in draw_one(sampler, name, 200).episodes():
        drawn = {(fact.source, fact.edge): fact.destination for fact in episode.graph.facts}
        assert len(drawn) == len(episode.graph.facts)
        for query in episode.queries:
            (asked,), (answer,) = query.steps, query.answer
            here = asked.source
            chain = word_chains()[asked.edge]
            for edge in chain[: query.planning] if stage.partial else chain:
                here = drawn[here, edge]
            assert answer == (asked.source, asked.edge, here)
            assert asked.edge in stage.words
            planned.add(query.planning)
        assert {edge for _, edge in drawn} <= set(EDGES_ALONE)
        queries.add(len(episode.queries))
    assert queries == set(range(stage.queries[0], stage.queries[1] + 1))
    assert planned == set(range(stage.planning[0], stage.planning[1] + 1))


@pytest.mark.parametrize("name", STAGES)
def test_sizes_and_out_degrees(name: str, sampler: Sampler) -> None:
    graphs = STAGES[name].graphs
    for episode in draw_one(sampler, name, 100).episodes():
        graph = episode.graph
        size = len(graph.nodes)
        degrees = [len(facts) for facts in graph.leaving.values()]
        pairs = {(fact.source, fact.destination) for fact in graph.facts}
        assert graphs.stations[0] <= size <= graphs.stations[1]
        for facts in graph.leaving.values():
            assert len({fact.edge for fact in facts}) == len(facts)
        if isinstance(graphs, TransitLines):
            assert max(degrees) <= graphs.most_out_degree
            assert graphs.triples[0] <= len(graph.facts) <= graphs.triples[1]
            continue
        neighbours = [len({fact.destination for fact in facts}) for facts in graph.leaving.values()]
        assert all(min(graphs.out_degree[0], size - 1) <= degree <= graphs.out_degree[1] for degree in neighbours)
        if isinstance(graphs, NearestNeighbours):
            assert max(degrees) <= size
            assert len({fact.edge for fact in graph.facts}) <= size
            parallel = graphs.parallel[1] > 0
        assert len(pairs) == len(graph.facts) or parallel


def test_neighbours_are_the_nearest() -> None:
    for seed in range(50):
        random = Stream(seed, 0)
        points = np.array([(random.uniform(), random.uniform()) for _ in range(20)])
        found = draw_nearest(Stream(seed, 0), 20)
        expected = cKDTree(points).query(points, 20)[1][:, 1:]
        assert found == expected.tolist()


def test_edges_lead_to_the_nearest_neighbours() -> None:
    """The points are drawn after the number of stations and two sets of that many labels."""
    kind = NearestNeighbours((5, 15), (1, 4))
    for seed in range(50):
        graph = draw_graph(Stream(seed, 3), kind)
        assert graph is not None
        random, size = Stream(seed, 3), len(graph.labels)
        for _ in range(1 + 2 * size):
            random.next()
        nearest = draw_nearest(random, size)
        for station, edges in enumerate(graph.leaving):
            assert {edge.destination for edge in edges} == set(nearest[station][: len(edges)])


@pytest.mark.parametrize("shared", [0.0, 0.9])
def test_lines_run_both_ways(shared: float) -> None:
    """Each label is a path of its own, and another label is the same path backwards."""
    stage = TraversalStage(TransitLines((20, 30), (100, 160), (3, 8), shared), (1, 1))
    tracks = edges = 0
    for episode in draw(stage, 60):
        lines: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for source, edge, destination in episode.graph.facts:
            lines[edge].add((source, destination))
        for line in lines.values():
            path = nx.DiGraph(line)
            assert nx.is_directed_acyclic_graph(path)
            assert nx.is_weakly_connected(path)
            assert max(degree for _, degree in path.out_degree()) == 1
            assert max(degree for _, degree in path.in_degree()) == 1
            assert 2 <= len(path) <= 8
            assert {(destination, source) for source, destination in line} in lines.values()
        edges += len(episode.graph.facts)
        tracks += len({(fact.source, fact.destination) for fact in episode.graph.facts})
    assert (edges / tracks > 2) == (shared == 0.9), edges / tracks


def test_a_word_that_leads_nowhere_leaves_no_labels() -> None:
    """From station 0 along 5 to 1 or 2, and on along 6; but neither has an edge left for 6."""
    neighbours, labels = [[1, 2], [0], [0]], [[FREE, 4], [5], [5]]
    for number in range(20):
        assert follow(Stream(0, number), (5, 6), 0, neighbours, labels) is None
        assert labels == [[FREE, 4], [5], [5]]
    assert follow(Stream(0, 0), (5, 5, 4), 0, neighbours, labels) == [0, 1, 0, 2]
    assert labels == [[5, 4], [5], [5]]
