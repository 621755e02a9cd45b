"""A map as a file, as large as its names need, with a title, a legend and a caption."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..networks import About
from ..routing import Route
from .candidates import Candidates, Label, label_candidates
from .canvas import POINTS_PER_INCH, Floats, check_picture_path, fill_axes, new_figure, plain_settings, write_picture
from .captions import caption, draw_legend, heading
from .drawing import Drawing, enlargement, lay_out
from .fonts import Fonts
from .labels import SMALLEST, PlacedLabel, map_obstacles, place_labels, station_labels, write_labels
from .maps import draw_map
from .positions import station_shape
from .routes import with_route_marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SPREAD = 0.4
_ALL_NAMED, _ROUTE_NAMED = 34.0, 20.0  # points between neighbours at the first size tried
_GROWTH, _MAX_SIZES = 1.15, 9  # factor from one size to the next, and the number of sizes tried
_MANY = 1500  # a network with more stations is drawn at the largest size only, since placing its names is slow
_HIDES_MUCH, _MAX_COMPLETE = 6.0, 3  # weight of tracks hidden by a name; sizes tried at which all names have room
_MAX_GAP, _MIN_WIDTH, _MAX_WIDTH = 120.0, 430.0, 3200.0  # points between neighbours, and of the map's longer side
_LARGER = 1.3  # lines and stations relative to a map in given axes
_MARGIN, _GAP = 16.0, 10.0  # points around everything, and between map, title and legend


def write_map(
    network: Network,
    path: Path,
    route: Route | None = None,
    also: Sequence[Route] = (),
    *,
    title: str | None = None,
    about: About | None = None,
    names: bool | None = None,
) -> None:
    """Write a map as a .svg or .png file, completely or not at all.

    Lines run in their colours, side by side where they share tracks, and crowded parts are enlarged.  The map is as
    large as its names need.  Names that still find no room are omitted, the least important first, and counted in the
    caption.  Text in an .svg file can be searched; a .png file has 150 dots per inch.

    Args:
        network: the network, with coordinates or without.
        path: the file, which is replaced if it exists.
        route: drawn on top of the paler map, with its stations named, its ends and changes in large type.
        also: other routes, thinner below it and numbered from 2, with their changes named.
        title: replaces the default, which is the route's ends and length or the network's name.
        about: the network's title, source and licence, for the title and the caption.
        names: whether to name all stations; by default only if there is no route.

    Raises:
        DataError: if the suffix is another one, or if the file cannot be written.
        UsageError: if matplotlib is missing.
    """
    check_picture_path(path)
    routes = [*([] if route is None else [route]), *also]
    with plain_settings():
        write_picture(draw_sheet(network, routes, title, about, not routes if names is None else names), path)


def draw_sheet(
    network: Network, routes: Sequence[Route], title: str | None, about: About | None, every: bool
) -> Figure:
    """The figure that ``write_map`` writes; the first route is the best one."""
    texts = [*filter(None, [title]), *([about.title, about.source, about.licence, about.date] if about else [])]
    names = [*(station.name for station in network.stations), *(line.name for line in network.lines)]
    fonts = Fonts([*names, network.name, *texts])
    drawing, placed = _smallest_with_room(network, routes, fonts, every)
    low, high = _corners(drawing, placed)

    figure = new_figure(1, 1)
    axes = figure.add_axes((0, 0, 1, 1))
    draw_map(axes, drawing, routes)
    write_labels(axes, placed, fonts)
    width = max((high - low)[0], _MIN_WIDTH)
    left, right = (low + high)[0] / 2 + np.array([-width, width]) / 2
    top = high[1] + _GAP
    for paragraph in reversed(heading(network, routes, title, about, fonts, width)):
        top += paragraph.write(axes, np.array([left, top]), width, fonts, below=False)
    bottom = low[1] - _GAP
    legend_width, legend_height = draw_legend(axes, network, routes, np.array([left, bottom]), width, fonts)
    bottom -= legend_height + _GAP
    foot = caption(drawing.surveyed, about, placed.count(None), fonts)
    bottom -= foot.write(axes, np.array([left, bottom]), width, fonts, below=True)
    right = max(right, left + legend_width)
    size = fill_axes(axes, np.array([left, bottom]) - _MARGIN, np.array([right, top]) + _MARGIN)
    figure.set_size_inches(*(size / POINTS_PER_INCH))
    return figure


def _smallest_with_room(
    network: Network, routes: Sequence[Route], fonts: Fonts, every: bool
) -> tuple[Drawing, list[PlacedLabel | None]]:
    """The smallest map that has room for the most names, or a slightly larger one on which they hide fewer tracks."""
    shape, size = station_shape(network, _SPREAD), enlargement(network)
    extent = max(float(np.ptp(shape.positions, axis=0).max()), 1e-9)
    largest = min(_MAX_WIDTH / extent, _MAX_GAP)
    scale = min(max(_ALL_NAMED if every else _ROUTE_NAMED, _MIN_WIDTH / extent), largest)
    if every and len(network.stations) > _MANY:
        scale = largest
    best: tuple[tuple[int, int], Drawing, list[PlacedLabel | None]] | None = None
    labels, candidates = dict[int, Label](), list[Candidates]()
    sizes, complete = 0, 0
    while True:
        drawing = lay_out(network, shape._replace(positions=shape.positions * scale), _LARGER * size)
        drawing = with_route_marks(drawing, routes)
        if not labels:
            font_size = SMALLEST + 2 * (size - 1)
            labels = station_labels(drawing, fonts, routes, stops=True, every=every, size=font_size)
            candidates = [label_candidates(label, fonts) for label in labels.values()]
        placed = place_labels(candidates, drawing.positions[list(labels)], map_obstacles(drawing, routes))
        hiding = sum(one is not None and one.hides > _HIDES_MUCH for one in placed)
        score = placed.count(None), hiding
        if best is None or score < best[0]:
            best = score, drawing, placed
        sizes += 1
        complete += not score[0]
        if score == (0, 0) or sizes == _MAX_SIZES or complete == _MAX_COMPLETE or scale == largest:
            return best[1:]
        scale = min(scale * _GROWTH, largest)


def _corners(drawing: Drawing, placed: Sequence[PlacedLabel | None]) -> tuple[Floats, Floats]:
    """The lower left and upper right corners of everything on the map."""
    tracks = np.concatenate([track.ends for track in drawing.tracks.values()])
    points = np.concatenate([drawing.positions, tracks])
    around = np.concatenate([drawing.radii, np.zeros(len(tracks))])[:, None] + 2 * drawing.width
    names = [one.corners() for one in placed if one is not None]
    corners = np.concatenate([points - around, points + around, *names])
    return corners.min(0), corners.max(0)
