"""A network laid out on paper, and the ink of its lines and stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from .labels import INK
from .springs import Floats
from .tracks import Track, arrowheads, lay_tracks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ON_FOOT = "#777777"
DOTTED = (0, (0.1, 2.0))  # of round dots, in widths of the line
_LINE = 1.8  # width in points; tracks side by side just touch
_DOT, _RING = 1.3, 2.0  # radii of stations of one line, and of more
_FEW, _MANY = 20, 60  # stations: up to which everything is drawn twice as large, from which it is not enlarged


@dataclass(frozen=True)
class Drawing:
    """Where everything is drawn, in points.

    Attributes:
        network: what is drawn.
        places: (S, 2) stations.
        size: 1, or more where lines and stations are larger.
        tracks: lines and walks between stations.
        rings: (S,) whether a station has more than one line.
        radii: (S,) of the marks of stations, as wide as the tracks there.
    """

    network: Network
    places: Floats
    size: float
    tracks: list[Track]
    rings: np.ndarray[tuple[int], np.dtype[np.bool_]]
    radii: Floats

    @property
    def width(self) -> float:
        """Of a line."""
        return _LINE * self.size


def lay_out(network: Network, places: Floats, size: float) -> Drawing:
    """Tracks and marks of stations that stand at these places."""
    tracks = lay_tracks(network, places, _LINE * size)
    aside = np.zeros(len(places))
    for track in tracks:
        pair = [track.source, track.destination]
        aside[pair] = np.maximum(aside[pair], np.hypot(*(track.ends - places[pair]).T))
    rings = np.array([len(network.lines_at[station.id]) > 1 for station in network.stations])
    radii = np.where(rings, np.maximum(_RING * size, aside + _LINE * size / 2), _DOT * size)
    return Drawing(network, places, size, tracks, rings, radii)


def enlarged(network: Network) -> float:
    """From 2 for small networks to 1 for large ones: how large lines and stations are drawn."""
    return 1 + float(np.clip((_MANY - len(network.stations)) / (_MANY - _FEW), 0, 1))


def paler(colour: str, share: float) -> str:
    """A colour mixed with white, of which ``share`` is the colour: ``paler("#000000", 0.4)`` is ``#999999``."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def draw_lines(axes: Axes, drawing: Drawing, share: float = 1.0) -> None:
    """Lines in ``share`` of their colours, walks dotted, arrowheads on what leads one way only."""
    from matplotlib.collections import LineCollection, PolyCollection

    lines = [(number, line.id, line.colour) for number, line in enumerate(drawing.network.lines)]
    for number, name, colour in [(None, "", ON_FOOT), *lines]:
        own = [track for track in drawing.tracks if track.line == number]
        shade = paler(colour, share)
        segments = LineCollection([track.ends for track in own], colors=[shade], linewidths=drawing.width)
        segments.set_capstyle("round")
        segments.set_gid("walks" if number is None else f"line-{name}")
        if number is None:
            segments.set_linewidth(0.6 * drawing.width)
            segments.set_linestyle([DOTTED])
        heads = arrowheads((track for track in own if track.one_way), 1.6 * drawing.width)
        triangles = PolyCollection(heads, facecolors=[shade], zorder=2.5)
        triangles.set_gid("one-way-walks" if number is None else f"one-way-{name}")
        for drawn in ([segments] if own else []) + ([triangles] if heads else []):
            axes.add_collection(drawn, autolim=False)


def draw_stations(axes: Axes, drawing: Drawing, share: float = 1.0) -> None:
    """Small dots, and rings for stations with more than one line."""
    edge = paler(INK, share)
    for kind, chosen, width in (("stations", ~drawing.rings, 0.5), ("interchanges", drawing.rings, 0.8)):
        x, y = drawing.places[chosen].T
        areas = (2 * drawing.radii[chosen] - width * drawing.size) ** 2
        dots = axes.scatter(x, y, s=areas, c="white", edgecolors=edge, linewidths=width * drawing.size, zorder=3)
        dots.set_gid(kind)
