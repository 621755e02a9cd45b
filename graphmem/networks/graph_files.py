"""Files that hold a graph, as networkx reads them: GraphML and node-link JSON.

networkx accepts faulty files silently, so faults are detected here: edges to unknown nodes, repeated nodes, and
repeated edges, of which it keeps only the last.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from ..common.text import one_line
from ..errors import DataError
from ..graphs import Network
from ..graphs.networkx_graph import holds_network
from .graph_network import graph_network
from .notes import Notes

if TYPE_CHECKING:
    import networkx as nx

MAX_BYTES = 256 << 20
_EDGES = ("edges", "links")
_FLAGS = ("directed", "multigraph")


def read_graph(path: Path, name: str | None = None) -> tuple[Network, Notes]:
    """The network of a file: GraphML if the file begins with "<", node-link JSON otherwise.

    A graph that ``interop.to_networkx`` made, with lines and stopping patterns as its attributes, comes back unchanged.

    Args:
        path: the file.
        name: of the network; by default that of the graph, or else of the file.

    Raises:
        DataError: if it is neither, or not a valid network; the sentence names node or edge, and attribute.
    """
    content = _content(path)
    marked = content.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")  # UTF-16, too
    graph = _graphml(path, content) if marked.startswith(b"<") else _node_link(path, _text(path, content))
    named = graph.graph.get("name")
    name = name or one_line((isinstance(named, str) and named) or path.stem)
    if holds_network(graph):
        try:
            return Network.from_networkx(graph, name=name), Notes()
        except DataError as error:
            raise DataError(f"{path}: {error}") from error
    return graph_network(graph, str(path), name)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{path} is larger than the {MAX_BYTES >> 20} MiB that are read.")
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text.") from error


def _graphml(path: Path, content: bytes) -> nx.Graph[Any]:
    import networkx as nx

    # A document type may define entities that grow without end; a graph needs none.
    if re.search(b"<!(DOCTYPE|ENTITY)", content.replace(b"\0", b""), re.IGNORECASE):
        raise DataError(f"{path} has a document type declaration (<!DOCTYPE), which is not allowed; remove it.")
    try:
        elements = list(ElementTree.fromstring(content).iter())  # noqa: S314 - no entities, see above
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about ports, which no network needs
            graph = nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    # Besides its own errors, networkx raises these on malformed files.
    except (nx.NetworkXException, SyntaxError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"{path} is not valid GraphML: {error}.") from error
    nodes = [element.get("id", "") for element in elements if _tag(element) == "node"]
    edges = [element for element in elements if _tag(element) == "edge"]
    known = _different(path, nodes)
    for edge in edges:
        for end in ("source", "target"):
            if edge.get(end) not in known:
                raise DataError(f"{path}, edge {edge.get('id', '')}: {end} {edge.get(end)!r} is not a node.")
    if (len(nodes), len(edges)) != (len(graph), graph.number_of_edges()):
        raise DataError(
            f"{path} holds {len(nodes)} nodes and {len(edges)} edges, but networkx reads "
            f"{len(graph)} and {graph.number_of_edges()}: it holds several graphs, or edges with the same id."
        )
    for data, default in ((graph.nodes, "node_default"), (graph.edges, "edge_default")):
        for attributes in data.values():
            attributes.update({**graph.graph.get(default, {}), **attributes})
    return graph


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _node_link(path: Path, text: str) -> nx.Graph[Any]:
    import networkx as nx

    try:
        content = json.loads(text)
    except ValueError as error:
        raise DataError(f"{path} is not valid JSON: {error}.") from error
    except RecursionError as error:
        raise DataError(f"{path} is nested too deeply to be a graph.") from error
    if not isinstance(content, dict):
        raise DataError(f"{path} must hold one object, with nodes and edges.")
    lists = [key for key in _EDGES if key in content]
    if len(lists) != 1 or "nodes" not in content:
        raise DataError(f'{path} must hold "nodes", and either "edges" or "links".')
    nodes, edges = _objects(path, content, "nodes"), _objects(path, content, lists[0])
    for flag in _FLAGS:
        if not isinstance(content.get(flag, False), bool):
            raise DataError(f"{path}: {flag} must be true or false, not {content[flag]!r}.")
    known = _different(path, [_identity(node, "id", f"{path}, nodes[{number}]") for number, node in enumerate(nodes)])
    for number, edge in enumerate(edges):
        for end in ("source", "target"):
            if _identity(edge, end, f"{path}, {lists[0]}[{number}]") not in known:
                raise DataError(f"{path}, {lists[0]}[{number}]: {end} {edge[end]!r} is not a node.")
    about = content.get("graph")
    if isinstance(about, dict):
        # A network that was written as a graph comes back as it was; of other graphs only the name is of use here.
        _whole(path, content if "lines" in about else about)
    plain = {
        "directed": content.get("directed", False),
        "multigraph": True,  # so that of two edges between the same nodes both are kept
        "graph": about if isinstance(about, dict) else {},
        "nodes": nodes,
        "edges": [{key: value for key, value in edge.items() if key != "key"} for edge in edges],
    }
    try:
        return nx.node_link_graph(plain, edges="edges")
    except (nx.NetworkXException, TypeError) as error:
        raise DataError(f"{path} is not a node-link graph: {error}.") from error


def _whole(path: Path, content: Any) -> None:
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise DataError(f"{path} contains a lone surrogate, which is not valid text.") from error


def _objects(path: Path, content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = content[key]
    if not isinstance(found, list):
        raise DataError(f"{path}: {key} must be a list.")
    for number, item in enumerate(found):
        if not isinstance(item, dict):
            raise DataError(f"{path}, {key}[{number}]: it must be an object, not {item!r:.40}.")
    return found


def _identity(item: dict[str, Any], key: str, where: str) -> str:
    """The identity of a node as text: a text, a number, or a list of them (a tuple before it was written)."""
    value = item.get(key)
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in parts):
        raise DataError(f"{where}: {key} must be text or a number, not {value!r:.40}.")
    item[key] = str(tuple(parts) if isinstance(value, list) else value)
    return str(item[key])


def _different(path: Path, ids: list[str]) -> set[str]:
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            raise DataError(f"{path}: node {value!r} occurs twice.")
        seen.add(value)
    return seen
