"""A route on a map: its legs in line colours, its calls, its ends and changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..routing import Leg, Route
from .drawing import DOTTED, Drawing
from .labels import INK
from .letters import clean
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_END, _OTHER_END, _CALL, _OTHER_CALL = 3.4, 2.2, 1.1, 0.8  # radii of the rings of ends and changes, of dots of calls
_WIDER, _OTHER_WIDER, _EDGE = 1.7, 1.2, 2.4  # than a line: the route, another one; and what is around it
_OTHER = "#6b6b6b"  # around the lines of another route


def draw_route(axes: Axes, drawing: Drawing, route: Route, chief: bool = True) -> None:
    """Draw it on top of the lines; one that is not the chief one is thinner and lies under it."""
    width = (_WIDER if chief else _OTHER_WIDER) * drawing.width
    edge, order, prefix = (INK, 5.0, "route") if chief else (_OTHER, 3.5, "other-route")
    for leg in route.legs:
        path, calls = leg_path(drawing, leg)
        if leg.line is None:
            name, strokes = "walk", (("white", width + 1.2), (edge, 0.7 * width))
        else:
            around = _EDGE if chief else _EDGE / 2
            name, strokes = clean(leg.line.id), ((edge, width + around), (leg.line.colour, width))
        for part, (colour, thick) in enumerate(strokes):
            gid = f"{prefix}-{name if part else 'under'}"
            (drawn,) = axes.plot(*path.T, color=colour, linewidth=thick, zorder=order + part, gid=gid)
            drawn.set_solid_capstyle("round")
            drawn.set_solid_joinstyle("round")
            if leg.line is None and part:
                drawn.set_linestyle(DOTTED)
                drawn.set_dash_capstyle("round")
        area, above = (2 * (_CALL if chief else _OTHER_CALL)) ** 2 * drawing.size, 7 if chief else 4.7
        dots = axes.scatter(calls[:, 0], calls[:, 1], s=area, c="white", linewidths=0, zorder=above)
        dots.set_gid(f"{prefix}-stations")
    spots = drawing.places[ends_and_changes(drawing.network, [route])]
    radius, thick, order = (_END, 1.6, 8) if chief else (_OTHER_END, 1.0, 6.5)
    area = (2 * radius - thick) ** 2
    rings = axes.scatter(spots[:, 0], spots[:, 1], s=area, c="white", edgecolors=edge, linewidths=thick, zorder=order)
    rings.set_gid(f"{prefix}-ends")


def leg_path(drawing: Drawing, leg: Leg) -> tuple[Floats, Floats]:
    """(points, 2) along the tracks that are ridden or walked, and (calls, 2) where it calls."""
    network = drawing.network
    line = None if leg.line is None else network.line_index[leg.line.id]
    numbers = [network.station_index[station.id] for station in leg.stations]
    hops = [drawing.path(source, destination, line) for source, destination in pairwise(numbers)]
    between = [(before[-1] + after[0]) / 2 for before, after in pairwise(hops)]
    return np.concatenate(hops), np.array([hops[0][0], *between, hops[-1][-1]])


def ends_and_changes(network: Network, routes: Iterable[Route]) -> list[int]:
    """Stations by number, each once: where routes begin, where they end, and where one changes."""
    every = [
        station
        for route in routes
        for station in (route.stations[0], route.stations[-1], *(leg.stations[0] for leg in route.legs[1:]))
    ]
    return list(dict.fromkeys(network.station_index[station.id] for station in every))


def marked(drawing: Drawing, routes: Sequence[Route]) -> Drawing:
    """The same, with marks as large as what routes draw over them; the first route is the chief one."""
    radii = drawing.radii.copy()
    passed = [drawing.network.station_index[station.id] for route in routes[:1] for station in route.stations]
    for numbers, radius in (
        (passed, (_WIDER * drawing.width + _EDGE) / 2),
        (ends_and_changes(drawing.network, routes[1:]), _OTHER_END),
        (ends_and_changes(drawing.network, routes[:1]), _END),
    ):
        radii[numbers] = np.maximum(radii[numbers], radius)
    return replace(drawing, radii=radii)
