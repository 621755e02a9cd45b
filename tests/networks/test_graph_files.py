"""GraphML and node-link JSON: what networkx writes is read as the network that its edges spell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, Walk
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
        with pytest.raises(DataError, match="has no edge between two nodes that could be a connection"):
            read_graph(path)
        return
    network, notes = read_graph(path, "Drawn")
    found = {(c.source, c.destination, c.line): c.minutes for c in network.connections}
    assert found.keys() == ways.keys()
    assert len(network.connections) == len(ways)
    told = {way: min(filter(None, minutes), default=None) for way, minutes in ways.items()}
    known = sorted(minutes for minutes in told.values() if minutes is not None)
    if not known:
        assert set(found.values()) == {None}
    else:
        half = len(known) // 2
        middle = (known[half] + known[~half]) / 2
        assert found == {way: middle if minutes is None else minutes for way, minutes in told.items()}
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
    assert notes.merged == ["2 edges run beside another of the line: the quickest stays."]
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


def graphml(
    nodes: str = '<node id="a"/><node id="b"/>', edges: str = '<edge source="a" target="b"/>', keys: str = ""
) -> str:
    head = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return f'{head}{keys}<graph edgedefault="directed">{nodes}{edges}</graph></graphml>'


MINUTES = '<key id="m" for="edge" attr.name="minutes" attr.type="double"><default>3</default></key>'


def test_defaults_of_graphml_hold(tmp_path: Path) -> None:
    edges = '<edge source="a" target="b"/><edge source="b" target="a"><data key="m">5</data></edge>'
    (tmp_path / "g.graphml").write_text(graphml(edges=edges, keys=MINUTES))
    network, _ = read_graph(tmp_path / "g.graphml")
    assert {(c.source, c.minutes) for c in network.connections} == {("a", 3), ("b", 5)}


BOMB = '<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
NODES: list[dict[str, Any]] = [{"id": "a"}, {"id": "b"}]


def link(**attributes: Any) -> str:
    return json.dumps({"directed": True, "nodes": NODES, "links": [{"source": "a", "target": "b", **attributes}]})


REFUSALS = [
    ("g.graphml", BOMB + graphml(), "has a document type declaration (<!DOCTYPE), which is not read; take it out."),
    ("g.graphml", graphml()[:-5], "is no GraphML that can be read: "),
    ("g.graphml", "<kml/>", "is no GraphML that can be read: "),
    ("g.graphml", graphml(edges='<edge id="e" source="a" target="c"/>'), ", edge e: target 'c' is no node."),
    ("g.graphml", graphml(nodes='<node id="a"/><node id="a"/><node id="b"/>'), ": node 'a' stands twice."),
    (
        "g.graphml",
        graphml(edges='<edge id="1" source="a" target="b"/>' * 2),
        "several graphs, or edges with the same id.",
    ),
    (
        "g.graphml",
        graphml(edges='<edge source="a" target="b"><data key="m">3</data></edge>'),
        "Bad GraphML data: no key m",
    ),
    ("g.graphml", graphml(keys=MINUTES.replace("3<", "three<")), "is no GraphML that can be read: "),
    (
        "g.graphml",
        graphml(keys=MINUTES.replace("3<", "0<")),
        ", edge 'a' to 'b': minutes must be a number above 0, not 0.0.",
    ),
    ("g.json", "{", "is no JSON that can be read: "),
    ("g.json", "[" * 100_000, "is nested too deeply to be a graph."),
    ("g.json", "[]", "must hold one object, with nodes and edges."),
    ("g.json", '{"nodes": []}', 'must hold "nodes", and either "edges" or "links".'),
    ("g.json", '{"nodes": [], "edges": [], "links": []}', 'must hold "nodes", and either "edges" or "links".'),
    ("g.json", '{"nodes": {}, "edges": []}', ": nodes must be a list."),
    ("g.json", '{"nodes": [1], "edges": []}', ", nodes[0]: it must be an object, not 1."),
    ("g.json", '{"nodes": [{"name": "a"}], "edges": []}', ", nodes[0]: id must be a text or a number, not None."),
    ("g.json", '{"nodes": [{"id": 1}, {"id": "1"}], "edges": []}', ": node '1' stands twice."),
    ("g.json", '{"nodes": [], "edges": []}', "has no edge between two nodes that could be a connection."),
    ("g.json", '{"directed": "no", "nodes": [], "edges": []}', ": directed must be true or false, not 'no'."),
    ("g.json", link(target="c"), ", links[0]: target 'c' is no node."),
    ("g.json", link(target=None), ", links[0]: target must be a text or a number, not None."),
    ("g.json", link(minutes=0), ", edge 'a' to 'b': minutes must be a number above 0, not 0."),
    ("g.json", link(minutes=True), ", edge 'a' to 'b': minutes must be a number above 0, not True."),
    ("g.json", link(minutes="soon"), ", edge 'a' to 'b': minutes must be a number above 0, not 'soon'."),
    ("g.json", link(minutes=float("inf")), ", edge 'a' to 'b': minutes must be a number above 0, not inf."),
    ("g.json", link(line=["Red"]), ", edge 'a' to 'b': line must be a text, not ['Red']."),
    ("g.json", link(line="\ud800"), ", edge 'a' to 'b': line holds half a character (a lone surrogate)."),
    (
        "g.json",
        link().replace('"id": "a"', '"id": "a", "lat": 91'),
        ", node 'a': lat must be a number between -90 and 90",
    ),
    ("g.json", link().replace('"id": "a"', '"id": "a", "name": false'), ", node 'a': name must be a text, not False."),
    ("g.json", '{"nodes": [{"id": " "}], "edges": []}', "a node has an empty id."),
    ("g.json", b'{"nodes": "\xe9"}', "is not UTF-8 text."),
]


@pytest.mark.parametrize(("name", "text", "sentence"), REFUSALS)
def test_one_sentence(tmp_path: Path, name: str, text: str | bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as caught:
        read_graph(tmp_path / name)
    said = str(caught.value)
    assert sentence in said
    assert said.startswith(str(tmp_path / name))
    assert said.count("\n") == 0


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.networks.graph_files.MAX_BYTES", 10)
    with pytest.raises(DataError, match="is larger than"):
        read_graph(as_edges(town(), tmp_path / "town"))


def test_tuples_as_ids(tmp_path: Path) -> None:
    network, _ = read_graph(as_edges(nx.grid_2d_graph(2, 2, create_using=nx.DiGraph), tmp_path / "grid"))
    assert {station.id for station in network.stations} == {"(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"}
    assert not network.timed
    assert network.lines == (Line("grid", "grid"),)
