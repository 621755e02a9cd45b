"""Networks and triples as PyTorch Geometric data: nothing is lost, and PyG's own tools work on them."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch_geometric import transforms
from torch_geometric.data import Batch, Data
from torch_geometric.loader import DataLoader
from torch_geometric.nn import GCNConv
from torch_geometric.utils import to_networkx as pyg_to_networkx

from graphmem.errors import DataError
from graphmem.generators import sparse
from graphmem.graphs import Connection, Line, Network, Station, Triples, distances_to
from graphmem.interop.pyg import from_pyg, to_pyg, triples_from_pyg, triples_to_pyg
from graphmem.networks import load_network, shipped_networks


def columns(triples: Triples) -> list[list[int]]:
    """Everything that triples hold, as lists that can be compared."""
    parts = ("source", "line", "destination", "minutes", "station_offsets", "row_offsets")
    return [getattr(triples, part).tolist() for part in parts]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_networks_round_trip(networks: st.SearchStrategy[Network], data: st.DataObject) -> None:
    network = data.draw(networks)
    graph = to_pyg(network)
    assert graph.validate()
    assert from_pyg(graph) == network


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_triples_round_trip(tables_of_triples: st.SearchStrategy[Triples], data: st.DataObject) -> None:
    triples = data.draw(tables_of_triples)
    graph = triples_to_pyg(triples)
    assert graph.validate()
    assert isinstance(graph, Batch) == (triples.num_graphs > 1)
    assert columns(triples_from_pyg(graph)) == columns(triples)


@pytest.mark.parametrize("name", shipped_networks())
def test_shipped_networks_round_trip(name: str) -> None:
    network = load_network(name)
    assert from_pyg(to_pyg(network)) == network


def test_features_and_exact_values(town: Network) -> None:
    data = to_pyg(town)
    assert (data.num_nodes, data.num_edges, data.num_edge_features) == (3, 6, 1)
    assert data.edge_index.tolist() == [[2, 0, 1, 2, 1, 1], [0, 1, 2, 1, 0, 2]]
    assert data.edge_line.tolist() == [1, 0, 0, 0, 0, -1]
    assert data.edge_is_walk.tolist() == [False] * 5 + [True]
    assert [data.directions["name"][code] for code in data.edge_direction[:5]] == [
        "",
        "North",
        "North",
        "South",
        "South",
    ]
    assert data.edge_attr.dtype == data.pos.dtype == torch.get_default_dtype()
    assert data.edge_attr.tolist() == torch.tensor([[2.1], [2.5], [1.0], [1.25], [2.5], [7.0]]).tolist()
    assert data.edge_minutes.tolist() == [2.1, 2.5, 1.0, 1.25, 2.5, 7.0]
    assert data.pos[[0, 2]].tolist() == [[-0.25, 51.5], [0.5, 51.625]]
    assert data.pos[1].isnan().all()
    assert data.stations["name"] == ["Ash", "Birch", "Cedar"]
    assert data.stations["latitude"] == [51.5, None, 51.625]
    assert data.lines["name"] == ["Red", "Blue"]


def test_what_is_unknown_is_nan(town: Network) -> None:
    stations = (Station("a", "Ash"), Station("b", "Birch", latitude=1.0))
    untimed = Network("two", stations, (Line("red", "Red"),), (Connection("a", "b", "red", minutes=None),))
    data = to_pyg(untimed)
    assert data.pos.isnan().tolist() == [[True, True], [True, False]]
    assert data.edge_attr.isnan().all()
    # A batch would silently leave out what its first graph lacks.
    batch = Batch.from_data_list([data, to_pyg(town)])
    assert batch.edge_attr.isnan().sum() == 1
    assert [from_pyg(part) for part in batch.to_data_list()] == [untimed, town]


def test_node_and_edge_attributes_are_distinguished(town: Network) -> None:
    """PyG goes by sizes and names; here are as many stations as edges."""
    ring = Network("ring", town.stations, town.lines, tuple(Connection(*ends, "red") for ends in ("ab", "bc", "ca")))
    data = to_pyg(ring)
    assert data.num_nodes == data.num_edges
    edges = {key for key in data.keys() if data.is_edge_attr(key)}  # noqa: SIM118 - iterating Data gives pairs
    nodes = {key for key in data.keys() if data.is_node_attr(key)}  # noqa: SIM118
    assert edges == {"edge_index", "edge_line", "edge_direction", "edge_is_walk", "edge_minutes", "edge_attr"}
    assert nodes == {"station", "pos"}


def test_a_part_of_a_network_is_a_network(town: Network) -> None:
    stations, ways = town.stations, tuple(row for row in town.connections if row.line == "red")
    data = to_pyg(Network("town", stations, town.lines, ways)).subgraph(torch.tensor([True, True, False]))
    assert from_pyg(data) == Network("town", stations[:2], town.lines, (ways[0], ways[3]))


def test_batches_of_networks(town: Network) -> None:
    other = load_network("london_zone1_interchanges")
    (batch,) = DataLoader([to_pyg(town), to_pyg(other)], batch_size=2)
    assert batch.num_graphs == 2
    assert batch.num_nodes == 3 + len(other.stations)
    assert batch.edge_index[:, 6:].min() >= 3
    assert [from_pyg(data) for data in batch.to_data_list()] == [town, other]
    with pytest.raises(DataError, match=r"batch\.to_data_list"):
        from_pyg(batch)


def test_pyg_tools_work(town: Network) -> None:
    data = to_pyg(town)
    assert transforms.ToUndirected()(data.clone()).is_undirected()
    changed = transforms.Compose([transforms.Constant(), transforms.Distance(norm=False)])(data)
    assert changed.edge_attr.shape == (6, 2)
    out = GCNConv(1, 4)(changed.x, changed.edge_index, edge_weight=changed.edge_attr[:, 0])
    assert out.shape == (3, 4)
    # Transforms rewrite features; the facts stay.
    assert from_pyg(changed) == town


def test_triples_in_a_loader_are_triples_again() -> None:
    triples = sparse(np.random.default_rng(0), 6, stations=(5, 9), minutes=(1, 5)).triples
    graphs = [triples_to_pyg(triples.graph(index)) for index in range(6)]
    batch = next(iter(DataLoader(graphs, batch_size=6)))
    assert columns(triples_from_pyg(batch)) == columns(triples)
    assert [columns(triples_from_pyg(data)) for data in batch.to_data_list()] == [
        columns(triples.graph(index)) for index in range(6)
    ]


def test_rows_may_stand_in_any_order() -> None:
    triples = sparse(np.random.default_rng(0), 3, stations=(5, 9), minutes=(1, 5)).triples
    batch = triples_to_pyg(triples)
    order = torch.randperm(batch.num_edges, generator=torch.Generator().manual_seed(0))
    for key in ("edge_index", "edge_line", "edge_minutes"):
        batch[key] = batch[key][..., order]
    again = triples_from_pyg(batch)
    for graph in range(3):
        assert sorted(again.graph(graph)) == sorted(triples.graph(graph))


def test_data_does_not_share_memory_with_triples() -> None:
    triples = sparse(np.random.default_rng(0), 1, stations=(5, 5)).triples
    before = columns(triples)
    data = triples_to_pyg(triples)
    for key in ("edge_index", "edge_line", "edge_minutes"):
        data[key] += 1
    assert columns(triples) == before


def test_pyg_data_has_the_same_distances() -> None:
    triples = sparse(np.random.default_rng(0), 3, stations=(5, 9), minutes=(1, 5)).triples
    data = triples_to_pyg(triples)
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


FAULTS: dict[str, tuple[Callable[[Data], object], str]] = {
    "missing": (lambda d: d.pop("stations"), "The data has no stations"),
    "line": (lambda d: d.edge_line.fill_(7), "do not fit together: there is no place 7 among 2."),
    "no line": (lambda d: d.edge_line.fill_(-1), "do not fit together: there is no place -1 among 2."),
    "station": (lambda d: d.edge_index.fill_(3), "there is no place 3 among 3"),
    "lengths": (lambda d: d.stations["name"].pop(), "do not fit together"),
    "some times": (lambda d: d.edge_minutes[1:2].fill_(float("nan")), "connection 2: it has no minutes"),
    "place": (lambda d: d.station.add_(1), "there is no place 3 among 3"),
    "twice": (lambda d: d.station.fill_(0), "station id 'a' occurs twice"),
    "columns": (lambda d: d.lines.pop("colour"), "do not fit together: 'colour'."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_networks_are_one_sentence(town: Network, fault: str) -> None:
    data = to_pyg(town)
    spoil, message = FAULTS[fault]
    spoil(data)
    with pytest.raises(DataError) as caught:
        from_pyg(data)
    assert message in str(caught.value)


def test_faulty_triples_are_one_sentence(town: Network) -> None:
    batch = triples_to_pyg(sparse(np.random.default_rng(0), 2, stations=(5, 5)).triples)
    with pytest.raises(DataError, match="has no edge_line"):
        triples_from_pyg(Data(edge_index=batch.edge_index))
    with pytest.raises(DataError, match="is it a network"):
        triples_from_pyg(to_pyg(town))
    batch.edge_index[1, 0] += 5
    with pytest.raises(DataError, match="leads out of its graph"):
        triples_from_pyg(batch)
    del batch.ptr
    with pytest.raises(DataError, match="batch but no ptr"):
        triples_from_pyg(batch)
    none = np.array([], np.int64)
    with pytest.raises(DataError, match="no graphs"):
        triples_to_pyg(Triples(none, none, none, none, np.array([0]), np.array([0])))
