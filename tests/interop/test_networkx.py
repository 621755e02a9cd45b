"""Networks as networkx graphs: nothing is lost, and graphs from elsewhere are read or refused in one sentence."""

import json
import subprocess
import sys
from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, Walk
from graphmem.interop import to_networkx
from graphmem.networks import load_network, shipped_networks


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_round_trip(networks: st.SearchStrategy[Network], data: st.DataObject) -> None:
    network = data.draw(networks)
    graph = to_networkx(network)
    assert Network.from_networkx(graph) == network
    # Every value is plain, so that a file keeps it too.
    text = json.dumps(nx.node_link_data(graph, edges="edges"))
    assert Network.from_networkx(nx.node_link_graph(json.loads(text), edges="edges")) == network


@pytest.mark.parametrize("name", shipped_networks())
def test_shipped_networks_round_trip(name: str) -> None:
    network = load_network(name)
    assert Network.from_networkx(to_networkx(network)) == network


def test_stations_and_ways_are_where_networkx_users_look(town: Network) -> None:
    graph = to_networkx(town)
    assert graph.name == "town"
    assert list(graph.nodes) == ["a", "b", "c"]
    assert dict(graph.nodes["b"]) == {"name": "Birch", "zone": "1/2", "aliases": []}
    assert graph.nodes["a"] == {
        "name": "Ash",
        "latitude": 51.5,
        "longitude": -0.25,
        "zone": "1",
        "aliases": ["Old Ash", "Esche"],
        "change_minutes": 3.0,
    }
    edges = {(u, v, d["kind"], d.get("line"), d.get("direction"), d["minutes"]) for u, v, d in graph.edges(data=True)}
    assert edges == {
        *((c.source, c.destination, "connection", c.line, c.direction, c.minutes) for c in town.connections),
        ("b", "c", "walk", None, None, 7.0),
    }
    assert nx.shortest_path_length(graph, "a", "c", weight="minutes") == 3.5


def test_without_times_paths_count_stops() -> None:
    stations = (Station("a", "Ash"), Station("b", "Birch"), Station("c", "Cedar"))
    ways = tuple(Connection(*ends, "red", minutes=None) for ends in ("ab", "bc", "ca"))
    graph = to_networkx(Network("untimed", stations, (Line("red", "Red"),), ways))
    assert nx.shortest_path_length(graph, "a", "c", weight="minutes") == 2


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_plain_graphs_from_elsewhere(kind: Callable[[], "nx.Graph[int]"]) -> None:
    graph = kind()
    graph.add_node(2, name="Two", latitude=1)
    graph.add_edge(1, 2, line=7, minutes=3)
    graph.add_edge(2, 3, line="red", minutes=1.5)
    graph.add_edge(3, 1, kind="walk", minutes=9)
    there = [Connection("1", "2", "7", minutes=3.0), Connection("2", "3", "red", minutes=1.5)]
    back = [Connection("2", "1", "7", minutes=3.0), Connection("3", "2", "red", minutes=1.5)]
    network = Network.from_networkx(graph)
    assert network.name == "graph"
    assert network.stations == (Station("2", "Two", 1.0), Station("1", "1"), Station("3", "3"))
    assert {line.id: line.name for line in network.lines} == {"7": "7", "red": "red"}
    ways = {*there, *([] if graph.is_directed() else back)}
    assert len(network.connections) == len(ways)
    assert set(network.connections) == ways
    walks = {Walk("3", "1", 9.0), *([] if graph.is_directed() else [Walk("1", "3", 9.0)])}
    assert set(network.walks) == walks
    assert len(network.walks) == len(walks)


def test_parallel_edges_are_connections_each() -> None:
    graph = nx.MultiDiGraph(name="loop")
    for line in ("red", "blue", "red"):
        graph.add_edge("a", "b", line=line)
    network = Network.from_networkx(graph)
    assert [row.line for row in network.connections] == ["red", "blue", "red"]
    assert network.lines == (Line("red", "red"), Line("blue", "blue"))
    assert not network.timed


def test_edges_that_others_add_come_last(town: Network) -> None:
    graph = to_networkx(town)
    graph.add_edge("a", "c", line="blue", minutes=4)
    assert Network.from_networkx(graph).connections == (*town.connections, Connection("a", "c", "blue", "", 4.0))


FAULTS: dict[str, tuple[Callable[["nx.MultiDiGraph[str]"], object], str]] = {
    "no line": (lambda g: g.edges["a", "b", 0].pop("line"), "Graph town, edge 'a' to 'b': line is missing."),
    "line": (lambda g: g.edges["a", "b", 0].update(line=["red"]), "edge 'a' to 'b': line must be text, not ['red']."),
    "bool": (lambda g: g.edges["a", "b", 0].update(line=True), "line must be text, not True."),
    "minutes": (lambda g: g.edges["a", "b", 0].update(minutes="2"), "minutes must be a number, not '2'."),
    "nan": (lambda g: g.edges["a", "b", 0].update(minutes=float("nan")), "minutes must be a number, not nan."),
    "huge": (lambda g: g.edges["a", "b", 0].update(minutes=10**400), "minutes must be a number, not 1000"),
    "colour": (
        lambda g: g.graph["lines"][0].update(colour="red"),
        "line red: colour must be written #rrggbb, not 'red'.",
    ),
    "spaces": (lambda g: g.nodes["a"].update(name=" Ash"), "station a: its name begins or ends with a space: ' Ash'."),
    "some minutes": (lambda g: g.edges["a", "b", 0].pop("minutes"), "connection 2: it has no minutes"),
    "negative": (lambda g: g.edges["a", "b", 0].update(minutes=-1), "minutes must be above 0, not -1.0."),
    "name": (lambda g: g.nodes["a"].update(name=1.5), "Graph town, node 'a': name must be text, not 1.5."),
    "latitude": (lambda g: g.nodes["a"].update(latitude=91), "latitude must lie between -90 and 90, not 91."),
    "aliases": (lambda g: g.nodes["a"].update(aliases="Ash"), "aliases must be a list of texts, not 'Ash'."),
    "alone": (lambda g: g.add_node("d"), "station d (d) has no connection."),
    "lines": (lambda g: g.graph.update(lines=["red"]), "Graph town: its lines must be a list of dicts"),
    "line id": (lambda g: g.graph["lines"][0].pop("id"), "Graph town, lines, number 1: id is missing."),
    "service": (lambda g: g.remove_edge("a", "b"), "stopping pattern r1: line red has no connection a to b."),
    "graph name": (lambda g: g.graph.update(name=("a",)), "The graph: name must be text, not ('a',)."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_one_sentence(town: Network, fault: str) -> None:
    graph = to_networkx(town)
    spoil, message = FAULTS[fault]
    spoil(graph)
    with pytest.raises(DataError) as caught:
        Network.from_networkx(graph)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nodes_that_become_the_same_text_are_refused() -> None:
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_edge(1, "1", line="red")
    with pytest.raises(DataError, match="station id '1' occurs twice"):
        Network.from_networkx(graph)


def test_importing_graphs_loads_no_library() -> None:
    code = "import graphmem.graphs, sys; print(*{'networkx', 'torch', 'pandas', 'torch_geometric'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == []
