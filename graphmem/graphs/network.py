"""What a transit network is: stations, lines, and directed connections between neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import DataError


@dataclass(frozen=True, slots=True)
class Station:
    """A place where one boards or leaves a train.

    Attributes:
        id: unique within its network.
        name: what a traveller calls it; need not be unique.
        latitude, longitude: degrees (WGS 84), or None where unknown.
        zone: fare zone as printed ("1", "2/3"), or "".
    """

    id: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A named service; ``colour`` is ``#rrggbb``."""

    id: str
    name: str
    colour: str = "#808080"


@dataclass(frozen=True, slots=True)
class Connection:
    """A train of ``line`` runs from ``source`` to its neighbour ``destination``, one way.

    Attributes:
        source, destination: station ids.
        line: line id.
        direction: the operator's word for it ("Northbound"), or "".
        minutes: running time, greater than 0.
    """

    source: str
    destination: str
    line: str
    direction: str = ""
    minutes: float = 1.0


@dataclass(frozen=True)
class Network:
    """Stations, lines and directed connections that are known to agree.

    Raises:
        DataError: at construction, if it has no station or connection, an id stands twice, a connection names a station
            or line that is not there, leads to where it starts, or takes no time, or a station has no connection.
    """

    name: str
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    connections: tuple[Connection, ...]
    station_index: dict[str, int] = field(init=False, repr=False, compare=False)
    line_index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.stations:
            raise DataError(f"Network {self.name} has no stations.")
        if not self.connections:
            raise DataError(f"Network {self.name} has no connections.")
        object.__setattr__(self, "station_index", _index([s.id for s in self.stations], "station", self.name))
        object.__setattr__(self, "line_index", _index([line.id for line in self.lines], "line", self.name))
        served: set[str] = set()
        for number, connection in enumerate(self.connections, start=1):
            self._check(connection, number)
            served.update((connection.source, connection.destination))
        for station in self.stations:
            if station.id not in served:
                raise DataError(f"Network {self.name}: station {station.id} ({station.name}) has no connection.")

    def _check(self, connection: Connection, number: int) -> None:
        where = f"Network {self.name}, connection {number}"
        for end, value in (("source", connection.source), ("destination", connection.destination)):
            if value not in self.station_index:
                raise DataError(f"{where}: {end} {value!r} is no station of this network.")
        if connection.line not in self.line_index:
            raise DataError(f"{where}: line {connection.line!r} is no line of this network.")
        if connection.source == connection.destination:
            raise DataError(f"{where}: it leads from {connection.source!r} to itself.")
        if not 0 < connection.minutes < float("inf"):
            raise DataError(f"{where}: minutes must be above 0, not {connection.minutes}.")

    @cached_property
    def lines_at(self) -> dict[str, tuple[str, ...]]:
        """Line ids that serve each station id, in the order of ``lines``."""
        serving: dict[str, set[str]] = {station.id: set() for station in self.stations}
        for connection in self.connections:
            serving[connection.source].add(connection.line)
            serving[connection.destination].add(connection.line)
        order = self.line_index
        return {station: tuple(sorted(ids, key=order.__getitem__)) for station, ids in serving.items()}


def _index(ids: Sequence[str], what: str, network: str) -> dict[str, int]:
    repeated = [value for value, count in Counter(ids).items() if count > 1]
    if repeated:
        raise DataError(f"Network {network}: {what} id {repeated[0]!r} stands twice.")
    return {value: position for position, value in enumerate(ids)}
