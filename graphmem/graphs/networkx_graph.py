"""The parts of a network from a networkx graph; ``interop.networkx`` describes the form that keeps a whole network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..errors import DataError, UsageError
from .fields import WALK, Fields, connection, line, lines_of, minutes_field, station, walk
from .parts import Parts, StoppingPattern

if TYPE_CHECKING:
    import networkx as nx

LINES, STOPPING_PATTERNS = "lines", "stopping_patterns"


def holds_network(graph: nx.Graph[Any]) -> bool:
    """Whether ``interop.to_networkx`` made the graph: its lines and stopping patterns are attributes of it."""
    return all(attribute in graph.graph for attribute in (LINES, STOPPING_PATTERNS))


def networkx_parts(graph: nx.Graph[Any], name: str | None, minutes: str | None) -> tuple[str, Parts]:
    """The name and parts of the network that a graph describes; see ``Network.from_networkx``.

    Raises:
        DataError: if something is missing or of the wrong type; the sentence names the node or edge.
        UsageError: if it is not a graph.
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise UsageError(f"graph must be a networkx graph, not a {type(graph).__name__}.")
    if name is None:
        name = Fields("The graph", graph.graph).text("name", "graph")
    where = f"Graph {name}"
    stations = tuple(
        station(Fields(f"{where}, node {node!r}", {**_coordinates(values), "id": str(node)}))
        for node, values in graph.nodes(data=True)
    )
    edges = sorted(_edges(graph, where, _minutes_attribute(graph, minutes, where)), key=_order)
    default_line = None if LINES in graph.graph else name
    connections = tuple(connection(row, default_line) for row in edges if row.values.get("kind") != WALK)
    return name, Parts(
        stations,
        tuple(map(line, _listed(graph, LINES, where))) if LINES in graph.graph else lines_of(connections),
        connections,
        tuple(
            StoppingPattern(row.text("id"), row.text("line"), row.texts("stations"), row.text("direction", ""))
            for row in _listed(graph, STOPPING_PATTERNS, where)
        ),
        tuple(walk(row) for row in edges if row.values.get("kind") == WALK),
    )


def _minutes_attribute(graph: nx.Graph[Any], chosen: str | None, where: str) -> str:
    if holds_network(graph):
        return chosen or "minutes"
    names = {name for *_, values in graph.edges(data=True) for name in values}
    if chosen is not None and chosen not in names:
        raise DataError(f"{where}: no edge has the attribute {chosen!r}.")
    return chosen or minutes_field(names, where) or "minutes"


def _coordinates(values: dict[str, Any]) -> dict[str, Any]:
    """A node's attributes, with ``lat`` and ``lon`` under their full names."""
    short = {"latitude": values.get("lat"), "longitude": values.get("lon")}
    return {**{name: value for name, value in short.items() if value is not None}, **values}


def _edges(graph: nx.Graph[Any], where: str, minutes: str) -> list[Fields]:
    """Each edge in each of its directions."""
    edges = []
    for source, destination, values in graph.edges(data=True):
        for start, end in ((source, destination), (destination, source))[: 1 if graph.is_directed() else 2]:
            row = {**values, "source": str(start), "destination": str(end), "minutes": values.get(minutes)}
            edges.append(Fields(f"{where}, edge {start!r} to {end!r}", row))
    return edges


def _order(row: Fields) -> float:
    """Edges without a place in the original order come last."""
    order = row.number("order")
    return math.inf if order is None else order


def _listed(graph: nx.Graph[Any], attribute: str, where: str) -> list[Fields]:
    rows = graph.graph.get(attribute, [])
    if not isinstance(rows, list | tuple) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{where}: its {attribute} must be a list of dicts, not {rows!r:.60}.")
    return [Fields(f"{where}, {attribute}, number {number}", row) for number, row in enumerate(rows, start=1)]
