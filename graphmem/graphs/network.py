"""A transit network: its parts, known to agree with each other, and ways to build one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..common.text import count
from ..errors import DataError
from .edge_table import edge_table_parts
from .networkx_graph import networkx_parts
from .parts import Connection, Line, Station, StoppingPattern, Walk

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


@dataclass(frozen=True)
class Network:
    """Stations, lines, directed connections, stopping patterns and walks that are known to agree.

    ``from_edges`` builds one from a pandas table and ``from_networkx`` from a graph; ``graphmem.load_network`` loads
    one by name or from a file.

    Trains of a line without stopping patterns run through everywhere: any connection of the line that leaves a station
    continues any connection that arrives there, except straight back.

    Texts have no leading or trailing spaces, so that tables preserve them; only zones and directions may be empty.

    Raises:
        DataError: at construction, if there is no station or connection, a text is unfit, a colour is not written
            ``#rrggbb``, an id is repeated, a connection, stopping pattern or walk refers to an unknown station or
            line, leads from a station to itself or takes no time, only some of them have times, a stopping pattern
            uses a connection that does not exist, a connection of its line belongs to no pattern, or a station has
            no connection.
    """

    name: str
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    connections: tuple[Connection, ...]
    stopping_patterns: tuple[StoppingPattern, ...] = ()
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
            where = f"Network {self.name}, connection {number}"
            if connection.line not in self.line_index:
                raise DataError(f"{where}: line {connection.line!r} is not a line of this network.")
            self._check_way(connection, where)
            served.update((connection.source, connection.destination))
        for station in self.stations:
            if station.id not in served:
                raise DataError(f"Network {self.name}: station {station.id} ({station.name}) has no connection.")
            if station.change_minutes is not None:
                self._check_minutes(station.change_minutes, f"Network {self.name}, station {station.id}")
        for number, walk in enumerate(self.walks, start=1):
            self._check_way(walk, f"Network {self.name}, walk {number}")
        self._check_stopping_patterns()

    @classmethod
    def from_edges(
        cls,
        frame: pd.DataFrame,
        *,
        name: str = "network",
        source: str = "source",
        destination: str = "destination",
        line: str | None = None,
        minutes: str | None = None,
        direction: str | None = None,
        kind: str | None = None,
        directed: bool = False,
    ) -> Network:
        """Build a network from a table with one row for each pair of neighbouring stations.

        >>> import pandas as pd
        >>> rows = [("Ash", "Birch", "Red", 2), ("Birch", "Cedar", "Red", 3), ("Birch", "Elm", "Blue", 4)]
        >>> frame = pd.DataFrame(rows, columns=["source", "destination", "line", "minutes"])
        >>> network = Network.from_edges(frame, name="Woods")
        >>> network
        <Network 'Woods': 4 stations, 2 lines, 6 connections; with minutes>

        Args:
            frame: the table.  Stations are made from the names in it; other columns are ignored, except that a name
                such as "Line" instead of "line" is refused.
            name: of the network.
            source, destination: columns of station names.
            line: column of line names; by default "line", if there is one.  Otherwise all rows belong to one line,
                called like the network.
            minutes: column of running times, in all rows or none; by default "minutes", else "time", else "weight".
            direction: column of the names of directions; by default "direction", if there is one.
            kind: column that is "walk" for walks; by default "kind", if there is one.
            directed: whether a row leads one way only.  By default the way back is added, with the same minutes,
                unless the table has a row for it.

        Raises:
            DataError: in one sentence that names row and column.
            UsageError: if ``frame`` is no DataFrame, or a name is no text.
        """
        optional = {"line": line, "minutes": minutes, "direction": direction, "kind": kind}
        columns = {"source": source, "destination": destination, **optional}
        return cls(name, *edge_table_parts(frame, name, columns, directed))

    @classmethod
    def from_networkx(cls, graph: nx.Graph[Any], *, name: str | None = None, minutes: str | None = None) -> Network:
        """Build a network from a graph of stations.

        >>> import networkx as nx
        >>> graph = nx.Graph()
        >>> graph.add_edge("Ash", "Birch", line="Red", weight=2)
        >>> network = Network.from_networkx(graph, name="Woods")
        >>> network.connections[0]
        Connection(source='Ash', destination='Birch', line='Red', direction='', minutes=2.0)

        Args:
            graph: a Graph, DiGraph, MultiGraph or MultiDiGraph.  Nodes may have ``name``, ``latitude``, ``longitude``
                (or ``lat``, ``lon``), ``zone``, ``aliases`` and ``change_minutes``; edges ``line``, ``direction``,
                ``minutes``, and ``kind``, which is "walk" for a walk.  Undirected edges lead both ways.  Edges without
                a line belong to one that is called like the network.  A graph that ``interop.to_networkx`` made comes
                back as the same network.
            name: of the network; by default that of the graph.
            minutes: the edge attribute with running times, on all edges or none; by default "minutes", else "time",
                else "weight".

        Raises:
            DataError: in one sentence that names the node or edge, or if it is unclear which attribute is meant.
        """
        name, parts = networkx_parts(graph, name, minutes)
        return cls(name, *parts)

    def __str__(self) -> str:
        """The name and the size."""
        return f"{self.name}: {self._size()}"

    def __repr__(self) -> str:
        return f"<Network {self.name!r}: {self._size()}>"

    def _size(self) -> str:
        parts = ("stations", "lines", "connections", "stopping_patterns", "walks")
        sizes = [count(len(getattr(self, part)), part[:-1].replace("_", " ")) for part in parts if getattr(self, part)]
        return f"{', '.join(sizes)}; {'with' if self.timed else 'without'} minutes"

    @property
    def timed(self) -> bool:
        """Whether connections and walks have running times; all have or none has."""
        return self.connections[0].minutes is not None

    def _check_texts(self) -> None:
        tables: dict[str, Sequence[Station | Line | StoppingPattern]] = {
            "station": self.stations,
            "line": self.lines,
            "stopping pattern": self.stopping_patterns,
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
        directions: Iterable[Connection | StoppingPattern] = (*self.connections, *self.stopping_patterns)
        for direction in dict.fromkeys(row.direction for row in directions):
            _check_text(direction, f"Network {self.name}: a direction", may_be_empty=True)

    def _check_way(self, way: Connection | Walk, where: str) -> None:
        for end, value in (("source", way.source), ("destination", way.destination)):
            if value not in self.station_index:
                raise DataError(f"{where}: {end} {value!r} is not a station of this network.")
        if way.source == way.destination:
            raise DataError(f"{where}: it leads from {way.source!r} to itself.")
        if (way.minutes is not None) != self.timed:
            raise DataError(f"{where}: it has {'no ' * self.timed}minutes, unlike connection 1.")
        if way.minutes is not None:
            self._check_minutes(way.minutes, where)

    def _check_minutes(self, minutes: float, where: str) -> None:
        if not 0 < minutes < float("inf"):
            raise DataError(f"{where}: minutes must be above 0, not {minutes}.")

    def _check_stopping_patterns(self) -> None:
        _index([pattern.id for pattern in self.stopping_patterns], "stopping pattern", self.name)
        unused: dict[str, set[tuple[str, str]]] = {pattern.line: set() for pattern in self.stopping_patterns}
        for row in self.connections:
            if row.line in unused:
                unused[row.line].add((row.source, row.destination))
        known = {line: frozenset(ways) for line, ways in unused.items()}
        for pattern in self.stopping_patterns:
            where = f"Network {self.name}, stopping pattern {pattern.id}"
            if pattern.line not in self.line_index:
                raise DataError(f"{where}: line {pattern.line!r} is not a line of this network.")
            if len(pattern.stations) < 2:
                raise DataError(f"{where}: it calls at fewer than two stations.")
            ways = set(pairwise(pattern.stations))
            if strange := sorted(ways - known[pattern.line]):
                raise DataError(f"{where}: line {pattern.line} has no connection {' to '.join(strange[0])}.")
            unused[pattern.line] -= ways
        for line, ways in unused.items():
            if ways:
                missing = " to ".join(min(ways))
                raise DataError(f"Network {self.name}: connection {missing} of line {line} is in no stopping pattern.")

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
        raise DataError(f"Network {network}: {what} id {repeated[0]!r} occurs twice.")
    return {value: position for position, value in enumerate(ids)}


def _check_text(text: str, what: str, may_be_empty: bool = False) -> None:
    if not text and not may_be_empty:
        raise DataError(f"{what} is empty.")
    if text != text.strip():
        raise DataError(f"{what} begins or ends with a space: {text!r}.")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise DataError(f"{what} contains a lone surrogate, which is not valid text.")
