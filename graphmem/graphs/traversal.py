"""A network labelled for traversal: following a sequence of lines from a station."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .network import Network
from .triples import Triple, Triples


def traversal_problem(network: Network) -> tuple[Triples, tuple[str, ...]]:
    """The network with labels such that a station and a label determine the next station, and the texts of the labels.

    A label is the name of a line and a direction; where two connections of that name and direction diverge, the next
    station is added.  Connections with the same stations and label become one row.
    """
    words: dict[str, int] = {}
    rows: dict[Triple, None] = {}
    for row, word in zip(_rows(network), connection_labels(network), strict=True):
        rows[row._replace(line=words.setdefault(word, len(words)))] = None
    return _table(list(rows), len(network.stations)), tuple(words)


def connection_labels(network: Network) -> list[str]:
    """The label of each connection, in their order; see ``traversal_problem``."""
    ways = [
        (row, " ".join(filter(None, (network.lines[row.line].name, connection.direction))))
        for row, connection in zip(_rows(network), network.connections, strict=True)
    ]
    ahead: dict[tuple[int, str], set[int]] = {}
    for row, word in ways:
        ahead.setdefault((row.source, word), set()).add(row.destination)
    labels = []
    for row, word in ways:
        following = network.stations[row.destination]
        diverges = len(ahead[row.source, word]) > 1
        labels.append(f"{word} to {following.name} [{following.id}]" if diverges else word)
    return labels


def _rows(network: Network) -> list[Triple]:
    """Connections by number, in their order, at one tick each."""
    station, line = network.station_index, network.line_index
    return [Triple(station[c.source], line[c.line], station[c.destination]) for c in network.connections]


def _table(rows: Sequence[Triple], num_stations: int) -> Triples:
    source, line, destination, minutes = np.array(rows, np.int64).T
    return Triples.single(source, line, destination, minutes, num_stations)
