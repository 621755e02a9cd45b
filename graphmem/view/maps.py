"""Networks as maps: in axes of a given size, or as a file that is as large as its names need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..networks import About
from ..routing import Itinerary
from .candidates import Candidates, Label, label_candidates
from .canvas import (
    POINTS_PER_INCH,
    Floats,
    axes_limits,
    check_picture_path,
    fill_axes,
    new_figure,
    plain_settings,
    whole_axes,
    write_picture,
)
from .captions import caption, draw_legend, heading
from .drawing import Drawing, draw_lines, draw_stations, enlargement, lay_out
from .fonts import Fonts
from .labels import SMALLEST, PlacedLabel, map_obstacles, place_labels, station_labels, write_labels
from .positions import Shape, station_shape
from .routes import draw_numbers, draw_route, route_numbers, with_route_marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PALE = 0.4  # the share of a line's colour where routes are drawn on top
# Maps as files:
_SPREAD = 0.4  # see ``even_out``
_ALL_NAMED, _ROUTE_NAMED = 34.0, 20.0  # points between neighbours at the first size tried
_GROWTH, _MAX_SIZES = 1.15, 9  # factor from one size to the next, and the number of sizes tried
_MANY = 1500  # a network with more stations is drawn at the largest size only, since placing its names is slow
_HIDES_MUCH, _MAX_COMPLETE = 6.0, 3  # weight of tracks hidden by a name; sizes tried at which all names have room
_MAX_GAP, _MIN_WIDTH, _MAX_WIDTH = 120.0, 430.0, 3200.0  # points between neighbours, and of the map's longer side
_LARGER = 1.3  # lines and stations relative to a map in given axes
_MARGIN, _GAP = 16.0, 10.0  # points around everything, and between map, title and legend


def draw_network(
    network: Network,
    *,
    route: Itinerary | None = None,
    axes: Axes | None = None,
    spread: float = 1.0,
    names: bool = False,
) -> Axes:
    """Draw a network: parallel lines in their colours, rings at interchanges, dotted walks, arrows on one-way tracks.

    Names for which there is no room are left out; ``write_map`` instead makes the map as large as its names need.

    Args:
        network: the network; stations without coordinates are placed by their neighbours.
        route: drawn on top, with its ends and changes named; the rest of the map is paler.
        axes: the axes to draw in; by default new ones, whose figure is ``axes.figure``.
        spread: less than 1 enlarges the crowded parts of the map.
        names: whether to name all stations.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    axes = whole_axes(8, 5) if axes is None else axes
    routes = [] if route is None else [route]
    drawing = lay_out(network, fit_stations(network, axes, spread), enlargement(network))
    drawing = with_route_marks(drawing, routes)
    fonts = Fonts(station.name for station in network.stations)
    labels = station_labels(drawing, fonts, routes, every=names, size=SMALLEST + 2 * (drawing.size - 1))
    candidates = [label_candidates(label, fonts) for label in labels.values()]
    stations = drawing.positions[list(labels)]
    placed = place_labels(candidates, stations, map_obstacles(drawing, routes), axes_limits(axes))
    draw_map(axes, drawing, routes)
    write_labels(axes, placed, fonts)
    return axes


def fit_stations(network: Network, axes: Axes, spread: float = 1.0, margin: float = 10.0) -> Shape:
    """The positions of all stations in points, scaled to fill the axes; one unit of the axes becomes one point.

    Args:
        network: the network, with coordinates or without (see ``station_shape``).
        axes: the axes to fill.
        spread: 1 keeps distances; less enlarges the crowded parts of the map.
        margin: points kept free on every side.
    """
    shape = station_shape(network, spread)
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in use have one
    box = axes.get_position()
    size = np.array([box.width, box.height]) * figure.get_size_inches() * POINTS_PER_INCH
    low, high = shape.positions.min(0), shape.positions.max(0)
    scale = ((size - 2 * margin) / np.maximum(high - low, 1e-9)).min()
    fill_axes(axes, np.zeros(2), size)
    return shape._replace(positions=size / 2 + (shape.positions - (low + high) / 2) * scale)


def draw_map(axes: Axes, drawing: Drawing, routes: Sequence[Itinerary] = ()) -> None:
    """Draw lines and stations, paler if there are routes, and the routes: the first on top, the others numbered."""
    share = _PALE if routes else 1.0
    draw_lines(axes, drawing, share)
    draw_stations(axes, drawing, share)
    for number, route in reversed(list(enumerate(routes))):
        draw_route(axes, drawing, route, best=number == 0)
    draw_numbers(axes, route_numbers(drawing, routes))


def write_map(
    network: Network,
    path: Path,
    route: Itinerary | None = None,
    also: Sequence[Itinerary] = (),
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
        UsageError: if the suffix is another one.
        DataError: if the file cannot be written.
        MissingExtra: if matplotlib is not installed.
    """
    check_picture_path(path)
    routes = [*([] if route is None else [route]), *also]
    with plain_settings():
        write_picture(draw_sheet(network, routes, title, about, not routes if names is None else names), path)


def draw_sheet(
    network: Network, routes: Sequence[Itinerary], title: str | None, about: About | None, every: bool
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
    network: Network, routes: Sequence[Itinerary], fonts: Fonts, every: bool
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
