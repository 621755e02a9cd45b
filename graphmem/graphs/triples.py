"""A graph as the machines read it: rows of (source, line, destination) with their minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError

Ints = NDArray[np.int64]


class Triple(NamedTuple):
    """One directed edge by index; ``minutes`` is a whole number of clock ticks, at least 1."""

    source: int
    line: int
    destination: int
    minutes: int = 1


@dataclass(frozen=True)
class Triples:
    """The edges of one or of many graphs as columns.

    Stations are numbered from 0 across the whole table: graph g owns the stations ``station_offsets[g]`` up to
    ``station_offsets[g + 1]`` and the rows ``row_offsets[g]`` up to ``row_offsets[g + 1]``, as in a PyG batch.

    Attributes:
        source, line, destination, minutes: (E,) columns; minutes are whole clock ticks, at least 1.
        station_offsets, row_offsets: (G + 1,) first station and first row of each graph.
    """

    source: Ints
    line: Ints
    destination: Ints
    minutes: Ints
    station_offsets: Ints
    row_offsets: Ints

    def __post_init__(self) -> None:
        sizes = {len(self.source), len(self.line), len(self.destination), len(self.minutes)}
        if len(sizes) != 1 or self.row_offsets[-1] != len(self.source):
            raise DataError("The columns of a table of triples differ in length.")
        if len(self.minutes) and self.minutes.min() < 1:
            raise DataError("A triple takes less than one minute.")

    @classmethod
    def single(cls, source: Ints, line: Ints, destination: Ints, minutes: Ints, num_stations: int) -> Triples:
        """One graph; the four columns are (E,), with stations below ``num_stations``."""
        stations, rows = np.array([0, num_stations], np.int64), np.array([0, len(source)], np.int64)
        return cls(source, line, destination, minutes, stations, rows)

    @property
    def num_graphs(self) -> int:
        """G."""
        return len(self.row_offsets) - 1

    @property
    def num_stations(self) -> int:
        """Stations in all graphs together."""
        return int(self.station_offsets[-1])

    def __len__(self) -> int:
        return len(self.source)

    def __iter__(self) -> Iterator[Triple]:
        columns = (self.source.tolist(), self.line.tolist(), self.destination.tolist(), self.minutes.tolist())
        return map(Triple._make, zip(*columns, strict=True))

    def graph(self, index: int) -> Triples:
        """Graph ``index`` alone, its stations numbered from 0."""
        rows = slice(int(self.row_offsets[index]), int(self.row_offsets[index + 1]))
        first, last = int(self.station_offsets[index]), int(self.station_offsets[index + 1])
        return Triples.single(
            self.source[rows] - first, self.line[rows], self.destination[rows] - first, self.minutes[rows], last - first
        )
