"""Tables of closures: of stations, lines, lines at stations, and connections between neighbours."""

from __future__ import annotations

from pathlib import Path

from ..common.rows import CsvRow, read_rows
from ..errors import DataError, StationError
from ..graphs import Network
from .closures import OPEN, Closures
from .names import LineNames, StationNames

CLOSED_COLUMNS = ("station", "line", "source", "destination")


def read_closures(path: Path, network: Network) -> Closures:
    """Read a table of closures.

        filled cells                   what the row closes
        station                        a station: no train calls or passes there
        line                           a line
        station, line                  a line at a station: its trains to and from there
        source, destination            a connection between neighbours in this direction, for every line and on foot
        source, destination, line      the same for one line

    Args:
        path: a CSV table with some of these four columns.
        network: the network of the names or ids.

    Raises:
        DataError: if a row is none of these kinds or closes a connection that the network does not have.
    """
    closures = OPEN
    lookup = _Lookup(network)
    for row in read_rows(path, (), allowed=CLOSED_COLUMNS):
        closures |= lookup.closed(row)
    return closures


class _Lookup:
    def __init__(self, network: Network) -> None:
        self._network, self._stations, self._lines = network, StationNames(network), LineNames(network)
        station, line = network.station_index, network.line_index
        self._ways = {(station[c.source], station[c.destination], line[c.line]) for c in network.connections}
        self._walks = {(station[walk.source], station[walk.destination]) for walk in network.walks}

    def closed(self, row: CsvRow) -> Closures:
        """The closures of one row."""
        station, source, destination = (self._station(row, field) for field in ("station", "source", "destination"))
        line = self._line(row)
        if station is not None and source is None and destination is None:
            if line is None:
                return Closures(stations=frozenset({station}))
            ways = frozenset(way for way in self._ways if way[2] == line and station in way[:2])
            if not ways:
                names = self._network.lines[line].name, self._network.stations[station].name
                raise DataError(f"{row.where}: {names[0]} does not serve {names[1]}.")
            return Closures(ways=ways)
        if station is None and source is not None and destination is not None:
            there = any(way[:2] == (source, destination) and line in (None, way[2]) for way in self._ways)
            there |= line is None and (source, destination) in self._walks
            if not there:
                raise DataError(f"{row.where}: {self._network.name} has no such connection.")
            return Closures(ways=frozenset({(source, destination, line)}))
        if line is not None and (station, source, destination) == (None, None, None):
            return Closures(lines=frozenset({line}))
        raise DataError(f"{row.where}: a row must close a station, a line, or a connection (source and destination).")

    def _station(self, row: CsvRow, field: str) -> int | None:
        return self._find(row, field, self._stations)

    def _line(self, row: CsvRow) -> int | None:
        return self._find(row, "line", self._lines)

    def _find(self, row: CsvRow, field: str, names: StationNames | LineNames) -> int | None:
        if not row.optional(field):
            return None
        try:
            return names.find(row.text(field))
        except StationError as error:
            offered = f"  Did you mean: {'; '.join(error.suggestions)}?" if error.suggestions else ""
            raise DataError(f"{row.where}: {field}: {error}{offered}") from error
