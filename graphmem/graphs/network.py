"""What a transit network is: stations, lines, directed connections between neighbours, services and walks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ..errors import DataError


@dataclass(frozen=True, slots=True)
class Station:
    """A place where one boards or leaves a train.

    Attributes:
        id: unique within its network.
        name: what a traveller calls it; need not be unique.
        latitude, longitude: degrees (WGS 84), or None where unknown.
        zone: fare zone as printed ("1", "2/3"), or "".
        aliases: other names that find it: former, short, or in another script.
        change_minutes: time to change trains here, or None for the time that the traveller allows.
    """

    id: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    zone: str = ""
    aliases: tuple[str, ...] = ()
    change_minutes: float | None = None


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
        minutes: running time, greater than 0, or None in a network without times.
    """

    source: str
    destination: str
    line: str
    direction: str = ""
    minutes: float | None = 1.0


@dataclass(frozen=True, slots=True)
class StoppingPattern:
    """A way that trains of a line run from end to end: who sits in one stays seated between any two of its calls.

    Attributes:
        id: unique within its network.
        line: line id.
        stations: ids of the stations called at, in order; one may stand more than once.
        direction: what the train shows ("Cockfosters"), or "" for the directions of its connections.
    """

    id: str
    line: str
    stations: tuple[str, ...]
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A way on foot from one station to another, one way; ``minutes`` is None in a network without times."""

    source: str
    destination: str
    minutes: float | None = None


@dataclass(frozen=True)
class Network:
    """Stations, lines, directed connections, services and walks that are known to agree.

    A line without services runs through everywhere: any connection of it that leaves a station continues any that
    arrives there, but for the one straight back.

    Texts begin and end with what is no space, so that tables keep them; only zones and directions may be empty.

    Raises:
        DataError: at construction, if it has no station or connection, a text is unfit, a colour is not written
            ``#rrggbb``, an id stands twice, a connection, service or walk names a station or line that is not there,
            leads to where it starts or takes no time, some have times and others none, a service takes a connection
            that is not there or leaves one of its line to none, or a station has no connection.
    """

    name: str
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    connections: tuple[Connection, ...]
    services: tuple[StoppingPattern, ...] = ()
    walks: tuple[Walk, ...] = ()
    station_index: dict[str, int] = field(init=False, repr=False, compare=False)
    line_index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.stations:
            raise DataError(f"Network {self.name} has no stations.")
        if not self.connections:
            raise DataError(f"Network {self.name} has no connections.")
        self._check_texts()
        object.__setattr__(self, "station_index", _index([s.id for s in self.stations], "station", self.name))
        object.__setattr__(self, "line_index", _index([line.id for line in self.lines], "line", self.name))
        served: set[str] = set()
        for number, connection in enumerate(self.connections, start=1):
            self._check_connection(connection, f"Network {self.name}, connection {number}")
            served.update((connection.source, connection.destination))
        for station in self.stations:
            if station.id not in served:
                raise DataError(f"Network {self.name}: station {station.id} ({station.name}) has no connection.")
            if station.change_minutes is not None:
                self._check_minutes(station.change_minutes, f"Network {self.name}, station {station.id}")
        for number, walk in enumerate(self.walks, start=1):
            self._check_way(walk, f"Network {self.name}, walk {number}")
        self._check_services()

    @property
    def timed(self) -> bool:
        """Whether connections and walks have running times; all have or none has."""
        return self.connections[0].minutes is not None

    def _check_texts(self) -> None:
        tables: dict[str, Sequence[Station | Line | StoppingPattern]] = {
            "station": self.stations,
            "line": self.lines,
            "service": self.services,
        }
        for what, rows in tables.items():
            for number, row in enumerate(rows, start=1):
                _check_text(row.id, f"Network {self.name}, {what} {number}: its id")
        for station in self.stations:
            where = f"Network {self.name}, station {station.id}"
            _check_text(station.name, f"{where}: its name")
            _check_text(station.zone, f"{where}: its zone", may_be_empty=True)
            for alias in station.aliases:
                _check_text(alias, f"{where}: an alias")
        for line in self.lines:
            where = f"Network {self.name}, line {line.id}"
            _check_text(line.name, f"{where}: its name")
            if not re.fullmatch("#[0-9A-Fa-f]{6}", line.colour):
                raise DataError(f"{where}: colour must be written #rrggbb, not {line.colour!r}.")
        directions: Iterable[Connection | StoppingPattern] = (*self.connections, *self.services)
        for direction in dict.fromkeys(row.direction for row in directions):
            _check_text(direction, f"Network {self.name}: a direction", may_be_empty=True)

    def _check_connection(self, connection: Connection, where: str) -> None:
        if connection.line not in self.line_index:
            raise DataError(f"{where}: line {connection.line!r} is no line of this network.")
        self._check_way(connection, where)

    def _check_way(self, way: Connection | Walk, where: str) -> None:
        for end, value in (("source", way.source), ("destination", way.destination)):
            if value not in self.station_index:
                raise DataError(f"{where}: {end} {value!r} is no station of this network.")
        if way.source == way.destination:
            raise DataError(f"{where}: it leads from {way.source!r} to itself.")
        if (way.minutes is not None) != self.timed:
            raise DataError(f"{where}: it has {'no ' * self.timed}minutes, unlike connection 1.")
        if way.minutes is not None:
            self._check_minutes(way.minutes, where)

    def _check_minutes(self, minutes: float, where: str) -> None:
        if not 0 < minutes < float("inf"):
            raise DataError(f"{where}: minutes must be above 0, not {minutes}.")

    def _check_services(self) -> None:
        _index([service.id for service in self.services], "service", self.name)
        unused: dict[str, set[tuple[str, str]]] = {service.line: set() for service in self.services}
        for row in self.connections:
            if row.line in unused:
                unused[row.line].add((row.source, row.destination))
        known = {line: frozenset(ways) for line, ways in unused.items()}
        for service in self.services:
            where = f"Network {self.name}, service {service.id}"
            if service.line not in self.line_index:
                raise DataError(f"{where}: line {service.line!r} is no line of this network.")
            if len(service.stations) < 2:
                raise DataError(f"{where}: it calls at fewer than two stations.")
            ways = set(pairwise(service.stations))
            if strange := sorted(ways - known[service.line]):
                raise DataError(f"{where}: line {service.line} has no connection {' to '.join(strange[0])}.")
            unused[service.line] -= ways
        for line, ways in unused.items():
            if ways:
                missing = " to ".join(min(ways))
                raise DataError(f"Network {self.name}: no service of line {line} takes its connection {missing}.")

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


def _check_text(text: str, what: str, may_be_empty: bool = False) -> None:
    if not text and not may_be_empty:
        raise DataError(f"{what} is empty.")
    if text != text.strip():
        raise DataError(f"{what} begins or ends with a space: {text!r}.")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise DataError(f"{what} holds half a character (a lone surrogate).")
