"""A random graph as a network that a traveller could be routed through."""

from __future__ import annotations

from ..errors import UsageError
from ..graphs import Connection, Line, Network, Station
from .batch import GeneratedBatch

# Unit squares become squares of about 33 km at the equator, where a degree is as long northward as eastward.
DEGREES = 0.3
PALETTE = ("#0b6bb5", "#d7301f", "#2c8f4b", "#e08a00", "#7b3fa0", "#1aa3a3", "#b03a7a", "#7a5c3a", "#5a6b7b", "#a8b400")


def to_network(batch: GeneratedBatch, index: int, name: str) -> Network:
    """Graph ``index`` of a batch: stations S0, S1, ..., and line L<k> for each label k in use.

    Raises:
        UsageError: if the batch has no graph ``index``.
        DataError: if a station has no row.
    """
    if not 0 <= index < batch.triples.num_graphs:
        raise UsageError(f"The batch has no graph {index}: it holds {batch.triples.num_graphs}, counted from 0.")
    graph = batch.triples.graph(index)
    first, end = batch.triples.station_offsets[index : index + 2].tolist()
    stations = tuple(
        Station(f"S{number}", f"S{number}", latitude=DEGREES * y, longitude=DEGREES * x)
        for number, (x, y) in enumerate(batch.coordinates[first:end].tolist())
    )
    labels = sorted(set(graph.line.tolist()))
    lines = tuple(Line(f"L{label}", f"Line {label}", PALETTE[label % len(PALETTE)]) for label in labels)
    connections = tuple(
        Connection(f"S{row.source}", f"S{row.destination}", f"L{row.line}", minutes=float(row.minutes)) for row in graph
    )
    return Network(name, stations, lines, connections)
