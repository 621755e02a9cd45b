"""A network as a map in axes of a given size, and a route on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..graphs import Network
from ..routing import Route
from .canvas import whole_axes
from .drawing import Drawing, draw_lines, draw_stations, enlarged, lay_out
from .labels import place_names, write_names
from .layout import limits, place_stations
from .letters import Letters
from .naming import SMALLEST, names_on, obstacles
from .numbers import draw_numbers, numbers_on
from .routes import draw_route, marked
from .spots import spots

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FAINT = 0.4  # of the colour of what a route leaves out


def draw_network(
    network: Network,
    *,
    route: Route | None = None,
    axes: Axes | None = None,
    spread: float = 1.0,
    names: bool = False,
) -> Axes:
    """Lines in their colours side by side, interchanges as rings, walks dotted, one-way tracks with arrows.

    Stations stand where they are, and those without coordinates where there is room.  Names for which there is none
    are left out; ``write_map`` makes the map as large as they need.

    Args:
        network: what to draw.
        route: drawn on top; its ends and changes are named, and the rest is paler.
        axes: to draw in; new ones by default, whose figure is ``axes.figure``.
        spread: below 1, the crowded parts of the map are enlarged.
        names: whether to name all stations.

    Raises:
        UsageError: if matplotlib is missing.
    """
    axes = whole_axes(8, 5) if axes is None else axes
    routes = [] if route is None else [route]
    drawing = marked(lay_out(network, place_stations(network, axes, spread), enlarged(network)), routes)
    letters = Letters(station.name for station in network.stations)
    wanted = names_on(drawing, letters, routes, every=names, size=SMALLEST + 2 * (drawing.size - 1))
    ways = [spots(name, letters) for name in wanted.values()]
    placed = place_names(ways, drawing.places[list(wanted)], obstacles(drawing, routes), limits(axes))
    draw(axes, drawing, routes)
    write_names(axes, placed, letters)
    return axes


def draw(axes: Axes, drawing: Drawing, routes: Sequence[Route] = ()) -> None:
    """Lines and stations, pale where there are routes, and routes on top, the first uppermost, others numbered."""
    share = _FAINT if routes else 1.0
    draw_lines(axes, drawing, share)
    draw_stations(axes, drawing, share)
    for number, route in reversed(list(enumerate(routes))):
        draw_route(axes, drawing, route, chief=number == 0)
    draw_numbers(axes, numbers_on(drawing, routes))
