"""Parts of a network made from values of unknown origin, each checked: nodes, edges and rows of tables."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from numbers import Integral, Real

from ..errors import DataError
from .parts import Connection, Line, Station, Walk

WALK = "walk"  # the kind of an edge that is a walk
DURATIONS = ("time", "weight")  # attributes that are read as minutes where "minutes" is absent


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of one node, edge or row; ``where`` begins the messages.  None counts as missing."""

    where: str
    values: Mapping[str, object]

    def text(self, field: str, default: str | None = None) -> str:
        """A text, or a whole number as text; without a default it must be present."""
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
        """An angle between -``limit`` and ``limit``, or None where it is missing."""
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
    """From ``id`` and any other fields of a Station; the name defaults to the id."""
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
    """From ``id``, and optionally ``name`` and ``colour``."""
    known = Line(row.text("id"), row.text("name", row.text("id")))
    return replace(known, colour=row.text("colour", known.colour))


def connection(row: Fields, line: str | None = None) -> Connection:
    """From ``source``, ``destination``, ``line``, and optionally ``direction`` and ``minutes``.

    Args:
        row: the values.
        line: the default line; without one, the field must be present.
    """
    ends = row.text("source"), row.text("destination")
    return Connection(*ends, row.text("line", line), row.text("direction", ""), row.number("minutes"))


def walk(row: Fields) -> Walk:
    """From ``source``, ``destination``, and optionally ``minutes``."""
    return Walk(row.text("source"), row.text("destination"), row.number("minutes"))


def lines_of(connections: Iterable[Connection]) -> tuple[Line, ...]:
    """The lines of connections that come without a table of lines: in order of appearance, named by their ids."""
    return tuple(Line(identity, identity) for identity in dict.fromkeys(row.line for row in connections))


def minutes_field(names: Collection[str], where: str) -> str | None:
    """Which attribute or column holds the minutes: "minutes", or else "time" or "weight"; None if all are absent.

    >>> minutes_field({"line", "weight"}, "The graph")
    'weight'

    Raises:
        DataError: if both "time" and "weight" are there, and "minutes" is not.
    """
    if "minutes" in names:
        return "minutes"
    found = [name for name in DURATIONS if name in names]
    if len(found) > 1:
        raise DataError(f'{where} has both {" and ".join(found)}; choose one with minutes="{found[0]}".')
    return found[0] if found else None
