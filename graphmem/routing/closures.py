"""Closures: the stations, lines and connections that no route may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Closures:
    """What no route may use.  Stations and lines are numbers.

    Attributes:
        stations: closed stations: no train calls or passes there, and no walk begins or ends there.
        lines: closed lines: none of their trains run.
        ways: closed connections (source, destination, line), in this direction only; a line of None closes the
            connection for every line and for walking.
    """

    stations: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()
    ways: frozenset[tuple[int, int, int | None]] = frozenset()

    def __or__(self, other: Closures) -> Closures:
        return Closures(self.stations | other.stations, self.lines | other.lines, self.ways | other.ways)

    def closes(self, source: int, destination: int, line: int | None = None) -> bool:
        """Whether the connection between two neighbours is closed on a line, or on foot where ``line`` is None."""
        return bool(
            line in self.lines
            or {source, destination} & self.stations
            or (source, destination, None) in self.ways
            or (source, destination, line) in self.ways
        )


OPEN = Closures()
