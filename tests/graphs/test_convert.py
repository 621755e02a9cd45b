import networkx as nx
import numpy as np
from torch_geometric.utils import to_networkx as pyg_to_networkx

from graphmem.generators import sparse
from graphmem.graphs import distances_to
from graphmem.graphs.convert import to_networkx, to_pyg
from graphmem.networks import load_network


def test_a_network_keeps_every_station_and_connection() -> None:
    network = load_network("london_underground")
    graph = to_networkx(network)
    assert set(graph) == set(network.station_index)
    edges = {(u, v, d["line"], d["direction"], d["minutes"]) for u, v, d in graph.edges(data=True)}
    assert edges == {(c.source, c.destination, c.line, c.direction, c.minutes) for c in network.connections}
    assert graph.number_of_edges() == len(network.connections)
    assert graph.nodes["oxford-circus"]["name"] == "Oxford Circus"
    assert nx.is_strongly_connected(graph)


def test_pyg_data_has_the_same_distances() -> None:
    triples = sparse(np.random.default_rng(0), 3, stations=(5, 9), minutes=(1, 5)).triples
    data = to_pyg(triples)
    assert data.num_nodes == triples.num_stations
    assert data.batch.bincount().tolist() == np.diff(triples.station_offsets).tolist()
    graph = pyg_to_networkx(data, edge_attrs=["edge_attr"])
    for _, _, values in graph.edges(data=True):
        values["minutes"] = values["edge_attr"][0]
    ends = triples.station_offsets[:-1]
    exact = distances_to(triples, ends)
    for end, last in zip(ends.tolist(), triples.station_offsets[1:].tolist(), strict=True):
        lengths = nx.single_source_dijkstra_path_length(graph.reverse(), end, weight="minutes")
        assert [lengths.get(station, np.inf) for station in range(end, last)] == exact[end:last].tolist()
