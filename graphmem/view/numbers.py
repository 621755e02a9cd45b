"""Which of several routes is which: numbers on what the best one does not share, from 2 for the next best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..routing import Route
from .drawing import Drawing
from .labels import INK
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RADIUS = 4.6  # of a number's ground, in points
_SIZE = 6.5  # of its figures
_SHARES = np.linspace(0.2, 0.8, 7)  # of the way from call to call, where it may stand


class Number(NamedTuple):
    """The number of a route and the middle of where it stands, (2,)."""

    text: str
    place: Floats


class _Hop(NamedTuple):
    """From one call to the next; ``line`` is None on foot."""

    line: int | None
    source: int
    destination: int


def numbers_on(drawing: Drawing, routes: Sequence[Route]) -> list[Number]:
    """A number on each stretch of a route that the first does not take; side by side where several take it."""
    takers: dict[_Hop, list[int]] = {}
    for number, route in enumerate(routes, start=1):
        for hop in dict.fromkeys(_hops(drawing, route)):
            takers.setdefault(hop, []).append(number)
    numbers = list[Number]()
    for number, route in enumerate(routes, start=1):
        for together, stretch in groupby(_hops(drawing, route), key=takers.__getitem__):
            if number > 1 and together[0] == number:
                place = _clearest(drawing, list(stretch), numbers)
                for order, taker in enumerate(together):
                    aside = np.array([2 * RADIUS * (order - (len(together) - 1) / 2), 0.0])
                    numbers.append(Number(str(taker), place + aside))
    return numbers


def draw_numbers(axes: Axes, numbers: Sequence[Number]) -> None:
    """Each on a white ground, on top of all routes."""
    for text, (x, y) in numbers:
        ground = axes.scatter([x], [y], s=(2 * RADIUS) ** 2, c="white", edgecolors=INK, linewidths=0.7, zorder=9)
        ground.set_gid(f"route-number-{text}")
        axes.text(x, y - 0.36 * _SIZE, text, size=_SIZE, weight="bold", color=INK, ha="center", zorder=10)


def _hops(drawing: Drawing, route: Route) -> Iterator[_Hop]:
    network = drawing.network
    for leg in route.legs:
        line = None if leg.line is None else network.line_index[leg.line.id]
        for source, destination in pairwise(network.station_index[station.id] for station in leg.stations):
            yield _Hop(line, source, destination)


def _clearest(drawing: Drawing, stretch: Sequence[_Hop], numbers: Sequence[Number]) -> Floats:
    """Of places along each hop, the one that is the furthest from any station and from numbers that stand already."""
    places = np.concatenate([_along(drawing.path(hop.source, hop.destination, hop.line)) for hop in stretch])
    marks = np.concatenate([drawing.places, np.array([number.place for number in numbers]).reshape(-1, 2)])
    radii = np.concatenate([drawing.radii, np.full(len(numbers), RADIUS)])
    room = np.linalg.norm(places[:, None] - marks, axis=2) - radii
    clearest: Floats = places[np.argmax(room.min(axis=1))]
    return clearest


def _along(path: Floats) -> Floats:
    """(K, 2) places along (P, 2) points."""
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    return np.stack([np.interp(_SHARES * reached[-1], reached, along) for along in path.T], axis=1)
