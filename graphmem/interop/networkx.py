"""A network as a networkx graph and back.

    graph    name, lines, services: lists of dicts
    node     the station's id; name, latitude, longitude, zone, aliases, change_minutes
    edge     kind "connection": line, direction, minutes;  kind "walk": minutes;  order: its place among its kind

What is unknown is left out, not None, so that a path weighed by "minutes" counts stops where there are none.  All
values are texts, numbers, lists and dicts: node-link JSON keeps the whole network.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..graphs.network import Connection, Line, Network, Station, StoppingPattern, Walk
from .fields import Fields, connection, line, lines_of, station, walk

if TYPE_CHECKING:
    import networkx as nx

WALK = "walk"


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Stations as nodes, connections and walks as edges, the rest on the graph itself; see the module."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=network.name, lines=[_known(row) for row in network.lines], services=[_known(s) for s in network.services]
    )
    for row in network.stations:
        values = _known(row)
        graph.add_node(values.pop("id"), **values)
    kinds: tuple[tuple[str, tuple[Connection | Walk, ...]], ...] = (
        ("connection", network.connections),
        (WALK, network.walks),
    )
    for kind, ways in kinds:
        for order, way in enumerate(ways):
            values = _known(way)
            graph.add_edge(values.pop("source"), values.pop("destination"), kind=kind, order=order, **values)
    return graph


def from_networkx(graph: nx.Graph[Any]) -> Network:
    """The network that ``to_networkx`` made into this graph, or that any other graph describes.

    Every edge needs a ``line``, unless its ``kind`` is "walk"; ``minutes`` must stand on all edges or on none.
    Everything else may be missing: a node's ``name`` is then the node itself, lines are those of the edges, the graph's
    ``name`` is "graph".  Edges without direction lead both ways.  Nodes and lines that are no text become text.

    Args:
        graph: a Graph, DiGraph, MultiGraph or MultiDiGraph.

    Raises:
        DataError: if something is missing or of the wrong type, or the network does not agree.
    """
    name = Fields("The graph", graph.graph).text("name", "graph")
    where = f"Graph {name}"
    stations = tuple(
        station(Fields(f"{where}, node {node!r}", {**values, "id": str(node)}))
        for node, values in graph.nodes(data=True)
    )
    edges = []
    for source, destination, values in graph.edges(data=True):
        for start, end in ((source, destination), (destination, source))[: 1 if graph.is_directed() else 2]:
            ends = {"source": str(start), "destination": str(end)}
            edges.append(Fields(f"{where}, edge {start!r} to {end!r}", {**values, **ends}))
    edges.sort(key=_order)
    connections = tuple(connection(row) for row in edges if row.values.get("kind") != WALK)
    return Network(
        name,
        stations,
        tuple(map(line, _listed(graph, "lines", where))) if "lines" in graph.graph else lines_of(connections),
        connections,
        tuple(
            StoppingPattern(row.text("id"), row.text("line"), row.texts("stations"), row.text("direction", ""))
            for row in _listed(graph, "services", where)
        ),
        tuple(walk(row) for row in edges if row.values.get("kind") == WALK),
    )


def _known(row: Station | Line | Connection | StoppingPattern | Walk) -> dict[str, Any]:
    values = asdict(row).items()
    return {field: list(value) if isinstance(value, tuple) else value for field, value in values if value is not None}


def _order(row: Fields) -> float:
    """Edges that others added come last, as the graph has them."""
    order = row.number("order")
    return math.inf if order is None else order


def _listed(graph: nx.Graph[Any], attribute: str, where: str) -> list[Fields]:
    rows = graph.graph.get(attribute, [])
    if not isinstance(rows, list | tuple) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{where}: its {attribute} must be a list of dicts, not {rows!r:.60}.")
    return [Fields(f"{where}, {attribute}, number {number}", row) for number, row in enumerate(rows, start=1)]
