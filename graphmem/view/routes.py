"""Routes on a map: the best one on top, others thinner below it and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..graphs import Network
from ..routing import Itinerary, Leg
from .canvas import INK, Floats
from .drawing import DOTTED, Drawing
from .fonts import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NUMBER_RADIUS = 4.6  # of the circle around a route's number, in points
_NUMBER_SIZE = 6.5  # font size
_FRACTIONS = np.linspace(0.2, 0.8, 7)  # of the way between two stops, where a number may stand
# In points: radii of the rings at ends and changes and of the dots at stops, for the best route and for others.
_END, _OTHER_END, _STOP, _OTHER_STOP = 3.4, 2.2, 1.1, 0.8
_WIDER, _OTHER_WIDER, _OUTLINE = 1.7, 1.2, 2.4  # widths as multiples of a line's, and the outline in points
_OTHER_INK = "#6b6b6b"  # the outline of other routes


class RouteNumber(NamedTuple):
    """The number of a route and its position, (2,)."""

    text: str
    position: Floats


class _Hop(NamedTuple):
    """The way from one stop to the next; ``line`` is None for a walk."""

    line: int | None
    source: int
    destination: int


def draw_route(axes: Axes, drawing: Drawing, route: Itinerary, best: bool = True) -> None:
    """Draw a route on top of the lines; one that is not the best is thinner and lies below it."""
    width = (_WIDER if best else _OTHER_WIDER) * drawing.width
    edge, order, prefix = (INK, 5.0, "route") if best else (_OTHER_INK, 3.5, "other-route")
    for leg in route.legs:
        path, stops = leg_path(drawing, leg)
        if leg.line is None:
            name, strokes = "walk", (("white", width + 1.2), (edge, 0.7 * width))
        else:
            outline = _OUTLINE if best else _OUTLINE / 2
            name, strokes = clean(leg.line.id), ((edge, width + outline), (leg.line.colour, width))
        for part, (colour, thickness) in enumerate(strokes):
            gid = f"{prefix}-{name if part else 'under'}"
            (drawn,) = axes.plot(*path.T, color=colour, linewidth=thickness, zorder=order + part, gid=gid)
            drawn.set_solid_capstyle("round")
            drawn.set_solid_joinstyle("round")
            if leg.line is None and part:
                drawn.set_linestyle(DOTTED)
                drawn.set_dash_capstyle("round")
        area, above = (2 * (_STOP if best else _OTHER_STOP)) ** 2 * drawing.size, 7 if best else 4.7
        dots = axes.scatter(stops[:, 0], stops[:, 1], s=area, c="white", linewidths=0, zorder=above)
        dots.set_gid(f"{prefix}-stations")
    x, y = drawing.positions[ends_and_changes(drawing.network, [route])].T
    radius, thickness, order = (_END, 1.6, 8) if best else (_OTHER_END, 1.0, 6.5)
    area = (2 * radius - thickness) ** 2
    rings = axes.scatter(x, y, s=area, c="white", edgecolors=edge, linewidths=thickness, zorder=order)
    rings.set_gid(f"{prefix}-ends")


def leg_path(drawing: Drawing, leg: Leg) -> tuple[Floats, Floats]:
    """The points along the tracks of a leg, (P, 2), and the positions of its stops, (stations, 2)."""
    network = drawing.network
    line = None if leg.line is None else network.line_index[leg.line.id]
    numbers = [network.station_index[station.id] for station in leg.stations]
    hops = [drawing.path(source, destination, line) for source, destination in pairwise(numbers)]
    between = [(before[-1] + after[0]) / 2 for before, after in pairwise(hops)]
    return np.concatenate(hops), np.array([hops[0][0], *between, hops[-1][-1]])


def ends_and_changes(network: Network, routes: Iterable[Itinerary]) -> list[int]:
    """The numbers of the stations at which routes begin, end or change lines, each once."""
    stations = [
        station
        for route in routes
        for station in (route.stations[0], route.stations[-1], *(leg.stations[0] for leg in route.legs[1:]))
    ]
    return list(dict.fromkeys(network.station_index[station.id] for station in stations))


def with_route_marks(drawing: Drawing, routes: Sequence[Itinerary]) -> Drawing:
    """The drawing with the radii of stations raised to the marks that routes, the best one first, draw over them."""
    radii = drawing.radii.copy()
    passed = [drawing.network.station_index[station.id] for route in routes[:1] for station in route.stations]
    for numbers, radius in (
        (passed, (_WIDER * drawing.width + _OUTLINE) / 2),
        (ends_and_changes(drawing.network, routes[1:]), _OTHER_END),
        (ends_and_changes(drawing.network, routes[:1]), _END),
    ):
        radii[numbers] = np.maximum(radii[numbers], radius)
    return replace(drawing, radii=radii)


def route_numbers(drawing: Drawing, routes: Sequence[Itinerary]) -> list[RouteNumber]:
    """The numbers of all routes but the first, from 2, on each stretch that the first route does not share.

    Where several routes share a stretch, their numbers are side by side.
    """
    users: dict[_Hop, list[int]] = {}
    for number, route in enumerate(routes, start=1):
        for hop in dict.fromkeys(_hops(drawing, route)):
            users.setdefault(hop, []).append(number)
    numbers = list[RouteNumber]()
    for number, route in enumerate(routes, start=1):
        for together, stretch in groupby(_hops(drawing, route), key=users.__getitem__):
            if number > 1 and together[0] == number:
                position = _clearest(drawing, list(stretch), numbers)
                for order, user in enumerate(together):
                    aside = np.array([2 * NUMBER_RADIUS * (order - (len(together) - 1) / 2), 0.0])
                    numbers.append(RouteNumber(str(user), position + aside))
    return numbers


def draw_numbers(axes: Axes, numbers: Sequence[RouteNumber]) -> None:
    """Draw each number in a white circle on top of all routes."""
    for text, (x, y) in numbers:
        circle = axes.scatter([x], [y], s=(2 * NUMBER_RADIUS) ** 2, c="white", edgecolors=INK, linewidths=0.7, zorder=9)
        circle.set_gid(f"route-number-{text}")
        axes.text(x, y - 0.36 * _NUMBER_SIZE, text, size=_NUMBER_SIZE, weight="bold", color=INK, ha="center", zorder=10)


def _hops(drawing: Drawing, route: Itinerary) -> Iterator[_Hop]:
    network = drawing.network
    for leg in route.legs:
        line = None if leg.line is None else network.line_index[leg.line.id]
        for source, destination in pairwise(network.station_index[station.id] for station in leg.stations):
            yield _Hop(line, source, destination)


def _clearest(drawing: Drawing, stretch: Sequence[_Hop], numbers: Sequence[RouteNumber]) -> Floats:
    """The position along a stretch that is farthest from any station and from the numbers already there."""
    positions = np.concatenate([_along(drawing.path(hop.source, hop.destination, hop.line)) for hop in stretch])
    marks = np.concatenate([drawing.positions, np.array([number.position for number in numbers]).reshape(-1, 2)])
    radii = np.concatenate([drawing.radii, np.full(len(numbers), NUMBER_RADIUS)])
    room = np.linalg.norm(positions[:, None] - marks, axis=2) - radii
    clearest: Floats = positions[np.argmax(room.min(axis=1))]
    return clearest


def _along(path: Floats) -> Floats:
    """K positions along a path of P points: (P, 2) to (K, 2)."""
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    return np.stack([np.interp(_FRACTIONS * reached[-1], reached, along) for along in path.T], axis=1)
