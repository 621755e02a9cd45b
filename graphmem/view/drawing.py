"""A network laid out on paper, and the ink of its lines and stations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..graphs import Network
from .labels import INK
from .letters import clean
from .passing import Passing, along
from .shape import Shape
from .springs import Floats
from .tracks import Track, arrowheads, lay_tracks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection

ON_FOOT = "#777777"
DOTTED = (0, (0.1, 2.0))  # of round dots, in widths of the line
EDGE, _LIGHT = "#909090", 0.8  # around lines that could not be seen on white, which are those so bright
_LINE, _AROUND = 1.8, 0.7  # width in points; tracks side by side just touch
_DOT, _RING = 1.3, 2.0  # radii of stations of one line, and of more
_FEW, _MANY = 20, 60  # stations: up to which everything is drawn twice as large, from which it is not enlarged


@dataclass(frozen=True)
class Drawing:
    """Where everything is drawn, in points.

    Attributes:
        network: what is drawn.
        size: 1, or more where lines and stations are larger.
        tracks: by the two stations, the lower one first, and the line.
        passing: which neighbours have other stations between them.
        surveyed: whether places follow coordinates.
        places: (S, 2) of the marks of stations: in the middle of the lines that call there.
        radii: (S,) of these marks.
        rings: (S,) whether a station has more than one line.
    """

    network: Network
    size: float
    tracks: dict[tuple[int, int, int | None], Track]
    passing: Passing
    surveyed: bool
    places: Floats
    radii: Floats
    rings: NDArray[np.bool_]

    @property
    def width(self) -> float:
        """Of a line."""
        return _LINE * self.size

    def path(self, source: int, destination: int, line: int | None) -> Floats:
        """(P, 2) the tracks from one neighbour to the other; straight from mark to mark where there are none."""
        stations = (source, destination) if line is None else along(self.passing, source, destination)
        points = []
        for one, other in pairwise(stations):
            track = self.tracks.get((min(one, other), max(one, other), line))
            if track is None:
                return self.places[[source, destination]]
            points.append(track.ends if track.source == one else track.ends[::-1])
        return np.concatenate(points)


def lay_out(network: Network, shape: Shape, size: float) -> Drawing:
    """Tracks and marks of stations in this shape, which is in points."""
    tracks = lay_tracks(network, shape, _LINE * size)
    called = [{network.line_index[line] for line in network.lines_at[station.id]} for station in network.stations]
    low, high = np.full_like(shape.places, np.inf), np.full_like(shape.places, -np.inf)
    for track in tracks:
        for station, end in zip((track.source, track.destination), track.ends, strict=True):
            if track.line in called[station]:
                low[station], high[station] = np.minimum(low[station], end), np.maximum(high[station], end)
    rings = np.array([len(lines) > 1 for lines in called])
    radii = np.where(rings, np.maximum(_RING * size, np.hypot(*(high - low).T) / 2 + _LINE * size / 2), _DOT * size)
    named = {(min(t.source, t.destination), max(t.source, t.destination), t.line): t for t in tracks}
    return Drawing(network, size, named, shape.passing, shape.surveyed, (low + high) / 2, radii, rings)


def enlarged(network: Network) -> float:
    """From 2 for small networks to 1 for large ones: how large lines and stations are drawn."""
    return 1 + float(np.clip((_MANY - len(network.stations)) / (_MANY - _FEW), 0, 1))


def paler(colour: str, share: float) -> str:
    """A colour mixed with white, of which ``share`` is the colour: ``paler("#000000", 0.4)`` is ``#999999``."""
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in bytes.fromhex(colour[1:]))


def is_light(colour: str) -> bool:
    """Whether it could hardly be seen on white."""
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.299 * red + 0.587 * green + 0.114 * blue > 255 * _LIGHT


def draw_lines(axes: Axes, drawing: Drawing, share: float = 1.0) -> None:
    """Lines in ``share`` of their colours, walks dotted, arrowheads on what leads one way only."""
    from matplotlib.collections import PolyCollection

    by_line: dict[int | None, list[Track]] = {}
    for track in drawing.tracks.values():
        by_line.setdefault(track.line, []).append(track)
    for number, own in sorted(by_line.items(), key=lambda item: -1 if item[0] is None else item[0]):
        line = None if number is None else drawing.network.lines[number]
        name, colour = ("", ON_FOOT) if line is None else (clean(line.id), line.colour)
        shade, width = paler(colour, share), drawing.width
        if number is None:
            _add(axes, own, shade, 0.6 * width, "walks").set_linestyle([DOTTED])
        else:
            if is_light(colour):
                _add(axes, own, paler(EDGE, share), width + _AROUND, f"edge-{name}").set_zorder(1.9)
            _add(axes, own, shade, width, f"line-{name}")
        heads = arrowheads((track for track in own if track.one_way), 1.6 * width)
        if heads:
            triangles = PolyCollection(heads, facecolors=[shade], linewidths=_AROUND / 2, zorder=2.5)
            triangles.set_edgecolor(paler(EDGE, share) if is_light(colour) else shade)
            triangles.set_gid("one-way-walks" if number is None else f"one-way-{name}")
            axes.add_collection(triangles, autolim=False)


def _add(axes: Axes, tracks: list[Track], colour: str, width: float, gid: str) -> LineCollection:
    from matplotlib.collections import LineCollection

    segments = LineCollection([track.ends for track in tracks], colors=[colour], linewidths=width)
    segments.set_capstyle("round")
    segments.set_gid(gid)
    axes.add_collection(segments, autolim=False)
    return segments


def draw_stations(axes: Axes, drawing: Drawing, share: float = 1.0) -> None:
    """Small dots, and rings for stations with more than one line."""
    edge = paler(INK, share)
    for kind, chosen, width in (("stations", ~drawing.rings, 0.5), ("interchanges", drawing.rings, 0.8)):
        x, y = drawing.places[chosen].T
        areas = (2 * drawing.radii[chosen] - width * drawing.size) ** 2
        dots = axes.scatter(x, y, s=areas, c="white", edgecolors=edge, linewidths=width * drawing.size, zorder=3)
        dots.set_gid(kind)
