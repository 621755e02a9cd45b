"""Stations, lines, connections and walks out of values that somebody else put together, checked one by one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from numbers import Integral, Real

from ..errors import DataError
from ..graphs.network import Connection, Line, Station, Walk


@dataclass(frozen=True, slots=True)
class Fields:
    """What one node, edge or row says; ``where`` begins the messages.  None counts as missing."""

    where: str
    values: Mapping[str, object]

    def text(self, field: str, default: str | None = None) -> str:
        """A text, or a whole number as text; without a default it must not be missing."""
        value = self.values.get(field)
        if value is None:
            if default is None:
                raise DataError(f"{self.where}: {field} is missing.")
            return default
        if isinstance(value, bool) or not isinstance(value, str | Integral):
            raise DataError(f"{self.where}: {field} must be text, not {value!r}.")
        return value if isinstance(value, str) else str(int(value))

    def number(self, field: str) -> float | None:
        """A finite number, or None where it is missing."""
        value = self.values.get(field)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
        except OverflowError:
            number = math.nan
        if not math.isfinite(number):
            raise DataError(f"{self.where}: {field} must be a number, not {value!r:.40}.")
        return number

    def degrees(self, field: str, limit: float) -> float | None:
        """An angle of at most ``limit`` either way, or None where it is missing."""
        value = self.number(field)
        if value is not None and abs(value) > limit:
            raise DataError(f"{self.where}: {field} must lie between -{limit:g} and {limit:g}, not {value:g}.")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Several texts; none where they are missing."""
        value = self.values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
            raise DataError(f"{self.where}: {field} must be a list of texts, not {value!r}.")
        return tuple(value)


def station(row: Fields) -> Station:
    """From ``id``, and as far as known the other fields of a Station; without a name the id stands for it."""
    return Station(
        row.text("id"),
        row.text("name", row.text("id")),
        row.degrees("latitude", 90),
        row.degrees("longitude", 180),
        row.text("zone", ""),
        row.texts("aliases"),
        row.number("change_minutes"),
    )


def line(row: Fields) -> Line:
    """From ``id``, and as far as known ``name`` and ``colour``."""
    known = Line(row.text("id"), row.text("name", row.text("id")))
    return replace(known, colour=row.text("colour", known.colour))


def connection(row: Fields) -> Connection:
    """From ``source``, ``destination``, ``line``, and as far as known ``direction`` and ``minutes``."""
    ends = row.text("source"), row.text("destination")
    return Connection(*ends, row.text("line"), row.text("direction", ""), row.number("minutes"))


def walk(row: Fields) -> Walk:
    """From ``source``, ``destination``, and if known ``minutes``."""
    return Walk(row.text("source"), row.text("destination"), row.number("minutes"))


def lines_of(connections: Iterable[Connection]) -> tuple[Line, ...]:
    """The lines of connections that come without a list of them: as they first appear, called by their ids."""
    return tuple(Line(identity, identity) for identity in dict.fromkeys(row.line for row in connections))
