"""A network as a map in axes of a given size, with a route on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..routing import Route
from .candidates import label_candidates
from .canvas import POINTS_PER_INCH, axes_limits, fill_axes, whole_axes
from .drawing import Drawing, draw_lines, draw_stations, enlargement, lay_out
from .fonts import Fonts
from .labels import SMALLEST, map_obstacles, place_labels, station_labels, write_labels
from .positions import Shape, station_shape
from .routes import draw_numbers, draw_route, route_numbers, with_route_marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE = 0.4  # the share of a line's colour where routes are drawn on top


def draw_network(
    network: Network,
    *,
    route: Route | None = None,
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
        UsageError: if matplotlib is missing.
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


def draw_map(axes: Axes, drawing: Drawing, routes: Sequence[Route] = ()) -> None:
    """Draw lines and stations, paler if there are routes, and the routes: the first on top, the others numbered."""
    share = _PALE if routes else 1.0
    draw_lines(axes, drawing, share)
    draw_stations(axes, drawing, share)
    for number, route in reversed(list(enumerate(routes))):
        draw_route(axes, drawing, route, best=number == 0)
    draw_numbers(axes, route_numbers(drawing, routes))
