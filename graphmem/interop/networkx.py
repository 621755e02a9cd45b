"""A network as a networkx graph that keeps all of it; ``Network.from_networkx`` reads it back.

    graph    name, lines, stopping_patterns: lists of dicts
    node     the station's id; name, latitude, longitude, zone, aliases, change_minutes
    edge     kind "connection": line, direction, minutes;  kind "walk": minutes;  order: its place among its kind

Unknown values are left out rather than set to None, so that a path weighted by "minutes" counts stops where there are
no times.  All values are texts, numbers, lists and dicts: node-link JSON keeps the whole network.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..graphs import Connection, Line, Network, Station, StoppingPattern, Walk

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Stations as nodes, connections and walks as edges, the rest as attributes of the graph; see the module."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=network.name,
        lines=[_known(row) for row in network.lines],
        stopping_patterns=[_known(row) for row in network.stopping_patterns],
    )
    for row in network.stations:
        values = _known(row)
        graph.add_node(values.pop("id"), **values)
    kinds: tuple[tuple[str, tuple[Connection | Walk, ...]], ...] = (
        ("connection", network.connections),
        ("walk", network.walks),
    )
    for kind, ways in kinds:
        for order, way in enumerate(ways):
            values = _known(way)
            graph.add_edge(values.pop("source"), values.pop("destination"), kind=kind, order=order, **values)
    return graph


def _known(row: Station | Line | Connection | StoppingPattern | Walk) -> dict[str, Any]:
    values = asdict(row).items()
    return {field: list(value) if isinstance(value, tuple) else value for field, value in values if value is not None}
