"""Distances of exact search against networkx on random graphs."""

import networkx as nx
import numpy as np
import pytest

from graphmem.graphs import Triples, all_distances, distances_to, distances_to_one, optimal_rows


def random_triples(rng: np.random.Generator, num_stations: int, num_rows: int) -> Triples:
    source = rng.integers(num_stations, size=num_rows)
    destination = (source + rng.integers(1, num_stations, size=num_rows)) % num_stations
    line = rng.integers(3, size=num_rows)
    return Triples.single(source, line, destination, rng.integers(1, 9, size=num_rows), num_stations)


def as_networkx(triples: Triples) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(triples.num_stations))
    for source, _, destination, minutes in triples:
        graph.add_edge(source, destination, minutes=minutes)
    return graph


@pytest.mark.parametrize("seed", range(10))
def test_distances_agree_with_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    triples = random_triples(rng, 12, 25)
    graph = as_networkx(triples)
    everything = all_distances(triples)
    assert (all_distances(triples, np.array([3, 0, 3])) == everything[:, [3, 0, 3]]).all()
    for destination in range(12):
        expected = nx.single_source_dijkstra_path_length(graph.reverse(), destination, weight="minutes")
        distances = distances_to(triples, np.array([destination]))
        assert (distances_to_one(triples, destination) == distances).all()
        for station in range(12):
            assert distances[station] == expected.get(station, np.inf)
            assert everything[station, destination] == distances[station]
        starts = {(s, d) for (s, _, d, m), good in zip(triples, optimal_rows(triples, distances), strict=True) if good}
        rest = {(s, d) for s, _, d, m in triples if s in expected and expected[s] == m + expected.get(d, np.inf)}
        assert starts == rest
