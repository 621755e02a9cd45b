"""Networks and triples as networkx graphs and PyG data, for those who work with these.

Both libraries are imported on use: a route needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .network import Network
from .triples import Triples

if TYPE_CHECKING:
    import networkx as nx
    from torch_geometric.data import Data


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Stations as nodes by id, connections as edges keyed by line and direction.

    Nodes carry ``name``, ``latitude``, ``longitude``, ``zone``; edges ``line``, ``direction``, ``minutes``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=network.name)
    for station in network.stations:
        graph.add_node(
            station.id,
            name=station.name,
            latitude=station.latitude,
            longitude=station.longitude,
            zone=station.zone,
        )
    for row in network.connections:
        graph.add_edge(
            row.source,
            row.destination,
            key=(row.line, row.direction),
            line=row.line,
            direction=row.direction,
            minutes=row.minutes,
        )
    return graph


def to_pyg(triples: Triples) -> Data:
    """``edge_index`` (2, E), ``edge_line`` (E,), ``edge_attr`` (E, 1) minutes, ``batch`` (stations,) graph."""
    import torch
    from torch_geometric.data import Data

    sizes = torch.as_tensor(triples.station_offsets).diff()
    return Data(
        edge_index=torch.stack([torch.as_tensor(triples.source), torch.as_tensor(triples.destination)]),
        edge_line=torch.as_tensor(triples.line),
        edge_attr=torch.as_tensor(triples.minutes)[:, None].to(torch.get_default_dtype()),
        batch=torch.repeat_interleave(torch.arange(triples.num_graphs), sizes),
        num_nodes=triples.num_stations,
    )
