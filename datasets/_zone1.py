"""The Zone 1 interchanges of the Underground, joined where a train runs from one to the next within the zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from graphmem.graphs import Connection, Network, StoppingPattern


def contract(name: str, network: Network) -> Network:
    """The network of the interchanges alone; connections and stopping patterns skip the other stations."""
    central = {station.id for station in network.stations if "1" in station.zone.split("/")}
    kept = {station for station in central if len(network.lines_at[station]) > 1}
    rows = _connections(network, central, kept)
    used = {row.line for row in rows}
    return Network(
        name,
        tuple(station for station in network.stations if station.id in kept),
        tuple(line for line in network.lines if line.id in used),
        rows,
        tuple(_patterns(network, central, kept)),
    )


def _connections(network: Network, central: set[str], kept: set[str]) -> tuple[Connection, ...]:
    following: dict[tuple[str, str, str], list[Connection]] = defaultdict(list)
    for connection in network.connections:
        if connection.source in central and connection.destination in central:
            following[connection.source, connection.line, connection.direction].append(connection)

    def ahead(connection: Connection) -> Iterator[Connection]:
        if connection.destination in kept:
            yield connection
            return
        for step in following.get((connection.destination, connection.line, connection.direction), []):
            minutes = (connection.minutes or 0) + (step.minutes or 0)
            yield from ahead(replace(connection, destination=step.destination, minutes=minutes))

    rows: list[Connection] = []
    names = {station.id: station.name for station in network.stations}
    for (source, _, direction), first_steps in following.items():
        if source in kept:
            found = [(step, edge) for step in first_steps for edge in ahead(step)]
            for step, edge in found:
                # Where a line divides, the direction alone is ambiguous: the first station is added.
                via = f" via {names[step.destination]}" if len(found) > 1 else ""
                rows.append(replace(edge, direction=direction + via))
    order = {line.id: position for position, line in enumerate(network.lines)}
    return tuple(sorted(rows, key=lambda row: order[row.line]))


def _patterns(network: Network, central: set[str], kept: set[str]) -> Iterator[StoppingPattern]:
    """The parts of stopping patterns within the zone, without a direction; of equal parts, the first."""
    seen = set()
    for pattern in network.stopping_patterns:
        for inside, part in groupby(pattern.stations, central.__contains__):
            calls = tuple(station for station in part if station in kept)
            if inside and len(calls) > 1 and (pattern.line, calls) not in seen:
                seen.add((pattern.line, calls))
                yield replace(pattern, stations=calls, direction="")
