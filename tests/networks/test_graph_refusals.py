"""Graph files that cannot be a network are refused in one sentence, and what GraphML sets by default holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphmem.errors import DataError
from graphmem.networks.graph_files import read_graph


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
    ("g.graphml", BOMB + graphml(), "has a document type declaration (<!DOCTYPE), which is not allowed; remove it."),
    ("g.graphml", graphml()[:-5], "is not valid GraphML: "),
    ("g.graphml", "<kml/>", "is not valid GraphML: "),
    ("g.graphml", graphml(edges='<edge id="e" source="a" target="c"/>'), ", edge e: target 'c' is not a node."),
    ("g.graphml", graphml(nodes='<node id="a"/><node id="a"/><node id="b"/>'), ": node 'a' occurs twice."),
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
    ("g.graphml", graphml(keys=MINUTES.replace("3<", "three<")), "is not valid GraphML: "),
    (
        "g.graphml",
        graphml(keys=MINUTES.replace("3<", "0<")),
        ", edge 'a' to 'b': minutes must be a number above 0, not 0.0.",
    ),
    ("g.json", "{", "is not valid JSON: "),
    ("g.json", "[" * 100_000, "is nested too deeply to be a graph."),
    ("g.json", "[]", "must hold one object, with nodes and edges."),
    ("g.json", '{"nodes": []}', 'must hold "nodes", and either "edges" or "links".'),
    ("g.json", '{"nodes": [], "edges": [], "links": []}', 'must hold "nodes", and either "edges" or "links".'),
    ("g.json", '{"nodes": {}, "edges": []}', ": nodes must be a list."),
    ("g.json", '{"nodes": [1], "edges": []}', ", nodes[0]: it must be an object, not 1."),
    ("g.json", '{"nodes": [{"name": "a"}], "edges": []}', ", nodes[0]: id must be text or a number, not None."),
    ("g.json", '{"nodes": [{"id": 1}, {"id": "1"}], "edges": []}', ": node '1' occurs twice."),
    ("g.json", '{"nodes": [], "edges": []}', "has no edge that could be a connection."),
    ("g.json", '{"directed": "no", "nodes": [], "edges": []}', ": directed must be true or false, not 'no'."),
    ("g.json", link(target="c"), ", links[0]: target 'c' is not a node."),
    ("g.json", link(target=None), ", links[0]: target must be text or a number, not None."),
    ("g.json", link(minutes=0), ", edge 'a' to 'b': minutes must be a number above 0, not 0."),
    ("g.json", link(minutes=True), ", edge 'a' to 'b': minutes must be a number above 0, not True."),
    ("g.json", link(minutes="soon"), ", edge 'a' to 'b': minutes must be a number above 0, not 'soon'."),
    ("g.json", link(minutes=float("inf")), ", edge 'a' to 'b': minutes must be a number above 0, not inf."),
    ("g.json", link(line=["Red"]), ", edge 'a' to 'b': line must be text, not ['Red']."),
    ("g.json", link(line="\ud800"), ", edge 'a' to 'b': line contains a lone surrogate, which is not valid text."),
    (
        "g.json",
        link().replace('"id": "a"', '"id": "a", "lat": 91'),
        ", node 'a': lat must be a number between -90 and 90",
    ),
    ("g.json", link().replace('"id": "a"', '"id": "a", "name": false'), ", node 'a': name must be text, not False."),
    ("g.json", '{"nodes": [{"id": " "}], "edges": []}', "a node has an empty id."),
    ("g.json", b'{"nodes": "\xe9"}', "is not UTF-8 text."),
]


@pytest.mark.parametrize(("name", "text", "sentence"), REFUSALS)
def test_one_sentence(tmp_path: Path, name: str, text: str | bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as caught:
        read_graph(tmp_path / name)
    message = str(caught.value)
    assert sentence in message
    assert message.startswith(str(tmp_path / name))
    assert message.count("\n") == 0


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.networks.graph_files.MAX_BYTES", 10)
    (tmp_path / "g.graphml").write_text(graphml())
    with pytest.raises(DataError, match="is larger than"):
        read_graph(tmp_path / "g.graphml")


def test_a_lone_surrogate_in_the_name_of_a_graph(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(link()[:-1] + ', "graph": {"name": "\\ud800x"}}')
    with pytest.raises(DataError, match=r"g\.json contains a lone surrogate, which is not valid text\.$"):
        read_graph(tmp_path / "g.json")


def test_kinds_of_edges(tmp_path: Path) -> None:
    edges = [{"source": s, "target": t, "kind": k} for s, t, k in (("a", "b", None), ("b", "a", "Walk"))]
    (tmp_path / "g.json").write_text(json.dumps({"directed": True, "nodes": NODES, "links": edges}))
    network, notes = read_graph(tmp_path / "g.json")
    assert (len(network.walks), notes.faults) == (1, [])
    edges[1]["kind"] = "foot"
    (tmp_path / "g.json").write_text(json.dumps({"directed": True, "nodes": NODES, "links": edges}))
    network, notes = read_graph(tmp_path / "g.json")
    assert network.walks == ()
    assert notes.faults == ["The only known kind of edge is walk; read as connections: foot (1)."]


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16"])
def test_graphml_is_read_as_it_is_declared(tmp_path: Path, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    nodes, edges = '<node id="ä"/><node id="b"/>', '<edge source="ä" target="b"/>'
    (tmp_path / "g.graphml").write_bytes((head + graphml(nodes, edges)).encode(encoding))
    assert [station.id for station in read_graph(tmp_path / "g.graphml")[0].stations] == ["ä", "b"]
    (tmp_path / "g.graphml").write_bytes((head + BOMB + graphml(nodes, edges)).encode(encoding))
    with pytest.raises(DataError, match="document type declaration"):
        read_graph(tmp_path / "g.graphml")
