"""A network as a folder of three tables: stations.csv, lines.csv and connections.csv.

    stations.csv      id, name, [latitude, longitude, zone]
    lines.csv         id, name, [colour]
    connections.csv   source, destination, line, minutes, [direction]

Tables are UTF-8 with a header row; columns in brackets may be left out or have empty cells.  Rows are counted as a
spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import DataError
from ..graphs import Connection, Line, Network, Station

REQUIRED = {
    "stations.csv": ("id", "name"),
    "lines.csv": ("id", "name"),
    "connections.csv": ("source", "destination", "line", "minutes"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a table; ``where`` names file and row for messages."""

    where: str
    number: int
    cells: dict[str, str]

    def optional(self, field: str) -> str:
        return self.cells.get(field, "")

    def text(self, field: str) -> str:
        value = self.optional(field)
        if not value:
            raise DataError(f"{self.where}: {field} is missing.")
        return value

    def real(self, field: str) -> float:
        value = self.text(field)
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise DataError(f"{self.where}: {field} must be a number, not {value!r}.")
        return number

    def degrees(self, field: str, limit: float) -> float | None:
        if not self.optional(field):
            return None
        number = self.real(field)
        if abs(number) > limit:
            raise DataError(f"{self.where}: {field} must lie between -{limit:g} and {limit:g}, not {number:g}.")
        return number


def read_network(folder: Path | Traversable, name: str | None = None) -> Network:
    """Read the tables of one network.

    Args:
        folder: holds stations.csv, lines.csv and connections.csv.
        name: of the network; the folder's own by default.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}.")
    station_rows, line_rows, connection_rows = (_rows(folder, file) for file in REQUIRED)
    _unique(station_rows)
    _unique(line_rows)
    stations = tuple(
        Station(
            row.text("id"),
            row.text("name"),
            row.degrees("latitude", 90),
            row.degrees("longitude", 180),
            row.optional("zone"),
        )
        for row in station_rows
    )
    lines = tuple(_line(row) for row in line_rows)
    station_ids, line_ids = {station.id for station in stations}, {line.id for line in lines}
    connections = tuple(_connection(row, station_ids, line_ids) for row in connection_rows)
    served = {end for connection in connections for end in (connection.source, connection.destination)}
    for row in station_rows:
        if row.text("id") not in served:
            raise DataError(f"{row.where}: station {row.text('id')!r} has no connection.")
    return Network(name or Path(str(folder)).resolve().name, stations, lines, connections)


def write_network(network: Network, folder: Path) -> None:
    """Write the tables of one network, making the folder if need be; ``read_network`` gives an equal one back."""
    tables: dict[str, list[tuple[str, ...]]] = {
        "stations.csv": [
            ("id", "name", "latitude", "longitude", "zone"),
            *((s.id, s.name, _cell(s.latitude), _cell(s.longitude), s.zone) for s in network.stations),
        ],
        "lines.csv": [("id", "name", "colour"), *((line.id, line.name, line.colour) for line in network.lines)],
        "connections.csv": [
            ("source", "destination", "line", "direction", "minutes"),
            *((c.source, c.destination, c.line, c.direction, _cell(c.minutes)) for c in network.connections),
        ],
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, table in tables.items():
            with (folder / file).open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(table)
    except OSError as error:
        raise DataError(f"The tables cannot be written to {folder}: {error.strerror}.") from error


def _rows(folder: Path | Traversable, file: str) -> list[_Row]:
    """The rows of one table below its header; blank ones are passed over but counted."""
    path = folder / file
    try:
        text = path.read_bytes().decode("utf-8-sig")
        # The csv module and not pandas, whose import would take longer than a whole route.
        table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except FileNotFoundError:
        raise DataError(f"There is no file {path}.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text.") from error
    except csv.Error as error:
        raise DataError(f"{path} is no table of comma-separated values: {error}.") from error
    if not any(any(row) for row in table):
        raise DataError(f"{path} is empty.")
    header, *body = table
    for column in REQUIRED[file]:
        if column not in header:
            raise DataError(f"{path}, row 1: column {column!r} is missing.")
    for column in header:
        if column and header.count(column) > 1:
            raise DataError(f"{path}, row 1: column {column!r} stands twice.")
    rows = []
    for number, cells in enumerate(body, start=2):
        if len(cells) > len(header):
            raise DataError(f"{path}, row {number}: it has {len(cells)} fields, but the header has {len(header)}.")
        if any(cells):
            rows.append(_Row(f"{path}, row {number}", number, dict(zip(header, cells, strict=False))))
    if not rows:
        raise DataError(f"{path} has a header but no rows.")
    return rows


def _unique(rows: Iterable[_Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        identity = row.text("id")
        if identity in first:
            raise DataError(f"{row.where}: id {identity!r} already stands in row {first[identity]}.")
        first[identity] = row.number


def _line(row: _Row) -> Line:
    colour = row.optional("colour")
    if not colour:
        return Line(row.text("id"), row.text("name"))
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise DataError(f"{row.where}: colour must be written #rrggbb, not {colour!r}.")
    return Line(row.text("id"), row.text("name"), colour)


def _connection(row: _Row, stations: set[str], lines: set[str]) -> Connection:
    for field, known, file in (
        ("source", stations, "stations.csv"),
        ("destination", stations, "stations.csv"),
        ("line", lines, "lines.csv"),
    ):
        if row.text(field) not in known:
            raise DataError(f"{row.where}: {field} {row.text(field)!r} is no id of {file}.")
    if row.text("source") == row.text("destination"):
        raise DataError(f"{row.where}: source and destination are both {row.text('source')!r}.")
    minutes = row.real("minutes")
    if minutes <= 0:
        raise DataError(f"{row.where}: minutes must be above 0, not {minutes:g}.")
    return Connection(row.text("source"), row.text("destination"), row.text("line"), row.optional("direction"), minutes)


def _cell(number: float | None) -> str:
    """The shortest text that reads back as the same number; whole ones without a point."""
    return "" if number is None else str(float(number)).removesuffix(".0")
