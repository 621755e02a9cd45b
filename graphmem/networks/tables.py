"""A network as a folder of tables; the last two are optional.

    stations.csv      id, name, [latitude, longitude, zone, aliases, change_minutes]
    lines.csv         id, name, [colour]
    connections.csv   source, destination, line, [direction, minutes]
    services.csv      service, line, station, [direction]      stopping patterns, one row for each call
    walks.csv         source, destination, [minutes]

Columns in brackets may be left out or have empty cells; minutes are in all rows or in none.  Aliases are separated by
"|".  A service is the id of a stopping pattern; its rows are in the order of its calls, next to each other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence, Set
from importlib.resources.abc import Traversable
from itertools import groupby, pairwise
from pathlib import Path

from ..common.files import replace_files
from ..common.rows import CsvRow, read_rows
from ..errors import DataError
from ..graphs import Connection, Line, Network, Station, StoppingPattern, Walk

STATIONS, LINES, CONNECTIONS, PATTERNS, WALKS = (
    f"{table}.csv" for table in ("stations", "lines", "connections", "services", "walks")
)
REQUIRED = {
    STATIONS: ("id", "name"),
    LINES: ("id", "name"),
    CONNECTIONS: ("source", "destination", "line"),
    PATTERNS: ("service", "line", "station"),
    WALKS: ("source", "destination"),
}
_OPTIONAL = (PATTERNS, WALKS)
_ALIAS_SEPARATOR = "|"


def read_network(folder: Path | Traversable, name: str | None = None) -> Network:
    """Read the tables of one network.

    Args:
        folder: the folder with the tables.
        name: of the network; by default that of the folder.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}.")
    rows = {
        file: read_rows(folder / file, columns)
        for file, columns in REQUIRED.items()
        if file not in _OPTIONAL or (folder / file).is_file()
    }
    _unique(rows[STATIONS])
    _unique(rows[LINES])
    known = {"station": {row.text("id") for row in rows[STATIONS]}, "line": {row.text("id") for row in rows[LINES]}}
    ends = [*rows[CONNECTIONS], *rows.get(WALKS, ())]
    _same_times(ends)
    connections = tuple(_connection(row, known) for row in rows[CONNECTIONS])
    served = {end for connection in connections for end in (connection.source, connection.destination)}
    for row in rows[STATIONS]:
        if row.text("id") not in served:
            raise DataError(f"{row.where}: station {row.text('id')!r} has no connection.")
    patterns = _patterns(rows.get(PATTERNS, ()), known, {(c.line, c.source, c.destination) for c in connections})
    _all_used(rows[CONNECTIONS], patterns)
    return Network(
        name or Path(str(folder)).resolve().name,
        tuple(map(_station, rows[STATIONS])),
        tuple(map(_line, rows[LINES])),
        connections,
        patterns,
        tuple(_walk(row, known) for row in rows.get(WALKS, ())),
    )


def holds_tables(folder: Path) -> bool:
    """Whether the folder has at least one of the required tables."""
    return any((folder / file).is_file() for file in REQUIRED if file not in _OPTIONAL)


def write_network(network: Network, folder: Path) -> None:
    """Write the tables of a network, creating the folder if necessary; ``read_network`` returns an equal network.

    Raises:
        DataError: if they cannot be written; existing tables are then unchanged.
    """
    tables: dict[str, list[tuple[str, ...]]] = {
        STATIONS: [
            ("id", "name", "latitude", "longitude", "zone", "aliases", "change_minutes"),
            *(
                (
                    *(s.id, s.name, _cell(s.latitude), _cell(s.longitude), s.zone),
                    *(_joined(s), _cell(s.change_minutes)),
                )
                for s in network.stations
            ),
        ],
        LINES: [("id", "name", "colour"), *((line.id, line.name, line.colour) for line in network.lines)],
        CONNECTIONS: [
            ("source", "destination", "line", "direction", "minutes"),
            *((c.source, c.destination, c.line, c.direction, _cell(c.minutes)) for c in network.connections),
        ],
        PATTERNS: [
            ("service", "line", "station", "direction"),
            *((s.id, s.line, station, s.direction) for s in network.stopping_patterns for station in s.stations),
        ],
        WALKS: [
            ("source", "destination", "minutes"),
            *((w.source, w.destination, _cell(w.minutes)) for w in network.walks),
        ],
    }
    texts = {
        file: _csv(*_without_empty_columns(header, body, REQUIRED[file]))
        for file, (header, *body) in tables.items()
        if body or file not in _OPTIONAL
    }
    try:
        replace_files(folder, texts)
        for file in REQUIRED.keys() - texts.keys():
            (folder / file).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"The tables cannot be written to {folder}: {error.strerror}.") from error


