"""A network or triples as PyTorch Geometric Data and back.

Features for models are in torch's default float type, and transforms may change them:

    pos          (N, 2)   longitude, latitude
    edge_attr    (E, 1)   minutes

Unknown values are NaN rather than left out: all graphs of a batch must have the same attributes, and one dataset may
hold networks with and without times.

Exact values, from which networks and triples are restored: for triples ``edge_index``, ``edge_line``, ``edge_minutes``
(int64); for a network, with its connections before its walks,

    station      (N,)     place in ``stations``
    edge_index, edge_line, edge_direction, the last two by place in ``lines`` and ``directions``, -1 for walks
    edge_is_walk (E,) bool;  edge_minutes (E,) float64, NaN in a network without times
    stations, lines, stopping_patterns, directions: tables as dicts of columns

A column is a list with an entry for each original station or line.  Columns are wrapped in dicts because PyG treats a
list of matching length as attributes of nodes or edges, and ``data.subgraph`` would select from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from ..common.extras import need
from ..errors import DataError
from ..graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from ..graphs.triples import Triples

if TYPE_CHECKING:
    from torch import Tensor
    from torch_geometric.data import Data

need("Conversion to PyTorch Geometric", "torch", "torch_geometric")

_TABLES = {
    "stations": tuple(field.name for field in fields(Station)),
    "lines": tuple(field.name for field in fields(Line)),
    "stopping_patterns": tuple(field.name for field in fields(StoppingPattern)),
}
_EDGES = ("edge_index", "edge_line", "edge_minutes")
_NEEDED = (*_EDGES, "edge_direction", "edge_is_walk", "station", "directions", "name", *_TABLES)


def to_pyg(network: Network) -> Data:
    """A Data object with a node for each station and an edge for each connection and walk; see the module."""
    import torch
    from torch_geometric.data import Data

    place, line = network.station_index, network.line_index
    ways: list[Connection | Walk] = [*network.connections, *network.walks]
    directions = {word: code for code, word in enumerate(dict.fromkeys(row.direction for row in network.connections))}
    walks = [-1] * len(network.walks)
    minutes = _reals(way.minutes for way in ways)
    places = _reals(degrees for row in network.stations for degrees in (row.longitude, row.latitude))
    return Data(
        num_nodes=len(network.stations),
        pos=places.reshape(-1, 2).to(torch.get_default_dtype()),
        station=torch.arange(len(network.stations)),
        edge_index=torch.tensor([[place[way.source] for way in ways], [place[way.destination] for way in ways]]),
        edge_attr=minutes[:, None].to(torch.get_default_dtype()),
        edge_minutes=minutes,
        edge_line=torch.tensor([line[row.line] for row in network.connections] + walks),
        edge_direction=torch.tensor([directions[row.direction] for row in network.connections] + walks),
        edge_is_walk=torch.arange(len(ways)) >= len(network.connections),
        directions={"name": list(directions)},
        name=network.name,
        **{table: _columns(getattr(network, table), names) for table, names in _TABLES.items()},
    )


def from_pyg(data: Data) -> Network:
    """The network that ``to_pyg`` made into this data, read from the facts and not from the features.

    Raises:
        DataError: if facts are missing or do not agree, or this is a batch of several networks.
    """
    if missing := [field for field in _NEEDED if field not in data]:
        raise DataError(f"The data has no {missing[0]}, so to_pyg did not make it.")
    if not isinstance(data.name, str):
        raise DataError("This is a batch of networks: take those of batch.to_data_list() one by one.")
    try:
        tables = {table: _rows(getattr(data, table), names) for table, names in _TABLES.items()}
        stations = [Station(*_at(tables["stations"], place)) for place in data.station.tolist()]
        connections, walks = [], []
        for is_walk, source, destination, line, direction, minutes in zip(
            data.edge_is_walk.tolist(),
            *data.edge_index.tolist(),
            data.edge_line.tolist(),
            data.edge_direction.tolist(),
            (None if math.isnan(minutes) else minutes for minutes in data.edge_minutes.tolist()),
            strict=True,
        ):
            ends = _at(stations, source).id, _at(stations, destination).id
            if is_walk:
                walks.append(Walk(*ends, minutes))
            else:
                line_id, *_ = _at(tables["lines"], line)
                connections.append(Connection(*ends, line_id, _at(data.directions["name"], direction), minutes))
        lines, patterns = (
            (Line(*row) for row in tables["lines"]),
            (StoppingPattern(*row) for row in tables["stopping_patterns"]),
        )
        return Network(data.name, tuple(stations), tuple(lines), tuple(connections), tuple(patterns), tuple(walks))
    except (IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"The facts of the data of {data.name} do not fit together: {error}.") from error


def triples_to_pyg(triples: Triples) -> Data:
    """One graph as Data, several as a Batch of them; see the module for what they hold.

    Raises:
        DataError: if there is no graph.
    """
    import torch
    from torch_geometric.data import Batch, Data

    if not triples.num_graphs:
        raise DataError("A table of no graphs cannot become a batch.")
    graphs = [triples.graph(index) for index in range(triples.num_graphs)]
    data = [
        Data(
            edge_index=torch.tensor(np.stack([graph.source, graph.destination])),
            edge_line=torch.tensor(graph.line),
            edge_minutes=torch.tensor(graph.minutes),
            edge_attr=torch.tensor(graph.minutes)[:, None].to(torch.get_default_dtype()),
            num_nodes=graph.num_stations,
        )
        for graph in graphs
    ]
    return data[0] if len(data) == 1 else Batch.from_data_list(data)


def triples_from_pyg(data: Data) -> Triples:
    """The triples of Data or of a Batch with the attributes that ``triples_to_pyg`` sets; rows may be in any order.

    Raises:
        DataError: if an attribute is missing, or attributes do not agree.
    """
    if missing := [field for field in _EDGES if field not in data]:
        raise DataError(f"The data has no {missing[0]}, which triples need.")
    if data.edge_minutes.is_floating_point():
        raise DataError("The minutes of triples are whole numbers, but those of the data are not: is it a network?")
    if "batch" in data and "ptr" not in data:
        raise DataError("The data has a batch but no ptr, so the number of stations of each graph is unknown.")
    offsets = data.ptr.cpu().numpy() if "ptr" in data else np.array([0, data.num_nodes], np.int64)
    source, destination = data.edge_index.cpu().numpy()
    graph, other = (np.searchsorted(offsets, end, side="right") - 1 for end in (source, destination))
    if (graph != other).any() or ((graph < 0) | (graph >= len(offsets) - 1)).any():
        raise DataError("An edge of the data leads out of its graph.")
    rows = np.argsort(graph, kind="stable")
    counts = np.bincount(graph, minlength=len(offsets) - 1)
    row_offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    line, minutes = data.edge_line.cpu().numpy(), data.edge_minutes.cpu().numpy()
    return Triples(source[rows], line[rows], destination[rows], minutes[rows], offsets, row_offsets)


def _columns(rows: Iterable[Station | Line | StoppingPattern], names: Iterable[str]) -> dict[str, list[Any]]:
    """Tuples become lists, as they would in a file."""
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    return {name: [list(v) if isinstance(v, tuple) else v for v in column] for name, column in columns.items()}


def _rows(columns: Mapping[str, list[Any]], names: Iterable[str]) -> list[tuple[Any, ...]]:
    rows = zip(*(columns[name] for name in names), strict=True)
    return [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in rows]


def _reals(values: Iterable[float | None]) -> Tensor:
    import torch

    return torch.tensor([math.nan if value is None else value for value in values], dtype=torch.float64)


def _at(column: list[Any], place: int) -> Any:
    """The value at a place, where negative places are errors."""
    if not 0 <= place < len(column):
        raise IndexError(f"there is no place {place} among {len(column)}")
    return column[place]
