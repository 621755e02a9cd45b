"""A network laid out on a map, and the drawing of its lines and stations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..graphs import Network
from .canvas import INK, Floats
from .fonts import clean
from .positions import Passing, Shape, along
from .tracks import Track, arrowheads, lay_tracks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection

WALK_COLOUR = "#777777"
DOTTED = (0, (0.1, 2.0))  # round dots; on and off lengths in line widths
EDGE, _LIGHT = "#909090", 0.8  # the outline of light lines; lines brighter than this get one
_LINE, _OUTLINE = 1.8, 0.7  # widths in points; the gap between tracks is the width of a line
_DOT, _RING = 1.3, 2.0  # radii of the marks of stations with one line, and with several
_FEW, _MANY = 20, 60  # stations: up to this many everything is drawn twice as large, from this many at size 1


@dataclass(frozen=True)
class Drawing:
    """A network laid out on a map; coordinates and lengths are in points.

    Attributes:
        network: the network.
        size: the factor by which lines and stations are enlarged.
        tracks: by the two stations, lower number first, and the line.
        passing: the stations that trains pass without stopping; see ``find_passing``.
        surveyed: whether positions come from coordinates.
        positions: the stations' marks, in the middle of the lines that stop there, (S, 2).
        radii: the radii of the marks, (S,).
        rings: whether the mark is a ring, for stations with several lines, (S,).
    """

    network: Network
    size: float
    tracks: dict[tuple[int, int, int | None], Track]
    passing: Passing
    surveyed: bool
    positions: Floats
    radii: Floats
    rings: NDArray[np.bool_]

    @property
    def width(self) -> float:
        """The width of a line."""
        return _LINE * self.size

    def path(self, source: int, destination: int, line: int | None) -> Floats:
        """The points of the tracks from one neighbour to another, (P, 2), or a straight line if there are none."""
        stations = (source, destination) if line is None else along(self.passing, source, destination)
        points = []
        for one, other in pairwise(stations):
            track = self.tracks.get((min(one, other), max(one, other), line))
            if track is None:
                return self.positions[[source, destination]]
            points.append(track.ends if track.source == one else track.ends[::-1])
        return np.concatenate(points)


def lay_out(network: Network, shape: Shape, size: float) -> Drawing:
    """Lay tracks and the marks of stations out in a shape that is given in points."""
    tracks = lay_tracks(network, shape, _LINE * size)
    lines_at = [{network.line_index[line] for line in network.lines_at[station.id]} for station in network.stations]
    low, high = np.full_like(shape.positions, np.inf), np.full_like(shape.positions, -np.inf)
    for track in tracks:
        for station, end in zip((track.source, track.destination), track.ends, strict=True):
            if track.line in lines_at[station]:
                low[station], high[station] = np.minimum(low[station], end), np.maximum(high[station], end)
    rings = np.array([len(lines) > 1 for lines in lines_at])
    radii = np.where(rings, np.maximum(_RING * size, np.hypot(*(high - low).T) / 2 + _LINE * size / 2), _DOT * size)
    named = {(min(t.source, t.destination), max(t.source, t.destination), t.line): t for t in tracks}
    return Drawing(network, size, named, shape.passing, shape.surveyed, (low + high) / 2, radii, rings)


def enlargement(network: Network) -> float:
    """The factor by which lines and stations are enlarged: from 2 for small networks to 1 for large ones."""
    return 1 + float(np.clip((_MANY - len(network.stations)) / (_MANY - _FEW), 0, 1))


def paler(colour: str, share: float) -> str:
    """A colour mixed with white, in which ``share`` is the colour: ``paler("#000000", 0.4)`` is ``#999999``."""
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in bytes.fromhex(colour[1:]))


def is_light(colour: str) -> bool:
    """Whether a colour is too light to be seen well on white."""
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.299 * red + 0.587 * green + 0.114 * blue > 255 * _LIGHT


def draw_lines(axes: Axes, drawing: Drawing, share: float = 1.0) -> None:
    """Draw lines, dotted walks, and arrowheads on one-way tracks, in colours mixed with white by ``share``."""
    from matplotlib.collections import PolyCollection

    by_line: dict[int | None, list[Track]] = {}
    for track in drawing.tracks.values():
        by_line.setdefault(track.line, []).append(track)
    for number, tracks in sorted(by_line.items(), key=lambda item: -1 if item[0] is None else item[0]):
        line = None if number is None else drawing.network.lines[number]
        name, colour = ("", WALK_COLOUR) if line is None else (clean(line.id), line.colour)
        shade, width = paler(colour, share), drawing.width
        if number is None:
            _add(axes, tracks, shade, 0.6 * width, "walks").set_linestyle([DOTTED])
        else:
            if is_light(colour):
                _add(axes, tracks, paler(EDGE, share), width + _OUTLINE, f"edge-{name}").set_zorder(1.9)
            _add(axes, tracks, shade, width, f"line-{name}")
        heads = arrowheads((track for track in tracks if track.one_way), 1.6 * width)
        if heads:
            triangles = PolyCollection(heads, facecolors=[shade], linewidths=_OUTLINE / 2, zorder=2.5)
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
    """Draw a dot for each station with one line and a ring for each with several."""
    edge = paler(INK, share)
    for kind, chosen, width in (("stations", ~drawing.rings, 0.5), ("interchanges", drawing.rings, 0.8)):
        x, y = drawing.positions[chosen].T
        areas = (2 * drawing.radii[chosen] - width * drawing.size) ** 2
        dots = axes.scatter(x, y, s=areas, c="white", edgecolors=edge, linewidths=width * drawing.size, zorder=3)
        dots.set_gid(kind)