def _joined(station: Station) -> str:
    for alias in station.aliases:
        if _ALIAS_SEPARATOR in alias:
            raise DataError(
                f"Alias {alias!r} of station {station.id} cannot be written: it contains {_ALIAS_SEPARATOR!r}."
            )
    return _ALIAS_SEPARATOR.join(station.aliases)


def _without_empty_columns(
    header: Sequence[str], body: Sequence[Sequence[str]], required: Iterable[str]
) -> list[list[str]]:
    """The table without empty columns that are not required."""
    kept = [place for place, column in enumerate(header) if column in required or any(row[place] for row in body)]
    return [[row[place] for place in kept] for row in (header, *body)]


def _csv(*rows: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _unique(rows: Iterable[CsvRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        identity = row.text("id")
        if identity in first:
            raise DataError(f"{row.where}: id {identity!r} already occurs in row {first[identity]}.")
        first[identity] = row.number


def _same_times(rows: Sequence[CsvRow]) -> None:
    timed = bool(rows[0].optional("minutes"))
    for row in rows:
        if bool(row.optional("minutes")) != timed:
            has = "are missing" if timed else "are given"
            raise DataError(f"{row.where}: minutes {has}, unlike in {rows[0].where}; all rows must have them, or none.")


def _station(row: CsvRow) -> Station:
    aliases = (alias.strip() for alias in row.optional("aliases").split(_ALIAS_SEPARATOR))
    return Station(
        row.text("id"),
        row.text("name"),
        row.degrees("latitude", 90),
        row.degrees("longitude", 180),
        row.optional("zone"),
        tuple(filter(None, aliases)),
        row.minutes("change_minutes"),
    )


def _line(row: CsvRow) -> Line:
    colour = row.optional("colour")
    if not colour:
        return Line(row.text("id"), row.text("name"))
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise DataError(f"{row.where}: colour must be written #rrggbb, not {colour!r}.")
    return Line(row.text("id"), row.text("name"), colour)


def _connection(row: CsvRow, known: dict[str, set[str]]) -> Connection:
    source, destination = _ends(row, known)
    line = _known(row, "line", "line", known)
    return Connection(source, destination, line, row.optional("direction"), row.minutes("minutes"))


def _walk(row: CsvRow, known: dict[str, set[str]]) -> Walk:
    return Walk(*_ends(row, known), row.minutes("minutes"))


def _patterns(
    rows: Iterable[CsvRow], known: dict[str, set[str]], ways: Set[tuple[str, str, str]]
) -> tuple[StoppingPattern, ...]:
    patterns, seen = [], set()
    for (pattern, line, direction), calls in groupby(
        rows, key=lambda row: (row.text("service"), _known(row, "line", "line", known), row.optional("direction"))
    ):
        first, *others = calls
        if pattern in seen:
            how = "must be next to each other, with one line and direction"
            raise DataError(f"{first.where}: rows of service {pattern!r} {how}.")
        seen.add(pattern)
        if not others:
            raise DataError(f"{first.where}: service {pattern!r} has only this call.")
        stations = [_known(first, "station", "station", known)]
        for row in others:
            stations.append(_known(row, "station", "station", known))
            if (line, *stations[-2:]) not in ways:
                raise DataError(f"{row.where}: line {line!r} has no connection {' to '.join(stations[-2:])}.")
        patterns.append(StoppingPattern(pattern, line, tuple(stations), direction))
    return tuple(patterns)


def _all_used(rows: Iterable[CsvRow], patterns: Iterable[StoppingPattern]) -> None:
    ways = {(pattern.line, *way) for pattern in patterns for way in pairwise(pattern.stations)}
    lines = {pattern.line for pattern in patterns}
    for row in rows:
        line, source, destination = (row.text(field) for field in ("line", "source", "destination"))
        if line in lines and (line, source, destination) not in ways:
            way = f"connection {source} to {destination} of line {line!r}"
            raise DataError(f"{row.where}: {way} is in no service of {PATTERNS}.")


def _ends(row: CsvRow, known: dict[str, set[str]]) -> tuple[str, str]:
    source, destination = (_known(row, field, "station", known) for field in ("source", "destination"))
    if source == destination:
        raise DataError(f"{row.where}: source and destination are both {source!r}.")
    return source, destination


def _known(row: CsvRow, field: str, kind: str, known: dict[str, set[str]]) -> str:
    if row.text(field) not in known[kind]:
        raise DataError(f"{row.where}: {field} {row.text(field)!r} is not an id in {kind}s.csv.")
    return row.text(field)


def _cell(number: float | None) -> str:
    """The shortest text that reads back as the same number, without a trailing ".0"."""
    return "" if number is None else str(float(number)).removesuffix(".0")
