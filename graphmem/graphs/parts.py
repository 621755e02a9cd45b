"""The parts of a transit network: stations, lines, directed connections, stopping patterns and walks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Station:
    """A place where passengers board and leave trains.

    >>> Station("bank", "Bank", latitude=51.513, longitude=-0.089, zone="1")
    Station(id='bank', name='Bank')

    Attributes:
        id: unique within its network.
        name: the name that travellers use; it need not be unique.
        latitude, longitude: degrees (WGS 84), or None where unknown.
        zone: fare zone as printed ("1", "2/3"), or "".
        aliases: other names by which it is found: former, short, or in another script.
        change_minutes: time to change trains here, or None for the traveller's own allowance.
    """

    id: str
    name: str
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    zone: str = field(default="", repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)
    change_minutes: float | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A named service of trains; ``colour`` is written ``#rrggbb``."""

    id: str
    name: str
    colour: str = "#808080"


@dataclass(frozen=True, slots=True)
class Connection:
    """A direct ride on ``line`` from ``source`` to its neighbour ``destination``, one way.

    Attributes:
        source, destination: station ids.
        line: line id.
        direction: the operator's name for the direction ("Northbound"), or "".
        minutes: running time, greater than 0, or None in a network without times.
    """

    source: str
    destination: str
    line: str
    direction: str = ""
    minutes: float | None = 1.0


@dataclass(frozen=True, slots=True)
class StoppingPattern:
    """A sequence of stations at which trains of a line call; passengers ride between any two without a change.

    Attributes:
        id: unique within its network.
        line: line id.
        stations: ids of the stations called at, in order; a station may occur more than once.
        direction: destination shown on the train ("Cockfosters"), or "" for the directions of its connections.
    """

    id: str
    line: str
    stations: tuple[str, ...]
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from one station to another, one way; ``minutes`` is None in a network without times."""

    source: str
    destination: str
    minutes: float | None = None


class Parts(NamedTuple):
    """All parts of one network, as the arguments of ``Network`` after its name."""

    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    connections: tuple[Connection, ...]
    stopping_patterns: tuple[StoppingPattern, ...] = ()
    walks: tuple[Walk, ...] = ()
