"""Where things stand on a map, in points (1/72 inch) of the axes that it fills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs import Network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
POINTS_PER_INCH = 72


@dataclass(frozen=True)
class Track:
    """One line between two neighbours.

    Attributes:
        source, destination, line: numbers; both ways are one track, from the lower station.
        one_way: trains run from ``source`` to ``destination`` only.
        ends: (2, 2) where it is drawn: beside the tracks of other lines between the same stations.
    """

    source: int
    destination: int
    line: int
    one_way: bool
    ends: Floats


def place_stations(network: Network, axes: Axes, spread: float = 1.0, margin: float = 10.0) -> Floats:
    """Coordinates of all stations, and limits of the axes that make one unit one point.

    Args:
        network: its stations all have coordinates.
        axes: to be filled.
        spread: 1 keeps distances; less enlarges the middle of the map: distances from it are raised to this power.
        margin: kept free on every side.

    Returns:
        (S, 2).

    Raises:
        DataError: if a station has no coordinates.
    """
    degrees = np.empty((len(network.stations), 2))
    for number, station in enumerate(network.stations):
        if station.latitude is None or station.longitude is None:
            raise DataError(f"Network {network.name}: station {station.id} ({station.name}) has no coordinates.")
        degrees[number] = station.longitude, station.latitude
    degrees[:, 0] *= np.cos(np.radians(degrees[:, 1].mean()))
    centred = degrees - np.median(degrees, 0)
    radius = np.hypot(*centred.T)[:, None]
    shape = centred * np.maximum(radius, 1e-9) ** (spread - 1)

    size = _size(axes)
    low, high = shape.min(0), shape.max(0)
    scale = ((size - 2 * margin) / np.maximum(high - low, 1e-9)).min()
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    axes.set_aspect("equal")
    axes.set_axis_off()
    places: Floats = size / 2 + (shape - (low + high) / 2) * scale
    return places


def _size(axes: Axes) -> Floats:
    inches = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]  # axes in use have a figure
    box = axes.get_position()
    size: Floats = np.array([box.width, box.height]) * inches * POINTS_PER_INCH
    return size


def lay_tracks(network: Network, places: Floats, gap: float) -> list[Track]:
    """Every line between every two neighbours, ``gap`` points apart where they run side by side."""
    runs = {
        (network.station_index[c.source], network.station_index[c.destination], network.line_index[c.line])
        for c in network.connections
    }
    beside: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for source, destination, line in sorted(runs):
        if source > destination and (destination, source, line) in runs:
            continue  # the way back of a track
        pair = min(source, destination), max(source, destination)
        beside.setdefault(pair, []).append((source, destination, line))
    tracks = []
    for pair, among in beside.items():
        left = _left(places[pair[0]], places[pair[1]])
        among.sort(key=lambda track: track[2])
        for number, (source, destination, line) in enumerate(among):
            shift = gap * (number - (len(among) - 1) / 2) * left
            one_way = (destination, source, line) not in runs
            tracks.append(Track(source, destination, line, one_way, places[[source, destination]] + shift))
    return tracks


def _left(start: Floats, end: Floats) -> Floats:
    """Unit vector across a track; on the same side whichever end comes first, so that lines do not swap sides."""
    along = end - start
    if (along[0], along[1]) < (0, 0):
        along = -along
    length = np.hypot(*along)
    unit: Floats = np.array([-along[1], along[0]]) / length if length > 0 else np.zeros(2)
    return unit


def arrowheads(tracks: Iterable[Track], size: float) -> list[Floats]:
    """Triangles, (3, 2) each, in the middle of tracks, pointing from source to destination."""
    heads = []
    for track in tracks:
        along = track.ends[1] - track.ends[0]
        along = along / max(float(np.hypot(*along)), 1e-9)
        across = np.array([-along[1], along[0]])
        middle = track.ends.mean(0)
        back = middle - size * along
        heads.append(np.array([middle + size * along, back + 0.8 * size * across, back - 0.8 * size * across]))
    return heads
