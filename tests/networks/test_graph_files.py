"""GraphML and node-link JSON: what networkx writes is read as the network that its edges spell."""

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, Walk
from graphmem.interop import to_networkx
from graphmem.networks import load_network
from graphmem.networks.graph_files import read_graph
from graphmem.networks.notes import Notes


def as_graphml(graph: nx.Graph, path: Path) -> Path:
    nx.write_graphml(graph, path.with_suffix(".graphml"))
    return path.with_suffix(".graphml")


def as_links(graph: nx.Graph, path: Path) -> Path:
    path.with_suffix(".json").write_text(json.dumps(nx.node_link_data(graph, edges="links")))
    return path.with_suffix(".json")


def as_edges(graph: nx.Graph, path: Path) -> Path:
    path.with_suffix(".json").write_text(json.dumps(nx.node_link_data(graph, edges="edges")))
    return path.with_suffix(".json")


WRITERS = (as_graphml, as_links, as_edges)


def town(kind: type[nx.Graph] = nx.DiGraph) -> nx.Graph:
    graph = kind()
    graph.add_node("a", name="Ash", latitude=51.5, longitude=-0.1, zone="1")
    graph.add_node("b", name="Birch", lat=51.6, lon=0.25)
    graph.add_node("c")
    graph.add_edge("a", "b", line="Red", minutes=2, direction="Northbound")
    graph.add_edge("b", "c", line="Blue", minutes=1.5)
    graph.add_edge("c", "a", kind="walk", minutes=7)
    return graph


STATIONS = (Station("a", "Ash", 51.5, -0.1, "1"), Station("b", "Birch", 51.6, 0.25), Station("c", "c"))
LINES = (Line("Red", "Red"), Line("Blue", "Blue"))


@pytest.mark.parametrize("write", WRITERS)
def test_directed_edges_lead_one_way(write: Callable[..., Path], tmp_path: Path) -> None:
    network, notes = read_graph(write(town(), tmp_path / "town"))
    assert network == Network(
        "town",
        STATIONS,
        LINES,
        (Connection("a", "b", "Red", "Northbound", 2), Connection("b", "c", "Blue", "", 1.5)),
        walks=(Walk("c", "a", 7),),
    )
    assert notes == Notes()


@pytest.mark.parametrize("write", WRITERS)
def test_undirected_edges_lead_both_ways(write: Callable[..., Path], tmp_path: Path) -> None:
    network, notes = read_graph(write(town(nx.Graph), tmp_path / "town"), "mine")
    assert network.name == "mine"
    assert {(c.source, c.destination, c.minutes) for c in network.connections} == {
        ("a", "b", 2),
        ("b", "a", 2),
        ("b", "c", 1.5),
        ("c", "b", 1.5),
    }
    assert {(w.source, w.destination) for w in network.walks} == {("a", "c"), ("c", "a")}
    assert notes.assumed == ["The graph is undirected: each edge leads both ways."]


Edges = list[tuple[int, int, str | None, int | None]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edges=st.lists(
        st.tuples(
            st.integers(0, 4),
            st.integers(0, 4),
            st.sampled_from([None, "Red", "Blue"]),
            st.sampled_from([None, 1, 2, 4]),
        ),
        max_size=10,
    ),
    kind=st.sampled_from([nx.MultiGraph, nx.MultiDiGraph]),
    write=st.sampled_from(WRITERS),
)
def test_random_multigraphs(tmp_path: Path, edges: Edges, kind: type[nx.Graph], write: Callable[..., Path]) -> None:
    graph = kind(name="Drawn")
    graph.add_nodes_from(range(5))
    ways: dict[tuple[str, str, str], set[int | None]] = {}
    for one, other, line, minutes in edges:
        given_ = {key: value for key, value in (("line", line), ("minutes", minutes)) if value is not None}
        graph.add_edge(one, other, **given_)
        if one != other:
            for source, target in ((one, other), (other, one))[: 1 if graph.is_directed() else 2]:
                ways.setdefault((str(source), str(target), line or "Drawn"), set()).add(minutes)
    path = write(graph, tmp_path / "drawn")
    if not ways:
        with pytest.raises(DataError, match="has no edge that could be a connection"):
            read_graph(path)
        return
    network, notes = read_graph(path, "Drawn")
    found = {(c.source, c.destination, c.line): c.minutes for c in network.connections}
    assert found.keys() == ways.keys()
    assert len(network.connections) == len(ways)
    given_minutes = {way: min(filter(None, minutes), default=None) for way, minutes in ways.items()}
    known = sorted(minutes for minutes in given_minutes.values() if minutes is not None)
    if not known:
        assert set(found.values()) == {None}
    else:
        half = len(known) // 2
        middle = (known[half] + known[~half]) / 2
        assert found == {way: middle if minutes is None else minutes for way, minutes in given_minutes.items()}
    assert {station.id for station in network.stations} == {end for way in ways for end in way[:2]}
    alone = 5 - len(network.stations)
    assert any(sentence.startswith(f"{alone} node") for sentence in notes.dropped) == (alone > 0)


@pytest.mark.parametrize("write", WRITERS)
def test_what_is_changed_is_named(write: Callable[..., Path], tmp_path: Path) -> None:
    graph = nx.MultiDiGraph(name="Trees")
    graph.add_node("z", name="Zelkova")
    graph.add_edge("a", "b", weight=3)
    graph.add_edge("a", "b", minutes=5)
    graph.add_edge("a", "b", minutes=4)
    graph.add_edge("b", "a", line="Red")
    graph.add_edge("b", "b", line="Red")
    graph.add_edge("a", "z", kind="walk")
    network, notes = read_graph(write(graph, tmp_path / "trees"))
    # GraphML keeps no name of the whole graph but as data that networkx writes, so both know it.
    assert network.name == "Trees"
    assert network.connections == (Connection("a", "b", "Trees", "", 4), Connection("b", "a", "Red", "", 4))
    assert notes.merged == ["2 edges repeat another of the same line: the quickest is kept."]
    assert notes.assumed == [
        "1 connection names no line; theirs is called Trees.",
        "2 edges have no minutes: 4, the median of the others.",
    ]
    assert notes.dropped == [
        "1 edge leads from a node to itself: b.",
        "1 walk to nodes without a connection.",
        "1 node without a connection: Zelkova.",
    ]
    assert notes.unread == ["Attributes of edges: weight."]


def test_tuples_as_ids(tmp_path: Path) -> None:
    network, _ = read_graph(as_edges(nx.grid_2d_graph(2, 2, create_using=nx.DiGraph), tmp_path / "grid"))
    assert {station.id for station in network.stations} == {"(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"}
    assert not network.timed
    assert network.lines == (Line("grid", "grid"),)


@pytest.mark.parametrize("write", [as_links, as_edges])
@pytest.mark.parametrize("name", ["london_rail", "tokyo_metro"])
def test_a_network_that_was_made_into_a_graph_comes_back_whole(
    name: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    network = load_network(name)
    assert read_graph(write(to_networkx(network), tmp_path / "other")) == (network, Notes())
    graph = to_networkx(network)
    graph.graph["stopping_patterns"][0]["line"] = "nowhere"
    with pytest.raises(DataError, match=r"other\.json: .* 'nowhere' is not a line"):
        read_graph(write(graph, tmp_path / "other"))
